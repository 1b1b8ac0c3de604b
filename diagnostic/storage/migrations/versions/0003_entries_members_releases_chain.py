"""Entries, members, releases; drafts of colleagues; the round before; a chain of audit entries."""

from __future__ import annotations

from datetime import UTC

import sqlalchemy as sa
from alembic import op

from diagnostic.storage.trail import chain_of, link

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_PAGE = 1000
_CHAIN = (("chain", sa.String(64)), ("number", sa.Integer()), ("hash", sa.String(64)))


def upgrade() -> None:
    op.add_column("assessment", sa.Column("follows", sa.String(64), nullable=True))
    _key_of_revisions("part", "item", instead_of=("item",))
    _entries()
    _members()
    _releases()
    _chains()


def _key_of_revisions(*columns: str, instead_of: tuple[str, ...]) -> None:
    old, new = (["assessment_id", "voice", *names, "number"] for names in (instead_of, columns))
    with op.batch_alter_table("revision") as batch:
        batch.drop_constraint(op.f(f"uq_revision_{'_'.join(old)}"), type_="unique")
        batch.create_unique_constraint(op.f(f"uq_revision_{'_'.join(new)}"), new)


def _of(table: str) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    name = op.f(f"fk_{table}_assessment_id_assessment")
    column = sa.Column("assessment_id", sa.String(64), nullable=False)
    return column, sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=name)


def _who_and_when() -> tuple[sa.Column[str], sa.Column[object]]:
    return sa.Column("by", sa.Text(), nullable=False), sa.Column("at", sa.DateTime(timezone=True), nullable=False)


def _entries() -> None:
    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), nullable=False),
        *_of("entry"),
        sa.Column("voice", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("data", sa.JSON(none_as_null=True), nullable=True),
        *_who_and_when(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("assessment_id", "key", "number", name=op.f("uq_entry_assessment_id_key_number")),
    )


def _members() -> None:
    op.create_table(
        "member",
        *_of("member"),
        sa.Column("person", sa.String(320), nullable=False),
        sa.Column("role", sa.String(64), nullable=False),
        sa.Column("voice", sa.String(16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        *_who_and_when(),
        sa.PrimaryKeyConstraint("assessment_id", "person", "role", "voice", name=op.f("pk_member")),
    )
    op.create_index(op.f("ix_member_person"), "member", ["person"])


def _releases() -> None:
    op.create_table(
        "release",
        *_of("release"),
        sa.Column("voice", sa.String(16), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("nonce", sa.String(64), nullable=True),
        sa.Column("received", sa.Boolean(), nullable=False),
        *_who_and_when(),
        sa.PrimaryKeyConstraint("assessment_id", "voice", name=op.f("pk_release")),
    )


def _chains() -> None:
    op.create_table(
        "audit_head",
        sa.Column("chain", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_audit_head")),
        sqlite_with_rowid=False,
    )
    for name, type in _CHAIN:
        op.add_column("audit", sa.Column(name, type, nullable=True))
    _chain_what_is_there()
    op.drop_index(op.f("ix_audit_assessment_id"), "audit")  # the new key serves as well
    with op.batch_alter_table("audit") as batch:
        for name, type in _CHAIN:
            batch.alter_column(name, existing_type=type, nullable=False)
        batch.create_unique_constraint(op.f("uq_audit_chain_number"), ["chain", "number"])


def _chain_what_is_there() -> None:
    """Number and hash the entries in the order in which they were made."""
    connection = op.get_bind()
    audit = sa.table(
        "audit",
        sa.column("id", sa.Integer()),
        sa.column("at", sa.DateTime(timezone=True)),
        sa.column("by", sa.Text()),
        sa.column("action", sa.Text()),
        sa.column("assessment_id", sa.Text()),
        sa.column("detail", sa.JSON()),
        *(sa.column(name, type) for name, type in _CHAIN),
    )
    a = audit.c
    chosen = sa.select(a.id, a.at, a.by, a.action, a.assessment_id, a.detail).order_by(a.id).limit(_PAGE)
    heads = {str(id): (0, "") for id in connection.execute(sa.text("SELECT id FROM assessment")).scalars()}
    fill = (
        sa.update(audit)
        .where(a.id == sa.bindparam("of"))
        .values(chain=sa.bindparam("in_chain"), number=sa.bindparam("as_number"), hash=sa.bindparam("with_hash"))
    )
    last = 0
    while page := connection.execute(chosen.where(a.id > last)).all():
        rows = []
        for row in page:
            chain = chain_of(row.assessment_id)
            number, previous = heads.get(chain, (0, ""))
            at = row.at if row.at.tzinfo is not None else row.at.replace(tzinfo=UTC)  # SQLite knows no zones
            hash = link(previous, number + 1, at, row.by, row.action, row.assessment_id, row.detail)
            heads[chain] = (number + 1, hash)
            rows.append({"of": row.id, "in_chain": chain, "as_number": number + 1, "with_hash": hash})
        connection.execute(fill, rows)
        last = page[-1].id
    head = sa.table("audit_head", *(sa.column(name, type) for name, type in _CHAIN))
    if heads:
        rows = [{"chain": chain, "number": number, "hash": hash} for chain, (number, hash) in sorted(heads.items())]
        connection.execute(sa.insert(head), rows)


def downgrade() -> None:
    op.drop_table("audit_head")
    with op.batch_alter_table("audit") as batch:
        batch.drop_constraint(op.f("uq_audit_chain_number"), type_="unique")
        for name, _ in _CHAIN:
            batch.drop_column(name)
    op.create_index(op.f("ix_audit_assessment_id"), "audit", ["assessment_id"])
    for table in ("release", "member", "entry"):
        op.drop_table(table)
    for table in ("revision", "voice_event", "voice"):
        # The version before would show drafts as parts of their own.
        op.execute(f"DELETE FROM {table} WHERE part LIKE 'cooperation/%'")
    _key_of_revisions("item", instead_of=("part", "item"))
    op.drop_column("assessment", "follows")
