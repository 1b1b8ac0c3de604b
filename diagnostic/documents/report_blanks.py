"""The blanks that a Word template may have. They stand alone, so that a page can name them at once."""

from __future__ import annotations

#: Where the report goes.
REPORT = "report"
#: What stands for a word or a sentence.
BLANKS = ("title", "agencies", "country", "round", "date", "finding", "classification")
