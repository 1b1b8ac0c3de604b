"""Two versions of a questionnaire: what is carried over, what changed in words, and which answers are offered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostic.answers.answer import AGENCIES, Answer, problems
from diagnostic.comparison.versions import VersionChange, compare, fingerprint, in_words, offered
from diagnostic.content import shipped
from diagnostic.content.model import Choice, Condition, Instrument, Item
from tests.scoring.strategies import voice_answers

OLD = shipped().instrument("cooperation")


Edit = Callable[[Item], Item]


def version(edits: Mapping[str, Edit], *, without: tuple[str, ...] = (), added: tuple[Item, ...] = ()) -> Instrument:
    """Return the shipped questionnaire with some items edited, left out or added."""
    kept = [item for item in OLD.items if item.id not in without]
    items = [edits[item.id](item) if item.id in edits else item for item in kept]
    return replace(OLD, version="handbook-2018/2", by_id={item.id: item for item in (*items, *added)})


def same_but(new: Instrument, *ids: str) -> VersionChange:
    found = compare(OLD, new)
    assert set(found.carried) == {item.id for item in OLD.items} - set(ids)
    return found


def test_a_version_carries_all_of_itself() -> None:
    found = compare(OLD, OLD)
    assert found == VersionChange(tuple(item.id for item in OLD.items), (), (), ())


def test_notes_help_sources_and_line_ends_change_nothing_that_is_asked() -> None:
    new = version(
        {
            "a_1": lambda item: replace(
                item, note="A remark.", hint="", sources=(), help=replace(item.help, look_at="Else.")
            ),
            "a_2_1": lambda item: replace(item, question=item.question.replace(" ", "\n  ")),
            "a_13": lambda item: replace(item, weakness=None, solution=None, name="Means"),
            "a_2_2": lambda item: replace(
                item,
                fields=tuple(
                    replace(field, choices=tuple(replace(choice, note="As seen.") for choice in field.choices))
                    for field in item.fields
                ),
            ),
        }
    )
    assert same_but(new).changed == ()


def with_statement(item: Item, level: int, text: str) -> Item:
    lines = tuple(replace(line, text=text) if line.level == level else line for line in item.statements)
    return replace(item, statements=lines)


def test_what_differs_is_said_in_words_before_and_after() -> None:
    new = version({"a_1": lambda item: with_statement(replace(item, question="On what?"), 3, "It is written down.")})
    (changed,) = same_but(new, "a_1").changed
    assert (changed.old, changed.new) == (OLD.item("a_1"), new.item("a_1"))
    assert [(words.what, words.old, words.new) for words in changed.words] == [
        ("the question", OLD.item("a_1").question, "On what?"),
        ("the statement of level\N{NO-BREAK SPACE}3", OLD.item("a_1").statement(3), "It is written down."),
    ]


def first_field(item: Item, **changes: object) -> Item:
    field, *others = item.fields
    return replace(item, fields=(replace(field, **changes), *others))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("id", "edit", "what"),
    [
        ("a_19", lambda item: replace(item, subject="relation"), "whom it is about"),
        ("a_18", lambda item: replace(item, kind="relationship"), "the kind of answer"),
        ("a_9_access", lambda item: replace(item, question_when_full="How?"), "full authority"),
        ("a_14_2", lambda item: replace(item, visible_when=Condition("a_14_1", 2)), "depends on"),
        ("a_5_2", lambda item: replace(item, visible_when=Condition("a_5_1", None, ("none",))), "depends on"),
        ("a_3_2", lambda item: replace(item, visible_when=None), "depends on"),
        ("a_5_1", lambda item: replace(item, areas=item.areas[1:]), "the area “drugs”"),
        ("a_9", lambda item: replace(item, limits=(*item.limits, Choice("money", "Money"))), "the limit “money”"),
        ("a_2_2", lambda item: replace(item, fields=item.fields[:-1]), "the part “text”"),
        ("a_2_2", lambda item: first_field(item, label="How often"), "the part “frequency”"),
        ("a_2_2", lambda item: first_field(item, type="many"), "the part “frequency”"),
        ("a_2_2", lambda item: first_field(item, choices=item.fields[0].choices[1:]), "the choice “daily”"),
        ("a_5_2", lambda item: replace(item, may_be_not_applicable=False), "not applicable"),
    ],
)
def test_every_part_of_what_is_asked_counts(id: str, edit: Edit, what: str) -> None:
    (changed,) = same_but(version({id: edit}), id).changed
    assert [words for words in changed.words if what in words.what], changed.words
    assert fingerprint(changed.old) != fingerprint(changed.new)


def test_items_that_come_and_go_are_named() -> None:
    other = replace(OLD.item("a_13"), id="a_20", code="A.20")
    found = same_but(version({}, without=("a_17",), added=(other,)), "a_17")
    assert (found.added, found.removed, found.changed) == (("a_20",), ("a_17",), ())
    said = in_words(found)
    assert said == (
        f"{len(OLD.items) - 1} of {len(OLD.items)} questions ask the same as before.",
        "New: 1 question.",
        "No longer asked: 1 question.",
    )


def test_the_changed_questions_are_listed_in_sentences() -> None:
    said = in_words(compare(OLD, version({"a_1": lambda item: replace(item, question="On what?")})))
    assert said[1] == "Formal arrangements A.1 asks something else: the question changed."


def test_two_questionnaires_are_not_two_versions() -> None:
    with pytest.raises(ValueError, match="no versions of one questionnaire"):
        compare(OLD, shipped().instrument("integrity"))


def test_only_answers_to_questions_that_ask_the_same_are_offered() -> None:
    change = compare(OLD, version({"a_1": lambda item: replace(item, question="On what?")}, without=("a_17",)))
    answers = {
        "a_1": Answer(level=3),
        "a_2_1": Answer(
            level=4, scope="national", evidence="document", comment="Daily.", link="Protocol 7", discuss=True
        ),
        "a_13": Answer(state="prohibited_by_law", reason="An act of 2019.", legal_ceiling=1),
        "a_6": Answer(discuss=True),
        "a_17": Answer(value={"text": "Many."}),
        "a_99": Answer(level=2),
    }
    assert offered(answers, change) == {
        "a_2_1": Answer(level=4, scope="national", evidence="document", comment="Daily.", link="Protocol 7"),
        "a_13": Answer(state="prohibited_by_law", reason="An act of 2019.", legal_ceiling=1),
    }


def test_reason_and_dissent_of_an_agreed_answer_stay_with_the_meeting_that_agreed_it() -> None:
    agreed = {"a_1": Answer(level=3, reason="Both saw the minutes.", dissent="One member.", evidence="document")}
    agreed["a_1"] = replace(agreed["a_1"], decided_by="The committee.")
    assert offered(agreed, compare(OLD, OLD)) == {"a_1": Answer(level=3, evidence="document")}


@given(voice_answers("cooperation", "customs"), st.sampled_from(AGENCIES))
def test_whatever_is_offered_may_be_kept_as_an_answer_to_the_new_version(
    answers: dict[str, Answer], voice: str
) -> None:
    new = version(
        {
            "a_2_2": lambda item: first_field(item, choices=item.fields[0].choices[1:]),
            "a_5_2": lambda item: replace(item, may_be_not_applicable=False),
            "a_9": lambda item: replace(item, limits=item.limits[1:]),
        }
    )
    for id, answer in offered(answers, compare(OLD, new)).items():
        assert problems(new.item(id), voice, answer.to_data()) == []
