"""Decisions: what waits, the committees and their meetings, what they decided, who does what by when."""

from __future__ import annotations

from datetime import date
from functools import partial
from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.access import NotAllowed
from diagnostic.app import (
    markup,
    nothing_open,
    register_entries,
    register_form,
    register_meetings,
    register_words,
    sidebar,
    state,
)
from diagnostic.app.register_entries import Links
from diagnostic.service import committee, register_file
from diagnostic.service.committee import REACHES, Register
from diagnostic.service.desk import Desk

_TITLE = "Decisions"
_ALL = "all"


def page() -> None:
    """Draw the committee's register."""
    desk = state.desk()
    record = state.open_record(desk)
    if record is None:
        nothing_open.show(_TITLE)
        return
    sidebar.agency(record)
    asked = {name: st.query_params[name] for name in ("committee", "meeting") if name in st.query_params}
    st.query_params.from_dict(state.address(**asked))
    try:
        register = committee.register(desk, record.id)
    except NotAllowed as refused:
        markup.heading(state.title(record), _TITLE, str(refused))
        return
    now = register_words.today()
    markup.heading(state.title(record), _TITLE, _finding(register, now))
    if not register.may_write:
        markup.put('<p class="lead">The committee’s chair and secretariat keep this register; you read it.</p>')
    shown = _chosen(register)
    _waits(register, shown, now)
    if register.committees:
        links = Links(desk, register)
        register_meetings.meetings(desk, register, shown, now)
        register_entries.decisions(desk, register, shown, links, now)
        register_entries.actions(desk, register, shown, links, now)
        register_form.put_back(desk, register)
    _committees(desk, register)
    if register.decisions or register.actions:
        _export(desk, register)


def _finding(register: Register, now: date) -> str:
    if not register.committees:
        return "No committee has been entered yet."
    late, above = len(register.overdue(now)), len(register.unanswered)
    said = [
        f"{wording.count(len(register.decisions), 'decision')} and {wording.count(len(register.actions), 'action')} "
        "are in the register"
    ]
    if late:
        said.append(f"{wording.count(late, 'action')} {'is' if late == 1 else 'are'} overdue")
    if above:
        waits = "waits" if above == 1 else "wait"
        said.append(f"{wording.count(above, 'question')} to the strategic level {waits} for an answer")
    return f"{wording.listing(said)}." if len(said) < 3 else f"{said[0]}; {said[1]}, and {said[2]}."


def _chosen(register: Register) -> Register:
    """Draw the choice of a committee, where there are several; return what belongs to the one that is chosen."""
    if len(register.committees) < 2:
        return register
    names = {_ALL: "All committees", **{one.key: one.name for one in register.committees}}
    key = f"committee_{register.record.id}"
    asked = st.query_params.get("committee", _ALL)
    st.session_state[key] = asked if asked in names else _ALL
    chosen = st.pills(
        "Committee",
        options=list(names),
        format_func=lambda option: names[option],
        key=key,
        required=True,
        on_change=_choose,
        args=(key,),
    )
    return register if chosen in (None, _ALL) else register.of(chosen)


def _choose(key: str) -> None:
    st.query_params["committee"] = st.session_state[key]


def _waits(register: Register, shown: Register, now: date) -> None:
    if not register.committees:
        return
    st.header("What waits", anchor=False)
    rows = [f"<li>{row}</li>" for row in register_entries.waits(register, shown, now)]
    markup.put(f'<ul class="rows">{"".join(rows)}</ul>' if rows else '<p class="lead">Nothing waits.</p>')


def _committees(desk: Desk, register: Register) -> None:
    st.header("Committees", anchor=False)
    if not register.committees:
        markup.put(
            '<p class="lead">The register begins with the national committee. Regional and sector committees stand '
            "under it, each with its own scope.</p>"
        )
    for one in register.committees:
        with st.container(key=f"listed_{one.key}", gap="small"):
            scope = f'<p class="pre">{escape(one.scope)}</p>' if one.scope else ""
            markup.put(f'<p class="atitle">{escape(one.name)}</p><p class="meta">{REACHES[one.reach]}</p>{scope}')
            register_form.change(desk, register, "committee", one)
    if register.may_write:
        first = {"reach": "regional" if register.committees else "national"}
        register_form.new(desk, register, "committee", first, forced=not register.committees)


def _export(desk: Desk, register: Register) -> None:
    st.header("Take the register with you", anchor=False)
    if not desk.allowed("export", "agreed", register.record):
        markup.put('<p class="lead">With your role you read the register, but do not take it away as a file.</p>')
        return
    exact = st.toggle(
        "Exact text, for other programs",
        key="exact",
        help="Without this, a cell that a spreadsheet would take for a formula begins with an apostrophe.",
    )
    with st.container(horizontal=True):
        for which in register_file.REGISTERS:
            st.download_button(
                f"{wording.capital(which)} as CSV",
                data=partial(register_file.table, desk, register.record.id, which, exact=exact),
                file_name=register_file.file_name(register.record, which),
                mime="text/csv",
                key=f"csv_{which}",
                on_click="ignore",
            )


page()
