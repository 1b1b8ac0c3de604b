"""A chart laid out for paper: the finding as its title, what is measured, the body, and what it rests on."""

from __future__ import annotations

from diagnostic.charts.palette import LIGHT
from diagnostic.charts.paper import bars, grids, growths, matrix, plane, slopes, tracks
from diagnostic.charts.scene import Pen, Scene, leading
from diagnostic.charts.spec import (
    Band,
    Body,
    Chart,
    Counts,
    Growths,
    HeatMap,
    Plane,
    Powers,
    Regions,
    Shares,
    Slopes,
)
from diagnostic.charts.words import wrap

#: Points: the text width of an A4 page, 17 cm.
WIDTH = 482.0
_TITLE, _SUBJECT, _FOOT = 11.5, 8.5, 7.5
_EDGE = 2.0


def draw(chart: Chart, width: float = WIDTH) -> Scene:
    """Return the drawing of a chart, ``width`` points wide and as high as it needs."""
    pen = Pen(width)
    y = _TITLE + 1
    y = pen.block(_EDGE, y, wrap(chart.finding, width - 2 * _EDGE, _TITLE, bold=True, lines=6), _TITLE, bold=True)
    subject = wrap(chart.subject, width - 2 * _EDGE, _SUBJECT)
    y = pen.block(_EDGE, y - 1, subject, _SUBJECT, LIGHT.muted)
    y = _body(pen, chart.body, y + 2)
    y += 8
    pen.line(_EDGE, y, width - _EDGE, y, LIGHT.line, 0.5)
    y += leading(_FOOT) + 1
    for line in chart.foot():
        y = pen.block(_EDGE, y, wrap(line, width - 2 * _EDGE, _FOOT, lines=8), _FOOT, LIGHT.muted)
    return Scene(width, y - _FOOT + 4, tuple(pen.marks), chart.alt)


def _body(pen: Pen, body: Body, y: float) -> float:
    """Draw a body from ``y`` down and return where it ends."""
    if isinstance(body, Band):
        return grids.band(pen, body, y)
    if isinstance(body, HeatMap):
        return grids.heat_map(pen, body, y)
    if isinstance(body, Shares):
        return bars.shares(pen, body, y)
    if isinstance(body, Regions):
        return bars.regions(pen, body, y)
    if isinstance(body, Counts):
        return bars.counts(pen, body, y)
    if isinstance(body, Slopes):
        return slopes.slopes(pen, body, y)
    if isinstance(body, Powers):
        return matrix.powers(pen, body, y)
    if isinstance(body, Plane):
        return plane.plane(pen, body, y)
    if isinstance(body, Growths):
        return growths.growths(pen, body, y)
    return tracks.tracks(pen, body, y)
