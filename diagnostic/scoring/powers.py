"""The powers matrix: who holds which power in law, and how the other agency reaches its result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from diagnostic.answers.answer import AGENCIES, Voice
from diagnostic.answers.assessment import Assessment
from diagnostic.content.model import Authority, Instrument, Item
from diagnostic.scoring.outcomes import Outcome, Pair, authorities

Finding = Literal["both_hold", "one_holds", "shared_partial", "neither", "unknown"]
Held = Authority | Literal["unknown"]


@dataclass(frozen=True, slots=True)
class PowerRow:
    """One power: authority by agency, the finding over both, access by agency and for the pair.

    ``access`` is None for an agency whose own authority is full, since nothing is rated there.
    ``limits``: the means an agency says it lacks, a gap that no law mends.
    """

    power: str
    authority: Mapping[Voice, Held]
    finding: Finding
    access: Mapping[Voice, Pair | None]
    joint_access: Pair | None
    limits: Mapping[Voice, tuple[str, ...]]


def matrix(
    instrument: Instrument,
    assessment: Assessment,
    apart: Mapping[Voice, Mapping[str, Outcome]],
    joint: Mapping[str, Outcome] | None,
) -> tuple[PowerRow, ...]:
    """Return a row for every power. ``apart``: claimed outcomes by agency; ``joint``: of the pair."""
    return tuple(_row(power, assessment, apart, joint) for power in instrument.powers)


def _row(
    power: Item,
    assessment: Assessment,
    apart: Mapping[Voice, Mapping[str, Outcome]],
    joint: Mapping[str, Outcome] | None,
) -> PowerRow:
    held = {voice: _held(power, assessment, voice) for voice in AGENCIES}
    limits = {}
    for voice in AGENCIES:
        value = assessment.answer(voice, power.id).value or {}
        limits[voice] = () if power.areas else tuple(value.get("limits", ()))
    return PowerRow(
        power=power.id,
        authority=held,
        finding=_finding(held["customs"], held["police"]),
        access={voice: apart[voice][power.access].pair if voice in apart else None for voice in AGENCIES},
        joint_access=joint[power.access].pair if joint else None,
        limits=limits,
    )


def _held(power: Item, assessment: Assessment, voice: Voice) -> Held:
    possible = authorities(power, assessment.answer(voice, power.id))
    return next(iter(possible)) if len(possible) == 1 else "unknown"


def _finding(customs: Held, police: Held) -> Finding:
    both = {customs, police}
    if "unknown" in both:
        return "unknown"
    if both == {"full"}:
        return "both_hold"
    if both == {"none"}:
        return "neither"
    return "one_holds" if both == {"full", "none"} else "shared_partial"
