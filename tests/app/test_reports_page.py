"""The page of reports: whose result, with which line, and the files behind its buttons."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
import streamlit as st
from pypdf import PdfReader
from streamlit.delta_generator import DeltaGenerator

from diagnostic.access import Viewer
from diagnostic.content import Library
from diagnostic.service import files
from diagnostic.service.desk import Desk
from diagnostic.storage import Store
from tests.app.windows import Window

FREEDONIA = "3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2026"


@pytest.fixture
def desk(library: Library, store: Store) -> Desk:
    customs = Desk(library, store, Viewer.local("customs"))
    files.load_demonstration(customs)
    return customs


@pytest.fixture(autouse=True)
def offered(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What stands behind the buttons, by the name of the file."""
    found: dict[str, Any] = {}

    def noting(draw: Any) -> Any:
        def noted(*args: Any, **options: Any) -> Any:
            if not options["file_name"].endswith(".yaml"):  # those of the page that a window opens first
                found[options["file_name"]] = options["data"]
            return draw(*args, **options)

        return noted

    monkeypatch.setattr(st, "download_button", noting(st.download_button))
    monkeypatch.setattr(DeltaGenerator, "download_button", noting(DeltaGenerator.download_button))
    return found


def _open(whose: str = "both") -> Window:
    return Window().open("reports", assessment=FREEDONIA, **{"as": "customs", "whose": whose})


def _first_page(raw: bytes) -> str:
    return str(PdfReader(io.BytesIO(raw)).pages[0].extract_text())


def test_the_page_says_what_each_file_holds_and_who_may_see_it(desk: Desk) -> None:
    words = _open().words
    for title in ("Assessment report", "Brief for a minister", "Slides for the committee", "Workbook"):
        assert title in words
    assert "No file holds anything on integrity" in words
    assert "for the agencies and their committee" in words
    assert "for those to whom the agencies report" in words


def test_every_button_gives_its_file_and_only_when_it_is_asked_for(desk: Desk, offered: dict[str, Any]) -> None:
    _open()
    assert list(offered) == [
        "XXA-2026-report.pdf", "XXA-2026-report.docx", "XXA-2026-brief.pdf", "XXA-2026-brief.docx",
        "XXA-2026-deck.pptx", "XXA-2026-workbook.xlsx",
    ]  # fmt: skip
    made = {"report", "brief", "deck", "workbook"}
    assert not [one for one in desk.store.audit_log(FREEDONIA) if one.action in made]
    for name, make in offered.items():
        assert make()[:2] == (b"%P" if name.endswith(".pdf") else b"PK")
    assert {one.action for one in desk.store.audit_log(FREEDONIA)} >= made


def test_the_chosen_line_stands_in_the_file(desk: Desk, offered: dict[str, Any]) -> None:
    window = _open()
    window.app.pills(key="report_marking").set_value("TLP:AMBER+STRICT")
    window.run()
    assert "TLP:AMBER+STRICT" in _first_page(offered["XXA-2026-brief.pdf"]())
    window.app.pills(key="report_marking").set_value("own")
    window.run()
    window.app.text_input(key="report_line").set_value("For the two directors")
    window.run()
    assert "For the two directors" in _first_page(offered["XXA-2026-brief.pdf"]())


def test_one_agency_alone_can_be_chosen(desk: Desk, offered: dict[str, Any]) -> None:
    window = _open("customs")
    assert "what Customs answered alone: that agency decides who sees it" in window.words
    assert "in the answers of Customs alone" in " ".join(_first_page(offered["XXA-2026-customs-brief.pdf"]()).split())


def test_before_the_opening_only_the_own_result_is_offered(
    library: Library, store: Store, offered: dict[str, Any]
) -> None:
    customs = Desk(library, store, Viewer.local("customs"))
    (path, *_) = files.demonstration_files()
    id = files.take(customs, files.preview(customs, path.read_bytes(), path.name))
    words = Window().open("reports", assessment=id, **{"as": "customs", "whose": "both"}).words
    assert "The joint result can be taken away once" in words
    assert all("-customs-" in name for name in offered)


def test_a_word_template_is_used_or_refused_in_a_sentence(desk: Desk, offered: dict[str, Any]) -> None:
    window = _open()
    own = docx.Document()
    own.sections[0].header.paragraphs[0].text = "Ministry of Finance"
    saved = io.BytesIO()
    own.save(saved)
    window.app.file_uploader(key="report_template_file").upload("letter.docx", saved.getvalue())
    window.run()
    assert "will be made on this template" in window.words
    word = docx.Document(io.BytesIO(offered["XXA-2026-report.docx"]()))
    assert word.sections[0].header.paragraphs[-1].text == "Ministry of Finance"
    window.app.file_uploader(key="report_template_file").upload("letter.docx", b"no document")
    window.run()
    assert "This is no Word document" in window.words
    assert docx.Document(io.BytesIO(offered["XXA-2026-report.docx"]())).sections[0].header.paragraphs


# ---------------------------------------------------------------- charts, one by one


def test_a_chart_is_drawn_when_it_is_chosen_and_its_files_when_they_are_asked_for(
    desk: Desk, offered: dict[str, Any]
) -> None:
    window = _open()
    assert "Charts, one by one" in window.words
    assert not window.app.main.get("plotly_chart")
    window.pick("report_chart_both", "profile").run()
    assert len(window.app.main.get("plotly_chart")) == 1
    assert "Both agencies reach cooperation" in window.words.replace("\N{NO-BREAK SPACE}", " ")
    assert not [name for name in offered if "profile" in name]
    window.open_up()
    made = [name for name in offered if "profile" in name]
    assert made == [f"XXA-2026-profile.{form}" for form in ("svg", "png", "pdf", "pptx", "csv", "xlsx")]
    assert "1 of 1 answered" in window.words
    assert not [one for one in desk.store.audit_log(FREEDONIA) if one.action == "chart"]
    signs = (b"<svg", b"\x89PNG", b"%PDF", b"PK\x03\x04", b"\xef\xbb\xbf#", b"PK\x03\x04")
    for name, sign in zip(made, signs, strict=True):
        assert offered[name]().startswith(sign), name
    assert len([one for one in desk.store.audit_log(FREEDONIA) if one.action == "chart"]) == len(made)


def test_the_chart_that_is_saved_is_the_one_on_the_page_with_the_line_on_it(
    desk: Desk, offered: dict[str, Any]
) -> None:
    window = _open()
    window.pick("report_marking", "TLP:AMBER+STRICT").pick("report_chart_both", "dumbbell").run()
    window.pick("report_chart_view", "evidenced").run()
    window.open_up()
    text = offered["XXA-2026-dumbbell.csv"]().decode("utf-8-sig")
    assert "as evidenced" in text
    assert "# TLP:AMBER+STRICT" in text
    assert "as evidenced" in window.words


def test_of_one_agency_alone_nothing_is_offered_that_sets_two_side_by_side(desk: Desk) -> None:
    (charts,) = [one for one in _open("customs").app.button_group if one.key == "report_chart_customs"]
    assert [option.content for option in charts.proto.options] == ["Continuum", "Profile"]


@pytest.mark.parametrize("name", ["band", "powers"])
def test_charts_that_are_tables_are_drawn_as_tables(desk: Desk, name: str) -> None:
    window = _open()
    window.pick("report_chart_both", name).run()
    assert any('class="gal"' in element.value for element in window.app.html)
    assert not window.app.main.get("plotly_chart")


def test_without_an_assessment_the_page_says_so() -> None:
    assert "Reports" in Window().open("reports").words
