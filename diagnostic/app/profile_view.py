"""The profile by dimension: the chart, and each dimension opened down to its answers."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import cast

import streamlit as st

from diagnostic import wording
from diagnostic.app import chart, details, markup
from diagnostic.app.fragments import fragment
from diagnostic.content.model import Dimension
from diagnostic.scoring.outcomes import VIEWS, View
from diagnostic.service.results import Reading

_VIEWS: dict[View, str] = {"claimed": "As claimed", "evidenced": "As evidenced"}


@fragment
def draw(reading: Reading) -> None:
    """Draw chart and dimensions. A fragment: looking into a dimension redraws nothing else."""
    from diagnostic.charts import profile

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
    picked = chart.draw(spec, f"profile_{view}_{reading.whose}", large=large)
    markup.put('<p class="meta">Select a mark, or open a dimension below, to see the answers behind it.</p>')
    with st.container(gap=None):
        for dimension in reading.result.instrument.dimensions:
            opened(reading, dimension, view, picked=dimension.id == picked)


def opened(reading: details.Behind, dimension: Dimension, view: View, *, picked: bool = False) -> None:
    """Draw a dimension that opens down to its answers."""
    result = reading.views.view(view).dimensions[dimension.id]
    bounds = wording.span(*result.pair) if result else "not applicable"
    if result and result.withheld:
        bounds += ", too few answers to say more"
    # The key differs where the chart has opened the dimension, so that it opens anew each time.
    shown = st.expander(
        f"{dimension.title}: {bounds}", key=f"dim_{dimension.id}_{picked}", expanded=picked, on_change="rerun"
    )
    if shown.open:
        with shown:
            markup.put(f'<p class="meta">{escape(dimension.description)}</p>')
            for item in reading.result.instrument.of(dimension.id):
                details.draw(reading, item, view)
