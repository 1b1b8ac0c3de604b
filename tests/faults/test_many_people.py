"""Fifty people who answer at once, in two processes on one PostgreSQL database: nothing lost, nothing twice."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.browser.driving import ROOT

SCRIPT = ROOT / "tests" / "performance" / "many_users.py"


@pytest.mark.postgresql
def test_fifty_people_who_answer_at_once_lose_nothing_and_write_nothing_twice(postgresql_url: str) -> None:
    """The long run is `make bench`; this one is the same for a few seconds."""
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--users", "50", "--seconds", "4", "--pause", "0.4"],
        env=os.environ | {"CPDIAG_TEST_POSTGRESQL_URL": postgresql_url},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "lost: 0, written twice: 0, faults in the record of what was done: 0" in done.stdout
    (saves,) = re.findall(r"^([\d,]+) saves", done.stdout, re.MULTILINE)
    assert int(saves.replace(",", "")) >= 50, done.stdout
