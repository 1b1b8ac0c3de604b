"""Decks reopened: what each slide says, native charts, the line and the number on every slide, nothing cut off."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from functools import cache
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER

from diagnostic.charts.words import clean
from diagnostic.documents import case as facts
from diagnostic.documents import case_plan, deck
from diagnostic.documents.deck_stage import Column, Heading, Stage
from diagnostic.documents.deck_template import template
from tests.conftest import missing
from tests.documents import deck_samples as samples

DECKS: dict[str, Callable[[], bytes]] = {
    "freedonia": lambda: deck.committee(samples.freedonia()),
    "sylvania": lambda: deck.committee(samples.case(samples.demo()["xxb-2026"], country="Sylvania")),
    "hostile": lambda: deck.committee(samples.hostile()),
    "empty": lambda: deck.committee(samples.empty()),
    "alone": lambda: deck.committee(samples.alone()),
    "highest": lambda: deck.committee(samples.highest()),
    "panel": lambda: deck.benchmark(samples.benchmark()),
    "real": lambda: deck.benchmark(samples.real()),
    "one administration": lambda: deck.benchmark(samples.one_administration()),
    "few": lambda: deck.benchmark(samples.few()),
}
every_deck = pytest.mark.parametrize("name", DECKS)


@cache
def made(name: str) -> bytes:
    return DECKS[name]()


def opened(name: str) -> Any:
    return Presentation(BytesIO(made(name)))


def titles(name: str) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in opened(name).slides]


def texts(slide: Any) -> str:
    found = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    for shape in slide.shapes:
        if shape.has_table:
            found += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(found)


def slide_called(name: str, beginning: str) -> Any:
    return next(one for one in opened(name).slides if one.shapes.title.text_frame.text.startswith(beginning))


# ---------------------------------------------------------------- what every deck has


@every_deck
def test_every_slide_has_a_title_that_is_a_sentence_and_notes(name: str) -> None:
    slides = list(opened(name).slides)
    for slide in slides[1:]:
        assert re.search(r"[.?!](?: \(\d of \d\))?$", slide.shapes.title.text_frame.text)
    assert all(slide.has_notes_slide for slide in slides)


@every_deck
def test_every_slide_has_the_classification_and_its_number(name: str) -> None:
    for place, slide in enumerate(opened(name).slides, 1):
        kinds = {shape.placeholder_format.type: shape.text_frame for shape in slide.placeholders}
        line = kinds[PP_PLACEHOLDER.FOOTER].text
        assert line == samples.LINE or line.startswith('=TLP & "RED"')
        number = kinds[PP_PLACEHOLDER.SLIDE_NUMBER]._txBody.xpath(".//a:fld[@type='slidenum']/a:t")
        assert [found.text for found in number] == [str(place)]


def test_without_a_classification_no_slide_has_an_empty_line() -> None:
    raw = deck.committee(samples.case(samples.demo()["xxa-2026"], classification=""))
    for slide in Presentation(BytesIO(raw)).slides:
        assert PP_PLACEHOLDER.FOOTER not in {shape.placeholder_format.type for shape in slide.placeholders}


@every_deck
def test_charts_and_tables_are_native_with_alternative_texts_and_there_is_no_picture(name: str) -> None:
    natives = [shape for slide in opened(name).slides for shape in slide.shapes if shape.has_chart or shape.has_table]
    assert natives
    assert all(shape._element.xpath(".//p:cNvPr")[0].get("descr") for shape in natives)
    assert not [shape for slide in opened(name).slides for shape in slide.shapes if shape.shape_type == 13]


@every_deck
def test_nothing_becomes_a_formula_or_a_link(name: str) -> None:
    with zipfile.ZipFile(BytesIO(made(name))) as outer:
        for part in outer.namelist():
            if part.endswith(".xlsx"):
                with zipfile.ZipFile(BytesIO(outer.read(part))) as inner:
                    sheets = [inner.read(one).decode() for one in inner.namelist() if one.endswith(".xml")]
                assert not [sheet for sheet in sheets if re.search(r"<f[ >]|<hyperlink", sheet)]
            elif part.startswith("ppt/slides/"):
                assert b"hlinkClick" not in outer.read(part)


@every_deck
def test_nothing_lies_outside_the_slide_or_over_its_foot(name: str) -> None:
    presentation = opened(name)
    for slide in presentation.slides:
        foot = min(
            [presentation.slide_height, *(shape.top for shape in slide.shapes if shape.name == "What it rests on")]
        )
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= presentation.slide_width + 12700
            assert shape.top + shape.height <= presentation.slide_height
            if shape.has_table or shape.has_chart:
                high = sum(row.height for row in shape.table.rows) if shape.has_table else shape.height
                assert shape.top + high <= foot + 12700


def test_the_file_says_what_it_is_and_keeps_no_trace_of_the_deck_it_began_as() -> None:
    about = opened("freedonia").core_properties
    assert about.title == "Cooperation of customs and police: Freedonia"
    assert about.author == about.last_modified_by == ""
    with zipfile.ZipFile(BytesIO(made("freedonia"))) as package:
        assert not [name for name in package.namelist() if "thumbnail" in name or "printerSettings" in name]
        assert b"Microsoft" not in package.read("docProps/app.xml")


def test_the_template_is_wide_and_has_two_layouts_with_the_places_of_line_and_number() -> None:
    empty: Any = Presentation(BytesIO(template()))
    assert empty.slide_width * 9 == empty.slide_height * 16
    assert [layout.name for layout in empty.slide_layouts] == ["Title Slide", "Title Only"]
    for layout in empty.slide_layouts:
        kinds = {shape.placeholder_format.type for shape in layout.placeholders}
        assert {PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER} <= kinds


# ---------------------------------------------------------------- the committee


def test_the_committee_sees_where_it_stands_and_what_it_is_asked() -> None:
    found = titles("freedonia")
    assert found[0] == "Cooperation of customs and police: Freedonia"
    assert found[1] == facts.finding(samples.freedonia())
    beginnings = (
        "Both agencies reach cooperation",
        "Customs rates risk, investigation and training",
        "On 5 of 12 questions the two agencies are two levels or more apart.",
        "1 of 3 requirements of level 3, cooperation, is not certain to hold.",
        "Of 7 powers",
        "4 answers that count are not known",
        "10 steps lead to level 4, coordination",
        "3 steps begin in the first 100 days.",
        "Six decisions are wanted.",
        "Levels are bounds from the answers",
        "Questions, rules and steps rest on",
    )
    plain = [title.replace("\N{NO-BREAK SPACE}", " ") for title in found]
    for beginning in beginnings:
        assert any(title.startswith(beginning) for title in plain), beginning


def test_a_fictional_administration_is_called_so_on_every_slide() -> None:
    for slide in opened("freedonia").slides:
        assert "Fictional administration" in texts(slide)


def test_the_summary_holds_the_band_of_each_voice_in_both_views() -> None:
    band = next(shape for shape in opened("freedonia").slides[1].shapes if shape.has_table)
    rows = [[cell.text for cell in row.cells] for row in band.table.rows]
    assert rows[1][:4] == ["Both agencies, as claimed", "1", "2", "3?"]
    assert [row[0] for row in rows[2:]] == [
        "Both agencies, as evidenced", "National Police, as claimed", "National Police, as evidenced",
        "Customs, as claimed", "Customs, as evidenced",
    ]  # fmt: skip


def test_what_blocks_is_said_with_who_says_what() -> None:
    said = texts(slide_called("freedonia", "1 of 3 requirements")).replace("\N{NO-BREAK SPACE}", " ")
    assert "Sharing of resources A.13" in said
    assert "Customs: level 3; National Police: not answered" in said
    assert "Liaison officers A.14.1" in said, "the target is level 4: what it asks for stands there too"


def test_the_roadmap_is_a_chart_with_the_months_of_every_step() -> None:
    case = samples.freedonia()
    (chart,) = [shape.chart for shape in slide_called("freedonia", "10 steps lead").shapes if shape.has_chart]
    series = {one.name: list(one.values) for one in chart.plots[0].series}
    assert series["Before"] == [slot.start for slot in case.slots]
    early = [slot.end - slot.start if slot.phase == "first_100_days" else None for slot in case.slots]
    assert series["First 100 days"] == early


def test_a_long_plan_goes_on_over_a_further_slide() -> None:
    from dataclasses import replace

    case = samples.freedonia()
    many = tuple(replace(case.slots[place % 10], start=float(place), end=place + 2.0) for place in range(40))
    raw = deck.committee(samples.case(samples.demo()["xxa-2026"], slots=many))
    slides = [
        slide for slide in Presentation(BytesIO(raw)).slides
        if any(shape.has_chart and shape.name == "Roadmap" for shape in slide.shapes)
    ]  # fmt: skip
    assert len(slides) == 3
    assert slides[2].shapes.title.text_frame.text.endswith("(3 of 3)")


def test_one_agency_alone_is_shown_without_a_word_of_the_other() -> None:
    assert not any("two agencies" in title for title in titles("alone"))
    for slide in opened("alone").slides:
        said = texts(slide) + slide.notes_slide.notes_text_frame.text
        assert "Customs: " not in said
        assert "Customs, as claimed" not in said
    assert "National Police holds 4 of 7 powers in full." in titles("alone")


def test_a_result_that_holds_another_agencys_answers_is_refused() -> None:
    both = samples.freedonia()
    with pytest.raises(ValueError, match="holds others"):
        facts.Case(both.result, "police", "Freedonia", samples.ON)


def test_where_nothing_was_answered_the_deck_says_so() -> None:
    found = [title.replace("\N{NO-BREAK SPACE}", " ") for title in titles("empty")]
    assert found[1] == "No level can be told yet: of what the two agencies answered, too much is missing."
    assert "No gap can be told: neither agency’s answers give a level." in found
    assert "50 answers that count are not known; until then the level lies between 1 and 5." in found


def test_at_the_highest_level_nothing_blocks_and_no_step_is_invented() -> None:
    case = samples.highest()
    assert case.claimed.continuum == (5, 5)
    assert not any("certain to hold" in title for title in titles("highest"))
    assert facts.blocking(case) == "Nothing holds back a higher level: the answers describe the highest."
    assert case_plan.plan_finding(case).startswith("No step is left")


def test_what_is_behind_restricted_powers_is_looked_at_by_nobody_else() -> None:
    instrument = samples.freedonia().result.instrument
    for found, _ in facts.second_look(samples.freedonia()):
        assert not any(instrument.item(id).restricted for id in found.items)
    assert any(instrument.item(id).restricted for found in samples.freedonia().result.findings for id in found.items), (
        "else this shows nothing"
    )


def test_no_comment_reaches_the_committee_deck() -> None:
    said = "".join(texts(slide) for slide in opened("freedonia").slides)
    assert "We ask and wait." not in said


def test_a_long_name_gives_way_to_its_kind_in_cells_and_stands_in_full_in_front() -> None:
    assert clean(samples.LONG) in texts(opened("hostile").slides[0])
    assert "Police: not answered" in texts(slide_called("hostile", "1 of 3 requirements"))


# ---------------------------------------------------------------- the benchmark


def test_the_benchmark_shows_panel_band_heat_map_profile_rounds_groups_and_sensitivity() -> None:
    names = {shape.name for slide in opened("panel").slides for shape in slide.shapes}
    assert {"Continuum band", "Heat map", "Tracks", "Shares at each level", "Rounds"} <= names
    assert "Northern Coast" in names, "a small chart of each group"
    said = [title.replace("\N{NO-BREAK SPACE}", " ") for title in titles("panel")]
    assert said[1] == "40 administrations in 6 groups have a result in round 2026; 2 groups are withheld."
    assert any(title.startswith("Freedonia stands below the middle half") for title in said)
    assert any("if the second weakest decided" in title for title in said)
    assert any(title.startswith("From 2022 to 2026,") for title in said)


def test_a_group_that_is_withheld_shows_no_figure_and_the_reason() -> None:
    slide = slide_called("panel", "40 administrations")
    table = next(shape.table for shape in slide.shapes if shape.has_table)
    rows = {row.cells[0].text: [cell.text for cell in row.cells] for row in table.rows}
    assert rows["Eastern Steppe"][1:3] == ["withheld", ""]
    assert rows["Eastern Steppe"][4] == "Withheld: fewer than 5 administrations."
    assert "by subtraction" in rows["River Delta"][4]


def test_a_group_that_is_withheld_in_this_round_has_no_line_over_the_rounds() -> None:
    shown = samples.benchmark()
    hidden = {figures.label for figures in shown.continuum.groups if not figures.shown}
    assert hidden == {"Eastern Steppe", "River Delta"}
    assert {course.label for course in shown.courses} == {"Amber Lakes", "Outer Islands"}
    assert "River Delta" in texts(slide_called("panel", "From 2022 to 2026")), "it is named among what is withheld"


def test_without_leave_no_single_administration_is_named() -> None:
    raw = deck.benchmark(samples.benchmark(own="", singles=False))
    said = "".join(
        texts(slide) + slide.notes_slide.notes_text_frame.text
        for slide in Presentation(BytesIO(raw)).slides if slide.has_notes_slide
    )  # fmt: skip
    assert not [one.name for one in samples.benchmark().singles if one.name in said]


def test_an_uncertain_region_is_named_before_it_is_published() -> None:
    slide = slide_called("real", "Of ")
    said = texts(slide)
    assert "medium confidence" in said
    assert "check before you publish" in said
    assert "no official WCO list" in texts(slide_called("real", "21 administrations"))


def test_with_too_few_peers_for_quartiles_the_place_is_said_by_the_median() -> None:
    assert not any("middle half" in title for title in titles("few"))
    said = texts(slide_called("few", "The place of FRA among 8 peers"))
    assert "median of 8 peers" in said


def test_of_one_administration_only_its_own_result_is_shown() -> None:
    found = titles("one administration")
    assert "No figure of this panel may be shown. Withheld: fewer than 5 administrations." in found
    assert any(title.startswith("FRA stands at") for title in found)
    assert not any(shape.has_chart for slide in opened("one administration").slides for shape in slide.shapes)


# ---------------------------------------------------------------- long tables, and a look at the pages


def test_a_table_takes_the_slides_it_may_and_says_how_much_is_left() -> None:
    stage = Stage("A", "", "", samples.ON)
    rows = [(f"Row {place}", "words " * 30) for place in range(60)]
    stage.table(Heading("Sixty rows."), (Column("Name", 0.3), Column("Text", 0.7)), rows, most=2, left="row")
    slides = list(Presentation(BytesIO(stage.bytes())).slides)
    shown = sum(len(shape.table.rows) - 1 for slide in slides for shape in slide.shapes if shape.has_table)
    assert len(slides) == 2
    assert f"{60 - shown} rows more are not shown here" in texts(slides[1])


def test_control_characters_and_turning_marks_never_reach_a_slide() -> None:
    stage = Stage("A\x00\x0b", "\ud800", "line\u202e\x07", samples.ON)
    stage.title("Title\x0b\u202e", ["a\x00b"], "note\x01")
    stage.table(Heading("It is so."), (Column("Na\x00me", 1.0),), [("cell\x1f\ufffe",)])
    slides = list(Presentation(BytesIO(stage.bytes())).slides)
    assert "cell" in texts(slides[1])
    assert "line" in texts(slides[1])
    assert "\u202e" not in texts(slides[0])


@pytest.mark.parametrize("name", ["hostile", "real"])
def test_printed_no_word_runs_into_the_foot_of_its_slide(name: str, tmp_path: Path) -> None:
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if not office or not reader:
        missing("office", "no LibreOffice, or no pdftotext: install libreoffice-impress and poppler-utils")
    source = tmp_path / "deck.pptx"
    source.write_bytes(made(name))
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    command = [office, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    subprocess.run([reader, "-bbox", str(tmp_path / "deck.pdf"), str(tmp_path / "deck.html")], check=True)
    pages = (tmp_path / "deck.html").read_text(encoding="utf-8").split("<page ")[1:]
    slides = list(opened(name).slides)
    assert len(pages) == len(slides)
    for page, slide in zip(pages, slides, strict=True):
        below = [
            shape for shape in slide.shapes if shape.name in ("What it rests on", "Classification", "Slide number")
        ]
        top = min(shape.top for shape in below if shape.name != "Slide number" or len(below) == 1) / 12700
        said = {word for shape in below for word in shape.text_frame.text.split()} | {str(slides.index(slide) + 1)}
        words = re.findall(r'yMax="([\d.]+)">([^<]*)<', page)
        assert len(words) > 5
        for low, word in words:
            assert float(low) <= 540
            if float(low) > top + 2:
                assert unescape(word) in said, (slide.shapes.title.text_frame.text, word)


def test_the_frame_of_a_slide_leaves_room_above_the_line() -> None:
    stage = Stage("A", "", samples.LINE, samples.ON)
    _, area = stage.blank(Heading("It is so.", "What is shown"))
    assert area.y + area.h < 540 - 24
