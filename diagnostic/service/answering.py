"""Answering: the form as it stands, saving one answer, settling a meeting of two writers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from diagnostic.access import NotAllowed
from diagnostic.access.views import REVIEWED, seen
from diagnostic.answers.answer import UNANSWERED, Answer, Voice, from_data, problems
from diagnostic.answers.voices import Stage, may_edit
from diagnostic.content.model import Instrument, Item, Section
from diagnostic.scoring.outcomes import visible
from diagnostic.service.desk import COOPERATION, Desk
from diagnostic.service.units import Colleague, colleagues
from diagnostic.storage import Current, Met, Record, Saved, Shown, shown


class AnswerRefused(Exception):
    """The answer is not one the question allows. The message is for the user; nothing was stored."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the questions that are asked were dealt with."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Form:
    """The questionnaire of one voice as it stands, as far as the viewer may see and change it.

    ``slot``, ``unit``: of a colleague's draft, empty for the answers of the agency. ``only``: the items shown, None
    for all. ``writes``: whether the viewer may change answers, and those of a named custodian. ``offered``: what was
    answered in the round before, to be confirmed or changed.
    """

    record: Record
    instrument: Instrument
    voice: Voice
    current: Mapping[str, Current]
    slot: str = ""
    unit: str = ""
    stage_of_draft: Stage = "draft"
    only: frozenset[str] | None = None
    writes: tuple[bool, bool] = (True, True)
    offered: Mapping[str, Answer] = field(default_factory=dict)

    @property
    def part(self) -> str:
        """The part under which the answers are stored."""
        return f"{self.instrument.id}/{self.slot}" if self.slot else self.instrument.id

    @property
    def stage(self) -> Stage:
        """Where the voice stands with this questionnaire."""
        return self.stage_of_draft if self.slot else self.record.courses[self.instrument.id][self.voice]

    @property
    def own_document(self) -> bool:
        """Whether it is an agency's own document, never released to the other agency."""
        return self.instrument.disclosure == "agency"

    @property
    def editable(self) -> bool:
        """Whether answers may change now."""
        return may_edit(self.stage) and self.writes_any

    @property
    def writes_any(self) -> bool:
        """Whether the viewer is one of those who change answers, now or at another stage."""
        return any(self.writes)

    def writable(self, item: Item) -> bool:
        """Whether the viewer may change the answer to an item now."""
        return may_edit(self.stage) and self.writes[item.restricted]

    @property
    def answers(self) -> dict[str, Answer]:
        """The standing answers by item."""
        return {item: current.answer for item, current in self.current.items()}

    def answer(self, item: str) -> Answer:
        """Return the standing answer to an item."""
        return self.current[item].answer if item in self.current else UNANSWERED

    def asked(self, section: Section | None = None) -> list[Item]:
        """Return the items that are asked, in a section or in all, in order."""
        answers = self.answers
        items = section.items if section else self.instrument.items
        allowed = (item for item in items if self.voice != "agreed" or item.subject != "own")
        shown = (item for item in allowed if self.only is None or item.id in self.only)
        return [item for item in shown if visible(item, self.instrument, answers)]

    @property
    def sections(self) -> list[Section]:
        """The sections in which something is shown."""
        return [s for s in self.instrument.sections if self.only is None or any(i.id in self.only for i in s.items)]

    def progress(self, section: Section | None = None) -> Progress:
        """Return how far a section, or all of them, was dealt with."""
        asked = self.asked(section)
        return Progress(sum(self.answer(item.id).settled for item in asked), len(asked))

    def open_items(self) -> list[Item]:
        """Return the items that are asked and not dealt with."""
        return [item for item in self.asked() if not self.answer(item.id).settled]

    def next_open(self, after: str | None) -> Item | None:
        """Return the next item that the viewer can deal with, from an item onwards, then from the start."""
        found = [item for item in self.open_items() if self.writable(item)]
        if not found or after is None:
            return found[0] if found else None
        order = {item.id: place for place, item in enumerate(self.instrument.items)}
        later = [item for item in found if order[item.id] > order.get(after, -1)]
        return (later or found)[0]

    def marked(self) -> list[Item]:
        """Return the items marked for discussion."""
        return [item for item in self.asked() if self.answer(item.id).discuss]


def form(desk: Desk, id: str, voice: Voice, instrument: str = COOPERATION, slot: str = "") -> Form:
    """Return a questionnaire of a voice as it stands; with ``slot``, a colleague's own draft of it.

    Raises:
        NotAllowed: the viewer may not read these answers.
        UnknownAssessment: there is no such assessment.
    """
    record = desk.record(id)
    questions = desk.instrument(record, instrument)
    if slot:
        if instrument != COOPERATION:
            raise NotAllowed("There is no such draft.")
        return _draft(desk, record, voice, slot)
    if questions.disclosure == "agency":
        desk.require("read_integrity", voice, record)
        may_write = desk.allowed("edit_integrity", voice, record)
        return Form(record, questions, voice, _current(desk, record, questions, voice), writes=(may_write, may_write))
    writes = (desk.allowed("edit_answers", voice, record), desk.allowed("edit_restricted", voice, record))
    only = None
    if not desk.allowed("read_answers", voice, record):
        if not writes[True]:
            desk.require("read_answers", voice, record)
        only = frozenset(item.id for item in questions.items if item.restricted)  # the custodian's, while it is a draft
    return Form(
        record,
        questions,
        voice,
        _current(desk, record, questions, voice, only),
        only=only,
        writes=writes,
    )


def _current(
    desk: Desk, record: Record, questions: Instrument, voice: Voice, only: frozenset[str] | None = None
) -> dict[str, Current]:
    """Return what stands, without what the viewer may not see of it."""
    found = desk.store.current(record.id, voice, part=questions.id)
    viewer, kept = desk.viewer_of(record), {}
    for item, current in found.items():
        if only is not None and item not in only:
            continue
        answer = seen(item, current.answer, viewer, voice, record.stages, desk.restricted)
        unchanged = answer is current.answer
        kept[item] = current if unchanged else replace(current, answer=answer, unsettled=())
    return kept


def draft(desk: Desk, record: Record, voice: Voice, colleague: Colleague, stage: Stage, *, mine: bool) -> Form:
    """Return a draft as it stands. The caller has asked who may read it; ``mine``: whether the viewer writes it."""
    questions = desk.instrument(record)
    # Surveillance, undercover officers and informants are asked of the named custodian alone.
    asked = frozenset(
        item.id
        for item in questions.items
        if not item.restricted and (not colleague.sections or item.section in colleague.sections)
    )
    current = desk.store.current(record.id, voice, part=f"{questions.id}/{colleague.slot}")
    # Once the agency has submitted, nothing more is gathered.
    writes = (mine and record.stages[voice] == "draft", False)
    kept = {item: found for item, found in current.items() if item in asked}
    return Form(record, questions, voice, kept, colleague.slot, colleague.label, stage, asked, writes)


def _draft(desk: Desk, record: Record, voice: Voice, slot: str) -> Form:
    colleague, stage, mine = _whose(desk, record, voice, slot)
    return draft(desk, record, voice, colleague, stage, mine=mine)


def _whose(desk: Desk, record: Record, voice: Voice, slot: str) -> tuple[Colleague, Stage, bool]:
    """Return whose draft it is, where it stands, and whether the viewer writes it; refuse who may not read it."""
    gathers = desk.allowed("read_drafts", voice, record)
    if not gathers:
        desk.require("edit_draft", voice, record)
    stage = desk.store.drafts(record.id, voice).get(slot)
    colleague = next((one for one in colleagues(desk, record, voice) if one.slot == slot), None)
    if stage is None or colleague is None:
        raise NotAllowed("There is no such draft.")
    mine = colleague.named and desk.allowed("edit_draft", voice, record) and desk.is_me(colleague.person)
    # What is still being written is nobody else's, not even the coordinator's.
    if not mine and not (gathers and stage != "draft"):
        raise NotAllowed("This draft is a colleague’s.")
    return colleague, stage, mine


def again(desk: Desk, form_: Form) -> Form:
    """Return the same questionnaire as it stands by now, with the same answers offered."""
    now = form(desk, form_.record.id, form_.voice, form_.instrument.id, form_.slot)
    return replace(now, offered=form_.offered)


def current(desk: Desk, form: Form, item: str) -> Current | None:
    """Return one standing answer, read anew, so that another window's answer is seen."""
    return again(desk, form).current.get(item)


def save(desk: Desk, form: Form, item: str, data: Mapping[str, Any], seen: int) -> Saved | Met:
    """Save one answer, given the revision that the writer saw.

    Returns what was saved, or both texts when somebody else saved in between.

    Raises:
        AnswerRefused: the answer is not one the question allows; nothing was stored.
        NotAllowed, NotEditable, StorageFailed: with a sentence for the user; nothing was stored.
    """
    answer = _checked(desk, form, item, data)
    return desk.store.save(form.record.id, form.voice, item, answer, seen=seen, by=desk.by, part=form.part)


def settle(desk: Desk, form: Form, item: str, data: Mapping[str, Any], seen: int) -> Saved | Met:
    """Save the text that was chosen after two writers met; see `save`."""
    answer = _checked(desk, form, item, data)
    return desk.store.settle(form.record.id, form.voice, item, answer, seen=seen, by=desk.by, part=form.part)


def _checked(desk: Desk, form: Form, item: str, data: Mapping[str, Any]) -> Answer:
    question = form.instrument.by_id.get(item)
    if question is None or (form.only is not None and item not in form.only):
        raise AnswerRefused(f"There is no question '{item}' in this questionnaire.")
    _require_edit(desk, form, question)
    found = problems(question, form.voice, data)
    if found:
        _, message, remedy = found[0]
        raise AnswerRefused(f"Not saved: {message}; {remedy}.")
    answer = from_data(data)
    if form.voice == "agreed" and answer.settled and not answer.reason.strip():
        raise AnswerRefused("Not saved: give the reason for the agreed answer.")
    return answer


def _require_edit(desk: Desk, form: Form, question: Item) -> None:
    """Ask anew whether the viewer may write: roles and stages may have changed since the page was drawn."""
    if form.slot:
        if not _whose(desk, form.record, form.voice, form.slot)[2]:
            raise NotAllowed("This draft is a colleague’s.")
    elif form.own_document:
        desk.require("edit_integrity", form.voice, form.record)
    else:
        desk.require("edit_restricted" if question.restricted else "edit_answers", form.voice, form.record)


def history(desk: Desk, form: Form, item: str) -> list[Shown]:
    """Return what was answered before, oldest first; quick corrections by one person show as one.

    How an agency came to its answers stays inside the agency, and with the custodian for what is the custodian's.
    """
    question = form.instrument.by_id.get(item)
    if question is None or (form.only is not None and item not in form.only):
        return []  # of another questionnaire, which others may read
    if form.slot:
        _whose(desk, form.record, form.voice, form.slot)
    elif form.own_document:
        desk.require("read_integrity", form.voice, form.record)
    elif question.restricted:
        if not desk.allowed("read_restricted", form.voice, form.record):
            return []
    elif form.voice != "agreed":
        desk.require("discuss_inside", form.voice, form.record)
        if item in REVIEWED and not desk.allowed("read_reviewed", form.voice, form.record):
            return []
    else:
        desk.require("read_answers", form.voice, form.record)
    return shown(desk.store.history(form.record.id, form.voice, item, part=form.part))
