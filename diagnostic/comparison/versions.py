"""Two versions of a questionnaire: which questions ask the same, and which answers may be offered again.

A question asks the same when its fingerprint is the same: kind, subject, wording, statements, parts, areas, limits,
the question it depends on. Help, notes and sources may change without changing what is asked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from diagnostic import wording
from diagnostic.answers import labels
from diagnostic.answers.answer import Answer
from diagnostic.content.model import Choice, Condition, Field, Instrument, Item

_KINDS = {
    "relationship": "a level of the relationship",
    "power": "an authority in law",
    "narrative": "a description",
    "self_rating": "a rating by the agency itself",
    "maturity": "a level of maturity",
    "exposure": "a level of exposure",
    "opinion": "an opinion",
}
_SUBJECTS = {
    "relation": "both agencies together",
    "customs_to_police": "what customs gives the police",
    "police_to_customs": "what the police give customs",
    "own": "the agency itself",
}
_FIELDS = {"one": "one choice", "many": "several choices", "text": "words"}
_NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Wording:
    """One thing that an item asks in other words: what, as it was, as it is."""

    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Changed:
    """An item that asks something else now, with everything that differs."""

    old: Item
    new: Item
    words: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class VersionChange:
    """What became of the questions: ids of those that ask the same, that are new, that are gone; and the changed.

    In the order of the new version; ``removed`` in that of the old one.
    """

    carried: tuple[str, ...]
    changed: tuple[Changed, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]


def compare(old: Instrument, new: Instrument) -> VersionChange:
    """Return which questions of two versions ask the same, ask something else, are new, are gone.

    Raises:
        ValueError: these are two questionnaires, not two versions of one.
    """
    if old.id != new.id:
        raise ValueError(f"'{old.id}' and '{new.id}' are no versions of one questionnaire")
    both = [(old.item(item.id), item) for item in new.items if item.id in old.by_id]
    return VersionChange(
        carried=tuple(now.id for before, now in both if fingerprint(before) == fingerprint(now)),
        changed=tuple(
            Changed(before, now, differing)
            for before, now in both
            if (differing := _differing(_asked(before), _asked(now)))
        ),
        added=tuple(item.id for item in new.items if item.id not in old.by_id),
        removed=tuple(item.id for item in old.items if item.id not in new.by_id),
    )


def fingerprint(item: Item) -> str:
    """Return the fingerprint of what an item asks: SHA-256, 64 hexadecimal digits."""
    said = json.dumps(_asked(item), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def offered(answers: Mapping[str, Answer], change: VersionChange) -> dict[str, Answer]:
    """Return the answers of a round before that may be offered again, to be confirmed one by one.

    Only answers to questions that ask the same. What supports an answer stays: where it holds, evidence, comment,
    link, legal ceiling, reason of a state. The mark ``discuss`` belongs to its round; reason, dissent and who decided
    an agreed answer to the meeting that agreed it.
    """
    kept = {item: _again(answers[item]) for item in change.carried if item in answers}
    return {item: answer for item, answer in kept.items() if answer.settled}


def _again(answer: Answer) -> Answer:
    # What is named here is kept, and nothing else.
    return Answer(
        level=answer.level,
        value=answer.value,
        state=answer.state,
        scope=answer.scope,
        evidence=answer.evidence,
        comment=answer.comment,
        link=answer.link,
        legal_ceiling=answer.legal_ceiling,
        reason=answer.reason if answer.state else "",
    )


def in_words(change: VersionChange) -> tuple[str, ...]:
    """Return in sentences how many questions ask the same, and what became of each other one."""
    total = len(change.carried) + len(change.changed) + len(change.added)
    said = [f"{len(change.carried)} of {wording.count(total, 'question')} ask the same as before."]
    for changed in change.changed:
        what = wording.listing([words.what for words in changed.words])
        said.append(f"{labels.title(changed.new)} asks something else: {what} changed.")
    if change.added:
        said.append(f"New: {wording.count(len(change.added), 'question')}.")
    if change.removed:
        said.append(f"No longer asked: {wording.count(len(change.removed), 'question')}.")
    return tuple(said)


def _asked(item: Item) -> dict[str, str]:
    """Return everything an item asks, by what it is called, in words. Line ends and spaces do not count."""
    parts = {key: " ".join(text.split()) for key, text in _parts(item)}
    return {key: text for key, text in parts.items() if text}


def _parts(item: Item) -> Iterator[tuple[str, str]]:
    yield "the kind of answer", _KINDS[item.kind]
    yield "whom it is about", _SUBJECTS[item.subject]
    yield "the question", item.question
    yield "the question to an agency with full authority", item.question_when_full
    yield "the question it depends on", _condition(item.visible_when)
    yield "the question on access", item.access
    yield "whether it may be not applicable", "yes" if item.may_be_not_applicable else "no"
    for statement in item.statements:
        yield f"the statement of {wording.level(statement.level)}", statement.text
    yield from _choices("the area", item.areas)
    yield from _choices("the limit", item.limits)
    for field in item.fields:
        yield from _field(field)


def _condition(condition: Condition | None) -> str:
    if condition is None:
        return ""
    if condition.at_least is not None:
        return f"{condition.item}, at least {wording.level(condition.at_least)}"
    return f"{condition.item}, {wording.listing(condition.authority, 'or')}"


def _choices(what: str, choices: tuple[Choice, ...]) -> Iterator[tuple[str, str]]:
    for choice in choices:
        yield f"{what} “{choice.id}”", f"{choice.label} (may stay unsaid)" if choice.optional else choice.label


def _field(field: Field) -> Iterator[tuple[str, str]]:
    when = f", asked when “{field.asked_when[0]}” is “{field.asked_when[1]}”" if field.asked_when else ""
    yield f"the part “{field.id}”", f"{field.label} ({_FIELDS[field.type]}{when})"
    yield from _choices(f"in the part “{field.id}” the choice", field.choices)


def _differing(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Wording, ...]:
    return tuple(
        Wording(what, old.get(what, _NOTHING), new.get(what, _NOTHING))
        for what in {**old, **new}
        if old.get(what) != new.get(what)
    )
