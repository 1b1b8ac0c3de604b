"""Two copies of the program: ``exchange``, step by step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from diagnostic.cli.acting import As, desk_for
from diagnostic.cli.streams import read, write, write_file

if TYPE_CHECKING:
    from diagnostic.service.exchanging import Exchange

commands = typer.Typer()
exchange = typer.Typer(
    help="Exchange sealed answers between two copies.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
commands.add_typer(exchange, name="exchange")

Assessment = Annotated[str, typer.Argument(help="Id of the assessment, as `cpdiag list` shows it.")]
Passphrase = Annotated[
    Path | None, typer.Option("--passphrase-file", help="File whose first line is the passphrase of the bundle.")
]


@exchange.command()
def invite(
    assessment: Assessment,
    as_: As = "customs",
    output: Annotated[Path | None, typer.Option(help="File to write. Default: standard output.")] = None,
) -> None:
    """Write the assessment without answers, for the other agency to import into its copy.

    \b
    Example:
      cpdiag exchange invite 3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2026 --output start.yaml
    """
    from diagnostic.service import exchanging

    write(exchanging.invitation(desk_for(as_), assessment), output)


@exchange.command()
def status(assessment: Assessment, as_: As = "customs") -> None:
    """Print the own fingerprint, to be told to the other agency, and what has come from there.

    \b
    Example:
      cpdiag exchange status 3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2026 --as police
    """
    from diagnostic.service import exchanging

    desk = desk_for(as_)
    record = desk.record(assessment)
    now = exchanging.standing(desk, record)
    typer.echo(f"Fingerprint of {record.pair.name(now.voice)}: {_said(now.own, 'not released yet')}")
    typer.echo(f"Fingerprint of {record.pair.name(now.other)}: {_said(now.theirs, 'not told yet')}")
    typer.echo(_arrived(now, record.pair.name(now.other)))


@exchange.command()
def fingerprint(
    assessment: Assessment,
    digits: Annotated[str, typer.Argument(help="The fingerprint that the other agency told you.")],
    as_: As = "customs",
) -> None:
    """Record the fingerprint of the other agency’s answers.

    \b
    Example:
      cpdiag exchange fingerprint 3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2026 "1f2e 3d4c …"
    """
    from diagnostic.service import exchanging

    exchanging.note_fingerprint(desk_for(as_), assessment, digits)
    typer.echo("Recorded. Neither agency can change what it has released any more.")


@exchange.command()
def bundle(
    assessment: Assessment,
    output: Annotated[Path, typer.Option(help="File to write.")],
    as_: As = "customs",
    passphrase: Passphrase = None,
) -> None:
    """Write the own released answers for the other agency, once its fingerprint is recorded.

    \b
    Example:
      cpdiag exchange bundle 3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2026 --output customs.bundle --passphrase-file phrase.txt
    """
    from diagnostic.service import exchanging

    write_file(exchanging.bundle(desk_for(as_), assessment, _passphrase(passphrase)), output)


@exchange.command()
def receive(
    assessment: Assessment,
    file: Annotated[str, typer.Argument(help="The bundle of the other agency; - reads standard input.")],
    as_: As = "customs",
    passphrase: Passphrase = None,
) -> None:
    """Take the other agency’s answers from its bundle, if they match the fingerprint that was told.

    \b
    Example:
      cpdiag exchange receive 3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2026 police.bundle --passphrase-file phrase.txt
    """
    from diagnostic.service import exchanging

    raw, name = read(file)
    exchanging.receive(desk_for(as_), assessment, raw, name, _passphrase(passphrase))
    typer.echo("The answers are those whose fingerprint was told. Both agencies’ answers can now be opened.")


def _passphrase(path: Path | None) -> str:
    return path.read_text(encoding="utf-8").partition("\n")[0].strip() if path is not None else ""


def _said(fingerprint: str | None, otherwise: str) -> str:
    from diagnostic.answers.sealing import in_groups

    return in_groups(fingerprint) if fingerprint else otherwise


def _arrived(now: Exchange, name: str) -> str:
    if now.together:
        return f"{name} answers in this copy: nothing has to be exchanged."
    return f"The answers of {name} are here." if now.arrived else f"The answers of {name} have not arrived."
