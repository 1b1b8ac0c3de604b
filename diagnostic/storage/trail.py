"""The audit trail: who did what when, never what was said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from diagnostic.storage import tables

_ADD = insert(tables.audit)


def note(connection: Connection, action: str, by: str, at: datetime, id: str | None, detail: Mapping[str, Any]) -> None:
    """Add an entry in the transaction of what it tells of."""
    connection.execute(_ADD, {"at": at, "by": by, "action": action, "assessment_id": id, "detail": detail})
