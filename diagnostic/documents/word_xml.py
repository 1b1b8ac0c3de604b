"""The elements that a Word file is made of, and the order in which Word wants them."""

from __future__ import annotations

from functools import cache
from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

Element = Any


@cache
def _qualified(name: str) -> str:
    return qn(name)


def element(tag: str, attributes: dict[str, Any] | None = None, *children: Element) -> Element:
    """Return an element with its attributes, in Word's own namespace, and what it holds."""
    made = OxmlElement(tag)
    for name, value in (attributes or {}).items():
        made.set(_qualified(f"w:{name}"), str(value))
    made.extend(children)
    return made


#: The order in which Word wants what describes a paragraph.
_ORDER = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "pBdr", "shd", "tabs", "bidi",
    "spacing", "ind", "contextualSpacing", "jc", "outlineLvl",
)  # fmt: skip


def keep_with_next(paragraph: Element) -> None:
    """Hold a paragraph on the page of the one that follows."""
    paragraph.pPr.append(element("w:keepNext"))
    in_order(paragraph.pPr)


def in_order(properties: Element) -> None:
    """Put what describes a paragraph in the order that Word wants."""
    properties[:] = sorted(properties, key=lambda child: _ORDER.index(child.tag.rpartition("}")[2]))
