"""One server and one browser for all tests here; a context for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from diagnostic.storage import Store, close, connect
from tests.browser.driving import FLAGS, Server, Tab

expect.set_options(timeout=10_000)


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for tests that bring their own assessment."""
    running = Server(tmp_path_factory.mktemp("server") / "data")
    try:
        yield running.start()
    finally:
        running.stop()


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[Server]:
    """A server with nothing in its data folder, to be stopped and started at will."""
    running = Server(tmp_path / "data")
    try:
        yield running.start()
    finally:
        running.stop()


@pytest.fixture(scope="session")
def store(server: Server) -> Iterator[Store]:
    """The store of the shared server."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CPDIAG_SURVEY_KEY", str(server.folder / "survey.key"))  # never one in the home of whoever tests
        opened = connect(server.database)
        yield opened
        close(opened)


@pytest.fixture
def tab(browser: Browser, server: Server) -> Iterator[Tab]:
    """A tab on the shared server. At the end: no request has left the machine, no error is in the console."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    opened = Tab(context, server)
    yield opened
    context.close()
    assert not opened.left
    assert not opened.errors
