"""A database opens, or is refused with one message: what is wrong, where, how to mend it."""

import os
import re
import socket
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from diagnostic.answers import Answer, Assessment
from diagnostic.storage import DatabaseRefused, StorageFailed, close, connect
from diagnostic.storage.tables import VERSION_TABLE

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("url", "says"),
    [
        (
            "",
            "CPDIAG_DATABASE_URL is no database address. Write it like postgresql://user:password@host/name or",
        ),
        ("assessments.sqlite3", "is no database address"),
        ("postgresql://user:hush@host:port/name", "is no database address"),
        ("postgres://user:hush@host/name", "'postgres'. Write postgresql:// instead."),
        ("nosuch://user:hush@host/name", "names a kind of database that is not known, 'nosuch'"),
        ("oracle://user:hush@host/name", "needs the database driver 'oracledb', which is not installed"),
        ("sqlite://", "names no file, so nothing could be kept"),
        ("sqlite:///:memory:", "names no file, so nothing could be kept"),
        ("sqlite:///file:x?mode=memory&uri=true", "names no file, so nothing could be kept"),
        ("sqlite://folder/file.sqlite3", "names a host, but SQLite is a file. Write three slashes"),
        ("sqlite://user:hush@/file.sqlite3", "names a host, but SQLite is a file"),
    ],
)
def test_an_address_that_is_none_is_refused(url: str, says: str) -> None:
    with pytest.raises(DatabaseRefused) as refusal:
        connect(url)
    message = str(refusal.value)
    assert says in message
    assert "hush" not in message
    assert re.fullmatch(r"CPDIAG_DATABASE_URL [^\n]+\.( [^\n]+\.|sqlite3\.)?", message)


def no_database(path: Path) -> None:
    path.write_text("Minutes of the meeting\n" * 100)


def a_folder(path: Path) -> None:
    path.mkdir()


def another_programs(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE music (title TEXT)")
    connection.close()


def a_newer_versions(path: Path) -> None:
    close(connect(f"sqlite:///{path}"))
    with sqlite3.connect(path) as connection:
        connection.execute(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    connection.close()


def damaged(path: Path) -> None:
    close(connect(f"sqlite:///{path}"))
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 3000)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (no_database, "the file is no database. Move the file away"),
        (a_folder, "the database file cannot be opened or created. Give the program the right"),
        (another_programs, "holds tables of another program"),
        (a_newer_versions, "version 9999, this program knows up to"),
        (damaged, "the database file is damaged. Put a copy of it back"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_and_stays_as_it_was(
    tmp_path: Path, make: Callable[[Path], None], says: str
) -> None:
    path = tmp_path / "file.sqlite3"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(DatabaseRefused) as refusal:
        connect(f"sqlite:///{path}")
    message = str(refusal.value)
    assert says in message
    assert str(path) in message
    assert "\n" not in message
    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseRefused, match=r"cannot be opened or created. Give the program the right"):
        connect(f"sqlite:///{tmp_path / 'file' / 'data' / 'x.sqlite3'}")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_what_may_not_be_written_is_refused_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "data" / "x.sqlite3"
    close(connect(f"sqlite:///{path}"))
    path.chmod(0o400)
    with pytest.raises(DatabaseRefused, match="right to"):
        connect(f"sqlite:///{path}")
    path.chmod(0o600)
    path.parent.chmod(0o500)
    for name in ("x.sqlite3", "new.sqlite3"):
        with pytest.raises(DatabaseRefused, match="right to"):
            connect(f"sqlite:///{path.parent / name}")
    path.parent.chmod(0o700)


@pytest.mark.postgresql
def test_a_server_that_cannot_be_used_is_refused(postgresql_schema_url: str) -> None:
    # A server that asks for passwords refuses a wrong one before it looks for the database.
    secret = make_url(postgresql_schema_url).password or "hush"
    good = make_url(postgresql_schema_url).set(password=secret)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        wrong = {
            "the database server does not answer": good.set(host="127.0.0.1", port=port),
            "the server has no database of that name": good.set(database="no_such_database"),
            "the database has no schema to hold tables": good.update_query_dict(
                {"options": "-csearch_path=no_such_schema"}
            ),
        }
        for says, url in wrong.items():
            with pytest.raises(DatabaseRefused) as refusal:
                connect(url.render_as_string(hide_password=False))
            message = str(refusal.value)
            assert says in message
            assert f"postgresql at {url.host}" in message
            assert "\n" not in message
            assert secret not in message
    with pytest.raises(DatabaseRefused, match="does not answer"):
        connect("postgresql://user:hush@no-such-host.invalid/name")


@pytest.mark.postgresql
def test_tables_of_another_program_or_a_newer_version_are_left_alone(postgresql_schema_url: str) -> None:
    url = postgresql_schema_url
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE music (title TEXT)"))
    with pytest.raises(DatabaseRefused, match=r"tables of another program .*: music"):
        connect(url)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE music"))
    close(connect(url))
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(DatabaseRefused, match="newer version of this program"):
        connect(url)
    engine.dispose()


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_folder_and_file_are_made_for_their_owner_alone(sqlite_url: str, tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        store = connect(sqlite_url)
        store.create(Assessment("XXA", "2026", {}), by="clerk")
        assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
        for file in (tmp_path / "data").iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    finally:
        os.umask(old)
    close(store)


def test_an_sqlite_file_is_kept_durably(sqlite_url: str) -> None:
    store = connect(sqlite_url)
    found = {}
    with store.database.engine.connect() as connection:
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete"):
            found[name] = connection.exec_driver_sql(f"PRAGMA {name}").scalar()
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 10_000,
        "secure_delete": 1,
    }
    close(store)


def test_one_address_is_opened_once_and_again_after_its_file_was_replaced(sqlite_url: str, tmp_path: Path) -> None:
    store = connect(sqlite_url)
    assert connect(sqlite_url) is store
    id = store.create(Assessment("XXA", "2026", {}), by="clerk")
    (tmp_path / "data").rename(tmp_path / "moved")
    with pytest.raises(StorageFailed, match="moved, deleted or replaced"):
        store.save(id, "customs", "a_1", Answer(level=1), seen=0, by="anna")
    fresh = connect(sqlite_url)
    assert fresh is not store
    assert fresh.is_empty()
    close(fresh)
    store.database.close()


def test_processes_that_start_at_once_on_an_empty_database_all_come_up(url: str) -> None:
    code = (
        "import sys\n"
        "from diagnostic.storage import connect\n"
        "from diagnostic.answers import Assessment\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "print(connect(sys.argv[1]).create(Assessment('XXA', '2026', {}), by='clerk'))\n"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", code, url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in started:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
        assert errors == ""
    store = connect(url)
    assert len(store.list()) == 4
    close(store)


def test_alembic_is_loaded_only_when_there_is_something_to_upgrade(url: str) -> None:
    code = (
        "import sys\n"
        "from diagnostic.storage import connect\n"
        "connect(sys.argv[1]).list()\n"
        "print('alembic' in sys.modules)\n"
    )
    loaded = [
        subprocess.run(
            [sys.executable, "-c", code, url], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout.strip()
        for _ in range(2)
    ]
    assert loaded == ["True", "False"]
