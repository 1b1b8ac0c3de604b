"""The audit trail: who did what when, never what was said.

The entries of one assessment make a chain: each carries the SHA-256 of itself and of the one before, so that
one changed, left out, put in or moved shows. Whoever may write to the database can compute the whole chain
anew: only its last hash, kept elsewhere, shows that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from diagnostic.storage import tables

_h = tables.audit_head.c

# Built once: building a statement costs more than running it.
_ADD = insert(tables.audit)
_BEGIN = insert(tables.audit_head)
_HEAD = select(_h.number, _h.hash).where(_h.chain == bindparam("of")).with_for_update()
_MOVE_HEAD = (
    update(tables.audit_head)
    .where(_h.chain == bindparam("of"))
    .values(number=bindparam("last"), hash=bindparam("hash_of_last"))
)

_WAITING = "cpdiag_notes"


class Note(NamedTuple):
    """One entry that waits for the end of its transaction."""

    action: str
    by: str
    at: datetime
    id: str | None
    detail: Mapping[str, Any]


def now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


def begin(connection: Connection) -> None:
    """Forget what an earlier transaction on this connection has noted and not written."""
    connection.info[_WAITING] = []


def note(connection: Connection, action: str, by: str, at: datetime, id: str | None, detail: Mapping[str, Any]) -> None:
    """Have an entry added at the end of the transaction of what it tells of."""
    connection.info[_WAITING].append(Note(action, by, at, id, detail))


def write(connection: Connection) -> None:
    """Add what was noted to its chains, as the last work of the transaction.

    Only here the heads are locked, after every other row, and in one order: nobody who holds one waits for more
    than another head.
    """
    waiting: list[Note] = connection.info[_WAITING]
    for chain in sorted({chain_of(note.id) for note in waiting}):
        head = connection.execute(_HEAD, {"of": chain}).first()
        if head is None:
            connection.execute(_BEGIN, {"chain": chain, "number": 0, "hash": ""})
        number, hash = head if head is not None else (0, "")
        rows = []
        for note in waiting:
            if chain_of(note.id) == chain:
                number += 1
                hash = link(hash, number, note.at, note.by, note.action, note.id, note.detail)
                row = {"at": note.at, "by": note.by, "action": note.action, "assessment_id": note.id}
                rows.append(row | {"detail": note.detail, "chain": chain, "number": number, "hash": hash})
        connection.execute(_ADD, rows if len(rows) > 1 else rows[0])
        connection.execute(_MOVE_HEAD, {"of": chain, "last": number, "hash_of_last": hash})
    begin(connection)


def chain_of(id: str | None) -> str:
    """Return the chain of what concerns an assessment, or none."""
    return id or ""


def link(
    previous: str, number: int, at: datetime, by: str, action: str, assessment: str | None, detail: Mapping[str, Any]
) -> str:
    """Return the hash of an entry: SHA-256 of the hash before and of the entry as canonical JSON."""
    said = {
        "number": number,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": by,
        "action": action,
        "assessment": assessment,
        "detail": detail,
    }
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256((previous + canonical).encode()).hexdigest()
