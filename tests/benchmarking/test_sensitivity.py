"""What another method would say: relaxed links, and thresholds drawn at random."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostic.answers.assessment import Assessment
from diagnostic.benchmarking.panel import CONTINUUM, Panel, PanelRefused
from diagnostic.benchmarking.scored import from_assessments, under
from diagnostic.benchmarking.sensitivity import asked_by, items_of, relaxed, varied
from diagnostic.content.model import Policy
from diagnostic.exchange import panel_demonstration
from diagnostic.scoring.outcomes import VIEWS, Pair
from diagnostic.scoring.reference import score
from tests.benchmarking.making import INSTRUMENT, LIBRARY, POLICY, assessment, panel
from tests.scoring.strategies import assessments

FULL = dict.fromkeys([item.id for item in INSTRUMENT.items if item.rates], 5)


@pytest.fixture(scope="module")
def demonstration() -> Panel:
    return panel_demonstration.read(LIBRARY)


# ------------------------------------------------------------------ items


@given(assessments("cooperation"))
@settings(max_examples=15, deadline=None)
def test_the_items_behind_a_panel_are_those_of_the_reference(one: Assessment) -> None:
    made = from_assessments([one], LIBRARY)
    result = score(one, LIBRARY)
    assert result is not None
    for view in VIEWS:
        items = items_of(made, POLICY, view)
        for row in range(made.n):
            whose = made.key(row).whose
            views = result.joint if whose == "joint" else result.voices[whose]
            assert views is not None
            for place, id in enumerate(items.ids):
                pair = views.view(view).outcomes[id].pair
                assert (int(items.lower[place, row]), int(items.upper[place, row])) == (pair or (0, 0))


@pytest.mark.parametrize("view", VIEWS)
def test_with_the_weakest_link_everything_is_as_it_was(demonstration: Panel, view: str) -> None:
    again = relaxed(demonstration, POLICY, "weakest", view)  # type: ignore[arg-type]
    levels = demonstration.view(view)  # type: ignore[arg-type]
    assert np.array_equal(again.lower, levels.lower)
    assert np.array_equal(again.upper, levels.upper)


def test_a_panel_without_answers_cannot_be_tried_with_another_method() -> None:
    with pytest.raises(PanelRefused, match="came without answers"):
        relaxed(panel({("FRA", "1"): (2, 2)}), POLICY, "second")
    made = from_assessments([assessment("FRA", a_1=2)], LIBRARY)
    with pytest.raises(PanelRefused, match="not under other"):
        varied(made, replace(POLICY, id="other"))


# ------------------------------------------------------------------ another link


def test_one_failing_requirement_is_forgiven_by_the_second_weakest_link() -> None:
    answers = {**FULL, "a_13": 1}
    made = from_assessments([assessment("FRA", "2026", answers, police=answers)], LIBRARY)
    row = int(made.rows("2026", "joint")[0])
    assert made.claimed.pair(0, row) == Pair(2, 2)
    assert relaxed(made, POLICY, "second").pair(0, row) == Pair(5, 5)


def test_a_level_with_a_single_requirement_forgives_nothing() -> None:
    answers = {**FULL, "a_2_1": 1}
    made = from_assessments([assessment("FRA", "2026", answers, police=answers)], LIBRARY)
    row = int(made.rows("2026", "joint")[0])
    assert relaxed(made, POLICY, "second").pair(0, row) == Pair(1, 1)


def test_the_second_and_the_middle_item_of_a_dimension_decide() -> None:
    made = from_assessments([assessment("FRA", a_6=2, a_7_2=4, a_15_1=1, a_16_1=1)], LIBRARY)
    place = made.measures.index("investigation")
    assert made.claimed.pair(place, 0) == Pair(2, 2)
    assert relaxed(made, POLICY, "second").pair(place, 0) == Pair(4, 4)
    # Of two items the lower one is the middle.
    assert relaxed(made, POLICY, "middle").pair(place, 0) == Pair(2, 2)
    alone = made.measures.index("risk")
    assert relaxed(made, POLICY, "second").pair(alone, 0) == made.claimed.pair(alone, 0)


def test_a_relaxed_link_never_lowers_anything(demonstration: Panel) -> None:
    for link in ("second", "middle"):
        eased = relaxed(demonstration, POLICY, link)
        assert (eased.lower >= demonstration.claimed.lower).all()
        assert (eased.upper >= demonstration.claimed.upper).all()
        assert (eased.lower <= eased.upper).all()


# ------------------------------------------------------------------ thresholds at random


def shifted(policy: Policy, level: int, item: str, by: int) -> Policy:
    levels = tuple(
        replace(
            one,
            requirements=tuple(
                replace(need, at_least=need.at_least + by) if (one.level, need.item) == (level, item) else need
                for need in one.requirements
            ),
        )
        for one in policy.levels
    )
    return replace(policy, id="shifted", levels=levels)


def test_the_same_seed_gives_the_same_draws(demonstration: Panel) -> None:
    one, other = (varied(demonstration, POLICY, draws=50) for _ in range(2))
    assert np.array_equal(one.lower, other.lower)
    assert not np.array_equal(one.lower, varied(demonstration, POLICY, draws=50, seed=1).lower)


def test_without_a_declared_threshold_nothing_moves(demonstration: Panel) -> None:
    still = varied(demonstration, POLICY, declared=frozenset(), draws=20)
    assert still.declared == ()
    assert (still.unchanged == 20).all()
    assert still.moved(np.arange(demonstration.n)) == 0
    rows = demonstration.rows("2026", "joint")
    for row in rows[:5]:
        assert still.range(int(row)) == demonstration.claimed.pair(0, int(row))


def test_what_the_policy_derived_is_what_varies(demonstration: Panel) -> None:
    drawn = varied(demonstration, POLICY, draws=1)
    expected = {(level.level, need.item) for level in POLICY.levels for need in level.requirements}
    read = {(2, "a_2_1"), (3, "a_1"), (3, "a_2_1"), (3, "a_13"), (4, "a_4_1"), (5, "a_1"), (5, "a_2_1"), (5, "a_13")}
    assert {(need.level, need.item) for need in drawn.declared} == expected - read
    assert len(asked_by(POLICY)) == len(expected)


def test_draws_are_what_scoring_under_the_drawn_policies_says(demonstration: Panel) -> None:
    drawn = varied(demonstration, POLICY, declared=frozenset({(4, "a_6")}), draws=200)
    possible = [under(demonstration, shifted(POLICY, 4, "a_6", by)) for by in (-1, 0, 1)]
    lows = np.array([one.claimed.lower[0] for one in possible])
    highs = np.array([one.claimed.upper[0] for one in possible])
    for row in range(demonstration.n):
        assert drawn.range(row) == Pair(int(lows[:, row].min()), int(highs[:, row].max()))
    assert (drawn.lower.sum(axis=0) == 200).all()
    assert (drawn.upper.sum(axis=0) == 200).all()


def test_how_firmly_a_level_stands_is_said_in_words(demonstration: Panel) -> None:
    drawn = varied(demonstration, POLICY, draws=100)
    rows = demonstration.rows("2026", "joint")
    sentences = [drawn.sentence(int(row)).replace("\N{NO-BREAK SPACE}", " ") for row in rows]
    assert any(sentence.endswith("in all 100 draws.") for sentence in sentences)
    assert any(sentence.startswith("Unchanged in ") for sentence in sentences)
    assert not any("Unchanged in 100 %" in sentence or "Unchanged in 0 %" in sentence for sentence in sentences)
    assert 0 < drawn.moved(rows) < 1


@given(st.integers(-3, 0))
def test_at_least_one_draw_is_needed(draws: int) -> None:
    with pytest.raises(ValueError, match="draws"):
        varied(from_assessments([assessment("FRA", a_1=2)], LIBRARY), POLICY, draws=draws)


def test_measures_keep_their_order() -> None:
    made = from_assessments([assessment("FRA", a_1=2)], LIBRARY)
    assert made.measures[0] == CONTINUUM
    assert relaxed(made, POLICY, "second").lower.shape == (len(made.measures), made.n)
