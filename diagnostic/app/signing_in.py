"""Who has signed in. Without the settings of a server there is no sign-in, and one person of this computer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from diagnostic import places
from diagnostic.app import markup, sign_in_settings
from diagnostic.app.sign_in_settings import SecretsRefused, Settings
from diagnostic.service.desk import Person

#: A colon would let an address pass for a claim.
_ADDRESS = re.compile(r"[^\s@:]+@[^\s@:]+")


class NotSignedIn(Exception):
    """Nobody has signed in, or the provider vouches for nobody. The message is for the user."""


def required() -> bool:
    """Whether people sign in."""
    return places.secrets() is not None


def person() -> Person | None:
    """Return who has signed in; None where nobody has to.

    Raises:
        NotSignedIn: somebody has to, and nobody has.
    """
    if not required():
        return None
    try:
        settings = sign_in_settings.settings()
    except SecretsRefused as refused:
        # What is wrong with the file is for whoever runs the server, who is told at the start.
        raise NotSignedIn("Sign-in is not set up on this server. Ask whoever runs it.") from refused
    claims = st.user.to_dict()
    if settings is None or claims.get("is_logged_in") is not True:
        raise NotSignedIn("")
    return from_claims(claims, settings)


def from_claims(claims: Mapping[str, Any], settings: Settings) -> Person:
    """Return the person whom the provider's claims name.

    An address counts only where the provider says that it has verified it: else whoever may choose an address there
    could be anybody here. ``trust_email`` in the settings says that the provider gives verified addresses only.

    Raises:
        NotSignedIn: the claims name nobody.
    """
    email = str(claims.get("email") or "").strip().casefold()
    if not _ADDRESS.fullmatch(email):
        raise NotSignedIn("The sign-in service gave no e-mail address for you. Ask its administrator to release it.")
    if claims.get("email_verified") is not True and not settings.trust_email:
        raise NotSignedIn(
            "The sign-in service has not verified your e-mail address. Verify it there, then sign in again."
        )
    keys = [email]
    for claim in settings.claims:
        value = claims.get(claim)
        values = value if isinstance(value, list | tuple) else [value]
        keys += [f"claim:{claim}={one}" for one in values if isinstance(one, str) and one]
    return Person(email, tuple(keys), any(key.casefold() in settings.administrators for key in keys))


def page(refused: NotSignedIn) -> None:
    """Draw the page before sign-in. It says nothing of what is behind it."""
    st.title("Customs–police cooperation diagnostic", anchor=False)
    if str(refused):
        markup.put(f'<div class="alert" role="alert">{escape(str(refused))}</div>')
        if st.user.to_dict().get("is_logged_in") is True:
            st.button("Sign in as somebody else", type="primary", on_click=st.logout)
        return
    markup.put(
        '<p class="lead">Sign in with the account of your administration. What you then see depends on the role that '
        "you were given in an assessment.</p>"
    )
    st.button("Sign in", type="primary", on_click=st.login)
