"""Where an entry of a document stands, and faults that many checks share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from diagnostic.content.faults import Fault
from diagnostic.content.strict import Document, Path_


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: its document, its path, its data."""

    document: Document
    path: Path_
    data: Mapping[str, Any]

    def fault(self, key: str | tuple[str | int, ...], message: str, remedy: str) -> Fault:
        """Return a fault at a key of the entry."""
        below = (key,) if isinstance(key, str) else key
        return self.document.fault((*self.path, *below), message, remedy)


Items = dict[str, Place]


def twice(place: Place, key: str, id: str, first: Place) -> Fault:
    """Return the fault of an id that another entry has already."""
    where = first.document.fault((*first.path, key), "", "")
    return place.fault(key, f"the id '{id}' stands twice (first in {where.file}:{where.line})", "give it another id")


def circles(
    nodes: Mapping[str, Place],
    edges: Callable[[Place], list[tuple[Path_, str]]],
    what: str,
    keys: tuple[str, ...],
) -> list[Fault]:
    """Return one fault for every node that leads back to itself."""
    faults = []
    for start, place in nodes.items():
        for path, first in edges(place):
            seen, queue = {first}, [first]
            while queue:
                node = queue.pop()
                if node == start:
                    message = f"the {what} of '{start}' is circular: it depends on itself through '{first}'"
                    faults.append(place.fault(path, message, f"take one of the {' or '.join(keys)} out of the circle"))
                    break
                following = [target for _, target in edges(nodes[node])] if node in nodes else []
                queue += [target for target in following if target not in seen]
                seen.update(following)
    return faults
