"""What an agency says among itself on a question: read, written, answered and marked as done."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from uuid import uuid4

import streamlit as st

from diagnostic import wording
from diagnostic.answers import caution
from diagnostic.answers.answer import Voice
from diagnostic.app import markup, state, trying
from diagnostic.app.card import Card
from diagnostic.service import inside
from diagnostic.service.desk import Desk
from diagnostic.service.inside import Comment
from diagnostic.storage import Clash, Record


@dataclass(frozen=True, slots=True)
class Thread:
    """What is said on one question, and the keys under which the session keeps its widgets.

    ``begins``: whether something new can be said, beside answers to what is there.
    """

    desk: Desk
    record: Record
    voice: Voice
    item: str
    comments: tuple[Comment, ...]
    names: Mapping[str, str]
    prefix: str
    begins: bool = True

    def key(self, part: str) -> str:
        """Return the session key of one widget."""
        return f"{self.prefix}_{self.record.id}_{self.voice}_{self.item}_{part}"


def expander(card: Card) -> None:
    """Draw the comments on a question, behind a line that says how many are not done."""
    record, voice, item = card.form.record, card.form.voice, card.item.id
    if st.session_state.get("drawing"):
        st.session_state[card.key("waiting")] = card.inside  # just read, with the page
    waiting = st.session_state.get(card.key("waiting"), card.inside)
    label = "Inside your agency" + (f" ({waiting})" if waiting else "")
    if st.session_state.get(card.key("inside")):
        # Streamlit shuts an expander whose label changes: while it is open the label stays.
        label = st.session_state.get(card.key("label"), label)
    st.session_state[card.key("label")] = label
    part = st.expander(label, key=card.key("inside"), on_change="rerun")
    if part.open:
        with part:
            found = inside.comments(card.desk, record, voice, item)
            st.session_state[card.key("waiting")] = len(inside.waiting(found))
            markup.put(
                f'<p class="meta">Seen by {escape(record.pair.name(voice))} alone, at every stage. '
                "No names of other people, no cases, no informants.</p>"
            )
            names = inside.mentionable(card.desk, record, voice, item)
            draw(Thread(card.desk, record, voice, item, tuple(found), names, "in"))


def draw(thread: Thread) -> None:
    """Draw comments with the answers to them, and the place to write."""
    known = {comment.key for comment in thread.comments}
    for comment in thread.comments:
        if comment.answers not in known:
            _comment(thread, comment)
            for answer in thread.comments:
                if answer.answers == comment.key:
                    _comment(thread, answer)
            if st.session_state.get(thread.key("writing")) == f"answer {comment.key}":
                _write(thread, "Your answer", comment.key)
    trying.tell(thread.key("told"))
    if thread.begins and not st.session_state.get(thread.key("writing")):
        _write(thread, "Write to your agency", "")


def _comment(thread: Thread, comment: Comment) -> None:
    clash = st.session_state.get(thread.key(f"clash_{comment.key}"))
    if clash is not None:
        _meeting(thread, comment, clash)
        return
    if st.session_state.get(thread.key("writing")) == f"edit {comment.key}":
        _edit(thread, comment)
        return
    with st.container(gap=None):
        _said(thread, comment)


def _said(thread: Thread, comment: Comment) -> None:
    markup.put(f'<div class="said">{_block(thread, comment)}</div>')
    found = caution.signs(comment.text)
    if found and comment.mine:
        markup.put(
            f'<div class="notice" role="status"><b>Look again.</b> Your comment looks as if it names '
            f"{wording.listing(found, 'or')}. It is kept as you wrote it. If it does, please change it to general "
            "terms.</div>"
        )
    with st.container(horizontal=True, key=thread.key(f"row_{comment.key}")):
        if not comment.answers:
            if not comment.done:
                _button(thread, "Answer", f"answer_{comment.key}", _begin, f"answer {comment.key}")
            label = "Not done after all" if comment.done else "Mark as done"
            _button(thread, label, f"done_{comment.key}", _mark, comment.key, not comment.done)
        if comment.mine:
            _button(thread, "Change the words", f"edit_{comment.key}", _begin, f"edit {comment.key}")


def _block(thread: Thread, comment: Comment) -> str:
    said = [state.clock(comment.at)]
    if comment.mentions:
        said.append("for " + wording.listing([thread.names.get(key, key) for key in comment.mentions]))
    said += ["changed"] if comment.edited else []
    said += ["done"] if comment.done else []
    indent = ' style="margin-inline-start:1.5rem"' if comment.answers else ""
    return (
        f'<div class="{thread.voice}"{indent}><b>{escape(thread.names.get(comment.by, comment.by))}</b> '
        f'<span class="meta">{escape(" · ".join(said))}</span><br><span class="pre">{escape(comment.text)}</span></div>'
    )


def _button(thread: Thread, label: str, part: str, work: Any, *args: Any) -> None:
    st.button(label, key=thread.key(part), type="tertiary", on_click=work, args=(thread, *args))


def _begin(thread: Thread, what: str) -> None:
    st.session_state[thread.key("writing")] = what


def _stop(thread: Thread) -> None:
    st.session_state.pop(thread.key("writing"), None)


def _mark(thread: Thread, key: str, done: bool) -> None:
    trying.attempt(lambda: inside.mark(thread.desk, thread.record.id, thread.voice, key, done=done), thread.key("told"))


# ---------------------------------------------------------------- writing


def _fields(thread: Thread, label: str, place: str, mentions: Collection[str]) -> None:
    st.text_area(label, key=thread.key(f"text_{place}"), height=90, max_chars=inside.MAX_COMMENT)
    names = {**thread.names, **{key: thread.names.get(key, key) for key in mentions}}
    if names:
        st.pills(
            "Whom to ask to look",
            options=list(names),
            format_func=lambda key: names[key],
            selection_mode="multi",
            key=thread.key(f"to_{place}"),
        )


def _write(thread: Thread, label: str, answers: str) -> None:
    place = answers or "new"
    _fields(thread, label, place, ())
    with st.container(horizontal=True):
        # One key for one comment, so that a double click does not send it twice.
        args = (thread, answers, str(uuid4()))
        st.button("Send", key=thread.key(f"send_{place}"), on_click=_send, args=args)
        if answers:
            st.button("Leave it", key=thread.key("leave"), type="tertiary", on_click=_stop, args=(thread,))


def _send(thread: Thread, answers: str, key: str) -> None:
    place = answers or "new"
    text, to = thread.key(f"text_{place}"), thread.key(f"to_{place}")
    said = (str(st.session_state.get(text) or ""), list(st.session_state.get(to) or []), answers)
    sent = st.session_state.get(thread.key("sent"))
    if sent is not None and (key == sent[0] or said == sent[1]):
        return  # the second of two clicks

    def work() -> None:
        inside.write(thread.desk, thread.record.id, thread.voice, key, thread.item, *said)

    if trying.attempt(work, thread.key("told")):
        st.session_state[thread.key("sent")] = (key, said)
        st.session_state[text] = ""
        st.session_state[to] = []
        _stop(thread)


def _edit(thread: Thread, comment: Comment) -> None:
    place = f"edit_{comment.key}"
    # The words as they stood when writing began: what somebody else writes since must not pass unseen.
    if thread.key(f"seen_{comment.key}") not in st.session_state:
        st.session_state[thread.key(f"seen_{comment.key}")] = comment.number
        st.session_state[thread.key(f"text_{place}")] = comment.text
        st.session_state[thread.key(f"to_{place}")] = list(comment.mentions)
    _fields(thread, "Your comment", place, comment.mentions)
    with st.container(horizontal=True):
        st.button("Keep the change", key=thread.key(f"keep_{place}"), on_click=_keep, args=(thread, comment.key))
        st.button("Leave it", key=thread.key("leave"), type="tertiary", on_click=_left, args=(thread, comment.key))


def _left(thread: Thread, key: str) -> None:
    st.session_state.pop(thread.key(f"seen_{key}"), None)
    _stop(thread)


def _keep(thread: Thread, key: str) -> None:
    place = f"edit_{key}"
    if thread.key(f"seen_{key}") not in st.session_state:
        return  # the second of two clicks
    seen = st.session_state[thread.key(f"seen_{key}")]
    text = str(st.session_state.get(thread.key(f"text_{place}")) or "")
    mentions = list(st.session_state.get(thread.key(f"to_{place}")) or [])
    _change(thread, key, text, mentions, seen)


def _change(thread: Thread, key: str, text: str, mentions: list[str], seen: int) -> None:
    done: list[Comment | Clash] = []

    def work() -> None:
        done.append(inside.edit(thread.desk, thread.record.id, thread.voice, key, text, mentions, seen))

    if trying.attempt(work, thread.key("told")):
        if isinstance(done[0], Clash):
            st.session_state[thread.key(f"clash_{key}")] = (text, mentions)
        else:
            st.session_state.pop(thread.key(f"clash_{key}"), None)
        _left(thread, key)


def _meeting(thread: Thread, comment: Comment, second: tuple[str, list[str]]) -> None:
    """Show both texts of a comment that was changed in two windows, and let one stand."""
    markup.put(
        '<div class="alert" role="alert">This comment was changed in two places at once. Both texts are kept: choose '
        f'the one that stands.</div><div class="said">{_block(thread, comment)}<div class="{thread.voice}"><b>Changed '
        f'second</b><br><span class="pre">{escape(second[0])}</span></div></div>'
    )
    with st.container(horizontal=True):
        key = thread.key(f"clash_{comment.key}")
        st.button("Keep the first", key=f"{key}_first", on_click=lambda: st.session_state.pop(key, None))
        st.button(
            "Take the second",
            key=f"{key}_second",
            on_click=_change,
            args=(thread, comment.key, *second, comment.number),
        )
