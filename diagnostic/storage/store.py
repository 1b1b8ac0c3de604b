"""The store: every use of the database, one transaction each, plain data in and out.

It knows no instruments and nobody's rights: the caller has checked the answer against its item and
the person against the table of access. Every method may raise `StorageFailed`, and those that take
an id `UnknownAssessment`; then nothing was changed.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import Connection, exc, insert, select, update

from diagnostic.answers import AGENCIES, VOICES, Answer, Assessment, Voice
from diagnostic.answers.voices import Move, MoveRefused, Stage, after, may_edit
from diagnostic.storage import erasing, plain, reading, revisions, tables
from diagnostic.storage.engine import Database
from diagnostic.storage.records import (
    AuditEntry,
    Current,
    Kind,
    Met,
    NotEditable,
    Record,
    Revision,
    Saved,
    StorageFailed,
    Tombstone,
    UnknownAssessment,
    VoiceEvent,
)

# `Store.list` hides the built-in name inside the class.
Records = list[Record]
Revisions = list[Revision]
AuditEntries = list[AuditEntry]
VoiceEvents = list[VoiceEvent]

_T = TypeVar("_T")
_TRIES = 40
_AUDIT = insert(tables.audit)


def _now() -> datetime:
    return datetime.now(UTC)


class Store:
    """All assessments of one database. Safe to share among threads."""

    def __init__(self, database: Database) -> None:
        """Use a database that `connect` has opened."""
        self.database = database

    # ------------------------------------------------------------------ assessments

    def create(self, assessment: Assessment, *, by: str, retain_until: date | None = None, note: str = "") -> str:
        """Write a new assessment and return its id; answers it carries become revisions of kind 'import'.

        The id of the assessment is used if it is free, else a new one is made.

        Raises:
            NotStorable: a voice, item, answer or text that cannot be stored.
        """
        wanted = assessment.id

        def work(connection: Connection) -> str:
            nonlocal wanted
            id, wanted = wanted or str(uuid4()), None  # a second try takes another id
            if connection.execute(select(tables.assessment.c.id).where(tables.assessment.c.id == id)).first():
                id = str(uuid4())
            at = _now()
            reading.insert_assessment(connection, id, assessment, by=author, at=at, retain_until=retain_until)
            rows = [
                revisions.row_to_add(id, voice, item, 1, "import", "draft", data, None, author, at, note)
                for voice, item, data in said
            ]
            revisions.add(connection, rows)
            _audit(connection, "create", author, at, id, {"imported": len(rows)})
            return id

        author, note = plain.author(by), plain.text(note)
        said = list(_said(assessment.voices))
        return self._write(work)

    def list(self) -> Records:
        """Return all assessments that were not erased, in the order of their making."""
        with self.database.read() as connection:
            return reading.records(connection)

    def is_empty(self) -> bool:
        """Whether there is no assessment."""
        with self.database.read() as connection:
            return not reading.any_record(connection)

    def record(self, id: str) -> Record:
        """Return an assessment without its answers."""
        with self.database.read() as connection:
            return _one(reading.records(connection, id), id)

    def set_details(
        self,
        id: str,
        *,
        target: int | Mapping[str, int] | None,
        context: Mapping[str, Any],
        retain_until: date | None,
        by: str,
    ) -> None:
        """Replace the target, the context block and the date until which the assessment is kept."""
        author = plain.author(by)
        new = {"target": plain.plain(target), "context": plain.plain(context), "retain_until": retain_until}

        def work(connection: Connection) -> None:
            old = _one(reading.records(connection, id), id)
            changed = sorted(name for name, value in new.items() if plain_or_same(getattr(old, name)) != value)
            if changed:
                a = tables.assessment.c
                of = (a.id == id, a.erased_at.is_(None))  # it may be erased between reading and writing
                if connection.execute(update(tables.assessment).where(*of).values(**new)).rowcount != 1:
                    raise UnknownAssessment(id)
                _audit(connection, "set_details", author, _now(), id, {"changed": changed})

        def plain_or_same(value: Any) -> Any:
            return value if isinstance(value, date) else plain.plain(value)

        self._write(work)

    def erase(self, id: str, by: str) -> Tombstone:
        """Delete answers, details, moves and revisions for good; leave a tombstone with their hash."""
        author = plain.author(by)

        def work(connection: Connection) -> Tombstone:
            stone = erasing.erase(connection, id, at=_now())
            _audit(connection, "erase", author, stone.erased_at, id, {"sha256": stone.erased_hash})
            return stone

        stone = self._write(work)
        erasing.wipe(self.database)
        return stone

    def tombstone(self, id: str) -> Tombstone | None:
        """Return what is left of an erased assessment, None for any other."""
        with self.database.read() as connection:
            return erasing.tombstone(connection, id)

    # ------------------------------------------------------------------ answers

    def current(self, id: str, voice: Voice) -> dict[str, Current]:
        """Return for each item what stands and what was set aside since anybody last settled."""
        plain.voice(voice)
        with self.database.read() as connection:
            found = revisions.current(connection, id, voice)
            if not found:
                _one(reading.records(connection, id), id)
            return found

    def snapshot(self, id: str, voices: Iterable[Voice] = VOICES) -> Assessment:
        """Return what stands now; a voice that never said anything is absent."""
        return self.snapshots([id], voices)[0]

    def snapshots(self, ids: Iterable[str] | None = None, voices: Iterable[Voice] = VOICES) -> tuple[Assessment, ...]:
        """Return what stands now in many assessments at once, in all by default."""
        wanted = [plain.voice(voice) for voice in voices]
        with self.database.read() as connection:
            return reading.snapshots(connection, None if ids is None else [*ids], wanted)

    def history(self, id: str, voice: Voice, item: str) -> Revisions:
        """Return every revision of an item, oldest first; `shown` groups them for reading."""
        plain.voice(voice)
        with self.database.read() as connection:
            found = revisions.history(connection, id, voice, item)
            if not found:
                _one(reading.records(connection, id), id)
            return found

    def save(self, id: str, voice: Voice, item: str, answer: Answer, *, seen: int, by: str) -> Saved | Met:
        """Save an answer, durably, if nothing newer stands than the revision the writer has seen.

        ``seen``: number of the standing revision on the writer's screen, 0 for none. Where another
        stands by now, this text is set aside and both are returned. What stands already is not
        written again, so that a save may safely be repeated.

        Raises:
            NotEditable: the voice is submitted or released.
            NotStorable: the answer fits no question at all.
        """
        return self._say(id, voice, item, answer, by, seen=seen, settling=False)

    def settle(self, id: str, voice: Voice, item: str, answer: Answer, *, seen: int, by: str) -> Saved | Met:
        """Save the text chosen after writers met; those set aside wait no longer.

        ``seen``: `Current.newest`, the newest number of any kind. Raises as `save`.
        """
        return self._say(id, voice, item, answer, by, seen=seen, settling=True)

    def _say(
        self, id: str, voice: Voice, item: str, answer: Answer, by: str, *, seen: int, settling: bool
    ) -> Saved | Met:
        plain.voice(voice)
        plain.item(item)
        author, data = plain.author(by), plain.answer_to_data(answer)

        def add(connection: Connection, kind: Kind, stage: Stage, found: revisions.Newest) -> Saved:
            at, number = _now(), found.number + 1
            row = revisions.row_to_add(id, voice, item, number, kind, stage, data, found.data, author, at)
            revisions.add(connection, [row])
            _audit(connection, kind, author, at, id, {"voice": voice, "item": item, "number": number})
            return Saved(number, at)

        def work(connection: Connection) -> Saved | Met:
            stage = _editable(connection, id, voice)
            found = revisions.newest(connection, id, voice, item)
            if settling and seen == found.number:
                return add(connection, "settled", stage, found)
            same = found.data == data
            if same and not (settling and found.standing_number != found.number):
                return Saved(found.standing_number, found.standing.at if found.standing is not None else _now())
            if not settling and (found.standing is None or seen == found.standing_number):
                return add(connection, "correction" if stage == "opened" else "answer", stage, found)
            kept = found.row
            if kept is None or (kept.kind, kept.by, kept.answer) != ("set_aside", author, data):
                add(connection, "set_aside", stage, found)
            theirs = revisions.current(connection, id, voice, item)[item]
            return Met(theirs, theirs.unsettled[-1])

        return self._write(work)

    def append(self, id: str, voices: Mapping[Voice, Mapping[str, Answer]], *, by: str, note: str) -> int:
        """Import into an existing assessment: one revision 'import' per answer that differs, all or none.

        Returns their number. An empty answer says nothing and clears nothing. ``note``: where from.

        Raises:
            NotEditable: one of the voices is submitted or released.
            NotStorable: a voice, item, answer or text that cannot be stored.
        """
        author, note = plain.author(by), plain.text(note)
        said = list(_said(voices))

        def work(connection: Connection) -> int:
            at, rows = _now(), []
            stages = {voice: _editable(connection, id, voice) for voice in VOICES if voice in voices}
            for voice, item, data in said:
                found = revisions.newest(connection, id, voice, item)
                if found.data != data:
                    number, stage = found.number + 1, stages[voice]
                    rows.append(
                        revisions.row_to_add(
                            id, voice, item, number, "import", stage, data, found.data, author, at, note
                        )
                    )
            revisions.add(connection, rows)
            if rows:
                _audit(connection, "import", author, at, id, {"imported": len(rows), "voices": [*stages]})
            return len(rows)

        return self._write(work)

    # ------------------------------------------------------------------ the course of a voice

    def move(self, id: str, voice: Voice, move: Move, *, by: str) -> Stage:
        """Move a voice by the table of transitions and return its new stage.

        An agency's voice opens only when the other one is released too; see `open_both`.

        Raises:
            MoveRefused: with a sentence for the user.
        """
        plain.voice(voice)
        author = plain.author(by)

        def work(connection: Connection) -> Stage:
            if move == "open" and voice in AGENCIES:
                for agency in AGENCIES:
                    if revisions.stage(connection, id, agency) not in ("released", "opened"):
                        after("draft", "open")  # says why not
            return _move(connection, id, voice, move, author, _now())

        return self._write(work)

    def open_both(self, id: str, by: str) -> None:
        """Open both agencies' released answers together; the agreed voice stays where it is.

        Raises:
            MoveRefused: not both are released.
        """
        author = plain.author(by)

        def work(connection: Connection) -> None:
            at = _now()
            for agency in AGENCIES:
                _move(connection, id, agency, "open", author, at)

        self._write(work)

    def events(self, id: str) -> VoiceEvents:
        """Return every move of the voices, oldest first."""
        with self.database.read() as connection:
            _one(reading.records(connection, id), id)
            return reading.events(connection, id)

    # ------------------------------------------------------------------ audit

    def audit(self, action: str, *, by: str, id: str | None = None, detail: Mapping[str, Any] | None = None) -> None:
        """Note an action that writes nothing else, such as an export. The detail holds no answer text."""
        author, noted = plain.author(by), plain.plain(detail or {})
        self._write(lambda connection: _audit(connection, plain.text(action), author, _now(), id, noted))

    def audit_log(self, id: str | None = None) -> AuditEntries:
        """Return who did what, oldest first; for one assessment (also an erased one) or all."""
        with self.database.read() as connection:
            return reading.audit_log(connection, id)

    # ------------------------------------------------------------------ transactions

    def _write(self, work: Callable[[Connection], _T]) -> _T:
        """Run work in one write transaction; again from the start where another writer took its number."""
        for _ in range(_TRIES):
            try:
                with self.database.write() as connection:
                    return work(connection)
            except exc.IntegrityError as error:
                cause = error
                time.sleep(random.uniform(0, 0.005))
        raise StorageFailed(
            "This was not saved: too many others write at the same place. "
            "Everything that was shown as saved is safe. Try again."
        ) from cause


def _said(voices: Mapping[Voice, Mapping[str, Answer]]) -> Iterable[tuple[Voice, str, dict[str, Any]]]:
    for voice, answers in voices.items():
        for item, answer in answers.items():
            data = plain.answer_to_data(answer)
            if data is not None:
                yield plain.voice(voice), plain.item(item), data


def _one(found: Sequence[Record], id: str) -> Record:
    if not found:
        raise UnknownAssessment(id)
    return found[0]


def _editable(connection: Connection, id: str, voice: Voice) -> Stage:
    stage = revisions.stage(connection, id, voice)
    if not may_edit(stage):
        name = _one(reading.records(connection, id), id).pair.name(voice)
        remedy = "Reopen them first." if stage == "submitted" else "They may be corrected once they are opened."
        raise NotEditable(f"The answers of {name} are {stage} and cannot be changed. {remedy}")
    return stage


def _move(connection: Connection, id: str, voice: Voice, move: Move, by: str, at: datetime) -> Stage:
    start = revisions.stage(connection, id, voice)
    end = after(start, move)
    t = tables.voice.c
    changed = connection.execute(
        update(tables.voice).where(t.assessment_id == id, t.voice == voice, t.stage == start).values(stage=end)
    )
    if changed.rowcount != 1:
        raise MoveRefused("Somebody else has just moved these answers. Look again.")
    event = {"assessment_id": id, "voice": voice, "move": move, "from_stage": start, "to_stage": end}
    connection.execute(insert(tables.voice_event), event | {"by": by, "at": at})
    _audit(connection, move, by, at, id, {"voice": voice, "from": start, "to": end})
    return end


def _audit(
    connection: Connection, action: str, by: str, at: datetime, id: str | None, detail: Mapping[str, Any]
) -> None:
    entry = {"at": at, "by": by, "action": action, "assessment_id": id, "detail": detail}
    connection.execute(_AUDIT, entry)
