"""The columns that say what a row of a panel file is about, the same in all its shapes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from diagnostic.answers.assessment import is_country
from diagnostic.benchmarking.panel import country
from diagnostic.content.model import Library
from diagnostic.content.schemas import nearest
from diagnostic.exchange.table import LIVE, Table, plain

#: What the user brings about an administration stands in columns that begin with this: ``group:income``.
GROUP = "group:"
MAX_TEXT = 40
_ADMINISTRATION = re.compile(r"([A-Z]{3}|A[0-9]{2,6})(-[1-9][0-9]?)?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(slots=True)
class Keys:
    """Reads the columns of keys, each different cell once, and notes what is wrong where it stands.

    ``columns``: what the user brings, by name and administration.
    """

    table: Table
    library: Library
    instrument: str
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    _known: dict[tuple[str, str], str] = field(default_factory=dict)
    _first: dict[tuple[str, str], int] = field(default_factory=dict)
    _policy: str = ""
    _policy_row: int = 0

    def place(self, name: str) -> int | None:
        """Return where a column stands."""
        return self.table.header.index(name) if name in self.table.header else None

    def groups(self) -> list[tuple[int, str]]:
        """Return the columns that the user brings."""
        found = [(place, name[len(GROUP) :].strip()) for place, name in enumerate(self.table.header)]
        return [(place, name) for place, name in found if self.table.header[place].startswith(GROUP)]

    def unknown_columns(self, known: Sequence[str]) -> None:
        """Note columns that are none of the known ones."""
        for place, name in enumerate(self.table.header):
            if name not in known and not name.startswith(GROUP):
                remedy = f"{nearest(name, list(known))}; a column of your own begins with '{GROUP}'"
                self.table.fault(self.table.header_row, place, f"unknown column '{name}'", remedy)
            elif name.startswith(GROUP) and not 0 < len(name[len(GROUP) :].strip()) <= MAX_TEXT:
                remedy = f"write it like '{GROUP}income'"
                self.table.fault(self.table.header_row, place, f"the column '{name}' has no name of its own", remedy)

    def missing_columns(self, needed: Sequence[str]) -> None:
        """Note columns that are needed and not there."""
        for name in needed:
            if name not in self.table.header:
                message = f"the column '{name}' is missing"
                self.table.fault(self.table.header_row, 0, message, f"add the column '{name}'")

    def administration(self, row: int, place: int, cell: str) -> str:
        """Return a country code or an alias."""
        known = self._known.get(("administration", cell))
        if known is not None:
            return known
        name = cell.strip()
        shaped = _ADMINISTRATION.fullmatch(name)
        code = country(name)
        if not shaped:
            message = f"'administration' is '{_short(cell)}'"
            remedy = (
                "write an ISO 3166-1 alpha-3 code such as FRA, XXA to XXZ for a fictional one, or an alias like A01"
            )
            self.table.fault(row, place, message, remedy)
        elif code.isalpha() and not is_country(code):
            remedy = "write an ISO 3166-1 alpha-3 code such as FRA, or XXA to XXZ for a fictional administration"
            self.table.fault(row, place, f"'{code}' is no country code", remedy)
        else:
            self._known["administration", cell] = name
        return name

    def text(self, what: str, row: int, place: int, cell: str) -> str:
        """Return a short text, such as the name of a round."""
        known = self._known.get((what, cell))
        if known is not None:
            return known
        text = plain(cell)
        if not text:
            self.table.fault(row, place, f"'{what}' is empty", f"write the {what}")
        elif len(text) > MAX_TEXT or _CONTROL.search(text):
            self.table.fault(row, place, f"'{what}' is '{_short(cell)}'", f"use at most {MAX_TEXT} plain characters")
        elif cell.lstrip().startswith(LIVE):
            remedy = "write the text itself; where it must begin like this, put ' before it"
            self.table.fault(row, place, f"'{what}' begins like a formula", remedy)
        else:
            self._known[what, cell] = text
        return text

    def choice(self, what: str, row: int, place: int, cell: str, options: Mapping[str, str]) -> str:
        """Return one of some words."""
        found = options.get(cell) or options.get(cell.strip().casefold())
        if found is None:
            self.table.fault(row, place, f"'{what}' is '{_short(cell)}'", nearest(cell.strip(), list(options)))
            return next(iter(options.values()))
        return found

    def version(self, row: int, place: int, cell: str) -> str:
        """Return a version of the questionnaire."""
        known = self._known.get(("version", cell))
        if known is not None:
            return known
        version = cell.strip()
        versions = self.library.versions(self.instrument)
        others = {name for name, _ in self.library.instruments if name != self.instrument}
        if version in versions:
            self._known["version", cell] = version
        elif any((name, version) in self.library.instruments for name in others):
            remedy = "countries are compared on their cooperation alone; leave these rows out"
            self.table.fault(row, place, f"'{version}' is not compared between countries", remedy)
        else:
            self.table.fault(row, place, f"unknown instrument version '{_short(cell)}'", nearest(version, versions))
        return version

    def policy(self, row: int, place: int, cell: str) -> str:
        """Return the policy of the row, which must be that of all rows."""
        if cell == self._policy and cell:
            return cell
        policy = cell.strip()
        # A policy without requirements gives no level on a continuum: it belongs to another kind of questionnaire.
        known = [id for id, one in self.library.policies.items() if any(level.requirements for level in one.levels)]
        if policy not in known:
            remedy = nearest(policy, known)
            self.table.fault(row, place, f"unknown policy '{_short(cell)}'", remedy)
        elif not self._policy:
            self._policy, self._policy_row = policy, row
        elif policy != self._policy:
            message = f"the row is under {policy}, row {self._policy_row} under {self._policy}"
            remedy = "results under different policies are never mixed: export them again under one, or bring answers"
            self.table.fault(row, place, message, remedy)
        return policy

    @property
    def only_policy(self) -> str:
        """The policy of all rows."""
        return self._policy

    def take_groups(self, row: int, cells: Sequence[str], administration: str, places: list[tuple[int, str]]) -> None:
        """Keep what the user brings about an administration; one administration has one value."""
        for place, name in places:
            if not cells[place].strip():
                continue
            value = self.text(GROUP + name, row, place, cells[place])
            kept = self.columns.setdefault(name, {}).setdefault(administration, value)
            first = self._first.setdefault((name, administration), row)
            if kept != value and first:
                self._first[name, administration] = 0  # said once
                message = f"{administration} is '{value}' here and '{kept}' in row {first}"
                self.table.fault(row, place, message, "give an administration the same in all its rows")


def _short(cell: str) -> str:
    text = _CONTROL.sub(" ", cell.strip())
    return text if len(text) <= 40 else text[:39] + "…"
