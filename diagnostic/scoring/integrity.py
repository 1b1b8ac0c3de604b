"""The integrity self-assessment of one agency: factors, stages of protection, and exposure.

There is no overall level, and nothing here enters the level on the continuum. Exposure is hazard, never
maturity: its axes take their highest item, and neither scope nor evidence lowers it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from diagnostic.answers.answer import Voice
from diagnostic.answers.assessment import Assessment
from diagnostic.content.model import Group, Instrument, Library, Policy
from diagnostic.scoring import xrays
from diagnostic.scoring.levels import DimensionResult, Dimensions, dimensions
from diagnostic.scoring.outcomes import Outcome, Pair, View, outcomes, weakest

INTEGRITY = "integrity"

#: An axis whose every item is left out says nothing about the hazard.
_UNKNOWN = Pair(1, 5)


@dataclass(frozen=True, slots=True)
class LadderViews:
    """Factors and stages of protection as claimed, and as far as evidence carries them."""

    claimed: Dimensions
    evidenced: Dimensions

    def view(self, name: View) -> Dimensions:
        """Return one of the two views by name."""
        return self.claimed if name == "claimed" else self.evidenced


@dataclass(frozen=True, slots=True)
class Integrity:
    """What follows from the integrity answers of one agency. Exposure is the same in both views."""

    assessment: Assessment
    instrument: Instrument
    policy: Policy
    voice: Voice
    views: LadderViews
    findings: tuple[xrays.Finding, ...]

    @property
    def voices(self) -> Mapping[Voice, LadderViews]:
        """The result by agency: of this one alone."""
        return {self.voice: self.views}

    def group(self, group: Group, view: View = "claimed") -> dict[str, DimensionResult | None]:
        """Return the results of the dimensions of a group, in order."""
        found = self.views.view(view).dimensions
        return {dimension.id: found[dimension.id] for dimension in self.instrument.group(group)}

    def protection(self, view: View = "claimed") -> Pair | None:
        """Return protection as a whole: its weakest stage, since detecting to following up form a chain."""
        stages = [result.pair for result in self.group("protection", view).values() if result]
        return weakest(stages) if stages else None

    def axis(self, id: str) -> Pair:
        """Return an axis of exposure. Where nothing on it applies, nothing about it is known."""
        result = self.views.claimed.dimensions.get(id)
        return result.pair if result else _UNKNOWN

    def outcome(self, item: str) -> Outcome:
        """Return what the answer to an item counts as, as claimed."""
        return self.views.claimed.outcomes[item]


def score_integrity(assessment: Assessment, library: Library, voice: Voice) -> Integrity | None:
    """Score the integrity answers of one agency; None where the assessment does not hold the instrument."""
    version = assessment.instruments.get(INTEGRITY)
    if version is None:
        return None
    instrument = library.instrument(INTEGRITY, version)
    policy = library.policy_of(instrument)
    answers = assessment.voices.get(voice, {})

    def seen(view: View) -> Dimensions:
        said = outcomes(instrument, answers, policy, view)
        return Dimensions(dimensions(instrument, policy, said), said)

    claimed = seen("claimed")
    alone = assessment.only(voice)
    return Integrity(
        assessment=alone,
        instrument=instrument,
        policy=policy,
        voice=voice,
        views=LadderViews(claimed, seen("evidenced")),
        findings=xrays.find(library.xrays.get(INTEGRITY, ()), instrument, alone, {voice: claimed}),
    )
