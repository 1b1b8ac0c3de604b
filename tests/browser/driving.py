"""The real server in a process of its own, and a tab that watches what the page does behind the scenes."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, expect

from diagnostic import places

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: Under a deep link Streamlit asks for these beside the page first, then at the root.
KNOWN = re.compile(r"/_stcore/(host-config|health)$")


def eventually(holds: Callable[[], bool], what: str, seconds: float = 10) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"within {seconds} s it did not come true: {what}"
        time.sleep(0.02)


class Server:
    """`streamlit run streamlit_app.py` with a data folder of its own, on a free port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where the app is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> str:
        """The URL of its database."""
        return f"sqlite:///{self.folder / 'assessments.sqlite3'}"

    def start(self) -> Server:
        """Start and wait for health."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
        environment.pop(places.DATABASE_URL, None)
        environment[places.DATA_FOLDER] = str(self.folder)
        command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "streamlit_app.py")]
        options = ["--server.headless", "true", "--server.port", str(self.port)]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, *options], cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
            )
        eventually(self._healthy, f"the server answers; it says: {self.log()}", 60)
        return self

    def _healthy(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log()
        try:
            with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=1) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def log(self) -> str:
        """What the server wrote."""
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the process, at once with SIGKILL."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)
        self.process = None


class Tab:
    """A tab. It notes every request that leaves the machine and every error in the console."""

    def __init__(self, context: BrowserContext, server: Server) -> None:
        self.server = server
        self.page: Page = context.new_page()
        self.left: list[str] = []
        self.errors: list[str] = []
        self.watching = True
        self.page.on("request", self._request)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("websocket", lambda socket: self._outside(socket.url))

    def _request(self, request: Request) -> None:
        self._outside(request.url)

    def _outside(self, url: str) -> None:
        own = (f"http://127.0.0.1:{self.server.port}/", f"ws://127.0.0.1:{self.server.port}/", "data:", "blob:")
        if not url.startswith(own):
            self.left.append(url)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type != "error" or not self.watching:
            return
        if "404" in message.text and KNOWN.search(message.location.get("url", "")):
            return
        self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    # ---------------------------------------------------------------- reading

    def open(self, path: str = "/", **address: str) -> Tab:
        """Open a page by its address."""
        query = "&".join(f"{name}={value}" for name, value in address.items())
        self.page.goto(f"{self.server.address}{path}" + (f"?{query}" if query else ""))
        return self.ready()

    def ready(self) -> Tab:
        """Wait until the page stands still."""
        state = '[data-testid=stApp][data-test-connection-state="CONNECTED"][data-test-script-state="notRunning"]'
        self.page.locator(state).wait_for(timeout=20_000)
        expect(self.page.locator("h1")).to_be_visible()
        return self

    def sound(self, where: str) -> Tab:
        """Expect that axe finds nothing and that the page does not scroll sideways."""
        self.page.wait_for_timeout(300)
        self.ready()
        found = Axe().run(self.page).response["violations"]
        lines = [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]
        wide = self.page.evaluate(
            "Math.max(...[document.scrollingElement, document.querySelector('.stMain')]"
            ".map(one => one.scrollWidth - one.clientWidth))"
        )
        assert not lines, f"{where}\n" + "\n".join(lines)
        assert wide <= 1, f"{where} is {wide} pixels too wide"
        return self

    def back(self) -> Tab:
        """Wait until the page has found the server again and has drawn itself anew."""
        self.page.locator('[data-testid=stApp][data-test-connection-state="CONNECTED"]').wait_for(timeout=30_000)
        self.page.wait_for_timeout(2_000)
        return self.ready()

    def button(self, words: str) -> Locator:
        """Return the button with these words."""
        return self.page.get_by_role("button", name=re.compile(words, re.I))

    def card(self, item: str) -> Locator:
        """Return the card of a question."""
        return self.page.locator(f".st-key-q_{item}")

    def option(self, item: str, level: int) -> Locator:
        """Return the row of a statement."""
        return self.card(item).locator("[data-testid=stRadioOption]").nth(level - 1)

    def chosen(self, item: str) -> Locator:
        """Return the row that is chosen."""
        return self.card(item).locator("[data-testid=stRadioOption]:has(input:checked)")

    # ---------------------------------------------------------------- doing

    def choose(self, item: str, level: int) -> Tab:
        """Choose a statement and wait until the card says that it is saved."""
        self.option(item, level).click()
        expect(self.chosen(item)).to_contain_text(str(level))
        expect(self.card(item).get_by_role("status")).to_contain_text("Saved")
        return self

    def section(self, id: str, item: str) -> Tab:
        """Go to a section in the sidebar, and wait for one of its questions."""
        self.page.locator(f".st-key-sec_{id} button").click()
        expect(self.card(item)).to_be_visible()
        return self.ready()

    def menu(self, words: str) -> Tab:
        """Go to a page by the menu."""
        link = self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=words, exact=True)
        link.click()
        expect(link).to_have_attribute("aria-current", "page")
        return self.ready()

    def press(self, words: str) -> Tab:
        """Press a button."""
        self.button(words).click()
        return self
