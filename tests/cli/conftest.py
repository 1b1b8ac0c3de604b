"""A data folder of its own for every test, and files to give to the commands."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from diagnostic import places
from tests.cli.shell import SOUND


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The data folder. The database in it is closed at the end."""
    monkeypatch.delenv(places.DATABASE_URL, raising=False)
    monkeypatch.setenv(places.DATA_FOLDER, str(tmp_path / "data"))
    yield tmp_path / "data"
    monkeypatch.undo()
    if (tmp_path / "data" / "assessments.sqlite3").exists():
        from diagnostic.storage import close, connect

        close(connect(f"sqlite:///{tmp_path / 'data' / 'assessments.sqlite3'}"))


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """A sound assessment file."""
    path = tmp_path / "answers.yaml"
    path.write_text(SOUND, encoding="utf-8")
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """An assessment file with two faults, in lines 9 and 14."""
    path = tmp_path / "broken.yaml"
    path.write_text(SOUND.replace("level: 3, scope", "level: 9, scope").replace("a_10:", "a_99:"), encoding="utf-8")
    return path
