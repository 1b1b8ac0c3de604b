"""A folder of assessment files as a panel: every file is read, or none is taken."""

from __future__ import annotations

from pathlib import Path

from diagnostic.answers import file
from diagnostic.answers.assessment import Assessment
from diagnostic.benchmarking.panel import Panel
from diagnostic.benchmarking.scored import from_assessments
from diagnostic.content.faults import Fault, Refused
from diagnostic.content.model import Library

SUFFIXES = frozenset({".yaml", ".yml", ".json"})
MAX_FILES = 20_000


def read(folder: Path, library: Library, policy: str = "") -> Panel:
    """Read every assessment file of a folder and its subfolders, and score them side by side.

    Raises:
        Refused: with the faults of all files; nothing is partly read.
        PanelRefused: the files are sound but cannot stand side by side.
    """
    return from_assessments(assessments(folder, library), library, policy=policy)


def assessments(folder: Path, library: Library) -> tuple[Assessment, ...]:
    """Return the assessments of a folder, in order of file name; see `read`."""
    if not folder.is_dir():
        raise Refused([Fault(str(folder), 1, 1, "there is no such folder", "name a folder of assessment files")])
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    if not paths:
        remedy = "name a folder with files that end in .yaml, .yml or .json"
        raise Refused([Fault(str(folder), 1, 1, "the folder holds no assessment file", remedy)])
    if len(paths) > MAX_FILES:
        remedy = f"at most {MAX_FILES:,} are read; bring a table of answers instead"
        raise Refused([Fault(str(folder), 1, 1, f"the folder holds {len(paths):,} files", remedy)])
    found: list[Assessment] = []
    faults: list[Fault] = []
    first: dict[tuple[str, str, str, str], Path] = {}
    for path in paths:
        try:
            assessment = file.read(path, library)
        except Refused as refused:
            faults.extend(refused.faults)
            continue
        key = (assessment.country, assessment.pair.customs, assessment.pair.police, assessment.round)
        if key in first:
            message = f"{assessment.country}, round {assessment.round} stands in {first[key].name} as well"
            faults.append(Fault(str(path), 1, 1, message, "keep one of the two files"))
        first.setdefault(key, path)
        found.append(assessment)
    if faults:
        raise Refused(faults)
    return tuple(found)
