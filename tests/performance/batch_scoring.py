"""How fast many assessments are scored, and in how much memory: the batch engine beside pandas and polars.

Run it from the repository: `python tests/performance/batch_scoring.py`. Every engine does the same work on the
same answers: the continuum, and for each dimension the weakest link and the lower median with bounds, coverage
and what is withheld. pandas and polars count as the batch engine does, which suits them better than sorting or
long tables. Each runs in a process of its own, so that its peak memory is its own; before it is timed its
figures are compared with those of the readable reference on a sample. Nothing here asserts a time.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

# What is heavy is imported in the processes that measure: a child's peak memory starts from its parent's.
if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from diagnostic.answers.answer import Answer
    from diagnostic.content.model import Instrument, Policy
    from diagnostic.scoring.batch import Batch, Codes, Plan

#: What to run and time, how to turn its result into figures, and how many rows of int8 it reads.
Engine = tuple[Callable[[], Any], "Callable[[Any], NDArray[np.int8]]", int]

DIMENSIONS, PER_DIMENSION = 10, 6
ITEMS = DIMENSIONS * PER_DIMENSION
SAMPLE = 300
SEED = 20260701
#: Level to (item, least level), much as in the handbook's continuum.
NEEDS: dict[int, list[tuple[int, int]]] = {
    2: [(6, 2)],
    3: [(0, 3), (6, 3), (36, 3)],
    4: [(0, 4), (12, 3), (18, 4), (24, 3), (42, 4)],
    5: [(0, 5), (6, 5), (36, 5), (12, 4), (24, 4), (48, 4), (49, 4)],
}
#: What all engines do, and what only the batch engine is asked to do on top.
SAME_WORK = {"numpy batch": 1.0, "polars": 1.0, "pandas": 1.0, "reference": 0.002}
MORE_WORK = {"evidenced, with scope": 1.0, "ten items behind powers": 1.0, "two voices and agreed": 1.0}


def questionnaire(powers: bool) -> tuple[Instrument, Policy]:
    """Sixty rated items in ten dimensions; with powers, the last item of each waits for an authority."""
    from diagnostic.answers.answer import EVIDENCE
    from diagnostic.content import model as m

    source, words = m.Reference("toolkit"), m.Help("", "", "")
    statements = tuple(m.Statement(level, "", source) for level in m.LEVELS)
    items: dict[str, m.Item] = {}

    def add(id: str, kind: m.Kind, number: int, **more: Any) -> None:
        side = f"d_{number // PER_DIMENSION}"
        items[id] = m.Item(id, "toolkit", kind, "relation", side, "", "", "", words, (source,), **more)

    for number in range(ITEMS):
        waits = None
        if powers and number % PER_DIMENSION == PER_DIMENSION - 1:
            add(f"p_{number}", "power", number, access=f"q_{number}")
            waits = m.Condition(f"p_{number}", authority=("partial", "none"))
        add(f"q_{number}", "relationship", number, rates=True, statements=statements, rates_when=waits)
    sides = tuple(m.Dimension(f"d_{number}", "", "", ()) for number in range(DIMENSIONS))
    levels = tuple(
        m.Level(
            level,
            *("", "", "", ""),
            source,
            tuple(
                m.Requirement(f"q_{number}", least, "", "", "text", source) for number, least in NEEDS.get(level, ())
            ),
        )
        for level in m.LEVELS
    )
    caps = dict(zip(("none", *EVIDENCE), (2, 2, 3, 4, 5), strict=True))
    scopes = {"one_site": 2, "operations_only": 3}
    instrument = m.Instrument("any", "any/1", "any-policy/1", "", "", (), sides, (), by_id=items)
    return instrument, m.Policy("any-policy/1", "", "", (), levels, scopes, caps, Fraction(2, 3))


def drawn(n: int, rows: int, of: list[int], seed: int) -> Iterator[NDArray[np.int8]]:
    """Yield random rows of codes one by one, so that no temporary adds to the peak."""
    import numpy as np

    random = np.random.default_rng(seed)
    for _ in range(rows):
        yield np.array(of, np.int8)[random.integers(0, len(of), n, dtype=np.int8)]


def level_rows(n: int, seed: int = SEED) -> Iterator[NDArray[np.int8]]:
    """Yield rows of level codes: about one in seven missing, some prohibited by law or not applicable."""
    from diagnostic.scoring.batch import MISSING, NOT_APPLICABLE, PROHIBITED

    return drawn(n, ITEMS, [MISSING] * 7 + [PROHIBITED, NOT_APPLICABLE] + list(range(1, 6)) * 8, seed)


def filled(n: int, rows: Iterator[NDArray[np.int8]], count: int) -> NDArray[np.int8]:
    import numpy as np

    matrix = np.empty((count, n), np.int8)
    for number, row in enumerate(rows):
        matrix[number] = row
    return matrix


def codes(n: int, plan: Plan, graded: bool = False, seed: int = SEED) -> Codes:
    from diagnostic.scoring.batch import Codes

    count = len(plan.powers)
    authority = filled(n, drawn(n, count, [1, 2, 4, 7], seed + 1), count)
    grades = [filled(n, drawn(n, ITEMS, list(range(5)), seed + add), ITEMS) for add in (2, 3) if graded]
    return Codes(filled(n, level_rows(n, seed), ITEMS), authority, *grades)


def figures(batch: Batch) -> NDArray[np.int8]:
    """All figures of a batch: the continuum, then seven of each dimension; one column per assessment."""
    import numpy as np

    parts = (batch.lower, batch.upper, batch.typical_lower, batch.typical_upper)
    counts = (batch.answered, batch.applicable, batch.withheld)
    continuum = (batch.continuum_lower[None], batch.continuum_upper[None])
    return np.concatenate([part.astype(np.int8) for part in (*continuum, *parts, *counts)])


def numpy_engine(n: int) -> Engine:
    from diagnostic.scoring.batch import Plan, score

    plan = Plan.of(*questionnaire(powers=False))
    said = codes(n, plan)
    return lambda: score(plan, said), figures, ITEMS


def reference_engine(n: int) -> Engine:
    import numpy as np

    from diagnostic.answers.answer import UNANSWERED, Answer
    from diagnostic.scoring.batch import NOT_APPLICABLE, PROHIBITED
    from diagnostic.scoring.levels import Profile, profile
    from diagnostic.scoring.outcomes import outcomes

    instrument, policy = questionnaire(powers=False)
    meant = {code: Answer(level=code) for code in range(1, 6)}
    meant |= {PROHIBITED: Answer(state="prohibited_by_law"), NOT_APPLICABLE: Answer(state="not_applicable")}
    said: list[dict[str, Answer]] = [{} for _ in range(n)]
    for number, row in enumerate(level_rows(n)):
        for answers, code in zip(said, row.tolist(), strict=True):
            answers[f"q_{number}"] = meant.get(code, UNANSWERED)

    def run() -> list[Profile]:
        return [profile(instrument, policy, outcomes(instrument, one, policy, "claimed")) for one in said]

    def column(result: Profile) -> list[int]:
        sides = [
            (*side.pair, *side.typical, side.answered, side.applicable, side.withheld) if side else (0,) * 7
            for side in result.dimensions.values()
        ]
        return [*result.continuum, *(side[part] for part in range(7) for side in sides)]

    return run, lambda results: np.array([column(one) for one in results], np.int8).T, ITEMS


def pandas_engine(n: int) -> Engine:
    import pandas as pd

    # The transpose of an item-major matrix is what pandas itself keeps: nothing is copied.
    frame = pd.DataFrame(filled(n, level_rows(n), ITEMS).T, copy=False)

    def run() -> pd.DataFrame:
        found: dict[str, Any] = {}
        surely = possibly = pd.Series(True, index=frame.index)
        found["reached"] = found["reachable"] = pd.Series(1, index=frame.index, dtype="int8")
        for needs in NEEDS.values():
            for number, least in needs:
                sure = frame[number] >= least
                surely, possibly = surely & sure, possibly & (sure | (frame[number] == 0))
            found["reached"], found["reachable"] = found["reached"] + surely, found["reachable"] + possibly
        parts: list[list[Any]] = []
        for side in range(DIMENSIONS):
            items = frame.loc[:, side * PER_DIMENSION : (side + 1) * PER_DIMENSION - 1]
            missing = (items == 0).sum(axis=1).astype("int8")
            out = (items == -2).sum(axis=1).astype("int8")
            applicable = PER_DIMENSION - out
            bounds: Any = [0, 0, 0, 0]
            for level in (1, 2, 3, 4):
                low = (items <= level).sum(axis=1).astype("int8")
                for place, most in ((0, low), (1, low - missing)):
                    bounds[place] = (most == out).astype("int8") + bounds[place]
                    bounds[place + 2] = (2 * most < PER_DIMENSION + out).astype("int8") + bounds[place + 2]
            applies = applicable > 0
            lower, upper, *typical = ((bound + 1) * applies for bound in bounds)
            answered = applicable - missing
            withheld = (3 * answered < 2 * applicable) & (lower < upper)
            parts.append([lower, upper, *typical, answered, applicable, withheld])
        found |= {f"{part} {side}": parts[side][part] for part in range(7) for side in range(DIMENSIONS)}
        return pd.DataFrame(found)

    return run, lambda result: result.to_numpy("int8").T, ITEMS


def polars_engine(n: int) -> Engine:
    import polars as pl

    frame = pl.DataFrame([pl.Series(f"q_{number}", row) for number, row in enumerate(level_rows(n))])

    def count(items: list[pl.Expr]) -> pl.Expr:
        return pl.sum_horizontal([item.cast(pl.Int8) for item in items])

    def run() -> pl.DataFrame:
        surely = possibly = pl.lit(True)
        reached = reachable = pl.lit(1, pl.Int8)
        for needs in NEEDS.values():
            for number, least in needs:
                item = pl.col(f"q_{number}")
                surely, possibly = surely & (item >= least), possibly & ((item >= least) | (item == 0))
            reached, reachable = reached + surely.cast(pl.Int8), reachable + possibly.cast(pl.Int8)
        parts: list[list[pl.Expr]] = []
        # Counts first, then what follows from them: polars would count again for every bound.
        counts = {}
        for side in range(DIMENSIONS):
            items = [pl.col(f"q_{side * PER_DIMENSION + number}") for number in range(PER_DIMENSION)]
            counts[f"m{side}"] = count([item == 0 for item in items])
            counts[f"o{side}"] = count([item == -2 for item in items])
            counts |= {f"c{side} {v}": count([item <= v for item in items]) for v in (1, 2, 3, 4)}
            missing, out = pl.col(f"m{side}"), pl.col(f"o{side}")
            applicable = PER_DIMENSION - out
            at_most = [pl.col(f"c{side} {v}") for v in (1, 2, 3, 4)]
            above = [most - missing for most in at_most]
            bounds = [count([most == out for most in c]) for c in (at_most, above)]
            bounds += [count([most * 2 < out + PER_DIMENSION for most in c]) for c in (at_most, above)]
            applies = (applicable > 0).cast(pl.Int8)
            lower, upper, *typical = ((bound + 1) * applies for bound in bounds)
            answered = applicable - missing
            withheld = (answered * 3 < applicable * 2) & (lower < upper)
            parts.append([lower, upper, *typical, answered, applicable, withheld])
        lazy = frame.lazy().select(reached.alias("reached"), reachable.alias("reachable"), **counts)
        named = {f"{part} {side}": parts[side][part] for part in range(7) for side in range(DIMENSIONS)}
        return lazy.select("reached", "reachable", **named).collect()

    return run, lambda result: result.cast(pl.Int8).to_numpy().T, ITEMS


def more_work(name: str, n: int) -> Engine:
    from diagnostic.scoring.batch import Plan, score, score_joint

    plan = Plan.of(*questionnaire(powers=name != "evidenced, with scope"))
    if name == "evidenced, with scope":
        graded = codes(n, plan, graded=True)
        return lambda: score(plan, graded, "evidenced"), figures, 3 * ITEMS
    rows = ITEMS + len(plan.powers)
    if name == "ten items behind powers":
        one = codes(n, plan)
        return lambda: score(plan, one), figures, rows
    customs, police, agreed = (codes(n, plan, seed=SEED + 10 * voice) for voice in range(3))
    return lambda: score_joint(plan, customs, police, agreed), figures, 3 * rows


def resident() -> int:
    """Return how many bytes the process holds in memory now, or where that is not told, at most so far."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * resource.getpagesize()
    except OSError:
        return peak()


def peak() -> int:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def measure(name: str, n: int, runs: int) -> dict[str, Any]:
    """Compare an engine with the reference on a sample, then time it."""
    import numpy as np

    engines: dict[str, Callable[[int], Engine]] = {
        "numpy batch": numpy_engine,
        "pandas": pandas_engine,
        "polars": polars_engine,
        "reference": reference_engine,
    }
    build = engines.get(name, partial(more_work, name))
    run, to_figures, _ = build(SAMPLE)
    sample = to_figures(run())
    if name in SAME_WORK:
        reference, to_expected, _ = reference_engine(SAMPLE)
        if not np.array_equal(sample, to_expected(reference())):
            raise SystemExit(f"{name} gives other figures than the reference")
    before = resident()
    run, _, rows = build(n)
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        result = run()
        times.append(time.perf_counter() - start)
        # Not two results at once: the peak is that of one run.
        del result
    return {"seconds": statistics.median(times), "memory": (peak() - before) / (rows * n)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assessments", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--engine", help="measure this one, in this process, and print JSON")
    chosen = parser.parse_args()
    if chosen.engine:
        print(json.dumps(measure(chosen.engine, chosen.assessments, chosen.runs)))
        return
    print(f"{ITEMS} items, {DIMENSIONS} dimensions; median of {chosen.runs} runs; {os.cpu_count()} processors.")
    print("Memory: peak of the process, input and results included, over the int8 input. polars uses all")
    print(f"processors, the others one. Figures equal to the reference's on {SAMPLE} assessments.\n")
    print(f"{'engine':<36}{'assessments':>12}{'seconds':>10}{'per second':>14}{'memory':>9}")
    for title, engines in (("the same work", SAME_WORK), ("numpy batch, more work", MORE_WORK)):
        print(f"{title}:")
        for name, share in engines.items():
            if name in ("pandas", "polars") and find_spec(name) is None:
                print(f"  {name:<34}{'not installed':>12}")
                continue
            n = max(SAMPLE, int(chosen.assessments * share))
            command = [sys.executable, __file__, "--engine", name, "--assessments", str(n)]
            done = subprocess.run([*command, "--runs", str(chosen.runs)], stdout=subprocess.PIPE, check=True)
            found = json.loads(done.stdout)
            speed = n / found["seconds"]
            print(f"  {name:<34}{n:>12,}{found['seconds']:>10.3f}{speed:>14,.0f}{found['memory']:>8.1f}×")


if __name__ == "__main__":
    main()
