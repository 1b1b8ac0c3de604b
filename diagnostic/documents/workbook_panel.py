"""The sheets of a benchmark: a sheet for each measure, the groups, what is withheld, and the data behind each chart."""

from __future__ import annotations

from diagnostic import wording
from diagnostic.benchmarking.comparing import Figures
from diagnostic.benchmarking.statistics import Quantile
from diagnostic.charts.data_of import Sheet as Data
from diagnostic.charts.data_of import data_of
from diagnostic.charts.spec import FICTIONAL, LEVELS
from diagnostic.documents import benchmark as facts
from diagnostic.documents.benchmark import VIEWS, WHOSE, Benchmark, Measure
from diagnostic.documents.benchmark_charts import charts, moved
from diagnostic.documents.workbook_sheet import Book, Column, Value, bounds, called, ends
from diagnostic.scoring.outcomes import Pair


def panel(shown: Benchmark) -> bytes:
    """Return the workbook of a benchmark as a file."""
    marks = (FICTIONAL if shown.fictional else "", *shown.notes)
    book = Book(shown.title, f"Round {shown.round}", shown.classification, marks, shown.made_on)
    drawn = [(name, data_of(chart)) for name, chart in charts(shown)]
    _overview(book, shown, [name for name, _ in drawn])
    for measure in shown.measures:
        _measure(book, shown, measure)
    _groups(book, shown)
    _rounds(book, shown)
    _withheld(book, shown)
    for name, data in drawn:
        _data(book, name, data)
    _method(book, shown)
    return book.bytes()


def _overview(book: Book, shown: Benchmark, drawn: list[str]) -> None:
    sheet = book.sheet("Overview", shown.title, shown.how_many, (34, 14, 12, 12, 62))
    rows: list[tuple[Value, ...]] = []
    for figures in (shown.continuum.whole, *shown.continuum.groups):
        median = figures.median.pair if figures.median else None
        rows.append((figures.label, figures.n, *ends(median, "withheld"), " ".join(figures.withheld)))
    columns = (
        Column(shown.by, 34, "strong"),
        Column("With a result", 14, "number"),
        *bounds("Median"),
        Column("What is withheld, and why", 62),
    )
    sheet.table(columns, rows, "No group has a result.", alone=False)
    sheet.pairs(
        ("Topic", "In short"),
        [
            ("Results", f"{wording.capital(WHOSE[shown.whose])}, {VIEWS[shown.view]}, round {shown.round}"),
            ("Rounds in the panel", wording.listing(shown.rounds)),
            ("Policy", f"{shown.policy}: {shown.policy_title}"),
            ("Groups", shown.by),
            *((("Own profile", f"{shown.own}; peers: {shown.peers_title}"),) if shown.own else ()),
            *(("To be said", note) for note in shown.notes),
            ("Made on", f"{shown.made_on.day} {shown.made_on:%B %Y}"),
        ],
    )
    what = [(called(measure.title), f"Figures of “{measure.title}” by group") for measure in shown.measures]
    what += [
        ("Groups", "Who belongs to which group, and how sure that is"),
        ("Rounds", "How groups moved between rounds"),
        ("Withheld", "What is not shown, and why"),
        *((called(_named(name)), f"The data behind the chart “{name.lower()}”") for name in drawn),
        ("Method", "How the figures were worked out, and the sources"),
    ]
    sheet.contents(what)


def _named(name: str) -> str:
    return f"Data {name.lower()}"


def _measure(book: Book, shown: Benchmark, measure: Measure) -> None:
    spread = (
        Column("Group", 28, "strong"),
        Column("n", 8, "number"),
        Column("With one level", 8, "number"),
        *bounds("Lower quartile"),
        *bounds("Median"),
        *bounds("Upper quartile"),
        *bounds("Lowest"),
        *bounds("Highest"),
        Column("95 % interval of the median", 16),
        Column("What is withheld, and why", 44),
    )
    counts = (
        Column("Group", 28, "strong"),
        Column("n", 8, "number"),
        Column("Does not apply", 8, "number"),
        *(Column(f"At level {level}", 10.5, "number") for level in LEVELS),
        Column("Cannot be told", 10.5, "number"),
        Column("At level 3 or above, certain", 10.5, "number"),
        Column("At level 3 or above, possible", 10.5, "number"),
    )
    shown_of = [(figures, figures.label) for figures in (measure.whole, *measure.groups)]
    if measure.peers:
        shown_of.append((measure.peers, f"Peers of {shown.own}"))
    name, whole = measure.title, measure.whole
    finding = f"{wording.capital(WHOSE[shown.whose])}, {VIEWS[shown.view]}, round {shown.round}."
    if whole.median:
        n = f"n{wording.NBSP}={wording.NBSP}{whole.n}"
        finding = f"{whole.label}: median {wording.span(*whole.median.pair)}, {n}. {finding}"
    if shown.own:
        finding += f" {_own(shown, measure)}"
    sheet = book.sheet(name, name, finding, [column.width for column in spread])
    sheet.table(spread, [_spread(*one) for one in shown_of], "No group has a result.", alone=False)
    sheet.table(counts, [_counts(*one) for one in shown_of], "No group has a result.", alone=False)
    sheet.say("Counts are certain: what lies between two levels is counted under “cannot be told”.")


def _own(shown: Benchmark, measure: Measure) -> str:
    if measure.own is None:
        return f"{shown.own}: not applicable, or no result."
    return f"{shown.own} is at {wording.span(*measure.own)}: {measure.standing}."


def _spread(figures: Figures, label: str) -> tuple[Value, ...]:
    withheld = " ".join(figures.withheld)
    if figures.n is None:
        return (label, None, None, *("withheld",) * 10, "", withheld)
    return (
        label,
        figures.n,
        figures.known,
        *_bounds(figures.lower_quartile),
        *_bounds(figures.median),
        *_bounds(figures.upper_quartile),
        *ends(figures.lowest, "withheld"),
        *ends(figures.highest, "withheld"),
        _interval(figures.median),
        withheld,
    )


def _counts(figures: Figures, label: str) -> tuple[Value, ...]:
    if figures.n is None:
        return (label, "withheld", *(None,) * 9)
    certain = [share.certainly for share in figures.shares]
    third = figures.shares[2]
    above = (third.at_least_certainly, third.at_least_possibly)
    return label, figures.n, figures.without, *certain, figures.n - sum(certain), *above


def _bounds(found: Quantile | None) -> tuple[Value, Value]:
    return ends(found.pair if found else None, "withheld")


def _interval(found: Quantile | None) -> str:
    """Return the interval for sampling in words: with lowers and with uppers, where they differ."""
    if found is None or found.sampling is None:
        return ""
    lowers, uppers = found.sampling.lowers, found.sampling.uppers

    def said(pair: Pair) -> str:
        return wording.bounds(*pair)

    return said(lowers) if lowers == uppers else f"{said(lowers)} with lower bounds, {said(uppers)} with upper"


def _groups(book: Book, shown: Benchmark) -> None:
    columns = (
        Column("Administration", 34, "strong"),
        Column(shown.by, 44),
        Column("Rounds", 24),
        Column("How sure the group is", 60),
    )
    rows = [(one.name, one.group or "in no group", ", ".join(one.rounds), one.doubt) for one in shown.members]
    doubtful = sum(bool(one.doubt) for one in shown.members)
    title = " ".join(shown.notes) or "Who is compared with whom."
    if doubtful:
        title += f" Less certain: {doubtful}."
    sheet = book.sheet("Groups", "Groups", title, [column.width for column in columns])
    sheet.table(columns, rows, "The panel is empty.")


def _rounds(book: Book, shown: Benchmark) -> None:
    columns = (
        Column("Group", 34, "strong"),
        Column("In both rounds", 10, "number"),
        Column("Rose for certain", 10, "number"),
        Column("Fell for certain", 10, "number"),
        Column("Stayed", 10, "number"),
        Column("Cannot be told", 10, "number"),
        Column("What is withheld, and why", 70),
    )
    rows: list[tuple[Value, ...]] = []
    for move in shown.moves:
        counts = (move.n, move.improved, move.worsened, move.unchanged, move.cannot_tell)
        rows.append((move.label, *(counts if move.n is not None else (None,) * 5), move.sentence))
    title = "There is one round: a change cannot be told yet."
    if shown.moves:
        first = shown.rounds[0]
        title = f"From {first} to {shown.round}."
        if shown.moves[0].n is not None:
            title = moved(shown.moves[0], first, shown.round)
    sheet = book.sheet("Rounds", "Rounds", title, [column.width for column in columns])
    sheet.table(columns, rows, "There is no earlier round to compare with.")


def _withheld(book: Book, shown: Benchmark) -> None:
    columns = (Column("Group", 36, "strong"), Column("Figures", 44), Column("Why", 82))
    rows = [(one.group, facts.in_words(one.measures, len(shown.measures)), one.why) for one in facts.withheld(shown)]
    title = (
        "Figures of small groups are withheld, and what could be found by subtraction."
        if rows
        else "Nothing is withheld."
    )
    if shown.singles:
        title += f" {facts.HANDED_ON}"
    sheet = book.sheet("Withheld", "What is withheld", title, [column.width for column in columns])
    sheet.table(columns, rows, "Nothing is withheld: every group is large enough for every figure.")


def _data(book: Book, name: str, data: Data) -> None:
    # Quantiles are levels, whatever type carries them.
    rows = [tuple(int(one) if isinstance(one, float) and one.is_integer() else one for one in row) for row in data.rows]
    columns = [_column(head, [row[place] for row in rows]) for place, head in enumerate(data.heads)]
    sheet = book.sheet(_named(name), data.title, " ".join(data.about), [column.width for column in columns])
    sheet.table(columns, rows, "Nothing is drawn.")


def _column(head: str, values: list[Value]) -> Column:
    """Return a column for values: the bounds of levels are shaded, texts have room, numbers are narrow."""
    if any(isinstance(value, str) and value for value in values):
        longest = max(len(value) for value in values if isinstance(value, str))
        return Column(wording.capital(head), min(48, max(12, longest + 2)), "strong" if head == "name" else "text")
    whole = [value for value in values if isinstance(value, int | float)]
    level = head.endswith(("lower", "upper")) and all(isinstance(value, int) and 1 <= value <= 5 for value in whole)
    return Column(wording.capital(head), 12, "level" if level else "number")


def _method(book: Book, shown: Benchmark) -> None:
    sheet = book.sheet(
        "Method", "Method and sources", f"{shown.policy_title}, policy {shown.policy}.", (30, 76, 34, 18)
    )
    columns: tuple[Column, ...] = (Column("Topic", 30, "strong"), Column("How it was worked out", 76))
    sheet.table(
        columns,
        facts.method(shown) + ((("Sensitivity, in figures", shown.varied),) if shown.varied else ()),
        "",
        alone=False,
    )
    rows = [(one.short or one.title, one.title, one.publisher, one.date) for one in shown.sources]
    columns = (Column("Source", 30, "strong"), Column("Title", 76), Column("From", 34), Column("Date", 18))
    sheet.table(columns, rows, "No source is named.", alone=False)
