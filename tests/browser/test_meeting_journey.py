"""A meeting in two browsers: from the comparison to agreed answers, nothing lost, readable from the back of a room."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Locator, expect

from diagnostic.access import Viewer
from diagnostic.answers import Answer
from diagnostic.answers import file as assessment_file
from diagnostic.content import shipped
from diagnostic.service import agreeing, files
from diagnostic.service.desk import Desk
from diagnostic.storage import Store, close, connect
from tests.app.windows import open_both
from tests.browser.driving import Server, Tab, eventually

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(fresh_server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """What stands before somebody else, at the database of the server."""
    monkeypatch.setenv("CPDIAG_SURVEY_KEY", str(fresh_server.folder / "survey.key"))
    store = connect(fresh_server.database)
    yield Desk(shipped(), store, Viewer.local("customs"))
    close(store)


@pytest.fixture
def id(desk: Desk) -> str:
    """The answers of the demonstration, opened a moment ago: nothing is agreed yet."""
    answers = assessment_file.read(files.demonstration_files()[1], desk.library).only("customs", "police")
    id = desk.store.create(replace(answers, id=None, country="XXC"), by="an earlier session", part_of=desk.part_of)
    open_both(desk.store, id)
    return id


def _tab(browser: Browser, server: Server, width: int = 1400, height: int = 1000, *, dark: bool = False) -> Tab:
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    return Tab(context, server)


def _agreed(store: Store, id: str, item: str) -> Answer | None:
    current = store.current(id, "agreed").get(item)
    return current.answer if current else None


def _field(tab: Tab, label: str) -> Locator:
    return tab.page.get_by_label(re.compile(f"^{label}")).first


def test_from_the_comparison_to_agreed_answers_in_two_browsers(
    fresh_server: Server, browser: Browser, desk: Desk, id: str
) -> None:
    store = desk.store
    items = [point.item for point in agreeing.agenda(desk, id).points]
    chair = _tab(browser, fresh_server)
    page = chair.page

    # From a row of the comparison to its question.
    chair.open("/compare", assessment=id, **{"as": "customs"})
    expect(page.get_by_text("higher than Customs does")).to_be_visible()
    chair.button(r"^Marked for discussion").click()
    expect(page.get_by_role("button", name="Open in the meeting")).to_have_count(5)
    chair.sound("the comparison")
    page.locator(".st-key-meet_a_3_1 button").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("analyse risks")
    chair.ready()
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")

    # A reason first, then the statement by the keyboard alone.
    reason = _field(chair, "Reason")
    reason.fill("The log of profiles was shown")
    reason.press("Control+Enter")
    eventually(lambda: _agreed(store, id, "a_3_1") == Answer(reason="The log of profiles was shown"), "kept at once")
    chair.ready()
    options = page.locator(".st-key-agree_a_3_1 [data-testid=stRadioOption]")
    options.first.locator("input").focus()
    page.keyboard.press("ArrowDown")
    eventually(lambda: (_agreed(store, id, "a_3_1") or Answer()).level is not None, "an arrow key chooses")
    chair.ready()
    options.nth(2).click()
    eventually(lambda: (_agreed(store, id, "a_3_1") or Answer()).level == 3, "the level is saved")
    expect(page.get_by_text(re.compile("^1 of 16 dealt with"))).to_be_visible()
    expect(page.locator(".st-key-agree_a_3_1 .saved")).to_contain_text("Saved")
    chair.sound("a question that is agreed")

    # What was typed last is kept by a click on Next, without leaving the field first.
    _field(chair, "Dissent").type("Police: two posts are vacant")
    page.locator(".st-key-meeting_after button").click()
    eventually(
        lambda: (_agreed(store, id, "a_3_1") or Answer()).dissent == "Police: two posts are vacant",
        "the dissent is kept",
    )
    second = items[items.index("a_3_1") + 1]
    expect(page.locator(f".st-key-agree_{second}")).to_be_visible()
    chair.ready()

    # A second person writes to the same question; what the chair is typing stays, and both texts are shown.
    other = _tab(browser, fresh_server)
    other.open("/meeting", assessment=id, **{"as": "police"}, item=second)
    mine = _field(chair, "Reason")
    mine.type("Three sets of signed terms")
    theirs = _field(other, "Reason")
    theirs.fill("The law was read again")
    theirs.press("Control+Enter")
    eventually(lambda: _agreed(store, id, second) == Answer(reason="The law was read again"), "the other is kept")
    expect(page.get_by_text(re.compile("wrote to this question"))).to_be_visible(timeout=15_000)
    expect(mine).to_have_value("Three sets of signed terms")
    mine.press("Control+Enter")
    expect(page.get_by_text("written in two places at once")).to_be_visible()
    expect(page.get_by_text("The law was read again")).to_be_visible()
    chair.sound("two texts to choose from")
    chair.press("Take the second")
    eventually(lambda: _agreed(store, id, second) == Answer(reason="Three sets of signed terms"), "one was chosen")
    chair.ready()
    expect(_field(chair, "Reason")).to_have_value("Three sets of signed terms")

    # Park it; the agenda tells, and leads back.
    chair.press("^Park$")
    expect(page.get_by_text(re.compile("1 parked"))).to_be_visible()
    chair.ready()
    chair.press("Agenda")
    line = page.locator(f".st-key-jump_{second} button")
    expect(line).to_contain_text("parked")
    chair.sound("the agenda")
    line.click()
    expect(chair.button("Take up again")).to_be_visible()
    expect(page.locator(f".st-key-jump_{second}")).to_have_count(0)
    # The other browser learns of it by itself.
    expect(other.page.get_by_text(re.compile("1 parked"))).to_be_visible(timeout=15_000)

    for tab in (chair, other):
        tab.page.context.close()
        assert not tab.left
        assert not tab.errors


FITS = """() => { const main = document.querySelector('.stMain'); return main.scrollHeight - main.clientHeight }"""
LETTERS = "e => parseFloat(getComputedStyle(e).fontSize)"


def test_every_question_of_the_agenda_fits_a_projector_and_can_be_read_from_the_back(
    fresh_server: Server, browser: Browser, desk: Desk, id: str
) -> None:
    points = [point for point in agreeing.agenda(desk, id).points if point.row.item.levelled]
    tab = _tab(browser, fresh_server, 1920, 1080)
    over = {}
    for point in points:
        tab.open("/meeting", assessment=id, **{"as": "customs"}, item=point.item)
        expect(tab.page.locator(f".st-key-agree_{point.item} [data-testid=stRadioOption]")).to_have_count(5)
        if (beyond := tab.page.evaluate(FITS)) > 0:
            over[point.item] = beyond
    assert not over, "pixels that do not fit"
    assert tab.page.locator(".meetsides .statement").first.evaluate(LETTERS) >= 28
    assert tab.page.locator("[data-testid=stRadioOption] p").first.evaluate(LETTERS) >= 24
    tab.page.context.close()
    assert not tab.errors


def test_compare_and_meeting_on_a_phone_in_the_dark_and_right_to_left(
    fresh_server: Server, browser: Browser, desk: Desk, id: str
) -> None:
    tab = _tab(browser, fresh_server, 390, 800, dark=True)
    for path in ("/compare", "/meeting"):
        tab.open(path, assessment=id, **{"as": "police"})
        tab.sound(f"{path} on a phone")
        if path == "/meeting":
            tab.press("Agenda")
            expect(tab.page.locator(".st-key-meeting_agenda")).to_be_visible()
            tab.sound("the agenda in the dark")
            tab.page.keyboard.press("Escape")
        tab.page.add_style_tag(content=".stApp { direction: rtl }")
        assert tab.page.evaluate("document.querySelector('.stMain').scrollWidth <= innerWidth + 1"), (
            f"{path} right to left"
        )
    tab.page.context.close()
    assert not tab.errors
