"""Workbooks reopened: what each sheet holds, real tables, levels as shaded numbers, and no formula."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any

import openpyxl  # type: ignore[import-untyped,unused-ignore]
import pytest

from diagnostic.charts.palette import LIGHT
from diagnostic.documents import benchmark as bench
from diagnostic.documents import workbook
from diagnostic.documents.workbook_sheet import Book, Column, cell
from tests.documents import deck_samples as samples

BOOKS: dict[str, Callable[[], bytes]] = {
    "freedonia": lambda: workbook.assessment(samples.freedonia()),
    "sylvania": lambda: workbook.assessment(samples.case(samples.demo()["xxb-2026"], country="Sylvania")),
    "hostile": lambda: workbook.assessment(samples.hostile()),
    "empty": lambda: workbook.assessment(samples.empty()),
    "alone": lambda: workbook.assessment(samples.alone()),
    "highest": lambda: workbook.assessment(samples.highest()),
    "panel": lambda: workbook.panel(samples.benchmark()),
    "real": lambda: workbook.panel(samples.real()),
    "one administration": lambda: workbook.panel(samples.one_administration()),
    "few": lambda: workbook.panel(samples.few()),
}
every_book = pytest.mark.parametrize("name", BOOKS)


@cache
def made(name: str) -> bytes:
    return BOOKS[name]()


@cache
def opened(name: str) -> Any:
    return openpyxl.load_workbook(BytesIO(made(name)))


def table(name: str, sheet: str, place: int = 0) -> list[dict[str, Any]]:
    """Return the rows of a table of a sheet, by its heads."""
    page = opened(name)[sheet]
    ref = list(page.tables.values())[place].ref
    heads, *rows = [[one.value for one in row] for row in page[ref]]
    return [dict(zip(heads, row, strict=True)) for row in rows]


# ---------------------------------------------------------------- what every workbook has


@every_book
def test_every_sheet_says_its_classification_and_prints_it_with_page_numbers(name: str) -> None:
    for page in opened(name):
        line = page["A1"].value
        assert samples.LINE in line or '=TLP & "RED"' in line
        assert "TLP" in page.oddFooter.left.text
        assert page.oddFooter.right.text == "Page &P of &N"
        assert page.page_setup.orientation == "landscape"
        assert page.page_setup.paperSize == 9
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)


@every_book
def test_no_sheet_holds_a_formula_and_no_link_leads_out(name: str) -> None:
    with zipfile.ZipFile(BytesIO(made(name))) as package:
        for part in package.namelist():
            text = package.read(part).decode()
            if part.startswith("xl/worksheets/sheet"):
                assert not re.search(r"<f[ >]", text)
                assert all("location=" in link for link in re.findall(r"<hyperlink [^>]*>", text))
            assert "externalLink" not in text
            assert 'TargetMode="External"' not in text


@every_book
def test_tables_are_real_with_filters_and_different_heads(name: str) -> None:
    names = []
    for page in opened(name):
        for one in page.tables.values():
            names.append(one.displayName)
            heads = [column.name.casefold() for column in one.tableColumns]
            assert one.autoFilter is not None
            assert len(set(heads)) == len(heads)
    assert names
    assert len(set(names)) == len(names)


@every_book
def test_a_sheet_made_for_one_table_keeps_its_head_in_sight_and_on_every_page(name: str) -> None:
    for sheet in ("Profile", "Answers", "Groups", "Withheld"):
        if sheet in opened(name).sheetnames and opened(name)[sheet].tables:
            page = opened(name)[sheet]
            assert page.freeze_panes == "B6"
            assert page.print_title_rows == "$5:$5"


@every_book
def test_a_level_is_a_number_in_its_colour(name: str) -> None:
    found = 0
    for page in opened(name):
        for one in page.tables.values():
            heads = [column.name for column in one.tableColumns]
            for row in list(page[one.ref])[1:]:
                for head, spot in zip(heads, row, strict=True):
                    if head.endswith((", lower", ", upper")) and isinstance(spot.value, int):
                        assert spot.fill.fgColor.rgb == f"FF{LIGHT.levels[spot.value - 1][1:]}"
                        found += 1
    assert found or name == "one administration"


@every_book
def test_what_the_first_sheet_lists_is_there(name: str) -> None:
    first = opened(name).worksheets[0]
    links = [spot.hyperlink for row in first.iter_rows() for spot in row if spot.hyperlink]
    linked = [link.location.split("!")[0].strip("'") for link in links]
    assert linked == opened(name).sheetnames[1:]


def test_the_file_says_what_it_is_and_names_nobody() -> None:
    about = opened("freedonia").properties
    assert about.title == "Cooperation of customs and police: Freedonia, round 2026"
    assert not about.creator


# ---------------------------------------------------------------- one assessment


def test_there_is_a_sheet_for_every_topic() -> None:
    assert opened("freedonia").sheetnames == [
        "Summary", "Profile", "Requirements", "Answers", "Gaps", "Powers", "Plan", "X-rays", "Method",
    ]  # fmt: skip


def test_a_fictional_administration_is_called_so_on_every_sheet() -> None:
    for page in opened("freedonia"):
        assert "Fictional administration" in page["A1"].value
        assert "Fictional administration" in page.oddHeader.left.text


def test_the_profile_has_both_views_of_every_voice() -> None:
    rows = table("freedonia", "Profile")
    assert {row["Whose"] for row in rows} == {"Both agencies", "Customs", "National Police"}
    information = next(row for row in rows if row["Dimension"] == "Information" and row["Whose"] == "National Police")
    assert (information["Claimed, lower"], information["Evidenced, upper"]) == (5, 2)
    resources = next(row for row in rows if row["Dimension"] == "Resources" and row["Whose"] == "National Police")
    assert (resources["Claimed, lower"], resources["Claimed, upper"]) == (1, 5)
    assert resources["Claimed, typical, lower"] == "withheld"


def test_requirements_say_what_blocks() -> None:
    rows = [row for row in table("freedonia", "Requirements") if row["Whose"] == "Both agencies"]
    blocking = [row["Requirement"] for row in rows if row["Blocks the next level"]]
    assert blocking == ["Sharing of resources A.13"]
    assert {row["Basis"] for row in rows} == {"in the text", "derived by the authors"}


def test_answers_stand_with_their_words_evidence_scope_and_comment() -> None:
    rows = table("freedonia", "Answers")
    first = next(row for row in rows if row["Question"] == "Formal arrangements A.1" and row["Whose"] == "Customs")
    assert first["Level"] == 4
    assert first["Answer"].startswith("The instrument fixes the responsibilities")
    assert first["Where it holds"] == "In the whole country"
    assert first["What can be shown"] == "A document"
    assert (first["Counts as claimed"], first["Counts as evidenced"]) == (4, 3)
    assert first["Comment"].startswith("The joint instruction says who does what")
    silent = next(row for row in rows if row["Question"].endswith("A.13") and row["Whose"] == "National Police")
    assert silent["Answer"] == "Not answered"
    assert silent["Counts as claimed"] == "1 to 5"
    risk = next(row for row in rows if row["Question"].endswith("A.3.1") and row["Whose"] == "Customs")
    assert (risk["Law allows at most"], risk["To discuss"]) == (3, "yes")


def test_the_agreed_answer_is_a_voice_of_its_own() -> None:
    rows = [row for row in table("sylvania", "Answers") if row["Whose"] == "Agreed"]
    agreed = samples.demo()["xxb-2026"].voices["agreed"]
    assert len(rows) == len(agreed)


def test_gaps_stand_in_order_of_size_and_what_cannot_be_told_comes_last() -> None:
    gaps = [row["Customs minus police"] for row in table("freedonia", "Gaps")]
    sizes = [abs(gap) for gap in gaps if gap is not None]
    assert sizes == sorted(sizes, reverse=True)
    assert gaps[len(sizes) :] == [None] * (len(gaps) - len(sizes))


def test_the_plan_can_be_worked_with() -> None:
    rows = table("freedonia", "Plan")
    case = samples.freedonia()
    assert [row["Step"] for row in rows] == [slot.step.title for slot in case.slots]
    assert sum(row["Effort, low (person-days)"] for row in rows) == 340
    assert rows[0]["Begins"] == "First 100 days"


def test_one_agency_alone_has_no_sheet_on_gaps_and_no_word_of_the_other() -> None:
    assert "Gaps" not in opened("alone").sheetnames
    assert {row["Whose"] for row in table("alone", "Answers")} == {"National Police"}
    assert {row["Whose"] for row in table("alone", "Profile")} == {"National Police"}
    assert "Authority in law" in table("alone", "Powers")[0]


def test_what_was_left_out_is_said_on_every_sheet() -> None:
    left = "Details of A.9 to A.11 are their custodian’s."
    raw = workbook.assessment(samples.case(samples.demo()["xxa-2026"], left_out=(left,)))
    for page in openpyxl.load_workbook(BytesIO(raw)):
        assert left in page["A1"].value


def test_names_and_comments_that_look_like_formulas_stay_texts() -> None:
    page = opened("hostile")["Answers"]
    spots = [spot for row in page.iter_rows() for spot in row if isinstance(spot.value, str)]
    texts = [spot for spot in spots if spot.value.startswith(("=", "+", "@", "http"))]
    assert {samples.COMMAND, "+1+1", "@SUM(1)", "http://x.test"} <= {spot.value for spot in texts}
    # openpyxl reads a text that begins with "=" as it would write it: what counts is how it is stored.
    with zipfile.ZipFile(BytesIO(made("hostile"))) as package:
        sheet = package.read("xl/worksheets/sheet4.xml").decode()
    assert all(f'r="{spot.coordinate}"' in sheet for spot in texts)
    for spot in texts:
        assert re.search(rf'<c r="{spot.coordinate}"[^>]* t="s"', sheet)


def test_a_long_comment_keeps_its_lines_and_loses_its_marks() -> None:
    rows = table("hostile", "Answers")
    comment = next(row["Comment"] for row in rows if row["Comment"] and "HYPERLINK" in row["Comment"])
    assert comment.split("\n")[0] == '=HYPERLINK("http://x.test")'
    assert samples.ARABIC in comment
    assert "\u202e" not in comment


def test_where_nothing_was_answered_every_sheet_still_opens() -> None:
    assert all(row["Answer"] == "Not answered" for row in table("empty", "Answers"))
    page = opened("highest")["Plan"]
    assert page["A5"].value == "No step is planned."


# ---------------------------------------------------------------- a panel


def test_a_panel_has_a_sheet_for_each_measure_and_for_the_data_of_each_chart() -> None:
    names = opened("panel").sheetnames
    assert names[:3] == ["Overview", "Continuum level", "Framework"]
    assert {"Groups", "Rounds", "Withheld", "Data band", "Data heat map", "Data own profile", "Method"} <= set(names)


def test_the_figures_of_a_measure_are_those_that_may_be_shown() -> None:
    shown = samples.benchmark()
    rows = {row["Group"]: row for row in table("panel", "Framework")}
    whole = shown.measures[1].whole
    assert whole.median is not None
    everyone = rows["All administrations"]
    assert (everyone["Median, lower"], everyone["Median, upper"]) == whole.median.pair
    region = rows["Amber Lakes"]
    assert region["Lower quartile, lower"] == "withheld"
    assert "Quartiles are shown from 11 administrations" in region["What is withheld, and why"]
    assert rows["Eastern Steppe"]["n"] is None
    assert rows["Eastern Steppe"]["Median, lower"] == "withheld"


def test_counts_add_up_to_the_group_and_a_small_group_has_none() -> None:
    rows = {row["Group"]: row for row in table("panel", "Framework", 1)}
    for label in ("All administrations", "Amber Lakes"):
        levels = [rows[label][f"At level {level}"] for level in range(1, 6)]
        assert sum(levels) + rows[label]["Cannot be told"] == rows[label]["n"]
    assert [value for value in rows["Eastern Steppe"].values() if isinstance(value, int)] == []


def test_what_is_withheld_is_named_with_its_reason() -> None:
    rows = table("panel", "Withheld")
    assert {
        "Group": "Eastern Steppe",
        "Figures": "All measures",
        "Why": "Withheld: fewer than 5 administrations.",
    } in rows
    assert any("joined or left between the rounds" in row["Why"] for row in rows)


def test_groups_say_how_sure_they_are() -> None:
    rows = {row["Administration"]: row for row in table("real", "Groups")}
    assert rows["ESP"]["How sure the group is"].startswith("medium confidence")
    assert rows[samples.COMMAND]["WCO region"] == "Europe"


def test_the_data_behind_a_chart_is_all_that_it_draws() -> None:
    rows = table("panel", "Data heat map")
    singles = {one.name: one for one in samples.benchmark().singles}
    assert len(rows) == 40
    freedonia = next(row for row in rows if row["Name"] == "Freedonia")
    assert freedonia["Framework, lower"] == singles["Freedonia"].pairs[1].lower  # type: ignore[union-attr]


def test_without_leave_no_result_of_a_single_administration_is_in_the_file() -> None:
    raw = workbook.panel(samples.benchmark(own="", singles=False))
    names = openpyxl.load_workbook(BytesIO(raw)).sheetnames
    assert "Data heat map" not in names
    assert "Data own profile" not in names


def test_of_one_administration_no_group_is_shown() -> None:
    (row,) = table("one administration", "Overview")
    assert row["Median, lower"] == "withheld"
    assert opened("one administration")["Rounds"]["A5"].value == "There is no earlier round to compare with."


def test_rules_are_tried_on_exactly_those_whose_figures_stand_beside_them() -> None:
    from diagnostic.benchmarking.groups import Grouping

    some = frozenset(list(samples.panel().administrations)[:12])
    shown = samples.benchmark(by=Grouping("Some", {"Some": some}), own="")
    assert {rule.n for rule in shown.rules} == {12} == {shown.n}
    weakest = shown.rules[0].counts
    assert weakest == tuple(share.certainly for share in shown.continuum.whole.shares)


def test_a_reader_who_knows_the_own_result_cannot_take_it_out_of_a_small_group() -> None:
    from diagnostic.benchmarking.groups import Grouping

    five = frozenset(("XXA", "XXB", "XXC", "XXD", "XXE"))
    known = samples.benchmark(by=Grouping("Five", {"Five": five}), own="XXA", singles=False)
    assert known.n is None
    unknown = samples.benchmark(by=Grouping("Five", {"Five": five}), own="", singles=False)
    assert unknown.n == 5


def test_reasons_for_one_group_stand_together() -> None:
    found = [one for one in bench.withheld(samples.benchmark()) if one.group == "Amber Lakes"]
    assert len(found) == 1
    assert "Quartiles" in found[0].why
    assert "Lowest and highest" in found[0].why


# ---------------------------------------------------------------- the furniture


def test_sheet_names_are_made_to_fit_and_to_differ() -> None:
    book = Book("A", "", "", (), samples.ON)
    for name in ("A/B:*?[x]", "A B x", "n" * 60, "n" * 60, "'", "History"):
        book.sheet(name, "Title", "Finding.", (10,)).table((Column("One", 10),), [("x",)], "")
    names = openpyxl.load_workbook(BytesIO(book.bytes())).sheetnames
    assert len({name.casefold() for name in names}) == 6
    assert all(len(name) <= 31 for name in names)


def test_heads_that_are_alike_are_told_apart() -> None:
    book = Book("A", "", "", (), samples.ON)
    columns = (Column("2024", 10), Column("2024 ", 10), Column("", 10))
    book.sheet("One", "Title", "Finding.", (10, 10, 10)).table(columns, [("a", "b", "c")], "")
    page = openpyxl.load_workbook(BytesIO(book.bytes()))["One"]
    assert [spot.value for spot in page[5]][:3] == ["2024", "2024 (2)", "Column 3"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [("a\x00b", "ab"), ("a\r\nb", "a\nb"), ("\u202eab", "ab"), ("_x0041_", "_x0041_"), ("\ud800x", "x")],
)
def test_a_cell_keeps_lines_and_drops_what_no_sheet_can_hold(text: str, kept: str) -> None:
    assert cell(text) == kept
    book = Book("A", "", "", (), samples.ON)
    book.sheet("One", "Title", text, (10,)).table((Column("One", 10),), [(f"x{text}",)], "")
    assert openpyxl.load_workbook(BytesIO(book.bytes()))["One"]["A6"].value == f"x{kept}"


def test_a_text_longer_than_a_cell_is_cut_with_a_mark() -> None:
    assert len(cell("x" * 40_000)) == 32_767
    assert cell("x" * 40_000).endswith("…")
