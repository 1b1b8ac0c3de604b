"""Paragraphs of a Word file and what runs in them: spans, choices, both directions of writing, fields."""

from __future__ import annotations

import re
from collections.abc import Iterator

from diagnostic.documents.model import Span, Text, plain
from diagnostic.documents.word_xml import Element, element

#: Letters of scripts that are written from right to left, and runs of them with what stands between.
_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_RTL_RUN = re.compile(f"[{_RTL}](?:[^A-Za-z0-9{_RTL}\n\t]*[{_RTL}])*")
_STRONG = re.compile(f"(?P<rtl>[{_RTL}])|[^\\W\\d_]")


def styled(style: str, text: Text, *, direction_of: str | None = None, bold_first: bool = False) -> Element:
    """Return a paragraph of a style, from right to left if its first letter is; tell so by other words if given."""
    properties = element("w:pPr", None, element("w:pStyle", {"val": style.replace(" ", "")}))
    strong = _STRONG.search(plain(text) if direction_of is None else direction_of)
    if strong and strong["rtl"]:
        properties.append(element("w:bidi"))
    paragraph = element("w:p", None, properties)
    paragraph.extend(runs(text, bold_first=bold_first))
    return paragraph


def runs(text: Text, *, bold_first: bool = False) -> Iterator[Element]:
    """Yield the runs of a text: one for each span, and for each direction within it."""
    for place, span in enumerate(text):
        for piece, rtl in _by_direction(span.text):
            properties = element("w:rPr")
            if span.open:
                properties.append(element("w:rStyle", {"val": "Choice"}))
            if bold_first and place == 0:
                properties.append(element("w:b"))
                properties.append(element("w:bCs"))
            if rtl:
                properties.append(element("w:rtl"))
            run = element("w:r", None, *([properties] if len(properties) else []))
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
