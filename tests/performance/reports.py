"""How long each file to hand on takes, from the answers to its bytes: scored, planned, drawn, written.

Of an assessment: the fictional demonstration. Of a panel: its 40 fictional administrations, every figure worked out
anew. Imports are done before: the first run is not counted. Every run has a line of classification of its own, so
that no page can be taken from the run before. Asserts nothing about time.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from diagnostic.answers import file
from diagnostic.benchmarking.comparing import Question
from diagnostic.content import shipped
from diagnostic.disclosure import Register
from diagnostic.documents.benchmark import Benchmark
from diagnostic.service import benchmarks, charting, files, reporting
from diagnostic.service.benchmarks import Peers
from diagnostic.service.charting import Asked

TARGET_SECONDS = 0.5


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=11, help="runs of each file, after one to warm up")
    runs = parser.parse_args().runs
    library = shipped()
    assessment = next(one for path in files.demonstration_files() if (one := file.read(path, library)).round == "2026")
    panel = benchmarks.assembled(library, [benchmarks.demonstrated(library)]).panel
    asked = Asked(Question("2026"), Peers(own="XXA"), singles=True, rules=True)

    def of_one(what: reporting.What, form: str = "pdf") -> Callable[[str], bytes]:
        return lambda line: reporting.from_file(assessment, library, what, form=form, classification=line).data

    def of_many(make: Callable[[Benchmark], bytes]) -> Callable[[str], bytes]:
        def work(line: str) -> bytes:
            wanted, day = replace(asked, line=line), date(2026, 1, 1)
            _, shown = charting.shown(library, panel, wanted, Register(), made_on=day, steps=library.steps)
            return make(shown.benchmark)

        return work

    makers: dict[str, Callable[[str], bytes]] = {
        "report, PDF": of_one("report"),
        "report, Word": of_one("report", "docx"),
        "brief, PDF": of_one("brief"),
        "brief, Word": of_one("brief", "docx"),
        "slides of an assessment": of_one("deck"),
        "workbook of an assessment": of_one("workbook"),
        "slides of a panel": of_many(charting.deck),
        "workbook of a panel": of_many(charting.workbook),
    }
    print(f"each file, of {runs} runs; target {TARGET_SECONDS} s")
    for name, make in makers.items():
        size, taken = len(make("Run 0")), []
        for number in range(1, runs + 1):
            start = time.perf_counter()
            make(f"Run {number}")
            taken.append(time.perf_counter() - start)
        middle, slowest = statistics.median(taken), max(taken)
        print(f"  {name:28} median {middle:.3f} s   slowest {slowest:.3f} s   {size / 1000:6.0f} kB", flush=True)


if __name__ == "__main__":
    main()
