"""What a target asks of items, what steps lift, and what a step needs before it can begin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from diagnostic.answers.answer import Voice
from diagnostic.answers.assessment import Assessment
from diagnostic.content.model import Instrument, Step
from diagnostic.scoring.levels import Profile
from diagnostic.scoring.outcomes import Outcome, Pair


@dataclass(frozen=True, slots=True)
class Wanted:
    """An item has to reach a level. ``levels``: of the continuum, for which it is asked; ``dimension``: of a target
    by dimension. ``law``: an agency says that the law forbids it, or sets it a ceiling below.
    """

    item: str
    at_least: int
    levels: tuple[int, ...] = ()
    dimension: str = ""
    law: bool = False


def for_level(profile: Profile, level: int, barred: Mapping[str, int]) -> tuple[Wanted, ...]:
    """Return what a level of the continuum asks, the levels below it included, that is not certain to hold.

    ``barred``: by item, the highest level that the law allows as answered.
    """
    highest: dict[str, Wanted] = {}
    for result in profile.requirements:
        if result.level > level or result.state not in ("unknown", "fails") or result.pair is None:
            continue
        wanted = result.requirement
        known = highest.get(wanted.item)
        levels = (*(known.levels if known else ()), result.level)
        at_least = max(wanted.at_least, known.at_least if known else 0)
        highest[wanted.item] = Wanted(wanted.item, at_least, levels, law=barred.get(wanted.item, 5) < at_least)
    return tuple(highest.values())


def for_dimensions(
    profile: Profile, instrument: Instrument, target: Mapping[str, int], barred: Mapping[str, int]
) -> tuple[Wanted, ...]:
    """Return what levels by dimension ask: of every rated item that applies, since the weakest decides."""
    found = []
    for dimension, level in target.items():
        for item in instrument.rated(dimension):
            pair = profile.outcomes[item.id].pair
            if pair is not None and pair.lower < level:
                found.append(Wanted(item.id, level, dimension=dimension, law=barred.get(item.id, 5) < level))
    return tuple(found)


def ceilings(assessment: Assessment, voices: Iterable[Voice]) -> dict[str, int]:
    """Return by item the highest level that the law allows, as one of the voices says; only where it sets a limit."""
    found: dict[str, int] = {}
    for voice in voices:
        for id, answer in assessment.voices.get(voice, {}).items():
            if answer.state == "prohibited_by_law":
                found[id] = 1
            elif answer.legal_ceiling is not None:
                found[id] = min(answer.legal_ceiling, found.get(id, 5))
    return {id: level for id, level in found.items() if level < 5}


def lower(outcomes: Mapping[str, Outcome], item: str) -> int:
    """Return the level that an item has for certain; 1 where nothing is known of it, or it does not apply."""
    outcome = outcomes.get(item)
    return outcome.pair.lower if outcome and outcome.pair else 1


def in_force(outcome: Outcome, level: int) -> Outcome:
    """Return an outcome with at least a level for certain."""
    pair = outcome.pair or Pair(1, 1)
    return replace(outcome, pair=Pair(max(pair.lower, level), max(pair.upper, level)))


def there(outcomes: Mapping[str, Outcome], item: str, level: int) -> bool:
    """Whether an item has a level for certain. What does not apply is asked of nobody: nothing waits for it."""
    outcome = outcomes.get(item)
    return lower(outcomes, item) >= level or (outcome is not None and not outcome.applies)


def taken(step: Step, outcomes: Mapping[str, Outcome]) -> bool:
    """Whether all that a step lifts, where it applies, is there already. A step that lifts nothing shows nowhere."""
    shown = [lift for lift in step.lifts if lift.item not in outcomes or outcomes[lift.item].applies]
    return bool(shown) and all(lower(outcomes, lift.item) >= lift.to for lift in shown)


def lifting(steps: Iterable[Step], item: str, level: int) -> list[Step]:
    """Return the steps that lift an item to at least a level."""
    return [step for step in steps if any(lift.item == item and lift.to >= level for lift in step.lifts)]


def needs_of(
    step: Step, steps: tuple[Step, ...], outcomes: Mapping[str, Outcome]
) -> tuple[tuple[str, ...], ...] | None:
    """Return what a step needs first: groups of steps, one of each group. None where a need can never be met.

    A need that is met already asks for nothing.
    """
    named = {other.id: other for other in steps if other.id in step.needs_steps}
    groups: list[tuple[str, ...]] = []
    for id in step.needs_steps:
        if id not in named:
            return None
        if not taken(named[id], outcomes):
            groups.append((id,))
    for need in step.needs_items:
        if not there(outcomes, need.item, need.at_least):
            group = tuple(other.id for other in lifting(steps, need.item, need.at_least) if other.id != step.id)
            if not group:
                return None
            groups.append(group)
    return tuple(groups)
