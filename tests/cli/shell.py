"""What a person types and reads: a command, its exit code, and the two streams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from diagnostic import places
from diagnostic.cli import app

DEMONSTRATION = places.data("benchmarks") / "demonstration"

SOUND = """\
format: cpdiag/1
country: XXA
pair: {customs: "Customs", police: "National Police"}
round: "2026"
target: {information: 4, training: 3}
instruments: {cooperation: handbook-2018/1}
voices:
  customs:
    a_1: {level: 3, scope: national, evidence: record_of_use, comment: "MOU of 2021"}
    a_2_2: {value: {frequency: monthly, channels: [secure_email, meeting]}}
    a_9: {value: {authority: none}}
    a_9_access: {level: 2}
    a_12: {value: {authority: full, limits: [equipment]}}
    a_10: {state: declined}
    a_13: {state: prohibited_by_law, reason: "no joint use of vehicles, act of 2019"}
    a_18: {level: 4}
  police:
    a_1: {level: 4}
    a_9: {value: {authority: full}}
  agreed:
    a_1: {level: 3, reason: "read together"}
"""


@dataclass(frozen=True)
class Said:
    """What came of a command."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


def cpdiag(*words: str | Path, typed: str | bytes | None = None) -> Said:
    """Run a command; an exception that no user should ever see fails the test."""
    arguments: Sequence[str] = [str(word) for word in words]
    result = CliRunner().invoke(app, arguments, input=typed, catch_exceptions=False, prog_name="cpdiag")
    return Said(result.exit_code, result.stdout, result.stderr)
