"""From answers to levels: bounds, weakest links, requirements, powers, x-rays."""

from diagnostic.scoring.outcomes import Pair
from diagnostic.scoring.reference import Result, score, score_with

__all__ = ["Pair", "Result", "score", "score_with"]
