"""From a catalogue of clauses to one draft: those that the answers and the plan call for, filled and numbered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from diagnostic import wording
from diagnostic.content.catalogue import Article, Clause, Draft
from diagnostic.content.model import Reference
from diagnostic.documents.basis import Basis
from diagnostic.documents.filling import fill
from diagnostic.documents.model import Block, ClauseNote, Document, Line, Part, Span, Table, Text
from diagnostic.documents.tables import table

#: Parts that stand outside the numbered articles.
_UNNUMBERED = ("signatures", "annex")
#: Parts of which each is a sheet of its own.
_SHEET = re.compile(r"Form [A-Z]:|Part [B-Z]\b|Annex\b|Signatures\b")
_FORM = re.compile(r"Form [A-Z]\b")
#: A choice of a form that is shorter than this stays on one line.
_SHORT = 32
#: The value of a form's line that is nothing but a blank.
_EMPTY = re.compile(r"\[(?:…|number|name|date|place)\]\.?")


def assemble(draft: Draft, basis: Basis, *, notes: bool = True) -> Document:
    """Return a draft for a result: the clauses whose condition holds, with notes if they are wanted."""
    kept = [
        (article, clauses)
        for article in draft.articles
        if (clauses := [clause for clause in article.clauses if basis.holds(clause.when)])
    ]
    numbers: dict[str, str] = {}
    for article, _ in kept:
        if article.id not in _UNNUMBERED:
            numbers[article.heading] = str(len(numbers) + 1)
    basis = replace(basis, words=replace(basis.words, articles=numbers))
    words = basis.words
    return Document(
        id=draft.id,
        title=draft.title,
        kind=draft.kind,
        parties=f"{words.customs} and {words.police}",
        country=words.country,
        round=words.round,
        drafted_on=basis.drafted_on,
        about=tuple(_about(basis, notes)),
        parts=tuple(
            _part(draft, article, clauses, numbers.get(article.heading, ""), basis, notes) for article, clauses in kept
        ),
        sources=tuple(_full_sources((clause for _, clauses in kept for clause in clauses), basis)) if notes else (),
    )


def _about(basis: Basis, notes: bool) -> Iterator[str]:
    words = basis.words
    if basis.whose == "both":
        answers = f"the answers of {words.customs} and {words.police}, as claimed"
    else:
        answers = f"the answers of {words.name(basis.whose)} alone, as claimed; those of the other agency are not known"
    steps = len(basis.planned)
    plan = f", and from a plan of {wording.count(steps, 'step')}" if steps else ""
    yield f"Prepared from {answers}, in the round {words.round}{plan}. It is not legal advice and binds nobody."
    yield (
        "Text in [brackets] is for the parties to choose or to complete. A clause that the law of the country rules "
        "out is to be deleted."
    )
    if notes:
        yield "Notes in grey say why a clause is here and where it comes from. Remove them before signature."


def _part(draft: Draft, article: Article, clauses: list[Clause], number: str, basis: Basis, notes: bool) -> Part:
    blocks = []
    count = 0
    form = draft.kind == "form" and bool(_FORM.match(article.heading))
    for clause in clauses:
        lines = []
        for text in clause.text:
            count += 1
            own = "" if article.id == "signatures" else f"{number}.{count}" if number else str(count)
            lines.append(Line(own, fill(text, basis.words)))
        tables = [made] if (made := table(clause, basis)) else []
        if form and clause.list:
            tables.insert(0, _fields(clause, basis))
        in_table = form or (clause.table == "blank_rows" and not clause.columns)
        blocks.append(
            Block(
                clause.id,
                tuple(lines),
                () if in_table else tuple(_lettered(clause, basis)),
                tuple(tables),
                _note(clause, basis) if notes else None,
            )
        )
    return Part(article.id, number, article.heading, tuple(blocks), new_page=bool(_SHEET.match(article.heading)))


def _lettered(clause: Clause, basis: Basis) -> Iterator[Line]:
    for place, text in enumerate(clause.list):
        yield Line(f"({_letter(place)})", fill(text, basis.words))


def _letter(place: int) -> str:
    """Return a to z, then aa, ab."""
    return (_letter(place // 26 - 1) if place >= 26 else "") + chr(ord("a") + place % 26)


# ---------------------------------------------------------------- forms


def _fields(clause: Clause, basis: Basis) -> Table:
    """Return the sub-items of a form's clause as lines with room for an entry."""
    rows = []
    for text in clause.list:
        label, entry = _divided(text)
        value = () if _EMPTY.fullmatch(entry) else _boxes(fill(entry, basis.words))
        rows.append((fill(label, basis.words), value))
    return Table("fields", (), tuple(rows), (42, 58), blank=True)


def _divided(text: str) -> tuple[str, str]:
    """Divide ``Post: [number]`` at its first colon, ``The case is [taken / returned]`` at its first bracket."""
    found = re.search(r": | (?=\[)", text)
    return (text[: found.start()], text[found.end() :]) if found else (text, "")


def _boxes(text: Text) -> Text:
    """Turn choices in brackets into boxes to tick: a form is filled in by hand, again and again."""
    spans = []
    for span in text:
        if span.open and (options := _options(span.text)):
            spans.append(Span("   ".join(f"☐{wording.NBSP}{option}" for option in options)))
        elif span.open:
            spans.append(Span("……………"))
        else:
            spans.append(span)
    return tuple(spans)


def _options(choice: str) -> list[str]:
    """Return the alternatives of ``[a / b / other: […]]``; none where there is nothing to choose from."""
    found, depth, start = [], 0, 1
    for place, sign in enumerate(choice):
        depth += (sign == "[") - (sign == "]")
        if depth == 1 and choice.startswith(" / ", place):
            found.append(choice[start:place])
            start = place + 3
    if not found:
        return []
    options = [re.sub(r"\[[^\]]*\]", "…………", option) for option in [*found, choice[start:-1]]]
    return [option.replace(" ", wording.NBSP) if len(option) < _SHORT else option for option in options]


# ---------------------------------------------------------------- notes


def _note(clause: Clause, basis: Basis) -> ClauseNote:
    known = basis.result.instrument.by_id
    return ClauseNote(
        why=clause.note,
        answers=tuple(basis.said(known[id]) for id in clause.behind if id in known),
        sources=_sources(clause.sources, basis),
    )


def _sources(references: Iterable[Reference], basis: Basis) -> str:
    """Return sources in one line, each document once with its places."""
    places: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for reference in references:
        names[reference.key] = basis.source(reference)
        places.setdefault(reference.key, []).extend([reference.place] if reference.place else [])
    return "; ".join(", ".join([names[key], *found]) for key, found in places.items())


def _full_sources(clauses: Iterable[Clause], basis: Basis) -> Iterator[str]:
    keys = dict.fromkeys(reference.key for clause in clauses for reference in clause.sources)
    found = [basis.sources[key] for key in keys if key in basis.sources and key != "toolkit"]
    for source in sorted(found, key=lambda source: source.title.casefold()):
        yield f"{source.title}. {source.publisher}, {'no date' if source.date == 'not stated' else source.date}."
