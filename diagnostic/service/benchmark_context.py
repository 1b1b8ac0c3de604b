"""Figures from elsewhere, such as a logistics index, beside the levels of a panel and never mixed into them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from diagnostic import wording
from diagnostic.benchmarking.groups import Grouping
from diagnostic.benchmarking.panel import Panel, country
from diagnostic.documents.benchmark import Benchmark
from diagnostic.exchange import table, table_indicators
from diagnostic.exchange.table_indicators import Indicators, Observation
from diagnostic.scoring.outcomes import Pair
from diagnostic.service import benchmarks


class Row(NamedTuple):
    """A level, and beside it figures from elsewhere, each with the country and the year that it is of.

    ``pair``: None where it is withheld or not there, as ``said`` tells.
    """

    name: str
    pair: Pair | None
    said: str
    figures: tuple[Observation, ...]
    own: bool = False


def read(raw: bytes, name: str, preset: str) -> Indicators:
    """Read figures from elsewhere that the user brings.

    Raises:
        Refused: with every fault by row and column; nothing is taken.
    """
    return table_indicators.read(table.read_bytes(raw, name), table_indicators.presets()[preset])


def indicators_in(found: Indicators) -> list[str]:
    """Return the names of the indicators that a file holds."""
    return sorted({one.indicator for one in found.observations})


def beside(panel: Panel, grouping: Grouping, found: Benchmark, indicators: Indicators, indicator: str) -> list[Row]:
    """Return levels with figures of the same countries beside them; nothing is worked out of the two together.

    They are levels of groups, of the own administration, and of single ones where their results are shown.
    """
    latest = indicators.latest(indicator)
    names = benchmarks.called(panel)
    codes = {names[code]: code for code in panel.administrations}

    def of(members: Iterable[str]) -> tuple[Observation, ...]:
        chosen = sorted({country(code) for code in members})
        return tuple(latest[code] for code in chosen if code in latest)

    rows = []
    for group in found.continuum.groups or (found.continuum.whole,):
        pair = group.median.pair if group.median else None
        said = f"median {wording.span(*pair)}" if pair else " ".join(group.withheld) or "no result"
        rows.append(Row(group.label, pair, said, of(grouping.groups.get(group.label, ()))))
    singles = [(one.name, one.pairs[0], one.own) for one in found.singles]
    if not singles and found.own:
        singles = [(found.own, found.continuum.own, True)]
    for name, pair, own in singles:
        if figures := of([codes[name]] if name in codes else []):
            rows.append(Row(name, pair, wording.span(*pair) if pair else "no result", figures, own))
    return [row for row in rows if row.figures]
