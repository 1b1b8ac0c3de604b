"""Where a use case stands: the content, the store, and who is asking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from diagnostic.access import View, Viewer, redact
from diagnostic.answers.answer import VOICES, Voice
from diagnostic.content import library as content
from diagnostic.content.model import Instrument, Item, Library
from diagnostic.storage import Record, Store, connect

COOPERATION = "cooperation"


@dataclass(frozen=True)
class Desk:
    """Everything a use case needs. Cheap to make: content and store are shared."""

    library: Library
    store: Store
    viewer: Viewer

    @cached_property
    def restricted(self) -> Mapping[str, Item]:
        """The items whose detail belongs to a named custodian."""
        instruments = self.library.instruments.values()
        return {item.id: item for instrument in instruments for item in instrument.items if item.restricted}

    def instrument(self, record: Record, id: str = COOPERATION) -> Instrument:
        """Return the instrument in the version that the assessment is pinned to."""
        return self.library.instrument(id, record.instruments[id])

    def view(self, record: Record, voices: tuple[Voice, ...] = VOICES) -> View:
        """Return the assessment as the viewer may see it."""
        snapshot = self.store.snapshot(record.id, voices)
        return redact(snapshot, self.viewer, record.stages, self.restricted)


def open_desk(url: str, viewer: Viewer) -> Desk:
    """Open content and database.

    Raises:
        Refused: the content has faults.
        DatabaseRefused: the database cannot be used, with one sentence for the user.
    """
    return Desk(content.shipped(), connect(url), viewer)
