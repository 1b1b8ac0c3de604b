"""One page for a minister: what was asked, where it stands, what holds it back, what comes next, what to decide."""

from __future__ import annotations

from collections.abc import Iterator

from diagnostic import wording
from diagnostic.answers import labels
from diagnostic.content.model import Source
from diagnostic.documents import case as facts
from diagnostic.documents import case_plan
from diagnostic.documents.case import Case
from diagnostic.documents.model import Span
from diagnostic.documents.report import levels
from diagnostic.documents.report_input import Report, cut, finding, subtitle
from diagnostic.documents.sheet import (
    Block,
    Heading,
    Paragraph,
    Points,
    Sheet,
    Table,
    Words,
    dated,
    quiet,
    strong,
)

#: Stands for no published document.
_OURSELVES = "toolkit"
#: What a page has room for.
_BLOCKERS, _STEPS, _DECISIONS, _SOURCES = 3, 3, 3, 3
#: A text that people typed is cut here; the report has it in full.
_LONG, _NAME, _ASKED, _LEAST, _SHORT, _LED, _BAND, _DECISION = 110, 45, 200, 75, 40, 34, 22, 180


def brief(found: Report) -> Sheet:
    """Return the page as a sheet. Long names and texts are cut so that it stays one page."""
    case = found.case
    round = cut(case.result.assessment.round, _NAME)
    return Sheet(
        title=f"{cut(case.country, _NAME)}: customs and police",
        above=f"Brief · round {round} · {dated(case.made_on)}",
        subtitle=cut(subtitle(found), _LONG),
        finding=cut(finding(found), 2 * _LONG),
        running=cut(f"{found.agencies} · brief", _LONG),
        foot=f"{cut(case.country, _NAME)} · round {round}",
        classification=case.classification,
        fictional=case.fictional,
        subject=f"Brief on the round {round}",
        made_at=found.made_at,
        blocks=tuple(_blocks(found)),
    )


def _blocks(found: Report) -> Iterator[Block]:
    case = found.case
    yield Paragraph(_asked(found), "small")
    yield levels(case, _BAND)
    yield Paragraph(" ".join(_beside(found)))
    yield Heading(_held_back(case))
    yield Paragraph(_blockers(case))
    yield from _steps(found)
    yield Heading("What to decide now")
    yield Points(tuple(_decide(found)), numbered=True)
    yield Paragraph(_sources(case), "meta")


def _asked(found: Report) -> str:
    who = "Both agencies" if found.both else cut(found.case.name, _NAME)
    return (
        f"{who} answered the diagnostic of the handbook of WCO and INTERPOL: how customs and police work together "
        "where most of the risk is. The level is on a continuum; no country is obliged to reach a particular one."
    )


def _beside(found: Report) -> Iterator[str]:
    """Yield what to know beside the level, in two sentences."""
    case = found.case
    if found.both and facts.apart(case):
        yield facts.gap_finding(case)
    yield wording.capital(facts.unknown_finding(case))


def _held_back(case: Case) -> str:
    following = facts.following(case)
    return f"What holds it back from {following}" if following else "What holds it back"


def _blockers(case: Case) -> Words:
    blockers = case.claimed.blockers
    if not blockers:
        return facts.blocking(case)
    said: list[Span] = []
    for one in blockers[:_BLOCKERS]:
        item = case.result.instrument.item(one.requirement.item)
        now = f"at {wording.span(*one.pair)}" if one.pair else "not applicable"
        needs = wording.level(one.requirement.at_least)
        code = quiet(f" {labels.code(item)}")
        said += [Span("; " if said else ""), strong(item.name), code, Span(f", {now}, needs {needs}")]
    more = len(blockers) - _BLOCKERS
    said.append(Span(f"; and {wording.count(more, 'more requirement')}." if more > 0 else "."))
    return tuple(said)


# ---------------------------------------------------------------- what comes next


def _steps(found: Report) -> Iterator[Block]:
    case = found.case
    slots = {slot.step.id: slot for slot in case.slots}
    agreed = found.register.steps if found.register is not None else ()
    # What was decided, or has begun, comes before what is only proposed.
    first = [id for id in slots if id in agreed or case.statuses.get(id) in ("started", "done")]
    chosen = list(dict.fromkeys([*first, *slots]))[:_STEPS]
    if not chosen:
        yield Heading("What comes next")
        yield Paragraph(case_plan.plan_finding(case))
        return
    yield Heading("The next steps" if len(chosen) > 1 else "The next step")
    rows = []
    for id in chosen:
        effort = case.effort(slots[id])
        rows.append(
            (
                (strong(slots[id].step.title),),
                cut(case.leads(slots[id]), _LED),
                wording.bounds(effort.low, effort.high),
                "Decided" if id in agreed else "Begun" if id in first else "Proposed",
            )
        )
    yield Table(("Step", "Led by", "Person-days*", "State"), tuple(rows), (37, 36, 15, 12))


def _decide(found: Report) -> Iterator[Words]:
    """Yield what waits for the strategic level first, then what answers and plan call for."""
    lines: list[Words] = []
    waiting = found.register.open_above[:_DECISIONS] if found.register is not None else ()
    for one in waiting:
        # Several share the room of one.
        asked = cut(one.escalated_why or one.text, max(_ASKED // len(waiting), _LEAST))
        to = f" Put to {cut(one.escalated_to or '', _SHORT)} by decision {cut(one.number, 20)}."
        lines.append((strong(asked), Span(to)))
    lines += [cut(text, _DECISION) for text, _ in case_plan.decisions(found.case)]
    yield from lines[:_DECISIONS] if lines else ["Nothing waits for a decision."]


def _sources(case: Case) -> str:
    references = (*case.result.instrument.sources, *case.policy.sources)
    keys = dict.fromkeys(one.key for one in references if one.key != _OURSELVES)
    sources = [case.sources[key] for key in keys if key in case.sources][:_SOURCES]
    said = "; ".join(_short(one) for one in sources)
    assessment = case.result.assessment
    rules = f"Questionnaire {assessment.instruments.get('cooperation', '')}, policy {case.policy.id}."
    return f"* Planning assumptions. {rules} Source: {said}. The assessment report holds every answer."


def _short(source: Source) -> str:
    return f"{source.short or source.title} ({source.date})"
