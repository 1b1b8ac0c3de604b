"""How long each chart of the gallery takes to be drawn for print: as SVG, and as a page of PDF.

The panel is the fictional demonstration: 40 administrations one by one. Asserts nothing about time.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import date

from diagnostic.benchmarking.comparing import Question
from diagnostic.content import shipped
from diagnostic.disclosure import Register
from diagnostic.service import benchmarks, chart_files, charting
from diagnostic.service.benchmarks import Peers
from diagnostic.service.chart_files import Form
from diagnostic.service.charting import Asked

TARGET_MS = 20


def milliseconds(work: Callable[[], object], runs: int) -> float:
    """Return the median of several runs, after one to warm up."""
    work()
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=11, help="runs of each chart, after one to warm up")
    runs = parser.parse_args().runs
    library = shipped()
    panel = benchmarks.assembled(library, [benchmarks.demonstrated(library)]).panel
    asked = Asked(Question("2026"), Peers(own="XXA"), singles=True, rules=True)
    _, shown = charting.shown(library, panel, asked, Register(), made_on=date(2026, 1, 1), steps=library.steps)
    charts = {**shown.charts, "growth": charting.growth()}
    forms: tuple[Form, ...] = ("svg", "pdf")
    print(f"each chart for print, median of {runs} runs; target {TARGET_MS} ms")
    for name, chart in charts.items():
        times = [milliseconds(lambda form=form, chart=chart: chart_files.drawn([chart], form), runs) for form in forms]  # type: ignore[misc]
        print(f"  {name:12}" + "".join(f"   {form} {took:6.1f} ms" for form, took in zip(forms, times, strict=True)))


if __name__ == "__main__":
    main()
