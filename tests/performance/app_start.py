"""How long from starting the server to the first page on the screen: the app's first question, a bare Streamlit page.

The browser runs already and knows neither page; it opens the address as soon as the server says that it is well,
asked every 20 ms. Measured from the start of the process to the second frame in which the page holds its text and
the choices below it: the only radio of the bare page, the first question of an assessment in the app. Both are
started in turn; only one server runs at a time. Nothing here asserts a time.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Browser

from tests.performance._pages import RADIO, Pages, Server, card, chromium, line, pages

TARGET = 1.5

_WATCH = """(() => {
    const wanted = %s
    const look = () => {
        if (!wanted.every(one => document.querySelector(one)?.getClientRects().length)) return
        watch.disconnect()
        requestAnimationFrame(() => requestAnimationFrame(() => {
            window.painted = (performance.timeOrigin + performance.now()) / 1000
        }))
    }
    const watch = new MutationObserver(look)
    watch.observe(document, {subtree: true, childList: true, attributes: true})
})()"""


@dataclass
class Starts:
    """Milliseconds from the start of the process: until it was well, and until its page was painted."""

    well: list[float] = field(default_factory=list)
    painted: list[float] = field(default_factory=list)


def start(server: Server, path: str, wanted: list[str], browser: Browser, into: Starts | None) -> None:
    """Start a server, look at one of its pages, note both moments, stop it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(_WATCH % wanted)
    begun = server.start()
    server.wait()
    well = time.time()
    page.goto(server.url(path), wait_until="commit")
    page.wait_for_function("window.painted", timeout=60_000)
    painted = float(page.evaluate("window.painted"))
    context.close()
    server.stop()
    if into is not None:
        into.well.append(1000 * (well - begun))
        into.painted.append(1000 * (painted - begun))


def measure(pages: Pages, browser: Browser, runs: int) -> tuple[Starts, Starts]:
    """Start both in turn; the first start of each, which fills the disk's cache, is not counted."""
    bare, app = Starts(), Starts()
    question = card(pages.instrument.sections[0].items[0])
    path = pages.questions(pages.assessment("start"))
    for turn in range(runs + 1):
        start(pages.bare, "", ["[data-testid=stMarkdown]", RADIO], browser, bare if turn else None)
        start(pages.app, path, [f"{question} .qtext", f"{question} {RADIO}"], browser, app if turn else None)
    return bare, app


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7, help="starts of each")
    options = parser.parse_args()
    with pages() as both, chromium() as browser:
        bare, app = measure(both, browser, options.runs)
    print(f"{os.cpu_count()} processors. From the start of the process:")
    line("bare page, server is well", bare.well)
    line("app, server is well", app.well, bare.well)
    line("bare page, painted", bare.painted)
    line("app, first question painted", app.painted, bare.painted)
    ratio = statistics.median(app.painted) / statistics.median(bare.painted)
    print(f"\nstart → first question painted: {ratio:.2f} × the bare page; target {TARGET}")


if __name__ == "__main__":
    main()
