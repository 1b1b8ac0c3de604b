"""Charts for paper: drawn as a scene, then as SVG by ourselves, as PDF and PNG by typst.

typst draws letters as outlines in SVG, which nobody can search or edit; so SVG is written from the same scene.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from diagnostic.charts.drawing import WIDTH, draw
from diagnostic.charts.palette import LIGHT
from diagnostic.charts.scene import Box, Disc, Line, Mark, Scene, Shape
from diagnostic.charts.spec import Chart
from diagnostic.charts.svg import svg as written

_PACKAGE = Path(__file__).resolve().parent
#: The folder with Noto Sans and Noto Sans Arabic, Regular and Bold.
FONTS = _PACKAGE.parent / "documents" / "fonts"
#: The folder with ``scene.typ``, whose ``chart`` draws what ``payload`` returns.
TEMPLATES = _PACKAGE / "typst"
_PAGE = TEMPLATES / "page.typ"


def svg(chart: Chart, *, width: float = WIDTH) -> str:
    """Return the chart as SVG, ``width`` points wide."""
    return written(draw(chart, width))


def pdf(charts: Sequence[Chart], *, width: float = WIDTH, fonts: Path = FONTS) -> bytes:
    """Return charts as PDF, a page each, tagged, with their alternative texts."""
    import typst

    return typst.compile(
        _PAGE,
        root=TEMPLATES,
        format="pdf",
        font_paths=[fonts],
        ignore_system_fonts=True,
        sys_inputs=_inputs(charts, width),
        pdf_standards="ua-1",
        # A fixed time: the same chart gives the same file.
        timestamp=datetime(2026, 1, 1, tzinfo=UTC),
    )


def png(chart: Chart, *, width: float = WIDTH, fonts: Path = FONTS, ppi: float = 220) -> bytes:
    """Return the chart as PNG."""
    import typst

    return typst.compile(
        _PAGE,
        root=TEMPLATES,
        format="png",
        font_paths=[fonts],
        ignore_system_fonts=True,
        sys_inputs=_inputs([chart], width),
        ppi=ppi,
    )


def _inputs(charts: Sequence[Chart], width: float) -> dict[str, str]:
    return {"charts": json.dumps([payload(chart, width=width) for chart in charts])}


def payload(chart: Chart, *, width: float = WIDTH) -> dict[str, Any]:
    """Return the chart as data for ``chart`` of ``scene.typ``, to stand in a larger document."""
    return data(draw(chart, width))


def data(scene: Scene) -> dict[str, Any]:
    """Return a scene as data that JSON can carry."""
    return {
        "width": round(scene.width, 2),
        "height": round(scene.height, 2),
        "line": LIGHT.line,
        "alt": scene.alt,
        "marks": [_mark(mark) for mark in scene.marks],
    }


def _mark(mark: Mark) -> list[Any]:
    if isinstance(mark, Line):
        return ["l", *_r(*mark.start, *mark.end), mark.colour, mark.width, mark.dotted]
    if isinstance(mark, Box):
        sides = _r(mark.x, mark.y, mark.w, mark.h)
        return ["b", *sides, mark.fill, mark.stroke, mark.width, mark.hatched, mark.dotted]
    if isinstance(mark, Disc):
        return ["d", *_r(mark.x, mark.y, mark.r), mark.fill, mark.stroke, mark.width]
    if isinstance(mark, Shape):
        return ["s", [_r(*point) for point in mark.points], mark.fill, mark.stroke, mark.width]
    place = _r(mark.x, mark.y)
    return ["t", *place, mark.text, mark.size, mark.colour, mark.bold, mark.anchor, mark.turned]


def _r(*numbers: float) -> list[float]:
    return [round(number, 2) for number in numbers]
