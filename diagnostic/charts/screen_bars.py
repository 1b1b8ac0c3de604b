"""Bars for the screen: shares that part at a level, small multiples, counts, growth."""

from __future__ import annotations

from math import ceil

import plotly.graph_objects as go

from diagnostic.charts.counting import change, figure
from diagnostic.charts.palette import Palette
from diagnostic.charts.parting import parting
from diagnostic.charts.screen_frame import PHONE, Sketch, broken, framed, hatched, heading, said, scale, size_of, solid
from diagnostic.charts.spec import LEVELS, Counts, Growths, Regions, Share, Shares
from diagnostic.charts.words import wrap

_BAR = 26.0  # pixels
_GAP = 20.0


def _row_height(lines: int, size: int) -> float:
    return lines * size * 1.32 + (_BAR + _GAP) * size / 15


def shares(body: Shares, palette: Palette, *, large: bool = False) -> go.Figure:
    """Return bars that part at a level, with what cannot be told apart at the right."""
    size = size_of(large)
    plan = parting(body)
    apart = 0.06 if plan.unknown else 0.0
    low, high = -plan.below, plan.above + apart + plan.unknown
    labels = [broken(row.label, size, beside=_beside(row)) for row in body.rows]
    heights = [_row_height(lines, size) for _, lines in labels]
    total = sum(heights)
    top = size * 5.6
    chart = Sketch()
    scale(chart, body.names, palette, size, top)
    name = body.names[body.divide - 1].lower()
    for text, anchor, shift in ((f"{name} or above", "left", 5), ("below", "right", -5)):
        chart.add_annotation(
            x=0, y=1, yref="paper", text=said(text), xanchor=anchor, xshift=shift, yanchor="bottom", showarrow=False,
            font={"size": size - 2, "color": palette.muted},
        )  # fmt: skip
    chart.add_shape(type="line", x0=0, x1=0, y0=0, y1=total, line={"color": palette.ink, "width": 1.5}, layer="below")
    chart.add_shape(
        type="line", x0=0, x1=0, yref="paper", ysizemode="pixel", yanchor=1, y0=0, y1=size * 1.3,
        line={"color": palette.ink, "width": 1.5},
    )  # fmt: skip
    y = total
    bar = _BAR * size / 15
    for row, (label, _), height in zip(body.rows, labels, heights, strict=True):
        middle = y - height + _GAP * size / 15 + bar / 2 - 6
        heading(chart, middle + bar / 2 + 2, label, _beside(row), low, high, palette, size)
        for level, start, end in plan.segments(row):
            count = row.counts[level - 1]
            chart.add_trace(
                go.Bar(
                    x=[end - start], base=[start], y=[middle], width=[bar], orientation="h",
                    marker=solid(palette.levels[level - 1], palette), text=[str(count)], textposition="inside",
                    insidetextanchor="middle", textangle=0, textfont={"color": palette.on_levels[level - 1]},
                    hovertext=[f"{said(row.label)}<br>{level} {said(body.names[level - 1])}: {count} of {row.n}"],
                    hoverinfo="text", cliponaxis=False,
                )
            )  # fmt: skip
        if row.unknown:
            start = plan.above + apart
            chart.add_trace(
                go.Bar(
                    x=[row.unknown / row.n], base=[start], y=[middle], width=[bar], orientation="h",
                    marker=hatched(palette), hoverinfo="text", cliponaxis=False,
                    hovertext=[f"{said(row.label)}<br>cannot be told: {row.unknown} of {row.n}"],
                )
            )  # fmt: skip
            chart.add_annotation(
                x=start + row.unknown / row.n / 2, y=middle, text=str(row.unknown), showarrow=False, borderpad=1,
                bgcolor=palette.page, font={"size": size - 1},
            )  # fmt: skip
        y -= height
    framed(chart, palette, size, total + top + 4, top, x=(low, high), y=(0, max(total, 1)))
    chart.update_layout(uniformtext={"minsize": size - 3, "mode": "hide"})
    return chart.figure()


def _beside(row: Share) -> str:
    if row.withheld:
        return row.withheld
    told = f"{row.unknown} cannot be told · " if row.unknown else ""
    return f"{told}n = {row.n}"


def regions(body: Regions, palette: Palette, *, large: bool = False) -> go.Figure:
    """Return a small bar chart for each group, two beside each other."""
    size = size_of(large)
    across = 2 if len(body.panels) > 1 else 1
    titles = [wrap(panel.label, PHONE * 0.46 * size / 15, size, bold=True, lines=6) for panel in body.panels]
    top, plot, foot = size * 4.6, size * 8.0, size * 2.6
    down = ceil(len(body.panels) / across)
    heads = [
        max(len(title) for title in titles[row * across : (row + 1) * across]) * size * 1.32 + size * 3
        for row in range(down)
    ]
    # Where a whole row is withheld there is nothing to leave room for.
    plots = [
        plot + foot if any(not panel.withheld for panel in body.panels[row * across : (row + 1) * across]) else size
        for row in range(down)
    ]
    total = max(sum(heads) + sum(plots), 1)
    chart = Sketch()
    scale(chart, body.names, palette, size, top)
    most = max([0.001, *(max(*panel.counts, panel.unknown) / panel.n for panel in body.panels if panel.n)])
    for place, (panel, title) in enumerate(zip(body.panels, titles, strict=True)):
        row, column = divmod(place, across)
        above = sum(heads[: row + 1]) + sum(plots[:row])
        floor = 1 - (above + min(plot, plots[row])) / total
        start = column * 0.53
        axis = "" if place == 0 else str(place + 1)
        chart.update_layout(
            {
                f"xaxis{axis}": {"domain": [start, start + (0.47 if across == 2 else 0.6)], "anchor": f"y{axis}",
                                 "range": [0.4, 6.6], "visible": False, "fixedrange": True},
                f"yaxis{axis}": {"domain": [max(0, floor), 1 - above / total], "anchor": f"x{axis}",
                                 "range": [0, most * 1.02], "visible": False, "fixedrange": True},
            }
        )  # fmt: skip
        _panel(chart, panel, title, axis, body, palette, size)
    framed(chart, palette, size, total + top + 4, top)
    return chart.figure()


def _panel(
    chart: Sketch, panel: Share, title: tuple[str, ...], axis: str, body: Regions, palette: Palette, size: int
) -> None:
    at = {"xref": f"x{axis} domain", "yref": f"y{axis} domain", "showarrow": False}
    words = "<br>".join(f"<b>{said(line)}</b>" for line in title)
    n = said(panel.withheld) if panel.withheld else f"n = {panel.n}"
    words += f'<br><span style="color:{palette.muted};font-size:{size - 2}px">{n}</span>'
    chart.add_annotation(
        **at, x=0, y=1, xanchor="left", yanchor="bottom", yshift=size * 1.5, text=words, align="left",
        font={"size": size},
    )  # fmt: skip
    # A part without marks would lose its axes, and its title with them.
    chart.add_trace(go.Scatter(x=[None], y=[None], xaxis=f"x{axis}", yaxis=f"y{axis}", hoverinfo="skip"))
    if panel.withheld:
        return
    chart.add_shape(
        type="line", xref=f"x{axis}", yref=f"y{axis}", x0=0.5, x1=6.5, y0=0, y1=0,
        line={"color": palette.line, "width": 1},
    )  # fmt: skip
    places = [*LEVELS, *([6] if panel.unknown else [])]
    for place in places:
        known = place < 6
        count = panel.counts[place - 1] if known else panel.unknown
        name = f"{place} {body.names[place - 1]}" if known else "cannot be told"
        chart.add_trace(
            go.Bar(
                x=[place], y=[count / panel.n if panel.n else 0], width=[0.8], xaxis=f"x{axis}", yaxis=f"y{axis}",
                marker=solid(palette.levels[place - 1], palette) if known else hatched(palette),
                text=[str(count)], textposition="outside", cliponaxis=False,
                hovertext=[f"{said(panel.label)}<br>{said(name)}: {count} of {panel.n}"], hoverinfo="text",
            )
        )  # fmt: skip
        chart.add_annotation(
            x=place, y=0, xref=f"x{axis}", yref=f"y{axis}", yshift=-3, yanchor="top", showarrow=False,
            text=str(place) if known else "?", font={"size": size - 2, "color": palette.muted},
        )  # fmt: skip


def counts(body: Counts, palette: Palette, *, large: bool = False) -> go.Figure:
    """Return a bar for each row out of its own total: certain, possible, and the empty rest."""
    size = size_of(large)
    labels = [broken(row.label, size, beside=row.reading) for row in body.rows]
    heights = [_row_height(lines, size) - size * 0.5 for _, lines in labels]
    y = total = sum(heights)
    bar = (_BAR - 8) * size / 15
    chart = Sketch()
    for row, (label, _), height in zip(body.rows, labels, heights, strict=True):
        middle = y - height + _GAP * size / 15 + bar / 2 - 4
        heading(chart, middle + bar / 2 + 2, label, row.reading, 0, 1, palette, size)
        if row.total and not row.withheld:
            chart.add_shape(
                type="rect", x0=0, x1=1, y0=middle - bar / 2, y1=middle + bar / 2,
                line={"color": palette.hair, "width": 1.5}, layer="below",
            )  # fmt: skip
            parts = ((0.0, row.certain, solid(palette.accent, palette)), (row.certain, row.possible, hatched(palette)))
            for start, count, marker in parts:
                chart.add_trace(
                    go.Bar(
                        x=[count / row.total], base=[start / row.total], y=[middle], width=[bar], orientation="h",
                        marker=marker, hovertext=[f"{said(row.label)}: {said(row.reading)}"], hoverinfo="text",
                        cliponaxis=False,
                    )
                )  # fmt: skip
        y -= height
    framed(chart, palette, size, total + 14, 6, x=(0, 1), y=(0, max(total, 1)))
    return chart.figure()


def growths(body: Growths, palette: Palette, *, large: bool = False) -> go.Figure:
    """Return two bars from zero for each thing that was counted twice; each unit has its own scale."""
    size = size_of(large)
    bar, step = 20 * size / 15, 28 * size / 15
    most = {
        unit: max(max(row.first.value, row.last.value) for row in body.rows if row.unit == unit) or 1
        for unit in body.units
    }
    heads = [broken(row.label, size, beside=f"{row.unit}, {change(row)}" * (not row.reason)) for row in body.rows]
    reasons = [wrap(row.reason, PHONE * size / 15, size) if row.reason else () for row in body.rows]
    heights = [
        lines * size * 1.32 + (len(reason) * size * 1.32 + 24 if reason else 2 * step + 26)
        for (_, lines), reason in zip(heads, reasons, strict=True)
    ]
    y = total = sum(heights)
    chart = Sketch()
    for row, (label, lines), reason, height in zip(body.rows, heads, reasons, heights, strict=True):
        below = y - lines * size * 1.32 - 4
        heading(chart, below, label, row.unit if row.reason else f"{row.unit}, {change(row)}", 0, 1, palette, size)
        if reason:
            chart.add_annotation(
                x=0, y=below, xanchor="left", xshift=-3, yanchor="top", showarrow=False, align="left",
                text="<br>".join(said(line) for line in reason), font={"size": size, "color": palette.muted},
            )  # fmt: skip
        else:
            for place, (bound, date) in enumerate(((row.first, row.first_date), (row.last, row.last_date))):
                middle = below - 4 - bar / 2 - place * step
                # Two thirds of the width: the figure and its date stand behind the bar.
                long = bound.value / most[row.unit] * 0.58
                marker = solid(palette.accent if place else palette.hair, palette)
                if bound.sign == "<":
                    marker = hatched(palette)
                bars = [(0.0, long, marker), *([(long, 0.04, hatched(palette))] if bound.sign == ">" else [])]
                for start, length, filled in bars:
                    chart.add_trace(
                        go.Bar(
                            x=[length], base=[start], y=[middle], width=[bar], orientation="h", marker=filled,
                            hovertext=[f"{said(row.label)}, {said(date)}: {figure(bound)} {said(row.unit)}"],
                            hoverinfo="text", cliponaxis=False,
                        )
                    )  # fmt: skip
                chart.add_annotation(
                    x=long + (0.04 if bound.sign == ">" else 0), y=middle, xanchor="left", xshift=5, showarrow=False,
                    text=f'<b>{figure(bound)}</b> <span style="color:{palette.muted}">{said(date)}</span>',
                    font={"size": size - 1},
                )  # fmt: skip
        y -= height
    framed(chart, palette, size, total + 8, 4, x=(0, 1), y=(0, max(total, 1)))
    return chart.figure()
