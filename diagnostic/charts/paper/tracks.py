"""Tracks on paper: one profile before its peers, and the two agencies as a dumbbell."""

from __future__ import annotations

from diagnostic.charts.marks import connected, depth, dodged, equal
from diagnostic.charts.palette import LIGHT
from diagnostic.charts.paper.grids import SMALL, TEXT, label_room
from diagnostic.charts.scene import Pen, leading
from diagnostic.charts.spec import LEVELS
from diagnostic.charts.tracks import Mark, Row, Spread, Tracks
from diagnostic.charts.words import width, wrap

_R = 4.2
_PITCH = 22.0


def tracks(pen: Pen, body: Tracks, y: float) -> float:
    """Draw a track for each row."""
    left = label_room([row.label for row in body.rows], pen.width * 0.3) + 8
    reading = min(140.0, max([50.0, *(width(row.reading, SMALL) for row in body.rows)])) + 14
    x0, x1 = left, pen.width - reading
    for level in LEVELS:
        x = _x(level, x0, x1)
        pen.words(x, y + 9, str(level), SMALL, LIGHT.muted, bold=True, anchor="middle")
    pen.words(x0 - 3, y + 19, body.ends[0], SMALL, LIGHT.muted)
    pen.words(x1 + 3, y + 19, body.ends[1], SMALL, LIGHT.muted, anchor="end")
    top = y + 24
    rows = [(row, *_height(row, left)) for row in body.rows]
    bottom = top + sum(height for _, _, height in rows)
    for level in LEVELS:
        pen.line(_x(level, x0, x1), top, _x(level, x0, x1), bottom)
    y = top
    for row, lines, height in rows:
        middle = y + height / 2 + (5 if _labelled(row) else 0)
        base = middle - leading(TEXT) * (len(lines) - 1) / 2 + TEXT * 0.36
        pen.block(2, base, lines, TEXT, bold=True)
        pen.line(x0, middle, x1, middle)
        if row.spread:
            _spread(pen, row.spread, middle, x0, x1)
        _marks(pen, row, middle, x0, x1)
        said = wrap(row.reading, reading - 10, SMALL)
        pen.block(
            pen.width - 2, middle - leading(SMALL) * (len(said) - 1) / 2 + SMALL * 0.36, said, SMALL, LIGHT.muted,
            anchor="end",
        )  # fmt: skip
        y += height
    return bottom


def _x(level: float, x0: float, x1: float) -> float:
    return x0 + (level - 1) / 4 * (x1 - x0)


def _labelled(row: Row) -> bool:
    return any(mark.label for mark in row.marks)


def _height(row: Row, left: float) -> tuple[tuple[str, ...], float]:
    lines = wrap(row.label, left - 14, TEXT, bold=True)
    height = _PITCH + (12 if _labelled(row) else 0) + 9 * depth(row)
    return lines, max(height, leading(TEXT) * len(lines) + 6)


def _spread(pen: Pen, spread: Spread, y: float, x0: float, x1: float) -> None:
    low, high = spread.low, spread.high
    half = 6.5
    a, d = _x(low.lower, x0, x1), _x(high.upper, x0, x1)
    pen.box(a - 2, y - half, d - a + 4, 2 * half, "", LIGHT.line, 0.6, hatched=True)
    if low.upper <= high.lower:
        b, c = _x(low.upper, x0, x1), _x(high.lower, x0, x1)
        pen.box(b - 2, y - half, c - b + 4, 2 * half, LIGHT.hair, LIGHT.line, 0.6)
    for value in sorted(set(spread.median)):
        x = _x(value, x0, x1)
        pen.line(x, y - half - 2.5, x, y + half + 2.5, LIGHT.ink, 2 if spread.median.known else 1)


def _marks(pen: Pen, row: Row, y: float, x0: float, x1: float) -> None:
    join = connected(row)
    if join:
        pen.line(_x(join[0], x0, x1), y, _x(join[1], x0, x1), y, LIGHT.line, 2.5)
    if row.typical and row.marks and row.typical != row.marks[0].pair:
        for value in sorted(set(row.typical)):
            x = _x(value, x0, x1)
            pen.line(x, y - 7, x, y + 7, LIGHT.ink, 2)
    together = equal(row)
    for mark, offset in zip(row.marks, dodged(row), strict=True):
        if together and mark.style in ("customs", "police"):
            continue
        _mark(pen, mark, y + 9 * offset, x0, x1)
    if together:
        x = _x(together.lower, x0, x1)
        pen.box(x - 5.5, y - 5.5, 11, 11, LIGHT.page, LIGHT.police, 1.5)
        pen.disc(x, y, 2.8, LIGHT.customs, LIGHT.customs, 0.5)


def _mark(pen: Pen, mark: Mark, y: float, x0: float, x1: float) -> None:
    colour = LIGHT.accent if mark.style == "dimension" else LIGHT.voice(mark.style)
    points = [_x(level, x0, x1) for level in sorted(set(mark.pair))]
    if len(points) > 1:
        pen.line(points[0], y, points[1], y, colour, 1.75, dotted=mark.withheld)
    for x in points:
        symbol(pen, x, y, mark.style, colour if len(points) == 1 else LIGHT.page, colour)
    if mark.label:
        pen.words(sum(points) / len(points), y - 7.5, mark.label, SMALL, colour, bold=True, anchor="middle", plate=True)


def symbol(pen: Pen, x: float, y: float, style: str, fill: str, stroke: str, r: float = _R) -> None:
    """Draw the mark of a voice: a circle, a square for police, a diamond for what was agreed."""
    if style == "police":
        pen.box(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8, fill, stroke, 1.5)
    elif style == "agreed":
        a = r * 1.25
        pen.shape(((x, y - a), (x + a, y), (x, y + a), (x - a, y)), fill, LIGHT.page if fill == stroke else stroke, 1)
    else:
        pen.disc(x, y, r, fill, stroke, 1.5)
