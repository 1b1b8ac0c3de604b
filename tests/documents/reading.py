"""A Word file as a reader has it: every word of it, its parts, its header."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn


def opened(raw: bytes) -> Any:
    """Open a Word file."""
    return docx.Document(BytesIO(raw))


def words(raw: bytes) -> str:
    """Return all that a Word file says: body with its tables, header, footer, and the properties."""
    word = opened(raw)
    parts = [word.element.body]
    for section in word.sections:
        parts += [section.header._element, section.footer._element]
    lines = []
    for part in parts:
        for paragraph in part.iter(qn("w:p")):
            lines.append(_line(paragraph))
    return "\n".join([*lines, word.core_properties.title, word.core_properties.author])


def _line(paragraph: Any) -> str:
    said = {qn("w:br"): "\n", qn("w:tab"): "\t"}
    runs = [element for element in paragraph.iter(qn("w:t"), *said) if element.getparent().tag == qn("w:r")]
    return "".join(said.get(element.tag, element.text or "") for element in runs)


def in_style(raw: bytes, style: str) -> list[str]:
    """Return the paragraphs of a style."""
    return [_line(p._p) for p in opened(raw).paragraphs if p.style.name == style]
