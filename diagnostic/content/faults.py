"""What is wrong with a file: where, what, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault in one place. Lines and columns count from 1."""

    file: str
    line: int
    column: int
    message: str
    remedy: str

    def __str__(self) -> str:
        """Return ``file:line:column: message: remedy``."""
        return f"{self.file}:{self.line}:{self.column}: {self.message}: {self.remedy}"


class Refused(Exception):
    """Input was refused; nothing of it was taken. Carries every fault found, in reading order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Keep the faults sorted by file, line and column, each once."""
        self.faults: tuple[Fault, ...] = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))
