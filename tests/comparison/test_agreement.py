"""Agreement of two voices: published figures, what the coefficients may never do, and what a meeting is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostic.answers.answer import AGENCIES, Answer
from diagnostic.answers.assessment import Assessment
from diagnostic.comparison.agreement import ALL_THE_SAME, TOO_FEW, Agreement, agreement, in_words
from diagnostic.comparison.coefficients import Figure, Metric, Units, Weights, gwet, krippendorff, student
from diagnostic.content.model import LEVELS
from tests.scoring.strategies import assessments, fields

FIELD = fields()["cooperation"]
METRICS: tuple[Metric, ...] = ("nominal", "ordinal", "interval", "ratio")
WEIGHTS: tuple[Weights, ...] = ("nominal", "ordinal", "linear", "quadratic")


def across(*observers: Sequence[float | None]) -> list[tuple[float | None, ...]]:
    """Return units of observers that are given one beside the other."""
    return list(zip(*observers, strict=True))


def letters(*observers: str) -> list[tuple[float | None, ...]]:
    return across(*([float(ord(letter)) for letter in said] for said in observers))


#: Krippendorff 2011, C and D: four observers, twelve units, values missing.
FOUR = across(
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
)
#: Krippendorff 2011, A: two observers, ten units, two values. B: two observers, twelve units, five categories.
BINARY = across([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0])
NOMINAL = letters("aabbdcccedda", "babbbccceddd")
#: Nearly all answers equal: 58 of 60 the same, and two gaps of one step.
NEARLY_EQUAL = [(3.0, 3.0)] * 58 + [(3.0, 4.0), (4.0, 3.0)]

units_of_two = st.lists(st.tuples(st.sampled_from(LEVELS), st.sampled_from(LEVELS)), min_size=2, max_size=20)
units_of_some = st.lists(
    st.lists(st.one_of(st.none(), st.sampled_from(LEVELS)), min_size=3, max_size=3), min_size=2, max_size=12
)


def value(figure: Figure | None) -> float:
    assert figure is not None
    return figure.value


def interval(figure: Figure | None) -> tuple[float, float]:
    assert figure is not None
    assert figure.interval is not None
    return figure.interval


@pytest.mark.parametrize(
    ("metric", "expected"), [("nominal", 0.743421), ("ordinal", 0.815388), ("interval", 0.849107), ("ratio", 0.797403)]
)
def test_alpha_of_four_observers_is_the_published_one_under_every_metric(metric: Metric, expected: float) -> None:
    assert value(krippendorff(FOUR, metric)) == pytest.approx(expected, abs=5e-7)


def test_alpha_of_two_observers_is_the_published_one() -> None:
    assert value(krippendorff(BINARY, "nominal")) == pytest.approx(0.0952, abs=5e-5)
    assert value(krippendorff(NOMINAL, "nominal")) == pytest.approx(0.692, abs=5e-4)


@pytest.mark.parametrize(
    ("weights", "expected"), [("nominal", 0.7754), ("ordinal", 0.8989), ("linear", 0.8587), ("quadratic", 0.9140)]
)
def test_ac2_of_four_observers_is_the_published_one_under_all_weights(weights: Weights, expected: float) -> None:
    assert value(gwet(FOUR, weights=weights)) == pytest.approx(expected, abs=5e-5)


def test_the_interval_of_ac1_is_the_published_one() -> None:
    # The author’s own program gives (0.46081, 1) for these data, with t of eleven degrees of freedom.
    low, high = interval(gwet(FOUR, weights="nominal"))
    assert low == pytest.approx(0.46081, abs=5e-6)
    assert high == 1


def test_when_nearly_all_answers_are_equal_alpha_is_near_zero_and_ac2_near_one() -> None:
    assert value(krippendorff(NEARLY_EQUAL)) == pytest.approx(-0.008, abs=5e-4)
    assert value(gwet(NEARLY_EQUAL, LEVELS)) == pytest.approx(0.9966, abs=5e-5)


def test_alpha_has_no_interval_where_many_resamples_have_no_alpha() -> None:
    figure = krippendorff(NEARLY_EQUAL)
    assert figure is not None
    assert figure.interval is None


@pytest.mark.parametrize(
    ("freedom", "expected"), [(1, 12.7062), (2, 4.3027), (3, 3.1824), (10, 2.2281), (11, 2.2010), (59, 2.0010)]
)
def test_students_t_is_that_of_the_tables(freedom: int, expected: float) -> None:
    assert student(freedom) == pytest.approx(expected, abs=5e-5)


def test_students_t_needs_a_degree_of_freedom() -> None:
    with pytest.raises(ValueError, match="0 degrees"):
        student(0)


def test_the_interval_is_the_same_every_time() -> None:
    assert krippendorff(FOUR) == krippendorff(FOUR)
    low, high = interval(krippendorff(FOUR))
    assert low < value(krippendorff(FOUR)) < high == 1


def test_alpha_is_undefined_when_all_values_are_equal_and_ac2_is_one() -> None:
    assert krippendorff([(3, 3)] * 5) is None
    assert gwet([(3, 3)] * 5, LEVELS) == Figure(1.0, None)


@pytest.mark.parametrize("units", [[], [(2, 3)], [(2, 3), (4, None)], [(2, None), (None, 3)]])
def test_fewer_than_two_units_with_two_values_have_no_coefficient(units: Units) -> None:
    assert krippendorff(units) is None
    assert gwet(units, LEVELS) is None


def test_ac2_is_undefined_with_one_category() -> None:
    assert gwet([(3, 3)] * 5) is None


def test_what_cannot_be_computed_is_refused() -> None:
    with pytest.raises(ValueError, match="none of the categories"):
        gwet([(1, 6), (2, 2)], LEVELS)
    with pytest.raises(ValueError, match="no negative values"):
        krippendorff([(-1, 2), (2, 2)], "ratio")
    with pytest.raises(ValueError, match="unknown metric"):
        krippendorff(FOUR, "polar")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="unknown weights"):
        gwet(FOUR, weights="radical")  # type: ignore[arg-type]


def test_two_zeros_are_no_difference_of_ratios() -> None:
    assert value(krippendorff([(0, 0), (0, 0), (2, 2)], "ratio")) == 1


def by_definition(units: Sequence[Sequence[float | None]], metric: Metric) -> float | None:
    """Alpha from pairs of values one by one: those within units against those of all values."""
    said = [[x for x in unit if x is not None] for unit in units]
    said = [unit for unit in said if len(unit) > 1]
    everything = [x for unit in said for x in unit]

    def apart(a: float, b: float) -> float:
        if metric == "nominal":
            return float(a != b)
        if metric == "interval":
            return (a - b) ** 2
        if metric == "ratio":
            return ((a - b) / (a + b)) ** 2
        between = [x for x in everything if min(a, b) <= x <= max(a, b)]
        return 0 if a == b else (len(between) - (everything.count(a) + everything.count(b)) / 2) ** 2

    def total(values: list[float]) -> float:
        return sum(apart(a, b) for i, a in enumerate(values) for j, b in enumerate(values) if i != j)

    expected = total(everything) / (len(everything) - 1) if len(everything) > 1 else 0
    if len(said) < 2 or expected == 0:
        return None
    return 1 - sum(total(unit) / (len(unit) - 1) for unit in said) / expected


@given(units_of_some, st.sampled_from(METRICS))
def test_alpha_is_what_its_definition_says(units: list[list[float | None]], metric: Metric) -> None:
    figure, expected = krippendorff(units, metric), by_definition(units, metric)
    assert (figure is None) == (expected is None)
    if figure:
        assert figure.value == pytest.approx(expected)


@given(units_of_some, st.randoms(use_true_random=False))
def test_the_order_of_items_and_of_observers_changes_nothing(units: list[list[float | None]], random: Random) -> None:
    mixed = [list(unit) for unit in units]
    random.shuffle(mixed)
    for unit in mixed:
        random.shuffle(unit)
    assert krippendorff(mixed) == krippendorff(units)
    assert gwet(mixed, LEVELS) == gwet(units, LEVELS)


#: The sum of all weights between the five levels.
SUM_OF_WEIGHTS = {"nominal": 5, "ordinal": 18, "linear": 15, "quadratic": 18.75}


@given(units_of_two, st.sampled_from(WEIGHTS))
def test_ac2_stays_in_its_bounds_and_its_interval_round_it(units: list[tuple[float, float]], weights: Weights) -> None:
    figure = gwet(units, LEVELS, weights)
    assert figure is not None
    # No pair agrees at all, and chance agreement is the highest there is: all levels equally frequent.
    chance = SUM_OF_WEIGHTS[weights] / len(LEVELS) ** 2
    assert -chance / (1 - chance) <= figure.value <= 1
    if figure.interval:
        low, high = figure.interval
        assert min(-1, figure.value) <= low <= figure.value <= high <= 1


@given(units_of_two)
def test_alpha_is_one_only_where_all_answers_are_equal(units: list[tuple[float, float]]) -> None:
    figure = krippendorff(units)
    if figure:
        assert figure.value <= 1
        assert (figure.value == 1) == all(one == other for one, other in units)


@given(st.lists(st.sampled_from(LEVELS), min_size=2, max_size=20), st.integers(2, 4))
def test_an_observer_and_perfect_copies_of_it_agree_fully(said: list[int], observers: int) -> None:
    units = across(*[said] * observers)
    assert value(gwet(units, LEVELS)) == pytest.approx(1)
    alpha = krippendorff(units)
    assert (alpha is None) == (len(set(said)) == 1)
    if alpha:
        # All agree whatever is resampled, so the answers do not show how far it might vary.
        assert alpha == Figure(1, None)


@given(units_of_two)
def test_every_unit_twice_leaves_ac2_and_only_frees_alpha_of_its_small_number(units: list[tuple[float, float]]) -> None:
    assert value(gwet(units * 2, LEVELS)) == pytest.approx(value(gwet(units, LEVELS)))
    once, twice = krippendorff(units), krippendorff(units * 2)
    if once and twice:
        n = 2 * len(units)
        assert 1 - twice.value == pytest.approx((1 - once.value) * (2 * n - 1) / (2 * n - 2))


@given(units_of_two)
def test_turning_the_ladder_round_changes_neither(units: list[tuple[float, float]]) -> None:
    turned = [(6 - one, 6 - other) for one, other in units]
    assert value(gwet(turned, LEVELS)) == pytest.approx(value(gwet(units, LEVELS)))
    before, after = krippendorff(units), krippendorff(turned)
    assert (before is None) == (after is None)
    if before and after:
        assert after.value == pytest.approx(before.value)


def assessment(customs: dict[str, Answer], police: dict[str, Answer]) -> Assessment:
    version = {"cooperation": FIELD.instrument.version}
    return Assessment("XXA", "2026", version, {"customs": customs, "police": police})


def levels(**said: int) -> dict[str, Answer]:
    return {item: Answer(level=level) for item, level in said.items()}


def found(one: Assessment) -> Agreement:
    return agreement(one, FIELD.instrument, FIELD.policy)


def test_only_what_states_one_fact_about_both_and_is_known_to_both_is_compared() -> None:
    customs = levels(a_1=3, a_2_1=2, a_3_1=4, a_13=2, a_19=5, a_9_access=4)
    police = levels(a_1=3, a_2_1=3, a_13=4, a_19=1, a_9_access=1) | {"a_3_1": Answer(state="dont_know")}
    one = found(assessment(customs, police))
    assert (one.items, one.equal, one.within_one) == (("a_1", "a_2_1", "a_13"), 1, 2)
    assert (one.n, one.share_equal, one.share_within_one) == (3, 1 / 3, 2 / 3)
    assert one.alpha is not None
    assert one.ac2 is not None
    assert one.why_undefined == ""


def test_levels_count_as_claimed_with_scope_and_the_law_but_not_evidence() -> None:
    customs = {"a_1": Answer(level=4, scope="one_site"), "a_13": Answer(state="prohibited_by_law", reason="act")}
    police = levels(a_1=2, a_13=1)
    assert found(assessment(customs, police)).equal == 2


def test_a_sealed_or_absent_voice_leaves_nothing_to_compare() -> None:
    one = found(assessment(levels(a_1=3), {}).only("customs"))
    assert (one.n, one.share_equal, one.share_within_one, one.why_undefined) == (0, None, None, TOO_FEW)
    assert in_words(one) == ("There is no question yet to which both agencies give a known level.",)


@given(assessments())
def test_the_agreement_is_that_of_the_gaps_and_the_same_from_both_sides(one: Assessment) -> None:
    mine, gaps = found(one), FIELD.result(one).gaps
    assert mine.items == tuple(gaps)
    assert mine.equal == sum(gap == 0 for gap in gaps.values())
    assert mine.within_one == sum(abs(gap) <= 1 for gap in gaps.values())
    customs, police = (one.voices[voice] for voice in AGENCIES)
    assert found(replace(one, voices={"customs": police, "police": customs})) == mine
    assert (mine.alpha is not None and mine.ac2 is not None) == (not mine.why_undefined)


def test_in_words_the_count_comes_first_and_alpha_never_stands_alone() -> None:
    said = in_words(found(assessment(levels(a_1=3, a_2_1=2, a_13=2, a_6=5), levels(a_1=3, a_2_1=3, a_13=4, a_6=5))))
    assert said[0] == (
        "Both agencies give a known level to 4 questions about their cooperation: on 2 of 4 the level is the same, "
        "on 3 of 4 the levels are no more than one apart."
    )
    assert all("AC2" in sentence for sentence in said if "alpha" in sentence)
    assert any("alpha is near 0 although the agencies agree" in sentence for sentence in said)
    assert any("a single dimension has too few questions" in sentence for sentence in said)


def test_in_words_of_equal_answers_say_why_alpha_is_not_there() -> None:
    same = levels(a_1=3, a_2_1=3, a_13=3)
    one = found(assessment(same, same))
    assert (one.alpha, one.ac2, one.why_undefined) == (None, Figure(1.0, None), ALL_THE_SAME)
    said = in_words(one)
    assert said[0] == "Both agencies give a known level to 3 questions about their cooperation, and to each the same."
    assert said[1] == f"Agreement beyond chance: Gwet’s AC2 is 1.00 (no interval). {ALL_THE_SAME}"


@pytest.mark.parametrize(("police", "apart"), [(3, "are the same"), (4, "are one apart"), (5, "are two or more apart")])
def test_in_words_of_one_question_there_is_no_coefficient(police: int, apart: str) -> None:
    said = in_words(found(assessment(levels(a_1=3), levels(a_1=police))))
    assert said == (
        f"Both agencies give a known level to 1 question about their cooperation; the two levels {apart}.",
        TOO_FEW,
    )


def test_a_coefficient_is_never_rounded_to_a_full_agreement_that_is_not_there() -> None:
    near = Agreement(("a_1",) * 60, 58, 60, krippendorff(NEARLY_EQUAL), gwet(NEARLY_EQUAL, LEVELS))
    values = in_words(near)[1]
    assert "AC2 is 0.997 (95% interval 0.99 to 1.00)" in values
    assert "alpha −0.01 (no interval)" in values
    assert "on all 60 the levels are no more than one apart" in in_words(near)[0]
