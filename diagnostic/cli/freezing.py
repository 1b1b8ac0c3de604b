"""``cpdiag freeze``: the release of a content version."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from diagnostic.cli.checking import content_root
from diagnostic.cli.shell import Stopped

commands = typer.Typer()


@commands.command()
def freeze(folder: Annotated[Path, typer.Argument(help="The folder of one content version.")]) -> None:
    """Release a content version: its fingerprint is recorded.

    From then on 'cpdiag check' reports every change of it.

    \b
    Example:
      cpdiag freeze questionnaires/cooperation/handbook-2018/1
    """
    from diagnostic.content import Refused, fingerprint, library

    if not folder.is_dir():
        raise Stopped(f"There is no folder '{folder}'.")
    if not any((folder / name).is_file() for name in ("instrument.yaml", "policy.yaml")):
        raise Stopped(f"'{folder}' is no version folder: it holds neither instrument.yaml nor policy.yaml.")
    root = content_root(folder)
    if root is None:
        raise Stopped(f"'{folder}' lies in no content folder: none above it holds sources.yaml.")
    known, value = fingerprint.recorded(folder), fingerprint.of(folder)
    if known not in (None, value):
        raise Stopped(
            f"'{folder}' was released with another fingerprint and has been changed since. "
            "Undo the change, or copy the folder to a new version number and change it there."
        )
    faults = library.check(root)
    if faults:
        raise Refused(faults)
    if known is None:
        fingerprint.record(folder)
    typer.echo(f"{'Released' if known is None else 'Already released'}: {folder} {value}")
