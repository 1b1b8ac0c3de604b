"""Facts about the integrity self-assessment, the survey and the measures that ship, read from the specification."""

from __future__ import annotations

from collections import Counter

import pytest

from diagnostic.advice.guard import OTHER_AGENCY
from diagnostic.content import shipped
from diagnostic.content.model import Instrument, Step

#: The ten key factors of the Revised Arusha Declaration, under the ids of the contract and in its order.
FACTORS = [
    "leadership",
    "regulation",
    "transparency",
    "automation",
    "reform",
    "audit",
    "conduct",
    "people",
    "culture",
    "private_sector",
]
STAGES = ["detect", "report", "protect", "follow_up"]
AXES = ["corruption", "threat", "conditions"]
#: Factors whose requirement, or a part of it, was not read in a source: they rest on the toolkit authors.
NOT_VERIFIED = ["transparency", "automation", "audit", "conduct", "culture", "private_sector"]
#: What an administration has to know about threats (items 36 to 41 of the item bank): in which stage it is asked.
KNOWLEDGE = {
    "p_threat_picture": "detect",
    "p_approach_methods": "detect",
    "p_remote_posts": "detect",
    "p_sensitive_access": "detect",
    "p_incident_count": "detect",
    "p_interference_report": "report",
}
#: The protection of staff (items 42 to 48 of the item bank).
SAFETY = {
    "p_threat_report": "report",
    "p_safety_response": "protect",
    "p_identity": "protect",
    "p_home_family": "protect",
    "p_relocation": "protect",
    "p_support": "follow_up",
    "p_aftercare": "follow_up",
}
#: Each measure that was asked for, and the step that carries it out.
MEASURES = {
    "threat assessment": "threat_assessment",
    "reporting channel": "reporting_channel",
    "a route besides the police": "outside_route",
    "outside investigators for senior cases": "outside_investigators",
    "leniency": "leniency",
    "vetting": "vetting",
    "lifestyle checks": "lifestyle_checks",
    "substance testing and help": "substance_help",
    "cameras and phone rules": "devices_on_duty",
    "online identity": "online_identity",
    "monitoring and four eyes": "four_eyes",
    "unannounced inspections": "unannounced_inspections",
    "rotation": "rotation",
    "random tasking": "random_tasking",
    "protective relocation": "protective_move",
    "training with scenarios": "scenario_training",
    "ethical leadership": "ethical_leadership",
    "automation": "automation",
    "access logs": "access_logs",
    "protection agreement with police": "protection_agreement",
    "psychological and legal support": "staff_support",
    "private-sector partnership": "business_partnership",
    "whole-of-government link": "whole_of_government",
}
ROUTE_CLOSING = {"lifestyle_checks", "unannounced_inspections", "rotation"}
#: What the guard must never delay (design §5).
NEVER_HELD_BACK = {"vetting", "four_eyes", "access_logs", "random_tasking", "protective_move", "reporting_channel"}


@pytest.fixture(scope="module")
def integrity() -> Instrument:
    return shipped().instrument("integrity", "integrity-2026/1")


@pytest.fixture(scope="module")
def perception() -> Instrument:
    return shipped().instrument("perception", "perception-2026/1")


@pytest.fixture(scope="module")
def steps() -> dict[str, Step]:
    return {step.id: step for step in shipped().steps if step.kind in ("integrity", "protection")}


# ---------------------------------------------------------------- the self-assessment


def test_the_dimensions_are_ten_factors_four_stages_three_axes_and_the_context(integrity: Instrument) -> None:
    assert [dimension.id for dimension in integrity.group("factor")] == FACTORS
    assert [dimension.id for dimension in integrity.group("protection")] == STAGES
    assert [dimension.id for dimension in integrity.group("exposure")] == AXES
    assert [dimension.id for dimension in integrity.group("context")] == ["context"]
    assert len(integrity.dimensions) == len(FACTORS + STAGES + AXES) + 1


def test_it_holds_at_least_55_items_and_35_of_them_on_the_ten_factors(integrity: Instrument) -> None:
    assert len(integrity.items) >= 55
    on_factors = [item for item in integrity.items if item.id.startswith("i_")]
    assert len(on_factors) >= 35
    assert list(dict.fromkeys(item.dimension for item in on_factors)) == FACTORS
    assert min(Counter(item.dimension for item in on_factors).values()) >= 3


def test_every_axis_of_exposure_is_rated_and_by_nine_items_or_more_together(integrity: Instrument) -> None:
    rated = [item for axis in AXES for item in integrity.rated(axis)]
    assert len(rated) >= 9
    assert all(integrity.rated(axis) for axis in AXES)
    assert all(item.kind == "exposure" and item.id.startswith("x_") for item in rated)


def test_every_stage_of_protection_is_rated_by_items_of_its_own(integrity: Instrument) -> None:
    assert all(len(integrity.rated(stage)) >= 3 for stage in STAGES)
    on_stages = {item.id for stage in STAGES for item in integrity.rated(stage)}
    assert on_stages == {item.id for item in integrity.items if item.id.startswith("p_")}


@pytest.mark.parametrize(("item", "stage"), [*KNOWLEDGE.items(), *SAFETY.items()])
def test_what_is_known_and_done_about_threats_stands_in_a_stage(integrity: Instrument, item: str, stage: str) -> None:
    assert integrity.item(item).dimension == stage
    assert integrity.item(item).kind == "maturity"
    assert integrity.item(item).rates


def test_everything_is_a_fact_about_one_agency_that_its_own_people_see(integrity: Instrument) -> None:
    assert integrity.disclosure == "agency"
    assert {item.subject for item in integrity.items} == {"own"}
    assert {item.origin for item in integrity.items} == {"toolkit"}


def test_the_kind_of_an_item_follows_from_what_it_asks(integrity: Instrument) -> None:
    for item in integrity.items:
        if item.id.startswith(("i_", "p_")):
            assert (item.kind, item.rates) == ("maturity", True), item.id
        elif item.dimension in AXES:
            assert (item.kind, item.rates) == ("exposure", True), item.id
        else:
            assert (item.kind, item.rates, item.dimension) == ("narrative", False, "context"), item.id


def test_every_rated_item_has_five_statements_written_out_from_1_to_5(integrity: Instrument) -> None:
    for item in integrity.items:
        if item.rates:
            assert [line.level for line in item.statements] == [1, 2, 3, 4, 5], item.id
            assert len({line.text for line in item.statements}) == 5, item.id
            assert all(len(line.text.split()) >= 3 for line in item.statements), item.id


def test_no_two_items_of_the_ladder_share_a_statement(integrity: Instrument) -> None:
    texts = Counter(line.text for item in integrity.items if item.kind == "maturity" for line in item.statements)
    assert [text for text, number in texts.items() if number > 1] == []


def test_every_item_says_what_to_look_at_who_knows_where_to_look_and_where_it_comes_from(
    integrity: Instrument,
) -> None:
    known = set(shipped().sources)
    for item in integrity.items:
        assert all((item.help.look_at, item.help.who_knows, item.help.sites)), item.id
        assert item.sources, item.id
        assert {source.key for source in item.sources} <= known, item.id
        assert item.reference, item.id
        assert not item.code, item.id


@pytest.mark.parametrize("factor", NOT_VERIFIED)
def test_factors_whose_wording_was_not_verified_name_the_toolkit_authors(integrity: Instrument, factor: str) -> None:
    (dimension,) = (dimension for dimension in integrity.dimensions if dimension.id == factor)
    assert "toolkit" in {source.key for source in dimension.sources}
    for item in integrity.of(factor):
        assert "toolkit" in {source.key for source in item.sources}, item.id


def test_no_unverified_factor_claims_the_declaration_as_the_source_of_its_items(integrity: Instrument) -> None:
    for factor in ("transparency", "automation", "conduct", "private_sector"):
        assert "RAD" not in {source.key for item in integrity.of(factor) for source in item.sources}, factor


def test_a_hazard_is_never_called_not_applicable(integrity: Instrument) -> None:
    assert [item.id for item in integrity.items if item.kind == "exposure" and item.may_be_not_applicable] == []


def test_the_lowest_exposure_is_none_known_and_counted_and_the_gravest_of_incidents_is_an_attack(
    integrity: Instrument,
) -> None:
    for item in integrity.rated("corruption") + integrity.rated("threat"):
        assert "count" in item.statement(1), item.id
        assert "killed, kidnapped or attacked" in item.statement(5), item.id
        assert "24 months" in item.question, item.id
        assert "not counted" in item.note, item.id
    for item in integrity.rated("conditions"):
        assert "more than one in two" in item.statement(5), item.id


def test_duress_is_asked_apart_and_called_no_fault(integrity: Instrument) -> None:
    assert integrity.item("x_duress").dimension == "threat"
    assert "apart from misconduct" in integrity.item("x_duress").note


def test_each_kind_of_site_repeats_exactly_the_rated_questions_on_exposure(integrity: Instrument) -> None:
    rated = [item for axis in AXES for item in integrity.rated(axis)]
    sites = [item for item in integrity.items if item.id.startswith("x_site_")]
    assert len(sites) >= 5
    for site in sites:
        repeated = [field for field in site.fields if field.id != "present"]
        assert [(field.id, field.label) for field in repeated] == [(item.id, item.name) for item in rated], site.id
        levels = [f"level_{level}" for level in range(1, 6)]
        assert all([choice.id for choice in field.choices] == [*levels, "not_counted"] for field in repeated), site.id
        assert not site.rates


def test_no_field_of_the_self_assessment_takes_free_text(integrity: Instrument) -> None:
    assert {field.type for item in integrity.items for field in item.fields} == {"one"}


def test_the_ladder_has_its_five_levels_and_no_requirement(integrity: Instrument) -> None:
    policy = shipped().policy_of(integrity)
    assert [level.name for level in policy.levels] == ["Absent", "Ad hoc", "Established", "Managed", "Assured"]
    assert all(level.requirements == () for level in policy.levels)


def test_the_ladder_counts_scope_evidence_and_coverage_as_the_continuum_does(integrity: Instrument) -> None:
    ladder = shipped().policy_of(integrity)
    continuum = shipped().policy_of(shipped().instrument("cooperation"))
    assert dict(ladder.scope_caps) == dict(continuum.scope_caps)
    assert dict(ladder.evidence_caps) == dict(continuum.evidence_caps)
    assert ladder.withheld_below == continuum.withheld_below


def test_the_go_betweens_that_the_guard_looks_at_are_asked_about(integrity: Instrument) -> None:
    assert integrity.item(OTHER_AGENCY).kind == "exposure"
    assert "police included" in integrity.item(OTHER_AGENCY).question


def test_every_x_ray_of_integrity_says_what_it_needs_and_what_to_do() -> None:
    for xray in shipped().xrays["integrity"]:
        assert all((xray.needs, xray.do, xray.finding, xray.sources)), xray.id


# ---------------------------------------------------------------- the survey


def test_the_survey_asks_about_twelve_opinions_and_nothing_else(perception: Instrument) -> None:
    assert 10 <= len(perception.items) <= 15
    for item in perception.items:
        assert item.id.startswith("s_")
        assert (item.kind, item.rates, item.subject) == ("opinion", False, "own")


def test_the_survey_has_no_place_for_free_text_and_no_question_about_the_person(perception: Instrument) -> None:
    assert perception.disclosure == "anonymous"
    assert all(item.fields == () and item.areas == () and item.limits == () for item in perception.items)


def test_the_survey_mirrors_dimensions_of_the_self_assessment(perception: Instrument, integrity: Instrument) -> None:
    assert perception.mirrors == integrity.id
    titles = {dimension.id: dimension.title for dimension in integrity.group("factor", "protection")}
    assert {dimension.id: dimension.title for dimension in perception.dimensions}.items() <= titles.items()
    assert {item.dimension for item in perception.items} == {dimension.id for dimension in perception.dimensions}
    assert set(STAGES) <= {item.dimension for item in perception.items}


def test_every_statement_of_the_survey_is_answered_on_one_scale(perception: Instrument) -> None:
    scales = {tuple(line.text for line in item.statements) for item in perception.items}
    assert len(scales) == 1
    assert len(next(iter(scales))) == 5


# ---------------------------------------------------------------- the measures


@pytest.mark.parametrize("id", MEASURES.values(), ids=MEASURES)
def test_each_measure_that_was_asked_for_says_what_it_lifts_what_it_cannot_do_and_where_it_comes_from(
    steps: dict[str, Step], id: str
) -> None:
    step = steps[id]
    assert step.lifts
    assert step.limits
    assert step.sources
    assert step.kind in ("integrity", "protection")


def test_every_measure_has_limits_and_lifts_items_of_the_ladder_alone(
    steps: dict[str, Step], integrity: Instrument
) -> None:
    for step in steps.values():
        assert step.limits, step.id
        assert all(note.text and note.source.key for note in step.limits), step.id
        assert step.lifts, step.id
        assert {integrity.item(lift.item).kind for lift in step.lifts} == {"maturity"}, step.id
        assert len(step.first_actions) == 3, step.id
        assert all((step.why, step.leads, step.agrees, step.done_when, step.pitfalls, step.sources)), step.id


@pytest.mark.parametrize(
    ("id", "words"),
    [
        ("rotation", "small territory"),
        ("devices_on_duty", "outside work"),
        ("four_eyes", "outside work"),
        ("automation", "risk moves to the people who use or run the system"),
        ("access_logs", "become the target"),
        ("lifestyle_checks", "private life"),
        ("vetting", "private life"),
    ],
)
def test_the_known_limits_are_named(steps: dict[str, Step], id: str, words: str) -> None:
    assert any(words in note.text for note in steps[id].limits)


def test_only_controls_aimed_at_persons_close_routes_and_each_says_that_threats_may_follow(
    steps: dict[str, Step],
) -> None:
    closing = {step.id for step in shipped().steps if step.guard == "route_closing"}
    assert closing == ROUTE_CLOSING
    assert all(any("risk of threats" in note.text for note in steps[id].limits) for id in closing)


def test_every_control_aimed_at_persons_needs_the_threat_assessment(steps: dict[str, Step]) -> None:
    assert all("threat_assessment" in steps[id].needs_steps for id in ROUTE_CLOSING)


def test_what_the_design_says_is_never_held_back_is_marked_so(steps: dict[str, Step]) -> None:
    assert {id for id in NEVER_HELD_BACK if steps[id].guard != "never_held_back"} == set()


def test_nothing_needs_a_control_aimed_at_persons_so_that_staging_it_holds_nothing_else_back(
    steps: dict[str, Step],
) -> None:
    lifted_only_by_closing = {
        (lift.item, lift.to)
        for id in ROUTE_CLOSING
        for lift in steps[id].lifts
        if not any(
            other.item == lift.item and other.to >= lift.to
            for step in steps.values()
            if step.id not in ROUTE_CLOSING
            for other in step.lifts
        )
    }
    for step in steps.values():
        if step.id not in ROUTE_CLOSING:
            assert not set(step.needs_steps) & ROUTE_CLOSING, step.id
            needed = {(need.item, need.at_least) for need in step.needs_items}
            assert not needed & lifted_only_by_closing, step.id


def test_every_item_of_the_ladder_is_brought_to_established_by_some_measure(
    steps: dict[str, Step], integrity: Instrument
) -> None:
    lifted = {lift.item for step in steps.values() for lift in step.lifts if lift.to >= 3}
    assert {item.id for item in integrity.items if item.kind == "maturity"} <= lifted


def test_the_steps_that_share_more_ask_for_safeguards_at_home_and_no_other_step_does() -> None:
    asking = {step.id: {(need.item, need.at_least) for need in step.safeguards} for step in shipped().steps}
    safeguards = {("i_vetting", 3), ("i_access_logs", 3), ("i_channels", 3)}
    assert {frozenset(needs) for needs in asking.values() if needs} == {frozenset(safeguards)}
    kinds = {step.id: step.kind for step in shipped().steps}
    shares = {id for id, needs in asking.items() if needs}
    assert {id for id, kind in kinds.items() if kind in ("joint_unit", "liaison")} - shares <= {"emergency_structure"}
    assert {"information_sharing", "integrated_databases", "joint_risk_profiling", "sensitive_powers"} <= shares
    assert not shares & {id for id, kind in kinds.items() if kind in ("mandate", "committee", "mou", "training")}
