"""``cpdiag chart``: one chart, of a panel or of one assessment, in the form that its file name asks for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from diagnostic import wording
from diagnostic.cli.acting import Agency, As, desk_for
from diagnostic.cli.panels import Asking, Beside, ByWhat, Least, Own, Round, Seen, Singles, is_panel, not_there
from diagnostic.cli.reporting import Line, is_id
from diagnostic.cli.shell import Stopped
from diagnostic.cli.streams import read, write_file

if TYPE_CHECKING:
    from diagnostic.charts.spec import Chart
    from diagnostic.scoring.outcomes import View
    from diagnostic.service.chart_files import Form
    from diagnostic.service.reporting import File

commands = typer.Typer()

#: As `charting.NAMES` and `case_charts.NAMES`: named here too, so that the help loads no chart.
ChartName = Literal[
    "band", "heat_map", "groups", "profile", "dumbbell", "shares", "rounds", "steps", "regions", "sensitivity",
    "growth", "powers",
]  # fmt: skip
#: Those that one assessment has.
OF_ONE = ("band", "profile", "dumbbell", "powers")


@commands.command()
def chart(
    name: Annotated[ChartName, typer.Argument(help="The chart. Of one assessment: band, profile, dumbbell or powers.")],
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="SOURCE",
            help="A panel (CSV, XLSX, a folder of assessment files, the word demonstration), an assessment file, - for "
            "standard input, or an id of `cpdiag list`. Not for growth.",
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="File to write: its ending chooses svg, png, pdf, pptx, csv or xlsx.")
    ] = None,
    own: Own = "",
    peers: Beside = "all",
    by: ByWhat = None,
    round: Round = None,
    voice: Annotated[
        Literal["joint", "customs", "police"], typer.Option(help="Whose results: of both agencies, or of one alone.")
    ] = "joint",
    view: Seen = "claimed",
    singles: Singles = False,
    minimum: Least = 5,
    classification: Line = "",
    acting: As = "customs",
) -> None:
    """Draw a chart of a panel or of one assessment.

    It comes as a picture, as a slide that can be edited, or as its data.

    \b
    Examples:
      cpdiag chart regions panel.csv --output regions.svg
      cpdiag chart profile demonstration --own XXA --output freedonia.pptx
      cpdiag chart growth --output programmes.pdf
      cpdiag chart powers answers.yaml --output powers.svg
      cpdiag chart profile answers.yaml --voice police --output police.png
    """
    from diagnostic.content.schemas import nearest
    from diagnostic.documents import marking
    from diagnostic.service import chart_files, charting

    if output is None:
        raise typer.BadParameter("Name a file with --output; its ending chooses the form.")
    form = output.suffix.lower().removeprefix(".")
    if form not in chart_files.FORMS:
        raise Stopped(f"'{output}' names no form of a chart: {nearest(form, chart_files.FORMS)}.")
    line = marking.checked(classification)
    not_there(output)
    if name == "growth":
        _write(charting.growth(), form, output, line)
        return
    if source is None:
        raise typer.BadParameter("Name a panel, an assessment file, or the id of an assessment.")
    if not _is_assessment(name, source):
        if name == "powers":
            raise Stopped("The chart of powers shows one assessment: name its file, or its id of 'cpdiag list'.")
        asking = Asking(source, own, peers, by, round, voice, view, singles, minimum)
        _write(asking.charted(name), form, output, line)
        return
    if name not in OF_ONE:
        raise Stopped(
            f"The chart '{name}' compares administrations: name a panel. One assessment has {wording.listing(OF_ONE)}."
        )
    if own or by or round or singles:
        raise typer.BadParameter("--own, --by, --round and --singles are for a panel; this is one assessment.")
    alone = None if voice == "joint" else voice
    file = _of_assessment(name, source, form, alone, view, line, acting)
    write_file(file.data, output)
    typer.echo(file.said.replace(wording.NBSP, " "))


def _is_assessment(name: str, source: str) -> bool:
    """Whether one assessment is named; whatever else is named is read as a panel."""
    if source == "-" or is_id(source):
        return True
    # What is no panel is read as an assessment file by the one chart that panels do not have.
    named = Path(source).suffix.lower() in (".yaml", ".yml", ".json") or name == "powers"
    return named and not is_panel(source)


def _write(chart: Chart, form: Form, output: Path, line: str) -> None:
    from diagnostic.service import chart_files

    write_file(chart_files.drawn([replace(chart, marking=line)], form), output)
    typer.echo(chart.finding.replace(wording.NBSP, " "))


def _of_assessment(
    name: str, of: str, form: Form, voice: Agency | None, view: View, classification: str, acting: Agency
) -> File:
    from diagnostic.content import shipped
    from diagnostic.service import reporting

    if is_id(of):
        desk = desk_for(acting)
        return reporting.chart(desk, of, voice or reporting.widest(desk, of), name, form, classification, view)
    from diagnostic.answers.file import read_upload

    library = shipped()
    raw, source = read(of)
    assessment = read_upload(raw, source, library)
    return reporting.chart_from_file(assessment, library, name, form, voice, classification, view)
