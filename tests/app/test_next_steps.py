"""From what blocks a level to the steps that lift it: prerequisites first, taken steps left out, gaps listed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostic import places
from diagnostic.advice import NextSteps, next_steps
from diagnostic.answers import Answer, Assessment
from diagnostic.content import Instrument, Library, shipped
from diagnostic.content.library import check
from diagnostic.content.model import Lift, NeededLevel, Reference, Step
from diagnostic.scoring import score
from diagnostic.scoring.levels import Profile

LIBRARY = shipped()
QUESTIONS = LIBRARY.instrument("cooperation", "handbook-2018/1")
LEVELLED = [item.id for item in QUESTIONS.items if item.levelled]
REQUIRED = sorted({r.item for level in LIBRARY.policy_of(QUESTIONS).levels for r in level.requirements})


def _profile(levels: Mapping[str, int | None]) -> Profile:
    answers = {item: Answer(level=level) for item, level in levels.items() if level is not None}
    assessment = Assessment("XXC", "2026", {"cooperation": "handbook-2018/1"}, voices={"customs": answers})
    result = score(assessment, LIBRARY)
    assert result is not None
    return result.voices["customs"].claimed


def _step(id: str, lifts: dict[str, int], needs: tuple[str, ...] = (), items: Mapping[str, int] | None = None) -> Step:
    return replace(
        LIBRARY.steps[0],
        id=id,
        title=id,
        lifts=tuple(Lift(item, to, Reference("toolkit")) for item, to in lifts.items()),
        needs_steps=needs,
        needs_items=tuple(NeededLevel(item, level) for item, level in (items or {}).items()),
    )


def _ids(plan: NextSteps) -> list[str]:
    return [advice.step.id for advice in plan.steps]


def test_a_mou_comes_after_the_committee_that_its_prerequisites_ask_for() -> None:
    ids = _ids(next_steps(_profile(dict.fromkeys(LEVELLED, 1)), LIBRARY.steps, 3))
    assert ids.index("cpcc") < ids.index("mou")


def test_a_step_that_is_named_as_a_prerequisite_comes_first() -> None:
    ids = _ids(next_steps(_profile(dict.fromkeys(LEVELLED, 1)), LIBRARY.steps, 4))
    assert ids.index("mou") < ids.index("moa")


def test_a_step_whose_items_are_already_there_is_not_advised_again() -> None:
    levels = dict.fromkeys(LEVELLED, 1) | {"a_1": 3, "a_1_mandate": 3, "a_1_political": 3}
    ids = _ids(next_steps(_profile(levels), LIBRARY.steps, 4))
    assert "mou" not in ids
    assert "cpcc" not in ids
    assert "moa" in ids


def test_an_unanswered_item_is_not_taken_for_a_step_that_was_taken() -> None:
    assert "cpcc" in _ids(next_steps(_profile({}), LIBRARY.steps, 3))


def test_nothing_is_advised_where_every_requirement_holds() -> None:
    plan = next_steps(_profile(dict.fromkeys(LEVELLED, 5)), LIBRARY.steps, 5)
    assert not plan.steps
    assert not plan.unreached
    assert not plan.answer_first


def test_a_requirement_that_no_step_reaches_is_listed_and_not_hidden() -> None:
    plan = next_steps(_profile(dict.fromkeys(LEVELLED, 3)), LIBRARY.steps, 5)
    met = {result.requirement.item for advice in plan.steps for result in advice.meets}
    missed = {result.requirement.item for result in plan.unreached}
    assert not met & missed
    assert "a_15_1" in missed


def test_what_may_already_hold_is_to_be_answered_first() -> None:
    plan = next_steps(_profile(dict.fromkeys(LEVELLED, 3) | {"a_13": None}), LIBRARY.steps, 3)
    assert [result.requirement.item for result in plan.answer_first] == ["a_13"]


def test_an_item_asked_for_twice_on_the_way_is_met_by_its_highest_demand() -> None:
    plan = next_steps(_profile(dict.fromkeys(LEVELLED, 1)), LIBRARY.steps, 4)
    asked = [result for advice in plan.steps for result in advice.meets if result.requirement.item == "a_1"]
    assert [result.requirement.at_least for result in asked] == [4]


def test_of_several_steps_the_one_that_lifts_least_beyond_is_chosen() -> None:
    steps = (_step("far", {"a_13": 5}), _step("near", {"a_13": 3}), _step("short", {"a_13": 2}))
    levels = dict.fromkeys(LEVELLED, 3) | {"a_13": 1}
    assert _ids(next_steps(_profile(levels), steps, 3)) == ["near"]


def test_a_step_says_what_it_prepares_and_what_must_hold_before() -> None:
    plan = next_steps(_profile(dict.fromkeys(LEVELLED, 1)), LIBRARY.steps, 3)
    by_id = {advice.step.id: advice for advice in plan.steps}
    assert "mou" in by_id["cpcc"].prepares
    assert {need.item for need in by_id["mou"].before} == {"a_1_mandate", "a_1_political"}


def test_only_the_requirements_up_to_the_level_asked_for_are_met() -> None:
    for level in (2, 3, 4, 5):
        plan = next_steps(_profile({}), LIBRARY.steps, level)
        assert all(result.level <= level for advice in plan.steps for result in advice.meets)
        assert all(result.level <= level for result in plan.unreached)


# ---------------------------------------------------------------- whatever the answers, whatever the catalogue

answers = st.fixed_dictionaries({}, optional={item: st.sampled_from([None, 1, 2, 3, 4, 5]) for item in LEVELLED})
levels = st.sampled_from([2, 3, 4, 5])


def _before(plan: NextSteps) -> Iterator[tuple[str, str]]:
    """The pairs (earlier, later) that the plan itself declares."""
    for advice in plan.steps:
        for later in advice.prepares:
            yield advice.step.id, later


def _sound(plan: NextSteps, profile: Profile, level: int) -> None:
    ids = _ids(plan)
    assert len(ids) == len(set(ids))
    place = {id: index for index, id in enumerate(ids)}
    assert all(place[earlier] < place[later] for earlier, later in _before(plan))
    for advice in plan.steps:
        for need in advice.step.needs_steps:
            assert need not in place or place[need] < place[advice.step.id]
        assert advice.meets or advice.prepares
        lowers = [outcome.pair.lower if (outcome := profile.outcomes.get(lift.item)) and outcome.pair else 1
                  for lift in advice.step.lifts]  # fmt: skip
        taken = all(lower >= lift.to for lower, lift in zip(lowers, advice.step.lifts, strict=True))
        assert not taken, f"{advice.step.id} was taken already"
    open_ = {r.requirement.item for r in profile.requirements if r.level <= level and r.state in ("unknown", "fails")}
    met = {result.requirement.item for advice in plan.steps for result in advice.meets}
    missed = {result.requirement.item for result in plan.unreached}
    assert met | missed == open_
    assert not met & missed


@given(answers, levels)
def test_the_shipped_steps_are_never_circular_and_leave_no_blocker_out(said: dict[str, int | None], level: int) -> None:
    profile = _profile(said)
    _sound(next_steps(profile, LIBRARY.steps, level), profile, level)


@st.composite
def catalogues(draw: st.DrawFn) -> tuple[Step, ...]:
    """Steps whose prerequisites, named or by item, lead only to steps that stand earlier."""
    steps: list[Step] = []
    free = list(REQUIRED)
    for number in range(draw(st.integers(1, 6))):
        earlier = [lift for step in steps for lift in step.lifts]
        lifts = draw(st.dictionaries(st.sampled_from(free), st.integers(2, 5), min_size=1, max_size=2))
        free = [item for item in free if item not in lifts] or free
        named = draw(st.lists(st.sampled_from([step.id for step in steps]), unique=True, max_size=2)) if steps else []
        items = draw(st.lists(st.sampled_from(earlier), max_size=2)) if earlier else []
        needed = {lift.item: lift.to for lift in items if lift.item not in lifts}
        steps.append(_step(f"step_{number}", lifts, tuple(named), needed))
        if len(free) == len(REQUIRED):
            break
    return tuple(steps)


@given(catalogues(), answers, levels)
def test_any_catalogue_without_circles_gives_an_order(
    steps: tuple[Step, ...], said: dict[str, int | None], level: int
) -> None:
    profile = _profile(said)
    plan = next_steps(profile, steps, level)
    assert len(_ids(plan)) == len(set(_ids(plan)))
    lifted = [lift.item for step in steps for lift in step.lifts]
    if len(lifted) == len(set(lifted)):  # two ways to lift one item may close a circle; see the next test
        _sound(plan, profile, level)


def test_steps_that_need_each_other_through_items_are_refused_as_content_or_still_put_in_order(
    tmp_path: Path, library: Library, questions: Instrument
) -> None:
    # Joint operations need arrangements at level 3; let the arrangements need joint operations in turn.
    folder = tmp_path / "questionnaires"
    shutil.copytree(places.data("questionnaires"), folder)
    path = folder / "steps" / "handbook-solutions.yaml"
    text = path.read_text(encoding="utf-8")
    need = "- item: a_1_mandate\n          at_least: 3"
    assert text.count(need) == 1, "the catalogue is written otherwise now: adapt this test"
    path.write_text(text.replace(need, need.replace("a_1_mandate", "a_4_1")), encoding="utf-8")
    faults = check(folder)
    if any("circular" in fault.message for fault in faults):
        return
    circular = tuple(
        replace(step, needs_items=(NeededLevel("a_4_1", 3),)) if step.id == "mou" else step for step in library.steps
    )
    assert _ids(next_steps(_profile(dict.fromkeys(LEVELLED, 1)), circular, 4))


@pytest.mark.parametrize("step", LIBRARY.steps, ids=lambda step: step.id)
def test_every_shipped_step_says_why_for_whom_and_from_where(step: Step) -> None:
    assert step.sources
    assert step.why
    assert step.leads
    assert step.agrees
    assert len(step.first_actions) == 3
    own = step.kind in ("integrity", "protection")
    known = LIBRARY.instrument("integrity").by_id if own else QUESTIONS.by_id
    assert all(lift.item in known for lift in step.lifts)
    assert step.limits or not own, "what a measure of integrity cannot do travels with it"
