"""Review, release, results and next steps: what each side sees before and after both have opened."""

from __future__ import annotations

import re

import pytest

from diagnostic.answers import Answer, Voice
from diagnostic.answers import file as assessment_file
from diagnostic.content import Library
from diagnostic.scoring import score
from diagnostic.service import files
from diagnostic.service.desk import Desk
from diagnostic.storage import Store
from tests.app.windows import Window, fill, open_both, revisions, stored

NBSP = "\N{NO-BREAK SPACE}"
PAGES = ("start", "questions", "review", "results", "next_steps")
THEIRS = "zzz the police alone know this zzz"
RESTRICTED = "zzz the custodian alone knows this zzz"
SAID: dict[str, Answer] = {
    "a_1": Answer(level=4, scope="national", evidence="document", comment=THEIRS, link=THEIRS, discuss=True),
    "a_2_1": Answer(level=3, comment=THEIRS),
    "a_2_2": Answer(value={"frequency": "yearly", "channels": ["cencomm"], "text": THEIRS}),
    "a_3_1": Answer(state="prohibited_by_law", reason=THEIRS),
    "a_5_1": Answer(value={"drugs": "full", "waste": "partial"}, comment=THEIRS),
    "a_12": Answer(value={"authority": "partial", "limits": ["equipment"]}, comment=THEIRS),
    "a_13": Answer(level=5, link=THEIRS),
    "a_18": Answer(level=5, comment=THEIRS),
}
GUARDED: dict[str, Answer] = {
    "a_9": Answer(value={"authority": "partial", "limits": ["skills"]}, comment=RESTRICTED, link=RESTRICTED),
    "a_9_access": Answer(level=3, scope="national", evidence="document", comment=RESTRICTED),
    "a_10": Answer(state="prohibited_by_law", reason=RESTRICTED),
    "a_10_access": Answer(level=2, link=RESTRICTED, discuss=True),
    "a_11": Answer(value={"authority": "full", "limits": ["staff"]}, comment=RESTRICTED),
    "a_11_access": Answer(level=4, comment=RESTRICTED),
}


def _as(voice: Voice, id: str, page: str = "review", **more: str) -> Window:
    return Window().open(page, assessment=id, **{"as": voice}, **more)


def _claimed(window: Window) -> str:
    """Return the continuum level as claimed, as the band says it."""
    band = next(element.value for element in window.app.html if 'class="band"' in element.value)
    return re.search(r'aria-label="As claimed ([^;]+);', band)[1]  # type: ignore[index]


# ---------------------------------------------------------------- review


def test_the_review_lists_what_is_unanswered_each_with_a_way_to_its_question(store: Store, id: str) -> None:
    fill(store, id, "customs", {"a_1": Answer(level=2), "a_13": Answer(state="dont_know")})
    window = _as("customs", id)
    unanswered = window.sections()["Not answered yet"]
    assert "A.2.1" in unanswered
    assert "A.14.1" in unanswered
    assert "A.1\n" not in unanswered + "\n", "A.1 is answered"
    assert "A.13" not in unanswered, "it was dealt with: nobody knows"
    assert "A.3.2" not in unanswered, "it is not asked yet"
    assert any("A.2.1" in link for link in window.links)


def test_the_review_lists_what_was_marked_for_discussion(store: Store, id: str) -> None:
    fill(store, id, "customs", {"a_13": Answer(level=2, discuss=True), "a_6": Answer(level=2)})
    marked = next(text for header, text in _as("customs", id).sections().items() if "discussion" in header)
    assert "A.13" in marked
    assert "A.6" not in marked


def test_the_review_lists_answers_worth_a_second_look(store: Store, id: str) -> None:
    fill(store, id, "customs", {"a_13": Answer(level=4, scope="national")})
    window = _as("customs", id)
    text = next(text for header, text in window.sections().items() if "second look" in header)
    assert "A.13" in text
    assert "Check first" in text


def test_the_review_says_so_when_nothing_is_left(store: Store, id: str, desks: dict[Voice, Desk]) -> None:
    from diagnostic.service import answering

    while left := answering.form(desks["customs"], id, "customs").open_items():
        fill(store, id, "customs", {left[0].id: Answer(state="dont_know")})
    window = _as("customs", id)
    assert not any("A.1" in link for link in window.links)
    assert "submit" in window.words.lower()


# ---------------------------------------------------------------- the course


def test_submit_closes_reopen_opens_and_release_is_final(store: Store, id: str) -> None:
    fill(store, id, "customs", {"a_1": Answer(level=2)})
    window = _as("customs", id)
    window.press(key="move_submit")
    assert store.record(id).stages["customs"] == "submitted"
    assert window.open("questions", assessment=id).card("a_1").closed
    window.open("review", assessment=id).press(key="move_reopen")
    assert store.record(id).stages["customs"] == "draft"
    assert not window.open("questions", assessment=id).card("a_1").closed
    window.open("review", assessment=id).press(key="move_submit").press(key="move_release")
    assert store.record(id).stages["customs"] == "released"
    assert not window.has("Reopen")
    assert window.open("questions", assessment=id).card("a_1").closed


def test_the_answers_of_both_open_together_and_only_after_both_released(store: Store, id: str) -> None:
    fill(store, id, "customs", {"a_1": Answer(level=2)})
    customs = _as("customs", id)
    customs.press(key="move_submit").press(key="move_release")
    assert not customs.has("Open both")
    _as("police", id).press(key="move_submit").press(key="move_release")
    customs.run().press("Open both")
    assert {store.record(id).stages["customs"], store.record(id).stages["police"]} == {"opened"}
    customs.open("results", assessment=id)
    assert "joint" in customs.words.lower()


def test_a_move_that_another_window_made_already_is_told_in_a_sentence(store: Store, id: str) -> None:
    one, two = _as("customs", id), _as("customs", id)
    one.press(key="move_submit")
    two.press(key="move_submit")
    assert two.alerts
    assert store.record(id).stages["customs"] == "submitted"


def test_a_correction_after_opening_shows_in_the_result(store: Store, id: str) -> None:
    for voice in ("customs", "police"):
        fill(store, id, "police" if voice == "police" else "customs", {"a_2_1": Answer(level=1)})
    open_both(store, id)
    assert _claimed(_as("customs", id, "results", whose="customs")) == f"level{NBSP}1"
    window = _as("customs", id, "questions").go_to_section("information")
    window.card("a_2_1").choose("level", 2)
    assert store.history(id, "customs", "a_2_1")[-1].kind == "correction"
    assert _claimed(_as("customs", id, "results", whose="customs")) == f"level{NBSP}2"


# ---------------------------------------------------------------- sealed


@pytest.mark.parametrize("stage", ["draft", "submitted", "released"])
@pytest.mark.parametrize("page", PAGES)
def test_before_opening_nothing_of_the_other_agency_is_sent_to_the_browser(
    store: Store, id: str, page: str, stage: str
) -> None:
    fill(store, id, "police", SAID | GUARDED)
    fill(store, id, "customs", {"a_1": Answer(level=2), "a_2_1": Answer(level=2), "a_18": Answer(level=2)})
    if stage != "draft":
        store.move(id, "police", "submit", by="police")
    if stage == "released":
        store.move(id, "police", "release", by="police")
    for whose in ("customs", "police", "both"):
        window = _as("customs", id, page, whose=whose).open_up()
        assert THEIRS not in window.everything
        assert RESTRICTED not in window.everything
        assert THEIRS not in str(window.app.session_state.to_dict())


def test_before_opening_the_figures_are_those_of_one_agency_alone(store: Store, id: str) -> None:
    fill(store, id, "customs", {"a_1": Answer(level=2), "a_2_1": Answer(level=2)})
    alone = _as("customs", id, "results").open_up().words
    fill(store, id, "police", SAID | GUARDED)
    assert _as("customs", id, "results").open_up().words == alone


@pytest.mark.parametrize("page", PAGES)
def test_the_demonstration_sealed_again_would_show_one_agency_only(store: Store, id: str, page: str) -> None:
    # Switching the agency in one session must leave nothing of the first behind on the page.
    fill(store, id, "police", SAID | GUARDED)
    window = _as("police", id, page).open_up()
    window.open(page, assessment=id, **{"as": "customs"})
    assert THEIRS not in window.open_up().everything
    assert RESTRICTED not in window.everything


# ---------------------------------------------------------------- opened


def test_after_opening_the_joint_result_shows_what_each_agency_said(store: Store, id: str) -> None:
    fill(store, id, "customs", {"a_2_1": Answer(level=4, comment="word of customs")})
    fill(store, id, "police", SAID)
    open_both(store, id)
    window = _as("customs", id, "results").open_up()
    assert THEIRS in window.words
    assert "word of customs" in window.words
    assert "Customs Board" in window.words
    assert "Border Gendarmerie" in window.words


@pytest.mark.parametrize("page", PAGES)
def test_after_opening_the_custodians_detail_of_the_other_agency_is_sent_nowhere(
    store: Store, id: str, page: str
) -> None:
    fill(store, id, "police", SAID | GUARDED)
    fill(store, id, "customs", {"a_1": Answer(level=2), "a_9": Answer(value={"authority": "none"})})
    open_both(store, id)
    for whose in ("both", "police", "customs"):
        window = _as("customs", id, page, whose=whose).open_up()
        assert RESTRICTED not in window.everything


def test_after_opening_the_limits_of_restricted_powers_are_not_in_the_matrix(store: Store, id: str) -> None:
    fill(store, id, "police", GUARDED | {"a_12": Answer(value={"authority": "partial", "limits": ["equipment"]})})
    open_both(store, id)
    matrix = next(element.value for element in _as("customs", id, "results").app.html if "<table" in element.value)
    rows = {code: row for row in matrix.split("<tr>") for code in ("A.9<", "A.11<", "A.12<") if code in row}
    assert "lacking" in rows["A.12<"]
    assert "lacking" not in rows["A.9<"]
    assert "lacking" not in rows["A.11<"]


def test_the_own_custodians_detail_stays_visible_to_the_own_agency(store: Store, id: str) -> None:
    fill(store, id, "police", GUARDED)
    open_both(store, id)
    assert RESTRICTED in _as("police", id, "results").open_up().everything


def test_the_result_on_the_page_is_that_of_the_exported_file(
    store: Store, id: str, library: Library, desks: dict[Voice, Desk]
) -> None:
    fill(store, id, "customs", {"a_2_1": Answer(level=3, evidence="document", scope="national")})
    fill(store, id, "police", SAID)
    open_both(store, id)
    exported = assessment_file.read_upload(files.export_text(desks["customs"], id).encode(), "e.yaml", library)
    result = score(exported, library)
    assert result is not None
    assert result.joint is not None
    window = _as("customs", id, "results")
    band = next(element.value for element in window.app.html if 'class="band"' in element.value)
    for view in (result.joint.claimed, result.joint.evidenced):
        lower, upper = view.continuum
        said = str(lower) if lower == upper else f"{lower}{NBSP}to{NBSP}{upper}"
        assert f"level{NBSP}{said}" in band


def test_every_page_can_be_drawn_for_every_round_of_the_demonstration(store: Store, desks: dict[Voice, Desk]) -> None:
    for id in files.load_demonstration(desks["customs"]):
        for page in ("questions", "review", "results", "next_steps"):
            window = _as("police", id, page).open_up()
            assert window.title
        for whose in ("both", "customs", "police"):
            window = _as("customs", id, "results", whose=whose).open_up()
            assert window.app.main.get("plotly_chart"), "the profile is drawn"


def test_the_result_says_what_holds_back_the_next_level_and_leads_to_the_steps(store: Store, id: str) -> None:
    fill(store, id, "customs", {"a_1": Answer(level=3), "a_2_1": Answer(level=3), "a_13": Answer(level=2)})
    window = _as("customs", id, "results")
    blocking = next(text for header, text in window.sections().items() if "3" in header and "cooperation" in header)
    assert "A.13" in blocking
    assert "A.2.1" not in blocking
    window.press("What to do next")
    assert "A.13" in window.words


# ---------------------------------------------------------------- next steps


def test_the_steps_say_why_and_from_where_and_in_which_order(store: Store, id: str) -> None:
    fill(store, id, "customs", {"a_1": Answer(level=2), "a_2_1": Answer(level=3), "a_13": Answer(level=3)})
    fill(store, id, "customs", {"a_1_mandate": Answer(level=1), "a_1_political": Answer(level=1)})
    window = _as("customs", id, "next_steps")
    words = window.words
    assert words.index("1. ") < words.index("2. ")
    assert "A.1" in words
    assert words.count("Why.") >= 2
    assert words.count("Source:") >= 2
    window = window.open_up()
    assert "Who leads" in window.words


def test_a_single_missing_requirement_leads_to_the_step_that_meets_it(store: Store, id: str, library: Library) -> None:
    questions = library.instrument("cooperation")
    levels = {item.id: Answer(level=5) for item in questions.items if item.levelled} | {"a_15_1": Answer(level=1)}
    fill(store, id, "customs", levels)
    window = _as("customs", id, "next_steps")
    assert "It brings Training by customs for police A.15.1 to level 4" in window.words
    assert "The answers describe the highest level" not in window.words


def test_at_the_highest_level_there_is_nothing_left_to_lift(store: Store, id: str, library: Library) -> None:
    questions = library.instrument("cooperation")
    fill(store, id, "customs", {item.id: Answer(level=5) for item in questions.items if item.levelled})
    window = _as("customs", id, "next_steps")
    assert "highest level" in window.words
    assert "Why." not in window.words


def test_a_target_beyond_the_next_level_can_be_chosen(store: Store, id: str) -> None:
    store.set_details(id, target=4, context={}, retain_until=None, by="test")
    fill(store, id, "customs", {"a_1": Answer(level=2), "a_2_1": Answer(level=2), "a_13": Answer(level=2)})
    window = _as("customs", id, "next_steps")
    assert "A.4.1" in window.words
    window.pick("Towards", 3).run()
    assert "A.4.1" not in window.words
    window.pick("Towards", 4).run()
    assert "A.4.1" in window.words


# ---------------------------------------------------------------- an assessment file


GOOD = """\
format: cpdiag/1
country: XXD
pair: {customs: "Customs of the file", police: "Police of the file"}
round: "2025"
instruments: {cooperation: handbook-2018/1}
voices:
  customs:
    a_1: {level: 3, scope: national, evidence: document, comment: "from the file"}
    a_13: {state: dont_know}
"""


def _upload(window: Window, text: str | bytes, name: str = "answers.yaml") -> Window:
    raw = text.encode() if isinstance(text, str) else text
    window.open("open_file")
    window.app.file_uploader[0].set_value((name, raw, "application/yaml"))
    return window.run()


def test_a_good_file_is_previewed_then_imported(window: Window, store: Store) -> None:
    _upload(window, GOOD)
    assert "Customs of the file" in window.words
    assert "2 new answers" in window.words
    assert store.is_empty(), "a preview changes nothing"
    window.press("Import")
    (record,) = store.list()
    assert stored(store, record.id, "customs", "a_1") == Answer(
        level=3, scope="national", evidence="document", comment="from the file"
    )
    assert "Customs of the file" in window.words


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ("level: 3", "level: 7", 8, "level"),
        ("a_1:", "a_99:", 8, "a_99"),
        ("dont_know", "dunno", 9, "dunno"),
        ("state: dont_know", "state: prohibited_by_law", 9, "reason"),
        ("handbook-2018/1", "handbook-1999/1", 5, "handbook-1999/1"),
        ("country: XXD", "country: Freedonia", 2, "Freedonia"),
        ("a_13: {", "a_1: {", 9, "a_1"),
        ("}\nround:", "\nround:", 4, ""),
    ],
)
def test_a_broken_file_is_refused_with_line_and_column_and_changes_nothing(
    window: Window, store: Store, id: str, old: str, new: str, line: int, word: str
) -> None:
    before = revisions(store, id)
    _upload(window, GOOD.replace(old, new, 1))
    assert window.alerts
    assert f"Line {line}, column " in window.words
    assert word in window.words
    assert not window.has("Import")
    assert [record.id for record in store.list()] == [id]
    assert revisions(store, id) == before


@pytest.mark.parametrize("raw", [b"", b"\x00\x01\x02", b"PK\x03\x04", b"[" * 5000, b"a: &a [*a]"], ids=repr)
def test_a_file_that_is_something_else_is_refused_without_an_exception(
    window: Window, store: Store, raw: bytes
) -> None:
    _upload(window, raw)
    assert window.alerts
    assert store.is_empty()


def test_markup_in_a_file_stays_text(window: Window) -> None:
    _upload(window, GOOD.replace("Customs of the file", "<img src=x onerror=alert(1)>"))
    assert "<img" not in "\n".join(element.value for element in window.app.html)
    _upload(window, GOOD.replace("level: 3", "level: '<img src=x onerror=alert(1)>'"))
    assert "<img" not in "\n".join(element.value for element in window.app.html)


def test_an_import_of_the_other_agencys_answers_is_refused_in_a_sentence(store: Store, id: str) -> None:
    theirs = GOOD.replace("country: XXD", f"id: {id}\ncountry: XXC").replace("  customs:", "  police:")
    window = _upload(_as("customs", id, "start"), theirs)
    if window.has("Import"):
        window.press("Import")
    assert window.alerts
    assert revisions(store, id) == 0
