"""Lines over rounds: how far each keeps from its neighbours at one level, and which of them are named."""

from __future__ import annotations

from collections.abc import Sequence

from diagnostic.charts.spec import Slope, Slopes

#: More lines than this are not all named: then only the own one and those that moved for certain.
ALL_NAMED = 14
#: How far, in levels, the outermost lines stand from the level itself.
_REACH = 0.3


def offsets(body: Slopes) -> tuple[float, ...]:
    """Return a fixed distance from the level for each line, so that level lines stay level and all are seen."""
    n = len(body.lines)
    if n < 2:
        return (0.0,) * n
    apart = min(0.12, 2 * _REACH / (n - 1))
    order = sorted(range(n), key=lambda place: (_middle(body.lines[place]), place))
    found = [0.0] * n
    for rank, place in enumerate(order):
        found[place] = (rank - (n - 1) / 2) * apart
    return tuple(found)


def _middle(line: Slope) -> tuple[float, float]:
    there = [pair for pair in line.pairs if pair is not None]
    if not there:
        return (0.0, 0.0)
    # Those that end higher stand higher, then those that began higher: fewer lines cross.
    return (sum(there[-1]) / 2, sum(there[0]) / 2)


def named(body: Slopes) -> tuple[bool, ...]:
    """Return which lines carry their name at the right."""
    if len(body.lines) <= ALL_NAMED:
        return tuple(any(line.pairs) for line in body.lines)
    moved = tuple(line.own or line.change in ("improved", "worsened") for line in body.lines)
    if sum(moved) <= 2 * ALL_NAMED:
        return moved
    return tuple(line.own for line in body.lines)


def titled(body: Slopes, line: Slope) -> str:
    """Return the name that stands at the right of a line, with the round in which it ended where others go on."""
    last = max((place for place, pair in enumerate(line.pairs) if pair), default=len(body.rounds) - 1)
    return line.label if last == len(body.rounds) - 1 else f"{line.label}, to {body.rounds[last]}"


def spaced(wanted: Sequence[float], apart: float, low: float, high: float) -> tuple[float, ...]:
    """Return places near the wanted ones, at least ``apart`` from each other, between ``low`` and ``high``."""
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    if not order:
        return ()
    apart = min(apart, (high - low) / max(1, len(order) - 1))
    found = [0.0] * len(wanted)
    last = low - apart
    for place in order:
        last = max(last + apart, wanted[place], low)
        found[place] = last
    # Push back from the end what was driven beyond it.
    limit = high
    for place in reversed(order):
        found[place] = min(found[place], limit)
        limit = found[place] - apart
    return tuple(found)
