"""A plan in time for the screen, drawn by Plotly from the pure specification."""

from __future__ import annotations

from html import escape
from textwrap import wrap

import plotly.graph_objects as go

from diagnostic.charts.palette import Palette
from diagnostic.charts.timeline import HUNDRED_DAYS, Bar, Timeline

_FONT = "Source Sans, Noto Sans, Noto Sans Arabic, sans-serif"
#: Letters that fit on a line of a label, on a phone.
_LETTERS = 42
_BAR = 14  # pixels
_GAP = 16
_ABOVE = 9  # between a label and its bar


def timeline(chart: Timeline, palette: Palette, *, large: bool = False) -> go.Figure:
    """Return the figure. Labels stand above their bars, so that one figure serves a phone and a projector."""
    size = 21 if large else 15
    line, top = size * 1.3, size * 3.4
    labels = [_label(bar, palette) for bar in chart.bars]
    heights = [line * (label.count("<br>") + 1) + _ABOVE + _BAR + _GAP for label in labels]
    total = sum(heights)
    figure = go.Figure()
    for place, words in chart.marks:
        early = place == HUNDRED_DAYS
        figure.add_shape(
            type="line", x0=place, x1=place, y0=0, y1=total, layer="below",
            line={"color": palette.line if early or place == 12 else palette.hair, "width": 1},
        )  # fmt: skip
        # Two rows: on a phone the first two marks stand close together.
        figure.add_annotation(
            x=place, y=1, yref="paper", text=words, showarrow=False, xanchor="left" if early else "center",
            xshift=-1 if early else 0, yanchor="bottom", yshift=size * 1.35 if early else 2,
            font={"size": size - 1, "color": palette.muted},
        )  # fmt: skip
        if early:
            figure.add_shape(
                type="line", x0=place, x1=place, y0=1, y1=1 + size * 1.35 / max(total, 1), yref="paper", layer="below",
                line={"color": palette.line, "width": 1},
            )  # fmt: skip
    y = total
    for bar, label, height in zip(chart.bars, labels, heights, strict=True):
        figure.add_annotation(
            x=0, y=y, text=label, showarrow=False, xanchor="left", yanchor="top", align="left", xshift=-2,
            font={"size": size, "color": palette.ink}, bgcolor=palette.page, borderpad=1,
        )  # fmt: skip
        middle = y - height + _GAP + _BAR / 2
        figure.add_shape(
            type="line", x0=0, x1=chart.end, y0=middle, y1=middle, layer="below",
            line={"color": palette.hair, "width": 1},
        )  # fmt: skip
        figure.add_trace(
            go.Bar(
                x=[bar.end - bar.start],
                base=[bar.start],
                y=[middle],
                width=[_BAR],
                orientation="h",
                marker={
                    "color": palette.accent if bar.started else palette.surface,
                    "line": {"color": palette.accent, "width": 2},
                },
                hovertemplate=f"{escape(bar.label)}: {bar.reading}<extra></extra>",
                cliponaxis=False,
            )
        )
        y -= height
    figure.update_layout(
        height=round(top + total + 8),
        margin={"l": 4, "r": 14, "t": round(top), "b": 8},
        font={"family": _FONT, "size": size, "color": palette.ink},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
        barmode="overlay",
        dragmode=False,
        hoverlabel={"font": {"family": _FONT, "size": size}, "bgcolor": palette.surface, "bordercolor": palette.line},
        xaxis={"range": [0, chart.end], "visible": False, "fixedrange": True},
        yaxis={"range": [0, max(total, 1)], "visible": False, "fixedrange": True},
    )
    return figure


def _label(bar: Bar, palette: Palette) -> str:
    """Return the title in bold with the months behind it, in lines that fit on a phone."""
    title = wrap(bar.label, _LETTERS, break_long_words=False)
    bold = [f"<b>{escape(part)}</b>" for part in title]
    months = f'<span style="color:{palette.muted}">{bar.reading}</span>'
    if len(title[-1]) + len(bar.reading) + 2 <= _LETTERS:
        bold[-1] += f"  {months}"
    else:
        bold.append(months)
    return "<br>".join(bold)
