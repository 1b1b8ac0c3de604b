"""How many members a group needs before something of it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from diagnostic import wording
from diagnostic.content.model import Instrument

Shown = Literal["group", "median", "quartiles", "deciles", "extremes"]

#: No setting goes below this: of two members, each knows the other.
FLOOR = 3


@dataclass(frozen=True, slots=True)
class Settings:
    """Thresholds of disclosure: how many members each figure needs.

    ``minimum``: any figure of a group, and any part of it that could be found by subtraction. Quartiles, deciles
    and the two ends say something of fewer members than the group has, so that they need more.

    Raises:
        ValueError: a threshold lies below the one before, or the minimum below FLOOR.
    """

    minimum: int = 5
    quartiles: int = 11
    deciles: int = 29
    extremes: int = 29

    def __post_init__(self) -> None:
        if self.minimum < FLOOR:
            raise ValueError(f"the smallest group has {self.minimum} members; at least {FLOOR} are needed")
        if not self.minimum <= self.quartiles <= self.deciles <= self.extremes:
            raise ValueError("the thresholds must rise: minimum, quartiles, deciles, extremes")

    def needed(self, what: Shown) -> int:
        """Return how many members a figure needs."""
        return {
            "group": self.minimum,
            "median": self.minimum,
            "quartiles": self.quartiles,
            "deciles": self.deciles,
            "extremes": self.extremes,
        }[what]

    def may_show(self, what: Shown, n: int) -> bool:
        """Whether a figure of a group of n may be shown."""
        return n >= self.needed(what)

    def why_not(self, what: Shown, n: int) -> str:
        """Return the sentence that says why a figure is withheld, or nothing where it may be shown."""
        if self.may_show(what, n):
            return ""
        if n < self.minimum:
            return f"Withheld: fewer than {self.minimum} administrations."
        figure = {"quartiles": "Quartiles are", "deciles": "Deciles are", "extremes": "Lowest and highest are"}
        members = wording.count(n, "administration")
        return f"{figure.get(what, 'Figures are')} shown from {self.needed(what)} administrations; here are {members}."


def never_compared(instrument: Instrument) -> str:
    """Return the sentence that refuses a comparison between countries, or nothing where it is allowed.

    Only what both agencies share is compared; an agency's own document and the staff survey never are.
    """
    if instrument.disclosure == "pair":
        return ""
    return (
        f"Countries are never compared on “{instrument.title}”: it belongs to the agency that answered it. "
        "Compare the cooperation of customs and police instead."
    )
