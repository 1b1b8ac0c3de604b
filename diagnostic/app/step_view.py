"""How a step is gone about: the parts that every page with steps shows the same."""

from __future__ import annotations

from html import escape

from diagnostic import wording
from diagnostic.app import markup
from diagnostic.content.model import Library, Note, Range, Step

_UNITS = {
    "person_days": ("person-day", "person-days"),
    "weeks": ("week", "weeks"),
    "months": ("month", "months"),
}


def span(range_: Range) -> str:
    """Return ``2 to 6 months``."""
    one, many = _UNITS[range_.unit]
    if range_.low == range_.high:
        return wording.count(range_.low, one, many)
    return f"{range_.low} to {wording.count(range_.high, one, many)}"


def source_line(step: Step, library: Library) -> str:
    """Return where the step is described, and what it takes, as HTML."""
    return (
        f'<p class="meta">Source: {markup.sources(step.sources, library)}. {span(step.effort)} of work, '
        f"{span(step.duration)} until it is in force.</p>"
    )


def limits(step: Step, library: Library) -> str:
    """Return what the measure cannot do, as HTML. It travels with the measure wherever it is shown."""
    if not step.limits:
        return ""
    lines = "".join(f"<li>{_note(note, library)}</li>" for note in step.limits)
    return f"<p><b>Limits</b></p><ul>{lines}</ul>"


def how(step: Step, library: Library) -> str:
    """Return first actions, who leads, who agrees, when it is done, pitfalls, support, examples, as HTML."""
    return (
        _listing("First three actions", [escape(action) for action in step.first_actions])
        + f"<p><b>Who leads.</b> {escape(step.leads)}</p>"
        + f"<p><b>Who must agree.</b> {escape(wording.listing(step.agrees))}.</p>"
        + f"<p><b>Done when.</b> {escape(step.done_when)}</p>"
        + _listing("What can go wrong", [_note(note, library) for note in step.pitfalls])
        + _listing("Support", [_note(note, library) for note in step.support])
        + _listing("Dated examples", [_note(Note(f"{e.date}: {e.text}", e.source), library) for e in step.examples])
    )


def _listing(title: str, lines: list[str]) -> str:
    return f"<p><b>{title}</b></p><ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>" if lines else ""


def _note(note: Note, library: Library) -> str:
    return f"{escape(note.text)} <span class='meta'>{markup.source(note.source, library, short=True)}</span>"
