"""From the outcomes of items to dimensions and to the level on the continuum."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from diagnostic.content.model import Instrument, Policy, Requirement
from diagnostic.scoring.outcomes import Outcome, Pair, highest, lower_median, weakest

Holding = Literal["holds", "unknown", "fails", "waived"]


@dataclass(frozen=True, slots=True)
class DimensionResult:
    """A dimension: its deciding item (weakest; highest of a hazard), the typical one, and how much was answered.

    ``coverage``: answered over applicable rated items, 0 to 1. ``withheld``: only the bounds may be shown.
    """

    pair: Pair
    typical: Pair
    answered: int
    applicable: int
    withheld: bool

    @property
    def coverage(self) -> Fraction:
        """The share of applicable rated items that were answered."""
        return Fraction(self.answered, self.applicable)


@dataclass(frozen=True, slots=True)
class RequirementResult:
    """A requirement of a level, and whether it holds."""

    level: int
    requirement: Requirement
    pair: Pair | None
    state: Holding


@dataclass(frozen=True, slots=True)
class Dimensions:
    """What every result has in one view. A dimension without an applicable item is None."""

    dimensions: Mapping[str, DimensionResult | None]
    outcomes: Mapping[str, Outcome]


@dataclass(frozen=True, slots=True)
class Profile(Dimensions):
    """The result of one voice, or of both, in one view, with its level on the continuum."""

    continuum: Pair
    requirements: tuple[RequirementResult, ...]

    @property
    def blockers(self) -> tuple[RequirementResult, ...]:
        """Requirements of the level after the lower bound that are not certain to hold."""
        following = self.continuum.lower + 1
        return tuple(r for r in self.requirements if r.level == following and r.state in ("unknown", "fails"))

    @property
    def waived(self) -> tuple[RequirementResult, ...]:
        """Requirements left out because their item is not applicable."""
        return tuple(result for result in self.requirements if result.state == "waived")

    @property
    def not_fully_assessed(self) -> tuple[int, ...]:
        """Levels of whose own requirements more than a third were waived."""
        found = []
        for level in sorted({result.level for result in self.requirements}):
            own = [result for result in self.requirements if result.level == level]
            if 3 * sum(result.state == "waived" for result in own) > len(own):
                found.append(level)
        return tuple(found)


def profile(instrument: Instrument, policy: Policy, outcomes: Mapping[str, Outcome]) -> Profile:
    """Return dimensions, requirements and the continuum level of a set of outcomes."""
    requirements = tuple(
        _requirement(level.level, requirement, outcomes[requirement.item], policy)
        for level in policy.levels
        for requirement in level.requirements
    )
    return Profile(
        continuum=Pair(
            _reached(requirements, {"holds", "waived"}),
            _reached(requirements, {"holds", "waived", "unknown"}),
        ),
        dimensions=dimensions(instrument, policy, outcomes),
        requirements=requirements,
        outcomes=outcomes,
    )


def dimensions(
    instrument: Instrument, policy: Policy, outcomes: Mapping[str, Outcome]
) -> dict[str, DimensionResult | None]:
    """Return the result of every dimension: its weakest rated item, or the highest on an axis of exposure."""
    return {
        dimension.id: _dimension(
            [outcomes[item.id] for item in instrument.rated(dimension.id)],
            policy,
            highest if dimension.group == "exposure" else weakest,
        )
        for dimension in instrument.dimensions
    }


def _requirement(level: int, requirement: Requirement, outcome: Outcome, policy: Policy) -> RequirementResult:
    pair = outcome.pair
    state: Holding
    if pair is None:
        state = "waived" if policy.waive_not_applicable else "fails"
    elif pair.lower >= requirement.at_least:
        state = "holds"
    else:
        state = "unknown" if pair.upper >= requirement.at_least else "fails"
    return RequirementResult(level, requirement, pair, state)


def _reached(requirements: tuple[RequirementResult, ...], passing: set[str]) -> int:
    """Return the highest level whose requirements, and those of every level below, pass."""
    reached = 1
    for level in (2, 3, 4, 5):
        if any(result.level == level and result.state not in passing for result in requirements):
            break
        reached = level
    return reached


def _dimension(
    outcomes: list[Outcome], policy: Policy, deciding: Callable[[list[Pair]], Pair]
) -> DimensionResult | None:
    counting = [(outcome, outcome.pair) for outcome in outcomes if outcome.pair is not None]
    if not counting:
        return None
    pairs = [pair for _, pair in counting]
    pair = deciding(pairs)
    answered = sum(outcome.answered for outcome, _ in counting)
    return DimensionResult(
        pair=pair,
        typical=Pair(lower_median([p.lower for p in pairs]), lower_median([p.upper for p in pairs])),
        answered=answered,
        applicable=len(pairs),
        withheld=Fraction(answered, len(pairs)) < policy.withheld_below and not pair.known,
    )
