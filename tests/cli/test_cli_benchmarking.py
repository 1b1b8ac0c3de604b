"""`cpdiag panel` and `cpdiag chart`: panels without names, figures that give nobody away, pictures."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest
from pptx import Presentation

from diagnostic.answers.assessment import countries
from diagnostic.cli.charting import OF_ONE, ChartName
from diagnostic.documents import case_charts
from diagnostic.service import chart_files, charting
from tests.cli.shell import DEMONSTRATION, SOUND, cpdiag

HEAD = "administration,round,voice,policy,instrument,continuum_lower,continuum_upper"


@pytest.fixture
def folder_of_files(tmp_path: Path) -> Path:
    """Assessment files of six fictional administrations."""
    made = tmp_path / "answers"
    made.mkdir()
    for letter in "ABCDEF":
        (made / f"{letter}.yaml").write_text(SOUND.replace("country: XXA", f"country: XX{letter}"), encoding="utf-8")
    return made


@pytest.fixture
def panel(tmp_path: Path) -> Path:
    """A panel of twelve aliases in two groups."""
    rows = [f"A{n:02},2026,joint,handbook-fig3/1,handbook-2018/1,{1 + n % 4},{1 + n % 4}" for n in range(1, 13)]
    lines = [HEAD + ",group:income", *(f"{row},{'high' if n % 2 else 'low'}" for n, row in enumerate(rows))]
    path = tmp_path / "panel.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    text = path.read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


# ---------------------------------------------------------------- export


def test_an_exported_panel_names_nobody_and_says_nothing(folder_of_files: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    said = cpdiag("panel", "export", "--from", folder_of_files, "--output", output)
    assert said.code == 0, said.err
    text = output.read_text(encoding="utf-8")
    for secret in ("XX", "MOU of 2021", "National Police", "act of 2019", "read together", "dont_know"):
        assert secret not in text
    rows = rows_of(output)
    assert {row["administration"] for row in rows} == {f"A{number:02}" for number in range(1, 7)}
    assert {row["round"] for row in rows} == {"2026"}


def test_who_is_who_is_written_only_when_asked(folder_of_files: Path, tmp_path: Path) -> None:
    output, key = tmp_path / "out.csv", tmp_path / "key.csv"
    said = cpdiag("panel", "export", "--from", folder_of_files, "--output", output, "--key", key)
    assert said.code == 0, said.err
    assert {row["administration"] for row in rows_of(key)} == {f"XX{letter}" for letter in "ABCDEF"}
    assert {row["alias"] for row in rows_of(key)} == {row["administration"] for row in rows_of(output)}
    assert key.stat().st_mode & 0o077 == 0


def test_countries_stay_only_when_asked(folder_of_files: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    assert cpdiag("panel", "export", "--from", folder_of_files, "--output", output, "--keep-countries").code == 0
    assert {row["administration"] for row in rows_of(output)} == {f"XX{letter}" for letter in "ABCDEF"}


def test_a_long_panel_has_a_row_for_each_measure_and_is_read_again(folder_of_files: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    assert cpdiag("panel", "export", "--from", folder_of_files, "--output", output, "--long").code == 0
    assert {"continuum", "information"} <= {row["measure"] for row in rows_of(output)}
    assert "6" in re.search(r"Administrations: (.*)", cpdiag("panel", "check", output).out)[1]  # type: ignore[index]


def test_the_database_is_exported_by_default(tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    assert cpdiag("panel", "export", "--output", output).code == 1
    cpdiag("demo")
    said = cpdiag("panel", "export", "--output", output)
    assert said.code == 0, said.err
    assert {row["round"] for row in rows_of(output)} == {"2024", "2026"}
    assert "XXA" not in output.read_text(encoding="utf-8")


def test_nothing_is_written_over_and_nothing_half(folder_of_files: Path, tmp_path: Path) -> None:
    output, key = tmp_path / "out.csv", tmp_path / "key.csv"
    key.write_text("mine", encoding="utf-8")
    said = cpdiag("panel", "export", "--from", folder_of_files, "--output", output, "--key", key)
    assert said.code == 1
    assert "is there already" in said.err
    assert not output.exists()
    assert key.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("panel", "export", "--output", "x.xlsx"), 1),
        (("panel", "export", "--output", "x.csv", "--keep-countries", "--key", "k.csv"), 2),
        (("panel", "export"), 2),
        (("panel", "show"), 2),
        (("panel", "deck"), 2),
        (("panel", "deck", "no-such-file.csv", "--output", "x.pptx"), 1),
        (("panel", "deck", "demonstration", "--own", "ZZZ", "--output", "x.pptx"), 1),
        (("panel", "deck", "demonstration", "--classification", "S" * 121, "--output", "x.pptx"), 1),
        (("panel", "workbook", "demonstration", "--round", "1999", "--output", "x.xlsx"), 1),
        (("chart", "regions", "demonstration"), 2),
        (("chart", "regions", "--output", "x.svg"), 2),
        (("chart", "league_table", "demonstration", "--output", "x.svg"), 2),
        (("chart", "regions", "demonstration", "--output", "x.gif"), 1),
        (("chart", "profile", "demonstration", "--output", "x.svg"), 1),
        (("chart", "regions", "demonstration", "--own", "ZZZ", "--output", "x.svg"), 1),
        (("chart", "regions", "demonstration", "--round", "1999", "--output", "x.svg"), 1),
        (("chart", "regions", "demonstration", "--by", "income", "--output", "x.svg"), 1),
        (("panel", "show", "demonstration", "--measure", "luck"), 1),
        (("panel", "show", "no-such-file.csv"), 1),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_what_cannot_be_done_ends_with_a_sentence(
    words: tuple[str, ...], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = cpdiag(*words)
    assert said.code == code
    assert said.err.strip()
    assert "Traceback" not in said.err
    assert not list(tmp_path.glob("x.*"))


# ---------------------------------------------------------------- check and show


def test_check_says_what_a_panel_holds(panel: Path) -> None:
    said = cpdiag("panel", "check", panel)
    assert said.code == 0
    assert f"{panel}: sound." in said.out
    assert "Administrations: 12" in said.out


def test_check_names_every_fault_by_row_and_column(panel: Path) -> None:
    text = panel.read_text(encoding="utf-8").replace("A03,", "nowhere,").replace(",4,4,", ",4,9,")
    panel.write_text(text, encoding="utf-8")
    said = cpdiag("panel", "check", panel)
    assert said.code == 1
    assert f"{panel}:4:" in said.err
    assert said.err.count("\n") >= 3


def test_figures_are_shown_as_far_as_they_give_nobody_away() -> None:
    said = cpdiag("panel", "show", "demonstration", "--by", "region")
    assert said.code == 0, said.err
    assert re.search(r"Amber Lakes +8 +2 to 3", said.out)
    assert re.search(r"Eastern Steppe +withheld *\n", said.out)
    assert "River Delta: Withheld: beside the figures shown before" in said.out.replace("\n", " ")
    assert "none of these administrations exists" in said.out
    assert not any(name in said.out for name in ("Freedonia", "Zelvania"))


def test_a_column_of_the_panel_groups_it(panel: Path) -> None:
    said = cpdiag("panel", "show", panel, "--by", "Income")
    assert re.search(r"high +6 ", said.out)
    assert "withheld" in cpdiag("panel", "show", panel, "--by", "income", "--minimum", "7").out


# ---------------------------------------------------------------- charts


def test_the_command_knows_every_chart() -> None:
    assert set(ChartName.__args__) == {*charting.NAMES, *case_charts.NAMES}  # type: ignore[attr-defined]
    assert OF_ONE == case_charts.NAMES


@pytest.mark.parametrize("name", [name for name in charting.NAMES if name not in ("growth", "heat_map")])
def test_each_chart_is_drawn_from_the_demonstration(name: str, tmp_path: Path) -> None:
    output = tmp_path / f"{name}.svg"
    said = cpdiag("chart", name, "demonstration", "--own", "XXA", "--output", output)
    assert said.code == 0, said.err
    text = output.read_text(encoding="utf-8")
    assert text.startswith("<svg")
    assert "Fictional administrations: no real one is meant." in text
    assert said.lines[0] == f"Written: {output}"
    assert said.lines[1].endswith(".")


@pytest.mark.parametrize("form", chart_files.FORMS)
def test_the_ending_chooses_the_form(panel: Path, tmp_path: Path, form: str) -> None:
    output = tmp_path / f"regions.{form}"
    said = cpdiag("chart", "regions", panel, "--by", "income", "--output", output)
    assert said.code == 0, said.err
    assert output.stat().st_size > 200
    again = cpdiag("chart", "regions", panel, "--by", "income", "--output", output)
    assert again.code == 1
    assert "is there already" in again.err


def test_administrations_one_by_one_only_when_asked(tmp_path: Path) -> None:
    refused = cpdiag("chart", "heat_map", "demonstration", "--output", tmp_path / "x.csv")
    assert refused.code == 1
    assert "Say --singles." in refused.err
    assert cpdiag("chart", "heat_map", "demonstration", "--singles", "--output", tmp_path / "x.csv").code == 0
    assert "Freedonia" in (tmp_path / "x.csv").read_text(encoding="utf-8")


def test_growth_needs_no_panel(tmp_path: Path) -> None:
    said = cpdiag("chart", "growth", "--output", tmp_path / "growth.csv")
    assert said.code == 0
    assert "rose from 50 in October 2019 to 86 in October 2024" in said.out


def test_a_folder_of_files_is_charted(folder_of_files: Path, tmp_path: Path) -> None:
    said = cpdiag("chart", "shares", folder_of_files, "--by", "all", "--output", tmp_path / "shares.csv")
    assert said.code == 0, said.err
    assert next(row["n"] for row in rows_of_sheet(tmp_path / "shares.csv")) == "6"


def rows_of_sheet(path: Path) -> list[dict[str, str]]:
    text = path.read_text(encoding="utf-8-sig")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def test_no_country_is_named_in_a_chart_of_aliases(panel: Path, tmp_path: Path) -> None:
    output = tmp_path / "band.csv"
    assert cpdiag("chart", "band", panel, "--by", "income", "--singles", "--output", output).code == 0
    names = {row["name"] for row in rows_of_sheet(output)}
    assert names == {f"A{number:02}" for number in range(1, 13)}
    assert names.isdisjoint(countries().values())


def test_the_demonstration_folder_of_assessments_is_a_panel(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    for path in DEMONSTRATION.glob("*.yaml"):
        (files / path.name).write_bytes(path.read_bytes())
    said = cpdiag("panel", "check", files)
    assert said.code == 0, said.err
    assert "Rounds (joint results): 2024 (1), 2026 (2)" in said.out


# ---------------------------------------------------------------- slides and sheets


def _words(deck: Path) -> Iterator[str]:
    """Yield every text of a deck, those of tables among them."""
    for slide in Presentation(str(deck)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                yield shape.text_frame.text
            elif shape.has_table:
                yield from (cell.text for row in shape.table.rows for cell in row.cells)


def test_a_panel_becomes_a_deck_and_a_workbook_with_the_line_on_them(tmp_path: Path) -> None:
    deck, book = tmp_path / "deck.pptx", tmp_path / "book.xlsx"
    line = ("--classification", "TLP:AMBER+STRICT")
    said = cpdiag("panel", "deck", "demonstration", "--own", "XXA", "--output", deck, *line)
    assert (said.code, said.out) == (0, f"Written: {deck}\n"), said.err
    shown = "\n".join(_words(deck))
    assert shown.count("TLP:AMBER+STRICT") >= len(Presentation(str(deck)).slides)
    assert "The place of Freedonia among 39 peers" in shown
    assert "Zelvania" not in shown, "no other administration by itself, unless it is asked for"
    said = cpdiag("panel", "workbook", "demonstration", "--own", "XXA", "--output", book, *line)
    assert (said.code, said.out) == (0, f"Written: {book}\n"), said.err
    assert len(openpyxl.load_workbook(book).sheetnames) > 5


def test_without_a_name_the_files_are_called_as_in_the_app(
    panel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cpdiag("panel", "deck", panel, "--by", "income", "--singles", "--own", "A03").code == 0
    assert cpdiag("panel", "workbook", panel, "--by", "income").code == 0
    assert (tmp_path / "benchmark-panel-deck-2026.pptx").exists()
    assert (tmp_path / "benchmark-panel-workbook-2026.xlsx").exists()
    said = [*_words(tmp_path / "benchmark-panel-deck-2026.pptx")]
    assert "A03" in said
    assert not any("cannot be shown" in words for words in said), "no chart by dimension of a panel that has none"
    again = cpdiag("panel", "deck", panel, "--by", "income")
    assert again.code == 1
    assert "is there already and was left as it is" in again.err


def test_too_small_a_panel_makes_a_deck_that_says_so(folder_of_files: Path, tmp_path: Path) -> None:
    for letter in "CDEF":
        (folder_of_files / f"{letter}.yaml").unlink()
    said = cpdiag("panel", "deck", folder_of_files, "--by", "all", "--output", tmp_path / "deck.pptx")
    assert said.code == 0, said.err
    assert "withheld" in "\n".join(_words(tmp_path / "deck.pptx")).lower()


@pytest.mark.parametrize(
    ("command", "instead"),
    [("deck", "panel deck"), ("workbook", "panel workbook"), ("report", "panel deck"), ("brief", "panel deck")],
)
def test_a_panel_given_where_one_assessment_is_wanted_is_told_apart(
    panel: Path, folder_of_files: Path, command: str, instead: str
) -> None:
    for source in (panel, folder_of_files, "demonstration"):
        said = cpdiag(command, source)
        assert said.code == 1
        assert f"'{source}' is no assessment file." in said.err
        assert f"'cpdiag {instead} {source}'" in said.err
        assert said.err.count("\n") == 1


# ---------------------------------------------------------------- charts of one assessment


FREEDONIA = DEMONSTRATION / "xxa-2026.yaml"
ID = "3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2026"


@pytest.mark.parametrize("name", case_charts.NAMES)
@pytest.mark.parametrize("form", chart_files.FORMS)
def test_each_chart_of_an_assessment_file_is_drawn_in_every_form(name: str, form: str, tmp_path: Path) -> None:
    output = tmp_path / f"{name}.{form}"
    said = cpdiag("chart", name, FREEDONIA, "--output", output)
    assert said.code == 0, said.err
    assert output.stat().st_size > 200
    assert said.lines[0] == f"Written: {output}"
    assert said.lines[1].endswith(".")


def test_a_chart_that_stands_alone_says_of_whom_it_is_and_bears_its_line(tmp_path: Path) -> None:
    output = tmp_path / "profile.csv"
    assert cpdiag("chart", "profile", FREEDONIA, "--classification", "TLP:GREEN", "--output", output).code == 0
    text = output.read_text(encoding="utf-8-sig")
    for words in ("Freedonia (fictional), round 2026.", "Joint result · as claimed", "TLP:GREEN", "Framework,3,3"):
        assert words in text
    output = tmp_path / "shares.csv"
    assert cpdiag("chart", "shares", "demonstration", "--classification", "TLP:RED", "--output", output).code == 0
    assert "# TLP:RED" in output.read_text(encoding="utf-8-sig")


def test_one_agency_alone_and_as_evidenced(tmp_path: Path) -> None:
    output = tmp_path / "profile.csv"
    said = cpdiag("chart", "profile", FREEDONIA, "--voice", "police", "--view", "evidenced", "--output", output)
    assert said.code == 0, said.err
    assert "Answers of National Police · as evidenced" in output.read_text(encoding="utf-8-sig")


def test_an_assessment_in_the_database_is_charted_and_the_record_says_so(tmp_path: Path) -> None:
    assert cpdiag("demo").code == 0
    for name in case_charts.NAMES:
        said = cpdiag("chart", name, ID, "--output", tmp_path / f"{name}.svg")
        assert said.code == 0, said.err
    said = cpdiag("chart", "profile", ID, "--voice", "police", "--as", "police", "--output", tmp_path / "police.csv")
    assert said.code == 0, said.err
    assert "Answers of National Police" in (tmp_path / "police.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("heat_map", FREEDONIA), 1, "compares administrations: name a panel. One assessment has band, profile,"),
        (("powers", "demonstration"), 1, "The chart of powers shows one assessment"),
        (("powers", "panel.csv"), 1, "The chart of powers shows one assessment"),
        (("dumbbell", FREEDONIA, "--voice", "customs"), 1, "It needs the answers of both agencies."),
        (("powers", FREEDONIA, "--voice", "customs"), 1, "needs the answers of both"),
        (("profile", FREEDONIA, "--own", "XXA"), 2, "are for a panel; this is one assessment"),
        (("profile", "nowhere.yaml"), 1, "nowhere.yaml: No such file or directory."),
        (("profile", "3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2999"), 1, "There is no assessment"),
        (("profile", FREEDONIA, "--classification", "S" * 121), 1, "Keep the classification to 120 characters"),
    ],
)
def test_a_chart_that_an_assessment_or_a_panel_does_not_have_is_refused_in_a_sentence(
    words: tuple[str | Path, ...], code: int, said: str, tmp_path: Path
) -> None:
    found = cpdiag("chart", *words, "--output", tmp_path / "x.svg")
    assert found.code == code
    assert said in " ".join(found.err.split())
    assert not (tmp_path / "x.svg").exists()
