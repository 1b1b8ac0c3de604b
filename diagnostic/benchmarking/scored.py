"""From answers to a panel: many assessments coded once, scored by the batch engine under one policy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from diagnostic import wording
from diagnostic.answers.answer import VOICES
from diagnostic.answers.assessment import Assessment
from diagnostic.benchmarking.panel import CONTINUUM, WHOSE, Labels, Levels, Numbers, Panel, PanelRefused, Which, Whose
from diagnostic.content.model import Instrument, Library, Policy
from diagnostic.disclosure import never_compared
from diagnostic.scoring import batch
from diagnostic.scoring.batch import Batch, Codes, Plan
from diagnostic.scoring.outcomes import VIEWS, View

COOPERATION = "cooperation"


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What n pairs of agencies answered to one version of a questionnaire, as codes of the batch engine.

    ``administration`` and ``round``: by column. ``present``: whether customs, police and an agreed voice are
    there, (3, n). ``agreed`` is None where no pair has agreed answers.
    """

    instrument: Instrument
    administration: Labels
    round: Labels
    customs: Codes
    police: Codes
    agreed: Codes | None
    present: NDArray[np.bool_]

    @property
    def n(self) -> int:
        """How many pairs in a round there are."""
        return self.customs.n

    def columns_of(self, whose: Whose) -> Numbers:
        """Return the places of the pairs that have a result of this kind."""
        customs, police, agreed = self.present
        return np.flatnonzero({"joint": (customs & police) | agreed, "customs": customs, "police": police}[whose])

    def score(self, plan: Plan, whose: Whose, view: View, columns: Numbers) -> Batch:
        """Score some of the pairs."""
        if whose == "joint":
            agreed = take(self.agreed, columns) if self.agreed is not None else None
            return batch.score_joint(plan, take(self.customs, columns), take(self.police, columns), agreed, view)
        return batch.score(plan, take(self.customs if whose == "customs" else self.police, columns), view)


def take(codes: Codes, columns: Numbers) -> Codes:
    """Return the codes of some assessments; all of them are not copied."""
    if len(columns) == codes.n:
        return codes
    scope = None if codes.scope is None else codes.scope[:, columns]
    evidence = None if codes.evidence is None else codes.evidence[:, columns]
    return Codes(codes.levels[:, columns], codes.authority[:, columns], scope, evidence)


def from_assessments(
    assessments: Sequence[Assessment], library: Library, *, policy: str = "", instrument: str = COOPERATION
) -> Panel:
    """Score assessments side by side. They are to hold no more than may be seen.

    Answers to different versions of the questionnaire are all scored under one policy: the one named, or that
    of the newest version. What was scored again is said in the panel's notes.

    Raises:
        PanelRefused: countries are not compared on this questionnaire, nothing was answered, one administration
            has two assessments in a round, or the policy cannot score a version.
    """
    answering = [assessment for assessment in assessments if instrument in assessment.instruments]
    if not answering:
        raise PanelRefused(f"None of the assessments answers the questionnaire on {instrument}.")
    names = _names(answering)
    blocks = []
    for version in library.versions(instrument):
        chosen = [
            (name, assessment)
            for name, assessment in zip(names, answering, strict=True)
            if assessment.instruments[instrument] == version
        ]
        if chosen:
            questions = library.instrument(instrument, version)
            blocks.append(_coded(questions, library.policy_of(questions), chosen))
    scoring = library.policies[policy] if policy else library.policy_of(blocks[-1].instrument)
    return of_answers(blocks, scoring)


def _names(assessments: Sequence[Assessment]) -> list[str]:
    """Return what each administration is called: its country, with a number where a country has several pairs."""
    per_round = Counter((assessment.country, assessment.round) for assessment in assessments)
    several = {country for (country, _), times in per_round.items() if times > 1}
    pairs: dict[str, set[tuple[str, str]]] = {}
    for assessment in assessments:
        pairs.setdefault(assessment.country, set()).add((assessment.pair.customs, assessment.pair.police))
    ordered = {country: sorted(pairs[country]) for country in several}
    found = []
    for assessment in assessments:
        country, pair = assessment.country, (assessment.pair.customs, assessment.pair.police)
        number = ordered[country].index(pair) + 1 if country in several else 1
        found.append(country if number == 1 else f"{country}-{number}")
    again = [
        key for key, times in Counter(zip(found, (a.round for a in assessments), strict=True)).items() if times > 1
    ]
    if again:
        name, round = again[0]
        raise PanelRefused(
            f"{name} has two assessments of the same agencies in round {round}. Leave one of them out, or give the "
            "agencies the names by which they differ."
        )
    return found


def _coded(instrument: Instrument, policy: Policy, chosen: Sequence[tuple[str, Assessment]]) -> Answers:
    plan = Plan.of(instrument, policy)
    voices = {voice: [assessment.voices.get(voice, {}) for _, assessment in chosen] for voice in VOICES}
    present = np.array([[voice in assessment.voices for _, assessment in chosen] for voice in VOICES], np.bool_)
    return Answers(
        instrument,
        Labels.of(name for name, _ in chosen),
        Labels.of(assessment.round for _, assessment in chosen),
        batch.encode(plan, voices["customs"]),
        batch.encode(plan, voices["police"]),
        batch.encode(plan, voices["agreed"]) if present[2].any() else None,
        present,
    )


def of_answers(
    blocks: Sequence[Answers], policy: Policy, *, columns: Mapping[str, Mapping[str, str]] | None = None
) -> Panel:
    """Score coded answers side by side under one policy.

    Raises:
        PanelRefused: see `from_assessments`.
    """
    for block in blocks:
        if reason := never_compared(block.instrument):
            raise PanelRefused(reason)
    dimensions = dict.fromkeys(side.id for block in reversed(blocks) for side in block.instrument.dimensions)
    measures = (CONTINUUM, *dimensions)
    parts = [(block, whose, block.columns_of(whose)) for block in blocks for whose in WHOSE]
    n = sum(len(places) for _, _, places in parts)
    views = {view: Levels.none(len(measures), n) for view in VIEWS}
    start = 0
    for block, whose, places in parts:
        plan = plan_of(block.instrument, policy)
        rows = [measures.index(side) for side in plan.dimensions]
        part = slice(start, start + len(places))
        for view, levels in views.items():
            scored = block.score(plan, whose, view, places)
            levels.lower[0, part], levels.upper[0, part] = scored.continuum_lower, scored.continuum_upper
            levels.lower[rows, part], levels.upper[rows, part] = scored.lower, scored.upper
            levels.withheld[rows, part] = scored.withheld
        start += len(places)
    return Panel.of(
        policy.id,
        measures,
        Which(
            _joined([(block.administration, places) for block, _, places in parts]),
            _joined([(block.round, places) for block, _, places in parts]),
            np.repeat([WHOSE.index(whose) for _, whose, _ in parts], [len(places) for _, _, places in parts]),
            _joined(
                [(Labels((b.instrument.version,), np.zeros(b.n, np.intp)), places) for b, _, places in parts],
            ),
        ),
        views["claimed"],
        views["evidenced"],
        columns=columns,
        answers=tuple(blocks),
        notes=tuple(_scored_again(block, policy) for block in blocks if block.instrument.policy != policy.id),
    )


def _joined(parts: Sequence[tuple[Labels, Numbers]]) -> Labels:
    """Return one column of the chosen rows of several."""
    names = tuple(dict.fromkeys(name for labels, _ in parts for name in labels.names))
    place = {name: index for index, name in enumerate(names)}
    moved = [np.array([place[name] for name in labels.names], np.intp)[labels.places[rows]] for labels, rows in parts]
    return Labels(names, np.concatenate(moved) if moved else np.zeros(0, np.intp))


def plan_of(instrument: Instrument, policy: Policy) -> Plan:
    """Compile a questionnaire with a policy.

    Raises:
        PanelRefused: the policy asks for what the questionnaire does not hold.
    """
    try:
        return Plan.of(instrument, policy)
    except KeyError as missing:
        raise PanelRefused(
            f"Answers to {instrument.version} cannot be scored under {policy.id}: the policy asks for "
            f"{missing.args[0]}, which that version does not hold. Choose another policy."
        ) from None


def _scored_again(block: Answers, policy: Policy) -> str:
    many = wording.count(block.n, "assessment")
    return f"{many} with answers to {block.instrument.version} scored again under {policy.id}."


def under(panel: Panel, policy: Policy) -> Panel:
    """Return the panel scored again under another policy.

    Raises:
        PanelRefused: the panel holds results without the answers they came from.
    """
    if panel.policy == policy.id:
        return panel
    if not panel.answers:
        raise PanelRefused(
            f"These results are under {panel.policy} and came without answers, so that they cannot be scored "
            f"under {policy.id}. Bring the answers, or results under that policy."
        )
    return of_answers(panel.answers, policy, columns=panel.columns)
