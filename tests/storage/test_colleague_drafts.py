"""Drafts of colleagues: parts that one voice alone has, and that show nowhere unless they are named."""

import pytest

from diagnostic.answers import Answer, Assessment
from diagnostic.answers.voices import Move
from diagnostic.storage import (
    Met,
    MoveRefused,
    NotEditable,
    NotPinned,
    NotStorable,
    Saved,
    Store,
    UnknownAssessment,
    draft_part,
    is_draft,
)

ONE, TWO, THREE = (Answer(level=level) for level in (1, 2, 3))
DRAFT = draft_part("anna")


@pytest.fixture
def both(store: Store) -> str:
    """An assessment with two instruments, and a draft of a colleague at the customs agency."""
    pinned = {"cooperation": "handbook-2018/1", "integrity": "integrity-2026/1"}
    id = store.create(Assessment("XXB", "2026", pinned), by="clerk")
    store.start_draft(id, "customs", "anna", by="anna")
    return id


def test_a_draft_is_a_part_of_its_own(store: Store, both: str) -> None:
    assert (DRAFT, is_draft(DRAFT), is_draft("cooperation")) == ("cooperation/anna", True, False)
    store.save(both, "customs", "a_1", ONE, seen=0, by="head")
    saved = store.save(both, "customs", "a_1", TWO, seen=0, by="anna", part=DRAFT)
    assert saved == Saved(1, saved.at)  # type: ignore[union-attr]
    met = store.save(both, "customs", "a_1", THREE, seen=0, by="ben", part=DRAFT)
    assert isinstance(met, Met)
    assert (met.theirs.answer, met.mine.part) == (TWO, DRAFT)
    assert isinstance(store.settle(both, "customs", "a_1", THREE, seen=2, by="ben", part=DRAFT), Saved)
    assert store.current(both, "customs", DRAFT)["a_1"].answer == THREE
    assert store.current(both, "customs")["a_1"].answer == ONE
    assert [r.answer for r in store.history(both, "customs", "a_1", DRAFT)] == [TWO, THREE, THREE]
    assert [r.answer for r in store.history(both, "customs", "a_1", "cooperation")] == [ONE]
    assert store.snapshot(both, parts=[DRAFT]).voices == {"customs": {"a_1": THREE}}
    assert [note.detail.get("part") for note in store.audit_log(both)[2:]] == [None, DRAFT, DRAFT, DRAFT]


def test_drafts_are_listed_by_slot_and_starting_one_again_changes_nothing(store: Store, both: str) -> None:
    store.start_draft(both, "customs", "9b", by="ben")
    store.move(both, "customs", "submit", by="anna", part=DRAFT)
    store.start_draft(both, "customs", "anna", by="somebody")
    assert store.drafts(both, "customs") == {"9b": "draft", "anna": "submitted"}
    assert store.drafts(both, "police") == {}
    assert [note.action for note in store.audit_log(both)] == ["create", "start_draft", "start_draft", "submit"]
    assert store.audit_log(both)[1].detail == {"voice": "customs", "part": DRAFT}


def test_drafts_show_nowhere_unless_they_are_named(store: Store, both: str) -> None:
    before = store.record(both)
    store.save(both, "customs", "a_1", ONE, seen=0, by="anna", part=DRAFT)
    store.save(both, "customs", "a_2_1", ONE, seen=0, by="anna", part=DRAFT)
    store.move(both, "customs", "submit", by="anna", part=DRAFT)
    assert store.record(both) == before
    assert store.list() == [before]
    assert set(before.courses) == {"cooperation", "integrity"}
    assert store.snapshot(both).voices == store.snapshots(parts=["cooperation"])[0].voices == {}
    assert store.current(both, "customs") == {}
    assert store.history(both, "customs", "a_1") == []
    assert store.events(both) == []
    assert [(event.move, event.by) for event in store.events(both, DRAFT)] == [("submit", "anna")]


def test_the_other_agency_has_no_draft_of_that_name(store: Store, both: str) -> None:
    for use in (
        lambda: store.save(both, "police", "a_1", ONE, seen=0, by="eva", part=DRAFT),
        lambda: store.move(both, "police", "submit", by="eva", part=DRAFT),
        lambda: store.save(both, "customs", "a_1", ONE, seen=0, by="eva", part=draft_part("ben")),
    ):
        with pytest.raises(NotPinned, match="no such draft"):
            use()
    assert store.current(both, "police", DRAFT) == {}
    store.start_draft(both, "police", "anna", by="eva")
    store.save(both, "police", "a_1", TWO, seen=0, by="eva", part=DRAFT)
    assert store.current(both, "customs", DRAFT) == {}


def test_a_draft_is_submitted_and_reopened_and_goes_no_further(store: Store, both: str) -> None:
    store.save(both, "customs", "a_1", ONE, seen=0, by="anna", part=DRAFT)
    assert store.move(both, "customs", "submit", by="anna", part=DRAFT) == "submitted"
    with pytest.raises(NotEditable):
        store.save(both, "customs", "a_1", TWO, seen=1, by="anna", part=DRAFT)
    moves: tuple[Move, ...] = ("release", "open")
    for move in moves:
        with pytest.raises(MoveRefused, match="can only be submitted and reopened"):
            store.move(both, "customs", move, by="head", part=DRAFT)
    assert store.move(both, "customs", "reopen", by="anna", part=DRAFT) == "draft"
    assert isinstance(store.save(both, "customs", "a_1", TWO, seen=1, by="anna", part=DRAFT), Saved)
    assert store.record(both).stages["customs"] == "draft"


def test_releasing_an_agency_leaves_drafts_out_of_what_is_sealed(store: Store, both: str) -> None:
    store.save(both, "customs", "a_1", ONE, seen=0, by="anna", part=DRAFT)
    store.move(both, "customs", "submit", by="head")
    store.move(both, "customs", "release", by="head")
    store.save(both, "customs", "a_1", TWO, seen=1, by="anna", part=DRAFT)
    assert store.verify_release(both, "customs") is True


def test_an_item_of_another_questionnaire_cannot_be_put_into_a_draft(store: Store, both: str) -> None:
    store.save(both, "customs", "i_1", ONE, seen=0, by="anna", part="integrity")
    with pytest.raises(NotStorable, match="'i_1' belongs to the part 'integrity'"):
        store.save(both, "customs", "i_1", ONE, seen=0, by="anna", part=DRAFT)
    store.save(both, "customs", "a_1", ONE, seen=0, by="anna", part=DRAFT)
    with pytest.raises(NotStorable, match="belongs to the part"):
        store.save(both, "customs", "a_1", ONE, seen=0, by="anna", part="integrity")


@pytest.mark.parametrize("slot", ["", "Anna", "a" * 17, "a/b", "a-b", "é", "a\n"])
def test_a_slot_is_a_short_word(store: Store, both: str, slot: str) -> None:
    with pytest.raises(NotStorable):
        store.start_draft(both, "customs", slot, by="anna")


def test_no_questionnaire_can_be_taken_for_a_draft(store: Store, both: str) -> None:
    with pytest.raises(NotStorable):
        store.pin(both, DRAFT, "1", by="clerk")
    with pytest.raises(NotStorable):
        store.append(both, {}, by="clerk", note="", pin={DRAFT: "1"})
    with pytest.raises(NotStorable):
        store.create(Assessment("XXA", "2026", {DRAFT: "1"}), by="clerk")


def test_drafts_are_erased_with_the_assessment(store: Store, both: str) -> None:
    store.save(both, "customs", "a_1", ONE, seen=0, by="anna", part=DRAFT)
    store.erase(both, "custodian")
    with pytest.raises(UnknownAssessment):
        store.drafts(both, "customs")
    with pytest.raises(UnknownAssessment):
        store.start_draft(both, "customs", "ben", by="ben")


def test_a_round_follows_the_one_before(store: Store, both: str) -> None:
    next_round = store.create(Assessment("XXB", "2027", {}), by="clerk", follows=both)
    assert (store.record(both).follows, store.record(next_round).follows) == (None, both)
    assert store.audit_log(next_round)[0].detail == {"imported": 0, "follows": both}
    with pytest.raises(UnknownAssessment):
        store.create(Assessment("XXB", "2028", {}), by="clerk", follows="nowhere")
    stone = store.erase(both, "custodian")
    assert store.record(next_round).follows == stone.id
    with pytest.raises(UnknownAssessment):
        store.create(Assessment("XXB", "2028", {}), by="clerk", follows=both)
