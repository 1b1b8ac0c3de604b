"""The page Record: the administrator finds who did what, and sees at once where somebody has meddled."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from diagnostic.answers import Answer
from diagnostic.storage import Store, tables
from tests.app.signed_in import SignedIn, name, serve
from tests.app.windows import Window, fill

HOSTILE = "<b onclick=alert(1)>anna</b>"


@pytest.fixture
def serving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return serve(tmp_path, monkeypatch)


def _open(window: Window, id: str) -> Window:
    return window.open("record", assessment=id)


def _rows(window: Window) -> str:
    return next(element.value for element in window.app.html if 'class="trail"' in element.value)


def test_the_latest_stands_first_in_words_without_question_or_text(window: Window, store: Store, id: str) -> None:
    fill(store, id, "customs", {"a_11": Answer(level=2, comment="SECRET")})
    _open(window, id)
    assert window.title == "Record"
    assert "The record has 2 entries. Every one is as it was written." in window.words
    rows = _rows(window)
    assert rows.index("Answered a question for Customs Board") < rows.index("Started the assessment")
    assert "SECRET" not in window.everything
    assert "a_11" not in window.everything
    assert store.audit_log(id)[-1].hash in window.words


def test_it_can_be_narrowed_to_a_person_and_to_words(window: Window, store: Store, id: str) -> None:
    for by in ("anna", "ben"):
        store.audit("read", by=by, id=id, detail={"voices": ["customs"]})
    _open(window, id)
    window.app.selectbox(key="record_who").set_value("ben")
    window.run()
    assert _rows(window).count("<tr>") == 2  # with the head
    window.app.text_input(key="record_what").set_value("STARTED assessment")
    window.run()
    assert "No entry is like this." in window.words
    window.app.selectbox(key="record_who").set_value(None)
    window.run()
    assert "Started the assessment" in _rows(window)


def test_a_long_record_comes_in_pages(window: Window, store: Store, id: str) -> None:
    for number in range(60):
        store.audit("read", by=f"reader {number}", id=id, detail={"voices": ["customs"]})
    _open(window, id)
    assert "reader 59<" in _rows(window)
    assert "reader 9<" not in _rows(window)
    (page,) = window.app.number_input
    assert page.label == "Page, of 2"
    page.set_value(2)
    window.run()
    assert "reader 9<" in _rows(window)
    assert "Started the assessment" in _rows(window)


def test_what_somebody_is_called_is_never_markup(window: Window, store: Store, id: str) -> None:
    store.audit("read", by=HOSTILE, id=id, detail={"voices": ["customs"]})
    _open(window, id)
    assert HOSTILE not in _rows(window)
    assert "&lt;b onclick" in _rows(window)


def test_an_entry_that_was_changed_is_told_above_all_others(window: Window, store: Store, id: str) -> None:
    fill(store, id, "customs", {"a_1": Answer(level=2)})
    audit = tables.audit
    with store.database.write() as connection:
        connection.execute(update(audit).where(audit.c.chain == id, audit.c.number == 2).values(by="nobody"))
    _open(window, id)
    assert "it is not as it was written" in window.words
    assert "changed behind the program’s back" in window.alerts
    assert "Entry 2: this entry, or the one before it, was changed." in window.alerts


def test_it_is_saved_as_a_table_that_no_spreadsheet_takes_for_formulas(
    window: Window, store: Store, id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.audit("read", by="=cmd|' /C calc'!A0", id=id, detail={"voices": ["customs"]})
    given: dict[str, Any] = {}
    monkeypatch.setattr("streamlit.download_button", lambda label, **options: given.update(options))
    _open(window, id)
    raw: bytes = given["data"]()
    assert raw.startswith(b"\xef\xbb\xbf")
    head, first, second = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    assert head == ["number", "at", "by", "what", "mark"]
    assert first[0] == "1"
    assert second[2] == "'=cmd|' /C calc'!A0"
    assert given["file_name"].endswith(".csv")


@pytest.mark.usefixtures("serving")
def test_signed_in_the_administrator_has_the_page_and_nobody_else_a_word_of_it(store: Store, id: str) -> None:
    fill(store, id, "customs", {"a_1": Answer(level=2)})
    window = _open(SignedIn(name(store, id, "administrator")), id)
    assert "Answered a question for Customs Board" in _rows(window)
    for role, voice in (("coordinator", "customs"), ("head", "police"), ("chair", None), ("consultant", None)):
        other = _open(SignedIn(name(store, id, role, voice)), id)  # type: ignore[arg-type]
        assert "Only the administrator of this assessment reads the record" in other.alerts
        assert "Answered a question" not in other.everything


def test_without_an_assessment_the_page_says_where_to_open_one(window: Window) -> None:
    window.open("record")
    assert "No assessment is open." in window.words
