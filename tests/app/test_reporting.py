"""Reports from the database: who may have them, what never stands in them, and the trace that is kept."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader

from diagnostic import places
from diagnostic.access import NotAllowed, Viewer
from diagnostic.access.roles import Role
from diagnostic.answers import Voice, file
from diagnostic.answers.voices import Stage
from diagnostic.content import Library, shipped
from diagnostic.service import files, planning, reporting
from diagnostic.service.desk import Desk
from diagnostic.service.reporting import ReportRefused
from diagnostic.storage import Store, close, connect
from tests.app.planting import AGENCIES, ID, STATES, Kind, Planted, State, plant
from tests.app.signed_in import address, desk_of, name
from tests.app.test_access import _expected
from tests.app.test_nothing_leaks import ROLES

FREEDONIA = "3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2026"
SYLVANIA = "a94e0d17-6b3f-4d28-8c55-e1f2907c2026"


@pytest.fixture
def desk(library: Library, store: Store) -> Desk:
    """The demonstration, all opened, before the one person of local mode."""
    customs = Desk(library, store, Viewer.local("customs"))
    files.load_demonstration(customs)
    return customs


def _words(raw: bytes) -> str:
    """Return all that a file holds, whatever its kind."""
    if raw.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(raw)).pages)
    said = []
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        for entry in packed.namelist():
            inner = packed.read(entry)
            said.append(_words(inner) if inner.startswith(b"PK") else inner.decode("utf-8", "replace"))
    return "\n".join(said)


# ---------------------------------------------------------------- who may have what


MAKERS: dict[str, Callable[[Desk, str, str], reporting.File]] = {
    "report in Word": lambda desk, id, whose: reporting.report(desk, id, whose, "docx"),
    "report as PDF": lambda desk, id, whose: reporting.report(desk, id, whose),
    "brief": lambda desk, id, whose: reporting.brief(desk, id, whose, "docx"),
    "deck": reporting.deck,
    "workbook": reporting.workbook,
    "slide of a chart": lambda desk, id, whose: reporting.chart(
        desk, id, whose, "powers" if whose == "both" else "band", "pptx"
    ),
    "data of a chart": lambda desk, id, whose: reporting.chart(desk, id, whose, "profile", "xlsx"),
}


Served = Callable[[State], tuple[Planted, Store]]


@cache
def _planted(state: State, folder: Path) -> tuple[Path, Planted]:
    path = folder / f"{state}.sqlite3"
    store = connect(f"sqlite:///{path}")
    planted = plant(store, shipped(), state)
    for role, agency in ROLES:
        name(store, ID, role, agency)
    close(store)
    return path, planted


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("planted")


@pytest.fixture
def served(templates: Path, folder: Path) -> Callable[[State], tuple[Planted, Store]]:
    def put(state: State) -> tuple[Planted, Store]:
        path, planted = _planted(state, templates)
        folder.mkdir(exist_ok=True)
        shutil.copy(path, folder / "assessments.sqlite3")
        return planted, connect(places.database_url())

    return put


def _may_stand(kind: Kind, voice: Voice, whose: str, role: Role, agency: Voice | None, state: State) -> bool:
    """Whether a secret may stand in a file: by the access matrix, and never what must not be handed on."""
    stages: dict[Voice, Stage] = {**dict(zip(AGENCIES, STATES[state], strict=True)), "agreed": "draft"}
    if kind == "answer":
        return whose in (voice, "both") and _expected(role, agency, "read_answers", voice, stages)
    if kind == "reviewed":
        return whose == voice and _expected(role, agency, "read_reviewed", voice, stages)
    if kind == "register":
        return whose == "both" and _expected(role, agency, "read_register", voice, stages)
    if kind == "plan":
        return whose == voice and _expected(role, agency, "read_plan", voice, stages)
    return False  # drafts, what stood before, comments inside, custody, integrity


@pytest.mark.parametrize("state", ["draft", "customs released", "opened"])
@pytest.mark.parametrize(("role", "agency"), ROLES)
def test_a_file_holds_what_the_matrix_lets_its_maker_take_away_and_nothing_else(
    served: Served, library: Library, role: Role, agency: Voice | None, state: State
) -> None:
    planted, store = served(state)
    desk = desk_of(library, store, address(role, agency))
    stages: dict[Voice, Stage] = {**dict(zip(AGENCIES, STATES[state], strict=True)), "agreed": "draft"}
    every = role in ("chair", "coordinator")
    for whose in ("both", "customs", "police"):
        voices: tuple[Voice, ...] = (*AGENCIES, "agreed") if whose == "both" else (whose,)  # type: ignore[assignment]
        may = all(
            _expected(role, agency, action, voice, stages) for voice in voices for action in ("read_answers", "export")
        )
        for what, make in MAKERS.items():
            if not (every or what == "report in Word"):
                continue
            if not may:
                with pytest.raises(NotAllowed):
                    make(desk, ID, whose)
                continue
            found = {planted.secrets[word] for word in planted.found_in(_words(make(desk, ID, whose).data))}
            wrong = {one for one in found if not _may_stand(*one, whose, role, agency, state)}
            assert not wrong, f"{what} of {whose}"
            if what == "report in Word":
                expected = {("answer", voice) for voice in AGENCIES if whose in (voice, "both")}
                assert expected <= found
                assert (("register", "agreed") in found) == (whose == "both")


def test_local_mode_has_no_more_in_a_file_than_a_server_would_let_anybody_have(
    served: Served, library: Library
) -> None:
    planted, store = served("opened")
    desk = Desk(library, store, Viewer.local("customs"))  # also the custodian, and in the integrity team
    for whose in ("both", "customs", "police"):
        found = {
            planted.secrets[word] for word in planted.found_in(_words(reporting.report(desk, ID, whose, "docx").data))
        }
        assert not {kind for kind, _ in found} & {"restricted", "integrity", "inside", "earlier", "draft", "handed_in"}
        assert ("reviewed", "police") not in found
        assert (("reviewed", "customs") in found) == (whose == "customs")


def test_what_belongs_to_the_custodian_is_not_counted_either(desk: Desk) -> None:
    """Limits, evidence and comments of A.9 to A.11 stay out, the authority in law and the level of access stand."""
    record = desk.record(FREEDONIA)
    seen = desk.view(record).assessment
    open_ = reporting.handed_on(seen, "both", desk.restricted)
    for voice in AGENCIES:
        for id in desk.restricted:
            before, after = seen.answer(voice, id), open_.answer(voice, id)
            assert (after.level, after.state) == (before.level, before.state)
            assert [part for part in (after.comment, after.link, after.evidence) if part] == []
            assert set(after.value or {}) <= {"authority"}


def test_whose_results_can_be_taken_away_follows_the_roles(desk: Desk, library: Library, store: Store) -> None:
    record = desk.record(FREEDONIA)
    assert reporting.choices(desk, record) == ["both", "customs", "police"]
    observer = replace(desk, viewer=Viewer("observer", frozenset({("observer", None)}), "customs"))
    assert reporting.choices(observer, record) == []


# ---------------------------------------------------------------- what comes out


def test_every_file_is_named_after_country_round_whose_and_what(desk: Desk) -> None:
    made = [
        reporting.report(desk, FREEDONIA, "both"),
        reporting.report(desk, FREEDONIA, "customs", "docx"),
        reporting.brief(desk, FREEDONIA, "both"),
        reporting.deck(desk, FREEDONIA, "both"),
        reporting.workbook(desk, FREEDONIA, "police"),
    ]
    assert [one.name for one in made] == [
        "XXA-2026-report.pdf",
        "XXA-2026-customs-report.docx",
        "XXA-2026-brief.pdf",
        "XXA-2026-deck.pptx",
        "XXA-2026-police-workbook.xlsx",
    ]
    assert [one.data[:4] for one in made] == [b"%PDF", b"PK\x03\x04", b"%PDF", b"PK\x03\x04", b"PK\x03\x04"]


def test_the_joint_report_carries_decisions_plan_and_rounds(desk: Desk) -> None:
    words = " ".join(_words(reporting.report(desk, FREEDONIA, "both", "docx", "TLP:GREEN").data).split())
    for text in (
        "TLP:GREEN",
        "2026/4",
        "Since the round 2024",
        "What came of the decisions of 2024",
        "Plan and roadmap",
    ):
        assert text in words


def test_the_plan_of_the_other_agency_is_left_out_and_that_is_said(desk: Desk) -> None:
    words = " ".join(_words(reporting.report(desk, FREEDONIA, "police", "docx").data).split())
    assert "The plan, which is not the reader’s to see." in words
    assert "No plan has been made yet." in words


def test_the_owner_of_a_step_stands_in_the_report(desk: Desk) -> None:
    step = planning.planning(desk, FREEDONIA, "both").slots[0].step.id
    planning.set_state(desk, FREEDONIA, "both", step, "started", "Head of operations")
    words = " ".join(_words(reporting.report(desk, FREEDONIA, "both", "docx").data).split())
    assert "Head of operations" in words


def test_an_assessment_without_an_answer_has_its_files_too(desks: dict[Voice, Desk], id: str) -> None:
    for make in MAKERS.values():
        assert make(desks["customs"], id, "customs").data
    with pytest.raises(NotAllowed):
        reporting.report(desks["customs"], id, "both")
    with pytest.raises(NotAllowed):
        reporting.report(desks["customs"], id, "police")


def test_a_target_by_dimension_is_told(desk: Desk) -> None:
    words = " ".join(_words(reporting.report(desk, SYLVANIA, "both", "docx").data).split())
    assert "Information at level 5, powers at level 4 and training at level 4" in words.replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_what_was_made_leaves_a_trace_without_a_word_of_it(desk: Desk) -> None:
    reporting.report(desk, FREEDONIA, "both", "docx", "TLP:RED")
    reporting.brief(desk, FREEDONIA, "customs")
    reporting.deck(desk, FREEDONIA, "both")
    reporting.workbook(desk, FREEDONIA, "both")
    found = [(one.action, one.detail) for one in desk.store.audit_log(FREEDONIA) if one.action in reporting.FILES]
    assert found == [
        ("report", {"whose": "both", "form": "docx"}),
        ("brief", {"whose": "customs", "form": "pdf"}),
        ("deck", {"whose": "both", "form": "pptx"}),
        ("workbook", {"whose": "both", "form": "xlsx"}),
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"form": "odt"}, "Reports are made as pdf or docx."),
        ({"classification": "S" * 121}, "Keep the classification to 120 characters; this has 121."),
        ({"classification": "secret\x07"}, "a sign that cannot be printed"),
        ({"template": b"PK"}, "A Word template is for the report in Word alone."),
        ({"template": b"PK", "form": "docx"}, "This is no Word document"),
        ({"whose": "agreed"}, "Reports are made of customs, of police or of both."),
    ],
)
def test_what_cannot_be_made_is_refused_in_a_sentence_and_nothing_is_sent(
    desk: Desk, options: dict[str, str], said: str
) -> None:
    with pytest.raises(ReportRefused, match=said):
        reporting.report(desk, FREEDONIA, **{"whose": "both", **options})  # type: ignore[arg-type]


# ---------------------------------------------------------------- charts, one by one


def test_charts_are_looked_at_without_a_trace_and_saved_with_one(desk: Desk) -> None:
    found = reporting.charts(desk, FREEDONIA, "both", "TLP:RED", "evidenced")
    assert list(found) == ["band", "profile", "dumbbell", "powers"]
    assert all(chart.foot()[-1] == "TLP:RED" for chart in found.values())
    assert not [one for one in desk.store.audit_log(FREEDONIA) if one.action == "chart"]
    saved = reporting.chart(desk, FREEDONIA, "both", "profile", "csv", "TLP:RED", "evidenced")
    assert saved.name == "XXA-2026-profile.csv"
    assert saved.said == found["profile"].finding
    assert "# TLP:RED" in saved.data.decode("utf-8-sig")
    assert reporting.chart(desk, FREEDONIA, "police", "band", "svg").name == "XXA-2026-police-band.svg"
    assert [one.detail for one in desk.store.audit_log(FREEDONIA) if one.action == "chart"] == [
        {"whose": "both", "form": "csv", "chart": "profile"},
        {"whose": "police", "form": "svg", "chart": "band"},
    ]


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (("both", "heat_map", "svg"), "Of one assessment there is no chart 'heat_map'"),
        (("both", "situation", "svg"), "Of one assessment there is no chart 'situation'"),
        (("both", "profile", "gif"), "Charts are saved as svg, png, pdf, pptx, csv or xlsx."),
        (("customs", "dumbbell", "svg"), "It needs the answers of both agencies."),
        (("customs", "powers", "svg"), "needs the answers of both"),
        (("agreed", "profile", "svg"), "Reports are made of customs, of police or of both."),
    ],
)
def test_a_chart_that_is_not_there_is_refused_in_a_sentence_and_leaves_no_trace(
    desk: Desk, of: tuple[str, str, str], said: str
) -> None:
    with pytest.raises(ReportRefused, match=said):
        reporting.chart(desk, FREEDONIA, *of)
    assert not [one for one in desk.store.audit_log(FREEDONIA) if one.action == "chart"]


def test_a_chart_is_nobodys_who_may_only_read(desk: Desk) -> None:
    observer = replace(desk, viewer=Viewer("observer", frozenset({("observer", None)}), "customs"))
    for make in (
        lambda: reporting.charts(observer, FREEDONIA, "both"),
        lambda: reporting.chart(observer, FREEDONIA, "both", "profile", "svg"),
    ):
        with pytest.raises(NotAllowed):
            make()


def test_the_labels_offered_are_those_of_tlp_2() -> None:
    assert reporting.TLP == ("TLP:RED", "TLP:AMBER+STRICT", "TLP:AMBER", "TLP:GREEN", "TLP:CLEAR")


def test_an_assessment_file_gives_the_same_files_without_the_custodians_words(library: Library) -> None:
    (path,) = [path for path in files.demonstration_files() if path.stem == "xxa-2026"]
    assessment = file.read(path, library)
    restricted = {item.id for item in library.instrument("cooperation").items if item.restricted}
    texts = {
        text
        for said in assessment.voices.values()
        for id, answer in said.items()
        for text in (answer.comment, answer.link)
        if id in restricted and text
    }
    assert texts
    for what, form in (("report", "docx"), ("brief", "docx"), ("deck", "pdf"), ("workbook", "pdf")):
        words = _words(reporting.from_file(assessment, library, what, None, form).data)  # type: ignore[arg-type]
        assert not {text for text in texts if text in words}, what
