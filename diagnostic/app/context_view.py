"""What stands beside the integrity result and enters no level: duress, kinds of site, infiltration."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.app import details, markup
from diagnostic.content.model import Item
from diagnostic.service.integrity import IntegrityReading

#: The two questions on duress, reported apart from misconduct.
_DURESS, _DURESS_RULE = "x_duress", "p_duress_rule"
_SITE, _PRESENT, _NO_SITE, _NOT_COUNTED = "x_site_", "present", "no_such_site", "not_counted"
_BELIEFS = ("x_depth", "x_nature")


def duress(reading: IntegrityReading) -> None:
    """Draw what is said about yielding under threat, apart from misconduct."""
    st.header("Duress, apart from misconduct", anchor=False)
    markup.put(
        '<p class="lead">Yielding under physical threat may be duress rather than corruption (U4 2023:19). It is '
        "reported here, and in no count of misconduct.</p>"
    )
    instrument = reading.result.instrument
    happened, ruled = (reading.result.outcome(id).pair for id in (_DURESS, _DURESS_RULE))
    parts = []
    if happened is not None:
        parts.append(
            "No case of yielding under threat is known, and they are counted."
            if happened.upper == 1
            else f"Yielding under threat: exposure {wording.span(*happened)}."
            if happened.known
            else "It is not known whether staff had to yield under threat."
        )
    if ruled is not None:
        established = "established" if ruled.lower >= 3 else "not established"
        if not ruled.known and ruled.lower < 3 <= ruled.upper:
            established = "not known to be established"
        parts.append(f"Rules that keep duress apart from misconduct are {established} ({wording.span(*ruled)}).")
    markup.put(f"<p>{' '.join(parts)}</p>")
    with st.expander("The answers behind this", key="duress_answers", on_change="rerun") as opened:
        if opened.open:
            for id in (_DURESS, _DURESS_RULE):
                details.draw(reading, instrument.item(id), "claimed")


def sites(reading: IntegrityReading) -> None:
    """Draw exposure by kind of site: a table with a number and a shade in each cell."""
    st.header("By kind of site", anchor=False)
    asked = [item for item in reading.result.instrument.items if item.id.startswith(_SITE)]
    said = {item.id: reading.view.assessment.answer(reading.whose, item.id).value or {} for item in asked}
    shown = [item for item in asked if said[item.id] and said[item.id].get(_PRESENT) != _NO_SITE]
    if not shown:
        markup.put(
            '<p class="lead">No kind of site has been described. The section Exposure by kind of site asks about it; '
            "all of it may be left out.</p>"
        )
        return
    markup.put(
        '<p class="lead">The questions on exposure, kind by kind; never a single post. A number says the level of '
        "exposure, 1 none known to 5 the gravest; hatched: not counted; empty: not said.</p>"
    )
    rows = [field for field in asked[0].fields if field.id != _PRESENT]
    heads = "".join(f'<th scope="col">{escape(_kind(item).capitalize())}</th>' for item in shown)
    body = "".join(
        f'<tr><th scope="row">{escape(field.label)}</th>'
        + "".join(_cell(said[item.id].get(field.id), field.label, item) for item in shown)
        + "</tr>"
        for field in rows
    )
    markup.put(
        '<div class="wide" tabindex="0" role="region" aria-label="Exposure by kind of site"><table class="plain sites">'
        f'<thead><tr><th scope="col">Question</th>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
    )
    absent = [_kind(item) for item in asked if said[item.id].get(_PRESENT) == _NO_SITE]
    if absent:
        markup.put(f'<p class="meta">Not there: {escape(wording.listing(absent))}.</p>')


def _kind(item: Item) -> str:
    return item.name.removeprefix("Exposure: ")


def _cell(choice: str | None, label: str, item: Item) -> str:
    if choice is None:
        return "<td></td>"
    if choice == _NOT_COUNTED:
        return '<td><span class="hazard maybe"><span>not counted</span></span></td>'
    level = choice.removeprefix("level_")
    field = next(field for field in item.fields if field.label == label)
    option = field.choice(choice)
    return f'<td><span class="hazard h{level}" title="{escape(option.label if option else level)}">{level}</span></td>'


def infiltration(reading: IntegrityReading) -> None:
    """Draw what is believed about infiltration: context, in no level."""
    st.header("What is believed about infiltration", anchor=False)
    lines = [*_beliefs(reading)]
    if not lines:
        markup.put('<p class="lead">Nothing has been recorded. It is context only.</p>')
        return
    markup.put('<p class="lead">Context for the choice of measures; it enters no level.</p>' + "".join(lines))


def _beliefs(reading: IntegrityReading) -> Iterator[str]:
    for id in _BELIEFS:
        item = reading.result.instrument.item(id)
        value = reading.view.assessment.answer(reading.whose, id).value or {}
        for field in item.fields:
            option = field.choice(str(value.get(field.id, "")))
            if option is not None:
                yield f"<p><b>{escape(item.name)}.</b> {escape(option.label)}.</p>"
