"""What the pages about both agencies’ answers show before both are open, or to those who may not read both."""

from __future__ import annotations

import streamlit as st

from diagnostic.answers.answer import AGENCIES
from diagnostic.app import markup, state
from diagnostic.service import comparing
from diagnostic.service.desk import Desk
from diagnostic.storage import Record


def shown(desk: Desk, record: Record, title: str) -> bool:
    """Say what is missing, if anything is; return whether it was said."""
    missing = comparing.what_is_missing(desk, record)
    if not missing:
        return False
    markup.heading(state.title(record), title, missing)
    if any(record.stages[voice] != "opened" for voice in AGENCIES):
        markup.put(
            '<p class="lead">Until then either side sees only whether the other has released. Answers are submitted, '
            "released and opened on the page Review.</p>"
        )
        if desk.agencies(record) and st.button("Go to Review", type="primary"):
            st.switch_page("app_pages/review.py", query_params=state.address())
    return True
