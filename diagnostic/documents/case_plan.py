"""What the plan of an assessment amounts to, step by step, and what a committee is asked to decide."""

from __future__ import annotations

from diagnostic import wording
from diagnostic.advice.roadmap import Slot
from diagnostic.answers import labels
from diagnostic.content.model import Item
from diagnostic.documents import case as facts
from diagnostic.documents.case import Case


def plan_finding(case: Case) -> str:
    """Return what the plan amounts to, in a sentence or two."""
    if case.plan is None:
        return "No plan has been made yet."
    if not case.slots:
        if case.plan.unreached:
            return f"No step of the catalogue reaches {case.towards} from here."
        return f"No step is left to be done for {case.towards}."
    efforts = [case.effort(slot) for slot in case.slots]
    low, high = sum(one.low for one in efforts), sum(one.high for one in efforts)
    number = len(case.slots)
    verb = "leads" if number == 1 else "lead"
    lead = (
        f"{wording.count(number, 'step')} {verb} {'towards' if case.plan.unreached else 'to'} {case.towards}: "
        f"{low:,} to {high:,} person-days by planning assumptions."
    )
    if case.plan.unreached:
        lead += f" For {wording.count(len(case.plan.unreached), 'requirement')} there is no step."
    return lead


def removes(case: Case, slot: Slot) -> str:
    """Return what a step is for: what it lifts, and which steps wait for it."""
    instrument = case.result.instrument
    wanted = case.plan.meets.get(slot.step.id, ()) if case.plan else ()
    said = wording.listing(
        [f"{labels.title(instrument.item(want.item))} to {wording.level(want.at_least)}" for want in wanted]
    )
    later = [f"{place}, {one.step.title}" for place, one in enumerate(case.slots, 1) if slot.step.id in one.after]
    if later:
        prepares = f"prepares {'; '.join(later)}"
        said = f"{said}; {prepares}" if said else wording.capital(prepares)
    return said


def first_steps(case: Case) -> tuple[Slot, ...]:
    """Return the steps that begin in the first 100 days."""
    return tuple(slot for slot in case.slots if slot.phase == "first_100_days")


def decisions(case: Case) -> tuple[tuple[str, str], ...]:
    """Return what a committee is asked to decide, each with why: only what the answers and the plan call for."""
    instrument = case.result.instrument
    found: list[tuple[str, str]] = []

    def titles(items: list[Item]) -> str:
        shown = [labels.title(item) for item in items[:4]]
        return wording.listing(shown) if len(items) <= 4 else f"{', '.join(shown)} and {len(items) - 4} more"

    now = wording.span(*case.claimed.continuum)
    if case.towards and case.result.assessment.target is not None:
        found.append((f"Confirm the target: {case.towards}.", f"The answers describe {now} today."))
    elif case.towards:
        found.append((f"Choose a target: the plan leads to {case.towards}.", f"The answers describe {now} today."))
    elif facts.following(case):
        found.append(("Choose a target.", f"The answers describe {now} today; the next is {facts.following(case)}."))
    far = facts.wide(case)
    if far:
        why = "The two agencies are two levels or more apart and have agreed nothing yet; until then the lower counts."
        found.append((f"Agree an answer on {titles([one.item for one in far])}.", why))
    open_ = [one for one in facts.unknown(case) if one.levels]
    if open_:
        why = "A requirement rests on it, and something about it is not known."
        found.append((f"Say who will answer, and by when: {titles([one.item for one in open_])}.", why))
    if case.plan and case.plan.law:
        items = [instrument.item(want.item) for want in case.plan.law]
        found.append(
            (f"Ask the legal offices about {titles(items)}.", "An agency says that the law stands against it.")
        )
    first = first_steps(case)
    if first:
        shown = wording.listing([f"“{slot.step.title}”" for slot in first[:3]])
        more = f" and {len(first) - 3} more" if len(first) > 3 else ""
        without = sum(slot.step.id not in case.owners for slot in first)
        why = f"{wording.count(len(first), 'step')} {'begins' if len(first) == 1 else 'begin'} in the first 100 days"
        why += f"; {without} of them {'has' if without == 1 else 'have'} no owner yet." if without else "."
        found.append((f"Start, with an owner each: {shown}{more}.", why))
    shown_less = facts.not_shown(case)
    if shown_less:
        items = list(dict.fromkeys(instrument.item(one.requirement.item) for one in shown_less))
        found.append(
            (f"Collect evidence for {titles(items)}.", "It is claimed, and what can be shown is not enough yet.")
        )
    check = sum(xray.severity == "warning" for _, xray in facts.second_look(case))
    if check:
        said = f"Clear up {wording.count(check, 'point')} marked “check first”."
        found.append((said, "The answers contradict each other, or lack what they need."))
    return tuple(found)
