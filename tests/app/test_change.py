"""Change between two rounds is said only where the bounds allow it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostic.comparison.change import change
from diagnostic.scoring import Pair

PAIRS = [Pair(lower, upper) for lower in range(1, 6) for upper in range(lower, 6)]
pairs = st.sampled_from(PAIRS)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (Pair(2, 2), Pair(3, 3), "improved"),
        (Pair(1, 2), Pair(3, 5), "improved"),
        (Pair(3, 3), Pair(2, 2), "worsened"),
        (Pair(3, 5), Pair(1, 2), "worsened"),
        (Pair(3, 3), Pair(3, 3), "unchanged"),
        (Pair(2, 4), Pair(2, 4), "cannot_tell"),
        (Pair(1, 3), Pair(3, 5), "cannot_tell"),
        (Pair(3, 3), Pair(2, 4), "cannot_tell"),
        (Pair(2, 3), Pair(3, 3), "cannot_tell"),
        (None, Pair(3, 3), "cannot_tell"),
        (Pair(3, 3), None, "cannot_tell"),
        (None, None, "cannot_tell"),
    ],
)
def test_better_and_worse_are_said_only_for_certain(old: Pair | None, new: Pair | None, said: str) -> None:
    assert change(old, new) == said


def test_the_word_is_true_of_every_level_that_the_bounds_allow() -> None:
    for old, new in itertools.product(PAIRS, PAIRS):
        differences = {
            (after > before) - (after < before)
            for before in range(old.lower, old.upper + 1)
            for after in range(new.lower, new.upper + 1)
        }
        words = {1: "improved", -1: "worsened", 0: "unchanged"}
        expected = words[differences.pop()] if len(differences) == 1 else "cannot_tell"
        assert change(old, new) == expected, (old, new)


@given(pairs, pairs)
def test_looking_back_turns_better_into_worse(old: Pair, new: Pair) -> None:
    mirrored = {"improved": "worsened", "worsened": "improved"}
    forth = change(old, new)
    assert change(new, old) == mirrored.get(forth, forth)
