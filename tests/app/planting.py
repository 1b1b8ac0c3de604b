"""An assessment in which every text is a secret of its own, so that each can be looked for in what a person is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from diagnostic.access import Viewer
from diagnostic.answers import AgencyPair, Answer, Assessment, Voice
from diagnostic.answers.voices import Stage
from diagnostic.content import Library
from diagnostic.content.model import Item
from diagnostic.service import agreeing, answering, colleagues, committee, inside, integrity, planning
from diagnostic.service.desk import Desk
from diagnostic.storage import Store
from tests.app.signed_in import desk_of, name

ID = "5ecde7aa-0000-4000-8000-000000000001"
AGENCIES: tuple[Voice, ...] = ("customs", "police")
#: What a secret is: part of an answer, of what was answered before, of a draft that is being written or was handed in …
Kind = Literal[
    "answer",
    "restricted",
    "reviewed",
    "earlier",
    "earlier_restricted",
    "draft",
    "handed_in",
    "inside",
    "inside_restricted",
    "integrity",
    "plan",
    "register",
]
#: The state of release: what each agency has done with its answers.
State = Literal["draft", "submitted", "customs released", "police released", "both released", "opened"]
STATES: dict[State, tuple[Stage, Stage]] = {
    "draft": ("draft", "draft"),
    "submitted": ("submitted", "submitted"),
    "customs released": ("released", "draft"),
    "police released": ("draft", "released"),
    "both released": ("released", "released"),
    "opened": ("opened", "opened"),
}


@dataclass
class Planted:
    """The secrets, each a word that stands nowhere else, with what it is and whose."""

    secrets: dict[str, tuple[Kind, Voice]] = field(default_factory=dict)
    slots: dict[Voice, str] = field(default_factory=dict)

    def word(self, kind: Kind, voice: Voice) -> str:
        """Return a new secret."""
        made = f"sealedword{len(self.secrets):04d}"
        self.secrets[made] = (kind, voice)
        return made

    def found_in(self, text: str) -> set[str]:
        """Return the secrets that stand in a text."""
        return {word for word in self.secrets if word in text}


def plant(store: Store, library: Library, state: State, *, levels: Mapping[Voice, int] | None = None) -> Planted:
    """Make the assessment in a state of release, with answers, drafts, comments, integrity, plans and minutes.

    ``levels``: what each agency answers throughout, to see whether anybody is told.
    """
    planted = Planted()
    instruments = {part: library.instrument(part).version for part in ("cooperation", "integrity")}
    pair = AgencyPair("Customs Board", "Border Gendarmerie")
    store.create(Assessment("XXC", "2026", instruments, pair=pair, id=ID), by="an earlier session")
    for voice in AGENCIES:
        level = (levels or {"customs": 3, "police": 4})[voice]
        _answers(store, library, planted, voice, level)
        _drafts(store, library, planted, voice)
        _inside(store, library, planted, voice)
        _integrity(store, library, planted, voice, level)
    for voice, stage in zip(AGENCIES, STATES[state], strict=True):
        if stage != "draft":
            store.move(ID, voice, "submit", by="an earlier session")
        if stage in ("released", "opened"):
            store.move(ID, voice, "release", by="an earlier session")
    if state == "opened":
        store.open_both(ID, by="an earlier session")
        _together(store, library, planted)
    for voice in AGENCIES:
        _plan(Desk(library, store, Viewer.local(voice)), planted, voice, voice)
    return planted


def _answers(store: Store, library: Library, planted: Planted, voice: Voice, level: int) -> None:
    for item in library.instrument("cooperation").items:
        before: Kind = "earlier_restricted" if item.restricted else "earlier"
        was = Answer(level=1 if item.levelled else None, comment=planted.word(before, voice))
        first = store.save(ID, voice, item.id, was, seen=0, by="somebody before")
        kind: Kind = "restricted" if item.restricted else "reviewed" if item.id == "a_17" else "answer"
        said = _full(item, level, lambda kind=kind: planted.word(kind, voice))
        store.save(ID, voice, item.id, said, seen=first.revision, by="somebody since")  # type: ignore[union-attr]


def _full(item: Item, level: int, word: Any) -> Answer:
    """Return an answer that says everything which can be said."""
    beside: dict[str, Any] = {"comment": word(), "link": word(), "discuss": True}
    if item.levelled:
        return Answer(level=level, scope="national", evidence="independently_checked", **beside)
    if item.areas:
        return Answer(value={area.id: "partial" for area in item.areas}, **beside)
    if item.kind == "power":
        return Answer(value={"authority": "partial", "limits": [item.limits[0].id]}, **beside)
    value: dict[str, Any] = {}
    for part in item.fields:
        chosen = [choice.id for choice in part.choices][-1:]
        value[part.id] = word() if part.type == "text" else chosen if part.type == "many" else chosen[0]
    return Answer(value=value, **beside)


def _drafts(store: Store, library: Library, planted: Planted, voice: Voice) -> None:
    """Have two colleagues draft: one still writes (the respondent of the roles), the other has handed it in."""
    coordinator = desk_of(library, store, name(store, ID, "coordinator", voice))
    people = {"draft": f"respondent@{voice}.example", "handed_in": f"north@{voice}.example"}
    for place, (kind, person) in enumerate(people.items()):
        key = str(UUID(int=(2 if voice == "police" else 1) << 120 | place << 100))
        made = colleagues.name(
            coordinator, ID, voice, key, place="unit", label=planted.word("inside", voice), person=person
        )
        slot = made.slot  # type: ignore[union-attr]
        desk = desk_of(library, store, person)
        form = answering.form(desk, ID, voice, "cooperation", slot)
        said = {"level": 2, "comment": planted.word(kind, voice)}  # type: ignore[arg-type]
        answering.save(desk, form, "a_1", said, 0)
        if kind == "handed_in":
            colleagues.hand_in(desk, ID, voice, slot)
        else:
            planted.slots[voice] = slot


def _inside(store: Store, library: Library, planted: Planted, voice: Voice) -> None:
    for role, item, kind in (("coordinator", "a_1", "inside"), ("custodian", "a_9", "inside_restricted")):
        desk = desk_of(library, store, name(store, ID, role, voice))  # type: ignore[arg-type]
        key = str(UUID(int=(4 if voice == "police" else 3) << 120 | len(planted.secrets)))
        inside.write(desk, ID, voice, key, item, planted.word(kind, voice), ())  # type: ignore[arg-type]


def _integrity(store: Store, library: Library, planted: Planted, voice: Voice, level: int) -> None:
    for item in library.instrument("integrity").items:
        said = _full(item, level, lambda: planted.word("integrity", voice))
        store.save(ID, voice, item.id, said, seen=0, by="somebody since", part="integrity")
    desk = Desk(library, store, Viewer.local(voice))
    integrity.override(desk, ID, planted.word("integrity", voice))


def _plan(desk: Desk, planted: Planted, voice: Voice, whose: str) -> None:
    step = planning.catalogue(desk)[0].id
    kind: Kind = "plan" if voice in AGENCIES else "register"
    planning.set_state(desk, ID, whose, step, "started", planted.word(kind, voice), planted.word(kind, voice))


def _together(store: Store, library: Library, planted: Planted) -> None:
    """Have the committee meet: an agreed answer, a decision, an action, a plan of both, a question put aside."""
    desk = desk_of(library, store, name(store, ID, "chair"))

    def word() -> str:
        return planted.word("register", "agreed")

    form = answering.form(desk, ID, "agreed")
    agreeing.agree(desk, form, "a_1", {"level": 3, "reason": word(), "dissent": word(), "decided_by": word()}, 0)
    agreeing.park(desk, ID, "a_6")
    national: Any = committee.keep(desk, ID, "committee", {"name": word(), "scope": word()})
    of = {"committee": national.key}
    meeting: Any = committee.keep(desk, ID, "meeting", of | {"held_on": "2026-05-04", "notes": word(), "chair": word()})
    held = of | {"meeting": meeting.key}
    decided = {"taken_on": "2026-05-04", "text": word(), "reason": word(), "items": ["a_1"]}
    committee.keep(desk, ID, "decision", held | decided)
    committee.keep(desk, ID, "action", held | {"text": word(), "owner": word(), "note": word(), "status": "open"})
    _plan(desk, planted, "agreed", "both")
