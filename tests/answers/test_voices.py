"""The course of a voice (design §2): draft → submitted → released → opened."""

from __future__ import annotations

from itertools import product

import pytest

from diagnostic.answers.voices import STAGES, TRANSITIONS, Move, MoveRefused, Stage, after, may_edit

MOVES: tuple[Move, ...] = ("submit", "reopen", "release", "open")
COURSE: dict[tuple[Stage, Move], Stage] = {
    ("draft", "submit"): "submitted",
    ("submitted", "reopen"): "draft",
    ("submitted", "release"): "released",
    ("released", "open"): "opened",
}


def test_there_is_one_table_and_it_is_the_course_of_the_design() -> None:
    assert STAGES == ("draft", "submitted", "released", "opened")
    assert TRANSITIONS == COURSE


@pytest.mark.parametrize(("stage", "move"), list(product(STAGES, MOVES)))
def test_a_move_leads_on_or_is_refused_with_a_sentence(stage: Stage, move: Move) -> None:
    if (stage, move) in COURSE:
        assert after(stage, move) == COURSE[(stage, move)]
    else:
        with pytest.raises(MoveRefused, match=r"^[A-Z].*\.$"):
            after(stage, move)


def test_answers_change_freely_in_a_draft_and_as_corrections_once_opened() -> None:
    assert {stage: may_edit(stage) for stage in STAGES} == {
        "draft": True,
        "submitted": False,
        "released": False,
        "opened": True,
    }
