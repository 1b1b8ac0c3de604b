"""What each agency should have at home before it shares more: vetting, access logs, a working reporting channel.

An agency sees this in its own answers. To the other side, and in anything joint, only what its head states counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from diagnostic.answers.answer import AGENCIES, Voice
from diagnostic.content.model import NeededLevel, Step
from diagnostic.scoring.integrity import Integrity
from diagnostic.scoring.outcomes import Pair

#: What the head of an agency says about a safeguard; nothing said is "not_disclosed".
Attestation = Literal["confirmed", "not_yet", "not_disclosed"]
Holding = Literal["holds", "unknown", "fails"]


@dataclass(frozen=True, slots=True)
class Safeguard:
    """A safeguard in the agency's own answers, and the steps that ask for it."""

    item: str
    at_least: int
    now: Pair
    state: Holding
    steps: tuple[str, ...]


def wanted(steps: Iterable[Step]) -> dict[NeededLevel, tuple[str, ...]]:
    """Return the safeguards that some steps ask for, in order, with the ids of these steps."""
    found: dict[NeededLevel, tuple[str, ...]] = {}
    for step in steps:
        for need in step.safeguards:
            found[need] = (*found.get(need, ()), step.id)
    return found


def own(steps: Iterable[Step], integrity: Integrity) -> tuple[Safeguard, ...]:
    """Return how the safeguards that steps ask for stand in the agency's own answers, as claimed."""
    found = []
    for need, asking in wanted(steps).items():
        pair = integrity.outcome(need.item).pair or Pair(1, 1)
        state: Holding = (
            "holds" if pair.lower >= need.at_least else "unknown" if pair.upper >= need.at_least else "fails"
        )
        found.append(Safeguard(need.item, need.at_least, pair, state, asking))
    return tuple(found)


def attested(
    steps: Iterable[Step], said: Mapping[Voice, Mapping[str, Attestation]]
) -> dict[str, dict[Voice, Attestation]]:
    """Return for each safeguard that steps ask for what the head of each agency states."""
    return {
        need.item: {voice: said.get(voice, {}).get(need.item, "not_disclosed") for voice in AGENCIES}
        for need in wanted(steps)
    }
