"""The record of what was done: every action has its words, reading is noted, and nothing of what was said shows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from sqlalchemy import text, update

import diagnostic
from diagnostic.access import NotAllowed
from diagnostic.access.roles import ROLES
from diagnostic.answers import Answer, Voice
from diagnostic.answers.voices import Move
from diagnostic.content import Library
from diagnostic.service import answering, assessments, auditing, files, integrity, results
from diagnostic.service.auditing import said_of
from diagnostic.service.desk import Desk
from diagnostic.storage import StorageFailed, Store, tables
from diagnostic.storage.records import Kind
from tests.app.signed_in import desk_of, name
from tests.app.windows import fill, open_both, start_integrity

ROOT = Path(diagnostic.__file__).parent
#: What an action is called where it is written as a variable, by file.
BY_VARIABLE: dict[str, set[str]] = {
    "storage/courses.py": {*get_args(Move)},
    "storage/saying.py": {kind for kind in get_args(Kind) if kind != "import"},
    "storage/store.py": set(),  # Store.audit itself
}


@pytest.fixture(autouse=True)
def _nothing_noted() -> Iterator[None]:
    auditing._noted.clear()
    yield
    auditing._noted.clear()


# ---------------------------------------------------------------- words


def _actions(source: str) -> Iterator[ast.expr]:
    """Return the expression of the action in each call that writes to the audit.

    A function ``_note`` is a module's own way there: its callers name the action, by the first text they give it.
    """
    tree = ast.parse(source)
    own = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "_note"]
    inside = {id(node) for function in own for node in ast.walk(function)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called == "_note":
            yield from [one for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)][:1]
        elif called == "note" and ast.unparse(node.func) == "trail.note":
            action = node.args[1]
        elif called == "audit" and node.args and any(word.arg == "by" for word in node.keywords):
            action = node.args[0]
        else:
            continue
        if called != "_note" and (isinstance(action, ast.Constant) or id(node) not in inside):
            yield action


def _written() -> set[str]:
    """Return every action that any module of the program writes to the audit."""
    found: set[str] = set()
    for path in sorted(ROOT.rglob("*.py")):
        file = path.relative_to(ROOT).as_posix()
        for action in _actions(path.read_text(encoding="utf-8")):
            if isinstance(action, ast.Constant):
                found.add(str(action.value))
            else:
                assert file in BY_VARIABLE, f"{file} notes an action by a variable: name its values in BY_VARIABLE"
                found |= BY_VARIABLE[file]
    return found


def test_every_action_that_is_written_anywhere_has_its_words() -> None:
    written = _written()
    assert {"create", "answer", "release", "read", "export", "enter", "invite", "survey_open"} <= written
    assert written <= set(auditing._WORDS), f"no words for {sorted(written - set(auditing._WORDS))}"


def test_what_has_no_words_yet_is_named_by_its_own_and_never_by_its_detail(store: Store, id: str) -> None:
    store.audit("some_later_action", by="operator", id=id, detail={"item": "a_1", "text": "SECRET"})
    assert _told(store, id)[-1] == "Some later action"


def _administrator(store: Store, library: Library, id: str) -> Desk:
    return desk_of(library, store, name(store, id, "administrator"))


def _told(store: Store, id: str) -> list[str]:
    desk = _administrator(store, _shipped(), id)
    return [line.what for line in auditing.trail(desk, id).lines if not line.what.startswith("Gave ")]


def _shipped() -> Library:
    from diagnostic.content import shipped

    return shipped()


SAID: list[tuple[str, dict[str, object], str]] = [
    ("answer", {"voice": "customs", "item": "a_1", "number": 1}, "Answered a question for Customs Board"),
    ("answer", {"voice": "agreed", "item": "a_1"}, "Answered a question for both agencies"),
    (
        "answer",
        {"voice": "police", "item": "a_1", "part": "cooperation/c3"},
        "Answered a question for Border Gendarmerie, in a colleague’s draft",
    ),
    ("submit", {"voice": "customs", "part": "integrity"}, "Submitted answers of Customs Board"),
    ("read", {"voices": ["customs"], "part": "integrity"}, "Read the answers of Customs Board"),
    ("read", {"voices": ["customs", "police"]}, "Read the answers of Customs Board and Border Gendarmerie"),
    ("export", {"voices": ["agreed"]}, "Saved the answers of both agencies as a file"),
    ("export", {"register": "actions", "exact": True}, "Saved the register of actions as a file"),
    ("report", {"whose": "customs", "form": "pdf"}, "Saved a report on Customs Board as a file"),
    ("import", {"imported": 1, "voices": ["police"]}, "Imported 1 answer of Border Gendarmerie"),
    ("enter", {"voice": "customs", "kind": "comment"}, "Wrote a comment, inside Customs Board"),
    ("enter", {"voice": "agreed", "kind": "decision"}, "Wrote a decision"),
    ("enter", {"voice": "agreed", "kind": "of later"}, "Wrote an entry"),
    ("set_details", {"changed": ["retain_until", "target"]}, "the date until which it is kept and the target"),
    ("dismiss", {"person": "a@b.example", "role": "integrity_officer", "voice": "police"}, "the role integrity off"),
]


@pytest.mark.parametrize(("action", "detail", "words"), SAID, ids=[f"{said[0]}-{at}" for at, said in enumerate(SAID)])
def test_each_entry_reads_as_a_sentence(
    store: Store, id: str, action: str, detail: dict[str, object], words: str
) -> None:
    store.audit(action, by="anna", id=id, detail=detail)
    assert words in _told(store, id)[-1]


# ---------------------------------------------------------------- who reads it, and what is not in it


def test_the_administrator_alone_reads_the_record(store: Store, library: Library, id: str) -> None:
    agencies: tuple[Voice | None, ...] = ("customs", None)
    for role in ROLES:
        voice = agencies[role in ("member", "chair", "secretariat", "observer", "consultant", "administrator")]
        desk = desk_of(library, store, name(store, id, role, voice))
        if role == "administrator":
            assert auditing.trail(desk, id).lines
        else:
            with pytest.raises(NotAllowed, match="Only the administrator"):
                auditing.trail(desk, id)


def test_no_question_text_or_hint_of_integrity_reaches_the_administrator(
    store: Store, library: Library, desks: dict[Voice, Desk], id: str
) -> None:
    customs = desks["customs"]
    start_integrity(store, id)
    fill(store, id, "customs", {"a_11": Answer(level=2, comment="SECRET"), "a_1": Answer(level=3)})
    answer = next(item.id for item in library.instrument("integrity").items if item.levelled)
    fill(store, id, "customs", {answer: Answer(level=1, comment="SECRET")})
    form = answering.form(customs, id, "customs")
    answering.save(customs, form, "a_1", {"level": 4, "comment": "SECRET"}, 0)
    store.enter(id, "customs", "comment", {"item": "a_1", "text": "SECRET"}, by="anna")
    store.start_draft(id, "customs", "c1", by="anna")
    integrity.reading(customs, id)
    files.integrity_text(customs, id)
    assessments.move(customs, id, "customs", "submit")
    found = auditing.trail(_administrator(store, library, id), id)
    told = "\n".join(f"{line.by} {line.what}" for line in found.lines)
    assert "Gave a second text, beside one saved first, for an answer of Customs Board" in told
    items = {item.id for instrument in library.instruments.values() for item in instrument.items}
    for hidden in ("SECRET", "integrity", "Integrity", "c1", *items):
        assert f" {hidden}" not in told, hidden


# ---------------------------------------------------------------- reading


def _reads(store: Store, id: str) -> list[tuple[str, object]]:
    return [(entry.by, entry.detail["voices"]) for entry in store.audit_log(id) if entry.action == "read"]


def test_reading_is_noted_once_a_day_for_each_person_and_what_was_read(
    store: Store, library: Library, id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, ben = (desk_of(library, store, name(store, id, "coordinator", voice)) for voice in ("customs", "police"))
    record = store.record(id)
    for _ in range(3):
        auditing.note_read(anna, record, ["customs"])
    auditing.note_read(ben, record, ["police"])
    auditing.note_read(anna, record, ["police", "customs"])
    auditing.note_read(anna, record, ["customs", "police"])
    assert _reads(store, id) == [(anna.by, ["customs"]), (ben.by, ["police"]), (anna.by, ["customs", "police"])]
    monkeypatch.setattr(auditing, "_today", lambda: date(2031, 1, 1))
    auditing.note_read(anna, record, ["customs"])
    assert len(_reads(store, id)) == 4


def test_what_could_not_be_noted_is_not_shown_and_is_noted_the_next_time(
    desks: dict[Voice, Desk], store: Store, id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, id, "customs", {"a_1": Answer(level=3)})

    def fail(*_: object, **__: object) -> None:
        raise StorageFailed("The database does not answer.")

    with monkeypatch.context() as gone:
        gone.setattr(Store, "audit", fail)
        with pytest.raises(StorageFailed):
            results.reading(desks["customs"], id, "customs")
    results.reading(desks["customs"], id, "customs")
    assert _reads(store, id) == [("local user for customs", ["customs"])]


def test_who_read_released_exported_and_opened_stands_in_the_record(
    desks: dict[Voice, Desk], store: Store, id: str
) -> None:
    fill(store, id, "customs", {"a_1": Answer(level=3)})
    open_both(store, id)
    results.reading(desks["police"], id, "both")
    files.export_text(desks["police"], id)
    told = "\n".join(_told(store, id))
    for words in ("Released answers of Customs Board", "Opened answers of", "Read the answers of", "as a file"):
        assert words in told


# ---------------------------------------------------------------- the chain


def test_a_whole_chain_is_said_to_be_so_with_its_last_mark(store: Store, library: Library, id: str) -> None:
    found = auditing.trail(_administrator(store, library, id), id)
    assert (found.faults, found.head) == ((), store.audit_log(id)[-1].hash)
    assert [line.number for line in found.lines] == list(range(1, len(found.lines) + 1))
    assert found.lines[-1].mark == found.head[:12]
    assert said_of(store.verify_audit()) == ("2 entries in 1 chain: every one is as it was written.",)


def test_what_was_changed_from_outside_is_shown_for_this_assessment_and_no_other(
    store: Store, library: Library, id: str
) -> None:
    other = store.create(store.snapshot(id), by="clerk")
    audit = tables.audit
    with store.database.write() as connection:
        connection.execute(update(audit).where(audit.c.chain == id, audit.c.number == 1).values(by="somebody else"))
    (fault,) = auditing.trail(_administrator(store, library, id), id).faults
    assert (fault.number, "was changed" in fault.what) == (1, True)
    assert auditing.trail(_administrator(store, library, other), other).faults == ()
    first, second = said_of(store.verify_audit())
    assert first.endswith("in 2 chains: 1 fault.")
    assert second.startswith(f"{id}, entry 1: ")


@pytest.mark.parametrize("put", ["{", "[1, 2]", '"text"', '{"voices": 7, "voice": [], "changed": 3, "imported": "x"}'])
@pytest.mark.parametrize("action", sorted(auditing._WORDS))
def test_an_entry_that_somebody_has_spoiled_is_a_fault_and_no_crash(
    store: Store, library: Library, id: str, put: str, action: str
) -> None:
    administrator = _administrator(store, library, id)
    with store.database.write() as connection:
        spoil = "UPDATE audit SET detail = :put, action = :action WHERE chain = :id AND number = 1"
        connection.execute(text(spoil), {"put": put, "id": id, "action": action})
    assert auditing.trail(administrator, id).faults
