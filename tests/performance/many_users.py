"""Fifty people who answer at once on one PostgreSQL server, through the use cases, in two processes.

Each chooses an answer, waits as people do, chooses the next; several work on the same questions. Prints how long a save
took and what became of every one that was acknowledged: none may be lost or written twice. Asserts nothing about time.

    CPDIAG_TEST_POSTGRESQL_URL=postgresql+psycopg://… python tests/performance/many_users.py --seconds 120
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import statistics
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from diagnostic.access import Viewer
from diagnostic.answers import Assessment, Voice
from diagnostic.content import shipped
from diagnostic.service import answering
from diagnostic.service.desk import Desk
from diagnostic.storage import Saved, connect

PROCESSES = 2
#: What somebody was told: (voice, item, number of the revision, text).
Told = tuple[Voice, str, int, str]


def one_user(url: str, id: str, user: int, until: float, pause: float) -> tuple[list[float], list[Told], int]:
    """Answer until the time is over. Return seconds of each save, what was acknowledged, and how often others met."""
    voice: Voice = "customs" if user % 2 else "police"
    viewer = Viewer.local(voice, f"user {user}")
    desk = Desk(shipped(), connect(url), viewer)
    chance = random.Random(user)
    items = [item.id for item in shipped().instrument("cooperation").items if item.levelled]
    taken: list[float] = []
    told: list[Told] = []
    met = turn = 0
    time.sleep(chance.uniform(0, pause))
    while time.time() < until:
        turn += 1
        item, text = chance.choice(items), f"user {user}, turn {turn}"
        form = answering.form(desk, id, voice)
        seen = form.current[item].revision if item in form.current else 0
        start = time.perf_counter()
        done = answering.save(desk, form, item, {"level": chance.randint(1, 5), "comment": text}, seen)
        taken.append(time.perf_counter() - start)
        if isinstance(done, Saved):
            told.append((voice, item, done.revision, text))
        else:
            met += 1
            told.append((voice, item, done.mine.number, text))
        time.sleep(chance.uniform(0.5, 1.5) * pause)
    return taken, told, met


def users(url: str, id: str, numbers: range, seconds: float, pause: float) -> tuple[list[float], list[Told], int]:
    """Let several users work in this process."""
    shipped()
    connect(url)
    until = time.time() + seconds
    with ThreadPoolExecutor(len(numbers)) as pool:
        found = list(pool.map(lambda user: one_user(url, id, user, until, pause), numbers))
    return (
        [seconds for taken, _, _ in found for seconds in taken],
        [one for _, told, _ in found for one in told],
        sum(met for _, _, met in found),
    )


def main() -> int:
    """Measure, check and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument(
        "--pause", type=float, default=0.5, help="seconds between two answers of one person, on average"
    )
    asked = parser.parse_args()
    server = os.environ.get("CPDIAG_TEST_POSTGRESQL_URL")
    if not server:
        print("CPDIAG_TEST_POSTGRESQL_URL names no server: nothing was measured.")
        return 0
    from tests.storage.conftest import new_schema

    with new_schema(server) as url:
        store = connect(url)
        instrument = shipped().instrument("cooperation")
        id = store.create(
            Assessment(country="XXC", round="2026", instruments={instrument.id: instrument.version}), by="measuring"
        )
        share = asked.users // PROCESSES
        ranges = [range(n * share, asked.users if n == PROCESSES - 1 else (n + 1) * share) for n in range(PROCESSES)]
        with ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn")) as pool:
            found = list(
                pool.map(users, *zip(*[(url, id, some, asked.seconds, asked.pause) for some in ranges], strict=True))
            )
        taken = sorted(seconds for part, _, _ in found for seconds in part)
        told = [one for _, part, _ in found for one in part]
        lost, doubled = _kept(store, id, told)
        broken = store.verify_audit().faults
        met = sum(times for _, _, times in found)
        print(
            f"{asked.users} people in {PROCESSES} processes for {asked.seconds:.0f} s on PostgreSQL\n"
            f"{len(taken):,} saves, of which {met:,} met another text\n"
            f"one save: median {1000 * statistics.median(taken):.1f} ms, "
            f"99th percentile {1000 * taken[int(0.99 * len(taken))]:.1f} ms, longest {1000 * taken[-1]:.0f} ms\n"
            f"lost: {lost}, written twice: {doubled}, faults in the record of what was done: {len(broken)}"
        )
        from diagnostic.storage import close

        close(store)
    return 1 if lost or doubled or broken else 0


def _kept(store: object, id: str, told: list[Told]) -> tuple[int, int]:
    """Return how many acknowledged texts the history lacks, and how many it holds more than once."""
    from diagnostic.storage import Store

    assert isinstance(store, Store)
    kept: Counter[tuple[Voice, str, int, str]] = Counter()
    texts: Counter[tuple[Voice, str, str]] = Counter()
    for voice, item in {(voice, item) for voice, item, _, _ in told}:
        for revision in store.history(id, voice, item):
            kept[voice, item, revision.number, revision.answer.comment] += 1
            texts[voice, item, revision.answer.comment] += 1
    return sum(kept[one] == 0 for one in told), sum(number > 1 for number in texts.values())


if __name__ == "__main__":
    raise SystemExit(main())
