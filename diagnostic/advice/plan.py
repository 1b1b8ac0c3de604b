"""The cheapest plan: a set of steps, closed under what they need, that meets a target for certain.

An integer programme, solved by HiGHS. The plan is made for the lower bounds: what is not known is not relied on.
What it costs is a planning assumption; the user weighs effort, time and political difficulty.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from diagnostic.advice.needs import Wanted, in_force, lifting, needs_of, there
from diagnostic.content.model import Range, Step
from diagnostic.scoring.outcomes import Outcome

if TYPE_CHECKING:
    from highspy import Highs

#: A month in weeks, for durations that are given in weeks.
_WEEKS = 4.345
#: What one unit of cost stands for: so many person-days, so many months, so many grades of difficulty.
_DAYS, _MONTHS, _GRADES = 20.0, 3.0, 1.0
#: A share of the dearest step, far below any difference in cost: only decides between plans that cost the same.
_TIE = 1e-7
#: The price of the dearest step in the programme, so that the solver, exact to 1e-6, tells all plans apart.
_SCALE = 1e5
#: A share of a cost that comes from rounding.
_SAME = 1e-9
#: The order in which steps that could all begin are listed: by kind, then by id.
_KINDS = (
    *("mandate", "committee", "mou", "information", "risk", "operations", "investigation", "liaison", "joint_unit"),
    *("training", "resources", "recognition", "legal", "integrity", "protection"),
)


@dataclass(frozen=True, slots=True)
class Weights:
    """How the user weighs effort, time and political difficulty. Each 0 or more, not all 0."""

    effort: float = 1.0
    time: float = 1.0
    difficulty: float = 1.0


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user asks of a plan. ``ranges``: effort and duration as the user edited them, by step.

    ``done``: steps reported as done. They cost nothing, and count once what they need is there. What is done cannot
    be excluded; what is excluded cannot be pinned.
    """

    weights: Weights = Weights()
    pinned: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()
    ranges: Mapping[str, tuple[Range, Range]] = field(default_factory=dict)


#: No wishes: effort, time and difficulty weigh the same, and everything may be used.
NO_WISHES = Wishes()


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A question whose answer may cheapen the plan: by so much cost, if the item already has that level.

    ``steps``: so many steps fewer; now and then the cheaper plan has as many, or more.
    """

    item: str
    at_least: int
    steps: int
    cost: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The chosen steps, in an order in which they can be done.

    ``meets``: by step, what is wanted and lifted by it. ``unreached``: nothing lifts it that could begin.
    ``law``: what the law stands against, as answered. The step that changes the law is part of the plan; where there
    is no such step, it is unreached. ``cannot_begin``: pinned, but excluded, not in the catalogue, or in need of what
    nothing brings. ``course``: the steps, and among them those that are done and count.
    """

    steps: tuple[Step, ...]
    cost: float
    wanted: tuple[Wanted, ...]
    meets: Mapping[str, tuple[Wanted, ...]]
    unreached: tuple[Wanted, ...]
    law: tuple[Wanted, ...]
    shortcuts: tuple[Shortcut, ...] = ()
    cannot_begin: tuple[str, ...] = ()
    course: tuple[Step, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the steps, in order."""
        return tuple(step.id for step in self.steps)


#: The step that changes the law, where the law stands against what is wanted.
LEGAL_REFORM = "legal_reform"


def cost(step: Step, wishes: Wishes) -> float:
    """Return what a step costs under the user's weights, in units of 20 person-days, 3 months, 1 grade."""
    effort, duration = wishes.ranges.get(step.id, (step.effort, step.duration))
    weights = wishes.weights
    return (
        weights.effort * (effort.low + effort.high) / 2 / _DAYS
        + weights.time * months(duration) / _MONTHS
        + weights.difficulty * step.difficulty / _GRADES
    )


def months(duration: Range) -> float:
    """Return the middle of a duration in months."""
    middle = (duration.low + duration.high) / 2
    return middle / _WEEKS if duration.unit == "weeks" else middle


#: By step, the groups of steps of which it needs one each. Only steps that can begin at all.
_Needs = Mapping[str, tuple[frozenset[str], ...]]


def plan(
    wanted: Iterable[Wanted],
    outcomes: Mapping[str, Outcome],
    steps: tuple[Step, ...],
    wishes: Wishes = NO_WISHES,
    *,
    shortcuts: bool = True,
) -> Plan:
    """Return the cheapest plan that lifts all that is wanted.

    ``outcomes``: where the items stand now; their lower bounds count. Steps in force are free and not listed.
    Neither the order of the catalogue nor that of what is wanted makes a difference.
    """
    wanted = tuple(want for want in wanted if not there(outcomes, want.item, want.at_least))
    needs = _needs(outcomes, steps, wishes)
    unreached = tuple(want for want in wanted if not all(_asked([want], steps, needs)))
    open_ = tuple(want for want in wanted if want not in unreached)
    course = _ordered(_choose(open_, steps, needs, wishes), open_, steps, needs, wishes)
    listed = tuple(step for step in course if step.id not in wishes.done)
    found = Plan(
        steps=listed,
        cost=sum(cost(step, wishes) for step in listed),
        wanted=wanted,
        meets={step.id: tuple(want for want in open_ if _lifts(step, want)) for step in listed},
        unreached=unreached,
        law=tuple(want for want in wanted if want.law),
        cannot_begin=tuple(sorted(wishes.pinned - needs.keys() - wishes.done)),
        course=course,
    )
    return replace(found, shortcuts=_shortcuts(found, open_, outcomes, steps, wishes)) if shortcuts else found


def _lifts(step: Step, want: Wanted) -> bool:
    return bool(lifting([step], want.item, want.at_least))


def _needs(outcomes: Mapping[str, Outcome], steps: tuple[Step, ...], wishes: Wishes) -> _Needs:
    """Return what the steps that can begin at all need first, of the steps that can begin."""
    groups = {
        step.id: found
        for step in steps
        if (step.id not in wishes.excluded or step.id in wishes.done)
        and (found := needs_of(step, steps, outcomes)) is not None
    }
    able = _carried_out(groups, groups)
    return {id: tuple(frozenset(group) & able for group in groups[id]) for id in sorted(able)}


def _carried_out(ids: Iterable[str], needs: Mapping[str, Iterable[Collection[str]]]) -> set[str]:
    """Return those of some steps that can be carried out, one after the other, without any further step."""
    left, carried_out = set(ids), set[str]()
    while ready := {id for id in left if all(not carried_out.isdisjoint(group) for group in needs[id])}:
        carried_out |= ready
        left -= ready
    return carried_out


def _asked(wanted: Iterable[Wanted], steps: tuple[Step, ...], needs: _Needs) -> list[frozenset[str]]:
    """Return groups of steps of which one each lifts what is wanted, and changes the law that stands against it."""
    found = []
    for want in wanted:
        found.append(frozenset(step.id for step in lifting(steps, want.item, want.at_least)) & needs.keys())
        if want.law:
            found.append(frozenset({LEGAL_REFORM}) & needs.keys())
    return found


def _choose(wanted: tuple[Wanted, ...], steps: tuple[Step, ...], needs: _Needs, wishes: Wishes) -> set[str]:
    """Choose the steps: first those without an alternative, the others by an integer programme."""
    asked = _asked(wanted, steps, needs)
    # What is done and needs nothing further is there.
    chosen = _carried_out(wishes.done & needs.keys(), needs) | ((wishes.pinned - wishes.done) & needs.keys())
    while forced := {
        id
        for group in [*asked, *(group for step in chosen for group in needs[step])]
        if len(group) == 1
        for id in group - chosen
    }:
        chosen |= forced
    if all(not group.isdisjoint(chosen) for group in asked) and chosen == _carried_out(chosen, needs):
        return chosen
    prices = {step.id: 0.0 if step.id in wishes.done else cost(step, wishes) for step in steps}
    return _solve(asked, chosen, needs, prices)


def _solve(asked: list[frozenset[str]], chosen: set[str], needs: _Needs, prices: Mapping[str, float]) -> set[str]:
    """Complete what is chosen by an integer programme: one binary for each further step that may be of use."""
    import highspy  # a tenth of a second, only where there is a choice

    circular = _in_circles(needs)

    def unmet(id: str) -> list[frozenset[str]]:
        """Return the groups that no chosen step meets; of two that may hold each other up, neither meets the other."""
        sure = chosen - circular if id in circular else chosen
        return [group for group in needs[id] if group.isdisjoint(sure)]

    open_ = [group for group in asked if group.isdisjoint(chosen)]
    open_ += [group for id in chosen - circular for group in unmet(id)]
    rows: dict[str, list[frozenset[str]]] = {}
    queue = list((chosen & circular).union(*open_))
    while queue:
        id = queue.pop()
        if id not in rows:
            rows[id] = unmet(id)
            queue += frozenset().union(*rows[id])
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    model.silent()
    for option, value in (("mip_rel_gap", 0.0), ("mip_abs_gap", 0.0), ("parallel", "off")):
        model.setOptionValue(option, value)
    dearest = max(prices[id] for id in rows) or 1.0
    place = {id: index for index, id in enumerate(sorted(rows))}
    for id, column in place.items():
        price = _SCALE * (prices[id] / dearest + _tie(id))
        model.addVar(1.0 if id in chosen else 0.0, 1.0)
        model.changeColIntegrality(column, highspy.HighsVarType.kInteger)
        model.changeColCost(column, price)
    infinite = highspy.kHighsInf
    for columns in sorted(sorted(place[id] for id in group) for group in open_):
        model.addRow(1.0, infinite, len(columns), columns, [1.0] * len(columns))
    for id, column in place.items():
        for columns in sorted(sorted(place[other] for other in group) for group in rows[id]):
            values = [1.0] * len(columns) + [-1.0]
            model.addRow(0.0, infinite, len(values), [*columns, column], values)
    _in_an_order(model, rows, place)
    model.run()
    if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise AssertionError("every need of a step that can be begun can be met")
    solution = model.getSolution().col_value
    return chosen | {id for id, column in place.items() if solution[column] > 0.5}


def _in_an_order(model: Highs, rows: Mapping[str, list[frozenset[str]]], place: Mapping[str, int]) -> None:
    """Add, for steps that could only hold each other up, that one of them comes first.

    Steps need steps without circles, but an item that a step needs may be lifted by one that in the end needs the
    first. Each step gets a position, and of each group that it needs one chosen member stands before it.
    """
    import highspy

    circular = sorted(_in_circles(rows))
    infinite, number = highspy.kHighsInf, len(circular)
    position = {}
    for id in circular:
        position[id] = model.getNumCol()
        model.addVar(0.0, float(number))
    for id in circular:
        for group in sorted(map(sorted, rows[id])):
            supports = []
            for other in group:
                if other not in position:
                    supports.append(place[other])
                    continue
                arc = model.getNumCol()
                model.addVar(0.0, 1.0)
                model.changeColIntegrality(arc, highspy.HighsVarType.kInteger)
                model.addRow(-infinite, 0.0, 2, [arc, place[other]], [1.0, -1.0])
                row = [position[id], position[other], arc]
                model.addRow(float(-number), infinite, 3, row, [1.0, -1.0, -float(number + 1)])
                supports.append(arc)
            columns = [*supports, place[id]]
            model.addRow(0.0, infinite, len(columns), columns, [1.0] * len(supports) + [-1.0])


def _in_circles(groups: Mapping[str, Iterable[frozenset[str]]]) -> set[str]:
    """Return the steps that, through some member of what they need, may come to need themselves."""
    needed = {id: frozenset[str]().union(*found) for id, found in groups.items()}
    while free := {id for id, others in needed.items() if others.isdisjoint(needed)}:
        needed = {id: others for id, others in needed.items() if id not in free}
    found = set()
    for start in needed:
        seen: set[str] = set()
        queue = [start]
        while queue:
            fresh = needed.get(queue.pop(), frozenset()) - seen
            seen |= fresh
            queue += fresh
        if start in seen:
            found.add(start)
    return found


def _tie(id: str) -> float:
    """Return a tiny price: of equal plans the one with fewest steps, and then the same one always, whatever else."""
    return _TIE * (1 + int.from_bytes(hashlib.sha256(id.encode()).digest()[:4]) / 2**32 / 100)


def _ordered(
    chosen: set[str], wanted: tuple[Wanted, ...], steps: tuple[Step, ...], needs: _Needs, wishes: Wishes
) -> tuple[Step, ...]:
    """Return the chosen steps so that what each needs comes before it, what is done as early as it counts.

    What the law stands against waits for the step that changes the law, unless that step itself waits for it.
    """

    def place(step: Step) -> tuple[bool, int, str]:
        kind = _KINDS.index(step.kind) if step.kind in _KINDS else len(_KINDS)
        return step.id not in wishes.done, kind, step.id

    left = sorted((step for step in steps if step.id in chosen | (wishes.done & needs.keys())), key=place)
    order: list[Step] = []
    before: set[str] = set()
    while ready := [step for step in left if all(not before.isdisjoint(group) for group in needs[step.id])]:
        reform = LEGAL_REFORM in before or LEGAL_REFORM not in chosen
        following = next((step for step in ready if reform or not against_the_law(step, wanted)), ready[0])
        order.append(following)
        before.add(following.id)
        left.remove(following)
    if not chosen - wishes.done <= before:
        raise AssertionError("the programme chooses only steps that can be put in order")
    return tuple(order)


def against_the_law(step: Step, wanted: Iterable[Wanted]) -> bool:
    """Whether a step lifts something that the law stands against, as it is now."""
    return step.id != LEGAL_REFORM and any(want.law and _lifts(step, want) for want in wanted)


def _shortcuts(
    found: Plan,
    wanted: tuple[Wanted, ...],
    outcomes: Mapping[str, Outcome],
    steps: tuple[Step, ...],
    wishes: Wishes,
) -> tuple[Shortcut, ...]:
    """Return the questions not answered whose answer may cheapen the plan, the most useful first.

    A higher level of the same item is named only where it saves more.
    """
    steps = _concerned(wanted, steps, wishes)
    asked = {(want.item, want.at_least) for want in wanted}
    asked |= {(lift.item, lift.to) for step in steps for lift in step.lifts}
    asked |= {(need.item, need.at_least) for step in steps for need in step.needs_items}
    better: list[Shortcut] = []
    saved: dict[str, float] = {}
    for item, level in sorted(asked):
        outcome = outcomes.get(item)
        if outcome is None or outcome.pair is None or not outcome.pair.lower < level <= outcome.pair.upper:
            continue
        known = {**outcomes, item: in_force(outcome, level)}
        shorter = plan(wanted, known, steps, wishes, shortcuts=False)
        saving = found.cost - shorter.cost
        if saving > saved.get(item, 0.0) + _SAME * found.cost:
            saved[item] = saving
            better.append(Shortcut(item, level, len(found.steps) - len(shorter.steps), saving))
    return tuple(sorted(better, key=lambda shortcut: (-shortcut.cost, shortcut.item)))


def _concerned(wanted: tuple[Wanted, ...], steps: tuple[Step, ...], wishes: Wishes) -> tuple[Step, ...]:
    """Return the steps that may have to do with a plan, whatever the answers are."""
    by_id = {step.id: step for step in steps}
    queue = [id for id in (*wishes.pinned, LEGAL_REFORM) if id in by_id]
    queue += [step.id for want in wanted for step in lifting(steps, want.item, want.at_least)]
    found: set[str] = set()
    while queue:
        id = queue.pop()
        if id not in found:
            found.add(id)
            queue += [other for other in by_id[id].needs_steps if other in by_id]
            queue += [other.id for need in by_id[id].needs_items for other in lifting(steps, need.item, need.at_least)]
    return tuple(step for step in steps if step.id in found)
