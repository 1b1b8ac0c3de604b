"""The batch engine gives what the reference gives, figure for figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any, Literal, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostic.answers.answer import EVIDENCE, SCOPES, STATES, UNANSWERED, VOICES, Answer, Voice, problems
from diagnostic.answers.assessment import Assessment
from diagnostic.content.library import shipped
from diagnostic.content.model import (
    AUTHORITIES,
    Authority,
    Choice,
    Condition,
    Dimension,
    Help,
    Instrument,
    Item,
    Level,
    Policy,
    Reference,
    Requirement,
    Statement,
    Subject,
)
from diagnostic.scoring.batch import NOT_APPLICABLE, Batch, Codes, Plan, encode, score, score_joint
from diagnostic.scoring.joint import joint_outcomes
from diagnostic.scoring.levels import Profile, profile
from diagnostic.scoring.outcomes import VIEWS, View, outcomes

Said = Mapping[str, Answer]
Voices = dict[Voice, Said]
SOURCE = Reference("toolkit")
STATEMENTS = tuple(Statement(level, f"statement {level}", SOURCE) for level in range(1, 6))


def item(id: str, kind: Literal["relationship", "power"] = "relationship", **more: Any) -> Item:
    """An item in words that no rule looks at."""
    settings: dict[str, Any] = {"subject": "relation", "dimension": "d_0"} | more
    return Item(
        id=id,
        origin="toolkit",
        kind=kind,
        section="s",
        name=id,
        question=id,
        help=Help("", "", ""),
        sources=(SOURCE,),
        statements=STATEMENTS if kind == "relationship" else (),
        **settings,
    )


def instrument_of(items: Sequence[Item], dimensions: int = 1) -> Instrument:
    return Instrument(
        id="any",
        version="any/1",
        policy="any-policy/1",
        title="",
        description="",
        sources=(),
        dimensions=tuple(Dimension(f"d_{number}", "", "", ()) for number in range(dimensions)),
        sections=(),
        by_id={item.id: item for item in items},
    )


def policy_of(needs: Mapping[int, Sequence[tuple[str, int]]], **more: Any) -> Policy:
    settings: dict[str, Any] = {
        "scope_caps": {"one_site": 2, "operations_only": 3},
        "evidence_caps": dict(zip(("none", *EVIDENCE), (2, 2, 3, 4, 5), strict=True)),
        "withheld_below": Fraction(2, 3),
    }
    return Policy(
        id="any-policy/1",
        title="",
        description="",
        sources=(),
        levels=tuple(
            Level(number, "", "", "", "", SOURCE, tuple(requirement(*need) for need in needs.get(number, ())))
            for number in range(1, 6)
        ),
        **(settings | more),
    )


def requirement(item: str, at_least: int) -> Requirement:
    return Requirement(item, at_least, "", "", "derived", SOURCE)


levels = st.integers(1, 5)
some_authorities = st.lists(st.sampled_from(AUTHORITIES), min_size=1, max_size=2, unique=True).map(tuple)


@st.composite
def conditions(draw: st.DrawFn, before: Sequence[Item]) -> Condition | None:
    """A condition on an item that stands before, so that none is circular."""
    parents = [parent for parent in before if parent.levelled or parent.kind == "power"]
    if not parents or draw(st.integers(0, 2)) == 0:
        return None
    parent = draw(st.sampled_from(parents))
    if parent.levelled:
        return Condition(parent.id, at_least=draw(levels))
    return Condition(parent.id, authority=draw(some_authorities))


@st.composite
def instruments(draw: st.DrawFn) -> Instrument:
    """A small questionnaire: items that rate or not, conditions in chains, powers with access."""
    dimensions = draw(st.integers(1, 3))
    items: list[Item] = []

    def common(subject: Subject | None = None) -> dict[str, Any]:
        return {
            "subject": subject or draw(st.sampled_from(get_args(Subject))),
            "dimension": f"d_{draw(st.integers(0, dimensions - 1))}",
            "visible_when": draw(conditions(items)),
        }

    for number in range(draw(st.integers(1, 6))):
        if draw(st.integers(0, 3)):
            condition = draw(conditions(items))
            may_be = draw(st.booleans())
            rates = draw(st.sampled_from((True, True, False)))
            more = common() | {"rates": rates, "may_be_not_applicable": may_be, "rates_when": condition}
            items.append(item(f"q_{number}", **more))
        else:
            power = f"p_{number}"
            areas = tuple(Choice(f"area_{n}", "", optional=n > 1) for n in range(draw(st.sampled_from((0, 3)))))
            # Facts about powers are facts about one agency; nothing in the model forbids another subject.
            subject: Subject = draw(st.sampled_from(("own", "own", "relation")))
            items.append(
                item(
                    power,
                    "power",
                    access=f"{power}_access",
                    areas=areas,
                    may_be_not_applicable=True,
                    **common(subject),
                )
            )
            waits: tuple[Authority, ...] = draw(st.just(("partial", "none")) | some_authorities)
            more = common(subject) | {"rates": True, "rates_when": Condition(power, authority=waits)}
            items.append(item(f"{power}_access", may_be_not_applicable=draw(st.booleans()), **more))
    return instrument_of(items, dimensions)


@st.composite
def policies(draw: st.DrawFn, instrument: Instrument) -> Policy:
    """Requirements on any items with levels, any caps, any share."""
    levelled = [item.id for item in instrument.items if item.levelled]
    needs = st.lists(st.tuples(st.sampled_from(levelled), levels), max_size=3) if levelled else st.just([])
    return policy_of(
        {level: draw(needs) for level in (2, 3, 4, 5)},
        scope_caps=draw(st.dictionaries(st.sampled_from(SCOPES), levels)),
        evidence_caps={grade: draw(levels) for grade in ("none", *EVIDENCE)},
        withheld_below=draw(st.sampled_from([Fraction(1, 3), Fraction(2, 3), Fraction(1, 1), Fraction(5, 7)])),
        waive_not_applicable=draw(st.booleans()),
    )


def possible_answers(item: Item) -> list[Answer]:
    """Every kind of answer an item takes, states about as often as levels."""
    said = [Answer(state=state, reason="because") for state in STATES]
    said = [UNANSWERED, *said] if item.may_be_not_applicable else [UNANSWERED, *said[1:]]
    if item.levelled:
        grades: tuple[Any, ...] = (None, *EVIDENCE)
        given = [
            Answer(level=level, scope=s, evidence=e) for level in range(1, 6) for s in (None, *SCOPES) for e in grades
        ]
        return given + said * 6
    if item.areas:
        wholes = [{area.id: name for area in item.areas} for name in AUTHORITIES]
        partly = [{area.id: name for area in item.areas[:1]} for name in AUTHORITIES]
        required = [{area.id: name for area in item.areas if not area.optional} for name in AUTHORITIES]
        mixed = [whole | {item.areas[-1].id: "none"} for whole in wholes]
        return [Answer(value=value) for value in (*wholes, *partly, *required, *mixed) if value] + said
    return [Answer(value={"authority": name}) for name in AUTHORITIES] * 3 + said


def random_assessments(instrument: Instrument, seed: int, n: int) -> list[Voices]:
    """Assessments from sparse to full. Not drawn one by one: so many draws would take minutes."""
    random = Random(seed)
    pools = {i.id: possible_answers(i) for i in instrument.items if i.levelled or i.kind == "power"}

    def said() -> Said:
        share = random.choice((0.3, 0.7, 1.0))
        return {id: random.choice(pool) for id, pool in pools.items() if random.random() < share}

    # An agreed answer about one agency alone is no answer: both engines have to pass over it.
    return [{voice: said() for voice in VOICES if random.random() < 0.9} for _ in range(n)]


def figures(batch: Batch, column: int) -> list[Any]:
    """The figures of one assessment, as plain numbers."""
    sides = (
        batch.lower,
        batch.upper,
        batch.typical_lower,
        batch.typical_upper,
        batch.answered,
        batch.applicable,
    )
    return [
        int(batch.continuum_lower[column]),
        int(batch.continuum_upper[column]),
        *([int(values[side, column]) for values in sides] for side in range(len(batch.dimensions))),
        batch.withheld[:, column].tolist(),
    ]


def expected(result: Profile) -> list[Any]:
    sides = list(result.dimensions.values())
    return [
        *result.continuum,
        *([*side.pair, *side.typical, side.answered, side.applicable] if side else [0] * 6 for side in sides),
        [side is not None and side.withheld for side in sides],
    ]


def assert_equal(instrument: Instrument, policy: Policy, all_voices: list[Voices], chunk: int) -> None:
    plan = Plan.of(instrument, policy)
    codes = {voice: encode(plan, (voices.get(voice, {}) for voices in all_voices)) for voice in VOICES}

    def alone(said: Said, view: View) -> list[Any]:
        return expected(profile(instrument, policy, outcomes(instrument, said, policy, view)))

    def joint(voices: Voices, view: View) -> list[Any]:
        assessment = Assessment("XXA", "2026", {instrument.id: instrument.version}, voices)
        return expected(profile(instrument, policy, joint_outcomes(instrument, assessment, policy, view)))

    for view in VIEWS:
        for voice in VOICES:
            batch = score(plan, codes[voice], view, chunk=chunk)
            assert batch.n == len(all_voices)
            assert batch.dimensions == tuple(side.id for side in instrument.dimensions)
            for column, voices in enumerate(all_voices):
                assert figures(batch, column) == alone(voices.get(voice, {}), view), (voice, view, voices)
        for agreed in (codes["agreed"], None):
            batch = score_joint(plan, codes["customs"], codes["police"], agreed, view, chunk=chunk)
            assert batch.n == len(all_voices)
            for column, voices in enumerate(all_voices):
                heard: Voices = {voice: voices[voice] for voice in voices if agreed or voice != "agreed"}
                assert figures(batch, column) == joint(heard, view), ("joint", view, heard)


@settings(max_examples=120)
@given(st.data(), st.integers(0, 2**32 - 1), st.integers(0, 30), st.integers(1, 31))
def test_the_batch_engine_equals_the_reference_whatever_the_questionnaire(
    data: st.DataObject, seed: int, n: int, chunk: int
) -> None:
    instrument = data.draw(instruments())
    policy = data.draw(policies(instrument))
    assert_equal(instrument, policy, random_assessments(instrument, seed, n), chunk)


@settings(max_examples=10)
@given(st.integers(0, 2**32 - 1), st.integers(0, 12), st.integers(1, 7), st.booleans())
def test_the_batch_engine_equals_the_reference_on_the_cooperation_questionnaire(
    seed: int, n: int, chunk: int, waive: bool
) -> None:
    instrument = shipped().instrument("cooperation")
    policy = replace(shipped().policy_of(instrument), waive_not_applicable=waive)
    assert_equal(instrument, policy, random_assessments(instrument, seed, n), chunk)


def test_the_random_answers_are_answers_that_a_file_may_hold() -> None:
    for item in shipped().instrument("cooperation").items:
        if item.levelled or item.kind == "power":
            for answer in possible_answers(item):
                assert problems(item, "customs", answer.to_data()) == []


COOPERATION = shipped().instrument("cooperation")
PLAN = Plan.of(COOPERATION, shipped().policy_of(COOPERATION))


def test_no_assessments_give_an_empty_batch() -> None:
    nobody = encode(PLAN, [])
    for batch in (score(PLAN, nobody), score_joint(PLAN, nobody, nobody, nobody, "evidenced")):
        assert batch.n == 0
        assert batch.lower.shape == batch.withheld.shape == (len(PLAN.dimensions), 0)


def test_one_assessment_without_a_single_answer_could_be_anything() -> None:
    batch = score(PLAN, encode(PLAN, [{}]))
    assert (batch.continuum_lower.tolist(), batch.continuum_upper.tolist()) == ([1], [5])
    assert batch.lower.tolist() == batch.typical_lower.tolist() == [[1]] * len(PLAN.dimensions)
    assert batch.upper.tolist() == batch.typical_upper.tolist() == [[5]] * len(PLAN.dimensions)
    assert not batch.answered.any()
    assert batch.withheld.all()


@pytest.mark.parametrize("chunk", [1, 2, 6, 7, 8, 1000])
def test_the_size_of_a_chunk_changes_nothing(chunk: int) -> None:
    voices = random_assessments(COOPERATION, seed=1, n=7)
    customs, police, agreed = (encode(PLAN, [said.get(voice, {}) for said in voices]) for voice in VOICES)
    whole = score_joint(PLAN, customs, police, agreed, "evidenced")
    parts = score_joint(PLAN, customs, police, agreed, "evidenced", chunk=chunk)
    assert [figures(parts, column) for column in range(7)] == [figures(whole, column) for column in range(7)]


def test_a_dimension_with_very_many_items_is_counted_without_overflow() -> None:
    instrument = instrument_of([item(f"q_{number}", rates=True) for number in range(200)])
    policy = policy_of({2: [("q_0", 2)]})
    known = {f"q_{number}": Answer(level=2 + number % 4) for number in range(0, 200, 3)}
    voices: Voices = {"customs": known, "police": {id: Answer(level=4) for id in instrument.by_id}}
    assert_equal(instrument, policy, [voices, {}], chunk=1)


def test_a_dimension_is_shown_from_two_thirds_of_its_answers_on() -> None:
    instrument = instrument_of([item(f"q_{number}", rates=True) for number in range(3)])
    two: Said = {f"q_{number}": Answer(level=3) for number in range(2)}
    plan = Plan.of(instrument, policy_of({}))
    assert score(plan, encode(plan, [two, {"q_0": Answer(level=3)}])).withheld.tolist() == [[False, True]]


def test_what_a_holder_says_of_access_counts_as_far_as_the_other_agency_has_none_of_the_power() -> None:
    waits = Condition("power", authority=("partial", "none"))
    areas = (Choice("first", ""), Choice("second", ""))
    power = item("power", "power", subject="own", access="access", areas=areas)
    access = item("access", subject="own", rates=True, rates_when=waits, may_be_not_applicable=True)
    instrument = instrument_of([power, access])
    held = Answer(value={"first": "full", "second": "full"})
    said = (Answer(level=2), Answer(state="dont_know"), Answer(state="not_applicable", reason="none"))
    holders: list[Said] = [{"power": held, "access": answer} for answer in said]
    others: list[Said] = [
        {"power": Answer(value=value), "access": Answer(level=4)}
        for value in ({"first": "none"}, {"first": "none", "second": "none"}, {"first": "partial"})
    ]
    pairs: list[Voices] = [{"customs": one, "police": two} for one in holders for two in (*others, {})]
    turned: list[Voices] = [{"customs": pair["police"], "police": pair["customs"]} for pair in pairs]
    assert_equal(instrument, policy_of({3: [("access", 3)]}), pairs + turned, chunk=5)


def test_an_agreed_level_inherits_no_evidence_from_an_agency_to_which_the_item_may_not_apply() -> None:
    parent = Condition("parent", at_least=2)
    instrument = instrument_of([item("parent"), item("child", rates=True, rates_when=parent)])
    customs: Said = {"child": Answer(level=5, evidence="independently_checked")}
    police: Said = {"parent": Answer(level=3), "child": Answer(level=2, evidence="document")}
    voices: Voices = {"customs": customs, "police": police, "agreed": {"child": Answer(level=3)}}
    assert_equal(instrument, policy_of({3: [("child", 3)]}), [voices], chunk=1)


def test_an_agreed_level_inherits_evidence_for_as_much_of_it_as_its_scope_leaves() -> None:
    police: Said = {"q": Answer(level=3, evidence="record_of_use")}
    voices: Voices = {"police": police, "agreed": {"q": Answer(level=5, scope="operations_only")}}
    instrument = instrument_of([item("q", rates=True)])
    assert_equal(instrument, policy_of({3: [("q", 3)]}), [voices], chunk=1)


def test_a_questionnaire_without_powers_or_requirements_reaches_the_highest_level() -> None:
    instrument = instrument_of([item("q", rates=True, may_be_not_applicable=True)], dimensions=2)
    assert_equal(
        instrument,
        policy_of({}),
        [{"customs": {"q": Answer(state="not_applicable", reason="none")}}],
        chunk=4,
    )


def test_answers_to_other_questionnaires_are_passed_over() -> None:
    own = {"a_1": Answer(level=3)}
    other = own | {"i_leadership": Answer(level=1), "a_2_2": Answer(value={"frequency": "daily"})}
    assert figures(score(PLAN, encode(PLAN, [own])), 0) == figures(score(PLAN, encode(PLAN, [other])), 0)


def test_scoring_leaves_the_codes_as_they_are() -> None:
    voices = random_assessments(COOPERATION, seed=2, n=9)
    codes = [encode(PLAN, [said.get(voice, {}) for said in voices]) for voice in VOICES]
    before = [voice.levels.copy() for voice in codes]
    for view in VIEWS:
        score(PLAN, codes[0], view)
        score_joint(PLAN, codes[0], codes[1], codes[2], view)
    assert all(np.array_equal(voice.levels, levels) for voice, levels in zip(codes, before, strict=True))


def matrix(rows: int, n: int = 2, code: int = 0, dtype: Any = np.int8) -> Any:
    return np.full((rows, n), code, dtype)


def test_codes_that_do_not_exist_are_refused() -> None:
    items, powers = len(PLAN.items), len(PLAN.powers)
    Codes(
        matrix(items, code=NOT_APPLICABLE),
        matrix(powers, code=7),
        matrix(items, code=4),
        matrix(items, code=4),
    )
    with pytest.raises(ValueError, match="'levels' holds a code outside -2 to 5"):
        Codes(matrix(items, code=6), matrix(powers))
    with pytest.raises(ValueError, match="'authority' holds a code outside 0 to 7"):
        Codes(matrix(items), matrix(powers, code=8))
    with pytest.raises(ValueError, match="'evidence' holds a code outside 0 to 4"):
        Codes(matrix(items), matrix(powers), evidence=matrix(items, code=5))


def test_matrices_of_another_type_or_shape_are_refused() -> None:
    items, powers = len(PLAN.items), len(PLAN.powers)
    with pytest.raises(ValueError, match="'levels' is int64"):
        Codes(matrix(items, dtype=np.int64), matrix(powers))
    with pytest.raises(ValueError, match="'authority' is int8 of shape"):
        Codes(matrix(items), matrix(powers, n=3))
    with pytest.raises(ValueError, match="'scope' is int8 of shape"):
        Codes(matrix(items), matrix(powers), scope=matrix(items + 1))


def test_a_level_outside_one_to_five_is_refused() -> None:
    with pytest.raises(ValueError, match="'a_1' has the level 0"):
        encode(PLAN, [{"a_1": Answer(level=0)}])


def test_codes_of_another_plan_an_unknown_view_and_uneven_voices_are_refused() -> None:
    one, two = encode(PLAN, [{}]), encode(PLAN, [{}, {}])
    with pytest.raises(ValueError, match="rows of items and powers"):
        score(Plan.of(instrument_of([item("q")]), policy_of({})), one)
    with pytest.raises(ValueError, match="unknown view 'hoped'"):
        score(PLAN, one, "hoped")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="the voices have 1, 2 assessments"):
        score_joint(PLAN, one, two)
    with pytest.raises(ValueError, match="a chunk of 0"):
        score(PLAN, one, chunk=0)
