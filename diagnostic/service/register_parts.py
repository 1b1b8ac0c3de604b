"""What the entries of the committee's register consist of, and what makes one complete."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from diagnostic.storage import Entry

Kind = Literal["committee", "meeting", "decision", "action"]
Reach = Literal["national", "regional", "sector"]
ActionStatus = Literal["open", "under_way", "done", "dropped"]

KINDS: tuple[Kind, ...] = get_args(Kind)
REACHES: dict[Reach, str] = {"national": "National", "regional": "Regional", "sector": "For one sector"}
STATUSES: dict[ActionStatus, str] = {
    "open": "Open",
    "under_way": "Under way",
    "done": "Done",
    "dropped": "Dropped",
}
#: Entries with a number in the register. It is given once and never again, also when the entry is withdrawn.
NUMBERED: tuple[Kind, ...] = ("decision", "action")

LINE, PAGE = 300, 10_000
#: Days before and after these are slips of the keyboard.
FIRST, LAST = date(1990, 1, 1), date(2099, 12, 31)
#: What no document can carry; other signs for a new line are taken for one.
_LINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class RegisterRefused(Exception):
    """The entry is not complete or not possible. The message is for the user; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an entry. ``check``: returns the clean value or raises `RegisterRefused`."""

    check: Callable[[Any, str], Any]
    words: str
    needed: bool = False


def _text(most: int) -> Callable[[Any, str], str]:
    def check(value: Any, words: str) -> str:
        text = _FORBIDDEN.sub("", _LINES.sub("\n", str(value or ""))).strip()
        if len(text) > most:
            raise RegisterRefused(f"Keep {words} under {most:,} characters.")
        return text

    return check


def _day(value: Any, words: str) -> str:
    if not value:
        return ""
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise RegisterRefused(f"Give {words} as a date.") from None
    if not FIRST <= day <= LAST:
        raise RegisterRefused(f"Give {words} as a date between {FIRST.year} and {LAST.year}.")
    return day.isoformat()


def _choice(options: Sequence[str]) -> Callable[[Any, str], str]:
    def check(value: Any, words: str) -> str:
        if value not in options:
            raise RegisterRefused(f"Choose {words}.")
        return str(value)

    return check


def _ids(value: Any, words: str) -> list[str]:
    if not isinstance(value, Iterable | None) or isinstance(value, str):
        raise RegisterRefused(f"Choose {words} from the list.")
    return sorted({str(id) for id in value or ()})


_LINKS = {"items": Part(_ids, "the questions"), "steps": Part(_ids, "the steps")}
PARTS: dict[Kind, dict[str, Part]] = {
    "committee": {
        "name": Part(_text(LINE), "the name of the committee", needed=True),
        "reach": Part(_choice(get_args(Reach)), "whether the committee is national, regional or for one sector"),
        "scope": Part(_text(PAGE), "the scope"),
        "under": Part(_text(LINE), "the committee above"),
    },
    "meeting": {
        "committee": Part(_text(LINE), "the committee", needed=True),
        "title": Part(_text(LINE), "the title"),
        "held_on": Part(_day, "the day of the meeting", needed=True),
        "place": Part(_text(LINE), "the place"),
        "chair": Part(_text(LINE), "who is in the chair"),
        "minutes_by": Part(_text(LINE), "who takes the minutes"),
        "attendance": Part(_text(PAGE), "the attendance"),
        "notes": Part(_text(PAGE), "the notes"),
        "next_on": Part(_day, "the day of the next meeting"),
    },
    "decision": {
        "committee": Part(_text(LINE), "the committee", needed=True),
        "meeting": Part(_text(LINE), "the meeting"),
        "taken_on": Part(_day, "the day of the decision", needed=True),
        "text": Part(_text(PAGE), "what was decided", needed=True),
        "reason": Part(_text(PAGE), "the reason for the decision", needed=True),
        **_LINKS,
        "escalated_to": Part(_text(LINE), "who is asked at the strategic level"),
        "escalated_why": Part(_text(PAGE), "what is asked of the strategic level"),
        "answer": Part(_text(PAGE), "the answer of the strategic level"),
        "answered_on": Part(_day, "the day of the answer"),
    },
    "action": {
        "committee": Part(_text(LINE), "the committee", needed=True),
        "meeting": Part(_text(LINE), "the meeting"),
        "decision": Part(_text(LINE), "the decision"),
        "text": Part(_text(PAGE), "what is to be done", needed=True),
        "owner": Part(_text(LINE), "who does it, by function", needed=True),
        "due_on": Part(_day, "the day by which it is done"),
        "status": Part(_choice(get_args(ActionStatus)), "a status"),
        "note": Part(_text(PAGE), "the note"),
        **_LINKS,
    },
}
_DEFAULTS: dict[str, Any] = {"reach": "national", "status": "open"}
#: Which parts name another entry, and of what kind.
_REFER: dict[str, Kind] = {"committee": "committee", "under": "committee", "meeting": "meeting", "decision": "decision"}


def clean(kind: Kind, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return some parts of an entry as they are stored.

    Raises:
        RegisterRefused: there is no such part, or it cannot be.
    """
    parts = PARTS[kind]
    unknown = set(data) - set(parts)
    if unknown:
        raise RegisterRefused(f"An entry of this kind has no '{min(unknown)}'.")
    return {name: parts[name].check(value, parts[name].words) for name, value in data.items()}


def whole(kind: Kind, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return all parts of an entry; those that are not said are empty, and what the register adds is left out."""
    blank = {name: _DEFAULTS.get(name, [] if part.check is _ids else "") for name, part in PARTS[kind].items()}
    return blank | {name: value for name, value in data.items() if name in blank}


def check(
    kind: Kind,
    said: Mapping[str, Any],
    known: Mapping[str, Entry],
    key: str | None,
    items: Iterable[str],
    steps: Callable[[], Iterable[str]],
) -> None:
    """Refuse an entry that is not complete, or that names what there is not.

    ``known``: the other entries by key. ``items``, ``steps``: what may be linked; the steps are read only if needed.

    Raises:
        RegisterRefused: with a sentence for the user.
    """
    for name, part in PARTS[kind].items():
        if part.needed and not said[name]:
            raise RegisterRefused(f"{'Give' if part.check is _day else 'Say'} {part.words}.")
        if name in _REFER and said[name]:
            entry = known.get(said[name])
            if entry is None or entry.kind != _REFER[name] or withdrawn(entry):
                raise RegisterRefused(f"Choose {part.words} from the list.")
    meeting = known.get(said.get("meeting", ""))
    if meeting is not None and (meeting.data or {}).get("committee") != said["committee"]:
        raise RegisterRefused("That meeting was one of another committee. Choose a meeting of this one.")
    if kind == "committee":
        _check_committee(said, known, key)
    if kind == "decision":
        _check_escalation(said)
    if not {*said.get("items", ())} <= {*items}:
        raise RegisterRefused("Choose the questions from the list.")
    if said.get("steps") and not {*said["steps"]} <= {*steps()}:
        raise RegisterRefused("Choose the steps from the list.")


def _check_committee(said: Mapping[str, Any], known: Mapping[str, Entry], key: str | None) -> None:
    if said["reach"] == "national":
        if said["under"]:
            raise RegisterRefused("The national committee stands under no other.")
        others = [e for e in known.values() if e.kind == "committee" and e.key != key]
        if any((entry.data or {}).get("reach") == "national" for entry in others):
            raise RegisterRefused("There is a national committee already. Change that one.")
        return
    above = known.get(said["under"])
    if above is None or above.key == key:
        raise RegisterRefused("Choose the committee above: regional and sector committees stand under another.")
    if (above.data or {}).get("reach") != "national":
        raise RegisterRefused("Regional and sector committees stand under the national one.")
    if not said["scope"]:
        raise RegisterRefused("Say the scope of the committee: which region, border, port or kind of crime.")


def _check_escalation(said: Mapping[str, Any]) -> None:
    if bool(said["escalated_to"]) != bool(said["escalated_why"]):
        raise RegisterRefused("An escalation says both who at the strategic level is asked, and what.")
    if said["answer"] and not said["escalated_to"]:
        raise RegisterRefused("Say who at the strategic level was asked, before you enter the answer.")
    if said["answered_on"] and not said["answer"]:
        raise RegisterRefused("Enter the answer of the strategic level, before its day.")


def withdrawn(entry: Entry) -> bool:
    """Whether an entry was taken out of the register."""
    return entry.data is None or bool(entry.data.get("withdrawn"))


def references(entry: Entry) -> set[str]:
    """Return the keys of the entries that an entry names."""
    data = entry.data or {}
    return {str(data[name]) for name in _REFER if data.get(name)}
