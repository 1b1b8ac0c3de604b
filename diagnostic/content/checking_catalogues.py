"""Checks of the catalogues beside the questionnaires: steps, x-rays, sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from diagnostic.content.faults import Fault
from diagnostic.content.placing import Items, Place, circles, twice
from diagnostic.content.schemas import nearest
from diagnostic.content.strict import Document, Path_

#: The words in braces that the finding of an x-ray may use, by rule.
PLACEHOLDERS: dict[str, set[str]] = {
    "level_without_evidence": {"agency", "item", "level"},
    "scope_not_said": {"agency", "item", "level"},
    "level_against_choice": {"agency", "item", "level", "choice"},
    "voices_apart": {"agency", "other", "item", "level", "other_level"},
    "provider_recipient": {"agency", "other", "item", "level", "other_level"},
    "agreed_above_both": {"item", "level", "other_level"},
    "self_rating_above": {"agency", "level", "other_level"},
    "ceiling_below_level": {"agency", "item", "level", "needs"},
    "authority_without_means": {"agency", "item", "limits"},
    "not_applicable_to_one": {"agency", "other", "item"},
    "law_disputed": {"agency", "other", "item", "level"},
    "not_counted": {"agency", "item"},
    "none_known_without_count": {"agency", "item", "other_level"},
}


def steps(steps: list[Place], items: Items, *, complete: bool) -> Iterator[Fault]:
    """Yield the faults of steps: ids, references, ranges, prerequisites that lead back to themselves."""
    by_id: dict[str, Place] = {}
    for step in steps:
        if by_id.setdefault(step.data["id"], step) is not step:
            yield twice(step, "id", step.data["id"], by_id[step.data["id"]])
    for step in steps:
        for path, entry in _leveled_entries(step):
            item = items.get(entry["item"])
            if item is None:
                if complete:
                    yield step.fault(
                        (*path, "item"),
                        f"unknown item '{entry['item']}'",
                        nearest(entry["item"], list(items)),
                    )
            elif "statements" not in item.data:
                yield step.fault((*path, "item"), f"'{entry['item']}' has no levels", "name an item with levels")
        for index, id in enumerate(step.data.get("needs", {}).get("steps", ())):
            if complete and id not in by_id:
                yield step.fault(("needs", "steps", index), f"unknown step '{id}'", nearest(id, list(by_id)))
        if complete:
            yield from _never(step, steps)
        for key in ("effort", "duration"):
            if step.data[key]["low"] > step.data[key]["high"]:
                yield step.fault((key, "low"), f"the {key} runs from high to low", "write the smaller number as 'low'")
    yield from circles(by_id, _needed_steps, "list of prerequisites", ("needs",))


def _never(step: Place, steps: list[Place]) -> Iterator[Fault]:
    """Yield why a step can never be chosen: it needs a level that no other step lifts an item to, or undoes itself."""
    own = {lift["item"]: lift["to"] for lift in step.data["lifts"]}
    for index, need in enumerate(step.data.get("needs", {}).get("items", ())):
        path = ("needs", "items", index, "at_least")
        reached = [
            lift["to"]
            for other in steps
            for lift in other.data["lifts"]
            if other is not step and lift["item"] == need["item"]
        ]
        if own.get(need["item"], 5) <= need["at_least"]:
            message = f"the step lifts '{need['item']}' to level {own[need['item']]} and needs it at {need['at_least']}"
            yield step.fault(path, message, "ask for less, or lift it higher")
        elif max(reached, default=1) < need["at_least"]:
            message = f"no step lifts '{need['item']}' to level {need['at_least']}, so this one can never be chosen"
            yield step.fault(path, message, "ask for less, or add a step that lifts it")


def _leveled_entries(step: Place) -> Iterator[tuple[Path_, Mapping[str, Any]]]:
    for index, lift in enumerate(step.data["lifts"]):
        yield ("lifts", index), lift
    for index, need in enumerate(step.data.get("needs", {}).get("items", ())):
        yield ("needs", "items", index), need
    for index, need in enumerate(step.data.get("safeguards", ())):
        yield ("safeguards", index), need


def _needed_steps(step: Place) -> list[tuple[Path_, str]]:
    return [(("needs", "steps", index), id) for index, id in enumerate(step.data.get("needs", {}).get("steps", ()))]


def xrays(document: Document, items_of: Mapping[str, list[Items]], *, complete: bool) -> Iterator[Fault]:
    """Yield the faults of the x-rays of an instrument: references, and words that their rule does not know."""
    instrument = document.data["instrument"]
    if instrument not in items_of:
        if complete:
            yield document.fault(
                ("instrument",), f"unknown instrument '{instrument}'", nearest(instrument, list(items_of))
            )
        return
    items = {id: place for version in items_of[instrument] for id, place in version.items()}
    seen: dict[str, Place] = {}
    for index, data in enumerate(document.data["xrays"]):
        place = Place(document, ("xrays", index), data)
        if seen.setdefault(data["id"], place) is not place:
            yield twice(place, "id", data["id"], seen[data["id"]])
        allowed = PLACEHOLDERS[data["rule"]]
        for word in re.findall(r"\{(.*?)\}", data["finding"]):
            if word not in allowed:
                message = f"the finding uses {{{word}}}, which this rule does not know"
                yield place.fault("finding", message, nearest(word, sorted(allowed)))
        settings = data.get("with", {})
        for key in ("item", "other"):
            if complete and key in settings and settings[key] not in items:
                yield place.fault(("with", key), f"unknown item '{settings[key]}'", nearest(settings[key], list(items)))
        known = sorted({item.data["dimension"] for item in items.values()})
        for number, id in enumerate(settings.get("dimensions", ())):
            if complete and id not in known:
                yield place.fault(("with", "dimensions", number), f"unknown dimension '{id}'", nearest(id, known))
        if "field" in settings and settings.get("other") in items:
            yield from _named_choices(place, items[settings["other"]].data)


def _named_choices(place: Place, other: Mapping[str, Any]) -> Iterator[Fault]:
    settings = place.data["with"]
    fields = {field["id"]: field for field in other.get("fields", ())}
    if settings["field"] not in fields:
        yield place.fault(
            ("with", "field"),
            f"unknown field '{settings['field']}'",
            nearest(settings["field"], list(fields)),
        )
        return
    known = [choice["id"] for choice in fields[settings["field"]].get("choices", ())]
    for index, id in enumerate(settings["any_of"]):
        if id not in known:
            yield place.fault(("with", "any_of", index), f"unknown choice '{id}'", nearest(id, known))


def sources(
    files: list[tuple[Path, Document]], documents: Mapping[Path, Document], *, complete: bool
) -> Iterator[Fault]:
    """Yield every source that is named somewhere and stands in no catalogue of sources."""
    known = [key for _, document in files for key in document.data["sources"]]
    if not complete:
        return
    for document in documents.values():
        for path, text in _references(document.data, ()):
            key = text.partition(" ")[0]
            if key not in known:
                yield document.fault(path, f"unknown source '{key}'", nearest(key, known))


def _references(data: Any, path: Path_) -> Iterator[tuple[Path_, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "source" and isinstance(value, str):
                yield (*path, key), value
            elif key == "sources" and isinstance(value, list):
                yield from (((*path, key, index), text) for index, text in enumerate(value))
            else:
                yield from _references(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _references(value, (*path, index))
