"""`new`, `list`, `export`, `import`, `demo`, `settings`: files into the database and out of it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from diagnostic import places
from diagnostic.content import shipped
from tests.cli.shell import DEMONSTRATION, SOUND, cpdiag

ID = "6f0c1f5e-6a55-4b6e-9d4a-1b2c3d4e5f60"
NOTHING = "There are no assessments yet. 'cpdiag app' starts one, 'cpdiag demo' loads a demonstration.\n"


def file_with(path: Path, old: str = "", new: str = "") -> Path:
    assert old in SOUND
    path.write_text(f"id: {ID}\n{SOUND.replace(old, new)}", encoding="utf-8")
    return path


@pytest.fixture
def stored(tmp_path: Path) -> str:
    """The id of an assessment that was imported with every voice."""
    assert cpdiag("import", file_with(tmp_path / "first.yaml"), "--yes").code == 0
    return ID


def exported(acting: str = "customs") -> dict[str, dict[str, object]]:
    said = cpdiag("export", ID, "--as", acting)
    assert said.code == 0
    voices: dict[str, dict[str, object]] = yaml.safe_load(said.out)["voices"]
    return voices


# ---------------------------------------------------------------- new


def test_new_writes_every_question_with_its_statements_and_passes_its_own_check(tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    said = cpdiag("new", "--country", "FRA", "--round", "autumn 2026", "--output", path)
    assert (said.code, said.out) == (0, f"Written: {path}\n")
    assert cpdiag("check", path).code == 0
    text = path.read_text(encoding="utf-8")
    for item in shipped().instrument("cooperation").items:
        assert f"    {item.id}: {{}}" in text
        assert item.question in text
    assert 'round: "autumn 2026"' in text


def test_new_writes_to_standard_output_what_score_can_read() -> None:
    said = cpdiag("new")
    assert said.code == 0
    assert cpdiag("score", "-", typed=said.out).code == 0


def test_new_never_overwrites_a_file(tmp_path: Path) -> None:
    path = tmp_path / "answers.yaml"
    path.write_text("kept")
    said = cpdiag("new", "--output", path)
    assert (said.code, path.read_text()) == (1, "kept")
    assert said.err == f"'{path}' is there already and was left as it is. Name another file.\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--country", "FRX"), "'FRX' is no country code"),
        (("--country", "fra"), "alpha-3"),
        (("--country", "XXA\nround: x"), "stands twice"),
        (("--round", " "), "round"),
        (("--round", "x" * 41), "40"),
    ],
    ids=["no country", "small letters", "a line too many", "a blank round", "a long round"],
)
def test_new_refuses_a_country_or_round_that_the_file_could_not_hold(
    tmp_path: Path, words: tuple[str, ...], message: str
) -> None:
    said = cpdiag("new", *words, "--output", tmp_path / "new.yaml")
    assert (said.code, said.out) == (1, "")
    assert message in said.err
    assert not (tmp_path / "new.yaml").exists()


def test_new_into_a_folder_that_does_not_exist_gives_one_message(tmp_path: Path) -> None:
    said = cpdiag("new", "--output", tmp_path / "nowhere" / "new.yaml")
    assert (said.code, said.err.count("\n")) == (1, 1)
    assert "nowhere" in said.err


# ---------------------------------------------------------------- list, import, export


def test_list_says_what_to_do_while_there_is_nothing() -> None:
    assert cpdiag("list").out == NOTHING


def test_an_imported_assessment_is_listed_with_country_pair_round_and_stages(stored: str) -> None:
    head, row = cpdiag("list").lines
    assert head.split() == ["ID", "COUNTRY", "ROUND", "CUSTOMS", "POLICE", "PAIR"]
    assert row.split(maxsplit=5) == [stored, "XXA", "2026", "Draft", "Draft", "Customs and National Police"]


def test_a_new_assessment_takes_every_voice_of_the_file(stored: str) -> None:
    given = yaml.safe_load(SOUND)["voices"]
    assert exported("customs")["customs"] == given["customs"]
    assert exported("police")["police"] == given["police"]


def test_before_the_opening_an_export_holds_the_own_agency_alone(stored: str) -> None:
    assert set(exported("customs")) == {"customs"}
    assert set(exported("police")) == {"police"}


def test_an_export_reads_back_and_scores_the_same(stored: str, tmp_path: Path) -> None:
    path = tmp_path / "out.yaml"
    assert cpdiag("export", stored, "--output", path).out == f"Written: {path}\n"
    assert cpdiag("export", stored, "--output", path).code == 1
    one = ("--voice", "customs", "--json")
    assert cpdiag("score", path, *one).out == cpdiag("score", tmp_path / "first.yaml", *one).out


def test_a_file_without_an_id_becomes_a_new_assessment_each_time(answers: Path) -> None:
    for _ in range(2):
        assert cpdiag("import", answers, "--yes").code == 0
    assert len(cpdiag("list").lines) == 3


def test_the_preview_says_what_would_change_and_only_the_own_agency_is_written(stored: str, tmp_path: Path) -> None:
    text = SOUND.replace("level: 3, scope", "level: 4, scope").replace("a_1: {level: 4}", "a_1: {level: 5}")
    path = tmp_path / "second.yaml"
    path.write_text(f"id: {ID}\n" + text.replace("  police:\n", "    a_3_1: {level: 2}\n  police:\n"))
    said = cpdiag("import", path, "--yes")
    assert said.code == 0
    assert said.lines == [
        f"second.yaml: XXA, round 2026, Customs and National Police; into the assessment {ID}.",
        "  Customs: 1 new answer, 1 that differ from what stands.",
        "  Police: not imported, since these answers are not yours to change.",
        "  Agreed: not imported, since these answers are not yours to change.",
        f"Imported: {ID}",
    ]
    assert exported("customs")["customs"]["a_1"]["level"] == 4  # type: ignore[index]
    assert exported("customs")["customs"]["a_3_1"] == {"level": 2}
    assert exported("police")["police"]["a_1"] == {"level": 4}


@pytest.mark.parametrize("typed", ["n\n", ""], ids=["no", "nobody there"])
def test_an_import_asks_first_and_does_nothing_without_a_yes(answers: Path, typed: str) -> None:
    said = cpdiag("import", answers, typed=typed)
    assert said.code == 1
    assert "Customs: 8 new answers." in said.out
    assert "Nothing was imported." in said.err
    assert cpdiag("list").out == NOTHING


def test_an_import_goes_on_after_a_yes(answers: Path) -> None:
    assert cpdiag("import", answers, typed="y\n").code == 0
    assert len(cpdiag("list").lines) == 2


def test_standard_input_is_imported_with_yes_only() -> None:
    assert cpdiag("import", "-", typed=SOUND).code == 1
    assert cpdiag("list").out == NOTHING
    assert cpdiag("import", "-", "--yes", typed=SOUND).code == 0


def test_nothing_is_half_loaded_after_a_refused_import(broken: Path) -> None:
    said = cpdiag("import", broken, "--yes")
    assert (said.code, said.out) == (1, "")
    assert [line.split(": ")[0] for line in said.err.splitlines()] == [f"{broken}:9:18", f"{broken}:14:5"]
    assert cpdiag("list").out == NOTHING


def test_a_refused_import_leaves_an_existing_assessment_as_it_was(stored: str, tmp_path: Path) -> None:
    before = exported()
    path = tmp_path / "second.yaml"
    text = SOUND.replace("level: 3, scope", "level: 4, scope").replace("a_18: {level: 4}", "a_18: {level: 7}")
    path.write_text(f"id: {ID}\n{text}")
    assert cpdiag("import", path, "--yes").code == 1
    assert exported() == before


def test_a_file_of_the_other_agency_alone_is_refused(stored: str, tmp_path: Path) -> None:
    text = SOUND.partition("  customs:")[0] + "  police:" + SOUND.partition("  police:")[2]
    path = tmp_path / "police.yaml"
    path.write_text(f"id: {ID}\n" + text.replace("a_1: {level: 4}", "a_1: {level: 1}"))
    said = cpdiag("import", path, "--yes", "--as", "customs")
    assert said.code == 1
    assert "only for your own agency" in said.err
    assert exported("police")["police"]["a_1"] == {"level": 4}


def test_released_answers_are_not_imported_over(tmp_path: Path) -> None:
    cpdiag("demo")
    opened = (DEMONSTRATION / "xxa-2026.yaml").read_text(encoding="utf-8")
    assert cpdiag("import", DEMONSTRATION / "xxa-2026.yaml", "--yes").code == 0
    path = tmp_path / "copy.yaml"
    path.write_text(opened.replace('round: "2026"', 'round: "2026"\n# same'), encoding="utf-8")
    assert cpdiag("import", path, "--yes").out.count("0 new answers, 0 that differ") == 1


@pytest.mark.parametrize("id", ["nonsense", ID, "", "../../etc", "'; drop table assessment; --"])
def test_an_unknown_id_gives_one_message(id: str) -> None:
    said = cpdiag("export", id)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("There is no assessment")


# ---------------------------------------------------------------- integrity, an agency's own file

OWN = f"""\
format: cpdiag/1
id: {ID}
country: XXA
pair: {{customs: "Customs", police: "National Police"}}
round: "2026"
instruments: {{integrity: integrity-2026/1}}
voices:
  customs:
    i_vetting: {{level: 2, scope: national, evidence: document, comment: "of customs alone"}}
    x_threats: {{state: insufficient_evidence}}
    x_site_seaport: {{value: {{present: present, x_threats: level_4}}}}
  police:
    i_vetting: {{level: 4, comment: "of police alone"}}
"""
INTEGRITY = yaml.safe_load(OWN)["voices"]


def own(path: Path, text: str = OWN) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def integrity_of(acting: str) -> dict[str, object]:
    said = cpdiag("export", ID, "--integrity", "--as", acting)
    assert said.code == 0
    document = yaml.safe_load(said.out)
    assert document["instruments"] == {"integrity": "integrity-2026/1"}
    assert set(document["voices"]) <= {acting}
    answers: dict[str, object] = document["voices"].get(acting, {})
    return answers


def test_there_is_no_integrity_to_export_before_it_was_started(stored: str, tmp_path: Path) -> None:
    said = cpdiag("export", stored, "--integrity", "--output", tmp_path / "own.yaml")
    assert (said.code, said.out) == (1, "")
    assert said.err == "No integrity self-assessment has been started here.\n"
    assert not (tmp_path / "own.yaml").exists()


def test_an_integrity_file_goes_into_an_existing_assessment_for_the_own_agency_alone(
    stored: str, tmp_path: Path
) -> None:
    said = cpdiag("import", own(tmp_path / "own.yaml"), "--yes")
    assert said.code == 0
    assert said.lines == [
        f"own.yaml: XXA, round 2026, Customs and National Police; into the assessment {ID}.",
        "  Customs: 3 new answers, 0 that differ from what stands.",
        "  Police: not imported, since these answers are not yours to change.",
        f"Imported: {ID}",
    ]
    assert integrity_of("customs") == INTEGRITY["customs"]
    assert integrity_of("police") == {}
    assert cpdiag("import", tmp_path / "own.yaml", "--yes", "--as", "police").code == 0
    assert integrity_of("customs") == INTEGRITY["customs"]
    assert integrity_of("police") == INTEGRITY["police"]


def test_the_export_on_cooperation_never_holds_integrity(stored: str, tmp_path: Path) -> None:
    before = {acting: cpdiag("export", stored, "--as", acting).out for acting in ("customs", "police")}
    for acting in ("customs", "police"):
        assert cpdiag("import", own(tmp_path / "own.yaml"), "--yes", "--as", acting).code == 0
    assert {acting: cpdiag("export", stored, "--as", acting).out for acting in before} == before


def test_the_demonstration_exported_leaves_integrity_with_its_agency() -> None:
    cpdiag("demo")
    opened = cpdiag("list").lines[2].split()[0]
    for acting in ("customs", "police"):
        said = yaml.safe_load(cpdiag("export", opened, "--as", acting).out)
        assert list(said["instruments"]) == ["cooperation"]
        assert not [item for answers in said["voices"].values() for item in answers if not item.startswith("a_")]
    assert len(yaml.safe_load(cpdiag("export", opened, "--integrity").out)["voices"]["customs"]) > 70
    assert yaml.safe_load(cpdiag("export", opened, "--integrity", "--as", "police").out)["voices"] == {}


def test_an_exported_integrity_file_passes_its_check_scores_the_same_and_changes_nothing_when_imported_again(
    stored: str, tmp_path: Path
) -> None:
    cpdiag("import", own(tmp_path / "own.yaml"), "--yes")
    path = tmp_path / "out.yaml"
    assert cpdiag("export", stored, "--integrity", "--output", path).out == f"Written: {path}\n"
    assert cpdiag("check", path).code == 0
    one = ("--voice", "customs", "--json")
    assert cpdiag("score", path, *one).out == cpdiag("score", tmp_path / "own.yaml", *one).out
    assert "Customs: 0 new answers, 0 that differ" in cpdiag("import", path, "--yes").out


def test_an_integrity_file_of_the_other_agency_alone_is_refused_and_starts_nothing(stored: str, tmp_path: Path) -> None:
    theirs = OWN.partition("  customs:")[0] + "  police:" + OWN.partition("  police:")[2]
    said = cpdiag("import", own(tmp_path / "theirs.yaml", theirs), "--yes")
    assert said.code == 1
    assert "only for your own agency" in said.err
    assert cpdiag("export", stored, "--integrity", "--as", "police").code == 1


def test_an_unknown_version_of_the_questionnaire_is_refused_with_its_place(stored: str, tmp_path: Path) -> None:
    path = own(tmp_path / "own.yaml", OWN.replace("integrity-2026/1", "integrity-1999/1"))
    said = cpdiag("import", path, "--yes")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(f"{path}:6:")
    assert cpdiag("export", stored, "--integrity").code == 1


def test_both_parts_of_a_file_are_imported_or_none(stored: str, tmp_path: Path) -> None:
    from diagnostic.storage import connect

    own(tmp_path / "own.yaml")
    cpdiag("import", tmp_path / "own.yaml", "--yes")
    store = connect(places.database_url())
    store.move(ID, "customs", "submit", by="test", part="integrity")
    before = exported()
    both = OWN.replace("{integrity:", "{cooperation: handbook-2018/1, integrity:").replace(
        "    i_vetting: {level: 2,", "    a_1: {level: 5}\n    i_vetting: {level: 5,"
    )
    said = cpdiag("import", own(tmp_path / "both.yaml", both), "--yes")
    assert said.code == 1
    assert "Reopen them first." in said.err
    assert exported() == before
    assert integrity_of("customs") == INTEGRITY["customs"]


def test_an_integrity_file_that_becomes_a_new_assessment_gives_a_file_on_cooperation_that_reads_back(
    tmp_path: Path,
) -> None:
    assert cpdiag("import", own(tmp_path / "own.yaml"), "--yes").code == 0
    assert integrity_of("customs") == INTEGRITY["customs"]
    path = tmp_path / "out.yaml"
    assert cpdiag("export", ID, "--output", path).code == 0
    assert cpdiag("check", path).code == 0, "a file without a questionnaire is no assessment file"


def test_an_empty_integrity_file_explains_every_question_and_can_be_imported(stored: str, tmp_path: Path) -> None:
    path = tmp_path / "empty.yaml"
    assert cpdiag("new", "--instrument", "integrity", "--output", path).code == 0
    assert cpdiag("check", path).code == 0
    text = path.read_text(encoding="utf-8")
    for item in shipped().instrument("integrity").items:
        assert f"    {item.id}: {{}}" in text
        assert item.question in text
    filled = f"id: {ID}\n" + text.replace("    i_vetting: {}", "    i_vetting: {level: 3}", 1)
    assert cpdiag("import", own(path, filled), "--yes").code == 0
    assert integrity_of("customs") == {"i_vetting": {"level": 3}}


# ---------------------------------------------------------------- demo


def test_the_demonstration_loads_once_shows_both_agencies_and_goes_again() -> None:
    loaded = cpdiag("demo")
    assert (loaded.code, loaded.lines[0]) == (0, "Loaded: 3 fictional assessments.")
    rows = [line.split() for line in cpdiag("list").lines[1:]]
    assert [(row[1], row[2], row[3], row[4]) for row in rows] == [
        ("XXB", "2026", "Opened", "Opened"),
        ("XXA", "2026", "Opened", "Opened"),
        ("XXA", "2024", "Opened", "Opened"),
    ]
    assert set(yaml.safe_load(cpdiag("export", rows[0][0]).out)["voices"]) >= {"customs", "police"}
    again = cpdiag("demo")
    assert (again.code, again.out) == (1, "")
    assert cpdiag("demo", "--remove").out == "Removed: 3 assessments.\n"
    assert cpdiag("list").out == NOTHING
    assert cpdiag("demo", "--remove").out == "There is no demonstration here.\n"


def test_the_demonstration_never_mixes_with_real_assessments(stored: str) -> None:
    assert cpdiag("demo").code == 1
    assert cpdiag("demo", "--remove").code == 0
    assert len(cpdiag("list").lines) == 2


# ---------------------------------------------------------------- settings and the database


def test_settings_shows_every_setting_with_value_and_purpose(folder: Path) -> None:
    said = cpdiag("settings")
    assert said.code == 0
    for name, purpose in places.SETTINGS.items():
        assert f"{name}=" in said.out
        assert purpose in said.out
    assert f"{places.DATABASE_URL}=sqlite:///{folder / 'assessments.sqlite3'}  (default)" in said.lines
    assert f"{places.DATA_FOLDER}={folder}  (set)" in said.lines


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:HIDDEN@host/name",
        "postgresql+psycopg://user:HID@DEN/HIDDEN:x@host:5432/name?sslmode=require",
        "postgresql://host/name?user=u&password=HIDDEN&sslpassword=HIDDEN",
        "postgresql://:HIDDEN@host/name",
        "nonsense://a:HIDDEN@b",
    ],
)
def test_settings_hides_the_password_of_an_address(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(places.DATABASE_URL, url)
    said = cpdiag("settings")
    assert "***" in said.out
    assert "HID" not in said.out
    assert "DEN" not in said.out


@pytest.mark.parametrize("url", ["nonsense", "sqlite:////dev/null/x/y.sqlite3", "postgres://u:SECRET@h/n"])
@pytest.mark.parametrize(
    "words", [("list",), ("demo",), ("export", ID), ("app", "--no-browser"), ("import", "-", "--yes")], ids=" ".join
)
def test_a_database_that_cannot_be_used_gives_one_message(
    url: str, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(places.DATABASE_URL, url)
    said = cpdiag(*words, typed=SOUND)
    assert (said.code, said.out, said.err.count("\n")) == (1, "", 1)
    assert "SECRET" not in said.err
