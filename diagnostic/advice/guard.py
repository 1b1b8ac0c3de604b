"""The guard on the order of integrity measures, and the situation an administration is in.

The guard is the toolkit authors' inference from U4 Helpdesk Answer 2023:19. Closing the routes of corruption may
raise the risk of violence in the short run; tolerated corruption breeds threats in the long run. So controls aimed
at persons are not refused: while the threat is high or cannot be ruled out they are staged with protection.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from diagnostic.scoring.integrity import Integrity
from diagnostic.scoring.outcomes import Pair, highest

#: The axis the guard looks at, and the item that says whether officers of other agencies act as go-betweens.
THREAT, CORRUPTION, OTHER_AGENCY = "threat", "corruption", "x_other_agency"
#: An exposure from here on is high; protection from here on is established.
HIGH, ESTABLISHED = 4, 3
#: Go-betweens from other agencies count from here on.
LIKELY = 3

Threat = Literal["high", "not_ruled_out", "low"]
Situation = Literal["exposed_unprotected", "exposed_protected", "quiet_unprotected", "quiet_protected"]


@dataclass(frozen=True, slots=True)
class Guard:
    """Whether controls aimed at persons are staged with protection.

    ``intermediaries``: go-betweens from other agencies are likely, or not ruled out, so that protection offers a
    route besides the police.
    """

    threat: Pair
    protection: Pair
    reading: Threat
    intermediaries: bool
    overridden: bool = False

    @property
    def called_for(self) -> bool:
        """Whether the answers call for it, overridden or not."""
        return self.reading != "low" and self.protection.lower < ESTABLISHED

    @property
    def active(self) -> bool:
        """Whether it holds: called for, and not overridden by the head."""
        return self.called_for and not self.overridden


def guard(result: Integrity, *, overridden: bool = False) -> Guard:
    """Return the guard for an integrity self-assessment. ``overridden``: the head decided otherwise, with a reason."""
    threat = result.axis(THREAT)
    return Guard(
        threat=threat,
        # Without an applicable question on protection there is none that could be relied on.
        protection=result.protection() or Pair(1, 1),
        reading="high" if threat.lower >= HIGH else "not_ruled_out" if threat.upper >= HIGH else "low",
        intermediaries=(result.outcome(OTHER_AGENCY).pair or Pair(1, 5)).upper >= LIKELY,
        overridden=overridden,
    )


def exposure(result: Integrity) -> Pair:
    """Return what comes at the staff: the higher of corruption and threat. Conditions only make both easier."""
    return highest([result.axis(CORRUPTION), result.axis(THREAT)])


def situations(result: Integrity) -> tuple[Situation, ...]:
    """Return the situations that the bounds allow: one where they are clear, up to four where they are not."""
    return possible(exposure(result), result.protection())


def possible(exposed: Pair, protection: Pair | None) -> tuple[Situation, ...]:
    """Return the situations that bounds allow. ``protection`` is None where no question on it applies."""
    protected = protection or Pair(1, 1)
    high = [side for side, may in ((True, exposed.upper >= HIGH), (False, exposed.lower < HIGH)) if may]
    safe = [
        side for side, may in ((False, protected.lower < ESTABLISHED), (True, protected.upper >= ESTABLISHED)) if may
    ]
    return tuple(_SITUATIONS[is_high, is_safe] for is_high in high for is_safe in safe)


_SITUATIONS: dict[tuple[bool, bool], Situation] = {
    (True, False): "exposed_unprotected",
    (True, True): "exposed_protected",
    (False, False): "quiet_unprotected",
    (False, True): "quiet_protected",
}
