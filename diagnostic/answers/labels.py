"""The words for states, scopes, evidence and authority, and an answer said in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from diagnostic import wording
from diagnostic.answers.answer import Answer, Evidence, Scope, State
from diagnostic.answers.voices import Stage
from diagnostic.content.model import Authority, Item

STATES: dict[State, str] = {
    "dont_know": "Don’t know",
    "insufficient_evidence": "Not enough evidence",
    "prohibited_by_law": "Prohibited by law",
    "declined": "We decline to answer",
    "not_applicable": "Not applicable",
}
SCOPES: dict[Scope, str] = {
    "one_site": "At one site",
    "operations_only": "Only during operations",
    "main_sites": "At the main sites",
    "national": "In the whole country",
}
EVIDENCE: dict[Evidence, str] = {
    "assertion": "Nothing yet: it is our statement",
    "document": "A document",
    "record_of_use": "A record of use",
    "independently_checked": "A check from outside both agencies",
}
AUTHORITY: dict[Authority, str] = {
    "full": "Full authority",
    "partial": "Partial authority",
    "none": "No authority",
}
AUTHORITY_SHORT = {"full": "Full", "partial": "Partial", "none": "None", "unknown": "Unknown"}
STAGES: dict[Stage, str] = {
    "draft": "Draft",
    "submitted": "Submitted",
    "released": "Released",
    "opened": "Opened",
}


def code(item: Item) -> str:
    """Return the official code, or the box that an addition stands beside."""
    return item.code or (f"addition to {item.added_to}" if item.added_to else "")


def title(item: Item) -> str:
    """Return name and code, name first: ``Liaison officers A.14.1``."""
    beside = item.code or (f"(addition to {item.added_to})" if item.added_to else "")
    return f"{item.name} {beside}".rstrip()


def state(item: Item, id: State) -> str:
    """Return the words for a state; of an incident without evidence one says that it is not counted."""
    return "Not counted" if item.kind == "exposure" and id == "insufficient_evidence" else STATES[id]


def headline(item: Item, answer: Answer) -> str:
    """Return the answer itself in one sentence, without what supports it."""
    if answer.level is not None:
        return f"{wording.capital(wording.level(answer.level))}: {item.statement(answer.level)}"
    if answer.state is not None:
        reason = f": {answer.reason}" if answer.reason else ""
        return f"{state(item, answer.state)}{reason}"
    if answer.value is not None:
        return "; ".join(_value(item, answer))
    return "Not answered"


def _value(item: Item, answer: Answer) -> Iterator[str]:
    value = answer.value or {}
    if item.areas:
        for held, label in AUTHORITY.items():
            areas = [area.label for area in item.areas if value.get(area.id) == held]
            if areas:
                yield f"{label}: {', '.join(areas)}"
    elif item.kind == "power":
        yield AUTHORITY[value["authority"]]
        lacking = [limit.label.lower() for limit in item.limits if limit.id in value.get("limits", ())]
        if lacking:
            yield f"lacking: {', '.join(lacking)}"
    for field in item.fields:
        part = value.get(field.id)
        if not part:
            continue
        ids = part if isinstance(part, list | tuple) else [part]
        labels = [choice.label for choice in field.choices if choice.id in ids] if field.choices else [str(part)]
        yield f"{field.label}: {', '.join(labels)}"


def support(answer: Answer) -> list[tuple[str, str]]:
    """Return what supports an answer, as pairs of label and text."""
    said: list[tuple[str, str]] = []
    if answer.scope:
        said.append(("Where it holds", SCOPES[answer.scope]))
    if answer.evidence:
        said.append(("What can be shown", EVIDENCE[answer.evidence]))
    if answer.legal_ceiling:
        said.append(("Highest level the law allows", str(answer.legal_ceiling)))
    if answer.reason and answer.state is None:
        said.append(("Reason", answer.reason))
    if answer.dissent:
        said.append(("Dissent", answer.dissent))
    if answer.comment:
        said.append(("Comment", answer.comment))
    if answer.link:
        said.append(("Reference", answer.link))
    return said
