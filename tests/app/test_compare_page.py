"""The page Compare: what it shows to whom, its filters, its pages of ten, and the figures with their words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from diagnostic.access.roles import Role
from diagnostic.answers import Answer, Voice
from diagnostic.app import compare_agreement, signing_in
from diagnostic.service import files
from diagnostic.service.desk import Desk, Person
from diagnostic.storage import Store
from tests.app.windows import Window, fill, open_both

THEIRS = "zzz the gendarmerie alone knows this zzz"
CUSTOMS = {
    "a_1": Answer(level=4),
    "a_2_1": Answer(level=2),
    "a_3_1": Answer(level=4, scope="national", comment="Signed in spring", discuss=True),
    "a_13": Answer(level=3),
    "a_9": Answer(value={"authority": "none"}),
    "a_9_access": Answer(level=2),
}
POLICE = {
    "a_1": Answer(level=4),
    "a_2_1": Answer(level=2),
    "a_3_1": Answer(level=1, comment=THEIRS),
    "a_13": Answer(state="dont_know"),
    "a_9": Answer(value={"authority": "full"}, comment=THEIRS),
    "a_9_access": Answer(level=4),
}


@pytest.fixture
def opened(store: Store, id: str) -> str:
    fill(store, id, "customs", CUSTOMS)
    fill(store, id, "police", POLICE)
    open_both(store, id)
    return id


@pytest.fixture
def sign_in(store: Store, id: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[Role, Voice | None], None]:
    """Let somebody sign in who holds a single role."""

    def signed_in(role: Role, voice: Voice | None) -> None:
        store.add_member(id, "anna@example.org", role, voice, by="an administrator")
        monkeypatch.setattr(signing_in, "required", lambda: True)
        monkeypatch.setattr(signing_in, "person", lambda: Person("Anna", ("anna@example.org",)))

    return signed_in


def _open(id: str, **address: str) -> Window:
    return Window().open("compare", assessment=id, **address)


def _rows(window: Window) -> list[str]:
    keys = [str(node.key) for node in window.nodes if str(getattr(node, "key", "")).startswith("meet_")]
    return [key.removeprefix("meet_") for key in keys]


def test_before_both_are_open_it_says_what_is_missing_and_shows_no_answer(store: Store, id: str) -> None:
    fill(store, id, "police", POLICE)
    store.move(id, "police", "submit", by="an earlier session")
    store.move(id, "police", "release", by="an earlier session")
    window = _open(id, **{"as": "customs"})
    assert "Customs Board has not yet released its answers" in window.words
    assert THEIRS not in window.everything
    window.press("Go to Review")
    assert window.title != "Two answers, side by side"


def test_without_an_assessment_it_says_so(window: Window) -> None:
    assert "No assessment is open" in window.open("compare").words


@pytest.mark.parametrize(
    ("role", "voice"), [("respondent", "customs"), ("custodian", "customs"), ("administrator", None)]
)
def test_who_may_not_read_both_sees_nothing_of_either(
    opened: str, sign_in: Callable[[Role, Voice | None], None], role: Role, voice: Voice | None
) -> None:
    sign_in(role, voice)
    window = _open(opened)
    assert "you do not read the answers of both agencies" in window.words
    assert THEIRS not in window.everything
    assert "3 levels apart" not in window.everything


def test_a_member_of_the_committee_sees_both_answers_and_no_custodians_comment(
    opened: str, sign_in: Callable[[Role, Voice | None], None]
) -> None:
    sign_in("member", None)
    window = _open(opened)
    assert window.title == "Two answers, side by side"
    assert window.everything.count(THEIRS) == 1, "the comment on risk, and not the one on surveillance"


def test_the_finding_names_the_widest_gap_and_the_first_row_says_why_it_is_first(opened: str) -> None:
    window = _open(opened)
    assert "Customs Board rates risk 3 levels higher than Border Gendarmerie does." in window.words
    assert _rows(window)[0] == "a_13", "the next level rests on an answer that one agency does not know"
    assert "asks for 3 here: Customs Board says 3, Border Gendarmerie does not know." in window.words
    assert "Marked for discussion by Customs Board." in window.words
    assert "Signed in spring" in window.words
    assert "In the whole country" in window.words


def test_filters_narrow_the_list_and_an_empty_one_says_so(opened: str) -> None:
    window = _open(opened)
    assert len(_rows(window)) == 10, "no more than ten are drawn"
    window.pick("compare_kinds", ["marked"]).run()
    assert _rows(window) == ["a_3_1"]
    window.pick("compare_kinds", []).run()
    window.app.selectbox(key=f"compare_dimension_{opened}").set_value("resources")
    window.run()
    assert _rows(window) == ["a_13"]
    window.app.text_input(key=f"compare_words_{opened}").set_value("zebra")
    window.run()
    assert _rows(window) == []
    assert "No question fits these filters" in window.words


def test_ten_at_a_time_to_the_end_and_back(opened: str) -> None:
    window = _open(opened)
    first = _rows(window)
    window.press(key="compare_after")
    assert "11 to 20 of" in window.words
    seen = [*first, *_rows(window)]
    while window.has("Next "):
        window.press(key="compare_after")
        seen += _rows(window)
    assert len(seen) == len(set(seen))
    window.press(key="compare_before")
    assert len(_rows(window)) == 10


def test_a_filter_begins_at_its_first_row(opened: str) -> None:
    window = _open(opened)
    window.press(key="compare_after")
    window.pick("compare_kinds", ["marked"]).run()
    assert _rows(window) == ["a_3_1"]


def test_each_row_opens_in_the_meeting(opened: str) -> None:
    window = _open(opened).press(key="meet_a_13")
    assert "a_13" in window.app.query_params["item"]
    assert "A.13" in window.words


def test_both_describe_the_way_to_a_power_and_the_page_says_how_far_apart(opened: str) -> None:
    text = _open(opened).sections()["Who holds which power, and can the other reach it?"]
    assert "Border Gendarmerie holds it" in text
    assert "Says how Customs Board gets the result:" in text
    assert "Says how it gets the result:" in text
    assert "The two describe one arrangement: 2 levels apart." in text


def test_what_was_agreed_stands_in_its_row_with_who_decided(store: Store, opened: str) -> None:
    said = Answer(level=3, reason="The list was shown", dissent="The gendarmerie says 1", decided_by="Committee")
    fill(store, opened, "agreed", {"a_3_1": said})
    window = _open(opened)
    window.pick("compare_kinds", ["settled"]).run()
    assert _rows(window) == ["a_3_1"]
    for words in ("The list was shown", "The gendarmerie says 1", "Decided by: Committee"):
        assert words in window.words


def test_the_plain_share_comes_first_and_the_coefficients_side_by_side_behind_it(
    desks: dict[Voice, Desk], store: Store
) -> None:
    id = files.load_demonstration(desks["customs"])[1]
    window = _open(id)
    text = window.sections()["How far the agencies agree"]
    assert "the level is the same" in text
    assert "AC2" not in text
    window.app.session_state["beyond_chance"] = True
    text = window.run().sections()["How far the agencies agree"]
    assert "Gwet’s AC2" in text
    assert "Krippendorff’s alpha" in text
    assert "Read the two together" in text


def test_an_undefined_coefficient_is_said_to_be_so(store: Store, id: str) -> None:
    alike = {item: Answer(level=3) for item in ("a_1", "a_2_1", "a_13")}
    fill(store, id, "customs", alike)
    fill(store, id, "police", alike)
    open_both(store, id)
    window = _open(id)
    window.app.session_state["beyond_chance"] = True
    text = window.run().sections()["How far the agencies agree"]
    assert "undefined" in text
    assert "alpha is not defined here" in text
    assert "Nothing stands out" in window.words


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.9966, "0.997"), (-0.008, "−0.01"), (0.854, "0.85"), (1.0, "1.00"), (0.0, "0.00"), (-0.5, "−0.50")],
)
def test_a_coefficient_is_never_rounded_to_full_agreement_or_none(value: float, said: str) -> None:
    assert compare_agreement.number(value) == said
