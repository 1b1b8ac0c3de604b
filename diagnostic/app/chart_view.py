"""A chart of the gallery on a page: its finding, the picture, what it rests on, its data and its files."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from diagnostic.app import markup
from diagnostic.charts.data_of import data_of
from diagnostic.charts.spec import Chart
from diagnostic.charts.words import clean

if TYPE_CHECKING:
    from diagnostic.service.chart_files import Form

#: What the forms are called on their buttons, in the order of the buttons.
FORM: dict[Form, str] = {
    "svg": "SVG", "png": "PNG", "pdf": "PDF", "pptx": "Slide", "csv": "Data, CSV", "xlsx": "Data, XLSX",
}  # fmt: skip
_CSS = """
.stApp h3.chart-finding { font-family: var(--serif); font-size: 1.25rem; font-weight: 400; line-height: 1.35;
  max-width: 46rem; padding: 1.25rem 0 .15rem; text-wrap: balance; }
table.chart-data { border-collapse: collapse; font-size: .9rem; }
table.chart-data :is(th, td) { text-align: start; padding: .3rem .9rem .3rem 0; border-block-end: 1px solid var(--hair);
  font-weight: 400; vertical-align: top; min-width: 4.5rem; }
table.chart-data thead th { font-weight: 600; border-block-end: 2px solid var(--ink); vertical-align: bottom; }
table.chart-data tbody th { min-width: 11rem; }
"""


def style() -> str:
    """Return the rules that charts on a page need, once."""
    from diagnostic.charts import screen_tables

    return screen_tables.CSS + _CSS


def picture(key: str, chart: Chart) -> None:
    """Draw a chart: finding, what is measured, the picture, what it rests on. ``key``: also where a link leads."""
    from diagnostic.charts import gallery, screen_tables
    from diagnostic.charts.palette import DARK, LIGHT

    large = bool(st.session_state.get("large"))
    markup.put(
        f'<h3 class="chart-finding" id="{key}">{escape(clean(chart.finding))}</h3>'
        f'<p class="meta">{escape(clean(chart.subject))}</p>'
    )
    if gallery.is_table(chart):
        markup.put(screen_tables.table(chart, large=large))
    else:
        st.plotly_chart(
            gallery.figure(chart, DARK if st.context.theme.type == "dark" else LIGHT, large=large),
            theme=None,
            key=key,
            config={"displayModeBar": False, "responsive": True},
            alt=chart.alt,
        )
    markup.put("".join(f'<p class="meta">{escape(clean(line))}</p>' for line in chart.foot()))


def files(key: str, make: Callable[[Form], bytes], name: Callable[[Form], str]) -> None:
    """Draw a button for each form; the file is made when it is asked for. ``name``: of the file, by its form."""
    from diagnostic.service.chart_files import MIME

    def work(form: Form) -> Callable[[], bytes]:
        return lambda: make(form)

    with st.container(horizontal=True):
        for form, label in FORM.items():
            st.download_button(
                label, data=work(form), file_name=name(form), mime=MIME[form], key=f"{key}_{form}", on_click="ignore"
            )


def table(chart: Chart) -> None:
    """Draw the data behind a chart as a table."""
    sheet = data_of(chart)
    heads = "".join(f"<th scope='col'>{escape(clean(head))}</th>" for head in sheet.heads)
    rows = "".join(
        f"<tr><th scope='row'>{escape(clean(str(row[0])))}</th>"
        + "".join(f"<td>{'' if value is None else escape(clean(str(value)))}</td>" for value in row[1:])
        + "</tr>"
        for row in sheet.rows
    )
    markup.put(
        "<div class='wide' tabindex='0' role='region' aria-label='Data of the chart'><table class='chart-data'>"
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
