"""Two agencies with a copy of the program each: neither looks first, and nothing changes between seal and opening."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from diagnostic.access import Viewer
from diagnostic.answers import AgencyPair, Answer, Assessment, Voice
from diagnostic.answers.sealing import in_groups
from diagnostic.answers.voices import MoveRefused
from diagnostic.content import Library
from diagnostic.service import answering, assessments, exchanging, files, results
from diagnostic.service.desk import Desk
from diagnostic.service.exchanging import ExchangeRefused
from diagnostic.storage import SealBroken, close, connect, tables
from tests.app.windows import Window


@pytest.fixture
def copies(tmp_path: Path, library: Library) -> Iterator[dict[Voice, Desk]]:
    """A copy of the program for each agency, with a database of its own."""
    stores = {voice: connect(f"sqlite:///{tmp_path / voice / 'own.sqlite3'}") for voice in ("customs", "police")}
    yield {
        "customs": Desk(library, stores["customs"], Viewer.local("customs", "customs’ copy")),
        "police": Desk(library, stores["police"], Viewer.local("police", "police’s copy")),
    }
    for store in stores.values():
        close(store)


@pytest.fixture
def id(copies: dict[Voice, Desk]) -> str:
    """One assessment in both copies: police started from the file that customs sent."""
    customs, police = copies["customs"], copies["police"]
    made = customs.store.create(
        Assessment(
            country="XXC",
            round="2026",
            pair=AgencyPair("Customs Board", "Gendarmerie"),
            instruments={"cooperation": "handbook-2018/1"},
        ),
        by="customs",
    )
    _say(customs, made, "customs", a_1=3, a_2_1=2)
    customs.store.save(made, "customs", "a_17", Answer(comment="SECRET"), seen=0, by="customs")
    start = exchanging.invitation(customs, made)
    assert "level" not in start
    assert "SECRET" not in start
    assert files.take(police, files.preview(police, start.encode(), "start.yaml")) == made
    _say(police, made, "police", a_1=1)
    form = answering.form(police, made, "police")
    detail = {"value": {"authority": "full", "limits": ["equipment"]}, "comment": "how informants are run"}
    answering.save(police, form, "a_11", detail, 0)
    return made


def _say(desk: Desk, id: str, voice: Voice, **levels: int) -> None:
    form = answering.form(desk, id, voice)
    for item, level in levels.items():
        answering.save(desk, form, item, {"level": level}, 0)


def _release(desk: Desk, id: str) -> str:
    voice = desk.viewer.acting
    assessments.move(desk, id, voice, "submit")
    assessments.move(desk, id, voice, "release")
    own = exchanging.standing(desk, desk.record(id)).own
    assert own is not None
    return own


def _exchange(copies: dict[Voice, Desk], id: str, passphrase: str = "") -> None:
    customs, police = copies["customs"], copies["police"]
    told = {voice: in_groups(_release(desk, id)) for voice, desk in copies.items()}
    exchanging.note_fingerprint(customs, id, told["police"])
    exchanging.note_fingerprint(police, id, told["customs"])
    sent = {voice: exchanging.bundle(desk, id, passphrase) for voice, desk in copies.items()}
    exchanging.receive(customs, id, sent["police"], "police.bundle", passphrase)
    exchanging.receive(police, id, sent["customs"], "customs.bundle", passphrase)


@pytest.mark.parametrize("passphrase", ["", "a long passphrase"])
def test_two_copies_come_to_the_same_joint_result(copies: dict[Voice, Desk], id: str, passphrase: str) -> None:
    _exchange(copies, id, passphrase)
    for desk in copies.values():
        assessments.open_both(desk, id)
    here, there = (results.reading(desk, id, "both") for desk in copies.values())
    assert here.views.claimed.continuum == there.views.claimed.continuum
    assert here.result.gaps == there.result.gaps == {"a_1": 2}


def test_what_the_custodian_knows_never_leaves_the_own_copy(copies: dict[Voice, Desk], id: str) -> None:
    _exchange(copies, id)
    assert b"informants" not in exchanging.bundle(copies["police"], id)
    assert b"SECRET" not in exchanging.bundle(copies["customs"], id)
    arrived = copies["customs"].store.snapshot(id).voices["police"]["a_11"]
    assert arrived.to_data() == {"value": {"authority": "full"}}
    own = copies["police"].store.snapshot(id).voices["police"]["a_11"]
    assert own.comment == "how informants are run"


def test_neither_can_send_before_the_other_has_committed_itself(copies: dict[Voice, Desk], id: str) -> None:
    customs = copies["customs"]
    with pytest.raises(ExchangeRefused, match="Release your agency’s answers first"):
        exchanging.bundle(customs, id)
    _release(customs, id)
    with pytest.raises(ExchangeRefused, match="First record the fingerprint of Gendarmerie"):
        exchanging.bundle(customs, id)


def test_answers_that_were_changed_after_the_fingerprint_are_refused_and_nothing_changes(
    copies: dict[Voice, Desk], id: str
) -> None:
    customs, police = copies["customs"], copies["police"]
    exchanging.note_fingerprint(customs, id, _release(police, id))
    exchanging.note_fingerprint(police, id, _release(customs, id))
    forged = exchanging.bundle(police, id).replace(b'"level": 1', b'"level": 4')
    with pytest.raises(SealBroken, match="not the answers that Gendarmerie released"):
        exchanging.receive(customs, id, forged, "police.bundle")
    assert not exchanging.standing(customs, customs.record(id)).arrived
    assert "police" not in customs.store.snapshot(id).voices


def test_nothing_opens_before_the_other_answers_have_arrived(copies: dict[Voice, Desk], id: str) -> None:
    customs, police = copies["customs"], copies["police"]
    _release(customs, id)
    exchanging.note_fingerprint(customs, id, _release(police, id))
    with pytest.raises(MoveRefused, match="have not arrived"):
        assessments.open_both(customs, id)


def test_answers_that_arrived_stay_sealed_until_both_are_opened(copies: dict[Voice, Desk], id: str) -> None:
    _exchange(copies, id)
    customs = copies["customs"]
    assert "police" in customs.view(customs.record(id)).sealed
    assert results.choices(customs, customs.record(id)) == ["customs"]


def test_nothing_is_taken_in_before_the_own_answers_are_released(copies: dict[Voice, Desk], id: str) -> None:
    customs, police = copies["customs"], copies["police"]
    exchanging.note_fingerprint(customs, id, _release(police, id))
    exchanging.note_fingerprint(police, id, "ab" * 32)
    with pytest.raises(ExchangeRefused, match="Release your agency’s answers first"):
        exchanging.receive(customs, id, exchanging.bundle(police, id), "police.bundle")
    assert "police" not in customs.store.snapshot(id).voices


@pytest.mark.parametrize("text", ["", "abc", "z" * 64, "1234 5678"])
def test_what_is_no_fingerprint_is_refused(copies: dict[Voice, Desk], id: str, text: str) -> None:
    with pytest.raises(ExchangeRefused, match="64 digits"):
        exchanging.note_fingerprint(copies["customs"], id, text)


def test_ones_own_fingerprint_is_not_taken_for_the_others(copies: dict[Voice, Desk], id: str) -> None:
    own = _release(copies["customs"], id)
    with pytest.raises(ExchangeRefused, match="your own answers"):
        exchanging.note_fingerprint(copies["customs"], id, own)


def test_a_bundle_of_the_own_agency_or_of_another_assessment_is_refused(
    copies: dict[Voice, Desk], id: str, library: Library
) -> None:
    _exchange(copies, id)
    own = exchanging.bundle(copies["customs"], id)
    with pytest.raises(ExchangeRefused, match="your own agency"):
        exchanging.receive(copies["customs"], id, own, "customs.bundle")
    theirs = exchanging.bundle(copies["police"], id).replace(id.encode(), b"84ce990f-aa25-4453-9fbe-46659e7b398e")
    with pytest.raises(ExchangeRefused, match="another assessment"):
        exchanging.receive(copies["customs"], id, theirs, "police.bundle")


def test_a_bundle_without_a_fingerprint_told_before_is_refused(copies: dict[Voice, Desk], id: str) -> None:
    customs, police = copies["customs"], copies["police"]
    exchanging.note_fingerprint(police, id, _release(customs, id))
    _release(police, id)
    with pytest.raises(ExchangeRefused, match="on another way than this file"):
        exchanging.receive(customs, id, exchanging.bundle(police, id), "police.bundle")


def test_the_seals_are_disclosed_once_both_are_open_and_show_what_was_changed_behind_the_program(
    copies: dict[Voice, Desk], id: str
) -> None:
    _exchange(copies, id)
    customs = copies["customs"]
    assert exchanging.opened_seals(customs, customs.record(id)) == ()
    assessments.open_both(customs, id)
    assert [(seal.voice, seal.whole) for seal in exchanging.opened_seals(customs, customs.record(id))] == [
        ("customs", True),
        ("police", True),
    ]
    _say_again(customs, id, "customs", a_1=5)
    assert all(seal.whole for seal in exchanging.opened_seals(customs, customs.record(id))), "a correction comes later"
    with customs.store.database.engine.begin() as connection:
        revision = tables.revision
        first = (revision.c.voice == "customs", revision.c.item == "a_2_1")
        connection.execute(update(revision).where(*first).values(answer={"level": 5}))
    assert [seal.whole for seal in exchanging.opened_seals(customs, customs.record(id))] == [False, True]


def _say_again(desk: Desk, id: str, voice: Voice, **levels: int) -> None:
    form = answering.form(desk, id, voice)
    for item, level in levels.items():
        answering.save(desk, form, item, {"level": level}, form.current[item].revision)


# ---------------------------------------------------------------- the page


def test_the_review_page_leads_through_the_exchange(window: Window, desks: dict[Voice, Desk]) -> None:
    id = desks["customs"].store.create(
        Assessment(country="XXC", round="2026", instruments={"cooperation": "handbook-2018/1"}), by="customs"
    )
    window.open("review", assessment=id)
    assert "Police uses a copy of its own" in [part.label for part in window.app.expander]
    own = _release(desks["customs"], id)
    window.open("review", assessment=id)
    assert in_groups(own) in [str(code.value) for code in window.app.code]
    window.app.text_input(key="exchange_fingerprint").input("ab" * 32)
    window.press("Record it")
    assert desks["customs"].store.record(id).stages["police"] == "released"
    assert "Save the bundle without encryption" in window.saved_as


def test_where_both_agencies_work_in_one_copy_the_page_speaks_of_no_exchange(
    window: Window, desks: dict[Voice, Desk]
) -> None:
    id = desks["customs"].store.create(
        Assessment(country="XXC", round="2026", instruments={"cooperation": "handbook-2018/1"}), by="customs"
    )
    for desk in desks.values():
        _release(desk, id)
    window.open("review", assessment=id)
    assert "copy of its own" not in " ".join(part.label for part in window.app.expander)
