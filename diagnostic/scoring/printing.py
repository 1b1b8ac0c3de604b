"""A result as plain data: the contract ``cpdiag-score/1``. Keys beyond the contract explain the figures."""

from __future__ import annotations

from typing import Any

from diagnostic.answers.assessment import Assessment
from diagnostic.scoring.integrity import Integrity
from diagnostic.scoring.levels import DimensionResult, Profile, RequirementResult
from diagnostic.scoring.outcomes import Outcome, Pair, View
from diagnostic.scoring.reference import Result, TwoViews
from diagnostic.scoring.xrays import Finding

FORMAT = "cpdiag-score/1"


def nothing(assessment: Assessment) -> dict[str, Any]:
    """Return what is printed for an assessment without the questionnaire on cooperation: every part null."""
    parts = ("policy", "instrument", "voices", "joint", "perception_gap", "powers", "xrays")
    return {"format": FORMAT, "country": assessment.country, "round": assessment.round, **dict.fromkeys(parts)}


def to_data(result: Result) -> dict[str, Any]:
    """Return a result as plain data."""
    return {
        "format": FORMAT,
        "country": result.assessment.country,
        "round": result.assessment.round,
        "policy": result.policy.id,
        "instrument": {"id": result.instrument.id, "version": result.instrument.version},
        "voices": {voice: _views(views) for voice, views in result.voices.items()},
        "joint": {**_views(result.joint), "gaps": dict(result.gaps)} if result.joint else None,
        "perception_gap": {
            voice: {"self": rating.said, "lower": rating.derived.lower, "upper": rating.derived.upper}
            for voice, rating in result.self_ratings.items()
        },
        "powers": [
            {
                "power": row.power,
                **row.authority,
                "finding": row.finding,
                "access": {voice: _pair(pair) for voice, pair in row.access.items()},
                "joint_access": _pair(row.joint_access),
                "limits": {voice: list(limits) for voice, limits in row.limits.items()},
            }
            for row in result.powers
        ],
        "xrays": [_finding(finding) for finding in result.findings],
    }


def integrity_to_data(result: Integrity | None) -> dict[str, Any] | None:
    """Return the integrity self-assessment of one agency as plain data. It is never part of a joint result."""
    if result is None:
        return None
    return {
        "policy": result.policy.id,
        "instrument": {"id": result.instrument.id, "version": result.instrument.version},
        "claimed": _ladder(result, "claimed"),
        "evidenced": _ladder(result, "evidenced"),
        "exposure": {id: _dimension(axis) for id, axis in result.group("exposure").items()},
        "xrays": [_finding(finding) for finding in result.findings],
    }


def _ladder(result: Integrity, view: View) -> dict[str, Any]:
    return {
        "factors": {id: _dimension(factor) for id, factor in result.group("factor", view).items()},
        "stages": {id: _dimension(stage) for id, stage in result.group("protection", view).items()},
        "protection": _pair(result.protection(view)),
        "items": {id: _outcome(outcome) for id, outcome in result.views.view(view).outcomes.items()},
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.xray,
        "severity": finding.severity,
        "items": list(finding.items),
        "voice": finding.voice,
    }


def _views(views: TwoViews) -> dict[str, Any]:
    return {"claimed": _profile(views.claimed), "evidenced": _profile(views.evidenced)}


def _profile(profile: Profile) -> dict[str, Any]:
    return {
        "continuum": _pair(profile.continuum),
        "dimensions": {id: _dimension(result) for id, result in profile.dimensions.items()},
        "blockers": [_requirement(result) for result in profile.blockers],
        "requirements": [
            {"level": result.level, "state": result.state, **_requirement(result)} for result in profile.requirements
        ],
        "waived": [_requirement(result) for result in profile.waived],
        "not_fully_assessed": list(profile.not_fully_assessed),
        "items": {id: _outcome(outcome) for id, outcome in profile.outcomes.items()},
    }


def _pair(pair: Pair | None) -> dict[str, int] | None:
    return {"lower": pair.lower, "upper": pair.upper} if pair else None


def _dimension(result: DimensionResult | None) -> dict[str, Any]:
    if result is None:
        return {"lower": None, "upper": None, "typical": None, "coverage": None, "withheld": None}
    return {
        "lower": result.pair.lower,
        "upper": result.pair.upper,
        "typical": _pair(result.typical),
        "coverage": float(result.coverage),
        "withheld": result.withheld,
        "answered": result.answered,
        "applicable": result.applicable,
    }


def _requirement(result: RequirementResult) -> dict[str, Any]:
    return {
        "item": result.requirement.item,
        "needs": result.requirement.at_least,
        "lower": result.pair.lower if result.pair else None,
        "upper": result.pair.upper if result.pair else None,
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    data: dict[str, Any] = {
        "lower": outcome.pair.lower if outcome.pair else None,
        "upper": outcome.pair.upper if outcome.pair else None,
        "why": outcome.why,
        "answered": outcome.answered,
    }
    for name in ("said", "scope_cap", "evidence_cap"):
        if getattr(outcome, name) is not None:
            data[name] = getattr(outcome, name)
    return data
