"""The empty deck that slides are added to: 16:9, its colours and fonts, two layouts, and no trace of another."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from diagnostic.charts.palette import LIGHT

WIDE, HIGH = 960, 540
#: The lower strip, which charts leave free: the classification and the number of the slide.
STRIP = 24
EDGE = 43.2
FOOT_WIDE = 780
FOOT_AREA = (EDGE, HIGH - STRIP + 6, FOOT_WIDE, 14)
NUMBER_AREA = (WIDE - EDGE - 80, HIGH - STRIP + 6, 80, 14)
NUMBER = "{6E0B3A52-1F0C-4C57-9B53-0D3A5F0C0B11}"
#: On nearly every computer, and narrower than what texts are measured with.
FONT = "Arial"
_KEPT = ("Title Slide", "Title Only")
_POINT = 12700
_NS = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_SCHEME = {
    "dk1": LIGHT.ink,
    "lt1": LIGHT.page,
    "dk2": LIGHT.muted,
    "lt2": LIGHT.surface,
    "accent1": LIGHT.accent,
    "accent2": LIGHT.customs,
    "accent3": LIGHT.police,
    "accent4": LIGHT.levels[2],
    "accent5": LIGHT.levels[3],
    "accent6": LIGHT.levels[4],
    "hlink": LIGHT.accent,
    "folHlink": LIGHT.muted,
}


@cache
def template() -> bytes:
    """Return an empty deck; made once."""
    deck: Any = Presentation()
    deck.slide_width, deck.slide_height = WIDE * _POINT, HIGH * _POINT
    _layouts(deck)
    _theme(deck)
    _without_traces(deck)
    out = BytesIO()
    deck.save(out)
    return out.getvalue()


def _layouts(deck: Any) -> None:
    for layout in list(deck.slide_layouts):
        if layout.name not in _KEPT:
            deck.slide_layouts.remove(layout)
    master = deck.slide_master
    foot = _foot()
    _drawn(
        master,
        _bar(0, 0, WIDE, 5, LIGHT.accent)
        + _place("Title", 'type="title"', (EDGE, 27, WIDE - 2 * EDGE, 66), "Title")
        + _place("Text", 'type="body" idx="1"', (EDGE, 110, WIDE - 2 * EDGE, 380), "Text")
        + _rule()
        + foot,
    )
    styles = master._element.find(qn("p:txStyles"))
    for name, size, bold, colour in (("titleStyle", 2400, 1, "tx1"), ("bodyStyle", 1600, 0, "tx1")):
        old = styles.find(qn(f"p:{name}"))
        styles.replace(
            old,
            parse_xml(
                f'<p:{name} {_NS}><a:lvl1pPr algn="l" defTabSz="914400"><a:spcBef><a:spcPts val="0"/></a:spcBef>'
                f'<a:buNone/><a:defRPr lang="en-GB" sz="{size}" b="{bold}" kern="1200"><a:solidFill>'
                f'<a:schemeClr val="{colour}"/></a:solidFill><a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/>'
                f'<a:cs typeface="+mn-cs"/></a:defRPr></a:lvl1pPr></p:{name}>'
            ),
        )
    for layout in deck.slide_layouts:
        if layout.name == "Title Slide":
            steps = "".join(
                _bar(EDGE + 92 * place, 150, 88, 8, colour) for place, colour in enumerate(LIGHT.levels)
            )  # the five levels
            _drawn(
                layout,
                steps
                + _place("Title", 'type="ctrTitle"', (EDGE, 178, WIDE - 2 * EDGE, 120), "Title")
                + _place("Subtitle", 'type="subTitle" idx="1"', (EDGE, 306, WIDE - 2 * EDGE, 120), "Subtitle")
                + foot,
            )
        else:
            _drawn(layout, _place("Title", 'type="title"', (EDGE, 27, WIDE - 2 * EDGE, 66), "Title") + foot)


def _drawn(part: Any, shapes: str) -> None:
    """Replace all that is drawn on a master or layout."""
    tree = part.shapes._spTree
    for old in list(tree)[2:]:
        tree.remove(old)
    for place, shape in enumerate(parse_xml(f"<p:spTree {_NS}>{shapes}</p:spTree>"), 2):
        shape.xpath(".//p:cNvPr")[0].set("id", str(place))
        tree.append(shape)


def box(area: tuple[float, float, float, float]) -> str:
    """Return a place on a slide, in points, as XML."""
    x, y, w, h = (round(side * _POINT) for side in area)
    return f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/></a:xfrm>'


def _place(name: str, kind: str, area: tuple[float, float, float, float], text: str, look: str = "") -> str:
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="1" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f'<p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr><p:spPr>{box(area)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f'</p:spPr><p:txBody><a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"/>'
        f"<a:lstStyle>{look}</a:lstStyle><a:p>{text if text.startswith('<') else f'<a:r><a:t>{text}</a:t></a:r>'}</a:p>"
        "</p:txBody></p:sp>"
    )


def _foot() -> str:
    """Return the places of classification and slide number."""

    def look(align: str, bold: int) -> str:
        return (
            f'<a:lvl1pPr algn="{align}"><a:defRPr lang="en-GB" sz="1000" b="{bold}"><a:solidFill>'
            '<a:schemeClr val="tx1"/></a:solidFill></a:defRPr></a:lvl1pPr>'
        )

    number = f'<a:fld id="{NUMBER}" type="slidenum"><a:rPr lang="en-GB"/><a:t>‹#›</a:t></a:fld>'
    line, count = 'type="ftr" sz="quarter" idx="11"', 'type="sldNum" sz="quarter" idx="12"'
    return _place("Classification", line, FOOT_AREA, "<a:endParaRPr/>", look("l", 1)) + _place(
        "Slide number", count, NUMBER_AREA, number, look("r", 0)
    )


def _bar(x: float, y: float, w: float, h: float, colour: str) -> str:
    return (
        '<p:sp><p:nvSpPr><p:cNvPr id="1" name="Bar" descr=""/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>'
        f'{box((x, y, w, h))}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill>'
        f'<a:srgbClr val="{colour[1:]}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr>'
        "<p:txBody><a:bodyPr/><a:lstStyle/><a:p/></p:txBody></p:sp>"
    )


def _rule() -> str:
    return _bar(EDGE, HIGH - STRIP, WIDE - 2 * EDGE, 0.75, LIGHT.hair)


def _theme(deck: Any) -> None:
    part = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = part.blob.decode("utf-8")
    colours = "".join(f'<a:{name}><a:srgbClr val="{value[1:]}"/></a:{name}>' for name, value in _SCHEME.items())
    text = re.sub(
        r"<a:clrScheme.*?</a:clrScheme>", f'<a:clrScheme name="Cooperation">{colours}</a:clrScheme>', text, flags=re.S
    )
    fonts = f'<a:latin typeface="{FONT}"/><a:ea typeface=""/><a:cs typeface="{FONT}"/>'
    text = re.sub(
        r"<a:fontScheme.*?</a:fontScheme>",
        f'<a:fontScheme name="Cooperation"><a:majorFont>{fonts}</a:majorFont><a:minorFont>{fonts}</a:minorFont>'
        "</a:fontScheme>",
        text,
        flags=re.S,
    )
    part._blob = text.encode("utf-8")


_NO_PROGRAM = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)


def _without_traces(deck: Any) -> None:
    """Take out the preview picture, the printer settings and the program of the deck that all decks start from."""
    for found in list(deck.part.rels.values()):
        if found.reltype.endswith("/printerSettings"):
            deck.part.rels.pop(found.rId)
    package = deck.part.package
    for id, found in list(package._rels.items()):
        if found.reltype.endswith("/metadata/thumbnail"):
            package._rels.pop(id)
        elif found.reltype.endswith("/extended-properties"):
            found.target_part._blob = _NO_PROGRAM
