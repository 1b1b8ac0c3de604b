"""Charts for the screen, drawn by Plotly from the pure specification."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from diagnostic.charts.palette import Palette
from diagnostic.charts.tracks import Mark, Row, Tracks

_ROW = 46  # pixels from track to track
_TOP = 0.8  # where the scale begins above the first track, in tracks: its label needs room below the ends
_FONT = "Source Sans, Noto Sans, Noto Sans Arabic, sans-serif"
_SYMBOLS = {"dimension": "circle", "customs": "circle", "police": "square", "agreed": "diamond"}


def tracks(chart: Tracks, palette: Palette, *, large: bool = False) -> go.Figure:
    """Return the figure of a chart of tracks. ``large``: for a projected screen.

    Labels stand above their tracks at the left, readings at the right, so that one figure serves
    a phone and a projector. Marks carry the id of their row as ``customdata``.
    """
    size = 21 if large else 15
    row_height = _ROW * size / 15
    top = 52 * size / 15
    figure = go.Figure()
    for level in (1, 2, 3, 4, 5):
        figure.add_shape(
            type="line", x0=level, x1=level, y0=_TOP, y1=-len(chart.rows) + 0.5,
            line={"color": palette.hair, "width": 1}, layer="below",
        )  # fmt: skip
        end = chart.ends[0] if level == 1 else chart.ends[1] if level == 5 else ""
        # Annotations, not tick labels: those of 1 and 5 vanish on a phone.
        anchor = "left" if level == 1 else "right" if level == 5 else "center"
        text = f"<b>{level}</b>" + (f"<br>{end}" if end else "")
        figure.add_annotation(
            x=level, y=1, yref="paper", text=text, xanchor=anchor, yanchor="bottom", showarrow=False, align=anchor,
            xshift={1: -9, 5: 9}.get(level, 0), font={"size": size - 1, "color": palette.muted},
        )  # fmt: skip
        if not end:
            figure.layout.annotations[-1].yshift = size * 1.3
    for place, row in enumerate(chart.rows):
        _row(figure, row, -place, palette, size)
    figure.update_layout(
        height=round(top + row_height * len(chart.rows)),
        margin={"l": 14, "r": 14, "t": round(top), "b": 4},
        font={"family": _FONT, "size": size, "color": palette.ink},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
        hovermode="closest",
        dragmode=False,
        clickmode="event+select",
        hoverlabel={
            "font": {"family": _FONT, "size": size},
            "bgcolor": palette.surface,
            "bordercolor": palette.line,
        },
        xaxis={"range": [1, 5], "visible": False, "fixedrange": True},
        yaxis={"range": [-len(chart.rows) + 0.5, _TOP], "visible": False, "fixedrange": True},
    )
    return figure


def _row(figure: go.Figure, row: Row, y: int, palette: Palette, size: int) -> None:
    figure.add_shape(type="line", x0=1, x1=5, y0=y, y1=y, line={"color": palette.hair, "width": 1}, layer="below")
    text: dict[str, Any] = {"y": y, "yshift": size * 0.62, "yanchor": "bottom", "showarrow": False}
    figure.add_annotation(**text, x=1, xanchor="left", xshift=-9, text=f"<b>{row.label}</b>", font={"size": size})
    figure.add_annotation(
        **text,
        x=5,
        xanchor="right",
        xshift=9,
        text=row.reading,
        font={"size": size - 2, "color": palette.muted},
    )
    for mark in row.marks:
        _mark(figure, row, mark, y, palette, size)
    if row.typical is not None and row.marks and row.typical != row.marks[0].pair:
        _typical(figure, row, y, palette, size)


def _mark(figure: go.Figure, row: Row, mark: Mark, y: int, palette: Palette, size: int) -> None:
    colour = palette.accent if mark.style == "dimension" else palette.voice(mark.style)
    points = [mark.pair.lower] if mark.pair.known else [mark.pair.lower, mark.pair.upper]
    figure.add_trace(
        go.Scatter(
            x=points,
            y=[y] * len(points),
            mode="markers" if mark.pair.known else "lines+markers",
            marker={
                "symbol": _SYMBOLS[mark.style],
                "size": size,
                "color": colour if mark.pair.known else palette.page,
                "line": {"color": colour, "width": 2.5},
            },
            line={"color": colour, "width": 3, "dash": "dot" if mark.withheld else "solid"},
            customdata=[row.id] * len(points),
            hovertemplate=f"{row.label}: {row.reading}<extra></extra>",
            # A selected mark must look like the others: the selection is only a way to the answers.
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
            cliponaxis=False,
        )
    )
    if mark.label:
        figure.add_annotation(
            x=points[-1], y=y, text=mark.label, showarrow=False, xanchor="left", xshift=size,
            font={"size": size - 2, "color": colour}, bgcolor=palette.page,
        )  # fmt: skip


def _typical(figure: go.Figure, row: Row, y: int, palette: Palette, size: int) -> None:
    assert row.typical is not None
    pair = row.typical
    points = [pair.lower] if pair.known else [pair.lower, pair.upper]
    figure.add_trace(
        go.Scatter(
            x=points,
            y=[y] * len(points),
            mode="markers",
            marker={"symbol": "line-ns", "size": size + 3, "line": {"color": palette.ink, "width": 3}},
            customdata=[row.id] * len(points),
            hovertemplate=f"{row.label}: the typical item<extra></extra>",
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
            cliponaxis=False,
        )
    )
    figure.add_annotation(
        x=points[-1], y=y, text="typical", showarrow=False, xanchor="left", xshift=7,
        font={"size": size - 2, "color": palette.muted}, bgcolor=palette.page,
    )  # fmt: skip
