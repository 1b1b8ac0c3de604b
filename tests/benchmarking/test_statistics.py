"""Figures of a group: levels that somebody has, bounds that hold, intervals only where n allows."""

from fractions import Fraction
from itertools import product
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostic.benchmarking.statistics import (
    HIGHEST_DECILE,
    LOWER_QUARTILE,
    LOWEST_DECILE,
    MEDIAN,
    UPPER_QUARTILE,
    position,
    quantile,
    ranks,
    shares,
    spread,
)
from diagnostic.scoring.outcomes import Pair, lower_median
from tests.benchmarking.making import measured

pairs = st.tuples(st.integers(1, 5), st.integers(1, 5)).map(lambda two: Pair(min(two), max(two)))
shares_of_interest = st.sampled_from([MEDIAN, LOWER_QUARTILE, UPPER_QUARTILE, LOWEST_DECILE, HIGHEST_DECILE])


# ------------------------------------------------------------------ quantiles


@given(st.lists(st.integers(1, 5), min_size=1, max_size=30))
def test_the_median_is_the_lower_middle_one_as_within_a_dimension(levels: list[int]) -> None:
    group = measured(*[(level, level) for level in levels])
    assert quantile(group.lower, group.upper, MEDIAN).pair == Pair(lower_median(levels), lower_median(levels))


def test_quartiles_are_levels_at_a_quarter_of_the_way_rounded_up() -> None:
    group = measured(*[(level, level) for level in (1, 2, 3, 4)])
    found = [quantile(group.lower, group.upper, share).pair.lower for share in (LOWER_QUARTILE, MEDIAN, UPPER_QUARTILE)]
    assert found == [1, 2, 3]


@given(st.lists(pairs, min_size=1, max_size=5), shares_of_interest)
def test_bounds_hold_whatever_the_missing_answers_turn_out_to_be(group: list[Pair], share: Fraction) -> None:
    made = measured(*group)
    bounds = quantile(made.lower, made.upper, share).pair
    for truth in product(*[range(pair.lower, pair.upper + 1) for pair in group]):
        known = measured(*[(level, level) for level in truth])
        found = quantile(known.lower, known.upper, share).pair
        assert bounds.lower <= found.lower <= bounds.upper


# ------------------------------------------------------------------ sampling


@pytest.mark.parametrize(
    ("share", "smallest"),
    [(MEDIAN, 6), (LOWER_QUARTILE, 11), (UPPER_QUARTILE, 11), (LOWEST_DECILE, 29), (HIGHEST_DECILE, 29)],
)
def test_an_interval_exists_from_a_size_that_does_not_depend_on_the_values(share: Fraction, smallest: int) -> None:
    assert ranks(smallest - 1, share) is None
    assert all(ranks(n, share) for n in range(smallest, 60))


@given(st.integers(2, 60), shares_of_interest)
def test_an_interval_covers_what_it_says_and_no_shorter_one_covers_enough(n: int, share: Fraction) -> None:
    def covers(first: int, last: int) -> Fraction:
        return sum((comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(first, last)), Fraction(0))

    found = ranks(n, share)
    enough = Fraction(95, 100)
    if found is None:
        assert covers(1, n) < enough
        return
    first, last, coverage = found
    assert 1 <= first < last <= n
    assert float(covers(first, last)) == pytest.approx(coverage)
    assert covers(first, last) >= enough - Fraction(1, 10**9)
    width = last - first - 1
    assert all(covers(start, start + width) < enough for start in range(1, n - width + 1)) or width == 0


def test_a_group_that_is_all_there_is_has_no_sampling_left_open() -> None:
    group = measured(*[(2, 3)] * 12)
    whole, sample = spread(group, sample=False), spread(group)
    assert whole is not None
    assert sample is not None
    assert whole.median.sampling is None
    assert whole.median.pair == Pair(2, 3)
    assert sample.median.sampling is not None
    assert (sample.median.sampling.lowers, sample.median.sampling.uppers) == (Pair(2, 2), Pair(3, 3))


def test_a_group_of_five_has_a_median_and_no_interval() -> None:
    found = spread(measured(*[(2, 2)] * 5))
    assert found is not None
    assert found.median.pair == Pair(2, 2)
    assert found.median.sampling is None


def test_nobody_has_no_spread() -> None:
    assert spread(measured()) is None


# ------------------------------------------------------------------ shares


def test_shares_are_counted_certainly_and_possibly() -> None:
    group = measured((2, 2), (2, 4), (1, 1), (4, 5))
    found = {share.level: share for share in shares(group.lower, group.upper)}
    assert (found[2].certainly, found[2].possibly) == (1, 2)
    assert (found[4].certainly, found[4].possibly) == (0, 2)
    assert (found[2].at_least_certainly, found[2].at_least_possibly) == (3, 3)
    assert (found[4].at_least_certainly, found[4].at_least_possibly) == (1, 2)


@given(st.lists(pairs, min_size=1, max_size=20))
def test_everybody_is_at_level_1_or_above_and_certain_is_never_more_than_possible(group: list[Pair]) -> None:
    made = measured(*group)
    found = shares(made.lower, made.upper)
    assert found[0].at_least_certainly == len(group)
    for share in found:
        assert share.certainly <= share.possibly
        assert share.at_least_certainly <= share.at_least_possibly
    assert sum(share.certainly for share in found) <= len(group) <= sum(share.possibly for share in found)


# ------------------------------------------------------------------ position


def peers(*levels: int) -> list[tuple[int, int]]:
    return [(level, level) for level in levels]


SPREAD = peers(1, 1, 2, 2, 2, 2, 3, 3, 4, 4, 4, 5, 5, 5)


@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        ((1, 1), "below the lower quartile of 14 peers"),
        ((2, 2), "at the lower quartile of 14 peers"),
        ((3, 3), "at the median of 14 peers"),
        ((4, 4), "at the upper quartile of 14 peers"),
        ((5, 5), "above the upper quartile of 14 peers"),
        ((2, 3), "anywhere from the lower quartile to the median of 14 peers"),
        ((1, 5), "cannot be placed among 14 peers: the bounds leave every place open"),
    ],
)
def test_a_position_is_a_place_in_the_spread_and_never_a_rank(own: tuple[int, int], sentence: str) -> None:
    found = spread(measured(*SPREAD))
    assert found is not None
    assert position(Pair(*own), found).sentence == sentence


def test_between_two_quartiles_is_said_so() -> None:
    found = spread(measured(*peers(1, 1, 1, 2, 4, 4, 4, 5, 5, 5, 5, 5)))
    assert found is not None
    assert position(Pair(3, 3), found).sentence == "between the lower quartile and the median of 12 peers"


def test_where_the_middle_half_is_alike_nobody_is_at_one_of_its_quartiles() -> None:
    found = spread(measured(*peers(*[3] * 12)))
    assert found is not None
    assert position(Pair(3, 3), found).sentence == "at the level of the middle half of 12 peers"


def test_few_peers_give_the_median_alone() -> None:
    found = spread(measured(*peers(1, 2, 2, 3, 4, 5)))
    assert found is not None
    assert position(Pair(3, 3), found, quartiles=False).sentence == "above the median of 6 peers"
    unsure = position(Pair(1, 2), found, quartiles=False)
    assert unsure.sentence == "anywhere from below the median to the median of 6 peers"


@given(pairs, st.lists(pairs, min_size=1, max_size=6), st.booleans())
def test_the_place_holds_whatever_the_missing_answers_turn_out_to_be(own: Pair, group: list[Pair], full: bool) -> None:
    found = spread(measured(*group))
    assert found is not None
    place = position(own, found, quartiles=full)
    for level in range(own.lower, own.upper + 1):
        for truth in ([pair.lower for pair in group], [pair.upper for pair in group]):
            known = spread(measured(*peers(*truth)))
            assert known is not None
            exact = position(Pair(level, level), known, quartiles=full)
            assert place.lowest <= exact.lowest == exact.highest <= place.highest
