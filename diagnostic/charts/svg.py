"""A drawing as SVG: vector, text as text, so that it can be searched, read aloud and edited."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from diagnostic.charts.palette import LIGHT
from diagnostic.charts.scene import Box, Disc, Line, Mark, Scene, Shape
from diagnostic.charts.words import clean

_FONTS = "'Noto Sans', 'Noto Sans Arabic', 'Source Sans 3', Arial, sans-serif"


def svg(scene: Scene) -> str:
    """Return the drawing as an SVG document, as large in print as it was laid out."""
    w, h = _n(scene.width), _n(scene.height)
    alt = clean(scene.alt)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}pt" height="{h}pt" viewBox="0 0 {w} {h}" role="img" '
        f'aria-label={quoteattr(alt)} font-family="{_FONTS}" direction="ltr">'
        f"<desc>{escape(alt)}</desc>"
        '<defs><pattern id="hatch" width="4.5" height="4.5" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="4.5" height="4.5" fill="{LIGHT.page}"/>'
        f'<path d="M0 0V4.5" stroke="{LIGHT.line}" stroke-width="2"/></pattern></defs>'
        f'<rect width="{w}" height="{h}" fill="{LIGHT.page}"/>'
    )
    return head + "".join(_mark(mark) for mark in scene.marks) + "</svg>"


def _mark(mark: Mark) -> str:
    if isinstance(mark, Line):
        (x1, y1), (x2, y2) = mark.start, mark.end
        return (
            f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" '
            f"{_stroke(mark.colour, mark.width, mark.dotted)}/>"
        )
    if isinstance(mark, Box):
        fill = "url(#hatch)" if mark.hatched else mark.fill or "none"
        return (
            f'<rect x="{_n(mark.x)}" y="{_n(mark.y)}" width="{_n(mark.w)}" height="{_n(mark.h)}" fill="{fill}" '
            f"{_stroke(mark.stroke, mark.width, mark.dotted)}/>"
        )
    if isinstance(mark, Disc):
        return (
            f'<circle cx="{_n(mark.x)}" cy="{_n(mark.y)}" r="{_n(mark.r)}" fill="{mark.fill or "none"}" '
            f"{_stroke(mark.stroke, mark.width)}/>"
        )
    if isinstance(mark, Shape):
        points = " ".join(f"{_n(x)},{_n(y)}" for x, y in mark.points)
        return f'<polygon points="{points}" fill="{mark.fill or "none"}" {_stroke(mark.stroke, mark.width)}/>'
    bold = ' font-weight="700"' if mark.bold else ""
    anchor = f' text-anchor="{mark.anchor}"' if mark.anchor != "start" else ""
    turned = f' transform="rotate(-45 {_n(mark.x)} {_n(mark.y)})"' if mark.turned else ""
    return (
        f'<text x="{_n(mark.x)}" y="{_n(mark.y)}" font-size="{_n(mark.size)}" fill="{mark.colour}"{bold}{anchor}'
        f"{turned}>{escape(mark.text)}</text>"
    )


def _stroke(colour: str, width: float, dotted: bool = False) -> str:
    if not colour:
        return 'stroke="none"'
    dots = f' stroke-dasharray="0 {_n(width * 2.2)}" stroke-linecap="round"' if dotted else ""
    return f'stroke="{colour}" stroke-width="{_n(width)}"{dots}'


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
