"""The powers matrix on paper."""

from __future__ import annotations

from math import cos, pi, sin

from diagnostic.answers.labels import AUTHORITY_SHORT
from diagnostic.charts.palette import LIGHT
from diagnostic.charts.paper.grids import SMALL, TEXT, step
from diagnostic.charts.scene import Pen, leading
from diagnostic.charts.spec import LEVELS, Power, Powers
from diagnostic.charts.words import wrap
from diagnostic.scoring.powers import Held

_SHARES = (0.24, 0.13, 0.13, 0.16, 0.34)
_R = 4.0


def powers(pen: Pen, body: Powers, y: float) -> float:
    """Draw a row for each power."""
    starts, x = [], 2.0
    for share in _SHARES:
        starts.append(x)
        x += share * (pen.width - 2)
    rooms = [share * (pen.width - 2) - 8 for share in _SHARES]
    heads = ("Power", body.customs, body.police, "Finding", "How the other gets the result")
    lines = [wrap(head, room, SMALL, bold=True) for head, room in zip(heads, rooms, strict=True)]
    high = max(len(head) for head in lines) * leading(SMALL)
    for start, head in zip(starts, lines, strict=True):
        pen.block(start, y + 4 + high - leading(SMALL) * (len(head) - 1), head, SMALL, LIGHT.muted, bold=True)
    y += high + 9
    pen.line(0, y, pen.width, y, LIGHT.ink, 1)
    for row in body.rows:
        y = _row(pen, row, starts, rooms, y)
        pen.line(0, y, pen.width, y, LIGHT.line, 0.5)
    return y


def _row(pen: Pen, row: Power, starts: list[float], rooms: list[float], y: float) -> float:
    label = wrap(f"{row.label} {row.code}".strip(), rooms[0], TEXT, bold=True)
    finding = wrap(row.finding, rooms[3], TEXT)
    words = wrap(row.words, rooms[4], TEXT, lines=4)
    base = y + 4 + TEXT
    ends = [
        pen.block(starts[0], base, label, TEXT, bold=True),
        pen.block(starts[3], base, finding, TEXT),
        pen.block(starts[4], base, words, TEXT) if row.words else base,
    ]
    for start, held in ((starts[1], row.customs), (starts[2], row.police)):
        moon(pen, start + _R, base - TEXT * 0.36, held)
        pen.words(start + 2 * _R + 4, base, AUTHORITY_SHORT[held], TEXT)
    bottom = max(ends) - TEXT + 2
    if row.access:
        top = ends[2] - TEXT + 1
        for level in LEVELS:
            step(pen, starts[4] + (level - 1) * 17, top, 16, 12, level, row.access, 7.5)
        bottom = max(bottom, top + 15)
    return bottom + 2


def moon(pen: Pen, x: float, y: float, held: Held) -> None:
    """Draw how much of a power is held: a full, a half, an empty disc, or a dotted ring."""
    if held == "unknown":
        for turn in range(10):
            pen.disc(x + _R * cos(turn * pi / 5), y + _R * sin(turn * pi / 5), 0.45, LIGHT.muted, LIGHT.muted, 0.1)
        return
    pen.disc(x, y, _R, LIGHT.ink if held == "full" else LIGHT.page, LIGHT.ink, 1)
    if held == "partial":
        arc = [(x - _R * sin(turn * pi / 16), y - _R * cos(turn * pi / 16)) for turn in range(17)]
        pen.shape(arc, LIGHT.ink, "", 0)
