"""How counts, levels and lists are said, the same in every page, table and message.

A no-break space stands inside "level 4", so that a line never ends between the two.
"""

from __future__ import annotations

from collections.abc import Sequence

NBSP = "\N{NO-BREAK SPACE}"


def level(number: int) -> str:
    """Return ``level 4``."""
    return f"level{NBSP}{number}"


def span(lower: int, upper: int) -> str:
    """Return ``level 3`` for a point, ``level 2 to 3`` for bounds."""
    return f"level{NBSP}{bounds(lower, upper)}"


def bounds(lower: int, upper: int) -> str:
    """Return ``3`` for a point, ``2 to 3`` for bounds."""
    return str(lower) if lower == upper else f"{lower}{NBSP}to{NBSP}{upper}"


def answered(done: int, total: int) -> str:
    """Return ``41 of 60 answered``."""
    return f"{done} of {total} answered"


def count(number: int, one: str, many: str | None = None) -> str:
    """Return ``1 question`` or ``3 questions``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listing(words: Sequence[str], last: str = "and") -> str:
    """Return ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def capital(text: str) -> str:
    """Return the text with its first letter capitalised and the rest as it is."""
    return text[:1].upper() + text[1:]
