"""Both directions of writing: which a text has, and where it changes."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: Letters of scripts that are written from right to left, and runs of them with what stands between.
_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
RTL_RUN = re.compile(f"[{_RTL}](?:[^A-Za-z0-9{_RTL}\n\t]*[{_RTL}])*")
_STRONG = re.compile(f"(?P<rtl>[{_RTL}])|[^\\W\\d_]")


def right_to_left(text: str) -> bool:
    """Whether the first letter of a text is of a script written from right to left."""
    strong = _STRONG.search(text)
    return strong is not None and strong["rtl"] is not None


def has_letter(text: str) -> bool:
    """Whether a text has a letter, and so a direction of its own."""
    return _STRONG.search(text) is not None


def by_direction(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a text, each with whether it is written from right to left."""
    place = 0
    for found in RTL_RUN.finditer(text):
        if found.start() > place:
            yield text[place : found.start()], False
        yield found.group(), True
        place = found.end()
    if place < len(text):
        yield text[place:], False


def anchored(text: str) -> str:
    """Return a text of a line written from left to right in which a number after an Arabic name stays after it."""
    return "".join(f"{piece}\N{LEFT-TO-RIGHT MARK}" if rtl else piece for piece, rtl in by_direction(text))
