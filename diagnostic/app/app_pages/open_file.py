"""An assessment file: read, preview, then import."""

from __future__ import annotations

from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.access import NotAllowed
from diagnostic.answers.answer import Voice
from diagnostic.app import markup, state
from diagnostic.content.faults import Refused
from diagnostic.service import files
from diagnostic.service.desk import Desk
from diagnostic.service.files import ImportRefused, Preview
from diagnostic.storage import NotEditable


def page() -> None:
    """Draw the upload, the preview and the button that imports."""
    desk = state.desk()
    markup.heading("Your assessments", "Open an assessment file")
    markup.put('<p class="lead">Nothing changes before you have seen what the file would change.</p>')
    upload = st.file_uploader("Assessment file (YAML or JSON)", type=["yaml", "yml", "json"])
    if upload is None:
        return
    try:
        preview = files.preview(desk, upload.getvalue(), upload.name)
    except Refused as refused:
        shown = refused.faults[:20]
        rows = "".join(
            f"<li>Line {fault.line}, column {fault.column}: {escape(fault.message)}. "
            f"<b>{escape(wording.capital(fault.remedy))}.</b></li>"
            for fault in shown
        )
        more = f"<p>And {len(refused.faults) - 20} more.</p>" if len(refused.faults) > 20 else ""
        markup.put(
            f'<div class="alert" role="alert">The file was not taken. Nothing changed.</div><ul>{rows}</ul>{more}'
        )
        return
    except ImportRefused as refused:
        markup.put(f'<div class="alert" role="alert">{escape(str(refused))} Nothing changed.</div>')
        return
    _preview(desk, preview)


def _preview(desk: Desk, preview: Preview) -> None:
    assessment = preview.assessment
    pair = f"{assessment.pair.customs} and {assessment.pair.police}"
    where = "It becomes a new assessment." if preview.into is None else "It belongs to an assessment you already have."
    rows = "".join(
        f"<li><div><b>{escape(assessment.pair.name(voice))}</b><p>{_change(preview, voice)}</p></div></li>"
        for voice in assessment.voices
    )
    markup.put(
        f"<p><b>{escape(pair)}</b>, {escape(files.country_name(assessment.country))}, "
        f"{escape(assessment.round)}. {where}</p>"
        f'<ul class="rows">{rows}</ul>'
    )
    if preview.into is not None:
        markup.put(
            '<p class="meta">Into an existing assessment, only answers of the agency you answer for are taken. '
            "Earlier answers stay in the history.</p>"
        )
    if not preview.changes:
        said = "The file holds no answers of the agency that you answer for. Nothing changed."
        markup.put(f'<div class="alert" role="alert">{said}</div>')
        return
    if not st.button("Import the answers", type="primary"):
        return
    try:
        id = files.take(desk, preview)
    except (NotAllowed, NotEditable) as refused:
        markup.put(f'<div class="alert" role="alert">{escape(str(refused))} Nothing changed.</div>')
        return
    state.choose(id)
    st.switch_page("app_pages/start.py")


def _change(preview: Preview, voice: Voice) -> str:
    if voice not in preview.changes:
        return "Not taken: these answers are not yours to change."
    new, differing = preview.changes[voice]
    said = wording.count(new, "new answer")
    return said + (f", {wording.count(differing, 'answer')} different from what stands" if preview.into else "")


page()
