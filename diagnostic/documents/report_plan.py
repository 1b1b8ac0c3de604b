"""The part of a report that looks ahead and back: plan and roadmap, decisions and actions, the round before."""

from __future__ import annotations

from collections.abc import Iterator

from diagnostic import wording
from diagnostic.advice.roadmap import PHASES, Phase, Slot, Status
from diagnostic.answers import labels
from diagnostic.charts.timeline import running
from diagnostic.comparison import rounds as changing
from diagnostic.comparison.change import Change
from diagnostic.comparison.rounds import Moved, RoundChange
from diagnostic.documents import case_plan
from diagnostic.documents.case import Case
from diagnostic.documents.minutes import Action, Decision
from diagnostic.documents.model import Span, Text
from diagnostic.documents.report_input import Report, level
from diagnostic.documents.sheet import (
    Band,
    Bands,
    Block,
    Callout,
    Cell,
    Definitions,
    Heading,
    Paragraph,
    Points,
    Table,
    Together,
    Words,
    dated,
    quiet,
    strong,
)

#: How many rounds the course shows.
_ROUNDS = 12
_STATUS: dict[Status, str] = {"planned": "Planned", "started": "Started", "done": "Done", "dropped": "Dropped"}
_BEGINS: dict[Phase, str] = {
    "first_100_days": "Begins in the first 100 days",
    "year_one": "Begins in year one",
    "later": "Begins later",
}
_CHANGED: dict[Change, str] = {
    "improved": "Improved",
    "worsened": "Worsened",
    "unchanged": "Unchanged",
    "cannot_tell": "Cannot be told",
}


# ---------------------------------------------------------------- plan and roadmap


def plan(found: Report) -> Iterator[Block]:
    """Yield the plan with its course in time, what begins first, and what no step reaches."""
    case = found.case
    said = Paragraph(case_plan.plan_finding(case))
    if case.plan is None or not case.slots:
        yield Together((Heading("Plan and roadmap"), said))
        if case.plan is not None:
            yield from _left_over(case)
        return
    yield Heading("Plan and roadmap")
    yield said
    yield Callout(
        (
            "Effort, duration and difficulty are planning assumptions of the toolkit authors, not measurements; the "
            "agencies can replace them by their own. The months count from the beginning of the plan. An owner in bold "
            "was named; any other is proposed.",
        ),
        "Planning assumptions",
    )
    yield from _roadmap(case)
    yield from _first(case)
    yield from _left_over(case)


def _roadmap(case: Case) -> Iterator[Table]:
    """Yield the steps by phase, numbered, with their months of the roadmap."""
    places = {slot.step.id: str(place) for place, slot in enumerate(case.slots, 1)}
    for phase in PHASES:
        rows = [_slot(case, slot, places[slot.step.id]) for slot in case.slots if slot.phase == phase]
        if rows:
            heads = ("", "Step, and what it is for", "Owner", "Person-days", "Months", "Status")
            yield Table(heads, tuple(rows), (5, 36, 25, 14, 10, 10), _BEGINS[phase])


def _slot(case: Case, slot: Slot, place: str) -> tuple[Words, ...]:
    why = case_plan.removes(case, slot)
    effort = case.effort(slot)
    return (
        place,
        (Span(slot.step.title), *((quiet(f"\n{why}"),) if why else ())),
        _leads(case, slot),
        wording.bounds(effort.low, effort.high),
        running(slot).partition(wording.NBSP)[2],
        _STATUS[case.statuses.get(slot.step.id, "planned")],
    )


def _leads(case: Case, slot: Slot) -> Words:
    if slot.step.id in case.owners:
        return (strong(case.owners[slot.step.id]),)
    return case.leads(slot)


def _first(case: Case) -> Iterator[Block]:
    """Yield how the steps of the first phase begin, and when each is done."""
    first = case_plan.first_steps(case)
    if not first:
        return
    yield Heading("How the first steps begin", 2)
    places = {slot.step.id: place for place, slot in enumerate(case.slots, 1)}
    for slot in first:
        agree = "; ".join(slot.step.agrees)
        yield Together(
            (
                Heading(f"{places[slot.step.id]}. {slot.step.title}", 3),
                Points(slot.step.first_actions, numbered=True),
                Definitions(
                    (("Done when", slot.step.done_when), *((("Must agree", agree),) if agree else ())),
                    small=True,
                    share=0.16,
                ),
            )
        )


def _left_over(case: Case) -> Iterator[Block]:
    assert case.plan is not None
    instrument = case.result.instrument
    for title, wants, why in (
        ("Where the law stands against it", case.plan.law, "an agency says that the law stands against it"),
        ("What no step reaches", case.plan.unreached, "no step of the catalogue that could begin brings it"),
    ):
        lines = [f"{labels.title(instrument.item(one.item))} to {wording.level(one.at_least)}: {why}." for one in wants]
        if lines:
            yield Callout(tuple(lines), title, "look again")


# ---------------------------------------------------------------- decisions and actions


def decisions(found: Report) -> Iterator[Block]:
    """Yield what the committee decided in this round, and who does what; nothing where it is not the reader's."""
    if found.register is None:
        return
    register = found.register
    heading = Heading("Decisions and actions of the committee")
    if not register.decisions and not register.actions:
        yield Together((heading, Paragraph("The committee’s register holds no decision and no action in this round.")))
        return
    yield heading
    if register.decisions:
        heads = ("No.", "Decision", "Put to the strategic level")
        if any(one.escalated_to or one.answer for one in register.decisions):
            rows = [(one.number, _decision(one), _escalated(one)) for one in register.decisions]
            yield Table(heads, tuple(rows), (9, 59, 32), "Decisions")
        else:
            yield Table(
                heads[:2], tuple((one.number, _decision(one)) for one in register.decisions), (9, 91), "Decisions"
            )
    if register.actions:
        action_rows = [
            (one.number, _action(one), one.owner or "–", dated(one.due_on) if one.due_on else "–", one.status)
            for one in register.actions
        ]
        yield Table(("No.", "Action", "Owner", "Due", "Status"), tuple(action_rows), (9, 40, 20, 18, 13), "Actions")


def _decision(one: Decision) -> Text:
    return (Span(one.text), *_labelled(("Reason", one.reason), ("Concerns", "; ".join(one.concerns))))


def _action(one: Action) -> Text:
    return (Span(one.text), *_labelled(("Note", one.note), ("Concerns", "; ".join(one.concerns))))


def _escalated(one: Decision) -> Text:
    if not one.escalated_to and not one.answer:
        return (quiet("No"),)
    on = f" on {dated(one.answered_on)}" if one.answered_on else ""
    answered = (f"Answer{on}", one.answer) if one.answer else ("", "No answer yet")
    said = _labelled(("To", one.escalated_to or ""), ("Asked", one.escalated_why), answered)
    return (Span(said[0].text.lstrip("\n"), quiet=said[0].quiet), *said[1:])


def _labelled(*lines: tuple[str, str]) -> Text:
    """Return lines of a label and a text, each beginning a new line; those without a text are left out."""
    spans: list[Span] = []
    for label, text in lines:
        if text.strip():
            spans += [quiet(f"\n{label}: "), Span(text)] if label else [quiet(f"\n{text}")]
    return tuple(spans)


# ---------------------------------------------------------------- since the last round


def rounds(found: Report) -> Iterator[Block]:
    """Yield what changed since the round before, and what came of what was decided then."""
    changes = found.changes
    if changes is None:
        return
    level_now, counted, *moved = changing.in_words(changes)
    course = [Band(f"Round {round}", *pair) for round, pair in found.course if pair is not None]
    ends = (found.case.names[0].lower(), found.case.names[4].lower())
    bands = (Bands(tuple(course[-_ROUNDS:]), ends),) if len(course) > 1 else ()
    yield Together((Heading(f"Since the round {changes.old_round}"), Paragraph(f"{level_now} {counted}"), *bands))
    yield _dimensions(changes)
    if moved:
        yield Paragraph((strong("Questions that moved"),))
        yield Points(tuple(moved))
    yield Paragraph(
        "Improved or worsened is said only where the bounds of the two rounds do not touch; unchanged only where both "
        "are the same known level.",
        "meta",
    )
    if found.earlier:
        rows = [
            (
                one.number,
                one.text,
                "\n".join(one.actions) or "No action was entered.",
                "\n".join(one.moved) or "It names no question.",
            )
            for one in found.earlier
        ]
        caption = f"What came of the decisions of {changes.old_round}"
        yield Table(("No.", "Decision", "Actions", "Its questions since"), tuple(rows), (9, 31, 30, 30), caption)


def _dimensions(changes: RoundChange) -> Table:
    rows = tuple(_moved(one) for one in changes.dimensions)
    heads = ("Dimension", changes.old_round, changes.new_round, "Change")
    return Table(heads, rows, (36, 16, 16, 32), "Level by dimension in both rounds")


def _moved(one: Moved) -> tuple[Words | Cell, ...]:
    said: Words = _CHANGED[one.change]
    if one.why_not:
        said = f"Cannot be compared: {one.why_not}"
    elif one.change in ("improved", "worsened"):
        said = (strong(_CHANGED[one.change]),)
    return one.title, level(one.old), level(one.new), said
