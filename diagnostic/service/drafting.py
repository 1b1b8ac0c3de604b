"""Drafts for legal review: which documents can be drafted, and one of them as a Word file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import cast

from diagnostic.advice.roadmap import Slot
from diagnostic.answers.answer import AGENCIES, Voice
from diagnostic.answers.assessment import Assessment
from diagnostic.content.catalogue import Draft
from diagnostic.content.model import Library
from diagnostic.content.schemas import nearest
from diagnostic.documents.assembling import assemble
from diagnostic.documents.basis import Basis
from diagnostic.documents.filling import Words
from diagnostic.scoring import Result, score
from diagnostic.scoring.explaining import Whose
from diagnostic.service import files, planning, planning_file
from diagnostic.service.desk import Desk
from diagnostic.storage import Record


class DraftRefused(Exception):
    """There is no such draft, or nothing to draft it from. The message is for the user."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A document that can be drafted. ``carries_out``: titles of planned steps that it carries out."""

    draft: Draft
    carries_out: tuple[str, ...]

    @property
    def called_for(self) -> bool:
        """Whether the plan calls for it."""
        return bool(self.carries_out)


def choices(desk: Desk, record: Record, whose: Whose) -> list[Choice]:
    """Return the documents that can be drafted, those that the plan calls for first.

    Raises:
        NotAllowed: the result or its plan is not the viewer's to see or to export.
        TextRefused: a text that a user typed cannot stand in a document.
    """
    _require(desk, record, whose)
    return listed(desk.catalogue, _stored(desk, record.id, whose).planned)


def listed(library: Library, planned: tuple[Slot, ...] = ()) -> list[Choice]:
    """Return all documents that can be drafted, those that a plan calls for first."""
    titles = {slot.step.id: slot.step.title for slot in planned}
    found = [
        Choice(draft, tuple(titles[step] for step in draft.steps if step in titles))
        for draft in library.drafts.values()
    ]
    return sorted(
        found, key=lambda choice: (not choice.called_for, _ORDER.get(choice.draft.kind, 9), choice.draft.title)
    )


#: Agreements first, forms and reports last.
_ORDER = {
    kind: place for place, kind in enumerate(("agreement", "terms", "protocol", "note", "plan", "form", "report"))
}


def draft(desk: Desk, id: str, whose: Whose, draft_id: str, *, notes: bool = True) -> bytes:
    """Return a document as a Word file, from the result and the plan that is kept.

    Raises:
        NotAllowed: the result is not the viewer's to export.
        DraftRefused: there is no such document.
        TextRefused: a text that a user typed cannot stand in a document.
    """
    _require(desk, desk.record(id), whose)
    found = _written(_draft(desk.catalogue, draft_id), _stored(desk, id, whose), notes)
    detail = {"document": draft_id, "whose": whose, "notes": notes}
    desk.store.audit("draft", by=desk.by, id=id, detail=detail)
    return found


def from_file(
    assessment: Assessment, library: Library, draft_id: str, voice: Voice | None = None, *, notes: bool = True
) -> bytes:
    """Return a document for an assessment file, with a plan towards its target or the next level.

    Raises:
        DraftRefused: there is no such document, or the agency has no answers in the file.
        PlanRefused: the file holds no answers on cooperation.
        TextRefused: a text of the file cannot stand in a document.
    """
    wanted = _draft(library, draft_id)
    if voice is not None:
        if voice not in assessment.voices:
            raise DraftRefused(f"The file holds no answers of the {voice}.")
        assessment = assessment.only(voice)
    made = planning_file.from_file(assessment, library, voice)
    result = score(assessment, library)
    assert result is not None  # else there would be no plan
    whose: Whose = "both" if result.joint else cast(Whose, next(iter(result.voices)))
    target = planning_file.towards(assessment.target, result) if assessment.target else ""
    return _written(wanted, _basis(result, whose, made.slots, target, library, {}), notes)


def file_name(country: str, round: str, draft_id: str) -> str:
    """Return the name under which a document is saved: country, round, document."""
    safe = "".join(sign if sign.isalnum() else "-" for sign in round)
    return f"{country}-{safe}-{draft_id.replace('_', '-')}.docx"


def _require(desk: Desk, record: Record, whose: Whose) -> None:
    for voice in _voices(whose):
        desk.require("export", voice, record)


def _voices(whose: Whose) -> tuple[Voice, ...]:
    return AGENCIES if whose == "both" else (whose,)


def _draft(library: Library, id: str) -> Draft:
    if id not in library.drafts:
        raise DraftRefused(f"There is no document '{id}': {nearest(id, sorted(library.drafts))}")
    return library.drafts[id]


def _stored(desk: Desk, id: str, whose: Whose) -> Basis:
    made = planning.planning(desk, id, whose)
    result, record = made.reading.result, made.reading.record
    owners = {step: state.owner for step, state in made.states.items() if state.owner}
    target = planning_file.towards(record.target, result) if record.target else ""
    return _basis(result, whose, made.slots, target, desk.library, owners)


def _basis(
    result: Result, whose: Whose, planned: tuple[Slot, ...], target: str, library: Library, owners: dict[str, str]
) -> Basis:
    assessment = result.assessment
    ministries = assessment.context.get("ministries", {})
    return Basis(
        result=result,
        whose=whose,
        words=Words(
            customs=assessment.pair.customs,
            police=assessment.pair.police,
            country=files.country_name(assessment.country),
            round=assessment.round,
            target=target,
            customs_ministry=ministries.get("customs", ""),
            police_ministry=ministries.get("police", ""),
        ),
        planned=planned,
        drafted_on=_today(),
        sources=library.sources,
        xrays={xray.id: xray for xray in library.xrays.get(result.instrument.id, ())},
        owners=owners,
    )


def _written(wanted: Draft, basis: Basis, notes: bool) -> bytes:
    from diagnostic.documents.word import render  # a tenth of a second that only a download needs

    return render(assemble(wanted, basis, notes=notes))


def _today() -> date:
    return datetime.now(tz=UTC).date()
