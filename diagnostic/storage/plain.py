"""Between answers and the JSON that is stored: plain data, checked against what no answer could be."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from diagnostic.answers.answer import EVIDENCE, MAX_TEXT, SCOPES, STATES, VOICES, Answer, Voice, from_data
from diagnostic.storage.records import NotStorable

MAX_NAME = 64
MAX_PERSON = 320
_ITEM = re.compile(r"[a-z][a-z0-9_]{0,63}")
_SLOT = re.compile(r"[a-z0-9]{1,16}")
_FIELDS = tuple(field.name for field in fields(Answer))
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def plain(value: Any) -> Any:
    """Return mappings as dicts and sequences as lists, as JSON gives them back.

    Raises:
        NotStorable: JSON has no such value, or a text holds what no database takes.
    """
    if isinstance(value, Mapping):
        return {text(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, str):
        return text(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float) and value == value and abs(value) != float("inf"):
        return value
    raise NotStorable(f"{value!r} cannot be stored")


def text(value: object) -> str:
    """Return a text that every database takes as it is."""
    if not isinstance(value, str) or _UNSTORABLE.search(value):
        raise NotStorable(f"{value!r} is no text that can be stored")
    return value


def long(value: object) -> str:
    """Return a text that somebody may have written at length."""
    if len(text(value)) > MAX_TEXT:
        raise NotStorable(f"the text is too long; keep it under {MAX_TEXT:,} characters")
    return text(value)


def name(value: object) -> str:
    """Return the id of something the content names: an instrument, a version, a subject, an option."""
    if not text(value).strip() or len(text(value)) > MAX_NAME:
        raise NotStorable(f"{value!r} is no id: it may not be blank or longer than {MAX_NAME} characters")
    return text(value)


def instrument(value: object) -> str:
    """Return the id of an instrument, which must not look like a draft."""
    if "/" in name(value):
        raise NotStorable(f"{value!r} is no id of a questionnaire: it may hold no '/'")
    return name(value)


def slot(value: object) -> str:
    """Return the name of a colleague's draft."""
    if not isinstance(value, str) or not _SLOT.fullmatch(value):
        raise NotStorable(f"{value!r} is no name of a draft: write 1 to 16 letters from a to z and digits")
    return value


def person(value: object) -> str:
    """Return the key by which somebody is known."""
    if not text(value).strip() or len(text(value)) > MAX_PERSON:
        raise NotStorable(f"the address of a person may not be blank or longer than {MAX_PERSON} characters")
    return text(value)


def block(value: object) -> dict[str, Any]:
    """Return a mapping of plain data, no text of which is too long."""
    if not isinstance(value, Mapping):
        raise NotStorable("an entry holds a mapping")
    found: dict[str, Any] = plain(value)
    _check_long(found)
    return found


def _check_long(value: Any) -> None:
    if isinstance(value, str):
        long(value)
    elif isinstance(value, dict | list):
        for part in [*value, *value.values()] if isinstance(value, dict) else value:
            _check_long(part)


def author(by: object) -> str:
    """Return the name of an author, which may not be blank."""
    if not text(by).strip():
        raise NotStorable("every change needs to say who made it")
    return text(by)


def voice(name: object) -> Voice:
    """Return a voice by its name."""
    if name not in VOICES:
        raise NotStorable(f"{name!r} is no voice; the voices are {', '.join(VOICES)}")
    return name


def item(id: object) -> str:
    """Return an item id of the right shape."""
    if not isinstance(id, str) or not _ITEM.fullmatch(id):
        raise NotStorable(f"{id!r} is no id of an item")
    return id


def answer_to_data(answer: Answer) -> dict[str, Any] | None:
    """Return what is stored for an answer, None for a cleared one.

    The caller has checked the answer against its item; this refuses what fits no item at all.
    """
    said: dict[str, Any] = {name: getattr(answer, name) for name in _FIELDS}
    wrong = sum(said[name] is not None for name in ("level", "value", "state")) > 1
    for name, options in (("state", STATES), ("scope", SCOPES), ("evidence", EVIDENCE)):
        wrong |= said[name] is not None and said[name] not in options
    for name in ("level", "legal_ceiling"):
        wrong |= said[name] is not None and (type(said[name]) is not int or not 1 <= said[name] <= 5)
    for name in ("comment", "link", "reason", "dissent"):
        wrong |= len(text(said[name])) > MAX_TEXT
    wrong |= not isinstance(said["discuss"], bool) or not isinstance(said["value"], Mapping | None)
    if wrong:
        raise NotStorable("this is no answer that any question takes")
    return plain(answer.to_data()) or None


def answer_of(data: Mapping[str, Any] | None) -> Answer:
    """Return the answer that was stored."""
    return from_data(data)


def fingerprint(data: Any) -> str:
    """Return the SHA-256 of data as canonical JSON: keys sorted, no spaces, UTF-8, times in ISO 8601."""
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_moment)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _moment(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")
