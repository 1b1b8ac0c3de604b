"""Integrity answers in a file: an agency's own, alone or beside the others; opinions of staff never."""

# A table: one row, one case.
# ruff: noqa: E501

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest
from hypothesis import Phase, given, settings

from diagnostic.answers.answer import Answer
from diagnostic.answers.assessment import Assessment
from diagnostic.answers.file import empty_text, read_upload, to_data, write_text
from diagnostic.content import Refused, shipped
from tests.scoring.integrity_strategies import QUESTIONS, Said, answers, assessment

ALONE = """\
format: cpdiag/1
country: XXA
round: "2026"
instruments: {integrity: integrity-2026/1}
voices:
  customs:
    i_owner: {level: 3, scope: national, evidence: document}
    i_lifestyle: {state: prohibited_by_law, reason: "act on private life"}
    i_override: {state: not_applicable, reason: "no automatic selection"}
    p_support: {state: dont_know}
    x_threats: {level: 4, comment: "by word alone"}
    x_duress: {state: insufficient_evidence}
    x_site_seaport: {value: {present: present, x_threats: level_4, x_duress: not_counted}}
    x_nature: {value: {nature: coercive}}
"""


def read(text: str) -> Assessment:
    return read_upload(text.encode(), "answers.yaml", shipped())


def test_a_file_with_integrity_alone_says_what_it_says() -> None:
    said = read(ALONE)
    assert said.instruments == {"integrity": "integrity-2026/1"}
    assert said.answer("customs", "i_owner") == Answer(level=3, scope="national", evidence="document")
    assert said.answer("customs", "x_duress").state == "insufficient_evidence"
    assert said.answer("customs", "x_site_seaport").value == {
        "present": "present",
        "x_threats": "level_4",
        "x_duress": "not_counted",
    }


def test_a_file_with_integrity_alone_reads_back_equal_as_yaml_and_as_json() -> None:
    said = read(ALONE)
    assert read(write_text(said)) == said
    assert read(json.dumps(to_data(said))) == said


@given(answers())
@settings(max_examples=15, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_any_integrity_answers_read_back_equal(said: Said) -> None:
    kept = {item: answer for item, answer in said.items() if not answer.empty}
    whole = assessment(kept, "police")
    assert read(write_text(whole)) == whole


def test_both_agencies_and_both_questionnaires_stand_in_one_file() -> None:
    text = ALONE.replace("{integrity: integrity-2026/1}", "{cooperation: handbook-2018/1, integrity: integrity-2026/1}")
    said = read(text + "    a_1: {level: 2}\n  police:\n    a_1: {level: 3}\n    i_owner: {level: 1}\n")
    assert said.answer("customs", "a_1").level == 2
    assert said.answer("police", "i_owner").level == 1
    assert read(write_text(said)) == said


def test_factors_and_stages_may_have_targets_of_their_own() -> None:
    said = read(ALONE.replace("voices:", "target: {leadership: 4, report: 3}\nvoices:"))
    assert said.target == {"leadership": 4, "report": 3}


def test_an_empty_file_for_integrity_is_one_agencys_own_and_can_be_read_at_once() -> None:
    text = empty_text("XXA", "2026", QUESTIONS, shipped())
    assert read(text).voices == {"customs": {}}
    assert read(text.replace("  customs:", "  police:")).voices == {"police": {}}
    assert all(item.question in text for item in QUESTIONS.items)


# ---------------------------------------------------------------- refusals


@dataclass(frozen=True)
class Case:
    """A line that is added to a voice; the fault points at ``at`` in it."""

    name: str
    line: str
    at: str
    message: str
    remedy: str
    voice: str = "customs"


AGREED = "no agreed answer"
CASES = [
    Case("an agreed level on a factor", "i_vetting: {level: 3}", "{level: 3}", AGREED, "remove", "agreed"),
    Case("an agreed level on protection", "p_identity: {level: 3}", "{level: 3}", AGREED, "remove", "agreed"),
    Case("an agreed hazard", "x_violence: {level: 1}", "{level: 1}", AGREED, "remove", "agreed"),
    Case("an agreed belief", "x_depth: {value: {depth: level_2}}", "{value", AGREED, "remove", "agreed"),
    Case("a hazard said to be not applicable", 'x_leaks: {state: not_applicable, reason: "x"}', "not_app", "cannot be", "state"),
    Case("a hazard as a value", "x_leaks: {value: {leaks: many}}", "{leaks", "takes a level", "level"),
    Case("a kind of site as a level", "x_site_airport: {level: 3}", "3}", "takes no level", "value"),
    Case("an unknown level at a kind of site", "x_site_airport: {value: {x_leaks: level_6}}", "level_6", "'level_6'", "level_"),
    Case("an unknown question at a kind of site", "x_site_airport: {value: {x_leak: level_2}}", "x_leak:", "'x_leak'", "did you mean 'x_leaks'"),
    Case("a text beside the depth of infiltration", 'x_depth: {value: {names: "x"}}', "names", "unknown field 'names'", "depth"),
    Case("a level of 0 of exposure", "x_leaks: {level: 0}", "0}", "'level' is 0", "from 1 to 5"),
    Case("a prohibition without a reason", "i_vetting: {state: prohibited_by_law}", "prohibited", "without a reason", "add a 'reason'"),
]  # fmt: skip


def refused(text: str, at: str) -> tuple[str, str]:
    """Return message and remedy of the only fault of a text, which must stand at some words."""
    with pytest.raises(Refused) as caught:
        read(text)
    (fault,) = caught.value.faults
    before = text[: text.index(at, text.rindex("\n    "))]
    assert (fault.line, fault.column) == (before.count("\n") + 1, len(before) - before.rfind("\n"))
    return fault.message, fault.remedy


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_it_is_refused_with_line_column_and_remedy(case: Case) -> None:
    place = "" if case.voice == "customs" else f"  {case.voice}:\n"
    message, remedy = refused(f"{ALONE}{place}    {case.line}\n", case.at)
    assert case.message in message
    assert case.remedy in remedy


@pytest.mark.parametrize("voice", ["customs", "police"])
@pytest.mark.parametrize("said", ["{level: 4}", "{state: declined}", '{comment: "I saw it"}'])
def test_an_opinion_of_the_survey_is_never_kept_in_a_file(voice: str, said: str) -> None:
    text = f"""\
format: cpdiag/1
country: XXA
round: "2026"
instruments: {{integrity: integrity-2026/1, perception: perception-2026/1}}
voices:
  {voice}:
    s_leaders: {said}
"""
    message, remedy = refused(text, said)
    assert "'s_leaders' belongs to the anonymous survey" in message
    assert remedy == "remove it"


def test_an_opinion_without_its_survey_is_an_unknown_item() -> None:
    message, _ = refused(ALONE + "    s_leaders: {level: 4}\n", "s_leaders")
    assert "unknown item 's_leaders'" in message


def test_an_integrity_answer_without_its_questionnaire_is_an_unknown_item() -> None:
    text = ALONE[: ALONE.index("    i_owner")].replace("integrity: integrity-2026/1", "cooperation: handbook-2018/1")
    message, _ = refused(text + "    i_owner: {level: 3}\n", "i_owner")
    assert "unknown item 'i_owner'" in message
