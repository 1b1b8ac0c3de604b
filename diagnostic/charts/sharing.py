"""How many stand at each level: by dimension as bars that part, by region as small multiples."""

from __future__ import annotations

from collections.abc import Sequence

from diagnostic.charts.spec import Basis, Chart, Names, Regions, Share, Shares
from diagnostic.charts.standing import FORMAL, most_and_fewest, named

UNTOLD = "Hatched: the level cannot be told, because answers are missing"


def shares(rows: Sequence[Share], names: Names, basis: Basis, *, fictional: bool = False) -> Chart:
    """Return how many stand at each level, a bar for each row, parted where cooperation begins."""
    finding = _finding(rows, names, basis)
    subject = f"{_many(basis)} at each level; to the right of the line those at {names[FORMAL - 1].lower()} or above"
    body = Shares(tuple(rows), names, FORMAL, basis.of)
    return Chart("shares", finding, subject, body, basis, _notes(rows), fictional)


def regions(
    panels: Sequence[Share], names: Names, basis: Basis, *, what: str = "Continuum level", fictional: bool = False
) -> Chart:
    """Return the same picture for each group: how many stand at each level. ``what``: the level that is meant."""
    finding = _finding(panels, names, basis)
    subject = f"{what}: {basis.of[1]} at each level; height is the share of the group"
    body = Regions(tuple(panels), names, basis.of)
    notes = tuple(f"{note} (?)" for note in _notes(panels))
    return Chart("regions", finding, subject, body, basis, notes, fictional)


def _many(basis: Basis) -> str:
    return basis.of[1][:1].upper() + basis.of[1][1:]


def _finding(rows: Sequence[Share], names: Names, basis: Basis) -> str:
    shown = [row for row in rows if not row.withheld and row.n]
    if not shown:
        reasons = {row.withheld for row in rows if row.withheld}
        return f"Nothing is shown ({next(iter(reasons))})." if len(reasons) == 1 else "Nothing can be shown."
    if all(row.unknown == row.n for row in shown):
        return "No level can be told: answers are missing everywhere."
    return most_and_fewest([(row.label, row.at_least(FORMAL), row.n) for row in shown], named(FORMAL, names), basis.of)


def _notes(rows: Sequence[Share]) -> tuple[str, ...]:
    return (UNTOLD,) if any(row.unknown for row in rows) else ()
