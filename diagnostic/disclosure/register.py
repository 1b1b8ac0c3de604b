"""What one person was shown in one sitting, and whether a further group may join it.

A figure is withheld where the group is small, and where it could be combined with what was shown before into a
figure of few members. So the order of questions matters: it is always the later figure that is withheld.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from diagnostic.disclosure.rules import Settings
from diagnostic.disclosure.subtraction import TooMany, found_out

Why = Literal["shown", "empty", "too_few", "by_subtraction", "too_many"]
Members = frozenset[str]


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether figures of a group may be shown, and the sentence that says why not."""

    label: str
    why: Why
    sentence: str = ""

    @property
    def shown(self) -> bool:
        """Whether the figures may be shown."""
        return self.why == "shown"


@dataclass(frozen=True, slots=True)
class Group:
    """A group by name."""

    label: str
    members: Members


@dataclass(frozen=True, slots=True)
class Register:
    """The groups that were shown, by subject: a measure in a round, of which figures could be subtracted.

    ``known``: administrations whose results the person knows anyway, such as the own one. They protect nobody.
    """

    settings: Settings = field(default_factory=Settings)
    known: Members = frozenset()
    shown: Mapping[str, tuple[Group, ...]] = field(default_factory=dict)

    def decide(self, subject: str, label: str, members: Members) -> tuple[Register, Decision]:
        """Return whether figures of a group may be shown, and the register that remembers it."""
        decision = self._judge(subject, Group(label, members))
        before = self.shown.get(subject, ())
        if not decision.shown or any(group.members == members for group in before):
            return self, decision
        return replace(self, shown={**self.shown, subject: (*before, Group(label, members))}), decision

    def decide_all(
        self, subject: str, groups: Mapping[str, Members], whole: str = ""
    ) -> tuple[Register, dict[str, Decision]]:
        """Return a decision for each of several groups that stand side by side.

        ``whole``: the name under which figures of all groups together are shown first. Larger groups come before
        smaller ones, so that where a small group could be found by subtraction, the next smallest is withheld too.
        """
        register, decisions = self, {}
        if whole:
            everyone: Members = frozenset().union(*groups.values())
            register, decisions[whole] = register.decide(subject, whole, everyone)
        for label, members in sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])):
            register, decisions[label] = register.decide(subject, label, members)
        order = ([whole] if whole else []) + list(groups)
        return register, {label: decisions[label] for label in order}

    def change(self, label: str, before: Members, after: Members) -> Decision:
        """Return whether the change of a group between two rounds may be shown.

        Where few joined or left, most of the change of the group's figures is theirs.
        """
        least = self.settings.minimum
        if min(len(before - self.known), len(after - self.known)) < least:
            return Decision(label, "too_few", f"Withheld: in one of the rounds fewer than {least} administrations.")
        if 0 < len((before ^ after) - self.known) < least:
            sentence = (
                f"The change of {label} is withheld: fewer than {least} administrations joined or left between the "
                "rounds, and it would tell their results."
            )
            return Decision(label, "by_subtraction", sentence)
        return Decision(label, "shown")

    def _judge(self, subject: str, group: Group) -> Decision:
        least = self.settings.minimum
        unknown = group.members - self.known
        if not group.members:
            return Decision(group.label, "empty", "No administration belongs to this group.")
        if len(unknown) < least:
            return Decision(group.label, "too_few", f"Withheld: fewer than {least} administrations.")
        before = [shown for shown in self.shown.get(subject, ()) if shown.members != group.members]
        try:
            if not found_out([*(shown.members - self.known for shown in before), unknown], least):
                return Decision(group.label, "shown")
        except TooMany:
            sentence = (
                "Withheld: so many overlapping groups were shown that it cannot be told whether this one would give "
                "a single administration away. Start again with fewer groups."
            )
            return Decision(group.label, "too_many", sentence)
        close = next((s for s in before if 0 < len((s.members ^ group.members) - self.known) < least), None)
        beside = f"“{close.label}”" if close else "the figures shown before"
        sentence = (
            f"Withheld: beside {beside}, the results of fewer than {least} administrations could be found by "
            "subtraction."
        )
        return Decision(group.label, "by_subtraction", sentence)
