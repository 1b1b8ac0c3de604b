"""The migrations are the truth: the metadata agrees with them, and upgrading keeps what was there."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from diagnostic.answers import Answer, Assessment
from diagnostic.storage import DatabaseRefused, Store, close, connect, upgrading
from diagnostic.storage.database import checked
from diagnostic.storage.engine import Database
from diagnostic.storage.tables import VERSION_TABLE, metadata

Ahead = Callable[[str], None]


def test_metadata_and_migrations_agree(store: Store) -> None:
    with store.database.engine.connect() as connection:
        options = {"version_table": VERSION_TABLE, "compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_the_versions_in_the_program_are_those_of_the_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", "diagnostic.storage:migrations")
    scripts = ScriptDirectory.from_config(config)
    assert tuple(script.revision for script in scripts.walk_revisions())[::-1] == upgrading.VERSIONS
    assert scripts.get_heads() == [upgrading.HEAD]


def stored(store: Store) -> str | None:
    with store.database.read() as connection:
        return upgrading.stored_version(connection)


def test_an_empty_database_gets_the_newest_version(store: Store) -> None:
    assert stored(store) == upgrading.HEAD


def test_an_older_database_is_upgraded_with_all_it_holds(url: str, assessment: Assessment, ahead: Ahead) -> None:
    store = connect(url)
    id = store.create(assessment, by="clerk")
    before = (store.record(id), store.snapshot(id), store.history(id, "customs", "a_1"), store.audit_log())
    close(store)
    ahead("")
    store = connect(url)
    assert stored(store) == "next"
    with store.database.read() as connection:
        assert connection.execute(text("SELECT motto FROM assessment")).scalar() == "together"
    assert (
        store.record(id),
        store.snapshot(id),
        store.history(id, "customs", "a_1"),
        store.audit_log(),
    ) == before
    close(store)


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(url: str, assessment: Assessment, ahead: Ahead) -> None:
    store = connect(url)
    id = store.create(assessment, by="clerk")
    close(store)
    now = {"HEAD": upgrading.HEAD, "VERSIONS": upgrading.VERSIONS, "more_migrations": ()}
    ahead('op.execute("SELECT no_such_function()")')
    with pytest.raises(DatabaseRefused, match="cannot be opened"):
        connect(url)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in now.items():
            patch.setattr(upgrading, name, value)
        store = connect(url)
        assert stored(store) == now["HEAD"]
        with store.database.read() as connection:
            columns = {column["name"] for column in inspect(connection).get_columns("assessment")}
        assert "motto" not in columns
        assert store.record(id).country == "XXA"
        close(store)


#: What a database of version 0001 holds: two assessments, one of which pins an instrument more.
OLD = (
    "INSERT INTO assessment (id, country, customs_name, police_name, round, context, created_at, created_by) VALUES "
    "('one', 'XXA', 'Customs', 'Police', '2026', '{}', '2026-03-01 09:00:00', 'clerk'), "
    "('two', 'XXB', 'Customs', 'Police', '2026', '{}', '2026-03-02 09:00:00', 'clerk')",
    "INSERT INTO assessment_instrument (assessment_id, instrument, version) VALUES "
    "('one', 'cooperation', 'handbook-2018/1'), ('two', 'cooperation', 'handbook-2018/1'), "
    "('two', 'integrity', 'integrity-2026/1')",
    "INSERT INTO voice (assessment_id, voice, stage) VALUES "
    "('one', 'customs', 'submitted'), ('one', 'police', 'draft'), ('one', 'agreed', 'draft'), "
    "('two', 'customs', 'opened'), ('two', 'police', 'opened'), ('two', 'agreed', 'draft')",
    'INSERT INTO voice_event (assessment_id, voice, move, from_stage, to_stage, "by", at) VALUES '
    "('one', 'customs', 'submit', 'draft', 'submitted', 'head', '2026-03-03 09:00:00')",
    'INSERT INTO revision (assessment_id, voice, item, number, kind, stage, answer, previous, note, "by", at) VALUES '
    "('one', 'customs', 'a_1', 1, 'answer', 'draft', '{\"level\": 2}', NULL, '', 'anna', '2026-03-02 10:00:00'), "
    "('one', 'customs', 'a_1', 2, 'answer', 'draft', '{\"level\": 3}', '{\"level\": 2}', '', 'ben', "
    "'2026-03-02 11:00:00')",
    'INSERT INTO audit (at, "by", action, assessment_id, detail) VALUES '
    "('2026-03-01 09:00:00', 'clerk', 'create', 'one', '{\"imported\": 0}'), "
    "('2026-03-02 09:00:00', 'clerk', 'create', 'two', '{\"imported\": 0}'), "
    "('2026-03-02 10:00:00', 'anna', 'answer', 'one', '{\"voice\": \"customs\", \"item\": \"a_1\", \"number\": 1}'), "
    "('2026-03-02 10:30:00.25', 'clerk', 'look', NULL, '{}'), "
    "('2026-03-02 11:00:00', 'ben', 'answer', 'one', '{\"voice\": \"customs\", \"item\": \"a_1\", \"number\": 2}'), "
    "('2026-03-02 12:00:00', 'custodian', 'erase', 'gone', '{\"sha256\": \"ab\"}')",
)

#: What a database of version 0002 holds besides: an answer on integrity, and both agencies' releases in 'two'.
LESS_OLD = (
    'INSERT INTO revision (assessment_id, voice, part, item, number, kind, stage, answer, note, "by", at) VALUES '
    "('two', 'customs', 'integrity', 'i_1', 1, 'answer', 'draft', '{\"level\": 2}', '', 'eva', '2026-03-04 09:00:00'), "
    "('two', 'police', 'cooperation', 'a_1', 1, 'answer', 'draft', '{\"level\": 4}', '', 'eva', '2026-03-04 09:00:00')",
    "UPDATE voice SET stage = 'released' "
    "WHERE assessment_id = 'two' AND part = 'cooperation' AND voice IN ('customs', 'police')",
    'INSERT INTO declaration (assessment_id, voice, subject, value, reason, "by", at) VALUES '
    "('two', 'customs', 'i_1', '\"confirmed\"', '', 'head', '2026-03-04 10:00:00')",
)


def run(connection: Connection, step: Callable[[Config], None]) -> None:
    config = Config()
    config.set_main_option("script_location", "diagnostic.storage:migrations")
    config.attributes["connection"] = connection
    step(config)


def make_old(url: str, version: str = "0001") -> None:
    """Make a database as an earlier version of the tables had it, with rows in it."""
    database = Database(checked(url))
    if database.path is not None:
        database.path.parent.mkdir(parents=True)
        database.path.touch()
        database.remember_file()
    with database.write() as connection:
        run(connection, lambda config: command.upgrade(config, "0001"))
        if not database.sqlite:
            connection.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")
        for statement in OLD:
            connection.exec_driver_sql(statement)
        if version != "0001":
            run(connection, lambda config: command.upgrade(config, version))
            for statement in LESS_OLD:
                connection.exec_driver_sql(statement)
    database.close()


def test_what_the_first_version_held_becomes_the_part_cooperation(url: str) -> None:
    make_old(url)
    store = connect(url)
    assert stored(store) == upgrading.HEAD
    one, two = store.list()
    draft = {"customs": "draft", "police": "draft", "agreed": "draft"}
    assert one.courses == {"cooperation": draft | {"customs": "submitted"}}
    assert two.courses == {
        "cooperation": {"customs": "opened", "police": "opened", "agreed": "draft"},
        "integrity": draft,
    }
    assert [(r.part, r.number, r.answer.level, r.by) for r in store.history("one", "customs", "a_1")] == [
        ("cooperation", 1, 2, "anna"),
        ("cooperation", 2, 3, "ben"),
    ]
    assert store.current("one", "customs")["a_1"].answer == Answer(level=3)
    assert [(event.part, event.move) for event in store.events("one")] == [("cooperation", "submit")]
    # What stood is locked, numbered and counted on as before.
    assert store.move("one", "customs", "reopen", by="head") == "draft"
    assert store.save("one", "customs", "a_1", Answer(level=4), seen=2, by="anna").revision == 3  # type: ignore[union-attr]
    close(store)


@pytest.mark.parametrize("version", ["0001", "0002"])
def test_the_audit_that_was_there_becomes_chains(url: str, version: str) -> None:
    make_old(url, version)
    store = connect(url)
    check = store.verify_audit()
    assert (check.entries, check.chains, check.faults) == (6, 4, ())
    assert set(check.heads) == {"", "gone", "one", "two"}
    assert [(note.number, note.by, note.at) for note in store.audit_log("one")] == [
        (1, "clerk", datetime(2026, 3, 1, 9, tzinfo=UTC)),
        (2, "anna", datetime(2026, 3, 2, 10, tzinfo=UTC)),
        (3, "ben", datetime(2026, 3, 2, 11, tzinfo=UTC)),
    ]
    assert [note.chain for note in store.audit_log()] == ["one", "two", "one", "", "one", "gone"]
    store.move("one", "customs", "reopen", by="head")
    store.audit("look", by="clerk")
    assert [note.number for note in store.audit_log()][-2:] == [4, 2]
    assert store.verify_audit().faults == ()
    close(store)


def test_a_long_audit_is_chained_in_the_order_of_its_making(url: str) -> None:
    make_old(url)
    database = Database(checked(url))
    database.remember_file()
    rows = ", ".join(f"('2026-03-03 09:00:00', 'anna', 'answer', 'one', '{{\"number\": {n}}}')" for n in range(2500))
    with database.engine.begin() as connection:
        connection.exec_driver_sql(f'INSERT INTO audit (at, "by", action, assessment_id, detail) VALUES {rows}')
    database.close()
    store = connect(url)
    assert [note.detail["number"] for note in store.audit_log("one")[3:]] == list(range(2500))
    assert store.verify_audit().faults == ()
    close(store)


def test_an_assessment_of_which_the_audit_knew_nothing_is_no_fault(url: str) -> None:
    make_old(url)
    database = Database(checked(url))
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM audit WHERE assessment_id = 'two'")
    database.close()
    store = connect(url)
    assert store.verify_audit().faults == ()
    assert "two" not in store.verify_audit().heads
    store.pin("two", "perception", "perception-2026/1", by="clerk")
    assert store.verify_audit().faults == ()
    assert store.audit_log("two")[0].number == 1
    close(store)


def test_what_the_second_version_held_stays_and_takes_what_is_new(url: str) -> None:
    make_old(url, "0002")
    store = connect(url)
    assert stored(store) == upgrading.HEAD
    assert store.record("two").courses["cooperation"] == {
        "customs": "released",
        "police": "released",
        "agreed": "draft",
    }
    assert store.record("two").follows is None
    assert store.snapshot("two").voices == {"customs": {"i_1": Answer(level=2)}, "police": {"a_1": Answer(level=4)}}
    assert store.declarations("two", "customs")["i_1"].value == "confirmed"
    # Releases of before have no seal, and open as they did.
    assert store.release("two", "customs") is None
    assert store.verify_release("two", "customs") is None
    store.open_both("two", "chair")
    # The same number of one item may stand in several parts now.
    store.start_draft("one", "customs", "anna", by="anna")
    saved = store.save("one", "customs", "a_1", Answer(level=5), seen=0, by="anna", part="cooperation/anna")
    assert saved.revision == 1  # type: ignore[union-attr]
    assert len(store.history("one", "customs", "a_1")) == 2
    assert (store.entries("one"), store.members("one")) == ([], [])
    close(store)


def test_going_back_to_the_second_version_drops_drafts_and_what_is_new(url: str) -> None:
    make_old(url, "0002")
    store = connect(url)
    store.start_draft("one", "customs", "anna", by="anna")
    store.save("one", "customs", "a_1", Answer(level=5), seen=0, by="anna", part="cooperation/anna")
    store.move("one", "customs", "submit", by="anna", part="cooperation/anna")
    store.enter("one", "agreed", "meeting", {"on": "2026-03-05"}, by="chair")
    before = [(note.at, note.by, note.action, note.detail) for note in store.audit_log()]
    with store.database.write() as connection:
        run(connection, lambda config: command.downgrade(config, "0002"))
    with store.database.read() as connection:
        names = set(inspect(connection).get_table_names())
        parts = set(connection.execute(text("SELECT part FROM voice")).scalars())
        moved = connection.execute(text("SELECT count(*) FROM voice_event")).scalar()
        assert stored(store) == "0002"
    assert names & {"entry", "member", "release", "audit_head"} == set()
    assert (parts, moved) == ({"cooperation", "integrity"}, 1)
    close(store)
    store = connect(url)
    assert [(note.at, note.by, note.action, note.detail) for note in store.audit_log()] == before
    assert store.verify_audit().faults == ()
    assert len(store.history("one", "customs", "a_1")) == 2
    close(store)


def test_going_back_to_the_first_version_keeps_cooperation_and_nothing_else(url: str) -> None:
    make_old(url)
    store = connect(url)
    store.save("two", "customs", "i_1", Answer(level=1), seen=0, by="anna", part="integrity")
    store.declare("two", "customs", "i_1", "confirmed", by="head")
    store.start_draft("one", "customs", "anna", by="anna")
    with store.database.write() as connection:
        run(connection, lambda config: command.downgrade(config, "0001"))
    with store.database.read() as connection:
        names = set(inspect(connection).get_table_names())
        voices = connection.execute(text("SELECT assessment_id, voice, stage FROM voice")).all()
        items = connection.execute(text("SELECT item, number FROM revision ORDER BY number")).all()
        assert stored(store) == "0001"
    assert names & {"declaration", "survey", "survey_token", "survey_count"} == set()
    assert (len(voices), len(set(voices))) == (6, 6)
    assert [tuple(row) for row in items] == [("a_1", 1), ("a_1", 2)]
    close(store)
    store = connect(url)
    assert store.record("one").stages["customs"] == "submitted"
    close(store)
