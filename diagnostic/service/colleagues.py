"""Colleagues of an agency: who drafts answers to what, handing drafts in, and making one answer of them.

Drafts stay with the agency. The coordinator sees one once it is handed in, and nobody sees who answered how much.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from diagnostic.access import NotAllowed
from diagnostic.access.roles import Role
from diagnostic.answers.answer import UNANSWERED, Voice
from diagnostic.answers.voices import Move, Stage
from diagnostic.comparison.merging import Gathered, gathered
from diagnostic.service import answering, people
from diagnostic.service.answering import Form
from diagnostic.service.desk import Desk
from diagnostic.service.units import COLLEAGUE, PLACES, Colleague, colleagues, of_entry
from diagnostic.storage import Clash, Current, Entry, Met, Record
from diagnostic.storage.records import draft_part

MAX_LABEL = 60
RESPONDENT: Role = "respondent"


class ColleagueRefused(Exception):
    """A colleague cannot be named so, or a draft not be moved. The message is for the user; nothing changed."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A colleague with where the draft stands. ``mine``: whether the person who asks writes it."""

    colleague: Colleague
    stage: Stage
    mine: bool

    @property
    def handed_in(self) -> bool:
        """Whether the draft is with the coordinator."""
        return self.stage != "draft"


@dataclass(frozen=True, slots=True)
class Row:
    """A question with what the units say, and the agency's own answer as it stands."""

    gathered: Gathered
    standing: Current | None

    @property
    def seen(self) -> int:
        """The revision of the agency's answer that is on the screen."""
        return self.standing.revision if self.standing else 0

    @property
    def taken(self) -> bool:
        """Whether the agency's answer is what is proposed."""
        return self.standing is not None and self.standing.answer == self.gathered.proposal

    @property
    def answered(self) -> bool:
        """Whether the agency has an answer, taken or its own."""
        return self.standing is not None and self.standing.answer.settled

    @property
    def clear(self) -> bool:
        """Whether the proposal can be taken without a second look: no conflict, and nothing it would replace."""
        said = self.standing.answer if self.standing else UNANSWERED
        return not self.gathered.conflicts and said.empty and not self.gathered.proposal.empty


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of answers that were to be taken: those saved, and those that somebody had changed before."""

    saved: tuple[str, ...]
    met: tuple[str, ...]


# ---------------------------------------------------------------- who drafts what


def units(desk: Desk, record: Record, voice: Voice) -> list[Unit]:
    """Return the colleagues of an agency: all for its coordinator, for anybody else those whose draft is theirs."""
    gathers = desk.allowed("read_drafts", voice, record)
    drafts = desk.allowed("edit_draft", voice, record)
    if not gathers and not drafts:
        return []
    stages = desk.store.drafts(record.id, voice)
    found = []
    for colleague in colleagues(desk, record, voice):
        mine = drafts and colleague.named and desk.is_me(colleague.person)
        if gathers or mine:
            found.append(Unit(colleague, stages.get(colleague.slot, "draft"), mine))
    return found


def name(
    desk: Desk,
    id: str,
    voice: Voice,
    key: str,
    *,
    place: str,
    label: str,
    person: str = "",
    sections: Collection[str] = (),
    seen: int = 0,
) -> Colleague | Clash:
    """Name a colleague who drafts answers, or change one; the same again changes nothing.

    ``key``: new for somebody new. ``person``: an e-mail address, or ``claim:name=value``; on a server its owner is
    invited. ``seen``: the number on the screen; where somebody changed it since, both are returned.

    Raises:
        ColleagueRefused, InvitationRefused, NotAllowed, StorageFailed: with a sentence for the user.
    """
    record = desk.record(id)
    desk.require("assign", voice, record)
    others = colleagues(desk, record, voice)
    before = next((one for one in others if one.key == key), None)
    wanted = {
        "place": _place(place),
        "label": _label(label, [one for one in others if one.key != key and one.named]),
        "person": _person(desk, person) if desk.person is not None else "",
        "sections": _sections(desk, record, sections),
        "named": True,
        "gathered": before is not None and before.gathered,
    }
    invited = _invite(desk, record, voice, str(wanted["person"]))
    entered = desk.store.enter(id, voice, COLLEAGUE, wanted, by=desk.by, key=key, seen=seen)
    if isinstance(entered, Clash):
        if invited:
            _dismiss(desk, record, voice, str(wanted["person"]))
        return entered
    colleague = of_entry(entered)
    desk.store.start_draft(id, voice, colleague.slot, by=desk.by)
    if before is not None and before.person != colleague.person:
        _dismiss(desk, record, voice, before.person)
    return colleague


def remove(desk: Desk, id: str, voice: Voice, key: str, seen: int) -> Colleague | Clash:
    """Name somebody no longer. The draft stays as it is; who is named for nothing else takes part no more."""
    record = desk.record(id)
    desk.require("assign", voice, record)
    colleague = _known(desk, record, voice, key)
    entered = _change(desk, record, voice, colleague, seen, named=False)
    if isinstance(entered, Clash):
        return entered
    _dismiss(desk, record, voice, colleague.person)
    return of_entry(entered)


def _change(desk: Desk, record: Record, voice: Voice, colleague: Colleague, seen: int, **what: bool) -> Entry | Clash:
    return desk.store.enter(
        record.id, voice, COLLEAGUE, colleague.data(**what), by=desk.by, key=colleague.key, seen=seen
    )


def _known(desk: Desk, record: Record, voice: Voice, key: str) -> Colleague:
    found = next((one for one in colleagues(desk, record, voice) if one.key == key), None)
    if found is None:
        raise ColleagueRefused("There is no such colleague.")
    return found


def _invite(desk: Desk, record: Record, voice: Voice, person: str) -> bool:
    """Give who is to draft the role of a respondent; return whether they did not have it."""
    if not person:
        return False
    if any((m.person, m.role, m.voice) == (person, RESPONDENT, voice) for m in desk.store.members(record.id)):
        return False
    people.invite(desk, record.id, person, RESPONDENT, voice)
    return True


def _dismiss(desk: Desk, record: Record, voice: Voice, person: str) -> None:
    """Take the role of a respondent from who is named as a colleague no more."""
    if person and not any(one.named and one.person == person for one in colleagues(desk, record, voice)):
        people.dismiss(desk, record.id, person, RESPONDENT, voice)


def _place(place: str) -> str:
    if place not in PLACES:
        raise ColleagueRefused("Say whether it is headquarters, a region or a unit.")
    return place


def _label(label: str, others: Iterable[Colleague]) -> str:
    label = " ".join(label.split())
    if not label:
        raise ColleagueRefused("Give a name by which the draft is known, such as “Region North”.")
    if len(label) > MAX_LABEL:
        raise ColleagueRefused(f"Keep the name under {MAX_LABEL} characters.")
    if any(one.label.casefold() == label.casefold() for one in others):
        raise ColleagueRefused(f"“{label}” is named already.")
    return label


def _person(desk: Desk, person: str) -> str:
    """Return the key by which a person is known after sign-in, as they or their group sign in."""
    if not person.strip():
        raise ColleagueRefused("Give the e-mail address with which the person signs in.")
    found = people.guests(person)
    if len(found) > 1:
        raise ColleagueRefused("Give one address. Several people share a draft as a group: claim:groups=customs-north.")
    if desk.is_me(found[0].key):
        raise ColleagueRefused("You answer for the agency on the page Questions. Name somebody else for a draft.")
    return found[0].key


def _sections(desk: Desk, record: Record, sections: Collection[str]) -> list[str]:
    """Return the sections in order; none of them stands for all. Those of the named custodian are in no draft."""
    drafted = [s.id for s in desk.instrument(record).sections if not all(item.restricted for item in s.items)]
    if any(section not in drafted for section in sections):
        raise ColleagueRefused("Choose sections of the questionnaire.")
    chosen = [section for section in drafted if section in sections]
    return [] if chosen == drafted else chosen


# ---------------------------------------------------------------- drafts


def draft(desk: Desk, record: Record, voice: Voice, unit: Unit) -> Form:
    """Return the draft of a unit that `units` has given to the person who asks.

    Raises:
        NotAllowed: it is still being written by somebody else.
    """
    if unit.mine or (unit.handed_in and desk.allowed("read_drafts", voice, record)):
        return answering.draft(desk, record, voice, unit.colleague, unit.stage, mine=unit.mine)
    raise NotAllowed("This draft is a colleague’s.")


def hand_in(desk: Desk, id: str, voice: Voice, slot: str) -> None:
    """Hand an own draft in; a second time changes nothing.

    Raises:
        ColleagueRefused, NotAllowed: with a sentence for the user; nothing changed.
    """
    _move(desk, id, voice, slot, hand_in=True)


def take_back(desk: Desk, id: str, voice: Voice, slot: str) -> None:
    """Take an own draft back, unless the coordinator has taken answers from it; a second time changes nothing.

    Raises:
        ColleagueRefused, NotAllowed: with a sentence for the user; nothing changed.
    """
    _move(desk, id, voice, slot, hand_in=False)


def _move(desk: Desk, id: str, voice: Voice, slot: str, *, hand_in: bool) -> None:
    record = desk.record(id)
    desk.require("edit_draft", voice, record)
    unit = next((unit for unit in units(desk, record, voice) if unit.colleague.slot == slot and unit.mine), None)
    if unit is None:
        raise NotAllowed("This draft is a colleague’s.")
    if unit.handed_in == hand_in:
        return
    if record.stages[voice] != "draft":
        raise ColleagueRefused("Your agency’s answers are submitted: drafts are not gathered any more.")
    if unit.colleague.gathered and not hand_in:
        raise ColleagueRefused("Your coordinator has taken answers from this draft. Ask them to hand it back.")
    step: Move = "submit" if hand_in else "reopen"
    desk.store.move(id, voice, step, by=desk.by, part=draft_part(slot))


def hand_back(desk: Desk, id: str, voice: Voice, slot: str) -> None:
    """Hand a draft back to the colleague, who may change it again. The answers of the agency stay as they are.

    Raises:
        ColleagueRefused, NotAllowed: with a sentence for the user; nothing changed.
    """
    record = desk.record(id)
    desk.require("assign", voice, record)
    unit = next((unit for unit in units(desk, record, voice) if unit.colleague.slot == slot), None)
    if unit is None:
        raise ColleagueRefused("There is no such draft.")
    if not unit.handed_in:
        return
    _mark(desk, record, voice, unit.colleague, gathered=False)
    desk.store.move(id, voice, "reopen", by=desk.by, part=draft_part(slot))


def _mark(desk: Desk, record: Record, voice: Voice, colleague: Colleague, *, gathered: bool) -> None:
    """Note whether answers were taken from a draft, whatever else is changed about the colleague meanwhile."""
    while colleague.gathered != gathered:
        entered = _change(desk, record, voice, colleague, colleague.number, gathered=gathered)
        colleague = of_entry(entered.theirs if isinstance(entered, Clash) else entered)


# ---------------------------------------------------------------- one answer of many


def gathering(desk: Desk, record: Record, voice: Voice, found: Iterable[Unit], form: Form) -> list[Row]:
    """Return every question on which a draft that was handed in says something, conflicts first.

    ``found``: the units; ``form``: the answers of the agency.

    Raises:
        NotAllowed: only the coordinator gathers.
    """
    desk.require("read_drafts", voice, record)
    drafts = {
        unit.colleague.label: draft(desk, record, voice, unit).answers
        for unit in found
        if unit.handed_in and unit.colleague.named
    }
    rows = gathered(form.instrument, drafts, form.answers)
    return [Row(row, form.current.get(row.item.id)) for row in rows]


def take(
    desk: Desk, id: str, voice: Voice, wanted: Mapping[str, tuple[Mapping[str, Any], int]], labels: Collection[str]
) -> Taken:
    """Make answers of drafts the agency's: each with the revision of the agency's answer that was on the screen.

    ``labels``: of the units they were taken from; these take their draft back no more. An answer that somebody
    changed since stands; the one to be taken is kept beside it, to be settled on its question.

    Raises:
        ColleagueRefused, AnswerRefused, NotAllowed, NotEditable, StorageFailed: with a sentence for the user.
    """
    record = desk.record(id)
    desk.require("read_drafts", voice, record)
    if record.stages[voice] != "draft":
        raise ColleagueRefused("These answers are no draft any more. Reopen them on the page Review to gather anew.")
    form = replace(answering.form(desk, id, voice), offered={})
    # First, so that no draft is taken back while answers are taken from it.
    for colleague in colleagues(desk, record, voice):
        if colleague.label in labels and colleague.named:
            _mark(desk, record, voice, colleague, gathered=True)
    saved: list[str] = []
    met: list[str] = []
    for item, (data, seen) in wanted.items():
        done = answering.save(desk, form, item, data, seen)
        (met if isinstance(done, Met) else saved).append(item)
    return Taken(tuple(saved), tuple(met))
