"""Two results side by side."""

from diagnostic.comparison.change import Change, change

__all__ = ["Change", "change"]
