"""The cheapest plan, against every set of steps there is: what it costs, its order, its shortcuts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from diagnostic.advice.needs import Wanted, ceilings, for_dimensions, for_level
from diagnostic.advice.plan import LEGAL_REFORM, Plan, Shortcut, Weights, Wishes, cost, plan
from diagnostic.answers import Answer, Assessment
from diagnostic.content.model import Range, Step
from diagnostic.scoring import score
from diagnostic.scoring.levels import Profile
from tests.advice.catalogues import LIBRARY, QUESTIONS, Case, at, by_chance, cases, outcome, step, target

DAYS, MONTHS = Range(20, 20, "person_days"), Range(3, 3, "months")
CIRCLE = Case(
    (step("a", {"a_1": 3}, items={"a_2_1": 3}), step("b", {"a_2_1": 3}, items={"a_1": 3}), step("c", {"a_1": 2})),
    at(a_1=1, a_2_1=1),
    (Wanted("a_1", 3),),
)


# ---------------------------------------------------------------- against every set of steps


@given(cases())
@example(CIRCLE)
@settings(max_examples=400)
def test_no_set_of_steps_that_meets_the_target_is_cheaper(case: Case) -> None:
    least, sets, unreached, stuck = case.best()
    found = case.plan()
    assert found.cost == pytest.approx(least, abs=1e-9)
    assert set(found.ids) in sets
    assert len(found.ids) == min(map(len, sets))
    assert set(found.unreached) == unreached
    assert set(found.cannot_begin) == stuck


@given(cases())
@settings(max_examples=400)
def test_each_step_comes_after_what_it_needs_and_the_target_is_reached_at_the_end(case: Case) -> None:
    found = case.plan()
    before = [*case.counting(case.wishes.done)]
    for following in found.steps:
        assert case.ready(following, before)
        before = [*case.counting([*case.wishes.done, *before, following.id])]
    assert {each.id for each in found.course} == set(before)
    assert [each for each in found.course if each.id not in case.wishes.done] == list(found.steps)
    assert all(case.holds(want, before) for want in found.wanted if want not in found.unreached)


@given(cases())
def test_what_is_pinned_is_there_and_what_is_excluded_or_done_is_not(case: Case) -> None:
    found, wishes = case.plan(), case.wishes
    assert set(found.ids) >= (wishes.pinned & case.by_id.keys()) - wishes.done - set(found.cannot_begin)
    assert not set(found.ids) & (wishes.excluded | wishes.done)
    assert set(found.cannot_begin) <= wishes.pinned - wishes.done
    assert found.cost == pytest.approx(sum(case.price(step) for step in found.steps))


@given(cases(), by_chance())
def test_to_want_more_never_costs_less(case: Case, chance: Random) -> None:
    more = replace(case, wanted=(*case.wanted, *target(chance, case.steps))).plan()
    assert more.cost >= case.plan().cost - 1e-9


@given(cases(), st.data())
def test_to_want_a_level_more_never_costs_less_while_it_can_be_reached(case: Case, data: st.DataObject) -> None:
    chosen = data.draw(st.sampled_from(case.wanted))
    higher = replace(chosen, at_least=chosen.at_least + 1)
    more = replace(case, wanted=tuple(higher if want == chosen else want for want in case.wanted)).plan()
    assume(higher not in more.unreached)
    assert more.cost >= case.plan().cost - 1e-9


@given(cases(), st.data())
def test_the_order_of_the_catalogue_and_of_what_is_wanted_makes_no_difference(case: Case, data: st.DataObject) -> None:
    steps, wanted = data.draw(st.permutations(case.steps)), data.draw(st.permutations(case.wanted))
    one = case.plan(shortcuts=True)
    other = replace(case, steps=tuple(steps), wanted=tuple(wanted)).plan(shortcuts=True)
    assert (one.ids, one.shortcuts) == (other.ids, other.shortcuts)
    assert set(one.unreached) == set(other.unreached)


@given(cases(), st.sampled_from([Weights(0, 0, 1), Weights()]))
def test_of_plans_that_cost_the_same_one_of_the_shortest_is_chosen_always_the_same(
    case: Case, weights: Weights
) -> None:
    # With equal steps, and with others beside them that have nothing to do with the target.
    equal = tuple(replace(other, effort=DAYS, duration=MONTHS, difficulty=2) for other in case.steps)
    case = replace(case, steps=equal, wishes=replace(case.wishes, weights=weights))
    beside = tuple(step(f"beside_{level}", {"a_19": level}, difficulty=level) for level in (2, 3, 4))
    found = case.plan().ids
    assert len(found) == min(map(len, case.best()[1]))
    assert replace(case, steps=(*beside[:1], *reversed(equal), *beside[1:])).plan().ids == found


# ---------------------------------------------------------------- shortcuts


def _cost_if(case: Case, item: str, level: int) -> float:
    pair = case.outcomes[item].pair
    assert pair
    return replace(case, outcomes={**case.outcomes, item: outcome(item, level, max(level, pair.upper))}).best()[0]


@given(cases(6))
@settings(max_examples=75)
def test_the_shortcuts_are_all_questions_that_save_and_what_they_save(case: Case) -> None:
    found = case.plan(shortcuts=True)
    reached = replace(case, wanted=tuple(want for want in found.wanted if want not in found.unreached))
    expected: dict[tuple[str, int], float] = {}
    for item, said in case.outcomes.items():
        lowest = found.cost
        for level in range(said.pair.lower + 1, said.pair.upper + 1) if said.pair else ():
            least = _cost_if(reached, item, level)
            if least < lowest - 1e-9:
                lowest, expected[item, level] = least, found.cost - least
    assert {(s.item, s.at_least): s.cost for s in found.shortcuts} == pytest.approx(expected)
    assert [s.cost for s in found.shortcuts] == sorted((s.cost for s in found.shortcuts), reverse=True)


@given(cases())
def test_what_is_known_is_never_asked_again(case: Case) -> None:
    for shortcut in case.plan(shortcuts=True).shortcuts:
        pair = case.outcomes[shortcut.item].pair
        assert pair is not None
        assert pair.lower < shortcut.at_least <= pair.upper


def test_a_question_that_a_step_on_the_way_hangs_on_is_a_shortcut_though_nobody_wants_it() -> None:
    steps = (step("mandate_map", {"a_1_mandate": 3}, days=40), step("mou", {"a_1": 3}, ["mandate_map"], days=60))
    standing = {"a_1": outcome("a_1", 1), "a_1_mandate": outcome("a_1_mandate", 1, 5)}
    found = plan([Wanted("a_1", 3)], standing, steps, Wishes(Weights(1, 0, 0)))
    assert found.shortcuts == (Shortcut("a_1_mandate", 3, 1, 2.0),)


def test_a_higher_level_of_the_same_question_is_named_where_it_saves_more() -> None:
    # A daily picture shows that the protocol is there, and that the database has what it needs.
    steps = (
        step("protocol", {"a_2_1": 3}, days=20),
        step("picture", {"a_2_1": 4}, ["protocol"], days=40),
        step("teams", {"a_6": 4}, ["picture"], days=80),
    )
    found = plan([Wanted("a_6", 4)], {"a_2_1": outcome("a_2_1", 1, 5)}, steps, Wishes(Weights(1, 0, 0)))
    assert [(s.item, s.at_least, s.steps, s.cost) for s in found.shortcuts] == [("a_2_1", 4, 2, 3), ("a_2_1", 3, 1, 1)]


# ---------------------------------------------------------------- cases worked out by hand

EFFORT = Wishes(Weights(1, 0, 0))
AGREEMENT = (
    step("mandate", {"a_1_political": 3}, days=20),
    step("committee", {"a_1_political": 4}, ["mandate"], days=40, kind="committee"),
    step("mou", {"a_1": 3}, ["committee"], days=60, kind="mou"),
)


def asked(*wanted: Wanted, steps: tuple[Step, ...] = AGREEMENT, wishes: Wishes = EFFORT, **levels: int) -> Plan:
    return plan(wanted, at(**levels), steps, wishes)


def test_a_step_costs_its_days_months_and_difficulty_under_the_weights() -> None:
    one = step("a", days=30, months=6, difficulty=4)
    assert cost(one, Wishes()) == pytest.approx(1.5 + 2 + 4)
    assert cost(one, Wishes(Weights(2, 0, 0.5))) == pytest.approx(3 + 2)
    assert cost(step("a", months=26, unit="weeks"), Wishes(Weights(0, 1, 0))) == pytest.approx(26 / 4.345 / 3)
    edited = {"a": (Range(10, 30, "person_days"), Range(0, 6, "months"))}
    assert cost(one, Wishes(Weights(1, 1, 0), ranges=edited)) == pytest.approx(1 + 1)


def test_what_a_step_needs_comes_before_it_and_is_paid_for() -> None:
    found = asked(Wanted("a_1", 3))
    assert found.ids == ("mandate", "committee", "mou")
    assert found.cost == pytest.approx(1 + 2 + 3)
    assert found.meets == {"mandate": (), "committee": (), "mou": found.wanted}


def test_a_needed_step_that_the_answers_show_is_there() -> None:
    assert asked(Wanted("a_1", 3), a_1_political=4).ids == ("mou",)
    assert asked(Wanted("a_1", 3), a_1_political=3).ids == ("committee", "mou")


def test_nothing_is_planned_where_all_that_is_wanted_holds() -> None:
    found = asked(Wanted("a_1", 3), a_1=3)
    assert (found.steps, found.wanted, found.cost, found.shortcuts) == ((), (), 0, ())


def test_one_step_for_two_items_may_be_cheaper_than_two() -> None:
    steps = (
        step("x", {"a_1": 3}, days=20),
        step("y", {"a_13": 3}, days=20),
        step("both", {"a_1": 3, "a_13": 3}, days=39),
    )
    assert asked(Wanted("a_1", 3), Wanted("a_13", 3), steps=steps).ids == ("both",)
    assert asked(Wanted("a_1", 3), steps=steps).ids == ("x",)


@pytest.mark.parametrize("names", [("a", "b", "c"), ("c", "a", "b"), ("b", "c", "a")])
def test_of_two_plans_that_cost_the_same_the_shorter_is_chosen(names: tuple[str, str, str]) -> None:
    one, other, both = names
    steps = (
        step(one, {"a_1": 3}, days=20),
        step(other, {"a_13": 3}, days=20),
        step(both, {"a_1": 3, "a_13": 3}, days=40),
    )
    assert asked(Wanted("a_1", 3), Wanted("a_13", 3), steps=steps).ids == (both,)


def test_one_day_in_thirty_thousand_decides() -> None:
    items = [item.id for item in QUESTIONS.items if item.levelled]
    steps = [step(f"less_{item}", {item: 3}, days=999) for item in items]
    steps += [step(f"more_{item}", {item: 3, other: 2}, days=1000) for item, other in pairwise(items)]
    found = plan([Wanted(item, 3) for item in items], {}, tuple(steps), EFFORT, shortcuts=False)
    assert set(found.ids) == {f"less_{item}" for item in items}


def test_weights_and_edited_assumptions_decide_between_two_ways() -> None:
    steps = (step("slow", {"a_1": 3}, days=10, months=12), step("dear", {"a_1": 3}, days=60, months=3))
    assert asked(Wanted("a_1", 3), steps=steps, wishes=Wishes(Weights(1, 0, 0))).ids == ("slow",)
    assert asked(Wanted("a_1", 3), steps=steps, wishes=Wishes(Weights(0, 1, 0))).ids == ("dear",)
    edited = {"slow": (Range(80, 80, "person_days"), MONTHS)}
    assert asked(Wanted("a_1", 3), steps=steps, wishes=Wishes(Weights(1, 0, 0), ranges=edited)).ids == ("dear",)


def test_steps_that_could_all_begin_are_listed_by_kind_then_by_id() -> None:
    kinds = {"z": "mandate", "b": "mou", "a": "mou", "c": "committee", "d": "no_such_kind"}
    steps = tuple(step(id, kind=kind) for id, kind in kinds.items())
    assert plan((), {}, steps, Wishes(pinned=frozenset(kinds))).ids == ("z", "c", "a", "b", "d")


def test_two_steps_that_hold_each_other_up_are_no_plan() -> None:
    assert CIRCLE.plan().unreached == CIRCLE.wanted
    way_in = step("way_in", {"a_2_1": 3}, days=200)
    assert replace(CIRCLE, steps=(*CIRCLE.steps, way_in)).plan().ids == ("way_in", "a")


def test_a_step_does_not_lift_what_it_needs_itself() -> None:
    own = step("own", {"a_1": 4}, items={"a_1": 3})
    assert asked(Wanted("a_1", 4), steps=(own,), a_1=2).unreached == (Wanted("a_1", 4),)
    assert asked(Wanted("a_1", 4), steps=(own,), a_1=3).ids == ("own",)


def test_a_pinned_step_that_cannot_begin_is_said_and_the_rest_is_planned() -> None:
    steps = (*AGREEMENT, step("lost", needs=["nowhere"]))
    pinned = frozenset({"lost", "mou", "committee", "unknown"})
    found = plan((), {}, steps, Wishes(pinned=pinned, excluded=frozenset({"committee"})))
    assert found.ids == ()
    assert found.cannot_begin == ("committee", "lost", "mou", "unknown")
    assert plan((), {}, steps, Wishes(pinned=pinned)).cannot_begin == ("lost", "unknown")


def test_without_a_step_that_all_depends_on_the_target_is_unreached() -> None:
    found = asked(Wanted("a_1", 3), Wanted("a_1_political", 3), wishes=Wishes(excluded=frozenset({"committee"})))
    assert found.unreached == (Wanted("a_1", 3),)
    assert found.ids == ("mandate",)


def test_an_excluded_step_that_the_answers_show_holds_nothing_up() -> None:
    wishes = Wishes(excluded=frozenset({"committee"}))
    assert asked(Wanted("a_1", 3), wishes=wishes, a_1_political=4).ids == ("mou",)


def test_what_is_done_is_free_not_listed_and_cannot_be_excluded() -> None:
    done = frozenset({"mandate", "committee"})
    found = asked(Wanted("a_1", 3), wishes=replace(EFFORT, done=done, excluded=done, pinned=done))
    assert (found.ids, found.cost, found.cannot_begin) == (("mou",), 3, ())
    assert [step.id for step in found.course] == ["mandate", "committee", "mou"]


def test_what_is_done_asks_for_what_it_needs_only_where_the_plan_rests_on_it() -> None:
    wishes = replace(EFFORT, done=frozenset({"committee"}))
    found = asked(Wanted("a_1", 3), wishes=wishes)
    assert found.ids == ("mandate", "mou")
    assert [step.id for step in found.course] == ["mandate", "committee", "mou"]
    assert plan((), {}, AGREEMENT, replace(wishes, pinned=wishes.done)).ids == ()
    steps = (*AGREEMENT, step("training", {"a_15_1": 3}))
    assert asked(Wanted("a_15_1", 3), steps=steps, wishes=wishes).ids == ("training",)


def test_what_does_not_apply_is_neither_wanted_nor_needed_nor_to_be_shown() -> None:
    outcomes = {"a_9_access": outcome("a_9_access"), "a_13": outcome("a_13", 3)}
    arrangement = step("arrangement", {"a_9_access": 4, "a_13": 3})
    steps = (
        arrangement,
        step("teams", {"a_6": 3}, items={"a_9_access": 3}),
        step("later", {"a_6": 4}, ["arrangement"], days=40),
    )
    assert plan([Wanted("a_9_access", 3)], outcomes, steps).wanted == ()
    assert plan([Wanted("a_6", 3)], outcomes, steps).ids == ("teams",)
    assert plan([Wanted("a_6", 4)], outcomes, steps).ids == ("later",)


# ---------------------------------------------------------------- the law

REFORM = step(LEGAL_REFORM, days=100, kind="legal")
BARRED = Wanted("a_1", 3, law=True)


def test_what_the_law_stands_against_brings_the_step_that_changes_the_law_and_waits_for_it() -> None:
    found = asked(BARRED, steps=(*AGREEMENT, REFORM))
    assert found.ids == ("mandate", "committee", LEGAL_REFORM, "mou")
    assert found.law == (BARRED,)
    assert LEGAL_REFORM not in asked(Wanted("a_1", 3), steps=(*AGREEMENT, REFORM)).ids


def test_where_the_law_cannot_be_changed_what_it_stands_against_is_unreached() -> None:
    found = asked(BARRED, Wanted("a_1_political", 3))
    assert (found.unreached, found.law, found.ids) == ((BARRED,), (BARRED,), ("mandate",))
    wishes = Wishes(excluded=frozenset({LEGAL_REFORM}))
    assert asked(BARRED, steps=(*AGREEMENT, REFORM), wishes=wishes).unreached == (BARRED,)


def test_a_law_that_was_changed_stands_against_nothing() -> None:
    found = asked(BARRED, steps=(*AGREEMENT, REFORM), wishes=replace(EFFORT, done=frozenset({LEGAL_REFORM})))
    assert (found.ids, found.cost, found.unreached) == (("mandate", "committee", "mou"), 6, ())


def test_what_the_change_of_the_law_rests_on_does_not_wait_for_it() -> None:
    reform = replace(REFORM, needs_steps=("mandate",))
    found = asked(replace(BARRED, item="a_1_political"), steps=(*AGREEMENT, reform))
    assert found.ids == ("mandate", LEGAL_REFORM)


# ---------------------------------------------------------------- what a target asks


def standing(said: Mapping[str, Answer]) -> tuple[Assessment, Profile]:
    assessment = Assessment("XXC", "2026", {"cooperation": "handbook-2018/1"}, voices={"customs": said})
    result = score(assessment, LIBRARY)
    assert result is not None
    return assessment, result.voices["customs"].claimed


def test_a_level_asks_what_the_levels_below_it_ask_and_of_an_item_the_highest() -> None:
    _, profile = standing({"a_1": Answer(level=2), "a_2_1": Answer(level=4), "a_6": Answer(level=4)})
    assert for_level(profile, 2, {}) == ()
    assert for_level(profile, 3, {}) == (Wanted("a_1", 3, (3,)), Wanted("a_13", 3, (3,)))
    assert for_level(profile, 4, {}) == (
        Wanted("a_1", 4, (3, 4)),
        Wanted("a_13", 3, (3,)),
        Wanted("a_3_1", 3, (4,)),
        Wanted("a_4_1", 4, (4,)),
        Wanted("a_14_1", 4, (4,)),
    )
    assert {want.item for want in for_level(profile, 5, {})} == {
        *("a_1", "a_2_1", "a_13", "a_3_1", "a_4_1", "a_14_1", "a_15_1", "a_16_1")
    }


def test_every_level_asks_at_least_what_the_one_below_asks() -> None:
    _, profile = standing({})
    for level in (2, 3, 4):
        more = {want.item: want.at_least for want in for_level(profile, level + 1, {})}
        assert all(more[want.item] >= want.at_least for want in for_level(profile, level, {}))


def test_a_level_by_dimension_asks_every_rated_item_that_applies() -> None:
    full, none = Answer(value={"authority": "full"}), Answer(value={"authority": "none"})
    said = {"a_9": full, "a_10": none, "a_10_access": Answer(level=4), "a_11": none, "a_11_access": Answer(level=2)}
    said |= {
        "a_8": full,
        "a_7_1": full,
        "a_5_1": Answer(value={area.id: "full" for area in QUESTIONS.item("a_5_1").areas}),
    }
    _, profile = standing(said)
    found = for_dimensions(profile, QUESTIONS, {"powers": 3, "liaison": 2, "investigation": 3}, {})
    assert found == (
        *(Wanted(item, 3, dimension="powers") for item in ("a_11_access", "a_12_access")),
        Wanted("a_14_1", 2, dimension="liaison"),
        *(Wanted(item, 3, dimension="investigation") for item in ("a_6", "a_7_2")),
    )


def test_a_ceiling_below_what_is_wanted_marks_the_law() -> None:
    barred = {"a_1": 3, "a_13": 1}
    _, profile = standing({"a_1": Answer(level=2)})
    assert {want.item: want.law for want in for_level(profile, 3, barred)} == {
        "a_2_1": False,
        "a_1": False,
        "a_13": True,
    }
    assert {want.item: want.law for want in for_level(profile, 4, barred)}["a_1"]
    assert [want.law for want in for_dimensions(profile, QUESTIONS, {"framework": 3, "resources": 2}, barred)] == [
        False,
        True,
    ]
    assert [want.law for want in for_dimensions(profile, QUESTIONS, {"framework": 4}, barred)] == [True]


def test_of_two_ceilings_the_lower_holds_and_what_is_forbidden_has_the_lowest() -> None:
    forbidden = Answer(state="prohibited_by_law", reason="act")
    customs = {"a_1": Answer(level=2, legal_ceiling=4), "a_13": forbidden, "a_6": Answer(level=2, legal_ceiling=5)}
    police = {
        "a_1": Answer(level=2, legal_ceiling=3),
        "a_13": Answer(level=2, legal_ceiling=4),
        "a_3_1": Answer(level=2),
    }
    assessment = Assessment("XXC", "2026", {"cooperation": "handbook-2018/1"}, {"customs": customs, "police": police})
    assert ceilings(assessment, ("customs", "police")) == ceilings(assessment, ("police", "customs"))
    assert ceilings(assessment, ("customs", "police")) == {"a_1": 3, "a_13": 1}
    assert ceilings(assessment, ("police", "agreed")) == {"a_1": 3, "a_13": 4}


def test_what_is_forbidden_is_wanted_with_the_law_named() -> None:
    assessment, profile = standing({"a_13": Answer(state="prohibited_by_law", reason="act"), "a_1": Answer(level=3)})
    wanted = for_level(profile, 3, ceilings(assessment, ("customs",)))
    assert wanted == (Wanted("a_2_1", 3, (2, 3)), Wanted("a_13", 3, (3,), law=True))
