"""Drafts: documents for legal review, made from the answers and the plan, each as a Word file."""

from __future__ import annotations

from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.app import markup, opened, plan_view, state
from diagnostic.documents.filling import TextRefused
from diagnostic.scoring.explaining import Whose
from diagnostic.service import drafting
from diagnostic.service.desk import Desk
from diagnostic.service.drafting import Choice
from diagnostic.service.results import Reading

_TITLE = "Drafts"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def page() -> None:
    """Draw the documents that can be drafted."""
    desk = state.desk()
    reading = opened.reading(desk, _TITLE)
    if reading is None or not plan_view.may_be_seen(desk, reading, _TITLE):
        return
    whose: Whose = "both" if reading.whose == "both" else "police" if reading.whose == "police" else "customs"
    try:
        choices = drafting.choices(desk, reading.record, whose)
    except TextRefused as refused:
        markup.heading(state.title(reading.record), _TITLE)
        markup.put(f'<div class="alert" role="alert">{escape(str(refused))}</div>')
        return
    answers = "answers of both agencies" if whose == "both" else f"answers of {reading.name} alone"
    markup.heading(f"{state.title(reading.record)} · {answers}, as claimed", _TITLE, _finding(choices))
    plan_view.whose(desk, reading)
    markup.put(
        '<p class="lead">Each is a draft for legal review, and says so on every page. Its clauses follow from the '
        "answers and the plan. What the parties choose stands in brackets. No draft holds a comment on A.9 to A.11, "
        "or any answer on integrity.</p>"
    )
    notes = st.toggle(
        "Notes under the clauses",
        value=True,
        key="draft_notes",
        help="Why each clause is there, which answers it starts from, and its sources. Remove them before signature.",
    )
    called = [choice for choice in choices if choice.called_for]
    others = [choice for choice in choices if not choice.called_for]
    if called:
        st.header("Called for by the plan", anchor=False)
        for choice in called:
            _draft(desk, reading, whose, choice, notes=notes)
    if others:
        st.header("Also to be had" if called else "What can be drafted", anchor=False)
        for choice in others:
            _draft(desk, reading, whose, choice, notes=notes)


def _finding(choices: list[Choice]) -> str:
    number, called = len(choices), sum(choice.called_for for choice in choices)
    lead = f"{wording.count(number, 'document')} can be drafted; the plan calls for"
    return f"{lead} {called} of them." if called else f"{lead} none of them."


def _draft(desk: Desk, reading: Reading, whose: Whose, choice: Choice, *, notes: bool) -> None:
    draft, record = choice.draft, reading.record
    with st.container(key=f"listed_draft_{draft.id}"):
        carries = ""
        if choice.carries_out:
            steps = "; ".join(f"“{title}”" for title in choice.carries_out)
            carries = f'<p class="meta">Carries out {escape(steps)}.</p>'
        markup.put(f'<p class="atitle">{escape(draft.title)}</p><p>{escape(draft.purpose)}</p>{carries}')
        st.download_button(
            f"Draft the {draft.title[:1].lower()}{draft.title[1:]}",
            data=lambda: drafting.draft(desk, record.id, whose, draft.id, notes=notes),
            file_name=drafting.file_name(record.country, record.round, draft.id),
            mime=_WORD,
            key=f"draft_{draft.id}",
            on_click="ignore",
        )


page()
