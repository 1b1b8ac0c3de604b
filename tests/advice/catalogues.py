"""Small random catalogues of steps, and what they can bring about, found by trying every set of steps.

Nothing here uses the code that it is there to check.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from random import Random

from hypothesis import strategies as st

from diagnostic.advice.needs import Wanted
from diagnostic.advice.plan import LEGAL_REFORM, Plan, Weights, Wishes, plan
from diagnostic.content import shipped
from diagnostic.content.model import Lift, NeededLevel, Range, Reference, Step
from diagnostic.scoring.levels import Profile, profile
from diagnostic.scoring.outcomes import UNKNOWN, Outcome, Pair

LIBRARY = shipped()
QUESTIONS = LIBRARY.instrument("cooperation", "handbook-2018/1")
POLICY = LIBRARY.policy_of(QUESTIONS)
#: Items of the questionnaire, which may not apply, and one of another questionnaire.
OWN = ("a_1", "a_2_1", "a_9_access", "a_13")
ITEMS = (*OWN, "i_vetting")
KINDS = ("mandate", "mou", "information", "operations", "legal")
NOT_APPLICABLE = Outcome("", "not_applicable")


def step(
    id: str,
    lifts: Mapping[str, int] | None = None,
    needs: Collection[str] = (),
    items: Mapping[str, int] | None = None,
    days: int = 20,
    *,
    months: int = 3,
    unit: str = "months",
    difficulty: int = 1,
    kind: str = "mandate",
) -> Step:
    """Return a step that costs `days` / 20 + `months` / 3 + `difficulty`."""
    return Step(
        id=id,
        kind=kind,
        title=id,
        delivers="",
        why="",
        lifts=tuple(Lift(item, to, Reference("toolkit")) for item, to in (lifts or {}).items()),
        needs_steps=tuple(needs),
        needs_items=tuple(NeededLevel(item, level) for item, level in (items or {}).items()),
        effort=Range(days, days, "person_days"),
        duration=Range(months, months, unit),
        leads="",
        agrees=(),
        first_actions=(),
        done_when="",
        pitfalls=(),
        sources=(),
        difficulty=difficulty,
    )


def outcome(item: str, *levels: int) -> Outcome:
    """Return an outcome: known (one level), between two, or not applicable (none)."""
    return Outcome(item, "level", Pair(levels[0], levels[-1])) if levels else replace(NOT_APPLICABLE, item=item)


def at(**levels: int) -> dict[str, Outcome]:
    return {item: outcome(item, level) for item, level in levels.items()}


def standing(outcomes: Mapping[str, Outcome]) -> Profile:
    """Return the profile in which items stand as said; nothing is known of the others."""
    unknown = {item.id: Outcome(item.id, "missing", UNKNOWN) for item in QUESTIONS.items if item.levelled}
    return profile(QUESTIONS, POLICY, unknown | dict(outcomes))


# ---------------------------------------------------------------- random cases


@dataclass(frozen=True)
class Case:
    """Steps, where the items stand, what is wanted and wished."""

    steps: tuple[Step, ...]
    outcomes: Mapping[str, Outcome]
    wanted: tuple[Wanted, ...]
    wishes: Wishes = field(default_factory=Wishes)

    @property
    def by_id(self) -> dict[str, Step]:
        return {step.id: step for step in self.steps}

    def plan(self, *, shortcuts: bool = False) -> Plan:
        return plan(self.wanted, self.outcomes, self.steps, self.wishes, shortcuts=shortcuts)

    def lower(self, item: str) -> int:
        said = self.outcomes.get(item)
        return said.pair.lower if said and said.pair else 1

    def applies(self, item: str) -> bool:
        return item not in self.outcomes or self.outcomes[item].pair is not None

    def in_force(self, step: Step) -> bool:
        """Whether a step shows in the answers as they are."""
        lifts = [lift for lift in step.lifts if self.applies(lift.item)]
        return lifts != [] and all(self.lower(lift.item) >= lift.to for lift in lifts)

    def ready(self, step: Step, before: Collection[str]) -> bool:
        """Whether a step can begin after others that count."""
        levels = self.levels(before)
        return all(
            id in before or (id in self.by_id and self.in_force(self.by_id[id])) for id in step.needs_steps
        ) and all(not self.applies(need.item) or levels[need.item] >= need.at_least for need in step.needs_items)

    def levels(self, counting: Collection[str]) -> dict[str, int]:
        """Return the lower bounds of all items with some steps in force."""
        found = {item: self.lower(item) for item in ITEMS}
        for step in self.steps:
            for lift in step.lifts:
                if step.id in counting and self.applies(lift.item):
                    found[lift.item] = max(found[lift.item], lift.to)
        return found

    def counting(self, ticked: Collection[str]) -> frozenset[str]:
        """Return which of some steps can be carried out, one after the other."""
        found: frozenset[str] = frozenset()
        while more := {s.id for s in self.steps if s.id in ticked and s.id not in found and self.ready(s, found)}:
            found |= more
        return found

    def holds(self, want: Wanted, counting: Collection[str]) -> bool:
        if not self.applies(want.item) or self.lower(want.item) >= want.at_least:
            return True
        return self.levels(counting)[want.item] >= want.at_least and (not want.law or LEGAL_REFORM in counting)

    def price(self, step: Step) -> float:
        effort, lasting = self.wishes.ranges.get(step.id, (step.effort, step.duration))
        middle = (lasting.low + lasting.high) / 2
        months = middle / 4.345 if lasting.unit == "weeks" else middle
        weights = self.wishes.weights
        days = (effort.low + effort.high) / 2
        return weights.effort * days / 20 + weights.time * months / 3 + weights.difficulty * step.difficulty

    def ways(self) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
        """Every set of further steps that can be carried out; with what counts then, the steps done included."""
        done = self.wishes.done & self.by_id.keys()
        usable = [step.id for step in self.steps if step.id not in self.wishes.excluded | done]
        for number in range(len(usable) + 1):
            for chosen in itertools.combinations(usable, number):
                counting = self.counting(done.union(chosen))
                if counting >= set(chosen):
                    yield frozenset(chosen), counting

    def best(self) -> tuple[float, list[frozenset[str]], set[Wanted], set[str]]:
        """Return the least cost, every set that costs that, what nothing lifts, what cannot begin."""
        ways = list(self.ways())
        unreached = {want for want in self.wanted if not any(self.holds(want, counting) for _, counting in ways)}
        able = frozenset[str]().union(*(counting for _, counting in ways))
        cheapest, sets = float("inf"), list[frozenset[str]]()
        for chosen, counting in ways:
            if not all(self.holds(want, counting) for want in self.wanted if want not in unreached):
                continue
            if not self.wishes.pinned & (able - self.wishes.done) <= chosen:
                continue
            price = sum(self.price(self.by_id[id]) for id in chosen)
            if price < cheapest - 1e-9:
                cheapest, sets = price, []
            if price < cheapest + 1e-9:
                sets.append(chosen)
        return cheapest, sets, unreached, set(self.wishes.pinned - able - self.wishes.done)


NAMES = ("a", "b", "c", "d", "e", "f", "g", "y", LEGAL_REFORM)
WEIGHTS = (Weights(), Weights(), Weights(0, 1, 0), Weights(3, 0.2, 0), Weights(0.01, 0.007, 0.02), Weights(0, 0, 9))
STANDING: tuple[tuple[int, ...], ...] = ((1,), (1,), (2,), (4,), (1, 5), (1, 5), (2, 4), ())


def catalogue(chance: Random, most: int = 9) -> tuple[Step, ...]:
    """Steps that need steps without circles, and items perhaps in circles. Their ids and places say nothing."""
    ids = chance.sample(NAMES, max(chance.randint(1, most), chance.randint(1, most)))
    lifts = [{item: chance.randint(2, 5) for item in chance.sample(ITEMS, chance.choice((0, 1, 1, 2)))} for _ in ids]
    found = [
        step(
            id,
            lifts[index],
            chance.sample(ids[:index], min(index, chance.choice((0, 1, 1, 2)))),
            dict(_level(chance, lifts) for _ in range(chance.choice((0, 0, 0, 1, 2)))),
            chance.randint(1, 40),
            months=chance.randint(1, 12),
            unit=chance.choice(("months", "weeks")),
            difficulty=chance.randint(1, 5),
            kind=chance.choice(KINDS),
        )
        for index, id in enumerate(ids)
    ]
    return tuple(chance.sample(found, len(found)))


def _level(chance: Random, lifts: Collection[Mapping[str, int]]) -> tuple[str, int]:
    """Return an item and a level; nearly always one that some step lifts it to."""
    lifted = [(item, level) for some in lifts for item, to in some.items() for level in range(2, to + 1)]
    return chance.choice(lifted) if lifted and chance.random() < 0.95 else (chance.choice(ITEMS), chance.randint(2, 5))


def target(chance: Random, steps: tuple[Step, ...]) -> tuple[Wanted, ...]:
    """Levels that items have to reach, some of them against the law."""
    lifts = [{lift.item: lift.to for lift in step.lifts} for step in steps]
    levels = [_level(chance, lifts) for _ in range(chance.randint(1, 4))]
    return tuple(dict.fromkeys(Wanted(item, level, law=chance.random() < 0.15) for item, level in levels))


def case(chance: Random, most: int = 9) -> Case:
    """A catalogue, a target, answers and wishes."""

    def some(*numbers: int) -> frozenset[str]:
        return frozenset(chance.sample((*NAMES, "no_such_step"), chance.choice(numbers)))

    steps = catalogue(chance, most)
    standing = {item: outcome(item, *chance.choice(STANDING)) for item in OWN}
    wishes = Wishes(chance.choice(WEIGHTS), some(0, 0, 1, 2), some(0, 0, 0, 0, 1, 2), some(0, 0, 1, 2))
    return Case(steps, standing, target(chance, steps), wishes)


def by_chance() -> st.SearchStrategy[Random]:
    """Chance from a seed: drawn step by step, most catalogues would be too simple to say anything."""
    return st.integers(0, 2**40).map(Random)


def cases(most: int = 9) -> st.SearchStrategy[Case]:
    return by_chance().map(lambda chance: case(chance, most))
