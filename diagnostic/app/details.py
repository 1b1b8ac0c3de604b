"""From a figure down to the answers it rests on, with comment, evidence and the caps that lowered it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Protocol, cast

import streamlit as st

from diagnostic import wording
from diagnostic.access import View as Seen
from diagnostic.answers import labels
from diagnostic.answers.answer import AGENCIES, Voice
from diagnostic.app import markup, places_to, state
from diagnostic.content.model import Instrument, Item
from diagnostic.scoring import explaining
from diagnostic.scoring.levels import Dimensions
from diagnostic.scoring.outcomes import View


class Views(Protocol):
    """Results as claimed and as evidenced."""

    def view(self, name: View) -> Dimensions:
        """Return one of the two."""
        ...


class Scored(Protocol):
    """A result with the questions that it rests on."""

    @property
    def instrument(self) -> Instrument:
        """The questionnaire."""
        ...

    @property
    def voices(self) -> Mapping[Voice, Views]:
        """The results by agency."""
        ...


class Behind(Protocol):
    """What the answers behind a figure are looked up in: a reading of cooperation, or of integrity."""

    @property
    def view(self) -> Seen:
        """The answers that may be seen."""
        ...

    @property
    def whose(self) -> str:
        """Whose result it is."""
        ...

    @property
    def result(self) -> Scored:
        """The result."""
        ...

    @property
    def views(self) -> Views:
        """The views of whose result it is."""
        ...


def voices(reading: Behind) -> list[Voice]:
    """Return the voices whose answers stand behind a result, the agreed one first."""
    shown = list(AGENCIES) if reading.whose == "both" else [cast(Voice, reading.whose)]
    if reading.whose == "both" and "agreed" in reading.view.assessment.voices:
        return ["agreed", *shown]
    return shown


def item_details(reading: Behind, item: Item, view: View) -> str:
    """Return what was answered to an item, by every voice that may be seen, and what it counts as."""
    assessment = reading.view.assessment
    blocks = []
    for voice in voices(reading):
        if voice == "agreed" and not assessment.answer("agreed", item.id).settled:
            continue
        who = "Agreed" if voice == "agreed" else assessment.pair.name(voice)
        note = ""
        if voice in reading.result.voices:
            outcome = reading.result.voices[voice].view(view).outcomes.get(item.id)
            note = explaining.counts(outcome) if outcome else ""
        blocks.append(markup.answer_block(item, assessment.answer(voice, item.id), who, voice, note))
    return f'<div class="said">{"".join(blocks)}</div>'


def said_by(reading: Behind, item: Item) -> str:
    """Return who says what, in one sentence: ``Customs says level 3; Police has not answered.``"""
    assessment = reading.view.assessment
    agreed = assessment.answer("agreed", item.id)
    if reading.whose == "both" and agreed.answered:
        return f"Agreed: {_short(agreed.level, agreed.state)}."
    parts = []
    for voice in voices(reading):
        if voice == "agreed":
            continue
        answer = assessment.answer(voice, item.id)
        name = assessment.pair.name(voice)
        if answer.level is not None:
            parts.append(f"{name} says {wording.level(answer.level)}")
        elif answer.state == "prohibited_by_law":
            parts.append(f"{name} says the law forbids it")
        elif answer.state is not None:
            parts.append(f"{name}: {labels.state(item, answer.state).lower()}")
        else:
            parts.append(f"{name} has not answered")
    return "; ".join(parts) + "."


def silent(reading: Behind, item: str) -> Voice:
    """Return the agency whose answer to an item is missing, or the one that the person works for."""
    agencies = [voice for voice in voices(reading) if voice != "agreed"]
    open_ = (voice for voice in agencies if not reading.view.assessment.answer(voice, item).answered)
    return next(open_, state.acting())


def forbidden(reading: Behind, item: str) -> bool:
    """Whether one of the voices says that the law forbids what an item asks for."""
    assessment = reading.view.assessment
    return any(assessment.answer(voice, item).state == "prohibited_by_law" for voice in voices(reading))


def _short(level: int | None, state: str | None) -> str:
    return wording.level(level) if level is not None else "prohibited by law" if state else "not answered"


def draw(reading: Behind, item: Item, view: View) -> None:
    """Draw an item with its answers and the way to its question."""
    markup.put(item_line(reading, item, view) + item_details(reading, item, view))
    st.page_link(
        places_to.questions(reading.result.instrument.id),
        label=f"Open the question {item.code or item.name}",
        query_params=state.address(item=item.id),
    )


def item_line(reading: Behind, item: Item, view: View) -> str:
    """Return the head of an item in a list of details: its name, and its bounds in the result."""
    outcome = reading.views.view(view).outcomes.get(item.id)
    pair = outcome.pair if outcome else None
    counted = wording.span(*pair) if pair else "left out"
    bounds = counted if item.rates else "not rated"
    return f'<p style="margin:.6rem 0 0">{markup.item_name(item)} <span class="meta">{escape(bounds)}</span></p>'
