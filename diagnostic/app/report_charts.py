"""On the page of reports: the charts of the result one by one, drawn when one is chosen, each with data and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import streamlit as st

from diagnostic.app import chart_view, markup
from diagnostic.app.fragments import fragment
from diagnostic.documents import case_charts
from diagnostic.documents.case_charts import Name
from diagnostic.scoring.outcomes import VIEWS, View
from diagnostic.service import reporting
from diagnostic.service.desk import Desk
from diagnostic.storage import Record

if TYPE_CHECKING:
    from diagnostic.service.chart_files import Form

_CALLED: dict[Name, str] = {
    "band": "Continuum", "profile": "Profile", "dumbbell": "Customs and police", "powers": "Powers",
}  # fmt: skip
_VIEWS: dict[View, str] = {"claimed": "As claimed", "evidenced": "As evidenced"}
#: Charts that differ between the two views.
_OF_A_VIEW: tuple[Name, ...] = ("profile", "dumbbell")


@fragment
def draw(desk: Desk, record: Record, whose: str, line: str) -> None:
    """Draw the choice of a chart, and the one that is chosen. ``line``: of classification, on what is saved."""
    st.header("Charts, one by one", anchor=False)
    markup.put(
        '<p class="lead">For a paper or a slide of your own: as a picture, as a slide whose chart can be edited, or as '
        "the data behind it.</p>"
    )
    name = st.pills(
        "Chart", options=case_charts.names(whose), format_func=lambda name: _CALLED[name], key=f"report_chart_{whose}"
    )
    if name is None:
        return
    view: View = "claimed"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if name in _OF_A_VIEW:
            st.session_state.setdefault("report_chart_view", "claimed")
            st.segmented_control(
                "View", options=list(VIEWS), format_func=lambda one: _VIEWS[one], key="report_chart_view", required=True
            )
            view = cast(View, st.session_state["report_chart_view"])
        st.toggle("Larger text in charts, for meetings", key="large")
    chart = reporting.charts(desk, record.id, whose, view=view)[name]
    markup.put(f"<style>{chart_view.style()}</style>")
    chart_view.picture(f"report_picture_{name}", chart)
    box = st.expander("Data and files", key="report_chart_data", on_change="rerun")
    if not box.open:
        return

    def make(form: Form) -> bytes:
        return reporting.chart(desk, record.id, whose, name, form, line, view).data

    with box:
        chart_view.files(f"save_chart_{name}", make, lambda form: reporting.file_name(record, whose, name, form))
        chart_view.table(chart)
