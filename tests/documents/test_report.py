"""The assessment report: what stands in it, for two agencies, for one, without a plan, without an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from diagnostic.answers import AGENCIES, Answer, Assessment, Voice
from diagnostic.comparison import rounds as changing
from diagnostic.content import Library
from diagnostic.documents import pdf, sheet_word
from diagnostic.documents.case import Case
from diagnostic.documents.minutes import Action, Decision
from diagnostic.documents.model import plain
from diagnostic.documents.report import report
from diagnostic.documents.report_input import Earlier, Register
from diagnostic.documents.sheet import Band, Bands, Sheet, flat, pieces
from diagnostic.scoring.outcomes import Pair
from tests.documents.reading import opened
from tests.documents.report_making import LONG, case_of, longest, pages, report_of, said, written

Administrations = Mapping[str, Assessment]


def _headings(sheet: Sheet) -> list[str]:
    return [plain(pieces(heading.words)) for heading in sheet.headings if heading.level == 1]


def _nothing(administrations: Administrations) -> Assessment:
    return replace(administrations["xxa-2026"], voices={}, target=None, context={})


def test_the_joint_report_has_every_part_in_order(administrations: Administrations, library: Library) -> None:
    sheet = report(report_of(case_of(administrations["xxa-2026"], library), register=Register()))
    assert _headings(sheet) == [
        "Summary",
        "How it was worked out",
        "Profile by dimension",
        "Customs and police side by side",
        "Who holds which power",
        "What each level asks, and what holds back",
        "Plan and roadmap",
        "Decisions and actions of the committee",
        "Answers worth a second look",
        "What is unknown",
        "Every question, and what was answered",
        "Sources",
    ]


@pytest.mark.parametrize("file", ["xxa-2024", "xxa-2026", "xxb-2026"])
def test_the_report_of_a_pair_is_15_to_25_pages_and_its_summary_is_one(
    administrations: Administrations, library: Library, file: str
) -> None:
    raw = pdf.render(report(report_of(case_of(administrations[file], library), register=Register())))
    assert 15 <= pages(raw) <= 25
    words = said(raw)
    assert "Summary 2 How it was worked out 3" in words


@pytest.mark.parametrize("whose", AGENCIES)
def test_the_report_of_one_agency_says_so_and_holds_nothing_of_the_other(
    administrations: Administrations, library: Library, whose: str
) -> None:
    assessment = administrations["xxa-2026"]
    sheet = report(report_of(case_of(assessment, library, whose)))
    words = written(sheet)
    assert f"in the answers of {assessment.pair.name(whose)} alone" in words
    assert "Customs and police side by side" not in _headings(sheet)
    assert "Decisions and actions of the committee" not in _headings(sheet)
    other: Voice = "police" if whose == "customs" else "customs"
    for answer in assessment.voices[other].values():
        assert not answer.comment or answer.comment not in words


def test_every_answer_is_printed_with_its_statement_scope_evidence_and_comment(
    administrations: Administrations, library: Library
) -> None:
    assessment = administrations["xxb-2026"]
    words = written(report(report_of(case_of(assessment, library))))
    instrument = library.instrument("cooperation", assessment.instruments["cooperation"])
    for item in instrument.items:
        for voice in (*AGENCIES, "agreed"):
            answer = assessment.answer(voice, item.id)
            if answer.level is not None:
                assert item.statement(answer.level) in words
            for text in (answer.comment, answer.link, answer.reason, answer.dissent, answer.decided_by):
                assert text in words
    assert "Where it holds: At the main sites" in words
    assert "What can be shown: A record of use" in words


def test_an_agreed_answer_stands_with_reason_and_dissent(administrations: Administrations, library: Library) -> None:
    assessment = administrations["xxa-2026"]
    agreed = {"a_1": Answer(level=3, reason="Read together", dissent="Police holds level 2", decided_by="The chair")}
    case = case_of(replace(assessment, voices={**assessment.voices, "agreed": agreed}), library)
    words = written(report(report_of(case)))
    for text in ("Reason: Read together", "Dissent: Police holds level 2", "Decided by: The chair"):
        assert text in words


def test_the_levels_are_bands_of_both_views_and_of_each_agency(
    administrations: Administrations, library: Library
) -> None:
    case = case_of(administrations["xxa-2026"], library)
    found = next(block for block in flat(report(report_of(case)).blocks) if isinstance(block, Bands))
    labels = [row.label for row in found.rows]
    assert labels == [
        "Both agencies, as claimed",
        "Both agencies, as evidenced",
        "Customs, as claimed",
        "National Police, as claimed",
    ]
    claimed = case.claimed.continuum
    assert found.rows[0] == Band("Both agencies, as claimed", claimed.lower, claimed.upper)


def test_the_plan_says_that_effort_is_an_assumption_and_names_owner_and_status(
    administrations: Administrations, library: Library
) -> None:
    case = case_of(administrations["xxa-2026"], library)
    step = case.slots[0].step
    case = replace(case, owners={step.id: "Head of <operations> & risk"}, statuses={step.id: "started"})
    words = written(report(report_of(case)))
    assert "Effort, duration and difficulty are planning assumptions" in words
    assert "Head of <operations> & risk" in words
    assert "Started" in words
    for slot in case.slots:
        assert slot.step.title in words


def test_without_a_plan_the_report_says_so(administrations: Administrations, library: Library) -> None:
    case = case_of(
        administrations["xxa-2026"], library, plan=None, slots=(), towards="", left_out=("The plan, which is sealed.",)
    )
    words = written(report(report_of(case)))
    assert "No plan has been made yet." in words
    assert "The plan, which is sealed." in words


@pytest.mark.parametrize("whose", ["both", "customs"])
def test_without_an_answer_everything_is_unknown_and_nothing_is_invented(
    administrations: Administrations, library: Library, whose: str
) -> None:
    case = case_of(_nothing(administrations), library, whose, 2)
    sheet = report(report_of(case))
    assert sheet.finding == "No question has been answered: any level is possible."
    words = written(sheet)
    assert "No question has been answered yet." in words
    assert pages(pdf.render(sheet)) < 15


def test_decisions_and_actions_stand_with_what_waits_above(administrations: Administrations, library: Library) -> None:
    register = Register(
        (
            Decision("2026/1", "Two desks at the port", reason="Nobody answers at night", concerns=("Liaison A.14.1",)),
            Decision("2026/2", "The law is read anew", escalated_to="The ministers", escalated_why="Whether it may be"),
            Decision("2026/3", "Cars are lent", escalated_to="The heads", answer="Yes", answered_on=date(2026, 9, 3)),
        ),
        (Action("Write the terms", "2026/1", "Legal office", date(2026, 12, 1), "Under way", "By hand"),),
    )
    words = written(report(report_of(case_of(administrations["xxa-2026"], library), register=register)))
    for text in ("Two desks at the port", "Nobody answers at night", "Liaison A.14.1", "No answer yet", "Under way"):
        assert text in words
    assert "Answer on 3\N{NO-BREAK SPACE}September\N{NO-BREAK SPACE}2026: Yes" in words
    assert "1 decision waits for the strategic level" in words


def test_what_changed_since_the_last_round_is_said_only_where_bounds_allow_it(
    administrations: Administrations, library: Library
) -> None:
    old, new = (case_of(administrations[file], library) for file in ("xxa-2024", "xxa-2026"))
    changes = changing.changes(old.result, new.result)
    earlier = (Earlier("2024/1", "One list of offences", ("Draft it (done)",), ("A.1 improved",)),)
    course = (("2024", Pair(2, 2)), ("2026", Pair(2, 3)))
    words = written(report(report_of(new, changes=changes, course=course, earlier=earlier)))
    assert "Since the round 2024" in words
    assert "it cannot be told whether it changed" in words
    for text in ("One list of offences", "Draft it (done)", "A.1 improved", "Round 2024"):
        assert text in words


def test_a_fictional_administration_and_the_classification_are_named_on_every_page(
    administrations: Administrations, library: Library
) -> None:
    case = case_of(administrations["xxa-2026"], library, "customs", classification="TLP:AMBER+STRICT")
    raw = pdf.render(report(report_of(case)))
    for page in PdfReader(BytesIO(raw)).pages:
        words = page.extract_text()
        assert "TLP:AMBER+STRICT" in words
        assert "Fictional administration" in words


def test_word_and_pdf_say_the_same(administrations: Administrations, library: Library) -> None:
    sheet = report(report_of(case_of(administrations["xxb-2026"], library, "police")))
    word = opened(sheet_word.render(sheet))
    lines = " ".join(" ".join(p.text.split()) for p in word.paragraphs)
    printed = said(pdf.render(sheet))
    for heading in _headings(sheet):
        assert heading in lines
        assert heading in printed


def test_names_and_texts_as_long_as_they_can_be_are_printed_in_full(library: Library) -> None:
    sheet = report(longest(library))
    assert LONG.strip() in written(sheet)
    assert pages(pdf.render(sheet))
    assert sheet_word.render(sheet)


def test_the_same_input_gives_the_same_file(administrations: Administrations, library: Library) -> None:
    def once() -> bytes:
        return pdf.render(report(report_of(case_of(administrations["xxa-2024"], library, "customs"))))

    assert once() == once()


def test_marks_in_a_text_are_words_and_never_markup(administrations: Administrations, library: Library) -> None:
    assessment = administrations["xxa-2026"]
    typed = "#let x = 1 $a$ *b* <w:p> =1+1 {{ x }} \\ @ref"
    customs = {**assessment.voices["customs"], "a_1": Answer(level=2, comment=typed)}
    case = case_of(replace(assessment, voices={"customs": customs}), library, "customs")
    sheet = report(report_of(case))
    assert typed in said(pdf.render(sheet))
    assert typed in "".join(t.text or "" for t in opened(sheet_word.render(sheet)).element.body.iter() if t.text)


def test_what_the_reader_does_not_see_is_said(administrations: Administrations, library: Library) -> None:
    both = written(report(report_of(case_of(administrations["xxa-2026"], library))))
    alone = written(report(report_of(case_of(administrations["xxa-2026"], library, "customs"))))
    for words in (both, alone):
        assert "The integrity self-assessments, which stay with each agency" in words
        assert "Limits, comments, evidence and references on special powers" in words
    assert "What each agency wrote in its own words on challenges (A.17)." in both
    assert "What each agency wrote in its own words on challenges (A.17)." not in alone


def test_the_sources_are_in_full_and_stand_once(administrations: Administrations, library: Library) -> None:
    case: Case = case_of(administrations["xxa-2026"], library)
    words = written(report(report_of(case)))
    assert (
        words.count("Customs–Police Cooperation Handbook. World Customs Organization (WCO) and INTERPOL, March 2018")
        == 1
    )
