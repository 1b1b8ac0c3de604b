"""The colleagues of an agency who draft answers: who they are, and what of their names names the draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from diagnostic.answers.answer import Voice
from diagnostic.service.desk import Desk
from diagnostic.storage import Entry, Record

Place = Literal["headquarters", "region", "unit"]
PLACES: tuple[Place, ...] = get_args(Place)
#: The kind of entry that names a colleague who drafts answers.
COLLEAGUE = "colleague"


@dataclass(frozen=True, slots=True)
class Colleague:
    """A part of an agency, or a person in it, that drafts answers, under a label such as "Region North".

    ``person``: by whom the draft is written; empty without sign-in. ``sections``: those assigned, all where there is
    none. ``named``: whether still so; the draft of one who is no longer named stays. ``gathered``: whether the
    coordinator took answers from the draft.
    """

    key: str
    number: int
    place: Place
    label: str
    person: str
    sections: tuple[str, ...]
    named: bool
    gathered: bool

    @property
    def slot(self) -> str:
        """The name of the draft."""
        return slot_of(self.key)

    def data(self, **changed: Any) -> dict[str, Any]:
        """Return what is kept of it, with some of it changed."""
        kept = {
            "place": self.place,
            "label": self.label,
            "person": self.person,
            "sections": list(self.sections),
            "named": self.named,
            "gathered": self.gathered,
        }
        return kept | changed


def slot_of(key: str) -> str:
    """Return the name of the draft of a colleague's entry."""
    return key.replace("-", "")[:12]


def of_entry(entry: Entry) -> Colleague:
    """Return the colleague whom an entry names."""
    data: Mapping[str, Any] = entry.data or {}
    return Colleague(
        key=entry.key,
        number=entry.number,
        place=cast(Place, data.get("place", "unit")),
        label=str(data.get("label", "")),
        person=str(data.get("person", "")),
        sections=tuple(data.get("sections", ())),
        named=bool(data.get("named", True)),
        gathered=bool(data.get("gathered", False)),
    )


def colleagues(desk: Desk, record: Record, voice: Voice) -> list[Colleague]:
    """Return all colleagues whom an agency ever named, in that order. The caller has asked who may know."""
    return [of_entry(entry) for entry in desk.store.entries(record.id, voice, COLLEAGUE)]
