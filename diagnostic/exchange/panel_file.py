"""The panel file, ``cpdiag-panel/1``: levels of many administrations in one table of CSV or XLSX.

Every row says whose result it is: ``administration`` (ISO alpha-3 code, a fictional code, or an alias like A01),
``round``, ``voice`` (joint, customs, police), ``policy``, ``instrument`` (the version answered) and, if both views
are in the file, ``view`` (claimed, evidenced; claimed where the column is left out). Then, in one of two shapes:

- wide: ``continuum_lower``, ``continuum_upper`` and for each dimension ``framework_lower``, ``framework_upper``
  and, where wanted, ``framework_withheld`` (yes or no);
- long: ``measure`` (continuum or a dimension), ``lower``, ``upper`` and, where wanted, ``withheld``.

Two empty cells mean that a dimension does not apply. Columns of the user's own begin with ``group:``. Lines that
begin with # are comments. A table of *answers* (see `panel_answers`) is read as well and scored on the spot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from random import Random, SystemRandom

import numpy as np

from diagnostic.benchmarking.panel import (
    CONTINUUM,
    WHOSE,
    Key,
    Levels,
    Panel,
    PanelRefused,
    Which,
    marking,
)
from diagnostic.content.model import Library
from diagnostic.content.schemas import nearest
from diagnostic.disclosure import Settings
from diagnostic.exchange import panel_answers, table
from diagnostic.exchange.panel_keys import GROUP, Keys
from diagnostic.exchange.table import Table
from diagnostic.scoring.outcomes import VIEWS, View

FORMAT = "cpdiag-panel/1"
INSTRUMENT = "cooperation"

_NEEDED = ("administration", "round", "voice", "policy", "instrument")
_VOICES: dict[str, str] = {voice: voice for voice in WHOSE}
_VIEWS: dict[str, str] = {view: view for view in VIEWS}
_LEVELS = {"": 0, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5}
#: A cell about which a fault was noted; nothing more is to be said of it.
_FAULTY = 7
_FLAGS = {"": 0, "no": 0, "false": 0, "0": 0, "yes": 1, "true": 1, "1": 1}


def read(path: Path, library: Library) -> Panel:
    """Read a panel from a file; nothing is partly read.

    Raises:
        Refused: with every fault by row and column.
        PanelRefused: the rows are sound but cannot stand side by side.
    """
    return from_table(table.read_path(path), library)


def read_upload(raw: bytes, name: str, library: Library) -> Panel:
    """Read a panel from the bytes of a file that a user handed over; see `read`."""
    return from_table(table.read_bytes(raw, name), library)


def from_table(source: Table, library: Library) -> Panel:
    """Read a panel from a table of any of the shapes; see `read`."""
    if panel_answers.recognises(source, library):
        return panel_answers.from_table(source, library)
    if "measure" in source.header:
        return _long(source, library)
    if f"{CONTINUUM}_lower" in source.header:
        return _wide(source, library)
    raise source.refuse(
        "the table is neither wide nor long nor of answers",
        f"give columns {', '.join(_NEEDED)} and either {CONTINUUM}_lower, {CONTINUUM}_upper …, or measure, lower, "
        "upper, or the ids of items such as a_1",
    )


def dimensions(library: Library) -> tuple[str, ...]:
    """Return the dimensions that a panel may hold, those of the newest version first."""
    versions = reversed(library.versions(INSTRUMENT))
    return tuple(
        dict.fromkeys(side.id for version in versions for side in library.instrument(INSTRUMENT, version).dimensions)
    )


# ------------------------------------------------------------------ reading


@dataclass(slots=True)
class _Rows:
    """The results that rows are about, each once, and in which row each view of it first stood."""

    keys: Keys
    places: Mapping[str, int]
    groups: list[tuple[int, str]]
    view_place: int | None

    @classmethod
    def of(cls, source: Table, library: Library, known: Sequence[str]) -> _Rows:
        """Check the columns of a table and get ready to read its rows."""
        keys = Keys(source, library, INSTRUMENT)
        keys.missing_columns([name for name in _NEEDED if name not in source.header])
        keys.unknown_columns([*_NEEDED, "view", *known])
        source.faults.check()
        places = {name: source.header.index(name) for name in _NEEDED}
        return cls(keys, places, keys.groups(), keys.place("view"))

    def key(self, number: int, row: list[str]) -> tuple[Key, View]:
        """Return what a row is about."""
        keys, places = self.keys, self.places
        administration = keys.administration(number, places["administration"], row[places["administration"]])
        if self.groups:
            keys.take_groups(number, row, administration, self.groups)
        keys.policy(number, places["policy"], row[places["policy"]])
        view = "claimed"
        if self.view_place is not None:
            view = keys.choice("view", number, self.view_place, row[self.view_place], _VIEWS)
        key = Key(
            administration,
            keys.text("round", number, places["round"], row[places["round"]]),
            keys.choice("voice", number, places["voice"], row[places["voice"]], _VOICES),  # type: ignore[arg-type]
            keys.version(number, places["instrument"], row[places["instrument"]]),
        )
        return key, view  # type: ignore[return-value]


def _wide(source: Table, library: Library) -> Panel:
    allowed = (CONTINUUM, *dimensions(library))
    parts = {f"{name}_{side}": (name, side) for name in allowed for side in ("lower", "upper", "withheld")}
    del parts[f"{CONTINUUM}_withheld"]
    rows = _Rows.of(source, library, list(parts))
    measures = tuple(name for name in allowed if f"{name}_lower" in source.header or f"{name}_upper" in source.header)
    rows.keys.missing_columns([f"{name}_{side}" for name in measures for side in ("lower", "upper")])
    source.faults.check()
    columns = [place for place, title in enumerate(source.header) if title in parts]
    flags = [source.header[place].endswith("_withheld") for place in columns]
    words = [_FLAGS if flag else _LEVELS for flag in flags]
    cells = itemgetter(*columns)
    numbers: list[int] = []
    keyed: list[tuple[Key, View]] = []
    codes = bytearray()
    for number, row in source.rows:
        keyed.append(rows.key(number, row))
        numbers.append(number)
        try:
            codes += bytes([known[cell] for known, cell in zip(words, cells(row), strict=True)])
        except KeyError:
            codes += bytes([_cell(source, number, place, row[place]) for place in columns])
    matrix = np.frombuffer(codes, np.uint8).reshape(len(numbers), len(columns)).T.astype(np.int8)
    at = {source.header[place]: index for index, place in enumerate(columns)}
    shape = (len(measures), len(numbers))
    levels = Levels.none(*shape)
    for place, name in enumerate(measures):
        levels.lower[place], levels.upper[place] = matrix[at[f"{name}_lower"]], matrix[at[f"{name}_upper"]]
        if f"{name}_withheld" in at:
            levels.withheld[place] = matrix[at[f"{name}_withheld"]] == 1
        _check_bounds(source, numbers, name, levels, place, source.header.index(f"{name}_lower"))
    return _panel(source, rows, measures, keyed, numbers, levels)


def _cell(source: Table, number: int, place: int, cell: str) -> int:
    """Return the code of a cell, or note what is wrong with it."""
    title = source.header[place]
    flag = title.endswith("withheld")
    known = _FLAGS if flag else _LEVELS
    code = known.get(cell.strip().casefold())
    if code is None:
        shown = cell.strip()[:40]
        if flag:
            source.fault(number, place, f"'{title}' is '{shown}'", "write yes or no")
        elif shown.startswith(table.LIVE):
            remedy = "write a whole number from 1 to 5 instead of a formula"
            source.fault(number, place, f"'{title}' holds the formula '{shown}'", remedy)
        else:
            remedy = "write a whole number from 1 to 5, or leave both bounds empty where nothing applies"
            source.fault(number, place, f"'{title}' is '{shown}'", remedy)
        return _FAULTY
    return code


def _check_bounds(source: Table, numbers: Sequence[int], name: str, levels: Levels, place: int, column: int) -> None:
    """Note bounds of a measure that do not fit each other."""
    lower, upper = levels.lower[place], levels.upper[place]
    wrong = (lower > upper) | ((lower == 0) != (upper == 0))
    if name == CONTINUUM:
        wrong |= lower == 0
    wrong &= (lower != _FAULTY) & (upper != _FAULTY)
    for index in np.flatnonzero(wrong):
        low, high = int(lower[index]), int(upper[index])
        if low and high:
            message, remedy = f"'{name}' is from {low} to {high}", "the lower bound is at most the upper one"
        elif name == CONTINUUM:
            message, remedy = f"'{name}' is empty", "every result has both bounds on the continuum"
        else:
            message = f"'{name}' has one bound only"
            remedy = "give both, or neither where the dimension does not apply"
        source.fault(numbers[int(index)], column, message, remedy)
    both_known = levels.withheld[place] & ((lower == upper) | (lower == 0))
    for index in np.flatnonzero(both_known & ~wrong):
        message = f"'{name}' is withheld, and yet its level is known"
        source.fault(numbers[int(index)], column, message, "withheld is said only where the bounds lie apart")


def _long(source: Table, library: Library) -> Panel:
    allowed = (CONTINUUM, *dimensions(library))
    rows = _Rows.of(source, library, ("measure", "lower", "upper", "withheld"))
    rows.keys.missing_columns(["lower", "upper"])
    source.faults.check()
    header = source.header
    measure_at, lower_at, upper_at = (header.index(name) for name in ("measure", "lower", "upper"))
    withheld_at = rows.keys.place("withheld")
    found: dict[tuple[Key, View], dict[str, tuple[int, int, int, int]]] = {}
    names = {name: name for name in allowed}
    for number, row in source.rows:
        keyed = rows.key(number, row)
        measure = row[measure_at].strip().casefold()
        if measure not in names:
            source.fault(number, measure_at, f"unknown measure '{measure[:40]}'", nearest(measure, allowed))
            continue
        withheld = _cell(source, number, withheld_at, row[withheld_at]) if withheld_at is not None else 0
        said = (
            _cell(source, number, lower_at, row[lower_at]),
            _cell(source, number, upper_at, row[upper_at]),
            withheld,
            number,
        )
        kept = found.setdefault(keyed, {}).setdefault(measure, said)
        if kept is not said:
            message = f"{_said(*keyed)}: '{measure}' stands twice (first in row {kept[3]})"
            source.fault(number, measure_at, message, "keep one of the two")
    measures = tuple(name for name in allowed if any(name in said for said in found.values()))
    levels = Levels.none(len(measures), len(found))
    numbers = [next(iter(said.values()))[3] for said in found.values()]
    for place, name in enumerate(measures):
        own = list(numbers)
        for index, given in enumerate(found.values()):
            if name in given:
                low, high, withheld, own[index] = given[name]
                levels.lower[place, index], levels.upper[place, index] = low, high
                levels.withheld[place, index] = withheld == 1
        _check_bounds(source, own, name, levels, place, lower_at)
    if found and CONTINUUM not in measures:
        raise source.refuse(f"no row gives the measure '{CONTINUUM}'", "every result has its place on the continuum")
    return _panel(source, rows, measures, list(found), numbers, levels)


def _panel(
    source: Table,
    rows: _Rows,
    measures: Sequence[str],
    keyed: Sequence[tuple[Key, View]],
    numbers: Sequence[int],
    levels: Levels,
) -> Panel:
    """Bring the two views of each result together in one row of a panel."""
    results: dict[tuple[str, str, str], int] = {}
    keys: list[Key] = []
    first: dict[tuple[str, str, str, str], int] = {}
    column = rows.places["administration"]
    where: dict[View, tuple[list[int], list[int]]] = {view: ([], []) for view in VIEWS}
    for index, (key, view) in enumerate(keyed):
        of = (key.administration, key.round, key.whose)
        known = first.setdefault((*of, view), numbers[index])
        if known != numbers[index]:
            message = f"{_said(key, view)} stands twice (first in row {known})"
            source.fault(numbers[index], column, message, "keep one of the two")
            continue
        if of not in results:
            results[of] = len(keys)
            keys.append(key)
        elif keys[results[of]].version != key.version:
            message = f"{_said(key, view)} names another instrument version than its other view"
            source.fault(numbers[index], rows.places["instrument"], message, "give both views of one result")
        where[view][0].append(index)
        where[view][1].append(results[of])
    source.faults.check()
    if not keys:
        raise source.refuse("the table has no rows", "give at least one result")
    views = {view: Levels.none(len(measures), len(keys)) for view in VIEWS}
    for view, (indices, targets) in where.items():
        for side in ("lower", "upper", "withheld"):
            getattr(views[view], side)[:, targets] = getattr(levels, side)[:, indices]
    return Panel.of(
        rows.keys.only_policy,
        measures,
        Which.of(keys),
        views["claimed"],
        views["evidenced"],
        columns=rows.keys.columns,
    )


def _said(key: Key, view: View) -> str:
    return f"{key.administration}, round {key.round}, {key.whose}, {view}"


# ------------------------------------------------------------------ writing


@dataclass(frozen=True, slots=True)
class Export:
    """A panel as it may leave the house: its text, what each administration was called, and what was left out.

    ``key`` is for the person who exports alone; it is no part of the text.
    """

    text: str
    key: Mapping[str, str]
    notes: tuple[str, ...]


def anonymised(
    panel: Panel,
    *,
    keep_countries: bool = False,
    groups: Iterable[str] = (),
    long: bool = False,
    settings: Settings | None = None,
    dice: Random | None = None,
) -> Export:
    """Return a panel as a file with only what a panel needs: aliases, rounds, versions and levels.

    Texts, names of agencies, ids, dates and answers are not in a panel file at all. Aliases are drawn anew for
    each export, so that neither their order nor an earlier file tells who is who. ``groups``: columns of the
    user's own to keep; a group of few administrations is left blank there. ``dice``: for tests only.

    Raises:
        PanelRefused: a column is asked for that the panel does not hold.
    """
    names = list(panel.administrations)
    called = {name: name for name in names}
    if not keep_countries:
        (dice or SystemRandom()).shuffle(names)
        width = max(2, len(str(len(names))))
        called = {name: f"A{number:0{width}}" for number, name in enumerate(names, start=1)}
    settings = settings or Settings()
    kept: dict[str, dict[str, str]] = {}
    notes: list[str] = []
    for column in groups:
        if column not in panel.columns:
            raise PanelRefused(
                f"The panel has no column “{column}”. {nearest(column, list(panel.columns)).capitalize()}."
            )
        values = panel.columns[column]
        sizes = {value: sum(values.get(name) == value for name in names) for value in set(values.values())}
        small = {value for value, size in sizes.items() if size < settings.minimum}
        kept[column] = {name: value for name, value in values.items() if keep_countries or value not in small}
        if small and not keep_countries:
            notes.append(
                f"In “{column}”, groups of fewer than {settings.minimum} administrations were left blank "
                f"({len(small)} of {len(sizes)})."
            )
    if not keep_countries and (named := [round for round in panel.rounds if not round.isdecimal()]):
        notes.append(f"Rounds leave as they are named: {', '.join(named)}. Check that no name tells the country.")
    text = _text(panel, called, kept, long=long, fictional=bool(panel.fictional))
    return Export(text, {alias: name for name, alias in called.items()}, tuple(notes))


def _text(
    panel: Panel, called: Mapping[str, str], groups: Mapping[str, Mapping[str, str]], *, long: bool, fictional: bool
) -> str:
    header = [*_NEEDED, "view", *(f"{GROUP}{name}" for name in groups)]
    if long:
        header += ["measure", "lower", "upper", "withheld"]
    else:
        for measure in panel.measures:
            header += [f"{measure}_lower", f"{measure}_upper"]
            header += [f"{measure}_withheld"] if measure != CONTINUUM else []
    comments = [f"{FORMAT}: levels 1 to 5 as bounds; two empty cells where a dimension does not apply."]
    if fictional:
        comments.append(marking(panel) if panel.fictional != panel.administrations else "Fictional data.")
    return table.write_csv(header, _lines(panel, called, groups, long), comments)


def _lines(
    panel: Panel, called: Mapping[str, str], groups: Mapping[str, Mapping[str, str]], long: bool
) -> Iterator[list[str]]:
    # In order of what is written: the order of rows must not tell whose they are.
    places = [called[name] for name in panel.administrations]
    order = sorted(
        range(panel.n), key=lambda row: (places[panel.administration[row]], panel.round[row], panel.whose[row])
    )
    for row in order:
        key = panel.key(row)
        for view in VIEWS:
            levels = panel.view(view)
            if not levels.lower[0, row]:
                continue
            start = [called[key.administration], key.round, key.whose, panel.policy, key.version, view]
            start += [groups[name].get(key.administration, "") for name in groups]
            cells = [
                (measure, *_bounds(levels, place, row), "yes" if levels.withheld[place, row] else "no")
                for place, measure in enumerate(panel.measures)
            ]
            if long:
                for measure, low, high, withheld in cells:
                    if low:
                        yield [*start, measure, low, high, withheld]
            else:
                line = list(start)
                for measure, low, high, withheld in cells:
                    line += [low, high] if measure == CONTINUUM else [low, high, withheld if low else ""]
                yield line


def _bounds(levels: Levels, place: int, row: int) -> tuple[str, str]:
    pair = levels.pair(place, row)
    return (str(pair.lower), str(pair.upper)) if pair else ("", "")
