"""The migrations are the truth: the metadata agrees with them, and upgrading keeps what was there."""

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from diagnostic.answers import Assessment
from diagnostic.storage import DatabaseRefused, Store, close, connect, upgrading
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
