"""For which agency a command works, and its desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from diagnostic import places

if TYPE_CHECKING:
    from diagnostic.service.desk import Desk

Agency = Literal["customs", "police"]
As = Annotated[Agency, typer.Option("--as", help="The agency you work for.")]


def desk_for(acting: Agency) -> Desk:
    """Return the desk of an agency, at the database of the settings."""
    from diagnostic.access import Viewer
    from diagnostic.service.desk import open_desk

    return open_desk(places.database_url(), Viewer.local(acting))


def desk_of_operator(acting: Agency) -> Desk:
    """Return the desk of whoever runs the server, whom the record names so."""
    from dataclasses import replace

    from diagnostic.access import Viewer
    from diagnostic.service.desk import open_desk

    return open_desk(places.database_url(), replace(Viewer.local(acting), name="operator"))
