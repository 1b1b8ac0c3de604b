"""The store: append-only revisions in SQLite or any database by URL, with an audit trail."""

from diagnostic.answers.voices import MoveRefused
from diagnostic.storage.database import close, connect
from diagnostic.storage.records import (
    AuditEntry,
    Current,
    DatabaseRefused,
    Kind,
    Met,
    NotEditable,
    NotStorable,
    Record,
    Revision,
    Saved,
    Shown,
    StorageFailed,
    Tombstone,
    UnknownAssessment,
    VoiceEvent,
    shown,
)
from diagnostic.storage.store import Store

__all__ = [
    "AuditEntry",
    "Current",
    "DatabaseRefused",
    "Kind",
    "Met",
    "MoveRefused",
    "NotEditable",
    "NotStorable",
    "Record",
    "Revision",
    "Saved",
    "Shown",
    "StorageFailed",
    "Store",
    "Tombstone",
    "UnknownAssessment",
    "VoiceEvent",
    "close",
    "connect",
    "shown",
]
