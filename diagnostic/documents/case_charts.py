"""The charts of one assessment, each made once: for the report, for slides, and to be saved by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, get_args

from diagnostic.answers.answer import AGENCIES
from diagnostic.charts import profile as profiles
from diagnostic.charts import voices
from diagnostic.charts.spec import Band, BandRow, Chart
from diagnostic.documents import case as facts
from diagnostic.documents.case import VIEWS, Case
from diagnostic.scoring.outcomes import VIEWS as BOTH_VIEWS
from diagnostic.scoring.outcomes import View

Name = Literal["band", "profile", "dumbbell", "powers"]
NAMES: tuple[Name, ...] = get_args(Name)
#: What each chart shows, for a list of them.
ABOUT: dict[Name, str] = {
    "band": "Level on the continuum, of each agency and of both",
    "profile": "Level by dimension",
    "dumbbell": "Customs and police by dimension",
    "powers": "Who holds which power",
}


def names(whose: str) -> tuple[Name, ...]:
    """Return the charts that a result has: of one agency alone those that set no two side by side."""
    return NAMES if whose == "both" else ("band", "profile")


def charts(case: Case, view: View = "claimed") -> Mapping[Name, Chart]:
    """Return the charts that this assessment has, in order. ``view``: of the levels by dimension.

    The band shows both views; authority in law is the same in both.
    """
    made = {
        "band": lambda: band(case),
        "profile": lambda: profile(case, view),
        "dumbbell": lambda: dumbbell(case, view),
        "powers": lambda: powers(case),
    }
    return {name: _alone(case, made[name]()) for name in NAMES if not why_not(name, case)}


def _alone(case: Case, chart: Chart) -> Chart:
    """Return a chart that stands by itself: it names the administration, and bears the classification."""
    subject = f"{case.country}, round {case.result.assessment.round}. {chart.subject}"
    return replace(chart, subject=subject, marking=case.classification)


def why_not(name: Name, case: Case) -> str:
    """Return the sentence that says why an assessment has no such chart, or nothing where it has."""
    if name == "dumbbell" and not facts.apart(case):
        return "It needs the answers of both agencies."
    if name == "powers" and (case.whose != "both" or not case.voices):
        return "It sets the powers of both agencies side by side, and needs the answers of both."
    if name == "powers" and not case.result.powers:
        return "This version of the questionnaire asks about no powers."
    return ""


def band(case: Case) -> Chart:
    """Return the level on the continuum: of both agencies, then of each, as claimed and as evidenced."""
    rows = []
    for who, views in reversed(facts.whose_views(case).items()):
        for view in BOTH_VIEWS:
            own = who == case.whose and view == "claimed"
            rows.append(BandRow(f"{case.brief(who)}, {VIEWS[view]}", views.view(view).continuum, own))
    subject = "Level on the continuum; filled: reached for certain, hatched: possible, because answers are missing"
    basis = case.basis("as claimed and as evidenced", "answers of both agencies" if case.whose == "both" else "")
    return Chart("band", facts.finding(case), subject, Band(tuple(rows), case.names), basis, (), case.fictional)


def profile(case: Case, view: View = "claimed") -> Chart:
    """Return the level by dimension, with the targets where they are set by dimension."""
    said, target = VIEWS[view], case.result.assessment.target
    body = profiles.profile(
        case.views.view(view),
        case.result.instrument,
        case.policy,
        whose=case.name,
        view=said,
        targets=dict(target) if target is not None and not isinstance(target, int) else {},
    )
    chart = profiles.charted(body, case.name, case.names, case.basis(said), fictional=case.fictional)
    if case.whose != "both":
        return chart
    # One administration reaches; both agencies reach.
    finding = chart.finding.replace(f"{case.name} reaches", f"{case.name} reach", 1).replace("it may.", "they may.")
    return replace(chart, finding=finding)


def dumbbell(case: Case, view: View = "claimed") -> Chart:
    """Return both agencies by dimension, the widest gap first."""
    one, other = (case.result.voices[voice].view(view).dimensions for voice in AGENCIES)
    rows = []
    for dimension in case.result.instrument.dimensions:
        customs, police = one[dimension.id], other[dimension.id]
        if customs or police:
            pairs = (customs.pair if customs else None, police.pair if police else None)
            rows.append(voices.Both(dimension.id, dimension.title, *pairs))
    basis = case.basis(VIEWS[view], "each agency’s own answers")
    return voices.dumbbell(rows, case.names, basis, fictional=case.fictional)


def powers(case: Case) -> Chart:
    """Return who holds which power, and how the agency without it gets the result."""
    pair, basis = case.result.assessment.pair, case.basis("", "answers of both agencies")
    return voices.powers(facts.powers(case), pair.customs, pair.police, basis, fictional=case.fictional)
