"""The parts of an assessment that are set when it starts and may change later: target, context, how long it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from diagnostic.app import markup
from diagnostic.content.model import Policy

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


@dataclass(frozen=True, slots=True)
class Details:
    """What the form holds."""

    target: int | None
    context: dict[str, Any]
    retain_until: date | None


def draw(
    policy: Policy, *, target: int | None = None, context: Mapping[str, Any] | None = None, retain: date | None = None
) -> Details:
    """Draw the fields inside a form and return what they hold."""
    known = dict(context or {})
    levels = [2, 3, 4, 5]
    chosen = st.selectbox(
        "Target, if the agencies have agreed one",
        options=levels,
        index=levels.index(target) if target in levels else None,
        format_func=lambda level: f"{level} {policy.level(level).name}: {policy.level(level).short}",
        placeholder="No target yet",
        help="The handbook asks no country to reach a particular level.",
    )
    markup.put('<p class="meta">Context. It is never scored.</p>')
    model = st.radio(
        "Which model comes closest?",
        options=list(_MODELS),
        format_func=lambda id: _MODELS[id],
        index=list(_MODELS).index(known["national_model"]) if "national_model" in known else None,
    )
    ministries = known.get("ministries", {})
    left, right = st.columns(2)
    customs = left.text_input("Ministry of the customs agency", value=ministries.get("customs", ""), max_chars=200)
    police = right.text_input("Ministry of the police agency", value=ministries.get("police", ""), max_chars=200)
    third = st.pills(
        "Other agencies that matter here",
        options=list(_THIRD),
        format_func=lambda id: _THIRD[id],
        selection_mode="multi",
        default=known.get("third_agencies", []),
    )
    keep = st.date_input(
        "Keep until (the date on which the assessment should be erased)", value=retain, min_value=date(2018, 3, 1)
    )
    for name in ("national_model", "ministries", "third_agencies"):
        known.pop(name, None)
    if model:
        known["national_model"] = model
    named = {agency: name.strip() for agency, name in (("customs", customs), ("police", police)) if name.strip()}
    if named:
        known["ministries"] = named
    if third:
        known["third_agencies"] = list(third)
    return Details(chosen, known, keep)
