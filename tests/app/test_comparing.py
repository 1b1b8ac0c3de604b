"""Comparing and agreeing: who may, what is noted, the order of a meeting, no agreed answer without its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from diagnostic.access import NotAllowed, Viewer
from diagnostic.access.roles import ROLES, Role
from diagnostic.answers import Answer, Voice
from diagnostic.charts.dumbbells import Dumbbell, dumbbells, reading
from diagnostic.charts.marks import connected
from diagnostic.charts.palette import LIGHT
from diagnostic.charts.screen import tracks
from diagnostic.content import Library
from diagnostic.scoring import Pair
from diagnostic.service import agreeing, answering, auditing, comparing
from diagnostic.service.agreeing import Agenda
from diagnostic.service.answering import AnswerRefused
from diagnostic.service.desk import Desk, Person
from diagnostic.storage import Met, Saved, StorageFailed, Store
from tests.app.windows import fill, open_both

RESTRICTED = "zzz the custodian alone knows this zzz"
CUSTOMS = {
    "a_1": Answer(level=4),
    "a_2_1": Answer(level=3, discuss=True),
    "a_2_2": Answer(value={"frequency": "weekly"}),
    "a_3_1": Answer(level=4),
    "a_13": Answer(level=3),
    "a_14_1": Answer(level=2),
    "a_9": Answer(value={"authority": "none"}, comment=RESTRICTED),
    "a_9_access": Answer(level=2, comment=RESTRICTED),
    "a_19": Answer(level=3),
}
POLICE = {
    "a_1": Answer(level=4),
    "a_2_1": Answer(level=3),
    "a_2_2": Answer(value={"frequency": "yearly"}),
    "a_3_1": Answer(level=1),
    "a_13": Answer(level=2),
    "a_14_1": Answer(level=1),
    "a_9": Answer(value={"authority": "full"}, comment=RESTRICTED),
    "a_9_access": Answer(level=4),
    "a_19": Answer(level=1),
}
PAIR: tuple[Role, ...] = ("member", "chair", "secretariat", "observer", "consultant")
WRITERS: tuple[Role, ...] = ("chair", "secretariat")
#: Every role, each held alone, by the agency it is held for.
HELD: list[tuple[Role, Voice | None]] = [
    *((role, None) for role in ROLES if role in (*PAIR, "administrator")),
    *((role, "customs") for role in ROLES if role not in (*PAIR, "administrator")),
]


@pytest.fixture(autouse=True)
def _nothing_noted() -> Iterator[None]:
    auditing._noted.clear()
    yield
    auditing._noted.clear()


@pytest.fixture
def opened(store: Store, id: str) -> str:
    """An assessment whose answers are open, with gaps of several kinds."""
    fill(store, id, "customs", CUSTOMS)
    fill(store, id, "police", POLICE)
    open_both(store, id)
    return id


@pytest.fixture
def desk(desks: dict[Voice, Desk]) -> Desk:
    return desks["customs"]


@pytest.fixture
def sign_in(library: Library, store: Store, id: str) -> Callable[..., Desk]:
    """Give somebody a single role, and return what then stands before them."""

    def signed_in(role: Role, voice: Voice | None = None, name: str = "Anna") -> Desk:
        key = f"{name.lower()}@example.org"
        store.add_member(id, key, role, voice, by="an administrator")
        return Desk(library, store, Viewer(name, frozenset(), voice or "customs"), Person(name, (key,)))

    return signed_in


def agree(desk: Desk, id: str, item: str, seen: int = 0, **data: Any) -> agreeing.Kept:
    return agreeing.agree(desk, answering.form(desk, id, "agreed"), item, data, seen)


def stands(desk: Desk, id: str, item: str) -> Answer:
    return answering.form(desk, id, "agreed").answer(item)


# ---------------------------------------------------------------- who may compare


@pytest.mark.parametrize(("role", "voice"), HELD)
def test_only_who_reads_both_agencies_answers_compares_them(
    sign_in: Callable[..., Desk], opened: str, role: Role, voice: Voice | None
) -> None:
    signed_in = sign_in(role, voice)
    if role in (*PAIR, "coordinator", "head"):
        assert comparing.comparison(signed_in, opened).rows
        assert agreeing.agenda(signed_in, opened).may_agree is (role in WRITERS)
    else:
        for read in (comparing.comparison, agreeing.agenda):
            with pytest.raises(NotAllowed, match="do not read the answers of both"):
                read(signed_in, opened)


@pytest.mark.parametrize(("role", "voice"), HELD)
def test_nobody_compares_before_both_are_open(
    sign_in: Callable[..., Desk], store: Store, id: str, role: Role, voice: Voice | None
) -> None:
    fill(store, id, "customs", CUSTOMS)
    fill(store, id, "police", POLICE)
    store.move(id, "police", "submit", by="an earlier session")
    store.move(id, "police", "release", by="an earlier session")
    signed_in = sign_in(role, voice)
    for read in (comparing.comparison, agreeing.agenda):
        with pytest.raises(NotAllowed) as refused:
            read(signed_in, id)
        assert "Customs Board has not yet released" in str(refused.value)
        assert "Border Gendarmerie has released" in str(refused.value)
    with pytest.raises(NotAllowed):
        agreeing.park(signed_in, id, "a_1")
    assert not store.entries(id)


def test_released_and_not_opened_says_what_is_left_to_do(desk: Desk, store: Store, id: str) -> None:
    voices: tuple[Voice, ...] = ("customs", "police")
    for voice in voices:
        store.move(id, voice, "submit", by="an earlier session")
        store.move(id, voice, "release", by="an earlier session")
    assert "once they are opened together" in comparing.what_is_missing(desk, store.record(id))


def test_what_belongs_to_a_custodian_is_in_no_row(sign_in: Callable[..., Desk], opened: str) -> None:
    found = comparing.comparison(sign_in("chair"), opened)
    assert RESTRICTED not in repr((found.rows, found.powers, found.view))
    power = next(power for power in found.powers if power.power.id == "a_9")
    assert (power.row.finding, power.apart) == ("one_holds", 2)


# ---------------------------------------------------------------- what is noted


def test_reading_is_noted_once_for_each_person_and_day(
    sign_in: Callable[..., Desk], store: Store, opened: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, boris = sign_in("chair"), sign_in("member", name="Boris")
    for _ in range(2):
        comparing.comparison(anna, opened)
        agreeing.agenda(anna, opened)
        comparing.comparison(boris, opened)

    def noted() -> list[str]:
        return [entry.by for entry in store.audit_log(opened) if entry.action == "read"]

    assert noted() == ["Anna", "Boris"]

    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    monkeypatch.setattr(auditing, "_today", lambda: tomorrow)
    comparing.comparison(anna, opened)
    comparing.comparison(anna, opened)
    assert noted() == ["Anna", "Boris", "Anna"]


def test_what_was_refused_is_not_noted_as_read(sign_in: Callable[..., Desk], store: Store, opened: str) -> None:
    with pytest.raises(NotAllowed):
        comparing.comparison(sign_in("administrator"), opened)
    assert not [entry for entry in store.audit_log(opened) if entry.action == "read"]


def test_a_note_that_fails_is_made_the_next_time(
    desk: Desk, store: Store, opened: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(self: Store, *args: object, **more: object) -> None:
        raise StorageFailed("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "audit", fails)
        with pytest.raises(StorageFailed):
            comparing.comparison(desk, opened)
    comparing.comparison(desk, opened)
    assert [entry.detail for entry in store.audit_log(opened) if entry.action == "read"] == [
        {"voices": ["customs", "police"]}
    ]


# ---------------------------------------------------------------- what is compared


def test_rows_can_be_narrowed_by_kind_dimension_and_words(desk: Desk, opened: str) -> None:
    found = comparing.comparison(desk, opened)
    every = [row.item.id for row in found.rows]
    assert [row.item.id for row in comparing.chosen(found)] == every
    assert [row.item.id for row in comparing.chosen(found, ["marked"])] == ["a_2_1"]
    assert {row.item.dimension for row in comparing.chosen(found, dimension="liaison")} == {"liaison"}
    assert [row.item.id for row in comparing.chosen(found, words="LIAISON officers premises")] == ["a_14_1"]
    assert [row.item.id for row in comparing.chosen(found, words="a.2.2")] == ["a_2_2"]
    assert comparing.chosen(found, ["equal"], "liaison") == ()


def test_the_widest_gap_of_dimensions_comes_first_and_facts_about_one_agency_last(desk: Desk, opened: str) -> None:
    gaps = comparing.comparison(desk, opened).gaps
    assert (gaps[0].dimension.id, gaps[0].apart) == ("risk", 3)
    known = [abs(gap.apart) for gap in gaps if gap.apart is not None]
    assert known == sorted(known, reverse=True)
    assert {gap.dimension.id for gap in gaps[-2:]} == {"powers", "recognition"}
    assert all(gap.own and gap.apart is None for gap in gaps[-2:])


def test_a_dimension_is_agreed_once_every_rated_question_of_it_is(desk: Desk, opened: str) -> None:
    def agreed(dimension: str) -> Pair | None:
        found = comparing.comparison(desk, opened).gaps
        return next(gap.agreed for gap in found if gap.dimension.id == dimension)

    agree(desk, opened, "a_15_1", level=3, reason="Both lists say so")
    assert agreed("training") is None
    agree(desk, opened, "a_16_1", level=2, reason="Talks only")
    assert agreed("training") == Pair(2, 2)
    assert agreed("risk") is None


def test_what_stands_out_between_the_two_is_no_finding_of_one_agency(desk: Desk, opened: str) -> None:
    found = comparing.comparison(desk, opened)
    assert any(finding.xray == "agencies_two_levels_apart" for finding in found.between)
    assert all(finding.voice not in ("customs", "police") for finding in found.between)


# ---------------------------------------------------------------- the chart


def _chart(found: comparing.Comparison) -> dict[str, Dumbbell]:
    return {gap.dimension.id: gap for gap in found.gaps}


def test_the_chart_says_each_gap_in_words_and_joins_known_levels(desk: Desk, opened: str) -> None:
    gaps = comparing.comparison(desk, opened).gaps
    names = {"customs": "Customs Board", "police": "Border Gendarmerie"}
    spec = dumbbells(gaps, ("Coexistence", "Collaboration"), names, "By dimension")
    rows = {row.id: row for row in spec.rows}
    assert rows["risk"].reading == "3 levels apart"
    assert connected(rows["risk"])
    assert (rows["framework"].reading, rows["recognition"].reading) == ("same level", "each for itself")
    assert not connected(rows["recognition"])
    assert rows["operations"].reading == "neither has answered"
    assert not rows["operations"].marks, "who has not answered has no mark"
    assert "Risk: Customs Board level\N{NO-BREAK SPACE}4, Border Gendarmerie level\N{NO-BREAK SPACE}1" in spec.alt
    assert tracks(spec, LIGHT).data, "it can be drawn"


def test_one_silent_agency_and_unknown_levels_are_told_apart(desk: Desk, store: Store, id: str) -> None:
    fill(store, id, "customs", {"a_3_1": Answer(level=3), "a_6": Answer(level=3)})
    fill(store, id, "police", {"a_6": Answer(level=3), "a_7_2": Answer(level=3)})
    open_both(store, id)
    found = _chart(comparing.comparison(desk, id))
    names = {"customs": "Customs Board", "police": "Border Gendarmerie"}
    assert reading(found["risk"], names) == "Border Gendarmerie has not answered"
    assert reading(found["risk"], names | {"police": "Federal Border Gendarmerie"}) == "police has not answered"
    assert reading(found["investigation"], names) == "gap cannot be told"


def test_an_agreed_level_that_would_hide_a_mark_stands_below_the_track(desk: Desk, opened: str) -> None:
    agree(desk, opened, "a_3_1", level=4, reason="The log shows it")
    gaps = [gap for gap in comparing.comparison(desk, opened).gaps if gap.dimension.id == "risk"]
    spec = dumbbells(gaps, ("a", "b"), {"customs": "C", "police": "P"}, "t")
    assert [mark.style for mark in spec.rows[0].marks] == ["customs", "police", "agreed"]
    heights = {trace.marker.symbol: trace.y[0] for trace in tracks(spec, LIGHT).data}
    assert heights["circle"] == heights["square"] == 0
    assert heights["diamond"] < 0


# ---------------------------------------------------------------- the running agenda


def _listed(agenda: Agenda) -> list[str]:
    return [point.item for point in agenda.points]


def test_the_agenda_begins_with_what_decides_and_leaves_out_what_is_equal(desk: Desk, opened: str) -> None:
    agenda = agreeing.agenda(desk, opened)
    assert agenda.points[0].row.place == "decides"
    assert "a_1" not in _listed(agenda), "both say the same"
    assert "a_2_1" in _listed(agenda), "one agency marked it"
    assert "a_1" in [point.item for point in agenda.others]
    assert [point.number for point in (*agenda.points, *agenda.others)] == list(
        range(1, len(agenda.points) + len(agenda.others) + 1)
    )


def test_agreeing_moves_nothing_and_counts(desk: Desk, opened: str) -> None:
    before = agreeing.agenda(desk, opened)
    for item in ("a_13", "a_3_1"):
        agree(desk, opened, item, level=3, reason="The record of use was shown")
    after = agreeing.agenda(desk, opened)
    assert _listed(after) == _listed(before)
    assert (before.done, after.done, after.total) == (0, 2, before.total)
    found = after.find("a_13")
    assert found is not None
    assert (found.state, found.row.agreed.level) == ("agreed", 3)
    first = after.first()
    assert first is not None
    assert first.state == "open"


def test_an_agreed_state_deals_with_a_question_too(desk: Desk, opened: str) -> None:
    agree(desk, opened, "a_13", state="dont_know", reason="Neither lists it")
    assert agreeing.agenda(desk, opened).done == 1


def test_what_is_parked_comes_last_keeps_its_number_and_can_be_taken_up_again(
    desk: Desk, store: Store, opened: str
) -> None:
    first = agreeing.agenda(desk, opened).points[0]
    for _ in range(2):  # as a double click does
        agreeing.park(desk, opened, first.item)
    agenda = agreeing.agenda(desk, opened)
    assert agenda.course()[-1].item == first.item
    assert agenda.course()[-1].number == first.number
    assert agenda.points[0].state == "parked"
    assert agenda.first() == agenda.points[1]
    for _ in range(2):
        agreeing.unpark(desk, opened, first.item)
    assert agreeing.agenda(desk, opened).points[0].state == "open"
    agreeing.park(desk, opened, first.item)
    assert agreeing.agenda(desk, opened).points[0].state == "parked"
    assert len(store.entries(opened, "agreed", "parked")) == 1


def test_two_who_park_and_take_up_at_once_end_in_one_state(
    sign_in: Callable[..., Desk], desk: Desk, store: Store, opened: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, history, once = sign_in("secretariat"), Store.entry_history, iter([True])

    def meanwhile(self: Store, id: str, key: str) -> Any:
        found = history(self, id, key)
        if next(once, False):
            agreeing.park(other, opened, "a_13")
        return found

    monkeypatch.setattr(Store, "entry_history", meanwhile)
    agreeing.park(desk, opened, "a_13")
    assert [entry.data for entry in store.entries(opened, "agreed", "parked")] == [{"item": "a_13"}]


@pytest.mark.parametrize("role", [role for role in PAIR if role not in WRITERS])
def test_only_chair_and_secretariat_park_and_agree(
    sign_in: Callable[..., Desk], store: Store, opened: str, role: Role
) -> None:
    signed_in = sign_in(role)
    for work in (agreeing.park, agreeing.unpark):
        with pytest.raises(NotAllowed):
            work(signed_in, opened, "a_13")
    with pytest.raises(NotAllowed):
        agree(signed_in, opened, "a_13", level=3, reason="I should like it")
    assert not store.entries(opened)
    assert not store.current(opened, "agreed")


def test_what_is_no_question_cannot_be_parked(desk: Desk, store: Store, opened: str) -> None:
    agreeing.park(desk, opened, "a_99")
    assert not store.entries(opened)


def test_next_and_previous_follow_the_agenda_and_beyond_it_all_questions(desk: Desk, opened: str) -> None:
    agenda = agreeing.agenda(desk, opened)
    first, second, last = agenda.points[0], agenda.points[1], agenda.points[-1]
    assert agenda.beside(first) == (None, second)
    assert agenda.beside(last)[1] is None
    assert agenda.beside(last, everything=True)[1] == agenda.others[0]
    assert agenda.beside(agenda.others[0]) == (last, agenda.others[1])


def test_facts_about_one_agency_count_for_nothing_to_agree(desk: Desk, store: Store, id: str) -> None:
    fill(store, id, "customs", {"a_19": Answer(level=3, discuss=True)})
    open_both(store, id)
    agenda = agreeing.agenda(desk, id)
    point = agenda.find("a_19")
    assert point in agenda.points
    assert point is not None
    assert point.state == "own"
    assert agenda.total == len(agenda.points) - 1
    with pytest.raises(AnswerRefused, match="no agreed answer"):
        agree(desk, id, "a_19", level=3, reason="x")


def test_without_a_difference_the_meeting_begins_with_all_questions(desk: Desk, store: Store, id: str) -> None:
    alike = {item: Answer(state="not_applicable", reason="none") for item in ("a_14_2",)}
    fill(store, id, "customs", alike)
    open_both(store, id)
    first = agreeing.agenda(desk, id).first()
    assert first is not None


# ---------------------------------------------------------------- the agreed answer


def test_an_agreed_answer_is_kept_with_reason_dissent_and_who_decided(desk: Desk, opened: str) -> None:
    kept = agree(desk, opened, "a_13", level=3, reason="The list", dissent="Police: 2", decided_by="Committee")
    assert isinstance(kept.done, Saved)
    assert stands(desk, opened, "a_13") == Answer(
        level=3, reason="The list", dissent="Police: 2", decided_by="Committee"
    )


def test_a_reason_is_kept_before_the_level_is_chosen(desk: Desk, opened: str) -> None:
    kept = agree(desk, opened, "a_13", reason="The list was shown")
    assert not kept.waiting
    assert stands(desk, opened, "a_13") == Answer(reason="The list was shown")
    assert agreeing.agenda(desk, opened).done == 0


def test_a_level_waits_for_its_reason_while_what_stands_beside_it_is_kept(desk: Desk, opened: str) -> None:
    first = agree(desk, opened, "a_13", level=3)
    assert first == agreeing.Kept(None, waiting=True)
    second = agree(desk, opened, "a_13", level=3, scope="national", dissent="Police see it otherwise")
    assert second.waiting
    assert stands(desk, opened, "a_13") == Answer(dissent="Police see it otherwise")


def test_an_answer_that_stands_does_not_lose_its_reason_even_to_a_page_drawn_before(desk: Desk, opened: str) -> None:
    drawn_before = answering.form(desk, opened, "agreed")
    kept = agree(desk, opened, "a_13", level=3, reason="The list")
    assert isinstance(kept.done, Saved)
    with pytest.raises(AnswerRefused, match="give the reason"):
        agreeing.agree(desk, drawn_before, "a_13", {"level": 2}, kept.done.revision)
    assert stands(desk, opened, "a_13").reason == "The list"


def test_two_who_write_at_once_lose_nothing(sign_in: Callable[..., Desk], desk: Desk, opened: str) -> None:
    agree(desk, opened, "a_13", level=3, reason="The list")
    met = agree(sign_in("secretariat"), opened, "a_13", seen=0, level=2, reason="No list").done
    assert isinstance(met, Met)
    current = answering.form(desk, opened, "agreed").current["a_13"]
    assert current.answer.level == 3
    assert current.set_aside is not None
    assert current.set_aside.answer.reason == "No list"


def test_committees_of_the_register_the_chair_and_earlier_deciders_are_offered(
    desk: Desk, store: Store, opened: str
) -> None:
    form = answering.form(desk, opened, "agreed")
    assert agreeing.deciders(desk, form) == ["Committee", "Chair"]
    assert agreeing.latest_decider(form) == ""
    store.enter(opened, "agreed", "committee", {"name": "National committee"}, by="an earlier session")
    agree(desk, opened, "a_13", level=3, reason="r", decided_by="Both heads, by letter")
    form = answering.form(desk, opened, "agreed")
    assert agreeing.deciders(desk, form) == ["National committee", "Chair", "Both heads, by letter"]
    assert agreeing.latest_decider(form) == "Both heads, by letter"
