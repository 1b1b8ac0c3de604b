"""One answer: a level or a value, or the reason why there is none, with what supports it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

from diagnostic.content.model import AUTHORITIES, Item
from diagnostic.content.schemas import nearest

Voice = Literal["customs", "police", "agreed"]
State = Literal["not_applicable", "prohibited_by_law", "dont_know", "insufficient_evidence", "declined"]
Scope = Literal["one_site", "operations_only", "main_sites", "national"]
Evidence = Literal["assertion", "document", "record_of_use", "independently_checked"]

VOICES: tuple[Voice, ...] = get_args(Voice)
AGENCIES: tuple[Voice, Voice] = ("customs", "police")
STATES: tuple[State, ...] = get_args(State)
SCOPES: tuple[Scope, ...] = get_args(Scope)
EVIDENCE: tuple[Evidence, ...] = get_args(Evidence)

#: States that need a reason in words.
NEED_REASON: frozenset[State] = frozenset({"not_applicable", "prohibited_by_law"})
#: States that count as an answer for coverage; not_applicable leaves the item out altogether.
ANSWERING: frozenset[State] = frozenset({"prohibited_by_law"})

MAX_TEXT = 10_000
_TEXTS = ("comment", "link", "reason", "dissent", "decided_by")
#: What only the agreed voice says.
_AGREED = ("dissent", "decided_by")

#: What is wrong with one part of an answer: its path in the answer, what, how to mend it.
Problem = tuple[tuple[str | int, ...], str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one voice says to one item.

    At most one of ``level`` (1 to 5), ``value`` (for powers and narratives) and ``state`` is set;
    none of them means unanswered, which may still carry a comment or the mark ``discuss``.
    ``legal_ceiling`` is the highest level the law allows; advice uses it, scoring never does.
    """

    level: int | None = None
    value: Mapping[str, Any] | None = None
    state: State | None = None
    scope: Scope | None = None
    evidence: Evidence | None = None
    comment: str = ""
    link: str = ""
    discuss: bool = False
    legal_ceiling: int | None = None
    reason: str = ""
    dissent: str = ""
    decided_by: str = ""

    @property
    def answered(self) -> bool:
        """Whether a level or value is given, or the law forbids one."""
        return self.level is not None or self.value is not None or self.state in ANSWERING

    @property
    def settled(self) -> bool:
        """Whether the person has dealt with the item: answered it, or said why not."""
        return self.answered or self.state is not None

    @property
    def empty(self) -> bool:
        """Whether nothing at all is said."""
        return self == UNANSWERED

    def to_data(self) -> dict[str, Any]:
        """Return the answer as in an assessment file, without what is not said."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in said.items() if value not in (None, "", False)}


UNANSWERED = Answer()
_KEYS = tuple(field.name for field in fields(Answer))


def from_data(data: Mapping[str, Any] | None) -> Answer:
    """Build an answer from data that `problems` found nothing wrong with."""
    return Answer(**data) if data else UNANSWERED


def problems(item: Item, voice: str, data: object) -> list[Problem]:
    """Return everything that is wrong with an answer as data. An empty list means it may be kept."""
    if data is None:
        return []
    if not isinstance(data, Mapping):
        return [((), f"the answer to '{item.id}' is no mapping", "write it like {level: 3}")]
    found = list(_shape(item, voice, data))
    if not found:
        found = list(_meaning(item, data))
    return found


def _shape(item: Item, voice: str, data: Mapping[str, Any]) -> Iterator[Problem]:
    if item.kind == "opinion":
        yield (
            (),
            f"'{item.id}' belongs to the anonymous survey, and no answer to it is ever kept by itself",
            "remove it",
        )
    if voice == "agreed" and item.subject == "own":
        yield (
            (),
            f"'{item.id}' is a fact about one agency and has no agreed answer",
            "remove it from 'agreed'",
        )
    for key in data:
        if key not in _KEYS:
            yield (key,), f"unknown key '{key}'", nearest(key, _KEYS)
    given = [key for key in ("level", "value", "state") if data.get(key) is not None]
    if len(given) > 1:
        yield (given[1],), f"'{item.id}' has {' and '.join(given)}", "keep one of them"
    for key, options in (("state", STATES), ("scope", SCOPES), ("evidence", EVIDENCE)):
        if key in data and data[key] not in options:
            yield (key,), f"unknown {key} {data[key]!r}", nearest(data[key], options)
    for key in ("level", "legal_ceiling"):
        if key in data and not _is_level(data[key]):
            yield (key,), f"'{key}' is {data[key]!r}", "write a whole number from 1 to 5"
    if "discuss" in data and not isinstance(data["discuss"], bool):
        yield ("discuss",), f"'discuss' is {data['discuss']!r}", "write true or false"
    for key in _TEXTS:
        if key in data:
            yield from _text((key,), data[key])


def _is_level(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 5


def _text(path: tuple[str | int, ...], value: object) -> Iterator[Problem]:
    name = f"'{path[-1]}'"
    if not isinstance(value, str):
        yield path, f"{name} is no text", "put it in quotes"
    elif len(value) > MAX_TEXT:
        yield path, f"{name} has {len(value):,} characters", f"keep it under {MAX_TEXT:,}"
    elif any((ord(sign) < 32 and sign not in "\n\t") or 0xD800 <= ord(sign) <= 0xDFFF for sign in value):
        yield path, f"{name} holds a control character", "remove it"


def _meaning(item: Item, data: Mapping[str, Any]) -> Iterator[Problem]:
    state = data.get("state")
    if state in NEED_REASON and not str(data.get("reason", "")).strip():
        yield ("state",), f"'{item.id}' is {state} without a reason", "add a 'reason'"
    if state == "not_applicable" and not item.may_be_not_applicable:
        yield ("state",), f"'{item.id}' cannot be not applicable", "give a level, or another state"
    if "level" in data and not item.levelled:
        remedy = "write a 'value' instead, as the question asks"
        yield ("level",), f"'{item.id}' takes no level", remedy
    if "legal_ceiling" in data and not item.levelled:
        yield ("legal_ceiling",), f"'{item.id}' has no levels", "remove 'legal_ceiling'"
    if data.get("value") is not None:
        yield from _value(item, data["value"])


def _value(item: Item, value: object) -> Iterator[Problem]:
    if item.levelled:
        yield ("value",), f"'{item.id}' takes a level, no value", "write 'level' with a number from 1 to 5"
    elif not isinstance(value, Mapping) or not value:
        yield ("value",), f"the value of '{item.id}' is empty or no mapping", "write it like {key: choice}"
    elif item.kind == "power":
        yield from _power_by_area(item, value) if item.areas else _power(item, value)
    else:
        yield from _narrative(item, value)


def _power_by_area(item: Item, value: Mapping[str, Any]) -> Iterator[Problem]:
    known = [area.id for area in item.areas]
    for area, authority in value.items():
        if area not in known:
            yield ("value", area), f"unknown area '{area}'", nearest(area, known)
        elif authority not in AUTHORITIES:
            yield ("value", area), f"unknown authority {authority!r}", nearest(authority, AUTHORITIES)


def _power(item: Item, value: Mapping[str, Any]) -> Iterator[Problem]:
    for key in value:
        if key not in ("authority", "limits"):
            yield ("value", key), f"unknown key '{key}'", nearest(key, ("authority", "limits"))
    if value.get("authority") not in AUTHORITIES:
        message = f"the authority of '{item.id}' is {value.get('authority')!r}"
        yield ("value", "authority"), message, f"write authority: {', '.join(AUTHORITIES)}"
    if "limits" in value:
        yield from _many(("value", "limits"), value["limits"], [limit.id for limit in item.limits])


def _narrative(item: Item, value: Mapping[str, Any]) -> Iterator[Problem]:
    for key, part in value.items():
        field = item.field(key)
        if field is None:
            yield ("value", key), f"unknown field '{key}'", nearest(key, [field.id for field in item.fields])
        elif field.type == "text":
            yield from _text(("value", key), part)
        elif field.type == "many":
            yield from _many(("value", key), part, [choice.id for choice in field.choices])
        elif field.choice(str(part)) is None:
            yield (
                ("value", key),
                f"unknown choice {part!r}",
                nearest(part, [choice.id for choice in field.choices]),
            )


def _many(path: tuple[str | int, ...], value: object, known: list[str]) -> Iterator[Problem]:
    if not isinstance(value, list | tuple):
        yield path, f"'{path[-1]}' is no list", "write it like [one, other]"
        return
    for index, id in enumerate(value):
        if id not in known:
            yield (*path, index), f"unknown choice {id!r}", nearest(id, known)
        elif id in value[:index]:
            yield (*path, index), f"'{id}' stands twice", "keep it once"
