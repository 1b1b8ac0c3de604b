"""Meeting: one question fills the screen; both answers, the agreed one, and the running agenda."""

from __future__ import annotations

from html import escape

import streamlit as st

from diagnostic.app import (
    compare_closed,
    markup,
    meeting_answer,
    meeting_card,
    meeting_view,
    nothing_open,
    sidebar,
    state,
    trying,
)
from diagnostic.app.card import Card
from diagnostic.service import agreeing
from diagnostic.service.agreeing import Agenda, Point
from diagnostic.service.desk import Desk

_TITLE = "Meeting"


def page() -> None:
    """Draw the question that is on the screen."""
    st.set_page_config(initial_sidebar_state="collapsed")
    desk = state.desk()
    record = state.open_record(desk)
    if record is None:
        nothing_open.show(_TITLE)
        return
    sidebar.agency(record)
    if compare_closed.shown(desk, record, _TITLE):
        st.query_params.from_dict(state.address())
        return
    agenda = agreeing.agenda(desk, record.id)
    point = _point(agenda)
    if point is None:
        markup.heading(state.title(record), _TITLE, "There is no question to talk about: nothing was asked yet.")
        return
    st.query_params.from_dict(state.address(item=point.item))
    with st.container(key="meeting", gap="xsmall"):
        st.session_state["drawing"] = True
        try:
            _screen(desk, agenda, point)
        finally:  # also when another click ends this run halfway
            st.session_state["drawing"] = False
        meeting_card.drawn()
    if st.session_state.pop("meeting_top", False):
        markup.to_top()


def _point(agenda: Agenda) -> Point | None:
    key = meeting_view.chosen(agenda.record.id)
    point = agenda.find(st.query_params.get("item")) or agenda.find(st.session_state.get(key)) or agenda.first()
    if point is not None:
        st.session_state[key] = point.item
    return point


def _screen(desk: Desk, agenda: Agenda, point: Point) -> None:
    item = point.row.item
    card = Card(desk, agenda.form, item)
    with st.container(horizontal=True, vertical_alignment="center", key="meeting_top"):
        with st.container(gap=None):
            markup.put(f'<p class="meta">{escape(state.title(agenda.record))} · {markup.item_name(item)}</p>')
            meeting_view.standing(agenda, point, card)
        _ways(agenda, point)
    st.title(item.question, anchor=False)
    markup.put(meeting_view.why(agenda, point) + meeting_view.sides(agenda, point))
    if item.subject == "own":
        markup.put(
            '<div class="record"><b>Nothing to agree here.</b> Each agency states a fact about itself, so there is no '
            "agreed answer. What should follow from it can be noted in the minutes, or decided.</div>"
        )
    elif agenda.may_agree and agenda.form.writable(item):
        settled = agenda.form.answer(item.id).settled
        deciders, decider = agreeing.deciders(desk, agenda.form), agreeing.latest_decider(agenda.form)
        meeting_answer.draw(card, deciders, decider, settled=settled)
    else:
        meeting_answer.read(agenda.form, item)


def _ways(agenda: Agenda, point: Point) -> None:
    """Draw the ways on: previous, next, park."""
    everything = bool(st.session_state.get("meeting_everything"))
    before, after = agenda.beside(point, everything=everything)
    id = agenda.record.id
    with st.container(horizontal=True, width="content", key="meeting_ways"):
        st.button("Previous", key="meeting_before", disabled=before is None, on_click=meeting_view.go,
                  args=(id, before.item if before else ""))  # fmt: skip
        st.button("Next", key="meeting_after", type="primary", disabled=after is None, on_click=meeting_view.go,
                  args=(id, after.item if after else ""))  # fmt: skip
        if agenda.may_agree and point.state == "parked":
            st.button("Take up again", key="meeting_unpark", on_click=_unpark, args=(id, point.item))
        elif agenda.may_agree and point.state != "agreed":
            st.button("Park", key="meeting_park", on_click=_park, args=(id, point.item, after.item if after else ""),
                      help="Puts this question off to the end of the agenda.")  # fmt: skip
        meeting_view.running(agenda, point)
    trying.tell("park")


def _park(id: str, item: str, after: str) -> None:
    meeting_card.moved()
    if trying.attempt(lambda: agreeing.park(state.desk(), id, item), "park") and after:
        meeting_view.go(id, after)


def _unpark(id: str, item: str) -> None:
    meeting_card.moved()
    trying.attempt(lambda: agreeing.unpark(state.desk(), id, item), "park")


page()
