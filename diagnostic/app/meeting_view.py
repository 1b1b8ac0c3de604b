"""The meeting's screen around the agreed answer: where the meeting stands, both answers, the running agenda."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from diagnostic import wording
from diagnostic.access import NotAllowed
from diagnostic.answers import labels
from diagnostic.answers.answer import AGENCIES, Answer, Voice
from diagnostic.app import compare_rows, markup, state
from diagnostic.app import meeting_card as keep
from diagnostic.app.card import Card
from diagnostic.app.fragments import fragment
from diagnostic.app.meeting_answer import EVERY
from diagnostic.content.model import Field, Item
from diagnostic.scoring import explaining
from diagnostic.service import agreeing
from diagnostic.service.agreeing import Agenda, Point, State
from diagnostic.storage import StorageFailed, UnknownAssessment

STATES: dict[State, str] = {
    "open": "open",
    "agreed": "dealt with",
    "parked": "parked",
    "own": "nothing to agree",
}


@fragment(run_every=EVERY)
def standing(agenda: Agenda, point: Point, card: Card) -> None:
    """Draw where the meeting stands, and tell when somebody else has written to this question meanwhile."""
    keep.redraw_if_moved()
    drawn = bool(st.session_state.get("drawing"))
    if not drawn:
        try:
            agenda = agreeing.agenda(state.desk(), agenda.record.id)
        except (NotAllowed, StorageFailed, UnknownAssessment) as failed:
            markup.put(f'<div class="alert" role="alert">{escape(str(failed))}</div>')
            return
    markup.put(f'<p class="meta counted" role="status">{escape(counted(agenda, point))}</p>')
    if drawn or not agenda.may_agree:
        return
    current = agenda.form.current.get(point.item)
    if current is not None and current.newest > int(st.session_state.get(card.key("newest"), 0)):
        last = current.set_aside
        by, at = (last.by, last.at) if last is not None and last.number > current.revision else (current.by, current.at)
        said = (
            f"{by} wrote to this question at {state.clock(at)}. What you type here stays; saving it shows both texts."
        )
        markup.put(f'<div class="notice" role="status">{escape(said)}</div>')
        st.button("Show what was written", key=card.key("newer"), on_click=keep.show_newer, args=(card,))


def counted(agenda: Agenda, point: Point) -> str:
    """Return where the meeting stands: ``3 of 14 dealt with · 1 parked · number 4 of the agenda``."""
    parts = [f"{agenda.done} of {agenda.total} dealt with"]
    parked = sum(listed.state == "parked" for listed in agenda.points)
    if parked:
        parts.append(f"{parked} parked")
    on_agenda = any(listed.item == point.item for listed in agenda.points)
    parts.append(f"number {point.number} of the agenda" if on_agenda else "this question is not on the agenda")
    return " · ".join(parts)


def sides(agenda: Agenda, point: Point) -> str:
    """Return both answers as large as the back of a room needs them."""
    return f'<div class="meetsides">{"".join(_side(agenda, point, voice) for voice in AGENCIES)}</div>'


def _side(agenda: Agenda, point: Point, voice: Voice) -> str:
    item, side = point.row.item, point.row.sides[voice]
    name = agenda.record.pair.name(voice)
    parts = [f'<h2><i class="mark {voice}"></i>{escape(name)}</h2>']
    if side.asked is False:
        parts.append('<p class="statement">Not asked, because of an answer before.</p>')
        return f'<section class="{voice}" aria-label="{escape(name)}">{"".join(parts)}</section>'
    parts.append(_answer(item, side.answer))
    outcome = agenda.compared.result.voices[voice].claimed.outcomes.get(item.id)
    counts = explaining.counts(outcome) if outcome and side.answer.settled else ""
    beside = [text for label, text in labels.support(side.answer) if label in ("Where it holds", "What can be shown")]
    beside += [f"Highest level the law allows: {side.answer.legal_ceiling}"] if side.answer.legal_ceiling else []
    beside += ["Marked for discussion"] if side.answer.discuss else []
    if beside or counts:
        text = escape(" · ".join(beside)) + (f"{'<br>' if beside else ''}{escape(counts)}" if counts else "")
        parts.append(f'<p class="beside">{text}</p>')
    said = [_beside(label, text) for label, text in (("Comment", side.answer.comment), ("Reference", side.answer.link))]
    if any(said):
        names = wording.listing([word for word, text in zip(("comment", "reference"), said, strict=True) if text])
        parts.append(f'<details class="beside"><summary>{wording.capital(names)}</summary>{"".join(said)}</details>')
    return f'<section class="{voice}" aria-label="{escape(name)}">{"".join(parts)}</section>'


def _answer(item: Item, answer: Answer) -> str:
    if answer.level is not None:
        return (
            f'<p class="statement"><span class="biglevel s{answer.level}"><span class="hidden">Level </span>'
            f"{answer.level}</span><span>{escape(item.statement(answer.level))}</span></p>"
        )
    if answer.value is not None and item.fields:
        return "".join(_field(field, answer.value[field.id]) for field in item.fields if answer.value.get(field.id))
    return f'<p class="statement"><span>{escape(labels.headline(item, answer))}</span></p>'


def _field(field: Field, said: Any) -> str:
    if field.type == "text":
        return f'<p class="beside pre">{escape(str(said))}</p>'
    ids = said if isinstance(said, list | tuple) else [said]
    chosen = ", ".join(choice.label for choice in field.choices if choice.id in ids)
    return f'<p class="statement"><span><small>{escape(field.label)}:</small> {escape(chosen)}</span></p>'


def _beside(label: str, text: str) -> str:
    shown = markup.linked(text) if label == "Reference" else escape(text)
    return f'<p class="beside pre">{shown}</p>' if text else ""


def why(agenda: Agenda, point: Point) -> str:
    """Return why the question stands where it does on the agenda."""
    return f'<p class="because">{escape(agenda.compared.reason(point.row))}</p>'


# ---------------------------------------------------------------- going through the agenda


def go(id: str, item: str) -> None:
    """Put another question on the screen."""
    keep.moved()
    st.session_state[chosen(id)] = item
    st.query_params["item"] = item
    st.session_state["meeting_list"] = False
    st.session_state["meeting_top"] = True


def chosen(id: str) -> str:
    """Return the session key of the question that is on the screen."""
    return f"meeting_{id}"


def running(agenda: Agenda, point: Point) -> None:
    """Draw the running agenda: number, name, gap, what became of it, each a way to its question."""
    listed = st.popover("Agenda", key="meeting_list", on_change="rerun")
    if not listed.open:
        return
    with listed:
        st.caption(f"{wording.count(len(agenda.points), 'question')}, the most consequential first")
        everything = st.toggle("All questions", key="meeting_everything", persist_state="session")
        with st.container(key="meeting_agenda", gap=None):
            for one in agenda.course(everything=everything):
                st.button(
                    _line(one),
                    key=f"jump_{one.item}",
                    type="secondary" if one.item == point.item else "tertiary",
                    on_click=go,
                    args=(agenda.record.id, one.item),
                )


def _line(point: Point) -> str:
    """Return a line of the agenda: ``4. Liaison officers A.14.1 · 2 levels apart · parked``."""
    name = labels.title(point.row.item).replace("[", "\\[").replace("]", "\\]")
    beside = [compare_rows.gap(point.row), *([STATES[point.state]] if point.state != "open" else [])]
    if point.state == "agreed" and point.row.agreed.level is not None:
        beside[-1] = f"agreed: {wording.level(point.row.agreed.level)}"
    beside = [part for part in beside if part]
    return f"{point.number}. {name}" + (f" :gray[· {' · '.join(beside)}]" if beside else "")
