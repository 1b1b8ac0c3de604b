"""Two processes of the app on one PostgreSQL database, a person on each: they see each other's work, and lose none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from diagnostic.answers import Answer, Voice
from diagnostic.storage import Store, close, connect
from tests.app.windows import open_both
from tests.browser.driving import Tab, eventually
from tests.faults.conftest import EMPTY
from tests.faults.running import App
from tests.storage.conftest import new_schema

pytestmark = [pytest.mark.browser, pytest.mark.postgresql]
AGENCIES: tuple[Voice, Voice] = ("customs", "police")


@pytest.fixture(scope="module")
def database(postgresql_url: str) -> Iterator[str]:
    with new_schema(postgresql_url) as url:
        yield url
        close(connect(url))


@pytest.fixture
def store(database: str) -> Store:
    return connect(database)


@pytest.fixture(scope="module")
def apps(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[App]]:
    started = [App(tmp_path_factory.mktemp("apps") / voice, database) for voice in AGENCIES]
    try:
        yield [app.start() for app in started]
    finally:
        for app in started:
            app.stop()


Opening = Callable[[str, str, str], list[Tab]]


@pytest.fixture
def people(apps: list[App], browser: Browser) -> Iterator[Opening]:
    """Opens a page for customs at the one process, and for police at the other."""
    tabs = [Tab(browser.new_context(viewport={"width": 1400, "height": 1000}), app) for app in apps]

    def both(page: str, id: str, item: str) -> list[Tab]:
        for tab, voice in zip(tabs, AGENCIES, strict=True):
            tab.open(page, assessment=id, item=item, **{"as": voice})
        return tabs

    yield both
    for tab in tabs:
        tab.page.context.close()
        assert not tab.left
        assert not tab.errors


def _level(store: Store, id: str, voice: Voice, item: str) -> int | None:
    current = store.current(id, voice).get(item)
    return current.answer.level if current else None


def _release(tab: Tab) -> None:
    for step in ("submit", "release"):
        button = tab.page.locator(f".st-key-move_{step} button")
        expect(button).to_be_visible()
        button.click()
    expect(tab.page.locator(".st-key-move_release")).to_have_count(0)
    tab.ready()


def _field(tab: Tab, label: str) -> Locator:
    return tab.page.get_by_label(re.compile(f"^{label}")).first


def test_customs_at_one_process_and_police_at_the_other(store: Store, people: Opening) -> None:
    id = store.create(EMPTY, by="clerk")

    # Each answers, sealed from the other.
    customs, police = people("/questions", id, "a_1")
    customs.choose("a_1", 4)
    police.choose("a_1", 1)
    customs.choose("a_1_mandate", 2)
    assert [_level(store, id, voice, "a_1") for voice in AGENCIES] == [4, 1]
    police.page.reload()
    police.ready()
    expect(police.chosen("a_1")).to_contain_text("1")
    expect(police.chosen("a_1_mandate")).to_have_count(0)

    # What is released at the one process is seen at the other, and nothing more.
    police.menu("Review")
    _release(police)
    expect(police.page.locator(".stMain")).to_contain_text("Customs Board has not released yet.")
    customs.menu("Review")
    _release(customs)
    expect(customs.page.locator(".stMain")).to_contain_text("Border Gendarmerie has released too.")
    police.page.reload()
    police.ready()
    expect(police.page.locator(".stMain")).to_contain_text("Customs Board has released too.")
    expect(police.page.locator(".stMain")).not_to_contain_text(re.compile(r"level\s4"))
    police.press("Open both")
    eventually(lambda: [store.record(id).stages[voice] for voice in AGENCIES] == ["opened"] * 2, "both are open")
    police.ready()
    customs.menu("Compare")
    expect(customs.page.locator(".stMain")).to_contain_text("Border Gendarmerie")
    assert store.verify_audit().faults == ()


def test_two_texts_on_one_agreed_answer_are_both_shown_and_one_is_chosen(store: Store, people: Opening) -> None:
    id = store.create(EMPTY, by="clerk")
    for voice, level in zip(AGENCIES, (4, 1), strict=True):
        store.save(id, voice, "a_1", Answer(level=level), seen=0, by="an earlier session")
    open_both(store, id)
    customs, police = people("/meeting", id, "a_1")
    mine, theirs = _field(customs, "Reason"), _field(police, "Reason")
    mine.type("The protocol of 2021 was shown")
    theirs.fill("The annexes were never signed")
    theirs.press("Control+Enter")
    eventually(lambda: "a_1" in store.current(id, "agreed"), "the first is kept")
    mine.press("Control+Enter")
    expect(customs.page.get_by_text("written in two places at once")).to_be_visible()
    for words in ("The protocol of 2021 was shown", "The annexes were never signed"):
        expect(customs.page.get_by_text(words).first).to_be_visible()
    (unsettled,) = store.current(id, "agreed")["a_1"].unsettled
    assert unsettled.answer.reason == "The protocol of 2021 was shown", "the second text is kept, set aside"
    customs.press("Take the second")
    eventually(
        lambda: store.current(id, "agreed")["a_1"].answer.reason == "The protocol of 2021 was shown", "one was chosen"
    )
    customs.ready()
    assert len(store.history(id, "agreed", "a_1")) == 3
    assert store.verify_audit().faults == ()
