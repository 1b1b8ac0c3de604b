"""Small panels for tests, made of levels or of answers."""

from collections.abc import Mapping

import numpy as np

from diagnostic.answers.answer import Answer, Voice
from diagnostic.answers.assessment import Assessment
from diagnostic.benchmarking.panel import CONTINUUM, Key, Levels, Measured, Panel, Which, Whose
from diagnostic.content import shipped
from diagnostic.content.model import Policy
from diagnostic.scoring.outcomes import Pair

LIBRARY = shipped()
INSTRUMENT = LIBRARY.instrument("cooperation")
POLICY: Policy = LIBRARY.policy_of(INSTRUMENT)
VERSION = INSTRUMENT.version


def panel(
    levels: Mapping[tuple[str, str], tuple[int, int]], *, whose: Whose = "joint", policy: str = POLICY.id
) -> Panel:
    """Return a panel of continuum levels by administration and round."""
    keys = [Key(name, round, whose, VERSION) for name, round in levels]
    bounds = Levels.none(1, len(keys))
    for row, (low, high) in enumerate(levels.values()):
        bounds.lower[0, row], bounds.upper[0, row] = low, high
    return Panel.of(policy, [CONTINUUM], Which.of(keys), bounds, Levels.none(1, len(keys)))


def measured(*pairs: Pair | tuple[int, int]) -> Measured:
    """Return one measure of A001, A002 …"""
    lower = np.array([pair[0] for pair in pairs], np.int8)
    upper = np.array([pair[1] for pair in pairs], np.int8)
    names = tuple(f"A{number:03}" for number in range(1, len(pairs) + 1))
    return Measured(names, lower, upper, np.zeros(len(pairs), np.bool_))


def assessment(
    country: str,
    round: str = "2026",
    said: Mapping[str, int] | None = None,
    *,
    police: Mapping[str, int] | None = None,
    **customs: int,
) -> Assessment:
    """Return an assessment in which customs, and police if it is there, answer some items with levels."""
    own = {**(said or {}), **customs}
    voices: dict[Voice, Mapping[str, Answer]] = {"customs": {id: Answer(level=level) for id, level in own.items()}}
    if police is not None:
        voices["police"] = {id: Answer(level=level) for id, level in police.items()}
    return Assessment(country=country, round=round, instruments={"cooperation": VERSION}, voices=voices)
