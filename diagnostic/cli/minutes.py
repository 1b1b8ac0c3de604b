"""``cpdiag minutes``: the minutes of a meeting, as Word or PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from diagnostic.cli.acting import As, desk_for
from diagnostic.cli.streams import write_file

commands = typer.Typer()


@commands.command()
def minutes(
    assessment: Annotated[str, typer.Argument(help="Id of the assessment, as `cpdiag list` shows it.")],
    output: Annotated[Path, typer.Option(help="File to write; its end decides the form: .pdf or .docx.")],
    meeting: Annotated[
        str | None, typer.Option(help="Day of the meeting, as 2026-06-18. Default: the last one that was held.")
    ] = None,
    committee: Annotated[
        str | None, typer.Option(help="Name of the committee, where several met on one day. Default: any.")
    ] = None,
    as_: As = "customs",
) -> None:
    """Write the minutes of a meeting.

    What was agreed, decided and given out.
    \b
    Examples:
      cpdiag minutes 3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2026 --output minutes.pdf
      cpdiag minutes 3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2026 --meeting 2026-03-12 --output minutes.docx
    """
    from datetime import date

    from diagnostic.service import minutes as making

    form = output.suffix.removeprefix(".").lower()
    if form not in making.FORMS:
        raise typer.BadParameter("Let the name of the file end in .pdf or .docx.", param_hint="--output")
    try:
        day = date.fromisoformat(meeting) if meeting is not None else None
    except ValueError:
        raise typer.BadParameter("Write the day as 2026-06-18.", param_hint="--meeting") from None
    desk = desk_for(as_)
    found = making.find(desk, assessment, day, committee)
    write_file(making.minutes(desk, assessment, found.key, form), output)
