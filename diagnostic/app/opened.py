"""What a page is about: the result or the questionnaire of the assessment that is open, and of whom."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from diagnostic.access import NotAllowed
from diagnostic.app import markup, not_started, nothing_open, sidebar, state
from diagnostic.service import answering, integrity, results
from diagnostic.service.answering import Form
from diagnostic.service.desk import Desk
from diagnostic.service.integrity import IntegrityReading
from diagnostic.service.results import Reading
from diagnostic.storage import Record


def integrity_reading(desk: Desk, title: str) -> IntegrityReading | None:
    """Return the result of the own integrity self-assessment, or say on the page why there is none."""
    record = state.open_record(desk)
    if record is None:
        nothing_open.show(title)
        return None
    if not integrity.started(record):
        not_started.show(desk, record, title)
        return None
    sidebar.agency(record)
    st.query_params.from_dict(state.address())
    return integrity.reading(desk, record.id)


def form(desk: Desk, instrument: str, title: str, slot: Callable[[Desk, Record], str] | None = None) -> Form | None:
    """Return a questionnaire of the agency that the person works for, or say on the page why there is none.

    ``slot``: chooses a colleague's draft of it instead.
    """
    record = state.open_record(desk)
    if record is None:
        nothing_open.show(title)
        return None
    if instrument not in record.instruments:
        not_started.show(desk, record, title)
        return None
    try:
        return answering.form(desk, record.id, state.acting(), instrument, slot(desk, record) if slot else "")
    except NotAllowed as refused:
        markup.heading(state.title(record), title, str(refused))
        return None


def reading(desk: Desk, title: str) -> Reading | None:
    """Return the result, or say on the page why there is none and return None.

    Whose it is: as the address asks, else as last chosen, else the widest that may be seen.
    """
    record = state.open_record(desk)
    if record is None:
        nothing_open.show(title)
        return None
    sidebar.agency(record)
    options = results.choices(desk, record)
    if not options:
        markup.heading(
            state.title(record), title, "These answers are sealed for you, in your role or until both release."
        )
        return None
    asked = st.query_params.get("whose") or st.session_state.get("whose")
    whose = asked if asked in options else options[0]
    st.session_state["whose"] = whose
    st.query_params.from_dict(state.address(whose=whose))
    try:
        return results.reading(desk, record.id, whose)
    except NotAllowed as refused:
        markup.heading(state.title(record), title, str(refused))
        return None
