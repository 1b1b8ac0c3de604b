"""Up to three plans side by side: what each takes, how long, and how far it leads."""

from __future__ import annotations

from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.app import markup, plan_view, plan_wishes, trying
from diagnostic.service import planning
from diagnostic.service.desk import Desk
from diagnostic.service.planning import Planning


def draw(desk: Desk, planned: Planning, *, changing: bool) -> None:
    """Draw the plans that were kept beside the one above."""
    reading = planned.reading
    st.header("Compare plans", anchor=False)
    kept = planning.names(desk, reading)
    beside = {
        name: planning.planning(desk, reading.record.id, reading.whose, name)
        for name in kept
        if name != planning.NAMES[0]
    }
    plans = {planning.NAMES[0]: planned, **beside}
    if beside:
        markup.put(_table(desk, plans))
    else:
        markup.put(
            '<p class="lead">The plan above is plan A. Keep a copy of it, then change what weighs or leave a step out: '
            "both stand here side by side.</p>"
        )
    if changing:
        with st.container(horizontal=True, gap="small", key="copies"):
            for name in planning.NAMES[1:]:
                label = (
                    f"Keep a copy of plan A as plan {name}" if name not in beside else f"Replace plan {name} by plan A"
                )
                st.button(label, key=f"copy_{name}", on_click=_copy, args=(desk, planned, name))
        for name in beside:
            with st.container(horizontal=True, gap="small", key=f"kept_{name}"):
                st.button(f"Make plan {name} plan A", key=f"take_{name}", on_click=_take, args=(desk, planned, name))
                st.button(f"Take plan {name} away", key=f"forget_{name}", on_click=_forget, args=(desk, planned, name))
    trying.tell("compare")


def _copy(desk: Desk, planned: Planning, name: str) -> None:
    reading = planned.reading
    trying.attempt(
        lambda: planning.keep(desk, reading.record.id, reading.whose, planning.kept(desk, reading), name), "compare"
    )


def _take(desk: Desk, planned: Planning, name: str) -> None:
    reading = planned.reading
    if name in planning.names(desk, reading):
        trying.attempt(
            lambda: planning.keep(desk, reading.record.id, reading.whose, planning.kept(desk, reading, name)), "compare"
        )


def _forget(desk: Desk, planned: Planning, name: str) -> None:
    reading = planned.reading
    trying.attempt(lambda: planning.forget(desk, reading.record.id, reading.whose, name), "compare")


def _table(desk: Desk, plans: dict[str, Planning]) -> str:
    rows: dict[str, list[str]] = {
        "Towards": [wording.capital(plan_view.target(plan)) for plan in plans.values()],
        "Steps": [str(len(plan.plan.steps)) for plan in plans.values()],
        "Work, by planning assumptions": [wording.capital(plan_view.work(plan.effort)) for plan in plans.values()],
        "Until the last step is in force": [f"About {wording.count(plan.months, 'month')}" for plan in plans.values()],
        "Political difficulty": [_difficulty(plan) for plan in plans.values()],
        "Level reached": [_reached(desk, plan) for plan in plans.values()],
        "What weighs": [plan_wishes.weighed(plan.asked) for plan in plans.values()],
        "Only in this plan": [_only(name, plans) for name in plans],
        "Left out": [_titles(desk, plan.left_out) for plan in plans.values()],
    }
    heads = "".join(f'<th scope="col">Plan {name}</th>' for name in plans)
    body = "".join(
        f'<tr><th scope="row">{title}</th>'
        + "".join(f'<td data-label="Plan {name}">{escape(cell)}</td>' for name, cell in zip(plans, cells, strict=True))
        + "</tr>"
        for title, cells in rows.items()
    )
    return (
        '<table class="plain stack plans" aria-label="Plans side by side"><thead><tr>'
        f'<th scope="col">Compared</th>{heads}</tr></thead><tbody>{body}</tbody></table>'
    )


def _difficulty(plan: Planning) -> str:
    steps = plan.plan.steps
    if not steps:
        return "None"
    hard = sum(step.difficulty >= 4 for step in steps)
    highest = f"At most {max(step.difficulty for step in steps)} of{wording.NBSP}5"
    return highest + (f"; {wording.count(hard, 'step')} at 4 or 5" if hard else "")


def _reached(desk: Desk, plan: Planning) -> str:
    found = planning.if_ticked(desk, plan, frozenset(plan.plan.ids) | plan.done)
    pair, policy = found.profile.continuum, plan.reading.result.policy
    said = f"{wording.capital(wording.span(*pair))}, {policy.level(pair.lower).name.lower()}"
    missing = len(plan.plan.unreached)
    return said + (f"; {wording.count(missing, 'requirement')} without a step" if missing else "")


def _only(name: str, plans: dict[str, Planning]) -> str:
    elsewhere = {id for other, plan in plans.items() if other != name for id in plan.plan.ids}
    titles = [step.title for step in plans[name].plan.steps if step.id not in elsewhere]
    return "; ".join(titles) or "Nothing"


def _titles(desk: Desk, ids: frozenset[str]) -> str:
    return "; ".join(title for id, title in plan_view.titles(desk).items() if id in ids) or "Nothing"
