"""Results: what the answers that a viewer may see amount to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from diagnostic.access import View
from diagnostic.answers.answer import AGENCIES, Voice
from diagnostic.comparison.change import Change, change
from diagnostic.scoring import Result, score
from diagnostic.scoring.levels import Profile
from diagnostic.scoring.reference import TwoViews
from diagnostic.service import auditing
from diagnostic.service.desk import Desk
from diagnostic.storage import Record


@dataclass(frozen=True, slots=True)
class Reading:
    """A result that may be shown: of one agency, or of both once their answers are open.

    ``whose``: "customs", "police" or "both". ``earlier``: the round before, if its result is comparable.
    """

    record: Record
    view: View
    result: Result
    whose: str
    earlier: Earlier | None = None

    @property
    def views(self) -> TwoViews:
        """The result as claimed and as evidenced."""
        if self.whose == "both":
            assert self.result.joint is not None
            return self.result.joint
        return self.result.voices[self.whose]  # type: ignore[index]

    @property
    def name(self) -> str:
        """Whose result it is, in words."""
        return self.record.pair.name(self.whose)

    @property
    def target(self) -> int | None:
        """The target level of the continuum, where one is set."""
        return self.record.target if isinstance(self.record.target, int) else None


@dataclass(frozen=True, slots=True)
class Earlier:
    """The round before: its name, and what changed since, for the continuum and by dimension."""

    round: str
    level: Profile
    continuum: Change
    dimensions: Mapping[str, Change]


def choices(desk: Desk, record: Record) -> list[str]:
    """Return whose results the viewer may see, the widest first."""
    may_see: list[str] = [voice for voice in AGENCIES if desk.allowed("read_answers", voice, record)]
    opened = all(record.stages[voice] == "opened" for voice in AGENCIES)
    # A role that sees one agency's answers alone sees nothing of both.
    return ["both", *may_see] if opened and len(may_see) == len(AGENCIES) else may_see


def reading(desk: Desk, id: str, whose: str) -> Reading:
    """Score what the viewer may see.

    Raises:
        NotAllowed: these answers are sealed for the viewer.
    """
    record = desk.record(id)
    voices: tuple[Voice, ...] = AGENCIES if whose == "both" else (whose,)  # type: ignore[assignment]
    for voice in voices:
        desk.require("read_answers", voice, record)
    auditing.note_read(desk, record, voices)
    view, result = _score(desk, record, voices)
    return Reading(record, view, result, whose, _earlier(desk, record, whose, voices, result))


def _score(desk: Desk, record: Record, voices: tuple[Voice, ...]) -> tuple[View, Result]:
    wanted: tuple[Voice, ...] = (*voices, "agreed") if len(voices) > 1 else voices
    view = desk.view(record, wanted)
    # A voice without a single answer still has a result: everything is unknown.
    present = {voice: view.assessment.voices.get(voice, {}) for voice in voices}
    assessment = replace(view.assessment, voices={**view.assessment.voices, **present})
    result = score(assessment, desk.library)
    assert result is not None
    return view, result


def rounds_of(desk: Desk, record: Record) -> list[Record]:
    """Return the rounds of the same pair of agencies that the viewer takes part in, this one among them, in order."""
    same = (other for other in desk.records() if other.country == record.country and other.pair == record.pair)
    return sorted(same, key=lambda other: in_order(other.round))


def _earlier(desk: Desk, record: Record, whose: str, voices: tuple[Voice, ...], now: Result) -> Earlier | None:
    rounds = [other for other in rounds_of(desk, record) if in_order(other.round) < in_order(record.round)]
    if not rounds:
        return None
    before = rounds[-1]
    if desk.instrument(before).policy != now.policy.id:
        return None
    for voice in voices:
        if not desk.view(before, (voice,)).shows(voice):
            return None
    _, old = _score(desk, before, voices)
    old_views = old.joint if whose == "both" else old.voices[voices[0]]
    new_views = now.joint if whose == "both" else now.voices[voices[0]]
    if old_views is None or new_views is None:
        return None
    old_profile, new_profile = old_views.claimed, new_views.claimed
    return Earlier(
        round=before.round,
        level=old_profile,
        continuum=change(old_profile.continuum, new_profile.continuum),
        dimensions={
            id: change(result.pair if (result := old_profile.dimensions.get(id)) else None, new.pair if new else None)
            for id, new in new_profile.dimensions.items()
        },
    )


_PARTS = re.compile(r"([0-9]+)")


def in_order(round: str) -> list[tuple[int, str]]:
    """Return a key by which rounds sort as people count: 9 before 10, 2024 before 2026."""
    return [(int(part), "") if re.fullmatch(r"[0-9]+", part) else (-1, part.casefold()) for part in _PARTS.split(round)]
