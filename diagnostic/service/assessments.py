"""Assessments: the list, a new one, its details, the course of its voices, its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from diagnostic.answers.answer import AGENCIES, Voice
from diagnostic.answers.assessment import AgencyPair, Assessment, is_country
from diagnostic.answers.voices import Move, Stage
from diagnostic.service import people
from diagnostic.service.answering import Form, Progress, form
from diagnostic.service.desk import COOPERATION, INTEGRITY, Desk
from diagnostic.storage import Record


class DetailsRefused(Exception):
    """The details of an assessment are not complete or not possible. The message is for the user."""


@dataclass(frozen=True, slots=True)
class Overview:
    """An assessment in the list. ``progress`` is None for a voice whose answers the viewer may not see.

    ``integrity``: of the agencies whose self-assessment was started and may be seen.
    """

    record: Record
    progress: Mapping[Voice, Progress | None]
    integrity: Mapping[Voice, Progress]


def overview(desk: Desk) -> list[Overview]:
    """Return the assessments, the latest first, with the progress of the agencies the viewer may see."""
    return [Overview(record, _progress(desk, record), _integrity(desk, record)) for record in reversed(desk.records())]


def _integrity(desk: Desk, record: Record) -> dict[Voice, Progress]:
    if INTEGRITY not in record.instruments:
        return {}
    return {
        voice: form(desk, record.id, voice, INTEGRITY).progress()
        for voice in AGENCIES
        if desk.allowed("read_integrity", voice, record)
    }


def _progress(desk: Desk, record: Record) -> dict[Voice, Progress | None]:
    found: dict[Voice, Progress | None] = {}
    for voice in AGENCIES:
        found[voice] = None
        if COOPERATION in record.instruments and desk.allowed("read_answers", voice, record):
            current = desk.store.current(record.id, voice)
            found[voice] = Form(record, desk.instrument(record), voice, current).progress()
    return found


def create(
    desk: Desk,
    *,
    country: str,
    pair: AgencyPair,
    round: str,
    target: int | None = None,
    context: Mapping[str, Any] | None = None,
    retain_until: date | None = None,
) -> str:
    """Start an assessment with the newest version of the questionnaire; return its id.

    On a server whoever starts it becomes its administrator, who invites the others and reads no answers.

    Raises:
        DetailsRefused: with a sentence that says what to mend.
        NotAllowed: the viewer may not start assessments.
    """
    desk.require("create", None, None)
    names = (pair.customs.strip(), pair.police.strip())
    if not is_country(country):
        raise DetailsRefused("Choose a country from the list.")
    if not all(names):
        raise DetailsRefused("Name both agencies.")
    if names[0].casefold() == names[1].casefold():
        raise DetailsRefused("Give the two agencies different names.")
    if not round.strip():
        raise DetailsRefused("Name the round, for example by its year.")
    if len(round.strip()) > 40 or any(len(name) > 120 for name in names):
        raise DetailsRefused("Keep the round under 40 characters and each agency's name under 120.")
    if target is not None and target not in (1, 2, 3, 4, 5):
        raise DetailsRefused("Choose a target from level 1 to 5, or none.")
    for record in desk.records():
        same = (record.country, record.pair.customs, record.pair.police, record.round)
        if [*map(str.casefold, same)] == [*map(str.casefold, (country, *names, round.strip()))]:
            raise DetailsRefused("This pair of agencies already has an assessment for this round.")
    instrument = desk.library.instrument(COOPERATION)
    assessment = Assessment(
        country=country,
        pair=AgencyPair(*names),
        round=round.strip(),
        target=target,
        context=dict(context or {}),
        instruments={instrument.id: instrument.version},
    )
    id = desk.store.create(assessment, by=desk.by, retain_until=retain_until)
    people.found(desk, id)
    return id


def move(desk: Desk, id: str, voice: Voice, step: Move) -> Stage:
    """Submit, reopen or release the answers of an agency.

    Raises:
        MoveRefused, NotAllowed: with a sentence for the user; nothing changed.
    """
    record = desk.record(id)
    desk.require("release" if step == "open" else step, voice, record)
    return desk.store.move(id, voice, step, by=desk.by, shared=desk.shared)


def open_both(desk: Desk, id: str) -> None:
    """Open the answers of both agencies, once both have released theirs.

    Raises:
        MoveRefused, NotAllowed: with a sentence for the user; nothing changed.
    """
    record = desk.record(id)
    desk.require("open", desk.acting(record), record)
    desk.store.open_both(id, by=desk.by, shared=desk.shared)


def set_details(
    desk: Desk,
    id: str,
    *,
    target: int | Mapping[str, int] | None,
    context: Mapping[str, Any],
    retain_until: date | None,
) -> None:
    """Change target, context and the date until which the assessment is kept."""
    record = desk.record(id)
    desk.require("set_details", None, record)
    desk.store.set_details(id, target=target, context=dict(context), retain_until=retain_until, by=desk.by)


def erase(desk: Desk, id: str) -> None:
    """Erase an assessment for good; only a mark without content stays."""
    record = desk.record(id)
    desk.require("erase", None, record)
    desk.store.erase(id, by=desk.by)
