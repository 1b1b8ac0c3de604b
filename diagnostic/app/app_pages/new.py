"""A new assessment: country, pair of agencies, round, target, context."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.access import NotAllowed
from diagnostic.answers.answer import Voice
from diagnostic.answers.assessment import AgencyPair, countries
from diagnostic.app import html, state
from diagnostic.service import assessments
from diagnostic.service.assessments import DetailsRefused
from diagnostic.service.desk import COOPERATION

_MODELS = {
    "border_police": "Customs acts as the policing agency at the border",
    "partial_powers": "Customs has some powers; the police take serious cases",
    "detection_only": "Customs detects; the police investigate",
}
_THIRD = {
    "prosecutor": "Public prosecutor",
    "fiu": "Financial intelligence unit",
    "coastguard": "Coastguard",
    "immigration": "Immigration service",
    "other": "Others",
}


def page() -> None:
    """Draw the form."""
    desk = state.desk()
    html.heading("Your assessments", "Start a new assessment")
    html.put(
        '<p class="lead">One assessment is one pair of agencies in one round. '
        "Another police service makes another pair.</p>"
    )
    policy = desk.library.policy_of(desk.library.instrument(COOPERATION))
    names = countries()
    with st.form("new", border=False):
        country = st.selectbox(
            "Country",
            options=[*names, "XXA", "XXB", "XXC"],
            format_func=lambda code: names.get(code) or state.country(code),
            index=None,
            placeholder="Type to search",
        )
        left, right = st.columns(2)
        customs = left.text_input("Name of the customs agency", value="Customs", max_chars=120)
        police = right.text_input(
            "Name of the police agency", placeholder="National Police, Gendarmerie, …", max_chars=120
        )
        year = str(datetime.now(tz=UTC).year)
        round_ = st.text_input(
            "Round", value=year, max_chars=40, help="Usually the year. A later round can be compared with it."
        )
        target = st.selectbox(
            "Target, if the agencies have agreed one",
            options=[2, 3, 4, 5],
            index=None,
            format_func=lambda level: f"{level} {policy.level(level).name}: {policy.level(level).short}",
            placeholder="No target yet",
            help="The handbook asks no country to reach a particular level.",
        )
        html.put('<p class="meta">Context. It is never scored.</p>')
        model = st.radio(
            "Which model comes closest?", options=list(_MODELS), format_func=_MODELS.__getitem__, index=None
        )
        left, right = st.columns(2)
        customs_ministry = left.text_input("Ministry of the customs agency", max_chars=200)
        police_ministry = right.text_input("Ministry of the police agency", max_chars=200)
        third = st.pills(
            "Other agencies that matter here",
            options=list(_THIRD),
            format_func=_THIRD.__getitem__,
            selection_mode="multi",
        )
        voice = st.segmented_control(
            "For which agency do you answer first?",
            options=["customs", "police"],
            format_func=lambda voice: "Customs" if voice == "customs" else "Police",
            default="customs",
            required=True,
        )
        retain = st.date_input(
            "Keep until (the date on which the assessment should be erased)", value=None, min_value="today"
        )
        send = st.form_submit_button("Start answering", type="primary")
    if not send:
        return
    context: dict[str, object] = {}
    if model:
        context["national_model"] = model
    ministries = {"customs": customs_ministry.strip(), "police": police_ministry.strip()}
    if any(ministries.values()):
        context["ministries"] = {agency: name for agency, name in ministries.items() if name}
    if third:
        context["third_agencies"] = list(third)
    try:
        id = assessments.create(
            desk,
            country=country or "",
            pair=AgencyPair(customs, police),
            round=round_,
            target=target,
            context=context,
            retain_until=retain,
        )
    except (DetailsRefused, NotAllowed) as refused:
        html.put(f'<div class="alert" role="alert">{escape(wording.capital(str(refused)))}</div>')
        return
    chosen: Voice = "police" if voice == "police" else "customs"
    state.choose(id)
    state.act_as(chosen)
    st.session_state.pop("section", None)
    st.switch_page("app_pages/questions.py", query_params=state.address())


page()
