"""Counts: cooperation steps that are done, and programmes between two dated figures."""

from __future__ import annotations

from collections.abc import Sequence

from diagnostic import wording
from diagnostic.charts.spec import Basis, Bound, Chart, Count, Counts, Growth, Growths

_SIGNS = {"=": "", ">": "more than ", "<": "fewer than ", "~": "about "}


def steps_done(
    rows: Sequence[Count], basis: Basis, *, what: str = "Cooperation steps done", fictional: bool = False
) -> Chart:
    """Return how often each step is done: certain, and possible where answers are missing."""
    notes = ("Hatched: may be done, because answers are missing",) if any(row.possible for row in rows) else ()
    subject = f"{what}, {basis.of[1]}; the empty box is the whole"
    return Chart("steps", _steps(rows, basis), subject, Counts(tuple(rows), basis.of), basis, notes, fictional)


def _steps(rows: Sequence[Count], basis: Basis) -> str:
    shown = [row for row in rows if not row.withheld and row.total]
    if not shown:
        return "Nothing can be shown."
    if len(shown) == 1:
        row = shown[0]
        more = f"; {row.possible} more may be" if row.possible else ""
        return f"{row.label}: done for certain in {row.certain} of {wording.count(row.total, *basis.of)}{more}."
    best = max(row.certain / row.total for row in shown)
    least = min(row.certain / row.total for row in shown)
    if best == 0:
        return "No step is done for certain."
    most = [row for row in shown if row.certain / row.total == best]
    few = [row for row in shown if row.certain / row.total == least]
    if best == least:
        return f"Each step is done for certain in the same share: {_of(most)}."
    return f"Done most often: {_labels(most)} ({_of(most)}); least often: {_labels(few)} ({_of(few)})."


def _labels(rows: Sequence[Count]) -> str:
    labels = [row.label for row in rows]
    return wording.listing(labels) if len(labels) <= 3 else f"{', '.join(labels[:2])} and {len(labels) - 2} others"


def _of(rows: Sequence[Count]) -> str:
    return wording.listing(list(dict.fromkeys(f"{row.certain} of {row.total}" for row in rows)), "or")


def figure(bound: Bound) -> str:
    """Return a figure in words: ``more than 80``."""
    return f"{_SIGNS[bound.sign]}{bound.value:,.10g}"


def change(row: Growth) -> str:
    """Return how much a figure grew, with what its bounds allow: ``by at most 33``."""
    more = row.last.value - row.first.value
    exact = row.first.sign == row.last.sign == "="
    if row.reason:
        return row.reason
    if exact and more == 0:
        return "the same"
    size = f"{abs(more):,.10g}"
    if "~" in (row.first.sign, row.last.sign):
        said = f"about {size}"
    elif exact:
        said = size
    elif row.first.sign in "=>" and row.last.sign in "=<":
        # The first may be higher, the last lower: the rise is at most, a fall at least, what it looks like.
        said = f"at most {size}" if more > 0 else f"at least {size}"
    elif row.first.sign in "=<" and row.last.sign in "=>":
        said = f"at least {size}" if more >= 0 else f"at most {size}"
    else:
        return "by how much cannot be told"
    return f"up by {said}" if more > 0 else f"down by {said}"


def growth(rows: Sequence[Growth], basis: Basis, *, what: str = "Growth of a programme") -> Chart:
    """Return pairs of dated figures. Where they are not comparable, the reason stands instead."""
    drawn = [row for row in rows if not row.reason]
    if drawn:
        sentences = [_grown(row) for row in drawn]
        finding = "; ".join(sentences) + "."
    else:
        finding = "No two of these figures can be compared."
    notes = ["Each unit has a scale of its own, from zero"] if len({row.unit for row in drawn}) > 1 else []
    if any(bound.sign in "><" for row in drawn for bound in (row.first, row.last)):
        notes.append("Hatched end: the source gives a bound, not the figure")
    return Chart("growth", wording.capital(finding), what, Growths(tuple(rows)), basis, tuple(notes))


def _grown(row: Growth) -> str:
    return (
        f"{row.label}: {figure(row.first)} {row.unit} in {row.first_date}, {figure(row.last)} in {row.last_date} "
        f"({change(row)})"
    )
