"""Runs migrations on the connection that `diagnostic.storage.upgrading` hands over, in its transaction."""

from __future__ import annotations

from alembic import context

from diagnostic.storage.tables import VERSION_TABLE, metadata

connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("The program upgrades its database itself when it opens it.")
context.configure(
    connection=connection,
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
