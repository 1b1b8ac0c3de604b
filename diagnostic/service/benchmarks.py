"""Benchmarks: a panel of what the viewer may see and of what is brought, who is compared with whom, and the rights.

Of the database only assessments count that both agencies have opened, with all that is redacted for the viewer gone
before; an agency's own document on integrity never does. Figures of groups come from `diagnostic.benchmarking` alone,
which withholds what would tell the results of few.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from diagnostic import wording
from diagnostic.access import NotAllowed
from diagnostic.answers import file
from diagnostic.answers.answer import AGENCIES, Answer
from diagnostic.answers.assessment import Assessment, countries, is_fictional
from diagnostic.benchmarking import demonstration, scored
from diagnostic.benchmarking.groups import REGION, Grouping, by_column, by_hand, by_region
from diagnostic.benchmarking.panel import Panel, PanelRefused, combine
from diagnostic.benchmarking.scored import COOPERATION
from diagnostic.content.faults import Fault, Refused
from diagnostic.content.model import Instrument, Library, Policy
from diagnostic.disclosure import Register, Settings
from diagnostic.exchange import panel_demonstration, panel_file, panel_folder, table
from diagnostic.exchange.panel_keys import Keys
from diagnostic.scoring import batch

if TYPE_CHECKING:
    # A command that reads files alone need not wait for the database to be loaded.
    from diagnostic.service.desk import Desk
    from diagnostic.storage import Record

By = Literal["region", "column", "hand", "all"]
Beside = Literal["all", "group"]
#: Endings of assessment files; every other upload is read as a table.
_ASSESSMENTS = tuple(panel_folder.SUFFIXES)
EVERYBODY = "All administrations"


class BenchmarkRefused(Exception):
    """There is nothing to compare, or not like this. The message is for the user."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Something that a panel is made of. Either ``assessments``, without their texts, or a ``panel`` as it came.

    ``key``: the same for the same content. ``stored``: the assessments of the database that are in it, by id.
    """

    key: str
    title: str
    assessments: tuple[Assessment, ...] = ()
    panel: Panel | None = None
    stored: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A panel with the parts that it is made of. ``columns``: keys of tables that the user put beside it."""

    panel: Panel
    parts: tuple[Part, ...]
    columns: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The same for the same content under the same policy."""
        return _hashed(self.panel.policy, *(part.key for part in self.parts), *self.columns)

    @property
    def stored(self) -> tuple[str, ...]:
        """The assessments of the database that are in it, by id."""
        return tuple(id for part in self.parts for id in part.stored)


def _hashed(*words: str | bytes) -> str:
    found = hashlib.sha256()
    for word in words:
        found.update(word.encode() if isinstance(word, str) else word)
        found.update(b"\0")
    return found.hexdigest()


# ---------------------------------------------------------------- what a panel is made of


def demonstrated(library: Library) -> Part:
    """Return the fictional demonstration."""
    panel = panel_demonstration.read(library)
    return Part("demonstration", f"Demonstration, {_administrations(len(panel.administrations))}", panel=panel)


def open_to(desk: Desk) -> tuple[list[Record], int]:
    """Return the assessments that may be compared, and how many others there are that may not yet."""
    records = desk.records()
    usable = [record for record in records if _counts(desk, record)]
    return usable, len(records) - len(usable)


def _counts(desk: Desk, record: Record) -> bool:
    """Whether both agencies have opened their answers, and the viewer may read them."""
    if COOPERATION not in record.instruments:
        return False
    return all(record.stages[voice] == "opened" and desk.allowed("read_answers", voice, record) for voice in AGENCIES)


def stored(desk: Desk) -> Part:
    """Return the assessments of the database that may be compared.

    Raises:
        BenchmarkRefused: there is none.
    """
    records, others = open_to(desk)
    if not records:
        raise BenchmarkRefused(
            "None of your assessments can be compared yet: both agencies have to open their answers first."
        )
    from diagnostic.service import auditing

    found = []
    for record in records:
        auditing.note_read(desk, record, AGENCIES)
        found.append(_bare(desk.view(record).assessment, desk.instrument(record)))
    notes = []
    if others:
        notes.append(
            f"{wording.count(others, 'assessment')} of yours {'is' if others == 1 else 'are'} left out: "
            "the answers of both agencies are not open to you."
        )
    if any(not desk.allowed("read_restricted", voice, record) for record in records for voice in AGENCIES):
        notes.append("Evidence on A.9 to A.11 is its custodian’s: as evidenced, levels count without it.")
    title = f"Your assessments, {wording.count(len(records), 'opened result')}"
    return Part(stored_key(records), title, tuple(found), None, tuple(record.id for record in records), tuple(notes))


def stored_key(records: Iterable[Record]) -> str:
    """Return a key that changes when somebody has written to one of the assessments."""
    return _hashed("stored", *(f"{one.id} {sorted(one.changed_at.items(), key=str)}" for one in records))


def _bare(assessment: Assessment, instrument: Instrument) -> Assessment:
    """Return the answers that are scored, without any text: a panel needs no more."""
    voices = {
        voice: {
            id: Answer(
                level=answer.level,
                value=answer.value if instrument.by_id[id].kind == "power" else None,
                state=answer.state,
                scope=answer.scope,
                evidence=answer.evidence,
            )
            for id, answer in said.items()
            if id in instrument.by_id and (instrument.by_id[id].levelled or instrument.by_id[id].kind == "power")
        }
        for voice, said in assessment.voices.items()
    }
    instruments = {COOPERATION: assessment.instruments[COOPERATION]}
    return replace(assessment, instruments=instruments, voices=voices, target=None, context={}, id=None)


def uploaded(library: Library, files: Sequence[tuple[bytes, str]]) -> list[Part]:
    """Read files that the user brings, tables and assessments, each as a part.

    Raises:
        Refused: with the faults of all of them; nothing is taken.
        BenchmarkRefused: an assessment file holds nothing that is compared.
        PanelRefused: the rows of a table cannot stand side by side.
    """
    found: list[Part] = []
    faults: list[Fault] = []
    for raw, name in files:
        try:
            found.append(_read(library, raw, name))
        except Refused as refused:
            faults.extend(refused.faults)
    if faults:
        raise Refused(faults)
    return found


def _read(library: Library, raw: bytes, name: str) -> Part:
    key = _hashed(raw)
    if not name.lower().endswith(_ASSESSMENTS):
        panel = panel_file.read_upload(raw, name, library)
        return Part(key, f"{name}, {_administrations(len(panel.administrations))}", panel=panel)
    assessment = file.read_upload(raw, name, library)
    if COOPERATION not in assessment.instruments:
        raise BenchmarkRefused(
            f"{name} holds no answers on cooperation. Countries are compared on nothing else; leave this file out."
        )
    instrument = library.instrument(COOPERATION, assessment.instruments[COOPERATION])
    bare = _bare(assessment, instrument)
    return Part(key, f"{name}, {_name(assessment.country)}, round {assessment.round}", (bare,))


def _administrations(number: int) -> str:
    return wording.count(number, "administration")


def assembled(library: Library, parts: Sequence[Part], policy: str = "") -> Loaded:
    """Return one panel of all parts. ``policy``: under which; without it, that under which the parts are.

    Raises:
        PanelRefused: the parts hold the same result, or cannot be brought under one policy.
    """
    panels = [part.panel for part in parts if part.panel is not None]
    assessments = [assessment for part in parts for assessment in part.assessments]
    if assessments:
        panels.append(scored.from_assessments(assessments, library, policy=policy))
    if policy:
        panels = [scored.under(panel, library.policies[policy]) for panel in panels]
    panel = panels[0] if len(panels) == 1 else combine(panels)
    notes = tuple(dict.fromkeys(note for part in parts for note in part.notes))
    return Loaded(replace(panel, notes=(*panel.notes, *notes)), tuple(parts))


def policies(library: Library, parts: Sequence[Part]) -> list[Policy]:
    """Return the policies under which all parts can stand side by side."""
    return [policy for policy in library.policies.values() if _can_stand(library, parts, policy)]


def _can_stand(library: Library, parts: Sequence[Part], policy: Policy) -> bool:
    if not any(level.requirements for level in policy.levels):
        return False
    instruments = {assessment.instruments[COOPERATION] for part in parts for assessment in part.assessments}
    found = [library.instrument(COOPERATION, version) for version in instruments]
    for part in parts:
        if part.panel is not None and part.panel.answers:
            found += [block.instrument for block in part.panel.answers]
        elif part.panel is not None and part.panel.policy != policy.id:
            return False
    try:
        for instrument in found:
            batch.Plan.of(instrument, policy)
    except KeyError:
        return False
    return True


def instrument_of(library: Library, panel: Panel) -> Instrument:
    """Return the newest version of the questionnaire that a panel holds answers to: it names the dimensions."""
    versions = [version for version in library.versions(COOPERATION) if version in panel.versions]
    return library.instrument(COOPERATION, versions[-1] if versions else None)


# ---------------------------------------------------------------- rights


def still_open(desk: Desk, parts: Iterable[Part]) -> bool:
    """Whether all assessments of the database that are in these parts are still the viewer's to read."""
    wanted = {id for part in parts for id in part.stored}
    return not wanted or wanted <= {record.id for record in open_to(desk)[0]}


def why_not_taken(desk: Desk, loaded: Loaded) -> str:
    """Return the sentence that says why nothing of a panel may be saved, or nothing where it may."""
    if not loaded.stored:
        return ""
    records = {record.id: record for record in desk.records()}
    kept = [id for id in loaded.stored if id not in records or not _may_take(desk, records[id])]
    if not kept:
        return ""
    many = f"{wording.count(len(kept), 'assessment')} in it {'is' if len(kept) == 1 else 'are'}"
    return f"You may look at this panel and not save it: {many} not yours to export."


def _may_take(desk: Desk, record: Record) -> bool:
    return _counts(desk, record) and all(desk.allowed("export", voice, record) for voice in AGENCIES)


def note_taken(desk: Desk, loaded: Loaded, what: str) -> None:
    """Note in the record of every stored assessment that figures in which it counts are saved.

    Raises:
        NotAllowed: one of them is not the viewer's to export; nothing may be saved.
    """
    if why := why_not_taken(desk, loaded):
        raise NotAllowed(why)
    for id in loaded.stored:
        desk.store.audit("benchmark", by=desk.by, id=id, detail={"file": what})


# ---------------------------------------------------------------- names


def called(panel: Panel) -> dict[str, str]:
    """Return how the administrations of a panel are called: by country; an alias stays what it is.

    Where real and fictional administrations stand side by side, the fictional ones are marked one by one.
    """
    mixed = 0 < len(panel.fictional) < len(panel.administrations)
    return {name: _name(name, marked=mixed) for name in panel.administrations}


def _name(administration: str, *, marked: bool = True) -> str:
    code, _, number = administration.partition("-")
    if is_fictional(code):
        name = demonstration.names().get(code, f"Administration {code}")
        name += " (fictional)" if marked else ""
    else:
        name = countries().get(code, code)
    return f"{name}, {number}" if number else name


# ---------------------------------------------------------------- peers


@dataclass(frozen=True, slots=True)
class Peers:
    """Who is compared with whom. ``regions``: where the user knows better than the list; ``picked``: by hand.

    ``own``: whose profile stands before its peers, which are all others that are compared, or its group alone.
    """

    by: By = "region"
    column: str = ""
    regions: tuple[tuple[str, str], ...] = ()
    picked: tuple[str, ...] = ()
    own: str = ""
    beside: Beside = "all"


def ways(panel: Panel) -> list[tuple[By, str]]:
    """Return by what a panel can be grouped: by region where one is known, by each column, not at all, or by hand."""
    regions = by_region(panel)
    found: list[tuple[By, str]] = [("region", "")] if regions.groups else []
    taken = REGION if regions.groups and regions.title == "Region" else ""
    found += [("column", name) for name in panel.columns if name != taken]
    return [*found, ("all", ""), ("hand", "")]


def grouped(panel: Panel, peers: Peers) -> Grouping:
    """Return the groups that are compared.

    Raises:
        PanelRefused: the panel has no such column or administration, or nobody was picked.
    """
    if peers.by == "region":
        return by_region(panel, dict(peers.regions))
    if peers.by == "column":
        return by_column(panel, peers.column)
    if peers.by == "hand":
        if not peers.picked:
            raise PanelRefused("Nobody was picked. Pick the administrations that are to be compared.")
        return by_hand(panel, peers.picked)
    return Grouping("Panel", {EVERYBODY: frozenset(panel.administrations)})


def beside(panel: Panel, peers: Peers, grouping: Grouping) -> tuple[frozenset[str], str]:
    """Return the peers of the own administration, and who they are in words."""
    own = peers.own
    if peers.beside == "group" and grouping.of(own) and len(grouping.groups) > 1:
        return grouping.peers(own), f"the others of “{grouping.of(own)}”"
    everybody: frozenset[str] = frozenset().union(*grouping.groups.values())
    who = "the chosen peers" if peers.by == "hand" else "all others that are compared"
    return everybody - {own}, who


def with_columns(library: Library, loaded: Loaded, raw: bytes, name: str) -> Loaded:
    """Read a table of what the user knows of administrations, such as income, and put it beside a panel.

    Raises:
        Refused: with every fault by row and column; nothing is taken.
    """
    source = table.read_bytes(raw, name)
    keys = Keys(source, library, COOPERATION)
    keys.missing_columns(["administration"])
    source.faults.check()
    place = source.header.index("administration")
    others = [(at, title) for at, title in enumerate(source.header) if at != place]
    if not others:
        raise source.refuse("the table has no column besides 'administration'", "add a column such as 'income'")
    first: dict[str, int] = {}
    for number, row in source.rows:
        administration = keys.administration(number, place, row[place])
        if first.setdefault(administration, number) != number:
            message = f"'{administration}' stands twice (first in row {first[administration]})"
            source.fault(number, place, message, "keep one of the two")
            continue
        keys.take_groups(number, row, administration, others)
    source.faults.check()
    panel = loaded.panel
    here = set(panel.administrations)
    found = {}
    for title, values in keys.columns.items():
        kept = {administration: value for administration, value in values.items() if administration in here}
        if kept:
            found[title.removeprefix("group:")] = kept
    if not found:
        raise source.refuse("none of its administrations is in the panel", "write the codes that the panel uses")
    for title, kept in found.items():
        panel = panel.with_column(title, kept)
    return replace(loaded, panel=panel, columns=(*loaded.columns, _hashed(raw)))


# ---------------------------------------------------------------- what was shown


def register_for(register: Register | None, own: str, minimum: int | None = None) -> Register:
    """Return what a reader was shown so far, for a reader who knows the result of the own administration.

    ``minimum``: the smallest group of which anything is shown; the other thresholds are never below it.
    """
    register = register or Register()
    if minimum is not None and minimum != register.settings.minimum:
        usual = Settings()
        least = max(minimum, usual.quartiles)
        settings = Settings(minimum, least, max(least, usual.deciles), max(least, usual.extremes))
        register = replace(register, settings=settings)
    return replace(register, known=register.known | {own}) if own else register


def narrowed(panel: Panel, measures: Iterable[str]) -> Panel:
    """Return a panel with some of its measures alone: what is not shown need not be worked out."""
    wanted = [place for place, measure in enumerate(panel.measures) if measure in set(measures)]
    views = [
        replace(levels, lower=levels.lower[wanted], upper=levels.upper[wanted], withheld=levels.withheld[wanted])
        for levels in (panel.claimed, panel.evidenced)
    ]
    return replace(
        panel, measures=tuple(panel.measures[place] for place in wanted), claimed=views[0], evidenced=views[1]
    )


def facts(loaded: Loaded) -> tuple[tuple[str, str], ...]:
    """Return what has to be known of a panel, each under a heading."""
    panel = loaded.panel
    joint = {round: len(panel.rows(round, "joint")) for round in panel.rounds}
    said = [
        ("Administrations", f"{len(panel.administrations):,}"),
        ("Rounds (joint results)", ", ".join(f"{round} ({number})" for round, number in joint.items())),
        ("Policy", panel.policy),
        ("Questionnaire", ", ".join(panel.versions)),
        (
            "Rests on",
            "Answers, so that other rules can be tried" if panel.answers else "Levels as they came, without answers",
        ),
    ]
    return tuple(said)
