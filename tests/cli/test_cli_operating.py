"""`cpdiag audit`, `backup`, `restore`: what an operator types, its exit codes, and files never written over."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from diagnostic import places
from diagnostic.storage import Store, close, connect, tables
from tests.cli.shell import cpdiag
from tests.storage.conftest import new_schema

FREEDONIA = "3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2026"


@pytest.fixture
def store() -> Store:
    """The store of the settings, with the demonstration in it."""
    assert cpdiag("demo").code == 0
    return connect(places.database_url())


@pytest.fixture
def schema(postgresql_url: str) -> Iterator[str]:
    with new_schema(postgresql_url) as url:
        yield url
        close(connect(url))


# ---------------------------------------------------------------- audit


def test_a_sound_record_is_said_to_be_so(store: Store) -> None:
    entries = len(store.audit_log())
    said = cpdiag("audit")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"{entries} entries in ")
    assert "every one is as it was written" in said.out
    assert len(said.lines) == 1


def test_the_last_marks_are_printed_to_be_kept_elsewhere(store: Store) -> None:
    said = cpdiag("audit", "--heads")
    marks = dict(line.split() for line in said.lines[1:])
    assert marks == dict(store.verify_audit().heads)
    assert cpdiag("audit", "--heads").out == said.out, "the check itself adds nothing"


def test_a_record_that_was_changed_ends_with_1_and_says_where(store: Store) -> None:
    audit = tables.audit
    with store.database.write() as connection:
        connection.execute(update(audit).where(audit.c.chain == FREEDONIA, audit.c.number == 2).values(by="nobody"))
    said = cpdiag("audit")
    assert (said.code, said.out) == (1, "")
    assert f"{FREEDONIA}, entry 2: this entry, or the one before it, was changed." in said.err
    assert "1 fault." in said.err


def test_an_empty_database_has_nothing_to_check() -> None:
    said = cpdiag("audit", "--heads")
    assert (said.code, said.out) == (0, "0 entries in 0 chains: every one is as it was written.\n")


def test_a_database_that_cannot_be_reached_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(places.DATABASE_URL, "postgresql+psycopg://cpdiag:secret@127.0.0.1:1/none")
    for words in (("audit",), ("backup", tmp_path / "x")):
        said = cpdiag(*words)
        assert (said.code, said.out) == (1, "")
        assert said.err.startswith("The database cannot be opened (postgresql at 127.0.0.1:1, database none)")
        assert "secret" not in said.err
        assert not [*tmp_path.iterdir()]


# ---------------------------------------------------------------- backup and restore


def _all(store: Store) -> dict[str, object]:
    """Return everything that can be read of every assessment."""
    return {record.id: (record, store.snapshot(record.id), store.audit_log(record.id)) for record in store.list()}


def test_what_was_backed_up_is_restored_into_an_empty_database(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "all.cpdiag"
    said = cpdiag("backup", file)
    assert said.code == 0
    assert said.out.startswith(f"Written: {file}. ")
    if os.name != "nt":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    monkeypatch.setenv(places.DATABASE_URL, f"sqlite:///{tmp_path / 'new' / 'restored.sqlite3'}")
    again = cpdiag("restore", file)
    assert again.code == 0
    assert again.out.removeprefix("Restored: ").rstrip(".\n") in said.out
    restored = connect(places.database_url())
    assert _all(restored) == _all(store)
    assert cpdiag("audit").code == 0
    close(restored)


@pytest.mark.postgresql
def test_a_server_is_moved_into_a_file_and_back(
    schema: str, postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = f"sqlite:///{tmp_path / 'moved' / 'assessments.sqlite3'}"
    with new_schema(postgresql_url) as there:
        monkeypatch.setenv(places.DATABASE_URL, schema)
        assert cpdiag("demo").code == 0
        before = _all(connect(schema))
        monkeypatch.chdir(tmp_path)
        for turn, url in enumerate((here, there)):
            assert cpdiag("backup", f"{turn}.cpdiag").code == 0
            monkeypatch.setenv(places.DATABASE_URL, url)
            assert cpdiag("restore", f"{turn}.cpdiag").code == 0
            assert _all(connect(url)) == before
            assert cpdiag("audit").code == 0
        # What is written next finds its place behind what came from the file.
        connect(there).audit("read", by="anna", id=FREEDONIA)
        assert cpdiag("audit").code == 0
        for url in (here, there):
            close(connect(url))


def test_a_backup_never_overwrites_a_file(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "all.cpdiag"
    file.write_text("mine", encoding="utf-8")
    said = cpdiag("backup", file)
    assert (said.code, said.out) == (1, "")
    assert str(file) in said.err
    assert file.read_text(encoding="utf-8") == "mine"
    assert [*tmp_path.glob("all*")] == [file], "nothing half-written is left"


@pytest.mark.usefixtures("store")
def test_a_restore_never_fills_a_database_that_holds_something(tmp_path: Path) -> None:
    file = tmp_path / "all.cpdiag"
    assert cpdiag("backup", file).code == 0
    before = _all(connect(places.database_url()))
    said = cpdiag("restore", file)
    assert (said.code, said.out) == (1, "")
    assert said.err.count("\n") == 1
    assert "empty" in said.err
    assert _all(connect(places.database_url())) == before


@pytest.mark.parametrize("spoil", [lambda raw: raw[: len(raw) // 2], lambda raw: b"no backup", lambda raw: b""])
@pytest.mark.usefixtures("store")
def test_a_damaged_backup_is_refused_before_anything_is_written(
    spoil: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "all.cpdiag"
    assert cpdiag("backup", file).code == 0
    file.write_bytes(spoil(file.read_bytes()))  # type: ignore[operator]
    monkeypatch.setenv(places.DATABASE_URL, f"sqlite:///{tmp_path / 'new' / 'restored.sqlite3'}")
    said = cpdiag("restore", file)
    assert (said.code, said.out) == (1, "")
    assert said.err.count("\n") == 1
    assert not (tmp_path / "new").exists() or connect(places.database_url()).is_empty()
    if (tmp_path / "new").exists():
        close(connect(places.database_url()))


def test_a_backup_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    said = cpdiag("restore", tmp_path / "nowhere")
    assert (said.code, said.out) == (1, "")
    assert "nowhere" in said.err


@pytest.mark.parametrize(
    "words", [("backup",), ("restore",), ("audit", "surplus"), ("audit", "--head-s")], ids=" ".join
)
def test_wrong_usage_ends_with_2(words: tuple[str, ...]) -> None:
    assert cpdiag(*words).code == 2
