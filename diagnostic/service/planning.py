"""Plans: what the agencies ask of them, what comes out, what became of their steps. Kept with date and author."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil, isfinite
from typing import Any, cast, get_args

from diagnostic.advice import needs
from diagnostic.advice.needs import Wanted
from diagnostic.advice.plan import LEGAL_REFORM, NO_WISHES, Plan, Weights, Wishes, plan
from diagnostic.advice.roadmap import Slot, Status, contradicted, roadmap
from diagnostic.advice.what_if import WhatIf, what_if
from diagnostic.answers.answer import Voice
from diagnostic.content.model import Range, Step
from diagnostic.content.schemas import nearest
from diagnostic.scoring.levels import Profile
from diagnostic.service import results
from diagnostic.service.desk import Desk
from diagnostic.service.results import Reading
from diagnostic.storage import Declaration, Record

#: A plan of its own for comparison; the first is the one that the roadmap follows.
NAMES = ("A", "B", "C")
Target = int | Mapping[str, int]

_PLAN, _STEP = "plan:", "step:"
#: The agencies' joint work; integrity measures are an agency's own and never part of it.
INTEGRITY_KINDS = ("integrity", "protection")
_UNITS = ("person_days", "weeks", "months")
#: No planning assumption is larger, in person-days, weeks or months.
MOST = 100_000


class PlanRefused(Exception):
    """What was asked of a plan is not possible. The message is for the user; nothing was changed."""


@dataclass(frozen=True, slots=True)
class StepState:
    """What became of a step: kept with date and author."""

    status: Status = "planned"
    owner: str = ""
    note: str = ""
    said: Declaration | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user asks of one plan. ``target``: a level of the continuum, or levels by dimension."""

    target: Target
    wishes: Wishes = NO_WISHES
    side_by_side: int = 3


@dataclass(frozen=True, slots=True)
class Planning:
    """A plan for a result, with its course in time.

    ``contradicted``: steps reported as done whose items do not show it.
    """

    reading: Reading
    asked: Asked
    plan: Plan
    slots: tuple[Slot, ...]
    states: Mapping[str, StepState]
    contradicted: Mapping[str, tuple[tuple[str, int, int], ...]]

    @property
    def profile(self) -> Profile:
        """The result that the plan starts from, as claimed."""
        return self.reading.views.claimed

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps in the order in which they begin, each after those that it needs."""
        begins = {slot.step.id: slot.start for slot in self.slots}
        return tuple(sorted(self.plan.steps, key=lambda step: begins[step.id]))

    @property
    def done(self) -> frozenset[str]:
        """The steps reported as done."""
        return self.asked.wishes.done | self._with("done")

    @property
    def left_out(self) -> frozenset[str]:
        """The steps that the plan does without: by wish, or dropped on the way."""
        return (self.asked.wishes.excluded | self._with("dropped")) - self.done

    def _with(self, status: Status) -> frozenset[str]:
        return frozenset(step for step, state in self.states.items() if state.status == status)

    def assumed(self, step: Step) -> tuple[Range, Range]:
        """Return effort and duration of a step: as edited here, else as in the catalogue."""
        return self.asked.wishes.ranges.get(step.id, (step.effort, step.duration))

    @property
    def effort(self) -> Range:
        """The effort of all steps together, in person-days."""
        found = [self.assumed(step)[0] for step in self.plan.steps]
        return Range(sum(part.low for part in found), sum(part.high for part in found), "person_days")

    @property
    def months(self) -> int:
        """Months until the last step is in force, each step in the middle of its assumption."""
        return ceil(max((slot.end for slot in self.slots), default=0.0) - 1e-9)

    def after(self, step: Step) -> tuple[Step, ...]:
        """Return the steps of the plan that come right before a step."""
        before = next((slot.after for slot in self.slots if slot.step.id == step.id), ())
        return tuple(other for other in self.steps if other.id in before)

    def prepares(self, step: Step) -> tuple[Step, ...]:
        """Return the steps of the plan that wait for a step."""
        waiting = {slot.step.id for slot in self.slots if step.id in slot.after}
        return tuple(other for other in self.steps if other.id in waiting)


def catalogue(desk: Desk) -> tuple[Step, ...]:
    """Return the steps of cooperation."""
    return tuple(step for step in desk.catalogue.steps if step.kind not in INTEGRITY_KINDS)


def choices(desk: Desk, record: Record) -> list[str]:
    """Return whose plans the viewer may see: that of both first, never that of the other agency."""
    return [whose for whose in results.choices(desk, record) if desk.allowed("read_plan", _voice(whose), record)]


def may_change(desk: Desk, reading: Reading) -> bool:
    """Whether the viewer may change the plan on a result."""
    return desk.allowed("edit_plan", _voice(reading.whose), reading.record)


def planning(desk: Desk, id: str, whose: str, name: str = "A", asked: Asked | None = None) -> Planning:
    """Return a plan: as asked now, else as it was kept, else towards the target or the next level.

    Raises:
        NotAllowed: the result or the plan is not the viewer's to see.
    """
    reading = results.reading(desk, id, whose)
    voice = _voice(whose)
    desk.require("read_plan", voice, reading.record)
    states = _states(desk, id, voice)
    asked = asked or kept(desk, reading, name)
    done = frozenset(step for step, state in states.items() if state.status == "done")
    dropped = frozenset(step for step, state in states.items() if state.status == "dropped")
    wishes = replace(asked.wishes, done=asked.wishes.done | done, excluded=(asked.wishes.excluded | dropped) - done)
    outcomes = reading.views.claimed.outcomes
    steps = catalogue(desk)
    found = plan(wanted(reading, asked.target), outcomes, steps, wishes)
    return Planning(
        reading=reading,
        asked=asked,
        plan=found,
        slots=roadmap(found, outcomes, wishes, side_by_side=asked.side_by_side),
        states=states,
        contradicted=contradicted(steps, done, outcomes),
    )


def wanted(reading: Reading, target: Target) -> tuple[Wanted, ...]:
    """Return what a target asks of the items, with what the agencies say that the law forbids."""
    barred = needs.ceilings(reading.view.assessment, _agencies(reading.whose))
    profile = reading.views.claimed
    if isinstance(target, int):
        return needs.for_level(profile, target, barred)
    return needs.for_dimensions(profile, reading.result.instrument, target, barred)


def kept(desk: Desk, reading: Reading, name: str = "A") -> Asked:
    """Return what was asked of a plan, as it was kept; by default towards the target, or to the next level."""
    said = desk.store.declarations(reading.record.id, _voice(reading.whose)).get(f"{_PLAN}{name}")
    if said is not None:
        return _asked(cast(Mapping[str, Any], said.value), {step.id for step in catalogue(desk)})
    target = reading.record.target
    lower = reading.views.claimed.continuum.lower
    if isinstance(target, int) and target > lower:
        return Asked(target)
    if isinstance(target, Mapping):
        return Asked(dict(target))
    return Asked(min(lower + 1, 5))


def keep(desk: Desk, id: str, whose: str, asked: Asked, name: str = "A") -> None:
    """Keep what is asked of a plan. What is kept already is not kept twice.

    Raises:
        PlanRefused: a target, weight or number of steps side by side that cannot be.
        NotAllowed: the plan is not the viewer's to change.
    """
    record, voice = desk.record(id), _voice(whose)
    desk.require("edit_plan", voice, record)
    if name not in NAMES:
        raise PlanRefused(f"Plans are called {', '.join(NAMES)}.")
    _check_target(desk, record, asked.target)
    check_wishes(asked.wishes, {step.id for step in catalogue(desk)})
    if not 1 <= asked.side_by_side <= 20:
        raise PlanRefused("Between 1 and 20 steps can run side by side.")
    data = _data(asked)
    said = desk.store.declarations(id, voice).get(f"{_PLAN}{name}")
    if said is None or said.value != data:
        desk.store.declare(id, voice, f"{_PLAN}{name}", data, by=desk.by)


def _check_target(desk: Desk, record: Record, target: Target) -> None:
    levels = [target] if isinstance(target, int) else target.values()
    if any(level not in (2, 3, 4, 5) for level in levels):
        raise PlanRefused("Choose a level from 2 to 5.")
    if not isinstance(target, int):
        known = {dimension.id for dimension in desk.instrument(record).dimensions}
        if unknown := sorted(set(target) - known):
            raise PlanRefused(f"There is no dimension '{unknown[0]}'.")


def check_wishes(wishes: Wishes, known: set[str]) -> None:
    """Refuse wishes that cannot be; ``known``: the ids of the steps there are.

    Raises:
        PlanRefused: with a sentence for the user.
    """
    weights = (wishes.weights.effort, wishes.weights.time, wishes.weights.difficulty)
    if not any(weights):
        raise PlanRefused("Give at least one of effort, time and difficulty a weight.")
    if max(weights) > MOST:
        raise PlanRefused(f"Keep weights under {MOST:,}.")
    if unknown := sorted((wishes.pinned | wishes.excluded | wishes.done | wishes.ranges.keys()) - known):
        raise PlanRefused(f"There is no step '{unknown[0]}': {nearest(unknown[0], sorted(known))}")
    if wishes.pinned & wishes.excluded:
        raise PlanRefused("A step cannot be wanted and left out at once.")
    for effort, duration in wishes.ranges.values():
        for part in (effort, duration):
            if not (isfinite(part.low) and isfinite(part.high) and 0 <= part.low <= part.high <= MOST):
                raise PlanRefused("Effort and duration go from a lower to a higher figure, neither below 0.")
            if part.unit not in _UNITS or (part.unit == "person_days") != (part is effort):
                raise PlanRefused("Effort is counted in person-days, duration in weeks or months.")


def forget(desk: Desk, id: str, whose: str, name: str) -> None:
    """Take a plan for comparison away."""
    record, voice = desk.record(id), _voice(whose)
    desk.require("edit_plan", voice, record)
    if f"{_PLAN}{name}" in desk.store.declarations(id, voice):
        desk.store.declare(id, voice, f"{_PLAN}{name}", None, by=desk.by)


def names(desk: Desk, reading: Reading) -> tuple[str, ...]:
    """Return the plans that were kept, the first always among them."""
    said = desk.store.declarations(reading.record.id, _voice(reading.whose))
    return tuple(name for name in NAMES if name == "A" or f"{_PLAN}{name}" in said)


def state(desk: Desk, id: str, whose: str, step: str) -> StepState:
    """Return what became of a step."""
    record, voice = desk.record(id), _voice(whose)
    desk.require("read_plan", voice, record)
    return _states(desk, id, voice).get(step, StepState())


def states(desk: Desk, id: str, whose: str) -> dict[str, StepState]:
    """Return what became of every step of which something was said."""
    record, voice = desk.record(id), _voice(whose)
    desk.require("read_plan", voice, record)
    return _states(desk, id, voice)


def set_state(desk: Desk, id: str, whose: str, step: str, status: Status, owner: str, note: str = "") -> None:
    """Keep what became of a step. What is kept already is not kept twice.

    Raises:
        PlanRefused: there is no such step or status, or a text is too long.
        NotAllowed: the plan is not the viewer's to change.
    """
    record, voice = desk.record(id), _voice(whose)
    desk.require("edit_plan", voice, record)
    if step not in {known.id for known in catalogue(desk)}:
        raise PlanRefused(f"There is no step '{step}'.")
    if status not in get_args(Status):
        raise PlanRefused(f"There is no status '{status}'.")
    owner, note = owner.strip(), note.strip()
    if len(owner) > 120 or len(note) > 2000:
        raise PlanRefused("Keep the owner under 120 characters and the note under 2,000.")
    now = _states(desk, id, voice).get(step, StepState())
    if (now.status, now.owner, now.note) != (status, owner, note):
        value = {"status": status, "owner": owner}
        desk.store.declare(id, voice, f"{_STEP}{step}", value, reason=note, by=desk.by)


def history(desk: Desk, id: str, whose: str, step: str) -> list[Declaration]:
    """Return what was said of a step, oldest first."""
    record, voice = desk.record(id), _voice(whose)
    desk.require("read_plan", voice, record)
    return desk.store.declared(id, voice, f"{_STEP}{step}")


def if_ticked(desk: Desk, planning: Planning, ticked: frozenset[str]) -> WhatIf:
    """Return the result with some steps in force. What goes beyond the law waits for the step that changes the law."""
    result = planning.reading.result
    return what_if(planning.profile, result.instrument, result.policy, _lawful(desk, planning), ticked)


def _lawful(desk: Desk, planning: Planning) -> tuple[Step, ...]:
    """Return the catalogue with the need for a change of law where a step goes beyond what the law allows."""
    reading, steps = planning.reading, catalogue(desk)
    barred = needs.ceilings(reading.view.assessment, _agencies(reading.whose))
    reform = next((step for step in steps if step.id == LEGAL_REFORM), None)
    if not barred or reform is None:
        return steps
    before = (LEGAL_REFORM, *reform.needs_steps)
    return tuple(
        replace(step, needs_steps=(*step.needs_steps, LEGAL_REFORM))
        if step.id not in before and any(lift.to > barred.get(lift.item, 5) for lift in step.lifts)
        else step
        for step in steps
    )


def waiting_for(desk: Desk, planning: Planning, found: WhatIf) -> dict[str, tuple[tuple[str, ...], ...] | None]:
    """Return for each ticked step that waits what it waits for: one step of each group. None: for what nothing brings.

    Of a group that has steps of the plan, only those are named.
    """
    steps, here = _lawful(desk, planning), set(planning.plan.ids)
    waits: dict[str, tuple[tuple[str, ...], ...] | None] = {}
    for step in steps:
        if step.id not in found.waiting:
            continue
        groups = needs.needs_of(step, steps, found.profile.outcomes)
        if groups is not None:
            groups = tuple(
                tuple(id for id in group if id in here) or group
                for group in groups
                if not set(group) & set(found.counting)
            )
        waits[step.id] = groups
    return waits


def _agencies(whose: str) -> tuple[Voice, ...]:
    return ("customs", "police") if whose == "both" else (_voice(whose),)


def _voice(whose: str) -> Voice:
    return "agreed" if whose == "both" else cast(Voice, whose)


def _states(desk: Desk, id: str, voice: Voice) -> dict[str, StepState]:
    found = {}
    for subject, said in desk.store.declarations(id, voice).items():
        if subject.startswith(_STEP):
            value = cast(Mapping[str, str], said.value)
            state = StepState(cast(Status, value["status"]), value.get("owner", ""), said.reason, said)
            found[subject.removeprefix(_STEP)] = state
    return found


def _data(asked: Asked) -> dict[str, Any]:
    wishes = asked.wishes
    return {
        "target": asked.target if isinstance(asked.target, int) else dict(asked.target),
        "weights": [wishes.weights.effort, wishes.weights.time, wishes.weights.difficulty],
        "pinned": sorted(wishes.pinned),
        "excluded": sorted(wishes.excluded),
        "done": sorted(wishes.done),
        "ranges": {step: [[part.low, part.high, part.unit] for part in parts] for step, parts in wishes.ranges.items()},
        "side_by_side": asked.side_by_side,
    }


def _asked(data: Mapping[str, Any], known: set[str]) -> Asked:
    # A step that has left the catalogue since is no longer asked for.
    wishes = Wishes(
        weights=Weights(*data["weights"]),
        pinned=frozenset(data["pinned"]) & known,
        excluded=frozenset(data["excluded"]) & known,
        done=frozenset(data["done"]) & known,
        ranges={step: (Range(*parts[0]), Range(*parts[1])) for step, parts in data["ranges"].items() if step in known},
    )
    return Asked(data["target"], wishes, data["side_by_side"])
