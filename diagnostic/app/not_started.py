"""What a page of the integrity self-assessment shows before it was started."""

from __future__ import annotations

from html import escape

import streamlit as st

from diagnostic.app import ethics, markup, sidebar, state, trying
from diagnostic.service import integrity
from diagnostic.service.desk import Desk
from diagnostic.storage import Record


def show(desk: Desk, record: Record, title: str) -> None:
    """Say what the self-assessment is and who sees it, and offer to start it."""
    sidebar.agency(record)
    st.query_params.from_dict(state.address())
    own, other = record.pair.name(state.acting()), record.pair.other(state.acting())
    markup.heading(state.title(record), title, "The integrity self-assessment has not been started here.")
    questions = desk.library.instrument("integrity")
    markup.put(
        f"<p>{escape(questions.description)}</p>"
        '<div class="record"><b>Who sees the answers.</b> '
        f"The integrity team and the head of {escape(own)}, never {escape(other)} or the committee. {escape(other)} "
        "can answer its own, which you do not see.</div>"
        + ethics.where_to_report(integrity.report_to(desk, record, state.acting()))
    )
    st.button("Start the integrity self-assessment", type="primary", on_click=_start, args=(desk, record.id))
    trying.tell()


def _start(desk: Desk, id: str) -> None:
    trying.attempt(lambda: integrity.start(desk, id))
