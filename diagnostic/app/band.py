"""The continuum as a band of five steps, for two views, with the target; and its finding in a sentence."""

from __future__ import annotations

from html import escape

from diagnostic import wording
from diagnostic.content.model import Policy
from diagnostic.scoring.outcomes import Pair
from diagnostic.scoring.reference import TwoViews


def band(views: TwoViews, policy: Policy, target: int | None) -> str:
    """Return the band as HTML: solid for certain, hatched for possible, empty for not reached."""
    claimed, evidenced = views.claimed.continuum, views.evidenced.continuum
    parts = []
    for level in policy.levels:
        place = f'style="--c:{level.level + 1}"'
        if target == level.level:
            parts.append(f'<div class="target" {place}>Target</div>')
        parts.append(f'<div class="name" {place}>{escape(level.name)}</div>')
        parts.append(_cell(level.level, claimed, "claimed"))
        parts.append(_cell(level.level, evidenced, "evidenced"))
        parts.append(f'<div class="text" {place}>{escape(level.short)}</div>')
    for view, pair, label in (("claimed", claimed, "As claimed"), ("evidenced", evidenced, "As evidenced")):
        said = wording.span(*pair)
        parts.append(f'<div class="view {view}" style="--c:1"><b>{label}</b><span>{said}</span></div>')
    alt = f"As claimed {wording.span(*claimed)}; as evidenced {wording.span(*evidenced)}."
    return (
        f'<div class="band" role="group" aria-label="{escape(alt)}">{"".join(parts)}</div>'
        '<div class="key"><span><i class="s2"></i>reached for certain</span>'
        '<span><i class="maybe"></i>possible: answers are missing</span><span><i></i>not reached</span></div>'
    )


def _cell(level: int, pair: Pair, view: str) -> str:
    if level <= pair.lower:
        kind, text = f"s{level}", str(level)
    elif level <= pair.upper:
        kind, text = "maybe", f"<span>{level}?</span>"
    else:
        kind, text = "no", str(level)
    return f'<div class="cell {view} {kind}" style="--c:{level + 1}">{text}</div>'


def finding(views: TwoViews, policy: Policy, subject: str, *, plural: bool) -> str:
    """Return the result in one or two sentences. ``subject``: whose answers; ``plural``: they describe."""
    verb = "describe" if plural else "describes"
    claimed = views.claimed.continuum
    sentence = f"{subject} {verb} {_names(claimed, policy)}."
    if views.evidenced.continuum == claimed:
        return sentence + " The evidence supports this."
    return sentence + f" The evidence supports {_names(views.evidenced.continuum, policy)}."


def _names(pair: Pair, policy: Policy) -> str:
    lower, upper = (policy.level(level).name.lower() for level in pair)
    if pair.known:
        return f"{lower}, {wording.level(pair.lower)}"
    if pair.upper == pair.lower + 1:
        return f"{lower}, and perhaps {upper}"
    return f"{lower} at least, and at most {upper}"
