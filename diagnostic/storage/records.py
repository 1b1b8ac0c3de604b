"""What goes in and out of the store, as frozen data, and what it raises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, get_args

from diagnostic.answers import AgencyPair, Answer, Voice
from diagnostic.answers.voices import Move, Stage

#: answer, correction: typed. import: from a file. settled: chosen after two writers met.
#: set_aside: kept because another text had been saved first; it never stands by itself.
Kind = Literal["answer", "import", "correction", "set_aside", "settled"]
KINDS: tuple[Kind, ...] = get_args(Kind)

#: Revisions of one item by one author that follow each other this closely are shown as one.
ONE_STROKE = timedelta(seconds=10)


class DatabaseRefused(Exception):
    """The database cannot be used at all. The message says what, where and how to mend it."""


class StorageFailed(Exception):
    """The database failed in the middle of the work. The message tells the user what is safe."""


class UnknownAssessment(LookupError):
    """There is no assessment of that id, or it was erased."""

    def __init__(self, id: str) -> None:
        """Keep the id."""
        self.id = id
        super().__init__(f"There is no assessment '{id}' here. It may have been erased.")


class NotEditable(Exception):
    """The voice stands at a stage at which its answers may not change."""


class NotStorable(ValueError):
    """No voice, item or answer could look like this, whatever the instrument; nothing was written."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One change of one answer. ``previous`` is the text that stood before; ``stage`` that of the voice."""

    voice: Voice
    item: str
    number: int
    kind: Kind
    stage: Stage
    answer: Answer
    previous: Answer
    note: str
    by: str
    at: datetime

    @property
    def after_opening(self) -> bool:
        """Whether it was made after the voice was opened, and must be marked as a correction."""
        return self.stage == "opened" and self.kind != "set_aside"


@dataclass(frozen=True, slots=True)
class Current:
    """What stands for one item, and the texts set aside since anybody last settled."""

    answer: Answer
    revision: int
    at: datetime
    by: str
    kind: Kind
    unsettled: tuple[Revision, ...] = ()

    @property
    def set_aside(self) -> Revision | None:
        """The newest text that was set aside and waits to be settled."""
        return self.unsettled[-1] if self.unsettled else None

    @property
    def newest(self) -> int:
        """The newest number of any kind: what `Store.settle` wants as ``seen``."""
        return max(self.revision, *(revision.number for revision in self.unsettled), 0)


@dataclass(frozen=True, slots=True)
class Saved:
    """The answer stands, durably, under this number."""

    revision: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Met:
    """Another text was saved first. It stands; mine was set aside, durably."""

    theirs: Current
    mine: Revision


@dataclass(frozen=True, slots=True)
class Record:
    """An assessment without its answers. ``changed_at``: when each voice was last written to."""

    id: str
    country: str
    pair: AgencyPair
    round: str
    target: int | Mapping[str, int] | None
    context: Mapping[str, Any]
    instruments: Mapping[str, str]
    stages: Mapping[Voice, Stage]
    created_at: datetime
    created_by: str
    retain_until: date | None
    changed_at: Mapping[Voice, datetime | None]


@dataclass(frozen=True, slots=True)
class VoiceEvent:
    """One move of one voice."""

    voice: Voice
    move: Move
    from_stage: Stage
    to_stage: Stage
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of an erased assessment: SHA-256 of the canonical JSON of what was erased."""

    id: str
    created_at: datetime
    erased_at: datetime
    erased_hash: str


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what when, never what was said."""

    at: datetime
    by: str
    action: str
    assessment: str | None
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """Revisions that a history shows as one line: the last, with how many it stands for."""

    revisions: tuple[Revision, ...]

    @property
    def last(self) -> Revision:
        """The revision that is shown."""
        return self.revisions[-1]

    @property
    def previous(self) -> Answer:
        """What stood before the first of them."""
        return self.revisions[0].previous


def shown(history: Iterable[Revision]) -> list[Shown]:
    """Group consecutive revisions of one kind by one author within ten seconds. None is left out."""
    groups: list[list[Revision]] = []
    for revision in history:
        if groups and _one_stroke(groups[-1][-1], revision):
            groups[-1].append(revision)
        else:
            groups.append([revision])
    return [Shown(tuple(group)) for group in groups]


def _one_stroke(before: Revision, after: Revision) -> bool:
    same = ("voice", "item", "by", "kind", "stage", "note")
    return abs(after.at - before.at) <= ONE_STROKE and all(
        getattr(before, name) == getattr(after, name) for name in same
    )
