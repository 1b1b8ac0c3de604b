"""Answers are saved as revisions that nobody can take back, and two writers lose nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from diagnostic.answers import UNANSWERED, Answer, Assessment
from diagnostic.storage import Met, NotEditable, NotStorable, Saved, Store, UnknownAssessment, shown, tables, trail

ONE, TWO, THREE = (Answer(level=level, comment=f"text {level}") for level in (1, 2, 3))


def save(store: Store, id: str, answer: Answer, seen: int, by: str = "anna", item: str = "a_1") -> Saved | Met:
    return store.save(id, "customs", item, answer, seen=seen, by=by)


def test_each_save_appends_a_revision_that_says_who_when_from_what_to_what(store: Store, id: str) -> None:
    before = datetime.now(UTC)
    first = save(store, id, ONE, 0)
    second = save(store, id, TWO, 1, by="ben")
    assert isinstance(first, Saved)
    assert isinstance(second, Saved)
    assert (first.revision, second.revision) == (1, 2)
    one, two = store.history(id, "customs", "a_1")
    assert (one.number, one.kind, one.by, one.previous, one.answer) == (1, "answer", "anna", UNANSWERED, ONE)
    assert (two.number, two.kind, two.by, two.previous, two.answer) == (2, "answer", "ben", ONE, TWO)
    assert before <= one.at <= two.at <= datetime.now(UTC)
    assert one.at.tzinfo is not None
    standing = store.current(id, "customs")["a_1"]
    assert (standing.answer, standing.revision, standing.by, standing.set_aside) == (TWO, 2, "ben", None)


def test_every_kind_of_answer_comes_back_equal(store: Store, id: str) -> None:
    answers = {
        "a_1": Answer(level=4, scope="national", evidence="record_of_use", comment="MOU «2021» — مذكرة 😀\n\tyes"),
        "a_2_2": Answer(value={"frequency": "monthly", "channels": ["secure_email", "meeting"]}),
        "a_5_1": Answer(value={"drugs": "full", "cash": "none"}),
        "a_13": Answer(state="prohibited_by_law", reason="act of 2019", legal_ceiling=2, link="https://example.org"),
        "a_14_1": Answer(discuss=True),
        "a_19": Answer(level=2, dissent="the police see it otherwise"),
    }
    for item, answer in answers.items():
        assert isinstance(save(store, id, answer, 0, item=item), Saved)
    assert store.snapshot(id).voices == {"customs": answers}


def test_what_stands_already_is_not_written_again(store: Store, id: str) -> None:
    listed = Answer(value={"channels": ("meeting", "secure_email")})
    first = save(store, id, listed, 0)
    assert save(store, id, listed, 0) == save(store, id, listed, 1) == first
    assert len(store.history(id, "customs", "a_1")) == 1
    assert isinstance(save(store, id, UNANSWERED, 0, item="a_2_1"), Saved)
    assert store.history(id, "customs", "a_2_1") == []


def test_a_cleared_answer_keeps_its_history_and_leaves_the_snapshot(store: Store, id: str) -> None:
    save(store, id, ONE, 0)
    assert isinstance(save(store, id, UNANSWERED, 1), Saved)
    assert store.snapshot(id).voices == {"customs": {}}
    assert store.current(id, "customs")["a_1"].answer == UNANSWERED
    assert [revision.answer for revision in store.history(id, "customs", "a_1")] == [ONE, UNANSWERED]


def test_a_second_writer_who_saw_less_is_told_and_both_texts_are_kept(store: Store, id: str) -> None:
    save(store, id, ONE, 0, by="anna")
    met = save(store, id, TWO, 0, by="ben")
    assert isinstance(met, Met)
    assert (met.theirs.answer, met.theirs.by, met.mine.answer, met.mine.by) == (ONE, "anna", TWO, "ben")
    standing = store.current(id, "customs")["a_1"]
    assert standing.answer == ONE
    assert standing.set_aside == met.mine
    assert store.snapshot(id).answer("customs", "a_1") == ONE
    assert [(r.kind, r.answer) for r in store.history(id, "customs", "a_1")] == [
        ("answer", ONE),
        ("set_aside", TWO),
    ]


def test_repeating_a_save_that_met_another_text_sets_nothing_aside_twice(store: Store, id: str) -> None:
    save(store, id, ONE, 0, by="anna")
    assert save(store, id, TWO, 0, by="ben") == save(store, id, TWO, 0, by="ben")
    assert len(store.history(id, "customs", "a_1")) == 2


def test_two_who_say_the_same_do_not_meet(store: Store, id: str) -> None:
    first = save(store, id, ONE, 0, by="anna")
    assert save(store, id, ONE, 0, by="ben") == first


def test_a_text_set_aside_waits_until_somebody_settles(store: Store, id: str) -> None:
    save(store, id, ONE, 0, by="anna")
    save(store, id, TWO, 0, by="ben")
    save(store, id, THREE, 1, by="anna")  # anna writes on and has not noticed ben
    standing = store.current(id, "customs")["a_1"]
    assert (standing.answer, standing.newest) == (THREE, 3)
    assert [revision.answer for revision in standing.unsettled] == [TWO]
    settled = store.settle(id, "customs", "a_1", TWO, seen=standing.newest, by="ben")
    assert isinstance(settled, Saved)
    standing = store.current(id, "customs")["a_1"]
    assert (standing.answer, standing.kind, standing.set_aside) == (TWO, "settled", None)
    assert [r.answer for r in store.history(id, "customs", "a_1")] == [ONE, TWO, THREE, TWO]


def test_settling_for_the_text_that_stands_ends_the_meeting(store: Store, id: str) -> None:
    save(store, id, ONE, 0, by="anna")
    met = save(store, id, TWO, 0, by="ben")
    assert isinstance(met, Met)
    first = store.settle(id, "customs", "a_1", ONE, seen=met.theirs.newest, by="ben")
    assert store.current(id, "customs")["a_1"].set_aside is None
    again = store.settle(id, "customs", "a_1", ONE, seen=met.theirs.newest, by="ben")
    assert first == again == Saved(3, store.current(id, "customs")["a_1"].at)


def test_who_settles_without_having_seen_the_newest_text_meets_it(store: Store, id: str) -> None:
    save(store, id, ONE, 0, by="anna")
    save(store, id, TWO, 0, by="ben")
    met = store.settle(id, "customs", "a_1", THREE, seen=1, by="carla")
    assert isinstance(met, Met)
    assert [revision.answer for revision in met.theirs.unsettled] == [TWO, THREE]
    assert isinstance(store.settle(id, "customs", "a_1", THREE, seen=met.theirs.newest, by="carla"), Saved)


def test_an_import_appends_what_differs_and_says_where_from(store: Store, assessment: Assessment) -> None:
    id = store.create(assessment, by="clerk")
    said = {"customs": {"a_1": ONE, "a_13": Answer(level=2)}, "police": {"a_1": TWO, "a_13": UNANSWERED}}
    assert store.append(id, said, by="clerk", note="imported from round.xlsx") == 2  # type: ignore[arg-type]
    assert store.append(id, said, by="clerk", note="imported from round.xlsx") == 0  # type: ignore[arg-type]
    newest = store.history(id, "customs", "a_1")[-1]
    assert (newest.number, newest.kind, newest.note) == (2, "import", "imported from round.xlsx")
    assert newest.previous == Answer(level=3, evidence="document")
    assert len(store.history(id, "customs", "a_13")) == 1
    assert store.history(id, "police", "a_13") == []


def test_an_import_that_one_voice_refuses_changes_no_voice(store: Store, id: str) -> None:
    store.move(id, "police", "submit", by="head")
    with pytest.raises(NotEditable):
        store.append(id, {"customs": {"a_1": ONE}, "police": {"a_1": TWO}}, by="clerk", note="imported from x")
    assert store.snapshot(id).voices == {}


@pytest.mark.parametrize(
    ("voice", "item", "answer", "by"),
    [
        ("fiu", "a_1", ONE, "anna"),
        ("customs", "A.1; DROP", ONE, "anna"),
        ("customs", "a" * 65, ONE, "anna"),
        ("customs", "a_1", Answer(level=6), "anna"),
        ("customs", "a_1", Answer(level=True), "anna"),
        ("customs", "a_1", Answer(level=1, state="declined"), "anna"),
        ("customs", "a_1", Answer(state="perhaps"), "anna"),  # type: ignore[arg-type]
        ("customs", "a_1", Answer(level=1, evidence="rumour"), "anna"),  # type: ignore[arg-type]
        ("customs", "a_1", Answer(level=1, scope=["national"]), "anna"),  # type: ignore[arg-type]
        ("customs", "a_1", Answer(value={"x": object()}), "anna"),
        ("customs", "a_1", Answer(value={"x": float("nan")}), "anna"),
        ("customs", "a_1", Answer(comment="a\x00b"), "anna"),
        ("customs", "a_1", Answer(comment="\ud800"), "anna"),
        ("customs", "a_1", Answer(comment="x" * 10_001), "anna"),
        ("customs", "a_1", ONE, "  "),
    ],
)
def test_what_no_question_could_take_never_reaches_the_store(
    store: Store, id: str, voice: str, item: str, answer: Answer, by: str
) -> None:
    with pytest.raises(NotStorable):
        store.save(id, voice, item, answer, seen=0, by=by)  # type: ignore[arg-type]
    with store.database.read() as connection:
        assert connection.execute(select(tables.revision)).first() is None


def test_an_unknown_assessment_is_said_to_be_unknown(store: Store) -> None:
    for use in (
        lambda: store.save("nowhere", "customs", "a_1", ONE, seen=0, by="anna"),
        lambda: store.record("nowhere"),
        lambda: store.current("nowhere", "customs"),
        lambda: store.snapshot("nowhere"),
        lambda: store.history("nowhere", "customs", "a_1"),
        lambda: store.move("nowhere", "customs", "submit", by="head"),
        lambda: store.erase("nowhere", "head"),
        lambda: store.append("nowhere", {"customs": {"a_1": ONE}}, by="anna", note=""),
        lambda: store.events("nowhere"),
    ):
        with pytest.raises(UnknownAssessment, match="no assessment 'nowhere'"):
            use()


def test_order_is_by_number_even_when_the_clock_jumps_back(
    store: Store, id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(store, id, ONE, 0)
    yesterday = datetime.now(UTC) - timedelta(days=1)
    monkeypatch.setattr(trail, "now", lambda: yesterday)
    save(store, id, TWO, 1)
    assert store.current(id, "customs")["a_1"].answer == TWO
    assert [revision.answer for revision in store.history(id, "customs", "a_1")] == [ONE, TWO]
    assert store.record(id).changed_at["customs"] == yesterday


def test_a_history_shows_keystrokes_within_ten_seconds_as_one_and_leaves_none_out(
    store: Store, id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    typed = [(0, ONE, "anna"), (4, TWO, "anna"), (13, THREE, "anna"), (24, ONE, "anna"), (25, TWO, "ben")]
    for seen, (second, answer, by) in enumerate(typed):
        monkeypatch.setattr(trail, "now", lambda second=second: start + timedelta(seconds=second))
        save(store, id, answer, seen, by=by)
    save(store, id, THREE, 0, by="ben")  # set aside: never hidden behind another
    history = store.history(id, "customs", "a_1")
    groups = shown(history)
    assert [[revision.number for revision in group.revisions] for group in groups] == [
        [1, 2, 3],
        [4],
        [5],
        [6],
    ]
    assert (groups[0].previous, groups[0].last.answer) == (UNANSWERED, THREE)
    assert [revision for group in groups for revision in group.revisions] == history
