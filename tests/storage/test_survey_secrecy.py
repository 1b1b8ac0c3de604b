"""Attempts to read a single reply out of the database: from its tables, its order, its bytes."""

import hashlib
import itertools
import secrets
import shutil
import struct
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Date, DateTime, Time, inspect, text

from diagnostic.answers import Assessment
from diagnostic.storage import Store, Vault, close, connect, surveys, tables, trail
from diagnostic.storage import store as store_module

OPTIONS = {"s_1": ["often_bribed", "never_bribed"], "s_2": ["would_report", "would_not_report"]}
FEAR = {"s_1": "often_bribed", "s_2": "would_not_report"}
TRUST = {"s_1": "never_bribed", "s_2": "would_report"}
TABLES = [table for table in tables.metadata.sorted_tables if table.name.startswith("survey")]


@pytest.fixture
def no_chance(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Makes ids, tokens, codes and times the same in each run, so that two runs can be compared in full."""

    def begin() -> None:
        numbers = itertools.count()

        def token(size: int) -> str:
            return hashlib.sha256(str(next(numbers)).encode()).hexdigest()[: 2 * size]

        for module in (store_module, surveys):
            monkeypatch.setattr(module, "uuid4", lambda: f"id-{next(numbers)}")
        monkeypatch.setattr(trail, "now", lambda: datetime(2026, 3, 1, 9, 0, tzinfo=UTC))
        monkeypatch.setattr(secrets, "token_urlsafe", token)

    return begin


def survey_with(store: Store, replies: list[dict[str, str]], *, links: bool = True) -> str:
    """Open a survey, send these replies, and return its id."""
    id = store.create(Assessment("XXA", "2026", {}), by="clerk")
    survey = store.surveys.open(id, "customs", version="perception-2026/1", options=OPTIONS, by="officer").id
    store.surveys.set_kiosk(survey, True, "officer")
    tokens = store.surveys.issue(survey, 40, "officer")
    for reply, token in zip(replies, tokens, strict=False):
        store.surveys.send(survey, reply, token=token if links else None)
    return survey


def dump(store: Store) -> tuple[dict[str, list[dict[str, Any]]], list[bytes]]:
    """Return every table as it comes, without an order asked for, and the sealed blocks apart from it.

    A server moves rows about as it cleans up, whatever they hold: there an order is asked for.
    """
    order = "" if store.database.sqlite else " ORDER BY 1, 2, 3"
    blocks: list[bytes] = []
    found: dict[str, list[dict[str, Any]]] = {}
    with store.database.read() as connection:
        for name in sorted({*inspect(connection).get_table_names()} - {tables.VERSION_TABLE}):
            rows = connection.execute(text(f"SELECT * FROM {name}{order}")).mappings()
            found[name] = [dict(row) for row in rows]
    for row in found["survey"]:
        blocks.append(bytes(row.pop("pending")))
    return found, blocks


@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("replies", [1, 9, 11, 31])
def test_opposite_last_replies_leave_the_same_tables(
    new_store: Callable[[], Store], no_chance: Callable[[], None], replies: int, links: bool
) -> None:
    dumps, lengths = [], set()
    others = [TRUST if number % 3 else FEAR for number in range(replies - 1)]
    for last in (FEAR, TRUST, {}):
        no_chance()
        store = new_store()
        survey_with(store, [*others, last], links=links)
        readable, blocks = dump(store)
        dumps.append(readable)
        lengths |= {len(block) for block in blocks}
    assert dumps[0] == dumps[1] == dumps[2]
    assert len(lengths) == 1
    assert sum(row["count"] for row in dumps[0]["survey_count"]) == 2 * (replies // 10 * 10)


def test_a_tenth_reply_shows_ten_replies_and_never_which_came_when(
    new_store: Callable[[], Store], no_chance: Callable[[], None]
) -> None:
    dumps = []
    for replies in ([FEAR] + [TRUST] * 9, [TRUST] * 9 + [FEAR], [TRUST] * 4 + [FEAR] + [TRUST] * 5):
        no_chance()
        store = new_store()
        survey_with(store, replies)
        dumps.append(dump(store)[0])
    assert dumps[0] == dumps[1] == dumps[2]


def test_readable_states_of_one_survey_change_only_in_steps_of_ten(store: Store) -> None:
    seen: list[list[int]] = []
    survey = survey_with(store, [])
    for number in range(1, 32):
        store.surveys.send(survey, FEAR if number % 3 else TRUST, token=None)
        counts = [row["count"] for row in dump(store)[0]["survey_count"]]
        if not seen or seen[-1] != counts:
            seen.append(counts)
        assert sum(counts) == len(OPTIONS) * (number // 10 * 10)
    assert len(seen) == 4


def test_the_block_is_as_long_with_nine_replies_as_with_none_and_new_each_time(store: Store) -> None:
    survey = survey_with(store, [])
    blocks = [*dump(store)[1]]
    for _ in range(12):
        store.surveys.send(survey, TRUST, token=None)
        blocks += dump(store)[1]
    assert len({len(block) for block in blocks}) == 1
    assert len({block[:12] for block in blocks}) == len({block[12:] for block in blocks}) == len(blocks) == 13


def test_what_waits_for_a_reading_is_dropped_at_the_end(store: Store) -> None:
    survey = survey_with(store, [FEAR] * 13)
    store.surveys.close(survey, "officer")
    with store.database.read() as connection:
        assert connection.execute(tables.survey.select()).one().pending is None


# ---------------------------------------------------------------- order and time


def hashes(store: Store) -> list[tuple[str, bool]]:
    with store.database.read() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT hash, spent FROM survey_token"))]


def test_links_lie_in_the_order_of_their_hashes_however_they_were_made(store: Store) -> None:
    survey = survey_with(store, [])
    more = store.surveys.issue(survey, 30, "officer")
    found = [hash for hash, _ in hashes(store)]
    assert found == sorted(found)
    assert len(found) == 70
    assert hashlib.sha256(more[0].encode()).hexdigest() in found


def test_the_order_of_use_shows_nowhere_among_the_links(
    new_store: Callable[[], Store], no_chance: Callable[[], None]
) -> None:
    found = []
    for turn in (1, -1):
        no_chance()
        store = new_store()
        survey = survey_with(store, [])
        tokens = store.surveys.issue(survey, 15, "officer")
        for token in tokens[::turn]:
            store.surveys.send(survey, TRUST, token=token)
        found.append(hashes(store) if store.database.sqlite else sorted(hashes(store)))  # as in `dump`
    assert found[0] == found[1]
    assert sum(spent for _, spent in found[0]) == 15


@pytest.mark.postgresql
def test_the_server_too_keeps_no_mark_of_which_link_was_used_last(postgresql_schema_url: str) -> None:
    store = connect(postgresql_schema_url)
    survey_with(store, [TRUST] * 12)
    with store.database.read() as connection:
        for name in ("survey_token", "survey_count"):
            assert len(set(connection.execute(text(f"SELECT xmin::text FROM {name}")).scalars())) == 1
    close(store)


def test_no_table_of_the_survey_holds_a_time_or_an_author(store: Store) -> None:
    assert [table.name for table in TABLES] == ["survey", "survey_count", "survey_token"]
    with store.database.read() as connection:
        for table in TABLES:
            made = inspect(connection).get_columns(table.name)
            assert {column["name"] for column in made} == set(table.columns.keys())
            types = [column["type"] for column in made] + [column.type for column in table.columns]
            assert not any(isinstance(type, DateTime | Date | Time | tables.UtcDateTime) for type in types)
            assert not {"at", "by", "created_at", "updated_at"} & {*table.columns.keys()}
    survey_with(store, [FEAR] * 12)
    for name, rows in dump(store)[0].items():
        if name.startswith("survey"):
            assert not any(isinstance(value, date | datetime | float) for row in rows for value in row.values())


def test_sqlite_numbers_no_rows_of_links_and_counters(sqlite_url: str) -> None:
    store = connect(sqlite_url)
    with store.database.read() as connection:
        for name in ("survey_token", "survey_count"):
            made = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": name})
            assert made.scalar_one().rstrip().endswith("WITHOUT ROWID")
    close(store)


# ---------------------------------------------------------------- the bytes of the file


def bytes_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


def test_the_files_hold_neither_counters_nor_earlier_blocks(sqlite_url: str, tmp_path: Path, key_file: Path) -> None:
    store = connect(sqlite_url)
    survey = survey_with(store, [])
    blocks = dump(store)[1]
    cells = sorted((item, option) for item, options in OPTIONS.items() for option in [*options, "no_answer"])
    sums = [0] * len(cells)
    for number in range(1, 10):
        reply = FEAR if number % 3 else TRUST
        store.surveys.send(survey, reply, token=None)
        sums = [count + (reply.get(item) == option) for (item, option), count in zip(cells, sums, strict=True)]
        (block,) = dump(store)[1]
        found = bytes_of(tmp_path / "data")
        assert (tmp_path / "data" / "assessments.sqlite3-wal").stat().st_size == 0
        assert Vault(key_file).open(block, survey) == tuple(sums)  # what there is to hide
        for shape in ("B", "H", "I", "Q"):
            for end in "<>":
                assert struct.pack(f"{end}{len(sums)}{shape}", *sums) not in found
        assert str(sums).encode() not in found
        assert str(sums).replace(" ", "").encode() not in found
        assert found.count(block) == 1
        assert not any(earlier in found for earlier in blocks)
        assert key_file.read_bytes() not in found
        blocks.append(block)
    close(store)


def test_opposite_last_replies_leave_the_same_file_but_for_the_block(
    tmp_path: Path, no_chance: Callable[[], None]
) -> None:
    files = []
    close(connect(f"sqlite:///{tmp_path / 'empty' / 'assessments.sqlite3'}"))
    for name, last in (("fear", FEAR), ("trust", TRUST)):
        no_chance()
        shutil.copytree(tmp_path / "empty", tmp_path / name)
        store = connect(f"sqlite:///{tmp_path / name / 'assessments.sqlite3'}")
        survey_with(store, [TRUST] * 12 + [last])
        (block,) = dump(store)[1]
        close(store)
        assert [file.name for file in (tmp_path / name).iterdir()] == ["assessments.sqlite3"]
        files.append(bytes_of(tmp_path / name).replace(block, bytes(len(block))))
    assert files[0] == files[1]


def test_an_error_of_the_database_never_repeats_what_was_to_be_written(store: Store) -> None:
    with store.database.read() as connection, pytest.raises(Exception, match="no_such_table") as error:
        connection.execute(text("SELECT * FROM no_such_table WHERE x = :secret"), {"secret": "SECRET"})
    assert "SECRET" not in str(error.value)
