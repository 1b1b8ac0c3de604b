"""What an agency releases is sealed; what is opened is what was sealed; two copies exchange both."""

import dataclasses
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from diagnostic.answers import UNANSWERED, AgencyPair, Answer, Assessment, Voice, sealing
from diagnostic.storage import (
    MoveRefused,
    NotEditable,
    NotStorable,
    PinRefused,
    Release,
    SealBroken,
    Store,
    UnknownAssessment,
    plain,
    tables,
)

ONE, TWO = Answer(level=1, comment="é 中"), Answer(value={"authority": "full", "limits": ["staff"]}, discuss=True)
ANSWERS = {"a_1": ONE, "a_9": TWO}
PAIR = AgencyPair("Douane", "Gendarmerie")


@pytest.fixture
def id(store: Store) -> str:
    new = Assessment("XXB", "2026", {"cooperation": "handbook-2018/1", "integrity": "integrity-2026/1"}, pair=PAIR)
    return store.create(new, by="clerk")


def answer(store: Store, id: str, voice: Voice = "customs") -> None:
    for item, said in ANSWERS.items():
        store.save(id, voice, item, said, seen=0, by="anna")


def release(store: Store, id: str, *voices: Voice) -> None:
    for voice in voices:
        store.move(id, voice, "submit", by="head")
        store.move(id, voice, "release", by="head")


def stage(store: Store, id: str, voice: Voice = "customs") -> str:
    return store.record(id).stages[voice]


# ---------------------------------------------------------------- one copy


def test_what_an_agency_releases_is_sealed_in_the_same_step(store: Store, id: str) -> None:
    answer(store, id)
    assert store.release(id, "customs") is None
    assert store.verify_release(id, "customs") is None
    release(store, id, "customs")
    found = store.release(id, "customs")
    assert found == Release("customs", found.fingerprint, found.nonce, False, "head", store.events(id)[-1].at)  # type: ignore[union-attr]
    assert found.nonce is not None
    assert sealing.verify(store.snapshot(id, ["customs"]), "customs", found.fingerprint, found.nonce)
    assert store.verify_release(id, "customs") is True
    assert store.release(id, "police") is None
    noted = store.audit_log(id)[-1]
    assert (noted.action, noted.detail["fingerprint"]) == ("release", found.fingerprint)
    assert found.nonce not in repr(store.audit_log())


def test_only_an_agency_on_cooperation_is_sealed(store: Store, id: str) -> None:
    release(store, id, "agreed")
    for move in ("submit", "release"):
        store.move(id, "customs", move, by="head", part="integrity")
    assert store.release(id, "agreed") is store.release(id, "customs") is None


def test_a_release_that_is_refused_leaves_no_seal(store: Store, id: str) -> None:
    with pytest.raises(MoveRefused):
        store.move(id, "customs", "release", by="head")
    assert store.release(id, "customs") is None
    assert len(store.audit_log(id)) == 1


def test_both_are_opened_when_both_fit_their_seals(store: Store, id: str) -> None:
    answer(store, id)
    release(store, id, "customs", "police")
    store.open_both(id, "chair")
    assert stage(store, id) == stage(store, id, "police") == "opened"
    assert store.verify_release(id, "police") is True


def test_corrections_after_opening_do_not_break_the_seal(store: Store, id: str) -> None:
    answer(store, id)
    release(store, id, "customs", "police")
    store.open_both(id, "chair")
    store.save(id, "customs", "a_1", Answer(level=5), seen=1, by="anna")
    store.append(id, {"customs": {"a_2_1": ONE}}, by="anna", note="imported from x")
    store.save(id, "police", "a_1", ONE, seen=0, by="eva")
    assert store.verify_release(id, "customs") is store.verify_release(id, "police") is True


def tamper(store: Store, id: str, how: str) -> None:
    """Change released answers behind the program's back."""
    r, of = tables.revision.c, {"id": id}
    with store.database.write() as connection:
        if how == "changed":
            connection.execute(update(tables.revision).where(r.item == "a_1").values(answer={"level": 2}))
        elif how == "removed":
            connection.execute(text("DELETE FROM revision WHERE assessment_id = :id AND item = 'a_9'"), of)
        elif how == "renamed":
            connection.execute(text("UPDATE assessment SET police_name = 'Police' WHERE id = :id"), of)
        else:
            row = connection.execute(select(tables.revision).where(r.item == "a_1")).mappings().one()
            added = {**row, "id": row["id"] + 100, "number": 9, "stage": how, "answer": {"level": 3}}
            connection.execute(tables.revision.insert(), added)


@pytest.mark.parametrize("how", ["changed", "removed", "renamed", "draft", "opened"])
def test_answers_that_were_changed_after_their_release_are_not_opened(store: Store, id: str, how: str) -> None:
    answer(store, id)
    release(store, id, "customs", "police")
    tamper(store, id, how)
    before = len(store.audit_log())
    with pytest.raises(SealBroken, match="Douane are not those that were released") as refused:
        store.open_both(id, "chair")
    assert "level" not in str(refused.value)
    with pytest.raises(SealBroken):
        store.move(id, "customs", "open", by="chair")
    assert stage(store, id) == stage(store, id, "police") == "released"
    assert len(store.audit_log()) == before
    if how != "opened":  # what pretends to be a correction was not there when the seal was made
        assert store.verify_release(id, "customs") is False


def test_answers_released_before_there_were_seals_open_as_before(store: Store, id: str) -> None:
    answer(store, id)
    release(store, id, "customs", "police")
    with store.database.write() as connection:
        connection.execute(tables.release.delete())
    assert store.verify_release(id, "customs") is None
    store.open_both(id, "chair")
    assert stage(store, id) == "opened"


def test_no_questionnaire_slips_under_a_seal(store: Store) -> None:
    id = store.create(Assessment("XXB", "2026", {}), by="clerk")
    store.pin(id, "integrity", "integrity-2026/1", by="clerk")
    release(store, id, "customs")
    with pytest.raises(PinRefused, match="have been released"):
        store.pin(id, "cooperation", "handbook-2018/1", by="clerk")
    store.pin(id, "perception", "perception-2026/1", by="clerk")
    assert store.verify_release(id, "customs") is True


def test_an_assessment_that_is_not_there_has_no_release(store: Store, id: str) -> None:
    release(store, id, "customs")
    store.erase(id, "custodian")
    for use in (store.release, store.verify_release):
        with pytest.raises(UnknownAssessment):
            use(id, "customs")
    with pytest.raises(UnknownAssessment):
        store.receive_fingerprint(id, "police", "a" * 64, by="head")
    with store.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(tables.release)).scalar() == 0


# ---------------------------------------------------------------- two copies


@pytest.fixture
def theirs(store: Store, id: str) -> sealing.Seal:
    """The seal that the police made in their own copy, over `ANSWERS`."""
    return sealing.seal(dataclasses.replace(store.snapshot(id), voices={"police": ANSWERS}), "police")


def test_a_fingerprint_stands_for_answers_that_are_not_here(store: Store, id: str, theirs: sealing.Seal) -> None:
    received = store.receive_fingerprint(id, "police", sealing.in_groups(theirs.fingerprint).upper(), by="head")
    assert received == Release("police", theirs.fingerprint, None, True, "head", received.at)
    assert store.release(id, "police") == received
    assert [(event.voice, event.move, event.to_stage) for event in store.events(id)] == [
        ("police", "submit", "submitted"),
        ("police", "release", "released"),
    ]
    assert store.verify_release(id, "police") is None
    log = store.audit_log(id)
    assert store.receive_fingerprint(id, "police", theirs.fingerprint, by="somebody") == received
    assert store.audit_log(id) == log
    assert log[-1].detail["received"] is True


def test_nothing_is_opened_before_the_answers_have_arrived(store: Store, id: str, theirs: sealing.Seal) -> None:
    store.receive_fingerprint(id, "police", theirs.fingerprint, by="head")
    with pytest.raises(MoveRefused, match="once both agencies have released"):
        store.open_both(id, "chair")
    answer(store, id)
    release(store, id, "customs")
    for use in (lambda: store.open_both(id, "chair"), lambda: store.move(id, "customs", "open", by="chair")):
        with pytest.raises(MoveRefused, match="answers of Gendarmerie have not arrived"):
            use()
    assert store.receive_answers(id, "police", ANSWERS, theirs.nonce, by="head", note="from police.cpdiag") == 2
    assert store.verify_release(id, "police") is True
    store.open_both(id, "chair")
    assert stage(store, id) == stage(store, id, "police") == "opened"
    assert store.snapshot(id, ["police"]).voices == {"police": ANSWERS}


def test_answers_that_arrive_are_revisions_of_the_released_stage(store: Store, id: str, theirs: sealing.Seal) -> None:
    store.receive_fingerprint(id, "police", theirs.fingerprint, by="head")
    store.receive_answers(id, "police", ANSWERS | {"a_2_1": UNANSWERED}, theirs.nonce, by="ben", note="from a file")
    (revision,) = store.history(id, "police", "a_1")
    assert (revision.kind, revision.stage, revision.number, revision.note) == ("import", "released", 1, "from a file")
    assert store.release(id, "police") == dataclasses.replace(
        store.receive_fingerprint(id, "police", theirs.fingerprint, by="head"), nonce=theirs.nonce
    )
    assert store.audit_log(id)[-1].detail == {"imported": 2, "voices": ["police"], "parts": ["cooperation"]}
    with pytest.raises(NotEditable):
        store.save(id, "police", "a_1", ONE, seen=1, by="ben")


@pytest.mark.parametrize("wrong", ["changed", "missing", "more", "nonce", "no nonce"])
def test_answers_that_do_not_fit_the_fingerprint_are_refused(
    store: Store, id: str, theirs: sealing.Seal, wrong: str
) -> None:
    received = store.receive_fingerprint(id, "police", theirs.fingerprint, by="head")
    answers = {
        "changed": ANSWERS | {"a_1": Answer(level=2)},
        "missing": {"a_1": ONE},
        "more": ANSWERS | {"a_2_1": ONE},
    }.get(wrong, ANSWERS)
    nonce = {"nonce": "0" * 64, "no nonce": ""}.get(wrong, theirs.nonce)
    before = store.audit_log(id)
    with pytest.raises(SealBroken, match="not the answers that Gendarmerie released"):
        store.receive_answers(id, "police", answers, nonce, by="head", note="")
    assert store.current(id, "police") == {}
    assert (store.release(id, "police"), store.audit_log(id)) == (received, before)


def test_answers_are_received_once_and_only_for_a_fingerprint(store: Store, id: str, theirs: sealing.Seal) -> None:
    def receive() -> None:
        store.receive_answers(id, "police", ANSWERS, theirs.nonce, by="head", note="")

    with pytest.raises(MoveRefused, match="No fingerprint of Gendarmerie"):
        receive()
    store.receive_fingerprint(id, "police", theirs.fingerprint, by="head")
    receive()
    with pytest.raises(MoveRefused, match="have arrived before"):
        receive()
    release(store, id, "customs")
    with pytest.raises(MoveRefused, match="No fingerprint of Douane"):
        store.receive_answers(id, "customs", ANSWERS, theirs.nonce, by="head", note="")
    with pytest.raises(NotStorable):
        store.receive_answers(id, "police", {"NO ITEM": ONE}, theirs.nonce, by="head", note="")


def test_a_fingerprint_is_refused_where_it_could_hide_other_answers(
    store: Store, id: str, theirs: sealing.Seal
) -> None:
    def refused(voice: Voice, fingerprint: str, match: str) -> None:
        before = store.audit_log(id)
        with pytest.raises(MoveRefused, match=match):
            store.receive_fingerprint(id, voice, fingerprint, by="head")
        assert store.audit_log(id) == before

    refused("police", "no fingerprint", "no fingerprint")
    refused("agreed", theirs.fingerprint, "Only an agency")
    answer(store, id, "police")
    refused("police", theirs.fingerprint, "holds answers of Gendarmerie already")
    store.move(id, "police", "submit", by="head")
    refused("police", theirs.fingerprint, "are submitted")
    store.move(id, "police", "release", by="head")
    refused("police", store.release(id, "police").fingerprint, "are released")  # type: ignore[union-attr]
    store.receive_fingerprint(id, "customs", theirs.fingerprint, by="head")
    refused("customs", "0" * 64, "Another fingerprint of Douane")


def test_answers_taken_back_leave_room_for_a_fingerprint(store: Store, id: str, theirs: sealing.Seal) -> None:
    store.save(id, "police", "a_1", ONE, seen=0, by="anna")
    store.save(id, "police", "a_1", UNANSWERED, seen=1, by="anna")
    store.receive_fingerprint(id, "police", theirs.fingerprint, by="head")
    store.receive_answers(id, "police", ANSWERS, theirs.nonce, by="head", note="")
    assert [revision.number for revision in store.history(id, "police", "a_1")] == [1, 2, 3]
    assert store.verify_release(id, "police") is True


def test_erasing_covers_entries_members_and_releases(store: Store, id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: dict[str, list[Any]] = {}

    def fingerprint(data: dict[str, list[Any]]) -> str:
        hashed.update(data)
        return "0" * 64

    monkeypatch.setattr(plain, "fingerprint", fingerprint)
    store.enter(id, "agreed", "meeting", {"on": "2026-03-01"}, by="chair")
    store.add_member(id, "anna@customs.example", "head", "customs", by="clerk")
    release(store, id, "customs")
    store.erase(id, "custodian")
    assert [len(hashed[name]) for name in ("entry", "member", "release")] == [1, 1, 1]
    with store.database.read() as connection:
        for table in (tables.entry, tables.member, tables.release):
            assert connection.execute(select(func.count()).select_from(table)).scalar() == 0
