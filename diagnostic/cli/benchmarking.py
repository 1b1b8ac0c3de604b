"""``cpdiag panel``: many administrations side by side, in figures, slides and sheets that give nobody away."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from diagnostic import wording
from diagnostic.cli.acting import As, desk_for
from diagnostic.cli.panels import (
    Asking,
    Beside,
    ByWhat,
    Least,
    Own,
    Round,
    Seen,
    Singles,
    Source,
    Voice,
    not_there,
    peers_of,
    read_panel,
    round_of,
)
from diagnostic.cli.reporting import Line, Output
from diagnostic.cli.shell import Stopped
from diagnostic.cli.streams import write_file

if TYPE_CHECKING:
    from diagnostic.benchmarking.comparing import Figures
    from diagnostic.service.benchmarks import Loaded
    from diagnostic.service.chart_files import Form

commands = typer.Typer()
panel = typer.Typer(
    help="Panels: write, check and show one; make slides and sheets.\n\n\b\nExample:\n  cpdiag panel show panel.csv",
    no_args_is_help=True,
    rich_markup_mode=None,
)
commands.add_typer(panel, name="panel")


@panel.command("export")
def export_panel(
    output: Annotated[Path, typer.Option(help="File to write, CSV.")],
    source: Annotated[
        str | None,
        typer.Option("--from", help="A folder of assessment files, or a panel table. Default: the database."),
    ] = None,
    keep_countries: Annotated[
        bool, typer.Option("--keep-countries", help="Write country codes instead of aliases.")
    ] = False,
    long: Annotated[bool, typer.Option("--long", help="Write one row for each measure.")] = False,
    column: Annotated[
        list[str] | None, typer.Option(help="A column of your own that is written too; may be repeated.")
    ] = None,
    key: Annotated[
        Path | None, typer.Option(help="File for the list of who is behind which alias. Keep it to yourself.")
    ] = None,
    acting: As = "customs",
) -> None:
    """Write a panel that holds levels, rounds and versions, and nothing else.

    Aliases stand in place of countries, drawn anew each time. No text, no name of an agency and no answer is written.

    \b
    Examples:
      cpdiag panel export --output panel.csv
      cpdiag panel export --from answers/ --long --output panel.csv --key who-is-who.csv
    """
    from diagnostic.content.library import questions
    from diagnostic.exchange import panel_file, table
    from diagnostic.service import benchmarks

    if keep_countries and key is not None:
        raise typer.BadParameter("With --keep-countries there are no aliases, and so no --key.")
    if output.suffix.lower() != ".csv":
        raise Stopped(f"A panel is written as CSV: name a file that ends in .csv instead of '{output}'.")
    not_there(*filter(None, (output, key)))
    if source is None:
        desk = desk_for(acting)
        loaded = benchmarks.assembled(desk.library, [benchmarks.stored(desk)])
    else:
        loaded = read_panel(source, questions())
    made = panel_file.anonymised(loaded.panel, keep_countries=keep_countries, groups=column or (), long=long)
    if source is None:
        benchmarks.note_taken(desk, loaded, "panel")
    write_file(made.text.encode(), output)
    for note in made.notes:
        typer.echo(note)
    if key is not None:
        names = benchmarks.called(loaded.panel)
        rows = ([alias, code, names[code]] for alias, code in sorted(made.key.items()))
        key.touch(mode=0o600, exist_ok=False)
        key.write_text(table.write_csv(["alias", "administration", "name"], rows), encoding="utf-8")
        typer.echo(f"Written: {key}. It tells who is who: keep it apart from the panel.")


@panel.command()
def check(
    file: Annotated[str, typer.Argument(help="A panel table (CSV, XLSX), or a folder of assessment files.")],
) -> None:
    """Check a panel file, and say what is in it.

    Every fault is named with row and column.

    \b
    Example:
      cpdiag panel check panel.csv
    """
    from diagnostic.benchmarking.panel import marking
    from diagnostic.content.library import questions
    from diagnostic.service import benchmarks

    loaded = read_panel(file, questions())
    typer.echo(f"{file}: sound.")
    for title, said in benchmarks.facts(loaded):
        typer.echo(f"  {title}: {said}")
    for note in (marking(loaded.panel), *loaded.panel.notes):
        if note:
            typer.echo(f"  {note}")


@panel.command("show")
def show_panel(
    file: Source,
    by: ByWhat = None,
    round: Round = None,
    measure: Annotated[str, typer.Option(help="continuum, or a dimension such as information.")] = "continuum",
    voice: Voice = "joint",
    view: Seen = "claimed",
    minimum: Least = 5,
) -> None:
    """Show the figures of every group, as far as they give nobody away.

    \b
    Examples:
      cpdiag panel show panel.csv --by region
      cpdiag panel show demonstration --measure information --round 2024
    """
    from diagnostic.benchmarking.comparing import Question, compare
    from diagnostic.cli.showing import show
    from diagnostic.content.library import questions
    from diagnostic.content.schemas import nearest
    from diagnostic.scoring.explaining import Part
    from diagnostic.service import benchmarks, charting

    library = questions()
    loaded = read_panel(file, library)
    found = loaded.panel
    if measure not in found.measures:
        raise Stopped(f"The panel has no measure '{measure}': {nearest(measure, found.measures)}.")
    asked = Question(round_of(loaded, round), measure, voice, view)
    grouping = benchmarks.grouped(found, peers_of(loaded, by, ""))
    whole = benchmarks.EVERYBODY if len(grouping.groups) > 1 else ""
    register = benchmarks.register_for(None, "", minimum)
    _, figures = compare(found, grouping, asked, register, whole=whole, sample=False)
    about = f"{measure.capitalize()}, {voice}, {charting.views()[view]}, round {asked.round}, policy {found.policy}"
    heads = (grouping.title, "n", "Median", "Middle half", *(f"At {level}" for level in range(1, 6)), "Not told")
    show([Part(about, (heads, *map(_row, figures)), ())])
    for one in figures:
        for sentence in one.withheld:
            typer.echo(f"{one.label}: {sentence}")
    for note in (*grouping.notes, *_made_up(loaded)):
        typer.echo(note)


def _row(one: Figures) -> tuple[str, ...]:
    if one.n is None or one.median is None:
        return (one.label, "withheld", *[""] * 8)
    low, high = one.lower_quartile, one.upper_quartile
    middle = f"{wording.bounds(*low.pair)} to {wording.bounds(*high.pair)}" if low and high else ""
    shares = [share.certainly for share in one.shares]
    return (
        one.label,
        str(one.n),
        wording.bounds(*one.median.pair),
        middle,
        *map(str, shares),
        str(one.n - sum(shares)),
    )


@panel.command("deck")
def deck_of_panel(
    source: Source,
    output: Output = None,
    own: Own = "",
    peers: Beside = "all",
    by: ByWhat = None,
    round: Round = None,
    voice: Voice = "joint",
    view: Seen = "claimed",
    singles: Singles = False,
    minimum: Least = 5,
    classification: Line = "",
) -> None:
    """Write slides that compare administrations.

    Every chart in them can be edited.

    \b
    Examples:
      cpdiag panel deck panel.csv --by region --output regions.pptx
      cpdiag panel deck demonstration --own XXA --singles --classification TLP:AMBER
    """
    asking = Asking(source, own, peers, by, round, voice, view, singles, minimum)
    _document("deck", "pptx", asking, output, classification)


@panel.command("workbook")
def workbook_of_panel(
    source: Source,
    output: Output = None,
    own: Own = "",
    peers: Beside = "all",
    by: ByWhat = None,
    round: Round = None,
    voice: Voice = "joint",
    view: Seen = "claimed",
    singles: Singles = False,
    minimum: Least = 5,
    classification: Line = "",
) -> None:
    """Write a workbook that compares administrations, a sheet for each topic.

    \b
    Example:
      cpdiag panel workbook panel.csv --own FRA --peers group --output peers.xlsx
    """
    asking = Asking(source, own, peers, by, round, voice, view, singles, minimum)
    _document("workbook", "xlsx", asking, output, classification)


def _document(
    what: Literal["deck", "workbook"], form: Form, asking: Asking, output: Path | None, classification: str
) -> None:
    from diagnostic.documents import marking
    from diagnostic.service import charting

    line = marking.checked(classification)
    if output is not None:
        not_there(output)
    question, made = asking.compared(line)
    target = output or Path(charting.file_name(f"panel-{what}", question, form))
    not_there(target)
    write_file((charting.deck if what == "deck" else charting.workbook)(made), target)


def _made_up(loaded: Loaded) -> Iterable[str]:
    from diagnostic.benchmarking.panel import marking

    said = marking(loaded.panel)
    return (said,) if said else ()
