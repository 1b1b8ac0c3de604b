"""Paragraphs of a Word file and what runs in them: spans, choices, both directions of writing, fields."""

from __future__ import annotations

import re
from collections.abc import Iterator

from diagnostic.documents.direction import by_direction, right_to_left
from diagnostic.documents.model import Span, Text, plain
from diagnostic.documents.word_styles import MUTED
from diagnostic.documents.word_xml import Element, element


def styled(style: str, text: Text, *, direction_of: str | None = None, bold_first: bool = False) -> Element:
    """Return a paragraph of a style, from right to left if its first letter is; tell so by other words if given."""
    properties = element("w:pPr", None, element("w:pStyle", {"val": style.replace(" ", "")}))
    if right_to_left(plain(text) if direction_of is None else direction_of):
        properties.append(element("w:bidi"))
    paragraph = element("w:p", None, properties)
    paragraph.extend(runs(text, bold_first=bold_first))
    return paragraph


def runs(text: Text, *, bold_first: bool = False) -> Iterator[Element]:
    """Yield the runs of a text: one for each span, and for each direction within it."""
    for place, span in enumerate(text):
        for piece, rtl in by_direction(span.text):
            properties = element("w:rPr")
            if span.open:
                properties.append(element("w:rStyle", {"val": "Choice"}))
            if span.strong or (bold_first and place == 0):
                properties.append(element("w:b"))
                properties.append(element("w:bCs"))
            if span.quiet:
                properties.append(element("w:color", {"val": MUTED}))
            if rtl:
                properties.append(element("w:rtl"))
            run = element("w:r", None, *([properties] if len(properties) else []))
            run.extend(_written(piece))
            yield run


def _written(text: str) -> Iterator[Element]:
    """Yield a text with its tabs and line ends as elements of their own; nothing of it is read as markup."""
    for piece in re.split(r"([\n\t])", text):
        if piece == "\n":
            yield element("w:br")
        elif piece == "\t":
            yield element("w:tab")
        elif piece:
            written = element("w:t")
            written.text = piece
            written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            yield written


def field_start(instruction: str) -> Iterator[Element]:
    """Yield the runs before what a field shows now."""
    code = element("w:instrText")
    code.text = f" {instruction} "
    code.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    yield element("w:r", None, element("w:fldChar", {"fldCharType": "begin"}))
    yield element("w:r", None, code)
    yield element("w:r", None, element("w:fldChar", {"fldCharType": "separate"}))


def field(instruction: str) -> Iterator[Element]:
    """Yield the runs of a field that counts pages; Word puts the number in."""
    yield from field_start(instruction)
    yield from runs((Span("1"),))
    yield element("w:r", None, element("w:fldChar", {"fldCharType": "end"}))
