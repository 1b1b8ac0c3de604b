"""A course for each instrument; declarations; anonymous surveys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_PART = sa.String(64)


def upgrade() -> None:
    for table in ("voice", "voice_event", "revision"):
        op.add_column(table, sa.Column("part", _PART, nullable=False, server_default="cooperation"))
        with op.batch_alter_table(table) as batch:
            # From now on every writer says the part.
            batch.alter_column("part", existing_type=_PART, existing_nullable=False, server_default=None)
            if table == "voice":
                batch.drop_constraint(op.f("pk_voice"), type_="primary")
                batch.create_primary_key(op.f("pk_voice"), ["assessment_id", "voice", "part"])
    # Instruments that were pinned before get their course.
    op.execute(
        "INSERT INTO voice (assessment_id, voice, part, stage) "
        "SELECT voice.assessment_id, voice.voice, pinned.instrument, 'draft' "
        "FROM voice JOIN assessment_instrument AS pinned ON pinned.assessment_id = voice.assessment_id "
        "WHERE pinned.instrument <> 'cooperation'"
    )
    _declarations()
    _surveys()


def _of(table: str, owner: str) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    column = f"{owner}_id"
    name = op.f(f"fk_{table}_{column}_{owner}")
    return sa.Column(column, sa.String(64), nullable=False), sa.ForeignKeyConstraint([column], [f"{owner}.id"], name)


def _declarations() -> None:
    op.create_table(
        "declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        *_of("declaration", "assessment"),
        sa.Column("voice", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("value", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration")),
    )
    columns = ["assessment_id", "voice", "subject"]
    op.create_index(op.f("ix_declaration_assessment_id_voice_subject"), "declaration", columns)


def _surveys() -> None:
    op.create_table(
        "survey",
        sa.Column("id", sa.String(64), nullable=False),
        *_of("survey", "assessment"),
        sa.Column("voice", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("kiosk", sa.Boolean(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("pending", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("assessment_id", "voice", "number", name=op.f("uq_survey_assessment_id_voice_number")),
        sa.UniqueConstraint("code", name=op.f("uq_survey_code")),
    )
    op.create_table(
        "survey_token",
        *_of("survey_token", "survey"),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("spent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("survey_id", "hash", name=op.f("pk_survey_token")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "survey_count",
        *_of("survey_count", "survey"),
        sa.Column("item", sa.String(64), nullable=False),
        sa.Column("option", sa.String(64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("survey_id", "item", "option", name=op.f("pk_survey_count")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("survey_count", "survey_token", "survey", "declaration"):
        op.drop_table(table)
    for table in ("revision", "voice_event", "voice"):
        # The version before would show the answers of other parts with those of cooperation.
        op.execute(f"DELETE FROM {table} WHERE part <> 'cooperation'")
        with op.batch_alter_table(table) as batch:
            if table == "voice":
                batch.drop_constraint(op.f("pk_voice"), type_="primary")
                batch.create_primary_key(op.f("pk_voice"), ["assessment_id", "voice"])
            batch.drop_column("part")
