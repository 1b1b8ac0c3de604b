"""``cpdiag settings``: what is set, and where."""

from __future__ import annotations

from collections.abc import Callable

import typer

from diagnostic import places

commands = typer.Typer()


@commands.command()
def settings() -> None:
    """Print the settings and their values.

    Settings are environment variables. A password in an address is not shown.

    \b
    Example:
      cpdiag settings
    """
    import os

    values: dict[str, Callable[[], object]] = {
        places.DATABASE_URL: places.database_url,
        places.DATA_FOLDER: places.user_folder,
        places.SURVEY_KEY: places.survey_key,
        places.SECRETS: lambda: places.secrets() or "",
        places.SURVEY_ONLY: lambda: int(places.survey_only()),
    }
    for name, purpose in places.SETTINGS.items():
        origin = "set" if os.environ.get(name) else "default"
        typer.echo(f"{name}={_without_password(str(values[name]()))}  ({origin})\n    {purpose}")


def _without_password(url: str) -> str:
    """Hide a password before the host, and in the options after the question mark."""
    import re

    url = re.sub(r"://([^:@]*):.*@", r"://\1:***@", url, flags=re.DOTALL)
    return re.sub(r"(?i)(\w*pass\w*=)[^&]*", r"\1***", url)
