"""Gates for tests that need a part which may be missing: Chromium, a PostgreSQL server, LibreOffice with pdftotext.

A missing part skips such tests; named in CPDIAG_REQUIRE (`browser,postgresql,office`), it fails them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, NoReturn

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# No deadline: the time of one example says nothing on a shared machine.
# Derandomized in CI: a failure there can be repeated.
settings.register_profile("ci", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("ci")


def missing(part: str, reason: str) -> NoReturn:
    """Skip a test for want of a part, or fail it where the part is required."""
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
        return found or missing("browser", f"CPDIAG_CHROMIUM={named} is not a program")
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    missing("browser", "no Chromium: install it or set CPDIAG_CHROMIUM")


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """The one browser of a process: Playwright runs only once in each."""
    from playwright.sync_api import sync_playwright

    from tests.browser.driving import FLAGS

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def postgresql_url() -> str:
    """A SQLAlchemy URL of a PostgreSQL database that tests may fill and empty."""
    url = os.environ.get("CPDIAG_TEST_POSTGRESQL_URL")
    return url or missing("postgresql", "no PostgreSQL: set CPDIAG_TEST_POSTGRESQL_URL")
