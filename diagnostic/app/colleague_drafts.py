"""Drafts of colleagues: which one a page shows, and what there is to do for those who write them."""

from __future__ import annotations

from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.answers.answer import Voice
from diagnostic.app import markup, state, trying
from diagnostic.service import colleagues
from diagnostic.service.answering import Form
from diagnostic.service.colleagues import Unit
from diagnostic.service.desk import Desk
from diagnostic.storage import Record


def chosen(desk: Desk, record: Record) -> str:
    """Return which draft the questionnaire shows: as the address asks, else as last chosen; none: the agency's answers.

    Who only drafts sees their own.
    """
    voice = state.acting()
    slot = st.query_params.get("draft") or ""
    if not slot and "assessment" not in st.query_params:
        slot = st.session_state.get(_remembered(record, voice), "")
    reads = desk.allowed("read_answers", voice, record) or desk.allowed("edit_restricted", voice, record)
    if slot or not reads:
        own = [unit.colleague.slot for unit in readable(desk, record, voice)]
        slot = slot if slot in own else "" if reads or not own else own[0]
    st.session_state[_remembered(record, voice)] = slot
    return slot


def readable(desk: Desk, record: Record, voice: Voice) -> list[Unit]:
    """Return the drafts that the person may read, their own first."""
    found = [unit for unit in colleagues.units(desk, record, voice) if unit.mine or unit.handed_in]
    return sorted(found, key=lambda unit: not unit.mine)


def _remembered(record: Record, voice: Voice) -> str:
    return f"draft_{record.id}_{voice}"


def leave(form: Form) -> None:
    """Go from a draft to the answers of the agency."""
    st.session_state.pop(_remembered(form.record, form.voice), None)
    st.query_params.pop("draft", None)


def mine(desk: Desk, record: Record, voice: Voice, own: list[tuple[Unit, Form]]) -> None:
    """Draw what there is to do for who drafts answers: the sections with what is left in each, then handing in."""
    st.header("Mine to do", anchor=False)
    trying.tell("mine")
    for unit, form in own:
        # In local mode one person may write for many.
        _draft(desk, record, voice, unit, form, by_section=not unit.handed_in and len(own) == 1)


def _draft(desk: Desk, record: Record, voice: Voice, unit: Unit, form: Form, *, by_section: bool) -> None:
    colleague, progress = unit.colleague, form.progress()
    with st.container(key=f"listed_{colleague.slot}", gap="small"):
        markup.put(
            f'<h3 class="atitle">{escape(colleague.label)}</h3>'
            f'<p class="meta">{wording.answered(progress.done, progress.total)} · {_stands(unit)}</p>'
        )
        if by_section:
            rows = ""
            for section in form.sections:
                part = form.progress(section)
                said = wording.answered(part.done, part.total)
                rows += f'<li><div>{escape(section.title)}</div><span class="side">{said}</span></li>'
            markup.put(f'<ul class="rows glance">{rows}</ul>')
        slot, open_ = colleague.slot, record.stages[voice] == "draft"
        with st.container(horizontal=True):
            to_do = form.editable and progress.done < progress.total
            label = "Answer the questions" if to_do else "See your answers"
            if st.button(label, key=f"answer_{slot}", type="primary" if to_do else "secondary"):
                st.switch_page("app_pages/questions.py", query_params=state.address(draft=slot))
            if open_ and not unit.handed_in:
                left = progress.total - progress.done
                with st.popover("Hand in", key=f"hand_{slot}") if left else st.container():
                    if left:
                        st.write(f"{wording.count(left, 'question')} {'is' if left == 1 else 'are'} not answered yet.")
                    st.button(
                        "Hand in as it is" if left else "Hand in",
                        key=f"hand_in_{slot}",
                        type="secondary" if left else "primary",
                        on_click=_hand_in,
                        args=(desk, record.id, voice, slot),
                    )
            elif open_ and not colleague.gathered:
                st.button("Take back", key=f"back_{slot}", on_click=_take_back, args=(desk, record.id, voice, slot))


def _stands(unit: Unit) -> str:
    if not unit.handed_in:
        return "seen by you alone until you hand it in"
    if unit.colleague.gathered:
        return "handed in; your coordinator has taken answers from it"
    return "handed in"


def _hand_in(desk: Desk, id: str, voice: Voice, slot: str) -> None:
    trying.attempt(lambda: colleagues.hand_in(desk, id, voice, slot), "mine")


def _take_back(desk: Desk, id: str, voice: Voice, slot: str) -> None:
    trying.attempt(lambda: colleagues.take_back(desk, id, voice, slot), "mine")
