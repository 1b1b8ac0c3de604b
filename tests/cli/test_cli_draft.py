"""`draft`: a document in Word for an assessment file."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from diagnostic.content import shipped
from tests.cli.shell import DEMONSTRATION, SOUND, cpdiag

FREEDONIA = DEMONSTRATION / "xxa-2026.yaml"


def text(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


def test_the_list_names_every_document_with_its_purpose() -> None:
    said = cpdiag("draft", "--list")
    assert said.code == 0
    for draft in shipped().drafts.values():
        assert draft.id in said.out
        assert draft.title in said.out
        assert draft.purpose in said.out


def test_a_draft_is_written_with_its_notes_unless_they_are_not_wanted(tmp_path: Path) -> None:
    path = tmp_path / "mou.docx"
    said = cpdiag("draft", "mou", FREEDONIA, "--output", path)
    assert (said.code, said.out) == (0, f"Written: {path}\n")
    assert "Note. The heads of the two agencies sign" in text(path)
    bare = tmp_path / "bare.docx"
    assert cpdiag("draft", "mou", FREEDONIA, "--output", bare, "--no-notes").code == 0
    assert "Note. " not in text(bare)
    assert "Sources. " not in text(bare)


def test_the_name_comes_from_country_round_and_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "answers.yaml"
    file.write_text(SOUND.replace('round: "2026"', 'round: "../spring 2026"'), encoding="utf-8")
    said = cpdiag("draft", "referral_forms", file)
    assert (said.code, said.out) == (0, "Written: XXA----spring-2026-referral-forms.docx\n")
    assert (tmp_path / "XXA----spring-2026-referral-forms.docx").is_file()


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "mou.docx"
    path.write_text("mine", encoding="utf-8")
    said = cpdiag("draft", "mou", FREEDONIA, "--output", path)
    assert said.code == 1
    assert "is there already and was left as it is" in said.err
    assert path.read_text(encoding="utf-8") == "mine"


def test_one_agency_alone_drafts_from_its_own_answers(tmp_path: Path) -> None:
    path = tmp_path / "mou.docx"
    assert cpdiag("draft", "mou", FREEDONIA, "--voice", "customs", "--output", path).code == 0
    assert "from the answers of Customs alone" in text(path)
    assert "National Police: " not in text(path)


def test_an_unknown_document_is_refused_with_the_nearest(tmp_path: Path) -> None:
    said = cpdiag("draft", "muo", FREEDONIA, "--output", tmp_path / "x.docx")
    assert said.code == 1
    assert "There is no document 'muo'" in said.err
    assert "mou" in said.err
    assert list(tmp_path.glob("*.docx")) == []


def test_an_agency_without_answers_and_a_file_without_cooperation_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text(SOUND.split("  police:")[0], encoding="utf-8")
    said = cpdiag("draft", "mou", file, "--voice", "police", "--output", tmp_path / "x.docx")
    assert (said.code, said.err) == (1, "The file holds no answers of the police.\n")


def test_a_name_with_a_control_character_is_refused_with_the_field(tmp_path: Path) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text(SOUND.replace('"National Police"', '"National\\x07Police"'), encoding="utf-8")
    said = cpdiag("draft", "mou", file, "--output", tmp_path / "x.docx")
    assert said.code == 1
    assert "the name of the police agency" in said.err or "control character" in said.err


def test_without_a_document_or_a_file_it_says_what_to_name() -> None:
    for words in (("draft",), ("draft", "mou")):
        said = cpdiag(*words)
        assert said.code == 2
        assert "Name a document and an assessment file" in said.err
