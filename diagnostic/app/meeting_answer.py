"""The agreed answer on the meeting's screen: five statements, reason, dissent, who decided; read only for others."""

from __future__ import annotations

from html import escape
from typing import Any, cast

import streamlit as st

from diagnostic import wording
from diagnostic.access import NotAllowed
from diagnostic.answers import caution, labels
from diagnostic.answers.answer import EVIDENCE, SCOPES, State
from diagnostic.app import card as words
from diagnostic.app import markup, state
from diagnostic.app import meeting_card as keep
from diagnostic.app.card import Card
from diagnostic.app.fragments import fragment
from diagnostic.content.model import Field, Item
from diagnostic.service import answering
from diagnostic.service.answering import Form
from diagnostic.storage import Current, StorageFailed, UnknownAssessment

#: How often a page that others write looks for what is new.
EVERY = "5s"
#: What stands beside the statements, and does not change which of them holds.
_BESIDE = ("scope", "evidence", "comment", "link", "ceiling")


@fragment
def draw(card: Card, deciders: list[str], decider: str, *, settled: bool) -> None:
    """Draw the controls of who writes the agreed answer. ``settled``: as the rest of the page was drawn."""
    keep.redraw_if_moved()
    current = _current(card)
    if (current is not None and current.answer.settled) != settled:
        st.rerun(scope="app")  # what is dealt with is counted elsewhere on the page
    keep.sync(card, current, decider)
    st.session_state[card.key("newest")] = current.newest if current else 0
    with st.container(key=f"agree_{card.item.id}", gap="xsmall"):
        _head(card, current)
        _notices(card, current)
        if current is not None and current.set_aside is not None:
            _meeting(card, current)
            return
        left, right = st.columns([2, 1], gap="medium")
        with left:
            _choice(card)
        with right:
            _words(card, deciders)
            if current is not None and current.answer.settled:
                st.button("Take the agreed answer back", key=card.key("clear"), type="tertiary", on_click=keep.clear,
                          args=(card,))  # fmt: skip
        _more(card)


def _current(card: Card) -> Current | None:
    if st.session_state.get("drawing"):
        return card.form.current.get(card.item.id)  # it was read a moment ago
    try:
        return answering.current(card.desk, card.form, card.item.id)
    except StorageFailed:
        return card.form.current.get(card.item.id)


def _head(card: Card, current: Current | None) -> None:
    saved = ""
    if current is not None and not keep.unsaved(card):
        saved = f'<span class="saved" role="status">Saved {escape(state.clock(current.at))}</span>'
    markup.put(f'<div class="qhead"><h2 class="agreedhead"><i class="mark agreed"></i>Agreed answer</h2>{saved}</div>')


def _notices(card: Card, current: Current | None) -> None:
    kind, text = keep.message(card)
    if kind in ("failed", "refused"):
        markup.put(f'<div class="alert" role="alert">{escape(text)}</div>')
        if kind == "failed":
            st.button("Save again", key=card.key("again"), on_click=keep.save, args=(card, "again"))
    elif kind == "waiting":
        markup.put(f'<div class="notice" role="status">{escape(text)}</div>')
    found = caution.of_answer(current.answer) if current else ()
    if found:
        markup.put(
            f'<div class="notice" role="status"><b>Look again.</b> Your text looks as if it names '
            f"{wording.listing(found, 'or')}. It is saved as you wrote it. If it does, please change it to general "
            "terms.</div>"
        )


def _meeting(card: Card, current: Current) -> None:
    other = current.set_aside
    assert other is not None
    aside = other.answer
    blocks = block(card.item, current, "Saved first") + markup.answer_block(
        card.item, aside, "Saved second", "agreed", _note(aside.decided_by, other.by, state.clock(other.at))
    )
    markup.put(
        '<div class="alert" role="alert">This answer was written in two places at once. Both texts are kept: choose '
        f'the one that stands.</div><div class="said sides">{blocks}</div>'
    )
    with st.container(horizontal=True):
        st.button("Keep the first", key=card.key("first"), on_click=keep.settle,
                  args=(card, current.answer, current.newest))  # fmt: skip
        st.button("Take the second", key=card.key("second"), on_click=keep.settle,
                  args=(card, aside, current.newest))  # fmt: skip


def block(item: Item, current: Current, who: str) -> str:
    """Return an agreed answer as text, with who decided and who wrote it when."""
    note = _note(current.answer.decided_by, current.by, state.clock(current.at))
    return markup.answer_block(item, current.answer, who, "agreed", note)


def _note(decided_by: str, by: str, at: str) -> str:
    decided = f"Decided by {decided_by}. " if decided_by else ""
    return f"{decided}Written by {by}, {at}"


def _choice(card: Card) -> None:
    item = card.item
    common: dict[str, Any] = {"on_change": keep.save, "persist_state": "session"}
    if item.levelled:
        st.radio(
            f"Agreed answer: {item.question}",
            options=[statement.level for statement in item.statements],
            index=None,
            format_func=lambda level: f"**{level}** · {_plain(item.statement(level))}",
            key=card.key("level"),
            args=(card, "level"),
            label_visibility="collapsed",
            width="stretch",
            **common,
        )
    for field in item.fields:
        if words.asked(card, field):
            _field(card, field, common)
        else:
            card.put(f"field_{field.id}", card.get(f"field_{field.id}"))
    st.pills(
        "If no statement fits" if item.levelled else "If there is no answer",
        options=_states(card),
        format_func=lambda id: labels.state(item, id),
        key=card.key("state"),
        args=(card, "state"),
        wrap=True,
        **common,
    )


def _states(card: Card) -> list[State]:
    offered: list[State] = ["dont_know", "insufficient_evidence"]
    if card.item.levelled or card.get("state") == "prohibited_by_law":
        offered.append("prohibited_by_law")
    if card.get("state") == "declined":
        offered.append("declined")  # from a file: a committee has nobody to decline to
    return [*offered, "not_applicable"] if card.item.may_be_not_applicable else offered


def _plain(text: str) -> str:
    """Return a statement with the signs that Markdown would take for markup escaped."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>#$~:|" else sign for sign in text)


def _field(card: Card, field: Field, common: dict[str, Any]) -> None:
    part = f"field_{field.id}"
    names = {choice.id: choice.label for choice in field.choices}
    if field.type == "text":
        st.text_area(field.label, key=card.key(part), args=(card, part), height=90, max_chars=5000, **common)
        return
    st.pills(
        field.label,
        options=list(names),
        format_func=lambda id: names[id],
        selection_mode=cast(Any, "multi" if field.type == "many" else "single"),
        key=card.key(part),
        args=(card, part),
        wrap=True,
        **common,
    )


def _words(card: Card, deciders: list[str]) -> None:
    common: dict[str, Any] = {"on_change": keep.save, "persist_state": "session"}
    st.text_area(
        "Reason (required)", key=card.key("reason"), args=(card, "reason"), height=105, max_chars=2000,
        help="Why this answer holds for both agencies. General terms only: no names, cases or informants.", **common,
    )  # fmt: skip
    st.text_area(
        "Dissent: who holds another view, and which", key=card.key("dissent"), args=(card, "dissent"), height=80,
        max_chars=2000, **common,
    )  # fmt: skip
    chosen = card.get("decided_by")
    st.selectbox(
        "Who decided",
        options=list(dict.fromkeys([*deciders, *([chosen] if chosen else [])])),
        index=None,
        placeholder="Not said",
        accept_new_options=True,
        key=card.key("decided_by"),
        args=(card, "decided_by"),
        **common,
    )


def _more(card: Card) -> None:
    common: dict[str, Any] = {"on_change": keep.save, "persist_state": "session"}
    card.put("discuss", card.get("discuss"))
    parts = [part for part in _BESIDE if part in card.parts]
    said = [_NAMES[part] for part in parts if card.get(part)]
    label = "Where it holds, what can be shown, comment" if card.item.levelled else "What can be shown, comment"
    more = st.expander(label + (f" ({wording.listing(said)})" if said else ""), key=card.key("more"), on_change="rerun")
    if not more.open:
        for part in parts:
            card.put(part, card.get(part))
        return
    with more:
        first, second, third = st.columns(3)
        if card.get("level") is None and card.item.levelled:
            markup.put('<p class="meta">Where it holds and what can be shown are asked once a level is chosen.</p>')
            for part in ("scope", "evidence"):
                if part in parts:
                    card.put(part, card.get(part))
        else:
            if "scope" in parts:
                _select(first, card, "scope", "Where does this hold?", list(SCOPES), labels.SCOPES, common)
            _select(second, card, "evidence", "What could be shown?", list(EVIDENCE), labels.EVIDENCE, common)
        if "ceiling" in parts:
            ceilings = {level: wording.capital(wording.level(level)) for level in (1, 2, 3, 4)}
            _select(third, card, "ceiling", "Highest level the law allows", list(ceilings), ceilings, common)
        st.text_area("Comment", key=card.key("comment"), args=(card, "comment"), height=80, max_chars=5000, **common)
        st.text_input("Reference: title, number or address of a document", key=card.key("link"),
                      args=(card, "link"), max_chars=1000, **common)  # fmt: skip


_NAMES = {
    "scope": "where it holds",
    "evidence": "evidence",
    "comment": "comment",
    "link": "reference",
    "ceiling": "legal limit",
}


def _select(
    column: Any, card: Card, part: str, label: str, options: list[Any], shown: Any, common: dict[str, Any]
) -> None:
    column.selectbox(
        label,
        options=options,
        index=None,
        format_func=lambda option: shown[option],
        placeholder="Not said",
        key=card.key(part),
        args=(card, part),
        **common,
    )


# ---------------------------------------------------------------- for those who read


@fragment(run_every=EVERY)
def read(form: Form, item: Item) -> None:
    """Draw the agreed answer as it stands. It looks for what is new by itself."""
    keep.redraw_if_moved()
    try:
        current = answering.current(state.desk(), form, item.id)
    except (NotAllowed, StorageFailed, UnknownAssessment) as failed:
        markup.put(f'<div class="alert" role="alert">{escape(str(failed))}</div>')
        return
    markup.put('<h2 class="agreedhead"><i class="mark agreed"></i>Agreed answer</h2>')
    if current is None or current.answer.empty:
        markup.put('<p class="lead">Nothing is agreed yet. What chair or secretariat write appears here.</p>')
        return
    who = "Agreed" if current.answer.settled else "Not agreed yet"
    markup.put(f'<div class="said">{block(item, current, who)}</div>')
