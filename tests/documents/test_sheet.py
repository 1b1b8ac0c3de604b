"""A sheet: what it refuses, what it leaves out of a text, how its cells find their columns."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostic.documents import pdf, sheet_word
from diagnostic.documents.direction import anchored, by_direction, has_letter, right_to_left
from diagnostic.documents.model import Span, plain
from diagnostic.documents.sheet import (
    Band,
    Bands,
    Callout,
    Cell,
    Definitions,
    Figures,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Points,
    Sheet,
    Signatures,
    Sources,
    Table,
    Together,
    clean,
    dated,
    lines,
    shown,
    strong,
)
from tests.documents.reading import words

AT = datetime(2026, 10, 13, tzinfo=UTC)


def test_a_heading_that_skips_a_level_is_refused_wherever_it_stands() -> None:
    Sheet("Title", (Heading("One"), Together((Heading("Two", 2), Heading("Three", 3))), Heading("One again")), AT)
    with pytest.raises(ValueError, match="“Three” skips a level"):
        Sheet("Title", (Heading("One"), Together((Paragraph("x"), Heading("Three", 3)))), AT)
    with pytest.raises(ValueError, match="skips a level"):
        Sheet("Title", (Heading("Two", 2),), AT)


def test_blocks_with_nothing_to_show_are_left_out_of_both_files() -> None:
    nothing = (
        Heading(""), Paragraph("\n"), Points(("",)), Sources(()), Definitions(()), Bands(()), Table((), (), (1,)),
        Callout(("",)), Figures(()), Signatures(()), Together((Paragraph(""),)),
    )  # fmt: skip
    assert list(shown(nothing)) == []
    sheet = Sheet("Title", (*nothing, Paragraph("All.")), AT)
    assert pdf.render(sheet).startswith(b"%PDF")
    assert words(sheet_word.render(sheet)).split() == ["Title", "All.", "Title", "Page", "1", "of", "1", "Title"]


def test_a_page_break_among_what_stays_together_is_refused() -> None:
    with pytest.raises(ValueError, match="page break"):
        Together((Paragraph("a"), PageBreak()))


def test_a_sheet_needs_a_title_and_a_time_with_its_zone() -> None:
    with pytest.raises(ValueError, match="title"):
        Sheet(" ", (), AT)
    with pytest.raises(ValueError, match="zone"):
        Sheet("Title", (), AT.replace(tzinfo=None))


def test_cells_that_go_down_take_the_first_column_of_the_rows_below() -> None:
    table = Table(("a", "b", "c"), ((Cell("q", down=2), "1", "2"), (Cell("why", over=2),), ("3", "4", "5")), (1, 1, 1))
    assert [[column for column, _ in row] for row in table.placed] == [[0, 1, 2], [1], [0, 1, 2]]


@pytest.mark.parametrize(
    "rows",
    [
        (("1",),),
        (("1", "2", "3"),),
        ((Cell("1", over=3),),),
        ((Cell("1", down=2), "2"),),
        ((Cell("1", down=2), "2"), ("3", "4")),
        (("1", Cell("2", down=2)), (Cell("3", over=2),)),
    ],
)
def test_rows_that_do_not_fit_the_columns_are_refused(rows: tuple[tuple[str | Cell, ...], ...]) -> None:
    with pytest.raises(ValueError, match=r"row|Row"):
        Table((), rows, (1, 1))


def test_a_head_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="heads"):
        Table(("a",), (), (1, 1))


def test_a_picture_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="do not see it"):
        Picture(b"<svg/>", " ")
    with pytest.raises(ValueError, match="share"):
        Picture(b"<svg/>", "A chart.", 1.2)


@pytest.mark.parametrize("bounds", [(None, 3), (3, 2), (1, 6)])
def test_bounds_that_are_none_are_refused(bounds: tuple[int | None, int]) -> None:
    with pytest.raises(ValueError, match="“Overall”"):
        Band("Overall", *bounds)


def test_bands_say_what_they_show() -> None:
    bands = Bands((Band("Overall", 2, 3), Band("Powers", None, None, "not applicable"), Band("Framework", 4, 4)))
    assert bands.said.replace("\u00a0", " ") == "Overall: level 2 to 3. Powers: not applicable. Framework: level 4."


@given(st.text())
def test_what_no_document_can_carry_is_left_out_and_the_rest_kept(text: str) -> None:
    kept = clean(text)
    assert not {"\0", "\x0b", "\x7f", "\ufffe", "\u202e", "\u2066", "\r"} & set(kept)
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert clean(kept) == kept
    if text.isascii() and text.isprintable():
        assert kept == text


def test_lines_keep_the_weight_of_their_pieces() -> None:
    assert lines((strong("a\nb"), Span("c"))) == ((strong("a"),), (strong("b"), Span("c")))
    assert lines("a\n\nb") == ((Span("a"),), (), (Span("b"),))
    assert lines("") == lines("\n") == ()


@given(st.text(alphabet="ab1 (·)\nهيئة"))
def test_directions_are_told_apart_without_loss(text: str) -> None:
    assert "".join(piece for piece, _ in by_direction(text)) == text
    assert anchored(text).replace("\u200e", "") == text


def test_a_text_has_the_direction_of_its_first_letter() -> None:
    assert right_to_left("3. هيئة and more")
    assert not right_to_left("Customs هيئة")
    assert not right_to_left("(3)")
    assert not has_letter("(3) …")


def test_a_day_is_said_in_english_and_holds_together() -> None:
    assert dated(date(2026, 3, 5)) == "5\u00a0March\u00a02026"


def test_the_language_decides_the_direction_of_the_page() -> None:
    sheet = Sheet("Title", (), AT)
    assert not sheet.right_to_left
    assert replace(sheet, language="ar-SA").right_to_left
    assert plain(lines(sheet.title)[0]) == "Title"
