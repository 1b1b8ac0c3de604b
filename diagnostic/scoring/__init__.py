"""From answers to levels: bounds, weakest links, requirements, powers, x-rays."""

from diagnostic.scoring.integrity import Integrity, score_integrity
from diagnostic.scoring.outcomes import Pair
from diagnostic.scoring.reference import Result, score, score_with

__all__ = ["Integrity", "Pair", "Result", "score", "score_integrity", "score_with"]
