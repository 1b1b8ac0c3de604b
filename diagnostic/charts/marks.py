"""Where the marks of two agencies go on one track, the same for every renderer."""

from __future__ import annotations

from diagnostic.charts.tracks import Row
from diagnostic.scoring.outcomes import Pair


def equal(row: Row) -> Pair | None:
    """Return the level at which customs and police stand together: drawn as a circle inside a square."""
    found = {mark.style: mark.pair for mark in row.marks}
    if "customs" in found and "police" in found and found["customs"] == found["police"] and found["customs"].known:
        return found["customs"]
    return None


def connected(row: Row) -> tuple[int, int] | None:
    """Return the ends of the bar between two known marks that stand apart."""
    found = {mark.style: mark.pair for mark in row.marks}
    if not row.joined or "customs" not in found or "police" not in found:
        return None
    one, other = found["customs"], found["police"]
    if not (one.known and other.known) or one == other:
        return None
    return min(one.lower, other.lower), max(one.lower, other.lower)


def dodged(row: Row) -> tuple[float, ...]:
    """Return how far each mark stands below its track, so that none hides another: 0 on it, 1 a mark's height.

    Marks whose bounds overlap those of an earlier one step down; equal known levels stay together.
    """
    together = equal(row)
    places: list[tuple[Pair, float]] = []
    offsets = []
    for mark in row.marks:
        offset = 0.0
        if not (together and mark.style in ("customs", "police")):
            while any(offset == at and _meet(mark.pair, pair) for pair, at in places):
                offset += 1
        places.append((mark.pair, offset))
        offsets.append(offset)
    # Centred on the track, so that a row of two reads as one.
    shift = (max(offsets, default=0.0)) / 2 if not (together or connected(row)) else 0.0
    return tuple(offset - shift for offset in offsets)


def depth(row: Row) -> float:
    """Return how far the marks of a row reach down from the highest: 0 where all stand on the track."""
    offsets = dodged(row)
    return max(offsets, default=0.0) - min(offsets, default=0.0)


def _meet(one: Pair, other: Pair) -> bool:
    return one.lower <= other.upper and other.lower <= one.upper
