"""The anonymous survey: links used once, readings at every tenth reply, counters that always sum up."""

from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostic.answers import Assessment
from diagnostic.storage import (
    AlreadyOpen,
    NotStorable,
    Store,
    Survey,
    SurveyClosed,
    SurveyReading,
    TokenSpent,
    UnknownAssessment,
    UnknownSurvey,
    close,
    connect,
    tables,
)

OPTIONS = {"s_1": ["often", "never"], "s_2": ["yes", "no", "dont_know"]}
REPLY = {"s_1": "never", "s_2": "yes"}


def open_survey(store: Store, id: str, *, kiosk: bool = True) -> Survey:
    survey = store.surveys.open(id, "customs", version="perception-2026/1", options=OPTIONS, by="officer")
    if kiosk:
        store.surveys.set_kiosk(survey.id, True, "officer")
    return store.surveys.get(survey.id)


@pytest.fixture
def survey(store: Store, id: str) -> Survey:
    """An open survey that takes replies without a link."""
    return open_survey(store, id)


def send(store: Store, survey: Survey, times: int, reply: Mapping[str, str] = REPLY) -> None:
    for _ in range(times):
        store.surveys.send(survey.id, reply, token=None)


def test_a_new_survey_comes_back_by_agency_and_by_the_code_of_its_address(store: Store, id: str) -> None:
    survey = open_survey(store, id, kiosk=False)
    assert (survey.assessment, survey.voice, survey.version) == (id, "customs", "perception-2026/1")
    assert (survey.open, survey.kiosk, survey.replies, survey.issued) == (True, False, 0, 0)
    assert store.surveys.of(id, "customs") == [survey]
    assert store.surveys.of(id, "police") == []
    assert store.surveys.by_code(survey.code) == survey
    for code in ("nonsense", "", "a\x00b", "\ud800", "x" * 5000):
        assert store.surveys.by_code(code) is None
    assert len(survey.code) >= 12


def test_an_agency_has_one_open_survey_and_any_number_of_closed_ones(store: Store, id: str, survey: Survey) -> None:
    with pytest.raises(AlreadyOpen, match=r"^Customs has an open survey\. Close it first\.$"):
        open_survey(store, id)
    other = store.surveys.open(id, "police", version="perception-2026/1", options=OPTIONS, by="officer")
    store.surveys.close(survey.id, "officer")
    second = open_survey(store, id)
    assert [found.id for found in store.surveys.of(id, "customs")] == [second.id, survey.id]
    assert [found.open for found in store.surveys.of(id, "customs")] == [True, False]
    assert store.surveys.of(id, "police") == [other]


@pytest.mark.parametrize(
    "options",
    [{}, {"s_1": []}, {"s_1": ["a", "a"]}, {"s_1": ["no_answer"]}, {"S 1": ["a"]}, {"s_1": ["a" * 65]}, {"s_1": [" "]}],
)
def test_a_survey_needs_items_with_options_that_differ(store: Store, id: str, options: dict[str, list[str]]) -> None:
    with pytest.raises(NotStorable):
        store.surveys.open(id, "customs", version="1", options=options, by="officer")
    with pytest.raises(NotStorable, match="staff of one agency"):
        store.surveys.open(id, "agreed", version="1", options=OPTIONS, by="officer")
    assert store.surveys.of(id, "customs") == []


def test_a_reading_stands_at_every_tenth_reply_and_never_in_between(store: Store, survey: Survey) -> None:
    seen = []
    for number in range(1, 32):
        send(store, survey, 1, {"s_1": "often"} if number % 2 else REPLY)
        seen.append(store.surveys.reading(survey.id))
        assert store.surveys.get(survey.id).replies == number
    assert seen[:9] == [None] * 9
    for start, reading in ((9, seen[9]), (19, seen[19]), (29, seen[29])):
        half = (start + 1) // 2
        assert reading == SurveyReading(
            start + 1,
            {
                "s_1": {"often": half, "never": half, "no_answer": 0},
                "s_2": {"yes": half, "no": 0, "dont_know": 0, "no_answer": half},
            },
        )
        assert seen[start : start + 10] == [reading] * len(seen[start : start + 10])


def test_a_link_is_used_once_and_only_its_hash_is_kept(store: Store, id: str) -> None:
    survey = open_survey(store, id, kiosk=False)
    one, two = store.surveys.issue(survey.id, 2, "officer")
    assert store.surveys.get(survey.id).issued == 2
    assert store.surveys.token_open(survey.id, one)
    store.surveys.send(survey.id, REPLY, token=one)
    assert not store.surveys.token_open(survey.id, one)
    assert store.surveys.token_open(survey.id, two)
    for used in (one, "nonsense", "", "\ud800"):
        with pytest.raises(TokenSpent, match="used before, or it is not one of this survey"):
            store.surveys.send(survey.id, REPLY, token=used)
    assert store.surveys.get(survey.id).replies == 1
    with store.database.read() as connection:
        kept = repr(connection.execute(tables.survey_token.select()).all())
    assert one not in kept
    assert two not in kept


def test_a_link_of_another_survey_is_none_of_this_one(store: Store, id: str, survey: Survey) -> None:
    other = store.surveys.open(id, "police", version="1", options=OPTIONS, by="officer")
    (token,) = store.surveys.issue(other.id, 1, "officer")
    assert not store.surveys.token_open(survey.id, token)
    with pytest.raises(TokenSpent):
        store.surveys.send(survey.id, REPLY, token=token)
    assert store.surveys.token_open(other.id, token)


def test_without_a_link_only_a_kiosk_takes_replies(store: Store, id: str) -> None:
    survey = open_survey(store, id, kiosk=False)
    with pytest.raises(SurveyClosed, match="through a personal link only"):
        send(store, survey, 1)
    store.surveys.set_kiosk(survey.id, True, "officer")
    send(store, survey, 1)
    store.surveys.set_kiosk(survey.id, False, "officer")
    with pytest.raises(SurveyClosed):
        send(store, survey, 1)
    assert store.surveys.get(survey.id).replies == 1


def test_a_closed_survey_takes_nothing_and_keeps_its_reading(store: Store, survey: Survey) -> None:
    (token,) = store.surveys.issue(survey.id, 1, "officer")
    send(store, survey, 13)
    store.surveys.close(survey.id, "officer")
    store.surveys.close(survey.id, "officer")
    assert not store.surveys.token_open(survey.id, token)
    for use in (
        lambda: store.surveys.send(survey.id, REPLY, token=token),
        lambda: send(store, survey, 1),
        lambda: store.surveys.issue(survey.id, 1, "officer"),
        lambda: store.surveys.set_kiosk(survey.id, False, "officer"),
    ):
        with pytest.raises(SurveyClosed, match="closed"):
            use()
    closed, reading = store.surveys.get(survey.id), store.surveys.reading(survey.id)
    assert (closed.open, closed.replies, reading.replies if reading else None) == (False, 13, 10)


@pytest.mark.parametrize(
    "reply",
    [{"s_3": "often"}, {"s_1": "SECRET"}, {"s_1": "yes"}, {"s_1": "no_answer"}, {"s_1": None}, {"s_1": ["often"]}],
    ids=repr,
)
def test_a_reply_that_does_not_fit_is_refused_without_repeating_it(
    store: Store, survey: Survey, reply: dict[str, str]
) -> None:
    (token,) = store.surveys.issue(survey.id, 1, "officer")
    with pytest.raises(NotStorable) as refusal:
        store.surveys.send(survey.id, {"s_2": "yes"} | reply, token=token)
    assert str(refusal.value) == "This reply does not fit the questions of this survey. Load the page again."
    assert store.surveys.get(survey.id).replies == 0
    assert store.surveys.token_open(survey.id, token)


def test_the_audit_tells_who_ran_the_survey_and_nothing_of_replies(store: Store, id: str, survey: Survey) -> None:
    (token,) = store.surveys.issue(survey.id, 1, "officer")
    store.surveys.send(survey.id, REPLY, token=token)
    send(store, survey, 10)
    store.surveys.close(survey.id, "officer")
    of = {"voice": "customs", "survey": survey.id}
    assert [(entry.action, entry.by, entry.detail) for entry in store.audit_log(id)[1:]] == [
        ("survey_open", "officer", of),
        ("survey_kiosk", "officer", of | {"on": True}),
        ("survey_issue", "officer", of | {"number": 1}),
        ("survey_close", "officer", of),
    ]


def test_erasing_an_assessment_takes_its_surveys_and_no_others(store: Store, id: str, survey: Survey) -> None:
    other = open_survey(store, store.create(Assessment("XXA", "2026", {}), by="clerk"))
    for one in (survey, other):
        store.surveys.issue(one.id, 3, "officer")
        send(store, one, 12)
    store.erase(id, "custodian")
    with store.database.read() as connection:
        for table in (tables.survey_token, tables.survey_count):
            assert {row.survey_id for row in connection.execute(table.select())} == {other.id}
    assert store.surveys.by_code(survey.code) is None
    send(store, other, 8)
    assert store.surveys.reading(other.id).replies == 20  # type: ignore[union-attr]


def test_what_is_unknown_is_said_to_be_unknown(store: Store, id: str) -> None:
    for use in (
        lambda: store.surveys.get("nowhere"),
        lambda: store.surveys.send("nowhere", REPLY, token=None),
        lambda: store.surveys.reading("nowhere"),
        lambda: store.surveys.close("nowhere", "officer"),
        lambda: store.surveys.issue("nowhere", 1, "officer"),
    ):
        with pytest.raises(UnknownSurvey, match="no such survey"):
            use()
    assert not store.surveys.token_open("nowhere", "x")
    with pytest.raises(UnknownAssessment):
        store.surveys.of("nowhere", "customs")
    with pytest.raises(UnknownAssessment):
        store.surveys.open("nowhere", "customs", version="1", options=OPTIONS, by="officer")
    for number in (0, -1, 10_001):
        with pytest.raises(NotStorable):
            store.surveys.issue("nowhere", number, "officer")


# ---------------------------------------------------------------- many at once


def crowd(work: Callable[[int], None], workers: int) -> None:
    barrier = Barrier(workers)

    def one(worker: int) -> None:
        barrier.wait()
        work(worker)

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(one, range(workers)))


def test_eight_who_send_five_replies_each_are_forty(store: Store, survey: Survey) -> None:
    def work(worker: int) -> None:
        for turn in range(5):
            send(store, survey, 1, {"s_1": "often" if worker % 2 else "never", "s_2": OPTIONS["s_2"][turn % 3]})

    crowd(work, 8)
    assert store.surveys.get(survey.id).replies == 40
    assert store.surveys.reading(survey.id) == SurveyReading(
        40,
        {
            "s_1": {"often": 20, "never": 20, "no_answer": 0},
            "s_2": {"yes": 16, "no": 16, "dont_know": 8, "no_answer": 0},
        },
    )


def test_of_eight_who_use_one_link_at_once_one_is_counted(store: Store, id: str) -> None:
    survey = open_survey(store, id, kiosk=False)
    (token,) = store.surveys.issue(survey.id, 1, "officer")
    results: list[str] = []

    def work(worker: int) -> None:
        try:
            store.surveys.send(survey.id, REPLY, token=token)
            results.append("counted")
        except TokenSpent:
            results.append("spent")

    crowd(work, 8)
    assert Counter(results) == {"counted": 1, "spent": 7}
    assert store.surveys.get(survey.id).replies == 1


def test_of_four_who_open_a_survey_at_once_one_succeeds(store: Store, id: str) -> None:
    results: list[str] = []

    def work(worker: int) -> None:
        try:
            open_survey(store, id, kiosk=False)
            results.append("open")
        except AlreadyOpen:
            results.append("refused")

    crowd(work, 4)
    assert Counter(results) == {"open": 1, "refused": 3}
    assert len(store.surveys.of(id, "customs")) == 1


# ---------------------------------------------------------------- any replies


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("surveys")


REPLIES = st.fixed_dictionaries({}, optional={item: st.sampled_from([*options]) for item, options in OPTIONS.items()})


@settings(max_examples=15)
@given(replies=st.lists(REPLIES, max_size=35))
def test_whatever_is_sent_the_reading_counts_the_first_tens_of_it(shared: Path, replies: list[dict[str, str]]) -> None:
    store = connect(f"sqlite:///{shared / 'any.sqlite3'}")
    survey = open_survey(store, store.create(Assessment("XXA", "2026", {}), by="clerk"))
    for reply in replies:
        send(store, survey, 1, reply)
    reading, tens = store.surveys.reading(survey.id), len(replies) // 10 * 10
    assert (reading.replies if reading else 0) == tens
    for item, counts in (reading.counts if reading else {}).items():
        assert sum(counts.values()) == tens
        counted = Counter(reply.get(item, "no_answer") for reply in replies[:tens])
        assert counts == {option: counted[option] for option in [*OPTIONS[item], "no_answer"]}
    store.surveys.close(survey.id, "officer")
    close(store)
