"""The result that a page is about: of the assessment that is open, and of whom."""

from __future__ import annotations

import streamlit as st

from diagnostic.access import NotAllowed
from diagnostic.app import markup, nothing_open, sidebar, state
from diagnostic.service import results
from diagnostic.service.desk import Desk
from diagnostic.service.results import Reading


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
    asked = st.query_params.get("whose") or st.session_state.get("whose")
    whose = asked if asked in options else options[0]
    st.session_state["whose"] = whose
    st.query_params.from_dict(state.address(whose=whose))
    try:
        return results.reading(desk, record.id, whose)
    except NotAllowed as refused:
        markup.heading(state.title(record), title, str(refused))
        return None
