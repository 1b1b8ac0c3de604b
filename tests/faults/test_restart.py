"""The database server crashes and comes back in the middle of a session: it is said, and nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from diagnostic.answers import Answer
from diagnostic.storage import close, connect
from tests.browser.driving import ROOT, Tab, eventually
from tests.faults import saving
from tests.faults.conftest import EMPTY
from tests.faults.running import App, Postgres

pytestmark = pytest.mark.postgresql


@pytest.fixture
def app(own_server: Postgres, tmp_path: Path) -> Iterator[App]:
    running = App(tmp_path / "app", own_server.url)
    try:
        yield running.start()
    finally:
        running.stop()


@pytest.mark.browser
def test_a_page_says_that_it_is_not_saved_keeps_the_choice_and_saves_it_once_the_database_is_back(
    own_server: Postgres, app: App, browser: Browser
) -> None:
    store = connect(own_server.url)
    id = store.create(EMPTY, by="clerk")
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    tab = Tab(context, app).open("/questions", assessment=id, **{"as": "customs"})
    tab.choose("a_1", 3)
    card = tab.card("a_1_mandate")

    own_server.stop()
    tab.option("a_1_mandate", 4).click()
    expect(card.get_by_role("alert")).to_contain_text("Not saved")
    expect(card.get_by_role("alert")).to_contain_text("Everything that was shown as saved is safe.")
    expect(tab.chosen("a_1_mandate")).to_contain_text("4")
    expect(card.locator(".saved")).to_have_count(0)
    # Asked again too early, it says the same and keeps the choice.
    card.get_by_role("button", name="Save again").click()
    tab.page.wait_for_timeout(500)
    expect(card.get_by_role("alert")).to_contain_text("Not saved")
    expect(tab.chosen("a_1_mandate")).to_contain_text("4")

    own_server.start()
    card.get_by_role("button", name="Save again").click()
    expect(card.get_by_role("status")).to_contain_text("Saved")
    expect(card.get_by_role("alert")).to_have_count(0)
    tab.choose("a_1_political", 2)
    kept = {item: current.answer for item, current in store.current(id, "customs").items()}
    assert kept == {"a_1": Answer(level=3), "a_1_mandate": Answer(level=4), "a_1_political": Answer(level=2)}
    assert [len(store.history(id, "customs", item)) for item in kept] == [1, 1, 1]
    assert store.verify_audit().faults == ()

    # A page that is opened while the database is away says so, and is there when it is asked again.
    own_server.stop()
    tab.page.reload()
    expect(tab.page.get_by_role("alert").first).to_contain_text("the database server does not answer")
    own_server.start()
    tab.button("Try again").click()
    expect(tab.chosen("a_1_mandate")).to_contain_text("4")
    context.close()
    assert not tab.errors
    close(store)


def test_writers_go_on_through_crashes_and_nothing_they_were_told_is_lost(own_server: Postgres, tmp_path: Path) -> None:
    store = connect(own_server.url)
    id = store.create(EMPTY, by="clerk")
    output = tmp_path / "told.txt"
    command = [sys.executable, str(Path(saving.__file__)), own_server.url, id, "anna"]
    with output.open("wb") as lines:
        writer = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=lines)
    try:
        for _ in range(2):
            before = len(_told(output))
            eventually(lambda before=before: len(_saves(output)) > before + 10, "it saves", 60)  # type: ignore[misc]
            failures = len(_failures(output))
            own_server.stop()
            eventually(lambda failures=failures: len(_failures(output)) > failures, "it is told", 30)  # type: ignore[misc]
            own_server.start()
        before = len(_saves(output))
        eventually(lambda: len(_saves(output)) > before + 10, "it goes on", 60)
    finally:
        writer.kill()
        writer.wait(10)
    for failure in _failures(output):
        assert "saved: the database" in failure or "cannot be read now: the database" in failure, failure
        assert "Everything that was shown as saved is safe." in failure
    saving.check(store, id, _told(output))
    close(store)


def _told(output: Path) -> list[str]:
    return output.read_text(encoding="utf-8").split("\n")[:-1]


def _failures(output: Path) -> list[str]:
    return [line for line in _told(output) if line.startswith("failed: ")]


def _saves(output: Path) -> list[str]:
    return [line for line in _told(output) if not line.startswith("failed: ")]
