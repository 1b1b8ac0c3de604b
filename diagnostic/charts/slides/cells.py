"""Native tables of shaded cells, written as XML at once: cell by cell python-pptx takes ten times as long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from xml.sax.saxutils import escape

from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from diagnostic.charts.palette import LIGHT
from diagnostic.charts.slides.frame import HATCH, Area, described
from diagnostic.charts.words import clean

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PLAIN_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # no style, no grid
_ALIGN = {"left": "l", "center": "ctr", "right": "r"}
_POINT = 12700


@dataclass(frozen=True, slots=True)
class Edge:
    """A border of a cell."""

    colour: str
    points: float
    dotted: bool = False


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell. ``fill`` empty: none. ``span``: how many columns it covers. Edges: left, right, top, bottom."""

    text: str = ""
    size: float = 12.0
    colour: str = LIGHT.ink
    bold: bool = False
    align: Literal["left", "center", "right"] = "left"
    fill: str = ""
    hatched: bool = False
    edges: tuple[Edge | None, Edge | None, Edge | None, Edge | None] = (None, None, None, None)
    span: int = 1


def around(edge: Edge) -> tuple[Edge, Edge, Edge, Edge]:
    """Return the same border on all sides."""
    return (edge, edge, edge, edge)


def table(
    slide: Any, area: Area, widths: Sequence[float], height: float, rows: Sequence[Sequence[TableCell]], name: str,
    alt: str,
) -> None:  # fmt: skip
    """Add a table at the upper left of an area. The first row is its heading."""
    whole = Area(area.x, area.y, sum(widths), len(rows) * height)
    frame = slide.shapes.add_table(1, 1, *whole.emu())
    described(frame, name, alt)
    made = frame.table._tbl
    for old in (*made.findall(qn("a:tblPr")), *made.findall(qn("a:tblGrid")), *made.findall(qn("a:tr"))):
        made.remove(old)
    columns = "".join(f'<a:gridCol w="{round(width * _POINT)}"/>' for width in widths)
    lines = "".join(f'<a:tr h="{round(height * _POINT)}">{"".join(map(_cell, row))}</a:tr>' for row in rows)
    filled = (
        f'<a:tbl xmlns:a="{_A}"><a:tblPr firstRow="1"><a:tableStyleId>{_PLAIN_STYLE}</a:tableStyleId></a:tblPr>'
        f"<a:tblGrid>{columns}</a:tblGrid>{lines}</a:tbl>"
    )
    made.extend(list(parse_xml(filled)))


def _cell(cell: TableCell) -> str:
    span = f' gridSpan="{cell.span}"' if cell.span > 1 else ""
    size = round(cell.size * 100)
    text = escape(clean(cell.text))
    run = f'lang="en-GB" sz="{size}" b="{int(cell.bold)}"'
    if text:
        said = f"<a:r><a:rPr {run}>{_solid(cell.colour)}</a:rPr><a:t>{text}</a:t></a:r>"
    else:
        said = f"<a:endParaRPr {run}/>"
    edges = "".join(_edge(side, edge) for side, edge in zip("LRTB", cell.edges, strict=True) if edge)
    fill = HATCH if cell.hatched else _solid(cell.fill) if cell.fill else "<a:noFill/>"
    covered = '<a:tc hMerge="1"><a:txBody><a:bodyPr/><a:p/></a:txBody><a:tcPr/></a:tc>' * (cell.span - 1)
    return (
        f"<a:tc{span}><a:txBody><a:bodyPr/><a:lstStyle/>"
        f'<a:p><a:pPr algn="{_ALIGN[cell.align]}"/>{said}</a:p></a:txBody>'
        f'<a:tcPr marL="38100" marR="38100" marT="0" marB="0" anchor="ctr">{edges}{fill}</a:tcPr></a:tc>{covered}'
    )


def _edge(side: str, edge: Edge) -> str:
    dash = "sysDot" if edge.dotted else "solid"
    width = round(edge.points * _POINT)
    return (
        f'<a:ln{side} w="{width}" cap="flat" cmpd="sng" algn="ctr">{_solid(edge.colour)}<a:prstDash val="{dash}"/>'
        f"</a:ln{side}>"
    )


def _solid(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour.removeprefix("#")}"/></a:solidFill>'
