"""The committee's register: complete entries, numbers given once, two writers who lose nothing, and who may write."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from diagnostic.access import NotAllowed, Viewer
from diagnostic.access.roles import Role
from diagnostic.answers import Answer, Voice
from diagnostic.content import Library
from diagnostic.service import committee
from diagnostic.service.committee import Due, Kind, RegisterRefused
from diagnostic.service.desk import Desk, Person
from diagnostic.storage import Clash, Entry, Store, UnknownAssessment
from tests.app.windows import fill, open_both

DECISION = {"taken_on": "2026-05-04", "text": "Write it down", "reason": "It is not written"}


@pytest.fixture
def desk(desks: dict[Voice, Desk], store: Store, id: str) -> Desk:
    """The desk of somebody who keeps the register, both agencies' answers being open."""
    fill(store, id, "customs", {"a_1": Answer(level=3)})
    open_both(store, id)
    return desks["customs"]


@pytest.fixture
def national(desk: Desk, id: str) -> str:
    return enter(desk, id, "committee", name="National committee").key


def enter(desk: Desk, id: str, kind: Kind, **parts: Any) -> Entry:
    done = committee.keep(desk, id, kind, parts)
    assert isinstance(done, Entry)
    return done


def decide(desk: Desk, id: str, national: str, **parts: Any) -> Entry:
    return enter(desk, id, "decision", **(DECISION | {"committee": national} | parts))


def data_of(entry: Entry) -> Mapping[str, Any]:
    assert entry.data is not None
    return entry.data


# ---------------------------------------------------------------- what is complete


def test_what_was_entered_is_read_back_as_it_was_meant(desk: Desk, id: str, national: str) -> None:
    meeting = enter(desk, id, "meeting", committee=national, held_on=date(2026, 5, 4), chair="Deputy head of customs")
    decision = decide(desk, id, national, meeting=meeting.key, items=["a_2_1", "a_1", "a_1"], steps=["mou"])
    action = {"committee": national, "decision": decision.key, "text": "Draft it", "owner": "Legal"}
    enter(desk, id, "action", **action, due_on="2026-06-30", status="under_way")
    found = committee.register(desk, id)
    assert found.may_write
    assert [(one.name, one.reach) for one in found.committees] == [("National committee", "national")]
    assert [(one.held_on, one.chair) for one in found.meetings] == [(date(2026, 5, 4), "Deputy head of customs")]
    (said,) = found.decisions
    assert (said.text, said.number, said.meeting) == ("Write it down", "2026/1", meeting.key)
    assert (said.items, said.steps) == (("a_1", "a_2_1"), ("mou",))
    (done,) = found.actions
    assert (done.number, done.owner, done.due_on, done.status) == ("2026/1", "Legal", date(2026, 6, 30), "under_way")
    assert found.actions_of(decision.key) == (done,)


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"text": "  "}, "Say what was decided"),
        ({"reason": ""}, "Say the reason"),
        ({"taken_on": None}, "Give the day of the decision"),
        ({"taken_on": "4 May"}, "as a date"),
        ({"taken_on": "0026-05-04"}, "between 1990 and 2099"),
        ({"committee": "nobody"}, "Choose the committee"),
        ({"meeting": "no meeting"}, "Choose the meeting"),
        ({"items": ["a_99"]}, "Choose the questions"),
        ({"items": "a_1"}, "Choose the questions"),
        ({"items": 7}, "Choose the questions"),
        ({"steps": ["no_such_step"]}, "Choose the steps"),
        ({"text": "x" * 10_001}, "under 10,000"),
        ({"escalated_to": "The ministers"}, "who at the strategic level is asked, and what"),
        ({"escalated_why": "Two posts"}, "who at the strategic level is asked, and what"),
        ({"answer": "Yes"}, "before you enter the answer"),
        ({"answered_on": "2026-06-01"}, "before its day"),
        ({"colour": "red"}, "has no 'colour'"),
    ],
)
def test_a_decision_that_is_not_complete_or_not_possible_is_refused_with_a_sentence(
    desk: Desk, id: str, national: str, parts: dict[str, Any], why: str
) -> None:
    with pytest.raises(RegisterRefused, match=why):
        committee.keep(desk, id, "decision", DECISION | {"committee": national} | parts)
    assert committee.register(desk, id).decisions == ()


def test_an_action_names_its_owner_and_a_status_that_there_is(desk: Desk, id: str, national: str) -> None:
    action = {"committee": national, "text": "Draft it", "owner": "Legal"}
    with pytest.raises(RegisterRefused, match="who does it, by function"):
        committee.keep(desk, id, "action", action | {"owner": " "})
    with pytest.raises(RegisterRefused, match="Choose a status"):
        committee.keep(desk, id, "action", action | {"status": "forgotten"})
    with pytest.raises(RegisterRefused, match="no register of 'parked'"):
        committee.keep(desk, id, "parked", action)  # type: ignore[arg-type]


def test_there_is_one_national_committee_and_the_others_stand_under_it_with_their_scope(
    desk: Desk, id: str, national: str
) -> None:
    north = {"name": "North", "reach": "regional", "scope": "The northern border", "under": national}
    for parts, why in (
        ({"name": "Another", "reach": "national"}, "already"),
        (north | {"scope": ""}, "Say the scope"),
        (north | {"under": ""}, "Choose the committee above"),
        ({"name": "National", "reach": "national", "under": national}, "under no other"),
    ):
        with pytest.raises(RegisterRefused, match=why):
            committee.keep(desk, id, "committee", parts)
    key = enter(desk, id, "committee", **north).key
    with pytest.raises(RegisterRefused, match="under the national one"):
        committee.keep(desk, id, "committee", north | {"name": "Port", "reach": "sector", "under": key})
    assert [one.name for one in committee.register(desk, id).committees] == ["National committee", "North"]


def test_a_decision_belongs_to_a_meeting_of_its_own_committee(desk: Desk, id: str, national: str) -> None:
    parts = {"name": "North", "reach": "regional", "scope": "The northern border", "under": national}
    north = enter(desk, id, "committee", **parts).key
    meeting = enter(desk, id, "meeting", committee=north, held_on="2026-05-04").key
    with pytest.raises(RegisterRefused, match="of another committee"):
        decide(desk, id, national, meeting=meeting)
    decide(desk, id, north, meeting=meeting)
    everything = committee.register(desk, id)
    assert (len(everything.of(north).decisions), len(everything.of(national).decisions)) == (1, 0)
    assert len(everything.of(national).committees) == 2


def test_signs_that_no_document_can_carry_are_left_out(desk: Desk, id: str, national: str) -> None:
    decide(desk, id, national, text="One\x0btwo\r\nthree\x00\x1b")
    assert committee.register(desk, id).decisions[0].text == "One\ntwo\nthree"


# ---------------------------------------------------------------- numbers


def test_a_number_is_given_once_and_stays_when_another_is_withdrawn_or_a_day_is_corrected(
    desk: Desk, id: str, national: str
) -> None:
    first, second = decide(desk, id, national), decide(desk, id, national, text="Meet every month")
    committee.withdraw(desk, id, "decision", first.key, first.number)
    committee.keep(desk, id, "decision", {"taken_on": "2027-01-04"}, key=second.key, seen=second.number)
    third = decide(desk, id, national, text="Count together")
    found = committee.register(desk, id)
    assert [(one.number, one.text) for one in found.decisions] == [
        ("2026/2", "Meet every month"),
        ("2026/3", "Count together"),
    ]
    assert [one.number for one in found.struck] == ["2026/1"]
    committee.withdraw(desk, id, "decision", third.key, third.number)
    assert data_of(decide(desk, id, national))["number"] == "2026/4"


def test_an_action_is_numbered_by_the_year_in_which_it_was_agreed(desk: Desk, id: str, national: str) -> None:
    decision = decide(desk, id, national, taken_on="2025-12-11")
    action = {"committee": national, "text": "Draft it", "owner": "Legal"}
    assert data_of(enter(desk, id, "action", **action, decision=decision.key))["number"] == "2025/1"
    this_year = data_of(enter(desk, id, "action", **action))["number"]
    assert this_year == f"{date.today().year}/1"  # noqa: DTZ011


def test_two_who_decide_at_the_same_moment_get_two_numbers(desk: Desk, id: str, national: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda text: decide(desk, id, national, text=text), "abcdefgh"))
    numbers = [one.number for one in committee.register(desk, id).decisions]
    assert sorted(numbers) == sorted(set(numbers))
    assert len(numbers) == 8


def test_a_decision_that_is_entered_twice_by_a_double_click_stands_once(desk: Desk, id: str, national: str) -> None:
    said = DECISION | {"committee": national}
    one = committee.keep(desk, id, "decision", said, key="made-up-by-the-page")
    again = committee.keep(desk, id, "decision", said, key="made-up-by-the-page")
    assert one == again
    assert len(committee.register(desk, id).decisions) == 1


# ---------------------------------------------------------------- two writers


def test_what_two_people_change_in_different_parts_is_put_together(desk: Desk, id: str, national: str) -> None:
    meeting = enter(desk, id, "meeting", committee=national, held_on="2026-05-04")
    seen = {"key": meeting.key, "seen": meeting.number}
    committee.keep(desk, id, "meeting", {"notes": "The chair opened."}, **seen)  # type: ignore[arg-type]
    done = committee.keep(desk, id, "meeting", {"place": "Port"}, **seen)  # type: ignore[arg-type]
    assert isinstance(done, Entry)
    (found,) = committee.register(desk, id).meetings
    assert (found.notes, found.place) == ("The chair opened.", "Port")
    assert committee.register(desk, id).waiting == {}


def test_where_both_change_the_same_part_both_texts_are_kept_until_one_is_chosen(
    desk: Desk, id: str, national: str
) -> None:
    meeting = enter(desk, id, "meeting", committee=national, held_on="2026-05-04", notes="Opened.")
    seen = meeting.number
    committee.keep(desk, id, "meeting", {"notes": "Opened at nine."}, key=meeting.key, seen=seen)
    met = committee.keep(desk, id, "meeting", {"notes": "Opened late.", "place": "Port"}, key=meeting.key, seen=seen)
    assert isinstance(met, Clash)
    assert (data_of(met.theirs)["notes"], data_of(met.mine)["notes"]) == ("Opened at nine.", "Opened late.")
    # It waits for whoever opens the page next, and other changes do not end the waiting.
    now = committee.register(desk, id)
    assert [data_of(one)["notes"] for one in now.waiting[meeting.key]] == ["Opened late."]
    committee.keep(desk, id, "meeting", {"chair": "Head"}, key=meeting.key, seen=now.meetings[0].seen)
    assert meeting.key in committee.register(desk, id).waiting
    committee.settle(desk, id, meeting.key, met.mine.number)
    after = committee.register(desk, id)
    assert (after.meetings[0].notes, after.waiting) == ("Opened late.", {})
    committee.settle(desk, id, meeting.key, met.theirs.number)  # a second click
    assert committee.register(desk, id).meetings[0].notes == "Opened late."


@pytest.mark.parametrize("join", [False, True])
def test_the_first_text_or_both_may_be_kept(desk: Desk, id: str, national: str, join: bool) -> None:
    meeting = enter(desk, id, "meeting", committee=national, held_on="2026-05-04")
    first = committee.keep(desk, id, "meeting", {"notes": "One"}, key=meeting.key, seen=1)
    met = committee.keep(desk, id, "meeting", {"notes": "Two"}, key=meeting.key, seen=1)
    assert isinstance(first, Entry)
    assert isinstance(met, Clash)
    if join:
        committee.settle(desk, id, meeting.key, met.mine.number, join="notes")
    else:
        committee.settle(desk, id, meeting.key, first.number)
    found = committee.register(desk, id)
    assert (found.meetings[0].notes, found.waiting) == ("One\n\nTwo" if join else "One", {})
    assert [data_of(e).get("notes") for e in committee.history(desk, id, meeting.key)][:3] == ["", "One", "Two"]


def test_what_both_texts_begin_with_is_said_once(desk: Desk, id: str, national: str) -> None:
    meeting = enter(desk, id, "meeting", committee=national, held_on="2026-05-04", notes="Opened at nine.")
    for more in (" The chair welcomed all.", " Police was late."):
        notes = {"notes": f"Opened at nine.{more}"}
        met = committee.keep(desk, id, "meeting", notes, key=meeting.key, seen=1)
    assert isinstance(met, Clash)
    committee.settle(desk, id, meeting.key, met.mine.number, join="notes")
    assert (
        committee.register(desk, id).meetings[0].notes == "Opened at nine. The chair welcomed all.\n\nPolice was late."
    )


def test_many_who_change_different_parts_at_once_lose_nothing(desk: Desk, id: str, national: str) -> None:
    meeting = enter(desk, id, "meeting", committee=national, held_on="2026-05-04")
    parts = {"title": "Spring", "place": "Port", "chair": "Head", "minutes_by": "Secretariat", "notes": "Opened."}

    def write(part: tuple[str, str]) -> None:
        committee.keep(desk, id, "meeting", dict([part]), key=meeting.key, seen=1)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(write, parts.items()))
    found = committee.register(desk, id)
    assert {name: getattr(found.meetings[0], name) for name in parts} == parts
    assert found.waiting == {}


def test_the_same_text_from_both_is_no_clash(desk: Desk, id: str, national: str) -> None:
    meeting = enter(desk, id, "meeting", committee=national, held_on="2026-05-04")
    for _ in range(2):
        done = committee.keep(desk, id, "meeting", {"notes": "One"}, key=meeting.key, seen=1)
        assert isinstance(done, Entry)
    assert [entry.number for entry in committee.history(desk, id, meeting.key)] == [1, 2]


# ---------------------------------------------------------------- withdrawing


def test_what_others_refer_to_is_not_withdrawn(desk: Desk, id: str, national: str) -> None:
    decision = decide(desk, id, national)
    action = enter(desk, id, "action", committee=national, decision=decision.key, text="Draft it", owner="Legal")
    with pytest.raises(RegisterRefused, match="Other entries refer to this one"):
        committee.withdraw(desk, id, "decision", decision.key, decision.number)
    committee.withdraw(desk, id, "action", action.key, action.number)
    committee.withdraw(desk, id, "decision", decision.key, decision.number)
    found = committee.register(desk, id)
    assert (found.decisions, found.actions) == ((), ())
    with pytest.raises(RegisterRefused, match="Choose the decision"):
        committee.put_back(desk, id, "action", action.key)
    committee.put_back(desk, id, "decision", decision.key)
    committee.put_back(desk, id, "action", action.key)
    committee.put_back(desk, id, "action", action.key)  # a second click
    assert [one.number for one in committee.register(desk, id).actions] == ["2026/1"]


def test_withdrawing_twice_changes_nothing_and_an_older_sight_is_refused(desk: Desk, id: str, national: str) -> None:
    decision = decide(desk, id, national)
    committee.keep(desk, id, "decision", {"text": "Write it all down"}, key=decision.key, seen=1)
    with pytest.raises(RegisterRefused, match="Somebody has changed this entry"):
        committee.withdraw(desk, id, "decision", decision.key, 1)
    committee.withdraw(desk, id, "decision", decision.key, 2)
    committee.withdraw(desk, id, "decision", decision.key, 2)
    assert [entry.number for entry in committee.history(desk, id, decision.key)] == [1, 2, 3]
    with pytest.raises(RegisterRefused, match="withdrawn by somebody else"):
        committee.keep(desk, id, "decision", {"text": "Mine"}, key=decision.key, seen=2)


def test_a_meeting_that_is_withdrawn_is_gone_and_its_key_is_not_taken_again(desk: Desk, id: str, national: str) -> None:
    meeting = enter(desk, id, "meeting", committee=national, held_on="2026-05-04")
    committee.withdraw(desk, id, "meeting", meeting.key, meeting.number)
    assert committee.register(desk, id).meetings == ()
    said = {"committee": national, "held_on": "2026-05-05"}
    for seen in (0, 1):
        with pytest.raises(RegisterRefused, match="withdrawn by somebody else"):
            committee.keep(desk, id, "meeting", said, key=meeting.key, seen=seen)
    assert [entry.data is None for entry in committee.history(desk, id, meeting.key)][:2] == [False, True]


# ---------------------------------------------------------------- what waits


def test_the_register_tells_what_is_overdue_what_waits_above_and_when_the_next_meeting_is(
    desk: Desk, id: str, national: str
) -> None:
    action = {"committee": national, "owner": "Legal"}
    for text, due, status in (
        ("late", "2026-05-31", "open"),
        ("later", "2026-06-30", "under_way"),
        ("today", "2026-07-01", "open"),
        ("over", "2026-05-31", "done"),
        ("no day", None, "open"),
    ):
        enter(desk, id, "action", **action, text=text, due_on=due, status=status)
    asked = {"escalated_to": "Both ministers", "escalated_why": "Two posts"}
    decide(desk, id, national, **asked)
    decide(desk, id, national, **asked, answer="Granted", answered_on="2026-06-20")
    enter(desk, id, "meeting", committee=national, held_on="2026-05-04", next_on="2026-09-01")
    found = committee.register(desk, id)
    today = date(2026, 7, 1)
    assert [one.text for one in found.overdue(today)] == ["late", "later"]
    assert [one.number for one in found.unanswered] == ["2026/1"]
    assert found.to_come(today) == (Due(national, date(2026, 9, 1)),)
    assert found.to_come(date(2026, 9, 2)) == (Due(national, date(2026, 9, 1), missed=True),)
    enter(desk, id, "meeting", committee=national, held_on="2026-10-05")
    assert committee.register(desk, id).to_come(date(2026, 9, 2)) == (Due(national, date(2026, 10, 5)),)
    assert committee.register(desk, id).to_come(date(2026, 10, 5)) == ()


# ---------------------------------------------------------------- what is being written


def test_what_somebody_began_to_write_comes_back_and_goes_once_it_stands(desk: Desk, id: str, national: str) -> None:
    sheet = committee.draft(desk, id, "decision")
    assert sheet.said == {}
    committee.keep_draft(desk, id, "decision", sheet.key, {"committee": national, "text": "Wri"})
    committee.keep_draft(desk, id, "decision", sheet.key, {"committee": national, "text": "Write"})
    again = committee.draft(desk, id, "decision")
    assert (again.key, again.said) == (sheet.key, {"committee": national, "text": "Write"})
    assert committee.register(desk, id).decisions == ()
    committee.keep(desk, id, "decision", {**DECISION, **again.said}, key=again.key)
    committee.keep_draft(desk, id, "decision", again.key, {"text": "Write"})  # the rest of a double click
    assert committee.draft(desk, id, "decision").said == {}
    committee.drop_draft(desk, id, "decision")
    assert committee.draft(desk, id, "decision").said == {}


def test_a_sheet_with_nothing_but_a_day_and_a_committee_is_not_kept(desk: Desk, id: str, national: str) -> None:
    sheet = committee.draft(desk, id, "decision")
    committee.keep_draft(desk, id, "decision", sheet.key, {"committee": national, "taken_on": "2026-05-04"})
    assert committee.draft(desk, id, "decision").key != sheet.key


# ---------------------------------------------------------------- who may

WRITERS: tuple[Role, ...] = ("chair", "secretariat")
READERS: tuple[Role, ...] = ("member", "observer", "consultant")


def _signed_in(library: Library, store: Store, id: str, role: Role, voice: Voice | None) -> Desk:
    store.add_member(id, "anna@example.org", role, voice, by="an administrator")
    return Desk(library, store, Viewer("Anna", frozenset(), voice or "customs"), Person("Anna", ("anna@example.org",)))


@pytest.mark.parametrize("role", WRITERS)
def test_chair_and_secretariat_write_once_both_agencies_are_open(
    library: Library, store: Store, id: str, role: Role
) -> None:
    signed_in = _signed_in(library, store, id, role, None)
    with pytest.raises(NotAllowed, match="once both agencies"):
        committee.register(signed_in, id)
    with pytest.raises(NotAllowed):
        committee.keep(signed_in, id, "committee", {"name": "National"})
    open_both(store, id)
    entry = enter(signed_in, id, "committee", name="National")
    assert (entry.by, committee.register(signed_in, id).may_write) == ("Anna", True)


@pytest.mark.parametrize(
    ("role", "voice"),
    [*((role, None) for role in READERS), ("coordinator", "customs"), ("head", "police")],
)
def test_others_of_the_table_read_and_write_nothing(
    library: Library, store: Store, desk: Desk, id: str, national: str, role: Role, voice: Voice | None
) -> None:
    decision = decide(desk, id, national)
    signed_in = _signed_in(library, store, id, role, voice)
    found = committee.register(signed_in, id)
    assert (len(found.decisions), found.may_write) == (1, False)
    for write in (
        lambda: committee.keep(signed_in, id, "decision", {"text": "x"}, key=decision.key, seen=1),
        lambda: committee.withdraw(signed_in, id, "decision", decision.key, 1),
        lambda: committee.put_back(signed_in, id, "decision", decision.key),
        lambda: committee.settle(signed_in, id, decision.key, 1),
        lambda: committee.draft(signed_in, id, "decision"),
        lambda: committee.keep_draft(signed_in, id, "decision", "k", {"text": "x"}),
    ):
        with pytest.raises(NotAllowed, match="chair and secretariat"):
            write()
    assert committee.register(desk, id).decisions[0].text == "Write it down"


@pytest.mark.parametrize(
    ("role", "voice"),
    [("respondent", "customs"), ("custodian", "police"), ("integrity_officer", "customs"), ("administrator", None)],
)
def test_nobody_else_reads_the_register(
    library: Library, store: Store, desk: Desk, id: str, national: str, role: Role, voice: Voice | None
) -> None:
    signed_in = _signed_in(library, store, id, role, voice)
    with pytest.raises(NotAllowed):
        committee.register(signed_in, id)
    with pytest.raises(NotAllowed):
        committee.history(signed_in, id, national)


def test_for_who_is_no_member_there_is_no_assessment(library: Library, store: Store, desk: Desk, id: str) -> None:
    stranger = Desk(library, store, Viewer("Eva", frozenset(), "customs"), Person("Eva", ("eva@example.org",)))
    with pytest.raises(UnknownAssessment):
        committee.register(stranger, id)


def test_the_history_shows_nothing_that_an_agency_keeps_inside(desk: Desk, store: Store, id: str) -> None:
    inside = store.enter(id, "police", "comment", {"text": "inside"}, by="ben")
    assert isinstance(inside, Entry)
    assert committee.history(desk, id, inside.key) == []
