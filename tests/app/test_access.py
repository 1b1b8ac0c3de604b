"""Who may do what: every role, action and combination of stages, against the rules said in sentences."""

import dataclasses
import itertools
from collections.abc import Collection, Mapping
from typing import cast, get_args

import pytest

from diagnostic.access import NotAllowed, View, Viewer, allowed, redact, require
from diagnostic.access.roles import ACTIONS, ROLES, Action, Role, may_name
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
Stages = Mapping[Voice, Stage]
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


def _expected(role: Role, agency: Voice | None, action: Action, voice: Voice | None, stages: Stages) -> bool:
    """What the design says, in sentences. ``agency``: whose role it is, None for a role of the pair.

    It knows nothing of the table: where both say the same, two statements of one rule agree.
    """
    own = agency is not None and voice == agency
    opened = stages["customs"] == stages["police"] == "opened"
    own_is_draft = agency is None or stages[agency] == "draft"
    runs_agency = role in ("coordinator", "head")
    at_the_table = role in ("member", "chair", "secretariat")
    keeps_minutes = role in ("chair", "secretariat")
    match action:
        # Everybody in an assessment sees that it exists; that says released or not released, no more.
        case "list":
            return True
        # The work of setting up: whoever coordinates an agency, the committee's secretariat, the administrator.
        case "create" | "set_details":
            return role in ("coordinator", "secretariat", "administrator")
        # Retention, and the record of what was done, are the administrator's, who reads no answers.
        case "erase" | "read_audit":
            return role == "administrator"
        # The administrator names people for the whole, a coordinator and a head for their own agency.
        case "invite":
            return role == "administrator" or (runs_agency and own)
        case "read_answers":
            # Sealed: what an agency has merged is seen by those who answer for it, and by whom it has appointed.
            if own and (runs_agency or role == "consultant"):
                return True
            # Those who draft see their own draft elsewhere; what was finalised they see once it is.
            if role in ("respondent", "custodian"):
                return own and not own_is_draft
            # Both have released: now both agencies, the committee and those whom it admits.
            return opened and (runs_agency or at_the_table or role in ("observer", "consultant"))
        # Limits, comments, evidence and links of A.9 to A.11 are the named custodian's, to read and to write.
        case "read_restricted" | "edit_restricted":
            return role == "custodian" and own
        # What an agency wrote in its own words on the challenges (A.17) is reviewed by its coordinator and head.
        case "read_reviewed":
            return runs_agency and own
        # The coordinator merges the agency's answer; chair and secretariat write down what was agreed.
        case "edit_answers":
            return (role == "coordinator" and own) or (keeps_minutes and voice == "agreed" and opened)
        # A respondent drafts. The drafts are gathered by the coordinator alone, who also asks for them: no head tracks
        # who has answered what.
        case "edit_draft":
            return role == "respondent" and own
        case "read_drafts" | "assign":
            return role == "coordinator" and own
        # Comments inside an agency stay with those who work on its answers.
        case "discuss_inside":
            return own and (runs_agency or role in ("respondent", "custodian"))
        # Sealing, and exchanging what was sealed, are acts of those who answer for the agency.
        case "submit" | "reopen" | "release" | "exchange":
            return runs_agency and own
        case "open":
            return (runs_agency and own) or keeps_minutes
        # The committee's register: read by both agencies and by all whom it admits, written by chair and secretariat.
        case "read_register" | "read_plan":
            if runs_agency and own:
                return True  # what an agency plans on its own
            reading = runs_agency or at_the_table or role in ("observer", "consultant")
            return reading and voice == "agreed" and opened
        case "edit_register":
            return keeps_minutes and voice == "agreed" and opened
        # A plan of one agency is its own, also when all is open; that of both belongs to the committee.
        case "edit_plan":
            return (runs_agency and own) or (keeps_minutes and voice == "agreed" and opened)
        case "import":
            return (role == "coordinator" and own) or (role == "secretariat" and voice == "agreed" and opened)
        # Nobody takes away what they may not read; a respondent, a custodian and an observer take nothing away.
        case "export":
            if own and (runs_agency or role == "consultant"):
                return True
            return opened and (runs_agency or at_the_table or role == "consultant")
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
    """Return every role as it can be held: for an agency, for the pair, and as a consultant for either."""
    apart: list[tuple[Role, Voice | None]] = [(role, None) for role in OF_THE_PAIR]
    of_agencies: list[tuple[Role, Voice | None]] = [
        (role, of) for role in (*OF_AN_AGENCY, "consultant") for of in AGENCIES
    ]
    return apart + of_agencies


def _all_stages() -> list[Stages]:
    return [{"customs": customs, "police": police, "agreed": "draft"} for customs, police in STAGE_PAIRS]


@pytest.mark.parametrize(("role", "agency"), _holders())
def test_every_role_may_do_at_every_stage_what_the_design_says_and_nothing_else(
    role: Role, agency: Voice | None
) -> None:
    viewer = _viewer(role, agency)
    wrong = [
        (action, voice, stages["customs"], stages["police"])
        for action in ACTIONS
        for voice in (*VOICES, None)
        for stages in _all_stages()
        if allowed(viewer, action, voice, stages) is not _expected(role, agency, action, voice, stages)
    ]
    assert not wrong


def test_who_holds_several_roles_may_do_what_each_of_them_allows_and_no_more() -> None:
    for pair in itertools.combinations(_holders(), 2):
        viewer = Viewer("somebody", frozenset(pair), "customs")
        for action, voice, stages in itertools.product(ACTIONS, (*VOICES, None), _some_stages()):
            either = any(_expected(role, agency, action, voice, stages) for role, agency in pair)
            assert allowed(viewer, action, voice, stages) is either, (pair, action, voice, stages)


def _some_stages() -> list[Stages]:
    return [stages for stages in _all_stages() if stages["customs"] == stages["police"]]


def test_the_roles_are_those_of_the_design() -> None:
    assert set(ROLES) == {*OF_AN_AGENCY, *OF_THE_PAIR}


def test_nobody_without_a_role_may_do_anything() -> None:
    nobody = Viewer("a guest", frozenset(), "customs")
    opened: dict[Voice, Stage] = {"customs": "opened", "police": "opened", "agreed": "opened"}
    assert not any(allowed(nobody, action, voice, opened) for action in ACTIONS for voice in (*VOICES, None))


def _misheld() -> list[tuple[Role, Voice | None]]:
    every = itertools.product(ROLES, (*VOICES, None))
    return [held for held in every if held not in _holders()]


@pytest.mark.parametrize(("role", "agency"), _misheld())
def test_a_role_that_is_held_for_whom_it_cannot_be_opens_nothing(role: Role, agency: Voice | None) -> None:
    viewer = _viewer(role, agency)
    for action, voice, stages in itertools.product(ACTIONS, (*VOICES, None), _all_stages()):
        assert not allowed(viewer, action, voice, stages)
    assert not any(may_name(viewer, other, of) for other in ROLES for of in (*VOICES, None))


@pytest.mark.parametrize(("role", "agency"), _misheld())
def test_nobody_is_named_for_whom_the_role_cannot_be_held(role: Role, agency: Voice | None) -> None:
    everybody = Viewer("somebody", frozenset(_holders()), "customs")
    assert not may_name(everybody, role, agency)


def _may_be_named_by(namer: Role, of: Voice | None, role: Role, agency: Voice | None) -> bool:
    """What the design says on who names whom, in sentences."""
    # The administrator names the committee, its guests and other administrators, and the first of each agency …
    if namer == "administrator":
        return agency is None or role in ("coordinator", "head")
    # … and from there each agency names its own, and nobody else's.
    if agency is None or of != agency:
        return False
    # The head names everybody in the agency, other heads too. The integrity team is the head's, not the coordinator's.
    if namer == "head":
        return True
    return namer == "coordinator" and role in ("coordinator", "respondent", "custodian", "consultant")


@pytest.mark.parametrize(("namer", "of"), _holders())
def test_every_role_may_name_those_whom_the_design_says_and_nobody_else(namer: Role, of: Voice | None) -> None:
    viewer = _viewer(namer, of)
    for role, agency in _holders():
        assert may_name(viewer, role, agency) is _may_be_named_by(namer, of, role, agency), (role, agency)


def test_who_names_somebody_may_also_invite_there_and_the_other_way_round() -> None:
    for (role, agency), stages in itertools.product(_holders(), _some_stages()):
        viewer = _viewer(role, agency)
        for voice in (*AGENCIES, None):
            names = any(may_name(viewer, other, voice) for other in ROLES)
            assert allowed(viewer, "invite", voice, stages) is names, (role, agency, voice)


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
    assert allowed(person, "edit_answers", "agreed", stages)
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


CHALLENGES = Answer(
    value={"main": "other", "text": "words of the agency", "areas": ["trust"]},
    comment="a remark beside it",
    link="note 12",
    evidence="assertion",
)
WORDS = ("words of the agency", "a remark beside it", "note 12")


def _said_by(view: View, voice: Voice, items: Collection[str]) -> str:
    answers = view.assessment.voices.get(voice, {})
    return " ".join(str(dataclasses.asdict(answers[item])) for item in items if item in answers)


@pytest.mark.parametrize(("role", "agency"), _holders())
def test_detail_of_a_9_to_a_11_is_the_named_custodians_and_words_of_a_17_are_the_reviewers_at_every_stage(
    role: Role, agency: Voice | None, restricted: dict[str, Item], answered: Assessment
) -> None:
    both = {voice: {**said, "a_17": CHALLENGES} for voice, said in answered.voices.items()}
    assessment = dataclasses.replace(answered, voices=both)
    for stages in _all_stages():
        view = redact(assessment, _viewer(role, agency), stages, restricted)
        for voice in AGENCIES:
            shown = view.assessment.voices.get(voice)
            reads = _expected(role, agency, "read_answers", voice, stages)
            assert (shown is not None) is reads, (voice, stages)
            if shown is None:
                continue
            assert shown["a_1"] == FULL
            detail, words = _said_by(view, voice, restricted), _said_by(view, voice, ["a_17"])
            custodian = role == "custodian" and voice == agency
            reviews = role in ("coordinator", "head") and voice == agency
            assert all((part in detail) is custodian for part in DETAILS), (voice, stages)
            assert all((part in words) is reviews for part in WORDS), (voice, stages)
            assert shown["a_17"].value is not None
            assert shown["a_17"].value["areas"] == ["trust"], "what was chosen from a list is shared"
            assert (voice in view.redacted) is not (custodian and reviews), "a role holds one of the two at most"


def test_a_reason_for_not_answering_is_shown_to_others_as_given_and_its_words_are_not(
    restricted: dict[str, Item],
) -> None:
    said = {id: Answer(state="prohibited_by_law", reason="act 7 on informants") for id in ("a_10_access", "a_17")}
    assessment = Assessment("XXC", "2026", {"cooperation": "handbook-2018/1"}, voices={"police": said})
    view = redact(assessment, _viewer("chair", None), OPENED, restricted)
    for id in said:
        shown = view.assessment.answer("police", id)
        assert shown.state == "prohibited_by_law"
        assert shown.reason
        assert "act 7" not in shown.reason


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
