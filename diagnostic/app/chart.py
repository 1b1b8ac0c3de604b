"""A chart of tracks on a page: in the reader's theme, larger for meetings, with its words for those who hear it."""

from __future__ import annotations

import streamlit as st

from diagnostic.charts.palette import DARK, LIGHT
from diagnostic.charts.tracks import Tracks


def draw(spec: Tracks, key: str, *, large: bool) -> str:
    """Draw the chart and return the id of the row that was picked, or nothing."""
    from diagnostic.charts import screen

    event = st.plotly_chart(
        screen.tracks(spec, DARK if st.context.theme.type == "dark" else LIGHT, large=large),
        theme=None,
        key=key,
        on_select="rerun",
        selection_mode="points",
        config={"displayModeBar": False, "responsive": True},
        alt=spec.alt,
    )
    points = event["selection"]["points"] if event else []
    return str(points[0]["customdata"]) if points else ""
