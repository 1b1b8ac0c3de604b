"""What would be, were some steps in force: items, dimensions, level and blockers, at once."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from diagnostic.advice.needs import in_force, taken, there
from diagnostic.content.model import Instrument, Policy, Step
from diagnostic.scoring.levels import Profile, profile
from diagnostic.scoring.outcomes import UNKNOWN, Outcome


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The profile with some steps in force. ``waiting``: ticked steps whose needs are not all there yet."""

    profile: Profile
    counting: tuple[str, ...]
    waiting: tuple[str, ...]


def what_if(
    now: Profile, instrument: Instrument, policy: Policy, steps: tuple[Step, ...], ticked: Collection[str]
) -> WhatIf:
    """Return the profile with the ticked steps in force, each once all that it needs is there.

    A step that is in force already, by its items, counts as there without being ticked.
    """
    outcomes = dict(now.outcomes)
    elsewhere: dict[str, Outcome] = {}  # items of another questionnaire: they can be waited for, and show in no profile
    known = ChainMap(outcomes, elsewhere)
    left = [step for step in steps if step.id in ticked]
    by_id = {step.id: step for step in steps}
    counting: list[str] = []
    grew = True
    while grew:
        grew = False
        for step in list(left):
            if not _ready(step, by_id, counting, known, now.outcomes):
                continue
            for lift in step.lifts:
                place = outcomes if lift.item in outcomes else elsewhere
                outcome = place.get(lift.item, Outcome(lift.item, "missing", UNKNOWN))
                if outcome.applies:
                    place[lift.item] = in_force(outcome, lift.to)
            counting.append(step.id)
            left.remove(step)
            grew = True
    return WhatIf(profile(instrument, policy, outcomes), tuple(counting), tuple(step.id for step in left))


def _ready(
    step: Step,
    by_id: Mapping[str, Step],
    counting: Collection[str],
    outcomes: Mapping[str, Outcome],
    before: Mapping[str, Outcome],
) -> bool:
    steps_there = all(id in counting or (id in by_id and taken(by_id[id], before)) for id in step.needs_steps)
    return steps_there and all(there(outcomes, need.item, need.at_least) for need in step.needs_items)
