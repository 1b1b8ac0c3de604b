"""The committee's register: committees, meetings, decisions, actions.

Entries are only added to; an older text is never lost. Two people may write side by side: what they change in
different parts of an entry is put together; where both changed the same part, both texts are kept and one is chosen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import takewhile
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from diagnostic.answers.answer import Voice
from diagnostic.service import register_parts
from diagnostic.service.desk import COOPERATION, Desk
from diagnostic.service.register_parts import (
    KINDS,
    NUMBERED,
    REACHES,
    STATUSES,
    ActionStatus,
    Kind,
    Reach,
    RegisterRefused,
    references,
    withdrawn,
)
from diagnostic.storage import Clash, Entry, Record

__all__ = ["KINDS", "REACHES", "STATUSES", "ActionStatus", "Kind", "Reach", "RegisterRefused"]

_AGREED: Voice = "agreed"
_DRAFT, _NUMBER = "draft", "number"
#: How often a write is tried again because somebody else wrote at the same moment.
_TRIES = 5
_END_OF_SENTENCE = re.compile(r"[.!?…؟۔]\s+|\n+")


@dataclass(frozen=True, slots=True)
class _Entered:
    """What all entries share: the key, the number that was seen, who wrote it last and when."""

    key: str
    seen: int
    by: str
    at: datetime
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Committee(_Entered):
    """A committee: the national one, or a regional or sector one under it with a scope of its own."""

    name: str = ""
    reach: Reach = "national"
    scope: str = ""
    under: str = ""


@dataclass(frozen=True, slots=True)
class Meeting(_Entered):
    """A meeting. ``attendance``: functions, one a line; ``notes``: the minutes as they are typed."""

    committee: str = ""
    title: str = ""
    held_on: date | None = None
    place: str = ""
    chair: str = ""
    minutes_by: str = ""
    attendance: str = ""
    notes: str = ""
    next_on: date | None = None

    def held(self, today: date) -> bool:
        """Whether it has taken place, or takes place today; else it is planned."""
        return self.held_on is not None and self.held_on <= today


@dataclass(frozen=True, slots=True)
class Decision(_Entered):
    """A decision, with the reason. ``number``: its place in the register, as "2026/3".

    ``escalated_to``: who at the strategic level is asked to decide, and ``answer``: what they said.
    ``items``, ``steps``: the questions and the steps of the catalogue that it is about.
    """

    number: str = ""
    committee: str = ""
    meeting: str = ""
    taken_on: date | None = None
    text: str = ""
    reason: str = ""
    items: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    escalated_to: str = ""
    escalated_why: str = ""
    answer: str = ""
    answered_on: date | None = None

    @property
    def waits_above(self) -> bool:
        """Whether the strategic level has been asked and has not answered."""
        return bool(self.escalated_to) and not self.answer


@dataclass(frozen=True, slots=True)
class Action(_Entered):
    """Something that somebody does, by a date."""

    number: str = ""
    committee: str = ""
    meeting: str = ""
    decision: str = ""
    text: str = ""
    owner: str = ""
    due_on: date | None = None
    status: ActionStatus = "open"
    note: str = ""
    items: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()

    def overdue(self, today: date) -> bool:
        """Whether it should have been done."""
        return self.due_on is not None and self.due_on < today and self.status in ("open", "under_way")


@dataclass(frozen=True, slots=True)
class Due:
    """A meeting that is to come. ``missed``: its day has passed and no meeting was entered."""

    committee: str
    day: date
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Register:
    """What the committees of an assessment have entered: meetings and actions by date, decisions by number.

    ``waiting``: by key, texts that were set aside since two people changed the same part, until one is chosen.
    ``struck``: decisions and actions that were withdrawn; they keep their number.
    """

    record: Record
    may_write: bool
    committees: tuple[Committee, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    decisions: tuple[Decision, ...] = ()
    actions: tuple[Action, ...] = ()
    struck: tuple[Decision | Action, ...] = ()
    waiting: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)

    def committee(self, key: str) -> Committee | None:
        """Return a committee by its key."""
        return next((one for one in self.committees if one.key == key), None)

    def meeting(self, key: str) -> Meeting | None:
        """Return a meeting by its key."""
        return next((one for one in self.meetings if one.key == key), None)

    def decision(self, key: str) -> Decision | None:
        """Return a decision by its key."""
        return next((one for one in self.decisions if one.key == key), None)

    def find(self, key: str) -> Committee | Meeting | Decision | Action | None:
        """Return an entry that stands, by its key."""
        standing: Sequence[Committee | Meeting | Decision | Action] = (
            *self.committees,
            *self.meetings,
            *self.decisions,
            *self.actions,
        )
        return next((one for one in standing if one.key == key), None)

    def actions_of(self, decision: str) -> tuple[Action, ...]:
        """Return the actions that carry out a decision."""
        return tuple(action for action in self.actions if action.decision == decision)

    def of(self, committee: str) -> Register:
        """Return what belongs to one committee; all committees stay known."""
        return Register(
            self.record,
            self.may_write,
            self.committees,
            tuple(one for one in self.meetings if one.committee == committee),
            tuple(one for one in self.decisions if one.committee == committee),
            tuple(one for one in self.actions if one.committee == committee),
            tuple(one for one in self.struck if one.committee == committee),
            self.waiting,
        )

    def overdue(self, today: date) -> tuple[Action, ...]:
        """Return the actions that should have been done, the longest overdue first."""
        return tuple(action for action in self.actions if action.overdue(today))

    @property
    def unanswered(self) -> tuple[Decision, ...]:
        """The decisions that wait for the strategic level."""
        return tuple(decision for decision in self.decisions if decision.waits_above)

    def to_come(self, today: date) -> tuple[Due, ...]:
        """Return the meetings to come, the next first: planned, or named by the last meeting of a committee.

        The last day that a committee named is missed once it has passed and no meeting was entered for it since.
        """
        found: list[Due] = []
        for committee in dict.fromkeys(meeting.committee for meeting in self.meetings):
            own = [meeting for meeting in self.meetings if meeting.committee == committee]
            planned = [one.held_on for one in own if one.held_on is not None and one.held_on > today]
            found += [Due(committee, day) for day in planned]
            held = [one for one in own if one.held(today)]
            named = held[-1].next_on if held else None
            if named is not None and not planned:
                found.append(Due(committee, named, missed=named < today))
        return tuple(sorted(found, key=lambda due: due.day))


def register(desk: Desk, id: str) -> Register:
    """Return the register.

    Raises:
        NotAllowed: the viewer may not read it yet, or ever.
    """
    record = desk.record(id)
    desk.require("read_register", _AGREED, record)
    entries = desk.store.entries(id, _AGREED)
    of = {kind: [entry for entry in entries if entry.kind == kind] for kind in KINDS}
    standing = {kind: [entry for entry in found if not withdrawn(entry)] for kind, found in of.items()}
    meetings = [Meeting(**_parts(entry)) for entry in standing["meeting"]]
    actions = [Action(**_parts(entry)) for entry in standing["action"]]
    decisions = [Decision(**_parts(entry)) for entry in standing["decision"]]
    struck_actions = [Action(**_parts(entry)) for entry in of["action"] if withdrawn(entry)]
    struck_decisions = [Decision(**_parts(entry)) for entry in of["decision"] if withdrawn(entry)]
    return Register(
        record=record,
        may_write=desk.allowed("edit_register", _AGREED, record),
        committees=tuple(sorted((Committee(**_parts(entry)) for entry in standing["committee"]), key=_by_reach)),
        meetings=tuple(sorted(meetings, key=lambda one: (one.held_on or date.max, one.made_at))),
        decisions=tuple(sorted(decisions, key=lambda one: _counted(one.number))),
        actions=tuple(sorted(actions, key=lambda one: (one.due_on or date.max, _counted(one.number)))),
        struck=(*struck_decisions, *struck_actions),
        waiting=_waiting(desk, id, entries),
    )


def _by_reach(committee: Committee) -> tuple[bool, str]:
    return committee.reach != "national", committee.name.casefold()


def _waiting(desk: Desk, id: str, entries: Sequence[Entry]) -> dict[str, tuple[Entry, ...]]:
    standing = {entry.key: entry for entry in entries if entry.kind in KINDS}
    found: dict[str, list[Entry]] = {}
    for entry in desk.store.set_aside(id, _AGREED):
        now = standing.get(entry.key)
        if now is not None and entry.number > _settled(now) and not (withdrawn(now) or withdrawn(entry)):
            found.setdefault(entry.key, []).append(entry)
    return {key: tuple(aside) for key, aside in found.items()}


def _settled(entry: Entry) -> int:
    """Return up to which number what was set aside has been dealt with."""
    return int((entry.data or {}).get("settled", 0))


# ---------------------------------------------------------------- writing


def keep(
    desk: Desk, id: str, kind: Kind, data: Mapping[str, Any], *, key: str | None = None, seen: int = 0
) -> Entry | Clash:
    """Keep an entry as data: texts, dates as ISO texts, lists of ids; of an entry that stands, only what changes.

    ``key``: of what is changed, or a new key, under which a second try writes nothing twice. ``seen``: the number
    that the writer saw, 0 for something new. What somebody else changed meanwhile in other parts stays; where both
    changed the same part, both texts are kept and returned.

    Raises:
        RegisterRefused: something is missing or cannot be; nothing was changed.
        NotAllowed: the register is not the viewer's to write.
    """
    record = desk.record(id)
    desk.require("edit_register", _AGREED, record)
    if kind not in KINDS:
        raise RegisterRefused(f"There is no register of '{kind}'.")
    mine = register_parts.clean(kind, data)
    dealt_with = 0
    for tries_left in reversed(range(_TRIES)):
        known = {entry.key: entry for entry in desk.store.entries(id, _AGREED) if entry.kind in KINDS}
        standing = known.get(key) if key is not None else None
        if standing is None:
            if seen:
                raise RegisterRefused(_GONE)
            return _enter(desk, record, kind, mine, known, key)
        if standing.kind != kind or withdrawn(standing):
            raise RegisterRefused(_GONE)
        said, both = _merged(desk, id, kind, mine, standing, seen)
        _check(desk, record, kind, said, known, standing.key)
        whole = said | _added(standing, dealt_with)
        done = desk.store.enter(id, _AGREED, kind, whole, by=desk.by, key=key, seen=seen if both else standing.number)
        if isinstance(done, Entry) or both or not tries_left:
            return done
        dealt_with = done.mine.number  # somebody wrote just now: once more, on top of that
    raise AssertionError  # the last try has returned


_GONE = "This entry was withdrawn by somebody else. Copy your text and enter it anew."


def _merged(
    desk: Desk, id: str, kind: Kind, mine: Mapping[str, Any], standing: Entry, seen: int
) -> tuple[dict[str, Any], bool]:
    """Return an entry with what the writer changed, and whether somebody else has changed the same part."""
    now = register_parts.whole(kind, standing.data or {})
    base = now
    if seen != standing.number:
        before = [entry for entry in desk.store.entry_history(id, standing.key) if entry.number == seen]
        base = register_parts.whole(kind, before[0].data or {}) if before else {}
    changed = {name: value for name, value in mine.items() if value != base.get(name)}
    both = any(now[name] not in (base.get(name), value) for name, value in changed.items())
    return now | changed, both


def _added(standing: Entry, dealt_with: int = 0) -> dict[str, Any]:
    """Return what the register adds to what was typed."""
    data = standing.data or {}
    added = {name: data[name] for name in ("number",) if name in data}
    settled = max(_settled(standing), dealt_with)
    return added | ({"settled": settled} if settled else {})


def _enter(
    desk: Desk, record: Record, kind: Kind, mine: Mapping[str, Any], known: Mapping[str, Entry], key: str | None
) -> Entry:
    said, key = register_parts.whole(kind, mine), key or str(uuid4())
    _check(desk, record, kind, said, known, key)
    if kind in NUMBERED:
        said |= {"number": _number(desk, record.id, kind, said, known, key)}
    done = desk.store.enter(record.id, _AGREED, kind, said, by=desk.by, key=key)
    if isinstance(done, Clash):
        raise RegisterRefused(_GONE)
    return done


def _number(desk: Desk, id: str, kind: Kind, said: Mapping[str, Any], known: Mapping[str, Entry], key: str) -> str:
    """Return the next number of the year in which a decision was taken, or an action agreed, and keep it for a key."""
    day = said.get("taken_on", "")
    for name, part in (("meeting", "held_on"), ("decision", "taken_on")):
        if not day and said.get(name):
            day = (known[said[name]].data or {}).get(part, "")
    year = int(day[:4]) if day else datetime.now(tz=UTC).year
    given = [_counted((entry.data or {}).get("number", "")) for entry in known.values() if entry.kind == kind]
    count = max((count for of, count in given if of == year), default=0)
    while True:
        count += 1
        place = str(uuid5(NAMESPACE_URL, f"cpdiag:{id}:{_NUMBER}:{kind}:{year}/{count}"))
        # Whoever enters something at the same moment finds this place taken.
        if isinstance(desk.store.enter(id, _AGREED, _NUMBER, {"for": key}, by=desk.by, key=place), Entry):
            return f"{year}/{count}"


def _counted(number: str) -> tuple[int, int]:
    year, _, count = number.partition("/")
    return (int(year), int(count)) if count else (0, 0)


def withdraw(desk: Desk, id: str, kind: Kind, key: str, seen: int) -> None:
    """Take an entry out of the register. It stays in the history; a second time changes nothing.

    Raises:
        RegisterRefused: something else refers to it, or somebody changed it since it was seen.
    """
    record = desk.record(id)
    desk.require("edit_register", _AGREED, record)
    entries = [entry for entry in desk.store.entries(id, _AGREED) if entry.kind in KINDS and not withdrawn(entry)]
    standing = next((entry for entry in entries if (entry.key, entry.kind) == (key, kind)), None)
    if standing is None:
        return
    if standing.number != seen:
        raise RegisterRefused("Somebody has changed this entry. Look at it again before you withdraw it.")
    if any(key in references(entry) for entry in entries):
        raise RegisterRefused("Other entries refer to this one. Change or withdraw them first.")
    data = {**(standing.data or {}), "withdrawn": True} if kind in NUMBERED else None
    if isinstance(desk.store.enter(id, _AGREED, kind, data, by=desk.by, key=key, seen=seen), Clash):
        raise RegisterRefused("Somebody has changed this entry. Look at it again before you withdraw it.")


def put_back(desk: Desk, id: str, kind: Kind, key: str) -> None:
    """Enter a withdrawn decision or action again, with its number. A second time changes nothing.

    Raises:
        RegisterRefused: what it refers to is no longer there.
    """
    record = desk.record(id)
    desk.require("edit_register", _AGREED, record)
    known = {entry.key: entry for entry in desk.store.entries(id, _AGREED) if entry.kind in KINDS}
    standing = known.get(key)
    if standing is None or standing.kind != kind or not withdrawn(standing):
        return
    said = register_parts.whole(kind, standing.data or {})
    _check(desk, record, kind, said, known, key)
    desk.store.enter(id, _AGREED, kind, said | _added(standing), by=desk.by, key=key, seen=standing.number)


def settle(desk: Desk, id: str, key: str, number: int, *, join: str = "") -> None:
    """Choose one of the texts of an entry after two people changed it. A second time changes nothing.

    ``number``: of the text that is to stand. ``join``: a part of which both texts are kept, the standing one first.

    Raises:
        RegisterRefused: the text cannot stand, such as one that is too long.
    """
    record = desk.record(id)
    desk.require("edit_register", _AGREED, record)
    known = {entry.key: entry for entry in desk.store.entries(id, _AGREED) if entry.kind in KINDS}
    all_of_it = [entry for entry in desk.store.entry_history(id, key) if entry.voice == _AGREED]
    chosen = next((entry for entry in all_of_it if entry.number == number), None)
    standing = known.get(key)
    newest = max((entry.number for entry in all_of_it if entry.set_aside), default=0)
    if chosen is None or withdrawn(chosen) or standing is None or withdrawn(standing):
        raise RegisterRefused(_GONE)
    if _settled(standing) >= newest:
        return
    kind: Kind = standing.kind  # type: ignore[assignment]
    said = register_parts.whole(kind, chosen.data or {})
    if join:
        first, second = (str((entry.data or {}).get(join, "")).strip() for entry in (standing, chosen))
        said = register_parts.whole(kind, standing.data or {})
        said |= register_parts.clean(kind, {join: _joined(first, second)})
    _check(desk, record, kind, said, known, key)
    whole = said | _added(standing, newest)
    done = desk.store.enter(id, _AGREED, kind, whole, by=desk.by, key=key, seen=standing.number)
    if isinstance(done, Clash):
        raise RegisterRefused("Somebody has written again at this moment. Look at the texts once more.")


def _joined(first: str, second: str) -> str:
    """Return both texts, one after the other; what both begin with is said once."""
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))
    # Only whole sentences are left out: half of one would say something else.
    ends = [end.end() for end in _END_OF_SENTENCE.finditer(first[:alike])]
    rest = "" if second == first[:alike] else second[ends[-1] if ends else 0 :]
    return "\n\n".join(text for text in (first, rest.strip()) if text)


def history(desk: Desk, id: str, key: str) -> list[Entry]:
    """Return everything an entry has said, oldest first, texts set aside among it."""
    desk.require("read_register", _AGREED, desk.record(id))
    return [entry for entry in desk.store.entry_history(id, key) if entry.voice == _AGREED and entry.kind in KINDS]


def _check(
    desk: Desk, record: Record, kind: Kind, said: Mapping[str, Any], known: Mapping[str, Entry], key: str | None
) -> None:
    items = desk.instrument(record, COOPERATION).by_id
    register_parts.check(kind, said, known, key, items, lambda: _steps(desk))


def _steps(desk: Desk) -> list[str]:
    """Return the steps that a joint register may name: those of integrity are an agency's own."""
    from diagnostic.service import planning  # with the solver, which a register without steps does not need

    return [step.id for step in planning.catalogue(desk)]


# ---------------------------------------------------------------- what is being written


@dataclass(frozen=True, slots=True)
class Draft:
    """A new entry that somebody is still writing. ``key``: under which it will stand. ``said``: what was typed."""

    key: str
    said: Mapping[str, Any]


def draft(desk: Desk, id: str, kind: Kind) -> Draft:
    """Return what the person has begun to write, or an empty sheet."""
    record = desk.record(id)
    desk.require("edit_register", _AGREED, record)
    entries = desk.store.entries(id, _AGREED)
    mine = next((entry for entry in entries if entry.key == _mine(desk, id, kind)), None)
    data = (mine.data if mine is not None else None) or {}
    if data and all(entry.key != data["key"] for entry in entries):
        return Draft(data["key"], data["said"])
    return Draft(str(uuid4()), {})


def keep_draft(desk: Desk, id: str, kind: Kind, key: str, said: Mapping[str, Any]) -> None:
    """Keep what the person has typed so far, though it is not complete. Nothing typed: the sheet is taken away."""
    record = desk.record(id)
    desk.require("edit_register", _AGREED, record)
    blank = register_parts.whole(kind, {})
    # What a list or a date holds from the start is nothing that anybody typed.
    typed = any(isinstance(said.get(name), str) and said[name] != blank[name] for name in _typed(kind))
    if desk.store.entry_history(id, key):
        return  # it stands in the register by now
    mine = _mine(desk, id, kind)
    data = {"key": key, "said": dict(said)} if typed else None
    for _ in range(_TRIES):
        standing = [entry for entry in desk.store.entry_history(id, mine) if not entry.set_aside]
        if (standing[-1].data if standing else None) == data:
            return
        seen = standing[-1].number if standing else 0
        if isinstance(desk.store.enter(id, _AGREED, _DRAFT, data, by=desk.by, key=mine, seen=seen), Entry):
            return  # else the same person wrote in another window just now: the later text is the draft


def drop_draft(desk: Desk, id: str, kind: Kind) -> None:
    """Take away what the person had begun to write."""
    keep_draft(desk, id, kind, str(uuid4()), {})


def _mine(desk: Desk, id: str, kind: Kind) -> str:
    whose = desk.person.keys[0] if desk.person is not None else desk.by
    return str(uuid5(NAMESPACE_URL, f"cpdiag:{id}:{_DRAFT}:{kind}:{whose}"))


def _typed(kind: Kind) -> list[str]:
    parts = register_parts.PARTS[kind]
    return [name for name in parts if not _DAY.fullmatch(name) and name not in _CHOSEN]


#: Parts that are chosen from a list.
_CHOSEN = ("committee", "meeting", "decision", "under", "reach", "status", "items", "steps")

# ---------------------------------------------------------------- from entries

_DAY = re.compile(r".*_on")
_ADDED = ("settled", "withdrawn")


def _parts(entry: Entry) -> dict[str, Any]:
    said: dict[str, Any] = {
        "key": entry.key,
        "seen": entry.number,
        "by": entry.by,
        "at": entry.at,
        "made_at": entry.made_at,
    }
    for name, value in (entry.data or {}).items():
        if _DAY.fullmatch(name):
            said[name] = date.fromisoformat(value) if value else None
        elif name not in _ADDED:
            said[name] = tuple(value) if isinstance(value, list) else value
    return said
