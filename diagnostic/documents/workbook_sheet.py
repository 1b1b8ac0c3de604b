"""The furniture of a workbook: sheets with real tables, levels in their colours, a line on every page.

Every text is written as a text, whatever it begins with: nothing a user typed becomes a formula or a link.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Literal

import xlsxwriter  # type: ignore[import-untyped,unused-ignore]

from diagnostic.charts.palette import LIGHT
from diagnostic.charts.words import clean, wrap
from diagnostic.scoring.outcomes import Pair

Kind = Literal["text", "strong", "number", "level", "share"]
Value = str | int | float | None
_FONT = "Arial"
_SIZE = 10
#: No more than a cell of a spreadsheet can hold.
_MOST = 32_767
#: Where the table of a sheet begins: below its line, its title and its finding.
HEADS = 4
#: A sheet is at least so wide, in signs: the width of a printed page.
_WIDEST = 120
#: The text of a footer, of at most 255 signs with its marks.
_LINE, _ABOUT = 150, 50
#: The width of one sign in points, as column widths count them.
_SIGN = 5.25
#: How much more of the font of the workbook fits a line than of the one that texts are measured in.
_NARROWER = 1.04
#: What an indented cell has less of it.
_INDENT = 9.0


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its width in signs, and what its cells are.

    ``level``: a number from 1 to 5, shaded in the colour of its level.
    """

    head: str
    width: float
    kind: Kind = "text"


def bounds(name: str) -> tuple[Column, Column]:
    """Return two columns for the bounds of a level."""
    return Column(f"{name}, lower", 10.5, "level"), Column(f"{name}, upper", 10.5, "level")


def ends(pair: Pair | None, otherwise: Value = None) -> tuple[Value, Value]:
    """Return the two cells of bounds, or what stands in their place."""
    return (pair.lower, pair.upper) if pair else (otherwise, otherwise)


class Book:
    """A workbook in the making."""

    def __init__(self, title: str, subject: str, classification: str, marks: Sequence[str], made_on: date) -> None:
        self._out = BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._book: Any = xlsxwriter.Workbook(self._out, options)
        self.line, self._marks = cell(classification), [mark for mark in marks if mark]
        self._title = clean(title)
        self._names: set[str] = set()
        self._tables = 0
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._book.set_size(1600 * 20 // 15, 1000 * 20 // 15)
        self._book.set_properties(
            {
                "title": self._title[:250],
                "subject": clean(subject)[:250],
                "comments": clean(self.line)[:250],
                "author": "",
                "company": "",
                "created": datetime.combine(made_on, time()),
            }
        )
        self._book.formats[0].set_font_name(_FONT)
        self._book.formats[0].set_font_size(_SIZE)

    def look(self, **wanted: Any) -> Any:
        """Return a format, each once."""
        key = tuple(sorted(wanted.items()))
        if key not in self._formats:
            base = {"font_name": _FONT, "font_size": _SIZE, "font_color": LIGHT.ink, "valign": "top"}
            self._formats[key] = self._book.add_format({**base, **wanted})
        return self._formats[key]

    def sheet(self, name: str, title: str, finding: str, widths: Sequence[float]) -> Sheet:
        """Add a sheet with its title and its finding; ``widths`` of its columns, in signs."""
        named = self._free(name)
        page = self._book.add_worksheet(named)
        page.set_landscape()
        page.set_paper(9)
        page.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
        page.fit_to_pages(1, 0)
        page.hide_gridlines(2)
        whole = {"scale_with_doc": False}
        page.set_header(f"&L{_doubled(_cut(self.marks, _LINE))}&R{_doubled(named)}", whole)
        page.set_footer(f"&L{_doubled(_cut(self.line, _LINE))}{self._about()}&RPage &P of &N", whole)
        # Title and finding run over all columns: of a narrow table, over an empty one beside it.
        widths = [*widths, *([_WIDEST - sum(widths)] if sum(widths) < _WIDEST else [])]
        for place, wide in enumerate(widths):
            page.set_column(place, place, wide)
        sheet = Sheet(self, page, named, widths)
        sheet.head(title, finding)
        return sheet

    def _about(self) -> str:
        """Return the title for the middle of a footer, where the line leaves room for it."""
        return f"&C{_doubled(_cut(self._title, _ABOUT))}" if len(self.line) <= _ABOUT else ""

    def _free(self, name: str) -> str:
        """Return a name that no sheet has yet."""
        plain = called(name)
        named, number = plain, 1
        while named.casefold() in self._names or named.casefold() == "history":
            number += 1
            named = f"{plain[: 31 - len(str(number)) - 1].strip()} {number}"
        self._names.add(named.casefold())
        return named

    def table_name(self) -> str:
        """Return a name for the next table."""
        self._tables += 1
        return f"Table_{self._tables}"

    @property
    def marks(self) -> str:
        """What stands beside the classification on every sheet."""
        return " · ".join(self._marks)

    def bytes(self) -> bytes:
        """Return the finished file."""
        self._book.close()
        return self._out.getvalue()


def called(name: str) -> str:
    """Return a name for a sheet that every program allows."""
    plain = "".join(" " if mark in "[]:*?/\\" else mark for mark in clean(name)).strip(" '") or "Sheet"
    return plain[:31].strip()


class Sheet:
    """One sheet: its heading, then tables below each other."""

    def __init__(self, book: Book, page: Any, name: str, widths: Sequence[float]) -> None:
        self._book, self._page, self.name, self._widths = book, page, name, widths
        self.row = HEADS
        self._frozen = False

    def head(self, title: str, finding: str) -> None:
        """Write the line, the title and the finding."""
        book, page = self._book, self._page
        line = " · ".join(filter(None, (book.line, book.marks)))
        page.write_string(0, 0, cell(line), book.look(bold=True, font_color=LIGHT.look_again, font_size=9))
        page.write_string(1, 0, cell(title), book.look(bold=True, font_size=16))
        page.set_row(1, 24)
        self._across(2, finding, book.look(font_size=11, text_wrap=True, font_color=LIGHT.muted), 11)

    def _across(self, row: int, text: str, look: Any, size: float) -> None:
        """Write a text over all columns, in a row as high as it needs."""
        self._page.merge_range(row, 0, row, len(self._widths) - 1, "", look)
        self._page.write_string(row, 0, cell(text), look)
        self._page.set_row(row, _high(text, sum(self._widths), size))

    def table(
        self, columns: Sequence[Column], rows: Sequence[Sequence[Value]], empty: str, *, alone: bool = True
    ) -> None:
        """Write a real table with filters; where there is no row, a sentence instead.

        ``alone``: the first table of a sheet that is made for it; its head stays on the screen and on every page.
        """
        book, page, top = self._book, self._page, self.row
        if not rows:
            self._across(top, empty, book.look(italic=True, text_wrap=True), _SIZE)
            self.row = top + 2
            return
        heads = _different([clean(column.head) or f"Column {place}" for place, column in enumerate(columns, 1)])
        aligned = [
            {"level": "center", "text": "left", "strong": "left"}.get(column.kind, "right") for column in columns
        ]
        styles = [_head_look(book, align, column.kind) for align, column in zip(aligned, columns, strict=True)]
        page.add_table(
            top, 0, top + len(rows), len(columns) - 1,
            {
                "name": book.table_name(),
                "style": None,
                "autofilter": True,
                "columns": [
                    {"header": head, "header_format": style} for head, style in zip(heads, styles, strict=True)
                ],
            },
        )  # fmt: skip
        lines = max(len(_broken(head, column.width)) for head, column in zip(heads, columns, strict=True))
        page.set_row(top, max(18, lines * _SIZE * 1.35 + 5))
        for down, row in enumerate(rows, top + 1):
            page.set_row(down, _tall(row, columns))
            for place, (value, column) in enumerate(zip(row, columns, strict=True)):
                self._write(down, place, value, column)
        if alone and not self._frozen:
            page.freeze_panes(top + 1, 1)
            page.repeat_rows(top)
            self._frozen = True
        self.row = top + len(rows) + 3

    def _write(self, row: int, place: int, value: Value, column: Column) -> None:
        book, page = self._book, self._page
        rule = {"bottom": 1, "bottom_color": LIGHT.hair}
        if column.kind == "level" and isinstance(value, int) and 1 <= value <= 5:
            fill, ink = LIGHT.levels[value - 1], LIGHT.on_levels[value - 1]
            look = book.look(
                bg_color=fill,
                font_color=ink,
                bold=True,
                align="center",
                valign="vcenter",
                border=1,
                border_color=LIGHT.page,
            )
            page.write_number(row, place, value, look)
        elif isinstance(value, int | float):
            form = {"share": "0%", "number": "#,##0.#"}.get(column.kind, "General")
            form = "#,##0" if isinstance(value, int) and column.kind == "number" else form
            page.write_number(row, place, value, book.look(num_format=form, align="right", **rule))
        elif not value:
            page.write_blank(row, place, None, book.look(**rule))
        else:
            centred = {"align": "center", "font_color": LIGHT.muted} if column.kind == "level" else {}
            apart = {"indent": 1, "align": "left"} if column.kind == "text" else {}
            look = book.look(text_wrap=True, bold=column.kind == "strong", **centred, **apart, **rule)
            page.write_string(row, place, cell(value), look)

    def pairs(self, heads: tuple[str, str], rows: Sequence[tuple[str, str]]) -> None:
        """Write a table of two columns, the second over all that are left."""
        book, page, top = self._book, self._page, self.row
        last = len(self._widths) - 1
        strong = book.look(bold=True, bg_color=LIGHT.surface, bottom=2, bottom_color=LIGHT.ink)
        page.write_string(top, 0, heads[0], strong)
        page.merge_range(top, 1, top, last, "", strong)
        page.write_string(top, 1, heads[1], strong)
        for down, (one, other) in enumerate(rows, top + 1):
            self._pair(down, one, other, last)
        self.row = top + len(rows) + 3

    def _pair(self, row: int, one: str, other: str, last: int) -> None:
        book, page = self._book, self._page
        rule = {"bottom": 1, "bottom_color": LIGHT.hair}
        page.write_string(row, 0, cell(one), book.look(bold=True, **rule))
        look = book.look(text_wrap=True, **rule)
        page.merge_range(row, 1, row, last, "", look)
        page.write_string(row, 1, cell(other), look)
        page.set_row(row, _high(other, sum(self._widths[1:]), _SIZE))

    def contents(self, sheets: Sequence[tuple[str, str]]) -> None:
        """List the other sheets, each with a link to it."""
        top = self.row
        self.pairs(("Sheet", "What it holds"), sheets)
        look = self._book.look(font_color=LIGHT.accent, underline=1, bottom=1, bottom_color=LIGHT.hair)
        for down, (name, _) in enumerate(sheets, top + 1):
            # The names are our own; a link inside the workbook opens nothing else.
            target = name.replace("'", "''")
            self._page.write_url(down, 0, f"internal:'{target}'!A1", look, name)

    def say(self, text: str) -> None:
        """Write a sentence below."""
        self._across(self.row - 1, text, self._book.look(text_wrap=True, font_color=LIGHT.muted), _SIZE)
        self.row += 2


def cell(text: str) -> str:
    """Return a text for a cell: its lines kept, without control characters, no longer than a cell can hold."""
    lines = "\n".join(clean(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip()
    return lines if len(lines) <= _MOST else f"{lines[: _MOST - 1]}…"


def _high(text: str, signs: float, size: float) -> float:
    """Return the height of a row for a text over merged cells: no program works it out by itself."""
    lines = sum(len(wrap(part, signs * _SIGN - 4, size, lines=999)) for part in cell(text).split("\n"))
    return min(409.0, lines * size * 1.35 + 3)


def _tall(row: Sequence[Value], columns: Sequence[Column]) -> float:
    """Return the height of a row of a table: not every program works it out by itself."""
    lines = [1]
    for value, column in zip(row, columns, strict=True):
        if isinstance(value, str) and value:
            room = (column.width * _SIGN - (_INDENT if column.kind == "text" else 2)) * _NARROWER
            bold = column.kind == "strong"
            parts = cell(value).split("\n")
            lines.append(sum(len(wrap(part, room, _SIZE, bold=bold, lines=999)) for part in parts))
    return min(409.0, max(lines) * _SIZE * 1.28 + 4)


def _head_look(book: Book, align: str, kind: Kind) -> Any:
    return book.look(
        bold=True,
        bg_color=LIGHT.surface,
        text_wrap=True,
        valign="vcenter",
        align=align,
        bottom=2,
        bottom_color=LIGHT.ink,
        **({"indent": 1} if kind == "text" else {}),
    )


def _cut(text: str, most: int) -> str:
    """Return a text on one line, of no more signs than a footer has room for: ``&`` counts twice."""
    text = clean(text)
    while len(_doubled(text)) > most:
        text = f"{text[:-2].rstrip()}…"
    return text


def _doubled(text: str) -> str:
    """Return a text for the head or foot of a page, where ``&`` begins a command."""
    return text.replace("&", "&&")


def _different(heads: Sequence[str]) -> list[str]:
    """Return heads of which no two are the same, as a table asks for."""
    found: list[str] = []
    for head in heads:
        named, number = head[:250], 1
        while named.casefold() in {other.casefold() for other in found}:
            number += 1
            named = f"{head[:240]} ({number})"
        found.append(named)
    return found


def _broken(head: str, signs: float) -> tuple[str, ...]:
    """Return the lines of a head in a column; the arrow of its filter takes some room."""
    return wrap(head, max(20.0, signs * _SIGN - 14), _SIZE, bold=True, lines=9)
