"""Assessments: made, listed, moved through their stages, erased; and every write is in the audit."""

import dataclasses
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from diagnostic.answers import AgencyPair, Answer, Assessment
from diagnostic.storage import (
    MoveRefused,
    NotEditable,
    NotStorable,
    Saved,
    Store,
    UnknownAssessment,
    close,
    connect,
    tables,
)

ONE = Answer(level=1, comment="one")


def release(store: Store, id: str, *voices: str) -> None:
    for voice in voices:
        store.move(id, voice, "submit", by="head")  # type: ignore[arg-type]
        store.move(id, voice, "release", by="head")  # type: ignore[arg-type]


def test_a_new_assessment_comes_back_as_it_was_given(store: Store, assessment: Assessment) -> None:
    assert store.is_empty()
    id = store.create(assessment, by="clerk", retain_until=date(2030, 1, 31))
    assert not store.is_empty()
    assert store.snapshot(id) == dataclasses.replace(assessment, id=id)
    (record,) = store.list()
    assert record == store.record(id)
    assert (record.country, record.round, record.target) == ("XXA", "2026", {"information": 4})
    assert record.pair == AgencyPair("Customs", "Police")
    assert record.instruments == {"cooperation": "handbook-2018/1"}
    assert record.stages == {"customs": "draft", "police": "draft", "agreed": "draft"}
    assert (record.created_by, record.retain_until) == ("clerk", date(2030, 1, 31))
    assert record.changed_at["customs"] is not None
    assert record.changed_at["police"] is None
    assert store.history(id, "customs", "a_1")[0].kind == "import"


def test_an_id_is_kept_if_it_is_free_and_never_overwrites_another(store: Store, assessment: Assessment) -> None:
    given = dataclasses.replace(assessment, id="6f0c8f8e-1111-4222-8333-444455556666")
    assert store.create(given, by="clerk") == given.id
    other = store.create(given, by="clerk")
    assert other != given.id
    assert len(store.list()) == 2


def test_an_assessment_that_cannot_be_stored_leaves_nothing_behind(store: Store, assessment: Assessment) -> None:
    for broken in (
        dataclasses.replace(assessment, round="a\x00b"),
        dataclasses.replace(assessment, voices={"fiu": {"a_1": ONE}}),  # type: ignore[dict-item]
        dataclasses.replace(assessment, voices={"customs": {"a_1": Answer(level=9)}}),
    ):
        with pytest.raises(NotStorable):
            store.create(broken, by="clerk")
    assert store.is_empty()
    assert store.audit_log() == []


def test_many_snapshots_come_in_the_order_asked(store: Store, assessment: Assessment) -> None:
    ids = [store.create(dataclasses.replace(assessment, round=str(year)), by="clerk") for year in range(2020, 2026)]
    assert [snapshot.id for snapshot in store.snapshots(reversed(ids))] == ids[::-1]
    assert [snapshot.round for snapshot in store.snapshots()] == [str(year) for year in range(2020, 2026)]
    assert store.snapshots(ids[:1], ["police"])[0].voices == {}
    assert store.snapshots([]) == ()


def test_details_can_be_replaced_and_the_audit_says_which(store: Store, id: str) -> None:
    store.set_details(id, target=4, context={"ministries": ["finance"]}, retain_until=date(2031, 1, 1), by="chair")
    record = store.record(id)
    assert (record.target, record.context, record.retain_until) == (
        4,
        {"ministries": ["finance"]},
        date(2031, 1, 1),
    )
    entry = store.audit_log(id)[-1]
    assert (entry.action, entry.detail) == ("set_details", {"changed": ["context", "retain_until", "target"]})
    store.set_details(id, target=4, context={"ministries": ["finance"]}, retain_until=date(2031, 1, 1), by="chair")
    assert store.audit_log(id)[-1] == entry


def test_a_voice_moves_by_the_table_and_every_move_is_kept(store: Store, id: str) -> None:
    for move, stage in (
        ("submit", "submitted"),
        ("reopen", "draft"),
        ("submit", "submitted"),
        ("release", "released"),
    ):
        assert store.move(id, "customs", move, by="head") == stage  # type: ignore[arg-type]
    assert [(event.move, event.from_stage, event.to_stage) for event in store.events(id)] == [
        ("submit", "draft", "submitted"),
        ("reopen", "submitted", "draft"),
        ("submit", "draft", "submitted"),
        ("release", "submitted", "released"),
    ]
    with pytest.raises(MoveRefused, match="until they are released"):
        store.move(id, "customs", "reopen", by="head")
    assert store.record(id).stages["customs"] == "released"


@pytest.mark.parametrize("stage", ["submitted", "released"])
def test_sealed_answers_cannot_change(store: Store, id: str, stage: str) -> None:
    store.save(id, "customs", "a_1", ONE, seen=0, by="anna")
    store.move(id, "customs", "submit", by="head")
    if stage == "released":
        store.move(id, "customs", "release", by="head")
    with pytest.raises(NotEditable, match=f"The answers of Customs are {stage} and cannot be changed"):
        store.save(id, "customs", "a_1", Answer(level=2), seen=1, by="anna")
    with pytest.raises(NotEditable):
        store.settle(id, "customs", "a_1", Answer(level=2), seen=1, by="anna")
    assert len(store.history(id, "customs", "a_1")) == 1


def test_neither_agency_is_opened_before_both_have_released(store: Store, id: str) -> None:
    release(store, id, "customs")
    for refused in (
        lambda: store.open_both(id, "chair"),
        lambda: store.move(id, "customs", "open", by="chair"),
        lambda: store.move(id, "police", "open", by="chair"),
    ):
        with pytest.raises(MoveRefused, match="once both agencies have released"):
            refused()
    assert store.record(id).stages == {"customs": "released", "police": "draft", "agreed": "draft"}
    release(store, id, "police")
    store.open_both(id, "chair")
    assert store.record(id).stages == {"customs": "opened", "police": "opened", "agreed": "draft"}


def test_after_opening_every_change_is_marked_as_a_correction(store: Store, id: str) -> None:
    store.save(id, "customs", "a_1", ONE, seen=0, by="anna")
    release(store, id, "customs", "police")
    store.open_both(id, "chair")
    assert isinstance(store.save(id, "customs", "a_1", Answer(level=2), seen=1, by="anna"), Saved)
    store.append(id, {"customs": {"a_1": Answer(level=3)}}, by="anna", note="imported from x")
    store.settle(id, "customs", "a_1", Answer(level=4), seen=3, by="anna")
    history = store.history(id, "customs", "a_1")
    assert [revision.kind for revision in history] == ["answer", "correction", "import", "settled"]
    assert [revision.after_opening for revision in history] == [False, True, True, True]


def test_erasing_leaves_only_the_tombstone(store: Store, assessment: Assessment) -> None:
    id, other = store.create(assessment, by="clerk"), store.create(assessment, by="clerk")
    store.move(id, "customs", "submit", by="head")
    stone = store.erase(id, "custodian")
    assert store.tombstone(id) == stone
    assert len(stone.erased_hash) == 64
    assert [record.id for record in store.list()] == [other]
    with store.database.read() as connection:
        for table in (tables.revision, tables.voice_event, tables.voice, tables.assessment_instrument):
            query = select(func.count()).select_from(table).where(table.c.assessment_id == id)
            assert connection.execute(query).scalar() == 0
        left = connection.execute(select(tables.assessment).where(tables.assessment.c.id == id)).mappings().one()
    assert {name for name, value in left.items() if value} == {"id", "created_at", "erased_at", "erased_hash"}
    for use in (lambda: store.record(id), lambda: store.erase(id, "x"), lambda: store.snapshots([id, other])):
        with pytest.raises(UnknownAssessment):
            use()
    assert store.snapshot(other) == dataclasses.replace(assessment, id=other)
    assert store.create(dataclasses.replace(assessment, id=id), by="clerk") != id
    assert store.tombstone(other) is None


def test_what_was_erased_is_no_longer_in_the_sqlite_file(sqlite_url: str, tmp_path: Path) -> None:
    store = connect(sqlite_url)
    voices = {"customs": {f"a_{number}": Answer(comment=f"SECRET{number} " * 500) for number in range(20)}}
    new = Assessment("XXA", "2026", {}, voices=voices, pair=AgencyPair("SECRET customs"))  # type: ignore[arg-type]
    id = store.create(new, by="clerk")
    files = list((tmp_path / "data").iterdir())
    assert any(b"SECRET" in file.read_bytes() for file in files)
    store.erase(id, "custodian")
    assert not any(b"SECRET" in file.read_bytes() for file in files)
    close(store)


def test_every_write_is_in_the_audit_and_none_says_what_was_answered(store: Store, assessment: Assessment) -> None:
    id = store.create(assessment, by="clerk")
    store.save(id, "customs", "a_1", Answer(level=1, comment="SECRET"), seen=1, by="anna")
    store.save(id, "customs", "a_1", Answer(level=2, comment="SECRET"), seen=1, by="ben")
    store.settle(id, "customs", "a_1", Answer(level=2, comment="SECRET"), seen=3, by="ben")
    store.append(id, {"police": {"a_1": Answer(comment="SECRET")}}, by="clerk", note="imported from x")
    release(store, id, "customs", "police")
    store.open_both(id, "chair")
    store.save(id, "customs", "a_1", ONE, seen=4, by="anna")
    store.audit("export", by="chair", id=id, detail={"file": "minutes"})
    store.erase(id, "custodian")
    log = store.audit_log(id)
    assert [(entry.action, entry.by) for entry in log] == [
        ("create", "clerk"),
        ("answer", "anna"),
        ("set_aside", "ben"),
        ("settled", "ben"),
        ("import", "clerk"),
        *[("submit", "head"), ("release", "head")] * 2,
        *[("open", "chair")] * 2,
        ("correction", "anna"),
        ("export", "chair"),
        ("erase", "custodian"),
    ]
    assert log[1].detail == {"voice": "customs", "item": "a_1", "number": 2}
    assert "SECRET" not in repr(log)
    assert store.audit_log("nowhere") == []
    assert store.audit_log() == log
