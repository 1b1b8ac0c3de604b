"""Rounds as slopes for the screen."""

from __future__ import annotations

from itertools import pairwise

import plotly.graph_objects as go

from diagnostic import wording
from diagnostic.charts.lanes import named, offsets, spaced, titled
from diagnostic.charts.palette import Palette
from diagnostic.charts.screen_frame import Sketch, framed, said, size_of
from diagnostic.charts.spec import LEVELS, Slope, Slopes
from diagnostic.charts.words import shorten

_LOW, _HIGH = 0.5, 5.5


def slopes(body: Slopes, palette: Palette, *, large: bool = False) -> go.Figure:
    """Return a line for each row over the rounds, with its name at the right."""
    size = size_of(large)
    told = named(body)
    lane = max(58.0, min(96.0, 3.0 * len(body.lines)), sum(told) * 20 / 5) * size / 15
    high, top = 5 * lane, size * 1.9
    many = max(1, len(body.rounds) - 1)
    chart = Sketch()
    for level in LEVELS:
        chart.add_shape(
            type="line", x0=-0.02 * many if len(body.rounds) > 1 else -1, x1=many, y0=level, y1=level, layer="below",
            line={"color": palette.hair, "width": 1},
        )  # fmt: skip
        name = f" {said(body.names[level - 1])}" if level in (1, 5) else ""
        chart.add_annotation(
            xref="paper", x=0, y=level, xshift=-12, xanchor="left", yanchor="bottom" if level != 1 else "top",
            showarrow=False, text=f"<b>{level}</b>{name}", font={"size": size - 2, "color": palette.muted},
            bgcolor=palette.page,
        )  # fmt: skip
    for place, round_ in enumerate(body.rounds):
        chart.add_shape(
            type="line", x0=place, x1=place, y0=_LOW, y1=_HIGH, layer="below", line={"color": palette.hair, "width": 1}
        )
        last = place == len(body.rounds) - 1 and place > 0
        chart.add_annotation(
            x=place, y=1, yref="paper", yanchor="bottom", xanchor="right" if last else "center", xshift=14 * last,
            text=f"<b>{said(round_)}</b>", showarrow=False, font={"size": size - 1, "color": palette.muted},
        )  # fmt: skip
    apart = offsets(body)
    for place in sorted(range(len(body.lines)), key=lambda place: body.lines[place].own):
        _line(chart, body, body.lines[place], apart[place], palette, size)
    shown = [place for place in range(len(body.lines)) if told[place] and any(body.lines[place].pairs)]
    wanted = []
    for place in shown:
        last_pair = next(pair for pair in reversed(body.lines[place].pairs) if pair)
        wanted.append(sum(last_pair) / 2 + apart[place])
    end = len(body.rounds) - 1
    for place, y in zip(shown, spaced(wanted, size * 1.25 / lane, _LOW + 0.05, _HIGH - 0.05), strict=True):
        line = body.lines[place]
        text = said(shorten(titled(body, line), 118 * size / 15, size - 1, bold=line.own))
        chart.add_annotation(
            x=end, y=y, xanchor="left", xshift=10, showarrow=False, text=f"<b>{text}</b>" if line.own else text,
            font={"size": size - 1, "color": _colour(line, palette)}, hovertext=said(line.label),
        )  # fmt: skip
    framed(
        chart,
        palette,
        size,
        high + top + 8,
        top,
        x=(-0.12 * many, many) if len(body.rounds) > 1 else (-1, 1),
        y=(_LOW, _HIGH),
    )
    # Names stand in the margin: room for a name on a phone.
    chart.update_layout(margin={"r": round(134 * size / 15)})
    return chart.figure()


def _colour(line: Slope, palette: Palette) -> str:
    if line.change == "improved":
        return palette.accent
    return palette.ink if line.change == "worsened" or line.own else palette.muted


def _line(chart: Sketch, body: Slopes, line: Slope, offset: float, palette: Palette, size: int) -> None:
    moved = line.change in ("improved", "worsened")
    colour = _colour(line, palette) if moved or line.own else palette.line
    thick = 4.0 if line.own else 2.25 if moved else 1.25
    there = [(x, pair) for x, pair in enumerate(line.pairs) if pair]
    told = "<br>".join(f"{said(body.rounds[x])}: {wording.span(*pair)}" for x, pair in there)
    hover = f"<b>{said(line.label)}</b><br>{told}"
    for (xa, a), (xb, b) in pairwise(there):
        edges = (0,) if a.known and b.known else (0, 1)
        for edge in edges:
            chart.add_trace(
                go.Scatter(
                    x=[xa, xb], y=[a[edge] + offset, b[edge] + offset], mode="lines", hoverinfo="skip",
                    line={"color": colour, "width": thick if len(edges) == 1 else thick * 0.4}, cliponaxis=False,
                )
            )  # fmt: skip
    for x, pair in there:
        ys = [level + offset for level in ((pair.lower,) if pair.known else pair)]
        chart.add_trace(
            go.Scatter(
                x=[x] * len(ys), y=ys, mode="markers" if pair.known else "lines+markers",
                line={"color": colour, "width": 2}, hovertext=[hover] * len(ys), hoverinfo="text", cliponaxis=False,
                marker={
                    "size": size * (0.75 if line.own else 0.55), "color": colour if pair.known else palette.page,
                    "line": {"color": colour, "width": 1.75}, "opacity": 1,
                },
            )
        )  # fmt: skip
