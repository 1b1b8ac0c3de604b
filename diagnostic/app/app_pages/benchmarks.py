"""Benchmarks: load a panel, choose peers, take the charts along."""

from __future__ import annotations

from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.app import (
    benchmark_context,
    benchmark_panel,
    benchmark_peers,
    benchmark_view,
    chart_view,
    markup,
    state,
)
from diagnostic.benchmarking.panel import PanelRefused
from diagnostic.charts.spec import FICTIONAL
from diagnostic.service.charting import Shown

_TITLE = "Benchmarks"
_META = "Administrations side by side, on their cooperation alone"
_CSS = """
.stHtml dl.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .5rem 1.5rem;
  margin: .5rem 0; padding: 0; max-width: 66rem; }
.stHtml .facts :is(div, dt, dd) { margin: 0; padding: 0; } .facts dt { color: var(--muted); font-size: .875rem; }
.stHtml nav.bench-list ul { columns: 20rem 2; max-width: 66rem; margin: .5rem 0; padding: 0; list-style: none; }
.stHtml nav.bench-list li { break-inside: avoid; margin: 0 0 .35rem; }
table.bench-groups col:nth-child(1) { width: 36%; } table.bench-groups col:nth-child(2) { width: 14%; }
table.bench-groups col:nth-child(3) { width: 25%; } table.plain.bench-groups { max-width: 60rem; }
table.bench-beside col:nth-child(1) { width: 30%; } table.bench-beside col:nth-child(2) { width: 32%; }
table.bench-beside tr.own :is(th, td) { font-weight: 600; border-block-end-color: var(--ink); }
.bench-dots { position: relative; display: inline-block; width: min(9rem, 42%); height: 1.1rem; direction: ltr;
  background: linear-gradient(var(--hair), var(--hair)) no-repeat center / 100% 1px; vertical-align: middle;
  margin-inline: .5rem 1rem; }
.bench-dots + .meta { white-space: nowrap; }
.bench-dots i { position: absolute; inset-inline-start: var(--at); top: .2rem; width: .7rem; height: .7rem;
  margin-inline-start: -.35rem; border-radius: 50%; background: var(--accent); opacity: .75; }
"""


def page() -> None:
    """Draw the three steps: panel, peers, charts."""
    desk = state.desk()
    markup.put(f"<style>{chart_view.style()}{_CSS}</style>")
    head = st.container()
    benchmark_panel.renew(desk)
    loaded = benchmark_panel.loaded(desk)
    with st.container():
        benchmark_panel.draw(desk, loaded)
    found = None
    if loaded is not None:
        asked = benchmark_peers.draw(desk, loaded)
        groups, charts = st.container(), st.container()
        if asked is not None:
            try:
                with charts:
                    asked = benchmark_view.choices(loaded, asked)
                found = benchmark_view.shown(desk, loaded, asked)
            except PanelRefused as refused:
                markup.put(f'<div class="alert" role="alert">{escape(str(refused))}</div>')
            else:
                with groups:
                    benchmark_peers.groups(desk, loaded, asked, found)
                with charts:
                    benchmark_view.draw(desk, loaded, asked, found)
                    benchmark_context.beside(loaded, found)
    with head:
        meta = f"{_META} · {FICTIONAL}" if found is not None and found.benchmark.fictional else _META
        markup.heading(meta, _TITLE, _finding(found) if found else "No panel is loaded yet." if not loaded else "")
    benchmark_context.reference()


def _finding(found: Shown) -> str:
    """Return how much there is to compare, in a sentence."""
    shown = found.benchmark
    groups = [one for one in shown.continuum.groups if one.shown]
    if shown.n is None:
        return f"Too few administrations have a result in round {shown.round} to show anything of them."
    verb = "has" if shown.n == 1 else "have"
    said = f"{wording.count(shown.n, 'administration')} {verb} a result in round {shown.round}"
    total = len(shown.continuum.groups)
    if total < 2:
        return f"{said}."
    withheld = total - len(groups)
    more = (
        f"; {wording.count(withheld, 'group is', 'groups are')} withheld, to protect their members" if withheld else ""
    )
    return f"{said}, in {total} groups{more}."


page()
