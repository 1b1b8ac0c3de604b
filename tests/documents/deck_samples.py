"""Assessments and panels as decks and workbooks are given them: the demonstration, and hostile ones made of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from diagnostic.answers import AgencyPair, Answer, Assessment, file
from diagnostic.answers.answer import Voice
from diagnostic.benchmarking import demonstration, groups
from diagnostic.benchmarking.comparing import Question
from diagnostic.benchmarking.groups import Grouping
from diagnostic.benchmarking.panel import Panel
from diagnostic.content import Library, shipped
from diagnostic.disclosure import Register
from diagnostic.documents.benchmark import Benchmark, gather
from diagnostic.documents.case import Case
from diagnostic.exchange import panel_demonstration, panel_file
from diagnostic.scoring import score
from diagnostic.service import files, planning_file

LINE = "TLP:AMBER · For the committee only"
LONG = (
    "Central Directorate-General of Customs, Border Protection, Excise and Indirect Taxation "
    "of the United Republics of Fenwick"
)
COMMAND = '=cmd|"/c calc"!A1'
ARABIC = "إدارة الجمارك في ملكرا"
ON = date(2026, 10, 5)


@cache
def library() -> Library:
    return shipped()


@cache
def demo() -> dict[str, Assessment]:
    return {path.stem: file.read(path, library()) for path in files.demonstration_files()}


def case(assessment: Assessment, whose: Any = "both", **more: Any) -> Case:
    """Return an assessment with its plan, as a service hands it over."""
    voice: Voice | None = None if whose == "both" else whose
    own = assessment if voice is None else assessment.only(voice)
    result = score(own, library())
    assert result is not None
    made = planning_file.from_file(own, library(), voice)
    given: dict[str, Any] = {
        "country": "Freedonia",
        "sources": library().sources,
        "xrays": {xray.id: xray for xray in library().xrays["cooperation"]},
        "plan": made.plan,
        "slots": made.slots,
        "towards": made.towards,
        "classification": LINE,
    }
    return Case(result=result, whose=whose, made_on=ON, **{**given, **more})


def freedonia() -> Case:
    return case(demo()["xxa-2026"])


def hostile() -> Case:
    """Return names that a spreadsheet would run, that are far too long, or that run from the right."""
    found = demo()["xxa-2026"]
    said = {voice: dict(answers) for voice, answers in found.voices.items()}
    comment = f'=HYPERLINK("http://x.test")\n{ARABIC} & <b>\u202e ' + "long words " * 600
    said["customs"]["a_1"] = replace(said["customs"]["a_1"], comment=comment, link="http://x.test")
    said["police"]["a_2_1"] = replace(said["police"]["a_2_1"], comment="+1+1", link="@SUM(1)")
    named = replace(found, pair=AgencyPair(COMMAND, LONG), voices=said)
    return case(named, country=f"=1+1 {ARABIC}", classification='=TLP & "RED" ' + "very long line " * 14)


def empty() -> Case:
    found = demo()["xxa-2026"]
    return case(replace(found, voices={"customs": {}, "police": {}}, target=None))


def alone() -> Case:
    return case(demo()["xxa-2026"], "police")


def highest() -> Case:
    """Return a pair whose answers are all at the highest level, and shown."""
    found = demo()["xxb-2026"]
    top = Answer(level=5, scope="national", evidence="independently_checked")
    instrument = library().instrument("cooperation")
    said = {item.id: top for item in instrument.items if item.levelled and item.subject != "own"}
    held = {item.id: Answer(value={"authority": "full"}) for item in instrument.powers if not item.areas}
    voices: dict[Voice, dict[str, Answer]] = {"customs": {**said, **held}, "police": {**said, **held}}
    return case(replace(found, voices=voices, target=5))


@cache
def panel() -> Panel:
    return panel_demonstration.read(library())


def benchmark(
    of: Panel | None = None, by: Grouping | None = None, register: Register | None = None, **more: Any
) -> Benchmark:
    """Return the demonstration panel by region, or another panel, as a service hands it over."""
    of = of or panel()
    instrument = library().instrument("cooperation")
    given: dict[str, Any] = {
        "own": "XXA",
        "names": demonstration.names(),
        "singles": True,
        "title": "Forty fictional administrations compared",
        "classification": LINE,
        "sources": library().sources,
    }
    _, shown = gather(
        of,
        by or groups.by_region(of),
        Question("2026"),
        register or Register(),
        instrument=instrument,
        policy=library().policy_of(instrument),
        made_on=ON,
        **{**given, **more},
    )
    return shown


def of_codes(*codes: str, rounds: tuple[str, ...] = ("2024", "2026")) -> Panel:
    """Return a panel of levels alone: of each code the same, by its place and by the measure."""
    measures = ("continuum", *(side.id for side in library().instrument("cooperation").dimensions))
    head = ["administration", "round", "voice", "policy", "instrument"]
    head += [f"{measure}_{end}" for measure in measures for end in ("lower", "upper")]
    lines = [",".join(head)]
    for place, code in enumerate(codes):
        for number, round in enumerate(rounds):
            levels = [min(5, 1 + (place + at + number) % 4) for at in range(len(measures))]
            ends = [f"{level},{min(5, level + (place + at) % 2)}" for at, level in enumerate(levels)]
            lines.append(",".join([code, round, "joint", "handbook-fig3/1", "handbook-2018/1", *ends]))
    return panel_file.read_upload("\n".join(lines).encode(), "panel.csv", library())


EUROPE = ("FRA", "DEU", "ITA", "ESP", "PRT", "NLD", "BEL", "POL", "ALB", "SRB", "KAZ", "KGZ")


def real() -> Benchmark:
    """Return real codes, so that regions are uncertain, under hostile names."""
    names = {"FRA": COMMAND, "DEU": LONG, "ITA": ARABIC}
    more = ("JPN", "AUS", "SGP", "KEN", "UGA", "TZA", "ETH", "ZAF", "RWA")
    found = of_codes(*EUROPE, *more)
    return benchmark(found, own="FRA", names=names, title="=1+1 A panel & more", peers_title=LONG)


def one_administration() -> Benchmark:
    found = of_codes("FRA", rounds=("2026",))
    return benchmark(found, own="FRA", names={}, title="One administration")


def few() -> Benchmark:
    """Return nine peers picked by hand: too few for quartiles, and one group alone."""
    found = of_codes(*EUROPE)
    return benchmark(
        found, groups.by_hand(found, EUROPE[:9]), own="FRA", peers=frozenset(EUROPE[:9]), names={}, singles=False
    )
