"""What the tests of backups share: looking into a database, and into a backup."""

import gzip
from pathlib import Path
from typing import Any

from sqlalchemy import select

from diagnostic.storage import Store, tables

Rows = dict[str, list[tuple[Any, ...]]]


def rows_of(store: Store) -> Rows:
    with store.database.read() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
            for table in tables.metadata.sorted_tables
        }


def lines(file: Path) -> list[bytes]:
    return gzip.decompress(file.read_bytes()).splitlines(keepends=True)
