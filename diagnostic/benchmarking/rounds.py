"""Rounds in the order in which people count them: 9 before 10, 2024 before 2026."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NUMBER = re.compile(r"([0-9]+)")


def key(round: str) -> list[tuple[int, str]]:
    """Return a key by which rounds sort as people count."""
    return [
        (int(part), "") if re.fullmatch(r"[0-9]+", part) else (-1, part.casefold()) for part in _NUMBER.split(round)
    ]


def in_order(rounds: Iterable[str]) -> tuple[str, ...]:
    """Return each round once, the earliest first."""
    return tuple(sorted(set(rounds), key=lambda round: (key(round), round)))
