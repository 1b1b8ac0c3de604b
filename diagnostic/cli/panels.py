"""What every command on a panel shares: the options that say what is asked of it, and how the panel is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from diagnostic import wording
from diagnostic.cli.shell import Stopped

if TYPE_CHECKING:
    from diagnostic.benchmarking.comparing import Question
    from diagnostic.charts.spec import Chart
    from diagnostic.content.model import Library, Step
    from diagnostic.documents.benchmark import Benchmark
    from diagnostic.service.benchmarks import Loaded, Peers
    from diagnostic.service.charting import Asked, Name, Shown

#: The word for the fictional panel.
DEMONSTRATION = "demonstration"

Source = Annotated[
    str, typer.Argument(help="A panel table (CSV, XLSX), a folder of assessment files, or the word demonstration.")
]
Voice = Annotated[Literal["joint", "customs", "police"], typer.Option(help="Whose results.")]
Seen = Annotated[Literal["claimed", "evidenced"], typer.Option(help="Levels as claimed or as evidenced.")]
Round = Annotated[str | None, typer.Option("--round", help="The round. Default: the latest of the panel.")]
ByWhat = Annotated[
    str | None, typer.Option("--by", help="region, all, or a column of the panel. Default: region where it is known.")
]
Own = Annotated[str, typer.Option(help="Your own administration: its code or alias.")]
Beside = Annotated[
    Literal["all", "group"], typer.Option("--peers", help="Peers of your own: all others, or its group alone.")
]
Singles = Annotated[bool, typer.Option("--singles", help="Show administrations one by one in band and heat map.")]
Least = Annotated[int, typer.Option("--minimum", min=3, help="Smallest group of which anything is shown.")]


def is_panel(source: str) -> bool:
    """Whether something names a panel rather than one assessment: a table, a folder, or the demonstration."""
    path = Path(source)
    return path.is_dir() or path.suffix.lower() in (".csv", ".xlsx") or (source == DEMONSTRATION and not path.exists())


def read_panel(source: str, library: Library) -> Loaded:
    """Return the panel that is named: a table, a folder of assessment files, or the demonstration."""
    from diagnostic.exchange import panel_file, panel_folder
    from diagnostic.service import benchmarks
    from diagnostic.service.benchmarks import Part

    path = Path(source)
    if source == DEMONSTRATION and not path.exists():
        part = benchmarks.demonstrated(library)
    elif path.is_dir():
        part = Part(source, source, panel=panel_folder.read(path, library))
    else:
        part = Part(source, source, panel=panel_file.read(path, library))
    return benchmarks.assembled(library, [part])


def round_of(loaded: Loaded, asked: str | None) -> str:
    """Return the round that is asked for, else the latest. Raise Stopped where the panel has no such round."""
    rounds = loaded.panel.rounds
    if asked is not None and asked not in rounds:
        raise Stopped(f"The panel has no round '{asked}'. It has {wording.listing(rounds)}.")
    return asked or rounds[-1]


def peers_of(loaded: Loaded, by: str | None, own: str, beside: Literal["all", "group"] = "all") -> Peers:
    """Return who is compared with whom: by what is named, else by the first way in which the panel can be grouped.

    Raises Stopped where the panel has no such column, or no such administration.
    """
    from diagnostic.content.schemas import nearest
    from diagnostic.service import benchmarks
    from diagnostic.service.benchmarks import Peers

    found = loaded.panel.administrations
    if own and own not in found:
        raise Stopped(f"The panel has no administration '{own}': {nearest(own, found)}.")
    ways = [way for way in benchmarks.ways(loaded.panel) if way[0] != "hand"]
    named = {column or way: (way, column) for way, column in reversed(ways)}
    if by is not None and by.casefold() not in named:
        raise Stopped(f"The panel cannot be grouped by '{by}': {nearest(by.casefold(), list(named))}.")
    way, column = named[by.casefold()] if by is not None else ways[0]
    return Peers(way, column, own=own, beside=beside)


@dataclass(frozen=True, slots=True)
class Asking:
    """What a command is asked of a panel."""

    source: str
    own: str
    peers: Literal["all", "group"]
    by: str | None
    round: str | None
    voice: Literal["joint", "customs", "police"]
    view: Literal["claimed", "evidenced"]
    singles: bool
    minimum: int

    def charted(self, name: Name) -> Chart:
        """Return one chart. Raise Stopped where it cannot be drawn."""
        from diagnostic.content import shipped
        from diagnostic.content.library import questions
        from diagnostic.service import charting

        library = questions()
        loaded = read_panel(self.source, library)
        asked = self._asked(loaded, rules=name == "sensitivity")
        steps = shipped().steps if name == "steps" else ()
        made = self._shown(library, loaded, asked, only=name, steps=steps)
        if why := charting.why_not(name, loaded.panel, asked, made):
            raise Stopped(f"The chart cannot be drawn. {why}" + (" Say --singles." if name == "heat_map" else ""))
        return made.charts[name]

    def compared(self, line: str) -> tuple[Question, Benchmark]:
        """Return what is asked, and all that a deck or a workbook shows of it, with the classification on it."""
        from diagnostic.content import shipped

        library = shipped()
        loaded = read_panel(self.source, library)
        asked = replace(self._asked(loaded, rules=True), line=line)
        # Of levels alone no step can be told.
        steps = library.steps if loaded.panel.answers else ()
        return asked.question, self._shown(library, loaded, asked, steps=steps).benchmark

    def _asked(self, loaded: Loaded, *, rules: bool) -> Asked:
        from diagnostic.benchmarking.comparing import Question
        from diagnostic.service import charting

        question = Question(round_of(loaded, self.round), whose=self.voice, view=self.view)
        peers = peers_of(loaded, self.by, self.own, self.peers)
        return charting.Asked(question, peers, singles=self.singles, rules=rules)

    def _shown(
        self, library: Library, loaded: Loaded, asked: Asked, *, only: Name | None = None, steps: Sequence[Step] = ()
    ) -> Shown:
        from diagnostic.service import benchmarks, charting

        register = benchmarks.register_for(None, self.own, self.minimum)
        today = datetime.now(tz=UTC).astimezone().date()
        _, made = charting.shown(library, loaded.panel, asked, register, made_on=today, only=only, steps=steps)
        return made


def not_there(*paths: Path) -> None:
    """Stop before any work where a file would be written over."""
    for path in paths:
        if path.exists():
            raise Stopped(f"'{path}' is there already and was left as it is. Name another file.")
