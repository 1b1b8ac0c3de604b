"""Exposure before protection on paper."""

from __future__ import annotations

from diagnostic.charts.palette import LIGHT
from diagnostic.charts.paper.grids import SMALL, TEXT
from diagnostic.charts.scene import Pen
from diagnostic.charts.spec import LEVELS, Plane


def plane(pen: Pen, body: Plane, y: float) -> float:
    """Draw five by five cells, with a letter for each sign where it stands or may stand."""
    w, h = min(78.0, (pen.width - 24) / 5), 30.0
    left, top = 20.0, y + 20
    right, bottom = left + 5 * w, top + 5 * h
    part_x, part_y = left + (body.established - 1) * w, bottom - (body.high - 1) * h
    for shield in LEVELS:
        for level in LEVELS:
            x, cell = left + (shield - 1) * w, bottom - level * h
            signs = [sign for sign in body.signs if sign.pair.lower <= level <= sign.pair.upper]
            inside = body.protection.lower <= shield <= body.protection.upper
            if not (signs and inside):
                pen.box(x, cell, w, h, "", LIGHT.hair, 0.6)
                continue
            text = " ".join(sign.letter for sign in signs)
            if body.protection.known and all(sign.pair.known for sign in signs):
                pen.box(x, cell, w, h, LIGHT.accent, LIGHT.accent, 0.6)
                pen.words(x + w / 2, cell + h / 2 + 4, text, 11, LIGHT.page, bold=True, anchor="middle")
            else:
                pen.box(x, cell, w, h, "", LIGHT.line, 0.6, hatched=True)
                pen.words(x + w / 2, cell + h / 2 + 4, text, 11, LIGHT.ink, bold=True, anchor="middle", plate=True)
    pen.line(part_x, top, part_x, bottom, LIGHT.ink, 1.5)
    pen.line(left, part_y, right, part_y, LIGHT.ink, 1.5)
    for level in LEVELS:
        pen.words(left - 6, bottom - (level - 0.5) * h + 3, str(level), SMALL, LIGHT.muted, bold=True, anchor="end")
        pen.words(left + (level - 0.5) * w, bottom + 11, str(level), SMALL, LIGHT.muted, bold=True, anchor="middle")
    edges = (
        (left, top - 6, "start"),
        (right, top - 6, "end"),
        (left, bottom + 24, "start"),
        (right, bottom + 24, "end"),
    )
    for (x, at, anchor), (words, possible) in zip(edges, body.corners, strict=True):
        colour = LIGHT.ink if possible else LIGHT.muted
        pen.words(x, at, words, TEXT, colour, bold=possible, anchor="start" if anchor == "start" else "end")
    return bottom + 27
