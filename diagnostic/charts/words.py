"""Text in charts: made harmless, measured, and broken into lines, without a font library."""

from __future__ import annotations

import unicodedata

#: Advance widths of Noto Sans in hundredths of the size, from the space to the tilde.
_REGULAR = (
    "26 27 41 65 57 83 73 22 30 30 55 57 27 32 27 37 57 57 57 57 57 57 57 57 57 57 27 27 57 57 57 43 90 64 65 63 73 56 "
    "52 73 74 34 27 62 52 91 76 78 60 78 62 55 56 73 60 93 59 57 57 33 37 33 57 44 28 56 62 48 62 56 34 62 62 26 26 53 "
    "26 94 62 60 62 62 41 48 36 62 51 79 53 51 47 38 55 38 57"
)
_WIDTHS = {chr(32 + place): int(width) / 100 for place, width in enumerate(_REGULAR.split())}
_WIDTHS |= {"–": 0.5, "—": 1.0, "…": 0.79, "·": 0.27, "’": 0.18, "\N{NO-BREAK SPACE}": 0.26}
_OTHER, _ARABIC, _WIDE = 0.66, 0.5, 1.0
_BOLDER = 1.07
#: Marks that turn the direction of what follows, so that a name could rearrange its neighbours.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def clean(text: str) -> str:
    """Return the text on one line, without control characters and marks that turn its direction."""
    kept = (" " if mark.isspace() and mark != "\N{NO-BREAK SPACE}" else mark for mark in text)
    return " ".join("".join(mark for mark in kept if not _dropped(mark)).split(" ")).strip()


def _dropped(mark: str) -> bool:
    # Cc: control, Cs: half of a pair, Co and Cn: private or not assigned; none has a place in a label.
    return mark in _TURNING or unicodedata.category(mark) in {"Cc", "Cs", "Co", "Cn"}


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return about how wide a text is, in the unit of ``size``."""
    return sum(_width(mark) for mark in text) * size * (_BOLDER if bold else 1)


def _width(mark: str) -> float:
    if mark in _WIDTHS:
        return _WIDTHS[mark]
    if unicodedata.combining(mark) or unicodedata.category(mark) == "Cf":
        return 0.0
    if "\u0590" <= mark <= "\u08ff":
        return _ARABIC
    if unicodedata.east_asian_width(mark) in "WF":
        return _WIDE
    plain = unicodedata.normalize("NFD", mark)[0]
    return _WIDTHS.get(plain, _OTHER)


def wrap(text: str, room: float, size: float, *, bold: bool = False, lines: int = 3) -> tuple[str, ...]:
    """Return the text in lines no wider than ``room``; what does not fit the last of them ends in ``…``."""
    made: list[str] = []
    words = [part for word in clean(text).split(" ") for part in _parts(word, room, size, bold)]
    line = ""
    for word in words:
        longer = f"{line} {word}" if line else word
        if line and width(longer, size, bold=bold) > room:
            made.append(line)
            line = word
        else:
            line = longer
    made.append(line)
    if len(made) <= lines:
        return tuple(made)
    return (*made[: lines - 1], shorten(" ".join(made[lines - 1 :]), room, size, bold=bold))


def shorten(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """Return the text, cut with ``…`` where it is wider than ``room``."""
    text = clean(text)
    if width(text, size, bold=bold) <= room:
        return text
    while text and width(f"{text}…", size, bold=bold) > room:
        text = text[:-1].rstrip()
    return f"{text}…"


def _parts(word: str, room: float, size: float, bold: bool) -> list[str]:
    """Return a word in pieces that fit a line: only a word without end is ever broken."""
    if width(word, size, bold=bold) <= room:
        return [word]
    pieces, piece = [], ""
    for mark in word:
        if piece and width(piece + mark, size, bold=bold) > room:
            pieces.append(piece)
            piece = ""
        piece += mark
    return [*pieces, piece]
