"""Forty fictional administrations over three rounds, made by a model with a fixed seed. None of them exists.

The model is one of a latent trait: each pair of agencies works together more or less closely, moves a little from
round to round, and is nearer or farther in single matters; an item shows a level by thresholds on that scale. The
two agencies see it with a bias and a blur of their own, leave something unanswered, and can show more of what they
claim the closer they work. Some answers are agreed in the last round. Freedonia and Sylvania answer as in their
demonstration files, where there is one.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from statistics import NormalDist
from typing import Any

from diagnostic import places
from diagnostic.answers.answer import AGENCIES, Answer, Evidence, Scope, State, Voice
from diagnostic.answers.assessment import Assessment
from diagnostic.content.model import Authority, Instrument, Item

SEED = 2018
ROUNDS = ("2022", "2024", "2026")
#: These joined in the second round: five of one region, one of another.
_JOINED_LATER = frozenset({"XXC", "XXI", "XXO", "XXU", "QMA", "XXF"})
#: Here only customs answered.
_ONE_VOICE = frozenset({("XXL", "2022"), ("QMG", "2022"), ("QMK", "2022")})

_REGIONS = {
    "Northern Coast": -0.3,
    "Amber Lakes": 0.5,
    "Outer Islands": -0.8,
    "High Plateau": 0.0,
    "River Delta": 0.2,
    "Eastern Steppe": -0.3,
}
#: How much harder an item is than the usual one; the rest are as hard as usual.
_HARDER = {
    "a_1": -0.5,
    "a_2_1": -0.1,
    "a_4_1": -0.2,
    "a_6": 0.0,
    "a_13": -0.1,
    "a_14_1": 0.2,
    "a_15_1": 0.1,
    "a_16_1": 0.2,
    "a_19": 0.4,
    "a_1_mandate": -0.2,
    "a_1_emergency": 0.4,
}
_THRESHOLDS = (-1.7, -0.7, 0.5, 1.7)
_EVIDENCE: tuple[tuple[Evidence | None, float], ...] = (
    (None, -1.6),
    ("assertion", -1.0),
    ("document", 0.2),
    ("record_of_use", 1.9),
    ("independently_checked", 99.0),
)
_SCOPES: tuple[tuple[Scope | None, float], ...] = (
    (None, 0.12),
    ("one_site", 0.17),
    ("operations_only", 0.24),
    ("main_sites", 0.58),
    ("national", 1.0),
)
_STATES: tuple[tuple[State | None, float], ...] = (
    ("dont_know", 0.5),
    ("insufficient_evidence", 0.75),
    ("declined", 0.85),
    (None, 1.0),
)
_MODELS = ("border_police", "partial_powers", "detection_only")
_AUTHORITIES: tuple[Authority, ...] = ("full", "partial", "none")


@dataclass(frozen=True, slots=True)
class Administration:
    """A fictional administration."""

    code: str
    name: str
    region: str


@cache
def administrations() -> tuple[Administration, ...]:
    """Return the fictional administrations of the demonstration panel, in order of code."""
    text = (places.data("benchmarks") / "panel" / "administrations.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return tuple(Administration(row["code"], row["name"], row["region"]) for row in csv.DictReader(lines))


def names() -> dict[str, str]:
    """Return the names of the fictional administrations by code."""
    return {one.code: one.name for one in administrations()}


def regions() -> dict[str, str]:
    """Return the fictional regions by code of the administration."""
    return {one.code: one.region for one in administrations()}


def assessments(instrument: Instrument, known: Iterable[Assessment] = (), seed: int = SEED) -> Iterator[Assessment]:
    """Yield what the fictional administrations answered, administration by administration and round by round.

    ``known``: assessments of the demonstration that stand as they are, in place of what the model would say.
    """
    as_they_are = {(one.country, one.round): one for one in known}
    for one in administrations():
        pair = _Pair(one, instrument, Random(f"{seed} {one.code}"))
        for number, round in enumerate(ROUNDS):
            made = pair.answer(round, last=number == len(ROUNDS) - 1)
            if (one.code, round) in as_they_are:
                made = replace(as_they_are[one.code, round], target=None, context={}, id=None)
            if round != ROUNDS[0] or one.code not in _JOINED_LATER:
                yield made


class _Pair:
    """One pair of agencies through all rounds."""

    def __init__(self, one: Administration, instrument: Instrument, dice: Random) -> None:
        self._one, self._instrument, self._dice = one, instrument, dice
        self._trait = _REGIONS[one.region] + self._blur(1.15)
        self._step = 0.25 + self._blur(0.3)
        self._own: dict[str, float] = {item.id: self._blur(0.45) for item in instrument.items}
        self._bias: dict[Voice, float] = {voice: self._blur(0.2) for voice in AGENCIES}
        self._openness: dict[Voice, float] = {voice: 0.9 + 0.1 * dice.random() for voice in AGENCIES}
        self._model = self._pick(zip(_MODELS, (0.25, 0.75, 1.0), strict=True))
        self._law: dict[tuple[Voice, str], Authority] = {
            (voice, item.id): self._authority(voice) for voice in AGENCIES for item in instrument.powers
        }

    def answer(self, round: str, last: bool) -> Assessment:
        """Return the answers of a round, and move on to the next."""
        asked = [item for item in self._instrument.items if item.levelled or item.kind == "power"]
        truth = {item.id: self._trait + self._own[item.id] + self._blur(0.2) for item in asked}
        voices: dict[Voice, Mapping[str, Answer]] = {}
        for voice in AGENCIES:
            said = {item.id: self._said(voice, item, truth[item.id]) for item in asked}
            if voice == "customs" or (self._one.code, round) not in _ONE_VOICE:
                voices[voice] = {id: answer for id, answer in said.items() if not answer.empty}
        agreed = self._agreed([item for item in asked if item.subject != "own" and item.rates], voices)
        if last and len(voices) == 2 and agreed:
            voices["agreed"] = agreed
        self._trait += self._step + self._blur(0.15)
        return Assessment(
            country=self._one.code,
            round=round,
            instruments={self._instrument.id: self._instrument.version},
            voices=voices,
        )

    def _said(self, voice: Voice, item: Item, truth: float) -> Answer:
        seen = truth + self._bias[voice] + self._blur(0.25)
        # Everything is drawn for every answer, so that one of them never shifts those after it.
        open_, state, scope, barred = (self._dice.random() for _ in range(4))
        shown = self._blur(1.0)
        if open_ > self._openness[voice]:
            said = _first(_STATES, state)
            return Answer(state=said) if said else Answer()
        if item.kind == "power":
            return Answer(value=self._value(voice, item))
        if barred < 0.006:
            return Answer(state="prohibited_by_law", reason="invented")
        if item.kind == "self_rating":
            return Answer(level=_level(seen + 0.4))
        level = _level(seen - _HARDER.get(item.id, 0.0))
        if level == 1:
            return Answer(level=1)
        return Answer(level=level, scope=_first(_SCOPES, scope), evidence=_first(_EVIDENCE, 0.5 * truth + shown))

    def _value(self, voice: Voice, item: Item) -> Mapping[str, Any]:
        held = self._law[voice, item.id]
        if item.areas:
            return {area.id: held for area in item.areas if not area.optional}
        return {"authority": held}

    def _authority(self, voice: Voice) -> Authority:
        chances = {
            "police": (0.85, 0.97),
            "border_police": (0.7, 0.95),
            "partial_powers": (0.3, 0.75),
            "detection_only": (0.1, 0.35),
        }["police" if voice == "police" else self._model]
        held: Authority = self._pick(zip(_AUTHORITIES, (*chances, 1.0), strict=True))
        return held

    def _agreed(self, items: Sequence[Item], voices: Mapping[Voice, Mapping[str, Answer]]) -> dict[str, Answer]:
        """Return what a committee settled: mostly the lower level, in some pairs and for some items."""
        meets = self._dice.random() < 0.4
        found = {}
        for item in items:
            settled, higher = self._dice.random() < 0.6, self._dice.random() < 0.3
            known = [said[item.id].level or 0 for said in voices.values() if item.id in said and said[item.id].level]
            if meets and settled and len(known) == 2:
                found[item.id] = Answer(level=max(known) if higher else min(known), scope="main_sites")
        return found

    def _blur(self, width: float) -> float:
        return width * NormalDist().inv_cdf(min(max(self._dice.random(), 1e-9), 1 - 1e-9))

    def _pick(self, options: Iterable[tuple[Any, float]]) -> Any:
        return _first(tuple(options), self._dice.random())


def _first(options: Sequence[tuple[Any, float]], value: float) -> Any:
    """Return the first option whose bound is not below a value."""
    return next((option for option, bound in options if value <= bound), options[-1][0])


def _level(seen: float) -> int:
    return 1 + sum(seen > threshold for threshold in _THRESHOLDS)
