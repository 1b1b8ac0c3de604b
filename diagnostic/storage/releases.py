"""Sealed releases of the agencies' answers on cooperation, on an open connection.

An agency's answers are sealed in the transaction that releases them. Where the agencies run a copy of this program
each, the fingerprint of the other's release is received first, and its answers after one's own release.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from diagnostic.answers import AGENCIES, Assessment, Voice, sealing
from diagnostic.answers.sealing import Shared
from diagnostic.answers.voices import Move, MoveRefused, Stage
from diagnostic.storage import courses, plain, reading, revisions, tables, trail
from diagnostic.storage.records import COOPERATION, Release, SealBroken
from diagnostic.storage.saying import Said

_s = tables.release.c
_COLUMNS = (_s.voice, _s.fingerprint, _s.nonce, _s.received, _s.by, _s.at)


def move(
    connection: Connection,
    id: str,
    voice: Voice,
    part: str,
    move: Move,
    *,
    by: str,
    at: datetime,
    shared: Shared = sealing.everything,
) -> Stage:
    """Move a voice of a part, as `courses.move` does; seal what an agency releases, and check what it opens.

    ``shared``: what the other agency will see of an answer; that is what is sealed.

    Raises:
        MoveRefused: with a sentence for the user.
        SealBroken: the answers to be opened are not those that were released.
    """
    sealed = part == COOPERATION and voice in AGENCIES
    if sealed and move == "release":
        return _release(connection, id, voice, by=by, at=at, shared=shared)
    end = courses.move(connection, id, voice, part, move, by=by, at=at)
    if sealed and move == "open":
        _check(connection, id, [voice], shared)
    return end


def open_both(connection: Connection, id: str, *, by: str, at: datetime, shared: Shared = sealing.everything) -> None:
    """Open both agencies' answers on cooperation. Raises as `move`."""
    for agency in AGENCIES:
        courses.move(connection, id, agency, COOPERATION, "open", by=by, at=at)
    _check(connection, id, AGENCIES, shared)


def get(connection: Connection, id: str, voice: Voice) -> Release | None:
    """Return the release of an agency, if its answers were sealed."""
    row = connection.execute(select(*_COLUMNS).where(_s.assessment_id == id, _s.voice == voice)).first()
    return _of_row(row) if row is not None else None


def receive_fingerprint(
    connection: Connection, id: str, voice: Voice, fingerprint: str, *, by: str, at: datetime
) -> Release:
    """Note that the other copy of this program has released an agency's answers; the same again changes nothing.

    Raises:
        MoveRefused: with a sentence for the user.
    """
    if voice not in AGENCIES:
        raise MoveRefused("Only an agency releases answers, so only an agency’s fingerprint can be received.")
    read = sealing.from_text(fingerprint)
    if read is None:
        raise MoveRefused("This is no fingerprint: it has 64 digits and letters from a to f. Copy it again in full.")
    stage = courses.stage(connection, id, voice, COOPERATION)
    name = _name(connection, id, voice)
    known = get(connection, id, voice)
    if known is not None and known.received and known.fingerprint == read:
        return known
    if known is not None and known.received:
        raise MoveRefused(f"Another fingerprint of {name} was received before, and it stands. Compare the two.")
    if stage != "draft":
        raise MoveRefused(f"The answers of {name} are {stage} in this copy, so no fingerprint can stand for them.")
    if _standing(connection, id, voice).voices.get(voice):
        raise MoveRefused(
            f"This copy holds answers of {name} already. A fingerprint can be received only where there are none."
        )
    courses.move(connection, id, voice, COOPERATION, "submit", by=by, at=at, detail={"received": True})
    return _add(connection, id, Release(voice, read, None, True, by, at))


def receive_answers(
    connection: Connection,
    id: str,
    voice: Voice,
    said: Collection[Said],
    nonce: str,
    *,
    by: str,
    at: datetime,
    note: str,
) -> int:
    """Add the answers that belong to a fingerprint received before; return their number.

    Raises:
        MoveRefused: no fingerprint was received, or the answers are here already.
        SealBroken: these are not the answers that were released.
    """
    courses.stage(connection, id, voice, COOPERATION)
    name = _name(connection, id, voice)
    known = get(connection, id, voice)
    if known is None or not known.received:
        raise MoveRefused(f"No fingerprint of {name} has been received here. Enter it first.")
    if known.nonce is not None:
        raise MoveRefused(f"The answers of {name} have arrived before.")
    answers = {item: plain.answer_of(data) for _, _, item, data in said}
    handed = replace(_standing(connection, id, voice), voices={voice: answers})
    if not sealing.verify(handed, voice, known.fingerprint, nonce):
        raise SealBroken(
            f"These are not the answers that {name} released: they do not fit the fingerprint received before. "
            "Nothing was changed. Ask for the file of that very release."
        )
    rows = []
    for _, part, item, data in said:
        place = revisions.Place(id, voice, part, item)
        found = revisions.newest(connection, place)
        row = revisions.row_to_add(place, found.number + 1, "import", "released", data, found.data, by, at, note)
        rows.append(row)
    revisions.add(connection, rows)
    connection.execute(update(tables.release).where(_s.assessment_id == id, _s.voice == voice).values(nonce=nonce))
    trail.note(connection, "import", by, at, id, {"imported": len(rows), "voices": [voice], "parts": [COOPERATION]})
    return len(rows)


def released(connection: Connection, id: str, voice: Voice) -> Assessment:
    """Return an agency's answers as they stood at release, without later corrections."""
    (found,) = reading.snapshots(connection, [id], [voice], [COOPERATION], before_opening=True)
    return found


def verify(connection: Connection, id: str, voice: Voice, shared: Shared = sealing.everything) -> bool | None:
    """Whether an agency's answers as they stood at release fit their seal; None without a seal or its nonce."""
    known = get(connection, id, voice)
    if known is None or known.nonce is None:
        return None
    return sealing.verify(released(connection, id, voice), voice, known.fingerprint, known.nonce, shared)


def _release(connection: Connection, id: str, voice: Voice, *, by: str, at: datetime, shared: Shared) -> Stage:
    courses.stage(connection, id, voice, COOPERATION)  # nobody writes between the seal and the move
    seal = sealing.seal(_standing(connection, id, voice), voice, shared)
    return _move_and_add(connection, id, Release(voice, seal.fingerprint, seal.nonce, False, by, at))


def _add(connection: Connection, id: str, release: Release) -> Release:
    _move_and_add(connection, id, release)
    return release


def _move_and_add(connection: Connection, id: str, release: Release) -> Stage:
    detail = {"fingerprint": release.fingerprint, "received": release.received}
    by, at = release.by, release.at
    end = courses.move(connection, id, release.voice, COOPERATION, "release", by=by, at=at, detail=detail)
    row = {"assessment_id": id, "voice": release.voice, "fingerprint": release.fingerprint, "nonce": release.nonce}
    connection.execute(insert(tables.release), row | {"received": release.received, "by": by, "at": at})
    return end


def _check(connection: Connection, id: str, voices: Collection[Voice], shared: Shared) -> None:
    """Refuse to open answers that have not arrived, or that do not fit their seal as they stand.

    Answers released before there were seals have none.
    """
    found = {voice: get(connection, id, voice) for voice in AGENCIES}
    for voice, known in found.items():
        if known is not None and known.nonce is None:
            name = _name(connection, id, voice)
            raise MoveRefused(f"The answers of {name} have not arrived here yet. Read in their file first.")
    for voice in voices:
        known = found[voice]
        standing = _standing(connection, id, voice)
        if known is not None and not sealing.verify(standing, voice, known.fingerprint, known.nonce or "", shared):
            raise SealBroken(
                f"The answers of {_name(connection, id, voice)} are not those that were released: they do not fit "
                "their fingerprint any more. Nothing was opened. Ask whoever looks after the database how they "
                "were changed."
            )


def _standing(connection: Connection, id: str, voice: Voice) -> Assessment:
    return reading.snapshots(connection, [id], [voice], [COOPERATION])[0]


def _name(connection: Connection, id: str, voice: Voice) -> str:
    return courses.pair(connection, id).name(voice)


def _of_row(row: Row[*tuple[Any, ...]]) -> Release:
    return Release(row.voice, row.fingerprint, row.nonce, row.received, row.by, row.at)
