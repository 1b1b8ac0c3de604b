"""Reading what a command is given, and writing what it makes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from diagnostic.cli.shell import Stopped

AssessmentFile = Annotated[str, typer.Argument(help="An assessment file, or - for standard input.")]


def read(file: str) -> tuple[bytes, str]:
    """Return the bytes of a file and its name; ``-`` is standard input."""
    from diagnostic.content.strict import MAX_BYTES

    if file == "-":
        return typer.get_binary_stream("stdin").read(MAX_BYTES + 1), "<stdin>"
    with Path(file).open("rb") as source:
        return source.read(MAX_BYTES + 1), file


def write(text: str, output: Path | None) -> None:
    """Write UTF-8 whatever the terminal's own encoding is; never over a file that is there."""
    if output is None:
        typer.echo(text.encode(), nl=False)
    else:
        write_file(text.encode(), output)


def write_file(data: bytes, output: Path) -> None:
    """Write a new file and say so. Raise Stopped where one is there already."""
    try:
        with output.open("xb") as target:
            target.write(data)
    except FileExistsError:
        raise Stopped(f"'{output}' is there already and was left as it is. Name another file.") from None
    typer.echo(f"Written: {output}")
