"""What the store keeps beside answers: declarations, entries and members. Part of `Store`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from diagnostic.answers import Voice
from diagnostic.storage import declarations, entries, members, plain, reading, trail
from diagnostic.storage.engine import Database
from diagnostic.storage.records import Clash, Declaration, Entry, Member

Declarations = list[Declaration]


class Ledger:
    """Declarations, entries and members of all assessments of one database."""

    database: Database

    # ------------------------------------------------------------------ declarations

    def declare(self, id: str, voice: Voice, subject: str, value: Any, *, reason: str = "", by: str) -> Declaration:
        """Keep what the head or integrity officer of an agency states; a value of None withdraws it."""
        said = Declaration(
            plain.voice(voice),
            plain.name(subject),
            plain.plain(value),
            plain.long(reason),
            plain.author(by),
            trail.now(),
        )
        self.database.run(lambda connection: declarations.add(connection, id, said))
        return said

    def declarations(self, id: str, voice: Voice) -> dict[str, Declaration]:
        """Return the latest declaration on each subject, without those withdrawn."""
        plain.voice(voice)
        with self.database.read() as connection:
            reading.check_known(connection, id)
            return declarations.latest(connection, id, voice)

    def declared(self, id: str, voice: Voice, subject: str) -> Declarations:
        """Return everything declared on a subject, oldest first."""
        plain.voice(voice)
        with self.database.read() as connection:
            reading.check_known(connection, id)
            return declarations.history(connection, id, voice, plain.name(subject))

    # ------------------------------------------------------------------ entries

    def enter(
        self,
        id: str,
        voice: Voice,
        kind: str,
        data: Mapping[str, Any] | None,
        *,
        by: str,
        key: str | None = None,
        seen: int = 0,
    ) -> Entry | Clash:
        """Keep something that is no answer, durably, if nothing newer stands than the writer has seen.

        ``key``: of what is changed, None for something new. ``seen``: the number on the writer's screen, 0 for
        something new. Where another stands by now, this one is set aside and both are returned. What stands
        already is not written again, so that a call may safely be repeated. Data of None withdraws.

        Raises:
            NotStorable: it cannot be stored, the key is of something else, or there is nothing to withdraw.
        """
        name = str(uuid4()) if key is None else plain.name(key)
        place = entries.Place(id, plain.voice(voice), plain.name(kind), name)
        author, said = plain.author(by), None if data is None else plain.block(data)

        def work(connection: Connection) -> Entry | Clash:
            return entries.enter(connection, place, said, by=author, at=trail.now(), seen=seen)

        return self.database.run(work)

    def entries(self, id: str, voice: Voice | None = None, kind: str | None = None) -> list[Entry]:
        """Return what stands and was not withdrawn, of one voice and kind or of all, in the order of making."""
        of = None if voice is None else plain.voice(voice)
        with self.database.read() as connection:
            found = entries.standing(connection, id, of, kind)
            if not found:
                reading.check_known(connection, id)
            return found

    def set_aside(self, id: str, voice: Voice) -> list[Entry]:
        """Return what was set aside of one voice, because another had been written first; oldest first."""
        of = plain.voice(voice)
        with self.database.read() as connection:
            found = entries.set_aside(connection, id, of)
            if not found:
                reading.check_known(connection, id)
            return found

    def entry_history(self, id: str, key: str) -> list[Entry]:
        """Return every number of an entry, oldest first, also those set aside."""
        with self.database.read() as connection:
            found = entries.history(connection, id, key)
            if not found:
                reading.check_known(connection, id)
            return found

    # ------------------------------------------------------------------ members

    def members(self, id: str) -> list[Member]:
        """Return who takes part in an assessment, in the order in which they were added."""
        with self.database.read() as connection:
            found = members.of(connection, id)
            if not found:
                reading.check_known(connection, id)
            return found

    def memberships(self, persons: Collection[str]) -> dict[str, list[Member]]:
        """Return in which assessments these persons take part, and as what, by the id of the assessment."""
        with self.database.read() as connection:
            return members.memberships(connection, [plain.text(person) for person in persons])

    def add_member(self, id: str, person: str, role: str, voice: Voice | None, *, name: str = "", by: str) -> Member:
        """Let somebody take part in a role, of one agency or of none; the same again changes nothing."""
        of = None if voice is None else plain.voice(voice)
        member = Member(plain.person(person), plain.name(role), of, plain.long(name), plain.author(by), trail.now())
        return self.database.run(lambda connection: members.add(connection, id, member))

    def remove_member(self, id: str, person: str, role: str, voice: Voice | None, *, by: str) -> bool:
        """Remove somebody from a role; return whether they had it."""
        of, author = None if voice is None else plain.voice(voice), plain.author(by)
        who = plain.person(person), plain.name(role)

        def work(connection: Connection) -> bool:
            return members.remove(connection, id, *who, of, by=author, at=trail.now())

        return self.database.run(work)
