"""Charts of every kind with invented figures: one, five or forty administrations, hostile and long names."""

from __future__ import annotations

import random

from diagnostic.charts import counting, peers, rounds, sharing, situation, standing, voices
from diagnostic.charts.spec import BandRow, Basis, Bound, Cell, Chart, Count, Growth, HeatRow, Names, Power, Share
from diagnostic.charts.tracks import Span, Spread
from diagnostic.scoring.outcomes import UNKNOWN, Pair

NAMES: Names = ("Coexistence", "Communication", "Cooperation", "Coordination", "Collaboration")
DIMENSIONS = (
    "Framework", "Information", "Risk", "Operations", "Investigation", "Powers", "Resources", "Liaison", "Training",
    "Recognition",
)  # fmt: skip
ARABIC = "إدارة الجمارك في ملكرا"
LONG = (
    "Central Directorate of Customs, Border Protection and Indirect Taxation of the United Republics of Grand Fenwick"
)
HOSTILE = '=HYPERLINK("http://x.test","Ruritania")'
MARKUP = "<b>Bold & Sons</b> #eval %{x} $y$\x07\u202e"
ADMINISTRATIONS = (
    "Freedonia", "Sylvania", ARABIC, LONG, HOSTILE, MARKUP, "Borduria", "Syldavia", "Genovia", "Latveria", "Wakanda",
    "Zubrowka", "Elbonia", "Florin", "Guilder", "Krakozhia", "Molvania", "Narnia", "Orsinia", "Panem", "Qumar",
    "Rohan", "San Marcos", "Tomania", "Urk", "Vulgaria", "West Xylophone", "Yerba", "Zamunda", "Agrabah", "Brungaria",
    "Costaguana", "Drackenberg", "Euphrania", "Flausenthurm", "Graustark", "Hav", "Illyria", "Jumbostan", "Kinakuta",
)  # fmt: skip
REGIONS = (
    "Far East, South and South East Asia, Australasia and the Pacific Islands", "East and Southern Africa", "Europe",
    "North of Africa, Near and Middle East", "South America, North America, Central America and the Caribbean",
    "West and Central Africa",
)  # fmt: skip
WITHHELD = "withheld: fewer than 5"
POLICY = "handbook-fig3/1"


def basis(n: int, *years: str) -> Basis:
    return Basis(n=n, voice="joint answers", view="as claimed", rounds=years or ("2026",), policy=POLICY)


def pair(dice: random.Random, unknown: float = 0.25) -> Pair:
    if dice.random() < unknown:
        lower = dice.choice((1, 1, 2, 3))
        return Pair(lower, dice.randint(lower + 1, 5))
    level = dice.choice((1, 2, 2, 2, 3, 3, 3, 4, 4, 5))
    return Pair(level, level)


def share(dice: random.Random, label: str, n: int) -> Share:
    counts = [0] * 6
    for _ in range(n):
        counts[dice.choice((0, 1, 1, 2, 2, 3, 4, 5))] += 1
    return Share(label, (counts[0], counts[1], counts[2], counts[3], counts[4]), counts[5])


def gallery(
    n: int = 40, *, seed: int = 6, unknown: float = 0.25, years: tuple[str, ...] = ("2022", "2024", "2026")
) -> dict[str, Chart]:
    """Return a chart of every kind for ``n`` administrations; the first one is the own one where there are several."""
    dice = random.Random(seed)
    names = ADMINISTRATIONS[:n]
    own = n > 1

    def draw() -> Pair:
        return UNKNOWN if unknown >= 1 else pair(dice, unknown)

    rows = [BandRow(name, draw(), own and place == 0) for place, name in enumerate(names)]
    heat = []
    for place, name in enumerate(names):
        cells = []
        for _ in DIMENSIONS:
            found = None if dice.random() < 0.03 and unknown < 1 else draw()
            cells.append(Cell(found, bool(found and not found.known and dice.random() < 0.3)))
        heat.append(HeatRow(name, tuple(cells), own and place == 0))
    spreads = []
    for name in DIMENSIONS:
        low = dice.choice((1.0, 2.0, 2.5))
        high = low + dice.choice((1.0, 1.5, 2.0))
        sure = dice.random() < 0.6
        quartiles = Spread(
            Span(low - (0 if sure or low == 1 else 0.5), low),
            Span(low + 0.5, low + (0.5 if sure else 1.0)),
            Span(high, high + (0 if sure or high > 4.5 else 0.5)),
            n - 1,
        )
        spreads.append(peers.Against(name.lower(), name, draw(), quartiles if n > 5 else None, dice.random() < 0.1))
    both = [
        voices.Both(name.lower(), name, draw(), draw(), pair(dice, 0) if dice.random() < 0.5 and unknown < 1 else None)
        for name in DIMENSIONS
    ]
    shared = [share(dice, name, n) if unknown < 1 else Share(name, (0, 0, 0, 0, 0), n) for name in DIMENSIONS]
    groups = [
        share(dice, name, max(5, n // 6 + dice.randint(-1, 3))) if n > 5 else Share(name, (0, 0, 0, 0, 0), 0, WITHHELD)
        for name in REGIONS
    ]
    if n > 5:
        groups[2] = Share(REGIONS[2], (0, 0, 0, 0, 0), 0, "withheld: fewer than 5")
    lines = []
    for place, name in enumerate(names):
        at = dice.choice((1, 2, 2, 3))
        path: list[Pair | None] = []
        for _ in years:
            path.append(
                UNKNOWN
                if unknown >= 1
                else Pair(max(1, at - 1), min(5, at + 1))
                if dice.random() < 0.15
                else Pair(at, at)
            )
            at = min(5, max(1, at + dice.choice((0, 0, 0, 0, 0, 0, 1, 1, -1))))
        lines.append(rounds.line(name, path, own=own and place == 0))
    steps = []
    for label in (
        "Sign a memorandum of understanding",
        "Set up the Customs–Police Cooperation Committee",
        "Post liaison officers",
        "Agree a joint risk list",
        "Write a procedure for handing over cases after a seizure at the border, with feedback",
        "Hold joint training",
        "Open a joint port control unit",
        "Agree common figures",
    ):
        certain = dice.randint(0, n) if unknown < 1 else 0
        steps.append(Count(label, certain, min(n - certain, dice.randint(0, 4)) if unknown < 1 else n, n))
    return {
        "band": standing.band(rows, NAMES, basis(n), fictional=True),
        "heat_map": standing.heat_map(heat, DIMENSIONS, NAMES, basis(n), fictional=True),
        "profile": peers.against_peers(names[0], spreads, NAMES, basis(max(n - 1, 0)), fictional=True),
        "dumbbell": voices.dumbbell(
            both,
            NAMES,
            Basis(voice="each agency’s own answers", view="as claimed", rounds=("2026",), policy=POLICY),
            fictional=True,
        ),
        "shares": sharing.shares(shared, NAMES, basis(n), fictional=True),
        "rounds": rounds.slopes(lines, years, NAMES, basis(n, *years), fictional=True),
        "steps": counting.steps_done(steps, basis(n), fictional=True),
        "powers": voices.powers(
            powers(),
            "Customs Board",
            LONG,
            Basis(voice="both agencies", rounds=("2026",), policy=POLICY),
            fictional=True,
        ),
        "regions": sharing.regions(groups, NAMES, basis(n), fictional=True),
        "situation": situation.situation(
            names[0],
            draw(),
            draw(),
            draw(),
            Basis(voice="customs", view="as claimed", rounds=("2026",)),
            fictional=True,
        ),
        "growth": growth(),
    }


def powers() -> list[Power]:
    return [
        Power(
            "Criminal investigation",
            "A.7.1",
            "partial",
            "full",
            "Shared in part",
            Pair(4, 4),
            "Customs by joint procedure, level 4",
        ),
        Power(
            "Work with the prosecutor",
            "A.8",
            "full",
            "full",
            "Both hold it",
            None,
            "Agree who acts first, so that the agencies do not get in each other’s way.",
        ),
        Power(
            "Surveillance, interception",
            "A.9",
            "none",
            "full",
            "Police holds it",
            Pair(2, 2),
            "Customs by personal favour, level 2",
        ),
        Power(
            "Undercover officers",
            "A.10",
            "none",
            "none",
            "Neither holds it",
            None,
            "Look to the law, or to a third agency that holds it.",
        ),
        Power("Informants", "A.11", "unknown", "full", "Cannot be told", Pair(1, 5), "Level 1 to 5"),
        Power("Forensic science", "A.12", "full", "partial", "Shared in part", Pair(3, 4), "Police by written request"),
    ]


def growth() -> Chart:
    rows = [
        Growth("Port control units", "ports", Bound(80, ">"), "October 2019", Bound(113), "October 2024"),
        Growth("Countries with a port control unit", "countries", Bound(50), "October 2019", Bound(86), "October 2024"),
        Growth(
            "Task forces at airports",
            "units",
            Bound(38),
            "2019",
            Bound(43),
            "2024",
            "Not comparable: units are counted in 2019, countries in 2024.",
        ),
    ]
    sources = ("WCO Compliance and Enforcement report, 22 October 2019", "WCO News, 30 October 2024")
    return counting.growth(
        rows, Basis(sources=sources), what="Container and passenger control programme, units in operation"
    )
