"""A result in words: what it amounts to, and the chain from a level down to the answers it rests on.

Plain data for whoever prints it: parts with a title, a table of texts and lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from diagnostic import wording
from diagnostic.answers import labels
from diagnostic.answers.answer import AGENCIES, Voice
from diagnostic.answers.assessment import AgencyPair
from diagnostic.content.model import Instrument, Item, Library, Policy, Severity, XRay
from diagnostic.scoring.levels import DimensionResult, Holding, Profile, RequirementResult
from diagnostic.scoring.outcomes import Outcome, Pair
from diagnostic.scoring.powers import PowerRow
from diagnostic.scoring.reference import Result, SelfRating, TwoViews
from diagnostic.scoring.xrays import Finding

Whose = Literal["customs", "police", "both"]

_HOLDING: dict[Holding, str] = {
    "holds": "holds",
    "unknown": "is not certain",
    "fails": "does not hold",
    "waived": "is left out",
}
_WHY = {
    "missing": "Not known: it may be any level from 1 to 5.",
    "parent_missing": "Not known, because the question it depends on has no answer.",
    "prohibited_by_law": "The law forbids it, so it counts as level 1: a legal barrier.",
    "not_applicable": "Not applicable, so it is left out.",
    "hidden": "Not asked here, so it is left out.",
}
_HELD = {
    "both_hold": "Both hold it",
    "one_holds": "One holds it",
    "shared_partial": "Shared in part",
    "neither": "Neither holds it",
    "unknown": "Cannot be told",
}
SEVERITY: dict[Severity, str] = {"warning": "to check first", "notice": "to look at again", "info": "for the record"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text. In a chain ``depth`` is 0 for a level, 1 a requirement, 2 an answer, 3 its support."""

    depth: int
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a result: a title, a table whose first row holds its heads (or no row at all), then lines."""

    title: str
    table: tuple[tuple[str, ...], ...] = ()
    lines: tuple[Line, ...] = ()


def parts(result: Result, library: Library) -> Iterator[Part]:
    """Yield the result in words: levels, dimensions with what holds back, powers, x-rays, self-ratings."""
    yield _levels(result)
    for who, views in whose(result).items():
        yield _dimensions(result, who, views)
    yield from _powers(result)
    yield _second_look(result, library)
    ratings = [
        Line(0, self_rating(rating, result.assessment.pair.name(voice)))
        for voice, rating in result.self_ratings.items()
    ]
    if ratings:
        yield Part("How the agencies rate the relationship themselves", lines=tuple(ratings))


def _levels(result: Result) -> Part:
    rows = [("", "As claimed", "As evidenced")]
    for who, views in whose(result).items():
        claimed, evidenced = (bounds(view.continuum, result.policy) for view in (views.claimed, views.evidenced))
        rows.append((result.assessment.pair.name(who), claimed, evidenced))
    return Part("Level on the continuum", tuple(rows))


def _dimensions(result: Result, who: Whose, views: TwoViews) -> Part:
    rows = [("Dimension", "As claimed", "Typical", "As evidenced", "Typical", "Coverage")]
    for dimension in result.instrument.dimensions:
        claimed, evidenced = views.claimed.dimensions[dimension.id], views.evidenced.dimensions[dimension.id]
        coverage = wording.answered(claimed.answered, claimed.applicable) if claimed else ""
        rows.append((dimension.title, *_bounded(claimed), *_bounded(evidenced), coverage))
    lines = list(_holding_back(result, views.claimed, ""))
    if views.evidenced.blockers != views.claimed.blockers:
        lines += _holding_back(result, views.evidenced, ", as evidenced")
    return Part(f"Dimensions: {result.assessment.pair.name(who)}", tuple(rows), tuple(lines))


def _bounded(found: DimensionResult | None) -> tuple[str, str]:
    if found is None:
        return "not applicable", ""
    return wording.span(*found.pair), "withheld" if found.withheld else wording.span(*found.typical)


def _holding_back(result: Result, profile: Profile, view: str) -> Iterator[Line]:
    if profile.continuum.lower == len(result.policy.levels):
        yield Line(0, f"Nothing holds back a higher level{view}.")
    else:
        level = result.policy.level(profile.continuum.lower + 1)
        yield Line(0, f"What holds back {wording.level(level.level)}, {level.name.lower()}{view}:")
    for blocking in profile.blockers:
        yield Line(1, f"{blocker(blocking, result.instrument)}.")
    for number in profile.not_fully_assessed:
        yield Line(1, f"{wording.capital(wording.level(number))} is not fully assessed.")


def _powers(result: Result) -> Iterator[Part]:
    shown: list[Whose] = [who for who in whose(result) if who != "both"]
    if not result.powers or not shown:
        return
    names = [result.assessment.pair.name(who) for who in shown]
    joint = len(shown) == len(AGENCIES)
    rows = [("Power", *names, *(["Finding"] if joint else []), "How the result is reached otherwise")]
    for row in result.powers:
        held = [_held(result, row, who) for who in shown]
        access = row.joint_access if joint else row.access["police" if shown[0] == "police" else "customs"]
        finding = [_HELD[row.finding]] if joint else []
        item = result.instrument.item(row.power)
        rows.append((labels.title(item), *held, *finding, wording.span(*access) if access else ""))
    yield Part("Powers", tuple(rows))


def _held(result: Result, row: PowerRow, who: Whose) -> str:
    voice: Voice = "police" if who == "police" else "customs"
    limits = result.instrument.item(row.power).limits
    lacking = [limit.label.lower() for limit in limits if limit.id in row.limits[voice]]
    held = labels.AUTHORITY_SHORT[row.authority[voice]]
    return f"{held}; lacking {wording.listing(lacking)}" if lacking else held


def _second_look(result: Result, library: Library) -> Part:
    known = {xray.id: xray for xray in library.xrays.get(result.instrument.id, ())}
    numbers = {key: sum(found.severity == key for found in result.findings) for key in SEVERITY}
    summary = wording.listing([f"{numbers[key]} {label}" for key, label in SEVERITY.items() if numbers[key]])
    lines = [Line(0, f"{summary}." if summary else "Nothing stands out.")]
    for found in result.findings:
        said = finding(found, known[found.xray], result.instrument, result.assessment.pair)
        lines.append(Line(1, f"{wording.capital(SEVERITY[found.severity])}: {said}"))
    return Part("Answers worth a second look", lines=tuple(lines))


def whose(result: Result) -> dict[Whose, TwoViews]:
    """Return the results there are: of each agency that is present, then of both together."""
    found: dict[Whose, TwoViews] = {}
    for voice, views in result.voices.items():
        found["police" if voice == "police" else "customs"] = views
    if result.joint:
        found["both"] = result.joint
    return found


def bounds(pair: Pair, policy: Policy) -> str:
    """Return ``level 3, cooperation`` or ``level 2 to 3, communication to cooperation``."""
    lower, upper = (policy.level(level).name.lower() for level in pair)
    return f"{wording.span(*pair)}, {lower if pair.known else f'{lower} to {upper}'}"


def blocker(result: RequirementResult, instrument: Instrument) -> str:
    """Return ``Joint controls A.4.1 needs level 4 and is at level 2 to 3``."""
    now = f"is at {wording.span(*result.pair)}" if result.pair else "is not applicable"
    item = instrument.item(result.requirement.item)
    return f"{labels.title(item)} needs {wording.level(result.requirement.at_least)} and {now}"


def self_rating(rating: SelfRating, name: str) -> str:
    """Return how an agency's own rating compares with the level its answers lead to."""
    derived = f"its answers lead to {wording.span(*rating.derived)}"
    if rating.said is None:
        return f"{name} has not rated the relationship itself; {derived}."
    return f"{name} rates the relationship at {wording.level(rating.said)}; {derived}."


def finding(found: Finding, xray: XRay, instrument: Instrument, pair: AgencyPair) -> str:
    """Return the sentence of an x-ray that was found, with the names filled in."""
    words = {name: str(word) for name, word in found.words.items()}
    for name in ("agency", "other"):
        if name in words:
            words[name] = pair.name(words[name])
    words["item"] = labels.title(instrument.item(found.items[0]))
    text = xray.finding
    for name, word in words.items():
        text = text.replace("{" + name + "}", word)
    return text


def counts(outcome: Outcome) -> str:
    """Return what an answer counts as where that differs from what was said, else nothing."""
    if outcome.why != "level":
        return _WHY[outcome.why]
    lowered = []
    if outcome.scope_cap is not None:
        lowered.append(f"where it holds allows at most {wording.level(outcome.scope_cap)}")
    if outcome.evidence_cap is not None:
        lowered.append(f"what can be shown supports at most {wording.level(outcome.evidence_cap)}")
    if not lowered or outcome.pair is None:
        return ""
    return f"Counts as {wording.level(outcome.pair.lower)}: {wording.listing(lowered)}."


def reasons(result: Result) -> Iterator[Part]:
    """Yield for each agency and for both the chain behind its level."""
    for who in whose(result):
        yield Part(f"Why: {result.assessment.pair.name(who)}", lines=tuple(chain(result, who)))


def chain(result: Result, who: Whose) -> Iterator[Line]:
    """Yield the chain from each level to its requirements, their items and the answers, in both views."""
    views = whose(result)[who]
    explained: set[str] = set()
    claimed = {(r.level, r.requirement.item): r for r in views.claimed.requirements}
    evidenced = {(r.level, r.requirement.item): r for r in views.evidenced.requirements}
    for level in result.policy.levels:
        if not level.requirements:
            continue
        states = [_reached(level.level, view.continuum) for view in (views.claimed, views.evidenced)]
        head = f"{wording.capital(wording.level(level.level))}, {level.name.lower()}"
        yield Line(0, f"{head}: as claimed it {states[0]}; as evidenced it {states[1]}")
        for requirement in level.requirements:
            key = (level.level, requirement.item)
            item = result.instrument.item(requirement.item)
            yield Line(
                1,
                f"{labels.title(item)} must be at least {wording.level(requirement.at_least)}"
                f" (“{requirement.phrase}”): as claimed {_state(claimed[key])};"
                f" as evidenced {_state(evidenced[key])}",
            )
            if item.id in explained:
                yield Line(2, "The answers stand above.")
                continue
            explained.add(item.id)
            yield from _answers(result, item, who)


def _reached(level: int, continuum: Pair) -> str:
    if continuum.lower >= level:
        return "holds"
    return "is not certain" if continuum.upper >= level else "does not hold"


def _state(result: RequirementResult) -> str:
    where = f"{wording.span(*result.pair)}, " if result.pair else ""
    return f"{where}{_HOLDING[result.state]}"


def _answers(result: Result, item: Item, who: Whose) -> Iterator[Line]:
    for voice in _behind(result, who):
        answer = result.assessment.answer(voice, item.id)
        if voice == "agreed" and not answer.settled:
            continue
        name = "Agreed" if voice == "agreed" else result.assessment.pair.name(voice)
        yield Line(2, f"{name}: {labels.headline(item, answer)}")
        for label, text in labels.support(answer):
            yield Line(3, f"{label}: {' '.join(text.split())}")
        if voice in result.voices:
            claimed, evidenced = (
                counts(view.outcomes[item.id])
                for view in (result.voices[voice].claimed, result.voices[voice].evidenced)
            )
            if claimed:
                yield Line(3, claimed)
            if evidenced and evidenced != claimed:
                yield Line(3, f"As evidenced: {evidenced}")


def _behind(result: Result, who: Whose) -> tuple[Voice, ...]:
    if who == "both":
        ordered: tuple[Voice, ...] = ("agreed", *AGENCIES)
        return tuple(voice for voice in ordered if voice in result.assessment.voices)
    return tuple(voice for voice in AGENCIES if voice == who)
