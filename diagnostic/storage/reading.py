"""Reading and inserting assessments on an open connection."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from diagnostic.answers import VOICES, AgencyPair, Assessment, Voice
from diagnostic.answers.voices import Stage
from diagnostic.storage import courses, plain, revisions, tables, trail
from diagnostic.storage.records import COOPERATION, DRAFTS, AuditEntry, Record, UnknownAssessment, VoiceEvent

_a = tables.assessment.c
_r = tables.revision.c
_v = tables.voice.c


def insert_assessment(
    connection: Connection,
    id: str,
    assessment: Assessment,
    *,
    by: str,
    at: datetime,
    retain_until: date | None,
    follows: str | None = None,
) -> None:
    """Write the details, the pinned instruments and, for each part, three voices in draft."""
    if follows is not None:
        check_known(connection, follows)
    connection.execute(
        insert(tables.assessment),
        {
            "id": plain.text(id),
            "country": plain.text(assessment.country),
            "customs_name": plain.text(assessment.pair.customs),
            "police_name": plain.text(assessment.pair.police),
            "round": plain.text(assessment.round),
            "target": plain.plain(assessment.target),
            "context": plain.plain(assessment.context),
            "created_at": at,
            "created_by": by,
            "retain_until": retain_until,
            "follows": follows,
        },
    )
    pinned = [
        {"assessment_id": id, "instrument": plain.instrument(instrument), "version": plain.name(version)}
        for instrument, version in assessment.instruments.items()
    ]
    if pinned:
        connection.execute(insert(tables.assessment_instrument), pinned)
    courses.start(connection, id, {COOPERATION: "", **assessment.instruments})


def any_record(connection: Connection) -> bool:
    """Whether there is an assessment that was not erased."""
    return connection.execute(select(_a.id).where(_a.erased_at.is_(None)).limit(1)).first() is not None


def check_known(connection: Connection, id: str) -> None:
    """Refuse an assessment that is not there or was erased.

    Raises:
        UnknownAssessment: it is none.
    """
    if connection.execute(select(_a.id).where(_a.id == id, _a.erased_at.is_(None))).first() is None:
        raise UnknownAssessment(id)


def record(connection: Connection, id: str) -> Record:
    """Return one assessment.

    Raises:
        UnknownAssessment: it is none.
    """
    for found in records(connection, id):
        return found
    raise UnknownAssessment(id)


def records(connection: Connection, id: str | None = None) -> list[Record]:
    """Return one or all assessments that were not erased, in the order of their making."""
    chosen = select(tables.assessment).where(_a.erased_at.is_(None)).order_by(_a.created_at, _a.id)
    pinned = select(tables.assessment_instrument)
    staged = (
        select(_v.assessment_id, _v.voice, _v.part, _v.stage).where(_v.part.not_like(f"{DRAFTS}%")).order_by(_v.part)
    )
    last = select(func.max(_r.id).label("id")).where(_r.part == COOPERATION).group_by(_r.assessment_id, _r.voice)
    if id is not None:
        chosen = chosen.where(_a.id == id)
        pinned = pinned.where(tables.assessment_instrument.c.assessment_id == id)
        staged = staged.where(_v.assessment_id == id)
        last = last.where(_r.assessment_id == id)
    found = connection.execute(chosen).all()
    if not found:
        return []
    instruments: dict[str, dict[str, str]] = {row.id: {} for row in found}
    stages: dict[str, dict[str, dict[Voice, Stage]]] = {row.id: {COOPERATION: {}} for row in found}
    changed: dict[str, dict[Voice, datetime | None]] = {row.id: dict.fromkeys(VOICES) for row in found}
    for owner, instrument, version in connection.execute(pinned):
        instruments.get(owner, {})[instrument] = version
    for owner, voice, part, stage in connection.execute(staged):
        stages.get(owner, {}).setdefault(part, {})[voice] = stage
    newest = last.subquery()
    rows = connection.execute(select(_r.assessment_id, _r.voice, _r.at).join(newest, _r.id == newest.c.id))
    for owner, voice, at in rows:
        changed.get(owner, {})[voice] = at
    return [
        Record(
            id=row.id,
            country=row.country,
            pair=AgencyPair(row.customs_name, row.police_name),
            round=row.round,
            target=row.target,
            context=row.context,
            instruments=instruments[row.id],
            courses={part: {voice: of[voice] for voice in VOICES} for part, of in stages[row.id].items()},
            created_at=row.created_at,
            created_by=row.created_by,
            retain_until=row.retain_until,
            changed_at=changed[row.id],
            follows=row.follows,
        )
        for row in found
    ]


def snapshots(
    connection: Connection,
    ids: Sequence[str] | None,
    voices: Collection[Voice],
    parts: Collection[str] | None,
    *,
    before_opening: bool = False,
) -> tuple[Assessment, ...]:
    """Return what stands in the assessments of these ids, in their order, or in all; in these parts, or in all.

    All parts are those that are no drafts. ``before_opening``: without the corrections since then.
    """
    if ids is not None and len(ids) == 1:
        known = {record.id: record for record in records(connection, ids[0])}
    else:
        known = {record.id: record for record in records(connection)}
    chosen = [*known] if ids is None else list(ids)
    for id in chosen:
        if id not in known:
            raise UnknownAssessment(id)
    said = revisions.standing_answers(connection, chosen, voices, parts, before_opening=before_opening)
    return tuple(_assessment(known[id], said[id]) for id in chosen)


def _assessment(record: Record, voices: dict[Voice, dict[str, Any]]) -> Assessment:
    return Assessment(
        id=record.id,
        country=record.country,
        round=record.round,
        instruments=record.instruments,
        voices={voice: voices[voice] for voice in VOICES if voice in voices},
        pair=record.pair,
        target=record.target,
        context=record.context,
    )


def events(connection: Connection, id: str, part: str | None) -> list[VoiceEvent]:
    """Return the moves of the voices of an assessment, oldest first: in a part, or in all that are no drafts."""
    t = tables.voice_event.c
    wanted = t.part.not_like(f"{DRAFTS}%") if part is None else t.part == part
    rows = connection.execute(
        select(t.voice, t.part, t.move, t.from_stage, t.to_stage, t.by, t.at)
        .where(t.assessment_id == id, wanted)
        .order_by(t.id)
    )
    return [VoiceEvent(*row) for row in rows]


def audit_log(connection: Connection, id: str | None) -> list[AuditEntry]:
    """Return the audit of one assessment or of all, oldest first."""
    t = tables.audit.c
    chosen = select(t.at, t.by, t.action, t.assessment_id, t.detail, t.chain, t.number, t.hash)
    if id is None:
        return [AuditEntry(*row) for row in connection.execute(chosen.order_by(t.id))]
    of = (t.chain == trail.chain_of(id), t.assessment_id == id)
    return [AuditEntry(*row) for row in connection.execute(chosen.where(*of).order_by(t.number))]
