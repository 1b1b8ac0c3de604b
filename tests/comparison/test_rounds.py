"""Two rounds: what improved, what worsened, what cannot be told, and what cannot be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings

from diagnostic.answers.answer import AGENCIES, Answer
from diagnostic.answers.assessment import Assessment
from diagnostic.comparison.change import change
from diagnostic.comparison.rounds import Moved, RoundChange, changes, in_words, sentence
from diagnostic.content.model import Instrument, Policy
from diagnostic.scoring import Result
from diagnostic.scoring.reference import score_with
from tests.scoring.strategies import assessments, fields

FIELD = fields()["cooperation"]
ITEMS = [item.id for item in FIELD.instrument.items if item.levelled and item.subject != "own"]


def result(
    said: Mapping[str, Answer | int],
    round: str,
    *,
    instrument: Instrument = FIELD.instrument,
    policy: Policy = FIELD.policy,
    voices: tuple[str, ...] = AGENCIES,
) -> Result:
    answers = {item: answer if isinstance(answer, Answer) else Answer(level=answer) for item, answer in said.items()}
    present = {voice: answers for voice in AGENCIES if voice in voices}
    one = Assessment("XXA", round, {instrument.id: instrument.version}, present)
    return score_with(one, instrument, policy)


def found(old: Result, new: Result, whose: str = "joint") -> RoundChange:
    compared = changes(old, new, whose)
    assert compared is not None
    return compared


def said(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def by_id(moved: tuple[Moved, ...]) -> dict[str, Moved]:
    return {one.id: one for one in moved}


THREE: dict[str, Answer | int] = dict.fromkeys(ITEMS, 3)


def test_what_moved_is_said_of_items_dimensions_and_the_level() -> None:
    now = {**THREE, "a_1": 4, "a_13": 2, "a_6": Answer(state="dont_know")}
    compared = found(result(THREE, "2025"), result(now, "2026"))
    assert (compared.old_round, compared.new_round, compared.whose) == ("2025", "2026", "joint")
    items, dimensions = by_id(compared.items), by_id(compared.dimensions)
    assert [items[id].change for id in ("a_1", "a_13", "a_6", "a_2_1")] == [
        "improved",
        "worsened",
        "cannot_tell",
        "unchanged",
    ]
    assert [dimensions[id].change for id in ("framework", "resources", "investigation")] == [
        "improved",
        "worsened",
        "cannot_tell",
    ]
    assert (compared.continuum.old, compared.continuum.new, compared.continuum.change) == ((3, 3), (2, 2), "worsened")
    assert [moved.id for moved in compared.of("improved")] == ["a_1"]


def test_the_sentences_say_both_rounds_and_never_more_than_is_known() -> None:
    now = {**THREE, "a_1": 4, "a_13": 2, "a_6": Answer(state="dont_know")}
    items = by_id(found(result(THREE, "2025"), result(now, "2026")).items)
    assert [said(sentence(items[id], "2025")) for id in ("a_1", "a_13", "a_6", "a_2_1")] == [
        "Formal arrangements A.1 improved: level 3 in 2025, level 4 now.",
        f"{items['a_13'].title} worsened: level 3 in 2025, level 2 now.",
        f"{items['a_6'].title}: it cannot be told whether it changed, level 3 in 2025, level 1 to 5 now.",
        f"{items['a_2_1'].title} is unchanged since 2025: level 3.",
    ]


def test_the_summary_counts_and_then_names_what_moved_the_worse_first() -> None:
    words = in_words(found(result(THREE, "2025"), result({**THREE, "a_1": 4, "a_13": 2}, "2026")))
    assert said(words[0]) == "The level on the continuum worsened: level 3 in 2025, level 2 now."
    assert " 1 improved since 2025, 1 worsened and " in words[1]
    assert [" worsened: " in words[2], " improved: " in words[3]] == [True, True]


def test_one_agency_can_be_followed_alone_and_a_missing_voice_has_no_change() -> None:
    alone = result(THREE, "2025", voices=("customs",))
    assert found(alone, result(THREE, "2026"), "customs").continuum.change == "unchanged"
    assert changes(alone, result(THREE, "2026"), "police") is None
    assert changes(alone, result(THREE, "2026")) is None


def test_the_change_as_evidenced_is_its_own() -> None:
    shown = {item: Answer(level=3, evidence="document") for item in ITEMS}
    old, new = result(THREE, "2025"), result(shown, "2026")
    assert found(old, new).continuum.change == "unchanged"
    evidenced = changes(old, new, "joint", "evidenced")
    assert evidenced is not None
    assert evidenced.continuum.change == "improved"


def test_what_does_not_apply_cannot_be_compared() -> None:
    items = by_id(
        found(result({**THREE, "a_9": Answer(value={"authority": "full"})}, "2025"), result(THREE, "2026")).items
    )
    assert said(sentence(items["a_9_access"], "2025")) == (
        f"{items['a_9_access'].title} cannot be compared with 2025: it does not apply in 2025."
    )
    both = Moved("a_9_access", "Access", None, None, "cannot_tell")
    assert sentence(both, "2025") == "Access cannot be compared with 2025: it does not apply in both rounds."


def next_version(id: str, **edit: object) -> Instrument:
    items = {**FIELD.instrument.by_id, id: replace(FIELD.instrument.item(id), **edit)}  # type: ignore[arg-type]
    return replace(FIELD.instrument, version="handbook-2018/2", by_id=items)


def test_a_question_that_changed_is_not_compared_nor_is_what_rests_on_it() -> None:
    new = result({**THREE, "a_13": 5}, "2026", instrument=next_version("a_13", question="Something else?"))
    compared = found(result(THREE, "2025"), new)
    moved = by_id(compared.items)["a_13"]
    assert (moved.change, moved.why_not) == ("cannot_tell", "the question changed between the rounds")
    assert said(sentence(moved, "2025")) == (
        f"{moved.title} cannot be compared with 2025: the question changed between the rounds."
    )
    dimensions = by_id(compared.dimensions)
    assert (dimensions["resources"].change, dimensions["information"].change) == ("cannot_tell", "unchanged")
    assert dimensions["resources"].why_not == "the questions that rate it changed between the rounds"
    assert compared.continuum.why_not == "the rule that leads to the level changed between the rounds"


def test_a_note_that_changed_changes_nothing() -> None:
    new = result({**THREE, "a_13": 5}, "2026", instrument=next_version("a_13", note="A remark."))
    compared = found(result(THREE, "2025"), new)
    assert (by_id(compared.items)["a_13"].change, compared.continuum.why_not) == ("improved", "")


def test_an_item_that_no_longer_rates_makes_its_dimension_another() -> None:
    new = result(THREE, "2026", instrument=next_version("a_6", rates=False))
    dimensions = by_id(found(result(THREE, "2025"), new).dimensions)
    assert dimensions["investigation"].why_not == "the questions that rate it changed between the rounds"


@pytest.mark.parametrize("part", ["levels", "scope_caps"])
def test_a_rule_that_changed_leaves_only_what_does_not_rest_on_it(part: str) -> None:
    lowered = replace(FIELD.policy.level(5), requirements=FIELD.policy.level(5).requirements[1:])
    edits = {"levels": (*FIELD.policy.levels[:4], lowered), "scope_caps": {"one_site": 1}}
    policy = replace(FIELD.policy, **{part: edits[part]})  # type: ignore[arg-type]
    compared = found(result(THREE, "2025"), result(THREE, "2026", policy=policy))
    assert compared.continuum.why_not == "the rule that leads to the level changed between the rounds"
    others = {moved.why_not for moved in (*compared.items, *compared.dimensions)}
    assert others == ({""} if part == "levels" else {"the rule that leads to the level changed between the rounds"})


def test_new_wording_of_the_rule_changes_nothing() -> None:
    policy = replace(FIELD.policy, id="handbook-fig3/2", title="Said better")
    compared = found(result(THREE, "2025"), result({**THREE, "a_13": 2}, "2026", policy=policy))
    assert (compared.continuum.change, compared.continuum.why_not) == ("worsened", "")


def test_items_of_one_version_alone_are_not_listed() -> None:
    fewer = {id: item for id, item in FIELD.instrument.by_id.items() if id != "a_1_emergency"}
    new = replace(FIELD.instrument, version="handbook-2018/2", by_id=fewer)
    old, now = result(THREE, "2025"), result(THREE, "2026", instrument=new)
    assert "a_1_emergency" not in by_id(found(old, now).items)
    assert "a_1_emergency" not in by_id(found(now, old).items)


@given(assessments(), assessments())
@settings(max_examples=25)
def test_the_changes_follow_the_rule_and_looking_back_turns_them(one: Assessment, other: Assessment) -> None:
    old, new = FIELD.result(one), FIELD.result(other)
    forth, back = found(old, new), found(new, old)
    turned = {"improved": "worsened", "worsened": "improved"}
    ways = zip(
        (forth.continuum, *forth.dimensions, *forth.items), (back.continuum, *back.dimensions, *back.items), strict=True
    )
    for there, here in ways:
        assert there.change == change(there.old, there.new)
        assert here.change == turned.get(there.change, there.change)
        assert sentence(there, "2025").endswith(".")
