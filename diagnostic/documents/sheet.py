"""A report as plain data: headings, paragraphs, lists, tables, bands and pictures, before they have any look.

The same sheet becomes a PDF (`pdf`) or a Word file (`sheet_word`). A text is shown as it stands: no mark in it is
read as markup. Whoever makes a sheet has read only what its reader may see.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal, TypeAlias

from diagnostic import wording
from diagnostic.documents.model import Span, Text, plain

#: A text as it stands, or in pieces that differ in weight.
Words: TypeAlias = str | Text

Shade = Literal["", "surface", "choice", "level 1", "level 2", "level 3", "level 4", "level 5"]
Weight = Literal["body", "lead", "small", "meta"]
Tone = Literal["note", "look again", "check first"]

#: What no document can carry, and marks that would turn round the words beside them.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1, 2 or 3. The first is of level 1, and none is passed over."""

    words: Words
    level: Literal[1, 2, 3] = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. "lead" is the sentence that sums up; "small" and "meta" only help."""

    words: Words
    weight: Weight = "body"


@dataclass(frozen=True, slots=True)
class Points:
    """A list, with bullets or numbered from 1."""

    items: tuple[Words, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Definitions:
    """Terms and what they stand for, side by side. ``share``: of the width, for the terms; ``small``: it only helps."""

    rows: tuple[tuple[Words, Words], ...]
    share: float = 0.26
    small: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with a shade of its own, or over several columns, or down several rows.

    ``goes_on``: it goes on from the row above, so that no rule stands between them.
    """

    words: Words
    shade: Shade = ""
    over: int = 1
    down: int = 1
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose head is repeated on each page. ``widths``: shares of the width; no columns, no head.

    Rows that a cell binds, since it goes down over them, stay on one page.
    """

    columns: tuple[Words, ...]
    rows: tuple[tuple[Words | Cell, ...], ...]
    widths: tuple[float, ...]
    caption: str = ""

    def __post_init__(self) -> None:
        """Refuse rows that do not fit the columns."""
        if self.columns and len(self.columns) != len(self.widths):
            raise ValueError(f"A table of {len(self.widths)} columns has {len(self.columns)} heads.")
        rows = self.placed
        for number, row in enumerate(rows, start=1):
            filled = sorted(place for column, cell in row for place in range(column, column + cell.over))
            above = sorted(place for place in range(len(self.widths)) if self._from_above(rows, number - 1, place))
            if sorted(filled + above) != list(range(len(self.widths))):
                raise ValueError(f"Row {number} of a table does not fill its {len(self.widths)} columns.")
            if any(number - 1 + cell.down > len(rows) for _, cell in row):
                raise ValueError(f"A cell of row {number} of a table goes down below the last row.")

    @property
    def placed(self) -> tuple[tuple[tuple[int, Cell], ...], ...]:
        """The rows, each cell with the column in which it begins: the first that no cell from above takes."""
        rows: list[tuple[tuple[int, Cell], ...]] = []
        for row in self.rows:
            column, placed = 0, []
            for cell in map(cell_of, row):
                while self._from_above(rows, len(rows), column):
                    column += 1
                placed.append((column, cell))
                column += cell.over
            rows.append(tuple(placed))
        return tuple(rows)

    @staticmethod
    def _from_above(rows: Sequence[tuple[tuple[int, Cell], ...]], number: int, column: int) -> bool:
        """Whether a cell of a row above goes down into a place."""
        return any(
            cell.down > number - above and start <= column < start + cell.over
            for above in range(number)
            for start, cell in rows[above]
            if cell.down > 1
        )


@dataclass(frozen=True, slots=True)
class Callout:
    """A text set apart by a bar."""

    paragraphs: tuple[Words, ...]
    title: str = ""
    tone: Tone = "note"


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure: ``41 of 60``, what it counts, and what to know about it."""

    value: str
    label: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Key figures side by side, four to a row."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """One row of level bands: certain up to ``lower``, possible up to ``upper``; without both, the reading alone."""

    label: str
    lower: int | None
    upper: int | None
    reading: str = ""

    def __post_init__(self) -> None:
        """Refuse bounds that are none."""
        if (self.lower is None) != (self.upper is None):
            raise ValueError(f"The band “{self.label}” has one bound without the other.")
        if self.lower is not None and self.upper is not None and not 0 <= self.lower <= self.upper <= 5:
            raise ValueError(f"The band “{self.label}” has the bounds {self.lower} and {self.upper}.")

    @property
    def shown(self) -> str:
        """What stands beside the band: its reading, else its level or levels."""
        if self.reading or self.lower is None or self.upper is None:
            return self.reading
        return wording.span(self.lower, self.upper)

    @property
    def said(self) -> str:
        """The row in words."""
        parts = [] if self.lower is None or self.upper is None else [wording.span(self.lower, self.upper)]
        parts += [self.reading] if self.reading and self.reading not in parts else []
        return f"{self.label}: {', '.join(parts) or 'no level'}"


@dataclass(frozen=True, slots=True)
class Bands:
    """Level bands under each other; only the ends of the scale are named."""

    rows: tuple[Band, ...]
    ends: tuple[str, str] = ("coexistence", "collaboration")

    @property
    def said(self) -> str:
        """The picture in words."""
        return ". ".join(row.said for row in self.rows) + "."


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as SVG in UTF-8, with what it shows in words. ``width``: share of the width of the text."""

    svg: bytes
    alt: str
    width: float = 1.0
    caption: str = ""

    def __post_init__(self) -> None:
        """Refuse a drawing that says nothing to those who do not see it."""
        if not self.alt.strip():
            raise ValueError("A picture needs words for those who do not see it.")
        if not 0 < self.width <= 1:
            raise ValueError(f"The width of a picture is a share of the text’s, not {self.width}.")


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a new page."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Sources in full, one a line."""

    entries: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place to sign: as what, and who."""

    role: str
    name: Words


@dataclass(frozen=True, slots=True)
class Signatures:
    """Places to sign, two to a row, with a line for the date."""

    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """Blocks that stay on one page. What is longer than a page does not belong here."""

    blocks: tuple[Block, ...]

    def __post_init__(self) -> None:
        """Refuse a page break among what stays on one page."""
        if any(isinstance(block, PageBreak) for block in flat(self.blocks)):
            raise ValueError("Blocks that stay together have no page break among them.")


Block: TypeAlias = (
    Heading
    | Paragraph
    | Points
    | Definitions
    | Table
    | Callout
    | Figures
    | Bands
    | Picture
    | PageBreak
    | Sources
    | Signatures
    | Together
)


@dataclass(frozen=True, slots=True)
class Terms:
    """The fixed words of a sheet, in its language."""

    page: str = "Page {page} of {pages}"
    contents: str = "Contents"
    fictional: str = "Fictional administration"
    signature: str = "Signature"
    date: str = "Date"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole report.

    ``above``: the line over the title; ``finding``: the one sentence under it; ``running`` and ``foot``: the line at
    the head and at the foot of every page; ``classification``: stands on every page if given, and so does that the
    administration is fictional. ``made_at``: with its zone; the same sheet gives the same file.
    ``language``: as in ``en-GB``; it decides the direction of the page.
    """

    title: str
    blocks: tuple[Block, ...]
    made_at: datetime
    above: str = ""
    subtitle: str = ""
    finding: str = ""
    running: str = ""
    foot: str = ""
    classification: str = ""
    fictional: bool = False
    contents: bool = False
    author: str = ""
    subject: str = ""
    language: str = "en-GB"
    terms: Terms = field(default_factory=Terms)

    def __post_init__(self) -> None:
        """Refuse a sheet without a title or a time zone, and headings that skip a level."""
        if not self.title.strip():
            raise ValueError("A sheet needs a title.")
        if self.made_at.tzinfo is None:
            raise ValueError("The time at which a sheet was made needs its zone.")
        above = 0
        for heading in self.headings:
            if heading.level > above + 1:
                raise ValueError(f"The heading “{plain(pieces(heading.words))}” skips a level.")
            above = heading.level

    @property
    def headings(self) -> Iterator[Heading]:
        """All headings that have words, in order."""
        return (block for block in shown(flat(self.blocks)) if isinstance(block, Heading))

    @property
    def right_to_left(self) -> bool:
        """Whether the page is laid out from right to left."""
        return self.language.partition("-")[0] in ("ar", "fa", "he", "ur")


def flat(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield all blocks, those that stay together one by one."""
    for block in blocks:
        if isinstance(block, Together):
            yield from flat(block.blocks)
        else:
            yield block


def shown(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks that have something to show."""
    for block in blocks:
        match block:
            case Heading(words) | Paragraph(words):
                something = bool(lines(words))
            case Points(items) | Sources(items):
                something = any(map(lines, items))
            case Definitions(rows) | Bands(rows):
                something = bool(rows)
            case Table():
                something = bool(block.columns or block.rows)
            case Callout():
                something = bool(lines(block.title)) or any(map(lines, block.paragraphs))
            case Figures(entries) | Signatures(entries):
                something = bool(entries)
            case Together(inner):
                something = any(True for _ in shown(inner))
            case Picture() | PageBreak():
                something = True
        if something:
            yield block


def cell_of(cell: Words | Cell) -> Cell:
    """Return a cell, whether it was given as one or as its words."""
    return cell if isinstance(cell, Cell) else Cell(cell)


def pieces(words: Words) -> Text:
    """Return a text in pieces, without what no document can carry."""
    if isinstance(words, str):
        return (Span(clean(words)),)
    return tuple(replace(span, text=clean(span.text)) for span in words)


def clean(text: str) -> str:
    """Return a text without control characters and marks of direction, each line end as one sign."""
    return _UNFIT.sub("", _LINE_END.sub("\n", text))


def lines(words: Words) -> tuple[Text, ...]:
    """Return the lines of a text, each in its pieces; none where there is no word."""
    found: list[list[Span]] = [[]]
    for span in pieces(words):
        for number, text in enumerate(span.text.split("\n")):
            if number:
                found.append([])
            if text:
                found[-1].append(replace(span, text=text))
    return tuple(map(tuple, found)) if any(found) else ()


def strong(text: str) -> Span:
    """Return a piece that carries the weight of its line."""
    return Span(text, strong=True)


def quiet(text: str) -> Span:
    """Return a piece that only helps."""
    return Span(text, quiet=True)


def blank(text: str) -> Span:
    """Return a blank in brackets, to be filled in by hand."""
    return Span(f"[{text}]", open=True)


def dated(day: date) -> str:
    """Return ``5 October 2026``, whatever the language of the computer."""
    return f"{day.day}{wording.NBSP}{_MONTHS[day.month - 1]}{wording.NBSP}{day.year}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
