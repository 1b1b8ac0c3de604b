"""Small pieces of HTML that several pages share. Every text from users or content is escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.answers import labels
from diagnostic.answers.answer import Answer
from diagnostic.content.model import Item, Library, Reference
from diagnostic.scoring.outcomes import Pair


def put(html: str) -> None:
    """Place HTML on the page."""
    st.html(html)


def heading(meta: str, title: str, finding: str = "") -> None:
    """Place the head of a page: where I am, the title, the finding in one sentence."""
    if meta:
        put(f'<p class="meta">{escape(meta)}</p>')
    st.title(title, anchor=False)
    st.session_state["headed"] = True
    if finding:
        put(f'<p class="finding">{escape(finding)}</p>')


def item_name(item: Item) -> str:
    """Return the name of an item with its code beside it."""
    return f'<b>{escape(item.name)}</b> <span class="code">{escape(labels.code(item))}</span>'


def track(pair: Pair | None, need: int | None = None) -> str:
    """Return a small track of five cells: certain, possible, not reached; the needed level outlined."""
    if pair is None:
        return '<span class="meta">n/a</span>'
    cells = []
    for level in (1, 2, 3, 4, 5):
        kind = f"s{level}" if level <= pair.lower else "maybe" if level <= pair.upper else ""
        needed = " need" if level == need else ""
        text = f"<span>{level}</span>" if kind == "maybe" else str(level)
        cells.append(f'<i class="{kind}{needed}">{text if kind != "maybe" or needed else ""}</i>')
    said = wording.span(pair.lower, pair.upper) + (f", needs {need}" if need else "")
    return f'<span class="track" role="img" aria-label="{escape(said)}">{"".join(cells)}</span>'


def answer_block(item: Item, answer: Answer, who: str, voice: str, note: str = "") -> str:
    """Return an answer with everything that supports it."""
    parts = [f"<b>{escape(who)}.</b> {escape(labels.headline(item, answer))}"]
    for label, text in labels.support(answer):
        shown = linked(text) if label == "Reference" else escape(text)
        parts.append(f'<br><span class="meta">{escape(label)}:</span> <span class="pre">{shown}</span>')
    if note:
        parts.append(f'<br><span class="meta">{escape(note)}</span>')
    return f'<div class="{voice}">{"".join(parts)}</div>'


def linked(text: str) -> str:
    """Return a reference as a link if it is a web address, else as text."""
    if text.startswith(("https://", "http://")) and " " not in text:
        return f'<a href="{escape(text)}" target="_blank" rel="noopener noreferrer">{escape(text)}</a>'
    return escape(text)


def source(reference: Reference, library: Library, *, short: bool = False) -> str:
    """Return a source in words: its title, or its short name, and the place in it."""
    known = library.sources.get(reference.key)
    name = (known.short if short and known.short else known.title) if known else reference.key
    if reference.key == "toolkit":
        return escape(name)
    return escape(f"{name}, {reference.place}" if reference.place else name)


def sources(references: Iterable[Reference], library: Library) -> str:
    """Return several sources in one line, each document once with its places."""
    places: dict[str, list[str]] = {}
    for reference in references:
        places.setdefault(reference.key, []).append(reference.place)
    return "; ".join(source(Reference(key, ", ".join(filter(None, found))), library) for key, found in places.items())


def variables(values: Mapping[str, str]) -> None:
    """Renew figures in place: CSS variables that counts and bars on the page are drawn from.

    The server draws them once; a fragment renews them after each answer without a run of the page.
    """
    rules = "".join(f"{name}:{value};" for name, value in values.items())
    settings = "".join(f"r.setProperty({_js(name)},{_js(value)});" for name, value in values.items())
    st.html(
        f"<style>:root{{{rules}}}</style>"
        f"<script>(()=>{{const r=document.documentElement.style;{settings}}})()</script>",
        unsafe_allow_javascript=True,
    )


def scroll_to(key: str) -> None:
    """Bring a keyed container into sight, mark it, and put the keyboard there.

    The page still grows while it is drawn, so the place is sought again until it holds or the reader acts.
    """
    st.html(
        f"""<script>(()=>{{let turns=0,still=0,last=null,focused=false;
        const done=()=>{{clearInterval(timer);["wheel","touchstart","keydown","mousedown"].forEach(
          name=>removeEventListener(name,done,true))}};
        ["wheel","touchstart","keydown","mousedown"].forEach(name=>addEventListener(name,done,true));
        const timer=setInterval(()=>{{
          if(++turns>80)return done();
          const card=document.querySelector({_js("." + key)});if(!card)return;
          card.classList.add("sought");
          const field=card.querySelector("input,button,textarea");
          if(field&&!focused){{field.focus({{preventScroll:true}});focused=document.activeElement===field}}
          const top=Math.round(card.getBoundingClientRect().top);
          if(top!==last){{card.scrollIntoView({{block:"start"}});still=0;
            last=Math.round(card.getBoundingClientRect().top)}}
          else if(focused&&++still>12)done();
        }},100)}})()</script>""",
        unsafe_allow_javascript=True,
    )


def _js(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("<", "\\x3c").replace("\n", "\\n")
    return f"'{escaped}'"


def css_text(text: str) -> str:
    """Return a text as a CSS string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ") + '"'


def to_top() -> None:
    """Bring the start of the page into sight."""
    st.html(
        "<script>(()=>{const m=document.querySelector('[data-testid=stMain]');if(m)m.scrollTo(0,0)})()</script>",
        unsafe_allow_javascript=True,
    )
