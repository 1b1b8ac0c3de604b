"""Charts that are tables on slides: bands, heat maps, the powers matrix, exposure before protection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from diagnostic import wording
from diagnostic.answers.labels import AUTHORITY_SHORT
from diagnostic.charts.palette import LIGHT
from diagnostic.charts.slides.cells import Edge, TableCell, around, table
from diagnostic.charts.slides.frame import Area
from diagnostic.charts.spec import LEVELS, Band, BandRow, Cell, HeatMap, HeatRow, Plane, Powers
from diagnostic.charts.words import shorten, width, wrap
from diagnostic.scoring.outcomes import Pair

#: More rows than this go on a further slide.
ROWS = 16
_MOONS = {"full": "●", "partial": "◐", "none": "○", "unknown": "?"}
_OWN = Edge(LIGHT.ink, 1.5)
#: Above and below the text of a cell together; from line to line, by size.
_AROUND, _LEADING = 4.0, 1.2
_POWERS = (0.21, 0.11, 0.11, 0.13, 0.44)


def parts(rows: Sequence[Any]) -> list[Sequence[Any]]:
    """Return rows in parts of about equal length, one to a slide."""
    many = max(1, -(-len(rows) // ROWS))
    size = -(-len(rows) // many) or 1
    return [rows[start : start + size] for start in range(0, len(rows), size)] or [rows]


def _sizes(area: Area, rows: int) -> tuple[float, float]:
    """Return height of a row and size of its text."""
    height = min(40.0 if rows <= 9 else 30.0, area.h / max(1, rows))
    return height, 13.0 if height >= 22 else 11.0


def _fitting(heads: Sequence[str], room: float, most: float) -> float:
    """Return a size in which all headings fit their columns, no smaller than 8."""
    sizes = (most, 11.0, 10.0, 9.0, 8.5)
    return next((size for size in sizes if all(width(head, size, bold=True) <= room - 8 for head in heads)), 8.0)


def _heads(heads: Sequence[str], room: float, most: float) -> list[TableCell]:
    size = _fitting(heads, room, most)
    texts = (shorten(head, room - 7, size, bold=True) for head in heads)
    return [TableCell(text, size, LIGHT.muted, bold=True, align="center") for text in texts]


def _first(labels: Sequence[str], size: float, most: float) -> float:
    return min(most, max([80.0, *(width(label, size, bold=True) for label in labels)]) + 12)


def _label(text: str, room: float, height: float, size: float, *, bold: bool) -> TableCell:
    """Return the name of a row: smaller and in more lines where it is long, cut where even that is too little."""
    for smaller in (one for one in (size, 12.0, 11.0, 10.0, 9.0) if one <= size):
        lines = max(1, int((height - _AROUND) / (smaller * _LEADING)))
        if len(wrap(text, room, smaller, bold=bold, lines=99)) <= lines:
            return TableCell(text, smaller, bold=bold)
    return TableCell(shorten(text, room, size, bold=bold), size, bold=bold)


def _ruled(cells: list[TableCell]) -> list[TableCell]:
    """Return the own row between its two rules."""
    return [replace(cell, edges=(cell.edges[0], cell.edges[1], _OWN, _OWN)) for cell in cells]


def band(slide: Any, area: Area, body: Band, rows: Sequence[BandRow], alt: str) -> None:
    """Add a row of five cells for each administration."""
    height, size = _sizes(area, len(rows) + 1)
    first = _first([row.label for row in rows], size, area.w * 0.34)
    last = 90.0
    step = min(150.0, (area.w - first - last) / 5)
    heads = _heads([f"{level} {body.names[level - 1]}" for level in LEVELS], step, size - 1)
    made = [[TableCell(), *heads, TableCell()]]
    for row in rows:
        cells = [
            _label(row.label, first - 8, height, size, bold=row.own),
            *(_step(level, row.pair, size) for level in LEVELS),
            TableCell(row.reading, size - 1, LIGHT.muted, bold=row.own, align="right"),
        ]
        made.append(_ruled(cells) if row.own else cells)
    table(slide, area, (first, *[step] * 5, last), height, made, "Continuum band", alt)


def _step(level: int, pair: Pair | None, size: float) -> TableCell:
    if pair and level <= pair.lower:
        colour, fill = LIGHT.on_levels[level - 1], LIGHT.levels[level - 1]
        edges = around(Edge(LIGHT.line, 0.5))
        return TableCell(str(level), size, colour, bold=True, align="center", fill=fill, edges=edges)
    if pair and level <= pair.upper:
        edges = around(Edge(LIGHT.line, 0.5))
        return TableCell(f"{level}?", size, bold=True, align="center", hatched=True, edges=edges)
    return TableCell(size=size, edges=around(Edge(LIGHT.hair, 0.5)))


def heat_map(slide: Any, area: Area, body: HeatMap, rows: Sequence[HeatRow], alt: str) -> None:
    """Add a cell for each administration and column."""
    height, size = _sizes(area, len(rows) + 1)
    first = _first([row.label for row in rows], size, area.w * 0.28)
    step = min(100.0, (area.w - first) / max(1, len(body.columns)))
    made = [[TableCell(), *_heads(body.columns, step, size - 1)]]
    for row in rows:
        label = _label(row.label, first - 8, height, size, bold=row.own)
        cells = [label, *(_heat(cell, size, bold=row.own) for cell in row.cells)]
        made.append(_ruled(cells) if row.own else cells)
    table(slide, area, (first, *[step] * len(body.columns)), height, made, "Heat map", alt)


def _heat(cell: Cell, size: float, *, bold: bool) -> TableCell:
    gap = around(Edge(LIGHT.page, 1.5))
    if cell.pair is None:
        return TableCell(cell.text, size - 1, LIGHT.muted, align="center", edges=gap)
    if cell.pair.known:
        colour, fill = LIGHT.on_levels[cell.pair.lower - 1], LIGHT.levels[cell.pair.lower - 1]
        return TableCell(cell.text, size, colour, bold=bold, align="center", fill=fill, edges=gap)
    if cell.withheld:
        return TableCell(cell.text, size, bold=bold, align="center", edges=around(Edge(LIGHT.line, 1, dotted=True)))
    return TableCell(cell.text, size, bold=bold, align="center", hatched=True, edges=gap)


def powers(slide: Any, area: Area, body: Powers, alt: str) -> None:
    """Add a row for each power."""
    widths = [share * area.w for share in _POWERS]
    height = min(52.0, area.h / (len(body.rows) + 1))
    size, lines = _legible(body, widths, height)
    under, rule = Edge(LIGHT.line, 0.5), Edge(LIGHT.ink, 1.25)

    def fitted(text: str, place: int, lines: int, *, bold: bool) -> str:
        return " ".join(wrap(text, widths[place] - 10, size, bold=bold, lines=lines))

    heads = ("Power", body.customs, body.police, "Finding", "How the other gets the result")
    made = [
        [
            TableCell(fitted(head, place, 2, bold=True), size, LIGHT.muted, bold=True, edges=(None, None, None, rule))
            for place, head in enumerate(heads)
        ]
    ]
    for row in body.rows:
        access = f" ({wording.span(*row.access)})" if row.access and "level" not in row.words.lower() else ""
        texts = (
            f"{row.label} {row.code}".strip(),
            f"{_MOONS[row.customs]} {AUTHORITY_SHORT[row.customs]}",
            f"{_MOONS[row.police]} {AUTHORITY_SHORT[row.police]}",
            row.finding,
            row.words + access,
        )
        made.append(
            [
                TableCell(
                    fitted(text, place, lines, bold=not place), size, bold=not place, edges=(None, None, None, under)
                )
                for place, text in enumerate(texts)
            ]
        )
    table(slide, area, widths, height, made, "Powers matrix", alt)


def _legible(body: Powers, widths: Sequence[float], height: float) -> tuple[float, int]:
    """Return the largest size in which every text fits its row, and how many lines a row holds; else the smallest."""
    size, lines = 9.0, 1
    for size in (12.0, 11.0, 10.0, 9.0):
        lines = max(1, int((height - _AROUND) / (size * _LEADING)))
        if all(
            len(wrap(text, widths[place] - 10, size, bold=not place, lines=99)) <= lines
            for row in body.rows
            for place, text in ((0, f"{row.label} {row.code}"), (3, row.finding), (4, row.words))
        ):
            break
    return size, lines


def plane(slide: Any, area: Area, body: Plane, alt: str) -> None:
    """Add five by five cells, with a letter where a sign stands or may stand."""
    height = min(46.0, area.h / 8)
    widths = (30.0, *[min(165.0, (area.w - 30) / 5)] * 5)
    corners = [
        TableCell(words, 13, LIGHT.ink if possible else LIGHT.muted, bold=possible, align=align)  # type: ignore[arg-type]
        for (words, possible), align in zip(body.corners, ("left", "right") * 2, strict=True)
    ]
    made = [_corners(corners[:2])]
    for level in reversed(LEVELS):
        number = TableCell(str(level), 12, LIGHT.muted, bold=True, align="center")
        made.append([number, *(_situation(body, shield, level) for shield in LEVELS)])
    numbers = (TableCell(str(level), 12, LIGHT.muted, bold=True, align="center") for level in LEVELS)
    made += [[TableCell(), *numbers], _corners(corners[2:])]
    table(slide, area, widths, height, made, "Exposure before protection", alt)


def _corners(corners: Sequence[TableCell]) -> list[TableCell]:
    left, right = corners
    return [TableCell(), replace(left, span=2), TableCell(), replace(right, span=2)]


def _situation(body: Plane, shield: int, level: int) -> TableCell:
    hair, strong = Edge(LIGHT.hair, 0.75), Edge(LIGHT.ink, 1.5)
    edges = (
        strong if shield == body.established else hair,
        strong if shield == body.established - 1 else hair,
        strong if level == body.high - 1 else hair,
        strong if level == body.high else hair,
    )
    signs = [sign for sign in body.signs if sign.pair.lower <= level <= sign.pair.upper]
    if not signs or not body.protection.lower <= shield <= body.protection.upper:
        return TableCell(edges=edges)
    text = " ".join(sign.letter for sign in signs)
    if body.protection.known and all(sign.pair.known for sign in signs):
        return TableCell(text, 16, LIGHT.page, bold=True, align="center", fill=LIGHT.accent, edges=edges)
    return TableCell(text, 16, bold=True, align="center", hatched=True, edges=edges)


def key(slide: Any, area: Area, names: Sequence[str]) -> None:
    """Add the five levels as a row of shaded cells, the scale of the colours."""
    cells = [
        TableCell(
            f"{level} {names[level - 1]}", 11, LIGHT.on_levels[level - 1], bold=True, align="center",
            fill=LIGHT.levels[level - 1],
        )
        for level in LEVELS
    ]  # fmt: skip
    table(slide, area, [area.w / 5] * 5, area.h, [cells], "Levels", "The five levels and their colours")
