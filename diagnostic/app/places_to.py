"""Which page belongs to which questionnaire."""

from __future__ import annotations

from diagnostic.service.desk import INTEGRITY


def questions(instrument: str) -> str:
    """Return the page with the questions of an instrument."""
    return "app_pages/integrity.py" if instrument == INTEGRITY else "app_pages/questions.py"


def review(instrument: str) -> str:
    """Return the page with the review of an instrument."""
    return "app_pages/integrity_review.py" if instrument == INTEGRITY else "app_pages/review.py"
