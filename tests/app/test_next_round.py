"""Rounds: a new one offers what was answered and assumes nothing; looking back says no more than the bounds allow."""

from dataclasses import replace

import pytest

from diagnostic.access import NotAllowed, Viewer
from diagnostic.answers import Answer, Voice
from diagnostic.comparison import rounds as changing
from diagnostic.content import Library
from diagnostic.service import answering, assessments, committee, files, rounds
from diagnostic.service.desk import Desk, Person
from diagnostic.service.rounds import RoundRefused
from diagnostic.storage import Entry, Store
from tests.app.windows import Window

FREEDONIA = "3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2026"
BEFORE = "3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2024"


def _say(desk: Desk, id: str, voice: Voice, **levels: int) -> None:
    form = answering.form(desk, id, voice)
    for item, level in levels.items():
        seen = form.current[item].revision if item in form.current else 0
        answering.save(desk, form, item, {"level": level, "comment": f"in words on {item}"}, seen)


def _open(desks: dict[Voice, Desk], id: str) -> None:
    for voice, desk in desks.items():
        assessments.move(desk, id, voice, "submit")
        assessments.move(desk, id, voice, "release")
    assessments.open_both(desks["customs"], id)


@pytest.fixture
def first(desks: dict[Voice, Desk], id: str) -> str:
    """A round in which customs answered three questions and police two."""
    _say(desks["customs"], id, "customs", a_1=3, a_2_1=2, a_13=4)
    _say(desks["police"], id, "police", a_1=2, a_2_1=2)
    return id


def test_a_new_round_copies_nobodys_answers(desks: dict[Voice, Desk], first: str) -> None:
    new = rounds.start(desks["customs"], first, "2028")
    assert desks["customs"].store.snapshot(new).voices == {}
    assert answering.form(desks["customs"], new, "customs").progress().done == 0


def test_a_new_round_offers_each_agency_its_own_answers_with_their_words(desks: dict[Voice, Desk], first: str) -> None:
    new = rounds.start(desks["customs"], first, "2028")
    record = desks["customs"].record(new)
    assert set(rounds.offered(desks["customs"], record, "customs")) == {"a_1", "a_2_1", "a_13"}
    assert rounds.offered(desks["customs"], record, "customs")["a_13"] == Answer(level=4, comment="in words on a_13")
    assert rounds.offered(desks["customs"], record, "police") == {}, "sealed answers are offered to nobody else"


def test_an_offered_answer_counts_only_once_it_is_confirmed(desks: dict[Voice, Desk], first: str) -> None:
    new = rounds.start(desks["customs"], first, "2028")
    desk = desks["customs"]
    form = answering.form(desk, new, "customs")
    offered = rounds.offered(desk, form.record, "customs")
    answering.save(desk, form, "a_1", offered["a_1"].to_data(), 0)
    assert set(answering.again(desk, form).answers) == {"a_1"}


def test_nothing_is_offered_any_more_once_the_answers_are_submitted(desks: dict[Voice, Desk], first: str) -> None:
    desk = desks["customs"]
    new = rounds.start(desk, first, "2028")
    assessments.move(desk, new, "customs", "submit")
    assert rounds.offered(desk, desk.record(new), "customs") == {}


def test_the_old_round_stays_as_it_was(desks: dict[Voice, Desk], first: str) -> None:
    before = desks["customs"].store.snapshot(first)
    new = rounds.start(desks["customs"], first, "2028")
    _say(desks["customs"], new, "customs", a_1=5)
    assert desks["customs"].store.snapshot(first) == before


@pytest.mark.parametrize(
    ("name", "why"),
    [("", "Name the round"), ("x" * 41, "Name the round"), ("2026", "already"), ("2025", "later year")],
)
def test_a_round_that_cannot_be_is_refused_with_a_sentence(
    desks: dict[Voice, Desk], first: str, name: str, why: str
) -> None:
    with pytest.raises(RoundRefused, match=why):
        rounds.start(desks["customs"], first, name)
    assert len(desks["customs"].records()) == 1


def test_who_takes_part_and_the_committees_come_along(desks: dict[Voice, Desk], first: str, store: Store) -> None:
    desk = desks["customs"]
    store.add_member(first, "anna@customs.example", "coordinator", "customs", by="an administrator")
    _open(desks, first)
    national = committee.keep(desk, first, "committee", {"name": "National committee"})
    assert isinstance(national, Entry)
    regional = {"name": "North", "reach": "regional", "scope": "The northern border", "under": national.key}
    committee.keep(desk, first, "committee", regional)
    new = rounds.start(desk, first, "2028")
    assert [(m.person, m.role, m.voice) for m in store.members(new)] == [
        ("anna@customs.example", "coordinator", "customs")
    ]
    named = {entry.key: entry.data or {} for entry in store.entries(new, "agreed", "committee")}
    assert sorted(data["name"] for data in named.values()) == ["National committee", "North"]
    north = next(data for data in named.values() if data["name"] == "North")
    assert named[north["under"]]["name"] == "National committee"


def test_questions_that_changed_are_asked_anew_and_those_gone_stay_behind(
    desks: dict[Voice, Desk], first: str, library: Library
) -> None:
    newer = _newer_version(library)
    desk = replace(desks["customs"], library=newer)
    rehearsal = rounds.rehearse(desk, first)
    assert rehearsal.version == "handbook-2018/2"
    assert [changed.new.id for changed in rehearsal.change.changed] == ["a_1"]
    assert rehearsal.change.removed == ("a_13",)
    assert rehearsal.offered == {"customs": 1, "police": None}
    new = rounds.start(desk, first, "2028")
    assert set(rounds.offered(desk, desk.record(new), "customs")) == {"a_2_1"}
    assert set(desk.store.snapshot(first).voices["customs"]) == {"a_1", "a_2_1", "a_13"}


def _newer_version(library: Library) -> Library:
    """The library with a second version of the questionnaire: A.1 worded anew, A.13 gone."""
    old = library.instrument("cooperation")
    sections = []
    for section in old.sections:
        items = [
            replace(item, question="Asked quite otherwise") if item.id == "a_1" else item
            for item in section.items
            if item.id != "a_13"
        ]
        sections.append(replace(section, items=tuple(items)))
    by_id = {item.id: item for section in sections for item in section.items}
    new = replace(old, version="handbook-2018/2", sections=tuple(sections), by_id=by_id)
    return replace(library, instruments={**library.instruments, (new.id, new.version): new})


def test_a_rehearsal_changes_nothing(desks: dict[Voice, Desk], first: str, library: Library) -> None:
    before = [record.id for record in desks["customs"].records()]
    rounds.rehearse(replace(desks["customs"], library=_newer_version(library)), first)
    assert [record.id for record in desks["customs"].records()] == before


def test_somebody_who_had_no_part_in_the_last_round_is_offered_nothing_of_it(
    desks: dict[Voice, Desk], first: str, store: Store, library: Library
) -> None:
    new = rounds.start(desks["customs"], first, "2028")
    store.add_member(new, "new@customs.example", "coordinator", "customs", by="an administrator")
    person = Person("new@customs.example", ("new@customs.example",))
    desk = Desk(library, store, Viewer(person.name, frozenset(), "customs"), person)
    assert rounds.offered(desk, desk.record(new), "customs") == {}


def test_only_who_sets_up_an_assessment_starts_a_round(first: str, store: Store, library: Library) -> None:
    store.add_member(first, "head@customs.example", "head", "customs", by="an administrator")
    person = Person("head@customs.example", ("head@customs.example",))
    desk = Desk(library, store, Viewer(person.name, frozenset(), "customs"), person)
    with pytest.raises(NotAllowed):
        rounds.start(desk, first, "2028")


# ---------------------------------------------------------------- looking back


def test_the_course_of_the_level_shows_every_round_with_its_bounds(desks: dict[Voice, Desk]) -> None:
    files.load_demonstration(desks["customs"])
    desk = desks["customs"]
    points = rounds.course(desk, desk.record(FREEDONIA), "both")
    assert [point.record.round for point in points] == ["2024", "2026"]
    assert [tuple(point.pair) if point.pair else None for point in points] == [(2, 2), (2, 3)]


def test_a_sealed_round_has_no_point_for_both(desks: dict[Voice, Desk], first: str) -> None:
    desk = desks["customs"]
    assert [point.pair for point in rounds.course(desk, desk.record(first), "both")] == [None]


def test_a_change_is_said_only_where_the_bounds_do_not_touch(desks: dict[Voice, Desk]) -> None:
    files.load_demonstration(desks["customs"])
    desk = desks["customs"]
    found = rounds.changes(desk, desk.record(FREEDONIA), "both")
    assert found is not None
    for moved in (*found.items, *found.dimensions, found.continuum):
        if moved.change == "improved":
            assert moved.old is not None
            assert moved.new is not None
            assert moved.new.lower > moved.old.upper
        if moved.change == "worsened":
            assert moved.old is not None
            assert moved.new is not None
            assert moved.new.upper < moved.old.lower
    assert found.continuum.change == "cannot_tell"


def test_what_was_decided_stands_beside_what_came_of_it(desks: dict[Voice, Desk], first: str) -> None:
    desk = desks["customs"]
    _open(desks, first)
    national = committee.keep(desk, first, "committee", {"name": "National committee"})
    assert isinstance(national, Entry)
    decision = committee.keep(
        desk,
        first,
        "decision",
        {"committee": national.key, "taken_on": "2026-05-04", "text": "Write it down", "reason": "It is not written",
         "items": ["a_1"]},
    )  # fmt: skip
    assert isinstance(decision, Entry)
    action = {
        "committee": national.key,
        "decision": decision.key,
        "text": "Draft it",
        "owner": "Legal",
        "status": "done",
    }
    committee.keep(desk, first, "action", action)
    new = rounds.start(desk, first, "2028")
    _say(desks["customs"], new, "customs", a_1=4)
    _say(desks["police"], new, "police", a_1=4)
    _open(desks, new)
    found = rounds.changes(desk, desk.record(new), "both")
    (outcome,) = rounds.outcomes(desk, desk.record(new), found)
    assert outcome.decision.text == "Write it down"
    assert [(one.text, one.status) for one in outcome.actions] == [("Draft it", "done")]
    (moved,) = outcome.moved
    said = changing.sentence(moved, "2026").replace("\u00a0", " ")
    assert said == "Formal arrangements A.1 improved: level 2 in 2026, level 4 now."


# ---------------------------------------------------------------- the page


def test_the_page_says_what_changed_and_starts_the_next_round(desks: dict[Voice, Desk], window: Window) -> None:
    files.load_demonstration(desks["customs"])
    window.open("rounds", assessment=FREEDONIA, whose="both")
    assert "Formal arrangements A.1 improved: level 2 in 2024, level 3 now." in window.words.replace("\u00a0", " ")
    window.app.text_input[0].input("2028")
    window.press("Start the round")
    assert sorted(record.round for record in desks["customs"].records()) == ["2024", "2026", "2026", "2028"]


def test_the_page_refuses_a_round_that_is_there_and_says_so(desks: dict[Voice, Desk], window: Window) -> None:
    files.load_demonstration(desks["customs"])
    window.open("rounds", assessment=FREEDONIA, whose="both")
    window.app.text_input[0].input("2026")
    window.press("Start the round")
    assert "There is a round 2026 of this pair already." in window.alerts


def test_without_another_round_the_page_says_that_it_is_the_first(window: Window, id: str) -> None:
    window.open("rounds", assessment=id)
    assert "2026 is the first round of this pair of agencies." in window.words
