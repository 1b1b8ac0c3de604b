"""Integrity results: the situation, exposure, protection, ten factors, and what staff perceive beside them."""

from __future__ import annotations

from html import escape
from typing import cast

import streamlit as st

from diagnostic import wording
from diagnostic.app import (
    chart,
    chart_view,
    context_view,
    findings,
    markup,
    opened,
    profile_view,
    situation,
    staff_view,
    state,
)
from diagnostic.app.fragments import fragment
from diagnostic.charts import profile
from diagnostic.content.model import Group
from diagnostic.scoring.outcomes import VIEWS, View
from diagnostic.service import files, integrity, perception
from diagnostic.service.desk import Desk
from diagnostic.service.integrity import IntegrityReading

_TITLE = "Integrity results"
_VIEWS: dict[View, str] = {"claimed": "As claimed", "evidenced": "As evidenced"}


def page() -> None:
    """Draw the result of the agency that the person works for."""
    desk = state.desk()
    reading = opened.integrity_reading(desk, _TITLE)
    if reading is None:
        return
    _top(desk, reading)
    _exposure(reading)
    _ladder(reading)
    perceived = perception.perceived(desk, reading.record)
    staff_view.beside(reading.result, perceived)
    context_view.duress(reading)
    context_view.sites(reading)
    context_view.infiltration(reading)
    findings.section(desk, reading.result.findings, reading.result.instrument, reading.record.pair)
    _method(desk, reading)


def _top(desk: Desk, reading: IntegrityReading) -> None:
    own, other = reading.name, reading.record.pair.other(reading.whose)
    markup.heading(
        f"{state.title(reading.record)} · self-assessment of {own} · policy {reading.result.policy.id}",
        f"Integrity: where {own} stands",
        situation.finding(reading.result, own),
    )
    markup.put(
        f'<p class="meta">For the integrity team and the head of {escape(own)} alone: never for {escape(other)} or '
        "the committee. It enters no level of cooperation, and countries are never compared on it.</p>"
    )
    markup.put(situation.map_(reading.result))
    _save_map(desk, reading)
    markup.put(situation.meaning(reading.result))
    markup.put(situation.guard_note(reading.guard))
    if st.button("Measures, in order", type="primary"):
        st.switch_page("app_pages/integrity_measures.py", query_params=state.address())


@fragment
def _save_map(desk: Desk, reading: IntegrityReading) -> None:
    """Draw the files of the map, for those who may take integrity away."""
    record, own = reading.record, reading.name
    if not integrity.may_save(desk, record):
        return
    box = st.expander("Save this map", key="integrity_map", on_change="rerun")
    if not box.open:
        return
    with box:
        markup.put(
            f"<p>For the integrity team and the head of {escape(own)} alone: the file says so. No report, slide or "
            "workbook of the cooperation holds it. That it was saved is noted.</p>"
        )
        chart_view.files(
            "save_integrity_map",
            lambda form: integrity.map_file(desk, record.id, form),
            lambda form: f"{files.name_of(record)}-integrity-map.{form}",
        )


def _exposure(reading: IntegrityReading) -> None:
    st.header("What comes at the administration", anchor=False)
    markup.put(
        '<p class="lead">Exposure over the last 24 months: a hazard, neither a good nor a bad mark. Each axis is as '
        "high as its highest sign. Filled: the level is known. Hollow ends: it lies between them, because something "
        "is not counted or not known.</p>"
    )
    _chart(reading, "exposure", "claimed", ("None known", "Gravest"), "Exposure to organised crime")
    uncounted = [
        item.name
        for item in reading.result.instrument.items
        if item.kind == "exposure" and item.rates
        and reading.view.assessment.answer(reading.whose, item.id).state == "insufficient_evidence"
    ]  # fmt: skip
    if uncounted:
        markup.put(
            f'<div class="notice"><b>Not counted:</b> {escape(wording.listing(uncounted))}. That nobody counts is a '
            "finding of its own: what is not counted cannot be ruled out.</div>"
        )
    for axis in reading.result.instrument.group("exposure"):
        profile_view.opened(reading, axis, "claimed")


@fragment
def _ladder(reading: IntegrityReading) -> None:
    st.header("What exists", anchor=False)
    markup.put(
        '<p class="lead">The weakest question of each factor and each stage, from absent to assured. Dotted: too few '
        "answers to say more. The bar marks the typical question where it differs.</p>"
    )
    st.session_state.setdefault("integrity_view", "claimed")
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.segmented_control(
            "View", options=list(VIEWS), format_func=lambda view: _VIEWS[view], key="integrity_view", required=True
        )
        st.toggle("Larger text in charts, for meetings", key="large")
    view = cast(View, st.session_state["integrity_view"])
    ends = (reading.result.policy.level(1).name, reading.result.policy.level(5).name)
    protection = reading.result.protection(view)
    st.subheader("Protection of staff, by stage", anchor=False)
    whole = wording.span(*protection) if protection else "not applicable"
    markup.put(
        f'<p class="lead">A chain: detect, report, protect, follow up. Protection as a whole is {whole}, that of its '
        "weakest stage.</p>"
    )
    _chart(reading, "protection", view, ends, f"Protection by stage, {_VIEWS[view].lower()}")
    for stage in reading.result.instrument.group("protection"):
        profile_view.opened(reading, stage, view)
    st.subheader("The ten factors of the Revised Arusha Declaration", anchor=False)
    _chart(reading, "factor", view, ends, f"Ten factors, {_VIEWS[view].lower()}")
    for factor in reading.result.instrument.group("factor"):
        profile_view.opened(reading, factor, view)


def _chart(reading: IntegrityReading, group: Group, view: View, ends: tuple[str, str], title: str) -> None:
    result = reading.result
    spec = profile.tracks(
        result.views.view(view).dimensions,
        result.instrument.group(group),
        ends,
        f"{title}, {reading.name}",
        typical=group != "exposure",
    )
    chart.draw(spec, f"{group}_{view}_{reading.whose}", large=bool(st.session_state.get("large")))


def _method(desk: Desk, reading: IntegrityReading) -> None:
    policy = reading.result.policy
    st.header("How this was worked out", anchor=False)
    with st.expander("Rules, the ladder and their sources", key="integrity_method", on_change="rerun") as opened:
        if not opened.open:
            return
        levels = "".join(
            f"<li><div><b>{level.level} {escape(level.name)}.</b> {escape(level.definition)} "
            f"<span class='meta'>{markup.source(level.source, desk.library)}</span></div></li>"
            for level in policy.levels
        )
        notes = "".join(
            f"<li><div>{escape(note.text)}<p class='meta'>{markup.source(note.source, desk.library)}</p></div></li>"
            for note in policy.notes
        )
        markup.put(f'<p>{escape(policy.description)}</p><ul class="rows">{levels}</ul><ul class="rows">{notes}</ul>')


page()
