"""Exposure before protection for the screen."""

from __future__ import annotations

import plotly.graph_objects as go

from diagnostic import wording
from diagnostic.charts.palette import Palette
from diagnostic.charts.screen_frame import Sketch, framed, hatched, said, size_of, solid
from diagnostic.charts.spec import LEVELS, Plane

_SIDES = (0.5, 5.5)


def plane(body: Plane, palette: Palette, *, large: bool = False) -> go.Figure:
    """Return five by five cells, exposure upwards, protection to the right, a letter where a sign may stand."""
    size = size_of(large)
    chart = Sketch()
    for edge in range(6):
        at = edge + 0.5
        for line in ({"x0": at, "x1": at, "y0": 0.5, "y1": 5.5}, {"x0": 0.5, "x1": 5.5, "y0": at, "y1": at}):
            chart.add_shape(type="line", **line, layer="below", line={"color": palette.hair, "width": 1})
    for shield in LEVELS:
        for level in LEVELS:
            _cell(chart, body, shield, level, palette, size)
    strong = {"color": palette.ink, "width": 2}
    x, y = body.established - 0.5, body.high - 0.5
    chart.add_shape(type="line", x0=x, x1=x, y0=0.5, y1=5.5, line=strong)
    chart.add_shape(type="line", x0=0.5, x1=5.5, y0=y, y1=y, line=strong)
    for level in LEVELS:
        small = {"size": size - 1, "color": palette.muted}
        chart.add_annotation(
            x=0.5, y=level, xanchor="right", xshift=-5, text=f"<b>{level}</b>", showarrow=False, font=small
        )
        chart.add_annotation(
            x=level, y=0.5, yanchor="top", yshift=-3, text=f"<b>{level}</b>", showarrow=False, font=small
        )
    for place, (words, possible) in enumerate(body.corners):
        upper, right = place < 2, place % 2 == 1
        # Two lines: on a phone both corners stand on one line.
        text = said(words).replace(", ", ",<br>", 1)
        chart.add_annotation(
            x=5.5 if right else 0.5, y=5.5 if upper else 0.5, xanchor="right" if right else "left",
            yanchor="bottom" if upper else "top", yshift=2 if upper else -size * 1.6,
            align="right" if right else "left",
            text=f"<b>{text}</b>" if possible else text, showarrow=False,
            font={"size": size, "color": palette.ink if possible else palette.muted},
        )  # fmt: skip
    margin = size * 3
    framed(chart, palette, size, 290 * size / 15 + 2 * margin + size, margin, x=_SIDES, y=_SIDES)
    chart.update_layout(margin={"l": 26, "b": round(margin + size * 1.4)})
    return chart.figure()


def _cell(chart: Sketch, body: Plane, shield: int, level: int, palette: Palette, size: int) -> None:
    signs = [sign for sign in body.signs if sign.pair.lower <= level <= sign.pair.upper]
    if not signs or not body.protection.lower <= shield <= body.protection.upper:
        return
    known = body.protection.known and all(sign.pair.known for sign in signs)
    told = "<br>".join(f"{said(sign.label)}: {wording.span(*sign.pair)}" for sign in signs)
    chart.add_trace(
        go.Bar(
            x=[shield], y=[1], base=[level - 0.5], width=[1],
            marker=solid(palette.accent, palette) if known else hatched(palette),
            hovertext=[f"{told}<br>Protection: {wording.span(*body.protection)}"], hoverinfo="text",
        )
    )  # fmt: skip
    chart.add_annotation(
        x=shield, y=level, text=f"<b>{' '.join(sign.letter for sign in signs)}</b>", showarrow=False, borderpad=2,
        font={"size": size + 2, "color": palette.page if known else palette.ink},
        bgcolor="rgba(0,0,0,0)" if known else palette.page,
    )  # fmt: skip
