"""``cpdiag panel`` and ``cpdiag chart``: many administrations side by side, in figures that give nobody away."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from diagnostic import wording
from diagnostic.cli.acting import As, desk_for
from diagnostic.cli.shell import Stopped
from diagnostic.cli.streams import write_file

if TYPE_CHECKING:
    from diagnostic.benchmarking.comparing import Figures
    from diagnostic.charts.spec import Chart
    from diagnostic.content.model import Library, Step
    from diagnostic.service.benchmarks import Loaded, Peers
    from diagnostic.service.charting import Form

commands = typer.Typer()
panel = typer.Typer(
    help="Panels: write one without names, check a file, show figures.\n\n\b\nExample:\n  cpdiag panel show panel.csv",
    no_args_is_help=True,
    rich_markup_mode=None,
)
commands.add_typer(panel, name="panel")

#: As `charting.NAMES`: named here too, so that the help loads no chart.
ChartName = Literal[
    "band", "heat_map", "groups", "profile", "dumbbell", "shares", "rounds", "steps", "regions", "sensitivity", "growth"
]
Source = Annotated[
    str, typer.Argument(help="A panel table (CSV, XLSX), a folder of assessment files, or the word demonstration.")
]
Voice = Annotated[Literal["joint", "customs", "police"], typer.Option(help="Whose results.")]
Seen = Annotated[Literal["claimed", "evidenced"], typer.Option(help="Levels as claimed or as evidenced.")]
Round = Annotated[str | None, typer.Option("--round", help="The round. Default: the latest of the panel.")]
ByWhat = Annotated[
    str | None, typer.Option("--by", help="region, all, or a column of the panel. Default: region where it is known.")
]
Least = Annotated[int, typer.Option("--minimum", min=3, help="Smallest group of which anything is shown.")]


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
    _not_there(*filter(None, (output, key)))
    if source is None:
        desk = desk_for(acting)
        loaded = benchmarks.assembled(desk.library, [benchmarks.stored(desk)])
    else:
        loaded = _read(source, questions())
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

    loaded = _read(file, questions())
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
    loaded = _read(file, library)
    found = loaded.panel
    if measure not in found.measures:
        raise Stopped(f"The panel has no measure '{measure}': {nearest(measure, found.measures)}.")
    asked = Question(_round(loaded, round), measure, voice, view)
    grouping = benchmarks.grouped(found, _peers(loaded, by, ""))
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


@commands.command()
def chart(
    name: Annotated[ChartName, typer.Argument(help="The chart.")],
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="PANEL",
            help="A panel table (CSV, XLSX), a folder of assessment files, or the word demonstration. Not for growth.",
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="File to write: its ending chooses svg, png, pdf, pptx, csv or xlsx.")
    ] = None,
    own: Annotated[str, typer.Option(help="Your own administration: its code or alias.")] = "",
    peers: Annotated[
        Literal["all", "group"], typer.Option(help="Peers of your own: all others, or its group alone.")
    ] = "all",
    by: ByWhat = None,
    round: Round = None,
    voice: Voice = "joint",
    view: Seen = "claimed",
    singles: Annotated[
        bool, typer.Option("--singles", help="Show administrations one by one in band and heat map.")
    ] = False,
    minimum: Least = 5,
) -> None:
    """Draw a chart of a panel.

    It comes as a picture, as a slide that can be edited, or as its data.

    \b
    Examples:
      cpdiag chart regions panel.csv --output regions.svg
      cpdiag chart profile demonstration --own XXA --output freedonia.pptx
      cpdiag chart growth --output programmes.pdf
    """
    from datetime import UTC, datetime

    from diagnostic.benchmarking.comparing import Question
    from diagnostic.content.library import questions
    from diagnostic.content.schemas import nearest
    from diagnostic.service import benchmarks, charting

    if output is None:
        raise typer.BadParameter("Name a file with --output; its ending chooses the form.")
    form = output.suffix.lower().removeprefix(".")
    if form not in charting.FORMS:
        raise Stopped(f"'{output}' names no form of a chart: {nearest(form, charting.FORMS)}.")
    _not_there(output)
    if name == "growth":
        _write([charting.growth()], form, output)
        return
    if source is None:
        raise typer.BadParameter("Name a panel: a table, a folder of assessment files, or the word demonstration.")
    library = questions()
    loaded = _read(source, library)
    found = loaded.panel
    if own and own not in found.administrations:
        raise Stopped(f"The panel has no administration '{own}': {nearest(own, found.administrations)}.")
    asked = charting.Asked(
        Question(_round(loaded, round), whose=voice, view=view),
        _peers(loaded, by, own, peers),
        singles=singles,
        rules=name == "sensitivity",
    )
    register = benchmarks.register_for(None, own, minimum)
    today = datetime.now(tz=UTC).astimezone().date()
    steps = _catalogue() if name == "steps" else ()
    _, made = charting.shown(library, found, asked, register, made_on=today, only=name, steps=steps)
    if why := charting.why_not(name, found, asked, made):
        raise Stopped(f"The chart cannot be drawn. {why}" + (" Say --singles." if name == "heat_map" else ""))
    _write([made.charts[name]], form, output)


def _write(charts: list[Chart], form: Form, output: Path) -> None:
    from diagnostic.service import charting

    write_file(charting.drawn(charts, form), output)
    typer.echo(charts[0].finding.replace(wording.NBSP, " "))


def _catalogue() -> tuple[Step, ...]:
    from diagnostic.content import shipped

    return shipped().steps


def _read(source: str, library: Library) -> Loaded:
    """Return the panel that is named: a table, a folder of assessment files, or the demonstration."""
    from diagnostic.exchange import panel_file, panel_folder
    from diagnostic.service import benchmarks
    from diagnostic.service.benchmarks import Part

    path = Path(source)
    if source == "demonstration" and not path.exists():
        part = benchmarks.demonstrated(library)
    elif path.is_dir():
        part = Part(source, source, panel=panel_folder.read(path, library))
    else:
        part = Part(source, source, panel=panel_file.read(path, library))
    return benchmarks.assembled(library, [part])


def _round(loaded: Loaded, asked: str | None) -> str:
    rounds = loaded.panel.rounds
    if asked is not None and asked not in rounds:
        raise Stopped(f"The panel has no round '{asked}'. It has {wording.listing(rounds)}.")
    return asked or rounds[-1]


def _peers(loaded: Loaded, by: str | None, own: str, beside: Literal["all", "group"] = "all") -> Peers:
    """Return who is compared with whom: by what is named, else by the first way in which the panel can be grouped."""
    from diagnostic.content.schemas import nearest
    from diagnostic.service import benchmarks
    from diagnostic.service.benchmarks import Peers

    ways = [way for way in benchmarks.ways(loaded.panel) if way[0] != "hand"]
    named = {column or way: (way, column) for way, column in reversed(ways)}
    if by is not None and by.casefold() not in named:
        raise Stopped(f"The panel cannot be grouped by '{by}': {nearest(by.casefold(), list(named))}.")
    way, column = named[by.casefold()] if by is not None else ways[0]
    return Peers(way, column, own=own, beside=beside)


def _not_there(*paths: Path) -> None:
    """Stop before any work where a file would be written over."""
    for path in paths:
        if path.exists():
            raise Stopped(f"'{path}' is there already and was left as it is. Name another file.")


def _made_up(loaded: Loaded) -> Iterable[str]:
    from diagnostic.benchmarking.panel import marking

    said = marking(loaded.panel)
    return (said,) if said else ()
