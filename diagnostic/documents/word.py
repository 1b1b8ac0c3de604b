"""A draft as a Word file: A4, quiet, with real styles that a lawyer can go on working with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time
from io import BytesIO

import docx
from docx.document import Document as Word

from diagnostic.documents.model import Block, ClauseNote, Document, Line, Part, Span, Text, plain
from diagnostic.documents.word_styles import CLAUSE
from diagnostic.documents.word_tables import laid_out
from diagnostic.documents.word_template import template
from diagnostic.documents.word_text import field, field_start, runs, styled
from diagnostic.documents.word_xml import Element, element, in_order, keep_with_next

DRAFT = "Draft for legal review"


def render(document: Document) -> bytes:
    """Return the Word file of a draft."""
    word = docx.Document(BytesIO(template()))
    _properties(word, document)
    _head_and_foot(word, document)
    body = word.element.body
    last = body.sectPr
    for child in _body(document):
        last.addprevious(child)
    target = BytesIO()
    word.save(target)
    return target.getvalue()


# ---------------------------------------------------------------- content


def _body(document: Document) -> Iterator[Element]:
    meta = f"{document.country or '[country]'} · round {document.round or '[round]'}"
    yield styled("Meta", (Span(meta),))
    yield styled("Title", (Span(document.title),))
    yield styled("Subtitle", (Span(document.parties),))
    first, *rest = document.about
    yield styled("About", (Span(f"{DRAFT}. "), Span(first)), bold_first=True)
    for text in rest:
        yield styled("About", _marked(text))
    yield from _contents(document)
    for number, part in enumerate(document.parts):
        yield _heading(document, part, number)
        for block in part.blocks:
            yield from _block(block)
    if document.sources:
        yield styled("Heading 1", (Span("Sources of the notes"),))
        for text in document.sources:
            yield styled("Source", (Span(text),))


def _marked(text: str) -> Text:
    """Show the word in brackets as choices are shown."""
    return tuple(Span(piece, open=piece.startswith("[")) for piece in re.split(r"(\[\w+\])", text) if piece)


def _label(document: Document, part: Part) -> str:
    if not part.number:
        return ""
    return f"Article {part.number}" if document.names_articles else part.number


def _heading(document: Document, part: Part, place: int) -> Element:
    label = _label(document, part)
    text = (Span(f"{label}\t"), Span(part.heading)) if label else (Span(part.heading),)
    style = "Heading 1"
    paragraph = styled(style, text)
    properties = paragraph.pPr
    if part.new_page:
        properties.append(element("w:pageBreakBefore"))
    if label:
        wide = 1500 if document.names_articles else CLAUSE
        properties.append(element("w:tabs", None, element("w:tab", {"val": "left", "pos": wide})))
        properties.append(element("w:ind", {"left": wide, "hanging": wide}))
    in_order(properties)
    start = element("w:bookmarkStart", {"id": place + 1, "name": f"part_{place + 1}"})
    properties.addnext(start)
    paragraph.append(element("w:bookmarkEnd", {"id": place + 1}))
    return paragraph


def _contents(document: Document) -> Iterator[Element]:
    """Yield the table of articles: a field that Word can renew, with what it holds now."""
    if len(document.parts) < 5:
        return
    yield styled("Contents head", (Span("Articles" if document.names_articles else "Contents"),))
    wide = 1150 if document.names_articles else CLAUSE
    for place, part in enumerate(document.parts):
        label = _label(document, part)
        paragraph = styled("TOC 1", ())
        paragraph.pPr.append(element("w:tabs", None, element("w:tab", {"val": "left", "pos": wide})))
        in_order(paragraph.pPr)
        if place == 0:
            paragraph.extend(field_start('TOC \\o "1-1" \\n \\h \\z'))
        link = element("w:hyperlink", {"anchor": f"part_{place + 1}", "history": "1"})
        link.extend(runs((Span(f"{label}\t{part.heading}" if label else part.heading),)))
        paragraph.append(link)
        if place == len(document.parts) - 1:
            paragraph.append(element("w:r", None, element("w:fldChar", {"fldCharType": "end"})))
        yield paragraph


def _block(block: Block) -> Iterator[Element]:
    written = [_line("Clause" if line.number else "Clause plain", line) for line in block.lines]
    written += [_line("Clause item", line) for line in block.items]
    if written and (block.note or block.tables):
        keep_with_next(written[-1])
    yield from written
    for table in block.tables:
        if table.caption:
            yield styled("Caption", (Span(table.caption),))
        yield laid_out(table)
        yield styled("After table", ())
    if block.note:
        yield from _note(block.note)


def _line(style: str, line: Line) -> Element:
    text = (Span(f"{line.number}\t"), *line.text) if line.number else line.text
    return styled(style, text, direction_of=plain(line.text))


def _note(note: ClauseNote) -> Iterator[Element]:
    lines = [("Note. ", note.why)]
    lines += [("" if place else "Answers. ", answer) for place, answer in enumerate(note.answers)]
    lines += [("Sources. ", f"{note.sources}{'' if note.sources.endswith('…') else '.'}")]
    for place, (label, text) in enumerate(lines):
        paragraph = styled("Clause note", (Span(label), Span(text)), bold_first=True)
        if place == 0:
            paragraph.pPr.append(element("w:spacing", {"before": 60, "after": 0, "line": 288, "lineRule": "auto"}))
        if place < len(lines) - 1:
            keep_with_next(paragraph)
        else:
            paragraph.pPr.append(element("w:spacing", {"before": 0, "after": 200, "line": 288, "lineRule": "auto"}))
        in_order(paragraph.pPr)
        yield paragraph


# ---------------------------------------------------------------- around the text


def _properties(word: Word, document: Document) -> None:
    core = word.core_properties
    core.title = f"{document.title}: {document.parties}"
    core.subject = DRAFT
    core.author = core.last_modified_by = core.comments = core.keywords = core.category = ""
    core.language = "en-GB"
    core.created = core.modified = datetime.combine(document.drafted_on, time())
    core.revision = 1


def _head_and_foot(word: Word, document: Document) -> None:
    section = word.sections[0]
    head, foot = section.header._element, section.footer._element
    for part in (head, foot):
        part[:] = []
    head.append(styled("Header draft", (Span(DRAFT),)))
    head.append(styled("Header", (Span(f"{document.title} · {document.parties}"),)))
    day = f"{document.drafted_on.day} {document.drafted_on:%B %Y}"
    line = styled("Footer", (Span(f"{document.country} · round {document.round} · drafted on {day}\t"),))
    line.extend(runs((Span("Page "),)))
    line.extend(field("PAGE"))
    line.extend(runs((Span(" of "),)))
    line.extend(field("NUMPAGES"))
    foot.append(line)
