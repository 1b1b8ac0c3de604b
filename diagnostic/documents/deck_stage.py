"""A deck in the making: slides with charts, with tables, with text, each with its line, its number and its notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from diagnostic import wording
from diagnostic.charts import deck as charts
from diagnostic.charts.palette import LIGHT
from diagnostic.charts.slides.cells import Edge, TableCell, table
from diagnostic.charts.slides.frame import Area, framed, rgb
from diagnostic.charts.spec import Basis, Chart
from diagnostic.charts.tracks import Tracks
from diagnostic.charts.words import clean, shorten, wrap
from diagnostic.documents.deck_template import (
    EDGE,
    FOOT_AREA,
    FOOT_WIDE,
    HIGH,
    NUMBER,
    NUMBER_AREA,
    STRIP,
    WIDE,
    box,
    template,
)

ROOM = WIDE - 2 * EDGE
_POINT = 12700
_HEAD, _RULE, _GAP = Edge(LIGHT.ink, 1.25), Edge(LIGHT.hair, 0.75), Edge(LIGHT.page, 2)
#: Around a level: nothing above, so that the rule under the heads is whole; more to the right, before the words.
_AROUND = (_GAP, Edge(LIGHT.page, 6), None, _GAP)
_LEVELS = ("1", "2", "3", "4", "5")
#: Between a text and the next column.
_APART = 9
#: Left free below a table.
_SPARE = 4
#: Sizes of text in a table: the largest in which it fits one slide.
_SIZES = (16.0, 14.0, 13.0, 12.0, 11.0, 10.0)
#: The size where it takes several.
_SEVERAL = 12.0
_NS = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a slide without a chart says: its title is a sentence, below it what is shown; at its foot, why."""

    title: str
    subject: str = ""
    basis: Basis = field(default_factory=Basis)
    notes: tuple[str, ...] = ()
    fictional: bool = False

    @property
    def chart(self) -> Chart:
        """The same as a frame around nothing."""
        return Chart(
            "profile", self.title, self.subject, Tracks((), ("", ""), ""), self.basis, self.notes, self.fictional
        )


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, its share of the width, how many lines a cell may take.

    ``level``: its cells are levels such as ``3`` or ``2–4``, shaded like those of a chart.
    """

    head: str
    share: float
    lines: int = 3
    bold: bool = False
    level: bool = False


@dataclass(slots=True)
class _Above:
    """A deck as charts see it: without the strip at its foot."""

    slides: Any
    slide_layouts: Any
    slide_width: int = WIDE * _POINT
    slide_height: int = (HIGH - STRIP + 8) * _POINT


class Stage:
    """Slides, added one after another."""

    def __init__(self, title: str, subject: str, classification: str, made_on: date) -> None:
        self._deck: Any = Presentation(BytesIO(template()))
        self._line = clean(classification)
        self._above = _Above(self._deck.slides, self._deck.slide_layouts)
        tried: Any = Presentation(BytesIO(template()))
        self._tried = _Above(tried.slides, tried.slide_layouts)
        layouts = {layout.name: layout for layout in self._deck.slide_layouts}
        self._first, self._plain = layouts["Title Slide"], layouts["Title Only"]
        about = self._deck.core_properties
        about.title, about.subject = clean(title)[:250], clean(subject)[:250]
        about.author = about.last_modified_by = about.keywords = about.category = ""
        about.comments = self._line[:250]
        about.language = "en-GB"
        about.created = about.modified = datetime.combine(made_on, time())
        about.revision = 1

    def title(self, title: str, lines: Sequence[str], notes: str) -> None:
        """Add the first slide."""
        slide = self._deck.slides.add_slide(self._first)
        size = next((size for size in (36.0, 30.0, 26.0) if len(_wrapped(title, size)) <= 2), 22.0)
        said = _wrapped(title, size, lines=4)
        place = slide.shapes.title
        place.left, place.top, place.width = Emu(_emu(EDGE)), Emu(_emu(178)), Emu(_emu(ROOM))
        place.height = Emu(_emu(len(said) * size * 1.2))
        _say(place, [(" ".join(said), size, LIGHT.ink, True)])
        below = slide.placeholders[1]
        top = 178 + len(said) * size * 1.2 + 16
        below.left, below.top, below.width = Emu(_emu(EDGE)), Emu(_emu(top)), Emu(_emu(ROOM))
        below.height = Emu(_emu(HIGH - STRIP - 10 - top))
        _say(below, [(line, 16 if not place else 18, LIGHT.muted, False) for place, line in enumerate(_fit(lines, 16))])
        self._finish(slide, notes)

    def chart(self, chart: Chart, notes: str = "") -> None:
        """Add a chart: a slide, or several where its rows need them."""
        for slide in charts.add(self._above, chart, layout=self._plain):
            self._finish(slide, f"{chart.alt} {notes}".strip())

    def blank(self, heading: Heading, notes: str = "") -> tuple[Any, Area]:
        """Add a slide with a heading and return it with the area that is free."""
        slide, area = framed(self._above, heading.chart, self._plain)
        self._finish(slide, notes)
        return slide, area

    def table(
        self, heading: Heading, columns: Sequence[Column], rows: Sequence[Sequence[str]], notes: str = "", *,
        most: int = 3, left: str = "row",
    ) -> None:  # fmt: skip
        """Add a table of texts: on as many slides as it needs, at most ``most``; then it says how many are left."""
        if not rows:
            self.blank(heading, notes)
            return
        area = self._free(heading)
        fitting = next((one for one in _SIZES if _fits(columns, rows, one, area)), 0.0)
        if not fitting:
            area = self._free(replace(heading, title=f"{heading.title} (1 of 9)", notes=(*heading.notes, "9 more")))
        pieces = _pages(columns, rows, fitting or _SEVERAL, area)
        cut = sum(len(piece) for piece in pieces[most:])
        pieces = pieces[:most]
        for place, piece in enumerate(pieces, 1):
            shown = heading
            if len(pieces) > 1:
                shown = replace(shown, title=f"{heading.title} ({place} of {len(pieces)})")
            if cut and place == len(pieces):
                shown = replace(shown, notes=(*shown.notes, _not_here(cut, left)))
            slide, area = self.blank(shown, notes)
            texts(slide, area, columns, piece, fitting or _SEVERAL, heading.title)

    def _free(self, heading: Heading) -> Area:
        """Return the area that a slide with this heading leaves free, tried on a deck that nobody sees."""
        _, area = framed(self._tried, heading.chart, self._tried.slide_layouts[1])
        return area

    def _finish(self, slide: Any, notes: str) -> None:
        """Give a slide the classification, its number and its notes."""
        slide.shapes._spTree.append(_foot("sldNum", "Slide number", str(self._deck.slides.index(slide) + 1)))
        if self._line:
            said = shorten(self._line, FOOT_WIDE, 10, bold=True)
            slide.shapes._spTree.append(_foot("ftr", "Classification", said))
        if notes:
            slide.notes_slide.notes_text_frame.text = "\n".join(clean(line) for line in notes.split("\n"))

    def bytes(self) -> bytes:
        """Return the finished file."""
        out = BytesIO()
        self._deck.save(out)
        return out.getvalue()


def _foot(kind: str, name: str, text: str) -> Any:
    """Return a place at the foot of a slide. What it inherits is said again: not every program looks it up."""
    number = kind == "sldNum"
    look = (
        f'<a:rPr lang="en-GB" sz="1000" b="{int(not number)}"><a:solidFill><a:schemeClr val="tx1"/></a:solidFill>'
        '<a:latin typeface="+mn-lt"/><a:cs typeface="+mn-cs"/></a:rPr>'
    )
    field = f'<a:fld id="{NUMBER}" type="slidenum">{look}<a:t>{escape(text)}</a:t></a:fld>'
    run = field if number else f"<a:r>{look}<a:t>{escape(text)}</a:t></a:r>"
    return parse_xml(
        f'<p:sp {_NS}><p:nvSpPr><p:cNvPr id="{901 if number else 900}" name="{name}"/><p:cNvSpPr>'
        f'<a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="{kind}" sz="quarter" idx="{12 if number else 11}"/>'
        f"</p:nvPr></p:nvSpPr><p:spPr>{box(NUMBER_AREA if number else FOOT_AREA)}</p:spPr><p:txBody>"
        f'<a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0"/><a:lstStyle/><a:p><a:pPr algn="{"r" if number else "l"}"/>'
        f"{run}</a:p></p:txBody></p:sp>"
    )


def texts(
    slide: Any, area: Area, columns: Sequence[Column], rows: Sequence[Sequence[str]], size: float, alt: str
) -> None:
    """Add a native table of texts; every row is as high as its longest cell."""
    widths = [column.share * area.w for column in columns]
    made = [
        [
            TableCell(
                _fitted(column.head, width, size - 1, 2, bold=True), size - 1, LIGHT.muted, bold=True,
                edges=(None, None, None, _HEAD),
            )
            for column, width in zip(columns, widths, strict=True)
        ]
    ]  # fmt: skip
    for row in rows:
        made.append([_cell(*cell, size) for cell in zip(row, columns, widths, strict=True)])
    table(slide, area, widths, 20, made, "Table", alt)
    frame = slide.shapes[-1]
    for cell in frame._element.iter(qn("a:tcPr")):
        if cell.getparent().find(f".//{qn('a:pPr')}").get("algn") == "l":
            cell.set("marR", str(_emu(_APART)))
    heights = _heights(columns, rows, size, area.w)
    for line, height in zip(frame.table.rows, heights, strict=True):
        line.height = Emu(_emu(height))
    frame.height = Emu(_emu(sum(heights)))


def _cell(text: str, column: Column, width: float, size: float) -> TableCell:
    under = (None, None, None, _RULE)
    if not text:
        return TableCell(edges=under)
    if column.level and text in _LEVELS:
        fill, ink = LIGHT.levels[int(text) - 1], LIGHT.on_levels[int(text) - 1]
        return TableCell(text, size, ink, bold=True, align="center", fill=fill, edges=_AROUND)
    if column.level:
        hatched = "–" in text
        return TableCell(text, size, bold=hatched, align="center", hatched=hatched, edges=_AROUND)
    return TableCell(_fitted(text, width, size, column.lines, bold=column.bold), size, bold=column.bold, edges=under)


def _not_here(number: int, of: str) -> str:
    return f"{wording.count(number, of)} more {'is' if number == 1 else 'are'} not shown here"


def _fitted(text: str, width: float, size: float, lines: int, *, bold: bool) -> str:
    return " ".join(_lines(text, width - 4 - _APART, size, bold, lines))


def _lines(text: str, room: float, size: float, bold: bool, most: int) -> tuple[str, ...]:
    return wrap(text, room, size, bold=bold, lines=most)


def _heights(columns: Sequence[Column], rows: Sequence[Sequence[str]], size: float, room: float) -> list[float]:
    """Return the heights of the head and of each row."""

    def high(texts: Sequence[str], size: float, most: Sequence[int], bold: Sequence[bool]) -> float:
        lines = max(
            len(_lines(text, column.share * room - 4 - _APART, size, strong, limit))
            for text, column, limit, strong in zip(texts, columns, most, bold, strict=True)
        )
        return lines * size * 1.2 + 8

    heads = high([column.head for column in columns], size - 1, [2] * len(columns), [True] * len(columns))
    limits, bold = [column.lines for column in columns], [column.bold for column in columns]
    return [heads, *(high(row, size, limits, bold) for row in rows)]


def _fits(columns: Sequence[Column], rows: Sequence[Sequence[str]], size: float, area: Area) -> bool:
    """Whether rows fit a slide in a size. Only the smaller sizes may cut what is longer than the lines of a cell."""
    if sum(_heights(columns, rows, size, area.w)) > area.h - _SPARE:
        return False
    return size <= _SEVERAL or not any(
        len(_lines(text, column.share * area.w - 4 - _APART, size, column.bold, 99)) > column.lines
        for row in rows
        for text, column in zip(row, columns, strict=True)
    )


def _pages(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], size: float, area: Area
) -> list[list[Sequence[str]]]:
    """Return rows in parts that fit a slide each."""
    head, *heights = _heights(columns, rows, size, area.w)
    pages: list[list[Sequence[str]]] = [[]]
    used = head
    for row, height in zip(rows, heights, strict=True):
        if pages[-1] and used + height > area.h - _SPARE:
            pages.append([])
            used = head
        pages[-1].append(row)
        used += height
    return pages


def _wrapped(text: str, size: float, lines: int = 9) -> tuple[str, ...]:
    return wrap(text, ROOM, size, bold=True, lines=lines)


def _fit(lines: Sequence[str], size: float) -> list[str]:
    """Return lines, each cut after two lines of its own."""
    return [" ".join(wrap(line, ROOM, size * 1.15, lines=2)) for line in lines if line]


def _say(place: Any, lines: Sequence[tuple[str, float, str, bool]]) -> None:
    frame = place.text_frame
    frame.word_wrap = True
    frame.text = ""
    for number, (text, size, colour, bold) in enumerate(lines):
        paragraph = frame.paragraphs[0] if not number else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = clean(text)
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.rgb = rgb(colour)
        paragraph.space_after = Pt(4)


def _emu(points: float) -> int:
    return round(points * _POINT)
