"""Who takes part: inviting, dismissing, and what each role is said to see and do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from diagnostic.access import NotAllowed, Viewer, words
from diagnostic.access.roles import ACTIONS, ROLES, TABLE, Role
from diagnostic.answers import AgencyPair, Voice
from diagnostic.content import Library
from diagnostic.service import assessments, files, people
from diagnostic.service.desk import Desk
from diagnostic.service.people import InvitationRefused
from diagnostic.storage import Store, UnknownAssessment
from tests.app.signed_in import SignedIn, address, desk_of, name, serve
from tests.app.windows import Window
from tests.cli.shell import cpdiag

STARTER = "starter@secretariat.example"


def _as(library: Library, store: Store, id: str, role: Role, voice: Voice | None = None) -> Desk:
    return desk_of(library, store, name(store, id, role, voice))


def _held(store: Store, id: str) -> set[tuple[str, str, str | None]]:
    return {(member.person, member.role, member.voice) for member in store.members(id)}


# ---------------------------------------------------------------- starting


def _create(desk: Desk) -> str:
    return assessments.create(desk, country="FRA", pair=AgencyPair("Douane", "Gendarmerie"), round="2026")


def test_whoever_starts_an_assessment_on_a_server_is_its_administrator_and_reads_no_answers(
    library: Library, store: Store
) -> None:
    desk = desk_of(library, store, STARTER, may_create=True)
    id = _create(desk)
    assert _held(store, id) == {(STARTER, "administrator", None)}
    record = desk.record(id)
    assert not any(desk.allowed("read_answers", voice, record) for voice in ("customs", "police", "agreed"))


def test_only_those_whom_the_operator_names_start_assessments(library: Library, store: Store, id: str) -> None:
    with pytest.raises(NotAllowed):
        _create(desk_of(library, store, "anybody@else.example"))
    with pytest.raises(NotAllowed):
        _create(_as(library, store, id, "administrator"))


def test_an_assessment_from_a_file_belongs_to_whoever_opened_it(library: Library, store: Store) -> None:
    desk = desk_of(library, store, STARTER, may_create=True)
    path = files.demonstration_files()[0]
    id = files.take(desk, files.preview(desk, path.read_bytes(), path.name))
    assert _held(store, id) == {(STARTER, "administrator", None)}
    assert [record.id for record in desk.records()] == [id]


def test_the_demonstration_shows_whoever_loads_it_what_one_agency_and_the_committee_see(
    library: Library, store: Store
) -> None:
    desk = desk_of(library, store, STARTER, may_create=True)
    ids = files.load_demonstration(desk)
    assert {record.id for record in desk.records()} == set(ids)
    held = {(role, voice) for _, role, voice in _held(store, ids[0])}
    assert held == Viewer.local("customs").roles
    assert files.remove_demonstration(desk) == len(ids)


def test_without_sign_in_nobody_is_named(desks: dict[Voice, Desk], store: Store) -> None:
    assert store.members(_create(desks["customs"])) == []


# ---------------------------------------------------------------- inviting


def test_several_people_are_invited_at_once_one_in_each_line(library: Library, store: Store, id: str) -> None:
    desk = _as(library, store, id, "coordinator", "customs")
    text = "Anna@Customs.example\n\n  Ben Berg <ben@customs.example>\nclaim:groups=customs north\nanna@customs.example"
    named = people.invite(desk, id, text, "respondent", "customs")
    assert [(member.person, member.name) for member in named] == [
        ("anna@customs.example", ""),
        ("ben@customs.example", "Ben Berg"),
        ("claim:groups=customs north", ""),
    ]
    assert all((member.role, member.voice, member.by) == ("respondent", "customs", desk.by) for member in named)


@pytest.mark.parametrize(
    ("text", "words_"),
    [
        ("", "at least one"),
        ("  \n ", "at least one"),
        ("anna", "“anna” is no e-mail address"),
        ("anna@a.example, ben@b.example", "one address in each line"),
        ("anna@a.example\nanna b@c.example", "“anna b@c.example”"),
        ("claim:groups@x.example", "is no claim"),
        ("claim:groups=", "is no claim"),
        ("anna@claim:groups=x", "is no e-mail address"),
        ("x" * 320 + "@a.example", "too long"),
        ("\n".join(f"a{number}@b.example" for number in range(101)), "at most 100"),
    ],
)
def test_what_names_nobody_is_refused_in_a_sentence_and_nobody_is_invited(
    library: Library, store: Store, id: str, text: str, words_: str
) -> None:
    desk = _as(library, store, id, "coordinator", "customs")
    before = _held(store, id)
    with pytest.raises(InvitationRefused, match=words_):
        people.invite(desk, id, text, "respondent", "customs")
    assert _held(store, id) == before


@pytest.mark.parametrize(
    ("role", "agency", "words_"),
    [
        ("boss", None, "no role 'boss'"),
        ("respondent", None, "say which"),
        ("integrity_officer", "agreed", "integrity officer is held for one agency"),
        ("chair", "police", "both agencies together"),
        ("administrator", "customs", "both agencies together"),
    ],
)
def test_a_role_that_there_is_not_is_refused_in_a_sentence(
    library: Library, store: Store, id: str, role: str, agency: str | None, words_: str
) -> None:
    desk = _as(library, store, id, "administrator")
    with pytest.raises(InvitationRefused, match=words_):
        people.invite(desk, id, "a@b.example", role, agency)


def test_nobody_gives_a_role_that_is_not_theirs_to_give(library: Library, store: Store, id: str) -> None:
    wanted = [
        (role, voice) for role in ROLES for voice in cast("tuple[Voice | None, ...]", ("customs", "police", None))
    ]
    for role, voice in [("coordinator", "police"), ("administrator", None), ("chair", None), ("respondent", "police")]:
        desk = _as(library, store, id, cast(Role, role), cast("Voice | None", voice))
        may = people.may_give(desk, store.record(id))
        for other, of in wanted:
            if (other, of) in may:
                people.invite(desk, id, f"new-{other}@{of}.example", other, of)
            else:
                with pytest.raises((NotAllowed, InvitationRefused), match=r"^[A-Z].+\.$"):
                    people.invite(desk, id, "new@else.example", other, of)
    assert not any(person == "new@else.example" for person, _, _ in _held(store, id))


def test_nobody_opens_sealed_answers_for_themselves(library: Library, store: Store, id: str) -> None:
    store.add_member(id, "claim:groups=hq", "administrator", None, by="an earlier session")
    desk = desk_of(library, store, "anna@x.example", "claim:groups=hq")
    for key in (
        "anna@x.example",
        "ANNA@x.example",
        "Anna <anna@x.example>",
        "claim:groups=hq",
        "b@x.example\nanna@x.example",
    ):
        with pytest.raises(InvitationRefused, match="yourself"):
            people.invite(desk, id, key, "coordinator", "customs")
    assert _held(store, id) == {("claim:groups=hq", "administrator", None)}


def test_nobody_works_for_both_agencies(library: Library, store: Store, id: str) -> None:
    desk = _as(library, store, id, "administrator")
    people.invite(desk, id, "anna@x.example", "coordinator", "customs")
    with pytest.raises(InvitationRefused, match="works for Customs Board"):
        people.invite(desk, id, "anna@x.example", "head", "police")
    people.invite(desk, id, "anna@x.example", "member", None)  # the committee is another matter


def test_who_is_known_by_an_address_to_one_agency_and_by_a_group_to_the_other_works_for_one_at_a_time(
    library: Library, store: Store, id: str
) -> None:
    store.add_member(id, "anna@x.example", "coordinator", "customs", by="an earlier session")
    store.add_member(id, "claim:groups=all", "head", "police", by="an earlier session")
    desk = desk_of(library, store, "anna@x.example", "claim:groups=all")
    record = desk.record(id)
    assert desk.agencies(record) == ["customs", "police"]
    either: tuple[tuple[Voice, Voice], ...] = (("customs", "police"), ("police", "customs"))
    for acting, other in either:
        now = replace(desk, viewer=replace(desk.viewer, acting=acting))
        assert now.acting(record) == acting
        assert now.allowed("read_answers", acting, record)
        assert not now.allowed("read_answers", other, record)


def test_the_same_invitation_again_changes_nothing(library: Library, store: Store, id: str) -> None:
    desk = _as(library, store, id, "head", "police")
    first = people.invite(desk, id, "a@police.example", "custodian", "police")
    assert people.invite(desk, id, "a@police.example", "custodian", "police") == first
    invited = [entry for entry in store.audit_log(id) if entry.action == "invite" and "a@police" in str(entry.detail)]
    assert len(invited) == 1


# ---------------------------------------------------------------- who is there


def test_everybody_who_takes_part_sees_who_does_and_nobody_else_learns_that_there_is_an_assessment(
    library: Library, store: Store, id: str
) -> None:
    listed = {name(store, id, role, None if role in _PAIR else "customs") for role in ROLES}
    for person in listed:
        assert {member.person for member in people.members(desk_of(library, store, person), id)} == listed
    stranger = desk_of(library, store, "stranger@x.example")
    with pytest.raises(UnknownAssessment):
        people.members(stranger, id)
    assert stranger.records() == []


_PAIR = ("member", "chair", "secretariat", "observer", "consultant", "administrator")


# ---------------------------------------------------------------- dismissing


def test_who_may_give_a_role_may_take_it_away_and_it_is_gone_at_once(library: Library, store: Store, id: str) -> None:
    desk = _as(library, store, id, "head", "customs")
    theirs = _as(library, store, id, "coordinator", "customs")
    record = theirs.record(id)
    assert theirs.allowed("read_answers", "customs", record)
    assert people.dismiss(desk, id, address("coordinator", "customs"), "coordinator", "customs")
    with pytest.raises(NotAllowed):  # the page was drawn before, and its buttons keep the desk of that time
        theirs.require("edit_answers", "customs", record)
    with pytest.raises(UnknownAssessment):
        theirs.record(id)
    assert theirs.records() == []
    assert not people.dismiss(desk, id, address("coordinator", "customs"), "coordinator", "customs"), "twice is once"


def test_others_may_not_take_a_role_away(library: Library, store: Store, id: str) -> None:
    name(store, id, "head", "customs")
    name(store, id, "integrity_officer", "customs")
    before = _held(store, id)
    for role, voice in [("coordinator", "customs"), ("head", "police"), ("chair", None), ("respondent", "customs")]:
        desk = _as(library, store, id, cast(Role, role), cast("Voice | None", voice))
        for other in cast("tuple[Role, ...]", ("head", "integrity_officer")):
            with pytest.raises(NotAllowed, match=r"^[A-Z].+\.$"):
                people.dismiss(desk, id, address(other, "customs"), other, "customs")
    assert before <= _held(store, id)


def test_the_last_administrator_stays_until_there_is_another(library: Library, store: Store, id: str) -> None:
    desk = _as(library, store, id, "administrator")
    with pytest.raises(InvitationRefused, match="last administrator"):
        people.dismiss(desk, id, address("administrator"), "administrator", None)
    people.invite(desk, id, "next@x.example", "administrator", None)
    assert people.dismiss(desk, id, address("administrator"), "administrator", None)
    assert _held(store, id) == {("next@x.example", "administrator", None)}


def test_everybody_may_lay_down_their_own_role(library: Library, store: Store, id: str) -> None:
    desk = _as(library, store, id, "respondent", "police")
    assert people.dismiss(desk, id, address("respondent", "police"), "respondent", "police")
    assert _held(store, id) == set()


# ---------------------------------------------------------------- what a role is said to do


def test_everything_that_the_table_allows_is_told_in_words_and_nothing_else() -> None:
    for role in ROLES:
        told = {grant.when for grant in words.grants(role)}
        granted = {
            when
            for action in ACTIONS
            for when in TABLE[action].get(role, ())
            if words._word(action, when) and action not in words._OF_ALL
        }
        assert told == granted, role
    silent = {(action, when) for action in ACTIONS for rule in TABLE[action].values() for when in rule}
    silent = {(action, when) for action, when in silent if not words._word(action, when)}
    # Whom a role names is told apart; the committee's register is no agency's own.
    assert silent == {("invite", "own"), ("invite", "any"), ("read_register", "own")}


def test_what_the_custodian_and_the_administrator_may_do_is_told_as_the_design_says() -> None:
    custodian = {grant.when: " ".join(grant.does) for grant in words.grants("custodian")}
    assert "writes the agency’s answers to A.9 to A.11" in custodian["own"]
    administrator = " ".join(word for grant in words.grants("administrator") for word in grant.does)
    assert "answers" not in administrator
    assert "which never holds what was said" in administrator


# ---------------------------------------------------------------- the page


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return serve(tmp_path, monkeypatch)


def _invite(window: Window, role: str, who: str) -> Window:
    window.app.selectbox(key="invite_role").set_value(role)
    window.app.text_area(key="invite_who").set_value(who)
    return window.press("Invite")


@pytest.mark.usefixtures("server")
def test_on_the_page_people_are_listed_invited_and_dismissed(store: Store, id: str) -> None:
    window = SignedIn(name(store, id, "head", "customs")).open("people", assessment=id)
    assert window.title == "People"
    assert "head@customs.example (you)" in window.words
    _invite(window, "custodian/customs", "cara@customs.example\nDora <dora@customs.example>")
    assert ("cara@customs.example", "custodian", "customs") in _held(store, id)
    assert "Dora" in window.sections()["Customs Board"]
    assert window.app.text_area(key="invite_who").value == ""
    window.press(key="out_now_cara@customs.example_custodian_customs")
    assert ("cara@customs.example", "custodian", "customs") not in _held(store, id)
    assert "cara@customs.example" not in window.words


@pytest.mark.usefixtures("server")
def test_a_refused_invitation_keeps_what_was_typed_and_says_why(store: Store, id: str) -> None:
    window = SignedIn(name(store, id, "administrator")).open("people", assessment=id)
    _invite(window, "coordinator/customs", "administrator@both.example\nanna@customs.example")
    assert "Nobody gives a role to themselves" in window.alerts
    assert "anna@customs.example" in str(window.app.text_area(key="invite_who").value)
    assert len(store.members(id)) == 1


@pytest.mark.usefixtures("server")
def test_who_may_name_nobody_finds_the_list_and_no_form(store: Store, id: str) -> None:
    name(store, id, "chair")
    window = SignedIn(name(store, id, "respondent", "police")).open("people", assessment=id)
    assert "chair@both.example" in window.words
    assert not window.has("Invite")
    assert [button.label for button in window.app.button if str(button.key).startswith("out_now")] == [
        "Lay the role down"
    ]


def test_without_sign_in_the_page_says_that_one_person_holds_all_roles(window: Window, id: str) -> None:
    window.open("people", assessment=id)
    assert "One person holds all roles here." in window.words
    assert all(role in window.words for role in words.NAMES.values())
    assert not window.has("Invite")


# ---------------------------------------------------------------- the command


def test_the_operator_names_the_first_administrator_from_the_shell(store: Store, id: str) -> None:
    assert "Nobody takes part yet" in cpdiag("members", "list", id).out
    done = cpdiag("members", "invite", id, "Anna <anna@x.example>", "ben@x.example", "--role", "administrator")
    assert done.out == "2 people have the role administrator now.\n"
    listed = cpdiag("members", "list", id)
    assert listed.lines[1].split() == ["anna@x.example", "administrator", "both", "Anna"]
    gone = cpdiag("members", "dismiss", id, "anna@x.example", "--role", "administrator")
    assert gone.out == "anna@x.example no longer has the role administrator.\n"
    assert _held(store, id) == {("ben@x.example", "administrator", None)}
    assert store.audit_log(id)[-1].by == "operator"


def test_the_operator_gives_each_role_of_either_agency(store: Store, id: str) -> None:
    for role in ("respondent", "coordinator", "head", "custodian", "integrity_officer", "consultant"):
        for agency in ("customs", "police"):
            done = cpdiag("members", "invite", id, f"{role}@{agency}.example", "--role", role, "--agency", agency)
            assert done.code == 0, done.err
    assert len(store.members(id)) == 12


@pytest.mark.parametrize(
    ("words_", "said"),
    [
        (("someone",), "no e-mail address"),
        (("a@b.example", "--agency", "police"), "both agencies together"),
    ],
)
def test_what_the_command_cannot_do_ends_in_one_sentence(id: str, words_: tuple[str, ...], said: str) -> None:
    done = cpdiag("members", "invite", id, *words_, "--role", "chair")
    assert done.code == 1
    assert said in done.err
    assert cpdiag("members", "list", "there-is-none").code == 1
