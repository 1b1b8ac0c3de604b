"""Benchmarks, second step: who is compared with whom, in which round, and in whose eyes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any, TypeVar

import streamlit as st

from diagnostic import wording
from diagnostic.answers.assessment import countries
from diagnostic.app import benchmark_panel, markup
from diagnostic.benchmarking.comparing import Figures, Question
from diagnostic.benchmarking.groups import VERIFY, Grouping, wco_regions
from diagnostic.benchmarking.panel import CONTINUUM, WHOSE, Panel, Whose, country
from diagnostic.benchmarking.statistics import DEFINITION
from diagnostic.documents.benchmark import VIEWS
from diagnostic.scoring.outcomes import View
from diagnostic.service import benchmarks
from diagnostic.service.benchmarks import By, Loaded, Peers
from diagnostic.service.charting import Asked, Shown
from diagnostic.service.desk import Desk

_CHOSEN, _REGIONS, _TURN = "bench_chosen", "bench_regions", "bench_columns_turn"
_WHOSE: dict[Whose, str] = {"joint": "Joint results", "customs": "Customs", "police": "Police"}
T = TypeVar("T")


def draw(desk: Desk, loaded: Loaded) -> Asked | None:
    """Draw the choices and return what is asked for; nothing where somebody still has to be picked."""
    st.header("2 Peers", anchor=False)
    panel = loaded.panel
    names = benchmarks.called(panel)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        way = choose("by", "Compare by", benchmarks.ways(panel), _said, width=230)
        round = choose("round", "Round", list(panel.rounds), str, default=panel.rounds[-1], width=130)
        whose = choose("whose", "Results of", _voices(panel, round), _WHOSE.__getitem__, width=190)
        view = choose("view", "View", _views(panel), _view, width=170)
    picked: tuple[str, ...] = ()
    if way[0] == "hand":
        picked = _pick(panel, names)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        own = choose(
            "own",
            "Your own administration",
            ["", *panel.administrations],
            lambda code: names.get(code, "None"),
            width=320,
        )
        beside = "all"
        if own and way[0] in ("region", "column"):
            said = {"all": "All others that are compared", "group": "The others of its group"}
            beside = choose("beside", "Its peers", ["all", "group"], said.__getitem__, width=290)
    regions = tuple(sorted(st.session_state.get(_REGIONS, {}).items())) if way[0] == "region" else ()
    peers = Peers(way[0], way[1], regions, picked, own, "group" if beside == "group" else "all")
    if way[0] == "hand" and not picked:
        markup.put('<p class="lead">Nobody is picked yet. Pick the administrations that are to be compared.</p>')
        return None
    return Asked(Question(round, CONTINUUM, whose, view), peers)


def choose(
    name: str, label: str, options: Sequence[T], said: Callable[[T], str], *, default: T | None = None, **look: Any
) -> T:
    """Draw a choice that is still known when the reader comes back to the page, and return what is chosen."""
    chosen: dict[str, T] = st.session_state.setdefault(_CHOSEN, {})
    key = f"bench_{name}"
    value = st.session_state.get(key, chosen.get(name))
    if value not in options:
        value = default if default is not None else options[0]
    st.session_state[key] = value
    found: T = st.selectbox(label, options, format_func=said, key=key, **look)
    chosen[name] = found
    return found


def _said(way: tuple[By, str]) -> str:
    by, column = way
    words = {"region": "Region", "hand": "Peers picked by hand", "all": "No groups: everybody together"}
    return column.capitalize() if by == "column" else words[by]


def _voices(panel: Panel, round: str) -> list[Whose]:
    return [whose for whose in WHOSE if len(panel.rows(round, whose))] or ["joint"]


def _views(panel: Panel) -> list[View]:
    return [view for view in VIEWS if panel.view(view).lower.any()]


def _view(view: View) -> str:
    return wording.capital(VIEWS[view])


def _pick(panel: Panel, names: dict[str, str]) -> tuple[str, ...]:
    chosen: dict[str, list[str]] = st.session_state.setdefault(_CHOSEN, {})
    before = st.session_state.get("bench_picked", chosen.get("picked", []))
    st.session_state["bench_picked"] = [code for code in before if code in names]
    found = st.multiselect(
        "Peers", panel.administrations, format_func=lambda code: names.get(code, code), key="bench_picked"
    )
    chosen["picked"] = found
    return tuple(sorted(found))


# ---------------------------------------------------------------- the groups


def groups(desk: Desk, loaded: Loaded, asked: Asked, shown: Shown) -> None:
    """Draw what may be shown of each group, who is in none, and where the user may put a region right."""
    found, grouping = shown.benchmark, shown.grouping
    rows = "".join(_row(one) for one in (found.continuum.whole, *found.continuum.groups))
    heads = "".join(f"<th scope='col'>{head}</th>" for head in (found.by, "With a result", "Median", "Middle half"))
    markup.put(
        f"<table class='plain stack bench-groups'><colgroup>{'<col>' * 4}</colgroup><thead><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table><p class='meta'>{escape(DEFINITION)}</p>"
    )
    if grouping.without and asked.peers.by != "hand":
        names = benchmarks.called(loaded.panel)
        left = [names[code] for code in sorted(grouping.without)]
        who = wording.listing(left) if len(left) <= 8 else f"{', '.join(left[:7])} and {len(left) - 7} more"
        verb = "belongs to no group and is" if len(left) == 1 else "belong to no group and are"
        markup.put(f'<p class="meta">{escape(who)} {verb} left out.</p>')
    _doubts(loaded, asked, grouping)
    _own_columns(desk, loaded)


def _row(one: Figures) -> str:
    label = f"<th scope='row'>{escape(one.label)}</th>"
    if one.n is None:
        return f"<tr>{label}<td colspan='3'>{escape(' '.join(one.withheld))}</td></tr>"
    assert one.median is not None
    middle = "for so few not shown"
    if one.lower_quartile and one.upper_quartile:
        middle = f"{_level(one.lower_quartile.pair)} to {_level(one.upper_quartile.pair)}"
    cells = (
        ("With a result", str(one.n)),
        ("Median", f"{markup.track(one.median.pair)}"),
        ("Middle half", escape(middle)),
    )
    return f"<tr>{label}{''.join(f'<td data-label={title!r}>{said}</td>' for title, said in cells)}</tr>"


def _level(pair: Any) -> str:
    return wording.bounds(*pair)


def _doubts(loaded: Loaded, asked: Asked, grouping: Grouping) -> None:
    """Say how sure regions are, and let the user put one right."""
    if asked.peers.by != "region" or (VERIFY not in grouping.notes and not asked.peers.regions):
        return
    names = benchmarks.called(loaded.panel)
    doubts = grouping.doubtful
    less = f", {wording.count(len(doubts), 'is', 'are')} less certain" if doubts else ""
    label = f"Check the regions before you publish{less}"
    box = st.expander(label, key="bench_doubts", on_change="rerun")
    if not box.open:
        return
    with box:
        rows = "".join(
            f"<li><div><b>{escape(names[code])}</b>: {escape(grouping.of(code))}, {escape(why)}.</div></li>"
            for code, why in sorted(doubts.items())
        )
        markup.put(f'<p class="notice">{escape(VERIFY)}</p><ul class="rows">{rows}</ul>')
        regions: dict[str, str] = st.session_state.setdefault(_REGIONS, {})
        for code, region in sorted(regions.items()):
            with st.container(horizontal=True, vertical_alignment="center"):
                known = wco_regions().names.get(region, region)
                markup.put(f"{escape(countries().get(code, code))}: {escape(known)}, as you say")
                st.button("Take back", key=f"bench_back_{code}", type="tertiary", on_click=_take_back, args=(code,))
        codes = sorted({country(name) for name in loaded.panel.administrations if country(name) in countries()})
        with st.form("bench_region", border=False):
            one = st.selectbox("Administration", codes, format_func=lambda code: countries().get(code, code))
            into = st.selectbox("Belongs to", list(wco_regions().names), format_func=wco_regions().names.__getitem__)
            if st.form_submit_button("Put it right") and one and into:
                regions[one] = into
                st.rerun()


def _take_back(code: str) -> None:
    st.session_state.get(_REGIONS, {}).pop(code, None)


def _own_columns(desk: Desk, loaded: Loaded) -> None:
    box = st.expander("Compare by something of your own, such as income", key="bench_own_column", on_change="rerun")
    if not box.open:
        return
    with box:
        markup.put(
            '<p class="lead">Bring a table with the column “administration”, written as in the panel, and a column '
            "for each thing to compare by: income, kind of border, language.</p>"
        )
        turn = st.session_state.get(_TURN, 0)
        sent = st.file_uploader("Table (CSV, XLSX)", type=["csv", "xlsx"], key=f"bench_own_file_{turn}")
        if sent is None:
            return
        raw = sent.getvalue()

        def take() -> None:
            benchmarks.with_columns(desk.library, loaded, raw, sent.name)
            benchmark_panel.add_columns(sent.name, raw)

        if benchmark_panel.uploaded(take, sent.name):
            st.session_state[_TURN] = turn + 1
            st.rerun()
