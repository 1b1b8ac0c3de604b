"""The catalogue that ships: every level can be reached, every practice of the field is there, every fact is dated."""

from __future__ import annotations

import re

import pytest

from diagnostic.content import shipped
from diagnostic.content.catalogue import Draft, Programme
from diagnostic.content.library import questions
from diagnostic.content.model import Step

LIBRARY = shipped()
QUESTIONS = LIBRARY.instrument("cooperation")
COOPERATION = tuple(step for step in LIBRARY.steps if step.kind not in ("integrity", "protection"))
BY_ID = {step.id: step for step in LIBRARY.steps}
#: One step for every practice that the tool has to offer.
PRACTICES = {
    "political_mandate", "mandate_map", "cpcc", "regional_committees", "mou", "moa", "emergency_annex",
    "single_contact_point", "exchange_protocol", "fusion_centre", "interpol_access", "interpol_specialised",
    "cencomm_group", "ncen_national", "cts_targeting", "joint_risk_profiling", "joint_targeting_centre",
    "passenger_information_unit", "joint_operations", "controlled_delivery_protocol", "joint_interdiction_teams",
    "standing_investigation_teams", "case_referral", "joint_triage", "sensitive_powers", "forensics_arrangement",
    "shared_resources", "liaison_officers", "virtual_task_force", "joint_training", "officer_exchange",
    "common_curriculum", "port_control_unit", "air_cargo_control_unit", "joint_airport_task_force",
    "police_customs_centre", "recognition", "asset_sharing", "legal_reform", "international_operation",
    "deconfliction", "evidence_to_court", "financial_investigation", "rapid_response", "stolen_document_hit",
    "joint_strategy", "joint_annual_plan", "process_reengineering", "one_seizure_report", "digital_forensics",
    "operation_plan_debrief",
}  # fmt: skip
RATED = [item.id for item in QUESTIONS.items if item.rates]


def test_the_catalogue_has_more_than_sixty_steps_and_none_of_the_practices_is_missing() -> None:
    assert len(COOPERATION) > 60
    assert set(BY_ID) >= PRACTICES


@pytest.mark.parametrize("item", RATED)
def test_some_step_brings_every_rated_question_to_each_of_its_higher_levels(item: str) -> None:
    reached = {lift.to for step in COOPERATION for lift in step.lifts if lift.item == item}
    assert max(reached) == 5
    assert min(reached) <= 4


def test_a_memorandum_needs_a_sponsor_a_map_of_mandates_and_a_committee() -> None:
    assert set(BY_ID["mou"].needs_steps) == {"political_mandate", "mandate_map", "cpcc"}


def test_informants_and_undercover_officers_are_never_named_to_the_other_agency() -> None:
    for id in ("sensitive_powers", "deconfliction"):
        said = " ".join([BY_ID[id].delivers, BY_ID[id].done_when, *(note.text for note in BY_ID[id].pitfalls)]).lower()
        assert "identit" in said


@pytest.mark.parametrize("step", COOPERATION, ids=lambda step: step.id)
def test_a_step_can_be_begun_on_monday_and_says_what_done_looks_like(step: Step) -> None:
    assert len(step.first_actions) == 3
    assert step.done_when
    assert step.pitfalls
    assert step.agrees
    assert step.effort.low <= step.effort.high
    assert 1 <= step.difficulty <= 5
    assert all(re.search(r"(19|20)\d\d", example.date) for example in step.examples)


def test_every_step_that_lifts_nothing_can_still_be_asked_for_and_says_why() -> None:
    assert all(step.why and step.delivers for step in COOPERATION if not step.lifts)


def test_no_step_of_cooperation_rests_on_an_answer_about_integrity() -> None:
    assert all(need.item.startswith("a_") for step in COOPERATION for need in step.needs_items)
    assert all(lift.item.startswith("a_") for step in COOPERATION for lift in step.lifts)


@pytest.mark.parametrize("programme", LIBRARY.programmes, ids=lambda programme: programme.id)
def test_a_programme_says_what_it_gives_how_to_ask_and_dates_its_facts(programme: Programme) -> None:
    assert programme.gives
    assert programme.ask
    assert programme.sources
    assert set(programme.supports) <= set(BY_ID)
    assert all(re.search(r"(19|20)\d\d", fact.date) for fact in programme.facts)


def test_the_programmes_of_all_three_organisations_are_there() -> None:
    ids = {programme.id for programme in LIBRARY.programmes}
    assert len(ids) >= 50
    owners = {programme.owner for programme in LIBRARY.programmes}
    assert owners >= {"WCO", "INTERPOL", "UNODC"}
    assert {step.id for step in COOPERATION if LIBRARY.programmes_for(step.id)}


def test_thirteen_documents_can_be_drafted() -> None:
    assert set(LIBRARY.drafts) == {
        "mou", "moa", "cpcc_tor", "liaison_tor", "information_protocol", "controlled_delivery", "joint_unit_note",
        "assessment_protocol", "annual_plan", "referral_forms", "operation_plan", "media_protocol", "annual_report",
    }  # fmt: skip


@pytest.mark.parametrize("draft", LIBRARY.drafts.values(), ids=lambda draft: draft.id)
def test_a_clause_says_why_it_stands_there_and_never_rests_on_integrity(draft: Draft) -> None:
    for clause in draft.clauses:
        assert clause.note
        assert clause.sources
        assert all(id.startswith("a_") for id in clause.behind), clause.id


@pytest.mark.parametrize("id", ["mou", "moa"])
def test_protection_of_staff_is_always_offered(id: str) -> None:
    offered = [c for c in LIBRARY.drafts[id].clauses if c.when.always and "protect" in " ".join(c.text).lower()]
    assert offered


def test_scoring_reads_the_same_questionnaires_without_advice_and_drafts() -> None:
    alone = questions()
    assert alone.policies.keys() == {"handbook-fig3/1", "integrity-ladder/1"}
    assert alone.instrument("cooperation") == QUESTIONS
    assert alone.xrays == LIBRARY.xrays
    assert not alone.steps
    assert not alone.drafts
