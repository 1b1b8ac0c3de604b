"""What changed between two rounds, said only where the bounds allow it."""

from __future__ import annotations

from typing import Literal

from diagnostic.scoring.outcomes import Pair

Change = Literal["improved", "worsened", "unchanged", "cannot_tell"]


def change(old: Pair | None, new: Pair | None) -> Change:
    """Compare two pairs of bounds: better or worse for certain, the same point, or cannot be told."""
    if old is None or new is None:
        return "cannot_tell"
    if new.lower > old.upper:
        return "improved"
    if new.upper < old.lower:
        return "worsened"
    return "unchanged" if old == new and old.known else "cannot_tell"
