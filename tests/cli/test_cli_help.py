"""Every command and every option says what it is for."""

from __future__ import annotations

from typing import Any

import pytest
import typer

from diagnostic import __version__, cli
from tests.cli.shell import cpdiag

TOP: dict[str, Any] = typer.main.get_command(cli.app).commands  # type: ignore[attr-defined]
#: Every command by all its words, such as "exchange bundle".
COMMANDS: dict[str, Any] = {
    " ".join((name, *below)): command
    for name, top in TOP.items()
    for below, command in (
        [((below,), command) for below, command in top.commands.items()] if hasattr(top, "commands") else [((), top)]
    )
}


def test_the_commands_are_those_of_the_design_in_the_order_of_work() -> None:
    assert list(TOP) == [
        "app", "check", "score", "plan", "draft", "report", "brief", "deck", "workbook", "chart", "panel", "new",
        "list", "export", "import", "demo", "exchange", "minutes", "members", "audit", "backup", "restore", "freeze",
        "settings",
    ]  # fmt: skip


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_what_it_does_and_gives_an_example(name: str) -> None:
    said = cpdiag(*name.split(), "--help")
    assert said.code == 0
    assert f"cpdiag {name}" in said.out.split("Example", 1)[1]
    assert COMMANDS[name].help.split(".")[0][0].isupper()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_and_argument_has_help_text(name: str) -> None:
    without = [parameter.name for parameter in COMMANDS[name].params if not parameter.help]
    assert without == []


def test_the_overview_shows_each_command_with_a_whole_sentence() -> None:
    said = cpdiag("--help")
    assert said.code == 0
    assert all(f"  {name} " in said.out for name in TOP)
    assert "..." not in said.out.split("Commands:")[1]
    assert "Exit codes: 0 done, 1 the input was refused, 2 wrong usage." in said.out


def test_shell_completion_is_offered() -> None:
    assert "--install-completion" in cpdiag("--help").out
    assert "--show-completion" in cpdiag("--help").out


def test_the_version_is_printed() -> None:
    assert cpdiag("--version").out == f"cpdiag {__version__}\n"


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("scor",),
        ("score",),
        ("score", "a", "b"),
        ("score", "a", "--voice", "agreed"),
        ("score", "a", "--json", "--explain"),
        ("app", "--port", "no"),
        ("app", "--port", "70000"),
        ("export",),
        ("import", "a", "--as", "tax"),
        ("freeze",),
        ("--nonsense",),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_prints_no_result(words: tuple[str, ...]) -> None:
    said = cpdiag(*words)
    assert said.code == 2
    assert "Usage: cpdiag" in said.out + said.err
    assert "Traceback" not in said.err
