"""The tables of a Word file: filled ones, forms with room to write in, and places to sign."""

from __future__ import annotations

from diagnostic.documents.model import Table, Text
from diagnostic.documents.word_styles import RULE, SURFACE, WIDTH, border
from diagnostic.documents.word_text import styled
from diagnostic.documents.word_xml import Element, element, keep_with_next


def laid_out(table: Table) -> Element:
    """Return a table as its kind asks: ruled, or places to sign."""
    return _signatures(table) if table.kind == "signatures" else _filled(table)


def _filled(table: Table) -> Element:
    widths = [round(WIDTH * share / sum(table.widths)) for share in table.widths]
    made = frame(widths, "Form table" if table.blank else "Plain table")
    head = "Table head narrow" if len(widths) > 6 else "Table head"
    if table.columns:
        properties = element("w:trPr", None, element("w:cantSplit"), element("w:tblHeader"))
        row = element("w:tr", None, properties)
        for width, text in zip(widths, table.columns, strict=True):
            row.append(_cell(width, text, head, SURFACE if table.blank else ""))
        made.append(row)
    for texts in table.rows:
        properties = element("w:trPr", None, element("w:cantSplit"))
        if table.blank:
            properties.append(element("w:trHeight", {"val": 480, "hRule": "atLeast"}))
        row = element("w:tr", None, properties)
        for width, text in zip(widths, texts, strict=True):
            row.append(_cell(width, text, "Table text"))
        made.append(row)
    return made


def _signatures(table: Table) -> Element:
    """Return places to sign side by side, never torn apart, with a gap between the lines."""
    gap, number = 400, len(table.columns)
    wide = (WIDTH - gap * (number - 1)) // number
    widths = [wide if place % 2 == 0 else gap for place in range(2 * number - 1)]
    made = frame(widths, "Signature table")
    rows = [(table.columns, "Signatory", 0), *((row, "Signature line", 760) for row in table.rows)]
    for number_of_row, (texts, style, height) in enumerate(rows):
        properties = element("w:trPr", None, element("w:cantSplit"))
        if height:
            properties.append(element("w:trHeight", {"val": height, "hRule": "exact"}))
        row = element("w:tr", None, properties)
        for place, width in enumerate(widths):
            signed = place % 2 == 0
            text = texts[place // 2] if signed else ()
            cell = _cell(width, text, style, keep=number_of_row < len(rows) - 1)
            if height and signed:
                cell.tcPr.append(element("w:tcBorders", None, element("w:bottom", border(4, RULE))))
                cell.tcPr.append(element("w:vAlign", {"val": "bottom"}))
            row.append(cell)
        made.append(row)
    return made


def frame(widths: list[int], style: str) -> Element:
    """Return a table of a style without rows, its columns as wide as asked."""
    return element(
        "w:tbl",
        None,
        element(
            "w:tblPr",
            None,
            element("w:tblStyle", {"val": style.replace(" ", "")}),
            element("w:tblW", {"w": sum(widths), "type": "dxa"}),
            element("w:tblLayout", {"type": "fixed"}),
        ),
        element("w:tblGrid", None, *(element("w:gridCol", {"w": width}) for width in widths)),
    )


def _cell(width: int, text: Text, style: str, fill: str = "", *, keep: bool = False) -> Element:
    properties = element("w:tcPr", None, element("w:tcW", {"w": width, "type": "dxa"}))
    if fill:
        properties.append(element("w:shd", {"val": "clear", "color": "auto", "fill": fill}))
    paragraph = styled(style, text)
    if keep:
        keep_with_next(paragraph)
    return element("w:tc", None, properties, paragraph)
