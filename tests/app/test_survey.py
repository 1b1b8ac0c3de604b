"""The anonymous staff survey: what staff see and send, what managers see, and what is left of a reply: nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.errors import StreamlitAPIException

from diagnostic import places
from diagnostic.answers import Voice
from diagnostic.content import Library
from diagnostic.content.strict import read_path
from diagnostic.service import files, integrity, perception
from diagnostic.service.desk import Desk
from diagnostic.storage import STEP, Record, StorageFailed, Store, Survey, Surveys, connect
from tests.app.windows import Window

Desks = dict[Voice, Desk]


@pytest.fixture
def record(store: Store, id: str) -> Record:
    return store.record(id)


@pytest.fixture
def survey(desks: Desks, id: str) -> Survey:
    """An open survey of customs that takes replies with a link only."""
    return perception.start(desks["customs"], id, kiosk=False)


@pytest.fixture
def kiosk(desks: Desks, record: Record, survey: Survey) -> Survey:
    """The same survey, on a shared device."""
    perception.set_kiosk(desks["customs"], record, survey, on=True)
    return survey


def reply(library: Library, level: int) -> dict[str, str]:
    return {item.id: str(level) for item in library.instrument("perception").items}


def send(store: Store, survey: Survey, library: Library, times: int, level: int = 2) -> None:
    for _ in range(times):
        store.surveys.send(survey.id, reply(library, level), token=None)


def choose(window: Window, item: str, level: int) -> None:
    [radio] = [radio for radio in window.app.radio if str(radio.key).endswith(item)]
    radio.set_value(level)


def chosen(window: Window) -> list[int]:
    return [radio.value for radio in window.app.radio if radio.value is not None]


def staff(window: Window, id: str, voice: Voice = "customs") -> Window:
    return window.open("staff", assessment=id, **{"as": voice})


def kept(window: Window) -> Iterator[tuple[str, Any]]:
    """Everything that the session still knows, Streamlit's own drawers included."""
    state: Any = window.app.session_state._state._state
    for drawer in (state._new_session_state, state._old_state, state._new_widget_state.states, window.app.query_params):
        for key in drawer:
            if "INTERNAL_KEY_TESTING" not in key:  # AppTest's own notes
                yield str(key), drawer[key]


# ---------------------------------------------------------------- what staff see


def test_before_the_first_statement_staff_read_who_asks_what_is_kept_and_where_to_report(
    window: Window, kiosk: Survey, desks: Desks, id: str
) -> None:
    window.open("survey", survey=kiosk.code)
    said = window.words
    assert "Customs Board, Administration XXC (fictional)" in said
    for words in ("No reply is stored", "10, 20, 30", "voluntary", "no channel for reporting", "emergency services"):
        assert words in said
    assert "has not named its reporting channel here" in said
    assert len(window.app.radio) == 12
    assert chosen(window) == []
    integrity.set_report_to(desks["customs"], id, "Ombudsman <b>, telephone 100")
    assert "Otherwise report here: Ombudsman <b>, telephone 100" in window.run().words


def test_the_choices_are_the_words_of_the_questionnaire_and_not_knowing(window: Window, kiosk: Survey) -> None:
    window.open("survey", survey=kiosk.code)
    words = ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree", "I do not know"]
    assert all(list(radio.options) == words for radio in window.app.radio)


def test_at_a_kiosk_one_person_after_the_other_gets_an_empty_form(
    window: Window, kiosk: Survey, store: Store, library: Library
) -> None:
    send(store, kiosk, library, STEP - 2)
    window.open("survey", survey=kiosk.code)
    choose(window, "s_leaders", 1)
    choose(window, "s_report", 5)
    window.press("Send")
    assert window.title == "Thank you"
    assert not window.app.radio
    window.press("Next person")
    assert len(window.app.radio) == 12
    assert chosen(window) == []
    choose(window, "s_leaders", 1)
    window.press("Send")
    reading = store.surveys.reading(kiosk.id)
    assert reading is not None
    assert reading.counts["s_leaders"]["1"] == 2
    assert reading.counts["s_report"] == {"1": 0, "2": 8, "3": 0, "4": 0, "5": 1, "no_answer": 1}


def test_a_link_counts_once_and_is_never_shown(
    window: Window, survey: Survey, record: Record, desks: Desks, store: Store
) -> None:
    [token] = perception.issue(desks["customs"], record, survey, 1)
    window.open("survey", survey=survey.code, token=token)
    assert token not in window.words
    assert "Your link counts once" in window.words
    choose(window, "s_open", 4)
    window.press("Send")
    assert window.title == "Thank you"
    assert not window.has("Next person")
    assert store.surveys.get(survey.id).replies == 1
    again = Window().open("survey", survey=survey.code, token=token)
    assert "used already" in again.alerts
    assert not again.app.radio


def test_a_link_that_somebody_used_meanwhile_sends_nothing(
    window: Window, survey: Survey, record: Record, desks: Desks, store: Store, library: Library
) -> None:
    [token] = perception.issue(desks["customs"], record, survey, 1)
    window.open("survey", survey=survey.code, token=token)
    choose(window, "s_open", 4)
    store.surveys.send(survey.id, reply(library, 3), token=token)
    window.press("Send")
    assert "Your reply was not counted" in window.alerts
    assert store.surveys.get(survey.id).replies == 1


def test_after_sending_the_session_knows_nothing_of_the_reply(window: Window, kiosk: Survey) -> None:
    window.open("survey", survey=kiosk.code)
    for item in ("s_leaders", "s_report", "s_protected"):
        choose(window, item, 2)
    window.press("Send")
    for key, value in kept(window):
        assert "chosen" not in key, key
        assert "s_" not in str(value), (key, value)
    assert dict(window.app.query_params) == {"survey": kiosk.code}


def test_a_reply_with_nothing_chosen_is_refused_kindly(window: Window, kiosk: Survey, store: Store) -> None:
    window.open("survey", survey=kiosk.code)
    window.press("Send")
    assert "Choose an answer to at least one statement" in window.alerts
    choose(window, "s_business", 0)
    window.press("Send")
    assert "Nothing is chosen yet" in window.alerts
    assert store.surveys.get(kiosk.id).replies == 0


def test_not_knowing_counts_as_left_out(window: Window, kiosk: Survey, store: Store, library: Library) -> None:
    send(store, kiosk, library, STEP - 1)
    window.open("survey", survey=kiosk.code)
    choose(window, "s_business", 0)
    choose(window, "s_open", 4)
    window.press("Send")
    reading = store.surveys.reading(kiosk.id)
    assert reading is not None
    assert reading.counts["s_business"]["no_answer"] == 1


def test_who_stands_at_a_kiosk_can_empty_the_form_that_another_left(window: Window, kiosk: Survey) -> None:
    window.open("survey", survey=kiosk.code)
    choose(window, "s_leaders", 1)
    window.press("Empty the form")
    assert chosen(window) == []


def test_a_closed_survey_says_so(window: Window, kiosk: Survey, record: Record, desks: Desks) -> None:
    perception.close(desks["customs"], record, kiosk)
    window.open("survey", survey=kiosk.code)
    assert "closed" in window.alerts
    assert not window.app.radio


def test_a_survey_that_closes_while_somebody_chooses_says_that_nothing_was_counted(
    window: Window, kiosk: Survey, record: Record, desks: Desks
) -> None:
    window.open("survey", survey=kiosk.code)
    choose(window, "s_leaders", 1)
    perception.close(desks["customs"], record, kiosk)
    window.press("Send")
    assert "Your reply was not counted" in window.alerts
    assert window.title == "Staff survey"


@pytest.mark.parametrize("address", [{}, {"survey": ""}, {"survey": "nonsense"}, {"survey": "nonsense", "token": "x"}])
def test_an_address_that_leads_nowhere_says_so(window: Window, address: dict[str, str]) -> None:
    assert "leads to no survey" in window.open("survey", **address).alerts


def test_without_a_link_the_survey_is_answered_at_a_kiosk_only(window: Window, survey: Survey) -> None:
    window.open("survey", survey=survey.code)
    assert "personal links" in window.alerts
    assert not window.app.radio


def test_a_lost_key_is_told_without_the_paths_of_the_server(
    window: Window, kiosk: Survey, store: Store, library: Library
) -> None:
    send(store, kiosk, library, 1)
    places.survey_key().unlink()
    window.open("survey", survey=kiosk.code)
    choose(window, "s_leaders", 1)
    window.press("Send")
    assert "Your reply was not counted" in window.alerts
    assert str(places.survey_key()) not in window.everything
    assert store.surveys.get(kiosk.id).replies == 1


def test_a_failing_database_is_told_at_the_form(window: Window, kiosk: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StorageFailed("This was not saved: the disk is full.")

    window.open("survey", survey=kiosk.code)
    choose(window, "s_leaders", 1)
    monkeypatch.setattr(Surveys, "send", fail)
    window.press("Send")
    assert "the disk is full" in window.alerts
    assert len(window.app.radio) == 12


# ---------------------------------------------------------------- what their managers see


def test_before_a_survey_the_page_explains_and_opens_one_of_either_kind(window: Window, store: Store, id: str) -> None:
    staff(window, id)
    assert "has not asked its staff yet" in window.words
    assert "Border Gendarmerie and the committee see nothing of it" in window.words
    window.press("Open the survey with personal links")
    [survey] = store.surveys.of(id, "customs")
    assert survey.open
    assert not survey.kiosk
    assert "0 replies; 10 more until the results can be read" in window.words
    staff(window, id, "police").press("shared device")
    assert store.surveys.of(id, "police")[0].kiosk


def test_after_nine_replies_there_is_a_count_and_nothing_else(
    window: Window, kiosk: Survey, store: Store, library: Library, id: str
) -> None:
    send(store, kiosk, library, 9)
    staff(window, id)
    assert "9 replies; 1 more until the results can be read" in window.words
    assert 'class="opinion"' not in window.everything
    assert "What staff perceive" not in window.sections()


def test_after_ten_replies_each_statement_shows_its_shares(
    window: Window, kiosk: Survey, store: Store, library: Library, id: str
) -> None:
    send(store, kiosk, library, 9)
    store.surveys.send(kiosk.id, {"s_leaders": "4"}, token=None)
    staff(window, id)
    assert "10 replies; 10 more until the results can be read again" in window.words
    results = window.sections()["What staff perceive"]
    assert "1 agree 0 neither 9 disagree of 10 replies" in results
    assert results.count("Fewer than ten gave an opinion") == 11
    assert "More of the staff disagree than agree with 1 of 1 statement." in window.words


def test_between_two_readings_only_the_count_moves(
    window: Window, kiosk: Survey, store: Store, library: Library, id: str
) -> None:
    send(store, kiosk, library, STEP)
    before = staff(window, id).sections()["What staff perceive"]
    send(store, kiosk, library, STEP - 1, level=5)
    assert staff(window, id).sections()["What staff perceive"] == before
    assert "19 replies; 1 more" in window.words


def test_links_are_shown_once_as_full_addresses_that_work(
    window: Window, survey: Survey, store: Store, id: str
) -> None:
    staff(window, id)
    window.app.number_input[0].set_value(3)
    window.press("Make links")
    assert store.surveys.get(survey.id).issued == 3
    assert "Never list which link went to whom" in window.words
    assert "they are shown this once" in window.words
    [save] = [node for node in window.nodes if getattr(node, "type", "") == "download_button"]
    assert save.proto.label == "Save the links"
    window.run()
    assert "they are shown this once" not in window.words
    assert not [node for node in window.nodes if getattr(node, "type", "") == "download_button"]


def test_no_more_links_than_the_page_offers_are_made_at_once(
    window: Window, survey: Survey, store: Store, id: str
) -> None:
    staff(window, id)
    window.app.number_input[0].set_value(501)
    window.press("Make links")
    assert store.surveys.get(survey.id).issued <= 500


def test_the_kiosk_is_switched_on_and_off_with_its_address_in_sight(
    window: Window, survey: Survey, store: Store, id: str
) -> None:
    staff(window, id)
    assert survey.code not in window.everything
    window.press("Take replies on a shared device")
    address = parse_qs(urlsplit(window.app.code[0].value).query)
    assert address == {"survey": [survey.code]}
    assert store.surveys.get(survey.id).kiosk
    window.press("Take no more replies there")
    assert not store.surveys.get(survey.id).kiosk


def test_a_closed_survey_keeps_its_results_and_another_can_be_opened(
    window: Window, kiosk: Survey, store: Store, library: Library, id: str
) -> None:
    send(store, kiosk, library, STEP + 3)
    staff(window, id).press("Close it for good")
    assert "13 replies; the survey is closed" in window.words
    assert not window.has("Make links")
    assert "2 of the staff" not in window.words
    window.press("Open the survey with personal links")
    assert "0 replies; 10 more" in window.words
    assert "They are from the survey before this one." in window.sections()["What staff perceive"]


def test_one_agency_never_sees_the_survey_of_the_other(
    window: Window, kiosk: Survey, store: Store, library: Library, id: str
) -> None:
    send(store, kiosk, library, STEP)
    staff(window, id, "police")
    assert "Border Gendarmerie has not asked its staff yet" in window.words
    assert kiosk.code not in window.everything
    assert "What staff perceive" not in window.sections()


def test_a_second_window_that_opens_another_survey_is_told_why_not(window: Window, store: Store, id: str) -> None:
    other = staff(Window(), id)
    staff(window, id).press("Open the survey with personal links")
    other.press("Open the survey with personal links")
    assert "has an open survey" in other.alerts
    assert len(store.surveys.of(id, "customs")) == 1


def test_where_staff_report_is_set_here_and_taken_back(window: Window, desks: Desks, record: Record, id: str) -> None:
    staff(window, id)
    assert "First name, below, where staff report" in window.words
    window.app.text_area[0].set_value("  Inspectorate, room 4 ")
    window.press(label="Save")
    assert integrity.report_to(desks["customs"], record, "customs") == "Inspectorate, room 4"
    assert "It stands on the pages now" in window.words
    assert "First name, below" not in window.words
    assert integrity.report_to(desks["police"], record, "police") == ""
    window.app.text_area[0].set_value("")
    window.press(label="Save")
    assert integrity.report_to(desks["customs"], record, "customs") == ""


# ---------------------------------------------------------------- the demonstration


def test_the_surveys_of_the_demonstration_add_up_to_their_file(desks: Desks, store: Store) -> None:
    ids = files.load_demonstration(desks["customs"])
    found = {(r.country, r.round): r.id for r in map(store.record, ids)}
    said = read_path(places.data("benchmarks") / "fictional.yaml").data["surveys"]
    assert {survey["country"] for survey in said} == {"XXA", "XXB"}
    for told in said:
        [survey] = store.surveys.of(found[told["country"], told["round"]], told["voice"])
        assert (survey.open, survey.kiosk, survey.replies) == (True, False, told["replies"])
        reading = store.surveys.reading(survey.id)
        assert reading is not None
        assert reading.counts.keys() == told["counts"].keys()
        for item, by_level in told["counts"].items():
            left_out = told["replies"] - sum(by_level)
            assert left_out >= 0
            expected = {str(level): number for level, number in enumerate(by_level, start=1)}
            assert reading.counts[item] == expected | {"no_answer": left_out}, item
    files.remove_demonstration(desks["customs"])
    assert store.is_empty()


def test_every_invented_reply_says_something() -> None:
    for told in read_path(places.data("benchmarks") / "fictional.yaml").data["surveys"]:
        assert all(files._replies(told["counts"], told["replies"]))


def test_the_demonstration_says_so_when_its_surveys_cannot_be_loaded(
    desks: Desks, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(places.SURVEY_KEY, "/dev/null/survey.key")
    with pytest.raises(files.DemonstrationRefused, match="without its staff surveys"):
        files.load_demonstration(desks["customs"])
    assert len(store.list()) == 3
    assert connect(places.database_url()) is store


def test_the_pages_of_the_demonstration_can_be_drawn(window: Window, desks: Desks, store: Store) -> None:
    for id in files.load_demonstration(desks["customs"]):
        for voice in ("customs", "police"):
            staff(window, id, voice)
            assert window.title == "Staff survey"


def test_links_lead_to_where_the_survey_is_served_apart(id: str, survey: Survey, store: Store) -> None:
    window = staff(Window(), id)
    window.app.text_input(key="survey_base").set_value("https://survey.example.org/")
    window.run()
    [button] = [button for button in window.app.button if button.label == "Take replies on a shared device"]
    button.click()
    window.run()
    [address] = [code.value for code in window.app.code]
    assert address.startswith("https://survey.example.org/survey?survey=")


def test_a_process_that_serves_the_survey_alone_has_no_other_page(
    id: str, kiosk: Survey, monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    monkeypatch.setenv(places.SURVEY_ONLY, "1")
    alone = Window()
    assert "This address leads to no survey" in alone.words
    assert not alone.app.sidebar.pills
    for page in ("start", "results", "integrity_results", "staff", "open_file"):
        with pytest.raises((AssertionError, ValueError, StreamlitAPIException)):
            Window().open(page, assessment=id)
    asked = Window().open("survey", survey=kiosk.code)
    assert "Customs Board" in asked.words
