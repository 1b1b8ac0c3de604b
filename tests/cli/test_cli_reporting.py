"""`cpdiag report`, `brief`, `deck`, `workbook`: of an assessment file, or of an assessment in the database."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from tests.cli.shell import DEMONSTRATION, cpdiag

FREEDONIA = DEMONSTRATION / "xxa-2026.yaml"
ID = "3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2026"
SIGNS = {"report": b"%PDF", "brief": b"%PDF", "deck": b"PK\x03\x04", "workbook": b"PK\x03\x04"}


def _text(path: Path) -> str:
    pages = PdfReader(io.BytesIO(path.read_bytes())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize("what", SIGNS)
def test_a_file_is_made_of_an_assessment_file(what: str, tmp_path: Path) -> None:
    output = tmp_path / "out"
    said = cpdiag(what, FREEDONIA, "--output", output)
    assert said.code == 0, said.err
    assert said.out == f"Written: {output}\n"
    assert output.read_bytes().startswith(SIGNS[what])


@pytest.mark.parametrize("what", SIGNS)
def test_a_file_is_made_of_an_assessment_in_the_database(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cpdiag("demo").code == 0
    said = cpdiag(what, ID, "--voice", "customs")
    assert said.code == 0, said.err
    (made,) = tmp_path.glob("XXA-2026-customs-*")
    assert made.read_bytes().startswith(SIGNS[what])


def test_by_default_the_widest_result_is_taken_with_the_committees_decisions(tmp_path: Path) -> None:
    assert cpdiag("demo").code == 0
    output = tmp_path / "report.pdf"
    assert cpdiag("report", ID, "--output", output, "--classification", "TLP:AMBER").code == 0
    words = _text(output)
    assert "TLP:AMBER" in words
    assert "Decisions and actions of the committee" in words


def test_one_agency_of_a_file_and_a_file_with_one_agency(tmp_path: Path, answers: Path) -> None:
    assert cpdiag("brief", FREEDONIA, "--voice", "police", "--output", tmp_path / "a.pdf").code == 0
    assert "in the answers of National Police alone" in _text(tmp_path / "a.pdf")
    assert cpdiag("report", answers, "--output", tmp_path / "b.pdf").code == 0
    assert "Both agencies" in _text(tmp_path / "b.pdf")


def test_a_word_template_is_used(tmp_path: Path) -> None:
    own = docx.Document()
    own.sections[0].footer.paragraphs[0].text = "Ministry of Finance, {{ round }}"
    own.save(str(tmp_path / "letter.docx"))
    output = tmp_path / "report.docx"
    said = cpdiag("report", FREEDONIA, "--form", "docx", "--template", tmp_path / "letter.docx", "--output", output)
    assert said.code == 0, said.err
    assert docx.Document(str(output)).sections[0].footer.paragraphs[0].text == "Ministry of Finance, 2026"


def test_a_file_that_is_there_is_never_written_over_and_nothing_is_noted(tmp_path: Path) -> None:
    assert cpdiag("demo").code == 0
    output = tmp_path / "report.pdf"
    output.write_text("mine")
    said = cpdiag("report", ID, "--output", output)
    assert said.code == 1
    assert "is there already and was left as it is" in said.err
    assert output.read_text() == "mine"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("report", "nowhere.yaml"), 1, "nowhere.yaml: No such file or directory."),
        (("report", "3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2999"), 1, "There is no assessment"),
        (("report", FREEDONIA, "--form", "odt"), 2, "odt"),
        (("report", FREEDONIA, "--template", FREEDONIA), 2, "A template is for the report in Word: say --form docx."),
        (("report", FREEDONIA, "--form", "docx", "--template", FREEDONIA), 1, "This is no Word document (.docx)."),
        (("deck", FREEDONIA, "--classification", "S" * 121), 1, "Keep the classification to 120 characters"),
    ],
)
def test_what_cannot_be_made_ends_with_a_sentence(words: tuple[str | Path, ...], code: int, said: str) -> None:
    found = cpdiag(*words)
    assert found.code == code
    assert said in " ".join(found.err.split())
    assert not found.out


def test_a_file_without_the_agency_or_without_answers_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "nothing.yaml"
    path.write_text(
        'format: cpdiag/1\ncountry: XXA\nround: "2026"\ninstruments: {cooperation: handbook-2018/1}\nvoices: {}\n',
        encoding="utf-8",
    )
    said = cpdiag("report", path)
    assert (said.code, said.out) == (1, "")
    assert "holds no answers on cooperation to report on" in said.err
    said = cpdiag("report", path, "--voice", "police")
    assert (said.code, said.err.strip()) == (1, "The file holds no answers of the police.")
