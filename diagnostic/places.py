"""Where things live: shipped data, the user's data folder, the database address.

One resolver serves a source checkout and an installed wheel, so no other module
builds a path of its own.
"""

from __future__ import annotations

import os
from pathlib import Path

DATABASE_URL = "CPDIAG_DATABASE_URL"
DATA_FOLDER = "CPDIAG_DATA_FOLDER"
SURVEY_KEY = "CPDIAG_SURVEY_KEY"
SURVEY_ONLY = "CPDIAG_SURVEY_ONLY"
SECRETS = "CPDIAG_SECRETS"

#: Every environment variable that is read, with what it is for (the README lists the same).
SETTINGS: dict[str, str] = {
    DATABASE_URL: "Address of the database, as an SQLAlchemy URL. Default: an SQLite file in the data folder.",
    DATA_FOLDER: "Folder for the database file. Default: the user's data folder of the operating system.",
    SECRETS: "File with the sign-in settings of a server. Default: none; then no sign-in, and this computer only.",
    SURVEY_ONLY: "1: serve the staff survey and nothing else, to other computers as well. Default: 0.",
    SURVEY_KEY: "File with the key to the newest survey replies. Default: survey.key in the data folder.",
}

_PACKAGE = Path(__file__).resolve().parent


def data(name: str) -> Path:
    """Return the path of a shipped file or folder, such as ``questionnaires``."""
    checkout = _PACKAGE.parent
    root = checkout if (checkout / "pyproject.toml").is_file() else _PACKAGE / "_data"
    return root / name


def user_folder() -> Path:
    """Return the folder for the user's own data. It is not created here."""
    chosen = os.environ.get(DATA_FOLDER)
    if chosen:
        return Path(chosen).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("customs-police-diagnostic", appauthor=False))


def database_url() -> str:
    """Return the SQLAlchemy URL of the database."""
    return os.environ.get(DATABASE_URL) or f"sqlite:///{user_folder() / 'assessments.sqlite3'}"


def survey_key() -> Path:
    """Return the path of the key that seals the newest replies to the surveys. It is not created here."""
    chosen = os.environ.get(SURVEY_KEY)
    return Path(chosen).expanduser() if chosen else user_folder() / "survey.key"


def survey_only() -> bool:
    """Whether this process serves the staff survey alone. Then it may answer other computers."""
    return os.environ.get(SURVEY_ONLY, "0") == "1"


def secrets() -> Path | None:
    """Return the file with the sign-in settings of a server; None: without sign-in, for this computer alone."""
    chosen = os.environ.get(SECRETS)
    return Path(chosen).expanduser() if chosen else None
