"""The slides of a benchmark: the panel, where it stands, one profile before its peers, rounds, what rests on a rule."""

from __future__ import annotations

from diagnostic import wording
from diagnostic.benchmarking.comparing import Figures
from diagnostic.charts.spec import FICTIONAL
from diagnostic.documents import benchmark as facts
from diagnostic.documents.benchmark import VIEWS, WHOSE, Benchmark
from diagnostic.documents.benchmark_charts import basis, charts
from diagnostic.documents.deck_stage import Column, Heading, Stage

_METHOD = "Every figure stands in the workbook of the same panel, with what is withheld and why."
_TOPICS = {
    "Band": ("Levels", "Comparison"),
    "Heat map": ("Levels", "Missing answers", "Comparison"),
    "Groups": ("Quantiles", "Small groups"),
    "Own profile": ("Quantiles", "Comparison"),
    "Customs and police": ("Missing answers", "Comparison"),
    "Shares": ("Missing answers",),
    "Rounds": ("Quantiles", "Small groups"),
    "Steps done": ("Missing answers",),
    "By group": ("Missing answers", "Small groups"),
    "Sensitivity": ("Sensitivity",),
}


def benchmark(shown: Benchmark) -> bytes:
    """Return the deck as a file."""
    stage = Stage(shown.title, f"Round {shown.round}", shown.classification, shown.made_on)
    _title(stage, shown)
    _panel(stage, shown)
    for name, chart in charts(shown):
        handed_on = facts.HANDED_ON if shown.singles and name in ("Band", "Heat map") else ""
        stage.chart(chart, f"{_method_of(shown, *_TOPICS[name])} {handed_on}".strip())
        if name == "Own profile":
            _places(stage, shown)
    if shown.own and not any(name == "Own profile" for name, _ in charts(shown)):
        _places(stage, shown)
    _withheld(stage, shown)
    _method(stage, shown)
    return stage.bytes()


def _heading(shown: Benchmark, title: str, subject: str = "", *notes: str) -> Heading:
    return Heading(title, subject, basis(shown), notes, shown.fictional)


def _title(stage: Stage, shown: Benchmark) -> None:
    day = f"{shown.made_on.day} {shown.made_on:%B %Y}"
    lines = (
        f"{wording.capital(WHOSE[shown.whose])}, {VIEWS[shown.view]}, by {shown.by}",
        f"Round {shown.round} · made on {day}",
        FICTIONAL if shown.fictional else "",
    )
    notes = f"Policy {shown.policy}: {shown.policy_title}. Every chart and table can be edited."
    stage.title(shown.title, lines, notes)


def _panel(stage: Stage, shown: Benchmark) -> None:
    columns = (
        Column(shown.by, 0.3, 2, True),
        Column("With a result", 0.12, 1),
        Column("Median level", 0.12, 1, level=True),
        Column("Rounds", 0.16, 2),
        Column("Said of it", 0.3, 3),
    )
    rows = [_group(shown, figures) for figures in (shown.continuum.whole, *shown.continuum.groups)]
    stage.table(
        _heading(shown, shown.how_many, "The panel and its groups", *shown.notes), columns, rows,
        _method_of(shown, "Small groups", "Quantiles"), most=3, left="group",
    )  # fmt: skip
    _unsure(stage, shown)


def _unsure(stage: Stage, shown: Benchmark) -> None:
    """Say whose group is less than certain."""
    rows = [(one.name, one.group, one.doubt) for one in shown.members if one.doubt]
    if not rows:
        return
    belong = "it belongs" if len(rows) == 1 else "they belong"
    many = wording.count(len(rows), "administration")
    title = f"Of {many} it is not certain to which group {belong}: check before you publish."
    columns = (Column("Administration", 0.26, 2, True), Column(shown.by, 0.34, 2), Column("How sure", 0.4, 3))
    stage.table(_heading(shown, title), columns, rows, " ".join(shown.notes), most=1, left="administration")


def _group(shown: Benchmark, figures: Figures) -> tuple[str, ...]:
    members = [one for one in shown.members if one.group == figures.label or figures is shown.continuum.whole]
    rounds = [one for one in shown.rounds if any(one in member.rounds for member in members)]
    if figures.n is None:
        return figures.label, "withheld", "", wording.listing(rounds), " ".join(figures.withheld)
    pair = figures.median.pair if figures.median else None
    level = "" if pair is None else str(pair.lower) if pair.known else f"{pair.lower}–{pair.upper}"
    known = figures.known or 0
    said = f"{known} with a level, {figures.n - known} with bounds"
    return figures.label, str(figures.n), level, wording.listing(rounds), said


def _places(stage: Stage, shown: Benchmark) -> None:
    """Say for every measure where the own administration stands, in words."""
    if not any(measure.peers and measure.peers.median for measure in shown.measures):
        return
    rows = []
    for measure in shown.measures:
        peers = measure.peers.median.pair if measure.peers and measure.peers.median else None
        own = measure.own
        figures = ["n/a" if pair is None else str(pair.lower) if pair.known else f"{pair.lower}–{pair.upper}"
                   for pair in (own, peers)]  # fmt: skip
        if peers is None:
            figures[1] = ""
        rows.append((measure.title, *figures, wording.capital(measure.standing)))
    columns = (
        Column("Measure", 0.22, 1, True),
        Column("Own", 0.08, 1, level=True),
        Column("Median of peers", 0.1, 1, level=True),
        Column("Its place", 0.6, 2),
    )
    n = next((measure.peers.n for measure in shown.measures if measure.peers and measure.peers.n), None)
    among = wording.count(n, "peer") if n else "its peers"
    title = f"The place of {shown.own} among {among}, measure by measure."
    said = f"Peers: {shown.peers_title}. A place in the spread, never a rank"
    stage.table(_heading(shown, title, said), columns, rows, _method_of(shown, "Quantiles", "Comparison"), most=2)


def _withheld(stage: Stage, shown: Benchmark) -> None:
    found = facts.withheld(shown)
    if not found:
        title = "Nothing is withheld: every group is large enough for every figure."
        stage.blank(_heading(shown, title), _method_of(shown, "Small groups"))
        return
    rows = [(one.group, facts.in_words(one.measures, len(shown.measures)), one.why) for one in found]
    columns = (Column("Group", 0.28, 2, True), Column("Figures", 0.22, 3), Column("Why", 0.5, 3))
    groups = len({one.group for one in found})
    title = f"Something is withheld of {wording.count(groups, 'group')}, to protect its members."
    if groups > 1:
        title = f"Something is withheld of {wording.count(groups, 'group')}, to protect their members."
    notes = (facts.HANDED_ON,) if shown.singles else ()
    stage.table(
        _heading(shown, title, "What is not shown, and why", *notes),
        columns,
        rows,
        _method_of(shown, "Small groups"),
        most=3,
    )


def _method(stage: Stage, shown: Benchmark) -> None:
    title = "Figures are counts and places in an order; what is not certain is said."
    columns = (Column("", 0.18, 1, True), Column("How it was worked out", 0.82, 3))
    stage.table(
        _heading(shown, title, shown.policy_title), columns, facts.method(shown), shown.varied or _METHOD, most=2
    )
    if shown.sources:
        rows = [(one.title, ", ".join(filter(None, (one.publisher, one.date)))) for one in shown.sources]
        title = f"Questions and rules rest on {wording.count(len(rows), 'source')}."
        columns = (Column("Source", 0.6, 2, True), Column("From", 0.4, 3))
        stage.table(_heading(shown, title), columns, rows, _METHOD, most=2, left="source")


def _method_of(shown: Benchmark, *topics: str) -> str:
    return " ".join(text for topic, text in facts.method(shown) if topic in topics)
