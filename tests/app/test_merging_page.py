"""The page Colleagues, and what follows on Questions: drafts, one answer of many, last round’s answers, who reads."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from diagnostic import places
from diagnostic.access.roles import Role
from diagnostic.answers import Answer, Voice
from diagnostic.app import signing_in
from diagnostic.service import answering, colleagues, rounds
from diagnostic.service.desk import Desk, Person
from diagnostic.service.units import Colleague
from diagnostic.storage import Store
from tests.app.windows import Window, fill, open_both, stored

SignIn = Callable[..., Window]


@pytest.fixture
def customs(desks: dict[Voice, Desk]) -> Desk:
    return desks["customs"]


def name(desk: Desk, id: str, label: str, *, sections: tuple[str, ...] = (), person: str = "") -> Colleague:
    done = colleagues.name(
        desk, id, "customs", str(uuid4()), place="region", label=label, sections=sections, person=person
    )
    assert isinstance(done, Colleague)
    return done


def draft(desk: Desk, id: str, label: str, **levels: int) -> str:
    """Let a unit answer and hand in; return its draft."""
    slot = name(desk, id, label).slot
    form = answering.form(desk, id, "customs", slot=slot)
    for item, level in levels.items():
        answering.save(desk, form, item, {"level": level, "comment": f"Words of {label}."}, 0)
    colleagues.hand_in(desk, id, "customs", slot)
    return slot


def at(window: Window, id: str, page: str = "colleagues", **more: str) -> Window:
    return window.open(page, assessment=id, **{"as": "customs"}, **more)


# ---------------------------------------------------------------- the coordinator's page


def test_without_colleagues_the_page_says_what_they_are_for(window: Window, id: str) -> None:
    at(window, id)
    assert window.title == "Colleagues"
    assert "Nobody is named" in window.words
    assert "Mine to do" not in window.sections()
    assert "One answer of all drafts" not in window.sections()


def test_a_colleague_is_named_on_the_page(window: Window, customs: Desk, id: str) -> None:
    at(window, id)
    field = next(one for one in window.app.text_input if one.label.startswith("Name of the draft"))
    field.set_value("Region North")
    window.pick("Sections to answer", ["risk"]).press("Name this colleague")
    (unit,) = colleagues.units(customs, customs.record(id), "customs")
    assert (unit.colleague.label, unit.colleague.sections) == ("Region North", ("risk",))
    assert "Not yet handed in" in window.sections()["Who drafts what"]
    assert "0 of 1 answered" in window.sections()["Mine to do"]


def test_a_name_that_is_taken_is_told(window: Window, customs: Desk, id: str) -> None:
    name(customs, id, "Region North")
    at(window, id)
    next(one for one in window.app.text_input if "new" in str(one.key) or one.value == "").set_value("region north")
    window.press("Name this colleague")
    assert "named already" in window.alerts


def test_a_draft_is_handed_in_and_taken_back_on_the_page(window: Window, customs: Desk, id: str) -> None:
    name(customs, id, "Region North")
    at(window, id).press("Hand in as it is")
    assert "Handed in" in window.sections()["Who drafts what"]
    window.press("Take back")
    assert "Not yet handed in" in window.sections()["Who drafts what"]


def test_conflicts_are_shown_first_with_all_answers_by_unit(window: Window, customs: Desk, id: str) -> None:
    draft(customs, id, "Region North", a_1=4, a_13=3)
    draft(customs, id, "Region South", a_1=1, a_13=3)
    at(window, id)
    assert "2 of 2 colleagues have handed in. They differ on 1 question that waits for you." in window.words
    shown = window.sections()["One answer of all drafts"]
    assert "2 units · level 1 to 4 · two levels or more apart" in shown
    assert "Region North. Level 4" in shown
    assert "Region South. Level 1" in shown
    assert "Proposal. Level 1" in shown
    assert "A.13" not in shown


def test_a_proposal_is_taken_for_one_question(window: Window, customs: Desk, id: str, store: Store) -> None:
    draft(customs, id, "Region North", a_1=4)
    draft(customs, id, "Region South", a_1=1)
    at(window, id).press(key="take_a_1")
    words = "Region North: Words of Region North.\nRegion South: Words of Region South."
    assert stored(store, id, "customs", "a_1") == Answer(level=1, comment=words)
    assert "Taken" in window.sections()["One answer of all drafts"]
    assert not window.has("Take back"), "answers were taken from these drafts"


def test_another_answer_than_the_proposal_is_taken(window: Window, customs: Desk, id: str, store: Store) -> None:
    draft(customs, id, "Region North", a_1=4)
    draft(customs, id, "Region South", a_1=1)
    at(window, id).press("Take that of Region North")
    assert stored(store, id, "customs", "a_1") == Answer(level=4, comment="Words of Region North.")


def test_all_without_conflict_are_taken_at_once_and_nothing_else(
    window: Window, customs: Desk, id: str, store: Store
) -> None:
    draft(customs, id, "Region North", a_1=4, a_13=3, a_6=2, a_19=2)
    draft(customs, id, "Region South", a_1=1, a_13=3, a_6=3)
    fill(store, id, "customs", {"a_19": Answer(level=5)})
    at(window, id).press("Take the 2 without conflict")
    levels = {item: stored(store, id, "customs", item) for item in ("a_1", "a_13", "a_6", "a_19")}
    assert {item: answer.level if answer else None for item, answer in levels.items()} == {
        "a_1": None, "a_13": 3, "a_6": 2, "a_19": 5,
    }  # fmt: skip


def test_the_proposals_of_a_section_are_taken_together(window: Window, customs: Desk, id: str, store: Store) -> None:
    draft(customs, id, "Region North", a_1=4, a_1_mandate=3, a_13=2)
    at(window, id).pick("Questions to show", "framework").run().press("Take the 2 proposals of this section")
    assert stored(store, id, "customs", "a_1") == Answer(level=4, comment="Words of Region North.")
    assert stored(store, id, "customs", "a_1_mandate") is not None
    assert stored(store, id, "customs", "a_13") is None


def test_an_answer_changed_in_another_window_is_told_and_both_are_kept(
    window: Window, customs: Desk, id: str, store: Store
) -> None:
    draft(customs, id, "Region North", a_1=4)
    at(window, id).pick("Questions to show", "framework").run()
    fill(store, id, "customs", {"a_1": Answer(level=5)})
    window.press(key="take_a_1")
    assert "Somebody answered" in window.alerts
    assert stored(store, id, "customs", "a_1") == Answer(level=5)
    assert "answered in two places at once" in window.sections()["One answer of all drafts"]


def test_after_submitting_nothing_is_taken_any_more(window: Window, customs: Desk, id: str, store: Store) -> None:
    draft(customs, id, "Region North", a_1=4)
    store.move(id, "customs", "submit", by="an earlier session")
    at(window, id)
    assert "no draft any more" in window.words
    assert not window.has("Take the")


def test_the_other_agency_finds_nothing_of_it(window: Window, customs: Desk, id: str, store: Store) -> None:
    slot = draft(customs, id, "Nord-West", a_1=4)
    open_both(store, id)
    for page in ("colleagues", "questions", "review", "results"):
        window.open(page, assessment=id, **{"as": "police"}, draft=slot)
        assert "Nord-West" not in window.everything


# ---------------------------------------------------------------- a draft on the page Questions


def test_a_draft_is_answered_on_the_same_pages_and_says_whose_it_is(
    window: Window, customs: Desk, id: str, store: Store
) -> None:
    slot = name(customs, id, "Region North", sections=("framework", "risk")).slot
    at(window, id, "questions", draft=slot)
    assert "Draft of Region North. Your coordinator gathers it." in window.words
    assert [button.label for button in window.app.button if str(button.key).startswith("sec_")] == [
        "Framework of cooperation",
        "Risk analysis and targeting",
    ]
    window.card("a_1").choose("level", 3)
    assert stored(store, id, "customs", "a_1") is None
    assert store.current(id, "customs", part=f"cooperation/{slot}")["a_1"].answer == Answer(level=3)


def test_an_item_link_leads_to_the_agencys_answers_and_the_pages_list_back_to_the_draft(
    window: Window, customs: Desk, id: str
) -> None:
    slot = name(customs, id, "Region North").slot
    at(window, id, "questions", draft=slot)
    window.app.query_params.clear()
    window.app.switch_page("app_pages/questions.py")
    assert "Draft of Region North." in window.run().words
    at(window, id, "questions", item="a_1")
    assert "Draft of Region North." not in window.words


def test_one_goes_from_a_draft_to_the_answers_of_the_agency(window: Window, customs: Desk, id: str) -> None:
    slot = name(customs, id, "Region North").slot
    at(window, id, "questions", draft=slot).press("Go to the answers of Customs Board")
    assert "answering for Customs Board" in window.words


def test_a_draft_that_was_handed_in_is_closed_and_says_how_to_take_it_back(
    window: Window, customs: Desk, id: str
) -> None:
    slot = draft(customs, id, "Region North", a_1=4)
    at(window, id, "questions", draft=slot)
    assert "Take it back on the page Colleagues" in window.words
    assert window.card("a_1").closed


# ---------------------------------------------------------------- people who signed in


@pytest.fixture
def sign_in(monkeypatch: pytest.MonkeyPatch, store: Store, id: str) -> SignIn:
    """Open a window for somebody who signed in with roles."""

    def signed(who: str, *roles: tuple[Role, Voice | None]) -> Window:
        person = f"{who}@customs.example"
        for role, of in roles:
            store.add_member(id, person, role, of, by="administrator")
        monkeypatch.setattr(signing_in, "required", lambda: True)
        monkeypatch.setattr(signing_in, "person", lambda: Person(person, (person,)))
        return Window()

    return signed


@pytest.fixture
def anna(customs: Desk, store: Store, id: str) -> Desk:
    """The coordinator of customs, signed in."""
    person = Person("anna@customs.example", ("anna@customs.example",))
    store.add_member(id, person.name, "coordinator", "customs", by="administrator")
    return Desk(customs.library, store, customs.viewer, person)


def test_who_only_drafts_finds_their_draft_and_nothing_of_the_agency(
    sign_in: SignIn, anna: Desk, id: str, store: Store
) -> None:
    name(anna, id, "Region North", sections=("framework",), person="ben@customs.example")
    name(anna, id, "Region South", person="cleo@customs.example")
    fill(store, id, "customs", {"a_1": Answer(level=4, comment="Words of the agency.")})
    window = sign_in("ben")
    at(window, id)
    assert "You have 4 questions left." in window.words
    assert [*window.sections()] == ["", "Mine to do"]
    assert "Region South" not in window.everything
    at(window, id, "questions")
    assert "Draft of Region North." in window.words
    assert "Words of the agency." not in window.open_up().everything
    assert not window.has("Go to the answers")


def test_who_only_reads_gets_the_answers_and_no_dead_buttons(sign_in: SignIn, id: str, store: Store) -> None:
    fill(store, id, "customs", {"a_1": Answer(level=4)})
    window = sign_in("hanna", ("head", "customs"))
    at(window, id, "questions")
    assert "You may read these answers." in window.words
    assert "Level 4" in window.card("a_1").words
    assert not window.card("a_1").has("clear")
    with pytest.raises(AssertionError):
        window.card("a_1").widget("level")


def test_the_custodian_finds_only_what_is_in_their_custody(sign_in: SignIn, id: str, store: Store) -> None:
    fill(store, id, "customs", {"a_1": Answer(level=4, comment="Words of the agency.")})
    window = sign_in("kim", ("custodian", "customs"))
    at(window, id, "questions")
    assert window.title == "Special powers and forensic science"
    window.card("a_9").choose("authority", "full")
    assert stored(store, id, "customs", "a_9") == Answer(value={"authority": "full"})
    assert not window.asks("a_12")
    at(window, id, "review")
    assert "The custodian of Customs Board has" in window.words
    assert "Words of the agency." not in window.everything
    assert not window.has("Submit")


def test_the_coordinator_reads_of_what_is_in_custody_what_the_law_says(sign_in: SignIn, id: str, store: Store) -> None:
    fill(store, id, "customs", {"a_9": Answer(value={"authority": "full", "limits": ["staff"]}, comment="Two teams.")})
    window = sign_in("anna", ("coordinator", "customs"))
    at(window, id, "questions").go_to_section("special_powers")
    card = window.card("a_9")
    assert "These answers belong to their named custodian" in card.words
    assert "Full authority" in card.words
    assert "Two teams." not in window.open_up().everything
    assert not card.has("authority")
    assert window.card("a_12").has("authority")


def test_who_belongs_to_no_agency_finds_a_sentence(sign_in: SignIn, anna: Desk, id: str) -> None:
    name(anna, id, "Region North", person="ben@customs.example")
    window = sign_in("chris", ("chair", None))
    at(window, id)
    assert "You belong to neither of the two." in window.words
    assert "Region North" not in window.everything
    at(window, id, "questions")
    assert "sealed until both agencies have released" in window.words


# ---------------------------------------------------------------- the round before


@pytest.fixture
def second(desks: dict[Voice, Desk], id: str, store: Store) -> str:
    """A round after one in which customs said something."""
    fill(store, id, "customs", {"a_1": Answer(level=3, comment="Signed in May."), "a_13": Answer(level=2)})
    open_both(store, id)
    return rounds.start(desks["customs"], id, "2028")


def test_last_rounds_answer_is_offered_and_counts_only_once_it_is_confirmed(
    window: Window, second: str, store: Store
) -> None:
    card = at(window, second, "questions").card("a_1")
    assert "Last round. Level 3" in card.words
    assert "confirmed or answered" in window.words
    assert stored(store, second, "customs", "a_1") is None
    card.press("confirm")
    assert stored(store, second, "customs", "a_1") == Answer(level=3, comment="Signed in May.")
    assert card.widget("level").value == 3
    assert not card.has("confirm")


def test_what_was_written_since_stays_beside_the_confirmed_answer(window: Window, second: str, store: Store) -> None:
    card = at(window, second, "questions").card("a_1").choose("comment", "Renewed since.")
    card.press("confirm")
    assert stored(store, second, "customs", "a_1") == Answer(level=3, comment="Renewed since.")


def test_another_answer_than_last_rounds_is_an_answer_too(window: Window, second: str, store: Store) -> None:
    card = at(window, second, "questions").card("a_1").choose("level", 4)
    assert stored(store, second, "customs", "a_1") == Answer(level=4)
    assert not card.has("confirm")


def test_without_a_round_before_nothing_is_offered(window: Window, id: str) -> None:
    at(window, id, "questions")
    assert "confirmed or answered" not in window.words
    assert not window.has("Still true")
    assert places.secrets() is None
