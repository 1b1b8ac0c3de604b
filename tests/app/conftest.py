"""A data folder of its own for every test, with a store and an assessment in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from diagnostic import places
from diagnostic.access import Viewer
from diagnostic.answers import AgencyPair, Assessment, Voice
from diagnostic.content import Instrument, Library, shipped
from diagnostic.service.desk import Desk
from diagnostic.storage import Store, close, connect
from tests.app.windows import Window


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The data folder. The database in it is closed at the end, whoever opened it."""
    monkeypatch.delenv(places.DATABASE_URL, raising=False)
    monkeypatch.setenv(places.DATA_FOLDER, str(tmp_path / "data"))
    url = places.database_url()
    yield tmp_path / "data"
    if (tmp_path / "data").exists():
        close(connect(url))


@pytest.fixture
def store() -> Store:
    return connect(places.database_url())


@pytest.fixture(scope="session")
def library() -> Library:
    return shipped()


@pytest.fixture(scope="session")
def questions(library: Library) -> Instrument:
    return library.instrument("cooperation", "handbook-2018/1")


@pytest.fixture
def desks(library: Library, store: Store) -> dict[Voice, Desk]:
    """What stands before the one person of local mode, by the agency they work for."""
    return {
        "customs": Desk(library, store, Viewer.local("customs")),
        "police": Desk(library, store, Viewer.local("police")),
    }


@pytest.fixture
def id(store: Store) -> str:
    """An assessment in which nobody has said anything."""
    empty = Assessment(
        country="XXC",
        round="2026",
        instruments={"cooperation": "handbook-2018/1"},
        pair=AgencyPair("Customs Board", "Border Gendarmerie"),
    )
    return store.create(empty, by="an earlier session")


@pytest.fixture
def window() -> Window:
    return Window()
