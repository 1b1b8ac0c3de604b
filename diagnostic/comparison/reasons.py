"""Why a row stands where it does, in one sentence for the meeting."""

from __future__ import annotations

from diagnostic import wording
from diagnostic.answers import labels
from diagnostic.answers.answer import AGENCIES, State
from diagnostic.answers.assessment import AgencyPair
from diagnostic.comparison.sides import Difference, Need, Side
from diagnostic.content.model import Instrument, Item
from diagnostic.scoring.outcomes import authorities

_STATES: dict[State, str] = {
    "dont_know": "does not know",
    "insufficient_evidence": "has not enough evidence",
    "declined": "declines to answer",
    "not_applicable": "says it does not apply",
    "prohibited_by_law": "says the law forbids it",
}
_NOT_IN_VIEW = "neither the target nor the next level turns on it"


def reason(difference: Difference, instrument: Instrument, pair: AgencyPair) -> str:
    """Return why a row stands where it does: ``Level 3 asks for 3 here: Customs says 4, Police says 2.``"""
    item, place = difference.item, difference.place
    said = ", ".join(_says(item, side, pair.name(voice)) for voice, side in difference.sides.items())
    if place in ("decides", "unsure"):
        at_stake = difference.decides if place == "decides" else difference.wanted
        need = min(at_stake, key=lambda need: need.of_level)
        return f"{_asks(need, instrument)} for {need.at_least} here: {said}."
    if place == "apart":
        return _apart(difference, said, pair)
    if place == "unknown":
        return f"{wording.capital(said)}; {_NOT_IN_VIEW}."
    if place == "equal":
        return _equal(difference)
    return _aside(difference, pair)


def _asks(need: Need, instrument: Instrument) -> str:
    if need.level is not None:
        return f"{wording.capital(wording.level(need.level))} asks"
    title = next(dimension.title for dimension in instrument.dimensions if dimension.id == need.dimension)
    return f"The target for “{title}” asks"


def _says(item: Item, side: Side, name: str) -> str:
    answer = side.answer
    if side.asked is None:
        return f"for {name} the question before it has no answer"
    if side.asked is False:
        return f"{name} is not asked"
    if answer.state is not None:
        return f"{name} {_STATES[answer.state]}"
    if answer.level is not None:
        counted = side.pair.lower if side.pair else answer.level
        if side.missing:
            return f"{name} says {answer.level} (whether it counts is not known)"
        lowered = f" (counts as {counted} because of where it holds)" if counted < answer.level else ""
        return f"{name} says {answer.level}{lowered}"
    if answer.value is None:
        return f"{name} has not answered"
    if item.kind != "power":
        return f"{name} has answered"
    possible = authorities(item, answer)
    held = labels.AUTHORITY[next(iter(possible))].lower() if len(possible) == 1 else "not yet in every area"
    return f"{name} says {held}"


def _apart(difference: Difference, said: str, pair: AgencyPair) -> str:
    if difference.gap:
        return f"{said}: {wording.count(abs(difference.gap), 'level')} apart, but {_NOT_IN_VIEW}."
    if not difference.differing:
        return f"{said}."
    fields = [field.label for field in difference.item.fields if field.id in difference.differing]
    both = wording.listing([pair.name(voice) for voice in AGENCIES])
    return f"{both} choose differently: {wording.listing([f'“{label}”' for label in fields])}."


def _equal(difference: Difference) -> str:
    customs, police = (difference.sides[voice] for voice in AGENCIES)
    if difference.gap is not None and customs.pair:
        level = customs.pair.lower
        if all(side.answer.level == level for side in (customs, police)):
            return f"Both agencies say {level}."
        if not all(side.answer.state == "prohibited_by_law" for side in (customs, police)):
            return f"Both answers count as {level}."
    state = customs.answer.state
    return f"Both agencies {_BOTH[state]}." if state in _BOTH else "Both agencies choose the same."


_BOTH: dict[State | None, str] = {
    "not_applicable": "say it does not apply",
    "prohibited_by_law": "say the law forbids it",
}


def _aside(difference: Difference, pair: AgencyPair) -> str:
    asked = [pair.name(voice) for voice, side in difference.sides.items() if side.asked]
    if len(asked) < len(AGENCIES):
        who = f"Only {asked[0]}" if asked else "Neither agency"
        return f"{who} is asked, because of the answers to the question before."
    if difference.power and difference.item.kind == "power":
        held = [
            f"{pair.name(voice)} {labels.AUTHORITY_SHORT[difference.power.authority[voice]].lower()}"
            for voice in AGENCIES
        ]
        return f"Each agency says what authority the law gives it: {', '.join(held)}."
    if difference.item.subject == "own":
        return "Each agency speaks for itself here, so there is nothing to agree on."
    return "The agencies answer in their own words: read them side by side."
