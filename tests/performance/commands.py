"""How long whole commands take: ``cpdiag --help`` and ``cpdiag score FILE --json``, medians of several runs.

Asserts nothing about time. A bare start of Python is printed beside them.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "benchmarks" / "demonstration" / "xxa-2026.yaml"
CPDIAG = ["-c", "from diagnostic.cli import main; main()"]
COMMANDS = {
    "python, doing nothing": ["-c", "pass"],
    "cpdiag --help (target 0.25 s)": [*CPDIAG, "--help"],
    "cpdiag score FILE --json (target 0.60 s)": [*CPDIAG, "score", str(FILE), "--json"],
    "cpdiag score FILE": [*CPDIAG, "score", str(FILE)],
    "cpdiag check": [*CPDIAG, "check"],
}


def seconds(words: list[str]) -> float:
    """Return how long a whole process takes."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *words], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=11, help="runs of each command, after one to warm up")
    runs = parser.parse_args().runs
    for name, words in COMMANDS.items():
        seconds(words)
        taken = [seconds(words) for _ in range(runs)]
        print(f"{name:42} median {statistics.median(taken):.3f} s   fastest {min(taken):.3f} s   of {runs} runs")


if __name__ == "__main__":
    main()
