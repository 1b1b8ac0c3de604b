"""A drawing as plain marks on a page, in points from the upper left corner. Paper and pictures are made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from diagnostic.charts.palette import LIGHT
from diagnostic.charts.words import clean, width

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line; ``dotted`` for what is withheld."""

    start: Point
    end: Point
    colour: str
    width: float = 0.75
    dotted: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, filled, hatched or empty. An empty colour draws nothing."""

    x: float
    y: float
    w: float
    h: float
    fill: str = ""
    stroke: str = ""
    width: float = 0.6
    hatched: bool = False
    dotted: bool = False


@dataclass(frozen=True, slots=True)
class Disc:
    """A circle around a point."""

    x: float
    y: float
    r: float
    fill: str
    stroke: str
    width: float = 1.25


@dataclass(frozen=True, slots=True)
class Shape:
    """A closed polygon."""

    points: tuple[Point, ...]
    fill: str
    stroke: str
    width: float = 1.25


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text on its baseline. ``turned``: rising to the right by 45 degrees."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    bold: bool = False
    anchor: Anchor = "start"
    turned: bool = False


Mark = Line | Box | Disc | Shape | Words


@dataclass(frozen=True, slots=True)
class Scene:
    """A finished drawing."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    alt: str


@dataclass(slots=True)
class Pen:
    """Collects the marks of a drawing that is ``width`` wide. Paper has light colours."""

    width: float
    marks: list[Mark] = field(default_factory=list)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: str = LIGHT.hair, width: float = 0.6,
        *, dotted: bool = False,
    ) -> None:  # fmt: skip
        """Draw a line."""
        self.marks.append(Line((x1, y1), (x2, y2), colour, width, dotted))

    def box(
        self, x: float, y: float, w: float, h: float, fill: str = "", stroke: str = "", width: float = 0.6,
        *, hatched: bool = False, dotted: bool = False,
    ) -> None:  # fmt: skip
        """Draw a rectangle."""
        self.marks.append(Box(x, y, w, h, fill, stroke, width, hatched, dotted))

    def disc(self, x: float, y: float, r: float, fill: str, stroke: str, width: float = 1.25) -> None:
        """Draw a circle."""
        self.marks.append(Disc(x, y, r, fill, stroke, width))

    def shape(self, points: Sequence[Point], fill: str, stroke: str, width: float = 1.25) -> None:
        """Draw a polygon."""
        self.marks.append(Shape(tuple(points), fill, stroke, width))

    def words(
        self, x: float, y: float, text: str, size: float = 8.5, colour: str = LIGHT.ink, *, bold: bool = False,
        anchor: Anchor = "start", turned: bool = False, plate: bool = False,
    ) -> None:  # fmt: skip
        """Write a line of text on its baseline. ``plate``: on a page-coloured ground, to be read over a hatch."""
        text = clean(text)
        if not text:
            return
        if plate:
            w = width(text, size, bold=bold) + 3
            left = {"start": x - 1.5, "middle": x - w / 2, "end": x - w + 1.5}[anchor]
            self.box(left, y - size * 0.83, w, size * 1.08, LIGHT.page)
        self.marks.append(Words(x, y, text, size, colour, bold, anchor, turned))

    def block(
        self, x: float, y: float, lines: Sequence[str], size: float, colour: str = LIGHT.ink, *, bold: bool = False,
        anchor: Anchor = "start",
    ) -> float:  # fmt: skip
        """Write lines below each other, the first on baseline ``y``; return the baseline after the last."""
        for line in lines:
            self.words(x, y, line, size, colour, bold=bold, anchor=anchor)
            y += leading(size)
        return y


def leading(size: float) -> float:
    """Return the distance from line to line."""
    return size * 1.3
