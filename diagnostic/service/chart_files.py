"""Charts as files: as pictures, as slides that can be edited, and as the data behind them."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from typing import Literal, get_args

from diagnostic.charts.data_of import Sheet, data_of
from diagnostic.charts.spec import Chart
from diagnostic.exchange import table

Form = Literal["svg", "png", "pdf", "pptx", "csv", "xlsx"]
FORMS: tuple[Form, ...] = get_args(Form)
MIME: dict[Form, str] = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


#: Widths of the columns of data, in signs: names, then figures.
_FIRST, _OTHER = 34, 14


class ChartRefused(Exception):
    """The chart cannot be drawn of this panel. The message is for the user."""


def drawn(charts: Sequence[Chart], form: Form) -> bytes:
    """Return charts in a form. SVG, PNG and CSV hold one chart.

    Raises:
        ChartRefused: the form does not hold so many charts.
    """
    if len(charts) != 1 and form in ("svg", "png", "csv"):
        raise ChartRefused(f"One {form.upper()} file holds one chart. Save them one by one, or as PDF.")
    makers: dict[Form, Callable[[], bytes]] = {
        "svg": lambda: _svg(charts[0]),
        "png": lambda: _png(charts[0]),
        "pdf": lambda: _pdf(charts),
        "pptx": lambda: _pptx(charts),
        "csv": lambda: _csv(data_of(charts[0])),
        "xlsx": lambda: _xlsx([data_of(chart) for chart in charts]),
    }
    return makers[form]()


def _svg(chart: Chart) -> bytes:
    from diagnostic.charts import print

    return print.svg(chart).encode()


def _png(chart: Chart) -> bytes:
    from diagnostic.charts import print

    return print.png(chart)


def _pdf(charts: Sequence[Chart]) -> bytes:
    from diagnostic.charts import print

    return print.pdf(charts)


def _pptx(charts: Sequence[Chart]) -> bytes:
    from diagnostic.charts import deck

    return deck.pptx(charts)


def _csv(sheet: Sheet) -> bytes:
    rows = (["" if value is None else str(value) for value in row] for row in sheet.rows)
    # With a mark of its encoding, without which spreadsheets read a name in Arabic as noise.
    return ("\ufeff" + table.write_csv(sheet.heads, rows, (sheet.title, *sheet.about))).encode()


def _xlsx(sheets: Sequence[Sheet]) -> bytes:
    import xlsxwriter  # type: ignore[import-untyped,unused-ignore]

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        plain = book.add_format({"valign": "top", "text_wrap": True})
        bold = book.add_format({"bold": True, "font_size": 13, "text_wrap": True, "valign": "top"})
        over = {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1}
        over_names, over_figures = book.add_format(over), book.add_format({**over, "align": "right"})
        note = book.add_format({"font_color": "#4F5B66", "text_wrap": True, "valign": "top"})
        for number, sheet in enumerate(sheets, start=1):
            page = book.add_worksheet("Data" if len(sheets) == 1 else f"Data {number}")
            wide = _FIRST + _OTHER * (len(sheet.heads) - 1)
            for place, line in enumerate((sheet.title, *sheet.about)):
                look, signs = (note, wide) if place else (bold, wide * 0.8)
                # A line that overflows its cells is cut on paper: it takes the width of the table.
                page.write_string(place, 0, line, look)
                if len(sheet.heads) > 1:
                    page.merge_range(place, 0, place, len(sheet.heads) - 1, line, look)
                page.set_row(place, (15 if place else 18) * max(1, math.ceil(len(line) / signs)))
            top = len(sheet.about) + 2
            rows = [["" if value is None else value for value in row] for row in sheet.rows]
            columns = [
                {"header": head, "header_format": over_figures if _figures(rows, place) else over_names}
                for place, head in enumerate(_apart(sheet.heads))
            ]
            page.add_table(
                top, 0, top + max(len(rows), 1), len(columns) - 1,
                {"columns": columns, "data": rows, "style": "Table Style Light 1", "name": f"Data_{number}"},
            )  # fmt: skip
            page.set_column(0, 0, _FIRST, plain)
            page.set_column(1, len(columns), _OTHER)
            page.set_row(top, 32)
            page.freeze_panes(top + 1, 1)
            page.set_landscape()
            page.set_paper(9)  # A4
            page.fit_to_pages(1, 0)
            page.repeat_rows(top)
    return out.getvalue()


def _figures(rows: Sequence[Sequence[object]], place: int) -> bool:
    """Return whether a column holds figures."""
    return any(isinstance(row[place], int | float) for row in rows)


def _apart(heads: Sequence[str]) -> list[str]:
    """Return headings of which no two are the same: a table of a workbook refuses that."""
    found: list[str] = []
    for head in heads:
        known = sum(other.casefold() == head.casefold() for other in heads[: len(found)])
        found.append(f"{head} ({known + 1})" if known else head)
    return found
