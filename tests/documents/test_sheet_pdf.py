"""The PDF of a sheet: tagged, with its own fonts, the same each time; what users type stays text."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from diagnostic.documents.minutes import minutes
from diagnostic.documents.pdf import picture_png, render
from diagnostic.documents.sheet import (
    Band,
    Bands,
    Callout,
    Cell,
    Definitions,
    Figure,
    Figures,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Place,
    Points,
    Sheet,
    Signatures,
    Sources,
    Table,
    Terms,
    Together,
    quiet,
    strong,
)
from tests.documents.meeting_example import ARABIC, BARE, BUSY, HOSTILE, LONG, MADE_AT

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="60"><rect width="90" height="30" fill="#007F94"/>'
    f'<text x="4" y="50" font-family="Noto Sans">Liaison officers {ARABIC} 3</text></svg>'
).encode()

EVERYTHING = Sheet(
    title="Assessment of cooperation",
    above="Freedonia (fictional) · round 2026",
    subtitle="Customs and Police",
    finding="Cooperation stands at level 2 to 3.",
    running="Assessment",
    foot="Made for the test",
    classification="Restricted",
    contents=True,
    author="The committee",
    subject="All kinds of block",
    made_at=MADE_AT,
    blocks=(
        Heading("First"),
        Paragraph(LONG, "lead"),
        Figures((Figure("41 of 60", "answered", "19 wait"), Figure("7", "blockers"))),
        Callout((LONG, "More."), "Read with care", "check first"),
        Heading("Second", 2),
        Points(("One", (strong("Two"), quiet(" A.1")), "")),
        Points(("First of all", "Then"), numbered=True),
        Definitions((("Voice", "customs"), ("الدولة", "فريدونيا"))),
        Bands((Band("Overall", 2, 3), Band("None", None, None, "not applicable"), Band("All", 0, 5))),
        PageBreak(),
        Heading("Third", 3),
        Table(
            ("Dimension", "Level", "Why"),
            (("Framework", Cell("3", "level 3"), LONG), (Cell("Toolkit", "surface", over=3),)),
            (1, 1, 3),
            "Levels by dimension",
        ),
        Picture(SVG, "Bar chart: level 3.", 0.5, "Levels of both voices"),
        Together((Heading("Last"), Paragraph("Small words.", "small"), Paragraph("Meta words.", "meta"))),
        Sources(("Handbook. Publisher, 2018.",)),
        Signatures((Place("Chair", "Name"), Place("Customs", "x"), Place("Police", ""))),
    ),
)


def read(raw: bytes) -> Any:
    return PdfReader(BytesIO(raw))


def words(raw: bytes) -> str:
    """All words of a PDF, in lines, without marks of direction and places to break."""
    text = "\n".join(page.extract_text() for page in read(raw).pages)
    return re.sub("[\u200b\u200e\u2066-\u2069]", "", text).replace("\u00a0", " ")


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def fonts(raw: bytes) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for page in read(raw).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            font = font.get_object()
            found[font["/BaseFont"]] = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
    return found


@pytest.fixture(scope="module")
def everything() -> bytes:
    return render(EVERYTHING)


@pytest.fixture(scope="module")
def busy() -> bytes:
    return render(minutes(BUSY, made_at=MADE_AT, classification="Restricted: members", fictional=True))


def test_it_is_tagged_and_says_that_a_screen_reader_can_follow_it(everything: bytes) -> None:
    root = read(everything).root_object
    assert root["/MarkInfo"]["/Marked"].value
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def test_title_author_subject_and_time_stand_in_its_properties(everything: bytes) -> None:
    known = read(everything).metadata
    assert known.title == "Assessment of cooperation"
    assert known.author == "The committee"
    assert known.subject == "All kinds of block"
    assert known.creation_date == MADE_AT


def test_every_block_is_there(everything: bytes) -> None:
    text = words(everything)
    for said in (
        "Contents", "41 of 60", "Read with care", "Framework", "Levels by dimension", "Handbook. Publisher, 2018.",
        "Signature", "2.", "Levels of both voices", "level 2 to 3", "not applicable", "1 coexistence",
    ):  # fmt: skip
        assert said in text, said


def test_pictures_carry_their_words(everything: bytes) -> None:
    def alternatives(element: Any) -> list[str]:
        element = element.get_object()
        if isinstance(element, list):
            return [found for child in element for found in alternatives(child)]
        if not hasattr(element, "get"):
            return []
        own = [str(element["/Alt"])] if "/Alt" in element else []
        return own + (alternatives(element["/K"]) if "/K" in element else [])

    found = alternatives(read(everything).root_object["/StructTreeRoot"])
    assert "Bar chart: level 3." in found
    assert any("Overall: level" in alt for alt in found)


def test_headings_are_bookmarks(everything: bytes) -> None:
    def titles(outline: Any) -> list[str]:
        return [name for one in outline for name in (titles(one) if isinstance(one, list) else [one.title])]

    assert titles(read(everything).outline) == ["First", "Second", "Third", "Last"]


def test_only_fonts_of_the_product_are_used_and_they_are_embedded(busy: bytes) -> None:
    used = fonts(busy)
    families = {name.partition("+")[2] for name in used}
    assert families == {
        "NotoSans-Regular", "NotoSans-Bold", "NotoSansArabic-Regular", "NotoSansArabic-Bold", "NotoSerif-Bold",
    }  # fmt: skip
    assert all("/FontFile2" in descriptor for descriptor in used.values())


def test_every_page_says_its_class_its_number_and_that_the_administration_is_fictional(busy: bytes) -> None:
    pages = read(busy).pages
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        text = page.extract_text()
        assert "Restricted: members" in text
        assert "Fictional administration" in text
        assert f"Page {number} of {len(pages)}" in text


def test_a_sheet_without_marks_has_none() -> None:
    text = words(render(minutes(BARE, made_at=MADE_AT)))
    assert "Fictional" not in text
    assert "Restricted" not in text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_looks_like_markup_is_shown_as_it_stands(busy: bytes, hostile: str) -> None:
    assert squeezed(hostile) in squeezed(words(busy))


def test_the_head_of_a_table_stands_on_each_of_its_pages() -> None:
    table = Table(("Item name", "Level"), tuple((f"Row {number}", "level 3") for number in range(120)), (3, 1))
    pages = read(render(Sheet("Title", (table,), MADE_AT))).pages
    assert len(pages) > 2
    assert all("Item name" in page.extract_text() for page in pages)


def test_rows_that_a_cell_binds_stay_on_one_page() -> None:
    rows = [
        row
        for number in range(60)
        for row in ((Cell(f"Q{number}.", down=2), "level 3"), (Cell(f"Why{number}.", goes_on=True),))
    ]
    for page in read(render(Sheet("Title", (Table((), tuple(rows), (1, 1)),), MADE_AT))).pages:
        text = page.extract_text()
        assert set(re.findall(r"Q(\d+)\.", text)) == set(re.findall(r"Why(\d+)\.", text))


def test_a_row_longer_than_a_page_goes_on_and_loses_no_word() -> None:
    marks = [f"mark{number}" for number in range(900)]
    text = words(
        render(Sheet("Title", (Table((), (("a", " ".join(f"{mark} and more" for mark in marks)),), (1, 4)),), MADE_AT))
    )
    assert set(re.findall(r"mark\d+", text)) == set(marks)


def test_a_word_without_end_stays_on_the_page() -> None:
    raw = render(Sheet("Title", (Table((), (("x" * 400, "end"),), (1, 5)),), MADE_AT))
    assert words(raw).count("x") == 400
    assert len(re.findall("x+", words(raw))) > 10


def test_the_same_sheet_gives_the_same_file_and_another_time_another() -> None:
    sheet = minutes(BUSY, made_at=MADE_AT)
    assert render(sheet) == render(sheet)
    assert render(sheet) != render(replace(sheet, made_at=datetime(2027, 1, 1, tzinfo=UTC)))


def test_arabic_stands_in_its_own_font_and_a_page_in_arabic_is_turned() -> None:
    arabic = Sheet(
        "تقرير التعاون",
        (Heading("المقدمة"), Paragraph("تبادل المعلومات 3"), Table(("السؤال", "المستوى"), (("أ", "2"),), (1, 1))),
        MADE_AT,
        language="ar-SA",
        contents=True,
        terms=Terms(page="صفحة {page} من {pages}", contents="المحتويات"),
    )
    raw = render(arabic)
    assert read(raw).root_object["/Lang"] == "ar-SA"
    assert any("NotoSansArabic" in name for name in fonts(raw))


def test_letters_of_any_script_make_a_file() -> None:
    raw = render(Sheet("中文 😀", (Paragraph("አማርኛ → ☐ ≥ 4"),), MADE_AT))
    assert "4" in words(raw)


def test_arabic_words_in_a_drawing_have_letters_even_beside_a_ligature() -> None:
    text = words(render(Sheet("Title", (Picture(SVG, "A chart."),), MADE_AT)))
    assert set(ARABIC) <= set(text)


def test_figures_can_be_found_whatever_stands_in_the_contents(everything: bytes) -> None:
    assert "\u2060" not in words(everything)


def test_a_drawing_becomes_a_picture_for_word() -> None:
    assert picture_png(SVG).startswith(b"\x89PNG")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
def test_no_text_stops_the_file(text: str) -> None:
    blocks = (
        Heading("h " + text), Paragraph(text), Points((text,)), Definitions(((text, text),)), Callout((text,), text),
        Table((text,), ((text,),), (1,), text), Bands((Band(text, 1, 2, text),)), Sources((text,)),
        Signatures((Place(text, text),)),
    )  # fmt: skip
    sheet = Sheet(f"t {text}", blocks, MADE_AT, text, text, text, text, text, text, contents=True, author=text)
    assert render(sheet).startswith(b"%PDF")
