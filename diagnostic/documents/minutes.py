"""Minutes of a committee's meeting: from what was agreed, decided and given out to a sheet that can be signed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from diagnostic import wording
from diagnostic.documents.model import Span, Text
from diagnostic.documents.sheet import (
    Bands,
    Block,
    Cell,
    Definitions,
    Heading,
    Paragraph,
    Place,
    Points,
    Sheet,
    Signatures,
    Table,
    Together,
    Words,
    blank,
    clean,
    dated,
    quiet,
    strong,
)

COMMITTEE = "Customs–Police Cooperation Committee"
#: A decision up to this length is set in bold.
_SHORT = 160
_PARAGRAPHS = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting. ``scope``: what the committee deals with; ``present``, ``absent``: functions rather than names.

    What is not known stays empty and becomes a blank to fill in.
    """

    committee: str = COMMITTEE
    scope: str = ""
    title: str = ""
    held_on: date | None = None
    place: str = ""
    chair: str = ""
    minutes_by: str = ""
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    next_on: date | None = None
    next_place: str = ""


@dataclass(frozen=True, slots=True)
class AgreedAnswer:
    """A question on which an answer was agreed: what each agency had said, what was agreed, why, and by whom.

    ``customs``, ``police``, ``agreed``: in words, such as "level 4"; ``dissent``: who disagreed, and what they hold.
    """

    name: str
    code: str
    customs: str
    police: str
    agreed: str
    reason: str = ""
    dissent: str = ""
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision. ``number``: its place in the register, as "2026/3"; ``concerns``: steps and questions by name.

    ``escalated_to``: who at the strategic level is asked to decide, and ``answer``: what they said.
    """

    number: str
    text: str
    reason: str = ""
    escalated_to: str | None = None
    escalated_why: str = ""
    answer: str = ""
    answered_on: date | None = None
    concerns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """What somebody does by a date. ``status``: in words; ``concerns``: the decision, step or question behind it."""

    text: str
    number: str = ""
    owner: str = ""
    due_on: date | None = None
    status: str = ""
    note: str = ""
    concerns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parked:
    """A question that was parked. ``why``: the reason; ``until``: when, or by whom, it is taken up again."""

    name: str
    code: str
    why: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """The fingerprint of the answers that an agency released."""

    agency: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class ForTheRecord:
    """What lets somebody check later that nothing was changed. ``anchor``: the last mark of the audit record."""

    anchor: str = ""
    anchored_at: datetime | None = None
    releases: tuple[Release, ...] = ()
    instruments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """All that goes into the minutes of one meeting. ``profile``: one line on where cooperation stands, or nothing.

    ``customs``, ``police``: the names of the agencies; ``notes``: as they were typed, an empty line parts paragraphs.
    """

    meeting: Meeting
    customs: str
    police: str
    country: str
    round: str
    agreed: tuple[AgreedAnswer, ...] = ()
    decisions: tuple[Decision, ...] = ()
    actions: tuple[Action, ...] = ()
    parked: tuple[Parked, ...] = ()
    notes: str = ""
    profile: str = ""
    bands: Bands | None = None
    record: ForTheRecord = field(default_factory=ForTheRecord)


def minutes(held: Held, *, made_at: datetime, classification: str = "", fictional: bool = False) -> Sheet:
    """Return the minutes of a meeting. Blanks in brackets stand for what is not known."""
    meeting = held.meeting
    committee = meeting.committee.strip() or COMMITTEE
    when = f" of {dated(meeting.held_on)}" if meeting.held_on else ""
    return Sheet(
        title=f"Minutes of the meeting{when}",
        above=f"{held.country} · round {held.round}",
        subtitle=committee,
        finding=_finding(held),
        running=f"Minutes · {held.customs} and {held.police}",
        foot=f"{held.country} · round {held.round} · made on {dated(made_at.date())}",
        classification=classification,
        fictional=fictional,
        subject=f"{committee}: {held.customs} and {held.police}",
        made_at=made_at,
        blocks=tuple(_blocks(held)),
    )


def _finding(held: Held) -> str:
    """Say in one sentence what the meeting did."""
    counts = (
        ("agreed", len(held.agreed), "answer"),
        ("took", len(held.decisions), "decision"),
        ("gave out", len(held.actions), "action"),
        ("parked", len(held.parked), "question"),
    )
    done = [
        f"{verb} {wording.count(number, what).replace(' ', wording.NBSP)}" for verb, number, what in counts if number
    ]
    if not done:
        return "No answer was agreed, no decision taken and no action given out."
    return f"The committee {wording.listing(done)}."


def _blocks(held: Held) -> Iterator[Block]:
    yield _meeting(held)
    if held.profile or held.bands:
        yield Heading("Where cooperation stands")
        if held.profile:
            yield Paragraph(held.profile)
        if held.bands:
            yield held.bands
    yield Heading("Agreed answers")
    yield _agreed(held) if held.agreed else Paragraph("No answer was agreed at this meeting.")
    yield Heading("Decisions")
    yield _decisions(held.decisions) if held.decisions else Paragraph("No decision was taken at this meeting.")
    yield Heading("Actions")
    yield _actions(held.actions) if held.actions else Paragraph("No action was given out at this meeting.")
    if held.parked:
        yield Heading("Parked questions")
        yield Points(tuple(_parked(one) for one in held.parked))
    if notes := _paragraphs(held.notes):
        yield Heading("Notes")
        yield from (Paragraph(text) for text in notes)
    if rows := tuple(_record(held.record)):
        yield Together((Heading("For the record"), Paragraph(_WHAT_FOR), Definitions(rows, small=True)))
    yield Together((Heading("Signatures"), _signatures(held)))


_WHAT_FOR = (
    "These marks let a reader check later that the released answers and the record of who did what are still those "
    "that the meeting had before it."
)


# ---------------------------------------------------------------- parts


def _meeting(held: Held) -> Definitions:
    meeting = held.meeting
    rows: list[tuple[Words, Words]] = [("Agencies", f"{held.customs} and {held.police}")]
    if meeting.title.strip():
        rows.append(("Meeting", meeting.title))
    if meeting.scope.strip():
        rows.append(("Scope of the committee", meeting.scope))
    rows += [
        ("Date", dated(meeting.held_on) if meeting.held_on else (blank("date"),)),
        ("Place", _known(meeting.place, "place")),
        ("Chair", _known(meeting.chair, "name of the chair")),
        ("Minutes taken by", _known(meeting.minutes_by, "name")),
        ("Present", _lines(meeting.present) or (blank("functions of those present"),)),
    ]
    if absent := _lines(meeting.absent):
        rows.append(("Absent", absent))
    place = f", {meeting.next_place}" if meeting.next_place.strip() else ""
    following: Words = f"{dated(meeting.next_on)}{place}" if meeting.next_on else (blank("date of the next meeting"),)
    rows.append(("Next meeting", following))
    return Definitions(tuple(rows))


def _known(text: str, otherwise: str) -> Words:
    return text if text.strip() else (blank(otherwise),)


def _lines(entries: tuple[str, ...]) -> str:
    return "\n".join(entry.strip() for entry in entries if entry.strip())


def _agreed(held: Held) -> Table:
    rows: list[tuple[Words | Cell, ...]] = []
    for one in held.agreed:
        why = _labelled(("Reason: ", one.reason), ("Dissent: ", one.dissent), ("Decided by: ", one.decided_by))
        said = (one.customs, one.police, (strong(one.agreed),))
        rows.append((Cell(_named(one.name, one.code), down=2 if why else 1), *said))
        if why:
            rows.append((Cell(why, over=3, goes_on=True),))
    return Table(("Question", "Customs said", "Police said", "Agreed"), tuple(rows), (30, 24, 24, 22))


def _decisions(decisions: tuple[Decision, ...]) -> Table:
    rows = []
    for one in decisions:
        words = strong(one.text) if len(one.text) <= _SHORT else Span(one.text)
        text = (words, *_after(_labelled(("Reason: ", one.reason), ("Concerns: ", _several(one.concerns)))))
        rows.append((one.number, text, _escalated(one)))
    if any(one.escalated_to or one.answer for one in decisions):
        return Table(("No.", "Decision", "Put to the strategic level"), tuple(rows), (9, 59, 32))
    return Table(("No.", "Decision"), tuple(row[:2] for row in rows), (9, 91))


def _escalated(one: Decision) -> Text:
    if not one.escalated_to and not one.answer:
        return (quiet("No"),)
    waiting = "" if one.answer else "No answer yet"
    on = f" on {dated(one.answered_on)}" if one.answered_on else ""
    return _labelled(
        ("To: ", one.escalated_to or ""),
        ("Why: ", one.escalated_why),
        (f"Answer{on}: ", one.answer),
        ("", waiting),
    )


def _actions(actions: tuple[Action, ...]) -> Table:
    numbered = any(one.number for one in actions)
    rows: list[tuple[Words, ...]] = []
    for place, one in enumerate(actions, start=1):
        more = _after(_labelled(("", one.note), ("Concerns: ", _several(one.concerns))))
        rows.append(
            (
                one.number if numbered else str(place),
                (Span(one.text), *more),
                _known(one.owner, "owner"),
                dated(one.due_on) if one.due_on else (blank("date"),),
                one.status or "–",
            )
        )
    return Table(("No.", "Action", "Owner", "Due", "Status"), tuple(rows), (9, 39, 20, 19, 13))


def _parked(one: Parked) -> Text:
    until = f" To be taken up: {_sentence(one.until)}" if one.until.strip() else ""
    why = f" {_sentence(one.why)}" if one.why.strip() else ""
    return (*_named(one.name, one.code), Span("." if not why and not until else f".{why}{until}"))


def _record(record: ForTheRecord) -> Iterator[tuple[Words, Words]]:
    for release in record.releases:
        yield f"Released by {release.agency}", release.fingerprint
    if record.anchor:
        at = f"\n{dated(record.anchored_at.date())}, {record.anchored_at:%H:%M %Z}" if record.anchored_at else ""
        yield "Last mark of the audit record", f"{record.anchor}{at}"
    if record.instruments:
        yield "Questionnaire", ", ".join(record.instruments)


def _signatures(held: Held) -> Signatures:
    meeting = held.meeting
    return Signatures(
        (
            Place("Chair", _known(meeting.chair, "name of the chair")),
            Place("Minutes taken by", _known(meeting.minutes_by, "name")),
            Place(f"For {held.customs}", (blank("name and function"),)),
            Place(f"For {held.police}", (blank("name and function"),)),
        )
    )


# ---------------------------------------------------------------- words


def _named(name: str, code: str) -> Text:
    """Return the name of a question, then its code."""
    return (Span(name), quiet(f" {code}")) if code else (Span(name),)


def _labelled(*lines: tuple[str, str]) -> Text:
    """Return lines of a label and a text; those without a text are left out."""
    spans: list[Span] = []
    for label, text in lines:
        if text.strip():
            start = "\n" if spans else ""
            spans += [quiet(f"{start}{label}"), Span(text)] if label else [Span(f"{start}{text}")]
    return tuple(spans)


def _after(text: Text) -> Text:
    """Return a text that begins a new line, or nothing."""
    return (Span("\n"), *text) if text else ()


def _several(names: tuple[str, ...]) -> str:
    return "; ".join(name for name in names if name.strip())


def _sentence(text: str) -> str:
    """Return a text with a full stop, unless it ends in a sign of its own."""
    text = text.strip()
    return text if text.endswith((".", "!", "?", "…", "؟", "۔", "”", ":")) else f"{text}."


def _paragraphs(notes: str) -> list[str]:
    return [text for part in _PARAGRAPHS.split(clean(notes)) if (text := part.strip())]
