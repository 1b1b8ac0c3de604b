"""The command line ``cpdiag``: the same use cases as the app, from the shell.

Each module holds the commands of one purpose in its own ``commands``. A command imports what it needs itself,
so that ``cpdiag --help`` and ``cpdiag score`` start at once.
"""

from diagnostic.cli import (
    benchmarking,
    charting,
    checking,
    exchange,
    files,
    freezing,
    members,
    minutes,
    operating,
    planning,
    reporting,
    scoring,
    serving,
    settings,
)
from diagnostic.cli.shell import app, main

__all__ = ["app", "main"]

# The help shows the commands in this order, the order of work.
for module in (
    serving,
    checking,
    scoring,
    planning,
    reporting,
    charting,
    benchmarking,
    files,
    exchange,
    minutes,
    members,
    operating,
    freezing,
    settings,
):
    app.add_typer(module.commands)
