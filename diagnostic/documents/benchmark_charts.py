"""The charts of a benchmark, the same on slides and behind the sheets of a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from diagnostic import wording
from diagnostic.benchmarking.comparing import Figures, Moves
from diagnostic.benchmarking.statistics import Quantile
from diagnostic.charts import peers, rounds, sharing, standing
from diagnostic.charts.spec import BandRow, Basis, Cell, Chart, HeatRow, Share
from diagnostic.charts.standing import FORMAL, named
from diagnostic.charts.tracks import Span, Spread
from diagnostic.documents.benchmark import VIEWS, WHOSE, Benchmark, Measure

_MEDIANS = ("group median", "group medians")


def charts(shown: Benchmark) -> Iterator[tuple[str, Chart]]:
    """Yield the charts that can be drawn, each with its name, in the order in which they are told."""
    if shown.singles:
        yield "Band", _band(shown)
        if shown.dimensions:
            yield "Heat map", _heat_map(shown)
    elif medians := _group_medians(shown):
        yield "Band", medians[0]
    if (group_map := _group_heat_map(shown)) is not None:
        yield "Groups", group_map
    if shown.own and any(_spread(measure) for measure in shown.dimensions):
        yield "Own profile", _profile(shown)
    if shown.dumbbell is not None:
        yield "Customs and police", shown.dumbbell
    if shown.n is not None and shown.dimensions:
        yield "Shares", _shares(shown)
    if shown.courses:
        yield "Rounds", _rounds(shown)
    if shown.steps is not None:
        yield "Steps done", shown.steps
    if any(figures.shown for figures in shown.continuum.groups):
        yield "By group", _regions(shown)
    if shown.rules:
        yield "Sensitivity", _sensitivity(shown)


def basis(shown: Benchmark, n: int | None = None, of: tuple[str, str] | None = None) -> Basis:
    """Return what a chart of the panel rests on."""
    return Basis(
        n=n if n is not None else shown.n,
        of=of or ("administration", "administrations"),
        voice=WHOSE[shown.whose],
        view=VIEWS[shown.view],
        rounds=(shown.round,),
        policy=shown.policy,
    )


def _band(shown: Benchmark) -> Chart:
    rows = [BandRow(one.name, one.pairs[0], one.own) for one in shown.singles]
    chart = standing.band(rows, shown.names, basis(shown, len(rows)), fictional=shown.fictional)
    return replace(chart, notes=(*chart.notes, "In the order of groups and of the alphabet; no ranking is meant"))


def _heat_map(shown: Benchmark) -> Chart:
    rows = [
        HeatRow(
            one.name, tuple(Cell(pair, off) for pair, off in zip(one.pairs[1:], one.withheld[1:], strict=True)), one.own
        )
        for one in shown.singles
    ]
    columns = [measure.title for measure in shown.dimensions]
    return standing.heat_map(rows, columns, shown.names, basis(shown, len(rows)), fictional=shown.fictional)


def _shown_groups(shown: Benchmark) -> list[str]:
    """Return the groups of which the continuum is shown; the other measures follow the same rules."""
    return [figures.label for figures in shown.continuum.groups if figures.median]


def _missing(shown: Benchmark) -> tuple[str, ...]:
    left = [figures.label for figures in shown.continuum.groups if not figures.median]
    return (f"Withheld: {wording.listing(left)}",) if left else ()


def _group_medians(shown: Benchmark) -> tuple[Chart] | None:
    rows = [BandRow(one.label, one.median.pair) for one in shown.continuum.groups if one.median]
    if not rows:
        return None
    chart = standing.band(rows, shown.names, basis(shown, len(rows), _MEDIANS), fictional=shown.fictional)
    return (
        replace(
            chart,
            subject=f"Median {chart.subject[:1].lower()}{chart.subject[1:]}",
            notes=(*chart.notes, *_missing(shown)),
        ),
    )


def _group_heat_map(shown: Benchmark) -> Chart | None:
    rows = []
    for label in _shown_groups(shown):
        cells = []
        for measure in shown.dimensions:
            figures = next(one for one in measure.groups if one.label == label)
            cells.append(Cell(figures.median.pair if figures.median else None))
        rows.append(HeatRow(label, tuple(cells)))
    if len(rows) < 2 or not shown.dimensions:
        return None
    columns = [measure.title for measure in shown.dimensions]
    chart = standing.heat_map(rows, columns, shown.names, basis(shown, len(rows), _MEDIANS), fictional=shown.fictional)
    subject = chart.subject.replace("Level by dimension", "Median level of each group by dimension", 1)
    return replace(chart, subject=subject, notes=(*chart.notes, *_missing(shown)))


def _spread(measure: Measure) -> Spread | None:
    found = measure.peers
    if found is None or found.n is None or not (found.lower_quartile and found.median and found.upper_quartile):
        return None
    return Spread(_span(found.lower_quartile), _span(found.median), _span(found.upper_quartile), found.n)


def _span(quantile: Quantile) -> Span:
    return Span(float(quantile.pair.lower), float(quantile.pair.upper))


def _profile(shown: Benchmark) -> Chart:
    rows = [
        peers.Against(measure.id, measure.title, measure.own, _spread(measure), measure.own_withheld)
        for measure in shown.dimensions
    ]
    n = max((measure.peers.n or 0 for measure in shown.dimensions if measure.peers), default=0)
    chart = peers.against_peers(
        shown.own, rows, shown.names, basis(shown, n, ("peer", "peers")), fictional=shown.fictional
    )
    return replace(chart, notes=(*chart.notes, f"Peers: {shown.peers_title}"))


def share(figures: Figures, label: str = "") -> Share:
    """Return how many of a group stand at each level, or why that is withheld."""
    if figures.n is None:
        return Share(label or figures.label, (0, 0, 0, 0, 0), 0, _lower(figures.withheld))
    one, two, three, four, five = (level.certainly for level in figures.shares)
    counts = (one, two, three, four, five)
    return Share(label or figures.label, counts, figures.n - sum(counts))


def _lower(sentences: tuple[str, ...]) -> str:
    said = sentences[0] if sentences else "nobody has a result"
    return f"{said[:1].lower()}{said[1:]}".rstrip(".")


def _shares(shown: Benchmark) -> Chart:
    rows = [share(measure.whole, measure.title) for measure in shown.dimensions]
    return sharing.shares(rows, shown.names, basis(shown), fictional=shown.fictional)


def _regions(shown: Benchmark) -> Chart:
    panels = [share(figures) for figures in shown.continuum.groups]
    return sharing.regions(panels, shown.names, basis(shown), fictional=shown.fictional)


def _rounds(shown: Benchmark) -> Chart:
    years = shown.rounds[: len(shown.courses[0].medians)]
    lines = [rounds.line(course.label, course.medians) for course in shown.courses]
    about = replace(basis(shown, len(lines), _MEDIANS), rounds=years)
    chart = rounds.slopes(lines, years, shown.names, about, what="Median continuum level", fictional=shown.fictional)
    whole = shown.moves[0]
    if whole.n is None:
        return chart
    left = [one.label for one in shown.continuum.groups if one.label not in {course.label for course in shown.courses}]
    notes = (f"Withheld: {wording.listing(left)}",) if left else ()
    return replace(chart, finding=moved(whole, years[0], years[-1]), notes=(*chart.notes, *notes))


def moved(move: Moves, first: str, last: str) -> str:
    """Return how a group moved between two rounds, in a sentence."""
    parts = [f"{move.improved} of {wording.count(move.n or 0, 'administration')} rose for certain"]
    if move.worsened:
        parts.append(f"{move.worsened} fell")
    if move.unchanged:
        parts.append(f"{move.unchanged} stayed")
    said = f"From {first} to {last}, {wording.listing(parts)}"
    return said + (f"; of {move.cannot_tell} it cannot be told." if move.cannot_tell else ".")


def _sensitivity(shown: Benchmark) -> Chart:
    rows = [Share(rule.label, rule.counts, rule.n - sum(rule.counts)) for rule in shown.rules]
    chart = sharing.shares(rows, shown.names, basis(shown, shown.rules[0].n), fictional=shown.fictional)
    first, *others = rows
    also = wording.listing(
        [f"{row.at_least(FORMAL)} if the {row.label.removesuffix(' decides').lower()} decided" for row in others]
    )
    finding = (
        f"{wording.capital(named(FORMAL, shown.names))}, is reached for certain by {first.at_least(FORMAL)} of "
        f"{wording.count(first.n, 'administration')}; it would be {also}."
    )
    subject = "Continuum level under other rules; how much rests on the choice of a rule, no result"
    return replace(chart, finding=finding, subject=subject, notes=(*chart.notes, shown.varied))
