"""The integrity self-assessment of the own agency: start, read, close, decide, state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast, get_args

from diagnostic.access import View
from diagnostic.advice import Guard, Measures, guard, measures
from diagnostic.advice import safeguards as conditions
from diagnostic.advice.guard import CORRUPTION, THREAT
from diagnostic.advice.safeguards import Attestation, Safeguard
from diagnostic.answers.answer import AGENCIES, MAX_TEXT, Voice
from diagnostic.answers.assessment import is_fictional
from diagnostic.answers.voices import Move, MoveRefused, Stage
from diagnostic.content.model import Item, Step
from diagnostic.scoring import Integrity, score_integrity
from diagnostic.scoring.integrity import LadderViews
from diagnostic.service import auditing, files
from diagnostic.service.desk import INTEGRITY, Desk
from diagnostic.storage import Declaration, Record

if TYPE_CHECKING:
    from diagnostic.service.chart_files import Form

#: Subjects of what an agency states. An attestation adds the id of the safeguard.
OVERRIDE, REPORT_TO, ATTEST = "override_guard", "report_to", "attest:"


class StatementRefused(Exception):
    """What was stated is not complete or not possible. The message is for the user; nothing was changed."""


@dataclass(frozen=True, slots=True)
class IntegrityReading:
    """The result of the own agency's self-assessment, with the head's decision on the order of measures."""

    record: Record
    view: View
    result: Integrity
    whose: Voice
    override: Declaration | None

    @property
    def views(self) -> LadderViews:
        """The result as claimed and as evidenced."""
        return self.result.views

    @property
    def name(self) -> str:
        """Whose result it is."""
        return self.record.pair.name(self.whose)

    @property
    def guard(self) -> Guard:
        """The guard on the order of measures, as decided."""
        return guard(self.result, overridden=self.override is not None)


def started(record: Record) -> bool:
    """Whether the assessment has the self-assessment; each agency answers its own."""
    return INTEGRITY in record.instruments


def start(desk: Desk, id: str) -> None:
    """Add the self-assessment, in its newest version, to an assessment.

    Raises:
        NotAllowed: with a sentence for the user.
    """
    record = desk.record(id)
    desk.require("edit_integrity", desk.acting(record), record)
    if not started(record):
        desk.store.pin(id, INTEGRITY, desk.library.instrument(INTEGRITY).version, by=desk.by)


def reading(desk: Desk, id: str) -> IntegrityReading:
    """Score the own agency's answers.

    Raises:
        NotAllowed: the viewer is neither of the integrity team nor the head.
    """
    record = desk.record(id)
    voice = desk.acting(record)
    desk.require("read_integrity", voice, record)
    auditing.note_read(desk, record, (voice,), INTEGRITY)
    view = desk.view(record, (voice,), INTEGRITY)
    result = score_integrity(view.assessment, desk.library, voice)
    assert result is not None, "the caller has asked whether it was started"
    return IntegrityReading(record, view, result, voice, desk.store.declarations(id, voice).get(OVERRIDE))


def move(desk: Desk, id: str, step: Move) -> Stage:
    """Close the own self-assessment to changes, or reopen it. It is never released to the other agency.

    Raises:
        MoveRefused, NotAllowed: with a sentence for the user; nothing changed.
    """
    record = desk.record(id)
    voice = desk.acting(record)
    desk.require("close_integrity", voice, record)
    if step not in ("submit", "reopen"):
        raise MoveRefused("The integrity self-assessment is never released: it stays with its agency.")
    return desk.store.move(id, voice, step, by=desk.by, part=INTEGRITY)


# ---------------------------------------------------------------- exposure beside protection, as a file


def may_save(desk: Desk, record: Record) -> bool:
    """Whether the viewer may take what the own agency says on integrity away as a file."""
    return desk.allowed("export_integrity", desk.acting(record), record)


def map_file(desk: Desk, id: str, form: Form) -> bytes:
    """Return the map of exposure and protection: as a picture, as a slide, or as its data.

    It says on its face for whom it is. No report, deck or workbook holds it.

    Raises:
        NotAllowed: the viewer is neither of the integrity team nor the head.
    """
    from diagnostic.charts.situation import situation
    from diagnostic.charts.spec import Basis
    from diagnostic.service import chart_files

    record = desk.record(id)
    voice = desk.acting(record)
    desk.require("export_integrity", voice, record)
    found = reading(desk, id)
    result, name = found.result, found.name
    basis = Basis(
        voice=f"integrity self-assessment of {name}", view="as claimed", rounds=(record.round,), policy=result.policy.id
    )
    chart = situation(
        name, result.axis(CORRUPTION), result.axis(THREAT), result.protection(), basis,
        fictional=is_fictional(record.country),
    )  # fmt: skip
    made = chart_files.drawn(
        [
            replace(
                chart,
                subject=f"{files.country_name(record.country)}, round {record.round}. {chart.subject}",
                marking=f"For the integrity team and the head of {name} alone",
            )
        ],
        form,
    )
    detail = {"voices": [voice], "part": INTEGRITY, "chart": chart.kind, "form": form}
    desk.store.audit("export", by=desk.by, id=id, detail=detail)
    return made


# ---------------------------------------------------------------- measures and their order


def plan(desk: Desk, reading: IntegrityReading) -> Measures:
    """Return the measures that bring what lacks to established, in the order in which they should begin."""
    return measures(reading.result, desk.catalogue.steps, reading.guard)


def override(desk: Desk, id: str, reason: str) -> None:
    """Record that the head decides against staging, with the reason.

    Raises:
        StatementRefused: no reason, or one that is too long.
        NotAllowed: the viewer is not the head of the agency.
    """
    record = desk.record(id)
    voice = desk.acting(record)
    desk.require("override", voice, record)
    reason = _said(reason, "Give the reason for the decision: it is recorded with the date.")
    desk.store.declare(id, voice, OVERRIDE, True, reason=reason, by=desk.by)


def withdraw_override(desk: Desk, id: str) -> None:
    """Record that the order of measures holds again."""
    record = desk.record(id)
    voice = desk.acting(record)
    desk.require("override", voice, record)
    desk.store.declare(id, voice, OVERRIDE, None, by=desk.by)


def decisions(desk: Desk, id: str) -> list[Declaration]:
    """Return every decision on the order of measures, oldest first."""
    record = desk.record(id)
    voice = desk.acting(record)
    desk.require("read_integrity", voice, record)
    return desk.store.declared(id, voice, OVERRIDE)


# ---------------------------------------------------------------- the link to cooperation


def safeguard_items(desk: Desk) -> tuple[Item, ...]:
    """Return the questions that stand for a safeguard that some step of cooperation asks for."""
    return tuple(desk.integrity[need.item] for need in conditions.wanted(desk.catalogue.steps))


def own_safeguards(desk: Desk, record: Record, steps: tuple[Step, ...]) -> tuple[Safeguard, ...] | None:
    """Return how the own agency's safeguards stand that planned steps ask for.

    None where the viewer may not see them, or the self-assessment was not started.
    """
    voice = desk.acting(record)
    if not started(record) or not desk.allowed("read_integrity", voice, record):
        return None
    return conditions.own(steps, reading(desk, record.id).result)


def narrowed(desk: Desk, record: Record) -> bool:
    """Whether the own answers say that go-betweens from other agencies are likely or not ruled out."""
    voice = desk.acting(record)
    if not started(record) or not desk.allowed("read_integrity", voice, record):
        return False
    return reading(desk, record.id).guard.intermediaries


def attested(desk: Desk, record: Record, steps: tuple[Step, ...]) -> dict[str, dict[Voice, Attestation]]:
    """Return what the heads state on the safeguards that planned steps ask for, as far as the viewer may know."""
    return conditions.attested(steps, {voice: attestations(desk, record, voice) for voice in AGENCIES})


def attestations(desk: Desk, record: Record, voice: Voice) -> dict[str, Attestation]:
    """Return what the head of an agency states on each safeguard; nothing where the viewer may not know."""
    if not desk.allowed("read_attestations", voice, record):
        return {}
    said = desk.store.declarations(record.id, voice)
    return {
        subject.removeprefix(ATTEST): cast(Attestation, declaration.value)
        for subject, declaration in said.items()
        if subject.startswith(ATTEST)
    }


def attest(desk: Desk, id: str, item: str, value: Attestation) -> None:
    """Record what the head states on a safeguard. "not_disclosed" takes an earlier statement back.

    Raises:
        StatementRefused: there is no such safeguard, or no such statement.
        NotAllowed: the viewer is not the head of the agency.
    """
    record = desk.record(id)
    voice = desk.acting(record)
    desk.require("attest", voice, record)
    if item not in {known.id for known in safeguard_items(desk)}:
        raise StatementRefused(f"There is no safeguard '{item}'.")
    if value not in get_args(Attestation):
        raise StatementRefused("State that the safeguard is confirmed, not yet there, or not disclosed.")
    kept = None if value == "not_disclosed" else value
    desk.store.declare(id, voice, f"{ATTEST}{item}", kept, by=desk.by)


# ---------------------------------------------------------------- where to report


def report_to(desk: Desk, record: Record, voice: Voice) -> str:
    """Return where wrongdoing or a threat is reported, as the agency has set it, or nothing.

    No right is asked: it is shown to everybody who fills in a form of that agency.
    """
    said: Mapping[str, Declaration] = desk.store.declarations(record.id, voice)
    return str(said[REPORT_TO].value) if REPORT_TO in said else ""


def set_report_to(desk: Desk, id: str, text: str) -> None:
    """Set where wrongdoing or a threat is reported in the own agency; nothing takes it back.

    Raises:
        StatementRefused: the text is too long.
    """
    record = desk.record(id)
    voice = desk.acting(record)
    desk.require("set_reporting", voice, record)
    text = text.strip()
    if len(text) > 600:
        raise StatementRefused("Keep it under 600 characters: a name, a number, an address.")
    if text != report_to(desk, record, voice):
        desk.store.declare(id, voice, REPORT_TO, text or None, by=desk.by)


def _said(text: str, otherwise: str) -> str:
    text = text.strip()
    if not text:
        raise StatementRefused(otherwise)
    if len(text) > MAX_TEXT:
        raise StatementRefused(f"Keep it under {MAX_TEXT:,} characters.")
    return text
