"""How long one answer takes, from the click to what is painted after it was saved, beside a bare Streamlit page.

Both pages are open in one Chromium and are clicked in turn. Measured in the page itself: from the click on a choice
to the second frame after the server's reply has reached the screen. On the bare page that is the value written below
its only radio; in the app it is the line "Saved …" of the question, which the server sends after the answer was
committed. "At rest" is the second frame after the run has ended: everything else that the click renews is there too.
Nothing here asserts a time.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Browser, Page, WebSocket

from diagnostic.content.model import Item
from tests.performance._pages import RADIO, Pages, card, chromium, line, pages

TARGET = 1.5
WARM_UP = 5
PAUSE_MS = 150
SETTLED_MS = 400

# Shown: the element that holds the mark is as the server sent it in this run (Streamlit says of every element that it
# will draw anew that it is stale). At rest: the run has ended. A run may start another one, so only what stayed so for
# SETTLED_MS counts; the moment itself is noted when it comes.
_ARM = """([mark, settled]) => {
    const taken = window.taken = {}, app = document.querySelector("[data-testid=stApp]")
    const found = () => document.querySelector(mark)
    const before = found()?.textContent
    let start, stale = false, changed = false, running = false, shown, rest, timer
    const painted = then => requestAnimationFrame(() => requestAnimationFrame(() => then(performance.now() - start)))
    const end = () => {
        if (running) return
        watch.disconnect()
        Object.assign(taken, {shown: shown ?? rest, rest})
    }
    const look = () => {
        if (start === undefined) return
        const text = found()?.textContent
        if (found()?.closest("[data-testid=stElementContainer]").dataset.stale === "true") stale = true
        else if (text && (stale || (!changed && text !== before))) {
            stale = false
            changed = true
            painted(time => { shown = time })
        }
        if (app.dataset.testScriptState !== "notRunning") { running = true; clearTimeout(timer) }
        else if (running || changed && rest === undefined) {
            running = false
            painted(time => { rest = time; clearTimeout(timer); timer = setTimeout(end, settled) })
        }
    }
    const watch = new MutationObserver(look)
    watch.observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true})
    document.addEventListener("click", () => { start = performance.now() }, {capture: true, once: true})
}"""


@dataclass(frozen=True, slots=True)
class Click:
    """What one click took, and what the server sent for it. ``labels``: what kind of click it was."""

    labels: frozenset[str]
    shown: float
    rest: float
    messages: int
    sent: int


class Window:
    """One page in a window of its own, which counts what its server sends."""

    def __init__(self, browser: Browser) -> None:
        self.page: Page = browser.new_page(viewport={"width": 1280, "height": 900})
        self.page.on("websocket", self._count)
        self.frames: list[int] = []

    def _count(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda payload: self.frames.append(len(payload)))

    def open(self, url: str, waits_for: str) -> None:
        """Open an address and wait until it is drawn and quiet."""
        self.page.goto(url)
        self.page.wait_for_selector(waits_for)
        self.page.wait_for_selector('[data-testid=stApp][data-test-script-state="notRunning"]')
        self.page.wait_for_timeout(1000)

    def click(self, choice: str, place: int, mark: str, *labels: str) -> Click:
        """Click a choice, wait until all is at rest, and return what it took."""
        target = self.page.locator(choice).nth(place)
        target.scroll_into_view_if_needed()
        self.page.evaluate(_ARM, [mark, SETTLED_MS])
        self.page.wait_for_timeout(PAUSE_MS)
        self.frames.clear()
        target.click()
        self.page.wait_for_function("window.taken.rest")
        taken = self.page.evaluate("window.taken")
        return Click(frozenset(labels), taken["shown"], taken["rest"], len(self.frames), sum(self.frames))


class Benchmark:
    """Two windows, clicked in turn."""

    def __init__(self, pages: Pages, browser: Browser) -> None:
        self.pages = pages
        self.items = [
            item for item in pages.largest.items if item.levelled or (item.kind == "power" and not item.areas)
        ]
        self.taken: list[Click] = []
        self.turn = self.lost = 0
        self.id = ""
        self.bare, self.app = Window(browser), Window(browser)
        self.bare.open(pages.bare.url(), RADIO)

    def fresh(self, number: int) -> None:
        """Open the section in an assessment where nothing of it was answered."""
        self.id = self.pages.assessment(f"fresh {number}")
        path = self.pages.questions(self.id, self.pages.largest)
        self.app.open(self.pages.app.url(path), f"{card(self.items[-1])} {RADIO}")

    def answer(self, item: Item, place: int, when: str) -> None:
        """Click on the bare page, then answer a question of the app, and look whether it was saved."""
        self.turn += 1
        self.taken.append(self.bare.click(RADIO, self.turn % 5, "[data-testid=stMarkdown]", "bare"))
        before = self._revision(item)
        choices, kind = f"{card(item)} {RADIO}", "level" if item.levelled else "authority"
        self.taken.append(self.app.click(choices, place, f"{card(item)} .saved", "app", when, kind))
        self.lost += self._revision(item) != before + 1

    def _revision(self, item: Item) -> int:
        standing = self.pages.store.current(self.id, "customs").get(item.id)
        return standing.revision if standing else 0

    def run(self, clicks: int) -> None:
        """Warm up, then answer questions for the first time, and change their answers."""
        self.fresh(0)
        for item in self.items[:WARM_UP]:
            self.answer(item, 1, "warm-up")
        self.taken.clear()
        for start in range(0, clicks, len(self.items)):
            self.fresh(1 + start)
            for when, place in (("first", 2), ("changed", 1)):
                for item in self.items[: clicks - start]:
                    self.answer(item, place, when)

    def report(self) -> None:
        """Print all figures."""
        section = self.pages.largest
        print(f"'{section.title}', the largest section: {len(section.items)} questions; {os.cpu_count()} processors.")
        print(f"{self.turn} answers clicked, {self.lost} not in the database when the page said so.\n")
        rows = {
            "bare page, one radio": self._of("bare"),
            "app, an answer": self._of("app"),
            "app, the first answer to a question": self._of("first"),
            "app, another answer to it": self._of("changed"),
            "app, a level chosen": self._of("level"),
            "app, an authority chosen": self._of("authority"),
        }
        rows = {name: clicks for name, clicks in rows.items() if clicks}
        bare, app = rows["bare page, one radio"], rows["app, an answer"]
        for title, part in (("click → painted", "shown"), ("click → at rest", "rest")):
            print(f"{title}:")
            alone = [getattr(click, part) for click in bare]
            for name, clicks in rows.items():
                line(name, [getattr(click, part) for click in clicks], alone if clicks is not bare else None)
        print("sent by the server for one click, median:")
        for name, clicks in rows.items():
            messages = statistics.median(click.messages for click in clicks)
            print(f"  {name:<40}{messages:7.0f} messages {statistics.median(c.sent for c in clicks):9,.0f} bytes")
        ratio = statistics.median(click.shown for click in app) / statistics.median(click.shown for click in bare)
        print(f"\nclick → painted, the save included: {ratio:.2f} × the bare page; target {TARGET}")

    def _of(self, label: str) -> list[Click]:
        return [click for click in self.taken if label in click.labels]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clicks", type=int, default=40, help="first answers, and as many changed ones")
    options = parser.parse_args()
    with pages() as both, chromium() as browser:
        both.bare.start()
        both.app.start()
        both.bare.wait()
        both.app.wait()
        benchmark = Benchmark(both, browser)
        benchmark.run(options.clicks)
        benchmark.report()


if __name__ == "__main__":
    main()
