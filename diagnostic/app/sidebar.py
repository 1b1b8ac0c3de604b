"""What stands in the sidebar below the pages."""

from __future__ import annotations

from html import escape

import streamlit as st

from diagnostic.answers.answer import AGENCIES, Voice
from diagnostic.app import markup, signing_in, state
from diagnostic.service.desk import Person
from diagnostic.storage import Record


def signed_in(person: Person) -> None:
    """Draw who has signed in, and the way out."""
    with st.sidebar:
        markup.put(f'<p class="meta">Signed in as <b>{escape(person.name)}</b></p>')
        st.button("Sign out", key="sign_out", type="tertiary", on_click=st.logout)


def agency(record: Record) -> None:
    """Draw the choice of the agency that the person works for: one at a time, and only one of their own."""
    agencies = _agencies(record)
    with st.sidebar:
        if len(agencies) < 2:
            for voice in agencies:
                markup.put(f'<p class="meta">You work for <b>{escape(record.pair.name(voice))}</b></p>')
            return
        st.session_state["agency_choice"] = state.acting()
        st.pills(
            "You answer for",
            options=agencies,
            format_func=record.pair.name,
            key="agency_choice",
            required=True,
            on_change=_change,
        )


def _agencies(record: Record) -> list[Voice]:
    return state.desk().agencies(record) if signing_in.required() else [*AGENCIES]


def _change() -> None:
    voice = st.session_state["agency_choice"]
    state.act_as(voice)
    if st.session_state.get("whose") in ("customs", "police"):
        st.session_state["whose"] = voice
        st.query_params.pop("whose", None)
