"""Groups side by side as they may be shown: figures where the rules allow them, a sentence where they do not."""

from __future__ import annotations

from dataclasses import dataclass

from diagnostic.benchmarking.groups import Grouping
from diagnostic.benchmarking.panel import CONTINUUM, Measured, Panel, Whose
from diagnostic.benchmarking.statistics import Position, Quantile, Share, Spread, position, spread
from diagnostic.disclosure import Decision, Register, Settings
from diagnostic.scoring.outcomes import Pair, View


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked at: a measure in a round, of both agencies or one, as claimed or as evidenced."""

    round: str
    measure: str = CONTINUUM
    whose: Whose = "joint"
    view: View = "claimed"

    @property
    def subject(self) -> str:
        """The name under which the register keeps what was shown of it."""
        return "|".join((self.measure, self.round, self.whose, self.view))


@dataclass(frozen=True, slots=True)
class Figures:
    """What may be shown of a group: a part is None where the group is too small for it.

    ``withheld``: every sentence that says what is not shown, and why. ``without``: how many of the group the measure
    does not apply to; None where the number would tell who they are.
    """

    label: str
    n: int | None
    known: int | None
    median: Quantile | None
    lower_quartile: Quantile | None
    upper_quartile: Quantile | None
    lowest: Pair | None
    highest: Pair | None
    shares: tuple[Share, ...]
    without: int | None
    withheld: tuple[str, ...]

    @property
    def shown(self) -> bool:
        """Whether anything of the group is shown."""
        return self.n is not None


def compare(
    panel: Panel,
    grouping: Grouping,
    question: Question,
    register: Register,
    *,
    whole: str = "",
    sample: bool = True,
) -> tuple[Register, tuple[Figures, ...]]:
    """Return the figures of every group that may be shown, and the register that remembers them.

    ``whole``: the name of a line for all groups together, or none. ``sample``: False where the groups are all there
    is, so that no interval for sampling is due.
    """
    measured = panel.measure(question.measure, round=question.round, whose=question.whose, view=question.view)
    groups = {label: members & set(measured.administrations) for label, members in grouping.groups.items()}
    register, decisions = register.decide_all(question.subject, groups, whole)
    if whole:
        groups = {whole: frozenset().union(*groups.values()), **groups}
    found = []
    for label, members in groups.items():
        left_out = len((grouping.groups.get(label) or frozenset()) & set(measured.without))
        own = measured.only(members)
        found.append(_figures(decisions[label], spread(own, sample=sample), register.settings, left_out))
    return register, tuple(found)


def _figures(decision: Decision, of: Spread | None, settings: Settings, left_out: int) -> Figures:
    if not decision.shown or of is None:
        said = (decision.sentence,) if decision.sentence else ()
        return Figures(decision.label, None, None, None, None, None, None, None, (), None, said)
    quartiles, extremes = settings.may_show("quartiles", of.n), settings.may_show("extremes", of.n)
    sentences = (settings.why_not("quartiles", of.n), settings.why_not("extremes", of.n))
    return Figures(
        label=decision.label,
        n=of.n,
        known=of.known,
        median=of.median,
        lower_quartile=of.lower_quartile if quartiles else None,
        upper_quartile=of.upper_quartile if quartiles else None,
        lowest=of.lowest if extremes else None,
        highest=of.highest if extremes else None,
        shares=of.shares,
        without=left_out,
        withheld=tuple(sentence for sentence in sentences if sentence),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one administration stands among its peers, or the sentence that says why it is not said."""

    own: Pair | None
    position: Position | None
    sentence: str


def stand(
    panel: Panel, administration: str, peers: frozenset[str], question: Question, register: Register
) -> tuple[Register, Standing]:
    """Return the place of an administration in the spread of its peers, itself left out. It is never a rank."""
    measured = panel.measure(question.measure, round=question.round, whose=question.whose, view=question.view)
    own = measured.pair(administration)
    if own is None:
        return register, Standing(None, None, f"{administration} has no result here in round {question.round}.")
    others = peers & set(measured.administrations) - {administration}
    register, decision = register.decide(question.subject, f"the peers of {administration}", frozenset(others))
    figures = spread(measured.only(frozenset(others)), sample=False)
    if not decision.shown or figures is None:
        return register, Standing(own, None, decision.sentence)
    place = position(own, figures, quartiles=register.settings.may_show("quartiles", figures.n))
    return register, Standing(own, place, place.sentence)


@dataclass(frozen=True, slots=True)
class Moves:
    """How a group moved between two rounds: in how many administrations each kind of change is certain.

    Only administrations with a result in both rounds are counted. ``n`` is None where it is withheld: then
    ``sentence`` says why.
    """

    label: str
    n: int | None
    improved: int = 0
    worsened: int = 0
    unchanged: int = 0
    cannot_tell: int = 0
    sentence: str = ""


def moved(
    panel: Panel, grouping: Grouping, before: Question, after: Question, register: Register
) -> tuple[Register, tuple[Moves, ...]]:
    """Return the change of every group between two rounds, where its membership allows it to be shown."""
    old, new = (
        panel.measure(question.measure, round=question.round, whose=question.whose, view=question.view)
        for question in (before, after)
    )
    found = {}
    comparable = {}
    for label, members in grouping.groups.items():
        then, now = members & set(old.administrations), members & set(new.administrations)
        decision = register.change(label, then, now)
        if decision.shown:
            comparable[label] = then & now
        else:
            found[label] = Moves(label, None, sentence=decision.sentence)
    # Numbers of those that improved can be subtracted like any other.
    register, decisions = register.decide_all(f"{before.subject} to {after.subject}", comparable)
    for label, both in comparable.items():
        decision = decisions[label]
        if decision.shown:
            found[label] = _moves(label, old.only(both), new.only(both))
        else:
            found[label] = Moves(label, None, sentence=decision.sentence)
    return register, tuple(found[label] for label in grouping.groups)


def _moves(label: str, old: Measured, new: Measured) -> Moves:
    """Count certain changes; both hold the same administrations in the same order."""
    improved, worsened = new.lower > old.upper, new.upper < old.lower
    points = (old.lower == old.upper) & (new.lower == new.upper) & (old.lower == new.lower)
    up, down, same = (int(flags.sum()) for flags in (improved, worsened, points))
    return Moves(label, old.n, up, down, same, old.n - up - down - same)
