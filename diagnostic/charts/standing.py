"""Where administrations stand: the continuum as bands under each other, and levels by dimension as a heat map.

Both keep the order they are given: alphabetical or by region. They are no league tables.
"""

from __future__ import annotations

from collections.abc import Sequence

from diagnostic import wording
from diagnostic.charts.spec import LEVELS, Band, BandRow, Basis, Chart, HeatMap, HeatRow, Names
from diagnostic.scoring.outcomes import UNKNOWN, Pair

#: The level that a count of dimensions speaks of: work on a formal footing begins there.
FORMAL = 3
HATCHED = "Hatched: possible, because answers are missing"


def named(level: int, names: Names) -> str:
    """Return ``cooperation, level 3``."""
    return f"{names[level - 1].lower()}, {wording.level(level)}"


def standing(pair: Pair, names: Names) -> str:
    """Return where bounds stand, to follow a name: ``stands at …`` or ``stands between …``."""
    if pair.known:
        return f"stands at {named(pair.lower, names)}"
    return f"stands between {wording.level(pair.lower)} and {wording.level(pair.upper)}, because answers are missing"


def reached(level: int, certain: int, possible: int, n: int, of: tuple[str, str], names: Names) -> str:
    """Return ``4 of 9 administrations reach cooperation, level 3, for certain; 2 more may``."""
    verb = "reaches" if certain == 1 else "reach"
    said = f"{certain} of {wording.count(n, *of)} {verb} {named(level, names)}, for certain"
    return said + (f"; {possible} more may" if possible else "")


def band(rows: Sequence[BandRow], names: Names, basis: Basis, *, fictional: bool = False) -> Chart:
    """Return the continuum of each administration as a band of five steps."""
    body = Band(tuple(rows), names)
    notes = (HATCHED,) if any(row.pair and not row.pair.known for row in rows) else ()
    subject = f"Continuum level, 1 {names[0].lower()} to 5 {names[4].lower()}"
    return Chart("band", _band_finding(body, basis), subject, body, basis, notes, fictional)


def _band_finding(body: Band, basis: Basis) -> str:
    known = [(row, row.pair) for row in body.rows if row.pair is not None]
    if not known:
        return f"No {basis.of[0]} has been assessed."
    if len(known) == 1:
        row, pair = known[0]
        return f"{row.label} {standing(pair, body.names)}."
    pairs = [pair for _, pair in known]
    n = len(pairs)
    if all(pair == UNKNOWN for pair in pairs):
        return f"No level can be told: answers are missing in all {wording.count(n, *basis.of)}."
    if all(pair == pairs[0] for pair in pairs) and pairs[0].known:
        return f"All {wording.count(n, *basis.of)} stand at {named(pairs[0].lower, body.names)}."
    # The highest level that at least half have for certain says most about the group.
    level = max([2, *(level for level in LEVELS if 2 * sum(pair.lower >= level for pair in pairs) >= n)])
    certain = sum(pair.lower >= level for pair in pairs)
    possible = sum(pair.lower < level <= pair.upper for pair in pairs)
    said = reached(level, certain, possible, n, basis.of, body.names) + "."
    own = next(((row, pair) for row, pair in known if row.own), None)
    return f"{said} {own[0].label} {standing(own[1], body.names)}." if own else said


def heat_map(
    rows: Sequence[HeatRow], columns: Sequence[str], names: Names, basis: Basis, *, fictional: bool = False
) -> Chart:
    """Return the level of each administration in each dimension.

    Raises ValueError where a row has not one cell for each column.
    """
    for row in rows:
        if len(row.cells) != len(columns):
            raise ValueError(f"{row.label}: {len(row.cells)} cells for {len(columns)} columns")
    body = HeatMap(tuple(columns), tuple(rows), names)
    cells = [cell for row in rows for cell in row.cells]
    notes = []
    if any(cell.pair and not cell.pair.known and not cell.withheld for cell in cells):
        notes.append("Hatched: the level lies between these, because answers are missing")
    if any(cell.withheld for cell in cells):
        notes.append("Dotted: too few answers to say more than the bounds")
    subject = f"Level by dimension (weakest item), 1 {names[0].lower()} to 5 {names[4].lower()}"
    return Chart("heat_map", _heat_finding(body, basis), subject, body, basis, tuple(notes), fictional)


def _heat_finding(body: HeatMap, basis: Basis) -> str:
    if not body.rows or not body.columns:
        return f"No {basis.of[0]} has been assessed."
    what = named(FORMAL, body.names)
    if len(body.rows) == 1:
        row = body.rows[0]
        return in_dimensions(row.label, [cell.pair for cell in row.cells if cell.pair is not None], body.names)
    counted = []
    for place, column in enumerate(body.columns):
        pairs = [pair for row in body.rows if (pair := row.cells[place].pair) is not None]
        if pairs:
            counted.append((column, sum(pair.lower >= FORMAL for pair in pairs), len(pairs)))
    return most_and_fewest(counted, what, basis.of)


def in_dimensions(name: str, pairs: Sequence[Pair], names: Names) -> str:
    """Return a sentence on how many dimensions of one administration reach a formal footing."""
    certain = sum(pair.lower >= FORMAL for pair in pairs)
    possible = sum(pair.lower < FORMAL <= pair.upper for pair in pairs)
    many = wording.count(len(pairs), "dimension")
    said = f"{name} reaches {named(FORMAL, names)}, for certain in {certain} of {many}"
    return said + (f"; in {possible} more it may." if possible else ".")


def most_and_fewest(counted: Sequence[tuple[str, int, int]], what: str, of: tuple[str, str]) -> str:
    """Return a sentence on which of some groups has most that reach something for certain, and which fewest.

    ``counted``: label, how many reach it, out of how many.
    """
    if not counted:
        return "Nothing can be told."
    shares = [certain / n for _, certain, n in counted]
    best, worst = max(shares), min(shares)
    if best == 0:
        return f"Nowhere does any {of[0]} reach {what}, for certain."

    def those(share: float) -> tuple[list[str], str]:
        picked = [entry for entry, own in zip(counted, shares, strict=True) if own == share]
        figures = {f"{certain} of {n}" for _, certain, n in picked}
        return [label for label, _, _ in picked], next(iter(figures)) if len(figures) == 1 else ""

    def where(share: float) -> str:
        labels, figure = those(share)
        return f"{_few(labels)} ({figure})" if figure else _few(labels)

    most = where(best)
    if best == worst:
        return f"{wording.capital(what)}, is reached for certain by the same share of {of[1]} everywhere: {most}."
    return (
        f"{wording.capital(what)}, is reached for certain by most {of[1]} in {most}, and by fewest in {where(worst)}."
    )


def _few(labels: Sequence[str]) -> str:
    """Return up to three labels, and how many more."""
    if len(labels) <= 3:
        return wording.listing(labels)
    return f"{', '.join(labels[:2])} and {len(labels) - 2} others"
