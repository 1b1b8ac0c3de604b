"""Tables from anywhere: encodings, separators, workbooks; what is no plain table is refused with its place."""

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl  # type: ignore[import-untyped,unused-ignore]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostic.content.faults import Refused
from diagnostic.exchange import table
from diagnostic.exchange.table import Table, harmless, letters, plain, read_bytes, read_path, write_csv

ROWS = [["name", "level"], ["Côte", "3"], ["Perú", "4"]]


def rows_of(source: Table) -> list[list[str]]:
    rows = [row for _, row in source.rows]
    source.faults.check()
    return rows


def csv_text(separator: str = ",", rows: list[list[str]] = ROWS) -> str:
    return "\r\n".join(separator.join(row) for row in rows) + "\r\n"


def workbook(*rows: list[object], change: Callable[[openpyxl.Workbook], None] | None = None) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refusal(raw: bytes, name: str = "panel.xlsx") -> str:
    with pytest.raises(Refused) as refused:
        rows_of(read_bytes(raw, name))
    return str(refused.value)


# ------------------------------------------------------------------ CSV


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom", "utf-16-be-bom", "cp1252"])
def test_every_common_encoding_and_separator_is_read(encoding: str, separator: str) -> None:
    text = csv_text(separator)
    boms = {"utf-16-le-bom": (b"\xff\xfe", "utf-16-le"), "utf-16-be-bom": (b"\xfe\xff", "utf-16-be")}
    bom, plain_encoding = boms.get(encoding, (b"", encoding))
    source = read_bytes(bom + text.encode(plain_encoding), "panel.csv")
    assert source.header == ("name", "level")
    assert rows_of(source) == ROWS[1:]


def test_utf_16_without_its_mark_is_refused() -> None:
    assert "save it as “CSV UTF-8”" in refusal(csv_text().encode("utf-16-le"), "panel.csv")


def test_what_no_encoding_fits_is_refused_with_its_place() -> None:
    said = refusal(b"name,level\nC\x81te,3\n", "panel.csv")
    assert said.startswith("panel.csv:2:2: ")


def test_comments_and_empty_rows_are_passed_over_and_rows_keep_their_numbers() -> None:
    source = read_bytes(b"# cpdiag-panel/1, levels\n\nName,Level\n\nA,1\n,\nB,2,,\n", "panel.csv")
    assert source.header == ("name", "level")
    assert list(source.rows) == [(5, ["A", "1"]), (7, ["B", "2"])]
    assert source.comments == ("cpdiag-panel/1 levels",)


def test_a_row_with_too_many_or_too_few_cells_is_refused_with_its_row() -> None:
    said = refusal(b"name,level\nA,1,2\nB\n", "panel.csv")
    assert "panel.csv:2:2: the row has 3 cells, the header 2" in said
    assert "panel.csv:3:1: the row has 1 cell, the header 2" in said


def test_an_open_quotation_mark_is_refused_with_its_row() -> None:
    assert "panel.csv:2:" in refusal(b'name,level\n"A"x,1\n', "panel.csv")


def test_a_column_that_stands_twice_or_has_no_name_is_refused() -> None:
    said = refusal(b"name,name,,level\nA,1,2,3\n", "panel.csv")
    assert "the column 'name' stands twice (first in column A)" in said
    assert "panel.csv:1:3: the column has no name" in said


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"# only a comment\n", b"\xef\xbb\xbf"])
def test_an_empty_table_is_refused(raw: bytes) -> None:
    assert "the table is empty" in refusal(raw, "panel.csv")


def test_a_file_above_the_limit_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "panel.csv"
    with path.open("wb") as large:
        large.truncate(table.MAX_BYTES + 1)
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("the file was read"))
    with pytest.raises(Refused, match=r"the file has 100 MB: keep it under 100 MB"):
        read_path(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="No such file"):
        read_path(tmp_path / "none.csv")


def test_more_rows_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MAX_ROWS", 1)
    assert "more than 1 row" in refusal(csv_text().encode(), "panel.csv")


def test_faults_stop_at_a_number_that_can_be_read() -> None:
    said = refusal(b"name,level\n" + b"A\n" * 300, "panel.csv")
    assert len(said.splitlines()) == table.MAX_FAULTS
    assert "more than 99 faults" in said


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_whatever_bytes_come_they_are_read_or_refused(raw: bytes) -> None:
    for start in (b"", b"name,level\n", b"PK\x03\x04"):
        try:
            rows_of(read_bytes(start + raw, "panel"))
        except Refused:
            continue


# ------------------------------------------------------------------ workbooks


def test_a_workbook_is_read_from_its_first_sheet() -> None:
    source = read_bytes(workbook(["Name", "Level", None], ["A", 3, None], ["B", 4.0, None], [None, None]), "panel.xlsx")
    assert source.sheet == "Sheet"
    assert rows_of(source) == [["A", "3"], ["B", "4"]]


def test_a_sheet_called_panel_comes_first_and_hidden_sheets_do_not_count() -> None:
    def second(book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet("Panel")
        sheet.append(["name"])
        sheet.append(["B"])

    assert rows_of(read_bytes(workbook(["name"], ["A"], change=second), "panel.xlsx")) == [["B"]]

    def hidden(book: openpyxl.Workbook) -> None:
        second(book)
        book["Panel"].sheet_state = "hidden"

    assert rows_of(read_bytes(workbook(["name"], ["A"], change=hidden), "panel.xlsx")) == [["A"]]


def test_formulas_dates_and_errors_in_cells_are_reported_with_the_name_of_the_cell() -> None:
    said = refusal(workbook(["name", "level"], ["A", "=1+2"], [date(2026, 3, 1), 3], ["#N/A", 2]))
    assert "panel.xlsx:2:2: sheet 'Sheet', cell B2: the cell holds a formula: copy the cells" in said
    assert "cell A3: the cell holds a date" in said
    assert "cell A4: the cell holds the error #N/A" in said


def test_a_cell_outside_the_table_is_reported() -> None:
    assert "cell C2: the cell stands outside the table" in refusal(workbook(["name", "level"], ["A", 1, "note"]))


def test_letters_are_those_of_a_spreadsheet() -> None:
    assert [letters(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def repacked(raw: bytes, **more: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, old.read(part))
        for name, content in more.items():
            new.writestr(name.replace("__", "/"), content)
    return out.getvalue()


PLAIN = workbook(["name", "level"], ["A", 1])


def test_macros_and_links_to_other_workbooks_are_refused() -> None:
    assert "holds macros" in refusal(repacked(PLAIN, **{"xl__vbaProject.bin": b"x"}))
    assert "draws on other workbooks" in refusal(repacked(PLAIN, **{"xl__externalLinks__externalLink1.xml": b"x"}))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = repacked(PLAIN, **{"xl__sharedStrings.xml": b"0" * 12_000_000})
    assert len(bomb) < 50_000
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("it was unpacked"))
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("it was unpacked"))
    assert "unpacks to far more than its size" in refusal(bomb)


def test_a_workbook_that_unpacks_to_too_much_or_has_too_many_parts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MAX_UNPACKED", 1_000)
    assert "the workbook unpacks to" in refusal(PLAIN)
    monkeypatch.setattr(table, "MAX_PARTS", 2)
    assert "parts" in refusal(PLAIN)


SHEET = "xl/worksheets/sheet1.xml"


def with_sheet(change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            new.writestr(part.filename, change(content) if part.filename == SHEET else content)
    return out.getvalue()


def test_a_part_that_understates_its_size_cannot_unpack_to_more() -> None:
    size = 4_000_000
    bomb = bytearray(with_sheet(lambda sheet: sheet + b" " * (size - len(sheet))))
    while (place := bomb.find(struct.pack("<L", size))) >= 0:
        bomb[place : place + 4] = struct.pack("<L", 700)
    assert "damaged" in refusal(bytes(bomb))


def test_another_archive_and_an_old_workbook_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("letter.txt", "x")
    assert "this archive is no workbook" in refusal(out.getvalue())
    assert "of the old kind" in refusal(b"\xd0\xcf\x11\xe0" + b"x" * 100)
    assert "damaged" in refusal(PLAIN[:300])


def test_entities_in_a_workbook_are_not_expanded() -> None:
    start = b'<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    assert "damaged" in refusal(with_sheet(lambda sheet: start + sheet.replace(b"<t>A</t>", b"<t>&b;</t>")))


# ------------------------------------------------------------------ writing


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_a_spreadsheet_would_take_for_a_formula_is_written_as_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert plain(harmless(cell)) == cell


@given(st.text(max_size=20))
def test_what_is_harmless_is_written_and_read_back_as_it_was(cell: str) -> None:
    assert plain(harmless(cell)) == (cell if cell.startswith(table.LIVE) else plain(cell))
    assert not harmless(cell).startswith(table.LIVE)


def test_written_csv_is_read_back() -> None:
    text = write_csv(["name", "level"], iter([["=x", "3"], ['a "b", c', "4"]]), ["for all,\nto read"])
    assert text.startswith("# for all, to read\nname,level\n'=x,3\n")
    source = read_bytes(text.encode(), "panel.csv")
    assert [[plain(cell) for cell in row] for row in rows_of(source)] == [["=x", "3"], ['a "b", c', "4"]]
