"""Customs, police and a consultant in three browsers, signed in through a real provider: who sees what, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from diagnostic.answers import AgencyPair, Answer, Assessment, Voice
from diagnostic.storage import Store, close, connect
from tests.browser.signing_in import SignInServer, Somebody

pytestmark = pytest.mark.browser

ANNA, PAUL, CLARA = "anna@customs.example", "paul@police.example", "clara@advice.example"
AGENCIES: tuple[Voice, ...] = ("customs", "police")
PAGES = (
    "/", "/questions", "/review", "/results", "/next-steps", "/roadmap", "/drafts", "/integrity", "/integrity-review",
    "/integrity-results", "/integrity-measures", "/staff", "/change", "/people", "/rounds",
)  # fmt: skip
#: Where answers would be shown; every page is looked at without a browser, in `tests/app/test_nothing_leaks.py`.
ANSWERS = ("/", "/questions", "/results", "/compare")

Open = Callable[[str], Somebody]


@pytest.fixture
def held(sign_in_server: SignInServer) -> Iterator[Store]:
    """The store of the server."""
    opened = connect(sign_in_server.database)
    yield opened
    close(opened)


@pytest.fixture
def id(held: Store) -> str:
    """An assessment with something to hide in each part, and two coordinators; the consultant is of neither agency."""
    pair = AgencyPair("Customs Board", "Border Gendarmerie")
    instruments = {"cooperation": "handbook-2018/1", "integrity": "integrity-2026/1"}
    id = held.create(Assessment("XXC", "2026", instruments, pair=pair), by="an earlier session")
    for voice in AGENCIES:
        said = {
            "a_3_1": Answer(level=3, comment=f"plainword-{voice}"),
            "a_9": Answer(value={"authority": "full"}, comment=f"custodyword-{voice}"),
            "a_17": Answer(value={"challenges": ["law"], "text": f"challengeword-{voice}"}),
        }
        for item, answer in said.items():
            held.save(id, voice, item, answer, seen=0, by="an earlier session")
        own = Answer(level=2, comment=f"integrityword-{voice}")
        held.save(id, voice, "i_vetting", own, seen=0, by="an earlier session", part="integrity")
    held.add_member(id, ANNA, "coordinator", "customs", name="Anna", by="an earlier session")
    held.add_member(id, "claim:groups=police-hq", "coordinator", "police", by="an earlier session")
    held.add_member(id, CLARA, "consultant", None, by="an earlier session")
    return id


def test_sealed_answers_stay_sealed_for_each_until_both_have_opened_and_detail_stays_for_good(
    somebody: Open, id: str, held: Store
) -> None:
    customs, police, consultant = (somebody(email).sign_in() for email in (ANNA, PAUL, CLARA))

    # The consultant finds the assessment, and who takes part; nothing else is offered, and no address leads further.
    assert {*consultant.offered()} <= {"Your assessments", "Benchmarks", "People"}
    for path in PAGES:
        consultant.open(path, assessment=id, whose="police", **{"as": "police"})
    for word in ("plainword", "custodyword", "challengeword", "integrityword"):
        assert not consultant.was_sent(word), word

    # Each coordinator answers alone.
    for person, level in ((customs, 3), (police, 4)):
        person.open("/questions", assessment=id)
        person.choose("a_1", level)
    assert "Integrity questions" not in customs.offered()
    for path in ANSWERS:
        customs.open(path, assessment=id, whose="police", **{"as": "police"})
        police.open(path, assessment=id, whose="both", **{"as": "customs"})
    for word in ("plainword", "challengeword", "custodyword", "integrityword"):
        assert not customs.was_sent(f"{word}-police"), word
        assert not police.was_sent(f"{word}-customs"), word
    for person, voice in ((customs, "customs"), (police, "police")):
        person.open("/questions", assessment=id, section="risk")
        person.unfold()
        assert person.was_sent(f"plainword-{voice}"), "what is there to be seen is found by this way of looking"

    # Both release. One alone opens nothing.
    for person in (customs, police):
        person.open("/review", assessment=id)
        person.move("Submit")
        person.move("Release")
    consultant.open("/")
    expect(consultant.page.get_by_text("Released. Sealed until both release.")).to_have_count(2)
    customs.open("/", assessment=id).press("Open both")
    expect(customs.button("See the joint result")).to_be_visible()
    assert all(held.record(id).stages[voice] == "opened" for voice in AGENCIES)

    # Now the consultant sees what is open, and still neither detail, nor words on challenges, nor integrity.
    consultant.open("/", assessment=id)
    assert "Results" in consultant.offered()
    assert not {"Questions", "Review", "Integrity questions", "Staff survey"} & {*consultant.offered()}
    for path in (*ANSWERS, "/integrity-results", "/meeting", "/decisions"):
        consultant.open(path, assessment=id, whose="both")
        if path in ("/results", "/compare"):
            consultant.unfold()
    assert all(consultant.was_sent(f"plainword-{voice}") for voice in AGENCIES)
    for person, other in ((customs, "police"), (police, "customs")):
        for path in ANSWERS:
            person.open(path, assessment=id, whose="both", **{"as": other})
    for voice in AGENCIES:
        for word in ("custodyword", "challengeword", "integrityword"):
            assert not consultant.was_sent(f"{word}-{voice}"), word
    for word in ("custodyword", "integrityword"):
        assert not customs.was_sent(word), "a coordinator is no custodian, and not of the integrity team"
        assert not police.was_sent(word)
    assert not customs.was_sent("challengeword-police")
    assert not police.was_sent("challengeword-customs")


def test_who_is_dismissed_sees_nothing_at_the_next_click_and_saves_nothing(
    somebody: Open, id: str, held: Store
) -> None:
    customs = somebody(ANNA).sign_in()
    customs.open("/questions", assessment=id)
    customs.choose("a_1", 3)
    held.remove_member(id, ANNA, "coordinator", "customs", by="an earlier session")
    customs.option("a_1", 5).click()
    expect(customs.page.get_by_text("No assessment is open.")).to_be_visible()
    expect(customs.card("a_1")).to_have_count(0)
    assert held.current(id, "customs")["a_1"].answer.level == 3
    customs.open("/results", assessment=id)
    expect(customs.page.get_by_text("Customs Board")).to_have_count(0)


def test_who_signs_out_is_gone_and_another_may_sign_in_on_the_same_browser(somebody: Open, id: str) -> None:
    person = somebody(ANNA).sign_in()
    expect(person.page.get_by_text("Customs Board and Border Gendarmerie")).to_be_visible()
    person.sign_out()
    person.open("/results", assessment=id)
    expect(person.page.get_by_text("Customs Board")).to_have_count(0)
    person.email = PAUL
    person.sign_in()
    assert "Review" in person.offered(), "a coordinator by the group that the provider names"


def test_an_address_that_the_provider_has_not_verified_opens_nothing(somebody: Open, id: str, held: Store) -> None:
    email = "mallory@else.example"
    held.add_member(id, email, "chair", None, by="an earlier session")
    person = somebody(email)
    person.page.goto(person.server.address)
    person.ready()
    person.watching = False
    person.press("^Sign in$")
    person.page.get_by_role("button", name=email, exact=True).click()
    expect(person.page.get_by_role("alert")).to_contain_text("has not verified")
    person.watching = True
    assert not person.was_sent("Customs Board")


def test_who_has_no_role_copies_the_address_that_is_needed(somebody: Open, id: str) -> None:
    person = somebody("starter@secretariat.example").sign_in()
    expect(person.button("Start a new assessment")).to_be_visible()
    assert not person.was_sent("Customs Board"), "who may start assessments sees none of others"
    chair = somebody("chair@cpcc.example").sign_in()
    chair.open("/", assessment=id)
    expect(chair.page.get_by_text("You have no role in any assessment yet.")).to_be_visible()
    expect(chair.page.get_by_test_id("stCode")).to_contain_text("chair@cpcc.example")
