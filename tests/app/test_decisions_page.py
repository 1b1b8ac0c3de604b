"""The Decisions page: what waits comes first, nothing typed is lost, and who only reads finds nothing to write."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from diagnostic.access import NotAllowed, Viewer
from diagnostic.access.roles import Role
from diagnostic.answers import Voice
from diagnostic.app import register_words, state
from diagnostic.content import Library
from diagnostic.documents import minutes as document
from diagnostic.service import agreeing, committee, files, minutes, planning, register_file
from diagnostic.service.desk import Desk, Person
from diagnostic.service.minutes import MinutesRefused
from diagnostic.storage import Clash, Entry, Store
from tests.app.windows import Window, open_both

FREEDONIA = "3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2026"
SUMMER = "summer-2026"


@pytest.fixture
def desk(desks: dict[Voice, Desk], monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The demonstration is loaded, and it is the first of November 2026."""
    files.load_demonstration(desks["customs"])
    monkeypatch.setattr(register_words, "today", lambda: date(2026, 11, 1))
    return desks["customs"]


def _page(id: str = FREEDONIA, **more: str) -> Window:
    return Window().open("decisions", assessment=id, **{"as": "customs"}, **more)


def _open(window: Window, key: str) -> Window:
    window.app.session_state[key] = True  # an expander, which AppTest cannot click
    return window.run()


def _field(window: Window, part: str, key: str = "") -> Any:
    found = [
        node
        for node in window.nodes
        if getattr(node, "key", None)
        and node.key.startswith("r_")
        and key in node.key
        and node.key.endswith(f"_{part}")
    ]
    assert len(found) == 1, f"{part} of {key} among {[getattr(n, 'key', None) for n in window.nodes]}"
    return found[0]


def _type(window: Window, part: str, value: Any, *, shown: str) -> None:
    _open(window, shown)
    window.app.session_state[shown] = True
    _field(window, part).set_value(value)
    window.run()


# ---------------------------------------------------------------- reading


def test_what_waits_comes_first_in_words(desk: Desk) -> None:
    window = _page()
    assert window.title == "Decisions"
    assert "4 decisions and 6 actions are in the register; 2 actions are overdue" in window.words
    assert list(window.sections())[1:] == [
        "What waits",
        "Meetings",
        "Decisions",
        "Actions",
        "Committees",
        "Take the register with you",
    ]
    waits = window.sections()["What waits"]
    order = ["Overdue since 30 September 2026:", "Overdue since 15 October 2026:", "No answer yet from the strategic"]
    assert [waits.index(words) for words in order] == sorted(waits.index(words) for words in order)
    assert "Next meeting: 10 December 2026, National cooperation committee (fictional)" in waits


def test_a_decision_shows_reason_questions_steps_escalation_and_its_actions(desk: Desk) -> None:
    planning.set_state(desk, FREEDONIA, "both", "legal_reform", "started", "Ministry")
    said = _page().sections()["Decisions"]
    assert "Decision 2026/4" in said
    assert "About Joint investigations A.6." in said
    assert "“Remove legal obstacles to cooperation” (started in the roadmap)" in said
    assert "Asked of the strategic level. Minister of Finance and Minister of the Interior" in said
    assert "No answer yet." in said
    assert "2026/5 Write a note on the law for the two ministers: Done" in said
    assert said.index("Decision 2026/4") < said.index("Decision 2026/1"), "the latest first"


def test_a_committee_can_be_looked_at_alone(desk: Desk) -> None:
    window = _page(committee="northern-border")
    sections = window.sections()
    assert "No decision has been entered yet." in sections["Decisions"]
    assert "Count the joint controls" in sections["Actions"]
    assert "Nothing waits." in sections["What waits"]
    assert "The northern land crossing" in sections["Committees"]


def test_actions_are_shown_as_asked(desk: Desk) -> None:
    window = _page()
    assert "Action 2026/3" not in window.words
    window.pick("actions_shown", "over").run()
    assert "Action 2026/3" in window.words
    assert "Action 2026/2" not in window.sections()["Actions"]


def test_text_of_users_stays_text(desk: Desk) -> None:
    sign = "<b onclick=x>bold</b> & *stars*"
    _decide(desk, text=sign, reason=sign)
    window = _page()
    assert sign in window.words, "as it was written"
    assert not any("<b onclick" in element.value for element in window.app.html)


def _decide(desk: Desk, **parts: Any) -> Entry:
    said = {"committee": "national", "taken_on": "2026-10-20", "text": "Count together", "reason": "Nobody counts"}
    done = committee.keep(desk, FREEDONIA, "decision", said | parts)
    assert isinstance(done, Entry)
    return done


# ---------------------------------------------------------------- writing


def test_a_decision_is_typed_kept_as_a_draft_and_entered_once(desk: Desk) -> None:
    window = _page()
    _type(window, "text", "Count together", shown="open_new_decision")
    # The page is loaded anew, by the same person: nothing is lost.
    window = _open(_page(), "open_new_decision")
    assert _field(window, "text").value == "Count together"
    assert len(committee.register(desk, FREEDONIA).decisions) == 4
    window.app.session_state["open_new_decision"] = True
    window.press("Enter the decision")
    assert "Not saved: Say the reason for the decision." in window.alerts
    _type(window, "reason", "Nobody counts", shown="open_new_decision")
    window.app.session_state["open_new_decision"] = True
    window.press("Enter the decision")
    assert "Entered: decision 2026/5." in window.words
    (made,) = (one for one in committee.register(desk, FREEDONIA).decisions if one.number == "2026/5")
    assert (made.text, made.meeting, made.taken_on) == ("Count together", SUMMER, date(2026, 6, 18))
    assert committee.draft(desk, FREEDONIA, "decision").said == {}


def test_an_entry_is_changed_field_by_field_and_its_history_says_so(desk: Desk) -> None:
    window = _open(_page(), "about_police-desk")
    window.app.session_state["about_police-desk"] = True
    _field(window, "owner", "police-desk").set_value("Directorate of personnel")
    window.run()
    (found,) = (one for one in committee.register(desk, FREEDONIA).actions if one.key == "police-desk")
    assert found.owner == "Directorate of personnel"
    window = _open(_page(), "about_police-desk")
    assert "owner “Directorate of personnel”" in window.words
    assert "demonstration: committee “National cooperation committee (fictional)”" in window.words


def test_a_field_that_must_be_filled_is_not_emptied_and_the_page_says_why(desk: Desk) -> None:
    window = _open(_page(), "about_police-desk")
    window.app.session_state["about_police-desk"] = True
    _field(window, "owner", "police-desk").set_value("")
    window.run()
    assert "Not saved: Say who does it, by function." in window.alerts
    (found,) = (one for one in committee.register(desk, FREEDONIA).actions if one.key == "police-desk")
    assert found.owner == "Personnel department of police"


def test_the_status_of_an_action_is_one_click(desk: Desk) -> None:
    window = _page()
    window.pick(f"status_{FREEDONIA}_police-desk", "done").run()
    assert "1 action is overdue" in _page().words
    window.run()
    (found,) = (one for one in committee.register(desk, FREEDONIA).actions if one.key == "police-desk")
    assert (found.status, found.by) == ("done", "local user for customs")


def test_a_decision_is_withdrawn_only_after_a_second_word_and_can_be_put_back(desk: Desk) -> None:
    made = _decide(desk)
    window = _open(_page(), f"about_{made.key}")
    window.app.session_state[f"about_{made.key}"] = True
    window.press(key=f"ask_{made.key}")
    assert "Withdraw decision 2026/5?" in window.words
    window.app.session_state[f"about_{made.key}"] = True
    window.press(key=f"yes_{made.key}")
    assert len(committee.register(desk, FREEDONIA).decisions) == 4
    window = _open(_page(), "struck")
    window.app.session_state["struck"] = True
    window.press("Put decision 2026/5 back")
    assert [one.number for one in committee.register(desk, FREEDONIA).decisions][-1] == "2026/5"


def test_what_others_refer_to_is_not_withdrawn_and_the_page_says_why(desk: Desk) -> None:
    window = _open(_page(), "about_port-protocol")
    for key in ("ask_port-protocol", "yes_port-protocol"):
        window.app.session_state["about_port-protocol"] = True
        window.press(key=key)
    assert "Other entries refer to this one" in window.alerts


def test_a_register_begins_with_the_national_committee(store: Store, id: str) -> None:
    open_both(store, id)
    window = _page(id)
    assert "No committee has been entered yet." in window.words
    window.app.session_state["open_new_committee"] = True
    _field(window, "name").set_value("Joint committee")
    window.run()
    window.press("Enter the committee")
    assert "Joint committee" in window.sections()["Committees"]
    assert "No meeting has been entered yet." in window.sections()["Meetings"]


# ---------------------------------------------------------------- the notes


def _notes(window: Window) -> Any:
    return next(area for area in window.app.text_area if (area.key or "").startswith("notes_"))


def test_notes_are_saved_and_what_looks_like_a_name_is_pointed_out(desk: Desk) -> None:
    window = _open(_page(), f"notes_of_{SUMMER}")
    window.app.session_state[f"notes_of_{SUMMER}"] = True
    _notes(window).set_value("Inspector Example reported.")
    window.run()
    meeting = committee.register(desk, FREEDONIA).meeting(SUMMER)
    assert meeting is not None
    assert meeting.notes == "Inspector Example reported."
    assert "looks as if it names a person" in window.words
    assert "Saved" in window.words


def test_two_who_type_at_once_see_both_texts_and_choose(desk: Desk) -> None:
    mine = _open(_page(), f"notes_of_{SUMMER}")
    meeting = committee.register(desk, FREEDONIA).meeting(SUMMER)
    assert meeting is not None
    committee.keep(desk, FREEDONIA, "meeting", {"notes": "Theirs."}, key=SUMMER, seen=meeting.seen)
    mine.app.session_state[f"notes_of_{SUMMER}"] = True
    _notes(mine).set_value("Mine.")
    mine.run()
    assert "Two people changed this meeting at once. Both texts are kept." in mine.alerts
    assert "Theirs." in mine.words
    assert _notes(mine).value == "Mine.", "what is typed stays in its place"
    # Whoever opens the page now finds both texts, too.
    other = _page()
    assert "Two texts, one to be chosen: 18 June 2026: Agreeing answers and next steps" in other.words
    mine.app.session_state[f"notes_of_{SUMMER}"] = True
    mine.press("Keep both, one after the other")
    found = committee.register(desk, FREEDONIA)
    assert [one.notes for one in found.meetings if one.key == SUMMER] == ["Theirs.\n\nMine."]
    assert found.waiting == {}


def test_a_meeting_page_that_writes_elsewhere_leaves_the_notes_alone(desk: Desk) -> None:
    window = _open(_page(), f"notes_of_{SUMMER}")
    agreeing.park(desk, FREEDONIA, "a_13")
    meeting = committee.register(desk, FREEDONIA).meeting(SUMMER)
    assert meeting is not None
    committee.keep(desk, FREEDONIA, "meeting", {"place": "Port"}, key=SUMMER, seen=meeting.seen)
    window.app.session_state[f"notes_of_{SUMMER}"] = True
    _notes(window).set_value("Typed meanwhile.")
    window.run()
    found = committee.register(desk, FREEDONIA).meeting(SUMMER)
    assert found is not None
    assert (found.notes, found.place) == ("Typed meanwhile.", "Port")
    assert not window.alerts


# ---------------------------------------------------------------- files


def _rows(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_both_registers_are_taken_along_as_tables(desk: Desk) -> None:
    decisions = _rows(register_file.table(desk, FREEDONIA, "decisions"))
    assert [row["Number"] for row in decisions] == ["2026/1", "2026/2", "2026/3", "2026/4"]
    assert decisions[3]["Questions"] == "Joint investigations A.6"
    assert decisions[3]["Asked at the strategic level"].startswith("Minister of Finance")
    actions = _rows(register_file.table(desk, FREEDONIA, "actions"))
    assert {row["Status"] for row in actions} == set(committee.STATUSES.values())
    assert actions[0]["Carries out decision"] == "2026/1"
    assert [entry.detail for entry in desk.store.audit_log(FREEDONIA) if entry.action == "export"] == [
        {"register": "decisions", "exact": False},
        {"register": "actions", "exact": False},
    ]
    assert {"Decisions as CSV", "Actions as CSV", "Minutes as Word", "Minutes as PDF"} <= set(_page().saved_as)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "\n="])
def test_no_cell_of_a_table_becomes_a_formula_unless_exact_text_is_asked_for(desk: Desk, start: str) -> None:
    said = f"x{start}1+1" if start.isspace() else f"{start}1+1"
    _decide(desk, text=said.strip())
    row = _rows(register_file.table(desk, FREEDONIA, "decisions"))[-1]
    assert row["Decision"] == f"'{said.strip()}"
    row = _rows(register_file.table(desk, FREEDONIA, "decisions", exact=True))[-1]
    assert row["Decision"] == said.strip()
    assert register_file.safe(said) == f"'{said}"


def _held(desk: Desk, key: str, monkeypatch: pytest.MonkeyPatch) -> document.Held:
    """Return what goes into the minutes of a meeting."""
    found: list[document.Held] = []
    draw = document.minutes

    def kept(held: document.Held, **more: Any) -> Any:
        found.append(held)
        return draw(held, **more)

    monkeypatch.setattr(document, "minutes", kept)
    minutes.minutes(desk, FREEDONIA, key, "docx")
    return found[0]


def test_the_minutes_hold_what_the_meeting_agreed_decided_and_gave_out(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreeing.park(desk, FREEDONIA, "a_13")
    held = _held(desk, SUMMER, monkeypatch)
    assert held.country == "Freedonia (fictional)"
    assert [one.code for one in held.agreed] == ["A.1", "addition to A.1", "A.3.1", "A.7.2", "A.14.1"]
    risk = held.agreed[2]
    assert [said.replace("\u00a0", " ") for said in (risk.customs, risk.police, risk.agreed)] == [
        "Level 4",
        "Level 2",
        "Level 2",
    ]
    assert risk.dissent.startswith("Customs keeps to level 4")
    assert [one.number for one in held.decisions] == ["2026/3", "2026/4"]
    assert held.decisions[1].concerns[0] == "Joint investigations A.6"
    assert sorted(one.number for one in held.actions) == ["2026/4", "2026/5"]
    assert held.actions[0].concerns[0].startswith("decision 2026/")
    assert [one.code for one in held.parked] == ["A.13"]
    assert [release.agency for release in held.record.releases] == ["Customs", "National Police"]
    last = desk.store.audit_log(FREEDONIA)[-1]
    assert (last.action, last.detail) == ("minutes", {"meeting": SUMMER, "form": "docx"})
    assert held.record.anchor.replace(" ", "") == f"{last.number}:{last.hash}"
    assert held.bands is not None
    assert [(row.lower, row.upper) for row in held.bands.rows] == [(2, 3), (2, 2)]


def test_an_answer_stands_in_the_minutes_of_the_meeting_in_whose_days_it_was_agreed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What was agreed after the meeting in March belongs to the next one, even if it was entered late.
    assert _held(desk, "spring-2026", monkeypatch).agreed == ()
    register = committee.register(desk, FREEDONIA)
    spring, summer = register.meetings
    today = date(2026, 11, 1)
    assert minutes.covered(register, spring, today) == minutes.Span(None, date(2026, 3, 12))
    assert minutes.covered(register, summer, today) == minutes.Span(date(2026, 3, 12), None)
    assert minutes.covered(register, summer, date(2026, 6, 18)).after == date(2026, 3, 12)


@pytest.mark.parametrize(("form", "start"), [("pdf", b"%PDF-"), ("docx", b"PK")])
def test_minutes_are_a_word_file_or_a_pdf(desk: Desk, form: minutes.Form, start: bytes) -> None:
    assert minutes.minutes(desk, FREEDONIA, SUMMER, form).startswith(start)


def test_those_who_were_missing_stand_apart(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = committee.register(desk, FREEDONIA).meetings[-1]
    said = {"attendance": "Deputy head of customs\nAbsent: legal office"}
    committee.keep(desk, FREEDONIA, "meeting", said, key=SUMMER, seen=meeting.seen)
    held = _held(desk, SUMMER, monkeypatch)
    assert (held.meeting.present, held.meeting.absent) == (("Deputy head of customs",), ("legal office",))


def test_a_meeting_that_is_not_there_has_no_minutes(desk: Desk) -> None:
    for ask in (
        lambda: minutes.minutes(desk, FREEDONIA, "no-meeting", "pdf"),
        lambda: minutes.minutes(desk, FREEDONIA, SUMMER, "xlsx"),  # type: ignore[arg-type]
        lambda: minutes.find(desk, FREEDONIA, date(2026, 1, 1)),
    ):
        with pytest.raises(MinutesRefused):
            ask()


def test_a_meeting_is_found_by_its_day_and_committee(desk: Desk) -> None:
    assert minutes.find(desk, FREEDONIA, date(2026, 3, 12)).key == "spring-2026"
    said = {"committee": "northern-border", "held_on": "2026-03-12"}
    north = committee.keep(desk, FREEDONIA, "meeting", said)
    assert isinstance(north, Entry)
    with pytest.raises(MinutesRefused, match="Several committees met"):
        minutes.find(desk, FREEDONIA, date(2026, 3, 12))
    assert minutes.find(desk, FREEDONIA, date(2026, 3, 12), "northern border (FICTIONAL)").key == north.key


# ---------------------------------------------------------------- who only reads


def _signed_in(library: Library, store: Store, role: Role, voice: Voice | None) -> Desk:
    store.add_member(FREEDONIA, "anna@example.org", role, voice, by="an administrator")
    return Desk(library, store, Viewer("Anna", frozenset(), voice or "customs"), Person("Anna", ("anna@example.org",)))


Ask = Callable[[Desk], object]
MINUTES: Ask = lambda desk: minutes.minutes(desk, FREEDONIA, SUMMER, "docx")  # noqa: E731
TABLE: Ask = lambda desk: register_file.table(desk, FREEDONIA, "actions")  # noqa: E731


@pytest.mark.parametrize(
    ("role", "voice", "reads", "takes"),
    [
        ("member", None, True, True),
        ("observer", None, True, False),
        ("consultant", None, True, True),
        ("head", "police", True, True),
        ("respondent", "customs", False, False),
        ("custodian", "customs", False, False),
        ("integrity_officer", "police", False, False),
        ("administrator", None, False, False),
    ],
)
def test_minutes_are_for_readers_of_the_register_and_tables_for_those_who_may_export(
    library: Library, desk: Desk, role: Role, voice: Voice | None, reads: bool, takes: bool
) -> None:
    signed_in = _signed_in(library, desk.store, role, voice)
    for ask, may in ((MINUTES, reads), (TABLE, takes)):
        if may:
            assert ask(signed_in)
        else:
            with pytest.raises(NotAllowed):
                ask(signed_in)


def test_who_only_reads_is_told_so_and_finds_nothing_to_write(
    library: Library, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in = _signed_in(library, desk.store, "observer", None)
    monkeypatch.setattr(state, "desk", lambda: signed_in)
    window = _page().open_up()
    assert "The committee’s chair and secretariat keep this register; you read it." in window.words
    assert "but do not take it away as a file" in window.words
    assert "Fictional. The committee agreed its first five answers." in window.words
    assert not any(window.has(words) for words in ("Enter the", "Withdraw", "back"))
    assert not window.app.text_input
    assert not window.app.text_area
    assert not any("Status of action" in group.proto.label for group in window.app.button_group)


def test_before_both_are_open_the_page_says_what_is_missing(id: str) -> None:
    window = _page(id)
    assert "can be read once both agencies’ answers are open" in window.words
    assert list(window.sections()) == [""]


def test_a_role_that_is_taken_away_while_somebody_types_ends_the_writing(
    library: Library, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in = _signed_in(library, desk.store, "secretariat", None)
    desk.store.add_member(FREEDONIA, "anna@example.org", "member", None, by="an administrator")
    monkeypatch.setattr(state, "desk", lambda: Desk(library, desk.store, signed_in.viewer, signed_in.person))
    window = _open(_page(), "about_police-desk")
    desk.store.remove_member(FREEDONIA, "anna@example.org", "secretariat", None, by="an administrator")
    window.app.session_state["about_police-desk"] = True
    _field(window, "owner", "police-desk").set_value("Mine")
    window.run()
    assert not window.has("Enter the")
    (found,) = (one for one in committee.register(desk, FREEDONIA).actions if one.key == "police-desk")
    assert found.owner == "Personnel department of police"


def test_a_clash_of_an_action_is_shown_with_both_owners(desk: Desk) -> None:
    committee.keep(desk, FREEDONIA, "action", {"owner": "One office"}, key="police-desk", seen=1)
    met = committee.keep(desk, FREEDONIA, "action", {"owner": "Another office"}, key="police-desk", seen=1)
    assert isinstance(met, Clash)
    window = _page()
    assert "Two texts, one to be chosen: action 2026/4" in window.words
    assert "Saved first." in window.words
    assert "Another office" in window.words
    window.press("Take the second")
    (found,) = (one for one in committee.register(desk, FREEDONIA).actions if one.key == "police-desk")
    assert found.owner == "Another office"
    assert "Two texts" not in _page().words
