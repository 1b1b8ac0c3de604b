"""The README is true: no command, option or setting without a word on it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main

from diagnostic import places
from diagnostic.cli import app

README = Path(__file__).resolve().parent.parent / "README.md"
TEXT = README.read_text(encoding="utf-8")
COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stands_in_the_readme(command: str) -> None:
    assert re.search(rf"`cpdiag {command}\b", TEXT), f"README.md does not say what `cpdiag {command}` does"


def test_the_readme_names_no_command_that_does_not_exist() -> None:
    named = set(re.findall(r"`cpdiag ([a-z]+)", TEXT))
    assert named <= set(COMMANDS), named - set(COMMANDS)


@pytest.mark.parametrize("setting", sorted(places.SETTINGS))
def test_every_setting_stands_in_the_readme(setting: str) -> None:
    assert f"`{setting}`" in TEXT


def test_every_environment_variable_that_is_read_is_a_documented_setting() -> None:
    root = README.parent
    used = {
        name
        for path in [*root.glob("diagnostic/**/*.py"), *root.glob("tests/**/*.py")]
        for name in re.findall(r"\bCPDIAG_[A-Z_]+\b", path.read_text(encoding="utf-8"))
    }
    undocumented = {name for name in used if name not in TEXT}
    assert not undocumented


def test_every_make_target_of_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (README.parent / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"make ([a-z]+)\b(?= |`|\n)", TEXT)) - {"the"} <= targets


def test_every_picture_of_the_readme_exists() -> None:
    for picture in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", TEXT):
        assert (README.parent / picture).is_file(), picture


def test_the_assessment_file_in_the_readme_is_one_that_can_be_scored() -> None:
    from diagnostic.answers import file
    from diagnostic.content import shipped
    from diagnostic.scoring import score

    (example,) = re.findall(r"```yaml\n(format: cpdiag/1.*?)```", TEXT, re.DOTALL)
    result = score(file.read_upload(example.encode(), "README.md", shipped()), shipped())
    assert result is not None
    assert result.joint is not None
