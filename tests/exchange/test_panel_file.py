"""The panel file: wide and long, refused with row and column, and an export in which nothing else can leak."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import openpyxl  # type: ignore[import-untyped,unused-ignore]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostic.answers.answer import Answer, Voice, from_data, problems
from diagnostic.answers.assessment import AgencyPair, Assessment
from diagnostic.benchmarking.panel import CONTINUUM, Panel, PanelRefused
from diagnostic.benchmarking.scored import from_assessments
from diagnostic.content.faults import Refused
from diagnostic.exchange import panel_demonstration, panel_file, panel_folder
from diagnostic.exchange.panel_file import anonymised, read_upload
from diagnostic.scoring.outcomes import VIEWS, Pair
from tests.benchmarking.making import INSTRUMENT, LIBRARY, POLICY, VERSION, panel

KEYS = "administration,round,voice,policy,instrument"
SAID = f"joint,{POLICY.id},{VERSION}"


def wide(*rows: str, header: str = f"{KEYS},continuum_lower,continuum_upper,framework_lower,framework_upper") -> str:
    return "\n".join([header, *rows]) + "\n"


def long(*rows: str, header: str = f"{KEYS},measure,lower,upper,withheld") -> str:
    return "\n".join([header, *rows]) + "\n"


def read(text: str | bytes) -> Panel:
    raw = text.encode() if isinstance(text, str) else text
    return read_upload(raw, "panel.csv", LIBRARY)


def refusal(text: str | bytes) -> str:
    with pytest.raises(Refused) as refused:
        read(text)
    return str(refused.value)


def same(one: Panel, other: Panel) -> bool:
    """Whether two panels say the same of the same, whatever else they hold."""
    if (one.policy, list(one.all_keys())) != (other.policy, list(other.all_keys())):
        return False
    return all(
        {key: pair for key, pair in one.profile(row.administration, row.round, row.whose, view).items() if pair}
        == {key: pair for key, pair in other.profile(row.administration, row.round, row.whose, view).items() if pair}
        for row in one.all_keys()
        for view in VIEWS
    )


# ------------------------------------------------------------------ reading


def test_a_wide_table_is_read() -> None:
    made = read(wide(f"FRA,2026,{SAID},2,3,1,1", f"DEU,2026,{SAID},4,4,,"))
    assert (made.policy, made.versions) == (POLICY.id, (VERSION,))
    assert made.profile("FRA", "2026") == {CONTINUUM: Pair(2, 3), "framework": Pair(1, 1)}
    assert made.profile("DEU", "2026") == {CONTINUUM: Pair(4, 4), "framework": None}


def test_a_long_table_is_read() -> None:
    rows = [f"FRA,2026,{SAID},continuum,2,3,no", f"FRA,2026,{SAID},framework,1,4,yes", f"DEU,9,{SAID},continuum,1,1,"]
    made = read(long(*rows))
    assert made.profile("FRA", "2026") == {CONTINUUM: Pair(2, 3), "framework": Pair(1, 4)}
    assert made.rounds == ("9", "2026")
    measured = made.measure("framework", round="2026")
    assert measured.withheld.tolist() == [True]


def test_both_views_of_a_result_are_one_row() -> None:
    header = f"{KEYS},view,continuum_lower,continuum_upper"
    made = read(wide(f"FRA,1,{SAID},claimed,3,3", f"FRA,1,{SAID},evidenced,2,2", header=header))
    assert made.n == 1
    assert made.profile("FRA", "1", view="evidenced") == {CONTINUUM: Pair(2, 2)}


def test_columns_of_the_users_own_come_along() -> None:
    header = f"{KEYS},group:Income,continuum_lower,continuum_upper"
    made = read(wide(f"FRA,1,{SAID},high,3,3", f"FRA,2,{SAID},,3,3", f"KEN,1,{SAID},lower middle,2,2", header=header))
    assert made.columns == {"income": {"FRA": "high", "KEN": "lower middle"}}


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_other_separators_and_encodings_are_read(separator: str, encoding: str) -> None:
    text = wide(f"FRA,Été,{SAID},2,3,1,1").replace(",", separator)
    assert read(text.encode(encoding)).rounds == ("Été",)


def test_a_workbook_is_read_like_a_table() -> None:
    book = openpyxl.Workbook()
    for row in csv.reader(io.StringIO(wide(f"FRA,2026,{SAID},2,3,,"))):
        book.active.append([int(cell) if cell.isdecimal() else cell or None for cell in row])
    out = io.BytesIO()
    book.save(out)
    made = read(out.getvalue())
    assert made.profile("FRA", "2026") == {CONTINUUM: Pair(2, 3), "framework": None}


def test_a_file_is_read_from_where_it_lies(tmp_path: Path) -> None:
    path = tmp_path / "panel.csv"
    path.write_text(wide(f"FRA,2026,{SAID},2,3,1,1"), encoding="utf-8")
    assert panel_file.read(path, LIBRARY).n == 1


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (f"FRB,1,{SAID},2,3,1,1", "panel.csv:3:1: 'FRB' is no country code"),
        (f"France,1,{SAID},2,3,1,1", "panel.csv:3:1: 'administration' is 'France'"),
        (f"=1+1,1,{SAID},2,3,1,1", "panel.csv:3:1: 'administration' is '=1+1'"),
        (f"PER,,{SAID},2,3,1,1", "panel.csv:3:2: 'round' is empty"),
        (f"PER,=2026,{SAID},2,3,1,1", "panel.csv:3:2: 'round' begins like a formula"),
        (f"PER,{'9' * 41},{SAID},2,3,1,1", "at most 40 plain characters"),
        (f"PER,1,both,{POLICY.id},{VERSION},2,3,1,1", "panel.csv:3:3: 'voice' is 'both'"),
        (f"PER,1,joint,handbook-fig3/9,{VERSION},2,3,1,1", "unknown policy 'handbook-fig3/9': did you mean"),
        (f"PER,1,joint,integrity-ladder/1,{VERSION},2,3,1,1", "unknown policy 'integrity-ladder/1'"),
        (f"PER,1,joint,{POLICY.id},handbook-2019/1,2,3,1,1", "unknown instrument version 'handbook-2019/1'"),
        (f"PER,1,joint,{POLICY.id},integrity-2026/1,2,3,1,1", "'integrity-2026/1' is not compared between countries"),
        (f"PER,1,{SAID},0,3,1,1", "panel.csv:3:6: 'continuum_lower' is '0': write a whole number from 1 to 5"),
        (f"PER,1,{SAID},2,6,1,1", "panel.csv:3:7: 'continuum_upper' is '6'"),
        (f"PER,1,{SAID},2,3.0,1,1", "'continuum_upper' is '3.0'"),
        (f"PER,1,{SAID},2,=A1+1,1,1", "'continuum_upper' holds the formula '=A1+1'"),
        (f"PER,1,{SAID},4,3,1,1", "panel.csv:3:6: 'continuum' is from 4 to 3"),
        (f"PER,1,{SAID},,,1,1", "'continuum' is empty"),
        (f"PER,1,{SAID},2,3,1,", "panel.csv:3:8: 'framework' has one bound only"),
        (f"FRA,1,{SAID},2,3,1,1", "FRA, round 1, joint, claimed stands twice (first in row 2)"),
    ],
)
def test_what_is_wrong_is_named_with_row_and_column_and_nothing_is_taken(row: str, problem: str) -> None:
    said = refusal(wide(f"FRA,1,{SAID},2,3,1,1", row))
    assert problem in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (f"PER,1,{SAID},frame,2,3,no", "panel.csv:3:6: unknown measure 'frame'"),
        (f"PER,1,{SAID},continuum,2,9,no", "panel.csv:3:8: 'upper' is '9'"),
        (f"PER,1,{SAID},continuum,2,3,maybe", "panel.csv:3:9: 'withheld' is 'maybe': write yes or no"),
        (f"PER,1,{SAID},continuum,3,3,yes", "'continuum' is withheld, and yet its level is known"),
        (f"FRA,1,{SAID},continuum,2,3,no", "'continuum' stands twice (first in row 2)"),
        (f"PER,1,{SAID},framework,2,3,no", "'continuum' is empty"),
    ],
)
def test_a_long_table_is_refused_in_the_same_way(row: str, problem: str) -> None:
    assert problem in refusal(long(f"FRA,1,{SAID},continuum,2,3,no", row))


def test_policies_are_never_mixed(monkeypatch: pytest.MonkeyPatch) -> None:
    library = LIBRARY.__class__(**{name: getattr(LIBRARY, name) for name in LIBRARY.__slots__})
    object.__setattr__(library, "policies", {**LIBRARY.policies, "handbook-fig3/2": POLICY})
    text = wide(f"FRA,1,{SAID},2,3,1,1", f"PER,1,joint,handbook-fig3/2,{VERSION},2,3,1,1")
    with pytest.raises(Refused) as refused:
        read_upload(text.encode(), "panel.csv", library)
    said = str(refused.value)
    assert "panel.csv:3:4: the row is under handbook-fig3/2, row 2 under handbook-fig3/1" in said
    assert "never mixed" in said


def test_every_fault_of_a_file_is_reported_at_once() -> None:
    said = refusal(wide(f"FRB,1,{SAID},2,3,1,1", f"PER,1,{SAID},2,9,1,1", f"DEU,1,{SAID},5,3,1,1"))
    assert [line.split(": ")[0] for line in said.splitlines()] == ["panel.csv:2:1", "panel.csv:3:7", "panel.csv:4:6"]


def test_columns_that_are_missing_or_unknown_are_named() -> None:
    said = refusal("administration,round,voice,continuum_lower,continuum_upper,framwork_lower\n")
    assert "the column 'policy' is missing" in said
    assert "unknown column 'framwork_lower': did you mean 'framework_lower'?" in said
    assert "neither wide nor long nor of answers" in refusal("country,level\nFRA,3\n")
    header = f"{KEYS},continuum_lower,continuum_upper,risk_lower"
    assert "the column 'risk_upper' is missing" in refusal(wide(f"FRA,1,{SAID},2,3,1", header=header))


def test_a_table_without_rows_is_refused() -> None:
    assert "the table has no rows" in refusal(wide())
    assert "the table has no rows" in refusal(long())


def test_an_administration_has_one_value_of_a_column() -> None:
    header = f"{KEYS},group:income,continuum_lower,continuum_upper"
    said = refusal(wide(f"FRA,1,{SAID},high,3,3", f"FRA,2,{SAID},low,3,3", f"FRA,3,{SAID},low,3,3", header=header))
    assert said == (
        "panel.csv:3:6: FRA is 'low' here and 'high' in row 2: give an administration the same in all its rows"
    )


def test_a_thousand_faults_are_cut_short() -> None:
    said = refusal(wide(*[f"FRA,{number},{SAID},9,9,1,1" for number in range(1000)]))
    assert len(said.splitlines()) == 100
    assert "further ones are not listed" in said


# ------------------------------------------------------------------ writing


@pytest.mark.parametrize("shape", ["wide", "long"])
def test_what_is_exported_with_countries_is_read_back_equal(shape: str) -> None:
    made = panel_demonstration.read(LIBRARY)
    export = anonymised(made, keep_countries=True, long=shape == "long", groups=["region"])
    again = read(export.text)
    assert same(made, again)
    assert again.columns == made.columns


bounds = st.tuples(st.integers(1, 5), st.integers(1, 5)).map(lambda two: (min(two), max(two)))
names = st.sampled_from(["FRA", "DEU", "XXA", "FRA-2", "A01"])
round_names = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=20).filter(
    lambda text: text == text.strip() and not text.startswith("'")
)


@given(st.dictionaries(st.tuples(names, round_names), bounds, min_size=1, max_size=8), st.booleans())
@settings(max_examples=60, deadline=None)
def test_any_panel_survives_writing_and_reading(
    levels: Mapping[tuple[str, str], tuple[int, int]], as_long: bool
) -> None:
    made = panel(levels)
    assert same(made, read(anonymised(made, keep_countries=True, long=as_long).text))


def test_no_cell_of_an_export_is_a_formula() -> None:
    made = panel({("FRA", "=cmd|' /C calc'!A0"): (2, 2), ("FRA", "-1"): (2, 2), ("FRA", "@x"): (2, 2)})
    made = made.with_column("+note", {"FRA": "=1+1"})
    text = anonymised(made, keep_countries=True, groups=["+note"]).text
    for line in text.splitlines():
        for row in csv.reader([line]):
            assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in row)
    assert read(text).rounds == made.rounds


def secrets() -> Assessment:
    """An assessment that holds a secret in every field that takes one."""
    texts = {"comment": "secret", "link": "secret", "reason": "secret", "dissent": "secret"}
    said: dict[str, Answer] = {}
    for item in INSTRUMENT.items:
        data: dict[str, Any] = {"discuss": True, **texts}
        if item.levelled:
            data |= {"level": 3, "scope": "national", "evidence": "document", "legal_ceiling": 4}
        elif item.areas:
            data["value"] = {area.id: "full" for area in item.areas}
        elif item.kind == "power":
            data["value"] = {"authority": "none", "limits": [limit.id for limit in item.limits]}
        else:
            data["value"] = {next(field.id for field in item.fields if field.type == "text"): "secret"}
        assert problems(item, "customs", data) == []
        said[item.id] = from_data(data)
    agreed = {item.id: said[item.id] for item in INSTRUMENT.items if item.subject != "own"}
    voices: dict[Voice, dict[str, Answer]] = {"customs": said, "police": said, "agreed": agreed}
    return Assessment(
        country="PER",
        round="2026",
        instruments={"cooperation": VERSION, "integrity": "integrity-2026/1"},
        voices=voices,
        pair=AgencyPair("secret-customs", "secret-police"),
        target=4,
        context={"note": "secret", "ministries": {"customs": "secret"}, "national_model": "partial_powers"},
        id="5ec4e700-0000-4000-8000-000000000000",
    )


def test_nothing_but_levels_and_rounds_leaves_with_an_export() -> None:
    made = from_assessments([secrets()], LIBRARY).with_column("secret-column", {"PER": "secret-cell"})
    for as_long in (False, True):
        text = anonymised(made, long=as_long).text
        assert "secret" not in text
        assert "5ec4e700" not in text
        assert "PER" not in text
        assert "Peru" not in text
        words = {cell for row in csv.reader(io.StringIO(text)) for cell in row if row[0].startswith("A01")}
        measures = {*made.measures} if as_long else set()
        levels = {"1", "2", "3", "4", "5", "yes", "no", ""}
        known = {"A01", "2026", "joint", "customs", "police", POLICY.id, VERSION, *VIEWS}
        assert words <= known | levels | measures


def test_the_columns_of_an_export_are_a_closed_list() -> None:
    made = from_assessments([secrets()], LIBRARY)
    header = next(line for line in anonymised(made).text.splitlines() if not line.startswith("#")).split(",")
    parts = {f"{name}_{side}" for name in made.measures for side in ("lower", "upper", "withheld")}
    assert set(header) - parts == {*KEYS.split(","), "view"}


def test_aliases_are_the_same_throughout_an_export_and_their_order_tells_nothing() -> None:
    made = panel_demonstration.read(LIBRARY)
    first, second = (anonymised(made, dice=Random(seed)) for seed in (1, 2))
    assert sorted(first.key.values()) == list(made.administrations)
    assert first.key != second.key
    again = read(first.text)
    assert again.administrations == tuple(sorted(first.key))
    for alias, name in first.key.items():
        for round in made.rounds_of(name):
            assert again.profile(alias, round) == made.profile(name, round)
    in_file = [row.split(",")[0] for row in first.text.splitlines() if row.startswith("A")]
    assert in_file == sorted(in_file)
    assert list(first.key.values()) != sorted(first.key.values())


def test_aliases_are_drawn_anew_each_time() -> None:
    made = panel_demonstration.read(LIBRARY)
    assert len({tuple(anonymised(made).key.values()) for _ in range(3)}) == 3


def test_a_group_of_few_is_blank_in_an_anonymous_export_and_it_is_said() -> None:
    made = panel_demonstration.read(LIBRARY)
    export = anonymised(made, groups=["region"])
    assert "Eastern Steppe" not in export.text
    assert "Amber Lakes" in export.text
    assert export.notes == ("In “region”, groups of fewer than 5 administrations were left blank (1 of 6).",)
    with pytest.raises(PanelRefused, match="no column “income”"):
        anonymised(made, groups=["income"])


def test_the_name_of_a_round_leaves_and_it_is_said() -> None:
    assert anonymised(panel({("PER", "2026"): (2, 2)})).notes == ()
    (note,) = anonymised(panel({("PER", "Peru pilot"): (2, 2)})).notes
    assert note == "Rounds leave as they are named: Peru pilot. Check that no name tells the country."


def test_a_fictional_panel_stays_fictional_in_its_export() -> None:
    assert "# Fictional data" in anonymised(panel_demonstration.read(LIBRARY)).text


# ------------------------------------------------------------------ folders


def folder_of(path: Path, **files: str) -> Path:
    for name, text in files.items():
        (path / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return path


FILE = (
    "format: cpdiag/1\ncountry: {}\nround: '1'\ninstruments: {{cooperation: handbook-2018/1}}\n"
    "voices: {{customs: {{a_1: {{level: 3}}}}}}\n"
)


def test_a_folder_of_assessment_files_is_a_panel(tmp_path: Path) -> None:
    folder_of(tmp_path, a__yaml=FILE.format("FRA"), b__yml=FILE.format("DEU"), notes__txt="not mine")
    assert panel_folder.read(tmp_path, LIBRARY).administrations == ("DEU", "FRA")


def test_one_file_with_a_fault_refuses_the_folder_and_every_fault_names_its_file(tmp_path: Path) -> None:
    bad = FILE.format("FRB")
    folder_of(tmp_path, a__yaml=FILE.format("FRA"), b__yaml=bad, c__json="{", d__yaml=FILE.format("FRA"))
    with pytest.raises(Refused) as refused:
        panel_folder.read(tmp_path, LIBRARY)
    named = {Path(fault.file).name: fault.message for fault in refused.value.faults}
    assert named["b.yaml"] == "'FRB' is no country code"
    assert "c.json" in named
    assert named["d.yaml"] == "FRA, round 1 stands in a.yaml as well"
    assert "a.yaml" not in named


def test_a_folder_without_assessment_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="holds no assessment file"):
        panel_folder.read(tmp_path, LIBRARY)
    with pytest.raises(Refused, match="no such folder"):
        panel_folder.read(tmp_path / "none", LIBRARY)
