"""How long the page of benchmarks takes over 200 administrations, 10 rounds and 2 voices, in a Chromium.

The panel is uploaded as a table of levels. Measured are the upload, until the last chart is drawn; the page opened
anew by a link within the same session; and a change of the round, which works every figure out anew. The second frame
after the run has ended counts. Nothing here asserts a time.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Page

from diagnostic.content import library
from diagnostic.exchange import panel_file, table
from diagnostic.service.desk import COOPERATION
from tests.performance._pages import chromium, pages

TARGET_SECONDS = 1.5
ADMINISTRATIONS, ROUNDS = 200, 10
REGIONS = ("Coast", "Lakes", "Islands", "Plateau", "Delta", "Steppe")

# The page is through when nothing is drawn any more: Streamlit says so of the app, and no chart is still to come.
_REST = """() => new Promise(done => {
    const app = document.querySelector("[data-testid=stApp]")
    const look = () => {
        if (app.dataset.testScriptState !== "notRunning") return
        watch.disconnect()
        requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())))
    }
    const watch = new MutationObserver(look)
    watch.observe(document.body, {subtree: true, childList: true, attributes: true})
    look()
})"""


def text(seed: int = 6) -> str:
    """Return the panel as a file."""
    dice = random.Random(seed)
    content = library.questions()
    instrument = content.instrument(COOPERATION)
    measures = ["continuum", *panel_file.dimensions(content)]
    header = ["administration", "round", "voice", "policy", "instrument", "group:region"]
    header += [f"{measure}_{side}" for measure in measures for side in ("lower", "upper")]

    def rows() -> Iterator[list[str]]:
        for number in range(1, ADMINISTRATIONS + 1):
            for year in range(ROUNDS):
                for voice in ("customs", "police"):
                    row = [f"A{number:03}", str(2015 + year), voice, instrument.policy, instrument.version]
                    row.append(REGIONS[number % len(REGIONS)])
                    for _ in measures:
                        low = dice.choice((1, 2, 2, 3, 3, 4))
                        row += [str(low), str(min(5, low + dice.choice((0, 0, 0, 1))))]
                    yield row

    return table.write_csv(header, rows(), [panel_file.FORMAT])


def taken(page: Page, act: Callable[[], object], mark: str) -> float:
    """Return the seconds from an act until the page shows a mark and is at rest."""
    start = time.perf_counter()
    act()
    page.wait_for_selector(mark)
    page.evaluate(_REST)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5, help="sessions that are opened, after one to warm up")
    runs = parser.parse_args().runs
    raw = text().encode()
    found: dict[str, list[float]] = {"upload → all charts": [], "another round": [], "the page again": []}
    with pages() as both, chromium() as browser:
        both.app.start()
        both.app.wait()
        for number in range(runs + 1):
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            page = context.new_page()
            page.goto(both.app.url("benchmarks"))
            page.wait_for_selector("[data-testid=stFileUploaderDropzone]")
            page.evaluate(_REST)
            panel = {"name": "panel.csv", "mimeType": "text/csv", "buffer": raw}
            sent = page.locator("input[type=file]").first
            last = ".st-key-bench_chart_regions .js-plotly-plot"
            times = [taken(page, lambda sent=sent, panel=panel: sent.set_input_files(panel), last)]  # type: ignore[misc]
            page.locator(".st-key-bench_round input").click()
            option = page.get_by_role("option", name="2019")
            times.append(taken(page, option.click, "text=round 2019"))
            page.get_by_role("link", name="Your assessments").click()
            page.wait_for_selector("h1:not(:has-text('Benchmarks'))")
            page.evaluate(_REST)
            link = page.get_by_role("link", name="Benchmarks")
            times.append(taken(page, link.click, last))
            if number:
                for values, seconds in zip(found.values(), times, strict=True):
                    values.append(seconds)
            context.close()
    print(f"{ADMINISTRATIONS} administrations × {ROUNDS} rounds × 2 voices; a table of {len(raw) / 1e6:.1f} MB")
    for title, values in found.items():
        print(
            f"  {title:<24} median {statistics.median(values):.2f} s   slowest {max(values):.2f} s   of {len(values)}"
        )
    print(f"target for the page: {TARGET_SECONDS} s")


if __name__ == "__main__":
    main()
