"""A released version never changes: its folder carries a fingerprint that is checked.

The fingerprint is SHA-256 over the names and the text of the YAML files, line ends made equal,
so that a checkout on another system gives the same value.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

FILE = "FINGERPRINT"


def of(folder: Path) -> str:
    """Return the fingerprint of a version folder, 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.yaml"), key=lambda path: path.name):
        text = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.name}\0{len(text)}\0".encode())
        digest.update(text)
    return digest.hexdigest()


def recorded(folder: Path) -> str | None:
    """Return the fingerprint that the folder carries, or None."""
    try:
        return (folder / FILE).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None


def record(folder: Path) -> str:
    """Write the fingerprint into the folder: the version is released from now on."""
    value = of(folder)
    (folder / FILE).write_text(value + "\n", encoding="ascii")
    return value
