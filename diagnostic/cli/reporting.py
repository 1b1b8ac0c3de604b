"""``cpdiag report``, ``brief``, ``deck`` and ``workbook``: what an assessment amounts to, as a file to hand on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from uuid import UUID

import typer

from diagnostic.cli.acting import Agency, As, desk_for
from diagnostic.cli.panels import is_panel
from diagnostic.cli.shell import Stopped
from diagnostic.cli.streams import read, write_file

if TYPE_CHECKING:
    from diagnostic.service.reporting import File, What

commands = typer.Typer()

Of = Annotated[
    str,
    typer.Argument(metavar="FILE_OR_ID", help="An assessment file, - for standard input, or an id of `cpdiag list`."),
]
Alone = Annotated[
    Agency | None, typer.Option("--voice", help="This agency's answers alone. Default: both, where both are there.")
]
Line = Annotated[str, typer.Option(help="Line that stands on every page, such as TLP:AMBER; at most 120 characters.")]
Output = Annotated[Path | None, typer.Option(help="File to write. Default: named after country, round and document.")]
#: What to say where a panel is named.
_OF_A_PANEL: dict[What, str] = {
    "report": "A report is made of one assessment; of a panel, 'cpdiag panel deck {}' makes slides.",
    "brief": "A brief is made of one assessment; of a panel, 'cpdiag panel deck {}' makes slides.",
    "deck": "Of a panel, say 'cpdiag panel deck {}'.",
    "workbook": "Of a panel, say 'cpdiag panel workbook {}'.",
}
Form = Annotated[Literal["pdf", "docx"], typer.Option(help="PDF, or Word.")]


@commands.command()
def report(
    of: Of,
    form: Form = "pdf",
    output: Output = None,
    voice: Alone = None,
    classification: Line = "",
    template: Annotated[
        Path | None, typer.Option(help="Word file whose page, head, foot and styles the report takes on; with docx.")
    ] = None,
    as_: As = "customs",
) -> None:
    """Write the assessment report, as PDF or Word.

    \b
    Examples:
      cpdiag report answers.yaml --output report.pdf
      cpdiag report 3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2026 --form docx --classification TLP:AMBER
    """
    _write("report", of, output, voice, form, classification, as_, template)


@commands.command()
def brief(
    of: Of,
    form: Form = "pdf",
    output: Output = None,
    voice: Alone = None,
    classification: Line = "",
    as_: As = "customs",
) -> None:
    """Write one page for a minister, as PDF or Word.

    \b
    Example:
      cpdiag brief answers.yaml --output brief.pdf
    """
    _write("brief", of, output, voice, form, classification, as_)


@commands.command()
def deck(of: Of, output: Output = None, voice: Alone = None, classification: Line = "", as_: As = "customs") -> None:
    """Write slides for the committee, with charts to edit.

    \b
    Example:
      cpdiag deck answers.yaml --output committee.pptx
    """
    _write("deck", of, output, voice, "pdf", classification, as_)


@commands.command()
def workbook(
    of: Of, output: Output = None, voice: Alone = None, classification: Line = "", as_: As = "customs"
) -> None:
    """Write a workbook, a sheet for each topic.

    \b
    Example:
      cpdiag workbook 3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2026 --output result.xlsx
    """
    _write("workbook", of, output, voice, "pdf", classification, as_)


def _write(
    what: What,
    of: str,
    output: Path | None,
    voice: Agency | None,
    form: str,
    classification: str,
    acting: Agency,
    template: Path | None = None,
) -> None:
    if template is not None and form != "docx":
        raise typer.BadParameter("A template is for the report in Word: say --form docx.", param_hint="--template")
    if output is not None and output.exists():
        # Before anything is made: what is made is noted.
        raise Stopped(f"'{output}' is there already and was left as it is. Name another file.")
    if is_panel(of):
        raise Stopped(f"'{of}' is no assessment file. {_OF_A_PANEL[what].format(of)}")
    base = template.read_bytes() if template is not None else None
    made = _of_id if is_id(of) else _of_file
    file = made(what, of, voice, form, classification, acting, base)
    write_file(file.data, output or Path(file.name))


def is_id(of: str) -> bool:
    """Whether something names an assessment in the database rather than a file."""
    try:
        UUID(of)
    except ValueError:
        return False
    return not Path(of).exists()


def _of_file(
    what: What, of: str, voice: Agency | None, form: str, classification: str, acting: Agency, template: bytes | None
) -> File:
    from diagnostic.answers.file import read_upload
    from diagnostic.content import shipped
    from diagnostic.service import reporting

    library = shipped()
    raw, name = read(of)
    assessment = read_upload(raw, name, library)
    return reporting.from_file(assessment, library, what, voice, form, classification, template)


def _of_id(
    what: What, of: str, voice: Agency | None, form: str, classification: str, acting: Agency, template: bytes | None
) -> File:
    from diagnostic.service import reporting

    desk = desk_for(acting)
    whose = voice or reporting.widest(desk, of)
    if what == "report":
        return reporting.report(desk, of, whose, form, classification, template)
    if what == "brief":
        return reporting.brief(desk, of, whose, form, classification)
    return (reporting.deck if what == "deck" else reporting.workbook)(desk, of, whose, classification)
