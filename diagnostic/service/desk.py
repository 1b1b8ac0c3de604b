"""Where a use case stands: the content, the store, and who is asking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from diagnostic.access import View, Viewer, redact
from diagnostic.answers.answer import VOICES, Voice
from diagnostic.content import library as content
from diagnostic.content.model import Instrument, Item, Library
from diagnostic.storage import Record, Store, connect

COOPERATION = "cooperation"
INTEGRITY = "integrity"
PERCEPTION = "perception"


@dataclass(frozen=True)
class Desk:
    """Everything a use case needs. Cheap to make: content and store are shared."""

    library: Library
    store: Store
    viewer: Viewer

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
        return redact(snapshot, self.viewer, record.stages, self.restricted, self.integrity)


def open_desk(url: str, viewer: Viewer) -> Desk:
    """Open content and database.

    Raises:
        Refused: the content has faults.
        DatabaseRefused: the database cannot be used, with one sentence for the user.
    """
    return Desk(content.questions(), connect(url), viewer)
