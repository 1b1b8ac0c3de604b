"""The empty Word file that a draft is written into: its page, its fonts, its styles, and no trace of another."""

from __future__ import annotations

from functools import cache
from io import BytesIO

import docx
from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.shared import Cm
from lxml import etree

from diagnostic.documents.word_styles import FONTS, MARGIN_CM, define
from diagnostic.documents.word_xml import element


@cache
def template(*, report: bool = False) -> bytes:
    """Return an empty document with page, fonts and styles, those of a draft or of a report; made once."""
    word = docx.Document()
    body = word.element.body
    for child in list(body)[:-1]:
        body.remove(child)
    _without_traces(word)
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(MARGIN_CM)
    section.top_margin, section.bottom_margin = Cm(2.9), Cm(2.3)
    section.header_distance, section.footer_distance = Cm(1.2), Cm(1.1)
    _fonts(word)
    define(word, report=report)
    if report:
        _lists(word)
    _as_new(word)
    target = BytesIO()
    word.save(target)
    return target.getvalue()


#: The kinds of list: bullets, and numbers. A numbered list has a number of its own above these.
BULLETS, NUMBERS = 1, 2


def _lists(word: Word) -> None:
    """Give a document two kinds of list in place of those of the empty document."""
    numbering = word.part.numbering_part.element
    numbering[:] = []
    for kind, how, sign, hanging in ((BULLETS, "bullet", "•", 284), (NUMBERS, "decimal", "%1.", 340)):
        numbering.append(
            element(
                "w:abstractNum",
                {"abstractNumId": kind},
                element("w:multiLevelType", {"val": "singleLevel"}),
                element(
                    "w:lvl",
                    {"ilvl": 0},
                    element("w:start", {"val": 1}),
                    element("w:numFmt", {"val": how}),
                    element("w:lvlText", {"val": sign}),
                    element("w:lvlJc", {"val": "left"}),
                    element("w:pPr", None, element("w:ind", {"left": hanging, "hanging": hanging})),
                ),
            )
        )
    for kind in (BULLETS, NUMBERS):
        numbering.append(element("w:num", {"numId": kind}, element("w:abstractNumId", {"val": kind})))


def _without_traces(word: Word) -> None:
    """Take out the preview picture and the program of the empty document that all documents start from."""
    relations = word.part.package.rels if word.part.package else {}
    for id, found in list(relations.items()):
        if found.reltype.endswith("/metadata/thumbnail"):
            del relations[id]
        elif found.reltype.endswith("/extended-properties"):
            found.target_part._blob = _NO_PROGRAM


_NO_PROGRAM = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)


def _as_new(word: Word) -> None:
    """Say that the document is of today's Word, so that it does not open in compatibility mode."""
    settings = word.settings.element
    for found in settings.findall(qn("w:compat")):
        settings.remove(found)
    mode = {"name": "compatibilityMode", "uri": "http://schemas.microsoft.com/office/word", "val": 15}
    compatible = element("w:compat", None, element("w:compatSetting", mode))
    after = [settings.find(qn(f"w:{name}")) for name in ("rsids", "themeFontLang", "clrSchemeMapping", "decimalSymbol")]
    following = next((found for found in after if found is not None), None)
    if following is None:
        settings.append(compatible)
    else:
        following.addprevious(compatible)


def _fonts(word: Word) -> None:
    """Name what to take where a font is not installed."""
    part = next(found.target_part for found in word.part.rels.values() if found.reltype == RELATIONSHIP_TYPE.FONT_TABLE)
    table = parse_xml(part.blob)
    for name, other, family, panose in FONTS:
        table.append(
            element(
                "w:font",
                {"name": name},
                element("w:altName", {"val": other}),
                element("w:panose1", {"val": panose}),
                element("w:family", {"val": family}),
                element("w:pitch", {"val": "variable"}),
            )
        )
    part._blob = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)
