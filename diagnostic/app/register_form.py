"""The sheet on which an entry of the committee's register is typed or changed, with what may be done to it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from diagnostic import wording
from diagnostic.answers import caution
from diagnostic.app import markup, register_sheet, register_words, state, trying
from diagnostic.app.register_sheet import Sheet
from diagnostic.content.model import Step
from diagnostic.service import committee, register_parts
from diagnostic.service.committee import REACHES, STATUSES, Kind, Register
from diagnostic.service.desk import Desk
from diagnostic.storage import Entry

_NAMES: dict[Kind, str] = {
    "committee": "committee",
    "meeting": "meeting",
    "decision": "decision",
    "action": "action",
}
#: Long texts, with the height of their field.
_LONG = {"scope": 90, "attendance": 140, "text": 110, "reason": 110, "escalated_why": 90, "answer": 90, "note": 90}
_BY_FUNCTION = "By function, not by name: what is decided outlasts the people in post."


def new(desk: Desk, register: Register, kind: Kind, first: Mapping[str, Any], *, forced: bool = False) -> None:
    """Draw the way to a new entry. ``first``: what is known at first. ``forced``: open, as there is nothing yet."""
    name = _NAMES[kind]
    key = f"open_new_{kind}"
    if forced:
        st.session_state[key] = True
    entered = st.session_state.pop(f"entered_{kind}", None)
    if entered is not None:
        found = register.find(entered)
        number = f" {found.number}" if found is not None and hasattr(found, "number") else ""
        markup.put(f'<p class="saved" role="status">Entered: {name}{number}.</p>')
    box = st.expander(f"Enter a {name}" if name != "action" else "Enter an action", key=key, on_change="rerun")
    if box.open:
        with box:
            sheet = register_sheet.new(desk, register, kind, first)
            register_sheet.sync(sheet)
            _fields(desk, sheet)
            st.button(
                f"Enter the {name}", type="primary", key=sheet.widget("enter"), on_click=register_sheet.enter,
                args=(sheet,),
            )  # fmt: skip
            # Below the button: what is typed last is saved while the button is pressed, and it must not move then.
            _told(sheet)


def change(desk: Desk, register: Register, kind: Kind, entry: Any) -> None:
    """Draw what may be done to an entry: change and withdraw it, for those who may, and its history."""
    sheet = register_sheet.of(register, kind, entry)
    if kind != "meeting":  # which shows both texts beside its notes
        clash(desk, register, kind, entry.key)
    label = "Change, withdraw, history" if register.may_write else "History"
    trying.tell(f"r_{entry.key}")
    box = st.expander(label, key=f"about_{entry.key}", on_change="rerun")
    if not box.open:
        register_sheet.stay(sheet)
        return
    with box:
        if register.may_write:
            register_sheet.sync(sheet)
            _fields(desk, sheet)
            _told(sheet)
            withdraw(desk, register, kind, entry)
        past(desk, register, kind, entry.key)


def past(desk: Desk, register: Register, kind: Kind, key: str) -> None:
    """Draw everything that an entry has said."""
    said = committee.history(desk, register.record.id, key)
    markup.put(register_words.history(kind, said, register, desk.instrument(register.record), steps(desk)))


def withdraw(desk: Desk, register: Register, kind: Kind, entry: Any) -> None:
    """Draw the way to take an entry out of the register, which asks once more."""
    id, sure = register.record.id, f"sure_{entry.key}"
    if not st.session_state.get(sure):
        st.button(
            f"Withdraw this {_NAMES[kind]}", key=f"ask_{entry.key}", type="tertiary", on_click=_put, args=(sure, True)
        )
        return
    number = f" {entry.number}" if hasattr(entry, "number") else ""
    markup.put(
        f'<div class="notice" role="status"><b>Withdraw {_NAMES[kind]}{escape(number)}?</b> It leaves the register and '
        "the minutes that are made from now on. Its history stays.</div>"
    )
    with st.container(horizontal=True):
        st.button("Withdraw", key=f"yes_{entry.key}", on_click=_withdraw, args=(id, kind, entry.key, entry.seen, sure))
        st.button("Keep it", key=f"no_{entry.key}", on_click=_put, args=(sure, False))


def _put(key: str, value: bool) -> None:
    st.session_state[key] = value


def _withdraw(id: str, kind: Kind, key: str, seen: int, sure: str) -> None:
    st.session_state[sure] = False
    trying.attempt(lambda: committee.withdraw(state.desk(), id, kind, key, seen), f"r_{key}")


def put_back(desk: Desk, register: Register) -> None:
    """Draw what was withdrawn, each with its number and history."""
    if not register.struck:
        return
    box = st.expander(f"Withdrawn ({len(register.struck)})", key="struck", on_change="rerun")
    if not box.open:
        return
    with box:
        for entry in register.struck:
            kind: Kind = "decision" if isinstance(entry, committee.Decision) else "action"
            markup.put(
                f'<p class="atitle">{wording.capital(kind)} {escape(entry.number)}</p>'
                f'<p class="pre">{escape(entry.text)}</p>'
                f'<p class="meta">Withdrawn by {escape(entry.by)}, {escape(state.clock(entry.at))}.</p>'
            )
            if register.may_write:
                st.button(
                    f"Put {kind} {entry.number} back", key=f"back_{entry.key}", type="tertiary", on_click=_put_back,
                    args=(register.record.id, kind, entry.key),
                )  # fmt: skip
            trying.tell(f"r_{entry.key}")


def _put_back(id: str, kind: Kind, key: str) -> None:
    trying.attempt(lambda: committee.put_back(state.desk(), id, kind, key), f"r_{key}")


# ---------------------------------------------------------------- two writers


def clash(desk: Desk, register: Register, kind: Kind, key: str, *, join: str = "") -> None:
    """Draw the texts of an entry that two people changed at once. ``join``: a part of which both may be kept."""
    waiting = register.waiting.get(key)
    if not waiting:
        return
    id, instrument, known = register.record.id, desk.instrument(register.record), steps(desk)
    standing = [entry for entry in committee.history(desk, id, key) if not entry.set_aside][-1]
    latest = {entry.by: entry for entry in waiting}  # of what one person wrote the last text holds the others
    blocks = []
    for place, entry in enumerate((standing, *latest.values())):
        beside = next(iter(latest.values())) if entry is standing else standing
        said = register_words.parts(kind, entry, beside, register, instrument, known)
        head = "Saved first" if not place else "Saved second" if len(latest) == 1 else f"Saved after it, {place}"
        blocks.append(
            f'<div class="agreed"><b>{head}.</b> <span class="meta">{escape(entry.by)}, '
            f"{escape(state.clock(entry.at))}</span>{said}</div>"
        )
    then = " Choose the one that stands." if register.may_write else ""
    markup.put(
        f'<div class="alert" role="alert">Two people changed this {_NAMES[kind]} at once. Both texts are kept.{then}'
        f'</div><div class="said beside">{"".join(blocks)}</div>'
    )
    if not register.may_write:
        return
    with st.container(horizontal=True):
        st.button("Keep the first", key=f"first_{key}", on_click=_settle, args=(id, key, None, ""))
        for place, by in enumerate(latest):
            which = "the second" if len(latest) == 1 else f"that of {by}"
            st.button(f"Take {which}", key=f"take_{key}_{place}", on_click=_settle, args=(id, key, by, ""))
            if join:
                words = "Keep both, one after the other" if len(latest) == 1 else f"Add that of {by}"
                st.button(words, key=f"join_{key}_{place}", on_click=_settle, args=(id, key, by, join))
    trying.tell(f"clash_{key}")


def _settle(id: str, key: str, by: str | None, join: str) -> None:
    """Choose what stands now, or what somebody wrote last beside it: more may have been typed since it was drawn."""

    def work() -> None:
        desk = state.desk()
        said = committee.history(desk, id, key)
        chosen = _last(said, by)
        if chosen is not None:
            committee.settle(desk, id, key, chosen.number, join=join)
        register_sheet.show_chosen(id, key)

    trying.attempt(work, f"clash_{key}")


def _last(said: list[Entry], by: str | None) -> Entry | None:
    found = [entry for entry in said if (entry.set_aside and entry.by == by if by else not entry.set_aside)]
    return found[-1] if found else None


# ---------------------------------------------------------------- fields


def _told(sheet: Sheet) -> None:
    kind, text = sheet.message
    if kind in ("refused", "failed"):
        markup.put(f'<div class="alert" role="alert">Not saved: {escape(text)}</div>')
    elif kind == "saved":
        said = "Kept as a draft. It is not in the register yet." if sheet.new else "Saved."
        markup.put(f'<p class="saved" role="status">{said}</p>')
    texts = [str(sheet.get(part) or "") for part in register_sheet.PARTS[sheet.kind] if part in _LONG]
    look_again(" ".join(texts))


def look_again(text: str) -> None:
    """Warn of a text that looks as if it named a person or a case."""
    found = caution.signs(text)
    if found:
        markup.put(
            f'<div class="notice" role="status"><b>Look again.</b> Your text looks as if it names '
            f"{wording.listing(found, 'or')}. It is kept as you wrote it. If it does, please change it to general "
            "terms.</div>"
        )


def _fields(desk: Desk, sheet: Sheet) -> None:
    draw = {"committee": _committee, "meeting": _meeting, "decision": _decision, "action": _action}[sheet.kind]
    draw(desk, sheet)


def _common(sheet: Sheet, part: str) -> dict[str, Any]:
    return {"key": sheet.widget(part), "on_change": register_sheet.changed, "args": (sheet,)}


def _text(sheet: Sheet, part: str, label: str, *, help: str | None = None) -> None:
    if part in _LONG:
        most = register_parts.PAGE
        st.text_area(label, height=_LONG[part], max_chars=most, help=help, **_common(sheet, part))
    else:
        st.text_input(label, max_chars=register_parts.LINE, help=help, **_common(sheet, part))


def _day(sheet: Sheet, part: str, label: str) -> None:
    st.date_input(
        label, format="YYYY-MM-DD", min_value=register_parts.FIRST, max_value=register_parts.LAST,
        **_common(sheet, part),
    )  # fmt: skip


def _choose(sheet: Sheet, part: str, label: str, options: Mapping[str, str], *, none: str = "None") -> None:
    if sheet.get(part) not in options:
        sheet.put(part, None)  # what stood there was withdrawn, or is one of another committee
    st.selectbox(
        label, options=list(options), index=None, format_func=lambda key: options.get(key, key), placeholder=none,
        **_common(sheet, part),
    )  # fmt: skip


def _whose(sheet: Sheet) -> None:
    names = {one.key: one.name for one in sheet.register.committees}
    if len(names) == 1:
        sheet.put("committee", next(iter(names)))
    else:
        _choose(sheet, "committee", "Committee", names, none="Choose a committee")


def _meetings(sheet: Sheet) -> dict[str, str]:
    own = [one for one in reversed(sheet.register.meetings) if one.committee == sheet.get("committee")]
    return {one.key: register_words.meeting(one) for one in own}


def _links(desk: Desk, sheet: Sheet) -> None:
    instrument, known = desk.instrument(sheet.register.record), steps(desk)
    items = [item.id for item in instrument.items]
    st.multiselect(
        "Questions that it is about", options=items, placeholder="Choose questions",
        format_func=lambda id: register_words.item(instrument, id), **_common(sheet, "items"),
    )  # fmt: skip
    st.multiselect(
        "Steps of the roadmap that it is about", options=list(known), placeholder="Choose steps",
        format_func=lambda id: known[id].title if id in known else id, **_common(sheet, "steps"),
    )  # fmt: skip


def _committee(desk: Desk, sheet: Sheet) -> None:
    _text(sheet, "name", "Name of the committee")
    st.pills(
        "Reach", options=list(REACHES), format_func=lambda reach: REACHES[reach], required=True,
        **_common(sheet, "reach"),
    )  # fmt: skip
    _text(sheet, "scope", "Scope: which region, border, port or kind of crime")


def _meeting(desk: Desk, sheet: Sheet) -> None:
    _whose(sheet)
    one, other = st.columns(2)
    with one:
        _day(sheet, "held_on", "Day of the meeting")
        _text(sheet, "title", "Title, if it has one")
        _text(sheet, "place", "Place")
    with other:
        _day(sheet, "next_on", "Next meeting, if it is known")
        _text(sheet, "chair", "In the chair", help=_BY_FUNCTION)
        _text(sheet, "minutes_by", "Minutes taken by", help=_BY_FUNCTION)
    _text(sheet, "attendance", "Attendance: functions, one a line", help=_BY_FUNCTION)


def _decision(desk: Desk, sheet: Sheet) -> None:
    _whose(sheet)
    one, other = st.columns(2)
    with one:
        _choose(sheet, "meeting", "Taken at", _meetings(sheet), none="Between meetings")
    with other:
        _day(sheet, "taken_on", "Day of the decision")
    _text(sheet, "text", "What was decided", help="General terms only: no names, cases or informants.")
    _text(sheet, "reason", "Reason")
    _links(desk, sheet)
    _text(sheet, "escalated_to", "Ask the strategic level: who", help="For example both ministers, or both heads.")
    if sheet.get("escalated_to") or sheet.get("escalated_why"):
        _text(sheet, "escalated_why", "What is asked of the strategic level")
    else:
        sheet.put("escalated_why", sheet.get("escalated_why"))
    if not sheet.new and sheet.get("escalated_to"):
        _text(sheet, "answer", "Answer of the strategic level")
        _day(sheet, "answered_on", "Day of the answer")
    else:
        for part in ("answer", "answered_on"):
            sheet.put(part, sheet.get(part))


def _action(desk: Desk, sheet: Sheet) -> None:
    _whose(sheet)
    _text(sheet, "text", "What is to be done", help="General terms only: no names, cases or informants.")
    one, other = st.columns(2)
    with one:
        _text(sheet, "owner", "Owner, by function", help=_BY_FUNCTION)
        _choose(sheet, "meeting", "Agreed at", _meetings(sheet), none="Between meetings")
    with other:
        _day(sheet, "due_on", "Due")
        decisions = {one.key: register_words.decision(one) for one in reversed(sheet.register.decisions)}
        _choose(sheet, "decision", "Carries out decision", decisions)
    st.pills(
        "Status", options=list(STATUSES), format_func=lambda status: STATUSES[status], required=True,
        **_common(sheet, "status"),
    )  # fmt: skip
    _links(desk, sheet)
    _text(sheet, "note", "Note on how it goes")


def steps(desk: Desk) -> dict[str, Step]:
    """Return the steps of cooperation by id."""
    from diagnostic.service import planning  # with the solver: only where steps are linked

    return {step.id: step for step in planning.catalogue(desk)}
