"""What each agency should have at home before it shares more, and what its head alone says of it (design §5, §6)."""

from __future__ import annotations

import pytest

from diagnostic.advice.safeguards import attested, own, wanted
from diagnostic.answers.answer import Answer
from diagnostic.content.model import NeededLevel
from diagnostic.scoring.outcomes import Pair
from tests.scoring.integrity_strategies import LIBRARY, scored

SHARING = {step.id for step in LIBRARY.steps if step.safeguards}


def test_sharing_and_joint_units_ask_for_vetting_access_logs_and_a_channel_at_established() -> None:
    found = wanted(LIBRARY.steps)
    assert {(need.item, need.at_least) for need in found} == {
        ("i_vetting", 3),
        ("i_access_logs", 3),
        ("i_channels", 3),
    }
    assert all(set(asking) == SHARING for asking in found.values())
    assert {"information_sharing", "integrated_databases", "liaison_officers", "port_control_unit"} < SHARING


def test_only_the_steps_in_question_are_asked() -> None:
    one = [step for step in LIBRARY.steps if step.id == "information_sharing"]
    assert set(wanted(one).values()) == {("information_sharing",)}
    assert wanted([step for step in LIBRARY.steps if step.id == "cpcc"]) == {}


@pytest.mark.parametrize(
    ("answer", "pair", "state"),
    [
        (Answer(level=3, scope="national"), Pair(3, 3), "holds"),
        (Answer(level=5), Pair(5, 5), "holds"),
        (Answer(level=2), Pair(2, 2), "fails"),
        (Answer(level=5, scope="one_site"), Pair(2, 2), "fails"),
        (Answer(state="prohibited_by_law", reason="act"), Pair(1, 1), "fails"),
        (Answer(state="dont_know"), Pair(1, 5), "unknown"),
        (Answer(), Pair(1, 5), "unknown"),
    ],
    ids=str,
)
def test_a_safeguard_holds_fails_or_is_unknown_in_the_own_answers(answer: Answer, pair: Pair, state: str) -> None:
    found = {safeguard.item: safeguard for safeguard in own(LIBRARY.steps, scored({"i_vetting": answer}))}
    assert (found["i_vetting"].now, found["i_vetting"].state) == (pair, state)
    assert found["i_vetting"].at_least == 3
    assert set(found["i_vetting"].steps) == SHARING


def test_outside_only_what_a_head_states_counts_and_silence_discloses_nothing() -> None:
    said = attested(LIBRARY.steps, {"customs": {"i_vetting": "confirmed", "i_channels": "not_yet"}})
    assert said == {
        "i_vetting": {"customs": "confirmed", "police": "not_disclosed"},
        "i_access_logs": {"customs": "not_disclosed", "police": "not_disclosed"},
        "i_channels": {"customs": "not_yet", "police": "not_disclosed"},
    }


def test_a_statement_on_what_no_step_asks_for_is_left_out() -> None:
    assert "i_code" not in attested(LIBRARY.steps, {"police": {"i_code": "confirmed"}})


def test_every_safeguard_names_an_item_of_the_ladder() -> None:
    questions = LIBRARY.instrument("integrity")
    needs: list[NeededLevel] = list(wanted(LIBRARY.steps))
    assert all(questions.item(need.item).kind == "maturity" for need in needs)
