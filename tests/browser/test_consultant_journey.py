"""The consultant's ten minutes: load the panel, pick peers, and leave with a deck, a workbook and single charts."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]
from playwright.sync_api import expect
from pptx import Presentation
from pypdf import PdfReader

from diagnostic.service.chart_files import FORMS
from tests.browser.driving import Tab

pytestmark = pytest.mark.browser

#: With what each file begins; a table of data says in its first line what it shows.
BEGINS = {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF", "pptx": b"PK", "csv": b"\xef\xbb\xbf", "xlsx": b"PK"}


def _saved(tab: Tab, label: str, within: str = "body") -> bytes:
    """Return the file that a button gives."""
    with tab.page.expect_download(timeout=30_000) as waiting:
        tab.page.locator(within).get_by_role("button", name=label, exact=True).click()
    return waiting.value.path().read_bytes()


def _choose(tab: Tab, choice: str, option: str) -> None:
    field = tab.page.locator(f".st-key-bench_{choice} input")
    field.scroll_into_view_if_needed()
    tab.page.wait_for_timeout(300)  # a list of options closes when the page scrolls
    field.fill(option)
    tab.page.get_by_role("option", name=option, exact=True).click()
    tab.ready()


def test_from_the_panel_to_a_deck_that_can_be_edited(tab: Tab) -> None:
    page = tab.page
    tab.open("/benchmarks")
    page.get_by_role("button", name="Use the demonstration: 40 fictional administrations").click()
    expect(page.get_by_text("40 administrations have a result in round 2026")).to_be_visible()
    expect(page.get_by_text("Fictional administrations: no real one is meant.").first).to_be_visible()
    _choose(tab, "own", "Freedonia")
    profile = page.locator(".st-key-bench_chart_profile .js-plotly-plot")
    expect(profile).to_be_visible()
    tab.sound("benchmarks")

    # The list of charts leads to each.
    shares = page.locator("#bench_chart_shares")
    expect(shares).not_to_be_in_viewport()
    page.get_by_role("link", name="How many stand at each level, by dimension").click()
    expect(shares).to_be_in_viewport()

    # Peers picked by hand; then by region again, against the others of its own.
    _choose(tab, "by", "Peers picked by hand")
    expect(page.get_by_text("Nobody is picked yet.")).to_be_visible()
    _choose(tab, "by", "Region")
    expect(profile).to_be_visible()
    _choose(tab, "beside", "The others of its group")
    expect(profile).to_have_count(0)
    expect(
        page.get_by_text("It needs a result of Freedonia in round 2026, and quartiles of its peers.")
    ).to_be_visible()
    _choose(tab, "beside", "All others that are compared")
    expect(profile).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    tab.sound("benchmarks on a phone")
    page.set_viewport_size({"width": 1200, "height": 900})

    # One deck: every chart native, every slide marked.
    slides = Presentation(BytesIO(_saved(tab, "Deck, PPTX"))).slides
    charts = [shape for slide in slides for shape in slide.shapes if shape.has_chart]
    tables = [shape for slide in slides for shape in slide.shapes if shape.has_table]
    pictures = [shape for slide in slides for shape in slide.shapes if shape.shape_type == 13]
    assert len(charts) >= 4
    assert tables
    assert not pictures, "a picture cannot be edited"
    titles = [slide.shapes.title.text for slide in slides if slide.shapes.title is not None]
    for of in ("Freedonia stands", "Freedonia: customs rates", "Done most often"):
        assert any(title.startswith(of) for title in titles), of
    for slide in slides:
        said = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        drawn = any(shape.has_chart or shape.has_table for shape in slide.shapes)
        assert not drawn or "ictional" in said, said

    # One workbook: a sheet for each topic, real tables, heads that stay.
    book = load_workbook(BytesIO(_saved(tab, "Workbook, XLSX")))
    assert len(book.sheetnames) >= 5
    for sheet in book.worksheets[1:]:  # the first is the overview
        assert sheet.tables, sheet.title
        assert sheet.freeze_panes or len(sheet.tables) > 1, sheet.title
    together = PdfReader(BytesIO(_saved(tab, "All charts, PDF")))
    assert len(together.pages) >= 6

    # A single chart in every form, and its data on the page.
    card = page.locator(".stVerticalBlock", has=page.locator(".st-key-bench_data_profile")).last
    card.get_by_text("Data and files").click()
    expect(card.get_by_role("region", name="Data of the chart")).to_be_visible()
    for form in FORMS:
        raw = _saved_form(tab, form)
        assert raw.startswith(BEGINS[form]), form
    tab.sound("benchmarks with the data of a chart")


def _saved_form(tab: Tab, form: str) -> bytes:
    with tab.page.expect_download(timeout=30_000) as waiting:
        tab.page.locator(f".st-key-bench_save_profile_{form} button").click()
    return waiting.value.path().read_bytes()
