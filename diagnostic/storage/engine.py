"""One database: its engine, and transactions that say what is safe when they fail."""

from __future__ import annotations

import os
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, exc
from sqlalchemy.engine import URL

from diagnostic.storage import trail, trouble
from diagnostic.storage.records import StorageFailed

_T = TypeVar("_T")
_TRIES = 40

#: How long a writer waits for others before it gives up.
PATIENCE_SECONDS = 10.0
_CONNECT_SECONDS = 5
BUSY_TIMEOUT = f"PRAGMA busy_timeout = {int(PATIENCE_SECONDS * 1000)}"
_SQLITE_CONNECTION = (
    BUSY_TIMEOUT,
    "PRAGMA synchronous = FULL",  # what was acknowledged survives a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # what was erased is overwritten
)


class Database:
    """An engine with a connection per operation. Safe to share among threads."""

    def __init__(self, url: URL) -> None:
        """Make the engine; nothing is opened yet."""
        self.url = url
        self.sqlite = url.get_backend_name() == "sqlite"
        self.path = Path(url.database) if self.sqlite and url.database else None
        self._file: tuple[int, int] | None = None
        # SQLite has one writer at a time. Threads queue here, since its own waiting is by polling.
        self._turn = threading.Lock()
        self.engine = _engine(url)
        self._writing = self.engine.execution_options(cpdiag_write=True)
        # SQLite shows every transaction one state without being asked.
        self._freezing = (
            self.engine if self.sqlite else self.engine.execution_options(isolation_level="REPEATABLE READ")
        )

    def remember_file(self) -> None:
        """Note which file was opened, so that a replaced one is noticed."""
        self._file = _identity(self.path)

    @property
    def still_there(self) -> bool:
        """Whether the file is the one that was opened. True for a server."""
        return _identity(self.path) == self._file

    @contextmanager
    def read(self, *, frozen: bool = False) -> Iterator[Connection]:
        """Open a transaction that writes nothing. ``frozen``: all its statements see the same state of a server, too.

        Raises:
            StorageFailed: the database failed.
        """
        try:
            with (self._freezing if frozen else self.engine).connect() as connection:
                yield connection
        except trouble.FAILURES as error:
            raise trouble.failed(error, writing=False, committing=False) from error

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction that is committed at the end of the block, durably, or leaves no trace.

        Raises:
            StorageFailed: the database failed.
        """
        committing = False
        try:
            with self._one_at_a_time(), self._writing.connect() as connection:
                if not self.still_there and self.path is not None:
                    raise trouble.lost_file(self.path)
                connection.begin()
                trail.begin(connection)
                yield connection
                trail.write(connection)
                committing = True
                connection.commit()
        except exc.IntegrityError:
            raise
        except trouble.FAILURES as error:
            raise trouble.failed(error, writing=True, committing=committing) from error

    def run(self, work: Callable[[Connection], _T]) -> _T:
        """Run work in one write transaction; again from the start where another writer took its number."""
        for _ in range(_TRIES):
            try:
                with self.write() as connection:
                    return work(connection)
            except exc.IntegrityError as error:
                cause = error
                time.sleep(random.uniform(0, 0.005))
        raise StorageFailed(
            "This was not saved: too many others write at the same place. "
            "Everything that was shown as saved is safe. Try again."
        ) from cause

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        if not self.sqlite:
            yield
            return
        if not self._turn.acquire(timeout=PATIENCE_SECONDS):
            raise exc.TimeoutError("waited too long for other writers")
        try:
            yield
        finally:
            self._turn.release()

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _identity(path: Path | None) -> tuple[int, int] | None:
    if path is None:
        return None
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, hide_parameters=True, pool_size=8, max_overflow=56, pool_timeout=PATIENCE_SECONDS)
        event.listen(engine, "connect", _sqlite_connected)
        event.listen(engine, "begin", _sqlite_begin)
        return engine
    options: dict[str, Any] = {}
    if url.get_driver_name() in ("psycopg", "psycopg2") and "connect_timeout" not in url.query:
        options["connect_timeout"] = _CONNECT_SECONDS
    engine = create_engine(
        url,
        hide_parameters=True,  # no answer in the text of an error
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        pool_timeout=PATIENCE_SECONDS,
        connect_args=options,
    )
    if url.get_backend_name() == "postgresql":
        event.listen(engine, "connect", _postgresql_connected)
    return engine


def _sqlite_connected(connection: Any, _record: object) -> None:
    # The driver would begin transactions late and never for reading: we begin them ourselves.
    connection.isolation_level = None
    for statement in _SQLITE_CONNECTION:
        connection.execute(statement)


def _sqlite_begin(connection: Connection) -> None:
    if not connection.get_execution_options().get("cpdiag_write"):
        connection.exec_driver_sql("BEGIN")
        return
    # A write lock from the start: a transaction that reads first and locks later can fail half-way.
    # Waiting is done here, often and briefly: SQLite's own waiting grows to 0.1 s a turn, and starves.
    driver: Any = connection.connection.driver_connection
    deadline = time.monotonic() + PATIENCE_SECONDS
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        while not driver.in_transaction:
            try:
                driver.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > deadline:
                    connection.exec_driver_sql("BEGIN IMMEDIATE")  # fails again, as SQLAlchemy's own error
                time.sleep(random.uniform(0.0003, 0.0015))
    finally:
        driver.execute(BUSY_TIMEOUT)


def _postgresql_connected(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{int(PATIENCE_SECONDS)}s'")
    connection.commit()


def use_wal(database: Database) -> None:
    """Let readers and one writer of an SQLite file work side by side. The file remembers it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with database.engine.connect() as connection:
                driver = connection.connection.driver_connection
                assert driver is not None
                driver.execute("PRAGMA journal_mode = WAL").fetchall()
            return
        except Exception as error:
            # SQLite does not wait here by itself when two programs start at once.
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
