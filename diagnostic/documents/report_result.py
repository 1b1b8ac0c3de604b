"""The part of a report that shows the result: profile, both agencies side by side, powers, requirements."""

from __future__ import annotations

from collections.abc import Iterator

from diagnostic import wording
from diagnostic.answers import labels
from diagnostic.answers.answer import AGENCIES, Voice
from diagnostic.charts import print as paper
from diagnostic.charts.spec import Chart
from diagnostic.content.model import Item
from diagnostic.documents import case as facts
from diagnostic.documents import case_charts
from diagnostic.documents.case import VIEWS, Apart, Case
from diagnostic.documents.model import Span, Text
from diagnostic.documents.report_input import Report, level, named
from diagnostic.documents.sheet import (
    Block,
    Callout,
    Cell,
    Heading,
    Paragraph,
    Picture,
    Table,
    Together,
    Words,
    quiet,
    strong,
)
from diagnostic.scoring import explaining
from diagnostic.scoring.levels import DimensionResult, RequirementResult
from diagnostic.scoring.outcomes import VIEWS as BOTH_VIEWS

#: How many of the widest gaps are printed with both statements.
_GAPS = 8
_STATES = {"holds": "holds", "unknown": "is not certain", "fails": "does not hold", "waived": "is left out"}


def picture(chart: Chart) -> Picture:
    """Return a chart as a picture, with its words."""
    return Picture(paper.svg(chart).encode(), chart.alt)


# ---------------------------------------------------------------- profile


def profile(found: Report) -> Iterator[Block]:
    """Yield the profile by dimension: as a picture, and with every bound as a table."""
    case = found.case
    yield Together((Heading("Profile by dimension"), picture(case_charts.profile(case))))
    rows: list[tuple[Words | Cell, ...]] = []
    for dimension in case.result.instrument.dimensions:
        claimed, evidenced = (case.views.view(view).dimensions[dimension.id] for view in BOTH_VIEWS)
        answered = f"{claimed.answered} of {claimed.applicable}" if claimed else "not applicable"
        rows.append(
            (
                dimension.title,
                *_bounded(claimed),
                *_bounded(evidenced),
                answered + (", too few" if claimed and claimed.withheld else ""),
            )
        )
    heads = ("Dimension", "As claimed", "Typical", "As evidenced", "Typical", "Answered")
    yield Table(
        heads, tuple(rows), (30, 13, 12, 15, 12, 18), "Level by dimension: the weakest item, and the typical one"
    )
    yield from _self_ratings(case)


def _bounded(found: DimensionResult | None) -> tuple[Cell, Cell]:
    if found is None:
        return Cell("n/a"), Cell("–")
    return level(found.pair), Cell("–") if found.withheld else level(found.typical)


def _self_ratings(case: Case) -> Iterator[Block]:
    said = [
        explaining.self_rating(rating, case.agency(voice))
        for voice, rating in case.result.self_ratings.items()
        if voice in case.voices
    ]
    if said:
        yield Callout(
            (*said, "The self-rating (A.18) never enters the result."),
            "How the agencies rate the relationship themselves",
        )


# ---------------------------------------------------------------- side by side


def sides(found: Report) -> Iterator[Block]:
    """Yield both agencies side by side: the distance by dimension, and the widest gaps with both statements."""
    case = found.case
    if not found.both or not facts.apart(case):
        return
    distance = picture(case_charts.dumbbell(case))
    yield Together((Heading("Customs and police side by side"), Paragraph(facts.gap_finding(case)), distance))
    widest = [one for one in facts.apart(case) if one.gap][:_GAPS]
    if not widest:
        return
    yield Paragraph(
        "Below are the questions on which they are furthest apart, the widest gap first. The lower of the two counts "
        "until an answer is agreed; no mean is ever taken."
    )
    for one in widest:
        rows: list[tuple[Words, ...]] = [_side(case, one, voice) for voice in AGENCIES]
        agreed = case.result.assessment.answer("agreed", one.item.id)
        if agreed.level is not None:
            why = f"\nReason: {agreed.reason}" if agreed.reason else ""
            rows.append(((strong("Agreed"),), (*stated(one.item, agreed.level), quiet(why))))
        caption = f"{labels.title(one.item)}: {wording.count(abs(one.gap or 0), 'level')} apart"
        yield Table((), tuple(rows), (20, 80), caption)


def _side(case: Case, one: Apart, voice: Voice) -> tuple[Words, ...]:
    answer = case.result.assessment.answer(voice, one.item.id)
    pair = case.result.voices[voice].claimed.outcomes[one.item.id].pair
    if answer.level is None:
        return case.agency(voice), labels.headline(one.item, answer)
    said: list[Span] = [*stated(one.item, answer.level)]
    if pair is not None and pair.known and pair.lower != answer.level:
        where = f", since it holds {labels.SCOPES[answer.scope].lower()}" if answer.scope else ""
        said.append(quiet(f"\nCounts as {wording.level(pair.lower)}{where}."))
    return case.agency(voice), tuple(said)


def stated(item: Item, number: int) -> Text:
    """Return a level with its statement."""
    return strong(f"{wording.capital(wording.level(number))}."), Span(f" {item.statement(number)}")


# ---------------------------------------------------------------- powers


def powers(found: Report) -> Iterator[Block]:
    """Yield who holds which power, and how the agency without it gets the result."""
    case = found.case
    yield Heading("Who holds which power")
    yield Paragraph(
        "Authority in law is context, not maturity: a customs service without a power is not a lesser one. What is "
        "rated is whether the agency without full authority can obtain the result, by level of access from 1, it "
        "cannot, to 5, a shared capability."
    )
    if found.both:
        yield Paragraph(case_charts.powers(case).finding)
        yield _matrix(case)
        return
    rows = []
    for row, access in facts.own_powers(case):
        voice: Voice = "police" if case.whose == "police" else "customs"
        item = case.result.instrument.item(row.power)
        rows.append((named(item), _held(case, voice, row.authority[voice], facts.lacking(case, row, voice)), access))
    yield Table(("Power", "Authority in law", "How the result is obtained otherwise"), tuple(rows), (30, 22, 48))


def _matrix(case: Case) -> Table:
    rows = []
    for row, shown in zip(case.result.powers, facts.powers(case), strict=True):
        held = [_held(case, voice, row.authority[voice], facts.lacking(case, row, voice)) for voice in AGENCIES]
        item = case.result.instrument.item(row.power)
        rows.append((named(item), *held, ((strong(shown.finding), Span(f"\n{shown.words}")))))
    pair = case.result.assessment.pair
    return Table(
        ("Power", pair.customs, pair.police, "Who holds it, and how the other gets the result"),
        tuple(rows),
        (26, 15, 15, 44),
    )


def _held(case: Case, voice: Voice, held: str, lacking: str) -> Words:
    said = labels.AUTHORITY_SHORT[held]
    return (Span(said), quiet(f"\nlacking: {lacking}")) if lacking else said


# ---------------------------------------------------------------- requirements


def requirements(found: Report) -> Iterator[Block]:
    """Yield every requirement of every level with whether it holds, and what stands before the next level."""
    case = found.case
    yield Heading("What each level asks, and what holds back")
    yield Paragraph(facts.blocking(case))
    claimed = {(one.level, one.requirement.item): one for one in case.views.claimed.requirements}
    evidenced = {(one.level, one.requirement.item): one for one in case.views.evidenced.requirements}
    for one in case.policy.levels:
        rows = []
        for need in one.requirements:
            key = (one.level, need.item)
            basis = "" if need.basis == "text" else " (our reading)"
            name = (*named(case.result.instrument.item(need.item)), quiet(f"\n“{need.phrase}”{basis}"))
            needs = wording.capital(wording.level(need.at_least))
            rows.append((name, needs, _state(claimed[key]), _state(evidenced[key])))
        if rows:
            states = ", ".join(f"{VIEWS[view]} {_reached(case, one.level, view)}" for view in BOTH_VIEWS)
            caption = f"{wording.capital(wording.level(one.level))}, {one.name.lower()}: {states}"
            yield Table(("Requirement", "Needs", "As claimed", "As evidenced"), tuple(rows), (42, 10, 24, 24), caption)
    if case.claimed.blockers:
        yield _blocking(case, case.claimed.blockers, f"What stands before {facts.following(case)}")
    if shown_less := facts.not_shown(case):
        yield _blocking(case, shown_less, "What is claimed, and not supported yet by what the agencies could show")
    for number in case.claimed.not_fully_assessed:
        yield Paragraph(f"{wording.capital(wording.level(number))} is not fully assessed.", "meta")


def _reached(case: Case, number: int, view: str) -> str:
    pair = case.views.evidenced.continuum if view == "evidenced" else case.views.claimed.continuum
    if pair.lower >= number:
        return "reached"
    return "perhaps reached" if pair.upper >= number else "not reached"


def _state(one: RequirementResult) -> Words:
    where = wording.capital(wording.span(*one.pair)) if one.pair else "Not applicable"
    said = Span(f": {_STATES[one.state]}")
    return (Span(where), said) if one.state in ("holds", "waived") else (strong(where), said)


def _blocking(case: Case, blockers: tuple[RequirementResult, ...], caption: str) -> Table:
    rows = []
    for one in blockers:
        item: Item = case.result.instrument.item(one.requirement.item)
        needs = one.requirement.at_least
        asked = (strong(wording.capital(wording.level(needs))), Span(f": {item.statement(needs)}"))
        rows.append((named(item), asked, facts.said_by(case, item).replace("; ", "\n")))
    return Table(("Requirement", "What is asked", "What was answered"), tuple(rows), (24, 48, 28), caption)
