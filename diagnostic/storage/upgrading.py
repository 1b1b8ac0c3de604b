"""Brings a database to the version of this program. Alembic is only loaded when there is something to do."""

from __future__ import annotations

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select, text

from diagnostic.storage.tables import VERSION_TABLE

#: All versions of the tables, oldest first; a test holds them to the files of the migrations.
VERSIONS: tuple[str, ...] = ("0001", "0002", "0003")
HEAD = VERSIONS[-1]

#: More folders with migrations, for tests.
more_migrations: tuple[str, ...] = ()

_version = Table(VERSION_TABLE, MetaData(), Column("version_num", String(32)))
_LOCK = 0x6370_6469_6167  # "cpdiag"


class NewerVersion(Exception):
    """The tables are of a version that this program does not know."""


class ForeignTables(Exception):
    """The database holds tables of another program and none of ours."""


def stored_version(connection: Connection) -> str | None:
    """Return the version of the tables, None for an empty database.

    Raises:
        NewerVersion, ForeignTables: this program cannot use the database.
    """
    tables = inspect(connection).get_table_names()
    if VERSION_TABLE not in tables:
        if tables:
            raise ForeignTables(", ".join(sorted(tables)[:3]))
        return None
    found = connection.execute(select(_version.c.version_num)).scalar()
    if found is not None and found not in VERSIONS:
        raise NewerVersion(found)
    return found


def lock(connection: Connection) -> None:
    """Let other processes that would make or upgrade the tables wait until the transaction ends."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer at a time anyway
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def upgrade(connection: Connection, *, to: str | None = None) -> None:
    """Bring the tables up to a version, `HEAD` by default, inside the caller's write transaction."""
    wanted = to or HEAD
    lock(connection)
    if stored_version(connection) == wanted:
        return  # another process was faster

    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "diagnostic.storage:migrations")
    if more_migrations:
        config.set_main_option("path_separator", "newline")
        folders = ("diagnostic.storage:migrations/versions", *more_migrations)
        config.set_main_option("version_locations", "\n".join(folders))
    config.attributes["connection"] = connection
    command.upgrade(config, wanted)
