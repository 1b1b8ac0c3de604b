"""What if: tick steps and see at once what level, dimensions and blockers would become."""

from __future__ import annotations

from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.advice.what_if import WhatIf
from diagnostic.app import markup, plan_view
from diagnostic.app.fragments import fragment
from diagnostic.content.model import Policy
from diagnostic.scoring import explaining
from diagnostic.scoring.outcomes import Pair
from diagnostic.service import planning
from diagnostic.service.desk import Desk
from diagnostic.service.planning import Planning


@fragment
def draw(desk: Desk, planned: Planning) -> None:
    """Draw steps to tick, and what comes out. A fragment: a tick redraws nothing else, and nothing of it is kept."""
    with st.container(key="whatif"):
        _ticks_and_outcome(desk, planned)


def _ticks_and_outcome(desk: Desk, planned: Planning) -> None:
    st.header("What if", anchor=False)
    markup.put(
        '<p class="lead">Tick steps to see what would be, were they in force. This changes no plan and no answer.</p>'
    )
    titles = plan_view.titles(desk)
    prefix = f"if_{planned.reading.record.id}_{planned.reading.whose}"
    keys = {step.id: f"{prefix}_{step.id}" for step in planned.steps}
    band = st.container(key="outcome_band")
    ticks, outcome = st.columns([1, 1], gap="large")
    with ticks, st.container(key="ticks", gap="small"):
        for place, step in enumerate(planned.steps, 1):
            st.checkbox(f"{place}. {step.title}", key=keys[step.id])
        if keys:
            with st.container(horizontal=True, gap="small"):
                st.button("Tick the whole plan", key="tick_all", on_click=_tick, args=(list(keys.values()), True))
                st.button("Tick nothing", key="tick_none", on_click=_tick, args=(list(keys.values()), False))
        st.multiselect(
            "Other steps",
            options=[id for id in titles if id not in keys],
            format_func=lambda id: titles[id],
            placeholder="Choose steps, or type a word of a title",
            key=f"{prefix}_others",
        )
    ticked = {id for id, key in keys.items() if st.session_state.get(key)}
    ticked |= set(st.session_state.get(f"{prefix}_others") or ())
    found = planning.if_ticked(desk, planned, frozenset(ticked) | planned.done)
    with band:
        markup.put(_level_then(planned, found, len(ticked)))
    with outcome:
        markup.put(_what_changes(desk, planned, found))


def _tick(keys: list[str], on: bool) -> None:
    for key in keys:
        st.session_state[key] = on


def _level_then(planned: Planning, found: WhatIf, ticked: int) -> str:
    """Return the level now and then, as a band and in a sentence."""
    policy, now, then = planned.reading.result.policy, planned.profile.continuum, found.profile.continuum
    steps = wording.count(ticked, "step") if ticked else "no further step"
    done = ", and with what is reported as done" if planned.done else ""
    return (
        f'<div role="status">{_bands(now, then, policy, planned)}<p><b>{wording.capital(_level(then, policy))}</b> '
        f"with {steps}{done}{'' if then != now else ', as now'}.</p></div>"
    )


def _what_changes(desk: Desk, planned: Planning, found: WhatIf) -> str:
    """Return what still waits, which dimensions change and what would hold back the next level, as HTML."""
    result = planned.reading.result
    policy, now, then = result.policy, planned.profile, found.profile
    parts = []
    if found.waiting:
        parts.append(f"<p><b>Still waiting</b></p><ul>{_waiting(desk, planned, found)}</ul>")
    changed = [
        f"<li>{escape(dimension.title)}: {_was(now.dimensions[dimension.id])}, then "
        f"<b>{_was(then.dimensions[dimension.id])}</b></li>"
        for dimension in result.instrument.dimensions
        if _was(now.dimensions[dimension.id]) != _was(then.dimensions[dimension.id])
    ]
    if changed:
        same = len(result.instrument.dimensions) - len(changed)
        rest = f'<p class="meta rest">{wording.capital(wording.count(same, "dimension"))} as now.</p>' if same else ""
        parts.append(f"<p><b>Dimensions that change</b></p><ul>{''.join(changed)}</ul>{rest}")
    following = then.continuum.lower + 1
    if following > 5:
        parts.append("<p><b>Nothing holds back a higher level.</b></p>")
    else:
        lines = "".join(f"<li>{escape(explaining.blocker(one, result.instrument))}</li>" for one in then.blockers)
        name = f"level{wording.NBSP}{following}, {policy.level(following).name.lower()}"
        parts.append(f"<p><b>What would still hold back {escape(name)}</b></p><ul>{lines}</ul>")
    return "".join(parts)


def _was(result: object) -> str:
    pair = getattr(result, "pair", None)
    return wording.span(*pair) if pair else "not applicable"


def _level(pair: Pair, policy: Policy) -> str:
    names = [policy.level(level).name.lower() for level in pair]
    return f"{wording.span(*pair)}, {names[0] if pair.known else ' to '.join(names)}"


def _waiting(desk: Desk, planned: Planning, found: WhatIf) -> str:
    titles = plan_view.titles(desk)
    lines = []
    for id, groups in planning.waiting_for(desk, planned, found).items():
        if groups is None:
            first = "for what no step of the catalogue brings"
        else:
            first = wording.listing(
                ["for " + wording.listing([plan_view.quoted(titles[one]) for one in group], "or") for group in groups]
            )
        lines.append(f"<li>{escape(plan_view.quoted(titles[id]))} waits {escape(first)}.</li>")
    return "".join(lines)


def _bands(now: Pair, then: Pair, policy: Policy, planned: Planning) -> str:
    aim = planned.asked.target if isinstance(planned.asked.target, int) else None
    rows = []
    for label, pair in (("Now", now), ("Then", then)):
        cells = "".join(_cell(level, pair, aim) for level in (1, 2, 3, 4, 5))
        rows.append(f"<b>{label}</b>{cells}")
    alt = f"Now {_level(now, policy)}; then {_level(then, policy)}." + (
        f" The plan leads to {wording.level(aim)}." if aim else ""
    )
    ends = (
        f'<span class="start">{escape(policy.level(1).name)}</span><span class="end">{escape(policy.level(5).name)}'
        "</span>"
    )
    return f'<div class="ifband" role="img" aria-label="{escape(alt)}">{"".join(rows)}{ends}</div>'


def _cell(level: int, pair: Pair, aim: int | None) -> str:
    kind = f"s{level}" if level <= pair.lower else "maybe" if level <= pair.upper else ""
    text = f"<span>{level}?</span>" if kind == "maybe" else str(level)
    return f'<i class="{kind}{" need" if level == aim else ""}">{text}</i>'
