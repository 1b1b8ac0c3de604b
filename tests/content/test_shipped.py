"""Facts about the questionnaire that ships, read from the specification."""

from __future__ import annotations

from itertools import pairwise

import pytest

from diagnostic import places
from diagnostic.content import check, shipped
from diagnostic.content.model import Instrument, Item, Policy

#: The 27 answer boxes of the handbook's diagnostic, in its order.
BOXES = [
    "A.1",
    "A.2.1",
    "A.2.2",
    "A.3.1",
    "A.3.2",
    "A.4.1",
    "A.4.2",
    "A.5.1",
    "A.5.2",
    "A.6",
    "A.7.1",
    "A.7.2",
    "A.8",
    "A.9",
    "A.10",
    "A.11",
    "A.12",
    "A.13",
    "A.14.1",
    "A.14.2",
    "A.15.1",
    "A.15.2",
    "A.16.1",
    "A.16.2",
    "A.17",
    "A.18",
    "A.19",
]
#: The boxes for which the handbook itself gives a solution.
SOLVED = ["A.1", "A.2.1", "A.3.1", "A.4.1", "A.6", "A.14.1", "A.17"]
ADDED = [
    "a_1_mandate",
    "a_1_political",
    "a_1_emergency",
    "a_5_1_access",
    "a_7_1_access",
    "a_8_access",
    "a_9_access",
    "a_10_access",
    "a_11_access",
    "a_12_access",
]
POWERS = ["a_5_1", "a_7_1", "a_8", "a_9", "a_10", "a_11", "a_12"]
RATED = {
    "framework": ["a_1"],
    "information": ["a_2_1"],
    "risk": ["a_3_1"],
    "operations": ["a_4_1"],
    "investigation": ["a_6", "a_7_2"],
    "powers": [f"{power}_access" for power in POWERS],
    "resources": ["a_13"],
    "liaison": ["a_14_1"],
    "training": ["a_15_1", "a_16_1"],
    "recognition": ["a_19"],
}
REQUIRED = {
    1: {},
    2: {"a_2_1": 2},
    3: {"a_1": 3, "a_2_1": 3, "a_13": 3},
    4: {"a_1": 4, "a_3_1": 3, "a_4_1": 4, "a_6": 3, "a_14_1": 4},
    5: {"a_1": 5, "a_2_1": 5, "a_13": 5, "a_3_1": 4, "a_6": 4, "a_15_1": 4, "a_16_1": 4},
}


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return shipped().instrument("cooperation", "handbook-2018/1")


@pytest.fixture(scope="module")
def policy(instrument: Instrument) -> Policy:
    return shipped().policy_of(instrument)


def choices(item: Item, field: str) -> list[str]:
    found = item.field(field)
    assert found is not None
    return [choice.id for choice in found.choices]


def test_the_shipped_content_is_without_faults() -> None:
    assert check(places.data("questionnaires")) == []


def test_the_27_boxes_of_the_handbook_stand_in_its_order_under_their_codes(instrument: Instrument) -> None:
    boxes = [item for item in instrument.items if item.origin == "handbook"]
    assert [item.code for item in boxes] == BOXES
    assert [item.id for item in boxes] == [code.lower().replace(".", "_") for code in BOXES]
    assert len(boxes) == 27


def test_the_ten_additions_of_the_toolkit_name_the_box_they_are_added_to(instrument: Instrument) -> None:
    added = [item for item in instrument.items if item.origin == "toolkit"]
    assert sorted(item.id for item in added) == sorted(ADDED)
    assert all(item.added_to in BOXES and not item.code for item in added)


def test_the_seven_boxes_with_a_solution_and_only_those_have_one(instrument: Instrument) -> None:
    assert [item.code for item in instrument.items if item.solution] == SOLVED
    steps = {step.id for step in shipped().steps}
    assert all(set(item.solution.steps) <= steps for item in instrument.items if item.solution)


def test_every_solution_comes_from_its_own_box_and_its_steps_say_so(instrument: Instrument) -> None:
    boxes = {step.id: step.handbook_box for step in shipped().steps}
    for item in instrument.items:
        if item.solution:
            assert item.solution.source.place == f"X {item.code}"
            assert [boxes[step] for step in item.solution.steps] == [item.code] * len(item.solution.steps)


def test_the_requirements_are_those_of_the_design_and_each_names_its_phrase_and_reading(policy: Policy) -> None:
    assert {level.level: {r.item: r.at_least for r in level.requirements} for level in policy.levels} == REQUIRED
    for level in policy.levels:
        assert all(r.phrase and r.reading and r.basis in ("text", "derived") for r in level.requirements)
    assert not policy.waive_not_applicable


def test_the_levels_have_the_names_of_the_continuum_and_a_descriptor_each(policy: Policy) -> None:
    names = ["Coexistence", "Communication", "Cooperation", "Coordination", "Collaboration"]
    assert [level.name for level in policy.levels] == names
    assert all(level.short and level.definition for level in policy.levels)


def test_the_caps_and_the_share_for_withholding_are_those_of_the_design(policy: Policy) -> None:
    assert {scope: cap for scope, cap in policy.scope_caps.items() if cap < 5} == {"one_site": 2, "operations_only": 3}
    assert dict(policy.evidence_caps) == {
        "none": 2,
        "assertion": 2,
        "document": 3,
        "record_of_use": 4,
        "independently_checked": 5,
    }
    assert (policy.withheld_below.numerator, policy.withheld_below.denominator) == (2, 3)


def test_each_dimension_is_rated_by_the_items_of_the_design(instrument: Instrument) -> None:
    assert [dimension.id for dimension in instrument.dimensions] == list(RATED)
    assert {name: [item.id for item in instrument.rated(name)] for name in RATED} == RATED


def test_every_item_says_where_it_comes_from_and_how_to_find_the_answer(instrument: Instrument) -> None:
    known = shipped().sources
    for item in instrument.items:
        assert item.sources, item.id
        assert {source.key for source in item.sources} <= set(known), item.id
        assert all((item.help.look_at, item.help.who_knows, item.help.sites)), item.id
        assert item.origin == "toolkit" or f"X {item.code}" in {source.place for source in item.sources}, item.id


def test_every_rated_item_has_five_different_statements_from_1_to_5(instrument: Instrument) -> None:
    for item in instrument.items:
        if item.rates or item.kind in ("relationship", "self_rating"):
            assert [line.level for line in item.statements] == [1, 2, 3, 4, 5], item.id
            assert len({line.text for line in item.statements}) == 5, item.id
    assert all(item.kind == "relationship" for item in instrument.items if item.rates)


def test_no_item_with_a_requirement_may_be_not_applicable(instrument: Instrument) -> None:
    required = {item for own in REQUIRED.values() for item in own}
    assert [id for id in required if instrument.item(id).may_be_not_applicable] == []
    assert [id for id in required if not instrument.item(id).rates] == []


def test_training_names_its_provider_and_facts_about_one_agency_are_its_own(instrument: Instrument) -> None:
    subjects = {item.id: item.subject for item in instrument.items}
    assert {subjects["a_15_1"], subjects["a_15_2"]} == {"customs_to_police"}
    assert {subjects["a_16_1"], subjects["a_16_2"]} == {"police_to_customs"}
    own = {*POWERS, *RATED["powers"], "a_19"}
    assert {id for id, subject in subjects.items() if subject == "own"} == own


def test_each_power_has_an_access_item_that_rates_without_full_authority_and_is_asked_in_either_case(
    instrument: Instrument,
) -> None:
    assert [power.id for power in instrument.powers] == POWERS
    for power in instrument.powers:
        access = instrument.item(power.access)
        assert access.visible_when is None
        assert access.rates_when is not None
        assert access.rates_when.item == power.id
        assert set(access.rates_when.authority) == {"partial", "none"}
        assert access.question_when_full
        limits = [] if power.areas else ["procedure", "skills", "equipment", "staff"]
        assert [limit.id for limit in power.limits] == limits


def test_the_boxes_that_say_if_so_wait_for_their_parents(instrument: Instrument) -> None:
    waits = {item.id: item.visible_when for item in instrument.items if item.visible_when}
    assert {id: (c.item, c.at_least, set(c.authority)) for id, c in waits.items()} == {
        "a_3_2": ("a_3_1", 2, set()),
        "a_4_2": ("a_4_1", 2, set()),
        "a_5_2": ("a_5_1", None, {"partial", "none"}),
        "a_14_2": ("a_14_1", 3, set()),
        "a_15_2": ("a_15_1", 2, set()),
        "a_16_2": ("a_16_1", 2, set()),
    }


def test_referral_is_asked_whatever_was_said_of_the_power_to_investigate(instrument: Instrument) -> None:
    assert instrument.item("a_7_2").conditions == ()


def test_the_choices_are_those_of_the_design(instrument: Instrument) -> None:
    exchange = instrument.item("a_2_2")
    frequencies = ["daily", "weekly", "monthly", "quarterly", "yearly", "less", "never"]
    assert choices(exchange, "frequency") == frequencies
    areas = ["drugs", "counterfeits", "endangered_species", "cash", "firearms", "cultural_goods", "waste", "other"]
    assert [area.id for area in instrument.item("a_5_1").areas] == areas
    assert choices(instrument.item("a_5_2"), "customs_only") == areas
    for box in ("a_3_2", "a_4_2"):
        assert choices(instrument.item(box), "basis") == ["none", "practice", "mou", "law"]


def test_the_custodians_boxes_are_marked_as_restricted(instrument: Instrument) -> None:
    restricted = {item.id for item in instrument.items if item.restricted}
    assert restricted == {"a_9", "a_10", "a_11", "a_9_access", "a_10_access", "a_11_access"}


def test_the_self_rating_shows_the_continuum_with_a_note_on_the_figure(instrument: Instrument) -> None:
    rating = instrument.item("a_18")
    assert rating.kind == "self_rating"
    assert not rating.rates
    assert "Fig. 2" in rating.note
    assert "Fig. 3" in rating.note


def test_the_sections_follow_the_handbook_and_hold_about_ten_questions_at_most(instrument: Instrument) -> None:
    numbers = [int((item.code or item.added_to).split(".")[1]) for item in instrument.items]
    assert all(first <= second for first, second in pairwise(numbers))
    assert all(len(section.items) <= 10 for section in instrument.sections)


def test_every_x_ray_says_what_it_needs_and_what_to_do() -> None:
    for xray in shipped().xrays["cooperation"]:
        assert xray.needs, xray.id
        assert xray.do, xray.id
        assert xray.sources, xray.id


def test_ids_stand_once_over_all_instruments() -> None:
    owners: dict[str, set[str]] = {}
    for (name, _), version in shipped().instruments.items():
        for item in version.items:
            owners.setdefault(item.id, set()).add(name)
    assert {id for id, names in owners.items() if len(names) > 1} == set()
