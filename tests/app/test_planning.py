"""The service of plans: what is kept comes back, what cannot be is refused, and nobody sees another agency's plan."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any, cast

import pytest

from diagnostic.access import NotAllowed, Viewer
from diagnostic.access.roles import Role
from diagnostic.advice.plan import LEGAL_REFORM, Weights, Wishes
from diagnostic.answers import Answer, Voice
from diagnostic.content.model import Range
from diagnostic.service import files, planning, results
from diagnostic.service.desk import Desk
from diagnostic.service.planning import Asked, PlanRefused
from diagnostic.storage import Store
from tests.app.windows import fill, open_both

WISHES = Wishes(
    weights=Weights(0, 2, 3),
    pinned=frozenset({"media_protocol"}),
    excluded=frozenset({"fusion_centre", "mixed_teams"}),
    done=frozenset({"mandate_map"}),
    ranges={"cpcc": (Range(1, 9, "person_days"), Range(2, 3, "months"))},
)


@pytest.fixture
def begun(store: Store, id: str) -> str:
    """An assessment in which both agencies have said a little, sealed."""
    said = {"a_1": Answer(level=2), "a_2_1": Answer(level=2), "a_13": Answer(level=1)}
    fill(store, id, "customs", said)
    fill(store, id, "police", said)
    return id


@pytest.fixture
def opened(store: Store, begun: str) -> str:
    open_both(store, begun)
    return begun


def _desk(desk: Desk, *roles: tuple[Role, Voice | None], acting: Voice = "customs") -> Desk:
    return replace(desk, viewer=Viewer("somebody", frozenset(roles), acting))


def _kept(desk: Desk, id: str, whose: str, name: str = "A") -> Asked:
    return planning.kept(desk, results.reading(desk, id, whose), name)


# ---------------------------------------------------------------- what is kept


@pytest.mark.parametrize("asked", [Asked(4), Asked(5, WISHES, 7), Asked({"training": 4, "risk": 2}, WISHES, 1)])
@pytest.mark.parametrize("whose", ["both", "customs"])
def test_what_is_asked_of_a_plan_comes_back_as_it_was_kept(
    opened: str, desks: dict[Voice, Desk], asked: Asked, whose: str
) -> None:
    planning.keep(desks["customs"], opened, whose, asked)
    assert _kept(desks["customs"], opened, whose) == asked
    planned = planning.planning(desks["customs"], opened, whose)
    assert planned.asked == asked
    assert planned.plan == planning.planning(desks["customs"], opened, whose, asked=asked).plan


def test_what_is_kept_already_is_not_kept_twice(opened: str, desks: dict[Voice, Desk], store: Store) -> None:
    for _ in range(2):
        planning.keep(desks["customs"], opened, "both", Asked(5, WISHES))
        planning.set_state(desks["customs"], opened, "both", "cpcc", "started", "Secretariat", "a note")
    assert len(store.declared(opened, "agreed", "plan:A")) == 1
    assert len(planning.history(desks["customs"], opened, "both", "cpcc")) == 1


def test_nothing_that_was_asked_is_lost(opened: str, desks: dict[Voice, Desk], store: Store) -> None:
    for target in (3, 4, 5):
        planning.keep(desks["customs"], opened, "both", Asked(target))
    said = store.declared(opened, "agreed", "plan:A")
    assert [cast(dict[str, Any], one.value)["target"] for one in said] == [3, 4, 5]
    assert {one.by for one in said} == {"local user for customs"}
    assert all(first.at <= second.at for first, second in itertools.pairwise(said))


def test_without_a_wish_the_plan_leads_to_the_target_or_to_the_next_level(
    opened: str, desks: dict[Voice, Desk], store: Store
) -> None:
    def aim() -> object:
        return _kept(desks["customs"], opened, "both").target

    assert aim() == 3
    for target, expected in ((4, 4), (2, 3), ({"training": 4}, {"training": 4})):
        store.set_details(opened, target=target, context={}, retain_until=None, by="test")
        assert aim() == expected


def test_plans_for_comparison_are_kept_apart_and_can_be_taken_away(opened: str, desks: dict[Voice, Desk]) -> None:
    desk = desks["customs"]
    planning.keep(desk, opened, "both", Asked(4), "A")
    planning.keep(desk, opened, "both", Asked(5), "C")
    reading = results.reading(desk, opened, "both")
    assert planning.names(desk, reading) == ("A", "C")
    assert (_kept(desk, opened, "both").target, _kept(desk, opened, "both", "C").target) == (4, 5)
    for _ in range(2):
        planning.forget(desk, opened, "both", "C")
    assert planning.names(desk, reading) == ("A",)


def test_a_step_that_has_left_the_catalogue_since_is_no_longer_asked_for(opened: str, desks: dict[Voice, Desk]) -> None:
    planning.keep(desks["customs"], opened, "both", Asked(4, WISHES))
    library = desks["customs"].library
    gone = {"media_protocol", "fusion_centre", "cpcc"}
    smaller = replace(
        desks["customs"], library=replace(library, steps=tuple(s for s in library.steps if s.id not in gone))
    )
    wishes = _kept(smaller, opened, "both").wishes
    assert not wishes.pinned
    assert wishes.excluded == {"mixed_teams"}
    assert not wishes.ranges
    planning.keep(smaller, opened, "both", Asked(5, wishes))


# ---------------------------------------------------------------- what is refused


def _with(**change: Any) -> Asked:
    return Asked(4, replace(Wishes(), **change))


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (Asked(1), "level from 2 to 5"),
        (Asked(6), "level from 2 to 5"),
        (Asked({"training": 9}), "level from 2 to 5"),
        (Asked({"no_such": 3}), "no dimension 'no_such'"),
        (Asked(4, side_by_side=0), "Between 1 and 20"),
        (Asked(4, side_by_side=21), "Between 1 and 20"),
        (_with(weights=Weights(0, 0, 0)), "Give at least one"),
        (_with(weights=Weights(1e9, 0, 0)), "Keep weights under"),
        (_with(pinned=frozenset({"no_such"})), "no step 'no_such'"),
        (_with(excluded=frozenset({"vetting"})), "no step 'vetting'"),
        (_with(pinned=frozenset({"cpcc"}), excluded=frozenset({"cpcc"})), "wanted and left out at once"),
        (_with(ranges={"cpcc": (Range(9, 1, "person_days"), Range(1, 2, "months"))}), "lower to a higher"),
        (_with(ranges={"cpcc": (Range(-1, 1, "person_days"), Range(1, 2, "months"))}), "lower to a higher"),
        (_with(ranges={"cpcc": (Range(1, 1_000_000, "person_days"), Range(1, 2, "months"))}), "lower to a higher"),
        (_with(ranges={"cpcc": (Range(1, 2, "months"), Range(1, 2, "months"))}), "counted in person-days"),
        (_with(ranges={"cpcc": (Range(1, 2, "person_days"), Range(1, 2, "years"))}), "counted in person-days"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_kept(
    opened: str, desks: dict[Voice, Desk], store: Store, asked: Asked, sentence: str
) -> None:
    with pytest.raises(PlanRefused, match=sentence):
        planning.keep(desks["customs"], opened, "both", asked)
    assert not store.declarations(opened, "agreed")


def test_a_fourth_plan_is_refused(opened: str, desks: dict[Voice, Desk]) -> None:
    with pytest.raises(PlanRefused, match="A, B, C"):
        planning.keep(desks["customs"], opened, "both", Asked(4), "D")


@pytest.mark.parametrize(
    ("step", "status", "owner", "note", "sentence"),
    [
        ("no_such", "done", "", "", "no step"),
        ("vetting", "done", "", "", "no step"),
        ("cpcc", "finished", "", "", "no status"),
        ("cpcc", "done", "x" * 121, "", "under 120"),
        ("cpcc", "done", "", "x" * 2001, "under 2,000|2,000"),
    ],
)
def test_what_cannot_become_of_a_step_is_refused(
    opened: str, desks: dict[Voice, Desk], step: str, status: Any, owner: str, note: str, sentence: str
) -> None:
    with pytest.raises(PlanRefused, match=sentence):
        planning.set_state(desks["customs"], opened, "both", step, status, owner, note)
    assert planning.state(desks["customs"], opened, "both", "cpcc") == planning.StepState()


# ---------------------------------------------------------------- what becomes of steps


def test_the_history_of_a_step_keeps_who_said_what_when(opened: str, desks: dict[Voice, Desk]) -> None:
    planning.set_state(desks["customs"], opened, "both", "cpcc", "started", "Customs", "begun")
    planning.set_state(desks["police"], opened, "both", "cpcc", "done", "Police")
    said = planning.history(desks["customs"], opened, "both", "cpcc")
    assert [(one.value, one.reason, one.by) for one in said] == [
        ({"status": "started", "owner": "Customs"}, "begun", "local user for customs"),
        ({"status": "done", "owner": "Police"}, "", "local user for police"),
    ]
    state = planning.planning(desks["customs"], opened, "both").states["cpcc"]
    assert (state.status, state.owner, state.said) == ("done", "Police", said[-1])


def test_a_step_that_is_done_costs_nothing_and_one_that_is_dropped_is_done_without(
    opened: str, desks: dict[Voice, Desk]
) -> None:
    desk = desks["customs"]
    before = planning.planning(desk, opened, "both")
    assert {"political_mandate", "shared_resources"} <= set(before.plan.ids)
    planning.set_state(desk, opened, "both", "political_mandate", "done", "")
    planning.set_state(desk, opened, "both", "shared_resources", "dropped", "")
    after = planning.planning(desk, opened, "both")
    assert not {"political_mandate", "shared_resources"} & set(after.plan.ids)
    assert after.done == {"political_mandate"}
    assert after.left_out == {"shared_resources"}
    assert "a_1_political" in {item for item, _, _ in after.contradicted["political_mandate"]}


def test_a_plan_says_effort_and_time_together_as_edited(opened: str, desks: dict[Voice, Desk]) -> None:
    desk = desks["customs"]
    before = planning.planning(desk, opened, "both")
    cpcc = next(step for step in before.plan.steps if step.id == "cpcc")
    assert before.effort.low == sum(step.effort.low for step in before.plan.steps)
    ranges = {"cpcc": (Range(cpcc.effort.low + 5, cpcc.effort.high, "person_days"), Range(90, 90, "months"))}
    after = planning.planning(desk, opened, "both", asked=replace(before.asked, wishes=Wishes(ranges=ranges)))
    if "cpcc" in after.plan.ids:
        assert after.effort.low == sum(after.assumed(step)[0].low for step in after.plan.steps)
        assert after.months >= 90


def test_what_comes_after_a_step_is_what_it_prepares(opened: str, desks: dict[Voice, Desk]) -> None:
    planned = planning.planning(desks["customs"], opened, "both")
    for first, second in itertools.product(planned.steps, repeat=2):
        assert (first in planned.after(second)) == (second in planned.prepares(first))
    places = {step.id: place for place, step in enumerate(planned.steps)}
    assert all(places[one.id] < places[step.id] for step in planned.steps for one in planned.after(step))


def test_all_steps_ticked_reach_what_the_plan_aims_at(desks: dict[Voice, Desk]) -> None:
    for id in files.load_demonstration(desks["customs"]):
        for whose in ("both", "customs"):
            for target in (3, 4, 5):
                planned = planning.planning(desks["customs"], id, whose, asked=Asked(target))
                if planned.plan.unreached:
                    continue
                found = planning.if_ticked(desks["customs"], planned, frozenset(planned.plan.ids))
                assert found.profile.continuum.lower >= target
                assert not found.waiting
                assert not planning.waiting_for(desks["customs"], planned, found)


def test_a_ticked_step_beyond_the_law_waits_for_the_change_of_law(desks: dict[Voice, Desk]) -> None:
    freedonia = files.load_demonstration(desks["customs"])[1]
    planned = planning.planning(desks["customs"], freedonia, "both")
    assert LEGAL_REFORM in planned.plan.ids
    found = planning.if_ticked(desks["customs"], planned, frozenset({"joint_investigations"}))
    assert planning.waiting_for(desks["customs"], planned, found) == {"joint_investigations": ((LEGAL_REFORM,),)}
    both = planning.if_ticked(desks["customs"], planned, frozenset({"joint_investigations", LEGAL_REFORM}))
    assert not both.waiting


def test_integrity_measures_are_never_part_of_a_plan_of_cooperation(opened: str, desks: dict[Voice, Desk]) -> None:
    own = {step.id for step in desks["customs"].library.steps if step.kind in ("integrity", "protection")}
    assert own
    assert not own & {step.id for step in planning.catalogue(desks["customs"])}
    assert not own & set(planning.planning(desks["customs"], opened, "both", asked=Asked(5)).plan.ids)


# ---------------------------------------------------------------- who may


def test_before_opening_there_is_no_joint_plan_and_no_plan_of_the_other_agency(
    begun: str, desks: dict[Voice, Desk]
) -> None:
    for whose in ("both", "police"):
        with pytest.raises(NotAllowed):
            planning.planning(desks["customs"], begun, whose)
        with pytest.raises(NotAllowed):
            planning.keep(desks["customs"], begun, whose, Asked(4))
        with pytest.raises(NotAllowed):
            planning.set_state(desks["customs"], begun, whose, "cpcc", "done", "")
        with pytest.raises(NotAllowed):
            planning.history(desks["customs"], begun, whose, "cpcc")
    planning.keep(desks["customs"], begun, "customs", Asked(4))


def test_after_opening_the_plan_of_an_agency_stays_its_own(opened: str, desks: dict[Voice, Desk]) -> None:
    planning.keep(desks["police"], opened, "police", Asked(5))
    results.reading(desks["customs"], opened, "police")  # the answers are open …
    for forbidden in (
        lambda: planning.planning(desks["customs"], opened, "police"),
        lambda: planning.keep(desks["customs"], opened, "police", Asked(3)),
        lambda: planning.forget(desks["customs"], opened, "police", "A"),
        lambda: planning.state(desks["customs"], opened, "police", "cpcc"),
        lambda: planning.history(desks["customs"], opened, "police", "cpcc"),
        lambda: planning.set_state(desks["customs"], opened, "police", "cpcc", "done", ""),
    ):
        with pytest.raises(NotAllowed):
            forbidden()
    record = results.reading(desks["customs"], opened, "both").record
    assert planning.choices(desks["customs"], record) == ["both", "customs"]
    assert _kept(desks["police"], opened, "police").target == 5


@pytest.mark.parametrize(
    ("role", "reads", "changes"),
    [
        ("chair", True, True),
        ("secretariat", True, True),
        ("member", True, False),
        ("observer", True, False),
        ("consultant", True, False),
        ("administrator", False, False),
    ],
)
def test_the_joint_plan_belongs_to_the_committee(
    opened: str, desks: dict[Voice, Desk], role: Role, reads: bool, changes: bool
) -> None:
    # Who may not read answers has no result to plan on.
    desk = _desk(desks["customs"], (role, None))
    if reads:
        assert planning.planning(desk, opened, "both").plan.steps
    else:
        with pytest.raises(NotAllowed):
            planning.planning(desk, opened, "both")
    if changes:
        planning.keep(desk, opened, "both", Asked(5))
    else:
        with pytest.raises(NotAllowed):
            planning.keep(desk, opened, "both", Asked(5))
    with pytest.raises(NotAllowed):
        planning.planning(desk, opened, "customs")


def test_one_who_may_not_change_the_plan_is_shown_as_such(opened: str, desks: dict[Voice, Desk]) -> None:
    reading = results.reading(desks["customs"], opened, "both")
    assert planning.may_change(desks["customs"], reading)
    assert not planning.may_change(_desk(desks["customs"], ("observer", None)), reading)
