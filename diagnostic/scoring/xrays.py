"""Contradictions and gaps worth a second look. They inform; they never change a level.

Content names each situation and its numbers; this module knows how each kind is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from diagnostic.answers.answer import AGENCIES, UNANSWERED, Answer, Voice
from diagnostic.answers.assessment import Assessment
from diagnostic.content.model import LADDER, Instrument, Item, Severity, XRay
from diagnostic.scoring.levels import Dimensions, Profile
from diagnostic.scoring.outcomes import Outcome, authorities, visible

#: What only an assertion supports is not supported by evidence.
_NO_EVIDENCE = (None, "assertion")


@dataclass(frozen=True, slots=True)
class Finding:
    """One x-ray that was found: where, whose answer, and the words to fill in.

    ``voice`` is None for a finding between the voices.
    """

    xray: str
    severity: Severity
    items: tuple[str, ...]
    voice: Voice | None
    words: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the rules look at: the answers, and their claimed outcomes and results by agency."""

    instrument: Instrument
    assessment: Assessment
    apart: Mapping[Voice, Dimensions]

    def outcome(self, voice: Voice, item: str) -> Outcome | None:
        """Return the claimed outcome of an item in a voice that is present."""
        return self.apart[voice].outcomes.get(item) if voice in self.apart else None

    def level(self, voice: Voice, item: str) -> int | None:
        """Return the level an agency claims, where it is known."""
        outcome = self.outcome(voice, item)
        known = outcome and outcome.answered and outcome.pair
        return outcome.pair.lower if known and outcome and outcome.pair else None

    def answers(self, voice: Voice) -> Iterator[tuple[Item, Answer]]:
        """Yield every visible item of a voice that is present, with its answer."""
        said = self.assessment.voices.get(voice, {})
        for item in self.instrument.items if voice in self.assessment.voices else ():
            if visible(item, self.instrument, said):
                yield item, said.get(item.id, UNANSWERED)


def find(
    xrays: tuple[XRay, ...], instrument: Instrument, assessment: Assessment, apart: Mapping[Voice, Dimensions]
) -> tuple[Finding, ...]:
    """Return all findings, the gravest first, then in the order of content and questions."""
    seen = Seen(instrument, assessment, apart)
    found = [finding for xray in xrays for finding in RULES[xray.rule](xray, seen)]
    order = {"warning": 0, "notice": 1, "info": 2}
    return tuple(sorted(found, key=lambda finding: order[finding.severity]))


def _found(xray: XRay, items: tuple[str, ...], voice: Voice | None, **words: str | int) -> Finding:
    return Finding(xray.id, xray.severity, items, voice, words)


def _number(xray: XRay, name: str) -> int:
    return cast(int, xray.settings[name])


def _claimed(xray: XRay, seen: Seen) -> Iterator[tuple[Voice, Item, Answer, int]]:
    """Yield answers of the agencies that claim at least the level the x-ray names."""
    for voice in AGENCIES:
        for item, answer in seen.answers(voice):
            level = seen.level(voice, item.id)
            if item.kind in LADDER and answer.level and level and level >= _number(xray, "at_least"):
                yield voice, item, answer, level


def _level_without_evidence(xray: XRay, seen: Seen) -> Iterator[Finding]:
    for voice, item, answer, level in _claimed(xray, seen):
        if answer.evidence in _NO_EVIDENCE:
            yield _found(xray, (item.id,), voice, agency=voice, level=level)


def _scope_not_said(xray: XRay, seen: Seen) -> Iterator[Finding]:
    for voice, item, answer, level in _claimed(xray, seen):
        if answer.scope is None:
            yield _found(xray, (item.id,), voice, agency=voice, level=level)


def _level_against_choice(xray: XRay, seen: Seen) -> Iterator[Finding]:
    settings = cast(dict[str, Any], xray.settings)
    other = seen.instrument.item(settings["other"])
    for voice, item, _, level in _claimed(xray, seen):
        said = seen.assessment.answer(voice, other.id).value or {}
        choice = said.get(settings["field"])
        if item.id == settings["item"] and choice in settings["any_of"]:
            field = other.field(settings["field"])
            option = field.choice(str(choice)) if field else None
            label = option.label if option else str(choice)
            yield _found(xray, (item.id, other.id), voice, agency=voice, level=level, choice=label)


def _voices_apart(xray: XRay, seen: Seen) -> Iterator[Finding]:
    for id, gap in gaps(seen.instrument, seen.apart).items():
        agreed = seen.assessment.answer("agreed", id)
        discussed = agreed.settled or agreed.comment or agreed.reason or agreed.dissent
        if abs(gap) >= _number(xray, "by") and not discussed:
            higher, lower = ("customs", "police") if gap > 0 else ("police", "customs")
            level, other_level = (seen.level(cast(Voice, voice), id) for voice in (higher, lower))
            yield _found(xray, (id,), None, agency=higher, other=lower, level=level or 0, other_level=other_level or 0)


def gaps(instrument: Instrument, apart: Mapping[Voice, Dimensions]) -> dict[str, int]:
    """Return customs minus police, claimed, for items about both whose levels both are known."""
    if any(voice not in apart for voice in AGENCIES):
        return {}
    found = {}
    for item in instrument.items:
        both = [apart[voice].outcomes.get(item.id) for voice in AGENCIES]
        pairs = [outcome.pair for outcome in both if outcome and outcome.answered and outcome.pair]
        if item.subject != "own" and len(pairs) == 2:
            found[item.id] = pairs[0].lower - pairs[1].lower
    return found


def _provider_recipient(xray: XRay, seen: Seen) -> Iterator[Finding]:
    provider = cast(Voice, xray.settings["provider"])
    recipient: Voice = "police" if provider == "customs" else "customs"
    id = cast(str, xray.settings["item"])
    given, received = seen.level(provider, id), seen.level(recipient, id)
    if given is None or received is None:
        return
    if given >= _number(xray, "provider_at_least") and received <= _number(xray, "recipient_at_most"):
        yield _found(xray, (id,), None, agency=provider, other=recipient, level=given, other_level=received)


def _agreed_above_both(xray: XRay, seen: Seen) -> Iterator[Finding]:
    for item, answer in seen.answers("agreed"):
        known = [seen.level(voice, item.id) for voice in AGENCIES]
        levels = [level for level in known if level is not None]
        if answer.level and len(levels) == 2 and answer.level > max(levels):
            yield _found(xray, (item.id,), "agreed", level=answer.level, other_level=max(levels))


def _self_rating_above(xray: XRay, seen: Seen) -> Iterator[Finding]:
    for voice, profile in seen.apart.items():
        for item, answer in seen.answers(voice):
            if not isinstance(profile, Profile):
                continue
            derived = profile.continuum.upper
            if item.kind == "self_rating" and answer.level and answer.level - derived >= _number(xray, "by"):
                yield _found(xray, (item.id,), voice, agency=voice, level=answer.level, other_level=derived)


def _ceiling_below_level(xray: XRay, seen: Seen) -> Iterator[Finding]:
    for voice in AGENCIES:
        for item, answer in seen.answers(voice):
            if answer.level and answer.legal_ceiling and answer.legal_ceiling < answer.level:
                words = {"agency": voice, "level": answer.level, "needs": answer.legal_ceiling}
                yield _found(xray, (item.id,), voice, **words)


def _authority_without_means(xray: XRay, seen: Seen) -> Iterator[Finding]:
    for voice in AGENCIES:
        for item, answer in seen.answers(voice):
            limits = (answer.value or {}).get("limits", ()) if item.kind == "power" and not item.areas else ()
            if limits and authorities(item, answer) == {"full"}:
                labels = ", ".join(limit.label.lower() for limit in item.limits if limit.id in limits)
                yield _found(xray, (item.id,), voice, agency=voice, limits=labels)


def _not_applicable_to_one(xray: XRay, seen: Seen) -> Iterator[Finding]:
    if any(voice not in seen.assessment.voices for voice in AGENCIES):
        return
    for item in seen.instrument.items:
        if item.subject == "own":
            continue
        for voice in AGENCIES:
            other: Voice = "police" if voice == "customs" else "customs"
            if _left_out(item, voice, seen) and _answers(item, other, seen):
                yield _found(xray, (item.id,), None, agency=voice, other=other)


def _left_out(item: Item, voice: Voice, seen: Seen) -> bool:
    outcome = seen.outcome(voice, item.id)
    if outcome is not None:
        return not outcome.applies
    return seen.assessment.answer(voice, item.id).state == "not_applicable"


def _answers(item: Item, voice: Voice, seen: Seen) -> bool:
    outcome = seen.outcome(voice, item.id)
    if outcome is not None:
        return outcome.applies and outcome.answered
    return any(other.id == item.id and answer.answered for other, answer in seen.answers(voice))


def _law_disputed(xray: XRay, seen: Seen) -> Iterator[Finding]:
    for item in seen.instrument.items:
        if item.subject == "own" or not item.levelled:
            continue
        for voice in AGENCIES:
            other: Voice = "police" if voice == "customs" else "customs"
            outcome, level = seen.outcome(voice, item.id), seen.level(other, item.id)
            if outcome and outcome.legal_barrier and level and level >= _number(xray, "at_least"):
                yield _found(xray, (item.id,), None, agency=voice, other=other, level=level)


def _not_counted(xray: XRay, seen: Seen) -> Iterator[Finding]:
    for voice in AGENCIES:
        for item, answer in seen.answers(voice):
            if item.kind == "exposure" and answer.state == "insufficient_evidence":
                yield _found(xray, (item.id,), voice, agency=voice)


def _none_known_without_count(xray: XRay, seen: Seen) -> Iterator[Finding]:
    settings = cast(dict[str, Any], xray.settings)
    for voice in AGENCIES:
        counting = seen.level(voice, settings["other"])
        if counting is None or counting >= settings["below"]:
            continue
        for item, answer in seen.answers(voice):
            if item.kind == "exposure" and item.dimension in settings["dimensions"] and answer.level == 1:
                yield _found(xray, (item.id, settings["other"]), voice, agency=voice, other_level=counting)


Rule = Callable[[XRay, Seen], Iterator[Finding]]

RULES: dict[str, Rule] = {
    "level_without_evidence": _level_without_evidence,
    "scope_not_said": _scope_not_said,
    "level_against_choice": _level_against_choice,
    "voices_apart": _voices_apart,
    "provider_recipient": _provider_recipient,
    "agreed_above_both": _agreed_above_both,
    "self_rating_above": _self_rating_above,
    "ceiling_below_level": _ceiling_below_level,
    "authority_without_means": _authority_without_means,
    "not_applicable_to_one": _not_applicable_to_one,
    "law_disputed": _law_disputed,
    "not_counted": _not_counted,
    "none_known_without_count": _none_known_without_count,
}
