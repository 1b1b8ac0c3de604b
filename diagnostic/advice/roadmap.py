"""A plan in time: what begins when, given what comes first and how many steps can run side by side."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from diagnostic.advice.needs import lifting, lower, taken, there
from diagnostic.advice.plan import LEGAL_REFORM, NO_WISHES, Plan, Wishes, against_the_law, months
from diagnostic.content.model import Step
from diagnostic.scoring.outcomes import Outcome

Phase = Literal["first_100_days", "year_one", "later"]
PHASES: tuple[Phase, ...] = ("first_100_days", "year_one", "later")
Status = Literal["planned", "started", "done", "dropped"]
STATUSES: tuple[Status, ...] = ("planned", "started", "done", "dropped")

#: A hundred days in months.
_HUNDRED_DAYS = 100 / 30.44


@dataclass(frozen=True, slots=True)
class Slot:
    """When a step runs: from a start to an end, in months from the beginning of the plan."""

    step: Step
    start: float
    end: float
    after: tuple[str, ...]

    @property
    def phase(self) -> Phase:
        """The phase in which the step begins."""
        if self.start < _HUNDRED_DAYS:
            return "first_100_days"
        return "year_one" if self.start < 12 else "later"


def roadmap(
    plan: Plan, outcomes: Mapping[str, Outcome], wishes: Wishes = NO_WISHES, *, side_by_side: int = 3
) -> tuple[Slot, ...]:
    """Return the steps of a plan in time: never more side by side than the agencies can carry.

    Of the steps that could begin, the one that holds up the most work after it begins first. Durations are the
    middle of their planning assumption.
    """
    if side_by_side < 1:
        raise ValueError("at least one step must be able to run")
    lasting = {step.id: months(wishes.ranges.get(step.id, (step.effort, step.duration))[1]) for step in plan.steps}
    needed = {step.id: _before(step, plan, outcomes) for step in plan.steps}
    tail = _tails(plan, needed, lasting)
    slots: dict[str, Slot] = {}
    left = {step.id: step for step in plan.steps}
    lanes = [0.0] * side_by_side
    while left:
        ready = [step for step in left.values() if all(id in slots for id in needed[step.id])]
        # The earliest possible beginning first; among those, the longest chain of work behind it.
        lane = min(range(side_by_side), key=lambda place: lanes[place])
        possible = {step.id: max([lanes[lane], *(slots[id].end for id in needed[step.id])]) for step in ready}
        chosen = min(ready, key=lambda step: (round(possible[step.id], 6), -tail[step.id], step.id))
        start = possible[chosen.id]
        slots[chosen.id] = Slot(chosen, start, start + lasting[chosen.id], needed[chosen.id])
        lanes[lane] = slots[chosen.id].end
        del left[chosen.id]
    return tuple(sorted(slots.values(), key=lambda slot: (slot.start, slot.end, slot.step.id)))


def _before(step: Step, plan: Plan, outcomes: Mapping[str, Outcome]) -> tuple[str, ...]:
    """Return the steps of the plan that come before a step: of several that lift what it needs, the first.

    In the place of a step that is done stands what that one waits for.
    """
    earlier = plan.course[: plan.course.index(step)]
    first = [other for other in earlier if other.id in step.needs_steps and not taken(other, outcomes)]
    for need in step.needs_items:
        if not there(outcomes, need.item, need.at_least):
            first += lifting(earlier, need.item, need.at_least)[:1]
    if against_the_law(step, plan.law):
        first += [other for other in earlier if other.id == LEGAL_REFORM]
    found: list[str] = []
    for other in first:
        found += [other.id] if other in plan.steps else _before(other, plan, outcomes)
    return tuple(dict.fromkeys(found))


def _tails(plan: Plan, needed: Mapping[str, tuple[str, ...]], lasting: Mapping[str, float]) -> dict[str, float]:
    """Return for each step how long the longest chain of work is that begins with it."""
    tails: dict[str, float] = {}
    for step in reversed(plan.steps):
        after = [tails[other.id] for other in plan.steps if step.id in needed[other.id] and other.id in tails]
        tails[step.id] = lasting[step.id] + max(after, default=0.0)
    return tails


def contradicted(
    steps: tuple[Step, ...], done: Collection[str], outcomes: Mapping[str, Outcome]
) -> dict[str, tuple[tuple[str, int, int], ...]]:
    """Return steps reported as done whose items do not show it: by step, (item, lower bound now, level it lifts to)."""
    found = {}
    for step in steps:
        if step.id in done:
            short = tuple(
                (lift.item, lower(outcomes, lift.item), lift.to)
                for lift in step.lifts
                if lift.item in outcomes and outcomes[lift.item].applies and lower(outcomes, lift.item) < lift.to
            )
            if short:
                found[step.id] = short
    return found
