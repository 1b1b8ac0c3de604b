"""A benchmark for decks and workbooks: what may be shown of a panel, gathered through the rules of disclosure.

`gather` asks for figures of groups through `comparing` alone, and keeps what it was told is withheld, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from diagnostic import wording
from diagnostic.benchmarking import comparing, sensitivity
from diagnostic.benchmarking.comparing import Figures, Moves, Question
from diagnostic.benchmarking.groups import Grouping
from diagnostic.benchmarking.panel import CONTINUUM, Panel, Whose, marking
from diagnostic.benchmarking.sensitivity import LINKS, Link
from diagnostic.benchmarking.statistics import DEFINITION
from diagnostic.charts.spec import Chart, Names
from diagnostic.content.model import Instrument, Policy, Source
from diagnostic.disclosure import Register
from diagnostic.scoring.outcomes import Pair, View

WHOSE: dict[Whose, str] = {"joint": "joint results", "customs": "answers of customs", "police": "answers of police"}
VIEWS: dict[View, str] = {"claimed": "as claimed", "evidenced": "as evidenced"}
TITLE = "Continuum level"
_RULES: dict[Link, str] = {
    "weakest": "Weakest decides (the rule)",
    "second": "Second weakest decides",
    "middle": "Middle item decides",
}
_ALL = "All administrations"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: of all administrations, of each group (none where there is one), of the own one and of its peers.

    ``standing``: where the own one stands among its peers, in words, or why it is not said.
    """

    id: str
    title: str
    whole: Figures
    groups: tuple[Figures, ...]
    own: Pair | None = None
    own_withheld: bool = False
    peers: Figures | None = None
    standing: str = ""


@dataclass(frozen=True, slots=True)
class Single:
    """One administration whose own result the reader may see: by measure, None where it does not apply."""

    name: str
    group: str
    pairs: tuple[Pair | None, ...]
    withheld: tuple[bool, ...]
    own: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """The medians of one group over the rounds; None where a round has none to show."""

    label: str
    medians: tuple[Pair | None, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """How many stand at each level for certain if another rule decided. ``n``: how many there are."""

    label: str
    counts: tuple[int, int, int, int, int]
    n: int


@dataclass(frozen=True, slots=True)
class Member:
    """Who belongs to which group. ``doubt``: how sure that is, where it is less than certain."""

    name: str
    group: str
    rounds: tuple[str, ...]
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """What is shown of a panel. Everything in it may be shown; what may not is named in ``withheld`` by the figures.

    ``by``: what the groups are, such as "WCO region". ``singles``: empty where results of single administrations are
    not the reader's to see. ``notes``: what has to be said beside the figures. ``varied``: how far results move under
    other thresholds, in a sentence. ``classification``: the line on every sheet and slide. ``dumbbell`` and ``steps``:
    the charts of both agencies and of steps done, where they can be drawn.
    """

    title: str
    names: Names
    policy: str
    policy_title: str
    round: str
    rounds: tuple[str, ...]
    whose: Whose
    view: View
    by: str
    measures: tuple[Measure, ...]
    members: tuple[Member, ...]
    made_on: date
    singles: tuple[Single, ...] = ()
    own: str = ""
    peers_title: str = ""
    moves: tuple[Moves, ...] = ()
    courses: tuple[Course, ...] = ()
    rules: tuple[Rule, ...] = ()
    varied: str = ""
    notes: tuple[str, ...] = ()
    fictional: bool = False
    classification: str = ""
    sources: tuple[Source, ...] = ()
    dumbbell: Chart | None = None
    steps: Chart | None = None

    @property
    def continuum(self) -> Measure:
        """The measure before the dimensions."""
        return self.measures[0]

    @property
    def dimensions(self) -> tuple[Measure, ...]:
        """The measures of single sides of the relationship."""
        return self.measures[1:]

    @property
    def how_many(self) -> str:
        """How many administrations there are a result of, in a sentence, or why that is not said."""
        whole, groups = self.continuum.whole, self.continuum.groups
        if whole.n is None:
            why = whole.withheld[0] if whole.withheld else "No administration has a result."
            return f"No figure of this panel may be shown. {why}"
        within = f" in {wording.count(len(groups), 'group')}" if groups else ""
        verb = "has" if whole.n == 1 else "have"
        said = f"{wording.count(whole.n, 'administration')}{within} {verb} a result in round {self.round}"
        withheld = sum(not one.shown for one in groups)
        if withheld:
            said += f"; {wording.count(withheld, 'group')} {'is' if withheld == 1 else 'are'} withheld"
        return f"{said}."

    @property
    def n(self) -> int | None:
        """How many administrations have a result in the round; None where it is withheld."""
        return self.continuum.whole.n


def gather(
    panel: Panel,
    grouping: Grouping,
    question: Question,
    register: Register,
    *,
    instrument: Instrument,
    policy: Policy,
    made_on: date,
    title: str = "",
    names: Mapping[str, str] | None = None,
    own: str = "",
    peers: frozenset[str] | None = None,
    peers_title: str = "",
    singles: bool = False,
    sample: bool = True,
    classification: str = "",
    sources: Mapping[str, Source] | None = None,
) -> tuple[Register, Benchmark]:
    """Return what may be shown of a panel in a round, and the register that remembers it.

    ``names``: of administrations by code, where they are called otherwise than in the panel. ``own``: whose profile
    stands before its ``peers``, by default all others. ``singles``: whether the reader may see the results of single
    administrations; an own result is always shown. ``sample``: whether the panel stands for others.
    """
    called = dict(names or {})
    if own:
        # Who knows an own result can take it out of any figure: it protects nobody.
        register = replace(register, known=register.known | {own})
    whole_label = _whole(grouping)
    measures = []
    others = (peers if peers is not None else frozenset(panel.administrations)) - {own}
    titles = {dimension.id: dimension.title for dimension in instrument.dimensions}
    for id in panel.measures:
        asked = replace(question, measure=id)
        register, (whole, *found) = comparing.compare(
            panel, grouping, asked, register, whole=whole_label, sample=sample
        )
        if len(found) == 1:
            # One group is all there is: it is not said twice.
            whole, found = found[0], []
        measure = Measure(id, titles.get(id, TITLE if id == CONTINUUM else id), whole, tuple(found))
        if own:
            register, measure = _own(panel, own, others, asked, register, measure)
            measure = replace(measure, standing=measure.standing.replace(own, called.get(own, own)))
        measures.append(measure)
    register, moves, courses = _course(panel, grouping, question, register)
    rules: tuple[Rule, ...] = ()
    varied = ""
    if panel.answers and measures[0].whole.shown:
        rules, varied = _rules(panel, policy, question, everyone(grouping))
    fictional = set(panel.fictional)
    all_fictional = bool(fictional) and fictional == set(panel.administrations)
    notes = (*grouping.notes, *panel.notes, *((marking(panel),) if fictional and not all_fictional else ()))
    used = [instrument.sources, policy.sources]
    keys = dict.fromkeys(reference.key for part in used for reference in part)
    return register, Benchmark(
        title=title or "Cooperation of customs and police, compared",
        names=_names(policy),
        policy=policy.id,
        policy_title=policy.title,
        round=question.round,
        rounds=panel.rounds,
        whose=question.whose,
        view=question.view,
        by=grouping.title,
        measures=tuple(measures),
        members=tuple(_members(panel, grouping, question, called)),
        singles=tuple(_singles(panel, grouping, question, called, own)) if singles else (),
        own=called.get(own, own),
        peers_title=peers_title or "all others",
        moves=moves,
        courses=courses,
        rules=rules,
        varied=varied,
        notes=notes,
        fictional=all_fictional,
        made_on=made_on,
        classification=classification,
        sources=tuple(sources[key] for key in keys if sources and key in sources),
    )


def everyone(grouping: Grouping) -> frozenset[str]:
    """Return the members of all groups together."""
    return frozenset().union(*grouping.groups.values())


def _whole(grouping: Grouping) -> str:
    """Return a name for all groups together that none of them has."""
    return next(name for name in (_ALL, "The whole panel", f"{_ALL}, together") if name not in grouping.groups)


def _names(policy: Policy) -> Names:
    one, two, three, four, five = (level.name for level in policy.levels)
    return one, two, three, four, five


def _own(
    panel: Panel, own: str, others: frozenset[str], asked: Question, register: Register, measure: Measure
) -> tuple[Register, Measure]:
    """Return a measure with the own result and what may be shown of its peers."""
    group = Grouping("Peers", {"Peers": others})
    register, (figures,) = comparing.compare(panel, group, asked, register, sample=False)
    register, standing = comparing.stand(panel, own, others, asked, register)
    pair = standing.own
    withheld = False
    if pair is not None:
        measured = panel.measure(asked.measure, round=asked.round, whose=asked.whose, view=asked.view)
        withheld = bool(measured.withheld[measured.administrations.index(own)])
    made = replace(measure, own=pair, own_withheld=withheld, peers=figures, standing=standing.sentence)
    return register, made


def _course(
    panel: Panel, grouping: Grouping, question: Question, register: Register
) -> tuple[Register, tuple[Moves, ...], tuple[Course, ...]]:
    """Return how groups moved from the first round to the last, and their medians in every round between."""
    rounds = panel.rounds[: panel.rounds.index(question.round) + 1] if question.round in panel.rounds else ()
    if len(rounds) < 2:
        return register, (), ()
    together = {_whole(grouping): everyone(grouping)} if len(grouping.groups) > 1 else {}
    groups = replace(grouping, groups={**together, **grouping.groups})
    asked = {round: replace(question, measure=CONTINUUM, round=round) for round in rounds}
    register, moves = comparing.moved(panel, groups, asked[rounds[0]], asked[rounds[-1]], register)
    # A line may be drawn where the change between any two rounds that follow each other may be shown.
    steady = set(grouping.groups)
    there = {
        round: set(panel.measure(CONTINUUM, round=round, whose=one.whose, view=one.view).administrations)
        for round, one in asked.items()
    }
    for before, after in pairwise(rounds):
        for label in list(steady):
            members = grouping.groups[label]
            if not register.change(label, members & there[before], members & there[after]).shown:
                steady.discard(label)
    medians: dict[str, list[Pair | None]] = {label: [] for label in grouping.groups if label in steady}
    for round in rounds:
        register, found = comparing.compare(
            panel, grouping, asked[round], register, whole=_whole(grouping), sample=False
        )
        for figures in found:
            if figures.label in medians:
                medians[figures.label].append(figures.median.pair if figures.median else None)
    # A line that ends before this round would be read as if it went on.
    courses = tuple(Course(label, tuple(pairs)) for label, pairs in medians.items() if pairs[-1] and any(pairs[:-1]))
    return register, moves, courses


def _rules(panel: Panel, policy: Policy, question: Question, members: frozenset[str]) -> tuple[tuple[Rule, ...], str]:
    """Return the levels of all members under other rules, and how far they move under other thresholds.

    Exactly the members of the figures beside it: of others, something could be found by subtraction.
    """
    rows = panel.rows(question.round, question.whose)
    rows = rows[panel.view(question.view).lower[0, rows] > 0]
    rows = rows[[panel.administrations[place] in members for place in panel.administration[rows]]]
    found = []
    for link in LINKS:
        levels = sensitivity.relaxed(panel, policy, link, question.view).take(rows)
        sure = levels.lower[0] == levels.upper[0]
        one, two, three, four, five = (int((sure & (levels.lower[0] == level)).sum()) for level in (1, 2, 3, 4, 5))
        found.append(Rule(_RULES[link], (one, two, three, four, five), len(rows)))
    variation = sensitivity.varied(panel, policy, question.view)
    moved = variation.moved(rows)
    share = f"{round(moved * 100)}{wording.NBSP}%" if not moved or moved > 0.01 else f"less than 1{wording.NBSP}%"
    said = (
        f"With each of {wording.count(len(variation.declared), 'threshold')} that the authors derived drawn one lower, "
        f"as it is, or one higher, {share} of results differ, over {variation.draws:,} draws."
    )
    return tuple(found), said


def _members(panel: Panel, grouping: Grouping, question: Question, called: Mapping[str, str]) -> Iterator[Member]:
    """Yield the administrations of the panel, group by group."""
    ordered = [(label, name) for label, group in grouping.groups.items() for name in sorted(group)]
    ordered += [("", name) for name in sorted(grouping.without)]
    held: dict[str, list[str]] = {}
    for row in panel.rows(whose=question.whose):
        held.setdefault(panel.administrations[panel.administration[row]], []).append(panel.rounds[panel.round[row]])
    for label, name in ordered:
        rounds = tuple(held.get(name, ()))
        yield Member(called.get(name, name), label, rounds, grouping.doubtful.get(name, ""))


def _singles(
    panel: Panel, grouping: Grouping, question: Question, called: Mapping[str, str], own: str
) -> Iterator[Single]:
    """Yield the results of single administrations, group by group: an order that ranks nobody."""
    names, levels = panel.results(question.round, question.whose, question.view)
    order = sorted(
        range(len(names)), key=lambda row: (not grouping.of(names[row]), grouping.of(names[row]), names[row])
    )
    for row in order:
        name = names[row]
        yield Single(
            called.get(name, name),
            grouping.of(name),
            tuple(levels.pair(place, row) for place in range(len(panel.measures))),
            tuple(bool(levels.withheld[place, row]) for place in range(len(panel.measures))),
            name == own,
        )


# ---------------------------------------------------------------- what was withheld, and the method


@dataclass(frozen=True, slots=True)
class Withheld:
    """Something that is not shown: of which group, for which measures, and why."""

    group: str
    measures: tuple[str, ...]
    why: str


def withheld(shown: Benchmark) -> tuple[Withheld, ...]:
    """Return everything that is withheld, by group and measures."""
    found: dict[tuple[str, str], list[str]] = {}
    for measure in shown.measures:
        peers = [measure.peers] if measure.peers else []
        for figures in (measure.whole, *measure.groups, *peers):
            for sentence in figures.withheld:
                label = f"Peers of {shown.own}" if figures is measure.peers else figures.label
                found.setdefault((label, sentence), []).append(measure.title)
    # What is said of one group for the same measures stands together.
    joined: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (group, why), measures in found.items():
        joined.setdefault((group, tuple(dict.fromkeys(measures))), []).append(why)
    made = [Withheld(group, measures, " ".join(why)) for (group, measures), why in joined.items()]
    made += [Withheld(move.label, ("Change between rounds",), move.sentence) for move in shown.moves if move.sentence]
    return tuple(made)


#: What stands beside figures of groups where single results are shown as well.
HANDED_ON = (
    "Results of single administrations are shown because this reader may see them. "
    "Take them out before this is handed on."
)


def in_words(measures: Sequence[str], of: int) -> str:
    """Return which measures are meant, in words."""
    if len(measures) == of:
        return "All measures"
    return ", ".join(measures)


def method(shown: Benchmark) -> tuple[tuple[str, str], ...]:
    """Return how the figures were worked out, by topic."""
    found = [
        (
            "Levels",
            f"All results stand under one policy, {shown.policy}. Results under different policies are never mixed.",
        ),
        (
            "Missing answers",
            "A missing answer makes a level a pair of bounds. Every figure is worked out once with the lower bounds "
            "and once with the upper; a level is counted only where both agree.",
        ),
        ("Quantiles", DEFINITION),
        (
            "Sampling",
            "Where the panel stands for others, intervals rest on the order of the values alone. They exist from 6 "
            "administrations for a median, from 11 for quartiles.",
        ),
        (
            "Small groups",
            "Figures of a small group are withheld, and so is what could be found by subtracting one figure from "
            "another. What is withheld is named with the reason.",
        ),
        ("Comparison", "A place in the spread is no rank. The order of names is that of groups and the alphabet."),
        ("Integrity", "Countries are never compared on integrity; no panel holds an agency’s own document."),
    ]
    if shown.rules:
        found.append(("Sensitivity", "Other rules are tried to see how much rests on a choice; they are no results."))
    return tuple(found)
