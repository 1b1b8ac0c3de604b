"""The specification of a plan in time: bars over months, with what they are called. Plain data."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import ceil, floor

from diagnostic import wording
from diagnostic.advice.roadmap import Slot

#: The end of the first phase, in months: 100 days.
HUNDRED_DAYS = 100 / 30.44
#: No more marks of the scale than a phone has room for.
_MARKS = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """A step in time. ``reading`` says in words when it runs; ``started``: drawn filled."""

    id: str
    label: str
    reading: str
    start: float
    end: float
    started: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """A chart. ``end`` in months; ``marks``: places on the scale with their words; ``alt`` says the chart in words."""

    bars: tuple[Bar, ...]
    end: float
    marks: tuple[tuple[float, str], ...]
    alt: str


def timeline(slots: Iterable[Slot], started: Collection[str], title: str) -> Timeline:
    """Return the chart of a plan in time. ``started``: steps under way; ``title`` begins the alternative text."""
    bars = tuple(
        Bar(slot.step.id, f"{place}. {slot.step.title}", running(slot), slot.start, slot.end, slot.step.id in started)
        for place, slot in enumerate(slots, 1)
    )
    end = max([12.0, *(bar.end for bar in bars)])
    spoken = "; ".join(f"{bar.label}: {bar.reading}{', started' if bar.started else ''}" for bar in bars)
    return Timeline(bars, end, _marks(end), f"{title}. {spoken}." if bars else f"{title}. No step is planned.")


def running(slot: Slot) -> str:
    """Return ``months 4 to 12``: the months of the plan in which a step runs."""
    first = floor(slot.start + 1e-9) + 1
    last = max(first, ceil(slot.end - 1e-9))
    return f"month{wording.NBSP}{first}" if first == last else f"months{wording.NBSP}{first}{wording.NBSP}to {last}"


def _marks(end: float) -> tuple[tuple[float, str], ...]:
    """Return the end of the first 100 days, and years, in steps that leave room between them."""
    years = floor(end / 12)
    apart = max(1, ceil(years / _MARKS))
    found = [(12.0 * year, wording.count(year, "year")) for year in range(apart, years + 1, apart)]
    return ((HUNDRED_DAYS, "100 days"), *found)
