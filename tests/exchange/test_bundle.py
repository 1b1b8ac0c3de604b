"""The bundle: what one agency's copy hands to the other's, readable only whole and only with the passphrase."""

import json
from dataclasses import replace

import pytest

from diagnostic.answers import AgencyPair, Answer, Assessment, sealing
from diagnostic.answers.sealing import from_text, in_groups, seal, verify
from diagnostic.content import Library, shipped
from diagnostic.exchange.bundle import Bundle, BundleRefused, is_encrypted, read, write

ID = "84ce990f-aa25-4453-9fbe-46659e7b398e"


@pytest.fixture(scope="module")
def library() -> Library:
    return shipped()


def _assessment(**levels: int) -> Assessment:
    return Assessment(
        id=ID,
        country="XXC",
        round="2026",
        pair=AgencyPair("Customs Board", "Gendarmerie"),
        instruments={"cooperation": "handbook-2018/1"},
        voices={"customs": {item: Answer(level=level, comment="Größe ✓") for item, level in levels.items()}},
    )


def _bundle(**levels: int) -> Bundle:
    assessment = _assessment(**levels)
    sealed = seal(assessment, "customs")
    return Bundle(assessment, "customs", sealed.fingerprint, sealed.nonce)


@pytest.mark.parametrize("passphrase", ["", "correct horse battery"])
def test_what_is_written_reads_back_and_proves_its_fingerprint(library: Library, passphrase: str) -> None:
    sent = _bundle(a_1=3, a_13=2)
    got = read(write(sent, passphrase), "customs.bundle", library, passphrase)
    assert got == sent
    assert verify(got.assessment, got.voice, got.fingerprint, got.nonce)


def test_an_answer_changed_after_the_seal_does_not_prove_the_fingerprint(library: Library) -> None:
    raw = json.loads(write(_bundle(a_1=3)))
    raw["assessment"]["voices"]["customs"]["a_1"]["level"] = 4
    got = read(json.dumps(raw).encode(), "customs.bundle", library)
    assert not verify(got.assessment, got.voice, got.fingerprint, got.nonce)


@pytest.mark.parametrize(
    "change", [{"round": "2027"}, {"country": "XXD"}, {"id": "84ce990f-aa25-4453-9fbe-46659e7b398f"}]
)
def test_a_seal_holds_for_one_assessment_of_one_round_alone(change: dict[str, str]) -> None:
    assessment = _assessment(a_1=3)
    sealed = seal(assessment, "customs")
    assert not verify(replace(assessment, **change), "customs", sealed.fingerprint, sealed.nonce)  # type: ignore[arg-type]


def test_the_same_answers_have_another_fingerprint_each_time_so_that_it_cannot_be_guessed() -> None:
    assessment = _assessment(a_1=3)
    assert seal(assessment, "customs").fingerprint != seal(assessment, "customs").fingerprint


def test_the_order_in_which_answers_were_given_does_not_change_the_seal() -> None:
    sealed = seal(_assessment(a_1=3, a_13=2), "customs")
    assert verify(_assessment(a_13=2, a_1=3), "customs", sealed.fingerprint, sealed.nonce)


def test_what_is_not_shared_is_no_part_of_the_seal() -> None:
    def shared(item: str, answer: Answer) -> Answer:
        return Answer(level=answer.level)

    assessment = _assessment(a_1=3)
    sealed = seal(assessment, "customs", shared)
    other_words = replace(assessment, voices={"customs": {"a_1": Answer(level=3, comment="other")}})
    assert verify(other_words, "customs", sealed.fingerprint, sealed.nonce, shared)
    assert not verify(other_words, "customs", sealed.fingerprint, sealed.nonce)


def test_without_the_passphrase_nothing_can_be_read(library: Library) -> None:
    raw = write(_bundle(a_1=3), "correct horse battery")
    assert is_encrypted(raw)
    assert b"a_1" not in raw
    assert b"Customs Board" not in raw
    for wrong in ("", "correct horse batterz"):
        with pytest.raises(BundleRefused, match="passphrase"):
            read(raw, "customs.bundle", library, wrong)


def test_a_single_changed_sign_of_an_encrypted_bundle_is_found(library: Library) -> None:
    raw = json.loads(write(_bundle(a_1=3), "correct horse battery"))
    content = raw["encrypted"]["content"]
    raw["encrypted"]["content"] = ("B" if content[0] != "B" else "C") + content[1:]
    with pytest.raises(BundleRefused, match="changed since"):
        read(json.dumps(raw).encode(), "customs.bundle", library, "correct horse battery")


def test_a_file_may_not_choose_what_reading_it_costs(library: Library) -> None:
    raw = json.loads(write(_bundle(a_1=3), "correct horse battery"))
    raw["encrypted"]["scrypt"] = {"n": 2**30, "r": 8, "p": 1}
    with pytest.raises(BundleRefused, match="damaged"):
        read(json.dumps(raw).encode(), "customs.bundle", library, "correct horse battery")


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(BundleRefused, match="at least 8"):
        write(_bundle(a_1=3), "short")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"[]",
        b"{}",
        b'{"format": "cpdiag/1"}',
        b'{"format": "cpdiag-bundle/1"}',
        b'{"format": "cpdiag-bundle/1", "encrypted": 3}',
        b'{"format": "cpdiag-bundle/1", "release": {}, "assessment": {}}',
        b'{"format": "cpdiag-bundle/1", "assessment": {}, "release": {"voice": "agreed", "nonce": ""}}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_bundle_is_refused_in_one_sentence(library: Library, raw: bytes) -> None:
    with pytest.raises(BundleRefused):
        read(raw, "something", library)


def test_a_bundle_with_answers_of_both_agencies_is_refused(library: Library) -> None:
    raw = json.loads(write(_bundle(a_1=3)))
    raw["assessment"]["voices"]["police"] = {"a_1": {"level": 1}}
    with pytest.raises(BundleRefused, match="more than one agency"):
        read(json.dumps(raw).encode(), "customs.bundle", library)


def test_answers_with_faults_are_refused_with_the_first_fault(library: Library) -> None:
    raw = json.loads(write(_bundle(a_1=3)))
    raw["assessment"]["voices"]["customs"]["a_1"]["level"] = 9
    with pytest.raises(BundleRefused, match="level"):
        read(json.dumps(raw).encode(), "customs.bundle", library)


def test_a_fingerprint_is_read_as_people_write_it() -> None:
    digits = sealing.seal(_assessment(a_1=1), "customs").fingerprint
    assert from_text(in_groups(digits)) == digits
    assert from_text(in_groups(digits).upper().replace(" ", "-\n")) == digits
    assert from_text(digits[:-1]) is None
    assert from_text("") is None
