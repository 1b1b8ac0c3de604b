"""Native scatter charts: profiles before their peers, and dumbbells, on tracks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK

from diagnostic.charts.marks import connected, dodged, equal
from diagnostic.charts.palette import LIGHT
from diagnostic.charts.slides.bars import chart
from diagnostic.charts.slides.frame import POINTS, Area, harmless, placed, rgb
from diagnostic.charts.slides.lines import marker, no_line, ruled, say
from diagnostic.charts.spec import LEVELS
from diagnostic.charts.tracks import Mark, Row, Tracks
from diagnostic.charts.words import shorten

_SYMBOLS = {
    "dimension": XL_MARKER_STYLE.CIRCLE,
    "customs": XL_MARKER_STYLE.CIRCLE,
    "police": XL_MARKER_STYLE.SQUARE,
    "agreed": XL_MARKER_STYLE.DIAMOND,
}
#: The lower end of the rows.
_BOTTOM = 0.4
_NAMES = {"dimension": "Level", "customs": "Customs", "police": "Police", "agreed": "Agreed"}
_DODGE = 0.26
#: Half the height of a box, in rows, and how many points draw one.
_HALF, _CORNERS = 0.3, 5
#: The scale begins and ends beyond the levels: labels and readings stand there, inside the plot.
_FROM, _TO = 0, 6
_START, _END = 0.85, 5.15


@dataclass(slots=True)
class _Data:
    """The series of the chart, with what each of them is."""

    data: Any = field(default_factory=lambda: POINTS(number_format="0.##"))
    kinds: list[tuple[str, Any]] = field(default_factory=list)

    def add(self, name: str, points: Sequence[tuple[float, float]], kind: str, more: Any = None) -> None:
        series = self.data.add_series(harmless(name))
        for x, y in points:
            series.add_data_point(x, y)
        self.kinds.append((kind, more))


def tracks(slide: Any, area: Area, body: Tracks, alt: str) -> None:
    """Add a scatter chart: levels across, rows down; boxes of peers, bars between agencies, marks."""
    n = len(body.rows)
    heights = {row.id: float(n - place) for place, row in enumerate(body.rows)}
    found = _Data()
    ends = [
        (float(level), heights[row.id] - _DODGE * offset)
        for row in body.rows
        for mark, offset in zip(row.marks, dodged(row), strict=True)
        for level in mark.pair
        if not mark.pair.known
    ]
    if n:
        # The first series is the longest: LibreOffice leaves out what is longer than it.
        more = [(_START, 1.0)] * max(0, max(_CORNERS, len(ends)) - n)
        found.add("Rows", [(_START, heights[row.id]) for row in body.rows] + more, "labels")
        found.add("Readings", [(_END, heights[row.id]) for row in body.rows], "readings")
        found.add("Levels", [(float(level), _BOTTOM) for level in LEVELS], "levels")
    if ends:
        # LibreOffice fills hollow marks and draws the first series on top: these keep the marks below them hollow.
        found.add("Hollow ends", ends, "hollow")
    for row in body.rows:
        _behind(found, row, heights[row.id])
    _marks(found, body, heights)
    made = chart(slide, area, XL_CHART_TYPE.XY_SCATTER, found.data, "Tracks", alt)
    across, down = made.category_axis, made.value_axis
    across.minimum_scale, across.maximum_scale, across.major_unit = _FROM, _TO, 1
    across.has_major_gridlines = True
    across.major_gridlines.format.line.color.rgb = rgb(LIGHT.hair)
    across.format.line.fill.background()
    across.major_tick_mark = XL_TICK_MARK.NONE
    across.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    down.minimum_scale, down.maximum_scale = _BOTTOM, n + 0.6
    down.has_major_gridlines = False
    down.visible = False
    for series, (kind, what) in zip(made.plots[0].series, found.kinds, strict=True):
        _style(series, kind, what, body, area)
    placed(made, 0.0, 0.0, 1.0, 0.92)


def _behind(found: _Data, row: Row, y: float) -> None:
    """Add what lies behind the marks of a row: the peers, the bar between the agencies."""
    if row.spread:
        low, high, median = row.spread.low, row.spread.high, row.spread.median
        if not (low.known and high.known):
            found.add(f"{row.label}: peers may reach", _box(low.lower, high.upper, y), "possible")
        if low.upper <= high.lower:
            found.add(f"{row.label}: middle half of the peers", _box(low.upper, high.lower, y), "box")
        for value in sorted(set(median)):
            name = f"{row.label}: median of the peers{'' if median.known else ', bound'}"
            found.add(name, [(value, y - _HALF), (value, y + _HALF)], "median")
    if row.typical and row.marks and row.typical != row.marks[0].pair:
        for level in sorted(set(row.typical)):
            found.add(f"{row.label}: typical item", [(level, y - _HALF), (level, y + _HALF)], "median")
    join = connected(row)
    if join:
        found.add(f"{row.label}: gap", [(join[0], y), (join[1], y)], "join")


def _box(x0: float, x1: float, y: float) -> list[tuple[float, float]]:
    """Return an outline. An outline and not an area: programs differ in which series they draw on top."""
    low, high = y - _HALF, y + _HALF
    return [(x0, low), (x1, low), (x1, high), (x0, high), (x0, low)]


def _marks(found: _Data, body: Tracks, heights: dict[str, float]) -> None:
    points: dict[str, list[tuple[float, float]]] = {}
    marks: dict[str, list[tuple[Mark, bool]]] = {}
    for row in body.rows:
        for mark, offset in zip(row.marks, dodged(row), strict=True):
            y = heights[row.id] - _DODGE * offset
            if mark.pair.known:
                points.setdefault(mark.style, []).append((mark.pair.lower, y))
                marks.setdefault(mark.style, []).append((mark, equal(row) is not None))
            else:
                name = f"{row.label}: {_NAMES[mark.style].lower()}, bounds"
                found.add(name, [(mark.pair.lower, y), (mark.pair.upper, y)], "bounds", mark)
    for style in ("dimension", "customs", "police", "agreed"):
        if style in points:
            found.add(_NAMES[style], points[style], style, marks[style])


def _style(series: Any, kind: str, more: Any, body: Tracks, area: Area) -> None:
    if kind == "hollow":
        no_line(series)
        marker(series, XL_MARKER_STYLE.CIRCLE, 6, LIGHT.page, LIGHT.page)
    elif kind in ("labels", "readings", "levels"):
        series.marker.style = XL_MARKER_STYLE.NONE
        no_line(series)
        _written(series, kind, body, area)
    elif kind in ("box", "possible", "join", "median"):
        series.marker.style = XL_MARKER_STYLE.NONE
        thick = {"box": 1.5, "possible": 1.0, "join": 3.0, "median": 2.5}[kind]
        ruled(series, LIGHT.ink if kind == "median" else LIGHT.line, thick, dotted=kind == "possible")
    else:
        _marked(series, kind, more)


def _written(series: Any, kind: str, body: Tracks, area: Area) -> None:
    if kind == "levels":
        for level in LEVELS:
            name = {1: f"1 {body.ends[0]}", 5: f"5 {body.ends[1]}"}.get(level, str(level))
            say(series.points[level - 1], name, 12, LIGHT.muted, XL_LABEL_POSITION.BELOW)
        return
    for place, row in enumerate(body.rows):
        if kind == "labels":
            text = shorten(row.label, area.w * _START / _TO - 6, 12, bold=True)
            say(series.points[place], text, 12, LIGHT.ink, XL_LABEL_POSITION.LEFT, bold=True)
        elif row.reading:
            say(series.points[place], row.reading, 11, LIGHT.muted, XL_LABEL_POSITION.RIGHT)


def _marked(series: Any, kind: str, more: Any) -> None:
    style = more.style if kind == "bounds" else kind
    colour = LIGHT.accent if style == "dimension" else LIGHT.voice(style)
    size = 10 if style in ("police", "agreed") else 11
    if kind == "bounds":
        ruled(series, colour, 2, dotted=more.withheld)
        marker(series, _SYMBOLS[style], size, LIGHT.page, colour)
        if more.label:
            say(series.points[0], more.label, 11, colour, XL_LABEL_POSITION.ABOVE, bold=True)
        return
    no_line(series)
    marker(series, _SYMBOLS[style], size, colour, colour)
    for place, (mark, same) in enumerate(more):
        if same and style in ("customs", "police"):
            # The same level: a circle inside an open square, whichever is drawn first.
            marker(series.points[place], _SYMBOLS[style], 6 if style == "customs" else 14, colour, colour)
            if style == "police":
                series.points[place].marker.format.fill.background()
        if mark.label:
            say(series.points[place], mark.label, 11, colour, XL_LABEL_POSITION.ABOVE, bold=True)
