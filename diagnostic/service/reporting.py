"""Reports, briefs, decks and workbooks: from what a viewer may see and take away to a file.

What leaves this way may be handed on. So it never holds what belongs to a custodian or to an agency's integrity team,
whoever makes it, and of both agencies only what each may see of the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Literal, cast, get_args

from diagnostic import wording
from diagnostic.access.views import shared
from diagnostic.advice.plan import Plan
from diagnostic.advice.roadmap import Slot, Status
from diagnostic.answers.answer import AGENCIES, VOICES, Answer, Voice
from diagnostic.answers.assessment import Assessment
from diagnostic.comparison import rounds as changing
from diagnostic.content.model import Item, Library, Range
from diagnostic.documents import marking
from diagnostic.scoring import Result, score
from diagnostic.scoring.explaining import Whose
from diagnostic.scoring.outcomes import View
from diagnostic.service import committee, files, minutes, planning, planning_file, results, rounds
from diagnostic.service.committee import STATUSES
from diagnostic.service.desk import COOPERATION, Desk
from diagnostic.storage import Record

if TYPE_CHECKING:
    from diagnostic.charts.spec import Chart
    from diagnostic.documents import report_input as document
    from diagnostic.documents.case import Case
    from diagnostic.documents.case_charts import Name as ChartName
    from diagnostic.documents.sheet import Sheet

What = Literal["report", "brief", "deck", "workbook"]
Form = Literal["pdf", "docx"]
FILES: tuple[What, ...] = get_args(What)
FORMS: tuple[Form, ...] = get_args(Form)
TLP, LONGEST = marking.TLP, marking.LONGEST
_NO_WORDS: Mapping[str, str] = {}


class ReportRefused(Exception):
    """There is nothing to report on, or not in this form. The message is for the user."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that was made, and the name under which it is saved. ``said``: of a chart, what it shows."""

    data: bytes
    name: str
    said: str = ""


def choices(desk: Desk, record: Record) -> list[str]:
    """Return whose results the viewer may take away, the widest first."""
    return [
        whose
        for whose in results.choices(desk, record)
        if all(desk.allowed("export", voice, record) for voice in _voices(whose))
    ]


def widest(desk: Desk, id: str) -> str:
    """Return whose result the viewer may take away that holds most; the own agency’s where there is none."""
    record = desk.record(id)
    return next(iter(choices(desk, record)), desk.acting(record))


def report(
    desk: Desk, id: str, whose: str, form: str = "pdf", classification: str = "", template: bytes | None = None
) -> File:
    """Return the assessment report. ``template``: a Word file whose page, head, foot and styles it takes on.

    Raises:
        ReportRefused: such a form, line or template cannot be.
        NotAllowed: some of what would be shown is not the viewer's to take away.
    """
    line = _checked(form, classification, template)
    found = _found(desk, id, whose, line)
    _note(desk, id, "report", whose, form)
    return _report(found, form, template)


def brief(desk: Desk, id: str, whose: str, form: str = "pdf", classification: str = "") -> File:
    """Return the page for a minister. Raises as `report`."""
    line = _checked(form, classification)
    found = _found(desk, id, whose, line)
    _note(desk, id, "brief", whose, form)
    return _brief(found, form)


def deck(desk: Desk, id: str, whose: str, classification: str = "") -> File:
    """Return the slides for a committee. Raises as `report`."""
    line = _checked("pdf", classification)
    case = _found(desk, id, whose, line).case
    _note(desk, id, "deck", whose, "pptx")
    return _deck(case)


def workbook(desk: Desk, id: str, whose: str, classification: str = "") -> File:
    """Return the workbook, a sheet for each topic. Raises as `report`."""
    line = _checked("pdf", classification)
    case = _found(desk, id, whose, line).case
    _note(desk, id, "workbook", whose, "xlsx")
    return _workbook(case)


def charts(
    desk: Desk, id: str, whose: str, classification: str = "", view: View = "claimed"
) -> Mapping[ChartName, Chart]:
    """Return the charts of the result, by name and in order, to look at. Raises as `report`."""
    from diagnostic.documents import case_charts

    return case_charts.charts(_to_chart(desk, id, whose, _checked("pdf", classification)), view)


def chart(
    desk: Desk, id: str, whose: str, name: str, form: str, classification: str = "", view: View = "claimed"
) -> File:
    """Return one chart as a file: as a picture, as a slide, or as its data. Raises as `report`."""
    line = _checked("pdf", classification)
    case = _to_chart(desk, id, whose, line)
    made = _chart(case, name, form, view)
    desk.store.audit("chart", by=desk.by, id=id, detail={"whose": whose, "form": form, "chart": name})
    return made


def chart_from_file(
    assessment: Assessment,
    library: Library,
    name: str,
    form: str,
    voice: Voice | None = None,
    classification: str = "",
    view: View = "claimed",
) -> File:
    """Return one chart of an assessment file, without a database. Raises as `from_file`."""
    line = _checked("pdf", classification)
    result, whose = _read(assessment, library, voice)
    return _chart(_case(result, whose, library, line, _now(), _Planned()), name, form, view)


def from_file(
    assessment: Assessment,
    library: Library,
    what: What,
    voice: Voice | None = None,
    form: str = "pdf",
    classification: str = "",
    template: bytes | None = None,
) -> File:
    """Return the same for an assessment file, without a database: with a plan, without a register or other rounds.

    Raises:
        ReportRefused: such a form, line or template cannot be, or the file holds no answers to report on.
    """
    line = _checked(form, classification, template)
    result, whose = _read(assessment, library, voice)
    made = planning_file.from_file(result.assessment, library)
    case = _case(result, whose, library, line, _now(), _Planned(made.plan, made.slots, made.towards))
    found = _bare(case)
    makers = {
        "report": lambda: _report(found, form, template),
        "brief": lambda: _brief(found, form),
        "deck": lambda: _deck(case),
        "workbook": lambda: _workbook(case),
    }
    return makers[what]()


def _read(assessment: Assessment, library: Library, voice: Voice | None) -> tuple[Result, Whose]:
    """Return what may be handed on of an assessment file, scored, and whose it is."""
    if voice is not None:
        if voice not in assessment.voices:
            raise ReportRefused(f"The file holds no answers of the {voice}.")
        assessment = assessment.only(voice)
    if COOPERATION not in assessment.instruments or not any(one in assessment.voices for one in AGENCIES):
        raise ReportRefused("The file holds no answers on cooperation to report on.")
    instrument = library.instrument(COOPERATION, assessment.instruments[COOPERATION])
    restricted = {item.id: item for item in instrument.items if item.restricted}
    alone = [one for one in AGENCIES if one in assessment.voices]
    whose: Whose = "both" if len(alone) > 1 or "agreed" in assessment.voices else cast(Whose, alone[0])
    kept = {of: {id: said[id] for id in said if id in instrument.by_id} for of, said in assessment.voices.items()}
    open_ = handed_on(replace(assessment, voices=kept), whose, restricted)
    result = score(open_, library)
    assert result is not None
    return result, whose


# ---------------------------------------------------------------- what may be in it


def handed_on(assessment: Assessment, whose: str, restricted: Mapping[str, Item]) -> Assessment:
    """Return what may be handed on of answers that a viewer may see: nothing that is a custodian's.

    Of both agencies, each answer as the other agency sees it; of one agency alone, in its own words.
    """
    kept: dict[Voice, Mapping[str, Answer]] = {}
    for voice, said in assessment.voices.items():
        bare = voice in AGENCIES
        kept[voice] = {
            id: shared(id, answer, restricted) if bare and (whose == "both" or id in restricted) else answer
            for id, answer in said.items()
        }
    return replace(assessment, voices=kept)


def _voices(whose: str) -> tuple[Voice, ...]:
    return VOICES if whose == "both" else (cast(Voice, whose),)


def _checked(form: str, classification: str, template: bytes | None = None) -> str:
    """Return the line of classification, or refuse what cannot be."""
    if form not in FORMS:
        raise ReportRefused(f"Reports are made as {' or '.join(FORMS)}.")
    if template is not None and form != "docx":
        raise ReportRefused("A Word template is for the report in Word alone.")
    try:
        return marking.checked(classification)
    except marking.MarkingRefused as refused:
        raise ReportRefused(str(refused)) from refused


def _note(desk: Desk, id: str, what: What, whose: str, form: str) -> None:
    desk.store.audit(what, by=desk.by, id=id, detail={"whose": whose, "form": form})


@dataclass(frozen=True, slots=True)
class _Planned:
    """The plan that goes into a file, with what became of its steps."""

    plan: Plan | None = None
    slots: tuple[Slot, ...] = ()
    towards: str = ""
    owners: Mapping[str, str] | None = None
    statuses: Mapping[str, Status] | None = None
    ranges: Mapping[str, tuple[Range, Range]] | None = None


def _found(desk: Desk, id: str, whose: str, classification: str) -> document.Report:
    from diagnostic.documents import report_input as document

    record, result = _result(desk, id, whose)
    planned, left_out = _planned(desk, record, whose, result)
    made_at = _now()
    case = _case(result, cast(Whose, whose), desk.library, classification, made_at, planned, left_out)
    changes = rounds.changes(desk, record, whose)
    register = _register(desk, record) if whose == "both" else None
    return document.Report(
        case=case,
        made_at=made_at,
        register=register,
        course=tuple((one.record.round, one.pair) for one in rounds.course(desk, record, whose)),
        changes=changes,
        earlier=tuple(_earlier(desk, record, changes)) if whose == "both" else (),
    )


def _result(desk: Desk, id: str, whose: str) -> tuple[Record, Result]:
    """Return the result of what may be handed on."""
    record = desk.record(id)
    if whose not in ("both", *AGENCIES):
        raise ReportRefused("Reports are made of customs, of police or of both.")
    for voice in _voices(whose):
        desk.require("export", voice, record)
    reading = results.reading(desk, id, whose)
    open_ = handed_on(reading.view.assessment, whose, desk.restricted)
    open_ = replace(open_, voices=_with(open_, _voices(whose)))
    result = score(open_, desk.library)
    assert result is not None
    return record, result


def _to_chart(desk: Desk, id: str, whose: str, classification: str) -> Case:
    """Return a case without its plan, which no chart shows."""
    _, result = _result(desk, id, whose)
    return _case(result, cast(Whose, whose), desk.library, classification, _now(), _Planned())


def _with(assessment: Assessment, voices: Iterable[Voice]) -> dict[Voice, Mapping[str, Answer]]:
    """Return the answers of the voices; an agency without a single answer still has a result."""
    return {
        voice: assessment.voices.get(voice, {}) for voice in voices if voice in assessment.voices or voice in AGENCIES
    }


def _planned(desk: Desk, record: Record, whose: str, result: Result) -> tuple[_Planned, tuple[str, ...]]:
    if whose not in planning.choices(desk, record):
        return _Planned(), ("The plan, which is not the reader’s to see.",)
    made = planning.planning(desk, record.id, whose)
    known = {slot.step.id for slot in made.slots}
    return _Planned(
        plan=made.plan,
        slots=made.slots,
        towards=planning_file.towards(made.asked.target, result),
        owners={step: state.owner for step, state in made.states.items() if state.owner and step in known},
        statuses={step: state.status for step, state in made.states.items() if step in known},
        ranges=dict(made.asked.wishes.ranges),
    ), ()


def _case(
    result: Result,
    whose: Whose,
    library: Library,
    classification: str,
    made_at: datetime,
    planned: _Planned,
    left_out: tuple[str, ...] = (),
) -> Case:
    from diagnostic.documents.case import Case

    return Case(
        result=result,
        whose=whose,
        country=files.country_name(result.assessment.country),
        made_on=made_at.date(),
        sources=library.sources,
        xrays={xray.id: xray for xray in library.xrays.get(result.instrument.id, ())},
        plan=planned.plan,
        slots=planned.slots,
        towards=planned.towards,
        owners=planned.owners or {},
        statuses=planned.statuses or {},
        ranges=planned.ranges or {},
        classification=classification,
        left_out=left_out,
    )


def _bare(case: Case) -> document.Report:
    from diagnostic.documents import report_input as document

    return document.Report(case=case, made_at=_now())


# ---------------------------------------------------------------- the committee and the round before


def _register(desk: Desk, record: Record) -> document.Register | None:
    from diagnostic.documents import report_input as document

    if not desk.allowed("read_register", "agreed", record):
        return None
    register = committee.register(desk, record.id)
    return document.Register(
        decisions=tuple(minutes.decision(desk, register, one) for one in register.decisions),
        actions=tuple(minutes.action(desk, register, one) for one in register.actions),
        steps=tuple(dict.fromkeys(step for one in register.decisions for step in one.steps)),
    )


def _earlier(desk: Desk, record: Record, changes: changing.RoundChange | None) -> Iterable[document.Earlier]:
    from diagnostic.documents import report_input as document

    for one in rounds.outcomes(desk, record, changes):
        yield document.Earlier(
            number=one.decision.number,
            text=one.decision.text,
            actions=tuple(f"{action.text} ({STATUSES[action.status].lower()})" for action in one.actions),
            moved=tuple(changing.sentence(moved, changes.old_round) for moved in one.moved) if changes else (),
        )


# ---------------------------------------------------------------- files


def _report(found: document.Report, form: str, template: bytes | None) -> File:
    from diagnostic.documents import report as document

    made = _rendered(document.report(found), form, template, document.words(found))
    return File(made, _name(found.case, "report", form))


def _brief(found: document.Report, form: str) -> File:
    from diagnostic.documents import brief as document

    return File(_rendered(document.brief(found), form), _name(found.case, "brief", form))


def _chart(case: Case, name: str, form: str, view: View) -> File:
    from diagnostic.documents import case_charts
    from diagnostic.service import chart_files

    if name not in case_charts.NAMES:
        raise ReportRefused(f"Of one assessment there is no chart '{name}', but {wording.listing(case_charts.NAMES)}.")
    if form not in chart_files.FORMS:
        raise ReportRefused(f"Charts are saved as {wording.listing(chart_files.FORMS, 'or')}.")
    if why := case_charts.why_not(name, case):
        raise ReportRefused(f"The chart cannot be drawn. {why}")
    found = case_charts.charts(case, view)[name]
    return File(chart_files.drawn([found], form), _name(case, name, form), found.finding)


def _rendered(sheet: Sheet, form: str, template: bytes | None = None, words: Mapping[str, str] = _NO_WORDS) -> bytes:
    if form == "pdf":
        from diagnostic.documents import pdf

        return pdf.render(sheet)
    from diagnostic.documents import sheet_word

    made = sheet_word.render(sheet)
    return made if template is None else _fitted(made, sheet, template, words)


def _deck(case: Case) -> File:
    from diagnostic.documents import deck as document

    return File(document.committee(case), _name(case, "deck", "pptx"))


def _workbook(case: Case) -> File:
    from diagnostic.documents import workbook as document

    return File(document.assessment(case), _name(case, "workbook", "xlsx"))


def _name(case: Case, what: str, end: str) -> str:
    return file_name(case.result.assessment, case.whose, what, end)


def file_name(of: Record | Assessment, whose: str, what: str, end: str) -> str:
    """Return the name under which a file is saved: country, round, whose where it is one agency's, what."""
    round = "".join(sign if sign.isalnum() else "-" for sign in of.round)
    return f"{of.country}-{round}{'' if whose == 'both' else f'-{whose}'}-{what}.{end}"


def check_template(template: bytes) -> None:
    """Raise `ReportRefused`, with one sentence, where a Word template cannot be used."""
    from diagnostic.documents import sheet_word
    from diagnostic.documents.report_blanks import BLANKS
    from diagnostic.documents.sheet import Sheet

    sheet = Sheet("Trial", (), made_at=_now())
    _fitted(sheet_word.render(sheet), sheet, template, dict.fromkeys(BLANKS, ""))


def _fitted(made: bytes, sheet: Sheet, template: bytes, words: Mapping[str, str]) -> bytes:
    from diagnostic.documents import report_template

    try:
        return report_template.fitted(made, sheet, template, words)
    except report_template.TemplateRefused as refused:
        raise ReportRefused(str(refused)) from refused


def _now() -> datetime:
    """Return the day, not the minute: the same answers give the same file."""
    return datetime.combine(datetime.now(tz=UTC).date(), time(tzinfo=UTC))
