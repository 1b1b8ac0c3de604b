"""Who may do what: every role, action and combination of stages, against the rules said in sentences."""

import dataclasses
import itertools
from typing import cast, get_args

import pytest

from diagnostic.access import NotAllowed, Viewer, allowed, redact, require
from diagnostic.access.roles import ACTIONS, ROLES, Action, Role
from diagnostic.answers import Answer, Assessment, Voice
from diagnostic.answers.voices import STAGES, Stage
from diagnostic.content import Instrument, Library
from diagnostic.content.model import Item
from diagnostic.scoring import score
from diagnostic.service.desk import Desk

OF_AN_AGENCY: tuple[Role, ...] = ("respondent", "coordinator", "head", "custodian", "integrity_officer")
OF_THE_PAIR: tuple[Role, ...] = ("member", "chair", "secretariat", "observer", "consultant", "administrator")
VOICES: tuple[Voice, ...] = get_args(Voice)
STAGE_PAIRS = list(itertools.product(STAGES, STAGES))
AGENCIES: tuple[Voice, ...] = ("customs", "police")
INTEGRITY: tuple[Action, ...] = (
    "read_integrity",
    "edit_integrity",
    "close_integrity",
    "import_integrity",
    "export_integrity",
    "run_survey",
    "read_attestations",
    "attest",
    "override",
    "set_reporting",
)


def _expected(role: Role, agency: Voice | None, action: Action, voice: Voice | None, opened: bool) -> bool:
    """What the design says, role by role. ``agency``: whose role it is, None for a role of the pair."""
    own = agency is not None and voice == agency
    # Everybody in an assessment sees that it exists; that says released or not released, no more.
    if action == "list":
        return True
    # The work of setting up: whoever coordinates an agency, the committee's secretariat, the administrator.
    if action in ("create", "set_details"):
        return role in ("coordinator", "secretariat", "administrator")
    # Retention is the administrator's business alone; the administrator reads no answers.
    if action == "erase":
        return role == "administrator"
    if action == "read_answers":
        # Sealed: an agency's answers are seen by those who give, gather and answer for them …
        if role in ("respondent", "coordinator", "head", "custodian"):
            return own
        # … until both have released; then by the committee and those it admits. Integrity is another document.
        return role in ("member", "chair", "secretariat", "observer", "consultant") and opened
    # Limits, comments, evidence and links of A.9 to A.11 stay with the named custodian, also after opening.
    if action == "read_restricted":
        return role == "custodian" and own
    if action == "edit_answers":
        # An agency's answers are written by the agency; what was agreed is written by the secretariat.
        if role in ("respondent", "coordinator", "custodian"):
            return own
        return role == "secretariat" and voice == "agreed" and opened
    # Sealing is an act of those who answer for the agency.
    if action in ("submit", "reopen", "release"):
        return role in ("coordinator", "head") and own
    if action == "open":
        return (role in ("coordinator", "head") and own) or role in ("chair", "secretariat")
    # A plan of one agency is its own, also when all is open; that of both belongs to the committee.
    if action in ("read_plan", "edit_plan"):
        if role in ("coordinator", "head"):
            return own
        reading = role in ("member", "chair", "secretariat", "observer", "consultant")
        writing = role in ("chair", "secretariat")
        return (reading if action == "read_plan" else writing) and voice == "agreed" and opened
    if action == "import":
        return (role == "coordinator" and own) or (role == "secretariat" and voice == "agreed" and opened)
    if action == "export":
        if role in ("coordinator", "head"):
            return own
        return role in ("member", "chair", "secretariat", "consultant") and opened
    if action in INTEGRITY:
        return _expected_of_integrity(role, action, own, opened)
    raise AssertionError(f"the design says nothing about {action}")


def _expected_of_integrity(role: Role, action: Action, own: bool, opened: bool) -> bool:
    """What the design says about an agency's own document, and about what its head states to others."""
    # It is written, and filled from files, by the agency's integrity team alone.
    if action in ("edit_integrity", "import_integrity"):
        return role == "integrity_officer" and own
    # It is read, closed and saved by its integrity team and its head, who also ask the staff. Opening changes nothing.
    if action in ("read_integrity", "close_integrity", "export_integrity", "run_survey"):
        return role in ("integrity_officer", "head") and own
    # What the agency says to others, and what it does against the order of measures, only its head decides.
    if action in ("attest", "override"):
        return role == "head" and own
    # Where to report is no secret: whoever coordinates the agency may set it too.
    if action == "set_reporting":
        return role in ("integrity_officer", "head", "coordinator") and own
    # What the head states is for those who plan together, once both have opened; an observer plans nothing.
    if action == "read_attestations":
        if role in ("integrity_officer", "head", "coordinator"):
            return own
        return role in ("member", "chair", "secretariat", "consultant") and opened
    raise AssertionError(f"the design says nothing about {action}")


def _viewer(role: Role, agency: Voice | None) -> Viewer:
    return Viewer("somebody", frozenset({(role, agency)}), agency or "customs")


def _holders() -> list[tuple[Role, Voice | None]]:
    apart: list[tuple[Role, Voice | None]] = [(role, None) for role in OF_THE_PAIR]
    return apart + [(role, agency) for role in OF_AN_AGENCY for agency in AGENCIES]


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(("role", "agency"), _holders())
def test_every_role_may_do_at_every_stage_what_the_design_says_and_nothing_else(
    role: Role, agency: Voice | None, action: Action
) -> None:
    viewer = _viewer(role, agency)
    wrong = []
    for voice in (*VOICES, None):
        for customs, police in STAGE_PAIRS:
            stages: dict[Voice, Stage] = {"customs": customs, "police": police, "agreed": "draft"}
            expected = _expected(role, agency, action, voice, customs == police == "opened")
            if allowed(viewer, action, voice, stages) is not expected:
                wrong.append((voice, customs, police, expected))
    assert not wrong


def test_the_roles_are_those_of_the_design() -> None:
    assert set(ROLES) == {*OF_AN_AGENCY, *OF_THE_PAIR}


def test_nobody_without_a_role_may_do_anything() -> None:
    nobody = Viewer("a guest", frozenset(), "customs")
    opened: dict[Voice, Stage] = {"customs": "opened", "police": "opened", "agreed": "opened"}
    assert not any(allowed(nobody, action, voice, opened) for action in ACTIONS for voice in (*VOICES, None))


@pytest.mark.parametrize("role", OF_AN_AGENCY)
def test_a_role_of_an_agency_without_an_agency_reads_and_writes_nobodys_answers(role: Role) -> None:
    opened: dict[Voice, Stage] = {"customs": "opened", "police": "opened", "agreed": "draft"}
    sealed = ("read_answers", "read_restricted", "edit_answers", "release", "export")
    for action in (*cast("tuple[Action, ...]", sealed), *INTEGRITY):
        assert not any(allowed(_viewer(role, None), action, voice, opened) for voice in (*VOICES, None))


@pytest.mark.parametrize(("customs", "police"), [pair for pair in STAGE_PAIRS if pair != ("opened", "opened")])
def test_the_one_person_of_local_mode_sees_one_agency_at_a_time_until_both_are_open(
    customs: Stage, police: Stage
) -> None:
    stages: dict[Voice, Stage] = {"customs": customs, "police": police, "agreed": "draft"}
    for acting, other in cast("tuple[tuple[Voice, Voice], ...]", (("customs", "police"), ("police", "customs"))):
        person = Viewer.local(acting)
        assert allowed(person, "read_answers", acting, stages)
        for action in cast("tuple[Action, ...]", ("read_answers", "edit_answers", "release", "import", "export")):
            assert not allowed(person, action, other, stages), f"{action} of {other} while acting for {acting}"


def test_after_opening_the_one_person_of_local_mode_reads_all_and_still_writes_one() -> None:
    stages: dict[Voice, Stage] = {"customs": "opened", "police": "opened", "agreed": "draft"}
    person = Viewer.local("customs")
    assert all(allowed(person, "read_answers", voice, stages) for voice in VOICES)
    assert allowed(person, "edit_answers", "customs", stages)
    assert not allowed(person, "edit_answers", "police", stages)
    assert not allowed(person, "read_restricted", "police", stages)
    assert not allowed(person, "import", "police", stages)


@pytest.mark.parametrize(("customs", "police"), STAGE_PAIRS)
def test_the_one_person_of_local_mode_runs_the_integrity_of_one_agency_at_every_stage(
    customs: Stage, police: Stage
) -> None:
    stages: dict[Voice, Stage] = {"customs": customs, "police": police, "agreed": "draft"}
    for acting, other in itertools.permutations(AGENCIES):
        person = Viewer.local(acting)
        for action in INTEGRITY:
            assert allowed(person, action, acting, stages), f"{action} of the own agency"
            theirs = allowed(person, action, other, stages)
            known = action == "read_attestations" and customs == police == "opened"
            assert theirs is known, f"{action} of {other} while acting for {acting}"


@pytest.mark.parametrize("action", ACTIONS)
def test_whoever_is_refused_is_told_so_in_a_sentence(action: Action) -> None:
    with pytest.raises(NotAllowed, match=r"^[A-Z].+\.$"):
        require(Viewer("a guest", frozenset(), "customs"), action, "customs", {})


# ---------------------------------------------------------------- redaction

FULL = Answer(
    level=4,
    scope="one_site",
    evidence="independently_checked",
    comment="unit of the north",
    link="order 7",
    discuss=True,
    legal_ceiling=4,
)
HELD = Answer(value={"authority": "partial", "limits": ["staff"]}, comment="two officers", evidence="document")
DETAILS = ("unit of the north", "order 7", "two officers", "staff", "document", "independently_checked")


@pytest.fixture(scope="module")
def restricted(questions: Instrument) -> dict[str, Item]:
    return {item.id: item for item in questions.items if item.restricted}


@pytest.fixture
def answered(restricted: dict[str, Item]) -> Assessment:
    said = {id: FULL if item.levelled else HELD for id, item in restricted.items()} | {"a_1": FULL}
    instruments = {"cooperation": "handbook-2018/1"}
    return Assessment("XXC", "2026", instruments, voices={"customs": said, "police": said})


OPENED: dict[Voice, Stage] = {"customs": "opened", "police": "opened", "agreed": "draft"}
SEALED: dict[Voice, Stage] = {"customs": "released", "police": "submitted", "agreed": "draft"}


def test_the_boxes_a_9_to_a_11_with_their_access_items_are_the_restricted_ones(restricted: dict[str, Item]) -> None:
    assert set(restricted) == {"a_9", "a_9_access", "a_10", "a_10_access", "a_11", "a_11_access"}


def test_a_view_before_opening_holds_nothing_of_the_other_agency(
    answered: Assessment, restricted: dict[str, Item]
) -> None:
    view = redact(answered, Viewer.local("customs"), SEALED, restricted)
    assert set(view.assessment.voices) == {"customs"}
    assert view.sealed == ("police",)
    assert view.shows("customs")
    assert not view.shows("police")


def test_the_own_custodian_sees_every_detail(answered: Assessment, restricted: dict[str, Item]) -> None:
    view = redact(answered, Viewer.local("customs"), OPENED, restricted)
    assert view.assessment.voices["customs"] == answered.voices["customs"]


@pytest.mark.parametrize("role", ["member", "chair", "secretariat", "observer", "consultant"])
def test_others_see_authority_and_access_level_of_a_9_to_a_11_and_no_detail(
    role: Role, answered: Assessment, restricted: dict[str, Item]
) -> None:
    view = redact(answered, _viewer(role, None), OPENED, restricted)
    for voice in cast("tuple[Voice, ...]", ("customs", "police")):
        for id, item in restricted.items():
            shown = view.assessment.answer(voice, id)
            if item.levelled:
                assert shown.level == 4
            else:
                assert shown.value == {"authority": "partial"}
            said = " ".join(str(getattr(shown, field.name)) for field in dataclasses.fields(shown))
            assert not [detail for detail in DETAILS if detail in said]
    assert view.redacted == ("customs", "police")


def test_other_boxes_are_shown_whole_after_opening(answered: Assessment, restricted: dict[str, Item]) -> None:
    view = redact(answered, Viewer.local("customs"), OPENED, restricted)
    assert view.assessment.answer("police", "a_1") == FULL


def test_redaction_leaves_the_original_as_it_was(answered: Assessment, restricted: dict[str, Item]) -> None:
    before = dataclasses.replace(answered)
    redact(answered, _viewer("member", None), OPENED, restricted)
    assert answered == before


def test_redaction_keeps_where_a_level_holds_so_that_nobody_reads_a_higher_level(
    restricted: dict[str, Item], library: Library
) -> None:
    # The design withholds limits, comments, evidence and links. Scope caps the level: without it, 4 stands for 2.
    own = {"a_9": Answer(value={"authority": "none"}), "a_9_access": FULL}
    assessment = Assessment("XXC", "2026", {"cooperation": "handbook-2018/1"}, voices={"customs": own, "police": own})
    joint = {}
    for acting in cast("tuple[Voice, ...]", ("customs", "police")):
        view = redact(assessment, Viewer.local(acting), OPENED, restricted)
        result = score(view.assessment, library)
        assert result is not None
        assert result.joint is not None
        joint[acting] = [
            result.voices[voice].claimed.outcomes["a_9_access"].pair
            for voice in cast("tuple[Voice, ...]", ("customs", "police"))
        ]
    assert joint["customs"] == joint["police"] == [(2, 2), (2, 2)]


# ---------------------------------------------------------------- integrity, an agency's own document

OWN = Answer(level=2, scope="main_sites", evidence="assertion", comment="of the integrity team alone", discuss=True)


@pytest.fixture(scope="module")
def integrity(library: Library) -> dict[str, Item]:
    return {item.id: item for item in library.instrument("integrity").items}


def _both_parts(restricted: dict[str, Item], integrity: dict[str, Item]) -> Assessment:
    cooperation = {id: FULL if item.levelled else HELD for id, item in restricted.items()} | {"a_1": FULL}
    said = cooperation | {id: OWN if item.levelled else Answer(state="declined") for id, item in integrity.items()}
    instruments = {"cooperation": "handbook-2018/1", "integrity": "integrity-2026/1"}
    agreed = {"a_1": FULL}
    return Assessment("XXC", "2026", instruments, voices={"customs": said, "police": said, "agreed": agreed})


@pytest.mark.parametrize(("role", "agency"), _holders())
def test_integrity_answers_are_in_no_view_but_that_of_the_own_integrity_team_and_head(
    role: Role, agency: Voice | None, restricted: dict[str, Item], integrity: dict[str, Item]
) -> None:
    assessment = _both_parts(restricted, integrity)
    for customs, police in STAGE_PAIRS:
        stages: dict[Voice, Stage] = {"customs": customs, "police": police, "agreed": "draft"}
        view = redact(assessment, _viewer(role, agency), stages, restricted, integrity)
        seen = {
            voice: said for voice, answers in view.assessment.voices.items() if (said := integrity.keys() & answers)
        }
        mine = agency is not None and role in ("integrity_officer", "head")
        assert seen == ({agency: set(integrity)} if mine else {}), (customs, police)


@pytest.mark.parametrize(("role", "agency"), _holders())
def test_a_view_of_cooperation_is_the_same_with_or_without_integrity_answers(
    role: Role, agency: Voice | None, restricted: dict[str, Item], integrity: dict[str, Item]
) -> None:
    both = _both_parts(restricted, integrity)
    bare = {
        voice: {id: answer for id, answer in said.items() if id not in integrity} for voice, said in both.voices.items()
    }
    viewer = _viewer(role, agency)
    for customs, police in STAGE_PAIRS:
        stages: dict[Voice, Stage] = {"customs": customs, "police": police, "agreed": "draft"}
        view = redact(both, viewer, stages, restricted, integrity)
        before = redact(dataclasses.replace(both, voices=bare), viewer, stages, restricted)
        seen = {
            voice: {id: answer for id, answer in said.items() if id not in integrity}
            for voice, said in view.assessment.voices.items()
        }
        assert {voice: said for voice, said in seen.items() if said} == dict(before.assessment.voices)
        assert view.redacted == before.redacted
        assert all(view.shows(voice) == before.shows(voice) for voice in VOICES)


@pytest.mark.parametrize("stages", [dict.fromkeys(VOICES, "draft"), SEALED, OPENED], ids=["draft", "sealed", "opened"])
def test_an_integrity_officer_who_may_not_read_cooperation_sees_integrity_alone_and_whole(
    stages: dict[Voice, Stage], restricted: dict[str, Item], integrity: dict[str, Item]
) -> None:
    assessment = _both_parts(restricted, integrity)
    view = redact(assessment, _viewer("integrity_officer", "police"), stages, restricted, integrity)
    assert set(view.assessment.voices) == {"police"}
    assert view.assessment.voices["police"] == {id: assessment.answer("police", id) for id in integrity}
    assert view.sealed == ("customs", "agreed")
    assert not view.shows("police"), "its answers on cooperation are still sealed to this person"


def test_a_sealed_voice_that_has_only_integrity_answers_counts_as_sealed_to_the_other_side(
    restricted: dict[str, Item], integrity: dict[str, Item]
) -> None:
    said = {"customs": {"i_vetting": OWN}, "police": {"i_vetting": OWN}}
    instruments = {"integrity": "integrity-2026/1"}
    assessment = Assessment("XXC", "2026", instruments, voices=cast("dict[Voice, dict[str, Answer]]", said))
    view = redact(assessment, Viewer.local("customs"), SEALED, restricted, integrity)
    assert view.assessment.voices == {"customs": {"i_vetting": OWN}}
    assert view.sealed == ("police",)


def test_the_items_that_stay_with_an_agency_are_those_of_the_integrity_instrument_and_no_other(
    library: Library, questions: Instrument, desks: dict[Voice, Desk]
) -> None:
    integrity = set(desks["customs"].integrity)
    assert integrity == {item.id for item in library.instrument("integrity").items}
    assert not integrity & {item.id for item in questions.items}
    assert {id[0] for id in integrity} == {"i", "p", "x"}
