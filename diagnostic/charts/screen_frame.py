"""What every Plotly chart of the gallery shares: harmless text, a plain frame, hatches, the scale of the levels."""

from __future__ import annotations

from html import escape
from typing import Any

import plotly.graph_objects as go

from diagnostic.charts.palette import Palette
from diagnostic.charts.spec import LEVELS, Names
from diagnostic.charts.words import clean, wrap

FONT = "Source Sans, Noto Sans, Noto Sans Arabic, sans-serif"
#: A phone's width without margins, in pixels: labels are broken to fit it.
PHONE = 362.0


class Sketch:
    """A figure in the making: traces and what stands around them, brought together once.

    Plotly checks all annotations anew with each one that is added: with a hundred of them, a page would wait for it.
    """

    def __init__(self) -> None:
        self.traces: list[Any] = []
        self.annotations: list[dict[str, Any]] = []
        self.shapes: list[dict[str, Any]] = []
        self._layout: list[dict[str, Any]] = []

    def add_trace(self, trace: Any) -> None:
        """Add a trace above those that are there."""
        self.traces.append(trace)

    def add_annotation(self, **annotation: Any) -> None:
        """Add a text."""
        self.annotations.append(annotation)

    def add_shape(self, **shape: Any) -> None:
        """Add a line or a box."""
        self.shapes.append(shape)

    def update_layout(self, layout: dict[str, Any] | None = None, **more: Any) -> None:
        """Set parts of the layout; what is said later counts."""
        self._layout.append({**(layout or {}), **more})

    def figure(self) -> go.Figure:
        """Return the figure."""
        figure = go.Figure(self.traces, {"annotations": self.annotations, "shapes": self.shapes})
        for layout in self._layout:
            figure.update_layout(layout)
        return figure


def size_of(large: bool) -> int:
    """Return the size of text: larger on a projected screen."""
    return 21 if large else 15


def said(text: str) -> str:
    """Return a text that Plotly shows as it is: no markup, no control characters."""
    return escape(clean(text), quote=False)


def broken(text: str, size: float, *, beside: str = "", bold: bool = True, room: float = PHONE) -> tuple[str, int]:
    """Return a label in lines that fit a phone beside its reading, and how many lines there are."""
    room = max(room * 0.45, (room * size / 15) - len(beside) * size * 0.5 - 12)
    lines = wrap(text, room, size, bold=bold, lines=4)
    return "<br>".join(f"<b>{said(line)}</b>" if bold else said(line) for line in lines), len(lines)


def framed(figure: Sketch, palette: Palette, size: int, height: float, top: float, **axes: Any) -> None:
    """Give a figure its height, margins and font, and nothing that Plotly would add by itself."""
    figure.update_layout(
        height=round(height),
        margin={"l": 14, "r": 14, "t": round(top), "b": 4},
        font={"family": FONT, "size": size, "color": palette.ink},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
        hovermode="closest",
        dragmode=False,
        barmode="overlay",
        hoverlabel={"font": {"family": FONT, "size": size}, "bgcolor": palette.surface, "bordercolor": palette.line},
    )
    for name, (low, high) in axes.items():
        figure.update_layout({f"{name}axis": {"range": [low, high], "visible": False, "fixedrange": True}})


def hatched(palette: Palette) -> dict[str, Any]:
    """Return how a bar that is only possible is filled."""
    pattern = {"shape": "/", "fgcolor": palette.line, "bgcolor": palette.page, "size": 6, "solidity": 0.25}
    return {"pattern": pattern, "color": palette.page, "line": {"color": palette.line, "width": 1}}


def solid(colour: str, palette: Palette) -> dict[str, Any]:
    """Return how a bar that is certain is filled."""
    return {"color": colour, "line": {"color": palette.line, "width": 1}}


def scale(figure: Sketch, names: Names, palette: Palette, size: int, top: float) -> None:
    """Draw the five levels with their colours along the top edge; the ends are named."""
    high = size * 1.5
    for level in LEVELS:
        x = (level - 1) / 5
        figure.add_shape(
            type="rect", xref="paper", x0=x, x1=x + 0.19, yref="paper", ysizemode="pixel", yanchor=1,
            y0=top - high, y1=top, fillcolor=palette.levels[level - 1], line={"color": palette.line, "width": 1},
        )  # fmt: skip
        figure.add_annotation(
            xref="paper", x=x + 0.095, yref="paper", y=1, yshift=top - high / 2, text=f"<b>{level}</b>",
            font={"size": size - 1, "color": palette.on_levels[level - 1]}, yanchor="middle", showarrow=False,
        )  # fmt: skip
    for x, name, anchor in ((0.0, names[0], "left"), (0.99, names[4], "right")):
        figure.add_annotation(
            xref="paper", x=x, yref="paper", y=1, yshift=top - high - 2, text=said(name), showarrow=False,
            xanchor=anchor, yanchor="top", font={"size": size - 2, "color": palette.muted},
        )  # fmt: skip


def heading(
    figure: Sketch, y: float, label: str, reading: str, low: float, high: float, palette: Palette, size: int
) -> None:
    """Write a row's label above its bar at the left, and its reading at the right. ``low``, ``high``: ends of x."""
    text = {"y": y, "yanchor": "bottom", "showarrow": False}
    figure.add_annotation(**text, x=low, xanchor="left", xshift=-3, text=label, align="left", font={"size": size})
    figure.add_annotation(
        **text, x=high, xanchor="right", xshift=3, text=said(reading), font={"size": size - 2, "color": palette.muted}
    )
