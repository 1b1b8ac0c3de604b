"""Charts on paper: vector, every label as text, alternative texts, the same at every width."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostic.charts import gallery as screen
from diagnostic.charts import print as paper
from diagnostic.charts import rounds
from diagnostic.charts.drawing import WIDTH, draw
from diagnostic.charts.lanes import offsets, spaced
from diagnostic.charts.marks import connected, dodged, equal
from diagnostic.charts.palette import LIGHT
from diagnostic.charts.parting import parting
from diagnostic.charts.scene import Box, Words
from diagnostic.charts.spec import BandRow, Share, Shares
from diagnostic.charts.standing import band
from diagnostic.charts.tracks import Mark, Row
from diagnostic.charts.words import width
from diagnostic.scoring.outcomes import Pair
from tests.charts.chart_samples import ADMINISTRATIONS, ARABIC, DIMENSIONS, HOSTILE, MARKUP, NAMES, basis, gallery
from tests.conftest import missing

KINDS = tuple(gallery(1))
_SVG = "{http://www.w3.org/2000/svg}"


def _said(svg: str) -> str:
    """Return all text of an SVG, which has to be well formed."""
    root = ElementTree.fromstring(svg)
    return " ".join(element.text or "" for element in root.iter(f"{_SVG}text"))


@pytest.mark.parametrize("n", [1, 5, 40])
@pytest.mark.parametrize("kind", KINDS)
def test_an_svg_holds_its_finding_and_its_footer_as_text(kind: str, n: int) -> None:
    chart = gallery(n)[kind]
    svg = paper.svg(chart)
    said = " ".join(_said(svg).split())
    assert all(word in said for word in chart.finding.split()[:6])
    assert all(word in said for word in chart.basis.line().split()[:4])
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert (root.get("aria-label") or "").startswith(chart.finding.split()[0])


def test_names_stand_in_the_picture_as_they_were_given_and_do_nothing() -> None:
    svg = paper.svg(gallery(40)["band"])
    said = _said(svg)
    assert ARABIC in said
    assert "<b>Bold & Sons</b>" in said
    assert "\x07" not in svg
    assert "\u202e" not in svg
    assert "<script" not in svg
    assert all(name in said for name in ADMINISTRATIONS[6:])


@pytest.mark.parametrize("wide", [360.0, WIDTH, 760.0])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_drawn_beyond_the_edges(kind: str, wide: float) -> None:
    for n in (1, 5, 40):
        scene = draw(gallery(n)[kind], wide)
        for mark in scene.marks:
            if isinstance(mark, Words) and not mark.turned:
                long = width(mark.text, mark.size, bold=mark.bold)
                start = mark.x - {"start": 0.0, "middle": long / 2, "end": long}[mark.anchor]
                assert start >= -1, mark
                assert start + long <= wide + 1, mark
                assert 0 < mark.y <= scene.height, mark
            if isinstance(mark, Box):
                assert mark.x >= -1
                assert mark.x + mark.w <= wide + 1
                assert mark.w >= 0


def test_a_band_shows_reached_possible_and_not_reached_with_a_number_each() -> None:
    scene = draw(band([BandRow("A", Pair(2, 3))], NAMES, basis(1)))
    texts = Counter(mark.text for mark in scene.marks if isinstance(mark, Words))
    assert texts["3?"] == 1
    assert "4?" not in texts
    assert sum(isinstance(mark, Box) and mark.hatched for mark in scene.marks) == 1


def test_the_heat_map_carries_every_level_as_a_number() -> None:
    body: Any = gallery(5)["heat_map"].body
    said = Counter(_said(paper.svg(gallery(5)["heat_map"])).split())
    wanted = Counter(cell.text for row in body.rows for cell in row.cells)
    assert all(said[text] >= count for text, count in wanted.items())
    assert all(name in said for name in DIMENSIONS)


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_come_as_png(kind: str) -> None:
    assert paper.png(gallery(5)[kind], ppi=36).startswith(b"\x89PNG")


def test_a_pdf_is_tagged_the_same_every_time_and_says_its_labels(tmp_path: Path) -> None:
    charts = list(gallery(5).values())
    raw = paper.pdf(charts)
    assert raw == paper.pdf(charts)
    assert raw.startswith(b"%PDF")
    assert b"/StructTreeRoot" in raw
    if not shutil.which("pdftotext"):
        missing("office", "no pdftotext to read the file with: install poppler-utils")
    file = tmp_path / "charts.pdf"
    file.write_bytes(raw)
    said = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True).stdout
    assert "Sylvania" in said
    assert "Investigation" in said
    assert '=HYPERLINK("http://x.test"' in said
    assert "Fictional administrations" in said


def test_the_payload_carries_a_name_as_data_and_never_as_source() -> None:
    data = paper.payload(band([BandRow(MARKUP, Pair(2, 2)), BandRow(HOSTILE, Pair(1, 1))], NAMES, basis(2)))
    texts = [mark[3] for mark in data["marks"] if mark[0] == "t"]
    assert any("#eval" in text for text in texts)
    source = (paper.TEMPLATES / "scene.typ").read_text(encoding="utf-8")
    assert "eval(" not in source
    assert data["alt"]


@given(st.lists(st.floats(-2, 8), max_size=12), st.floats(0.01, 1))
def test_labels_keep_apart_and_inside(wanted: list[float], apart: float) -> None:
    found = sorted(spaced(wanted, apart, 0.0, 5.0))
    assert all(-1e-6 <= place <= 5 + 1e-6 for place in found)
    room = min(apart, 5 / max(1, len(found) - 1))
    assert all(b - a >= room - 1e-6 for a, b in pairwise(found))


def test_lines_at_one_level_keep_a_distance_that_never_reaches_the_next_level() -> None:
    body: Any = gallery(40)["rounds"].body
    found = offsets(body)
    assert len(set(found)) == len(found)
    assert max(map(abs, found)) <= 0.31


@given(st.tuples(*[st.integers(0, 9)] * 6))
def test_segments_of_a_bar_fill_it_and_part_at_the_divide(counts: tuple[int, ...]) -> None:
    row = Share("A", (counts[0], counts[1], counts[2], counts[3], counts[4]), counts[5])
    plan = parting(Shares((row,), NAMES))
    for level, start, end in plan.segments(row):
        assert end - start == pytest.approx(row.counts[level - 1] / row.n)
        assert (end <= 1e-9) == (level < 3)
        assert -plan.below - 1e-9 <= start
        assert end <= plan.above + 1e-9


PAIRS = st.tuples(st.integers(1, 5), st.integers(1, 5)).map(lambda ends: Pair(min(ends), max(ends)))


@given(PAIRS, PAIRS, PAIRS)
def test_no_mark_of_a_track_hides_another(customs: Pair, police: Pair, agreed: Pair) -> None:
    marks = (Mark(customs, "customs"), Mark(police, "police"), Mark(agreed, "agreed"))
    row = Row("risk", "Risk", "", marks)
    offsets_ = dodged(row)
    for one in range(3):
        for other in range(one):
            a, b = marks[one].pair, marks[other].pair
            meet = a.lower <= b.upper and b.lower <= a.upper
            if meet and not (equal(row) and one == 1):
                assert offsets_[one] != offsets_[other]
    if connected(row):
        assert connected(row) == (min(customs.lower, police.lower), max(customs.lower, police.lower))


def test_a_line_that_ends_before_the_others_says_where_it_ends() -> None:
    lines = [
        rounds.line("Coast", [Pair(2, 2), Pair(3, 3), None]),
        rounds.line("Lakes", [Pair(2, 2), Pair(2, 2), Pair(4, 4)]),
    ]
    chart = rounds.slopes(lines, ("2022", "2024", "2026"), NAMES, basis(2, "2022", "2024", "2026"))
    for picture in (paper.svg(chart), screen.figure(chart, LIGHT).to_json()):
        assert "Coast, to 2024" in picture
        assert "Lakes, to" not in picture
