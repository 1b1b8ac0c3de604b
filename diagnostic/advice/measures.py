"""Measures of integrity and protection, in the order in which they should begin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from diagnostic.advice.guard import ESTABLISHED, Guard
from diagnostic.content.model import Step
from diagnostic.scoring.integrity import Integrity
from diagnostic.scoring.outcomes import Outcome, Pair

#: now: knowledge, protection, and what is never held back. next: the rest. staged: only together with protection.
Phase = Literal["now", "next", "staged"]
PHASES: tuple[Phase, ...] = ("now", "next", "staged")


@dataclass(frozen=True, slots=True)
class Lifted:
    """An item that a measure brings to a level, and where it is now."""

    item: str
    now: Pair
    to: int


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure, why it is on the list, and when it begins. ``after``: measures on the list that come before it."""

    step: Step
    lifts: tuple[Lifted, ...]
    phase: Phase
    after: tuple[str, ...]
    prepares: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measures:
    """What to do. ``answer_first``: items that may be established already. ``barred``: beyond what the law allows.

    ``unreached``: items no measure of the catalogue lifts. ``done``: measures whose effect is there already.
    """

    guard: Guard
    measures: tuple[Measure, ...]
    answer_first: tuple[str, ...]
    barred: tuple[str, ...]
    unreached: tuple[str, ...]
    done: tuple[Step, ...]

    def phase(self, phase: Phase) -> tuple[Measure, ...]:
        """Return the measures that begin in a phase, in order."""
        return tuple(measure for measure in self.measures if measure.phase == phase)


def measures(result: Integrity, steps: tuple[Step, ...], guard: Guard, level: int = ESTABLISHED) -> Measures:
    """Return the measures that bring every item of the ladder to a level, as claimed.

    Of several that lift an item, the one that lifts most of what is missing is taken. What a measure needs comes
    before it; within that, what the guard never holds back and what protects comes first.
    """
    outcomes = result.views.claimed.outcomes
    relevant = tuple(step for step in steps if step.kind in ("integrity", "protection"))
    wanted = {
        item.id: outcomes[item.id] for item in result.instrument.items if _lacking(item.kind, outcomes, item.id, level)
    }
    barred = tuple(id for id, outcome in wanted.items() if _barred(result, outcome, level))
    open_ = {id: outcome for id, outcome in wanted.items() if id not in barred}
    chosen, unreached = _cover(open_, relevant, level)
    by_id = {step.id: step for step in relevant}
    needed = _closed(chosen, by_id, outcomes)
    phases = {id: _phase(by_id[id], guard) for id in needed}
    order = _ordered(needed, by_id, outcomes, phases)
    found = tuple(
        Measure(
            step=by_id[id],
            lifts=tuple(
                Lifted(lift.item, outcome.pair, lift.to)
                for lift in by_id[id].lifts
                if (outcome := open_.get(lift.item)) and outcome.pair and outcome.pair.lower < lift.to
            ),
            phase=phases[id],
            after=tuple(other for other in order if other in _needs(by_id[id], by_id, outcomes)),
            prepares=tuple(other for other in order if id in _needs(by_id[other], by_id, outcomes)),
        )
        for id in order
    )
    return Measures(
        guard=guard,
        measures=found,
        answer_first=tuple(id for id, outcome in open_.items() if outcome.pair and outcome.pair.upper >= level),
        barred=barred,
        unreached=unreached,
        done=tuple(step for step in relevant if _taken(step, outcomes)),
    )


def _barred(result: Integrity, outcome: Outcome, level: int) -> bool:
    """Whether the law forbids the item, or sets it a ceiling below the level."""
    ceiling = result.assessment.answer(result.voice, outcome.item).legal_ceiling
    return outcome.legal_barrier or (ceiling is not None and ceiling < level)


def _lacking(kind: str, outcomes: Mapping[str, Outcome], id: str, level: int) -> bool:
    pair = outcomes[id].pair if kind == "maturity" else None
    return pair is not None and pair.lower < level


def _cover(wanted: Mapping[str, Outcome], steps: tuple[Step, ...], level: int) -> tuple[list[str], tuple[str, ...]]:
    """Return steps that lift all that is wanted, the most useful first, and what none of them lifts."""
    left, chosen = set(wanted), list[str]()
    reach = {step.id: {lift.item for lift in step.lifts if lift.to >= level} for step in steps}
    while True:
        best = max(reach, key=lambda id: len(reach[id] & left), default=None)
        if best is None or not reach[best] & left:
            return chosen, tuple(id for id in wanted if id in left)
        chosen.append(best)
        left -= reach[best]


def _closed(chosen: list[str], by_id: Mapping[str, Step], outcomes: Mapping[str, Outcome]) -> list[str]:
    needed = dict.fromkeys(chosen)
    queue = list(chosen)
    while queue:
        for id in _needs(by_id[queue.pop()], by_id, outcomes):
            if id not in needed:
                needed[id] = None
                queue.append(id)
    return [id for id in by_id if id in needed]  # in the order of the catalogue


def _needs(step: Step, by_id: Mapping[str, Step], outcomes: Mapping[str, Outcome]) -> list[str]:
    """Return the steps that come before: named ones whose effect is not there yet, and those that lift needed items."""
    before = [id for id in step.needs_steps if id in by_id and not _taken(by_id[id], outcomes)]
    for need in step.needs_items:
        if _lower(outcomes, need.item) < need.at_least:
            lifting = [
                id
                for id, other in by_id.items()
                if any(x.item == need.item and x.to >= need.at_least for x in other.lifts)
            ]
            before += [id for id in lifting[:1] if id != step.id]
    return before


def _ordered(
    needed: list[str], by_id: Mapping[str, Step], outcomes: Mapping[str, Outcome], phases: dict[str, Phase]
) -> list[str]:
    """Return the steps each after those it needs; a step that an earlier phase needs moves to that phase."""
    for id in reversed(needed):
        for before in _every_need(id, by_id, outcomes):
            phases[before] = min(phases[before], phases[id], key=PHASES.index)
    order: list[str] = []
    visited: set[str] = set()  # two measures that each lift what the other needs cannot both come first

    def visit(id: str) -> None:
        if id in visited:
            return
        visited.add(id)
        for before in _needs(by_id[id], by_id, outcomes):
            visit(before)
        order.append(id)

    for id in sorted(needed, key=lambda id: PHASES.index(phases[id])):
        visit(id)
    return order


def _every_need(id: str, by_id: Mapping[str, Step], outcomes: Mapping[str, Outcome]) -> set[str]:
    found: set[str] = set()
    queue = [id]
    while queue:
        fresh = set(_needs(by_id[queue.pop()], by_id, outcomes)) - found
        found |= fresh
        queue += fresh
    return found


def _phase(step: Step, guard: Guard) -> Phase:
    if step.guard == "route_closing":
        return "staged" if guard.active else "next"
    return "now" if step.guard == "never_held_back" or step.kind == "protection" else "next"


def _taken(step: Step, outcomes: Mapping[str, Outcome]) -> bool:
    return all(_lower(outcomes, lift.item) >= lift.to for lift in step.lifts)


def _lower(outcomes: Mapping[str, Outcome], item: str) -> int:
    outcome = outcomes.get(item)
    return outcome.pair.lower if outcome and outcome.pair else 1
