"""What stands beside an answer follows it: nothing is stored that the page does not show."""

from __future__ import annotations

import pytest

from diagnostic.answers import Answer
from diagnostic.service.results import in_order
from diagnostic.storage import Store
from tests.app.windows import Window


def standing(store: Store, id: str, item: str) -> Answer:
    return store.current(id, "customs")[item].answer


@pytest.fixture
def at(window: Window, id: str) -> Window:
    return window.open("questions", assessment=id, **{"as": "customs"})


def test_scope_and_evidence_go_with_the_level_and_come_back_with_it(at: Window, store: Store, id: str) -> None:
    card = at.card("a_1").choose("level", 3).choose("scope", "national").choose("evidence", "document")
    card.choose("state", "dont_know")
    assert standing(store, id, "a_1") == Answer(state="dont_know")
    card.choose("level", 4)
    assert standing(store, id, "a_1") == Answer(level=4, scope="national", evidence="document")


def test_means_are_not_missing_for_a_power_that_is_not_there(at: Window, store: Store, id: str) -> None:
    card = at.go_to_section("special_powers").card("a_12").choose("authority", "full").choose("limits", ["staff"])
    card.choose("authority", "none")
    assert standing(store, id, "a_12") == Answer(value={"authority": "none"})


def test_settling_on_a_text_shows_the_question_that_depends_on_it(at: Window, store: Store, id: str) -> None:
    store.save(id, "customs", "a_3_1", Answer(level=1), seen=0, by="one")
    store.save(id, "customs", "a_3_1", Answer(level=2), seen=1, by="one")
    store.save(id, "customs", "a_3_1", Answer(level=1), seen=2, by="one")
    store.save(id, "customs", "a_3_1", Answer(level=3), seen=1, by="other")
    at.go_to_section("risk")
    assert not at.asks("a_3_2")
    at.card("a_3_1").press("second")
    assert at.asks("a_3_2")


def test_rounds_sort_as_people_count_whatever_their_names() -> None:
    assert sorted(["10", "9", "2026", "2024", "second²"], key=in_order) == ["9", "10", "2024", "2026", "second²"]
