"""The dimension profile as a chart of tracks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from diagnostic import wording
from diagnostic.charts.spec import Basis, Chart, Names
from diagnostic.charts.standing import in_dimensions
from diagnostic.charts.tracks import Mark, Row, Tracks
from diagnostic.content.model import Dimension, Instrument, Policy
from diagnostic.scoring.levels import DimensionResult, Profile
from diagnostic.scoring.outcomes import Pair


def profile(
    result: Profile,
    instrument: Instrument,
    policy: Policy,
    *,
    whose: str,
    view: str,
    targets: Mapping[str, int] | None = None,
) -> Tracks:
    """Return the profile of one result.

    ``whose`` and ``view`` are said in the alternative text; ``targets``: levels by dimension, where set.
    """
    ends = (policy.level(1).name, policy.level(5).name)
    title = f"Profile by dimension, {whose}, {view}"
    return tracks(result.dimensions, instrument.dimensions, ends, title, targets=targets)


def charted(body: Tracks, name: str, names: Names, basis: Basis, *, fictional: bool = False) -> Chart:
    """Return a profile as a chart for paper and slides. ``name``: whose; ``names``: of levels 1 to 5."""
    pairs = [row.marks[0].pair for row in body.rows if row.marks]
    notes = []
    if any(not pair.known for pair in pairs):
        notes.append("Hollow ends: the level lies between them, because answers are missing")
    if any(mark.withheld for row in body.rows for mark in row.marks):
        notes.append("Dotted: too few answers to say more than the bounds")
    if any(row.typical and row.marks and row.typical != row.marks[0].pair for row in body.rows):
        notes.append("Bar: the typical item, where it differs from the weakest")
    subject = f"Level by dimension (weakest item), 1 {names[0].lower()} to 5 {names[4].lower()}"
    return Chart("profile", in_dimensions(name, pairs, names), subject, body, basis, tuple(notes), fictional)


def tracks(
    results: Mapping[str, DimensionResult | None],
    dimensions: Iterable[Dimension],
    ends: tuple[str, str],
    title: str,
    *,
    targets: Mapping[str, int] | None = None,
    typical: bool = True,
) -> Tracks:
    """Return a chart of some dimensions. ``ends``: names of levels 1 and 5; ``title`` begins the alternative text.

    ``typical``: whether the typical item is marked. Of a hazard only the highest sign counts.
    """
    rows = tuple(
        _row(dimension.id, dimension.title, results[dimension.id], (targets or {}).get(dimension.id))
        for dimension in dimensions
    )
    if not typical:
        rows = tuple(replace(row, typical=None) for row in rows)
    spoken = "; ".join(f"{row.label}: {_spoken(results[row.id])}" for row in rows)
    return Tracks(rows, ends, f"{title}. {spoken}.")


def _row(id: str, title: str, result: DimensionResult | None, target: int | None) -> Row:
    aim = f" · target {target}" if target else ""
    if result is None:
        return Row(id, title, "not applicable" + aim, ())
    reading = wording.answered(result.answered, result.applicable)
    if result.withheld:
        reading += ", too few"
    reading += aim
    return Row(id, title, reading, (Mark(result.pair, withheld=result.withheld),), _typical(result))


def _typical(result: DimensionResult) -> Pair | None:
    # With too few answers only the bounds are shown.
    return None if result.withheld else result.typical


def _spoken(result: DimensionResult | None) -> str:
    if result is None:
        return "not applicable"
    return wording.span(*result.pair) + (", too few answers" if result.withheld else "")
