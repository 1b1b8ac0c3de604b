"""The sheets of one assessment: a sheet for each topic."""

from __future__ import annotations

from collections.abc import Iterator

from diagnostic import wording
from diagnostic.advice.explaining_plan import PHASE
from diagnostic.answers import labels
from diagnostic.answers.answer import AGENCIES, Answer, Voice
from diagnostic.charts.timeline import running
from diagnostic.content.model import Item
from diagnostic.documents import case as facts
from diagnostic.documents import case_method, case_plan
from diagnostic.documents.case import FICTIONAL, SEVERITY, VIEWS, Case
from diagnostic.documents.workbook_sheet import Book, Column, Value, bounds, ends
from diagnostic.scoring import explaining
from diagnostic.scoring.levels import DimensionResult, Holding
from diagnostic.scoring.outcomes import VIEWS as BOTH_VIEWS
from diagnostic.scoring.outcomes import visible

_HOLDING: dict[Holding, str] = {
    "holds": "holds",
    "unknown": "not certain",
    "fails": "does not hold",
    "waived": "left out",
}
_BASIS = {"text": "in the text", "derived": "derived by the authors"}
_STATUS = {"planned": "Planned", "started": "Started", "done": "Done", "dropped": "Dropped"}


def assessment(case: Case) -> bytes:
    """Return the workbook of one assessment as a file."""
    said = case.result.assessment
    title = f"Cooperation of customs and police: {case.country}, round {said.round}"
    marks = (FICTIONAL if case.fictional else "", *case.left_out)
    book = Book(title, case.result.instrument.title, case.classification, marks, case.made_on)
    _summary(book, case, title)
    _profile(book, case)
    _requirements(book, case)
    _answers(book, case)
    if len(case.voices) == len(AGENCIES):
        _gaps(book, case)
    _powers(book, case)
    _plan(book, case)
    _xrays(book, case)
    _method(book, case)
    return book.bytes()


def _contents(case: Case) -> Iterator[tuple[str, str]]:
    """Yield the sheets after the first, with what they hold."""
    yield "Profile", "Levels by dimension, as claimed and as evidenced, of each agency and of both"
    yield "Requirements", "What every level asks for, and whether it holds"
    yield "Answers", "Every answer with its words, evidence, scope and comment"
    if len(case.voices) == len(AGENCIES):
        yield "Gaps", "Where the two agencies see different levels"
    yield "Powers", "Who holds which power, and how the other gets the result"
    yield "Plan", "Steps in time, with effort and what they are for"
    yield "X-rays", "Answers worth a second look"
    yield "Method", "How it was worked out, and the sources"


def _summary(book: Book, case: Case, title: str) -> None:
    sheet = book.sheet("Summary", title, facts.finding(case), (34, 16, 10, 10, 76))
    rows: list[tuple[Value, ...]] = []
    for who, views in reversed(facts.whose_views(case).items()):
        for view in BOTH_VIEWS:
            pair = views.view(view).continuum
            words = wording.capital(explaining.bounds(pair, case.policy))
            rows.append((case.brief(who), VIEWS[view], *ends(pair), words))
    columns = (Column("Whose", 34, "strong"), Column("View", 16), *bounds("Level"), Column("In words", 76))
    sheet.table(columns, rows, "No answer is there yet.", alone=False)
    said = case.result.assessment
    short = [
        ("What holds back", facts.blocking(case)),
        ("The two agencies", facts.gap_finding(case) if facts.apart(case) else "One agency alone is shown here."),
        ("Unknown", facts.unknown_finding(case)),
        ("Plan", case_plan.plan_finding(case)),
        ("Agencies", f"{said.pair.customs}; {said.pair.police}"),
        (
            "Questionnaire, policy",
            f"{case.result.instrument.title}, {case.result.instrument.version}; {case.policy.id}",
        ),
        ("Made on", f"{case.made_on.day} {case.made_on:%B %Y}"),
        *(("Left out", sentence) for sentence in case.left_out),
    ]
    sheet.pairs(("Topic", "In short"), short)
    sheet.contents(list(_contents(case)))


def _profile(book: Book, case: Case) -> None:
    columns = (
        Column("Dimension", 18, "strong"),
        Column("Whose", 20),
        *bounds("Claimed"),
        *bounds("Claimed, typical"),
        *bounds("Evidenced"),
        *bounds("Evidenced, typical"),
        Column("Answered", 10, "number"),
        Column("Asked", 8, "number"),
        Column("Note", 30),
    )
    title = "Levels by dimension: the weakest rated item decides; the typical one stands beside it."
    sheet = book.sheet("Profile", "Profile", title, [column.width for column in columns])
    rows: list[tuple[Value, ...]] = []
    for who, views in reversed(facts.whose_views(case).items()):
        for dimension in case.result.instrument.dimensions:
            claimed, evidenced = (views.view(view).dimensions[dimension.id] for view in BOTH_VIEWS)
            name = case.brief(who)
            rows.append((dimension.title, name, *_of(claimed), *_of(evidenced), *_covered(claimed)))
    sheet.table(columns, rows, "No answer is there yet.")


def _of(found: DimensionResult | None) -> tuple[Value, ...]:
    if found is None:
        return ("n/a",) * 4
    # With too few answers only the bounds are shown.
    return (*ends(found.pair), *ends(None if found.withheld else found.typical, "withheld"))


def _covered(found: DimensionResult | None) -> tuple[Value, ...]:
    if found is None:
        return None, None, "Not applicable."
    note = "Too few answers: only the bounds are shown." if found.withheld else ""
    return found.answered, found.applicable, note


def _requirements(book: Book, case: Case) -> None:
    columns = (
        Column("Requirement", 24, "strong"),
        Column("Whose", 14),
        Column("For level", 7, "level"),
        Column("Needs", 7, "level"),
        *bounds("Claimed"),
        Column("As claimed", 10),
        *bounds("Evidenced"),
        Column("As evidenced", 10),
        Column("Blocks the next level", 10),
        Column("What is asked for", 36),
        Column("Words of the source", 28),
        Column("Basis", 12),
    )
    sheet = book.sheet(
        "Requirements", "Requirements and what blocks", facts.blocking(case), [column.width for column in columns]
    )
    rows: list[tuple[Value, ...]] = []
    for who, views in reversed(facts.whose_views(case).items()):
        blockers = {(one.level, one.requirement.item) for one in views.claimed.blockers}
        pairs = zip(views.claimed.requirements, views.evidenced.requirements, strict=True)
        for claimed, evidenced in pairs:
            wanted = claimed.requirement
            item = case.result.instrument.item(wanted.item)
            blocks = (claimed.level, wanted.item) in blockers
            rows.append(
                (
                    labels.title(item),
                    case.brief(who),
                    claimed.level,
                    wanted.at_least,
                    *ends(claimed.pair, "n/a"),
                    _HOLDING[claimed.state],
                    *ends(evidenced.pair, "n/a"),
                    _HOLDING[evidenced.state],
                    "yes" if blocks else "",
                    item.statement(wanted.at_least),
                    f"“{wanted.phrase}”",
                    _BASIS[wanted.basis],
                )
            )
    sheet.table(columns, rows, "The policy has no requirement.")


def _answers(book: Book, case: Case) -> None:
    columns = (
        Column("Question", 20, "strong"),
        Column("Whose", 12),
        Column("Level", 7, "level"),
        Column("Answer", 34),
        Column("Where it holds", 11),
        Column("What can be shown", 12),
        Column("Counts as claimed", 9, "level"),
        Column("Counts as evidenced", 11, "level"),
        Column("Comment", 36),
        Column("Reference", 14),
        Column("Reason, dissent", 15),
        Column("To discuss", 8),
        Column("Law allows at most", 9, "level"),
    )
    rows = list(_answered(case))
    shown = sum(bool(row[2]) or bool(row[3]) for row in rows)
    title = f"{wording.count(shown, 'answer')}, in the words of the questionnaire and of those who answered."
    sheet = book.sheet("Answers", "Answers", title, [column.width for column in columns])
    sheet.table(columns, rows, "No answer is there yet.")


def _answered(case: Case) -> Iterator[tuple[Value, ...]]:
    said = case.result.assessment
    shown: list[Voice] = [*case.voices]
    if case.whose == "both" and "agreed" in said.voices:
        shown.append("agreed")
    for item in case.result.instrument.items:
        for voice in shown:
            answer = said.answer(voice, item.id)
            asked = voice != "agreed" and visible(item, case.result.instrument, said.voices[voice])
            if asked or not answer.empty:
                yield _answer(case, item, voice, answer)


def _answer(case: Case, item: Item, voice: Voice, answer: Answer) -> tuple[Value, ...]:
    # In a level's own column stands the number; its words stand beside it.
    words = item.statement(answer.level) if answer.level is not None else labels.headline(item, answer)
    counts: list[Value] = []
    for view in BOTH_VIEWS:
        found = case.result.voices[voice].view(view).outcomes.get(item.id) if voice in case.result.voices else None
        pair = found.pair if found else None
        counts.append(None if pair is None else pair.lower if pair.known else f"{pair.lower} to {pair.upper}")
    # The reason of a state is part of its words.
    reasons = [answer.reason if answer.state is None else "", f"Dissent: {answer.dissent}" if answer.dissent else ""]
    return (
        labels.title(item),
        case.brief(voice),
        answer.level,
        words,
        labels.SCOPES[answer.scope] if answer.scope else "",
        labels.EVIDENCE[answer.evidence] if answer.evidence else "",
        *counts,
        answer.comment,
        answer.link,
        "\n".join(filter(None, reasons)),
        "yes" if answer.discuss else "",
        answer.legal_ceiling,
    )


def _gaps(book: Book, case: Case) -> None:
    titles = {dimension.id: dimension.title for dimension in case.result.instrument.dimensions}
    columns = (
        Column("Question", 36, "strong"),
        Column("Dimension", 16),
        *bounds("Customs"),
        *bounds("Police"),
        Column("Customs minus police", 11, "number"),
        Column("Agreed", 9, "level"),
        Column("Marked to discuss by", 24),
        Column("Reading", 26),
    )
    sheet = book.sheet("Gaps", "Gaps between the two", facts.gap_finding(case), [column.width for column in columns])
    said = case.result.assessment
    rows: list[tuple[Value, ...]] = []
    for one in facts.apart(case):
        marked = [case.brief(voice) for voice in AGENCIES if said.answer(voice, one.item.id).discuss]
        if one.customs is None or one.police is None:
            reading = f"not applicable to {case.brief('customs' if one.customs is None else 'police')}"
        elif one.gap is None:
            reading = "gap cannot be told"
        else:
            reading = f"{wording.count(abs(one.gap), 'level')} apart" if one.gap else "same level"
        rows.append(
            (
                labels.title(one.item),
                titles.get(one.item.dimension, ""),
                *ends(one.customs, "n/a"),
                *ends(one.police, "n/a"),
                one.gap,
                one.agreed,
                wording.listing(marked),
                reading,
            )
        )
    sheet.table(columns, rows, "No question can be compared.")


def _powers(book: Book, case: Case) -> None:
    rows: list[tuple[Value, ...]] = []
    title = (
        "Authority in law is context, not maturity. Access is rated only where an agency’s own authority is not full."
    )
    if case.whose == "both":
        columns: tuple[Column, ...] = (
            Column("Power", 30, "strong"),
            Column("Customs", 11),
            Column("Customs lacks", 22),
            Column("Police", 11),
            Column("Police lacks", 22),
            Column("Finding", 22),
            *bounds("Access"),
            Column("How the other gets the result", 54),
        )
        for row, power in zip(case.result.powers, facts.powers(case), strict=True):
            rows.append(
                (
                    f"{power.label} {power.code}".strip(),
                    labels.AUTHORITY_SHORT[power.customs],
                    facts.lacking(case, row, "customs"),
                    labels.AUTHORITY_SHORT[power.police],
                    facts.lacking(case, row, "police"),
                    power.finding,
                    *ends(power.access),
                    power.words,
                )
            )
    else:
        columns = (
            Column("Power", 30, "strong"),
            Column("Authority in law", 14),
            Column("Lacks", 26),
            *bounds("Access"),
            Column("How it gets the result", 70),
        )
        for row, words in facts.own_powers(case) if case.voices else ():
            voice = case.voices[0]
            item = case.result.instrument.item(row.power)
            held = labels.AUTHORITY_SHORT[row.authority[voice]]
            rows.append((labels.title(item), held, facts.lacking(case, row, voice), *ends(row.access[voice]), words))
    sheet = book.sheet("Powers", "Powers", title, [column.width for column in columns])
    sheet.table(columns, rows, "No power is asked about.")


def _plan(book: Book, case: Case) -> None:
    columns = (
        Column("No.", 5, "number"),
        Column("Step", 24, "strong"),
        Column("Begins", 12),
        Column("Runs", 11),
        Column("Effort, low (person-days)", 9, "number"),
        Column("Effort, high (person-days)", 9, "number"),
        Column("Takes", 11),
        Column("Who leads", 20),
        Column("Status", 9),
        Column("What it is for", 28),
        Column("After step", 7),
        Column("First actions", 36),
        Column("Done when", 26),
    )
    sheet = book.sheet("Plan", "Plan", case_plan.plan_finding(case), [column.width for column in columns])
    numbers = {slot.step.id: place for place, slot in enumerate(case.slots, 1)}
    rows: list[tuple[Value, ...]] = []
    for place, slot in enumerate(case.slots, 1):
        effort, step = case.effort(slot), slot.step
        rows.append(
            (
                place,
                step.title,
                PHASE[slot.phase],
                wording.capital(running(slot)),
                effort.low,
                effort.high,
                case.lasting(slot),
                case.leads(slot),
                _STATUS[case.statuses.get(step.id, "planned")],
                case_plan.removes(case, slot),
                ", ".join(str(numbers[id]) for id in slot.after if id in numbers),
                "\n".join(f"{action.rstrip('.')}." for action in step.first_actions),
                step.done_when,
            )
        )
    sheet.table(columns, rows, "No step is planned.")
    sheet.say("Effort, duration and times are planning assumptions, to be edited.")


def _xrays(book: Book, case: Case) -> None:
    columns = (
        Column("Weight", 15, "strong"),
        Column("What stands out", 62),
        Column("What to do", 54),
        Column("Whose", 18),
        Column("Questions", 30),
    )
    rows: list[tuple[Value, ...]] = []
    instrument, pair = case.result.instrument, case.result.assessment.pair
    for found, rule in facts.second_look(case):
        items = ", ".join(labels.title(instrument.item(id)) for id in found.items)
        whose = case.brief(found.voice) if found.voice else "Between the two"
        rows.append(
            (SEVERITY[found.severity], explaining.finding(found, rule, instrument, pair), rule.do, whose, items)
        )
    number = wording.count(len(rows), "answer")
    title = f"{number} worth a second look. They inform; they never change a level." if rows else "Nothing stands out."
    sheet = book.sheet("X-rays", "Answers worth a second look", title, [column.width for column in columns])
    sheet.table(columns, rows, "Nothing stands out.")


def _method(book: Book, case: Case) -> None:
    title = f"{case.policy.title}, policy {case.policy.id}."
    sheet = book.sheet("Method", "Method and sources", title, (30, 76, 34, 18))
    columns: tuple[Column, ...] = (Column("Topic", 30, "strong"), Column("How it was worked out", 76))
    sheet.table(columns, case_method.method(case), "", alone=False)
    rows = [(one.short or one.title, one.title, one.publisher, one.date) for one in case_method.references(case)]
    columns = (
        Column("Source", 30, "strong"),
        Column("Title", 76),
        Column("From", 34),
        Column("Date", 18),
    )
    sheet.table(columns, rows, "No source is named.", alone=False)
