"""Roadmap: the plan in time, who sees to each step, and what became of it."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from diagnostic import wording
from diagnostic.advice.explaining_plan import PHASE
from diagnostic.advice.roadmap import PHASES, STATUSES, Slot, Status
from diagnostic.app import (
    markup,
    opened,
    plan_beside,
    plan_questions,
    plan_steps,
    plan_view,
    plan_wishes,
    state,
    step_wishes,
    trying,
)
from diagnostic.charts.palette import DARK, LIGHT
from diagnostic.charts.timeline import running, timeline
from diagnostic.content.model import Step
from diagnostic.service import planning
from diagnostic.service.desk import Desk
from diagnostic.service.planning import Planning
from diagnostic.storage import Declaration

_TITLE = "Roadmap"
_STATUS: dict[Status, str] = {"planned": "Planned", "started": "Started", "done": "Done", "dropped": "Dropped"}


def page() -> None:
    """Draw the plan in time."""
    desk = state.desk()
    reading = opened.reading(desk, _TITLE)
    if reading is None or not plan_view.may_be_seen(desk, reading, _TITLE):
        return
    planned = planning.planning(desk, reading.record.id, reading.whose)
    changing = planning.may_change(desk, reading)
    markup.heading(plan_view.meta(reading), _TITLE, _finding(planned))
    plan_view.whose(desk, reading)
    if planned.slots:
        _chart(desk, planned, changing)
    _phases(desk, planned, changing)
    _beside(desk, planned, changing)
    st.page_link(
        "app_pages/next_steps.py", label="Why these steps, and which others: What to do next",
        query_params=state.address(whose=reading.whose),
    )  # fmt: skip


def _finding(planned: Planning) -> str:
    count = len(planned.slots)
    done = len(planned.done)
    reported = f" {wording.count(done, 'step')} {'is' if done == 1 else 'are'} reported as done." if done else ""
    if not count:
        return f"No step is planned towards {plan_view.target(planned)}.{reported}"
    first = sum(slot.phase == "first_100_days" for slot in planned.slots)
    begins = "begins" if first == 1 else "begin"
    return (
        f"{wording.count(count, 'step')} towards {plan_view.target(planned)} take about "
        f"{wording.count(planned.months, 'month')}; {first} {begins} in the first 100 days.{reported}"
    )


def _chart(desk: Desk, planned: Planning, changing: bool) -> None:
    from diagnostic.charts import screen_timeline

    st.header("The plan in time", anchor=False)
    markup.put(
        '<p class="lead">In months from the start. Each step begins once the steps before it are in force and there '
        "is room for it; how long it takes is the middle of its planning assumption.</p>"
        '<div class="key"><span><i class="planned"></i>planned</span><span><i class="started"></i>started</span></div>'
    )
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        if changing:
            plan_wishes.side_by_side(desk, planned)
        large = st.toggle("Larger text in charts, for meetings", key="large")
    trying.tell("wishes")
    started = {id for id, now in planned.states.items() if now.status == "started"}
    slots = _in_order(planned)
    spec = timeline(slots, started, f"Roadmap, {plan_view.meta(planned.reading)}")
    st.plotly_chart(
        screen_timeline.timeline(spec, DARK if st.context.theme.type == "dark" else LIGHT, large=large),
        theme=None,
        key="timeline",
        config={"displayModeBar": False, "responsive": True},
        alt=spec.alt,
    )


def _in_order(planned: Planning) -> list[Slot]:
    slots = {slot.step.id: slot for slot in planned.slots}
    return [slots[step.id] for step in planned.steps]


def _phases(desk: Desk, planned: Planning, changing: bool) -> None:
    places = {step.id: place for place, step in enumerate(planned.steps, 1)}
    for phase in PHASES:
        slots = [slot for slot in _in_order(planned) if slot.phase == phase]
        if not slots:
            continue
        st.header(PHASE[phase], anchor=False)
        for slot in slots:
            said = wording.capital(running(slot))
            after = planned.after(slot.step)
            if after:
                said += f", after {plan_steps.numbered(planned, after)}"
            _row(desk, planned, slot.step, f"{said}.", changing, f"{places[slot.step.id]}. ")


def _beside(desk: Desk, planned: Planning, changing: bool) -> None:
    """Draw the steps with a status that stand in no phase: done, dropped, begun for another plan."""
    by_id = {step.id: step for step in planning.catalogue(desk)}
    planned_ids = set(planned.plan.ids)
    begun = {id for id, now in planned.states.items() if now.status == "started"} - planned_ids
    dropped = {id for id, now in planned.states.items() if now.status == "dropped"}
    for title, ids, said in (
        ("Done", planned.done, ""),
        ("Started, and no longer part of the plan", begun, "The plan as it is now does without it."),
        ("Dropped", dropped, "The plan does without it."),
    ):
        found = [step for id, step in by_id.items() if id in ids]
        if found:
            st.header(title, anchor=False)
        for step in found:
            _row(desk, planned, step, said, changing)


def _row(desk: Desk, planned: Planning, step: Step, said: str, changing: bool, number: str = "") -> None:
    reading = planned.reading
    now = planned.states.get(step.id, planning.StepState())
    if step.id in planned.done and now.status != "done":
        now = planning.StepState("done", now.owner, now.note, now.said)
    with st.container(key=f"listed_row_{step.id}", gap="small"):
        head = f'<p class="atitle">{number}{escape(step.title)}</p><p class="meta">{escape(said)}</p>'
        if changing:
            what, status, owner = st.columns([10, 11, 7], gap="small", vertical_alignment="center")
            with what:
                markup.put(head)
            _controls(desk, planned, step, now, status, owner)
        else:
            seen_to = f", {now.owner}" if now.owner else ""
            markup.put(f"{head}<p>{_STATUS[now.status]}{escape(seen_to)}</p>")
        for item, sentence in plan_beside.contradictions(planned, step.id) if now.status == "done" else ():
            markup.put(f'<div class="notice">{escape(sentence)}</div>')
            with st.container(key=f"look_{step.id}_{item.id}"):
                plan_questions.link(reading, item)
        with st.expander("Note and history", key=f"about_{step.id}", on_change="rerun") as more:
            if more.open:
                if changing:
                    key = _key(planned, step, "note")
                    st.session_state[key] = now.note
                    st.text_area(
                        "Note", key=key, max_chars=2000, height=80, on_change=_keep, args=(desk, planned, step, "note"),
                        help="General terms only: no names of people under watch, no cases.",
                    )  # fmt: skip
                markup.put(_history(planning.history(desk, reading.record.id, reading.whose, step.id)))
        trying.tell(f"row_{step.id}")


def _controls(
    desk: Desk, planned: Planning, step: Step, now: planning.StepState, left: DeltaGenerator, right: DeltaGenerator
) -> None:
    status, owner = _key(planned, step, "status"), _key(planned, step, "owner")
    st.session_state[status], st.session_state[owner] = now.status, now.owner
    left.pills(
        f"Status of {step.title}", options=list(STATUSES), format_func=lambda option: _STATUS[option], key=status,
        required=True, label_visibility="collapsed", on_change=_keep, args=(desk, planned, step, "status"),
    )  # fmt: skip
    right.text_input(
        f"Owner of {step.title}", key=owner, max_chars=120, placeholder="Owner: an office", width="stretch",
        label_visibility="collapsed", on_change=_keep, args=(desk, planned, step, "owner"),
    )  # fmt: skip


def _key(planned: Planning, step: Step, part: str) -> str:
    return f"{part}_{planned.reading.record.id}_{planned.reading.whose}_{step.id}"


def _keep(desk: Desk, planned: Planning, step: Step, part: str) -> None:
    """Keep the one thing that was changed; the rest stays as it was kept last."""
    reading, said = planned.reading, st.session_state[_key(planned, step, part)]

    def work() -> None:
        now = planning.state(desk, reading.record.id, reading.whose, step.id)
        now = replace(now, **{part: said})
        planning.set_state(desk, reading.record.id, reading.whose, step.id, now.status, now.owner, now.note)

    if trying.attempt(work, f"row_{step.id}") and part == "status" and said != "done":
        step_wishes.no_longer_done(desk, planned, step.id)


def _history(said: list[Declaration]) -> str:
    """Return what was said of a step, the latest first, each time only what changed; as HTML."""
    lines, before = [], ("planned", "", "")
    for one in said:
        value = one.value or {}
        now = (value.get("status", "planned"), value.get("owner", ""), one.reason)
        changed = []
        if now[0] != before[0]:
            changed.append(_STATUS[now[0]].lower())
        if now[1] != before[1]:
            changed.append(f"owner {now[1]}" if now[1] else "no owner")
        if now[2] != before[2]:
            changed.append(f"note “{now[2]}”" if now[2] else "no note")
        lines.append(
            f"<li>{escape(state.clock(one.at))}, {escape(one.by)}: "
            f'<span class="pre">{escape("; ".join(changed) or "no change")}</span></li>'
        )
        before = now
    if not lines:
        return '<p class="meta">Nothing has been said of this step yet.</p>'
    return f"<p><b>History</b></p><ul>{''.join(reversed(lines))}</ul>"


page()
