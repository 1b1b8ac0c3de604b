"""The Word file of a sheet: opens again, says what the PDF says, with real styles, lists and tables."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diagnostic.documents.minutes import minutes
from diagnostic.documents.model import plain
from diagnostic.documents.sheet import (
    Callout,
    Cell,
    Heading,
    PageBreak,
    Paragraph,
    Points,
    Sheet,
    Table,
    Together,
    flat,
    lines,
)
from diagnostic.documents.sheet_word import render
from tests.documents.meeting_example import ARABIC, BARE, BUSY, HOSTILE, MADE_AT
from tests.documents.reading import in_style, opened, words
from tests.documents.test_sheet_pdf import EVERYTHING


def said(raw: bytes) -> str:
    return words(raw).replace("\u200e", "")


@pytest.fixture(scope="module")
def busy() -> bytes:
    return render(minutes(BUSY, made_at=MADE_AT, classification="Restricted: members", fictional=True))


@pytest.fixture(scope="module")
def everything() -> bytes:
    return render(EVERYTHING)


def test_headings_are_real_and_the_contents_name_each(everything: bytes) -> None:
    assert in_style(everything, "Heading 1") == ["First", "Last"]
    assert in_style(everything, "Heading 2") == ["Second"]
    assert in_style(everything, "Heading 3") == ["Third"]
    assert in_style(everything, "toc 1") == ["First", "Last"]
    assert in_style(everything, "toc 2") == ["Second"]
    assert in_style(everything, "Title") == ["Assessment of cooperation"]


def test_lists_are_real_and_a_numbered_one_begins_at_one() -> None:
    raw = render(Sheet("Title", (Points(("a", "b"), numbered=True), Points(("c",), numbered=True)), MADE_AT))
    numbers = [p._p.pPr.numPr.numId.val for p in opened(raw).paragraphs if p._p.pPr.numPr is not None]
    assert numbers[0] == numbers[1] != numbers[2]
    numbering = opened(raw).part.numbering_part.element
    for number in numbers:
        known = next(num for num in numbering.findall(qn("w:num")) if num.numId == number)
        assert known.find(qn("w:lvlOverride")).find(qn("w:startOverride")).get(qn("w:val")) == "1"


def test_all_that_the_sheet_says_stands_in_the_file(busy: bytes) -> None:
    text = said(busy)
    sheet = minutes(BUSY, made_at=MADE_AT)
    for block in flat(sheet.blocks):
        if isinstance(block, Table):
            for row in block.placed:
                for _, cell in row:
                    assert all(plain(line) in text for line in lines(cell.words))
        elif isinstance(block, Heading | Paragraph):
            assert all(plain(line) in text for line in lines(block.words))
    for hostile in HOSTILE:
        assert hostile in text


def test_the_tables_repeat_their_head_and_tear_no_row(busy: bytes) -> None:
    tables = {table.rows[0].cells[0].text: table for table in opened(busy).tables}
    assert {"Question", "No."} <= set(tables)
    for table in tables.values():
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in table._tbl.tr_lst)
    assert tables["Question"]._tbl.tr_lst[0].trPr.find(qn("w:tblHeader")) is not None


def test_a_cell_that_goes_down_is_one_cell() -> None:
    table = Table((), ((Cell("q", down=2), "1", "2"), (Cell("why", over=2, goes_on=True),)), (1, 1, 1))
    made = opened(render(Sheet("Title", (table,), MADE_AT))).tables[0]
    assert made.cell(0, 0)._tc is made.cell(1, 0)._tc
    assert made.cell(1, 1)._tc is made.cell(1, 2)._tc
    assert made.cell(1, 1).text == "why"


def test_every_page_says_its_class_and_that_the_administration_is_fictional(busy: bytes) -> None:
    section = opened(busy).sections[0]
    assert section.header.paragraphs[0].text == "Restricted: members\tFictional administration"
    assert "PAGE" in section.footer._element.xml
    assert "NUMPAGES" in section.footer._element.xml
    assert len(opened(render(minutes(BARE, made_at=MADE_AT))).sections[0].header.paragraphs) == 1


def test_pictures_and_bands_carry_their_words(everything: bytes) -> None:
    body = opened(everything).element.body
    (picture,) = body.iter(qn("wp:docPr"))
    assert picture.get("descr") == "Bar chart: level 3."
    (described,) = body.iter(qn("w:tblDescription"))
    assert "Overall: level" in described.get(qn("w:val"))


def test_a_page_break_is_told_to_the_paragraph_that_follows() -> None:
    blocks = (Paragraph("a"), PageBreak(), Heading("b"), PageBreak(), Table((), (("c",),), (1,)))
    broken = [
        p for p in opened(render(Sheet("Title", blocks, MADE_AT))).paragraphs if p.paragraph_format.page_break_before
    ]
    assert [p.text for p in broken] == ["b", ""]


def test_blocks_that_stay_together_hold_on_to_each_other() -> None:
    sheet = Sheet("Title", (Together((Paragraph("a"), Table((), (("b",),), (1,)), Paragraph("c"))),), MADE_AT)
    word = opened(render(sheet))
    kept = {
        p.text: p.paragraph_format.keep_with_next for p in [*word.paragraphs, *word.tables[0].cell(0, 0).paragraphs]
    }
    assert kept["a"]
    assert kept["b"]
    assert not kept["c"]


def test_the_tones_of_a_callout_are_styles_of_their_own() -> None:
    raw = render(Sheet("Title", (Callout(("a",), "Look", "look again"), Callout(("b",), tone="check first")), MADE_AT))
    assert in_style(raw, "Callout look again") == ["Look", "a"]
    assert in_style(raw, "Callout check first") == ["b"]


def test_right_to_left_lines_are_marked_and_what_follows_keeps_its_place() -> None:
    raw = render(Sheet("Title", (Paragraph(f"{ARABIC} (1)\nFor {ARABIC} (2)"),), MADE_AT))
    first, second = [p for p in opened(raw).paragraphs if p.style.name == "Body Text"]
    assert first._p.pPr.find(qn("w:bidi")) is not None
    assert second._p.pPr.find(qn("w:bidi")) is None
    assert second.text == f"For {ARABIC}\u200e (2)"


def test_a_page_in_arabic_is_laid_out_from_right_to_left() -> None:
    table = Table((), (("السؤال", "2026"),), (1, 1))
    word = opened(render(Sheet("تقرير", (table,), MADE_AT, language="ar-SA")))
    assert word.tables[0]._tbl.tblPr.find(qn("w:bidiVisual")) is not None
    assert word.tables[0].cell(0, 1).paragraphs[0]._p.pPr.find(qn("w:bidi")) is not None


def test_the_properties_name_the_sheet_and_no_program(everything: bytes) -> None:
    core = opened(everything).core_properties
    assert (core.title, core.subject, core.author) == (EVERYTHING.title, EVERYTHING.subject, EVERYTHING.author)
    assert core.created == MADE_AT
    with zipfile.ZipFile(BytesIO(everything)) as package:
        whole = b"".join(package.read(name) for name in package.namelist()).lower()
    assert b"python-docx" not in whole


def test_the_same_sheet_gives_the_same_file() -> None:
    sheet = minutes(BUSY, made_at=MADE_AT)
    assert render(sheet) == render(sheet)
    assert render(sheet) != render(replace(sheet, made_at=MADE_AT.replace(year=2027)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
def test_no_text_stops_the_file(text: str) -> None:
    blocks = (
        Heading(f"h {text}"),
        Paragraph(text),
        Points((text,)),
        Callout((text,), text),
        Table((text,), ((text,),), (1,)),
    )
    sheet = Sheet(f"t {text}", blocks, MADE_AT, text, text, text, text, text, text, contents=True, author=text)
    assert opened(render(sheet)).paragraphs
