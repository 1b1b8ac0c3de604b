"""A chart on the screen: Plotly where it is a picture, HTML where it is a table."""

from __future__ import annotations

import plotly.graph_objects as go

from diagnostic.charts import screen, screen_bars, screen_plane, screen_slopes
from diagnostic.charts.palette import Palette
from diagnostic.charts.spec import Band, Chart, Counts, Growths, HeatMap, Plane, Powers, Regions, Shares, Slopes


def is_table(chart: Chart) -> bool:
    """Whether the chart is drawn by ``screen_tables.table``."""
    return isinstance(chart.body, Band | HeatMap | Powers)


def figure(chart: Chart, palette: Palette, *, large: bool = False) -> go.Figure:
    """Return the figure of a chart that is a picture. Raises TypeError for a table."""
    body = chart.body
    if isinstance(body, Shares):
        return screen_bars.shares(body, palette, large=large)
    if isinstance(body, Regions):
        return screen_bars.regions(body, palette, large=large)
    if isinstance(body, Counts):
        return screen_bars.counts(body, palette, large=large)
    if isinstance(body, Growths):
        return screen_bars.growths(body, palette, large=large)
    if isinstance(body, Slopes):
        return screen_slopes.slopes(body, palette, large=large)
    if isinstance(body, Plane):
        return screen_plane.plane(body, palette, large=large)
    if isinstance(body, Band | HeatMap | Powers):
        raise TypeError(f"{chart.kind} is a table")
    return screen.tracks(body, palette, large=large)
