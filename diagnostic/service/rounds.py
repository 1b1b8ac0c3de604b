"""Rounds: a new one from the last, what changed between them, and what came of what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from diagnostic.access.views import seen
from diagnostic.answers.answer import AGENCIES, Answer, Voice
from diagnostic.answers.assessment import Assessment
from diagnostic.comparison import rounds as changing
from diagnostic.comparison import versions
from diagnostic.comparison.rounds import Moved, RoundChange
from diagnostic.comparison.versions import VersionChange
from diagnostic.scoring.outcomes import Pair, View
from diagnostic.service import committee, results
from diagnostic.service.committee import Action, Decision
from diagnostic.service.desk import COOPERATION, Desk
from diagnostic.service.results import Reading
from diagnostic.storage import Record, UnknownAssessment


class RoundRefused(Exception):
    """The new round cannot be started like this. The message is for the user; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a new round would bring, before anything is made.

    ``offered``: by agency, how many answers would be offered for confirmation; None where the viewer may not know.
    """

    record: Record
    version: str
    change: VersionChange
    offered: Mapping[Voice, int | None]


@dataclass(frozen=True, slots=True)
class Point:
    """One round in the course of the level: its bounds, None where the viewer may not see them."""

    record: Record
    pair: Pair | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A decision of an earlier round, with its actions, and what the questions it was about did since."""

    decision: Decision
    actions: tuple[Action, ...]
    moved: tuple[Moved, ...]


def rehearse(desk: Desk, id: str) -> Rehearsal:
    """Return what a new round from this one would bring."""
    record = desk.record(id)
    desk.require("create", None, record)
    old, new = desk.instrument(record), desk.library.instrument(COOPERATION)
    change = versions.compare(old, new)
    counts: dict[Voice, int | None] = {}
    for voice in AGENCIES:
        counts[voice] = None
        if desk.allowed("read_answers", voice, record):
            counts[voice] = len(versions.offered(_standing(desk, record, voice), change))
    return Rehearsal(record, new.version, change, counts)


def start(desk: Desk, id: str, round: str, retain_until: date | None = None) -> str:
    """Start a new round of the same pair, in the newest version of the questionnaire; return its id.

    Nobody's answers are copied: those of the last round are offered, question by question, to be confirmed or changed.
    Who takes part and the committees come along; everything else stays in the round where it was written.

    Raises:
        RoundRefused: with a sentence that says what to mend.
    """
    record = desk.record(id)
    desk.require("create", None, record)
    name = round.strip()
    if not name or len(name) > 40:
        raise RoundRefused("Name the round in at most 40 characters, for example by its year.")
    others = results.rounds_of(desk, record)
    if any(other.round.casefold() == name.casefold() for other in others):
        raise RoundRefused(f"There is a round {name} of this pair already.")
    if results.in_order(name) <= results.in_order(record.round):
        raise RoundRefused(f"A new round comes after {record.round}. Give it a later year or number.")
    made = Assessment(
        country=record.country,
        pair=record.pair,
        round=name,
        target=record.target,
        context=dict(record.context),
        instruments={COOPERATION: desk.library.instrument(COOPERATION).version},
    )
    new = desk.store.create(made, by=desk.by, retain_until=retain_until, follows=id)
    for member in desk.store.members(id):
        desk.store.add_member(new, member.person, member.role, member.voice, name=member.name, by=desk.by)
    _copy_committees(desk, record, new)
    return new


def _copy_committees(desk: Desk, record: Record, new: str) -> None:
    """Enter the committees anew, those above first, so that each stands under the new entry."""
    if not desk.allowed("read_register", "agreed", record):
        return
    keys: dict[str, str] = {}
    standing = sorted(committee.register(desk, record.id).committees, key=lambda one: bool(one.under))
    for one in standing:
        data = {"name": one.name, "reach": one.reach, "scope": one.scope, "under": keys.get(one.under, "")}
        keys[one.key] = desk.store.enter(new, "agreed", "committee", data, by=desk.by).key  # type: ignore[union-attr]


def offered(desk: Desk, record: Record, voice: Voice) -> dict[str, Answer]:
    """Return the answers of an agency in the round before, to be confirmed or changed; nothing is assumed of them.

    Only what the viewer may see of them, and only to questions that still ask the same.
    """
    if record.follows is None or voice not in AGENCIES or record.stages[voice] != "draft":
        return {}
    try:
        before = desk.record(record.follows)
    except UnknownAssessment:
        return {}  # erased, or the viewer had no part in it
    if not any(desk.allowed(action, voice, before) for action in ("read_answers", "edit_restricted")):
        return {}
    change = versions.compare(desk.instrument(before), desk.instrument(record))
    return versions.offered(_standing(desk, before, voice), change)


def _standing(desk: Desk, record: Record, voice: Voice) -> dict[str, Answer]:
    """Return an agency's answers as the viewer may see them; a custodian's only as a whole."""
    viewer = desk.viewer_of(record)
    all_of_it = desk.allowed("read_answers", voice, record)
    said = desk.store.snapshot(record.id, (voice,), parts=(COOPERATION,)).voices.get(voice, {})
    shown = {
        item: seen(item, answer, viewer, voice, record.stages, desk.restricted)
        for item, answer in said.items()
        if all_of_it or item in desk.restricted
    }
    # Half an answer must not be confirmed as a whole one.
    return {item: answer for item, answer in shown.items() if answer == said[item]}


# ---------------------------------------------------------------- looking back


def course(desk: Desk, record: Record, whose: str, view: View = "claimed") -> list[Point]:
    """Return the level in each round, the first one first, as far as the viewer may see."""
    found = []
    for other in results.rounds_of(desk, record):
        reading = _reading(desk, other, whose)
        found.append(Point(other, reading.views.view(view).continuum if reading else None))
    return found


def changes(desk: Desk, record: Record, whose: str, view: View = "claimed") -> RoundChange | None:
    """Return what changed since the round before; None where there is none that the viewer may see."""
    before = _before(desk, record)
    if before is None:
        return None
    old, new = _reading(desk, before, whose), _reading(desk, record, whose)
    if old is None or new is None:
        return None
    return changing.changes(old.result, new.result, "joint" if whose == "both" else whose, view)


def outcomes(desk: Desk, record: Record, found: RoundChange | None) -> tuple[Outcome, ...]:
    """Return what was decided in the round before, with what became of it since."""
    before = _before(desk, record)
    if before is None or not desk.allowed("read_register", "agreed", before):
        return ()
    register = committee.register(desk, before.id)
    moved = {one.id: one for one in found.items} if found is not None else {}
    return tuple(
        Outcome(
            decision=decision,
            actions=tuple(action for action in register.actions if action.decision == decision.key),
            moved=tuple(moved[item] for item in decision.items if item in moved),
        )
        for decision in register.decisions
    )


def _before(desk: Desk, record: Record) -> Record | None:
    earlier = [
        other
        for other in results.rounds_of(desk, record)
        if results.in_order(other.round) < results.in_order(record.round)
    ]
    return earlier[-1] if earlier else None


def _reading(desk: Desk, record: Record, whose: str) -> Reading | None:
    if whose not in results.choices(desk, record):
        return None
    return results.reading(desk, record.id, whose)
