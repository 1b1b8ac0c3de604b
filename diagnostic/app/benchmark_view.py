"""Benchmarks, third step: the charts, each with its finding, its data and its files, and one deck for all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from html import escape

import streamlit as st

from diagnostic.app import chart_view, markup, state
from diagnostic.app.fragments import fragment
from diagnostic.benchmarking.comparing import Question
from diagnostic.charts.spec import Chart
from diagnostic.charts.words import clean
from diagnostic.content.model import Step
from diagnostic.disclosure import Settings
from diagnostic.disclosure.rules import FLOOR
from diagnostic.documents.benchmark import Benchmark
from diagnostic.service import benchmarks, chart_files, charting
from diagnostic.service.benchmarks import Loaded
from diagnostic.service.chart_files import MIME, Form
from diagnostic.service.charting import Asked, Name, Shown
from diagnostic.service.desk import Desk
from diagnostic.service.reporting import LONGEST, TLP

_REGISTER, _SHOWN, _LEAST = "bench_register", "bench_shown", "bench_minimum"
_NO_LINE = "No line"


def shown(desk: Desk, loaded: Loaded, asked: Asked) -> Shown:
    """Return what may be shown, worked out once for the same panel and the same choices."""
    least = _least()
    key = (loaded.key, asked, least)
    known = st.session_state.get(_SHOWN)
    if known is not None and known[0] == key:
        return known[1]  # type: ignore[no-any-return]
    register = benchmarks.register_for(st.session_state.get(_REGISTER), "", least)
    steps = _steps(desk, loaded)
    made_on = state.local(datetime.now(UTC)).date()
    register, made = charting.shown(desk.library, loaded.panel, asked, register, made_on=made_on, steps=steps)
    st.session_state[_REGISTER] = register
    st.session_state[_SHOWN] = (key, made)
    return made


def _steps(desk: Desk, loaded: Loaded) -> tuple[Step, ...]:
    """Return the steps that can be looked for in a panel: in its answers, where it holds them."""
    return desk.catalogue.steps if loaded.panel.answers else ()


def choices(loaded: Loaded, asked: Asked) -> Asked:
    """Draw how freely and how large charts are shown; return what is asked for now."""
    st.header("3 Charts", anchor=False)
    panel = loaded.panel
    made_up = set(panel.fictional) == set(panel.administrations)
    with st.container(horizontal=True):
        singles = st.toggle(
            "Administrations one by one", value=made_up, key="bench_singles",
            help="Band and heat map then show each administration that you may see. Take them out before you hand "
            "charts on to somebody who may not.",
        )  # fmt: skip
        rules = False
        if panel.answers:
            rules = st.toggle(
                "Try other rules", key="bench_rules",
                help="What the levels would be if the weakest item decided less, and if thresholds lay elsewhere.",
            )  # fmt: skip
        st.toggle("Larger text in charts, for meetings", key="large")
    return replace(asked, singles=singles, rules=rules)


def draw(desk: Desk, loaded: Loaded, asked: Asked, found: Shown) -> None:
    """Draw the files for all charts together, then chart by chart."""
    why = benchmarks.why_not_taken(desk, loaded)
    if why:
        markup.put(f'<div class="notice" role="status">{escape(why)}</div>')
    else:
        _all(desk, loaded, asked, found)
    links = "".join(
        f'<li><a href="#bench_chart_{name}">{escape(charting.ABOUT[name])}</a></li>' for name in found.charts
    )
    if links:
        markup.put(f'<nav class="bench-list" aria-label="Charts on this page"><ul>{links}</ul></nav>')
    for name, chart in found.charts.items():
        one(desk, loaded, asked, name, chart, may_take=not why)
    missing = [(name, charting.why_not(name, loaded.panel, asked, found)) for name in charting.NAMES]
    rows = "".join(
        f"<li><div><b>{escape(charting.ABOUT[name])}.</b> {escape(why)}</div></li>" for name, why in missing if why
    )
    if rows:
        markup.put(f'<h3 class="chart-finding">Not drawn here</h3><ul class="rows">{rows}</ul>')
    _withheld(found)


def _all(desk: Desk, loaded: Loaded, asked: Asked, found: Shown) -> None:
    """Draw the files that hold everything: they are made when they are asked for."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        line = st.selectbox(
            "Line on every slide and sheet", [_NO_LINE, *TLP], key="bench_line", accept_new_options=True, width=260,
            help="Choose a label of the Traffic Light Protocol, or type a line of your own.",
        )  # fmt: skip
        wanted = replace(asked, rules=True, line="" if line in (None, _NO_LINE) else clean(line)[:LONGEST])
        register, made_on = st.session_state[_REGISTER], found.benchmark.made_on

        charts = [replace(chart, marking=wanted.line) for chart in found.charts.values()]

        def pictures() -> bytes:
            benchmarks.note_taken(desk, loaded, "charts")
            return chart_files.drawn(charts, "pdf")

        def document(what: str, make: Callable[[Benchmark], bytes]) -> Callable[[], bytes]:
            def work() -> bytes:
                benchmarks.note_taken(desk, loaded, what)
                steps = _steps(desk, loaded)
                _, made = charting.shown(desk.library, loaded.panel, wanted, register, made_on=made_on, steps=steps)
                return make(made.benchmark)

            return work

        question = asked.question
        files: tuple[tuple[str, str, Form, Callable[[], bytes]], ...] = (
            ("Deck, PPTX", "panel-deck", "pptx", document("deck", charting.deck)),
            ("Workbook, XLSX", "panel-workbook", "xlsx", document("workbook", charting.workbook)),
            ("All charts, PDF", "panel-charts", "pdf", pictures),
        )  # fmt: skip
        for label, name, form, work in files:
            _save(label, work, name, question, form)


def _save(label: str, data: Callable[[], bytes], name: str, question: Question, form: Form) -> None:
    st.download_button(
        label, data=data, file_name=charting.file_name(name, question, form), mime=MIME[form],
        key=f"bench_save_{name}_{form}", on_click="ignore",
    )  # fmt: skip


@fragment
def one(desk: Desk, loaded: Loaded, asked: Asked, name: Name, chart: Chart, *, may_take: bool) -> None:
    """Draw a chart with its finding, its small print, its data and its files. A fragment: it redraws alone."""
    if not benchmarks.still_open(desk, loaded.parts):
        st.rerun(scope="app")
    chart_view.picture(f"bench_chart_{name}", chart)
    box = st.expander("Data and files", key=f"bench_data_{name}", on_change="rerun")
    if not box.open:
        return
    with box:
        if may_take:

            def work(form: Form) -> bytes:
                benchmarks.note_taken(desk, loaded, name)
                return chart_files.drawn([chart], form)

            chart_view.files(f"bench_save_{name}", work, lambda form: charting.file_name(name, asked.question, form))
        chart_view.table(chart)


def _withheld(found: Shown) -> None:
    """Say everything that is withheld, of whom and why."""
    from diagnostic.documents import benchmark

    st.header("What is withheld", anchor=False)
    parts, total = benchmark.withheld(found.benchmark), len(found.benchmark.measures)
    if not parts:
        markup.put('<p class="lead">Nothing: every group is large enough for every figure.</p>')
    rows = "".join(
        f"<li><div><b>{escape(part.group)}</b>: {escape(part.why)} "
        f"<span class='meta'>{escape(benchmark.in_words(part.measures, total))}</span></div></li>"
        for part in parts
    )
    markup.put(f'<ul class="rows">{rows}</ul>' if rows else "")
    box = st.expander("Rules of disclosure, and another reader", key="bench_rules_of", on_change="rerun")
    if box.open:
        with box:
            _rules()


def _rules() -> None:
    markup.put(
        "<p>Figures of a small group are withheld, and so are figures that would tell the results of few once they "
        "are set beside what was shown before: of other groups, of other rounds. So what was shown is remembered in "
        "this session, and the order in which you look matters. When you start again for another reader, who has "
        "seen nothing of it, that memory is emptied.</p>"
    )
    st.session_state["bench_least"] = _least()
    st.number_input(
        "Smallest group that is shown", min_value=FLOOR, max_value=50, key="bench_least", width=260, on_change=_keep
    )
    st.button("Start again for another reader", key="bench_again", on_click=_start_again)


def _least() -> int:
    """Return the smallest group that is shown, also while its field is not on the page."""
    return int(st.session_state.get(_LEAST, Settings().minimum))


def _keep() -> None:
    st.session_state[_LEAST] = st.session_state["bench_least"]


def _start_again() -> None:
    st.session_state.pop(_REGISTER, None)
    st.session_state.pop(_SHOWN, None)
