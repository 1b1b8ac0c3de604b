"""The demonstration, and drafts of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from diagnostic.advice.roadmap import Slot
from diagnostic.answers import Assessment, file
from diagnostic.content import Library, shipped
from diagnostic.documents.basis import Basis
from diagnostic.documents.filling import Words
from diagnostic.scoring import score
from diagnostic.service import files

Bases = Callable[..., Basis]


@pytest.fixture(scope="session")
def library() -> Library:
    return shipped()


@pytest.fixture(scope="session")
def administrations(library: Library) -> Mapping[str, Assessment]:
    """The demonstration, by the name of its file."""
    return {path.stem: file.read(path, library) for path in files.demonstration_files()}


@pytest.fixture(scope="session")
def basis(library: Library) -> Bases:
    """What a draft is made from, for any assessment; without a plan unless steps are named."""

    def made(assessment: Assessment, whose: Any = "both", steps: tuple[str, ...] = (), **words: str) -> Basis:
        result = score(assessment, library)
        assert result is not None
        named: dict[str, Any] = {
            "customs": assessment.pair.customs,
            "police": assessment.pair.police,
            "round": assessment.round,
        }
        known = {step.id: step for step in library.steps}
        return Basis(
            result=result,
            whose=whose,
            words=Words(**{**named, **words}),
            planned=tuple(Slot(known[step], 0, 1, ()) for step in steps),
            drafted_on=date(2026, 10, 5),
            sources=library.sources,
            xrays={xray.id: xray for xray in library.xrays["cooperation"]},
        )

    return made
