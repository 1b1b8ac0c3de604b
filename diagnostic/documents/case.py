"""One assessment for decks and workbooks: the result that the reader may see, and what is said of it in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from diagnostic import wording
from diagnostic.advice.plan import Plan
from diagnostic.advice.roadmap import Slot, Status
from diagnostic.answers import labels
from diagnostic.answers.answer import AGENCIES, Answer, Voice
from diagnostic.answers.assessment import is_fictional
from diagnostic.charts.spec import Basis, Cell, Names, Power
from diagnostic.content.model import Item, Policy, Range, Severity, Source, XRay
from diagnostic.scoring import Result, explaining
from diagnostic.scoring.explaining import Whose
from diagnostic.scoring.levels import Profile, RequirementResult
from diagnostic.scoring.outcomes import UNKNOWN, Pair, View, authorities, visible
from diagnostic.scoring.powers import PowerRow
from diagnostic.scoring.reference import TwoViews
from diagnostic.scoring.xrays import Finding

FICTIONAL = "Fictional administration: no real one is meant."
SEVERITY: dict[Severity, str] = {"warning": "Check first", "notice": "Look again", "info": "For the record"}
VIEWS: dict[View, str] = {"claimed": "as claimed", "evidenced": "as evidenced"}
#: Longer names do not stand in cells.
_BRIEF = 28
_FINDINGS = {
    "both_hold": "Both hold it",
    "one_holds": "{holder} holds it",
    "shared_partial": "Shared in part",
    "neither": "Neither holds it",
    "unknown": "Cannot be told",
}
_NO_ACCESS = {
    "both_hold": "Agree who acts first, so that the agencies do not get in each other’s way.",
    "neither": "Look to the law, or to a third agency that holds it.",
}


@dataclass(frozen=True, slots=True)
class Case:
    """What is shown of one assessment. All of it is already redacted for the reader; nothing is added to it here.

    ``whose``: of one agency alone, the result holds its answers and no other's. ``country``: its name. ``towards``: the
    target of the plan in words. ``owners`` and ``statuses``: by step, who was named for it and what became of it;
    ``ranges``: effort and duration as edited. ``classification``: the line on every sheet and slide. ``left_out``:
    sentences on what this reader does not see.
    """

    result: Result
    whose: Whose
    country: str
    made_on: date
    sources: Mapping[str, Source] = field(default_factory=dict)
    xrays: Mapping[str, XRay] = field(default_factory=dict)
    plan: Plan | None = None
    slots: tuple[Slot, ...] = ()
    towards: str = ""
    owners: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, Status] = field(default_factory=dict)
    ranges: Mapping[str, tuple[Range, Range]] = field(default_factory=dict)
    classification: str = ""
    left_out: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a result that holds more than it is said to show."""
        others = {voice for voice in self.result.assessment.voices if self.whose not in (voice, "both")}
        if others:
            raise ValueError(f"answers of {self.whose} alone are to be shown, and the result holds others")

    @property
    def fictional(self) -> bool:
        """Whether the administration is made up."""
        return is_fictional(self.result.assessment.country)

    @property
    def policy(self) -> Policy:
        """The rules of the result."""
        return self.result.policy

    @property
    def names(self) -> Names:
        """The names of levels 1 to 5."""
        one, two, three, four, five = (level.name for level in self.policy.levels)
        return one, two, three, four, five

    @property
    def name(self) -> str:
        """Whose result it is, in words."""
        return self.result.assessment.pair.name(self.whose)

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The agencies whose answers are there."""
        return tuple(voice for voice in AGENCIES if voice in self.result.voices and self.whose in (voice, "both"))

    @property
    def views(self) -> TwoViews:
        """The result as claimed and as evidenced."""
        if self.whose == "both":
            assert self.result.joint is not None
            return self.result.joint
        return self.result.voices["police" if self.whose == "police" else "customs"]

    @property
    def claimed(self) -> Profile:
        """The result as claimed."""
        return self.views.claimed

    def basis(self, view: str = "as claimed", voice: str = "") -> Basis:
        """Return what a chart of this assessment rests on."""
        said = voice or ("joint result" if self.whose == "both" else f"answers of {self.name}")
        return Basis(voice=said, view=view, rounds=(self.result.assessment.round,), policy=self.policy.id)

    def agency(self, voice: str) -> str:
        """Return the name of an agency; the agreed voice is called so."""
        return "Agreed" if voice == "agreed" else self.result.assessment.pair.name(voice)

    def brief(self, voice: str) -> str:
        """Return the name of an agency where there is little room: a long one is called by its kind."""
        name = self.agency(voice)
        return name if voice == "both" or len(name) <= _BRIEF else wording.capital(voice)

    def effort(self, slot: Slot) -> Range:
        """Return the effort that a step is planned with."""
        return self.ranges.get(slot.step.id, (slot.step.effort, slot.step.duration))[0]

    def lasting(self, slot: Slot) -> str:
        """Return how long a step is planned to take."""
        span = self.ranges.get(slot.step.id, (slot.step.effort, slot.step.duration))[1]
        unit = span.unit.removesuffix("s") if span.high == 1 else span.unit
        return f"{wording.bounds(span.low, span.high)} {unit}"

    def leads(self, slot: Slot) -> str:
        """Return who was named for a step, else who should lead it."""
        return self.owners.get(slot.step.id) or slot.step.leads.rstrip(".")


def finding(case: Case) -> str:
    """Return the result in one or two sentences."""
    verb = "describe" if case.whose == "both" else "describes"
    claimed, evidenced = case.claimed.continuum, case.views.evidenced.continuum
    if claimed == UNKNOWN == evidenced:
        whose = "the two agencies" if case.whose == "both" else case.name
        return f"No level can be told yet: of what {whose} answered, too much is missing."
    sentence = f"{case.name} {verb} {_named(claimed, case.policy)}."
    if evidenced == claimed:
        return f"{sentence} The evidence supports this."
    return f"{sentence} The evidence supports {_named(evidenced, case.policy)}."


def _named(pair: Pair, policy: Policy) -> str:
    lower, upper = (policy.level(level).name.lower() for level in pair)
    if pair.known:
        return f"{lower}, {wording.level(pair.lower)}"
    if pair.upper == pair.lower + 1:
        return f"{lower}, {wording.level(pair.lower)}, and perhaps {upper}, {wording.level(pair.upper)}"
    return f"{lower}, {wording.level(pair.lower)}, at least, and at most {upper}, {wording.level(pair.upper)}"


# ---------------------------------------------------------------- what blocks


def following(case: Case) -> str:
    """Return the next level in words, empty where the highest is reached."""
    lower = case.claimed.continuum.lower
    if lower == len(case.policy.levels):
        return ""
    return f"{wording.level(lower + 1)}, {case.policy.level(lower + 1).name.lower()}"


def blocking(case: Case) -> str:
    """Return what stands before the next level, in a sentence."""
    name, blockers = following(case), case.claimed.blockers
    if not name:
        return "Nothing holds back a higher level: the answers describe the highest."
    asked = [found for found in case.claimed.requirements if found.level == case.claimed.continuum.lower + 1]
    if len(asked) == 1:
        return f"The one requirement of {name}, is not certain to hold."
    verb = "is" if len(blockers) == 1 else "are"
    return f"{len(blockers)} of {wording.count(len(asked), 'requirement')} of {name}, {verb} not certain to hold."


def open_requirements(case: Case) -> tuple[RequirementResult, ...]:
    """Return requirements that are not certain to hold: of the next level, and up to the target where one is set."""
    target = case.result.assessment.target
    most = max(case.claimed.continuum.lower + 1, target if isinstance(target, int) else 0)
    return tuple(
        found for found in case.claimed.requirements if found.level <= most and found.state in ("unknown", "fails")
    )


def figure(pair: Pair | None) -> str:
    """Return bounds as in a cell: ``3``, ``2–4`` or ``n/a``."""
    return Cell(pair).text


def not_shown(case: Case) -> tuple[RequirementResult, ...]:
    """Return requirements that hold as claimed, of levels that are reached, and are not supported by evidence."""
    return tuple(
        found
        for found in case.views.evidenced.requirements
        if found.state not in ("holds", "waived") and found.level <= case.claimed.continuum.lower
    )


def said_by(case: Case, item: Item) -> str:
    """Return what each voice says of an item, in a line."""
    assessment = case.result.assessment
    parts = [f"{case.brief(voice)}: {short(item, assessment.answer(voice, item.id))}" for voice in case.voices]
    agreed = assessment.answer("agreed", item.id)
    if case.whose == "both" and agreed.settled:
        parts.append(f"agreed: {short(item, agreed)}")
    return "; ".join(parts)


def short(item: Item, answer: Answer) -> str:
    """Return an answer in a word or two."""
    if answer.level is not None:
        return wording.level(answer.level)
    if answer.state is not None:
        return labels.state(item, answer.state).lower()
    if answer.value is None:
        return "not answered"
    possible = authorities(item, answer) if item.kind == "power" else frozenset()
    return labels.AUTHORITY[next(iter(possible))].lower() if len(possible) == 1 else "answered"


# ---------------------------------------------------------------- what the two see differently


@dataclass(frozen=True, slots=True)
class Apart:
    """An item on which both agencies can be compared. ``gap``: customs minus police, None where it cannot be told."""

    item: Item
    customs: Pair | None
    police: Pair | None
    gap: int | None
    agreed: int | None


def apart(case: Case) -> tuple[Apart, ...]:
    """Return the items on which the two agencies can be compared, the widest gap first."""
    result = case.result
    if case.whose != "both" or len(case.voices) < len(AGENCIES):
        return ()
    found = []
    for item in result.instrument.items:
        if not item.levelled or item.subject == "own":
            continue
        customs, police = (result.voices[voice].claimed.outcomes[item.id].pair for voice in AGENCIES)
        if customs is not None or police is not None:
            agreed = result.assessment.answer("agreed", item.id).level
            found.append(Apart(item, customs, police, result.gaps.get(item.id), agreed))
    # What cannot be told comes last; among equal gaps the order of the questions stays.
    return tuple(sorted(found, key=lambda one: (one.gap is None, -abs(one.gap or 0))))


def wide(case: Case) -> tuple[Apart, ...]:
    """Return the items on which the agencies are two levels or more apart, and have agreed nothing."""
    return tuple(one for one in apart(case) if one.gap is not None and abs(one.gap) >= 2 and one.agreed is None)


def gap_finding(case: Case) -> str:
    """Return how far the two agencies are apart, in a sentence."""
    told = [one for one in apart(case) if one.gap is not None]
    if not told:
        return "On no question can a gap between the two agencies be told."
    far, near = (sum(abs(one.gap or 0) >= least for one in told) for least in (2, 1))
    total = wording.count(len(told), "question")
    if not near:
        return f"The two agencies give the same level on all of {total}."
    if far:
        return f"On {far} of {total} the two agencies are two levels or more apart."
    return f"On {near} of {total} the two agencies are one level apart, on none further."


# ---------------------------------------------------------------- what is unknown


@dataclass(frozen=True, slots=True)
class Unknown:
    """An item of which something is not known.

    ``why``: by voice, in words. ``levels``: those that require it and are not reached for certain.
    """

    item: Item
    why: tuple[tuple[str, str], ...]
    levels: tuple[int, ...]


def unknown(case: Case) -> tuple[Unknown, ...]:
    """Return what counts and is not known: first what the open levels of the continuum require."""
    result, lower = case.result, case.claimed.continuum.lower
    asked: dict[str, list[int]] = {}
    for found in case.claimed.requirements:
        if found.level > lower:
            asked.setdefault(found.requirement.item, []).append(found.level)
    missing = []
    for item in result.instrument.items:
        if not (item.rates or item.kind == "power"):
            continue
        why = _why(case, item)
        if why and not (item.subject != "own" and result.assessment.answer("agreed", item.id).answered):
            missing.append(Unknown(item, why, tuple(asked.get(item.id, ()))))
    return tuple(sorted(missing, key=lambda one: one.levels or (9,)))


def _why(case: Case, item: Item) -> tuple[tuple[str, str], ...]:
    """Return by voice why an item is not known; of an agreed voice alone, that it says nothing of it."""
    if case.voices:
        return tuple((case.brief(voice), reason) for voice in case.voices if (reason := _missing(case, item, voice)))
    outcome = case.claimed.outcomes.get(item.id)
    silent = outcome is not None and outcome.applies and not outcome.answered
    return (("Agreed", "not answered"),) if silent else ()


def _missing(case: Case, item: Item, voice: Voice) -> str:
    """Return why an item is not known in a voice, nothing where it is known or does not count."""
    answer = case.result.assessment.answer(voice, item.id)
    if item.kind == "power":
        if not visible(item, case.result.instrument, case.result.assessment.voices[voice]):
            return ""
        known = answer.value is not None or answer.state in ("prohibited_by_law", "not_applicable")
        return "" if known else short(item, answer)
    why = case.result.voices[voice].claimed.outcomes[item.id].why
    if why == "parent_missing":
        return "depends on a question without an answer"
    return short(item, answer) if why == "missing" else ""


def unknown_finding(case: Case) -> str:
    """Return what the missing answers leave open, in a sentence."""
    number = sum(len(one.why) for one in unknown(case))
    if not number:
        return "Nothing that counts is unknown: every question was answered."
    verb = "is" if number == 1 else "are"
    said = f"{wording.count(number, 'answer')} that {'counts' if number == 1 else 'count'} {verb} not known"
    pair = case.claimed.continuum
    if pair.known:
        return f"{said}; the level is certain all the same."
    return f"{said}; until then the level lies between {pair.lower}{wording.NBSP}and{wording.NBSP}{pair.upper}."


# ---------------------------------------------------------------- powers, x-rays


def powers(case: Case) -> tuple[Power, ...]:
    """Return the powers matrix: of both agencies; an agency alone has `own_powers`."""
    rows = []
    for row in case.result.powers:
        item = case.result.instrument.item(row.power)
        holder = next((case.brief(voice) for voice in AGENCIES if row.authority[voice] == "full"), "")
        access = None if row.finding in _NO_ACCESS else row.joint_access
        rows.append(
            Power(
                item.name,
                item.code,
                row.authority["customs"],
                row.authority["police"],
                _FINDINGS[row.finding].replace("{holder}", holder),
                access,
                _NO_ACCESS.get(row.finding) or _access(case, item, access),
            )
        )
    return tuple(rows)


def own_powers(case: Case) -> Iterator[tuple[PowerRow, str]]:
    """Yield each power of the one agency that is there, with how it gets the result otherwise."""
    voice: Voice = "police" if case.whose == "police" else "customs"
    for row in case.result.powers:
        full = row.authority[voice] == "full"
        item = case.result.instrument.item(row.power)
        yield row, "Holds it in full." if full else _access(case, item, row.access[voice])


def _access(case: Case, power: Item, access: Pair | None) -> str:
    if access is None:
        return "Not applicable."
    said = wording.capital(wording.span(*access))
    if access.known:
        return f"{said}: {case.result.instrument.item(power.access).statement(access.lower)}"
    return f"{said}, because answers are missing."


def lacking(case: Case, row: PowerRow, voice: Voice) -> str:
    """Return the means that an agency says it lacks, in words."""
    limits = case.result.instrument.item(row.power).limits
    return ", ".join(limit.label.lower() for limit in limits if limit.id in row.limits[voice])


def second_look(case: Case) -> tuple[tuple[Finding, XRay], ...]:
    """Return the x-rays that were found. What is behind restricted powers is their custodian's to look at."""
    instrument = case.result.instrument
    return tuple(
        (found, case.xrays[found.xray])
        for found in case.result.findings
        if found.xray in case.xrays and not any(instrument.item(id).restricted for id in found.items)
    )


def whose_views(case: Case) -> dict[Whose, TwoViews]:
    """Return the results that are shown: of each agency that is there, then of both together."""
    return explaining.whose(case.result) if case.whose == "both" else {case.whose: case.views}
