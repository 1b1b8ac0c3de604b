"""A server on which people sign in, without a browser: its secrets file, and windows of those who have signed in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from diagnostic import places
from diagnostic.access import Viewer
from diagnostic.access.roles import Role
from diagnostic.answers import Voice
from diagnostic.content import Library
from diagnostic.service.desk import Desk, Person
from diagnostic.storage import Store
from tests.app.windows import MAIN, Window

SECRETS = """\
[auth]
redirect_uri = "https://diagnostic.example.org/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "diagnostic"
client_secret = "only the two of us"
server_metadata_url = "https://sign-in.example.org/.well-known/openid-configuration"

[cpdiag]
administrators = ["Starter@secretariat.example", "claim:groups=starters"]
claims = ["groups"]
"""


def pages() -> list[str]:
    """Return every page that the app has, by the name of its file, except that of the anonymous staff."""
    named = re.findall(r'(?:listed|_page)\("(\w+)"', MAIN.read_text(encoding="utf-8"))
    return sorted({*named} - {"survey"})


def serve(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str = SECRETS) -> Path:
    """Set up sign-in; return the secrets file."""
    path = folder / "secrets.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    monkeypatch.setenv(places.SECRETS, str(path))
    return path


def address(role: Role, voice: Voice | None = None) -> str:
    """Return the address of a person by what they are: ``head@customs.example``."""
    return f"{role}@{voice or 'both'}.example"


def name(store: Store, id: str, role: Role, voice: Voice | None = None) -> str:
    """Give a person of that address a role, as an earlier session would have; return the address."""
    person = address(role, voice)
    store.add_member(id, person, role, voice, by="an earlier session")
    return person


def desk_of(library: Library, store: Store, email: str, *more: str, may_create: bool = False) -> Desk:
    """Return what stands before somebody who has signed in; ``more``: the claims by which they are known too."""
    held: Any = frozenset({("administrator", None)} if may_create else ())
    return Desk(library, store, Viewer(email, held, "customs"), Person(email, (email, *more), may_create))


class SignedIn(Window):
    """The window of somebody whom the sign-in service vouches for. None: of somebody who has not signed in."""

    def __init__(self, email: str | None, **claims: Any) -> None:
        self.app = AppTest.from_file(str(MAIN), default_timeout=60)
        self.app.user = {"is_logged_in": False}
        if email is not None:
            self.app.user = {"is_logged_in": True, "email": email, "email_verified": True} | claims
        self.run()
