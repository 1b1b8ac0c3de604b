"""From plain, schema-checked data to the frozen model. No checks here: see `checking`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from diagnostic.content import model as m

Data = Mapping[str, Any]


def reference(text: str) -> m.Reference:
    """Split ``HB X A.13`` into the key of the document and the place in it."""
    key, _, place = text.partition(" ")
    return m.Reference(key, place)


def references(data: Data) -> tuple[m.Reference, ...]:
    """Return the sources of an entry."""
    return tuple(reference(text) for text in data.get("sources", ()))


def sources(data: Data) -> dict[str, m.Source]:
    """Build the catalogue of sources."""
    return {key: m.Source(key=key, **entry) for key, entry in data["sources"].items()}


def instrument(head: Data, sections: Iterable[Data]) -> m.Instrument:
    """Build an instrument from its head and its sections, in their order."""
    built = tuple(_section(section) for section in sections)
    return m.Instrument(
        id=head["id"],
        version=head["version"],
        policy=head["policy"],
        title=head["title"],
        description=head["description"],
        practice_rule=head.get("practice_rule", ""),
        disclosure=head.get("disclosure", "pair"),
        mirrors=head.get("mirrors", ""),
        sources=references(head),
        dimensions=tuple(
            m.Dimension(
                entry["id"], entry["title"], entry["description"], references(entry), entry.get("group", "continuum")
            )
            for entry in head["dimensions"]
        ),
        sections=built,
        by_id={item.id: item for section in built for item in section.items},
    )


def _section(data: Data) -> m.Section:
    items = tuple(_item(item, data["id"]) for item in data["items"])
    return m.Section(data["id"], data["title"], data["intro"], items)


#: Keys that go into an item as they stand.
_PLAIN = (
    "id", "origin", "kind", "subject", "dimension", "name", "question", "code", "added_to", "reference", "rates",
    "may_be_not_applicable", "restricted", "question_when_full", "hint", "note", "access",
)  # fmt: skip


def _item(data: Data, section: str) -> m.Item:
    weakness, solution = data.get("weakness"), data.get("solution")
    plain = {key: data[key] for key in _PLAIN if key in data}
    return m.Item(
        **plain,
        section=section,
        help=m.Help(**data["help"]),
        sources=references(data),
        visible_when=_condition(data.get("visible_when")),
        rates_when=_condition(data.get("rates_when")),
        statements=tuple(
            m.Statement(line["level"], line["text"], reference(line["source"]))
            for line in sorted(data.get("statements", ()), key=lambda line: int(line["level"]))
        ),
        areas=_choices(data.get("areas", ())),
        limits=_choices(data.get("limits", ())),
        fields=tuple(
            m.Field(
                field["id"],
                field["type"],
                field["label"],
                _choices(field.get("choices", ())),
                (asked["field"], asked["choice"]) if (asked := field.get("asked_when")) else None,
            )
            for field in data.get("fields", ())
        ),
        weakness=m.Weakness(weakness["text"], reference(weakness["source"])) if weakness else None,
        solution=(
            m.Solution(solution["text"], reference(solution["source"]), tuple(solution["steps"])) if solution else None
        ),
    )


def _condition(data: Data | None) -> m.Condition | None:
    if data is None:
        return None
    return m.Condition(data["item"], data.get("at_least"), tuple(data.get("authority", ())))


def _choices(entries: Iterable[Data]) -> tuple[m.Choice, ...]:
    return tuple(m.Choice(**entry) for entry in entries)


def notes(entries: Iterable[Data]) -> tuple[m.Note, ...]:
    """Return remarks with their sources."""
    return tuple(m.Note(entry["text"], reference(entry["source"])) for entry in entries)


def policy(data: Data) -> m.Policy:
    """Build a policy."""
    return m.Policy(
        id=data["id"],
        title=data["title"],
        description=data["description"],
        sources=references(data),
        levels=tuple(_level(level) for level in sorted(data["levels"], key=lambda level: int(level["level"]))),
        scope_caps=dict(data["scope_caps"]),
        evidence_caps=dict(data["evidence_caps"]),
        withheld_below=Fraction(data["withheld_below"]),
        waive_not_applicable=data.get("waive_not_applicable", False),
        notes=notes(data.get("notes", ())),
    )


def _level(data: Data) -> m.Level:
    return m.Level(
        level=data["level"],
        id=data["id"],
        name=data["name"],
        short=data["short"],
        definition=data["definition"],
        source=reference(data["source"]),
        requirements=tuple(
            m.Requirement(**{**entry, "source": reference(entry["source"])}) for entry in data["requirements"]
        ),
    )


def steps(data: Data) -> tuple[m.Step, ...]:
    """Build the steps of one file."""
    return tuple(_step(entry) for entry in data["steps"])


def _step(data: Data) -> m.Step:
    needs = data.get("needs", {})
    return m.Step(
        id=data["id"],
        kind=data["kind"],
        title=data["title"],
        delivers=data["delivers"],
        why=data["why"],
        lifts=tuple(m.Lift(lift["item"], lift["to"], reference(lift["source"])) for lift in data["lifts"]),
        needs_steps=tuple(needs.get("steps", ())),
        needs_items=_needed(needs.get("items", ())),
        effort=m.Range(**data["effort"]),
        duration=m.Range(**data["duration"]),
        leads=data["leads"],
        agrees=tuple(data["agrees"]),
        first_actions=tuple(data["first_actions"]),
        done_when=data["done_when"],
        pitfalls=notes(data["pitfalls"]),
        sources=references(data),
        support=notes(data.get("support", ())),
        examples=tuple(
            m.Example(entry["text"], entry["date"], reference(entry["source"])) for entry in data.get("examples", ())
        ),
        handbook_box=data.get("handbook_box", ""),
        limits=notes(data.get("limits", ())),
        guard=data.get("guard", "neutral"),
        difficulty=data.get("difficulty", 3),
        safeguards=_needed(data.get("safeguards", ())),
    )


def _needed(entries: Iterable[Data]) -> tuple[m.NeededLevel, ...]:
    return tuple(m.NeededLevel(entry["item"], entry["at_least"]) for entry in entries)


def xrays(data: Data) -> tuple[m.XRay, ...]:
    """Build the x-rays of one file."""
    return tuple(
        m.XRay(
            id=entry["id"],
            severity=entry["severity"],
            rule=entry["rule"],
            settings=dict(entry.get("with", {})),
            title=entry["title"],
            finding=entry["finding"],
            do=entry["do"],
            needs=entry["needs"],
            sources=references(entry),
        )
        for entry in data["xrays"]
    )
