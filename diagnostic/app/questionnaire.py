"""A questionnaire on the screen: one section at a time, each question a fragment of its own."""

from __future__ import annotations

from html import escape

import streamlit as st

from diagnostic.app import ethics, markup, opened, places_to, sidebar, state
from diagnostic.app.card import Card
from diagnostic.app.question import question
from diagnostic.content.model import Section
from diagnostic.service import answering
from diagnostic.service.answering import Form
from diagnostic.service.desk import Desk


def page(instrument: str, title: str) -> None:
    """Draw the section that is open, of one questionnaire. ``title``: where no assessment is open."""
    desk = state.desk()
    form = opened.form(desk, instrument, title)
    if form is None:
        return
    record = form.record
    asked = st.query_params.get("item")
    sought = asked if asked in form.instrument.by_id else None
    section = _open_section(form, sought)
    st.query_params.from_dict({**state.address(), "section": section.id, **({"item": sought} if sought else {})})
    _section_list(form, section)
    _top(desk, form, section)
    st.session_state["drawing"] = True
    try:
        for item in form.asked(section):
            question(Card(desk, form, item), figures)
    finally:  # also when another click ends this run halfway
        st.session_state["drawing"] = False
    _bottom(form, section)
    markup.variables(figures(form))
    if sought is not None and st.session_state.get("sought") != (record.id, sought):
        st.session_state["sought"] = (record.id, sought)
        markup.scroll_to(f"st-key-q_{sought}")


def figures(form: Form) -> dict[str, str]:
    """Return the counts that the page shows, as CSS variables."""
    values = {}
    for section in form.instrument.sections:
        progress = form.progress(section)
        values[f"--n-{section.id}"] = markup.css_text(f"{progress.done} of {progress.total}")
        values[f"--p-{section.id}"] = f"{100 * progress.done / max(progress.total, 1):.0f}%"
    total = form.progress()
    values["--n-all"] = markup.css_text(f"{total.done} of {total.total}")
    return values


def _open_section(form: Form, sought: str | None) -> Section:
    sections = form.instrument.sections
    if (
        sought is not None
        and sought in form.instrument.by_id
        and st.session_state.get("sought") != (form.record.id, sought)
    ):
        wanted = form.instrument.item(sought).section
    else:
        wanted = str(st.session_state.get(_remembered(form)) or st.query_params.get("section"))
    section = next((section for section in sections if section.id == wanted), sections[0])
    st.session_state[_remembered(form)] = section.id
    return section


def _remembered(form: Form) -> str:
    return f"section_{form.instrument.id}"


def _go(form: Form, section: str, item: str | None = None) -> None:
    st.session_state[_remembered(form)] = section
    st.session_state.pop("sought", None)
    st.query_params["section"] = section
    if item:
        st.query_params["item"] = item
    else:
        st.query_params.pop("item", None)
        st.session_state["to_top"] = True


def _section_list(form: Form, current: Section) -> None:
    sidebar.agency(form.record)
    with st.sidebar:
        markup.put('<p class="meta">Sections</p>')
        rules = "".join(
            f'.st-key-sec_{section.id} button p::after{{content:var(--n-{section.id}, "")}}'
            for section in form.instrument.sections
        )
        markup.put(f"<style>{rules}</style>")
        with st.container(key="secnav", gap=None):
            for section in form.instrument.sections:
                st.button(
                    section.title,
                    key=f"sec_{section.id}",
                    type="secondary" if section.id == current.id else "tertiary",
                    on_click=_go,
                    args=(form, section.id),
                )


def _top(desk: Desk, form: Form, section: Section) -> None:
    record, sections = form.record, form.instrument.sections
    place = sections.index(section) + 1
    put = f"{escape(state.title(record))} · answering for <b>{escape(record.pair.name(form.voice))}</b>"
    markup.put(f'<p class="meta">{put}</p>')
    st.title(section.title, anchor=False)
    cells = "".join(
        f'<i class="{"here" if other.id == section.id else ""}" style="--part:var(--p-{other.id})"></i>'
        for other in sections
    )
    markup.put(
        f'<div class="strip" aria-hidden="true">{cells}</div><p class="meta">Section {place} of {len(sections)} · '
        f'<span class="count" style="--text:var(--n-{section.id})"></span> answered here · '
        f'<span class="count" style="--text:var(--n-all)"></span> in all</p>'
    )
    if place == 1:
        _before(desk, form)
    markup.put(f'<p class="lead">{escape(section.intro)}</p>')
    if not form.editable:
        _closed(form)
    elif form.stage == "opened":
        text = "Both agencies’ answers are open. What you change now is kept and marked as a correction."
        markup.put(f'<div class="notice">{text}</div>')


def _before(desk: Desk, form: Form) -> None:
    other = form.record.pair.other(form.voice)
    markup.put(
        f'<div class="record"><b>How to answer.</b> {escape(form.instrument.practice_rule)}</div>'
        + (ethics.who_sees(desk, form) if form.own_document else _who_sees(other))
    )


def _who_sees(other: str) -> str:
    return (
        '<div class="record"><b>Who sees your answers.</b> '
        f"They stay with your agency until both agencies release theirs; then {escape(other)} and the committee see "
        "them. On surveillance, undercover officers and informants (A.9 to A.11) they then see only the authority in "
        "law and the level of access. Do not name people, cases or informants. This is no channel for reporting "
        "wrongdoing: use the one of your administration.</div>"
    )


def _closed(form: Form) -> None:
    if form.own_document:
        said = "These answers are closed to changes. Reopen them on the page Integrity review to change them."
        markup.put(f'<div class="notice">{said}</div>')
        return
    word = {"submitted": "submitted. Reopen them on the page Review to change them"}
    said = word.get(form.stage, "released. They can be corrected once both agencies’ answers are open")
    markup.put(f'<div class="notice">These answers are {escape(said)}.</div>')


def _bottom(form: Form, section: Section) -> None:
    sections = form.instrument.sections
    place = sections.index(section)
    before = sections[place - 1] if place else None
    after = sections[place + 1] if place + 1 < len(sections) else None
    with st.container(horizontal=True, horizontal_alignment="distribute", key="bottom"):
        if before:
            st.button(f"Previous: {before.title}", on_click=_go, args=(form, before.id), key="previous")
        last = section.items[-1].id
        open_item = form.next_open(last)
        if open_item is not None:
            st.button("Next unanswered question", on_click=_next_open, args=(form,), key="next_open")
        if after:
            st.button(f"Next: {after.title}", type="primary", on_click=_go, args=(form, after.id), key="next")
        elif st.button("Review your answers", type="primary", key="to_review"):
            st.switch_page(places_to.review(form.instrument.id), query_params=state.address())
    if st.session_state.pop("to_top", False):
        markup.to_top()


def _next_open(form: Form) -> None:
    desk = state.desk()
    now = answering.form(desk, form.record.id, form.voice, form.instrument.id)
    section = next(s for s in now.instrument.sections if s.id == st.session_state[_remembered(form)])
    here = (item for item in now.asked(section) if not now.answer(item.id).settled)
    item = next(here, None) or now.next_open(section.items[-1].id)
    if item is not None:
        _go(form, item.section, item.id)
