"""The server around the app: which script it runs, who may reach it, what headers it sends, how it starts."""

from __future__ import annotations

import gc
import sys
import tomllib
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from diagnostic import places
from diagnostic.app import sign_in_settings
from diagnostic.app.sign_in_settings import SecretsRefused

#: Seconds after the start at which the rest of the content is read.
_LATER = 5

SCRIPT = str(Path(__file__).with_name("main.py"))

#: Everything comes from the app itself; the interface needs inline code and workers of its own.
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' ws: wss: data: blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

_REFUSAL = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Only on the computer it runs on</title>
<body style="font:1.1rem/1.5 sans-serif;max-width:38rem;margin:4rem auto;padding:0 1rem">
<h1>Only on the computer it runs on</h1>
<p>This copy of the customs–police cooperation diagnostic works without sign-in. So it answers only the
person who sits at the computer on which it runs, and no other address.</p>
<p>To use it, open it on that computer, or install your own copy. To serve other computers, whoever runs
it sets up sign-in.</p>"""


class SecurityHeaders:
    """Adds headers that keep the page from being framed, sniffed or fed from elsewhere."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an app."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and add the headers to the answer."""

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                message["headers"] = [_over_tls_only(name, value) for name, value in message["headers"]]
            await send(message)

        await self.app(scope, receive, add if scope["type"] == "http" else send)


def _over_tls_only(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """Return a header; a cookie of a server behind TLS is never to be sent without it, as it is who has signed in."""
    if name.lower() != b"set-cookie" or b"secure" in value.lower().replace(b" ", b"").split(b";"):
        return name, value
    with suppress(SecretsRefused):
        settings = sign_in_settings.settings()
        if settings is not None and settings.over_tls:
            return name, value + b"; Secure"
    return name, value


class LoopbackOnly:
    """Refuses everybody but this computer: without sign-in nobody else can be told apart.

    A process that serves the staff survey alone answers everybody: it has no other page. So does a server on which
    people sign in.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an app."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request from this computer on; answer any other with a page that says why not."""
        told_apart = places.survey_only() or places.secrets() is not None
        if scope["type"] not in ("http", "websocket") or told_apart or is_local(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await HTMLResponse(_REFUSAL, status_code=403)(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})


def is_local(scope: Scope) -> bool:
    """Whether a request comes from this computer and was meant for it.

    The name in the Host header counts too: another site could point its own name at this address.
    """
    client = scope.get("client")
    if client is not None and not _is_loopback(client[0]):
        return False
    host = next((value.decode("latin-1") for name, value in _pairs(scope) if name == b"host"), "")
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return name.strip("[]").lower() == "localhost" or _is_loopback(name.strip("[]"))


def _pairs(scope: Scope) -> Iterable[tuple[bytes, bytes]]:
    pairs: Iterable[tuple[bytes, bytes]] = scope.get("headers", ())
    return pairs


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


MIDDLEWARE = [Middleware(SecurityHeaders), Middleware(LoopbackOnly)]


def config() -> dict[str, Any]:
    """Return the shipped settings of the server, flattened: ``{"server.address": "127.0.0.1", …}``."""
    path = places.data(".streamlit") / "config.toml"
    return dict(_flat("", tomllib.loads(path.read_text(encoding="utf-8"))))


def _flat(prefix: str, table: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(f"{prefix}{key}.", value)
        else:
            yield f"{prefix}{key}", value


@asynccontextmanager
async def warm_up(_: Any) -> AsyncIterator[None]:
    """Load in the background what the first page needs, once the server listens.

    The browser then still loads its own part, which takes longer. Any earlier, the server itself would start later.
    """
    _use_secrets()
    Thread(target=_load, name="warm-up", daemon=True).start()
    yield


def _use_secrets() -> None:
    """Have the sign-in settings read from the file that is named, and from no other, whichever command started us."""
    path = places.secrets()
    if path is not None:
        from streamlit import config

        config.set_option("secrets.files", [str(path.resolve())])


def _load() -> None:
    before = sys.getswitchinterval()
    # Short turns, so that the server hands out the interface while this thread works.
    sys.setswitchinterval(0.0005)
    gc.disable()  # all of this stays: there is nothing to collect
    try:
        import numpy  # noqa: F401  Streamlit imports it for the icon of the page
        import streamlit.emojis  # noqa: F401  and this for the labels of buttons

        from diagnostic.app import question  # noqa: F401
        from diagnostic.content import Refused, library
        from diagnostic.storage import DatabaseRefused, connect

        library.questions()
        # A database that cannot be used is the page's to report.
        with suppress(DatabaseRefused):
            connect(places.database_url())
    finally:
        gc.enable()
        sys.setswitchinterval(before)
    # Streamlit collects garbage after every run of a page. What was loaded here stays: without it each
    # run would walk all of it again, which took most of the time of an answer.
    gc.freeze()
    # Advice and drafts can wait until the first page is there.
    sleep(_LATER)
    with suppress(Refused):  # the page that needs it says so
        library.shipped()
    gc.freeze()
