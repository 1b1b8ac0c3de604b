"""The guard on the order of measures, and the situation an administration is in (design §5)."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings

from diagnostic.advice.guard import Situation, Threat, exposure, guard, situations
from diagnostic.answers.answer import Answer, State
from diagnostic.scoring.outcomes import Pair
from tests.scoring.integrity_strategies import (
    AXES,
    QUESTIONS,
    STAGES,
    answers,
    at,
    completions,
    one_exposure_raised,
    one_more_answer,
    scored,
)

Said = dict[str, Answer]
#: What is answered to the four questions on threats, in order; None is no answer.
Threats = tuple[int | None, int | None, int | None, int | None]


def threatened(threats: Threats) -> Said:
    items = QUESTIONS.rated("threat")
    return {item.id: Answer(level=level) for item, level in zip(items, threats, strict=True) if level}


THREATS: dict[Threats, tuple[Pair, Threat]] = {
    (4, 2, 1, 1): (Pair(4, 4), "high"),
    (4, None, None, None): (Pair(4, 5), "high"),
    (1, 1, 5, 1): (Pair(5, 5), "high"),
    (5, None, None, None): (Pair(5, 5), "high"),
    (None, None, None, None): (Pair(1, 5), "not_ruled_out"),
    (1, 1, 1, None): (Pair(1, 5), "not_ruled_out"),
    (3, 3, 3, None): (Pair(3, 5), "not_ruled_out"),
    (3, 3, 3, 3): (Pair(3, 3), "low"),
    (2, 1, 1, 1): (Pair(2, 2), "low"),
    (1, 1, 1, 1): (Pair(1, 1), "low"),
}
PROTECTION = (1, 2, 3, 4, 5)
#: The table, worked out: staged where the threat is high or cannot be ruled out and protection is below 3.
STAGED = {
    (threats, level)
    for threats, level in itertools.product(THREATS, PROTECTION)
    if threats not in ((3, 3, 3, 3), (2, 1, 1, 1), (1, 1, 1, 1)) and level in (1, 2)
}


@pytest.mark.parametrize("threats", THREATS, ids=str)
@pytest.mark.parametrize("level", PROTECTION, ids=lambda level: f"protection {level}")
def test_the_guard_holds_where_threat_is_not_ruled_out_and_protection_is_below_3(threats: Threats, level: int) -> None:
    found = guard(scored(threatened(threats) | at(level, *STAGES)))
    assert (found.threat, found.reading) == THREATS[threats]
    assert found.protection == Pair(level, level)
    assert found.active == ((threats, level) in STAGED)
    assert found.called_for == found.active


@pytest.mark.parametrize(
    "protection",
    [
        pytest.param({}, id="nothing answered, 1 to 5"),
        pytest.param(at(3, *STAGES, without=["p_aftercare"]), id="one question open, 1 to 3"),
        pytest.param(at(5, "detect", "report", "protect"), id="one stage open, 1 to 5"),
        pytest.param(at(5, "detect", "report", "protect") | at(2, "follow_up"), id="one stage at 2"),
        pytest.param(
            at(4, *STAGES) | {"p_safety_response": Answer(level=5, scope="one_site")},
            id="a safe place at one site only",
        ),
        pytest.param(
            at(4, *STAGES) | {"p_identity": Answer(state="prohibited_by_law", reason="act")},
            id="a stage forbidden by law",
        ),
        pytest.param(
            {
                item.id: Answer(state="not_applicable", reason="because")
                for stage in STAGES
                for item in QUESTIONS.rated(stage)
            },
            id="no question on protection applies",
        ),
    ],
)
def test_protection_that_is_not_certain_to_be_3_does_not_lift_the_guard(protection: Said) -> None:
    assert guard(scored(threatened((4, 1, 1, 1)) | protection)).active
    assert guard(scored(threatened((3, 3, 3, None)) | protection)).active
    assert not guard(scored(threatened((3, 3, 3, 3)) | protection)).active


@pytest.mark.parametrize("state", ["insufficient_evidence", "dont_know", "declined", "prohibited_by_law"])
def test_a_threat_that_is_not_counted_cannot_be_ruled_out(state: State) -> None:
    said = threatened((1, 1, 1, None)) | {"x_duress": Answer(state=state, reason="because")}
    found = guard(scored(said))
    assert found.reading == "not_ruled_out"
    assert found.active


def test_a_threat_of_4_at_one_site_by_word_alone_is_a_high_threat() -> None:
    said = threatened((1, 1, 1, 1)) | {"x_threats": Answer(level=4, scope="one_site", evidence="assertion")}
    assert guard(scored(said)).reading == "high"


def test_corruption_and_conditions_alone_do_not_call_for_the_guard() -> None:
    assert not guard(scored(at(5, "corruption", "conditions") | threatened((1, 1, 1, 1)))).called_for


def test_a_head_who_decides_otherwise_lifts_the_guard_and_the_answers_still_call_for_it() -> None:
    result = scored(threatened((4, 1, 1, 1)))
    found = guard(result, overridden=True)
    assert found.called_for
    assert not found.active
    assert (found.threat, found.reading, found.protection) == (Pair(4, 4), "high", Pair(1, 5))


@pytest.mark.parametrize(
    ("said", "likely"),
    [
        ({"level": 1}, False),
        ({"level": 2}, False),
        ({"level": 3}, True),
        ({"level": 4}, True),
        ({"level": 5}, True),
        ({}, True),
        ({"state": "insufficient_evidence"}, True),
        ({"state": "dont_know"}, True),
        ({"state": "declined"}, True),
        ({"state": "prohibited_by_law", "reason": "act"}, True),
    ],
    ids=str,
)
def test_go_betweens_from_other_agencies_count_from_3_on_and_where_nothing_is_known(said: Said, likely: bool) -> None:
    known = at(1, *AXES) | at(4, *STAGES)
    answer = Answer(**said)  # type: ignore[arg-type]
    assert guard(scored(known | {"x_other_agency": answer})).intermediaries is likely


@given(one_exposure_raised("threat"))
@settings(max_examples=50)
def test_answering_a_threat_higher_never_lifts_the_guard(drawn: tuple[str, Said, Said]) -> None:
    _, said, raised = drawn
    before, after = guard(scored(said)), guard(scored(raised))
    assert after.active or not before.active
    assert ("low", "not_ruled_out", "high").index(after.reading) >= (
        "low",
        "not_ruled_out",
        "high",
    ).index(before.reading)


# ---------------------------------------------------------------- situations

ALL: tuple[Situation, ...] = ("exposed_unprotected", "exposed_protected", "quiet_unprotected", "quiet_protected")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(at(4, "corruption") | at(1, "threat", *STAGES), ALL[0:1], id="corruption 4, protection 1"),
        pytest.param(at(1, "corruption", *STAGES) | at(5, "threat"), ALL[0:1], id="threat 5, protection 1"),
        pytest.param(at(1, "corruption") | at(4, "threat") | at(3, *STAGES), ALL[1:2], id="threat 4, protection 3"),
        pytest.param(at(3, "corruption", "threat") | at(2, *STAGES), ALL[2:3], id="exposure 3, protection 2"),
        pytest.param(at(3, "corruption", "threat", *STAGES), ALL[3:4], id="exposure 3, protection 3"),
        pytest.param(
            at(1, "corruption", "threat") | at(5, "conditions") | at(3, *STAGES), ALL[3:4], id="conditions 5 alone"
        ),
        pytest.param({}, ALL, id="nothing answered"),
        pytest.param(at(4, "corruption") | at(3, *STAGES), ALL[1:2], id="threat unknown beside corruption 4"),
        pytest.param(at(1, "corruption") | at(3, *STAGES), (ALL[1], ALL[3]), id="threat unknown beside corruption 1"),
        pytest.param(at(4, "corruption", "threat"), ALL[0:2], id="exposed, protection unknown"),
        pytest.param(at(1, "corruption", "threat"), ALL[2:4], id="quiet, protection unknown"),
        pytest.param(at(1, "corruption", "threat") | at(2, "report"), ALL[2:3], id="quiet, protection at most 2"),
    ],
)
def test_the_situations_are_those_that_the_bounds_allow(said: Said, expected: tuple[Situation, ...]) -> None:
    assert set(situations(scored(said))) == set(expected)


def test_exposure_is_the_higher_of_corruption_and_threat_and_leaves_conditions_aside() -> None:
    assert exposure(scored(at(2, "corruption") | at(4, "threat") | at(5, "conditions"))) == Pair(4, 4)
    assert exposure(scored(at(3, "corruption") | at(5, "conditions"))) == Pair(3, 5)


@given(answers())
@settings(max_examples=50)
def test_there_is_always_a_situation_and_each_stands_once(said: Said) -> None:
    found = situations(scored(said))
    assert found
    assert len(found) == len(set(found))


@given(one_more_answer())
@settings(max_examples=50)
def test_answering_one_more_question_never_adds_a_situation(drawn: tuple[Said, Said]) -> None:
    before, after = (set(situations(scored(said))) for said in drawn)
    assert after <= before


@given(completions())
@settings(max_examples=40)
def test_with_everything_answered_one_situation_is_left(drawn: tuple[Said, Said]) -> None:
    before, after = (situations(scored(said)) for said in drawn)
    assert len(after) == 1
    assert set(after) <= set(before)
