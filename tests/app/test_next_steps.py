"""What to do next: the plan as an adviser would tell it; every wish is kept; nothing is seen that is not one's own."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from typing import Any

import pytest

from diagnostic.advice.needs import lifting
from diagnostic.advice.plan import LEGAL_REFORM, Wishes
from diagnostic.answers import Answer, Voice
from diagnostic.content import Instrument, Library, shipped
from diagnostic.content.model import Step
from diagnostic.service import files, planning, results
from diagnostic.service.desk import Desk
from diagnostic.service.planning import Asked, Planning
from diagnostic.storage import Store
from tests.app.windows import Window, fill, open_both, plain

LIBRARY = shipped()
TITLE = {step.id: step.title for step in LIBRARY.steps}
TEAMS = "joint_interdiction_teams"


@pytest.fixture
def freedonia(desks: dict[Voice, Desk]) -> str:
    """The demonstration: the round of 2026 of Freedonia, open, with coordination as its target."""
    return files.load_demonstration(desks["customs"])[1]


def _page(id: str, voice: Voice = "customs", whose: str = "both", page: str = "next_steps") -> Window:
    return Window().open(page, assessment=id, whose=whose, **{"as": voice})


def _plan(desks: dict[Voice, Desk], id: str, whose: str = "both", voice: Voice = "customs") -> Planning:
    return planning.planning(desks[voice], id, whose)


def _wish(desks: dict[Voice, Desk], id: str, wishes: Wishes, whose: str = "both") -> None:
    desk = desks["customs"]
    asked = planning.kept(desk, results.reading(desk, id, whose))
    planning.keep(desk, id, whose, replace(asked, wishes=wishes))


def _heads(window: Window) -> list[str]:
    """The titles of the steps as they are numbered on the page."""
    told = [re.search(r'class="atitle">(.*?)</p>', element.value) for element in window.app.html]
    return [plain(found.group(1)) for found in told if found]


def _step(window: Window, id: str) -> str:
    """What is said of one step."""
    told = (element.value for element in window.app.html if "atitle" in element.value)
    found = next(words for words in map(plain, told) if f". {TITLE[id]} " in words)
    return found


def _set(window: Window, key: str, value: Any) -> Window:
    widget: Any = window.app.get_by_key(key)
    widget.set_value(value)
    return window.run()


def _table(window: Window) -> dict[str, list[str]]:
    html = next(e.value for e in window.app.html if 'aria-label="Plans side by side"' in e.value)
    rows = html.split("<tr>")[1:]
    return {
        plain(re.split(r"</th>", row)[0]): [plain(c) for c in re.findall(r"<td[^>]*>(.*?)</td>", row)] for row in rows
    }


# ---------------------------------------------------------------- the plan of the demonstration


def test_the_joint_plan_of_the_demonstration_is_told_in_a_sentence_and_in_order(
    freedonia: str, desks: dict[Voice, Desk]
) -> None:
    window, plan = _page(freedonia), _plan(desks, freedonia)
    count = len(plan.steps)
    assert count >= 5
    assert re.search(rf"{count} steps lead to coordination; together about [\d,]+ to [\d,]+ person-days", window.words)
    assert _heads(window) == [f"{place}. {step.title}" for place, step in enumerate(plan.steps, 1)]
    places = {step.id: place for place, step in enumerate(plan.steps)}
    assert all(places[first] < places[slot.step.id] for slot in plan.slots for first in slot.after)


def test_a_step_says_what_it_removes_who_says_what_what_it_takes_and_from_where(freedonia: str) -> None:
    words = _step(_page(freedonia), TEAMS)
    assert "Joint controls and operations A.4.1 to level 4, as coordination asks; now it is at level 2" in words
    assert "Customs says level 3; National Police says level 2." in words
    assert re.search(r"It comes after steps? [\d ,and]+", words)
    assert "Planning assumption. 80 to 400 person-days of work; 4 to 15 months until it is in force" in words
    assert "political difficulty 3 of 5" in words
    assert "Source: Customs–Police Cooperation Handbook" in words
    assert words.startswith("Joint operations ")


def test_a_step_that_lifts_nothing_says_what_it_prepares(freedonia: str, desks: dict[Voice, Desk]) -> None:
    window, plan = _page(freedonia), _plan(desks, freedonia)
    for step in plan.steps:
        if not plan.plan.meets[step.id] and step.id != LEGAL_REFORM:
            assert "Why. It prepares step" in _step(window, step.id)


def test_how_to_go_about_it_brings_first_actions_limits_and_the_programmes_that_help(freedonia: str) -> None:
    window = _page(freedonia).open_up()
    words = window.words
    assert "First three actions" in words
    assert "Who must agree." in words
    protocol = next(step for step in LIBRARY.steps if step.id == "controlled_delivery_protocol")
    helping = LIBRARY.programmes_for(protocol.id)
    assert helping
    for programme in helping:
        assert programme.name in words
        assert plain(programme.gives) in words
        assert f"How to ask for it. {plain(programme.ask)}" in words


def test_where_the_law_stands_against_it_the_answer_is_quoted_and_the_law_is_changed_first(
    freedonia: str, desks: dict[Voice, Desk]
) -> None:
    window = _page(freedonia)
    law = window.sections()["Where the law stands against it"]
    assert "Joint investigations A.6" in law
    assert "National Police: Prohibited by law: The Freedonia Code of Criminal Procedure" in law
    ids = [step.id for step in _plan(desks, freedonia).steps]
    assert f"step {ids.index(LEGAL_REFORM) + 1}" in law
    assert ids.index(LEGAL_REFORM) < ids.index("joint_investigations")


# ---------------------------------------------------------------- wishes


def test_a_step_that_is_left_out_makes_room_for_another_and_stays_out_after_a_reload(
    freedonia: str, desks: dict[Voice, Desk]
) -> None:
    window = _page(freedonia).press(key="out_virtual_task_force")
    others = {step.id for step in lifting(LIBRARY.steps, "a_14_1", 4)} - {"virtual_task_force"}
    ids = set(_plan(desks, freedonia).plan.ids)
    assert ids & others
    assert TITLE["virtual_task_force"] in window.sections()["Left out"]
    again = _page(freedonia)
    assert _heads(again) == _heads(window)
    again.press(key="back_virtual_task_force")
    assert "Left out" not in again.sections()
    assert "virtual_task_force" in _plan(desks, freedonia).plan.ids


def test_what_no_step_reaches_any_more_is_listed_with_the_exact_words_and_what_was_left_out(
    freedonia: str, desks: dict[Voice, Desk], questions: Instrument
) -> None:
    out = frozenset(step.id for step in lifting(LIBRARY.steps, "a_4_1", 4))
    _wish(desks, freedonia, Wishes(excluded=out))
    window = _page(freedonia)
    said = window.sections()["What no step reaches"]
    assert questions.item("a_4_1").statement(4) in said
    assert "You left out" in said
    assert TITLE[TEAMS] in said
    assert "lead towards coordination" in window.words
    assert "For 1 requirement there is no step." in window.words


def test_without_the_step_that_changes_the_law_the_requirement_cannot_be_reached(
    freedonia: str, desks: dict[Voice, Desk]
) -> None:
    window = _page(freedonia).press(key=f"out_{LEGAL_REFORM}")
    assert "is not part of the plan, so these cannot be reached" in window.sections()["Where the law stands against it"]
    assert "Joint investigations A.6" in window.sections()["What no step reaches"]
    assert f"You left out “{TITLE[LEGAL_REFORM]}”" in window.words


def test_any_other_step_can_be_added_with_what_it_needs_and_is_marked(freedonia: str, desks: dict[Voice, Desk]) -> None:
    window = _page(freedonia)
    _set(window, f"add_{freedonia}_both", "media_protocol")
    assert "Added by you" in _step(window, "media_protocol")
    assert "You asked for it; the target does not." in _step(window, "media_protocol")
    assert "Added by you" in _step(_page(freedonia), "media_protocol")
    window.press(key="unpin_media_protocol")
    assert "media_protocol" not in _plan(desks, freedonia).plan.ids


def test_a_step_that_was_left_out_can_be_added(freedonia: str, desks: dict[Voice, Desk]) -> None:
    window = _page(freedonia).press(key="out_virtual_task_force")
    _set(window, f"add_{freedonia}_both", "virtual_task_force")
    assert not window.alerts
    assert "virtual_task_force" in _plan(desks, freedonia).plan.ids


def test_an_added_step_that_cannot_begin_says_so(freedonia: str, desks: dict[Voice, Desk]) -> None:
    needing = next(step for step in planning.catalogue(desks["customs"]) if "cpcc" in step.needs_steps)
    _wish(desks, freedonia, Wishes(pinned=frozenset({needing.id}), excluded=frozenset({"cpcc"})))
    window = _page(freedonia)
    assert f"{needing.title} is asked for and cannot begin" in window.words
    window.press(key=f"unpin_{needing.id}")
    assert "cannot begin" not in window.words


def test_a_step_that_is_done_leaves_the_plan_and_the_answers_that_do_not_show_it_are_named(freedonia: str) -> None:
    window = _page(freedonia).press(key="done_virtual_task_force")
    assert f". {TITLE['virtual_task_force']}" not in " ".join(_heads(window))
    done = _page(freedonia).sections()["Reported as done"]
    assert TITLE["virtual_task_force"] in done
    assert "local user for customs" in done
    assert "Done, but Liaison officers A.14.1 still says level 3, not level 4." in done.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    window.press(key="back_virtual_task_force")
    assert "Reported as done" not in window.sections()


def test_pressing_twice_is_pressing_once(freedonia: str, desks: dict[Voice, Desk], store: Store) -> None:
    first, second = _page(freedonia), _page(freedonia)
    first.press(key="out_virtual_task_force").press(key="done_cpcc")
    once = store.declared(freedonia, "agreed", "plan:A"), store.declared(freedonia, "agreed", "step:cpcc")
    second.press(key="out_virtual_task_force")
    third = _page(freedonia)
    assert (store.declared(freedonia, "agreed", "plan:A"), store.declared(freedonia, "agreed", "step:cpcc")) == once
    assert "cpcc" in _plan(desks, freedonia).done
    assert TITLE["virtual_task_force"] in third.sections()["Left out"]


def test_what_weighs_changes_the_plan_and_is_kept(freedonia: str, desks: dict[Voice, Desk]) -> None:
    # Sharing takes less political will on paper, joint operations less work.
    window = _page(freedonia).press(key="done_controlled_delivery_protocol").pick("Towards", 3).run()
    before = _plan(desks, freedonia).plan.ids
    window.pick("weight_effort", 0).run().pick("weight_time", 0).run().pick("weight_difficulty", 3).run()
    plan = _plan(desks, freedonia)
    assert plan.plan.ids != before
    assert plan.asked.wishes.weights.difficulty == 3
    again = _page(freedonia)
    assert "Effort weighs 0, time weighs 0 and political difficulty weighs 3" in again.words
    assert _heads(again) == [f"{place}. {step.title}" for place, step in enumerate(plan.steps, 1)]


def test_a_plan_for_which_nothing_weighs_is_refused_with_a_sentence(freedonia: str, desks: dict[Voice, Desk]) -> None:
    window = _page(freedonia)
    for part in ("effort", "time"):
        window.pick(f"weight_{part}", 0).run()
    assert not window.alerts
    window.pick("weight_difficulty", 0).run()
    assert "Give at least one of effort, time and difficulty a weight." in window.alerts
    assert _plan(desks, freedonia).asked.wishes.weights.difficulty == 1
    assert not window.run().alerts, "told once"


def test_effort_and_duration_can_be_edited_are_marked_and_can_be_taken_back(
    freedonia: str, desks: dict[Voice, Desk]
) -> None:
    window = _page(freedonia).open_up()
    _set(window, f"effort_low_{freedonia}_both_cpcc", 300)
    effort, duration = _plan(desks, freedonia).asked.wishes.ranges["cpcc"]
    assert (effort.low, effort.high) == (300, 300), "the other end gives way"
    cpcc = next(step for step in LIBRARY.steps if step.id == "cpcc")
    assert duration == cpcc.duration
    again = _page(freedonia)
    assert "Planning assumption, edited by you. 300 person-days of work" in _step(again, "cpcc")
    assert "The catalogue assumes 20 to 70 person-days" in _step(again, "cpcc")
    again.open_up().press(key="reset_cpcc")
    assert not _plan(desks, freedonia).asked.wishes.ranges


def test_how_many_steps_run_at_a_time_is_kept(freedonia: str, desks: dict[Voice, Desk]) -> None:
    window = _page(freedonia)
    _set(window, f"side_by_side_{freedonia}_both", 1)
    slots = sorted(_plan(desks, freedonia).slots, key=lambda slot: slot.start)
    assert all(first.end <= second.start + 1e-6 for first, second in itertools.pairwise(slots))
    assert "At most 1 step at a time." in _page(freedonia).words


def test_levels_by_dimension_are_a_target_too(freedonia: str, desks: dict[Voice, Desk]) -> None:
    window = _page(freedonia).pick("Towards", "dimensions").run()
    assert "Choose a level for at least one dimension" in window.words
    _set(window, f"aim_{freedonia}_both_recognition", 4)
    assert _plan(desks, freedonia).asked.target == {"recognition": 4}
    again = _page(freedonia)
    assert "to the levels by dimension" in again.words
    assert "as the level set for Recognition asks" in again.words
    again.pick("Towards", 3).run()
    assert _plan(desks, freedonia).asked.target == 3


# ---------------------------------------------------------------- answer first


def test_the_question_whose_answer_shortens_the_plan_is_named_first_with_the_way_to_it(
    store: Store, id: str, questions: Instrument
) -> None:
    levels = {item.id: Answer(level=3) for item in questions.items if item.levelled and item.id != "a_13"}
    fill(store, id, "customs", levels)
    window = _page(id, whose="customs")
    first = window.sections()["Answer first"]
    assert "Answer Sharing of resources A.13 first: if it is at level 3 already, 1 step is saved." in first
    assert "Customs Board has not answered." in first
    assert "Open the question A.13" in first
    link = next(link for link in window.app.get("page_link") if link.proto.label == "Open the question A.13")
    assert "item=a_13" in link.proto.query_string
    assert "as=customs" in link.proto.query_string


def test_nothing_is_to_be_answered_first_where_everything_is_known(
    store: Store, id: str, questions: Instrument
) -> None:
    fill(store, id, "customs", {item.id: Answer(level=3) for item in questions.items if item.levelled})
    assert "Answer first" not in _page(id, whose="customs").sections()


# ---------------------------------------------------------------- what if, compare


def _tick(window: Window, id: str, step: str, on: bool = True) -> Window:
    return _set(window, f"if_{id}_both_{step}", on)


def test_with_the_whole_plan_ticked_the_level_is_reached_and_nothing_is_kept(freedonia: str, store: Store) -> None:
    window = _page(freedonia)
    before = window.sections()["What if"]
    assert "with no further step, as now" in before
    assert "Sharing of resources A.13 needs level" in before
    after = window.press(key="tick_all").sections()["What if"]
    assert "Level 4, coordination with 10 steps" in after
    assert "Operations: level 2, then level 4" in after
    assert "What would still hold back level 5, collaboration" in after
    assert not store.declarations(freedonia, "agreed")


def test_a_ticked_step_that_waits_for_others_says_for_which(freedonia: str) -> None:
    window = _tick(_page(freedonia), freedonia, TEAMS)
    said = window.sections()["What if"]
    assert f"“{TITLE[TEAMS]}” waits for" in said
    assert f"“{TITLE['moa']}”" in said


def test_what_the_law_forbids_waits_for_the_change_of_law(freedonia: str) -> None:
    window = _tick(_page(freedonia).press(key="tick_all"), freedonia, LEGAL_REFORM, False)
    said = window.sections()["What if"]
    assert f"“{TITLE['joint_investigations']}” waits for “{TITLE[LEGAL_REFORM]}”" in said
    assert "Level 3, cooperation with 9 steps" in said


def test_any_other_step_can_be_ticked(freedonia: str) -> None:
    window = _set(_page(freedonia), f"if_{freedonia}_both_others", ["recognition"])
    assert "with 1 step" in window.sections()["What if"]


def test_plans_stand_side_by_side_and_one_can_take_the_place_of_the_first(
    freedonia: str, desks: dict[Voice, Desk]
) -> None:
    window = _page(freedonia).press(key="copy_B")
    window.press(key="out_virtual_task_force")
    table = _table(window)
    assert table["Compared"] == []
    assert table["Left out"] == [TITLE["virtual_task_force"], "Nothing"]
    assert TITLE["virtual_task_force"] in table["Only in this plan"][1]
    assert table["Level reached"] == ["Level 4, coordination"] * 2
    assert all(re.fullmatch(r"About \d+ months", cell) for cell in table["Until the last step is in force"])
    assert _table(_page(freedonia)) == table, "kept"
    for _ in range(2):
        window.press(key="take_B")
    assert "virtual_task_force" in _plan(desks, freedonia).plan.ids
    window.press(key="copy_C")
    assert len(_table(window)["Steps"]) == 3
    window.press(key="forget_B").press(key="forget_C")
    assert "Plans side by side" not in window.everything


# ---------------------------------------------------------------- whose plan


def test_before_opening_an_agency_plans_on_its_own_answers_alone(
    store: Store, id: str, desks: dict[Voice, Desk]
) -> None:
    fill(store, id, "customs", {"a_1": Answer(level=2), "a_2_1": Answer(level=3)})
    fill(store, id, "police", {"a_1": Answer(level=1, comment="zzz of police")})
    window = _page(id, whose="customs").open_up()
    assert "seen by Customs Board alone" in window.words
    assert "zzz of police" not in window.everything
    assert "Border Gendarmerie says" not in window.words
    assert planning.choices(desks["customs"], store.record(id)) == ["customs"]


@pytest.mark.parametrize("page", ["next_steps", "roadmap"])
def test_the_plan_of_the_other_agency_is_never_shown_also_after_opening(
    freedonia: str, desks: dict[Voice, Desk], page: str
) -> None:
    planning.set_state(desks["police"], freedonia, "police", "cpcc", "started", "zzz of police alone")
    for whose in ("police", "both", "customs"):
        window = _page(freedonia, "customs", whose, page).open_up()
        assert "zzz of police alone" not in window.everything
    window = _page(freedonia, "customs", "police", page)
    assert "is its own" in window.words
    assert not _heads(window)
    window.pick("Whose plan", "both").run()
    assert "joint plan" in window.words


def test_the_joint_plan_and_the_own_plan_have_wishes_of_their_own(freedonia: str, desks: dict[Voice, Desk]) -> None:
    _page(freedonia).press(key="out_virtual_task_force")
    own = _page(freedonia, whose="customs")
    assert "Left out" not in own.sections()
    assert "plan of Customs" in own.words


def test_the_law_is_that_of_the_agencies_that_plan(freedonia: str) -> None:
    assert "Where the law stands against it" not in _page(freedonia, "customs", "customs").sections()
    assert "Where the law stands against it" in _page(freedonia, "police", "police").sections()


# ---------------------------------------------------------------- nothing to do


def test_at_the_highest_level_nothing_is_left_but_to_keep_it(store: Store, id: str, questions: Instrument) -> None:
    fill(store, id, "customs", {item.id: Answer(level=5) for item in questions.items if item.levelled})
    window = _page(id, whose="customs")
    assert "What is left is to keep it, and to show it." in window.words
    assert "Why." not in window.words
    assert _page(id, whose="customs", page="roadmap").title == "Roadmap"


def test_a_target_that_is_reached_since_says_so(store: Store, id: str, desks: dict[Voice, Desk]) -> None:
    fill(store, id, "customs", {"a_1": Answer(level=3), "a_2_1": Answer(level=3), "a_13": Answer(level=3)})
    planning.keep(desks["customs"], id, "customs", Asked(3))
    window = _page(id, whose="customs")
    assert "Nothing is left to do for cooperation" in window.words
    window.pick("Towards", 4).run()
    assert "to coordination" in window.words


def test_answers_that_were_opened_lead_to_a_joint_plan(store: Store, id: str) -> None:
    fill(store, id, "customs", {"a_1": Answer(level=2), "a_2_1": Answer(level=2)})
    fill(store, id, "police", {"a_1": Answer(level=2), "a_2_1": Answer(level=2)})
    open_both(store, id)
    window = Window().open("next_steps", assessment=id, **{"as": "police"})
    assert "joint plan" in window.words
    assert "lead to cooperation" in window.words


# ---------------------------------------------------------------- the catalogue


@pytest.mark.parametrize("step", LIBRARY.steps, ids=lambda step: step.id)
def test_every_shipped_step_says_why_for_whom_and_from_where(step: Step, library: Library) -> None:
    own = step.kind in ("integrity", "protection")
    known = library.instrument("integrity" if own else "cooperation").by_id
    assert step.sources
    assert step.why
    assert step.leads
    assert step.agrees
    assert len(step.first_actions) == 3
    assert all(lift.item in known for lift in step.lifts)
    assert step.limits or not own, "what a measure of integrity cannot do travels with it"
