"""The data behind a chart: all that is drawn, nothing that is withheld."""

from __future__ import annotations

from typing import Any

import pytest

from diagnostic.charts.data_of import data_of
from diagnostic.charts.sharing import regions
from diagnostic.charts.spec import Share
from tests.charts.chart_samples import HOSTILE, NAMES, basis, gallery

KINDS = tuple(gallery(1))


@pytest.mark.parametrize("n", [1, 5, 40])
@pytest.mark.parametrize("kind", KINDS)
def test_every_row_has_a_value_for_each_heading(kind: str, n: int) -> None:
    chart = gallery(n)[kind]
    sheet = data_of(chart)
    assert sheet.rows
    assert len(set(sheet.heads)) == len(sheet.heads)
    assert all(len(row) == len(sheet.heads) for row in sheet.rows)
    assert sheet.title == chart.finding
    assert sheet.about[0] == chart.subject


def test_bounds_are_kept_apart() -> None:
    chart = gallery(40)["band"]
    body: Any = chart.body
    assert [row[1:] for row in data_of(chart).rows] == [tuple(row.pair) for row in body.rows]


def test_names_stand_as_they_were_given() -> None:
    assert HOSTILE in [row[0] for row in data_of(gallery(40)["band"]).rows]


def test_of_a_withheld_group_only_the_reason_is_written() -> None:
    chart = regions([Share("Islands", (0, 0, 0, 0, 0), 0, "withheld: fewer than 5")], NAMES, basis(0))
    assert data_of(chart).rows == (("Islands", None, None, None, None, None, None, None, "withheld: fewer than 5"),)


def test_the_profile_carries_own_bounds_and_quartiles_of_the_peers() -> None:
    chart = gallery(40)["profile"]
    sheet = data_of(chart)
    body: Any = chart.body
    first = dict(zip(sheet.heads, sheet.rows[0], strict=True))
    assert first["level lower"] == body.rows[0].marks[0].pair.lower
    assert first["peers’ median, upper"] == body.rows[0].spread.median.upper
    assert first["n of peers"] == 39
