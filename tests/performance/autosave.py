"""How long the autosave of one answer takes, and whether any is lost when eight people write at once.

Prints median and 99th percentile; asserts nothing about time. `--url URL` measures another database
than an SQLite file in a temporary folder (`--folder` says where that is).
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from diagnostic.answers import Answer, Assessment
from diagnostic.storage import Saved, Store, connect

ITEMS = 60
WRITERS = 8


def answer(writer: int, turn: int) -> Answer:
    """Return an answer that no other writer or turn gives."""
    return Answer(level=turn % 5 + 1, scope="national", evidence="document", comment=f"{writer}/{turn} " + "x" * 80)


def write(store: Store, id: str, writer: int, turns: int, pause: float) -> list[float]:
    """Save one answer after the other; each writer has items of their own. Return seconds for each."""
    seen: dict[str, int] = {}
    taken = []
    for turn in range(turns):
        item = f"w{writer}_{turn % ITEMS}"
        if pause:
            time.sleep(pause)
        start = time.perf_counter()
        saved = store.save(id, "customs", item, answer(writer, turn), seen=seen.get(item, 0), by=f"writer {writer}")
        taken.append(time.perf_counter() - start)
        assert isinstance(saved, Saved)
        seen[item] = saved.revision
    return taken


def write_in_process(url: str, id: str, writer: int, turns: int, pause: float) -> list[float]:
    """Do as `write`, in a process of its own; the first save, which builds the statements, is not counted."""
    store = connect(url)
    write(store, id, 100 + writer, 1, 0)
    return write(store, id, writer, turns, pause)


def lost(store: Store, id: str, writers: int, turns: int) -> int:
    """Return how many acknowledged texts the history does not hold exactly once."""
    kept: list[str] = []
    for writer in range(writers):
        for number in range(min(ITEMS, turns)):
            kept += [revision.answer.comment for revision in store.history(id, "customs", f"w{writer}_{number}")]
    expected = {answer(writer, turn).comment for writer in range(writers) for turn in range(turns)}
    return len(expected - set(kept)) + (len(kept) - len(set(kept)))


def line(title: str, taken: list[float], missing: int) -> None:
    """Print one result."""
    milliseconds = sorted(1000 * seconds for seconds in taken)
    p99 = milliseconds[min(len(milliseconds) - 1, int(len(milliseconds) * 0.99))]
    print(
        f"{title:<44} median {statistics.median(milliseconds):7.2f} ms   p99 {p99:7.2f} ms   "
        f"longest {milliseconds[-1]:7.2f} ms   {len(taken)} saves, {missing} lost",
        flush=True,
    )


def commit_alone(folder: Path) -> None:
    """Print what SQLite itself takes for one small durable commit here, without this program."""
    import sqlite3

    with sqlite3.connect(folder / "bare.sqlite3", isolation_level=None) as connection:
        connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (x TEXT)")
        taken = []
        for turn in range(1000):
            start = time.perf_counter()
            connection.execute("INSERT INTO t VALUES (?)", (f"{turn} " + "x" * 200,))
            taken.append(time.perf_counter() - start)
    connection.close()
    line("bare SQLite, one insert (for comparison)", taken, 0)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="an empty database that may be filled")
    parser.add_argument("--folder", help="where to make the SQLite file")
    parser.add_argument("--turns", type=int, default=1000, help="saves by the one writer (eight writers: half each)")
    options = parser.parse_args()
    turns, each = options.turns, options.turns // 2
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        url = options.url or f"sqlite:///{folder}/autosave.sqlite3"
        store = connect(url)

        def fresh() -> str:
            new = Assessment(country="XXA", round="speed", instruments={"cooperation": "handbook-2018/1"})
            return store.create(new, by="benchmark")

        if not options.url:
            commit_alone(Path(folder))
        id = fresh()
        write(store, id, 99, 20, 0)
        line("one writer", write(store, id, 0, turns, 0), lost(store, id, 1, turns))

        for title, pause in (("without a pause", 0.0), ("each every 0.1 s", 0.1)):
            count = each if not pause else min(each, 100)
            id = fresh()
            barrier = threading.Barrier(WRITERS)

            def in_thread(writer: int, id: str = id, count: int = count, pause: float = pause) -> list[float]:
                barrier.wait()  # noqa: B023
                return write(store, id, writer, count, pause)

            with ThreadPoolExecutor(WRITERS) as pool:
                taken = [seconds for part in pool.map(in_thread, range(WRITERS)) for seconds in part]
            line(f"{WRITERS} threads, {title}", taken, lost(store, id, WRITERS, count))

            id = fresh()
            with ProcessPoolExecutor(WRITERS, mp_context=multiprocessing.get_context("spawn")) as processes:
                jobs = [processes.submit(write_in_process, url, id, writer, count, pause) for writer in range(WRITERS)]
                taken = [seconds for job in jobs for seconds in job.result()]
            line(f"{WRITERS} processes, {title}", taken, lost(store, id, WRITERS, count))


if __name__ == "__main__":
    main()
