"""A sheet as a Word file: the same words in the same order as the PDF, with real styles to go on working with."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC
from io import BytesIO

import docx
from docx.document import Document as Word
from docx.oxml.ns import qn
from docx.shared import Twips

from diagnostic.documents.direction import has_letter
from diagnostic.documents.model import Span, Text
from diagnostic.documents.sheet import (
    Bands,
    Block,
    Callout,
    Definitions,
    Figures,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Points,
    Sheet,
    Signatures,
    Sources,
    Table,
    Together,
    Words,
    clean,
    lines,
    pieces,
    shown,
)
from diagnostic.documents.sheet_word_tables import bands, definitions, figures, filled, settled, signatures
from diagnostic.documents.word_styles import WIDTH
from diagnostic.documents.word_template import BULLETS, NUMBERS, template
from diagnostic.documents.word_text import field, field_start, runs, styled
from diagnostic.documents.word_xml import Element, element, in_order, keep_with_next

_WEIGHTS = {"body": "Body Text", "lead": "Lead", "small": "Small", "meta": "Meta"}
#: The earliest time that the parts of a Word file can carry: the same sheet gives the same file.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def render(sheet: Sheet) -> bytes:
    """Return the Word file of a sheet."""
    word = docx.Document(BytesIO(template(report=True)))
    _properties(word, sheet)
    _head_and_foot(word, sheet)
    body = word.element.body
    last = body.sectPr
    for child in _Writer(word, sheet).body():
        last.addprevious(child)
    if sheet.right_to_left:
        _turn(body)
    target = BytesIO()
    word.save(target)
    return _without_times(target.getvalue())


# ---------------------------------------------------------------- content


class _Writer:
    """Writes the blocks of one sheet; knows how many headings, lists and pictures there were."""

    def __init__(self, word: Word, sheet: Sheet) -> None:
        self._word, self._sheet = word, sheet
        self._headings = self._lists = 0

    def body(self) -> Iterator[Element]:
        sheet = self._sheet
        yield from _paragraphs("Meta", sheet.above)
        yield from _paragraphs("Title", sheet.title)
        yield from _paragraphs("Subtitle", sheet.subtitle)
        yield from _paragraphs("Finding", sheet.finding)
        if sheet.contents:
            yield from self._contents()
        yield from self._several(sheet.blocks)

    def _several(self, blocks: Iterable[Block]) -> Iterator[Element]:
        new_page = False
        for block in shown(blocks):
            if isinstance(block, PageBreak):
                new_page = True
                continue
            for made in self._block(block):
                if new_page:
                    yield from _on_new_page(made)
                else:
                    yield made
                new_page = False

    def _block(self, block: Block) -> Iterator[Element]:
        match block:
            case Heading():
                yield self._heading(block)
            case Paragraph():
                yield from _paragraphs(_WEIGHTS[block.weight], block.words)
            case Points():
                yield from self._points(block)
            case Definitions():
                yield definitions(block)
                yield styled("After table", ())
            case Table():
                yield from _paragraphs("Caption", block.caption)
                yield filled(block)
                yield styled("After table", ())
            case Callout():
                yield from _callout(block)
            case Figures():
                yield figures(block)
                yield styled("After table", ())
            case Bands():
                yield bands(block)
                yield styled("After table", ())
            case Picture():
                yield from self._picture(block)
            case Sources():
                for entry in block.entries:
                    yield from _paragraphs("Source", entry)
            case Signatures():
                for table in signatures(block, self._sheet.terms):
                    yield table
                    yield styled("After table", ())
            case Together():
                *first, last = list(self._several(block.blocks))
                for made in first:
                    _keep(made)
                yield from (*first, last)
            case PageBreak():
                raise AssertionError("page breaks are written by the block that follows")

    def _heading(self, heading: Heading) -> Element:
        paragraph = styled(f"Heading {heading.level}", _in_one(heading.words))
        self._headings += 1
        start = element("w:bookmarkStart", {"id": self._headings, "name": f"part_{self._headings}"})
        paragraph.pPr.addnext(start)
        paragraph.append(element("w:bookmarkEnd", {"id": self._headings}))
        return paragraph

    def _contents(self) -> Iterator[Element]:
        """Yield the table of contents: a field that Word can renew, with what it holds now."""
        listed = [(at, heading) for at, heading in enumerate(self._sheet.headings, start=1) if heading.level < 3]
        if not listed:
            return
        yield from _paragraphs("Contents head", self._sheet.terms.contents)
        for at, heading in listed:
            paragraph = styled(f"TOC {heading.level}", (), direction_of="".join(s.text for s in pieces(heading.words)))
            if at == listed[0][0]:
                paragraph.extend(field_start('TOC \\o "1-2" \\n \\h \\z'))
            link = element("w:hyperlink", {"anchor": f"part_{at}", "history": "1"})
            link.extend(runs(_in_one(heading.words)))
            paragraph.append(link)
            if at == listed[-1][0]:
                paragraph.append(element("w:r", None, element("w:fldChar", {"fldCharType": "end"})))
            yield paragraph
        yield styled("After table", ())

    def _points(self, points: Points) -> Iterator[Element]:
        style, number = ("List Number", self._numbered()) if points.numbered else ("List Bullet", BULLETS)
        for item in points.items:
            if lines(item):
                paragraph = styled(style, _in_one(item))
                listed = element("w:numPr", None, element("w:ilvl", {"val": 0}), element("w:numId", {"val": number}))
                paragraph.pPr.append(listed)
                in_order(paragraph.pPr)
                yield paragraph

    def _numbered(self) -> int:
        """Return the number of a new list that counts from 1."""
        self._lists += 1
        number = NUMBERS + self._lists
        again = element("w:lvlOverride", {"ilvl": 0}, element("w:startOverride", {"val": 1}))
        kind = element("w:abstractNumId", {"val": NUMBERS})
        self._word.part.numbering_part.element.append(element("w:num", {"numId": number}, kind, again))
        return number

    def _picture(self, picture: Picture) -> Iterator[Element]:
        from diagnostic.documents.pdf import picture_png  # loads typst, which a sheet without pictures does not need

        image = BytesIO(picture_png(picture.svg))
        drawn = self._word.add_paragraph()  # the picture has to know its file; the paragraph is moved to its place
        drawn.add_run().add_picture(image, width=Twips(round(WIDTH * picture.width)))
        for described in drawn._p.iter(qn("wp:docPr")):
            described.set("descr", clean(picture.alt))
        for inline in drawn._p.iter(qn("wp:inline")):
            for side in ("distT", "distB", "distL", "distR"):
                inline.set(side, "0")
        for named in drawn._p.iter(qn("pic:cNvPr")):
            named.set("name", "Picture")
        paragraph = styled("Picture", ())
        paragraph.extend(list(drawn._p.iter(qn("w:r"))))
        drawn._p.getparent().remove(drawn._p)
        yield paragraph
        yield from _paragraphs("Picture words", picture.caption)


def _in_one(words: Words) -> Text:
    """Return a text as one paragraph, its lines parted by line ends."""
    return settled(tuple(span for span in pieces(words) if span.text))


def _paragraphs(style: str, words: Words) -> Iterator[Element]:
    """Yield a paragraph for each line, since each has a direction of its own; close together, as one."""
    written = [styled(style, settled(line)) for line in lines(words)]
    for paragraph in written[:-1]:
        paragraph.pPr.append(element("w:contextualSpacing"))
        keep_with_next(paragraph)
    if len(written) > 1:
        written[-1].pPr.append(element("w:spacing", {"before": 0}))
        in_order(written[-1].pPr)
    yield from written


def _callout(callout: Callout) -> Iterator[Element]:
    style = f"Callout {callout.tone}"
    texts = [settled(line) for words in callout.paragraphs for line in lines(words)]
    if callout.title:
        texts = [settled((Span(clean(callout.title), strong=True),)), *texts]
    for place, text in enumerate(texts):
        paragraph = styled(style, text)
        if place < len(texts) - 1:
            keep_with_next(paragraph)
        yield paragraph
    yield styled("After table", ())


def _on_new_page(made: Element) -> Iterator[Element]:
    """Put a block at the head of a page; a table has an empty line before it, since only paragraphs can be told so."""
    paragraph = made if made.tag == qn("w:p") else styled("After table", ())
    paragraph.pPr.append(element("w:pageBreakBefore"))
    in_order(paragraph.pPr)
    yield paragraph
    if made is not paragraph:
        yield made


def _keep(made: Element) -> None:
    """Hold a paragraph, or each of a table, on the page of what follows."""
    for paragraph in made.iter(qn("w:p")):
        if paragraph.pPr.find(qn("w:keepNext")) is None:
            keep_with_next(paragraph)


# ---------------------------------------------------------------- around the text


def _properties(word: Word, sheet: Sheet) -> None:
    core = word.core_properties
    core.title = clean(sheet.title)[:255]
    core.subject = clean(sheet.subject)[:255]
    core.author = core.last_modified_by = clean(sheet.author)[:255]
    core.comments = core.keywords = core.category = ""
    core.language = sheet.language
    core.created = core.modified = sheet.made_at.astimezone(UTC).replace(tzinfo=None)
    core.revision = 1


def _head_and_foot(word: Word, sheet: Sheet) -> None:
    section = word.sections[0]
    head, foot = section.header._element, section.footer._element
    for part in (head, foot):
        part[:] = []
    fictional = sheet.terms.fictional if sheet.fictional else ""
    if marks := [mark for mark in (sheet.classification, fictional) if mark]:
        head.append(styled("Header draft", _in_one("\t".join(mark.replace("\n", " ") for mark in marks))))
    head.append(styled("Header", _in_one(sheet.running or sheet.title)))
    line = styled("Footer", (*_in_one(sheet.foot), Span("\t")))
    before, _, rest = sheet.terms.page.partition("{page}")
    between, _, after = rest.partition("{pages}")
    for text, counted in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
        if text:
            line.extend(runs((Span(text),)))
        if counted:
            line.extend(field(counted))
    foot.append(line)
    if sheet.right_to_left:
        for part in (head, foot):
            _turn(part)


def _turn(part: Element) -> None:
    """Lay a part out from right to left: its tables, and its empty and neutral paragraphs."""
    for table in part.iter(qn("w:tblPr")):
        style = table.find(qn("w:tblStyle"))
        style.addnext(element("w:bidiVisual"))
    for paragraph in part.iter(qn("w:p")):
        if not has_letter("".join(text.text or "" for text in paragraph.iter(qn("w:t")))):
            paragraph.get_or_add_pPr().append(element("w:bidi"))
            in_order(paragraph.pPr)
    for section in part.iter(qn("w:sectPr")):
        if section.find(qn("w:bidi")) is None:
            section.append(element("w:bidi"))


def _without_times(raw: bytes) -> bytes:
    """Return a Word file whose parts carry no time of their own."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as made, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as steady:
        for name in made.namelist():
            steady.writestr(zipfile.ZipInfo(name, _NO_TIME), made.read(name), zipfile.ZIP_DEFLATED)
    return target.getvalue()
