"""Colleagues: who drafts what, what nobody else sees, and how one answer of the agency comes of many drafts."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from diagnostic.access import NotAllowed, Viewer
from diagnostic.access.roles import ROLES, Role, can_be_held
from diagnostic.answers import Answer, Voice
from diagnostic.content import Library
from diagnostic.service import answering, assessments, colleagues, people
from diagnostic.service.answering import AnswerRefused
from diagnostic.service.colleagues import ColleagueRefused, Row, Unit
from diagnostic.service.desk import Desk, Person
from diagnostic.service.people import InvitationRefused
from diagnostic.service.units import Colleague
from diagnostic.storage import Clash, Store, UnknownAssessment
from tests.app.windows import fill, open_both, stored

Sign = Callable[..., Desk]


@pytest.fixture
def sign(library: Library, store: Store, id: str) -> Sign:
    """Sign somebody in, by a name before the @, with the roles they hold already and those named here."""

    def signed(who: str, *roles: tuple[Role, Voice | None], claims: tuple[str, ...] = ()) -> Desk:
        person = f"{who}@customs.example"
        for role, of in roles:
            store.add_member(id, person, role, of, by="administrator")
        viewer = Viewer(person, frozenset(), "customs")
        return Desk(library, store, viewer, Person(person, (person, *claims)))

    return signed


@pytest.fixture
def anna(sign: Sign) -> Desk:
    """The coordinator of customs."""
    return sign("anna", ("coordinator", "customs"))


def name(desk: Desk, id: str, label: str, person: str = "", *, sections: tuple[str, ...] = ()) -> Colleague:
    done = colleagues.name(
        desk, id, "customs", str(uuid4()), place="region", label=label, person=person, sections=sections
    )
    assert isinstance(done, Colleague)
    return done


def unit(desk: Desk, id: str, label: str, voice: Voice = "customs") -> Unit:
    found = [one for one in colleagues.units(desk, desk.record(id), voice) if one.colleague.label == label]
    assert len(found) == 1, f"{label} among {found}"
    return found[0]


def say(desk: Desk, id: str, slot: str, **levels: int) -> None:
    form = answering.form(desk, id, "customs", slot=slot)
    for item, level in levels.items():
        answering.save(desk, form, item, {"level": level}, form.current[item].revision if item in form.current else 0)


def gathered(desk: Desk, id: str) -> dict[str, Row]:
    record = desk.record(id)
    form = answering.form(desk, id, "customs")
    rows = colleagues.gathering(desk, record, "customs", colleagues.units(desk, record, "customs"), form)
    return {row.gathered.item.id: row for row in rows}


# ---------------------------------------------------------------- naming


def test_a_named_colleague_is_invited_and_finds_a_draft(anna: Desk, sign: Sign, id: str) -> None:
    named = name(anna, id, "Region North", "Ben@Customs.example", sections=("risk", "framework"))
    assert named.person == "ben@customs.example"
    assert named.sections == ("framework", "risk"), "in the order of the questionnaire"
    ben = sign("ben")
    mine = unit(ben, id, "Region North")
    assert mine.mine
    assert not mine.handed_in
    form = colleagues.draft(ben, ben.record(id), "customs", mine)
    assert [section.id for section in form.sections] == ["framework", "risk"]
    assert form.unit == "Region North"
    assert form.editable


def test_naming_the_same_twice_changes_nothing(anna: Desk, id: str, store: Store) -> None:
    key = str(uuid4())
    for _ in range(2):
        colleagues.name(anna, id, "customs", key, place="unit", label="Port", person="ben@customs.example")
    assert [one.colleague.label for one in colleagues.units(anna, anna.record(id), "customs")] == ["Port"]
    assert len(store.entry_history(id, key)) == 1
    assert len(store.drafts(id, "customs")) == 1


def test_a_group_shares_a_draft_by_a_claim(anna: Desk, sign: Sign, id: str) -> None:
    name(anna, id, "Region North", "claim:groups=north")
    member = sign("cleo", claims=("claim:groups=north",))
    assert unit(member, id, "Region North").mine
    with pytest.raises(UnknownAssessment):
        sign("dora", claims=("claim:groups=south",)).record(id)


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ({"label": "  "}, "Give a name"),
        ({"label": "x" * 61}, "under 60 characters"),
        ({"label": "region  NORTH"}, "named already"),
        ({"place": "planet"}, "headquarters, a region or a unit"),
        ({"sections": ("weather",)}, "sections of the questionnaire"),
        ({"person": ""}, "e-mail address"),
        ({"person": "anna@customs.example"}, "Name somebody else"),
        ({"person": "a@customs.example\nb@customs.example"}, "one address"),
    ],
)
def test_what_is_not_complete_is_refused_in_a_sentence(anna: Desk, id: str, wanted: dict[str, str], why: str) -> None:
    name(anna, id, "Region North", "ben@customs.example")
    asked = {"place": "region", "label": "Region South", "person": "cleo@customs.example"} | wanted
    with pytest.raises(ColleagueRefused, match=why):
        colleagues.name(anna, id, "customs", str(uuid4()), **asked)  # type: ignore[arg-type]
    assert len(colleagues.units(anna, anna.record(id), "customs")) == 1


def test_who_works_for_the_other_agency_is_not_named(anna: Desk, id: str, store: Store) -> None:
    store.add_member(id, "paul@police.example", "respondent", "police", by="administrator")
    with pytest.raises(InvitationRefused, match="Nobody works for both"):
        name(anna, id, "Region North", "paul@police.example")
    assert colleagues.units(anna, anna.record(id), "customs") == []


def test_two_who_change_one_colleague_see_both_texts(anna: Desk, id: str) -> None:
    named = name(anna, id, "Region North", "ben@customs.example")
    for label, clashes in (("Region North-West", False), ("Region North-East", True)):
        done = colleagues.name(
            anna, id, "customs", named.key, place="region", label=label, person=named.person, seen=named.number
        )
        assert isinstance(done, Clash) == clashes
    assert unit(anna, id, "Region North-West").colleague.slot == named.slot


def test_another_person_takes_over_a_draft_with_what_is_in_it(anna: Desk, sign: Sign, id: str) -> None:
    named = name(anna, id, "Region North", "ben@customs.example")
    say(sign("ben"), id, named.slot, a_1=3)
    colleagues.name(
        anna, id, "customs", named.key, place="region", label="Region North", person="cleo@customs.example", seen=1
    )
    assert answering.form(sign("cleo"), id, "customs", slot=named.slot).answer("a_1").level == 3
    with pytest.raises(UnknownAssessment):
        sign("ben").record(id)


def test_who_is_named_no_longer_takes_part_no_more_and_the_draft_stays(anna: Desk, sign: Sign, id: str) -> None:
    named = name(anna, id, "Region North", "ben@customs.example")
    say(sign("ben"), id, named.slot, a_1=3)
    colleagues.remove(anna, id, "customs", named.key, named.number)
    with pytest.raises(UnknownAssessment):
        sign("ben").record(id)
    past = unit(anna, id, "Region North").colleague
    assert not past.named
    colleagues.name(
        anna, id, "customs", past.key, place=past.place, label=past.label, person=past.person, seen=past.number
    )
    assert answering.form(sign("ben"), id, "customs", slot=named.slot).answer("a_1").level == 3


def test_who_is_named_elsewhere_too_keeps_taking_part(anna: Desk, sign: Sign, id: str) -> None:
    north = name(anna, id, "Region North", "ben@customs.example")
    name(anna, id, "Port", "ben@customs.example")
    colleagues.remove(anna, id, "customs", north.key, north.number)
    ben = sign("ben")
    assert [one.colleague.label for one in colleagues.units(ben, ben.record(id), "customs")] == ["Port"]
    with pytest.raises(NotAllowed):
        answering.form(ben, id, "customs", slot=north.slot)


def test_without_sign_in_a_label_is_enough(desks: dict[Voice, Desk], id: str) -> None:
    named = name(desks["customs"], id, "Region North", "somebody@customs.example")
    assert named.person == ""
    assert unit(desks["customs"], id, "Region North").mine


@pytest.mark.parametrize("role", [role for role in ROLES if role != "coordinator"])
def test_only_the_coordinator_names_gathers_and_hands_back(role: Role, anna: Desk, sign: Sign, id: str) -> None:
    named = name(anna, id, "Region North", "ben@customs.example")
    agency: Voice | None = "customs" if can_be_held(role, "customs") else None
    other = sign("otto", (role, agency))
    record = other.record(id)
    for work in (
        lambda: colleagues.name(
            other, id, "customs", str(uuid4()), place="unit", label="X", person="x@customs.example"
        ),
        lambda: colleagues.remove(other, id, "customs", named.key, named.number),
        lambda: colleagues.hand_back(other, id, "customs", named.slot),
        lambda: colleagues.take(other, id, "customs", {"a_1": ({"level": 3}, 0)}, {"Region North"}),
        lambda: colleagues.gathering(other, record, "customs", [], answering.form(anna, id, "customs")),
    ):
        with pytest.raises(NotAllowed):
            work()
    assert colleagues.units(other, record, "customs") == []
    assert stored(anna.store, id, "customs", "a_1") is None


# ---------------------------------------------------------------- drafts


@pytest.fixture
def ben(anna: Desk, sign: Sign, id: str) -> Desk:
    """A colleague who drafts for Region North."""
    name(anna, id, "Region North", "ben@customs.example")
    return sign("ben")


@pytest.fixture
def slot(ben: Desk, id: str) -> str:
    return unit(ben, id, "Region North").colleague.slot


def test_a_draft_is_no_answer_of_the_agency(ben: Desk, anna: Desk, slot: str, id: str) -> None:
    say(ben, id, slot, a_1=3)
    assert stored(anna.store, id, "customs", "a_1") is None
    assert answering.form(anna, id, "customs").progress().done == 0
    assert anna.store.snapshot(id).voices == {}


def test_what_is_still_being_written_is_nobody_elses_not_even_the_coordinators(
    ben: Desk, anna: Desk, slot: str, id: str
) -> None:
    say(ben, id, slot, a_1=3)
    with pytest.raises(NotAllowed, match="a colleague’s"):
        answering.form(anna, id, "customs", slot=slot)
    with pytest.raises(NotAllowed):
        colleagues.draft(anna, anna.record(id), "customs", unit(anna, id, "Region North"))
    assert gathered(anna, id) == {}


def test_who_drafts_sees_neither_the_answers_of_the_agency_nor_other_drafts(
    ben: Desk, anna: Desk, slot: str, sign: Sign, id: str
) -> None:
    other = name(anna, id, "Region South", "cleo@customs.example")
    colleagues.hand_in(sign("cleo"), id, "customs", other.slot)
    fill(anna.store, id, "customs", {"a_1": Answer(level=4)})
    assert [one.colleague.label for one in colleagues.units(ben, ben.record(id), "customs")] == ["Region North"]
    with pytest.raises(NotAllowed):
        answering.form(ben, id, "customs", slot=other.slot)
    with pytest.raises(NotAllowed):
        answering.form(ben, id, "customs")
    with pytest.raises(NotAllowed):
        colleagues.hand_in(ben, id, "customs", other.slot)


def test_the_other_agency_and_the_committee_see_no_draft_also_when_all_is_open(
    ben: Desk, slot: str, sign: Sign, id: str, store: Store
) -> None:
    say(ben, id, slot, a_1=3)
    colleagues.hand_in(ben, id, "customs", slot)
    fill(store, id, "customs", {"a_1": Answer(level=4)})
    open_both(store, id)
    roles: tuple[tuple[Role, Voice | None], ...] = (
        ("coordinator", "police"), ("head", "police"), ("chair", None), ("consultant", None), ("administrator", None),
    )  # fmt: skip
    for number, role in enumerate(roles):
        other = sign(f"other{number}", role)
        assert colleagues.units(other, other.record(id), "customs") == []
        with pytest.raises(NotAllowed):
            answering.form(other, id, "customs", slot=slot)
    assert store.snapshot(id).answer("customs", "a_1").level == 4


@pytest.mark.parametrize("item", ["a_9", "a_10_access", "a_11"])
def test_what_belongs_to_the_custodian_is_in_no_draft(ben: Desk, slot: str, id: str, item: str) -> None:
    form = answering.form(ben, id, "customs", slot=slot)
    assert item not in {one.id for one in form.asked()}
    with pytest.raises(AnswerRefused):
        answering.save(ben, form, item, {"state": "dont_know"}, 0)


def test_a_draft_is_handed_in_and_taken_back_and_twice_is_once(ben: Desk, slot: str, id: str) -> None:
    for _ in range(2):
        colleagues.hand_in(ben, id, "customs", slot)
    assert unit(ben, id, "Region North").handed_in
    assert not answering.form(ben, id, "customs", slot=slot).editable
    for _ in range(2):
        colleagues.take_back(ben, id, "customs", slot)
    assert answering.form(ben, id, "customs", slot=slot).editable


def test_a_draft_from_which_answers_were_taken_comes_back_only_from_the_coordinator(
    ben: Desk, anna: Desk, slot: str, id: str
) -> None:
    say(ben, id, slot, a_1=3)
    colleagues.hand_in(ben, id, "customs", slot)
    colleagues.take(anna, id, "customs", {"a_1": ({"level": 3}, 0)}, {"Region North"})
    with pytest.raises(ColleagueRefused, match="Ask them to hand it back"):
        colleagues.take_back(ben, id, "customs", slot)
    for _ in range(2):
        colleagues.hand_back(anna, id, "customs", slot)
    say(ben, id, slot, a_1=4)
    assert stored(anna.store, id, "customs", "a_1") == Answer(level=3), "what was taken stays until it is taken anew"
    colleagues.hand_in(ben, id, "customs", slot)
    assert gathered(anna, id)["a_1"].gathered.proposal == Answer(level=4)


def test_once_the_agency_has_submitted_drafts_rest(ben: Desk, anna: Desk, slot: str, id: str) -> None:
    assessments.move(anna, id, "customs", "submit")
    assert not answering.form(ben, id, "customs", slot=slot).editable
    with pytest.raises(ColleagueRefused, match="submitted"):
        colleagues.hand_in(ben, id, "customs", slot)
    with pytest.raises(ColleagueRefused, match="no draft any more"):
        colleagues.take(anna, id, "customs", {"a_1": ({"level": 3}, 0)}, set())


def test_the_history_of_a_draft_is_its_own(ben: Desk, anna: Desk, slot: str, id: str) -> None:
    say(ben, id, slot, a_1=3)
    fill(anna.store, id, "customs", {"a_1": Answer(level=2)})
    form = answering.form(ben, id, "customs", slot=slot)
    assert [shown.last.answer.level for shown in answering.history(ben, form, "a_1")] == [3]
    with pytest.raises(NotAllowed):
        answering.history(anna, form, "a_1")


# ---------------------------------------------------------------- one answer of many


@pytest.fixture
def three(anna: Desk, sign: Sign, id: str) -> Desk:
    """The coordinator, after headquarters and two regions have handed in."""
    said = {
        "Headquarters": {"a_1": 4, "a_13": 3, "a_6": 2},
        "Region North": {"a_1": 2, "a_13": 3, "a_6": 3},
        "Region South": {"a_1": 1, "a_13": 3},
    }
    for number, (label, levels) in enumerate(said.items()):
        who = f"person{number}"
        named = name(anna, id, label, f"{who}@customs.example")
        desk = sign(who)
        say(desk, id, named.slot, **levels)
        colleagues.hand_in(desk, id, "customs", named.slot)
    return anna


def test_the_coordinator_sees_all_answers_by_unit_conflicts_first(three: Desk, id: str) -> None:
    rows = gathered(three, id)
    assert list(rows) == ["a_1", "a_6", "a_13"]
    row = rows["a_1"].gathered
    assert {label: answer.level for label, answer in row.said.items()} == {
        "Headquarters": 4, "Region North": 2, "Region South": 1,
    }  # fmt: skip
    assert row.spread == (1, 4)
    assert row.proposal == Answer(level=2)
    assert [id for id, row in rows.items() if row.clear] == ["a_6", "a_13"]


def test_a_taken_proposal_is_the_agencys_answer(three: Desk, id: str) -> None:
    row = gathered(three, id)["a_1"]
    wanted = {"a_1": (row.gathered.proposal.to_data(), row.seen)}
    for _ in range(2):
        done = colleagues.take(three, id, "customs", wanted, row.gathered.said)
        assert done.saved == ("a_1",)
    assert stored(three.store, id, "customs", "a_1") == Answer(level=2)
    (revision,) = three.store.history(id, "customs", "a_1")
    assert (revision.kind, revision.by) == ("answer", "anna@customs.example")
    assert gathered(three, id)["a_1"].taken


def test_an_answer_changed_since_is_never_overwritten(three: Desk, id: str) -> None:
    row = gathered(three, id)["a_1"]
    fill(three.store, id, "customs", {"a_1": Answer(level=5)})
    done = colleagues.take(three, id, "customs", {"a_1": (row.gathered.proposal.to_data(), row.seen)}, {"Headquarters"})
    assert (done.saved, done.met) == ((), ("a_1",))
    current = three.store.current(id, "customs")["a_1"]
    assert current.answer == Answer(level=5)
    assert current.set_aside is not None
    assert current.set_aside.answer == Answer(level=2)


def test_what_the_agency_answered_itself_waits_for_a_choice(three: Desk, id: str) -> None:
    fill(three.store, id, "customs", {"a_13": Answer(level=5)})
    row = gathered(three, id)["a_13"]
    assert row.answered
    assert not row.taken
    assert not row.clear


def test_a_unit_named_no_longer_is_not_gathered(three: Desk, id: str) -> None:
    north = unit(three, id, "Region North").colleague
    colleagues.remove(three, id, "customs", north.key, north.number)
    assert set(gathered(three, id)["a_1"].gathered.said) == {"Headquarters", "Region South"}


def test_sections_taken_from_a_colleague_are_not_gathered(three: Desk, id: str) -> None:
    north = unit(three, id, "Region North").colleague
    colleagues.name(
        three, id, "customs", north.key, place="region", label=north.label, person=north.person,
        sections=("framework",), seen=north.number,
    )  # fmt: skip
    rows = gathered(three, id)
    assert "Region North" in rows["a_1"].gathered.said
    assert "Region North" not in rows["a_13"].gathered.said


def test_a_forged_answer_is_refused_as_anywhere(three: Desk, id: str) -> None:
    with pytest.raises(AnswerRefused):
        colleagues.take(three, id, "customs", {"a_1": ({"level": 9}, 0)}, set())
    with pytest.raises(NotAllowed):
        colleagues.take(three, id, "customs", {"a_9": ({"state": "dont_know"}, 0)}, set())


# ---------------------------------------------------------------- the custodian


def test_the_custodian_sees_only_what_is_in_their_custody_while_it_is_a_draft(sign: Sign, id: str) -> None:
    keeper = sign("kim", ("custodian", "customs"))
    form = answering.form(keeper, id, "customs")
    assert {item.restricted for item in form.asked()} == {True}
    assert [section.id for section in form.sections] == ["special_powers"]
    answering.save(keeper, form, "a_9", {"value": {"authority": "full", "limits": ["staff"]}}, 0)
    with pytest.raises(AnswerRefused):
        answering.save(keeper, form, "a_1", {"level": 3}, 0)


def test_the_coordinator_reads_what_is_in_custody_without_its_detail_and_does_not_change_it(
    sign: Sign, anna: Desk, id: str
) -> None:
    keeper = sign("kim", ("custodian", "customs"))
    answering.save(
        keeper, answering.form(keeper, id, "customs"), "a_9", {"value": {"authority": "full", "limits": ["staff"]}}, 0
    )
    form = answering.form(anna, id, "customs")
    item = form.instrument.item("a_9")
    assert form.answer("a_9") == Answer(value={"authority": "full"})
    assert not form.writable(item)
    assert form.writable(form.instrument.item("a_1"))
    with pytest.raises(NotAllowed, match="named custodian"):
        answering.save(anna, form, "a_9", {"value": {"authority": "none"}}, 1)
    assert item not in [form.next_open(None)]


def test_people_finds_the_colleague_among_the_members(anna: Desk, id: str) -> None:
    name(anna, id, "Region North", "ben@customs.example")
    assert [(m.person, m.role, m.voice) for m in people.members(anna, id)] == [
        ("anna@customs.example", "coordinator", "customs"),
        ("ben@customs.example", "respondent", "customs"),
    ]
