"""How far the two agencies agree, over all questions that state one fact about both of them.

Never one coefficient alone, and never one per dimension: with seven questions a coefficient is mostly chance.
"""

from __future__ import annotations

from dataclasses import dataclass

from diagnostic import wording
from diagnostic.access import View
from diagnostic.answers.answer import AGENCIES
from diagnostic.answers.assessment import Assessment
from diagnostic.comparison.coefficients import Figure, gwet, krippendorff
from diagnostic.content.model import LEVELS, Instrument, Policy
from diagnostic.scoring.outcomes import Outcome, outcomes

TOO_FEW = "Agreement beyond chance takes at least two questions to which both agencies give a known level."
ALL_THE_SAME = "Krippendorff’s alpha is not defined here: all the answers are the same level, and it compares levels."

_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two voices agree. ``items``: the questions to which both give a known level, in order.

    ``equal`` and ``within_one``: how many of these have the same level, and levels no more than one apart.
    ``alpha``: Krippendorff’s, ordinal; ``ac2``: Gwet’s, ordinal weights over the five levels. ``why_undefined``:
    a sentence where one of them is None, else nothing.
    """

    items: tuple[str, ...]
    equal: int
    within_one: int
    alpha: Figure | None
    ac2: Figure | None
    why_undefined: str = ""

    @property
    def n(self) -> int:
        """How many questions are compared."""
        return len(self.items)

    @property
    def share_equal(self) -> float | None:
        """The share of equal answers, 0 to 1; None where nothing is compared."""
        return self.equal / self.n if self.items else None

    @property
    def share_within_one(self) -> float | None:
        """The share of answers no more than one level apart, 0 to 1; None where nothing is compared."""
        return self.within_one / self.n if self.items else None


def agreement(seen: Assessment | View, instrument: Instrument, policy: Policy) -> Agreement:
    """Return how far the agencies agree on what they claim: levels as answered, lowered by scope, and level 1 where
    the law forbids. What is about one agency alone, unknown to one of them, or not applicable is left out.
    """
    assessment = seen.assessment if isinstance(seen, View) else seen
    customs, police = (outcomes(instrument, assessment.voices.get(voice, {}), policy, "claimed") for voice in AGENCIES)
    levels = {}
    for item in instrument.items:
        if item.levelled and item.subject != "own":
            both = (_known(customs[item.id]), _known(police[item.id]))
            if both[0] is not None and both[1] is not None:
                levels[item.id] = (both[0], both[1])
    gaps = [abs(one - other) for one, other in levels.values()]
    alpha, ac2 = krippendorff(list(levels.values())), gwet(list(levels.values()), LEVELS)
    return Agreement(
        items=tuple(levels),
        equal=gaps.count(0),
        within_one=sum(gap <= 1 for gap in gaps),
        alpha=alpha,
        ac2=ac2,
        why_undefined="" if alpha else ALL_THE_SAME if ac2 else TOO_FEW,
    )


def _known(outcome: Outcome) -> int | None:
    return outcome.pair.lower if outcome.answered and outcome.pair else None


def in_words(found: Agreement) -> tuple[str, ...]:
    """Return the agreement in sentences for a meeting: what was counted first, the coefficients together after it."""
    if not found.items:
        return ("There is no question yet to which both agencies give a known level.",)
    said = [_counted(found)]
    if found.ac2 is None:
        return (*said, found.why_undefined)
    if found.alpha is None:
        said += [f"Agreement beyond chance: Gwet’s AC2 is {_figure(found.ac2)}. {found.why_undefined}", _SCALE_OF_AC2]
    else:
        values = f"Gwet’s AC2 is {_figure(found.ac2)}, Krippendorff’s alpha {_figure(found.alpha)}"
        said += [f"Agreement beyond chance: {values}.", _SCALE, _WHY_APART]
    intervals = [figure.interval for figure in (found.alpha, found.ac2) if figure]
    if any(intervals):
        said.append(_INTERVAL)
    if not all(intervals):
        said.append(_NO_INTERVAL)
    return (*said, _ALL_TOGETHER)


_WHY_APART = (
    "Read the two together: when nearly all answers are the same level, alpha is near 0 although the agencies agree, "
    "because it looks for differences between questions that both agencies see; AC2 is near 1."
)
_SCALE = "For both, 1 is full agreement and 0 what chance alone would give."
_SCALE_OF_AC2 = "For AC2, 1 is full agreement and 0 what chance alone would give."
_NO_INTERVAL = (
    "Where no interval stands, the answers are too much alike to show how far the figure might vary with other "
    "questions."
)
_INTERVAL = (
    "The interval says how far a figure might vary with other questions of the same kind; with so few questions it is "
    "wide."
)
_ALL_TOGETHER = (
    "The figures stand for all these questions together: a single dimension has too few questions for such a figure."
)


def _counted(found: Agreement) -> str:
    """Return ``Both agencies give a known level to 14 questions …: the level is the same on 9, …``."""
    asked = wording.count(found.n, "question")
    said = f"Both agencies give a known level to {asked} about their cooperation"
    if found.n == 1:
        apart = "the same" if found.equal else "one apart" if found.within_one else "two or more apart"
        return f"{said}; the two levels are {apart}."
    if found.equal == found.n:
        return f"{said}, and to each the same."
    same, close = _of(found.equal, found.n), _of(found.within_one, found.n)
    return f"{said}: on {same} the level is the same, on {close} the levels are no more than one apart."


def _of(number: int, total: int) -> str:
    return f"all {total}" if number == total else f"{number} of {total}" if number else "none"


def _figure(figure: Figure) -> str:
    """Return ``0.85 (95% interval 0.62 to 0.97)``."""
    if figure.interval is None:
        return f"{_number(figure.value)} (no interval)"
    low, high = (_number(bound) for bound in figure.interval)
    return f"{_number(figure.value)} (95% interval {low} to {high})"


def _number(value: float) -> str:
    """Return a coefficient to two places, or three where two would make it a whole number that it is not."""
    rounded = round(value, _DECIMALS)
    whole = rounded == round(rounded) and not _is_whole(value)
    text = f"{value if whole else rounded:.{_DECIMALS + whole}f}"
    return text.replace("-", "−") if float(text) else text.lstrip("-")


def _is_whole(value: float) -> bool:
    return abs(value - round(value)) < 10**-9
