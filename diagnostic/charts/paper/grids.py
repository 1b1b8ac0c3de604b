"""Bands and heat maps on paper."""

from __future__ import annotations

from collections.abc import Sequence

from diagnostic.charts.palette import LIGHT
from diagnostic.charts.scene import Pen, leading
from diagnostic.charts.spec import LEVELS, Band, Cell, HeatMap, Names
from diagnostic.charts.words import width, wrap
from diagnostic.scoring.outcomes import Pair

TEXT, SMALL = 8.5, 8.0
_LEFT = 2.0


def label_room(labels: Sequence[str], most: float, size: float = TEXT) -> float:
    """Return how wide a column of labels is to be: as wide as the longest, and no wider than ``most``."""
    return min(most, max([40.0, *(width(label, size, bold=True) for label in labels)])) + 6


def rules(pen: Pen, top: float, bottom: float) -> None:
    """Draw the two rules around the own row."""
    for y in (top, bottom):
        pen.line(0, y, pen.width, y, LIGHT.ink, 1)


def scale(pen: Pen, names: Names, x: float, w: float, y: float) -> float:
    """Write numbers and names of the five levels over columns of equal width; return where cells may begin."""
    size = SMALL if all(width(name, SMALL) <= w - 2 for name in names) else 7.5
    for level in LEVELS:
        middle = x + (level - 0.5) * w
        pen.words(middle, y + 9, str(level), SMALL, LIGHT.muted, bold=True, anchor="middle")
        pen.words(middle, y + 19, names[level - 1], size, LIGHT.muted, anchor="middle")
    return y + 24


def band(pen: Pen, body: Band, y: float) -> float:
    """Draw a row of five cells for each administration."""
    size = TEXT if len(body.rows) <= 24 else SMALL
    left = label_room([row.label for row in body.rows], pen.width * 0.3, size)
    right = 62.0
    w = (pen.width - left - right) / 5
    y = scale(pen, body.names, left, w, y)
    pitch = 18.0 if len(body.rows) <= 24 else 15.0
    for row in body.rows:
        lines = wrap(row.label, left - 6, size, bold=row.own)
        height = max(pitch, leading(size) * len(lines) + 4)
        if row.own:
            rules(pen, y, y + height)
        base = y + height / 2 - leading(size) * (len(lines) - 1) / 2 + size * 0.36
        pen.block(_LEFT, base, lines, size, bold=row.own)
        top, high = y + (height - pitch) / 2 + 2, pitch - 4
        for level in LEVELS:
            step(pen, left + (level - 1) * w + 1, top, w - 2, high, level, row.pair)
        middle = y + height / 2 + size * 0.36
        pen.words(pen.width - 2, middle, row.reading, SMALL, LIGHT.muted, bold=row.own, anchor="end")
        y += height
    return y


def step(pen: Pen, x: float, y: float, w: float, h: float, level: int, pair: Pair | None, size: float = SMALL) -> None:
    """Draw one cell of a band: reached, possible or not reached."""
    middle, base = x + w / 2, y + h / 2 + size * 0.36
    if pair and level <= pair.lower:
        pen.box(x, y, w, h, LIGHT.levels[level - 1], LIGHT.line, 0.5)
        pen.words(middle, base, str(level), size, LIGHT.on_levels[level - 1], bold=True, anchor="middle")
    elif pair and level <= pair.upper:
        pen.box(x, y, w, h, "", LIGHT.line, 0.5, hatched=True)
        pen.words(middle, base, f"{level}?", size, LIGHT.ink, bold=True, anchor="middle", plate=True)
    else:
        pen.box(x, y, w, h, "", LIGHT.hair, 0.5)


def heat_map(pen: Pen, body: HeatMap, y: float) -> float:
    """Draw a cell for each administration and column."""
    many = len(body.rows) > 24
    size = SMALL if many else TEXT
    left = label_room([row.label for row in body.rows], pen.width * 0.28, size)
    columns = max(1, len(body.columns))
    longest = max([0.0, *(width(name, SMALL) for name in body.columns)])
    w = min(84.0, (pen.width - left - 2) / columns)
    turned = longest > w - 3
    if turned:
        # The last heading rises beyond its column.
        longest = min(longest, 110.0)
        w = min(w, (pen.width - left - longest * 0.72) / max(1, columns - 0.5))
        y += longest * 0.72 + 8
    else:
        y += 14
    for place, name in enumerate(body.columns):
        middle = left + (place + 0.5) * w
        if turned:
            shown = wrap(name, longest, SMALL, lines=1)[0]
            pen.words(middle - 1, y - 4, shown, SMALL, LIGHT.muted, turned=True)
        else:
            pen.words(middle, y - 5, name, SMALL, LIGHT.muted, anchor="middle")
    pitch = 15.0 if many else 19.0
    end = left + columns * w
    for row in body.rows:
        lines = wrap(row.label, left - 6, size, bold=row.own)
        height = max(pitch, leading(size) * len(lines) + 4)
        if row.own:
            pen.line(0, y, end, y, LIGHT.ink, 1)
            pen.line(0, y + height, end, y + height, LIGHT.ink, 1)
        base = y + height / 2 - leading(size) * (len(lines) - 1) / 2 + size * 0.36
        pen.block(_LEFT, base, lines, size, bold=row.own)
        for place, cell in enumerate(row.cells):
            x = left + place * w
            heat(pen, x + 0.75, y + 1.25, w - 1.5, height - 2.5, cell, bold=row.own)
        y += height
    return y


def heat(pen: Pen, x: float, y: float, w: float, h: float, cell: Cell, *, bold: bool) -> None:
    """Draw one cell of a heat map."""
    middle, base = x + w / 2, y + h / 2 + SMALL * 0.36
    if cell.pair is None:
        pen.words(middle, base, cell.text, SMALL, LIGHT.muted, anchor="middle")
    elif cell.pair.known:
        level = cell.pair.lower
        pen.box(x, y, w, h, LIGHT.levels[level - 1], LIGHT.line, 0.4)
        pen.words(middle, base, cell.text, SMALL, LIGHT.on_levels[level - 1], bold=bold, anchor="middle")
    else:
        pen.box(
            x, y, w, h, "", LIGHT.line, 1.0 if cell.withheld else 0.4, hatched=not cell.withheld, dotted=cell.withheld
        )
        pen.words(middle, base, cell.text, SMALL, LIGHT.ink, bold=bold, anchor="middle", plate=not cell.withheld)
