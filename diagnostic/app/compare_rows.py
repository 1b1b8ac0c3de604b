"""Question by question: both answers with what supports them, sorted by what matters, with filters."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, cast

import streamlit as st

from diagnostic import wording
from diagnostic.answers.answer import AGENCIES, Voice
from diagnostic.app import markup, state
from diagnostic.app.fragments import fragment
from diagnostic.comparison.sides import Difference, Kind, kinds
from diagnostic.scoring import explaining
from diagnostic.service import comparing
from diagnostic.service.comparing import Comparison

#: As many rows are drawn at a time.
_AT_ONCE = 10
KINDS: dict[Kind, str] = {
    "decisive": "Decides a requirement",
    "apart": "Apart",
    "unknown": "Rests on unknowns",
    "equal": "The same",
    "marked": "Marked for discussion",
    "settled": "Agreed already",
}


@fragment
def draw(compared: Comparison) -> None:
    """Draw the list. A fragment: a filter redraws nothing else."""
    with st.container(key="compared"):
        st.header("Question by question", anchor=False)
        markup.put(
            '<p class="lead">First what a requirement turns on: of the target, or of the next level. Then what rests '
            "on an unknown answer, then the widest gaps.</p>"
        )
        rows = _filtered(compared)
        first = min(int(st.session_state.get(_from(compared), 0)), max(len(rows) - 1, 0) // _AT_ONCE * _AT_ONCE)
        shown = rows[first : first + _AT_ONCE]
        if not rows:
            markup.put("<p><b>No question fits these filters.</b> Take one away to see more.</p>")
        for row in shown:
            _row(compared, row)
        _pages(compared, first, len(shown), len(rows))
    if st.session_state.pop("compared_turned", False):
        _to_the_head()


def _filtered(compared: Comparison) -> Sequence[Difference]:
    counts = {kind: sum(kind in kinds(row) for row in compared.rows) for kind in KINDS}
    common: dict[str, Any] = {"on_change": _turn, "args": (compared, 0), "persist_state": "session"}
    wanted = st.pills(
        "Show only",
        options=list(KINDS),
        format_func=lambda kind: f"{KINDS[kind]} ({counts[kind]})",
        selection_mode="multi",
        wrap=True,
        key=f"compare_kinds_{compared.record.id}",
        **common,
    )
    titles = {dimension.id: dimension.title for dimension in compared.instrument.dimensions}
    left, right = st.columns(2)
    with left:
        dimension = st.selectbox(
            "Dimension",
            options=list(titles),
            index=None,
            format_func=lambda id: titles[id],
            placeholder="All dimensions",
            key=f"compare_dimension_{compared.record.id}",
            **common,
        )
    with right:
        words = st.text_input(
            "Words in the question",
            key=f"compare_words_{compared.record.id}",
            max_chars=100,
            **common,
        )
    return comparing.chosen(compared, [kind for kind in wanted if kind in KINDS], dimension or "", words)


def _from(compared: Comparison) -> str:
    return f"compare_from_{compared.record.id}"


def _turn(compared: Comparison, first: int, *, turned: bool = False) -> None:
    st.session_state[_from(compared)] = first
    st.session_state["compared_turned"] = turned


def _pages(compared: Comparison, first: int, shown: int, total: int) -> None:
    if total <= _AT_ONCE:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="compare_pages"):
        markup.put(f'<p class="meta" role="status">{first + 1} to {first + shown} of {total} questions</p>')
        before = max(first - _AT_ONCE, 0)
        if first:
            st.button(f"Previous {_AT_ONCE}", key="compare_before", on_click=_turn, args=(compared, before),
                      kwargs={"turned": True})  # fmt: skip
        left = total - first - shown
        if left:
            st.button(f"Next {min(left, _AT_ONCE)}", key="compare_after", on_click=_turn,
                      args=(compared, first + _AT_ONCE), kwargs={"turned": True})  # fmt: skip


def _to_the_head() -> None:
    st.html(
        "<script>(()=>{const l=document.querySelector('.st-key-compared');if(l)l.scrollIntoView()})()</script>",
        unsafe_allow_javascript=True,
    )


def _row(compared: Comparison, row: Difference) -> None:
    with st.container(key=f"listed_compared_{row.item.id}", gap="xsmall"):
        markup.put(_head(compared, row) + sides(compared, row) + agreed(row))
        if st.button("Open in the meeting", key=f"meet_{row.item.id}"):
            st.switch_page("app_pages/meeting.py", query_params=state.address(item=row.item.id))


def _head(compared: Comparison, row: Difference) -> str:
    marked = [_name(compared, voice) for voice in row.marked if voice in AGENCIES]
    discuss = f'<p class="meta">Marked for discussion by {escape(wording.listing(marked))}.</p>' if marked else ""
    apart = gap(row)
    return (
        f'<div class="cmphead"><h3 class="qtext">{markup.item_name(row.item)}</h3>'
        f'<span class="{"wide-gap" if abs(row.gap or 0) > 1 else "meta"}">{escape(apart)}</span></div>'
        f'<p class="hint">{escape(row.item.question)}</p><p class="because">{escape(compared.reason(row))}</p>{discuss}'
    )


def gap(row: Difference) -> str:
    """Return how far apart the answers to a question are: ``2 levels apart``, ``gap cannot be told`` …"""
    if row.gap is not None:
        return f"{wording.count(abs(row.gap), 'level')} apart" if row.gap else "same level"
    if row.same is not None:
        return "same answer" if row.same else "different answers"
    if row.item.subject == "own":
        return "each for itself"
    return "gap cannot be told" if row.missing else ""


def sides(compared: Comparison, row: Difference) -> str:
    """Return both answers side by side, each with what supports it and what it counts as."""
    blocks = []
    for voice in AGENCIES:
        side = row.sides[voice]
        outcome = compared.result.voices[voice].claimed.outcomes.get(row.item.id)
        note = explaining.counts(outcome) if outcome and side.asked else ""
        name = _name(compared, voice)
        if side.asked is False:
            block = f'<div class="{voice}"><b>{escape(name)}.</b> Not asked, because of an answer before.</div>'
        else:
            block = markup.answer_block(row.item, side.answer, name, voice, note)
        blocks.append(block)
    return f'<div class="said sides">{"".join(blocks)}</div>'


def agreed(row: Difference) -> str:
    """Return the agreed answer, or nothing where there is none."""
    answer = row.agreed
    if not answer.settled:
        return ""
    decided = f"Decided by: {answer.decided_by}" if answer.decided_by else ""
    return f'<div class="said">{markup.answer_block(row.item, answer, "Agreed", "agreed", decided)}</div>'


def _name(compared: Comparison, voice: str) -> str:
    return compared.record.pair.name(cast(Voice, voice))
