"""A plan in time as a native bar chart: months from the beginning, a bar for each step."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.util import Pt

from diagnostic import wording
from diagnostic.advice.explaining_plan import PHASE
from diagnostic.advice.roadmap import PHASES, Phase, Slot
from diagnostic.charts.palette import LIGHT
from diagnostic.charts.slides.bars import chart
from diagnostic.charts.slides.frame import CATEGORIES, Area, harmless, placed, rgb, text_box
from diagnostic.charts.slides.lines import say
from diagnostic.charts.timeline import running
from diagnostic.charts.words import shorten, width

#: More steps than this go on a further slide.
STEPS = 16
#: What the words behind a bar take, as a share of the whole plan.
_WORDS = 0.32
_COLOURS: dict[Phase, str] = {
    "first_100_days": LIGHT.accent,
    "year_one": LIGHT.levels[2],
    "later": LIGHT.hair,
}


def roadmap(slide: Any, area: Area, slots: Sequence[Slot], numbers: Sequence[int], end: float, alt: str) -> None:
    """Add the chart. ``numbers``: of the steps in the plan; ``end``: the last month of the whole plan."""
    _key(slide, area)
    area = Area(area.x, area.y + 24, area.w, min(area.h - 24, 34.0 * len(slots) + 30))
    size = 12.0 if area.h / (len(slots) + 1) >= 17 else 10.0
    share = 0.42
    labels = [
        harmless(shorten(f"{number}. {slot.step.title}", area.w * share - 14, size))
        for number, slot in zip(numbers, slots, strict=True)
    ]
    data = CATEGORIES(number_format="0.#")
    data.categories = labels
    data.add_series("Before", [slot.start for slot in slots])
    for phase in PHASES:
        data.add_series(PHASE[phase], [slot.end - slot.start if slot.phase == phase else None for slot in slots])
    # A short bar has no room for words: they stand behind it, on a stretch that is not drawn.
    data.add_series("Runs", [end * _WORDS for _ in slots])
    made = chart(slide, area, XL_CHART_TYPE.BAR_STACKED, data, "Roadmap", alt, size)
    across, down = made.value_axis, made.category_axis
    step = next((one for one in (3, 6, 12, 24) if end / one <= 9), 60)
    across.minimum_scale, across.maximum_scale, across.major_unit = 0, step * ceil(end * (1 + _WORDS) / step), step
    across.major_gridlines.format.line.color.rgb = rgb(LIGHT.hair)
    across.format.line.fill.background()
    across.major_tick_mark = XL_TICK_MARK.NONE
    across.tick_labels.number_format, across.tick_labels.number_format_is_linked = "0", False
    across.tick_labels.font.size = Pt(size)
    across.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    down.reverse_order = True
    down.major_tick_mark = XL_TICK_MARK.NONE
    down.format.line.color.rgb = rgb(LIGHT.line)
    down.tick_labels.font.size = Pt(size)
    made.plots[0].gap_width, made.plots[0].overlap = 45, 100
    before, *phases, runs = made.plots[0].series
    for series in (before, runs):
        series.format.fill.background()
        series.format.line.fill.background()
    for series, phase in zip(phases, PHASES, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb(_COLOURS[phase])
        series.format.line.color.rgb = rgb(LIGHT.line)
        series.format.line.width = Pt(0.5)
    for place, slot in enumerate(slots):
        say(
            runs.points[place],
            running(slot).replace(" ", wording.NBSP),
            size - 1,
            LIGHT.muted,
            XL_LABEL_POSITION.INSIDE_BASE,
        )
    room = min(share, max([0.1, *(width(label, size) * 1.05 / area.w for label in labels)]) + 0.015)
    placed(made, room, 0.0, 0.98 - room, 1 - 24 / area.h)


def _key(slide: Any, area: Area) -> None:
    """Name the colours: when a step begins."""
    x = area.x
    for phase in PHASES:
        box = slide.shapes.add_shape(1, *Area(x, area.y + 3, 12, 12).emu())
        box.fill.solid()
        box.fill.fore_color.rgb = rgb(_COLOURS[phase])
        box.line.color.rgb = rgb(LIGHT.line)
        box.line.width = Pt(0.5)
        box.shadow.inherit = False
        box.name = f"Colour: {PHASE[phase]}"
        text = f"begins: {PHASE[phase].lower()}"
        text_box(slide, Area(x + 18, area.y + 1, 160, 16), text, 12, LIGHT.muted, name="Key")
        x += 18 + width(text, 12) + 28
