"""Rounds as slopes: who moved for certain, who did not, and of whom it cannot be told."""

from __future__ import annotations

from collections.abc import Sequence

from diagnostic import wording
from diagnostic.charts.spec import Basis, Chart, Names, Slope, Slopes
from diagnostic.comparison.change import Change, change
from diagnostic.scoring.outcomes import Pair

SIDE_BY_SIDE = "Lines at one level are drawn side by side"


def line(label: str, pairs: Sequence[Pair | None], *, own: bool = False) -> Slope:
    """Return a line over rounds. Its change is that from its first result to its last."""
    there = [pair for pair in pairs if pair is not None]
    moved: Change = change(there[0], there[-1]) if len(there) > 1 else "cannot_tell"
    return Slope(label, tuple(pairs), moved, own)


def slopes(
    lines: Sequence[Slope],
    rounds: Sequence[str],
    names: Names,
    basis: Basis,
    *,
    what: str = "Continuum level",
    fictional: bool = False,
) -> Chart:
    """Return levels over rounds, earliest first. ``what``: the level that is meant.

    Raises ValueError where a line has not one place for each round.
    """
    for one in lines:
        if len(one.pairs) != len(rounds):
            raise ValueError(f"{one.label}: {len(one.pairs)} places for {len(rounds)} rounds")
    body = Slopes(tuple(rounds), tuple(lines), names)
    notes = []
    if any(pair and not pair.known for one in lines for pair in one.pairs):
        notes.append("Hollow ends: the level lies between them, because answers are missing")
    if len(lines) > 1:
        notes.append(SIDE_BY_SIDE)
    subject = f"{what}, 1 {names[0].lower()} to 5 {names[4].lower()}, by round"
    return Chart("rounds", _finding(body, basis), subject, body, basis, tuple(notes), fictional)


def _finding(body: Slopes, basis: Basis) -> str:
    if not body.lines or not body.rounds:
        return "No round has a result."
    if len(body.rounds) == 1:
        return f"There is one round, {body.rounds[0]}: a change cannot be told yet."
    between = f"from {body.rounds[0]} to {body.rounds[-1]}"
    if len(body.lines) == 1:
        return _one(body.lines[0], between)
    counted: dict[Change, int] = {}
    for slope in body.lines:
        counted[slope.change] = counted.get(slope.change, 0) + 1
    n = len(body.lines)
    parts = []
    if up := counted.get("improved", 0):
        parts.append(f"{up} of {wording.count(n, *basis.of)} rose for certain")
    if down := counted.get("worsened", 0):
        parts.append(f"{down} fell" if parts else f"{down} of {wording.count(n, *basis.of)} fell for certain")
    if not parts:
        parts.append(f"none of {wording.count(n, *basis.of)} rose or fell for certain")
    if same := counted.get("unchanged", 0):
        parts.append(f"{same} stayed")
    said = f"{wording.capital(between)}, {wording.listing(parts)}"
    unsure = counted.get("cannot_tell", 0)
    return said + (f"; of {unsure} it cannot be told." if unsure else ".")


def _one(slope: Slope, between: str) -> str:
    there = [pair for pair in slope.pairs if pair is not None]
    if len(there) < 2:
        return f"{slope.label} has a result in {wording.count(len(there), 'round')} only: a change cannot be told."
    first, last = wording.span(*there[0]), wording.span(*there[-1])
    if slope.change == "unchanged":
        return f"{slope.label} stayed at {first} {between}."
    if slope.change == "cannot_tell":
        return f"Whether {slope.label} changed {between} cannot be told: {first}, then {last}."
    verb = "rose" if slope.change == "improved" else "fell"
    return f"{slope.label} {verb} for certain {between}: {first}, then {last}."
