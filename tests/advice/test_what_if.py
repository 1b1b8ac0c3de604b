"""Steps in force, one after the other: what counts, what waits, what moves."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given, settings

from diagnostic.advice.needs import Wanted, for_level
from diagnostic.advice.plan import LEGAL_REFORM, plan
from diagnostic.advice.what_if import WhatIf, what_if
from diagnostic.content.model import Step
from tests.advice.catalogues import NAMES, POLICY, QUESTIONS, Case, at, by_chance, cases, outcome, standing, step


def ticked(case: Case, ids: object) -> WhatIf:
    return what_if(standing(case.outcomes), QUESTIONS, POLICY, case.steps, ids)  # type: ignore[arg-type]


def some(chance: Random) -> list[str]:
    return chance.sample(NAMES, chance.randint(0, len(NAMES)))


# ---------------------------------------------------------------- whatever is ticked


@given(cases())
@settings(max_examples=150)
def test_with_all_steps_of_a_plan_ticked_the_target_is_reached(case: Case) -> None:
    found = case.plan()
    after = ticked(case, {*found.ids, *case.wishes.done})
    assert set(after.counting) >= set(found.ids)
    assert set(after.waiting) <= case.wishes.done
    for want in found.wanted:
        reached = after.profile.outcomes.get(want.item)
        if want in found.unreached or reached is None:
            continue
        assert reached.pair is not None
        assert reached.pair.lower >= want.at_least


@given(cases(), by_chance())
@settings(max_examples=150)
def test_what_counts_is_what_can_be_carried_out_and_it_lifts_what_it_says(case: Case, chance: Random) -> None:
    chosen = some(chance)
    after = ticked(case, chosen)
    assert set(after.counting) == case.counting(chosen)
    assert sorted((*after.counting, *after.waiting)) == sorted(set(chosen) & case.by_id.keys())
    levels = case.levels(after.counting)
    for item, said in case.outcomes.items():
        found = after.profile.outcomes[item]
        if said.pair is None:
            assert found == said
        else:
            assert found.pair == (levels[item], max(levels[item], said.pair.upper))


@given(cases(), by_chance())
def test_nothing_ticked_lowers_anything_and_more_ticked_never_less(case: Case, chance: Random) -> None:
    few = some(chance)
    now, less, more = standing(case.outcomes), ticked(case, few), ticked(case, {*few, *some(chance)})
    assert set(less.counting) <= set(more.counting)
    for before, after in ((now, less.profile), (less.profile, more.profile)):
        assert before.continuum <= after.continuum
        assert before.continuum.upper <= after.continuum.upper
        assert before.outcomes.keys() == after.outcomes.keys()
        pairs = [(before.outcomes[item].pair, after.outcomes[item].pair) for item in before.outcomes]
        for dimension, result in before.dimensions.items():
            later = after.dimensions[dimension]
            pairs.append((result.pair if result else None, later.pair if later else None))
        for old, new in pairs:
            assert (old is None) == (new is None)
            assert old is None or new is None or (old.lower <= new.lower and old.upper <= new.upper)


@given(cases(), by_chance())
def test_the_order_of_ticking_and_of_the_catalogue_does_not_matter(case: Case, chance: Random) -> None:
    chosen = some(chance)
    one = ticked(case, chosen)
    other = ticked(case, chosen[::-1])
    assert one == other
    turned = ticked(replace(case, steps=case.steps[::-1]), set(chosen))
    assert (turned.profile, set(turned.counting)) == (one.profile, set(one.counting))


# ---------------------------------------------------------------- cases worked out by hand

STEPS = (
    step("mandate", {"a_1_political": 3}),
    step("committee", needs=["mandate"]),
    step("mou", {"a_1": 3}, ["committee"]),
    step("teams", {"a_6": 3}, items={"a_1": 3}),
)


def _if(*ids: str, steps: tuple[Step, ...] = STEPS, **levels: int) -> WhatIf:
    return what_if(standing(at(**levels)), QUESTIONS, POLICY, steps, ids)


def test_a_step_without_what_it_needs_counts_nothing_and_is_named_as_waiting() -> None:
    found = _if("mou", "mandate", a_1=1)
    assert (found.counting, found.waiting) == (("mandate",), ("mou",))
    assert found.profile.outcomes["a_1"].pair == (1, 1)
    assert found.profile.outcomes["a_1_political"].pair == (3, 5)


def test_a_step_that_the_answers_show_need_not_be_ticked() -> None:
    assert _if("committee", a_1_political=3).counting == ("committee",)
    assert _if("committee", a_1_political=2).waiting == ("committee",)


def test_a_step_waits_until_another_lifts_the_item_it_needs() -> None:
    assert _if("teams").waiting == ("teams",)
    assert set(_if("teams", "mou", "committee", "mandate").counting) == {"teams", "mou", "committee", "mandate"}
    assert _if("teams", a_1=3).counting == ("teams",)


def test_an_item_that_does_not_apply_stays_left_out_and_nothing_waits_for_it() -> None:
    steps = (step("arrangement", {"a_9_access": 4}), step("teams", {"a_6": 3}, items={"a_9_access": 3}))
    now = standing({"a_9_access": outcome("a_9_access"), "a_6": outcome("a_6", 1)})
    found = what_if(now, QUESTIONS, POLICY, steps, ["arrangement", "teams"])
    assert found.profile.outcomes["a_9_access"].pair is None
    assert found.profile.outcomes["a_6"].pair == (3, 3)
    assert found.counting == ("arrangement", "teams")


def test_an_item_of_another_questionnaire_can_be_waited_for_and_shows_in_no_profile() -> None:
    steps = (step("vetting", {"i_vetting": 3}), step("teams", {"a_6": 3}, items={"i_vetting": 3}))
    assert _if("teams", steps=steps).waiting == ("teams",)
    found = _if("teams", "vetting", steps=steps)
    assert set(found.counting) == {"vetting", "teams"}
    assert "i_vetting" not in found.profile.outcomes


def test_what_moves_is_the_level_too() -> None:
    levels = {"a_1": 2, "a_2_1": 3, "a_13": 3}
    steps = (step("mou", {"a_1": 3}), step("other", {"a_1": 2}))
    assert _if("mou", steps=steps, **levels).profile.continuum.lower == 3
    assert _if("other", steps=steps, **levels).profile.continuum.lower == 2
    assert _if(steps=steps, **levels).profile == standing(at(**levels))


def test_a_plan_for_a_level_carried_out_brings_the_level() -> None:
    items = {requirement.item for level in POLICY.levels for requirement in level.requirements}
    steps = tuple(step(f"{item}_{level}", {item: level}) for item in sorted(items) for level in (3, 4, 5))
    now = standing(at(a_1=2, a_6=3))
    for level in (2, 3, 4, 5):
        found = plan(for_level(now, level, {}), now.outcomes, steps)
        assert found.unreached == ()
        assert what_if(now, QUESTIONS, POLICY, steps, found.ids).profile.continuum.lower == level


def test_the_change_of_a_law_counts_like_any_step() -> None:
    steps = (step(LEGAL_REFORM), step("mou", {"a_1": 3}))
    found = plan([Wanted("a_1", 3, law=True)], at(a_1=1), steps)
    assert _if(*found.ids, steps=steps, a_1=1).profile.outcomes["a_1"].pair == (3, 3)
