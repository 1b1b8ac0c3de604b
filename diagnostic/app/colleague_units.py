"""For the coordinator: who drafts answers to which sections, and whether they have handed in."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any
from uuid import uuid4

import streamlit as st

from diagnostic import wording
from diagnostic.answers.answer import Voice
from diagnostic.app import markup, trying
from diagnostic.content.model import Instrument
from diagnostic.service import colleagues
from diagnostic.service.colleagues import Unit
from diagnostic.service.desk import Desk
from diagnostic.service.units import PLACES, Colleague, Place
from diagnostic.storage import Clash, Record

PLACE: dict[Place, str] = {"headquarters": "Headquarters", "region": "Region", "unit": "Unit"}


@dataclass(frozen=True, slots=True)
class Naming:
    """Where colleagues are named: the agency, and the questionnaire whose sections are given to them."""

    desk: Desk
    record: Record
    voice: Voice
    instrument: Instrument

    @property
    def sections(self) -> dict[str, str]:
        """The titles of the sections that can be given to colleagues."""
        found = (s for s in self.instrument.sections if not all(item.restricted for item in s.items))
        return {section.id: section.title for section in found}


def section(naming: Naming, units: list[Unit]) -> None:
    """Draw the colleagues, and the place to name another."""
    st.header("Who drafts what", anchor=False)
    named = [unit for unit in units if unit.colleague.named]
    if not named:
        markup.put(
            '<p class="lead">Nobody is named. Headquarters, regions and units can each answer for themselves; you then '
            "make one answer of theirs. Without colleagues you answer alone, on the page Questions.</p>"
        )
    trying.tell("units")
    for unit in named:
        _unit(naming, unit)
    _new(naming)
    past = [unit for unit in units if not unit.colleague.named]
    if past:
        with st.expander(f"Named no longer ({len(past)})", key="past"):
            markup.put('<p class="meta">Their drafts are kept.</p>')
            for unit in past:
                with st.container(horizontal=True, vertical_alignment="center"):
                    markup.put(f"<p>{escape(unit.colleague.label)}</p>")
                    args = (naming, unit.colleague)
                    st.button("Name again", key=f"anew_{unit.colleague.slot}", on_click=_again, args=args)


def _unit(naming: Naming, unit: Unit) -> None:
    colleague = unit.colleague
    clash = st.session_state.get(f"clash_{colleague.key}")
    with st.container(key=f"listed_unit_{colleague.slot}", gap=None):
        stands = "Handed in" if unit.handed_in else "Not yet handed in"
        markup.put(
            f'<div class="who"><b>{escape(colleague.label)}</b><span>{PLACE[colleague.place]}</span>'
            f'<span>{stands}<br><span class="meta">{escape(_about(naming, colleague))}</span></span></div>'
        )
        if clash is not None:
            _meeting(naming, colleague, clash)
            return
        with st.container(horizontal=True):
            change = st.popover("Change", key=f"change_{colleague.slot}", type="tertiary", on_change="rerun")
            if change.open:
                with change:
                    _change(naming, colleague)
            with st.popover("Name no longer", key=f"remove_{colleague.slot}", type="tertiary"):
                said = "The draft is kept, but not gathered any more."
                if colleague.person:
                    said += f" Unless they are named elsewhere, {colleague.person} takes part as a respondent no more."
                st.write(said)
                st.button("Name no longer", key=f"off_{colleague.slot}", on_click=_remove, args=(naming, colleague))
            if unit.handed_in:
                args = (naming, colleague.slot)
                st.button("Hand back", key=f"return_{colleague.slot}", type="tertiary", on_click=_hand_back, args=args)


def _change(naming: Naming, colleague: Colleague) -> None:
    # The number in the keys brings the fields to what stands once somebody has changed it.
    values = _fields(naming, f"{colleague.key}_{colleague.number}", colleague)
    args = (naming, colleague.key, values, colleague.number)
    st.button("Keep the change", key=f"keep_{colleague.slot}", type="primary", on_click=_name, args=args)


def _about(naming: Naming, colleague: Colleague) -> str:
    titles = naming.sections
    sections = [titles[id] for id in colleague.sections if id in titles]
    said = [wording.listing(sections) if sections else "All sections"]
    return " · ".join([*said, colleague.person] if colleague.person else said)


def _new(naming: Naming) -> None:
    # A new key for every colleague: a double click names one, and the fields of the next are empty.
    key = st.session_state.setdefault(_token(naming), str(uuid4()))
    with st.expander("Name a colleague", key="name_new"):
        values = _fields(naming, key, None)
        st.button("Name this colleague", key="name_now", type="primary", on_click=_name, args=(naming, key, values, 0))


def _token(naming: Naming) -> str:
    return f"new_colleague_{naming.record.id}_{naming.voice}"


def _fields(naming: Naming, prefix: str, colleague: Colleague | None) -> dict[str, str]:
    """Draw the fields and return their session keys. The choice of sections is empty where it is all."""
    keys = {part: f"{part}_{prefix}" for part in ("place", "label", "person", "sections")}
    known: dict[str, Any] = {"place": "region", "label": "", "person": "", "sections": []}
    if colleague is not None:
        known = {**colleague.data(), "sections": list(colleague.sections)}
    for part, key in keys.items():
        st.session_state.setdefault(key, known[part])
    st.pills(
        "What it is", options=list(PLACES), format_func=lambda place: PLACE[place], key=keys["place"], required=True
    )
    st.text_input(
        "Name of the draft, such as “Region North”", key=keys["label"], max_chars=colleagues.MAX_LABEL,
        help="Name a place or an office, not a person: it stands beside each answer when you gather.",
    )  # fmt: skip
    if naming.desk.person is not None:
        st.text_input(
            "E-mail address of who answers there", key=keys["person"], max_chars=320,
            help="The address with which they sign in. For a group: claim:name=value, as the sign-in service sends it.",
        )  # fmt: skip
    titles = naming.sections
    st.pills(
        "Sections to answer (none chosen: all)",
        options=list(titles),
        format_func=lambda id: titles[id],
        selection_mode="multi",
        key=keys["sections"],
    )
    markup.put(
        '<p class="meta">Surveillance, undercover officers and informants (A.9 to A.11) are in no draft: their named '
        "custodian answers.</p>"
    )
    return keys


def _name(naming: Naming, key: str, keys: dict[str, str], seen: int) -> None:
    values = {part: st.session_state.get(of) for part, of in keys.items()}
    if seen == 0 and st.session_state.get(_token(naming)) != key:
        return  # the second of two clicks
    _enter(naming, key, values, seen)


def _enter(naming: Naming, key: str, values: dict[str, Any], seen: int) -> None:
    done: list[Colleague | Clash] = []

    def work() -> None:
        done.append(
            colleagues.name(
                naming.desk, naming.record.id, naming.voice, key, seen=seen,
                place=values["place"] or "", label=values["label"] or "", person=values["person"] or "",
                sections=values["sections"] or (),
            )
        )  # fmt: skip

    if trying.attempt(work, "units"):
        if isinstance(done[0], Clash):
            st.session_state[f"clash_{key}"] = values
        else:
            st.session_state.pop(f"clash_{key}", None)
            if seen == 0:
                st.session_state.pop(_token(naming), None)


def _meeting(naming: Naming, first: Colleague, second: dict[str, Any]) -> None:
    """Show what was written in two windows at once, and let one stand."""
    titles = naming.sections

    def said(place: Place, label: str, person: str, sections: Any) -> str:
        parts = [label, PLACE.get(place, ""), person, wording.listing([titles.get(id, id) for id in sections])]
        return escape(" · ".join(part for part in parts if part))

    one = said(first.place, first.label, first.person, first.sections)
    other = said(second["place"], second["label"], second["person"] or "", second["sections"] or ())
    markup.put(
        '<div class="alert" role="alert">This colleague was changed in two places at once. Choose what stands.</div>'
        f'<div class="said"><div class="{naming.voice}"><b>Written first.</b> {one}</div>'
        f'<div class="{naming.voice}"><b>Written second.</b> {other}</div></div>'
    )
    with st.container(horizontal=True):
        key = f"clash_{first.key}"
        st.button("Keep the first", key=f"{key}_first", on_click=lambda: st.session_state.pop(key, None))
        args = (naming, first.key, second, first.number)
        st.button("Take the second", key=f"{key}_second", on_click=_enter, args=args)


def _again(naming: Naming, colleague: Colleague) -> None:
    _enter(naming, colleague.key, colleague.data(), colleague.number)


def _remove(naming: Naming, colleague: Colleague) -> None:
    def work() -> None:
        now = colleagues.remove(naming.desk, naming.record.id, naming.voice, colleague.key, colleague.number)
        if isinstance(now, Clash):
            raise colleagues.ColleagueRefused("Somebody has just changed this colleague. Look again, then decide.")

    trying.attempt(work, "units")


def _hand_back(naming: Naming, slot: str) -> None:
    trying.attempt(lambda: colleagues.hand_back(naming.desk, naming.record.id, naming.voice, slot), "units")
