"""A questionnaire on the screen: one section at a time, each question a fragment of its own."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from diagnostic.app import colleague_drafts, ethics, markup, opened, places_to, sidebar, state
from diagnostic.app.card import Card
from diagnostic.app.question import question
from diagnostic.content.model import Section
from diagnostic.service import answering, inside
from diagnostic.service.answering import Form
from diagnostic.service.desk import COOPERATION, Desk


def page(instrument: str, title: str) -> None:
    """Draw the section that is open, of one questionnaire. ``title``: where no assessment is open."""
    st.session_state.pop("redraw", None)
    desk = state.desk()
    form = opened.form(desk, instrument, title, colleague_drafts.chosen if instrument == COOPERATION else None)
    if form is None:
        return
    record = form.record
    if not form.own_document and record.follows is not None:
        from diagnostic.service import rounds  # with all that compares: most first questions are of a first round

        form = replace(form, offered=rounds.offered(desk, record, form.voice))
    asked = st.query_params.get("item")
    sought = asked if any(item.id == asked for part in form.sections for item in part.items) else None
    section = _open_section(form, sought)
    more = {"draft": form.slot, "item": sought}
    st.query_params.from_dict(state.address(section=section.id, **{key: id for key, id in more.items() if id}))
    _section_list(form, section)
    _top(desk, form, section)
    waiting = {} if form.own_document else inside.counts(desk, record, form.voice)
    st.session_state["drawing"] = True
    try:
        for item in form.asked(section):
            discussed = not form.own_document and inside.may_discuss(desk, record, form.voice, item.id)
            question(Card(desk, form, item, waiting.get(item.id, 0) if discussed else None), figures)
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
    for section in form.sections:
        progress = form.progress(section)
        values[f"--n-{section.id}"] = markup.css_text(f"{progress.done} of {progress.total}")
        values[f"--p-{section.id}"] = f"{100 * progress.done / max(progress.total, 1):.0f}%"
    total = form.progress()
    values["--n-all"] = markup.css_text(f"{total.done} of {total.total}")
    return values


def _open_section(form: Form, sought: str | None) -> Section:
    sections = form.sections
    if sought is not None and st.session_state.get("sought") != (form.record.id, sought):
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
    # A tap right after typing comes together with the text, and then only the question is drawn: it asks for the page.
    st.session_state["redraw"] = True
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
            for section in form.sections
        )
        markup.put(f"<style>{rules}</style>")
        with st.container(key="secnav", gap=None):
            for section in form.sections:
                st.button(
                    section.title,
                    key=f"sec_{section.id}",
                    type="secondary" if section.id == current.id else "tertiary",
                    on_click=_go,
                    args=(form, section.id),
                )


def _top(desk: Desk, form: Form, section: Section) -> None:
    record, sections = form.record, form.sections
    place = sections.index(section) + 1
    own = escape(record.pair.name(form.voice))
    whose = f"draft of <b>{escape(form.unit)}</b>" if form.slot else f"answering for <b>{own}</b>"
    if not form.writes_any and not form.slot:
        whose = f"answers of <b>{own}</b>"
    markup.put(f'<p class="meta">{escape(state.title(record))} · {whose}</p>')
    st.title(section.title, anchor=False)
    if form.slot:
        _of_draft(desk, form)
    cells = "".join(
        f'<i class="{"here" if other.id == section.id else ""}" style="--part:var(--p-{other.id})"></i>'
        for other in sections
    )
    done = "confirmed or answered" if form.offered else "answered"
    markup.put(
        f'<div class="strip" aria-hidden="true">{cells}</div><p class="meta">Section {place} of {len(sections)} · '
        f'<span class="count" style="--text:var(--n-{section.id})"></span> {done} here · '
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
    seen = ethics.who_sees(desk, form) if form.own_document else _who_sees(form)
    before = ""
    if form.offered:
        before = (
            '<div class="record"><b>The round before.</b> Its answers stand beside the questions. None of them counts '
            "until you say that it is still true, or answer anew.</div>"
        )
    practice = escape(form.instrument.practice_rule)
    markup.put(f'<div class="record"><b>How to answer.</b> {practice}</div>{seen}{before}')


def _of_draft(desk: Desk, form: Form) -> None:
    """Say whose draft it is, with the way back for who may also see the answers of the agency."""
    who = "Your coordinator gathers it" if form.writes_any or form.stage == "draft" else "It was handed in"
    markup.put(f'<div class="notice"><b>Draft of {escape(form.unit)}.</b> {who}.</div>')
    if desk.allowed("read_answers", form.voice, form.record):
        name = form.record.pair.name(form.voice)
        st.button(f"Go to the answers of {name}", key="leave_draft", on_click=colleague_drafts.leave, args=(form,))


def _who_sees(form: Form) -> str:
    other = form.record.pair.other(form.voice)
    if form.slot:
        return (
            '<div class="record"><b>Who sees your answers.</b> You alone until you hand them in, then the coordinator '
            "of your agency, who makes one answer of all drafts. Do not name people, cases or informants. This is no "
            "channel for reporting wrongdoing: use the one of your administration.</div>"
        )
    return (
        '<div class="record"><b>Who sees your answers.</b> '
        f"They stay with your agency until both agencies release theirs; then {escape(other)} and the committee see "
        "them. On surveillance, undercover officers and informants (A.9 to A.11) they then see only the authority in "
        "law and the level of access. Do not name people, cases or informants. This is no channel for reporting "
        "wrongdoing: use the one of your administration.</div>"
    )


def _closed(form: Form) -> None:
    if form.own_document and form.stage == "draft":
        own = form.record.pair.name(form.voice)
        markup.put(
            f'<div class="notice">You may read these answers. The integrity team of {escape(own)} writes them.</div>'
        )
        return
    if form.own_document:
        said = "These answers are closed to changes. Reopen them on the page Integrity review to change them."
        markup.put(f'<div class="notice">{said}</div>')
        return
    if form.slot:
        _closed_draft(form)
        return
    if not form.writes_any:
        own = form.record.pair.name(form.voice)
        markup.put(
            f'<div class="notice">You may read these answers. The coordinator of {escape(own)} writes them.</div>'
        )
        return
    word = {"submitted": "submitted. Reopen them on the page Review to change them"}
    said = word.get(form.stage, "released. They can be corrected once both agencies’ answers are open")
    markup.put(f'<div class="notice">These answers are {escape(said)}.</div>')


def _closed_draft(form: Form) -> None:
    if form.stage == "draft":
        said = "Your agency’s answers are submitted: drafts are not gathered any more."
    elif form.writes_any:
        said = "You have handed in this draft. Take it back on the page Colleagues to change it."
    else:
        said = "This draft was handed in. Who wrote it may change it after you hand it back."
    markup.put(f'<div class="notice">{said}</div>')


def _bottom(form: Form, section: Section) -> None:
    sections = form.sections
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
        elif form.slot:
            if st.button(
                "Go on to hand in" if form.editable else "Back to Colleagues", type="primary", key="to_hand_in"
            ):
                st.switch_page("app_pages/colleagues.py", query_params=state.address())
        elif st.button("Review your answers", type="primary", key="to_review"):
            st.switch_page(places_to.review(form.instrument.id), query_params=state.address())
    if st.session_state.pop("to_top", False):
        markup.to_top()


def _next_open(form: Form) -> None:
    desk = state.desk()
    now = answering.again(desk, form)
    section = next(s for s in now.sections if s.id == st.session_state[_remembered(form)])
    here = (item for item in now.asked(section) if now.writable(item) and not now.answer(item.id).settled)
    item = next(here, None) or now.next_open(section.items[-1].id)
    if item is not None:
        _go(form, item.section, item.id)
