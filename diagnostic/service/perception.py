"""The anonymous staff survey: opened and counted by the integrity team, answered by staff without sign-in.

No respondent exists in here: a reply goes into counters at once, and results are read at 10, 20, 30 … replies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from diagnostic.content.model import Dimension, Instrument, Item, Library
from diagnostic.scoring.integrity import Integrity
from diagnostic.scoring.levels import DimensionResult
from diagnostic.service import integrity
from diagnostic.service.desk import PERCEPTION, Desk
from diagnostic.storage import Record, Store, Survey, SurveyReading
from diagnostic.storage.surveys import NO_ANSWER, STEP

#: Answers that count as agreement, and as disagreement, on the scale of five.
AGREE, NEITHER, DISAGREE = ("4", "5"), ("3",), ("1", "2")


class InvitationRefused(Exception):
    """The address leads to no survey that can be answered. The message is for the user."""


# ---------------------------------------------------------------- for staff, without sign-in


@dataclass(frozen=True, slots=True)
class Invitation:
    """A survey that can be answered now. ``token``: None at a kiosk."""

    survey: Survey
    instrument: Instrument
    agency: str
    country: str
    report_to: str
    token: str | None


def invitation(desk: Desk, code: str, token: str | None) -> Invitation:
    """Return what an address invites to. The viewer of the desk is not asked: staff do not sign in.

    Raises:
        InvitationRefused: there is no such survey, it is closed, or the link was used.
    """
    surveys = desk.store.surveys
    survey = surveys.by_code(code) if code else None
    if survey is None:
        raise InvitationRefused("This address leads to no survey. Check that it was copied whole.")
    if not survey.open:
        raise InvitationRefused("This survey is closed. Thank you for your interest.")
    if token:
        if not surveys.token_open(survey.id, token):
            raise InvitationRefused("This link was used already, or it was not copied whole. Each link counts once.")
    elif not survey.kiosk:
        raise InvitationRefused("This survey is answered with personal links. Use the link that was handed to you.")
    record = desk.store.record(survey.assessment)
    return Invitation(
        survey=survey,
        instrument=desk.library.instrument(PERCEPTION, survey.version),
        agency=record.pair.name(survey.voice),
        country=record.country,
        report_to=integrity.report_to(desk, record, survey.voice),
        token=token or None,
    )


def send(store: Store, invitation: Invitation, reply: Mapping[str, int]) -> None:
    """Count a reply: levels by item, items left out where nothing was chosen.

    Raises:
        SurveyClosed, TokenSpent, VaultLocked, StorageFailed: with a sentence; nothing was counted.
    """
    chosen = {item: str(level) for item, level in reply.items()}
    store.surveys.send(invitation.survey.id, chosen, token=invitation.token)


# ---------------------------------------------------------------- for the integrity team


def surveys(desk: Desk, record: Record) -> list[Survey]:
    """Return the surveys among the own staff, the newest first: how many replied, never what."""
    voice = desk.acting(record)
    desk.require("run_survey", voice, record)
    return desk.store.surveys.of(record.id, voice)


def start(desk: Desk, id: str, *, kiosk: bool) -> Survey:
    """Open a survey among the own staff, in the newest version of its questions.

    Raises:
        AlreadyOpen, VaultLocked, NotAllowed: with a sentence for the user.
    """
    record = desk.record(id)
    voice = desk.acting(record)
    desk.require("run_survey", voice, record)
    questions = desk.library.instrument(PERCEPTION)
    survey = desk.store.surveys.open(id, voice, version=questions.version, options=options(questions), by=desk.by)
    if kiosk:
        set_kiosk(desk, record, survey, on=True)
    return survey


def options(questions: Instrument) -> dict[str, tuple[str, ...]]:
    """Return what can be chosen, by item."""
    return {item.id: tuple(str(statement.level) for statement in item.statements) for item in questions.items}


def issue(desk: Desk, record: Record, survey: Survey, number: int) -> list[str]:
    """Make one-time tokens. They are shown now and never again: only their hashes are kept."""
    desk.require("run_survey", survey.voice, record)
    return desk.store.surveys.issue(survey.id, number, desk.by)


def set_kiosk(desk: Desk, record: Record, survey: Survey, *, on: bool) -> None:
    """Let the survey be answered on one shared device, or no longer."""
    desk.require("run_survey", survey.voice, record)
    desk.store.surveys.set_kiosk(survey.id, on, desk.by)


def close(desk: Desk, record: Record, survey: Survey) -> None:
    """Take no more replies."""
    desk.require("run_survey", survey.voice, record)
    desk.store.surveys.close(survey.id, desk.by)


def missing(survey: Survey) -> int:
    """Return how many more replies the next reading needs."""
    return STEP - survey.replies % STEP


# ---------------------------------------------------------------- what staff perceive


@dataclass(frozen=True, slots=True)
class Opinion:
    """What staff say to one statement: numbers of replies. ``left_out``: those who gave no answer to it."""

    item: Item
    agree: int
    neither: int
    disagree: int
    left_out: int

    @property
    def given(self) -> int:
        """How many gave an opinion."""
        return self.agree + self.neither + self.disagree

    @property
    def enough(self) -> bool:
        """Whether as many gave an opinion as a reading needs at least."""
        return self.given >= STEP


@dataclass(frozen=True, slots=True)
class Perceived:
    """What staff perceive, at a multiple of ten replies."""

    survey: Survey
    replies: int
    opinions: tuple[Opinion, ...]

    def of(self, dimension: str) -> tuple[Opinion, ...]:
        """Return the opinions on a factor or a stage of protection."""
        return tuple(opinion for opinion in self.opinions if opinion.item.dimension == dimension)


def perceived(desk: Desk, record: Record) -> Perceived | None:
    """Return the newest reading of the own agency's surveys; None before ten replies."""
    voice = desk.acting(record)
    if not desk.allowed("read_integrity", voice, record):
        return None
    for survey in desk.store.surveys.of(record.id, voice):
        reading = desk.store.surveys.reading(survey.id)
        if reading is not None:
            return _perceived(desk.library, survey, reading)
    return None


def _perceived(library: Library, survey: Survey, reading: SurveyReading) -> Perceived:
    questions = library.instrument(PERCEPTION, survey.version)
    found = []
    for item in questions.items:
        counts = reading.counts.get(item.id, {})
        agree, neither, disagree = (sum(counts.get(id, 0) for id in ids) for ids in (AGREE, NEITHER, DISAGREE))
        found.append(Opinion(item, agree, neither, disagree, counts.get(NO_ANSWER, 0)))
    return Perceived(survey, reading.replies, tuple(found))


@dataclass(frozen=True, slots=True)
class Beside:
    """A factor or stage: what exists beside what staff perceive. Never averaged."""

    dimension: Dimension
    exists: DimensionResult | None
    opinion: Opinion

    @property
    def apart(self) -> str:
        """How far the two lie apart: "paper" where it exists and few see it, "unseen" the other way, else ""."""
        if self.exists is None or not self.opinion.enough:
            return ""
        agree = self.opinion.agree / self.opinion.given
        if self.exists.pair.lower >= 3 and agree < 0.5:
            return "paper"
        return "unseen" if self.exists.pair.upper <= 2 and agree >= 0.5 else ""


def beside(result: Integrity, perceived: Perceived) -> tuple[Beside, ...]:
    """Return what exists beside what staff perceive, for each factor and stage that the survey asks about."""
    return tuple(
        Beside(dimension, result.views.claimed.dimensions[dimension.id], opinion)
        for dimension in result.instrument.group("factor", "protection")
        for opinion in perceived.of(dimension.id)
    )
