"""A question between the screen and the store: what its widgets hold, and what becomes of it.

Nothing is drawn here. The functions that save run as callbacks, before the page is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from diagnostic.access import NotAllowed
from diagnostic.answers.answer import NEED_REASON, Answer
from diagnostic.content.model import Field, Item
from diagnostic.scoring.outcomes import authorities
from diagnostic.service import answering
from diagnostic.service.answering import AnswerRefused, Form
from diagnostic.service.desk import Desk
from diagnostic.storage import Current, Met, NotEditable, Saved, StorageFailed, UnknownAssessment

#: Parts of an answer that a widget stands for, with the value of an empty widget.
_EMPTY: dict[str, Any] = {
    "level": None, "state": None, "scope": None, "evidence": None, "ceiling": None, "reason": "", "comment": "",
    "link": "", "discuss": False, "authority": None, "limits": [], "dissent": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """A question in one voice of one assessment, and the keys under which the session keeps its widgets.

    ``inside``: how many comments inside the agency are not done; None where there are none to be seen.
    """

    desk: Desk
    form: Form
    item: Item
    inside: int | None = None

    def key(self, part: str) -> str:
        """Return the session key of one widget. It names assessment and voice: widgets are never shared."""
        whose = f"{self.form.voice}-{self.form.slot}" if self.form.slot else self.form.voice
        return f"w_{self.form.record.id}_{whose}_{self.item.id}_{part}"

    def get(self, part: str) -> Any:
        """Return what a widget holds now."""
        return st.session_state.get(self.key(part), _EMPTY.get(part))

    def put(self, part: str, value: Any) -> None:
        """Set a widget. Only before it is drawn, or in a callback."""
        st.session_state[self.key(part)] = value

    @property
    def parts(self) -> list[str]:
        """The parts of an answer that this question has widgets for."""
        parts = ["state", "reason", "evidence", "comment", "link", "discuss"]
        if self.item.kind == "exposure":
            parts += ["level"]  # a hazard holds wherever it is found, and no law sets it a limit
        elif self.item.levelled:
            parts += ["level", "scope", "ceiling"]
        elif self.item.areas:
            parts += [f"area_{area.id}" for area in self.item.areas]
        elif self.item.kind == "power":
            parts += ["authority", "limits"]
        return parts + [f"field_{field.id}" for field in self.item.fields]


def widgets_of(card: Card, answer: Answer) -> dict[str, Any]:
    """Return what each widget shows for an answer."""
    value = answer.value or {}
    shown: dict[str, Any] = {
        "level": answer.level,
        "state": answer.state,
        "scope": answer.scope,
        "evidence": answer.evidence,
        "ceiling": answer.legal_ceiling,
        "reason": answer.reason,
        "comment": answer.comment,
        "link": answer.link,
        "discuss": answer.discuss,
        "authority": value.get("authority") if card.item.kind == "power" else None,
        "limits": list(value.get("limits", ())) if card.item.kind == "power" and not card.item.areas else [],
    }
    for area in card.item.areas:
        shown[f"area_{area.id}"] = value.get(area.id)
    for field in card.item.fields:
        shown[f"field_{field.id}"] = value.get(field.id, _blank(field))
    return {part: shown[part] for part in card.parts}


def _blank(field: Field) -> Any:
    return {"one": None, "many": [], "text": ""}[field.type]


def answer_data(card: Card) -> dict[str, Any]:
    """Return the answer that the widgets say, as data."""
    data: dict[str, Any] = {}
    # Beside a state there is no level for which a scope or evidence could hold.
    beside = () if card.item.levelled and card.get("level") is None else ("scope", "evidence")
    for part in ("level", "state", *beside):
        if part in card.parts and card.get(part) is not None:
            data[part] = card.get(part)
    if card.get("ceiling") is not None and "ceiling" in card.parts:
        data["legal_ceiling"] = card.get("ceiling")
    for part in ("reason", "comment", "link"):
        text = str(card.get(part) or "").strip()
        if text and (part != "reason" or card.get("state") in NEED_REASON):
            data[part] = text
    if card.get("discuss"):
        data["discuss"] = True
    value = _value(card)
    if value and not data.get("state"):
        data["value"] = value
    return data


def _value(card: Card) -> dict[str, Any]:
    if card.item.areas:
        said = {area.id: card.get(f"area_{area.id}") for area in card.item.areas}
        return {area: authority for area, authority in said.items() if authority}
    if card.item.kind == "power":
        authority, limits = card.get("authority"), card.get("limits")
        if not authority:
            return {}
        # Means can be missing only for a power that is there.
        named = bool(limits) and authority != "none"
        return {"authority": authority, "limits": list(limits)} if named else {"authority": authority}
    said = {field.id: card.get(f"field_{field.id}") for field in card.item.fields if asked(card, field)}
    return {field: list(part) if isinstance(part, list) else part for field, part in said.items() if part}


def asked(card: Card, field: Field) -> bool:
    """Whether a field is asked, given what another field of the question says."""
    return field.asked_when is None or card.get(f"field_{field.asked_when[0]}") == field.asked_when[1]


def sync(card: Card, current: Current | None) -> None:
    """Bring the widgets to what stands in the store, unless they already show that revision."""
    revision = current.revision if current else 0
    if st.session_state.get(card.key("seen")) == revision and card.key("state") in st.session_state:
        return
    _show(card, current.answer if current else Answer(), revision)


def _show(card: Card, answer: Answer, revision: int) -> None:
    for part, value in widgets_of(card, answer).items():
        card.put(part, value)
    card.put("seen", revision)
    # What was said about the widgets as they were, such as a missing reason, is not true of these.
    st.session_state.pop(card.key("message"), None)


def save(card: Card, changed: str) -> None:
    """Save what the widgets say now. Runs as a callback, before anything is drawn."""
    if changed == "state" and card.get("state"):
        for part, value in widgets_of(card, Answer()).items():
            if part in ("level", "authority", "limits") or part.startswith(("area_", "field_")):
                card.put(part, value)
    elif changed in ("level", "authority") or changed.startswith(("area_", "field_")):
        card.put("state", None)
    data = answer_data(card)
    if data.get("state") in NEED_REASON and "reason" not in data:
        _tell(card, "waiting", "Not saved yet: give the reason below.")
        return
    _attempt(card, lambda: answering.save(card.desk, card.form, card.item.id, data, card.get("seen") or 0))
    _renew(card)


def _renew(card: Card) -> None:
    """Have the page, or only its counts, drawn anew after a save."""
    try:
        after = answering.again(card.desk, card.form)
    except (StorageFailed, NotAllowed, UnknownAssessment):
        return  # what could not be saved has been told; the page stays as it is, or is drawn anew for the new roles
    if _shape(after) != _shape(card.form):
        # Another question appears, goes or is worded anew: the page must be drawn, not only this fragment.
        st.session_state["redraw"] = True
    st.session_state["figures"] = after


def _shape(form: Form) -> object:
    """Return what decides which questions the page shows, and in which wording."""
    full = {power.id for power in form.instrument.powers if authorities(power, form.answer(power.id)) == {"full"}}
    return [item.id for item in form.asked()], full


def _attempt(card: Card, write: Callable[[], Saved | Met]) -> None:
    try:
        done = write()
    except (AnswerRefused, NotAllowed, NotEditable) as refused:
        _tell(card, "refused", str(refused))
        return
    except StorageFailed as failed:
        _tell(card, "failed", f"Not saved: {failed} Your answer is still on this page.")
        return
    _tell(card, "", "")
    if isinstance(done, Saved):
        card.put("seen", done.revision)


def _tell(card: Card, kind: str, text: str) -> None:
    st.session_state[card.key("message")] = (kind, text)


def settle(card: Card, answer: Answer, seen: int) -> None:
    """Let one of two texts stand after two writers met."""
    data = answer.to_data()
    _attempt(card, lambda: answering.settle(card.desk, card.form, card.item.id, data, seen))
    st.session_state.pop(card.key("seen"), None)
    _renew(card)


def clear(card: Card) -> None:
    """Take the answer back. What was written beside it stays."""
    kept = {part: card.get(part) for part in ("comment", "link", "discuss")}
    for part, value in widgets_of(card, Answer()).items():
        card.put(part, kept.get(part, value))
    save(card, "clear")


def confirm(card: Card, offered: Answer) -> None:
    """Keep the answer of the round before, with what was written beside the question since."""
    written = {part: card.get(part) for part in ("comment", "link", "discuss") if card.get(part)}
    data = offered.to_data() | written
    _attempt(card, lambda: answering.save(card.desk, card.form, card.item.id, data, card.get("seen") or 0))
    st.session_state.pop(card.key("seen"), None)  # the widgets are brought to what stands
    _renew(card)


def restore(card: Card, answer: Answer) -> None:
    """Put an earlier answer back."""
    for part, value in widgets_of(card, answer).items():
        card.put(part, value)
    save(card, "restore")
