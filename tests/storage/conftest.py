"""A store in an empty database: an SQLite file, and a schema of its own in PostgreSQL."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from diagnostic import places
from diagnostic.answers import Answer, Assessment
from diagnostic.storage import Store, close, connect, upgrading


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'data' / 'assessments.sqlite3'}"


@pytest.fixture(autouse=True)
def key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the key of the surveys is, once one is needed."""
    path = tmp_path / "keys" / "survey.key"
    monkeypatch.setenv(places.SURVEY_KEY, str(path))
    return path


@contextmanager
def new_schema(postgresql_url: str) -> Iterator[str]:
    schema = f"test_{uuid.uuid4().hex}"
    engine = create_engine(postgresql_url)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    url = make_url(postgresql_url).update_query_dict({"options": f"-csearch_path={schema}"})
    yield url.render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture
def postgresql_schema_url(postgresql_url: str) -> Iterator[str]:
    with new_schema(postgresql_url) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def url(request: pytest.FixtureRequest) -> str:
    """Address of an empty database of either kind."""
    name = "sqlite_url" if request.param == "sqlite" else "postgresql_schema_url"
    found: str = request.getfixturevalue(name)
    return found


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def new_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Opens one empty database after the other, all of the same kind."""
    with ExitStack() as stack:

        def new() -> Store:
            if request.param == "sqlite":
                url = f"sqlite:///{tmp_path / uuid.uuid4().hex / 'assessments.sqlite3'}"
            else:
                url = stack.enter_context(new_schema(request.getfixturevalue("postgresql_url")))
            store = connect(url)
            stack.callback(close, store)
            return store

        yield new


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = connect(url)
    yield opened
    close(opened)


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    opened = connect(sqlite_url)
    yield opened
    close(opened)


@pytest.fixture
def assessment() -> Assessment:
    return Assessment(
        country="XXA",
        round="2026",
        instruments={"cooperation": "handbook-2018/1"},
        target={"information": 4},
        context={"national_model": "partial_powers"},
        voices={"customs": {"a_1": Answer(level=3, evidence="document"), "a_13": Answer(level=2)}},
    )


@pytest.fixture
def id(store: Store) -> str:
    """An assessment in which nobody has said anything."""
    return store.create(
        Assessment(country="XXB", round="2026", instruments={"cooperation": "handbook-2018/1"}), by="clerk"
    )


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


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "all.cpdiag-backup"


@pytest.fixture
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Gives the address of an empty database of a kind."""
    with ExitStack() as stack:

        def url(kind: str) -> str:
            if kind == "sqlite":
                return f"sqlite:///{tmp_path / 'restored' / 'assessments.sqlite3'}"
            return stack.enter_context(new_schema(request.getfixturevalue("postgresql_url")))

        yield url
