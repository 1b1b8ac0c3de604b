"""`cpdiag plan`: the cheapest steps towards a target, in words and as data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from diagnostic import places
from tests.cli.shell import cpdiag

DEMONSTRATION = places.data("benchmarks") / "demonstration"
FREEDONIA = DEMONSTRATION / "xxa-2024.yaml"


def _plan(*options: str, file: Path = FREEDONIA) -> dict[str, Any]:
    said = cpdiag("plan", str(file), "--json", *options)
    assert said.code == 0, said.err
    data: dict[str, Any] = json.loads(said.out)
    return data


def _ids(data: dict[str, Any]) -> list[str]:
    return [step["id"] for step in data["steps"]]


def test_a_plan_names_the_steps_in_an_order_in_which_they_can_be_done() -> None:
    data = _plan("--target", "3")
    ids = _ids(data)
    assert data["format"] == "cpdiag-plan/1"
    assert ids.index("political_mandate") < ids.index("mou") < ids.index("exchange_protocol")
    for step in data["steps"]:
        assert all(ids.index(before) < ids.index(step["id"]) for before in step["after"])
        assert step["start_month"] <= step["end_month"]


def test_every_step_removes_something_or_prepares_one_that_does() -> None:
    data = _plan("--target", "4")
    needed = {id for step in data["steps"] for id in step["after"]}
    assert all(step["meets"] or step["id"] in needed for step in data["steps"])


def test_without_a_target_the_plan_follows_that_of_the_file() -> None:
    data = _plan(file=DEMONSTRATION / "xxa-2026.yaml")
    assert data["target"] == 4


def test_a_higher_target_never_costs_less() -> None:
    costs = [_plan("--target", str(level))["cost"] for level in (3, 4, 5)]
    assert costs == sorted(costs)


def test_a_step_can_be_added_left_out_or_called_done() -> None:
    assert "regional_committees" in _ids(_plan("--target", "3", "--pin", "regional_committees"))
    assert "shared_resources" not in _ids(_plan("--target", "3", "--exclude", "shared_resources"))
    done = _plan("--target", "3", "--done", "political_mandate")
    assert "political_mandate" not in _ids(done)
    assert done["cost"] < _plan("--target", "3")["cost"]


def test_one_agency_can_plan_alone() -> None:
    assert _plan("--voice", "customs", "--target", "3")["whose"] == "Customs"


def test_what_the_law_stands_against_is_said_and_the_law_comes_first() -> None:
    data = _plan("--target", "4", file=DEMONSTRATION / "xxa-2026.yaml")
    assert [want["item"] for want in data["law"]] == ["a_6"]
    assert _ids(data).index("legal_reform") < _ids(data).index("joint_investigations")


def test_the_plan_in_words_says_effort_as_an_assumption_and_what_each_step_removes() -> None:
    said = cpdiag("plan", str(FREEDONIA), "--target", "3")
    assert said.code == 0
    assert "by planning assumptions" in said.out
    assert "towards level 3, cooperation" in said.out
    assert "Removes, prepares" in said.out
    assert "A.2.1" in said.out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--pin", "port_control_unti"), "There is no step 'port_control_unti': did you mean 'port_control_unit'?"),
        (("--effort", "0", "--time", "0", "--difficulty", "0"), "Give at least one of effort, time and difficulty"),
        (("--pin", "mou", "--exclude", "mou"), "A step cannot be wanted and left out at once."),
    ],
    ids=["an unknown step", "nothing weighs", "wanted and left out"],
)
def test_what_cannot_be_planned_is_refused_in_a_sentence(options: tuple[str, ...], message: str) -> None:
    said = cpdiag("plan", str(FREEDONIA), *options)
    assert said.code == 1
    assert message in said.err
    assert not said.out
