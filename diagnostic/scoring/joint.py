"""One result from two voices, item by item: agreed where they agreed, else the lower of the two, never a mean."""

from __future__ import annotations

from dataclasses import replace

from diagnostic.answers.answer import AGENCIES, EVIDENCE, UNANSWERED, Answer, Voice
from diagnostic.answers.assessment import Assessment
from diagnostic.content.model import Condition, Instrument, Item, Policy
from diagnostic.scoring.outcomes import Outcome, Pair, View, authorities, holds, outcome, outcomes, weakest


def joint_outcomes(instrument: Instrument, assessment: Assessment, policy: Policy, view: View) -> dict[str, Outcome]:
    """Return the joint outcome of every item with levels.

    Caps come first: each voice is lowered by its own scope and evidence before the two are combined.
    A voice that is absent counts as one that answered nothing.
    """
    apart = {voice: outcomes(instrument, assessment.voices.get(voice, {}), policy, view) for voice in AGENCIES}
    claims = {voice: outcomes(instrument, assessment.voices.get(voice, {}), policy, "claimed") for voice in AGENCIES}
    joint = {}
    for item in instrument.items:
        if not item.levelled:
            continue
        agreed = _agreed(item, instrument, assessment, policy, view, claims)
        joint[item.id] = agreed or _combined(item, instrument, assessment, policy, view, apart)
    return joint


def _agreed(
    item: Item,
    instrument: Instrument,
    assessment: Assessment,
    policy: Policy,
    view: View,
    claims: dict[Voice, dict[str, Outcome]],
) -> Outcome | None:
    """Return the outcome of the agreed answer, or None where the voices decide."""
    if item.subject == "own":
        return None
    conditions = [_agreed_condition(condition, instrument, assessment) for condition in item.conditions]
    if False in conditions:
        return Outcome(item.id, "hidden")
    answer = assessment.answer("agreed", item.id)
    if None in conditions or not (answer.answered or answer.state == "not_applicable"):
        # An agreed "don't know" takes nothing away from what the voices know.
        return None
    return outcome(item, _with_best_grade(item, answer, assessment, policy, claims), True, policy, view)


def _agreed_condition(condition: Condition, instrument: Instrument, assessment: Assessment) -> bool | None:
    """Return whether a condition holds for the pair: by the agreed parent, else for any voice."""
    parent = assessment.answer("agreed", condition.item)
    if parent.answered or parent.state == "not_applicable":
        return holds(condition, instrument, assessment.voices.get("agreed", {}))
    apart = [holds(condition, instrument, assessment.voices.get(voice, {})) for voice in AGENCIES]
    if True in apart or None in apart:
        return True if True in apart else None
    return False


def _with_best_grade(
    item: Item,
    answer: Answer,
    assessment: Assessment,
    policy: Policy,
    claims: dict[Voice, dict[str, Outcome]],
) -> Answer:
    """Let an agreed level without a grade inherit the best grade of the voices that claim at least as much."""
    if answer.level is None or answer.evidence is not None:
        return answer
    level = min(answer.level, policy.scope_caps.get(answer.scope or "", 5))
    grades = []
    for voice in AGENCIES:
        pair, grade = claims[voice][item.id].pair, assessment.answer(voice, item.id).evidence
        if grade and claims[voice][item.id].why == "level" and pair and pair.lower >= level:
            grades.append(grade)
    return replace(answer, evidence=max(grades, key=EVIDENCE.index)) if grades else answer


def _combined(
    item: Item,
    instrument: Instrument,
    assessment: Assessment,
    policy: Policy,
    view: View,
    apart: dict[Voice, dict[str, Outcome]],
) -> Outcome:
    """Return the lower of the two voices, over those to which the item applies."""
    both = [apart[voice][item.id] for voice in AGENCIES]
    statement, certain = _holder_statement(item, instrument, assessment, policy, view)
    if statement is not None and certain:
        both.append(statement)
    counting = [(part, part.pair) for part in both if part.pair is not None]
    if not counting:
        return both[0]
    pair = weakest([pair for _, pair in counting])
    if statement is not None and statement.pair is not None and not certain:
        # The other agency may still turn out to hold nothing: then the statement would count.
        pair = Pair(min(pair.lower, statement.pair.lower), pair.upper)
    # The reason is that of the voice that decides the lower bound.
    deciding = min(counting, key=lambda counted: counted[1].lower)[0]
    return replace(deciding, pair=pair, answered=all(part.answered for part, _ in counting))


def _holder_statement(
    item: Item, instrument: Instrument, assessment: Assessment, policy: Policy, view: View
) -> tuple[Outcome | None, bool]:
    """Return what the holder of a power says of the other's access, and whether it counts for certain.

    It counts where one agency holds the power in full and the other has none of it.
    """
    power = instrument.power_of(item.id)
    if power is None:
        return None, False
    possible = {
        voice: authorities(power, assessment.voices.get(voice, {}).get(power.id, UNANSWERED)) for voice in AGENCIES
    }
    for holder in AGENCIES:
        other: Voice = "police" if holder == "customs" else "customs"
        if possible[holder] == {"full"} and "none" in possible[other]:
            statement = outcome(item, assessment.answer(holder, item.id), True, policy, view)
            return statement, possible[other] == {"none"}
    return None, False
