"""One file with everything that a database holds, which goes back into an empty database of either kind.

The file is gzip'd lines of JSON: a header with the version of the tables, for each table a line with its columns and a
line for each row, and at the end how many rows there are and the SHA-256 of all lines before. It holds every
answer in plain text, also of assessments that are erased later: keep it as safe as the database. The key of the
surveys lies outside the database and is not in it (see `vault`).
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import secrets
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    LargeBinary,
    MetaData,
    Text,
    column,
    exc,
    false,
    func,
    insert,
    inspect,
    select,
    table,
)

from diagnostic.storage import database, tables, trail, upgrading
from diagnostic.storage.engine import Database, use_wal
from diagnostic.storage.records import BackupRefused
from diagnostic.storage.store import Store

FORMAT = "cpdiag-backup/1"
_PAGE = 500

#: How the columns of each kind are read back.
_TYPES: dict[str, Any] = {
    "boolean": Boolean(),
    "integer": Integer(),
    "json": JSON(none_as_null=True),
    "moment": tables.UtcDateTime(),
    "date": Date(),
    "binary": LargeBinary(),
    "text": Text(),
}
_AS_IT_IS: dict[str, type] = {"boolean": bool, "integer": int, "text": str}


@dataclass(frozen=True, slots=True)
class BackupNote:
    """What a backup holds. ``sha256``: of its lines, as its last one says."""

    tables: int
    rows: int
    sha256: str


class _Part(NamedTuple):
    """A table of a backup: the kinds of its columns by their names."""

    name: str
    columns: dict[str, str]


# ------------------------------------------------------------------ writing


def write(store: Store, path: Path) -> BackupNote:
    """Write all that the database holds at one moment into a new file, for its owner alone.

    Raises:
        BackupRefused: there is a file of that name, or it cannot be written.
        StorageFailed: the database cannot be read.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        if os.path.lexists(path):
            raise FileExistsError
        file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            with os.fdopen(file, "wb") as opened:
                note = _fill(store, path, opened)
                opened.flush()
                os.fsync(opened.fileno())
            _publish(draft, path)
        finally:
            draft.unlink(missing_ok=True)
    except FileExistsError:
        raise BackupRefused(f"There is a file of that name already ({path}). Choose another name.") from None
    except OSError as error:
        raise _unwritable(path, error) from error
    return note


def _fill(store: Store, path: Path, opened: BinaryIO) -> BackupNote:
    digest = hashlib.sha256()
    counts: dict[str, int] = {}
    with gzip.GzipFile(filename="", mode="wb", fileobj=opened) as packed:

        def put(data: Any) -> None:
            line = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            digest.update(line)
            try:
                packed.write(line)
            except OSError as error:  # not to be taken for one of the database
                raise _unwritable(path, error) from error

        with store.database.read(frozen=True) as connection:
            put({"format": FORMAT, "schema": upgrading.stored_version(connection), "made": trail.now().isoformat()})
            for part in tables.metadata.sorted_tables:
                kinds = {column.name: _kind(column) for column in part.columns}
                put({"table": part.name, "columns": kinds})
                counts[part.name] = 0
                rows = select(part).order_by(*part.primary_key.columns).execution_options(yield_per=_PAGE)
                for row in connection.execute(rows):
                    put([_packed(value) for value in row])
                    counts[part.name] += 1
        sha256 = digest.hexdigest()
        put({"rows": counts, "sha256": sha256})
    return BackupNote(len(counts), sum(counts.values()), sha256)


def _kind(column: Column[Any]) -> str:
    return next((kind for kind, known in _TYPES.items() if isinstance(column.type, type(known))), "text")


def _packed(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _publish(draft: Path, path: Path) -> None:
    """Give a finished file its name, unless another has it by now."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        os.replace(draft, path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _unwritable(path: Path, error: OSError) -> BackupRefused:
    return BackupRefused(f"The backup cannot be written ({path}): {error.strerror or error}.")


# ------------------------------------------------------------------ reading back


def restore(url: str, path: Path) -> BackupNote:
    """Put a backup into an empty database, all of it or nothing; an SQLite file is made where there is none.

    A backup of an earlier version is brought up to this one.

    Raises:
        BackupRefused: the file is damaged or newer than this program, or the database is not empty.
        DatabaseRefused: the database cannot be used.
    """
    for _ in _Reading(path).batches():  # in full, before anything is touched
        pass
    address = database.checked(url)
    file = Path(address.database) if address.get_backend_name() == "sqlite" and address.database else None
    missing = file is not None and not file.exists()
    reading = _Reading(path)
    done = False
    try:
        database.opened(address, lambda opened: _restore(opened, reading)).close()
        done = True
    finally:
        if file is not None and missing and not done:
            for suffix in ("", "-wal", "-shm"):
                with suppress(OSError):
                    file.with_name(file.name + suffix).unlink()
    return reading.note


def _restore(opened: Database, reading: _Reading) -> None:
    if opened.sqlite:
        use_wal(opened)
    try:
        with opened.write() as connection:
            upgrading.lock(connection)
            _clear(connection)
            targets: dict[str, Any] = {}
            for part, rows in reading.batches():
                if not targets:
                    upgrading.upgrade(connection, to=reading.schema)
                if part.name not in targets:
                    targets[part.name] = _target(connection, part, reading)
                if rows:
                    connection.execute(insert(targets[part.name]), rows)
            if {*targets} != _tables(connection):
                raise reading.damaged()
            upgrading.upgrade(connection)
            if not opened.sqlite:
                _count_on(connection)
    except exc.IntegrityError as error:
        raise reading.damaged() from error


def _clear(connection: Connection) -> None:
    """Drop tables of ours that hold nothing, which may be of another version.

    Raises:
        BackupRefused: the database holds something.
    """
    refusal = BackupRefused(
        "The database is not empty, and nothing is ever put over what is there. Name an empty one, or a new file."
    )
    try:
        upgrading.stored_version(connection)
    except (upgrading.NewerVersion, upgrading.ForeignTables):
        raise refusal from None
    found = MetaData()
    found.reflect(connection)
    if {*found.tables} - {*tables.metadata.tables, tables.VERSION_TABLE}:
        raise refusal
    for known in found.sorted_tables:
        if known.name != tables.VERSION_TABLE and connection.execute(select(known).limit(1)).first() is not None:
            raise refusal
    found.drop_all(connection)


def _target(connection: Connection, part: _Part, reading: _Reading) -> Any:
    """Return the table that takes these rows; a file that was put together otherwise is refused."""
    if part.name not in _tables(connection):
        raise reading.damaged()
    if {found["name"] for found in inspect(connection).get_columns(part.name)} != {*part.columns}:
        raise reading.damaged()
    return table(part.name, *(column(name, _TYPES[kind]) for name, kind in part.columns.items()))


def _tables(connection: Connection) -> set[str]:
    return {*inspect(connection).get_table_names()} - {tables.VERSION_TABLE}


def _count_on(connection: Connection) -> None:
    """Let a server number new rows after those that were put in with their numbers."""
    for part in tables.metadata.sorted_tables:
        id = part.columns.get("id")
        if id is not None and isinstance(id.type, Integer):
            sequence = func.pg_get_serial_sequence(part.name, "id")
            connection.execute(select(func.setval(sequence, func.coalesce(func.max(id), 0) + 1, false())))


class _Reading:
    """Reads a backup from its beginning, and checks it on the way."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.schema = ""
        self._digest = hashlib.sha256()
        self._counts: dict[str, int] = {}

    @property
    def note(self) -> BackupNote:
        """What was read."""
        return BackupNote(len(self._counts), sum(self._counts.values()), self._digest.hexdigest())

    def damaged(self) -> BackupRefused:
        """Return the refusal of a file that is not as it was written."""
        return BackupRefused(f"The backup is damaged, or is none of this program ({self.path}). Take another copy.")

    def batches(self) -> Iterator[tuple[_Part, list[dict[str, Any]]]]:
        """Return the tables with some of their rows at a time; each table comes at least once.

        Raises:
            BackupRefused: the file is damaged, newer than this program or cannot be read.
        """
        lines = self._lines()
        self._begin(next(lines, b""))
        part: _Part | None = None
        rows: list[dict[str, Any]] = []
        for line in lines:
            said = self._json(line)
            if isinstance(said, dict) and "sha256" in said:
                if said != {"rows": self._counts, "sha256": self._digest.hexdigest()} or next(lines, None) is not None:
                    break
                if part is not None:
                    yield part, rows
                return
            self._digest.update(line)
            if isinstance(said, dict) or len(rows) == _PAGE:
                if part is not None:
                    yield part, rows
                rows = []
            if isinstance(said, dict):
                part = self._part(said)
                self._counts[part.name] = 0
            elif part is not None:
                rows.append(self._row(part, said))
                self._counts[part.name] += 1
            else:
                break
        raise self.damaged()

    def _lines(self) -> Iterator[bytes]:
        try:
            with gzip.open(self.path, "rb") as file:
                yield from file
        except (gzip.BadGzipFile, EOFError, zlib.error):
            raise self.damaged() from None
        except OSError as error:
            raise BackupRefused(f"The backup cannot be read ({self.path}): {error.strerror or error}.") from error

    def _json(self, line: bytes) -> Any:
        try:
            return json.loads(line)
        except (ValueError, RecursionError):
            raise self.damaged() from None

    def _begin(self, line: bytes) -> None:
        header = self._json(line)
        self._digest.update(line)
        if not isinstance(header, dict) or header.get("format") != FORMAT:
            raise self.damaged()
        self.schema = str(header.get("schema"))
        if self.schema not in upgrading.VERSIONS:
            raise BackupRefused(
                f"The backup was made by a newer version of this program ({self.path}): its tables have version "
                f"{self.schema}, this program knows up to {upgrading.HEAD}. Install the newer version."
            )

    def _part(self, said: dict[str, Any]) -> _Part:
        name, columns = said.get("table"), said.get("columns")
        if not isinstance(name, str) or name in self._counts or not isinstance(columns, dict):
            raise self.damaged()
        if not {*map(str, columns.values())} <= {*_TYPES}:
            raise self.damaged()
        return _Part(name, columns)

    def _row(self, part: _Part, said: Any) -> dict[str, Any]:
        if not isinstance(said, list) or len(said) != len(part.columns):
            raise self.damaged()
        try:
            return {
                name: _unpacked(kind, value) for (name, kind), value in zip(part.columns.items(), said, strict=True)
            }
        except (TypeError, ValueError):
            raise self.damaged() from None


def _unpacked(kind: str, value: Any) -> Any:
    if value is None or kind == "json":
        return value
    if kind in _AS_IT_IS:
        if not isinstance(value, _AS_IT_IS[kind]):
            raise TypeError(kind)
        return value
    if kind == "date":
        return date.fromisoformat(value)
    if kind == "binary":
        return base64.b64decode(value, validate=True)
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(value)
    return moment
