"""What no schema can see: ids used twice, references to nothing, circles, requirements nobody rates.

Works on documents, not on the model, so that every fault names its line and column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from diagnostic.content import checking_catalogues as catalogues
from diagnostic.content import checking_drafts
from diagnostic.content.faults import Fault
from diagnostic.content.placing import Items, Place, circles, twice
from diagnostic.content.schemas import nearest
from diagnostic.content.strict import Document, Path_

#: Kinds of item that can rate a dimension.
RATING = {"relationship", "maturity", "exposure"}


def check(root: Path, documents: Mapping[Path, Document], *, complete: bool) -> list[Fault]:
    """Return the faults across files.

    ``complete``: every file could be read, so that a missing reference is a fault and not a consequence.
    """
    by_format: dict[str, list[tuple[Path, Document]]] = {}
    for path, document in documents.items():
        by_format.setdefault(document.data["format"], []).append((path, document))
    faults: list[Fault] = []
    instruments = by_format.get("cpdiag-instrument/1", [])
    names = [document.data["id"] for _, document in instruments]
    items_of: dict[str, list[Items]] = {}
    items_by_policy: dict[str, list[Items]] = {}
    owner: dict[str, tuple[str, Place]] = {}
    used: set[Path] = set()
    for path, document in instruments:
        head = Place(document, (), document.data)
        faults += _version_folder(path, head, root)
        items, section_faults = _items(path, head, documents, used, complete=complete)
        faults += section_faults
        faults += _instrument(head, items, complete=complete)
        if complete and "mirrors" in document.data and document.data["mirrors"] not in names:
            remedy = nearest(document.data["mirrors"], names)
            faults.append(head.fault("mirrors", f"unknown instrument '{document.data['mirrors']}'", remedy))
        items_of.setdefault(document.data["id"], []).append(items)
        items_by_policy.setdefault(document.data["policy"], []).append(items)
        for id, place in items.items():
            name, first = owner.setdefault(id, (document.data["id"], place))
            if name != document.data["id"]:
                faults.append(twice(place, "id", id, first))
    if complete:
        for path, document in by_format.get("cpdiag-section/1", []):
            if path not in used:
                remedy = "list it under 'sections' of instrument.yaml, or remove it"
                faults.append(document.fault((), "no instrument lists this section", remedy))
    policies: dict[str, Place] = {}
    for path, document in by_format.get("cpdiag-policy/1", []):
        head = Place(document, (), document.data)
        faults += _version_folder(path, head, root)
        faults += _unique_heads(policies, head)
        if document.data["id"] not in items_by_policy and complete:
            faults.append(head.fault("id", "no instrument names this policy", "name it in an instrument, or remove it"))
        for items in items_by_policy.get(document.data["id"], []):
            faults += _policy(head, items, complete=complete)
    if complete:
        for _, document in instruments:
            if document.data["policy"] not in policies:
                remedy = nearest(document.data["policy"], list(policies))
                faults.append(document.fault(("policy",), f"unknown policy '{document.data['policy']}'", remedy))
    every_item: Items = {id: place for id, (_, place) in owner.items()}
    steps = [
        Place(document, ("steps", index), step)
        for _, document in by_format.get("cpdiag-steps/1", [])
        for index, step in enumerate(document.data["steps"])
    ]
    faults += catalogues.steps(steps, every_item, complete=complete)
    step_ids = [step.data["id"] for step in steps]
    for id, place in every_item.items():
        for index, step in enumerate(place.data.get("solution", {}).get("steps", ())):
            if complete and step not in step_ids:
                message = f"the solution of '{id}' names the unknown step '{step}'"
                faults.append(place.fault(("solution", "steps", index), message, nearest(step, step_ids)))
    faults += checking_drafts.programmes(by_format.get("cpdiag-programmes/1", []), step_ids, complete=complete)
    faults += checking_drafts.drafts(by_format.get("cpdiag-clauses/1", []), every_item, step_ids, complete=complete)
    for _, document in by_format.get("cpdiag-xrays/1", []):
        faults += catalogues.xrays(document, items_of, complete=complete)
    faults += catalogues.sources(by_format.get("cpdiag-sources/1", []), documents, complete=complete)
    return faults


def _unique_heads(seen: dict[str, Place], head: Place) -> list[Fault]:
    first = seen.setdefault(head.data["id"], head)
    return [] if first is head else [twice(head, "id", head.data["id"], first)]


def _version_folder(path: Path, head: Place, root: Path) -> list[Fault]:
    """A version lies in the folder of its name, so that two versions never share files."""
    version = head.data.get("version", head.data["id"])
    folder = "/".join(path.parent.relative_to(root).parts[-2:])
    if folder == version:
        return []
    key = "version" if "version" in head.data else "id"
    return [head.fault(key, f"version {version} lies in the folder {folder}", f"move it to a folder {version}")]


def _items(
    path: Path, head: Place, documents: Mapping[Path, Document], used: set[Path], *, complete: bool
) -> tuple[Items, list[Fault]]:
    items: Items = {}
    sections: dict[str, Place] = {}
    faults: list[Fault] = []
    for index, name in enumerate(head.data["sections"]):
        section_path = path.parent / name
        used.add(section_path)
        document = documents.get(section_path)
        if document is None or document.data["format"] != "cpdiag-section/1":
            if complete or not section_path.exists():
                remedy = "write the file, or take the name out"
                faults.append(head.fault(("sections", index), f"the section file '{name}' is missing", remedy))
            continue
        section = Place(document, (), document.data)
        first = sections.setdefault(document.data["id"], section)
        if first is not section:
            faults.append(twice(section, "id", document.data["id"], first))
        for number, data in enumerate(document.data["items"]):
            place = Place(document, ("items", number), data)
            known = items.setdefault(data["id"], place)
            if known is not place:
                faults.append(twice(place, "id", data["id"], known))
    return items, faults


def _instrument(head: Place, items: Items, *, complete: bool) -> list[Fault]:
    faults: list[Fault] = []
    dimensions: dict[str, Place] = {}
    for index, data in enumerate(head.data["dimensions"]):
        place = Place(head.document, ("dimensions", index), data)
        if dimensions.setdefault(data["id"], place) is not place:
            faults.append(twice(place, "id", data["id"], dimensions[data["id"]]))
    rated = {place.data["dimension"] for place in items.values() if place.data.get("rates")}
    asks = any(place.data["kind"] != "opinion" for place in items.values())
    for id, place in dimensions.items():
        if complete and asks and place.data.get("group") != "context" and id not in rated:
            faults.append(place.fault("id", f"no item rates the dimension '{id}'", "let an item say 'rates: true'"))
    groups = {id: str(place.data.get("group", "continuum")) for id, place in dimensions.items()}
    for place in items.values():
        faults += _item(place, items, groups, complete=complete)
    faults += circles(items, _conditions_of, "visibility", ("visible_when", "rates_when"))
    return faults


def _item(place: Place, items: Items, groups: Mapping[str, str], *, complete: bool) -> Iterator[Fault]:
    data, id = place.data, place.data["id"]
    if data["dimension"] not in groups:
        remedy = nearest(data["dimension"], list(groups))
        yield place.fault("dimension", f"unknown dimension '{data['dimension']}'", remedy)
    elif data.get("rates") and (data["kind"] == "exposure") != (groups[data["dimension"]] == "exposure"):
        message = f"'{id}' is of kind {data['kind']} and rates '{data['dimension']}'"
        yield place.fault("dimension", message, "an exposure rates an axis (group: exposure), and nothing else does")
    if data["origin"] == "toolkit" and ("added_to" in data) == ("reference" in data):
        says = "both a box and a reference" if "added_to" in data else "neither a box nor a reference"
        yield place.fault((), f"the addition '{id}' names {says}", "give it added_to or reference")
    levels = [line["level"] for line in data.get("statements", ())]
    if levels and sorted(levels) != [1, 2, 3, 4, 5]:
        yield place.fault("statements", f"the statements of '{id}' have the levels {levels}", "write 1 to 5, each once")
    if data["kind"] in ("power", "narrative") and levels:
        yield place.fault("statements", f"a {data['kind']} item has no levels", "remove the statements")
    if data.get("rates") and data["kind"] not in RATING:
        remedy = f"remove 'rates', or make it {' or '.join(sorted(RATING))}"
        article = "an" if data["kind"] == "opinion" else "a"
        yield place.fault("rates", f"{article} {data['kind']} item rates nothing", remedy)
    if "areas" in data and "limits" in data:
        yield place.fault("limits", "an authority by area has no limits", "keep 'areas' or 'limits'")
    if "access" in data:
        yield from _access(place, items, complete=complete)
    for key in ("visible_when", "rates_when"):
        if key in data:
            yield from _condition(place, key, items, complete=complete)
    for path, choices in _choice_lists(data):
        for word in ("id", "label"):
            values = [choice[word] for choice in choices]
            for index, value in enumerate(values):
                if value in values[:index]:
                    message = f"the {word} '{value}' stands twice in one list"
                    yield place.fault((*path, index, word), message, f"give each choice its own {word}")
    yield from _asked_when(place)
    names = [field["id"] for field in data.get("fields", ())]
    for index, name in enumerate(names):
        if name in names[:index]:
            yield place.fault(("fields", index, "id"), f"the field '{name}' stands twice", "give it another id")


def _asked_when(place: Place) -> Iterator[Fault]:
    known = {
        field["id"]: [choice["id"] for choice in field.get("choices", ())] for field in place.data.get("fields", ())
    }
    for index, field in enumerate(place.data.get("fields", ())):
        wanted = field.get("asked_when")
        if wanted is None:
            continue
        path = ("fields", index, "asked_when")
        if wanted["field"] not in known or wanted["field"] == field["id"]:
            others = [id for id in known if id != field["id"]]
            yield place.fault((*path, "field"), f"unknown field '{wanted['field']}'", nearest(wanted["field"], others))
        elif wanted["choice"] not in known[wanted["field"]]:
            remedy = nearest(wanted["choice"], known[wanted["field"]])
            yield place.fault((*path, "choice"), f"unknown choice '{wanted['choice']}'", remedy)


def _choice_lists(data: Mapping[str, Any]) -> Iterator[tuple[Path_, list[Mapping[str, Any]]]]:
    for key in ("areas", "limits"):
        if key in data:
            yield (key,), data[key]
    for index, field in enumerate(data.get("fields", ())):
        if "choices" in field:
            yield ("fields", index, "choices"), field["choices"]


def _access(place: Place, items: Items, *, complete: bool) -> Iterator[Fault]:
    id, wanted = place.data["id"], place.data["access"]
    access = items.get(wanted)
    if access is None:
        if complete:
            yield place.fault("access", f"unknown item '{wanted}'", nearest(wanted, list(items)))
    elif access.data.get("rates_when", {}).get("item") != id:
        message = f"'{wanted}' does not wait for the authority of '{id}'"
        yield access.fault("id", message, f"add rates_when: {{item: {id}, authority: [partial, none]}}")


def _condition(place: Place, key: str, items: Items, *, complete: bool) -> Iterator[Fault]:
    condition = place.data[key]
    parent = items.get(condition["item"])
    if parent is None:
        if complete:
            message = f"unknown item '{condition['item']}'"
            yield place.fault((key, "item"), message, nearest(condition["item"], list(items)))
    elif "authority" in condition and parent.data["kind"] != "power":
        yield place.fault((key, "authority"), f"'{condition['item']}' is no power", "ask for 'at_least' a level")
    elif "at_least" in condition and "statements" not in parent.data:
        yield place.fault((key, "at_least"), f"'{condition['item']}' has no levels", "name an item with levels")


def _conditions_of(place: Place) -> list[tuple[Path_, str]]:
    return [((key, "item"), place.data[key]["item"]) for key in ("visible_when", "rates_when") if key in place.data]


def _policy(head: Place, items: Items, *, complete: bool) -> Iterator[Fault]:
    numbers = [level["level"] for level in head.data["levels"]]
    if sorted(numbers) != [1, 2, 3, 4, 5]:
        yield head.fault("levels", f"the levels are {numbers}", "write the levels 1 to 5, each once")
        return
    highest: dict[str, int] = {}
    for index, level in enumerate(head.data["levels"]):
        if level["level"] == 1 and level["requirements"]:
            yield head.fault(("levels", index, "requirements"), "level 1 asks for something", "leave it empty: []")
        named: set[str] = set()
        for number, requirement in enumerate(level["requirements"]):
            place = Place(head.document, ("levels", index, "requirements", number), requirement)
            id = requirement["item"]
            item = items.get(id)
            if item is None:
                if complete:
                    yield place.fault("item", f"unknown item '{id}'", nearest(id, list(items)))
                continue
            if not item.data.get("rates"):
                message = f"the requirement stands on '{id}', which rates nothing"
                yield place.fault("item", message, "require a rated item, or let the item say 'rates: true'")
            droppable = (
                item.data.get("may_be_not_applicable") or "visible_when" in item.data or "rates_when" in item.data
            )
            if droppable and not head.data.get("waive_not_applicable"):
                message = f"'{id}' carries a requirement and may be not applicable"
                yield place.fault("item", message, "forbid it in the item, or say waive_not_applicable: true here")
            if id in named:
                yield place.fault("item", f"'{id}' is required twice at one level", "keep one requirement")
            if requirement["at_least"] < highest.get(id, 0):
                message = f"'{id}' is required at a lower level than for the level before"
                yield place.fault("at_least", message, f"ask for at least {highest[id]}")
            named.add(id)
            highest[id] = max(highest.get(id, 0), requirement["at_least"])
