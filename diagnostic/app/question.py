"""One question as a fragment: its words, its widgets, and the truth about what is saved."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any, cast

import streamlit as st

from diagnostic import wording
from diagnostic.answers import caution, labels
from diagnostic.answers.answer import EVIDENCE, NEED_REASON, SCOPES, Answer, State
from diagnostic.app import card as keep
from diagnostic.app import colleague_comments, markup, state
from diagnostic.app.card import Card
from diagnostic.app.fragments import fragment
from diagnostic.content.model import AUTHORITIES, Field, Item
from diagnostic.scoring.outcomes import authorities
from diagnostic.service import answering
from diagnostic.service.answering import Form
from diagnostic.storage import Current, StorageFailed

#: A question with more fields than this draws short lists to choose from, not rows of buttons.
_MANY_FIELDS = 6


@fragment
def question(card: Card, figures: Callable[[Form], dict[str, str]]) -> None:
    """Draw one question. ``figures``: gives the counts to renew after an answer."""
    if st.session_state.pop("redraw", False):
        st.rerun(scope="app")
    answered = st.session_state.pop("figures", None)
    current = _current(card, answered)
    keep.sync(card, current)
    with st.container(key=f"q_{card.item.id}"):
        _head(card, current)
        _notices(card, current)
        editable = card.form.writable(card.item)
        if not card.form.writes[card.item.restricted]:
            _read(card, current)
        elif current is not None and current.set_aside is not None and editable:
            _meeting(card, current)
        else:
            if editable and not (current is not None and current.answer.settled):
                _offered(card)
            _widgets(card, disabled=not editable)
            _more(card, disabled=not editable)
            if editable and current is not None and current.answer.settled:
                st.button("Clear answer", key=card.key("clear"), type="tertiary", on_click=keep.clear, args=(card,))
    if answered is not None:
        markup.variables(figures(answered))


def _current(card: Card, answered: Form | None) -> Current | None:
    # The store was read a moment ago if this card has just saved, or if the page itself is being drawn.
    known = answered or (card.form if st.session_state.get("drawing") else None)
    if known is None:
        try:
            return answering.current(card.desk, card.form, card.item.id)
        except StorageFailed:
            known = card.form  # the card stays as it was, with what the person chose on it
    return known.current.get(card.item.id)


def _head(card: Card, current: Current | None) -> None:
    item = card.item
    code = _origin(item)
    kind, _ = st.session_state.get(card.key("message")) or ("", "")
    saved = ""
    if current is not None and kind not in ("failed", "refused", "waiting"):
        word = "Corrected" if current.kind == "correction" else "Saved"
        saved = f'<span class="saved" role="status">{word} {escape(state.clock(current.at))}</span>'
    own = card.form.answer
    full = item.question_when_full and any(
        power.access == item.id and authorities(power, own(power.id)) == {"full"}
        for power in card.form.instrument.powers
    )
    text = item.question_when_full if full else item.question
    parts = [
        f'<div class="qhead"><span>{escape(code)}</span>{saved}</div>',
        f'<h2 class="qtext" id="{item.id}">{escape(text)}</h2>',
    ]
    if item.hint:
        parts.append(f'<p class="hint">{escape(item.hint)}</p>')
    if item.note:
        parts.append(f'<p class="hint">{escape(item.note)}</p>')
    markup.put("".join(parts))


def _origin(item: Item) -> str:
    if item.code:
        return f"Handbook {item.code}"
    return f"Addition to {item.added_to}, by the toolkit authors" if item.added_to else item.reference


def _notices(card: Card, current: Current | None) -> None:
    kind, text = st.session_state.get(card.key("message")) or ("", "")
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
    blocks = markup.answer_block(
        card.item, current.answer, "Saved first", card.form.voice, f"{current.by}, {state.clock(current.at)}"
    ) + markup.answer_block(card.item, aside, "Saved second", card.form.voice, f"{other.by}, {state.clock(other.at)}")
    markup.put(
        '<div class="alert" role="alert">This question was answered in two places at once. Both answers are kept: '
        f'choose the one that stands.</div><div class="said">{blocks}</div>'
    )
    with st.container(horizontal=True):
        st.button(
            "Keep the first",
            key=card.key("first"),
            on_click=keep.settle,
            args=(card, current.answer, current.newest),
        )
        st.button(
            "Take the second",
            key=card.key("second"),
            on_click=keep.settle,
            args=(card, aside, current.newest),
        )


def _read(card: Card, current: Current | None) -> None:
    """Show the answer to who may read it and not change it."""
    if card.item.restricted:
        markup.put(
            '<div class="record">These answers belong to their named custodian, who alone changes them. You see the '
            "authority in law and the level of access.</div>"
        )
    who = f"Draft of {card.form.unit}" if card.form.slot else card.form.record.pair.name(card.form.voice)
    said = markup.answer_block(card.item, current.answer if current else Answer(), who, card.form.voice)
    markup.put(f'<div class="said">{said}</div>')
    with st.container(gap=None):
        _help_expander(card)
        _inside(card)


def _offered(card: Card) -> None:
    """Show the answer of the round before. It counts as none until somebody says that it still holds."""
    answer = card.form.offered.get(card.item.id)
    if answer is None:
        return
    markup.put(f'<div class="said">{markup.answer_block(card.item, answer, "Last round", card.form.voice)}</div>')
    st.button("Still true: keep this answer", key=card.key("confirm"), on_click=keep.confirm, args=(card, answer))


def _widgets(card: Card, *, disabled: bool) -> None:
    item = card.item
    common: dict[str, Any] = {"on_change": keep.save, "disabled": disabled}
    if item.levelled:
        st.radio(
            item.question,
            options=[statement.level for statement in item.statements],
            index=None,
            format_func=lambda level: f"**{level}** · {_plain(item.statement(level))}",
            key=card.key("level"),
            args=(card, "level"),
            label_visibility="collapsed",
            width="stretch",
            **common,
        )
    elif item.areas:
        for area in item.areas:
            st.pills(
                area.label + (" (if it concerns you)" if area.optional else ""),
                options=list(AUTHORITIES),
                format_func=lambda authority: labels.AUTHORITY[authority],
                key=card.key(f"area_{area.id}"),
                args=(card, f"area_{area.id}"),
                **common,
            )
    elif item.kind == "power":
        _power(card, common)
    _fields(card, common)
    st.pills(
        "If no statement fits" if item.levelled else "If you cannot answer",
        options=_states(card),
        format_func=lambda id: labels.state(item, id),
        key=card.key("state"),
        args=(card, "state"),
        **common,
    )
    if card.get("state") in NEED_REASON:
        st.text_area(
            "Which rule forbids it?" if card.get("state") == "prohibited_by_law" else "Why is it not applicable?",
            key=card.key("reason"),
            args=(card, "reason"),
            height=80,
            max_chars=2000,
            **common,
        )
    else:
        card.put("reason", card.get("reason"))  # the text stays if the state is chosen again
    if card.get("level") is not None and item.levelled:
        where, shown = st.columns(2)
        with where:
            if "scope" in card.parts:
                _select(card, "scope", "Where does this hold?", list(SCOPES), labels.SCOPES, common)
        with shown if "scope" in card.parts else where:
            _select(card, "evidence", "What could you show?", list(EVIDENCE), labels.EVIDENCE, common)
    else:
        for part in ("scope", "evidence"):
            if part in card.parts:
                card.put(part, card.get(part))


def _states(card: Card) -> list[State]:
    """Return the states that are offered. For a power, "no authority" already says that the law gives none."""
    offered: list[State] = ["dont_know", "insufficient_evidence"]
    hazard = card.item.kind == "exposure"  # what happened is forbidden anyway
    if (card.item.levelled and not hazard) or card.get("state") == "prohibited_by_law":
        offered.append("prohibited_by_law")
    offered.append("declined")
    return [*offered, "not_applicable"] if card.item.may_be_not_applicable else offered


def _plain(text: str) -> str:
    """Return a statement with the signs that Markdown would take for markup escaped."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>#$~:|" else sign for sign in text)


def _select(card: Card, part: str, label: str, options: list[Any], words: Any, common: dict[str, Any]) -> None:
    st.selectbox(
        label,
        options=options,
        index=None,
        format_func=lambda option: words[option],
        placeholder="Not said",
        key=card.key(part),
        args=(card, part),
        **common,
    )


def _power(card: Card, common: dict[str, Any]) -> None:
    st.radio(
        card.item.question,
        options=list(AUTHORITIES),
        index=None,
        format_func=lambda authority: labels.AUTHORITY[authority],
        key=card.key("authority"),
        args=(card, "authority"),
        label_visibility="collapsed",
        width="stretch",
        **common,
    )
    if card.get("authority") in ("full", "partial"):
        names = {limit.id: limit.label for limit in card.item.limits}
        st.pills(
            "What is missing in order to use it?",
            options=list(names),
            format_func=lambda id: names[id],
            selection_mode="multi",
            key=card.key("limits"),
            args=(card, "limits"),
            **common,
        )
    else:
        card.put("limits", card.get("limits"))


def _fields(card: Card, common: dict[str, Any]) -> None:
    asked = [field for field in card.item.fields if keep.asked(card, field)]
    for field in card.item.fields:
        if field not in asked:
            card.put(f"field_{field.id}", card.get(f"field_{field.id}"))  # it stays, should it be asked again
    if len(card.item.fields) <= _MANY_FIELDS:
        for field in asked:
            _field(card, field, common)
        return
    for place in range(0, len(asked), 2):
        for column, field in zip(st.columns(2), asked[place : place + 2], strict=False):
            with column:
                _field(card, field, common)


def _field(card: Card, field: Field, common: dict[str, Any]) -> None:
    part = f"field_{field.id}"
    names = {choice.id: choice.label for choice in field.choices}
    if field.type == "text":
        st.text_area(field.label, key=card.key(part), args=(card, part), height=90, max_chars=5000, **common)
        return
    if len(card.item.fields) > _MANY_FIELDS and field.type == "one":
        _select(card, part, field.label, list(names), names, common)
        return
    st.pills(
        field.label,
        options=list(names),
        format_func=lambda id: names[id],
        selection_mode=cast(Any, "multi" if field.type == "many" else "single"),
        key=card.key(part),
        args=(card, part),
        **common,
    )


def _more(card: Card, *, disabled: bool) -> None:
    common: dict[str, Any] = {"on_change": keep.save, "disabled": disabled}
    with st.container(horizontal=False, gap=None):
        _help_expander(card)
        said = [word for word, part in (("comment", "comment"), ("reference", "link")) if card.get(part)]
        said += ["marked for discussion"] if card.get("discuss") else []
        label = "Comment, reference, discussion" + (f" ({wording.listing(said)})" if said else "")
        more = st.expander(label, key=card.key("more"), on_change="rerun")
        if more.open:
            with more:
                st.text_area(
                    "Comment", key=card.key("comment"), args=(card, "comment"), height=90, max_chars=5000,
                    help="General terms only: no names, cases or informants.", **common,
                )  # fmt: skip
                st.text_input(
                    "Reference: title, number or address of a document",
                    key=card.key("link"), args=(card, "link"), max_chars=1000, **common,
                )  # fmt: skip
                if "ceiling" in card.parts:
                    _select(
                        card, "ceiling", "Highest level the law allows, if it sets a limit", [1, 2, 3, 4],
                        {level: wording.capital(wording.level(level)) for level in (1, 2, 3, 4)}, common,
                    )  # fmt: skip
                st.checkbox("Discuss this question", key=card.key("discuss"), args=(card, "discuss"), **common)
                _history(card, disabled=disabled)
        else:
            for part in ("comment", "link", "discuss", "ceiling"):
                if part in card.parts:
                    card.put(part, card.get(part))
        _inside(card)


def _inside(card: Card) -> None:
    if card.inside is not None:
        colleague_comments.expander(card)


def _help_expander(card: Card) -> None:
    help_ = st.expander("Help with this question", key=card.key("help"), on_change="rerun")
    if help_.open:
        with help_:
            _help(card)


def _help(card: Card) -> None:
    item, library = card.item, card.desk.library
    parts = [
        f"<p><b>What to look at.</b> {escape(item.help.look_at)}</p>",
        f"<p><b>Who usually knows.</b> {escape(item.help.who_knows)}</p>",
        f"<p><b>At which sites.</b> {escape(item.help.sites)}</p>",
    ]
    if item.weakness:
        parts.append(
            f"<p><b>A common weakness.</b> {escape(item.weakness.text)} "
            f'<span class="meta">{markup.source(item.weakness.source, library)}</span></p>'
        )
    if item.solution:
        parts.append(
            f"<p><b>The handbook’s solution.</b> {escape(item.solution.text)} "
            f'<span class="meta">{markup.source(item.solution.source, library)}</span></p>'
        )
    parts.append(f'<p class="meta">Sources of this question: {markup.sources(item.sources, library)}.</p>')
    if item.statements:
        lines = "; ".join(f"{s.level}: {markup.source(s.source, library)}" for s in item.statements)
        parts.append(f'<p class="meta">Sources of the statements: {lines}.</p>')
    markup.put("".join(parts))


def _history(card: Card, *, disabled: bool) -> None:
    revisions = answering.history(card.desk, card.form, card.item.id)
    if len(revisions) < 2:
        return
    markup.put('<p class="meta">Earlier answers</p>')
    for shown in reversed(revisions[-6:-1]):
        revision = shown.last
        said = revision.answer
        markup.put(
            '<div class="said">'
            + markup.answer_block(card.item, said, state.clock(revision.at), card.form.voice, revision.by)
            + "</div>"
        )
        if not disabled:
            st.button(
                "Put this answer back", key=card.key(f"back_{revision.number}"), type="tertiary",
                on_click=keep.restore, args=(card, said),
            )  # fmt: skip
