"""Programmes and tools that help with a step: what each gives, how to ask for it, dated facts, sources."""

from __future__ import annotations

from html import escape

from diagnostic import wording
from diagnostic.app import markup
from diagnostic.content.catalogue import Programme
from diagnostic.content.model import Library, Step


def listing(library: Library, step: Step) -> str:
    """Return the programmes that help with a step, each folded under its name, as HTML; nothing where there is none."""
    found = library.programmes_for(step.id)
    if not found:
        return ""
    count = wording.count(len(found), "programme or tool that helps", "programmes and tools that help")
    return f"<p><b>{count}</b></p>" + "".join(_programme(programme, library) for programme in found)


def _programme(programme: Programme, library: Library) -> str:
    facts = [
        f"{fact.date}: {escape(fact.text)} <span class='meta'>{markup.source(fact.source, library, short=True)}</span>"
        for fact in programme.facts
    ]
    limits = [
        f"{escape(note.text)} <span class='meta'>{markup.source(note.source, library, short=True)}</span>"
        for note in programme.limits
    ]
    return (
        f'<details class="programme"><summary>{escape(programme.name)} <span class="code">{escape(programme.owner)}'
        f"</span></summary><p>{escape(programme.gives)}</p><p><b>How to ask for it.</b> {escape(programme.ask)}</p>"
        + _lines("Dated facts", facts)
        + _lines("Limits", limits)
        + f'<p class="meta">Source: {markup.sources(programme.sources, library)}.</p></details>'
    )


def _lines(title: str, lines: list[str]) -> str:
    return f"<p><b>{title}</b></p><ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>" if lines else ""
