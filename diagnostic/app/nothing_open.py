"""What a page shows while no assessment is open."""

from __future__ import annotations

import streamlit as st

from diagnostic.app import markup, trying


def show(title: str) -> None:
    """Say that nothing is open, and where to open something."""
    markup.heading("", title, "No assessment is open.")
    markup.put('<p class="lead">Choose one in the list of your assessments, or start a new one there.</p>')
    trying.tell()
    if st.button("Go to your assessments", type="primary"):
        st.switch_page("app_pages/start.py")
