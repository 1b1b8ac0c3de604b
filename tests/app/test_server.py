"""The server around the app: only this computer, only under its own name, with headers that keep the page whole."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from diagnostic import places
from diagnostic.app import server


async def _inner(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
    elif scope["type"] == "lifespan":
        await send({"type": "lifespan.startup.complete"})
    else:
        await PlainTextResponse("the app")(scope, receive, send)


def _stack() -> ASGIApp:
    """The app inside the middleware, in the order in which the server puts it."""
    inner: ASGIApp = _inner
    return reduce(lambda app, layer: layer.cls(app, *layer.args, **layer.kwargs), reversed(server.MIDDLEWARE), inner)


def _ask(
    host: str | None = "localhost:8501", client: str | None = "127.0.0.1", type_: str = "http", path: str = "/"
) -> list[Message]:
    scope: dict[str, Any] = {
        "type": type_,
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": [] if host is None else [(b"host", host.encode("latin-1"))],
        "client": None if client is None else (client, 50000),
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    async def ask() -> None:
        await _stack()(scope, receive, send)

    asyncio.run(ask())
    return sent


def _status(sent: list[Message]) -> int:
    return int(sent[0]["status"])


def _headers(sent: list[Message]) -> dict[str, str]:
    return {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}


OWN_NAMES = [
    "localhost",
    "localhost:8501",
    "LOCALHOST:8501",
    "127.0.0.1",
    "127.0.0.1:80",
    "[::1]",
    "[::1]:8501",
    "127.1.2.3:9",
]
OTHER_NAMES = [
    "example.org", "example.org:8501", "127.0.0.1.example.org", "localhost.example.org:8501", "192.168.1.5:8501",
    "0.0.0.0:8501", "[2001:db8::1]:8501", "10.0.0.1", "", ":8501", "127.0.0.1@example.org", "xn--lcalhost-54a",
    "évil", "localhost,example.org",
]  # fmt: skip


@pytest.mark.parametrize("host", OWN_NAMES)
def test_this_computer_is_answered_under_each_of_its_own_names(host: str) -> None:
    assert _status(_ask(host)) == 200


@pytest.mark.parametrize("host", OTHER_NAMES)
def test_a_name_that_another_site_could_point_here_is_refused(host: str) -> None:
    assert _status(_ask(host)) == 403


def test_a_request_without_a_host_is_refused() -> None:
    assert _status(_ask(None)) == 403


@pytest.mark.parametrize("client", ["192.168.1.5", "10.0.0.7", "2001:db8::7", "8.8.8.8", "testclient", ""])
def test_another_computer_is_refused_whatever_name_it_asks_for(client: str) -> None:
    assert _status(_ask("localhost:8501", client)) == 403


@pytest.mark.parametrize("client", ["127.0.0.1", "127.8.8.8", "::1"])
def test_this_computer_is_known_by_each_of_its_addresses(client: str) -> None:
    assert _status(_ask("localhost:8501", client)) == 200


@pytest.mark.parametrize("path", ["/", "/questions", "/_stcore/health", "/_stcore/upload_file/x/y", "/media/x.csv"])
def test_the_refusal_holds_for_every_path(path: str) -> None:
    assert _status(_ask("example.org", path=path)) == 403


def test_the_refusal_is_a_polite_page_that_says_why_and_what_to_do() -> None:
    sent = _ask("example.org")
    body = sent[1]["body"].decode()
    assert _headers(sent)["content-type"].startswith("text/html")
    assert '<html lang="en">' in body
    assert "<title>" in body
    assert "<h1>" in body
    assert "computer" in body
    assert "without sign-in" in body
    assert "example.org" not in body


def test_a_websocket_from_elsewhere_is_closed_before_it_opens() -> None:
    for host, client in (("example.org", "127.0.0.1"), ("localhost:8501", "192.168.1.5")):
        sent = _ask(host, client, type_="websocket")
        assert [message["type"] for message in sent] == ["websocket.close"]
        assert sent[0]["code"] == 1008


def test_a_websocket_from_this_computer_opens() -> None:
    assert [message["type"] for message in _ask(type_="websocket")] == ["websocket.accept"]


def test_a_process_that_serves_the_staff_survey_alone_answers_other_computers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(places.SURVEY_ONLY, "1")
    start, *_ = _ask("survey.example.org", "203.0.113.7")
    assert start["status"] == 200
    monkeypatch.setenv(places.SURVEY_ONLY, "0")
    start, *_ = _ask("survey.example.org", "203.0.113.7")
    assert start["status"] == 403


def test_the_start_of_the_server_is_not_taken_for_a_visitor() -> None:
    assert [message["type"] for message in _ask(None, None, type_="lifespan")] == ["lifespan.startup.complete"]


HEADERS = (
    "content-security-policy",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "permissions-policy",
)


@pytest.mark.parametrize("name", HEADERS)
def test_every_answer_carries_the_headers(name: str) -> None:
    assert _headers(_ask()).get(name)


def test_the_refusal_carries_the_headers_too() -> None:
    sent = _headers(_ask("example.org"))
    assert not [name for name in HEADERS if name not in sent]


def test_the_policy_lets_nothing_come_from_elsewhere() -> None:
    policy = dict(part.strip().split(" ", 1) for part in _headers(_ask())["content-security-policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    allowed = {source for sources in policy.values() for source in sources.split()}
    assert not [source for source in allowed if "." in source or "*" in source or "://" in source]


def test_the_shipped_settings_bind_this_computer_only_and_send_nothing() -> None:
    settings = server.config()
    assert settings["server.address"] == "127.0.0.1"
    assert settings["browser.gatherUsageStats"] is False
    assert settings["server.enableXsrfProtection"] is True
    assert settings["server.enableCORS"] is True
    assert settings["client.showErrorDetails"] == "none"
    assert not [name for name, value in settings.items() if isinstance(value, dict)]


def test_the_script_is_named_by_its_full_path() -> None:
    assert Path(server.SCRIPT).is_absolute()
    assert Path(server.SCRIPT).is_file()


def test_the_front_door_names_the_app_in_a_literal_call() -> None:
    # Streamlit finds the app by reading the source of the file.
    source = places.data("streamlit_app.py").read_text(encoding="utf-8")
    assert "\napp = st.App(SCRIPT, middleware=MIDDLEWARE, lifespan=warm_up)\n" in source


def test_no_module_beside_the_script_hides_one_of_the_standard_library() -> None:
    # While a page runs, Streamlit puts the script's folder first on the import path: there, a file named like
    # a standard module is imported in its place by whoever is the first to need it.
    names = {path.stem for path in Path(server.SCRIPT).parent.glob("*.py")}
    hidden = sorted(names & sys.stdlib_module_names)
    assert not hidden, f"rename {', '.join(f'{name}.py' for name in hidden)}"
    assert importlib.util.find_spec("html") is not None
