"""Exposure beside protection for one administration: the situations that its answers allow."""

from __future__ import annotations

from diagnostic import wording
from diagnostic.advice.guard import ESTABLISHED, HIGH, Situation, possible
from diagnostic.charts.spec import Basis, Chart, Plane, Sign
from diagnostic.scoring.outcomes import Pair, highest

#: In the order upper left, upper right, lower left, lower right.
NAMES: dict[Situation, str] = {
    "exposed_unprotected": "Exposed, not protected",
    "exposed_protected": "Exposed, protected",
    "quiet_unprotected": "Less exposed, not protected",
    "quiet_protected": "Less exposed, protected",
}


def situation(
    name: str, corruption: Pair, threat: Pair, protection: Pair | None, basis: Basis, *, fictional: bool = False
) -> Chart:
    """Return exposure (corruption, threat) before protection. ``protection`` is None where no question applies."""
    exposed, protected = highest([corruption, threat]), protection or Pair(1, 1)
    here = possible(exposed, protection)
    corners = tuple((words, id in here) for id, words in NAMES.items())
    open_ = [words.lower() for words, allowed in corners if allowed]
    shield = wording.span(*protection) if protection else "not applicable"
    levels = f"Exposure is {wording.span(*exposed)}, protection {shield}."
    if len(open_) == 1:
        said = f"{name} is {open_[0]}."
    elif len(open_) == len(corners):
        said = f"{name} may be in any of the four situations, because answers are missing."
    else:
        said = f"{name} is one of these: {'; or '.join(open_)}."
    notes = ["C: corruption. T: threat", f"Exposure is high from {HIGH}, protection established from {ESTABLISHED}"]
    if not (corruption.known and threat.known and protected.known):
        notes.append("Hatched: possible, because answers are missing")
    body = Plane(
        (Sign("C", "Corruption", corruption), Sign("T", "Threat", threat)), protected, corners, HIGH, ESTABLISHED
    )
    subject = "Exposure, level 1 to 5 (upwards), and protection, level 1 to 5 (to the right)"
    return Chart("situation", f"{said} {levels}", subject, body, basis, tuple(notes), fictional)
