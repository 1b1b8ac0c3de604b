"""On the page of reports: each file with what it holds and who may see it, made when it is asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from html import escape

import streamlit as st

from diagnostic.app import markup
from diagnostic.documents.report_blanks import BLANKS, REPORT
from diagnostic.service import reporting
from diagnostic.service.desk import Desk
from diagnostic.service.reporting import File, ReportRefused, What
from diagnostic.storage import Record

_MIME = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_AS = {"pdf": "PDF", "docx": "Word", "pptx": "PowerPoint", "xlsx": "Excel"}
_CHECKED = "report_template_checked"
_BLANKS = ", ".join(f"<span style='white-space:nowrap'>{{{{ {name} }}}}</span>" for name in (REPORT, *BLANKS))


def draw(desk: Desk, record: Record, whose: str, line: str) -> None:
    """Draw the four files. ``line``: of classification."""
    template = _template()

    def made(what: What, form: str) -> Callable[[], bytes]:
        return lambda: _make(desk, record.id, whose, what, form, line, template).data

    both, name = whose == "both", record.pair.name(whose)
    decided = " what the committee decided," if both else ""
    beside = " both agencies side by side," if both else ""
    alone = f"It rests on what {name} answered alone: that agency decides who sees it."
    _file(
        record, whose, "report", "Assessment report", ("pdf", "docx"), made,
        f"About 15 to 25 pages: a summary on one page, how it was worked out, the profile,{beside} who holds which "
        f"power, what holds back, the plan,{decided} what changed since the last round, what is unknown, every answer "
        "with its comment and evidence, and the sources.",
        "It shows the answers of both agencies, each as the other may see it: for the agencies and their committee."
        if both else alone,
    )  # fmt: skip
    _file(
        record, whose, "brief", "Brief for a minister", ("pdf", "docx"), made,
        "One page: where it stands, what holds it back, the next three steps, what to decide now.",
        "It shows levels and steps, and no comment: for those to whom the agencies report." if both else alone,
    )  # fmt: skip
    _file(
        record, whose, "deck", "Slides for the committee" if both else "Slides", ("pptx",), made,
        "Where it stands, the profile, what blocks, powers, plan, what to decide, in 16:9. Every chart and table can "
        "be edited.",
        "It shows levels and statements of both agencies: for the agencies and their committee." if both else alone,
    )  # fmt: skip
    _file(
        record, whose, "workbook", "Workbook", ("xlsx",), made,
        "A sheet for each topic, as tables to sort and filter: levels, requirements, answers, powers, plan.",
        "It shows the same answers as the report: for the agencies and their committee." if both else alone,
    )  # fmt: skip


def _file(
    record: Record,
    whose: str,
    what: What,
    title: str,
    forms: tuple[str, ...],
    made: Callable[[What, str], Callable[[], bytes]],
    holds: str,
    sees: str,
) -> None:
    with st.container(key=f"listed_file_{what}"):
        markup.put(f'<p class="atitle">{escape(title)}</p><p>{escape(holds)}</p><p class="meta">{escape(sees)}</p>')
        with st.container(horizontal=True, key=f"report_forms_{what}"):
            for form in forms:
                st.download_button(
                    f"Save the {_SHORT[what]} as {_AS[form]}",
                    data=made(what, form),
                    file_name=reporting.file_name(record, whose, what, form),
                    mime=_MIME[form],
                    key=f"save_{what}_{form}",
                    on_click="ignore",
                )


_SHORT: dict[What, str] = {"report": "report", "brief": "brief", "deck": "slides", "workbook": "workbook"}


def _make(desk: Desk, id: str, whose: str, what: What, form: str, line: str, template: bytes | None) -> File:
    if what == "report":
        return reporting.report(desk, id, whose, form, line, template if form == "docx" else None)
    if what == "brief":
        return reporting.brief(desk, id, whose, form, line)
    return (reporting.deck if what == "deck" else reporting.workbook)(desk, id, whose, line)


def _template() -> bytes | None:
    """Draw the place for a Word template; return one that can be used."""
    with st.expander("A Word template of your own", key="report_template"):
        markup.put(
            "<p>The report in Word takes on the page, head, foot and styles of the document that you give. Blanks in "
            f"it are filled in: {_BLANKS}. The template is not kept.</p>"
        )
        sent = st.file_uploader("Word template", type=["docx"], key="report_template_file")
        if sent is None:
            return None
        raw = sent.getvalue()
        message = _refusal(raw)
        if message:
            markup.put(f'<div class="alert" role="alert">{escape(message)}</div>')
            return None
        markup.put('<p class="saved" role="status">The report in Word will be made on this template.</p>')
        return raw


def _refusal(raw: bytes) -> str:
    """Return why a template cannot be used; asked once for each."""
    mark = hashlib.sha256(raw).hexdigest()
    known = st.session_state.get(_CHECKED)
    if known is None or known[0] != mark:
        try:
            reporting.check_template(raw)
            known = (mark, "")
        except ReportRefused as refused:
            known = (mark, str(refused))
        st.session_state[_CHECKED] = known
    return str(known[1])
