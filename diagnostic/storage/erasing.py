"""Erasure: everything of an assessment goes, a tombstone with a hash stays."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, exc, select, update

from diagnostic.storage import courses, plain, tables
from diagnostic.storage.engine import BUSY_TIMEOUT, PATIENCE_SECONDS, Database
from diagnostic.storage.records import Tombstone, UnknownAssessment

#: Deleted in this order; the assessment row itself becomes the tombstone.
_PARTS = (
    tables.revision,
    tables.declaration,
    tables.entry,
    tables.member,
    tables.release,
    tables.voice_event,
    tables.voice,
    tables.assessment_instrument,
)
_EMPTY: dict[str, Any] = {
    "country": "",
    "customs_name": "",
    "police_name": "",
    "round": "",
    "target": None,
    "context": {},
    "created_by": "",
    "retain_until": None,
    "follows": None,
}


def erase(connection: Connection, id: str, *, at: datetime) -> Tombstone:
    """Delete all that an assessment holds and return its tombstone. Hashed is, as canonical JSON, each
    table's name with its rows as mappings, in the order of their keys. Surveys are not hashed: small
    counters could be found again by trying.

    Raises:
        UnknownAssessment: there is none of that id, or it was erased before.
    """
    courses.lock_all(connection, id)
    a = tables.assessment.c
    row = connection.execute(select(tables.assessment).where(a.id == id, a.erased_at.is_(None))).mappings().first()
    if row is None:
        raise UnknownAssessment(id)
    _erase_surveys(connection, id)
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


def _erase_surveys(connection: Connection, id: str) -> None:
    s = tables.survey.c
    of = select(s.id).where(s.assessment_id == id)
    surveys = list(connection.execute(of.order_by(s.id).with_for_update()).scalars())  # waits for replies
    if surveys:
        for table in (tables.survey_token, tables.survey_count):
            connection.execute(delete(table).where(table.c.survey_id.in_(surveys)))
        connection.execute(delete(tables.survey).where(s.id.in_(surveys)))


def tombstone(connection: Connection, id: str) -> Tombstone | None:
    """Return the tombstone of an erased assessment, if it is one."""
    a = tables.assessment.c
    chosen = select(a.id, a.created_at, a.erased_at, a.erased_hash).where(a.id == id, a.erased_at.is_not(None))
    row = connection.execute(chosen).first()
    return Tombstone(*row) if row is not None else None


def wipe(database: Database, *, patience: float = PATIENCE_SECONDS) -> None:
    """Overwrite what SQLite still keeps in its journal. A server sees to that by itself, in its own time."""
    if not database.sqlite:
        return
    # What was written is done: what fails here is made up for by SQLite's next checkpoint.
    with suppress(sqlite3.Error, exc.SQLAlchemyError), database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        if driver is not None:
            driver.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")
            try:
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                driver.execute(BUSY_TIMEOUT)
