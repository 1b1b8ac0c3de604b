"""The record of what was done: who read, changed, released, exported what, when. Never what was said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from threading import Lock
from typing import Any

from diagnostic import wording
from diagnostic.answers.answer import AGENCIES, VOICES, Voice
from diagnostic.answers.assessment import AgencyPair
from diagnostic.service.desk import Desk
from diagnostic.storage import AuditCheck, AuditEntry, AuditFault, Record

_noting = Lock()
_noted: dict[tuple[str, str, str, tuple[str, ...], str], date] = {}


def note_read(desk: Desk, record: Record, voices: Iterable[Voice], part: str = "") -> None:
    """Note that the person has read answers: once for each person, assessment, voices and day in this process.

    Raises:
        StorageFailed: it could not be noted, and so nothing is shown either.
    """
    read = (str(desk.store.database.url), desk.by, record.id, tuple(sorted(voices)), part)
    today = _today()
    with _noting:
        if _noted.get(read) == today:
            return
        if today not in _noted.values():
            _noted.clear()  # what was noted on other days is asked for no more
        _noted[read] = today
    try:
        detail = {"voices": [*read[3]]} | ({"part": part} if part else {})
        desk.store.audit("read", by=desk.by, id=record.id, detail=detail)
    except BaseException:
        with _noting:
            _noted.pop(read, None)
        raise


def _today() -> date:
    return datetime.now(UTC).date()


# ---------------------------------------------------------------- for the administrator


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in words. ``number`` is its place in the chain of the assessment; ``mark`` begins its hash."""

    number: int
    at: datetime
    by: str
    what: str
    mark: str


@dataclass(frozen=True, slots=True)
class Trail:
    """The record of an assessment, oldest first, and whether its chain is whole. ``head``: its last hash."""

    record: Record
    lines: tuple[Line, ...]
    faults: tuple[AuditFault, ...]
    head: str


def trail(desk: Desk, id: str) -> Trail:
    """Return the record of an assessment in words, checked against its chain.

    Raises:
        NotAllowed: the viewer is not its administrator.
    """
    record = desk.record(id)
    desk.require("read_audit", None, record)
    found = desk.store.verify_audit(id)
    return Trail(record, _lines(desk, record, found.faults), found.faults, found.heads.get(id, ""))


def said_of(check: AuditCheck) -> tuple[str, ...]:
    """Return what a check of all chains found, in sentences."""
    entries, chains = wording.count(check.entries, "entry", "entries"), wording.count(check.chains, "chain")
    if not check.faults:
        return (f"{entries} in {chains}: every one is as it was written.",)
    told = [
        f"{fault.chain or 'Entries of no assessment'}, entry {fault.number}: {fault.what}." for fault in check.faults
    ]
    return (f"{entries} in {chains}: {wording.count(len(check.faults), 'fault')}.", *told)


def _lines(desk: Desk, record: Record, faults: tuple[AuditFault, ...]) -> tuple[Line, ...]:
    try:
        return tuple(_line(entry, record.pair) for entry in desk.store.audit_log(record.id))
    except (TypeError, ValueError):
        if not faults:
            raise
        return ()  # somebody has put there what cannot be read: the faults say where


def _line(entry: AuditEntry, pair: AgencyPair) -> Line:
    told = _WORDS.get(entry.action)
    what = wording.capital(entry.action.replace("_", " "))
    if told is not None and isinstance(entry.detail, Mapping):
        what = told(entry.detail, pair)
    return Line(entry.number, entry.at, entry.by, what, entry.hash[:12])


def _whose(voice: object, pair: AgencyPair) -> str:
    return pair.name(str(voice)) if voice in AGENCIES else "both agencies"


def _all_of(detail: Mapping[str, Any], pair: AgencyPair) -> str:
    """Return whose answers an entry on several voices is about; the agreed ones are those of both agencies."""
    named = detail.get("voices")
    agencies = [pair.name(voice) for voice in AGENCIES if isinstance(named, list) and voice in named]
    return wording.listing(agencies) if agencies else "both agencies"


def _answers(begin: str) -> Callable[[Mapping[str, Any], AgencyPair], str]:
    """Return the words for something done to the answers of a voice.

    Which question it was stays out, and to which questionnaire it belongs: an administrator must not learn on what a
    sealed agency is at work, nor anything of its integrity self-assessment.
    """

    def words(detail: Mapping[str, Any], pair: AgencyPair) -> str:
        draft = ", in a colleague’s draft" if "/" in str(detail.get("part", "")) else ""
        return f"{begin} {_whose(detail.get('voice'), pair)}{draft}"

    return words


def _exported(detail: Mapping[str, Any], pair: AgencyPair) -> str:
    if "register" in detail:
        return f"Saved the register of {'actions' if detail['register'] == 'actions' else 'decisions'} as a file"
    return f"Saved the answers of {_all_of(detail, pair)} as a file"


def _made(what: str) -> Callable[[Mapping[str, Any], AgencyPair], str]:
    return lambda detail, pair: f"Saved {what} on {_whose(detail.get('whose'), pair)} as a file"


#: What an entry of the ledger is called, by its kind; those of an agency with the agency's name.
_KINDS = {
    "action": "an action",
    "colleague": "what a colleague is to answer",
    "comment": "a comment",
    "committee": "a committee",
    "decision": "a decision",
    "draft": "a draft for the register",
    "meeting": "a meeting",
    "number": "the number of something in the register",
    "parked": "that a question is parked, or taken up",
}


def _entered(detail: Mapping[str, Any], pair: AgencyPair) -> str:
    inside = f", inside {pair.name(str(detail['voice']))}" if detail.get("voice") in AGENCIES else ""
    return f"Wrote {_KINDS.get(str(detail.get('kind')), 'an entry')}{inside}"


def _named(begin: str) -> Callable[[Mapping[str, Any], AgencyPair], str]:
    def words(detail: Mapping[str, Any], pair: AgencyPair) -> str:
        role = str(detail.get("role", "")).replace("_", " ")
        of = f" of {pair.name(str(detail['voice']))}" if detail.get("voice") in VOICES else ""
        return f"{begin} {detail.get('person')} the role {role}{of}"

    return words


def _changed(detail: Mapping[str, Any], _pair: AgencyPair) -> str:
    names = {"target": "the target", "context": "the context", "retain_until": "the date until which it is kept"}
    named = detail.get("changed")
    told = [names.get(str(one), str(one)) for one in named] if isinstance(named, list) else []
    return f"Changed {wording.listing(told) or 'details'}"


def _imported(detail: Mapping[str, Any], pair: AgencyPair) -> str:
    number = detail.get("imported")
    many = wording.count(number, "answer") if isinstance(number, int) else "answers"
    return f"Imported {many} of {_all_of(detail, pair)}"


def _always(words: str) -> Callable[[Mapping[str, Any], AgencyPair], str]:
    return lambda _detail, _pair: words


#: What is said of each action. What is not here is named by its own word.
_WORDS: dict[str, Callable[[Mapping[str, Any], AgencyPair], str]] = {
    "create": _always("Started the assessment"),
    "set_details": _changed,
    "erase": _always("Erased the assessment"),
    "answer": _answers("Answered a question for"),
    "correction": _answers("Corrected an answer of"),
    "settled": _answers("Chose between two texts for an answer of"),
    "set_aside": _answers("Gave a second text, beside one saved first, for an answer of"),
    "import": _imported,
    "submit": _answers("Submitted answers of"),
    "reopen": _answers("Reopened answers of"),
    "release": _answers("Released answers of"),
    "open": _answers("Opened answers of"),
    "pin": _always("Added a questionnaire"),
    "declare": _answers("Made a statement for"),
    "enter": _entered,
    "start_draft": _answers("Began answers for"),
    "invite": _named("Gave"),
    "dismiss": _named("Took from"),
    "read": lambda detail, pair: f"Read the answers of {_all_of(detail, pair)}",
    "export": _exported,
    "bundle": _answers("Saved as a bundle the released answers of"),
    "draft": _always("Saved a draft document"),
    "report": _made("a report"),
    "brief": _made("a brief"),
    "deck": _made("a deck of slides"),
    "workbook": _made("a workbook"),
    "chart": _made("a chart"),
    "benchmark": _always("Saved figures of a benchmark in which the answers of both agencies count"),
    "minutes": _always("Saved the minutes of a meeting"),
    "survey_open": _answers("Opened a staff survey in"),
    "survey_kiosk": _answers("Changed whether a shared screen may be used for the staff survey in"),
    "survey_issue": _answers("Made links to the staff survey in"),
    "survey_close": _answers("Closed the staff survey in"),
}
