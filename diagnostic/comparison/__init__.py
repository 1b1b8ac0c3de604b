"""Two results side by side: of two agencies, or of two rounds."""

from diagnostic.comparison.agreement import Agreement, agreement, in_words
from diagnostic.comparison.change import Change, change
from diagnostic.comparison.coefficients import Figure, gwet, krippendorff
from diagnostic.comparison.reasons import reason
from diagnostic.comparison.rounds import Moved, RoundChange, changes
from diagnostic.comparison.sides import (
    Difference,
    Kind,
    Need,
    Place,
    PowerPair,
    Side,
    agenda,
    consequence,
    differences,
    kinds,
    of_kinds,
    power_pairs,
)
from diagnostic.comparison.versions import Changed, VersionChange, compare, offered

__all__ = [
    "Agreement",
    "Change",
    "Changed",
    "Difference",
    "Figure",
    "Kind",
    "Moved",
    "Need",
    "Place",
    "PowerPair",
    "RoundChange",
    "Side",
    "VersionChange",
    "agenda",
    "agreement",
    "change",
    "changes",
    "compare",
    "consequence",
    "differences",
    "gwet",
    "in_words",
    "kinds",
    "krippendorff",
    "of_kinds",
    "offered",
    "power_pairs",
    "reason",
]
