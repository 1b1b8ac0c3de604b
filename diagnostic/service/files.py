"""Assessment files: into the store after a preview, and out of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from diagnostic import places
from diagnostic.access import Viewer
from diagnostic.answers import file
from diagnostic.answers.answer import AGENCIES, VOICES, Answer, Voice
from diagnostic.answers.assessment import Assessment, countries, is_fictional
from diagnostic.content.strict import read_path
from diagnostic.service import people
from diagnostic.service.desk import COOPERATION, INTEGRITY, PERCEPTION, Desk
from diagnostic.storage import Record, UnknownAssessment, VaultLocked

_DEMONSTRATION = "demonstration"


class ImportRefused(Exception):
    """The file fits no place to import it to. The message is for the user; nothing was changed."""


class ExportRefused(Exception):
    """There is nothing to export. The message is for the user."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do. ``into``: the existing assessment, or None for a new one.

    ``changes``: by voice, how many answers are new and how many differ from what stands.
    """

    assessment: Assessment
    name: str
    into: Record | None
    changes: dict[Voice, tuple[int, int]]


def integrity_text(desk: Desk, id: str) -> str:
    """Return the assessment file of the own agency's integrity self-assessment, and of nothing else."""
    record = desk.record(id)
    voice = desk.acting(record)
    desk.require("export_integrity", voice, record)
    if INTEGRITY not in record.instruments:
        raise ExportRefused("No integrity self-assessment has been started here.")
    text = file.write_text(replace(desk.view(record, (voice,), INTEGRITY).assessment, target=None))
    desk.store.audit("export", by=desk.by, id=id, detail={"voices": [voice], "part": INTEGRITY})
    return text


def export_text(desk: Desk, id: str) -> str:
    """Return the assessment file on cooperation that the viewer may see and export.

    It never holds integrity answers: it is made to be handed on. See `integrity_text`.
    """
    record = desk.record(id)
    voices = tuple(voice for voice in VOICES if desk.allowed("export", voice, record))
    if not voices:
        desk.require("export", desk.acting(record), record)
    text = file.write_text(desk.view(record, voices).assessment)
    desk.store.audit("export", by=desk.by, id=id, detail={"voices": list(voices)})
    return text


def name_of(record: Record) -> str:
    """Return how the files of an assessment begin: country and round."""
    return f"{record.country}-{record.round}".replace("/", "-").replace(" ", "-")


def preview(desk: Desk, raw: bytes, name: str) -> Preview:
    """Read a file and say what importing it would change.

    Raises:
        Refused: the file has faults, each with line, column and remedy.
        ImportRefused: the assessment it belongs to is pinned to another questionnaire version.
    """
    assessment = file.read_upload(raw, name, desk.library)
    into = _existing(desk, assessment)
    if into is None:
        return Preview(assessment, name, None, {voice: (len(said), 0) for voice, said in assessment.voices.items()})
    if any(into.instruments.get(id, version) != version for id, version in assessment.instruments.items()):
        raise ImportRefused("The file was answered on another version of the questionnaire than this assessment.")
    # Only what would be written is compared: a count against sealed answers would give them away.
    writable = _writable(desk, assessment, into)
    standing = desk.store.snapshot(into.id, [*writable])
    changes: dict[Voice, tuple[int, int]] = {}
    for voice, said in writable.items():
        known = standing.voices.get(voice, {})
        new = sum(item not in known for item in said)
        changes[voice] = (new, sum(item in known and known[item] != answer for item, answer in said.items()))
    return Preview(assessment, name, into, changes)


def _writable(desk: Desk, assessment: Assessment, into: Record) -> dict[Voice, dict[str, Answer]]:
    """Return the answers of a file that the viewer may write into an existing assessment."""
    found: dict[Voice, dict[str, Answer]] = {}
    for voice, said in assessment.voices.items():
        cooperation = desk.allowed("import", voice, into)
        custodian = desk.allowed("edit_restricted", voice, into)
        integrity = desk.allowed("import_integrity", voice, into)
        # What a file says on A.9 to A.11 is the named custodian's to bring in.
        may = {id: custodian if id in desk.restricted else cooperation for id in said}
        mine = {id: a for id, a in said.items() if (integrity if id in desk.integrity else may[id])}
        if mine or (cooperation and not said):
            found[voice] = mine
    return found


def _existing(desk: Desk, assessment: Assessment) -> Record | None:
    if assessment.id is None:
        return None
    try:
        return desk.record(assessment.id)
    except UnknownAssessment:
        return None


def take(desk: Desk, preview: Preview) -> str:
    """Carry out a previewed import; return the id of the assessment.

    Into an existing assessment, only the viewer's own agency is written, as revisions that name the file.

    Raises:
        NotAllowed, NotEditable: nothing was changed.
    """
    if preview.into is None:
        desk.require("create", None, None)
        # Every assessment can be answered on cooperation, also one that begins with an integrity file.
        pinned = {COOPERATION: desk.library.instrument(COOPERATION).version, **preview.assessment.instruments}
        made = replace(preview.assessment, instruments=pinned)
        new = desk.store.create(made, by=desk.by, part_of=desk.part_of)
        people.found(desk, new)
        return new
    id = preview.into.id
    voices = _writable(desk, preview.assessment, preview.into)
    if not voices:
        desk.require("import", next(iter(preview.assessment.voices), desk.acting(preview.into)), preview.into)
    written = {desk.part_of(item) for said in voices.values() for item in said}
    desk.store.append(
        id,
        voices,
        by=desk.by,
        note=f"imported from {preview.name}",
        part_of=desk.part_of,
        pin={part: preview.assessment.instruments[part] for part in written},
    )
    return id


def demonstration_files() -> list[Path]:
    """Return the assessment files of the fictional demonstration, in order."""
    return sorted(places.data("benchmarks").joinpath("demonstration").glob("*.yaml"))


@cache
def fictional_names() -> dict[str, str]:
    """Return the names of the fictional administrations by country code."""
    return {str(code): str(name) for code, name in _fictional()["administrations"].items()}


def country_name(code: str) -> str:
    """Return the name of a country; a fictional administration is always called so."""
    if is_fictional(code):
        return f"{fictional_names().get(code, f'Administration {code}')} (fictional)"
    return countries().get(code, code)


@cache
def _fictional() -> dict[str, Any]:
    document: dict[str, Any] = read_path(places.data("benchmarks") / "fictional.yaml").data
    return document


class DemonstrationRefused(Exception):
    """The demonstration loads once, only into an empty database. The message is for the user."""


def load_demonstration(desk: Desk) -> list[str]:
    """Load the fictional administrations into an empty database; return their ids.

    Both agencies' answers are opened, their committee has met and staff have replied, so that every page has
    something to show.

    Raises:
        DemonstrationRefused: the database already holds assessments, or the staff surveys could not be loaded.
    """
    desk.require("create", None, None)
    if not desk.store.is_empty():
        raise DemonstrationRefused("The demonstration can only be loaded while there are no other assessments.")
    assessments = [file.read(path, desk.library) for path in demonstration_files()]
    ids = [desk.store.create(assessment, by=_DEMONSTRATION, part_of=desk.part_of) for assessment in assessments]
    for id in ids:
        people.found_demonstration(desk, id)
        for voice in AGENCIES:
            desk.store.move(id, voice, "submit", by=_DEMONSTRATION)
            desk.store.move(id, voice, "release", by=_DEMONSTRATION, shared=desk.shared)
        desk.store.open_both(id, by=_DEMONSTRATION, shared=desk.shared)
    of = {(assessment.country, assessment.round): id for assessment, id in zip(assessments, ids, strict=True)}
    for path in sorted(places.data("benchmarks").joinpath("committee").glob("*.yaml")):
        said = read_path(path).data
        _load_committee(desk, of[said["country"], said["round"]], said)
    try:
        for survey in _fictional()["surveys"]:
            _load_survey(desk, of[survey["country"], survey["round"]], survey)
    except VaultLocked as locked:
        why = str(locked).removeprefix("Nothing was changed: ")
        raise DemonstrationRefused(f"The demonstration was loaded without its staff surveys: {why}") from locked
    return ids


def _load_committee(desk: Desk, id: str, said: dict[str, Any]) -> None:
    """Enter what an invented committee has decided, and the answers that it has agreed."""
    from diagnostic.service import answering, committee  # the start page needs none of it

    everybody = replace(Viewer.local("customs"), name=_DEMONSTRATION)
    minutes = Desk(desk.library, desk.store, everybody)
    for kind in committee.KINDS:
        for entry in said.get(f"{kind}s", ()):
            data = {part: value for part, value in entry.items() if part != "key"}
            committee.keep(minutes, id, kind, data, key=entry["key"])
    form = answering.form(minutes, id, "agreed")
    for item, answer in said.get("agreed", {}).items():
        answering.save(minutes, form, item, answer, 0)


def _load_survey(desk: Desk, id: str, said: dict[str, Any]) -> None:
    """Open a staff survey and send invented replies that add up to its totals. It stays open."""
    from diagnostic.service import perception  # the start page needs none of it

    surveys, questions = desk.store.surveys, desk.library.instrument(PERCEPTION, said["version"])
    options = perception.options(questions)
    survey = surveys.open(id, said["voice"], version=questions.version, options=options, by=_DEMONSTRATION)
    surveys.set_kiosk(survey.id, True, by=_DEMONSTRATION)
    for reply in _replies(said["counts"], said["replies"]):
        surveys.send(survey.id, reply, token=None)
    surveys.set_kiosk(survey.id, False, by=_DEMONSTRATION)


def _replies(counts: dict[str, list[int]], number: int) -> list[dict[str, str]]:
    """Return so many replies that add up to counts, always the same ones."""
    replies: list[dict[str, str]] = [{} for _ in range(number)]
    for place, (item, by_level) in enumerate(counts.items()):
        chosen = [str(level) for level, times in enumerate(by_level, start=1) for _ in range(times)]
        for turn, option in enumerate(chosen):
            replies[(turn + 7 * place) % number][item] = option  # each statement is left out by others
    return replies


def is_demonstration(record: Record) -> bool:
    """Whether an assessment is one of the fictional demonstration."""
    return record.created_by == _DEMONSTRATION


def remove_demonstration(desk: Desk) -> int:
    """Erase the demonstration's assessments; return how many."""
    found = [record for record in desk.records() if is_demonstration(record)]
    for record in found:
        desk.require("erase", None, record)
        desk.store.erase(record.id, by=desk.by)
    return len(found)
