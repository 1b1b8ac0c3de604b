"""The assessment report: from what a reader may see of an assessment to a sheet of fifteen to twenty-five pages."""

from __future__ import annotations

from collections.abc import Iterator

from diagnostic import wording
from diagnostic.content.model import Reference, Source
from diagnostic.documents import case as facts
from diagnostic.documents import case_method, case_plan, report_answers, report_plan, report_result
from diagnostic.documents.case import VIEWS, Case
from diagnostic.documents.model import Span, Text
from diagnostic.documents.report_blanks import BLANKS
from diagnostic.documents.report_input import Report, context, cut, finding, level, named, subtitle, title
from diagnostic.documents.sheet import (
    Band,
    Bands,
    Block,
    Callout,
    Definitions,
    Figure,
    Figures,
    Heading,
    PageBreak,
    Paragraph,
    Points,
    Sheet,
    Sources,
    Table,
    Together,
    Words,
    dated,
    quiet,
    strong,
)
from diagnostic.scoring import explaining
from diagnostic.scoring.outcomes import VIEWS as BOTH_VIEWS
from diagnostic.scoring.outcomes import Pair

#: How many of anything the summary names before it counts the rest.
_FEW = 4


def report(found: Report) -> Sheet:
    """Return the report as a sheet."""
    case = found.case
    round = case.result.assessment.round
    return Sheet(
        title=title(found),
        above=f"Assessment report · round {round}",
        subtitle=subtitle(found),
        finding=finding(found),
        running=f"{found.agencies} · assessment report",
        foot=f"{case.country} · round {round} · made on {dated(case.made_on)}",
        classification=case.classification,
        fictional=case.fictional,
        contents=True,
        subject=f"Assessment report of round {round}: {found.agencies}",
        made_at=found.made_at,
        blocks=tuple(_blocks(found)),
    )


def words(found: Report) -> dict[str, str]:
    """Return what the blanks of a template stand for, by name."""
    case = found.case
    round, day = case.result.assessment.round, dated(case.made_on)
    said = (title(found), found.agencies, case.country, round, day, finding(found), case.classification)
    return dict(zip(BLANKS, said, strict=True))


def _blocks(found: Report) -> Iterator[Block]:
    yield _about(found)
    yield PageBreak()
    yield from summary(found)
    yield PageBreak()
    yield from _method(found)
    yield from report_result.profile(found)
    yield from report_result.sides(found)
    yield from report_result.powers(found)
    yield from report_result.requirements(found)
    yield from report_plan.plan(found)
    yield from report_plan.decisions(found)
    yield from report_plan.rounds(found)
    yield from _second_look(found.case)
    yield from _unknown(found)
    yield from report_answers.answers(found)
    yield from _sources(found)


def _about(found: Report) -> Definitions:
    case, assessment = found.case, found.case.result.assessment
    rows: list[tuple[Words, Words]] = [
        ("Agencies", found.agencies),
        ("Made on", dated(case.made_on)),
        ("Questionnaire", f"{case.result.instrument.title}, {assessment.instruments.get('cooperation', '')}"),
        ("Rules", f"Policy {case.policy.id}"),
    ]
    if case.towards:
        set_by_them = assessment.target is not None
        rows.append(("Target of the agencies" if set_by_them else "Plan towards", wording.capital(case.towards)))
    if case.fictional:
        rows.append(("Please note", facts.FICTIONAL))
    return Definitions(tuple(rows), small=True)


# ---------------------------------------------------------------- the summary


def summary(found: Report) -> Iterator[Block]:
    """Yield the page that a reader in haste needs."""
    case = found.case
    yield Heading("Summary")
    yield Paragraph(finding(found), "lead")
    yield levels(case)
    yield Figures(tuple(_figures(found)))
    rows: list[tuple[Words, Words]] = [(_held_back(case), _blockers(case))]
    if found.both:
        rows.append(("The two agencies", _apart(case)))
    rows.append(("What next", _next(case)))
    if found.register is not None and found.register.decisions:
        rows.append(("Decided", _decided(found)))
    rows.append(("Unknown", _not_known(case)))
    yield Definitions(tuple(rows), share=0.22)


def levels(case: Case, longest: int = 200) -> Bands:
    """Return the level on the continuum: of what is shown first, then of each agency. Long names are cut."""
    rows = []
    known = facts.whose_views(case)
    for who in dict.fromkeys([case.whose, *known]):
        for view in BOTH_VIEWS:
            if who == case.whose or view == "claimed":
                name = cut(case.result.assessment.pair.name(who), longest)
                rows.append(Band(f"{name}, {VIEWS[view]}", *known[who].view(view).continuum))
    return Bands(tuple(rows), (case.names[0].lower(), case.names[4].lower()))


def _figures(found: Report) -> Iterator[Figure]:
    case = found.case
    done, total = _answered(case)
    yield Figure(f"{done} of {total}", "rated answers given", "by both agencies" if found.both else f"by {case.name}")
    following = case.claimed.continuum.lower + 1
    if following <= len(case.policy.levels):
        asked = [one for one in case.claimed.requirements if one.level == following]
        held = sum(one.state in ("holds", "waived") for one in asked)
        name = case.policy.level(following).name.lower()
        yield Figure(
            f"{held} of {len(asked)}", "requirements certain to hold", f"of {wording.level(following)}, {name}"
        )
    if found.both:
        told = [one for one in facts.apart(case) if one.gap is not None]
        apart = sum(one.gap != 0 for one in told)
        yield Figure(f"{apart} of {len(told)}", "questions answered apart", "where both levels are known")
    if case.plan is not None and case.slots:
        efforts = [case.effort(slot) for slot in case.slots]
        low, high = sum(one.low for one in efforts), sum(one.high for one in efforts)
        many = "step planned" if len(case.slots) == 1 else "steps planned"
        yield Figure(str(len(case.slots)), many, f"{low:,} to {high:,} person-days, as an assumption")


def _answered(case: Case) -> tuple[int, int]:
    """Return how many of the rated answers are there, over all agencies that are shown."""
    results = [
        result
        for voice in case.voices
        for result in case.result.voices[voice].claimed.dimensions.values()
        if result is not None
    ]
    return sum(one.answered for one in results), sum(one.applicable for one in results)


def _held_back(case: Case) -> str:
    following = case.claimed.continuum.lower + 1
    if following > len(case.policy.levels):
        return "What holds back"
    return f"What holds back {wording.level(following)}"


def _blockers(case: Case) -> Words:
    if not case.claimed.blockers:
        return facts.blocking(case)
    lines = [explaining.blocker(one, case.result.instrument) + "." for one in case.claimed.blockers[:_FEW]]
    more = len(case.claimed.blockers) - _FEW
    return "\n".join([*lines, *([f"And {more} more."] if more > 0 else [])])


def _apart(case: Case) -> Words:
    far = facts.wide(case)
    names = [one.item.name.lower() for one in far[:_FEW]]
    if not names:
        return facts.gap_finding(case)
    rest = len(far) - _FEW
    listed = wording.listing(names) if rest < 1 else f"{', '.join(names)} and {rest} more"
    return f"{facts.gap_finding(case)} No answer has been agreed on {listed}."


def _next(case: Case) -> Words:
    if case.plan is None or not case.slots:
        return case_plan.plan_finding(case)
    lines = [case_plan.plan_finding(case), "It begins with:"]
    lines += [f"– {slot.step.title}" for slot in case.slots[:3]]
    return "\n".join(lines)


def _decided(found: Report) -> Words:
    assert found.register is not None
    decided, actions = len(found.register.decisions), len(found.register.actions)
    said = (
        f"{wording.count(decided, 'decision')} and {wording.count(actions, 'action')} are in the committee’s register."
    )
    waiting = len(found.register.open_above)
    if waiting:
        verb = "waits" if waiting == 1 else "wait"
        said += f" {wording.capital(wording.count(waiting, 'decision'))} {verb} for the strategic level."
    return said


def _not_known(case: Case) -> Words:
    checks = [xray for _, xray in facts.second_look(case) if xray.severity == "warning"]
    said = wording.capital(facts.unknown_finding(case))
    if checks:
        points = wording.capital(wording.count(len(checks), "point"))
        said += f" {points} should be checked before the result is relied on."
    return said


# ---------------------------------------------------------------- how it was worked out


def _method(found: Report) -> Iterator[Block]:
    case = found.case
    yield Heading("How it was worked out")
    whose = "Both agencies answered" if found.both else f"{case.name} answered"
    yield Paragraph(
        f"{whose} the questionnaire that the Customs–Police Cooperation Handbook of the World Customs Organization and "
        "INTERPOL contains (section X), each question with five observable statements added by the authors of this "
        f"toolkit. {case.result.instrument.practice_rule} The handbook obliges nobody to reach a particular level: the "
        "target is the agencies’ own choice."
    )
    rows = tuple((level(Pair(one.level, one.level)), (strong(one.name),), one.definition) for one in case.policy.levels)
    caption = "The continuum of cooperation: the handbook’s definitions, in our own words"
    yield Table(("", "Level", "What it describes"), rows, (6, 20, 74), caption)
    yield Definitions(tuple(case_method.method(case)), share=0.18, small=True)
    if said := context(found):
        yield Paragraph("What the agencies said of their setting. None of it is scored.", "meta")
        yield Definitions(tuple(said), share=0.18, small=True)
    yield Callout(
        (
            "The integrity self-assessments, which stay with each agency’s own integrity team and head.",
            "Limits, comments, evidence and references on special powers (A.9 to A.11), which belong to a named "
            "custodian. Authority in law and the level of access are shown.",
            *(("What each agency wrote in its own words on challenges (A.17).",) if found.both else ()),
            *case.left_out,
        ),
        "What this report leaves out",
    )


# ---------------------------------------------------------------- what to look at again


def _second_look(case: Case) -> Iterator[Block]:
    yield Heading("Answers worth a second look")
    looked = facts.second_look(case)
    if not looked:
        yield Paragraph("Nothing stands out.")
        return
    instrument, pair = case.result.instrument, case.result.assessment.pair
    rows = [
        ((strong(facts.SEVERITY[one.severity]),), explaining.finding(one, rule, instrument, pair), rule.do)
        for one, rule in looked
    ]
    heads = ("", "What stands out", "What to do")
    yield Table(heads, tuple(rows), (15, 45, 40), "They inform the reader, and never change a level")


def _unknown(found: Report) -> Iterator[Block]:
    case = found.case
    missing = facts.unknown(case)
    said = Paragraph(wording.capital(facts.unknown_finding(case)))
    if not missing:
        yield Together((Heading("What is unknown"), said))
        return
    yield Heading("What is unknown")
    yield said
    rows = []
    for one in missing:
        why = "\n".join(f"{name}: {reason}" for name, reason in one.why)
        hangs = (
            wording.capital(wording.listing([wording.level(number) for number in one.levels])) if one.levels else "–"
        )
        rows.append((named(one.item), why, hangs))
    yield Table(("Question", "Why", "Levels that hang on it"), tuple(rows), (40, 36, 24))
    if case.plan is not None and case.plan.shortcuts:
        yield Heading("What to answer first", 2)
        yield Points(tuple(_shortcuts(case)))


def _shortcuts(case: Case) -> Iterator[Text]:
    assert case.plan is not None
    for one in case.plan.shortcuts:
        item = case.result.instrument.item(one.item)
        gain = f"{wording.count(one.steps, 'step')} can be saved" if one.steps > 0 else "a lighter plan will do"
        yield (*named(item), Span(f": if it is at {wording.level(one.at_least)} already, {gain}."))


# ---------------------------------------------------------------- sources


def _sources(found: Report) -> Iterator[Block]:
    sources = _all_of(found.case)
    if not sources:
        return
    yield Heading("Sources")
    yield Paragraph("Of the questions, the rules, the second looks and the planned steps.", "meta")
    yield Sources(tuple(_source(one) for one in sources))


def _all_of(case: Case) -> tuple[Source, ...]:
    """Return the sources of everything that the report prints, each once."""
    references: list[Reference] = [*case.result.instrument.sources, *case.policy.sources]
    for one in case.policy.levels:
        references += [one.source, *(need.source for need in one.requirements)]
    for item in case.result.instrument.items:
        references += item.sources
    for _, rule in facts.second_look(case):
        references += rule.sources
    for slot in case.slots:
        references += slot.step.sources
    return tuple(case.sources[key] for key in dict.fromkeys(one.key for one in references) if key in case.sources)


_NO_DATE = "not stated"


def _source(source: Source) -> Text:
    said = [Span(source.title)]
    date = "no date stated" if source.date == _NO_DATE else source.date
    where = ", ".join(part for part in (source.publisher, date) if part and part != source.title)
    said.append(Span(f". {where}."))
    if source.note:
        said.append(quiet(f" {source.note}"))
    return tuple(said)
