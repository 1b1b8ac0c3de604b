"""Who holds which power, and how each agency describes the way to its result: both are asked."""

from __future__ import annotations

from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.answers import labels
from diagnostic.answers.answer import AGENCIES, Voice
from diagnostic.app import markup, matrix
from diagnostic.comparison.sides import PowerPair
from diagnostic.service.comparing import Comparison


def draw(compared: Comparison) -> None:
    """Draw the matrix with both descriptions."""
    st.header("Who holds which power, and can the other reach it?", anchor=False)
    markup.put(
        '<p class="lead">Authority in law is context, not maturity. Both agencies were asked how the result is '
        "obtained where one of them lacks the power: an agency that holds it in full says how the other gets it.</p>"
    )
    pair = compared.record.pair
    heads = ["Power", pair.customs, pair.police, "Finding"]
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(_row(compared, power) for power in compared.powers)
    markup.put(
        '<div class="wide"><table class="plain stack sidepowers"><colgroup><col><col><col><col></colgroup>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(compared: Comparison, power: PowerPair) -> str:
    pair = compared.record.pair
    cells = [f'<th scope="row">{markup.item_name(power.power)}</th>']
    for voice in AGENCIES:
        cells.append(f'<td data-label="{escape(pair.name(voice))}">{_side(compared, power, voice)}</td>')
    cells.append(f'<td data-label="Finding">{_finding(compared, power)}</td>')
    return f"<tr>{''.join(cells)}</tr>"


def _side(compared: Comparison, power: PowerPair, voice: Voice) -> str:
    held = power.row.authority[voice]
    lacking = [limit.label.lower() for limit in power.power.limits if limit.id in power.row.limits[voice]]
    text = f'<span class="moon {held}"></span>{labels.AUTHORITY_SHORT[held]}'
    if lacking:
        text += f'<br><span class="meta">lacking: {escape(", ".join(lacking))}</span>'
    answer = power.said[voice]
    if not answer.settled:
        return f'{text}<br><span class="meta">Does not say how the result is obtained.</span>'
    whose = f"how {compared.record.pair.other(voice)} gets the result" if held == "full" else "how it gets the result"
    said = labels.headline(power.access, answer)
    return f'{text}<br><span class="meta">Says {escape(whose)}:</span> {escape(said)}'


def _finding(compared: Comparison, power: PowerPair) -> str:
    pair, row = compared.record.pair, power.row
    holder = next((pair.name(voice) for voice in AGENCIES if row.authority[voice] == "full"), "")
    text = f"<b>{escape(matrix.FINDINGS[row.finding].format(holder=holder))}</b>"
    if row.finding in matrix.NO_ACCESS:
        return f"{text}<br>{escape(matrix.NO_ACCESS[row.finding])}"
    if power.apart is not None:
        apart = f"{wording.count(power.apart, 'level')} apart" if power.apart else "the same"
        text += f"<br>The two describe one arrangement: {apart}."
    if row.joint_access is not None:
        counts = wording.span(*row.joint_access)
        text += f'<br><span class="meta">Counts as {escape(counts)}</span><br>{markup.track(row.joint_access)}'
    return text
