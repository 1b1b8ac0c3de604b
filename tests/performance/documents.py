"""How long each draft takes, from a scored result to the bytes of the Word file: medians of several runs.

Asserts nothing about time. The first draft also loads the writer and makes the empty document.
"""

from __future__ import annotations

import argparse
import statistics
import time

from diagnostic.answers import file
from diagnostic.content import shipped
from diagnostic.service import drafting, files

TARGET_SECONDS = 0.2


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=11, help="runs of each document, after one to warm up")
    runs = parser.parse_args().runs
    library = shipped()
    for path in files.demonstration_files():
        assessment = file.read(path, library)
        print(f"{path.stem}: score, plan, assemble, render (target {TARGET_SECONDS} s)")
        for id in sorted(library.drafts):
            start = time.perf_counter()
            drafting.from_file(assessment, library, id)
            first = time.perf_counter() - start
            taken = []
            for _ in range(runs):
                start = time.perf_counter()
                drafting.from_file(assessment, library, id)
                taken.append(time.perf_counter() - start)
            print(
                f"  {id:24} median {statistics.median(taken):.3f} s   slowest {max(taken):.3f} s   first {first:.3f} s"
            )


if __name__ == "__main__":
    main()
