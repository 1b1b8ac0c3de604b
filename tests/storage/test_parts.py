"""Each instrument of an assessment runs its own course: closed, reopened and read apart from the others."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from diagnostic.answers import Answer, Assessment
from diagnostic.storage import MoveRefused, NotEditable, NotPinned, NotStorable, PinRefused, Saved, Store, tables

ONE, TWO, THREE = (Answer(level=level) for level in (1, 2, 3))
DRAFT = {"customs": "draft", "police": "draft", "agreed": "draft"}


def part_of(item: str) -> str:
    return "integrity" if item.startswith("i_") else "cooperation"


@pytest.fixture
def both(store: Store) -> str:
    """An assessment with two instruments, in which nobody has said anything."""
    pinned = {"cooperation": "handbook-2018/1", "integrity": "integrity-2026/1"}
    return store.create(Assessment("XXB", "2026", pinned), by="clerk")


def save(store: Store, id: str, item: str, answer: Answer, seen: int = 0) -> int:
    saved = store.save(id, "customs", item, answer, seen=seen, by="anna", part=part_of(item))
    assert isinstance(saved, Saved)
    return saved.revision


def test_every_pinned_instrument_has_a_course_and_cooperation_always(store: Store, both: str, id: str) -> None:
    assert store.record(both).courses == {"cooperation": DRAFT, "integrity": DRAFT}
    assert store.record(store.create(Assessment("XXA", "2026", {}), by="clerk")).courses == {"cooperation": DRAFT}
    assert store.record(id).courses == {"cooperation": DRAFT}


def test_one_part_is_closed_and_reopened_while_the_other_stays_open(store: Store, both: str) -> None:
    save(store, both, "i_1", ONE)
    assert store.move(both, "customs", "submit", by="head", part="integrity") == "submitted"
    record = store.record(both)
    assert (record.courses["integrity"]["customs"], record.stages) == ("submitted", DRAFT)
    with pytest.raises(NotEditable, match="The answers of Customs are submitted"):
        save(store, both, "i_1", TWO, 1)
    with pytest.raises(NotEditable):
        store.settle(both, "customs", "i_1", TWO, seen=1, by="anna", part="integrity")
    save(store, both, "a_1", ONE)
    store.move(both, "customs", "reopen", by="head", part="integrity")
    assert save(store, both, "i_1", TWO, 1) == 2
    assert [(event.part, event.move) for event in store.events(both)] == [
        ("integrity", "submit"),
        ("integrity", "reopen"),
    ]
    assert store.audit_log(both)[-2].detail == {
        "voice": "customs",
        "part": "integrity",
        "from": "submitted",
        "to": "draft",
    }


def test_opening_both_opens_cooperation_alone(store: Store, both: str) -> None:
    for voice in ("customs", "police"):
        for move in ("submit", "release"):
            store.move(both, voice, move, by="head")
    store.move(both, "customs", "submit", by="head", part="integrity")
    store.open_both(both, "chair")
    record = store.record(both)
    assert record.stages == {"customs": "opened", "police": "opened", "agreed": "draft"}
    assert record.courses["integrity"] == DRAFT | {"customs": "submitted"}
    with pytest.raises(MoveRefused):
        store.move(both, "customs", "open", by="chair", part="integrity")


def test_answers_are_read_by_part(store: Store, both: str) -> None:
    save(store, both, "a_1", ONE)
    save(store, both, "i_1", TWO)
    assert set(store.current(both, "customs")) == {"a_1"}
    assert set(store.current(both, "customs", part="integrity")) == {"i_1"}
    assert store.snapshot(both).voices == {"customs": {"a_1": ONE, "i_1": TWO}}
    assert store.snapshot(both, parts=["integrity"]).voices == {"customs": {"i_1": TWO}}
    assert store.snapshots(parts=("cooperation",))[0].voices == {"customs": {"a_1": ONE}}
    assert store.snapshot(both, parts=[]).voices == {}
    assert [revision.part for revision in store.history(both, "customs", "i_1")] == ["integrity"]


def test_two_writers_meet_in_any_part(store: Store, both: str) -> None:
    save(store, both, "i_1", ONE)
    met = store.save(both, "customs", "i_1", TWO, seen=0, by="ben", part="integrity")
    assert (met.theirs.answer, met.mine.answer, met.mine.part) == (ONE, TWO, "integrity")  # type: ignore[union-attr]
    assert store.current(both, "customs", "integrity")["i_1"].set_aside == met.mine  # type: ignore[union-attr]
    store.settle(both, "customs", "i_1", TWO, seen=2, by="ben", part="integrity")
    assert store.current(both, "customs", "integrity")["i_1"].set_aside is None


def test_nobody_can_tell_when_the_other_agency_answered_on_integrity(
    store: Store, both: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(store, both, "i_1", ONE)
    assert store.record(both).changed_at["customs"] is None
    save(store, both, "a_1", ONE)
    before = store.record(both).changed_at["customs"]
    save(store, both, "i_1", TWO, 1)
    assert store.record(both).changed_at["customs"] == before is not None


def test_an_item_cannot_be_changed_through_a_part_that_it_is_not_of(store: Store, both: str) -> None:
    save(store, both, "i_1", ONE)
    store.move(both, "customs", "submit", by="head", part="integrity")
    with pytest.raises(NotStorable, match="'i_1' belongs to the part 'integrity'"):
        store.save(both, "customs", "i_1", TWO, seen=1, by="anna")
    with pytest.raises(NotStorable, match="belongs to the part"):
        store.append(both, {"customs": {"i_1": TWO}}, by="anna", note="")
    assert len(store.history(both, "customs", "i_1")) == 1


def test_a_part_that_is_not_pinned_takes_nothing(store: Store, id: str) -> None:
    for use in (
        lambda: store.save(id, "customs", "i_1", ONE, seen=0, by="anna", part="integrity"),
        lambda: store.move(id, "customs", "submit", by="head", part="integrity"),
        lambda: store.append(id, {"customs": {"i_1": ONE}}, by="anna", note="", part_of=part_of),
        lambda: store.create(Assessment("XXA", "2026", {}, voices={"customs": {"i_1": ONE}}), by="a", part_of=part_of),
    ):
        with pytest.raises(NotPinned, match="has no questionnaire 'integrity'"):
            use()
    assert store.current(id, "customs", part="integrity") == {}
    assert len(store.list()) == 1


def test_an_instrument_is_added_once_and_in_one_version(store: Store, id: str) -> None:
    save(store, id, "a_1", ONE)
    store.move(id, "customs", "submit", by="head")
    for _ in range(2):
        store.pin(id, "integrity", "integrity-2026/1", by="clerk")
    record = store.record(id)
    assert record.instruments == {"cooperation": "handbook-2018/1", "integrity": "integrity-2026/1"}
    assert record.courses == {"cooperation": DRAFT | {"customs": "submitted"}, "integrity": DRAFT}
    with pytest.raises(PinRefused, match=r"uses version integrity-2026/1 of .* Use the same version"):
        store.pin(id, "integrity", "integrity-2027/1", by="clerk")
    assert store.record(id) == record
    assert [(e.action, e.detail) for e in store.audit_log(id)[3:]] == [
        ("pin", {"instrument": "integrity", "version": "integrity-2026/1"})
    ]


def test_of_many_who_add_an_instrument_at_once_all_find_it_there(store: Store, id: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda who: store.pin(id, "integrity", "integrity-2026/1", by=f"clerk {who}"), range(8)))
    assert store.record(id).courses["integrity"] == DRAFT
    assert [entry.action for entry in store.audit_log(id)] == ["create", "pin"]


def test_cooperation_can_be_pinned_later_too(store: Store) -> None:
    id = store.create(Assessment("XXA", "2026", {}), by="clerk")
    store.pin(id, "cooperation", "handbook-2018/1", by="clerk")
    record = store.record(id)
    assert (record.instruments, record.courses) == ({"cooperation": "handbook-2018/1"}, {"cooperation": DRAFT})


def test_a_new_assessment_keeps_each_answer_in_its_part(store: Store) -> None:
    pinned = {"cooperation": "handbook-2018/1", "integrity": "integrity-2026/1"}
    new = Assessment("XXA", "2026", pinned, voices={"customs": {"a_1": ONE, "i_1": TWO}})
    id = store.create(new, by="clerk", part_of=part_of)
    assert store.snapshot(id, parts=["integrity"]).voices == {"customs": {"i_1": TWO}}
    assert store.record(id).courses["integrity"] == DRAFT


def test_an_import_asks_only_the_parts_it_changes(store: Store, both: str) -> None:
    save(store, both, "i_1", ONE)
    store.move(both, "customs", "submit", by="head", part="integrity")
    said = {"customs": {"a_1": ONE, "i_1": ONE}}
    assert store.append(both, said, by="clerk", note="imported from x", part_of=part_of) == 1  # type: ignore[arg-type]
    assert store.audit_log(both)[-1].detail == {"imported": 1, "voices": ["customs"], "parts": ["cooperation"]}
    said = {"customs": {"a_1": TWO, "i_1": TWO}}
    with pytest.raises(NotEditable):
        store.append(both, said, by="clerk", note="imported from x", part_of=part_of)  # type: ignore[arg-type]
    assert store.snapshot(both).voices == {"customs": {"a_1": ONE, "i_1": ONE}}


def test_an_import_pins_what_is_missing_all_or_none(store: Store, id: str) -> None:
    pins = {"cooperation": "handbook-2018/1", "integrity": "integrity-2026/1"}
    said = {"customs": {"a_1": ONE, "i_1": TWO}}
    before = store.record(id), store.audit_log(id)
    with pytest.raises(PinRefused):
        store.append(id, said, by="clerk", note="", part_of=part_of, pin=pins | {"cooperation": "2"})  # type: ignore[arg-type]
    store.move(id, "customs", "submit", by="head")
    with pytest.raises(NotEditable):
        store.append(id, said, by="clerk", note="", part_of=part_of, pin=pins)  # type: ignore[arg-type]
    store.move(id, "customs", "reopen", by="head")
    assert (store.record(id), store.audit_log(id)[: len(before[1])]) == before
    assert store.append(id, said, by="clerk", note="", part_of=part_of, pin=pins) == 2  # type: ignore[arg-type]
    assert store.record(id).instruments == pins
    assert store.snapshot(id, parts=["integrity"]).voices == {"customs": {"i_1": TWO}}


def test_erasing_takes_every_part(store: Store, both: str) -> None:
    save(store, both, "i_1", ONE)
    store.erase(both, "custodian")
    with store.database.read() as connection:
        for table in (tables.revision, tables.voice):
            assert connection.execute(table.select()).first() is None
