"""Two measures of agreement beyond chance, each with an interval: Krippendorff’s alpha and Gwet’s AC2.

A unit is what was judged, given as the values of its observers, in any order, None where one said nothing.
Values are numbers. Nothing here knows of agencies.

Sources: K. Krippendorff, "Computing Krippendorff’s Alpha-Reliability", University of Pennsylvania, 2011;
K. L. Gwet, "Computing inter-rater reliability and its variance in the presence of high agreement", British
Journal of Mathematical and Statistical Psychology 61 (2008), 29–48, and "Handbook of Inter-Rater Reliability",
4th edition, 2014, for weights and missing values; B. Efron and R. J. Tibshirani, "An Introduction to the
Bootstrap", 1993, for the percentile interval.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

Metric = Literal["nominal", "ordinal", "interval", "ratio"]
Weights = Literal["nominal", "ordinal", "linear", "quadratic"]
Units = Sequence[Sequence[float | None]]

Floats = NDArray[np.float64]

#: Resamples of the bootstrap, and its seed: the same answers always have the same interval.
RESAMPLES = 2_000
_SEED = 2011
#: An interval of 95% leaves out this share; where more resamples than that have no alpha, there is no interval.
_LEFT_OUT = 0.05
#: Below this a spread is nothing but rounding.
_NO_SPREAD = 1e-12


@dataclass(frozen=True, slots=True)
class Figure:
    """A coefficient and its 95% interval. ``interval`` is None where the units do not show how far it may vary."""

    value: float
    interval: tuple[float, float] | None


def krippendorff(units: Units, metric: Metric = "ordinal") -> Figure | None:
    """Return Krippendorff’s alpha, or None where it is undefined: fewer than two units with two values, or all
    values the same.

    alpha = 1 − Do / De. Do is the mean squared difference within units, over the coincidences o_ck: every ordered
    pair of values in a unit of m values counts 1/(m − 1). De is that of all values at random: n_c n_k/(n − 1),
    with n_c how often value c stands in a pair and n their sum. Squared differences between c and k:

    - nominal: 0 where they are equal, else 1;
    - ordinal: (sum of n_g over g from c to k, less (n_c + n_k)/2)², in other words of mid-ranks;
    - interval: (c − k)²;
    - ratio: ((c − k)/(c + k))².

    The interval runs from the 2.5th to the 97.5th percentile of 2,000 resamples of the units, drawn with a fixed
    seed, each with its own Do and De. It rests on the units being independent, and on these units standing for
    all that might have been asked; with few units it is too narrow. Resamples whose values are all the same have
    no alpha and are left out. There is no interval where they exceed 5%, or where all resamples give the same.

    Raises:
        ValueError: the metric is unknown, or a value is negative under the metric "ratio".
    """
    if metric not in get_args(Metric):
        raise ValueError(f"unknown metric '{metric}'")
    values, counts = _counts([unit for unit in units if sum(value is not None for value in unit) > 1])
    if len(counts) < 2 or len(values) < 2:
        return None
    if metric == "ratio" and values[0] < 0:
        raise ValueError("the metric 'ratio' takes no negative values")
    # Units of the same values are drawn together, in an order that owes nothing to that of units or observers.
    kinds, times = np.unique(counts, axis=0, return_counts=True)
    sizes = kinds.sum(axis=1)
    pairs = kinds[:, :, None] * kinds[:, None, :] - kinds[:, :, None] * np.eye(len(values))
    coincidences = (pairs / (sizes - 1)[:, None, None]).reshape(len(kinds), -1)
    difference = _difference(metric, values)
    value = _alpha(times[None, :] @ coincidences, times[None, :] @ kinds, difference)[0]
    drawn = np.random.default_rng(_SEED).multinomial(len(counts), times / len(counts), size=RESAMPLES).astype(float)
    resampled = _alpha(drawn @ coincidences, drawn @ kinds, difference)
    return Figure(float(value), _percentiles(resampled[~np.isnan(resampled)]))


def gwet(units: Units, categories: Sequence[float] | None = None, weights: Weights = "ordinal") -> Figure | None:
    """Return Gwet’s AC2, or AC1 with nominal weights; None where fewer than two units have two values, or there is
    but one category.

    ``categories``: the q values that could have been given, in order; by default those that were.

    AC2 = (pa − pe)/(1 − pe). pa is the mean over the units with at least two values of the weighted share of
    agreeing pairs, sum of r_ik (r*_ik − 1)/(r_i (r_i − 1)) with r*_ik the sum of w_kl r_il. pe is
    T_w/(q (q − 1)) times the sum of π_k (1 − π_k), with T_w the sum of all weights and π_k the mean over all units
    of r_ik/r_i. Weights between the categories in places k and l:

    - nominal: 1 where they are equal, else 0;
    - ordinal: 1 − C(|k − l| + 1, 2)/C(q, 2);
    - linear: 1 − |x_k − x_l|/(x_q − x_1), of the values x themselves;
    - quadratic: 1 − (x_k − x_l)²/(x_q − x_1)².

    AC2 is at most 1. When answers are far apart and weights are mild it may fall below −1.

    The interval is the value ± t · s, with t of n − 1 degrees of freedom and s² Gwet’s variance over units (2008; 2014
    for weights and missing values). It is cut off at 1, and at −1 or the value if that lies lower. There is none where
    units do not vary at all.

    Raises:
        ValueError: the weights are unknown, or a value is none of the categories.
    """
    if weights not in get_args(Weights):
        raise ValueError(f"unknown weights '{weights}'")
    said = [unit for unit in units if any(value is not None for value in unit)]
    values, counts = _counts(said, categories)
    n, q = counts.shape
    sizes = counts.sum(axis=1)
    paired = sizes > 1
    if paired.sum() < 2 or q < 2:
        return None
    weight = _weights(weights, values)
    shares = counts / sizes[:, None]
    prevalence = shares.mean(axis=0)
    scale = float(weight.sum()) / (q * (q - 1))
    chance = scale * float((prevalence * (1 - prevalence)).sum())
    agreeing = (counts * (counts @ weight - 1)).sum(axis=1) / np.maximum(sizes * (sizes - 1), 1)
    observed = float(agreeing[paired].mean())
    value = (observed - chance) / (1 - chance)
    # Each unit’s own part: what its agreement, and what its values by way of chance, add to the coefficient.
    own = np.where(paired, n / paired.sum() * (agreeing - chance) / (1 - chance), 0.0)
    by_chance = 2 * (1 - value) * (scale * (shares @ (1 - prevalence)) - chance) / (1 - chance)
    spread = math.sqrt(float(((own - by_chance - value) ** 2).sum()) / (n * (n - 1)))
    if spread < _NO_SPREAD:
        return Figure(value, None)
    reach = student(n - 1) * spread
    return Figure(value, (max(min(-1.0, value), value - reach), min(1.0, value + reach)))


def student(freedom: int, share: float = 0.95) -> float:
    """Return t such that this share of Student’s distribution lies between −t and t.

    From the exact finite series for whole degrees of freedom (M. Abramowitz and I. A. Stegun, "Handbook of
    Mathematical Functions", 26.7.3 and 26.7.4) in the angle whose tangent is t/√freedom, by bisection.

    Raises:
        ValueError: there is no degree of freedom.
    """
    if freedom < 1:
        raise ValueError(f"{freedom} degrees of freedom")

    def within(angle: float) -> float:
        sine, cosine = math.sin(angle), math.cos(angle)
        odd = freedom % 2
        term = cosine if odd else 1.0
        total = 0.0
        for step in range(odd, freedom - 1, 2):
            total += term
            term *= (step + 1) / (step + 2) * cosine**2
        return 2 / math.pi * (angle + sine * total) if odd else sine * total

    low, high = 0.0, math.pi / 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if within(middle) < share else (low, middle)
    return math.sqrt(freedom) * math.tan((low + high) / 2)


def _counts(units: Units, categories: Sequence[float] | None = None) -> tuple[Floats, Floats]:
    """Return the values there are, in order, and how often each stands in each unit, the units in order of these."""
    said = [[float(value) for value in unit if value is not None] for unit in units]
    known = sorted({value for unit in said for value in unit} if categories is None else {*categories})
    place = {value: index for index, value in enumerate(known)}
    counts = np.zeros((len(said), len(known)))
    for row, unit in enumerate(said):
        for value in unit:
            if value not in place:
                raise ValueError(f"{value:g} is none of the categories")
            counts[row, place[value]] += 1
    return np.array(known, float), counts[np.lexsort(counts.T)] if counts.size else counts


Difference = Callable[[Floats], Floats]


def _difference(metric: Metric, values: Floats) -> Difference:
    """Return what gives the squared differences of all pairs of values, from how often each stands in a pair."""
    column, row = values[:, None], values[None, :]
    if metric == "ordinal":

        def ranked(totals: Floats) -> Floats:
            middle = np.cumsum(totals, axis=1) - totals / 2
            return np.asarray((middle[:, :, None] - middle[:, None, :]) ** 2)

        return ranked
    if metric == "nominal":
        fixed = (column != row).astype(float)
    elif metric == "interval":
        fixed = (column - row) ** 2
    else:
        sums = column + row
        fixed = ((column - row) / np.where(sums == 0, 1, sums)) ** 2
    return lambda totals: np.broadcast_to(fixed, (len(totals), *fixed.shape))


def _alpha(coincidences: Floats, totals: Floats, difference: Difference) -> Floats:
    """Return alpha for each row of coincidences and of how often each value stands in a pair; else not a number."""
    apart = difference(totals)
    observed = (coincidences.reshape(apart.shape) * apart).sum(axis=(1, 2))
    expected = (totals[:, :, None] * totals[:, None, :] * apart).sum(axis=(1, 2)) / (totals.sum(axis=1) - 1)
    defined = expected > 0
    return np.where(defined, 1 - observed / np.where(defined, expected, 1), np.nan)


def _percentiles(resampled: Floats) -> tuple[float, float] | None:
    if len(resampled) < (1 - _LEFT_OUT) * RESAMPLES or np.ptp(resampled) < _NO_SPREAD:
        return None
    low, high = np.quantile(resampled, (_LEFT_OUT / 2, 1 - _LEFT_OUT / 2))
    return float(low), float(high)


def _weights(weights: Weights, values: Floats) -> Floats:
    q = len(values)
    if weights == "nominal":
        return np.eye(q)
    if weights == "ordinal":
        steps = np.abs(np.arange(q)[:, None] - np.arange(q)[None, :])
        return np.asarray(1 - steps * (steps + 1) / (q * (q - 1)))
    apart = np.abs(values[:, None] - values[None, :]) / (values[-1] - values[0])
    return np.asarray(1 - (apart if weights == "linear" else apart**2))
