"""Checks of programmes and of documents that can be drafted: references to steps, items and powers, placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from diagnostic.content.faults import Fault
from diagnostic.content.placing import Items, Place, twice
from diagnostic.content.schemas import nearest
from diagnostic.content.strict import Document, Path_

#: The words in braces that a clause may use; the program fills them in.
PLACEHOLDERS = (
    "customs", "police", "country", "round", "date", "target", "customs_ministry", "police_ministry", "committee",
)  # fmt: skip


def programmes(files: list[tuple[Path, Document]], steps: list[str], *, complete: bool) -> Iterator[Fault]:
    """Yield the faults of programmes: ids that stand twice, steps that do not exist."""
    seen: dict[str, Place] = {}
    for _, document in files:
        for index, data in enumerate(document.data["programmes"]):
            place = Place(document, ("programmes", index), data)
            if seen.setdefault(data["id"], place) is not place:
                yield twice(place, "id", data["id"], seen[data["id"]])
            for number, step in enumerate(data["supports"]):
                if complete and step not in steps:
                    yield place.fault(("supports", number), f"unknown step '{step}'", nearest(step, steps))


def drafts(files: list[tuple[Path, Document]], items: Items, steps: list[str], *, complete: bool) -> Iterator[Fault]:
    """Yield the faults of drafts: ids that stand twice, conditions and notes on what does not exist."""
    documents: dict[str, Place] = {}
    clauses: dict[str, Place] = {}
    for _, document in files:
        head = Place(document, ("document",), document.data["document"])
        if documents.setdefault(head.data["id"], head) is not head:
            yield twice(head, "id", head.data["id"], documents[head.data["id"]])
        for number, step in enumerate(head.data["steps"]):
            if complete and step not in steps:
                yield head.fault(("steps", number), f"unknown step '{step}'", nearest(step, steps))
        for place in _clauses(head):
            if clauses.setdefault(place.data["id"], place) is not place:
                yield twice(place, "id", place.data["id"], clauses[place.data["id"]])
            yield from _clause(place, items, steps, complete=complete)


def _clauses(head: Place) -> Iterator[Place]:
    for section, data in enumerate(head.data["sections"]):
        for number, clause in enumerate(data["clauses"]):
            yield Place(head.document, (*head.path, "sections", section, "clauses", number), clause)


def _clause(place: Place, items: Items, steps: list[str], *, complete: bool) -> Iterator[Fault]:
    data = place.data
    if data["when"] != "always":
        yield from _when(place, ("when",), data["when"], items, steps, complete=complete)
    for number, id in enumerate(data["from"]):
        if complete and id not in items:
            yield place.fault(("from", number), f"unknown item '{id}'", nearest(id, list(items)))
    texts: list[tuple[Path_, str]] = [(("list", number), text) for number, text in enumerate(data.get("list", ()))]
    texts += (
        [(("text",), data["text"])]
        if isinstance(data["text"], str)
        else [(("text", number), text) for number, text in enumerate(data["text"])]
    )
    for path, text in texts:
        for word in re.findall(r"\{(.*?)\}", text):
            if word not in PLACEHOLDERS:
                yield place.fault(
                    path, f"the clause uses {{{word}}}, which cannot be filled", nearest(word, PLACEHOLDERS)
                )


def _when(
    place: Place, path: Path_, when: Mapping[str, Any], items: Items, steps: list[str], *, complete: bool
) -> Iterator[Fault]:
    for key in ("any", "all"):
        for number, part in enumerate(when.get(key, ())):
            yield from _when(place, (*path, key, number), part, items, steps, complete=complete)
    if not complete:
        return
    for key in ("item", "power"):
        if key not in when:
            continue
        item = items.get(when[key])
        if item is None:
            yield place.fault((*path, key), f"unknown item '{when[key]}'", nearest(when[key], list(items)))
        elif key == "power" and item.data["kind"] != "power":
            yield place.fault((*path, key), f"'{when[key]}' is no power", "name a power such as a_9")
        elif key == "item" and "statements" not in item.data:
            yield place.fault((*path, key), f"'{when[key]}' has no levels", "name an item with levels")
    if "step" in when and when["step"] not in steps:
        yield place.fault((*path, "step"), f"unknown step '{when['step']}'", nearest(when["step"], steps))
