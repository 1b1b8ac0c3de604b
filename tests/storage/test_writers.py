"""Many writers at once lose nothing and double nothing; what was acknowledged survives a kill."""

import signal
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostic.answers import UNANSWERED, Answer, Assessment
from diagnostic.storage import Met, MoveRefused, NotEditable, Saved, Store, close, connect

ROOT = Path(__file__).resolve().parents[2]
WRITERS = 8
NEW = Assessment("XXB", "2026", {"cooperation": "handbook-2018/1"})


T = TypeVar("T")


def crowd(work: Callable[[int], T]) -> list[T]:
    """Run work(writer) in eight threads that start together."""
    barrier = Barrier(WRITERS)

    def one(writer: int) -> T:
        barrier.wait()
        return work(writer)

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(one, range(WRITERS)))


def test_eight_writers_of_one_answer_lose_no_text_and_double_none(store: Store, id: str) -> None:
    turns = 25

    def work(writer: int) -> tuple[int, int]:
        seen, saved, met = 0, 0, 0
        for turn in range(turns):
            text = Answer(comment=f"{writer}/{turn}")
            result = store.save(id, "customs", "a_1", text, seen=seen, by=f"writer {writer}")
            if isinstance(result, Saved):
                seen, saved = result.revision, saved + 1
            else:
                assert result.mine.answer == text
                assert result.theirs.answer != text
                seen, met = result.theirs.revision, met + 1
        return saved, met

    counts = crowd(work)
    history = store.history(id, "customs", "a_1")
    assert [revision.number for revision in history] == list(range(1, WRITERS * turns + 1))
    texts = Counter(revision.answer.comment for revision in history)
    assert texts == Counter(f"{writer}/{turn}" for writer in range(WRITERS) for turn in range(turns))
    kinds = Counter(revision.kind for revision in history)
    assert (kinds["answer"], kinds["set_aside"]) == tuple(map(sum, zip(*counts, strict=True)))
    standing = UNANSWERED
    for revision in history:
        assert revision.previous == standing
        standing = standing if revision.kind == "set_aside" else revision.answer
    assert len(store.audit_log(id)) == 1 + len(history)


def test_eight_writers_of_different_answers_never_meet(store: Store, id: str) -> None:
    def work(writer: int) -> None:
        for turn in range(25):
            answer = Answer(level=turn % 5 + 1)
            saved = store.save(id, "customs", f"a_{writer}", answer, seen=turn, by=f"writer {writer}")
            assert saved == Saved(turn + 1, saved.at)  # type: ignore[union-attr]

    crowd(work)
    assert all(len(store.history(id, "customs", f"a_{writer}")) == 25 for writer in range(WRITERS))


def test_eight_imports_at_once_make_one_row_of_revisions(store: Store, id: str) -> None:
    voices = {"police": {f"a_{number}": Answer(level=3) for number in range(10)}}
    counts = crowd(lambda writer: store.append(id, voices, by=f"clerk {writer}", note="imported from x"))  # type: ignore[arg-type]
    assert sorted(counts) == [0] * 7 + [10]


def test_of_eight_who_move_a_voice_at_once_one_succeeds(store: Store, id: str) -> None:
    def work(writer: int) -> str:
        try:
            return store.move(id, "customs", "submit", by=f"head {writer}")
        except MoveRefused:
            return "refused"

    assert Counter(crowd(work)) == {"submitted": 1, "refused": 7}
    assert len(store.events(id)) == 1


def test_a_move_while_others_write_lets_no_answer_in_afterwards(store: Store, id: str) -> None:
    def work(writer: int) -> int:
        if writer == 0:
            store.move(id, "customs", "submit", by="head")
            return len([1 for n in range(1, WRITERS) for _ in store.history(id, "customs", f"a_{n}")])
        saved = 0
        try:
            for turn in range(50):
                store.save(id, "customs", f"a_{writer}", Answer(comment=str(turn)), seen=turn, by="anna")
                saved += 1
        except NotEditable:
            pass
        return saved

    at_submission, *saved = crowd(work)
    kept = sum(len(store.history(id, "customs", f"a_{n}")) for n in range(1, WRITERS))
    assert kept == sum(saved) == at_submission


def test_eight_who_create_the_same_id_make_eight_assessments(store: Store) -> None:
    new = Assessment("XXA", "2026", {}, id=str(uuid.uuid4()))
    ids = crowd(lambda writer: store.create(new, by=f"clerk {writer}"))
    assert len(set(ids)) == WRITERS
    assert new.id in ids


WRITE_FOR_EVER = """
import sys
from diagnostic.answers import Answer
from diagnostic.storage import connect
store = connect(sys.argv[1])
turn = 0
while True:
    turn += 1
    store.save(sys.argv[2], sys.argv[3], "a_1", Answer(comment=f"text {turn}"), seen=turn - 1, by="anna")
    print(turn, flush=True)
"""


def start_writing(url: str, id: str, voice: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", WRITE_FOR_EVER, url, id, voice]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def kill(process: "subprocess.Popen[str]", after: int) -> int:
    """Kill a process outright once it has acknowledged so many saves; return the last acknowledged."""
    assert process.stdout is not None
    for _ in range(after):
        process.stdout.readline()
    process.kill()
    rest = process.stdout.read().split("\n")
    process.stdout.close()
    assert process.wait() == -signal.SIGKILL
    return after + len([line for line in rest if line])


@pytest.mark.parametrize("after", [1, 40])
def test_a_killed_process_has_lost_nothing_that_it_acknowledged(url: str, after: int) -> None:
    store = connect(url)
    id = store.create(NEW, by="clerk")
    close(store)
    acknowledged = kill(start_writing(url, id, "customs"), after)
    store = connect(url)
    history = store.history(id, "customs", "a_1")
    # One more may have been written without having been acknowledged.
    assert len(history) in (acknowledged, acknowledged + 1)
    assert [revision.answer.comment for revision in history] == [f"text {n}" for n in range(1, len(history) + 1)]
    assert len(store.audit_log(id)) == 1 + len(history)
    assert isinstance(store.save(id, "customs", "a_1", Answer(level=1), seen=len(history), by="ben"), Saved)
    close(store)


def test_processes_that_write_side_by_side_lose_nothing(url: str) -> None:
    store = connect(url)
    id = store.create(NEW, by="clerk")
    processes = {voice: start_writing(url, id, voice) for voice in ("customs", "police")}
    mine = [store.save(id, "agreed", "a_1", Answer(comment=str(n)), seen=n, by="chair") for n in range(50)]
    assert all(isinstance(saved, Saved) for saved in mine)
    for voice, process in processes.items():
        acknowledged = kill(process, 20)
        kept = len(store.history(id, voice, "a_1"))  # type: ignore[arg-type]
        assert kept in (acknowledged, acknowledged + 1)
    close(store)


TEXTS = st.one_of(
    st.just(UNANSWERED),
    st.builds(Answer, level=st.integers(1, 5)),
    st.builds(Answer, comment=st.text(alphabet="abcé中\n'\"\\", min_size=1, max_size=4)),
)
ACTIONS = st.lists(
    st.tuples(st.sampled_from(["anna", "ben"]), st.sampled_from(["save", "look", "settle"]), TEXTS), max_size=25
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = connect(f"sqlite:///{tmp_path_factory.mktemp('shared') / 'x.sqlite3'}")
    yield opened
    close(opened)


@given(actions=ACTIONS)
@settings(max_examples=60)
def test_any_course_of_two_writers_keeps_every_text(shared: Store, actions: list[tuple[str, str, Answer]]) -> None:
    id = shared.create(NEW, by="clerk")
    seen = {"anna": 0, "ben": 0}
    newest = {"anna": 0, "ben": 0}
    standing = UNANSWERED
    for by, action, answer in actions:
        if action == "look":
            current = shared.current(id, "customs").get("a_1")
            seen[by], newest[by] = (current.revision, current.newest) if current else (0, 0)
            continue
        use, known = (shared.save, seen) if action == "save" else (shared.settle, newest)
        result = use(id, "customs", "a_1", answer, seen=known[by], by=by)
        history = shared.history(id, "customs", "a_1")
        if isinstance(result, Met):
            assert result.mine.answer == answer
            assert result.theirs.answer == standing
            seen[by], newest[by] = result.theirs.revision, result.theirs.newest
        else:
            standing = answer
            seen[by] = newest[by] = result.revision
        # every text that was handed over is there, in order, and what stands is the last one saved
        assert answer in [revision.answer for revision in history] or answer == UNANSWERED == standing
        assert [revision.number for revision in history] == list(range(1, len(history) + 1))
        current = shared.current(id, "customs").get("a_1")
        assert (current.answer if current else UNANSWERED) == standing
        since = max((r.number for r in history if r.kind == "settled"), default=0)
        aside = [r for r in history if r.kind == "set_aside" and r.number > since]
        assert list(current.unsettled if current else []) == aside
        assert (current.newest if current else 0) == len(history)
