"""Everything that is no answer, under keys, on an open connection: only added to, the newest standing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, and_, bindparam, case, func, insert, select

from diagnostic.answers import Voice
from diagnostic.storage import courses, tables, trail
from diagnostic.storage.records import COOPERATION, Clash, Entry, NotStorable

_e = tables.entry.c
_ADD = insert(tables.entry)
_OF_KEY = (
    select(tables.entry).where(_e.assessment_id == bindparam("id"), _e.key == bindparam("key")).order_by(_e.number)
)


class Place(NamedTuple):
    """Where an entry is written."""

    id: str
    voice: Voice
    kind: str
    key: str


def enter(
    connection: Connection, place: Place, data: Mapping[str, Any] | None, *, by: str, at: datetime, seen: int
) -> Entry | Clash:
    """Add an entry if nothing newer stands than the number that the writer has seen; see `Store.enter`."""

    def add(*, set_aside: bool) -> Entry:
        number = rows[-1].number + 1 if rows else 1
        state = "set_aside" if set_aside else "standing"
        row = {"assessment_id": place.id, "voice": place.voice, "kind": place.kind, "key": place.key}
        connection.execute(_ADD, row | {"number": number, "state": state, "data": data, "by": by, "at": at})
        detail = {"voice": place.voice, "kind": place.kind, "key": place.key, "number": number}
        trail.note(connection, "enter", by, at, place.id, detail)
        made_by, made_at = (rows[0].by, rows[0].at) if rows else (by, at)
        return Entry(place.voice, place.kind, place.key, number, data, by, at, made_by, made_at, set_aside)

    courses.stage(connection, place.id, place.voice, COOPERATION)  # writers of one voice take turns
    rows = connection.execute(_OF_KEY, {"id": place.id, "key": place.key}).all()
    if any((row.voice, row.kind) != (place.voice, place.kind) for row in rows):
        raise NotStorable(f"'{place.key}' is the key of something else")
    if not rows:
        if data is None:
            raise NotStorable("there is nothing to withdraw")
        return add(set_aside=False)
    standing = next(row for row in reversed(rows) if row.state == "standing")
    if standing.data == data:
        return _entry(standing, rows[0])
    if seen == standing.number:
        return add(set_aside=False)
    newest = rows[-1]
    kept = (newest.state, newest.by, newest.data) == ("set_aside", by, data)
    mine = _entry(newest, rows[0]) if kept else add(set_aside=True)
    return Clash(_entry(standing, rows[0]), mine)


def standing(connection: Connection, id: str, voice: Voice | None, kind: str | None) -> list[Entry]:
    """Return what stands and was not withdrawn, in the order in which it was first made."""
    of = [_e.assessment_id == id]
    if voice is not None:
        of.append(_e.voice == voice)
    if kind is not None:
        of.append(_e.kind == kind)
    newest = func.max(case((_e.state == "standing", _e.number))).over(partition_by=_e.key)
    found = select(tables.entry, newest.label("stands")).where(*of).subquery()
    first = select(_e.id, _e.key, _e.by, _e.at).where(*of, _e.number == 1).subquery()
    chosen = (
        select(found, first.c.by.label("made_by"), first.c.at.label("made_at"))
        .join(first, and_(first.c.key == found.c.key))
        .where(found.c.number == found.c.stands, found.c.data.is_not(None))
        .order_by(first.c.id)
    )
    return [
        Entry(row.voice, row.kind, row.key, row.number, row.data, row.by, row.at, row.made_by, row.made_at)
        for row in connection.execute(chosen)
    ]


def set_aside(connection: Connection, id: str, voice: Voice) -> list[Entry]:
    """Return what was set aside, in the order in which it was written."""
    first = select(_e.key, _e.by.label("made_by"), _e.at.label("made_at")).where(_e.assessment_id == id, _e.number == 1)
    made = first.subquery()
    chosen = (
        select(tables.entry, made.c.made_by, made.c.made_at)
        .join(made, made.c.key == _e.key)
        .where(_e.assessment_id == id, _e.voice == voice, _e.state == "set_aside")
        .order_by(_e.id)
    )
    return [
        Entry(row.voice, row.kind, row.key, row.number, row.data, row.by, row.at, row.made_by, row.made_at, True)
        for row in connection.execute(chosen)
    ]


def history(connection: Connection, id: str, key: str) -> list[Entry]:
    """Return all numbers of an entry, oldest first, also those set aside."""
    rows = connection.execute(_OF_KEY, {"id": id, "key": key}).all()
    return [_entry(row, rows[0]) for row in rows]


def _entry(row: Row[*tuple[Any, ...]], first: Row[*tuple[Any, ...]]) -> Entry:
    aside = row.state == "set_aside"
    return Entry(row.voice, row.kind, row.key, row.number, row.data, row.by, row.at, first.by, first.at, aside)
