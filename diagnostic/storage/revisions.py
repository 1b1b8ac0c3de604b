"""Reading and appending revisions on an open connection. Order is by number and id, never by time."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, Text, and_, bindparam, case, cast, func, insert, or_, select

from diagnostic.answers import UNANSWERED, Answer, Voice
from diagnostic.answers.voices import Stage
from diagnostic.storage import tables
from diagnostic.storage.plain import answer_of
from diagnostic.storage.records import COOPERATION, DRAFTS, Current, Kind, NotStorable, Revision, is_draft

_r = tables.revision.c
_CHUNK = 500

# Built once: building a statement costs more than running it.
_ADD = insert(tables.revision)
_OF_VOICE = and_(_r.assessment_id == bindparam("id"), _r.voice == bindparam("voice"))
_OF_PART = and_(_OF_VOICE, _r.part == bindparam("part"))
_OF_ITEM = and_(_OF_PART, _r.item == bindparam("item"))
_NO_DRAFT = _r.part.not_like(f"{DRAFTS}%")
_NEWEST = select(_r.number, _r.kind, _r.answer, _r.by, _r.at).where(_OF_ITEM).order_by(_r.number.desc()).limit(1)
_STANDING = _NEWEST.where(_r.kind != "set_aside")
_PARTS = select(_r.part).where(_OF_VOICE, _r.item == bindparam("item")).distinct()
_HISTORY = select(tables.revision).where(_OF_ITEM).order_by(_r.number)
_OWN_HISTORY = select(tables.revision).where(_OF_VOICE, _r.item == bindparam("item"), _NO_DRAFT).order_by(_r.number)


def _current(*, one_item: bool) -> Select[Any]:
    """Select, for each item, the row that stands and those set aside since the last settling."""
    # Windows instead of a join with itself: fast also before the database knows its own statistics.
    rows = (
        select(
            tables.revision,
            func.max(case((_r.kind != "set_aside", _r.number), else_=0)).over(partition_by=_r.item).label("standing"),
            func.max(case((_r.kind == "settled", _r.number), else_=0)).over(partition_by=_r.item).label("settled"),
            func.min(_r.id).over(partition_by=_r.item).label("first"),
        )
        .where(_OF_ITEM if one_item else _OF_PART)
        .subquery()
    )
    row = rows.c
    wanted = or_(row.number == row.standing, and_(row.kind == "set_aside", row.number > row.settled))
    return select(rows).where(wanted).order_by(row.first, row.number)


_CURRENT = _current(one_item=False)
_CURRENT_ITEM = _current(one_item=True)


class Place(NamedTuple):
    """Where an answer is written."""

    id: str
    voice: Voice
    part: str
    item: str


class Newest(NamedTuple):
    """Where an item of a voice stands: the standing row, if any, and the newest row of any kind."""

    number: int
    standing: Row[*tuple[Any, ...]] | None
    row: Row[*tuple[Any, ...]] | None

    @property
    def standing_number(self) -> int:
        """Number of the standing row, 0 without one."""
        return self.standing.number if self.standing is not None else 0

    @property
    def data(self) -> Mapping[str, Any] | None:
        """What stands, as data."""
        return self.standing.answer if self.standing is not None else None


def newest(connection: Connection, place: Place) -> Newest:
    """Return where an item stands.

    Raises:
        NotStorable: the item belongs to another questionnaire, so the stage of this part says nothing about it.
    """
    of = place._asdict()
    row = connection.execute(_NEWEST, of).first()
    if row is None:
        for part in connection.execute(_PARTS, of).scalars():
            if _questionnaire(part) != _questionnaire(place.part):
                raise NotStorable(f"'{place.item}' belongs to the part '{part}', not to '{place.part}'")
        return Newest(0, None, None)
    standing = row if row.kind != "set_aside" else connection.execute(_STANDING, of).first()
    return Newest(row.number, standing, row)


def _questionnaire(part: str) -> str:
    return COOPERATION if is_draft(part) else part


def row_to_add(
    place: Place,
    number: int,
    kind: Kind,
    stage: Stage,
    answer: Mapping[str, Any] | None,
    previous: Mapping[str, Any] | None,
    by: str,
    at: datetime,
    note: str = "",
) -> dict[str, Any]:
    """Return one row for `add`."""
    return {
        "assessment_id": place.id,
        "voice": place.voice,
        "part": place.part,
        "item": place.item,
        "number": number,
        "kind": kind,
        "stage": stage,
        "answer": answer,
        "previous": previous,
        "note": note,
        "by": by,
        "at": at,
    }


def add(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Append revisions."""
    if len(rows) == 1:
        connection.execute(_ADD, rows[0])
    elif rows:
        connection.execute(_ADD, rows)


def history(connection: Connection, id: str, voice: Voice, item: str, part: str | None) -> list[Revision]:
    """Return all revisions of an item, oldest first: in a part, or wherever it is that is no draft."""
    of = {"id": id, "voice": voice, "item": item}
    rows = connection.execute(_OWN_HISTORY, of) if part is None else connection.execute(_HISTORY, of | {"part": part})
    return [_revision(row) for row in rows]


def current(connection: Connection, id: str, voice: Voice, part: str) -> dict[str, Current]:
    """Return what stands for every item of a voice in a part."""
    by_item: dict[str, list[Revision]] = {}
    for row in connection.execute(_CURRENT, {"id": id, "voice": voice, "part": part}):
        by_item.setdefault(row.item, []).append(_revision(row))
    return {item: _as_current(revisions) for item, revisions in by_item.items()}


def current_of(connection: Connection, place: Place) -> Current:
    """Return what stands for one item, about which something was said."""
    rows = connection.execute(_CURRENT_ITEM, place._asdict())
    return _as_current([_revision(row) for row in rows])


def _as_current(revisions: Sequence[Revision]) -> Current:
    aside = tuple(revision for revision in revisions if revision.kind == "set_aside")
    standing = next(revision for revision in revisions if revision.kind != "set_aside")
    return Current(standing.answer, standing.number, standing.at, standing.by, standing.kind, aside)


def standing_answers(
    connection: Connection,
    ids: Sequence[str],
    voices: Collection[Voice],
    parts: Collection[str] | None,
    *,
    before_opening: bool = False,
) -> dict[str, dict[Voice, dict[str, Answer]]]:
    """Return what stands in these parts, or in all that are no drafts, by assessment, voice and item.

    Cleared items are left out, silent voices too. ``before_opening``: without the corrections since then.
    """
    wanted = [_r.voice.in_(voices), _r.kind != "set_aside", _NO_DRAFT if parts is None else _r.part.in_(parts)]
    if before_opening:
        wanted.append(_r.stage != "opened")
    texts: dict[str, dict[Voice, dict[str, str | None]]] = {id: {} for id in ids}
    for start in range(0, len(ids), _CHUNK):
        # In order of id the last one stands: quicker than letting the database find it.
        rows = connection.execute(
            select(_r.assessment_id, _r.voice, _r.item, cast(_r.answer, Text))
            .where(_r.assessment_id.in_(ids[start : start + _CHUNK]), *wanted)
            .order_by(_r.id)
        )
        for id, voice, item, text in rows:
            texts[id].setdefault(voice, {})[item] = text
    read: dict[str | None, Answer] = {None: UNANSWERED}  # many answers are alike
    for voiced in texts.values():
        for said in voiced.values():
            for text in said.values():
                if text not in read:
                    read[text] = answer_of(json.loads(text or "null"))
    return {
        id: {
            voice: {item: read[text] for item, text in said.items() if read[text] is not UNANSWERED}
            for voice, said in voiced.items()
        }
        for id, voiced in texts.items()
    }


def _revision(row: Row[Any]) -> Revision:
    return Revision(
        voice=row.voice,
        part=row.part,
        item=row.item,
        number=row.number,
        kind=row.kind,
        stage=row.stage,
        answer=answer_of(row.answer),
        previous=answer_of(row.previous),
        note=row.note,
        by=row.by,
        at=row.at,
    )
