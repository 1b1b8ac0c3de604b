"""The charts of one assessment: which it has, what they say, and that they stand by themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from diagnostic.charts.data_of import data_of
from diagnostic.charts.palette import DARK, LIGHT
from diagnostic.charts.spec import Band, Powers
from diagnostic.charts.tracks import Tracks
from diagnostic.documents import case_charts
from diagnostic.documents.case import Case
from diagnostic.service import chart_files
from tests.documents.deck_samples import LINE, alone, case, demo, empty, freedonia, highest, hostile

CASES: tuple[Callable[[], Case], ...] = (freedonia, hostile, empty, alone, highest)


def test_an_assessment_of_both_agencies_has_four_charts_and_of_one_alone_two() -> None:
    assert tuple(case_charts.charts(freedonia())) == case_charts.NAMES == case_charts.names("both")
    assert tuple(case_charts.charts(alone())) == ("band", "profile") == case_charts.names("police")


@pytest.mark.parametrize("of", CASES)
def test_every_chart_names_the_administration_and_bears_the_line(of: Callable[[], Case]) -> None:
    found = of()
    for chart in case_charts.charts(found).values():
        assert chart.subject.startswith(f"{found.country}, round 2026. ")
        assert chart.foot()[-1] == found.classification
        assert found.classification in data_of(chart).about


def test_without_a_line_nothing_stands_in_its_place() -> None:
    for chart in case_charts.charts(case(demo()["xxa-2026"], classification="")).values():
        assert all(chart.foot())
        assert LINE not in chart.alt


@pytest.mark.parametrize("of", CASES)
@pytest.mark.parametrize("form", chart_files.FORMS)
def test_every_chart_is_made_in_every_form_whatever_the_names(of: Callable[[], Case], form: Any) -> None:
    for chart in case_charts.charts(of()).values():
        assert len(chart_files.drawn([chart], form)) > 100


@pytest.mark.parametrize("of", CASES)
def test_every_chart_is_drawn_on_the_screen(of: Callable[[], Case]) -> None:
    from diagnostic.charts import gallery, screen_tables

    for chart in case_charts.charts(of()).values():
        if gallery.is_table(chart):
            assert "<table" in screen_tables.table(chart)
        else:
            assert all(gallery.figure(chart, palette).data for palette in (LIGHT, DARK))


def test_the_band_shows_each_agency_and_both_as_claimed_and_as_evidenced() -> None:
    body = case_charts.charts(freedonia())["band"].body
    assert isinstance(body, Band)
    assert [row.label for row in body.rows] == [
        f"{name}, {view}"
        for name in ("Both agencies", "National Police", "Customs")
        for view in ("as claimed", "as evidenced")
    ]
    assert [row.own for row in body.rows] == [True, False, False, False, False, False]
    body = case_charts.charts(alone())["band"].body
    assert isinstance(body, Band)
    assert {row.label for row in body.rows} == {"National Police, as claimed", "National Police, as evidenced"}


def test_as_evidenced_the_levels_are_those_that_evidence_supports() -> None:
    found = freedonia()
    assert found.result.joint is not None
    for view in ("claimed", "evidenced"):
        made = case_charts.charts(found, view)
        profile = made["profile"].body
        assert isinstance(profile, Tracks)
        expected = found.result.joint.view(view).dimensions
        assert all(row.marks[0].pair == result.pair for row in profile.rows if (result := expected[row.id]) is not None)
        for name in ("profile", "dumbbell"):
            assert f"as {view}" in made[name].basis.line()
            assert f"as {'claimed' if view == 'evidenced' else 'evidenced'}" not in made[name].alt


def test_the_powers_are_those_of_both_agencies_by_name() -> None:
    body = case_charts.charts(freedonia())["powers"].body
    assert isinstance(body, Powers)
    assert (body.customs, body.police) == ("Customs", "National Police")
    assert len(body.rows) == len(freedonia().result.powers)


@pytest.mark.parametrize("name", ["dumbbell", "powers"])
def test_of_one_agency_it_is_said_why_nothing_is_set_side_by_side(name: case_charts.Name) -> None:
    assert "of both" in case_charts.why_not(name, alone())
    assert not case_charts.why_not(name, freedonia())
