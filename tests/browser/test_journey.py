"""The main job from an empty start to the joint result, with everything in between that happens to a browser."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from diagnostic import wording
from diagnostic.answers import Answer, Voice
from diagnostic.answers import file as assessment_file
from diagnostic.content import shipped
from diagnostic.scoring import score
from diagnostic.storage import Store, close, connect
from tests.browser.driving import Server, Tab, eventually

pytestmark = pytest.mark.browser


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1200, "height": 900}, accept_downloads=True)
    yield opened
    opened.close()


class Files:
    """What lies on the disk, read anew each time, as another program would."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def _store(self) -> Store:
        return connect(self.server.database)

    @property
    def id(self) -> str:
        (record,) = self._store().list()
        return record.id

    def answer(self, voice: Voice, item: str) -> Answer | None:
        store = self._store()
        try:
            current = store.current(store.list()[0].id, voice).get(item)
            return current.answer if current else None
        finally:
            close(store)

    def level(self, voice: Voice, item: str) -> int | None:
        answer = self.answer(voice, item)
        return answer.level if answer else None


def _start(tab: Tab) -> None:
    tab.open()
    tab.press("Start a new assessment")
    expect(tab.page.get_by_label("Name of the police agency")).to_be_visible()
    tab.page.get_by_role("combobox", name="Country").click()
    tab.page.keyboard.type("Freedonia")
    tab.page.keyboard.press("Enter")
    tab.page.get_by_label("Name of the police agency").fill("Border Gendarmerie")
    tab.press("Start answering")
    expect(tab.card("a_1")).to_be_visible()
    tab.ready()


def _release(tab: Tab) -> None:
    tab.menu("Review")
    tab.page.locator(".st-key-move_submit button").click()
    expect(tab.page.locator(".st-key-move_release button")).to_be_visible()
    tab.page.locator(".st-key-move_release button").click()
    expect(tab.page.locator(".st-key-move_release")).to_have_count(0)
    tab.ready()


def test_from_an_empty_start_to_a_joint_result_that_equals_the_exported_file(
    fresh_server: Server, context: BrowserContext, tmp_path: Path
) -> None:
    files = Files(fresh_server)
    one = Tab(context, fresh_server)

    # An empty start, and a new assessment.
    _start(one)
    one.choose("a_1", 3)
    assert files.level("customs", "a_1") == 3

    # A reload in the middle shows what was saved.
    one.page.reload()
    one.ready()
    expect(one.chosen("a_1")).to_contain_text("3")
    expect(one.card("a_1").get_by_role("status")).to_contain_text("Saved")

    # Two tabs answer the same question: nothing is lost, and the person chooses.
    two = Tab(context, fresh_server)
    two.open("/questions", assessment=files.id)
    one.choose("a_1_mandate", 2)
    two.option("a_1_mandate", 4).click()
    expect(two.card("a_1_mandate").get_by_role("alert")).to_be_visible()
    said = two.card("a_1_mandate").locator(".said")
    expect(said).to_contain_text(re.compile(r"Level\s2"))
    expect(said).to_contain_text(re.compile(r"Level\s4"))
    assert files.level("customs", "a_1_mandate") == 2, "the first stands until somebody chooses"
    two.card("a_1_mandate").locator("[class*=second] button").click()
    expect(two.card("a_1_mandate").get_by_role("alert")).to_have_count(0)
    eventually(lambda: files.level("customs", "a_1_mandate") == 4, "the second answer was taken")
    two.page.close()

    # The server is restarted under an open page.
    one.page.bring_to_front()
    one.page.reload()
    one.ready()
    one.watching = False  # while the server is away the browser complains about it
    fresh_server.stop()
    fresh_server.start()
    assert files.level("customs", "a_1") == 3
    one.back()
    one.option("a_1_political", 3).click()
    eventually(lambda: files.level("customs", "a_1_political") == 3, "the next answer after a restart is saved")
    expect(one.chosen("a_1")).to_contain_text("3")

    # The server is killed at the moment at which the page says "Saved".
    one.ready()
    one.option("a_1_emergency", 2).click()
    expect(one.card("a_1_emergency").get_by_role("status")).to_contain_text("Saved")
    fresh_server.stop(signal.SIGKILL)
    assert files.level("customs", "a_1_emergency") == 2
    fresh_server.start()
    one.back()
    one.page.reload()
    one.ready()
    one.watching = True
    expect(one.chosen("a_1_emergency")).to_contain_text("2")

    # The rest of customs' answers, by section.
    one.section("information", "a_2_1").choose("a_2_1", 4)
    one.section("resources", "a_13").choose("a_13", 3)
    one.section("relationship", "a_18").choose("a_18", 4)
    _release(one)

    # Then as police, who see nothing of it.
    one.menu("Questions")
    one.page.locator(".st-key-agency_choice").get_by_role("button", name="Border Gendarmerie").or_(
        one.page.locator(".st-key-agency_choice").get_by_role("radio", name="Border Gendarmerie")
    ).first.click()
    expect(one.page.locator(".stMain")).to_contain_text("answering for Border Gendarmerie")
    one.section("framework", "a_1")
    expect(one.chosen("a_1")).to_have_count(0)
    one.choose("a_1", 4)
    one.section("information", "a_2_1").choose("a_2_1", 3)
    one.section("resources", "a_13").choose("a_13", 3)
    _release(one)
    one.press("Open both")
    eventually(lambda: "opened" in str(connect(fresh_server.database).list()[0].stages), "both are open")
    one.menu("Results")
    band = one.page.locator(".band")
    expect(band).to_be_visible()

    # The joint result says what the exported file says.
    one.menu("Your assessments")
    with one.page.expect_download() as download:
        one.press("Save as a file")
    path = tmp_path / "exported.yaml"
    download.value.save_as(path)
    exported = assessment_file.read(path, shipped())
    result = score(exported, shipped())
    assert result is not None
    assert result.joint is not None
    assert set(exported.voices) == {"customs", "police"}
    assert result.joint.claimed.continuum == (3, 3)
    one.menu("Results")
    label = one.page.locator(".band").get_attribute("aria-label") or ""
    claimed = wording.span(*result.joint.claimed.continuum)
    evidenced = wording.span(*result.joint.evidenced.continuum)
    assert claimed in label.split(";")[0]
    assert evidenced in label.split(";")[1]
    for tab in (one, two):
        assert not tab.left
        assert not tab.errors
    close(connect(fresh_server.database))


def test_an_answer_given_in_the_moment_of_reconnecting_is_saved_or_its_loss_is_told(
    fresh_server: Server, context: BrowserContext
) -> None:
    files = Files(fresh_server)
    tab = Tab(context, fresh_server)
    _start(tab)
    tab.choose("a_1", 3)
    fresh_server.stop()
    fresh_server.start()
    tab.page.locator('[data-testid=stApp][data-test-connection-state="CONNECTED"]').wait_for(timeout=30_000)
    tab.option("a_1_political", 3).click()
    eventually(
        lambda: (
            files.level("customs", "a_1_political") == 3
            or tab.page.get_by_role("alert").filter(visible=True).count() > 0
        ),
        "the answer is saved, or the page says that it was not",
        6,
    )
    close(connect(fresh_server.database))
