"""Figures of a group that hold: quantiles that are levels, shares with bounds, a place in the spread.

Three kinds of uncertainty are kept apart and never added up:

- *missing answers* make a level a pair of bounds. Every figure is worked out once with lowers and once with uppers;
- *sampling* matters where the group stands for others that did not take part. Intervals rest on the order of the
  values alone and exist only where the group is large enough (median from 6, quartiles from 11, deciles from 29);
- *method*: what another rule would say. See `sensitivity`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np

from diagnostic import wording
from diagnostic.benchmarking.panel import Matrix, Measured
from diagnostic.scoring.outcomes import Pair

#: How quantiles are defined, for the small print under a chart.
DEFINITION = (
    "A quantile is always a level that some administration has: with the values in order, the median of n is the "
    "value at place n/2, the lower quartile at n/4, the upper at 3n/4, each rounded up to a whole place."
)
CONFIDENCE = Fraction(95, 100)
MEDIAN, LOWER_QUARTILE, UPPER_QUARTILE = Fraction(1, 2), Fraction(1, 4), Fraction(3, 4)
LOWEST_DECILE, HIGHEST_DECILE = Fraction(1, 10), Fraction(9, 10)
LEVELS = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Sampling:
    """An interval for a quantile of all that the group stands for, from the values at two places in the order.

    ``lowers`` and ``uppers``: the interval worked out with lowers and with uppers. ``coverage``: how often such an
    interval holds the quantile, at least.
    """

    lowers: Pair
    uppers: Pair
    ranks: tuple[int, int]
    coverage: float


@dataclass(frozen=True, slots=True)
class Quantile:
    """A quantile of a group. ``pair``: its bounds from missing answers. ``sampling``: None where n is too small,
    or where the group is all there is.
    """

    share: Fraction
    pair: Pair
    sampling: Sampling | None


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a group are at a level, and at it or above: certainly, and possibly."""

    level: int
    certainly: int
    possibly: int
    at_least_certainly: int
    at_least_possibly: int


@dataclass(frozen=True, slots=True)
class Spread:
    """Figures of one measure of a group of n. ``known``: how many have a level rather than bounds."""

    n: int
    known: int
    lower_quartile: Quantile
    median: Quantile
    upper_quartile: Quantile
    shares: tuple[Share, ...]
    lowest: Pair
    highest: Pair

    @property
    def quartiles(self) -> tuple[Pair, Pair, Pair]:
        """The bounds of lower quartile, median and upper quartile."""
        return self.lower_quartile.pair, self.median.pair, self.upper_quartile.pair


def place(n: int, share: Fraction) -> int:
    """Return the place of a quantile among n values in order, from 1; see DEFINITION."""
    return max(1, math.ceil(n * share))


@lru_cache(maxsize=4096)
def ranks(n: int, share: Fraction, confidence: Fraction = CONFIDENCE) -> tuple[int, int, float] | None:
    """Return the places of the two values between which a quantile lies with a confidence, and the coverage.

    The number of values below the quantile is binomial whatever the values are distributed like; of all intervals
    that cover enough, this is the shortest. None where even the whole range covers too little.
    """
    if n < 2:
        return None
    p = float(share)
    logs = [
        math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * math.log(p) + (n - k) * math.log1p(-p)
        for k in range(n + 1)
    ]
    chance = [math.exp(log) for log in logs]
    # Between the values at places r and s lie the outcomes r to s - 1; the ends 0 and n lie outside every interval.
    low = high = min(max(round(n * p), 1), n - 1)
    covered = chance[low]
    while covered < confidence and (low > 1 or high < n - 1):
        below = chance[low - 1] if low > 1 else -1.0
        above = chance[high + 1] if high < n - 1 else -1.0
        if below > above:
            low -= 1
            covered += below
        else:
            high += 1
            covered += above
    return (low, high + 1, covered) if covered >= confidence else None


def quantile(lower: Matrix, upper: Matrix, share: Fraction, *, sample: bool = True) -> Quantile:
    """Return a quantile of bounds. ``sample``: whether the group stands for others."""
    return _quantile(np.sort(lower), np.sort(upper), share, sample)


def _quantile(lower: Matrix, upper: Matrix, share: Fraction, sample: bool) -> Quantile:
    at = place(len(lower), share) - 1
    found = ranks(len(lower), share) if sample else None
    interval = None
    if found is not None:
        first, last, coverage = found
        interval = Sampling(
            Pair(int(lower[first - 1]), int(lower[last - 1])),
            Pair(int(upper[first - 1]), int(upper[last - 1])),
            (first, last),
            coverage,
        )
    return Quantile(share, Pair(int(lower[at]), int(upper[at])), interval)


def spread(measured: Measured, *, sample: bool = True) -> Spread | None:
    """Return the figures of a group, None where nobody has the measure.

    ``sample``: False where the group is all there is, so that sampling leaves nothing open.
    """
    if not measured.n:
        return None
    lower, upper = np.sort(measured.lower), np.sort(measured.upper)
    first, middle, third = (
        _quantile(lower, upper, share, sample) for share in (LOWER_QUARTILE, MEDIAN, UPPER_QUARTILE)
    )
    return Spread(
        n=measured.n,
        known=int((measured.lower == measured.upper).sum()),
        lower_quartile=first,
        median=middle,
        upper_quartile=third,
        shares=shares(measured.lower, measured.upper),
        lowest=Pair(int(lower[0]), int(upper[0])),
        highest=Pair(int(lower[-1]), int(upper[-1])),
    )


def shares(lower: Matrix, upper: Matrix) -> tuple[Share, ...]:
    """Return, for levels 1 to 5, how many are there certainly and possibly."""
    return tuple(
        Share(
            level,
            int(((lower == level) & (upper == level)).sum()),
            int(((lower <= level) & (upper >= level)).sum()),
            int((lower >= level).sum()),
            int((upper >= level).sum()),
        )
        for level in LEVELS
    )


#: Places in a spread, from the bottom; what is said of each. Odd ones are the quartiles themselves.
_PLACES = (
    "below the lower quartile",
    "at the lower quartile",
    "between the lower quartile and the median",
    "at the median",
    "between the median and the upper quartile",
    "at the upper quartile",
    "above the upper quartile",
)
#: The same as the beginning and the end of a range.
_FROM = (
    "below the lower quartile",
    "the lower quartile",
    "above the lower quartile",
    "the median",
    "above the median",
    "the upper quartile",
    "above the upper quartile",
)
_TO = (*_FROM[:2], "below the median", "the median", "below the upper quartile", *_FROM[5:])
_AROUND_MEDIAN = {0: "below the median", 3: "at the median", 6: "above the median"}


@dataclass(frozen=True, slots=True)
class Position:
    """Where one administration stands among its peers: from the lowest place it may have to the highest.

    Places count from 0, below the lower quartile, to 6, above the upper one; 3 is the median.
    """

    lowest: int
    highest: int
    n: int
    sentence: str


def position(own: Pair, peers: Spread, *, quartiles: bool = True) -> Position:
    """Return where a level stands in the spread of its peers, never as a rank.

    ``quartiles``: whether the peers are enough to show quartiles; else only the median is named.
    """
    low_q, mid_q, high_q = peers.quartiles
    if quartiles:
        lowest = _place(own.lower, low_q.upper, mid_q.upper, high_q.upper)
        highest = _place(own.upper, low_q.lower, mid_q.lower, high_q.lower)
        words = dict(enumerate(_PLACES))
    else:
        lowest, highest = _beside(own.lower, mid_q.upper), _beside(own.upper, mid_q.lower)
        words = _AROUND_MEDIAN
    among = f"of {wording.count(peers.n, 'peer')}"
    if lowest == highest:
        sentence = f"{words[lowest]} {among}"
    elif (lowest, highest) == (min(words), max(words)):
        sentence = f"cannot be placed among {wording.count(peers.n, 'peer')}: the bounds leave every place open"
    else:
        start = _FROM[lowest] if quartiles or lowest else "below the median"
        end = _TO[highest] if quartiles or highest == 3 else "above the median"
        sentence = f"anywhere from {start} to {end} {among}"
    if quartiles and lowest == highest == 3 and low_q.known and low_q == high_q:
        sentence = f"at the level of the middle half {among}"
    return Position(lowest, highest, peers.n, sentence)


def _place(level: int, first: int, middle: int, third: int) -> int:
    """Return the place of a level. Where quartiles coincide, the middle one names the place."""
    if level == middle:
        return 3
    if level < middle:
        return 0 if level < first else 1 if level == first else 2
    return 6 if level > third else 5 if level == third else 4


def _beside(level: int, middle: int) -> int:
    return 0 if level < middle else 3 if level == middle else 6
