"""The dimensions as each agency sees them: a chart, the widest gap first, and its finding in one sentence."""

from __future__ import annotations

from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.answers.answer import AGENCIES
from diagnostic.app import chart, markup
from diagnostic.app.fragments import fragment
from diagnostic.charts import dumbbells
from diagnostic.service.comparing import Comparison


def finding(compared: Comparison) -> str:
    """Return the widest gap in one sentence: ``Customs rates information 2 levels higher than Police does.``"""
    pair = compared.record.pair
    known = [gap for gap in compared.gaps if gap.apart is not None]
    wide = [gap for gap in known if gap.apart]
    if not known:
        return "In no dimension are both agencies’ levels known, so no gap can be told yet."
    if not wide:
        return f"Both agencies see the same level wherever both levels are known: {_dimensions(len(known))}."
    first, apart = wide[0], wide[0].apart or 0
    higher, lower = AGENCIES if apart > 0 else reversed(AGENCIES)
    levels = wording.count(abs(apart), "level")
    more = f", the widest of {len(wide)} gaps" if len(wide) > 1 else ""
    return (
        f"{pair.name(higher)} rates {first.dimension.title.lower()} {levels} higher than {pair.name(lower)} does{more}."
    )


def _dimensions(number: int) -> str:
    return wording.count(number, "dimension")


@fragment
def draw(compared: Comparison) -> None:
    """Draw the chart. A fragment: larger text redraws nothing else."""
    record, policy = compared.record, compared.result.policy
    names: dict[str, str] = {voice: record.pair.name(voice) for voice in AGENCIES}
    st.header("By dimension", anchor=False)
    agreed = any(gap.agreed for gap in compared.gaps)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        voices = names | ({"agreed": "Agreed"} if agreed else {})
        key = "".join(f'<span><i class="mark {voice}"></i>{escape(name)}</span>' for voice, name in voices.items())
        markup.put(f'<div class="key voices">{key}</div>')
        large = st.toggle("Larger text in charts, for meetings", key="large")
    title = f"Both agencies by dimension, {record.pair.customs} and {record.pair.police}, as claimed"
    ends = (policy.level(1).name, policy.level(5).name)
    chart.draw(dumbbells.dumbbells(compared.gaps, ends, names, title), f"dumbbells_{record.id}", large=large)
    note = "Widest gap first. Each agency’s own answers, as claimed; the weakest rated item of a dimension. "
    note += "A circle inside a square: the same level. Hollow ends: the level lies between them, because answers are "
    note += "missing; dotted: too few answers to say more."
    if agreed:
        note += " A diamond stands where every rated question of the dimension was agreed."
    if any(gap.own for gap in compared.gaps):
        own = wording.listing([gap.dimension.title.lower() for gap in compared.gaps if gap.own])
        note += f" On {own} each agency speaks for itself: levels there may differ without a disagreement."
    markup.put(f'<p class="meta">{escape(note)}</p>')
