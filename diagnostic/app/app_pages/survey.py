"""The anonymous staff survey as staff see it: no sign-in, nothing kept, one form that is sent as a whole.

What is chosen stays in the browser until "Send": widgets in a form tell the server nothing before. Once it
is counted, the form is gone, and what was chosen with it; where counting fails, the form stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from threading import Lock

import streamlit as st

from diagnostic import wording
from diagnostic.app import markup, state
from diagnostic.content.model import Item
from diagnostic.service import files, perception
from diagnostic.service.perception import Invitation, InvitationRefused
from diagnostic.storage import (
    NotStorable,
    StorageFailed,
    Store,
    SurveyClosed,
    TokenSpent,
    UnknownSurvey,
    VaultLocked,
)


@dataclass
class Visit:
    """What a browser session remembers: never what was chosen.

    ``turn``: the number of the form, so that the next person gets an empty one. ``answered``: the address that
    was answered, as a number. ``failed``: what the page has to say. ``sending``: held while a reply is counted.
    """

    turn: int = 1
    answered: int = 0
    failed: str = ""
    sending: Lock = field(default_factory=Lock)


_VISIT = "survey_visit"
_DONT_KNOW = 0
_LOCKED = (
    "Your reply was not counted: the survey cannot take replies at the moment. What you chose is still on this page. "
    "Try again later, and tell those who run the survey."
)


def page() -> None:
    """Draw the survey that the address invites to, or say why it cannot be answered."""
    desk = state.survey_desk()
    code, token = st.query_params.get("survey", ""), st.query_params.get("token")
    address = hash((code, token))
    visit: Visit = st.session_state.setdefault(_VISIT, Visit())
    failed, visit.failed = visit.failed, ""
    if visit.answered == address:
        _thanks(visit, at_kiosk=not token)
        return
    try:
        invitation = perception.invitation(desk, code, token)
    except InvitationRefused as refused:
        markup.heading("", "Staff survey")
        markup.put(f'<div class="alert" role="alert">{escape(failed or str(refused))}</div>')
        return
    items = desk.library.instrument(invitation.instrument.id, invitation.survey.version).items
    _before(invitation, len(items))
    _form(desk.store, invitation, items, visit, address)
    if failed:
        markup.put(f'<div class="alert" role="alert">{escape(failed)}</div>')
    st.button("Empty the form", type="tertiary", on_click=_next, args=(visit,))


def _before(invitation: Invitation, number: int) -> None:
    """Draw what everybody has to know before the first statement."""
    asking = f"{invitation.agency}, {files.country_name(invitation.country)}"
    agency = escape(invitation.agency)
    markup.heading(
        asking,
        "What do you perceive at work?",
        f"Anonymous and voluntary: {number} statements, about three minutes.",
    )
    link = (
        " Your link counts once: it is marked as used, without a time, and is not tied to what you chose."
        if invitation.token
        else ""
    )
    where = (
        f'Otherwise report here:<br><span class="pre">{escape(invitation.report_to)}</span>'
        if invitation.report_to
        else f"{agency} has not named its reporting channel here: use the authority that your country names for it."
    )
    markup.put(
        '<div class="before">'
        f"<p><b>Who asks.</b> The integrity team of {escape(asking)}. It wants to know what staff perceive of "
        "integrity and of their protection.</p>"
        "<p><b>It is anonymous.</b> No reply is stored. When you send, what you chose is added to totals, and the "
        "totals can be read after 10, 20, 30 replies and so on. No name, unit, rank or time is asked for or kept, and "
        f"there is no free text.{link} Before you send, what you choose stays in this browser.</p>"
        "<p><b>What it cannot promise.</b> This is what the program does. As with every web page, it cannot speak for "
        "whoever runs the server or the network: they may notice that a device opened this page.</p>"
        "<p><b>It is voluntary.</b> You may leave out any statement, or not take part.</p>"
        "<p><b>It is no channel for reporting wrongdoing or a threat.</b> If somebody is in danger, call the emergency "
        f"services. {where}</p>"
        "</div>"
    )


def _form(store: Store, invitation: Invitation, items: tuple[Item, ...], visit: Visit, address: int) -> None:
    turn = visit.turn
    with st.form(f"survey_{turn}", border=False, enter_to_submit=False):
        for place, item in enumerate(items, start=1):
            with st.container(key=f"say_{item.id}", gap=None):
                markup.put(
                    f'<p class="meta">{place} of {len(items)}</p><h2 class="qtext">{escape(item.question)}</h2>'
                    f'<p class="hint">{escape(item.help.look_at)}</p>'
                )
                st.radio(
                    item.question,
                    options=[*(statement.level for statement in item.statements), _DONT_KNOW],
                    format_func=_labels(item).__getitem__,
                    index=None,
                    horizontal=True,
                    key=_key(turn, item),
                    label_visibility="collapsed",
                    width="stretch",
                )
        send = (store, invitation, items, visit, turn, address)
        st.form_submit_button("Send", type="primary", on_click=_send, args=send)


def _labels(item: Item) -> Mapping[int, str]:
    """Return what can be chosen, without the "I" that every statement of the questionnaire begins with."""
    said = {s.level: wording.capital(s.text.removeprefix("I ").removesuffix(".")) for s in item.statements}
    return said | {_DONT_KNOW: "I do not know"}


def _send(store: Store, invitation: Invitation, items: tuple[Item, ...], visit: Visit, turn: int, address: int) -> None:
    """Count what was chosen, once.

    A second press runs this beside the first, which then ends wherever it touches the state of the session.
    So that is read before, and the second waits until the first has counted.
    """
    chosen = {item.id: st.session_state.get(_key(turn, item)) for item in items}
    with visit.sending:
        if turn == visit.turn:
            visit.failed = _count(store, invitation, {item: level for item, level in chosen.items() if level})
            if not visit.failed:
                visit.turn, visit.answered = turn + 1, address


def _count(store: Store, invitation: Invitation, reply: Mapping[str, int]) -> str:
    """Count a reply; return what went wrong, or nothing."""
    if not reply:
        return "Nothing is chosen yet. Choose an answer to at least one statement, then send."
    try:
        perception.send(store, invitation, reply)
    except VaultLocked:
        return _LOCKED  # its own sentence is for those who run the server
    except (SurveyClosed, TokenSpent, UnknownSurvey) as refused:
        return f"Your reply was not counted. {refused}"
    except (NotStorable, StorageFailed) as refused:
        return str(refused)
    return ""


def _next(visit: Visit) -> None:
    """Give an empty form."""
    visit.turn += 1
    visit.answered = 0


def _thanks(visit: Visit, *, at_kiosk: bool) -> None:
    markup.heading("", "Thank you", "Your reply was counted.")
    markup.put(
        "<p>What you chose was added to the totals and is kept nowhere else. It cannot be changed or taken back.</p>"
    )
    if at_kiosk:
        st.button("Next person", type="primary", on_click=_next, args=(visit,))
    else:
        markup.put('<p class="meta">You can close this page.</p>')
    markup.to_top()


def _key(turn: int, item: Item) -> str:
    return f"chosen_{turn}_{item.id}"


page()
