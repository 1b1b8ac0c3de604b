"""What is asked about one step of a plan: its effort and duration, to leave it out, add it, or report it as done."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from diagnostic import wording
from diagnostic.app import markup, plan_view
from diagnostic.content.model import Range, Step
from diagnostic.service import planning
from diagnostic.service.desk import Desk
from diagnostic.service.planning import Asked, Planning


def edit(desk: Desk, planned: Planning, step: Step) -> None:
    """Draw the planning assumption of a step, to be edited."""
    reading = planned.reading
    markup.put("<p><b>Effort and duration, as you assume them</b></p>")
    units = {"person_days": "person-days", "weeks": "weeks", "months": "months"}
    with st.container(horizontal=True, gap="small", key=f"assume_{step.id}"):
        for part, now in zip(("effort", "duration"), planned.assumed(step), strict=True):
            for side in ("low", "high"):
                key = f"{part}_{side}_{reading.record.id}_{reading.whose}_{step.id}"
                st.session_state[key] = getattr(now, side)
                st.number_input(
                    f"{wording.capital(part)}, {'from' if side == 'low' else 'to'} ({units[now.unit]})",
                    min_value=0,
                    max_value=planning.MOST,
                    key=key,
                    on_change=_assume,
                    args=(desk, planned, step, part, side, key),
                    width=210,
                )
    if step.id in planned.asked.wishes.ranges:
        st.button(
            "Take the catalogue’s figures again", key=f"reset_{step.id}", on_click=_reset, args=(desk, planned, step.id)
        )


def _assume(desk: Desk, planned: Planning, step: Step, part: str, side: str, key: str) -> None:
    number = st.session_state[key]
    if number is None:
        return

    def change(asked: Asked) -> Asked:
        effort, duration = asked.wishes.ranges.get(step.id, (step.effort, step.duration))
        if part == "effort":
            effort = _moved(effort, side, int(number))
        else:
            duration = _moved(duration, side, int(number))
        ranges = {**asked.wishes.ranges, step.id: (effort, duration)}
        if ranges[step.id] == (step.effort, step.duration):
            del ranges[step.id]
        return replace(asked, wishes=replace(asked.wishes, ranges=ranges))

    plan_view.alter(desk, planned.reading, change, f"step_{step.id}")


def _moved(now: Range, side: str, to: int) -> Range:
    """Return a range with one end moved; the other end gives way."""
    if side == "low":
        return Range(to, max(to, now.high), now.unit)
    return Range(min(to, now.low), to, now.unit)


def _reset(desk: Desk, planned: Planning, step: str) -> None:
    def change(asked: Asked) -> Asked:
        ranges = {id: ranges for id, ranges in asked.wishes.ranges.items() if id != step}
        return replace(asked, wishes=replace(asked.wishes, ranges=ranges))

    plan_view.alter(desk, planned.reading, change, f"step_{step}")


def leave_out(desk: Desk, planned: Planning, step: str) -> None:
    """Leave a step out, in a callback."""

    def change(asked: Asked) -> Asked:
        wishes = asked.wishes
        return replace(asked, wishes=replace(wishes, pinned=wishes.pinned - {step}, excluded=wishes.excluded | {step}))

    plan_view.alter(desk, planned.reading, change, f"step_{step}")


def take_back(desk: Desk, planned: Planning, step: str) -> None:
    """Allow a step again that was left out or dropped, in a callback."""

    def change(asked: Asked) -> Asked:
        return replace(asked, wishes=replace(asked.wishes, excluded=asked.wishes.excluded - {step}))

    plan_view.alter(desk, planned.reading, change)
    if planning.state(desk, planned.reading.record.id, planned.reading.whose, step).status == "dropped":
        plan_view.mark(desk, planned.reading, step, "planned")


def pin(desk: Desk, planned: Planning, step: str) -> None:
    """Make a step part of the plan, in a callback."""
    take_back(desk, planned, step)
    plan_view.alter(
        desk,
        planned.reading,
        lambda asked: replace(asked, wishes=replace(asked.wishes, pinned=asked.wishes.pinned | {step})),
    )


def unpin(desk: Desk, planned: Planning, step: str) -> None:
    """No longer ask for a step, in a callback."""
    plan_view.alter(
        desk,
        planned.reading,
        lambda asked: replace(asked, wishes=replace(asked.wishes, pinned=asked.wishes.pinned - {step})),
        f"step_{step}",
    )


def done(desk: Desk, planned: Planning, step: str) -> None:
    """Report a step as done, in a callback."""
    plan_view.mark(desk, planned.reading, step, "done", f"step_{step}")


def not_done(desk: Desk, planned: Planning, step: str) -> None:
    """Take back that a step is done, in a callback."""
    no_longer_done(desk, planned, step)
    plan_view.mark(desk, planned.reading, step, "planned")


def no_longer_done(desk: Desk, planned: Planning, step: str) -> None:
    """Take a step out of those that the wishes name as done, in a callback."""
    if step not in planned.asked.wishes.done:
        return
    plan_view.alter(
        desk,
        planned.reading,
        lambda asked: replace(asked, wishes=replace(asked.wishes, done=asked.wishes.done - {step})),
    )
