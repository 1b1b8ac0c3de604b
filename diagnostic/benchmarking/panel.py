"""A panel: many results side by side, in columns, under one policy.

A row is one result: of one agency, or of both together, for one administration in one round. Bounds are small
integers in matrices of one row per measure, so that a hundred thousand results are a few passes over memory.
Results under different policies are never mixed: where the answers are there, `scored.under` scores them again.
Countries are never compared on integrity: no panel holds an agency's own document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from diagnostic.answers.assessment import is_fictional
from diagnostic.benchmarking import rounds as counting
from diagnostic.scoring.outcomes import VIEWS, Pair, View

Whose = Literal["joint", "customs", "police"]
WHOSE: tuple[Whose, ...] = get_args(Whose)
#: The measure that stands before the dimensions.
CONTINUUM = "continuum"

Matrix = NDArray[np.int8]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.intp]


class PanelRefused(Exception):
    """The panel cannot be made. The message is for the user."""


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """Bounds of n results in one view, by measure: int8 of shape (measures, n), 0 where there is no level.

    ``withheld``: too little was answered, so that only the bounds may be shown.
    """

    lower: Matrix
    upper: Matrix
    withheld: Flags

    @classmethod
    def none(cls, measures: int, n: int) -> Levels:
        """Return levels of which none is known yet, to be filled."""
        shape = (measures, n)
        return cls(np.zeros(shape, np.int8), np.zeros(shape, np.int8), np.zeros(shape, np.bool_))

    def take(self, rows: NDArray[Any]) -> Levels:
        """Return the levels of some rows."""
        return Levels(self.lower[:, rows], self.upper[:, rows], self.withheld[:, rows])

    def pair(self, measure: int, row: int) -> Pair | None:
        """Return the bounds of one measure of one row."""
        lower = int(self.lower[measure, row])
        return Pair(lower, int(self.upper[measure, row])) if lower else None


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """One measure of some administrations in one round: who they are, and their bounds. Nobody is left without.

    ``without``: administrations to which the measure does not apply.
    """

    administrations: tuple[str, ...]
    lower: Matrix
    upper: Matrix
    withheld: Flags
    without: tuple[str, ...] = ()

    @property
    def n(self) -> int:
        """How many administrations have the measure."""
        return len(self.administrations)

    def only(self, administrations: frozenset[str] | set[str]) -> Measured:
        """Return the same measure of some of the administrations."""
        kept = np.array([name in administrations for name in self.administrations], np.bool_)
        return Measured(
            tuple(name for name in self.administrations if name in administrations),
            self.lower[kept],
            self.upper[kept],
            self.withheld[kept],
            tuple(name for name in self.without if name in administrations),
        )

    def pair(self, administration: str) -> Pair | None:
        """Return the bounds of an administration, None where it has none."""
        if administration not in self.administrations:
            return None
        place = self.administrations.index(administration)
        return Pair(int(self.lower[place]), int(self.upper[place]))


class Labels(NamedTuple):
    """A column of few different words: each word once, and its place in that list by row."""

    names: tuple[str, ...]
    places: Numbers

    @classmethod
    def of(cls, values: Iterable[str]) -> Labels:
        """Return a column of words, in the order in which they first stand."""
        known: dict[str, int] = {}
        places = [known.setdefault(value, len(known)) for value in values]
        return cls(tuple(known), np.array(places, np.intp))

    def sorted(self, names: tuple[str, ...]) -> Labels:
        """Return the same column over its words in another order."""
        return Labels(names, self.within(names))

    def within(self, names: tuple[str, ...]) -> Numbers:
        """Return the places of the rows in a list that holds all words of the column."""
        place = {name: index for index, name in enumerate(names)}
        moved = np.array([place[name] for name in self.names], np.intp)
        places: Numbers = moved[self.places] if len(self.places) else self.places
        return places


class Which(NamedTuple):
    """What the rows of a panel are results of. ``whose``: places in WHOSE."""

    administration: Labels
    round: Labels
    whose: Numbers
    version: Labels

    @classmethod
    def of(cls, keys: Sequence[Key]) -> Which:
        """Return the columns of keys."""
        return cls(
            Labels.of(key.administration for key in keys),
            Labels.of(key.round for key in keys),
            np.array([WHOSE.index(key.whose) for key in keys], np.intp),
            Labels.of(key.version for key in keys),
        )


@dataclass(frozen=True, slots=True)
class Key:
    """What one row of a panel is a result of. ``version``: the questionnaire that was answered."""

    administration: str
    round: str
    whose: Whose
    version: str


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Many results side by side; see the module.

    ``administrations`` are country codes (a second pair of agencies of a country carries a number: FRA-2) or
    aliases. ``administration``, ``round``, ``whose``, ``version``: places in the lists of the same names, by row.
    Rows are in order of administration, round and whose. ``columns``: what the user brings, such as income, by
    administration. ``answers``: what the results were scored from, where it is there.
    """

    policy: str
    measures: tuple[str, ...]
    administrations: tuple[str, ...]
    rounds: tuple[str, ...]
    versions: tuple[str, ...]
    administration: Numbers
    round: Numbers
    whose: Numbers
    version: Numbers
    claimed: Levels
    evidenced: Levels
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    answers: tuple[Any, ...] = ()
    notes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        policy: str,
        measures: Sequence[str],
        which: Which,
        claimed: Levels,
        evidenced: Levels,
        *,
        columns: Mapping[str, Mapping[str, str]] | None = None,
        answers: tuple[Any, ...] = (),
        notes: tuple[str, ...] = (),
    ) -> Panel:
        """Put rows in order and make a panel of them.

        Raises:
            PanelRefused: two rows are results of the same.
        """
        administrations, administration = which.administration.sorted(tuple(sorted(which.administration.names)))
        rounds, round = which.round.sorted(counting.in_order(which.round.names))
        versions, version = which.version.sorted(tuple(sorted(which.version.names)))
        rank = (administration * len(rounds) + round) * len(WHOSE) + which.whose
        order = np.argsort(rank, kind="stable")
        panel = cls(
            policy,
            tuple(measures),
            administrations,
            rounds,
            versions,
            administration[order],
            round[order],
            which.whose[order],
            version[order],
            claimed.take(order),
            evidenced.take(order),
            dict(columns or {}),
            answers,
            notes,
        )
        again = np.flatnonzero(np.diff(rank[order]) == 0)
        if again.size:
            key = panel.key(int(again[0]) + 1)
            raise PanelRefused(
                f"{key.administration} has two results for round {key.round}. Keep one of them and try again."
            )
        return panel

    @property
    def n(self) -> int:
        """How many results there are."""
        return len(self.administration)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The measures apart from the continuum."""
        return tuple(measure for measure in self.measures if measure != CONTINUUM)

    @property
    def fictional(self) -> tuple[str, ...]:
        """The administrations that do not exist."""
        return tuple(name for name in self.administrations if is_fictional(country(name)))

    def view(self, name: View) -> Levels:
        """Return the levels as claimed or as evidenced."""
        return self.claimed if name == "claimed" else self.evidenced

    def key(self, row: int) -> Key:
        """Return what a row is a result of."""
        return Key(
            self.administrations[self.administration[row]],
            self.rounds[self.round[row]],
            WHOSE[self.whose[row]],
            self.versions[self.version[row]],
        )

    def all_keys(self) -> Iterator[Key]:
        """Yield what the rows are results of, in order."""
        return (self.key(row) for row in range(self.n))

    def rows(self, round: str | None = None, whose: Whose | None = None) -> Numbers:
        """Return the places of the rows of a round and of a voice."""
        kept = np.ones(self.n, np.bool_)
        if round is not None:
            kept &= self.round == (self.rounds.index(round) if round in self.rounds else -1)
        if whose is not None:
            kept &= self.whose == WHOSE.index(whose)
        return np.flatnonzero(kept)

    def measure(self, measure: str, *, round: str, whose: Whose = "joint", view: View = "claimed") -> Measured:
        """Return one measure of every administration that has a result in a round."""
        rows, place = self.rows(round, whose), self.measures.index(measure)
        levels = self.view(view)
        known = levels.lower[place, rows] > 0
        names = [self.administrations[index] for index in self.administration[rows]]
        kept = rows[known]
        return Measured(
            tuple(name for name, has in zip(names, known, strict=True) if has),
            levels.lower[place, kept],
            levels.upper[place, kept],
            levels.withheld[place, kept],
            tuple(name for name, has in zip(names, known, strict=True) if not has),
        )

    def results(self, round: str, whose: Whose = "joint", view: View = "claimed") -> tuple[tuple[str, ...], Levels]:
        """Return all administrations with a result in a round, and their levels of every measure, in that order."""
        rows = self.rows(round, whose)
        rows = rows[self.view(view).lower[0, rows] > 0]
        return tuple(self.administrations[index] for index in self.administration[rows]), self.view(view).take(rows)

    def profile(
        self, administration: str, round: str, whose: Whose = "joint", view: View = "claimed"
    ) -> dict[str, Pair | None]:
        """Return all bounds of one result by measure, empty where the panel does not hold it."""
        if administration not in self.administrations or round not in self.rounds:
            return {}
        rows = self.rows(round, whose)
        rows = rows[self.administration[rows] == self.administrations.index(administration)]
        levels = self.view(view)
        return {measure: levels.pair(place, int(row)) for row in rows for place, measure in enumerate(self.measures)}

    def rounds_of(self, administration: str, whose: Whose = "joint") -> tuple[str, ...]:
        """Return the rounds for which an administration has a result."""
        rows = self.rows(whose=whose)
        if administration not in self.administrations:
            return ()
        rows = rows[self.administration[rows] == self.administrations.index(administration)]
        return tuple(self.rounds[index] for index in self.round[rows])

    def with_column(self, name: str, values: Mapping[str, str]) -> Panel:
        """Return the panel with one more column of what the user knows of administrations."""
        return replace(self, columns={**self.columns, name: dict(values)})


def country(administration: str) -> str:
    """Return the country code of an administration that is called by one, or the alias unchanged."""
    return administration.partition("-")[0]


def marking(panel: Panel) -> str:
    """Return the sentence that calls fictional administrations so, or nothing."""
    made_up, total = len(panel.fictional), len(panel.administrations)
    if not made_up:
        return ""
    if made_up == total:
        return "Fictional data: none of these administrations exists."
    return f"{made_up} of {total} administrations are fictional: {', '.join(panel.fictional[:6])}" + (
        " …." if made_up > 6 else "."
    )


def combine(panels: Sequence[Panel]) -> Panel:
    """Return one panel of several.

    Raises:
        PanelRefused: the panels are under different policies, or hold the same result.
    """
    policies = sorted({panel.policy for panel in panels})
    if len(policies) != 1:
        raise PanelRefused(
            f"The results are under different policies ({', '.join(policies)}) and are never mixed. "
            "Score them again under one policy where the answers are there, or leave one policy out."
        )
    measures = tuple(dict.fromkeys(measure for panel in panels for measure in panel.measures))
    n = sum(panel.n for panel in panels)
    views = {view: Levels.none(len(measures), n) for view in VIEWS}
    start = 0
    for panel in panels:
        places = [measures.index(measure) for measure in panel.measures]
        part = slice(start, start + panel.n)
        for view, whole in views.items():
            whole.lower[places, part] = panel.view(view).lower
            whole.upper[places, part] = panel.view(view).upper
            whole.withheld[places, part] = panel.view(view).withheld
        start += panel.n
    columns: dict[str, dict[str, str]] = {}
    for panel in panels:
        for name, values in panel.columns.items():
            columns.setdefault(name, {}).update(values)
    return Panel.of(
        policies[0],
        measures,
        Which.of([key for panel in panels for key in panel.all_keys()]),
        views["claimed"],
        views["evidenced"],
        columns=columns,
        answers=tuple(block for panel in panels for block in panel.answers)
        if all(panel.answers for panel in panels)
        else (),
        notes=tuple(dict.fromkeys(note for panel in panels for note in panel.notes)),
    )
