"""Text in charts: harmless, measured well enough, and broken where it must be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from diagnostic.charts.words import clean, shorten, width, wrap
from tests.charts.chart_samples import ARABIC, LONG, MARKUP


@given(st.text())
def test_clean_text_is_one_line_without_control_or_turning_marks(text: str) -> None:
    said = clean(text)
    assert not any(ord(mark) < 32 or mark in "\u202e\u2066\u2028" for mark in said)
    assert clean(said) == said


def test_markup_and_arabic_stay_as_they_are() -> None:
    assert clean(MARKUP) == "<b>Bold & Sons</b> #eval %{x} $y$"
    assert clean(ARABIC) == ARABIC


@given(st.text(max_size=80), st.floats(40, 300), st.integers(1, 4))
def test_wrapped_lines_fit_their_room_and_their_number(text: str, room: float, lines: int) -> None:
    made = wrap(text, room, 9, lines=lines)
    assert 1 <= len(made) <= lines
    assert all(width(line, 9) <= room + 1e-6 for line in made)


def test_what_does_not_fit_ends_in_an_ellipsis_and_what_fits_is_whole() -> None:
    assert wrap(LONG, 100, 9, lines=2)[-1].endswith("…")
    assert " ".join(wrap(LONG, 200, 9, lines=9)) == LONG
    assert shorten("Freedonia", 200, 9) == "Freedonia"
    assert shorten("Freedonia", 20, 9).endswith("…")
