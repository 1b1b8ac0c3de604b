"""The questions whose answer would shorten a plan, and the way to each."""

from __future__ import annotations

from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.app import details, markup, state
from diagnostic.content.model import Item
from diagnostic.service.planning import Planning
from diagnostic.service.results import Reading

#: Questions that are shown at once; the others stand behind an expander.
_FIRST = 3


def answer_first(planned: Planning) -> None:
    """Draw the questions whose answer would shorten the plan most."""
    shortcuts, reading = planned.plan.shortcuts, planned.reading
    if not shortcuts:
        return
    st.header("Answer first", anchor=False)
    markup.put('<p class="lead">The plan relies on nothing that is not known. An answer may shorten it.</p>')
    for place, shortcut in enumerate(shortcuts[:_FIRST]):
        _question(reading, shortcut.item, shortcut.at_least, shortcut.steps, place)
    if len(shortcuts) > _FIRST:
        with st.expander(
            f"Other questions ({len(shortcuts) - _FIRST})", key="more_shortcuts", on_change="rerun"
        ) as more:
            if more.open:
                for place, shortcut in enumerate(shortcuts[_FIRST:], _FIRST):
                    _question(reading, shortcut.item, shortcut.at_least, shortcut.steps, place)


def _question(reading: Reading, id: str, level: int, steps: int, place: int) -> None:
    item = reading.result.instrument.item(id)
    if steps > 0:
        saved = f"{wording.count(steps, 'step')} {'is' if steps == 1 else 'are'} saved"
    else:
        saved = "the plan takes less, with as many steps" if steps == 0 else "the plan takes less, in more steps"
    pair = reading.views.claimed.outcomes[id].pair
    markup.put(
        f'<ul class="rows"><li><div>Answer {markup.item_name(item)} first: if it is at {wording.level(level)} '
        f'already, {saved}.<p class="meta">{escape(details.said_by(reading, item))}</p></div>'
        f'<div class="side">{markup.track(pair, level)}</div></li></ul>'
    )
    with st.container(key=f"shortcut_{place}"):
        link(reading, item)


def link(reading: Reading, item: Item) -> None:
    """Draw the way to a question, for the agency whose answer is missing."""
    st.page_link(
        "app_pages/questions.py",
        label=f"Open the question {item.code or item.name}",
        query_params={**state.address(item=item.id), "as": details.silent(reading, item.id)},
    )
