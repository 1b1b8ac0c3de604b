"""The integrity self-assessment in a browser: from its start to what the head states, and nothing for police."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from diagnostic.service.desk import INTEGRITY
from diagnostic.storage import Record, Store, close, connect
from tests.browser.driving import Server, Tab, eventually

pytestmark = pytest.mark.browser

SECRET = "zzz of the integrity team of customs alone zzz"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1200, "height": 900}, accept_downloads=True)
    yield opened
    opened.close()


@pytest.fixture
def store(fresh_server: Server) -> Iterator[Store]:
    opened = connect(fresh_server.database)
    yield opened
    close(opened)


def _new_assessment(tab: Tab) -> None:
    tab.open().press("Start a new assessment")
    expect(tab.page.get_by_label("Name of the police agency")).to_be_visible()
    tab.page.get_by_role("combobox", name="Country").click()
    tab.page.keyboard.type("Freedonia")
    tab.page.keyboard.press("Enter")
    tab.page.get_by_label("Name of the police agency").fill("Border Gendarmerie")
    tab.press("Start answering")
    expect(tab.card("a_1")).to_be_visible()
    tab.ready()


def _work_for(tab: Tab, agency: str) -> None:
    choice = tab.page.locator(".st-key-agency_choice")
    choice.get_by_role("button", name=agency).or_(choice.get_by_role("radio", name=agency)).first.click()
    tab.ready()


def test_from_the_start_of_integrity_to_what_the_head_states_and_nothing_of_it_for_police(
    fresh_server: Server, context: BrowserContext, store: Store
) -> None:
    tab = Tab(context, fresh_server)

    def record() -> Record:
        (found,) = store.list()
        return found

    def level(item: str) -> int | None:
        current = store.current(record().id, "customs", INTEGRITY).get(item)
        return current.answer.level if current else None

    # A new user starts an assessment, then the self-assessment of customs.
    _new_assessment(tab)
    tab.menu("Integrity questions")
    expect(tab.page.get_by_text("has not been started here")).to_be_visible()
    tab.press("Start the integrity self-assessment")
    expect(tab.card("i_owner")).to_be_visible()
    expect(tab.page.get_by_text("Who sees these answers.")).to_be_visible()

    # Answers in three sections; the counts beside the sections follow without a reload.
    tab.ready().choose("i_owner", 3).choose("i_example", 2)
    tab.card("i_owner").get_by_text("Comment, reference, discussion").click()
    comment = tab.card("i_owner").get_by_label("Comment", exact=True)
    comment.fill(SECRET)
    comment.press("Control+Enter")
    eventually(lambda: SECRET in str(store.current(record().id, "customs", INTEGRITY).get("i_owner")), "it is saved")
    tab.ready().section("exposure_incidents", "x_threats").choose("x_threats", 5)
    tab.card("x_violence").get_by_text("Not counted", exact=True).click()
    expect(tab.card("x_violence").get_by_role("status")).to_contain_text("Saved")
    tab.section("exposure_by_site", "x_site_airport")
    airport = tab.card("x_site_airport")
    airport.get_by_role("combobox", name="Are there sites of this kind?").click()
    tab.page.keyboard.type("Yes")
    tab.page.keyboard.press("Enter")
    expect(airport.get_by_role("combobox", name="Threats")).to_be_visible()

    # A reload: all is kept.
    tab.page.reload()
    tab.ready()
    expect(tab.card("x_site_airport").get_by_role("combobox", name="Threats")).to_be_visible()
    tab.section("exposure_incidents", "x_threats")
    expect(tab.chosen("x_threats")).to_contain_text("5")
    assert (level("i_owner"), level("i_example"), level("x_threats")) == (3, 2, 5)
    assert store.current(record().id, "customs") == {}, "nothing of it stands among the answers on cooperation"

    # The review closes it; cooperation stays where it was.
    tab.menu("Integrity review")
    tab.press("Close to changes")
    expect(tab.button("Reopen to change answers")).to_be_visible()
    assert record().courses[INTEGRITY]["customs"] == "submitted"
    assert set(record().stages.values()) == {"draft"}
    tab.ready().menu("Integrity questions")
    expect(tab.card("x_threats").get_by_role("radio").first).to_be_disabled()

    # The result: the map, three charts, the way down to an answer.
    tab.menu("Integrity results")
    expect(
        tab.page.get_by_role("img", name=re.compile("Map of exposure and protection.*threat level.5"))
    ).to_be_visible()
    expect(tab.page.locator(".situation em.here")).to_have_count(2)
    expect(tab.page.get_by_test_id("stPlotlyChart")).to_have_count(3)
    tab.page.get_by_text(re.compile("^Leadership.*: level")).first.click()
    expect(tab.page.get_by_text(SECRET)).to_be_visible()

    # Measures: their order, the head's decision with a reason, what the head states.
    tab.ready().press("Measures, in order").ready()
    expect(tab.page.get_by_role("heading", name="Only together with protection")).to_be_visible()
    tab.press("The head decides otherwise")
    tab.page.get_by_role("textbox", name="Reason, recorded with the date").fill("The new unit guards them")
    tab.press("Record the decision")
    expect(tab.page.get_by_text("The new unit guards them")).to_be_visible()
    expect(tab.page.get_by_role("heading", name="Only together with protection")).to_have_count(0)
    vetting = tab.ready().page.locator("[class*=attest_][class*=i_vetting]")
    vetting.get_by_text("Confirmed", exact=True).click()
    eventually(lambda: "attest:i_vetting" in store.declarations(record().id, "customs"), "it is stated")
    tab.page.reload()
    tab.ready()
    expect(tab.page.get_by_text("The new unit guards them")).to_be_visible()

    # Police: its own empty self-assessment, and nothing of customs'.
    _work_for(tab, "Border Gendarmerie")
    for page in (
        "Integrity measures",
        "Integrity results",
        "Integrity review",
        "Integrity questions",
        "What to do next",
    ):
        tab.menu(page)
        expect(tab.page.locator(".stMain")).to_contain_text("Border Gendarmerie")
        seen = tab.page.content()
        assert SECRET not in seen, page
        assert "The new unit guards them" not in seen, page
    tab.menu("Integrity questions").section("exposure_incidents", "x_threats")
    expect(tab.chosen("x_threats")).to_have_count(0)
    tab.menu("Your assessments")
    expect(tab.page.get_by_text("Integrity of Border Gendarmerie")).to_be_visible()
    expect(tab.page.get_by_text("Integrity of Customs")).to_have_count(0)
    with tab.page.expect_download() as download:
        tab.press("Save integrity as a file")
    assert SECRET not in download.value.path().read_text(encoding="utf-8")
    assert not tab.left
    assert not tab.errors
