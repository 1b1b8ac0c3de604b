"""Groups side by side as they may be shown: nothing of a small one, and what is withheld is said."""

from diagnostic.benchmarking.comparing import Question, compare, moved, stand
from diagnostic.benchmarking.groups import Grouping, by_region
from diagnostic.benchmarking.panel import Panel
from diagnostic.disclosure import Register
from diagnostic.exchange import panel_demonstration
from diagnostic.scoring.outcomes import Pair
from tests.benchmarking.making import LIBRARY, panel


def numbered(first: int, count: int) -> frozenset[str]:
    return frozenset(f"A{number:02}" for number in range(first, first + count))


def two_rounds(joined: int = 0) -> tuple[Panel, Grouping]:
    """Ten administrations, all at level 2 and then 3, and some more in the second round."""
    levels = {(name, "1"): (2, 2) for name in sorted(numbered(1, 10))}
    levels |= {(name, "2"): (3, 3) for name in sorted(numbered(1, 10 + joined))}
    return panel(levels), Grouping("Group", {"all": numbered(1, 10 + joined)})


def test_the_demonstration_shows_large_regions_and_hides_two() -> None:
    made = panel_demonstration.read(LIBRARY)
    _, found = compare(made, by_region(made), Question("2026"), Register(), whole="All")
    shown = {figures.label: figures.n for figures in found if figures.shown}
    assert shown == {"All": 40, "Amber Lakes": 8, "High Plateau": 7, "Northern Coast": 9, "Outer Islands": 7}
    hidden = {figures.label: figures.withheld[0] for figures in found if not figures.shown}
    assert hidden["Eastern Steppe"] == "Withheld: fewer than 5 administrations."
    assert "by subtraction" in hidden["River Delta"]


def test_what_is_not_shown_is_not_there() -> None:
    made = panel_demonstration.read(LIBRARY)
    _, found = compare(made, by_region(made), Question("2026"), Register(), whole="All")
    small = next(figures for figures in found if figures.label == "Eastern Steppe")
    assert {small.n, small.known, small.lowest, small.highest, small.without} == {None}
    assert {small.median, small.lower_quartile, small.upper_quartile} == {None}
    assert small.shares == ()
    region = next(figures for figures in found if figures.label == "Northern Coast")
    assert region.median is not None
    assert (region.lower_quartile, region.highest) == (None, None)
    assert len(region.withheld) == 2
    whole = found[0]
    assert whole.label == "All"
    assert whole.lower_quartile is not None
    assert whole.highest is not None
    assert whole.withheld == ()


def test_a_filter_after_the_whole_is_withheld_where_it_leaves_out_a_few() -> None:
    made, grouping = two_rounds()
    register, (first,) = compare(made, grouping, Question("1"), Register())
    assert first.shown
    _, (second,) = compare(made, Grouping("Filter", {"nine": numbered(1, 9)}), Question("1"), register)
    assert not second.shown
    assert "“all”" in second.withheld[0]
    # In another round nothing has been shown yet.
    _, (other,) = compare(made, Grouping("Filter", {"nine": numbered(1, 9)}), Question("2"), register)
    assert other.shown


def test_a_position_leaves_the_administration_itself_out() -> None:
    levels = {(name, "1"): (2, 2) for name in sorted(numbered(1, 7))} | {("FRA", "1"): (4, 4)}
    made = panel(levels)
    _, standing = stand(made, "FRA", numbered(1, 7) | {"FRA"}, Question("1"), Register(known=frozenset({"FRA"})))
    assert standing.own == Pair(4, 4)
    assert standing.sentence == "above the median of 7 peers"


def test_a_position_among_few_peers_is_withheld() -> None:
    levels = {(name, "1"): (2, 2) for name in sorted(numbered(1, 4))} | {("FRA", "1"): (4, 4)}
    _, standing = stand(panel(levels), "FRA", numbered(1, 4), Question("1"), Register())
    assert standing.position is None
    assert standing.sentence == "Withheld: fewer than 5 administrations."


def test_who_has_no_result_has_no_position() -> None:
    made, _ = two_rounds()
    _, standing = stand(made, "FRA", numbered(1, 10), Question("1"), Register())
    assert standing.sentence == "FRA has no result here in round 1."


def test_changes_are_counted_where_they_are_certain() -> None:
    levels = {(name, "1"): (2, 2) for name in sorted(numbered(1, 8))}
    after = {"A01": (3, 3), "A02": (1, 1), "A03": (2, 2), "A04": (2, 3)}
    levels |= {(name, "2"): after.get(name, (4, 4)) for name in sorted(numbered(1, 8))}
    grouping = Grouping("Group", {"all": numbered(1, 8)})
    _, (found,) = moved(panel(levels), grouping, Question("1"), Question("2"), Register())
    assert (found.n, found.improved, found.worsened, found.unchanged, found.cannot_tell) == (8, 5, 1, 1, 1)


def test_the_change_is_withheld_where_few_joined_and_counted_where_nobody_or_many_did() -> None:
    for joined, shown in ((0, True), (1, False), (4, False), (5, True)):
        made, grouping = two_rounds(joined)
        _, (found,) = moved(made, grouping, Question("1"), Question("2"), Register())
        assert (found.n is not None) is shown
        assert ("joined or left" in found.sentence) is not shown
        assert not shown or (found.n, found.improved) == (10, 10)


def test_changes_of_overlapping_groups_are_not_subtracted_from_each_other() -> None:
    made, grouping = two_rounds()
    register, _ = moved(made, grouping, Question("1"), Question("2"), Register())
    filtered = Grouping("Filter", {"nine": numbered(1, 9)})
    _, (found,) = moved(made, filtered, Question("1"), Question("2"), register)
    assert found.n is None
    assert "by subtraction" in found.sentence
