"""The staff survey on a phone: what is chosen stays in the browser until it is sent, and nobody finds it afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, WebSocket, expect

from diagnostic import places
from diagnostic.access import Viewer
from diagnostic.answers import AgencyPair, Assessment
from diagnostic.content import shipped
from diagnostic.service import perception
from diagnostic.service.desk import Desk
from diagnostic.storage import Store, Survey
from tests.browser.driving import Server, Tab

pytestmark = pytest.mark.browser

ITEMS = [item.id for item in shipped().instrument("perception").items]
WIDTHS = {"phone": 390, "small phone": 320, "dark": 1200}


@pytest.fixture(autouse=True)
def key_file(server: Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The key of the server's surveys, for the store in this process too."""
    path = server.folder / "survey.key"
    monkeypatch.setenv(places.SURVEY_KEY, str(path))
    return path


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(shipped(), store, Viewer.local("customs"))


@pytest.fixture
def id(store: Store) -> str:
    pair = AgencyPair("Customs Board", "Border Gendarmerie")
    empty = Assessment("XXC", "2026", {"cooperation": "handbook-2018/1"}, pair=pair)
    return store.create(empty, by="an earlier session")


@pytest.fixture
def kiosk(desk: Desk, id: str) -> Survey:
    return perception.start(desk, id, kiosk=True)


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Tab]:
    """A phone. At the end: no request has left the machine, no error is in the console."""
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, reduced_motion="reduce")
    opened = Tab(context, server)
    yield opened
    context.close()
    assert not opened.left
    assert not opened.errors


def option(tab: Tab, item: str, level: int) -> Locator:
    return tab.page.locator(f".st-key-say_{item} [data-testid=stRadioOption]").nth(level - 1)


def choose(tab: Tab, item: str, level: int) -> None:
    option(tab, item, level).click()
    expect(chosen(tab, item)).to_have_count(1)


def chosen(tab: Tab, item: str = "") -> Locator:
    return tab.page.locator(f"[class*=st-key-say_{item}] [data-testid=stRadioOption]:has(input:checked)")


def violations(tab: Tab) -> list[str]:
    found: Any = Axe().run(tab.page).response["violations"]
    return [f"{violation['id']}: {node['html'][:160]}" for violation in found for node in violation["nodes"]]


def too_wide(tab: Tab) -> list[str]:
    script = """() => [document.scrollingElement, ...document.querySelectorAll('.stMain, .stMainBlockContainer')]
        .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => `${e.className.slice(0, 30)} ${e.scrollWidth}`)"""
    cut = "rows => rows.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"
    return [
        *tab.page.evaluate(script),
        *tab.page.locator("[data-testid=stRadioOption], [data-testid=stRadioOption] p").evaluate_all(cut),
    ]


# ---------------------------------------------------------------- staff


def test_on_a_phone_one_person_after_the_other_replies_at_a_kiosk(phone: Tab, store: Store, kiosk: Survey) -> None:
    phone.open("/survey", survey=kiosk.code)
    expect(phone.page.get_by_test_id("stSidebar")).not_to_be_visible()
    expect(phone.page.get_by_test_id("stExpandSidebarButton")).not_to_be_visible()
    expect(phone.page.get_by_role("radiogroup")).to_have_count(12)
    expect(chosen(phone)).to_have_count(0)
    assert not violations(phone)
    for item, level in (("s_leaders", 1), ("s_open", 4), ("s_protected", 6)):
        choose(phone, item, level)
    phone.press("^Send$")
    expect(phone.page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert not violations(phone.ready())
    phone.press("Next person").ready()
    expect(phone.page.get_by_role("radiogroup")).to_have_count(12)
    expect(chosen(phone)).to_have_count(0)
    assert store.surveys.get(kiosk.id).replies == 1


def test_what_is_chosen_reaches_the_server_with_send_and_not_before(phone: Tab, store: Store, kiosk: Survey) -> None:
    frames: list[str | bytes] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: frames.append(frame))

    phone.page.on("websocket", listen)
    phone.open("/survey", survey=kiosk.code)
    before = len(frames)
    for item in ITEMS[:3]:
        choose(phone, item, 5)
    phone.page.wait_for_timeout(400)
    assert len(frames) == before, frames[before:]
    phone.press("^Send$")
    expect(phone.page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert len(frames) > before
    assert store.surveys.get(kiosk.id).replies == 1


def test_pressing_send_twice_counts_once(phone: Tab, store: Store, kiosk: Survey) -> None:
    phone.open("/survey", survey=kiosk.code)
    choose(phone, "s_leaders", 2)
    phone.page.get_by_role("button", name="Send").dblclick()
    expect(phone.page.get_by_role("heading", name="Thank you")).to_be_visible()
    phone.ready()
    assert store.surveys.get(kiosk.id).replies == 1


def test_a_reply_that_could_not_be_counted_is_still_on_the_page_and_can_be_sent_again(
    phone: Tab, store: Store, kiosk: Survey, key_file: Path
) -> None:
    store.surveys.send(kiosk.id, {"s_leaders": "1"}, token=None)
    phone.open("/survey", survey=kiosk.code)
    choose(phone, "s_leaders", 2)
    choose(phone, "s_report", 3)
    away = key_file.rename(key_file.with_suffix(".away"))
    phone.press("^Send$")
    expect(phone.page.get_by_role("alert")).to_contain_text("not counted")
    expect(chosen(phone)).to_have_count(2)
    assert store.surveys.get(kiosk.id).replies == 1
    away.rename(key_file)
    for _ in range(8):
        store.surveys.send(kiosk.id, {"s_leaders": "1"}, token=None)
    phone.ready().press("^Send$")
    expect(phone.page.get_by_role("heading", name="Thank you")).to_be_visible()
    reading = store.surveys.reading(kiosk.id)
    assert reading is not None
    assert (reading.counts["s_leaders"]["2"], reading.counts["s_report"]["3"]) == (1, 1)


def test_a_personal_link_works_once_and_leaves_no_token_on_the_page(
    phone: Tab, store: Store, desk: Desk, id: str
) -> None:
    survey = perception.start(desk, id, kiosk=False)
    [token] = perception.issue(desk, store.record(id), survey, 1)
    phone.open("/survey", survey=survey.code, token=token)
    assert token not in phone.page.content()
    choose(phone, "s_merit", 3)
    phone.press("^Send$")
    expect(phone.page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert phone.button("Next person").count() == 0
    phone.open("/survey", survey=survey.code, token=token)
    expect(phone.page.get_by_role("alert")).to_contain_text("used already")


@pytest.mark.parametrize("appearance", WIDTHS)
def test_the_survey_fits_its_window_and_axe_finds_nothing(
    browser: Browser, server: Server, kiosk: Survey, appearance: str
) -> None:
    context = browser.new_context(
        viewport={"width": WIDTHS[appearance], "height": 800},
        color_scheme="dark" if appearance == "dark" else "light",
        reduced_motion="reduce",
    )
    tab = Tab(context, server).open("/survey", survey=kiosk.code)
    choose(tab, "s_leaders", 4)
    assert not violations(tab) + too_wide(tab)
    tab.page.evaluate("document.documentElement.dir = 'rtl'")
    assert not too_wide(tab)
    context.close()


# ---------------------------------------------------------------- managers


def test_the_links_that_are_saved_lead_to_the_survey(
    tab: Tab, browser: Browser, server: Server, store: Store, desk: Desk, id: str
) -> None:
    survey = perception.start(desk, id, kiosk=False)
    tab.open("/staff", assessment=id, **{"as": "customs"})
    tab.page.get_by_label("How many links").fill("2")
    tab.press("Make links")
    with tab.page.expect_download() as download:
        tab.press("Save the links")
    title, *links = Path(download.value.path()).read_text(encoding="utf-8").split()
    assert title == "link"
    assert len(set(links)) == 2
    assert all(re.fullmatch(rf"{server.address}/survey\?survey=[\w-]+&token=[\w-]+", link) for link in links)
    assert survey.code not in tab.page.content()
    context = browser.new_context()
    other = Tab(context, server)
    other.page.goto(links[0])
    other.ready()
    choose(other, "s_checks", 1)
    other.press("^Send$")
    expect(other.page.get_by_role("heading", name="Thank you")).to_be_visible()
    context.close()
    assert store.surveys.get(survey.id).replies == 1


@pytest.mark.parametrize("appearance", WIDTHS)
def test_the_page_of_the_integrity_team_fits_its_window_and_axe_finds_nothing(
    browser: Browser, server: Server, store: Store, desk: Desk, kiosk: Survey, id: str, appearance: str
) -> None:
    context = browser.new_context(
        viewport={"width": WIDTHS[appearance], "height": 800},
        color_scheme="dark" if appearance == "dark" else "light",
        reduced_motion="reduce",
    )
    tab = Tab(context, server)
    for replies in (9, 3):
        for turn in range(replies):
            store.surveys.send(kiosk.id, {item: str(1 + turn % 5) for item in ITEMS[:-1]}, token=None)
        tab.open("/staff", assessment=id, **{"as": "customs"})
        assert not violations(tab) + too_wide(tab)
    expect(tab.page.locator(".tally")).to_have_text("12 replies; 8 more until the results can be read again")
    expect(tab.page.locator(".opinion")).to_have_count(11)
    tab.page.evaluate("document.documentElement.dir = 'rtl'")
    assert not too_wide(tab)
    tab.page.evaluate("document.documentElement.dir = 'ltr'")
    with context.expect_page() as opened:
        tab.page.get_by_role("link", name="Open the kiosk page").click()
    expect(opened.value.get_by_role("radiogroup")).to_have_count(12, timeout=20_000)
    context.close()
