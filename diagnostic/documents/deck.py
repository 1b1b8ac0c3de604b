"""Decks: one assessment for a committee, a panel for those who compare. Every chart and table on them is native.

A deck shows what it is given and nothing else: what a reader may not see is gone before.
"""

from __future__ import annotations

from diagnostic.documents.deck_benchmark import benchmark
from diagnostic.documents.deck_committee import committee

__all__ = ["benchmark", "committee"]
