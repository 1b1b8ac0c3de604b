"""The profile by dimension: the chart, and each dimension opened down to its answers."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import cast

import streamlit as st

from diagnostic import wording
from diagnostic.app import details, markup
from diagnostic.charts.palette import DARK, LIGHT
from diagnostic.content.model import Dimension
from diagnostic.scoring.outcomes import VIEWS, View
from diagnostic.service.results import Reading

_VIEWS: dict[View, str] = {"claimed": "As claimed", "evidenced": "As evidenced"}


@st.fragment
def draw(reading: Reading) -> None:
    """Draw chart and dimensions. A fragment: looking into a dimension redraws nothing else."""
    from diagnostic.charts import profile, screen

    st.header("Profile by dimension", anchor=False)
    whose = "answered means by both agencies" if reading.whose == "both" else f"answers of {reading.name}"
    markup.put(
        f'<p class="lead">The weakest rated item of each dimension; {escape(whose)}. Filled: the level is known. '
        "Hollow ends: it lies between them, because answers are missing; dotted: too few answers to say more. "
        "The bar marks the typical item where it differs.</p>"
    )
    st.session_state.setdefault("view", "claimed")
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.segmented_control(
            "View", options=list(VIEWS), format_func=lambda view: _VIEWS[view], key="view", required=True
        )
        large = st.toggle("Larger text in charts, for meetings", key="large")
    view = cast(View, st.session_state["view"])
    spec = profile.profile(
        reading.views.view(view),
        reading.result.instrument,
        reading.result.policy,
        whose=reading.name,
        view=_VIEWS[view].lower(),
        targets=reading.record.target if isinstance(reading.record.target, Mapping) else None,
    )
    event = st.plotly_chart(
        screen.tracks(spec, DARK if st.context.theme.type == "dark" else LIGHT, large=large),
        theme=None,
        key=f"profile_{view}_{reading.whose}",
        on_select="rerun",
        selection_mode="points",
        config={"displayModeBar": False, "responsive": True},
        alt=spec.alt,
    )
    points = event["selection"]["points"] if event else []
    picked = str(points[0]["customdata"]) if points else ""
    markup.put('<p class="meta">Select a mark, or open a dimension below, to see the answers behind it.</p>')
    with st.container(gap=None):
        for dimension in reading.result.instrument.dimensions:
            _dimension(reading, dimension, view, picked=dimension.id == picked)


def _dimension(reading: Reading, dimension: Dimension, view: View, *, picked: bool) -> None:
    result = reading.views.view(view).dimensions[dimension.id]
    bounds = wording.span(*result.pair) if result else "not applicable"
    if result and result.withheld:
        bounds += ", too few answers to say more"
    # The key differs where the chart has opened the dimension, so that it opens anew each time.
    opened = st.expander(
        f"{dimension.title}: {bounds}", key=f"dim_{dimension.id}_{picked}", expanded=picked, on_change="rerun"
    )
    if opened.open:
        with opened:
            markup.put(f'<p class="meta">{escape(dimension.description)}</p>')
            for item in reading.result.instrument.items:
                if item.dimension == dimension.id:
                    details.draw(reading, item, view)
