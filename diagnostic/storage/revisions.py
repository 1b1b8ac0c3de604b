"""Reading and appending revisions on an open connection. Order is by number and id, never by time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, Text, and_, bindparam, case, cast, func, insert, or_, select

from diagnostic.answers import UNANSWERED, Answer, Voice
from diagnostic.answers.voices import Stage
from diagnostic.storage import tables
from diagnostic.storage.plain import answer_of
from diagnostic.storage.records import Current, Kind, Revision, UnknownAssessment

_r = tables.revision.c
_CHUNK = 500

# Built once: building a statement costs more than running it.
_STAGE = (
    select(tables.voice.c.stage)
    .where(tables.voice.c.assessment_id == bindparam("id"), tables.voice.c.voice == bindparam("voice"))
    .with_for_update(key_share=True)
)
_ADD = insert(tables.revision)
_OF_ITEM = and_(_r.assessment_id == bindparam("id"), _r.voice == bindparam("voice"), _r.item == bindparam("item"))
_NEWEST = select(_r.number, _r.kind, _r.answer, _r.by, _r.at).where(_OF_ITEM).order_by(_r.number.desc()).limit(1)
_STANDING = (
    select(_r.number, _r.kind, _r.answer, _r.by, _r.at)
    .where(_OF_ITEM, _r.kind != "set_aside")
    .order_by(_r.number.desc())
    .limit(1)
)
_HISTORY = select(tables.revision).where(_OF_ITEM).order_by(_r.number)


def _current(*, one_item: bool) -> Select[Any]:
    """Select, for each item, the row that stands and those set aside since the last settling."""
    where = [_r.assessment_id == bindparam("id"), _r.voice == bindparam("voice")]
    if one_item:
        where.append(_r.item == bindparam("item"))
    # Windows instead of a join with itself: fast also before the database knows its own statistics.
    rows = (
        select(
            tables.revision,
            func.max(case((_r.kind != "set_aside", _r.number), else_=0)).over(partition_by=_r.item).label("standing"),
            func.max(case((_r.kind == "settled", _r.number), else_=0)).over(partition_by=_r.item).label("settled"),
            func.min(_r.id).over(partition_by=_r.item).label("first"),
        )
        .where(*where)
        .subquery()
    )
    row = rows.c
    wanted = or_(row.number == row.standing, and_(row.kind == "set_aside", row.number > row.settled))
    return select(rows).where(wanted).order_by(row.first, row.number)


_CURRENT = _current(one_item=False)
_CURRENT_ITEM = _current(one_item=True)


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


def stage(connection: Connection, id: str, voice: Voice) -> Stage:
    """Lock a voice against other writers until the transaction ends, and return its stage."""
    found: Stage | None = connection.execute(_STAGE, {"id": id, "voice": voice}).scalar()
    if found is None:
        raise UnknownAssessment(id)
    return found


def newest(connection: Connection, id: str, voice: Voice, item: str) -> Newest:
    """Return where an item stands."""
    of = {"id": id, "voice": voice, "item": item}
    row = connection.execute(_NEWEST, of).first()
    if row is None:
        return Newest(0, None, None)
    standing = row if row.kind != "set_aside" else connection.execute(_STANDING, of).first()
    return Newest(row.number, standing, row)


def row_to_add(
    id: str,
    voice: Voice,
    item: str,
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
        "assessment_id": id,
        "voice": voice,
        "item": item,
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


def history(connection: Connection, id: str, voice: Voice, item: str) -> list[Revision]:
    """Return all revisions of an item, oldest first."""
    rows = connection.execute(_HISTORY, {"id": id, "voice": voice, "item": item})
    return [_revision(row) for row in rows]


def current(connection: Connection, id: str, voice: Voice, item: str | None = None) -> dict[str, Current]:
    """Return what stands for every item of a voice, or for one."""
    if item is None:
        rows = connection.execute(_CURRENT, {"id": id, "voice": voice})
    else:
        rows = connection.execute(_CURRENT_ITEM, {"id": id, "voice": voice, "item": item})
    by_item: dict[str, list[Revision]] = {}
    for row in rows:
        by_item.setdefault(row.item, []).append(_revision(row))
    return {item: _as_current(revisions) for item, revisions in by_item.items()}


def _as_current(revisions: Iterable[Revision]) -> Current:
    aside = tuple(revision for revision in revisions if revision.kind == "set_aside")
    standing = next(revision for revision in revisions if revision.kind != "set_aside")
    return Current(standing.answer, standing.number, standing.at, standing.by, standing.kind, aside)


def standing_answers(
    connection: Connection, ids: Sequence[str], voices: Sequence[Voice]
) -> dict[str, dict[Voice, dict[str, Answer]]]:
    """Return what stands, by assessment, voice and item; cleared items are left out, silent voices too."""
    texts: dict[str, dict[Voice, dict[str, str | None]]] = {id: {} for id in ids}
    for start in range(0, len(ids), _CHUNK):
        # In order of id the last one stands: quicker than letting the database find it.
        rows = connection.execute(
            select(_r.assessment_id, _r.voice, _r.item, cast(_r.answer, Text))
            .where(_r.assessment_id.in_(ids[start : start + _CHUNK]), _r.voice.in_(voices), _r.kind != "set_aside")
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
