"""What to do next: the steps that lift what blocks, each with its reason and its source."""

from __future__ import annotations

from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.advice import Advice, NextSteps
from diagnostic.app import details, markup, opened, state, statements, step_view
from diagnostic.service import integrity, results
from diagnostic.service.desk import Desk
from diagnostic.service.results import Reading

_LAW = " Have the legal departments check this first: where the law forbids it, no step but a change of law helps."


def page() -> None:
    """Draw the steps towards the next level, or towards the target."""
    desk = state.desk()
    reading = opened.reading(desk, "What to do next")
    if reading is not None:
        _steps(desk, reading)


def _steps(desk: Desk, reading: Reading) -> None:
    policy, lower = reading.result.policy, reading.views.claimed.continuum.lower
    whose = "joint result" if reading.whose == "both" else f"answers of {reading.record.pair.name(reading.whose)}"
    meta = f"{state.title(reading.record)} · {whose}, as claimed"
    if lower == 5:
        markup.heading(
            meta,
            "What to do next",
            "The answers describe the highest level. What is left is to keep it, and to show it.",
        )
        return
    following = lower + 1
    target = reading.target
    levels = [following] if target is None or target <= following else [following, target]
    asked = st.session_state.get("towards")
    chosen = asked if asked in levels else following
    plan = results.steps(desk, reading, chosen)
    markup.heading(meta, "What to do next", _finding(plan, policy.level(chosen).name.lower()))
    if len(levels) > 1:
        st.session_state["towards"] = chosen
        st.pills(
            "Towards",
            options=levels,
            format_func=lambda level: (
                ("The next level" if level == following else "The target")
                + f": {level} {policy.level(level).name.lower()}"
            ),
            key="towards",
            required=True,
        )
    if plan.answer_first:
        _answer_first(reading, plan)
    if plan.steps:
        st.header("Steps, in order", anchor=False)
        markup.put(
            '<p class="lead">Effort and duration are planning assumptions of the toolkit authors; no source states a '
            "norm.</p>"
        )
    for place, advice in enumerate(plan.steps, 1):
        _step(desk, reading, advice, place)
    if plan.unreached:
        _unreached(reading, plan)
    _safeguards(desk, reading, plan)


def _safeguards(desk: Desk, reading: Reading, plan: NextSteps) -> None:
    """Draw what the steps ask of each agency at home: its own answers to itself, the heads' statements jointly."""
    record = reading.record
    if reading.whose == "both":
        attested = integrity.attested(desk, record, plan)
        if attested:
            statements.both(desk, record, attested)
    elif reading.whose == state.acting():
        own = integrity.own_safeguards(desk, record, plan)
        if own:
            statements.own_gaps(desk, record, own)
            if integrity.narrowed(desk, record):
                markup.put(
                    '<div class="notice"><b>Narrow the exchange of identities.</b> Your own answers say that '
                    "go-betweens from other agencies are likely or not ruled out. In joint work share identities of "
                    "staff and sources with named persons only, and keep a route for protection besides the police."
                    "</div>"
                )


def _finding(plan: NextSteps, name: str) -> str:
    count = len(plan.steps)
    if not count:
        return f"No step of the handbook reaches {name} from here; what it asks for is below."
    steps = wording.count(count, "step")
    lead = f"{steps} from the handbook’s own solutions {'leads' if count == 1 else 'lead'} towards {name}."
    if plan.unreached:
        left = len(plan.unreached)
        verb = "has" if left == 1 else "have"
        lead += f" {wording.count(left, 'requirement')} {verb} no solution in the handbook."
    return lead


def _answer_first(reading: Reading, plan: NextSteps) -> None:
    st.header("Answer first", anchor=False)
    markup.put('<p class="lead">These may already hold. An answer may save a step.</p>')
    for result in plan.answer_first:
        item = reading.result.instrument.item(result.requirement.item)
        markup.put(
            f'<ul class="rows"><li><div>{markup.item_name(item)}'
            f'<p class="meta">{escape(details.said_by(reading, item))}</p></div>'
            f'<div class="side">{markup.track(result.pair, result.requirement.at_least)}</div></li></ul>'
        )
        st.page_link(
            "app_pages/questions.py", label=f"Open the question {item.code or item.name}",
            query_params={**state.address(item=item.id), "as": details.silent(reading, item.id)},
        )  # fmt: skip


def _step(desk: Desk, reading: Reading, advice: Advice, place: int) -> None:
    step, library, instrument = advice.step, desk.library, reading.result.instrument
    with st.container(key=f"listed_step_{step.id}"):
        box = f" Handbook {step.handbook_box}" if step.handbook_box else ""
        why = [
            f"It lifts {escape(instrument.item(result.requirement.item).name)} "
            f'<span class="code">{escape(instrument.item(result.requirement.item).code)}</span> to what '
            f"{wording.level(result.level)} needs ({wording.level(result.requirement.at_least)}). "
            f"{escape(details.said_by(reading, instrument.item(result.requirement.item)))}"
            + (_LAW if details.forbidden(reading, result.requirement.item) else "")
            for result in advice.meets
        ]
        if advice.prepares:
            titles = [other.title for other in library.steps if other.id in advice.prepares]
            why.append(f"It prepares: {escape(wording.listing(titles))}.")
        markup.put(
            f'<p class="atitle">{place}. {escape(step.title)} <span class="code">{escape(box)}</span></p>'
            f"<p>{escape(step.delivers)}</p>"
            + "".join(f"<p><b>Why.</b> {line}</p>" for line in why)
            + f"<p>{escape(step.why)}</p>"
            + step_view.source_line(step, library)
        )
        with st.expander("How to go about it", key=f"how_{step.id}", on_change="rerun") as opened:
            if opened.open:
                markup.put(step_view.how(step, library))


def _unreached(reading: Reading, plan: NextSteps) -> None:
    st.header("Where the handbook offers no solution", anchor=False)
    markup.put('<p class="lead">What the level asks for, so that the agencies can plan their own step.</p>')
    rows = []
    for result in plan.unreached:
        item = reading.result.instrument.item(result.requirement.item)
        rows.append(
            f"<li><div>{markup.item_name(item)}<p>{escape(item.statement(result.requirement.at_least))}</p>"
            f'<p class="meta">{escape(details.said_by(reading, item))}</p></div>'
            f'<div class="side">{markup.track(result.pair, result.requirement.at_least)}</div></li>'
        )
    markup.put(f'<ul class="rows">{"".join(rows)}</ul>')


page()
