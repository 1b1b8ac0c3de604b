"""Entries of the committee's register in words: days, names, what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from html import escape
from typing import Any

from diagnostic.answers import labels
from diagnostic.app import state
from diagnostic.content.model import Instrument, Step
from diagnostic.service import register_parts
from diagnostic.service.committee import REACHES, STATUSES, Action, Decision, Kind, Meeting, Register
from diagnostic.storage import Entry

#: What the parts of an entry are called on the page.
LABELS: dict[str, str] = {
    "name": "Name",
    "reach": "Reach",
    "scope": "Scope",
    "under": "Stands under",
    "committee": "Committee",
    "title": "Title",
    "held_on": "Day of the meeting",
    "place": "Place",
    "chair": "Chair",
    "minutes_by": "Minutes taken by",
    "attendance": "Attendance",
    "notes": "Notes",
    "next_on": "Next meeting",
    "meeting": "Meeting",
    "taken_on": "Day of the decision",
    "text": "Text",
    "reason": "Reason",
    "items": "Questions",
    "steps": "Steps",
    "escalated_to": "Asked at the strategic level",
    "escalated_why": "What is asked",
    "answer": "Answer",
    "answered_on": "Day of the answer",
    "decision": "Decision",
    "owner": "Owner",
    "due_on": "Due",
    "status": "Status",
    "note": "Note",
}


def today() -> date:
    """Return the day it is where the reader is."""
    return state.local(datetime.now(tz=UTC)).date()


def day(when: date | None) -> str:
    """Return ``3 May 2026``, or nothing."""
    return f"{when.day} {when:%B %Y}" if when is not None else ""


def committee(register: Register, key: str) -> str:
    """Return the name of a committee."""
    found = register.committee(key)
    return found.name if found is not None else ""


def meeting(one: Meeting) -> str:
    """Return a meeting in one line."""
    return f"{day(one.held_on)}: {one.title}" if one.title else f"Meeting of {day(one.held_on)}"


def decision(one: Decision) -> str:
    """Return a decision in one line."""
    return f"{one.number} {short(one.text)}"


def short(text: str, most: int = 90) -> str:
    """Return the beginning of a text, cut between words, without the point at its end."""
    line = " ".join(text.split())
    return line.removesuffix(".") if len(line) <= most else f"{line[:most].rsplit(' ', 1)[0]} …"


def questions(instrument: Instrument, items: Iterable[str]) -> list[str]:
    """Return the names of questions with their codes, in the order of the questionnaire."""
    wanted = set(items)
    return [labels.title(item) for item in instrument.items if item.id in wanted]


def item(instrument: Instrument, id: str) -> str:
    """Return the name of a question, as it is chosen from a list."""
    return labels.title(instrument.by_id[id]) if id in instrument.by_id else id


def status(action: Action, now: date) -> str:
    """Return how an action stands, as HTML: what is overdue is said first."""
    said = STATUSES[action.status]
    if action.overdue(now):
        return f'<b class="late">Overdue since {day(action.due_on)}.</b> {said}'
    if action.due_on is not None and action.status in ("open", "under_way"):
        return f"{said}, due {day(action.due_on)}"
    return said


def history(
    kind: Kind, entries: Sequence[Entry], register: Register, instrument: Instrument, steps: Mapping[str, Step]
) -> str:
    """Return what an entry has said, the latest first, each time only what changed; as HTML."""
    lines: list[str] = []
    before: dict[str, Any] = register_parts.whole(kind, {})
    gone = False
    for entry in entries:
        data = entry.data
        now = register_parts.whole(kind, data or {})
        if register_parts.withdrawn(entry):
            said = ["withdrawn"]
        else:
            said = ["put back"] if gone else []
            said += [
                f"{LABELS[part].lower()} “{_value(part, value, register, instrument, steps)}”"
                if value
                else f"no {LABELS[part].lower()}"
                for part, value in now.items()
                if value != before[part]
            ]
        when = f"{state.clock(entry.at)}, {entry.by}"
        kept = "kept beside, because somebody else had written first: " if entry.set_aside else ""
        lines.append(
            f'<li>{escape(when)}: <span class="pre">{escape(kept + ("; ".join(said) or "chosen as it stands"))}</span>'
            "</li>"
        )
        if not entry.set_aside:
            before, gone = (now if data is not None else before), register_parts.withdrawn(entry)
    return f"<p><b>History</b></p><ul>{''.join(reversed(lines))}</ul>"


def _value(part: str, value: Any, register: Register, instrument: Instrument, steps: Mapping[str, Step]) -> str:
    if part == "items":
        return "; ".join(item(instrument, id) for id in value)
    if part == "steps":
        return "; ".join(steps[id].title if id in steps else id for id in value)
    if part in ("committee", "under"):
        return committee(register, value) or "a committee that was withdrawn"
    if part == "meeting":
        found = register.meeting(value)
        return meeting(found) if found is not None else "a meeting that was withdrawn"
    if part == "decision":
        known = register.decision(value)
        return known.number if known is not None else "a decision that was withdrawn"
    if part == "status":
        return STATUSES[value].lower()
    if part == "reach":
        return REACHES[value].lower()
    if part.endswith("_on"):
        return day(date.fromisoformat(value))
    return str(value)


def parts(
    kind: Kind, entry: Entry, beside: Entry, register: Register, instrument: Instrument, steps: Mapping[str, Step]
) -> str:
    """Return, as HTML, the parts of an entry in which another says something else."""
    now = register_parts.whole(kind, entry.data or {})
    other = register_parts.whole(kind, beside.data or {})
    rows = []
    for part, value in now.items():
        if value != other[part]:
            said = _value(part, value, register, instrument, steps) if value else "nothing"
            rows.append(f'<br><span class="meta">{LABELS[part]}:</span> <span class="pre">{escape(said)}</span>')
    return "".join(rows)
