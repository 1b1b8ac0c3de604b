"""Who is compared with whom: WCO regions, a column the user brings, peers picked by hand."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, cast, get_args

from diagnostic import places, wording
from diagnostic.answers.assessment import is_country, is_fictional
from diagnostic.benchmarking.panel import Panel, PanelRefused, country
from diagnostic.content.schemas import nearest

Confidence = Literal["high", "medium", "low"]
CONFIDENCES: tuple[Confidence, ...] = get_args(Confidence)

#: The name of the column in which a file may say the region itself, as the demonstration does.
REGION = "region"
VERIFY = (
    "Membership and regions were put together from public lists and are no official WCO list. Check them before you "
    "publish, and put right what differs."
)
_COLUMNS = ("iso3", "country", "wco_region", "wco_region_name", "wco_member", "confidence", "source", "note")


@dataclass(frozen=True, slots=True)
class Membership:
    """What is recorded of one country and the WCO. ``region`` is empty where it is no member."""

    iso3: str
    country: str
    region: str
    member: bool
    confidence: Confidence
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Regions:
    """The WCO regions: their names by code, and the countries."""

    names: Mapping[str, str]
    members: Mapping[str, Membership]


@dataclass(frozen=True, slots=True)
class Grouping:
    """Administrations in groups. ``notes``: what has to be said beside a figure that uses it.

    ``doubtful``: administrations whose group is not certain, with how sure it is and why. ``without``: those that
    belong to no group.
    """

    title: str
    groups: Mapping[str, frozenset[str]]
    notes: tuple[str, ...] = ()
    doubtful: Mapping[str, str] = field(default_factory=dict)
    without: frozenset[str] = frozenset()

    def of(self, administration: str) -> str:
        """Return the group of an administration, empty where it has none."""
        return next((name for name, members in self.groups.items() if administration in members), "")

    def peers(self, administration: str) -> frozenset[str]:
        """Return the others in the group of an administration."""
        return self.groups.get(self.of(administration), frozenset()) - {administration}


@cache
def wco_regions() -> Regions:
    """Return the shipped list of WCO regions.

    Raises:
        ValueError: the list is not as it should be; the message names the line.
    """
    text = (places.data("benchmarks") / "wco_regions.csv").read_text(encoding="utf-8")
    return read_regions(text.splitlines())


def read_regions(lines: Iterable[str]) -> Regions:
    """Read a list of WCO regions; see `wco_regions`."""
    rows = csv.DictReader(lines)
    if missing := [name for name in _COLUMNS if name not in (rows.fieldnames or ())]:
        raise ValueError(f"line 1: the columns {', '.join(missing)} are missing")
    names: dict[str, str] = {}
    members: dict[str, Membership] = {}
    for number, row in enumerate(rows, start=2):
        iso3, region = row["iso3"], row["wco_region"]
        if not is_country(iso3) or is_fictional(iso3):
            raise ValueError(f"line {number}: '{iso3}' is no country code")
        if iso3 in members:
            raise ValueError(f"line {number}: '{iso3}' stands twice")
        if row["confidence"] not in CONFIDENCES:
            raise ValueError(f"line {number}: the confidence is '{row['confidence']}'")
        if (row["wco_member"] == "yes") != bool(region) or row["wco_member"] not in ("yes", "no"):
            raise ValueError(f"line {number}: a member has a region, and nobody else has one")
        if region and names.setdefault(region, row["wco_region_name"]) != row["wco_region_name"]:
            raise ValueError(f"line {number}: the region {region} has two names")
        members[iso3] = Membership(
            iso3,
            row["country"],
            region,
            row["wco_member"] == "yes",
            cast(Confidence, row["confidence"]),
            row["source"],
            row["note"],
        )
    return Regions(names, members)


def by_region(panel: Panel, override: Mapping[str, str] | None = None) -> Grouping:
    """Group a panel by WCO region.

    ``override``: regions by country, where the user knows better; names of the user's own are taken as they are.
    Fictional administrations have the region that their file gives them.

    Raises:
        PanelRefused: the override names what is no country.
    """
    regions, override = wco_regions(), dict(override or {})
    if unknown := [code for code in override if not is_country(code)]:
        raise PanelRefused(f"“{unknown[0]}” is no country code. Write an ISO 3166-1 alpha-3 code such as FRA.")
    given = panel.columns.get(REGION, {})
    found: dict[str, str] = {}
    doubtful: dict[str, str] = {}
    for name in panel.administrations:
        code = country(name)
        known = regions.members.get(code)
        if code in override:
            found[name] = regions.names.get(override[code], override[code])
        elif known and known.region:
            found[name] = regions.names[known.region]
            if known.confidence != "high":
                doubtful[name] = f"{known.confidence} confidence" + (f": {known.note}" if known.note else "")
        elif name in given and not known:
            found[name] = given[name]
    real = any(country(name) in regions.members for name in found if country(name) not in override)
    notes: tuple[str, ...] = (VERIFY,) if real else ()
    if doubtful:
        many = wording.count(len(doubtful), "administration")
        notes += (f"The region of {many} is less certain than the rest: {', '.join(sorted(doubtful))}.",)
    return _grouping("WCO region" if real or override else "Region", panel, found, notes, doubtful)


def by_column(panel: Panel, name: str) -> Grouping:
    """Group a panel by a column that the user brought, such as income.

    Raises:
        PanelRefused: the panel has no such column.
    """
    if name not in panel.columns:
        raise PanelRefused(f"The panel has no column “{name}”: {nearest(name, list(panel.columns))}")
    return _grouping(name.capitalize(), panel, panel.columns[name])


def by_hand(panel: Panel, picked: Iterable[str], title: str = "Chosen peers") -> Grouping:
    """Group administrations that were picked one by one.

    Raises:
        PanelRefused: one of them is not in the panel.
    """
    chosen = frozenset(picked)
    if unknown := sorted(chosen - set(panel.administrations)):
        raise PanelRefused(f"“{unknown[0]}” is not in the panel: {nearest(unknown[0], panel.administrations)}")
    return _grouping(title, panel, dict.fromkeys(chosen, title))


def _grouping(
    title: str,
    panel: Panel,
    found: Mapping[str, str],
    notes: tuple[str, ...] = (),
    doubtful: Mapping[str, str] | None = None,
) -> Grouping:
    here = frozenset(panel.administrations)
    names = sorted({group for name, group in found.items() if group and name in here})
    groups = {group: frozenset(n for n in panel.administrations if found.get(n) == group) for group in names}
    placed: frozenset[str] = frozenset().union(*groups.values())
    made_up = set(panel.fictional) & placed
    if made_up and made_up != placed:
        notes += ("Fictional administrations stand beside real ones in these groups.",)
    return Grouping(title, groups, notes, dict(doubtful or {}), here - placed)
