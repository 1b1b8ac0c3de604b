"""What a click may run into is told on the page, in the sentence that the use case gives.

As on the command line: every exception that this package defines is a sentence for the user.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from diagnostic.app import markup


def attempt(work: Callable[[], object], where: str = "page") -> bool:
    """Carry out a click, in a callback; keep the sentence to tell if it cannot be done. Return whether it was done."""
    try:
        work()
    except Exception as refused:
        if type(refused).__module__.partition(".")[0] != "diagnostic":
            raise
        st.session_state[f"told_{where}"] = str(refused)
        return False
    return True


def tell(where: str = "page") -> None:
    """Draw the sentence that is kept, once."""
    message = st.session_state.pop(f"told_{where}", "")
    if message:
        markup.put(f'<div class="alert" role="alert">{escape(message)}</div>')


def forget() -> None:
    """Drop the sentences that the page had no place for: on another page they would be out of place."""
    for key in [key for key in st.session_state if str(key).startswith("told_")]:
        del st.session_state[key]
