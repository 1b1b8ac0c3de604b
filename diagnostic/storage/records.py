"""What goes in and out of the store, as frozen data, and what it raises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, get_args

from diagnostic.answers import AgencyPair, Answer, Voice
from diagnostic.answers.voices import Move, Stage

#: The part that every assessment has. A part is named by its instrument, and runs its own course.
COOPERATION = "cooperation"

#: What the name of a colleague's draft of that part begins with.
DRAFTS = f"{COOPERATION}/"

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


class NotPinned(LookupError):
    """The assessment has no such part: its instrument is not pinned."""

    def __init__(self, part: str) -> None:
        """Keep the part."""
        self.part = part
        if is_draft(part):
            super().__init__("There is no such draft here. Start it first.")
        else:
            super().__init__(f"This assessment has no questionnaire '{part}'. Add it to the assessment first.")


class PinRefused(Exception):
    """Another version of the instrument is pinned. The message is for the user; nothing was changed."""


class NotEditable(Exception):
    """The voice stands at a stage at which its answers may not change."""


class NotStorable(ValueError):
    """No voice, item or answer could look like this, whatever the instrument; nothing was written."""


class SealBroken(Exception):
    """Answers are not those that were released. The message is for the user; nothing was changed."""


class BackupRefused(Exception):
    """A backup cannot be written or restored. The message says why; nothing was changed."""


class UnknownSurvey(LookupError):
    """There is no survey of that id, or it was erased."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("There is no such survey here. It may have been erased.")


class AlreadyOpen(Exception):
    """The agency has an open survey. The message is for the user; nothing was changed."""


class SurveyClosed(Exception):
    """The survey takes no replies, or none without a link. The message is for the user; nothing was changed."""


class TokenSpent(Exception):
    """The link was used before, or never was one. The message is for the user; nothing was changed."""


class VaultLocked(Exception):
    """The key to the newest replies is missing or wrong. The message is for the user; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One change of one answer. ``previous`` is the text that stood before; ``stage`` that of the voice."""

    voice: Voice
    part: str
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
    """An assessment without its answers. ``courses``: by part, where each voice stands; drafts are left out.

    ``changed_at``: when each voice last wrote to the part cooperation. Of other parts one agency must not
    see when the other wrote. ``follows``: the assessment of the round before, which may have been erased.
    """

    id: str
    country: str
    pair: AgencyPair
    round: str
    target: int | Mapping[str, int] | None
    context: Mapping[str, Any]
    instruments: Mapping[str, str]
    courses: Mapping[str, Mapping[Voice, Stage]]
    created_at: datetime
    created_by: str
    retain_until: date | None
    changed_at: Mapping[Voice, datetime | None]
    follows: str | None = None

    @property
    def stages(self) -> Mapping[Voice, Stage]:
        """Where each voice stands in the part cooperation."""
        return self.courses[COOPERATION]


@dataclass(frozen=True, slots=True)
class VoiceEvent:
    """One move of one voice in one part."""

    voice: Voice
    part: str
    move: Move
    from_stage: Stage
    to_stage: Stage
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Declaration:
    """What the head or the integrity officer of an agency states. A value of None withdraws it."""

    voice: Voice
    subject: str
    value: Any
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that is no answer, under a key, as one of its numbers said. Data of None withdraws it.

    ``made_by``, ``made_at``: of its first number. ``set_aside``: kept, but another had been written first.
    """

    voice: Voice
    kind: str
    key: str
    number: int
    data: Mapping[str, Any] | None
    by: str
    at: datetime
    made_by: str
    made_at: datetime
    set_aside: bool = False


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody else wrote under the same key first. Theirs stands; mine was set aside, durably."""

    theirs: Entry
    mine: Entry


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who takes part in an assessment in a role: of one agency, or, without a voice, of none."""

    person: str
    role: str
    voice: Voice | None
    name: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Release:
    """The seal of an agency's released answers. ``nonce`` stays secret until the answers are opened.

    ``received``: another copy of this program released them; without a nonce the answers have not arrived.
    """

    voice: Voice
    fingerprint: str
    nonce: str | None
    received: bool
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Survey:
    """An anonymous survey. ``code`` stands in its address; ``kiosk``: replies need no link of their own."""

    id: str
    assessment: str
    voice: Voice
    version: str
    code: str
    open: bool
    kiosk: bool
    replies: int
    issued: int


@dataclass(frozen=True, slots=True)
class SurveyReading:
    """The first ``replies`` replies, a multiple of ten: how often each option of each item was chosen."""

    replies: int
    counts: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of an erased assessment: SHA-256 of the canonical JSON of what was erased."""

    id: str
    created_at: datetime
    erased_at: datetime
    erased_hash: str


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what when, never what was said. ``chain``, ``number``, ``hash``: its place among the others."""

    at: datetime
    by: str
    action: str
    assessment: str | None
    detail: Mapping[str, Any]
    chain: str
    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class AuditFault:
    """What is wrong with the audit, from which number of which chain on."""

    chain: str
    number: int
    what: str


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """What a check of the audit found. ``heads``: the last hash of each chain, to be kept elsewhere."""

    entries: int
    chains: int
    faults: tuple[AuditFault, ...]
    heads: Mapping[str, str]


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


def draft_part(slot: str) -> str:
    """Return the part of a colleague's draft."""
    return DRAFTS + slot


def is_draft(part: str) -> bool:
    """Whether a part is a colleague's draft."""
    return part.startswith(DRAFTS)


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
