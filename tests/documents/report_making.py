"""What reports are made from: an assessment file, or an assessment with every text at its longest."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from diagnostic.advice import needs
from diagnostic.advice.plan import NO_WISHES, plan
from diagnostic.advice.roadmap import roadmap
from diagnostic.answers import AGENCIES, AgencyPair, Answer, Assessment
from diagnostic.content import Library
from diagnostic.documents.case import Case
from diagnostic.documents.minutes import Action, Decision
from diagnostic.documents.report_input import Register, Report
from diagnostic.documents.sheet import Sheet, cell_of, flat, pieces
from diagnostic.scoring import score

MADE_AT = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)
#: A name as long as one can be, in words; and one without a space.
LONG, ENDLESS = "Directorate General of Customs, Excise and Preventive Services of the Federation " * 2, "N" * 120


def case_of(assessment: Assessment, library: Library, whose: Any = "both", target: int = 4, **more: Any) -> Case:
    """Return the case of an assessment, with a plan towards a level."""
    voices: tuple[Any, ...] = AGENCIES if whose == "both" else (whose,)
    present: dict[Any, Any] = {voice: assessment.voices.get(voice, {}) for voice in voices}
    extra = {"agreed": assessment.voices["agreed"]} if whose == "both" and "agreed" in assessment.voices else {}
    result = score(replace(assessment, voices=present | extra), library)
    assert result is not None
    views = result.joint if whose == "both" else result.voices[whose]
    assert views is not None
    wanted = needs.for_level(views.claimed, target, needs.ceilings(assessment, voices))
    outcomes = views.claimed.outcomes
    made = plan(wanted, outcomes, library.steps, NO_WISHES)
    said: dict[str, Any] = {
        "country": "Freedonia (fictional)",
        "made_on": MADE_AT.date(),
        "sources": library.sources,
        "xrays": {xray.id: xray for xray in library.xrays["cooperation"]},
        "plan": made,
        "slots": roadmap(made, outcomes),
        "towards": f"level {target}",
    }
    return Case(result=result, whose=whose, **{**said, **more})


def report_of(case: Case, **more: Any) -> Report:
    """Return what a report of a case is made from."""
    return Report(case=case, made_at=MADE_AT, **more)


def longest(library: Library, name: str = LONG) -> Report:
    """Return a report of which everything that people type, and most that follows, is as long as it can be."""
    said = dict.fromkeys(("a_1", "a_2_1", "a_13"), Answer(level=3))
    assessment = Assessment(
        country="XXA",
        round="2026, the first after the reorganisation",
        instruments={"cooperation": "handbook-2018/1"},
        voices={"customs": said, "police": said},
        pair=AgencyPair(name, name.replace("Customs", "Police")),
    )
    case = case_of(assessment, library, target=5, country=f"{name[:60]} (fictional)", classification="TLP:RED " * 15)
    case = replace(
        case,
        owners={slot.step.id: name for slot in case.slots},
        towards="; ".join(f"{one.title.lower()} at level 5" for one in case.result.instrument.dimensions),
    )
    decisions = tuple(
        Decision(f"2026/{n}", name * 9, name * 9, escalated_to=name, escalated_why=name * 9) for n in range(1, 5)
    )
    return report_of(case, register=Register(decisions, (Action(name * 9),), ()))


def pages(raw: bytes) -> int:
    """Return how many pages a PDF has."""
    return len(PdfReader(BytesIO(raw)).pages)


def said(raw: bytes) -> str:
    """Return the words of a PDF, on one line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(raw)).pages).split())


def written(sheet: Sheet) -> str:
    """Return every word of a sheet, without its look."""
    words: list[str] = [sheet.title, sheet.above, sheet.subtitle, sheet.finding, sheet.running, sheet.foot]
    for block in flat(sheet.blocks):
        words += _words(block)
    return "\n".join(words)


def _words(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, bytes):
        return [value.decode()]
    if isinstance(value, tuple | list):
        if value and all(hasattr(one, "quiet") for one in value):
            return ["".join(span.text for span in pieces(tuple(value)))]
        return [word for one in value for word in _words(one)]
    if hasattr(value, "over"):
        return _words(cell_of(value).words)
    if hasattr(value, "__slots__"):
        return [word for name in value.__slots__ for word in _words(getattr(value, name))]
    return []
