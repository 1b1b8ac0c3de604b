"""The use cases without a page: access first, then all or nothing, never a word of the sealed side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from diagnostic.access import NotAllowed, Viewer
from diagnostic.answers import AgencyPair, Answer, Assessment, Voice
from diagnostic.answers import file as assessment_file
from diagnostic.answers.voices import Move, MoveRefused
from diagnostic.content import Library
from diagnostic.content.faults import Refused
from diagnostic.scoring import score
from diagnostic.service import answering, assessments, files, results
from diagnostic.service.answering import AnswerRefused
from diagnostic.service.assessments import DetailsRefused
from diagnostic.service.desk import Desk
from diagnostic.storage import Met, NotEditable, Saved, Store, UnknownAssessment
from tests.app.windows import fill, open_both, revisions, stored

Desks = dict[Voice, Desk]
SEALED = "only the other agency may know this"


def _desk(desks: Desks, *roles: Any) -> Desk:
    return replace(desks["customs"], viewer=Viewer("somebody", frozenset(roles), "customs"))


# ---------------------------------------------------------------- a new assessment


def _create(desk: Desk, **changed: Any) -> str:
    details: dict[str, Any] = {"country": "FRA", "pair": AgencyPair("Douane", "Gendarmerie"), "round": "2026"}
    return assessments.create(desk, **(details | changed))


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"country": ""}, "country"),
        ({"country": "ZZZ"}, "country"),
        ({"country": "fra"}, "country"),
        ({"pair": AgencyPair("Douane", "  ")}, "both agencies"),
        ({"pair": AgencyPair("", "Gendarmerie")}, "both agencies"),
        ({"pair": AgencyPair("Agency", " agency ")}, "different names"),
        ({"round": " "}, "round"),
        ({"round": "x" * 41}, "round"),
        ({"pair": AgencyPair("Douane", "x" * 121)}, "name"),
        ({"target": 6}, "target"),
        ({"target": 0}, "target"),
    ],
)
def test_an_assessment_without_sound_details_is_refused_with_what_to_mend(
    desks: Desks, store: Store, changed: Mapping[str, Any], word: str
) -> None:
    with pytest.raises(DetailsRefused, match=word):
        _create(desks["customs"], **changed)
    assert store.is_empty()


def test_the_same_pair_and_round_is_refused_and_another_police_service_is_not(desks: Desks) -> None:
    _create(desks["customs"])
    with pytest.raises(DetailsRefused, match="already"):
        _create(desks["customs"], pair=AgencyPair(" Douane ", "Gendarmerie"), round=" 2026 ")
    _create(desks["customs"], round="2027")
    _create(desks["customs"], pair=AgencyPair("Douane", "Police nationale"))


def test_a_new_assessment_is_pinned_to_the_questionnaire_and_starts_as_a_draft(desks: Desks, store: Store) -> None:
    record = store.record(_create(desks["customs"], target=4, retain_until=date(2030, 1, 1)))
    assert dict(record.instruments) == {"cooperation": "handbook-2018/1"}
    assert set(record.stages.values()) == {"draft"}
    assert record.target == 4
    assert record.retain_until == date(2030, 1, 1)


def test_a_respondent_may_not_start_or_erase_an_assessment(desks: Desks, store: Store, id: str) -> None:
    respondent = _desk(desks, ("respondent", "customs"))
    with pytest.raises(NotAllowed):
        _create(respondent)
    with pytest.raises(NotAllowed):
        assessments.erase(respondent, id)
    assert [record.id for record in store.list()] == [id]


def test_the_list_shows_progress_of_the_own_agency_and_only_the_stage_of_the_other(
    desks: Desks, store: Store, id: str
) -> None:
    fill(store, id, "police", {"a_1": Answer(level=3)})
    (entry,) = assessments.overview(desks["customs"])
    own = entry.progress["customs"]
    assert own is not None
    assert (own.done, own.total > 20) == (0, True)
    assert entry.progress["police"] is None


def test_erasing_leaves_nothing_to_open(desks: Desks, store: Store, id: str) -> None:
    fill(store, id, "customs", {"a_1": Answer(level=3, comment=SEALED)})
    assessments.erase(desks["customs"], id)
    assert not assessments.overview(desks["customs"])
    with pytest.raises(UnknownAssessment):
        answering.form(desks["customs"], id, "customs")


# ---------------------------------------------------------------- answering


BOGUS: list[tuple[str, dict[str, Any]]] = [
    ("a_1", {"level": 6}),
    ("a_1", {"level": 0}),
    ("a_1", {"level": "3"}),
    ("a_1", {"level": True}),
    ("a_1", {"level": 3.0}),
    ("a_1", {"level": [3]}),
    ("a_1", {"level": 3, "state": "dont_know"}),
    ("a_1", {"level": 3, "scope": "galaxy"}),
    ("a_1", {"level": 3, "scope": ["national"]}),
    ("a_1", {"level": 3, "evidence": "rumour"}),
    ("a_1", {"level": 3, "legal_ceiling": 9}),
    ("a_1", {"level": 3, "discuss": "yes"}),
    ("a_1", {"level": 3, "comment": 5}),
    ("a_1", {"level": 3, "comment": "x" * 10_001}),
    ("a_1", {"level": 3, "comment": "bell \a"}),
    ("a_1", {"level": 3, "colour": "red"}),
    ("a_1", {"value": {"authority": "full"}}),
    ("a_1", {"state": "maybe"}),
    ("a_1", {"state": "prohibited_by_law"}),
    ("a_1", {"state": "prohibited_by_law", "reason": "  "}),
    ("a_1", {"state": "not_applicable", "reason": "because"}),
    ("a_9", {"value": {"authority": "total"}}),
    ("a_9", {"value": {"authority": "full", "limits": ["money"]}}),
    ("a_9", {"value": {"authority": "full", "limits": "staff"}}),
    ("a_9", {"value": {"limits": ["staff"]}}),
    ("a_9", {"value": {}}),
    ("a_9", {"value": "full"}),
    ("a_9", {"level": 3}),
    ("a_5_1", {"value": {"moon": "full"}}),
    ("a_5_1", {"value": {"drugs": "total"}}),
    ("a_2_2", {"value": {"frequency": "hourly"}}),
    ("a_2_2", {"value": {"frequency": ["daily"]}}),
    ("a_2_2", {"value": {"frequency": 1}}),
    ("a_2_2", {"value": {"channels": ["pigeon"]}}),
    ("a_2_2", {"value": {"channels": "meeting"}}),
    ("a_2_2", {"value": {"channels": ["meeting", "meeting"]}}),
    ("a_2_2", {"value": {"text": 7}}),
    ("a_2_2", {"value": {"wind": "east"}}),
    ("a_18", {"value": {"text": "good"}}),
    ("a_99", {"level": 3}),
    ("", {"level": 3}),
]


@pytest.mark.parametrize(("item", "data"), BOGUS, ids=lambda part: str(part)[:60])
def test_a_value_that_is_no_option_never_reaches_the_store(
    desks: Desks, store: Store, id: str, item: str, data: dict[str, Any]
) -> None:
    form = answering.form(desks["customs"], id, "customs")
    with pytest.raises(AnswerRefused, match=r"^[A-Z].+\.$"):
        answering.save(desks["customs"], form, item, data, 0)
    assert revisions(store, id) == 0


def test_an_answer_is_saved_with_everything_that_supports_it(desks: Desks, store: Store, id: str) -> None:
    form = answering.form(desks["customs"], id, "customs")
    data = {"level": 4, "scope": "national", "evidence": "document", "comment": "since 2021", "discuss": True}
    assert isinstance(answering.save(desks["customs"], form, "a_1", data, 0), Saved)
    assert stored(store, id, "customs", "a_1") == Answer(
        level=4, scope="national", evidence="document", comment="since 2021", discuss=True
    )


def test_the_other_agencys_answers_can_be_neither_read_nor_written(desks: Desks, store: Store, id: str) -> None:
    with pytest.raises(NotAllowed):
        answering.form(desks["customs"], id, "police")
    theirs = answering.form(desks["police"], id, "police")
    with pytest.raises(NotAllowed):
        answering.save(desks["customs"], theirs, "a_1", {"level": 5}, 0)
    with pytest.raises(NotAllowed):
        answering.history(desks["customs"], theirs, "a_1")
    with pytest.raises(NotAllowed):
        results.reading(desks["customs"], id, "police")
    with pytest.raises(NotAllowed):
        results.reading(desks["customs"], id, "both")
    assert revisions(store, id) == 0


def test_two_writers_who_meet_keep_both_texts_until_one_settles(desks: Desks, store: Store, id: str) -> None:
    desk = desks["customs"]
    form = answering.form(desk, id, "customs")
    answering.save(desk, form, "a_1", {"level": 2, "comment": "first"}, 0)
    met = answering.save(desk, form, "a_1", {"level": 4, "comment": "second"}, 0)
    assert isinstance(met, Met)
    assert (met.theirs.answer.comment, met.mine.answer.comment) == ("first", "second")
    standing = answering.current(desk, form, "a_1")
    assert standing is not None
    assert standing.answer.level == 2
    answering.settle(desk, form, "a_1", {"level": 4, "comment": "second"}, standing.newest)
    assert stored(store, id, "customs", "a_1") == Answer(level=4, comment="second")
    assert {r.answer.comment for r in store.history(id, "customs", "a_1")} == {"first", "second"}


def test_a_settled_answer_is_checked_like_any_other(desks: Desks, store: Store, id: str) -> None:
    form = answering.form(desks["customs"], id, "customs")
    with pytest.raises(AnswerRefused):
        answering.settle(desks["customs"], form, "a_1", {"level": 9}, 0)
    assert revisions(store, id) == 0


def test_a_form_from_before_the_submission_cannot_write_after_it(desks: Desks, store: Store, id: str) -> None:
    form = answering.form(desks["customs"], id, "customs")
    assessments.move(desks["customs"], id, "customs", "submit")
    with pytest.raises(NotEditable):
        answering.save(desks["customs"], form, "a_1", {"level": 3}, 0)
    assert revisions(store, id) == 0


def test_hidden_questions_are_not_asked_and_not_counted_but_their_answers_stay(
    desks: Desks, store: Store, id: str
) -> None:
    fill(store, id, "customs", {"a_3_1": Answer(level=3), "a_3_2": Answer(value={"basis": "mou"})})
    form = answering.form(desks["customs"], id, "customs")
    assert "a_3_2" in [item.id for item in form.asked()]
    before = form.progress()
    answering.save(desks["customs"], form, "a_3_1", {"level": 1}, 1)
    form = answering.form(desks["customs"], id, "customs")
    assert "a_3_2" not in [item.id for item in form.asked()]
    assert (form.progress().done, form.progress().total) == (before.done - 1, before.total - 1)
    assert stored(store, id, "customs", "a_3_2") == Answer(value={"basis": "mou"})


def test_the_next_open_question_follows_the_one_at_hand_and_starts_again_at_the_end(
    desks: Desks, store: Store, id: str
) -> None:
    form = answering.form(desks["customs"], id, "customs")
    order = [item.id for item in form.open_items()]
    first, last = form.next_open(None), form.next_open(order[-1])
    assert first is not None
    assert last is not None
    assert first.id == last.id == order[0]
    following = form.next_open(order[3])
    assert following is not None
    assert following.id == order[4]


# ---------------------------------------------------------------- the course of a voice


def test_the_course_runs_from_draft_to_opened_and_never_backwards(desks: Desks, store: Store, id: str) -> None:
    def move(voice: Voice, step: Move) -> None:
        assessments.move(desks[voice], id, voice, step)

    with pytest.raises(MoveRefused):
        move("customs", "release")
    move("customs", "submit")
    move("customs", "reopen")
    move("customs", "submit")
    move("customs", "release")
    with pytest.raises(MoveRefused):
        move("customs", "reopen")
    with pytest.raises(MoveRefused):
        assessments.open_both(desks["customs"], id)
    assert store.record(id).stages["customs"] == "released"
    move("police", "submit")
    move("police", "release")
    assessments.open_both(desks["customs"], id)
    assert {store.record(id).stages[voice] for voice in ("customs", "police")} == {"opened"}


def test_nobody_moves_the_other_agencys_answers(desks: Desks, store: Store, id: str) -> None:
    steps: tuple[Move, ...] = ("submit", "reopen", "release", "open")
    for step in steps:
        with pytest.raises(NotAllowed):
            assessments.move(desks["customs"], id, "police", step)
    assert set(store.record(id).stages.values()) == {"draft"}


# ---------------------------------------------------------------- files


def _file(id: str | None, **voices: dict[str, Answer]) -> bytes:
    said: dict[Voice, dict[str, Answer]] = {}
    for name, answers in voices.items():
        voice: Voice = "police" if name == "police" else "customs"
        said[voice] = answers
    assessment = Assessment(
        "XXC",
        "2026",
        {"cooperation": "handbook-2018/1"},
        said,
        AgencyPair("Customs Board", "Border Gendarmerie"),
        id=id,
    )
    return assessment_file.write_text(assessment).encode()


def test_an_export_before_opening_holds_the_own_agency_and_nothing_else(desks: Desks, store: Store, id: str) -> None:
    fill(store, id, "customs", {"a_1": Answer(level=2)})
    fill(store, id, "police", {"a_1": Answer(level=4, comment=SEALED)})
    text = files.export_text(desks["customs"], id)
    assert SEALED not in text
    assert "police:\n" not in text.split("voices:")[1]


def test_an_export_after_opening_leaves_the_custodians_detail_out(desks: Desks, store: Store, id: str) -> None:
    fill(store, id, "police", {"a_9": Answer(value={"authority": "full", "limits": ["staff"]}, comment=SEALED)})
    open_both(store, id)
    assert SEALED not in files.export_text(desks["customs"], id)
    assert "staff" not in files.export_text(desks["customs"], id)
    assert SEALED in files.export_text(desks["police"], id)


RESTRICTED_ANSWERS = {
    "a_9": Answer(value={"authority": "partial", "limits": ["staff"]}, comment=SEALED),
    "a_9_access": Answer(level=3, scope="national", evidence="document", link=SEALED),
    "a_10": Answer(state="prohibited_by_law", reason=SEALED),
    "a_10_access": Answer(state="prohibited_by_law", reason=SEALED),
    "a_11": Answer(state="declined", comment=SEALED),
}


def test_what_is_exported_after_opening_can_be_read_again(
    desks: Desks, store: Store, id: str, library: Library
) -> None:
    fill(store, id, "police", RESTRICTED_ANSWERS)
    open_both(store, id)
    text = files.export_text(desks["customs"], id)
    assert SEALED not in text
    read = assessment_file.read_upload(text.encode(), "export.yaml", library)
    assert read.answer("police", "a_10").state == "prohibited_by_law"


def test_the_exported_file_gives_the_figures_that_the_page_shows(
    desks: Desks, store: Store, id: str, library: Library
) -> None:
    fill(store, id, "customs", {"a_1": Answer(level=3), "a_2_1": Answer(level=4), "a_13": Answer(level=3)})
    fill(store, id, "police", {"a_1": Answer(level=4), "a_2_1": Answer(level=3)})
    open_both(store, id)
    exported = assessment_file.read_upload(files.export_text(desks["customs"], id).encode(), "e.yaml", library)
    result, shown = score(exported, library), results.reading(desks["customs"], id, "both")
    assert result is not None
    assert result.joint == shown.result.joint
    assert result.voices == shown.result.voices


def test_a_preview_tells_nothing_about_what_the_sealed_agency_answered(desks: Desks, store: Store, id: str) -> None:
    guess = _file(id, customs={"a_1": Answer(level=2)}, police={"a_1": Answer(level=4)})
    seen = []
    answers = (None, Answer(level=4), Answer(level=1))
    for place, answer in enumerate(answers):
        if answer is not None:
            store.save(id, "police", "a_1", answer, seen=place - 1, by="police")
        seen.append(files.preview(desks["customs"], guess, "guess.yaml").changes.get("police"))
    assert seen[0] == seen[1] == seen[2], "the counts give away whether the sealed answer equals the guess"


def test_an_import_into_an_assessment_writes_the_own_agency_only_and_names_the_file(
    desks: Desks, store: Store, id: str
) -> None:
    raw = _file(id, customs={"a_1": Answer(level=2)}, police={"a_1": Answer(level=4)})
    preview = files.preview(desks["customs"], raw, "office.yaml")
    assert preview.into is not None
    assert revisions(store, id) == 0, "a preview writes nothing"
    assert files.take(desks["customs"], preview) == id
    assert stored(store, id, "customs", "a_1") == Answer(level=2)
    assert stored(store, id, "police", "a_1") is None
    assert store.history(id, "customs", "a_1")[0].note == "imported from office.yaml"


def test_an_import_of_the_other_agencys_answers_alone_is_refused(desks: Desks, store: Store, id: str) -> None:
    preview = files.preview(desks["customs"], _file(id, police={"a_1": Answer(level=4)}), "theirs.yaml")
    with pytest.raises(NotAllowed):
        files.take(desks["customs"], preview)
    assert revisions(store, id) == 0


def test_an_import_into_submitted_answers_is_refused(desks: Desks, store: Store, id: str) -> None:
    preview = files.preview(desks["customs"], _file(id, customs={"a_1": Answer(level=4)}), "late.yaml")
    assessments.move(desks["customs"], id, "customs", "submit")
    with pytest.raises(NotEditable):
        files.take(desks["customs"], preview)
    assert revisions(store, id) == 0


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"{",
        b"just text",
        b"format: cpdiag/1\n",
        b"- 1\n- 2\n",
        b"format: cpdiag/2\ncountry: XXA\n",
    ],
    ids=repr,
)
def test_a_file_that_is_no_assessment_is_refused_with_a_place(desks: Desks, store: Store, raw: bytes) -> None:
    with pytest.raises(Refused) as refused:
        files.preview(desks["customs"], raw, "broken.yaml")
    assert all(fault.line >= 1 and fault.column >= 1 and fault.message for fault in refused.value.faults)
    assert store.is_empty()


# ---------------------------------------------------------------- the demonstration


def test_the_demonstration_loads_open_answers_and_goes_without_a_trace(desks: Desks, store: Store) -> None:
    ids = files.load_demonstration(desks["customs"])
    assert len(ids) == 3
    assert all(store.record(id).stages["police"] == "opened" for id in ids)
    assert all(files.is_demonstration(store.record(id)) for id in ids)
    assert files.remove_demonstration(desks["customs"]) == 3
    assert store.is_empty()


def test_the_demonstration_never_enters_a_database_in_use(desks: Desks, store: Store, id: str) -> None:
    with pytest.raises(files.DemonstrationRefused):
        files.load_demonstration(desks["customs"])
    assert [record.id for record in store.list()] == [id]


def test_removing_the_demonstration_leaves_every_other_assessment(desks: Desks, store: Store) -> None:
    files.load_demonstration(desks["customs"])
    own = _create(desks["customs"])
    files.remove_demonstration(desks["customs"])
    assert [record.id for record in store.list()] == [own]


def test_two_rounds_of_one_pair_are_compared_and_others_are_not(desks: Desks, store: Store) -> None:
    ids = files.load_demonstration(desks["customs"])
    earlier = {store.record(id).round: results.reading(desks["customs"], id, "both").earlier for id in ids[:2]}
    assert earlier["2024"] is None
    assert earlier["2026"] is not None
    assert earlier["2026"].round == "2024"
    assert results.reading(desks["customs"], ids[2], "both").earlier is None


def test_an_earlier_round_that_is_still_sealed_is_not_compared(desks: Desks, store: Store) -> None:
    def sealed_round(round: str) -> str:
        id = _create(desks["customs"], round=round)
        fill(store, id, "police", {"a_2_1": Answer(level=3)})
        return id

    sealed_round("2024")
    later = sealed_round("2026")
    open_both(store, later)
    assert results.reading(desks["customs"], later, "both").earlier is None


@pytest.mark.parametrize("whose", ["customs", "both"])
def test_a_result_of_nothing_is_everything_possible(desks: Desks, store: Store, id: str, whose: str) -> None:
    if whose == "both":
        open_both(store, id)
    assert results.reading(desks["customs"], id, whose).views.claimed.continuum == (1, 5)
