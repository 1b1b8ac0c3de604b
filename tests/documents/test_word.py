"""The Word file: opens again, says everything, says on every page what it is, survives hostile texts."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diagnostic.answers import AgencyPair, Assessment
from diagnostic.content import Library, shipped
from diagnostic.documents.assembling import assemble
from diagnostic.documents.filling import TextRefused, Words
from diagnostic.documents.model import Block, Document, Line, Part, Span, Table, plain
from diagnostic.documents.word import DRAFT, render
from diagnostic.service import drafting
from tests.documents.conftest import Bases
from tests.documents.reading import in_style, opened, words

DRAFTS = sorted(shipped().drafts)
HOSTILE = "R&D <w:p/> {{7*7}} {% x %} ]]> \"'`; <script>"


@pytest.mark.parametrize("draft", DRAFTS)
@pytest.mark.parametrize("name", ["xxa-2024", "xxa-2026", "xxb-2026"])
def test_every_document_opens_again_and_leaves_nothing_unfilled(
    library: Library, administrations: Mapping[str, Assessment], draft: str, name: str
) -> None:
    raw = drafting.from_file(administrations[name], library, draft)
    word = opened(raw)
    text = words(raw)
    assert not re.search(r"\{\w*\}", text)
    assert library.drafts[draft].title in text
    assert "(fictional)" in text
    for section in word.sections:
        assert section.header.paragraphs[0].text == DRAFT
        assert not section.different_first_page_header_footer
    assert not word.settings.odd_and_even_pages_header_footer
    assert word.core_properties.author == ""
    assert word.core_properties.language == "en-GB"


def test_all_that_was_assembled_stands_in_the_file(
    library: Library, basis: Bases, administrations: Mapping[str, Assessment]
) -> None:
    document = assemble(library.drafts["mou"], basis(administrations["xxa-2026"]))
    text = words(render(document))
    for block in document.blocks:
        for line in (*block.lines, *block.items):
            assert plain(line.text) in text
        for table in block.tables:
            for row in (table.columns, *table.rows):
                assert all(plain(cell) in text for cell in row)
        if block.note:
            assert block.note.why in text
            assert all(answer in text for answer in block.note.answers)


def test_headings_are_real_and_the_table_of_articles_names_each(
    library: Library, administrations: Mapping[str, Assessment]
) -> None:
    raw = drafting.from_file(administrations["xxa-2026"], library, "mou", notes=False)
    headings = in_style(raw, "Heading 1")
    assert headings[0] == "Article 1\tParties and purpose"
    assert in_style(raw, "toc 1") == headings
    assert in_style(raw, "Clause note") == []
    outline = opened(raw).styles["Heading 1"].element.pPr.find(qn("w:outlineLvl"))
    assert outline.get(qn("w:val")) == "0"


def test_tables_repeat_their_head_and_split_no_row(library: Library, administrations: Mapping[str, Assessment]) -> None:
    word = opened(drafting.from_file(administrations["xxa-2026"], library, "mou"))
    for table in word.tables:
        for row in table._tbl.tr_lst:
            assert row.trPr.find(qn("w:cantSplit")) is not None
    heads = [table._tbl.tr_lst[0].trPr.find(qn("w:tblHeader")) for table in word.tables]
    assert sum(head is not None for head in heads) == 3  # all but the places to sign


def test_choices_are_marked_so_that_a_lawyer_finds_them(
    library: Library, administrations: Mapping[str, Assessment]
) -> None:
    word = opened(drafting.from_file(administrations["xxa-2026"], library, "mou", notes=False))
    for paragraph in word.paragraphs:
        for run in paragraph.runs:
            if run.text.startswith("[") and run.text.endswith("]"):
                assert run.style.name == "Choice", run.text


def test_the_file_names_no_path_no_program_and_no_person(
    library: Library, administrations: Mapping[str, Assessment]
) -> None:
    raw = drafting.from_file(administrations["xxa-2026"], library, "mou")
    with zipfile.ZipFile(BytesIO(raw)) as package:
        whole = b"".join(package.read(name) for name in package.namelist()).decode("utf-8", "replace").lower()
        assert not any("thumbnail" in name for name in package.namelist())
    assert not re.search(r"/home/|/users/|/tmp/|python-docx|macintosh", whole)


# ---------------------------------------------------------------- what users type


@pytest.mark.parametrize("name", [HOSTILE, "Douanes & Accises", "[Customs", "=SUM(A1)", "a\tb\nc"])
def test_hostile_names_stand_literally_wherever_they_are_used(
    library: Library, administrations: Mapping[str, Assessment], name: str
) -> None:
    assessment = administrations["xxa-2026"]
    named = replace(
        assessment,
        pair=AgencyPair(name, f"{name} 2"),
        round="26 & <27>",
        context={**assessment.context, "ministries": {"customs": f"{name} 3", "police": "M"}},
    )
    text = words(drafting.from_file(named, library, "mou"))
    for said in (name, f"{name} 2", f"{name} 3", "26 & <27>"):
        assert said in text


def test_right_to_left_names_are_marked_so_in_run_and_paragraph(
    library: Library, administrations: Mapping[str, Assessment]
) -> None:
    named = replace(administrations["xxa-2026"], pair=AgencyPair("هيئة الجمارك", "Police"))
    word = opened(drafting.from_file(named, library, "mou", notes=False))
    subtitle = next(p for p in word.paragraphs if p.style.name == "Subtitle")
    assert subtitle._p.pPr.find(qn("w:bidi")) is not None
    assert [run.font.rtl for run in subtitle.runs] == [True, None]
    clause = next(p for p in word.paragraphs if p.text.startswith("1.1\t"))
    assert clause._p.pPr.find(qn("w:bidi")) is None
    assert [run.text for run in clause.runs if run.font.rtl] == ["هيئة الجمارك"]


@pytest.mark.parametrize("field", ["customs", "ministry", "round"])
def test_a_control_character_is_refused_by_the_name_of_the_field(
    library: Library, administrations: Mapping[str, Assessment], field: str
) -> None:
    assessment = administrations["xxa-2026"]
    if field == "customs":
        assessment = replace(assessment, pair=AgencyPair("Cus\x07toms", "Police"))
    elif field == "ministry":
        assessment = replace(assessment, context={"ministries": {"customs": "Fin\x1bance"}})
    else:
        assessment = replace(assessment, round="20\x0026")
    with pytest.raises(TextRefused) as refused:
        drafting.from_file(assessment, library, "mou")
    called = {"customs": "the name of the customs agency", "ministry": "the ministry of customs", "round": "the round"}
    assert called[field] in str(refused.value)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(min_size=1, max_size=40), other=st.text(max_size=40))
def test_any_text_survives_literally_or_is_refused(name: str, other: str) -> None:
    try:
        known = Words(name, other)
    except TextRefused:
        return
    table = Table("blank_rows", ((Span(known.customs),),), (((Span(known.police),),),), (1,), caption=known.customs)
    block = Block("c", (Line("1.1", (Span(known.customs), Span(known.police, open=True))),), tables=(table,))
    document = Document(
        "d", known.customs, "note", known.police, known.customs, known.round, date(2026, 10, 5), (known.customs,),
        (Part("p", "1", known.customs, (block,)),), (known.police,),
    )  # fmt: skip
    raw = render(document)
    text = words(raw)
    assert f"1.1\t{known.customs}{known.police}" in text
    assert text.count(known.customs) >= 6
    head = opened(raw).sections[0].header.paragraphs[1].text
    assert head == f"{known.customs} · {known.police}"
