"""Charts for the screen, drawn by Plotly from the pure specification."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from diagnostic.charts.marks import connected, depth, dodged, equal
from diagnostic.charts.palette import Palette
from diagnostic.charts.screen_frame import FONT, Sketch, broken, hatched, said, solid
from diagnostic.charts.tracks import Mark, Row, Spread, Tracks

_ROW = 46  # pixels from track to track
_TOP = 0.8  # where the scale begins above the first track, in tracks: its label needs room below the ends
_SYMBOLS = {"dimension": "circle", "customs": "circle", "police": "square", "agreed": "diamond"}
_LINE = 20 / _ROW  # a further line of a label, in tracks
_STEP = 17 / _ROW  # from a mark to one that would hide it
_STILL = {"selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}}}


def tracks(chart: Tracks, palette: Palette, *, large: bool = False) -> go.Figure:
    """Return the figure of a chart of tracks. ``large``: for a projected screen.

    Labels stand above their tracks at the left, readings at the right, so that one figure serves
    a phone and a projector. Marks carry the id of their row as ``customdata``.
    """
    size = 21 if large else 15
    row_height = _ROW * size / 15
    top = 52 * size / 15
    labels = [broken(row.label, size, beside=row.reading) for row in chart.rows]
    places, y = [], 1.0
    for row, (_, lines) in zip(chart.rows, labels, strict=True):
        y -= 1 + (lines - 1) * _LINE
        places.append(y)
        y -= _below(row)
    bottom = y - 0.5
    figure = Sketch()
    for level in (1, 2, 3, 4, 5):
        figure.add_shape(
            type="line", x0=level, x1=level, y0=_TOP, y1=bottom,
            line={"color": palette.hair, "width": 1}, layer="below",
        )  # fmt: skip
        end = chart.ends[0] if level == 1 else chart.ends[1] if level == 5 else ""
        # Annotations, not tick labels: those of 1 and 5 vanish on a phone.
        anchor = "left" if level == 1 else "right" if level == 5 else "center"
        text = f"<b>{level}</b>" + (f"<br>{said(end)}" if end else "")
        figure.add_annotation(
            x=level, y=1, yref="paper", text=text, xanchor=anchor, yanchor="bottom", showarrow=False, align=anchor,
            xshift={1: -9, 5: 9}.get(level, 0), yshift=0 if end else size * 1.3,
            font={"size": size - 1, "color": palette.muted},
        )  # fmt: skip
    for row, (label, _), place in zip(chart.rows, labels, places, strict=True):
        _row(figure, row, label, place, palette, size)
    figure.update_layout(
        height=round(top + row_height * (_TOP - bottom - 0.3)),
        margin={"l": 14, "r": 14, "t": round(top), "b": 4},
        font={"family": FONT, "size": size, "color": palette.ink},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
        hovermode="closest",
        dragmode=False,
        barmode="overlay",
        clickmode="event+select",
        hoverlabel={
            "font": {"family": FONT, "size": size},
            "bgcolor": palette.surface,
            "bordercolor": palette.line,
        },
        xaxis={"range": [1, 5], "visible": False, "fixedrange": True},
        yaxis={"range": [bottom, _TOP], "visible": False, "fixedrange": True},
    )
    return figure.figure()


def _below(row: Row) -> float:
    """Return the room that marks need below the track, in tracks: those that step down, and their labels."""
    return depth(row) * _STEP + (_LINE if any(mark.label for mark in row.marks) else 0)


def _row(figure: Sketch, row: Row, label: str, y: float, palette: Palette, size: int) -> None:
    figure.add_shape(type="line", x0=1, x1=5, y0=y, y1=y, line={"color": palette.hair, "width": 1}, layer="below")
    text: dict[str, Any] = {"y": y, "yshift": size * 0.62, "yanchor": "bottom", "showarrow": False}
    figure.add_annotation(**text, x=1, xanchor="left", xshift=-9, text=label, align="left", font={"size": size})
    figure.add_annotation(
        **text,
        x=5,
        xanchor="right",
        xshift=9,
        text=said(row.reading),
        font={"size": size - 2, "color": palette.muted},
    )
    if row.spread is not None:
        _spread(figure, row, row.spread, y, palette, size)
    join = connected(row)
    if join:
        figure.add_shape(
            type="line", x0=join[0], x1=join[1], y0=y, y1=y, line={"color": palette.line, "width": 3.5}, layer="below"
        )
    together = equal(row)
    first = min(dodged(row), default=0.0)
    for mark, offset in zip(row.marks, dodged(row), strict=True):
        _mark(figure, row, mark, y - (offset - first) * _STEP, palette, size, together=together is not None)
    if row.typical is not None and row.marks and row.typical != row.marks[0].pair:
        _typical(figure, row, y, palette, size)


def _spread(figure: Sketch, row: Row, spread: Spread, y: float, palette: Palette, size: int) -> None:
    """Draw the middle half of the peers: certain solid, possible hatched, the median as a bar or as two."""
    low, high = spread.low, spread.high
    tall = size * 1.25 / (_ROW * size / 15)
    told = f"{said(row.label)}: the middle half of {spread.n} peers"
    boxes = [(low.lower, high.upper, hatched(palette))]
    if low.upper <= high.lower:
        boxes.append((low.upper, high.lower, solid(palette.hair, palette)))
    for start, end, marker in boxes:
        # A box without width still has to be seen.
        start, end = (start - 0.02, end + 0.02) if start == end else (start, end)
        figure.add_trace(
            go.Bar(
                x=[end - start], base=[start], y=[y], width=[tall], orientation="h", marker=marker, cliponaxis=False,
                hovertext=[told], hoverinfo="text", **_STILL,
            )
        )  # fmt: skip
    values = sorted(set(spread.median))
    figure.add_trace(
        go.Scatter(
            x=values, y=[y] * len(values), mode="markers", cliponaxis=False, **_STILL,
            marker={"symbol": "line-ns", "size": size * 0.8, "line": {"color": palette.ink, "width": 4 - len(values)}},
            hovertext=[f"{said(row.label)}: the median of {spread.n} peers"] * len(values), hoverinfo="text",
        )
    )  # fmt: skip


def _mark(
    figure: Sketch, row: Row, mark: Mark, y: float, palette: Palette, size: int, *, together: bool = False
) -> None:
    colour = palette.accent if mark.style == "dimension" else palette.voice(mark.style)
    points = [mark.pair.lower] if mark.pair.known else [mark.pair.lower, mark.pair.upper]
    fill, wide = (colour if mark.pair.known else palette.page), float(size)
    if together and mark.style == "customs":
        wide = size * 0.5
    elif together and mark.style == "police":
        # The same level: a circle inside an open square.
        fill, wide = "rgba(0,0,0,0)", size * 1.1
    figure.add_trace(
        go.Scatter(
            x=points,
            y=[y] * len(points),
            mode="markers" if mark.pair.known else "lines+markers",
            marker={
                "symbol": _SYMBOLS[mark.style],
                "size": wide * (0.85 if mark.style == "agreed" else 1),
                "color": fill,
                "line": {"color": colour, "width": 2.5},
            },
            line={"color": colour, "width": 3, "dash": "dot" if mark.withheld else "solid"},
            customdata=[row.id] * len(points),
            # Not a template: a name may hold what a template would fill in.
            hovertext=[f"{said(row.label)}: {said(row.reading)}"] * len(points),
            hoverinfo="text",
            # A selected mark must look like the others: the selection is only a way to the answers.
            **_STILL,
            cliponaxis=False,
        )
    )
    if mark.label:
        anchor = {1: "left", 5: "right"}.get(points[0], "center")
        figure.add_annotation(
            x=points[0], y=y, text=f"<b>{said(mark.label)}</b>", showarrow=False, xanchor=anchor, yanchor="top",
            xshift={"left": -9, "right": 9}.get(anchor, 0), yshift=-size * 0.5,
            font={"size": size - 2, "color": colour}, bgcolor=palette.page,
        )  # fmt: skip


def _typical(figure: Sketch, row: Row, y: float, palette: Palette, size: int) -> None:
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
            hovertext=[f"{said(row.label)}: the typical item"] * len(points),
            hoverinfo="text",
            **_STILL,
            cliponaxis=False,
        )
    )
    figure.add_annotation(
        x=points[-1], y=y, text="typical", showarrow=False, xanchor="left", xshift=7,
        font={"size": size - 2, "color": palette.muted}, bgcolor=palette.page,
    )  # fmt: skip
