"""The data behind a chart as rows, for a CSV file or a sheet. Names stand as given: the writer makes them harmless."""

from __future__ import annotations

from dataclasses import dataclass

from diagnostic.charts.spec import (
    LEVELS,
    Band,
    Body,
    Chart,
    Counts,
    Growths,
    HeatMap,
    Plane,
    Powers,
    Regions,
    Share,
    Shares,
    Slopes,
)
from diagnostic.charts.tracks import Tracks
from diagnostic.scoring.outcomes import Pair

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows under headings. An empty value is None: not applicable, not assessed or withheld, as ``note`` says.

    ``title``: the finding; ``about``: what is measured and on what it rests.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    about: tuple[str, ...]


def data_of(chart: Chart) -> Sheet:
    """Return the data behind a chart: all that is drawn, and nothing else."""
    heads, rows = _rows(chart.body)
    return Sheet(chart.finding, heads, tuple(rows), (chart.subject, *chart.foot()))


def _rows(body: Body) -> tuple[tuple[str, ...], list[tuple[Value, ...]]]:
    if isinstance(body, Band):
        return ("name", "lower", "upper"), [(row.label, *_ends(row.pair)) for row in body.rows]
    if isinstance(body, HeatMap):
        return _heat(body)
    if isinstance(body, Shares):
        return _shares(body.rows)
    if isinstance(body, Regions):
        return _shares(body.panels)
    if isinstance(body, Slopes):
        return _slopes(body)
    if isinstance(body, Counts):
        return ("name", "certain", "possible", "of", "note"), [
            (row.label, None, None, None, row.withheld)
            if row.withheld
            else (row.label, row.certain, row.possible, row.total, "")
            for row in body.rows
        ]
    if isinstance(body, Powers):
        return ("power", "code", "customs", "police", "finding", "access lower", "access upper", "access"), [
            (row.label, row.code, row.customs, row.police, row.finding, *_ends(row.access), row.words)
            for row in body.rows
        ]
    if isinstance(body, Plane):
        signs: list[tuple[Value, ...]] = [(sign.label, *sign.pair) for sign in body.signs]
        return ("axis", "lower", "upper"), [*signs, ("Protection", *body.protection)]
    if isinstance(body, Growths):
        return ("name", "unit", "date", "sign", "value", "note"), [
            (row.label, row.unit, date, bound.sign, bound.value, row.reason)
            for row in body.rows
            for bound, date in ((row.first, row.first_date), (row.last, row.last_date))
        ]
    return _tracks(body)


def _ends(pair: Pair | None) -> tuple[Value, Value]:
    return (pair.lower, pair.upper) if pair else (None, None)


def _heat(body: HeatMap) -> tuple[tuple[str, ...], list[tuple[Value, ...]]]:
    heads = ("name", *(f"{name}, {end}" for name in body.columns for end in ("lower", "upper")))
    return heads, [(row.label, *(end for cell in row.cells for end in _ends(cell.pair))) for row in body.rows]


def _shares(rows: tuple[Share, ...]) -> tuple[tuple[str, ...], list[tuple[Value, ...]]]:
    heads = ("name", *(f"level {level}" for level in LEVELS), "cannot be told", "n", "note")
    made: list[tuple[Value, ...]] = []
    for row in rows:
        if row.withheld:
            made.append((row.label, *(None,) * (len(heads) - 2), row.withheld))
        else:
            made.append((row.label, *row.counts, row.unknown, row.n, ""))
    return heads, made


def _slopes(body: Slopes) -> tuple[tuple[str, ...], list[tuple[Value, ...]]]:
    heads = ("name", *(f"{round_}, {end}" for round_ in body.rounds for end in ("lower", "upper")), "change")
    return heads, [
        (line.label, *(end for pair in line.pairs for end in _ends(pair)), line.change.replace("_", " "))
        for line in body.lines
    ]


def _tracks(body: Tracks) -> tuple[tuple[str, ...], list[tuple[Value, ...]]]:
    """One row to a track: the bounds of each voice that is there, and the peers where there are any."""
    styles = [style for style in ("dimension", "customs", "police", "agreed") if _any(body, style)]
    names = {"dimension": "level", "customs": "customs", "police": "police", "agreed": "agreed"}
    heads = ["name", *(f"{names[style]} {end}" for style in styles for end in ("lower", "upper"))]
    peers = any(row.spread for row in body.rows)
    typical = any(row.typical for row in body.rows)
    if typical:
        heads += ["typical lower", "typical upper"]
    if peers:
        quartiles = ("lower quartile", "median", "upper quartile")
        heads += [f"peers’ {name}, {end}" for name in quartiles for end in ("lower", "upper")] + ["n of peers"]
    made: list[tuple[Value, ...]] = []
    for row in body.rows:
        found = {mark.style: mark.pair for mark in row.marks}
        values: list[Value] = [row.label]
        for style in styles:
            values += _ends(found.get(style))  # type: ignore[call-overload]
        if typical:
            values += _ends(row.typical)
        if peers and row.spread:
            values += [*row.spread.low, *row.spread.median, *row.spread.high, row.spread.n]
        elif peers:
            values += [None] * 7
        made.append((*values, row.reading))
    return (*heads, "reading"), made


def _any(body: Tracks, style: str) -> bool:
    return any(mark.style == style for row in body.rows for mark in row.marks)
