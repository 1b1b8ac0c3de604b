"""The integrity self-assessment as use cases: it stays with its agency, whatever is released, opened or handed on."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import yaml

from diagnostic.access import NotAllowed, Viewer
from diagnostic.access.roles import Role
from diagnostic.advice.safeguards import Attestation
from diagnostic.answers import AgencyPair, Answer, Assessment, Voice
from diagnostic.answers import file as assessment_file
from diagnostic.answers.voices import Move, MoveRefused, Stage
from diagnostic.content import Library
from diagnostic.content.faults import Refused
from diagnostic.content.model import Step
from diagnostic.scoring import score
from diagnostic.service import (
    answering,
    assessments,
    chart_files,
    files,
    integrity,
    planning,
    reporting,
    results,
)
from diagnostic.service.answering import AnswerRefused
from diagnostic.service.desk import COOPERATION, INTEGRITY, Desk
from diagnostic.service.files import ExportRefused, ImportRefused
from diagnostic.service.integrity import StatementRefused
from diagnostic.storage import NotEditable, Record, Saved, Store
from tests.app.windows import fill, open_both, revisions, start_integrity, stored

Desks = dict[Voice, Desk]
OURS = "zzz of the integrity team of customs alone zzz"
THEIRS = "zzz of the integrity team of police alone zzz"
AGENCIES: tuple[Voice, ...] = ("customs", "police")
VOICES: tuple[Voice, ...] = ("customs", "police", "agreed")


def _said(text: str) -> dict[str, Answer]:
    return {
        "i_vetting": Answer(level=2, scope="main_sites", evidence="document", comment=text, link=text, discuss=True),
        "i_channels": Answer(state="prohibited_by_law", reason=text),
        "p_identity": Answer(level=1, comment=text),
        "x_threats": Answer(level=5, comment=text),
        "x_violence": Answer(state="insufficient_evidence", comment=text),
        "x_site_seaport": Answer(value={"present": "present", "x_threats": "level_5"}, comment=text),
        "x_depth": Answer(value={"depth": "organised"}, comment=text),
    }


@pytest.fixture
def begun(store: Store, id: str, library: Library) -> str:
    """An assessment in which both agencies have answered on cooperation and on their integrity."""
    start_integrity(store, id)
    depth = library.instrument(INTEGRITY).item("x_depth").fields[0].choices[0].id
    for voice, text in (("customs", OURS), ("police", THEIRS)):
        agency: Voice = "police" if voice == "police" else "customs"
        said = _said(text) | {"x_depth": Answer(value={"depth": depth}, comment=text)}
        fill(store, id, agency, {"a_1": Answer(level=2), "a_2_1": Answer(level=2)} | said)
    return id


def _as(desks: Desks, acting: Voice, *roles: Role) -> Desk:
    """A desk of somebody who has these roles in an agency, and no other."""
    held: frozenset[tuple[Role, Voice | None]] = frozenset((role, acting) for role in roles)
    return replace(desks[acting], viewer=Viewer("somebody", held, acting))


def _of_the_pair(desks: Desks, role: Role) -> Desk:
    return replace(desks["customs"], viewer=Viewer("somebody", frozenset({(role, None)}), "customs"))


def _stages(store: Store, id: str, part: str) -> list[Stage]:
    return [store.record(id).courses[part][voice] for voice in AGENCIES]


def _integrity_items(text: str) -> set[str]:
    """Return the ids of integrity answers in an assessment file."""
    voices = yaml.safe_load(text)["voices"]
    return {item for said in voices.values() for item in said if item[:2] in ("i_", "p_", "x_")}


# ---------------------------------------------------------------- the start


def test_it_starts_in_the_newest_version_with_every_voice_in_draft(
    desks: Desks, store: Store, id: str, library: Library
) -> None:
    newer = replace(library.instrument(INTEGRITY), version="integrity-2026/2")
    later = replace(library, instruments={**library.instruments, (INTEGRITY, newer.version): newer})
    assert not integrity.started(store.record(id))
    integrity.start(replace(desks["customs"], library=later), id)
    record = store.record(id)
    assert integrity.started(record)
    assert record.instruments == {COOPERATION: "handbook-2018/1", INTEGRITY: "integrity-2026/2"}
    assert set(record.courses[INTEGRITY].values()) == {"draft"}


def test_starting_twice_or_by_the_other_agency_changes_nothing_not_even_the_version(
    desks: Desks, store: Store, id: str, library: Library
) -> None:
    integrity.start(desks["customs"], id)
    fill(store, id, "customs", {"i_vetting": Answer(level=3)})
    integrity.move(desks["customs"], id, "submit")
    before = store.record(id)
    newer = replace(library.instrument(INTEGRITY), version="integrity-2026/2")
    later = replace(library, instruments={**library.instruments, (INTEGRITY, newer.version): newer})
    for desk in (desks["customs"], desks["police"], replace(desks["customs"], library=later)):
        integrity.start(desk, id)
    assert store.record(id) == before
    assert [entry.action for entry in store.audit_log(id)].count("pin") == 1


@pytest.mark.parametrize("role", ["respondent", "coordinator", "head", "custodian"])
def test_only_the_integrity_team_starts_it(desks: Desks, store: Store, id: str, role: Role) -> None:
    with pytest.raises(NotAllowed):
        integrity.start(_as(desks, "customs", role), id)
    assert not integrity.started(store.record(id))
    integrity.start(_as(desks, "customs", "integrity_officer"), id)
    assert integrity.started(store.record(id))


# ---------------------------------------------------------------- answering


def test_an_integrity_answer_is_saved_in_its_own_part_and_leaves_cooperation_alone(
    desks: Desks, store: Store, id: str
) -> None:
    start_integrity(store, id)
    before = store.record(id)
    form = answering.form(desks["customs"], id, "customs", INTEGRITY)
    assert isinstance(answering.save(desks["customs"], form, "i_vetting", {"level": 3, "comment": OURS}, 0), Saved)
    assert stored(store, id, "customs", "i_vetting") == Answer(level=3, comment=OURS)
    assert store.current(id, "customs") == {}
    assert store.record(id) == before, "not even when an agency last wrote is told of integrity"
    assert answering.form(desks["customs"], id, "customs").progress().done == 0
    assert answering.form(desks["customs"], id, "customs", INTEGRITY).progress().done == 1


@pytest.mark.parametrize(
    ("instrument", "item"), [(COOPERATION, "i_vetting"), (COOPERATION, "x_threats"), (INTEGRITY, "a_1")]
)
def test_an_item_of_the_other_questionnaire_is_refused(
    desks: Desks, store: Store, id: str, instrument: str, item: str
) -> None:
    start_integrity(store, id)
    form = answering.form(desks["customs"], id, "customs", instrument)
    with pytest.raises(AnswerRefused):
        answering.save(desks["customs"], form, item, {"level": 3}, 0)
    assert revisions(store, id) == 0


@pytest.mark.parametrize(
    ("item", "data"),
    [
        ("i_vetting", {"level": 6}),
        ("i_vetting", {"state": "not_applicable"}),
        ("x_threats", {"level": 0}),
        ("x_site_seaport", {"value": {"present": "perhaps"}}),
        ("x_site_seaport", {"value": {"present": "present", "x_threats": "level_9"}}),
    ],
    ids=lambda part: str(part)[:50],
)
def test_an_integrity_answer_that_is_no_option_never_reaches_the_store(
    desks: Desks, store: Store, id: str, item: str, data: dict[str, Any]
) -> None:
    start_integrity(store, id)
    form = answering.form(desks["customs"], id, "customs", INTEGRITY)
    with pytest.raises(AnswerRefused, match=r"^[A-Z].+\.$"):
        answering.save(desks["customs"], form, item, data, 0)
    assert revisions(store, id) == 0


def test_the_head_reads_and_closes_and_does_not_write(desks: Desks, store: Store, begun: str) -> None:
    head = _as(desks, "customs", "head")
    form = answering.form(head, begun, "customs", INTEGRITY)
    assert form.answer("i_vetting").comment == OURS
    with pytest.raises(NotAllowed, match="integrity team"):
        answering.save(head, form, "i_vetting", {"level": 5}, 1)
    assert integrity.reading(head, begun).result.outcome("x_threats").pair == (5, 5)
    integrity.move(head, begun, "submit")
    assert _stages(store, begun, INTEGRITY) == ["submitted", "draft"]


@pytest.mark.parametrize("role", ["respondent", "coordinator", "custodian"])
def test_others_of_the_own_agency_neither_read_nor_write_it(desks: Desks, store: Store, begun: str, role: Role) -> None:
    somebody = _as(desks, "customs", role)
    uses: list[Callable[[], object]] = [
        lambda: answering.form(somebody, begun, "customs", INTEGRITY),
        lambda: integrity.reading(somebody, begun),
        lambda: integrity.decisions(somebody, begun),
        lambda: integrity.move(somebody, begun, "submit"),
        lambda: files.integrity_text(somebody, begun),
        lambda: integrity.override(somebody, begun, "because"),
        lambda: integrity.withdraw_override(somebody, begun),
        lambda: integrity.attest(somebody, begun, "i_vetting", "confirmed"),
    ]
    for use in uses:
        with pytest.raises(NotAllowed):
            use()
    assert assessments.overview(somebody)[0].integrity == {}
    assert _stages(store, begun, INTEGRITY) == ["draft", "draft"]


# ---------------------------------------------------------------- never to the other agency


STAGES = ["draft", "released", "opened"]


def _bring_to(store: Store, id: str, stage: str) -> None:
    if stage == "opened":
        open_both(store, id)
    elif stage == "released":
        store.move(id, "police", "submit", by="police")
        store.move(id, "police", "release", by="police")


@pytest.mark.parametrize("stage", STAGES)
def test_no_view_and_no_reading_holds_an_integrity_answer_of_the_other_agency(
    desks: Desks, store: Store, begun: str, stage: str
) -> None:
    _bring_to(store, begun, stage)
    desk, record = desks["customs"], store.record(begun)
    for part in (COOPERATION, INTEGRITY):
        view = desk.view(record, part=part)
        assert THEIRS not in repr(view.assessment), part
        assert set(view.assessment.instruments) == {part}
    assert {voice for voice, said in desk.view(record, part=INTEGRITY).assessment.voices.items() if said} == {"customs"}
    own = integrity.reading(desk, begun)
    assert (own.whose, set(own.view.assessment.voices)) == ("customs", {"customs"})
    assert THEIRS not in repr(own)


@pytest.mark.parametrize("stage", STAGES)
def test_the_readings_of_cooperation_are_the_same_as_without_integrity(
    desks: Desks, store: Store, id: str, library: Library, stage: str
) -> None:
    for voice in AGENCIES:
        fill(store, id, voice, {"a_1": Answer(level=2), "a_2_1": Answer(level=2)})
    _bring_to(store, id, stage)
    whose = ["customs", "both", "police"] if stage == "opened" else ["customs"]
    before = [results.reading(desks["customs"], id, who) for who in whose]
    start_integrity(store, id)
    for voice, text in (("customs", OURS), ("police", THEIRS)):
        fill(store, id, "police" if voice == "police" else "customs", _said(text))
    for earlier in before:
        now = results.reading(desks["customs"], id, earlier.whose)
        assert now.result == earlier.result
        assert now.view.assessment == earlier.view.assessment
        assert OURS not in repr(now)
        assert THEIRS not in repr(now)


@pytest.mark.parametrize("stage", STAGES)
def test_every_way_to_the_other_agencys_integrity_is_refused(
    desks: Desks, store: Store, begun: str, stage: str
) -> None:
    _bring_to(store, begun, stage)
    customs, theirs = desks["customs"], answering.form(desks["police"], begun, "police", INTEGRITY)
    uses: list[Callable[[], object]] = [
        lambda: answering.form(customs, begun, "police", INTEGRITY),
        lambda: answering.save(customs, theirs, "i_vetting", {"level": 5}, 1),
        lambda: answering.settle(customs, theirs, "i_vetting", {"level": 5}, 1),
        lambda: answering.history(customs, theirs, "i_vetting"),
    ]
    for use in uses:
        with pytest.raises(NotAllowed, match="integrity"):
            use()
    assert stored(store, begun, "police", "i_vetting") == _said(THEIRS)["i_vetting"]


def test_the_history_of_an_integrity_answer_is_not_read_through_a_form_on_cooperation(
    desks: Desks, store: Store, begun: str
) -> None:
    open_both(store, begun)
    opened = answering.form(desks["customs"], begun, "police", COOPERATION)
    try:
        said = answering.history(desks["customs"], opened, "i_vetting")
    except (NotAllowed, AnswerRefused):
        return
    assert THEIRS not in repr(said)


@pytest.mark.parametrize("role", ["member", "chair", "secretariat", "observer", "consultant", "administrator"])
def test_the_committee_and_its_guests_learn_nothing_of_integrity_even_when_all_is_open(
    desks: Desks, store: Store, begun: str, role: Role
) -> None:
    open_both(store, begun)
    guest = _of_the_pair(desks, role)
    (entry,) = assessments.overview(guest)
    assert entry.integrity == {}
    for part in (COOPERATION, INTEGRITY):
        seen = repr(guest.view(store.record(begun), part=part).assessment)
        assert OURS not in seen
        assert THEIRS not in seen
    for voice in AGENCIES:
        with pytest.raises(NotAllowed):
            answering.form(guest, begun, voice, INTEGRITY)
    for use in (integrity.reading, integrity.decisions, files.integrity_text):
        with pytest.raises(NotAllowed):
            use(guest, begun)


def test_the_list_tells_of_the_own_integrity_alone(desks: Desks, store: Store, begun: str) -> None:
    open_both(store, begun)
    for voice in AGENCIES:
        (entry,) = assessments.overview(desks[voice])
        assert set(entry.integrity) == {voice}
        assert entry.integrity[voice].done == len(_said(""))


# ---------------------------------------------------------------- files that leave


@pytest.mark.parametrize("stage", STAGES)
def test_the_file_on_cooperation_never_holds_integrity_not_even_that_of_the_own_agency(
    desks: Desks, store: Store, begun: str, stage: str
) -> None:
    _bring_to(store, begun, stage)
    for voice in AGENCIES:
        text = files.export_text(desks[voice], begun)
        assert _integrity_items(text) == set()
        assert OURS not in text
        assert THEIRS not in text
        assert list(yaml.safe_load(text)["instruments"]) == [COOPERATION]


@pytest.mark.parametrize("stage", STAGES)
def test_the_file_on_integrity_holds_the_own_agency_and_nothing_of_cooperation(
    desks: Desks, store: Store, begun: str, library: Library, stage: str
) -> None:
    _bring_to(store, begun, stage)
    for voice, own, other in (("customs", OURS, THEIRS), ("police", THEIRS, OURS)):
        acting: Voice = "police" if voice == "police" else "customs"
        text = files.integrity_text(desks[acting], begun)
        assert own in text
        assert other not in text
        read = assessment_file.read_upload(text.encode(), "own.yaml", library)
        assert set(read.voices) == {acting}
        assert set(read.voices[acting]) == set(_said(""))
        assert dict(read.instruments) == {INTEGRITY: "integrity-2026/1"}
        assert read.target is None
        assert score(read, library) is None


def test_the_file_on_integrity_reads_back_also_while_nothing_was_answered(
    desks: Desks, store: Store, id: str, library: Library
) -> None:
    start_integrity(store, id)
    text = files.integrity_text(desks["customs"], id)
    assert dict(assessment_file.read_upload(text.encode(), "own.yaml", library).instruments) == {
        INTEGRITY: "integrity-2026/1"
    }


def test_there_is_no_file_on_integrity_before_it_was_started(desks: Desks, id: str) -> None:
    with pytest.raises(ExportRefused, match="started"):
        files.integrity_text(desks["customs"], id)


# ---------------------------------------------------------------- the course


def test_closing_integrity_leaves_cooperation_where_it_is_and_reopens(desks: Desks, store: Store, begun: str) -> None:
    desk = desks["customs"]
    form = answering.form(desk, begun, "customs", INTEGRITY)
    integrity.move(desk, begun, "submit")
    assert (_stages(store, begun, INTEGRITY), _stages(store, begun, COOPERATION)) == (
        ["submitted", "draft"],
        ["draft", "draft"],
    )
    with pytest.raises(NotEditable):
        answering.save(desk, form, "i_vetting", {"level": 5}, 1)
    assert not answering.form(desk, begun, "customs", INTEGRITY).editable
    assert answering.form(desk, begun, "customs").editable
    integrity.move(desk, begun, "reopen")
    assert _stages(store, begun, INTEGRITY) == ["draft", "draft"]
    assert isinstance(answering.save(desk, form, "i_vetting", {"level": 5}, 1), Saved)


def test_releasing_and_opening_cooperation_neither_closes_nor_opens_integrity(
    desks: Desks, store: Store, begun: str
) -> None:
    for step in ("submit", "release"):
        assessments.move(desks["customs"], begun, "customs", "release" if step == "release" else "submit")
        assert _stages(store, begun, INTEGRITY) == ["draft", "draft"]
    for move in ("submit", "release"):
        assessments.move(desks["police"], begun, "police", "release" if move == "release" else "submit")
    assessments.open_both(desks["customs"], begun)
    assert _stages(store, begun, COOPERATION) == ["opened", "opened"]
    assert _stages(store, begun, INTEGRITY) == ["draft", "draft"]
    form = answering.form(desks["customs"], begun, "customs", INTEGRITY)
    assert isinstance(answering.save(desks["customs"], form, "i_vetting", {"level": 5}, 1), Saved)
    assert store.history(begun, "customs", "i_vetting")[-1].kind == "answer", "no correction: it was never opened"


@pytest.mark.parametrize("step", ["release", "open"])
def test_integrity_is_never_released_or_opened(desks: Desks, store: Store, begun: str, step: Move) -> None:
    for before in ("draft", "submitted"):
        if before == "submitted":
            integrity.move(desks["customs"], begun, "submit")
        with pytest.raises(MoveRefused, match="never released"):
            integrity.move(desks["customs"], begun, step)
        assert _stages(store, begun, INTEGRITY)[0] == before


# ---------------------------------------------------------------- the head's decision on the order


def test_an_override_needs_a_reason_and_is_kept_with_who_and_when(desks: Desks, store: Store, begun: str) -> None:
    desk = desks["customs"]
    for nothing in ("", "   \n ", "x" * 10_001):
        with pytest.raises(StatementRefused, match=r"^[A-Z].+\.$"):
            integrity.override(desk, begun, nothing)
    assert integrity.reading(desk, begun).override is None
    assert integrity.reading(desk, begun).guard.active
    integrity.override(desk, begun, f"  {OURS} \n")
    decided = integrity.reading(desk, begun)
    assert decided.override is not None
    assert (decided.override.reason, decided.override.by) == (OURS, desk.viewer.name)
    assert decided.guard.called_for
    assert decided.guard.overridden
    assert not decided.guard.active


def test_withdrawn_and_decided_again_every_decision_stays_on_record(desks: Desks, begun: str) -> None:
    desk = desks["customs"]
    integrity.override(desk, begun, "first")
    integrity.withdraw_override(desk, begun)
    assert integrity.reading(desk, begun).override is None
    assert integrity.reading(desk, begun).guard.active
    integrity.override(desk, begun, "second")
    said = integrity.decisions(desk, begun)
    assert [(decision.value, decision.reason) for decision in said] == [(True, "first"), (None, ""), (True, "second")]
    assert [decision.at for decision in said] == sorted(decision.at for decision in said)
    override = integrity.reading(desk, begun).override
    assert override is not None
    assert override.reason == "second"


def test_only_the_head_decides_and_only_for_the_own_agency(desks: Desks, begun: str) -> None:
    for role in ("integrity_officer", "coordinator", "respondent", "custodian"):
        somebody = _as(desks, "customs", role)
        with pytest.raises(NotAllowed, match=r"head"):
            integrity.override(somebody, begun, "because")
        with pytest.raises(NotAllowed, match=r"head"):
            integrity.withdraw_override(somebody, begun)
    integrity.override(_as(desks, "customs", "head"), begun, "because")
    assert integrity.reading(desks["police"], begun).override is None
    assert integrity.decisions(desks["police"], begun) == []


def test_the_plan_stages_controls_aimed_at_persons_until_the_head_decides_otherwise(desks: Desks, begun: str) -> None:
    desk = desks["customs"]

    def staged() -> set[str]:
        return {measure.step.id for measure in integrity.plan(desk, integrity.reading(desk, begun)).phase("staged")}

    before = staged()
    assert before
    assert all(step.guard == "route_closing" for step in desk.library.steps if step.id in before)
    integrity.override(desk, begun, "because")
    assert staged() == set()
    integrity.withdraw_override(desk, begun)
    assert staged() == before


# ---------------------------------------------------------------- what the head states to others


def _plan(desk: Desk, id: str, whose: str = "customs") -> tuple[Step, ...]:
    return planning.planning(desk, id, whose, asked=planning.Asked(5)).plan.steps


def test_an_attestation_is_seen_by_the_other_side_only_once_both_are_open(
    desks: Desks, store: Store, begun: str
) -> None:
    integrity.attest(desks["customs"], begun, "i_vetting", "confirmed")
    for stage in ("draft", "released"):
        _bring_to(store, begun, stage)
        assert integrity.attestations(desks["customs"], store.record(begun), "customs") == {"i_vetting": "confirmed"}
        assert integrity.attestations(desks["police"], store.record(begun), "customs") == {}
    store.move(begun, "customs", "submit", by="customs")
    store.move(begun, "customs", "release", by="customs")
    store.open_both(begun, by="customs")
    assert integrity.attestations(desks["police"], store.record(begun), "customs") == {"i_vetting": "confirmed"}
    assert integrity.attestations(_of_the_pair(desks, "observer"), store.record(begun), "customs") == {}
    assert integrity.attestations(_of_the_pair(desks, "chair"), store.record(begun), "customs") == {
        "i_vetting": "confirmed"
    }


def test_jointly_a_safeguard_shows_what_each_head_states_and_nothing_said_is_not_disclosed(
    desks: Desks, store: Store, begun: str
) -> None:
    integrity.attest(desks["customs"], begun, "i_vetting", "confirmed")
    integrity.attest(desks["police"], begun, "i_access_logs", "not_yet")
    open_both(store, begun)
    for desk in desks.values():
        attested = integrity.attested(desk, store.record(begun), _plan(desk, begun, "both"))
        assert attested == {
            "i_vetting": {"customs": "confirmed", "police": "not_disclosed"},
            "i_access_logs": {"customs": "not_disclosed", "police": "not_yet"},
            "i_channels": {"customs": "not_disclosed", "police": "not_disclosed"},
        }


def test_an_attestation_does_not_follow_the_answers_and_is_taken_back(desks: Desks, store: Store, begun: str) -> None:
    desk, record = desks["customs"], store.record(begun)
    integrity.attest(desk, begun, "i_vetting", "confirmed")
    form = answering.form(desk, begun, "customs", INTEGRITY)
    answering.save(desk, form, "i_vetting", {"level": 1}, 1)
    assert integrity.attestations(desk, record, "customs") == {"i_vetting": "confirmed"}
    integrity.attest(desk, begun, "i_vetting", "not_disclosed")
    assert integrity.attestations(desk, record, "customs") == {}
    assert len(store.declared(begun, "customs", f"{integrity.ATTEST}i_vetting")) == 2


@pytest.mark.parametrize("role", ["integrity_officer", "coordinator", "respondent", "custodian"])
def test_only_the_head_attests(desks: Desks, store: Store, begun: str, role: Role) -> None:
    with pytest.raises(NotAllowed, match=r"Only the head"):
        integrity.attest(_as(desks, "customs", role), begun, "i_vetting", "confirmed")
    integrity.attest(_as(desks, "customs", "head"), begun, "i_vetting", "confirmed")
    assert store.declarations(begun, "customs")["attest:i_vetting"].value == "confirmed"
    assert store.declarations(begun, "police") == {}


@pytest.mark.parametrize(
    ("item", "value"), [("x_threats", "confirmed"), ("a_1", "confirmed"), ("", "confirmed"), ("i_vetting", "perhaps")]
)
def test_what_is_no_safeguard_or_no_statement_is_refused(
    desks: Desks, store: Store, begun: str, item: str, value: Attestation
) -> None:
    with pytest.raises(StatementRefused, match=r"^[A-Z].+\.$"):
        integrity.attest(desks["customs"], begun, item, value)
    assert store.declarations(begun, "customs") == {}


def test_own_safeguards_come_from_the_own_answers_and_say_which_steps_ask_for_them(desks: Desks, begun: str) -> None:
    desk = desks["customs"]
    found = integrity.own_safeguards(desk, desk.store.record(begun), _plan(desk, begun))
    assert found is not None
    by_item = {safeguard.item: safeguard for safeguard in found}
    assert set(by_item) == {"i_vetting", "i_access_logs", "i_channels"}
    assert (by_item["i_vetting"].now, by_item["i_vetting"].state) == ((2, 2), "fails")
    assert (by_item["i_channels"].now, by_item["i_channels"].state) == ((1, 1), "fails")
    assert (by_item["i_access_logs"].now, by_item["i_access_logs"].state) == ((1, 5), "unknown")
    assert all(safeguard.steps for safeguard in found)


def test_own_safeguards_are_none_before_the_start_and_for_those_who_may_not_see_them(
    desks: Desks, store: Store, id: str
) -> None:
    fill(store, id, "customs", {"a_1": Answer(level=2)})
    plan = _plan(desks["customs"], id)
    assert integrity.own_safeguards(desks["customs"], store.record(id), plan) is None
    assert integrity.narrowed(desks["customs"], store.record(id)) is False
    start_integrity(store, id)
    assert integrity.own_safeguards(desks["customs"], store.record(id), plan)
    coordinator = _as(desks, "customs", "coordinator")
    assert integrity.own_safeguards(coordinator, store.record(id), plan) is None
    assert integrity.narrowed(coordinator, store.record(id)) is False


def test_the_exchange_of_identities_is_narrowed_by_the_own_answers_alone(
    desks: Desks, store: Store, begun: str
) -> None:
    fill(store, begun, "police", {"x_other_agency": Answer(level=1)})
    assert integrity.narrowed(desks["customs"], store.record(begun)), "not answered: it cannot be ruled out"
    assert not integrity.narrowed(desks["police"], store.record(begun))
    fill(store, begun, "customs", {"x_other_agency": Answer(level=2)})
    assert not integrity.narrowed(desks["customs"], store.record(begun))


# ---------------------------------------------------------------- where to report


def test_where_to_report_is_set_per_agency_shown_to_all_and_removed(desks: Desks, store: Store, id: str) -> None:
    record = store.record(id)
    assert integrity.report_to(desks["customs"], record, "customs") == ""
    integrity.set_report_to(desks["customs"], id, "  Ombudsman, telephone 100 ")
    assert integrity.report_to(desks["customs"], record, "customs") == "Ombudsman, telephone 100"
    assert integrity.report_to(_of_the_pair(desks, "member"), record, "customs") == "Ombudsman, telephone 100"
    assert integrity.report_to(desks["police"], record, "police") == ""
    integrity.set_report_to(desks["customs"], id, "Ombudsman, telephone 100")
    assert len(store.declared(id, "customs", integrity.REPORT_TO)) == 1, "the same text is not written again"
    integrity.set_report_to(desks["customs"], id, " ")
    assert integrity.report_to(desks["customs"], record, "customs") == ""


def test_where_to_report_is_refused_when_too_long_and_to_respondents(desks: Desks, store: Store, id: str) -> None:
    with pytest.raises(StatementRefused, match="600"):
        integrity.set_report_to(desks["customs"], id, "x" * 601)
    with pytest.raises(NotAllowed):
        integrity.set_report_to(_as(desks, "customs", "respondent"), id, "me")
    assert store.declarations(id, "customs") == {}
    roles: tuple[Role, ...] = ("coordinator", "head", "integrity_officer")
    for role in roles:
        integrity.set_report_to(_as(desks, "customs", role), id, role)
        assert integrity.report_to(desks["customs"], store.record(id), "customs") == role


# ---------------------------------------------------------------- files that come in


def _file(id: str | None, version: str = "integrity-2026/1", **voices: dict[str, Answer]) -> bytes:
    said: dict[Voice, dict[str, Answer]] = {
        "police" if name == "police" else "customs": answers for name, answers in voices.items()
    }
    instruments = {}
    if any(item.startswith("a_") for answers in said.values() for item in answers):
        instruments[COOPERATION] = "handbook-2018/1"
    if any(not item.startswith("a_") for answers in said.values() for item in answers):
        instruments[INTEGRITY] = version
    pair = AgencyPair("Customs Board", "Border Gendarmerie")
    return assessment_file.write_text(Assessment("XXC", "2026", instruments, said, pair, id=id)).encode()


OWN = {"i_vetting": Answer(level=3, comment=OURS), "x_threats": Answer(level=4)}
OTHER = {"i_vetting": Answer(level=5, comment=THEIRS), "x_threats": Answer(level=1)}


def test_an_integrity_file_starts_it_and_writes_the_own_agency_only(desks: Desks, store: Store, id: str) -> None:
    preview = files.preview(desks["customs"], _file(id, customs=OWN, police=OTHER), "own.yaml")
    assert preview.changes == {"customs": (2, 0)}
    assert not integrity.started(store.record(id)), "a preview writes nothing"
    assert files.take(desks["customs"], preview) == id
    assert store.record(id).instruments[INTEGRITY] == "integrity-2026/1"
    assert stored(store, id, "customs", "i_vetting") == OWN["i_vetting"]
    assert store.current(id, "police", INTEGRITY) == {}
    assert store.history(id, "customs", "i_vetting")[0].note == "imported from own.yaml"
    assert store.current(id, "customs") == {}


def test_an_integrity_file_leaves_what_the_other_agency_has_answered(desks: Desks, store: Store, begun: str) -> None:
    before = {item: store.history(begun, "police", item) for item in OTHER}
    preview = files.preview(desks["customs"], _file(begun, customs=OWN, police=OTHER), "own.yaml")
    assert preview.changes == {"customs": (0, 2)}
    files.take(desks["customs"], preview)
    assert stored(store, begun, "customs", "i_vetting") == OWN["i_vetting"]
    assert {item: store.history(begun, "police", item) for item in OTHER} == before


def test_a_preview_tells_nothing_about_the_other_agencys_integrity_even_when_all_is_open(
    desks: Desks, store: Store, id: str
) -> None:
    start_integrity(store, id)
    open_both(store, id)
    guess = _file(id, customs=OWN, police=OTHER)
    seen = []
    for place, answer in enumerate((None, OTHER["i_vetting"], Answer(level=1))):
        if answer is not None:
            store.save(id, "police", "i_vetting", answer, seen=place - 1, by="police", part=INTEGRITY)
        seen.append(files.preview(desks["customs"], guess, "guess.yaml").changes)
    assert seen == [{"customs": (2, 0)}] * 3


def test_an_integrity_file_of_the_other_agency_alone_is_refused(desks: Desks, store: Store, id: str) -> None:
    preview = files.preview(desks["customs"], _file(id, police=OTHER), "theirs.yaml")
    assert preview.changes == {}
    with pytest.raises(NotAllowed):
        files.take(desks["customs"], preview)
    assert not integrity.started(store.record(id))
    assert store.current(id, "police") == {}


def test_a_file_of_another_version_is_refused_before_anything_is_written(
    desks: Desks, store: Store, begun: str, library: Library
) -> None:
    newer = replace(library.instrument(INTEGRITY), version="integrity-2026/2")
    later = replace(library, instruments={**library.instruments, (INTEGRITY, newer.version): newer})
    desk = replace(desks["customs"], library=later)
    before = revisions(store, begun)
    with pytest.raises(ImportRefused, match="version"):
        files.preview(desk, _file(begun, "integrity-2026/2", customs=OWN), "later.yaml")
    with pytest.raises(Refused):
        files.preview(desks["customs"], _file(begun, "integrity-1999/1", customs=OWN), "unknown.yaml")
    assert revisions(store, begun) == before
    assert store.record(begun).instruments[INTEGRITY] == "integrity-2026/1"


@pytest.mark.parametrize("closed", [COOPERATION, INTEGRITY])
def test_both_parts_in_one_file_are_written_all_or_none(desks: Desks, store: Store, id: str, closed: str) -> None:
    start_integrity(store, id)
    preview = files.preview(desks["customs"], _file(id, customs=OWN | {"a_1": Answer(level=3)}), "both.yaml")
    store.move(id, "customs", "submit", by="customs", part=closed)
    with pytest.raises(NotEditable):
        files.take(desks["customs"], preview)
    assert revisions(store, id) == 0
    store.move(id, "customs", "reopen", by="customs", part=closed)
    files.take(desks["customs"], preview)
    assert stored(store, id, "customs", "a_1") == Answer(level=3)
    assert stored(store, id, "customs", "i_vetting") == OWN["i_vetting"]


def test_a_refused_file_does_not_start_integrity_either(desks: Desks, store: Store, id: str) -> None:
    preview = files.preview(desks["customs"], _file(id, customs=OWN | {"a_1": Answer(level=3)}), "both.yaml")
    assessments.move(desks["customs"], id, "customs", "submit")
    with pytest.raises(NotEditable):
        files.take(desks["customs"], preview)
    assert not integrity.started(store.record(id))


def test_a_coordinator_who_is_not_of_the_integrity_team_imports_cooperation_and_starts_nothing(
    desks: Desks, store: Store, id: str
) -> None:
    coordinator = _as(desks, "customs", "coordinator")
    preview = files.preview(coordinator, _file(id, customs=OWN | {"a_1": Answer(level=3)}), "both.yaml")
    assert preview.changes == {"customs": (1, 0)}
    files.take(coordinator, preview)
    assert stored(store, id, "customs", "a_1") == Answer(level=3)
    assert not integrity.started(store.record(id)), "only the integrity team starts it"


def test_an_integrity_officer_alone_imports_integrity_and_no_answer_on_cooperation(
    desks: Desks, store: Store, id: str
) -> None:
    officer = _as(desks, "customs", "integrity_officer")
    preview = files.preview(officer, _file(id, customs=OWN | {"a_1": Answer(level=3)}), "both.yaml")
    assert preview.changes == {"customs": (2, 0)}
    files.take(officer, preview)
    assert stored(store, id, "customs", "a_1") is None
    assert stored(store, id, "customs", "x_threats") == OWN["x_threats"]


def test_a_file_that_becomes_a_new_assessment_keeps_each_answer_in_its_part(desks: Desks, store: Store) -> None:
    raw = _file(None, customs=OWN | {"a_1": Answer(level=3)}, police=OTHER)
    id = files.take(desks["customs"], files.preview(desks["customs"], raw, "new.yaml"))
    assert set(store.current(id, "customs")) == {"a_1"}
    assert set(store.current(id, "customs", INTEGRITY)) == set(OWN)
    assert set(store.current(id, "police", INTEGRITY)) == set(OTHER)
    assert integrity.reading(desks["customs"], id).result.outcome("x_threats").pair == (4, 4)


def test_an_integrity_file_that_becomes_a_new_assessment_can_be_answered_on_cooperation_too(
    desks: Desks, store: Store, id: str
) -> None:
    start_integrity(store, id)
    fill(store, id, "customs", OWN)
    text = files.integrity_text(desks["customs"], id)
    store.erase(id, by="test")
    new = files.take(desks["customs"], files.preview(desks["customs"], text.encode(), "own.yaml"))
    assert stored(store, new, "customs", "x_threats") == OWN["x_threats"]
    assert answering.form(desks["customs"], new, "customs").progress().done == 0
    assert results.reading(desks["customs"], new, "customs").views.claimed.continuum == (1, 5)


# ---------------------------------------------------------------- the record of who did what


def test_the_audit_says_who_did_what_and_never_what_was_said(desks: Desks, store: Store, id: str) -> None:
    desk = desks["customs"]
    integrity.start(desk, id)
    form = answering.form(desk, id, "customs", INTEGRITY)
    answering.save(desk, form, "i_vetting", {"level": 2, "comment": OURS, "link": OURS}, 0)
    answering.save(desk, form, "x_site_seaport", {"value": {"present": "present", "x_threats": "level_5"}}, 0)
    files.take(desk, files.preview(desk, _file(id, customs=OWN), "own.yaml"))
    integrity.override(desk, id, OURS)
    integrity.withdraw_override(desk, id)
    integrity.attest(desk, id, "i_vetting", "not_yet")
    integrity.set_report_to(desk, id, OURS)
    integrity.move(desk, id, "submit")
    files.integrity_text(desk, id)
    log = store.audit_log(id)
    actions = [entry.action for entry in log]
    assert actions.count("declare") == 4
    assert {"pin", "answer", "import", "submit", "export"} <= set(actions)
    said = json.dumps([dict(entry.detail) for entry in log])
    for word in (OURS, "level_5", "not_yet", '"level"', "comment", "reason"):
        assert word not in said, word
    export = next(entry for entry in reversed(log) if entry.action == "export")
    assert dict(export.detail) == {"voices": ["customs"], "part": INTEGRITY}


def test_erasing_an_assessment_takes_integrity_and_what_was_stated_along(
    desks: Desks, store: Store, begun: str, folder: Any
) -> None:
    integrity.override(desks["customs"], begun, OURS)
    integrity.attest(desks["customs"], begun, "i_vetting", "confirmed")
    assessments.erase(desks["customs"], begun)
    assert store.is_empty()
    left = b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
    assert OURS.encode() not in left
    assert THEIRS.encode() not in left


def test_the_record_of_an_assessment_tells_the_other_side_where_a_course_stands_and_no_more(
    desks: Desks, store: Store, begun: str
) -> None:
    integrity.move(desks["police"], begun, "submit")
    record: Record = store.record(begun)
    assert THEIRS not in repr(record)
    assert record.changed_at["police"] is not None
    cooperation = store.history(begun, "police", "a_2_1")[-1].at
    assert record.changed_at["police"] == cooperation, "when integrity was written is not told"


# ---------------------------------------------------------------- the map of exposure and protection, as a file


def _map(desk: Desk, id: str) -> str:
    return integrity.map_file(desk, id, "csv").decode("utf-8-sig")


@pytest.mark.parametrize("role", ["integrity_officer", "head"])
def test_the_map_is_the_own_agencys_says_for_whom_it_is_and_its_saving_is_noted(
    desks: Desks, store: Store, begun: str, role: Role
) -> None:
    for acting, name, other in (
        ("customs", "Customs Board", "Border Gendarmerie"),
        ("police", "Border Gendarmerie", "Customs Board"),
    ):
        desk = _as(desks, acting, role)  # type: ignore[arg-type]
        assert integrity.may_save(desk, desk.record(begun))
        said = _map(desk, begun)
        assert f"# For the integrity team and the head of {name} alone" in said
        assert other not in said
        assert OURS not in said
        assert THEIRS not in said
        assert store.audit_log(begun)[-1].action == "export"
        assert store.audit_log(begun)[-1].detail == {
            "voices": [acting], "part": INTEGRITY, "chart": "situation", "form": "csv",
        }  # fmt: skip


def test_the_map_is_made_in_every_form_of_a_chart(desks: Desks, begun: str) -> None:
    for form in chart_files.FORMS:
        assert len(integrity.map_file(desks["customs"], begun, form)) > 200


def test_nobody_else_has_the_map_whatever_is_released_or_opened(desks: Desks, store: Store, begun: str) -> None:
    open_both(store, begun)
    roles: tuple[Role, ...] = ("respondent", "coordinator", "custodian", "consultant")
    others = [_as(desks, "customs", *roles)]
    others += [
        _of_the_pair(desks, role)
        for role in ("member", "chair", "secretariat", "observer", "consultant", "administrator")
    ]
    # A head or an officer of police who turns to customs.
    theirs: frozenset[tuple[Role, Voice | None]] = frozenset({("head", "police"), ("integrity_officer", "police")})
    others.append(replace(desks["customs"], viewer=Viewer("somebody", theirs, "customs")))
    before = store.audit_log(begun)
    for desk in others:
        assert not integrity.may_save(desk, desk.record(begun))
        with pytest.raises(NotAllowed):
            _map(desk, begun)
    assert store.audit_log(begun) == before


def test_no_report_deck_workbook_or_chart_of_the_cooperation_holds_anything_of_the_map(
    desks: Desks, store: Store, begun: str
) -> None:
    open_both(store, begun)
    both = desks["customs"]
    made = [
        reporting.report(both, begun, "both", "docx"),
        reporting.report(both, begun, "customs", "docx"),
        reporting.brief(both, begun, "both", "docx"),
        reporting.deck(both, begun, "both"),
        reporting.workbook(both, begun, "customs"),
        *(reporting.chart(both, begun, "both", name, "xlsx") for name in reporting.charts(both, begun, "both")),
    ]
    for file in made:
        with zipfile.ZipFile(io.BytesIO(file.data)) as packed:
            words = "".join(packed.read(entry).decode("utf-8", "replace") for entry in packed.namelist())
        for telling in ("xposed", "integrity self-assessment of", "integrity-ladder", "head of Customs Board alone"):
            assert telling not in words, (file.name, telling)
