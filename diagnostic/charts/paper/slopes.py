"""Rounds as slopes on paper."""

from __future__ import annotations

from itertools import pairwise

from diagnostic.charts.lanes import named, offsets, spaced, titled
from diagnostic.charts.palette import LIGHT
from diagnostic.charts.paper.grids import SMALL, TEXT
from diagnostic.charts.scene import Pen
from diagnostic.charts.spec import LEVELS, Slope, Slopes
from diagnostic.charts.words import shorten, width
from diagnostic.scoring.outcomes import Pair


def slopes(pen: Pen, body: Slopes, y: float) -> float:
    """Draw a line for each row over the rounds, with its name at the right."""
    told = named(body)
    lane = min(78.0, max(34.0, 20 + 2.6 * len(body.lines), 11.0 * sum(told) / 5))
    left = 16 + max(width(name, SMALL) for name in body.names) + 18
    names = [titled(body, line) for line, shown in zip(body.lines, told, strict=True) if shown]
    right = min(pen.width * 0.32, max([30.0, *(width(name, TEXT, bold=True) for name in names)])) + 18
    x0, x1 = left, pen.width - right
    top = y + 18
    bottom = top + 5 * lane

    def at(level: float) -> float:
        return bottom - (level - 0.5) * lane

    for level in LEVELS:
        pen.line(left - 12, at(level), x1 + 6, at(level))
        pen.words(2, at(level) + TEXT * 0.36, str(level), SMALL, LIGHT.muted, bold=True)
        pen.words(14, at(level) + TEXT * 0.36, body.names[level - 1], SMALL, LIGHT.muted)
    many = len(body.rounds)
    places = [x0 if many == 1 else x0 + (x1 - x0) * place / (many - 1) for place in range(many)]
    for x, round_ in zip(places, body.rounds, strict=True):
        pen.line(x, top, x, bottom)
        pen.words(x, top - 6, round_, TEXT, LIGHT.muted, bold=True, anchor="middle")
    apart = offsets(body)
    # The own line last, over the others.
    order = sorted(range(len(body.lines)), key=lambda place: body.lines[place].own)
    for place in order:
        line = body.lines[place]
        _line(pen, line, [(x, pair) for x, pair in zip(places, line.pairs, strict=True)], apart[place], at)
    shown = [place for place in range(len(body.lines)) if told[place] and any(body.lines[place].pairs)]
    wanted = []
    for place in shown:
        last = next(pair for pair in reversed(body.lines[place].pairs) if pair)
        wanted.append(at(sum(last) / 2 + apart[place]))
    end = places[-1] if many > 1 else x0
    for place, want, got in zip(shown, wanted, spaced(wanted, 10.5, top + 4, bottom - 4), strict=True):
        line = body.lines[place]
        if abs(want - got) > 1:
            pen.line(end + 5, want, end + 13, got, LIGHT.line, 0.4)
        text = shorten(titled(body, line), pen.width - end - 16, TEXT, bold=line.own)
        pen.words(end + 15, got + TEXT * 0.36, text, TEXT, _colour(line), bold=line.own)
    return bottom


def _colour(line: Slope) -> str:
    return (
        LIGHT.accent
        if line.change == "improved"
        else LIGHT.ink
        if line.change == "worsened" or line.own
        else LIGHT.muted
    )


def _line(pen: Pen, line: Slope, points: list[tuple[float, Pair | None]], offset: float, at: object) -> None:
    assert callable(at)
    colour = _colour(line)
    plain = LIGHT.line if colour == LIGHT.muted else colour
    thick = 2.5 if line.own else 1.5 if line.change in ("improved", "worsened") else 0.9
    there = [(x, pair) for x, pair in points if pair]
    for (xa, a), (xb, b) in pairwise(there):
        if a.known and b.known:
            pen.line(xa, at(a.lower + offset), xb, at(b.lower + offset), plain, thick)
        else:
            # Between bounds the line may run anywhere between these two.
            pen.line(xa, at(a.lower + offset), xb, at(b.lower + offset), plain, thick * 0.4)
            pen.line(xa, at(a.upper + offset), xb, at(b.upper + offset), plain, thick * 0.4)
    r = 3.4 if line.own else 2.4
    for x, pair in there:
        if pair.known:
            pen.disc(x, at(pair.lower + offset), r, plain, LIGHT.page, 0.5)
        else:
            pen.line(x, at(pair.lower + offset), x, at(pair.upper + offset), plain, 1.2)
            for level in pair:
                pen.disc(x, at(level + offset), r, LIGHT.page, plain, 1.1)
