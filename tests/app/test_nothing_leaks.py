"""Every page, for every role, at every state of release: it is sent exactly what the matrix allows, and no more.

Each text of both agencies is a word that stands nowhere else. A page that is added to the navigation is looked at too.
"""

from __future__ import annotations

import ast
import io
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from diagnostic import places
from diagnostic.access.roles import Action, Role
from diagnostic.answers import Voice
from diagnostic.answers.voices import Stage
from diagnostic.content import Library, shipped
from diagnostic.storage import close, connect
from tests.app.planting import AGENCIES, ID, STATES, Kind, Planted, State, plant
from tests.app.signed_in import SignedIn, name, pages, serve
from tests.app.test_access import _expected
from tests.app.windows import MAIN

#: Whoever can take part, seen from customs; what holds for one agency holds for the other.
ROLES: list[tuple[Role, Voice | None]] = [
    ("respondent", "customs"),
    ("coordinator", "customs"),
    ("head", "customs"),
    ("custodian", "customs"),
    ("integrity_officer", "customs"),
    ("consultant", "customs"),
    ("consultant", None),
    ("member", None),
    ("chair", None),
    ("secretariat", None),
    ("observer", None),
    ("administrator", None),
]

#: What of the matrix each secret falls under.
UNDER: dict[Kind, Action] = {
    "answer": "read_answers",
    "restricted": "read_restricted",
    "reviewed": "read_reviewed",
    "earlier": "discuss_inside",
    "earlier_restricted": "read_restricted",
    "handed_in": "read_drafts",
    "inside": "discuss_inside",
    "inside_restricted": "read_restricted",
    "integrity": "read_integrity",
    "plan": "read_plan",
    "register": "read_register",
}


def _may_see(kind: Kind, voice: Voice, role: Role, agency: Voice | None, stages: Mapping[Voice, Stage]) -> bool:
    if kind == "draft":  # while it is written it is that of the colleague who writes it
        return role == "respondent" and agency == voice
    return _expected(role, agency, UNDER[kind], voice, stages)


def _is_shown(kind: Kind, role: Role) -> bool:
    """Whether a page has a place for what this role may see: else that it is not seen proves nothing."""
    if kind in ("earlier", "earlier_restricted"):
        return False  # only who writes an answer is shown what stood before, and that is looked at by others
    if kind == "plan":
        return False  # shown where the plan holds the step
    return not (kind == "inside" and role == "custodian")  # nothing was said to them on their own questions


# ---------------------------------------------------------------- the server with its secrets


@cache
def _template(state: State, folder: Path, levels: tuple[int, int] | None) -> tuple[Path, Planted]:
    """Make a database once for all tests of a state; return it with what was planted."""
    path = folder / f"{state.replace(' ', '-')}-{levels}.sqlite3"
    store = connect(f"sqlite:///{path}")
    of = dict(zip(AGENCIES, levels, strict=True)) if levels else None
    planted = plant(store, shipped(), state, levels=of)
    for role, agency in ROLES:
        name(store, ID, role, agency)
    close(store)
    return path, planted


Served = Callable[..., Planted]


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("templates")


@pytest.fixture
def served(templates: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Served:
    """Have a server hold the assessment in a state of release."""

    def put(state: State, levels: tuple[int, int] | None = None) -> Planted:
        path, planted = _template(state, templates, levels)
        folder.mkdir(exist_ok=True)
        shutil.copy(path, folder / "assessments.sqlite3")
        return planted

    serve(tmp_path, monkeypatch)
    return put


@pytest.fixture(autouse=True)
def downloads(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What stands behind the buttons that save a file."""
    offered: list[Any] = []

    def noting(draw: Any) -> Any:
        def noted(*args: Any, **options: Any) -> Any:
            offered.append((options.get("file_name") or "", options["data"]))
            return draw(*args, **options)

        return noted

    monkeypatch.setattr(st, "download_button", noting(st.download_button))
    monkeypatch.setattr(DeltaGenerator, "download_button", noting(DeltaGenerator.download_button))
    return offered


def _payloads(offered: list[Any], most: int) -> str:
    """Return the words of the files that a page offers, of documents the first ones: they are made alike."""
    said, documents = [], 0
    for file, data in offered:
        is_document = file.endswith((".docx", ".pptx", ".xlsx", ".pdf"))
        documents += is_document
        if is_document and documents > most:
            continue
        raw = data() if callable(data) else data
        said.append(raw if isinstance(raw, str) else _unpacked(raw))
    return "\n".join(said)


def _unpacked(raw: bytes) -> str:
    """Return the words of a file, and of the files that are packed in it."""
    if not raw.startswith(b"PK"):
        return raw.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        words = [entry for entry in packed.namelist() if not entry.endswith((".png", ".jpeg", ".ttf"))]
        return "\n".join(_unpacked(packed.read(entry)) for entry in words)


class Looking:
    """Somebody who looks at every page, by every address, with everything opened, and saves every file."""

    def __init__(self, window: SignedIn, offered: list[Any]) -> None:
        self.window, self.offered = window, offered

    def at(self, page: str, address: dict[str, str], documents: int) -> str:
        """Return all that is sent to the browser or kept for it, and what could be saved."""
        self.offered.clear()
        self.window.open(page, **address).open_up()
        kept = "\n".join(sorted(str(self.window.app.session_state).strip("{}").split(", ")))
        return "\n".join((self.window.everything, kept, _payloads(self.offered, documents)))

    def everywhere(self, addresses: Callable[[str], list[dict[str, str]]]) -> Iterator[tuple[str, str]]:
        """Return what every page says, at each of its addresses."""
        for page in pages():
            for place, address in enumerate(addresses(page)):
                yield f"{page} {address}", self.at(page, address, documents=0 if place else 2)


def _addresses(
    library: Library, planted: Planted, own: Voice, *, sections: bool
) -> Callable[[str], list[dict[str, str]]]:
    """Return the addresses under which a page is looked at: the own ones, and those of the other agency.

    ``sections``: all of them, and of the questionnaires each section; else those of the other agency alone.
    """
    other: Voice = "police" if own == "customs" else "customs"

    def of(page: str) -> list[dict[str, str]]:
        base = {"assessment": ID}
        mine = base | {"as": own, "whose": "both", "item": "a_1", "draft": planted.slots[own]}
        theirs = base | {"as": other, "whose": other, "item": "a_9", "draft": planted.slots[other]}
        found = [mine, theirs] if sections else [theirs]
        if sections and page in ("questions", "integrity"):
            part = "cooperation" if page == "questions" else "integrity"
            found += [base | {"as": own, "section": one.id} for one in library.instrument(part).sections]
        return found

    return of


#: Every rule at every state is tested with `access`; here the states at which a page could go wrong. Each page of each
#: role is drawn with all that it can show, which takes its time.
LOOKED_AT: list[tuple[Role, Voice | None, State]] = [
    *((role, agency, state) for state in ("police released", "opened") for role, agency in ROLES),
    *((role, agency, "draft") for role, agency in ROLES if agency is not None),
]


@pytest.mark.parametrize(("role", "agency", "state"), LOOKED_AT)
def test_a_person_is_sent_what_the_matrix_allows_and_nothing_else(
    served: Served, library: Library, downloads: list[Any], role: Role, agency: Voice | None, state: State
) -> None:
    planted = served(state)
    stages: dict[Voice, Stage] = {**dict(zip(AGENCIES, STATES[state], strict=True)), "agreed": "draft"}
    looking = Looking(SignedIn(f"{role}@{agency or 'both'}.example"), downloads)
    # Between draft and opened nothing is shown that is not shown before or after: those who should not see it try.
    whole = state == "opened" or (state == "draft" and agency is not None)
    addresses = _addresses(library, planted, agency or "customs", sections=whole)
    seen: set[str] = set()
    leaked: list[tuple[str, set[tuple[Kind, Voice]]]] = []
    for where, said in looking.everywhere(addresses):
        here = planted.found_in(said)
        seen |= here
        wrong = {planted.secrets[word] for word in here}
        wrong = {(kind, voice) for kind, voice in wrong if not _may_see(kind, voice, role, agency, stages)}
        if wrong:
            leaked.append((where, wrong))
    assert not leaked
    shown = {planted.secrets[word] for word in seen}
    hidden = {
        (kind, voice)
        for kind, voice in {*planted.secrets.values()} - shown
        if whole and _may_see(kind, voice, role, agency, stages) and _is_shown(kind, role)
    }
    assert not hidden, "allowed, and on no page"


ODD = [
    {"assessment": ID, "as": "agreed", "whose": "nobody", "item": "a_999", "section": "none", "draft": "none"},
    {
        "assessment": ID,
        "as": "",
        "whose": "",
        "item": "",
        "section": "",
        "draft": "0",
        "meeting": "0",
        "committee": "0",
    },
    {"assessment": "nowhere", "as": "police", "whose": "police"},
    {"assessment": "' or 1=1 --", "as": "police", "whose": "both", "item": "i_vetting", "draft": "../cooperation"},
]


@pytest.mark.parametrize("person", ["respondent@customs.example", "chair@both.example", "stranger@else.example"])
def test_an_address_that_leads_nowhere_shows_nothing_of_others_and_breaks_no_page(
    served: Served, downloads: list[Any], person: str
) -> None:
    planted = served("police released")
    looking = Looking(SignedIn(person), downloads)
    for where, said in looking.everywhere(lambda _: ODD):
        found = {planted.secrets[word] for word in planted.found_in(said)}
        assert all(kind in ("draft", "inside") and voice == "customs" for kind, voice in found), where
        assert not found or person.startswith("respondent"), where


# ---------------------------------------------------------------- levels and choices, which are no words


BLIND: list[tuple[Role, Voice | None]] = [("coordinator", "customs"), ("chair", None)]


@pytest.mark.parametrize(("role", "agency"), BLIND)
def test_nothing_that_a_person_is_sent_changes_with_the_levels_of_a_sealed_agency(
    served: Served, library: Library, downloads: list[Any], role: Role, agency: Voice | None
) -> None:
    said = []
    for levels in ((3, 2), (3, 5)):
        planted = served("police released", levels)
        looking = Looking(SignedIn(f"{role}@{agency or 'both'}.example"), downloads)
        addresses = _addresses(library, planted, "customs", sections=False)
        said.append({where: _timeless(words) for where, words in looking.everywhere(addresses)})
        close(connect(places.database_url()))
    for where, words in said[0].items():
        assert words == said[1][where], where


def _timeless(said: str) -> str:
    """Return what was said without what differs whenever two assessments are made: times of day, random ids."""
    said = re.sub(r"\d\d:\d\d(:\d\d(\.\d+)?)?", "hh:mm", said)
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{12,}\b", "id", said)


# ---------------------------------------------------------------- the one door


ROOT = MAIN.parents[1]
#: What asks the store or the viewer beside the desk, and why it may.
EXCEPTIONS = {
    ("service/perception.py", "store.record"): "anonymous staff come with a link, and hold no role in anything",
}
#: Of the store, what pages may name: the survey, whose sender must stay unknown even to the desk.
PAGES_MAY = {("app/app_pages/survey.py", "desk.store"): "the reply goes from the browser to the counters, unseen"}


def _calls() -> Iterator[tuple[str, str]]:
    """Yield, for every module of app and service, what it reaches for beside the desk."""
    for path in sorted([*(ROOT / "app").rglob("*.py"), *(ROOT / "service").glob("*.py")]):
        where = path.relative_to(ROOT).as_posix()
        if where == "service/desk.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Attribute):
                continue
            owner = ast.unparse(node.value)
            if node.attr in ("record", "list") and owner.split(".")[-1] == "store":
                yield where, f"store.{node.attr}"
            if node.attr == "roles" and owner.split(".")[-1].startswith("viewer"):
                yield where, "viewer.roles"
            if node.attr == "store" and where.startswith("app/"):
                yield where, "desk.store"


def test_every_use_case_asks_the_desk_and_never_the_store_or_the_viewer_whose_assessment_it_is() -> None:
    found = {call for call in _calls() if call[1] != "desk.store"}
    assert found - {*EXCEPTIONS} == set()
    assert {*EXCEPTIONS} <= found, "an exception that nobody needs any more"


def test_no_page_reaches_into_the_store() -> None:
    found = {call for call in _calls() if call[1] == "desk.store"}
    assert found - {*PAGES_MAY} == set()
    assert {*PAGES_MAY} <= found, "an exception that nobody needs any more"


def test_every_fragment_of_a_page_looks_whether_the_roles_are_still_those_with_which_it_was_drawn() -> None:
    modules = [path for path in (ROOT / "app").rglob("*.py") if path.name != "fragments.py"]
    bare = [path.name for path in modules if "st.fragment" in path.read_text(encoding="utf-8")]
    assert bare == []
