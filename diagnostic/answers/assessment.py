"""One pair of agencies in one round, as a snapshot: what each voice says now."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from diagnostic.answers.answer import UNANSWERED, Answer, Voice

#: Codes that ISO 3166-1 leaves to users: here they mark fictional administrations.
_FICTIONAL = re.compile(r"XX[A-Z]|Q[M-Z][A-Z]")

NATIONAL_MODELS = ("border_police", "partial_powers", "detection_only")
THIRD_AGENCIES = ("prosecutor", "fiu", "coastguard", "immigration", "other")


@dataclass(frozen=True, slots=True)
class AgencyPair:
    """The names of the two agencies: gendarmerie and federal police make two pairs."""

    customs: str = "Customs"
    police: str = "Police"

    def name(self, voice: str) -> str:
        """Return the name of an agency; the agreed voice speaks for both."""
        return {"customs": self.customs, "police": self.police}.get(voice, "Both agencies")

    def other(self, voice: str) -> str:
        """Return the name of the other agency."""
        return self.police if voice == "customs" else self.customs


@dataclass(frozen=True, slots=True)
class Assessment:
    """A snapshot of current answers, without people or history.

    ``target``: a level for the continuum, or levels by dimension. ``instruments``: id to version.
    """

    country: str
    round: str
    instruments: Mapping[str, str]
    voices: Mapping[Voice, Mapping[str, Answer]] = field(default_factory=dict)
    pair: AgencyPair = AgencyPair()
    target: int | Mapping[str, int] | None = None
    context: Mapping[str, Any] = field(default_factory=dict)
    id: str | None = None

    def answer(self, voice: Voice, item: str) -> Answer:
        """Return the answer of a voice, unanswered if there is none."""
        return self.voices.get(voice, {}).get(item, UNANSWERED)

    def only(self, *voices: Voice) -> Assessment:
        """Return the same assessment with these voices alone."""
        return replace(self, voices={voice: said for voice, said in self.voices.items() if voice in voices})


def is_fictional(code: str) -> bool:
    """Whether a country code is left to users by ISO 3166-1 (XXA to XXZ, QMA to QZZ)."""
    return bool(_FICTIONAL.fullmatch(code))


@cache
def countries() -> dict[str, str]:
    """Return the names of all countries by ISO 3166-1 alpha-3 code, in order of name.

    Kosovo has no ISO code; XKX is the one in common use and in the WCO's regions as recorded here.
    """
    import pycountry

    names = {c.alpha_3: getattr(c, "common_name", c.name) for c in pycountry.countries} | {"XKX": "Kosovo"}
    return dict(sorted(names.items(), key=lambda entry: entry[1]))


def is_country(code: str) -> bool:
    """Whether a code is an ISO 3166-1 alpha-3 code or one of a fictional administration."""
    return is_fictional(code) or code in countries()
