"""`cpdiag score`: the contract cpdiag-score/1 key by key, the readable table, the explanation, refusals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from diagnostic.content import schemas
from tests.cli.shell import DEMONSTRATION, SOUND, cpdiag

FILES = sorted(DEMONSTRATION.glob("*.yaml"))
NULL_DIMENSION = dict.fromkeys(("lower", "upper", "typical", "coverage", "withheld"))


def scored(*words: str | Path) -> dict[str, Any]:
    said = cpdiag("score", *words, "--json")
    assert (said.code, said.err) == (0, "")
    result: dict[str, Any] = json.loads(said.out)
    return result


@pytest.fixture
def result(answers: Path) -> dict[str, Any]:
    return scored(answers)


def some(data: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: data[key] for key in keys}


# ---------------------------------------------------------------- the contract


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(schemas.validator("score").schema)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("voice", [(), ("--voice", "customs"), ("--voice", "police")], ids=" ".join)
def test_the_result_of_every_demonstration_file_meets_the_schema(path: Path, voice: tuple[str, ...]) -> None:
    assert list(schemas.validator("score").iter_errors(scored(path, *voice))) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("format",), "cpdiag-score/2"),
        (("voices", "customs", "claimed", "continuum", "lower"), 6),
        (("voices", "customs", "claimed", "dimensions", "framework", "coverage"), 2),
        (("voices", "customs", "claimed", "dimensions", "framework", "lower"), None),
        (("voices", "tax"), {}),
        (("joint", "gaps", "a_1"), 5),
        (("joint", "evidenced"), None),
        (("powers", 0, "finding"), "all"),
        (("xrays", 0, "severity"), "grave"),
        (("perception_gap", "customs", "self"), 0),
    ],
    ids=lambda part: "/".join(map(str, part)) if isinstance(part, tuple) else None,
)
def test_the_schema_refuses_what_the_contract_does_not_allow(
    result: dict[str, Any], path: tuple[str | int, ...], value: object
) -> None:
    *above, last = path
    place: Any = result
    for key in above:
        place = place[key]
    place[last] = value
    assert list(schemas.validator("score").iter_errors(result))


def test_keys_beyond_the_contract_are_free(result: dict[str, Any]) -> None:
    result["extra"] = result["voices"]["customs"]["extra"] = result["joint"]["extra"] = 1
    assert list(schemas.validator("score").iter_errors(result)) == []


def test_the_head_names_format_country_round_and_policy(result: dict[str, Any]) -> None:
    assert some(result, "format", "country", "round", "policy") == {
        "format": "cpdiag-score/1",
        "country": "XXA",
        "round": "2026",
        "policy": "handbook-fig3/1",
    }


def test_each_agency_has_a_claimed_and_an_evidenced_view(result: dict[str, Any]) -> None:
    assert list(result["voices"]) == ["customs", "police"]
    assert all(set(views) == {"claimed", "evidenced"} for views in result["voices"].values())


def test_the_continuum_is_a_pair_of_bounds(result: dict[str, Any]) -> None:
    # A.2.1 is missing, and A.13 is forbidden by law: level 2 is possible, level 3 is not.
    assert result["voices"]["customs"]["claimed"]["continuum"] == {"lower": 1, "upper": 2}


def test_a_dimension_has_bounds_a_typical_pair_coverage_and_whether_it_is_withheld(result: dict[str, Any]) -> None:
    dimensions = result["voices"]["customs"]["claimed"]["dimensions"]
    keys = ("lower", "upper", "typical", "coverage", "withheld")
    assert some(dimensions["framework"], *keys) == {
        "lower": 3,
        "upper": 3,
        "typical": {"lower": 3, "upper": 3},
        "coverage": 1.0,
        "withheld": False,
    }
    assert some(dimensions["information"], *keys) == {
        "lower": 1,
        "upper": 5,
        "typical": {"lower": 1, "upper": 5},
        "coverage": 0.0,
        "withheld": True,
    }


def test_a_dimension_in_which_no_item_applies_is_null_throughout(answers: Path) -> None:
    data = yaml.safe_load(SOUND)
    powers = {f"a_{number}": {"value": {"authority": "full"}} for number in ("7_1", "8", "9", "10", "11", "12")}
    areas = ("drugs", "counterfeits", "endangered_species", "cash", "firearms", "cultural_goods", "waste")
    powers["a_5_1"] = {"value": dict.fromkeys(areas, "full")}
    data["voices"]["police"] |= powers
    answers.write_text(json.dumps(data))
    dimension = scored(answers)["voices"]["police"]["claimed"]["dimensions"]["powers"]
    assert some(dimension, *NULL_DIMENSION) == NULL_DIMENSION


def test_the_blockers_are_the_requirements_of_the_next_level_that_are_not_certain(result: dict[str, Any]) -> None:
    blockers = result["voices"]["customs"]["claimed"]["blockers"]
    assert blockers == [{"item": "a_2_1", "needs": 2, "lower": 1, "upper": 5}]


def test_evidence_limits_the_evidenced_view_alone(result: dict[str, Any]) -> None:
    police = result["voices"]["police"]
    assert police["claimed"]["dimensions"]["framework"]["lower"] == 4
    assert police["evidenced"]["dimensions"]["framework"]["lower"] == 2


def test_the_joint_result_has_the_same_shape_and_the_gaps(result: dict[str, Any]) -> None:
    assert set(result["joint"]) == {"claimed", "evidenced", "gaps"}
    assert set(result["joint"]["claimed"]) == set(result["voices"]["customs"]["claimed"])
    assert result["joint"]["claimed"]["dimensions"]["framework"]["lower"] == 3  # agreed
    assert result["joint"]["gaps"] == {"a_1": -1}  # customs minus police


def test_the_perception_gap_compares_the_self_rating_with_the_derived_level(result: dict[str, Any]) -> None:
    assert result["perception_gap"] == {
        "customs": {"self": 4, "lower": 1, "upper": 2},
        "police": {"self": None, "lower": 1, "upper": 4},
    }


def test_the_powers_say_who_holds_what_and_how_the_other_reaches_it(result: dict[str, Any]) -> None:
    rows = {row["power"]: row for row in result["powers"]}
    assert some(rows["a_9"], "power", "customs", "police", "finding", "access") == {
        "power": "a_9",
        "customs": "none",
        "police": "full",
        "finding": "one_holds",
        "access": {"customs": {"lower": 2, "upper": 2}, "police": None},
    }
    assert rows["a_10"]["finding"] == "unknown"


def test_an_xray_has_id_severity_items_and_voice(result: dict[str, Any]) -> None:
    found = {"id": "high_level_without_evidence", "severity": "warning", "items": ["a_1"], "voice": "police"}
    assert found in result["xrays"]


def test_joint_is_null_with_one_voice_alone(answers: Path) -> None:
    result = scored(answers, "--voice", "customs")
    assert list(result["voices"]) == ["customs"]
    assert result["joint"] is None
    assert result["voices"]["customs"] == scored(answers)["voices"]["customs"]
    assert list(result["perception_gap"]) == ["customs"]


def test_standard_input_and_json_files_give_the_same_result(answers: Path, result: dict[str, Any]) -> None:
    said = cpdiag("score", "-", "--json", typed=SOUND)
    assert json.loads(said.out) == result
    answers.write_text(json.dumps(yaml.safe_load(SOUND)))
    assert scored(answers) == result


# ---------------------------------------------------------------- for people


def test_the_table_shows_levels_dimensions_blockers_powers_xrays_and_self_ratings(answers: Path) -> None:
    said = cpdiag("score", answers)
    assert said.code == 0
    text = " ".join(said.out.split())
    for part in (
        "XXA, round 2026: Customs and National Police",
        "Customs level 1 to 2, coexistence to communication level 1 to 2",
        "Both agencies level 1 to 2",
        "Framework level 3 level 3 level 3 level 3 1 of 1 answered",
        "Information level 1 to 5 withheld level 1 to 5 withheld 0 of 1 answered",
        "What holds back level 2, communication:",
        "Exchange of information A.2.1 needs level 2 and is at level 1 to 5.",
        "Full; lacking equipment",
        "One holds it level 1 to 2",
        "to check first",
        "National Police places Formal arrangements A.1 at level 4",
        "Customs rates the relationship at level 4; its answers lead to level 1 to 2.",
        "National Police has not rated the relationship itself",
    ):
        assert part in text


def test_the_table_with_one_voice_names_no_other(answers: Path) -> None:
    said = cpdiag("score", answers, "--voice", "customs")
    assert "Both agencies" not in said.out
    assert "Dimensions: National Police" not in said.out


def test_the_explanation_leads_from_level_to_requirement_to_item_to_answer(answers: Path) -> None:
    said = cpdiag("score", answers, "--explain", "--voice", "customs")
    text = " ".join(said.out.partition("Why: Customs")[2].split())
    chain = (
        "Level 3, cooperation: as claimed it does not hold; as evidenced it does not hold",
        "Formal arrangements A.1 must be at least level 3 (“more formal structure whereby official meetings are",
        "as claimed level 3, holds; as evidenced level 3, holds",
        "Customs: Level 3: A written instrument is in force",
        "Where it holds: In the whole country",
        "What can be shown: A record of use",
        "Comment: MOU of 2021",
        "Sharing of resources A.13 must be at least level 3",
        "Customs: Prohibited by law: no joint use of vehicles, act of 2019",
        "a legal barrier",
    )
    places = [text.find(part) for part in chain]
    assert -1 not in places, chain[places.index(-1)]
    assert places == sorted(places)


def test_the_explanation_of_both_agencies_begins_with_what_they_agreed(answers: Path) -> None:
    why = cpdiag("score", answers, "--explain").out.partition("Why: Both agencies")[2]
    order = [why.index(part) for part in ("Agreed: Level 3", "Reason: read together", "Customs: Level 3")]
    assert order == sorted(order)
    assert "As evidenced: Counts as level 2: what can be shown supports at most level 2." in " ".join(why.split())


def test_markup_in_answers_stays_text(answers: Path) -> None:
    answers.write_text(SOUND.replace("MOU of 2021", "[bold]x[/bold] :smile: [/]"), encoding="utf-8")
    assert "[bold]x[/bold] :smile: [/]" in cpdiag("score", answers, "--explain").out


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize("words", [(), ("--json",), ("--explain",), ("--voice", "police")], ids=" ".join)
def test_every_fault_goes_to_standard_error_and_nothing_to_standard_output(
    broken: Path, words: tuple[str, ...]
) -> None:
    said = cpdiag("score", broken, *words)
    assert (said.code, said.out) == (1, "")
    assert [line.split(": ")[0] for line in said.err.splitlines()] == [f"{broken}:9:18", f"{broken}:14:5"]


def test_faults_of_standard_input_are_named_after_it() -> None:
    said = cpdiag("score", "-", typed=b"format: cpdiag/1\ncountry: \xff\n")
    assert said.code == 1
    assert said.err.startswith("<stdin>:2:10: ")


def test_a_missing_file_a_folder_and_a_huge_file_give_one_message_each(tmp_path: Path) -> None:
    huge = tmp_path / "huge.yaml"
    huge.write_bytes(b" " * 3_000_000)
    for path in (tmp_path / "nowhere.yaml", tmp_path, huge):
        said = cpdiag("score", path)
        assert (said.code, said.out, said.err.count("\n")) == (1, "", 1)
        assert said.err.startswith(str(path))


def test_a_voice_that_the_file_does_not_hold_is_refused(answers: Path) -> None:
    data = yaml.safe_load(SOUND)
    del data["voices"]["police"]
    answers.write_text(json.dumps(data))
    said = cpdiag("score", answers, "--voice", "police", "--json")
    assert (said.code, said.out, said.err) == (1, "", f"{answers} holds no answers of the police.\n")


def test_one_voice_alone_has_a_place_for_integrity_and_two_voices_have_none(answers: Path) -> None:
    alone = cpdiag("score", answers, "--json", "--voice", "customs")
    assert json.loads(alone.out)["integrity"] is None
    assert "integrity" not in json.loads(cpdiag("score", answers, "--json").out)


# ---------------------------------------------------------------- integrity: one agency alone

FREEDONIA = DEMONSTRATION / "xxa-2026.yaml"
FACTORS = [
    "leadership", "regulation", "transparency", "automation", "reform",
    "audit", "conduct", "people", "culture", "private_sector",
]  # fmt: skip
INTEGRITY_ALONE = """\
format: cpdiag/1
country: XXA
pair: {customs: "Customs", police: "National Police"}
round: "2026"
instruments: {integrity: integrity-2026/1}
voices:
  customs:
    i_procedures: {level: 4, scope: national, evidence: document}
    i_exemptions: {level: 3, scope: national, evidence: record_of_use}
    i_overlap: {level: 5, scope: one_site}
    x_violence: {level: 5, scope: one_site, evidence: assertion}
    x_duress: {state: insufficient_evidence}
"""


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    """A file that holds integrity answers of one agency and nothing else."""
    path = tmp_path / "integrity.yaml"
    path.write_text(INTEGRITY_ALONE, encoding="utf-8")
    return path


def test_one_agency_of_the_demonstration_has_integrity_in_the_shape_of_the_contract() -> None:
    result = scored(FREEDONIA, "--voice", "customs")
    integrity = result["integrity"]
    assert {"claimed", "evidenced", "exposure"} <= set(integrity)
    for view in ("claimed", "evidenced"):
        assert list(integrity[view]["factors"]) == FACTORS
        assert list(integrity[view]["stages"]) == ["detect", "report", "protect", "follow_up"]
        assert set(integrity[view]["protection"]) == {"lower", "upper"}
    assert list(integrity["exposure"]) == ["corruption", "threat", "conditions"]
    parts = [*integrity["claimed"]["factors"].values(), *integrity["claimed"]["stages"].values()]
    for part in [*parts, *integrity["exposure"].values()]:
        assert set(NULL_DIMENSION) <= set(part)
    assert list(schemas.validator("score").iter_errors(result)) == []


def test_the_figures_of_integrity_are_those_of_the_answers(alone: Path) -> None:
    integrity = scored(alone, "--voice", "customs")["integrity"]
    keys = ("lower", "upper", "coverage", "withheld")
    # A level at one site counts 2; a document carries 3.
    assert some(integrity["claimed"]["factors"]["regulation"], *keys) == dict(
        zip(keys, (2, 2, 1.0, False), strict=True)
    )
    assert integrity["claimed"]["factors"]["regulation"]["typical"] == {"lower": 3, "upper": 3}
    assert integrity["evidenced"]["factors"]["regulation"]["typical"] == {"lower": 3, "upper": 3}
    assert some(integrity["claimed"]["factors"]["leadership"], *keys) == dict(zip(keys, (1, 5, 0.0, True), strict=True))
    assert integrity["claimed"]["protection"] == {"lower": 1, "upper": 5}
    # A known 5 closes the axis, whatever scope and evidence it carries.
    assert some(integrity["exposure"]["threat"], *keys) == dict(zip(keys, (5, 5, 0.25, False), strict=True))
    assert some(integrity["exposure"]["corruption"], *keys) == dict(zip(keys, (1, 5, 0.0, True), strict=True))
    assert {"id": "exposure_not_counted", "severity": "notice", "items": ["x_duress"], "voice": "customs"} in (
        integrity["xrays"]
    )


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("claimed", "protection", "lower"), 0),
        (("claimed", "protection"), "none"),
        (("claimed", "factors", "leadership", "coverage"), 2),
        (("evidenced", "stages", "report", "upper"), None),
        (("exposure", "threat", "lower"), 6),
        (("exposure",), None),
        (("evidenced",), None),
    ],
    ids=lambda part: "/".join(map(str, part)) if isinstance(part, tuple) else None,
)
def test_the_schema_refuses_integrity_that_the_contract_does_not_allow(path: tuple[str, ...], value: object) -> None:
    result = scored(FREEDONIA, "--voice", "customs")
    *above, last = path
    place: Any = result["integrity"]
    for key in above:
        place = place[key]
    place[last] = value
    assert list(schemas.validator("score").iter_errors(result))


def test_scoring_two_voices_prints_nothing_of_integrity() -> None:
    result = scored(FREEDONIA)
    assert "integrity" not in result
    for words in (("--json",), (), ("--explain",)):
        said = cpdiag("score", FREEDONIA, *words)
        assert said.code == 0
        assert "integrity" not in said.out.lower(), words
        for id in ("i_owner", "p_threat_report", "x_threats", "Owner of integrity", "Explicit threats"):
            assert id not in said.out, words


def test_the_integrity_of_one_agency_shows_nothing_that_the_other_said() -> None:
    integrity = scored(FREEDONIA, "--voice", "police")["integrity"]
    assert integrity["claimed"]["protection"] == {"lower": 1, "upper": 5}
    assert not any(item["answered"] for item in integrity["claimed"]["items"].values())
    assert integrity["xrays"] == []


def test_cooperation_is_scored_the_same_with_and_without_integrity(tmp_path: Path) -> None:
    data = yaml.safe_load(FREEDONIA.read_text(encoding="utf-8"))
    del data["instruments"]["integrity"]
    for said in data["voices"].values():
        for item in [item for item in said if item.startswith(("i_", "p_", "x_"))]:
            del said[item]
    without = tmp_path / "without.yaml"
    without.write_text(json.dumps(data), encoding="utf-8")
    assert scored(without) == scored(FREEDONIA)
    alone, among = scored(without, "--voice", "customs"), scored(FREEDONIA, "--voice", "customs")
    assert alone.pop("integrity") is None
    assert among.pop("integrity") is not None
    assert alone == among


def test_with_integrity_alone_the_parts_on_cooperation_are_null(alone: Path) -> None:
    parts = ("policy", "voices", "joint", "perception_gap", "powers", "xrays")
    result = scored(alone, "--voice", "customs")
    assert some(result, *parts) == dict.fromkeys(parts)
    assert result["integrity"] is not None
    both = scored(alone)
    assert some(both, *parts) == dict.fromkeys(parts)
    assert "integrity" not in both
    for printed in (result, both):
        assert (printed["format"], printed["country"], printed["round"]) == ("cpdiag-score/1", "XXA", "2026")
        assert list(schemas.validator("score").iter_errors(printed)) == []


def test_a_file_with_integrity_alone_asks_for_the_agency_to_print_a_table(alone: Path) -> None:
    said = cpdiag("score", alone)
    assert (said.code, said.out) == (1, "")
    assert "--voice" in said.err
    assert "holds no answers of the police" in cpdiag("score", alone, "--voice", "police").err


def test_the_table_of_one_agency_names_factors_stages_and_exposure(alone: Path) -> None:
    said = cpdiag("score", alone, "--voice", "customs")
    assert said.code == 0
    text = " ".join(said.out.replace("\u00a0", " ").split())
    for part in (
        "Integrity self-assessment, integrity-2026/1; policy integrity-ladder/1",
        "Integrity of Customs: what exists, by factor",
        "Leadership and commitment level 1 to 5, withheld level 1 to 5, withheld 0 of 4 answered",
        "Regulatory framework level 2 level 2 3 of 3 answered",
        "Relationship with the private sector",
        "Integrity of Customs: protection, by stage",
        "Follow up level 1 to 5, withheld",
        "Protection as a whole: level 1 to 5.",
        "Integrity of Customs: exposure to organised crime",
        "Threat level 5 1 of 4 answered",
        "Corruption level 1 to 5, withheld 0 of 4 answered",
        "Exposure is hazard",
        "Customs does not count what Yielding under threat (duress) asks about.",
    ):
        assert part in text, part
    assert "Continuum" not in text


def test_the_table_of_the_demonstration_shows_cooperation_first_and_then_integrity() -> None:
    said = cpdiag("score", FREEDONIA, "--voice", "customs")
    order = [said.out.index(part) for part in ("Framework", "Leadership and commitment", "Detect", "Conditions")]
    assert order == sorted(order)
    text = " ".join(said.out.replace("\u00a0", " ").split())
    assert "Protection as a whole: level 1." in text
    assert "Threat level 4 to 5, withheld 2 of 4 answered" in text
