"""From what blocks a level to the steps that lift it, prerequisites first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from diagnostic.content.model import NeededLevel, Step
from diagnostic.scoring.levels import Profile, RequirementResult


@dataclass(frozen=True, slots=True)
class Advice:
    """A step, the requirements it would meet, the steps it prepares, and what must hold before it can start."""

    step: Step
    meets: tuple[RequirementResult, ...]
    prepares: tuple[str, ...]
    before: tuple[NeededLevel, ...]


@dataclass(frozen=True, slots=True)
class NextSteps:
    """What to do about a level: in order, with what no step reaches and what should be answered first.

    ``answer_first``: requirements that may already hold, since an answer is missing.
    ``unreached``: requirements that no step of the catalogue meets.
    """

    level: int
    steps: tuple[Advice, ...]
    unreached: tuple[RequirementResult, ...]
    answer_first: tuple[RequirementResult, ...]


def next_steps(profile: Profile, steps: tuple[Step, ...], level: int) -> NextSteps:
    """Return the steps towards a level: for every requirement up to it that is not certain to hold.

    A step counts as taken when every item it lifts is already certain to be at its level.
    Of several steps that meet a requirement, the one that lifts least beyond it is chosen.
    """
    unmet = [
        result for result in profile.requirements if result.level <= level and result.state in ("unknown", "fails")
    ]
    # An item asked for twice on the way is met by its highest demand.
    highest: dict[str, RequirementResult] = {}
    for result in unmet:
        known = highest.get(result.requirement.item)
        if known is None or result.requirement.at_least > known.requirement.at_least:
            highest[result.requirement.item] = result
    by_id = {step.id: step for step in steps}
    chosen: dict[str, list[RequirementResult]] = {}
    unreached = []
    for result in highest.values():
        step = _lifting(steps, result)
        if step is None:
            unreached.append(result)
        else:
            chosen.setdefault(step.id, []).append(result)
    needed = _with_prerequisites(chosen, by_id, profile)
    advice = [
        Advice(
            by_id[id],
            tuple(chosen.get(id, ())),
            tuple(other for other in needed if id in _needs(by_id[other], by_id, profile)),
            _missing(by_id[id], profile),
        )
        for id in _ordered(needed, chosen, by_id, profile)
    ]
    return NextSteps(
        level=level,
        steps=tuple(advice),
        unreached=tuple(unreached),
        answer_first=tuple(result for result in highest.values() if result.state == "unknown"),
    )


def _ordered(
    needed: Mapping[str, object],
    chosen: Mapping[str, list[RequirementResult]],
    by_id: Mapping[str, Step],
    profile: Profile,
) -> list[str]:
    """Return the needed steps, each after those it needs; what a lower level asks for comes first.

    Two steps that each lift what the other needs cannot both come first; the one met first then does.
    """
    order: list[str] = []
    visited: set[str] = set()

    def visit(id: str) -> None:
        if id in visited:
            return
        visited.add(id)
        for need in _needs(by_id[id], by_id, profile):
            if need in needed:
                visit(need)
        order.append(id)

    # Sorting keeps the order of the catalogue among steps towards one level.
    for id in sorted((id for id in by_id if id in chosen), key=lambda id: min(r.level for r in chosen[id])):
        visit(id)
    return order


def _lifting(steps: tuple[Step, ...], result: RequirementResult) -> Step | None:
    wanted = result.requirement
    reaching = [
        (lift.to, place, step)
        for place, step in enumerate(steps)
        for lift in step.lifts
        if lift.item == wanted.item and lift.to >= wanted.at_least
    ]
    return min(reaching, key=lambda found: found[:2])[2] if reaching else None


def _with_prerequisites(chosen: Mapping[str, object], by_id: Mapping[str, Step], profile: Profile) -> dict[str, None]:
    needed = dict.fromkeys(chosen)
    queue = list(chosen)
    while queue:
        for need in _needs(by_id[queue.pop()], by_id, profile):
            if need not in needed:
                needed[need] = None
                queue.append(need)
    return needed


def _needs(step: Step, by_id: Mapping[str, Step], profile: Profile) -> list[str]:
    """Return the steps that must come before: named ones not yet taken, and those that lift needed items."""
    before = [id for id in step.needs_steps if not _taken(by_id[id], profile)]
    for need in _missing(step, profile):
        lifting = [
            other
            for other in by_id.values()
            for lift in other.lifts
            if lift.item == need.item and lift.to >= need.at_least
        ]
        if lifting and lifting[0].id != step.id:
            before.append(lifting[0].id)
    return before


def _missing(step: Step, profile: Profile) -> tuple[NeededLevel, ...]:
    return tuple(need for need in step.needs_items if _lower(profile, need.item) < need.at_least)


def _taken(step: Step, profile: Profile) -> bool:
    return all(_lower(profile, lift.item) >= lift.to for lift in step.lifts)


def _lower(profile: Profile, item: str) -> int:
    outcome = profile.outcomes.get(item)
    return outcome.pair.lower if outcome and outcome.pair else 1
