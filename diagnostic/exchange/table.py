"""A table as rows of text, from CSV of any common encoding and separator or from a workbook.

Nothing is guessed from a cell: it is text until somebody who knows the column reads it. Rows come one at a time,
each with the number that a spreadsheet shows beside it, so that every fault can name row, column and cell.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from diagnostic import wording
from diagnostic.content.faults import Fault, Refused

MAX_BYTES = 100_000_000
MAX_ROWS = 1_000_000
MAX_COLUMNS = 500
#: More faults than this help nobody.
MAX_FAULTS = 100
#: What a workbook may unpack to, how much more than its size, and in how many parts.
MAX_UNPACKED, MAX_RATIO, MAX_PARTS = 50_000_000, 200, 2_000

SEPARATORS = (",", ";", "\t")
#: A cell that begins with one of these is a formula to a spreadsheet.
LIVE = ("=", "+", "-", "@", "\t", "\r")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_ZIP, _OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

Row = tuple[int, list[str]]


class Faults:
    """Collects faults, and stops at a number that can be read."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Keep a fault.

        Raises:
            Refused: there are more faults than anybody reads.
        """
        self.found.append(fault)
        if len(self.found) >= MAX_FAULTS:
            message, remedy = f"more than {MAX_FAULTS - 1} faults", "mend these first; further ones are not listed"
            raise Refused([*self.found[:-1], Fault(fault.file, fault.line, fault.column, message, remedy)])

    def check(self) -> None:
        """Raise `Refused` where there is a fault."""
        if self.found:
            raise Refused(self.found)


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is being read. ``rows``: the rows below the header, to be gone through once.

    Faults are gathered on the way, so that all of them are told at once: whoever has gone through the rows calls
    ``faults.check()`` before anything of them is used.
    ``sheet``: the name of the sheet of a workbook. ``encoding``: how text was stored, "" for a workbook.
    """

    name: str
    header: tuple[str, ...]
    header_row: int
    rows: Iterator[Row]
    faults: Faults
    sheet: str = ""
    encoding: str = ""
    comments: tuple[str, ...] = field(default=())

    def fault(self, row: int, column: int, message: str, remedy: str) -> None:
        """Note a fault in a cell. ``column`` counts from 0."""
        if self.sheet:
            message = f"sheet '{self.sheet}', cell {letters(column)}{row}: {message}"
        self.faults.add(Fault(self.name, row, column + 1, message, remedy))

    def refuse(self, message: str, remedy: str) -> Refused:
        """Return the refusal of the table as a whole, at its header."""
        return Refused([*self.faults.found, Fault(self.name, self.header_row, 1, message, remedy)])


def letters(column: int) -> str:
    """Return the letters that a spreadsheet shows above a column counted from 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def read_path(path: Path) -> Table:
    """Read a table from a file.

    Raises:
        Refused: the file cannot be read or is too large.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _too_large(str(path), size)
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "cannot be read"
        raise Refused([Fault(str(path), 1, 1, reason, "check the name and that you may read the file")]) from None
    return read_bytes(raw, str(path))


def _too_large(name: str, size: int) -> Refused:
    message = f"the file has {size / 1_000_000:,.0f} MB"
    return Refused([Fault(name, 1, 1, message, f"keep it under {MAX_BYTES // 1_000_000} MB, or split it by round")])


def read_bytes(raw: bytes, name: str) -> Table:
    """Read a table of CSV or XLSX; which of them it is shows in its first bytes, not in its name.

    Raises:
        Refused: it is neither, it is too large, or it holds what a table does not need.
    """
    if len(raw) > MAX_BYTES:
        raise _too_large(name, len(raw))
    if raw.startswith(_ZIP):
        return _workbook(raw, name)
    if raw.startswith(_OLD_WORKBOOK):
        fault = Fault(name, 1, 1, "this is a workbook of the old kind, or a protected one", "save it as .xlsx or CSV")
        raise Refused([fault])
    return _csv(raw, name)


# ------------------------------------------------------------------ CSV


def _csv(raw: bytes, name: str) -> Table:
    encoding = _encoding(raw, name)
    # Decoded while it is read: text as a whole would take several times the room of the file.
    with io.TextIOWrapper(io.BytesIO(raw), encoding, newline="") as text:
        separator = _separator(text)
    if b'"' not in raw:
        # Without quotation marks a line is a row, and several times as many are read in the same time.
        lines = io.TextIOWrapper(io.BytesIO(raw), encoding)
        rows = ((number, line.rstrip("\n").split(separator)) for number, line in enumerate(lines, start=1))
        return _table(rows, name, Faults(), encoding=encoding)
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(raw), encoding, newline=""), delimiter=separator, strict=True)
    return _table(_csv_rows(reader, name), name, Faults(), encoding=encoding)


def _encoding(raw: bytes, name: str) -> str:
    """Return how text is stored: all of it can be read so."""
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            try:
                raw.decode(encoding)
                return encoding
            except UnicodeDecodeError as error:
                raise Refused([_undecodable(raw, error, name)]) from None
    if b"\x00" in raw[:4096]:
        remedy = "save it as “CSV UTF-8”"
        raise Refused([Fault(name, 1, 1, "this is no table: it holds zero bytes", remedy)])
    for encoding in ("utf-8", "cp1252"):
        try:
            raw.decode(encoding)
            return encoding
        except UnicodeDecodeError as error:
            problem = error
    raise Refused([_undecodable(raw, problem, name)])


def _undecodable(raw: bytes, error: UnicodeDecodeError, name: str) -> Fault:
    before = raw[: error.start]
    column = error.start - (before.rfind(b"\n") + 1) + 1
    message = "a character is stored in a way that is neither UTF-8, UTF-16 nor Windows-1252"
    return Fault(name, before.count(b"\n") + 1, column, message, "save the file as “CSV UTF-8”")


def _separator(lines: Iterable[str]) -> str:
    """Return the separator that splits the header into most cells."""
    header = next((line for line in lines if line.strip() and not _is_comment(line)), "")
    return max(SEPARATORS, key=header.count)


def _is_comment(line: str) -> bool:
    return line.lstrip('\ufeff" ').startswith("#")


def _csv_rows(reader: Any, name: str) -> Iterator[Row]:
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        message = f"the row cannot be split into cells ({error})"
        fault = Fault(name, reader.line_num, 1, message, "check the quotation marks here; each needs a second one")
        raise Refused([fault]) from None


# ------------------------------------------------------------------ workbooks


def _workbook(raw: bytes, name: str) -> Table:
    _check_zip(raw, name)
    # Reading workbooks takes a moment to load, and most tables are CSV.
    import openpyxl  # type: ignore[import-untyped,unused-ignore]

    try:
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except Exception:  # openpyxl raises whatever a part of the file makes it stumble on
        raise Refused(
            [Fault(name, 1, 1, "the workbook is damaged", "open it, save it as .xlsx and try again")]
        ) from None
    if not sheets:
        raise Refused([Fault(name, 1, 1, "the workbook has no sheet with a table", "put the table on the first sheet")])
    sheet = next((sheet for sheet in sheets if sheet.title.casefold() in ("panel", "cpdiag-panel")), sheets[0])
    faults = Faults()
    rows = _sheet_rows(sheet, name, faults)
    return _table(rows, name, faults, sheet=str(sheet.title))


def _check_zip(raw: bytes, name: str) -> None:
    """Refuse, before anything is unpacked, a workbook that is no plain table."""

    def refuse(message: str, remedy: str) -> Refused:
        return Refused([Fault(name, 1, 1, message, remedy)])

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        raise refuse("the workbook is damaged", "open it, save it as .xlsx and try again") from None
    names = [part.filename for part in parts]
    if not any(part == "xl/workbook.xml" for part in names):
        raise refuse("this archive is no workbook", "give the .xlsx or .csv file itself")
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if len(parts) > MAX_PARTS:
        raise refuse(f"the workbook has {len(parts):,} parts", f"at most {MAX_PARTS:,} are read; save it as CSV")
    if unpacked > MAX_UNPACKED:
        message = f"the workbook unpacks to {unpacked / 1_000_000:,.0f} MB"
        raise refuse(message, f"at most {MAX_UNPACKED // 1_000_000} MB are read; save it as CSV")
    if unpacked > MAX_RATIO * max(packed, 1):
        raise refuse("the workbook unpacks to far more than its size", "open it, save it as CSV and try again")
    if any("vbaproject" in part.lower() for part in names):
        raise refuse("the workbook holds macros", "save it as .xlsx without macros, or as CSV")
    if any("externallink" in part.lower() for part in names):
        raise refuse("the workbook draws on other workbooks", "paste values into a new workbook, or save it as CSV")


def _sheet_rows(sheet: Any, name: str, faults: Faults) -> Iterator[Row]:
    # What a sheet says of its own size may be wrong: then rows would be cut short.
    sheet.reset_dimensions()
    number = 0
    try:
        for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1), start=1):
            row = []
            for column, cell in enumerate(cells):
                text, problem = _cell_text(cell)
                if problem:
                    where = f"sheet '{sheet.title}', cell {letters(column)}{number}"
                    faults.add(Fault(name, number, column + 1, f"{where}: {problem[0]}", problem[1]))
                row.append(text)
            while row and not row[-1]:
                row.pop()
            yield number, row
    except Refused:
        raise
    except Exception:  # as above: a damaged part of the file
        fault = Fault(name, number + 1, 1, "the workbook is damaged from here on", "save it as CSV and try again")
        raise Refused([fault]) from None


def _cell_text(cell: Any) -> tuple[str, tuple[str, str] | None]:
    """Return the text of a cell, and what is wrong with it."""
    value = cell.value
    if value is None:
        return "", None
    if cell.data_type == "f":
        return "", ("the cell holds a formula", "copy the cells and paste them as values")
    if cell.data_type == "e":
        return "", (f"the cell holds the error {value}", "correct it, or empty the cell")
    if isinstance(value, bool):
        return "yes" if value else "no", None
    if isinstance(value, datetime | date | time):
        return str(value), ("the cell holds a date", "format the column as text and write the cell again")
    if isinstance(value, float) and value.is_integer():
        return str(int(value)), None
    return str(value).strip(), None


# ------------------------------------------------------------------ both


def _table(rows: Iterator[Row], name: str, faults: Faults, *, sheet: str = "", encoding: str = "") -> Table:
    comments: list[str] = []
    for number, row in rows:
        cells = [cell.strip().lstrip("\ufeff") for cell in row]
        if not any(cells):
            continue
        if cells[0].startswith("#"):
            comments.append(" ".join(cell for cell in cells if cell).lstrip("# "))
            continue
        table = Table(name, _header(cells), number, rows, faults, sheet, encoding, tuple(comments))
        break
    else:
        raise Refused([*faults.found, Fault(name, 1, 1, "the table is empty", "give a header and at least one row")])
    faults.check()
    seen: dict[str, int] = {}
    for column, title in enumerate(table.header):
        if not title:
            table.fault(table.header_row, column, "the column has no name", "name it, or delete it")
        elif title in seen:
            message = f"the column '{title}' stands twice (first in column {letters(seen[title])})"
            table.fault(table.header_row, column, message, "keep one of the two")
        seen.setdefault(title, column)
    if len(table.header) > MAX_COLUMNS:
        raise table.refuse(f"the table has more than {MAX_COLUMNS} columns", "delete those that are not asked for")
    faults.check()
    return Table(name, table.header, table.header_row, _body(table, rows), faults, sheet, encoding, table.comments)


def _header(cells: list[str]) -> tuple[str, ...]:
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cell.casefold() for cell in cells)


def _body(table: Table, rows: Iterator[Row]) -> Iterator[Row]:
    """Yield rows that are as long as the header, empty ones left out."""
    width, count = len(table.header), 0
    for number, row in rows:
        if len(row) != width:
            if not any(cell.strip() for cell in row):
                continue
            if table.sheet or (len(row) > width and not any(cell.strip() for cell in row[width:])):
                # A workbook leaves empty cells out, and some programs write empty ones at the end.
                extra = next((place for place in range(width, len(row)) if row[place].strip()), None)
                row = (row + [""] * width)[:width]
                if extra is not None:
                    table.fault(number, extra, "the cell stands outside the table", "empty it, or name its column")
            if len(row) != width:
                what = f"the row has {wording.count(len(row), 'cell')}, the header {width}"
                table.fault(number, min(len(row), width) - 1, what, "put cells that hold the separator in quotes")
                continue
        elif not row[0].strip() and not any(cell.strip() for cell in row):
            continue
        count += 1
        if count > MAX_ROWS:
            raise table.refuse(f"the table has more than {wording.count(MAX_ROWS, 'row')}", "split it by round")
        yield number, row


def harmless(cell: str) -> str:
    """Return a cell as it may be written: a spreadsheet takes it for text, whatever it begins with."""
    return f"'{cell}" if cell.startswith(LIVE) else cell


def plain(cell: str) -> str:
    """Return a cell as it was before `harmless`, without space around it."""
    text = cell if cell.startswith("'") else cell.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(LIVE) else text.strip()


def write_csv(header: Sequence[str], rows: Iterator[Sequence[str]], comments: Sequence[str] = ()) -> str:
    """Return CSV with commas and one line per row. No cell of it is live in a spreadsheet."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    for comment in comments:
        out.write(f"# {' '.join(comment.split())}\n")
    write: Callable[[Sequence[str]], Any] = writer.writerow
    write([harmless(cell) for cell in header])
    for row in rows:
        write([harmless(cell) for cell in row])
    return out.getvalue()
