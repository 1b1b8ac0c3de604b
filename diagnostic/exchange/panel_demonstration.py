"""The fictional demonstration panel as a file: read for everybody, written by whoever changes the model.

``python -m diagnostic.exchange.panel_demonstration`` writes it anew.
"""

from __future__ import annotations

from pathlib import Path

from diagnostic import places
from diagnostic.answers import file
from diagnostic.benchmarking import demonstration
from diagnostic.benchmarking.panel import Panel
from diagnostic.benchmarking.scored import COOPERATION
from diagnostic.content.library import questions
from diagnostic.content.model import Library
from diagnostic.exchange import panel_answers, table

COMMENTS = (
    "Fictional data for demonstration: these administrations and regions do not exist, and nobody gave these answers.",
    f"Made by diagnostic/benchmarking/demonstration.py with the seed {demonstration.SEED}.",
)


def path() -> Path:
    """Return the file of the demonstration panel."""
    return places.data("benchmarks") / "panel" / "demonstration.csv"


def read(library: Library) -> Panel:
    """Read and score the demonstration panel. Its regions are the column ``region``."""
    return panel_answers.from_table(table.read_bytes(path().read_bytes(), path().name), library)


def text(library: Library) -> str:
    """Return what the file is to hold."""
    folder = places.data("benchmarks") / "demonstration"
    known = [file.read(one, library) for one in sorted(folder.glob("*.yaml"))]
    made = demonstration.assessments(library.instrument(COOPERATION), known)
    return panel_answers.write(made, library, groups={"region": demonstration.regions()}, comments=COMMENTS)


if __name__ == "__main__":
    path().write_text(text(questions()), encoding="utf-8", newline="\n")
