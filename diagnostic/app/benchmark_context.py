"""Benchmarks: dated reference figures, and figures from elsewhere beside levels."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.app import benchmark_panel, chart_view, markup
from diagnostic.app.fragments import fragment
from diagnostic.benchmarking.panel import country
from diagnostic.charts.words import clean
from diagnostic.exchange.table_indicators import Indicators, presets
from diagnostic.service import benchmark_context, benchmarks, chart_files, charting
from diagnostic.service.benchmark_context import Row
from diagnostic.service.benchmarks import Loaded
from diagnostic.service.charting import Shown

_KEPT, _TURN = "bench_context", "bench_context_turn"
_BETTER = {
    "higher_is_better": "Higher is better.",
    "lower_is_better": "Lower is better.",
    "higher_is_worse": "Higher is worse.",
    "unknown": "",
}


@fragment
def beside(loaded: Loaded, shown: Shown) -> None:
    """Draw figures from elsewhere beside levels. A fragment: bringing a file redraws nothing else."""
    box = st.expander("Figures from elsewhere, beside the levels", key="bench_beside_levels", on_change="rerun")
    if not box.open:
        return
    with box:
        markup.put(
            '<p class="lead">A logistics index, days to clear, an index of organised crime: bring the file, and its '
            "figures stand beside the levels of the same countries. They are never mixed into a level.</p>"
        )
        kinds = presets()
        chosen = st.selectbox(
            "Kind of file", list(kinds), format_func=lambda id: kinds[id].title, key="bench_preset", width=560
        )
        preset = kinds[chosen or next(iter(kinds))]
        markup.put(f'<p class="meta">{escape(preset.about)} {escape(preset.licence)}</p>')
        turn = st.session_state.get(_TURN, 0)
        sent = st.file_uploader("Table (CSV, XLSX)", type=["csv", "xlsx"], key=f"bench_context_file_{turn}")
        if sent is not None:
            found: list[Indicators] = []
            raw = sent.getvalue()
            if benchmark_panel.uploaded(
                lambda: found.append(benchmark_context.read(raw, sent.name, preset.id)), sent.name
            ):
                st.session_state[_KEPT] = found[0]
                st.session_state[_TURN] = turn + 1
                st.rerun()
        kept: Indicators | None = st.session_state.get(_KEPT)
        if kept is not None:
            _rows(loaded, shown, kept)


def _rows(loaded: Loaded, shown: Shown, kept: Indicators) -> None:
    names = benchmark_context.indicators_in(kept)
    indicator = names[0]
    if len(names) > 1:
        indicator = st.selectbox("Indicator", names, key="bench_indicator", width=560) or names[0]
    rows = benchmark_context.beside(loaded.panel, shown.grouping, shown.benchmark, kept, indicator)
    if not rows:
        markup.put('<p class="lead">No administration of the panel has a figure in this file.</p>')
        return
    low, high = _scale(rows, kept)
    place = "A dot stands for one country"
    titles = ("Administration or group", "Level", indicator)
    heads = "".join(f"<th scope='col'>{escape(title)}</th>" for title in titles)
    body = "".join(_row(loaded, row, low, high) for row in rows)
    left = ""
    if kept.left_out:
        many = wording.count(len(kept.left_out), "code")
        left = f" {many} in the file {'is' if len(kept.left_out) == 1 else 'are'} no country and left out."
    scale = f"{place}, on a scale from {low} to {high}. {_BETTER[kept.preset.direction]}"
    markup.put(
        f"<table class='plain stack bench-beside'><colgroup>{'<col>' * 3}</colgroup><thead><tr>{heads}</tr></thead>"
        f"<tbody>{body}</tbody></table><p class='meta'>{escape(scale)}</p>"
        f"<p class='meta'>{escape(clean(kept.small_print))}{left}</p>"
    )


def _scale(rows: Sequence[Row], kept: Indicators) -> tuple[Decimal, Decimal]:
    values = [one.value for row in rows for one in row.figures]
    low, high = kept.preset.scale or (min(values), max(values))
    return (low, high) if low < high else (low, low + 1)


def _row(loaded: Loaded, row: Row, low: Decimal, high: Decimal) -> str:
    names = {country(code): name for code, name in benchmarks.called(loaded.panel).items()}
    dots, told = [], []
    for one in row.figures:
        at = float((one.value - low) / (high - low)) * 100
        told.append(f"{names.get(one.iso3, one.iso3)} {one.value} ({one.year})")
        dots.append(f"<i style='--at:{at:.1f}%' title='{escape(told[-1])}'></i>")
    values = [one.value for one in row.figures]
    said = f"{values[0]} ({row.figures[0].year})"
    if len(values) > 1:
        said = f"{min(values)} to {max(values)}, {wording.count(len(values), 'country', 'countries')}"
    level = f"{markup.track(row.pair)} " if row.pair else ""
    own = " class='own'" if row.own else ""
    return (
        f"<tr{own}><th scope='row'>{escape(row.name)}</th><td data-label='Level'>{level}<span class='meta'>"
        f"{escape(row.said)}</span></td><td data-label='Figure'><span class='bench-dots' role='img' "
        f"aria-label='{escape('; '.join(told))}'>{''.join(dots)}</span> "
        f"<span class='meta'>{escape(said)}</span></td></tr>"
    )


@fragment
def reference() -> None:
    """Draw the programmes of which two dated figures can be compared, and say of which that is not so."""
    st.header("Programmes, then and now", anchor=False)
    chart = charting.growth()
    chart_view.picture("bench_chart_growth", chart)
    box = st.expander("Data and files", key="bench_data_growth", on_change="rerun")
    if box.open:
        with box:
            chart_view.files(
                "bench_growth",
                lambda form: chart_files.drawn([chart], form),
                lambda form: f"programmes-then-and-now.{form}",
            )
            chart_view.table(chart)
    box = st.expander("Figures that look alike and cannot be compared", key="bench_refused", on_change="rerun")
    if box.open:
        with box:
            rows = "".join(
                f"<li><div>{escape(pair.first)}<br>{escape(pair.second)}<p><b>{escape(pair.reason)}</b></p></div></li>"
                for pair in charting.refusals()
            )
            markup.put(f'<ul class="rows">{rows}</ul>')
