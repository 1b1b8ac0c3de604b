"""Comments inside an agency: who reads them, whom they ask to look, and that no word typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from diagnostic.access import NotAllowed, Viewer
from diagnostic.access.roles import ROLES, Role, can_be_held
from diagnostic.answers import Voice
from diagnostic.answers.answer import AGENCIES
from diagnostic.content import Library
from diagnostic.service import colleagues, inside
from diagnostic.service.desk import Desk, Person
from diagnostic.service.inside import Comment, CommentRefused
from diagnostic.storage import Clash, Store
from tests.app.windows import Card, Window, open_both

Sign = Callable[..., Desk]
INSIDE: tuple[Role, ...] = ("respondent", "coordinator", "head", "custodian")


@pytest.fixture
def sign(library: Library, store: Store, id: str) -> Sign:
    """Sign somebody in with roles."""

    def signed(who: str, *roles: tuple[Role, Voice | None]) -> Desk:
        for role, of in roles:
            store.add_member(id, f"{who}@x.example", role, of, by="administrator")
        person = Person(f"{who}@x.example", (f"{who}@x.example",))
        return Desk(library, store, Viewer(person.name, frozenset(), "customs"), person)

    return signed


@pytest.fixture
def anna(sign: Sign) -> Desk:
    return sign("anna", ("coordinator", "customs"))


@pytest.fixture
def ben(sign: Sign) -> Desk:
    return sign("ben", ("respondent", "customs"))


def write(desk: Desk, id: str, text: str, *mentions: str, item: str = "a_1", answers: str = "") -> Comment:
    done = inside.write(desk, id, "customs", str(uuid4()), item, text, mentions, answers)
    assert isinstance(done, Comment)
    return done


def read(desk: Desk, id: str) -> list[Comment]:
    return inside.comments(desk, desk.record(id), "customs")


def texts(desk: Desk, id: str) -> list[str]:
    return [comment.text for comment in read(desk, id)]


def mentions_of(desk: Desk, id: str) -> list[str]:
    found = inside.mentioned(desk, desk.record(id), "customs", read(desk, id))
    return [comment.text for comment in found]


# ---------------------------------------------------------------- writing and reading


def test_a_comment_is_read_inside_the_agency_with_who_wrote_it(anna: Desk, ben: Desk, id: str) -> None:
    write(anna, id, "Is the protocol signed?", "ben@x.example")
    (comment,) = read(ben, id)
    assert (comment.text, comment.by, comment.item) == ("Is the protocol signed?", "anna@x.example", "a_1")
    assert not comment.mine
    assert not comment.done
    assert mentions_of(ben, id) == ["Is the protocol signed?"]
    assert mentions_of(anna, id) == []


def test_a_comment_sent_twice_stands_once(anna: Desk, id: str) -> None:
    key = str(uuid4())
    for _ in range(2):
        inside.write(anna, id, "customs", key, "a_1", "Once.", ())
    assert texts(anna, id) == ["Once."]


def test_an_answer_stands_with_the_comment_and_what_is_done_no_longer_asks(anna: Desk, ben: Desk, id: str) -> None:
    asked = write(anna, id, "Is it signed?", "ben@x.example")
    write(ben, id, "Since May.", answers=asked.key)
    assert inside.counts(anna, anna.record(id), "customs") == {"a_1": 2}
    for _ in range(2):
        inside.mark(ben, id, "customs", asked.key, done=True)
    assert inside.counts(anna, anna.record(id), "customs") == {}
    assert mentions_of(ben, id) == []
    assert read(ben, id)[0].by == "anna@x.example", "who marks it does not become its writer"
    assert [comment.answers for comment in read(ben, id)] == ["", asked.key]


@pytest.mark.parametrize(
    ("text", "mentions", "why"),
    [("  ", (), "Write something"), ("x" * 5001, (), "under 5,000"), ("Look.", ("paul@x.example",), "from the list")],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(
    anna: Desk, id: str, text: str, mentions: tuple[str, ...], why: str
) -> None:
    with pytest.raises(CommentRefused, match=why):
        write(anna, id, text, *mentions)
    assert texts(anna, id) == []


def test_nobody_changes_the_words_of_another(anna: Desk, ben: Desk, id: str) -> None:
    comment = write(anna, id, "Mine.")
    with pytest.raises(NotAllowed):
        inside.edit(ben, id, "customs", comment.key, "Not mine.", (), comment.number)
    assert texts(anna, id) == ["Mine."]


def test_words_changed_in_two_windows_are_both_kept(anna: Desk, id: str, store: Store) -> None:
    comment = write(anna, id, "First words.")
    changed = inside.edit(anna, id, "customs", comment.key, "Second words.", (), comment.number)
    assert isinstance(changed, Comment)
    assert changed.edited
    clash = inside.edit(anna, id, "customs", comment.key, "Third words.", (), comment.number)
    assert isinstance(clash, Clash)
    assert texts(anna, id) == ["Second words."]
    kept = [entry.data["text"] for entry in store.entry_history(id, comment.key) if entry.data]
    assert kept == ["First words.", "Second words.", "Third words."]


def test_a_mark_set_meanwhile_is_no_other_text(anna: Desk, ben: Desk, id: str) -> None:
    comment = write(anna, id, "First words.")
    inside.mark(ben, id, "customs", comment.key, done=True)
    changed = inside.edit(anna, id, "customs", comment.key, "Second words.", (), comment.number)
    assert isinstance(changed, Comment)
    assert changed.done


# ---------------------------------------------------------------- who sees them


@pytest.mark.parametrize("opened", [False, True])
@pytest.mark.parametrize("role", ROLES)
def test_comments_never_leave_the_agency(role: Role, opened: bool, anna: Desk, sign: Sign, id: str) -> None:
    comment = write(anna, id, "Between us.")
    if opened:
        open_both(anna.store, id)
    own = [of for of in (*AGENCIES, None) if can_be_held(role, of)]
    for of in own:
        other = sign(f"{role}-{of}", (role, of))
        record = other.record(id)
        if role in INSIDE and of == "customs":
            assert texts(other, id) == ["Between us."]
            continue
        assert inside.counts(other, record, "customs") == {}
        assert not inside.may_discuss(other, record, "customs", "a_1")
        for work in (
            lambda: inside.comments(other, record, "customs"),  # noqa: B023
            lambda: inside.mentionable(other, record, "customs", "a_1"),  # noqa: B023
            lambda: write(other, id, "I was here."),  # noqa: B023
            lambda: inside.mark(other, id, "customs", comment.key, done=True),  # noqa: B023
            lambda: inside.edit(other, id, "customs", comment.key, "I was here.", (), 1),  # noqa: B023
        ):
            with pytest.raises(NotAllowed):
                work()
    assert texts(anna, id) == ["Between us."]


def test_what_is_said_on_what_is_in_custody_stays_with_the_custodian(anna: Desk, sign: Sign, id: str) -> None:
    keeper = sign("kim", ("custodian", "customs"))
    write(keeper, id, "Two teams.", item="a_9")
    assert texts(keeper, id) == ["Two teams."]
    assert texts(anna, id) == []
    assert inside.counts(anna, anna.record(id), "customs") == {}
    with pytest.raises(NotAllowed, match="custodian"):
        write(anna, id, "How many?", item="a_9")
    assert inside.mentionable(keeper, keeper.record(id), "customs", "a_9") == {"kim@x.example": "kim@x.example"}


def test_comments_are_on_questions_of_the_questionnaire_on_cooperation_alone(anna: Desk, id: str) -> None:
    with pytest.raises(CommentRefused, match="no such question"):
        write(anna, id, "On integrity.", item="i_leadership")


# ---------------------------------------------------------------- who can be asked


def test_colleagues_are_mentioned_by_what_their_draft_is_called_and_others_by_name(
    anna: Desk, sign: Sign, id: str, store: Store
) -> None:
    colleagues.name(anna, id, "customs", str(uuid4()), place="region", label="Region North", person="ben@x.example")
    store.add_member(id, "hanna@x.example", "head", "customs", name="Hanna H.", by="administrator")
    store.add_member(id, "ivo@x.example", "integrity_officer", "customs", by="administrator")
    store.add_member(id, "paul@x.example", "head", "police", by="administrator")
    store.add_member(id, "chris@x.example", "chair", None, by="administrator")
    assert inside.mentionable(anna, anna.record(id), "customs", "a_1") == {
        "ben@x.example": "Region North",
        "anna@x.example": "anna@x.example",
        "hanna@x.example": "Hanna H.",
    }
    write(anna, id, "Please look.", "ben@x.example")
    assert mentions_of(sign("ben"), id) == ["Please look."]
    assert mentions_of(sign("hanna"), id) == []


def test_without_sign_in_units_are_mentioned_by_their_label(desks: dict[Voice, Desk], id: str) -> None:
    desk = desks["customs"]
    colleagues.name(desk, id, "customs", str(uuid4()), place="region", label="Region North")
    write(desk, id, "Please look.", "Region North")
    assert mentions_of(desk, id) == ["Please look."]
    with pytest.raises(NotAllowed):
        inside.comments(desks["police"], desks["police"].record(id), "customs")


# ---------------------------------------------------------------- on the card of a question


@pytest.fixture
def card(window: Window, id: str) -> Card:
    """A question of customs, with what is said inside the agency open."""
    card = window.open("questions", assessment=id, **{"as": "customs"}).card("a_1")
    return open_inside(card)


def open_inside(card: Card) -> Card:
    card.window.app.session_state[f"{card.prefix}inside"] = True
    card.window.run()
    return card


def label_of(card: Card) -> str:
    return next(one.label for one in card.window.app.expander if (one.key or "") == f"{card.prefix}inside")


def send(card: Card, text: str) -> Card:
    card.widget("text_new").set_value(text)
    card.widget("send_new").click()
    card.window.app.session_state[f"{card.prefix}inside"] = True
    card.window.run()
    return open_inside(card)


def test_a_comment_is_written_on_the_card_of_its_question_and_counted(
    card: Card, desks: dict[Voice, Desk], id: str
) -> None:
    assert label_of(card) == "Inside your agency"
    send(card, "Is the protocol signed?")
    assert texts(desks["customs"], id) == ["Is the protocol signed?"]
    assert "Is the protocol signed?" in card.words
    assert card.widget("text_new").value == ""
    later = Window().open("questions", assessment=id, **{"as": "customs"})
    assert label_of(later.card("a_1")) == "Inside your agency (1)"


def test_the_other_agencys_card_shows_nothing_of_it(card: Card, window: Window, id: str) -> None:
    send(card, "Between us.")
    police = open_inside(window.open("questions", assessment=id, **{"as": "police"}).card("a_1"))
    assert "Between us." not in police.window.everything
    assert label_of(police) == "Inside your agency"


def test_a_comment_that_seems_to_name_somebody_is_kept_and_warned_about(
    card: Card, desks: dict[Voice, Desk], id: str
) -> None:
    send(card, "Ask Inspector Miller.")
    assert texts(desks["customs"], id) == ["Ask Inspector Miller."]
    assert "looks as if it names a person" in card.words


def test_an_empty_comment_is_told_and_not_kept(card: Card, desks: dict[Voice, Desk], id: str) -> None:
    send(card, "   ")
    assert texts(desks["customs"], id) == []


def test_comments_on_integrity_are_not_offered(window: Window, id: str, store: Store, library: Library) -> None:
    store.pin(id, "integrity", library.instrument("integrity").version, by="an earlier session")
    window.open("integrity", assessment=id, **{"as": "customs"})
    assert not any("Inside your agency" in one.label for one in window.app.expander)
