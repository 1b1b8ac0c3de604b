"""What is asked of a plan: where it should lead, what weighs, how much runs at a time. Each click is kept at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from diagnostic import wording
from diagnostic.advice.plan import Weights
from diagnostic.app import markup, plan_view, trying
from diagnostic.service.desk import Desk
from diagnostic.service.planning import Asked, Planning, Target
from diagnostic.service.results import Reading

#: The choice, beside the levels, of a target by dimension.
_BY_DIMENSION = "dimensions"
_WEIGHTS = {"effort": "Effort", "time": "Time", "difficulty": "Political difficulty"}


def draw(desk: Desk, planned: Planning, *, changing: bool) -> None:
    """Draw target, weights and steps side by side. ``changing``: whether the viewer may change the plan."""
    if not changing:
        markup.put(f'<p class="meta">Towards {plan_view.target(planned)}. {weighed(planned.asked)}</p>')
        return
    _towards(desk, planned)
    if not isinstance(planned.asked.target, int):
        _dimensions(desk, planned.reading, planned.asked.target)
    markup.put(f'<p class="meta">{weighed(planned.asked)}</p>')
    with st.expander("What weighs, and how many steps at a time", key="weighing"):
        markup.put(
            '<p class="lead">The plan is the one that costs least, as you weigh it. 0: does not count; 3: counts '
            "most.</p>"
        )
        with st.container(horizontal=True, gap="medium"):
            for part, label in _WEIGHTS.items():
                _weight(desk, planned, part, label)
            side_by_side(desk, planned)
    trying.tell("wishes")


def weighed(asked: Asked) -> str:
    """Return what weighs, in words."""
    weights = {label.lower(): getattr(asked.wishes.weights, part) for part, label in _WEIGHTS.items()}
    if len(set(weights.values())) == 1:
        said = "Effort, time and political difficulty weigh the same."
    else:
        said = wording.capital(wording.listing([f"{label} weighs {weight:g}" for label, weight in weights.items()]))
        said += " (0 to 3)."
    return f"{said} At most {wording.count(asked.side_by_side, 'step')} at a time."


def _towards(desk: Desk, planned: Planning) -> None:
    reading, asked = planned.reading, planned.asked
    policy, lower = reading.result.policy, planned.profile.continuum.lower
    levels: list[int | str] = [level for level in (2, 3, 4, 5) if level > lower or level == asked.target]
    now = asked.target if isinstance(asked.target, int) else _BY_DIMENSION

    def words(option: int | str) -> str:
        if not isinstance(option, int):
            return "Levels by dimension"
        role = {lower + 1: " (the next level)"} | ({reading.target: " (the target)"} if reading.target else {})
        return f"{option} {policy.level(option).name.lower()}{role.get(option, '')}"

    key = f"aim_{reading.record.id}_{reading.whose}"
    st.session_state[key] = now
    st.pills(
        "Towards",
        options=[*levels, _BY_DIMENSION],
        format_func=words,
        key=key,
        required=True,
        on_change=_aim,
        args=(desk, reading, key),
    )


def _aim(desk: Desk, reading: Reading, key: str) -> None:
    chosen, of_record = st.session_state[key], reading.record.target

    def change(asked: Asked) -> Asked:
        aim: Target = chosen
        if not isinstance(chosen, int):
            own = asked.target if not isinstance(asked.target, int) else of_record
            aim = dict(own) if isinstance(own, Mapping) else {}
        return replace(asked, target=aim)

    plan_view.alter(desk, reading, change)


def _dimensions(desk: Desk, reading: Reading, target: Mapping[str, int]) -> None:
    with st.expander("Levels by dimension", key="by_dimension", expanded=True):
        markup.put('<p class="lead">Every rated question of a dimension has to reach its level.</p>')
        with st.container(horizontal=True, key="aims"):
            for dimension in reading.result.instrument.dimensions:
                key = f"aim_{reading.record.id}_{reading.whose}_{dimension.id}"
                st.session_state[key] = target.get(dimension.id, 0)
                pair = reading.views.claimed.dimensions[dimension.id]
                now = f", now {wording.bounds(*pair.pair)}" if pair else ", not applicable"
                st.selectbox(
                    f"{dimension.title}{now}",
                    options=[0, 2, 3, 4, 5],
                    format_func=lambda level: wording.capital(wording.level(level)) if level else "No target",
                    key=key,
                    on_change=_aim_at,
                    args=(desk, reading, dimension.id, key),
                    width=220,
                )


def _aim_at(desk: Desk, reading: Reading, dimension: str, key: str) -> None:
    level = st.session_state[key]

    def change(asked: Asked) -> Asked:
        aims = {} if isinstance(asked.target, int) else {**asked.target}
        aims.pop(dimension, None)
        return replace(asked, target=aims | ({dimension: level} if level else {}))

    plan_view.alter(desk, reading, change)


def _weight(desk: Desk, planned: Planning, part: str, label: str) -> None:
    reading = planned.reading
    key = f"weight_{part}_{reading.record.id}_{reading.whose}"
    st.session_state[key] = min(3, round(getattr(planned.asked.wishes.weights, part)))
    st.segmented_control(
        label, options=[0, 1, 2, 3], key=key, required=True, on_change=_weigh, args=(desk, reading, part, key)
    )


def _weigh(desk: Desk, reading: Reading, part: str, key: str) -> None:
    weight = float(st.session_state[key])

    def change(asked: Asked) -> Asked:
        weights: Weights = replace(asked.wishes.weights, **{part: weight})
        return replace(asked, wishes=replace(asked.wishes, weights=weights))

    plan_view.alter(desk, reading, change)


def side_by_side(desk: Desk, planned: Planning) -> None:
    """Draw how many steps may run at a time."""
    reading = planned.reading
    key = f"side_by_side_{reading.record.id}_{reading.whose}"
    st.session_state[key] = planned.asked.side_by_side
    st.number_input(
        "Steps at a time",
        min_value=1,
        max_value=20,
        key=key,
        on_change=_run,
        args=(desk, reading, key),
        width=160,
    )


def _run(desk: Desk, reading: Reading, key: str) -> None:
    number = st.session_state[key]
    if number is not None:
        plan_view.alter(desk, reading, lambda asked: replace(asked, side_by_side=int(number)))
