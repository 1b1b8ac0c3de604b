"""A sheet as a PDF: A4, tagged, with its own fonts, drawn by typst without a browser.

The sheet goes to the template as data, so that no text of it is ever read as markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import typst
from lxml import etree

from diagnostic.documents.direction import RTL_RUN, by_direction, has_letter, right_to_left
from diagnostic.documents.model import Span, plain
from diagnostic.documents.sheet import (
    Bands,
    Block,
    Callout,
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
    Words,
    clean,
    lines,
    pieces,
    shown,
)

_HERE = Path(__file__).resolve().parent
_TEMPLATE = _HERE / "sheet.typ"
_FONTS = _HERE / "fonts"
#: What a reader program may check: that a screen reader can follow the document.
_STANDARD: list[typst.PDFStandard] = ["ua-1"]
#: A word longer than this, such as an address, may be broken anywhere: at no sign, every so many letters.
_LONG_WORD = re.compile(r"\S{28,}")
_BREAK_AFTER = re.compile(r"\S{12}(?=\S)")
#: Rows with more lines than this may be torn by the end of a page; about so many letters fill a line of the page.
_TALL, _LINE = 18, 105
#: A page that is as large as one drawing.
_PICTURE = b"""#set page(width: auto, height: auto, margin: 0pt, fill: none)
#image(bytes(sys.inputs.svg), format: "svg")
"""
_SVG, _ARABIC = "{http://www.w3.org/2000/svg}", "Noto Sans Arabic"
_ISOLATE, _END = "\N{RIGHT-TO-LEFT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def render(sheet: Sheet) -> bytes:
    """Return the PDF of a sheet.

    Letters that the product's own fonts do not have are taken from the computer's. Where that has none either, they
    show as empty boxes, and the file no longer says that it meets the standard for screen readers.
    """
    data = json.dumps(_data(sheet), ensure_ascii=False)
    try:
        return _compiled(data, sheet, _own_fonts(), _STANDARD)
    except typst.TypstError as error:
        if not _misses_a_letter(error):
            raise
    try:
        return _compiled(data, sheet, _all_fonts(), _STANDARD)
    except typst.TypstError as error:
        if not _misses_a_letter(error):
            raise
    return _compiled(data, sheet, _all_fonts(), [])


def picture_png(svg: bytes, *, dots_per_inch: float = 220) -> bytes:
    """Return a drawing as PNG, for programs that do not show SVG."""
    compiler = typst.Compiler(
        _PICTURE,
        root=str(_HERE),
        font_paths=_own_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"svg": _lettered(svg)},
    )
    made = compiler.compile(format="png", ppi=dots_per_inch)
    assert isinstance(made, bytes)
    return made


def _lettered(svg: bytes) -> str:
    """Return a drawing in which Arabic words name the font that has their letters.

    Left to find it alone, the drawing program shows empty boxes where a ligature such as "ffi" stands in the line.
    """
    root = etree.fromstring(svg, etree.XMLParser(resolve_entities=False, no_network=True))
    for holder in list(root.iter(f"{_SVG}text", f"{_SVG}tspan")):
        for child in list(holder):
            if child.tail:
                _put(holder, holder.index(child) + 1, child.tail)
        if holder.text:
            _put(holder, 0, holder.text)
    return str(etree.tostring(root, encoding="unicode"))


def _put(holder: Any, at: int, text: str) -> None:
    """Write words of a drawing anew behind so many parts of their line, each Arabic piece as a part of its own."""
    before, *others = re.split(f"({RTL_RUN.pattern})", text)
    if at:
        holder[at - 1].tail = before
    else:
        holder.text = before
    for place, (piece, after) in enumerate(zip(others[::2], others[1::2], strict=True)):
        part = etree.Element(f"{_SVG}tspan", {"font-family": _ARABIC})
        part.text = piece
        part.tail = f"\N{LEFT-TO-RIGHT MARK}{after}" if after else None
        holder.insert(at + place, part)


def _compiled(data: str, sheet: Sheet, fonts: typst.Fonts, standards: list[typst.PDFStandard]) -> bytes:
    compiler = typst.Compiler(
        str(_TEMPLATE), root=str(_HERE), font_paths=fonts, ignore_system_fonts=True, sys_inputs={"sheet": data}
    )
    made = compiler.compile(format="pdf", pdf_standards=standards, timestamp=sheet.made_at.replace(microsecond=0))
    assert isinstance(made, bytes)
    return made


def _misses_a_letter(error: typst.TypstError) -> bool:
    return "could not be displayed with" in error.message


@cache
def _own_fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(_FONTS)])


@cache
def _all_fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True, font_paths=[str(_FONTS)])


# ---------------------------------------------------------------- data for the template


def _data(sheet: Sheet) -> dict[str, Any]:
    language, _, region = sheet.language.partition("-")
    return {
        "title": " ".join(clean(sheet.title).split()),
        "language": language,
        "region": region or None,
        "direction": "rtl" if sheet.right_to_left else "ltr",
        "author": clean(sheet.author),
        "subject": clean(sheet.subject),
        "above": _text(sheet.above),
        "heading": _text(sheet.title),
        "subtitle": _text(sheet.subtitle),
        "finding": _text(sheet.finding),
        "running": _text(sheet.running or sheet.title),
        "foot": _text(sheet.foot),
        "classification": _text(sheet.classification),
        "fictional": _text(sheet.terms.fictional if sheet.fictional else ""),
        "page": clean(sheet.terms.page),
        "contents": _text(sheet.terms.contents if sheet.contents else ""),
        "signature": _text(sheet.terms.signature),
        "date": _text(sheet.terms.date),
        "blocks": [_block(block) for block in shown(sheet.blocks)],
    }


def _text(words: Words) -> list[dict[str, Any]]:
    """Return the lines of a text, each with its direction, in pieces of one weight each."""
    found = []
    for line in lines(words):
        turned = right_to_left(plain(line))
        # A line without a letter follows the page.
        own = turned if has_letter(plain(line)) else None
        found.append({"rtl": own, "spans": [_span(span, turned) for span in line]})
    return found


def _texts(several: Iterable[Words]) -> list[list[dict[str, Any]]]:
    """Return texts; those without a word are left out."""
    return [text for words in several if (text := _text(words))]


def _span(span: Span, turned: bool) -> list[Any]:
    text = _LONG_WORD.sub(lambda found: _BREAK_AFTER.sub("\\g<0>\N{ZERO WIDTH SPACE}", found[0]), span.text)
    if not turned:
        # Set apart, so that a number after an Arabic name stays after it.
        text = "".join(f"{_ISOLATE}{piece}{_END}" if rtl else piece for piece, rtl in by_direction(text))
    return [text, span.open, span.strong, span.quiet]


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": _text(block.words)}
        case Paragraph():
            return {"kind": "paragraph", "weight": block.weight, "text": _text(block.words)}
        case Points():
            return {"kind": "points", "numbered": block.numbered, "items": _texts(block.items)}
        case Definitions():
            rows = [[_text(term), _text(words)] for term, words in block.rows]
            return {"kind": "definitions", "share": block.share, "small": block.small, "rows": rows}
        case Table():
            return _table(block)
        case Callout():
            paragraphs = _texts(block.paragraphs)
            return {"kind": "callout", "tone": block.tone, "title": _text(block.title), "paragraphs": paragraphs}
        case Figures():
            figures = [[_text(one.value), _text(one.label), _text(one.detail)] for one in block.figures]
            return {"kind": "figures", "figures": figures}
        case Bands():
            bands = [[_text(row.label), row.lower, row.upper, _text(row.shown)] for row in block.rows]
            ends = [clean(end) for end in block.ends]
            return {"kind": "bands", "said": clean(block.said), "ends": ends, "rows": bands}
        case Picture():
            return {
                "kind": "picture",
                "svg": _lettered(block.svg),
                "alt": clean(block.alt),
                "width": block.width,
                "caption": _text(block.caption),
            }
        case PageBreak():
            return {"kind": "page break"}
        case Sources():
            return {"kind": "sources", "entries": _texts(block.entries)}
        case Signatures():
            places = [[_text(place.role), _text(place.name)] for place in block.places]
            return {"kind": "signatures", "places": places}
        case Together():
            return {"kind": "together", "blocks": [_block(one) for one in shown(block.blocks)]}


def _table(table: Table) -> dict[str, Any]:
    whole = sum(table.widths)
    rows = []
    for number, placed in enumerate(table.placed, start=1):
        cells = []
        for column, cell in placed:
            share = sum(table.widths[column : column + cell.over]) / whole
            cells.append((cell, len(plain(pieces(cell.words))) / (share * _LINE)))
        tall = any(height > _TALL for _, height in cells)
        rows.append([
            {"text": _text(cell.words), "shade": cell.shade, "over": cell.over, "down": cell.down,
             "goes_on": cell.goes_on, "tall": tall, "ends": number - 1 + cell.down == len(table.rows)}
            for cell, _ in cells
        ])  # fmt: skip
    return {
        "kind": "table",
        "caption": _text(table.caption),
        "columns": [_text(column) for column in table.columns],
        "widths": list(table.widths),
        "rows": rows,
    }
