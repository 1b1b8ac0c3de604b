"""Reports: what can be taken away of a result, whose, and with which line on every page."""

from __future__ import annotations

import streamlit as st

from diagnostic.app import markup, nothing_open, report_charts, report_choices, report_files, sidebar, state
from diagnostic.service import reporting

_TITLE = "Reports"


def page() -> None:
    """Draw the files that can be made of the assessment that is open."""
    desk = state.desk()
    record = state.open_record(desk)
    if record is None:
        nothing_open.show(_TITLE)
        return
    sidebar.agency(record)
    options = reporting.choices(desk, record)
    if not options:
        markup.heading(state.title(record), _TITLE, _nothing(desk.allowed("read_answers", state.acting(), record)))
        return
    whose = report_choices.whose(record, options)
    st.query_params.from_dict(state.address(whose=whose))
    said = "joint result" if whose == "both" else f"answers of {record.pair.name(whose)} alone"
    markup.heading(
        f"{state.title(record)} · {said}",
        _TITLE,
        "This result can be taken along as a report, a page for a minister, slides, a workbook, and chart by chart.",
    )
    report_choices.draw_whose(record, options, whose)
    markup.put(
        '<p class="lead">Whatever is made here may be handed on. No file holds anything on integrity, or what belongs '
        "to the custodian of A.9 to A.11.</p>"
    )
    line = report_choices.classification()
    report_files.draw(desk, record, whose, line)
    report_charts.draw(desk, record, whose, line)


def _nothing(reads: bool) -> str:
    if reads:
        return "With your role you read the result here; others take it away as a file."
    return "These answers are sealed for you, in your role or until both release."


page()
