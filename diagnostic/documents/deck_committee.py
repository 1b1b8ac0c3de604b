"""The slides of one assessment, for the committee of both agencies or for one agency at home."""

from __future__ import annotations

from diagnostic import wording
from diagnostic.answers import labels
from diagnostic.answers.answer import AGENCIES
from diagnostic.charts.slides import tables
from diagnostic.charts.slides.frame import Area
from diagnostic.charts.spec import Band
from diagnostic.documents import case as facts
from diagnostic.documents import case_charts, case_method, case_plan
from diagnostic.documents.case import FICTIONAL, Case
from diagnostic.documents.deck_roadmap import STEPS, roadmap
from diagnostic.documents.deck_stage import Column, Heading, Stage, texts

_METHOD = "How it was worked out stands on the last slides."


def committee(case: Case) -> bytes:
    """Return the deck as a file."""
    assessment = case.result.assessment
    title = f"Cooperation of customs and police: {case.country}"
    stage = Stage(title, f"Round {assessment.round}", case.classification, case.made_on)
    _title(stage, case, title)
    _summary(stage, case)
    _profile(stage, case)
    _gaps(stage, case)
    _blockers(stage, case)
    _powers(stage, case)
    _unknown(stage, case)
    _plan(stage, case)
    _decisions(stage, case)
    _method(stage, case)
    return stage.bytes()


def _title(stage: Stage, case: Case, title: str) -> None:
    assessment = case.result.assessment
    day = f"{case.made_on.day} {case.made_on:%B %Y}"
    pair = assessment.pair
    whose = f"{pair.customs} and {pair.police}" if case.whose == "both" else f"Answers of {case.name} alone"
    lines = [whose, f"Round {assessment.round} · made on {day}", FICTIONAL if case.fictional else "", *case.left_out]
    questions = f"{case.result.instrument.title}, {case.result.instrument.version}; policy {case.policy.id}."
    stage.title(title, lines, f"{questions} Every chart and table can be edited. {_METHOD}")


def _heading(case: Case, title: str, subject: str = "", *notes: str, view: str = "as claimed") -> Heading:
    return Heading(title, subject, case.basis(view), notes, case.fictional)


# ---------------------------------------------------------------- where it stands


def _summary(stage: Stage, case: Case) -> None:
    chart = case_charts.band(case)
    assert isinstance(chart.body, Band)
    rows = chart.body.rows
    heading = _heading(case, chart.finding, chart.subject, view="as claimed and as evidenced")
    said = [
        ("Next level", facts.blocking(case)),
        ("The two agencies", facts.gap_finding(case) if facts.apart(case) else ""),
        ("Unknown", facts.unknown_finding(case)),
        ("Plan", case_plan.plan_finding(case) if case.plan else ""),
    ]
    slide, area = stage.blank(heading, f"{facts.finding(case)} {_method_of(case, 'Levels', 'Missing answers')}")
    spoken = "; ".join(f"{row.label}: {row.reading}" for row in rows)
    tall = 28.0 * (len(rows) + 1)
    tables.band(slide, Area(area.x, area.y, area.w, tall), chart.body, rows, f"Levels. {spoken}.")
    below = Area(area.x, area.y + tall + 14, area.w, area.h - tall - 14)
    columns = (Column("In short", 0.2, 2, True), Column("", 0.8, 3))
    texts(slide, below, columns, [row for row in said if row[1]], 16.0 if below.h > 240 else 14.0, "In short")


def _profile(stage: Stage, case: Case) -> None:
    stage.chart(case_charts.profile(case), _method_of(case, "Dimensions", "Two agencies"))


def _gaps(stage: Stage, case: Case) -> None:
    if not facts.apart(case):
        return
    stage.chart(case_charts.dumbbell(case), _method_of(case, "Dimensions", "Two agencies"))
    widest = [one for one in facts.apart(case) if one.gap][:8]
    if not widest:
        return
    assessment = case.result.assessment
    agreed = any(one.agreed is not None for one in widest)
    table = []
    for found in widest:
        row = [labels.title(found.item)]
        for voice in AGENCIES:
            pair = case.result.voices[voice].claimed.outcomes[found.item.id].pair
            answer = assessment.answer(voice, found.item.id)
            row.append(facts.figure(pair))
            # What was answered may count for less than it says, by where it holds.
            counts = pair is not None and pair.known and answer.level == pair.lower
            said = found.item.statement(answer.level) if answer.level else facts.short(found.item, answer)
            row.append(said if counts or not answer.level else f"Answered {answer.level}: {said}")
        row.append(wording.count(abs(found.gap or 0), "level"))
        if agreed:
            row.append(str(found.agreed or "not yet"))
        table.append(row)
    columns = [
        Column("Question", 0.2, 2, True),
        Column("", 0.05, 1, level=True),
        Column(assessment.pair.customs, 0.27 if agreed else 0.305, 3),
        Column("", 0.05, 1, level=True),
        Column(assessment.pair.police, 0.27 if agreed else 0.305, 3),
        Column("Apart", 0.08 if agreed else 0.09, 1),
        *([Column("Agreed", 0.08, 1, level=True)] if agreed else []),
    ]
    subject = "Level each agency claims, and its words; the widest gaps first"
    heading = _heading(case, facts.gap_finding(case), subject)
    stage.table(heading, columns, table, _method_of(case, "Two agencies"), most=1, left="question")


def _blockers(stage: Stage, case: Case) -> None:
    name = facts.following(case)
    if name:
        rows = []
        for found in facts.open_requirements(case):
            item, level = case.result.instrument.item(found.requirement.item), found.requirement.at_least
            asked = f"{wording.capital(wording.level(level))}: {item.statement(level)}"
            rows.append(
                (str(found.level), labels.title(item), asked, facts.figure(found.pair), facts.said_by(case, item))
            )
        columns = (
            Column("For level", 0.07, 1, level=True),
            Column("Requirement", 0.2, 3, True),
            Column("What is asked for", 0.4, 4),
            Column("Now", 0.07, 1, level=True),
            Column("Who says what", 0.26, 4),
        )
        subject = "Requirements of the next level, and of those up to the target, that are not certain to hold"
        stage.table(_heading(case, facts.blocking(case), subject), columns, rows, _method_of(case, "Levels"), most=2)
    _not_shown(stage, case)


def _not_shown(stage: Stage, case: Case) -> None:
    """Say what is claimed and not supported by evidence."""
    shown_less = facts.not_shown(case)
    if not shown_less:
        return
    rows = []
    for found in shown_less:
        item = case.result.instrument.item(found.requirement.item)
        needs = wording.capital(wording.level(found.requirement.at_least))
        asked = f"{needs}: {item.statement(found.requirement.at_least)}"
        rows.append((labels.title(item), asked, facts.figure(found.pair)))
    number = len(shown_less)
    title = (
        f"{wording.count(number, 'requirement')} {'holds' if number == 1 else 'hold'} as claimed, and "
        f"{'is' if number == 1 else 'are'} not supported by what can be shown."
    )
    columns = (
        Column("Requirement", 0.24, 3, True),
        Column("What is asked for", 0.62, 4),
        Column("As evidenced", 0.14, 1, level=True),
    )
    heading = _heading(case, title, "Claimed, but not shown", view="as evidenced")
    stage.table(heading, columns, rows, _method_of(case, "Evidence"))


def _powers(stage: Stage, case: Case) -> None:
    if not case.result.powers or not case.voices:
        return
    if case.whose == "both":
        stage.chart(case_charts.powers(case), _method_of(case, "Powers"))
        return
    table = []
    full = 0
    for row, access in facts.own_powers(case):
        held = row.authority[case.voices[0]]
        full += held == "full"
        item = case.result.instrument.item(row.power)
        table.append((labels.title(item), labels.AUTHORITY_SHORT[held], access))
    title = f"{case.name} holds {full} of {wording.count(len(table), 'power')} in full."
    columns = (
        Column("Power", 0.28, 2, True),
        Column("Authority in law", 0.16, 1),
        Column("How it gets the result", 0.56, 3),
    )
    heading = _heading(case, title, "Authority in law is context, not maturity")
    stage.table(heading, columns, table, _method_of(case, "Powers"), most=1)


def _unknown(stage: Stage, case: Case) -> None:
    found = facts.unknown(case)
    if not found:
        return
    rows = []
    for one in found:
        why = "; ".join(f"{who}: {reason}" for who, reason in one.why)
        asked = wording.capital(wording.listing([wording.level(level) for level in one.levels])) or "–"
        rows.append((labels.title(one.item), why, asked))
    columns = (Column("Question", 0.38, 2, True), Column("Why", 0.42, 2), Column("Required for", 0.2, 1))
    subject = "Questions that count and have no known answer; first what the next levels require"
    stage.table(
        _heading(case, facts.unknown_finding(case), subject),
        columns,
        rows,
        _method_of(case, "Missing answers"),
        most=1,
        left="question",
    )


# ---------------------------------------------------------------- what to do


def _plan(stage: Stage, case: Case) -> None:
    if case.plan is None:
        return
    method = _method_of(case, "Plan")
    if not case.slots:
        stage.blank(_heading(case, case_plan.plan_finding(case)), method)
        return
    slots, end = case.slots, max(slot.end for slot in case.slots)
    many = -(-len(slots) // STEPS)
    size = -(-len(slots) // many)
    for start in range(0, len(slots), size):
        piece = slots[start : start + size]
        part = f" ({start // size + 1} of {many})" if many > 1 else ""
        subject = f"Months from the beginning, in the middle of the planning assumptions; in all {end:.0f} months"
        slide, area = stage.blank(_heading(case, case_plan.plan_finding(case) + part, subject), method)
        numbers = range(start + 1, start + 1 + len(piece))
        spoken = "; ".join(
            f"{n}. {one.step.title}: months {one.start:.0f} to {one.end:.0f}"
            for n, one in zip(numbers, piece, strict=True)
        )
        roadmap(slide, area, piece, numbers, end, f"{case_plan.plan_finding(case)} {spoken}.")
    first = case_plan.first_steps(case)
    rows = []
    for slot in first:
        place = str(slots.index(slot) + 1)
        actions = " ".join(f"{action.rstrip('.')}." for action in slot.step.first_actions[:2])
        rows.append((place, slot.step.title, case.leads(slot), actions, case_plan.removes(case, slot)))
    number = len(first)
    title = f"{wording.count(number, 'step')} {'begins' if number == 1 else 'begin'} in the first 100 days."
    columns = (
        Column("", 0.04, 1),
        Column("Step", 0.2, 4, True),
        Column("Who leads", 0.18, 5),
        Column("First actions", 0.34, 6),
        Column("What it is for", 0.24, 5),
    )
    stage.table(
        _heading(case, title, f"The next 100 days towards {case.towards}"), columns, rows, method, most=2, left="step"
    )


def _decisions(stage: Stage, case: Case) -> None:
    asked = case_plan.decisions(case)
    number = len(asked)
    if not number:
        stage.blank(_heading(case, "Nothing in the answers calls for a decision now."))
        return
    verb = "is" if number == 1 else "are"
    title = f"{wording.capital(_count(number))} {'decision' if number == 1 else 'decisions'} {verb} wanted."
    rows = [(str(place), what, why) for place, (what, why) in enumerate(asked, 1)]
    columns = (Column("", 0.04, 1, True), Column("Decision", 0.54, 4, True), Column("Why", 0.42, 4))
    stage.table(_heading(case, title, "What the answers and the plan call for"), columns, rows, _METHOD, most=2)


_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _count(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def _method(stage: Stage, case: Case) -> None:
    title = "Levels are bounds from the answers; nothing is guessed, and no mean is a headline."
    columns = (Column("", 0.18, 1, True), Column("How it was worked out", 0.82, 3))
    stage.table(
        _heading(case, title, case.policy.title), columns, case_method.method(case), case.policy.description, most=2
    )
    sources = case_method.references(case)
    if not sources:
        return
    rows = [(one.title, ", ".join(filter(None, (one.publisher, one.date)))) for one in sources]
    title = f"Questions, rules and steps rest on {wording.count(len(rows), 'source')}."
    columns = (Column("Source", 0.6, 2, True), Column("From", 0.4, 3))
    notes = f"{case.result.instrument.title}, {case.result.instrument.version}. {case.policy.title}."
    stage.table(_heading(case, title), columns, rows, notes, most=2, left="source")


def _method_of(case: Case, *topics: str) -> str:
    return " ".join(text for topic, text in case_method.method(case) if topic in topics)
