"""The page Meeting: both answers, the agreed one with its reason, and a screen that loses nothing that was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from diagnostic.access.roles import Role
from diagnostic.answers import Answer, Voice
from diagnostic.app import signing_in
from diagnostic.service import agreeing
from diagnostic.service.desk import Desk, Person
from diagnostic.storage import StorageFailed, Store
from tests.app.windows import Window, fill, open_both, stored

CUSTOMS = {
    "a_2_1": Answer(level=2),
    "a_2_2": Answer(value={"frequency": "weekly", "channels": ["meeting"], "text": "Every Monday"}),
    "a_3_1": Answer(level=4, scope="main_sites", evidence="document", comment="Seen at the port"),
    "a_13": Answer(level=3),
    "a_19": Answer(level=2, discuss=True),
}
POLICE = {
    "a_2_1": Answer(level=2),
    "a_2_2": Answer(value={"frequency": "yearly", "channels": ["meeting"]}),
    "a_3_1": Answer(level=1),
    "a_13": Answer(level=2),
    "a_19": Answer(level=4),
}


@pytest.fixture
def opened(store: Store, id: str) -> str:
    fill(store, id, "customs", CUSTOMS)
    fill(store, id, "police", POLICE)
    open_both(store, id)
    return id


@pytest.fixture
def sign_in(store: Store, id: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let somebody sign in who holds a single role."""

    def signed_in(role: Role, voice: Voice | None = None) -> None:
        store.add_member(id, "anna@example.org", role, voice, by="an administrator")
        monkeypatch.setattr(signing_in, "required", lambda: True)
        monkeypatch.setattr(signing_in, "person", lambda: Person("Anna", ("anna@example.org",)))

    return signed_in


class Screen(Window):
    """The meeting's screen in one session."""

    def at(self, id: str, item: str = "") -> Screen:
        self.open("meeting", assessment=id, **({"item": item} if item else {}))
        return self

    def widget(self, part: str) -> Any:
        """Return the widget for a part of the agreed answer."""
        found = [node for node in self.nodes if str(getattr(node, "key", "")).endswith(f"_{part}")]
        found = [node for node in found if "_agreed_" in node.key]
        assert found, f"there is no {part}"
        return found[0]

    def has_part(self, part: str) -> bool:
        return any("_agreed_" in key and key.endswith(f"_{part}") for key in (str(n.key) for n in self._keyed()))

    def _keyed(self) -> list[Any]:
        return [node for node in self.nodes if getattr(node, "key", None)]

    def say(self, part: str, value: Any) -> Screen:
        """Set a part, as typing or clicking does."""
        self.widget(part).set_value(value)
        self.run()
        return self


@pytest.fixture
def screen() -> Screen:
    return Screen()


def _item(window: Window) -> str:
    found = window.app.query_params["item"]
    return str(found if isinstance(found, str) else found[0])


# ---------------------------------------------------------------- who sees what


def test_before_both_are_open_there_is_no_meeting(screen: Screen, store: Store, id: str) -> None:
    fill(store, id, "police", {"a_3_1": Answer(level=4, comment="zzz")})
    screen.at(id)
    assert "has not yet released" in screen.words
    assert "zzz" not in screen.everything


@pytest.mark.parametrize("role", ["member", "observer", "consultant"])
def test_others_at_the_table_read_the_agreed_answer_and_have_no_way_to_write_it(
    store: Store, opened: str, sign_in: Callable[..., None], role: Role
) -> None:
    fill(store, opened, "agreed", {"a_3_1": Answer(level=3, reason="The log", dissent="1", decided_by="Chair")})
    sign_in(role)
    screen = Screen().at(opened, "a_3_1")
    assert "Seen at the port" in screen.everything
    for words in ("The log", "Decided by Chair"):
        assert words in screen.words
    assert not screen.has_part("level")
    assert not screen.has_part("reason")
    assert not screen.has("Park")


def test_readers_see_what_is_written_without_a_click(store: Store, opened: str, sign_in: Callable[..., None]) -> None:
    sign_in("member")
    screen = Screen().at(opened, "a_3_1")
    assert "Nothing is agreed yet" in screen.words
    fill(store, opened, "agreed", {"a_3_1": Answer(level=3, reason="The log")})
    assert "The log" in screen.run().words


@pytest.mark.parametrize("role", ["administrator", "custodian"])
def test_who_may_not_read_both_sees_no_meeting(opened: str, sign_in: Callable[..., None], role: Role) -> None:
    sign_in(role, "customs" if role == "custodian" else None)
    screen = Screen().at(opened, "a_3_1")
    assert "do not read the answers of both" in screen.words
    assert "Seen at the port" not in screen.everything


# ---------------------------------------------------------------- both answers


def test_both_answers_stand_side_by_side_with_level_statement_scope_and_evidence(screen: Screen, opened: str) -> None:
    screen.at(opened, "a_3_1")
    assert screen.title.startswith("Do customs and police work together when they analyse risks")
    for words in ("Level 4", "Level 1", "At the main sites · A document", "Seen at the port"):
        assert words in screen.words
    assert "0 of" in screen.words


def test_a_narrative_is_shown_and_agreed_by_its_fields(screen: Screen, store: Store, opened: str) -> None:
    screen.at(opened, "a_2_2")
    assert "Every Monday" in screen.words
    screen.say("reason", "Counted in the log").say("field_frequency", "monthly")
    answer = stored(store, opened, "agreed", "a_2_2")
    assert answer is not None
    assert answer.value == {"frequency": "monthly"}


def test_a_fact_about_one_agency_is_shown_and_nothing_can_be_agreed(screen: Screen, opened: str) -> None:
    screen.at(opened, "a_19")
    assert "Nothing to agree here" in screen.words
    assert not screen.has_part("reason")


def test_an_unknown_question_in_the_address_leads_to_the_first_point(
    screen: Screen, opened: str, desks: dict[Voice, Desk]
) -> None:
    first = agreeing.agenda(desks["customs"], opened).points[0].item
    assert _item(screen.at(opened, "a_99")) == first


# ---------------------------------------------------------------- agreeing


def test_level_reason_dissent_and_who_decided_are_saved_as_they_are_given(
    screen: Screen, store: Store, opened: str
) -> None:
    screen.at(opened, "a_3_1").say("reason", "The log shows it").say("level", 3)
    assert "Saved" in screen.words
    assert "1 of" in screen.words
    screen.say("dissent", "Police: two posts are vacant").say("decided_by", "Committee")
    assert stored(store, opened, "agreed", "a_3_1") == Answer(
        level=3, reason="The log shows it", dissent="Police: two posts are vacant", decided_by="Committee"
    )


def test_a_reason_typed_first_is_kept_at_once(screen: Screen, store: Store, opened: str) -> None:
    screen.at(opened, "a_3_1").say("reason", "The log shows it")
    assert stored(store, opened, "agreed", "a_3_1") == Answer(reason="The log shows it")
    assert Screen().at(opened, "a_3_1").widget("reason").value == "The log shows it", "another session finds it"


def test_a_level_chosen_first_waits_and_says_so(screen: Screen, store: Store, opened: str) -> None:
    screen.at(opened, "a_3_1").say("level", 3)
    assert "Not saved yet: give the reason" in screen.words
    assert stored(store, opened, "agreed", "a_3_1") is None
    screen.say("dissent", "Police: 1")
    assert stored(store, opened, "agreed", "a_3_1") == Answer(dissent="Police: 1")
    assert screen.widget("level").value == 3
    screen.say("reason", "The log shows it")
    answer = stored(store, opened, "agreed", "a_3_1")
    assert answer is not None
    assert (answer.level, answer.dissent) == (3, "Police: 1")
    assert "Not saved yet" not in screen.words


def test_what_waits_is_still_there_after_next_and_previous(screen: Screen, opened: str) -> None:
    screen.at(opened, "a_3_1").say("level", 3).say("dissent", "Police: 1")
    screen.press(key="meeting_after").press(key="meeting_before")
    assert _item(screen) == "a_3_1"
    assert screen.widget("level").value == 3
    assert screen.widget("dissent").value == "Police: 1"


def test_an_answer_and_a_state_replace_each_other(screen: Screen, store: Store, opened: str) -> None:
    screen.at(opened, "a_3_1").say("reason", "r").say("level", 3).say("state", "prohibited_by_law")
    answer = stored(store, opened, "agreed", "a_3_1")
    assert answer is not None
    assert (answer.level, answer.state, answer.reason) == (None, "prohibited_by_law", "r")
    screen.say("level", 2)
    assert stored(store, opened, "agreed", "a_3_1") == Answer(level=2, reason="r")


def test_an_agreed_answer_taken_back_leaves_reason_and_dissent(screen: Screen, store: Store, opened: str) -> None:
    screen.at(opened, "a_3_1").say("reason", "r").say("dissent", "d").say("level", 3)
    screen.press("Take the agreed answer back")
    assert stored(store, opened, "agreed", "a_3_1") == Answer(reason="r", dissent="d")
    assert "0 of" in screen.words


def test_a_reason_that_is_emptied_is_refused_and_the_answer_stands(screen: Screen, store: Store, opened: str) -> None:
    screen.at(opened, "a_3_1").say("reason", "r").say("level", 3).say("reason", "")
    assert "give the reason" in screen.alerts
    answer = stored(store, opened, "agreed", "a_3_1")
    assert answer is not None
    assert answer.reason == "r"


def test_scope_and_evidence_stand_behind_one_click(screen: Screen, store: Store, opened: str) -> None:
    screen.at(opened, "a_3_1").say("reason", "r").say("level", 3)
    prefix = screen.widget("reason").key.removesuffix("reason")

    def put(part: str, value: str) -> None:
        screen.app.session_state[f"{prefix}more"] = True  # unlike a browser, AppTest forgets it at every run
        screen.run()
        screen.app.session_state[f"{prefix}more"] = True
        screen.say(part, value)

    put("scope", "national")
    put("evidence", "document")
    put("comment", "See the annex")
    assert stored(store, opened, "agreed", "a_3_1") == Answer(
        level=3, reason="r", scope="national", evidence="document", comment="See the annex"
    )
    screen.run()
    screen.say("dissent", "d")
    answer = stored(store, opened, "agreed", "a_3_1")
    assert answer is not None
    assert (answer.scope, answer.comment, answer.dissent) == ("national", "See the annex", "d")


def test_who_decided_last_is_offered_for_the_next_question_and_kept_only_with_an_answer(
    screen: Screen, store: Store, opened: str
) -> None:
    store.enter(opened, "agreed", "committee", {"name": "National committee"}, by="an earlier session")
    screen.at(opened, "a_3_1")
    assert list(screen.widget("decided_by").options) == ["National committee", "Chair"]
    screen.say("reason", "r").say("level", 3).say("decided_by", "National committee")
    screen.at(opened, "a_13")
    assert screen.widget("decided_by").value == "National committee"
    assert stored(store, opened, "agreed", "a_13") is None
    screen.say("reason", "r")
    answer = stored(store, opened, "agreed", "a_13")
    assert answer is not None
    assert answer.decided_by == "National committee"


# ---------------------------------------------------------------- two who write


def test_two_who_write_at_once_both_see_both_texts_and_one_is_chosen(store: Store, opened: str) -> None:
    chair, minutes = Screen().at(opened, "a_3_1"), Screen().at(opened, "a_3_1")
    chair.say("reason", "The log shows it")
    minutes.say("reason", "The plan shows it")
    assert "written in two places at once" in minutes.alerts
    for words in ("The log shows it", "The plan shows it"):
        assert words in minutes.words
    minutes.press("Take the second")
    answer = stored(store, opened, "agreed", "a_3_1")
    assert answer is not None
    assert answer.reason == "The plan shows it"
    assert minutes.widget("reason").value == "The plan shows it"
    chair.run()
    assert chair.widget("reason").value == "The plan shows it"


def test_what_waits_on_a_page_is_not_replaced_by_what_another_saves(store: Store, opened: str) -> None:
    chair, minutes = Screen().at(opened, "a_3_1"), Screen().at(opened, "a_3_1")
    chair.say("level", 3)
    minutes.say("reason", "The plan shows it")
    chair.run()
    assert chair.widget("level").value == 3
    chair.say("reason", "The log shows it")
    assert "written in two places at once" in chair.alerts
    chair.press("Take the second")
    answer = stored(store, opened, "agreed", "a_3_1")
    assert answer is not None
    assert (answer.level, answer.reason) == (3, "The log shows it")


def test_a_failing_database_is_told_and_what_was_typed_stays(
    screen: Screen, store: Store, opened: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen.at(opened, "a_3_1")
    with monkeypatch.context() as patch:

        def fails(self: Store, *args: object, **more: object) -> None:
            raise StorageFailed("The disk is full.")

        patch.setattr(Store, "save", fails)
        screen.say("reason", "The log shows it")
        assert "Not saved: The disk is full." in screen.alerts
        assert screen.widget("reason").value == "The log shows it"
    screen.press("Save again")
    assert stored(store, opened, "agreed", "a_3_1") == Answer(reason="The log shows it")
    assert not screen.alerts


def test_a_role_that_ended_meanwhile_writes_nothing_more(
    store: Store, opened: str, sign_in: Callable[..., None]
) -> None:
    sign_in("chair")
    screen = Screen().at(opened, "a_3_1").say("reason", "r")
    store.remove_member(opened, "anna@example.org", "chair", None, by="an administrator")
    store.add_member(opened, "anna@example.org", "member", None, by="an administrator")
    screen.widget("level").set_value(3)
    screen.run()
    assert stored(store, opened, "agreed", "a_3_1") == Answer(reason="r")
    assert not screen.has_part("level")


# ---------------------------------------------------------------- going through the agenda


def test_next_previous_and_park_lead_through_the_agenda(screen: Screen, opened: str, desks: dict[Voice, Desk]) -> None:
    points = [point.item for point in agreeing.agenda(desks["customs"], opened).points]
    screen.at(opened)
    assert _item(screen) == points[0]
    screen.press(key="meeting_after")
    assert _item(screen) == points[1]
    screen.press(key="meeting_park")
    assert _item(screen) == points[2], "parking goes on with the next"
    assert "1 parked" in screen.words
    screen.press(key="meeting_before")
    assert _item(screen) == points[0], "what is parked is left out on the way"
    screen.at(opened, points[1]).press("Take up again")
    assert "parked" not in screen.words
    assert screen.has("Park")


def test_the_agenda_lists_every_point_with_its_gap_and_jumps_to_it(screen: Screen, opened: str) -> None:
    fill_agreed = screen.at(opened, "a_13").say("reason", "r").say("level", 2)
    fill_agreed.app.session_state["meeting_list"] = True
    screen.run()
    lines = {str(b.key).removeprefix("jump_"): b.label for b in screen.app.button if str(b.key).startswith("jump_")}
    assert "3 levels apart" in lines["a_3_1"]
    assert "agreed: level" in lines["a_13"]
    assert "a_2_1" not in lines, "both say the same"
    screen.press(key="jump_a_3_1")
    assert _item(screen) == "a_3_1"
    screen.app.session_state["meeting_list"] = True
    screen.app.session_state["meeting_everything"] = True
    screen.run()
    assert any(str(button.key) == "jump_a_2_1" for button in screen.app.button)


def test_where_nothing_is_asked_of_anybody_the_page_still_stands(screen: Screen, store: Store, id: str) -> None:
    open_both(store, id)
    assert screen.at(id).title
