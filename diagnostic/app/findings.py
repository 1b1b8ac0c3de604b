"""X-rays in words: the sentence with names filled in, the severity, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.answers import labels
from diagnostic.answers.assessment import AgencyPair
from diagnostic.app import markup
from diagnostic.content.model import Instrument, Severity, XRay
from diagnostic.scoring import explaining
from diagnostic.scoring.xrays import Finding
from diagnostic.service.desk import Desk

SEVERITY: dict[Severity, str] = {"warning": "Check first", "notice": "Look again", "info": "For the record"}


def section(desk: Desk, found: Iterable[Finding], instrument: Instrument, pair: AgencyPair) -> None:
    """Draw the answers of a result that are worth a second look."""
    st.header("Answers worth a second look", anchor=False)
    groups = grouped(found)
    if not groups:
        markup.put('<p class="lead">Nothing stands out.</p>')
        return
    known = {xray.id: xray for xray in desk.library.xrays[instrument.id]}
    markup.put("".join(f'<hr class="rule">{row(group, known[group[0].xray], instrument, pair)}' for group in groups))


def grouped(findings: Iterable[Finding]) -> list[tuple[Finding, ...]]:
    """Return findings of one kind in one voice together, in their order."""
    groups: dict[tuple[str, str | None], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.xray, finding.voice), []).append(finding)
    return [tuple(group) for group in groups.values()]


def row(group: tuple[Finding, ...], xray: XRay, instrument: Instrument, pair: AgencyPair, *, named: bool = True) -> str:
    """Return a group of findings as one row of HTML. ``named``: say the questions, where no links follow."""
    first = group[0]
    if len(group) == 1:
        said = f"<b>{escape(explaining.finding(first, xray, instrument, pair))}</b>"
    else:
        names = wording.listing([labels.title(instrument.item(finding.items[0])) for finding in group])
        who = f" {escape(pair.name(first.voice))}:" if first.voice else ""
        said = f"<b>{escape(xray.title)}.</b>{who} {escape(names)}." if named else f"<b>{escape(xray.title)}.</b>"
    severity = f'<span class="sev sev-{first.severity}">{SEVERITY[first.severity]}</span>'
    return f'<div class="xray">{severity}<div>{said}<br><span class="meta">{escape(xray.do)}</span></div></div>'
