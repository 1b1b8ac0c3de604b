"""How a draft looks in Word: colours, fonts, measures, and the styles made of them."""

from __future__ import annotations

from typing import Any

from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from diagnostic.documents.word_xml import Element, element, in_order

#: The light values of the look: what is printed is printed on white.
INK, MUTED, HAIR, RULE, SURFACE, ACCENT, CHOICE = (
    "14202B", "4F5B66", "D5DBE0", "75818C", "F3F5F6", "005F73", "F4EAD8",
)  # fmt: skip
LOOK_AGAIN, CHECK_FIRST = "8A4B00", "B3261E"
#: The colours of the levels 1 to 5, each with that of the words on it.
LEVELS = (("F4EAD8", INK), ("AACAB1", INK), ("53A8A7", INK), ("007F94", "FFFFFF"), ("00567A", "FFFFFF"))
#: Name of the font, what to take in its place, its family, and its classification.
FONTS = (
    ("Noto Sans", "DejaVu Sans", "swiss", "020B0502040504020204"),
    ("Noto Serif", "DejaVu Serif", "roman", "02020600060500020200"),
    ("Noto Sans Arabic", "DejaVu Sans", "swiss", "020B0502040504020204"),
)
_SANS, _SERIF, _ARABIC = (font[0] for font in FONTS)
#: The width of the text in twentieths of a point: A4 less the margins.
MARGIN_CM = 2.4
WIDTH = round((21.0 - 2 * MARGIN_CM) / 2.54 * 1440)
CLAUSE, _ITEM = 680, 1160
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
    "Clause": ("Normal", _SANS, 9.5, INK, False, 0, 5, 1.3, CLAUSE, CLAUSE),
    "Clause plain": ("Normal", _SANS, 9.5, INK, False, 0, 5, 1.3, 0, 0),
    "Clause item": ("Normal", _SANS, 9.5, INK, False, 0, 3, 1.3, _ITEM, _ITEM - CLAUSE),
    "Clause note": ("Normal", _SANS, 8, MUTED, False, 0, 0, 1.2, CLAUSE + 113, 0),
    "Caption": ("Normal", _SANS, 8.5, INK, True, 6, 3, 1.1, 0, 0),
    "Table head": ("Normal", _SANS, 8.5, INK, True, 2, 2, 1.15, 0, 0),
    "Table head narrow": ("Normal", _SANS, 7.5, INK, True, 2, 2, 1.1, 0, 0),
    "Table text": ("Normal", _SANS, 8.5, INK, False, 2, 2, 1.2, 0, 0),
    "After table": ("Normal", _SANS, 4, INK, False, 0, 4, 1.0, 0, 0),
    "Signatory": ("Normal", _SANS, 9.5, INK, True, 8, 2, 1.2, 0, 0),
    "Signature line": ("Normal", _SANS, 8, MUTED, False, 0, 2, 1.0, 0, 0),
    "Source": ("Normal", _SANS, 8.5, INK, False, 0, 3, 1.2, 340, 340),
    "Header draft": ("Normal", _SANS, 8.5, LOOK_AGAIN, True, 0, 0, 1.1, 0, 0),
    "Header": ("Normal", _SANS, 8, MUTED, False, 0, 0, 1.1, 0, 0),
    "Footer": ("Normal", _SANS, 8, MUTED, False, 0, 0, 1.1, 0, 0),
}  # fmt: skip
#: What a report has beside them, or otherwise.
REPORT = {
    "Title": ("Normal", _SERIF, 20, INK, True, 0, 4, 1.05, 0, 0),
    "Subtitle": ("Normal", _SANS, 12, MUTED, False, 0, 12, 1.1, 0, 0),
    "TOC 2": ("Normal", _SANS, 9.5, INK, False, 0, 2, 1.1, 340, 0),
    "Heading 2": ("Normal", _SANS, 10.5, INK, True, 12, 4, 1.1, 0, 0),
    "Heading 3": ("Normal", _SANS, 9.5, MUTED, True, 9, 3, 1.1, 0, 0),
    "Finding": ("Normal", _SANS, 11.5, INK, False, 0, 12, 1.3, 0, 0),
    "Body Text": ("Normal", _SANS, 9.5, INK, False, 0, 6, 1.3, 0, 0),
    "Lead": ("Normal", _SANS, 11.5, INK, False, 0, 9, 1.3, 0, 0),
    "Small": ("Normal", _SANS, 8.5, INK, False, 0, 5, 1.25, 0, 0),
    "List Bullet": ("Normal", _SANS, 9.5, INK, False, 0, 4, 1.3, 284, 284),
    "List Number": ("Normal", _SANS, 9.5, INK, False, 0, 4, 1.3, 340, 340),
    "Callout title": ("Normal", _SANS, 9, INK, True, 0, 0, 1.25, 113, 0),
    "Callout note": ("Normal", _SANS, 9, INK, False, 0, 0, 1.25, 113, 0),
    "Callout look again": ("Normal", _SANS, 9, INK, False, 0, 0, 1.25, 113, 0),
    "Callout check first": ("Normal", _SANS, 9, INK, False, 0, 0, 1.25, 113, 0),
    "Term": ("Normal", _SANS, 9.5, MUTED, False, 3, 3, 1.2, 0, 0),
    "Definition": ("Normal", _SANS, 9.5, INK, False, 3, 3, 1.2, 0, 0),
    "Term small": ("Normal", _SANS, 8.5, MUTED, False, 3, 3, 1.2, 0, 0),
    "Definition small": ("Normal", _SANS, 8.5, INK, False, 3, 3, 1.2, 0, 0),
    "Figure value": ("Normal", _SERIF, 17, INK, True, 3, 2, 1.0, 0, 0),
    "Figure label": ("Normal", _SANS, 9.5, INK, False, 0, 1, 1.2, 0, 0),
    "Figure detail": ("Normal", _SANS, 8, MUTED, False, 0, 4, 1.2, 0, 0),
    "Band digit": ("Normal", _SANS, 7.5, INK, False, 2, 2, 1.0, 0, 0),
    "Band end": ("Normal", _SANS, 7.5, MUTED, False, 1, 2, 1.0, 0, 0),
    "Picture": ("Normal", _SANS, 9.5, INK, False, 6, 3, 1.0, 0, 0),
    "Picture words": ("Normal", _SANS, 8.5, MUTED, False, 0, 9, 1.2, 0, 0),
    "Signature name": ("Normal", _SANS, 9.5, INK, False, 0, 2, 1.2, 0, 0),
}  # fmt: skip
_OUTLINE = ("Heading 1", "Heading 2", "Heading 3")
_BARS = {
    "About": ACCENT,
    "Clause note": RULE,
    "Callout note": ACCENT,
    "Callout look again": LOOK_AGAIN,
    "Callout check first": CHECK_FIRST,
}
_KEEP_WITH_NEXT = (
    "Heading 1", "Heading 2", "Heading 3", "Contents head", "Caption", "Subtitle", "Title", "Meta", "Table head",
    "Signatory", "Callout title", "Picture", "Signature name",
)  # fmt: skip
_KEEP_TOGETHER = ("Clause note", "About", "Heading 1", "Heading 2", "Heading 3", "Clause item")


def define(word: Word, *, report: bool = False) -> None:
    """Give a document the styles of a draft, and no others; or those of a report."""
    styles = word.styles
    wanted = {**_P, **REPORT} if report else _P
    for style in list(styles):
        if style.name not in ("Normal", "Default Paragraph Font", "Normal Table", "No List", *wanted):
            style.delete()
    defaults = styles.element.find(qn("w:docDefaults"))
    defaults[:] = [
        element("w:rPrDefault", None, element("w:rPr", None, *_font(_SANS, 9.5, INK, bold=False, language=True))),
        element("w:pPrDefault", None, element("w:pPr")),
    ]
    normal = styles["Normal"].element
    for name in ("w:pPr", "w:rPr"):
        for found in normal.findall(qn(name)):
            normal.remove(found)
    for name, values in wanted.items():
        style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, name in _BUILT_IN)
        _paragraph_style(style.element, name, values)
    for name in ("TOC 1", "TOC 2"):
        if name in wanted:
            styles[name].element.find(qn("w:name")).set(qn("w:val"), name.lower())  # as Word itself calls it
    choice = styles.add_style("Choice", WD_STYLE_TYPE.CHARACTER).element
    choice.append(element("w:rPr", None, element("w:shd", {"val": "clear", "color": "auto", "fill": CHOICE})))
    for name, borders in _TABLES.items():
        styles.element.append(_table_style(name, borders))


_BUILT_IN = (
    "TOC 1", "TOC 2", "Caption", "Header", "Footer", "Title", "Subtitle", *_OUTLINE, "Body Text", "List Bullet",
    "List Number",
)  # fmt: skip


def _paragraph_style(style: Element, name: str, values: tuple[Any, ...]) -> None:
    based, font, size, colour, bold, before, after, height, left, hanging = values
    for child in list(style):
        if child.tag not in (qn("w:name"),):
            style.remove(child)
    style.set(qn("w:styleId"), name.replace(" ", ""))
    properties = [
        element("w:spacing", {
            "before": round(before * 20), "after": round(after * 20), "line": round(height * 240), "lineRule": "auto",
        }),
        element("w:ind", {"left": left, "hanging": hanging}),
        element("w:widowControl"),
    ]  # fmt: skip
    if name in _KEEP_WITH_NEXT:
        properties.append(element("w:keepNext"))
    if name in _KEEP_TOGETHER:
        properties.append(element("w:keepLines"))
    if name in _OUTLINE:
        properties.append(element("w:outlineLvl", {"val": _OUTLINE.index(name)}))
    if name in _BARS:
        bar = element("w:left", {"val": "single", "sz": 18, "space": 6, "color": _BARS[name]})
        properties.append(element("w:pBdr", None, bar))
        properties.append(element("w:shd", {"val": "clear", "color": "auto", "fill": SURFACE}))
    if name == "Header":
        rule = element("w:bottom", {"val": "single", "sz": 4, "space": 4, "color": HAIR})
        properties.append(element("w:pBdr", None, rule))
    if name == "Header draft":
        properties.append(element("w:tabs", None, element("w:tab", {"val": "right", "pos": WIDTH})))
    if name == "Footer":
        rule = element("w:top", {"val": "single", "sz": 4, "space": 4, "color": HAIR})
        properties.append(element("w:pBdr", None, rule))
        properties.append(element("w:tabs", None, element("w:tab", {"val": "right", "pos": WIDTH})))
    if left and hanging:
        properties.append(element("w:tabs", None, element("w:tab", {"val": "left", "pos": left})))
    described = element("w:pPr", None, *properties)
    in_order(described)
    style.extend(
        [
            element("w:basedOn", {"val": based}),
            element("w:qFormat"),
            described,
            element("w:rPr", None, *_font(font, size, colour, bold=bold)),
        ]
    )


def _font(font: str, size: float, colour: str, *, bold: bool, language: bool = False) -> list[Element]:
    found = [element("w:rFonts", {"ascii": font, "hAnsi": font, "eastAsia": font, "cs": _ARABIC})]
    if bold:
        found += [element("w:b"), element("w:bCs")]
    found += [
        element("w:color", {"val": colour}),
        element("w:sz", {"val": round(size * 2)}),
        element("w:szCs", {"val": round(size * 2)}),
    ]
    if language:
        found.append(element("w:lang", {"val": "en-GB", "eastAsia": "en-GB", "bidi": "ar-SA"}))
    return found


def border(size: int, colour: str) -> dict[str, Any]:
    """Return what describes a line at an edge: its width in eighths of a point, and its colour."""
    return {"val": "single", "sz": size, "space": 0, "color": colour}


_TABLES: dict[str, dict[str, dict[str, Any]]] = {
    "Plain table": {"top": border(8, INK), "bottom": border(4, RULE), "insideH": border(4, HAIR)},
    "Form table": {
        side: border(4, RULE) for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    },
    "Signature table": {},
    "Definition table": {"insideH": border(4, HAIR)},
}  # fmt: skip


def _table_style(name: str, borders: dict[str, dict[str, Any]]) -> Element:
    gap = {"left": 90 if name == "Form table" else 0, "right": 120}
    style = OxmlElement("w:style")
    style.set(qn("w:type"), "table")
    style.set(qn("w:customStyle"), "1")
    style.set(qn("w:styleId"), name.replace(" ", ""))
    style.extend(
        [
            element("w:name", {"val": name}),
            element("w:basedOn", {"val": "TableNormal"}),
            element(
                "w:tblPr",
                None,
                element("w:tblBorders", None, *(element(f"w:{side}", rule) for side, rule in borders.items())),
                element(
                    "w:tblCellMar",
                    None,
                    *(element(f"w:{side}", {"w": width, "type": "dxa"}) for side, width in gap.items()),
                ),
            ),
        ]
    )
    return style
