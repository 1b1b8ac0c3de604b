"""The part of a report that prints every question with what was answered, and what supports it."""

from __future__ import annotations

from collections.abc import Iterator

from diagnostic import wording
from diagnostic.answers import labels
from diagnostic.answers.answer import Answer, Voice
from diagnostic.content.model import Item, Section
from diagnostic.documents.model import Span, Text
from diagnostic.documents.report_input import Report, answered, named
from diagnostic.documents.report_result import stated
from diagnostic.documents.sheet import Block, Cell, Heading, Paragraph, Table, Together, Words, quiet, strong
from diagnostic.scoring import explaining
from diagnostic.scoring.outcomes import authorities, visible

_WIDTHS = (22, 78)


def answers(found: Report) -> Iterator[Block]:
    """Yield the answers of those voices that the reader may see, section by section."""
    case = found.case
    instrument = case.result.instrument
    yield Heading("Every question, and what was answered")
    if not answered(found):
        yield Paragraph("No question has been answered yet.")
        return
    for section in instrument.sections:
        yield from _section(found, section)


def _shown(found: Report) -> tuple[Voice, ...]:
    return (*found.case.voices, "agreed") if found.both else found.case.voices


def _section(found: Report, section: Section) -> Iterator[Block]:
    asked = [item for item in section.items if _is_asked(found, item)]
    left = [item for item in section.items if item not in asked]
    heading = Heading(section.title, 2)
    if not asked:
        yield Together((heading, Paragraph(f"Not asked: {_names(left)}.", "meta")))
        return
    yield heading
    for item in asked:
        yield _item(found, item)
    if left:
        yield Paragraph(f"Not asked, since the answers before call for no more: {_names(left)}.", "meta")


def _names(items: list[Item]) -> str:
    return wording.listing([labels.title(item) for item in items])


def _is_asked(found: Report, item: Item) -> bool:
    assessment, instrument = found.case.result.assessment, found.case.result.instrument
    for voice in _shown(found):
        if assessment.answer(voice, item.id).settled:
            return True
        if voice != "agreed" and visible(item, instrument, assessment.voices.get(voice, {})):
            return True
    return False


def _item(found: Report, item: Item) -> Table:
    """Return a question with its answers. It stands in the head of the table, and so on every page of it."""
    rows: list[tuple[Words | Cell, ...]] = []
    for voice in _shown(found):
        answer = found.case.result.assessment.answer(voice, item.id)
        if voice == "agreed" and answer.empty:
            continue
        rows.append(_row(found, item, voice, answer))
    return Table((named(item), item.question), tuple(rows), _WIDTHS)


def _row(found: Report, item: Item, voice: Voice, answer: Answer) -> tuple[Words | Cell, ...]:
    who: Words = (strong("Agreed"),) if voice == "agreed" else found.case.agency(voice)
    return who, (*_said(item, answer), *_support(found, item, voice, answer))


def _said(item: Item, answer: Answer) -> Text:
    if answer.level is not None:
        return stated(item, answer.level)
    if not answer.settled:
        return (quiet("Not answered"),)
    return (Span(labels.headline(item, answer).replace("; ", "\n") if answer.value else labels.headline(item, answer)),)


def _support(found: Report, item: Item, voice: Voice, answer: Answer) -> Text:
    """Return what stands beside an answer, each on a line of its own."""
    spans: list[Span] = []
    if _speaks_as_holder(found, item, voice, answer):
        spans.append(quiet("\nSaid as the holder of the power, on the way that is open to the other agency."))
    for label, text in labels.support(answer):
        spans += [quiet(f"\n{label}: "), Span(text)]
    if answer.decided_by:
        spans += [quiet("\nDecided by: "), Span(answer.decided_by)]
    if voice in found.case.result.voices and item.levelled and answer.level is not None:
        outcome = found.case.result.voices[voice].claimed.outcomes[item.id]
        counted = explaining.counts(outcome) if outcome.why == "level" else ""
        spans += [quiet(f"\n{counted}")] if counted else []
    return tuple(spans)


def _speaks_as_holder(found: Report, item: Item, voice: Voice, answer: Answer) -> bool:
    power = found.case.result.instrument.power_of(item.id)
    if power is None or answer.level is None:
        return False
    return authorities(power, found.case.result.assessment.answer(voice, power.id)) == {"full"}
