"""`minutes`: the minutes of a meeting in a file, found by its day."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from tests.cli.shell import cpdiag

FREEDONIA = "3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2026"


@pytest.fixture(autouse=True)
def demonstration(folder: Path) -> None:
    assert cpdiag("demo").code == 0


def text(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_last_meeting_is_taken_unless_a_day_is_named(tmp_path: Path) -> None:
    path = tmp_path / "last.docx"
    said = cpdiag("minutes", FREEDONIA, "--output", path)
    assert (said.code, said.out) == (0, f"Written: {path}\n")
    assert "The committee agreed its first five answers." in text(path)
    earlier = tmp_path / "earlier.docx"
    assert cpdiag("minutes", FREEDONIA, "--meeting", "2026-03-12", "--output", earlier).code == 0
    assert "The port agreement ran out in 2025." in text(earlier)


def test_the_end_of_the_name_decides_the_form(tmp_path: Path) -> None:
    path = tmp_path / "minutes.PDF"
    assert cpdiag("minutes", FREEDONIA, "--output", path).code == 0
    assert path.read_bytes().startswith(b"%PDF-")
    said = cpdiag("minutes", FREEDONIA, "--output", tmp_path / "minutes.odt")
    assert said.code == 2
    assert ".pdf or .docx" in said.err


def test_a_day_without_a_meeting_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    said = cpdiag("minutes", FREEDONIA, "--meeting", "2026-01-01", "--output", tmp_path / "x.pdf")
    assert said.code == 1
    assert "There is no such meeting." in said.err
    assert "2026-06-18" in said.err
    assert not (tmp_path / "x.pdf").exists()
    assert cpdiag("minutes", FREEDONIA, "--meeting", "June", "--output", tmp_path / "x.pdf").code == 2


def test_an_unknown_assessment_and_a_file_that_is_there_are_refused(tmp_path: Path) -> None:
    assert cpdiag("minutes", "nothing", "--output", tmp_path / "x.pdf").code == 1
    path = tmp_path / "mine.pdf"
    path.write_text("mine", encoding="utf-8")
    said = cpdiag("minutes", FREEDONIA, "--output", path)
    assert said.code == 1
    assert "was left as it is" in said.err
    assert path.read_text(encoding="utf-8") == "mine"
