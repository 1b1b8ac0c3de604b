"""Assessments as files and in the database: ``new``, ``list``, ``export``, ``import`` and ``demo``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from diagnostic import wording
from diagnostic.cli.acting import As, desk_for
from diagnostic.cli.shell import Stopped
from diagnostic.cli.streams import AssessmentFile, read, write

if TYPE_CHECKING:
    from diagnostic.service.files import Preview

commands = typer.Typer()


@commands.command()
def new(
    country: Annotated[
        str, typer.Option(help="ISO 3166-1 alpha-3 code; XXA to XXZ are fictional administrations.")
    ] = "XXA",
    round: Annotated[str, typer.Option(help="The round, for example its year.")] = "2026",
    output: Annotated[Path | None, typer.Option(help="File to write. Default: standard output.")] = None,
    instrument: Annotated[
        Literal["cooperation", "integrity"], typer.Option(help="The questionnaire that the file is for.")
    ] = "cooperation",
) -> None:
    """Write an empty assessment file that explains every question.

    \b
    Examples:
      cpdiag new --country FRA --round 2026 --output answers.yaml
      cpdiag new --country FRA --instrument integrity --output integrity.yaml
    """
    from diagnostic.answers import file
    from diagnostic.content import Refused, shipped

    library = shipped()
    text = file.empty_text(country, round, library.instrument(instrument), library)
    try:
        file.read_upload(text.encode("utf-8", "surrogatepass"), "new", library)
    except Refused as refused:
        raise Stopped("\n".join(f"{wording.capital(f.message)}: {f.remedy}." for f in refused.faults)) from None
    write(text, output)


@commands.command("list")
def list_assessments() -> None:
    """List the assessments in the database, the latest first.

    \b
    Example:
      cpdiag list
    """
    from diagnostic.answers.answer import AGENCIES
    from diagnostic.answers.labels import STAGES
    from diagnostic.service.assessments import overview

    rows = [("ID", "COUNTRY", "ROUND", "CUSTOMS", "POLICE", "PAIR")]
    for line in overview(desk_for("customs")):
        record = line.record
        stages = [STAGES[record.stages[voice]] for voice in AGENCIES]
        pair = f"{record.pair.customs} and {record.pair.police}"
        rows.append((record.id, record.country, record.round, stages[0], stages[1], pair))
    if len(rows) == 1:
        typer.echo("There are no assessments yet. 'cpdiag app' starts one, 'cpdiag demo' loads a demonstration.")
        return
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


@commands.command("export")
def export_file(
    id: Annotated[str, typer.Argument(help="The assessment, as 'cpdiag list' shows it.")],
    output: Annotated[Path | None, typer.Option(help="File to write. Default: standard output.")] = None,
    acting: As = "customs",
    integrity: Annotated[
        bool, typer.Option("--integrity", help="Write your agency's integrity self-assessment, and nothing else.")
    ] = False,
) -> None:
    """Write the assessment file of the answers you may see.

    Without --integrity it holds cooperation alone: that file is made to be handed on.

    \b
    Examples:
      cpdiag export 3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2026 --output answers.yaml
      cpdiag export 3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2026 --integrity --as police
    """
    from diagnostic.service.files import export_text, integrity_text

    text = integrity_text if integrity else export_text
    write(text(desk_for(acting), id), output)


@commands.command("import")
def import_file(
    file: AssessmentFile,
    yes: Annotated[bool, typer.Option("--yes", help="Import without being asked.")] = False,
    acting: As = "customs",
) -> None:
    """Import an assessment file, after a preview.

    A new assessment takes every voice of the file. Into one that is there already, only the answers of
    your own agency are imported, beside what stands.

    \b
    Example:
      cpdiag import answers.yaml --as police
    """
    from diagnostic.service import files

    raw, name = read(file)
    desk = desk_for(acting)
    preview = replace(files.preview(desk, raw, name), name=Path(name).name)  # the record names no folders
    for line in _preview_lines(preview):
        typer.echo(line)
    if not yes:
        try:
            agreed = file != "-" and typer.confirm("Import?")
        except typer.Abort:
            agreed = False
        if not agreed:
            raise Stopped("Nothing was imported. Where nobody can be asked, say --yes.")
    typer.echo(f"Imported: {files.take(desk, preview)}")


def _preview_lines(preview: Preview) -> Iterable[str]:
    said, into = preview.assessment, preview.into
    pair = f"{said.pair.customs} and {said.pair.police}"
    kind = "a new assessment" if into is None else f"into the assessment {into.id}"
    yield f"{preview.name}: {said.country}, round {said.round}, {pair}; {kind}."
    for voice in said.voices:
        who = wording.capital(voice)
        if voice not in preview.changes:
            yield f"  {who}: not imported, since these answers are not yours to change."
        else:
            added, differing = preview.changes[voice]
            differ = f", {differing} that differ from what stands" if into is not None else ""
            yield f"  {who}: {wording.count(added, 'new answer')}{differ}."


@commands.command()
def demo(remove: Annotated[bool, typer.Option("--remove", help="Remove the demonstration.")] = False) -> None:
    """Load two fictional administrations, or remove them.

    They load once, into a database without assessments.

    \b
    Examples:
      cpdiag demo
      cpdiag demo --remove
    """
    from diagnostic.service import files

    desk = desk_for("customs")
    if remove:
        number = files.remove_demonstration(desk)
        typer.echo(f"Removed: {wording.count(number, 'assessment')}." if number else "There is no demonstration here.")
    else:
        typer.echo(f"Loaded: {wording.count(len(files.load_demonstration(desk)), 'fictional assessment')}.")
        typer.echo("'cpdiag app' shows them.")
