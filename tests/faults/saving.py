"""A process that answers through the service and says of each save that it was acknowledged, until it is ended.

    python saving.py URL ASSESSMENT NAME [SAVES]

Each line it prints is what somebody was told: ``item number text``. A save that fails is tried again, as a person does,
after a line ``failed: …`` with the sentence of the failure.
"""

from __future__ import annotations

import sys
import time
from collections import Counter

from diagnostic.access import Viewer
from diagnostic.answers import Voice
from diagnostic.content import library
from diagnostic.service import answering
from diagnostic.service.desk import Desk
from diagnostic.storage import Saved, StorageFailed, Store, connect

VOICE: Voice = "customs"
ITEMS = ("a_1", "a_1_mandate", "a_1_political", "a_2_1", "a_3_1")


def main(url: str, id: str, name: str, saves: int) -> None:
    """Answer one question after the other, again and again."""
    desk = Desk(library.questions(), connect(url), Viewer.local(VOICE, name))
    for turn in range(saves):
        item, text = ITEMS[turn % len(ITEMS)], f"{name}, turn {turn}"
        while True:
            try:
                form = answering.form(desk, id, VOICE)
                seen = form.current[item].revision if item in form.current else 0
                done = answering.save(desk, form, item, {"level": turn % 5 + 1, "comment": text}, seen)
            except StorageFailed as failed:
                print(f"failed: {failed}", flush=True)
                time.sleep(0.05)
            else:
                print(item, done.revision if isinstance(done, Saved) else done.mine.number, text, flush=True)
                break


def check(store: Store, id: str, told: list[str]) -> None:
    """Assert that all that somebody was told is there, nothing twice, and the record of it whole."""
    acknowledged = [tuple(line.split(" ", 2)) for line in told if line and not line.startswith("failed: ")]
    revisions = [(item, revision) for item in ITEMS for revision in store.history(id, VOICE, item)]
    kept = {(item, str(revision.number), revision.answer.comment) for item, revision in revisions}
    lost = [one for one in acknowledged if one not in kept]
    assert not lost, f"{len(lost)} of {len(acknowledged)} that were acknowledged are lost: {lost[:3]}"
    times = Counter(revision.answer.comment for _, revision in revisions)
    twice = {text: number for text, number in times.items() if number > 1}
    assert not twice, f"written twice: {twice}"
    assert store.verify_audit().faults == ()
    noted = [entry for entry in store.audit_log(id) if "item" in entry.detail]
    assert len(noted) == len(revisions), "each revision has its entry in the record, and no other"


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else sys.maxsize)
