"""What a report is made from: a case, and beside it what the committee decided and how the rounds went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from diagnostic import wording
from diagnostic.answers import labels
from diagnostic.answers.answer import AGENCIES
from diagnostic.charts.words import width
from diagnostic.comparison.rounds import RoundChange
from diagnostic.content.model import Item
from diagnostic.documents import case as facts
from diagnostic.documents.case import Case
from diagnostic.documents.minutes import Action, Decision
from diagnostic.documents.model import Span, Text
from diagnostic.documents.sheet import Cell, Shade
from diagnostic.scoring.outcomes import Pair

_SHADES: Mapping[int, Shade] = {1: "level 1", 2: "level 2", 3: "level 3", 4: "level 4", 5: "level 5"}
_MODELS = {
    "border_police": "Customs acts as the policing agency at the border",
    "partial_powers": "Customs has some powers; the police take serious cases",
    "detection_only": "Customs detects; the police investigate",
}
_THIRD = {
    "prosecutor": "public prosecutor",
    "fiu": "financial intelligence unit",
    "coastguard": "coastguard",
    "immigration": "immigration service",
    "other": "others",
}


@dataclass(frozen=True, slots=True)
class Register:
    """What the committee entered in this round. ``steps``: of the catalogue, that its decisions are about."""

    decisions: tuple[Decision, ...] = ()
    actions: tuple[Action, ...] = ()
    steps: tuple[str, ...] = ()

    @property
    def open_above(self) -> tuple[Decision, ...]:
        """The decisions on which the strategic level was asked and has not answered."""
        return tuple(one for one in self.decisions if one.escalated_to and not one.answer)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A decision of the round before, who did what about it, and what its questions did since, in sentences."""

    number: str
    text: str
    actions: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What goes into a report or a brief. All of it is already redacted for the reader.

    ``register``: of the committee, None where it is not the reader's; ``course``: the level by round, the first round
    first; ``changes``: since the round before; ``earlier``: what came of what was decided then.
    ``made_at``: with its zone; the same input gives the same file.
    """

    case: Case
    made_at: datetime
    register: Register | None = None
    course: tuple[tuple[str, Pair | None], ...] = ()
    changes: RoundChange | None = None
    earlier: tuple[Earlier, ...] = ()

    @property
    def both(self) -> bool:
        """Whether it is about both agencies."""
        return self.case.whose == "both"

    @property
    def agencies(self) -> str:
        """The two agencies by name."""
        pair = self.case.result.assessment.pair
        return f"{pair.customs} and {pair.police}"


def title(found: Report) -> str:
    """Return the title that report and brief share."""
    return f"Cooperation of customs and police: {found.case.country}"


def subtitle(found: Report) -> str:
    """Return whose answers a report rests on."""
    return found.agencies if found.both else f"{found.agencies}, in the answers of {found.case.name} alone"


def answered(found: Report) -> bool:
    """Whether anything at all was answered."""
    said = found.case.result.assessment.voices.values()
    return any(answer.settled for answers in said for answer in answers.values())


def finding(found: Report) -> str:
    """Return the result in one or two sentences."""
    return facts.finding(found.case) if answered(found) else "No question has been answered: any level is possible."


def named(item: Item) -> Text:
    """Return the name of a question, then its code."""
    code = labels.code(item)
    return (Span(item.name), Span(f" {code}", quiet=True)) if code else (Span(item.name),)


def level(pair: Pair | None) -> Cell:
    """Return the cell of a level: shaded where it is known, in words where it lies between two."""
    if pair is None:
        return Cell("n/a")
    return Cell(str(pair.lower), _SHADES[pair.lower]) if pair.known else Cell(wording.bounds(*pair))


def cut(text: str, longest: int) -> str:
    """Return a text on one line, cut after a word where it takes more room than so many letters."""
    text = " ".join(text.split(" ")).replace("\n", " ").strip()
    kept, room = text[:longest], longest * _LETTER
    while width(kept, 1) > room:
        kept = kept[:-1]
    if kept == text:
        return text
    start = kept.rpartition(" ")[0]
    return f"{(start if len(start) > len(kept) // 2 else kept).rstrip(' ,;:–')} …"


#: The width of a letter, of the size of the text: more than most texts need on average.
_LETTER = 0.58


def context(found: Report) -> list[tuple[str, str]]:
    """Return what was said of the setting, by topic; none of it is scored."""
    said = found.case.result.assessment.context
    pair = found.case.result.assessment.pair
    rows: list[tuple[str, str]] = []
    if said.get("national_model") in _MODELS:
        rows.append(("National model", _MODELS[said["national_model"]]))
    ministries = said.get("ministries") or {}
    under = [f"{pair.name(voice)}: {name}" for voice in AGENCIES if (name := ministries.get(voice))]
    if under:
        rows.append(("Ministries", "\n".join(under)))
    third = [_THIRD[one] for one in said.get("third_agencies") or () if one in _THIRD]
    if third:
        rows.append(("Other agencies", wording.capital(wording.listing(third))))
    if str(said.get("note") or "").strip():
        rows.append(("Setting", str(said["note"])))
    return rows
