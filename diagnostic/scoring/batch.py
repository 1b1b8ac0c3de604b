"""The batch engine: many assessments at once, equal figure for figure to the readable `reference`.

It knows no questionnaire; everything comes from an instrument and its policy:

    plan = Plan.of(instrument, policy)
    customs, police = encode(plan, ...), encode(plan, ...)
    score(plan, customs).continuum_lower          # one voice, as claimed
    score_joint(plan, customs, police, view="evidenced")
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diagnostic.scoring.batch_codes import (
    AUTHORITY_BIT,
    MISSING,
    NOT_APPLICABLE,
    PROHIBITED,
    UNKNOWN_AUTHORITY,
    Codes,
    Matrix,
    Plan,
    encode,
)
from diagnostic.scoring.batch_items import Flags, apart, together
from diagnostic.scoring.outcomes import VIEWS, View

__all__ = [
    "AUTHORITY_BIT",
    "CHUNK",
    "MISSING",
    "NOT_APPLICABLE",
    "PROHIBITED",
    "UNKNOWN_AUTHORITY",
    "Batch",
    "Codes",
    "Plan",
    "encode",
    "score",
    "score_joint",
]

#: Assessments per pass. Shorter passes are mostly calls, longer ones leave the cache: measured, not derived.
CHUNK = 16_384

Counts = NDArray[np.unsignedinteger[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """The results of n assessments under a plan with d dimensions.

    Bounds are int8 levels 1 to 5: of the continuum (n,), of each dimension (d, n), in the order of
    ``dimensions``. ``answered`` and ``applicable`` count rated items (d, n), unsigned. ``withheld`` (d, n):
    only the bounds may be shown. A dimension without an applicable item has 0 everywhere and is not withheld.
    """

    dimensions: tuple[str, ...]
    continuum_lower: Matrix
    continuum_upper: Matrix
    lower: Matrix
    upper: Matrix
    typical_lower: Matrix
    typical_upper: Matrix
    answered: Counts
    applicable: Counts
    withheld: Flags

    @property
    def n(self) -> int:
        """How many assessments there are."""
        return len(self.continuum_lower)


def score(plan: Plan, codes: Codes, view: View = "claimed", *, chunk: int = CHUNK) -> Batch:
    """Return the results of one voice in many assessments.

    Raises:
        ValueError: the codes belong to another plan, the view does not exist, or ``chunk`` is below 1.
    """
    _check(plan, view, chunk, codes)
    return _in_chunks(plan, codes.n, chunk, lambda columns: (apart(plan, codes.part(columns), view), None))


def score_joint(
    plan: Plan,
    customs: Codes,
    police: Codes,
    agreed: Codes | None = None,
    view: View = "claimed",
    *,
    chunk: int = CHUNK,
) -> Batch:
    """Return the joint results of many pairs of agencies; column by column the codes are of one pair.

    A voice that is absent from an assessment counts as one that answered nothing. Whether a pair may have a
    joint result at all (both agencies, or an agreed voice, are present) is for the caller to know.

    Raises:
        ValueError: as `score`, or the voices have different numbers of assessments.
    """
    present = (customs, police) if agreed is None else (customs, police, agreed)
    _check(plan, view, chunk, *present)
    if len({codes.n for codes in present}) > 1:
        raise ValueError(f"the voices have {', '.join(str(codes.n) for codes in present)} assessments")

    def items(columns: slice) -> tuple[Matrix, Matrix]:
        agreement = None if agreed is None else agreed.part(columns)
        return together(plan, (customs.part(columns), police.part(columns)), agreement, view)

    return _in_chunks(plan, customs.n, chunk, items)


def _check(plan: Plan, view: str, chunk: int, *voices: Codes) -> None:
    wanted = (len(plan.items), len(plan.powers))
    for codes in voices:
        if (shape := (codes.levels.shape[0], codes.authority.shape[0])) != wanted:
            raise ValueError(f"the codes have {shape} rows of items and powers, the plan has {wanted}")
    if view not in VIEWS:
        raise ValueError(f"unknown view '{view}'")
    if chunk < 1:
        raise ValueError(f"a chunk of {chunk} assessments")


def _in_chunks(plan: Plan, n: int, chunk: int, items: Callable[[slice], tuple[Matrix, Matrix | None]]) -> Batch:
    """Fill a batch. ``items`` gives level codes of some columns: lowers and, where they differ, uppers."""
    sides = (len(plan.dimensions), n)
    counted = np.min_scalar_type(plan.largest)
    batch = Batch(
        dimensions=plan.dimensions,
        continuum_lower=np.empty(n, np.int8),
        continuum_upper=np.empty(n, np.int8),
        lower=np.empty(sides, np.int8),
        upper=np.empty(sides, np.int8),
        typical_lower=np.empty(sides, np.int8),
        typical_upper=np.empty(sides, np.int8),
        answered=np.empty(sides, counted),
        applicable=np.empty(sides, counted),
        withheld=np.empty(sides, np.bool_),
    )
    work = _Work(plan, min(n, chunk))
    for start in range(0, n, chunk):
        columns = slice(start, min(start + chunk, n))
        lower, upper = items(columns)
        _continuum(plan, lower, upper, batch, columns)
        work.dimensions(lower, upper, batch, columns)
    return batch


def _continuum(plan: Plan, lower: Matrix, upper: Matrix | None, batch: Batch, columns: slice) -> None:
    """Write the highest level whose requirements, and those of all below, hold: for sure, and possibly."""
    surely, possibly = (np.ones(lower.shape[1], np.bool_) for _ in range(2))
    reached, reachable = batch.continuum_lower[columns], batch.continuum_upper[columns]
    reached[...] = reachable[...] = 1
    for level in (2, 3, 4, 5):
        for need in plan.requirements:
            if need.level != level:
                continue
            low = lower[need.row]
            # Whatever applies has at least level 1, also where its code lies below.
            sure = low >= need.at_least if need.at_least > 1 else low != NOT_APPLICABLE
            possible = sure | (low == MISSING if upper is None else upper[need.row] >= need.at_least)
            if plan.waive:
                sure, possible = sure | (low == NOT_APPLICABLE), possible | (low == NOT_APPLICABLE)
            surely &= sure
            possibly &= possible
        reached += surely
        reachable += possibly


class _Work:
    """From items to dimensions, by counting: no sorting, no branching, memory that is allotted once.

    With c(v) items at or below level v out of m that apply, the weakest item is the smallest v with c(v) > 0,
    and the lower median the smallest v with 2 c(v) >= m. So each bound is 1 plus the number of levels 1 to 4
    that fall short. c(v) as counted includes the items left out, whose code lies below all levels.
    """

    def __init__(self, plan: Plan, width: int) -> None:
        sides = len(plan.dimensions)
        # Twice a count must fit, in the comparison for the median.
        count = np.min_scalar_type(2 * plan.largest)
        self._plan = plan
        self._flags = np.empty((plan.largest, width), np.bool_)
        self._fall_short = np.empty((4, sides, width), np.bool_)
        self._at_most = np.empty((4, sides, width), count)
        self._missing, self._left_out = (np.empty((sides, width), count) for _ in range(2))
        self._items = np.array([[end - start] for start, end in plan.spans], count).reshape(sides, 1)
        share = plan.withheld_below
        self._exact = np.min_scalar_type(plan.largest * max(share.numerator, share.denominator))

    def dimensions(self, lower: Matrix, upper: Matrix | None, batch: Batch, columns: slice) -> None:
        """Write everything about dimensions for the columns that ``lower`` and ``upper`` stand for."""
        width = lower.shape[1]
        missing, left_out = self._missing[:, :width], self._left_out[:, :width]
        at_most = self._at_most[:, :, :width]
        self._count(np.equal, lower, MISSING, missing)
        self._count(np.equal, lower, NOT_APPLICABLE, left_out)
        applicable, answered = batch.applicable[:, columns], batch.answered[:, columns]
        np.subtract(self._items, left_out, out=applicable, casting="same_kind")
        np.subtract(applicable, missing, out=answered, casting="same_kind")
        self._levels(lower, at_most)
        self._bounds(at_most, left_out, batch.lower[:, columns], batch.typical_lower[:, columns])
        if upper is None:
            # What is missing may be a 5, so that it is at or below none of the levels 1 to 4.
            at_most -= missing
        else:
            self._levels(upper, at_most)
        self._bounds(at_most, left_out, batch.upper[:, columns], batch.typical_upper[:, columns])
        share = self._plan.withheld_below
        said = np.multiply(answered, share.denominator, dtype=self._exact)
        wanted = np.multiply(applicable, share.numerator, dtype=self._exact)
        np.less(said, wanted, out=batch.withheld[:, columns])
        batch.withheld[:, columns] &= batch.lower[:, columns] < batch.upper[:, columns]

    def _levels(self, codes: Matrix, out: Counts) -> None:
        for level in (1, 2, 3, 4):
            self._count(np.less_equal, codes, level, out[level - 1])

    def _count(self, compare: np.ufunc, codes: Matrix, value: int, out: Counts) -> None:
        """Count, by dimension, the rated items whose code compares true."""
        for side, (start, end) in enumerate(self._plan.spans):
            flags = self._flags[: end - start, : codes.shape[1]]
            compare(codes[start:end], value, out=flags)
            np.add.reduce(flags.view(np.uint8), axis=0, dtype=out.dtype, out=out[side])

    def _bounds(self, at_most: Counts, left_out: Counts, weakest: Matrix, typical: Matrix) -> None:
        short = self._fall_short[:, :, : at_most.shape[2]]
        applies = left_out < self._items
        for bound in (weakest, typical):
            if bound is weakest:
                np.equal(at_most, left_out, out=short)
            else:
                np.less(at_most * 2, self._items + left_out, out=short)
            np.add.reduce(short.view(np.int8), axis=0, dtype=np.int8, out=bound)
            bound += 1
            bound *= applies
