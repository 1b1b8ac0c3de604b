"""Measures of integrity and protection, in the order in which they should begin (design §5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostic.advice.guard import guard
from diagnostic.advice.measures import PHASES, Measures, measures
from diagnostic.answers.answer import Answer
from diagnostic.content.model import Guard as Treatment
from diagnostic.content.model import Lift, NeededLevel, Reference, Step
from diagnostic.scoring.integrity import Integrity
from tests.scoring.integrity_strategies import FACTORS, LADDER, LIBRARY, STAGES, answers, at, scored

Said = dict[str, Answer]
CATALOGUE = {step.id: step for step in LIBRARY.steps if step.kind in ("integrity", "protection")}
EVERYTHING = at(3, *FACTORS, *STAGES)
HIGH = at(4, "threat")
QUIET = at(1, "corruption", "threat", "conditions")


def found(said: Said, level: int = 3, *, overridden: bool = False) -> tuple[Integrity, Measures]:
    result = scored(said)
    return result, measures(result, LIBRARY.steps, guard(result, overridden=overridden), level)


def lower(result: Integrity, item: str) -> int:
    pair = result.outcome(item).pair
    return pair.lower if pair else 1


def lacking(result: Integrity, level: int) -> set[str]:
    """Return the items of the ladder that apply and are not certain to have a level."""
    return {item.id for item in LADDER if (pair := result.outcome(item.id).pair) and pair.lower < level}


def taken(result: Integrity, step: Step) -> bool:
    return all(lower(result, lift.item) >= lift.to for lift in step.lifts)


def brings(step: Step, need: NeededLevel) -> bool:
    return any(lift.item == need.item and lift.to >= need.at_least for lift in step.lifts)


def ids(plan: Measures) -> list[str]:
    return [measure.step.id for measure in plan.measures]


levels = st.integers(2, 5)


# ---------------------------------------------------------------- whatever was answered


@given(answers(), levels)
@settings(max_examples=50)
def test_every_measure_comes_after_those_it_needs(said: Said, level: int) -> None:
    _, plan = found(said, level)
    order = ids(plan)
    assert len(order) == len(set(order))
    place = {id: index for index, id in enumerate(order)}
    for measure in plan.measures:
        assert all(place[other] < place[measure.step.id] for other in measure.after)
        assert all(place[other] > place[measure.step.id] for other in measure.prepares)
        assert {need for need in measure.step.needs_steps if need in place} <= set(measure.after)
    assert {(a, m.step.id) for m in plan.measures for a in m.after} == {
        (m.step.id, p) for m in plan.measures for p in m.prepares
    }


@given(answers(), levels)
@settings(max_examples=50)
def test_whatever_a_measure_needs_is_there_already_or_on_the_list(said: Said, level: int) -> None:
    result, plan = found(said, level)
    listed = {measure.step.id: measure.step for measure in plan.measures}
    for step in listed.values():
        for need in step.needs_steps:
            assert need in listed or taken(result, CATALOGUE[need]), f"{step.id} needs {need}"
        for item in step.needs_items:
            there = lower(result, item.item) >= item.at_least
            assert there or any(brings(other, item) for other in listed.values()), f"{step.id} needs {item.item}"


@given(answers(), levels, st.booleans())
@settings(max_examples=50)
def test_controls_aimed_at_persons_are_staged_exactly_while_the_guard_holds(
    said: Said, level: int, overridden: bool
) -> None:
    _, plan = found(said, level, overridden=overridden)
    for measure in plan.measures:
        closes = measure.step.guard == "route_closing"
        assert (measure.phase == "staged") == (closes and plan.guard.active), measure.step.id


@given(answers(), levels, st.booleans())
@settings(max_examples=50)
def test_what_is_never_held_back_and_what_protects_begins_now(said: Said, level: int, overridden: bool) -> None:
    _, plan = found(said, level, overridden=overridden)
    for measure in plan.measures:
        if measure.step.guard == "never_held_back" or measure.step.kind == "protection":
            assert measure.phase == "now", measure.step.id


@given(answers(), levels)
@settings(max_examples=50)
def test_no_measure_begins_later_than_one_that_needs_it(said: Said, level: int) -> None:
    _, plan = found(said, level)
    phase = {measure.step.id: PHASES.index(measure.phase) for measure in plan.measures}
    for measure in plan.measures:
        assert all(phase[other] <= phase[measure.step.id] for other in measure.after)
    assert [phase[id] for id in ids(plan)] == sorted(phase.values())
    assert [m.step.id for name in PHASES for m in plan.phase(name)] == ids(plan)


@given(answers(), levels)
@settings(max_examples=50)
def test_every_item_that_is_lacking_is_lifted_or_barred_or_left_unreached(said: Said, level: int) -> None:
    result, plan = found(said, level)
    lifted = {lift.item for measure in plan.measures for lift in measure.lifts if lift.to >= level}
    assert lacking(result, level) <= lifted | set(plan.barred) | set(plan.unreached)
    assert not lifted & set(plan.unreached)
    assert not set(plan.barred) & set(plan.unreached)
    assert set(plan.barred) == {item.id for item in LADDER if result.outcome(item.id).legal_barrier}


@given(answers())
@settings(max_examples=40)
def test_the_catalogue_that_ships_can_bring_every_item_to_established(said: Said) -> None:
    _, plan = found(said)
    assert plan.unreached == ()


@given(answers(), levels)
@settings(max_examples=50)
def test_no_measure_is_on_the_list_for_nothing(said: Said, level: int) -> None:
    result, plan = found(said, level)
    for measure in plan.measures:
        assert measure.lifts or measure.prepares, measure.step.id
        assert not taken(result, measure.step), measure.step.id
        for lift in measure.lifts:
            assert lift.now == result.outcome(lift.item).pair
            assert lift.now.lower < min(lift.to, level)
    assert {step.id for step in plan.done} == {id for id, step in CATALOGUE.items() if taken(result, step)}


@given(answers(), levels)
@settings(max_examples=50)
def test_what_may_be_established_already_is_to_be_answered_first(said: Said, level: int) -> None:
    result, plan = found(said, level)
    unknown = {id for id in lacking(result, level) if (pair := result.outcome(id).pair) and pair.upper >= level}
    assert set(plan.answer_first) == unknown


@given(answers(), levels)
@settings(max_examples=50)
def test_a_head_who_decides_otherwise_moves_the_staged_measures_to_next_and_no_other(said: Said, level: int) -> None:
    _, held = found(said, level)
    _, decided = found(said, level, overridden=True)

    def phases(plan: Measures) -> dict[str, str]:
        return {measure.step.id: measure.phase for measure in plan.measures}

    expected = {id: "next" if phase == "staged" else phase for id, phase in phases(held).items()}
    assert phases(decided) == expected
    assert {m.step.id: m.lifts for m in held.measures} == {m.step.id: m.lifts for m in decided.measures}
    assert (held.answer_first, held.barred, held.unreached, held.done) == (
        decided.answer_first,
        decided.barred,
        decided.unreached,
        decided.done,
    )


# ---------------------------------------------------------------- cases worked out by hand


def test_under_threat_without_protection_checks_and_rotation_wait_for_the_threat_assessment() -> None:
    _, plan = found(at(1, *FACTORS, *STAGES) | HIGH)
    assert {measure.step.id for measure in plan.phase("staged")} == {"lifestyle_checks", "rotation"}
    assert all("threat_assessment" in measure.after for measure in plan.phase("staged"))
    now = {measure.step.id for measure in plan.phase("now")}
    assert {"threat_assessment", "reporting_channel", "outside_route", "protection_agreement", "staff_support"} <= now
    assert {"vetting", "four_eyes", "access_logs", "random_tasking", "protective_move"} <= now


def test_with_protection_established_the_same_controls_are_no_longer_staged() -> None:
    _, plan = found(at(1, *FACTORS) | at(3, *STAGES) | HIGH)
    assert plan.phase("staged") == ()
    assert {"lifestyle_checks", "rotation"} <= {measure.step.id for measure in plan.phase("next")}


def test_where_all_is_established_nothing_is_advised() -> None:
    _, plan = found(EVERYTHING | QUIET)
    assert plan.measures == ()
    assert plan.answer_first == plan.barred == plan.unreached == ()


def test_where_all_is_assured_every_measure_is_done() -> None:
    _, plan = found(at(5, *FACTORS, *STAGES) | QUIET)
    assert {step.id for step in plan.done} == set(CATALOGUE)


def test_a_measure_that_needs_an_item_brings_the_measure_that_lifts_it() -> None:
    # Declarations are verified only once reports have a safe channel.
    said = at(4, *FACTORS, *STAGES) | {"i_lifestyle": Answer(level=1), "i_channels": Answer(level=2)}
    _, plan = found(said | QUIET)
    assert ids(plan) == ["reporting_channel", "lifestyle_checks"]
    assert plan.measures[1].after == ("reporting_channel",)
    assert plan.measures[0].prepares == ("lifestyle_checks",)
    assert [(lift.item, lift.now, lift.to) for lift in plan.measures[0].lifts] == [("i_channels", (2, 2), 3)]


def test_an_item_that_does_not_apply_is_not_lifted() -> None:
    said = EVERYTHING | {"i_override": Answer(state="not_applicable", reason="no automatic selection")}
    result, plan = found(said | QUIET)
    assert not result.outcome("i_override").applies
    assert plan.measures == ()


def test_an_unanswered_item_is_not_taken_for_established() -> None:
    _, plan = found(at(3, *FACTORS, *STAGES, without=["p_identity"]) | QUIET)
    assert ids(plan) == ["online_identity"]
    assert plan.answer_first == ("p_identity",)


def test_a_level_that_holds_at_one_site_only_is_still_lacking() -> None:
    _, plan = found(EVERYTHING | {"i_help": Answer(level=5, scope="one_site")} | QUIET)
    assert ids(plan) == ["substance_help"]
    assert plan.answer_first == ()


def test_exposure_is_never_a_thing_that_a_measure_lifts() -> None:
    assert {lift.item[:2] for step in CATALOGUE.values() for lift in step.lifts} == {"i_", "p_"}


def test_a_route_besides_the_police_is_offered_at_once_where_go_betweens_are_likely() -> None:
    result, plan = found(at(1, *FACTORS, *STAGES) | QUIET | {"x_other_agency": Answer(level=3)})
    assert guard(result).intermediaries
    assert "outside_route" in {measure.step.id for measure in plan.phase("now")}


def test_what_the_law_forbids_alone_calls_for_no_measure() -> None:
    _, plan = found(EVERYTHING | QUIET | {"i_lifestyle": Answer(state="prohibited_by_law", reason="act")})
    assert plan.measures == ()
    assert plan.barred == ("i_lifestyle",)


def test_no_measure_promises_what_the_law_forbids() -> None:
    # One measure opens channels and sees to what follows. Here the law forbids the first, and the second is lacking.
    said = (
        EVERYTHING
        | QUIET
        | {
            "i_channels": Answer(state="prohibited_by_law", reason="act"),
            "i_follow_up": Answer(level=1),
        }
    )
    _, plan = found(said)
    assert plan.barred == ("i_channels",)
    assert [lift.item for measure in plan.measures for lift in measure.lifts] == ["i_follow_up"]


def test_a_level_above_the_legal_ceiling_is_barred_and_promised_by_no_measure() -> None:
    said = EVERYTHING | QUIET | {"i_lifestyle": Answer(level=2, scope="national", legal_ceiling=2)}
    _, plan = found(said)
    assert plan.barred == ("i_lifestyle",)
    assert plan.measures == ()


def test_a_legal_ceiling_at_the_level_wanted_bars_nothing() -> None:
    said = EVERYTHING | QUIET | {"i_help": Answer(level=1, scope="national", legal_ceiling=3)}
    _, plan = found(said)
    assert plan.barred == ()
    assert ids(plan) == ["substance_help"]


# ---------------------------------------------------------------- other catalogues


def step(
    id: str,
    lifts: Mapping[str, int],
    needs: tuple[str, ...] = (),
    items: Mapping[str, int] | None = None,
    guard: Treatment = "neutral",
) -> Step:
    return replace(
        CATALOGUE["code_of_conduct"],
        id=id,
        title=id,
        guard=guard,
        lifts=tuple(Lift(item, to, Reference("toolkit")) for item, to in lifts.items()),
        needs_steps=needs,
        needs_items=tuple(NeededLevel(item, level) for item, level in (items or {}).items()),
    )


def with_catalogue(said: Said, *steps: Step) -> Measures:
    result = scored(EVERYTHING | QUIET | said)
    return measures(result, steps, guard(result))


def test_a_measure_that_one_of_the_first_needs_moves_forward_with_it() -> None:
    log = step("log", {"i_access_logs": 3}, needs=("rules",), guard="never_held_back")
    rules, other = step("rules", {"i_code": 3}), step("other", {"i_merit": 3})
    said = {id: Answer(level=1) for id in ("i_access_logs", "i_code", "i_merit")}
    plan = with_catalogue(said, other, log, rules)
    assert {measure.step.id: measure.phase for measure in plan.measures} == {
        "rules": "now",
        "log": "now",
        "other": "next",
    }
    assert ids(plan) == ["rules", "log", "other"]


def test_what_a_needed_measure_needs_comes_before_both() -> None:
    first, second = step("first", {"i_code": 3}), step("second", {"i_merit": 3}, needs=("first",))
    third = step("third", {"i_help": 3}, items={"i_merit": 2})
    said = {id: Answer(level=1) for id in ("i_code", "i_merit", "i_help")}
    assert ids(with_catalogue(said, third, second, first)) == ["first", "second", "third"]


def test_a_needed_measure_whose_effect_is_there_is_not_repeated() -> None:
    second = step("second", {"i_merit": 3}, needs=("first",))
    assert ids(with_catalogue({"i_merit": Answer(level=1)}, step("first", {"i_code": 3}), second)) == ["second"]


def test_of_several_measures_the_one_that_lifts_most_of_what_is_lacking_is_taken() -> None:
    small, large = step("small", {"i_code": 3}), step("large", {"i_code": 3, "i_merit": 3})
    said = {id: Answer(level=1) for id in ("i_code", "i_merit")}
    assert ids(with_catalogue(said, small, large)) == ["large"]


def test_an_item_that_no_measure_brings_to_the_level_is_left_unreached_and_said_so() -> None:
    plan = with_catalogue({"i_code": Answer(level=1)}, step("short", {"i_code": 2}))
    assert plan.measures == ()
    assert plan.unreached == ("i_code",)


def test_steps_of_other_kinds_are_no_measures_of_integrity() -> None:
    mou = replace(step("mou", {"i_code": 3}), kind="mou")
    plan = with_catalogue({"i_code": Answer(level=1)}, mou)
    assert plan.measures == ()
    assert plan.unreached == ("i_code",)


def test_measures_that_need_each_other_through_items_are_still_put_in_order() -> None:
    one = step("one", {"i_code": 3}, items={"i_merit": 3})
    other = step("other", {"i_merit": 3}, items={"i_code": 3})
    said = {id: Answer(level=1) for id in ("i_code", "i_merit")}
    assert sorted(ids(with_catalogue(said, one, other))) == ["one", "other"]
