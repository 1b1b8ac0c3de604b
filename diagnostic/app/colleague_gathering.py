"""For the coordinator: what the units say, question by question, and one answer of the agency made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import streamlit as st

from diagnostic import wording
from diagnostic.answers import labels
from diagnostic.answers.answer import Answer
from diagnostic.app import markup, places_to, state, trying
from diagnostic.comparison.merging import Conflict
from diagnostic.service import colleagues
from diagnostic.service.answering import Form
from diagnostic.service.colleagues import Row, Taken
from diagnostic.service.desk import Desk

_CONFLICTS = "conflicts"
_WHY: dict[Conflict, str] = {
    "levels": "two levels or more apart",
    "state": "some answer, others do not",
    "authority": "different authority in law",
    "choice": "as many speak for one choice as for another",
}


@dataclass(frozen=True, slots=True)
class Table:
    """All questions on which drafts say something, and the answers of the agency as they stand."""

    desk: Desk
    form: Form
    rows: tuple[Row, ...]

    @property
    def open(self) -> bool:
        """Whether answers can still be taken."""
        return self.form.stage == "draft"

    @property
    def conflicts(self) -> list[Row]:
        """The questions on which the units differ, and that have no answer of the agency yet."""
        return [row for row in self.rows if row.gathered.conflicts and not row.answered]


def section(table: Table) -> None:
    """Draw the questions of one group: the conflicts, or a section of the questionnaire."""
    st.header("One answer of all drafts", anchor=False)
    trying.tell("gathering")
    if not table.rows:
        markup.put('<p class="lead">Nothing to gather yet. What colleagues say appears here once they hand in.</p>')
        return
    markup.put(
        '<p class="lead">Proposed is the middle of the levels, the lower of two; the narrowest place where it holds, '
        "and the strongest evidence for it. Nothing is an answer of the agency until you take it.</p>"
    )
    if not table.open:
        markup.put(
            '<div class="notice">The answers of the agency are no draft any more. Reopen them on the page Review to '
            "take others.</div>"
        )
    clear = [row for row in table.rows if row.clear]
    if clear and table.open:
        label = f"Take the {len(clear)} without conflict" if len(clear) > 1 else "Take the one without conflict"
        st.button(label, key="take_clear", type="primary", on_click=_take, args=(table.desk, table.form, clear))
    groups = _groups(table)
    key = f"gathering_{table.form.record.id}_{table.form.voice}"
    if st.session_state.get(key) not in groups:
        st.session_state[key] = _CONFLICTS if table.conflicts else _first_open(table, groups)
    st.pills(
        "Questions to show, and how many of them are answered",
        options=list(groups),
        format_func=lambda id: _title(table, id, groups[id]),
        key=key,
        required=True,
    )
    chosen = st.session_state[key]
    shown = groups[chosen]
    if chosen != _CONFLICTS:
        left = [row for row in shown if _waits(row)]
        if len(left) > 1 and table.open:
            label = f"Take the {len(left)} proposals of this section"
            st.button(label, key="take_section", on_click=_take, args=(table.desk, table.form, left))
    for row in shown:
        _row(table, row)


def _groups(table: Table) -> dict[str, list[Row]]:
    groups = {_CONFLICTS: [row for row in table.rows if row.gathered.conflicts]}
    for part in table.form.instrument.sections:
        ids = {item.id: place for place, item in enumerate(part.items)}
        rows = [row for row in table.rows if row.gathered.item.id in ids]
        groups[part.id] = sorted(rows, key=lambda row: ids[row.gathered.item.id])
    return {id: rows for id, rows in groups.items() if rows}


def _first_open(table: Table, groups: Mapping[str, list[Row]]) -> str:
    sections = [id for id in groups if id != _CONFLICTS]
    return next((id for id in sections if not all(row.answered for row in groups[id])), sections[0])


def _title(table: Table, id: str, rows: list[Row]) -> str:
    done = sum(row.answered for row in rows)
    count = f"{done} of {len(rows)}"
    if id == _CONFLICTS:
        return f"Conflicts · {count}"
    return f"{next(part.title for part in table.form.instrument.sections if part.id == id)} · {count}"


def _waits(row: Row) -> bool:
    """Whether a proposal can be taken without replacing anything."""
    return not row.gathered.proposal.empty and (row.standing is None or row.standing.answer.empty)


def _row(table: Table, row: Row) -> None:
    gathered, voice = row.gathered, table.form.voice
    item = gathered.item
    by_answer: dict[int, tuple[Answer, list[str]]] = {}
    answers = list(gathered.said.values())
    for label, answer in gathered.said.items():
        by_answer.setdefault(answers.index(answer), (answer, []))[1].append(label)
    with st.container(key=f"listed_g_{item.id}", gap="small"):
        done = '<span class="saved">Taken</span>' if row.taken else ""
        markup.put(
            f'<div class="qhead"><span>{escape(_spread(row))}</span>{done}</div>'
            f'<h3 class="atitle">{escape(item.name)} <span class="code">{escape(labels.code(item))}</span></h3>'
            f'<p class="hint">{escape(item.question)}</p>'
        )
        said = "".join(
            markup.answer_block(item, answer, wording.listing(units), voice) for answer, units in by_answer.values()
        )
        if len(by_answer) > 1:
            proposal = gathered.proposal
            said += markup.answer_block(
                item, proposal, "Nothing is proposed" if proposal.empty else "Proposal", "agreed"
            )
        if row.answered and not row.taken and row.standing is not None:
            name = f"Answer of {table.form.record.pair.name(voice)}"
            said += markup.answer_block(item, row.standing.answer, name, voice, f"saved {state.clock(row.standing.at)}")
        markup.put(f'<div class="said">{said}</div>')
        if row.standing is not None and row.standing.set_aside is not None:
            markup.put(
                '<div class="notice" role="status"><b>Look again.</b> This question was answered in two places at '
                "once. Both answers are kept: choose on its question which one stands.</div>"
            )
        _choices(table, row, by_answer.values())


def _spread(row: Row) -> str:
    gathered = row.gathered
    said = [wording.count(len(gathered.said), "unit")]
    if gathered.spread is not None:
        said.append(wording.span(*gathered.spread))
    said += [_WHY[conflict] for conflict in gathered.conflicts]
    return " · ".join(said)


def _choices(table: Table, row: Row, said: Iterable[tuple[Answer, list[str]]]) -> None:
    item, proposal = row.gathered.item, row.gathered.proposal
    address = state.address(item=item.id)
    if not table.open:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if not row.taken and not proposal.empty:
            label = "Take the proposal instead" if row.answered else "Take the proposal"
            st.button(label, key=f"take_{item.id}", on_click=_take, args=(table.desk, table.form, [row]))
        others = [
            (answer, units)
            for answer, units in said
            if answer != proposal and (row.standing is None or answer != row.standing.answer)
        ]
        if others:
            with st.popover("Take another", key=f"other_{item.id}", type="tertiary"):
                for place, (answer, units) in enumerate(others):
                    st.button(
                        f"Take that of {wording.listing(units)}",
                        key=f"other_{item.id}_{place}",
                        on_click=_take_other,
                        args=(table.desk, table.form, row, answer, units),
                    )
        st.page_link(places_to.questions(table.form.instrument.id), label="Answer it yourself", query_params=address)


def _take(desk: Desk, form: Form, rows: list[Row]) -> None:
    wanted = {row.gathered.item.id: (row.gathered.proposal.to_data(), row.seen) for row in rows}
    units = {label for row in rows for label in row.gathered.said}
    _carry_out(desk, form, wanted, units)


def _take_other(desk: Desk, form: Form, row: Row, answer: Answer, units: list[str]) -> None:
    _carry_out(desk, form, {row.gathered.item.id: (answer.to_data(), row.seen)}, set(units))


def _carry_out(
    desk: Desk, form: Form, wanted: Mapping[str, tuple[Mapping[str, Any], int]], units: Iterable[str]
) -> None:
    done: list[Taken] = []

    def work() -> None:
        done.append(colleagues.take(desk, form.record.id, form.voice, wanted, set(units)))
        if done[0].met:
            names = [labels.title(form.instrument.item(id)) for id in done[0].met]
            raise colleagues.ColleagueRefused(
                f"Somebody answered {wording.listing(names)} meanwhile. Both answers are kept: choose on the question."
            )

    trying.attempt(work, "gathering")
