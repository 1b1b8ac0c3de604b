"""The specification of a chart as plain data: what it shows, in words too. Renderers draw it; they decide nothing.

A chart is a frame (the finding, what is measured, whose answers) around one body. Names stand as they were given:
each renderer makes them harmless in its own way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from diagnostic import wording
from diagnostic.charts.tracks import Tracks
from diagnostic.comparison.change import Change
from diagnostic.scoring.outcomes import Pair
from diagnostic.scoring.powers import Held

Kind = Literal[
    "band", "heat_map", "profile", "dumbbell", "shares", "rounds", "steps", "powers", "regions", "situation", "growth"
]
LEVELS = (1, 2, 3, 4, 5)
#: Names of levels 1 to 5.
Names = tuple[str, str, str, str, str]
FICTIONAL = "Fictional administrations: no real one is meant."


class Bound(NamedTuple):
    """What is known of a figure that stands in print: it is the figure, more than it, or less."""

    value: float
    sign: Literal["=", ">", "<", "~"] = "="


@dataclass(frozen=True, slots=True)
class Basis:
    """What a chart rests on: whose answers, under which rules, how many. Empty parts are not said.

    ``of``: what is counted, singular and plural. ``sources``: for figures that are not answers.
    """

    n: int | None = None
    of: tuple[str, str] = ("administration", "administrations")
    voice: str = ""
    view: str = ""
    rounds: tuple[str, ...] = ()
    policy: str = ""
    sources: tuple[str, ...] = ()

    def line(self) -> str:
        """Return the footer: voice · claimed or evidenced · n · round · policy."""
        parts = [wording.capital(self.voice), self.view]
        if self.n is not None:
            parts.append(f"n{wording.NBSP}={wording.NBSP}{wording.count(self.n, *self.of)}")
        if self.rounds:
            many = "round" if len(self.rounds) == 1 else "rounds"
            parts.append(f"{many} {wording.listing(self.rounds)}")
        if self.policy:
            parts.append(f"policy {self.policy}")
        if self.sources:
            parts.append(f"{'Source' if len(self.sources) == 1 else 'Sources'}: {'; '.join(self.sources)}")
        return wording.capital(" · ".join(filter(None, parts)))


@dataclass(frozen=True, slots=True)
class BandRow:
    """The level of one administration. ``pair`` is None where it was not assessed."""

    label: str
    pair: Pair | None
    own: bool = False

    @property
    def reading(self) -> str:
        """Return the level in words."""
        return wording.span(*self.pair) if self.pair else "not assessed"


@dataclass(frozen=True, slots=True)
class Band:
    """Administrations under each other, each with five cells: reached, possible, not reached."""

    rows: tuple[BandRow, ...]
    names: Names


@dataclass(frozen=True, slots=True)
class Cell:
    """Bounds of one level. ``pair`` is None: not applicable. ``withheld``: too few answers to say more."""

    pair: Pair | None
    withheld: bool = False

    @property
    def text(self) -> str:
        """Return ``3``, ``2–4`` or ``n/a``."""
        if self.pair is None:
            return "n/a"
        return str(self.pair.lower) if self.pair.known else f"{self.pair.lower}–{self.pair.upper}"


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One administration, a cell to each column."""

    label: str
    cells: tuple[Cell, ...]
    own: bool = False


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Administrations by dimensions."""

    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    names: Names


@dataclass(frozen=True, slots=True)
class Share:
    """How many stand at each level for certain, and of how many the level cannot be told.

    ``withheld`` is the reason why nothing is shown; then all counts are zero.
    """

    label: str
    counts: tuple[int, int, int, int, int]
    unknown: int = 0
    withheld: str = ""

    @property
    def n(self) -> int:
        """Return how many there are."""
        return sum(self.counts) + self.unknown

    def at_least(self, level: int) -> int:
        """Return how many reach a level for certain."""
        return sum(self.counts[level - 1 :])


@dataclass(frozen=True, slots=True)
class Shares:
    """Bars that part at a level: those who reach ``divide`` to the right, the others to the left."""

    rows: tuple[Share, ...]
    names: Names
    divide: int = 3
    of: tuple[str, str] = ("administration", "administrations")


@dataclass(frozen=True, slots=True)
class Regions:
    """Small multiples: the same picture of shares for each group."""

    panels: tuple[Share, ...]
    names: Names
    of: tuple[str, str] = ("administration", "administrations")


@dataclass(frozen=True, slots=True)
class Slope:
    """One line over rounds. A pair is None where the round has no result."""

    label: str
    pairs: tuple[Pair | None, ...]
    change: Change
    own: bool = False


@dataclass(frozen=True, slots=True)
class Slopes:
    """Levels over rounds, a line for each administration or dimension."""

    rounds: tuple[str, ...]
    lines: tuple[Slope, ...]
    names: Names


@dataclass(frozen=True, slots=True)
class Count:
    """How many have something for certain, and how many more may have it. ``withheld``: why nothing is shown."""

    label: str
    certain: int
    possible: int
    total: int
    withheld: str = ""

    @property
    def reading(self) -> str:
        """Return ``4 of 9``, or ``4 to 6 of 9`` where answers are missing."""
        if self.withheld:
            return self.withheld
        return f"{wording.bounds(self.certain, self.certain + self.possible)} of {self.total}"


@dataclass(frozen=True, slots=True)
class Counts:
    """Bars of counts, each out of its own total."""

    rows: tuple[Count, ...]
    of: tuple[str, str] = ("administration", "administrations")


@dataclass(frozen=True, slots=True)
class Power:
    """One power: who holds it, what that means, and how the agency without it gets the result.

    ``access``: bounds of the level of access, None where nothing is rated.
    """

    label: str
    code: str
    customs: Held
    police: Held
    finding: str
    access: Pair | None
    words: str


@dataclass(frozen=True, slots=True)
class Powers:
    """The powers matrix. ``customs`` and ``police``: names of the agencies."""

    rows: tuple[Power, ...]
    customs: str
    police: str


@dataclass(frozen=True, slots=True)
class Sign:
    """One axis of exposure: a letter in the picture, its name, its bounds."""

    letter: str
    label: str
    pair: Pair


@dataclass(frozen=True, slots=True)
class Plane:
    """Exposure upwards, protection to the right. ``corners``: what each quarter means, and whether it is possible.

    In the order upper left, upper right, lower left, lower right. ``high`` and ``established``: where they part.
    """

    signs: tuple[Sign, ...]
    protection: Pair
    corners: tuple[tuple[str, bool], ...]
    high: int
    established: int


@dataclass(frozen=True, slots=True)
class Growth:
    """One thing counted at two dates. ``reason``: why the figures are not comparable; then nothing is drawn."""

    label: str
    unit: str
    first: Bound
    first_date: str
    last: Bound
    last_date: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Growths:
    """Pairs of dated figures. Those of one unit share a scale from zero."""

    rows: tuple[Growth, ...]

    @property
    def units(self) -> tuple[str, ...]:
        """Return the units of what is drawn, in order."""
        return tuple(dict.fromkeys(row.unit for row in self.rows if not row.reason))


Body = Band | HeatMap | Tracks | Shares | Regions | Slopes | Counts | Powers | Plane | Growths


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart. ``finding``: the sentence that says what it shows; ``subject``: what is measured, with its unit.

    ``notes``: how to read what is not plain, and what is withheld and why. ``marking``: the line of classification.
    """

    kind: Kind
    finding: str
    subject: str
    body: Body
    basis: Basis
    notes: tuple[str, ...] = ()
    fictional: bool = False
    marking: str = ""

    @property
    def alt(self) -> str:
        """Return the alternative text: the finding, then what is measured and on what it rests."""
        return f"{self.finding} {' '.join(_stopped(part) for part in (self.subject, *self.foot()))}".strip()

    def foot(self) -> tuple[str, ...]:
        """Return the lines below the chart: notes, the basis, whether it is fictional, and the classification."""
        notes = " ".join(_stopped(note) for note in self.notes if note)
        return tuple(filter(None, (notes, self.basis.line(), FICTIONAL * self.fictional, self.marking)))


def _stopped(text: str) -> str:
    return text if not text or text.endswith((".", "?", "!")) else f"{text}."
