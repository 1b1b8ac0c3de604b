"""A backup that is damaged, newer or not alone goes nowhere, and leaves everything as it was."""

import gzip
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from diagnostic.answers import Assessment
from diagnostic.storage import BackupRefused, DatabaseRefused, Store, backup, close, connect, tables, upgrading
from tests.storage.backups import lines, rows_of


@pytest.mark.parametrize("what", ["an assessment", "one that was erased", "an audit entry"])
def test_a_database_that_holds_anything_is_refused(
    url: str, file: Path, assessment: Assessment, what: str, empty: Callable[[str], str]
) -> None:
    store = connect(url)
    backup.write(store, file)
    if what == "an audit entry":
        store.audit("look", by="clerk")
    else:
        id = store.create(assessment, by="clerk")
        if what == "one that was erased":
            store.erase(id, "custodian")
    before = rows_of(store)
    with pytest.raises(BackupRefused, match="not empty"):
        backup.restore(url, file)
    assert rows_of(store) == before
    close(store)


def test_a_database_of_another_program_is_refused(url: str, file: Path, empty: Callable[[str], str]) -> None:
    store = connect(url)
    backup.write(store, file)
    with store.database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE theirs (x INTEGER)")
    with pytest.raises(BackupRefused, match="not empty"):
        backup.restore(url, file)
    with store.database.write() as connection:
        connection.exec_driver_sql(f"DROP TABLE {tables.VERSION_TABLE}")
    with pytest.raises(BackupRefused, match="not empty"):
        backup.restore(url, file)
    close(store)


def test_tables_that_hold_nothing_are_an_empty_database(
    store: Store, id: str, url: str, file: Path, empty: Callable[[str], str]
) -> None:
    backup.write(store, file)
    other = empty("sqlite" if store.database.sqlite else "postgresql")
    close(connect(other))
    backup.restore(other, file)
    restored = connect(other)
    assert rows_of(restored) == rows_of(store)
    close(restored)


def rewrite(file: Path, change: Callable[[list[bytes]], list[bytes]]) -> None:
    file.write_bytes(gzip.compress(b"".join(change(lines(file)))))


def forge(file: Path, change: Callable[[list[bytes]], list[bytes]]) -> None:
    """Change a backup and its fingerprint with it."""

    def sealed(content: list[bytes]) -> list[bytes]:
        *said, last = change(content)
        end = json.loads(last) | {"sha256": hashlib.sha256(b"".join(said)).hexdigest()}
        return [*said, json.dumps(end).encode() + b"\n"]

    rewrite(file, sealed)


def replaced(old: bytes, new: bytes) -> Callable[[list[bytes]], list[bytes]]:
    return lambda all: [line.replace(old, new) for line in all]


def without_releases(all: list[bytes]) -> list[bytes]:
    return [line.replace(b'"release":0,', b"") for line in all if not line.startswith(b'{"table":"release"')]


DAMAGES: dict[str, Callable[[Path], object]] = {
    "no gzip": lambda file: file.write_text("hello"),
    "cut": lambda file: file.write_bytes(file.read_bytes()[:-30]),
    "flipped": lambda file: file.write_bytes(bytes(b ^ (i == 300) for i, b in enumerate(file.read_bytes()))),
    "empty": lambda file: file.write_bytes(b""),
    "nothing in it": lambda file: rewrite(file, lambda _: []),
    "another format": lambda file: rewrite(file, lambda all: [b'{"format": "x/1"}\n', *all[1:]]),
    "changed": lambda file: rewrite(file, replaced(b"anna", b"eva")),
    "shorter": lambda file: rewrite(file, lambda all: [*all[:5], *all[6:]]),
    "no end": lambda file: rewrite(file, lambda all: all[:-1]),
    "more after the end": lambda file: rewrite(file, lambda all: [*all, b"[]\n"]),
    "other counts": lambda file: forge(file, lambda all: [*all[:4], all[3], *all[4:]]),
    "no json": lambda file: forge(file, lambda all: [*all[:2], b"{\n", *all[2:]]),
    "a row of no table": lambda file: forge(file, lambda all: [all[0], *all[2:]]),
    "a row too short": lambda file: forge(file, lambda all: [*all[:2], b'["x"]\n', *all[3:]]),
    "another kind": lambda file: forge(file, lambda all: [all[0], all[1].replace(b'"text"', b'"x"'), *all[2:]]),
    "another column": lambda file: forge(file, replaced(b'"country"', b'"land"')),
    "another table": lambda file: forge(file, replaced(b'"member"', b'"guest"')),
    "a table too few": lambda file: forge(file, without_releases),
    "a table twice": lambda file: forge(file, replaced(b'{"table":"member"', b'{"table":"assessment"')),
    "a time of no zone": lambda file: forge(file, replaced(b"+00:00", b"")),
    "a wrong type": lambda file: forge(file, replaced(b'"XXA"', b"17")),
    "twice the same": lambda file: forge(file, lambda all: [*all[:3], all[2], *all[4:]]),
}


@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_backup_is_refused_and_leaves_nothing(
    sqlite_store: Store, file: Path, how: str, empty: Callable[[str], str], tmp_path: Path, assessment: Assessment
) -> None:
    for _ in range(3):
        sqlite_store.create(assessment, by="anna")
    backup.write(sqlite_store, file)
    DAMAGES[how](file)
    url = empty("sqlite")
    with pytest.raises(BackupRefused, match="damaged"):
        backup.restore(url, file)
    assert [path for path in (tmp_path / "restored").rglob("*") if path.is_file()] == []


@pytest.mark.postgresql
def test_a_damaged_backup_leaves_a_server_as_it_was(
    sqlite_store: Store, file: Path, empty: Callable[[str], str], assessment: Assessment
) -> None:
    for _ in range(3):
        sqlite_store.create(assessment, by="anna")
    backup.write(sqlite_store, file)
    DAMAGES["twice the same"](file)
    url = empty("postgresql")
    with pytest.raises(BackupRefused, match="damaged"):
        backup.restore(url, file)
    restored = connect(url)
    assert restored.is_empty()
    close(restored)


def test_a_backup_that_is_not_there_is_named(file: Path, sqlite_url: str) -> None:
    with pytest.raises(BackupRefused, match=r"cannot be read .*No such file"):
        backup.restore(sqlite_url, file)


def test_a_database_that_cannot_be_used_is_named(store: Store, file: Path, tmp_path: Path) -> None:
    backup.write(store, file)
    (tmp_path / "folder").mkdir()
    with pytest.raises(DatabaseRefused):
        backup.restore(f"sqlite:///{tmp_path / 'folder'}", file)
    with pytest.raises(DatabaseRefused):
        backup.restore("nonsense", file)


def test_a_backup_of_a_newer_version_is_refused(store: Store, file: Path, empty: Callable[[str], str]) -> None:
    backup.write(store, file)
    schema = f'"{upgrading.HEAD}"'.encode()
    forge(file, replaced(schema, b'"9999"'))
    with pytest.raises(BackupRefused, match=r"newer version.*have version 9999"):
        backup.restore(empty("sqlite"), file)
