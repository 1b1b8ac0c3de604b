"""Opens a database by its URL, or refuses it with one message: what, where, how to mend."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import exc
from sqlalchemy.engine import URL, make_url

from diagnostic.places import DATABASE_URL
from diagnostic.storage import trouble, upgrading
from diagnostic.storage.engine import Database, use_wal
from diagnostic.storage.records import DatabaseRefused, StorageFailed
from diagnostic.storage.store import Store

_EXAMPLE = "postgresql://user:password@host/name or sqlite:////folder/file.sqlite3"

_opening = threading.Lock()
_stores: dict[tuple[int, str], Store] = {}


def connect(url: str) -> Store:
    """Open the database at an SQLAlchemy URL, make or upgrade its tables, and return the store.

    A URL is opened once in a process; further calls return the same store.

    Raises:
        DatabaseRefused: it cannot be used; nothing was changed in it.
    """
    with _opening:
        key = (os.getpid(), url)  # connections must not be shared with a forked process
        store = _stores.get(key)
        if store is not None and store.database.still_there:
            return store
        if store is not None:
            store.database.close()
            del _stores[key]
        database = opened(checked(url), _make_tables)
        _stores[key] = Store(database)
        return _stores[key]


def close(store: Store) -> None:
    """Close the connections of a store; the next `connect` opens its database anew."""
    with _opening:
        for key in [key for key, known in _stores.items() if known is store]:
            del _stores[key]
        store.database.close()


@atexit.register
def _close_all() -> None:
    for (process, _), store in _stores.items():
        if process == os.getpid():
            store.database.close()


def checked(text: str) -> URL:
    """Return a URL that names an installed, usable driver; an SQLite file by its full path.

    Raises:
        DatabaseRefused: the text never shows in the message, since it may hold a password.
    """
    try:
        url = make_url(text)
        dialect = url.get_dialect()
        dialect.import_dbapi()
    except exc.NoSuchModuleError:
        scheme = text.partition(":")[0]
        remedy = "Write postgresql:// instead." if scheme == "postgres" else f"Write it like {_EXAMPLE}."
        raise DatabaseRefused(
            f"{DATABASE_URL} names a kind of database that is not known, '{scheme}'. {remedy}"
        ) from None
    except ModuleNotFoundError as error:
        raise DatabaseRefused(
            f"{DATABASE_URL} needs the database driver '{error.name}', which is not installed. "
            f"Install it, or choose another driver."
        ) from None
    except (exc.ArgumentError, ValueError):
        raise DatabaseRefused(f"{DATABASE_URL} is no database address. Write it like {_EXAMPLE}.") from None
    if dialect.is_async:
        raise DatabaseRefused(
            f"{DATABASE_URL} names the driver '{dialect.driver}', which works only asynchronously. "
            f"Leave the driver out, or choose another."
        )
    return _sqlite(url) if url.get_backend_name() == "sqlite" else url


def _sqlite(url: URL) -> URL:
    if url.host or url.username or url.password or url.port:
        raise DatabaseRefused(
            f"{DATABASE_URL} names a host, but SQLite is a file. Write three slashes before a relative "
            "path and four before a full one, like sqlite:////folder/file.sqlite3."
        )
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise DatabaseRefused(
            f"{DATABASE_URL} names no file, so nothing could be kept. Write it like sqlite:////folder/file.sqlite3."
        )
    return url.set(database=str(Path(url.database).expanduser().absolute()))


def opened(url: URL, prepare: Callable[[Database], None]) -> Database:
    """Open the database at a checked URL and prepare it; an SQLite file is made where there is none.

    Raises:
        DatabaseRefused: it cannot be used, or preparing it failed.
    """
    database = Database(url)
    with ExitStack() as failed:
        failed.callback(database.close)
        try:
            if database.path is not None:
                _make_file(database.path)
                database.remember_file()
            prepare(database)
        except upgrading.NewerVersion as error:
            raise DatabaseRefused(
                f"The database was last used by a newer version of this program ({trouble.where(url)}): "
                f"its tables have version {error}, this program knows up to {upgrading.HEAD}. "
                "Install the newer version; nothing was changed."
            ) from None
        except upgrading.ForeignTables as error:
            raise DatabaseRefused(
                f"The database holds tables of another program ({trouble.where(url)}): {error}. "
                f"Let {DATABASE_URL} name an empty database; nothing was changed."
            ) from None
        except StorageFailed as error:
            raise trouble.refused(error.__cause__ or error, url) from error.__cause__
        except trouble.FAILURES as error:
            raise trouble.refused(error, url) from error
        failed.pop_all()
    return database


def _make_file(path: Path) -> None:
    """Make the folder and an empty file for their owner alone; what is there stays as it is."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.is_dir():
        raise IsADirectoryError(str(path))
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _make_tables(database: Database) -> None:
    # Nothing is written before it is known whose tables these are.
    with database.engine.connect() as connection:
        version = upgrading.stored_version(connection)
    if database.sqlite:
        use_wal(database)
    # Also at the newest version: a database that may not be written is refused here, not at the first answer.
    with database.write() as connection:
        if version != upgrading.HEAD:
            upgrading.upgrade(connection)
