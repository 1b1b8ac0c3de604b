"""The profile of one administration before the spread of its peers: a place in the spread, never a rank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from diagnostic import wording
from diagnostic.charts.spec import Basis, Chart, Names
from diagnostic.charts.tracks import Mark, Row, Spread, Tracks
from diagnostic.scoring.outcomes import Pair

#: How the uncertain part of a box is drawn, after the colon.
MAY_REACH = "the box may reach so far; two bars: the median lies between them"
Place = Literal["above", "below", "within", "cannot_tell", "no_peers", "not_applicable"]
_READINGS: dict[Place, str] = {
    "above": "above the middle half",
    "below": "below the middle half",
    "within": "within the middle half",
    "cannot_tell": "place cannot be told",
    "no_peers": "peers withheld",
    "not_applicable": "not applicable",
}


@dataclass(frozen=True, slots=True)
class Against:
    """One dimension: the administration's own bounds, and the spread of its peers (None: withheld)."""

    id: str
    label: str
    own: Pair | None
    spread: Spread | None
    withheld: bool = False


def place(own: Pair | None, spread: Spread | None) -> Place:
    """Return where bounds stand to the middle half of the peers, said only where it is certain."""
    if own is None:
        return "not_applicable"
    if spread is None:
        return "no_peers"
    if own.lower > spread.high.upper:
        return "above"
    if own.upper < spread.low.lower:
        return "below"
    if own.lower >= spread.low.upper and own.upper <= spread.high.lower:
        return "within"
    return "cannot_tell"


def against_peers(name: str, rows: Sequence[Against], names: Names, basis: Basis, *, fictional: bool = False) -> Chart:
    """Return the profile of one administration before the quartiles of its peers. ``name``: whose profile."""
    places = [place(row.own, row.spread) for row in rows]
    drawn = tuple(
        Row(
            row.id,
            row.label,
            _READINGS[where],
            (Mark(row.own, withheld=row.withheld),) if row.own else (),
            spread=row.spread,
        )
        for row, where in zip(rows, places, strict=True)
    )
    finding = _finding(name, [(row.label, where) for row, where in zip(rows, places, strict=True)])
    notes = []
    if any(row.spread for row in rows):
        notes += ["Box: the middle half of the peers, with their median as a bar", f"Mark: {name}"]
    if any(row.own and not row.own.known for row in rows):
        notes.append("Hollow ends: the level lies between them, because answers are missing")
    if any(_uncertain(row.spread) for row in rows):
        notes.append(f"Hatched: {MAY_REACH}")
    subject = f"Level by dimension (weakest item), 1 {names[0].lower()} to 5 {names[4].lower()}"
    body = Tracks(drawn, (names[0], names[4]), finding)
    return Chart("profile", finding, subject, body, basis, tuple(notes), fictional)


def _uncertain(spread: Spread | None) -> bool:
    return spread is not None and not (spread.low.known and spread.high.known)


def _finding(name: str, places: Sequence[tuple[str, Place]]) -> str:
    def those(wanted: Place) -> list[str]:
        return [label.lower() if label.istitle() else label for label, where in places if where == wanted]

    above, below, within, unsure = those("above"), those("below"), those("within"), those("cannot_tell")
    if not (above or below or within or unsure):
        return f"The place of {name} among its peers cannot be shown: the peers are withheld."
    parts = []
    if above:
        parts.append(f"above the middle half of its peers in {wording.listing(above)}")
    if below:
        parts.append(f"below {'it' if parts else 'the middle half of its peers'} in {wording.listing(below)}")
    if within:
        half = "it" if parts else "the middle half of its peers"
        parts.append(f"within {half} in {wording.count(len(within), 'dimension')}")
    if not parts:
        return f"In no dimension can the place of {name} among its peers be told: answers are missing."
    said = f"{name} stands {wording.listing(parts)}"
    return said + (f"; in {wording.count(len(unsure), 'dimension')} the place cannot be told." if unsure else ".")
