"""The reference implementation: one assessment in, one result out, readable line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from diagnostic.answers.answer import AGENCIES, Voice
from diagnostic.answers.assessment import Assessment
from diagnostic.content.model import Instrument, Library, Policy, XRay
from diagnostic.scoring import powers, xrays
from diagnostic.scoring.joint import joint_outcomes
from diagnostic.scoring.levels import Profile, profile
from diagnostic.scoring.outcomes import Pair, View, outcomes


@dataclass(frozen=True, slots=True)
class TwoViews:
    """The result as claimed, and as far as evidence carries it."""

    claimed: Profile
    evidenced: Profile

    def view(self, name: View) -> Profile:
        """Return one of the two views by name."""
        return self.claimed if name == "claimed" else self.evidenced


@dataclass(frozen=True, slots=True)
class SelfRating:
    """How an agency rates the relationship itself (A.18), beside the level its answers lead to."""

    said: int | None
    derived: Pair


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that follows from the answers of one assessment under one policy.

    ``voices``: by agency that is present. ``joint``: None unless both agencies, or an agreed voice, are present.
    ``gaps``: customs minus police by item.
    """

    assessment: Assessment
    instrument: Instrument
    policy: Policy
    voices: Mapping[Voice, TwoViews]
    joint: TwoViews | None
    gaps: Mapping[str, int]
    self_ratings: Mapping[Voice, SelfRating]
    powers: tuple[powers.PowerRow, ...]
    findings: tuple[xrays.Finding, ...]


def score(assessment: Assessment, library: Library, instrument: str = "cooperation") -> Result | None:
    """Score an assessment under the policy that its instrument version names.

    Returns None where the assessment does not hold the instrument.
    """
    version = assessment.instruments.get(instrument)
    if version is None:
        return None
    questions = library.instrument(instrument, version)
    return score_with(assessment, questions, library.policy_of(questions), library.xrays.get(instrument, ()))


def score_with(assessment: Assessment, instrument: Instrument, policy: Policy, rules: tuple[XRay, ...] = ()) -> Result:
    """Score an assessment with an instrument, a policy and x-rays."""

    def apart(voice: Voice, view: View) -> Profile:
        said = outcomes(instrument, assessment.voices[voice], policy, view)
        return profile(instrument, policy, said)

    def together(view: View) -> Profile:
        return profile(instrument, policy, joint_outcomes(instrument, assessment, policy, view))

    present = [voice for voice in AGENCIES if voice in assessment.voices]
    voices = {voice: TwoViews(apart(voice, "claimed"), apart(voice, "evidenced")) for voice in present}
    claimed = {voice: result.claimed for voice, result in voices.items()}
    joint = None
    if len(present) == len(AGENCIES) or "agreed" in assessment.voices:
        joint = TwoViews(together("claimed"), together("evidenced"))
    return Result(
        assessment=assessment,
        instrument=instrument,
        policy=policy,
        voices=voices,
        joint=joint,
        gaps=xrays.gaps(instrument, claimed),
        self_ratings=_self_ratings(instrument, assessment, claimed),
        powers=powers.matrix(
            instrument,
            assessment,
            {voice: result.outcomes for voice, result in claimed.items()},
            joint.claimed.outcomes if joint else None,
        ),
        findings=xrays.find(rules, instrument, assessment, claimed),
    )


def _self_ratings(
    instrument: Instrument, assessment: Assessment, claimed: Mapping[Voice, Profile]
) -> dict[Voice, SelfRating]:
    item = next((item for item in instrument.items if item.kind == "self_rating"), None)
    if item is None:
        return {}
    return {
        voice: SelfRating(assessment.answer(voice, item.id).level, result.continuum)
        for voice, result in claimed.items()
    }
