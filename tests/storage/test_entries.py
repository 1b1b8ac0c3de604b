"""What is no answer is kept under keys: nothing is overwritten, two writers lose nothing, all is erased."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from diagnostic.answers.answer import MAX_TEXT
from diagnostic.storage import Clash, Entry, NotStorable, Store, UnknownAssessment, trail

LONG = "x" * (MAX_TEXT + 1)
ONE, TWO, THREE = ({"text": text} for text in ("one", "two", "three"))


def new(store: Store, id: str, data: object = ONE, *, kind: str = "comment", by: str = "anna") -> Entry:
    entry = store.enter(id, "customs", kind, data, by=by)  # type: ignore[arg-type]
    assert isinstance(entry, Entry)
    return entry


def test_a_new_entry_gets_a_key_and_stands_under_number_one(store: Store, id: str) -> None:
    before = datetime.now(UTC)
    data = {"text": "one", "on": ["a_1"], "due": None}
    entry = new(store, id, data)
    assert before - timedelta(seconds=1) <= entry.at <= datetime.now(UTC)
    assert entry == Entry("customs", "comment", entry.key, 1, data, "anna", entry.at, "anna", entry.at)
    assert store.entries(id) == [entry]
    assert new(store, id).key != entry.key


def test_a_change_keeps_what_was_before_and_who_made_it_first(store: Store, id: str) -> None:
    first = new(store, id)
    second = store.enter(id, "customs", "comment", TWO, by="ben", key=first.key, seen=1)
    assert isinstance(second, Entry)
    assert (second.number, second.data, second.by) == (2, TWO, "ben")
    assert (second.made_by, second.made_at) == ("anna", first.at)
    assert store.entries(id) == [second]
    assert store.entry_history(id, first.key) == [first, second]


def test_of_two_who_write_at_once_the_second_is_set_aside_and_kept(store: Store, id: str) -> None:
    first = new(store, id)
    second = store.enter(id, "customs", "comment", TWO, by="ben", key=first.key, seen=1)
    clash = store.enter(id, "customs", "comment", THREE, by="eva", key=first.key, seen=1)
    assert isinstance(clash, Clash)
    assert clash.theirs == second
    assert (clash.mine.data, clash.mine.number, clash.mine.by, clash.mine.set_aside) == (THREE, 3, "eva", True)
    assert store.entries(id) == [second]
    assert store.entry_history(id, first.key) == [first, second, clash.mine]
    # The same again is not kept twice; having seen theirs, mine may stand.
    assert store.enter(id, "customs", "comment", THREE, by="eva", key=first.key, seen=1) == clash
    third = store.enter(id, "customs", "comment", THREE, by="eva", key=first.key, seen=clash.theirs.number)
    assert isinstance(third, Entry)
    assert (third.number, store.entries(id)) == (4, [third])


def test_what_stands_already_is_not_written_again(store: Store, id: str) -> None:
    first = new(store, id)
    for seen in (0, 1, 7):
        assert store.enter(id, "customs", "comment", dict(ONE), by="ben", key=first.key, seen=seen) == first
    assert store.entry_history(id, first.key) == [first]
    assert len(store.audit_log(id)) == 2


def test_what_is_withdrawn_is_no_longer_listed_and_can_come_back(store: Store, id: str) -> None:
    first = new(store, id)
    gone = store.enter(id, "customs", "comment", None, by="ben", key=first.key, seen=1)
    assert isinstance(gone, Entry)
    assert (gone.data, gone.number, store.entries(id)) == (None, 2, [])
    back = store.enter(id, "customs", "comment", TWO, by="anna", key=first.key, seen=2)
    assert store.entries(id) == [back]
    assert [entry.data for entry in store.entry_history(id, first.key)] == [ONE, None, TWO]


def test_whoever_changes_what_was_withdrawn_meanwhile_is_told(store: Store, id: str) -> None:
    first = new(store, id)
    gone = store.enter(id, "customs", "comment", None, by="ben", key=first.key, seen=1)
    clash = store.enter(id, "customs", "comment", TWO, by="anna", key=first.key, seen=1)
    assert isinstance(clash, Clash)
    assert clash.theirs == gone
    assert store.entries(id) == []


def test_entries_are_listed_by_voice_and_kind_in_the_order_of_their_making(store: Store, id: str) -> None:
    comment = new(store, id)
    meeting = store.enter(id, "agreed", "meeting", TWO, by="chair", key="first-meeting")
    other = new(store, id, THREE)
    changed = store.enter(id, "customs", "comment", TWO, by="anna", key=comment.key, seen=1)
    assert store.entries(id) == [changed, meeting, other]
    assert store.entries(id, "customs") == store.entries(id, kind="comment") == [changed, other]
    assert store.entries(id, "agreed", "meeting") == [meeting]
    assert store.entries(id, "police") == store.entries(id, "customs", "meeting") == []


def test_a_clock_that_jumps_back_changes_no_order(store: Store, id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = new(store, id)
    monkeypatch.setattr(trail, "now", lambda: datetime(2020, 1, 1, tzinfo=UTC))
    second = new(store, id, TWO)
    changed = store.enter(id, "customs", "comment", THREE, by="anna", key=first.key, seen=1)
    assert store.entries(id) == [changed, second]


def test_a_key_belongs_to_one_voice_and_kind(store: Store, id: str) -> None:
    key = new(store, id).key
    for voice, kind in (("police", "comment"), ("customs", "meeting")):
        with pytest.raises(NotStorable, match="key of something else"):
            store.enter(id, voice, kind, TWO, by="eva", key=key, seen=1)  # type: ignore[arg-type]
    assert [entry.data for entry in store.entry_history(id, key)] == [ONE]


@pytest.mark.parametrize(
    "data",
    [{"a": LONG}, {"a": [{"b": LONG}]}, {LONG: 1}, {"a": "a\x00b"}, {1: "x"}, {"a": object()}, "text", [1]],
)
def test_what_no_database_takes_is_refused(store: Store, id: str, data: object) -> None:
    with pytest.raises(NotStorable):
        new(store, id, data)
    assert store.entries(id) == []


def test_nothing_can_be_withdrawn_that_was_never_there(store: Store, id: str) -> None:
    with pytest.raises(NotStorable, match="nothing to withdraw"):
        store.enter(id, "customs", "comment", None, by="anna")


@pytest.mark.parametrize(
    ("kind", "key", "by"),
    [("", None, "eva"), (LONG, None, "eva"), ("comment", LONG, "eva"), ("comment", "", "eva"), ("comment", None, " ")],
)
def test_an_entry_needs_a_kind_an_author_and_no_odd_key(store: Store, id: str, kind: str, key: str, by: str) -> None:
    with pytest.raises(NotStorable):
        store.enter(id, "customs", kind, ONE, by=by, key=key)


def test_an_assessment_that_is_not_there_has_no_entries(store: Store, id: str) -> None:
    key = new(store, id).key
    store.erase(id, "custodian")
    for gone in (id, "nowhere"):
        for use in (
            lambda gone=gone: store.enter(gone, "customs", "comment", ONE, by="anna"),
            lambda gone=gone: store.entries(gone),
            lambda gone=gone: store.entry_history(gone, key),
        ):
            with pytest.raises(UnknownAssessment):
                use()


def test_the_audit_notes_that_something_was_entered_and_never_what(store: Store, id: str) -> None:
    entry = new(store, id, {"text": "SECRET"})
    store.enter(id, "customs", "comment", None, by="ben", key=entry.key, seen=1)
    log = store.audit_log(id)[1:]
    assert [(note.action, note.by) for note in log] == [("enter", "anna"), ("enter", "ben")]
    assert log[0].detail == {"voice": "customs", "kind": "comment", "key": entry.key, "number": 1}
    assert "SECRET" not in repr(log)


def test_eight_who_change_one_entry_at_once_lose_nothing(store: Store, id: str) -> None:
    key = new(store, id).key

    def work(writer: int) -> str:
        result = store.enter(id, "customs", "comment", {"text": str(writer)}, by=f"writer {writer}", key=key, seen=1)
        return type(result).__name__

    with ThreadPoolExecutor(8) as pool:
        results = Counter(pool.map(work, range(8)))
    assert results == {"Entry": 1, "Clash": 7}
    history = store.entry_history(id, key)
    assert [entry.number for entry in history] == list(range(1, 10))
    assert {entry.data["text"] for entry in history[1:] if entry.data} == {str(writer) for writer in range(8)}
