"""Figures from elsewhere: read strictly, shown beside levels, never mixed into them."""

from decimal import Decimal

import pytest

from diagnostic.content.faults import Refused
from diagnostic.content.strict import read_text
from diagnostic.exchange.table import read_bytes
from diagnostic.exchange.table_indicators import Indicators, presets, read, read_presets


def take(text: str, preset: str = "generic", **columns: str) -> Indicators:
    return read(read_bytes(text.encode(), "figures.csv"), presets()[preset], columns)


def refusal(text: str, preset: str = "generic", **columns: str) -> str:
    with pytest.raises(Refused) as refused:
        take(text, preset, **columns)
    return str(refused.value)


GENERIC = "iso3,indicator,year,value,source\n"


def test_a_table_of_ones_own_is_read() -> None:
    found = take(GENERIC + "FRA,Seizures,2023,12.5,Annual report\nfrance,Seizures,2024,13,\nDEU,Seizures,2022,n/a,x\n")
    assert [(one.iso3, one.year, one.value, one.source) for one in found.observations] == [
        ("FRA", 2023, Decimal("12.5"), "Annual report"),
        ("FRA", 2024, Decimal(13), "as the file says"),
    ]
    assert found.latest()["FRA"].year == 2024


def test_a_download_of_the_world_bank_is_read_with_years_as_columns() -> None:
    text = (
        "Country Name,Country Code,Indicator Name,Indicator Code,2018,2022 [YR2022]\n"
        "France,FRA,Customs,LP.LPI.CUST.XQ,3.5,..\n"
        "France,FRA,Tracking,LP.LPI.TRAC.XQ,9.9,4\n"
        "World,WLD,Customs,LP.LPI.CUST.XQ,2.7,2.7\n"
    )
    found = take(text, "wb_lpi_customs")
    assert [(one.iso3, one.year, one.value) for one in found.observations] == [("FRA", 2018, Decimal("3.5"))]
    assert found.left_out == ("WLD",)
    assert "Source: World Bank. Check the licence of the file you bring." in found.small_print
    assert "(score, from 1 to 5)" in found.small_print


def test_columns_with_other_names_can_be_said() -> None:
    text = "Code;Edition;Crime\nFRA;2023;5.8\n"
    found = take(text, "organised_crime_criminality", country="Code", year="Edition", value="Crime")
    assert found.observations[0].value == Decimal("5.8")
    assert found.preset.direction == "higher_is_worse"
    assert "no column 'iso3' for the country" in refusal(text, "organised_crime_criminality")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("FRB,Seizures,2023,1,x", "figures.csv:2:1: 'FRB' is no country"),
        ("FRA,Seizures,23,1,x", "figures.csv:2:3: the year is '23'"),
        ("FRA,Seizures,2023,many,x", "figures.csv:2:4: the value 'many' is no number"),
        ("FRA,Seizures,2023,=A1,x", "figures.csv:2:4: the value '=A1' holds a formula"),
        ('FRA,Seizures,2023,"3,2",x', "write it like 3.2, with a point"),
        ("FRA,,2023,1,x", "figures.csv:2:2: the indicator has no name"),
        ("FRA,Seizures,2023,1,x\nFRA,Seizures,2023,2,x", "figures.csv:3:4: FRA, Seizures, 2023 stands twice"),
        ("FRA,Seizures,2023,..,x", "no figure was found"),
    ],
)
def test_what_is_wrong_is_named_with_row_and_column(row: str, problem: str) -> None:
    assert problem in refusal(f"{GENERIC}{row}\n")


def test_a_value_outside_the_scale_is_refused() -> None:
    said = refusal("iso3,year,value\nFRA,2022,7\n", "oecd_tfi_internal")
    assert "figures.csv:2:3: the value 7 lies outside the scale from 0 to 2" in said


def test_every_preset_says_its_direction_and_what_to_do_about_the_licence() -> None:
    found = presets()
    assert len(found) == 5
    for preset in found.values():
        assert preset.licence == "Check the licence of the file you bring."
        assert preset.about.endswith(".")
        assert preset.id == "generic" or (preset.scale and preset.indicator and preset.read_at)


PRESET = """
format: cpdiag-indicator-presets/1
presets:
  - id: one
    title: "One"
    about: "About it."
    publisher: "Somebody"
    columns: {country: iso3, year: year, value: value}
    unit: score
    direction: higher_is_better
    licence: "Check it."
"""


@pytest.mark.parametrize(
    ("change", "problem", "line"),
    [
        (("unit: score", "units: score"), "'unit' is missing", 4),
        (("higher_is_better", "upwards"), "unknown direction 'upwards'", 10),
        (("value: value", "figure: value"), "unknown role 'figure'", 8),
        (("year: year, ", ""), "no column for 'year'", 8),
        (("licence", "scale: [5, 1]\n    licence"), "the scale does not rise", 11),
    ],
)
def test_a_preset_with_a_fault_is_refused_with_its_line(change: tuple[str, str], problem: str, line: int) -> None:
    assert list(read_presets(read_text(PRESET, "presets.yaml"))) == ["one"]
    with pytest.raises(Refused) as refused:
        read_presets(read_text(PRESET.replace(*change), "presets.yaml"))
    assert any(fault.message == problem and fault.line == line for fault in refused.value.faults)
