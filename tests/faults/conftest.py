"""Databases of both kinds, a PostgreSQL server of one's own, and processes of the app."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from diagnostic import places
from diagnostic.answers import AgencyPair, Assessment
from diagnostic.storage import Store, close, connect
from tests.conftest import missing
from tests.faults.running import Postgres, postgresql_programs
from tests.storage.conftest import new_schema

expect.set_options(timeout=15_000)
EMPTY = Assessment(
    "XXC", "2026", {"cooperation": "handbook-2018/1"}, pair=AgencyPair("Customs Board", "Border Gendarmerie")
)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(places.DATA_FOLDER, str(tmp_path / "data"))
    monkeypatch.delenv(places.DATABASE_URL, raising=False)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of an empty database of either kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'own' / 'assessments.sqlite3'}"
        return
    with new_schema(request.getfixturevalue("postgresql_url")) as schema:
        yield schema


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = connect(url)
    yield opened
    close(opened)


@pytest.fixture
def id(store: Store) -> str:
    """An assessment in which nobody has said anything."""
    return store.create(EMPTY, by="clerk")


@pytest.fixture(scope="session")
def postgresql_folder() -> Path:
    """The programs of a PostgreSQL server, to be started by the test itself."""
    return postgresql_programs() or missing("postgresql", "no PostgreSQL server programs: install postgresql")


@pytest.fixture
def own_server(postgresql_folder: Path) -> Iterator[Postgres]:
    """A PostgreSQL server that this test alone uses, and may stop."""
    server = Postgres(postgresql_folder)
    try:
        yield server.start()
    finally:
        server.remove()
