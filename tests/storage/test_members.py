"""Who takes part in which assessment, and as what."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from diagnostic.answers import Assessment
from diagnostic.storage import Member, NotStorable, Store, UnknownAssessment

ANNA, CLAIM = "anna@customs.example", "claim:groups=cpcc"


def test_a_member_has_a_role_of_one_agency_or_of_none(store: Store, id: str) -> None:
    anna = store.add_member(id, ANNA, "head", "customs", name="Anna", by="clerk")
    group = store.add_member(id, CLAIM, "committee", None, by="clerk")
    assert anna == Member(ANNA, "head", "customs", "Anna", "clerk", anna.at)
    assert group == Member(CLAIM, "committee", None, "", "clerk", group.at)
    assert store.members(id) == [anna, group]


def test_one_person_may_have_several_roles_and_the_same_twice_is_one(store: Store, id: str) -> None:
    head = store.add_member(id, ANNA, "head", "customs", by="clerk")
    custodian = store.add_member(id, ANNA, "custodian", "customs", by="clerk")
    assert store.add_member(id, ANNA, "head", "customs", name="Other", by="somebody") == head
    assert store.members(id) == [head, custodian]
    assert [note.action for note in store.audit_log(id)] == ["create", "invite", "invite"]


def test_a_member_is_removed_from_one_role_alone(store: Store, id: str) -> None:
    store.add_member(id, ANNA, "head", "customs", by="clerk")
    other = store.add_member(id, ANNA, "observer", None, by="clerk")
    assert store.remove_member(id, ANNA, "head", "customs", by="chair")
    assert not store.remove_member(id, ANNA, "head", "customs", by="chair")
    assert not store.remove_member(id, ANNA, "observer", "customs", by="chair")
    assert store.members(id) == [other]
    log = store.audit_log(id)[1:]
    assert [(note.action, note.by) for note in log] == [("invite", "clerk"), ("invite", "clerk"), ("dismiss", "chair")]
    assert log[1].detail == {"person": ANNA, "role": "observer", "voice": None}
    assert log[2].detail == {"person": ANNA, "role": "head", "voice": "customs"}


def test_memberships_are_found_by_person_in_all_that_were_not_erased(store: Store, id: str) -> None:
    second, third = (store.create(Assessment(c, "2026", {}), by="clerk") for c in ("XXC", "XXD"))
    one = store.add_member(id, ANNA, "head", "customs", by="clerk")
    two = store.add_member(second, ANNA, "observer", None, by="clerk")
    group = store.add_member(second, CLAIM, "committee", None, by="clerk")
    store.add_member(third, ANNA, "head", "customs", by="clerk")
    store.add_member(second, "ben@police.example", "head", "police", by="clerk")
    store.erase(third, "custodian")
    assert store.memberships([ANNA, CLAIM, ANNA]) == {id: [one], second: [two, group]}
    assert list(store.memberships({ANNA})) == [id, second]
    assert store.memberships([]) == store.memberships(["nobody"]) == {}
    assert store.memberships([f"p{number}" for number in range(1200)] + [CLAIM]) == {second: [group]}


@pytest.mark.parametrize(
    ("person", "role", "by"),
    [("", "head", "x"), (" ", "head", "x"), ("x" * 321, "head", "x"), (ANNA, "", "x"), (ANNA, "head", "")],
)
def test_a_member_without_an_address_a_role_or_an_author_is_refused(
    store: Store, id: str, person: str, role: str, by: str
) -> None:
    with pytest.raises(NotStorable):
        store.add_member(id, person, role, "customs", by=by)
    assert store.members(id) == []
    assert store.add_member(id, "x" * 320, "head", "customs", by="clerk").person == "x" * 320


def test_an_assessment_that_is_not_there_has_no_members(store: Store, id: str) -> None:
    store.erase(id, "custodian")
    for use in (
        lambda: store.members(id),
        lambda: store.add_member(id, ANNA, "head", None, by="clerk"),
        lambda: store.remove_member(id, ANNA, "head", "customs", by="clerk"),
    ):
        with pytest.raises(UnknownAssessment):
            use()


def test_eight_who_add_the_same_member_at_once_add_one(store: Store, id: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        added = list(pool.map(lambda n: store.add_member(id, ANNA, "head", "customs", by=f"clerk {n}"), range(8)))
    assert len(set(added)) == 1
    assert store.members(id) == added[:1]
    assert len(store.audit_log(id)) == 2
