"""The specification of a chart of tracks: rows of a scale from 1 to 5, with marks on them. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from diagnostic.scoring.outcomes import Pair

Style = Literal["dimension", "customs", "police", "agreed"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Bounds on a track. A point is drawn filled, bounds hollow and joined, withheld bounds dotted."""

    pair: Pair
    style: Style = "dimension"
    withheld: bool = False
    label: str = ""


class Span(NamedTuple):
    """Bounds of a statistic, which may fall between two levels."""

    lower: float
    upper: float

    @property
    def known(self) -> bool:
        """Whether both bounds agree."""
        return self.lower == self.upper


@dataclass(frozen=True, slots=True)
class Spread:
    """Where the middle half of ``n`` peers stands: lower quartile, median and upper quartile, each with bounds."""

    low: Span
    median: Span
    high: Span
    n: int


@dataclass(frozen=True, slots=True)
class Row:
    """A track. ``reading`` says in words what the marks show; ``typical`` is drawn where it differs.

    ``spread``: the peers, drawn behind the marks. ``joined``: whether a bar joins two agencies that stand apart; not
    where each speaks for itself.
    """

    id: str
    label: str
    reading: str
    marks: tuple[Mark, ...]
    typical: Pair | None = None
    spread: Spread | None = None
    joined: bool = True


@dataclass(frozen=True, slots=True)
class Tracks:
    """A chart. ``ends`` name levels 1 and 5; ``alt`` says in words what the chart shows."""

    rows: tuple[Row, ...]
    ends: tuple[str, str]
    alt: str
