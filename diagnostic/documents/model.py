"""A draft as plain data: numbered clauses with their tables and notes, before it has any look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text. ``open``: in brackets, for the parties to choose or to complete.

    ``strong``: it carries the weight of its line; ``quiet``: it only helps, such as a code after a name.
    """

    text: str
    open: bool = False
    strong: bool = False
    quiet: bool = False


Text = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph or a sub-item with its number, such as 4.2 or (a); without one in a block of signatures."""

    number: str
    text: Text


@dataclass(frozen=True, slots=True)
class Table:
    """A table. ``blank``: to be filled in by hand, so that every cell shows; ``widths``: shares of the width.

    ``kind``: as the clause names it, or "fields" for the lines of a form. Without columns there is no head.
    """

    kind: str
    columns: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    widths: tuple[float, ...]
    caption: str = ""
    blank: bool = False


@dataclass(frozen=True, slots=True)
class ClauseNote:
    """Why a clause is here, which answers it starts from, and its sources; never part of the agreement."""

    why: str
    answers: tuple[str, ...]
    sources: str


@dataclass(frozen=True, slots=True)
class Block:
    """A clause: paragraphs, sub-items of the last one, tables, a note."""

    clause: str
    lines: tuple[Line, ...]
    items: tuple[Line, ...] = ()
    tables: tuple[Table, ...] = ()
    note: ClauseNote | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """An article. Signatures and annexes have no number. ``new_page``: it is a sheet of its own."""

    id: str
    number: str
    heading: str
    blocks: tuple[Block, ...]
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A whole draft. ``about``: what it is made from and how to read it; ``sources``: of the notes, in full."""

    id: str
    title: str
    kind: str
    parties: str
    country: str
    round: str
    drafted_on: date
    about: tuple[str, ...]
    parts: tuple[Part, ...]
    sources: tuple[str, ...] = ()

    @property
    def blocks(self) -> Iterator[Block]:
        """All clauses, in order."""
        return (block for part in self.parts for block in part.blocks)

    @property
    def names_articles(self) -> bool:
        """Whether its parts are called articles, as in an agreement."""
        return self.kind in ("agreement", "terms")


def plain(text: Text) -> str:
    """Return the words of a text."""
    return "".join(span.text for span in text)
