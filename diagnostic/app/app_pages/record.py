"""Record: who did what when, for the administrator; never what was said."""

from __future__ import annotations

import csv
import io
from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.app import markup, nothing_open, state
from diagnostic.app.fragments import fragment
from diagnostic.service import auditing
from diagnostic.service.auditing import Line, Trail

_PAGE = 50
#: A cell that begins with one of these is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def page() -> None:
    """Draw the record of the assessment that is open."""
    desk = state.desk()
    record = state.open_record(desk)
    if record is None:
        nothing_open.show("Record")
        return
    st.query_params.from_dict(state.address())
    found = auditing.trail(desk, record.id)
    markup.heading(state.title(record), "Record", _finding(found))
    markup.put(
        '<p class="lead">Who did what, and when. What anybody answered or wrote is not in it, nor which question it '
        "was. Entries are only added; each carries a mark made from its content and the mark before, so that a change "
        "shows.</p>"
    )
    if found.faults:
        told = "".join(f"<p>Entry {fault.number}: {escape(fault.what)}.</p>" for fault in found.faults[:_PAGE])
        more = len(found.faults) - _PAGE
        if more > 0:
            told += f"<p>{wording.count(more, 'further fault')}.</p>"
        markup.put(f'<div class="alert" role="alert">The record was changed behind the program’s back.{told}</div>')
    _entries(found)
    st.download_button(
        "Save the record as CSV",
        data=lambda: _csv(found.lines),
        file_name=f"record-{record.country}-{record.id[:8]}.csv",
        mime="text/csv",
        on_click="ignore",
    )
    if found.head:
        markup.put(
            f'<p class="meta">The last mark is <code class="whole">{escape(found.head)}</code>. Whoever may write to '
            "the database could make all marks anew: keep this one elsewhere, for example in the minutes, and compare "
            "it later.</p>"
        )


def _finding(found: Trail) -> str:
    count = wording.count(len(found.lines), "entry", "entries")
    if found.faults:
        return f"The record has {count}, and it is not as it was written."
    return f"The record has {count}. Every one is as it was written."


@fragment
def _entries(found: Trail) -> None:
    """Show the entries that are asked for, the latest first, a page at a time.

    A fragment: the chain is checked when the page is opened, not at each choice.
    """
    left, middle, right = st.columns([2, 2, 1], vertical_alignment="bottom")
    people = sorted({line.by for line in found.lines})
    who = left.selectbox("Who", options=people, index=None, placeholder="Everybody", key="record_who")
    sought = middle.text_input("What", key="record_what", placeholder="Words, such as: read, released")
    words = sought.casefold().split()
    chosen = [
        line
        for line in reversed(found.lines)
        if (who is None or line.by == who) and all(word in line.what.casefold() for word in words)
    ]
    pages = max(1, (len(chosen) + _PAGE - 1) // _PAGE)
    number = 1
    if pages > 1:
        number = right.number_input(f"Page, of {pages}", min_value=1, max_value=pages, value=1)
    _table(chosen[(number - 1) * _PAGE : number * _PAGE])


def _table(lines: list[Line]) -> None:
    if not lines:
        markup.put('<p class="lead" role="status">No entry is like this.</p>')
        return
    rows = "".join(
        f'<tr><td class="t-no">{line.number}</td><td class="t-when">{escape(state.clock(line.at))}</td>'
        f'<td class="t-who">{escape(line.by)}</td><td class="t-what">{escape(line.what)}</td>'
        f'<td class="t-mark"><code>{escape(line.mark)}</code></td></tr>'
        for line in lines
    )
    markup.put(
        '<div class="wide" role="region" aria-label="Entries" tabindex="0"><table class="trail"><thead><tr>'
        "<th>No.</th><th>When</th><th>Who</th><th>What</th><th>Mark</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _csv(lines: tuple[Line, ...]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["number", "at", "by", "what", "mark"])
    for line in lines:
        writer.writerow([line.number, line.at.isoformat(), _harmless(line.by), _harmless(line.what), line.mark])
    return b"\xef\xbb\xbf" + out.getvalue().encode()  # so that a spreadsheet takes it for UTF-8


def _harmless(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


page()
