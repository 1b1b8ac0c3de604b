"""Golden assessments: each name is a sentence about the specification, each figure was worked out by hand."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from diagnostic.answers.file import from_document
from diagnostic.content import shipped
from diagnostic.content.library import load
from diagnostic.content.model import Library
from diagnostic.content.strict import Document, read_path
from diagnostic.scoring.integrity import score_integrity
from diagnostic.scoring.printing import integrity_to_data, to_data
from diagnostic.scoring.reference import score

TESTS = Path(__file__).parent.parent
FILES = sorted((TESTS / "golden").glob("*.yaml"))
CASES: list[dict[str, Any]] = [case for file in FILES for case in read_path(file).data]
#: Lists of which only the entries named are compared, found by this key or these keys.
FOUND_BY = {"powers": ("power",), "xrays": ("id", "items", "voice")}


@cache
def content(name: str | None) -> Library:
    return shipped() if name is None else load(TESTS / "content" / name)


def figures(case: dict[str, Any]) -> dict[str, Any]:
    library = content(case.get("content"))
    assessment = from_document(Document(case["name"], case["assessment"], {}, {}), library)
    (instrument,) = assessment.instruments
    if instrument == "integrity":
        found = integrity_to_data(score_integrity(assessment, library, case["voice"]))
        assert found is not None
        return found
    result = score(assessment, library, instrument)
    assert result is not None
    return to_data(result)


def differences(expected: Any, got: Any, path: str = "") -> Iterator[str]:
    """Yield where the figures differ from what is expected. Only the keys that are expected are compared."""
    key = path.rpartition(".")[2]
    if key == "coverage" and isinstance(expected, str):
        if got is None or not math.isclose(got, Fraction(expected)):
            yield f"{path}: expected {expected}, got {got}"
    elif isinstance(expected, dict) and isinstance(got, dict):
        if key == "gaps" and set(got) != set(expected):
            yield f"{path}: expected {expected}, got {got}"
        for name, part in expected.items():
            if name not in got:
                yield f"{path}.{name}: expected {part}, got nothing"
            else:
                yield from differences(part, got[name], f"{path}.{name}")
    elif key in FOUND_BY and isinstance(expected, list):
        for entry in expected:
            known = {name: entry[name] for name in FOUND_BY[key] if name in entry}
            found = [line for line in got if known.items() <= line.items()]
            if not found:
                yield f"{path}: expected {known}, got {[line['id' if 'id' in line else 'power'] for line in got]}"
            for line in found[:1]:
                yield from differences(entry, line, f"{path}[{entry.get('power', entry.get('id'))}]")
    elif isinstance(expected, list) and expected and isinstance(expected[0], dict):
        shown = [{name: line[name] for name in expected[0]} for line in got]
        if sorted(shown, key=repr) != sorted(expected, key=repr):
            yield f"{path}: expected {expected}, got {shown}"
    elif expected != got:
        yield f"{path}: expected {expected}, got {got}"


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_golden(case: dict[str, Any]) -> None:
    got = figures(case)
    assert list(differences(case.get("expected", {}), got)) == []
    for absent in case.get("absent_xrays", ()):
        assert [line for line in got["xrays"] if absent.items() <= line.items()] == []


def test_there_are_at_least_32_golden_assessments_and_no_name_stands_twice() -> None:
    names = [case["name"] for case in CASES]
    assert len(names) >= 32
    assert len(names) == len(set(names))


def test_every_x_ray_that_ships_has_a_golden_assessment() -> None:
    named = {line["id"] for case in CASES for line in case.get("expected", {}).get("xrays", ())}
    assert {xray.id for xrays in shipped().xrays.values() for xray in xrays} <= named


def test_the_engine_names_no_item_of_any_questionnaire() -> None:
    items = {item.id for instrument in shipped().instruments.values() for item in instrument.items}
    for module in (TESTS.parent / "diagnostic" / "scoring").glob("*.py"):
        words = set(re.findall(r"[a-z0-9_]+", module.read_text(encoding="utf-8")))
        assert words & items == set(), module.name


def test_expecting_a_key_that_is_not_printed_fails() -> None:
    assert list(differences({"joint": {"nothing": 1}}, {"joint": {}})) == [".joint.nothing: expected 1, got nothing"]
    assert list(differences({"blockers": []}, {"blockers": [{"item": "x"}]}))
    assert list(differences({"gaps": {}}, {"gaps": {"x": 1}}))
    assert list(differences({"coverage": "2/3"}, {"coverage": 0.5}))
