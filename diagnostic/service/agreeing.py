"""Agreeing: the meeting's running agenda, the agreed answers with reason and dissent, and what was parked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid5

from diagnostic.answers.answer import UNANSWERED, Voice
from diagnostic.comparison.sides import Difference
from diagnostic.comparison.sides import agenda as open_rows
from diagnostic.service import answering, comparing
from diagnostic.service.answering import Form
from diagnostic.service.comparing import Comparison
from diagnostic.service.desk import Desk
from diagnostic.storage import Clash, Entry, Met, Record, Saved

AGREED: Voice = "agreed"
#: The kinds of entry of the committee's register that are written or read here.
PARKED, COMMITTEE = "parked", "committee"

#: agreed: the committee gave an answer, or said why there is none. own: there is nothing to agree.
State = Literal["open", "agreed", "parked", "own"]


@dataclass(frozen=True, slots=True)
class Point:
    """A question on the agenda. ``number``: stays the same while one answer after the other is agreed."""

    number: int
    row: Difference
    state: State

    @property
    def item(self) -> str:
        """The id of the question."""
        return self.row.item.id


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a meeting goes through. ``points``: what the agencies should talk about, the most consequential first;
    ``others``: all other questions, in their order. ``form``: the agreed answers. ``may_agree``: whether the person
    writes them.
    """

    compared: Comparison
    form: Form
    points: tuple[Point, ...]
    others: tuple[Point, ...]
    may_agree: bool

    @property
    def record(self) -> Record:
        """The assessment."""
        return self.compared.record

    @property
    def total(self) -> int:
        """How many points there are on which the agencies can agree."""
        return sum(point.state != "own" for point in self.points)

    @property
    def done(self) -> int:
        """How many of them are dealt with."""
        return sum(point.state == "agreed" for point in self.points)

    def find(self, item: str | None) -> Point | None:
        """Return the point of a question, on the agenda or not."""
        return next((point for point in (*self.points, *self.others) if point.item == item), None)

    def course(self, *, everything: bool = False) -> tuple[Point, ...]:
        """Return the points in the order in which the meeting goes through them: those that were parked come last."""
        listed = (*self.points, *self.others) if everything else self.points
        return tuple(sorted(listed, key=lambda point: point.state == "parked"))

    def first(self) -> Point | None:
        """Return where the meeting goes on: the first point that is open, else that was parked, else any."""
        course = self.course() or self.course(everything=True)
        for state in ("open", "parked"):
            found = next((point for point in course if point.state == state), None)
            if found is not None:
                return found
        return course[0] if course else None

    def beside(self, point: Point, *, everything: bool = False) -> tuple[Point | None, Point | None]:
        """Return the points before and after a point; among all questions where it is not on the agenda."""
        items = {listed.item for listed in self.points}
        course = self.course(everything=everything or point.item not in items)
        place = course.index(point)
        after = course[place + 1] if place + 1 < len(course) else None
        return (course[place - 1] if place else None), after


def agenda(desk: Desk, id: str) -> Agenda:
    """Return the running agenda. Its order follows the agencies’ own answers, so it stays while they agree.

    Raises:
        NotAllowed: with a sentence that says what is missing before there can be a meeting.
        UnknownAssessment: there is no such assessment.
    """
    compared = comparing.by_agencies_alone(desk, id)
    form = answering.form(desk, id, AGREED)
    aside = parked(desk, compared.record)
    # What was agreed before makes no point disappear: it is then dealt with.
    rows = open_rows(replace(row, agreed=UNANSWERED) for row in compared.rows)
    listed = [row.item.id for row in rows]
    by_item = {row.item.id: row for row in compared.rows}
    rest = sorted((row for row in compared.rows if row.item.id not in listed), key=lambda row: row.position)
    points = [
        Point(number, row, _state(row, aside))
        for number, row in enumerate([*(by_item[item] for item in listed), *rest], start=1)
    ]
    may_agree = desk.allowed("edit_answers", AGREED, compared.record)
    return Agenda(compared, form, tuple(points[: len(listed)]), tuple(points[len(listed) :]), may_agree)


def _state(row: Difference, aside: Mapping[str, Entry]) -> State:
    if row.agreed.settled:
        return "agreed"
    if row.item.id in aside:
        return "parked"
    return "own" if row.item.subject == "own" else "open"


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of an agreed answer. ``waiting``: its level or choice waits for the reason; the texts are kept.

    ``done``: None where there was nothing yet to keep.
    """

    done: Saved | Met | None
    waiting: bool = False


def agree(desk: Desk, form: Form, item: str, data: Mapping[str, Any], seen: int) -> Kept:
    """Save an agreed answer, given the revision that the writer saw; both texts if somebody saved in between.

    A reason may be written before the answer is chosen. Where the answer is chosen before its reason is given,
    whatever else was written is kept, unless an agreed answer stands already: that one stays as it is.

    Raises:
        AnswerRefused: the answer is not one the question allows, or would stand without its reason.
        NotAllowed, NotEditable, StorageFailed: with a sentence for the user.
    """
    if not _lacks_reason(data):
        return Kept(answering.save(desk, form, item, data, seen))
    now = answering.again(desk, form).answer(item)  # it may have been agreed since the page was drawn
    if now.settled:
        return Kept(answering.save(desk, form, item, data, seen))
    beside = {part: value for part, value in data.items() if part not in _CHOICE}
    if not beside and now.empty:
        return Kept(None, waiting=True)
    return Kept(answering.save(desk, form, item, beside, seen), waiting=True)


#: The answer itself, and what holds for it alone.
_CHOICE = ("level", "value", "state", "scope", "evidence")


def _lacks_reason(data: Mapping[str, Any]) -> bool:
    given = any(data.get(part) is not None for part in ("level", "value", "state"))
    return given and not str(data.get("reason", "")).strip()


def deciders(desk: Desk, form: Form) -> list[str]:
    """Return who may be offered as having decided: the committees of the register, the chair, and who did before."""
    record = form.record
    found: list[str] = []
    if desk.allowed("read_register", AGREED, record):
        entries = desk.store.entries(record.id, AGREED, COMMITTEE)
        found = [str((entry.data or {}).get("name", "")).strip() for entry in entries]
    found = [name for name in found if name] or ["Committee"]
    return list(dict.fromkeys([*found, "Chair", *_before(form)]))


def latest_decider(form: Form) -> str:
    """Return who decided last, so that a meeting need not say it again for every question."""
    return next(iter(_before(form)), "")


def _before(form: Form) -> Sequence[str]:
    found = sorted(form.current.values(), key=lambda current: current.at, reverse=True)
    return list(dict.fromkeys(current.answer.decided_by for current in found if current.answer.decided_by))


# ---------------------------------------------------------------- parking


def parked(desk: Desk, record: Record) -> dict[str, Entry]:
    """Return what was parked, by item; nothing for those who do not read the register."""
    if not desk.allowed("read_register", AGREED, record):
        return {}
    entries = desk.store.entries(record.id, AGREED, PARKED)
    return {str((entry.data or {}).get("item", "")): entry for entry in entries}


def park(desk: Desk, id: str, item: str) -> None:
    """Put a question off to the end of the meeting, or to another one. A second time changes nothing.

    Raises:
        NotAllowed: only chair and secretariat keep the register.
    """
    _put(desk, id, item, {"item": item})


def unpark(desk: Desk, id: str, item: str) -> None:
    """Take a question up again. A second time changes nothing. Raises as `park`."""
    _put(desk, id, item, None)


def _put(desk: Desk, id: str, item: str, data: dict[str, str] | None) -> None:
    record = desk.record(id)
    desk.require("edit_register", AGREED, record)
    if item not in desk.instrument(record).by_id:
        return  # of another questionnaire: there is no such point
    key = str(uuid5(NAMESPACE_URL, f"cpdiag:{id}:{PARKED}:{item}"))
    for _ in range(2):
        standing = [entry for entry in desk.store.entry_history(id, key) if not entry.set_aside]
        now = standing[-1] if standing else None
        if (now.data if now else None) == data:
            return
        said = desk.store.enter(id, AGREED, PARKED, data, by=desk.by, key=key, seen=now.number if now else 0)
        if not isinstance(said, Clash):
            return  # else somebody parked or took up the same question just now: once more, seeing that
