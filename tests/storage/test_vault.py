"""The key to the newest replies: made once, for its owner alone, and never guessed around when it is lost."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostic import places
from diagnostic.storage import Store, Survey, Vault, VaultLocked, tables

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = {"s_1": ["often", "never"]}


@pytest.fixture
def survey(store: Store, id: str) -> Survey:
    survey = store.surveys.open(id, "customs", version="perception-2026/1", options=OPTIONS, by="officer")
    store.surveys.set_kiosk(survey.id, True, "officer")
    return survey


def send(store: Store, survey: Survey, times: int) -> None:
    for _ in range(times):
        store.surveys.send(survey.id, {"s_1": "never"}, token=None)


def everything(store: Store) -> list[list[tuple[object, ...]]]:
    with store.database.read() as connection:
        return [[tuple(row) for row in connection.execute(table.select())] for table in tables.metadata.sorted_tables]


@given(counters=st.lists(st.integers(0, 9), min_size=1, max_size=50))
def test_a_block_opens_for_its_own_survey_only_and_never_looks_the_same(
    counters: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    vault = Vault(tmp_path_factory.getbasetemp() / "shared.key")
    vault.make_key()
    block = vault.seal(counters, "one")
    assert vault.open(block, "one") == tuple(counters)
    assert block != vault.seal(counters, "one")
    assert len(block) == len(vault.seal([0] * len(counters), "one"))
    for of, changed in (("two", block), ("one", block[:-1] + bytes([block[-1] ^ 1])), ("one", block[:5]), ("one", b"")):
        with pytest.raises(VaultLocked, match="does not fit"):
            vault.open(changed, of)


def test_the_key_lies_outside_the_database_and_in_the_data_folder_by_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(places.SURVEY_KEY)
    monkeypatch.setenv(places.DATA_FOLDER, str(tmp_path))
    assert places.survey_key() == tmp_path / "survey.key"
    monkeypatch.setenv(places.SURVEY_KEY, "~/elsewhere.key")
    assert places.survey_key() == Path.home() / "elsewhere.key"


def test_opening_the_first_survey_makes_a_key_for_its_owner_alone(store: Store, id: str, key_file: Path) -> None:
    store.create(store.snapshot(id), by="clerk")
    assert not key_file.exists()
    store.surveys.open(id, "customs", version="perception-2026/1", options=OPTIONS, by="officer")
    assert [file.name for file in key_file.parent.iterdir()] == ["survey.key"]
    key = key_file.read_bytes()
    assert len(key) == 32
    if os.name == "posix":
        assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    store.surveys.open(id, "police", version="perception-2026/1", options=OPTIONS, by="officer")
    assert key_file.read_bytes() == key


@pytest.mark.parametrize("links", [True, False])
def test_processes_that_need_a_key_at_once_make_one(tmp_path: Path, links: bool) -> None:
    path = tmp_path / "keys" / "survey.key"
    code = (
        "import errno, os, sys\n"
        "from pathlib import Path\n"
        "from diagnostic.storage import Vault\n"
        "def refuse(*_): raise OSError(errno.EPERM, 'no links here')\n"
        f"if not {links}: os.link = refuse\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "Vault(Path(sys.argv[1])).make_key()\n"
    )
    command = [sys.executable, "-W", "error", "-c", code, str(path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    started = [subprocess.Popen(command, cwd=ROOT, **pipes) for _ in range(4)]  # type: ignore[call-overload]
    for process in started:
        assert process.stdout.readline() == "ready\n"
    for process in started:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in started:
        process.communicate(timeout=60)
        assert process.returncode == 0
    assert [file.name for file in path.parent.iterdir()] == ["survey.key"]
    assert len(path.read_bytes()) == 32


def test_a_key_that_is_there_is_never_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "survey.key"
    path.write_bytes(b"k" * 32)
    monkeypatch.setattr(Path, "exists", lambda path: False)  # as if another made it just now
    Vault(path).make_key()
    assert path.read_bytes() == b"k" * 32


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda path: path.unlink(), "is missing"),
        (lambda path: path.write_bytes(b"x" * 32), "does not fit the replies since the last reading"),
        (lambda path: path.write_bytes(b"short"), "is no key"),
        (lambda path: (path.unlink(), path.mkdir()), "cannot be read"),
    ],
)
def test_without_the_right_key_replies_that_wait_are_left_alone(
    store: Store, survey: Survey, key_file: Path, spoil: object, says: str
) -> None:
    send(store, survey, 13)
    (token,) = store.surveys.issue(survey.id, 1, "officer")
    key, before = key_file.read_bytes(), everything(store)
    spoil(key_file)  # type: ignore[operator]
    with pytest.raises(VaultLocked) as refusal:
        store.surveys.send(survey.id, {"s_1": "often"}, token=token)
    message = str(refusal.value)
    assert message.startswith(f"Nothing was changed: the key file of the survey {says}")
    assert str(key_file) in message
    assert places.SURVEY_KEY in message
    assert "\n" not in message
    assert everything(store) == before
    assert store.surveys.reading(survey.id).replies == 10  # type: ignore[union-attr]
    # With the key back all goes on; without it the survey can be closed.
    if key_file.is_dir():
        key_file.rmdir()
    key_file.write_bytes(key)
    store.surveys.send(survey.id, {"s_1": "often"}, token=token)
    key_file.unlink()
    store.surveys.close(survey.id, "officer")
    assert not store.surveys.get(survey.id).open


def test_a_lost_key_is_replaced_when_no_reply_waits_for_it(store: Store, survey: Survey, key_file: Path) -> None:
    send(store, survey, 10)
    key_file.unlink()
    send(store, survey, 10)
    assert store.surveys.reading(survey.id).counts == {"s_1": {"often": 0, "never": 20, "no_answer": 0}}  # type: ignore[union-attr]


def test_no_new_key_takes_the_place_of_one_that_another_survey_waits_for(
    store: Store, id: str, survey: Survey, key_file: Path
) -> None:
    send(store, survey, 1)
    key_file.unlink()
    with pytest.raises(VaultLocked, match="is missing"):
        store.surveys.open(id, "police", version="perception-2026/1", options=OPTIONS, by="officer")
    assert not key_file.exists()
    assert store.surveys.of(id, "police") == []


def test_a_folder_that_cannot_hold_the_key_is_named(
    store: Store, id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(places.SURVEY_KEY, str(tmp_path / "file" / "survey.key"))
    with pytest.raises(VaultLocked, match="cannot be made"):
        store.surveys.open(id, "customs", version="1", options=OPTIONS, by="officer")
    assert store.surveys.of(id, "customs") == []


def test_a_number_of_replies_changed_from_outside_is_noticed(store: Store, survey: Survey) -> None:
    send(store, survey, 3)
    with store.database.write() as connection:
        connection.execute(tables.survey.update().values(replies=4))
    with pytest.raises(VaultLocked, match="do not fit their number"):
        send(store, survey, 1)
