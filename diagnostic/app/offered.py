"""Which pages the navigation offers: those that somebody who signed in can use in the assessment that is open.

A page that is not offered stays where it was: an address that leads to it finds the sentence that says why not.
"""

from __future__ import annotations

from collections.abc import Callable

from diagnostic.access.roles import Action
from diagnostic.answers.answer import AGENCIES
from diagnostic.service.desk import Desk
from diagnostic.storage import Record

Rule = Callable[[Desk, Record], bool]


def to(desk: Desk, record: Record | None, page: str) -> bool:
    """Whether a page is offered, by the name of its file. Without an assessment there are the list and benchmarks."""
    return page in _WITHOUT or (record is not None and RULES.get(page, _everybody)(desk, record))


def _own(*actions: Action) -> Rule:
    """Return the rule: whoever may do one of these for the agency that they work for."""

    def rule(desk: Desk, record: Record) -> bool:
        own = desk.acting(record)
        works = own in desk.agencies(record)
        return works and any(desk.allowed(action, own, record) for action in actions)

    return rule


def _agreed(action: Action) -> Rule:
    return lambda desk, record: desk.allowed(action, "agreed", record)


def _everybody(_desk: Desk, _record: Record) -> bool:
    return True


def _either(desk: Desk, record: Record) -> bool:
    """Whoever may read the answers of one agency at least."""
    return any(desk.allowed("read_answers", voice, record) for voice in AGENCIES)


def _both(desk: Desk, record: Record) -> bool:
    return all(desk.allowed("read_answers", voice, record) for voice in AGENCIES)


def _plans(desk: Desk, record: Record) -> bool:
    """Whoever may read the plan of an agency, or that of both."""
    alone = any(
        desk.allowed("read_plan", voice, record) and desk.allowed("read_answers", voice, record) for voice in AGENCIES
    )
    return alone or (_both(desk, record) and desk.allowed("read_plan", "agreed", record))


def _drafts(desk: Desk, record: Record) -> bool:
    return _plans(desk, record) and any(desk.allowed("export", voice, record) for voice in AGENCIES)


def _reports(desk: Desk, record: Record) -> bool:
    """Whoever may take away the answers of one agency at least."""
    return _either(desk, record) and any(desk.allowed("export", voice, record) for voice in AGENCIES)


def _rounds(desk: Desk, record: Record) -> bool:
    return _either(desk, record) or desk.allowed("create", None, record)


#: Pages that need no assessment: whoever may read the list may compare what is in it.
_WITHOUT = frozenset({"start", "benchmarks"})

#: By the name of the page's file. Every page of the navigation has its rule here.
RULES: dict[str, Rule] = {
    "questions": _own("read_answers", "edit_answers", "edit_restricted", "edit_draft"),
    "colleagues": _own("discuss_inside"),
    "review": _own("read_answers", "release"),
    "results": _either,
    "compare": _both,
    "meeting": _agreed("read_register"),
    "decisions": _agreed("read_register"),
    "next_steps": _plans,
    "roadmap": _plans,
    "drafts": _drafts,
    "reports": _reports,
    "rounds": _rounds,
    "benchmarks": _everybody,
    "integrity": _own("read_integrity"),
    "integrity_review": _own("read_integrity"),
    "integrity_results": _own("read_integrity"),
    "integrity_measures": _own("read_integrity"),
    "staff": _own("run_survey"),
    "people": _everybody,
    "record": lambda desk, record: desk.allowed("read_audit", None, record),
}
