"""Where a use case stands: the content, the store, and who is asking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

from diagnostic.access import View, Viewer, allowed, redact, require
from diagnostic.access.roles import Action, Role
from diagnostic.access.views import shared
from diagnostic.answers.answer import AGENCIES, VOICES, Answer, Voice
from diagnostic.content import library as content
from diagnostic.content.model import Instrument, Item, Library
from diagnostic.storage import Member, Record, Store, UnknownAssessment, connect

COOPERATION = "cooperation"
INTEGRITY = "integrity"
PERCEPTION = "perception"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has signed in. ``keys``: by what members are named, the e-mail address first."""

    name: str
    keys: tuple[str, ...]
    may_create: bool = False


@dataclass(frozen=True)
class Desk:
    """Everything a use case needs. Cheap to make: content and store are shared.

    ``viewer``: who is asking, apart from any assessment. ``person``: on a server with sign-in, where the roles differ
    from one assessment to the other; without sign-in one person has them all. So a use case asks `require`,
    `allowed` and `acting` of the desk, always about a record. A page keeps its desk for the clicks that follow: a role
    that was taken away meanwhile is gone with the first `record`, `records` or `require` of the next use case.
    """

    library: Library
    store: Store
    viewer: Viewer
    person: Person | None = None

    @property
    def by(self) -> str:
        """Who is asking, for the record of what was done."""
        return self.viewer.name

    def is_me(self, key: str) -> bool:
        """Whether a key names the person who is asking. Without sign-in one person is everybody."""
        return self.person is None or key in self.person.keys

    @cached_property
    def memberships(self) -> Mapping[str, list[Member]]:
        """The roles of the person who signed in, by assessment."""
        return self.store.memberships(self.person.keys) if self.person is not None else {}

    def viewer_of(self, record: Record) -> Viewer:
        """Return who is asking about an assessment: with the roles held there, and none besides.

        Who holds roles in both agencies, as by an address and by a group, works for one at a time.
        """
        if self.person is None:
            return self.viewer
        agencies = self.agencies(record)
        acting = self.viewer.acting if self.viewer.acting in agencies or not agencies else agencies[0]
        held = {(cast(Role, member.role), member.voice) for member in self.memberships.get(record.id, ())}
        now = frozenset((role, of) for role, of in held if of in (None, acting))
        return Viewer(self.viewer.name, now, acting)

    def acting(self, record: Record) -> Voice:
        """Return the agency for which the person works in an assessment."""
        return self.viewer_of(record).acting

    def agencies(self, record: Record) -> list[Voice]:
        """Return the agencies for which the person may work in an assessment; of none, one of the pair's roles."""
        if self.person is None:
            return [*AGENCIES]
        held = {member.voice for member in self.memberships.get(record.id, ())}
        return [voice for voice in AGENCIES if voice in held]

    def allowed(self, action: Action, voice: Voice | None, record: Record | None) -> bool:
        """Whether the person may do something to a voice of an assessment, or (None) apart from any."""
        if record is None:
            return allowed(self.viewer, action, voice, {})
        return allowed(self.viewer_of(record), action, voice, record.stages)

    def require(self, action: Action, voice: Voice | None, record: Record | None) -> None:
        """Raise `NotAllowed` with a sentence for the user unless the action is allowed."""
        self._ask_anew()
        if record is None:
            require(self.viewer, action, voice, {})
        else:
            require(self.viewer_of(record), action, voice, record.stages)

    def record(self, id: str) -> Record:
        """Return an assessment of which the person is a member.

        Raises:
            UnknownAssessment: there is none; to others it looks the same.
        """
        self._ask_anew()
        if self.person is not None and id not in self.memberships:
            raise UnknownAssessment(id)
        return self.store.record(id)

    def records(self) -> list[Record]:
        """Return the assessments of which the person is a member, in the order of their making."""
        self._ask_anew()
        return [record for record in self.store.list() if self.person is None or record.id in self.memberships]

    def _ask_anew(self) -> None:
        self.__dict__.pop("memberships", None)

    @cached_property
    def catalogue(self) -> Library:
        """The content with steps, programmes and drafts, read when advice is first asked for.

        It is the larger part; the questions of the first page do not wait for it.
        """
        return self.library if self.library.steps else content.shipped()

    @cached_property
    def restricted(self) -> Mapping[str, Item]:
        """The items whose detail belongs to a named custodian."""
        instruments = self.library.instruments.values()
        return {item.id: item for instrument in instruments for item in instrument.items if item.restricted}

    @cached_property
    def integrity(self) -> Mapping[str, Item]:
        """The items of instruments that are an agency's own document, seen by its integrity team and head."""
        own = (instrument for instrument in self.library.instruments.values() if instrument.disclosure == "agency")
        return {item.id: item for instrument in own for item in instrument.items}

    def shared(self, item: str, answer: Answer) -> Answer:
        """Return an answer of an agency as the other agency sees it once both are open."""
        return shared(item, answer, self.restricted)

    def part_of(self, item: str) -> str:
        """Return the instrument whose course an answer follows."""
        return INTEGRITY if item in self.integrity else COOPERATION

    def instrument(self, record: Record, id: str = COOPERATION) -> Instrument:
        """Return the instrument in the version that the assessment is pinned to."""
        return self.library.instrument(id, record.instruments[id])

    def view(self, record: Record, voices: tuple[Voice, ...] = VOICES, part: str = COOPERATION) -> View:
        """Return the answers to one instrument as the viewer may see them."""
        snapshot = self.store.snapshot(record.id, voices, parts=(part,))
        pinned = {part: snapshot.instruments[part]} if part in snapshot.instruments else {}
        snapshot = replace(snapshot, instruments=pinned)
        return redact(snapshot, self.viewer_of(record), record.stages, self.restricted, self.integrity)


def open_desk(url: str, viewer: Viewer, person: Person | None = None) -> Desk:
    """Open content and database.

    Raises:
        Refused: the content has faults.
        DatabaseRefused: the database cannot be used, with one sentence for the user.
    """
    return Desk(content.questions(), connect(url), viewer, person)
