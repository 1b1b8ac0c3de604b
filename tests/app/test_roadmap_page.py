"""Roadmap: the plan in time as a chart and as a list, who sees to each step, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from diagnostic.advice.explaining_plan import PHASE
from diagnostic.advice.roadmap import Slot
from diagnostic.answers import Answer, Voice
from diagnostic.charts.palette import DARK, LIGHT, Palette
from diagnostic.charts.screen_timeline import timeline as drawn
from diagnostic.charts.timeline import HUNDRED_DAYS, running, timeline
from diagnostic.content import shipped
from diagnostic.service import files, planning
from diagnostic.service.desk import Desk
from diagnostic.storage import Store
from tests.advice.catalogues import step
from tests.app.windows import Window, fill

TITLE = {one.id: one.title for one in shipped().steps}


@pytest.fixture
def freedonia(desks: dict[Voice, Desk]) -> str:
    """The demonstration: the round of 2026 of Freedonia, open, with coordination as its target."""
    return files.load_demonstration(desks["customs"])[1]


def _page(id: str, voice: Voice = "customs", whose: str = "both") -> Window:
    return Window().open("roadmap", assessment=id, whose=whose, **{"as": voice})


def _say(window: Window, id: str, part: str, value: Any, whose: str = "both") -> Window:
    key = next(key for key in _keys(window) if key.startswith(f"{part}_") and key.endswith(f"_{whose}_{id}"))
    widget: Any = window.app.get_by_key(key)
    widget.set_value(value)
    return window.run()


def _keys(window: Window) -> list[str]:
    return [node.key for node in window.nodes if getattr(node, "key", None)]


def _words(text: str) -> str:
    return " ".join(text.split())


# ---------------------------------------------------------------- the page


def test_the_roadmap_tells_in_a_sentence_how_long_it_takes_and_what_begins_first(
    freedonia: str, desks: dict[Voice, Desk]
) -> None:
    plan = planning.planning(desks["customs"], freedonia, "both")
    first = sum(slot.phase == "first_100_days" for slot in plan.slots)
    assert (
        f"{len(plan.slots)} steps towards coordination take about {plan.months} months; "
        f"{first} begin in the first 100 days."
    ) in _page(freedonia).words


def test_every_step_stands_in_its_phase_with_its_months_and_what_comes_before(
    freedonia: str, desks: dict[Voice, Desk]
) -> None:
    sections = _page(freedonia).sections()
    plan = planning.planning(desks["customs"], freedonia, "both")
    for slot in plan.slots:
        part = sections[PHASE[slot.phase]]
        assert slot.step.title in part
        assert _words(running(slot)) in part.lower()
    assert re.search(r"after steps?\W\d", sections["Later"])


def test_status_and_owner_are_kept_with_date_and_author(freedonia: str, desks: dict[Voice, Desk]) -> None:
    window = _say(_page(freedonia), "cpcc", "status", "started")
    _say(window, "cpcc", "owner", "  Directorate <b>of</b> risk & co ")
    state = planning.state(desks["customs"], freedonia, "both", "cpcc")
    assert (state.status, state.owner) == ("started", "Directorate <b>of</b> risk & co")
    again = _page(freedonia).open_up()
    owner: Any = again.app.get_by_key(f"owner_{freedonia}_both_cpcc")
    assert owner.value == "Directorate <b>of</b> risk & co"
    assert "local user for customs: started" in again.words
    assert "owner Directorate <b>of</b> risk & co" in again.words, "as written, not as markup"
    assert "Started" in Window().open("next_steps", assessment=freedonia, whose="both", **{"as": "customs"}).words


def test_the_history_of_a_step_says_each_change_once_and_the_latest_first(
    freedonia: str, desks: dict[Voice, Desk]
) -> None:
    window = _page(freedonia).open_up()
    _say(window, "cpcc", "note", "waits for the budget")
    _say(window, "cpcc", "status", "started")
    _say(window, "cpcc", "status", "started")
    said = planning.history(desks["customs"], freedonia, "both", "cpcc")
    assert len(said) == 2
    words = _page(freedonia).open_up().words
    assert words.index("local user for customs: started") < words.index("note “waits for the budget”")
    assert planning.state(desks["customs"], freedonia, "both", "cpcc").note == "waits for the budget"


def test_one_who_changes_the_owner_does_not_undo_the_status_that_another_has_set(
    freedonia: str, desks: dict[Voice, Desk]
) -> None:
    window = _page(freedonia)
    planning.set_state(desks["police"], freedonia, "both", "cpcc", "started", "")
    _say(window, "cpcc", "owner", "Secretariat")
    state = planning.state(desks["customs"], freedonia, "both", "cpcc")
    assert (state.status, state.owner) == ("started", "Secretariat")


def test_a_step_that_is_done_is_held_against_the_answers_with_the_way_to_the_question(freedonia: str) -> None:
    _say(_page(freedonia), "virtual_task_force", "status", "done")
    window = _page(freedonia)
    done = window.sections()["Done"]
    assert TITLE["virtual_task_force"] in done
    assert "Done, but Liaison officers A.14.1 still says level 3, not level 4." in done
    assert "Open the question A.14.1" in done
    assert "1 step is reported as done." in window.words
    _say(window, "virtual_task_force", "status", "planned")
    assert "Done" not in window.sections()


def test_a_step_done_whose_answer_is_missing_is_not_called_contradicted(
    store: Store, id: str, desks: dict[Voice, Desk]
) -> None:
    fill(store, id, "customs", {"a_1": Answer(level=2), "a_2_1": Answer(level=2)})
    desk = desks["customs"]
    planning.set_state(desk, id, "customs", "shared_resources", "done", "")
    done = _page(id, whose="customs").sections()["Done"]
    assert "Done, but Sharing of resources A.13 is not known to be at level 3." in done


def test_a_dropped_step_leaves_the_plan_and_another_takes_its_place(freedonia: str, desks: dict[Voice, Desk]) -> None:
    window = _say(_page(freedonia), "virtual_task_force", "status", "dropped")
    assert TITLE["virtual_task_force"] in window.sections()["Dropped"]
    plan = planning.planning(desks["customs"], freedonia, "both")
    assert "virtual_task_force" not in plan.plan.ids
    assert "a_14_1" not in {want.item for want in plan.plan.unreached}


def test_a_step_begun_for_another_plan_is_not_lost(freedonia: str, desks: dict[Voice, Desk]) -> None:
    planning.set_state(desks["customs"], freedonia, "both", "fusion_centre", "started", "Joint secretariat")
    assert TITLE["fusion_centre"] in _page(freedonia).sections()["Started, and no longer part of the plan"]


def test_what_is_refused_is_told_at_the_step_and_the_page_shows_what_is_kept(
    freedonia: str, desks: dict[Voice, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise planning.PlanRefused("Keep it short.")

    window = _page(freedonia)
    monkeypatch.setattr(planning, "set_state", refuse)
    assert "Keep it short." in _say(window, "cpcc", "owner", "An office").alerts
    owner: Any = window.app.get_by_key(f"owner_{freedonia}_both_cpcc")
    assert owner.value == ""
    assert not window.run().alerts, "told once"
    assert planning.state(desks["customs"], freedonia, "both", "cpcc").owner == ""


def test_an_agency_has_a_roadmap_of_its_own(freedonia: str, desks: dict[Voice, Desk]) -> None:
    _say(_page(freedonia, whose="customs"), "virtual_task_force", "owner", "Own office", "customs")
    assert planning.state(desks["customs"], freedonia, "customs", "virtual_task_force").owner == "Own office"
    assert "Own office" not in _page(freedonia).open_up().everything
    assert "Own office" not in _page(freedonia, "police", "police").open_up().everything


def test_without_a_step_there_is_no_chart_and_it_says_so(store: Store, id: str) -> None:
    questions = shipped().instrument("cooperation")
    fill(store, id, "customs", {item.id: Answer(level=5) for item in questions.items if item.levelled})
    window = _page(id, whose="customs")
    assert "No step is planned towards" in window.words
    assert not window.app.main.get("plotly_chart")


def test_the_chart_is_said_in_words(freedonia: str, desks: dict[Voice, Desk]) -> None:
    (chart,) = _page(freedonia).app.main.get("plotly_chart")
    said = str(chart.proto)
    for slot in planning.planning(desks["customs"], freedonia, "both").slots:
        assert slot.step.title.encode("unicode_escape").decode() in said or slot.step.title[:8] in said


# ---------------------------------------------------------------- the chart as plain data


def _slots(*spans: tuple[float, float]) -> list[Slot]:
    return [Slot(step(f"step_{place}"), start, end, ()) for place, (start, end) in enumerate(spans)]


def test_every_step_has_a_bar_in_order_with_its_number_and_its_months() -> None:
    chart = timeline(_slots((0, 3.5), (3.5, 12.5)), {"step_1"}, "Roadmap")
    assert [(bar.label, bar.start, bar.end, bar.started) for bar in chart.bars] == [
        ("1. step_0", 0, 3.5, False),
        ("2. step_1", 3.5, 12.5, True),
    ]
    assert [_words(bar.reading) for bar in chart.bars] == ["months 1 to 4", "months 4 to 13"]


@pytest.mark.parametrize(
    ("span", "said"),
    [
        ((0.0, 1.0), "month 1"),
        ((0.0, 0.0), "month 1"),
        ((0.0, 1.2), "months 1 to 2"),
        ((3.0, 6.0), "months 4 to 6"),
        ((2.9999999999, 6.0000000001), "months 4 to 6"),
    ],
)
def test_months_are_counted_from_one(span: tuple[float, float], said: str) -> None:
    assert _words(running(_slots(span)[0])) == said


def test_the_words_of_the_chart_name_every_step_and_what_is_started() -> None:
    alt = timeline(_slots((0, 3.5), (3.5, 12.5)), {"step_1"}, "Roadmap, joint plan").alt.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert alt == "Roadmap, joint plan. 1. step_0: months 1 to 4; 2. step_1: months 4 to 13, started."
    assert timeline([], (), "Roadmap").alt == "Roadmap. No step is planned."


@pytest.mark.parametrize(
    ("end", "marks"),
    [
        (2.0, [(HUNDRED_DAYS, "100 days"), (12, "1 year")]),
        (36.0, [(HUNDRED_DAYS, "100 days"), (12, "1 year"), (24, "2 years"), (36, "3 years")]),
        (119.0, [(HUNDRED_DAYS, "100 days"), (24, "2 years"), (48, "4 years"), (72, "6 years"), (96, "8 years")]),
    ],
)
def test_the_scale_has_the_first_100_days_and_years_with_room_between(
    end: float, marks: list[tuple[float, str]]
) -> None:
    chart = timeline(_slots((0, end)), (), "Roadmap")
    assert list(chart.marks) == marks
    assert chart.end == max(12.0, end)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("large", [False, True])
def test_the_chart_is_drawn_with_labels_above_the_bars_in_lines_that_a_phone_has_room_for(
    palette: Palette, large: bool
) -> None:
    slots = [Slot(step("a"), 0, 4, ()), Slot(step("b"), 4, 40, ("a",))]
    chart = timeline(slots, {"b"}, "Roadmap")
    long = "Set up <one> customs–police & cooperation committee that both heads of agency chair"
    bars = (chart.bars[0], type(chart.bars[1])("b", long, chart.bars[1].reading, 4, 40, True))
    figure: Mapping[str, Any] = drawn(type(chart)(bars, 40, chart.marks, ""), palette, large=large).to_dict()
    assert [trace["base"] + trace["x"] for trace in figure["data"]] == [[0, 4], [4, 36]]
    assert [trace["marker"]["color"] for trace in figure["data"]] == [palette.surface, palette.accent]
    labels = [one["text"] for one in figure["layout"]["annotations"] if "<b>" in one["text"]]
    assert "&lt;one&gt;" in labels[1], "a title is text, not markup"
    for line in re.sub(r"</?(b|span)( [^>]*)?>", "", labels[1]).split("<br>"):
        assert len(line) <= 60
    tops = [one["y"] for one in figure["layout"]["annotations"] if "<b>" in one["text"]]
    assert all(top > trace["y"][0] for top, trace in zip(tops, figure["data"], strict=True))
