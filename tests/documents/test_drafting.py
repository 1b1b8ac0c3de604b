"""Drafts from the database: who may have them, what the plan calls for, and the trace that is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from diagnostic import places
from diagnostic.access import NotAllowed, Viewer
from diagnostic.content import Library
from diagnostic.documents.filling import TextRefused
from diagnostic.service import drafting, files, planning
from diagnostic.service.desk import Desk
from diagnostic.storage import close, connect
from tests.documents.reading import words

FREEDONIA = "3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2026"


@pytest.fixture
def desk(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The demonstration in a database of its own, all opened."""
    monkeypatch.delenv(places.DATABASE_URL, raising=False)
    monkeypatch.setenv(places.DATA_FOLDER, str(tmp_path / "data"))
    store = connect(places.database_url())
    found = Desk(library, store, Viewer.local("customs"))
    files.load_demonstration(found)
    yield found
    close(store)


def test_what_the_plan_calls_for_comes_first_with_the_steps_it_carries_out(desk: Desk) -> None:
    choices = drafting.choices(desk, desk.store.record(FREEDONIA), "both")
    assert {choice.draft.id for choice in choices} == set(desk.library.drafts)
    called = [choice.called_for for choice in choices]
    assert called == sorted(called, reverse=True)
    planned = {slot.step.id: slot.step.title for slot in planning.planning(desk, FREEDONIA, "both").slots}
    for choice in choices:
        assert choice.carries_out == tuple(planned[step] for step in choice.draft.steps if step in planned)


def test_a_draft_follows_the_kept_plan_and_names_the_owner_of_a_step(desk: Desk) -> None:
    step = planning.planning(desk, FREEDONIA, "both").slots[0].step.id
    planning.set_state(desk, FREEDONIA, "both", step, "started", "Head of <operations> & risk")
    assert "Head of <operations> & risk" in words(drafting.draft(desk, FREEDONIA, "both", "annual_plan"))


def test_a_draft_leaves_a_trace_of_which_document_not_of_what_it_says(desk: Desk) -> None:
    drafting.draft(desk, FREEDONIA, "both", "mou", notes=False)
    entry = next(entry for entry in reversed(desk.store.audit_log(FREEDONIA)) if entry.action == "draft")
    assert entry.by == desk.viewer.name
    assert entry.detail == {"document": "mou", "whose": "both", "notes": False}


def test_only_who_may_export_the_answers_has_drafts_of_them(desk: Desk) -> None:
    record = desk.store.record(FREEDONIA)
    observer = replace(desk, viewer=Viewer("observer", frozenset({("observer", None)}), "customs"))
    with pytest.raises(NotAllowed):
        drafting.draft(observer, FREEDONIA, "both", "mou")
    with pytest.raises(NotAllowed):
        drafting.choices(observer, record, "both")
    with pytest.raises(NotAllowed):
        drafting.draft(desk, FREEDONIA, "police", "mou")


def test_an_owner_that_no_document_can_carry_is_refused_before_anything_is_drafted(desk: Desk) -> None:
    step = planning.planning(desk, FREEDONIA, "both").slots[0].step.id
    planning.set_state(desk, FREEDONIA, "both", step, "started", "Head\x02")
    with pytest.raises(TextRefused, match=f"the owner of the step '{step}'"):
        drafting.choices(desk, desk.store.record(FREEDONIA), "both")


def test_an_unknown_document_is_refused(desk: Desk) -> None:
    with pytest.raises(drafting.DraftRefused, match="There is no document 'treaty'"):
        drafting.draft(desk, FREEDONIA, "both", "treaty")
