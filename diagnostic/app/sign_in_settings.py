"""The settings of sign-in, from the secrets file of a server; refused in one sentence where they cannot work."""

from __future__ import annotations

import stat
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from diagnostic import places

#: What the part [auth] must hold.
NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
#: Where the sign-in service sends people back to.
CALLBACK = "/oauth2callback"
_SHORTEST = 32
_ON_THIS_COMPUTER = ("localhost", "127.0.0.1", "::1")


class SecretsRefused(Exception):
    """People cannot sign in with these settings. The message says what to mend."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of this program beside those of the sign-in service.

    ``administrators``: addresses or claims of those who may start assessments. ``claims``: the claims of the service
    by which members may be named too, such as groups. ``trust_email``: the service gives verified addresses only.
    ``over_tls``: the server is reached over HTTPS.
    """

    administrators: frozenset[str] = frozenset()
    claims: tuple[str, ...] = ()
    trust_email: bool = False
    over_tls: bool = False


def settings() -> Settings | None:
    """Return the settings of the secrets file; None where there is no sign-in.

    Raises:
        SecretsRefused: with one sentence that says what to mend.
    """
    path = places.secrets()
    if path is None:
        return None
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise SecretsRefused(f"The secrets file '{path}' cannot be read: {error.strerror or error}.") from None
    return _read(path, changed)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> Settings:
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SecretsRefused(f"The secrets file '{path}' cannot be read: {error.strerror or error}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SecretsRefused(f"The secrets file '{path}' is not valid TOML: {error}.") from None
    _check_service(path, said.get("auth"))
    return _own(path, said.get("cpdiag", {}), over_tls=said["auth"]["redirect_uri"].startswith("https:"))


def _check_service(path: Path, auth: Any) -> None:
    if not isinstance(auth, dict):
        raise SecretsRefused(f"The secrets file '{path}' has no part [auth] with the settings of the sign-in service.")
    for key in NEEDED:
        if not isinstance(auth.get(key), str) or not auth[key].strip():
            raise SecretsRefused(f"The part [auth] of the secrets file '{path}' lacks '{key}'.")
    back = urlsplit(auth["redirect_uri"])
    if not back.netloc or not auth["redirect_uri"].endswith(CALLBACK):
        raise SecretsRefused(
            f"'redirect_uri' in the secrets file '{path}' must be the address of this server with '{CALLBACK}' at its "
            f"end, such as 'https://diagnostic.example.org{CALLBACK}'."
        )
    for key in ("redirect_uri", "server_metadata_url"):
        address = urlsplit(auth[key])
        if address.scheme != "https" and address.hostname not in _ON_THIS_COMPUTER:
            raise SecretsRefused(
                f"'{key}' in the secrets file '{path}' must begin with 'https://': over plain HTTP a sign-in can be "
                "read and used by others."
            )
    if len(auth["cookie_secret"]) < _SHORTEST:
        raise SecretsRefused(
            f"'cookie_secret' in the secrets file '{path}' is too short to keep sign-ins from being forged: give at "
            f"least {_SHORTEST} random characters."
        )


def _own(path: Path, own: Any, *, over_tls: bool) -> Settings:
    where = f"the part [cpdiag] of the secrets file '{path}'"
    if not isinstance(own, dict):
        raise SecretsRefused(f"'cpdiag' in the secrets file '{path}' must be a part: [cpdiag].")
    for key in own:
        if key not in ("administrators", "claims", "trust_email"):
            raise SecretsRefused(f"There is no setting '{key}' for {where}: administrators, claims, trust_email.")
    for key in ("administrators", "claims"):
        value = own.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
            raise SecretsRefused(f'\'{key}\' in {where} must be a list of texts, such as ["…", "…"].')
    if not isinstance(own.get("trust_email", False), bool):
        raise SecretsRefused(f"'trust_email' in {where} must be true or false.")
    return Settings(
        administrators=frozenset(one.strip().casefold() for one in own.get("administrators", ())),
        claims=tuple(one.strip() for one in own.get("claims", ())),
        trust_email=own.get("trust_email", False),
        over_tls=over_tls,
    )


def open_to_others(path: Path) -> str:
    """Return a warning where any account of this computer may read, or a group may write, the secrets file."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return ""
    if not mode & (stat.S_IWGRP | stat.S_IRWXO):
        return ""
    return (
        f"Other accounts of this computer may open the secrets file '{path}': it lets whoever reads it sign in as "
        "anybody. Take their rights away, as with 'chmod 600'."
    )
