"""The agreed answer between the screen and the store: what its widgets hold, and what becomes of it.

Nothing is drawn here. As in the questionnaire, the functions that save run as callbacks. Nothing typed is lost: a
reason is kept before the answer is chosen; an answer waits for its reason; while something waits, or could not be
saved, what others save in between does not replace what stands on the page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from diagnostic.access import NotAllowed
from diagnostic.answers.answer import Answer
from diagnostic.app import card as keep
from diagnostic.app import state
from diagnostic.app.card import Card
from diagnostic.service import agreeing, answering
from diagnostic.service.agreeing import Kept
from diagnostic.service.answering import AnswerRefused
from diagnostic.storage import Current, NotEditable, Saved, StorageFailed, UnknownAssessment

#: What waits on the page, or could not be saved. Widgets are not brought to the store while one of these stands.
_UNSAVED = ("waiting", "failed", "refused")
_REASON_FIRST = "Not saved yet: give the reason for this answer. What you wrote beside it is kept."


# ---------------------------------------------------------------- a tap beside what was typed

# A tap on a button right after typing reaches the server together with the text, as one run of the fragment alone:
# what the button did would not show. So each fragment looks whether the page around it is still as it was drawn.


def drawn() -> None:
    """Remember how the page around the fragments is drawn."""
    st.session_state["meeting_drawn"] = _around()


def redraw_if_moved() -> None:
    """In a fragment that runs by itself: have the whole page drawn if something around it was pressed."""
    if not st.session_state.get("drawing") and st.session_state.get("meeting_drawn") != _around():
        st.rerun(scope="app")


def moved() -> None:
    """Remember that something around the fragments was pressed."""
    st.session_state["meeting_moves"] = int(st.session_state.get("meeting_moves", 0)) + 1


def _around() -> tuple[object, ...]:
    return tuple(st.session_state.get(f"meeting_{part}") for part in ("moves", "list", "everything"))


# ---------------------------------------------------------------- what the widgets hold


def message(card: Card) -> tuple[str, str]:
    """Return the kind and the text of what is to be told."""
    found: tuple[str, str] = st.session_state.get(card.key("message")) or ("", "")
    return found


def unsaved(card: Card) -> bool:
    """Whether the widgets hold something that the store does not."""
    return message(card)[0] in _UNSAVED


def widgets_of(card: Card, answer: Answer) -> dict[str, Any]:
    """Return what each widget shows for an agreed answer."""
    return keep.widgets_of(card, answer) | {"dissent": answer.dissent, "decided_by": answer.decided_by or None}


def data_of(card: Card) -> dict[str, Any]:
    """Return the agreed answer that the widgets say, as data."""
    data = keep.answer_data(card)
    data.pop("reason", None)
    for part in ("reason", "dissent"):
        text = str(card.get(part) or "").strip()
        if text:
            data[part] = text
    decider = str(card.get("decided_by") or "").strip()
    if data and decider:  # who decided is no answer by itself
        data["decided_by"] = decider
    return data


def sync(card: Card, current: Current | None, decider: str) -> None:
    """Bring the widgets to what stands in the store, unless they show it already or hold something unsaved.

    ``decider``: offered as the one who decides where nothing was agreed yet.
    """
    revision = current.revision if current else 0
    drawn = card.key("state") in st.session_state
    if drawn and (unsaved(card) or st.session_state.get(card.key("seen")) == revision):
        return
    _show(card, current, decider)


def _show(card: Card, current: Current | None, decider: str) -> None:
    answer = current.answer if current else Answer()
    for part, value in widgets_of(card, answer).items():
        card.put(part, value)
    if not answer.settled and not card.get("decided_by"):
        card.put("decided_by", decider or None)
    card.put("seen", current.revision if current else 0)
    st.session_state.pop(card.key("message"), None)


def save(card: Card, changed: str) -> None:
    """Save what the widgets say now."""
    if changed == "state" and card.get("state"):
        for part, value in keep.widgets_of(card, Answer()).items():
            if part == "level" or part.startswith("field_"):
                card.put(part, value)
    elif changed == "level" or changed.startswith("field_"):
        card.put("state", None)
    data = data_of(card)
    _attempt(card, lambda now: agreeing.agree(now.desk, now.form, now.item.id, data, card.get("seen") or 0))


def settle(card: Card, answer: Answer, seen: int) -> None:
    """Let one of two texts stand after two writers met."""
    data = answer.to_data()
    _attempt(card, lambda now: Kept(answering.settle(now.desk, now.form, now.item.id, data, seen)))
    st.session_state.pop(card.key("seen"), None)


def clear(card: Card) -> None:
    """Take the agreed answer back. Reason and dissent stay: they tell what was discussed."""
    for part in widgets_of(card, Answer()):
        if part in ("level", "state", "scope", "evidence") or part.startswith("field_"):
            card.put(part, widgets_of(card, Answer())[part])
    save(card, "clear")


def show_newer(card: Card) -> None:
    """Bring the page to what somebody else has saved."""
    for part in ("seen", "message"):
        st.session_state.pop(card.key(part), None)


def _attempt(card: Card, write: Callable[[Card], Kept]) -> None:
    try:
        # The desk of this moment: roles may have changed since the page was drawn.
        kept = write(replace(card, desk=state.desk()))
    except (AnswerRefused, NotAllowed, NotEditable, UnknownAssessment) as refused:
        _tell(card, "refused", str(refused))
        return
    except StorageFailed as failed:
        _tell(card, "failed", f"Not saved: {failed} Your answer is still on this page.")
        return
    if kept.waiting:
        _tell(card, "waiting", _REASON_FIRST)
    else:
        _tell(card, "", "")
    if isinstance(kept.done, Saved):
        card.put("seen", kept.done.revision)
    elif kept.done is not None:
        _tell(card, "", "")  # two writers met: both texts are shown, and one of them is chosen


def _tell(card: Card, kind: str, text: str) -> None:
    st.session_state[card.key("message")] = (kind, text)
