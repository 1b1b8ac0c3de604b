"""The course of each part of an assessment, on an open connection: stages, moves, pinned instruments.

Rows are locked in one order (see `_order`), so that no two writers wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from diagnostic.answers import AGENCIES, VOICES, AgencyPair, Voice
from diagnostic.answers.voices import Move, MoveRefused, Stage, after, may_edit
from diagnostic.storage import tables, trail
from diagnostic.storage.records import (
    COOPERATION,
    DRAFTS,
    NotEditable,
    NotPinned,
    PinRefused,
    UnknownAssessment,
    draft_part,
    is_draft,
)

_a = tables.assessment.c
_v = tables.voice.c
_i = tables.assessment_instrument.c
_s = tables.release.c

# Built once: building a statement costs more than running it.
_STAGE = (
    select(_v.stage)
    .where(_v.assessment_id == bindparam("id"), _v.voice == bindparam("voice"), _v.part == bindparam("part"))
    .with_for_update(key_share=True)
)


def _order(place: tuple[Voice, str]) -> tuple[bool, str, int]:
    voice, part = place
    return part != COOPERATION, part, VOICES.index(voice)


def start(connection: Connection, id: str, parts: Iterable[str]) -> None:
    """Put every voice of new parts in draft."""
    rows = [{"assessment_id": id, "voice": voice, "part": part, "stage": "draft"} for part in parts for voice in VOICES]
    if rows:
        connection.execute(insert(tables.voice), rows)


def stage(connection: Connection, id: str, voice: Voice, part: str) -> Stage:
    """Lock a voice of a part against other writers until the transaction ends, and return its stage."""
    found: Stage | None = connection.execute(_STAGE, {"id": id, "voice": voice, "part": part}).scalar()
    if found is None:
        known = select(_a.id).where(_a.id == id, _a.erased_at.is_(None))
        raise UnknownAssessment(id) if connection.execute(known).first() is None else NotPinned(part)
    return found


def stages(connection: Connection, id: str, places: Iterable[tuple[Voice, str]]) -> dict[tuple[Voice, str], Stage]:
    """Lock several voices of parts, as `stage` does."""
    return {place: stage(connection, id, *place) for place in sorted(places, key=_order)}


def lock_all(connection: Connection, id: str) -> None:
    """Wait for all writers of an assessment, and keep them out until the transaction ends."""
    stages(connection, id, [(voice, COOPERATION) for voice in VOICES])  # those who pin wait here
    rows = connection.execute(select(_v.voice, _v.part).where(_v.assessment_id == id)).all()
    stages(connection, id, [(voice, part) for voice, part in rows])


def start_draft(connection: Connection, id: str, voice: Voice, slot: str, *, by: str, at: datetime) -> None:
    """Give a voice a draft of a colleague, which no other voice has; what is there stays as it is."""
    stage(connection, id, voice, COOPERATION)  # those who start drafts take turns
    row = {"assessment_id": id, "voice": voice, "part": draft_part(slot)}
    if slot not in drafts(connection, id, voice):
        connection.execute(insert(tables.voice), row | {"stage": "draft"})
        trail.note(connection, "start_draft", by, at, id, {"voice": voice, "part": draft_part(slot)})


def drafts(connection: Connection, id: str, voice: Voice) -> dict[str, Stage]:
    """Return where the drafts of colleagues stand, by slot."""
    of = (_v.assessment_id == id, _v.voice == voice, _v.part.like(f"{DRAFTS}%"))
    rows = connection.execute(select(_v.part, _v.stage).where(*of).order_by(_v.part))
    return {part.removeprefix(DRAFTS): stage for part, stage in rows}


def pair(connection: Connection, id: str) -> AgencyPair:
    """Return the names of the agencies."""
    return AgencyPair(*connection.execute(select(_a.customs_name, _a.police_name).where(_a.id == id)).one())


def check_editable(connection: Connection, id: str, voice: Voice, stage: Stage) -> None:
    """Refuse a stage at which answers may not change.

    Raises:
        NotEditable: with a sentence for the user.
    """
    if not may_edit(stage):
        remedy = "Reopen them first." if stage == "submitted" else "They may be corrected once they are opened."
        name = pair(connection, id).name(voice)
        raise NotEditable(f"The answers of {name} are {stage} and cannot be changed. {remedy}")


def move(
    connection: Connection,
    id: str,
    voice: Voice,
    part: str,
    move: Move,
    *,
    by: str,
    at: datetime,
    detail: Mapping[str, Any] = {},
) -> Stage:
    """Move a voice of a part by the table of transitions and return its new stage.

    ``detail``: what the audit notes besides.

    Raises:
        MoveRefused: with a sentence for the user.
    """
    if is_draft(part) and move not in ("submit", "reopen"):
        raise MoveRefused("The draft of a colleague can only be submitted and reopened.")
    if move == "open" and voice in AGENCIES:
        for agency in AGENCIES:
            if stage(connection, id, agency, part) not in ("released", "opened"):
                after("draft", "open")  # says why not
    begin = stage(connection, id, voice, part)
    end = after(begin, move)
    of = (_v.assessment_id == id, _v.voice == voice, _v.part == part, _v.stage == begin)
    if connection.execute(update(tables.voice).where(*of).values(stage=end)).rowcount != 1:
        raise MoveRefused("Somebody else has just moved these answers. Look again.")
    event = {"assessment_id": id, "voice": voice, "part": part, "move": move, "from_stage": begin, "to_stage": end}
    connection.execute(insert(tables.voice_event), event | {"by": by, "at": at})
    noted = {"voice": voice, "part": part, "from": begin, "to": end}
    trail.note(connection, move, by, at, id, noted | dict(detail))
    return end


def pin(connection: Connection, id: str, wanted: Mapping[str, str], *, by: str, at: datetime) -> None:
    """Add instruments to an assessment, each with its course; what is pinned already stays as it is.

    Raises:
        PinRefused: another version of one is pinned, or answers on cooperation are sealed without one.
    """
    stage(connection, id, VOICES[0], COOPERATION)  # makes those who pin take turns
    rows = connection.execute(select(_i.instrument, _i.version).where(_i.assessment_id == id))
    pinned = dict(rows.all())
    for instrument, version in wanted.items():
        if instrument in pinned and pinned[instrument] != version:
            raise PinRefused(
                f"This assessment uses version {pinned[instrument]} of the questionnaire '{instrument}', and "
                f"version {version} cannot be added to it. Use the same version, or make a new assessment."
            )
        if instrument not in pinned:
            if instrument == COOPERATION:
                _check_unsealed(connection, id)
            row = {"assessment_id": id, "instrument": instrument, "version": version}
            connection.execute(insert(tables.assessment_instrument), row)
            start(connection, id, [instrument] if instrument != COOPERATION else [])
            trail.note(connection, "pin", by, at, id, {"instrument": instrument, "version": version})


def _check_unsealed(connection: Connection, id: str) -> None:
    # The seal covers the version of the questionnaire.
    if connection.execute(select(_s.voice).where(_s.assessment_id == id)).first() is not None:
        raise PinRefused(
            "Answers on cooperation have been released in this assessment, and no questionnaire can be added "
            "to them any more. Make a new assessment."
        )
