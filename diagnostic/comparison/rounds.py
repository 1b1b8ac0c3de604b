"""What changed from one round to another: per item, per dimension and on the continuum, said where bounds allow it.

Only like is compared with like. Where a question, the questions that rate a dimension, or the rule behind a level
changed between the versions, nothing is said of improvement, and the reason is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from diagnostic import wording
from diagnostic.answers import labels
from diagnostic.comparison import versions
from diagnostic.comparison.change import Change, change
from diagnostic.content.model import Instrument, Policy
from diagnostic.scoring.levels import Profile
from diagnostic.scoring.outcomes import Pair, View
from diagnostic.scoring.reference import Result

_OTHER_QUESTION = "the question changed between the rounds"
_OTHER_QUESTIONS = "the questions that rate it changed between the rounds"
_OTHER_RULE = "the rule that leads to the level changed between the rounds"


@dataclass(frozen=True, slots=True)
class Moved:
    """One item, one dimension or the continuum, then and now. ``pair`` None: left out. ``id`` of the continuum: "".

    ``why_not``: why the two cannot be compared at all, in words; nothing where they can.
    """

    id: str
    title: str
    old: Pair | None
    new: Pair | None
    change: Change
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class RoundChange:
    """What changed between two rounds, for one voice or for both together."""

    old_round: str
    new_round: str
    whose: str
    continuum: Moved
    dimensions: tuple[Moved, ...]
    items: tuple[Moved, ...]

    def of(self, kind: Change) -> tuple[Moved, ...]:
        """Return the items of one kind of change, in the order they are asked."""
        return tuple(moved for moved in self.items if moved.change == kind)


def changes(old: Result, new: Result, whose: str = "joint", view: View = "claimed") -> RoundChange | None:
    """Return what changed for a voice ("customs", "police") or for both ("joint"); None where a round lacks it.

    Improved: the new lower bound is above the old upper one. Worsened: the new upper bound is below the old lower
    one. Unchanged: the same point. Else it cannot be told. Items and dimensions of the old version that the new one
    does not have are not listed.

    Raises:
        ValueError: the results are of two questionnaires.
    """
    then, now = _profile(old, whose, view), _profile(new, whose, view)
    if then is None or now is None:
        return None
    version = versions.compare(old.instrument, new.instrument)
    carried = frozenset(version.carried)
    return RoundChange(
        old_round=old.assessment.round,
        new_round=new.assessment.round,
        whose=whose,
        continuum=_continuum(old, new, then, now, carried),
        dimensions=tuple(_dimensions(old, new, then, now, carried)),
        items=tuple(_items(old, new, then, now, carried)),
    )


def sentence(moved: Moved, old_round: str) -> str:
    """Return one change in a sentence: ``Formal arrangements A.1 improved: level 2 in 2025, level 3 now.``"""
    if moved.why_not:
        return f"{moved.title} cannot be compared with {old_round}: {moved.why_not}."
    if moved.old is None or moved.new is None:
        left_out = "in both rounds" if moved.old is moved.new else f"in {old_round}" if moved.old is None else "now"
        return f"{moved.title} cannot be compared with {old_round}: it does not apply {left_out}."
    if moved.change == "unchanged":
        return f"{moved.title} is unchanged since {old_round}: {wording.span(*moved.new)}."
    then_and_now = f"{wording.span(*moved.old)} in {old_round}, {wording.span(*moved.new)} now"
    if moved.change == "cannot_tell":
        return f"{moved.title}: it cannot be told whether it changed, {then_and_now}."
    return f"{moved.title} {moved.change}: {then_and_now}."


def in_words(found: RoundChange) -> tuple[str, ...]:
    """Return the changes in sentences: the level, how many items moved which way, then every one that moved."""
    numbers = {kind: len(found.of(kind)) for kind in ("improved", "worsened", "unchanged", "cannot_tell")}
    counted = wording.count(len(found.items), "question")
    summary = (
        f"Of {counted}, {numbers['improved']} improved since {found.old_round}, {numbers['worsened']} worsened and "
        f"{numbers['unchanged']} stayed the same; of {numbers['cannot_tell']} it cannot be told."
    )
    moved = [*found.of("worsened"), *found.of("improved")]
    return (sentence(found.continuum, found.old_round), summary, *(sentence(one, found.old_round) for one in moved))


def _profile(result: Result, whose: str, view: View) -> Profile | None:
    if whose == "joint":
        return result.joint.view(view) if result.joint else None
    views = {str(voice): views for voice, views in result.voices.items()}.get(whose)
    return views.view(view) if views else None


def _continuum(old: Result, new: Result, then: Profile, now: Profile, carried: frozenset[str]) -> Moved:
    asked = {requirement.requirement.item for requirement in (*then.requirements, *now.requirements)}
    same = _rule(old.policy) == _rule(new.policy) and asked <= carried
    return _moved("", "The level on the continuum", then.continuum, now.continuum, "" if same else _OTHER_RULE)


def _dimensions(old: Result, new: Result, then: Profile, now: Profile, carried: frozenset[str]) -> Iterable[Moved]:
    known = {dimension.id for dimension in old.instrument.dimensions}
    for dimension in new.instrument.dimensions:
        if dimension.id not in known:
            continue
        rating = _rating(old.instrument, dimension.id)
        why_not = ""
        if not _same_caps(old.policy, new.policy):
            why_not = _OTHER_RULE
        elif rating != _rating(new.instrument, dimension.id) or not {id for id, *_ in rating} <= carried:
            why_not = _OTHER_QUESTIONS
        before, after = then.dimensions[dimension.id], now.dimensions[dimension.id]
        yield _moved(
            dimension.id, dimension.title, before.pair if before else None, after.pair if after else None, why_not
        )


def _items(old: Result, new: Result, then: Profile, now: Profile, carried: frozenset[str]) -> Iterable[Moved]:
    for item in new.instrument.items:
        if not item.levelled or item.id not in then.outcomes:
            continue
        why_not = "" if item.id in carried else _OTHER_QUESTION
        if not _same_caps(old.policy, new.policy):
            why_not = _OTHER_RULE
        yield _moved(item.id, labels.title(item), then.outcomes[item.id].pair, now.outcomes[item.id].pair, why_not)


def _moved(id: str, title: str, old: Pair | None, new: Pair | None, why_not: str) -> Moved:
    return Moved(id, title, old, new, "cannot_tell" if why_not else change(old, new), why_not)


def _rating(instrument: Instrument, dimension: str) -> set[tuple[object, ...]]:
    """Return what rates a dimension, and when."""
    return {(item.id, item.visible_when, item.rates_when) for item in instrument.rated(dimension)}


def _rule(policy: Policy) -> tuple[object, ...]:
    """Return what makes levels of answers; two policies with the same rule differ in words and sources alone."""
    needs = {(level.level, need.item, need.at_least) for level in policy.levels for need in level.requirements}
    return needs, policy.waive_not_applicable, dict(policy.scope_caps), dict(policy.evidence_caps)


def _same_caps(old: Policy, new: Policy) -> bool:
    return (dict(old.scope_caps), dict(old.evidence_caps)) == (dict(new.scope_caps), dict(new.evidence_caps))
