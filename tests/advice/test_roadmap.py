"""A plan in time: never too much at once, nothing before what it needs, no longer than it must be."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostic.advice.needs import Wanted
from diagnostic.advice.plan import LEGAL_REFORM, Wishes, plan
from diagnostic.advice.roadmap import PHASES, Slot, contradicted, roadmap
from diagnostic.content.model import Range, Step
from diagnostic.scoring.outcomes import Outcome
from tests.advice.catalogues import Case, at, cases, outcome, step

NOTHING: Mapping[str, Outcome] = {}


def course(case: Case, lanes: int) -> tuple[Slot, ...]:
    return roadmap(case.plan(), case.outcomes, case.wishes, side_by_side=lanes)


def length(slots: tuple[Slot, ...]) -> float:
    return max((slot.end for slot in slots), default=0.0)


# ---------------------------------------------------------------- whatever the plan


@given(cases(), st.integers(1, 4))
@settings(max_examples=150)
def test_every_step_of_the_plan_has_its_time_and_never_more_run_than_can(case: Case, lanes: int) -> None:
    slots = course(case, lanes)
    assert sorted(slot.step.id for slot in slots) == sorted(case.plan().ids)
    assert [slot.start for slot in slots] == sorted(slot.start for slot in slots)
    for slot in slots:
        lasting = slot.step.duration
        months = (lasting.low + lasting.high) / 2 / (4.345 if lasting.unit == "weeks" else 1)
        assert slot.end - slot.start == pytest.approx(months)
        assert sum(other.start <= slot.start < other.end for other in slots) <= lanes


@given(cases(), st.integers(1, 4))
@settings(max_examples=150)
def test_what_a_step_needs_has_ended_when_it_begins(case: Case, lanes: int) -> None:
    slots = course(case, lanes)
    ends = {slot.step.id: slot.end for slot in slots}
    for slot in slots:
        ended = {id for id, end in ends.items() if end <= slot.start}
        assert case.ready(slot.step, case.counting(ended | case.wishes.done))
        assert set(slot.after) <= ended


@given(cases())
def test_with_room_for_all_it_lasts_as_long_as_the_longest_chain(case: Case) -> None:
    slots = course(case, max(1, len(case.plan().steps)))
    chains: dict[str, float] = {}
    for slot in slots:
        chains[slot.step.id] = slot.end - slot.start + max((chains[id] for id in slot.after), default=0.0)
    assert length(slots) == pytest.approx(max(chains.values(), default=0.0))


@given(cases())
def test_one_at_a_time_they_follow_each_other_without_a_gap(case: Case) -> None:
    slots = course(case, 1)
    ends = [0.0, *(slot.end for slot in slots)]
    assert [slot.start for slot in slots] == ends[:-1]


# ---------------------------------------------------------------- cases worked out by hand


def everything(*steps: Step, lanes: int = 3, wishes: Wishes | None = None) -> dict[str, tuple[float, float]]:
    wishes = wishes or Wishes(pinned=frozenset(step.id for step in steps))
    slots = roadmap(plan((), NOTHING, steps, wishes), NOTHING, wishes, side_by_side=lanes)
    return {slot.step.id: (slot.start, slot.end) for slot in slots}


def test_the_step_that_holds_up_most_begins_first() -> None:
    steps = (
        step("apart", months=4),
        step("first", months=2),
        step("second", needs=["first"], months=6),
        step("alone", months=3),
    )
    assert everything(*steps, lanes=2) == {"first": (0, 2), "apart": (0, 4), "second": (2, 8), "alone": (4, 7)}
    assert list(everything(*steps, lanes=1)) == ["first", "second", "apart", "alone"]


def test_edited_durations_count_and_weeks_are_weeks() -> None:
    steps = (step("a", months=6), step("b", needs=["a"], months=13, unit="weeks"))
    edited = {"a": (Range(1, 1, "person_days"), Range(1, 3, "months"))}
    found = everything(*steps, wishes=Wishes(pinned=frozenset("ab"), ranges=edited))
    assert found["a"] == pytest.approx((0, 2))
    assert found["b"] == pytest.approx((2, 2 + 13 / 4.345))


@pytest.mark.parametrize(("months", "phase"), [(3, 0), (4, 1), (11, 1), (12, 2), (30, 2)])
def test_the_phase_is_that_in_which_a_step_begins(months: int, phase: int) -> None:
    steps = (step("a", months=months), step("b", needs=["a"]))
    slots = roadmap(plan((), NOTHING, steps, Wishes(pinned=frozenset("ab"))), NOTHING)
    assert [slot.phase for slot in slots] == [PHASES[0], PHASES[phase]]


def test_a_plan_without_steps_takes_no_time() -> None:
    assert roadmap(plan((), NOTHING, ()), NOTHING) == ()


@pytest.mark.parametrize("lanes", [0, -1])
def test_no_lane_at_all_is_refused(lanes: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        roadmap(plan((), NOTHING, ()), NOTHING, side_by_side=lanes)


def test_a_step_waits_for_the_others_it_needs_when_one_of_them_is_done_or_shows_in_the_answers() -> None:
    steps = (
        step("shown", {"a_1": 3}),
        step("done"),
        step("open", months=5),
        step("last", {"a_6": 3}, needs=["shown", "done", "open"]),
    )
    wishes, now = Wishes(done=frozenset({"done"})), at(a_1=3)
    slots = roadmap(plan([Wanted("a_6", 3)], now, steps, wishes), now, wishes)
    assert [(slot.step.id, slot.start, slot.after) for slot in slots] == [("open", 0, ()), ("last", 5, ("open",))]


def test_what_shows_in_the_answers_is_not_waited_for_though_it_is_pinned() -> None:
    steps = (step("again", {"a_1": 3}, months=9), step("next", {"a_6": 3}, needs=["again"]))
    wishes, now = Wishes(pinned=frozenset({"again"})), at(a_1=3)
    slots = roadmap(plan([Wanted("a_6", 3)], now, steps, wishes), now, wishes)
    assert {slot.step.id: slot.start for slot in slots} == {"again": 0, "next": 0}


def test_a_step_waits_for_what_a_step_reported_as_done_still_needs() -> None:
    steps = (
        step("mandate", months=4),
        step("mou", {"a_1": 3}, needs=["mandate"]),
        step("teams", {"a_6": 3}, items={"a_1": 3}),
    )
    wishes = Wishes(done=frozenset({"mou"}))
    slots = roadmap(plan([Wanted("a_6", 3)], NOTHING, steps, wishes), NOTHING, wishes)
    assert [(slot.step.id, slot.start, slot.after) for slot in slots] == [
        ("mandate", 0, ()),
        ("teams", 4, ("mandate",)),
    ]


def test_what_the_law_stands_against_begins_once_the_law_is_changed() -> None:
    steps = (step(LEGAL_REFORM, months=24, kind="legal"), step("mou", {"a_1": 3}), step("training", {"a_15_1": 3}))
    wanted = [Wanted("a_1", 3, law=True), Wanted("a_15_1", 3)]
    slots = roadmap(plan(wanted, NOTHING, steps), NOTHING)
    assert {slot.step.id: slot.start for slot in slots} == {LEGAL_REFORM: 0, "training": 0, "mou": 24}


def test_steps_done_whose_items_do_not_show_it_are_named() -> None:
    now = {
        "a_1": outcome("a_1", 2),
        "a_13": outcome("a_13", 3),
        "a_6": outcome("a_6", 1, 5),
        "a_9_access": outcome("a"),
    }
    steps = (
        step("short", {"a_1": 3, "a_13": 3}),
        step("unsaid", {"a_6": 2}),
        step("shown", {"a_13": 3}),
        step("unrated"),
        step("elsewhere", {"i_vetting": 3, "a_9_access": 4}),
        step("not_done", {"a_1": 5}),
    )
    done = {"short", "unsaid", "shown", "unrated", "elsewhere"}
    assert contradicted(steps, done, now) == {"short": (("a_1", 2, 3),), "unsaid": (("a_6", 1, 2),)}
    assert contradicted(steps, set(), now) == {}
