"""Native bar charts: shares that part at a level, small multiples, counts, growth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.util import Pt

from diagnostic import wording
from diagnostic.charts.counting import change, figure
from diagnostic.charts.palette import LIGHT
from diagnostic.charts.slides.frame import CATEGORIES, Area, described, harmless, hatch, placed, rgb, text_box
from diagnostic.charts.slides.tables import key
from diagnostic.charts.spec import LEVELS, Counts, Growths, Names, Share, Shares
from diagnostic.charts.words import shorten, width, wrap

_UNTOLD = "Cannot be told"
#: Small multiples to a slide.
PANELS = 6


def chart(slide: Any, area: Area, kind: XL_CHART_TYPE, data: Any, name: str, alt: str, size: float = 12) -> Any:
    """Add a native chart without legend and title, and return it."""
    frame = slide.shapes.add_chart(kind, *area.emu(), data)
    described(frame, name, alt)
    made = frame.chart
    made.has_legend = False
    made.has_title = False
    made.font.size = Pt(size)
    made.font.color.rgb = rgb(LIGHT.ink)
    return made


def _quiet(made: Any, *, values: bool = False) -> None:
    """Take away what the labels say better: value axis, grid, ticks."""
    made.value_axis.visible = values
    made.value_axis.has_major_gridlines = False
    made.category_axis.major_tick_mark = XL_TICK_MARK.NONE
    made.category_axis.format.line.color.rgb = rgb(LIGHT.line)
    made.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW


def _coloured(target: Any, colour: str) -> None:
    target.format.fill.solid()
    target.format.fill.fore_color.rgb = rgb(colour)
    target.format.line.color.rgb = rgb(LIGHT.line)
    target.format.line.width = Pt(0.5)


def _labelled(series: Any, colour: str, size: float, position: Any = None, form: str = "0;0;;") -> None:
    labels = series.data_labels
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = form, False
    labels.font.size, labels.font.color.rgb = Pt(size), rgb(colour)
    if position is not None:
        labels.position = position


def _text_room(labels: Sequence[str], area: Area, size: float) -> float:
    """Return the part of a chart that category labels need, up to two fifths."""
    return min(0.4, max([0.08, *(width(label, size) * 1.05 / area.w for label in labels)]) + 0.02)


def shares(slide: Any, area: Area, body: Shares, rows: Sequence[Share], alt: str) -> None:
    """Add stacked bars that part at a level: those below it are negative, shown without their sign."""
    key(slide, Area(area.x, area.y, min(620.0, area.w), 20), body.names)
    area = Area(area.x, area.y + 44, area.w, area.h - 44)
    labels = [harmless(f"{row.label} ({row.withheld})" if row.withheld else row.label) for row in rows]
    data = CATEGORIES(number_format="0;0")
    data.categories = labels
    shown: list[tuple[str, list[int], str, str]] = []
    for level in (*reversed(LEVELS[: body.divide - 1]), *LEVELS[body.divide - 1 :]):
        sign = -1 if level < body.divide else 1
        name = f"{level} {body.names[level - 1]}"
        values = [sign * row.counts[level - 1] for row in rows]
        shown.append((name, values, LIGHT.levels[level - 1], LIGHT.on_levels[level - 1]))
    above = [row.at_least(body.divide) for row in rows]
    untold = any(row.unknown for row in rows)
    pad = max([1, *(round(row.n * 0.08) for row in rows)])
    if untold:
        # An empty stretch, so that what cannot be told begins in one line, apart from the levels.
        shown.append(("(space)", [max(above) - up + pad for up in above], "", ""))
        shown.append((_UNTOLD, [row.unknown for row in rows], "hatch", LIGHT.ink))
    for name, values, _, _ in shown:
        data.add_series(harmless(name), values)
    made = chart(slide, area, XL_CHART_TYPE.BAR_STACKED, data, "Shares at each level", alt)
    _quiet(made)
    made.category_axis.reverse_order = True
    made.value_axis.minimum_scale = -max([1, *(sum(row.counts[: body.divide - 1]) for row in rows)])
    right = [sum(value for _, values, _, _ in shown if (value := values[place]) > 0) for place in range(len(rows))]
    made.value_axis.maximum_scale = max([1, *right])
    made.plots[0].gap_width, made.plots[0].overlap = 45, 100
    for series, (_, _, colour, ink) in zip(made.plots[0].series, shown, strict=True):
        series.invert_if_negative = False
        if not colour:
            series.format.fill.background()
            series.format.line.fill.background()
            continue
        if colour == "hatch":
            _coloured(series, LIGHT.page)
            hatch(series.format.fill)
        else:
            _coloured(series, colour)
        _labelled(series, ink, 11, form="0;0;;")
    room = _text_room(labels, area, 12)
    placed(made, room, 0.0, 0.99 - room, 1.0)
    _sides(slide, area, body, made.value_axis, room, lane=max(above) + pad if untold else None)


def _sides(slide: Any, area: Area, body: Shares, axis: Any, room: float, *, lane: float | None) -> None:
    """Name the sides of the divide, and the lane of what cannot be told, above the bars."""
    low, high = axis.minimum_scale, axis.maximum_scale
    unit = area.w * (0.99 - room) / (high - low)
    zero = area.x + area.w * room - low * unit
    name, y = body.names[body.divide - 1].lower(), area.y - 16
    text_box(slide, Area(zero - 210, y, 200, 14), f"below {name}", 11, LIGHT.muted, align="right")
    text_box(slide, Area(zero + 10, y, 200, 14), f"{name} or above", 11, LIGHT.muted)
    if lane is not None and lane * unit > 140:
        text_box(slide, Area(zero + lane * unit, y, 110, 14), _UNTOLD.lower(), 11, LIGHT.muted)


def regions(slide: Any, area: Area, panels: Sequence[Share], names: Names, alt: str) -> None:
    """Add a small native column chart for each group, three beside each other."""
    key(slide, Area(area.x, area.y, min(620.0, area.w), 20), names)
    area = Area(area.x, area.y + 30, area.w, area.h - 30)
    across, down = min(3, len(panels)), -(-len(panels) // 3)
    w, h = (area.w - 24 * (across - 1)) / max(1, across), area.h / max(1, down)
    top = max([0.01, *(max(*panel.counts, panel.unknown) / panel.n for panel in panels if panel.n)])
    for place, panel in enumerate(panels):
        x, y = area.x + (place % 3) * (w + 24), area.y + (place // 3) * h
        lines = wrap(panel.label, w, 12, bold=True, lines=2)
        text_box(slide, Area(x, y, w, 32), " ".join(lines), 12, bold=True)
        if panel.withheld:
            text_box(slide, Area(x, y + 34, w, 16), panel.withheld, 11, LIGHT.muted)
            continue
        text_box(slide, Area(x, y + 32, w, 14), f"n = {panel.n}", 11, LIGHT.muted)
        data = CATEGORIES(number_format="0")
        data.categories = [*(str(level) for level in LEVELS), "not told"]
        data.add_series(harmless(panel.label), (*panel.counts, panel.unknown))
        where = Area(x, y + 46, w, h - 52)
        made = chart(slide, where, XL_CHART_TYPE.COLUMN_CLUSTERED, data, panel.label, f"{panel.label}. {alt}", 11)
        _quiet(made)
        made.value_axis.minimum_scale = 0
        made.value_axis.maximum_scale = max(top * panel.n * 1.15, 1)
        made.plots[0].gap_width = 30
        series = made.plots[0].series[0]
        _labelled(series, LIGHT.ink, 11, XL_LABEL_POSITION.OUTSIDE_END, "0")
        for level in LEVELS:
            _coloured(series.points[level - 1], LIGHT.levels[level - 1])
        _coloured(series.points[5], LIGHT.page)
        hatch(series.points[5].format.fill)


def counts(slide: Any, area: Area, body: Counts, alt: str) -> None:
    """Add stacked bars: certain, possible, and the rest of the whole."""
    data = CATEGORIES(number_format="0")
    # Programs break a label into as many lines as its row has room for: two.
    names = [" ".join(wrap(row.label, area.w * 0.38 - 60, 12, lines=2)) for row in body.rows]
    readings = [row.reading.replace(" ", wording.NBSP) for row in body.rows]
    labels = [f"{name} · {reading}" for name, reading in zip(names, readings, strict=True)]
    data.categories = [harmless(label) for label in labels]
    data.add_series("Certain", [row.certain for row in body.rows])
    data.add_series("Possible", [row.possible for row in body.rows])
    data.add_series("The rest", [max(0, row.total - row.certain - row.possible) for row in body.rows])
    area = Area(area.x, area.y, area.w, min(area.h, 34.0 * len(body.rows) + 10))
    made = chart(slide, area, XL_CHART_TYPE.BAR_STACKED_100, data, "Steps done", alt)
    _quiet(made)
    made.category_axis.reverse_order = True
    made.plots[0].gap_width, made.plots[0].overlap = 60, 100
    certain, possible, rest = made.plots[0].series
    _coloured(certain, LIGHT.accent)
    _coloured(possible, LIGHT.page)
    hatch(possible.format.fill)
    _coloured(rest, LIGHT.page)
    rest.format.line.color.rgb = rgb(LIGHT.hair)
    room = _text_room(labels, area, 12)
    placed(made, room, 0.0, 0.98 - room, 1.0)


def growths(slide: Any, area: Area, body: Growths, alt: str) -> None:
    """Add a native bar chart for each unit, from zero; where figures are not comparable, the reason."""
    apart = [row for row in body.rows if row.reason]
    note = 20.0 * len(apart)
    units = body.units
    y = area.y
    for unit in units:
        rows = [row for row in body.rows if row.unit == unit and not row.reason]
        h = min(28 + 68.0 * len(rows), (area.h - note) / len(units))
        head = "; ".join(f"{row.label}, {row.unit}: {change(row)}" for row in rows)
        text_box(slide, Area(area.x, y, area.w, 18), shorten(head, area.w, 13, bold=True), 13, bold=True)
        data = CATEGORIES(number_format="#,##0")
        dated = [
            (row, bound, date)
            for row in rows
            for bound, date in ((row.first, row.first_date), (row.last, row.last_date))
        ]
        many = len(rows) > 1
        labels = [
            f"{shorten(row.label, 200, 12)}, {date}: {figure(bound)}" if many else f"{date}: {figure(bound)}"
            for row, bound, date in dated
        ]
        data.categories = [harmless(label) for label in labels]
        data.add_series(harmless(unit), [bound.value for _, bound, _ in dated])
        where = Area(area.x, y + 20, area.w, h - 28)
        made = chart(slide, where, XL_CHART_TYPE.BAR_CLUSTERED, data, f"Growth, {unit}", alt)
        _quiet(made)
        made.category_axis.reverse_order = True
        made.value_axis.minimum_scale = 0
        made.plots[0].gap_width = 40
        series = made.plots[0].series[0]
        for place, (_, bound, _) in enumerate(dated):
            _coloured(series.points[place], LIGHT.accent if place % 2 else LIGHT.hair)
            if bound.sign == "<":
                hatch(series.points[place].format.fill)
        room = _text_room(labels, where, 12)
        placed(made, room, 0.0, 0.98 - room, 1.0)
        y += h
    for row in apart:
        text_box(slide, Area(area.x, y, area.w, 18), f"{row.label}: {row.reason}", 12, LIGHT.muted)
        y += 20
