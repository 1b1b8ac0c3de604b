"""What must hold for every integrity self-assessment, whatever was answered (design §4, end)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostic.answers.answer import UNANSWERED, Answer, Voice
from diagnostic.answers.assessment import Assessment
from diagnostic.content.model import Item
from diagnostic.scoring.integrity import Integrity, score_integrity
from diagnostic.scoring.outcomes import VIEWS, Pair, View
from diagnostic.scoring.printing import integrity_to_data, to_data
from diagnostic.scoring.reference import score
from tests.scoring.integrity_strategies import (
    AXES,
    EXPOSURE,
    FACTORS,
    LADDER,
    LIBRARY,
    QUESTIONS,
    STAGES,
    answers,
    assessment,
    at,
    completions,
    is_open,
    one_exposure_raised,
    one_more_answer,
    scored,
    states,
)
from tests.scoring.strategies import MISSING, assessments, is_missing, levels

Said = dict[str, Answer]
Bounds = dict[str, Pair | None]


def examples(number: int) -> settings:
    return settings(max_examples=number)


def bounds(result: Integrity) -> Bounds:
    """Return every pair of bounds of a result, by a name that says where it stands."""
    found: Bounds = {}
    for view in VIEWS:
        for id, dimension in result.views.view(view).dimensions.items():
            found[f"{view} {id}"] = dimension.pair if dimension else None
            found[f"{view} {id} typical"] = dimension.typical if dimension else None
        found[f"{view} protection"] = result.protection(view)
        for id, outcome in result.views.view(view).outcomes.items():
            found[f"{view} {id}"] = outcome.pair
    return found


def widened(before: Bounds, after: Bounds) -> dict[str, tuple[Pair | None, Pair | None]]:
    """Return the pairs of ``after`` that leave the bounds of ``before``."""
    out: dict[str, tuple[Pair | None, Pair | None]] = {}
    for name, new in after.items():
        old = before[name]
        if new is not None and (old is None or not old.lower <= new.lower <= new.upper <= old.upper):
            out[name] = (old, new)
    return out


def figures(said: Said, voice: Voice = "customs") -> dict[str, Any]:
    found = integrity_to_data(scored(said, voice))
    assert found is not None
    return found


def axes(result: Integrity) -> dict[View, dict[str, Any]]:
    return {view: result.group("exposure", view) for view in VIEWS}


# ---------------------------------------------------------------- answering more


@given(one_more_answer())
@examples(70)
def test_answering_one_more_question_never_widens_a_factor_a_stage_an_axis_or_protection(
    drawn: tuple[Said, Said],
) -> None:
    before, after = (bounds(scored(said)) for said in drawn)
    assert widened(before, after) == {}


@given(completions())
@examples(30)
def test_the_bounds_contain_the_result_of_every_completion(drawn: tuple[Said, Said]) -> None:
    before, after = (bounds(scored(said)) for said in drawn)
    assert widened(before, after) == {}
    assert all(pair is None or pair.known for pair in after.values())


@given(answers(), st.data())
@examples(30)
def test_the_ways_of_saying_nothing_are_interchangeable(said: Said, data: st.DataObject) -> None:
    any_of = st.sampled_from(MISSING)
    other = {item: data.draw(any_of) if is_missing(answer) else answer for item, answer in said.items()}
    assert bounds(scored(other)) == bounds(scored(said))


@given(answers(), st.randoms(use_true_random=False))
@examples(30)
def test_the_order_of_answers_does_not_matter(said: Said, chance: Any) -> None:
    entries = list(said.items())
    chance.shuffle(entries)
    assert figures(dict(entries)) == figures(said)


# ---------------------------------------------------------------- exposure


@given(answers(), st.data())
@examples(30)
def test_adding_scope_and_evidence_never_changes_an_exposure(said: Said, data: st.DataObject) -> None:
    marks = st.sampled_from(levels())
    marked = dict(said)
    for item in EXPOSURE:
        if said[item.id].level is not None:
            mark = data.draw(marks)
            marked[item.id] = replace(said[item.id], scope=mark.scope, evidence=mark.evidence)
    assert axes(scored(marked)) == axes(scored(said))


@given(answers())
@examples(30)
def test_exposure_is_the_same_as_claimed_and_as_evidenced(said: Said) -> None:
    found = axes(scored(said))
    assert found["claimed"] == found["evidenced"]


@given(one_exposure_raised())
@examples(30)
def test_raising_one_exposure_never_lowers_its_axis_and_moves_nothing_else(drawn: tuple[str, Said, Said]) -> None:
    item, said, raised = drawn
    before, after = (bounds(scored(answers)) for answers in (said, raised))
    axis = QUESTIONS.item(item).dimension
    old, new = before[f"claimed {axis}"], after[f"claimed {axis}"]
    assert old is not None
    assert new is not None
    assert new.lower >= old.lower
    assert new.upper >= old.upper
    moved = {name for name in before if before[name] != after[name]}
    assert moved <= {f"{view} {place}" for view in VIEWS for place in (axis, f"{axis} typical", item)}


def test_an_axis_on_which_nothing_applies_is_not_shown_as_low() -> None:
    nothing = {item.id: Answer(state="not_applicable", reason="because") for item in QUESTIONS.rated("threat")}
    result = scored(nothing)
    assert result.group("exposure")["threat"] is None
    assert result.axis("threat") == Pair(1, 5)


# ---------------------------------------------------------------- the ladder and protection


@given(answers(), st.sampled_from(LADDER), st.data())
@examples(30)
def test_raising_one_level_of_the_ladder_never_lowers_anything_and_leaves_exposure_alone(
    said: Said, item: Item, data: st.DataObject
) -> None:
    answer = data.draw(st.sampled_from([answer for answer in levels() if answer.level and answer.level < 5]))
    high = replace(answer, level=data.draw(st.integers(answer.level or 1, 5)))
    low_result, high_result = scored(said | {item.id: answer}), scored(said | {item.id: high})
    before, after = bounds(low_result), bounds(high_result)
    for name, old in before.items():
        new = after[name]
        assert (old is None) == (new is None), name
        assert not (old and new) or (new.lower >= old.lower and new.upper >= old.upper), name
    assert axes(low_result) == axes(high_result)


@given(answers())
@examples(30)
def test_evidence_never_raises_a_factor_a_stage_or_protection(said: Said) -> None:
    found = bounds(scored(said))
    for name, claimed in found.items():
        evidenced = found[name.replace("claimed", "evidenced")]
        assert (claimed is None) == (evidenced is None), name
        assert not (claimed and evidenced) or (evidenced.lower <= claimed.lower and evidenced.upper <= claimed.upper), (
            name
        )


def none_of(stage: str) -> Said:
    return {item.id: Answer(state="not_applicable", reason="because") for item in QUESTIONS.rated(stage)}


def test_a_stage_in_which_nothing_applies_is_left_out_of_protection() -> None:
    result = scored(at(4, "detect", "report") | none_of("protect") | at(3, "follow_up"))
    assert result.group("protection")["protect"] is None
    assert result.protection() == Pair(3, 3)
    printed = integrity_to_data(result)
    assert printed is not None
    nulls = dict.fromkeys(("lower", "upper", "typical", "coverage", "withheld"))
    assert printed["claimed"]["stages"]["protect"] == nulls
    assert printed["claimed"]["protection"] == {"lower": 3, "upper": 3}


def test_where_no_stage_applies_protection_is_null_and_no_level() -> None:
    result = scored({id: answer for stage in STAGES for id, answer in none_of(stage).items()})
    assert result.protection() is None
    printed = integrity_to_data(result)
    assert printed is not None
    assert printed["claimed"]["protection"] is None


# ---------------------------------------------------------------- one agency, and no other result


@given(assessments("cooperation"), answers(), answers())
@examples(25)
def test_no_answer_on_integrity_changes_the_result_on_cooperation(
    without: Assessment, customs: Said, police: Said
) -> None:
    with_integrity = replace(
        without,
        instruments={**without.instruments, "integrity": QUESTIONS.version},
        voices={"customs": {**without.voices["customs"], **customs}, "police": {**without.voices["police"], **police}},
    )
    before, after = score(without, LIBRARY), score(with_integrity, LIBRARY)
    assert before is not None
    assert after is not None
    assert to_data(after) == to_data(before)


@given(assessments("cooperation"), answers())
@examples(25)
def test_no_answer_on_cooperation_and_none_of_the_other_agency_changes_the_result_on_integrity(
    cooperation: Assessment, said: Said
) -> None:
    alone = integrity_to_data(score_integrity(assessment(said), LIBRARY, "customs"))
    among = replace(
        cooperation,
        instruments={**cooperation.instruments, "integrity": QUESTIONS.version},
        voices={"customs": {**cooperation.voices["customs"], **said}, "police": {**cooperation.voices["police"]}},
    )
    other = replace(among, voices={**among.voices, "police": {item.id: Answer(level=1) for item in LADDER}})
    for mixed in (among, other):
        assert integrity_to_data(score_integrity(mixed, LIBRARY, "customs")) == alone


@given(answers())
@examples(25)
def test_the_police_is_scored_as_customs_is(said: Said) -> None:
    customs, police = figures(said, "customs"), figures(said, "police")
    assert {found["voice"] for found in police["xrays"]} <= {"police"}
    as_customs = [{**found, "voice": "customs"} for found in police["xrays"]]
    assert {**police, "xrays": as_customs} == customs


def test_an_assessment_without_the_instrument_has_no_integrity_result() -> None:
    assert score_integrity(Assessment("XXA", "2026", {"cooperation": "handbook-2018/1"}), LIBRARY, "customs") is None


def test_the_result_holds_the_answers_of_its_own_agency_alone() -> None:
    voices: dict[Voice, Said] = {"customs": at(3, "report"), "police": at(1, "report")}
    result = score_integrity(replace(assessment({}), voices=voices), LIBRARY, "customs")
    assert result is not None
    assert set(result.assessment.voices) == {"customs"}
    assert set(result.voices) == {"customs"}


# ---------------------------------------------------------------- a second reading, written from the text alone

SCOPE = {"one_site": 2, "operations_only": 3}
EVIDENCE = {None: 2, "assertion": 2, "document": 3, "record_of_use": 4, "independently_checked": 5}


def item_by_the_text(item: Item, answer: Answer, view: View) -> tuple[tuple[int, int] | None, bool]:
    """Return the bounds of an item, none where it is left out, and whether it counts as answered."""
    if answer.level is not None:
        level = answer.level
        if item.kind == "maturity":
            level = min(level, SCOPE.get(answer.scope or "", 5))
            level = min(level, EVIDENCE[answer.evidence]) if view == "evidenced" else level
        return (level, level), True
    if answer.state == "not_applicable":
        return None, False
    if answer.state == "prohibited_by_law" and item.kind == "maturity":
        return (1, 1), True
    return (1, 5), False


def dimension_by_the_text(dimension: str, said: Said, view: View) -> dict[str, Any]:
    read = [item_by_the_text(item, said.get(item.id, UNANSWERED), view) for item in QUESTIONS.rated(dimension)]
    counting = [(pair, answered) for pair, answered in read if pair]
    if not counting:
        return dict.fromkeys(("lower", "upper", "coverage", "withheld"))
    decides = max if dimension in AXES else min
    lower, upper = (decides(pair[bound] for pair, _ in counting) for bound in (0, 1))
    coverage = Fraction(sum(answered for _, answered in counting), len(counting))
    return {
        "lower": lower,
        "upper": upper,
        "coverage": float(coverage),
        "withheld": coverage < Fraction(2, 3) and lower < upper,
    }


@given(answers())
@examples(30)
def test_every_result_equals_a_second_reading_of_the_text(said: Said) -> None:
    got = figures(said)
    for view in VIEWS:
        for group, names in (("factors", FACTORS), ("stages", STAGES)):
            for name in names:
                expected = dimension_by_the_text(name, said, view)
                assert got[view][group][name].items() >= expected.items(), (view, name)
        stages = [dimension_by_the_text(name, said, view) for name in STAGES]
        weakest = {bound: min(stage[bound] for stage in stages) for bound in ("lower", "upper")}
        assert got[view]["protection"] == weakest
    for name in AXES:
        assert got["exposure"][name].items() >= dimension_by_the_text(name, said, "claimed").items(), name


@given(answers())
@examples(30)
def test_not_counted_is_pointed_out_for_exposure_and_only_there(said: Said) -> None:
    found = {finding.items[0] for finding in scored(said).findings if finding.xray == "exposure_not_counted"}
    assert found == {item.id for item in EXPOSURE if said[item.id].state == "insufficient_evidence"}


# ---------------------------------------------------------------- what may be said at all


def test_the_law_settles_a_question_of_the_ladder_and_leaves_a_hazard_open() -> None:
    forbidden = Answer(state="prohibited_by_law", reason="because")
    assert all(forbidden in states(item.id) and not is_open(item, forbidden) for item in LADDER)
    assert all(is_open(item, forbidden) for item in EXPOSURE)


def test_no_hazard_may_be_waved_off_as_not_applicable() -> None:
    assert {answer.state for item in EXPOSURE for answer in states(item.id)} == {
        "prohibited_by_law",
        "dont_know",
        "insufficient_evidence",
        "declined",
    }
