"""What the units of one agency say, question by question: how far apart they are, and the answer that is proposed.

Nothing is decided here: the agency's coordinator takes a proposal, or another answer. The order in which the drafts
come never matters, and a draft that stands alone is proposed as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from diagnostic import wording
from diagnostic.answers.answer import EVIDENCE, NEED_REASON, SCOPES, UNANSWERED, Answer, State
from diagnostic.content.model import AUTHORITIES, Authority, Field, Instrument, Item
from diagnostic.scoring.outcomes import Pair, lower_median, visible

#: What the coordinator has to look at: levels two or more apart; a state beside a level; authorities in law that
#: differ; a single choice for which equally many speak.
Conflict = Literal["levels", "state", "authority", "choice"]
Answers = Mapping[str, Answer]
_One = TypeVar("_One")

#: From so many levels apart on, units do not describe the same practice.
WIDE = 2
#: As much as the fields of the questionnaire take.
_ROOM = {"comment": 5000, "reason": 2000, "link": 1000, "text": 5000}
_CUT = " …"
#: Where equally many speak for two states, the one that claims less comes first.
_STATES: tuple[State, ...] = ("dont_know", "insufficient_evidence", "declined", "prohibited_by_law", "not_applicable")


@dataclass(frozen=True, slots=True)
class Gathered:
    """One question: what each unit says, by its label, and what is proposed.

    ``spread``: the lowest and the highest level given, None where nobody gave one.
    """

    item: Item
    said: Answers
    proposal: Answer
    spread: Pair | None
    conflicts: tuple[Conflict, ...]

    @property
    def apart(self) -> int:
        """Levels between the lowest and the highest."""
        return self.spread.upper - self.spread.lower if self.spread else 0


def gathered(instrument: Instrument, drafts: Mapping[str, Answers], standing: Answers) -> tuple[Gathered, ...]:
    """Return every question on which a draft says something: conflicts first, the widest spread first among them.

    ``drafts``: by the label of the unit. ``standing``: the answers of the agency, which decide, before the proposals,
    which questions are asked at all.
    """
    found = []
    for item in instrument.items:
        said = {label: answers[item.id] for label, answers in drafts.items() if _says(item, instrument, answers)}
        if said:
            found.append(gather(item, said))
    together = {row.item.id: row.proposal for row in found}
    together |= {item: answer for item, answer in standing.items() if answer.settled}
    asked = [row for row in found if visible(row.item, instrument, together)]
    return tuple(sorted(asked, key=lambda row: (not row.conflicts, -row.apart if row.conflicts else 0)))


def _says(item: Item, instrument: Instrument, answers: Answers) -> bool:
    return not answers.get(item.id, UNANSWERED).empty and visible(item, instrument, answers)


def gather(item: Item, said: Answers) -> Gathered:
    """Return what units say to one item, with the proposal. ``said``: by the label of the unit, nothing empty."""
    said = {label: said[label] for label in sorted(said)}
    levels = [answer.level for answer in said.values() if answer.level is not None]
    spread = Pair(min(levels), max(levels)) if levels else None
    return Gathered(item, said, _proposal(item, said, levels), spread, tuple(_conflicts(item, said, spread)))


# ---------------------------------------------------------------- conflicts


def _conflicts(item: Item, said: Answers, spread: Pair | None) -> Iterable[Conflict]:
    if spread is not None and spread.upper - spread.lower >= WIDE:
        yield "levels"
    states = {answer.state for answer in said.values() if answer.state is not None}
    claims = any(answer.level is not None or answer.value is not None for answer in said.values())
    # Who does not know takes nothing away from what others tell in words; of a level it leaves a doubt.
    doubtful = states & NEED_REASON if item.kind == "narrative" else states
    if (claims and doubtful) or (len(states) > 1 and states & NEED_REASON):
        yield "state"
    values = _values(said.values())
    if item.kind == "power" and any(len(set(named)) > 1 for named in _authorities(item, values).values()):
        yield "authority"
    if any(field.type == "one" and _is_tie(field, values) for field in item.fields):
        yield "choice"


def _values(answers: Iterable[Answer]) -> list[Mapping[str, Any]]:
    return [answer.value for answer in answers if answer.value is not None]


def _authorities(item: Item, values: Iterable[Mapping[str, Any]]) -> dict[str, list[Authority]]:
    """Return the authorities that are named, by area, or under "authority" where there are no areas."""
    keys = [area.id for area in item.areas] or ["authority"]
    return {key: [value[key] for value in values if key in value] for key in keys}


def _is_tie(field: Field, values: Sequence[Mapping[str, Any]]) -> bool:
    named = Counter(value[field.id] for value in values if value.get(field.id)).most_common(2)
    return len(named) == 2 and named[0][1] == named[1][1]


# ---------------------------------------------------------------- the proposal


def _proposal(item: Item, said: Answers, levels: list[int]) -> Answer:
    answers = list(said.values())
    if all(answer == answers[0] for answer in answers):
        return answers[0]
    beside: dict[str, Any] = {
        "comment": _together({label: answer.comment for label, answer in said.items()}, "comment"),
        "link": _references(answers),
        "discuss": any(answer.discuss for answer in answers),
        "legal_ceiling": min((a.legal_ceiling for a in answers if a.legal_ceiling is not None), default=None),
    }
    if levels:
        level = lower_median(levels)
        return Answer(
            level=level,
            scope=_first(SCOPES, (answer.scope for answer in answers if answer.level == level)),
            evidence=_last(EVIDENCE, (a.evidence for a in answers if a.level is not None and a.level >= level)),
            **beside,
        )
    value = _value(item, said)
    if value:
        claims = _at_least(value.get("authority")) if item.kind == "power" and not item.areas else _any_value
        return Answer(value=value, evidence=_last(EVIDENCE, (a.evidence for a in answers if claims(a))), **beside)
    states = Counter(answer.state for answer in answers if answer.state is not None)
    if not states:
        return Answer(**beside)
    state = max(states, key=lambda state: (states[state], -_STATES.index(state)))
    reasons = {label: answer.reason for label, answer in said.items() if answer.state == state}
    return Answer(state=state, reason=_together(reasons, "reason") if state in NEED_REASON else "", **beside)


def _any_value(answer: Answer) -> bool:
    return answer.value is not None


def _at_least(authority: Authority | None) -> Callable[[Answer], bool]:
    enough = AUTHORITIES[: AUTHORITIES.index(authority) + 1] if authority else AUTHORITIES
    return lambda answer: answer.value is not None and answer.value.get("authority") in enough


def _first(order: Sequence[_One], said: Iterable[_One | None]) -> _One | None:
    named = set(said)
    return next((one for one in order if one in named), None)


def _last(order: Sequence[_One], said: Iterable[_One | None]) -> _One | None:
    return _first(order[::-1], said)


def _value(item: Item, said: Answers) -> dict[str, Any]:
    values = {label: answer.value for label, answer in said.items() if answer.value is not None}
    if item.kind == "power":
        return _power(item, list(values.values()))
    found = {}
    for field in item.fields:
        part = _field(field, values)
        if part:
            found[field.id] = part
    return {
        field.id: found[field.id]
        for field in item.fields
        if field.id in found and (field.asked_when is None or found.get(field.asked_when[0]) == field.asked_when[1])
    }


def _power(item: Item, values: list[Mapping[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {key: _most_named(named) for key, named in _authorities(item, values).items() if named}
    lacking = {limit for value in values if not item.areas for limit in value.get("limits", ())}
    # Means can be missing only for a power that is there.
    if lacking and found.get("authority") != "none":
        found["limits"] = [limit.id for limit in item.limits if limit.id in lacking]
    return found


def _most_named(named: Sequence[Authority]) -> Authority:
    return max(set(named), key=lambda authority: (named.count(authority), AUTHORITIES.index(authority)))


def _field(field: Field, values: Mapping[str, Mapping[str, Any]]) -> Any:
    named = {label: value[field.id] for label, value in values.items() if value.get(field.id)}
    if field.type == "text":
        return _together({label: named.get(label, "") for label in values}, "text")
    if field.type == "many":
        chosen = {choice for choices in named.values() for choice in choices}
        return [choice.id for choice in field.choices if choice.id in chosen]
    # Where equally many speak for two choices, nothing speaks for one of them.
    one = Counter(named.values()).most_common(1)
    return one[0][0] if one and not _is_tie(field, list(values.values())) else None


# ---------------------------------------------------------------- texts


def _together(texts: Mapping[str, str], kind: str) -> str:
    """Return texts one below the other under the labels of those who wrote them; one that all wrote, as it is."""
    by_text: dict[str, list[str]] = {}
    for label, text in texts.items():
        if text.strip():
            by_text.setdefault(text, []).append(label)
    if len(by_text) == 1 and all(text.strip() for text in texts.values()):
        return next(iter(by_text))
    return _fitted([f"{wording.listing(labels)}: {text}" for text, labels in by_text.items()], "\n", _ROOM[kind])


def _references(answers: Iterable[Answer]) -> str:
    # Without labels, so that a single address stays a link.
    return _fitted(list(dict.fromkeys(answer.link for answer in answers if answer.link)), "; ", _ROOM["link"])


def _fitted(parts: list[str], between: str, room: int) -> str:
    """Return parts one after the other; where there is no room for all, each is cut, and says so."""
    whole = between.join(parts)
    if len(whole) <= room:
        return whole
    share = max((room + len(between)) // len(parts) - len(between) - len(_CUT), 0)
    return between.join(part if len(part) <= share else part[:share] + _CUT for part in parts)
