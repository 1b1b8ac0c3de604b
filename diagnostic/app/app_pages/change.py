"""Target, context and retention of an assessment that has begun."""

from __future__ import annotations

from html import escape

import streamlit as st

from diagnostic.access import NotAllowed
from diagnostic.app import assessment_form, markup, nothing_open, state
from diagnostic.service import assessments
from diagnostic.service.desk import COOPERATION


def page() -> None:
    """Draw the form with what is set now."""
    desk = state.desk()
    record = state.open_record(desk)
    if record is None:
        nothing_open.show("Target and context")
        return
    markup.heading(state.title(record), "Target and context")
    policy = desk.library.policy_of(desk.instrument(record, COOPERATION))
    by_dimension = record.target if record.target is not None and not isinstance(record.target, int) else None
    if by_dimension:
        markup.put('<p class="lead">A target by dimension is set. Choosing a level here replaces it.</p>')
    with st.form("change", border=False):
        details = assessment_form.draw(
            policy,
            target=record.target if isinstance(record.target, int) else None,
            context=record.context,
            retain=record.retain_until,
        )
        send = st.form_submit_button("Save", type="primary")
    if not send:
        return
    try:
        assessments.set_details(
            desk,
            record.id,
            target=by_dimension if by_dimension and details.target is None else details.target,
            context=details.context,
            retain_until=details.retain_until,
        )
    except NotAllowed as refused:
        markup.put(f'<div class="alert" role="alert">{escape(str(refused))}</div>')
        return
    st.switch_page("app_pages/start.py")


page()
