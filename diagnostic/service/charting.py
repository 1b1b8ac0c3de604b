"""The charts of a panel, in the order of the gallery, and every form in which one of them can be saved.

Whatever they show of a group was allowed by the rules of disclosure before; what was withheld is named in the chart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, NamedTuple, get_args

from diagnostic import wording
from diagnostic.benchmarking import comparing, figures, sensitivity
from diagnostic.benchmarking.comparing import Question
from diagnostic.benchmarking.figures import Figure, Qualifier, Series
from diagnostic.benchmarking.groups import Grouping
from diagnostic.benchmarking.panel import CONTINUUM, Flags, Panel, Whose
from diagnostic.charts import counting, voices
from diagnostic.charts.spec import Basis, Bound, Chart, Count, Growth, Names, Regions
from diagnostic.charts.standing import FORMAL
from diagnostic.charts.voices import Both
from diagnostic.content.model import Instrument, Library, Policy, Step
from diagnostic.disclosure import Register
from diagnostic.documents import benchmark, benchmark_charts
from diagnostic.documents.benchmark import Benchmark
from diagnostic.scoring.outcomes import Pair, View
from diagnostic.service import benchmarks
from diagnostic.service.benchmarks import Peers

Name = Literal[
    "band", "heat_map", "groups", "profile", "dumbbell", "shares", "rounds", "steps", "regions", "sensitivity", "growth"
]
NAMES: tuple[Name, ...] = get_args(Name)
#: What each chart shows, for a list of them.
ABOUT: dict[Name, str] = {
    "band": "Continuum level, administration by administration, or the median of each group",
    "heat_map": "Level by administration and dimension",
    "groups": "Median level by group and dimension",
    "profile": "One administration before the spread of its peers",
    "dumbbell": "Customs and police by dimension",
    "shares": "How many stand at each level, by dimension",
    "rounds": "Medians of the groups over the rounds",
    "steps": "Steps towards formal cooperation that are done",
    "regions": "How many stand at each level, group by group",
    "sensitivity": "What another rule would say",
    "growth": "Growth of international programmes between two dated figures",
}
_GATHERED: dict[str, Name] = {
    "Band": "band",
    "Heat map": "heat_map",
    "Groups": "groups",
    "Own profile": "profile",
    "Customs and police": "dumbbell",
    "Shares": "shares",
    "Rounds": "rounds",
    "Steps done": "steps",
    "By group": "regions",
    "Sensitivity": "sensitivity",
}
#: Charts for which the continuum is enough; the others need the dimensions as well.
_CONTINUUM: frozenset[Name] = frozenset({"band", "rounds", "regions", "sensitivity"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be shown: which round, whose results, in which view, of whom, and how freely.

    ``singles``: whether results of single administrations stand in charts. ``line``: the classification on every
    slide and sheet. ``rules``: whether other rules are tried as well, which takes a moment.
    """

    question: Question
    peers: Peers
    singles: bool = False
    rules: bool = False
    sample: bool = False
    title: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What is shown of a panel: the figures, the groups that they are of, and the charts by name, in order."""

    benchmark: Benchmark
    grouping: Grouping
    charts: Mapping[Name, Chart]


def shown(
    library: Library,
    panel: Panel,
    asked: Asked,
    register: Register,
    *,
    made_on: date,
    only: Name | None = None,
    steps: Sequence[Step] = (),
) -> tuple[Register, Shown]:
    """Return what may be shown of a panel, and the register that remembers it.

    ``only``: the one chart that is wanted; what it does not need is not worked out. ``steps``: the catalogue, for the
    chart of steps done.

    Raises:
        PanelRefused: the groups cannot be made.
    """
    peers, question = asked.peers, asked.question
    grouping = benchmarks.grouped(panel, peers)
    instrument, policy = benchmarks.instrument_of(library, panel), library.policies[panel.policy]
    names = benchmarks.called(panel)
    others, who = benchmarks.beside(panel, peers, grouping)
    register = benchmarks.register_for(register, peers.own)
    part = panel if only is None or only not in _CONTINUUM else benchmarks.narrowed(panel, [CONTINUUM])
    register, found = benchmark.gather(
        part if asked.rules else replace(part, answers=()),
        grouping,
        question,
        register,
        instrument=instrument,
        policy=policy,
        made_on=made_on,
        title=asked.title,
        names=names,
        own=peers.own,
        peers=others,
        peers_title=who,
        singles=asked.singles,
        sample=asked.sample,
        classification=asked.line,
        sources=library.sources,
    )
    # A line over rounds needs two of them: a single point would stand there with a name far from it.
    found = replace(found, courses=tuple(one for one in found.courses if sum(map(bool, one.medians)) > 1))
    wanted = _Wanted(panel, grouping, question, instrument, policy, names, peers.own)
    dumbbell = done = None
    if only in (None, "dumbbell"):
        register, dumbbell = _dumbbell(wanted, register)
    if steps and only in (None, "steps"):
        register, done = _steps(wanted, steps, register)
    found = replace(found, dumbbell=dumbbell, steps=done)
    charts: dict[Name, Chart] = {_GATHERED[title]: chart for title, chart in benchmark_charts.charts(found)}
    if "regions" in charts:
        charts["regions"] = _in_short(charts["regions"])
    ordered = {name: charts[name] for name in NAMES if name in charts and only in (None, name)}
    return register, Shown(found, grouping, ordered)


def why_not(name: Name, panel: Panel, asked: Asked, found: Shown) -> str:
    """Return the sentence that says why a chart is not drawn, or nothing where it is."""
    if name in found.charts or name == "growth":
        return ""
    if name in ("heat_map", "groups", "profile", "dumbbell", "shares") and not panel.dimensions:
        return "It needs levels by dimension; this panel holds the continuum alone."
    round, own = asked.question.round, asked.peers.own
    first = panel.rounds.index(round) == 0 if round in panel.rounds else True
    answers = "It needs answers; this panel holds levels as they came."
    reasons: dict[Name, str] = {
        "band": "It needs administrations one by one, or a group large enough to be shown.",
        "heat_map": "It shows administrations one by one, which was not asked for.",
        "groups": "It needs two groups that are large enough to be shown.",
        "profile": "Say which administration is your own."
        if not own
        else f"It needs a result of {found.benchmark.own} in round {round}, and quartiles of its peers.",
        "dumbbell": f"It needs results of customs and of police in round {round}, of enough administrations.",
        "rounds": f"There is no round before {round}."
        if first
        else "In no group is the change between rounds large enough to be shown without telling the results of few.",
        "regions": "It needs two groups, and one of them large enough to be shown.",
        "steps": "Too few administrations have a result to show anything of them." if panel.answers else answers,
        "sensitivity": answers if not panel.answers else "It tries other rules, which was not asked for.",
    }
    return reasons.get(name, "Nothing of it may be shown.")


def _in_short(chart: Chart) -> Chart:
    """Return small multiples that say “withheld” where there is room for no more; the small print says why."""
    assert isinstance(chart.body, Regions)
    reasons: dict[str, list[str]] = {}
    for panel in chart.body.panels:
        if panel.withheld:
            reasons.setdefault(panel.withheld.removeprefix("withheld: "), []).append(panel.label)
    if not reasons:
        return chart
    panels = tuple(replace(panel, withheld="withheld" if panel.withheld else "") for panel in chart.body.panels)
    said = "; ".join(f"{wording.listing(labels)} ({reason})" for reason, labels in reasons.items())
    return replace(chart, body=replace(chart.body, panels=panels), notes=(*chart.notes, f"Withheld: {said}"))


class _Wanted(NamedTuple):
    """What the charts that are made here rest on."""

    panel: Panel
    grouping: Grouping
    question: Question
    instrument: Instrument
    policy: Policy
    names: Mapping[str, str]
    own: str

    @property
    def members(self) -> frozenset[str]:
        """All that are compared."""
        return frozenset().union(*self.grouping.groups.values())

    @property
    def levels(self) -> Names:
        """The names of the levels."""
        one, two, three, four, five = (level.name for level in self.policy.levels)
        return one, two, three, four, five

    @property
    def fictional(self) -> bool:
        """Whether none of the administrations exists."""
        return bool(self.panel.fictional) and set(self.panel.fictional) == set(self.panel.administrations)


# ---------------------------------------------------------------- customs and police


def _dumbbell(wanted: _Wanted, register: Register) -> tuple[Register, Chart | None]:
    """Return both agencies by dimension: of the own administration, else as the medians of all that are compared."""
    titles = {side.id: side.title for side in wanted.instrument.dimensions}
    round, view = wanted.question.round, wanted.question.view
    about = Basis(view=benchmark.VIEWS[view], rounds=(round,), policy=wanted.panel.policy)
    if wanted.own:
        customs, police = (wanted.panel.profile(wanted.own, round, voice, view) for voice in ("customs", "police"))
        if not customs or not police:
            return register, None
        rows = [Both(id, titles.get(id, id), customs[id], police[id]) for id in wanted.panel.dimensions]
        name = wanted.names[wanted.own]
        chart = voices.dumbbell(
            rows, wanted.levels, replace(about, voice="each agency’s own answers"), fictional=wanted.fictional
        )
        return register, replace(chart, finding=f"{name}: {_lowered(chart.finding)}")
    register, medians, n = _medians(wanted, register)
    if not medians:
        return register, None
    chart = voices.dumbbell(
        [Both(id, titles.get(id, id), *pairs) for id, pairs in medians.items()],
        wanted.levels,
        replace(about, voice="medians of each agency’s own answers", n=n[0] if len(n) == 1 else None),
        fictional=wanted.fictional,
    )
    said = () if len(n) == 1 else (f"Medians of {n[0]} to {wording.count(n[-1], 'administration')}",)
    subject = f"Median {_lowered(chart.subject)}"
    finding = f"By the medians, {_lowered(chart.finding)}"
    return register, replace(chart, finding=finding, subject=subject, notes=(*chart.notes, *said))


def _medians(
    wanted: _Wanted, register: Register
) -> tuple[Register, dict[str, tuple[Pair | None, Pair | None]], list[int]]:
    """Return the medians of both agencies by dimension where they may be shown, and of how many they are."""
    everybody = Grouping(wanted.grouping.title, {"all that are compared": wanted.members})
    found: dict[str, list[Pair | None]] = {}
    numbers = set()
    sides: tuple[Whose, Whose] = ("customs", "police")
    for id in wanted.panel.dimensions:
        for whose in sides:
            asked = Question(wanted.question.round, id, whose, wanted.question.view)
            register, (shown,) = comparing.compare(wanted.panel, everybody, asked, register, sample=False)
            found.setdefault(id, []).append(shown.median.pair if shown.median else None)
            if shown.n:
                numbers.add(shown.n)
    whole: dict[str, tuple[Pair | None, Pair | None]] = {}
    for id, (first, second) in found.items():
        if first and second:
            whole[id] = first, second
    return register, whole, sorted(numbers)


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


# ---------------------------------------------------------------- steps done


def _steps(wanted: _Wanted, steps: Sequence[Step], register: Register) -> tuple[Register, Chart | None]:
    """Return how many have what each step towards formal cooperation brings. None where there are no answers."""
    panel, question = wanted.panel, wanted.question
    if not panel.answers:
        return register, None
    items = sensitivity.items_of(panel, wanted.policy, question.view)
    rows = panel.rows(question.round, question.whose)
    members = wanted.members
    rows = rows[[panel.administrations[place] in members for place in panel.administration[rows]]]
    names = frozenset(panel.administrations[place] for place in panel.administration[rows])
    register, decision = register.decide(f"steps|{question.subject}", "all that are compared", names)
    formal = [
        step
        for step in steps
        if any(lift.to == FORMAL for lift in step.lifts) and all(lift.item in items.ids for lift in step.lifts)
    ]
    if not formal or not decision.shown:
        return register, None
    own = replace(items, lower=items.lower[:, rows], upper=items.upper[:, rows])
    counts = []
    for step in formal:
        certain, possible = _done(step, own)
        sure = int(certain.sum())
        counts.append(Count(step.title, sure, int(possible.sum()) - sure, len(rows)))
    about = Basis(
        n=len(rows),
        voice=benchmark.WHOSE[question.whose],
        view=benchmark.VIEWS[question.view],
        rounds=(question.round,),
        policy=panel.policy,
    )
    what = "Steps towards formal cooperation that are done"
    chart = counting.steps_done(counts, about, what=what, fictional=wanted.fictional)
    note = f"Done: all that the step brings to {wording.level(FORMAL)} or above is there"
    return register, replace(chart, notes=(*chart.notes, note))


def _done(step: Step, items: sensitivity.Items) -> tuple[Flags, Flags]:
    """Return where all that a step lifts is there: certainly, and possibly. What does not apply is not asked."""
    places = [(items.ids.index(lift.item), lift.to) for lift in step.lifts]
    applies = [items.lower[place] > 0 for place, _ in places]
    somewhere = applies[0].copy()
    for flags in applies[1:]:
        somewhere |= flags
    certain, possible = somewhere.copy(), somewhere
    for (place, level), here in zip(places, applies, strict=True):
        certain &= ~here | (items.lower[place] >= level)
        possible = possible & (~here | (items.upper[place] >= level))
    return certain, possible


# ---------------------------------------------------------------- reference figures


_SIGNS: dict[Qualifier, Literal["=", ">", "<", "~"]] = {
    "=": "=",
    "~": "~",
    ">": ">",
    ">=": ">",
    "<": "<",
    "<=": "<",
    "~<": "<",
    "max": "<",
}


class Refusal(NamedTuple):
    """Two figures that look as if they could be compared, and why they cannot."""

    first: str
    second: str
    reason: str


def growth() -> Chart:
    """Return the programmes of which two dated figures count the same thing."""
    found = figures.shipped()
    rows = [_grown(series) for series in found.series]
    sources = dict.fromkeys(one.source for series in found.series for one in (series.figures[0], series.figures[-1]))
    notes = tuple(series.note.rstrip(".") for series in found.series if series.note)
    chart = counting.growth(
        rows, Basis(sources=tuple(sources)), what="Programmes of customs and police, two dates each"
    )
    return replace(chart, finding=_risen(rows), notes=(*chart.notes, *notes))


def refusals() -> tuple[Refusal, ...]:
    """Return the pairs of figures that are not comparable, with the reasons."""
    found = figures.shipped()
    made = []
    for pair, reason in found.not_comparable.items():
        first, second = (f"{found.all[id].indicator}: {found.all[id].shown}" for id in sorted(pair))
        made.append(Refusal(first, second, reason))
    return tuple(made)


def _grown(series: Series) -> Growth:
    first, last = series.figures[0], series.figures[-1]
    return Growth(series.title, first.unit, _bound(first), _dated(first), _bound(last), _dated(last))


def _bound(figure: Figure) -> Bound:
    assert figure.value is not None
    return Bound(float(figure.value), _SIGNS.get(figure.qualifier, "="))


def _dated(figure: Figure) -> str:
    if figure.until is not None and re.fullmatch(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?", figure.dated):
        return f"{figure.until:%B %Y}"
    return figure.dated


def _risen(rows: Sequence[Growth]) -> str:
    """Return what grew, in one sentence: the figures stand at the bars."""
    up = [row for row in rows if row.last.value > row.first.value]
    down = [row for row in rows if row.last.value < row.first.value]
    first = up[0]
    said = (
        f"{wording.capital(first.unit)} with a port control unit rose from {counting.figure(first.first)} in "
        f"{first.first_date} to {counting.figure(first.last)} in {first.last_date}"
    )
    more = f"; {len(up) - 1} other numbers of users and units rose as well" if len(up) > 1 else ""
    return f"{said}{more}{f', {len(down)} fell' if down else ''}."


# ---------------------------------------------------------------- documents


def file_name(name: str, question: Question, form: str) -> str:
    """Return the name under which a chart or a document of a panel is saved."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", f"{name}-{question.round}").strip("-").lower()
    return f"benchmark-{plain}.{form}"


def deck(found: Benchmark) -> bytes:
    """Return the deck of a benchmark, every chart in it native and editable."""
    from diagnostic.documents import deck as slides

    return slides.benchmark(found)


def workbook(found: Benchmark) -> bytes:
    """Return the workbook of a benchmark, a sheet for each topic."""
    from diagnostic.documents import workbook as sheets

    return sheets.panel(found)


def views() -> dict[View, str]:
    """Return the views in words."""
    return dict(benchmark.VIEWS)
