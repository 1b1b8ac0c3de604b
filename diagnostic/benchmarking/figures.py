"""Dated figures with their sources, and the few of them that may be set side by side.

Two figures are comparable when they are declared as one series (the same thing counted), carry the same unit, were
both reported rather than planned or computed, and are dated apart. For every other pair there is a reason.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any, Literal, cast, get_args

from diagnostic import places, wording
from diagnostic.answers.assessment import is_country, is_fictional
from diagnostic.content.faults import Refused
from diagnostic.content.strict import Document, read_path

Kind = Literal[
    "reported",
    "derived",
    "milestone",
    "framework",
    "list",
    "plan",
    "practice",
    "citation",
    "qualitative",
    "licence",
    "standard",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
#: How a figure stands to its value: exactly, about, more than, at least, less than, at most, nearly.
Qualifier = Literal["=", "~", ">", ">=", "<", "<=", "~<", "max", "n/a"]
QUALIFIERS: tuple[Qualifier, ...] = get_args(Qualifier)

_COLUMNS = (
    "id",
    "indicator",
    "value",
    "unit",
    "year_or_date",
    "geography",
    "body_programme",
    "source_document",
    "note",
    "qualifier",
    "kind",
    "countries_iso3",
    "source_line",
)
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DAY = r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
_SPAN = re.compile(rf"({_DAY})(?: to ({_DAY})|(?:/|-)([0-9]{{4}}))?(?: \([a-z]+\))?")
_UNDATED = "n.d. (source undated)"
#: Kinds whose value is a count or a measurement.
_COUNTED: frozenset[Kind] = frozenset({"reported", "derived", "framework", "list", "practice", "standard"})

_BEFORE: dict[Qualifier, str] = {
    "~": "about ",
    ">": "more than ",
    ">=": "at least ",
    "<": "less than ",
    "<=": "at most ",
    "~<": "almost ",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One dated fact. ``value`` is None where the source gives no number; ``since`` and ``until``: its time."""

    id: str
    indicator: str
    value: Fraction | None
    said: str
    unit: str
    dated: str
    since: date | None
    until: date | None
    geography: str
    programme: str
    source: str
    note: str
    qualifier: Qualifier
    kind: Kind
    countries: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The value as it may be shown: with its qualifier in words and never without its date."""
        if self.value is None or self.kind not in _COUNTED:
            return self.said or self.indicator
        return f"{_BEFORE.get(self.qualifier, '')}{float(self.value):,g} {self.unit} ({self.dated})"


@dataclass(frozen=True, slots=True)
class Series:
    """Figures that count the same thing at different times, the earliest first."""

    id: str
    title: str
    counts: str
    figures: tuple[Figure, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Growth:
    """How much a series grew from its first figure to its last: from ``least`` to ``most``, None where it is open."""

    least: Fraction | None
    most: Fraction | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures, the series among them, and pairs that are no series with the reason."""

    all: Mapping[str, Figure]
    series: tuple[Series, ...]
    not_comparable: Mapping[frozenset[str], str]


@cache
def shipped() -> Figures:
    """Return the figures that ship with the package.

    Raises:
        ValueError: a row is not as it should be; the message names the line.
        Refused: the declared series are not sound.
    """
    folder = places.data("benchmarks")
    figures = read(folder.joinpath("reference_figures.csv").read_text(encoding="utf-8").splitlines())
    return declared(read_path(folder / "reference_series.yaml", "reference_series.yaml"), figures)


def read(lines: Iterable[str]) -> dict[str, Figure]:
    """Read dated figures, strictly; see `shipped`."""
    rows = csv.DictReader(lines, strict=True)
    if tuple(rows.fieldnames or ()) != _COLUMNS:
        raise ValueError(f"line 1: the columns must be {', '.join(_COLUMNS)}")
    found: dict[str, Figure] = {}
    for number, row in enumerate(rows, start=2):
        try:
            figure = _figure(row)
            if figure.id in found:
                raise ValueError(f"the id {figure.id} stands twice")
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from None
        found[figure.id] = figure
    return found


def _figure(row: Mapping[str, Any]) -> Figure:
    if None in row or None in row.values():
        raise ValueError("the row has more or fewer cells than the header")
    if wrong := [name for name, cell in row.items() if cell != cell.strip()]:
        raise ValueError(f"'{wrong[0]}' begins or ends with a space")
    if not re.fullmatch(r"SF[0-9]{3}", row["id"]):
        raise ValueError(f"the id is '{row['id']}'")
    for name in ("indicator", "unit", "year_or_date", "body_programme", "source_document", "note"):
        if not row[name] and name != "note":
            raise ValueError(f"'{name}' is empty")
    if row["kind"] not in KINDS:
        raise ValueError(f"the kind is '{row['kind']}'")
    if row["qualifier"] not in QUALIFIERS:
        raise ValueError(f"the qualifier is '{row['qualifier']}'")
    if not row["source_line"].isdecimal():
        raise ValueError("the line of the source is no number")
    kind = cast(Kind, row["kind"])
    number = row["value"]
    if kind in _COUNTED and not _NUMBER.fullmatch(number):
        raise ValueError(f"the value is '{number}', no number")
    if kind == "qualitative" and number:
        raise ValueError("what is qualitative has no number")
    codes = tuple(row["countries_iso3"].split())
    if unknown := [code for code in codes if not is_country(code) or is_fictional(code)]:
        raise ValueError(f"'{unknown[0]}' is no country code")
    if len(set(codes)) != len(codes):
        raise ValueError("a country stands twice")
    since, until = _time(row["year_or_date"])
    return Figure(
        id=row["id"],
        indicator=row["indicator"],
        value=Fraction(number) if _NUMBER.fullmatch(number) else None,
        said=number,
        unit=row["unit"],
        dated=row["year_or_date"],
        since=since,
        until=until,
        geography=row["geography"],
        programme=row["body_programme"],
        source=row["source_document"],
        note=row["note"],
        qualifier=cast(Qualifier, row["qualifier"]),
        kind=kind,
        countries=codes,
    )


def _time(text: str) -> tuple[date | None, date | None]:
    """Return the first and the last day that a date or a span stands for."""
    if text == _UNDATED:
        return None, None
    parts = _SPAN.fullmatch(text)
    if parts is None:
        raise ValueError(f"the date is '{text}'")
    first, last = parts[1], parts[2] or parts[3] or parts[1]
    since, until = _day(first, end=False), _day(last, end=True)
    if since > until:
        raise ValueError(f"the date '{text}' ends before it begins")
    return since, until


def _day(text: str, *, end: bool) -> date:
    numbers = [int(part) for part in text.split("-")]
    year, month, day = (*numbers, *([12, 28] if end else [1, 1])[len(numbers) - 1 :])[:3]
    return date(year, month, day)


def declared(document: Document, figures: Mapping[str, Figure]) -> Figures:
    """Read which figures form series and which do not.

    Raises:
        Refused: a figure is unknown, or a series holds figures that are not comparable.
    """
    data = document.data
    faults = []
    series, refused = [], {}
    for index, entry in enumerate(data["series"]):
        path = ("series", index, "figures")
        if unknown := [id for id in entry["figures"] if id not in figures]:
            faults.append(document.fault(path, f"unknown figure '{unknown[0]}'", "use an id of reference_figures.csv"))
            continue
        own = [figures[id] for id in entry["figures"]]
        problems = [problem for a, b in pairwise(own) if (problem := _apart(a, b))]
        if len(own) < 2 or problems:
            message = problems[0] if problems else "one figure is no series"
            faults.append(document.fault(path, message, "keep figures of the same thing at different times"))
        series.append(Series(entry["id"], entry["title"], entry["counts"], tuple(own), entry.get("note", "")))
    for index, entry in enumerate(data["not_comparable"]):
        path = ("not_comparable", index, "figures")
        if len(set(entry["figures"]) & set(figures)) != 2:
            faults.append(document.fault(path, "two known figures are needed", "use ids of reference_figures.csv"))
        refused[frozenset(entry["figures"])] = entry["reason"]
    if faults:
        raise Refused(faults)
    return Figures(figures, tuple(series), refused)


def _apart(earlier: Figure, later: Figure) -> str:
    """Return why two figures of a series cannot follow each other, or nothing."""
    if earlier.kind != "reported" or later.kind != "reported":
        return f"{earlier.id} and {later.id} are not both reported"
    if earlier.value is None or later.value is None:
        return f"{earlier.id} and {later.id} are not both numbers"
    if earlier.unit != later.unit:
        return f"{earlier.id} counts {earlier.unit}, {later.id} {later.unit}"
    if earlier.until is None or later.since is None or earlier.until >= later.until:  # type: ignore[operator]
        return f"{later.id} is not dated after {earlier.id}"
    return ""


def why_not(figures: Figures, one: str, other: str) -> str:
    """Return the sentence that says why two figures are not comparable, or nothing where they are."""
    for series in figures.series:
        ids = [figure.id for figure in series.figures]
        if one in ids and other in ids and one != other:
            return ""
    if reason := figures.not_comparable.get(frozenset({one, other})):
        return reason
    a, b = figures.all[one], figures.all[other]
    if one == other:
        return "This is one figure, not two."
    if a.since is None or b.since is None:
        return "One of the figures is undated."
    first, second = sorted((a, b), key=lambda figure: (figure.until or date.max, figure.id))
    if problem := _apart(first, second):
        return f"{wording.capital(problem)}."
    return "The figures are not known to count the same thing."


def growth(series: Series) -> Growth:
    """Return how much a series grew, as exactly as its sources allow."""
    first, last = series.figures[0], series.figures[-1]
    assert first.value is not None
    assert last.value is not None
    ratio = last.value / first.value - 1
    # A first figure that may be higher, or a last that may be lower, leaves less growth; and the other way round.
    less = _open(first.qualifier, up=True) or _open(last.qualifier, up=False)
    more = _open(first.qualifier, up=False) or _open(last.qualifier, up=True)
    percent = f"{float(abs(ratio)) * 100:.0f} %".replace(" ", wording.NBSP)
    rough = {(False, False): "by", (True, False): "by at most", (False, True): "by at least", (True, True): "by about"}
    verb = "grew" if ratio > 0 else "fell" if ratio < 0 else "stayed"
    sentence = (
        f"{series.title}: {first.shown} to {last.shown}; the number {verb} {rough[less, more]} {percent}."
        if ratio
        else f"{series.title}: {first.shown} to {last.shown}; the number stayed the same."
    )
    return Growth(None if less else ratio, None if more else ratio, sentence)


def _open(qualifier: Qualifier, *, up: bool) -> bool:
    """Return whether the true number may lie above (or below) the value given."""
    if qualifier == "~":
        return True
    return qualifier in ((">", ">=") if up else ("<", "<=", "~<"))
