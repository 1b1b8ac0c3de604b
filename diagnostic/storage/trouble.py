"""What goes wrong with databases, said so that a user knows what is safe and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import exc
from sqlalchemy.engine import URL

from diagnostic.places import DATABASE_URL
from diagnostic.storage.records import DatabaseRefused, StorageFailed

#: Everything that a database, its driver or the file system may raise, apart from broken constraints.
FAILURES = (exc.DBAPIError, exc.TimeoutError, OSError)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong and how to mend it. ``certain``: nothing was written, even if it came at a commit."""

    what: str
    remedy: str
    certain: bool = False


_SETTING = f"correct {DATABASE_URL}"
_BUSY = Trouble("another program keeps the database busy", "Close that program, or try again in a moment.", True)
_GONE = Trouble("the database server does not answer", f"Start the server or mend the network, or {_SETTING}.")
_OTHER = Trouble("the database reports an error", "Try again; if it stays, ask whoever looks after the database.")

#: By the beginning of SQLite's own name of the error.
_SQLITE = {
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_FULL": Trouble("the disk is full", "Free some space and try again.", True),
    "SQLITE_READONLY": Trouble(
        "the database file or its folder may not be written",
        "Give the program the right to write there.",
        True,
    ),
    "SQLITE_CANTOPEN": Trouble(
        "the database file cannot be opened or created",
        "Give the program the right to read and write there.",
        True,
    ),
    "SQLITE_NOTADB": Trouble(
        "the file is no database", f"Move the file away, or let {DATABASE_URL} name another file.", True
    ),
    "SQLITE_CORRUPT": Trouble("the database file is damaged", "Put a copy of it back from your backup."),
    "SQLITE_IOERR": Trouble("the disk reports an error", "Check the disk, and make a copy of the database file."),
}

#: By PostgreSQL's own code of the error (its beginning).
_SQLSTATE = {
    "08": _GONE,
    "57P": _GONE,
    "28": Trouble("the server refuses this user or password", f"To mend it, {_SETTING}."),
    "3D000": Trouble("the server has no database of that name", f"Create the database, or {_SETTING}."),
    "3F000": Trouble("the database has no schema to hold tables", f"Create the schema, or {_SETTING}."),
    "42501": Trouble("this user may not do that in the database", "Grant the user the right to create and write."),
    "25006": Trouble("the database may only be read", f"Name a server that may be written: {_SETTING}."),
    "53100": Trouble("the disk of the server is full", "Free some space and try again.", True),
    "53300": Trouble("the server has too many connections", "Try again in a moment, or raise its limit."),
    "55P03": _BUSY,
    "40": _BUSY,
}

#: By words of the message, for errors of connecting, which carry no code.
_WORDS = {
    "password authentication failed": _SQLSTATE["28"],
    "no password supplied": _SQLSTATE["28"],
    "role ": _SQLSTATE["28"],
    "no pg_hba.conf entry": _SQLSTATE["28"],
    "database system is": _GONE,  # starting up, shutting down, in recovery
    "database ": _SQLSTATE["3D000"],
    "connection": _GONE,
    "resolve host": _GONE,
    "timeout": _GONE,
    "no schema has been selected": _SQLSTATE["3F000"],
}


def of(error: BaseException) -> Trouble:
    """Tell which trouble an error is."""
    if isinstance(error, exc.TimeoutError):
        return _BUSY
    if isinstance(error, OSError):
        return _SQLITE["SQLITE_FULL"] if error.errno == 28 else _SQLITE["SQLITE_CANTOPEN"]
    cause = error.orig if isinstance(error, exc.DBAPIError) else None
    for names, code in (
        (_SQLITE, getattr(cause, "sqlite_errorname", None)),
        (_SQLSTATE, getattr(cause, "sqlstate", None)),
    ):
        found = next((trouble for name, trouble in names.items() if str(code or "").startswith(name)), None)
        if found:
            return found
    if isinstance(error, exc.DBAPIError) and error.connection_invalidated:
        return _GONE
    message = str(cause).rpartition("FATAL:")[2]
    return next((trouble for words, trouble in _WORDS.items() if words in message), _OTHER)


def where(url: URL) -> str:
    """Return where a database is, without user, password or options."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    port = f":{url.port}" if url.port else ""
    server = f"{url.get_backend_name()} at {url.host or 'the default host'}{port}"
    return f"{server}, database {url.database or 'unnamed'}"


def refused(error: BaseException, url: URL) -> DatabaseRefused:
    """Return the refusal for an error at opening."""
    trouble = of(error)
    what = trouble.what
    if trouble is _OTHER and (words := _own_words(error, url)):
        what = f"{what}, '{words}'"
    return DatabaseRefused(f"The database cannot be opened ({where(url)}): {what}. {trouble.remedy}")


def _own_words(error: BaseException, url: URL) -> str:
    """Return the first line of what the driver says, unless it repeats the password."""
    words = (str(getattr(error, "orig", None) or "").strip().splitlines() or [""])[0][:200]
    return "" if url.password and url.password in words else words


def failed(error: BaseException, *, writing: bool, committing: bool) -> StorageFailed:
    """Return the failure for an error in the middle of the work."""
    trouble = of(error)
    safe = "Everything that was shown as saved is safe."
    if not writing:
        return StorageFailed(f"The answers cannot be read now: {trouble.what}. {safe} {trouble.remedy}")
    if committing and not trouble.certain:
        return StorageFailed(
            f"It is not certain that this was saved: {trouble.what}. {safe} "
            "Load the page again and look before you enter it anew."
        )
    return StorageFailed(f"This was not saved: {trouble.what}. {safe} {trouble.remedy}")


def lost_file(path: Path) -> StorageFailed:
    """Return the failure for a database file that was moved, deleted or replaced while in use."""
    return StorageFailed(
        f"This was not saved: the database file was moved, deleted or replaced while in use ({path}). "
        "Put the file back, or start the program again."
    )
