"""How bars part at a level: where each segment begins and ends, as shares of its row. The same for every renderer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from diagnostic.charts.spec import LEVELS, Share, Shares


@dataclass(frozen=True, slots=True)
class Parting:
    """The room that the widest rows need: below the divide, above it, and for what cannot be told."""

    divide: int
    below: float
    above: float
    unknown: float

    @property
    def total(self) -> float:
        """Return the whole width."""
        return self.below + self.above + self.unknown

    def segments(self, row: Share) -> Iterator[tuple[int, float, float]]:
        """Yield level, start and end of each segment that is not empty; the divide is zero."""
        if not row.n:
            return
        end = 0.0
        for level in reversed(LEVELS[: self.divide - 1]):
            start = end - row.counts[level - 1] / row.n
            if start < end:
                yield level, start, end
            end = start
        start = 0.0
        for level in LEVELS[self.divide - 1 :]:
            end = start + row.counts[level - 1] / row.n
            if end > start:
                yield level, start, end
            start = end


def parting(body: Shares) -> Parting:
    """Return the room that the rows of a chart need. A side that no row needs keeps room for its words."""
    shown = [row for row in body.rows if row.n]
    return Parting(
        body.divide,
        max([0.25, *(sum(row.counts[: body.divide - 1]) / row.n for row in shown)]),
        max([0.3, *(row.at_least(body.divide) / row.n for row in shown)]),
        max([0.0, *(row.unknown / row.n for row in shown)]),
    )
