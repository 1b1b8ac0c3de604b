"""A draft as a Word file: A4, quiet, with real styles that a lawyer can go on working with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time
from functools import cache
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement, parse_xml
from docx.shared import Cm
from lxml import etree

from diagnostic.documents.model import Block, ClauseNote, Document, Line, Part, Span, Table, Text, plain

DRAFT = "Draft for legal review"

#: The light values of the look: what is printed is printed on white.
INK, MUTED, HAIR, RULE, SURFACE, ACCENT, CHOICE = (
    "14202B", "4F5B66", "D5DBE0", "75818C", "F3F5F6", "005F73", "F4EAD8",
)  # fmt: skip
#: Name of the font, what to take in its place, its family, and its classification.
_FONTS = (
    ("Noto Sans", "DejaVu Sans", "swiss", "020B0502040504020204"),
    ("Noto Serif", "DejaVu Serif", "roman", "02020600060500020200"),
    ("Noto Sans Arabic", "DejaVu Sans", "swiss", "020B0502040504020204"),
)
_SANS, _SERIF, _ARABIC = (font[0] for font in _FONTS)
#: The width of the text in twentieths of a point: A4 less the margins.
_MARGIN_CM = 2.4
_WIDTH = round((21.0 - 2 * _MARGIN_CM) / 2.54 * 1440)
_CLAUSE, _ITEM = 680, 1160
#: Letters of scripts that are written from right to left, and runs of them with what stands between.
_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_RTL_RUN = re.compile(f"[{_RTL}](?:[^A-Za-z0-9{_RTL}\n\t]*[{_RTL}])*")
_STRONG = re.compile(f"(?P<rtl>[{_RTL}])|[^\\W\\d_]")

Element = Any


def render(document: Document) -> bytes:
    """Return the Word file of a draft."""
    word = docx.Document(BytesIO(_template()))
    _properties(word, document)
    _head_and_foot(word, document)
    body = word.element.body
    last = body.sectPr
    for element in _body(document):
        last.addprevious(element)
    target = BytesIO()
    word.save(target)
    return target.getvalue()


# ---------------------------------------------------------------- content


def _body(document: Document) -> Iterator[Element]:
    meta = f"{document.country or '[country]'} · round {document.round or '[round]'}"
    yield _paragraph("Meta", (Span(meta),))
    yield _paragraph("Title", (Span(document.title),))
    yield _paragraph("Subtitle", (Span(document.parties),))
    first, *rest = document.about
    yield _paragraph("About", (Span(f"{DRAFT}. "), Span(first)), bold_first=True)
    for text in rest:
        yield _paragraph("About", _marked(text))
    yield from _contents(document)
    for number, part in enumerate(document.parts):
        yield _heading(document, part, number)
        for block in part.blocks:
            yield from _block(block)
    if document.sources:
        yield _paragraph("Heading 1", (Span("Sources of the notes"),))
        for text in document.sources:
            yield _paragraph("Source", (Span(text),))


def _marked(text: str) -> Text:
    """Show the word in brackets as choices are shown."""
    return tuple(Span(piece, open=piece.startswith("[")) for piece in re.split(r"(\[\w+\])", text) if piece)


def _label(document: Document, part: Part) -> str:
    if not part.number:
        return ""
    return f"Article {part.number}" if document.names_articles else part.number


def _heading(document: Document, part: Part, place: int) -> Element:
    label = _label(document, part)
    text = (Span(f"{label}\t"), Span(part.heading)) if label else (Span(part.heading),)
    style = "Heading 1"
    paragraph = _paragraph(style, text)
    properties = paragraph.pPr
    if part.new_page:
        properties.append(_element("w:pageBreakBefore"))
    if label:
        wide = 1500 if document.names_articles else _CLAUSE
        properties.append(_element("w:tabs", None, _element("w:tab", {"val": "left", "pos": wide})))
        properties.append(_element("w:ind", {"left": wide, "hanging": wide}))
    _in_order(properties)
    start = _element("w:bookmarkStart", {"id": place + 1, "name": f"part_{place + 1}"})
    properties.addnext(start)
    paragraph.append(_element("w:bookmarkEnd", {"id": place + 1}))
    return paragraph


def _contents(document: Document) -> Iterator[Element]:
    """Yield the table of articles: a field that Word can renew, with what it holds now."""
    if len(document.parts) < 5:
        return
    yield _paragraph("Contents head", (Span("Articles" if document.names_articles else "Contents"),))
    wide = 1150 if document.names_articles else _CLAUSE
    for place, part in enumerate(document.parts):
        label = _label(document, part)
        paragraph = _paragraph("TOC 1", ())
        paragraph.pPr.append(_element("w:tabs", None, _element("w:tab", {"val": "left", "pos": wide})))
        _in_order(paragraph.pPr)
        if place == 0:
            paragraph.extend(_field_start('TOC \\o "1-1" \\n \\h \\z'))
        link = _element("w:hyperlink", {"anchor": f"part_{place + 1}", "history": "1"})
        link.extend(_runs((Span(f"{label}\t{part.heading}" if label else part.heading),)))
        paragraph.append(link)
        if place == len(document.parts) - 1:
            paragraph.append(_element("w:r", None, _element("w:fldChar", {"fldCharType": "end"})))
        yield paragraph


def _block(block: Block) -> Iterator[Element]:
    written = [_line("Clause" if line.number else "Clause plain", line) for line in block.lines]
    written += [_line("Clause item", line) for line in block.items]
    if written and (block.note or block.tables):
        _keep_with_next(written[-1])
    yield from written
    for table in block.tables:
        if table.caption:
            yield _paragraph("Caption", (Span(table.caption),))
        yield _signatures(table) if table.kind == "signatures" else _table(table)
        yield _paragraph("After table", ())
    if block.note:
        yield from _note(block.note)


def _line(style: str, line: Line) -> Element:
    text = (Span(f"{line.number}\t"), *line.text) if line.number else line.text
    return _paragraph(style, text, direction_of=plain(line.text))


def _note(note: ClauseNote) -> Iterator[Element]:
    lines = [("Note. ", note.why)]
    lines += [("" if place else "Answers. ", answer) for place, answer in enumerate(note.answers)]
    lines += [("Sources. ", f"{note.sources}{'' if note.sources.endswith('…') else '.'}")]
    for place, (label, text) in enumerate(lines):
        paragraph = _paragraph("Clause note", (Span(label), Span(text)), bold_first=True)
        if place == 0:
            paragraph.pPr.append(_element("w:spacing", {"before": 60, "after": 0, "line": 288, "lineRule": "auto"}))
        if place < len(lines) - 1:
            _keep_with_next(paragraph)
        else:
            paragraph.pPr.append(_element("w:spacing", {"before": 0, "after": 200, "line": 288, "lineRule": "auto"}))
        _in_order(paragraph.pPr)
        yield paragraph


# ---------------------------------------------------------------- tables


def _table(table: Table) -> Element:
    widths = [round(_WIDTH * share / sum(table.widths)) for share in table.widths]
    frame = _frame(widths, "Form table" if table.blank else "Plain table")
    head = "Table head narrow" if len(widths) > 6 else "Table head"
    if table.columns:
        properties = _element("w:trPr", None, _element("w:cantSplit"), _element("w:tblHeader"))
        row = _element("w:tr", None, properties)
        for width, text in zip(widths, table.columns, strict=True):
            row.append(_cell(width, text, head, SURFACE if table.blank else ""))
        frame.append(row)
    for texts in table.rows:
        properties = _element("w:trPr", None, _element("w:cantSplit"))
        if table.blank:
            properties.append(_element("w:trHeight", {"val": 480, "hRule": "atLeast"}))
        row = _element("w:tr", None, properties)
        for width, text in zip(widths, texts, strict=True):
            row.append(_cell(width, text, "Table text"))
        frame.append(row)
    return frame


def _signatures(table: Table) -> Element:
    """Return places to sign side by side, never torn apart, with a gap between the lines."""
    gap, number = 400, len(table.columns)
    wide = (_WIDTH - gap * (number - 1)) // number
    widths = [wide if place % 2 == 0 else gap for place in range(2 * number - 1)]
    frame = _frame(widths, "Signature table")
    rows = [(table.columns, "Signatory", 0), *((row, "Signature line", 760) for row in table.rows)]
    for number_of_row, (texts, style, height) in enumerate(rows):
        properties = _element("w:trPr", None, _element("w:cantSplit"))
        if height:
            properties.append(_element("w:trHeight", {"val": height, "hRule": "exact"}))
        row = _element("w:tr", None, properties)
        for place, width in enumerate(widths):
            signed = place % 2 == 0
            text = texts[place // 2] if signed else ()
            cell = _cell(width, text, style, keep=number_of_row < len(rows) - 1)
            if height and signed:
                cell.tcPr.append(_element("w:tcBorders", None, _element("w:bottom", _rule(4, RULE))))
                cell.tcPr.append(_element("w:vAlign", {"val": "bottom"}))
            row.append(cell)
        frame.append(row)
    return frame


def _frame(widths: list[int], style: str) -> Element:
    return _element(
        "w:tbl",
        None,
        _element(
            "w:tblPr",
            None,
            _element("w:tblStyle", {"val": style.replace(" ", "")}),
            _element("w:tblW", {"w": sum(widths), "type": "dxa"}),
            _element("w:tblLayout", {"type": "fixed"}),
        ),
        _element("w:tblGrid", None, *(_element("w:gridCol", {"w": width}) for width in widths)),
    )


def _cell(width: int, text: Text, style: str, fill: str = "", *, keep: bool = False) -> Element:
    properties = _element("w:tcPr", None, _element("w:tcW", {"w": width, "type": "dxa"}))
    if fill:
        properties.append(_element("w:shd", {"val": "clear", "color": "auto", "fill": fill}))
    paragraph = _paragraph(style, text)
    if keep:
        _keep_with_next(paragraph)
    return _element("w:tc", None, properties, paragraph)


# ---------------------------------------------------------------- paragraphs and runs


def _paragraph(style: str, text: Text, *, direction_of: str | None = None, bold_first: bool = False) -> Element:
    properties = _element("w:pPr", None, _element("w:pStyle", {"val": style.replace(" ", "")}))
    strong = _STRONG.search(plain(text) if direction_of is None else direction_of)
    if strong and strong["rtl"]:
        properties.append(_element("w:bidi"))
    paragraph = _element("w:p", None, properties)
    paragraph.extend(_runs(text, bold_first=bold_first))
    return paragraph


def _runs(text: Text, *, bold_first: bool = False) -> Iterator[Element]:
    for place, span in enumerate(text):
        for piece, rtl in _by_direction(span.text):
            properties = _element("w:rPr")
            if span.open:
                properties.append(_element("w:rStyle", {"val": "Choice"}))
            if bold_first and place == 0:
                properties.append(_element("w:b"))
                properties.append(_element("w:bCs"))
            if rtl:
                properties.append(_element("w:rtl"))
            run = _element("w:r", None, *([properties] if len(properties) else []))
            run.extend(_written(piece))
            yield run


def _by_direction(text: str) -> Iterator[tuple[str, bool]]:
    place = 0
    for found in _RTL_RUN.finditer(text):
        if found.start() > place:
            yield text[place : found.start()], False
        yield found.group(), True
        place = found.end()
    if place < len(text):
        yield text[place:], False


def _written(text: str) -> Iterator[Element]:
    """Yield a text with its tabs and line ends as elements of their own; nothing of it is read as markup."""
    for piece in re.split(r"([\n\t])", text):
        if piece == "\n":
            yield _element("w:br")
        elif piece == "\t":
            yield _element("w:tab")
        elif piece:
            written = _element("w:t")
            written.text = piece
            written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            yield written


def _field_start(instruction: str) -> Iterator[Element]:
    """Yield the runs before what a field shows now."""
    code = _element("w:instrText")
    code.text = f" {instruction} "
    code.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    yield _element("w:r", None, _element("w:fldChar", {"fldCharType": "begin"}))
    yield _element("w:r", None, code)
    yield _element("w:r", None, _element("w:fldChar", {"fldCharType": "separate"}))


def _field(instruction: str) -> Iterator[Element]:
    yield from _field_start(instruction)
    yield from _runs((Span("1"),))
    yield _element("w:r", None, _element("w:fldChar", {"fldCharType": "end"}))


@cache
def _qualified(name: str) -> str:
    return qn(name)


def _element(tag: str, attributes: dict[str, Any] | None = None, *children: Element) -> Element:
    element = OxmlElement(tag)
    for name, value in (attributes or {}).items():
        element.set(_qualified(f"w:{name}"), str(value))
    element.extend(children)
    return element


#: The order in which Word wants what describes a paragraph.
_ORDER = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "pBdr", "shd", "tabs", "bidi", "spacing",
    "ind", "contextualSpacing", "jc", "outlineLvl",
)  # fmt: skip


def _keep_with_next(paragraph: Element) -> None:
    paragraph.pPr.append(_element("w:keepNext"))
    _in_order(paragraph.pPr)


def _in_order(properties: Element) -> None:
    properties[:] = sorted(properties, key=lambda child: _ORDER.index(child.tag.rpartition("}")[2]))


# ---------------------------------------------------------------- around the text


def _properties(word: Word, document: Document) -> None:
    core = word.core_properties
    core.title = f"{document.title}: {document.parties}"
    core.subject = DRAFT
    core.author = core.last_modified_by = core.comments = core.keywords = core.category = ""
    core.language = "en-GB"
    core.created = core.modified = datetime.combine(document.drafted_on, time())
    core.revision = 1


def _head_and_foot(word: Word, document: Document) -> None:
    section = word.sections[0]
    head, foot = section.header._element, section.footer._element
    for part in (head, foot):
        part[:] = []
    head.append(_paragraph("Header draft", (Span(DRAFT),)))
    head.append(_paragraph("Header", (Span(f"{document.title} · {document.parties}"),)))
    day = f"{document.drafted_on.day} {document.drafted_on:%B %Y}"
    line = _paragraph("Footer", (Span(f"{document.country} · round {document.round} · drafted on {day}\t"),))
    line.extend(_runs((Span("Page "),)))
    line.extend(_field("PAGE"))
    line.extend(_runs((Span(" of "),)))
    line.extend(_field("NUMPAGES"))
    foot.append(line)


@cache
def _template() -> bytes:
    """Return an empty document with page, fonts and styles; made once."""
    word = docx.Document()
    body = word.element.body
    for element in list(body)[:-1]:
        body.remove(element)
    _without_traces(word)
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(_MARGIN_CM)
    section.top_margin, section.bottom_margin = Cm(2.9), Cm(2.3)
    section.header_distance, section.footer_distance = Cm(1.2), Cm(1.1)
    _fonts(word)
    _styles(word)
    _as_new(word)
    target = BytesIO()
    word.save(target)
    return target.getvalue()


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
    compatible = _element("w:compat", None, _element("w:compatSetting", mode))
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
    for name, other, family, panose in _FONTS:
        table.append(
            _element(
                "w:font",
                {"name": name},
                _element("w:altName", {"val": other}),
                _element("w:panose1", {"val": panose}),
                _element("w:family", {"val": family}),
                _element("w:pitch", {"val": "variable"}),
            )
        )
    part._blob = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)


#: Style: what it is based on, font, size, colour, bold, space before and after, line height,
#: indent and hanging indent, and what else describes its paragraphs.
_P = {
    "Meta": ("Normal", _SANS, 9, MUTED, False, 0, 2, 1.0, 0, 0),
    "Title": ("Normal", _SERIF, 24, INK, True, 0, 4, 1.05, 0, 0),
    "Subtitle": ("Normal", _SERIF, 13, MUTED, False, 0, 14, 1.1, 0, 0),
    "About": ("Normal", _SANS, 9, INK, False, 0, 0, 1.25, 113, 0),
    "Contents head": ("Normal", _SERIF, 13, INK, True, 16, 4, 1.1, 0, 0),
    "TOC 1": ("Normal", _SANS, 9.5, INK, False, 0, 2, 1.1, 0, 0),
    "Heading 1": ("Normal", _SERIF, 13, INK, True, 16, 5, 1.1, 0, 0),
    "Clause": ("Normal", _SANS, 9.5, INK, False, 0, 5, 1.3, _CLAUSE, _CLAUSE),
    "Clause plain": ("Normal", _SANS, 9.5, INK, False, 0, 5, 1.3, 0, 0),
    "Clause item": ("Normal", _SANS, 9.5, INK, False, 0, 3, 1.3, _ITEM, _ITEM - _CLAUSE),
    "Clause note": ("Normal", _SANS, 8, MUTED, False, 0, 0, 1.2, _CLAUSE + 113, 0),
    "Caption": ("Normal", _SANS, 8.5, INK, True, 6, 3, 1.1, 0, 0),
    "Table head": ("Normal", _SANS, 8.5, INK, True, 2, 2, 1.15, 0, 0),
    "Table head narrow": ("Normal", _SANS, 7.5, INK, True, 2, 2, 1.1, 0, 0),
    "Table text": ("Normal", _SANS, 8.5, INK, False, 2, 2, 1.2, 0, 0),
    "After table": ("Normal", _SANS, 4, INK, False, 0, 4, 1.0, 0, 0),
    "Signatory": ("Normal", _SANS, 9.5, INK, True, 8, 2, 1.2, 0, 0),
    "Signature line": ("Normal", _SANS, 8, MUTED, False, 0, 2, 1.0, 0, 0),
    "Source": ("Normal", _SANS, 8.5, INK, False, 0, 3, 1.2, 340, 340),
    "Header draft": ("Normal", _SANS, 8.5, "8A4B00", True, 0, 0, 1.1, 0, 0),
    "Header": ("Normal", _SANS, 8, MUTED, False, 0, 0, 1.1, 0, 0),
    "Footer": ("Normal", _SANS, 8, MUTED, False, 0, 0, 1.1, 0, 0),
}  # fmt: skip
_KEEP_WITH_NEXT = ("Heading 1", "Contents head", "Caption", "Subtitle", "Title", "Meta", "Table head", "Signatory")
_KEEP_TOGETHER = ("Clause note", "About", "Heading 1", "Clause item")


def _styles(word: Word) -> None:
    styles = word.styles
    for style in list(styles):
        if style.name not in ("Normal", "Default Paragraph Font", "Normal Table", "No List", *_P):
            style.delete()
    element = styles.element
    defaults = element.find(qn("w:docDefaults"))
    defaults[:] = [
        _element("w:rPrDefault", None, _element("w:rPr", None, *_font(_SANS, 9.5, INK, bold=False, language=True))),
        _element("w:pPrDefault", None, _element("w:pPr")),
    ]
    normal = styles["Normal"].element
    for name in ("w:pPr", "w:rPr"):
        for found in normal.findall(qn(name)):
            normal.remove(found)
    for name, values in _P.items():
        style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, name in _BUILT_IN)
        _paragraph_style(style.element, name, values)
    styles["TOC 1"].element.find(qn("w:name")).set(qn("w:val"), "toc 1")  # as Word itself calls it
    choice = styles.add_style("Choice", WD_STYLE_TYPE.CHARACTER).element
    choice.append(_element("w:rPr", None, _element("w:shd", {"val": "clear", "color": "auto", "fill": CHOICE})))
    for name, borders in _TABLES.items():
        element.append(_table_style(name, borders))


_BUILT_IN = ("TOC 1", "Caption", "Header", "Footer", "Title", "Subtitle", "Heading 1")


def _paragraph_style(style: Element, name: str, values: tuple[Any, ...]) -> None:
    based, font, size, colour, bold, before, after, height, left, hanging = values
    for child in list(style):
        if child.tag not in (qn("w:name"),):
            style.remove(child)
    style.set(qn("w:styleId"), name.replace(" ", ""))
    properties = [
        _element("w:spacing", {
            "before": round(before * 20), "after": round(after * 20), "line": round(height * 240), "lineRule": "auto",
        }),
        _element("w:ind", {"left": left, "hanging": hanging}),
        _element("w:widowControl"),
    ]  # fmt: skip
    if name in _KEEP_WITH_NEXT:
        properties.append(_element("w:keepNext"))
    if name in _KEEP_TOGETHER:
        properties.append(_element("w:keepLines"))
    if name == "Heading 1":
        properties.append(_element("w:outlineLvl", {"val": 0}))
    if name in ("About", "Clause note"):
        colour_of_bar = ACCENT if name == "About" else RULE
        bar = _element("w:left", {"val": "single", "sz": 18, "space": 6, "color": colour_of_bar})
        properties.append(_element("w:pBdr", None, bar))
        properties.append(_element("w:shd", {"val": "clear", "color": "auto", "fill": SURFACE}))
    if name == "Header":
        rule = _element("w:bottom", {"val": "single", "sz": 4, "space": 4, "color": HAIR})
        properties.append(_element("w:pBdr", None, rule))
    if name == "Footer":
        rule = _element("w:top", {"val": "single", "sz": 4, "space": 4, "color": HAIR})
        properties.append(_element("w:pBdr", None, rule))
        properties.append(_element("w:tabs", None, _element("w:tab", {"val": "right", "pos": _WIDTH})))
    if left and hanging:
        properties.append(_element("w:tabs", None, _element("w:tab", {"val": "left", "pos": left})))
    described = _element("w:pPr", None, *properties)
    _in_order(described)
    style.extend(
        [
            _element("w:basedOn", {"val": based}),
            _element("w:qFormat"),
            described,
            _element("w:rPr", None, *_font(font, size, colour, bold=bold)),
        ]
    )


def _font(font: str, size: float, colour: str, *, bold: bool, language: bool = False) -> list[Element]:
    found = [_element("w:rFonts", {"ascii": font, "hAnsi": font, "eastAsia": font, "cs": _ARABIC})]
    if bold:
        found += [_element("w:b"), _element("w:bCs")]
    found += [
        _element("w:color", {"val": colour}),
        _element("w:sz", {"val": round(size * 2)}),
        _element("w:szCs", {"val": round(size * 2)}),
    ]
    if language:
        found.append(_element("w:lang", {"val": "en-GB", "eastAsia": "en-GB", "bidi": "ar-SA"}))
    return found


def _rule(size: int, colour: str) -> dict[str, Any]:
    return {"val": "single", "sz": size, "space": 0, "color": colour}


_TABLES: dict[str, dict[str, dict[str, Any]]] = {
    "Plain table": {"top": _rule(8, INK), "bottom": _rule(4, RULE), "insideH": _rule(4, HAIR)},
    "Form table": {
        side: _rule(4, RULE) for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    },
    "Signature table": {},
}  # fmt: skip


def _table_style(name: str, borders: dict[str, dict[str, Any]]) -> Element:
    gap = {"left": 90 if name == "Form table" else 0, "right": 120}
    style = OxmlElement("w:style")
    style.set(qn("w:type"), "table")
    style.set(qn("w:customStyle"), "1")
    style.set(qn("w:styleId"), name.replace(" ", ""))
    style.extend(
        [
            _element("w:name", {"val": name}),
            _element("w:basedOn", {"val": "TableNormal"}),
            _element(
                "w:tblPr",
                None,
                _element("w:tblBorders", None, *(_element(f"w:{side}", rule) for side, rule in borders.items())),
                _element(
                    "w:tblCellMar",
                    None,
                    *(_element(f"w:{side}", {"w": width, "type": "dxa"}) for side, width in gap.items()),
                ),
            ),
        ]
    )
    return style
