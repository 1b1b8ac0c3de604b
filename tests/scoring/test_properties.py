"""What must hold for every assessment, whatever was answered (design §4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostic.answers.answer import AGENCIES, VOICES, Answer, Voice
from diagnostic.answers.assessment import Assessment
from diagnostic.content.model import Instrument
from tests.scoring.strategies import (
    MISSING,
    answers,
    assessments,
    completions,
    fields,
    is_missing,
    may_say,
    one_more_answer,
    with_answer,
)

FIELDS = ("cooperation", "food_safety")
Bounds = tuple[int, int]


def examples(number: int) -> settings:
    return settings(max_examples=number)


def pairs(figures: dict[str, Any]) -> dict[str, Bounds | None]:
    """Return every pair of bounds that a result prints, by a name that says where it stands."""
    found: dict[str, Bounds | None] = {}

    def add(name: str, data: dict[str, Any] | None) -> None:
        known = data is not None and data["lower"] is not None
        found[name] = (data["lower"], data["upper"]) if data is not None and known else None

    for name, views in {**figures["voices"], "joint": figures["joint"]}.items():
        for view in ("claimed", "evidenced") if views else ():
            profile = views[view]
            add(f"{name} {view} continuum", profile["continuum"])
            for dimension, data in profile["dimensions"].items():
                add(f"{name} {view} {dimension}", data)
                add(f"{name} {view} {dimension} typical", data["typical"])
            for item, data in profile["items"].items():
                add(f"{name} {view} {item}", data)
    for row in figures["powers"]:
        add(f"joint access {row['power']}", row["joint_access"])
        for voice, data in row["access"].items():
            add(f"{voice} access {row['power']}", data)
    return found


def widened(before: dict[str, Bounds | None], after: dict[str, Bounds | None]) -> dict[str, tuple[object, object]]:
    """Return the pairs of ``after`` that leave the bounds of ``before``."""
    out: dict[str, tuple[object, object]] = {}
    for name, new in after.items():
        old = before[name]
        if new is not None and (old is None or not old[0] <= new[0] <= new[1] <= old[1]):
            out[name] = (old, new)
    return out


def levels_only(figures: dict[str, Any]) -> dict[str, Any]:
    """Return what says a level: continuum, dimensions, blockers and requirements, by voice and view."""
    shown = ("continuum", "dimensions", "blockers", "requirements", "waived", "not_fully_assessed")
    everyone = {**figures["voices"], "joint": figures["joint"]}
    return {
        f"{name} {view}": {key: views[view][key] for key in shown}
        for name, views in everyone.items()
        for view in (("claimed", "evidenced") if views else ())
    }


@pytest.mark.parametrize("name", FIELDS)
def test_answering_one_more_item_never_widens_a_pair(name: str) -> None:
    @given(one_more_answer(name))
    @examples(150)
    def check(drawn: tuple[Assessment, Assessment]) -> None:
        before, after = (pairs(fields()[name].figures(assessment)) for assessment in drawn)
        assert widened(before, after) == {}

    check()


@pytest.mark.parametrize("name", FIELDS)
def test_the_bounds_contain_the_result_of_every_completion(name: str) -> None:
    @given(completions(name))
    @examples(100)
    def check(drawn: tuple[Assessment, Assessment]) -> None:
        before, after = (pairs(fields()[name].figures(assessment)) for assessment in drawn)
        assert widened(before, after) == {}
        assert all(pair is None or pair[0] == pair[1] for pair in after.values())

    check()


def test_completing_the_areas_of_a_power_never_widens_the_access_of_the_pair() -> None:
    field = fields()["cooperation"]
    power = field.instrument.item("a_5_1")
    every = {area.id: "full" for area in power.areas}
    police = {"a_5_1": Answer(value=every), "a_5_1_access": Answer(level=2)}

    def with_areas(value: dict[str, str]) -> dict[str, Bounds | None]:
        customs = {"a_5_1": Answer(value=value), "a_5_1_access": Answer(level=3)}
        voices: dict[Voice, dict[str, Answer]] = {"customs": customs, "police": police}
        return pairs(field.figures(Assessment("XXA", "2026", {}, voices)))

    before = with_areas({"drugs": "none"})
    after = with_areas({"drugs": "none", "counterfeits": "none", "endangered_species": "none", "cash": "none"})
    assert widened(before, after) == {}


@pytest.mark.parametrize("name", FIELDS)
def test_no_lower_bound_is_above_its_upper_bound_and_evidence_never_raises_one(name: str) -> None:
    @given(assessments(name, VOICES))
    @examples(100)
    def check(assessment: Assessment) -> None:
        found = pairs(fields()[name].figures(assessment))
        for place, pair in found.items():
            assert pair is None or 1 <= pair[0] <= pair[1] <= 5, place
            if " claimed " in place:
                evidenced = found[place.replace(" claimed ", " evidenced ")]
                assert (pair is None) == (evidenced is None), place
                assert not (pair and evidenced) or (evidenced[0] <= pair[0] and evidenced[1] <= pair[1]), place

    check()


@given(assessments("cooperation", VOICES), st.randoms(use_true_random=False))
@examples(40)
def test_the_order_of_answers_in_the_file_does_not_matter(assessment: Assessment, chance: Any) -> None:
    def shuffled(data: dict[Any, Any]) -> dict[Any, Any]:
        entries = list(data.items())
        chance.shuffle(entries)
        return dict(entries)

    voices = shuffled({voice: shuffled(dict(said)) for voice, said in assessment.voices.items()})
    figures = fields()["cooperation"].figures
    assert figures(replace(assessment, voices=voices)) == figures(assessment)


@pytest.mark.parametrize("name", FIELDS)
def test_the_ways_of_saying_nothing_are_interchangeable(name: str) -> None:
    @given(assessments(name, VOICES), st.data())
    @examples(60)
    def check(assessment: Assessment, data: st.DataObject) -> None:
        any_of = st.sampled_from(MISSING)
        voices = {
            voice: {item: data.draw(any_of) if is_missing(answer) else answer for item, answer in said.items()}
            for voice, said in assessment.voices.items()
        }
        figures = fields()[name].figures
        assert figures(replace(assessment, voices=voices)) == figures(assessment)

    check()


@given(assessments("cooperation", VOICES), st.data())
@examples(60)
def test_the_self_rating_and_the_narratives_never_change_a_level(assessment: Assessment, data: st.DataObject) -> None:
    field = fields()["cooperation"]
    changed = assessment
    for item in field.instrument.items:
        for voice in VOICES:
            if item.kind in ("narrative", "self_rating") and may_say(item, voice):
                answer = data.draw(st.sampled_from(answers("cooperation", item.id, voice)))
                changed = with_answer(changed, voice, item.id, answer)
    assert levels_only(field.figures(changed)) == levels_only(field.figures(assessment))


@pytest.mark.parametrize("name", FIELDS)
def test_what_advice_and_people_read_never_changes_a_figure(name: str) -> None:
    @given(assessments(name, VOICES), st.integers(1, 5))
    @examples(30)
    def check(assessment: Assessment, ceiling: int) -> None:
        def told(answer: Answer) -> Answer:
            ceilings = ceiling if answer.level is not None else None
            return replace(answer, comment="words", link="file", discuss=True, legal_ceiling=ceilings)

        voices = {
            voice: {item: told(answer) for item, answer in said.items()} for voice, said in assessment.voices.items()
        }
        figures = fields()[name].figures
        assert figures(replace(assessment, voices=voices)) == figures(assessment)

    check()


def lowered(before: dict[str, Bounds | None], after: dict[str, Bounds | None]) -> Iterator[str]:
    for place, old in before.items():
        new = after[place]
        if old is not None and (new is None or new[0] < old[0] or new[1] < old[1]):
            yield place


@pytest.mark.parametrize("name", FIELDS)
def test_raising_one_answer_of_an_agency_never_lowers_a_level(name: str) -> None:
    # An item that others wait for is left alone: raising it may bring a weak child into view.
    field = fields()[name]
    parents = {condition.item for item in field.instrument.items for condition in item.conditions}
    raisable = [item for item in field.instrument.items if item.levelled and item.id not in parents]

    @given(assessments(name, VOICES), st.sampled_from(AGENCIES), st.sampled_from(raisable), st.data())
    @examples(100)
    def check(assessment: Assessment, voice: Voice, item: Any, data: st.DataObject) -> None:
        known = [answer for answer in answers(name, item.id) if answer.level is not None and answer.level < 5]
        low = data.draw(st.sampled_from(known))
        high = replace(low, level=data.draw(st.integers(low.level or 1, 5)))
        before, after = (pairs(field.figures(with_answer(assessment, voice, item.id, said))) for said in (low, high))
        assert list(lowered(before, after)) == []

    check()


@given(assessments("cooperation", VOICES), st.data())
@examples(60)
def test_raising_an_agreed_answer_never_lowers_a_claimed_level(assessment: Assessment, data: st.DataObject) -> None:
    # As evidenced it may: a higher agreed level can lose the grade it inherits from a voice.
    field = fields()["cooperation"]
    item = data.draw(
        st.sampled_from([item for item in field.instrument.items if item.levelled and item.subject != "own"])
    )
    known = [answer for answer in answers("cooperation", item.id) if answer.level is not None and answer.level < 5]
    low = data.draw(st.sampled_from(known))
    high = replace(low, level=data.draw(st.integers(low.level or 1, 5)))
    before, after = (pairs(field.figures(with_answer(assessment, "agreed", item.id, said))) for said in (low, high))
    assert [place for place in lowered(before, after) if " claimed " in place] == []


@given(assessments("cooperation", VOICES))
@examples(60)
def test_swapping_which_voice_says_what_about_the_relation_leaves_the_joint_figures_unchanged(
    assessment: Assessment,
) -> None:
    field = fields()["cooperation"]
    shared = {item.id for item in field.instrument.items if item.subject != "own"}
    customs, police = (assessment.voices[voice] for voice in AGENCIES)
    swapped = with_voices(
        assessment,
        {
            "customs": {id: police[id] if id in shared else answer for id, answer in customs.items()},
            "police": {id: customs[id] if id in shared else answer for id, answer in police.items()},
        },
    )
    before, after = field.figures(assessment), field.figures(swapped)
    assert levels_only(after)["joint claimed"] == levels_only(before)["joint claimed"]
    assert levels_only(after)["joint evidenced"] == levels_only(before)["joint evidenced"]
    assert after["joint"]["gaps"] == {id: -gap for id, gap in before["joint"]["gaps"].items()}


def with_voices(assessment: Assessment, changed: dict[Voice, dict[str, Answer]]) -> Assessment:
    return replace(assessment, voices={**assessment.voices, **changed})


# A second reading of §4.3 and §4.4, written from the text alone, over the bounds of single items.


def lower_median(numbers: list[int]) -> int:
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else ordered[middle - 1]


def dimension_by_the_text(instrument: Instrument, dimension: str, items: dict[str, Any]) -> dict[str, Any]:
    counting = [items[item.id] for item in instrument.rated(dimension) if items[item.id]["lower"] is not None]
    if not counting:
        return dict.fromkeys(("lower", "upper", "typical", "coverage", "withheld"))
    lowers, uppers = [item["lower"] for item in counting], [item["upper"] for item in counting]
    coverage = Fraction(sum(item["answered"] for item in counting), len(counting))
    return {
        "lower": min(lowers),
        "upper": min(uppers),
        "typical": {"lower": lower_median(lowers), "upper": lower_median(uppers)},
        "coverage": float(coverage),
        "withheld": coverage < Fraction(2, 3) and min(lowers) < min(uppers),
    }


REQUIREMENTS = {
    1: {},
    2: {"a_2_1": 2},
    3: {"a_1": 3, "a_2_1": 3, "a_13": 3},
    4: {"a_1": 4, "a_3_1": 3, "a_4_1": 4, "a_6": 3, "a_14_1": 4},
    5: {"a_1": 5, "a_2_1": 5, "a_13": 5, "a_3_1": 4, "a_6": 4, "a_15_1": 4, "a_16_1": 4},
}


def continuum_by_the_text(items: dict[str, Any], bound: str) -> int:
    held = [all(items[item][bound] >= needed for item, needed in own.items()) for own in REQUIREMENTS.values()]
    return next((level for level, (_, following) in enumerate(pairwise(held), 1) if not following), 5)


@pytest.mark.parametrize("name", FIELDS)
def test_dimensions_are_the_weakest_link_the_lower_median_and_the_share_answered(name: str) -> None:
    field = fields()[name]

    @given(assessments(name, VOICES))
    @examples(60)
    def check(assessment: Assessment) -> None:
        figures = field.figures(assessment)
        for views in (*figures["voices"].values(), figures["joint"]):
            for view in ("claimed", "evidenced"):
                for dimension, got in views[view]["dimensions"].items():
                    expected = dimension_by_the_text(field.instrument, dimension, views[view]["items"])
                    assert {key: got[key] for key in expected} == expected

    check()


@given(assessments("cooperation", VOICES))
@examples(100)
def test_the_continuum_is_the_highest_level_with_all_requirements_below_it(assessment: Assessment) -> None:
    figures = fields()["cooperation"].figures(assessment)
    for views in (*figures["voices"].values(), figures["joint"]):
        for view in ("claimed", "evidenced"):
            profile = views[view]
            bounds = {bound: continuum_by_the_text(profile["items"], bound) for bound in ("lower", "upper")}
            assert profile["continuum"] == bounds
            following = REQUIREMENTS.get(bounds["lower"] + 1, {})
            open_ = {item: needed for item, needed in following.items() if profile["items"][item]["lower"] < needed}
            assert {line["item"]: line["needs"] for line in profile["blockers"]} == open_


@given(assessments("cooperation"))
@examples(60)
def test_without_agreed_answers_a_joint_item_is_the_lower_of_the_voices_to_which_it_applies(
    assessment: Assessment,
) -> None:
    field = fields()["cooperation"]
    found = pairs(field.figures(assessment))
    access = {item.access for item in field.instrument.powers}
    for item in field.instrument.items:
        for view in ("claimed", "evidenced") if item.levelled and item.id not in access else ():
            both = [pair for voice in AGENCIES if (pair := found[f"{voice} {view} {item.id}"])]
            lower_of_two = (min(pair[0] for pair in both), min(pair[1] for pair in both)) if both else None
            assert found[f"joint {view} {item.id}"] == lower_of_two


@given(assessments("cooperation"))
@examples(40)
def test_agreeing_on_nothing_changes_no_figure(assessment: Assessment) -> None:
    field = fields()["cooperation"]
    assert field.figures(with_voices(assessment, {"agreed": {}})) == field.figures(assessment)
