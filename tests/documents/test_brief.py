"""The brief: one page for a minister, whatever is on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from diagnostic.answers import Assessment
from diagnostic.content import Library
from diagnostic.documents import pdf
from diagnostic.documents.brief import brief
from diagnostic.documents.case_plan import decisions
from diagnostic.documents.minutes import Decision
from diagnostic.documents.report_input import Register
from tests.documents.report_making import ENDLESS, LONG, case_of, longest, pages, report_of, said, written


@pytest.mark.parametrize("file", ["xxa-2024", "xxa-2026", "xxb-2026"])
@pytest.mark.parametrize("whose", ["both", "customs", "police"])
def test_a_brief_is_exactly_one_page(
    administrations: Mapping[str, Assessment], library: Library, file: str, whose: str
) -> None:
    sheet = brief(report_of(case_of(administrations[file], library, whose)))
    assert pages(pdf.render(sheet)) == 1


@pytest.mark.parametrize("name", [LONG, ENDLESS], ids=["in words", "without a space"])
def test_a_brief_is_one_page_also_where_everything_is_as_long_as_it_can_be(library: Library, name: str) -> None:
    assert pages(pdf.render(brief(longest(library, name)))) == 1


def test_it_says_where_it_stands_what_holds_back_what_comes_next_and_what_to_decide(
    administrations: Mapping[str, Assessment], library: Library
) -> None:
    case = case_of(administrations["xxa-2026"], library)
    sheet = brief(report_of(case))
    words = written(sheet)
    assert sheet.finding.startswith("Both agencies describe communication")
    assert "What holds it back from level\N{NO-BREAK SPACE}3, cooperation" in words
    assert "Sharing of resources A.13, at level\N{NO-BREAK SPACE}1" in words
    assert "The next steps" in words
    assert "What to decide now" in words
    assert "Planning assumptions" in words
    assert "Customs–Police Cooperation Handbook (March 2018)" in words


def test_a_target_that_nobody_has_set_is_to_be_chosen_and_not_confirmed(
    administrations: Mapping[str, Assessment], library: Library
) -> None:
    set_ = decisions(case_of(administrations["xxa-2026"], library))
    assert set_[0][0].startswith("Confirm the target: level 4")
    unset = decisions(case_of(replace(administrations["xxa-2026"], target=None), library))
    assert unset[0][0].startswith("Choose a target: the plan leads to level")


def test_no_comment_or_reference_stands_on_it(administrations: Mapping[str, Assessment], library: Library) -> None:
    assessment = administrations["xxa-2026"]
    words = written(brief(report_of(case_of(assessment, library))))
    texts = [text for said in assessment.voices.values() for one in said.values() for text in (one.comment, one.link)]
    assert not [text for text in texts if text and text in words]


def test_what_waits_for_the_strategic_level_comes_first(
    administrations: Mapping[str, Assessment], library: Library
) -> None:
    case = case_of(administrations["xxa-2026"], library)
    step = case.slots[4].step
    asked = Decision(
        "2026/4", "Read the law", escalated_to="The ministers", escalated_why="Whether the law may be read so"
    )
    answered = Decision("2026/5", "Lend cars", escalated_to="The heads", escalated_why="Whether to lend", answer="Yes")
    words = written(brief(report_of(case, register=Register((asked, answered), (), (step.id,)))))
    assert words.index("Whether the law may be read so") < words.index("Confirm the target")
    assert "Put to The ministers by decision 2026/4." in words
    assert "Whether to lend" not in words
    assert words.index(step.title) < words.index(case.slots[0].step.title)
    assert "Decided" in words


def test_without_a_plan_or_an_answer_it_says_so(administrations: Mapping[str, Assessment], library: Library) -> None:
    nothing = replace(administrations["xxa-2026"], voices={}, target=None)
    sheet = brief(report_of(case_of(nothing, library, "police", plan=None, slots=(), towards="")))
    words = written(sheet)
    assert "any level is possible" in words
    assert "No plan has been made yet." in words
    assert pages(pdf.render(sheet)) == 1


def test_classification_and_fiction_are_named(administrations: Mapping[str, Assessment], library: Library) -> None:
    case = case_of(administrations["xxa-2024"], library, classification="TLP:RED")
    words = said(pdf.render(brief(report_of(case))))
    assert "TLP:RED" in words
    assert "Fictional administration" in words
