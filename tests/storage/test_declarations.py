"""What the head of an agency states is kept as it was said, can be withdrawn, and never rewritten."""

from datetime import UTC, datetime

import pytest

from diagnostic.answers import Assessment
from diagnostic.storage import Declaration, NotStorable, Store, UnknownAssessment, tables


def test_the_latest_word_on_a_subject_counts_and_the_earlier_ones_stay(store: Store, id: str) -> None:
    before = datetime.now(UTC)
    first = store.declare(id, "customs", "i_3", "not_yet", reason="a law is under way", by="head")
    assert first == Declaration("customs", "i_3", "not_yet", "a law is under way", "head", first.at)
    assert before <= first.at <= datetime.now(UTC)
    second = store.declare(id, "customs", "i_3", "confirmed", by="head")
    where = store.declare(id, "customs", "report_to", {"unit": "Inspectorate", "phone": ["112"]}, by="officer")
    assert store.declarations(id, "customs") == {"i_3": second, "report_to": where}
    assert store.declared(id, "customs", "i_3") == [first, second]
    assert store.declared(id, "customs", "i_4") == []
    assert store.declarations(id, "police") == {}


def test_what_is_withdrawn_no_longer_counts_and_can_be_said_again(store: Store, id: str) -> None:
    for value in (True, None):
        store.declare(id, "police", "override:step_1", value, reason="as agreed", by="head")
    assert store.declarations(id, "police") == {}
    assert [said.value for said in store.declared(id, "police", "override:step_1")] == [True, None]
    again = store.declare(id, "police", "override:step_1", False, by="head")
    assert store.declarations(id, "police") == {"override:step_1": again}


def test_the_audit_names_the_subject_and_never_the_words(store: Store, id: str) -> None:
    store.declare(id, "customs", "i_3", "SECRET", reason="SECRET", by="head")
    entry = store.audit_log(id)[-1]
    assert (entry.action, entry.by, entry.detail) == ("declare", "head", {"voice": "customs", "subject": "i_3"})
    assert "SECRET" not in repr(store.audit_log())


@pytest.mark.parametrize(
    ("voice", "subject", "value", "reason", "by"),
    [
        ("fiu", "i_3", True, "", "head"),
        ("customs", " ", True, "", "head"),
        ("customs", "i" * 65, True, "", "head"),
        ("customs", "i_3", object(), "", "head"),
        ("customs", "i_3", True, "x" * 10_001, "head"),
        ("customs", "i_3", True, "", ""),
    ],
)
def test_what_cannot_be_stored_is_refused(
    store: Store, id: str, voice: str, subject: str, value: object, reason: str, by: str
) -> None:
    with pytest.raises(NotStorable):
        store.declare(id, voice, subject, value, reason=reason, by=by)  # type: ignore[arg-type]
    assert store.declarations(id, "customs") == {}


def test_declarations_belong_to_an_assessment_and_go_with_it(store: Store, id: str) -> None:
    other = store.create(Assessment("XXA", "2026", {}), by="clerk")
    for assessment in (id, other):
        store.declare(assessment, "customs", "i_3", "confirmed", by="head")
    store.erase(id, "custodian")
    with store.database.read() as connection:
        assert connection.execute(tables.declaration.select()).one().assessment_id == other
    for use in (
        lambda: store.declare(id, "customs", "i_3", "confirmed", by="head"),
        lambda: store.declarations(id, "customs"),
        lambda: store.declared("nowhere", "customs", "i_3"),
    ):
        with pytest.raises(UnknownAssessment):
            use()
