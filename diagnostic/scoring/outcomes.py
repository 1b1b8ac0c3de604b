"""From one answer to the bounds of one item, in one voice.

An item is left out (not applicable, or hidden by a known answer), or it has a pair of bounds.
Missing knowledge widens the pair to 1–5; it is never guessed away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from diagnostic.answers.answer import UNANSWERED, Answer, Evidence
from diagnostic.content.model import AUTHORITIES, Authority, Condition, Instrument, Item, Policy

View = Literal["claimed", "evidenced"]
VIEWS: tuple[View, ...] = ("claimed", "evidenced")
Why = Literal["level", "prohibited_by_law", "missing", "parent_missing", "not_applicable", "hidden"]
Answers = Mapping[str, Answer]


class Pair(NamedTuple):
    """Bounds of a level, each 1 to 5. The level is known where they agree."""

    lower: int
    upper: int

    @property
    def known(self) -> bool:
        """Whether both bounds agree."""
        return self.lower == self.upper


UNKNOWN = Pair(1, 5)


def weakest(pairs: list[Pair]) -> Pair:
    """Return the minimum of the lowers and the minimum of the uppers."""
    return Pair(min(pair.lower for pair in pairs), min(pair.upper for pair in pairs))


def highest(pairs: list[Pair]) -> Pair:
    """Return the maximum of the lowers and the maximum of the uppers: hazard is as high as its highest sign."""
    return Pair(max(pair.lower for pair in pairs), max(pair.upper for pair in pairs))


def lower_median(values: list[int]) -> int:
    """Return the median; of an even number of values, the lower middle one."""
    return sorted(values)[(len(values) - 1) // 2]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer counts as. ``pair`` is None when the item is left out.

    ``said`` is the level that was answered; ``scope_cap`` and ``evidence_cap`` are the caps that lowered it.
    """

    item: str
    why: Why
    pair: Pair | None = None
    answered: bool = False
    said: int | None = None
    scope_cap: int | None = None
    evidence_cap: int | None = None

    @property
    def applies(self) -> bool:
        """Whether the item counts."""
        return self.pair is not None

    @property
    def legal_barrier(self) -> bool:
        """Whether the law forbids what the item asks for."""
        return self.why == "prohibited_by_law"


def authorities(item: Item, answer: Answer) -> frozenset[Authority]:
    """Return the authorities that an answer to a power leaves possible.

    One of them: it is known. All three: nothing is known. None of them: the power is not applicable.
    """
    if answer.state == "prohibited_by_law":
        return frozenset({"none"})
    if answer.state == "not_applicable":
        return frozenset()
    if answer.value is None:
        return frozenset(AUTHORITIES)
    if not item.areas:
        return frozenset({answer.value["authority"]})
    # Over several areas: full if full in all, none if none in all, else partial.
    said = set(answer.value.values())
    if any(area.id not in answer.value for area in item.areas if not area.optional):
        # An area that was not rated may turn out to be anything.
        if said == {"full"}:
            return frozenset({"full", "partial"})
        return frozenset({"partial", "none"}) if said == {"none"} else frozenset({"partial"})
    return frozenset(said) if len(said) == 1 else frozenset({"partial"})


def holds(condition: Condition, instrument: Instrument, answers: Answers) -> bool | None:
    """Return whether a condition holds in a voice, or None where its parent is missing."""
    parent = instrument.item(condition.item)
    own = applies(parent, instrument, answers)
    if own is not True:
        return own
    answer = answers.get(parent.id, UNANSWERED)
    if condition.at_least is None:
        possible, wanted = authorities(parent, answer), set(condition.authority)
        if possible and possible <= wanted:
            return True
        return None if possible & wanted else False
    if answer.level is not None:
        return answer.level >= condition.at_least
    if answer.state == "prohibited_by_law":
        return condition.at_least <= 1
    return False if answer.state == "not_applicable" else None


def applies(item: Item, instrument: Instrument, answers: Answers) -> bool | None:
    """Return whether an item counts in a voice: yes, no (hidden), or None while a parent is missing."""
    return _all(holds(condition, instrument, answers) for condition in item.conditions)


def visible(item: Item, instrument: Instrument, answers: Answers) -> bool:
    """Return whether the item is asked: its parent is known, and calls for it."""
    return item.visible_when is None or holds(item.visible_when, instrument, answers) is True


def _all(values: object) -> bool | None:
    known = list(values)  # type: ignore[call-overload]
    if False in known:
        return False
    return None if None in known else True


def outcome(item: Item, answer: Answer, applies: bool | None, policy: Policy, view: View) -> Outcome:
    """Return what an answer counts as, given whether the item applies."""
    if applies is False:
        return Outcome(item.id, "hidden")
    if applies is None:
        return Outcome(item.id, "parent_missing", UNKNOWN)
    if answer.level is not None:
        return _level(item, answer.level, answer, policy, view)
    if answer.state == "prohibited_by_law" and item.kind != "exposure":
        # A law against counting leaves a hazard unknown; it does not make it low.
        return Outcome(item.id, "prohibited_by_law", Pair(1, 1), answered=True)
    if answer.state == "not_applicable":
        return Outcome(item.id, "not_applicable")
    return Outcome(item.id, "missing", UNKNOWN)


def _level(item: Item, said: int, answer: Answer, policy: Policy, view: View) -> Outcome:
    if item.kind == "exposure":
        # Caps are for what is claimed to be there. A hazard known at one site, or by word alone, is no lower.
        return Outcome(item.id, "level", Pair(said, said), answered=True, said=said)
    scope_cap = policy.scope_caps.get(answer.scope or "", 5)
    evidence_cap = evidence_limit(answer.evidence, policy) if view == "evidenced" else 5
    level = min(said, scope_cap, evidence_cap)
    return Outcome(
        item.id,
        "level",
        Pair(level, level),
        answered=True,
        said=said,
        scope_cap=scope_cap if scope_cap < said else None,
        evidence_cap=evidence_cap if evidence_cap < said else None,
    )


def evidence_limit(grade: Evidence | None, policy: Policy) -> int:
    """Return the highest level that a grade of evidence supports."""
    return policy.evidence_caps[grade or "none"]


def outcomes(instrument: Instrument, answers: Answers, policy: Policy, view: View) -> dict[str, Outcome]:
    """Return the outcome of every item with levels, in the order they are asked."""
    return {
        item.id: outcome(item, answers.get(item.id, UNANSWERED), applies(item, instrument, answers), policy, view)
        for item in instrument.items
        if item.levelled
    }
