"""The committee's register as files: decisions and actions as CSV, for a spreadsheet or for another program."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, get_args

from diagnostic.answers import labels
from diagnostic.service import committee
from diagnostic.service.committee import REACHES, STATUSES, Action, Decision, Register
from diagnostic.service.desk import Desk
from diagnostic.storage import Record

Which = Literal["decisions", "actions"]
REGISTERS: tuple[Which, ...] = get_args(Which)

#: A cell that begins with one of these is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BOM = "\ufeff"


def table(desk: Desk, id: str, which: Which, *, exact: bool = False) -> bytes:
    """Return a register as CSV, encoded in UTF-8 with the mark by which spreadsheets know it.

    ``exact``: without the apostrophe that keeps a spreadsheet from taking a text for a formula.

    Raises:
        NotAllowed: the viewer may not read the register, or take it away.
    """
    register = committee.register(desk, id)
    desk.require("export", "agreed", register.record)
    rows = _decisions(desk, register) if which == "decisions" else _actions(desk, register)
    desk.store.audit("export", by=desk.by, id=id, detail={"register": which, "exact": exact})
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows if exact else [[safe(cell) for cell in row] for row in rows])
    return (_BOM + out.getvalue()).encode()


def safe(cell: str) -> str:
    """Return a cell as text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.lstrip(" \n").startswith(_FORMULA) else cell


def file_name(record: Record, which: str, end: str = "csv") -> str:
    """Return the name under which a register is saved: country, round, register."""
    round = "".join(sign if sign.isalnum() else "-" for sign in record.round)
    return f"{record.country}-{round}-{which}.{end}"


def _decisions(desk: Desk, register: Register) -> Iterable[Sequence[str]]:
    yield (
        "Number", "Committee", "Reach", "Meeting", "Taken on", "Decision", "Reason", "Questions", "Steps",
        "Asked at the strategic level", "What is asked", "Answer", "Answered on",
    )  # fmt: skip
    for one in register.decisions:
        yield (
            one.number, *_committee(register, one), _meeting(register, one), _day(one.taken_on), one.text, one.reason,
            *_links(desk, register, one), one.escalated_to, one.escalated_why, one.answer, _day(one.answered_on),
        )  # fmt: skip


def _actions(desk: Desk, register: Register) -> Iterable[Sequence[str]]:
    yield (
        "Number", "Committee", "Reach", "Meeting", "Carries out decision", "Action", "Owner", "Due", "Status", "Note",
        "Questions", "Steps",
    )  # fmt: skip
    for one in register.actions:
        decision = register.decision(one.decision)
        yield (
            one.number, *_committee(register, one), _meeting(register, one), decision.number if decision else "",
            one.text, one.owner, _day(one.due_on), STATUSES[one.status], one.note, *_links(desk, register, one),
        )  # fmt: skip


def _committee(register: Register, entry: Decision | Action) -> tuple[str, str]:
    found = register.committee(entry.committee)
    return (found.name, REACHES[found.reach]) if found is not None else ("", "")


def _meeting(register: Register, entry: Decision | Action) -> str:
    found = register.meeting(entry.meeting)
    return _day(found.held_on) if found is not None else ""


def _links(desk: Desk, register: Register, entry: Decision | Action) -> tuple[str, str]:
    instrument = desk.instrument(register.record)
    items = [labels.title(item) for item in instrument.items if item.id in entry.items]
    titles = {step.id: step.title for step in desk.catalogue.steps} if entry.steps else {}
    return "; ".join(items), "; ".join(titles.get(step, step) for step in entry.steps)


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""
