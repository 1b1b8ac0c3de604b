"""The database fails in mid-session: the page says so, keeps what was chosen, and saves it when asked again."""

from __future__ import annotations

from typing import Any

import pytest

from diagnostic.answers import Answer
from diagnostic.storage import StorageFailed, Store
from tests.app.windows import Window

SAYS = "The database does not answer. What was saved before is safe."


def _fail(*_: Any, **__: Any) -> Any:
    raise StorageFailed(SAYS)


def test_an_answer_that_could_not_be_saved_is_told_stays_on_the_page_and_is_saved_on_asking_again(
    window: Window, store: Store, id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = window.open("questions", assessment=id, **{"as": "customs"})

    with monkeypatch.context() as gone:
        gone.setattr(Store, "save", _fail)
        card = at.card("a_1").choose("level", 4)
        assert SAYS in card.words
        assert "Not saved" in card.words
        assert not card.says_saved
        assert card.widget("level").value == 4
    assert "a_1" not in store.current(id, "customs")
    card.press("again")
    assert store.current(id, "customs")["a_1"].answer == Answer(level=4)
    assert card.says_saved


def test_a_page_that_cannot_be_read_says_so_in_a_sentence_and_can_be_tried_again(
    window: Window, id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as gone:
        gone.setattr(Store, "current", _fail)
        at = window.open("questions", assessment=id, **{"as": "customs"})
        assert SAYS in at.alerts
        assert at.has("Try again")
    at.press("Try again")
    assert not at.alerts
