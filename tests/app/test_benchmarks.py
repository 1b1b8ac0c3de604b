"""Benchmarks: what may be compared, who are peers, what is withheld, and who may take it along."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from diagnostic.access import NotAllowed
from diagnostic.answers import AgencyPair, Answer, Assessment, Voice, file
from diagnostic.benchmarking.comparing import Question
from diagnostic.benchmarking.panel import PanelRefused
from diagnostic.charts.data_of import data_of
from diagnostic.content import Library, Refused, shipped
from diagnostic.disclosure import Register
from diagnostic.scoring import score
from diagnostic.service import benchmark_context, benchmarks, chart_files, charting
from diagnostic.service.benchmarks import BenchmarkRefused, Loaded, Part, Peers
from diagnostic.service.chart_files import ChartRefused
from diagnostic.service.charting import Asked, Name, Shown
from diagnostic.service.desk import Desk
from diagnostic.storage import Store
from tests.app.signed_in import desk_of, name
from tests.app.windows import fill, open_both, start_integrity

DAY = date(2026, 5, 4)
VERSION = "handbook-2018/1"
POLICY = "handbook-fig3/1"
HEAD = "administration,round,voice,policy,instrument,continuum_lower,continuum_upper"


@pytest.fixture(scope="module")
def demonstration(library: Library) -> Loaded:
    return benchmarks.assembled(library, [benchmarks.demonstrated(library)])


def shown(library: Library, loaded: Loaded, asked: Asked, register: Register | None = None) -> Shown:
    return charting.shown(library, loaded.panel, asked, register or Register(), made_on=DAY, steps=library.steps)[1]


def table(levels: Iterable[tuple[str, int, int]], *, round: str = "2026", policy: str = POLICY) -> bytes:
    """Return a panel table of continuum levels."""
    rows = (f"{name},{round},joint,{policy},{VERSION},{low},{high}" for name, low, high in levels)
    return "\n".join((HEAD, *rows)).encode()


def answered(store: Store, id: str, level: int = 3) -> None:
    """Let both agencies answer everything that is scored with one level, and open."""
    items = [item.id for item in shipped().instrument("cooperation", VERSION).items if item.levelled]
    for voice in ("customs", "police"):
        fill(store, id, voice, {item: Answer(level=level, comment="not for others") for item in items})
    open_both(store, id)


# ---------------------------------------------------------------- what may be compared


def test_only_what_both_agencies_opened_counts(desks: dict[Voice, Desk], store: Store, id: str) -> None:
    assert benchmarks.open_to(desks["customs"]) == ([], 1)
    with pytest.raises(BenchmarkRefused, match="both agencies have to open their answers first"):
        benchmarks.stored(desks["customs"])
    answered(store, id)
    part = benchmarks.stored(desks["customs"])
    assert part.stored == (id,)
    panel = benchmarks.assembled(desks["customs"].library, [part]).panel
    assert panel.administrations == ("XXC",)


def test_the_joint_result_of_a_panel_is_that_of_the_assessment(desks: dict[Voice, Desk], store: Store, id: str) -> None:
    answered(store, id, level=4)
    desk = desks["police"]
    panel = benchmarks.assembled(desk.library, [benchmarks.stored(desk)]).panel
    result = score(desk.view(store.record(id)).assessment, desk.library)
    assert result is not None
    assert result.joint is not None
    assert panel.profile("XXC", "2026")["continuum"] == result.joint.claimed.continuum
    assert panel.profile("XXC", "2026", view="evidenced")["continuum"] == result.joint.evidenced.continuum


def test_no_text_and_nothing_on_integrity_comes_into_a_panel(desks: dict[Voice, Desk], store: Store, id: str) -> None:
    start_integrity(store, id)
    fill(store, id, "customs", {"i_owner": Answer(level=5, comment="secret")})
    answered(store, id)
    for assessment in benchmarks.stored(desks["customs"]).assessments:
        said = [answer for answers in assessment.voices.values() for answer in answers.values()]
        assert not any(answer.comment or answer.link or answer.reason for answer in said)
        assert not any(
            item.startswith(("i_", "x_", "p_")) for answers in assessment.voices.values() for item in answers
        )
        assert list(assessment.instruments) == ["cooperation"]


def test_who_sees_one_agency_alone_compares_nothing(library: Library, store: Store, id: str) -> None:
    answered(store, id)
    observer = desk_of(library, store, name(store, id, "observer"))
    outsider = desk_of(library, store, "stranger@elsewhere.example")
    respondent = desk_of(library, store, name(store, id, "administrator"))
    assert benchmarks.open_to(observer)[0]
    assert benchmarks.open_to(outsider) == ([], 0)
    assert benchmarks.open_to(respondent) == ([], 1)


def test_reading_for_a_panel_is_noted(desks: dict[Voice, Desk], store: Store, id: str) -> None:
    answered(store, id)
    benchmarks.stored(desks["customs"])
    assert [entry.action for entry in store.audit_log(id)][-1] == "read"


def test_who_may_not_export_may_look_and_save_nothing(library: Library, store: Store, id: str) -> None:
    answered(store, id)
    observer = desk_of(library, store, name(store, id, "observer"))
    loaded = benchmarks.assembled(library, [benchmarks.stored(observer)])
    assert "1 assessment in it is not yours to export" in benchmarks.why_not_taken(observer, loaded)
    with pytest.raises(NotAllowed):
        benchmarks.note_taken(observer, loaded, "deck")
    secretariat = desk_of(library, store, name(store, id, "secretariat"))
    assert benchmarks.why_not_taken(secretariat, loaded) == ""
    benchmarks.note_taken(secretariat, loaded, "deck")
    last = store.audit_log(id)[-1]
    assert (last.action, last.by, last.detail) == ("benchmark", "secretariat@both.example", {"file": "deck"})


def test_what_is_closed_to_somebody_meanwhile_is_open_no_more(library: Library, store: Store, id: str) -> None:
    answered(store, id)
    person = name(store, id, "chair")
    desk = desk_of(library, store, person)
    part = benchmarks.stored(desk)
    assert benchmarks.still_open(desk, [part])
    store.remove_member(id, person, "chair", None, by="an earlier session")
    assert not benchmarks.still_open(desk, [part])


def test_a_correction_makes_another_key(desks: dict[Voice, Desk], store: Store, id: str) -> None:
    answered(store, id)
    before = benchmarks.stored(desks["customs"]).key
    assert benchmarks.stored(desks["customs"]).key == before
    store.save(id, "agreed", "a_1", Answer(level=2, reason="read together"), seen=0, by="chair")
    assert benchmarks.stored(desks["customs"]).key != before


# ---------------------------------------------------------------- what is brought


def test_tables_and_files_and_the_database_stand_side_by_side(desks: dict[Voice, Desk], store: Store, id: str) -> None:
    answered(store, id)
    library = desks["customs"].library
    text = file.write_text(replace(_empty("XXD"), voices={"customs": {"a_1": Answer(level=3)}, "police": {}}))
    parts = [
        benchmarks.stored(desks["customs"]),
        *benchmarks.uploaded(library, [(table([("FRA", 2, 3)]), "panel.csv"), (text.encode(), "sylvania.yaml")]),
    ]
    panel = benchmarks.assembled(library, parts).panel
    assert panel.administrations == ("FRA", "XXC", "XXD")


def _empty(country: str) -> Assessment:
    return Assessment(country, "2026", {"cooperation": VERSION}, pair=AgencyPair())


def test_faults_of_all_files_are_told_and_none_is_taken(library: Library) -> None:
    files = [
        (table([("FRA", 4, 2)]), "one.csv"),
        (table([("ABX", 1, 1)]), "two.csv"),
        (table([("DEU", 2, 2)]), "ok.csv"),
    ]
    with pytest.raises(Refused) as refused:
        benchmarks.uploaded(library, files)
    assert {(fault.file, fault.line) for fault in refused.value.faults} == {("one.csv", 2), ("two.csv", 2)}


def test_a_file_on_integrity_is_refused(library: Library) -> None:
    version = library.instrument("integrity").version
    text = file.write_text(Assessment("XXD", "2026", {"integrity": version}, voices={"customs": {}}))
    with pytest.raises(BenchmarkRefused, match="compared on nothing else"):
        benchmarks.uploaded(library, [(text.encode(), "integrity.yaml")])


def test_the_same_result_twice_is_refused(library: Library) -> None:
    twice = benchmarks.uploaded(library, [(table([("FRA", 2, 3)]), "a.csv"), (table([("FRA", 2, 2)]), "b.csv")])
    with pytest.raises(PanelRefused, match="FRA has two results"):
        benchmarks.assembled(library, twice)


def test_levels_without_answers_stay_under_their_policy(library: Library) -> None:
    demonstration = benchmarks.demonstrated(library)
    levels = benchmarks.uploaded(library, [(table([("FRA", 2, 3)]), "a.csv")])
    assert [policy.id for policy in benchmarks.policies(library, [demonstration, *levels])] == [POLICY]
    other = replace(library.policies[POLICY], id="stricter/1")
    wider = replace(library, policies={**library.policies, other.id: other})
    assert [policy.id for policy in benchmarks.policies(wider, [demonstration])] == [POLICY, "stricter/1"]
    assert [policy.id for policy in benchmarks.policies(wider, levels)] == [POLICY]
    assert benchmarks.assembled(wider, [demonstration], "stricter/1").panel.policy == "stricter/1"
    with pytest.raises(PanelRefused, match="came without answers"):
        benchmarks.assembled(wider, levels, "stricter/1")


# ---------------------------------------------------------------- peers


def test_regions_are_offered_where_they_are_known(library: Library, demonstration: Loaded) -> None:
    assert benchmarks.ways(demonstration.panel)[0] == ("region", "")
    aliases = benchmarks.uploaded(library, [(table([("A01", 2, 3)]), "a.csv")])
    panel = benchmarks.assembled(library, aliases).panel
    assert benchmarks.ways(panel) == [("all", ""), ("hand", "")]


def test_a_region_can_be_put_right(library: Library) -> None:
    parts = benchmarks.uploaded(library, [(table([("FRA", 2, 3), ("KEN", 3, 3)]), "a.csv")])
    panel = benchmarks.assembled(library, parts).panel
    assert benchmarks.grouped(panel, Peers()).of("KEN") == "East and Southern Africa"
    assert benchmarks.grouped(panel, Peers(regions=(("KEN", "Our own circle"),))).of("KEN") == "Our own circle"


def test_what_the_user_knows_can_be_compared_by(library: Library, demonstration: Loaded) -> None:
    raw = b"administration;income\nXXA;high\nXXB;low\nFRA;high\n"
    loaded = benchmarks.with_columns(library, demonstration, raw, "income.csv")
    assert loaded.key != demonstration.key
    assert benchmarks.grouped(loaded.panel, Peers("column", "income")).groups == {
        "high": frozenset({"XXA"}),
        "low": frozenset({"XXB"}),
    }


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("country;income\nXXA;high", (1, 1), "'administration' is missing"),
        ("administration;income\nXXA;high\nXXA;low", (3, 1), "stands twice"),
        ("administration;income\nxx;high", (2, 1), "'administration' is 'xx'"),
        ("administration\nXXA", (1, 1), "no column besides"),
        ("administration;income\nFRA;high", (1, 1), "none of its administrations is in the panel"),
        ("administration;income\nXXA;=1+1", (2, 2), "begins like a formula"),
    ],
)
def test_a_table_of_groups_is_read_strictly(
    library: Library, demonstration: Loaded, text: str, place: tuple[int, int], message: str
) -> None:
    with pytest.raises(Refused) as refused:
        benchmarks.with_columns(library, demonstration, text.encode(), "income.csv")
    fault = refused.value.faults[0]
    assert (fault.line, fault.column) == place
    assert message in fault.message


def test_nobody_picked_is_said(demonstration: Loaded) -> None:
    with pytest.raises(PanelRefused, match="Nobody was picked"):
        benchmarks.grouped(demonstration.panel, Peers("hand"))


def test_names_are_in_words_and_fictional_ones_marked_beside_real_ones(library: Library, demonstration: Loaded) -> None:
    assert benchmarks.called(demonstration.panel)["XXA"] == "Freedonia"
    mixed = benchmarks.uploaded(library, [(table([("XXA", 2, 2), ("FRA-2", 2, 3), ("A01", 1, 1)]), "a.csv")])
    assert benchmarks.called(benchmarks.assembled(library, mixed).panel) == {
        "A01": "A01",
        "FRA-2": "France, 2",
        "XXA": "Freedonia (fictional)",
    }


# ---------------------------------------------------------------- what is shown


def test_the_demonstration_has_every_chart_in_order(library: Library, demonstration: Loaded) -> None:
    asked = Asked(Question("2026"), Peers(own="XXA"), singles=True, rules=True)
    found = shown(library, demonstration, asked)
    assert list(found.charts) == [name for name in charting.NAMES if name != "growth"]
    assert all(chart.fictional and chart.finding.endswith(".") for chart in found.charts.values())
    assert not any(charting.why_not(name, demonstration.panel, asked, found) for name in charting.NAMES)


def test_administrations_one_by_one_only_where_asked_for(library: Library, demonstration: Loaded) -> None:
    asked = Asked(Question("2026"), Peers())
    found = shown(library, demonstration, asked)
    data = "".join(str(data_of(chart).rows) for chart in found.charts.values())
    assert not any(name in data for name in benchmarks.called(demonstration.panel).values())
    assert "heat_map" not in found.charts
    assert "one by one" in charting.why_not("heat_map", demonstration.panel, asked, found)
    assert charting.why_not("profile", demonstration.panel, asked, found).startswith("Say which")


def test_small_groups_are_withheld_and_named(library: Library, demonstration: Loaded) -> None:
    chart = shown(library, demonstration, Asked(Question("2026"), Peers())).charts["regions"]
    rows = {row[0]: row for row in data_of(chart).rows}
    assert rows["Eastern Steppe"][-1] == rows["River Delta"][-1] == "withheld"
    assert rows["Eastern Steppe"][1:-1] == (None,) * 7
    assert "Eastern Steppe (fewer than 5 administrations)" in " ".join(chart.notes)


def test_what_was_shown_before_keeps_a_difference_hidden(library: Library, demonstration: Loaded) -> None:
    everybody = demonstration.panel.administrations
    first = Asked(Question("2026"), Peers("hand", picked=everybody[:12]))
    second = Asked(Question("2026"), Peers("hand", picked=everybody[:13]))
    register, _ = charting.shown(library, demonstration.panel, first, Register(), made_on=DAY)
    _, found = charting.shown(library, demonstration.panel, second, register, made_on=DAY)
    assert found.benchmark.n is None
    assert shown(library, demonstration, second).benchmark.n == 13


def test_a_round_by_round_difference_stays_hidden(library: Library) -> None:
    """Eight in the first round, the same and one more in the second: its result would be the difference."""
    before = [(f"A{number:02}", 2, 2) for number in range(1, 9)]
    parts = benchmarks.uploaded(
        library, [(table(before, round="1"), "1.csv"), (table([*before, ("A09", 5, 5)], round="2"), "2.csv")]
    )
    loaded = benchmarks.assembled(library, parts)
    found = shown(library, loaded, Asked(Question("2"), Peers("all")))
    assert "rounds" not in found.charts
    assert any("joined or left" in move.sentence for move in found.benchmark.moves)


def test_the_smallest_group_is_a_setting(library: Library, demonstration: Loaded) -> None:
    asked = Asked(Question("2026"), Peers())
    strict = shown(library, demonstration, asked, benchmarks.register_for(None, "", 9))
    labels = [one.label for one in strict.benchmark.continuum.groups if one.shown]
    assert labels == ["Northern Coast"]


def test_who_knows_the_own_result_is_no_protection(library: Library) -> None:
    five = [(f"A{number:02}", 2, 2) for number in range(1, 6)]
    loaded = benchmarks.assembled(library, benchmarks.uploaded(library, [(table(five), "a.csv")]))
    assert shown(library, loaded, Asked(Question("2026"), Peers("all"))).benchmark.n == 5
    assert shown(library, loaded, Asked(Question("2026"), Peers("all", own="A01"))).benchmark.n is None


def test_one_chart_alone_says_the_same_as_in_the_gallery(library: Library, demonstration: Loaded) -> None:
    asked = Asked(Question("2026"), Peers(own="XXA"))
    whole = shown(library, demonstration, asked)
    for one in ("regions", "dumbbell", "steps"):
        wanted: Name = one
        _, alone = charting.shown(
            library, demonstration.panel, asked, Register(), made_on=DAY, only=wanted, steps=library.steps
        )
        assert list(alone.charts) == [one]
        assert alone.charts[wanted].body == whole.charts[wanted].body


def test_steps_done_are_counted_from_the_answers(
    library: Library, store: Store, id: str, desks: dict[Voice, Desk]
) -> None:
    parts = []
    for number, country in enumerate(("XXD", "XXE", "XXF", "XXG", "XXH", "XXI")):
        level = 3 if number < 4 else 2
        said: dict[Voice, dict[str, Answer]] = {
            "customs": {"a_1": Answer(level=level)},
            "police": {"a_1": Answer(level=level)} if number else {},
        }
        parts.append(Part(country, country, (replace(_empty(country), voices=said),)))
    loaded = benchmarks.assembled(library, parts)
    chart = shown(library, loaded, Asked(Question("2026"), Peers("all"))).charts["steps"]
    rows = {row[0]: row for row in data_of(chart).rows}
    assert rows["Conclude a memorandum of understanding"][1:4] == (3, 1, 6)


def test_without_answers_no_other_rule_is_tried(library: Library) -> None:
    five = [(f"A{number:02}", 2, 2) for number in range(1, 6)]
    loaded = benchmarks.assembled(library, benchmarks.uploaded(library, [(table(five), "a.csv")]))
    asked = Asked(Question("2026"), Peers("all"), rules=True)
    found = shown(library, loaded, asked)
    assert "sensitivity" not in found.charts
    assert "needs answers" in charting.why_not("sensitivity", loaded.panel, asked, found)


# ---------------------------------------------------------------- reference figures


def test_programmes_grow_between_comparable_dates_alone() -> None:
    chart = charting.growth()
    assert chart.finding.startswith("Countries with a port control unit rose from 50 in October 2019 to 86")
    assert len(charting.refusals()) >= 6
    reasons = [pair.reason for pair in charting.refusals()]
    assert any("counted in units in 2019 and in countries in 2024" in reason for reason in reasons)
    drawn = {row[0] for row in data_of(chart).rows}
    assert not any("task force" in str(title).lower() for title in drawn)


# ---------------------------------------------------------------- figures from elsewhere


def test_figures_from_elsewhere_stand_beside_levels(library: Library) -> None:
    countries = ["FRA", "DEU", "ESP", "ITA", "POL", "SWE"]
    loaded = benchmarks.assembled(
        library, benchmarks.uploaded(library, [(table([(code, 2, 3) for code in countries]), "a.csv")])
    )
    figures = ("FRA,Index,2023,3.5", "DEU,Index,2021,4", "KEN,Index,2023,2")
    raw = "\n".join(["iso3,indicator,year,value,source", *(f"{line},A source" for line in figures)]).encode()
    found = benchmark_context.read(raw, "index.csv", "generic")
    assert benchmark_context.indicators_in(found) == ["Index"]
    asked = Asked(Question("2026"), Peers(own="FRA"))
    result = shown(library, loaded, asked)
    rows = benchmark_context.beside(loaded.panel, result.grouping, result.benchmark, found, "Index")
    assert [(row.name, len(row.figures), row.own) for row in rows] == [("Europe", 2, False), ("France", 1, True)]
    with_all = shown(library, loaded, replace(asked, singles=True))
    rows = benchmark_context.beside(loaded.panel, with_all.grouping, with_all.benchmark, found, "Index")
    assert [row.name for row in rows] == ["Europe", "Germany", "France"]
    assert "A source" in found.small_print


def test_a_faulty_figure_is_named_by_row_and_column() -> None:
    with pytest.raises(Refused) as refused:
        benchmark_context.read(b"iso3,indicator,year,value,source\nFRA,Index,2023,much,A\n", "index.csv", "generic")
    assert (refused.value.faults[0].line, refused.value.faults[0].column) == (2, 4)


# ---------------------------------------------------------------- forms


@pytest.mark.parametrize("form", chart_files.FORMS)
def test_every_chart_comes_in_every_form(library: Library, demonstration: Loaded, form: chart_files.Form) -> None:
    found = shown(library, demonstration, Asked(Question("2026"), Peers(own="XXA"), singles=True))
    begins = {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF", "csv": "\ufeff#".encode()}.get(form, b"PK")
    for chart in found.charts.values():
        assert chart_files.drawn([chart], form).startswith(begins)


def test_several_charts_come_as_pages_slides_or_sheets(library: Library, demonstration: Loaded) -> None:
    charts = [*shown(library, demonstration, Asked(Question("2026"), Peers())).charts.values()]
    for form in ("svg", "png", "csv"):
        with pytest.raises(ChartRefused, match="holds one chart"):
            chart_files.drawn(charts, form)
    with zipfile.ZipFile(io.BytesIO(chart_files.drawn(charts, "xlsx"))) as book:
        sheets = [part for part in book.namelist() if part.startswith("xl/worksheets/sheet")]
    assert len(sheets) == len(charts)


def test_the_data_of_a_chart_are_harmless_to_a_spreadsheet(library: Library) -> None:
    raw = table([(f"A{number:02}", 2, 2) for number in range(1, 12)]).decode().splitlines()
    names = ["'=HYPERLINK(1)"] * 6 + ["other"] * 5
    lines = [raw[0] + ",group:income", *(f"{line},{name}" for line, name in zip(raw[1:], names, strict=True))]
    loaded = benchmarks.assembled(library, benchmarks.uploaded(library, [("\n".join(lines).encode(), "a.csv")]))
    chart = shown(library, loaded, Asked(Question("2026"), Peers("column", "income"))).charts["regions"]
    text = chart_files.drawn([chart], "csv").decode("utf-8-sig")
    rows = list(csv.reader(line for line in text.splitlines() if not line.startswith("#")))
    assert rows[1][0] == "'=HYPERLINK(1)"
    with zipfile.ZipFile(io.BytesIO(chart_files.drawn([chart], "xlsx"))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_deck_and_workbook_carry_the_line(library: Library, demonstration: Loaded) -> None:
    found = shown(library, demonstration, Asked(Question("2026"), Peers(), line="TLP:GREEN")).benchmark
    with zipfile.ZipFile(io.BytesIO(charting.deck(found))) as deck:
        slides = [deck.read(part) for part in deck.namelist() if part.startswith("ppt/slides/slide")]
    assert all(b"TLP:GREEN" in slide for slide in slides)
    with zipfile.ZipFile(io.BytesIO(charting.workbook(found))) as book:
        assert b"TLP:GREEN" in book.read("xl/worksheets/sheet1.xml")


def test_file_names_say_what_and_which_round() -> None:
    assert charting.file_name("heat_map", Question("2026/A"), "svg") == "benchmark-heat-map-2026-a.svg"
