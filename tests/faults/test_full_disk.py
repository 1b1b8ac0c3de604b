"""A disk that is really full: the write is refused with a sentence, nothing is lost, and it works again with room."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.driving import ROOT
from tests.faults import filling
from tests.faults.running import Postgres

FULL = "refused: This was not saved: the disk{of} is full. Everything that was shown as saved is safe. Free some space"
#: A name space of its own needs no rights of the computer, and whatever is mounted in it goes with the process.
ALONE = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--mount"]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder on which a small disk can be mounted."""
    folder = tmp_path / "small"
    folder.mkdir()
    folder.chmod(0o755)
    mount = f"mount -t tmpfs -o size=64k tmpfs {shlex.quote(str(folder))}"
    possible = (
        shutil.which("unshare")
        and not subprocess.run([*ALONE, "sh", "-c", mount], capture_output=True, check=False).returncode
    )
    if not possible:
        pytest.skip("this computer lets nobody mount a small disk (unshare --mount)")
    return folder


def _fill(steps: list[str], url: str, disk: Path) -> list[str]:
    """Run the process that fills a small disk, after some steps; return what it says."""
    fill = shlex.join([sys.executable, str(Path(filling.__file__)), url, str(disk / "ballast")])
    done = subprocess.run(
        [*ALONE, "sh", "-ec", "\n".join([*steps, fill])],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def _mount(disk: Path, size: str) -> str:
    return f"mount -t tmpfs -o size={size},mode=0777 tmpfs {shlex.quote(str(disk))}"


def _says(lines: list[str], of: str) -> None:
    refused, full, again = lines
    assert refused.startswith(FULL.format(of=of))
    assert full == "whole while the disk is full: True"
    assert again == "whole after room was made: True"


def test_a_full_disk_under_sqlite(small: Path) -> None:
    _says(_fill([_mount(small, "2m")], f"sqlite:///{small / 'assessments.sqlite3'}", small), "")


@pytest.mark.postgresql
@pytest.mark.usefixtures("small")
def test_a_full_disk_of_the_server(postgresql_folder: Path) -> None:
    server = Postgres(postgresql_folder)
    disk = server.folder / "small"
    try:
        disk.mkdir()
        # What keeps the tables is full; the log of the server has room elsewhere, or the server itself would stop.
        url = server.url.replace("/postgres", "/small")
        _says(_fill([_mount(disk, "24m"), *server.steps_inside(disk)], url, disk), " of the server")
    finally:
        server.remove()
