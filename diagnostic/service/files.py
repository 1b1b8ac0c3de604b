"""Assessment files: into the store after a preview, and out of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from diagnostic import places
from diagnostic.access import allowed, require
from diagnostic.answers import file
from diagnostic.answers.answer import AGENCIES, VOICES, Voice
from diagnostic.answers.assessment import Assessment
from diagnostic.content.strict import read_path
from diagnostic.service.desk import Desk
from diagnostic.storage import Record, UnknownAssessment

_DEMONSTRATION = "demonstration"


class ImportRefused(Exception):
    """The file fits no place to import it to. The message is for the user; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do. ``into``: the existing assessment, or None for a new one.

    ``changes``: by voice, how many answers are new and how many differ from what stands.
    """

    assessment: Assessment
    name: str
    into: Record | None
    changes: dict[Voice, tuple[int, int]]


def export_text(desk: Desk, id: str) -> str:
    """Return the assessment file of what the viewer may see and export."""
    record = desk.store.record(id)
    voices = tuple(voice for voice in VOICES if allowed(desk.viewer, "export", voice, record.stages))
    if not voices:
        require(desk.viewer, "export", desk.viewer.acting, record.stages)
    text = file.write_text(desk.view(record, voices).assessment)
    desk.store.audit("export", by=desk.viewer.name, id=id, detail={"voices": list(voices)})
    return text


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
    if dict(into.instruments) != dict(assessment.instruments):
        raise ImportRefused("The file was answered on another version of the questionnaire than this assessment.")
    # Only voices that would be written are compared: a count against sealed answers would give them away.
    voices = [voice for voice in assessment.voices if allowed(desk.viewer, "import", voice, into.stages)]
    standing = desk.store.snapshot(into.id, voices)
    changes: dict[Voice, tuple[int, int]] = {}
    for voice in voices:
        known, said = standing.voices.get(voice, {}), assessment.voices[voice]
        new = sum(item not in known for item in said)
        changes[voice] = (new, sum(item in known and known[item] != answer for item, answer in said.items()))
    return Preview(assessment, name, into, changes)


def _existing(desk: Desk, assessment: Assessment) -> Record | None:
    if assessment.id is None:
        return None
    try:
        return desk.store.record(assessment.id)
    except UnknownAssessment:
        return None


def take(desk: Desk, preview: Preview) -> str:
    """Carry out a previewed import; return the id of the assessment.

    Into an existing assessment, only the viewer's own agency is written, as revisions that name the file.

    Raises:
        NotAllowed, NotEditable: nothing was changed.
    """
    if preview.into is None:
        require(desk.viewer, "create", None, {})
        return desk.store.create(preview.assessment, by=desk.viewer.name)
    id, stages = preview.into.id, preview.into.stages
    voices = {
        voice: said
        for voice, said in preview.assessment.voices.items()
        if allowed(desk.viewer, "import", voice, stages)
    }
    if not voices:
        require(desk.viewer, "import", next(iter(preview.assessment.voices), desk.viewer.acting), stages)
    desk.store.append(id, voices, by=desk.viewer.name, note=f"imported from {preview.name}")
    return id


def demonstration_files() -> list[Path]:
    """Return the assessment files of the fictional demonstration, in order."""
    return sorted(places.data("benchmarks").joinpath("demonstration").glob("*.yaml"))


@cache
def fictional_names() -> dict[str, str]:
    """Return the names of the fictional administrations by country code."""
    document = read_path(places.data("benchmarks") / "fictional.yaml")
    return {str(code): str(name) for code, name in document.data["administrations"].items()}


class DemonstrationRefused(Exception):
    """The demonstration loads once, only into an empty database. The message is for the user."""


def load_demonstration(desk: Desk) -> list[str]:
    """Load the fictional administrations into an empty database; return their ids.

    Both agencies' answers are opened, so that every page has something to show.

    Raises:
        DemonstrationRefused: the database already holds assessments.
    """
    require(desk.viewer, "create", None, {})
    if not desk.store.is_empty():
        raise DemonstrationRefused("The demonstration can only be loaded while there are no other assessments.")
    assessments = [file.read(path, desk.library) for path in demonstration_files()]
    ids = [desk.store.create(assessment, by=_DEMONSTRATION) for assessment in assessments]
    for id in ids:
        for voice in AGENCIES:
            desk.store.move(id, voice, "submit", by=_DEMONSTRATION)
            desk.store.move(id, voice, "release", by=_DEMONSTRATION)
        desk.store.open_both(id, by=_DEMONSTRATION)
    return ids


def is_demonstration(record: Record) -> bool:
    """Whether an assessment is one of the fictional demonstration."""
    return record.created_by == _DEMONSTRATION


def remove_demonstration(desk: Desk) -> int:
    """Erase the demonstration's assessments; return how many."""
    found = [record for record in desk.store.list() if is_demonstration(record)]
    for record in found:
        require(desk.viewer, "erase", None, record.stages)
        desk.store.erase(record.id, by=desk.viewer.name)
    return len(found)
