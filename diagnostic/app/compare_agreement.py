"""How far the two agencies agree: the plain share first, two coefficients side by side behind it."""

from __future__ import annotations

from html import escape

import streamlit as st

from diagnostic.app import markup
from diagnostic.comparison.agreement import Agreement, in_words
from diagnostic.comparison.coefficients import Figure


def draw(found: Agreement) -> None:
    """Draw what was counted; the coefficients stand one click away, never one without the other."""
    st.header("How far the agencies agree", anchor=False)
    first, *more = in_words(found)
    markup.put(f"<p>{escape(first)}</p>")
    if not more:
        return
    with st.expander("Agreement beyond chance", key="beyond_chance", on_change="rerun") as opened:
        if not opened.open:
            return
        rows = _row("Gwet’s AC2", found.ac2) + _row("Krippendorff’s alpha, ordinal", found.alpha)
        markup.put(
            '<table class="plain agreement"><thead><tr><th scope="col">Coefficient</th><th scope="col">Value</th>'
            f'<th scope="col">95% interval</th></tr></thead><tbody>{rows}</tbody></table>'
        )
        markup.put("".join(f"<p>{escape(sentence)}</p>" for sentence in _explained(found, more)))


def _explained(found: Agreement, more: list[str]) -> list[str]:
    """Return the sentences that do not say once more what stands in the table."""
    return [*filter(None, [found.why_undefined]), *more[1:]]


def _row(name: str, figure: Figure | None) -> str:
    value = number(figure.value) if figure else "undefined"
    interval = f"{number(figure.interval[0])} to {number(figure.interval[1])}" if figure and figure.interval else "none"
    return f'<tr><th scope="row">{escape(name)}</th><td>{value}</td><td>{interval}</td></tr>'


def number(value: float) -> str:
    """Return a coefficient to two places, or to three where two would say that agreement is full or nil."""
    rounded = round(value, 2)
    near = rounded == round(rounded) and abs(value - round(value)) > 1e-9
    text = f"{value:.{3 if near else 2}f}"
    return text.replace("-", "−") if float(text) else text.lstrip("-")
