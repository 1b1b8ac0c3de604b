"""What the head of an agency states on its safeguards: the only thing that others learn of them."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.advice.safeguards import Attestation, Safeguard
from diagnostic.answers.answer import AGENCIES, Voice
from diagnostic.app import markup, state, trying
from diagnostic.service import integrity
from diagnostic.service.desk import Desk
from diagnostic.service.integrity import IntegrityReading
from diagnostic.storage import Record

SAID: dict[Attestation, str] = {
    "confirmed": "Confirmed",
    "not_yet": "Not yet",
    "not_disclosed": "Not disclosed",
}
_STATE = {
    "holds": "established",
    "unknown": "not known to be established",
    "fails": "not established",
}


def safeguards(desk: Desk, reading: IntegrityReading) -> None:
    """Draw the head's statements on the safeguards that deeper cooperation asks for."""
    own, other = reading.name, reading.record.pair.other(reading.whose)
    st.header("What the head states to others", anchor=False)
    markup.put(
        '<p class="lead">Joint units, shared databases and liaison access ask for vetting, access logs and a working '
        f"reporting channel at established (level{wording.NBSP}3). {escape(other)} and the committee see no answer of "
        f"{escape(own)}: only what its head states here, once both agencies’ answers on cooperation are open.</p>"
    )
    said = integrity.attestations(desk, reading.record, reading.whose)
    for item in integrity.safeguard_items(desk):
        pair = reading.result.outcome(item.id).pair
        key = f"attest_{reading.record.id}_{reading.whose}_{item.id}"
        st.session_state[key] = said.get(item.id, "not_disclosed")
        now = wording.span(*pair) if pair else "not applicable"
        st.segmented_control(
            f"{item.name} (own answer: {now})",
            options=list(SAID),
            format_func=lambda option: SAID[option],
            key=key,
            required=True,
            on_change=_attest,
            args=(desk, reading.record.id, item.id, key),
        )
    trying.tell("attest")


def _attest(desk: Desk, id: str, item: str, key: str) -> None:
    trying.attempt(lambda: integrity.attest(desk, id, item, st.session_state[key]), "attest")


def own_gaps(desk: Desk, record: Record, found: tuple[Safeguard, ...]) -> None:
    """Draw, for the own agency, which safeguards planned steps ask for are not established."""
    titles = {step.id: step.title for step in desk.catalogue.steps}
    lacking = [safeguard for safeguard in found if safeguard.state != "holds"]
    st.header("Safeguards of your own agency", anchor=False)
    if not lacking:
        markup.put('<p class="lead">Those that these steps ask for are established, as claimed.</p>')
        return
    own = record.pair.name(state.acting())
    markup.put(
        f'<p class="lead">More shared intelligence also means more to leak. Seen by the integrity team and the head of '
        f"{escape(own)} alone.</p>"
    )
    rows = "".join(
        f"<li><div>{markup.item_name(desk.integrity[safeguard.item])}<p>{wording.capital(_STATE[safeguard.state])}, "
        f"and asked for by: {escape(wording.listing([titles[id] for id in safeguard.steps]))}.</p></div>"
        f'<div class="side">{markup.track(safeguard.now, safeguard.at_least)}</div></li>'
        for safeguard in lacking
    )
    markup.put(f'<ul class="rows">{rows}</ul>')
    st.page_link("app_pages/integrity_measures.py", label="Measures for them", query_params=state.address())


def both(desk: Desk, record: Record, attested: Mapping[str, Mapping[Voice, Attestation]]) -> None:
    """Draw the safeguards as conditions for both agencies: what each head states, and nothing else."""
    st.header("Safeguards, as conditions for both", anchor=False)
    markup.put(
        '<p class="lead">Steps that share people, data or access ask both agencies for these, at established '
        f"(level{wording.NBSP}3). Only what each head states is shown.</p>"
    )
    heads = "".join(f'<th scope="col">{escape(record.pair.name(voice))}</th>' for voice in AGENCIES)
    body = "".join(
        f'<tr><th scope="row">{escape(desk.integrity[item].name)}</th>'
        + "".join(f'<td data-label="{escape(record.pair.name(voice))}">{SAID[said[voice]]}</td>' for voice in AGENCIES)
        + "</tr>"
        for item, said in attested.items()
    )
    markup.put(
        '<table class="plain stack" aria-label="What the heads state"><thead><tr>'
        f'<th scope="col">Safeguard</th>{heads}</tr></thead><tbody>{body}</tbody></table>'
    )
