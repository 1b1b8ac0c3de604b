"""Erasure: everything of an assessment goes, a tombstone with a hash stays."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, exc, select, update

from diagnostic.answers import VOICES
from diagnostic.storage import plain, revisions, tables
from diagnostic.storage.engine import Database
from diagnostic.storage.records import Tombstone, UnknownAssessment

#: Deleted in this order; the assessment row itself becomes the tombstone.
_PARTS = (tables.revision, tables.voice_event, tables.voice, tables.assessment_instrument)
_EMPTY: dict[str, Any] = {
    "country": "",
    "customs_name": "",
    "police_name": "",
    "round": "",
    "target": None,
    "context": {},
    "created_by": "",
    "retain_until": None,
}


def erase(connection: Connection, id: str, *, at: datetime) -> Tombstone:
    """Delete all that an assessment holds and return its tombstone. Hashed is, as canonical JSON, each
    table's name with its rows as mappings, in the order of their keys.

    Raises:
        UnknownAssessment: there is none of that id, or it was erased before.
    """
    for voice in VOICES:
        revisions.stage(connection, id, voice)  # waits for writers, and keeps them out
    a = tables.assessment.c
    row = connection.execute(select(tables.assessment).where(a.id == id, a.erased_at.is_(None))).mappings().first()
    if row is None:
        raise UnknownAssessment(id)
    erased: dict[str, list[dict[str, Any]]] = {"assessment": [dict(row)]}
    for table in _PARTS:
        order = list(table.primary_key.columns)
        of = table.c.assessment_id == id
        rows = connection.execute(select(table).where(of).order_by(*order)).mappings()
        erased[table.name] = [dict(row) for row in rows]
        connection.execute(delete(table).where(of))
    stone = Tombstone(id, row["created_at"], at, plain.fingerprint(erased))
    left = _EMPTY | {"erased_at": at, "erased_hash": stone.erased_hash}
    connection.execute(update(tables.assessment).where(a.id == id).values(**left))
    return stone


def tombstone(connection: Connection, id: str) -> Tombstone | None:
    """Return the tombstone of an erased assessment, if it is one."""
    a = tables.assessment.c
    chosen = select(a.id, a.created_at, a.erased_at, a.erased_hash).where(a.id == id, a.erased_at.is_not(None))
    row = connection.execute(chosen).first()
    return Tombstone(*row) if row is not None else None


def wipe(database: Database) -> None:
    """Overwrite what SQLite still keeps in its journal. A server sees to that by itself, in its own time."""
    if not database.sqlite:
        return
    # The erasure itself is done: what fails here is made up for by SQLite's next checkpoint.
    with suppress(sqlite3.Error, exc.SQLAlchemyError), database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        if driver is not None:
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
