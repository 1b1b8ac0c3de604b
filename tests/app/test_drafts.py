"""The page with the documents that can be drafted: which, why, and each as a Word file."""

from __future__ import annotations

import io

import docx
import pytest

from diagnostic.access import NotAllowed, Viewer
from diagnostic.content import Library
from diagnostic.service import drafting, files
from diagnostic.service.desk import Desk
from diagnostic.storage import Store
from tests.app.windows import Window

FREEDONIA = "3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2026"


@pytest.fixture
def desk(library: Library, store: Store) -> Desk:
    customs = Desk(library, store, Viewer.local("customs"))
    files.load_demonstration(customs)
    return customs


def test_the_page_lists_all_documents_those_that_the_plan_calls_for_first(desk: Desk) -> None:
    window = Window().open("drafts", assessment=FREEDONIA, **{"as": "customs", "whose": "both"})
    words = window.words
    assert "13 documents can be drafted" in words
    assert words.index("Called for by the plan") < words.index("Also to be had")
    assert "draft for legal review" in words
    for draft in desk.library.drafts.values():
        assert draft.title in words


def test_a_draft_is_a_word_file_that_says_what_it_is_and_whose(desk: Desk) -> None:
    raw = drafting.draft(desk, FREEDONIA, "both", "mou")
    document = docx.Document(io.BytesIO(raw))
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Memorandum of understanding" in said
    assert "Freedonia (fictional)" in said
    assert "Draft for legal review" in document.sections[0].header.paragraphs[0].text
    assert drafting.draft(desk, FREEDONIA, "both", "mou", notes=False) != raw


def test_drafting_is_noted_and_holds_no_text_of_the_answers(desk: Desk) -> None:
    drafting.draft(desk, FREEDONIA, "both", "cpcc_tor")
    (entry,) = [entry for entry in desk.store.audit_log(FREEDONIA) if entry.action == "draft"]
    assert "comment" not in str(entry.detail)


def test_before_the_opening_nobody_drafts_from_both_agencies_answers(library: Library, store: Store) -> None:
    customs = Desk(library, store, Viewer.local("customs"))
    (file, *_) = files.demonstration_files()
    id = files.take(customs, files.preview(customs, file.read_bytes(), file.name))
    with pytest.raises(NotAllowed):
        drafting.draft(customs, id, "both", "mou")
    with pytest.raises(NotAllowed):
        drafting.draft(customs, id, "police", "mou")
