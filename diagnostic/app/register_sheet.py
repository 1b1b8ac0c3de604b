"""An entry of the committee's register between the screen and the store: what its widgets hold, what becomes of it.

Nothing is drawn here. As in the questionnaire, the functions that save run as callbacks. What is new is kept as a
draft while it is typed; what stands is saved field by field; while something could not be saved, what others save in
between does not replace what stands on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

import streamlit as st

from diagnostic.access import NotAllowed
from diagnostic.app import state
from diagnostic.service import committee, register_parts
from diagnostic.service.committee import Kind, Register, RegisterRefused
from diagnostic.service.desk import Desk
from diagnostic.storage import Clash, Entry, NotStorable, StorageFailed, UnknownAssessment

_DAYS = ("held_on", "next_on", "taken_on", "answered_on", "due_on")
_LISTS = ("items", "steps")
#: Parts of which the sheet shows a widget, by kind. The notes of a meeting have a place of their own.
PARTS: dict[Kind, tuple[str, ...]] = {
    kind: tuple(part for part in parts if part != "notes") for kind, parts in register_parts.PARTS.items()
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """An entry that is typed or changed. ``seen``: the number that stands, 0 for what is new."""

    register: Register
    kind: Kind
    key: str
    seen: int
    said: Mapping[str, Any]

    @property
    def new(self) -> bool:
        """Whether it does not stand in the register yet."""
        return not self.seen

    def widget(self, part: str) -> str:
        """Return the session key of one widget."""
        return f"r_{self.register.record.id}_{self.key}_{part}"

    def get(self, part: str) -> Any:
        """Return what a widget holds."""
        return st.session_state.get(self.widget(part))

    def put(self, part: str, value: Any) -> None:
        """Set a widget. Only before it is drawn, or in a callback."""
        st.session_state[self.widget(part)] = value

    @property
    def message(self) -> tuple[str, str]:
        """The kind and the text of what is to be told: "saved", "refused" or "failed"."""
        return st.session_state.get(self.widget("message")) or ("", "")

    @property
    def unsaved(self) -> bool:
        """Whether the widgets hold something that the store does not."""
        return self.message[0] in ("refused", "failed")


def of(register: Register, kind: Kind, entry: Any) -> Sheet:
    """Return the sheet of an entry that stands."""
    return Sheet(register, kind, entry.key, entry.seen, {part: getattr(entry, part) for part in PARTS[kind]})


def new(desk: Desk, register: Register, kind: Kind, first: Mapping[str, Any]) -> Sheet:
    """Return a new sheet with what the person had begun to write, else with what is known at first."""
    place = f"new_{register.record.id}_{kind}"
    begun = committee.draft(desk, register.record.id, kind)
    if begun.said:
        st.session_state[place] = begun.key
    key = st.session_state.setdefault(place, str(uuid4()))
    said = {**first, **{part: value for part, value in begun.said.items() if part in PARTS[kind]}}
    return Sheet(register, kind, key, 0, said)


def sync(sheet: Sheet) -> None:
    """Bring the widgets to what stands, unless they show it already or hold something unsaved."""
    drawn = sheet.widget(PARTS[sheet.kind][0]) in st.session_state
    if drawn and (sheet.unsaved or sheet.get("seen") == sheet.seen):
        return
    for part in PARTS[sheet.kind]:
        sheet.put(part, _shown(part, sheet.said.get(part)))
    sheet.put("seen", sheet.seen)
    if sheet.unsaved:
        sheet.put("message", None)


def stay(sheet: Sheet) -> None:
    """Keep what the widgets hold though they are not drawn, while it is not saved."""
    if sheet.unsaved:
        for part in PARTS[sheet.kind]:
            sheet.put(part, sheet.get(part))


def _shown(part: str, value: Any) -> Any:
    if part in _DAYS:
        return date.fromisoformat(value) if isinstance(value, str) and value else value or None
    if part in _LISTS:
        return list(value or ())
    if part in ("committee", "meeting", "decision", "under"):
        return value or None
    if part == "status":
        return value or "open"
    if part == "reach":
        return value or "national"
    return value or ""


def values(sheet: Sheet) -> dict[str, Any]:
    """Return what the widgets say, as data."""
    said: dict[str, Any] = {}
    for part in PARTS[sheet.kind]:
        value = sheet.get(part)
        if part in _LISTS:
            said[part] = sorted(value or ())
        elif part in _DAYS:
            said[part] = value.isoformat() if isinstance(value, date) else ""
        else:
            said[part] = value or ""
    if sheet.kind == "committee":
        national = next((one.key for one in sheet.register.committees if one.reach == "national"), "")
        said["under"] = "" if said["reach"] == "national" else national
    return said


def changed(sheet: Sheet) -> None:
    """Save what the widgets say now: as a draft while the entry is new."""
    if sheet.new:
        _attempt(sheet, lambda desk: _keep_draft(desk, sheet))
    else:
        _attempt(sheet, lambda desk: _keep(desk, sheet))


def enter(sheet: Sheet) -> None:
    """Enter what is new in the register."""

    def work(desk: Desk) -> None:
        id = sheet.register.record.id
        committee.keep(desk, id, sheet.kind, values(sheet), key=sheet.key)
        committee.drop_draft(desk, id, sheet.kind)
        st.session_state.pop(f"new_{id}_{sheet.kind}", None)
        st.session_state[f"open_new_{sheet.kind}"] = False
        st.session_state[f"entered_{sheet.kind}"] = sheet.key

    _attempt(sheet, work)


def _keep_draft(desk: Desk, sheet: Sheet) -> None:
    committee.keep_draft(desk, sheet.register.record.id, sheet.kind, sheet.key, values(sheet))


def _keep(desk: Desk, sheet: Sheet) -> None:
    said, seen = values(sheet), sheet.get("seen") or 0
    done = committee.keep(desk, sheet.register.record.id, sheet.kind, said, key=sheet.key, seen=seen)
    if isinstance(done, Clash) or any((done.data or {}).get(part) != value for part, value in said.items()):
        st.session_state.pop(sheet.widget("seen"), None)  # somebody else wrote as well: show what stands
    else:
        sheet.put("seen", done.number)


def _attempt(sheet: Sheet, work: Callable[[Desk], object]) -> None:
    try:
        work(state.desk())  # the desk of this moment: roles may have changed since the page was drawn
    except (RegisterRefused, NotAllowed, NotStorable, UnknownAssessment) as refused:
        sheet.put("message", ("refused", str(refused)))
    except StorageFailed as failed:
        sheet.put("message", ("failed", f"{failed} What you wrote is still on this page."))
    else:
        sheet.put("message", ("saved", ""))


# ---------------------------------------------------------------- notes, which are saved while they are typed


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of a meeting: the minutes as they are typed."""

    id: str
    key: str
    seen: int
    text: str

    def widget(self, part: str) -> str:
        """Return a session key."""
        return f"notes_{self.id}_{self.key}_{part}"

    @property
    def message(self) -> tuple[str, str]:
        """The kind and the text of what is to be told."""
        return st.session_state.get(self.widget("message")) or ("", "")


def sync_notes(notes: Notes) -> None:
    """Bring the text to what stands, if somebody else has changed it and nothing here waits to be saved.

    A text that is being typed is never set: what was typed since the last save would be lost.
    """
    text, seen, base = (notes.widget(part) for part in ("text", "seen", "base"))
    if text in st.session_state and (notes.message[0] in ("refused", "failed", "met")):
        return
    if text not in st.session_state or st.session_state.get(base) != notes.text:
        st.session_state[text] = notes.text
        st.session_state[base] = notes.text
    st.session_state[seen] = notes.seen


def save_notes(notes: Notes) -> None:
    """Save the notes as they stand on the page."""
    said = st.session_state.get(notes.widget("text")) or ""
    seen = st.session_state.get(notes.widget("seen")) or 0
    try:
        done = committee.keep(state.desk(), notes.id, "meeting", {"notes": said}, key=notes.key, seen=seen)
    except (RegisterRefused, NotAllowed, NotStorable, UnknownAssessment) as refused:
        _tell(notes, "refused", str(refused))
        return
    except StorageFailed as failed:
        _tell(notes, "failed", f"{failed} Your text is still on this page.")
        return
    if isinstance(done, Entry):
        st.session_state[notes.widget("seen")] = done.number
        st.session_state[notes.widget("base")] = (done.data or {}).get("notes", "")
        _tell(notes, "saved", "")
    else:
        # The page goes on from what the writer saw: what is typed meanwhile is kept beside the other text as well.
        _tell(notes, "met", "")


def show_chosen(id: str, key: str) -> None:
    """Have page and store say the same again, after one of two texts was chosen."""
    for part in ("text", "seen", "base", "message"):
        st.session_state.pop(f"notes_{id}_{key}_{part}", None)
    for part in ("seen", "message"):
        st.session_state.pop(f"r_{id}_{key}_{part}", None)


def _tell(notes: Notes, kind: str, text: str) -> None:
    st.session_state[notes.widget("message")] = (kind, text)
