"""A plan for an assessment file, without a database: for the command line and for drafts from a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from diagnostic import wording
from diagnostic.advice import explaining_plan, needs
from diagnostic.advice.plan import NO_WISHES, Plan, Wishes, plan
from diagnostic.advice.roadmap import Slot, roadmap
from diagnostic.answers.answer import Voice
from diagnostic.answers.assessment import Assessment
from diagnostic.content.model import Instrument, Library
from diagnostic.scoring import Result, score
from diagnostic.scoring.levels import Profile
from diagnostic.service.planning import INTEGRITY_KINDS, PlanRefused, Target, check_wishes


@dataclass(frozen=True, slots=True)
class FromFile:
    """A plan for an assessment file, without a database."""

    assessment: Assessment
    instrument: Instrument
    profile: Profile
    name: str
    towards: str
    target: Target
    plan: Plan
    slots: tuple[Slot, ...]

    def to_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        about = {
            "country": self.assessment.country,
            "round": self.assessment.round,
            "whose": self.name,
            "target": self.target if isinstance(self.target, int) else dict(self.target),
            "now": {"lower": self.profile.continuum.lower, "upper": self.profile.continuum.upper},
        }
        return explaining_plan.to_data(self.plan, self.slots, about)


def from_file(
    assessment: Assessment,
    library: Library,
    voice: Voice | None = None,
    target: int | None = None,
    wishes: Wishes = NO_WISHES,
    side_by_side: int = 3,
) -> FromFile:
    """Plan for an assessment file: jointly where both agencies answered, else for the one that did.

    Raises:
        PlanRefused: there is nothing to plan for, or a step that does not exist is named.
    """
    alone = assessment.only(voice) if voice is not None else assessment
    result = score(alone, library)
    if result is None or not result.voices:
        raise PlanRefused("The file holds no answers on cooperation to plan for.")
    steps = tuple(step for step in library.steps if step.kind not in INTEGRITY_KINDS)
    check_wishes(wishes, {step.id for step in steps})
    only = next(iter(result.voices))
    views = result.joint or result.voices[only]
    profile, voices = views.claimed, tuple(result.voices)
    barred = needs.ceilings(alone, voices)
    aim: Target = target or assessment.target or min(profile.continuum.lower + 1, 5)
    wanted = (
        needs.for_level(profile, aim, barred)
        if isinstance(aim, int)
        else needs.for_dimensions(profile, result.instrument, aim, barred)
    )
    found = plan(wanted, profile.outcomes, steps, wishes)
    return FromFile(
        assessment=assessment,
        instrument=result.instrument,
        profile=profile,
        name=assessment.pair.name("both" if result.joint else only),
        towards=towards(aim, result),
        target=aim,
        plan=found,
        slots=roadmap(found, profile.outcomes, wishes, side_by_side=side_by_side),
    )


def towards(target: Target, result: Result) -> str:
    """Return a target in words."""
    if isinstance(target, int):
        return f"{wording.level(target)}, {result.policy.level(target).name.lower()}"
    titles = {dimension.id: dimension.title.lower() for dimension in result.instrument.dimensions}
    return wording.listing([f"{titles[id]} at {wording.level(level)}" for id, level in target.items()])
