"""`cpdiag exchange`: two copies of the program, each with its own database, come together step by step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from diagnostic import places
from diagnostic.access import Viewer
from diagnostic.answers import Voice
from diagnostic.service import assessments
from diagnostic.service.desk import Desk, open_desk
from diagnostic.storage import close, connect
from tests.cli.shell import Said, cpdiag

START = """\
format: cpdiag/1
country: XXC
pair: {customs: "Customs Board", police: "Gendarmerie"}
round: "2026"
instruments: {cooperation: handbook-2018/1}
voices:
  customs:
    a_1: {level: 3}
    a_11: {value: {authority: full}, comment: "SECRET"}
"""


class Copy:
    """A copy of the program: its own database, its own agency."""

    def __init__(self, folder: Path, agency: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.agency, self.patch = folder, agency, monkeypatch
        folder.mkdir()

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'own.sqlite3'}"

    @property
    def desk(self) -> Desk:
        return open_desk(self.url, Viewer.local(self.agency))

    def run(self, *words: str | Path) -> Said:
        self.patch.setenv(places.DATABASE_URL, self.url)
        self.patch.chdir(self.folder)
        return cpdiag(*words)

    def exchange(self, step: str, *words: str | Path) -> Said:
        return self.run("exchange", step, *words, "--as", self.agency)

    def take(self, raw: str, file: str) -> Said:
        (self.folder / file).write_text(raw, encoding="utf-8")
        return self.run("import", file, "--yes", "--as", self.agency)

    def release(self, id: str) -> str:
        """Release as the page does; return the fingerprint as it is shown."""
        assessments.move(self.desk, id, self.agency, "submit")
        assessments.move(self.desk, id, self.agency, "release")
        return self.exchange("status", id).lines[0].partition(": ")[2]


@pytest.fixture
def copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Copy, Copy]]:
    both = Copy(tmp_path / "c", "customs", monkeypatch), Copy(tmp_path / "p", "police", monkeypatch)
    yield both
    for copy in both:
        close(connect(copy.url))


@pytest.fixture
def id(copies: tuple[Copy, Copy]) -> str:
    """One assessment in both copies, with an answer of each agency in its own."""
    customs, police = copies
    assert customs.take(START, "start.yaml").code == 0
    (record,) = connect(customs.url).list()
    invitation = customs.exchange("invite", record.id)
    assert invitation.code == 0
    assert "SECRET" not in invitation.out
    assert "level" not in invitation.out
    assert police.take(invitation.out, "invitation.yaml").code == 0
    own = invitation.out.partition("voices:")[0] + "voices: {police: {a_1: {level: 1}}}\n"
    assert police.take(own, "own.yaml").code == 0
    return record.id


def test_two_copies_come_to_the_same_answers(copies: tuple[Copy, Copy], id: str) -> None:
    customs, police = copies
    shown = {copy: copy.release(id) for copy in copies}
    for copy, other in ((customs, police), (police, customs)):
        said = copy.exchange("fingerprint", id, shown[other])
        assert (said.code, said.err) == (0, "")
        (copy.folder / "phrase.txt").write_text("a long passphrase\nand notes\n", encoding="utf-8")
        made = copy.exchange("bundle", id, "--output", f"{copy.agency}.bundle", "--passphrase-file", "phrase.txt")
        assert (made.code, made.out) == (0, f"Written: {copy.agency}.bundle\n")
        assert b"a_1" not in (copy.folder / f"{copy.agency}.bundle").read_bytes(), "it is encrypted"
    for copy, other in ((customs, police), (police, customs)):
        assert copy.exchange("status", id).lines[-1].endswith("have not arrived.")
        sent = other.folder / f"{other.agency}.bundle"
        assert copy.exchange("receive", id, sent, "--passphrase-file", "phrase.txt").code == 0
        assert copy.exchange("status", id).lines[-1].endswith("are here.")
    for copy in copies:
        assessments.open_both(copy.desk, id)
    here, there = (connect(copy.url).snapshot(id) for copy in copies)
    assert here.voices["police"] == there.voices["police"]
    assert here.voices["customs"]["a_1"] == there.voices["customs"]["a_1"]
    assert "SECRET" not in str(there)


def test_the_standing_is_said_at_every_step(copies: tuple[Copy, Copy], id: str) -> None:
    customs, _ = copies
    assert customs.exchange("status", id).lines == [
        "Fingerprint of Customs Board: not released yet",
        "Fingerprint of Gendarmerie: not told yet",
        "The answers of Gendarmerie have not arrived.",
    ]
    shown = customs.release(id)
    assert len(shown.replace(" ", "")) == 64


@pytest.mark.parametrize(
    ("step", "words", "says"),
    [
        ("bundle", ("--output", "x.bundle"), "Release your agency’s answers first."),
        ("fingerprint", ("12 34",), "A fingerprint has 64 digits"),
        ("receive", ("nowhere.bundle",), "nowhere.bundle: No such file"),
        ("receive", ("invitation.yaml",), ""),
    ],
)
def test_what_cannot_be_is_refused_in_one_message_with_1(
    copies: tuple[Copy, Copy], id: str, step: str, words: tuple[str, ...], says: str
) -> None:
    _, police = copies
    before = connect(police.url).verify_audit()
    said = police.exchange(step, id, *words)
    assert (said.code, said.out) == (1, "")
    assert says in said.err
    assert "Traceback" not in said.err
    assert connect(police.url).verify_audit() == before
    assert not (police.folder / "x.bundle").exists()


def test_no_file_is_written_over(copies: tuple[Copy, Copy], id: str) -> None:
    customs, police = copies
    shown = police.release(id)
    customs.release(id)
    assert customs.exchange("fingerprint", id, shown).code == 0
    mine = customs.folder / "mine"
    mine.write_text("mine", encoding="utf-8")
    for step in ("invite", "bundle"):
        said = customs.exchange(step, id, "--output", mine)
        assert said.code == 1
        assert "is there already and was left as it is" in said.err
        assert mine.read_text(encoding="utf-8") == "mine"


def test_a_wrong_passphrase_and_a_forged_bundle_change_nothing(copies: tuple[Copy, Copy], id: str) -> None:
    customs, police = copies
    shown = {copy: copy.release(id) for copy in copies}
    customs.exchange("fingerprint", id, shown[police])
    police.exchange("fingerprint", id, shown[customs])
    (police.folder / "phrase.txt").write_text("a long passphrase", encoding="utf-8")
    police.exchange("bundle", id, "--output", "sealed.bundle", "--passphrase-file", "phrase.txt")
    police.exchange("bundle", id, "--output", "plain.bundle")
    (customs.folder / "phrase.txt").write_text("another passphrase", encoding="utf-8")
    sealed, plain = police.folder / "sealed.bundle", police.folder / "plain.bundle"
    forged = customs.folder / "forged.bundle"
    forged.write_bytes(plain.read_bytes().replace(b'"level": 1', b'"level": 4'))
    assert forged.read_bytes() != plain.read_bytes()
    for words in ((sealed,), (sealed, "--passphrase-file", "phrase.txt"), (forged,)):
        said = customs.exchange("receive", id, *words)
        assert (said.code, said.out) == (1, "")
        assert customs.exchange("status", id).lines[-1].endswith("have not arrived.")
    assert customs.exchange("receive", id, plain).code == 0


def test_an_assessment_that_is_not_there_ends_with_1(copies: tuple[Copy, Copy], id: str) -> None:
    for step, words in (("invite", ()), ("status", ()), ("fingerprint", ("ab" * 32,)), ("bundle", ("--output", "x"))):
        said = copies[0].exchange(step, "00000000-0000-4000-8000-000000000000", *words)
        assert (said.code, said.out) == (1, "")
        assert said.err.strip()


@pytest.mark.parametrize(
    "words", [("bundle", "x"), ("fingerprint", "x"), ("receive", "x"), ("status",), ("invite", "x", "--as", "agreed")]
)
def test_wrong_usage_ends_with_2(words: tuple[str, ...]) -> None:
    assert cpdiag("exchange", *words).code == 2
