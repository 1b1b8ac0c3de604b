"""What a draft is made from: a result, a plan, and the words for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from diagnostic import wording
from diagnostic.advice.roadmap import Slot
from diagnostic.answers import labels
from diagnostic.answers.answer import AGENCIES, Answer, Voice
from diagnostic.content.catalogue import When
from diagnostic.content.model import Item, Reference, Source, XRay
from diagnostic.documents.filling import Words, sound
from diagnostic.scoring import Result
from diagnostic.scoring.explaining import Whose
from diagnostic.scoring.outcomes import Pair, authorities
from diagnostic.scoring.reference import TwoViews


@dataclass(frozen=True)
class Basis:
    """The result of both agencies, or of one of them alone, with the plan that starts from it.

    ``result`` holds what the reader may see and nothing else. ``owners``: by step, who was named for it.
    """

    result: Result
    whose: Whose
    words: Words
    planned: tuple[Slot, ...]
    drafted_on: date
    sources: Mapping[str, Source]
    xrays: Mapping[str, XRay]
    owners: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what no document can carry."""
        owners = {step: sound(owner, f"the owner of the step '{step}'") for step, owner in self.owners.items()}
        object.__setattr__(self, "owners", owners)

    @property
    def views(self) -> TwoViews:
        """The result as claimed and as evidenced."""
        if self.whose == "both":
            assert self.result.joint is not None
            return self.result.joint
        return self.result.voices["police" if self.whose == "police" else "customs"]

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The agencies whose answers the draft starts from."""
        return tuple(voice for voice in AGENCIES if self.whose in (voice, "both"))

    @property
    def steps(self) -> frozenset[str]:
        """The ids of the planned steps."""
        return frozenset(slot.step.id for slot in self.planned)

    def pair(self, item: str) -> Pair | None:
        """Return the bounds of an item as claimed; None where it does not apply."""
        outcome = self.views.claimed.outcomes.get(item)
        return outcome.pair if outcome else None

    def holds(self, when: When) -> bool:
        """Whether a condition on answers and plan holds. An item that does not apply meets none."""
        if when.any:
            return any(map(self.holds, when.any))
        if when.all:
            return all(map(self.holds, when.all))
        if when.item:
            pair = self.pair(when.item)
            if pair is None:
                return False
            return pair.lower < when.below if when.below is not None else pair.lower >= (when.at_least or 1)
        if when.step:
            return when.step in self.steps
        if when.power:
            return any(row.power == when.power and row.finding in when.finding for row in self.result.powers)
        if when.third_agency:
            return when.third_agency in self.result.assessment.context.get("third_agencies", ())
        return True

    def said(self, item: Item) -> str:
        """Return what was answered, as levels, states and choices alone: no comment, no reason, no text."""
        assessment = self.result.assessment
        said = {voice: assessment.answer(voice, item.id) for voice in self.voices}
        parts = [f"{self.words.name(voice)}: {_short(item, answer)}" for voice, answer in said.items()]
        agreed, pair = assessment.answer("agreed", item.id), self.pair(item.id)
        if self.whose == "both" and agreed.settled:
            parts.append(f"agreed: {_short(item, agreed)}")
        elif self.whose == "both" and pair:
            parts.append(f"together: {wording.span(*pair)}")
        return f"{labels.title(item)}. {'; '.join(parts)}."

    def source(self, reference: Reference) -> str:
        """Return the short name of a source."""
        known = self.sources.get(reference.key)
        if known is None:
            return reference.key
        name = known.short or known.title
        return name if len(name) <= _LONG else f"{name[:_LONG].rpartition(' ')[0].rstrip(' ,:(')} …"


#: Names of sources in a note are cut here; the list at the end of the draft has them in full.
_LONG = 80


def _short(item: Item, answer: Answer) -> str:
    if answer.level is not None:
        return wording.level(answer.level)
    if answer.state is not None:
        return labels.state(item, answer.state).lower()
    if answer.value is None:
        return "not answered"
    if item.kind == "power":
        possible = authorities(item, answer)
        return labels.AUTHORITY[next(iter(possible))].lower() if len(possible) == 1 else "authority not known in full"
    chosen = []
    for part in item.fields:
        given = answer.value.get(part.id)
        ids = given if isinstance(given, list | tuple) else [given]
        chosen += [choice.label for choice in part.choices if choice.id in ids]
    return ", ".join(dict.fromkeys(chosen)) or "answered in words"
