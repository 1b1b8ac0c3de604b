"""A table of answers, ``cpdiag-panel-answers/1``: what many pairs of agencies answered, to be scored side by side.

Every row is one voice: ``administration``, ``round``, ``voice`` (customs, police, agreed), ``instrument`` (the
version answered), then one column per item that carries a level or a power; items left out are unanswered. Cells:

- an item with levels: empty, a level, a level with what supports it in any order (``3 national document``), or one
  of the states (``dont_know``, ``declined``, ``insufficient_evidence``, ``prohibited_by_law``, ``not_applicable``);
- a power: empty, ``full``, ``partial``, ``none``, ``full or partial``, ``partial or none``, or a state.

No text, no reason, no name has a place here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from operator import call, itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diagnostic.answers.answer import EVIDENCE, SCOPES, STATES, VOICES, Answer
from diagnostic.answers.assessment import Assessment
from diagnostic.benchmarking.panel import Labels, Panel
from diagnostic.benchmarking.scored import COOPERATION, Answers, of_answers, plan_of
from diagnostic.content.model import AUTHORITIES, Authority, Instrument, Item, Library
from diagnostic.exchange import table
from diagnostic.exchange.panel_keys import Keys
from diagnostic.exchange.table import Table
from diagnostic.scoring.batch import (
    AUTHORITY_BIT,
    MISSING,
    NOT_APPLICABLE,
    PROHIBITED,
    UNKNOWN_AUTHORITY,
    Codes,
    Plan,
)
from diagnostic.scoring.outcomes import authorities

FORMAT = "cpdiag-panel-answers/1"
_NEEDED = ("administration", "round", "voice", "instrument")
_VOICES: dict[str, str] = {voice: voice for voice in VOICES}
_STATE_LEVELS = {"prohibited_by_law": PROHIBITED, "not_applicable": NOT_APPLICABLE}
_STATE_POWERS = {"prohibited_by_law": AUTHORITY_BIT["none"], "not_applicable": 0}
#: What a power may still be, in words; see `authorities`.
_POSSIBLE: dict[frozenset[Authority], str] = {
    frozenset({"full", "partial"}): "full or partial",
    frozenset({"partial", "none"}): "partial or none",
    **{frozenset({authority}): authority for authority in AUTHORITIES},
}


@cache
def _words() -> tuple[dict[str, int], NDArray[Any]]:
    """Return every cell that an item with levels takes, with a number, and by number: level, scope, evidence."""
    cells: dict[str, int] = {}
    codes: list[tuple[int, int, int]] = []

    def add(cell: str, code: tuple[int, int, int]) -> None:
        cells[cell] = len(codes)
        codes.append(code)

    add("", (MISSING, 0, 0))
    for state in STATES:
        add(state, (_STATE_LEVELS.get(state, MISSING), 0, 0))
    scopes = [("", 0), *((name, place) for place, name in enumerate(SCOPES, start=1))]
    grades = [("", 0), *((name, place) for place, name in enumerate(EVIDENCE, start=1))]
    for level, (scope, at), (grade, by) in product(range(1, 6), scopes, grades):
        add(" ".join(part for part in (str(level), scope, grade) if part), (level, at, by))
    for level, (scope, at), (grade, by) in product(range(1, 6), scopes[1:], grades[1:]):
        cells[f"{level} {grade} {scope}"] = codes.index((level, at, by))
    return cells, np.array(codes, np.int8)


@cache
def _power_words() -> dict[str, int]:
    """Return every cell that a power takes, with its bits."""
    said = {words: sum(AUTHORITY_BIT[name] for name in possible) for possible, words in _POSSIBLE.items()}
    states: dict[str, int] = {state: _STATE_POWERS.get(state, UNKNOWN_AUTHORITY) for state in STATES}
    return {"": UNKNOWN_AUTHORITY, **said, **states}


def recognises(source: Table, library: Library) -> bool:
    """Whether a table is one of answers: a column of it is an item of the questionnaire."""
    items = {
        item.id for version in library.versions(COOPERATION) for item in library.instrument(COOPERATION, version).items
    }
    return any(name in items for name in source.header)


def from_table(source: Table, library: Library, policy: str = "") -> Panel:
    """Read a table of answers and score it.

    ``policy``: under which; without it, that of the newest version answered.

    Raises:
        Refused: with every fault by row and column; nothing is partly read.
        PanelRefused: the answers cannot be scored side by side.
    """
    keys, blocks = answers_from(source, library)
    scoring = library.policies[policy] if policy else library.policy_of(blocks[-1].instrument)
    return of_answers(blocks, scoring, columns=keys.columns)


def answers_from(source: Table, library: Library) -> tuple[Keys, tuple[Answers, ...]]:
    """Read a table of answers, by version of the questionnaire; see `from_table`."""
    keys = Keys(source, library, COOPERATION)
    keys.missing_columns(_NEEDED)
    versions = [library.instrument(COOPERATION, version) for version in library.versions(COOPERATION)]
    asked = {item.id: item for instrument in versions for item in instrument.items if _is_asked(item)}
    keys.unknown_columns([*_NEEDED, *asked])
    source.faults.check()
    rows = _Rows(keys, {name: source.header.index(name) for name in _NEEDED}, asked)
    rows.read()
    source.faults.check()
    if not rows.numbers:
        raise source.refuse("the table has no rows", "give at least one voice of one pair of agencies")
    blocks = tuple(rows.block(instrument, library) for instrument in versions if instrument.version in rows.version)
    source.faults.check()
    return keys, blocks


def _is_asked(item: Item) -> bool:
    return item.levelled or item.kind == "power"


class _Rows:
    """The rows of a table of answers as small numbers, column by column."""

    def __init__(self, keys: Keys, places: Mapping[str, int], asked: Mapping[str, Item]) -> None:
        self.keys, self.places = keys, places
        header = keys.table.header
        self.items = [(place, asked[title]) for place, title in enumerate(header) if title in asked]
        self.numbers: list[int] = []
        self.administration: list[str] = []
        self.round: list[str] = []
        self.voice: list[str] = []
        self.version: list[str] = []
        self.codes = bytearray()

    def read(self) -> None:
        """Go through all rows."""
        keys, places, groups = self.keys, self.places, self.keys.groups()
        first: dict[tuple[str, str, str], int] = {}
        levels, _ = _words()
        powers = _power_words()
        tables = [(place, levels if item.levelled else powers) for place, item in self.items]
        lookups = [words.__getitem__ for _, words in tables]
        # One place too many: of a single one, itemgetter would give the cell itself and not a row of one.
        cells: Callable[[list[str]], Sequence[str]] = itemgetter(*[place for place, _ in tables], 0)
        for number, row in keys.table.rows:
            administration = keys.administration(number, places["administration"], row[places["administration"]])
            if groups:
                keys.take_groups(number, row, administration, groups)
            round = keys.text("round", number, places["round"], row[places["round"]])
            voice = keys.choice("voice", number, places["voice"], row[places["voice"]], _VOICES)
            known = first.setdefault((administration, round, voice), number)
            if known != number:
                message = f"{administration}, round {round}, {voice} stands twice (first in row {known})"
                keys.table.fault(number, places["administration"], message, "keep one of the two")
            self.numbers.append(number)
            self.administration.append(administration)
            self.round.append(round)
            self.voice.append(voice)
            self.version.append(keys.version(number, places["instrument"], row[places["instrument"]]))
            try:
                self.codes += bytes(map(call, lookups, cells(row)))
            except KeyError:
                self.codes += bytes([self._cell(number, place, words, row[place]) for place, words in tables])

    def _cell(self, number: int, place: int, words: Mapping[str, int], cell: str) -> int:
        said = " ".join(cell.strip().casefold().split())
        if said in words:
            return words[said]
        title = self.keys.table.header[place]
        if "full" in words:
            remedy = "write full, partial, none, “full or partial”, “partial or none” or a state, or leave it empty"
        else:
            remedy = "write a level from 1 to 5, with scope and evidence if known, or a state, or leave it empty"
        self.keys.table.fault(number, place, f"'{title}' is '{cell.strip()[:40]}'", remedy)
        return 0

    def block(self, instrument: Instrument, library: Library) -> Answers:
        """Return the answers to one version."""
        plan = plan_of(instrument, library.policy_of(instrument))
        mine = [row for row, version in enumerate(self.version) if version == instrument.version]
        whole = np.frombuffer(self.codes, np.uint8).reshape(len(self.numbers), len(self.items))
        matrix = whole if len(mine) == len(self.numbers) else whole[mine]
        columns: dict[tuple[str, str], int] = {}
        at = np.array(
            [columns.setdefault((self.administration[row], self.round[row]), len(columns)) for row in mine], np.intp
        )
        voices = np.array([VOICES.index(self.voice[row]) for row in mine])
        self._check(instrument, mine, matrix, voices)
        present = np.zeros((len(VOICES), len(columns)), np.bool_)
        present[voices, at] = True
        coded = [
            self._codes(plan, matrix[voices == place], at[voices == place], len(columns))
            if place < 2 or present[place].any()
            else None
            for place in range(len(VOICES))
        ]
        customs, police, agreed = coded
        assert customs is not None
        assert police is not None
        return Answers(
            instrument,
            Labels.of(name for name, _ in columns),
            Labels.of(round for _, round in columns),
            customs,
            police,
            agreed,
            present,
        )

    def _check(self, instrument: Instrument, mine: Sequence[int], matrix: NDArray[Any], voices: NDArray[Any]) -> None:
        """Note answers that their item does not take."""
        levels, _ = _words()
        not_applicable = levels["not_applicable"]
        agreed = voices == VOICES.index("agreed")
        for column, (place, item) in enumerate(self.items):
            known = item.id in instrument.by_id
            said = matrix[:, column] != (0 if item.levelled else UNKNOWN_AUTHORITY)
            wrong: list[tuple[NDArray[Any], str, str]] = []
            if not known:
                wrong.append((said, f"'{item.id}' is no item of {instrument.version}", "leave the cell empty"))
            if item.levelled and not item.may_be_not_applicable:
                no = matrix[:, column] == not_applicable
                wrong.append((no, f"'{item.id}' cannot be not applicable", "give a level, or another state"))
            if item.kind == "power" and not item.may_be_not_applicable:
                wrong.append((matrix[:, column] == 0, f"'{item.id}' cannot be not applicable", "give an authority"))
            if item.subject == "own":
                message = f"'{item.id}' is a fact about one agency and has no agreed answer"
                wrong.append((said & agreed, message, "leave the cell empty"))
            for flags, message, remedy in wrong:
                for index in np.flatnonzero(flags):
                    self.keys.table.fault(self.numbers[mine[int(index)]], place, message, remedy)

    def _codes(self, plan: Plan, matrix: NDArray[Any], at: NDArray[Any], n: int) -> Codes:
        """Return the codes of one voice; whoever has no row there answered nothing."""
        _, meaning = _words()
        levels, scope, evidence = (np.zeros((len(plan.items), n), np.int8) for _ in range(3))
        authority = np.full((len(plan.powers), n), UNKNOWN_AUTHORITY, np.int8)
        rows = {id: row for row, id in enumerate(plan.items)}
        powers = {item.id: row for row, item in enumerate(plan.powers)}
        parts = [np.ascontiguousarray(meaning[:, part]) for part in range(3)]
        for column, (_, item) in enumerate(self.items):
            said = matrix[:, column]
            if item.id in powers:
                authority[powers[item.id], at] = said
            elif item.id in rows:
                row = rows[item.id]
                levels[row, at], scope[row, at], evidence[row, at] = (part[said] for part in parts)
        return Codes(levels, authority, scope if scope.any() else None, evidence if evidence.any() else None)


# ------------------------------------------------------------------ writing


def write(
    assessments: Iterable[Assessment],
    library: Library,
    *,
    groups: Mapping[str, Mapping[str, str]] | None = None,
    comments: Sequence[str] = (),
) -> str:
    """Return assessments as a table of answers: levels, states, scope, evidence and powers, and nothing else."""
    chosen = list(assessments)
    versions = {assessment.instruments[COOPERATION] for assessment in chosen}
    asked = {
        item.id: item
        for version in sorted(versions)
        for item in library.instrument(COOPERATION, version).items
        if _is_asked(item)
    }
    header = [*_NEEDED, *(f"group:{name}" for name in groups or {}), *asked]
    return table.write_csv(header, _lines(chosen, asked, groups or {}), [FORMAT, *comments])


def _lines(
    assessments: Iterable[Assessment], asked: Mapping[str, Item], groups: Mapping[str, Mapping[str, str]]
) -> Iterator[list[str]]:
    for assessment in assessments:
        for voice in VOICES:
            if voice in assessment.voices:
                yield [
                    assessment.country,
                    assessment.round,
                    voice,
                    assessment.instruments[COOPERATION],
                    *(values.get(assessment.country, "") for values in groups.values()),
                    *(_written(item, assessment.answer(voice, id)) for id, item in asked.items()),
                ]


def _written(item: Item, answer: Answer) -> str:
    if answer.state is not None:
        return answer.state
    if item.kind == "power":
        return _POSSIBLE.get(authorities(item, answer), "")
    if answer.level is None:
        return ""
    return " ".join(part for part in (str(answer.level), answer.scope, answer.evidence) if part)
