"""What the batch engine reads: a questionnaire compiled to row numbers, and answers as small integers.

Matrices are item-major: one row per item, one column per assessment, so that a row lies in one piece.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from diagnostic.answers.answer import EVIDENCE, SCOPES, Answer
from diagnostic.content.model import AUTHORITIES, Authority, Condition, Instrument, Item, Policy
from diagnostic.scoring.outcomes import authorities, evidence_limit

Matrix = NDArray[np.int8]

#: Level codes: 1 to 5 as answered, and three that are no level. Those lie below all levels, so that a cap,
#: which takes a minimum, never touches them, and so that "at most 3" counts them all in one comparison.
NOT_APPLICABLE, PROHIBITED, MISSING = -2, -1, 0

#: Authority codes: one bit for each authority that is still possible; none of them: not applicable.
AUTHORITY_BIT: dict[Authority, int] = {name: 1 << bit for bit, name in enumerate(AUTHORITIES)}
UNKNOWN_AUTHORITY = sum(AUTHORITY_BIT.values())

#: Scope and evidence codes: 0 where nothing is said, else the place in SCOPES or EVIDENCE, from 1.
_SCOPE_CODE = {name: code for code, name in enumerate(SCOPES, start=1)}
_EVIDENCE_CODE = {name: code for code, name in enumerate(EVIDENCE, start=1)}
_STATE_CODE = {"not_applicable": NOT_APPLICABLE, "prohibited_by_law": PROHIBITED}


class Gate(NamedTuple):
    """A condition: at least a level in a row of items, or, where that is None, wanted bits of a power.

    ``own``: the gates that the parent itself stands behind, all compiled before this one.
    """

    row: int
    at_least: int | None
    wanted: int
    own: tuple[int, ...]


class Needed(NamedTuple):
    """A requirement: for a level of the continuum, the item of a row must have at least a level."""

    level: int
    row: int
    at_least: int


@dataclass(frozen=True, slots=True)
class Plan:
    """An instrument and its policy, compiled for `score` and `score_joint`.

    ``items``: ids by row of the level codes: first those that rate, dimension by dimension, then those that
    only carry a requirement, then the rest, which only conditions look at. ``scored``: how many rows the
    first two groups have. ``spans``: first row and row after the last, by dimension. ``conditional``: a
    scored row and its gates. ``access``: the scored row of an access item and the row of its power.
    ``own``: scored rows of facts about one agency. Caps stand at the place of their scope or evidence code.
    """

    items: tuple[str, ...]
    powers: tuple[Item, ...]
    dimensions: tuple[str, ...]
    scored: int
    spans: tuple[tuple[int, int], ...]
    gates: tuple[Gate, ...]
    conditional: tuple[tuple[int, tuple[int, ...]], ...]
    access: tuple[tuple[int, int], ...]
    own: tuple[int, ...]
    requirements: tuple[Needed, ...]
    waive: bool
    scope_caps: tuple[int, ...]
    evidence_caps: tuple[int, ...]
    withheld_below: Fraction

    @classmethod
    def of(cls, instrument: Instrument, policy: Policy) -> Plan:
        """Compile an instrument with a policy, both as the content checks let them pass.

        Raises:
            KeyError: a condition or a requirement names an item that is not there or not of the right kind.
        """
        above = [level for level in policy.levels if level.level > 1]
        needed = [(level.level, need) for level in above for need in level.requirements]
        rated = [[item.id for item in instrument.rated(side.id)] for side in instrument.dimensions]
        items = [id for ids in rated for id in ids]
        items += dict.fromkeys(need.item for _, need in needed if need.item not in items)
        scored = len(items)
        items += [item.id for item in instrument.items if item.levelled and item.id not in items]
        rows = {id: row for row, id in enumerate(items)}
        powers = {item.id: row for row, item in enumerate(instrument.powers)}
        ends = np.cumsum([len(ids) for ids in rated], dtype=int).tolist()
        asked = [instrument.item(id) for id in items[:scored]]
        gates = _Gates(instrument, rows, powers)
        owners = [(row, instrument.power_of(item.id)) for row, item in enumerate(asked)]
        return cls(
            items=tuple(items),
            powers=instrument.powers,
            dimensions=tuple(side.id for side in instrument.dimensions),
            scored=scored,
            spans=tuple((end - len(ids), end) for ids, end in zip(rated, ends, strict=True)),
            conditional=tuple((row, gates.of(item)) for row, item in enumerate(asked) if item.conditions),
            gates=tuple(gates.compiled),
            access=tuple((row, powers[power.id]) for row, power in owners if power),
            own=tuple(row for row, item in enumerate(asked) if item.subject == "own"),
            requirements=tuple(Needed(level, rows[need.item], need.at_least) for level, need in needed),
            waive=policy.waive_not_applicable,
            scope_caps=(5, *(policy.scope_caps.get(name, 5) for name in SCOPES)),
            evidence_caps=tuple(evidence_limit(grade, policy) for grade in (None, *EVIDENCE)),
            withheld_below=policy.withheld_below,
        )

    @property
    def largest(self) -> int:
        """How many items rate the dimension with the most of them."""
        return max((end - start for start, end in self.spans), default=0)


class _Gates:
    """Compiles conditions, each once, parents first."""

    def __init__(self, instrument: Instrument, rows: Mapping[str, int], powers: Mapping[str, int]) -> None:
        self.compiled: list[Gate] = []
        self._instrument, self._rows, self._powers = instrument, rows, powers
        self._known: dict[Condition, int] = {}

    def of(self, item: Item) -> tuple[int, ...]:
        """Return the gates of an item."""
        return tuple(self._gate(condition) for condition in item.conditions)

    def _gate(self, condition: Condition) -> int:
        if condition not in self._known:
            own = self.of(self._instrument.item(condition.item))
            rows = self._powers if condition.at_least is None else self._rows
            wanted = sum(AUTHORITY_BIT[name] for name in set(condition.authority))
            self.compiled.append(Gate(rows[condition.item], condition.at_least, wanted, own))
            self._known[condition] = len(self.compiled) - 1
        return self._known[condition]


class Part(NamedTuple):
    """The columns of some assessments, as views of `Codes`."""

    levels: Matrix
    authority: Matrix
    scope: Matrix | None
    evidence: Matrix | None


@dataclass(frozen=True, slots=True, eq=False)
class Codes:
    """What one voice says in n assessments. All matrices are int8, item-major.

    ``levels``: (items of the plan, n), 1 to 5, MISSING, PROHIBITED or NOT_APPLICABLE.
    ``authority``: (powers of the plan, n), bits of AUTHORITY_BIT.
    ``scope``, ``evidence``: shaped like ``levels``; None where no answer carries any.

    Raises:
        ValueError: a matrix has another type or shape, or holds a code that does not exist.
    """

    levels: Matrix
    authority: Matrix
    scope: Matrix | None = None
    evidence: Matrix | None = None

    def __post_init__(self) -> None:
        n, shape = self.levels.shape[-1:], self.levels.shape
        for name, matrix, wanted, low, high in (
            ("levels", self.levels, shape, NOT_APPLICABLE, 5),
            ("authority", self.authority, (*self.authority.shape[:1], *n), 0, UNKNOWN_AUTHORITY),
            ("scope", self.scope, shape, 0, len(SCOPES)),
            ("evidence", self.evidence, shape, 0, len(EVIDENCE)),
        ):
            if matrix is None:
                continue
            if matrix.dtype != np.int8 or matrix.ndim != 2 or matrix.shape != wanted:
                message = f"'{name}' is {matrix.dtype} of shape {matrix.shape}, not int8 of shape {wanted}"
                raise ValueError(message)
            if matrix.min(initial=0) < low or matrix.max(initial=0) > high:
                raise ValueError(f"'{name}' holds a code outside {low} to {high}")

    @property
    def n(self) -> int:
        """How many assessments there are."""
        return int(self.levels.shape[1])

    def part(self, columns: slice) -> Part:
        """Return the codes of some assessments, not copied."""
        scope = None if self.scope is None else self.scope[:, columns]
        evidence = None if self.evidence is None else self.evidence[:, columns]
        return Part(self.levels[:, columns], self.authority[:, columns], scope, evidence)


def encode(plan: Plan, answers: Iterable[Mapping[str, Answer]]) -> Codes:
    """Return what one voice says in many assessments as codes, in the order given.

    A voice that is absent is an empty mapping. Answers to items without levels and to items of other
    instruments are passed over: one voice of an assessment holds the answers to all its questionnaires.

    Raises:
        ValueError: an answer holds a level outside 1 to 5.
    """
    rows = {id: row for row, id in enumerate(plan.items)}
    powers = {power.id: row for row, power in enumerate(plan.powers)}
    n = 0
    levels, scope, evidence, authority = array("b"), array("b"), array("b"), array("b")
    for said in answers:
        n += 1
        level_row, scope_row, evidence_row = ([0] * len(rows) for _ in range(3))
        authority_row = [UNKNOWN_AUTHORITY] * len(powers)
        for id, answer in said.items():
            row = rows.get(id)
            if row is not None:
                state = _STATE_CODE.get(answer.state or "", MISSING)
                level_row[row] = state if answer.level is None else answer.level
                if answer.level is not None and not 1 <= answer.level <= 5:
                    raise ValueError(f"'{id}' has the level {answer.level}")
                scope_row[row] = _SCOPE_CODE[answer.scope] if answer.scope else 0
                evidence_row[row] = _EVIDENCE_CODE[answer.evidence] if answer.evidence else 0
            elif id in powers:
                possible = authorities(plan.powers[powers[id]], answer)
                authority_row[powers[id]] = sum(AUTHORITY_BIT[name] for name in possible)
        levels.extend(level_row)
        scope.extend(scope_row)
        evidence.extend(evidence_row)
        authority.extend(authority_row)

    def matrix(codes: array[int], rows: int) -> Matrix:
        return np.asarray(codes).reshape(n, rows).T.astype(np.int8, order="C")

    said_scope, said_evidence = matrix(scope, len(rows)), matrix(evidence, len(rows))
    return Codes(
        levels=matrix(levels, len(rows)),
        authority=matrix(authority, len(powers)),
        scope=said_scope if said_scope.any() else None,
        evidence=said_evidence if said_evidence.any() else None,
    )
