"""A report in Word on somebody's own template: its page, its head and foot, its styles, its blanks filled in.

Nothing of a template is run or looked up: a blank is a name in double braces, such as ``{{ title }}``, no more.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from copy import deepcopy
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from diagnostic.documents.model import Span
from diagnostic.documents.report_blanks import REPORT
from diagnostic.documents.sheet import Sheet, clean
from diagnostic.documents.word_styles import WIDTH
from diagnostic.documents.word_text import styled
from diagnostic.documents.word_xml import Element, element, keep_with_next

#: A template may be so large, packed and unpacked, have so many parts, and be packed so tightly.
_PACKED, _UNPACKED, _PARTS, _RATIO = 10_000_000, 50_000_000, 2_000, 200
_DOCUMENT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
#: What Word would fetch or run when it opens the file.
_LIVE = re.compile(
    rb"vbaProject|macroEnabled|oleObject|activeX|altChunk|aFChunk|subDocument|<!DOCTYPE|<!ENTITY"
    rb"|/relationships/package\"|\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE)\b"
)
#: What may lie outside: where a link leads, which nobody follows unasked; and the template of the template, let go.
_OUTSIDE = re.compile(rb"<[^<>]*TargetMode=[\"']External[\"'][^<>]*>")
_HARMLESS = re.compile(rb"/relationships/(?:hyperlink|attachedTemplate)[\"']")
_BLANK = re.compile(r"\{\{\s*([A-Za-z_]*)\s*\}\}")
_TITLE, _CLASSIFICATION = "title", "classification"
#: What stands at the head of a report, and is left out where a template has a title of its own.
_COVER = ("Meta", "Title", "Subtitle", "Finding")
#: What stays with what follows it, also where the styles of a template do not say so.
_AHEAD = ("Heading1", "Heading2", "Heading3", "Caption", "Picture")


class TemplateRefused(Exception):
    """The template cannot be used. The message is for the user."""


def fitted(report: bytes, sheet: Sheet, template: bytes, words: Mapping[str, str]) -> bytes:
    """Return a report in Word, put into a template.

    ``words``: what blanks stand for, by name. A blank ``{{ report }}`` says where the report goes; without it the
    report takes the place of all that the template holds. Classification, and that an administration is fictional,
    stand on every page in any case.

    Raises:
        TemplateRefused: with one sentence that says why.
    """
    _check(template)
    try:
        word = docx.Document(BytesIO(template))
        target = _Target(word, {name: clean(text) for name, text in words.items()})
        target.put(docx.Document(BytesIO(report)), sheet)
        saved = BytesIO()
        word.save(saved)
    except TemplateRefused:
        raise
    except Exception as error:
        # Whatever a damaged file leads to in the library that reads it, it is the file that is at fault.
        raise TemplateRefused(_BROKEN) from error
    return saved.getvalue()


_BROKEN = "The template cannot be read: save it in Word as a document (.docx) once more, and try again."


def _check(template: bytes) -> None:
    if len(template) > _PACKED:
        raise TemplateRefused(f"The template is larger than {_PACKED // 1_000_000} MB.")
    try:
        with zipfile.ZipFile(BytesIO(template)) as packed:
            parts = packed.infolist()
            whole = sum(part.file_size for part in parts)
            if len(parts) > _PARTS or whole > _UNPACKED or whole > _RATIO * len(template):
                raise TemplateRefused("The template is far larger unpacked than a document is, and was not opened.")
            types = packed.read("[Content_Types].xml")
            texts = [packed.read(part) for part in parts if part.filename.endswith((".xml", ".rels"))]
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, OSError):
        raise TemplateRefused("This is no Word document (.docx).") from None
    if b"macroEnabled" in types or b"vbaProject" in types:
        raise TemplateRefused("The template holds macros. Save it as a document without macros (.docx).")
    if _DOCUMENT not in types:
        raise TemplateRefused("This is no Word document (.docx).")
    if any(_LIVE.search(text) or _reaches_out(text) for text in texts):
        raise TemplateRefused(
            "The template holds something that Word would run or fetch when it is opened, such as an embedded object "
            "or a linked picture. Remove it, and try again."
        )


def _reaches_out(text: bytes) -> bool:
    return any(not _HARMLESS.search(link) for link in _OUTSIDE.findall(text))


class _Target:
    """A template that a report is put into."""

    def __init__(self, word: Word, words: Mapping[str, str]) -> None:
        self._word, self._words = word, words
        self._styles: dict[str, str] = {}
        self._numbers: dict[str, str] = {}

    def put(self, report: Word, sheet: Sheet) -> None:
        body = self._word.element.body
        place, used = self._fill(body)
        self._take_styles(report)
        self._take_lists(report)
        blocks = [child for child in report.element.body if child.tag != qn("w:sectPr")]
        if _TITLE in used:
            while blocks and _style_of(blocks[0]) in _COVER:
                blocks.pop(0)
        if place is None:
            place = self._emptied(body)
        width = _text_width(place, body)
        for block in blocks:
            self._adopt(block, report, width)
            place.addprevious(block)
        if place.tag == qn("w:p"):
            place.getparent().remove(place)
        self._mark(sheet)
        self._let_go()
        self._describe(sheet)

    # ------------------------------------------------------------ blanks

    def _fill(self, body: Element) -> tuple[Element | None, set[str]]:
        """Fill in the blanks; return the paragraph where the report goes, and which blanks the body has."""
        place, used = None, set[str]()
        for paragraph in list(body.iter(qn("w:p"))):
            names = self._fill_paragraph(paragraph)
            used |= names
            if REPORT in names and place is None and paragraph.getparent() is body:
                place = paragraph
        return place, used

    def _fill_paragraph(self, paragraph: Element) -> set[str]:
        texts = list(paragraph.iter(qn("w:t")))
        whole = "".join(text.text or "" for text in texts)
        names = set(_BLANK.findall(whole))
        for name in sorted(names - {REPORT, *self._words}):
            known = ", ".join(sorted({REPORT, *self._words}))
            raise TemplateRefused(f"The template asks for “{name}”. It can ask for: {known}.")
        if names:
            # A blank may run over several pieces of a line: the first one takes what stands for all.
            texts[0].text = _BLANK.sub(lambda found: self._words.get(found[1], ""), whole)
            texts[0].set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            for text in texts[1:]:
                text.text = ""
        return names

    @staticmethod
    def _emptied(body: Element) -> Element:
        """Take everything out of a template but its first page set-up, which is returned."""
        pages = list(body.iter(qn("w:sectPr")))
        first = deepcopy(pages[0]) if pages else element("w:sectPr")
        body[:] = [first]
        return first

    # ------------------------------------------------------------ what a report brings along

    def _take_styles(self, report: Word) -> None:
        """Find each style of the report in the template by its name; those that it lacks are added in its fonts."""
        here = {(style.get(qn("w:type")), _name(style)): style for style in self._word.styles.element.style_lst}
        ids = {style.get(qn("w:styleId")) for style in here.values()}
        added = []
        for style in report.styles.element.style_lst:
            id, found = style.get(qn("w:styleId")), here.get((style.get(qn("w:type")), _name(style)))
            if found is not None:
                self._styles[id] = found.get(qn("w:styleId"))
                continue
            self._styles[id] = id if id not in ids else f"Report{id}"
            added.append(deepcopy(style))
        for style in added:
            style.set(qn("w:styleId"), self._styles[style.get(qn("w:styleId"))])
            for fonts in list(style.iter(qn("w:rFonts"))):
                fonts.getparent().remove(fonts)
            style.attrib.pop(qn("w:default"), None)
            self._restyle(style)
            self._word.styles.element.append(style)

    def _take_lists(self, report: Word) -> None:
        """Give the template the lists of the report, under numbers that it does not use."""
        theirs = report.part.numbering_part
        relations = self._word.part.rels.values()
        if not any(one.reltype == RELATIONSHIP_TYPE.NUMBERING for one in relations):
            self._word.part.relate_to(theirs, RELATIONSHIP_TYPE.NUMBERING)
            return
        ours = self._word.part.numbering_part.element
        kinds = {one.get(qn("w:abstractNumId")) for one in ours.iter(qn("w:abstractNum"))}
        numbers = {one.get(qn("w:numId")) for one in ours.iter(qn("w:num"))}
        renamed: dict[str, str] = {}
        for found in theirs.element:
            if found.tag not in (qn("w:abstractNum"), qn("w:num")):
                continue
            one = deepcopy(found)
            if one.tag == qn("w:abstractNum"):
                id = one.get(qn("w:abstractNumId"))
                renamed[id] = _unused(kinds)
                one.set(qn("w:abstractNumId"), renamed[id])
                first = next(ours.iter(qn("w:num")), None)
                ours.append(one) if first is None else first.addprevious(one)
            else:
                id = one.get(qn("w:numId"))
                self._numbers[id] = _unused(numbers)
                one.set(qn("w:numId"), self._numbers[id])
                kind = one.find(qn("w:abstractNumId"))
                kind.set(qn("w:val"), renamed[kind.get(qn("w:val"))])
                ours.append(one)

    def _adopt(self, block: Element, report: Word, width: int) -> None:
        """Make a block at home in the template: its styles, its lists, its pictures, its width."""
        if _style_of(block) in _AHEAD and block.pPr.find(qn("w:keepNext")) is None:
            keep_with_next(block)
        self._restyle(block)
        for number in block.iter(qn("w:numId")):
            value = number.get(qn("w:val"))
            number.set(qn("w:val"), self._numbers.get(value, value))
        for drawn in block.iter(qn("a:blip")):
            image = report.part.related_parts[drawn.get(qn("r:embed"))]
            id, _ = self._word.part.get_or_add_image(BytesIO(image.blob))
            drawn.set(qn("r:embed"), id)
        for name, value in _measures(block):
            sized = round(int(name.get(value)) * width / WIDTH)
            name.set(value, str(sized))

    def _restyle(self, part: Element) -> None:
        for kind in ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link"):
            for found in part.iter(qn(f"w:{kind}")):
                id = found.get(qn("w:val"))
                found.set(qn("w:val"), self._styles.get(id, id))

    # ------------------------------------------------------------ every page

    def _mark(self, sheet: Sheet) -> None:
        """Fill in heads and feet, and put on every page what has to stand there."""
        fictional = sheet.terms.fictional if sheet.fictional else ""
        for place, section in enumerate(self._word.sections):
            both = self._word.settings.odd_and_even_pages_header_footer
            heads = [section.header, *([section.even_page_header] if both else [])]
            feet = [section.footer, *([section.even_page_footer] if both else [])]
            if section.different_first_page_header_footer:
                heads.append(section.first_page_header)
                feet.append(section.first_page_footer)
            for part in (*heads, *feet):
                if part.is_linked_to_previous and (place or part in feet):
                    continue
                used = set[str]()
                for paragraph in part._element.iter(qn("w:p")):
                    used |= self._fill_paragraph(paragraph)
                if part in heads:
                    marks = ["" if _CLASSIFICATION in used else sheet.classification, fictional]
                    self._put_above(part._element, [mark for mark in marks if mark])

    def _put_above(self, head: Element, marks: list[str]) -> None:
        if marks:
            line = styled("Header draft", (Span(clean(" · ".join(marks)).replace("\n", " ")),))
            self._restyle(line)
            head.insert(0, line)

    def _let_go(self) -> None:
        """Forget where the template itself came from, which Word would look up."""
        settings = self._word.settings.element
        for found in settings.findall(qn("w:attachedTemplate")):
            settings.remove(found)
        for one in self._word.part.rels.values():
            if one.reltype == RELATIONSHIP_TYPE.SETTINGS:
                rels = one.target_part.rels
                for id in [id for id, other in rels.items() if other.is_external]:
                    del rels[id]

    def _describe(self, sheet: Sheet) -> None:
        core = self._word.core_properties
        core.title, core.subject = clean(sheet.title)[:255], clean(sheet.subject)[:255]
        core.author = core.last_modified_by = clean(sheet.author)[:255]
        core.comments = core.keywords = core.category = ""
        core.language = sheet.language


def _name(style: Element) -> str:
    """Return the name of a style; Word writes those that it knows in small letters."""
    name = style.find(qn("w:name"))
    return "" if name is None else str(name.get(qn("w:val"))).casefold()


def _style_of(block: Element) -> str:
    properties = block.find(qn("w:pPr"))
    style = properties.find(qn("w:pStyle")) if properties is not None else None
    return "" if style is None else str(style.get(qn("w:val")))


def _unused(taken: set[Any]) -> str:
    """Return the next number that is not taken, and take it."""
    number = max((int(one) for one in taken if str(one).isdigit()), default=0) + 1
    taken.add(str(number))
    return str(number)


def _text_width(place: Element, body: Element) -> int:
    """Return the width of the text where the report goes, in twentieths of a point."""
    pages = (
        [place] if place.tag == qn("w:sectPr") else [*place.itersiblings(qn("w:sectPr")), *body.iter(qn("w:sectPr"))]
    )
    for page in pages:
        size, margin = page.find(qn("w:pgSz")), page.find(qn("w:pgMar"))
        if size is not None and margin is not None:
            sides = (int(margin.get(qn(f"w:{side}"), "0")) for side in ("left", "right", "gutter"))
            width = int(size.get(qn("w:w"), "0")) - sum(sides)
            return width if width > WIDTH // 3 else WIDTH
    return WIDTH


def _measures(block: Element) -> Iterator[tuple[Element, str]]:
    """Yield what has a width that follows that of the text, each with the attribute that holds it."""
    for name in ("gridCol", "tcW", "tblW"):
        for found in block.iter(qn(f"w:{name}")):
            if found.get(qn("w:type"), "dxa") == "dxa" and found.get(qn("w:w"), "").isdigit():
                yield found, qn("w:w")
    for name in ("wp:extent", "a:ext"):
        for found in block.iter(qn(name)):
            for side in ("cx", "cy"):
                if found.get(side, "").isdigit():
                    yield found, side
