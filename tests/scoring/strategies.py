"""Random assessments, built from an instrument itself: every item gets any answer it allows, or none.

One draw per item and voice, from a list of all its answers, so that examples are quick and shrink to little.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from diagnostic.answers.answer import AGENCIES, EVIDENCE, STATES, UNANSWERED, Answer, Evidence, Scope, Voice, problems
from diagnostic.answers.assessment import Assessment
from diagnostic.content import shipped
from diagnostic.content.library import load
from diagnostic.content.model import AUTHORITIES, Instrument, Item, Policy
from diagnostic.scoring.printing import to_data
from diagnostic.scoring.reference import Result, score_with

OTHER_FIELD = Path(__file__).parent.parent / "content" / "other_field"
MISSING = (UNANSWERED, *(Answer(state=state) for state in ("dont_know", "insufficient_evidence", "declined")))


@dataclass(frozen=True)
class Field:
    """A questionnaire and the policy that scores it."""

    instrument: Instrument
    policy: Policy

    def result(self, assessment: Assessment) -> Result:
        return score_with(assessment, self.instrument, self.policy)

    def figures(self, assessment: Assessment) -> dict[str, Any]:
        return to_data(self.result(assessment))


@cache
def fields() -> dict[str, Field]:
    libraries = {"cooperation": shipped(), "food_safety": load(OTHER_FIELD)}
    found = {}
    for name, library in libraries.items():
        instrument = library.instrument(name)
        found[name] = Field(instrument, library.policy_of(instrument))
    return found


def is_missing(answer: Answer) -> bool:
    """Whether nothing is known: no answer, or a state that says so."""
    return answer.level is None and answer.value is None and answer.state not in ("prohibited_by_law", "not_applicable")


@cache
def levels() -> tuple[Answer, ...]:
    """Every level with every scope that caps and one that does not, and every grade of evidence."""
    scopes: tuple[Scope | None, ...] = (None, "one_site", "operations_only", "national")
    grades: tuple[Evidence | None, ...] = (None, *EVIDENCE)
    combined = itertools.product(scopes, grades, range(1, 6))
    return tuple(Answer(level=level, scope=scope, evidence=grade) for scope, grade, level in combined)


def values(item: Item) -> list[Mapping[str, Any]]:
    """Return values that a power or a narrative takes: all kinds of them, complete and incomplete."""
    if item.areas:
        asked = [area.id for area in item.areas if not area.optional]
        kinds = itertools.product((None, *AUTHORITIES), repeat=len(asked))
        some: list[Mapping[str, Any]] = [
            {area: said for area, said in zip(asked, kind, strict=True) if said} for kind in kinds
        ]
        same: list[Mapping[str, Any]] = [{area.id: authority for area in item.areas} for authority in AUTHORITIES]
        return same * 12 + [value for value in some if value]
    if item.kind == "power":
        means = [limit.id for limit in item.limits]
        plain: list[Mapping[str, Any]] = [{"authority": authority} for authority in AUTHORITIES]
        return [*plain, {"authority": "full", "limits": means[:1]}, {"authority": "none", "limits": means}]
    found: list[Mapping[str, Any]] = []
    for field in item.fields:
        if field.type == "one":
            found += [{field.id: choice.id} for choice in field.choices]
        else:
            found.append({field.id: "some words" if field.type == "text" else [choice.id for choice in field.choices]})
    return found


@cache
def known_answers(field: str, item_id: str) -> tuple[Answer, ...]:
    """Return answers of an item that leave nothing unknown."""
    item = fields()[field].instrument.item(item_id)
    if item.levelled:
        return levels()
    asked = {area.id for area in item.areas if not area.optional}
    return tuple(Answer(value=value) for value in values(item) if asked <= set(value))


@cache
def answers(field: str, item_id: str, voice: str = "customs") -> tuple[Answer, ...]:
    """Return all answers that the strategy knows for an item, the empty one first."""
    item = fields()[field].instrument.item(item_id)
    said = list(levels()) if item.levelled else [Answer(value=value) for value in values(item)]
    states = [Answer(state=state, reason="because") for state in STATES]
    allowed = [state for state in states if not problems(item, voice, state.to_data())]
    share = max(1, len(said) // 12)
    return tuple([UNANSWERED] * 2 * share + allowed * share + said)


def may_say(item: Item, voice: str) -> bool:
    return voice != "agreed" or item.subject != "own"


def voice_answers(field: str, voice: str, items: Iterable[Item] | None = None) -> st.SearchStrategy[dict[str, Answer]]:
    chosen = fields()[field].instrument.items if items is None else items
    drawn = {item.id: st.sampled_from(answers(field, item.id, voice)) for item in chosen if may_say(item, voice)}
    return st.fixed_dictionaries(drawn)


def assessments(field: str = "cooperation", voices: tuple[Voice, ...] = AGENCIES) -> st.SearchStrategy[Assessment]:
    """Return assessments with these voices, every item of each either answered in any way or not."""
    instrument = fields()[field].instrument

    def build(said: dict[Voice, dict[str, Answer]]) -> Assessment:
        return Assessment("XXA", "2026", {instrument.id: instrument.version}, said)

    said: dict[Voice, st.SearchStrategy[dict[str, Answer]]] = {voice: voice_answers(field, voice) for voice in voices}
    return st.fixed_dictionaries(said).map(build)


def with_answer(assessment: Assessment, voice: Voice, item: str, answer: Answer) -> Assessment:
    said = {**assessment.voices[voice], item: answer}
    return replace(assessment, voices={**assessment.voices, voice: said})


def is_open(item: Item, answer: Answer) -> bool:
    """Whether more can be said: nothing is known yet, or an area that is asked for is left open."""
    said = answer.value or {}
    partly = bool(said) and any(area.id not in said for area in item.areas if not area.optional)
    return is_missing(answer) or partly


def open_places(field: Field, assessment: Assessment) -> list[tuple[Voice, Item]]:
    """Return every place where more can be said."""
    places = itertools.product(AGENCIES, field.instrument.items)
    return [(voice, item) for voice, item in places if is_open(item, assessment.answer(voice, item.id))]


def more(draw: st.DrawFn, name: str, assessment: Assessment, voice: Voice, item: Item) -> Assessment:
    """Answer an open place in full. What was said of single areas stays."""
    answer = draw(st.sampled_from(known_answers(name, item.id)))
    if item.areas:
        answer = replace(answer, value={**(answer.value or {}), **(assessment.answer(voice, item.id).value or {})})
    return with_answer(assessment, voice, item.id, answer)


@st.composite
def one_more_answer(draw: st.DrawFn, name: str) -> tuple[Assessment, Assessment]:
    """Return an assessment with something open, and the same with that one place answered."""
    item = draw(st.sampled_from(fields()[name].instrument.items))
    voice = draw(st.sampled_from(AGENCIES))
    open_answers = [answer for answer in (*MISSING, *answers(name, item.id)) if is_open(item, answer)]
    before = with_answer(draw(assessments(name)), voice, item.id, draw(st.sampled_from(open_answers)))
    return before, more(draw, name, before, voice, item)


@st.composite
def completions(draw: st.DrawFn, name: str) -> tuple[Assessment, Assessment]:
    """Return an assessment, and the same with every open place answered in some way."""
    before = draw(assessments(name))
    after = before
    for voice, item in open_places(fields()[name], before):
        after = more(draw, name, after, voice, item)
    return before, after
