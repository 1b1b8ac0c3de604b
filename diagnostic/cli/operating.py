"""For whoever runs a server: ``audit``, ``backup`` and ``restore``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from diagnostic import places

commands = typer.Typer()


@commands.command()
def audit(
    heads: Annotated[
        bool, typer.Option("--heads", help="Also print the last mark of each chain, to be kept elsewhere.")
    ] = False,
) -> None:
    """Check that the record of what was done is whole.

    It finds what was changed, taken out or put in.
    Exit code 1 if something was.

    \b
    Examples:
      cpdiag audit
      cpdiag audit --heads > marks-2026-11.txt
    """
    from diagnostic.service.auditing import said_of
    from diagnostic.storage import connect

    check = connect(places.database_url()).verify_audit()
    for sentence in said_of(check):
        typer.echo(sentence, err=bool(check.faults))
    if heads:
        for chain, mark in check.heads.items():
            typer.echo(f"{chain or '(no assessment)'} {mark}")
    if check.faults:
        raise typer.Exit(1)


@commands.command()
def backup(
    output: Annotated[Path, typer.Argument(help="File to write. It must not exist yet.")],
) -> None:
    """Write the whole database to one file.

    The app may go on running meanwhile.
    The file holds everything, sealed answers too: keep it as you keep the database. The key to the newest survey
    replies is not in it.

    \b
    Example:
      cpdiag backup /var/backups/cpdiag/2026-11-22.cpdiag
    """
    from diagnostic.storage import backup as backups
    from diagnostic.storage import connect

    note = backups.write(connect(places.database_url()), output)
    typer.echo(f"Written: {output}. {note.rows:,} rows of {note.tables} tables, SHA-256 {note.sha256}.")


@commands.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `cpdiag backup` has written.")],
) -> None:
    """Fill an empty database from a backup, all of it or nothing.

    The database is that of the settings; it may be of the other kind, so that this also moves from SQLite to
    PostgreSQL.

    \b
    Example:
      CPDIAG_DATABASE_URL=postgresql://cpdiag@localhost/cpdiag cpdiag restore 2026-11-22.cpdiag
    """
    from diagnostic.storage import backup as backups

    note = backups.restore(places.database_url(), file)
    typer.echo(f"Restored: {note.rows:,} rows of {note.tables} tables.")
