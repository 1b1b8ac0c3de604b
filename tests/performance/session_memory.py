"""How much memory of the server a further user session takes: the questions page open in many browser tabs.

Opens a few pages, which pay for what all sessions share, then twenty more, each in a session of its own that stays
open, with every question of the largest section drawn and one of them answered. Prints by how much the memory of the
server has grown for each: USS counts its private pages, PSS its share of all, RSS whatever is resident (from
/proc/PID/smaps_rollup, so Linux only). The same with the bare one-radio page, for comparison. Nothing here asserts
a size.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Browser

from tests.performance._pages import RADIO, Server, card, chromium, pages

TARGET_MB = 1.0
MB = 1_000_000
AT_REST = '[data-testid=stApp][data-test-script-state="notRunning"]'


def memory(server: Server) -> dict[str, float]:
    """Return the private, proportional and resident memory of a server in MB."""
    kilobytes: dict[str, int] = {}
    for row in Path(f"/proc/{server.process.pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]:
        name, value, *_ = row.split()
        kilobytes[name.rstrip(":")] = int(value)
    private = kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]
    return {
        name: size * 1024 / MB
        for name, size in (("USS", private), ("PSS", kilobytes["Pss"]), ("RSS", kilobytes["Rss"]))
    }


def open_tab(browser: Browser, url: str, choices: str, place: int) -> None:
    """Open a page in a session of its own, and give one answer there."""
    tab = browser.new_page()
    tab.goto(url)
    tab.locator(choices).last.wait_for()
    tab.wait_for_selector(AT_REST)
    tab.wait_for_timeout(200)
    tab.locator(choices).nth(place).click()
    tab.wait_for_timeout(500)
    tab.wait_for_selector(AT_REST)


def measure(title: str, server: Server, path: str, choices: str, first: int, more: int) -> float:
    """Print how the private memory of a server grows, and return MB for each further session."""
    server.start()
    server.wait()
    sizes: list[dict[str, float]] = []
    with chromium() as browser:
        for count in (first, first + more):
            for number in range(0 if not sizes else first, count):
                open_tab(browser, server.url(path), choices, number % 3)
            time.sleep(2)
            sizes.append(memory(server))
            print(f"  {title:<24}{count:4} sessions        {shown(sizes[-1])}", flush=True)
    server.stop()
    each = {name: (sizes[1][name] - sizes[0][name]) / more for name in sizes[0]}
    print(f"  {title:<24}each further one     {shown(each)}", flush=True)
    return each["USS"]


def shown(sizes: dict[str, float]) -> str:
    """Return sizes in one line."""
    return "   ".join(f"{name} {size:7.2f} MB" for name, size in sizes.items())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--first", type=int, default=20, help="sessions before the first measurement")
    parser.add_argument("--more", type=int, default=20, help="further sessions")
    options = parser.parse_args()
    if not Path("/proc/self/smaps_rollup").exists():
        raise SystemExit("This system does not tell how much memory a process has for itself; run it on Linux.")
    with pages() as both:
        bare = measure("bare page, one radio", both.bare, "", RADIO, options.first, options.more)
        section = both.largest
        path = both.questions(both.assessment("memory"), section)
        choices = f"{card(section.items[-1])} {RADIO}"
        app = measure(f"app, {len(section.items)} questions", both.app, path, choices, options.first, options.more)
    print(f"\nmemory for a further session: {app:.2f} MB (bare page {bare:.2f} MB); target {TARGET_MB:.0f} MB")


if __name__ == "__main__":
    main()
