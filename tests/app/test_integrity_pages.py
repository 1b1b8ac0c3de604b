"""The pages of the integrity self-assessment: what they say and keep, and that nothing goes to the other side."""

from __future__ import annotations

import re
from typing import Any

import pytest

from diagnostic.answers import AgencyPair, Answer, Assessment, Voice
from diagnostic.answers import file as assessment_file
from diagnostic.app.statements import SAID
from diagnostic.content import Library
from diagnostic.service import files, integrity
from diagnostic.service.desk import INTEGRITY, Desk
from diagnostic.storage import StorageFailed, Store
from tests.app.windows import Window, fill, open_both, plain, revisions, start_integrity, stored

NBSP = "\N{NO-BREAK SPACE}"
QUESTIONS, REVIEW, RESULTS, MEASURES = "integrity", "integrity_review", "integrity_results", "integrity_measures"
OWN_PAGES = (QUESTIONS, REVIEW, RESULTS, MEASURES)
ALL_PAGES = ("start", "questions", "review", "results", "next_steps", *OWN_PAGES, "staff", "change", "new", "open_file")
START = "Start the integrity self-assessment"
THEIRS = "zzz of the integrity team of police alone zzz"


@pytest.fixture
def begun(store: Store, id: str) -> str:
    """An assessment whose self-assessment was started and not yet answered."""
    start_integrity(store, id)
    return id


@pytest.fixture
def demonstration(desks: dict[Voice, Desk]) -> dict[str, str]:
    """The demonstration: Freedonia's first round, its second, and Sylvania's."""
    return dict(zip(("before", "freedonia", "sylvania"), files.load_demonstration(desks["customs"]), strict=True))


def _as(voice: Voice, id: str, page: str, **more: str) -> Window:
    return Window().open(page, assessment=id, **{"as": voice}, **more)


def _levels(library: Library, level: int, **other: int) -> dict[str, Answer]:
    """Return an answer to every rated question: one level on the ladder, exposure as named, else 1."""
    said = {}
    for item in library.instrument(INTEGRITY).items:
        if item.levelled:
            said[item.id] = Answer(level=other.get(item.id, 1 if item.kind == "exposure" else level))
    return said


def _texts(window: Window) -> str:
    """Return every piece of HTML of the page, in order."""
    return "\n".join(element.value for element in window.app.html)


# ---------------------------------------------------------------- before the start


@pytest.mark.parametrize("page", OWN_PAGES)
def test_a_page_of_integrity_says_where_to_begin_while_nothing_is_open(window: Window, page: str) -> None:
    assert window.open(page).has("assessments")
    assert "No assessment is open" in window.words


@pytest.mark.parametrize("page", OWN_PAGES)
def test_before_the_start_each_page_says_what_it_is_who_sees_it_and_starts_it(
    store: Store, id: str, page: str, desks: dict[Voice, Desk]
) -> None:
    integrity.set_report_to(desks["customs"], id, "Ombudsman, telephone 100")
    window = _as("customs", id, page)
    words = window.words
    assert "has not been started" in words
    assert "integrity team and the head of Customs Board, never Border Gendarmerie or the committee" in words
    assert "no channel for reporting" in words
    assert "Report here: Ombudsman, telephone 100" in words
    assert not integrity.started(store.record(id)), "looking starts nothing"
    window.press(START)
    assert integrity.started(store.record(id))
    assert not window.has(START)
    assert window.open(QUESTIONS, assessment=id).asks("i_owner")


def test_starting_in_two_windows_starts_it_once(store: Store, id: str) -> None:
    one, two = _as("customs", id, QUESTIONS), _as("police", id, REVIEW)
    one.press(START)
    two.press(START)
    assert [entry.action for entry in store.audit_log(id)].count("pin") == 1
    assert not two.alerts


# ---------------------------------------------------------------- questions


def test_before_question_1_it_says_who_sees_what_and_where_to_report(begun: str, desks: dict[Voice, Desk]) -> None:
    window = _as("customs", begun, QUESTIONS)
    text = _texts(window)
    first = text.index('id="i_owner"')
    for words in (
        "Who sees these answers",
        "The integrity team and the head of Customs Board. Never Border Gendarmerie, never the committee",
        "holds the database file",
        "taking part is voluntary",
        "Names of people, cases, single posts, informants",
        "no channel for reporting wrongdoing",
        "has not named its channel here yet",
        "emergency services",
    ):
        assert words in text[:first], words
    integrity.set_report_to(desks["customs"], begun, "Ombudsman <b>& others</b>")
    text = _texts(window.run())
    assert "Ombudsman &lt;b&gt;&amp; others&lt;/b&gt;" in text[: text.index('id="i_owner"')]
    assert "has not named its channel" not in text
    assert "Ombudsman" not in _texts(_as("police", begun, QUESTIONS)), "each agency names its own"


def test_every_question_is_asked_with_its_reference_and_none_looks_like_one_of_the_handbook(
    begun: str, library: Library
) -> None:
    window = _as("customs", begun, QUESTIONS)
    for section in library.instrument(INTEGRITY).sections:
        window.go_to_section(section.id)
        assert window.title == section.title
        for item in section.items:
            assert item.question in window.card(item.id).words
            assert "Handbook A" not in window.card(item.id).words


def test_an_answer_is_saved_at_once_and_cooperation_stays_as_it_was(begun: str, store: Store) -> None:
    window = _as("customs", begun, QUESTIONS)
    assert not window.card("i_owner").says_saved
    card = window.card("i_owner")
    card.choose("level", 3).choose("scope", "main_sites").choose("evidence", "document").choose("comment", "a plan")
    assert stored(store, begun, "customs", "i_owner") == Answer(
        level=3, scope="main_sites", evidence="document", comment="a plan"
    )
    assert card.says_saved
    assert store.current(begun, "customs") == {}
    assert stored(store, begun, "police", "i_owner") is None
    assert "0 of 31 answered" in window.open("start").words
    again = _as("customs", begun, QUESTIONS).card("i_owner")
    assert (again.widget("level").value, again.widget("evidence").value) == (3, "document")
    assert _as("police", begun, QUESTIONS).card("i_owner").widget("level").value is None


def test_a_link_to_a_question_opens_its_section_and_one_to_another_questionnaire_does_no_harm(begun: str) -> None:
    assert _as("customs", begun, QUESTIONS, item="x_threats").asks("x_threats")
    for odd in ({"item": "a_1"}, {"item": "x_99"}, {"section": "information"}, {"item": '"]</script>'}):
        assert _as("customs", begun, QUESTIONS, **odd).asks("i_owner")
    window = _as("customs", begun, "questions", item="i_vetting")
    assert window.asks("a_1")
    assert "Vetting" not in window.words


def test_going_back_and_forth_keeps_a_section_of_each_questionnaire(begun: str) -> None:
    window = _as("customs", begun, QUESTIONS).go_to_section("exposure_incidents")
    assert window.asks("x_threats")
    window.open("questions", assessment=begun).go_to_section("risk")
    assert window.asks("a_3_1")
    assert window.open(QUESTIONS, assessment=begun).asks("x_threats")
    assert window.open("questions", assessment=begun).asks("a_3_1")


def test_exposure_is_not_asked_where_it_holds_and_not_counting_is_an_answer(begun: str, store: Store) -> None:
    card = _as("customs", begun, QUESTIONS, item="x_threats").card("x_threats")
    states = list(card.widget("state").options)
    assert "Not counted" in states
    assert not [state for state in states if "law" in state.lower()], "what happened is forbidden anyway"
    card.choose("level", 4)
    assert card.has("evidence")
    assert not card.has("scope")
    card.open_more()
    assert not card.has("ceiling")
    card.choose("state", "insufficient_evidence")
    assert stored(store, begun, "customs", "x_threats") == Answer(state="insufficient_evidence")
    ladder = _as("customs", begun, QUESTIONS).card("i_owner").choose("level", 4)
    assert ladder.has("scope")
    assert "Not counted" not in list(ladder.widget("state").options)


def test_a_kind_of_site_that_does_not_exist_hides_its_other_fields_and_what_was_said_in_them(
    begun: str, store: Store
) -> None:
    card = _as("customs", begun, QUESTIONS, item="x_site_seaport").card("x_site_seaport")

    def standing() -> dict[str, Any]:
        answer = stored(store, begun, "customs", "x_site_seaport")
        return dict(answer.value or {}) if answer else {}

    assert not card.has("field_x_threats")
    card.choose("field_present", "present").choose("field_x_threats", "level_4")
    card.choose("field_x_leaks", "not_counted")
    assert standing() == {"present": "present", "x_threats": "level_4", "x_leaks": "not_counted"}
    card.choose("field_present", "no_such_site")
    assert not card.has("field_x_threats")
    assert standing() == {"present": "no_such_site"}
    results = _as("customs", begun, RESULTS).sections()["By kind of site"]
    assert "No kind of site has been described" in results
    card.choose("field_present", "present")
    assert standing() == {"present": "present", "x_threats": "level_4", "x_leaks": "not_counted"}


def test_text_that_looks_like_a_name_is_warned_about_and_saved(begun: str, store: Store) -> None:
    card = _as("customs", begun, QUESTIONS).card("i_owner").choose("level", 2)
    card.choose("comment", "Ask Mr John Smith, 0171 1234567")
    assert "Look again" in card.words
    answer = stored(store, begun, "customs", "i_owner")
    assert answer is not None
    assert "Smith" in answer.comment


# ---------------------------------------------------------------- review


def test_the_review_closes_and_reopens_and_never_releases(begun: str, store: Store, library: Library) -> None:
    names = {item.id: item.name for item in library.instrument(INTEGRITY).items}
    fill(store, begun, "customs", {"i_owner": Answer(level=2), "i_code": Answer(level=2, discuss=True)})
    window = _as("customs", begun, REVIEW)
    marked = window.sections()["Marked for discussion"]
    assert names["i_code"] in marked
    assert names["i_owner"] not in marked
    window.press(key="move_submit")
    assert store.record(begun).courses[INTEGRITY] == {"customs": "submitted", "police": "draft", "agreed": "draft"}
    assert set(store.record(begun).stages.values()) == {"draft"}
    assert "Closed" in window.words
    assert not [button.label for button in window.app.button if "elease" in button.label or "ubmit" in button.label]
    closed = window.open(QUESTIONS, assessment=begun)
    assert closed.card("i_owner").closed
    assert "Integrity review" in closed.words
    assert not window.open("questions", assessment=begun).card("a_1").closed
    window.open(REVIEW, assessment=begun).press(key="move_reopen")
    assert set(store.record(begun).courses[INTEGRITY].values()) == {"draft"}
    assert not window.open(QUESTIONS, assessment=begun).card("i_owner").closed


def test_the_review_lists_what_is_open_and_what_contradicts_itself_with_a_way_to_the_question(
    begun: str, store: Store, library: Library
) -> None:
    fill(store, begun, "customs", {"i_owner": Answer(level=5), "x_threats": Answer(state="insufficient_evidence")})
    window = _as("customs", begun, REVIEW)
    unanswered = window.sections()["Not answered yet"]
    names = {item.id: item.name for item in library.instrument(INTEGRITY).items}
    assert names["i_vetting"] in unanswered
    assert names["i_owner"] not in unanswered
    assert names["x_threats"] not in unanswered, "not counted is an answer"
    assert "A.1" not in unanswered
    assert f"Open {names['i_owner']}" in window.sections()["Answers worth a second look"]


def test_a_second_window_that_closes_what_is_closed_is_told_so(begun: str, store: Store) -> None:
    one, two = _as("customs", begun, REVIEW), _as("customs", begun, REVIEW)
    one.press(key="move_submit")
    two.press(key="move_submit")
    assert two.alerts
    assert store.record(begun).courses[INTEGRITY]["customs"] == "submitted"


def test_cooperation_that_is_released_and_opened_leaves_the_questions_of_integrity_open(
    begun: str, store: Store
) -> None:
    open_both(store, begun)
    window = _as("customs", begun, QUESTIONS)
    assert not window.card("i_owner").closed
    assert "correction" not in window.words
    window.card("i_owner").choose("level", 2)
    assert store.history(begun, "customs", "i_owner")[-1].kind == "answer"
    assert "Not released" not in _as("customs", begun, REVIEW).words


# ---------------------------------------------------------------- results


def _map(window: Window) -> str:
    """Return the map of exposure and protection."""
    return next(element.value for element in window.app.html if 'class="situation"' in element.value)


@pytest.mark.parametrize(
    ("who", "situation", "exposure", "note"),
    [
        ("freedonia", "exposed, not protected", "level 4 to 5", "begin together with protection"),
        ("sylvania", "less exposed, protected", "level 2", "no control has to wait"),
    ],
)
def test_the_result_of_the_demonstration_says_where_customs_stands(
    demonstration: dict[str, str], who: str, situation: str, exposure: str, note: str
) -> None:
    window = _as("customs", demonstration[who], RESULTS)
    lead = window.words
    assert f"Customs: {situation}. Exposure is {exposure}" in lead
    guard = next(plain(element.value) for element in window.app.html if "Order of measures." in element.value)
    assert note in guard
    here = re.findall(r'<em class="\w+ here">([^<]+)</em>', _map(window))
    assert [name.lower() for name in here] == [situation]
    assert len(window.app.main.get("plotly_chart")) == 3
    for chart in window.app.main.get("plotly_chart"):
        assert "Customs" in str(chart.proto), "its words name whose it is"
    for header in ("Duress, apart from misconduct", "By kind of site", "What is believed about infiltration"):
        assert window.sections()[header].strip()
    assert "never for" in lead


def test_the_map_is_saved_from_behind_an_expander_that_says_for_whom_it_is(demonstration: dict[str, str]) -> None:
    window = _as("customs", demonstration["freedonia"], RESULTS)
    assert "Save this map" in window.words
    assert not window.saved_as
    window.open_up()
    assert window.saved_as == ["SVG", "PNG", "PDF", "Slide", "Data, CSV", "Data, XLSX"]
    assert "For the integrity team and the head of Customs alone: the file says so" in window.words


def test_nothing_answered_could_be_any_of_the_four_situations_and_the_order_holds(begun: str) -> None:
    window = _as("customs", begun, RESULTS)
    assert len(re.findall(r"<em class=\"\w+ here\">", _map(window))) == 4
    assert "one of these" in window.words
    assert f"level{NBSP}1{NBSP}to{NBSP}5" in window.words
    assert "cannot be ruled out, because answers are missing" in window.words
    assert "No kind of site has been described" in window.words


def test_the_result_opens_down_to_the_answers_and_to_their_questions(demonstration: dict[str, str]) -> None:
    window = _as("customs", demonstration["freedonia"], RESULTS).open_up()
    for said in ("Full names stand on every release note", "Offers at the container terminal", "There is no rule"):
        assert said in window.words
    assert any("Open the question" in link for link in window.links)


def test_what_is_not_counted_is_named_as_a_finding(demonstration: dict[str, str]) -> None:
    words = _as("customs", demonstration["freedonia"], RESULTS).words
    assert "Not counted: Go-betweens from other agencies, Subtle harassment and Yielding under threat" in words


def test_as_evidenced_lowers_the_ladder_and_never_the_exposure(begun: str, store: Store, library: Library) -> None:
    fill(store, begun, "customs", _levels(library, 4, x_threats=4))
    window = _as("customs", begun, RESULTS)
    before = window.sections()

    def bounds(window: Window, dimension: str) -> str:
        title = next(d.title for d in library.instrument(INTEGRITY).dimensions if d.id == dimension)
        return next(e.label for e in window.app.expander if e.label.startswith(f"{title}: ")).partition(": ")[2]

    assert (bounds(window, "protect"), bounds(window, "threat")) == (f"level{NBSP}4", f"level{NBSP}4")
    window.pick("integrity_view", "evidenced").run()
    assert bounds(window, "protect") == f"level{NBSP}2", "assertion carries two levels"
    assert bounds(window, "threat") == f"level{NBSP}4"
    assert window.sections()[""] == before[""], "the situation is that of the answers as claimed"


def test_what_staff_perceive_stands_beside_what_exists(demonstration: dict[str, str]) -> None:
    freedonia = _as("customs", demonstration["freedonia"], RESULTS)
    beside = freedonia.sections()["What exists, and what staff perceive"]
    assert "40 replies" in beside
    assert "never averaged" in beside
    assert "no result yet" in _as("police", demonstration["freedonia"], RESULTS).words


# ---------------------------------------------------------------- nothing for the other side


def _fragments(library: Library) -> list[str]:
    """Return pieces of what customs of Freedonia says about its integrity and nowhere else, free of signs."""
    path = next(path for path in files.demonstration_files() if path.name == "xxa-2026.yaml")
    said = assessment_file.read(path, library).voices["customs"]
    own = library.instrument(INTEGRITY).by_id
    shared = " ".join(f"{answer.comment} {answer.link} {answer.value}" for id, answer in said.items() if id not in own)
    found = []
    for id, answer in said.items():
        for text in (answer.comment, answer.link) if id in own else ():
            piece = max(re.split(r"[^A-Za-z0-9 ,]", text), key=len).strip()
            if len(piece) >= 12 and piece not in shared:
                found.append(piece)
    return found


def test_the_search_below_would_find_what_customs_says(demonstration: dict[str, str], library: Library) -> None:
    pieces = _fragments(library)
    assert len(pieces) > 70
    window = _as("customs", demonstration["freedonia"], RESULTS).open_up()
    found = [piece for piece in pieces if piece in window.everything]
    assert len(found) > 60


@pytest.mark.parametrize("page", ALL_PAGES)
def test_police_finds_nothing_of_customs_integrity_on_any_page_even_when_all_is_open(
    demonstration: dict[str, str], library: Library, page: str
) -> None:
    pieces, id = _fragments(library), demonstration["freedonia"]
    addresses: list[dict[str, str]] = [{}]
    if page in ("results", "next_steps"):
        addresses = [{"whose": whose} for whose in ("both", "customs", "police")]
    elif page == QUESTIONS:
        addresses = [{"item": item} for item in ("i_vetting", "x_threats", "x_site_seaport", "x_depth")]
    for address in addresses:
        window = _as("police", id, page, **address).open_up()
        sent = window.everything + str(window.app.session_state.to_dict())
        assert not [piece for piece in pieces if piece in sent], address
    switched = _as("customs", id, page).open_up()
    switched.open(page, assessment=id, **{"as": "police"}).open_up()
    assert not [piece for piece in pieces if piece in switched.everything]


@pytest.mark.parametrize("opened", [False, True], ids=["sealed", "opened"])
def test_no_page_of_police_changes_by_a_word_when_customs_answers_closes_and_decides(
    begun: str, store: Store, library: Library, desks: dict[Voice, Desk], opened: bool
) -> None:
    for voice in ("customs", "police"):
        fill(store, begun, "police" if voice == "police" else "customs", {"a_1": Answer(level=2)})
    fill(store, begun, "police", {"i_vetting": Answer(level=2), "x_threats": Answer(level=2)})
    if opened:
        open_both(store, begun)
    pages = [page for page in ALL_PAGES if page not in ("new", "open_file")]
    before = {page: _as("police", begun, page).open_up().words for page in pages}
    fill(store, begun, "customs", _levels(library, 5, x_threats=5, x_other_agency=5))
    integrity.override(desks["customs"], begun, THEIRS)
    integrity.move(desks["customs"], begun, "submit")
    for page, words in before.items():
        assert _as("police", begun, page).open_up().words == words, page


def test_the_other_agencys_integrity_is_not_reached_by_asking_for_it_in_the_address(begun: str, store: Store) -> None:
    fill(store, begun, "police", {"i_owner": Answer(level=5, comment=THEIRS)})
    open_both(store, begun)
    odd: list[dict[str, str]] = [
        {"whose": "police"},
        {"as": "agreed"},
        {"as": "both"},
        {"assessment": "' OR 1=1 --"},
        {"item": '"]</script>', "section": "nowhere"},
    ]
    for page in OWN_PAGES:
        for address in odd:
            window = Window().open(page, **({"assessment": begun, "as": "customs"} | address)).open_up()
            assert window.title
            assert THEIRS not in window.everything


# ---------------------------------------------------------------- measures


def _listed(window: Window) -> list[str]:
    """Return the titles of the measures that the page tells, in order."""
    titles = [re.search(r'class="atitle">\d+\. ([^<]+)<', element.value) for element in window.app.html]
    return [found[1] for found in titles if found]


def test_measures_stand_in_the_order_of_phases_each_with_its_limits(
    demonstration: dict[str, str], desks: dict[Voice, Desk]
) -> None:
    window = _as("customs", demonstration["freedonia"], MEASURES)
    headers = [name for name in window.sections() if name in ("Begin now", "Then", "Only together with protection")]
    assert headers == ["Begin now", "Then", "Only together with protection"]
    titles = {step.title: step for step in desks["customs"].library.steps}
    listed = [titles[title.replace("&amp;", "&").replace("&#x27;", "'")] for title in _listed(window)]
    assert len(listed) == 25
    assert [step.guard for step in listed[-2:]] == ["route_closing", "route_closing"]
    assert all(step.guard != "route_closing" for step in listed[:-2])
    blocks = [element.value for element in window.app.html if 'class="atitle"' in element.value]
    for step, block in zip(listed, blocks, strict=True):
        assert step.limits
        assert "<b>Limits</b>" in block
        for limit in step.limits:
            assert " ".join(limit.text.split()) in plain(block), step.id
        assert "Source:" in block
    staged = [block for block in blocks if "Together with protection." in block]
    assert len(staged) == 2
    assert all("within six months" in block for block in staged)
    glance = plain(
        next(element.value for element in window.app.html if "<ol>" in element.value and "<li value" in element.value)
    )
    places = [glance.index(plain(title)) for title in _listed(window)]
    assert places == sorted(places), "the glance has the same order"


def test_a_measure_opens_to_how_to_go_about_it_and_the_debate_has_both_sides(demonstration: dict[str, str]) -> None:
    window = _as("customs", demonstration["freedonia"], MEASURES).open_up()
    for words in ("First three actions", "Who leads.", "Done when.", "For protecting first.", "Against waiting."):
        assert words in window.words
    assert "toolkit authors’ inference" in window.words


def test_measures_in_place_keep_their_limits(begun: str, store: Store, library: Library) -> None:
    fill(store, begun, "customs", _levels(library, 4))
    window = _as("customs", begun, MEASURES)
    assert "Every measure of the catalogue is in place" in window.words
    assert not _listed(window)
    assert window.open_up().words.count("Limits") >= 20


def test_go_betweens_from_other_agencies_bring_a_route_besides_the_police(begun: str, store: Store) -> None:
    assert "A route besides the police." in _as("customs", begun, MEASURES).words, "unknown: it cannot be ruled out"
    fill(store, begun, "customs", {"x_other_agency": Answer(level=2)})
    assert "A route besides the police." not in _as("customs", begun, MEASURES).words


def test_what_the_law_stands_against_is_no_measure_and_says_what_to_check(begun: str, store: Store) -> None:
    reason = "act of 2019 on the protection of personal data"
    fill(store, begun, "customs", {"i_lifestyle": Answer(state="prohibited_by_law", reason=reason)})
    barred = _as("customs", begun, MEASURES).sections()["Where the law stands against it"]
    assert reason in barred
    assert "legal department" in barred


def test_the_head_decides_otherwise_with_a_reason_only_and_lets_the_order_hold_again(begun: str, store: Store) -> None:
    window = _as("customs", begun, MEASURES)
    assert "Only together with protection" in window.sections()
    window.press(key="override_now")
    assert "reason" in window.alerts.lower()
    assert store.declared(begun, "customs", "override_guard") == []
    window.app.text_area(key="override_reason").set_value("The head <b>knows</b> more")
    window.press(key="override_now")
    assert not window.alerts
    assert [said.reason for said in store.declared(begun, "customs", "override_guard")] == [
        "The head <b>knows</b> more"
    ]
    assert "The head decided otherwise" in window.words
    assert "The head &lt;b&gt;knows&lt;/b&gt; more" in _texts(window)
    assert "Only together with protection" not in window.sections()
    assert not window.has("Record the decision")
    assert "The head has decided otherwise" in _as("customs", begun, RESULTS).words
    window.press(key="withdraw")
    assert "Only together with protection" in window.sections()
    assert "The head decided otherwise on" not in window.words
    assert "The head &lt;b&gt;knows&lt;/b&gt; more" in _texts(window.open_up()), "earlier decisions stay to be read"


def test_nothing_is_to_be_decided_where_the_order_is_not_called_for(begun: str, store: Store, library: Library) -> None:
    fill(store, begun, "customs", _levels(library, 2))
    window = _as("customs", begun, MEASURES)
    assert not window.has("Record the decision")
    assert "Only together with protection" not in window.sections()
    assert "no control has to wait" in window.words


# ---------------------------------------------------------------- what the head states


def _towards_5(store: Store, id: str, voice: Voice, whose: str) -> Window:
    store.set_details(id, target=5, context={}, retain_until=None, by="test")
    return _as(voice, id, "next_steps", whose=whose).pick("Towards", 5).run()


def test_what_the_head_states_is_saved_and_can_be_taken_back(begun: str, store: Store) -> None:
    key = f"attest_{begun}_customs_i_vetting"
    window = _as("customs", begun, MEASURES)
    window.pick(key, "confirmed").run()
    assert store.declarations(begun, "customs")["attest:i_vetting"].value == "confirmed"
    again = _as("customs", begun, MEASURES)
    assert [group.value for group in again.app.button_group if group.key == key] == ["confirmed"]
    theirs = _as("police", begun, MEASURES)
    assert [g.value for g in theirs.app.button_group if str(g.key).startswith("attest_")] == ["not_disclosed"] * 3
    again.pick(key, "not_disclosed").run()
    assert store.declarations(begun, "customs") == {}


def test_the_other_side_sees_what_the_head_states_only_jointly_and_nothing_behind_it(
    begun: str, store: Store, desks: dict[Voice, Desk]
) -> None:
    fill(store, begun, "customs", {"a_1": Answer(level=2), "i_vetting": Answer(level=4, comment=THEIRS)})
    fill(store, begun, "police", {"a_1": Answer(level=2)})
    integrity.attest(desks["customs"], begun, "i_vetting", "confirmed")
    integrity.attest(desks["customs"], begun, "i_channels", "not_yet")
    sealed = _towards_5(store, begun, "police", "police")
    assert "What the heads state" not in sealed.everything
    assert "Confirmed" not in sealed.everything
    open_both(store, begun)
    for voice in ("customs", "police"):
        window = _towards_5(store, begun, "police" if voice == "police" else "customs", "both")
        table = next(
            element.value for element in window.app.html if 'aria-label="What the heads state"' in element.value
        )
        rows = {
            plain(row.split("</th>")[0]): re.findall(r"<td[^>]*>([^<]*)</td>", row) for row in table.split("<tr>")[2:]
        }
        assert rows == {
            "Vetting before and during service": ["Confirmed", "Not disclosed"],
            "Access rights and logs": ["Not disclosed", "Not disclosed"],
            "Channels for reporting wrongdoing": ["Not yet", "Not disclosed"],
        }
        assert {cell for cells in rows.values() for cell in cells} <= set(SAID.values())
        assert THEIRS not in window.open_up().everything
        assert "Safeguards of your own agency" not in window.sections()


def test_next_steps_of_the_own_agency_list_the_safeguards_that_are_missing(begun: str, store: Store) -> None:
    fill(store, begun, "customs", {"a_1": Answer(level=2)})
    fill(store, begun, "customs", {"i_vetting": Answer(level=2), "i_access_logs": Answer(level=3, scope="national")})
    own = _towards_5(store, begun, "customs", "customs").sections()["Safeguards of your own agency"]
    assert "Vetting before and during service" in own
    assert "Not established, and asked for by" in own
    assert "Channels for reporting wrongdoing" in own
    assert "Not known to be established, and asked for by" in own
    assert "Access rights and logs" not in own
    assert "Narrow the exchange of identities" in own
    fill(store, begun, "customs", {"i_channels": Answer(level=3), "x_other_agency": Answer(level=1)})
    store.save(begun, "customs", "i_vetting", Answer(level=4), seen=1, by="test", part=INTEGRITY)
    own = _towards_5(store, begun, "customs", "customs").sections()["Safeguards of your own agency"]
    assert "are established, as claimed" in own
    assert "Narrow the exchange" not in own


def test_next_steps_say_nothing_of_safeguards_before_the_start_and_under_the_other_agencys_result(
    id: str, store: Store
) -> None:
    fill(store, id, "customs", {"a_1": Answer(level=2)})
    assert "Safeguards of your own agency" not in _towards_5(store, id, "customs", "customs").sections()
    start_integrity(store, id)
    open_both(store, id)
    assert "Safeguards of your own agency" not in _as("customs", id, "next_steps", whose="police").open_up().sections()
    assert "Safeguards of your own agency" in _towards_5(store, id, "customs", "customs").sections()


# ---------------------------------------------------------------- the start page


def test_the_list_has_a_row_for_the_own_integrity_once_it_was_started(id: str, store: Store) -> None:
    before = Window()
    assert "Integrity of" not in before.words
    assert before.saved_as == ["Save as a file"]
    start_integrity(store, id)
    fill(store, id, "customs", {"i_owner": Answer(level=2)})
    fill(store, id, "police", {"i_owner": Answer(level=2), "i_code": Answer(level=2), "x_threats": Answer(level=5)})
    window = _as("customs", id, "start")
    assert "Integrity of Customs Board" in window.words
    assert "Integrity of Border Gendarmerie" not in window.everything
    assert "1 of 76 answered" in window.words
    assert "3 of 76" not in window.everything
    assert window.saved_as == ["Save as a file", "Save integrity as a file"]
    window.press(key=f"integrity_{id}_customs")
    assert window.asks("i_owner")
    assert "Integrity of Border Gendarmerie" in _as("police", id, "start").words


def test_the_list_leads_to_the_result_once_it_is_closed(begun: str, store: Store, desks: dict[Voice, Desk]) -> None:
    integrity.move(desks["customs"], begun, "submit")
    window = _as("customs", begun, "start")
    assert "Closed" in window.words
    window.press(key=f"integrity_{begun}_customs")
    assert window.title == "Integrity: where Customs Board stands"
    assert "Open to changes" in _as("police", begun, "start").words


def test_the_start_says_that_integrity_is_never_released(window: Window) -> None:
    assert "integrity self-assessment is never released" in window.words


# ---------------------------------------------------------------- files


def test_an_integrity_file_opened_into_an_empty_list_leaves_every_page_in_order(
    begun: str, store: Store, desks: dict[Voice, Desk]
) -> None:
    fill(store, begun, "customs", {"i_owner": Answer(level=2)})
    text = files.integrity_text(desks["customs"], begun)
    store.erase(begun, by="test")
    window = Window().open("open_file")
    window.app.file_uploader[0].set_value(("own.yaml", text.encode(), "application/yaml"))
    window.run().press("Import the answers")
    (record,) = store.list()
    assert stored(store, record.id, "customs", "i_owner") == Answer(level=2)
    for page in ALL_PAGES:
        shown = _as("customs", record.id, page)
        assert shown.title
        assert "self-assessment has not been started" not in shown.words, page


def test_an_integrity_file_of_the_other_agency_is_refused_in_a_sentence(
    begun: str, store: Store, library: Library
) -> None:
    fill(store, begun, "police", {"i_owner": Answer(level=2)})
    desk = Desk(library, store, _viewer("police"))
    text = files.integrity_text(desk, begun).replace("level: 2", "level: 5")
    before = revisions(store, begun)
    window = _as("customs", begun, "open_file")
    window.app.file_uploader[0].set_value(("theirs.yaml", text.encode(), "application/yaml"))
    window.run()
    assert "not yours to change" in window.words
    assert window.alerts
    assert not window.has("Import the answers")
    assert revisions(store, begun) == before


def _viewer(voice: Voice) -> Any:
    from diagnostic.access import Viewer

    return Viewer.local(voice)


# ---------------------------------------------------------------- the whole, and what can go wrong


@pytest.mark.parametrize("page", OWN_PAGES)
def test_every_page_can_be_drawn_for_every_round_of_the_demonstration_and_both_agencies(
    demonstration: dict[str, str], page: str
) -> None:
    for id in demonstration.values():
        for voice in ("customs", "police"):
            assert _as("police" if voice == "police" else "customs", id, page).open_up().title


def test_markup_in_what_people_write_stays_text(begun: str, store: Store, desks: dict[Voice, Desk]) -> None:
    bad = "<img src=x onerror=alert(1)>"
    said = Answer(level=4, comment=bad, link=bad)
    fill(store, begun, "customs", {"a_1": Answer(level=2), "i_owner": said, "x_threats": said, "p_identity": said})
    fill(store, begun, "customs", {"i_channels": Answer(state="prohibited_by_law", reason=bad)})
    integrity.override(desks["customs"], begun, bad)
    integrity.withdraw_override(desks["customs"], begun)
    integrity.override(desks["customs"], begun, bad)
    integrity.set_report_to(desks["customs"], begun, bad)
    for page in (*OWN_PAGES, "next_steps", "start", "staff"):
        assert "<img" not in _texts(_as("customs", begun, page).open_up()), page


def _fail(*_: Any, **__: Any) -> Any:
    raise StorageFailed("The database does not answer. What was saved before is safe.")


@pytest.mark.parametrize(
    ("page", "method", "key"),
    [(REVIEW, "move", "move_submit"), (MEASURES, "declare", "override_now"), (MEASURES, "declare", "attest")],
    ids=["closing", "deciding", "attesting"],
)
def test_what_could_not_be_kept_is_told_in_a_sentence(
    begun: str, store: Store, monkeypatch: pytest.MonkeyPatch, page: str, method: str, key: str
) -> None:
    window = _as("customs", begun, page)
    if key == "override_now":
        window.app.text_area(key="override_reason").set_value("because")
    with monkeypatch.context() as gone:
        gone.setattr(Store, method, _fail)
        if key == "attest":
            window.pick(f"attest_{begun}_customs_i_vetting", "confirmed").run()
        else:
            window.press(key=key)
        assert "does not answer" in window.alerts
    assert store.declarations(begun, "customs") == {}
    assert set(store.record(begun).courses[INTEGRITY].values()) == {"draft"}


def test_starting_that_could_not_be_kept_is_told_in_a_sentence(
    id: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = _as("customs", id, QUESTIONS)
    with monkeypatch.context() as gone:
        gone.setattr(Store, "pin", _fail)
        window.press(START)
        assert "does not answer" in window.alerts
    window.press(START)
    assert integrity.started(store.record(id))


@pytest.mark.parametrize(("page", "key"), [(REVIEW, "move_submit"), (MEASURES, "override_now"), (MEASURES, "attest")])
def test_an_assessment_that_was_erased_elsewhere_is_missed_in_a_sentence_and_troubles_no_other(
    begun: str, store: Store, desks: dict[Voice, Desk], page: str, key: str
) -> None:
    window = _as("customs", begun, page)
    if key == "override_now":
        window.app.text_area(key="override_reason").set_value("because")
    pair = AgencyPair("Customs Board", "Harbour Police")
    questions = dict(store.record(begun).instruments)
    others = [store.create(Assessment("XXC", round, questions, pair=pair), by="test") for round in ("2026", "2027")]
    store.erase(begun, by="test")
    if key == "attest":
        window.pick(f"attest_{begun}_customs_i_vetting", "confirmed").run()
    else:
        window.press(key=key)
    assert "may have been erased" in window.words or "No assessment is open" in window.words
    for other in others:
        assert store.declarations(other, "customs") == {}
        assert set(store.record(other).courses[INTEGRITY].values()) == {"draft"}
        assert not window.open(page, assessment=other).alerts
