"""Content as frozen data: instruments, policies, steps, x-rays and their sources.

Nothing here computes; nothing here knows a particular questionnaire.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from diagnostic.content.catalogue import Draft, Programme

Kind = Literal["relationship", "power", "narrative", "self_rating", "maturity", "exposure", "opinion"]
#: Kinds whose answers are levels on a ladder: what is there can be shown, and holds somewhere.
LADDER: frozenset[Kind] = frozenset({"relationship", "maturity"})
#: Who sees answers: both agencies once released; the own agency's integrity team and head; nobody.
Disclosure = Literal["pair", "agency", "anonymous"]
Group = Literal["continuum", "factor", "protection", "exposure", "context"]
Guard = Literal["route_closing", "never_held_back", "neutral"]
Subject = Literal["relation", "customs_to_police", "police_to_customs", "own"]
Authority = Literal["full", "partial", "none"]
Severity = Literal["warning", "notice", "info"]

AUTHORITIES: tuple[Authority, ...] = ("full", "partial", "none")
LEVELS = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Source:
    """A document that content refers to. ``short``: its name where there is little room."""

    key: str
    title: str
    publisher: str
    date: str
    licence: str = ""
    note: str = ""
    short: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A place in a source, such as box A.13 in section X of the handbook."""

    key: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One option. ``optional``: an area that may stay unsaid without being unknown."""

    id: str
    label: str
    note: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One part of a narrative answer: one choice, many choices, or text.

    ``asked_when``: another field of the question, and the choice in it that calls for this one.
    """

    id: str
    type: Literal["one", "many", "text"]
    label: str
    choices: tuple[Choice, ...] = ()
    asked_when: tuple[str, str] | None = None

    def choice(self, id: str) -> Choice | None:
        """Return the choice of that id."""
        return next((choice for choice in self.choices if choice.id == id), None)


@dataclass(frozen=True, slots=True)
class Statement:
    """What can be observed at a level."""

    level: int
    text: str
    source: Reference


@dataclass(frozen=True, slots=True)
class Condition:
    """Holds when another item has at least a level, or one of some authorities."""

    item: str
    at_least: int | None = None
    authority: tuple[Authority, ...] = ()


@dataclass(frozen=True, slots=True)
class Help:
    """What to look at, who usually knows, which sites to think of."""

    look_at: str
    who_knows: str
    sites: str


@dataclass(frozen=True, slots=True)
class Weakness:
    """A common weakness, as the source names it."""

    text: str
    source: Reference


@dataclass(frozen=True, slots=True)
class Solution:
    """A solution that the source itself gives, and the steps that carry it out."""

    text: str
    source: Reference
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One answer box."""

    id: str
    origin: Literal["handbook", "toolkit"]
    kind: Kind
    subject: Subject
    dimension: str
    section: str
    name: str
    question: str
    help: Help
    sources: tuple[Reference, ...]
    code: str = ""
    added_to: str = ""
    reference: str = ""
    rates: bool = False
    may_be_not_applicable: bool = False
    restricted: bool = False
    question_when_full: str = ""
    hint: str = ""
    note: str = ""
    visible_when: Condition | None = None
    rates_when: Condition | None = None
    access: str = ""
    statements: tuple[Statement, ...] = ()
    areas: tuple[Choice, ...] = ()
    limits: tuple[Choice, ...] = ()
    fields: tuple[Field, ...] = ()
    weakness: Weakness | None = None
    solution: Solution | None = None

    @property
    def levelled(self) -> bool:
        """Whether an answer is a level from 1 to 5."""
        return bool(self.statements)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition that decides whether the item counts."""
        return tuple(condition for condition in (self.visible_when, self.rates_when) if condition)

    def statement(self, level: int) -> str:
        """Return the statement of a level."""
        return next(line.text for line in self.statements if line.level == level)

    def field(self, id: str) -> Field | None:
        """Return the field of that id."""
        return next((field for field in self.fields if field.id == id), None)


@dataclass(frozen=True, slots=True)
class Section:
    """Items that are asked together."""

    id: str
    title: str
    intro: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """A side of the relationship, a factor, a stage of protection or an axis of exposure, rated by items."""

    id: str
    title: str
    description: str
    sources: tuple[Reference, ...]
    group: Group = "continuum"


@dataclass(frozen=True, slots=True)
class Instrument:
    """A questionnaire in one version."""

    id: str
    version: str
    policy: str
    title: str
    description: str
    sources: tuple[Reference, ...]
    dimensions: tuple[Dimension, ...]
    sections: tuple[Section, ...]
    practice_rule: str = ""
    disclosure: Disclosure = "pair"
    mirrors: str = ""
    by_id: Mapping[str, Item] = field(default_factory=dict, compare=False)

    @property
    def items(self) -> tuple[Item, ...]:
        """All items in the order they are asked."""
        return tuple(self.by_id.values())

    def item(self, id: str) -> Item:
        """Return the item of that id."""
        return self.by_id[id]

    def group(self, *groups: Group) -> tuple[Dimension, ...]:
        """Return the dimensions of some groups, in order."""
        return tuple(dimension for dimension in self.dimensions if dimension.group in groups)

    def of(self, dimension: str) -> tuple[Item, ...]:
        """Return all items of a dimension, rated or not."""
        return tuple(item for item in self.by_id.values() if item.dimension == dimension)

    def rated(self, dimension: str) -> tuple[Item, ...]:
        """Return the items that rate a dimension."""
        return tuple(item for item in self.by_id.values() if item.rates and item.dimension == dimension)

    @property
    def powers(self) -> tuple[Item, ...]:
        """All power items, in order."""
        return tuple(item for item in self.by_id.values() if item.kind == "power")

    def power_of(self, access: str) -> Item | None:
        """Return the power that an access item belongs to."""
        return next((item for item in self.by_id.values() if item.access == access), None)


@dataclass(frozen=True, slots=True)
class Requirement:
    """An item must have at least a level, for a level of the continuum to hold."""

    item: str
    at_least: int
    phrase: str
    reading: str
    basis: Literal["text", "derived"]
    source: Reference


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the continuum. ``short`` fits under a band; ``definition`` says it in full."""

    level: int
    id: str
    name: str
    short: str
    definition: str
    source: Reference
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A remark with its source."""

    text: str
    source: Reference


@dataclass(frozen=True, slots=True)
class Policy:
    """How answers become a level: requirements, caps, the share of answers below which a result is withheld."""

    id: str
    title: str
    description: str
    sources: tuple[Reference, ...]
    levels: tuple[Level, ...]
    scope_caps: Mapping[str, int]
    evidence_caps: Mapping[str, int]
    withheld_below: Fraction
    waive_not_applicable: bool = False
    notes: tuple[Note, ...] = ()

    def level(self, number: int) -> Level:
        """Return a level by its number, 1 to 5."""
        return self.levels[number - 1]


@dataclass(frozen=True, slots=True)
class Lift:
    """A step brings an item to a level."""

    item: str
    to: int
    source: Reference


@dataclass(frozen=True, slots=True)
class NeededLevel:
    """An item must have a level before a step can start."""

    item: str
    at_least: int


@dataclass(frozen=True, slots=True)
class Range:
    """A planning assumption, from low to high."""

    low: int
    high: int
    unit: str


@dataclass(frozen=True, slots=True)
class Example:
    """A dated real case."""

    text: str
    date: str
    source: Reference


@dataclass(frozen=True, slots=True)
class Step:
    """An action that lifts items.

    ``difficulty``: political difficulty from 1 to 5, a planning assumption like effort and duration.
    ``limits``: what the measure cannot do. ``guard``: how the guard on the order of measures treats it.
    ``safeguards``: what each agency should have at home before the step, stated by its head alone.
    """

    id: str
    kind: str
    title: str
    delivers: str
    why: str
    lifts: tuple[Lift, ...]
    needs_steps: tuple[str, ...]
    needs_items: tuple[NeededLevel, ...]
    effort: Range
    duration: Range
    leads: str
    agrees: tuple[str, ...]
    first_actions: tuple[str, ...]
    done_when: str
    pitfalls: tuple[Note, ...]
    sources: tuple[Reference, ...]
    support: tuple[Note, ...] = ()
    examples: tuple[Example, ...] = ()
    handbook_box: str = ""
    limits: tuple[Note, ...] = ()
    guard: Guard = "neutral"
    safeguards: tuple[NeededLevel, ...] = ()
    difficulty: int = 3


@dataclass(frozen=True, slots=True)
class XRay:
    """A contradiction or gap worth a second look. ``rule`` names how it is found, ``settings`` its numbers."""

    id: str
    severity: Severity
    rule: str
    settings: Mapping[str, object]
    title: str
    finding: str
    do: str
    needs: str
    sources: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """All content that was found, checked as a whole."""

    sources: Mapping[str, Source]
    instruments: Mapping[tuple[str, str], Instrument]
    policies: Mapping[str, Policy]
    steps: tuple[Step, ...]
    xrays: Mapping[str, tuple[XRay, ...]]
    programmes: tuple[Programme, ...] = ()
    drafts: Mapping[str, Draft] = field(default_factory=dict)

    def instrument(self, id: str, version: str | None = None) -> Instrument:
        """Return an instrument in a version, or in its newest one."""
        if version is not None:
            return self.instruments[(id, version)]
        return self.instruments[(id, self.versions(id)[-1])]

    def versions(self, id: str) -> tuple[str, ...]:
        """Return the versions of an instrument, oldest first."""

        def age(version: str) -> tuple[str, int]:
            name, _, number = version.rpartition("/")
            return name, int(number)

        return tuple(sorted((version for name, version in self.instruments if name == id), key=age))

    def programmes_for(self, step: str) -> tuple[Programme, ...]:
        """Return the programmes that help with a step."""
        return tuple(programme for programme in self.programmes if step in programme.supports)

    def policy_of(self, instrument: Instrument) -> Policy:
        """Return the policy that scores an instrument."""
        return self.policies[instrument.policy]
