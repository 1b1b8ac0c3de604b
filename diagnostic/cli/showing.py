"""Titles, tables and lines in a terminal, as ``score`` and ``plan`` print them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from diagnostic import wording

if TYPE_CHECKING:
    from diagnostic.scoring.explaining import Part


def show(parts: Iterable[Part]) -> None:
    """Print parts one below the other; 110 columns wide where the output is no terminal."""
    from rich import box
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table

    def plain(text: str) -> str:
        return text.replace(wording.NBSP, " ")  # in a shell, text is searched

    console = Console(markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = 110
    for part in parts:
        console.print(f"\n{plain(part.title)}", style="bold")
        if part.table:
            heads, *rows = part.table
            table = Table(*heads, box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
            for row in rows:
                table.add_row(*map(plain, row))
            console.print(table)
            console.print("\n" if part.lines else "", end="")
        for line in part.lines:
            console.print(Padding(plain(line.text), (0, 0, 0, 2 * line.depth), expand=False))
