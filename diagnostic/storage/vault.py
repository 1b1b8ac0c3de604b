"""Counters that nobody may read yet: sealed with a key that lies outside the database.

Blocks of one survey are all of one length, so that nothing shows but the noise of the cipher.
Whoever holds the key and an earlier copy of the database can still compare the two.
"""

from __future__ import annotations

import os
import secrets
import struct
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostic.places import SURVEY_KEY
from diagnostic.storage.records import VaultLocked

if TYPE_CHECKING:  # loaded when the first survey needs it
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEY_BYTES = 32
_NONCE_BYTES = 12


class Vault:
    """Seals and opens blocks of counters with the key in a file, which it makes when it is told to."""

    def __init__(self, path: Path) -> None:
        """Use the key in a file; nothing is read yet."""
        self.path = path

    def seal(self, counters: Sequence[int], of: str) -> bytes:
        """Return counters as a sealed block, bound to whom they are of."""
        nonce = secrets.token_bytes(_NONCE_BYTES)  # never used twice: it is drawn anew for each block
        plain = struct.pack(f">{len(counters)}H", *counters)
        return nonce + self._cipher().encrypt(nonce, plain, of.encode())

    def open(self, block: bytes, of: str) -> tuple[int, ...]:
        """Return the counters in a block.

        Raises:
            VaultLocked: the key is missing or wrong.
        """
        from cryptography.exceptions import InvalidTag

        try:
            plain = self._cipher().decrypt(block[:_NONCE_BYTES], block[_NONCE_BYTES:], of.encode())
        except (InvalidTag, ValueError):
            raise self._locked("does not fit the replies since the last reading", "Put the right one back") from None
        return struct.unpack(f">{len(plain) // 2}H", plain)

    def make_key(self) -> None:
        """Make the key file if there is none. Of many who do so at once, one makes it for all.

        Raises:
            VaultLocked: it cannot be made.
        """
        try:
            if not self.path.exists():
                self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._write_key(secrets.token_bytes(_KEY_BYTES))
        except OSError as error:
            raise self._locked(
                f"cannot be made ({error.strerror})", "Give the program the right to write there"
            ) from error

    def _write_key(self, key: bytes) -> None:
        # Written in full under another name first: nobody ever reads half a key, or replaces a whole one.
        draft = self.path.with_name(f".{self.path.name}.{secrets.token_hex(8)}")
        _write_new(draft, key)
        try:
            os.link(draft, self.path)
        except FileExistsError:
            pass
        except OSError:  # a file system without links
            with suppress(FileExistsError):
                _write_new(self.path, key)
        finally:
            draft.unlink()
        if os.name == "posix":
            folder = os.open(self.path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def _cipher(self) -> AESGCM:
        from cryptography.hazmat.primitives.ciphers import aead

        try:
            key = self.path.read_bytes()
        except FileNotFoundError:
            raise self._locked("is missing", "Put it back from a copy") from None
        except OSError as error:
            raise self._locked(f"cannot be read ({error.strerror})", "Give the program the right to read it") from error
        if len(key) != _KEY_BYTES:
            raise self._locked("is no key", "Put the right one back")
        return aead.AESGCM(key)

    def _locked(self, what: str, remedy: str) -> VaultLocked:
        return VaultLocked(
            f"Nothing was changed: the key file of the survey {what} ({self.path}). {remedy}, or let {SURVEY_KEY} "
            "name the right file. Without it, close the survey: its readings stay, and a new one can be opened."
        )


def _write_new(path: Path, data: bytes) -> None:
    """Write a file durably, for its owner alone; one that is there stays as it is."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(file, "wb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())
