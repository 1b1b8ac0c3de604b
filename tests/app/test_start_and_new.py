"""Start: what the tool is, a new assessment, the demonstration, and what happens when nothing can start."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from diagnostic import places
from diagnostic.answers import Answer
from diagnostic.storage import Store
from tests.app.windows import Window, fill, plain, stored


def test_an_empty_start_says_what_the_tool_is_who_sees_what_and_that_it_is_no_reporting_channel(
    window: Window,
) -> None:
    words = window.words
    assert "customs" in words.lower()
    assert "A.1 to A.19" in words
    assert "Who sees what" in words
    assert "one agency" in words
    assert "report" in words.lower()
    assert "informants" in words
    assert window.has("Start a new assessment")
    assert window.has("demonstration")


def test_the_start_says_that_sealing_is_procedure_here_and_does_not_bind_whoever_holds_the_file(
    window: Window,
) -> None:
    assert "protection" in window.words
    assert any(word in window.words for word in ("holds the file", "database file", "runs the server", "the file"))


@pytest.mark.parametrize("page", ["questions", "review", "results", "next_steps"])
def test_every_page_says_where_to_begin_while_nothing_is_open(window: Window, page: str) -> None:
    window.open(page)
    assert window.has("assessments")
    window.press("assessments")
    assert window.has("Start a new assessment")


# ---------------------------------------------------------------- the demonstration


def test_the_demonstration_opens_with_one_click_and_goes_with_one_click(window: Window, store: Store) -> None:
    window.press("Open the demonstration")
    assert len(store.list()) == 3
    assert "fictional" in window.words
    assert not window.has("Open the demonstration")
    window.press("Remove the demonstration")
    assert store.is_empty()
    assert window.has("Open the demonstration")


def test_the_demonstration_is_offered_only_into_an_empty_database(window: Window, id: str) -> None:
    window.open("start")
    assert not window.has("Open the demonstration")
    assert not window.has("Remove the demonstration")


def test_a_second_window_that_still_offers_the_demonstration_is_told_why_not(store: Store) -> None:
    first, second = Window(), Window()
    first.press("Open the demonstration")
    second.press("Open the demonstration")
    assert second.alerts
    assert len(store.list()) == 3


# ---------------------------------------------------------------- a new assessment


def _fill(window: Window, **details: Any) -> Window:
    """Fill the form of a new assessment; ``None`` leaves a field as it is."""
    fields = {"country": "FRA", "customs": None, "police": "Gendarmerie", "round": None} | details
    form = window.open("new").app
    if fields["country"]:
        form.selectbox[0].set_value(fields["country"])
    inputs = {field.label.lower(): field for field in form.text_input}
    for words in ("customs", "police", "round"):
        if fields[words] is not None:
            label = next(label for label in inputs if words in label and "ministry" not in label)
            inputs[label].set_value(fields[words])
    if "voice" in fields:
        window.pick("which agency", fields["voice"])
    return window.press("Start answering")


@pytest.mark.parametrize(
    ("details", "word"),
    [
        ({"country": None}, "country"),
        ({"police": ""}, "both agencies"),
        ({"customs": " "}, "both agencies"),
        ({"customs": "Border Force", "police": "border force"}, "different names"),
        ({"round": " "}, "round"),
    ],
)
def test_a_new_assessment_is_refused_with_what_to_mend(
    window: Window, store: Store, details: Mapping[str, Any], word: str
) -> None:
    _fill(window, **details)
    assert word in window.alerts.lower()
    assert store.is_empty()


def test_a_refused_form_keeps_what_was_typed(window: Window) -> None:
    _fill(window, country=None, police="Gendarmerie nationale")
    assert "Gendarmerie nationale" in [field.value for field in window.app.text_input]


def test_a_new_assessment_leads_to_the_first_questions_of_the_agency_chosen(window: Window, store: Store) -> None:
    _fill(window, voice="police")
    (record,) = store.list()
    assert (record.country, record.pair.police, record.target) == ("FRA", "Gendarmerie", None)
    assert window.asks("a_1")
    window.card("a_1").choose("level", 2)
    assert stored(store, record.id, "police", "a_1") == Answer(level=2)
    assert stored(store, record.id, "customs", "a_1") is None


def test_the_same_pair_and_round_twice_is_refused(window: Window, store: Store) -> None:
    _fill(window)
    _fill(window)
    assert "already" in window.alerts
    assert len(store.list()) == 1
    _fill(window, police="Police nationale")
    assert len(store.list()) == 2


def test_target_and_context_are_kept(window: Window, store: Store) -> None:
    form = window.open("new").app
    form.selectbox[0].set_value("FRA")
    form.selectbox[1].set_value(4)
    next(f for f in form.text_input if "police" in f.label.lower() and "ministry" not in f.label.lower()).set_value("P")
    next(f for f in form.text_input if "ministry" in f.label.lower()).set_value("Finance")
    form.radio[0].set_value("detection_only")
    window.pick("Other agencies", ["fiu", "coastguard"])
    window.press("Start answering")
    (record,) = store.list()
    assert record.target == 4
    assert record.context["national_model"] == "detection_only"
    assert record.context["ministries"] == {"customs": "Finance"}
    assert record.context["third_agencies"] == ["fiu", "coastguard"]


def test_an_assessment_can_be_started_for_a_fictional_administration(window: Window, store: Store) -> None:
    _fill(window, country="XXA")
    assert store.list()[0].country == "XXA"
    assert "fictional" in window.open("start").words


def test_markup_in_the_names_of_agencies_stays_text(window: Window, store: Store) -> None:
    _fill(window, customs="<b>Customs</b> & <script>alert(1)</script>", police="<img src=x onerror=alert(2)>")
    for page in ("start", "questions", "review", "results", "next_steps"):
        window.open(page, assessment=store.list()[0].id)
        html = "\n".join(element.value for element in window.app.html)
        assert "<script>alert" not in html, page
        assert "<img" not in html, page
        assert "<b>Customs</b> &" not in html, page


# ---------------------------------------------------------------- the list


def test_the_list_shows_progress_and_leads_back_to_the_questions(window: Window, store: Store, id: str) -> None:
    fill(store, id, "customs", {"a_1": Answer(level=2), "a_2_1": Answer(state="dont_know")})
    window.open("start")
    assert "2 of 31 answered" in window.words
    window.press(key=f"go_{id}_customs")
    assert window.asks("a_1")
    assert window.card("a_1").widget("level").value == 2


def test_the_list_hides_how_far_the_other_agency_is(window: Window, store: Store, id: str) -> None:
    fill(store, id, "police", {"a_1": Answer(level=2)})
    window.open("start")
    assert "1 of 31" not in window.everything
    assert "Not released" in window.words


def test_erasing_takes_the_assessment_from_the_list(window: Window, store: Store, id: str) -> None:
    window.open("start").press(key=f"erase_now_{id}")
    assert store.is_empty()
    assert "Border Gendarmerie" not in window.words


def test_target_and_context_can_be_changed_later_without_touching_an_answer(
    window: Window, store: Store, id: str
) -> None:
    store.set_details(id, target=None, context={"national_model": "border_police"}, retain_until=None, by="test")
    fill(store, id, "customs", {"a_1": Answer(level=2)})
    form = window.open("change", assessment=id).app
    assert form.radio[0].value == "border_police"
    form.selectbox[0].set_value(4)
    window.press("Save")
    record = store.record(id)
    assert record.target == 4
    assert record.context["national_model"] == "border_police"
    assert stored(store, id, "customs", "a_1") == Answer(level=2)


# ---------------------------------------------------------------- odd addresses


@pytest.mark.parametrize("page", ["questions", "review", "results", "next_steps", "change"])
@pytest.mark.parametrize(
    "address",
    [
        {"assessment": "00000000-0000-0000-0000-000000000000"},
        {"assessment": "' OR 1=1 --"},
        {"assessment": "x" * 5000},
        {"assessment": "\x00"},
        {"as": "agreed"},
        {"as": "nobody"},
        {"item": "a_99", "section": "nowhere"},
        {"item": '"]</script>'},
        {"whose": "police"},
        {"whose": "nobody"},
    ],
    ids=lambda address: "-".join(address),
)
def test_an_address_that_leads_nowhere_does_no_harm(
    window: Window, store: Store, id: str, page: str, address: dict[str, str]
) -> None:
    fill(store, id, "police", {"a_1": Answer(level=4, comment="of the police alone")})
    window.open(page, **address)
    assert window.title
    assert "of the police alone" not in window.everything


def test_an_unknown_assessment_among_several_opens_none_of_them(window: Window, store: Store) -> None:
    window.press("Open the demonstration")
    window.open("results", assessment="00000000-0000-0000-0000-000000000000")
    assert "No assessment is open" in window.words


# ---------------------------------------------------------------- a database that cannot be used


def _broken_file(folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "notes.txt").write_text("no database at all, " * 100, encoding="utf-8")
    return f"sqlite:///{folder / 'notes.txt'}"


@pytest.mark.parametrize("kind", ["no url", "unknown kind", "no database", "a folder", "no server"])
def test_a_database_that_cannot_be_used_shows_one_message_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str
) -> None:
    url = {
        "no url": "nonsense",
        "unknown kind": "mongodb://localhost/answers",
        "no database": _broken_file(tmp_path / "broken"),
        "a folder": f"sqlite:///{tmp_path}",
        "no server": "postgresql+psycopg://clerk:open-sesame@127.0.0.1:9/answers",
    }[kind]
    monkeypatch.setenv(places.DATABASE_URL, url)
    window = Window()
    assert len([e for e in window.app.html if 'role="alert"' in e.value]) == 1
    assert window.has("Try again")
    assert not window.has("new assessment")
    assert "Traceback" not in window.everything
    assert "sqlalchemy.exc" not in window.everything
    assert "open-sesame" not in window.everything
    for page in ("questions", "results"):
        window.open(page)
        assert window.alerts


def test_a_database_that_is_mended_opens_at_the_next_try(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(places.DATABASE_URL, "nonsense")
    window = Window()
    monkeypatch.delenv(places.DATABASE_URL)
    window.press("Try again")
    assert window.has("Start a new assessment")


def test_a_database_that_goes_while_the_page_is_open_is_told_in_a_sentence(
    window: Window, store: Store, id: str, folder: Path
) -> None:
    window.open("questions", assessment=id)
    (folder / "assessments.sqlite3").write_bytes(b"overwritten by another program " * 400)
    window.app.run()
    assert not window.app.exception
    assert "Traceback" not in window.everything
    for file in folder.iterdir():
        file.unlink()


def test_every_message_with_the_role_of_an_alert_has_words(window: Window) -> None:
    _fill(window, country=None)
    assert all(plain(e.value) for e in window.app.html if 'role="alert"' in e.value)
