"""Random integrity self-assessments, and plain ones in which whole parts have one level.

Single levels are drawn from a range that is drawn first: otherwise the weakest of many would nearly always be 1,
and the highest 5.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

from hypothesis import strategies as st

from diagnostic.answers.answer import STATES, UNANSWERED, Answer, Voice, problems
from diagnostic.answers.assessment import Assessment
from diagnostic.content import shipped
from diagnostic.content.model import Item
from diagnostic.scoring.integrity import Integrity, score_integrity
from tests.scoring.strategies import is_missing, levels

LIBRARY = shipped()
QUESTIONS = LIBRARY.instrument("integrity", "integrity-2026/1")
LADDER = [item for item in QUESTIONS.items if item.kind == "maturity"]
EXPOSURE = [item for item in QUESTIONS.items if item.kind == "exposure"]
FACTORS = [dimension.id for dimension in QUESTIONS.group("factor")]
STAGES = [dimension.id for dimension in QUESTIONS.group("protection")]
AXES = [dimension.id for dimension in QUESTIONS.group("exposure")]

Said = Mapping[str, Answer]


def assessment(said: Said, voice: Voice = "customs") -> Assessment:
    return Assessment("XXA", "2026", {"integrity": QUESTIONS.version}, {voice: said})


def scored(said: Said, voice: Voice = "customs") -> Integrity:
    """Score the answers of one agency."""
    result = score_integrity(assessment(said, voice), LIBRARY, voice)
    assert result is not None
    return result


def at(level: int, *dimensions: str, without: Iterable[str] = ()) -> dict[str, Answer]:
    """Return answers at one level, in the whole country and by record, for every rated item of some dimensions."""
    items = [item for dimension in dimensions for item in QUESTIONS.rated(dimension)]
    answer = Answer(level=level, scope="national", evidence="record_of_use")
    return {item.id: answer for item in items if item.id not in without}


@cache
def states(item_id: str) -> tuple[Answer, ...]:
    """Return every state that an item takes."""
    item = QUESTIONS.item(item_id)
    said = [Answer(state=state, reason="because") for state in STATES]
    return tuple(answer for answer in said if not problems(item, "customs", answer.to_data()))


@cache
def pool(item_id: str, low: int, high: int, gaps: bool) -> tuple[Answer, ...]:
    """Return answers of an item with levels in a range; with gaps, also every state and no answer."""
    said = [answer for answer in levels() if answer.level and low <= answer.level <= high]
    share = max(1, len(said) // 12)
    return ((UNANSWERED, *states(item_id)) * share if gaps else ()) + tuple(said)


@st.composite
def answers(draw: st.DrawFn) -> dict[str, Answer]:
    """Return answers of one agency: every item of the ladder and of exposure answered in some way, or not."""
    said: dict[str, Answer] = {}
    for items in (LADDER, EXPOSURE):
        low = draw(st.integers(1, 5))
        high = draw(st.integers(low, 5))
        gaps = draw(st.booleans())
        for item in items:
            said[item.id] = draw(st.sampled_from(pool(item.id, low, high, gaps)))
    return said


def is_open(item: Item, answer: Answer) -> bool:
    """Whether more can be said. A law against counting a hazard says nothing about it."""
    return is_missing(answer) or (item.kind == "exposure" and answer.state == "prohibited_by_law")


def settling(item: Item) -> tuple[Answer, ...]:
    """Return answers that leave nothing unknown."""
    return tuple(answer for answer in pool(item.id, 1, 5, True) if not is_open(item, answer))


@st.composite
def one_more_answer(draw: st.DrawFn) -> tuple[dict[str, Answer], dict[str, Answer]]:
    """Return answers with something open, and the same with that one place answered."""
    item = draw(st.sampled_from([*LADDER, *EXPOSURE]))
    gap = draw(st.sampled_from([answer for answer in (UNANSWERED, *states(item.id)) if is_open(item, answer)]))
    before = draw(answers()) | {item.id: gap}
    return before, before | {item.id: draw(st.sampled_from(settling(item)))}


@st.composite
def completions(draw: st.DrawFn) -> tuple[dict[str, Answer], dict[str, Answer]]:
    """Return answers, and the same with every open place answered in some way."""
    before = draw(answers())
    after = dict(before)
    for item in (*LADDER, *EXPOSURE):
        if is_open(item, before[item.id]):
            after[item.id] = draw(st.sampled_from(settling(item)))
    return before, after


@st.composite
def one_exposure_raised(draw: st.DrawFn, *axes: str) -> tuple[str, dict[str, Answer], dict[str, Answer]]:
    """Return an item on one of some axes, answers in which it has a level, and the same with a higher one."""
    item = draw(st.sampled_from([item for item in EXPOSURE if item.dimension in (axes or AXES)]))
    low = draw(st.integers(1, 4))
    answer = draw(st.sampled_from([answer for answer in levels() if answer.level == low]))
    before = draw(answers()) | {item.id: answer}
    return item.id, before, before | {item.id: replace(answer, level=draw(st.integers(low + 1, 5)))}
