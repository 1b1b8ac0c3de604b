"""The store: every use of the database, one transaction each, plain data in and out.

It knows no instruments and nobody's rights: the caller has checked the answer against its item and
the person against the table of access. Every method may raise `StorageFailed`, and those that take
an id `UnknownAssessment`; then nothing was changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, select, update

from diagnostic import places
from diagnostic.answers import VOICES, Answer, Assessment, Voice
from diagnostic.storage import auditing, courses, erasing, plain, reading, revisions, saying, tables, trail
from diagnostic.storage.engine import Database
from diagnostic.storage.ledger import Ledger
from diagnostic.storage.moving import Moving
from diagnostic.storage.records import (
    COOPERATION,
    AuditCheck,
    AuditEntry,
    Current,
    Met,
    NotPinned,
    Record,
    Revision,
    Saved,
    Tombstone,
    UnknownAssessment,
)
from diagnostic.storage.saying import PartOf, all_cooperation
from diagnostic.storage.surveys import Surveys
from diagnostic.storage.vault import Vault

# `Store.list` hides the built-in name inside the class.
Records = list[Record]
Revisions = list[Revision]
AuditEntries = list[AuditEntry]


class Store(Moving, Ledger):
    """All assessments of one database. Safe to share among threads."""

    def __init__(self, database: Database) -> None:
        """Use a database that `connect` has opened."""
        self.database = database

    @property
    def surveys(self) -> Surveys:
        """The anonymous surveys."""
        return Surveys(self.database, Vault(places.survey_key()))

    # ------------------------------------------------------------------ assessments

    def create(
        self,
        assessment: Assessment,
        *,
        by: str,
        retain_until: date | None = None,
        note: str = "",
        part_of: PartOf = all_cooperation,
        follows: str | None = None,
    ) -> str:
        """Write a new assessment and return its id; answers it carries become revisions of kind 'import'.

        The id of the assessment is used if it is free, else a new one is made. ``part_of``: the part,
        which is the instrument, that an item belongs to. ``follows``: the assessment of the round before.

        Raises:
            UnknownAssessment: there is none of the round before.
            NotStorable: a voice, item, answer or text that cannot be stored.
            NotPinned: an answer is of an instrument that the assessment does not have.
        """
        wanted = assessment.id

        def work(connection: Connection) -> str:
            nonlocal wanted
            id, wanted = wanted or str(uuid4()), None  # a second try takes another id
            if connection.execute(select(tables.assessment.c.id).where(tables.assessment.c.id == id)).first():
                id = str(uuid4())
            at = trail.now()
            reading.insert_assessment(
                connection, id, assessment, by=author, at=at, retain_until=retain_until, follows=follows
            )
            rows = [
                revisions.row_to_add(
                    revisions.Place(id, voice, part, item), 1, "import", "draft", data, None, author, at, note
                )
                for voice, part, item, data in said
            ]
            revisions.add(connection, rows)
            detail = {"imported": len(rows)} | ({"follows": follows} if follows is not None else {})
            trail.note(connection, "create", author, at, id, detail)
            return id

        author, note = plain.author(by), plain.text(note)
        said = list(saying.said(assessment.voices, part_of))
        for _, part, _, _ in said:
            if part != COOPERATION and part not in assessment.instruments:
                raise NotPinned(part)
        return self.database.run(work)

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
            return reading.record(connection, id)

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
            old = reading.record(connection, id)
            changed = sorted(name for name, value in new.items() if plain_or_same(getattr(old, name)) != value)
            if changed:
                a = tables.assessment.c
                of = (a.id == id, a.erased_at.is_(None))  # it may be erased between reading and writing
                if connection.execute(update(tables.assessment).where(*of).values(**new)).rowcount != 1:
                    raise UnknownAssessment(id)
                trail.note(connection, "set_details", author, trail.now(), id, {"changed": changed})

        def plain_or_same(value: Any) -> Any:
            return value if isinstance(value, date) else plain.plain(value)

        self.database.run(work)

    def erase(self, id: str, by: str) -> Tombstone:
        """Delete answers, details, moves and revisions for good; leave a tombstone with their hash."""
        author = plain.author(by)

        def work(connection: Connection) -> Tombstone:
            stone = erasing.erase(connection, id, at=trail.now())
            trail.note(connection, "erase", author, stone.erased_at, id, {"sha256": stone.erased_hash})
            return stone

        stone = self.database.run(work)
        erasing.wipe(self.database)
        return stone

    def tombstone(self, id: str) -> Tombstone | None:
        """Return what is left of an erased assessment, None for any other."""
        with self.database.read() as connection:
            return erasing.tombstone(connection, id)

    # ------------------------------------------------------------------ answers

    def current(self, id: str, voice: Voice, part: str = COOPERATION) -> dict[str, Current]:
        """Return for each item of a part what stands and what was set aside since anybody last settled."""
        plain.voice(voice)
        plain.name(part)
        with self.database.read() as connection:
            found = revisions.current(connection, id, voice, part)
            if not found:
                reading.check_known(connection, id)
            return found

    def snapshot(self, id: str, voices: Iterable[Voice] = VOICES, *, parts: Iterable[str] | None = None) -> Assessment:
        """Return what stands now in these parts, or in all; a voice that never said anything is absent.

        All parts are the questionnaires: the draft of a colleague is read only when it is named.
        """
        return self.snapshots([id], voices, parts=parts)[0]

    def snapshots(
        self,
        ids: Iterable[str] | None = None,
        voices: Iterable[Voice] = VOICES,
        *,
        parts: Iterable[str] | None = None,
    ) -> tuple[Assessment, ...]:
        """Return what stands now in many assessments at once, in all by default."""
        wanted = [plain.voice(voice) for voice in voices]
        of = None if parts is None else [plain.name(part) for part in parts]
        with self.database.read() as connection:
            return reading.snapshots(connection, None if ids is None else [*ids], wanted, of)

    def history(self, id: str, voice: Voice, item: str, part: str | None = None) -> Revisions:
        """Return every revision of an item, oldest first; `shown` groups them for reading.

        ``part``: by default the questionnaire that the item belongs to; drafts only when they are named.
        """
        plain.voice(voice)
        with self.database.read() as connection:
            found = revisions.history(connection, id, voice, item, part)
            if not found:
                reading.check_known(connection, id)
            return found

    def save(
        self, id: str, voice: Voice, item: str, answer: Answer, *, seen: int, by: str, part: str = COOPERATION
    ) -> Saved | Met:
        """Save an answer, durably, if nothing newer stands than the revision the writer has seen.

        ``seen``: number of the standing revision on the writer's screen, 0 for none. Where another
        stands by now, this text is set aside and both are returned. What stands already is not
        written again, so that a save may safely be repeated. ``part``: the one the item belongs to.

        Raises:
            NotEditable: the voice is submitted or released in this part.
            NotPinned: the assessment has no such part.
            NotStorable: the answer fits no question at all, or the item belongs to another part.
        """
        return self._say(id, voice, part, item, answer, by, seen=seen, settling=False)

    def settle(
        self, id: str, voice: Voice, item: str, answer: Answer, *, seen: int, by: str, part: str = COOPERATION
    ) -> Saved | Met:
        """Save the text chosen after writers met; those set aside wait no longer.

        ``seen``: `Current.newest`, the newest number of any kind. Raises as `save`.
        """
        return self._say(id, voice, part, item, answer, by, seen=seen, settling=True)

    def _say(
        self, id: str, voice: Voice, part: str, item: str, answer: Answer, by: str, *, seen: int, settling: bool
    ) -> Saved | Met:
        place = revisions.Place(id, plain.voice(voice), plain.name(part), plain.item(item))
        author, data = plain.author(by), plain.answer_to_data(answer)

        def work(connection: Connection) -> Saved | Met:
            stage = courses.stage(connection, id, voice, part)
            courses.check_editable(connection, id, voice, stage)
            return saying.say(connection, place, stage, data, by=author, at=trail.now(), seen=seen, settling=settling)

        return self.database.run(work)

    def append(
        self,
        id: str,
        voices: Mapping[Voice, Mapping[str, Answer]],
        *,
        by: str,
        note: str,
        part_of: PartOf = all_cooperation,
        pin: Mapping[str, str] = {},
    ) -> int:
        """Import into an existing assessment: one revision 'import' per answer that differs, all or none.

        Returns their number. An empty answer says nothing and clears nothing. ``note``: where from.
        ``part_of``: the part of an item. ``pin``: versions of instruments to add where they are missing.

        Raises:
            NotEditable: an answer that differs is of a voice and part that is submitted or released.
            NotStorable: a voice, item, answer or text that cannot be stored.
            NotPinned, PinRefused: the assessment lacks an instrument, or has another version of it.
        """
        author, note = plain.author(by), plain.text(note)
        said = list(saying.said(voices, part_of))
        pins = {plain.instrument(instrument): plain.name(version) for instrument, version in pin.items()}

        def work(connection: Connection) -> int:
            at = trail.now()
            if pins:
                courses.pin(connection, id, pins, by=author, at=at)
            return saying.append(connection, id, said, by=author, at=at, note=note)

        return self.database.run(work)

    def pin(self, id: str, instrument: str, version: str, *, by: str) -> None:
        """Add an instrument to an assessment, with every voice in draft; a second time changes nothing.

        Raises:
            PinRefused: another version of it is pinned.
        """
        author, wanted = plain.author(by), {plain.instrument(instrument): plain.name(version)}
        self.database.run(lambda connection: courses.pin(connection, id, wanted, by=author, at=trail.now()))

    # ------------------------------------------------------------------ audit

    def audit(self, action: str, *, by: str, id: str | None = None, detail: Mapping[str, Any] | None = None) -> None:
        """Note an action that writes nothing else, such as an export. The detail holds no answer text."""
        author, noted = plain.author(by), plain.plain(detail or {})
        self.database.run(lambda connection: trail.note(connection, plain.text(action), author, trail.now(), id, noted))

    def audit_log(self, id: str | None = None) -> AuditEntries:
        """Return who did what, oldest first; for one assessment (also an erased one) or all."""
        with self.database.read() as connection:
            return reading.audit_log(connection, id)

    def verify_audit(self, id: str | None = None) -> AuditCheck:
        """Compute the chains of the audit anew, and tell what was changed, taken out, put in or moved.

        ``id``: that of one assessment alone.

        Whoever may write to the database could have computed them anew as well: compare ``heads`` with those
        of an earlier check, kept elsewhere.
        """
        with self.database.read(frozen=True) as connection:
            return auditing.check(connection, id)
