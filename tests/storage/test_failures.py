"""A database that fails in the middle says what is safe, and nothing is half-written."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, event, text

from diagnostic.answers import Answer, Assessment
from diagnostic.storage import Saved, StorageFailed, Store, close, connect, engine

ONE, TWO = Answer(level=1), Answer(level=2)
BIG = {f"a_{number}": Answer(comment="x" * 9000) for number in range(50)}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "x.sqlite3"


@pytest.fixture
def sqlite_store(file: Path) -> Iterator[Store]:
    opened = connect(f"sqlite:///{file}")
    yield opened
    close(opened)


def new(store: Store) -> str:
    return store.create(Assessment("XXA", "2026", {}), by="clerk")


def test_a_full_disk_is_named_and_leaves_nothing_half_written(sqlite_store: Store) -> None:
    id = new(sqlite_store)
    sqlite_store.save(id, "customs", "a_1", ONE, seen=0, by="anna")
    with sqlite_store.database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    for write in (
        lambda: sqlite_store.append(id, {"police": BIG}, by="clerk", note="imported from x"),
        lambda: sqlite_store.create(Assessment("XXB", "2026", {}, voices={"police": BIG}), by="clerk"),
    ):
        with pytest.raises(StorageFailed, match=r"^This was not saved: the disk is full\. Everything .* is safe\."):
            write()
    assert sqlite_store.snapshot(id).voices == {"customs": {"a_1": ONE}}
    assert len(sqlite_store.list()) == 1
    assert [entry.action for entry in sqlite_store.audit_log()] == ["create", "answer"]


def test_a_database_that_another_program_keeps_busy_is_named(
    sqlite_store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "PATIENCE_SECONDS", 0.1)
    id = new(sqlite_store)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageFailed, match=r"^This was not saved: another program keeps the database busy\."):
        sqlite_store.save(id, "customs", "a_1", ONE, seen=0, by="anna")
    assert sqlite_store.snapshot(id).voices == {}  # reading goes on
    other.execute("ROLLBACK")
    other.close()
    assert sqlite_store.save(id, "customs", "a_1", ONE, seen=0, by="anna").revision == 1  # type: ignore[union-attr]


def test_an_error_between_two_statements_takes_the_first_one_back(store: Store, id: str) -> None:
    store.save(id, "customs", "a_1", ONE, seen=0, by="anna")

    def fail(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO audit"):
            raise KeyboardInterrupt

    event.listen(store.database.engine, "before_cursor_execute", fail)
    with pytest.raises(KeyboardInterrupt):
        store.save(id, "customs", "a_1", TWO, seen=1, by="anna")
    event.remove(store.database.engine, "before_cursor_execute", fail)
    assert len(store.history(id, "customs", "a_1")) == 1
    assert isinstance(store.save(id, "customs", "a_1", TWO, seen=1, by="anna"), Saved)


def cut_off(store: Store, url: str) -> None:
    """Let the server end every connection of the store, as a restart would."""
    with store.database.engine.connect() as connection:
        process = connection.execute(text("SELECT pg_backend_pid()")).scalar()
    other = create_engine(url)
    with other.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:process)"), {"process": process})
    other.dispose()


@pytest.mark.postgresql
def test_a_server_that_was_restarted_in_between_goes_unnoticed(postgresql_schema_url: str) -> None:
    store = connect(postgresql_schema_url)
    id = new(store)
    cut_off(store, postgresql_schema_url)
    assert isinstance(store.save(id, "customs", "a_1", ONE, seen=0, by="anna"), Saved)
    close(store)


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("moment", "says"),
    [
        ("begin", r"^This was not saved: the database server does not answer\. Everything"),
        ("commit", r"^It is not certain that this was saved: the database server does not answer\. Everything"),
    ],
)
def test_a_server_that_goes_away_during_a_save_is_named(postgresql_schema_url: str, moment: str, says: str) -> None:
    store = connect(postgresql_schema_url)
    id = new(store)
    other = create_engine(postgresql_schema_url)

    def end(connection: Connection) -> None:
        process = connection.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
        with other.connect() as killing:
            killing.execute(text("SELECT pg_terminate_backend(:process)"), {"process": process})

    event.listen(store.database.engine, moment, end)
    with pytest.raises(StorageFailed, match=says):
        store.save(id, "customs", "a_1", ONE, seen=0, by="anna")
    event.remove(store.database.engine, moment, end)
    # Doing it again is safe, whether or not the first had arrived.
    assert store.save(id, "customs", "a_1", ONE, seen=0, by="anna").revision == 1  # type: ignore[union-attr]
    assert len(store.history(id, "customs", "a_1")) == 1
    other.dispose()
    close(store)
