"""Exposure beside protection: which situation an administration is in, as a map and in words."""

from __future__ import annotations

from html import escape

from diagnostic import wording
from diagnostic.advice.guard import CORRUPTION, ESTABLISHED, HIGH, THREAT, Guard, Situation, exposure, situations
from diagnostic.charts.situation import NAMES
from diagnostic.scoring import Integrity, Pair

#: What each situation means. Toolkit authors, after U4.
_MEANS: dict[Situation, str] = {
    "exposed_unprotected": "Pressure reaches staff who have little behind them. Protection and a threat assessment "
    "come first.",
    "exposed_protected": "Pressure is high, and the chain of protection is established. Controls can be tightened "
    "while protection is kept up and tested.",
    "quiet_unprotected": "Little is known to reach staff, and little would hold if it did. Protection can be built "
    "without haste; what is not counted may hide pressure.",
    "quiet_protected": "Little is known to reach staff, and the chain of protection is established. It has to be "
    "kept up, and the count with it.",
}
_CORNERS: tuple[tuple[str, Situation], ...] = (
    ("tl", "exposed_unprotected"),
    ("tr", "exposed_protected"),
    ("bl", "quiet_unprotected"),
    ("br", "quiet_protected"),
)


def finding(result: Integrity, name: str) -> str:
    """Return the situation in a sentence or two."""
    exposed, protected = exposure(result), result.protection()
    shield = wording.span(*protected) if protected else "not applicable"
    possible = situations(result)
    if len(possible) == 1:
        return f"{name}: {NAMES[possible[0]].lower()}. Exposure is {wording.span(*exposed)}, protection {shield}."
    names = wording.listing([NAMES[id].lower() for id in possible], "or")
    return f"{name} is one of these: {names}. Exposure is {wording.span(*exposed)}, protection {shield}."


def meaning(result: Integrity) -> str:
    """Return what the situations mean that the answers allow, as HTML."""
    lines = (f"<p><b>{NAMES[id]}.</b> {_MEANS[id]}</p>" for id in situations(result))
    return "".join(lines) + '<p class="meta">The four situations are the toolkit authors’, after U4 2023:19.</p>'


def guard_note(guard: Guard) -> str:
    """Return in a paragraph what the guard on the order of measures says, as HTML."""
    if guard.reading == "low":
        said = "The threat to staff is below level 4 for certain, so no control has to wait for protection."
    elif not guard.called_for:
        said = (
            "The threat to staff is high or cannot be ruled out, and protection is established (level 3 for certain): "
            "controls aimed at persons need not wait."
        )
    else:
        why = "is high" if guard.reading == "high" else "cannot be ruled out, because answers are missing"
        said = (
            f"The threat to staff {why}, and protection is not established for certain. Controls aimed at persons are "
            "to begin together with protection and a threat assessment."
        )
        if guard.overridden:
            said += " The head has decided otherwise; the reason is recorded on the page Integrity measures."
    return f'<div class="notice"><b>Order of measures.</b> {said}</div>'


def map_(result: Integrity) -> str:
    """Return the map as HTML: exposure upwards, protection to the right, C for corruption, T for threat."""
    protected = result.protection() or Pair(1, 1)
    marks = (("C", "corruption", result.axis(CORRUPTION)), ("T", "threat", result.axis(THREAT)))
    cells = []
    for row, level in enumerate((5, 4, 3, 2, 1), 2):
        cells.append(f'<b style="--r:{row};--c:1">{level}</b>')
        for shield in (1, 2, 3, 4, 5):
            here = [(sign, pair) for sign, _, pair in marks if pair.lower <= level <= pair.upper]
            inside = protected.lower <= shield <= protected.upper
            kinds = ["high" if level >= HIGH else "", "third" if shield == ESTABLISHED else ""]
            kinds.append("top" if level == HIGH - 1 else "")
            text = ""
            if here and inside:
                kinds.append("at" if protected.known and all(pair.known for _, pair in here) else "maybe")
                text = f"<span>{' '.join(sign for sign, _ in here)}</span>"
            shown = " ".join(filter(None, kinds))
            cells.append(f'<i class="{shown}" style="--r:{row};--c:{shield + 1}">{text}</i>')
    axis = "".join(f'<b style="--r:7;--c:{shield + 1}">{shield}</b>' for shield in (1, 2, 3, 4, 5))
    said = "; ".join(f"{name} {wording.span(*pair)}" for _, name, pair in marks)
    alt = f"Map of exposure and protection. Exposure: {said}. Protection {wording.span(*protected)}."
    possible = situations(result)
    corners = "".join(
        f'<em class="{place}{" here" if id in possible else ""}">{escape(NAMES[id])}</em>' for place, id in _CORNERS
    )
    return (
        f'<div class="situation" role="img" aria-label="{escape(alt)}"><div class="grid">'
        f"{''.join(cells)}{axis}{corners}</div></div>"
        '<div class="key"><span>Upwards: exposure, 4 and 5 high</span><span>To the right: protection, established '
        "from 3</span><span><b>C</b> corruption</span><span><b>T</b> threat</span>"
        '<span><i class="maybe"></i>possible: answers are missing</span></div>'
    )
