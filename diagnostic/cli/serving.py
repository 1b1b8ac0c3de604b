"""``cpdiag app``: the app, or the staff survey alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Annotated, Any

import typer

from diagnostic import places, wording
from diagnostic.cli.acting import desk_for
from diagnostic.cli.shell import Stopped

commands = typer.Typer()


@commands.command("app")
def open_app(
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port to listen on. Default: 8501, or the next free one.")
    ] = None,
    address: Annotated[
        str | None, typer.Option(help="Address to listen on. Default: 127.0.0.1, this computer only.")
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open the browser.")] = False,
    survey_only: Annotated[
        bool, typer.Option("--survey-only", help="Serve the staff survey and nothing else, to other computers as well.")
    ] = False,
) -> None:
    """Open the app in the browser; Ctrl-C ends it.

    With CPDIAG_SECRETS set it is a server on which people sign in; the operators' guide shows how.

    \b
    Examples:
      cpdiag app --port 8600
      cpdiag app --survey-only --address 0.0.0.0 --port 8700 --no-browser
      CPDIAG_SECRETS=/etc/cpdiag/secrets.toml cpdiag app --address 0.0.0.0 --no-browser
    """
    import os

    from diagnostic.content import Refused

    if survey_only:
        os.environ[places.SURVEY_ONLY] = "1"
    signing_in = _sign_in() if not places.survey_only() else {}

    try:
        desk_for("customs")
    except Refused as refused:
        number = wording.count(len(refused.faults), "fault")
        raise Stopped(
            f"The app was not started: the content has {number}, which 'cpdiag check' lists. "
            f"The first: {refused.faults[0]}"
        ) from None
    import streamlit as st

    from diagnostic.app import server

    settings = server.config() | {"logger.hideWelcomeMessage": True} | signing_in
    given = {"server.port": port, "server.address": address, "server.headless": no_browser or None}
    settings |= {name: value for name, value in given.items() if value is not None}
    listening = str(settings["server.address"])
    host = f"[{listening}]" if ":" in listening else listening
    if places.survey_only():
        typer.echo("This serves the staff survey alone, to whoever has its address. Put TLS before it.", err=True)
    elif signing_in:
        typer.echo("People sign in here. Put TLS before it.", err=True)
    elif not server.is_local({"type": "http", "headers": [(b"host", host.encode())]}):
        typer.echo("Without sign-in the app answers only this computer; others see a refusal.", err=True)

    @asynccontextmanager
    async def announce(_app: Any) -> AsyncIterator[None]:
        shown = "localhost" if listening in ("0.0.0.0", "::") else host
        url = f"http://{shown}:{st.get_option('server.port')}/"
        typer.echo(f"The diagnostic is open at {url}\nPress Ctrl-C here to end it.")
        if not st.get_option("server.headless"):
            _open_browser(url)
        async with server.warm_up(_app):
            yield

    try:
        with suppress(KeyboardInterrupt):  # the usual end
            st.App(server.SCRIPT, middleware=server.MIDDLEWARE, lifespan=announce).run(config=settings)
    except OSError as error:
        raise Stopped(f"The app cannot listen at '{listening}': {error.strerror or error}.") from None


def _sign_in() -> dict[str, Any]:
    """Return the settings that sign-in adds, none without a secrets file; warn where others may open that file.

    Raises:
        SecretsRefused: people could not sign in with it.
    """
    from diagnostic.app import sign_in_settings

    path = places.secrets()
    if path is None or sign_in_settings.settings() is None:
        return {}
    warning = sign_in_settings.open_to_others(path)
    if warning:
        typer.echo(warning, err=True)
    # Without it Streamlit would look in folders of its own choice, and find other secrets or none.
    return {"secrets.files": [str(path.resolve())]}


def _open_browser(url: str) -> None:
    """Open the browser from a thread, a moment after the server has begun to listen."""
    import webbrowser
    from threading import Timer

    timer = Timer(0.2, webbrowser.open, (url,))
    timer.daemon = True
    timer.start()
