"""Bad input in an assessment file is refused with line, column and remedy, and nothing is half-loaded.

Every case is one edit of a sound file. `at` is the text at which the fault must point.
"""

# A table: one row, one case.
# ruff: noqa: E501

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from diagnostic.answers.assessment import Assessment
from diagnostic.answers.file import read, read_upload
from diagnostic.content import Refused, shipped

SOUND = """\
format: cpdiag/1
id: 6f0c1f5e-6a55-4b6e-9d4a-1b2c3d4e5f60
country: XXA
pair: {customs: "Customs", police: "National Police"}
round: "2026"
target: {information: 4, training: 3}
context: {national_model: partial_powers, third_agencies: [prosecutor]}
instruments: {cooperation: handbook-2018/1}
voices:
  customs:
    a_1: {level: 3, scope: national, evidence: record_of_use, comment: "MOU of 2021"}
    a_2_2: {value: {frequency: monthly, channels: [secure_email, meeting]}}
    a_9: {value: {authority: none}}
    a_9_access: {level: 2}
    a_12: {value: {authority: full, limits: [equipment]}}
    a_5_1: {value: {drugs: full, counterfeits: full, endangered_species: partial, cash: none}}
    a_10: {state: declined}
    a_13: {state: prohibited_by_law, reason: "no joint use of vehicles, act of 2019"}
    a_14_2: {state: not_applicable, reason: "no officers"}
  police:
    a_1: {level: 4}
  agreed:
    a_1: {level: 3, reason: "read together", dissent: "police would say 4"}
"""


@dataclass(frozen=True)
class Case:
    """The first ``old`` becomes ``new``; the fault points at the first ``at`` from there, or else before."""

    name: str
    old: str
    new: str
    at: str
    message: str
    remedy: str

    @property
    def text(self) -> str:
        assert self.old in SOUND
        return SOUND.replace(self.old, self.new, 1)

    @property
    def place(self) -> tuple[int, int]:
        offset = self.text.find(self.at, SOUND.index(self.old))
        offset = self.text.index(self.at) if offset < 0 else offset
        before = self.text[:offset]
        return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


CASES = [
    # items, states, levels
    Case("an unknown item", "a_10: {state: declined}", "a_10_b: {state: declined}", "a_10_b", "unknown item 'a_10_b'", "did you mean 'a_10"),
    Case("an item under its official code", "a_13: {state", "A.13: {state", "A.13", "unknown item 'A.13'", "did you mean 'a_13'"),
    Case("an unknown state", "state: declined", "state: refused", "refused", "unknown state 'refused'", "use one of not_applicable"),
    Case("a state with a slip", "state: declined", "state: decline", "decline}", "unknown state", "did you mean 'declined'"),
    Case("unanswered written as a state", "state: declined", "state: unanswered", "unanswered", "unknown state", "dont_know"),
    Case("level 0", "level: 3, scope", "level: 0, scope", "0, scope", "'level' is 0", "from 1 to 5"),
    Case("level 6", "level: 3, scope", "level: 6, scope", "6, scope", "'level' is 6", "from 1 to 5"),
    Case("a negative level", "level: 3, scope", "level: -3, scope", "-3", "'level' is -3", "from 1 to 5"),
    Case("a level and a half", "level: 3, scope", "level: 3.5, scope", "3.5", "something else", "quotes"),
    Case("a level in quotes", "level: 3, scope", 'level: "3", scope', '"3"', "'level' is '3'", "from 1 to 5"),
    Case("a level in words", "level: 3, scope", "level: three, scope", "three", "'level' is 'three'", "from 1 to 5"),
    Case("a level that is true", "level: 3, scope", "level: true, scope", "true", "'level' is True", "from 1 to 5"),
    Case("a level that is empty", "level: 3, scope", "level: null, scope", "null", "'level' is None", "from 1 to 5"),
    Case("a level without braces", "a_1: {level: 4}", "a_1: 4", "4\n", "no mapping", "{level: 3}"),
    Case("a list instead of an answer", "a_1: {level: 4}", "a_1: [4]", "[4]", "no mapping", "{level: 3}"),
    Case("a level and a state at once", "state: declined", "level: 2, state: declined", "declined", "a_10", "keep one"),
    Case("a prohibition without a reason", ', reason: "no joint use of vehicles, act of 2019"', "", "prohibited_by_law", "without a reason", "add a 'reason'"),
    Case("a prohibition with a blank reason", '"no joint use of vehicles, act of 2019"', '"  "', "prohibited_by_law, reason", "without a reason", "add a 'reason'"),
    Case("not applicable without a reason", ', reason: "no officers"', "", "not_applicable", "without a reason", "add a 'reason'"),
    Case("not applicable where the item refuses it", "a_1: {level: 4}", 'a_1: {state: not_applicable, reason: "x"}', "not_applicable", "cannot be not applicable", "another state"),
    Case("not applicable on a power", "state: declined", 'state: not_applicable, reason: "x"', "not_applicable", "cannot be not applicable", "another state"),
    Case("an unknown scope", "scope: national", "scope: nation", "nation,", "unknown scope 'nation'", "did you mean 'national'"),
    Case("an unknown grade of evidence", "evidence: record_of_use", "evidence: records", "records", "unknown evidence 'records'", "record_of_use"),
    Case("an unknown key", "comment: ", "coment: ", "coment", "unknown key 'coment'", "did you mean 'comment'"),
    Case("a comment that is a number", '"MOU of 2021"', "2021", "2021", "'comment' is no text", "quotes"),
    Case("a comment that is a list", '"MOU of 2021"', "[MOU]", "[MOU]", "'comment' is no text", "quotes"),
    Case("a comment beyond all measure", '"MOU of 2021"', '"' + "x" * 10_001 + '"', '"x', "10,001", "under"),
    Case("a control character in a comment", '"MOU of 2021"', '"a \\u0007 bell"', '"a', "control character", "remove"),
    Case("a discuss mark in words", 'comment: "MOU of 2021"', "discuss: maybe", "maybe", "'discuss'", "true or false"),
    Case("a legal ceiling beyond 5", 'comment: "MOU of 2021"', "legal_ceiling: 7", "7", "'legal_ceiling' is 7", "from 1 to 5"),
    Case("a legal ceiling on a power", "state: declined", "state: declined, legal_ceiling: 2", "2", "no levels", "remove"),
    # values
    Case("a level for a power", "{value: {authority: none}}", "{level: 3}", "3}", "takes no level", "value"),
    Case("a value for a rated item", "a_9_access: {level: 2}", "a_9_access: {value: {authority: none}}", "{authority: none}}\n    a_12", "takes a level", "level"),
    Case("an unknown authority", "authority: none", "authority: some", "some", "'some'", "none"),
    Case("a power without an authority", "{authority: full, limits: [equipment]}", "{limits: [equipment]}", "{limits", "authority", "full"),
    Case("an unknown limit", "limits: [equipment]", "limits: [equipments]", "equipments", "unknown choice 'equipments'", "did you mean 'equipment'"),
    Case("a limit that stands twice", "limits: [equipment]", "limits: [equipment, equipment]", "equipment]", "stands twice", "once"),
    Case("limits that are no list", "limits: [equipment]", "limits: equipment", "equipment}", "no list", "[one, other]"),
    Case("an unknown key in a power", "{authority: none}", "{authority: none, limit: []}", "limit:", "unknown key 'limit'", "did you mean 'limits'"),
    Case("an unknown risk area", "cash: none", "money: none", "money", "unknown area 'money'", "cash"),
    Case("an unknown authority in an area", "cash: none", "cash: maybe", "maybe", "unknown authority 'maybe'", "full"),
    Case("an empty value", "{value: {authority: none}}", "{value: {}}", "{}", "empty", "{key: choice}"),
    Case("a value that is no mapping", "{value: {authority: none}}", "{value: none}", "none}", "no mapping", "{key: choice}"),
    Case("an unknown field of a narrative", "frequency: monthly", "frequence: monthly", "frequence", "unknown field 'frequence'", "did you mean 'frequency'"),
    Case("an unknown choice of a narrative", "frequency: monthly", "frequency: fortnightly", "fortnightly", "unknown choice 'fortnightly'", "monthly"),
    Case("an unknown choice in a list", "[secure_email, meeting]", "[secure_email, meetings]", "meetings", "unknown choice 'meetings'", "did you mean 'meeting'"),
    Case("a text field that is a number", "frequency: monthly", "text: 5", "5", "no text", "quotes"),
    # voices
    Case("an agreed answer to a fact about one agency", '    a_1: {level: 3, reason: "read', '    a_19: {level: 2}\n    a_1: {level: 3, reason: "read', "{level: 2}\n", "no agreed answer", "remove"),
    Case("an unknown voice", "  police:\n", "  polise:\n", "polise", "unknown key 'polise'", "did you mean 'police'"),
    Case("a voice that is a list", "  police:\n    a_1: {level: 4}", "  police: [a_1]", "[a_1]", "'police'", "mapping"),
    Case("an answer that stands twice", "    a_1: {level: 4}\n", "    a_1: {level: 4}\n    a_1: {level: 5}\n", "a_1: {level: 5}", "stands twice", "keep one"),
    # head
    Case("another format", "cpdiag/1", "cpdiag/2", "cpdiag/2", "cpdiag/2", "cpdiag/1"),
    Case("no format", "format: cpdiag/1\n", "", "id: 6f0c", "'format' is missing", "cpdiag/1"),
    Case("no country", "country: XXA\n", "", "format: cpdiag", "'country' is missing", "add 'country'"),
    Case("no round", 'round: "2026"\n', "", "format: cpdiag", "'round' is missing", "add 'round'"),
    Case("no instruments", "instruments: {cooperation: handbook-2018/1}\n", "", "format: cpdiag", "'instruments' is missing", "add 'instruments'"),
    Case("a country of two letters", "country: XXA", "country: FR", "FR", "FR", "alpha-3"),
    Case("a country that does not exist", "country: XXA", "country: ZZZ", "ZZZ", "'ZZZ' is no country code", "alpha-3"),
    Case("a country that YAML takes for false", "country: XXA", "country: no", "no", "something else", "quotes"),
    Case("a round without quotes", '"2026"', "2026", "2026", "2026", '"2026"'),
    Case("a round that is a date", '"2026"', "2026-06-30", "2026-06-30", "something else", '"2026-06-30"'),
    Case("an id that is no UUID", "6f0c1f5e-6a55-4b6e-9d4a-1b2c3d4e5f60", "six", "six", "six", "UUID"),
    Case("a target of 6", "{information: 4, training: 3}", "6", "6", "6", "1 to 5"),
    Case("a target of 9 for a dimension", "information: 4", "information: 9", "9", "9", "1 to 5"),
    Case("a target for an unknown dimension", "information: 4", "informations: 4", "informations", "unknown dimension 'informations'", "did you mean 'information'"),
    Case("an unknown national model", "partial_powers", "full_powers", "full_powers", "full_powers", "partial_powers"),
    Case("an unknown third agency", "[prosecutor]", "[prosecutors]", "prosecutors", "prosecutors", "prosecutor"),
    Case("an unknown key at the top", "instruments:", "notes: x\ninstruments:", "notes", "unknown key 'notes'", "use one of"),
    Case("an unknown instrument", "{cooperation: handbook-2018/1}", "{coperation: handbook-2018/1}", "coperation", "unknown instrument 'coperation'", "did you mean 'cooperation'"),
    Case("an unknown version", "handbook-2018/1", "handbook-2018/9", "handbook-2018/9", "unknown version 'handbook-2018/9'", "handbook-2018/1"),
    Case("no instrument at all", "{cooperation: handbook-2018/1}", "{}", "{}", "instruments", "at least 1"),
    # spelling
    Case("an alias", "a_1: {level: 4}", "a_1: &x {level: 4}\n    a_13: *x", "&x", "alias", "in full"),
    Case("a merge key", "a_1: {level: 4}", "a_1: {<<: {level: 4}}", "<<", "merge", "in full"),
    Case("a tag", "a_1: {level: 4}", "a_1: {level: !!python/name:os.system 4}", "!!python", "tag", "remove the tag"),
    Case("a tab as indentation", "  police:\n    a_1", "  police:\n\ta_1", "\t", "not valid YAML", "indentation"),
    Case("a level written as 03", "level: 3, scope", "level: 03, scope", "03", "something else", "quotes"),
]  # fmt: skip


def refusal(text: str) -> Refused:
    with pytest.raises(Refused) as caught:
        read_upload(text.encode(), "answers.yaml", shipped())
    return caught.value


def test_the_file_that_the_cases_edit_is_sound() -> None:
    assert isinstance(read_upload(SOUND.encode(), "answers.yaml", shipped()), Assessment)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_it_is_refused_with_line_column_and_remedy(case: Case) -> None:
    faults = refusal(case.text).faults
    there = [fault for fault in faults if (fault.line, fault.column) == case.place]
    assert there, f"expected {case.place}, got:\n" + "\n".join(map(str, faults))
    assert any(case.message in fault.message and case.remedy in fault.remedy for fault in there), str(there)
    assert all(fault.file == "answers.yaml" and fault.message and fault.remedy for fault in faults)


def test_a_plain_mistake_is_one_fault_and_not_a_cascade() -> None:
    alone = [case for case in CASES if case.name not in ("an answer that stands twice",)]
    many = {case.name: len(refusal(case.text).faults) for case in alone}
    assert {name: number for name, number in many.items() if number != 1} == {}


def test_all_faults_of_a_file_are_reported_together_in_reading_order() -> None:
    text = SOUND.replace("level: 3, scope: national", "level: 9, scope: nation").replace("a_10:", "a_99:")
    faults = refusal(text).faults
    assert [fault.line for fault in faults] == [11, 11, 17]
    assert list(faults) == sorted(faults)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "no mapping"),
        (b"just words", "no mapping"),
        (b"- a\n- b\n", "no mapping"),
        (b"format: cpdiag/1\ncountry: \xff\xfe\n", "UTF-8"),
        (b"format: cpdiag/1\ncountry: X\x00A\n", "control character"),
        (b"{" * 2000, ""),
        (b"[" * 100 + b"]" * 100, ""),
        (b'{"format": "cpdiag/1", "format": "cpdiag/1"}', "stands twice"),
        (b"format: cpdiag/1\n---\nformat: cpdiag/1\n", "not valid YAML"),
        (b"#" * 2_000_001, "bytes"),
    ],
    ids=[
        "an empty file",
        "a sentence",
        "a list",
        "bytes that are not UTF-8",
        "a null character",
        "two thousand braces",
        "a hundred brackets",
        "JSON with a key that stands twice",
        "two documents in one file",
        "more than two million bytes",
    ],
)
def test_what_is_no_assessment_file_at_all_is_refused_politely(raw: bytes, message: str) -> None:
    with pytest.raises(Refused) as caught:
        read_upload(raw, "answers.yaml", shipped())
    assert message in str(caught.value)
    assert all(fault.line >= 1 and fault.column >= 1 and fault.remedy for fault in caught.value.faults)


def test_a_file_that_is_not_there_is_refused_politely(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="check the name"):
        read(tmp_path / "nothing.yaml", shipped())


def test_a_folder_is_refused_politely(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        read(tmp_path, shipped())


def test_one_reading_names_the_faults_of_the_head_and_of_the_answers() -> None:
    text = (
        "format: cpdiag/1\ncountry: XXA\nround: 2026\ninstruments: {cooperation: handbook-2018/1}\n"
        "voices:\n  customs:\n    a_1: {level: 9}\n    a_99: {level: 1}\n"
    )
    assert [fault.line for fault in refusal(text).faults] == [3, 7, 8]
