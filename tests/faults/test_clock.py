"""The clock jumps back by a day: order rests on numbers, so everything stays in the order in which it happened."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from diagnostic.access import Viewer
from diagnostic.content import shipped
from diagnostic.service import answering, auditing, committee, results
from diagnostic.service.desk import Desk
from diagnostic.storage import Entry, Saved, Store, trail
from tests.app.windows import open_both


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(shipped(), store, Viewer.local("customs"))


@pytest.fixture
def jump(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look at the clock finds it a day earlier than the one before."""
    real, days = trail.now, iter(range(10_000))

    def back() -> datetime:
        return real() - timedelta(days=next(days))

    monkeypatch.setattr(trail, "now", back)


def _save(desk: Desk, id: str, level: int) -> None:
    form = answering.form(desk, id, "customs")
    seen = form.current["a_1"].revision if "a_1" in form.current else 0
    assert isinstance(answering.save(desk, form, "a_1", {"level": level}, seen), Saved)


@pytest.mark.usefixtures("jump")
def test_the_last_answer_stands_whatever_the_clock_says(desk: Desk, store: Store, id: str) -> None:
    for level in (1, 4, 2, 5, 3):
        _save(desk, id, level)
    history = store.history(id, "customs", "a_1")
    assert [revision.answer.level for revision in history] == [1, 4, 2, 5, 3]
    assert [revision.number for revision in history] == [1, 2, 3, 4, 5]
    assert history[0].at > history[-1].at, "the clock did jump"
    assert store.current(id, "customs")["a_1"].answer.level == 3
    assert store.snapshot(id).voices["customs"]["a_1"].level == 3


@pytest.mark.usefixtures("jump")
def test_the_ledger_keeps_the_order_of_making_and_the_last_text_of_each_entry(store: Store, id: str) -> None:
    made = [store.enter(id, "agreed", "decision", {"text": str(turn)}, by="anna") for turn in range(5)]
    first = made[0]
    assert isinstance(first, Entry)
    for turn in range(3):
        store.enter(id, "agreed", "decision", {"text": f"again {turn}"}, by="ben", key=first.key, seen=turn + 1)
    standing = store.entries(id, "agreed", "decision")
    assert [entry.data["text"] for entry in standing if entry.data] == ["again 2", "1", "2", "3", "4"]
    history = store.entry_history(id, first.key)
    assert [entry.number for entry in history] == [1, 2, 3, 4]


@pytest.mark.usefixtures("jump")
def test_the_chain_of_what_was_done_is_whole_and_in_order(desk: Desk, store: Store, id: str) -> None:
    for level in (1, 2, 3):
        _save(desk, id, level)
    open_both(store, id)
    results.reading(desk, id, "both")
    committee.register(desk, id)
    assert store.verify_audit().faults == ()
    found = auditing.trail(desk, id)
    assert [line.number for line in found.lines] == list(range(1, len(found.lines) + 1))
    assert found.lines[0].what == "Started the assessment"
    assert "Released" in " ".join(line.what for line in found.lines)


@pytest.mark.usefixtures("jump")
def test_released_answers_still_fit_their_seal(desk: Desk, store: Store, id: str) -> None:
    for level in (5, 1, 4):
        _save(desk, id, level)
    open_both(store, id)
    assert store.verify_release(id, "customs") is True
    assert store.released(id, "customs").voices["customs"]["a_1"].level == 4
