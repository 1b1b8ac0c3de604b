"""What to do next: the cheapest plan towards the target, every step with its reason and its source."""

from __future__ import annotations

import streamlit as st

from diagnostic import wording
from diagnostic.app import (
    compare_plans,
    markup,
    opened,
    plan_beside,
    plan_limits,
    plan_questions,
    plan_steps,
    plan_view,
    plan_wishes,
    state,
    statements,
    what_if_view,
)
from diagnostic.service import integrity, planning
from diagnostic.service.desk import Desk
from diagnostic.service.planning import Planning

_TITLE = "What to do next"


def page() -> None:
    """Draw the plan."""
    desk = state.desk()
    reading = opened.reading(desk, _TITLE)
    if reading is None or not plan_view.may_be_seen(desk, reading, _TITLE):
        return
    planned = planning.planning(desk, reading.record.id, reading.whose)
    changing = planning.may_change(desk, reading)
    markup.heading(plan_view.meta(reading), _TITLE, _finding(planned))
    plan_view.whose(desk, reading)
    plan_wishes.draw(desk, planned, changing=changing)
    plan_questions.answer_first(planned)
    if planned.plan.steps:
        plan_steps.glance(planned)
        st.page_link("app_pages/roadmap.py", label="The plan in time: Roadmap", query_params=_address(planned))
        plan_steps.steps(desk, planned, changing=changing)
    plan_limits.law(planned)
    plan_limits.unreached(desk, planned)
    plan_beside.others(desk, planned, changing=changing)
    what_if_view.draw(desk, planned)
    compare_plans.draw(desk, planned, changing=changing)
    _safeguards(desk, planned)


def _address(planned: Planning) -> dict[str, str]:
    return state.address(whose=planned.reading.whose)


def _finding(planned: Planning) -> str:
    plan, towards = planned.plan, plan_view.target(planned)
    count, missing = len(plan.steps), len(plan.unreached)
    if not isinstance(planned.asked.target, int) and not planned.asked.target:
        return "Choose a level for at least one dimension; the plan then leads there."
    if not count and not plan.wanted:
        if planned.profile.continuum.lower == 5 and isinstance(planned.asked.target, int):
            return "The answers describe the highest level. What is left is to keep it, and to show it."
        return f"Nothing is left to do for {towards}: the answers describe it already."
    if not count:
        return (
            f"No step of the catalogue reaches {towards} from here; what it asks for is below."
            if missing
            else f"Every step towards {towards} is reported as done. The answers do not show all of it yet."
        )
    verb = f"{'leads' if count == 1 else 'lead'} {'towards' if missing else 'to'}"
    lead = (
        f"{wording.count(count, 'step')} {verb} {towards}; "
        f"together {plan_view.work(planned.effort)}, by planning assumptions."
    )
    if missing:
        lead += f" For {wording.count(missing, 'requirement')} there is no step."
    return lead


def _safeguards(desk: Desk, planned: Planning) -> None:
    """Draw what the steps ask of each agency at home: its own answers to itself, the heads' statements jointly."""
    record = planned.reading.record
    if planned.reading.whose == "both":
        attested = integrity.attested(desk, record, planned.plan.steps)
        if attested:
            statements.both(desk, record, attested)
        return
    own = integrity.own_safeguards(desk, record, planned.plan.steps)
    if own:
        statements.own_gaps(desk, record, own)
        if integrity.narrowed(desk, record):
            markup.put(
                '<div class="notice"><b>Narrow the exchange of identities.</b> Your own answers say that '
                "go-betweens from other agencies are likely or not ruled out. In joint work share identities of "
                "staff and sources with named persons only, and keep a route for protection besides the police."
                "</div>"
            )


page()
