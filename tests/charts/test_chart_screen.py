"""Charts on the screen: every label harmless, light and dark, tables as tables that can be read."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from diagnostic.charts import gallery as screen
from diagnostic.charts.palette import DARK, LIGHT, Palette
from diagnostic.charts.screen_tables import CSS, table
from tests.charts.chart_samples import ADMINISTRATIONS, ARABIC, gallery

KINDS = tuple(gallery(1))
TABLES = ("band", "heat_map", "powers")


class _Reader(HTMLParser):
    """Collects tags and words."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    return reader


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("n", [1, 5, 40])
def test_every_kind_is_a_picture_or_a_table(palette: Palette, large: bool, n: int) -> None:
    for kind, chart in gallery(n).items():
        assert screen.is_table(chart) == (kind in TABLES)
        if screen.is_table(chart):
            with pytest.raises(TypeError):
                screen.figure(chart, palette, large=large)
            assert "aria-label" in table(chart, large=large)
        else:
            figure = screen.figure(chart, palette, large=large)
            assert figure.layout.height > 60
            assert figure.layout.showlegend is False
            with pytest.raises(TypeError):
                table(chart)


def test_the_projector_has_larger_text() -> None:
    for kind, chart in gallery(5).items():
        if kind not in TABLES:
            assert screen.figure(chart, LIGHT, large=True).layout.font.size == 21
            assert screen.figure(chart, LIGHT).layout.font.size == 15
    assert 'class="gal large"' in table(gallery(5)["band"], large=True)


def test_each_theme_uses_its_own_colours_only() -> None:
    only_dark = {*DARK.levels, DARK.ink, DARK.accent, DARK.customs} - {*LIGHT.levels, LIGHT.ink}
    for kind, chart in gallery(40).items():
        if kind not in TABLES:
            written = screen.figure(chart, LIGHT).to_json()
            assert not [colour for colour in only_dark if colour in written], kind


def test_no_name_becomes_markup_or_a_template_in_a_picture() -> None:
    for kind, chart in gallery(40).items():
        if kind in TABLES:
            continue
        figure = screen.figure(chart, LIGHT)
        assert not [trace for trace in figure.data if trace.hovertemplate], kind
        written = [str(note.text) for note in figure.layout.annotations]
        assert not [text for text in written if "<b>Bold" in text or "\x07" in text], kind
        json.loads(figure.to_json())


def test_names_reach_the_picture_whole_or_with_an_ellipsis() -> None:
    written = " ".join(str(note.text) for note in screen.figure(gallery(5)["rounds"], LIGHT).layout.annotations)
    assert "Sylvania" in written
    assert "…" in written
    assert "=HYPERLINK" in written or "=HYP" in written


@pytest.mark.parametrize("kind", TABLES)
def test_tables_have_headings_and_hold_every_row(kind: str) -> None:
    chart = gallery(40)[kind]
    body: Any = chart.body
    reader = _read(table(chart))
    heads = [attributes.get("scope") for tag, attributes in reader.tags if tag == "th" and attributes.get("scope")]
    assert heads.count("row") == len(body.rows)
    assert heads.count("col") >= 5
    assert {tag for tag, _ in reader.tags} <= {
        "div", "table", "colgroup", "col", "thead", "tbody", "tr", "th", "td", "b", "span", "small", "i"
    }  # fmt: skip


def test_hostile_names_stay_text_in_a_table() -> None:
    reader = _read(table(gallery(40)["band"]))
    assert "<b>Bold & Sons</b> #eval %{x} $y$" in reader.words
    assert ARABIC in reader.words
    assert all(name in reader.words for name in ADMINISTRATIONS[6:])


def test_a_cell_says_its_bounds_in_words_too() -> None:
    chart = gallery(5)["heat_map"]
    titles = [attributes["title"] or "" for tag, attributes in _read(table(chart)).tags if "title" in attributes]
    body: Any = chart.body
    assert len(titles) == sum(len(row.cells) for row in body.rows)
    assert any("too few answers" in title for title in titles)


def test_every_class_of_the_tables_has_its_rule() -> None:
    used: set[str] = set()
    for kind in TABLES:
        for _, attributes in _read(table(gallery(40)[kind], large=True)).tags:
            used |= set((attributes.get("class") or "").split())
    assert used - set(re.findall(r"\.(gal|large|g-[\w]+)", CSS)) <= {"g-none"}
