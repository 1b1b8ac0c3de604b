"""Benchmarks, first step: what the panel is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.app import markup, trying
from diagnostic.benchmarking.panel import PanelRefused, marking
from diagnostic.content.faults import Fault, Refused
from diagnostic.service import benchmarks
from diagnostic.service.benchmarks import BenchmarkRefused, Loaded, Part
from diagnostic.service.desk import Desk

_PARTS, _COLUMNS, _LOADED, _TURN = "bench_parts", "bench_columns", "bench_loaded", "bench_turn"
_TYPES = ["csv", "xlsx", "yaml", "yml", "json"]
#: More faults than this are counted, not listed.
_LISTED = 20


def parts() -> dict[str, Part]:
    """Return what this session has put into its panel, by key."""
    found: dict[str, Part] = st.session_state.setdefault(_PARTS, {})
    return found


def renew(desk: Desk) -> None:
    """Read the assessments of the database anew where one was changed, and drop them where they are not open now."""
    part = next((part for part in parts().values() if part.stored), None)
    if part is None:
        return
    records, _ = benchmarks.open_to(desk)
    if not records:
        del parts()[part.key]
        st.session_state["told_bench"] = "Your assessments were taken out of the panel: they are no longer open to you."
    elif benchmarks.stored_key(records) != part.key:
        fresh = benchmarks.stored(desk)
        st.session_state[_PARTS] = {
            (fresh.key if key == part.key else key): (fresh if key == part.key else one) for key, one in parts().items()
        }


def loaded(desk: Desk) -> Loaded | None:
    """Return the panel, or nothing where there is none yet or its parts cannot stand side by side, which is told."""
    if not parts():
        return None
    policy = st.session_state.get("bench_policy", "")
    columns: list[tuple[str, bytes]] = st.session_state.get(_COLUMNS, [])
    signature = (*parts(), policy, *(len(raw) for _, raw in columns), *(name for name, _ in columns))
    known = st.session_state.get(_LOADED)
    if known is not None and known[0] == signature:
        return known[1]  # type: ignore[no-any-return]
    try:
        made = benchmarks.assembled(desk.library, list(parts().values()), policy)
        for name, raw in columns:
            made = benchmarks.with_columns(desk.library, made, raw, name)
    except (PanelRefused, Refused) as refused:
        st.session_state["told_bench"] = f"{refused} Nothing is shown until then."
        return None
    st.session_state[_LOADED] = (signature, made)
    return made


def draw(desk: Desk, panel: Loaded | None) -> None:
    """Draw what the panel is made of, and the ways to put more into it."""
    st.header("1 Panel", anchor=False)
    trying.tell("bench")
    if not parts():
        markup.put(
            '<p class="lead">A panel is many results side by side: assessments of yours that both agencies have '
            "opened, a table that a secretariat keeps, or assessment files. Begin with one; more can be added.</p>"
        )
        _sources(desk)
        return
    for number, part in enumerate(parts().values()):
        with st.container(horizontal=True, vertical_alignment="center", key=f"listed_part_{number}"):
            markup.put(f"<b>{escape(part.title)}</b>")
            st.button("Leave out", key=f"bench_out_{number}", on_click=_leave_out, args=(part.key,), type="tertiary")
    if panel is not None:
        _facts(panel)
        _policy(desk)
    more = st.expander("Add to the panel", key="bench_add", on_change="rerun", expanded=panel is None)
    if more.open:
        with more:
            _sources(desk)


def _facts(panel: Loaded) -> None:
    rows = "".join(
        f"<div><dt>{escape(title)}</dt><dd>{escape(said)}</dd></div>" for title, said in benchmarks.facts(panel)
    )
    said = [marking(panel.panel), *panel.panel.notes]
    notes = "".join(f"<p class='meta'>{escape(note)}</p>" for note in said if note)
    markup.put(f"<dl class='facts'>{rows}</dl>{notes}")


def _policy(desk: Desk) -> None:
    options = [policy.id for policy in benchmarks.policies(desk.library, list(parts().values()))]
    if len(options) > 1:
        st.selectbox("Score everything under", options, key="bench_policy", width=420)


def _sources(desk: Desk) -> None:
    records, others = benchmarks.open_to(desk)
    there = parts()
    with st.container(horizontal=True):
        if "demonstration" not in there:
            st.button(
                "Use the demonstration: 40 fictional administrations", key="bench_demo", on_click=_demonstration,
                args=(desk,), type="secondary" if records else "primary",
            )  # fmt: skip
        if records and not any(part.stored for part in there.values()):
            many = wording.count(len(records), "opened result")
            st.button(
                f"Use your assessments: {many}", key="bench_stored", on_click=_stored, args=(desk,), type="primary"
            )
    if others and not records:
        many = wording.count(others, "assessment")
        markup.put(f'<p class="meta">{many} of yours can be used once both agencies have opened their answers.</p>')
    turn = st.session_state.get(_TURN, 0)
    sent = st.file_uploader(
        "Panel tables (CSV, XLSX) or assessment files (YAML, JSON), one or several",
        type=_TYPES, accept_multiple_files=True, key=f"bench_files_{turn}",
    )  # fmt: skip
    if sent:
        taken = uploaded(
            lambda: _add(*benchmarks.uploaded(desk.library, [(one.getvalue(), one.name) for one in sent])),
            " and ".join(one.name for one in sent) if len(sent) < 3 else f"{len(sent)} files",
        )
        if taken:
            st.session_state[_TURN] = turn + 1
            st.rerun()


def uploaded(work: Callable[[], object], name: str) -> bool:
    """Take what was uploaded, and tell what is wrong with it; return whether it was taken."""
    try:
        with st.spinner(f"Reading {name} …"):
            work()
    except Refused as refused:
        faults(refused.faults)
        return False
    except (BenchmarkRefused, PanelRefused) as refused:
        markup.put(f'<div class="alert" role="alert">{escape(str(refused))} Nothing was taken.</div>')
        return False
    return True


def faults(found: Sequence[Fault]) -> None:
    """Say what is wrong with a file, place by place."""
    rows = "".join(
        f"<li>{escape(fault.file)}, row {fault.line}, column {fault.column}: {escape(fault.message)}. "
        f"<b>{escape(wording.capital(fault.remedy))}.</b></li>"
        for fault in found[:_LISTED]
    )
    more = f"<p>And {len(found) - _LISTED} more.</p>" if len(found) > _LISTED else ""
    markup.put(f'<div class="alert" role="alert">Nothing was taken.</div><ul>{rows}</ul>{more}')


def _add(*more: Part) -> None:
    for part in more:
        parts()[part.key] = part


def _demonstration(desk: Desk) -> None:
    trying.attempt(lambda: _add(benchmarks.demonstrated(desk.library)), "bench")


def _stored(desk: Desk) -> None:
    trying.attempt(lambda: _add(benchmarks.stored(desk)), "bench")


def _leave_out(key: str) -> None:
    parts().pop(key, None)


def add_columns(name: str, raw: bytes) -> None:
    """Keep a table of what the user knows of administrations, to be put beside the panel."""
    st.session_state[_COLUMNS] = [*st.session_state.get(_COLUMNS, []), (name, raw)]
