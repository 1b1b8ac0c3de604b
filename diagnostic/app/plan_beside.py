"""What stands beside a plan: a step to add, what is left out, what is done, what cannot begin."""

from __future__ import annotations

from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.answers import labels
from diagnostic.app import details, markup, plan_view, state, step_wishes
from diagnostic.content.model import Item
from diagnostic.service import planning
from diagnostic.service.desk import Desk
from diagnostic.service.planning import Planning


def others(desk: Desk, planned: Planning, *, changing: bool) -> None:
    """Draw what stands beside the plan: a step to add, what is left out, what is done, what cannot begin."""
    titles, wishes = plan_view.titles(desk), planned.asked.wishes
    if changing:
        st.header("Add a step", anchor=False)
        key = f"add_{planned.reading.record.id}_{planned.reading.whose}"
        beside = [id for id in titles if id not in planned.plan.ids and id not in planned.done | wishes.pinned]
        kinds = {step.id: plan_view.KINDS.get(step.kind, step.kind) for step in planning.catalogue(desk)}
        st.selectbox(
            "Any other step of the catalogue becomes part of the plan, with what it needs",
            options=sorted(beside, key=lambda id: (list(plan_view.KINDS.values()).index(kinds[id]), titles[id])),
            format_func=lambda id: f"{titles[id]} ({kinds[id].lower()})",
            index=None,
            placeholder="Choose a step, or type a word of its title",
            key=key,
            on_change=_add,
            args=(desk, planned, key),
        )
    for id in planned.plan.cannot_begin:
        if id in titles:
            markup.put(
                f'<div class="notice"><b>{escape(titles[id])}</b> is asked for and cannot begin: what it needs is left '
                "out, or no step brings it.</div>"
            )
            if changing:
                st.button("Take out again", key=f"unpin_{id}", on_click=step_wishes.unpin, args=(desk, planned, id))
    _listed(desk, planned, "Left out", planned.left_out, "Allow it again", step_wishes.take_back, changing)
    _listed(desk, planned, "Reported as done", planned.done, "Not done after all", step_wishes.not_done, changing)


def _add(desk: Desk, planned: Planning, key: str) -> None:
    chosen = st.session_state[key]
    if chosen is not None:
        step_wishes.pin(desk, planned, chosen)
    st.session_state[key] = None


def _listed(
    desk: Desk, planned: Planning, title: str, ids: frozenset[str], back: str, work: object, changing: bool
) -> None:
    titles = plan_view.titles(desk)
    found = [id for id in titles if id in ids]
    if not found:
        return
    st.header(title, anchor=False)
    for id in found:
        with st.container(key=f"listed_{'out' if title == 'Left out' else 'in'}_{id}"):
            said = planned.states[id].said if id in planned.states else None
            when = f'<p class="meta">{state.day(said.at)}, {escape(said.by)}</p>' if said else ""
            markup.put(f"<p><b>{escape(titles[id])}</b></p>{when}" + _contradiction(planned, id))
            if changing:
                st.button(back, key=f"back_{id}", on_click=work, args=(desk, planned, id))  # type: ignore[arg-type]


def _contradiction(planned: Planning, id: str) -> str:
    return "".join(f'<div class="notice">{escape(sentence)}</div>' for _, sentence in contradictions(planned, id))


def contradictions(planned: Planning, id: str) -> list[tuple[Item, str]]:
    """Return for a step that is done the questions that do not show it, each with a sentence."""
    reading = planned.reading
    found = []
    for item_id, now, to in planned.contradicted.get(id, ()):
        item = reading.result.instrument.item(item_id)
        pair = planned.profile.outcomes[item_id].pair
        if pair is not None and pair.upper >= to:
            said = f"Done, but {labels.title(item)} is not known to be at {wording.level(to)}."
        else:
            said = f"Done, but {labels.title(item)} still says {wording.level(now)}, not {wording.level(to)}."
        found.append((item, f"{said} {details.said_by(reading, item)}"))
    return found
