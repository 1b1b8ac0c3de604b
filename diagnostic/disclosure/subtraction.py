"""What can be worked out from figures of groups that overlap.

Counts add up, so who sees counts of several groups also knows every sum and difference of them, with any factors.
A group is found out when some such combination leaves fewer than a minimum of members in play. Each group is a row
of zeros and ones over its members; members that are in the same groups always come together and form one *atom*.
The question is then whether the rows span a vector, other than zero, that differs from zero on few members only.

A vector lies in the span when everything orthogonal to the span is orthogonal to it. So with one column of numbers
per atom (a basis of what is orthogonal to the rows), a few atoms are found out exactly when their columns are
linearly dependent. Numbers are counted modulo a prime: what depends over the fractions depends modulo a prime too,
so that nothing is overlooked; the reverse fails so rarely that a figure withheld for it is no loss.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

_PRIME = 2**31 - 1
#: Above so many small atoms the search would keep people waiting.
MOST_ATOMS = 100

Numbers = NDArray[np.int64]
Group = Collection[str]


class TooMany(Exception):
    """So many groups overlap that what they reveal together cannot be found in time."""


def found_out(groups: Sequence[Group], minimum: int) -> bool:
    """Return whether figures of these groups, combined in any way, say something of 1 to ``minimum`` - 1 members.

    Raises:
        TooMany: the groups overlap in too many ways.
    """
    rows, weights = _atoms(groups)
    small = np.flatnonzero(weights < minimum)
    if not small.size:
        return False
    if small.size > MOST_ATOMS:
        raise TooMany
    return _dependent(_orthogonal(rows)[small], weights[small], minimum - 1)


def _atoms(groups: Sequence[Group]) -> tuple[Numbers, Numbers]:
    """Return the groups as rows over atoms, and how many members each atom has."""
    sets = [frozenset(group) for group in groups]
    everyone = frozenset().union(*sets) if sets else frozenset()
    patterns = Counter(tuple(member in group for group in sets) for member in everyone)
    rows = np.array(list(patterns), np.int64).reshape(len(patterns), len(sets)).T
    return rows, np.array(list(patterns.values()), np.int64)


def _orthogonal(rows: Numbers) -> Numbers:
    """Return, by column of ``rows``, its numbers in a basis of what is orthogonal to all rows."""
    reduced, pivots = _reduced(rows)
    width = rows.shape[1]
    free = [column for column in range(width) if column not in pivots]
    basis = np.zeros((width, len(free)), np.int64)
    for place, column in enumerate(free):
        basis[column, place] = 1
        basis[pivots, place] = -reduced[:, column] % _PRIME
    return basis


def _reduced(rows: Numbers) -> tuple[Numbers, list[int]]:
    """Return the rows in reduced echelon form, without those that were superfluous, and their pivots."""
    left = rows % _PRIME
    pivots: list[int] = []
    for column in range(left.shape[1]):
        top = len(pivots)
        candidates = np.flatnonzero(left[top:, column])
        if not candidates.size:
            continue
        chosen = top + int(candidates[0])
        left[[top, chosen]] = left[[chosen, top]]
        left[top] = left[top] * pow(int(left[top, column]), -1, _PRIME) % _PRIME
        others = np.flatnonzero(left[:, column])
        for other in others[others != top]:
            left[other] = (left[other] - left[other, column] * left[top]) % _PRIME
        pivots.append(column)
    return left[: len(pivots)], pivots


def _dependent(vectors: Numbers, weights: Numbers, budget: int) -> bool:
    """Return whether some vectors with at most ``budget`` members in all are linearly dependent."""
    fits = weights <= budget
    vectors, weights = vectors[fits], weights[fits]
    if not len(vectors):
        return False
    if not vectors.any(axis=1).all():
        return True
    if budget < 2 or len(vectors) < 2:
        return False
    if _parallel(vectors, weights, budget):
        return True
    if budget < 3:
        return False
    for place in range(len(vectors) - 2):
        # What depends on this one and others depends, once this one is taken out, on the others alone.
        rest = _without(vectors[place + 1 :], vectors[place])
        if _dependent(rest, weights[place + 1 :], budget - int(weights[place])):
            return True
    return False


def _parallel(vectors: Numbers, weights: Numbers, budget: int) -> bool:
    """Return whether two vectors are multiples of each other and have at most ``budget`` members together."""
    first = (vectors != 0).argmax(axis=1)
    leading = vectors[np.arange(len(vectors)), first]
    inverse = np.array([pow(int(number), -1, _PRIME) for number in leading], np.int64)
    lightest: dict[bytes, int] = {}
    for vector, weight in zip(vectors * inverse[:, None] % _PRIME, weights, strict=True):
        key = vector.tobytes()
        if key in lightest and lightest[key] + int(weight) <= budget:
            return True
        lightest[key] = min(lightest.get(key, int(weight)), int(weight))
    return False


def _without(vectors: Numbers, one: Numbers) -> Numbers:
    """Return the vectors with their part along one of them taken out, at its first place that is not zero."""
    place = int(np.flatnonzero(one)[0])
    scaled = one * pow(int(one[place]), -1, _PRIME) % _PRIME
    return (vectors - vectors[:, place : place + 1] * scaled % _PRIME) % _PRIME
