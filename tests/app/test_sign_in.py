"""Server mode: the secrets file, whom the sign-in service vouches for, and what each person is offered."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path
from typing import Any

import pytest

from diagnostic import places
from diagnostic.access.roles import ROLES, Role
from diagnostic.answers import Answer, Voice
from diagnostic.app import offered, server, sign_in_settings, signing_in
from diagnostic.app.sign_in_settings import SecretsRefused, Settings
from diagnostic.app.signing_in import NotSignedIn
from diagnostic.content import Library
from diagnostic.storage import Store
from tests.app.signed_in import SECRETS, SignedIn, address, desk_of, name, pages, serve
from tests.app.windows import MAIN, Window, fill, open_both, start_integrity
from tests.cli.shell import cpdiag

# ---------------------------------------------------------------- the secrets file


def test_the_settings_of_a_sound_file_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(tmp_path, monkeypatch)
    starters = frozenset({"starter@secretariat.example", "claim:groups=starters"})
    assert sign_in_settings.settings() == Settings(starters, ("groups",), trust_email=False, over_tls=True)


def test_without_a_secrets_file_there_is_no_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(places.SECRETS, raising=False)
    assert sign_in_settings.settings() is None
    assert not signing_in.required()


def _without(key: str) -> str:
    return re.sub(rf"(?m)^{key} = .*\n", "", SECRETS)


FAULTY = [
    *((_without(key), f"lacks '{key}'") for key in sign_in_settings.NEEDED),
    (re.sub(r'client_id = ".*"', 'client_id = " "', SECRETS), "lacks 'client_id'"),
    (SECRETS.replace("[auth]", "[other]"), r"no part \[auth\]"),
    ("auth = 3", r"no part \[auth\]"),
    (SECRETS.replace("/oauth2callback", "/"), "'redirect_uri' .* '/oauth2callback' at its end"),
    (SECRETS.replace('redirect_uri = "https:', 'redirect_uri = "http:'), "'redirect_uri' .* begin with 'https://'"),
    (SECRETS.replace("https://sign-in", "http://sign-in"), "'server_metadata_url' .* begin with 'https://'"),
    (SECRETS.replace("0123456789abcdef", "short"), "'cookie_secret' .* too short"),
    (SECRETS.replace("[auth]", "[auth"), "not valid TOML"),
    (SECRETS + "trust_emails = true\n", "no setting 'trust_emails'"),
    (SECRETS + 'trust_email = "yes"\n', "'trust_email' .* true or false"),
    (SECRETS.replace('["groups"]', '"groups"'), "'claims' .* list of texts"),
    (re.sub(r"administrators = .*", "administrators = [3]", SECRETS), "'administrators' .* list of texts"),
    ("cpdiag = 1\n" + SECRETS.split("[cpdiag]", maxsplit=1)[0], r"must be a part: \[cpdiag\]"),
]


@pytest.mark.parametrize(("text", "words"), FAULTY)
def test_the_app_does_not_start_with_a_file_with_which_nobody_could_sign_in_and_says_which_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, words: str
) -> None:
    path = serve(tmp_path, monkeypatch, text)
    with pytest.raises(SecretsRefused, match=words):
        sign_in_settings.settings()
    said = cpdiag("app", "--no-browser")
    assert said.code == 1
    assert re.search(words, said.err)
    assert str(path) in said.err
    assert said.err.strip().count("\n") == 0


def test_the_app_does_not_start_without_the_file_or_the_right_to_read_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(places.SECRETS, str(tmp_path / "nowhere.toml"))
    said = cpdiag("app", "--no-browser")
    assert (said.code, said.out) == (1, "")
    assert "cannot be read: No such file" in said.err
    monkeypatch.setenv(places.SECRETS, str(tmp_path))
    assert "cannot be read" in cpdiag("app", "--no-browser").err


@pytest.mark.parametrize(
    ("mode", "warned"), [(0o600, False), (0o640, False), (0o644, True), (0o660, True), (0o606, True)]
)
def test_a_file_that_other_accounts_may_open_is_warned_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, *, warned: bool
) -> None:
    path = serve(tmp_path, monkeypatch)
    path.chmod(mode)
    warning = sign_in_settings.open_to_others(path)
    assert bool(warning) is warned
    assert not warned or "chmod 600" in warning


def test_a_changed_file_counts_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(tmp_path, monkeypatch)
    sign_in_settings.settings()
    path = serve(tmp_path, monkeypatch, SECRETS + "trust_email = true\n")
    os.utime(path, ns=(1, 1))
    found = sign_in_settings.settings()
    assert found is not None
    assert found.trust_email


# ---------------------------------------------------------------- who it is

VERIFIED = {"email": "Anna@Customs.Example", "email_verified": True}


def _person(said: dict[str, Any], **settings: Any) -> tuple[str, tuple[str, ...], bool]:
    found = signing_in.from_claims(said, Settings(**settings))
    return found.name, found.keys, found.may_create


def test_a_person_is_known_by_the_verified_address_and_by_the_claims_that_the_operator_names() -> None:
    claims = VERIFIED | {"groups": ["customs-hq", "", 7], "office": "north", "other": "x"}
    assert _person(claims, claims=("groups", "office", "absent")) == (
        "anna@customs.example",
        ("anna@customs.example", "claim:groups=customs-hq", "claim:office=north"),
        False,
    )


def test_who_may_start_assessments_is_named_by_address_or_claim() -> None:
    assert _person(VERIFIED, administrators=frozenset({"anna@customs.example"}))[2]
    hq = VERIFIED | {"groups": "HQ"}
    assert _person(hq, administrators=frozenset({"claim:groups=hq"}), claims=("groups",))[2]
    assert not _person(hq, administrators=frozenset({"claim:groups=hq"}))[2], "a claim that the operator does not name"


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_the_service_has_not_verified_names_nobody(verified: object) -> None:
    claims = VERIFIED | {"email_verified": verified}
    with pytest.raises(NotSignedIn, match="not verified"):
        _person(claims)
    assert _person(claims, trust_email=True)[0] == "anna@customs.example", "unless the operator says they all are"


@pytest.mark.parametrize("email", [None, "", "anna", "a b@x.example", "claim:groups=hq@x.example", "@x", "a@b@c"])
def test_what_is_no_address_names_nobody_and_can_never_pass_for_a_claim(email: object) -> None:
    with pytest.raises(NotSignedIn, match="gave no e-mail address"):
        _person(VERIFIED | {"email": email})


# ---------------------------------------------------------------- pages


@pytest.fixture
def serving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return serve(tmp_path, monkeypatch)


@pytest.mark.usefixtures("serving")
@pytest.mark.parametrize("page", pages())
def test_who_has_not_signed_in_finds_the_way_in_and_not_a_word_of_what_is_behind(
    store: Store, id: str, page: str
) -> None:
    fill(store, id, "customs", {"a_1": Answer(level=3, comment="a sealed remark")})
    window = SignedIn(None).open(page, assessment=id, **{"as": "customs"})
    assert window.title == "Customs–police cooperation diagnostic"
    assert [button.label for button in window.app.button if button.label != "Renew the page"] == ["Sign in"]
    for word in ("Customs Board", "Gendarmerie", "sealed remark", id):
        assert word not in window.everything.replace(str(dict(window.app.query_params)), "")


@pytest.mark.usefixtures("serving")
def test_an_address_that_is_not_verified_is_told_so_and_may_try_another() -> None:
    window = SignedIn("anna@x.example", email_verified=False)
    assert "has not verified" in window.alerts
    assert window.has("Sign in as somebody else")


def test_a_file_that_was_spoiled_while_the_server_runs_lets_nobody_in(serving: Path, store: Store, id: str) -> None:
    person = name(store, id, "coordinator", "customs")
    serving.write_text("[auth]\n", encoding="utf-8")
    window = SignedIn(person)
    assert "Sign-in is not set up on this server" in window.alerts
    assert str(serving) not in window.everything
    assert "Customs Board" not in window.everything


@pytest.mark.usefixtures("serving")
def test_the_name_and_the_way_out_stand_in_the_sidebar(store: Store, id: str) -> None:
    window = SignedIn(name(store, id, "chair"))
    assert any("Signed in as" in element.value and "chair@both.example" in element.value for element in window.app.html)
    window.app.button(key="sign_out").click()
    window.run()
    assert window.app.user == {"is_logged_in": False}
    window.run()
    assert window.has("Sign in")
    assert "Customs Board" not in window.words


@pytest.mark.usefixtures("serving")
def test_who_has_no_role_learns_whom_to_ask_and_nothing_else(store: Store, id: str) -> None:
    window = SignedIn("new@x.example")
    assert "You have no role in any assessment yet." in window.words
    assert [code.value for code in window.app.code] == ["new@x.example"]
    for word in ("Customs Board", "Gendarmerie", "Start a new assessment", "demonstration"):
        assert word not in window.words
    window.open("results", assessment=id)
    assert "No assessment is open." in window.words
    assert "Customs Board" not in window.everything


@pytest.mark.usefixtures("serving")
def test_whom_the_operator_names_may_start_an_assessment_and_finds_it(store: Store) -> None:
    window = SignedIn("starter@secretariat.example")
    assert window.has("Start a new assessment")
    assert window.has("Open the demonstration")
    window.press("Open the demonstration")
    assert "Freedonia" in window.words
    assert len(store.list()) == 3


@pytest.mark.usefixtures("serving")
def test_the_start_page_tells_the_truth_of_a_server(store: Store, id: str) -> None:
    window = SignedIn(name(store, id, "coordinator", "customs"))
    assert "without sign-in" not in window.words
    assert "People sign in here" in window.words
    assert "whoever runs this server" in window.words


def test_the_start_page_tells_the_truth_of_one_computer(window: Window) -> None:
    assert "without sign-in, for one person" in window.words
    assert "People sign in here" not in window.words


@pytest.mark.usefixtures("serving")
def test_how_far_a_sealed_agency_has_come_is_shown_to_nobody_outside(store: Store, id: str) -> None:
    fill(store, id, "police", {"a_1": Answer(level=3)})
    for role, voice in [
        ("coordinator", "customs"),
        ("chair", None),
        ("administrator", None),
        ("consultant", "customs"),
    ]:
        window = SignedIn(name(store, id, role, voice))  # type: ignore[arg-type]
        assert "Not released. Sealed until both release." in window.words
        assert "1 of" not in window.words
        assert not window.has("as Border Gendarmerie")
    window = SignedIn(name(store, id, "head", "police"))
    assert "1 of" in window.words
    assert "last saved" in window.words


BUTTONS: dict[tuple[Role, Voice | None], dict[str, bool]] = {
    ("coordinator", "customs"): {"Answer as Customs Board": True, "Target and context": True, "Erase for good": False},
    ("head", "customs"): {"Questions of Customs Board": True, "Target and context": False, "Erase for good": False},
    ("respondent", "customs"): {"Answer as Customs Board": True, "Target and context": False},
    ("administrator", None): {"Customs Board": False, "Target and context": True, "Erase for good": True},
    ("member", None): {"Customs Board": False, "Target and context": False, "Erase for good": False},
}


@pytest.mark.usefixtures("serving")
@pytest.mark.parametrize(("role", "voice"), BUTTONS)
def test_buttons_are_those_of_the_role(store: Store, id: str, role: Role, voice: Voice | None) -> None:
    window = SignedIn(name(store, id, role, voice))
    for label, there in BUTTONS[role, voice].items():
        assert window.has(label) is there, label
    saves = any("Save as a file" in label for label in window.saved_as)
    assert saves is (role in ("coordinator", "head"))


@pytest.mark.usefixtures("serving")
def test_the_chair_opens_what_both_have_released(store: Store, id: str) -> None:
    voices: tuple[Voice, ...] = ("customs", "police")
    window = SignedIn(name(store, id, "chair"))
    assert not window.has("Open both")
    for voice in voices:
        store.move(id, voice, "submit", by="an earlier session")
        store.move(id, voice, "release", by="an earlier session")
    window.run()
    window.press("Open both agencies’ answers")
    assert all(store.record(id).stages[voice] == "opened" for voice in voices)
    assert window.has("See the joint result")


@pytest.mark.usefixtures("serving")
def test_an_address_of_the_other_agency_leads_to_the_own_one(store: Store, id: str) -> None:
    fill(store, id, "police", {"a_1": Answer(level=3, comment="a sealed remark")})
    window = SignedIn(name(store, id, "coordinator", "customs")).open("questions", assessment=id, **{"as": "police"})
    assert window.app.query_params["as"] == "customs"
    assert "a sealed remark" not in window.everything


# ---------------------------------------------------------------- which pages are offered


def _offered(library: Library, store: Store, id: str, role: Role, voice: Voice | None) -> set[str]:
    desk = desk_of(library, store, name(store, id, role, voice))
    return {page for page in offered.RULES if offered.to(desk, desk.record(id), page)}


#: What everybody is offered who takes part: who else does, and figures of groups.
ALWAYS = {"people", "benchmarks"}
INTEGRITY_PAGES = {"integrity", "integrity_review", "integrity_results", "integrity_measures", "staff"}
BEFORE: dict[tuple[Role, Voice | None], set[str]] = {
    ("respondent", "customs"): {"questions", "colleagues"},
    ("custodian", "customs"): {"questions", "colleagues"},
    ("coordinator", "customs"): {
        "questions", "colleagues", "review", "results", "next_steps", "roadmap", "drafts", "reports", "rounds",
    },
    ("head", "customs"): INTEGRITY_PAGES | {
        "questions", "colleagues", "review", "results", "next_steps", "roadmap", "drafts", "reports", "rounds",
    },
    ("integrity_officer", "customs"): INTEGRITY_PAGES,
    ("consultant", "customs"): {"questions", "review", "results", "reports", "rounds"},
    ("consultant", None): set(),
    ("member", None): set(),
    ("chair", None): set(),
    ("observer", None): set(),
    ("secretariat", None): {"rounds"},
    ("administrator", None): {"rounds", "record"},
}  # fmt: skip


@pytest.mark.parametrize(("role", "voice"), BEFORE)
def test_before_opening_each_role_is_offered_the_pages_that_it_can_use(
    library: Library, store: Store, id: str, role: Role, voice: Voice | None
) -> None:
    assert _offered(library, store, id, role, voice) == BEFORE[role, voice] | ALWAYS


def test_after_opening_the_committee_is_offered_what_is_open(library: Library, store: Store, id: str) -> None:
    open_both(store, id)
    shared = {"results", "compare", "meeting", "decisions", "next_steps", "roadmap", "rounds"} | ALWAYS
    for role in ("member", "chair", "secretariat", "consultant"):
        assert _offered(library, store, id, role, None) == shared | {"drafts", "reports"}, role
    assert _offered(library, store, id, "observer", None) == shared
    assert _offered(library, store, id, "administrator", None) == BEFORE["administrator", None] | ALWAYS
    assert shared <= _offered(library, store, id, "coordinator", "police")
    respondent = _offered(library, store, id, "respondent", "police")
    assert respondent == {"questions", "colleagues", "review", "results", "rounds"} | ALWAYS


def test_every_role_is_in_this_list() -> None:
    assert {role for role, _ in BEFORE} == set(ROLES)


def test_every_page_of_the_navigation_has_a_rule() -> None:
    source = MAIN.read_text(encoding="utf-8")
    listed = set(re.findall(r'listed\("(\w+)"', source))
    assert listed - {"start"} <= set(offered.RULES)
    assert len(listed) > 10


@pytest.mark.usefixtures("serving")
def test_without_an_open_assessment_nothing_of_one_is_offered(library: Library, store: Store) -> None:
    desk = desk_of(library, store, "anna@x.example")
    pages_ = {page for page in ("start", *offered.RULES) if offered.to(desk, None, page)}
    assert pages_ == {"start", "benchmarks"}


# ---------------------------------------------------------------- a role that is taken away


@pytest.mark.usefixtures("serving")
@pytest.mark.parametrize("page", ["questions", "review", "results", "people"])
def test_who_was_dismissed_sees_nothing_at_the_next_click(store: Store, id: str, page: str) -> None:
    fill(store, id, "customs", {"a_1": Answer(level=3, comment="a sealed remark")})
    person = name(store, id, "coordinator", "customs")
    window = SignedIn(person).open(page, assessment=id)
    assert "Customs Board" in window.everything
    store.remove_member(id, person, "coordinator", "customs", by="an earlier session")
    window.run()
    assert "Customs Board" not in window.everything
    assert "a sealed remark" not in window.everything


@pytest.mark.usefixtures("serving")
def test_who_was_dismissed_saves_nothing_with_the_page_that_is_still_there(store: Store, id: str) -> None:
    person = name(store, id, "coordinator", "customs")
    window = SignedIn(person).open("questions", assessment=id)
    card = window.card("a_1")
    store.remove_member(id, person, "coordinator", "customs", by="an earlier session")
    card.widget("level").set_value(3)
    window.run()
    assert store.current(id, "customs") == {}
    assert "No assessment is open." in window.words


@pytest.mark.usefixtures("serving")
def test_who_keeps_another_role_goes_on_with_that_one_alone(store: Store, id: str) -> None:
    open_both(store, id)
    start_integrity(store, id)
    person = address("head", "customs")
    both: tuple[tuple[Role, Voice | None], ...] = (("head", "customs"), ("observer", None))
    for role, voice in both:
        store.add_member(id, person, role, voice, by="an earlier session")
    window = SignedIn(person).open("integrity_results", assessment=id)
    assert "Customs Board" in window.words
    store.remove_member(id, person, "head", "customs", by="an earlier session")
    window.run()
    assert "integrity team and head alone" in window.alerts


# ---------------------------------------------------------------- the server


def test_a_server_on_which_people_sign_in_answers_other_computers(serving: Path) -> None:
    assert serving == places.secrets()
    reached: list[object] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope["path"])

    scope = {"type": "http", "path": "/", "client": ("192.0.2.7", 5), "headers": [(b"host", b"diagnostic.example.org")]}
    asyncio.run(server.LoopbackOnly(app)(scope, None, None))  # type: ignore[arg-type]
    assert reached == ["/"]


def _cookies(*given: bytes) -> list[bytes]:
    """Return the cookies that leave the server, of those that the app sets."""
    sent: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"set-cookie", one) for one in given]})

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(server.SecurityHeaders(app)({"type": "http"}, None, send))  # type: ignore[arg-type]
    return [value for name, value in sent[0]["headers"] if name == b"set-cookie"]


def test_the_cookie_that_says_who_has_signed_in_is_never_sent_without_tls(serving: Path) -> None:
    assert _cookies(b"who=anna; HttpOnly", b"x=1; Secure") == [b"who=anna; HttpOnly; Secure", b"x=1; Secure"]
    serving.write_text(SECRETS.replace("https://diagnostic.example.org", "http://localhost"), encoding="utf-8")
    assert _cookies(b"who=anna") == [b"who=anna"], "on one computer, to try it out, there is no TLS"
