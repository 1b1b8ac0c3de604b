"""The tables of a sheet in Word, and what is laid out as one: definitions, key figures, level bands, places to sign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from diagnostic.documents.direction import anchored, right_to_left
from diagnostic.documents.model import Text, plain
from diagnostic.documents.sheet import (
    Band,
    Bands,
    Cell,
    Definitions,
    Figures,
    Place,
    Signatures,
    Table,
    Terms,
    Words,
    clean,
    lines,
)
from diagnostic.documents.word_styles import CHOICE, HAIR, INK, LEVELS, RULE, SURFACE, WIDTH, border
from diagnostic.documents.word_tables import frame
from diagnostic.documents.word_text import styled
from diagnostic.documents.word_xml import Element, element, in_order, keep_with_next

#: The order in which Word wants what describes a cell.
_ORDER = ("tcW", "gridSpan", "vMerge", "tcBorders", "shd", "tcMar", "vAlign")


def filled(table: Table) -> Element:
    """Return a ruled table with its head on every page."""
    widths = _widths(table.widths)
    made = frame(widths, "Plain table")
    rows = table.placed
    shaded = any(cell.shade for placed in rows for _, cell in placed)
    if table.columns:
        row = _row(head=True)
        row.extend(
            _cell(width, "Table head", words, vertical="bottom", start=90 if shaded else 0)
            for width, words in zip(widths, table.columns, strict=True)
        )
        made.append(row)
    below: dict[int, tuple[int, Cell]] = {}  # by column: how many more rows a cell from above takes, and the cell
    for number, placed in enumerate(rows):
        row = _row()
        after = rows[number + 1] if number + 1 < len(rows) else ()
        open_below = {at for column, cell in after if cell.goes_on for at in range(column, column + cell.over)}
        starts = dict(placed)
        # Rows that a cell binds stay together; the last of them lets go.
        bound = any(cell.down > 1 for cell in starts.values()) or any(left > 1 for left, _ in below.values())
        for column in sorted({*starts, *below}):
            cell = starts.get(column)
            going_on = cell is None
            left, cell = below.pop(column) if cell is None else (cell.down, cell)
            if left > 1:
                below[column] = (left - 1, cell)
            width = sum(widths[column : column + cell.over])
            ruled = left == 1 and column not in open_below
            row.append(
                _table_cell(
                    cell,
                    width,
                    going_on=going_on,
                    keep=bound,
                    ruled=ruled,
                    start=90 if shaded else 0,
                )
            )
        made.append(row)
    return made


def _table_cell(cell: Cell, width: int, *, going_on: bool, keep: bool, ruled: bool, start: int) -> Element:
    more = []
    if cell.over > 1:
        more.append(element("w:gridSpan", {"val": cell.over}))
    if cell.down > 1:
        more.append(element("w:vMerge", {} if going_on else {"val": "restart"}))
    # A rule between two cells is drawn if either of them has one.
    bare = [*(["top"] if cell.goes_on or going_on else []), *([] if ruled else ["bottom"])]
    if bare:
        more.append(element("w:tcBorders", None, *(element(f"w:{side}", {"val": "nil"}) for side in bare)))
    fill, ink = _shade(cell)
    words: Words = "" if going_on else cell.words
    return _cell(width, "Table text", words, more, fill=fill, ink=ink, keep=keep, start=start)


def _shade(cell: Cell) -> tuple[str, str]:
    """Return the ground of a cell and the colour of the words on it; empty where nothing is asked."""
    if cell.shade.startswith("level"):
        return LEVELS[int(cell.shade[-1]) - 1]
    return {"surface": SURFACE, "choice": CHOICE}.get(cell.shade, ""), ""


def definitions(block: Definitions) -> Element:
    """Return terms and what they stand for."""
    widths = _widths((block.share, 1 - block.share))
    made = frame(widths, "Definition table")
    size = " small" if block.small else ""
    for term, words in block.rows:
        row = _row()
        row.append(_cell(widths[0], f"Term{size}", term))
        row.append(_cell(widths[1], f"Definition{size}", words))
        made.append(row)
    return made


def figures(block: Figures) -> Element:
    """Return key figures, four to a row, each under a rule."""
    number = min(4, len(block.figures))
    widths = _parted(number, 240)
    made = frame(widths, "Signature table")
    for start in range(0, len(block.figures), number):
        row = _row()
        shown = block.figures[start : start + number]
        for place, width in enumerate(widths):
            one = shown[place // 2] if place % 2 == 0 and place // 2 < len(shown) else None
            if one is None:
                row.append(_cell(width, "Figure label", ""))
                continue
            rule = element("w:tcBorders", None, element("w:top", border(8, INK)))
            cell = _cell(width, "Figure value", one.value, [rule])
            for style, words in (("Figure label", one.label), ("Figure detail", one.detail)):
                cell.extend(styled(style, settled(line)) for line in lines(words))
            row.append(cell)
        made.append(row)
    return made


# ---------------------------------------------------------------- level bands


def bands(block: Bands) -> Element:
    """Return level bands: filled is certain, striped is possible, empty is not reached."""
    widths = [*_widths((26, 10, 10, 10, 10, 10, 24))]
    made = frame(widths, "Signature table")
    described = clean(block.said)
    made.tblPr.append(element("w:tblLook", {"val": "0000"}))
    made.tblPr.append(element("w:tblDescription", {"val": described}))
    for band in block.rows:
        made.append(_band(band, widths))
    row = _row()
    row.append(_cell(widths[0], "Band end", ""))
    half = sum(widths[1:3]), sum(widths[3:6])
    row.append(_cell(half[0], "Band end", f"1 {block.ends[0]}", [element("w:gridSpan", {"val": 2})]))
    end = _cell(half[1], "Band end", f"5 {block.ends[1]}", [element("w:gridSpan", {"val": 3})])
    _justified(end, "right")
    row.append(end)
    row.append(_cell(widths[6], "Band end", ""))
    made.append(row)
    return made


def _band(band: Band, widths: Sequence[int]) -> Element:
    row = _row()
    row.append(_cell(widths[0], "Table text", band.label, vertical="center", keep=True))
    lower, upper = (0, 0) if band.lower is None or band.upper is None else (band.lower, band.upper)
    for number, width in enumerate(widths[1:6], start=1):
        more = []
        fill, ink = "", ""
        if number <= lower:
            fill, ink = LEVELS[number - 1]
        elif number <= upper:
            more.append(element("w:shd", {"val": "thinDiagStripe", "color": RULE, "fill": "FFFFFF"}))
        colour = RULE if number <= upper else HAIR
        sides = [element(f"w:{side}", border(4, colour)) for side in ("top", "left", "bottom", "right")]
        more.insert(0, element("w:tcBorders", None, *sides))
        digit = "" if band.lower is None else str(number)
        cell = _cell(width, "Band digit", digit, more, fill=fill, ink=ink, vertical="center", keep=True)
        _justified(cell, "center")
        row.append(cell)
    reading = _cell(widths[6], "Table text", band.shown, vertical="center", keep=True, start=120)
    row.append(reading)
    return row


def _justified(cell: Element, how: str) -> None:
    for paragraph in cell.p_lst:
        paragraph.pPr.append(element("w:jc", {"val": how}))
        in_order(paragraph.pPr)


# ---------------------------------------------------------------- places to sign


def signatures(block: Signatures, terms: Terms) -> Iterator[Element]:
    """Yield places to sign, two to a table, never torn apart."""
    for start in range(0, len(block.places), 2):
        yield _signatures(block.places[start : start + 2], terms)


def _signatures(places: Sequence[Place], terms: Terms) -> Element:
    gap, small = 500, 200
    wide = (WIDTH - gap) // 2
    sign, day = round(wide * 0.64), wide - round(wide * 0.64) - small
    widths = [sign, small, day, gap, sign, small, day]
    made = frame(widths, "Signature table")
    who, lined = _row(), _row(height=760)
    for number in range(2):
        place = places[number] if number < len(places) else None
        cell = _cell(wide, "Signatory", place.role if place else "", [element("w:gridSpan", {"val": 3})], keep=True)
        for line in lines(place.name) if place else ():
            paragraph = styled("Signature name", settled(line))
            cell.append(paragraph)
        who.append(cell)
        lined.append(_cell(sign, "Signature line", "", [_line()] if place else [], keep=True))
        lined.append(_cell(small, "Signature line", "", keep=True))
        lined.append(_cell(day, "Signature line", "", [_line()] if place else [], keep=True))
        if number == 0:
            who.append(_cell(gap, "Signature line", "", keep=True))
            lined.append(_cell(gap, "Signature line", "", keep=True))
    under = _row()
    for column, width in enumerate(widths):
        words = {0: terms.signature, 2: terms.date, 4: terms.signature, 6: terms.date}.get(column, "")
        under.append(_cell(width, "Signature line", words if column < 3 or len(places) > 1 else ""))
    made.extend([who, lined, under])
    return made


def _line() -> Element:
    return element("w:tcBorders", None, element("w:bottom", border(4, RULE)))


# ---------------------------------------------------------------- rows, cells and lines


def settled(line: Text) -> Text:
    """Return a line in which what stands after a piece of the other direction keeps its place."""
    if right_to_left(plain(line)):
        return line
    return tuple(replace(span, text=anchored(span.text)) for span in line)


def _widths(shares: Sequence[float]) -> list[int]:
    return [round(WIDTH * share / sum(shares)) for share in shares]


def _parted(number: int, gap: int) -> list[int]:
    """Return the widths of equal columns with gaps between them."""
    wide = (WIDTH - gap * (number - 1)) // number
    return [wide if place % 2 == 0 else gap for place in range(2 * number - 1)]


def _row(*, head: bool = False, height: int = 0) -> Element:
    properties = element("w:trPr", None, element("w:cantSplit"))
    if height:
        properties.append(element("w:trHeight", {"val": height, "hRule": "exact"}))
    if head:
        properties.append(element("w:tblHeader"))
    return element("w:tr", None, properties)


def _cell(
    width: int,
    style: str,
    words: Words,
    more: Sequence[Element] = (),
    *,
    fill: str = "",
    ink: str = "",
    vertical: str = "",
    keep: bool = False,
    start: int = 0,
) -> Element:
    """Return a cell with a paragraph for each line, which has a direction of its own."""
    properties = element("w:tcPr", None, element("w:tcW", {"w": width, "type": "dxa"}), *more)
    if fill:
        properties.append(element("w:shd", {"val": "clear", "color": "auto", "fill": fill}))
    if fill or start:
        margin = element("w:left", {"w": start or 90, "type": "dxa"})
        properties.append(element("w:tcMar", None, margin))
    if vertical:
        properties.append(element("w:vAlign", {"val": vertical}))
    properties[:] = sorted(properties, key=lambda child: _ORDER.index(child.tag.rpartition("}")[2]))
    texts: tuple[Text, ...] = lines(words) or ((),)
    cell = element("w:tc", None, properties)
    for place, text in enumerate(texts):
        paragraph = styled(style, settled(text))
        if len(texts) > 1:
            close = {"before": 0} if place else {}
            close |= {"after": 0} if place < len(texts) - 1 else {}
            paragraph.pPr.append(element("w:spacing", close))
            in_order(paragraph.pPr)
        if keep:
            keep_with_next(paragraph)
        if ink:
            _coloured(paragraph, ink)
        cell.append(paragraph)
    return cell


def _coloured(paragraph: Element, ink: str) -> None:
    for run in paragraph.r_lst:
        properties = run.get_or_add_rPr()
        colour = properties.find(element("w:color").tag)
        if colour is None:
            colour = element("w:color")
            following = properties.find(element("w:rtl").tag)
            if following is None:
                properties.append(colour)
            else:
                following.addprevious(colour)
        colour.set(_VALUE, ink)


_VALUE = next(iter(element("w:color", {"val": ""}).attrib))
