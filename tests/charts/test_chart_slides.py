"""Charts on slides: native and editable, with their data, harmless names, titles and alternative texts."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Any

import pytest
from pptx import Presentation

from diagnostic.charts import deck
from diagnostic.charts.slides.frame import harmless
from diagnostic.charts.spec import BandRow, Count
from diagnostic.charts.standing import band
from diagnostic.scoring.outcomes import Pair
from tests.charts.chart_samples import HOSTILE, LONG, MARKUP, NAMES, basis, gallery

TABLES = {"band", "heat_map", "powers", "situation"}
KINDS = tuple(gallery(1))


def _opened(*charts: Any) -> Any:
    return Presentation(BytesIO(deck.pptx(charts)))


def _shapes(presentation: Any, kind: str) -> list[Any]:
    return [shape for slide in presentation.slides for shape in slide.shapes if getattr(shape, f"has_{kind}", False)]


@pytest.mark.parametrize("n", [1, 5, 40])
@pytest.mark.parametrize("kind", KINDS)
def test_every_chart_is_native_and_its_slide_has_a_title_and_alternative_text(kind: str, n: int) -> None:
    chart = gallery(n)[kind]
    presentation = _opened(chart)
    natives = _shapes(presentation, "table" if kind in TABLES else "chart")
    withheld = kind == "regions" and "Nothing is shown" in chart.finding
    assert natives or withheld
    for slide in presentation.slides:
        assert slide.shapes.title.text_frame.text.startswith(chart.finding[:30])
    for shape in natives:
        described = shape._element.xpath(".//p:cNvPr")[0].get("descr")
        assert described
    assert not [shape for slide in presentation.slides for shape in slide.shapes if shape.shape_type == 13], "a picture"


def test_slides_are_wide_and_nothing_lies_outside_them() -> None:
    presentation = _opened(*gallery(40).values(), *gallery(5).values())
    assert presentation.slide_width * 9 == presentation.slide_height * 16
    for slide in presentation.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= presentation.slide_width + 12700
            assert shape.top + shape.height <= presentation.slide_height + 12700


def test_a_long_table_goes_on_over_further_slides_and_loses_no_row() -> None:
    presentation = _opened(gallery(40)["heat_map"])
    tables = _shapes(presentation, "table")
    assert len(tables) == len(presentation.slides) == 3
    assert sum(len(shape.table.rows) - 1 for shape in tables) == 40
    assert "(2 of 3)" in presentation.slides[1].shapes.title.text_frame.text


def test_tables_hold_the_numbers_that_are_drawn() -> None:
    (shape,) = _shapes(_opened(band([BandRow("A", Pair(2, 3), True)], NAMES, basis(1))), "table")
    cells = [cell.text for cell in shape.table.rows[1].cells]
    assert cells[:6] == ["A", "1", "2", "3?", "", ""]


def test_the_data_of_a_chart_is_the_data_of_its_specification() -> None:
    (shape,) = _shapes(_opened(gallery(40)["shares"]), "chart")
    body: Any = gallery(40)["shares"].body
    series = {one.name: list(one.values) for one in shape.chart.plots[0].series}
    assert list(shape.chart.plots[0].categories) == [row.label for row in body.rows]
    assert series["4 Coordination"] == [row.counts[3] for row in body.rows]
    # Below the divide a bar runs to the left.
    assert series["1 Coexistence"] == [-row.counts[0] for row in body.rows]
    assert series["Cannot be told"] == [row.unknown for row in body.rows]


def test_bounds_over_rounds_are_two_lines_and_never_a_point() -> None:
    (shape,) = _shapes(_opened(gallery(5)["rounds"]), "chart")
    body: Any = gallery(5)["rounds"].body
    names = {one.name for one in shape.chart.plots[0].series}
    for line in body.lines:
        bounds = any(pair and not pair.known for pair in line.pairs)
        label = harmless(line.label)
        assert ({f"{label} (lower bound)", f"{label} (upper bound)"} <= names) == bounds
        assert (label in names) != bounds


def _sheets(raw: bytes) -> list[str]:
    """Return the sheets of every workbook inside a presentation, as XML."""
    found = []
    with zipfile.ZipFile(BytesIO(raw)) as outer:
        for name in outer.namelist():
            if name.endswith(".xlsx"):
                with zipfile.ZipFile(BytesIO(outer.read(name))) as inner:
                    found += [inner.read(part).decode() for part in inner.namelist() if part.endswith(".xml")]
    return found


def test_no_name_becomes_a_formula_or_a_link_in_the_workbook_behind_a_chart() -> None:
    hostile = gallery(40)
    names = [HOSTILE, '=cmd|"/c calc"!A1', "{=1+1}", "http://x.test", "mailto:a@x.test", MARKUP]
    from diagnostic.charts.counting import steps_done

    charts = [*hostile.values(), steps_done([Count(name, 1, 1, 3) for name in names], basis(3))]
    sheets = _sheets(deck.pptx(charts))
    assert sheets
    assert not [sheet for sheet in sheets if re.search(r"<f[ >]|<hyperlink", sheet)]


@pytest.mark.parametrize("name", ["=1+1", " =1", "{=1}", "HTTP://x.test", "mailto:a", "internal:Sheet1"])
def test_a_name_that_a_spreadsheet_would_run_is_marked_as_text(name: str) -> None:
    assert harmless(name).startswith("'")


def test_control_characters_never_reach_the_file_and_markup_stays_text() -> None:
    raw = deck.pptx([band([BandRow(MARKUP, Pair(2, 2)), BandRow("a\x0bb\x00c\ud800", Pair(1, 1))], NAMES, basis(2))])
    (shape,) = _shapes(Presentation(BytesIO(raw)), "table")
    texts = [row.cells[0].text for row in shape.table.rows]
    assert texts[1:] == ["<b>Bold & Sons</b> #eval %{x} $y$", "abc"] or texts[2] == "a bc"


def test_a_long_name_stands_whole_in_two_lines_and_one_that_never_ends_is_cut() -> None:
    presentation = _opened(gallery(5)["band"])
    (shape,) = _shapes(presentation, "table")
    assert LONG in [row.cells[0].text for row in shape.table.rows]
    assert presentation.slides[0].shapes.title.text_frame.text == gallery(5)["band"].finding
    endless = deck.pptx([band([BandRow(LONG * 9, Pair(2, 2))], NAMES, basis(1))])
    (shape,) = _shapes(Presentation(BytesIO(endless)), "table")
    said = shape.table.rows[1].cells[0].text
    assert said.endswith("…")
    assert LONG.startswith(said[:10])
