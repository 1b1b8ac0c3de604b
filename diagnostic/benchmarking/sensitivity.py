"""What would another method say? How far levels move where the rule behind them is changed.

Two questions, both put to every result of a panel that came with answers: what if the weakest link decided less
(the second weakest, the middle one), and what if the requirements that the authors of the policy derived, rather
than read in its text, lay one level lower or higher. Nothing here is a result; it shows how much rests on a choice.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from diagnostic import wording
from diagnostic.benchmarking.panel import CONTINUUM, WHOSE, Flags, Levels, Matrix, Numbers, Panel, PanelRefused
from diagnostic.benchmarking.scored import Answers, plan_of, take
from diagnostic.content.model import Policy
from diagnostic.scoring.batch import CHUNK, MISSING, NOT_APPLICABLE, Plan
from diagnostic.scoring.batch_items import apart, together
from diagnostic.scoring.outcomes import Pair, View

Link = Literal["weakest", "second", "middle"]
LINKS: tuple[Link, ...] = get_args(Link)
#: What each rule says, for the small print.
RULES: dict[Link, str] = {
    "weakest": "the weakest item decides a dimension, and every requirement of a level must hold",
    "second": "the second weakest item decides, and one requirement of each level may fail where it has several",
    "middle": "the middle item decides (of an even number the lower middle), and half the requirements must hold",
}
DRAWS, SEED = 1000, 2018
_ABOVE_ALL = 9


class Asked(NamedTuple):
    """A requirement as the sums below need it; ``declared``: whether its threshold is a choice of the authors."""

    level: int
    item: str
    at_least: int
    declared: bool


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """Bounds of every scored item of the results of a panel, row by row as in the panel; 0 where it is left out."""

    ids: tuple[str, ...]
    lower: Matrix
    upper: Matrix

    def at_least(self, item: str, level: int, waive: bool) -> tuple[Flags, Flags]:
        """Return where an item has at least a level: certainly, and possibly."""
        if item not in self.ids:
            nowhere = np.zeros(self.lower.shape[1], np.bool_)
            return nowhere, nowhere
        row = self.ids.index(item)
        low, high = self.lower[row], self.upper[row]
        left_out = (low == 0) & waive
        return (low >= max(level, 1)) | left_out, (high >= max(level, 1)) | left_out

    def part(self, columns: slice) -> Items:
        """Return the items of some results."""
        return replace(self, lower=self.lower[:, columns], upper=self.upper[:, columns])


def items_of(panel: Panel, policy: Policy, view: View = "claimed") -> Items:
    """Return the items that the results of a panel rest on.

    Raises:
        PanelRefused: the panel came without answers, or belongs to another policy.
    """
    if not panel.answers:
        raise PanelRefused("These results came without answers, so that no other method can be tried on them.")
    if panel.policy != policy.id:
        raise PanelRefused(f"These results are under {panel.policy}, not under {policy.id}.")
    plans = [plan_of(block.instrument, policy) for block in panel.answers]
    ids = tuple(dict.fromkeys(id for plan in plans for id in plan.items[: plan.scored]))
    shape = (len(ids), panel.n)
    items = Items(ids, np.zeros(shape, np.int8), np.zeros(shape, np.int8))
    rank = (panel.administration * len(panel.rounds) + panel.round) * len(WHOSE) + panel.whose
    for block, plan in zip(panel.answers, plans, strict=True):
        rows = [ids.index(id) for id in plan.items[: plan.scored]]
        administration = block.administration.within(panel.administrations)
        round = block.round.within(panel.rounds)
        for whose in WHOSE:
            places = block.columns_of(whose)
            own = (administration[places] * len(panel.rounds) + round[places]) * len(WHOSE) + WHOSE.index(whose)
            columns = np.searchsorted(rank, own)
            lower, upper = _bounds(block, plan, whose, view, places)
            items.lower[np.ix_(rows, columns)] = lower
            items.upper[np.ix_(rows, columns)] = upper
    return items


def _bounds(block: Answers, plan: Plan, whose: str, view: View, places: Numbers) -> tuple[Matrix, Matrix]:
    """Return lowers and uppers of the scored items of some results."""
    shape = (plan.scored, len(places))
    lower, upper = np.empty(shape, np.int8), np.empty(shape, np.int8)
    customs, police = take(block.customs, places), take(block.police, places)
    agreed = take(block.agreed, places) if block.agreed is not None else None
    for start in range(0, len(places), CHUNK):
        part = slice(start, min(start + CHUNK, len(places)))
        if whose == "joint":
            both = (customs.part(part), police.part(part))
            low, high = together(plan, both, agreed.part(part) if agreed is not None else None, view)
        else:
            low = apart(plan, (customs if whose == "customs" else police).part(part), view)
            high = np.where(low == MISSING, np.int8(5), low)
        left_out = low == NOT_APPLICABLE
        lower[:, part] = np.where(left_out, 0, np.maximum(low, 1))
        upper[:, part] = np.where(left_out, 0, np.maximum(high, 1))
    return lower, upper


def asked_by(policy: Policy) -> tuple[Asked, ...]:
    """Return the requirements of a policy."""
    return tuple(
        Asked(level.level, need.item, need.at_least, need.basis == "derived")
        for level in policy.levels
        for need in level.requirements
    )


def relaxed(panel: Panel, policy: Policy, link: Link, view: View = "claimed") -> Levels:
    """Return the levels of a panel where another link of the chain decides; see RULES.

    The order of rows and measures is the panel's. Nothing is withheld: the rule is what is looked at.

    Raises:
        PanelRefused: see `items_of`.
    """
    items = items_of(panel, policy, view)
    levels = Levels.none(len(panel.measures), panel.n)
    levels.lower[0], levels.upper[0] = _continuum(items, asked_by(policy), policy.waive_not_applicable, link)
    for place, measure in enumerate(panel.measures):
        if measure != CONTINUUM:
            rating = {item.id for block in panel.answers for item in block.instrument.rated(measure)}
            rows = [row for row, id in enumerate(items.ids) if id in rating]
            levels.lower[place] = _deciding(items.lower[rows], link)
            levels.upper[place] = _deciding(items.upper[rows], link)
    return levels


def _deciding(bounds: Matrix, link: Link) -> Matrix:
    """Return the deciding item of a dimension, 0 where none applies."""
    if not len(bounds):
        return np.zeros(bounds.shape[1], np.int8)
    ordered = np.sort(np.where(bounds == 0, np.int8(_ABOVE_ALL), bounds), axis=0)
    applying = (bounds > 0).sum(axis=0)
    place = {"weakest": np.zeros_like(applying), "second": applying.clip(1, 2) - 1, "middle": (applying - 1) // 2}[link]
    chosen: Matrix = np.take_along_axis(ordered, place.clip(0)[None, :], axis=0)[0]
    return np.where(applying == 0, np.int8(0), chosen)


def _continuum(items: Items, asked: Sequence[Asked], waive: bool, link: Link) -> tuple[Matrix, Matrix]:
    n = items.lower.shape[1]
    reached = [np.ones(n, np.int8), np.ones(n, np.int8)]
    so_far = [np.ones(n, np.bool_), np.ones(n, np.bool_)]
    for level in (2, 3, 4, 5):
        own = [need for need in asked if need.level == level]
        flags = [items.at_least(need.item, need.at_least, waive) for need in own]
        needed = {"weakest": len(own), "second": len(own) - (len(own) > 1), "middle": (len(own) + 1) // 2}[link]
        for side in (0, 1):
            holding = sum((pair[side].astype(np.int8) for pair in flags), np.zeros(n, np.int8))
            so_far[side] &= holding >= needed
            reached[side] += so_far[side]
    return reached[0], reached[1]


@dataclass(frozen=True, slots=True, eq=False)
class Variation:
    """How the continuum levels of a panel move while declared thresholds are drawn at random.

    ``lower`` and ``upper``: in how many draws a bound lay at levels 1 to 5, (5, n). ``unchanged``: in how many
    draws both bounds stayed. Rows as in the panel.
    """

    draws: int
    seed: int
    declared: tuple[Asked, ...]
    lower: NDArray[np.int32]
    upper: NDArray[np.int32]
    unchanged: NDArray[np.int32]

    def range(self, row: int) -> Pair:
        """Return the lowest lower and the highest upper that any draw gave a result."""
        return Pair(int(np.flatnonzero(self.lower[:, row])[0]) + 1, int(np.flatnonzero(self.upper[:, row])[-1]) + 1)

    def stable(self, row: int) -> Fraction:
        """Return the share of draws in which a result stayed as it is."""
        return Fraction(int(self.unchanged[row]), self.draws)

    def sentence(self, row: int) -> str:
        """Return how firmly a result stands, in words."""
        share, reach = self.stable(row), self.range(row)
        if share == 1:
            return f"{wording.capital(wording.span(*reach))} in all {self.draws:,} draws."
        return f"Unchanged in {_percent(share)} of {self.draws:,} draws; over all of them {wording.span(*reach)}."

    def moved(self, rows: Numbers) -> Fraction:
        """Return the share of results, over all draws, that were not what they are."""
        total = len(rows) * self.draws
        return 1 - Fraction(int(self.unchanged[rows].sum()), total) if total else Fraction(0)


def _percent(share: Fraction) -> str:
    """Return a share as a percentage that is 0 or 100 only where it is exactly that."""
    rounded = min(max(round(share * 100), 1), 99) if 0 < share < 1 else round(share * 100)
    return f"{rounded} %".replace(" ", wording.NBSP)


def varied(
    panel: Panel,
    policy: Policy,
    view: View = "claimed",
    *,
    declared: frozenset[tuple[int, str]] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Variation:
    """Draw policies: each declared threshold one lower, as it is, or one higher, all equally likely.

    ``declared``: requirements by level and item; without it, those that the policy says its authors derived. The
    same seed gives the same draws.

    Raises:
        PanelRefused: see `items_of`.
        ValueError: fewer than one draw.
    """
    if draws < 1:
        raise ValueError(f"{draws} draws")
    asked = tuple(
        need if declared is None else need._replace(declared=(need.level, need.item) in declared)
        for need in asked_by(policy)
    )
    dice = random.Random(seed)
    shifts = [tuple(dice.choice((-1, 0, 1)) if need.declared else 0 for need in asked) for _ in range(draws)]
    items = items_of(panel, policy, view)
    lower, upper = (np.zeros((5, panel.n), np.int32) for _ in range(2))
    unchanged = np.zeros(panel.n, np.int32)
    for start in range(0, panel.n, CHUNK):
        columns = slice(start, min(start + CHUNK, panel.n))
        part = _Draws(items.part(columns), asked, policy.waive_not_applicable)
        as_it_is = part.levels((0,) * len(asked))
        for shift in shifts:
            low, high = part.levels(shift)
            for level in range(5):
                lower[level, columns] += low == level + 1
                upper[level, columns] += high == level + 1
            unchanged[columns] += (low == as_it_is[0]) & (high == as_it_is[1])
    return Variation(draws, seed, tuple(need for need in asked if need.declared), lower, upper, unchanged)


class _Draws:
    """The levels of some results under shifted thresholds. What a shift does to one level is worked out once."""

    def __init__(self, items: Items, asked: Sequence[Asked], waive: bool) -> None:
        self._items, self._asked, self._waive = items, asked, waive
        self._known: dict[tuple[int, tuple[int, ...]], tuple[Flags, Flags]] = {}

    def levels(self, shift: tuple[int, ...]) -> tuple[Matrix, Matrix]:
        n = self._items.lower.shape[1]
        reached = np.ones(n, np.int8), np.ones(n, np.int8)
        so_far = np.ones(n, np.bool_), np.ones(n, np.bool_)
        for level in (2, 3, 4, 5):
            holding = self._holding(level, shift)
            for side in (0, 1):
                np.logical_and(so_far[side], holding[side], out=so_far[side])
                np.add(reached[side], so_far[side], out=reached[side])
        return reached

    def _holding(self, level: int, shift: tuple[int, ...]) -> tuple[Flags, Flags]:
        own = [(need, by) for need, by in zip(self._asked, shift, strict=True) if need.level == level]
        key = (level, tuple(by for _, by in own))
        if key not in self._known:
            n = self._items.lower.shape[1]
            surely, possibly = np.ones(n, np.bool_), np.ones(n, np.bool_)
            for need, by in own:
                sure, possible = self._items.at_least(need.item, min(max(need.at_least + by, 1), 5), self._waive)
                surely &= sure
                possibly &= possible
            self._known[key] = surely, possibly
        return self._known[key]
