"""A bare one-radio Streamlit page and the app, each on a server of its own, and a Chromium to look at them.

Shared by the benchmarks in this folder, which see to it that it finds the program; run alone it does nothing.
"""

from __future__ import annotations

import math
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

from diagnostic import places
from diagnostic.answers import Answer, Voice, file
from diagnostic.content import library
from diagnostic.content.model import Instrument, Item, Section
from diagnostic.service import files
from diagnostic.service.desk import COOPERATION
from diagnostic.storage import Store, connect

ROOT = Path(__file__).resolve().parents[2]
POLL_SECONDS = 0.02
PATIENCE_SECONDS = 60.0
#: One choice of a radio, on any page.
RADIO = "[data-testid=stRadioOption]"

#: What a beginner's first page looks like: five choices, and the one that was taken.
BARE = """import streamlit as st

value = st.radio("How well does it work?", ["Not at all", "A little", "Half", "Mostly", "Fully"], index=None)
st.write(value)
"""
#: The same settings of the server for both pages; everything else of the bare page is Streamlit's default.
_FLAGS = (
    "--server.headless=true",
    "--server.address=127.0.0.1",
    "--server.fileWatcherType=none",
    "--browser.gatherUsageStats=false",
)


@dataclass
class Server:
    """A Streamlit server that can be started and stopped many times, each time on a free port."""

    script: Path
    environment: dict[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = None
    _port: int = 0

    def start(self) -> float:
        """Start the server and return the moment, in seconds since the epoch, at which that was."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        command = [sys.executable, "-m", "streamlit", "run", str(self.script), *_FLAGS, f"--server.port={self._port}"]
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("STREAMLIT_", "CPDIAG_"))
        }
        moment = time.time()
        self._process = subprocess.Popen(
            command,
            cwd=self.script.parent,
            env=environment | self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return moment

    def wait(self) -> None:
        """Return once the server says that it is well."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise SystemExit(f"The server of {self.script.name} ended by itself ({self.process.returncode}).")
            try:
                with urlopen(self.url("_stcore/health"), timeout=PATIENCE_SECONDS) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(POLL_SECONDS)
        raise SystemExit(f"The server of {self.script.name} did not answer.")

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The running server."""
        assert self._process is not None, "not started"
        return self._process

    def url(self, path: str = "") -> str:
        """Return an address on this server."""
        return f"http://127.0.0.1:{self._port}/{path}"

    def stop(self) -> None:
        """Stop the server, if it runs."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None


@dataclass
class Pages:
    """The two servers, and the database behind the app."""

    bare: Server
    app: Server
    store: Store

    @property
    def instrument(self) -> Instrument:
        """The questionnaire."""
        return library.shipped().instrument(COOPERATION)

    @property
    def largest(self) -> Section:
        """The section with the most questions."""
        return max(self.instrument.sections, key=lambda section: len(section.items))

    def assessment(self, name: str) -> str:
        """Make an assessment that both agencies answered, but for the largest section; return its id."""
        model = file.read(files.demonstration_files()[0], library.shipped())
        left_out = {item.id for item in self.largest.items}
        voices: dict[Voice, Mapping[str, Answer]] = {
            voice: {item: answer for item, answer in said.items() if item not in left_out}
            for voice, said in model.voices.items()
            if voice != "agreed"
        }
        return self.store.create(replace(model, id=None, round=name, voices=voices), by="benchmark")

    def questions(self, assessment: str, section: Section | None = None) -> str:
        """Return the path of a section of the questionnaire, the first one by default, for customs."""
        more = f"&section={section.id}" if section else ""
        return f"questions?assessment={assessment}&as=customs{more}"


@contextmanager
def pages() -> Iterator[Pages]:
    """Give both pages, not started, with an empty database in a folder that is deleted afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "bare" / "bare.py"
        script.parent.mkdir()
        script.write_text(BARE, encoding="utf-8")
        url = f"sqlite:///{folder}/assessments.sqlite3"
        app = Server(ROOT / "streamlit_app.py", {places.DATABASE_URL: url})
        both = Pages(Server(script), app, connect(url))
        try:
            yield both
        finally:
            both.bare.stop()
            both.app.stop()
            both.store.database.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give a running Chromium: the one that CPDIAG_CHROMIUM names, else the first found on PATH."""
    names = [os.environ.get("CPDIAG_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        raise SystemExit("No Chromium: install it, or let CPDIAG_CHROMIUM name it.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found)
        try:
            yield browser
        finally:
            browser.close()


def card(item: Item) -> str:
    """Return the CSS selector of a question on the page."""
    return f".st-key-q_{item.id}"


def percentile(values: list[float], part: float) -> float:
    """Return the smallest value that at least this part of the values does not exceed."""
    return sorted(values)[math.ceil(part * len(values)) - 1]


def line(title: str, values: list[float], bare: list[float] | None = None) -> None:
    """Print median and 90th percentile of milliseconds, and their ratios to those of the bare page."""
    middle, slow = statistics.median(values), percentile(values, 0.9)
    text = f"  {title:<40} median {middle:7.1f} ms   p90 {slow:7.1f} ms   n {len(values):3}"
    if bare is not None:
        text += f"   ratio {middle / statistics.median(bare):.2f} (p90 {slow / percentile(bare, 0.9):.2f})"
    print(text, flush=True)
