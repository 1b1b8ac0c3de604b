"""What each agency says, question by question, and how much hangs on where they differ.

Nothing is decided here and nothing averaged: rows for the committee, the most consequential first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from diagnostic.access import View
from diagnostic.answers.answer import AGENCIES, VOICES, Answer, Voice
from diagnostic.answers.assessment import Assessment
from diagnostic.content.model import Instrument, Item, Policy
from diagnostic.scoring.outcomes import Outcome, Pair, authorities, holds
from diagnostic.scoring.powers import PowerRow
from diagnostic.scoring.reference import Result
from diagnostic.scoring.xrays import Finding

#: Why a row stands where it does, the most consequential first:
#: a requirement in view holds by one answer and fails by the other · a requirement in view, and an answer is
#: missing · the answers differ otherwise · an answer is missing otherwise · the answers are the same · there is
#: nothing to compare: a fact about one agency, a question asked of one only, free words.
Place = Literal["decides", "unsure", "apart", "unknown", "equal", "aside"]
PLACES: tuple[Place, ...] = ("decides", "unsure", "apart", "unknown", "equal", "aside")
Kind = Literal["apart", "unknown", "equal", "decisive", "marked", "settled"]
Target = int | Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class Side:
    """What one agency says. ``asked``: whether its own answers call for the question; None where a question
    before it has no answer. ``missing``: not known, or not known to count. ``pair``: bounds as
    claimed; None where there is no level, or it is left out.
    """

    answer: Answer
    asked: bool | None
    missing: bool
    pair: Pair | None


@dataclass(frozen=True, slots=True)
class Need:
    """What is asked of an item: by a level of the continuum, or (``level`` None) by a target for a dimension.

    ``wanted``: the target asks it, or the level next to be reached.
    """

    level: int | None
    at_least: int
    wanted: bool
    dimension: str = ""

    @property
    def of_level(self) -> int:
        """The level that asks, of the continuum or in a target for a dimension."""
        return self.level or self.at_least


@dataclass(frozen=True, slots=True)
class Difference:
    """One item as both agencies answer it, and as they agreed.

    ``gap``: customs minus police, claimed; None unless both levels are known and the item states one fact about
    both. ``same``: whether they answer the same; None where that cannot be told or there is nothing to compare.
    ``needs``: what levels and target ask of the item; ``decides``: those in view that hold by the answer of one
    agency and fail by that of the other. ``power``: of a power, or of the access to one. ``position``: its place
    in the questionnaire.
    """

    item: Item
    position: int
    sides: Mapping[Voice, Side]
    agreed: Answer
    gap: int | None
    same: bool | None
    differing: tuple[str, ...]
    needs: tuple[Need, ...]
    decides: tuple[Need, ...]
    marked: tuple[Voice, ...]
    comments: tuple[Voice, ...]
    findings: tuple[Finding, ...]
    power: PowerRow | None

    @property
    def missing(self) -> tuple[Voice, ...]:
        """The agencies whose answer is not known."""
        return tuple(voice for voice, side in self.sides.items() if side.missing)

    @property
    def wanted(self) -> tuple[Need, ...]:
        """What the target, or the next level, asks of the item."""
        return tuple(need for need in self.needs if need.wanted)

    @property
    def settled(self) -> bool:
        """Whether an agreed answer counts. An agreed "don’t know" leaves the voices as they are."""
        return self.agreed.answered or self.agreed.state == "not_applicable"

    @property
    def place(self) -> Place:
        """Why the row stands where it does."""
        if self.decides:
            return "decides"
        if self.missing and self.wanted:
            return "unsure"
        if self.same is False:
            return "apart"
        if self.missing:
            return "unknown"
        return "equal" if self.same else "aside"


@dataclass(frozen=True, slots=True)
class PowerPair:
    """A power: what the law gives each agency, and how each describes the way to its result.

    An agency with full authority describes how the other obtains the result; any other, how it obtains it itself.
    """

    power: Item
    access: Item
    row: PowerRow
    said: Mapping[Voice, Answer]

    def arrangement(self, voice: Voice) -> str | None:
        """Return the statement an agency chose on how the result is reached, or None where it chose none."""
        level = self.said[voice].level
        return self.access.statement(level) if level else None

    @property
    def apart(self) -> int | None:
        """Levels between the two descriptions of one arrangement: where one agency holds the power in full and the
        other has none of it. None where both do not describe the same, or one does not say.
        """
        one, other = (self.said[voice].level for voice in AGENCIES)
        if self.row.finding != "one_holds" or one is None or other is None:
            return None
        return abs(one - other)


def differences(
    seen: Assessment | View, instrument: Instrument, policy: Policy, result: Result, target: Target = None
) -> tuple[Difference, ...]:
    """Return a row for every item that is asked of an agency, the most consequential first.

    ``result``: of the same answers. ``target``: a level of the continuum, or levels by dimension. A view that
    does not show both agencies has no rows.

    Raises:
        ValueError: the instrument is one agency’s own document, or anonymous: two voices of it are never compared.
    """
    if instrument.disclosure != "pair":
        raise ValueError(f"two voices of '{instrument.id}' are never compared")
    assessment = _assessment(seen)
    if any(voice not in result.voices for voice in AGENCIES) or (
        isinstance(seen, View) and not all(seen.shows(voice) for voice in AGENCIES)
    ):
        return ()
    following = _following(result)
    found = []
    for position, item in enumerate(instrument.items):
        sides = {voice: _side(item, voice, instrument, assessment, result) for voice in AGENCIES}
        if any(side.asked is not False for side in sides.values()) or assessment.answer("agreed", item.id).answered:
            needs = _needs(item, policy, target, following, result)
            found.append(_difference(item, position, sides, needs, assessment, result, instrument))
    return tuple(sorted(found, key=consequence))


def consequence(difference: Difference) -> tuple[int, int, int, int]:
    """Return what rows are sorted by, the most consequential first.

    1. The place, in the order of `PLACES`. 2. Where a requirement in view is at stake, the lowest level that asks:
    it comes first on the way. 3. The gap, the widest first. 4. The place in the questionnaire.
    """
    place = difference.place
    at_stake = difference.decides if place == "decides" else difference.wanted if place == "unsure" else ()
    lowest = min((need.of_level for need in at_stake), default=0)
    return PLACES.index(place), lowest, -abs(difference.gap or 0), difference.position


def kinds(difference: Difference) -> frozenset[Kind]:
    """Return what a row can be filtered by; it may be several things, or none."""
    is_kind: dict[Kind, bool] = {
        "apart": difference.same is False,
        "unknown": bool(difference.missing),
        "equal": difference.same is True,
        "decisive": bool(difference.decides),
        "marked": bool(difference.marked),
        "settled": difference.settled,
    }
    return frozenset(kind for kind, it_is in is_kind.items() if it_is)


def of_kinds(differences: Iterable[Difference], wanted: Collection[Kind]) -> tuple[Difference, ...]:
    """Return the rows that are of at least one of some kinds, in the order they come; all where none is named."""
    return tuple(row for row in differences if not wanted or kinds(row) & frozenset(wanted))


def agenda(differences: Iterable[Difference], parked: Collection[str] = frozenset()) -> tuple[Difference, ...]:
    """Return what a meeting should talk about: open rows without an agreed answer, the most consequential first.

    Open: the answers differ; or one is missing that the two could give together, or that a requirement in view
    needs; or an agency marked it for discussion. ``parked``: ids of items that come last.
    """
    return tuple(
        sorted(
            (row for row in differences if not row.settled and _open(row)),
            key=lambda row: (row.item.id in parked, consequence(row)),
        )
    )


def power_pairs(seen: Assessment | View, instrument: Instrument, result: Result) -> tuple[PowerPair, ...]:
    """Return every power with what both agencies say of it, in order. ``result``: of the same answers."""
    assessment = _assessment(seen)
    return tuple(
        PowerPair(
            power=(power := instrument.item(row.power)),
            access=instrument.item(power.access),
            row=row,
            said={voice: assessment.answer(voice, power.access) for voice in AGENCIES},
        )
        for row in result.powers
    )


def _assessment(seen: Assessment | View) -> Assessment:
    return seen.assessment if isinstance(seen, View) else seen


def _following(result: Result) -> int:
    """Return the level after the one the pair has for certain."""
    if result.joint:
        return result.joint.claimed.continuum.lower + 1
    return min(views.claimed.continuum.lower for views in result.voices.values()) + 1


def _needs(item: Item, policy: Policy, target: Target, following: int, result: Result) -> tuple[Need, ...]:
    up_to = target if isinstance(target, int) else 0
    found = [
        Need(level.level, requirement.at_least, wanted=level.level <= up_to or level.level == following)
        for level in policy.levels
        for requirement in level.requirements
        if requirement.item == item.id
    ]
    if isinstance(target, Mapping) and item.rates and item.dimension in target and _counts(item, result):
        found.append(Need(None, target[item.dimension], wanted=True, dimension=item.dimension))
    return tuple(found)


def _counts(item: Item, result: Result) -> bool:
    """Whether the item counts for the pair, so that a target for its dimension asks something of it."""
    profiles = [result.joint] if result.joint else result.voices.values()
    return any(views.claimed.outcomes[item.id].applies for views in profiles)


def _side(item: Item, voice: Voice, instrument: Instrument, assessment: Assessment, result: Result) -> Side:
    answer = assessment.answer(voice, item.id)
    said = assessment.voices.get(voice, {})
    asked = True if item.visible_when is None else holds(item.visible_when, instrument, said)
    outcome: Outcome | None = result.voices[voice].claimed.outcomes.get(item.id)
    # Where it is not known whether an answer counts, such as that on access to a power nobody has named, it is as if
    # it were not there.
    pending = outcome is not None and outcome.why == "parent_missing"
    return Side(answer, asked, pending or _missing(item, answer, asked), outcome.pair if outcome else None)


def _missing(item: Item, answer: Answer, asked: bool | None) -> bool:
    if asked is not True:
        return asked is None
    if item.kind == "power":
        return len(authorities(item, answer)) > 1
    return not answer.answered and answer.state != "not_applicable"


def _difference(
    item: Item,
    position: int,
    sides: Mapping[Voice, Side],
    needs: tuple[Need, ...],
    assessment: Assessment,
    result: Result,
    instrument: Instrument,
) -> Difference:
    gap = result.gaps.get(item.id)
    known = [side.pair.lower for side in sides.values() if side.pair]
    decides = tuple(
        need for need in needs if gap is not None and need.wanted and min(known) < need.at_least <= max(known)
    )
    same, differing = _compared(item, sides["customs"], sides["police"], gap)
    power = item if item.kind == "power" else instrument.power_of(item.id)
    return Difference(
        item=item,
        position=position,
        sides=sides,
        agreed=assessment.answer("agreed", item.id),
        gap=gap,
        same=same,
        differing=differing,
        needs=needs,
        decides=decides,
        marked=_voices(item, assessment, lambda answer: answer.discuss),
        comments=_voices(item, assessment, lambda answer: bool(answer.comment.strip())),
        findings=tuple(finding for finding in result.findings if item.id in finding.items),
        power=next((row for row in result.powers if power and row.power == power.id), None),
    )


def _voices(item: Item, assessment: Assessment, says: Callable[[Answer], bool]) -> tuple[Voice, ...]:
    return tuple(voice for voice in VOICES if says(assessment.answer(voice, item.id)))


def _compared(item: Item, one: Side, other: Side, gap: int | None) -> tuple[bool | None, tuple[str, ...]]:
    """Return whether two answers are the same, and the parts of a narrative in which they are not."""
    if item.subject == "own":
        return None, ()
    if gap is not None:
        return gap == 0, ()
    if one.missing or other.missing or not (one.asked and other.asked):
        return None, ()
    # A question that does not apply, or may not be answered in law: to both, or to one alone.
    for state in ("not_applicable", "prohibited_by_law"):
        says = [side.answer.state == state for side in (one, other)]
        if any(says):
            return all(says), ()
    said, said_too = one.answer.value or {}, other.answer.value or {}
    chosen = [field for field in item.fields if field.type != "text" and said.get(field.id) and said_too.get(field.id)]
    differing = tuple(field.id for field in chosen if _choices(said[field.id]) != _choices(said_too[field.id]))
    return (not differing if chosen else None), differing


def _choices(part: object) -> frozenset[object]:
    return frozenset(part) if isinstance(part, list | tuple) else frozenset({part})


def _open(row: Difference) -> bool:
    if row.marked or row.place in ("decides", "unsure", "apart"):
        return True
    return row.place == "unknown" and row.item.subject != "own"
