"""The migrations are the truth: the metadata agrees with them, and upgrading keeps what was there."""

from collections.abc import Callable
from pathlib import Path

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

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = "{down}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("assessment", sa.Column("motto", sa.Text(), nullable=False, server_default="together"))
    {more}
"""


Ahead = Callable[[str], None]


@pytest.fixture
def ahead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ahead:
    """Turns this program into one that is a version ahead, with more lines in its migration."""

    def turn(more: str) -> None:
        folder = tmp_path / "migrations"
        folder.mkdir()
        (folder / "next.py").write_text(NEXT.format(down=upgrading.HEAD, more=more))
        monkeypatch.setattr(upgrading, "VERSIONS", (*upgrading.VERSIONS, "next"))
        monkeypatch.setattr(upgrading, "HEAD", "next")
        monkeypatch.setattr(upgrading, "more_migrations", (str(folder),))

    return turn


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
)


def run(connection: Connection, step: Callable[[Config], None]) -> None:
    config = Config()
    config.set_main_option("script_location", "diagnostic.storage:migrations")
    config.attributes["connection"] = connection
    step(config)


def make_old(url: str) -> None:
    """Make a database as the first version of the tables had it, with rows in it."""
    database = Database(checked(url))
    if database.path is not None:
        database.path.parent.mkdir(parents=True)
        database.path.touch()
        database.remember_file()
    with database.write() as connection:
        run(connection, lambda config: command.upgrade(config, "0001"))
        for statement in OLD:
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


def test_going_back_to_the_first_version_keeps_cooperation_and_nothing_else(url: str) -> None:
    make_old(url)
    store = connect(url)
    store.save("two", "customs", "i_1", Answer(level=1), seen=0, by="anna", part="integrity")
    store.declare("two", "customs", "i_1", "confirmed", by="head")
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
