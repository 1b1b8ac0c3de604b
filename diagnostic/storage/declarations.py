"""What the head or the integrity officer of an agency states, on an open connection. Only added to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from diagnostic.answers import Voice
from diagnostic.storage import courses, tables, trail
from diagnostic.storage.records import COOPERATION, Declaration

_d = tables.declaration.c
_COLUMNS = (_d.voice, _d.subject, _d.value, _d.reason, _d.by, _d.at)


def add(connection: Connection, id: str, said: Declaration) -> None:
    """Append a declaration."""
    courses.stage(connection, id, said.voice, COOPERATION)  # the assessment is there, and is not being erased
    row = {"assessment_id": id, "voice": said.voice, "subject": said.subject, "value": said.value}
    connection.execute(insert(tables.declaration), row | {"reason": said.reason, "by": said.by, "at": said.at})
    trail.note(connection, "declare", said.by, said.at, id, {"voice": said.voice, "subject": said.subject})


def latest(connection: Connection, id: str, voice: Voice) -> dict[str, Declaration]:
    """Return the latest declaration on each subject, without those withdrawn."""
    of = (_d.assessment_id == id, _d.voice == voice)
    newest = select(func.max(_d.id)).where(*of).group_by(_d.subject)
    rows = connection.execute(select(*_COLUMNS).where(_d.id.in_(newest)).order_by(_d.subject))
    return {row.subject: _declaration(row) for row in rows if row.value is not None}


def history(connection: Connection, id: str, voice: Voice, subject: str) -> list[Declaration]:
    """Return all declarations on a subject, oldest first."""
    of = (_d.assessment_id == id, _d.voice == voice, _d.subject == subject)
    rows = connection.execute(select(*_COLUMNS).where(*of).order_by(_d.id))
    return [_declaration(row) for row in rows]


def _declaration(row: Row[*tuple[Any, ...]]) -> Declaration:
    return Declaration(row.voice, row.subject, row.value, row.reason, row.by, row.at)
