"""What advice and drafts draw on: programmes that support a step, and documents made of clauses."""

from __future__ import annotations

from dataclasses import dataclass

from diagnostic.content.model import Note, Reference


@dataclass(frozen=True, slots=True)
class DatedFact:
    """A fact with the date that it holds for."""

    text: str
    date: str
    source: Reference


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme or tool of an international organisation. ``supports``: ids of steps that it helps with."""

    id: str
    name: str
    owner: str
    kind: str
    gives: str
    ask: str
    supports: tuple[str, ...]
    sources: tuple[Reference, ...]
    facts: tuple[DatedFact, ...] = ()
    limits: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class When:
    """A condition on answers and plan, under which a clause stands in a draft.

    Exactly one of: nothing (always); ``item`` with ``below`` or ``at_least`` on its joint lower bound; ``step`` in the
    plan; ``power`` with one of some ``finding``; ``third_agency`` named in the context; ``any`` or ``all`` of others.
    """

    item: str = ""
    below: int | None = None
    at_least: int | None = None
    step: str = ""
    power: str = ""
    finding: tuple[str, ...] = ()
    third_agency: str = ""
    any: tuple[When, ...] = ()
    all: tuple[When, ...] = ()

    @property
    def always(self) -> bool:
        """Whether nothing is asked."""
        return self == ALWAYS


ALWAYS = When()


@dataclass(frozen=True, slots=True)
class Clause:
    """Paragraphs, and what may follow them: sub-items, and a table that the program fills.

    ``columns`` and ``rows`` shape a table of blanks. ``note``: why it is here; ``behind``: the items whose answers
    the note quotes.
    """

    id: str
    text: tuple[str, ...]
    note: str
    sources: tuple[Reference, ...]
    when: When = ALWAYS
    list: tuple[str, ...] = ()
    table: str = ""
    columns: tuple[str, ...] = ()
    rows: int = 0
    behind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """Clauses under one heading."""

    id: str
    heading: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that can be drafted. ``steps``: those it carries out."""

    id: str
    title: str
    kind: str
    purpose: str
    steps: tuple[str, ...]
    articles: tuple[Article, ...]
    sources: tuple[Reference, ...]

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """All clauses, in order."""
        return tuple(clause for article in self.articles for clause in article.clauses)
