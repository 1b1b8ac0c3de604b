"""Answering: the form as it stands, saving one answer, settling a meeting of two writers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from diagnostic.access import require
from diagnostic.access.roles import Action
from diagnostic.answers.answer import UNANSWERED, Answer, Voice, from_data, problems
from diagnostic.answers.voices import Stage, may_edit
from diagnostic.content.model import Instrument, Item, Section
from diagnostic.scoring.outcomes import visible
from diagnostic.service.desk import COOPERATION, Desk
from diagnostic.storage import Current, Met, Record, Saved, Shown, shown

#: What reading and writing answers asks of the viewer. To the anonymous survey there are no answers to read.
_READ: dict[str, Action] = {"pair": "read_answers", "agency": "read_integrity"}
_EDIT: dict[str, Action] = {"pair": "edit_answers", "agency": "edit_integrity"}


class AnswerRefused(Exception):
    """The answer is not one the question allows. The message is for the user; nothing was stored."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the questions that are asked were dealt with."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Form:
    """The questionnaire of one voice as it stands."""

    record: Record
    instrument: Instrument
    voice: Voice
    current: Mapping[str, Current]

    @property
    def stage(self) -> Stage:
        """Where the voice stands with this questionnaire."""
        return self.record.courses[self.instrument.id][self.voice]

    @property
    def own_document(self) -> bool:
        """Whether it is an agency's own document, never released to the other agency."""
        return self.instrument.disclosure == "agency"

    @property
    def editable(self) -> bool:
        """Whether answers may change now."""
        return may_edit(self.stage)

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
        return [item for item in allowed if visible(item, self.instrument, answers)]

    def progress(self, section: Section | None = None) -> Progress:
        """Return how far a section, or all of them, was dealt with."""
        asked = self.asked(section)
        return Progress(sum(self.answer(item.id).settled for item in asked), len(asked))

    def open_items(self) -> list[Item]:
        """Return the items that are asked and not dealt with."""
        return [item for item in self.asked() if not self.answer(item.id).settled]

    def next_open(self, after: str | None) -> Item | None:
        """Return the next item not dealt with, from an item onwards, then from the start."""
        found = self.open_items()
        if not found or after is None:
            return found[0] if found else None
        order = {item.id: place for place, item in enumerate(self.instrument.items)}
        later = [item for item in found if order[item.id] > order.get(after, -1)]
        return (later or found)[0]

    def marked(self) -> list[Item]:
        """Return the items marked for discussion."""
        return [item for item in self.asked() if self.answer(item.id).discuss]


def form(desk: Desk, id: str, voice: Voice, instrument: str = COOPERATION) -> Form:
    """Return a questionnaire of a voice as it stands.

    Raises:
        NotAllowed: the viewer may not read these answers.
        UnknownAssessment: there is no such assessment.
    """
    record = desk.store.record(id)
    questions = desk.instrument(record, instrument)
    require(desk.viewer, _READ[questions.disclosure], voice, record.stages)
    return Form(record, questions, voice, desk.store.current(id, voice, part=instrument))


def current(desk: Desk, form: Form, item: str) -> Current | None:
    """Return one standing answer, read anew, so that another window's answer is seen."""
    return desk.store.current(form.record.id, form.voice, part=form.instrument.id).get(item)


def save(desk: Desk, form: Form, item: str, data: Mapping[str, Any], seen: int) -> Saved | Met:
    """Save one answer, given the revision that the writer saw.

    Returns what was saved, or both texts when somebody else saved in between.

    Raises:
        AnswerRefused: the answer is not one the question allows; nothing was stored.
        NotAllowed, NotEditable, StorageFailed: with a sentence for the user; nothing was stored.
    """
    answer = _checked(desk, form, item, data)
    return desk.store.save(
        form.record.id, form.voice, item, answer, seen=seen, by=desk.viewer.name, part=form.instrument.id
    )


def settle(desk: Desk, form: Form, item: str, data: Mapping[str, Any], seen: int) -> Saved | Met:
    """Save the text that was chosen after two writers met; see `save`."""
    answer = _checked(desk, form, item, data)
    return desk.store.settle(
        form.record.id, form.voice, item, answer, seen=seen, by=desk.viewer.name, part=form.instrument.id
    )


def _checked(desk: Desk, form: Form, item: str, data: Mapping[str, Any]) -> Answer:
    require(desk.viewer, _EDIT[form.instrument.disclosure], form.voice, form.record.stages)
    question = form.instrument.by_id.get(item)
    if question is None:
        raise AnswerRefused(f"There is no question '{item}' in this questionnaire.")
    found = problems(question, form.voice, data)
    if found:
        _, message, remedy = found[0]
        raise AnswerRefused(f"Not saved: {message}; {remedy}.")
    return from_data(data)


def history(desk: Desk, form: Form, item: str) -> list[Shown]:
    """Return what was answered before, oldest first; quick corrections by one person show as one."""
    require(desk.viewer, _READ[form.instrument.disclosure], form.voice, form.record.stages)
    if item not in form.instrument.by_id:
        return []  # of another questionnaire, which others may read
    return shown(desk.store.history(form.record.id, form.voice, item))
