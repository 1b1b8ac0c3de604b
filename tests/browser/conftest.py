"""One server and one browser for all tests here; a context for each. And a server on which people sign in."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from diagnostic.storage import Store, close, connect
from tests.browser.driving import Server, Tab
from tests.browser.signing_in import Provider, SignInServer, Somebody

expect.set_options(timeout=10_000)


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


#: Who can sign in; each test gives them the roles that it needs.
PEOPLE: dict[str, dict[str, Any]] = {
    "anna@customs.example": {"groups": ["customs-hq"]},
    "paul@police.example": {"groups": ["police-hq"]},
    "clara@advice.example": {},
    "chair@cpcc.example": {},
    "starter@secretariat.example": {},
    "mallory@else.example": {"email_verified": False},
}


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """The sign-in service of all tests."""
    running = Provider(tmp_path_factory.mktemp("provider"), PEOPLE)
    try:
        yield running.start()
    finally:
        running.stop()


@pytest.fixture
def sign_in_server(tmp_path: Path, provider: Provider) -> Iterator[SignInServer]:
    """A server on which people sign in, with nothing in its data folder."""
    running = SignInServer(tmp_path / "data", provider)
    try:
        yield running.start()
    finally:
        running.stop()


@pytest.fixture
def somebody(browser: Browser, sign_in_server: SignInServer) -> Iterator[Callable[[str], Somebody]]:
    """Open a browser for a person, by address. At the end none has an error in the console."""
    opened: list[Somebody] = []

    def somebody(email: str) -> Somebody:
        opened.append(Somebody(browser, sign_in_server, email))
        return opened[-1]

    yield somebody
    for one in opened:
        one.close()
