"""Compare: two answers side by side, the most consequential differences first, for those who may read both."""

from __future__ import annotations

import streamlit as st

from diagnostic.app import (
    compare_agreement,
    compare_chart,
    compare_closed,
    compare_powers,
    compare_rows,
    findings,
    markup,
    nothing_open,
    sidebar,
    state,
)
from diagnostic.service import comparing
from diagnostic.service.comparing import Comparison
from diagnostic.service.desk import Desk

_TITLE = "Two answers, side by side"


def page() -> None:
    """Draw the comparison, or say what is missing before there can be one."""
    desk = state.desk()
    record = state.open_record(desk)
    if record is None:
        nothing_open.show("Compare")
        return
    sidebar.agency(record)
    st.query_params.from_dict(state.address())
    if compare_closed.shown(desk, record, _TITLE):
        return
    compared = comparing.comparison(desk, record.id)
    meta = f"{state.title(record)} · as claimed · policy {compared.result.policy.id}"
    markup.heading(meta, _TITLE, compare_chart.finding(compared))
    compare_chart.draw(compared)
    compare_rows.draw(compared)
    compare_powers.draw(compared)
    _between(desk, compared)
    compare_agreement.draw(compared.agreement)


def _between(desk: Desk, compared: Comparison) -> None:
    st.header("What stands out between the two", anchor=False)
    groups = findings.grouped(compared.between)
    if not groups:
        markup.put('<p class="lead">Nothing stands out.</p>')
        return
    known = {xray.id: xray for xray in desk.library.xrays[compared.instrument.id]}
    pair = compared.record.pair
    rows = (findings.row(group, known[group[0].xray], compared.instrument, pair) for group in groups)
    markup.put("".join(f'<hr class="rule">{row}' for row in rows))


page()
