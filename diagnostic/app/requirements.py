"""Requirements that do not hold for certain: what each needs, who says what, and the answers behind it."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.app import details, markup
from diagnostic.scoring.levels import RequirementResult
from diagnostic.scoring.outcomes import View
from diagnostic.service.results import Reading


def rows(reading: Reading, results: Iterable[RequirementResult], view: View) -> None:
    """Draw requirements as rows, with their answers one click away."""
    results = list(results)
    markup.put(f'<ul class="rows">{"".join(_row(reading, result, view) for result in results)}</ul>')
    behind = st.expander("The answers behind this", key=f"behind_{view}", on_change="rerun")
    if behind.open:
        with behind:
            for result in results:
                details.draw(reading, reading.result.instrument.item(result.requirement.item), view)


def _row(reading: Reading, result: RequirementResult, view: View) -> str:
    requirement, pair = result.requirement, result.pair
    item = reading.result.instrument.item(requirement.item)
    now = wording.bounds(*pair) if pair else "left out"
    where = "now" if view == "claimed" else "as evidenced"
    return (
        f"<li><div>{markup.item_name(item)}<p>Needs {wording.level(requirement.at_least)}: "
        f"{escape(item.statement(requirement.at_least))}</p>"
        f'<p class="meta">{escape(details.said_by(reading, item))} The handbook’s words: '
        f"“{escape(requirement.phrase)}”.</p></div>"
        f'<div class="side">{markup.track(pair, requirement.at_least)}<br>'
        f"{where} {now}, needs {requirement.at_least}</div></li>"
    )
