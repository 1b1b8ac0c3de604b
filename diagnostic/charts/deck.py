"""Charts as slides that can be edited: one slide each, more where a table is long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

from diagnostic.charts.peers import MAY_REACH
from diagnostic.charts.rounds import SIDE_BY_SIDE
from diagnostic.charts.slides import bars, lines, tables, tracks
from diagnostic.charts.slides.frame import framed
from diagnostic.charts.spec import (
    Band,
    Chart,
    Counts,
    Growths,
    HeatMap,
    Plane,
    Powers,
    Regions,
    Shares,
    Slopes,
)

_WIDE, _HIGH = 12192000, 6858000  # 16:9


def pptx(charts: Sequence[Chart]) -> bytes:
    """Return a presentation of charts alone, 16:9."""
    from pptx import Presentation

    presentation: Any = Presentation()
    presentation.slide_width, presentation.slide_height = _WIDE, _HIGH
    for chart in charts:
        add(presentation, chart)
    out = BytesIO()
    presentation.save(out)
    return out.getvalue()


def add(presentation: Any, chart: Chart, *, layout: Any = None) -> list[Any]:
    """Add a chart to a presentation of python-pptx and return its slides.

    ``layout``: one with a title; by default the layout named "Title Only", else the first.
    """
    if layout is None:
        named = {one.name: one for one in presentation.slide_layouts}
        layout = named.get("Title Only", presentation.slide_layouts[0])
    chart = replace(chart, notes=tuple(_note(note) for note in chart.notes))
    pieces = _pieces(chart)
    slides = []
    for place, piece in enumerate(pieces, 1):
        part = f"{place} of {len(pieces)}" if len(pieces) > 1 else ""
        slide, area = framed(presentation, chart, layout, part)
        _draw(slide, area, chart, piece)
        slides.append(slide)
    return slides


def _note(note: str) -> str:
    """Return a note for what a native chart draws otherwise than paper does."""
    if note == f"Hatched: {MAY_REACH}":
        return f"Dotted: {MAY_REACH}"
    return "" if note == SIDE_BY_SIDE else note


def _pieces(chart: Chart) -> list[Sequence[Any]]:
    """Return what goes on each slide: the rows of a long table, or everything at once."""
    body = chart.body
    if isinstance(body, Band | HeatMap | Shares):
        return tables.parts(body.rows)
    if isinstance(body, Regions):
        step = bars.PANELS
        return [body.panels[start : start + step] for start in range(0, len(body.panels), step)] or [()]
    return [()]


def _draw(slide: Any, area: Any, chart: Chart, rows: Sequence[Any]) -> None:
    body, alt = chart.body, chart.alt
    if isinstance(body, Band):
        tables.band(slide, area, body, rows, alt)
    elif isinstance(body, HeatMap):
        tables.heat_map(slide, area, body, rows, alt)
    elif isinstance(body, Powers):
        tables.powers(slide, area, body, alt)
    elif isinstance(body, Plane):
        tables.plane(slide, area, body, alt)
    elif isinstance(body, Shares):
        bars.shares(slide, area, body, rows, alt)
    elif isinstance(body, Regions):
        bars.regions(slide, area, rows, body.names, alt)
    elif isinstance(body, Counts):
        bars.counts(slide, area, body, alt)
    elif isinstance(body, Growths):
        bars.growths(slide, area, body, alt)
    elif isinstance(body, Slopes):
        lines.slopes(slide, area, body, alt)
    else:
        tracks.tracks(slide, area, body, alt)
