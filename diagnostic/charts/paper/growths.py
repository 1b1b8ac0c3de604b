"""Pairs of dated figures on paper: two bars from zero, the earlier one light."""

from __future__ import annotations

from diagnostic.charts.counting import change, figure
from diagnostic.charts.palette import LIGHT
from diagnostic.charts.paper.grids import SMALL, TEXT
from diagnostic.charts.scene import Pen
from diagnostic.charts.spec import Bound, Growths
from diagnostic.charts.words import width, wrap


def growths(pen: Pen, body: Growths, y: float) -> float:
    """Draw two bars for each thing that was counted twice."""
    y += 6
    dates = [date for row in body.rows for date in (row.first_date, row.last_date)]
    left = max([30.0, *(width(date, SMALL) for date in dates)]) + 10
    right = max(
        [40.0, *(width(figure(bound), TEXT, bold=True) for row in body.rows for bound in (row.first, row.last))]
    )
    room = pen.width - left - right - 16
    most = {unit: max(_top(row.first, row.last) for row in body.rows if row.unit == unit) for unit in body.units}
    for row in body.rows:
        said = f"{row.unit}, {change(row)}" if not row.reason else row.unit
        lines = wrap(row.label, pen.width - width(said, SMALL) - 20, TEXT, bold=True)
        pen.words(pen.width - 2, y + TEXT, said, SMALL, LIGHT.muted, anchor="end")
        y = pen.block(2, y + TEXT, lines, TEXT, bold=True) - TEXT + 3
        if row.reason:
            y = pen.block(2, y + TEXT, wrap(row.reason, pen.width - 4, TEXT), TEXT, LIGHT.muted) - TEXT + 10
            continue
        for bound, date, fill in ((row.first, row.first_date, LIGHT.hair), (row.last, row.last_date, LIGHT.accent)):
            long = room * bound.value / most[row.unit]
            pen.words(2, y + 9.5, date, SMALL, LIGHT.muted)
            _bar(pen, left, y + 1, long, bound, fill)
            end = left + long + (14 if bound.sign == ">" else 0)
            pen.words(end + 5, y + 10, figure(bound), TEXT, bold=True)
            y += 16
        y += 8
    return y - 4


def _top(*bounds: Bound) -> float:
    return max(bound.value for bound in bounds) or 1.0


def _bar(pen: Pen, x: float, y: float, long: float, bound: Bound, fill: str) -> None:
    stroke = LIGHT.line if fill == LIGHT.hair else LIGHT.accent
    if bound.sign == "<":
        # The figure lies somewhere below: no part of the bar is certain.
        pen.box(x, y, long, 12, "", stroke, 0.6, hatched=True)
        return
    if bound.sign == ">":
        pen.box(x + long, y, 14, 12, "", stroke, 0.6, hatched=True)
    pen.box(x, y, long, 12, fill, stroke, 0.6)
