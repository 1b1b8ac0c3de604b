"""What exists beside what staff perceive: side by side, never averaged."""

from __future__ import annotations

from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.app import markup, state
from diagnostic.scoring import Integrity
from diagnostic.service import perception
from diagnostic.service.perception import Beside, Perceived

_APART = {
    "paper": "It exists, and fewer than half of the staff who answered see it.",
    "unseen": "Half or more of the staff who answered see it, and little of it exists.",
    "": "",
}


def beside(result: Integrity, perceived: Perceived | None) -> None:
    """Draw the comparison, or say when it will be there."""
    st.header("What exists, and what staff perceive", anchor=False)
    if perceived is None:
        markup.put(
            '<p class="lead">The anonymous staff survey has no result yet. It shows here from ten replies on.</p>'
        )
        if st.button("Go to the staff survey"):
            st.switch_page("app_pages/staff.py", query_params=state.address())
        return
    rows = perception.beside(result, perceived)
    apart = [row for row in rows if row.apart]
    if apart:
        names = wording.listing([row.dimension.title for row in apart])
        markup.put(f"<p>The two lie apart on: {escape(names)}.</p>")
    else:
        markup.put("<p>Nowhere do the two lie clearly apart.</p>")
    markup.put(
        f'<p class="lead">{wording.count(perceived.replies, "reply", "replies")} of the staff, anonymous; read at '
        "every tenth reply. One statement stands for a whole factor or stage, so it is a hint and no measurement. The "
        "two are never averaged.</p>"
    )
    markup.put(
        '<table class="plain stack beside" aria-label="What exists and what staff perceive"><thead><tr>'
        '<th scope="col">Factor or stage</th><th scope="col">What exists</th>'
        '<th scope="col">Staff who agree</th></tr></thead><tbody>'
        + "".join(_row(row) for row in rows)
        + "</tbody></table>"
    )


def _row(row: Beside) -> str:
    pair = row.exists.pair if row.exists else None
    exists = f"{markup.track(pair)} {wording.span(*pair)}" if pair else "not applicable"
    opinion = row.opinion
    if opinion.enough:
        share = 100 * opinion.agree / opinion.given
        agree = (
            f'<span class="bar" role="img" aria-label="{opinion.agree} of {opinion.given} agree" '
            f'style="--part:{share:.0f}%"></span> {opinion.agree} of {opinion.given}'
        )
    else:
        agree = "fewer than ten gave an opinion"
    note = f'<br><span class="meta">{_APART[row.apart]}</span>' if row.apart else ""
    return (
        f'<tr><th scope="row">{escape(row.dimension.title)}<br><span class="meta">“{escape(opinion.item.question)}”'
        f'</span></th><td data-label="What exists">{exists}</td>'
        f'<td data-label="Staff who agree">{agree}{note}</td></tr>'
    )
