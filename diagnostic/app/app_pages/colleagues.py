"""Colleagues: who drafts what in the own agency, what is mine to do, where I was mentioned, one answer of all."""

from __future__ import annotations

from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.answers import labels
from diagnostic.answers.answer import Voice
from diagnostic.app import (
    colleague_comments,
    colleague_drafts,
    colleague_gathering,
    colleague_units,
    markup,
    nothing_open,
    places_to,
    sidebar,
    state,
)
from diagnostic.app.colleague_comments import Thread
from diagnostic.app.colleague_gathering import Table
from diagnostic.app.colleague_units import Naming
from diagnostic.service import answering, colleagues, inside
from diagnostic.service.answering import Form
from diagnostic.service.colleagues import Unit
from diagnostic.service.desk import COOPERATION, Desk
from diagnostic.storage import Record

TITLE = "Colleagues"


def page() -> None:
    """Draw what concerns the person who looks, in the agency that they work for."""
    desk = state.desk()
    record = state.open_record(desk)
    if record is None:
        nothing_open.show(TITLE)
        return
    sidebar.agency(record)
    st.query_params.from_dict(state.address())
    voice = state.acting()
    own = record.pair.name(voice)
    meta = f"{state.title(record)} · inside {own}"
    if not desk.allowed("discuss_inside", voice, record):
        text = "Drafts and comments stay inside the agency that wrote them. You belong to neither of the two."
        markup.heading(state.title(record), TITLE, text)
        return
    units = colleagues.units(desk, record, voice)
    drafts = [(unit, colleagues.draft(desk, record, voice, unit)) for unit in units if unit.mine]
    table = _table(desk, record, voice, units)
    markup.heading(meta, TITLE, _finding(own, units, drafts, table))
    markup.put(
        f'<p class="meta">Everything on this page stays with {escape(own)}, also when its answers are released and '
        "opened.</p>"
    )
    if drafts:
        colleague_drafts.mine(desk, record, voice, drafts)
    _mentions(desk, record, voice)
    if desk.allowed("assign", voice, record):
        colleague_units.section(Naming(desk, record, voice, desk.instrument(record)), units)
    if table is not None and any(unit.colleague.named for unit in units):
        colleague_gathering.section(table)


def _table(desk: Desk, record: Record, voice: Voice, units: list[Unit]) -> Table | None:
    """Return what is to be gathered, for who gathers."""
    if not desk.allowed("read_drafts", voice, record):
        return None
    form = answering.form(desk, record.id, voice)
    return Table(desk, form, tuple(colleagues.gathering(desk, record, voice, units, form)))


def _finding(own: str, units: list[Unit], drafts: list[tuple[Unit, Form]], table: Table | None) -> str:
    named = [unit for unit in units if unit.colleague.named]
    if table is None:
        left = sum(len(form.open_items()) for unit, form in drafts if not unit.handed_in)
        if not drafts:
            return f"Nobody has asked you to draft answers of {own}."
        if all(unit.handed_in for unit, _ in drafts):
            return "You have handed in. Your coordinator makes one answer of all drafts."
        if left:
            return f"You have {wording.count(left, 'question')} left."
        return "You have dealt with every question that is yours, and can hand in."
    if not named:
        return f"{own} can answer in parts: each colleague drafts, and you make one answer of it."
    done = sum(unit.handed_in for unit in named)
    said = f"{done} of {wording.count(len(named), 'colleague')} {'has' if done == 1 else 'have'} handed in"
    if table.conflicts:
        differ = wording.count(len(table.conflicts), "question")
        return f"{said}. They differ on {differ} that {'waits' if len(table.conflicts) == 1 else 'wait'} for you."
    waiting = sum(not row.answered for row in table.rows)
    return f"{said}. {wording.capital(wording.count(waiting, 'answer'))} can be taken." if waiting else f"{said}."


def _mentions(desk: Desk, record: Record, voice: Voice) -> None:
    """Draw the comments that ask the person to look, with what is said around them."""
    all_ = inside.comments(desk, record, voice)
    found = inside.mentioned(desk, record, voice, all_) if all_ else []
    if not found:
        return
    st.header("You were mentioned", anchor=False)
    instrument = desk.instrument(record)
    for id in dict.fromkeys(comment.item for comment in found):
        if id not in instrument.by_id:
            continue
        said = tuple(comment for comment in all_ if comment.item == id)
        with st.container(key=f"listed_c_{id}"):
            st.page_link(
                places_to.questions(COOPERATION),
                label=labels.title(instrument.item(id)),
                query_params=state.address(item=id),
            )
            # The whole exchange is shown here: the question may be in a section that is not the reader's.
            names = inside.mentionable(desk, record, voice, id)
            colleague_comments.draw(Thread(desk, record, voice, id, said, names, "me", begins=False))


page()
