"""JSON Schemas (draft 2020-12) of every kind of file, and their errors in plain words."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from diagnostic import places
from diagnostic.content.faults import Fault
from diagnostic.content.strict import Document, Path_

#: The `format` line of a file decides which schema it must meet.
FORMATS = {
    "cpdiag/1": "assessment",
    "cpdiag-score/1": "score",
    "cpdiag-sources/1": "sources",
    "cpdiag-instrument/1": "instrument",
    "cpdiag-section/1": "section",
    "cpdiag-policy/1": "policy",
    "cpdiag-steps/1": "steps",
    "cpdiag-xrays/1": "xrays",
    "cpdiag-programmes/1": "programmes",
    "cpdiag-clauses/1": "clauses",
    "cpdiag-fictional/1": "fictional",
}

_TYPES = {
    "object": "a mapping (key: value)",
    "array": "a list",
    "string": "text (in quotes)",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "empty",
    "number": "a number",
}


def folder() -> Path:
    """Return the folder of the shipped schemas."""
    return places.data("questionnaires") / "schemas"


@cache
def validator(name: str) -> Draft202012Validator:
    """Return the validator of one schema, such as ``section``."""
    schema = json.loads((folder() / f"{name}.schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator(_inlined(schema, schema.pop("$defs", {})))


def _inlined(part: Any, definitions: dict[str, Any]) -> Any:
    """Return a schema with its own definitions in place of references: looking each one up takes as long as the rest.

    No schema here refers to itself.
    """
    if isinstance(part, dict):
        if "$ref" in part:
            return _inlined(definitions[part["$ref"].removeprefix("#/$defs/")], definitions)
        return {key: _inlined(value, definitions) for key, value in part.items()}
    return [_inlined(value, definitions) for value in part] if isinstance(part, list) else part


def faults(document: Document, expected: str | None = None) -> list[Fault]:
    """Return what the schema of the document's format finds wrong.

    ``expected``: the format that this file must have, where only one will do.
    """
    data = document.data
    if not isinstance(data, dict):
        return [document.fault((), "the file holds no mapping", "begin with 'format: …'")]
    wanted = [expected] if expected else list(FORMATS)
    given = data.get("format")
    if given not in wanted:
        shown = " or ".join(f"'{name}'" for name in wanted)
        what = f"the format is {given!r}" if "format" in data else "the line 'format' is missing"
        return [document.fault(("format",), what, f"write format: {shown}")]
    found = {fault for error in validator(FORMATS[str(given)]).iter_errors(data) for fault in _explain(document, error)}
    return sorted(found)


def nearest(word: object, known: Iterator[str] | list[str] | tuple[str, ...]) -> str:
    """Return a remedy that names the nearest known word, or the known words."""
    words = [str(name) for name in known]
    if not words:
        return "there is none to name"
    # An official code such as A.13 is meant as the id a_13.
    as_id = str(word).lower().replace(".", "_")
    close = [as_id] if as_id in words else difflib.get_close_matches(str(word), words, n=1, cutoff=0.6)
    if close:
        return f"did you mean '{close[0]}'?"
    return "use one of " + ", ".join(words[:24]) + (" …" if len(words) > 24 else "")


def _explain(document: Document, error: ValidationError) -> Iterator[Fault]:
    path: Path_ = tuple(error.absolute_path)
    value: Any = error.validator_value
    schema: Any = error.schema
    instance: Any = error.instance
    if error.validator in ("oneOf", "anyOf") and error.context:
        # The branch whose errors lie deepest is the one that was meant.
        deepest = max(error.context, key=lambda child: len(child.absolute_path))
        if len(deepest.absolute_path) > len(path):
            yield from _explain(document, deepest)
            return
    if error.validator == "required":
        for key in value:
            if key not in instance:
                yield document.fault(path, f"'{key}' is missing", f"add '{key}'")
        return
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        known = schema.get("properties", {})
        if value is False:
            for key in error.instance:
                if key not in known:
                    yield document.fault((*path, key), f"unknown key '{key}'", nearest(key, list(known)), at_key=True)
            return
    message, remedy = _words(error)
    yield document.fault(path, message, remedy, at_key=error.validator == "propertyNames")


def _words(error: ValidationError) -> tuple[str, str]:
    name = f"'{error.absolute_path[-1]}'" if error.absolute_path else "the file"
    value: Any = error.instance
    limit: Any = error.validator_value
    schema: Any = error.schema
    shown = _short(value)
    match error.validator:
        case "type":
            kinds = limit if isinstance(limit, list) else [limit]
            remedy = "write " + " or ".join(_TYPES.get(str(kind), str(kind)) for kind in kinds)
            if "string" in kinds and isinstance(value, int) and not isinstance(value, bool):
                remedy = f'put it in quotes: "{value}"'
            return f"{name} is {shown}", remedy
        case "enum":
            return f"{name} is {shown}", nearest(value, [str(option) for option in limit])
        case "const":
            return f"{name} is {shown}", f"write {limit!r}"
        case "minimum" | "maximum":
            lowest, highest = schema.get("minimum"), schema.get("maximum")
            bounds = f"from {lowest} to {highest}" if None not in (lowest, highest) else f"{error.validator} {limit}"
            return f"{name} is {shown}", f"write a whole number {bounds}"
        case "pattern" if schema.get("description"):
            return f"{name} is {shown}", str(schema["description"])
        case "pattern":
            return f"{name} is {shown}", f"write it as the pattern {limit} asks"
        case "minItems" | "maxItems" | "minLength" | "maxLength" | "minProperties" | "maxProperties":
            word = "at least" if str(error.validator).startswith("min") else "at most"
            return f"{name} holds {len(value)}", f"{word} {limit} needed"
        case "uniqueItems":
            return f"{name} holds the same entry twice", "keep each once"
        case "oneOf" | "anyOf":
            if schema.get("description"):
                return f"{name} is {shown}", str(schema["description"])
            options = [" and ".join(option["required"]) for option in limit if "required" in option]
            return f"{name} must say exactly one thing", "give " + " or ".join(options) if options else "see the schema"
        case "not":
            return f"{name} says more than its kind allows", "remove what does not belong (see the schema)"
        case "propertyNames":
            return f"{shown} is no valid name here", "use lower-case letters, digits and _"
        case _:
            return f"{name}: {error.message}", "see the schema"


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "…"
