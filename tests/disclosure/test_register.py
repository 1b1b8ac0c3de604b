"""What was shown before decides what may be shown next: nobody is found by subtraction."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostic.disclosure import Decision, Register, Settings, subtraction
from diagnostic.disclosure.subtraction import found_out

SMALL = Settings(minimum=3, quartiles=5, deciles=9, extremes=9)
PEOPLE = [f"A{number:02}" for number in range(1, 13)]


def members(*numbers: int) -> frozenset[str]:
    return frozenset(f"A{number:02}" for number in numbers)


def some(count: int, start: int = 1) -> frozenset[str]:
    return members(*range(start, start + count))


def decide(groups: Sequence[frozenset[str]], register: Register | None = None) -> list[Decision]:
    register, decisions = register or Register(), []
    for number, group in enumerate(groups):
        register, decision = register.decide("level", f"group {number}", group)
        decisions.append(decision)
    return decisions


# ------------------------------------------------------------------ one group after another


def test_a_group_of_fewer_than_five_is_withheld() -> None:
    (decision,) = decide([some(4)])
    assert not decision.shown
    assert decision.sentence == "Withheld: fewer than 5 administrations."


def test_an_empty_group_is_no_secret() -> None:
    (decision,) = decide([frozenset()])
    assert (decision.why, decision.sentence) == ("empty", "No administration belongs to this group.")


def test_a_filter_that_leaves_out_one_member_is_withheld_and_names_what_it_would_be_subtracted_from() -> None:
    _, decision = decide([some(12), some(11)])
    assert decision.why == "by_subtraction"
    assert "“group 0”" in decision.sentence


def test_a_filter_that_swaps_one_member_for_another_is_withheld() -> None:
    assert not decide([some(10), some(10, start=2)])[1].shown


def test_a_filter_that_leaves_out_five_is_shown() -> None:
    assert all(decision.shown for decision in decide([some(12), some(7)]))


def test_the_same_group_is_shown_again() -> None:
    register = Register()
    register, _ = register.decide("level", "all", some(9))
    again, decision = register.decide("level", "everyone", some(9))
    assert decision.shown
    assert again is register


def test_groups_that_only_overlap_are_shown_where_neither_can_be_taken_from_the_other() -> None:
    assert all(decision.shown for decision in decide([some(8), some(8, start=5)]))


def test_three_groups_that_together_leave_two_over_are_not_all_shown() -> None:
    whole, first, second = decide([some(12), some(5), some(5, start=6)])
    assert whole.shown
    assert first.shown
    assert second.why == "by_subtraction"
    assert "the figures shown before" in second.sentence


def test_figures_of_different_measures_are_not_subtracted_from_each_other() -> None:
    register = Register()
    register, _ = register.decide("level in 2024", "all", some(12))
    _, decision = register.decide("level in 2026", "all", some(11))
    assert decision.shown


def test_who_knows_the_own_result_is_not_shown_four_others() -> None:
    register = Register(known=members(1))
    assert not decide([some(5)], register)[0].shown
    assert decide([some(6)], register)[0].shown
    # Leaving oneself out tells nothing new.
    assert all(decision.shown for decision in decide([some(8), some(7, start=2)], register))


def test_too_many_overlapping_groups_are_withheld_rather_than_let_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subtraction, "MOST_ATOMS", 1)
    decisions = decide([some(6), some(6, start=4)])
    assert decisions[1].why == "too_many"
    assert "Start again" in decisions[1].sentence


# ------------------------------------------------------------------ groups side by side


def test_where_one_region_is_small_the_next_smallest_is_withheld_with_it() -> None:
    regions = {"Coast": some(6), "Hills": some(6, start=7), "Isles": some(2, start=13)}
    _, decisions = Register().decide_all("level", regions, whole="All")
    assert [label for label, decision in decisions.items() if decision.shown] == ["All", "Coast"]
    assert decisions["Isles"].why == "too_few"
    assert decisions["Hills"].why == "by_subtraction"


def test_without_a_total_the_other_regions_are_shown() -> None:
    regions = {"Coast": some(6), "Hills": some(6, start=7), "Isles": some(2, start=13)}
    _, decisions = Register().decide_all("level", regions)
    assert [label for label, decision in decisions.items() if decision.shown] == ["Coast", "Hills"]


def test_two_small_regions_that_are_five_together_hide_each_other() -> None:
    regions = {"Coast": some(6), "Hills": some(3, start=7), "Isles": some(3, start=10)}
    _, decisions = Register().decide_all("level", regions, whole="All")
    assert decisions["Coast"].shown
    assert decisions["All"].shown


# ------------------------------------------------------------------ rounds


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (some(8), some(8), True),
        (some(8), some(9), False),
        (some(8), some(13), True),
        (some(8), some(8, start=2), False),
    ],
)
def test_the_change_of_a_group_is_withheld_where_few_joined_or_left(
    before: frozenset[str], after: frozenset[str], shown: bool
) -> None:
    decision = Register().change("Coast", before, after)
    assert decision.shown is shown
    assert bool(decision.sentence) is not shown


def test_the_change_of_a_small_group_is_withheld() -> None:
    assert Register().change("Isles", some(4), some(9)).why == "too_few"


# ------------------------------------------------------------------ what an attacker can work out


def rank(rows: list[list[Fraction]]) -> int:
    """Return the rank of a matrix, worked out with fractions and without the module under test."""
    rows = [list(row) for row in rows]
    done = 0
    for column in range(len(rows[0]) if rows else 0):
        chosen = next((row for row in range(done, len(rows)) if rows[row][column]), None)
        if chosen is None:
            continue
        rows[done], rows[chosen] = rows[chosen], rows[done]
        for row in range(done + 1, len(rows)):
            factor = rows[row][column] / rows[done][column]
            rows[row] = [a - factor * b for a, b in zip(rows[row], rows[done], strict=True)]
        done += 1
    return done


def leaks(shown: Sequence[frozenset[str]], minimum: int) -> bool:
    """Whether some combination of sums, with any factors, says something of fewer than a minimum of people."""
    if not shown:
        return False
    rows = [[Fraction(person in group) for person in PEOPLE] for group in shown]
    whole = rank(rows)
    for few in combinations(range(len(PEOPLE)), minimum - 1):
        others = [[value for place, value in enumerate(row) if place not in few] for row in rows]
        if rank(others) < whole:
            return True
    return False


groups = st.lists(st.frozensets(st.sampled_from(PEOPLE), min_size=1), max_size=7)


@given(groups)
@settings(max_examples=60, deadline=None)
def test_no_sequence_of_filters_lets_anybody_work_out_a_group_that_is_too_small(asked: list[frozenset[str]]) -> None:
    decisions = decide(asked, Register(SMALL))
    shown = [group for group, decision in zip(asked, decisions, strict=True) if decision.shown]
    assert not leaks(shown, SMALL.minimum)


@given(groups)
@settings(max_examples=60, deadline=None)
def test_subtracting_any_two_shown_groups_never_leaves_fewer_than_five(asked: list[frozenset[str]]) -> None:
    decisions = decide(asked)
    shown = [group for group, decision in zip(asked, decisions, strict=True) if decision.shown]
    for one, other in combinations(shown, 2):
        if other <= one:
            assert len(one - other) == 0 or len(one - other) >= 5


@given(st.lists(st.frozensets(st.sampled_from(PEOPLE[:9]), min_size=3), min_size=1, max_size=5), st.integers(2, 4))
@settings(max_examples=80, deadline=None)
def test_what_is_found_out_is_what_an_exact_search_finds(asked: list[frozenset[str]], minimum: int) -> None:
    assert found_out(asked, minimum) == leaks(asked, minimum)


@given(st.permutations(PEOPLE), st.lists(st.integers(1, 6), min_size=2, max_size=4))
@settings(max_examples=40, deadline=None)
def test_regions_with_a_total_never_reveal_a_small_one(order: list[str], sizes: list[int]) -> None:
    regions, start = {}, 0
    for number, size in enumerate(sizes):
        regions[f"region {number}"] = frozenset(order[start : start + size])
        start += size
    regions = {label: group for label, group in regions.items() if group}
    _, decisions = Register(SMALL).decide_all("level", regions, whole="All")
    named = {"All": frozenset().union(*regions.values()), **regions}
    assert not leaks([named[label] for label, decision in decisions.items() if decision.shown], SMALL.minimum)
