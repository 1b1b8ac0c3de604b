"""Answering: each kind of question saves, what excludes each other clears, nothing is lost, nothing bogus is kept."""

from __future__ import annotations

from typing import Any

import pytest

from diagnostic.answers import Answer
from diagnostic.content import Instrument
from diagnostic.storage import Store
from tests.app.windows import Card, Window, fill, open_both, revisions, stored


@pytest.fixture
def at(window: Window, id: str) -> Window:
    """The questions of customs, first section."""
    return window.open("questions", assessment=id, **{"as": "customs"})


def _standing(store: Store, id: str, item: str) -> Answer | None:
    return stored(store, id, "customs", item)


def _saved(card: Card) -> bool:
    return card.says_saved


# ---------------------------------------------------------------- each kind of question


def test_a_level_is_saved_and_the_card_says_so(at: Window, store: Store, id: str) -> None:
    card = at.card("a_1")
    assert not card.says_saved
    card.choose("level", 3)
    assert _standing(store, id, "a_1") == Answer(level=3)
    assert card.says_saved


@pytest.mark.parametrize("item", ["a_1_mandate", "a_1_political", "a_1_emergency"])
def test_a_question_of_the_toolkit_says_that_it_is_an_addition(at: Window, item: str) -> None:
    assert "toolkit" in at.card(item).words


def test_every_official_code_stands_on_its_card(at: Window, questions: Instrument) -> None:
    for section in questions.sections:
        at.go_to_section(section.id)
        for item in section.items:
            if item.code and at.asks(item.id):
                assert item.code in at.card(item.id).words


def test_a_power_is_saved_with_what_is_missing_to_use_it(at: Window, store: Store, id: str) -> None:
    at.go_to_section("special_powers")
    card = at.card("a_12").choose("authority", "partial")
    assert _standing(store, id, "a_12") == Answer(value={"authority": "partial"})
    card.choose("limits", ["equipment", "staff"])
    assert _standing(store, id, "a_12") == Answer(value={"authority": "partial", "limits": ["equipment", "staff"]})
    assert card.says_saved


def test_without_authority_nothing_is_asked_about_means(at: Window) -> None:
    at.go_to_section("special_powers")
    assert not at.card("a_12").choose("authority", "none").has("limits")


def test_a_power_by_area_is_saved_area_by_area(at: Window, store: Store, id: str) -> None:
    at.go_to_section("seizure")
    card = at.card("a_5_1")
    for area, authority in (("drugs", "full"), ("cash", "none"), ("endangered_species", "partial")):
        card.choose(f"area_{area}", authority)
    assert _standing(store, id, "a_5_1") == Answer(
        value={"drugs": "full", "cash": "none", "endangered_species": "partial"}
    )


def test_an_area_can_be_taken_back(at: Window, store: Store, id: str) -> None:
    at.go_to_section("seizure")
    at.card("a_5_1").choose("area_drugs", "full").choose("area_cash", "full").choose("area_drugs", None)
    assert _standing(store, id, "a_5_1") == Answer(value={"cash": "full"})


def test_a_narrative_saves_one_choice_many_choices_and_text(at: Window, store: Store, id: str) -> None:
    at.go_to_section("information")
    card = at.card("a_2_2")
    card.choose("field_frequency", "weekly")
    card.choose("field_channels", ["secure_email", "meeting"])
    card.choose("field_text", "Lists every Monday.")
    assert _standing(store, id, "a_2_2") == Answer(
        value={"frequency": "weekly", "channels": ["secure_email", "meeting"], "text": "Lists every Monday."}
    )
    assert card.says_saved


def test_the_self_rating_is_saved(at: Window, store: Store, id: str) -> None:
    at.go_to_section("relationship")
    at.card("a_18").choose("level", 4)
    assert _standing(store, id, "a_18") == Answer(level=4)


@pytest.mark.parametrize("state", ["dont_know", "insufficient_evidence", "declined"])
def test_each_state_without_a_reason_is_saved_at_once(at: Window, store: Store, id: str, state: Any) -> None:
    at.card("a_1").choose("state", state)
    assert _standing(store, id, "a_1") == Answer(state=state)


def test_not_applicable_is_offered_only_where_the_question_allows_it(at: Window, store: Store, id: str) -> None:
    assert "Not applicable" not in at.card("a_1").widget("state").options
    fill(store, id, "customs", {"a_14_1": Answer(level=4)})
    at.go_to_section("resources")
    card = at.card("a_14_2").choose("state", "not_applicable")
    assert _standing(store, id, "a_14_2") is None
    card.choose("reason", "The officers are posted abroad.")
    assert _standing(store, id, "a_14_2") == Answer(state="not_applicable", reason="The officers are posted abroad.")


# ---------------------------------------------------------------- what excludes each other


def test_a_state_clears_the_level_and_a_level_clears_the_state(at: Window, store: Store, id: str) -> None:
    card = at.card("a_1").choose("level", 3)
    card.choose("state", "dont_know")
    assert card.widget("level").value is None
    assert _standing(store, id, "a_1") == Answer(state="dont_know")
    card.choose("level", 2)
    assert card.widget("state").value is None
    assert _standing(store, id, "a_1") == Answer(level=2)


def test_a_state_clears_the_authority_and_the_other_way_round(at: Window, store: Store, id: str) -> None:
    at.go_to_section("special_powers")
    card = at.card("a_12").choose("authority", "full").choose("state", "declined")
    assert card.widget("authority").value is None
    assert _standing(store, id, "a_12") == Answer(state="declined")
    card.choose("authority", "none")
    assert card.widget("state").value is None
    assert _standing(store, id, "a_12") == Answer(value={"authority": "none"})


def test_after_a_state_the_areas_on_the_screen_are_those_in_the_store(at: Window, store: Store, id: str) -> None:
    at.go_to_section("seizure")
    card = at.card("a_5_1").choose("area_drugs", "full").choose("state", "dont_know")
    assert _standing(store, id, "a_5_1") == Answer(state="dont_know")
    assert card.widget("area_drugs").value is None, "the screen still shows an authority that is no longer saved"


def test_after_a_state_the_narrative_on_the_screen_is_that_in_the_store(at: Window, store: Store, id: str) -> None:
    at.go_to_section("information")
    card = at.card("a_2_2").choose("field_frequency", "daily").choose("state", "insufficient_evidence")
    assert _standing(store, id, "a_2_2") == Answer(state="insufficient_evidence")
    assert card.widget("field_frequency").value is None, "the screen still shows a choice that is no longer saved"


def test_prohibited_by_law_asks_for_the_rule_before_anything_is_saved(at: Window, store: Store, id: str) -> None:
    card = at.card("a_1").choose("level", 3)
    card.choose("state", "prohibited_by_law")
    assert _standing(store, id, "a_1") == Answer(level=3)
    assert _saved(card) is False
    assert "not saved" in card.words.lower()
    card.choose("reason", "   ")
    assert _standing(store, id, "a_1") == Answer(level=3)
    card.choose("reason", "Act of 2019, section 4")
    assert _standing(store, id, "a_1") == Answer(state="prohibited_by_law", reason="Act of 2019, section 4")
    assert _saved(card) is True
    assert "not saved" not in card.words.lower()


def test_whoever_leaves_a_question_without_the_reason_finds_what_is_saved_and_no_old_message(
    at: Window, store: Store, id: str
) -> None:
    at.card("a_1").choose("level", 3).choose("state", "prohibited_by_law")
    at.go_to_section("information").go_to_section("framework")
    card = at.card("a_1")
    assert card.widget("level").value == 3
    assert "not saved" not in card.words.lower()
    assert card.says_saved


def test_another_answer_takes_back_a_state_that_waits_for_its_reason(at: Window, store: Store, id: str) -> None:
    card = at.card("a_1").choose("state", "prohibited_by_law").choose("level", 2)
    assert _standing(store, id, "a_1") == Answer(level=2)
    assert "not saved" not in card.words.lower()


def test_clear_answer_takes_back_the_answer_and_says_so(at: Window, store: Store, id: str) -> None:
    card = at.card("a_1").choose("level", 3).choose("scope", "national").choose("evidence", "document")
    card.press("clear")
    assert card.widget("level").value is None
    assert _standing(store, id, "a_1") == Answer()
    assert not card.has("clear")
    assert at.open("questions", assessment=id).card("a_1").widget("level").value is None


def test_clear_answer_keeps_comment_reference_and_discussion_mark(at: Window, store: Store, id: str) -> None:
    card = at.card("a_1").choose("level", 3).choose("comment", "Ask the legal unit.").choose("discuss", True)
    card.press("clear")
    assert _standing(store, id, "a_1") == Answer(comment="Ask the legal unit.", discuss=True)


# ---------------------------------------------------------------- what supports an answer


def test_scope_and_evidence_are_asked_after_a_level_and_saved(at: Window, store: Store, id: str) -> None:
    card = at.card("a_1")
    assert not card.has("scope")
    card.choose("level", 4).choose("scope", "one_site").choose("evidence", "record_of_use")
    assert _standing(store, id, "a_1") == Answer(level=4, scope="one_site", evidence="record_of_use")


def test_scope_and_evidence_stay_when_the_level_changes(at: Window, store: Store, id: str) -> None:
    card = at.card("a_1").choose("level", 4).choose("scope", "national").choose("evidence", "document")
    card.choose("level", 3)
    assert _standing(store, id, "a_1") == Answer(level=3, scope="national", evidence="document")


@pytest.mark.parametrize("open_again", [False, True])
def test_comment_reference_and_discussion_mark_stay_when_the_level_changes(
    at: Window, store: Store, id: str, open_again: bool
) -> None:
    card = at.card("a_1").choose("level", 2)
    card.choose("comment", "Since March.").choose("link", "https://example.org/mou").choose("discuss", True)
    if open_again:
        at.go_to_section("information").go_to_section("framework")
    card.choose("level", 4)
    said = Answer(level=4, comment="Since March.", link="https://example.org/mou", discuss=True)
    assert _standing(store, id, "a_1") == said
    card.choose("state", "dont_know")
    assert _standing(store, id, "a_1") == Answer(state="dont_know", comment=said.comment, link=said.link, discuss=True)


def test_the_legal_ceiling_is_saved(at: Window, store: Store, id: str) -> None:
    at.card("a_1").choose("level", 3).choose("ceiling", 3)
    assert _standing(store, id, "a_1") == Answer(level=3, legal_ceiling=3)


def test_a_comment_alone_is_saved_and_is_no_answer(at: Window, store: Store, id: str) -> None:
    card = at.card("a_1").choose("comment", "Ask the legal unit.")
    assert _standing(store, id, "a_1") == Answer(comment="Ask the legal unit.")
    assert card.says_saved
    assert "0 of 31" in at.open("start").words


def test_markup_in_a_comment_stays_text(at: Window, id: str) -> None:
    at.card("a_1").choose("level", 3).choose("comment", "<script>alert(1)</script> **not bold**")
    for page in ("questions", "review", "results"):
        at.open(page, assessment=id)
        assert "<script>alert" not in "\n".join(element.value for element in at.app.html)


# ---------------------------------------------------------------- branching


def test_a_question_appears_with_its_parent_and_goes_without_losing_its_answer(
    at: Window, store: Store, id: str
) -> None:
    at.go_to_section("risk")
    assert not at.asks("a_3_2")
    at.card("a_3_1").choose("level", 2)
    at.card("a_3_2").choose("field_basis", "mou")
    at.card("a_3_1").choose("level", 1)
    assert not at.asks("a_3_2")
    assert _standing(store, id, "a_3_2") == Answer(value={"basis": "mou"})
    at.card("a_3_1").choose("level", 3)
    assert at.card("a_3_2").widget("field_basis").value == "mou"


def test_the_question_on_seizures_by_the_other_agency_follows_the_areas(at: Window) -> None:
    at.go_to_section("seizure")
    assert not at.asks("a_5_2")
    card = at.card("a_5_1")
    for area in ("drugs", "counterfeits", "endangered_species", "cash"):
        card.choose(f"area_{area}", "full")
    assert not at.asks("a_5_2")
    card.choose("area_cash", "none")
    assert at.asks("a_5_2")


def test_referral_is_asked_whatever_the_power_to_investigate(at: Window) -> None:
    at.go_to_section("investigation")
    for authority in ("none", "partial", "full"):
        at.card("a_7_1").choose("authority", authority)
        assert at.asks("a_7_2")


def test_with_full_authority_the_access_item_asks_how_the_other_agency_is_served(
    at: Window, questions: Instrument
) -> None:
    item = questions.item("a_12_access")
    at.go_to_section("special_powers")
    at.card("a_12").choose("authority", "none")
    assert item.question in at.card("a_12_access").words
    at.card("a_12").choose("authority", "full")
    assert item.question_when_full in at.card("a_12_access").words


# ---------------------------------------------------------------- getting about


def test_the_sections_follow_the_questionnaire_and_the_end_leads_to_the_review(
    at: Window, questions: Instrument
) -> None:
    for section in questions.sections[1:]:
        at.press(key="next")
        assert at.title == section.title
    at.press(key="to_review")
    assert at.title == "Review"


def test_a_link_to_an_item_opens_its_section(at: Window, id: str) -> None:
    at.open("questions", assessment=id, item="a_13")
    assert at.asks("a_13")


def test_next_unanswered_leads_to_the_next_gap(at: Window, store: Store, id: str) -> None:
    fill(store, id, "customs", dict.fromkeys(["a_1", "a_1_mandate", "a_1_political", "a_1_emergency"], Answer(level=2)))
    fill(store, id, "customs", {"a_2_1": Answer(level=2), "a_2_2": Answer(state="dont_know")})
    at.run()
    at.press(key="next_open")
    assert at.asks("a_3_1")
    assert at.app.query_params["item"] in ("a_3_1", ["a_3_1"])


def test_the_agency_can_be_changed_and_answers_stay_apart(at: Window, store: Store, id: str) -> None:
    at.card("a_1").choose("level", 3).choose("comment", "word of customs")
    at.pick("agency_choice", "police").run()
    assert at.card("a_1").widget("level").value is None
    assert "word of customs" not in at.everything
    at.card("a_1").choose("level", 5)
    assert stored(store, id, "police", "a_1") == Answer(level=5)
    assert _standing(store, id, "a_1") == Answer(level=3, comment="word of customs")


def test_no_section_asks_more_than_about_ten_questions(questions: Instrument) -> None:
    assert max(len(section.items) for section in questions.sections) <= 10


def test_an_earlier_answer_can_be_put_back(at: Window, store: Store, id: str) -> None:
    store.save(id, "customs", "a_1", Answer(level=4, comment="earlier"), seen=0, by="a colleague")
    at.run().card("a_1").choose("level", 2)
    card = at.card("a_1").open_more()
    back = next(key for key in _keys(card) if "_back_" in key)
    card.press(back.rsplit("_a_1_", 1)[1])
    assert _standing(store, id, "a_1") == Answer(level=4, comment="earlier")
    assert len(store.history(id, "customs", "a_1")) == 3


def _keys(card: Card) -> list[str]:
    return [str(button.key) for button in card.window.app.button if button.key]


# ---------------------------------------------------------------- two windows


def test_two_windows_that_answer_the_same_question_keep_both_and_the_person_chooses(store: Store, id: str) -> None:
    one = Window().open("questions", assessment=id)
    two = Window().open("questions", assessment=id)
    one.card("a_1").choose("level", 2)
    two.card("a_1").choose("level", 4)
    card = two.card("a_1")
    assert _standing(store, id, "a_1") == Answer(level=2)
    assert card.has("first")
    assert card.has("second")
    assert "Level 2" in card.words.replace("\N{NO-BREAK SPACE}", " ")
    assert "Level 4" in card.words.replace("\N{NO-BREAK SPACE}", " ")
    card.press("second")
    assert _standing(store, id, "a_1") == Answer(level=4)
    assert not card.has("second")
    assert one.run().card("a_1").widget("level").value == 4


def test_a_window_shows_what_another_one_saved(store: Store, id: str) -> None:
    one = Window().open("questions", assessment=id)
    two = Window().open("questions", assessment=id)
    one.card("a_1").choose("level", 2)
    two.run()
    assert two.card("a_1").widget("level").value == 2
    two.card("a_1").choose("level", 3)
    assert _standing(store, id, "a_1") == Answer(level=3)


def test_a_window_left_open_over_the_submission_cannot_change_the_answers(store: Store, id: str) -> None:
    window = Window().open("questions", assessment=id)
    store.move(id, "customs", "submit", by="a colleague")
    card = window.card("a_1").choose("level", 2)
    assert revisions(store, id) == 0
    assert not card.says_saved
    assert window.alerts or card.closed


# ---------------------------------------------------------------- bogus values


FORGED = [
    ("framework", "a_1", "level", "6"),
    ("framework", "a_1", "level", "**9** · a level of my own"),
    ("framework", "a_1", "state", "Not applicable"),
    ("framework", "a_1", "state", "maybe"),
    ("special_powers", "a_12", "authority", "total"),
    ("seizure", "a_5_1", "area_drugs", "total"),
    ("information", "a_2_2", "field_frequency", "hourly"),
    ("information", "a_2_2", "field_channels", "pigeon"),
]


@pytest.mark.parametrize(("section", "item", "part", "value"), FORGED)
def test_a_value_that_is_no_option_never_reaches_the_store_whatever_the_browser_sends(
    at: Window, store: Store, id: str, section: str, item: str, part: str, value: str
) -> None:
    at.go_to_section(section)
    at.card(item).forge(part, value)
    assert _standing(store, id, item) in (None, Answer())
    assert not at.run().card(item).has("clear")


@pytest.mark.parametrize("part", ["scope", "evidence"])
def test_a_forged_support_of_a_level_never_reaches_the_store(at: Window, store: Store, id: str, part: str) -> None:
    at.card("a_1").choose("level", 3).forge(part, "bogus")
    assert _standing(store, id, "a_1") == Answer(level=3)


@pytest.mark.parametrize(
    ("section", "item", "part", "then", "value"),
    [
        ("framework", "a_1", "scope", "level", 3),
        ("framework", "a_1", "evidence", "level", 3),
        ("framework", "a_1", "ceiling", "level", 3),
        ("special_powers", "a_12", "limits", "authority", "full"),
    ],
)
def test_a_bogus_value_in_the_session_never_reaches_the_store(
    at: Window, store: Store, id: str, section: str, item: str, part: str, then: str, value: Any
) -> None:
    at.go_to_section(section)
    card = at.card(item)
    at.app.session_state[f"{card.prefix}{part}"] = ["bogus"]
    card.widget(then).set_value(value)
    at.app.run()  # the page may say what is wrong, and must not keep it
    standing = _standing(store, id, item)
    assert standing is None or "bogus" not in str(standing)


# ---------------------------------------------------------------- closed answers


def test_submitted_answers_are_closed_and_say_how_to_reopen_them(at: Window, store: Store, id: str) -> None:
    at.card("a_1").choose("level", 3)
    store.move(id, "customs", "submit", by="customs")
    at.run()
    assert at.card("a_1").closed
    assert not at.card("a_1").has("clear")
    assert "Reopen" in at.words


def test_a_change_after_opening_is_kept_and_marked_as_a_correction(at: Window, store: Store, id: str) -> None:
    at.card("a_1").choose("level", 3)
    open_both(store, id)
    at.run()
    card = at.card("a_1").choose("level", 2)
    assert _standing(store, id, "a_1") == Answer(level=2)
    last = store.history(id, "customs", "a_1")[-1]
    assert (last.kind, last.after_opening) == ("correction", True)
    assert "Corrected" in card.words
