"""Reports on somebody's own Word template: its look is taken over; what could do harm is refused in a sentence."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from diagnostic.answers import Assessment
from diagnostic.content import Library
from diagnostic.documents import sheet_word
from diagnostic.documents.report import report, words
from diagnostic.documents.report_template import TemplateRefused, fitted
from tests.documents.reading import opened
from tests.documents.reading import words as everything
from tests.documents.report_making import case_of, report_of

MAIN = b"openxmlformats-officedocument.wordprocessingml.document.main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINKED = f'<Relationship Id="rId99" Type="{RELATIONS}/image" Target="https://example.org/a" TargetMode="External"/>'
Made = Callable[[bytes], bytes]


@pytest.fixture(scope="module")
def put(administrations: Mapping[str, Assessment], library: Library) -> Made:
    """Put the report of Freedonia into a template."""
    found = report_of(case_of(administrations["xxa-2026"], library, classification="TLP:AMBER"))
    sheet = report(found)
    made = sheet_word.render(sheet)
    return lambda template: fitted(made, sheet, template, words(found))


def _template(change: Callable[[Any], None] = lambda word: None) -> bytes:
    word = docx.Document()
    word.styles["Heading 1"].font.name = "Georgia"
    word.styles["Heading 1"].font.color.rgb = RGBColor(0x80, 0x00, 0x20)
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21.59), Cm(27.94)
    section.left_margin = section.right_margin = Cm(3)
    section.header.paragraphs[0].text = "Ministry of Finance of Freedonia"
    word.add_paragraph("Sample text of the template")
    change(word)
    target = BytesIO()
    word.save(target)
    return target.getvalue()


def _packed_with(template: bytes, name: str, content: bytes) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(template)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return target.getvalue()


def _part(template: bytes, name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(template)) as packed:
        return packed.read(name)


def test_the_report_takes_on_the_page_the_head_and_the_styles_of_the_template(put: Made) -> None:
    word = opened(put(_template()))
    assert word.sections[0].page_width == Cm(21.59)
    head = [paragraph.text for paragraph in word.sections[0].header.paragraphs]
    assert head == ["TLP:AMBER · Fictional administration", "Ministry of Finance of Freedonia"]
    headings = [paragraph for paragraph in word.paragraphs if paragraph.text == "Summary"]
    assert [one.style.name for one in headings if one.style.name.startswith("Heading")] == ["Heading 1"]
    assert word.styles["Heading 1"].font.name == "Georgia"
    assert word.styles["Heading 1"].font.color.rgb == RGBColor(0x80, 0x00, 0x20)


def test_everything_that_the_report_says_is_there_and_nothing_of_the_sample_text(put: Made) -> None:
    said = everything(put(_template()))
    for text in ("Freedonia (fictional)", "What each level asks", "A.14.1", "Sources"):
        assert text in said
    assert "Sample text of the template" not in said


def test_every_style_list_and_picture_that_the_report_names_is_in_the_file(put: Made) -> None:
    word = opened(put(_template()))
    known = {style.get(qn("w:styleId")) for style in word.styles.element.style_lst}
    for kind in ("pStyle", "rStyle", "tblStyle"):
        assert {one.get(qn("w:val")) for one in word.element.body.iter(qn(f"w:{kind}"))} <= known
    numbers = {one.get(qn("w:numId")) for one in word.part.numbering_part.element.iter(qn("w:num"))}
    assert {one.get(qn("w:val")) for one in word.element.body.iter(qn("w:numId"))} <= numbers
    pictures = [one.get(qn("r:embed")) for one in word.element.body.iter(qn("a:blip"))]
    assert pictures
    assert all(word.part.related_parts[id].blob.startswith(b"\x89PNG") for id in pictures)


def test_tables_and_pictures_are_as_wide_as_the_page_of_the_template(put: Made) -> None:
    word = opened(put(_template()))
    section = word.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    for table in word.element.body.iter(qn("w:tbl")):
        width = sum(int(column.get(qn("w:w"))) for column in table.tblGrid.iter(qn("w:gridCol"))) * 635
        assert width <= room * 1.01
    assert max(int(one.get("cx")) for one in word.element.body.iter(qn("wp:extent"))) <= room * 1.01


def test_blanks_are_filled_in_and_the_report_goes_where_the_template_says(put: Made) -> None:
    def blanks(word: Any) -> None:
        broken = word.add_paragraph("Report on {{ cou")
        broken.add_run("ntry }}, ").bold = True
        broken.add_run("{{title}}")
        word.add_paragraph("{{ report }}")
        word.add_paragraph("Printed by the secretariat")
        word.sections[0].header.paragraphs[0].text = "{{ classification }} | round {{ round }}"

    word = opened(put(_template(blanks)))
    lines = [paragraph.text for paragraph in word.paragraphs]
    assert lines[:2] == [
        "Sample text of the template",
        "Report on Freedonia (fictional), Cooperation of customs and police: Freedonia (fictional)",
    ]
    assert lines[2] == "Contents"  # the template has a title of its own
    assert lines[-1] == "Printed by the secretariat"
    head = [paragraph.text for paragraph in word.sections[0].header.paragraphs]
    assert head == ["Fictional administration", "TLP:AMBER | round 2026"]


def test_what_is_typed_never_becomes_markup_or_a_further_blank(
    administrations: Mapping[str, Assessment], library: Library
) -> None:
    found = report_of(case_of(administrations["xxb-2026"], library, country="<w:p> & {{ title }}"))
    sheet = report(found)

    def blank(word: Any) -> None:
        word.add_paragraph("In {{ country }}")
        word.add_paragraph("{{ report }}")

    raw = fitted(sheet_word.render(sheet), sheet, _template(blank), words(found))
    assert "In <w:p> & {{ title }}" in [paragraph.text for paragraph in opened(raw).paragraphs]


def test_classification_stands_on_first_and_even_pages_too(put: Made) -> None:
    def several(word: Any) -> None:
        word.sections[0].different_first_page_header_footer = True
        word.settings.odd_and_even_pages_header_footer = True

    section = opened(put(_template(several))).sections[0]
    for head in (section.header, section.first_page_header, section.even_page_header):
        assert head.paragraphs[0].text == "TLP:AMBER · Fictional administration"


def test_a_template_without_lists_or_styles_of_its_own_still_works(put: Made) -> None:
    def bare(word: Any) -> None:
        for name in ("Heading 2", "List Bullet", "Caption"):
            word.styles[name].delete()
        word.styles["Normal"].font.size = Pt(14)

    said = opened(put(_template(bare)))
    assert said.styles["Heading 2"] is not None


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "no file of Word": (lambda: b"Dear minister", "This is no Word document"),
    "another kind of archive": (lambda: _zip({"a.txt": b"a"}), "This is no Word document"),
    "cut off": (lambda: _template()[:-2000], "This is no Word document"),
    "macros": (
        lambda: _packed_with(
            _template(),
            "[Content_Types].xml",
            _part(_template(), "[Content_Types].xml").replace(MAIN, b"ms-word.document.macroEnabled.main"),
        ),
        "holds macros",
    ),
    "a bomb": (lambda: _packed_with(_template(), "word/media/a.bin", bytes(60_000_000)), "far larger unpacked"),
    "broken inside": (lambda: _packed_with(_template(), "word/document.xml", b"<w:document"), "cannot be read"),
    "entities": (
        lambda: _packed_with(_template(), "word/document.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        "run or fetch",
    ),
    "a linked picture": (
        lambda: _packed_with(
            _template(),
            "word/_rels/document.xml.rels",
            _part(_template(), "word/_rels/document.xml.rels").replace(
                b"</Relationships>", f"{LINKED}</Relationships>".encode()
            ),
        ),
        "run or fetch",
    ),
    "a blank that nobody knows": (
        lambda: _template(lambda word: word.add_paragraph("{{ secret }}")),
        "asks for “secret”. It can ask for: agencies, classification, country",
    ),
}  # fmt: skip


def _zip(parts: Mapping[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_sound_template_is_refused_in_one_sentence(put: Made, what: str) -> None:
    make, said = REFUSED[what]
    with pytest.raises(TemplateRefused) as refused:
        put(make())
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_where_the_template_came_from_is_forgotten(put: Made) -> None:
    template = _template()
    rels = (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        b'Target="file:///c:/office/letter.dotx" TargetMode="External"/></Relationships>'
    )
    link = f'<w:attachedTemplate xmlns:r="{RELATIONS}" r:id="rId1"/><w:zoom'.encode()
    settings = _part(template, "word/settings.xml").replace(b"<w:zoom", link, 1)
    changed = _packed_with(_packed_with(template, "word/_rels/settings.xml.rels", rels), "word/settings.xml", settings)
    with zipfile.ZipFile(BytesIO(put(changed))) as packed:
        assert all(b"attachedTemplate" not in packed.read(name) for name in packed.namelist())
