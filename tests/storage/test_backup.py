"""A backup holds everything, goes back whole or not at all, and never over anything."""

import gzip
import hashlib
import json
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from diagnostic.answers import AGENCIES, AgencyPair, Answer, Assessment
from diagnostic.storage import (
    BackupRefused,
    DatabaseRefused,
    StorageFailed,
    Store,
    UnknownAssessment,
    backup,
    close,
    connect,
    tables,
    upgrading,
)
from tests.storage.backups import lines, rows_of

Ahead = Callable[[str], None]


@pytest.fixture
def id(store: Store) -> str:
    """An assessment with something in every table, beside one that was erased."""
    new = Assessment(
        "XXA",
        "2026",
        {"cooperation": "handbook-2018/1"},
        pair=AgencyPair("Douane «é 中»", "Gendarmerie"),
        target={"information": 4},
        context={"share": 0.1},
    )
    id = store.create(new, by="clerk", retain_until=date(2030, 1, 1))
    gone = store.create(replace(new, id=None), by="clerk")
    store.erase(gone, "custodian")
    for voice in AGENCIES:
        store.save(id, voice, "a_1", Answer(level=3, comment='line\nnext "quoted"'), seen=0, by="anna")
        store.save(id, voice, "a_13", Answer(value={"channels": ["mail"]}, discuss=True), seen=0, by="anna")
    store.save(id, "agreed", "a_1", Answer(level=3), seen=0, by="chair")
    store.save(id, "agreed", "a_1", Answer(), seen=1, by="chair")
    store.start_draft(id, "customs", "anna", by="anna")
    store.save(id, "customs", "a_1", Answer(level=2), seen=0, by="anna", part="cooperation/anna")
    store.declare(id, "customs", "attest", ["confirmed", None, 1.5], by="head")
    store.declare(id, "customs", "attest", None, by="head")
    meeting = store.enter(id, "agreed", "meeting", {"on": "2026-03-01"}, by="chair", key="first")
    assert meeting == store.entries(id)[0]
    store.enter(id, "agreed", "meeting", None, by="chair", key="first", seen=1)
    store.add_member(id, "anna@customs.example", "head", "customs", by="clerk")
    store.move(id, "customs", "submit", by="head")
    store.move(id, "customs", "release", by="head")
    survey = store.surveys.open(id, "customs", version="p/1", options={"s_1": ["yes", "no"]}, by="officer").id
    store.surveys.set_kiosk(survey, True, "officer")
    for token in [*store.surveys.issue(survey, 5, "officer"), *[None] * 8]:
        store.surveys.send(survey, {"s_1": "yes"}, token=token)
    store.create(replace(new, round="2027"), by="clerk", follows=id)
    return id


KINDS = pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])


@KINDS
def test_a_backup_goes_into_a_database_of_either_kind_with_all_it_holds(
    store: Store, id: str, file: Path, kind: str, empty: Callable[[str], str]
) -> None:
    before = rows_of(store)
    assert all(before.values())
    written = backup.write(store, file)
    assert rows_of(store) == before
    url = empty(kind)
    assert backup.restore(url, file) == written
    assert (written.tables, written.rows) == (len(before), sum(map(len, before.values())))
    restored = connect(url)
    assert rows_of(restored) == before
    assert restored.verify_audit() == store.verify_audit()
    assert restored.verify_release(id, "customs") is True
    # Everything counts on from where it was.
    restored.save(id, "police", "a_1", Answer(level=1), seen=1, by="eva")
    restored.move(id, "police", "submit", by="head")
    restored.declare(id, "police", "attest", "confirmed", by="head")
    restored.enter(id, "agreed", "meeting", {"on": "2026-04-01"}, by="chair", key="first", seen=2)
    restored.surveys.send(restored.surveys.of(id, "customs")[0].id, {"s_1": "no"}, token=None)
    assert restored.verify_audit().faults == ()
    close(restored)


def test_a_backup_of_a_backup_is_the_same(store: Store, id: str, file: Path, empty: Callable[[str], str]) -> None:
    backup.write(store, file)
    url = empty("sqlite")
    backup.restore(url, file)
    again = connect(url)
    backup.write(again, file.with_name("again"))
    close(again)
    assert lines(file)[1:-1] == lines(file.with_name("again"))[1:-1]


def test_a_backup_of_nothing_restores_nothing(store: Store, file: Path, empty: Callable[[str], str]) -> None:
    assert backup.write(store, file).rows == 0
    url = empty("sqlite")
    backup.restore(url, file)
    restored = connect(url)
    assert restored.is_empty()
    close(restored)


def test_a_backup_is_one_moment_while_others_write(
    store: Store, id: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sum(map(len, rows_of(store).values()))
    packed = backup._packed

    def meanwhile(value: Any) -> Any:
        monkeypatch.setattr(backup, "_packed", packed)
        store.save(id, "police", "a_9", Answer(level=1), seen=0, by="eva")
        return packed(value)

    monkeypatch.setattr(backup, "_packed", meanwhile)
    assert backup.write(store, file).rows == before
    assert "a_9" in store.current(id, "police")


# ------------------------------------------------------------------ the file


def test_the_file_says_what_it_is_and_ends_with_its_fingerprint(store: Store, id: str, file: Path) -> None:
    note = backup.write(store, file)
    *content, last = lines(file)
    header = json.loads(content[0])
    assert (header["format"], header["schema"]) == ("cpdiag-backup/1", upgrading.HEAD)
    end = json.loads(last)
    assert end["sha256"] == note.sha256 == hashlib.sha256(b"".join(content)).hexdigest()
    assert (len(end["rows"]), sum(end["rows"].values())) == (note.tables, note.rows)


def test_the_file_is_for_its_owner_alone(store: Store, file: Path) -> None:
    old = os.umask(0)
    try:
        backup.write(store, file)
    finally:
        os.umask(old)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.glob("*backup*")] == [file.name]


def test_nothing_is_overwritten(store: Store, file: Path) -> None:
    file.write_text("mine")
    with pytest.raises(BackupRefused, match="already"):
        backup.write(store, file)
    assert file.read_text() == "mine"
    file.unlink()
    file.symlink_to(file.with_name("elsewhere"))
    with pytest.raises(BackupRefused, match="already"):
        backup.write(store, file)
    assert not file.with_name("elsewhere").exists()


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_comes_meanwhile_is_kept(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    def link(source: Path, target: Path) -> None:
        file.write_text("theirs")
        raise FileExistsError if links else PermissionError

    monkeypatch.setattr(os, "link", link)
    with pytest.raises(BackupRefused, match="already"):
        backup.write(store, file)
    assert [path.read_text() for path in file.parent.glob("*backup*")] == ["theirs"]


def test_a_file_system_without_links_does_as_well(store: Store, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(source: Path, target: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", link)
    backup.write(store, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.glob("*backup*")] == [file.name]


def test_a_folder_that_is_not_there_is_named(store: Store, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match=r"cannot be written .*No such file"):
        backup.write(store, tmp_path / "nowhere" / "all")


def test_a_full_disk_leaves_no_file(store: Store, id: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(self: gzip.GzipFile, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(gzip.GzipFile, "write", write)
    with pytest.raises(BackupRefused, match=r"cannot be written .*No space left"):
        backup.write(store, file)
    monkeypatch.undo()
    assert list(file.parent.glob("*backup*")) == []


def test_a_database_that_fails_leaves_no_file(store: Store, file: Path) -> None:
    with store.database.write() as connection:
        connection.execute(tables.survey_count.delete())
        connection.exec_driver_sql("DROP TABLE survey_count")
    with pytest.raises(StorageFailed):
        backup.write(store, file)
    assert list(file.parent.glob("*backup*")) == []


# ------------------------------------------------------------------ versions


@KINDS
def test_a_backup_of_an_earlier_version_is_brought_up_to_this_one(
    sqlite_store: Store, assessment: Assessment, file: Path, ahead: Ahead, kind: str, empty: Callable[[str], str]
) -> None:
    id = sqlite_store.create(assessment, by="clerk")
    before = (sqlite_store.record(id), sqlite_store.snapshot(id), sqlite_store.audit_log())
    written = backup.write(sqlite_store, file)
    ahead('op.execute("UPDATE assessment SET motto = country")')
    url = empty(kind)
    assert backup.restore(url, file) == written
    restored = connect(url)
    with restored.database.read() as connection:
        assert upgrading.stored_version(connection) == "next"
        assert connection.exec_driver_sql("SELECT motto FROM assessment").scalar() == "XXA"
    assert (restored.record(id), restored.snapshot(id), restored.audit_log()) == before
    restored.save(id, "customs", "a_1", Answer(level=1), seen=1, by="anna")
    close(restored)


def test_an_upgrade_that_fails_leaves_nothing(
    sqlite_store: Store, assessment: Assessment, file: Path, ahead: Ahead, empty: Callable[[str], str], tmp_path: Path
) -> None:
    sqlite_store.create(assessment, by="clerk")
    backup.write(sqlite_store, file)
    ahead('op.execute("SELECT no_such_function()")')
    with pytest.raises(DatabaseRefused):
        backup.restore(empty("sqlite"), file)
    assert [path for path in (tmp_path / "restored").rglob("*") if path.is_file()] == []


def test_what_was_erased_before_the_backup_is_not_in_it(store: Store, file: Path) -> None:
    id = store.create(Assessment("XXA", "2026", {}, pair=AgencyPair("SECRET")), by="clerk")
    store.erase(id, "custodian")
    backup.write(store, file)
    assert b"SECRET" not in b"".join(lines(file))
    with pytest.raises(UnknownAssessment):
        store.record(id)
