"""A process on a small disk: answers until it is full, makes room, goes on; says what it was told each time.

python filling.py URL FILE     FILE: what it fills most of the disk with, and takes away once the disk is full
"""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

from diagnostic.access import Viewer
from diagnostic.answers import Assessment
from diagnostic.content import library
from diagnostic.service import answering
from diagnostic.service.desk import Desk
from diagnostic.storage import Saved, StorageFailed, connect

ITEMS = ("a_1", "a_2_1", "a_3_1", "a_13")
_ROOM = 400_000


def main(url: str, ballast: Path) -> None:
    """Answer until a write is refused, make room, answer again, and check that nothing is lost."""
    store = connect(url)
    id = store.create(Assessment("XXC", "2026", {"cooperation": "handbook-2018/1"}), by="clerk")
    desk = Desk(library.questions(), store, Viewer.local("customs"))
    told: list[tuple[str, int, str]] = []

    def answer(turn: int) -> None:
        item, text = ITEMS[turn % len(ITEMS)], f"turn {turn} {secrets.token_hex(2000)}"
        form = answering.form(desk, id, "customs")
        seen = form.current[item].revision if item in form.current else 0
        done = answering.save(desk, form, item, {"level": turn % 5 + 1, "comment": text}, seen)
        assert isinstance(done, Saved)
        told.append((item, done.revision, text))

    answer(0)
    disk = os.statvfs(ballast.parent)
    ballast.write_bytes(bytes(max(0, disk.f_bavail * disk.f_frsize - _ROOM)))
    turn = 1
    try:
        while turn < 5000:
            answer(turn)
            turn += 1
    except StorageFailed as failed:
        print(f"refused: {failed}")
    check(desk, id, told)
    print(f"whole while the disk is full: {bool(told)}")
    ballast.unlink()
    for more in range(turn, turn + 4):
        answer(more)
    check(desk, id, told)
    print("whole after room was made: True")


def check(desk: Desk, id: str, told: list[tuple[str, int, str]]) -> None:
    """Assert that all that was acknowledged can be read, and nothing else was written."""
    kept = [
        (item, revision.number, revision.answer.comment)
        for item in ITEMS
        for revision in desk.store.history(id, "customs", item)
    ]
    assert sorted(kept) == sorted(told)
    assert desk.store.verify_audit().faults == ()
    assert len(desk.store.audit_log(id)) == len(told) + 1


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
