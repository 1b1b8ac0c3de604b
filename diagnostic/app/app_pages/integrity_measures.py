"""Integrity measures: what to do, in the order in which it should begin, and what the head decides and states."""

from __future__ import annotations

from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.advice import Measure, Measures
from diagnostic.advice.measures import PHASES, Phase
from diagnostic.answers import labels
from diagnostic.app import markup, opened, situation, state, statements, step_view, trying
from diagnostic.content.model import Step
from diagnostic.service import integrity
from diagnostic.service.desk import Desk
from diagnostic.service.integrity import IntegrityReading

_TITLE = "Integrity measures"
_PHASES: dict[Phase, tuple[str, str]] = {
    "now": (
        "Begin now",
        "What makes the threat known, what protects, and what is never held back: vetting, four eyes, access logs, "
        "random tasking, protective relocation, reporting channels.",
    ),
    "next": ("Then", "What builds on it. Nothing here has to wait for protection."),
    "staged": (
        "Only together with protection",
        "Controls aimed at persons that close routes. They begin together with protection and the threat assessment, "
        "and are reviewed within six months.",
    ),
}


def page() -> None:
    """Draw the measures of the agency that the person works for."""
    desk = state.desk()
    reading = opened.integrity_reading(desk, _TITLE)
    if reading is None:
        return
    plan = integrity.plan(desk, reading)
    markup.heading(f"{state.title(reading.record)} · measures for {reading.name}, as claimed", _TITLE, _finding(plan))
    _order(desk, reading)
    if plan.guard.intermediaries:
        markup.put(
            '<div class="notice"><b>A route besides the police.</b> Go-betweens from other agencies are likely, or '
            "not ruled out. Protection offers a route to a prosecutor, a specialised unit or an outside body, and the "
            "identity of threatened staff is shared with named persons only.</div>"
        )
    if plan.answer_first:
        _answer_first(reading, plan)
    _glance(plan)
    place = 0
    for phase in PHASES:
        found = plan.phase(phase)
        if found:
            st.header(_PHASES[phase][0], anchor=False)
            markup.put(f'<p class="lead">{_PHASES[phase][1]}</p>')
        for measure in found:
            place += 1
            _measure(desk, reading, measure, place)
    _barred(reading, plan)
    _done(desk, plan.done)
    statements.safeguards(desk, reading)


def _finding(plan: Measures) -> str:
    number = len(plan.measures)
    if not number:
        return "Every measure of the catalogue is in place as claimed. What is left is to keep it, and to show it."
    lead = f"{wording.count(number, 'measure')} would bring what lacks to established, level{wording.NBSP}3."
    staged = len(plan.phase("staged"))
    if staged:
        verb = "begins" if staged == 1 else "begin"
        lead += f" {wording.count(staged, 'control')} aimed at persons {verb} together with protection."
    return lead


def _order(desk: Desk, reading: IntegrityReading) -> None:
    """Draw the guard: what it says, both sides of the debate, and the head's decision."""
    guard = reading.guard
    markup.put(situation.guard_note(guard))
    with st.expander("Why the order matters, and what speaks against it", key="debate", on_change="rerun") as opened:
        if opened.open:
            markup.put(_DEBATE)
    trying.tell()
    if reading.override is not None:
        decided = reading.override
        markup.put(
            f'<div class="record"><b>The head decided otherwise</b> on {state.day(decided.at)} ({escape(decided.by)}): '
            f'<span class="pre">{escape(decided.reason)}</span></div>'
        )
        st.button("Let the order hold again", key="withdraw", on_click=_withdraw, args=(desk, reading.record.id))
    elif guard.called_for:
        with st.popover("The head decides otherwise", key="override"):
            st.text_area(
                "Reason, recorded with the date", key="override_reason", height=100, max_chars=2000,
                help="General terms only: no names, cases or posts.",
            )  # fmt: skip
            st.button("Record the decision", key="override_now", on_click=_override, args=(desk, reading.record.id))
    earlier = integrity.decisions(desk, reading.record.id)
    if len(earlier) > 1:
        with st.expander(f"Earlier decisions ({len(earlier) - 1})", key="decisions", on_change="rerun") as opened:
            if opened.open:
                lines = "".join(
                    f"<li>{state.day(said.at)}: {escape(said.reason) if said.value else 'The order holds again.'}</li>"
                    for said in reversed(earlier[:-1])
                )
                markup.put(f"<ul>{lines}</ul>")


_DEBATE = (
    "<p><b>For protecting first.</b> Organised groups evade, corrupt or threaten. Where one route is closed they may "
    "turn to another, and violence may rise in the short run.</p>"
    "<p><b>Against waiting.</b> The three may also strengthen each other: tolerated corruption breeds threats in the "
    "long run, and delay has its own risk. So nothing is refused: controls aimed at persons begin together with "
    "protection, and the delay is reviewed within six months.</p>"
    "<p>Which of the two holds here, the threat assessment decides; until then it is unknown.</p>"
    '<p class="meta">U4 Helpdesk Answer 2023:19 describes both. The rule on the order is the toolkit authors’ '
    "inference from it.</p>"
)


def _override(desk: Desk, id: str) -> None:
    if trying.attempt(lambda: integrity.override(desk, id, st.session_state.get("override_reason", ""))):
        st.session_state.pop("override_reason", None)


def _withdraw(desk: Desk, id: str) -> None:
    trying.attempt(lambda: integrity.withdraw_override(desk, id))


def _glance(plan: Measures) -> None:
    """Draw the whole order in one view, before each measure is told."""
    if not plan.measures:
        return
    st.header("At a glance", anchor=False)
    rows, place = [], 0
    for phase in PHASES:
        names = []
        for measure in plan.phase(phase):
            place += 1
            names.append(f"<li value='{place}'>{escape(measure.step.title)}</li>")
        if names:
            rows.append(f"<li><div><b>{_PHASES[phase][0]}</b><ol>{''.join(names)}</ol></div></li>")
    markup.put(f'<ul class="rows">{"".join(rows)}</ul>')


def _answer_first(reading: IntegrityReading, plan: Measures) -> None:
    st.header("Answer first", anchor=False)
    markup.put('<p class="lead">These may be established already. An answer may save a measure.</p>')
    for id in plan.answer_first:
        item = reading.result.instrument.item(id)
        st.page_link("app_pages/integrity.py", label=item.name, query_params=state.address(item=id))


def _measure(desk: Desk, reading: IntegrityReading, measure: Measure, place: int) -> None:
    step, library, instrument = measure.step, desk.catalogue, reading.result.instrument
    titles = {other.id: other.title for other in library.steps}
    with st.container(key=f"listed_step_{step.id}"):
        lifts = [
            f"{instrument.item(lifted.item).name} (now {wording.span(*lifted.now)}, then {wording.level(lifted.to)})"
            for lifted in measure.lifts
        ]
        parts = [f'<p class="atitle">{place}. {escape(step.title)}</p>', f"<p>{escape(step.delivers)}</p>"]
        if lifts:
            parts.append(f"<p><b>Why here.</b> It lifts {escape(wording.listing(lifts))}.</p>")
        if measure.after:
            parts.append(f"<p><b>After.</b> {escape(wording.listing([titles[id] for id in measure.after]))}.</p>")
        if measure.phase == "staged":
            parts.append(
                "<p><b>Together with protection.</b> Begin no earlier than the measures of protection above; review "
                "the delay within six months.</p>"
            )
        parts.append(step_view.limits(step, library) + step_view.source_line(step, library))
        markup.put("".join(parts))
        with st.expander("How to go about it", key=f"how_{step.id}", on_change="rerun") as opened:
            if opened.open:
                following = wording.listing([titles[id] for id in measure.prepares])
                prepares = f"<p><b>It prepares.</b> {escape(following)}.</p>" if following else ""
                markup.put(f"<p>{escape(step.why)}</p>{prepares}" + step_view.how(step, library))


def _barred(reading: IntegrityReading, plan: Measures) -> None:
    if not plan.barred:
        return
    st.header("Where the law stands against it", anchor=False)
    rows = []
    for id in plan.barred:
        item, answer = reading.result.instrument.item(id), reading.view.assessment.answer(reading.whose, id)
        rows.append(
            f"<li><div>{markup.item_name(item)}<p>{escape(labels.headline(item, answer))}</p>"
            '<p class="meta">Have the legal department check this: where the law forbids it, no measure but a change '
            "of law helps, and other measures carry more weight.</p></div></li>"
        )
    markup.put(f'<ul class="rows">{"".join(rows)}</ul>')


def _done(desk: Desk, steps: tuple[Step, ...]) -> None:
    if not steps:
        return
    with st.expander(f"In place already ({len(steps)})", key="done", on_change="rerun") as opened:
        if opened.open:
            for step in steps:
                markup.put(
                    f"<p><b>{escape(step.title)}</b></p><p>{escape(step.delivers)}</p>"
                    + step_view.limits(step, desk.library)
                    + step_view.source_line(step, desk.library)
                )


page()
