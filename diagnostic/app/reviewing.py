"""The review of a questionnaire: what is open, what was marked, what contradicts itself; then its course."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.answers import labels
from diagnostic.answers.answer import Voice
from diagnostic.answers.voices import Move
from diagnostic.app import exchange_view, findings, markup, opened, places_to, sidebar, state, trying
from diagnostic.content.model import Item
from diagnostic.scoring.xrays import Finding
from diagnostic.service import assessments, integrity, results
from diagnostic.service.answering import Form
from diagnostic.service.desk import Desk


def page(instrument: str, title: str) -> None:
    """Draw the review of the agency that the person works for."""
    desk = state.desk()
    form = opened.form(desk, instrument, title)
    if form is None:
        return
    record = form.record
    sidebar.agency(record)
    st.query_params.from_dict(state.address())
    own = record.pair.name(form.voice)
    progress = form.progress()
    markup.heading(f"{state.title(record)} · answers of {own}", title, _finding(form, own))
    stage = (
        ("Open to changes" if form.stage == "draft" else "Closed") if form.own_document else labels.STAGES[form.stage]
    )
    markup.put(f'<p class="meta">{wording.answered(progress.done, progress.total)} · {stage}</p>')
    if form.own_document:
        _own_course(desk, form)
    else:
        _course(desk, form)
        exchange_view.show(desk, record)
    _list("Not answered yet", form.open_items(), form, "Every question that is asked has been dealt with.")
    _list("Marked for discussion", form.marked(), form, "No question is marked.")
    _xrays(desk, form)


def _finding(form: Form, own: str) -> str:
    open_items = len(form.open_items())
    if form.own_document and form.stage != "draft":
        return f"The self-assessment of {own} is closed to changes. It stays with its integrity team and its head."
    if form.stage == "draft":
        if form.only is not None:
            left = (
                f"has {wording.count(open_items, 'question')} left" if open_items else "has dealt with every question"
            )
            return f"The custodian of {own} {left}."
        if open_items:
            return f"{own} has {wording.count(open_items, 'question')} left. What is unknown stays visible as a range."
        if form.own_document:
            return f"{own} has dealt with every question and can close the self-assessment."
        return f"{own} has dealt with every question and can submit."
    return {
        "submitted": f"{own} has submitted. The answers can still be reopened.",
        "released": f"{own} has released its answers. They open once the other agency has released too.",
        "opened": "The answers of both agencies are open.",
    }[form.stage]


def _own_course(desk: Desk, form: Form) -> None:
    """Draw the course of an agency's own document: open or closed, never released."""
    with st.container(horizontal=True, key="course"):
        if form.stage == "draft":
            st.button(
                "Close to changes", type="primary", key="move_submit", on_click=_close, args=(desk, form, "submit")
            )
        else:
            st.button("Reopen to change answers", key="move_reopen", on_click=_close, args=(desk, form, "reopen"))
        if st.button("See the result"):
            st.switch_page("app_pages/integrity_results.py", query_params=state.address())
    markup.put(
        '<p class="meta">Closing is no release: nobody else sees these answers. It fixes what the result rests on.</p>'
    )
    trying.tell()


def _close(desk: Desk, form: Form, move: Move) -> None:
    trying.attempt(lambda: integrity.move(desk, form.record.id, move))


def _course(desk: Desk, form: Form) -> None:
    record, own = form.record, form.record.pair.name(form.voice)
    other_voice: Voice = "police" if form.voice == "customs" else "customs"
    other = record.pair.name(other_voice)
    released = record.stages[other_voice] in ("released", "opened")
    moves = desk.allowed("release", form.voice, record)
    with st.container(horizontal=True, key="course"):
        if form.stage == "draft" and moves:
            _move(desk, form, "submit", f"Submit the answers of {own}", primary=True)
        elif form.stage == "submitted" and moves:
            _move(desk, form, "release", f"Release to {other} and the committee", primary=True)
            _move(desk, form, "reopen", "Reopen to change answers", primary=False)
        elif form.stage == "released" and released and desk.allowed("open", form.voice, record):
            st.button("Open both agencies’ answers", type="primary", on_click=_open, args=(desk, record.id))
        if form.stage != "draft" and st.button("See the result"):
            st.switch_page("app_pages/results.py", query_params=state.address())
    text = {
        "draft": "Submitting closes your agency’s answers to changes. You can reopen them until they are released.",
        "submitted": f"Once you release, {own} cannot change its answers before both agencies have opened theirs.",
        "released": f"{other} has released too." if released else f"{other} has not released yet.",
        "opened": "Changes from now on are kept and marked as corrections.",
    }[form.stage]
    if not moves and form.stage in ("draft", "submitted"):
        text = f"The coordinator or the head of {own} submits and releases these answers."
    markup.put(f'<p class="meta">{escape(text)}</p>')
    trying.tell()


def _move(desk: Desk, form: Form, move: Move, label: str, *, primary: bool) -> None:
    kind = "primary" if primary else "secondary"
    st.button(label, type=kind, key=f"move_{move}", on_click=_carry_out, args=(desk, form, move))  # type: ignore[arg-type]


def _carry_out(desk: Desk, form: Form, move: Move) -> None:
    trying.attempt(lambda: assessments.move(desk, form.record.id, form.voice, move))


def _open(desk: Desk, id: str) -> None:
    trying.attempt(lambda: assessments.open_both(desk, id))


def _list(title: str, items: Iterable[Item], form: Form, empty: str) -> None:
    items = list(items)
    st.header(title, anchor=False)
    if not items:
        markup.put(f'<p class="lead">{escape(empty)}</p>')
        return
    by_section = {section.id: section.title for section in form.instrument.sections}
    shown = ""
    with st.container(key=f"list_{title.split()[0].lower()}", gap=None):
        for item in items:
            if by_section[item.section] != shown:
                shown = by_section[item.section]
                markup.put(f'<p class="meta">{escape(shown)}</p>')
            st.page_link(
                places_to.questions(form.instrument.id),
                label=labels.title(item),
                query_params=state.address(item=item.id),
                width="stretch",
            )


def _xrays(desk: Desk, form: Form) -> None:
    if form.only is not None:
        return  # the custodian's answers alone: what they contradict is not theirs to see
    st.header("Answers worth a second look", anchor=False)
    found: tuple[Finding, ...]
    if form.own_document:
        found = integrity.reading(desk, form.record.id).result.findings
    else:
        found = results.reading(desk, form.record.id, form.voice).result.findings
    groups = findings.grouped(found)
    if not groups:
        markup.put('<p class="lead">Nothing stands out.</p>')
        return
    known = {xray.id: xray for xray in desk.library.xrays[form.instrument.id]}
    for place, group in enumerate(groups):
        markup.put(findings.row(group, known[group[0].xray], form.instrument, form.record.pair, named=False))
        with st.container(horizontal=True, key=f"xr_{place}"):
            for id in dict.fromkeys(id for finding in group for id in finding.items):
                item = form.instrument.item(id)
                st.page_link(
                    places_to.questions(form.instrument.id),
                    label=f"Open {item.code or item.name}",
                    query_params=state.address(item=id),
                )
