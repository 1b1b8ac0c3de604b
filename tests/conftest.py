"""Gates for tests that need a part which may be missing: Chromium, a PostgreSQL server.

A missing part skips such tests; named in CPDIAG_REQUIRE (`browser,postgresql`), it fails them.
"""

import os
import shutil
from typing import NoReturn

import pytest
from hypothesis import settings

# No deadline: the time of one example says nothing on a shared machine.
# Derandomized in CI: a failure there can be repeated.
settings.register_profile("ci", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("ci")


def _missing(part: str, reason: str) -> NoReturn:
    required = {name.strip() for name in os.environ.get("CPDIAG_REQUIRE", "").split(",")}
    if part in required:
        pytest.fail(f"{reason} (CPDIAG_REQUIRE names {part})", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The Chromium to drive: CPDIAG_CHROMIUM, else the first found on PATH."""
    named = os.environ.get("CPDIAG_CHROMIUM")
    if named:
        found = shutil.which(named)
        return found or _missing("browser", f"CPDIAG_CHROMIUM={named} is not a program")
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    _missing("browser", "no Chromium: install it or set CPDIAG_CHROMIUM")


@pytest.fixture(scope="session")
def postgresql_url() -> str:
    """A SQLAlchemy URL of a PostgreSQL database that tests may fill and empty."""
    url = os.environ.get("CPDIAG_TEST_POSTGRESQL_URL")
    return url or _missing("postgresql", "no PostgreSQL: set CPDIAG_TEST_POSTGRESQL_URL")
