"""Text that looks like a name, a case or an informant is noticed; ordinary text is left alone."""

from __future__ import annotations

import pytest

from diagnostic.answers.answer import Answer
from diagnostic.answers.caution import of_answer, signs


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Ask Inspector Moreau about the list.", "a person"),
        ("Mr. Smith decides.", "a person"),
        ("See case no. 2024/117.", "a case or a file"),
        ("File number AB-77 was closed.", "a case or a file"),
        ("It began with Operation Falcon.", "an operation"),
        ("An informant called Red told us.", "an informant"),
        ("Write to duty.desk@police.example", "an e-mail address"),
        ("Call +43 660 1234567 at night.", "a telephone number"),
    ],
)
def test_a_text_that_looks_like_it_names_somebody_or_something_is_noticed(text: str, what: str) -> None:
    assert what in signs(text)


@pytest.mark.parametrize(
    "text",
    [
        "The director general of customs and the police commissioner meet every quarter.",
        "Joint instruction 4/2025, annex 1.",
        "Used in 12 joint operations in 2025 and 9 in 2024.",
        "The file is kept by the committee.",
        "Director of Operations decides; the Minister for Finance agrees.",
        "In case of doubt, staff call the duty desk.",
    ],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert signs(text) == ()


def test_every_free_text_of_an_answer_is_looked_at_but_not_its_reference() -> None:
    assert of_answer(Answer(comment="Ask Mr Smith")) == ("a person",)
    assert of_answer(Answer(value={"text": "case no. 12/3", "frequency": "daily"})) == ("a case or a file",)
    assert of_answer(Answer(link="Case no. 12/3, public judgment")) == ()
