"""What stands against a plan: where the law forbids what is wanted, and what no step reaches."""

from __future__ import annotations

from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.advice import needs
from diagnostic.advice.plan import LEGAL_REFORM
from diagnostic.answers import labels
from diagnostic.app import details, markup, plan_steps, plan_view
from diagnostic.content.model import Item
from diagnostic.service import planning
from diagnostic.service.desk import Desk
from diagnostic.service.planning import Planning
from diagnostic.service.results import Reading


def law(planned: Planning) -> None:
    """Draw where the law stands against what is wanted, in the words of the answers."""
    if not planned.plan.law:
        return
    reading = planned.reading
    st.header("Where the law stands against it", anchor=False)
    if LEGAL_REFORM in planned.plan.ids:
        place = next(place for place, step in enumerate(planned.steps, 1) if step.id == LEGAL_REFORM)
        lead = f"The step that changes the law is part of the plan: step{wording.NBSP}{place}."
    else:
        lead = "The step that changes the law is not part of the plan, so these cannot be reached."
    if LEGAL_REFORM in planned.done:
        lead = "The step that changes the law is reported as done; renew the answers once the law is in force."
    markup.put(f'<p class="lead">{lead} Have the legal departments check first whether the law really forbids it.</p>')
    rows = []
    for want in planned.plan.law:
        item = reading.result.instrument.item(want.item)
        rows.append(
            f"<li><div>{markup.item_name(item)}<p>{wording.capital(plan_steps.asking(reading, want))} for "
            f"{wording.level(want.at_least)}: {escape(item.statement(want.at_least))}</p>"
            f"{_forbids(reading, item)}</div>"
            f'<div class="side">{markup.track(planned.profile.outcomes[want.item].pair, want.at_least)}</div></li>'
        )
    markup.put(f'<ul class="rows">{"".join(rows)}</ul>')


def _forbids(reading: Reading, item: Item) -> str:
    """Return what each agency says of the law, in its own words."""
    lines = []
    for voice in details.voices(reading):
        answer = reading.view.assessment.answer(voice, item.id)
        who = "Agreed" if voice == "agreed" else reading.record.pair.name(voice)
        if answer.state == "prohibited_by_law":
            lines.append(f"{who}: {labels.headline(item, answer)}")
        elif answer.legal_ceiling is not None:
            lines.append(f"{who}: the law allows at most {wording.level(answer.legal_ceiling)}.")
    return "".join(f'<p class="meta">{escape(line)}</p>' for line in lines)


def unreached(desk: Desk, planned: Planning) -> None:
    """Draw what no step reaches, with what is asked for, so that the agencies can plan a step of their own."""
    if not planned.plan.unreached:
        return
    reading, titles = planned.reading, plan_view.titles(desk)
    st.header("What no step reaches", anchor=False)
    markup.put('<p class="lead">What is asked for, so that the agencies can plan a step of their own.</p>')
    for want in planned.plan.unreached:
        item = reading.result.instrument.item(want.item)
        without = [
            step.id
            for step in needs.lifting(planning.catalogue(desk), want.item, want.at_least)
            if step.id in planned.left_out
        ]
        if want.law and LEGAL_REFORM in planned.left_out:
            without.append(LEGAL_REFORM)
        names = [plan_view.quoted(titles[id]) for id in without]
        also = f"<p>You left out {escape(wording.listing(names))}.</p>" if names else ""
        markup.put(
            f'<ul class="rows"><li><div>{markup.item_name(item)}'
            f"<p>{wording.capital(plan_steps.asking(reading, want))} for "
            f"{wording.level(want.at_least)}: {escape(item.statement(want.at_least))}</p>{also}"
            f'<p class="meta">{escape(details.said_by(reading, item))}</p></div>'
            f'<div class="side">{markup.track(planned.profile.outcomes[want.item].pair, want.at_least)}</div></li></ul>'
        )
