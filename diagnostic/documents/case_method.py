"""How the result of an assessment was worked out, and the sources that it rests on."""

from __future__ import annotations

from diagnostic.content.model import Reference, Source
from diagnostic.documents.case import Case


def method(case: Case) -> tuple[tuple[str, str], ...]:
    """Return how the result was worked out, by topic."""
    caps = case.policy.evidence_caps
    return (
        (
            "Levels",
            "A level of the continuum is reached when all its requirements hold, and all those of the levels below. "
            "No mean of levels is used.",
        ),
        (
            "Missing answers",
            "A missing answer counts as level 1 for the lower bound and as level 5 for the upper bound. One level is "
            "said only where both bounds agree.",
        ),
        (
            "Dimensions",
            "A dimension is as strong as its weakest rated item. Only its bounds are shown where less than two thirds "
            "of its items were answered and the bounds differ.",
        ),
        (
            "Evidence",
            f"As evidenced, a level counts at most as {caps['none']} without evidence, {caps['document']} with a "
            f"document, {caps['record_of_use']} with a record of use. As claimed, only where it holds lowers it.",
        ),
        (
            "Two agencies",
            "The agreed answer counts, else the lower of the two; of what each agency is or holds itself, always the "
            "lower. They are never averaged.",
        ),
        ("Powers", "Authority in law is context, not maturity. Only access to what an agency lacks is rated."),
        (
            "Plan",
            "The cheapest set of steps that meets the target for certain, in an order in which they can be done. "
            "Effort, duration and difficulty are planning assumptions.",
        ),
    )


def references(case: Case) -> tuple[Source, ...]:
    """Return the sources of questions, rules and planned steps, each once."""
    found: list[Reference] = [*case.result.instrument.sources, *case.policy.sources]
    for slot in case.slots:
        found += slot.step.sources
    return tuple(case.sources[key] for key in dict.fromkeys(one.key for one in found) if key in case.sources)
