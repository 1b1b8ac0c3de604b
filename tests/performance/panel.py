"""How long a panel of 100,000 assessments takes from the command line: read, scored, compared, drawn.

An assessment is one agency's answers in one round: 50,000 administrations with two voices each, which are scored one
by one and together, so that 150,000 results stand side by side. Whole processes are timed, start and imports included.
Nothing here asserts a time.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from diagnostic.content import library
from diagnostic.exchange import panel_answers, table
from diagnostic.service.desk import COOPERATION

ROOT = Path(__file__).resolve().parents[2]
ASSESSMENTS = 100_000
TARGET_SECONDS = 3.0
_CPDIAG = ["-c", "from diagnostic.cli import main; main()"]
_LEVELS = ("1", "2 main_sites document", "3 national record_of_use", "4 national", "5", "", "dont_know")
_POWERS = ("full", "partial", "none", "")
_INCOMES = ("low", "lower middle", "upper middle", "high")


def text(assessments: int = ASSESSMENTS, seed: int = 6) -> str:
    """Return a table of answers of so many agencies."""
    dice = random.Random(seed)
    instrument = library.questions().instrument(COOPERATION)
    asked = [item for item in instrument.items if item.levelled or item.kind == "power"]
    cells = [_LEVELS if item.levelled else _POWERS for item in asked]

    def rows() -> Iterator[list[str]]:
        for number in range(assessments):
            pair, voice = divmod(number, 2)
            key = [f"A{pair + 1:06}", "2026", ("customs", "police")[voice], instrument.version]
            yield [*key, _INCOMES[pair % 4], *(dice.choice(options) for options in cells)]

    header = ["administration", "round", "voice", "instrument", "group:income", *(item.id for item in asked)]
    return table.write_csv(header, rows(), [panel_answers.FORMAT])


def _processor() -> float:
    """Return the seconds that ended processes have spent at work, whatever else the machine was doing."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3, help="runs of each command, after one to warm up")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.csv"
        path.write_text(text(), encoding="utf-8")
        print(f"{ASSESSMENTS:,} assessments, a table of {path.stat().st_size / 1e6:.0f} MB; target {TARGET_SECONDS} s")
        made = Path(folder) / "chart.svg"
        commands = {
            "python, doing nothing": ["-c", "pass"],
            "cpdiag panel check FILE": [*_CPDIAG, "panel", "check", str(path)],
            "cpdiag panel show FILE": [*_CPDIAG, "panel", "show", str(path), "--by", "income"],
            "cpdiag chart regions FILE": [
                *_CPDIAG, "chart", "regions", str(path), "--by", "income", "--output", str(made),
            ],
        }  # fmt: skip
        for name, words in commands.items():
            taken, used = [], []
            for _ in range(runs + 1):
                made.unlink(missing_ok=True)
                start, before = time.perf_counter(), _processor()
                subprocess.run([sys.executable, *words], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
                taken.append(time.perf_counter() - start)
                used.append(_processor() - before)
            middle, fastest = statistics.median(taken[1:]), min(taken)
            work = f"processor {statistics.median(used[1:]):.2f} s"
            print(f"  {name:28} median {middle:.2f} s   fastest {fastest:.2f} s   {work}   of {runs} runs", flush=True)


if __name__ == "__main__":
    main()
