"""The profile chart as plain data: every dimension a row, in words too; nothing said that is withheld."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from diagnostic.answers import Answer, Assessment
from diagnostic.charts.palette import DARK, LIGHT, Palette
from diagnostic.charts.profile import profile
from diagnostic.charts.screen import tracks
from diagnostic.charts.tracks import Row, Tracks
from diagnostic.content import Instrument, Library
from diagnostic.scoring import Pair, score


def _chart(library: Library, answers: Mapping[str, Answer], view: str = "as claimed") -> Tracks:
    instrument = library.instrument("cooperation", "handbook-2018/1")
    assessment = Assessment("XXC", "2026", {"cooperation": "handbook-2018/1"}, voices={"customs": answers})
    result = score(assessment, library)
    assert result is not None
    views = result.voices["customs"]
    shown = views.claimed if view == "as claimed" else views.evidenced
    return profile(shown, instrument, result.policy, whose="Customs Board", view=view)


def _row(chart: Tracks, id: str) -> Row:
    return next(row for row in chart.rows if row.id == id)


def _power_free() -> dict[str, Answer]:
    """Full authority everywhere: no access item counts, so the dimension of powers is not applicable."""
    areas = ("drugs", "counterfeits", "endangered_species", "cash")
    full: dict[str, Answer] = {"a_5_1": Answer(value=dict.fromkeys(areas, "full"))}
    return full | {
        power: Answer(value={"authority": "full"}) for power in ("a_7_1", "a_8", "a_9", "a_10", "a_11", "a_12")
    }


def test_every_dimension_has_a_row_in_the_order_of_the_questionnaire(library: Library, questions: Instrument) -> None:
    assert [row.id for row in _chart(library, {}).rows] == [dimension.id for dimension in questions.dimensions]


def test_the_ends_are_named_after_the_first_and_the_last_level(library: Library) -> None:
    assert [end.lower() for end in _chart(library, {}).ends] == ["coexistence", "collaboration"]


def test_a_known_level_is_a_point_and_its_row_says_how_much_was_answered(library: Library) -> None:
    row = _row(_chart(library, {"a_1": Answer(level=3)}), "framework")
    assert [mark.pair for mark in row.marks] == [Pair(3, 3)]
    assert not row.marks[0].withheld
    assert "1 of 1" in row.reading


def test_withheld_bounds_are_dotted_say_so_and_show_no_typical_item(library: Library) -> None:
    # One of two rated items: below two thirds, and the bounds differ.
    row = _row(_chart(library, {"a_15_1": Answer(level=4)}), "training")
    assert row.marks[0].pair == Pair(1, 4)
    assert row.marks[0].withheld
    assert row.typical is None
    assert "1 of 2" in row.reading
    assert "too few" in row.reading


def test_a_level_that_is_certain_is_not_withheld_however_few_answered(library: Library) -> None:
    row = _row(_chart(library, {"a_15_1": Answer(level=1)}), "training")
    assert row.marks[0].pair == Pair(1, 1)
    assert not row.marks[0].withheld


def test_the_typical_item_stands_beside_the_weakest(library: Library) -> None:
    row = _row(_chart(library, {"a_6": Answer(level=2), "a_7_2": Answer(level=4)}), "investigation")
    assert row.marks[0].pair == Pair(2, 2)
    assert row.typical == Pair(2, 2)


def test_a_dimension_without_an_applicable_item_says_so_and_has_no_mark(library: Library) -> None:
    chart = _chart(library, _power_free())
    row = _row(chart, "powers")
    assert row.marks == ()
    assert row.typical is None
    assert "not applicable" in row.reading
    assert f"{row.label}: not applicable" in chart.alt


def test_the_alternative_text_says_whose_and_which_view_and_every_row(library: Library, questions: Instrument) -> None:
    for view in ("as claimed", "as evidenced"):
        chart = _chart(library, {"a_1": Answer(level=4), "a_15_1": Answer(level=4)}, view)
        assert "Customs Board" in chart.alt
        assert view in chart.alt
        for dimension in questions.dimensions:
            assert f"{dimension.title}: " in chart.alt
    assert "4" in _chart(library, {"a_1": Answer(level=4)}).alt


def test_the_alternative_text_reads_the_same_bounds_as_the_marks(library: Library) -> None:
    chart = _chart(library, {"a_1": Answer(level=4), "a_15_1": Answer(level=4)})
    spoken = chart.alt.replace("\N{NO-BREAK SPACE}", " ")
    assert f"{_row(chart, 'framework').label}: level 4;" in spoken
    assert f"{_row(chart, 'training').label}: level 1 to 4, too few answers" in spoken


def test_as_evidenced_a_level_without_evidence_is_drawn_lower(library: Library) -> None:
    assert _row(_chart(library, {"a_1": Answer(level=4)}, "as evidenced"), "framework").marks[0].pair == Pair(2, 2)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("large", [False, True])
def test_the_screen_draws_every_row_and_leads_back_to_it(library: Library, palette: Palette, large: bool) -> None:
    chart = _chart(library, _power_free() | {"a_1": Answer(level=4), "a_15_1": Answer(level=4)})
    figure = tracks(chart, palette, large=large)
    drawn = {str(row) for trace in figure.data for row in trace.customdata}
    assert drawn == {row.id for row in chart.rows if row.marks}
    written = " ".join(str(note.text) for note in figure.layout.annotations)
    assert all(row.label in written and row.reading in written for row in chart.rows)
    assert all(f"<b>{level}</b>" in written for level in (1, 2, 3, 4, 5))


def test_the_screen_draws_a_point_filled_bounds_hollow_and_withheld_bounds_dotted(library: Library) -> None:
    chart = _chart(library, {"a_1": Answer(level=4), "a_15_1": Answer(level=4)})
    first = {str(trace.customdata[0]): trace for trace in reversed(tracks(chart, LIGHT).data)}
    assert first["framework"].marker.color == LIGHT.accent
    assert first["training"].marker.color == LIGHT.page
    assert list(first["training"].x) == [1, 4]
    assert first["training"].line.dash == "dot"


def test_a_name_with_markup_stays_text_in_the_alternative_text(library: Library, questions: Instrument) -> None:
    result = score(
        Assessment("XXC", "2026", {"cooperation": "handbook-2018/1"}, voices={"customs": {}}),
        library,
    )
    assert result is not None
    chart = profile(result.voices["customs"].claimed, questions, result.policy, whose="A & <b>B</b>", view="as claimed")
    assert "A & <b>B</b>" in chart.alt


def _contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_marks_can_be_read_on_their_ground(palette: Palette) -> None:
    for text in (palette.ink, palette.muted, palette.accent, palette.error, palette.saved, palette.look_again):
        assert _contrast(text, palette.page) >= 4.5
    for level, on in zip(palette.levels, palette.on_levels, strict=True):
        assert _contrast(level, on) >= 4.5
    for mark in (palette.customs, palette.police, palette.agreed, palette.line):
        assert _contrast(mark, palette.page) >= 3
