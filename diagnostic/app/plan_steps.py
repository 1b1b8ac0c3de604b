"""The steps of a plan, in order, each with its reason and its source."""

from __future__ import annotations

from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.advice.needs import Wanted
from diagnostic.advice.plan import LEGAL_REFORM
from diagnostic.answers import labels
from diagnostic.app import details, markup, plan_view, programmes_view, step_view, step_wishes, trying
from diagnostic.charts.timeline import running
from diagnostic.content.model import Step
from diagnostic.service import planning
from diagnostic.service.desk import Desk
from diagnostic.service.planning import Planning
from diagnostic.service.results import Reading


def glance(planned: Planning) -> None:
    """Draw the whole plan in one view, before each step is told."""
    months = {slot.step.id: running(slot) for slot in planned.slots}
    rows = "".join(
        f"<li><div>{place}. <b>{escape(step.title)}</b></div>"
        f'<div class="side">{step_view.span(planned.assumed(step)[0])}, {months[step.id]}</div></li>'
        for place, step in enumerate(planned.steps, 1)
    )
    st.header("The plan at a glance", anchor=False)
    markup.put(f'<ul class="rows glance">{rows}</ul>')


def steps(desk: Desk, planned: Planning, *, changing: bool) -> None:
    """Draw the steps in order."""
    st.header("Steps, in order", anchor=False)
    markup.put(
        '<p class="lead">Effort, duration and political difficulty are planning assumptions of the toolkit authors; '
        "no source states a norm. You can edit them under each step.</p>"
    )
    for place, step in enumerate(planned.steps, 1):
        _step(desk, planned, step, place, changing)


def _step(desk: Desk, planned: Planning, step: Step, place: int, changing: bool) -> None:
    tags = [plan_view.KINDS.get(step.kind, step.kind)]
    if step.handbook_box:
        tags.append(f"Handbook {step.handbook_box}")
    if step.id in planned.asked.wishes.pinned:
        tags.append("Added by you")
    if planned.states.get(step.id, planning.StepState()).status == "started":
        tags.append("Started")
    with st.container(key=f"listed_step_{step.id}"):
        markup.put(
            f'<p class="meta">{escape(" · ".join(tags))}</p>'
            f'<p class="atitle">{place}. {escape(step.title)}</p>'
            f"<p>{escape(step.delivers)}</p>"
            + _why(planned, step)
            + plan_view.assumptions(planned, step)
            + f'<p class="meta">Source: {markup.sources(step.sources, desk.library)}.</p>'
        )
        with st.expander("How to go about it", key=f"how_{step.id}", on_change="rerun") as opened:
            if opened.open:
                markup.put(
                    f"<p>{escape(step.why)}</p>"
                    + step_view.how(step, desk.library)
                    + step_view.limits(step, desk.library)
                    + programmes_view.listing(desk.catalogue, step)
                )
                if changing:
                    step_wishes.edit(desk, planned, step)
        if changing:
            with st.container(horizontal=True, gap="small", key=f"acts_{step.id}"):
                if step.id in planned.asked.wishes.pinned:
                    st.button(
                        "Take out again",
                        key=f"unpin_{step.id}",
                        on_click=step_wishes.unpin,
                        args=(desk, planned, step.id),
                    )
                else:
                    st.button(
                        "Leave out", key=f"out_{step.id}", on_click=step_wishes.leave_out, args=(desk, planned, step.id)
                    )
                st.button(
                    "Already done", key=f"done_{step.id}", on_click=step_wishes.done, args=(desk, planned, step.id)
                )
        trying.tell(f"step_{step.id}")


def _why(planned: Planning, step: Step) -> str:
    """Return the reasons for a step: what it lifts towards the target, what it prepares, what it follows; as HTML."""
    lines = [_lifting(planned, step, want) for want in planned.plan.meets[step.id]]
    prepares, after = planned.prepares(step), planned.after(step)
    if step.id == LEGAL_REFORM and planned.plan.law:
        names = [labels.title(planned.reading.result.instrument.item(want.item)) for want in planned.plan.law]
        lines.insert(0, f"The law stands against what is wanted of {escape(wording.listing(names))}, as answered.")
    if not lines and not prepares:
        lines.append("You asked for it; the target does not.")
    place = [f"It prepares {numbered(planned, prepares)}."] if prepares else []
    if after:
        place.append(f"It comes after {numbered(planned, after)}.")
    if place:
        lines.append(" ".join(place))
    return f"<p><b>Why.</b> {lines[0]}</p>" + "".join(f"<p>{line}</p>" for line in lines[1:])


def numbered(planned: Planning, steps: tuple[Step, ...]) -> str:
    """Return ``steps 1 and 3``."""
    numbers = wording.listing([str(place) for place, step in enumerate(planned.steps, 1) if step in steps])
    return f"step{'' if len(steps) == 1 else 's'}{wording.NBSP}{numbers}"


def _lifting(planned: Planning, step: Step, want: Wanted) -> str:
    reading = planned.reading
    item = reading.result.instrument.item(want.item)
    to = max(lift.to for lift in step.lifts if lift.item == want.item)
    pair = planned.profile.outcomes[want.item].pair
    now = wording.span(*pair) if pair else "not rated"
    asks = asking(reading, want)
    asked = f"as {asks}" if to == want.at_least else f"and {asks} for {wording.level(want.at_least)}"
    said = (
        f"It brings {markup.item_name(item)} to {wording.level(to)}, {escape(asked)}; now it is at {now}. "
        f"{escape(details.said_by(reading, item))}"
    )
    return said + (" The law has to be changed first." if want.law else "")


def asking(reading: Reading, want: Wanted) -> str:
    """Return who asks for what is wanted: ``coordination asks``, ``the level set for Training asks``."""
    if want.dimension:
        titles = {dimension.id: dimension.title for dimension in reading.result.instrument.dimensions}
        return f"the level set for {titles[want.dimension]} asks"
    names = [reading.result.policy.level(level).name.lower() for level in sorted(want.levels)]
    return f"{wording.listing(names)} {'asks' if len(names) == 1 else 'ask'}"
