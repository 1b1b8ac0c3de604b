"""The two agencies: their answers as a dumbbell, widest gap first, and their powers as a matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from diagnostic import wording
from diagnostic.charts.spec import Basis, Chart, Names, Power, Powers
from diagnostic.charts.tracks import Mark, Row, Tracks
from diagnostic.scoring.outcomes import UNKNOWN, Pair


@dataclass(frozen=True, slots=True)
class Both:
    """One dimension as each agency sees it, and as they agreed. None: not applicable, or not there."""

    id: str
    label: str
    customs: Pair | None
    police: Pair | None
    agreed: Pair | None = None

    @property
    def apart(self) -> Pair | None:
        """Return the bounds of the distance in levels, or None where no distance is certain."""
        if self.customs is None or self.police is None:
            return None
        nearest = max(self.customs.lower - self.police.upper, self.police.lower - self.customs.upper)
        farthest = max(self.customs.upper - self.police.lower, self.police.upper - self.customs.lower)
        if nearest <= 0 and not (self.customs.known and self.police.known):
            return None
        return Pair(max(nearest, 0), farthest)

    @property
    def reading(self) -> str:
        """Return how far apart the two are, in words."""
        for voice, pair in (("customs", self.customs), ("police", self.police)):
            if pair is None:
                return f"not applicable to {voice}"
        if self.apart is None:
            return "gap cannot be told"
        if self.apart == (0, 0):
            return "same level"
        many = "level" if self.apart == (1, 1) else "levels"
        return f"{wording.bounds(*self.apart)} {many} apart"


def dumbbell(rows: Sequence[Both], names: Names, basis: Basis, *, fictional: bool = False) -> Chart:
    """Return both agencies' levels by dimension, the widest gap first."""
    ordered = sorted(rows, key=lambda row: (-row.apart.lower, -row.apart.upper) if row.apart else (1, 0))
    labelled = False
    drawn = []
    for row in ordered:
        # Marks are labelled once: in the first row where they stand apart.
        label = not labelled and row.apart is not None and row.apart.lower > 0
        labelled = labelled or label
        voices = (
            ("customs", row.customs, "Customs"),
            ("police", row.police, "Police"),
            ("agreed", row.agreed, "Agreed"),
        )
        marks = tuple(
            Mark(pair, style, label=words if label else "")  # type: ignore[arg-type]
            for style, pair, words in voices
            if pair is not None
        )
        drawn.append(Row(row.id, row.label, row.reading, marks))
    finding = _finding(ordered)
    notes = ["Circle: customs. Square: police" + (". Diamond: agreed" if any(row.agreed for row in rows) else "")]
    if any(pair and not pair.known for row in rows for pair in (row.customs, row.police, row.agreed)):
        notes.append("Hollow ends: the level lies between them, because answers are missing")
    subject = f"Level by dimension (weakest item), 1 {names[0].lower()} to 5 {names[4].lower()}"
    body = Tracks(tuple(drawn), (names[0], names[4]), finding)
    return Chart("dumbbell", finding, subject, body, basis, tuple(notes), fictional)


def _finding(rows: Sequence[Both]) -> str:
    told = [(row, row.apart) for row in rows if row.apart is not None]
    if not told:
        if rows and all(row.customs in (None, UNKNOWN) and row.police in (None, UNKNOWN) for row in rows):
            return "No gap can be told: neither agency’s answers give a level."
        return "No gap between the two agencies can be told: answers are missing."
    n, same = len(told), sum(apart == (0, 0) for _, apart in told)
    widest = max(apart.lower for _, apart in told)
    if widest == 0:
        return f"Customs and police see the same level in {_all(n)} where both can be told."
    top = [row for row, apart in told if apart.lower == widest]
    size = wording.count(widest, "level")
    least = "at least " if any(apart.lower == widest != apart.upper for _, apart in told) else ""
    higher = [row.label.lower() for row in top if row.customs > row.police]  # type: ignore[operator]
    lower = [row.label.lower() for row in top if row.customs < row.police]  # type: ignore[operator]
    if higher and lower:
        said = (
            f"Customs rates {wording.listing(higher)} {least}{size} higher than police does, "
            f"and {wording.listing(lower)} as far below it"
        )
    elif higher:
        said = f"Customs rates {wording.listing(higher)} {least}{size} higher than police does"
    else:
        said = f"Police rates {wording.listing(lower)} {least}{size} higher than customs does"
    return f"{said}; the two see the same level in {same} of {wording.count(n, 'dimension')}."


def _all(n: int) -> str:
    return "the one dimension" if n == 1 else f"all {n} dimensions"


def powers(rows: Sequence[Power], customs: str, police: str, basis: Basis, *, fictional: bool = False) -> Chart:
    """Return who holds which power, and how the agency without it gets the result. The names are the agencies’."""
    n = len(rows)
    both = sum(row.customs == row.police == "full" for row in rows)
    neither = sum(row.customs == row.police == "none" for row in rows)
    unsure = sum("unknown" in (row.customs, row.police) for row in rows)
    partial = sum("partial" in (row.customs, row.police) and "unknown" not in (row.customs, row.police) for row in rows)
    one = n - both - neither - unsure - partial
    parts = []
    if both:
        parts.append(f"both agencies hold {both}")
    if one:
        parts.append(f"one alone holds {one}")
    if partial:
        parts.append(f"{partial} {'is' if partial == 1 else 'are'} held in part")
    if neither:
        parts.append(f"neither holds {neither}")
    if unsure:
        parts.append(f"{unsure} cannot be told")
    finding = f"Of {wording.count(n, 'power')}, {wording.listing(parts)}." if n else "No power has been looked at."
    subject = "Authority in law; access rated from level 1 to 5 where an agency’s own authority is not full"
    notes = ("Authority in law is context, not maturity",)
    return Chart("powers", finding, subject, Powers(tuple(rows), customs, police), basis, notes, fictional)
