"""From sealed answers to signed-for minutes: customs and police in two browsers, a consultant in a third."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from docx import Document
from playwright.sync_api import Locator, expect
from pypdf import PdfReader

from diagnostic.access import Viewer
from diagnostic.answers import AgencyPair, Answer, Assessment, Voice
from diagnostic.content import shipped
from diagnostic.service import results
from diagnostic.service.desk import Desk
from diagnostic.storage import Store, close, connect
from tests.browser.driving import eventually
from tests.browser.signing_in import SignInServer, Somebody

pytestmark = pytest.mark.browser

ANNA, PAUL, CLARA = "anna@customs.example", "paul@police.example", "clara@advice.example"
AGENCIES: tuple[Voice, ...] = ("customs", "police")

Open = Callable[[str], Somebody]


@pytest.fixture
def held(sign_in_server: SignInServer) -> Iterator[Store]:
    """The store of the server."""
    opened = connect(sign_in_server.database)
    yield opened
    close(opened)


@pytest.fixture
def id(held: Store) -> str:
    """Two coordinators, one of them in the chair and one the secretary of the committee, and a consultant.

    All but one question is answered: alike, but for exchange of information, where police is two levels lower.
    """
    instrument = shipped().instrument("cooperation")
    pair = AgencyPair("Customs Board", "Border Gendarmerie")
    id = held.create(Assessment("XXC", "2026", {"cooperation": instrument.version}, pair=pair), by="an earlier session")
    for voice in AGENCIES:
        for item in instrument.items:
            if item.levelled and item.id not in ("a_1", "a_18"):
                level = 2 if (item.id, voice) == ("a_2_1", "police") else 4
                said = Answer(level=level, comment=f"sealed-{voice}" if item.id == "a_2_1" else "")
                held.save(id, voice, item.id, said, seen=0, by="an earlier session")
    for role, agency in (("coordinator", "customs"), ("chair", None)):
        held.add_member(id, ANNA, role, agency, by="an earlier session")  # type: ignore[arg-type]
    for role, agency in (("coordinator", "police"), ("secretariat", None)):
        held.add_member(id, PAUL, role, agency, by="an earlier session")  # type: ignore[arg-type]
    held.add_member(id, CLARA, "consultant", None, by="an earlier session")
    return id


def _field(person: Somebody, label: str) -> Locator:
    return person.page.get_by_label(re.compile(f"^{label}")).first


def _fill(person: Somebody, label: str, text: str) -> None:
    field = _field(person, label)
    field.fill(text)
    field.blur()
    person.ready()


def _hold_down(person: Somebody, words: str) -> None:
    """Press a button as a hand does: it is down for a while, and the text typed before is saved meanwhile."""
    button = person.button(words)
    button.scroll_into_view_if_needed()
    button.hover()
    person.page.mouse.down()
    person.page.wait_for_timeout(600)
    person.page.mouse.up()


def _minutes(person: Somebody, form: str) -> BytesIO:
    """Return the minutes of the first meeting as they are downloaded."""
    with person.page.expect_download() as waiting:
        person.button(f"Minutes as {form}").first.click()
    return BytesIO(waiting.value.path().read_bytes())


def _without_spaces(text: str) -> str:
    """Return a text without white space: a table breaks lines where its columns end."""
    return "".join(text.split())


def test_customs_and_police_go_from_sealed_answers_to_printed_minutes_and_a_consultant_reads_along(
    somebody: Open, id: str, held: Store
) -> None:
    customs, police, consultant = (somebody(email).sign_in() for email in (ANNA, PAUL, CLARA))

    # Each answers the last question alone, submits and releases; nothing shows on the other side.
    for person, level in ((customs, 4), (police, 2)):
        person.open("/questions", assessment=id)
        person.choose("a_1", level)
        person.open("/review", assessment=id)
        person.move("Submit")
        person.move("Release")
    for person, other in ((customs, "police"), (police, "customs"), (consultant, "police")):
        for path in ("/results", "/compare", "/meeting", "/decisions"):
            person.open(path, assessment=id, whose="both", **{"as": other})
        assert not person.was_sent(f"sealed-{other}"), path

    # They open together; both see the same, and the consultant sees it too.
    customs.open("/", assessment=id).press("Open both")
    expect(customs.button("See the joint result")).to_be_visible()
    for person in (police, consultant):
        person.open("/compare", assessment=id)
        assert person.was_sent("sealed-customs")
        assert person.was_sent("sealed-police")

    # In the meeting customs enters what both agree; police sees it in the other browser.
    customs.open("/meeting", assessment=id, item="a_1")
    _fill(customs, "Reason", "The joint instruction of 2024 was laid on the table")
    customs.page.locator(".st-key-agree_a_1 [data-testid=stRadioOption]").nth(2).click()
    eventually(lambda: _agreed(held, id, "a_1") == 3, "the agreed answer is saved")
    expect(customs.page.locator(".st-key-agree_a_1 .saved")).to_contain_text("Saved")
    customs.ready()
    _fill(customs, "Dissent", "Border Gendarmerie: not yet used at every post")
    eventually(lambda: "not yet used" in held.current(id, "agreed")["a_1"].answer.dissent, "the dissent is kept")
    assert _agreed(held, id, "a_1") == 3, "what is typed beside an answer leaves it as it is"
    police.open("/meeting", assessment=id, item="a_1")
    expect(_field(police, "Reason")).to_have_value("The joint instruction of 2024 was laid on the table")
    consultant.open("/meeting", assessment=id, item="a_1")
    expect(consultant.page.get_by_text("The joint instruction of 2024 was laid on the table")).to_be_visible()
    expect(consultant.page.get_by_role("radio")).to_have_count(0)

    # Police keeps the register: a committee, a meeting, a decision, an action.
    police.open("/decisions", assessment=id)
    _fill(police, "Name of the committee", "National committee")
    police.press("Enter the committee")
    expect(police.page.get_by_text("Enter a meeting")).to_be_visible()
    police.ready()
    police.page.get_by_text("Enter a meeting").click()
    _field(police, "Title").fill("First joint meeting")
    _hold_down(police, "Enter the meeting")
    expect(police.page.get_by_text("First joint meeting").first).to_be_visible()
    police.ready()
    police.page.get_by_text("Enter a decision").click()
    _fill(police, "What was decided", "The joint instruction is put into force at every post")
    _fill(police, "Reason", "Two posts do not use it")
    police.press("Enter the decision")
    expect(police.page.get_by_text("Entered: decision")).to_be_visible()
    police.ready()
    police.page.get_by_text("Enter an action").click()
    _fill(police, "What is to be done", "Send the instruction to all posts")
    _fill(police, "Owner", "Operations directorate")
    police.press("Enter the action")
    expect(police.page.get_by_text("Entered: action")).to_be_visible()
    police.ready()

    # Customs reads it in its own browser, and prints the minutes; what both agreed stands in the store as it was said.
    customs.open("/decisions", assessment=id)
    agreed = held.current(id, "agreed")["a_1"].answer
    assert agreed.level == 3
    assert agreed.reason == "The joint instruction of 2024 was laid on the table"
    assert agreed.dissent == "Border Gendarmerie: not yet used at every post"
    printed = _without_spaces("".join(page.extract_text() for page in PdfReader(_minutes(customs, "PDF")).pages))
    word = Document(_minutes(customs, "Word")).element
    written = _without_spaces("".join(str(piece.text) for piece in word.iter() if piece.text))
    for words in (
        "First joint meeting",
        "The joint instruction is put into force at every post",
        "Send the instruction to all posts",
    ):
        assert _without_spaces(words) in printed, f"{words} in the PDF: {printed}"
        assert _without_spaces(words) in written, f"{words} in Word: {written}"

    # The consultant reads the agreed profile and the register, and finds nothing to write or to know of members' work.
    consultant.open("/results", assessment=id, whose="both")
    assert not {"Questions", "Review", "Colleagues", "Record", "Staff survey"} & {*consultant.offered()}
    consultant.open("/decisions", assessment=id)
    expect(consultant.page.get_by_text("The joint instruction is put into force at every post").first).to_be_visible()
    expect(consultant.button("Enter the decision")).to_have_count(0)
    for path in ("/colleagues", "/record", "/integrity-results"):
        consultant.open(path, assessment=id)
        expect(consultant.page.get_by_role("button", name=re.compile("Enter|Name a|Save the record"))).to_have_count(0)

    # The agreed profile is that of the answers: the agreed level counts, and the record of all this is whole.
    desk = Desk(shipped(), held, Viewer.local("customs"))
    joint = results.reading(desk, id, "both").views.claimed
    assert tuple(joint.outcomes["a_1"].pair or ()) == (3, 3)
    assert held.verify_audit().faults == ()
    done = {entry.action for entry in held.audit_log(id)}
    assert {"answer", "submit", "release", "open", "read", "enter", "minutes"} <= done


def _agreed(store: Store, id: str, item: str) -> int | None:
    current = store.current(id, "agreed").get(item)
    return current.answer.level if current else None
