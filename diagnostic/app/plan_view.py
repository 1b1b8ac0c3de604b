"""What the pages of a plan share: whose plan it is, how steps, work and time are said, how a wish is kept."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.advice.roadmap import Status
from diagnostic.app import markup, state, step_view, trying
from diagnostic.content.model import Range, Step
from diagnostic.service import planning
from diagnostic.service.desk import Desk
from diagnostic.service.planning import Asked, Planning
from diagnostic.service.results import Reading

KINDS = {
    "mandate": "Mandate",
    "committee": "Committee",
    "mou": "Agreement",
    "information": "Exchange of information",
    "risk": "Risk analysis",
    "operations": "Joint operations",
    "investigation": "Investigation",
    "liaison": "Liaison",
    "joint_unit": "Joint unit",
    "training": "Training",
    "resources": "Shared resources",
    "recognition": "Recognition",
    "legal": "Law",
}


def may_be_seen(desk: Desk, reading: Reading, title: str) -> bool:
    """Draw whose plan is shown, and whether it may be. The plan of the other agency never is."""
    options = planning.choices(desk, reading.record)
    if reading.whose not in options:
        markup.heading(
            state.title(reading.record),
            title,
            f"The plan of {reading.name} on its own answers is its own. The joint plan and that of "
            f"{reading.record.pair.name(state.acting())} can be opened here.",
        )
        _choice(reading, options, None)
        return False
    return True


def whose(desk: Desk, reading: Reading) -> None:
    """Draw the choice between the joint plan and the own one, or when there will be a joint one."""
    options = planning.choices(desk, reading.record)
    if len(options) > 1:
        _choice(reading, options, reading.whose)
    elif reading.whose != "both":
        other = reading.record.pair.other(reading.whose)
        markup.put(
            f'<p class="meta">This is the plan of one agency, seen by {escape(reading.name)} alone. The joint plan '
            f"appears once {escape(reading.name)} and {escape(other)} have released and opened their answers.</p>"
        )


def _choice(reading: Reading, options: list[str], now: str | None) -> None:
    st.session_state["whose_plan"] = now
    st.segmented_control(
        "Whose plan",
        options=options,
        format_func=lambda option: "Joint plan" if option == "both" else reading.record.pair.name(option),
        key="whose_plan",
        required=now is not None,
        on_change=_choose,
    )


def _choose() -> None:
    chosen = st.session_state["whose_plan"]
    if chosen is not None:
        st.session_state["whose"] = chosen
        st.query_params["whose"] = chosen


def meta(reading: Reading) -> str:
    """Return the line above the title: which assessment, whose plan."""
    kept_for = "joint plan" if reading.whose == "both" else f"plan of {reading.name}"
    return f"{state.title(reading.record)} · {kept_for}, from the answers as claimed"


# ---------------------------------------------------------------- wishes


def alter(desk: Desk, reading: Reading, change: Callable[[Asked], Asked], where: str = "wishes") -> bool:
    """Keep a wish, in a callback: what was kept last, with one change. Return whether it was kept."""

    def work() -> None:
        asked = change(planning.kept(desk, reading))
        planning.keep(desk, reading.record.id, reading.whose, asked)

    return trying.attempt(work, where)


def mark(desk: Desk, reading: Reading, step: str, status: Status, where: str = "wishes") -> bool:
    """Keep what became of a step, in a callback; owner and note stay."""

    def work() -> None:
        now = planning.state(desk, reading.record.id, reading.whose, step)
        planning.set_state(desk, reading.record.id, reading.whose, step, status, now.owner, now.note)

    return trying.attempt(work, where)


# ---------------------------------------------------------------- words


def target(planned: Planning) -> str:
    """Return what a plan aims at: ``coordination``, or ``the levels by dimension``."""
    aim = planned.asked.target
    if isinstance(aim, int):
        return planned.reading.result.policy.level(aim).name.lower()
    return "the levels by dimension"


def work(effort: Range) -> str:
    """Return ``about 400 to 900 person-days``, in two figures: these are assumptions."""
    low, high = _about(effort.low), _about(effort.high)
    return f"about {low:,} person-days" if low == high else f"about {low:,} to {high:,} person-days"


def _about(number: int) -> int:
    return int(float(f"{number:.2g}"))


def assumptions(planned: Planning, step: Step) -> str:
    """Return effort, duration and difficulty of a step, marked as what they are, as HTML."""
    effort, duration = planned.assumed(step)
    said = (
        f"{step_view.span(effort)} of work; {step_view.span(duration)} until it is in force; "
        f"political difficulty {step.difficulty} of{wording.NBSP}5."
    )
    if step.id not in planned.asked.wishes.ranges:
        return f"<p><b>Planning assumption.</b> {said}</p>"
    return (
        f"<p><b>Planning assumption, edited by you.</b> {said} The catalogue assumes {step_view.span(step.effort)} "
        f"and {step_view.span(step.duration)}.</p>"
    )


def titles(desk: Desk) -> dict[str, str]:
    """Return the titles of the steps of cooperation, by id."""
    return {step.id: step.title for step in planning.catalogue(desk)}


def quoted(title: str) -> str:
    """Return a title in quotation marks, for use in a sentence."""
    return f"“{title}”"
