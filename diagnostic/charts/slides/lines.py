"""Native line charts: rounds as slopes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE
from pptx.util import Pt

from diagnostic.charts.lanes import named
from diagnostic.charts.palette import LIGHT
from diagnostic.charts.slides.bars import chart
from diagnostic.charts.slides.frame import CATEGORIES, Area, harmless, placed, rgb
from diagnostic.charts.spec import Slope, Slopes
from diagnostic.charts.words import clean, shorten, width


def ruled(series: Any, colour: str, points: float, *, dotted: bool = False) -> None:
    """Draw a series with a line of this width."""
    series.smooth = False
    series.format.line.width = Pt(points)
    series.format.line.color.rgb = rgb(colour)
    if dotted:
        series.format.line.dash_style = MSO_LINE.ROUND_DOT


def no_line(series: Any) -> None:
    """Draw the marks of a series without a line."""
    series.smooth = False
    series.format.line.fill.background()


def marker(target: Any, style: Any, size: int, fill: str, stroke: str) -> None:
    """Draw the marks of a series, or of one point."""
    target.marker.style, target.marker.size = style, size
    target.marker.format.fill.solid()
    target.marker.format.fill.fore_color.rgb = rgb(fill)
    target.marker.format.line.color.rgb = rgb(stroke)
    target.marker.format.line.width = Pt(1.5)


def say(point: Any, text: str, size: float, colour: str, position: Any, *, bold: bool = False) -> None:
    """Write a text beside a point."""
    label = point.data_label
    frame = label.text_frame
    frame.text = clean(text)
    run = frame.paragraphs[0].runs[0] if frame.paragraphs[0].runs else frame.paragraphs[0].add_run()
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.rgb = rgb(colour)
    label.position = position


def slopes(slide: Any, area: Area, body: Slopes, alt: str) -> None:
    """Add a line for each row. Of bounds the line follows the lower; a second one, thin, follows the upper."""
    data = CATEGORIES(number_format="0")
    data.categories = [harmless(round_) for round_ in body.rounds]
    order = sorted(body.lines, key=lambda line: (line.own, line.change in ("improved", "worsened")))
    drawn: list[tuple[Slope, bool]] = []
    for line in order:
        bounds = any(pair and not pair.known for pair in line.pairs)
        data.add_series(
            harmless(f"{line.label} (lower bound)" if bounds else line.label),
            [pair.lower if pair else None for pair in line.pairs],
        )
        drawn.append((line, False))
        if bounds:
            data.add_series(
                harmless(f"{line.label} (upper bound)"), [pair.upper if pair else None for pair in line.pairs]
            )
            drawn.append((line, True))
    made = chart(slide, area, XL_CHART_TYPE.LINE_MARKERS, data, "Rounds", alt)
    axis = made.value_axis
    # Room below level 1, where the rounds are named.
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = 0, 5, 1
    axis.tick_labels.number_format_is_linked = False
    axis.tick_labels.number_format = f'[<1]"";[=5]"5 {_quoted(body.names[4])}";0'
    axis.major_gridlines.format.line.color.rgb = rgb(LIGHT.hair)
    axis.format.line.fill.background()
    axis.major_tick_mark = XL_TICK_MARK.NONE
    made.category_axis.major_tick_mark = XL_TICK_MARK.NONE
    made.category_axis.format.line.color.rgb = rgb(LIGHT.line)
    ends = _ends(body, area.w * 0.26)
    for series, (line, upper) in zip(made.plots[0].series, drawn, strict=True):
        _draw(series, line, upper)
        if not upper and line.label in ends:
            place = max(i for i, pair in enumerate(line.pairs) if pair)
            text, bold = ends[line.label]
            say(series.points[place], shorten(text, area.w * 0.26, 11, bold=bold), 11, LIGHT.ink,
                 XL_LABEL_POSITION.RIGHT, bold=bold)  # fmt: skip
    if len(body.rounds) == 1:
        placed(made, 0.14, 0.03, 0.5, 0.85)
    else:
        step = 0.58 / len(body.rounds)
        placed(made, 0.13, 0.03, 0.58 + step / 2, 0.85)


def _quoted(text: str) -> str:
    return clean(text).replace('"', "")


def _draw(series: Any, line: Slope, upper: bool) -> None:
    moved = line.change in ("improved", "worsened")
    colour = LIGHT.accent if line.change == "improved" else LIGHT.ink if moved or line.own else LIGHT.line
    ruled(series, colour, 0.75 if upper else 3.5 if line.own else 2 if moved else 1)
    marker(series, XL_MARKER_STYLE.CIRCLE, 9 if line.own else 7, colour, colour)
    for place, pair in enumerate(line.pairs):
        if pair and not pair.known:
            marker(series.points[place], XL_MARKER_STYLE.CIRCLE, 9 if line.own else 7, LIGHT.page, colour)


def _ends(body: Slopes, room: float) -> dict[str, tuple[str, bool]]:
    """Return a label for one line at each end level, with the names of all that end there."""
    found: dict[int, list[Slope]] = {}
    for line, shown in zip(body.lines, named(body), strict=True):
        there = [pair for pair in line.pairs if pair]
        if shown and there:
            found.setdefault(there[-1].lower, []).append(line)
    labels = {}
    for lines in found.values():
        lines.sort(key=lambda line: not line.own)
        labels[lines[0].label] = (_joined([line.label for line in lines], room), lines[0].own)
    return labels


def _joined(names: Sequence[str], room: float) -> str:
    """Return as many names as fit on a line, and how many more there are."""
    for shown in range(len(names), 0, -1):
        more = len(names) - shown
        text = ", ".join(names[:shown]) + (f" and {more} more" if more else "")
        if width(text, 11, bold=True) <= room:
            return text
    first = shorten(names[0], room * 0.7, 11, bold=True)
    return first + (f" and {len(names) - 1} more" if len(names) > 1 else "")
