"""The powers matrix as a table."""

from __future__ import annotations

from html import escape

from diagnostic import wording
from diagnostic.answers import labels
from diagnostic.answers.answer import AGENCIES
from diagnostic.app import markup
from diagnostic.content.model import Item
from diagnostic.scoring.powers import PowerRow
from diagnostic.service.results import Reading

FINDINGS = {
    "both_hold": "Both hold it",
    "one_holds": "{holder} holds it",
    "shared_partial": "Shared in part",
    "neither": "Neither holds it",
    "unknown": "Cannot be told",
}
NO_ACCESS = {
    "both_hold": "Agree who acts first, so that the agencies do not get in each other’s way.",
    "neither": "Look to the law, or to a third agency that holds it.",
}


def table(reading: Reading) -> str:
    """Return the matrix: one row for each power, or only the agency's own side of it."""
    pair = reading.record.pair
    shown = AGENCIES if reading.whose == "both" else (reading.whose,)
    heads = ["Power", *(pair.name(voice) for voice in shown)]
    heads += (
        ["Finding", "How the other gets the result"]
        if reading.whose == "both"
        else ["How it gets the result otherwise"]
    )
    rows = "".join(_row(row, reading, shown) for row in reading.result.powers)
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    kind = "" if reading.whose == "both" else " one"
    columns = "<col>" * len(heads)
    return (
        f'<div class="wide"><table class="plain stack powers{kind}"><colgroup>{columns}</colgroup>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(row: PowerRow, reading: Reading, shown: tuple[str, ...]) -> str:
    item = reading.result.instrument.item(row.power)
    pair = reading.record.pair
    cells = [f'<th scope="row">{markup.item_name(item)}</th>']
    for voice in shown:
        held = row.authority[voice]  # type: ignore[index]
        missing = [limit.label.lower() for limit in item.limits if limit.id in row.limits[voice]]  # type: ignore[index]
        lacking = f'<br><span class="meta">lacking: {escape(", ".join(missing))}</span>' if missing else ""
        cells.append(
            f'<td data-label="{escape(pair.name(voice))}"><span class="moon {held}"></span>'
            f"{labels.AUTHORITY_SHORT[held]}{lacking}</td>"
        )
    if reading.whose == "both":
        holder = next((pair.name(voice) for voice in AGENCIES if row.authority[voice] == "full"), "")
        cells.append(f'<td data-label="Finding">{escape(FINDINGS[row.finding].format(holder=holder))}</td>')
    cells.append(f'<td data-label="Access">{_access(row, item, reading)}</td>')
    return f"<tr>{''.join(cells)}</tr>"


def _access(row: PowerRow, item: Item, reading: Reading) -> str:
    if reading.whose == "both":
        if row.finding in NO_ACCESS:
            return escape(NO_ACCESS[row.finding])
        access = row.joint_access
    else:
        access = row.access[reading.whose]  # type: ignore[index]
        if access is None:
            return "Holds it in full."
    if access is None:
        return "n/a"
    said = wording.capital(wording.span(*access))
    if access.known:
        statement = reading.result.instrument.item(item.access).statement(access.lower)
        said += f": {statement}"
    return f"{escape(said)}<br>{markup.track(access)}"
