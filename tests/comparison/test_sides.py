"""The rows of a comparison: what each agency says, what hangs on it, and what a meeting should talk about first."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostic.access import Viewer, redact
from diagnostic.answers.answer import AGENCIES, UNANSWERED, Answer, Voice
from diagnostic.answers.assessment import AgencyPair, Assessment
from diagnostic.answers.voices import Stage
from diagnostic.comparison.reasons import reason
from diagnostic.comparison.sides import (
    PLACES,
    Difference,
    Need,
    PowerPair,
    Target,
    agenda,
    consequence,
    differences,
    kinds,
    of_kinds,
    power_pairs,
)
from diagnostic.content import shipped
from diagnostic.scoring import score
from tests.scoring.strategies import assessments, fields

FIELD = fields()["cooperation"]
LIBRARY = shipped()
PAIR = AgencyPair("Customs", "Police")
Said = dict[str, Answer]


def level(number: int, **more: Any) -> Answer:
    return Answer(level=number, **more)


#: Both agencies agree on a relationship at level 3, and answer everything.
EVERYWHERE: Said = {
    **{item.id: level(3) for item in FIELD.instrument.items if item.levelled},
    **{power.id: Answer(value={"authority": "full"}) for power in FIELD.instrument.powers if not power.areas},
    "a_5_1": Answer(value={area.id: "full" for area in FIELD.instrument.item("a_5_1").areas}),
    **{item.id: Answer(value={"text": "In our words."}) for item in FIELD.instrument.items if item.kind == "narrative"},
}


def assessment(customs: Said, police: Said, agreed: Said | None = None) -> Assessment:
    voices: dict[Voice, Said] = {"customs": {**EVERYWHERE, **customs}, "police": {**EVERYWHERE, **police}}
    if agreed:
        voices["agreed"] = agreed
    return Assessment("XXA", "2026", {"cooperation": FIELD.instrument.version}, voices)


def rows_of(one: Assessment, target: Target = None) -> tuple[Difference, ...]:
    result = score(one, LIBRARY)
    assert result is not None
    return differences(one, FIELD.instrument, FIELD.policy, result, target)


def rows(
    customs: Said | None = None, police: Said | None = None, agreed: Said | None = None, target: Target = None
) -> dict[str, Difference]:
    return {row.item.id: row for row in rows_of(assessment(customs or {}, police or {}, agreed), target)}


def why(row: Difference) -> str:
    return reason(row, FIELD.instrument, PAIR).replace("\N{NO-BREAK SPACE}", " ")


def test_equal_answers_to_everything_leave_nothing_on_the_agenda() -> None:
    found = rows()
    assert {row.place for row in found.values()} == {"equal", "aside"}
    assert agenda(found.values()) == ()
    assert why(found["a_1"]) == "Both agencies say 3."
    assert kinds(found["a_1"]) == {"equal"}


def test_a_row_holds_what_each_side_says_and_the_gap() -> None:
    row = rows({"a_1": level(4, scope="one_site")}, {"a_1": level(3, comment="Since May.")})["a_1"]
    assert [side.answer.level for side in row.sides.values()] == [4, 3]
    assert [side.pair for side in row.sides.values()] == [(2, 2), (3, 3)]
    assert (row.gap, row.same, row.comments, row.missing) == (-1, False, ("police",), ())
    assert [(need.level, need.at_least) for need in row.needs] == [(3, 3), (4, 4), (5, 5)]


def test_a_gap_across_a_requirement_of_the_target_decides() -> None:
    row = rows({"a_1": level(4)}, {"a_1": level(2)}, target=3)["a_1"]
    assert row.decides == (Need(3, 3, wanted=True),)
    assert kinds(row) == {"apart", "decisive"}
    assert why(row) == "Level 3 asks for 3 here: Customs says 4, Police says 2."


def test_a_gap_across_a_requirement_of_the_next_level_decides_without_a_target() -> None:
    # The pair holds level 3 and not 4: of all items, both must show the requirements of level 4.
    found = rows({"a_4_1": level(4), "a_6": level(2)}, {"a_4_1": level(1), "a_6": level(1)})
    assert [need.level for need in found["a_4_1"].decides] == [4]
    assert found["a_6"].decides == ()
    assert why(found["a_6"]) == (
        "Customs says 2, Police says 1: 1 level apart, but neither the target nor the next level turns on it."
    )


def test_a_gap_across_a_requirement_beyond_target_and_next_level_does_not_decide() -> None:
    row = rows({"a_15_1": level(4)}, {"a_15_1": level(3)}, target=4)["a_15_1"]
    assert (row.decides, row.place) == ((), "apart")
    assert row.needs == (Need(5, 4, wanted=False),)


def test_a_target_by_dimension_asks_its_level_of_every_item_that_rates_it() -> None:
    found = rows(
        {"a_15_1": level(4)}, {"a_15_1": level(2), "a_19": UNANSWERED}, target={"training": 3, "recognition": 2}
    )
    assert found["a_15_1"].decides == (Need(None, 3, wanted=True, dimension="training"),)
    assert why(found["a_15_1"]) == "The target for “Training” asks for 3 here: Customs says 4, Police says 2."
    assert found["a_19"].place == "unsure"
    assert why(found["a_19"]) == (
        "The target for “Recognition” asks for 2 here: Customs says 3, Police has not answered."
    )


def test_a_target_for_powers_asks_nothing_where_both_hold_the_power() -> None:
    found = rows({"a_9_access": UNANSWERED}, {"a_8": Answer(value={"authority": "none"})}, target={"powers": 3})
    assert (found["a_9_access"].needs, found["a_9_access"].place) == ((), "unknown")
    assert [need.dimension for need in found["a_8_access"].needs] == ["powers"]


def test_what_matters_comes_first() -> None:
    found = rows_of(
        assessment(
            {"a_1": level(4), "a_6": level(5), "a_18": level(5), "a_3_1": UNANSWERED, "a_1_mandate": UNANSWERED},
            {"a_1": level(2), "a_6": level(2), "a_7_2": level(4)},
        ),
        target=4,
    )
    # The lowest requirement first, then by questionnaire; a missing requirement; gaps, widest first; unknown; equal.
    assert [row.item.id for row in found[:6]] == ["a_1", "a_6", "a_3_1", "a_18", "a_7_2", "a_1_mandate"]
    assert [row.place for row in found[:6]] == ["decides", "decides", "unsure", "apart", "apart", "unknown"]
    assert why(found[2]) == "Level 4 asks for 3 here: Customs has not answered, Police says 3."
    assert (
        why(found[5]) == "Customs has not answered, Police says 3; neither the target nor the next level turns on it."
    )


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (UNANSWERED, "has not answered"),
        (Answer(state="dont_know"), "does not know"),
        (Answer(state="insufficient_evidence"), "has not enough evidence"),
        (Answer(state="declined"), "declines to answer"),
        (Answer(state="prohibited_by_law", reason="act"), "says the law forbids it"),
        (level(5, scope="one_site"), "says 5 (counts as 2 because of where it holds)"),
    ],
)
def test_the_reason_says_how_an_agency_answers(answer: Answer, says: str) -> None:
    assert why(rows({}, {"a_1": answer}, target=3)["a_1"]) == f"Level 3 asks for 3 here: Customs says 3, Police {says}."


def test_answers_that_only_count_the_same_are_not_said_to_be_the_same() -> None:
    row = rows({"a_7_2": level(4, scope="one_site")}, {"a_7_2": level(2)})["a_7_2"]
    assert (row.same, why(row)) == (True, "Both answers count as 2.")
    law = Answer(state="prohibited_by_law", reason="act")
    assert why(rows({"a_7_2": law}, {"a_7_2": law})["a_7_2"]) == "Both agencies say the law forbids it."


def test_choices_are_compared_words_are_not_and_neither_makes_a_gap() -> None:
    daily, never = ({"frequency": often, "channels": ["meeting", "telephone"]} for often in ("daily", "never"))
    turned = {"frequency": "daily", "channels": ["telephone", "meeting"], "text": "Each morning."}
    found = rows({"a_2_2": Answer(value=daily)}, {"a_2_2": Answer(value=never)})["a_2_2"]
    assert (found.gap, found.same, found.differing, found.place) == (None, False, ("frequency",), "apart")
    assert why(found) == "Customs and Police choose differently: “How often information is exchanged”."
    same = rows({"a_2_2": Answer(value=daily)}, {"a_2_2": Answer(value=turned)})["a_2_2"]
    assert (same.same, why(same)) == (True, "Both agencies choose the same.")
    words = rows()["a_17"]
    assert (words.same, why(words)) == (None, "The agencies answer in their own words: read them side by side.")


def test_a_choice_apart_stands_after_every_gap() -> None:
    daily, never = (Answer(value={"frequency": often}) for often in ("daily", "never"))
    found = rows_of(assessment({"a_2_2": daily, "a_16_1": level(4)}, {"a_2_2": never}))
    assert [row.item.id for row in found if row.place == "apart"] == ["a_16_1", "a_2_2"]


def test_not_applicable_to_one_agency_alone_is_a_difference() -> None:
    left_out = Answer(state="not_applicable", reason="No such post.")
    row = rows({"a_14_2": left_out})["a_14_2"]
    assert (row.same, row.place) == (False, "apart")
    assert why(row) == "Customs says it does not apply, Police has answered."
    assert [finding.xray for finding in row.findings] == ["not_applicable_to_one_agency"]
    both = rows({"a_14_2": left_out}, {"a_14_2": left_out})["a_14_2"]
    assert (both.same, why(both)) == (True, "Both agencies say it does not apply.")


def test_a_question_that_neither_agency_is_asked_has_no_row() -> None:
    assert "a_14_2" not in rows({"a_14_1": level(2)}, {"a_14_1": level(1)})
    row = rows({"a_14_1": level(2)})["a_14_2"]
    assert why(row) == "Only Police is asked, because of the answers to the question before."
    assert rows({"a_14_1": level(2)}, {"a_14_1": level(2)}, {"a_14_2": EVERYWHERE["a_14_2"]})["a_14_2"].settled


def test_a_question_behind_an_open_one_is_unknown() -> None:
    row = rows({"a_14_1": UNANSWERED})["a_14_2"]
    assert (row.sides["customs"].asked, row.missing, row.place) == (None, ("customs",), "unknown")
    assert why(row).startswith("For Customs the question before it has no answer, Police has answered;")


def test_a_fact_about_one_agency_has_no_gap_and_nothing_to_agree_on() -> None:
    row = rows({"a_19": level(5)}, {"a_19": level(1)})["a_19"]
    assert (row.gap, row.same, row.place, kinds(row)) == (None, None, "aside", frozenset())
    assert why(row) == "Each agency speaks for itself here, so there is nothing to agree on."


def test_a_power_shows_the_authority_of_each_side_and_the_finding() -> None:
    found = rows({"a_9": Answer(value={"authority": "none"})})
    row = found["a_9"]
    assert row.power is not None
    assert row.power == found["a_9_access"].power
    assert (row.power.authority, row.power.finding) == ({"customs": "none", "police": "full"}, "one_holds")
    assert why(row) == "Each agency says what authority the law gives it: Customs none, Police full."


def test_a_power_rated_in_some_areas_only_is_unknown() -> None:
    row = rows({"a_5_1": Answer(value={"drugs": "full"})})["a_5_1"]
    assert row.missing == ("customs",)
    assert why(row).startswith("Customs says not yet in every area, Police says full authority;")
    assert rows({"a_5_1": Answer(value={"drugs": "full", "cash": "none"})})["a_5_1"].missing == ()


def test_an_access_that_may_not_count_is_unknown() -> None:
    row = rows({"a_9": UNANSWERED})["a_9_access"]
    assert row.missing == ("customs",)
    assert why(row).startswith("Customs says 3 (whether it counts is not known), Police says 3;")


def test_marks_comments_and_x_rays_stand_with_their_row() -> None:
    found = rows({"a_1": level(5, discuss=True)}, {"a_1": level(3)}, {"a_13": level(2, comment="Noted.")})
    assert found["a_1"].marked == ("customs",)
    assert "agencies_two_levels_apart" in {finding.xray for finding in found["a_1"].findings}
    assert found["a_13"].comments == ("agreed",)
    assert found["a_13"].findings == tuple(finding for finding in found["a_13"].findings if "a_13" in finding.items)


def test_rows_are_filtered_by_what_they_are() -> None:
    found = rows_of(
        assessment(
            {"a_1": level(4), "a_13": UNANSWERED}, {"a_1": level(2), "a_6": level(3, discuss=True)}, {"a_1": level(3)}
        ),
        target=3,
    )
    named = {
        kind: [row.item.id for row in of_kinds(found, [kind])] for kind in ("apart", "decisive", "settled", "marked")
    }
    assert named == {"apart": ["a_1"], "decisive": ["a_1"], "settled": ["a_1"], "marked": ["a_6"]}
    assert [row.item.id for row in of_kinds(found, ["unknown", "marked"])] == ["a_13", "a_6"]
    assert of_kinds(found, []) == found


def test_the_agenda_leaves_out_what_is_settled_and_puts_parked_items_last() -> None:
    found = rows_of(
        assessment(
            {"a_1": level(4), "a_6": level(5), "a_18": level(5), "a_19": UNANSWERED, "a_13": level(3, discuss=True)},
            {"a_1": level(2), "a_6": level(2)},
            {"a_1": level(3), "a_18": Answer(state="dont_know")},
        ),
        target=4,
    )
    # Nothing can be agreed for A.19; an agreed "don't know" settles nothing; what is marked is talked about.
    assert [row.item.id for row in agenda(found)] == ["a_6", "a_18", "a_13"]
    assert [row.item.id for row in agenda(reversed(found), parked={"a_6"})] == ["a_18", "a_13", "a_6"]


def pairs(customs: Said, police: Said) -> dict[str, PowerPair]:
    one = assessment(customs, police)
    result = score(one, LIBRARY)
    assert result is not None
    return {row.power.id: row for row in power_pairs(one, FIELD.instrument, result)}


def test_a_pair_of_powers_holds_the_arrangement_each_side_describes() -> None:
    none = Answer(value={"authority": "none"})
    found = pairs(
        {"a_9": none, "a_9_access": level(2), "a_10": none, "a_10_access": UNANSWERED}, {"a_9_access": level(4)}
    )
    row = found["a_9"]
    access = FIELD.instrument.item("a_9_access")
    assert (row.row.finding, row.row.joint_access) == ("one_holds", (2, 2))
    assert [row.arrangement(voice) for voice in AGENCIES] == [access.statement(2), access.statement(4)]
    assert row.apart == 2
    assert (found["a_10"].arrangement("customs"), found["a_10"].apart) == (None, None)
    # Where both hold it, each describes the other's way: two facts, no gap between them.
    assert (found["a_8"].row.finding, found["a_8"].apart) == ("both_hold", None)
    assert list(found) == [power.id for power in FIELD.instrument.powers]


def viewed(viewer: Viewer, stage: Stage) -> tuple[Difference, ...]:
    stages: dict[Voice, Stage] = {"customs": stage, "police": stage, "agreed": stage}
    restricted = {item.id: item for item in FIELD.instrument.items if item.restricted}
    one = assessment({"a_9": Answer(value={"authority": "none"}, comment="Who does it.")}, {})
    view = redact(one, viewer, stages, restricted)
    # As where a voice is sealed: nothing is known of it.
    both = replace(view.assessment, voices={"customs": {}, "police": {}, **view.assessment.voices})
    result = score(both, LIBRARY)
    assert result is not None
    return differences(replace(view, assessment=both), FIELD.instrument, FIELD.policy, result)


def test_a_view_gives_rows_only_when_both_agencies_are_open_and_nothing_it_left_out() -> None:
    chair = Viewer("chair", frozenset({("chair", None)}), "customs")
    assert viewed(chair, "released") == ()
    found = {row.item.id: row for row in viewed(chair, "opened")}
    assert found["a_9"].comments == ()
    assert found["a_9"].power is not None
    assert found["a_9"].power.finding == "one_holds"


def test_one_voice_alone_has_no_rows() -> None:
    one = assessment({}, {}).only("customs")
    result = score(one, LIBRARY)
    assert result is not None
    assert differences(one, FIELD.instrument, FIELD.policy, result) == ()


def test_integrity_is_never_compared() -> None:
    one = assessment({}, {})
    result = score(one, LIBRARY)
    assert result is not None
    with pytest.raises(ValueError, match="never compared"):
        differences(one, LIBRARY.instrument("integrity"), FIELD.policy, result)


targets = st.sampled_from([None, 2, 3, 4, 5, {"training": 3}, {"framework": 4, "powers": 2}])


@given(assessments(), targets)
@settings(max_examples=40)
def test_every_comparison_is_in_order_of_consequence_and_says_why(one: Assessment, target: Target) -> None:
    found = rows_of(one, target)
    gaps = FIELD.result(one).gaps
    for before, after in pairwise(found):
        assert consequence(before) < consequence(after)
        assert PLACES.index(before.place) <= PLACES.index(after.place)
    for row in found:
        assert row.gap == gaps.get(row.item.id)
        assert (row.gap is None) or not row.missing
        assert why(row).endswith(".")
        assert why(row)[0].isupper()
        assert ("equal" in kinds(row)) == (row.place == "equal")
    assert [row for row in found if row in agenda(found)] == list(agenda(found))


@given(assessments("cooperation"), st.sampled_from([2, 3, 4, 5]))
@settings(max_examples=40)
def test_what_decides_changes_whether_the_requirement_holds_by_who_is_right(one: Assessment, target: int) -> None:
    for row in rows_of(one, target):
        for need in row.decides:
            holding = []
            for voice in AGENCIES:
                pair = row.sides[voice].pair
                assert pair is not None
                holding.append(pair.lower >= need.at_least)
            assert sorted(holding) == [False, True]
