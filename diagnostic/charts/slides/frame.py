"""What every slide with a chart has: a title that says what it shows, what is measured, what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_PATTERN
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from diagnostic.charts.palette import LIGHT
from diagnostic.charts.spec import Chart
from diagnostic.charts.words import clean, wrap

_POINT = 12700
# python-pptx is typed in part only.
_COLOUR: Any = RGBColor
CATEGORIES: Any = CategoryChartData
POINTS: Any = XyChartData
_HATCHING = "#8B97A2"
_LIVE = ("=", "{=", "http:", "https:", "ftp:", "mailto:", "internal:", "external:", "file:")


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle on a slide, in points."""

    x: float
    y: float
    w: float
    h: float

    def emu(self) -> tuple[Emu, Emu, Emu, Emu]:
        """Return left, top, width and height as python-pptx takes them."""
        left, top, width, height = (Emu(round(side * _POINT)) for side in (self.x, self.y, self.w, self.h))
        return left, top, width, height


def harmless(text: str) -> str:
    """Return a name for the workbook behind a chart: one that a spreadsheet would run, or follow, begins with ``'``."""
    text = clean(text)
    return f"'{text}" if text.lower().startswith(_LIVE) else text


def rgb(colour: str) -> Any:
    """Return a colour as python-pptx takes it."""
    return _COLOUR.from_string(colour.removeprefix("#"))


#: How a cell is hatched, as XML: light enough for a number on it.
HATCH = (
    f'<a:pattFill prst="ltUpDiag"><a:fgClr><a:srgbClr val="{_HATCHING[1:]}"/></a:fgClr>'
    f'<a:bgClr><a:srgbClr val="{LIGHT.page[1:]}"/></a:bgClr></a:pattFill>'
)


def hatch(fill: Any) -> None:
    """Fill with a hatch, light enough for a number on it."""
    fill.patterned()
    fill.pattern = MSO_PATTERN.LIGHT_UPWARD_DIAGONAL
    fill.fore_color.rgb = rgb(_HATCHING)
    fill.back_color.rgb = rgb(LIGHT.page)


def described(shape: Any, name: str, alt: str) -> None:
    """Give a chart or table its name and its alternative text."""
    named = shape._element.xpath(".//p:cNvPr")[0]
    named.set("name", clean(name))
    named.set("descr", clean(alt))


def write(
    shape: Any, text: str, size: float, colour: str = LIGHT.ink, *, bold: bool = False, align: str = "left"
) -> None:  # fmt: skip
    """Write a text into a shape, as one paragraph."""
    frame = shape.text_frame
    frame.text = clean(text)
    paragraph = frame.paragraphs[0]
    paragraph.alignment = {"left": PP_ALIGN.LEFT, "center": PP_ALIGN.CENTER, "right": PP_ALIGN.RIGHT}[align]
    for run in paragraph.runs:
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.rgb = rgb(colour)


def text_box(
    slide: Any, area: Area, text: str, size: float, colour: str = LIGHT.ink, *, bold: bool = False, align: str = "left",
    name: str = "",
) -> Any:  # fmt: skip
    """Add a box of text without margins."""
    box = slide.shapes.add_textbox(*area.emu())
    frame = box.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    write(box, text, size, colour, bold=bold, align=align)
    if name:
        box.name = name
    return box


def framed(presentation: Any, chart: Chart, layout: Any, part: str = "") -> tuple[Any, Area]:
    """Add a slide with title, subject and foot; return it with the area that is left for the chart.

    ``part``: ``1 of 3``, where a chart takes several slides.
    """
    wide, high = presentation.slide_width / _POINT, presentation.slide_height / _POINT
    edge = wide * 0.045
    room = wide - 2 * edge
    slide = presentation.slides.add_slide(layout)
    for shape in list(slide.placeholders):
        if shape.placeholder_format.type is not None and shape != slide.shapes.title:
            shape._element.getparent().remove(shape._element)
    title = f"{chart.finding} ({part})" if part else chart.finding
    size = 24.0 if len(wrap(title, room, 24, bold=True, lines=9)) <= 2 else 18.0
    lines = len(wrap(title, room, size, bold=True, lines=9))
    tall = lines * size * 1.2
    heading = Area(edge, high * 0.05, room, tall)
    if slide.shapes.title is not None:
        shape = slide.shapes.title
        shape.left, shape.top, shape.width, shape.height = heading.emu()
        shape.text_frame.word_wrap = True
        shape.text_frame.vertical_anchor = MSO_ANCHOR.TOP
        shape.text_frame.margin_left = shape.text_frame.margin_top = 0
        write(shape, title, size, bold=True)
    else:
        text_box(slide, heading, title, size, bold=True, name="Title")
    top = heading.y + heading.h + 4
    text_box(slide, Area(edge, top, room, 18), chart.subject, 13, LIGHT.muted, name="What is measured")
    said = [part for line in chart.foot() for part in wrap(line, room, 10, lines=4)]
    foot = Area(edge, high - 14 - 13 * len(said), room, 13 * len(said))
    box = text_box(slide, foot, said[0] if said else "", 10, LIGHT.muted, name="What it rests on")
    for line in said[1:]:
        run = box.text_frame.add_paragraph().add_run()
        run.text = line
        run.font.size, run.font.color.rgb = Pt(10), rgb(LIGHT.muted)
    top += 26
    return slide, Area(edge, top, room, foot.y - top - 8)


def placed(chart: Any, x: float, y: float, w: float, h: float) -> None:
    """Fix the inner plot of a native chart, in parts of its whole, so that labels beside it have room."""
    from lxml import etree

    plot = chart._chartSpace.chart.plotArea
    for old in plot.findall(qn("c:layout")):
        plot.remove(old)
    values = "".join(f'<c:{name} val="{value:.4f}"/>' for name, value in zip("xywh", (x, y, w, h), strict=True))
    layout = etree.fromstring(
        f'<c:layout xmlns:c="{plot.nsmap["c"]}"><c:manualLayout><c:layoutTarget val="inner"/>'
        f'<c:xMode val="edge"/><c:yMode val="edge"/>{values}</c:manualLayout></c:layout>'
    )
    plot.insert(0, layout)
