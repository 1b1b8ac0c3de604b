"""First tables: assessments, voices, revisions, audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _json(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.JSON(none_as_null=True), nullable=nullable)


def _assessment_of(table: str) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    name = op.f(f"fk_{table}_assessment_id_assessment")
    return (
        sa.Column("assessment_id", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=name),
    )


def upgrade() -> None:
    op.create_table(
        "assessment",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("country", sa.String(8), nullable=False),
        sa.Column("customs_name", sa.Text(), nullable=False),
        sa.Column("police_name", sa.Text(), nullable=False),
        sa.Column("round", sa.Text(), nullable=False),
        _json("target"),
        _json("context", nullable=False),
        _moment("created_at"),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("retain_until", sa.Date(), nullable=True),
        _moment("erased_at", nullable=True),
        sa.Column("erased_hash", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
    )
    op.create_table(
        "assessment_instrument",
        *_assessment_of("assessment_instrument"),
        sa.Column("instrument", sa.String(64), nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "instrument", name=op.f("pk_assessment_instrument")),
    )
    op.create_table(
        "voice",
        *_assessment_of("voice"),
        sa.Column("voice", sa.String(16), nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "voice", name=op.f("pk_voice")),
    )
    op.create_table(
        "voice_event",
        sa.Column("id", sa.Integer(), nullable=False),
        *_assessment_of("voice_event"),
        sa.Column("voice", sa.String(16), nullable=False),
        sa.Column("move", sa.String(16), nullable=False),
        sa.Column("from_stage", sa.String(16), nullable=False),
        sa.Column("to_stage", sa.String(16), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        _moment("at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voice_event")),
    )
    op.create_index(op.f("ix_voice_event_assessment_id"), "voice_event", ["assessment_id"])
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        *_assessment_of("revision"),
        sa.Column("voice", sa.String(16), nullable=False),
        sa.Column("item", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        _json("answer"),
        _json("previous"),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        _moment("at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint(
            "assessment_id",
            "voice",
            "item",
            "number",
            name=op.f("uq_revision_assessment_id_voice_item_number"),
        ),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        _moment("at"),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("assessment_id", sa.String(64), nullable=True),
        _json("detail", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_assessment_id"), "audit", ["assessment_id"])


def downgrade() -> None:
    for table in ("audit", "revision", "voice_event", "voice", "assessment_instrument", "assessment"):
        op.drop_table(table)
