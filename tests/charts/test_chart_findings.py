"""What a chart says in its sentence is true to its data; bounds are never told as points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostic.charts import counting, peers, rounds, sharing, situation, standing, voices
from diagnostic.charts.spec import FICTIONAL, BandRow, Basis, Bound, Cell, Count, Growth, HeatRow, Share
from diagnostic.charts.tracks import Span, Spread
from diagnostic.scoring.outcomes import UNKNOWN, Pair
from tests.charts.chart_samples import DIMENSIONS, NAMES, basis, gallery

PAIRS = st.tuples(st.integers(1, 5), st.integers(1, 5)).map(lambda ends: Pair(min(ends), max(ends)))
KINDS = tuple(gallery(1))


def plain(text: str) -> str:
    """Return the text with spaces that break."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("n", [1, 5, 40])
@pytest.mark.parametrize("kind", KINDS)
def test_every_chart_has_a_sentence_a_unit_and_a_footer_and_says_them_aloud(kind: str, n: int) -> None:
    chart = gallery(n)[kind]
    assert chart.finding.endswith(".")
    assert chart.subject
    assert chart.alt.startswith(chart.finding)
    assert chart.basis.line() in chart.alt


def test_the_footer_says_voice_view_n_round_and_policy() -> None:
    line = plain(basis(40, "2022", "2024").line())
    assert line == "Joint answers · as claimed · n = 40 administrations · rounds 2022 and 2024 · policy handbook-fig3/1"
    assert "n = 1 administration ·" in plain(basis(1).line())


def test_a_chart_of_fictional_administrations_says_so_in_picture_and_alternative_text() -> None:
    rows = [BandRow("Freedonia", Pair(2, 2))]
    assert FICTIONAL in standing.band(rows, NAMES, basis(1), fictional=True).alt
    assert FICTIONAL not in standing.band(rows, NAMES, basis(1)).alt


@given(st.lists(PAIRS, min_size=2, max_size=30))
def test_the_band_counts_who_reaches_a_level_for_certain_and_who_may(pairs: list[Pair]) -> None:
    rows = [BandRow(f"A{place}", pair) for place, pair in enumerate(pairs)]
    said = plain(standing.band(rows, NAMES, basis(len(pairs))).finding)
    levels = [
        level
        for level in (2, 3, 4, 5)
        if f"level {level}, for certain" in said
        and f"{sum(pair.lower >= level for pair in pairs)} of {len(pairs)} administrations reach" in said
    ]
    if "for certain" in said:
        level = levels[0]
        possible = sum(pair.lower < level <= pair.upper for pair in pairs)
        assert (f"{possible} more may" in said) == (possible > 0)
    elif said.startswith("All "):
        assert len(set(pairs)) == 1
        assert pairs[0].known
    else:
        assert set(pairs) == {UNKNOWN}


def test_one_administration_stands_at_a_level_or_between_two() -> None:
    said = [standing.band([BandRow("Sylvania", pair)], NAMES, basis(1)).finding for pair in (Pair(3, 3), Pair(2, 4))]
    assert plain(said[0]) == "Sylvania stands at cooperation, level 3."
    assert plain(said[1]) == "Sylvania stands between level 2 and level 4, because answers are missing."


def test_not_assessed_is_said_and_not_counted() -> None:
    chart = standing.band([BandRow("A", None), BandRow("B", Pair(3, 3)), BandRow("C", Pair(3, 3))], NAMES, basis(3))
    assert "All 2 administrations" in chart.finding
    assert BandRow("A", None).reading == "not assessed"


def test_the_heat_map_names_where_most_and_where_fewest_reach_cooperation() -> None:
    rows = [
        HeatRow("A", (Cell(Pair(3, 3)), Cell(Pair(1, 4)))),
        HeatRow("B", (Cell(Pair(4, 5)), Cell(None))),
        HeatRow("C", (Cell(Pair(2, 2)), Cell(Pair(2, 2)))),
    ]
    said = plain(standing.heat_map(rows, ("Risk", "Training"), NAMES, basis(3)).finding)
    assert "most administrations in Risk (2 of 3)" in said
    assert "fewest in Training (0 of 2)" in said


def test_a_row_that_does_not_fit_its_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        standing.heat_map([HeatRow("A", (Cell(None),))], ("Risk", "Training"), NAMES, basis(1))
    with pytest.raises(ValueError, match="1 places for 2 rounds"):
        rounds.slopes([rounds.line("A", [Pair(1, 1)])], ("2022", "2024"), NAMES, basis(1))


QUARTERS = st.lists(st.integers(2, 10), min_size=6, max_size=6).map(lambda halves: sorted(half / 2 for half in halves))


@given(PAIRS, QUARTERS)
def test_a_place_among_peers_is_said_only_where_every_reading_of_the_bounds_agrees(
    own: Pair, quarters: list[float]
) -> None:
    a, b, c, d, e, f = quarters
    spread = Spread(Span(a, b), Span(c, d), Span(e, f), 9)
    found = {
        "below" if level < low else "above" if level > high else "within"
        for level in range(own.lower, own.upper + 1)
        for low in (a, b)
        for high in (e, f)
    }
    said = peers.place(own, spread)
    assert (said == next(iter(found))) if len(found) == 1 else (said == "cannot_tell")


def test_a_profile_without_peers_says_that_they_are_withheld() -> None:
    rows = [peers.Against("risk", "Risk", Pair(2, 2), None)]
    chart = peers.against_peers("Freedonia", rows, NAMES, basis(4))
    assert "the peers are withheld" in chart.finding
    assert peers.place(None, None) == "not_applicable"


@given(PAIRS, PAIRS)
def test_agencies_are_apart_only_as_far_as_their_bounds_allow(customs: Pair, police: Pair) -> None:
    both = voices.Both("risk", "Risk", customs, police)
    gaps = {
        abs(one - other)
        for one in range(customs.lower, customs.upper + 1)
        for other in range(police.lower, police.upper + 1)
    }
    if both.apart is None:
        assert min(gaps) == 0
        assert len(gaps) > 1
        assert both.reading == "gap cannot be told"
    else:
        assert both.apart == (min(gaps), max(gaps))


def test_the_dumbbell_shows_the_widest_gap_first_and_labels_its_marks_once() -> None:
    rows = [
        voices.Both("risk", "Risk", Pair(3, 3), Pair(3, 3)),
        voices.Both("liaison", "Liaison", None, Pair(2, 2)),
        voices.Both("training", "Training", Pair(1, 1), Pair(4, 4), Pair(2, 2)),
        voices.Both("powers", "Powers", Pair(2, 2), Pair(1, 1)),
    ]
    chart = voices.dumbbell(rows, NAMES, basis(1))
    body: Any = chart.body
    assert [row.id for row in body.rows] == ["training", "powers", "risk", "liaison"]
    labelled = [row.id for row in body.rows if any(mark.label for mark in row.marks)]
    assert labelled == ["training"]
    assert "Police rates training 3 levels higher than customs does" in chart.finding
    assert "same level in 1 of 3 dimensions" in chart.finding
    assert body.rows[3].reading == "not applicable to customs"


def test_an_unanswered_pair_has_no_gap() -> None:
    chart = voices.dumbbell([voices.Both("risk", "Risk", UNKNOWN, UNKNOWN)], NAMES, basis(1))
    assert chart.finding == "No gap can be told: neither agency’s answers give a level."


@given(st.lists(st.lists(PAIRS, min_size=3, max_size=3), min_size=2, max_size=12))
def test_rounds_count_those_that_moved_for_certain(paths: list[list[Pair]]) -> None:
    lines = [rounds.line(f"A{place}", path) for place, path in enumerate(paths)]
    said = plain(rounds.slopes(lines, ("2022", "2024", "2026"), NAMES, basis(len(lines))).finding)
    up = sum(path[-1].lower > path[0].upper for path in paths)
    down = sum(path[-1].upper < path[0].lower for path in paths)
    assert (f"{up} of {len(lines)} administrations rose" in said) == (up > 0)
    assert (f"{down} fell" in said or f"{down} of {len(lines)} administrations fell" in said) == (down > 0)
    assert said.startswith("From 2022 to 2026, ")


def test_a_single_round_tells_no_change() -> None:
    assert "a change cannot be told yet" in gallery(5, years=("2026",))["rounds"].finding
    one = rounds.slopes([rounds.line("A", [Pair(2, 2), None])], ("2022", "2024"), NAMES, basis(1))
    assert "1 round only" in one.finding


def test_one_line_is_told_with_its_ends() -> None:
    def said(first: Pair, last: Pair) -> str:
        line = rounds.line("Sylvania", [first, last])
        return plain(rounds.slopes([line], ("2022", "2024"), NAMES, basis(1)).finding)

    assert said(Pair(2, 2), Pair(3, 4)) == "Sylvania rose for certain from 2022 to 2024: level 2, then level 3 to 4."
    assert said(Pair(4, 4), Pair(3, 3)) == "Sylvania fell for certain from 2022 to 2024: level 4, then level 3."
    assert said(Pair(2, 2), Pair(2, 2)) == "Sylvania stayed at level 2 from 2022 to 2024."
    assert "cannot be told" in said(Pair(2, 3), Pair(3, 3))


def test_withheld_groups_are_left_out_of_the_sentence_and_said() -> None:
    panels = [
        Share("Europe", (0, 1, 3, 2, 0), 1),
        Share("West and Central Africa", (3, 2, 1, 0, 0), 0),
        Share("Islands", (0, 0, 0, 0, 0), 0, "withheld: fewer than 5 administrations"),
    ]
    chart = sharing.regions(panels, NAMES, basis(13))
    assert "most administrations in Europe (5 of 7)" in chart.finding
    assert "Islands" not in chart.finding
    none = sharing.regions(panels[2:], NAMES, basis(0))
    assert none.finding == "Nothing is shown (withheld: fewer than 5 administrations)."


def test_counts_say_which_step_is_done_most_often() -> None:
    rows = [Count("MOU", 7, 1, 10), Count("Committee", 2, 0, 10), Count("Unit", 0, 0, 0, "withheld: fewer than 5")]
    said = counting.steps_done(rows, basis(10)).finding
    assert said == "Done most often: MOU (7 of 10); least often: Committee (2 of 10)."
    assert plain(rows[0].reading) == "7 to 8 of 10"
    assert counting.steps_done([], basis(0)).finding == "Nothing can be shown."
    assert counting.steps_done([Count("MOU", 0, 3, 3)] * 2, basis(3)).finding == "No step is done for certain."


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (Bound(50), Bound(86), "up by 36"),
        (Bound(80, ">"), Bound(113), "up by at most 33"),
        (Bound(80, "<"), Bound(113, ">"), "up by at least 33"),
        (Bound(90), Bound(60), "down by 30"),
        (Bound(90, "<"), Bound(60), "down by at most 30"),
        (Bound(80, "~"), Bound(100), "up by about 20"),
        (Bound(80, ">"), Bound(100, ">"), "by how much cannot be told"),
        (Bound(80), Bound(80), "the same"),
    ],
)
def test_growth_keeps_the_bounds_of_its_sources(first: Bound, last: Bound, said: str) -> None:
    assert counting.change(Growth("Ports", "ports", first, "2019", last, "2024")) == said


def test_figures_that_are_not_comparable_are_told_apart_with_the_reason() -> None:
    row = Growth("Task forces", "units", Bound(38), "2019", Bound(43), "2024", "Units are set against countries.")
    chart = counting.growth([row], Basis(sources=("A report",)))
    assert chart.finding == "No two of these figures can be compared."
    assert counting.change(row) == "Units are set against countries."
    body: Any = chart.body
    assert body.units == ()


@given(PAIRS, PAIRS, PAIRS)
def test_the_situation_names_those_that_the_bounds_allow(corruption: Pair, threat: Pair, protection: Pair) -> None:
    chart = situation.situation("Freedonia", corruption, threat, protection, basis(1))
    body: Any = chart.body
    allowed = {
        (max(one, other) >= 4, shield >= 3)
        for one in range(corruption.lower, corruption.upper + 1)
        for other in range(threat.lower, threat.upper + 1)
        for shield in range(protection.lower, protection.upper + 1)
    }
    found = {(place < 2, place % 2 == 1) for place, (_, possible) in enumerate(body.corners) if possible}
    assert found == allowed
    assert ("any of the four" in chart.finding) == (len(allowed) == 4)


@pytest.mark.parametrize("make", [lambda: gallery(5, unknown=1.0), lambda: gallery(1, unknown=1.0)])
def test_where_all_is_unknown_no_level_is_claimed(make: Callable[[], dict[str, Any]]) -> None:
    charts = make()
    for kind in ("band", "heat_map", "shares", "rounds", "steps", "dumbbell"):
        said = plain(charts[kind].finding)
        assert any(
            word in said for word in ("cannot be told", "can be told", "Nowhere", "No step", "between", "in 0 of")
        ), (
            kind,
            said,
        )


def test_dimensions_are_those_of_the_sample() -> None:
    body: Any = gallery(5)["heat_map"].body
    assert body.columns == DIMENSIONS
