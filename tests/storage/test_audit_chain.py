"""The audit is a chain: an entry changed, taken out, put in or moved behind the program's back shows."""

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, delete, func, insert, select, text, update

from diagnostic.answers import Answer, Assessment
from diagnostic.storage import AuditFault, MoveRefused, Store, tables

audit, head = tables.audit, tables.audit_head
ROUND = Assessment("XXB", "2026", {"cooperation": "handbook-2018/1"})


@pytest.fixture
def id(store: Store) -> str:
    """An assessment with six entries in its chain, beside another one and a chain of what concerns none."""
    id, other = store.create(ROUND, by="clerk"), store.create(ROUND, by="clerk")
    for number in range(5):
        store.save(id, "customs", "a_1", Answer(level=number + 1), seen=number, by="anna")
        store.save(other, "customs", "a_1", Answer(level=number + 1), seen=number, by="anna")
    store.audit("backup", by="custodian", detail={"share": 0.5, "big": 10**12, "ünï": None})
    return id


def test_each_entry_carries_the_hash_of_itself_and_of_the_one_before(store: Store, id: str) -> None:
    hash = ""
    for number, entry in enumerate(store.audit_log(id), 1):
        said = {
            "number": number,
            "at": entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00"),
            "by": entry.by,
            "action": entry.action,
            "assessment": id,
            "detail": entry.detail,
        }
        canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        hash = hashlib.sha256((hash + canonical).encode()).hexdigest()
        assert (entry.chain, entry.number, entry.hash) == (id, number, hash)
    check = store.verify_audit()
    assert (check.entries, check.chains, check.faults) == (13, 3, ())
    assert check.heads[id] == hash
    assert check.heads[""] == store.audit_log()[-1].hash


def test_one_transaction_may_add_several_entries(store: Store, id: str) -> None:
    for voice in ("customs", "police"):
        for move in ("submit", "release"):
            store.move(id, voice, move, by="head")
    store.open_both(id, "chair")
    assert [entry.number for entry in store.audit_log(id)] == list(range(1, 13))
    assert store.verify_audit().faults == ()


def test_what_was_refused_leaves_no_entry(store: Store, id: str) -> None:
    before = store.verify_audit()
    with pytest.raises(MoveRefused):
        store.open_both(id, "chair")
    assert store.verify_audit() == before
    store.save(id, "customs", "a_1", Answer(level=1), seen=5, by="anna")
    assert store.verify_audit().faults == ()


def test_the_chain_of_an_erased_assessment_stays(store: Store, id: str) -> None:
    store.erase(id, "custodian")
    assert store.audit_log(id)[-1].action == "erase"
    assert store.verify_audit().faults == ()


def test_an_empty_database_has_a_sound_audit(store: Store) -> None:
    check = store.verify_audit()
    assert (check.entries, check.chains, check.faults, check.heads) == (0, 0, (), {})


def row(connection: Connection, id: str, number: int) -> dict[str, Any]:
    of = (audit.c.chain == id, audit.c.number == number)
    return dict(connection.execute(select(audit).where(*of)).mappings().one())


def change(connection: Connection, chain: str, nth: int, /, **values: Any) -> None:
    of = (audit.c.chain == chain, audit.c.number == nth)
    connection.execute(update(audit).where(*of).values(**values))


def remove(connection: Connection, id: str, *numbers: int) -> None:
    connection.execute(delete(audit).where(audit.c.chain == id, audit.c.number.in_(numbers)))


def add(connection: Connection, id: str, number: int, like: int = 3) -> None:
    last = connection.execute(select(func.max(audit.c.id))).scalar_one()
    connection.execute(insert(audit), row(connection, id, like) | {"id": last + 1, "number": number})


def swap(connection: Connection, id: str) -> None:
    """Let two entries change places, by their numbers."""
    change(connection, id, 3, number=99)
    change(connection, id, 4, number=3)
    change(connection, id, 99, number=4)


def swap_rows(connection: Connection, id: str) -> None:
    """Let two entries change places in the table alone."""
    third, fourth = row(connection, id, 3)["id"], row(connection, id, 4)["id"]
    change(connection, id, 3, id=99_999)
    change(connection, id, 4, id=third)
    change(connection, id, 3, id=fourth)


def move_head(connection: Connection, id: str, **values: Any) -> None:
    connection.execute(update(head).where(head.c.chain == id).values(**values))


def drop_head(connection: Connection, id: str) -> None:
    connection.execute(delete(head).where(head.c.chain == id))


def drop_chain(connection: Connection, id: str) -> None:
    connection.execute(delete(audit).where(audit.c.chain == id))


CHANGED = "this entry, or the one before it, was changed"
Tampering = Callable[[Connection, str], None]
TAMPERINGS: dict[str, tuple[Tampering, list[tuple[int, str]]]] = {
    "author": (lambda c, id: change(c, id, 3, by="ben"), [(3, CHANGED)]),
    "action": (lambda c, id: change(c, id, 3, action="settled"), [(3, CHANGED)]),
    "time": (lambda c, id: change(c, id, 3, at=datetime(2026, 1, 1, tzinfo=UTC)), [(3, CHANGED)]),
    "detail": (lambda c, id: change(c, id, 3, detail={"voice": "customs"}), [(3, CHANGED)]),
    "hash": (lambda c, id: change(c, id, 3, hash="0" * 64), [(3, CHANGED), (4, CHANGED)]),
    "assessment": (lambda c, id: change(c, id, 3, assessment_id=None), [(3, CHANGED)]),
    "first": (lambda c, id: remove(c, id, 1), [(1, "this entry is missing")]),
    "some": (lambda c, id: remove(c, id, 3, 4), [(3, "entries up to 4 are missing")]),
    "last": (lambda c, id: remove(c, id, 5, 6), [(5, "entries up to 6 are missing")]),
    "all": (drop_chain, [(1, "entries up to 6 are missing")]),
    "added": (lambda c, id: add(c, id, 7), [(7, CHANGED), (7, "this entry was put in after the end")]),
    "before": (lambda c, id: add(c, id, 0), [(0, "this entry was put in")]),
    "swapped": (swap, [(3, CHANGED), (4, CHANGED), (5, CHANGED)]),
    "moved": (swap_rows, [(4, "this entry was moved before another")]),
    "head": (lambda c, id: move_head(c, id, hash="0" * 64), [(6, "this entry is not the last one that was noted")]),
    "shorter": (lambda c, id: move_head(c, id, number=5), [(6, "this entry was put in after the end")]),
    "no head": (drop_head, [(6, "the end of the chain is not noted")]),
}


@pytest.mark.parametrize("how", TAMPERINGS)
def test_what_was_done_to_the_audit_from_outside_is_found(store: Store, id: str, how: str) -> None:
    tamper, expected = TAMPERINGS[how]
    with store.database.write() as connection:
        tamper(connection, id)
    assert store.verify_audit().faults == tuple(AuditFault(id, number, what) for number, what in expected)


def test_a_chain_that_is_gone_with_its_end_is_missed(store: Store, id: str) -> None:
    with store.database.write() as connection:
        drop_chain(connection, id)
        drop_head(connection, id)
    assert store.verify_audit().faults == (AuditFault(id, 1, "the whole chain is missing"),)


def test_an_entry_moved_into_another_chain_is_found_in_both(store: Store, id: str) -> None:
    with store.database.write() as connection:
        change(connection, id, 6, chain="", number=2, assessment_id=None)
    assert set(store.verify_audit().faults) == {
        AuditFault("", 2, CHANGED),
        AuditFault("", 2, "this entry was put in after the end"),
        AuditFault(id, 6, "this entry is missing"),
    }


def test_a_chain_computed_anew_shows_by_its_head_alone(store: Store, id: str) -> None:
    before = store.verify_audit()
    with store.database.write() as connection:
        remove(connection, id, 6)
        move_head(connection, id, number=5, hash=row(connection, id, 5)["hash"])
    after = store.verify_audit()
    assert after.faults == ()
    assert {chain for chain, hash in before.heads.items() if after.heads[chain] != hash} == {id}


@pytest.mark.parametrize("column", ["detail", "at", "number"])
def test_what_nobody_can_read_is_a_fault_and_no_crash(sqlite_store: Store, column: str) -> None:
    id = sqlite_store.create(ROUND, by="clerk")
    sqlite_store.save(id, "customs", "a_1", Answer(level=1), seen=0, by="anna")
    sqlite_store.save(id, "customs", "a_1", Answer(level=2), seen=1, by="anna")
    with sqlite_store.database.write() as connection:
        connection.execute(text(f"UPDATE audit SET {column} = '{{' WHERE number = 2"))
    (fault, *_) = sqlite_store.verify_audit().faults
    assert fault.chain == id
    assert fault.what in ("this entry cannot be read", "this entry is missing")


def test_eight_writers_of_one_assessment_make_one_chain(store: Store, id: str) -> None:
    def work(writer: int) -> None:
        for turn in range(10):
            store.save(id, "customs", f"w_{writer}", Answer(level=turn % 5 + 1), seen=turn, by=f"writer {writer}")
            store.enter(id, "police", "comment", {"text": f"{writer}/{turn}"}, by=f"writer {writer}")
            store.audit("export", by=f"writer {writer}", id=id if turn % 2 else None)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    check = store.verify_audit()
    assert (check.entries, check.faults) == (13 + 240, ())


def test_eight_who_begin_a_chain_at_once_make_one(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda writer: store.audit("look", by=f"writer {writer}"), range(8)))
    assert [entry.number for entry in store.audit_log()] == list(range(1, 9))
    assert store.verify_audit().faults == ()
