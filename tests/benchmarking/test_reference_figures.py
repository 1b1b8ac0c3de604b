"""Dated figures: every row sound, few pairs comparable, the reason stated for the rest."""

import math
from datetime import date
from fractions import Fraction
from itertools import combinations

import pytest

from diagnostic import places
from diagnostic.benchmarking.figures import declared, growth, read, shipped, why_not
from diagnostic.content.faults import Refused
from diagnostic.content.strict import read_text

TEXT = (places.data("benchmarks") / "reference_figures.csv").read_text(encoding="utf-8")
HEADER = TEXT.splitlines()[0]
ROW = "SF001,Units,22,units,2019-10,world,Programme,Report,note,=,reported,FRA DEU,47"


def percent(value: Fraction | None) -> int:
    assert value is not None
    return math.floor(value * 100 + Fraction(1, 2))


def test_all_180_rows_are_sound_and_in_order() -> None:
    figures = shipped().all
    assert list(figures) == [f"SF{number:03}" for number in range(1, 181)]
    assert all(figure.source and figure.dated for figure in figures.values())
    assert [id for id, figure in figures.items() if figure.since is None] == ["SF001"]


def test_dates_and_spans_are_understood() -> None:
    figures = shipped().all
    assert (figures["SF102"].since, figures["SF102"].until) == (date(2019, 10, 1), date(2019, 10, 28))
    assert (figures["SF114"].since, figures["SF114"].until) == (date(2018, 6, 4), date(2018, 7, 8))
    assert (figures["SF128"].since, figures["SF128"].until) == (date(2017, 1, 1), date(2018, 12, 28))


def test_a_figure_is_shown_with_its_qualifier_and_never_without_its_date() -> None:
    figures = shipped().all
    assert figures["SF101"].shown == "more than 80 ports (2019-10)"
    assert figures["SF036"].shown == "113 ports (2024-10)"
    assert figures["SF163"].shown == "74.4 million documents (2018-01)"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("22,units", "many,units"), "the value is 'many', no number"),
        (("2019-10", "autumn"), "the date is 'autumn'"),
        (("2019-10", "2019-10 to 2018-01"), "ends before it begins"),
        (("reported", "guessed"), "the kind is 'guessed'"),
        ((",=,", ",?,"), "the qualifier is"),
        (("FRA DEU", "FRA ZZZ"), "'ZZZ' is no country code"),
        (("FRA DEU", "FRA FRA"), "a country stands twice"),
        (("SF001", "F1"), "the id is 'F1'"),
        ((",47", ",47,"), "more or fewer cells"),
        (("Report", ""), "'source_document' is empty"),
        (("Units", " Units"), "begins or ends with a space"),
    ],
)
def test_a_row_with_a_fault_is_refused_with_its_line(change: tuple[str, str], problem: str) -> None:
    read([HEADER, ROW])
    with pytest.raises(ValueError, match=f"line 2: .*{problem}".replace("?", r"\?")):
        read([HEADER, ROW.replace(*change, 1)])


def test_an_id_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="line 3: the id SF001 stands twice"):
        read([HEADER, ROW, ROW])


# ------------------------------------------------------------------ growth


def test_growth_is_what_the_figures_computed_from_the_sources_say() -> None:
    figures = shipped()
    found = {series.id: growth(series) for series in figures.series}
    computed = {"port_control_countries": "SF145", "air_cargo_airports": "SF147", "archeo_users": "SF130"}
    for series, id in computed.items():
        exact = found[series]
        assert exact.least == exact.most
        value = figures.all[id].value
        assert value is not None
        assert percent(exact.most) == math.floor(value + Fraction(1, 2))


def test_growth_from_a_figure_that_is_a_lower_bound_is_an_upper_bound() -> None:
    figures = shipped()
    ports = growth(next(series for series in figures.series if series.id == "port_control_ports"))
    assert ports.least is None
    assert percent(ports.most) == figures.all["SF146"].value
    assert "grew by at most 41" in ports.sentence


def test_task_forces_are_not_set_against_countries_and_the_reason_is_stated() -> None:
    assert "units in 2019 and in countries in 2024" in why_not(shipped(), "SF039", "SF098")


def test_every_declared_refusal_has_a_reason_and_is_in_no_series() -> None:
    figures = shipped()
    together = {frozenset({a.id, b.id}) for one in figures.series for a, b in combinations(one.figures, 2)}
    assert together
    assert not together & set(figures.not_comparable)
    for pair in figures.not_comparable:
        assert why_not(figures, *sorted(pair)).endswith(".")


def test_any_other_pair_is_refused_too() -> None:
    figures = shipped()
    assert why_not(figures, "SF102", "SF037") == ""
    assert why_not(figures, "SF036", "SF102") == "SF102 counts countries, SF036 ports."
    assert why_not(figures, "SF037", "SF138") == "The figures are not known to count the same thing."
    assert why_not(figures, "SF001", "SF037") == "One of the figures is undated."
    assert why_not(figures, "SF102", "SF139") == "SF102 and SF139 are not both reported."
    assert why_not(figures, "SF102", "SF102") == "This is one figure, not two."


SERIES = """
format: cpdiag-series/1
series:
  - {{id: one, title: "One", counts: "x", figures: [{}]}}
not_comparable: []
"""


@pytest.mark.parametrize(
    ("ids", "problem"),
    [
        ("SF098, SF039", "SF098 counts units, SF039 countries"),
        ("SF102, SF999", "unknown figure 'SF999'"),
        ("SF037, SF102", "SF102 is not dated after SF037"),
        ("SF138, SF139", "not both reported"),
        ("SF102", "one figure is no series"),
    ],
)
def test_a_series_of_figures_that_are_not_comparable_is_refused_with_its_line(ids: str, problem: str) -> None:
    with pytest.raises(Refused) as refused:
        declared(read_text(SERIES.format(ids), "series.yaml"), shipped().all)
    (fault,) = refused.value.faults
    assert fault.line == 4
    assert problem in fault.message
