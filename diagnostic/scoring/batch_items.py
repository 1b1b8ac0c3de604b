"""The item stage of the batch engine: caps, conditions, and one result from two voices, many columns at once.

Rows are those of `Plan.items`, as far as they are scored; every function works on the columns it is given.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from diagnostic.scoring.batch_codes import (
    AUTHORITY_BIT,
    MISSING,
    NOT_APPLICABLE,
    PROHIBITED,
    UNKNOWN_AUTHORITY,
    Gate,
    Matrix,
    Part,
    Plan,
)
from diagnostic.scoring.outcomes import View

Flags = NDArray[np.bool_]
#: Whether a condition holds, by column: certainly, and possibly. Certain implies possible.
Truth = tuple[Flags, Flags]


def apart(plan: Plan, part: Part, view: View) -> Matrix:
    """Return the level codes of one voice as they count: lowered by caps, hidden or missing by conditions.

    The result may be a view of the answers: it is not to be written to.
    """
    if not plan.conditional and part.scope is None and view == "claimed":
        return part.levels[: plan.scored]
    return _conditioned(plan, _capped(plan, part, view), _truths(plan, part))


def together(plan: Plan, voices: tuple[Part, Part], agreed: Part | None, view: View) -> tuple[Matrix, Matrix]:
    """Return the joint lowers and uppers as level codes.

    Both are NOT_APPLICABLE where the item counts for nobody. A lower is MISSING where somebody has not
    answered, which also says that the item is not answered; the upper is then what the other voice leaves.
    Bounds may also lie apart where both have answered: see `_holder`.
    """
    truths = [_truths(plan, part) for part in voices]
    said = [_capped(plan, part, view) for part in voices]
    # Before conditions: who holds a power is not rated on access, yet what the holder says counts.
    holders = [(row, _holder(voices, said, row, power)) for row, power in plan.access]
    counting = [_conditioned(plan, rows, truth) for rows, truth in zip(said, truths, strict=True)]
    upper = np.minimum(_ranked(counting[0]), _ranked(counting[1]))
    unanswered = (counting[0] == MISSING) | (counting[1] == MISSING)
    for row, (statement, certain) in holders:
        counted = np.where(certain, statement, np.int8(NOT_APPLICABLE))
        np.minimum(upper[row], _ranked(counted), out=upper[row])
        unanswered[row] |= counted == MISSING
    np.copyto(upper, NOT_APPLICABLE, where=upper == _LEFT_OUT)
    lower = upper * ~unanswered
    for row, (statement, certain) in holders:
        # The other agency may still turn out to hold nothing: the statement would count, and lower the lower.
        least = np.where(certain | (statement == NOT_APPLICABLE), np.int8(5), np.maximum(statement, 1))
        np.minimum(lower[row], least, out=lower[row])
    gates = _joint_truths(plan, truths, agreed)
    if agreed is not None:
        settled, answers = _agreed(plan, voices, truths, agreed, view, gates)
        np.copyto(lower, answers, where=settled)
        np.copyto(upper, answers, where=settled)
    for row, own in plan.conditional:
        if row not in plan.own:
            # Facts about both agencies are hidden for the pair, whatever a holder says.
            _, possible = _all([gates[gate] for gate in own])
            lower[row][~possible] = upper[row][~possible] = NOT_APPLICABLE
    return lower, upper


#: What not applicable ranks as while minima are taken: above every level.
_LEFT_OUT = 6


def _ranked(rows: Matrix) -> Matrix:
    """Return uppers: 5 for missing, above all levels for not applicable. Prohibited stays below level 1."""
    ranked: Matrix = rows + (rows == MISSING) * np.int8(5)
    ranked += (rows == NOT_APPLICABLE) * np.int8(_LEFT_OUT - NOT_APPLICABLE)
    return ranked


def _capped(plan: Plan, part: Part, view: View) -> Matrix:
    """Return a copy of the scored rows, lowered by scope and, as evidenced, by evidence."""
    rows = part.levels[: plan.scored].copy()
    if part.scope is not None:
        np.minimum(rows, _limits(plan.scope_caps, part.scope[: plan.scored]), out=rows)
    if view == "evidenced":
        if part.evidence is None:
            np.minimum(rows, plan.evidence_caps[0], out=rows)
        else:
            np.minimum(rows, _limits(plan.evidence_caps, part.evidence[: plan.scored]), out=rows)
    return rows


def _limits(caps: tuple[int, ...], codes: Matrix) -> Matrix:
    """Return the cap of every code. Adding steps is several times as fast as looking codes up one by one."""
    limits = np.full(codes.shape, caps[0], np.int8)
    for code in range(1, len(caps)):
        if step := caps[code] - caps[code - 1]:
            limits += (codes >= code) * np.int8(step)
    return limits


def _truths(plan: Plan, part: Part) -> list[Truth]:
    """Return whether each gate of the plan holds in a voice."""
    truths: list[Truth] = []
    for gate in plan.gates:
        sure, possible = _held(gate, part)
        if gate.own:
            # What a hidden parent says does not count; what a parent says that may be hidden decides nothing.
            own_sure, own_possible = _all([truths[index] for index in gate.own])
            sure, possible = sure & own_sure, own_possible & (possible | ~own_sure)
        truths.append((sure, possible))
    return truths


def _held(gate: Gate, part: Part) -> Truth:
    if gate.at_least is None:
        bits = part.authority[gate.row]
        possible = (bits & gate.wanted) != 0
        return possible & ((bits & ~gate.wanted) == 0), possible
    codes = part.levels[gate.row]
    # Forbidden by law counts as level 1.
    sure = codes >= gate.at_least if gate.at_least > 1 else (codes >= 1) | (codes == PROHIBITED)
    return sure, sure | (codes == MISSING)


def _all(truths: list[Truth]) -> Truth:
    sure, possible = truths[0]
    for also_sure, also_possible in truths[1:]:
        sure, possible = sure & also_sure, possible & also_possible
    return sure, possible


def _conditioned(plan: Plan, rows: Matrix, truths: list[Truth]) -> Matrix:
    """Hide, in place, what a known parent hides; below a missing parent it is missing, whatever is stored."""
    for row, gates in plan.conditional:
        sure, possible = _all([truths[gate] for gate in gates])
        # Multiplying by truth leaves 0, that is MISSING; the hidden ones then go down to NOT_APPLICABLE.
        rows[row] *= sure
        rows[row] += ~possible * np.int8(NOT_APPLICABLE)
    return rows


def _holder(voices: tuple[Part, Part], said: list[Matrix], row: int, power: int) -> tuple[Matrix, Flags]:
    """Return what the holder of a power says of the other's access, and whether it counts for certain.

    It counts where one agency holds the power in full and the other has none of it.
    """
    first, second = (part.authority[power] for part in voices)
    full, none = AUTHORITY_BIT["full"], AUTHORITY_BIT["none"]
    statement = np.full(first.shape, NOT_APPLICABLE, np.int8)
    np.copyto(statement, said[0][row], where=(first == full) & (second & none != 0))
    np.copyto(statement, said[1][row], where=(second == full) & (first & none != 0))
    return statement, (first == none) | (second == none)


def _joint_truths(plan: Plan, truths: list[list[Truth]], agreed: Part | None) -> list[Truth]:
    """Return whether gates hold for the pair: by the agreed parent where there is one, else for any voice."""
    either = [(ours[0] | theirs[0], ours[1] | theirs[1]) for ours, theirs in zip(*truths, strict=True)]
    if agreed is None:
        return either
    merged = []
    for gate, both, any_voice in zip(plan.gates, _truths(plan, agreed), either, strict=True):
        if gate.at_least is None:
            given = agreed.authority[gate.row] != UNKNOWN_AUTHORITY
        else:
            given = agreed.levels[gate.row] != MISSING
        merged.append((np.where(given, both[0], any_voice[0]), np.where(given, both[1], any_voice[1])))
    return merged


def _agreed(
    plan: Plan,
    voices: tuple[Part, Part],
    truths: list[list[Truth]],
    agreed: Part,
    view: View,
    gates: list[Truth],
) -> tuple[Flags, Matrix]:
    """Return where the agreed answer decides, and the agreed answers as they count."""
    settled = agreed.levels[: plan.scored] != MISSING
    for row, own in plan.conditional:
        sure, _ = _all([gates[gate] for gate in own])
        settled[row] &= sure
    settled[list(plan.own)] = False
    if view == "evidenced":
        agreed = agreed._replace(evidence=_inherited(plan, voices, truths, agreed))
    return settled, _capped(plan, agreed, view)


def _inherited(plan: Plan, voices: tuple[Part, Part], truths: list[list[Truth]], agreed: Part) -> Matrix:
    """Return grades of evidence: the agreed one, else the best of the voices that claim at least as much."""
    level = _capped(plan, agreed, "claimed")
    best = np.zeros(level.shape, np.int8)
    for part, truth in zip(voices, truths, strict=True):
        if part.evidence is not None:
            claimed = _conditioned(plan, _capped(plan, part, "claimed"), truth)
            np.maximum(best, part.evidence[: plan.scored] * (claimed >= level), out=best)
    if agreed.evidence is None:
        return best
    graded = agreed.evidence[: plan.scored]
    return np.where(graded > 0, graded, best)
