"""What stands in the sidebar below the pages."""

from __future__ import annotations

import streamlit as st

from diagnostic.app import state
from diagnostic.storage import Record


def agency(record: Record) -> None:
    """Draw the choice of the agency that the person works for: in local mode, one at a time."""
    with st.sidebar:
        st.session_state["agency_choice"] = state.acting()
        st.pills(
            "You answer for",
            options=["customs", "police"],
            format_func=record.pair.name,
            key="agency_choice",
            required=True,
            on_change=_change,
        )


def _change() -> None:
    voice = st.session_state["agency_choice"]
    state.act_as(voice)
    if st.session_state.get("whose") in ("customs", "police"):
        st.session_state["whose"] = voice
        st.query_params.pop("whose", None)
