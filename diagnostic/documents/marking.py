"""The line of classification that stands on every page, slide, sheet and chart."""

from __future__ import annotations

#: Labels of the Traffic Light Protocol 2.0 of FIRST, the strictest first.
TLP = ("TLP:RED", "TLP:AMBER+STRICT", "TLP:AMBER", "TLP:GREEN", "TLP:CLEAR")
#: No line of classification is longer.
LONGEST = 120


class MarkingRefused(Exception):
    """The line cannot stand on a page. The message is for the user."""


def checked(classification: str) -> str:
    """Return a line as it is printed: on one line, without spaces at its ends.

    Raises:
        MarkingRefused: it is too long, or holds a sign that cannot be printed.
    """
    line = " ".join(classification.split())
    if len(line) > LONGEST:
        raise MarkingRefused(f"Keep the classification to {LONGEST} characters; this has {len(line)}.")
    if any(not sign.isprintable() for sign in line):
        raise MarkingRefused("The classification holds a sign that cannot be printed.")
    return line
