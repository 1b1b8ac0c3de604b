"""The minutes of a meeting: what was agreed, decided and given out since the meeting before, as Word or PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Literal, get_args

from diagnostic import wording
from diagnostic.answers import labels
from diagnostic.answers.answer import AGENCIES, VOICES, Answer, Voice
from diagnostic.answers.assessment import is_fictional
from diagnostic.content.model import Item
from diagnostic.service import agreeing, committee, files, results
from diagnostic.service.committee import STATUSES, Action, Decision, Meeting, Register
from diagnostic.service.desk import Desk
from diagnostic.storage import Record

if TYPE_CHECKING:
    from diagnostic.documents import minutes as document
    from diagnostic.documents.sheet import Bands

Form = Literal["docx", "pdf"]
FORMS: tuple[Form, ...] = get_args(Form)

_AGREED: Voice = "agreed"
_NOT_IN_ATTENDANCE = ("absent:", "apologies:")


class MinutesRefused(Exception):
    """There is no such meeting, or no such form. The message is for the user."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days that the minutes of a meeting cover: after the meeting before, whichever committee held it.

    ``until``: the day of the meeting; None for the last one, whose answers may have been entered afterwards.
    """

    after: date | None
    until: date | None

    def holds(self, moment: datetime) -> bool:
        """Whether something was entered in these days."""
        day = moment.astimezone(UTC).date()
        return (self.after is None or day > self.after) and (self.until is None or day <= self.until)


def minutes(desk: Desk, id: str, meeting_key: str, form: Form) -> bytes:
    """Return the minutes of a meeting as a file. That they were made is noted, and the note ends the audit printed.

    Raises:
        MinutesRefused: there is no such meeting or form.
        NotAllowed: the register is not the viewer's to read.
    """
    from diagnostic.documents import minutes as document  # a tenth of a second that only a download needs

    register = committee.register(desk, id)
    meeting = register.meeting(meeting_key)
    if meeting is None:
        raise MinutesRefused("There is no such meeting. It may have been withdrawn.")
    if form not in FORMS:
        raise MinutesRefused(f"Minutes are made as {' or '.join(FORMS)}.")
    made_at = datetime.now(tz=UTC).replace(microsecond=0)
    held = _held(desk, register, meeting, made_at.date())
    desk.store.audit("minutes", by=desk.by, id=id, detail={"meeting": meeting.key, "form": form})
    held = replace(held, record=_record(desk, register.record))
    sheet = document.minutes(held, made_at=made_at, fictional=is_fictional(register.record.country))
    if form == "pdf":
        from diagnostic.documents import pdf

        return pdf.render(sheet)
    from diagnostic.documents import sheet_word

    return sheet_word.render(sheet)


def find(desk: Desk, id: str, day: date | None = None, name: str | None = None) -> Meeting:
    """Return the meeting of a day, or the last one that was held; of the committee of that name, where one is given.

    Raises:
        MinutesRefused: there is none, or there are several.
        NotAllowed: the register is not the viewer's to read.
    """
    register = committee.register(desk, id)
    today = datetime.now(tz=UTC).date()
    names = {one.key: one.name for one in register.committees}
    found = [
        meeting
        for meeting in register.meetings
        if name is None or names.get(meeting.committee, "").casefold() == name.strip().casefold()
    ]
    found = [meeting for meeting in found if (meeting.held(today) if day is None else meeting.held_on == day)]
    if not found:
        known = ", ".join(f"{one.held_on} ({names.get(one.committee, '')})" for one in register.meetings)
        raise MinutesRefused(f"There is no such meeting. {f'Entered: {known}.' if known else 'None was entered yet.'}")
    last = [meeting for meeting in found if meeting.held_on == found[-1].held_on]
    if len(last) > 1:
        several = ", ".join(sorted(names.get(one.committee, "") for one in last))
        raise MinutesRefused(f"Several committees met on that day; name one of them: {several}.")
    return last[0]


def file_name(record: Record, meeting: Meeting, form: str) -> str:
    """Return the name under which minutes are saved: country, round, day."""
    round = "".join(sign if sign.isalnum() else "-" for sign in record.round)
    return f"{record.country}-{round}-minutes-{meeting.held_on}.{form}"


def covered(register: Register, meeting: Meeting, today: date) -> Span:
    """Return the days that the minutes of a meeting cover."""
    days = sorted({one.held_on for one in register.meetings if one.held_on is not None and one.held(today)})
    own = meeting.held_on or today
    before = [day for day in days if day < own]
    later = any(day > own for day in days)
    return Span(before[-1] if before else None, own if later else None)


def _held(desk: Desk, register: Register, meeting: Meeting, today: date) -> document.Held:
    from diagnostic.documents import minutes as document

    record, span = register.record, covered(register, meeting, today)
    whose = register.committee(meeting.committee)
    lines = [line.strip() for line in meeting.attendance.splitlines() if line.strip()]
    absent = [line for line in lines if line.casefold().startswith(_NOT_IN_ATTENDANCE)]
    profile, bands = _profile(desk, record, today)
    return document.Held(
        meeting=document.Meeting(
            committee=whose.name if whose is not None else document.COMMITTEE,
            scope=whose.scope if whose is not None else "",
            title=meeting.title,
            held_on=meeting.held_on,
            place=meeting.place,
            chair=meeting.chair,
            minutes_by=meeting.minutes_by,
            present=tuple(line for line in lines if line not in absent),
            absent=tuple(line.partition(":")[2].strip() for line in absent),
            next_on=meeting.next_on,
        ),
        customs=record.pair.customs,
        police=record.pair.police,
        country=files.country_name(record.country),
        round=record.round,
        agreed=tuple(_agreed(desk, record, span)),
        decisions=tuple(decision(desk, register, one) for one in _of(register, meeting)),
        actions=tuple(action(desk, register, one) for one in _given_out(register, meeting)),
        parked=tuple(_parked(desk, record, span)),
        notes=meeting.notes,
        profile=profile,
        bands=bands,
    )


def _agreed(desk: Desk, record: Record, span: Span) -> Iterator[document.AgreedAnswer]:
    from diagnostic.documents import minutes as document

    view = desk.view(record, VOICES)
    if not all(view.shows(voice) for voice in VOICES):
        return
    current = desk.store.current(record.id, _AGREED)
    for item in desk.instrument(record).items:
        answer = view.assessment.answer(_AGREED, item.id)
        if not answer.settled or item.id not in current or not span.holds(current[item.id].at):
            continue
        said = {voice: _in_short(item, view.assessment.answer(voice, item.id)) for voice in VOICES}
        yield document.AgreedAnswer(
            name=item.name,
            code=labels.code(item),
            customs=said["customs"],
            police=said["police"],
            agreed=said["agreed"],
            reason=answer.reason,
            dissent=answer.dissent,
            decided_by=answer.decided_by,
        )


def _in_short(item: Item, answer: Answer) -> str:
    """Return an answer in a few words: its level alone, where it has one."""
    return wording.capital(wording.level(answer.level)) if answer.level else labels.headline(item, answer)


def _of(register: Register, meeting: Meeting) -> list[Decision]:
    """Return the decisions of a meeting: also those of its day and committee that name no meeting."""
    return [
        one
        for one in register.decisions
        if one.meeting == meeting.key
        or (not one.meeting and (one.committee, one.taken_on) == (meeting.committee, meeting.held_on))
    ]


def _given_out(register: Register, meeting: Meeting) -> list[Action]:
    """Return the actions of a meeting, and those that carry out its decisions and name no meeting."""
    decided = {one.key for one in _of(register, meeting)}
    return [
        one
        for one in register.actions
        if one.meeting == meeting.key or (not one.meeting and one.decision and one.decision in decided)
    ]


def decision(desk: Desk, register: Register, one: Decision) -> document.Decision:
    """Return a decision of the register as it stands on paper."""
    from diagnostic.documents import minutes as document

    return document.Decision(
        number=one.number,
        text=one.text,
        reason=one.reason,
        escalated_to=one.escalated_to or None,
        escalated_why=one.escalated_why,
        answer=one.answer,
        answered_on=one.answered_on,
        concerns=_concerns(desk, register, one),
    )


def action(desk: Desk, register: Register, one: Action) -> document.Action:
    """Return an action of the register as it stands on paper."""
    from diagnostic.documents import minutes as document

    carried = register.decision(one.decision)
    carries = (f"decision {carried.number}",) if carried is not None else ()
    return document.Action(
        text=one.text,
        number=one.number,
        owner=one.owner,
        due_on=one.due_on,
        status=STATUSES[one.status],
        note=one.note,
        concerns=(*carries, *_concerns(desk, register, one)),
    )


def _concerns(desk: Desk, register: Register, one: Decision | Action) -> tuple[str, ...]:
    items = [labels.title(item) for item in desk.instrument(register.record).items if item.id in one.items]
    titles = {step.id: step.title for step in desk.catalogue.steps} if one.steps else {}
    return (*items, *(titles[step] for step in one.steps if step in titles))


def _parked(desk: Desk, record: Record, span: Span) -> Iterator[document.Parked]:
    """Return what is still parked, as far as it was by the day of the meeting."""
    from diagnostic.documents import minutes as document

    aside = agreeing.parked(desk, record)
    for item in desk.instrument(record).items:
        entry = aside.get(item.id)
        if entry is not None and Span(None, span.until).holds(entry.at):
            yield document.Parked(item.name, labels.code(item))


def _profile(desk: Desk, record: Record, today: date) -> tuple[str, Bands | None]:
    """Return where cooperation stands now, in a line and as bands; nothing where the viewer may not see it."""
    from diagnostic.documents.sheet import Band, Bands, dated

    if "both" not in results.choices(desk, record):
        return "", None
    views = results.reading(desk, record.id, "both").views
    rows = []
    for label, profile in (("As claimed", views.claimed), ("As evidenced", views.evidenced)):
        rows.append(Band(label, profile.continuum.lower, profile.continuum.upper))
    return f"The joint result as it stood when these minutes were made, on {dated(today)}.", Bands(tuple(rows))


def _record(desk: Desk, record: Record) -> document.ForTheRecord:
    from diagnostic.answers.sealing import in_groups
    from diagnostic.documents import minutes as document

    sealed = {voice: desk.store.release(record.id, voice) for voice in AGENCIES}
    last = desk.store.audit_log(record.id)[-1]
    return document.ForTheRecord(
        anchor=f"{last.number}: {in_groups(last.hash)}",
        anchored_at=last.at,
        releases=tuple(
            document.Release(record.pair.name(voice), in_groups(release.fingerprint))
            for voice, release in sealed.items()
            if release is not None
        ),
        instruments=tuple(f"{name} {version}" for name, version in record.instruments.items() if name == "cooperation"),
    )
