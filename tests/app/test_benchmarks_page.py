"""The page of benchmarks: three steps from a panel to charts, with what goes wrong said in place."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnostic.content import Library
from diagnostic.service import charting
from diagnostic.storage import Store
from tests.app.signed_in import SignedIn, name, serve
from tests.app.test_benchmarks import answered, table
from tests.app.windows import Window

KEY = "bench_"


@pytest.fixture
def page(window: Window) -> Window:
    return window.open("benchmarks")


@pytest.fixture
def loaded(page: Window) -> Window:
    """The page with the demonstration."""
    page.app.button(key="bench_demo").click()
    return page.run()


def upload(page: Window, *files: tuple[str, bytes], key: str = "bench_files_0") -> Window:
    for called, raw in files:
        page.app.file_uploader(key=key).upload(called, raw, "text/csv")
    return page.run()


def files(page: Window) -> list[str]:
    """Return what can be saved from the page."""
    return [button.proto.label for button in page.app.get("download_button")]


def test_an_empty_page_says_how_to_begin(page: Window) -> None:
    assert "No panel is loaded yet." in page.words
    assert "Use the demonstration: 40 fictional administrations" in page.words
    assert "Countries with a port control unit rose from 50" in page.words
    assert not page.alerts


def test_one_click_shows_the_demonstration_with_every_finding(loaded: Window) -> None:
    said = loaded.words
    assert "40 administrations have a result in round 2026, in 6 groups; 2 groups are withheld" in said
    assert "Fictional data: none of these administrations exists." in said
    assert "Rounds (joint results) 2022 (31), 2024 (40), 2026 (40)" in said
    for finding in ("reach communication, level", "By the medians, customs and police", "From 2022 to 2026, 6 of 31"):
        assert finding.replace("level", "") in said.replace("level", "")
    assert "River Delta Withheld: beside the figures shown before" in said


def test_the_way_from_panel_to_files_needs_no_more_than_three_choices(loaded: Window) -> None:
    loaded.app.selectbox(key="bench_own").select("XXA")
    loaded.run()
    assert "Freedonia stands below the middle half of its peers" in loaded.words
    assert files(loaded) == ["Deck, PPTX", "Workbook, XLSX", "All charts, PDF"]


def test_a_chart_opens_its_data_and_its_files(loaded: Window) -> None:
    loaded.app.session_state["bench_data_regions"] = True
    loaded.run()
    assert files(loaded)[3:] == ["SVG", "PNG", "PDF", "Slide", "Data, CSV", "Data, XLSX"]
    assert "name level 1 level 2 level 3 level 4 level 5 cannot be told n note" in loaded.words


def test_charts_show_administrations_only_when_asked(loaded: Window) -> None:
    assert "Zelvania" in loaded.words
    loaded.app.toggle(key="bench_singles").set_value(False)
    loaded.run()
    assert "Zelvania" not in loaded.words
    assert "It shows administrations one by one, which was not asked for." in loaded.words


def test_other_rules_are_tried_on_demand(loaded: Window) -> None:
    assert charting.ABOUT["sensitivity"] in loaded.words
    loaded.app.toggle(key="bench_rules").set_value(True)
    loaded.run()
    assert "if the second weakest decided" in loaded.words


def test_peers_can_be_picked_by_hand(loaded: Window) -> None:
    loaded.app.selectbox(key="bench_by").select(("hand", ""))
    loaded.run()
    assert "Nobody is picked yet." in loaded.words
    loaded.app.multiselect(key="bench_picked").set_value(["XXA", "XXB", "XXC", "XXD", "XXE", "XXF"])
    loaded.run()
    assert "6 administrations have a result in round 2026." in loaded.words


def test_a_choice_outlives_another_page(loaded: Window) -> None:
    loaded.app.selectbox(key="bench_round").select("2024")
    loaded.run()
    loaded.open("start")
    loaded.open("benchmarks")
    assert loaded.app.selectbox(key="bench_round").value == "2024"
    assert "40 administrations have a result in round 2024" in loaded.words


def test_looking_from_many_sides_withholds_until_another_reader_comes(loaded: Window) -> None:
    for picked in (12, 13):
        loaded.app.selectbox(key="bench_by").select(("hand", ""))
        loaded.run()
        codes = loaded.app.multiselect(key="bench_picked").options
        assert len(codes) == 40
        everybody = sorted(f"XX{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        loaded.app.multiselect(key="bench_picked").set_value(everybody[:picked])
        loaded.run()
    assert "Too few administrations have a result in round 2026 to show anything of them." in loaded.words
    loaded.app.session_state["bench_rules_of"] = True
    loaded.run()
    loaded.app.button(key="bench_again").click()
    loaded.run()
    assert "13 administrations have a result in round 2026." in loaded.words


def test_a_table_is_uploaded_and_left_out_again(page: Window) -> None:
    upload(page, ("panel.csv", table([(f"A{number:02}", 2, 3) for number in range(1, 8)])))
    assert "panel.csv, 7 administrations" in page.words
    assert "7 administrations have a result in round 2026." in page.words
    page.app.button(key="bench_out_0").click()
    page.run()
    assert "No panel is loaded yet." in page.words


def test_faults_are_told_by_row_and_column_and_nothing_is_taken(page: Window) -> None:
    upload(page, ("panel.csv", table([("A01", 4, 2), ("zz", 1, 1)])))
    assert "Nothing was taken." in page.alerts
    assert "panel.csv, row 2, column 6: 'continuum' is from 4 to 2." in page.words
    assert "panel.csv, row 3, column 1: 'administration' is 'zz'." in page.words
    assert "No panel is loaded yet." in page.words


def test_parts_that_do_not_fit_are_told_and_can_be_left_out(loaded: Window) -> None:
    loaded.app.session_state["bench_add"] = True
    loaded.run()
    upload(loaded, ("more.csv", table([("XXA", 2, 3)])))
    assert "XXA has two results for round 2026." in loaded.alerts
    loaded.app.button(key="bench_out_1").click()
    loaded.run()
    assert not loaded.alerts
    assert "40 administrations have a result" in loaded.words


def test_names_from_a_table_are_text_and_nothing_else(page: Window) -> None:
    raw = table([(f"A{number:02}", 2, 2) for number in range(1, 12)]).decode().splitlines()
    groups = ["<img src=x onerror=alert(1)>"] * 6 + ["other"] * 5
    lines = [raw[0] + ",group:kind", *(f"{line},{group}" for line, group in zip(raw[1:], groups, strict=True))]
    upload(page, ("panel.csv", "\n".join(lines).encode()))
    html = "".join(element.value for element in page.app.html)
    assert "<img src=x" not in html
    assert "&lt;img src=x" in html


def test_stored_assessments_join_once_they_are_open(window: Window, store: Store, id: str) -> None:
    window.open("benchmarks")
    assert "1 assessment of yours can be used once both agencies have opened their answers." in window.words
    answered(store, id)
    window.run()
    window.app.button(key="bench_stored").click()
    window.run()
    assert "Your assessments, 1 opened result" in window.words
    assert "Too few administrations have a result" in window.words


@pytest.mark.usefixtures("library")
def test_a_role_that_is_taken_away_takes_its_results_along(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store: Store, id: str
) -> None:
    serve(tmp_path, monkeypatch)
    answered(store, id)
    person = name(store, id, "observer")
    window = SignedIn(person)
    window.open("benchmarks", assessment=id)
    window.app.button(key="bench_stored").click()
    window.run()
    assert "You may look at this panel and not save it" in window.words
    assert not files(window)
    store.remove_member(id, person, "observer", None, by="an earlier session")
    window.run()
    assert "no longer open to you" in window.alerts
    assert "Your assessments, 1 opened result" not in window.words


def test_figures_from_elsewhere_are_brought_and_shown_beside(page: Window) -> None:
    upload(page, ("panel.csv", table([(code, 2, 3) for code in ("FRA", "DEU", "ESP", "ITA", "POL", "SWE")])))
    page.app.session_state["bench_beside_levels"] = True
    page.run()
    raw = b"iso3,indicator,year,value,source\nFRA,Index,2023,3.5,A source\nDEU,Index,2021,4,A source\n"
    page.app.file_uploader(key="bench_context_file_0").upload("index.csv", raw, "text/csv")
    page.app.session_state["bench_beside_levels"] = True
    page.run()
    assert "3.5 to 4, 2 countries" in page.words
    assert "Check the licence of the file you bring." in page.words


def test_regions_that_are_not_certain_are_said(page: Window, library: Library) -> None:
    upload(page, ("panel.csv", table([(code, 2, 3) for code in ("FRA", "DEU", "ESP", "ITA", "POL", "SWE")])))
    page.app.session_state["bench_doubts"] = True
    page.run()
    assert "Check them before you publish" in page.words


def test_what_looks_alike_and_is_not_is_listed_with_reasons(page: Window) -> None:
    page.app.session_state["bench_refused"] = True
    page.run()
    assert "Task forces were counted in units in 2019 and in countries in 2024" in page.words
