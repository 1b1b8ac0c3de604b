"""A plan in words and as plain data, for whoever prints it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from diagnostic import wording
from diagnostic.advice.needs import Wanted
from diagnostic.advice.plan import Plan
from diagnostic.advice.roadmap import PHASES, Phase, Slot
from diagnostic.answers import labels
from diagnostic.content.model import Instrument, Step
from diagnostic.scoring.explaining import Line, Part

FORMAT = "cpdiag-plan/1"
PHASE: dict[Phase, str] = {
    "first_100_days": "First 100 days",
    "year_one": "Year one",
    "later": "Later",
}


def finding(plan: Plan, towards: str) -> str:
    """Return what a plan amounts to in a sentence or two. ``towards``: the target in words."""
    if not plan.wanted:
        return f"The answers reach {towards} already; nothing has to be planned for it."
    number = len(plan.steps)
    verb = "leads" if number == 1 else "lead"
    low, high = (sum(getattr(step.effort, side) for step in plan.steps) for side in ("low", "high"))
    lead = (
        f"{wording.count(number, 'step')} {verb} to {towards}: {low:,} to {high:,} person-days by planning assumptions."
    )
    if plan.unreached:
        left = len(plan.unreached)
        lead += f" {wording.capital(wording.count(left, 'requirement'))} no step of the catalogue reaches."
    return lead


def plan_parts(plan: Plan, slots: tuple[Slot, ...], instrument: Instrument, towards: str) -> Iterator[Part]:
    """Yield a plan in words: what it amounts to, the steps in order, what the law stands against, what to answer."""
    yield Part("Plan", lines=(Line(0, finding(plan, towards)),))
    if plan.steps:
        rows = [("", "Step", "Effort", "Begins", "Removes, prepares")]
        begins = {slot.step.id: slot for slot in slots}
        for number, step in enumerate(plan.steps, 1):
            slot = begins[step.id]
            removed = wording.listing([_wanted(want, instrument) for want in plan.meets[step.id]])
            later = [str(place) for place, other in enumerate(plan.steps, 1) if step.id in begins[other.id].after]
            if later:
                removed += ("; " if removed else "") + f"prepares {wording.listing(later)}"
            effort = f"{step.effort.low} to {step.effort.high} days"
            rows.append((str(number), step.title, effort, f"{PHASE[slot.phase]}, month {slot.start:.0f}", removed))
        yield Part("Steps, in order", tuple(rows))
    if plan.law:
        lines = [
            Line(0, f"{_wanted(want, instrument)}: an agency says that the law stands against it.") for want in plan.law
        ]
        yield Part("Where the law stands against it", lines=tuple(lines))
    if plan.cannot_begin:
        titles = [Line(0, f"{id}: what it needs cannot be met with what is left.") for id in plan.cannot_begin]
        yield Part("Wanted, and cannot begin", lines=tuple(titles))
    if plan.unreached:
        lines = [Line(0, f"{_wanted(want, instrument)}.") for want in plan.unreached]
        yield Part("What no step reaches", lines=tuple(lines))
    if plan.shortcuts:
        lines = [
            Line(
                0,
                f"{labels.title(instrument.item(short.item))}: if it is at {wording.level(short.at_least)} already, "
                + (
                    f"{wording.count(short.steps, 'step')} can be saved."
                    if short.steps > 0
                    else "a lighter plan will do."
                ),
            )
            for short in plan.shortcuts
        ]
        yield Part("Answer first", lines=tuple(lines))


def _wanted(want: Wanted, instrument: Instrument) -> str:
    return f"{labels.title(instrument.item(want.item))} to {wording.level(want.at_least)}"


def to_data(plan: Plan, slots: tuple[Slot, ...], about: dict[str, Any]) -> dict[str, Any]:
    """Return a plan as plain data. ``about``: country, round, whose, target."""
    begins = {slot.step.id: slot for slot in slots}
    return {
        "format": FORMAT,
        **about,
        "cost": round(plan.cost, 3),
        "steps": [
            {
                **_step(step),
                "meets": [_want(want) for want in plan.meets[step.id]],
                "phase": begins[step.id].phase,
                "start_month": round(begins[step.id].start, 2),
                "end_month": round(begins[step.id].end, 2),
                "after": list(begins[step.id].after),
            }
            for step in plan.steps
        ],
        "unreached": [_want(want) for want in plan.unreached],
        "law": [_want(want) for want in plan.law],
        "cannot_begin": list(plan.cannot_begin),
        "shortcuts": [
            {"item": s.item, "at_least": s.at_least, "steps": s.steps, "cost": round(s.cost, 3)} for s in plan.shortcuts
        ],
        "phases": {phase: [slot.step.id for slot in slots if slot.phase == phase] for phase in PHASES},
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "id": step.id,
        "title": step.title,
        "kind": step.kind,
        "effort": [step.effort.low, step.effort.high, step.effort.unit],
        "duration": [step.duration.low, step.duration.high, step.duration.unit],
        "difficulty": step.difficulty,
    }


def _want(want: Wanted) -> dict[str, Any]:
    return {"item": want.item, "at_least": want.at_least, "levels": list(want.levels), "law": want.law}
