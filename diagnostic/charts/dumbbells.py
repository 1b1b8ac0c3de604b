"""Two agencies on one scale, a row for each dimension: how far apart they stand, and what they agreed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from diagnostic import wording
from diagnostic.charts.tracks import Mark, Row, Style, Tracks
from diagnostic.content.model import Dimension
from diagnostic.scoring.levels import DimensionResult
from diagnostic.scoring.outcomes import Pair

#: Names of agencies up to this length stand in a row as they are.
_LETTERS = 18
_STYLES: tuple[Style, Style] = ("customs", "police")


@dataclass(frozen=True, slots=True)
class Dumbbell:
    """A dimension in two voices, as claimed. ``agreed``: where every rated item of it was agreed.

    ``own``: each agency speaks for itself there, so no gap is told.
    """

    dimension: Dimension
    customs: DimensionResult | None
    police: DimensionResult | None
    agreed: Pair | None
    own: bool

    @property
    def apart(self) -> int | None:
        """Customs minus police, in levels; None where it cannot be told."""
        pairs = [side.pair for side in (self.customs, self.police) if side is not None]
        if self.own or len(pairs) < 2 or not all(pair.known for pair in pairs):
            return None
        return pairs[0].lower - pairs[1].lower


def dumbbells(rows: Iterable[Dumbbell], ends: tuple[str, str], names: Mapping[str, str], title: str) -> Tracks:
    """Return the chart, its rows in the order given.

    ``ends``: names of levels 1 and 5; ``names``: of the agencies; ``title`` begins the alternative text.
    """
    found = list(rows)
    spoken = "; ".join(f"{row.dimension.title}: {_spoken(row, names)}" for row in found)
    return Tracks(tuple(_row(row, names) for row in found), ends, f"{title}. {spoken}.")


def _row(row: Dumbbell, names: Mapping[str, str]) -> Row:
    sides = zip(_STYLES, (row.customs, row.police), strict=True)
    # Who has answered nothing has no mark: the reading says so.
    marks = [Mark(side.pair, style, withheld=side.withheld) for style, side in sides if side and side.answered]
    if row.agreed is not None:
        marks.append(Mark(row.agreed, "agreed"))
    return Row(row.dimension.id, row.dimension.title, reading(row, names), tuple(marks), joined=not row.own)


def reading(row: Dumbbell, names: Mapping[str, str]) -> str:
    """Return what a row says: ``2 levels apart``, ``same level``, ``Police has not answered`` …"""
    sides = dict(zip(_STYLES, (row.customs, row.police), strict=True))
    # On a phone the reading shares a line with the name of the dimension: a long name gives way to a short word.
    short = {voice: names[voice] if len(names[voice]) <= _LETTERS else voice for voice in _STYLES}
    if row.own:
        return "each for itself"
    out = [short[voice] for voice, side in sides.items() if side is None]
    if out:
        return "applies to neither" if len(out) == 2 else f"does not apply to {out[0]}"
    silent = [short[voice] for voice, side in sides.items() if side is not None and not side.answered]
    if silent:
        return "neither has answered" if len(silent) == 2 else f"{silent[0]} has not answered"
    if row.apart is None:
        return "gap cannot be told"
    return f"{wording.count(abs(row.apart), 'level')} apart" if row.apart else "same level"


def _spoken(row: Dumbbell, names: Mapping[str, str]) -> str:
    sides = zip(_STYLES, (row.customs, row.police), strict=True)
    said = [f"{names[voice]} {wording.span(*side.pair) if side else 'not applicable'}" for voice, side in sides]
    if row.agreed is not None:
        said.append(f"agreed {wording.span(*row.agreed)}")
    return f"{', '.join(said)}, {reading(row, names)}"
