"""Bars on paper: shares that part at a level, small multiples of them, and counts."""

from __future__ import annotations

from diagnostic.charts.palette import LIGHT
from diagnostic.charts.paper.grids import SMALL, TEXT, label_room
from diagnostic.charts.parting import Parting, parting
from diagnostic.charts.scene import Pen, leading
from diagnostic.charts.spec import LEVELS, Counts, Names, Regions, Share, Shares
from diagnostic.charts.words import width, wrap

_PITCH = 22.0


def key(pen: Pen, names: Names, x: float, y: float) -> float:
    """Write the five levels as a scale of their colours."""
    start = x
    for level in LEVELS:
        text = f"{level} {names[level - 1]}"
        if x + 13 + width(text, SMALL) > pen.width:
            x, y = start, y + 14
        pen.box(x, y, 10, 10, LIGHT.levels[level - 1], LIGHT.line, 0.5)
        pen.words(x + 13, y + 8, text, SMALL, LIGHT.muted)
        x += 13 + width(text, SMALL) + 12
    return y + 10


def shares(pen: Pen, body: Shares, y: float) -> float:
    """Draw a bar for each row: levels below the divide to its left, the others to its right, the unknown apart."""
    y = key(pen, body.names, 2, y + 4) + 8
    left = label_room([row.label for row in body.rows], pen.width * 0.28) + 4
    right = 48.0
    plan = parting(body)
    room = pen.width - left - right
    apart = 16.0 if plan.unknown else 0.0
    unit = (room - apart) / max(plan.total, 1e-9)
    zero = left + plan.below * unit
    rows = [(row, wrap(row.label, left - 8, TEXT)) for row in body.rows]
    heights = [max(_PITCH, leading(TEXT) * len(lines) + 5) for _, lines in rows]
    name = body.names[body.divide - 1].lower()
    pen.words(zero - 5, y + 8, f"below {name}", SMALL, LIGHT.muted, anchor="end")
    pen.words(zero + 5, y + 8, f"{name} or above", SMALL, LIGHT.muted)
    lane = zero + plan.above * unit + apart
    if plan.unknown and lane > zero + 5 + width(f"{name} or above", SMALL) + 4:
        pen.words(lane, y + 8, "cannot be told", SMALL, LIGHT.muted)
    y += 13
    pen.line(zero, y - 9, zero, y + sum(heights), LIGHT.ink, 1)
    for (row, lines), height in zip(rows, heights, strict=True):
        middle = y + height / 2
        pen.block(2, middle - leading(TEXT) * (len(lines) - 1) / 2 + TEXT * 0.36, lines, TEXT)
        if row.withheld:
            pen.words(zero + 5, middle + SMALL * 0.36, row.withheld, SMALL, LIGHT.muted, plate=True)
        else:
            _bar(pen, row, plan, zero, unit, lane, middle)
            pen.words(pen.width - 2, middle + SMALL * 0.36, f"n = {row.n}", SMALL, LIGHT.muted, anchor="end")
        y += height
    return y


def _bar(pen: Pen, row: Share, plan: Parting, zero: float, unit: float, lane: float, y: float) -> None:
    if not row.n:
        return
    for level, start, end in plan.segments(row):
        _segment(pen, zero + start * unit, zero + end * unit, y, row.counts[level - 1], level)
    if row.unknown:
        _segment(pen, lane, lane + row.unknown / row.n * unit, y, row.unknown, 0)


def _segment(pen: Pen, x0: float, x1: float, y: float, count: int, level: int) -> None:
    pen.box(x0, y - 7, x1 - x0, 14, LIGHT.levels[level - 1] if level else "", LIGHT.line, 0.5, hatched=not level)
    text = str(count)
    if width(text, SMALL) + 1.5 <= x1 - x0:
        colour = LIGHT.on_levels[level - 1] if level else LIGHT.ink
        pen.words((x0 + x1) / 2, y + SMALL * 0.36, text, SMALL, colour, anchor="middle", plate=not level)


def regions(pen: Pen, body: Regions, y: float) -> float:
    """Draw a small bar chart for each group, three beside each other."""
    y = key(pen, body.names, 2, y + 4) + 10
    across = min(3, max(1, len(body.panels)))
    gap = 22.0
    w = min(190.0, (pen.width - 4 - gap * (across - 1)) / across)
    top = max([0.001, *(max(*panel.counts, panel.unknown) / panel.n for panel in body.panels if panel.n)])
    for start in range(0, len(body.panels), across):
        panels = body.panels[start : start + across]
        titles = [wrap(panel.label, w, TEXT, bold=True) for panel in panels]
        high = max(len(title) for title in titles) * leading(TEXT)
        for place, (panel, title) in enumerate(zip(panels, titles, strict=True)):
            x = 2 + place * (w + gap)
            pen.block(x, y + TEXT, title, TEXT, bold=True)
            said = "" if panel.withheld else f"n = {panel.n}"
            pen.words(x, y + high + SMALL, said, SMALL, LIGHT.muted)
            _panel(pen, panel, x, y + high + 12, w, top)
        y += high + 12 + 88 + 16
    return y - 10


def _panel(pen: Pen, panel: Share, x: float, y: float, w: float, top: float) -> None:
    high, base = 60.0, y + 76
    bar = w / 6
    pen.line(x, base, x + w, base, LIGHT.line, 0.75)
    if panel.withheld:
        said = wrap(panel.withheld, w - 6, SMALL)
        pen.block(x, base - 30, said, SMALL, LIGHT.muted)
        return
    for place, count in enumerate((*panel.counts, panel.unknown)):
        known = place < 5
        middle = x + (place + 0.5) * bar
        if not known and not panel.unknown:
            continue
        name = str(place + 1) if known else "?"
        pen.words(middle, base + 10, name, SMALL, LIGHT.muted, anchor="middle")
        h = count / panel.n / top * high if panel.n else 0
        if count:
            fill = LIGHT.levels[place] if known else ""
            pen.box(middle - bar * 0.38, base - h, bar * 0.76, h, fill, LIGHT.line, 0.5, hatched=not known)
        pen.words(middle, base - h - 3, str(count), SMALL, LIGHT.ink if count else LIGHT.muted, anchor="middle")


def counts(pen: Pen, body: Counts, y: float) -> float:
    """Draw a bar for each row out of its own total."""
    y += 6
    left = label_room([row.label for row in body.rows], pen.width * 0.42)
    right = max([40.0, *(width(row.reading, SMALL) for row in body.rows if not row.withheld)]) + 10
    room = pen.width - left - right
    for row in body.rows:
        lines = wrap(row.label, left - 6, TEXT)
        height = max(_PITCH, leading(TEXT) * len(lines) + 6)
        middle = y + height / 2
        pen.block(2, middle - leading(TEXT) * (len(lines) - 1) / 2 + TEXT * 0.36, lines, TEXT)
        if row.withheld or not row.total:
            pen.words(left, middle + SMALL * 0.36, row.withheld or "none to count", SMALL, LIGHT.muted)
        else:
            certain, possible = room * row.certain / row.total, room * row.possible / row.total
            pen.box(left, middle - 6, room, 12, "", LIGHT.hair, 0.6)
            if possible:
                pen.box(left + certain, middle - 6, possible, 12, "", LIGHT.line, 0.6, hatched=True)
            if certain:
                pen.box(left, middle - 6, certain, 12, LIGHT.accent, LIGHT.accent, 0.6)
            pen.words(pen.width - 2, middle + SMALL * 0.36, row.reading, SMALL, LIGHT.muted, anchor="end")
        y += height
    return y
