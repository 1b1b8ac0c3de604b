"""Links that lead to one question, the keyboard alone, what axe finds, and pages as narrow as a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from diagnostic.access import Viewer
from diagnostic.answers import AgencyPair, Assessment
from diagnostic.content import shipped
from diagnostic.service import files
from diagnostic.service.desk import Desk
from diagnostic.storage import Store
from tests.browser.driving import Server, Tab, eventually

pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def demonstration(store: Store) -> str:
    """The demonstration in the shared database; the latest round of the first administration."""
    return files.load_demonstration(Desk(shipped(), store, Viewer.local("customs")))[1]


@pytest.fixture
def id(store: Store, demonstration: str) -> str:
    """An assessment of this test alone, after the demonstration, which wants an empty database."""
    pair = AgencyPair("Customs Board", "Border Gendarmerie")
    return store.create(
        Assessment("XXC", "2026", {"cooperation": "handbook-2018/1"}, pair=pair), by="an earlier session"
    )


# ---------------------------------------------------------------- links to a question


@pytest.mark.parametrize("item", ["a_12", "a_1_emergency"])
def test_a_link_to_a_question_brings_it_into_sight_and_marks_it(tab: Tab, id: str, item: str) -> None:
    tab.open("/questions", assessment=id, **{"as": "customs"}, item=item)
    expect(tab.card(item)).to_have_class(re.compile(r"\bsought\b"))
    tab.page.wait_for_timeout(500)
    expect(tab.card(item)).to_be_in_viewport()
    top = (tab.card(item).bounding_box() or {"y": -1})["y"]
    assert 0 <= top < 450, "the question stands in the upper half of the window"


def test_a_link_to_a_question_puts_the_keyboard_there(tab: Tab, id: str) -> None:
    for item in ("a_12", "a_10"):
        tab.open("/questions", assessment=id, **{"as": "customs"}, item=item)
        expect(tab.card(item).locator(":focus")).to_have_count(1, timeout=4_000)


@pytest.mark.parametrize("item", ["a_3_2", "a_99", "%22%5D%27%5C"], ids=["hidden", "unknown", "nonsense"])
def test_a_link_to_a_hidden_or_unknown_question_does_no_harm(tab: Tab, id: str, item: str) -> None:
    tab.open("/questions", assessment=id, item=item)
    tab.page.wait_for_timeout(300)
    tab.page.close()
    errors, tab.errors = tab.errors, []
    assert not errors[:1]


def test_an_answer_given_under_a_link_stays_where_the_reader_is(tab: Tab, store: Store, id: str) -> None:
    tab.open("/questions", assessment=id, **{"as": "customs"}, item="a_12")
    expect(tab.card("a_12")).to_have_class(re.compile(r"\bsought\b"))
    tab.page.locator(".stMain").evaluate("main => main.scrollTo(0, 0)")
    tab.card("a_9").locator("[data-testid=stRadioOption]").first.click()
    eventually(lambda: "a_9" in store.current(id, "customs"), "saved")
    tab.ready()
    expect(tab.card("a_9")).to_be_in_viewport()
    expect(tab.card("a_12")).not_to_be_in_viewport()


# ---------------------------------------------------------------- the keyboard


def test_the_keyboard_alone_chooses_a_statement_and_one_sees_where_it_stands(tab: Tab, store: Store, id: str) -> None:
    def level() -> int | None:
        current = store.current(id, "customs").get("a_1")
        return current.answer.level if current else None

    tab.open("/questions", assessment=id, **{"as": "customs"})
    focused = tab.card("a_1").locator("[data-testid=stRadioOption]:has(input:focus)")
    for _ in range(60):
        tab.page.keyboard.press("Tab")
        if focused.count():
            break
    expect(focused).to_have_count(1)
    script = "row => { const s = getComputedStyle(row); return [s.outlineStyle, parseFloat(s.outlineWidth)] }"
    style, width = focused.evaluate(script)
    assert style == "solid"
    assert width >= 2
    tab.page.keyboard.press("ArrowDown")
    eventually(lambda: level() is not None, "an arrow key chooses")
    tab.ready()
    first = level()
    tab.page.keyboard.press("ArrowDown")
    eventually(lambda: level() == (first or 0) + 1, "the next arrow key chooses the next statement")
    expect(tab.chosen("a_1")).to_contain_text(str(level()))
    tab.ready()
    expect(focused).to_have_count(1)


# ---------------------------------------------------------------- text the page renews by itself


def test_the_counts_of_sections_follow_each_answer_without_a_reload(tab: Tab, id: str) -> None:
    def shown() -> str:
        row = tab.page.locator(".st-key-sec_framework button p")
        return str(row.evaluate("row => row.textContent + getComputedStyle(row, '::after').content"))

    tab.open("/questions", assessment=id, **{"as": "customs"})
    eventually(lambda: "0 of 4" in shown(), "the count stands beside the section")
    tab.choose("a_1", 3)
    eventually(lambda: "1 of 4" in shown(), "the count is renewed")


# ---------------------------------------------------------------- axe and narrow windows


Appearance = Literal["light", "dark", "phone"]


@pytest.fixture(params=["light", "dark", "phone"])
def shown(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Iterator[Tab]:
    """A tab in one appearance. At the end: no request has left the machine, no error is in the console."""
    appearance: Appearance = request.param
    context = browser.new_context(
        viewport={"width": 390, "height": 800} if appearance == "phone" else {"width": 1200, "height": 900},
        color_scheme="dark" if appearance == "dark" else "light",
        reduced_motion="reduce",
    )
    opened = Tab(context, server)
    yield opened
    context.close()
    assert not opened.left
    assert not opened.errors


PAGES = {
    "start": "/",
    "new": "/new",
    "questions": "/questions",
    "review": "/review",
    "results": "/results",
    "next steps": "/next-steps",
    "roadmap": "/roadmap",
    "drafts": "/drafts",
    "integrity questions": "/integrity",
    "integrity review": "/integrity-review",
    "integrity results": "/integrity-results",
    "integrity measures": "/integrity-measures",
    "staff": "/staff",
}
SECTIONS = {"integrity questions": "exposure_by_site"}
GROUNDS = {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 24, 31)", "phone": "rgb(255, 255, 255)"}


def _violations(tab: Tab) -> list[str]:
    found: Any = Axe().run(tab.page).response["violations"]
    return [
        f"{violation['id']} ({violation['impact']}): {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for violation in found
        for node in violation["nodes"]
    ]


def _open(tab: Tab, path: str, id: str, **more: str) -> None:
    tab.open(path, assessment=id, **{"as": "customs"}, **more)
    # The page draws in steps; axe judges what stands at the end.
    tab.page.wait_for_timeout(150)
    tab.ready()


def _too_wide(tab: Tab) -> list[str]:
    script = """() => {
        const found = [];
        const root = document.scrollingElement;
        if (root.scrollWidth > innerWidth) found.push(`the page is ${root.scrollWidth} wide`);
        for (const e of document.querySelectorAll('.stMain, [data-testid=stAppViewContainer], .stMainBlockContainer'))
            if (e.scrollWidth > e.clientWidth + 1) found.push(`${e.className.slice(0, 30)} is ${e.scrollWidth} wide`);
        return found;
    }"""
    return [str(line) for line in tab.page.evaluate(script)]


CUT = """rows => rows.filter(e => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1).length"""


def test_axe_finds_no_violation_and_no_page_scrolls_sideways(
    shown: Tab, demonstration: str, request: pytest.FixtureRequest
) -> None:
    appearance = request.node.callspec.params["shown"]
    found = {}
    for name, path in PAGES.items():
        _open(shown, path, demonstration, **({"section": SECTIONS[name]} if name in SECTIONS else {}))
        lines = _violations(shown) + _too_wide(shown)
        if name == "questions" and (cut := shown.page.locator("[data-testid=stRadioOption] p").evaluate_all(CUT)):
            lines.append(f"{cut} statements cannot be read in full")
        if lines:
            found[name] = lines
    ground = shown.page.locator(".stApp").evaluate("e => getComputedStyle(e).backgroundColor")
    assert ground == GROUNDS[appearance]
    assert not found, "\n".join(f"{name}: {line}" for name, lines in found.items() for line in lines)


def test_questions_and_integrity_fit_a_window_of_320_pixels(tab: Tab, demonstration: str) -> None:
    tab.page.set_viewport_size({"width": 320, "height": 640})
    found = {}
    for path, section in (
        ("/questions", "framework"),
        ("/questions", "seizure"),
        ("/integrity", "exposure_incidents"),
        ("/integrity", "exposure_by_site"),
        ("/integrity-results", ""),
        ("/integrity-measures", ""),
    ):
        _open(tab, path, demonstration, section=section)
        if lines := _too_wide(tab):
            found[path, section] = lines
    assert not found


# ---------------------------------------------------------------- who is let in


def test_the_real_server_refuses_another_name_and_sends_its_headers(server: Server) -> None:
    def ask(host: str, path: str = "/") -> tuple[int, dict[str, str]]:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=5)
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}

    for path in ("/", "/_stcore/health", "/questions", "/static/index.html"):
        assert ask("evil.example", path)[0] == 403, path
    status, headers = ask(f"127.0.0.1:{server.port}")
    assert status == 200
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_a_page_of_another_site_gets_no_connection(server: Server) -> None:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=5)
    headers = {
        "Host": f"127.0.0.1:{server.port}",
        "Origin": "https://evil.example",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    connection.request("GET", "/_stcore/stream", headers=headers)
    status = connection.getresponse().status
    connection.close()
    assert status in (400, 403)
