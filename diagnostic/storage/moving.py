"""The course of a voice in the store: moves, drafts of colleagues, sealed releases. Part of `Store`."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from diagnostic.answers import Answer, Assessment, Voice, sealing
from diagnostic.answers.sealing import Shared
from diagnostic.answers.voices import Move, Stage
from diagnostic.storage import courses, plain, reading, releases, saying, trail
from diagnostic.storage.engine import Database
from diagnostic.storage.records import COOPERATION, Release, VoiceEvent


class Moving:
    """The courses of all voices of one database."""

    database: Database

    # ------------------------------------------------------------------ the course of a voice

    def move(
        self,
        id: str,
        voice: Voice,
        move: Move,
        *,
        by: str,
        part: str = COOPERATION,
        shared: Shared = sealing.everything,
    ) -> Stage:
        """Move a voice of a part by the table of transitions and return its new stage.

        An agency's answers on cooperation are sealed when it releases them, and checked when they are opened.
        It opens them only when the other one is released too; see `open_both`. A draft of a colleague can
        only be submitted and reopened. ``shared``: what the other agency will see of an answer, and so what is sealed.

        Raises:
            MoveRefused: with a sentence for the user.
            NotPinned: the assessment has no such part.
            SealBroken: the answers to be opened are not those that were released.
        """
        plain.voice(voice)
        plain.name(part)
        author = plain.author(by)
        return self.database.run(
            lambda connection: releases.move(
                connection, id, voice, part, move, by=author, at=trail.now(), shared=shared
            )
        )

    def open_both(self, id: str, by: str, *, shared: Shared = sealing.everything) -> None:
        """Open both agencies' released answers on cooperation together; the agreed voice stays where it is.

        Raises:
            MoveRefused: not both are released, or the answers of one have not arrived.
            SealBroken: the answers of one are not those that were released. Neither is opened.
        """
        author = plain.author(by)
        self.database.run(
            lambda connection: releases.open_both(connection, id, by=author, at=trail.now(), shared=shared)
        )

    def events(self, id: str, part: str | None = None) -> list[VoiceEvent]:
        """Return every move of the voices, oldest first: in one part, or in all; drafts only when they are named."""
        with self.database.read() as connection:
            reading.check_known(connection, id)
            return reading.events(connection, id, part)

    # ------------------------------------------------------------------ drafts of colleagues

    def start_draft(self, id: str, voice: Voice, slot: str, *, by: str) -> None:
        """Give a colleague a draft, which is the part ``cooperation/<slot>``; a second time changes nothing.

        ``slot``: 1 to 16 letters from a to z and digits.
        """
        plain.voice(voice)
        author, name = plain.author(by), plain.slot(slot)
        self.database.run(
            lambda connection: courses.start_draft(connection, id, voice, name, by=author, at=trail.now())
        )

    def drafts(self, id: str, voice: Voice) -> dict[str, Stage]:
        """Return where the drafts of colleagues stand, by slot."""
        plain.voice(voice)
        with self.database.read() as connection:
            found = courses.drafts(connection, id, voice)
            if not found:
                reading.check_known(connection, id)
            return found

    # ------------------------------------------------------------------ sealed releases

    def release(self, id: str, voice: Voice) -> Release | None:
        """Return the release of an agency's answers on cooperation, None where they were not sealed."""
        plain.voice(voice)
        with self.database.read() as connection:
            reading.check_known(connection, id)
            return releases.get(connection, id, voice)

    def released(self, id: str, voice: Voice) -> Assessment:
        """Return an agency's answers on cooperation as they stood at release, without later corrections."""
        plain.voice(voice)
        with self.database.read() as connection:
            reading.check_known(connection, id)
            return releases.released(connection, id, voice)

    def verify_release(self, id: str, voice: Voice, *, shared: Shared = sealing.everything) -> bool | None:
        """Whether the answers as they stood at release fit their fingerprint.

        None: they were not sealed, or have not arrived yet.
        """
        plain.voice(voice)
        with self.database.read() as connection:
            reading.check_known(connection, id)
            return releases.verify(connection, id, voice, shared)

    def receive_fingerprint(self, id: str, voice: Voice, fingerprint: str, *, by: str) -> Release:
        """Note that an agency has released its answers in another copy of this program.

        The same fingerprint again changes nothing.

        Raises:
            MoveRefused: this copy has answers or another release of the agency, or it is no fingerprint.
        """
        plain.voice(voice)
        author, said = plain.author(by), plain.text(fingerprint)

        def work(connection: Connection) -> Release:
            return releases.receive_fingerprint(connection, id, voice, said, by=author, at=trail.now())

        return self.database.run(work)

    def receive_answers(
        self, id: str, voice: Voice, answers: Mapping[str, Answer], nonce: str, *, by: str, note: str
    ) -> int:
        """Keep the answers to a fingerprint received before, still sealed, and return their number.

        ``note``: where from.

        Raises:
            MoveRefused: no fingerprint was received, or the answers have arrived before.
            NotStorable: an item or answer that cannot be stored.
            SealBroken: they are not the answers that were released.
        """
        author, note, key = plain.author(by), plain.text(note), plain.text(nonce)
        said = list(saying.said({voice: answers}, saying.all_cooperation))

        def work(connection: Connection) -> int:
            return releases.receive_answers(connection, id, voice, said, key, by=author, at=trail.now(), note=note)

        return self.database.run(work)
