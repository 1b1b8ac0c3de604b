"""Tables for the screen: bands, heat maps and the powers matrix as HTML, since a table can be read, not only seen.

They take their colours from the page, whose variables follow the theme, and need the rules of ``CSS`` once.
"""

from __future__ import annotations

from html import escape

from diagnostic import wording
from diagnostic.answers.labels import AUTHORITY_SHORT
from diagnostic.charts.spec import LEVELS, Band, BandRow, Cell, Chart, HeatMap, Powers
from diagnostic.charts.words import clean
from diagnostic.scoring.outcomes import Pair

CSS = """
.gal { direction: ltr; font-variant-numeric: tabular-nums; max-width: 66rem; }
.gal.large { font-size: 1.3em; }
.gal table { width: 100%; border-collapse: separate; border-spacing: 3px 3px; table-layout: fixed; margin: 0; }
.gal :is(th, td) { border: 0; padding: .2rem .3rem; text-align: start; font-weight: 400; vertical-align: middle; line-height: 1.25; }
.gal thead :is(th, td) { color: var(--muted); font-size: .85em; vertical-align: bottom; }
.gal :is(.g-lv, .g-cell) { text-align: center; }
.gal .g-lv { overflow-wrap: normal; } .gal .g-lv b { display: block; } .gal.large .g-band .g-lv span { font-size: .75em; }
.gal .g-read { text-align: end; color: var(--muted); font-size: .9em; white-space: nowrap; }
.gal .g-cell { border: 1px solid var(--hair); padding: .15rem 0; }
.gal .g-cell:is(.g-s1, .g-s2, .g-s3, .g-s4, .g-s5, .g-may) { border-color: var(--line); }
.gal .g-s1 { background: var(--l1); color: var(--t1); } .gal .g-s2 { background: var(--l2); color: var(--t2); }
.gal .g-s3 { background: var(--l3); color: var(--t3); } .gal .g-s4 { background: var(--l4); color: var(--t4); }
.gal .g-s5 { background: var(--l5); color: var(--t5); }
.gal .g-may { background: repeating-linear-gradient(135deg, var(--line) 0 1.5px, transparent 1.5px 6px); }
.gal .g-may span { background: var(--page); padding: 0 .25em; border-radius: 2px; }
.gal .g-few { border: 1.5px dotted var(--line); }
.gal .g-na { border-color: transparent; color: var(--muted); }
.gal .g-own :is(th, td) { font-weight: 700; }
.gal .g-own > :is(th, td) { box-shadow: 0 -4px 0 -2px var(--ink), 0 4px 0 -2px var(--ink); }
.gal .g-band col:first-child { width: 26%; } .gal .g-band col:last-child { width: 7.5em; }
.gal .g-heat col:first-child { width: 22%; }
.gal .g-heat thead th { font-size: .78em; overflow-wrap: normal; hyphens: none; padding-inline: 0; }
.gal .g-held { white-space: nowrap; }
.gal .g-moon { display: inline-block; width: .8em; height: .8em; border: 1.5px solid var(--ink); border-radius: 50%; margin-inline-end: .45em; vertical-align: -.05em; }
.gal .g-moon.g-full { background: var(--ink); } .gal .g-moon.g-partial { background: linear-gradient(90deg, var(--ink) 50%, transparent 50%); }
.gal .g-moon.g-unknown { border: 1.5px dotted var(--line); }
.gal .g-powers { border-spacing: 0; } .gal .g-powers :is(th, td) { padding: .5rem .5rem .5rem 0; vertical-align: top; border-block-end: 1px solid var(--hair); }
.gal .g-powers thead :is(th, td) { border-block-end: 2px solid var(--ink); vertical-align: bottom; }
.gal .g-powers tbody th { font-weight: 700; } .gal .g-powers tbody th small { font-weight: 400; color: var(--muted); font-size: .85em; }
.gal .g-powers col:nth-child(1) { width: 24%; } .gal .g-powers col:nth-child(5) { width: 34%; }
.gal .g-track { display: flex; gap: 2px; margin-block-start: .3rem; } .gal .g-track i { font-style: normal; font-size: .8em; width: 1.7em; text-align: center; border: 1px solid var(--hair); }
.gal .g-track i:is(.g-s1, .g-s2, .g-s3, .g-s4, .g-s5, .g-may) { border-color: var(--line); }
.gal.large .g-heat thead th:not(:first-child) { writing-mode: vertical-rl; transform: rotate(180deg); text-align: start; height: 7em; margin-inline: auto; }
@media (max-width: 900px) {
  .gal .g-heat thead th:not(:first-child) { writing-mode: vertical-rl; transform: rotate(180deg); text-align: start; height: 6.5em; margin-inline: auto; font-size: .85em; }
}
@media (max-width: 640px) {
  .gal table:is(.g-band, .g-heat) { display: block; } .gal :is(.g-band, .g-heat) :is(thead, tbody) { display: block; }
  .gal :is(.g-band, .g-heat) tr { display: grid; grid-template-columns: repeat(var(--n), minmax(0, 1fr)); gap: 2px; padding-block: .3rem; }
  .gal :is(.g-band, .g-heat) col, .gal :is(.g-band, .g-heat) thead :is(td, th:first-child) { display: none; }
  .gal .g-band .g-lv span { display: none; } .gal .g-band :is(.g-lv:nth-child(2), .g-lv:nth-child(6)) span { display: block; font-size: .95em; white-space: nowrap; }
  .gal .g-band .g-lv:nth-child(2) { text-align: start; } .gal .g-band .g-lv:nth-child(6) { text-align: end; direction: rtl; }
  .gal .g-band tbody th { grid-column: 1 / 4; } .gal .g-band .g-read { grid-column: 4 / -1; grid-row: 1; }
  .gal .g-heat tbody th { grid-column: 1 / -1; }
  .gal :is(.g-band, .g-heat) tbody th { padding: 0; } .gal .g-own > :is(th, td) { box-shadow: none; }
  .gal :is(.g-band, .g-heat) .g-own { border-block: 2px solid var(--ink); }
  .gal .g-heat .g-cell { font-size: .85em; }
  .gal .g-powers, .gal .g-powers :is(tbody, tr, th, td) { display: block; } .gal .g-powers :is(thead, colgroup) { display: none; }
  .gal .g-powers tr { border-block-start: 1px solid var(--line); padding-block: .5rem; } .gal .g-powers :is(th, td) { border: 0; padding: .1rem 0; }
  .gal .g-held { white-space: normal; } .gal .g-powers td::before { content: attr(data-label) ": "; color: var(--muted); font-size: .9em; }
}
"""  # noqa: E501


def table(chart: Chart, *, large: bool = False) -> str:
    """Return a band, a heat map or a powers matrix as HTML. Raises TypeError for any other chart."""
    body = chart.body
    if isinstance(body, Band):
        inner = _band(body)
    elif isinstance(body, HeatMap):
        inner = _heat(body)
    elif isinstance(body, Powers):
        inner = _powers(body)
    else:
        raise TypeError(f"{chart.kind} is no table")
    kind = "gal large" if large else "gal"
    return f'<div class="{kind}" role="group" aria-label="{_t(chart.alt)}">{inner}</div>'


def _t(text: str) -> str:
    return escape(clean(text))


def _band(body: Band) -> str:
    heads = "".join(
        f'<th scope="col" role="columnheader" class="g-lv"><b>{level}</b><span>{_t(body.names[level - 1])}</span></th>'
        for level in LEVELS
    )
    rows = "".join(_band_row(row) for row in body.rows)
    return (
        f'<table class="g-band" role="table" style="--n:5"><colgroup>{"<col>" * 7}</colgroup>'
        f'<thead role="rowgroup"><tr role="row"><td></td>{heads}<td></td></tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table>'
    )


def _band_row(row: BandRow) -> str:
    cells = "".join(f'<td role="cell" class="g-cell {_step(level, row.pair)}</td>' for level in LEVELS)
    own = ' class="g-own"' if row.own else ""
    return (
        f'<tr role="row"{own}><th scope="row" role="rowheader">{_t(row.label)}</th>{cells}'
        f'<td role="cell" class="g-read">{_t(row.reading)}</td></tr>'
    )


def _step(level: int, pair: Pair | None) -> str:
    """Return the class, closed, and the text of one step."""
    if pair and level <= pair.lower:
        return f'g-s{level}"><b>{level}</b>'
    if pair and level <= pair.upper:
        return f'g-may"><span><b>{level}?</b></span>'
    return '">'


def _heat(body: HeatMap) -> str:
    heads = "".join(f'<th scope="col" role="columnheader" class="g-lv">{_t(name)}</th>' for name in body.columns)
    rows = []
    for row in body.rows:
        cells = "".join(_heat_cell(cell, name) for cell, name in zip(row.cells, body.columns, strict=True))
        own = ' class="g-own"' if row.own else ""
        rows.append(f'<tr role="row"{own}><th scope="row" role="rowheader">{_t(row.label)}</th>{cells}</tr>')
    count = len(body.columns)
    return (
        f'<table class="g-heat" role="table" style="--n:{count}"><colgroup>{"<col>" * (count + 1)}</colgroup>'
        f'<thead role="rowgroup"><tr role="row"><td></td>{heads}</tr></thead>'
        f'<tbody role="rowgroup">{"".join(rows)}</tbody></table>'
    )


def _heat_cell(cell: Cell, name: str) -> str:
    if cell.pair is None:
        return f'<td role="cell" class="g-cell g-na" title="{_t(name)}: not applicable">n/a</td>'
    told = wording.span(*cell.pair) + (", too few answers" if cell.withheld else "")
    if cell.pair.known:
        kind, text = f"g-s{cell.pair.lower}", cell.text
    elif cell.withheld:
        kind, text = "g-few", cell.text
    else:
        kind, text = "g-may", f"<span>{cell.text}</span>"
    return f'<td role="cell" class="g-cell {kind}" title="{_t(name)}: {told}">{text}</td>'


def _powers(body: Powers) -> str:
    heads = ("Power", body.customs, body.police, "Finding", "How the other gets the result")
    head = "".join(f'<th scope="col">{_t(text)}</th>' for text in heads)
    rows = []
    for row in body.rows:
        access = ""
        if row.access:
            steps = "".join(f'<i class="{_step(level, row.access)}</i>' for level in LEVELS)
            access = f'<div class="g-track" role="img" aria-label="{wording.span(*row.access)}">{steps}</div>'
        held = "".join(
            f'<td data-label="{_t(name)}" class="g-held"><span class="g-moon g-{state}"></span>'
            f"{AUTHORITY_SHORT[state]}</td>"
            for name, state in ((body.customs, row.customs), (body.police, row.police))
        )
        rows.append(
            f'<tr><th scope="row">{_t(row.label)} <small>{_t(row.code)}</small></th>{held}'
            f'<td data-label="Finding">{_t(row.finding)}</td><td data-label="Access">{_t(row.words)}{access}</td></tr>'
        )
    columns = "<col>" * len(heads)
    return (
        f'<table class="g-powers"><colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )
