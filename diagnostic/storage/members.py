"""Who takes part in which assessment, and as what, on an open connection."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from diagnostic.answers import VOICES, Voice
from diagnostic.storage import courses, tables, trail
from diagnostic.storage.records import COOPERATION, Member

_a = tables.assessment.c
_m = tables.member.c
_COLUMNS = (_m.person, _m.role, _m.voice, _m.name, _m.by, _m.at)
_NO_VOICE = ""
_CHUNK = 500


def add(connection: Connection, id: str, member: Member) -> Member:
    """Add a member; one who is there in that role already stays as before."""
    _take_turns(connection, id, member.voice)
    of = _same(id, member.person, member.role, member.voice)
    row = connection.execute(select(*_COLUMNS).where(*of)).first()
    if row is not None:
        return _member(row)
    who = {"person": member.person, "role": member.role, "voice": member.voice or _NO_VOICE}
    said = {"assessment_id": id, "name": member.name, "by": member.by, "at": member.at}
    connection.execute(insert(tables.member), who | said)
    _note(connection, "invite", id, member.person, member.role, member.voice, by=member.by, at=member.at)
    return member


def remove(
    connection: Connection, id: str, person: str, role: str, voice: Voice | None, *, by: str, at: datetime
) -> bool:
    """Remove a member from a role; return whether there was one."""
    _take_turns(connection, id, voice)
    if not connection.execute(delete(tables.member).where(*_same(id, person, role, voice))).rowcount:
        return False
    _note(connection, "dismiss", id, person, role, voice, by=by, at=at)
    return True


def of(connection: Connection, id: str) -> list[Member]:
    """Return all members of an assessment, in the order in which they were added."""
    chosen = select(*_COLUMNS).where(_m.assessment_id == id).order_by(_m.at, _m.person, _m.role, _m.voice)
    return [_member(row) for row in connection.execute(chosen)]


def memberships(connection: Connection, persons: Collection[str]) -> dict[str, list[Member]]:
    """Return what these persons are, by assessment, in the order in which assessments were made."""
    found: list[Row[*tuple[Any, ...]]] = []
    wanted = sorted(set(persons))
    for start in range(0, len(wanted), _CHUNK):
        found += connection.execute(
            select(_m.assessment_id, _a.created_at, *_COLUMNS)
            .join(tables.assessment, _a.id == _m.assessment_id)
            .where(_m.person.in_(wanted[start : start + _CHUNK]))
        ).all()
    found.sort(key=lambda row: (row.created_at, row.assessment_id, row.at, row.person, row.role, row.voice))
    by_assessment: dict[str, list[Member]] = {}
    for row in found:
        by_assessment.setdefault(row.assessment_id, []).append(_member(row))
    return by_assessment


def _take_turns(connection: Connection, id: str, voice: Voice | None) -> None:
    courses.stage(connection, id, voice or VOICES[0], COOPERATION)  # it is there, and is not being erased


def _same(id: str, person: str, role: str, voice: Voice | None) -> tuple[Any, ...]:
    return _m.assessment_id == id, _m.person == person, _m.role == role, _m.voice == (voice or _NO_VOICE)


def _note(
    connection: Connection, action: str, id: str, person: str, role: str, voice: Voice | None, *, by: str, at: datetime
) -> None:
    trail.note(connection, action, by, at, id, {"person": person, "role": role, "voice": voice})


def _member(row: Row[*tuple[Any, ...]]) -> Member:
    return Member(row.person, row.role, row.voice or None, row.name, row.by, row.at)
