"""The integrity self-assessment of one agency in words, for whoever prints it."""

from __future__ import annotations

from collections.abc import Iterator

from diagnostic import wording
from diagnostic.content.model import Group, Library
from diagnostic.scoring.explaining import SEVERITY, Line, Part, finding
from diagnostic.scoring.integrity import Integrity
from diagnostic.scoring.levels import DimensionResult


def integrity_parts(result: Integrity, library: Library) -> Iterator[Part]:
    """Yield factors, protection, exposure and what is worth a second look."""
    name = result.assessment.pair.name(result.voice)
    yield _ladder(result, "factor", "Factor", f"Integrity of {name}: what exists, by factor")
    protection = result.protection()
    whole = f"Protection as a whole: {wording.span(*protection)}." if protection else "Protection: not applicable."
    yield _ladder(result, "protection", "Stage", f"Integrity of {name}: protection, by stage", Line(0, whole))
    yield _exposure(result, name)
    known = {xray.id: xray for xray in library.xrays.get(result.instrument.id, ())}
    lines = [
        Line(0, f"{wording.capital(SEVERITY[found.severity])}: "
             f"{finding(found, known[found.xray], result.instrument, result.assessment.pair)}")
        for found in result.findings
    ]  # fmt: skip
    yield Part("Integrity answers worth a second look", lines=tuple(lines or [Line(0, "Nothing stands out.")]))


def _ladder(result: Integrity, group: Group, head: str, title: str, *lines: Line) -> Part:
    rows = [(head, "As claimed", "As evidenced", "Coverage")]
    evidenced = result.group(group, "evidenced")
    for dimension in result.instrument.group(group):
        claimed = result.views.claimed.dimensions[dimension.id]
        rows.append((dimension.title, _bounds(claimed), _bounds(evidenced[dimension.id]), _coverage(claimed)))
    return Part(title, tuple(rows), lines)


def _exposure(result: Integrity, name: str) -> Part:
    rows = [("Axis", "Exposure", "Coverage")]
    for dimension in result.instrument.group("exposure"):
        axis = result.views.claimed.dimensions[dimension.id]
        rows.append((dimension.title, _bounds(axis), _coverage(axis)))
    note = "Exposure is hazard: 1 none known although counted, 5 the gravest. It is neither a good nor a bad mark."
    return Part(f"Integrity of {name}: exposure to organised crime", tuple(rows), (Line(0, note),))


def _bounds(found: DimensionResult | None) -> str:
    if found is None:
        return "not applicable"
    return wording.span(*found.pair) + (", withheld" if found.withheld else "")


def _coverage(found: DimensionResult | None) -> str:
    return wording.answered(found.answered, found.applicable) if found else ""
