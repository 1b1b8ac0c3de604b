"""What every command shares: the group that they belong to, how a refusal ends them, and the way in.

Every exception that this package defines is a sentence for the user: it ends a command with exit code 1.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from diagnostic import __version__


class Stopped(Exception):
    """A command cannot do what was asked. The message is for the user."""


class Commands(TyperGroup):
    """The commands. What a user can mend ends in one message and exit code 1, never in a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            reason = error.strerror or str(error)
            refuse(f"{error.filename}: {reason}." if error.filename else f"{reason}.")
        except Exception as error:
            if type(error).__module__.partition(".")[0] != "diagnostic":
                raise
            refuse(str(error))
        return result


def refuse(message: str) -> NoReturn:
    """End the command with a message and exit code 1."""
    typer.echo(message, err=True)
    raise typer.Exit(1)


app = typer.Typer(
    cls=Commands,
    rich_markup_mode=None,  # formatting with rich alone would cost more time than all else
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    epilog="Exit codes: 0 done, 1 the input was refused, 2 wrong usage.",
)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a sign shows another
    app(prog_name="cpdiag")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cpdiag {__version__}")
        raise typer.Exit


@app.callback()
def _start(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Diagnose how customs and police cooperate: two voices, levels with bounds, and what to do next."""
