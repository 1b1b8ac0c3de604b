"""The bundle: the released answers of one agency, for the other agency's copy of the program.

JSON. It holds what the other agency may see, the nonce that proves the fingerprint given before, and nobody's name.
With a passphrase it is encrypted: scrypt (RFC 7914) makes the key, AES-256-GCM seals the content.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from diagnostic.answers import file
from diagnostic.answers.answer import AGENCIES, Voice
from diagnostic.answers.assessment import Assessment
from diagnostic.content.faults import Refused
from diagnostic.content.model import Library
from diagnostic.content.strict import MAX_BYTES, read_bytes

FORMAT = "cpdiag-bundle/1"
#: scrypt: 32 MiB and about a tenth of a second.
_COST = {"n": 2**15, "r": 8, "p": 1}
_SHORTEST = 8


class BundleRefused(Exception):
    """The file is no bundle that can be used. The message is for the user; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The answers of ``voice`` in an assessment, with what proves that they are those released."""

    assessment: Assessment
    voice: Voice
    fingerprint: str
    nonce: str


def write(bundle: Bundle, passphrase: str = "") -> bytes:
    """Return the bytes of a bundle, encrypted where a passphrase is given.

    Raises:
        BundleRefused: the passphrase is too short to protect anything.
    """
    content = {
        "format": FORMAT,
        "release": {"voice": bundle.voice, "fingerprint": bundle.fingerprint, "nonce": bundle.nonce},
        "assessment": file.to_data(bundle.assessment.only(bundle.voice)),
    }
    raw = json.dumps(content, ensure_ascii=False, indent=1).encode()
    if not passphrase:
        return raw
    if len(passphrase) < _SHORTEST:
        raise BundleRefused(f"Choose a passphrase of at least {_SHORTEST} characters: several words are best.")
    return _encrypted(raw, passphrase)


def is_encrypted(raw: bytes) -> bool:
    """Whether a file asks for a passphrase."""
    try:
        return "encrypted" in _outer(raw)
    except BundleRefused:
        return False


def read(raw: bytes, name: str, library: Library, passphrase: str = "") -> Bundle:
    """Read a bundle. Whether its answers are those released, `answers.sealing.verify` tells.

    Raises:
        BundleRefused: it is no bundle, it is damaged, or the passphrase is wrong.
        Refused: its answers have faults, each named.
    """
    data = _outer(raw)
    if "encrypted" in data:
        data = _outer(_decrypted(data["encrypted"], passphrase))
    release, inside = data.get("release"), data.get("assessment")
    if not isinstance(release, Mapping) or not isinstance(inside, Mapping):
        raise BundleRefused("The bundle is not complete. Ask for it again.")
    voice = release.get("voice")
    texts = [release.get("fingerprint"), release.get("nonce")]
    if voice not in AGENCIES or not all(isinstance(text, str) for text in texts):
        raise BundleRefused("The bundle does not say whose answers it holds, or lacks its seal. Ask for it again.")
    try:
        assessment = file.from_document(read_bytes(json.dumps(inside).encode(), name), library)
    except Refused as refused:
        raise BundleRefused(f"The answers in the bundle cannot be read: {refused.faults[0]}") from refused
    if set(assessment.voices) - {voice}:
        raise BundleRefused("The bundle holds answers of more than one agency. Nothing of it was read.")
    return Bundle(assessment, cast(Voice, voice), str(texts[0]), str(texts[1]))


def _outer(raw: bytes) -> dict[str, Any]:
    if len(raw) > MAX_BYTES:
        raise BundleRefused(f"The file has more than {MAX_BYTES // 1_000_000} MB. A bundle is much smaller.")
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        raise BundleRefused("The file is no bundle. Choose the file that the other agency saved as a bundle.") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise BundleRefused("The file is no bundle. Choose the file that the other agency saved as a bundle.")
    return data


def _encrypted(raw: bytes, passphrase: str) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = AESGCM(_key(passphrase, salt, _COST)).encrypt(nonce, raw, FORMAT.encode())
    parts = {"salt": salt, "nonce": nonce, "content": sealed}
    said = {"cipher": "AES-256-GCM", "scrypt": _COST} | {
        name: base64.b64encode(part).decode() for name, part in parts.items()
    }
    return json.dumps({"format": FORMAT, "encrypted": said}, indent=1).encode()


def _decrypted(said: object, passphrase: str) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if not passphrase:
        raise BundleRefused("The bundle is encrypted. Give the passphrase that the other agency told you.")
    try:
        if not isinstance(said, Mapping) or said["scrypt"] != _COST:  # a file may not choose what it costs
            raise ValueError
        salt, nonce, content = (base64.b64decode(said[name], validate=True) for name in ("salt", "nonce", "content"))
        return AESGCM(_key(passphrase, salt, _COST)).decrypt(nonce, content, FORMAT.encode())
    except InvalidTag:
        message = "The passphrase is not the one with which the bundle was saved, or the file was changed since."
        raise BundleRefused(message) from None
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise BundleRefused("The bundle is damaged. Ask for it again.") from None


def _key(passphrase: str, salt: bytes, cost: Mapping[str, int]) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt=salt, length=32, **cost).derive(passphrase.encode())
