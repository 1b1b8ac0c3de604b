"""The tables, as SQLAlchemy Core metadata. The truth is the migrations; a test holds both to the same.

Portable types only. `revision`, `voice_event`, `declaration`, `entry` and `audit` are append-only: rows
are added, never changed, and deleted only when a whole assessment is erased (audit rows not even then).
No table of the survey holds a time, or a row for a reply.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

#: The table in which Alembic notes the version of the tables.
VERSION_TABLE = "cpdiag_schema"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with its time zone, kept in UTC also where the database knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn into UTC; refuse a time without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _json() -> JSON:
    return JSON(none_as_null=True)


def _id(**options: Any) -> Column[int]:
    return Column("id", Integer, primary_key=True, autoincrement=True, **options)


def _of(**options: Any) -> Column[str]:
    return Column("assessment_id", String(64), ForeignKey("assessment.id"), nullable=False, **options)


#: One pair of agencies in one round. An erased one keeps id, created_at, erased_at, erased_hash alone.
assessment = Table(
    "assessment",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("country", String(8), nullable=False),
    Column("customs_name", Text, nullable=False),
    Column("police_name", Text, nullable=False),
    Column("round", Text, nullable=False),
    Column("target", _json()),
    Column("context", _json(), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("retain_until", Date),
    Column("erased_at", UtcDateTime),
    Column("erased_hash", String(64)),
    # No foreign key: the round before may have been erased.
    Column("follows", String(64)),
)

#: The instrument versions pinned by an assessment.
assessment_instrument = Table(
    "assessment_instrument",
    metadata,
    _of(primary_key=True),
    Column("instrument", String(64), primary_key=True),
    Column("version", String(64), nullable=False),
)

#: Where each voice stands in each part. The row is also the lock that makes its writers take turns.
#: A part is an instrument, or the draft of a colleague (``cooperation/anna``), which one voice alone has.
voice = Table(
    "voice",
    metadata,
    _of(primary_key=True),
    Column("voice", String(16), primary_key=True),
    Column("part", String(64), primary_key=True),
    Column("stage", String(16), nullable=False),
)

#: Every move of a voice.
voice_event = Table(
    "voice_event",
    metadata,
    _id(),
    _of(index=True),
    Column("voice", String(16), nullable=False),
    Column("part", String(64), nullable=False),
    Column("move", String(16), nullable=False),
    Column("from_stage", String(16), nullable=False),
    Column("to_stage", String(16), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

#: Everything ever said: one row per change of one answer. A null answer means cleared.
revision = Table(
    "revision",
    metadata,
    _id(),
    _of(),
    Column("voice", String(16), nullable=False),
    Column("part", String(64), nullable=False),
    Column("item", String(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("stage", String(16), nullable=False),
    Column("answer", _json()),
    Column("previous", _json()),
    Column("note", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("assessment_id", "voice", "part", "item", "number"),
)

#: What the head or the integrity officer of an agency states. A null value means withdrawn.
declaration = Table(
    "declaration",
    metadata,
    _id(),
    _of(),
    Column("voice", String(16), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("value", _json()),
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "assessment_id", "voice", "subject"),
)

#: Everything that is no answer: comments, meetings, decisions, actions. Null data means withdrawn.
entry = Table(
    "entry",
    metadata,
    _id(),
    _of(),
    Column("voice", String(16), nullable=False),
    Column("kind", String(64), nullable=False),
    Column("key", String(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("data", _json()),
    Column("by", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("assessment_id", "key", "number"),
)

#: Who takes part in an assessment, and as what. An empty voice: for none, or for both.
member = Table(
    "member",
    metadata,
    _of(primary_key=True),
    Column("person", String(320), primary_key=True),
    Column("role", String(64), primary_key=True),
    Column("voice", String(16), primary_key=True),
    Column("name", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "person"),
)

#: The seal of each agency's answers on cooperation. ``received``: by another copy of this program; then the
#: nonce is null until the answers have arrived too.
release = Table(
    "release",
    metadata,
    _of(primary_key=True),
    Column("voice", String(16), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("nonce", String(64)),
    Column("received", Boolean, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

#: An anonymous survey. The row is the lock that makes replies take turns. ``number`` counts the surveys
#: of one agency; ``pending`` is the sealed block of the replies since the last reading, null once closed.
survey = Table(
    "survey",
    metadata,
    Column("id", String(64), primary_key=True),
    _of(),
    Column("voice", String(16), nullable=False),
    Column("number", Integer, nullable=False),
    Column("version", String(64), nullable=False),
    Column("code", String(64), nullable=False),
    Column("open", Boolean, nullable=False),
    Column("kiosk", Boolean, nullable=False),
    Column("replies", Integer, nullable=False),
    Column("issued", Integer, nullable=False),
    Column("pending", LargeBinary),
    UniqueConstraint("assessment_id", "voice", "number"),
    UniqueConstraint("code"),
)


def _of_survey() -> Column[str]:
    return Column("survey_id", String(64), ForeignKey("survey.id"), primary_key=True)


#: Which links were used. Kept by hash, without SQLite's hidden row number, which would tell an order.
survey_token = Table(
    "survey_token",
    metadata,
    _of_survey(),
    Column("hash", String(64), primary_key=True),
    Column("spent", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

#: The frozen reading: all counters of a survey, made when it opens and changed at every tenth reply.
survey_count = Table(
    "survey_count",
    metadata,
    _of_survey(),
    Column("item", String(64), primary_key=True),
    Column("option", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
    sqlite_with_rowid=False,
)

#: Who did what when. Never what was said. No foreign key: it outlives what it tells of. The entries of one
#: assessment make a chain, those of none another: each carries a hash of itself and of the one before.
audit = Table(
    "audit",
    metadata,
    _id(),
    Column("at", UtcDateTime, nullable=False),
    Column("by", Text, nullable=False),
    Column("action", String(64), nullable=False),
    Column("assessment_id", String(64)),
    Column("detail", _json(), nullable=False),
    Column("chain", String(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("chain", "number"),
)

#: The last entry of each chain. The row is also the lock that makes those who add to it take turns.
audit_head = Table(
    "audit_head",
    metadata,
    Column("chain", String(64), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    sqlite_with_rowid=False,
)
