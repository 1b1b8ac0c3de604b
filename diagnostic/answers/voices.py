"""The course of a voice, in one table: draft, submitted, released, opened."""

from __future__ import annotations

from typing import Literal, get_args

Stage = Literal["draft", "submitted", "released", "opened"]
Move = Literal["submit", "reopen", "release", "open"]

STAGES: tuple[Stage, ...] = get_args(Stage)

#: (stage, move) -> next stage. What is not here cannot be done.
TRANSITIONS: dict[tuple[Stage, Move], Stage] = {
    ("draft", "submit"): "submitted",
    ("submitted", "reopen"): "draft",
    ("submitted", "release"): "released",
    ("released", "open"): "opened",
}

_WHY_NOT: dict[Move, str] = {
    "submit": "Only a draft can be submitted.",
    "reopen": "Answers can be reopened until they are released.",
    "release": "Only submitted answers can be released. Submit them first.",
    "open": "Answers can be opened once both agencies have released theirs.",
}


class MoveRefused(Exception):
    """The voice cannot make this move from where it stands."""


def after(stage: Stage, move: Move) -> Stage:
    """Return the stage that a move leads to.

    Raises:
        MoveRefused: with a sentence for the user.
    """
    try:
        return TRANSITIONS[(stage, move)]
    except KeyError:
        raise MoveRefused(_WHY_NOT[move]) from None


def may_edit(stage: Stage) -> bool:
    """Whether answers may change: freely in a draft, as a marked correction once opened."""
    return stage in ("draft", "opened")
