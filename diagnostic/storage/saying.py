"""Writing answers on an open connection: one that somebody types, many that come from a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from diagnostic.answers import Answer, Voice
from diagnostic.answers.voices import Stage
from diagnostic.storage import courses, plain, revisions, trail
from diagnostic.storage.records import COOPERATION, Kind, Met, Saved, is_draft
from diagnostic.storage.revisions import Place

#: Which part an item belongs to.
PartOf = Callable[[str], str]
#: Where and what, as data.
Said = tuple[Voice, str, str, dict[str, Any]]


def all_cooperation(item: str) -> str:
    """Put every item into the part that every assessment has."""
    return COOPERATION


def said(voices: Mapping[Voice, Mapping[str, Answer]], part_of: PartOf) -> Iterable[Said]:
    """Return voice, part, item and data of every answer that says something."""
    for voice, answers in voices.items():
        for item, answer in answers.items():
            data = plain.answer_to_data(answer)
            if data is not None:
                yield plain.voice(voice), plain.name(part_of(item)), plain.item(item), data


def say(
    connection: Connection,
    place: Place,
    stage: Stage,
    data: Mapping[str, Any] | None,
    *,
    by: str,
    at: datetime,
    seen: int,
    settling: bool,
) -> Saved | Met:
    """Save or settle one answer of a voice whose stage was locked and found editable; see `Store.save`."""

    def add(kind: Kind) -> Saved:
        number = found.number + 1
        row = revisions.row_to_add(place, number, kind, stage, data, found.data, by, at)
        revisions.add(connection, [row])
        detail = {"voice": place.voice, "item": place.item, "number": number}
        if is_draft(place.part):
            detail["part"] = place.part
        trail.note(connection, kind, by, at, place.id, detail)
        return Saved(number, at)

    found = revisions.newest(connection, place)
    if settling and seen == found.number:
        return add("settled")
    same = found.data == data
    if same and not (settling and found.standing_number != found.number):
        return Saved(found.standing_number, found.standing.at if found.standing is not None else at)
    if not settling and (found.standing is None or seen == found.standing_number):
        return add("correction" if stage == "opened" else "answer")
    kept = found.row
    if kept is None or (kept.kind, kept.by, kept.answer) != ("set_aside", by, data):
        add("set_aside")
    theirs = revisions.current_of(connection, place)
    return Met(theirs, theirs.unsettled[-1])


def append(connection: Connection, id: str, answers: Iterable[Said], *, by: str, at: datetime, note: str) -> int:
    """Add a revision for every answer that differs from what stands; return their number.

    Raises:
        NotEditable: one that differs is of a voice and part that may not change.
    """
    wanted = list(answers)
    stages = courses.stages(connection, id, {(voice, part) for voice, part, _, _ in wanted})
    rows = []
    for voice, part, item, data in wanted:
        place, stage = Place(id, voice, part, item), stages[voice, part]
        found = revisions.newest(connection, place)
        if found.data != data:
            courses.check_editable(connection, id, voice, stage)
            number = found.number + 1
            rows.append(revisions.row_to_add(place, number, "import", stage, data, found.data, by, at, note))
    revisions.add(connection, rows)
    if rows:
        touched = {name: sorted({row[name] for row in rows}) for name in ("voice", "part")}
        detail = {"imported": len(rows), "voices": touched["voice"], "parts": touched["part"]}
        trail.note(connection, "import", by, at, id, detail)
    return len(rows)
