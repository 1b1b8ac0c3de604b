"""On the page of reports: whose result is taken away, and the line that stands on every page."""

from __future__ import annotations

from html import escape

import streamlit as st

from diagnostic.app import markup
from diagnostic.service import reporting
from diagnostic.storage import Record

_NONE, _OWN = "none", "own"
_HELP = (
    "The labels are those of the Traffic Light Protocol 2.0 (FIRST). RED: only for those present. AMBER+STRICT: only "
    "inside the own organisation. AMBER: also for those whom the organisation serves, if they need to know. GREEN: "
    "inside the community. CLEAR: for everybody."
)


def whose(record: Record, options: list[str]) -> str:
    """Return whose result is taken away: as the address asks, else as last chosen, else the widest."""
    asked = st.query_params.get("whose") or st.session_state.get("whose")
    found = asked if asked in options else options[0]
    st.session_state["whose"] = found
    return found


def draw_whose(record: Record, options: list[str], now: str) -> None:
    """Draw the choice between the joint result and that of one agency, where there is one."""
    if len(options) > 1:
        st.session_state["whose_report"] = now
        st.segmented_control(
            "Whose result",
            options=options,
            format_func=lambda option: "Joint result" if option == "both" else record.pair.name(option),
            key="whose_report",
            required=True,
            on_change=_choose,
        )
    elif now != "both":
        other = record.pair.other(now)
        markup.put(
            f'<p class="meta">The joint result can be taken away once {escape(record.pair.name(now))} and '
            f"{escape(other)} have released and opened their answers.</p>"
        )


def _choose() -> None:
    st.session_state["whose"] = st.session_state["whose_report"]
    st.query_params["whose"] = st.session_state["whose_report"]


def classification() -> str:
    """Draw the choice of the line on every page; return it."""
    chosen = st.pills(
        "Classification, on every page and slide",
        options=[_NONE, *reporting.TLP, _OWN],
        format_func=lambda option: {_NONE: "None", _OWN: "A line of your own"}.get(option, option),
        default=_NONE,
        required=True,
        key="report_marking",
        help=_HELP,
    )
    if chosen == _OWN:
        return st.text_input("Your line", max_chars=reporting.LONGEST, key="report_line")
    return "" if chosen in (None, _NONE) else str(chosen)
