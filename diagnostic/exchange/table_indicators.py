"""Figures from elsewhere, from a table that the user brings: shown beside levels, never mixed into them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal, cast, get_args

from diagnostic import places
from diagnostic.answers.assessment import countries, is_country
from diagnostic.content.faults import Fault, Refused
from diagnostic.content.schemas import nearest
from diagnostic.content.strict import Document, read_path
from diagnostic.exchange.table import LIVE, Table, plain

Direction = Literal["higher_is_better", "lower_is_better", "higher_is_worse", "unknown"]
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
#: What the columns of a file may mean.
ROLES = ("country", "indicator", "year", "value", "source")

_FORMAT = "cpdiag-indicator-presets/1"
_KEYS = {
    "id",
    "title",
    "about",
    "publisher",
    "columns",
    "years",
    "indicator",
    "unit",
    "scale",
    "direction",
    "leave_out_unknown_codes",
    "licence",
    "read_at",
}
_NEEDED = ("id", "title", "about", "publisher", "columns", "unit", "direction", "licence")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]{1,2})?")
_YEAR = re.compile(r"(19|20)[0-9]{2}")
_YEAR_TITLE = re.compile(r"((?:19|20)[0-9]{2})(?: \[yr(?:19|20)[0-9]{2}\])?")
#: How files write that there is no value.
_NOTHING = frozenset({"", "..", "n/a", "na", "-"})


@dataclass(frozen=True, slots=True)
class Preset:
    """How a usual file is laid out and what its figures mean.

    ``columns``: names of columns by role. ``years_in_columns``: one column per year instead of year and value.
    ``indicator``: the one that is read, where a file holds many or names none.
    """

    id: str
    title: str
    about: str
    publisher: str
    columns: Mapping[str, str]
    unit: str
    direction: Direction
    licence: str
    indicator: str = ""
    scale: tuple[Decimal, Decimal] | None = None
    years_in_columns: bool = False
    leave_out_unknown_codes: bool = False
    read_at: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure of one country in one year."""

    iso3: str
    indicator: str
    year: int
    value: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Indicators:
    """What was read of a file, with what has to be said beside it. ``left_out``: codes that are no country."""

    preset: Preset
    observations: tuple[Observation, ...]
    left_out: tuple[str, ...]

    @property
    def small_print(self) -> str:
        """What stands under every chart of these figures."""
        scale = f", from {self.preset.scale[0]} to {self.preset.scale[1]}" if self.preset.scale else ""
        sources = sorted({one.source for one in self.observations if one.source}) or [self.preset.publisher]
        return f"{self.preset.title} ({self.preset.unit}{scale}). Source: {'; '.join(sources)}. {self.preset.licence}"

    def latest(self, indicator: str = "") -> dict[str, Observation]:
        """Return the newest figure of every country."""
        found: dict[str, Observation] = {}
        for one in sorted(self.observations, key=lambda observation: observation.year):
            if not indicator or one.indicator == indicator:
                found[one.iso3] = one
        return found


@cache
def presets() -> dict[str, Preset]:
    """Return the shipped presets by id."""
    return read_presets(read_path(places.data("benchmarks") / "indicator_presets.yaml", "indicator_presets.yaml"))


def read_presets(document: Document) -> dict[str, Preset]:
    """Read presets.

    Raises:
        Refused: with every fault by line and column.
    """
    data = document.data
    if not isinstance(data, dict) or data.get("format") != _FORMAT or not isinstance(data.get("presets"), list):
        raise Refused([document.fault(("format",), "this file holds no presets", f"write format: {_FORMAT}")])
    faults: list[Fault] = []
    found: dict[str, Preset] = {}
    for index, entry in enumerate(data["presets"]):
        wrong = list(_preset_faults(document, index, entry, found))
        faults += wrong
        if not wrong:
            found[entry["id"]] = _preset(entry)
    if faults:
        raise Refused(faults)
    return found


def _preset_faults(document: Document, index: int, entry: Any, before: Mapping[str, Preset]) -> list[Fault]:
    path = ("presets", index)
    if not isinstance(entry, dict):
        return [document.fault(path, "a preset is no mapping", "write it like the others")]
    faults = [document.fault(path, f"'{key}' is missing", f"add '{key}'") for key in _NEEDED if not entry.get(key)]
    faults += [
        document.fault((*path, key), f"unknown key '{key}'", nearest(key, sorted(_KEYS)), at_key=True)
        for key in entry
        if key not in _KEYS
    ]
    if faults:
        return faults
    if entry["id"] in before:
        faults.append(document.fault((*path, "id"), f"the id '{entry['id']}' stands twice", "give it another id"))
    if entry["direction"] not in DIRECTIONS:
        remedy = nearest(entry["direction"], DIRECTIONS)
        faults.append(document.fault((*path, "direction"), f"unknown direction '{entry['direction']}'", remedy))
    columns = entry["columns"]
    faults += [
        document.fault((*path, "columns", role), f"unknown role '{role}'", nearest(role, ROLES), at_key=True)
        for role in columns
        if role not in ROLES
    ]
    wanted = ["country"] if entry.get("years") == "columns" else ["country", "year", "value"]
    faults += [
        document.fault((*path, "columns"), f"no column for '{role}'", f"add {role}: name of the column")
        for role in wanted
        if role not in columns
    ]
    scale = entry.get("scale")
    if scale is not None and not (len(scale) == 2 and scale[0] < scale[1]):
        faults.append(document.fault((*path, "scale"), "the scale does not rise", "write it like [1, 5]"))
    return faults


def _preset(entry: Mapping[str, Any]) -> Preset:
    scale = entry.get("scale")
    return Preset(
        id=entry["id"],
        title=entry["title"],
        about=entry["about"],
        publisher=entry["publisher"],
        columns={role: name.casefold() for role, name in entry["columns"].items()},
        unit=entry["unit"],
        direction=cast(Direction, entry["direction"]),
        licence=entry["licence"],
        indicator=entry.get("indicator", ""),
        scale=(Decimal(scale[0]), Decimal(scale[1])) if scale else None,
        years_in_columns=entry.get("years") == "columns",
        leave_out_unknown_codes=bool(entry.get("leave_out_unknown_codes")),
        read_at=entry.get("read_at", ""),
    )


def read(source: Table, preset: Preset, columns: Mapping[str, str] | None = None) -> Indicators:
    """Read figures from a table.

    ``columns``: names of columns by role, where the file calls them something else than the preset.

    Raises:
        Refused: with every fault by row and column; nothing is partly read.
    """
    names = {**preset.columns, **{role: name.casefold() for role, name in (columns or {}).items()}}
    at: dict[str, int] = {}
    for role, name in names.items():
        if name in source.header:
            at[role] = source.header.index(name)
        elif role != "source":
            remedy = f"{nearest(name, source.header)}; or say which column holds it"
            source.fault(source.header_row, 0, f"no column '{name}' for the {role}", remedy)
    years = [
        (place, int(match[1])) for place, name in enumerate(source.header) if (match := _YEAR_TITLE.fullmatch(name))
    ]
    if preset.years_in_columns and not years:
        source.fault(source.header_row, 0, "no column is named for a year", "keep the years as columns: 2018, 2023 …")
    source.faults.check()
    reader = _Reader(source, preset, at)
    for number, row in source.rows:
        if preset.years_in_columns:
            reader.take(number, row, years)
        else:
            year = row[at["year"]].strip()
            if not _YEAR.fullmatch(year):
                source.fault(number, at["year"], f"the year is '{year[:20]}'", "write a year such as 2023")
                continue
            reader.take(number, row, [(at["value"], int(year))])
    source.faults.check()
    if not reader.found:
        raise source.refuse("no figure was found", "check the indicator, and that the file holds values")
    return Indicators(preset, tuple(reader.found.values()), tuple(sorted(reader.left_out)))


class _Reader:
    """Turns rows into figures."""

    def __init__(self, source: Table, preset: Preset, at: Mapping[str, int]) -> None:
        self._source, self._preset, self._at = source, preset, at
        self._codes = {name.casefold(): code for code, name in countries().items()}
        self._rows: dict[tuple[str, str, int], int] = {}
        self.found: dict[tuple[str, str, int], Observation] = {}
        self.left_out: set[str] = set()

    def take(self, number: int, row: list[str], places: list[tuple[int, int]]) -> None:
        """Take the figures of a row, by column and year."""
        indicator = plain(row[self._at["indicator"]]) if "indicator" in self._at else self._preset.indicator
        if self._preset.indicator and indicator != self._preset.indicator:
            return
        values = [(place, year) for place, year in places if row[place].strip().casefold() not in _NOTHING]
        if not values:
            return
        if not indicator:
            self._source.fault(number, self._at["indicator"], "the indicator has no name", "name it")
            return
        country = self._country(number, row[self._at["country"]])
        said = plain(row[self._at["source"]]) if "source" in self._at else ""
        for place, year in values:
            value = self._value(number, place, row[place].strip())
            if value is None or not country:
                continue
            key = (country, indicator, year)
            if key in self.found:
                message = f"{country}, {indicator}, {year} stands twice (first in row {self._rows[key]})"
                self._source.fault(number, place, message, "keep one of the two")
                continue
            self._rows[key] = number
            self.found[key] = Observation(country, indicator, year, value, said or self._preset.publisher)

    def _country(self, number: int, cell: str) -> str:
        code = cell.strip()
        if is_country(code):
            return code
        if code.casefold() in self._codes:
            return self._codes[code.casefold()]
        if self._preset.leave_out_unknown_codes and re.fullmatch(r"[A-Z]{3}", code):
            self.left_out.add(code)
            return ""
        remedy = "write an ISO 3166-1 alpha-3 code such as FRA"
        self._source.fault(number, self._at["country"], f"'{code[:40]}' is no country", remedy)
        return ""

    def _value(self, number: int, place: int, cell: str) -> Decimal | None:
        if not _NUMBER.fullmatch(cell):
            what = "holds a formula" if cell.startswith(LIVE) and not cell[1:2].isdigit() else "is no number"
            self._source.fault(number, place, f"the value '{cell[:40]}' {what}", "write it like 3.2, with a point")
            return None
        value, scale = Decimal(cell), self._preset.scale
        if scale and not scale[0] <= value <= scale[1]:
            message = f"the value {cell} lies outside the scale from {scale[0]} to {scale[1]}"
            self._source.fault(number, place, message, "check the column, or read the file as a table of your own")
            return None
        return value
