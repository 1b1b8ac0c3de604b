"""Comparing: the answers of both agencies side by side, for those who may read both once they are open."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from diagnostic.access import NotAllowed, View
from diagnostic.answers import labels
from diagnostic.answers.answer import AGENCIES, VOICES
from diagnostic.answers.voices import Stage
from diagnostic.charts.dumbbells import Dumbbell
from diagnostic.comparison.agreement import Agreement, agreement
from diagnostic.comparison.reasons import reason as reason_of
from diagnostic.comparison.sides import Difference, Kind, PowerPair, differences, of_kinds, power_pairs
from diagnostic.content.model import Dimension, Instrument
from diagnostic.scoring import Result, score
from diagnostic.scoring.xrays import Finding
from diagnostic.service import auditing
from diagnostic.service.desk import Desk
from diagnostic.storage import Record


@dataclass(frozen=True)
class Comparison:
    """Everything that the two agencies’ answers say side by side. ``rows``: the most consequential first."""

    record: Record
    view: View
    result: Result
    rows: tuple[Difference, ...]

    @property
    def instrument(self) -> Instrument:
        """The questionnaire."""
        return self.result.instrument

    @cached_property
    def powers(self) -> tuple[PowerPair, ...]:
        """Every power, with what both agencies say of it."""
        return power_pairs(self.view, self.result.instrument, self.result)

    @cached_property
    def agreement(self) -> Agreement:
        """How far the agencies agree over all questions about both of them."""
        return agreement(self.view, self.result.instrument, self.result.policy)

    @cached_property
    def gaps(self) -> tuple[Dumbbell, ...]:
        """The dimensions, the widest gap first, then those where it cannot be told, then facts about one agency."""
        found = [_gap(self, dimension) for dimension in self.instrument.dimensions]
        return tuple(sorted(found, key=lambda gap: (gap.own, gap.apart is None, -abs(gap.apart or 0))))

    @property
    def between(self) -> tuple[Finding, ...]:
        """What stands out between the voices, rather than in the answers of one agency."""
        return tuple(finding for finding in self.result.findings if finding.voice not in AGENCIES)

    def reason(self, row: Difference) -> str:
        """Return why a row stands where it does, in one sentence."""
        return reason_of(row, self.instrument, self.record.pair)


def may_compare(desk: Desk, record: Record) -> bool:
    """Whether the person may read the answers of both agencies side by side."""
    return _opened(record) and all(desk.allowed("read_answers", voice, record) for voice in AGENCIES)


def what_is_missing(desk: Desk, record: Record) -> str:
    """Return why the two answers cannot be compared yet, or not by this person; nothing where they can."""
    if may_compare(desk, record):
        return ""
    if _opened(record):
        return "With your role you do not read the answers of both agencies."
    if all(record.stages[voice] == "released" for voice in AGENCIES):
        return "Both agencies have released their answers. They can be compared once they are opened together."
    said = [f"{record.pair.name(voice)} {_RELEASED[record.stages[voice] == 'released']}" for voice in AGENCIES]
    return f"The two answers can be compared once both agencies have released theirs: {said[0]}, {said[1]}."


#: Before both are open, the other side sees no more than this.
_RELEASED = {True: "has released its answers", False: "has not yet released its answers"}
_OPEN: Stage = "opened"


def comparison(desk: Desk, id: str) -> Comparison:
    """Return the answers of both agencies side by side. That the person has read them is noted, once a day.

    Raises:
        NotAllowed: with a sentence that says what is missing.
        UnknownAssessment: there is no such assessment.
    """
    record = require(desk, id)
    view = desk.view(record, VOICES)
    return _compared(desk, record, view)


def by_agencies_alone(desk: Desk, id: str) -> Comparison:
    """Return the same rows in the order that the agencies’ own answers give them, whatever was agreed since.

    A meeting goes by it: its order stays, while one answer after the other is agreed. Raises as `comparison`.
    """
    record = require(desk, id)
    view = desk.view(record, VOICES)
    alone = replace(view, assessment=view.assessment.only(*AGENCIES))
    found = _compared(desk, record, alone)
    rows = tuple(replace(row, agreed=view.assessment.answer("agreed", row.item.id)) for row in found.rows)
    return replace(found, view=view, rows=rows)


def require(desk: Desk, id: str) -> Record:
    """Return an assessment whose answers the person may compare, and note that they were read.

    Raises:
        NotAllowed: with a sentence that says what is missing.
        UnknownAssessment: there is no such assessment.
    """
    record = desk.record(id)
    missing = what_is_missing(desk, record)
    if missing:
        raise NotAllowed(missing)
    auditing.note_read(desk, record, AGENCIES)
    return record


def chosen(
    compared: Comparison, kinds: Collection[Kind] = (), dimension: str = "", words: str = ""
) -> tuple[Difference, ...]:
    """Return the rows of some kinds, of a dimension, and in whose question all the words stand; in their order."""
    wanted = words.casefold().split()
    return tuple(
        row
        for row in of_kinds(compared.rows, kinds)
        if (not dimension or row.item.dimension == dimension) and _holds(wanted, row)
    )


def _holds(wanted: Iterable[str], row: Difference) -> bool:
    item = row.item
    texts = (item.name, labels.code(item), item.question, *(statement.text for statement in item.statements))
    text = " ".join(texts).casefold()
    return all(word in text for word in wanted)


def _opened(record: Record) -> bool:
    return all(record.stages[voice] == _OPEN for voice in AGENCIES)


def _compared(desk: Desk, record: Record, view: View) -> Comparison:
    # An agency without a single answer still has a result: everything is unknown.
    present = {voice: view.assessment.voices.get(voice, {}) for voice in AGENCIES}
    view = replace(view, assessment=replace(view.assessment, voices={**view.assessment.voices, **present}))
    result = score(view.assessment, desk.library)
    assert result is not None
    rows = differences(view, result.instrument, result.policy, result, record.target)
    return Comparison(record, view, result, rows)


def _gap(compared: Comparison, dimension: Dimension) -> Dumbbell:
    result = compared.result
    customs, police = (result.voices[voice].claimed.dimensions[dimension.id] for voice in AGENCIES)
    rated = result.instrument.rated(dimension.id)
    joint = result.joint.claimed.dimensions[dimension.id] if result.joint else None
    agreed = [compared.view.assessment.answer("agreed", item.id) for item in rated]
    settled = bool(agreed) and all(answer.answered or answer.state == "not_applicable" for answer in agreed)
    own = bool(rated) and all(item.subject == "own" for item in rated)
    return Dumbbell(dimension, customs, police, joint.pair if joint and settled else None, own)
