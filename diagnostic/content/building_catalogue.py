"""From plain, schema-checked data to programmes and drafts."""

from __future__ import annotations

from typing import Any

from diagnostic.content import catalogue as c
from diagnostic.content.building import Data, notes, reference, references


def programmes(data: Data) -> tuple[c.Programme, ...]:
    """Build the programmes of one file."""
    return tuple(
        c.Programme(
            id=entry["id"],
            name=entry["name"],
            owner=entry["owner"],
            kind=entry["kind"],
            gives=entry["gives"],
            ask=entry["ask"],
            supports=tuple(entry["supports"]),
            sources=references(entry),
            facts=tuple(c.DatedFact(f["text"], f["date"], reference(f["source"])) for f in entry.get("facts", ())),
            limits=notes(entry.get("limits", ())),
        )
        for entry in data["programmes"]
    )


def draft(data: Data) -> c.Draft:
    """Build one document that can be drafted."""
    document = data["document"]
    return c.Draft(
        id=document["id"],
        title=document["title"],
        kind=document["kind"],
        purpose=document["purpose"],
        steps=tuple(document["steps"]),
        articles=tuple(
            c.Article(
                section["id"],
                section["heading"],
                tuple(_clause(clause) for clause in section["clauses"]),
            )
            for section in document["sections"]
        ),
        sources=references(document),
    )


def _clause(data: Data) -> c.Clause:
    text = data["text"]
    return c.Clause(
        id=data["id"],
        text=(text,) if isinstance(text, str) else tuple(text),
        note=data["note"],
        sources=references(data),
        when=_when(data["when"]),
        list=tuple(data.get("list", ())),
        table=data.get("table", ""),
        columns=tuple(data.get("columns", ())),
        rows=data.get("rows", 0),
        behind=tuple(data["from"]),
    )


def _when(data: Any) -> c.When:
    if data == "always":
        return c.ALWAYS
    return c.When(
        item=data.get("item", ""),
        below=data.get("below"),
        at_least=data.get("at_least"),
        step=data.get("step", ""),
        power=data.get("power", ""),
        finding=tuple(data.get("finding", ())),
        third_agency=data.get("third_agency", ""),
        any=tuple(_when(part) for part in data.get("any", ())),
        all=tuple(_when(part) for part in data.get("all", ())),
    )
