"""A server on which people sign in through a real OpenID Connect provider, and a browser for each of them."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Request, WebSocket, expect

from diagnostic import places
from tests.browser.driving import ROOT, Server, Tab, eventually

_SECRETS = """\
[auth]
redirect_uri = "{server}/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "diagnostic"
client_secret = "of the test alone"
server_metadata_url = "{provider}/.well-known/openid-configuration"

[cpdiag]
administrators = ["starter@secretariat.example"]
claims = ["groups"]
"""


class Provider:
    """An OpenID Connect provider in a process of its own. It knows these people, by address, with more claims."""

    def __init__(self, folder: Path, people: Mapping[str, Mapping[str, Any]]) -> None:
        self.folder, self.people = folder, people
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it is. Another name than the server's, so that neither is sent the other's cookies."""
        return f"http://localhost:{self.port}"

    def start(self) -> Provider:
        """Start it and wait until it answers."""
        command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(self.port)]
        for email, more in self.people.items():
            claims = {"sub": email, "email": email, "email_verified": True} | dict(more)
            command += ["--user-claims", json.dumps(claims)]
        with (self.folder / "provider.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--host", "localhost"], cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
            )
        eventually(self._answers, "the provider answers", 60)
        return self

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.folder / "provider.log").read_text(encoding="utf-8")
        try:
            with urllib.request.urlopen(f"{self.address}/.well-known/openid-configuration", timeout=1) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> None:
        """End it."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)
        self.process = None


class SignInServer(Server):
    """`cpdiag app` with a secrets file, as an operator starts it."""

    def __init__(self, folder: Path, provider: Provider, database: str | None = None) -> None:
        super().__init__(folder)
        self.provider, self._database = provider, database
        self.secrets = folder / "secrets.toml"
        self.secrets.write_text(_SECRETS.format(server=self.address, provider=provider.address), encoding="utf-8")
        self.secrets.chmod(0o600)

    @property
    def database(self) -> str:
        """The URL of its database."""
        return self._database or super().database

    def start(self) -> SignInServer:
        """Start and wait for health."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
        environment |= {places.DATA_FOLDER: str(self.folder), places.SECRETS: str(self.secrets)}
        environment[places.DATABASE_URL] = self.database
        command = [sys.executable, "-m", "diagnostic", "app", "--no-browser", "--port", str(self.port)]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        eventually(self._healthy, f"the server answers; it says: {self.log()}", 60)
        return self

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End the process as Ctrl-C does, at once with SIGKILL."""
        super().stop(how)


class Somebody(Tab):
    """A browser of one person. It keeps all that the server sends to it, whether the page shows it or not."""

    def __init__(self, browser: Browser, server: SignInServer, email: str, **options: Any) -> None:
        self.context = browser.new_context(**({"viewport": {"width": 1400, "height": 1000}} | options))
        super().__init__(self.context, server)
        self.email, self.provider = email, server.provider
        self.sent: list[bytes] = []
        self.page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on(
            "framereceived", lambda frame: self.sent.append(frame if isinstance(frame, bytes) else frame.encode())
        )

    def _request(self, request: Request) -> None:
        at_provider = request.url.startswith(self.provider.address) or request.frame.url.startswith(
            self.provider.address
        )
        if not at_provider:
            self._outside(request.url)

    def sign_in(self) -> Somebody:
        """Open the app and sign in at the provider."""
        self.page.goto(self.server.address)
        self.ready()
        self.watching = False  # the provider's own page is not ours to look after
        self.press("^Sign in$")
        self.page.wait_for_url(f"{self.provider.address}/**")
        self.page.get_by_role("button", name=self.email, exact=True).click()
        self.page.wait_for_url(f"{self.server.address}/**")
        self.ready()
        self.watching = True
        expect(self.page.get_by_test_id("stSidebar")).to_contain_text(self.email)
        return self

    def sign_out(self) -> Somebody:
        """Sign out, by the button in the sidebar."""
        self.watching = False
        self.press("^Sign out$")
        self.press("^End session$")  # the provider asks
        expect(self.page.get_by_role("button", name="Sign in", exact=True)).to_be_visible(timeout=20_000)
        self.watching = True
        return self

    def offered(self) -> list[str]:
        """Return the pages of the navigation."""
        return [link.inner_text() for link in self.page.get_by_test_id("stSidebarNav").get_by_role("link").all()]

    def unfold(self) -> Somebody:
        """Open every expander of the page."""
        closed = self.page.get_by_test_id("stMain").locator("details:not([open]) > summary")
        for _ in range(closed.count()):
            closed.first.click()
            self.ready()
        return self

    def was_sent(self, words: str) -> bool:
        """Whether these words were among anything that the server has ever sent to this browser."""
        return any(words.encode() in frame for frame in self.sent) or words in self.page.content()

    def move(self, label: str) -> Somebody:
        """Press a button that moves the answers on, on the page Review, and wait until the page stands still."""
        button = self.page.get_by_role("button", name=re.compile(label, re.I))
        button.click()
        expect(button).to_have_count(0)
        self.ready()
        return self

    def close(self) -> None:
        """Close the browser. No request has left the machine but to the provider, no error is in the console."""
        self.context.close()
        assert not self.left
        assert not self.errors
