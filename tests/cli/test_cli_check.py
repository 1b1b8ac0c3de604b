"""`cpdiag check` prints every fault as file:line:column: message: remedy, and ends with 1 if there is any."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from diagnostic import places
from tests.cli.shell import DEMONSTRATION, cpdiag

OTHER_FIELD = Path(__file__).parents[1] / "content" / "other_field"
FAULT = re.compile(r"(?P<file>.+?):(?P<line>\d+):(?P<column>\d+): (?P<message>.+): (?P<remedy>.+)")
SECTION = "food_safety/joint-inspection/1/01-inspection.yaml"
POLICY = "policies/inspection-ladder/1/policy.yaml"
VERSION = "food_safety/joint-inspection/1"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A sound content folder of another field, to be edited."""
    return Path(shutil.copytree(OTHER_FIELD, tmp_path / "content"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_shipped_content_has_no_faults() -> None:
    said = cpdiag("check")
    number = len(list(places.data("questionnaires").rglob("*.yaml")))
    assert (said.code, said.out, said.err) == (0, f"No faults: {number} files.\n", "")


def test_a_sound_folder_a_sound_file_of_it_and_a_version_of_it_have_no_faults(content: Path) -> None:
    assert cpdiag("check", content).out == "No faults: 8 files.\n"
    assert cpdiag("check", content / SECTION).out == "No faults: 1 file.\n"
    assert cpdiag("check", content / VERSION).out == "No faults: 2 files.\n"


def test_every_fault_of_a_folder_is_one_line_with_file_line_column_and_remedy(content: Path) -> None:
    edit(content / SECTION, "rates: true", "rates: 7")
    edit(content / "sources.yaml", "title:", "titel:")
    said = cpdiag("check", content)
    found = [FAULT.fullmatch(line) for line in said.lines]
    assert said.code == 1
    assert all(found)
    assert {Path(match["file"]).name for match in found if match} == {"01-inspection.yaml", "sources.yaml"}
    assert said.err == f"{len(found)} faults in 2 files.\n"


def test_a_file_is_checked_within_its_folder_and_shows_its_own_faults_only(content: Path) -> None:
    edit(content / SECTION, "item: f_lab", "item: f_lap")  # only the other items show that it is wrong
    edit(content / POLICY, "item: f_plan", "item: f_plam")
    for path, wrong in ((SECTION, "'f_lap'"), (POLICY, "'f_plam'")):
        said = cpdiag("check", content / path)
        assert said.code == 1
        assert {Path(line.split(":")[0]).name for line in said.lines} == {Path(path).name}
        assert wrong in said.out


def test_faults_elsewhere_that_may_hide_some_of_a_file_are_said_aloud(content: Path) -> None:
    edit(content / "sources.yaml", "title:", "titel:")
    said = cpdiag("check", content / SECTION)
    assert (said.code, said.out) == (0, "No faults: 1 file.\n")
    assert f"2 faults elsewhere in this content, which may hide some here: see 'cpdiag check {content}'" in said.err


def test_a_file_outside_any_content_folder_is_checked_by_its_schema(content: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone.yaml"
    shutil.copy(content / SECTION, alone)
    assert cpdiag("check", alone).code == 0
    edit(alone, "rates: true", "rates: 7")
    said = cpdiag("check", alone)
    assert said.code == 1
    assert said.out.startswith(f"{alone}:")


def test_an_assessment_file_is_checked_against_its_questionnaire(answers: Path, broken: Path) -> None:
    assert cpdiag("check", answers).out == "No faults: 1 file.\n"
    said = cpdiag("check", broken)
    assert said.code == 1
    assert [line.split(": ")[0] for line in said.lines] == [f"{broken}:9:18", f"{broken}:14:5"]
    assert "did you mean" in said.lines[1]


def test_assessment_files_in_a_folder_are_checked_against_their_questionnaire_too(answers: Path, broken: Path) -> None:
    said = cpdiag("check", answers.parent)
    assert said.code == 1
    assert [Path(line.split(":")[0]).name for line in said.lines] == ["broken.yaml", "broken.yaml"]
    assert cpdiag("check", DEMONSTRATION).out == "No faults: 3 files.\n"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "no mapping"),
        (b"format: cpdiag/9\n", "'cpdiag/9'"),
        (b"a: 1\na: 2\n", "stands twice"),
        (b"country: \xff\n", "UTF-8"),
        (b"[" * 200, ""),
    ],
    ids=["nothing", "an unknown format", "a key twice", "no UTF-8", "brackets"],
)
def test_a_file_that_is_nothing_of_the_kind_has_a_fault_too(tmp_path: Path, raw: bytes, message: str) -> None:
    path = tmp_path / "odd.yaml"
    path.write_bytes(raw)
    said = cpdiag("check", path)
    assert said.code == 1
    assert all(FAULT.fullmatch(line) for line in said.lines)
    assert message in said.out


def test_a_folder_without_content_is_refused(tmp_path: Path) -> None:
    said = cpdiag("check", tmp_path)
    assert said.code == 1
    assert "holds no content" in said.out


def test_a_path_that_does_not_exist_gives_one_clear_message(tmp_path: Path) -> None:
    said = cpdiag("check", tmp_path / "nowhere")
    assert (said.code, said.out, said.err) == (1, "", f"There is no file or folder '{tmp_path / 'nowhere'}'.\n")


# ---------------------------------------------------------------- freeze


def test_freeze_records_a_fingerprint_and_check_then_reports_any_change(content: Path) -> None:
    said = cpdiag("freeze", content / VERSION)
    assert (said.code, said.out.split(":")[0]) == (0, "Released")
    assert (content / VERSION / "FINGERPRINT").read_text().strip() in said.out
    assert cpdiag("check", content).code == 0
    edit(content / SECTION, "name:", "name: Other #")
    changed = cpdiag("check", content)
    assert changed.code == 1
    assert "was changed" in changed.out


def test_freeze_again_changes_nothing_and_says_so(content: Path) -> None:
    first = cpdiag("freeze", content / VERSION)
    again = cpdiag("freeze", content / VERSION)
    assert again.code == 0
    assert again.out == first.out.replace("Released", "Already released")


def test_freeze_refuses_a_version_that_was_released_and_then_changed(content: Path) -> None:
    cpdiag("freeze", content / VERSION)
    before = (content / VERSION / "FINGERPRINT").read_text()
    edit(content / SECTION, "name:", "name: Other #")
    said = cpdiag("freeze", content / VERSION)
    assert said.code == 1
    assert "another fingerprint" in said.err
    assert (content / VERSION / "FINGERPRINT").read_text() == before


def test_freeze_refuses_content_with_faults_and_names_them(content: Path) -> None:
    edit(content / SECTION, "item: f_lab", "item: f_lap")
    said = cpdiag("freeze", content / VERSION)
    assert said.code == 1
    assert "'f_lap'" in said.err
    assert not (content / VERSION / "FINGERPRINT").exists()


def test_freeze_refuses_what_is_no_version_folder(content: Path, tmp_path: Path) -> None:
    assert "no version folder" in cpdiag("freeze", content).err
    assert "There is no folder" in cpdiag("freeze", tmp_path / "nowhere").err
    alone = shutil.copytree(content / VERSION, tmp_path / "alone")
    assert "in no content folder" in cpdiag("freeze", alone).err
    assert {cpdiag("freeze", folder).code for folder in (content, tmp_path / "nowhere", alone)} == {1}
