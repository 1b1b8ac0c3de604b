"""A new assessment: country, pair of agencies, round, target, context."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

import streamlit as st

from diagnostic.access import NotAllowed
from diagnostic.answers.answer import Voice
from diagnostic.answers.assessment import AgencyPair, countries
from diagnostic.app import assessment_form, markup, state
from diagnostic.service import assessments, files
from diagnostic.service.assessments import DetailsRefused
from diagnostic.service.desk import COOPERATION


def page() -> None:
    """Draw the form."""
    desk = state.desk()
    markup.heading("Your assessments", "Start a new assessment")
    markup.put(
        '<p class="lead">One assessment is one pair of agencies in one round. '
        "Another police service makes another pair.</p>"
    )
    names = countries()
    with st.form("new", border=False):
        country = st.selectbox(
            "Country",
            options=[*names, *files.fictional_names()],
            format_func=files.country_name,
            index=None,
            placeholder="Type to search",
        )
        left, right = st.columns(2)
        customs = left.text_input("Name of the customs agency", value="Customs", max_chars=120)
        police = right.text_input(
            "Name of the police agency", placeholder="National Police, Gendarmerie, …", max_chars=120
        )
        round_ = st.text_input(
            "Round",
            value=str(datetime.now(tz=UTC).year),
            max_chars=40,
            help="Usually the year. A later round can be compared with it.",
        )
        details = assessment_form.draw(desk.library.policy_of(desk.library.instrument(COOPERATION)))
        first = st.segmented_control(
            "For which agency do you answer first?",
            options=["customs", "police"],
            format_func=lambda voice: "Customs" if voice == "customs" else "Police",
            default="customs",
            required=True,
        )
        send = st.form_submit_button("Start answering", type="primary")
    if not send:
        return
    try:
        id = assessments.create(
            desk,
            country=country or "",
            pair=AgencyPair(customs, police),
            round=round_,
            target=details.target,
            context=details.context,
            retain_until=details.retain_until,
        )
    except (DetailsRefused, NotAllowed) as refused:
        markup.put(f'<div class="alert" role="alert">{escape(str(refused))}</div>')
        return
    voice: Voice = "police" if first == "police" else "customs"
    state.choose(id)
    state.act_as(voice)
    st.session_state.pop("section", None)
    st.switch_page("app_pages/questions.py", query_params=state.address())


page()
