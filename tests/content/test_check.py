"""`check` finds each fault with its file, line and column, and says how to mend it.

Every case is one small edit of a sound content folder. `at` is the text at which the fault must point.
"""

# A table: one row, one case.
# ruff: noqa: E501

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from diagnostic.content import check, fingerprint
from diagnostic.content.faults import Fault, Refused
from diagnostic.content.library import load

SOUND = Path(__file__).parent / "other_field"
SOURCES = "sources.yaml"
HEAD = "food_safety/joint-inspection/1/instrument.yaml"
SECTION = "food_safety/joint-inspection/1/01-inspection.yaml"
POLICY = "policies/inspection-ladder/1/policy.yaml"
STEPS = "steps/first.yaml"
XRAYS = "xrays/food_safety.yaml"
PROGRAMMES = "programmes/first.yaml"
CLAUSES = "clauses/agreement.yaml"

LAB = "visible_when: {item: f_lab, at_least: 3}"
RESULTS = "visible_when: {item: f_results, at_least: 2}"
BORDER = "visible_when: {item: f_border, at_least: 2}"
WAITS = "rates_when: {item: f_recall, authority: [partial, none]}"
REQUIRES = "{item: f_plan, at_least: 2,"


@dataclass(frozen=True)
class Case:
    """Where ``old`` stands first in ``file`` it becomes ``new``; the fault points at ``at`` in the new text."""

    name: str
    file: str
    old: str
    new: str
    at: str
    message: str
    remedy: str

    def edited(self, text: str) -> str:
        assert self.old in text
        return text.replace(self.old, self.new, 1)

    def place(self, text: str) -> tuple[int, int]:
        start = text.index(self.old)
        offset = self.edited(text).index(self.at, start if self.at in self.new else 0)
        before = self.edited(text)[:offset]
        return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


CASES = [
    # spelling
    Case("a key that stands twice", SECTION, "    code: F.1\n", "    code: F.1\n    code: F.9\n", "code: F.9", "stands twice", "keep one"),
    Case("no, which YAML takes for false", HEAD, '"Plans for inspections."', "no", "no", "something else", "quotes"),
    Case("010, which YAML takes for 8", HEAD, '"Plans for inspections."', "010", "010", "something else", '"010"'),
    Case("1.10, which YAML takes for 1.1", HEAD, '"Plans for inspections."', "1.10", "1.10", "something else", '"1.10"'),
    Case("a date", SOURCES, '"2026"', "2026-01-01", "2026-01-01", "something else", '"2026-01-01"'),
    Case("3_1, which YAML takes for 31", HEAD, '"Plans for inspections."', "3_1", "3_1", "something else", '"3_1"'),
    Case("12:30, which YAML takes for 750", HEAD, '"Plans for inspections."', "12:30", "12:30", "something else", "quotes"),
    Case("0x1F, which YAML takes for 31", HEAD, '"Plans for inspections."', "0x1F", "0x1F", "something else", "quotes"),
    Case("True with a capital", POLICY, "waive_not_applicable: true", "waive_not_applicable: True", "True", "something else", "quotes"),
    Case("yes, which YAML takes for true", SECTION, "rates: true", "rates: yes", "yes", "something else", "quotes"),
    Case("on as a key, which YAML takes for true", HEAD, "policy: inspection", "on: x\npolicy: inspection", "on: x", "something else", "quotes"),
    Case("a number where text is asked", SOURCES, '"2026"', "2026", "2026", "is 2026", '"2026"'),
    Case("an alias", HEAD, "sources: [FIELD]", "sources: &s [FIELD]\npractice_rule: *s", "&s [FIELD]", "alias", "in full"),
    Case("a tag", HEAD, '"Plans for inspections."', "!!python/name:os.system x", "!!python", "tag", "remove"),
    Case("broken brackets", HEAD, "sources: [FIELD]\ndimensions", "sources: [FIELD\ndimensions", ":\n  - {id: planning", "not valid YAML", "brackets"),
    # form
    Case("an unknown format", HEAD, "cpdiag-instrument/1", "cpdiag-instrument/9", "cpdiag-instrument/9", "cpdiag-instrument/9", "write format"),
    Case("no format", STEPS, "format: cpdiag-steps/1\n", "", "title", "format", "write format"),
    Case("an unknown key", SECTION, "    rates: true", "    rate: true", "rate: true", "unknown key 'rate'", "did you mean 'rates'"),
    Case("a missing key", SECTION, '    name: "Joint plan"\n', "", "id: f_plan", "'name' is missing", "add 'name'"),
    Case("an unknown kind", SECTION, "kind: power", "kind: powers", "powers", "powers", "did you mean 'power'"),
    Case("an unknown subject", SECTION, "subject: own", "subject: ours", "ours", "ours", "own"),
    Case("an empty text", SECTION, 'name: "Joint plan"', 'name: ""', '""', "name", ""),
    Case("an id with capitals", SECTION, "id: f_markets", "id: F_markets", "F_markets", "F_markets", "pattern"),
    Case("a missing statement level", SECTION, '      - {level: 3, source: FIELD, text: "By written rule."}\n', "", "- {level: 1", "statements", "5"),
    Case("a statement level that stands twice", SECTION, "{level: 3, source", "{level: 2, source", "- {level: 1", "[1, 2, 2, 4, 5]", "each once"),
    Case("a statement level beyond 5", SECTION, "{level: 5, source", "{level: 6, source", "6", "is 6", "from 1 to 5"),
    Case("a handbook item without its code", SECTION, "    code: F.1\n", "", "id: f_plan", "'code' is missing", "add 'code'"),
    Case("a choice field without choices", SECTION, "type: text\n        label: \"Remarks\"", "type: one\n        label: \"Remarks\"", "id: text", "'choices' is missing", "add 'choices'"),
    Case("a condition that asks two things", SECTION, LAB, "visible_when: {item: f_lab, at_least: 3, authority: [none]}", "{item: f_lab", "exactly one", "at_least or authority"),
    Case("a share that is no fraction", POLICY, '"2/3"', '"66%"', '"66%"', "66%", "pattern"),
    Case("a policy with four levels", POLICY, "  - level: 1\n    id: apart\n    name: \"Apart\"\n    short: \"Nothing.\"\n    definition: \"Nothing.\"\n    source: FIELD\n    requirements: []\n", "", "- level: 2", "levels", "5"),
    Case("a policy with one level twice", POLICY, "  - level: 4", "  - level: 3", "- level: 1", "[1, 2, 3, 3, 5]", "each once"),
    Case("a setting that the rule does not know", XRAYS, "      at_least: 3\n", "      atleast: 3\n", "atleast", "atleast", "at_least"),
    Case("an unknown rule", XRAYS, "rule: not_applicable_to_one", "rule: not_applicable_to_on", "not_applicable_to_on", "not_applicable_to_on", "did you mean 'not_applicable_to_one'"),
    # ids that stand twice
    Case("an item id that stands twice", SECTION, "id: f_markets", "id: f_plan", "f_plan", "stands twice", "another id"),
    Case("a dimension id that stands twice", HEAD, "id: recall", "id: border", "border, title: \"Recall\"", "stands twice", "another id"),
    Case("a step id that stands twice", STEPS, "- id: decree", "- id: charter", "charter\n    kind: legal", "stands twice", "another id"),
    Case("an x-ray id that stands twice", XRAYS, "id: border_work_by_habit", "id: does_not_apply_to_one", "does_not_apply_to_one", "stands twice", "another id"),
    Case("a choice id that stands twice", SECTION, "id: decree, label", "id: habit, label", "habit, label: \"A decree\"", "stands twice", "own id"),
    Case("a field id that stands twice", SECTION, "- id: text\n", "- id: basis\n", "basis\n        type: text", "stands twice", "another id"),
    # references to nothing
    Case("an unknown dimension", SECTION, "dimension: border", "dimension: boarder", "boarder", "unknown dimension 'boarder'", "did you mean 'border'"),
    Case("an unknown policy", HEAD, "policy: inspection-ladder/1", "policy: inspection-ladder/2", "inspection-ladder/2", "unknown policy", "inspection-ladder/1"),
    Case("a section file that is not there", HEAD, "- 01-inspection.yaml", "- 01-inspection.yaml\n  - 02-more.yaml", "02-more.yaml", "missing", "write the file"),
    Case("an unknown parent", SECTION, LAB, "visible_when: {item: f_labs, at_least: 3}", "f_labs", "unknown item 'f_labs'", "did you mean 'f_lab'"),
    Case("a level asked of a power", SECTION, LAB, "visible_when: {item: f_recall, at_least: 3}", "3}", "no levels", "levels"),
    Case("an authority asked of what is no power", SECTION, LAB, "visible_when: {item: f_lab, authority: [none]}", "[none]", "no power", "at_least"),
    Case("an unknown access item", SECTION, "access: f_recall_access", "access: f_recall_acces", "f_recall_acces", "unknown item", "did you mean 'f_recall_access'"),
    Case("an access item that does not wait for its power", SECTION, f"    {WAITS}\n", "", "f_recall_access\n    added_to", "does not wait", "rates_when"),
    Case("a solution by an unknown step", SECTION, "steps: [decree]", "steps: [decrees]", "decrees", "unknown step 'decrees'", "did you mean 'decree'"),
    Case("a requirement on an unknown item", POLICY, REQUIRES, "{item: f_plans, at_least: 2,", "f_plans", "unknown item", "did you mean 'f_plan'"),
    Case("a step that lifts an unknown item", STEPS, "{item: f_border, to: 3", "{item: f_boarder, to: 3", "f_boarder", "unknown item", "did you mean 'f_border'"),
    Case("a step that lifts what has no levels", STEPS, "{item: f_border, to: 3", "{item: f_notes, to: 3", "f_notes", "no levels", "levels"),
    Case("a step that needs an unknown item", STEPS, "{item: f_plan, at_least: 2}", "{item: f_plane, at_least: 2}", "f_plane", "unknown item", "did you mean 'f_plan'"),
    Case("a step that needs an unknown step", STEPS, "steps: [charter]", "steps: [charters]", "charters", "unknown step", "did you mean 'charter'"),
    Case("x-rays of an unknown instrument", XRAYS, "instrument: food_safety", "instrument: food_safty", "food_safty", "unknown instrument", "did you mean 'food_safety'"),
    Case("an x-ray on an unknown item", XRAYS, "item: f_border", "item: f_boarder", "f_boarder", "unknown item", "did you mean 'f_border'"),
    Case("an x-ray against an unknown item", XRAYS, "other: f_notes", "other: f_note", "f_note", "unknown item", "did you mean 'f_notes'"),
    Case("an x-ray on an unknown field", XRAYS, "field: basis", "field: bases", "bases", "unknown field", "did you mean 'basis'"),
    Case("an x-ray on an unknown choice", XRAYS, "any_of: [habit]", "any_of: [habits]", "habits", "unknown choice", "did you mean 'habit'"),
    Case("a placeholder that the rule does not know", XRAYS, "{agency} says", "{agancy} says", '"{agancy}', "{agancy}", "did you mean 'agency'"),
    Case("an unknown source of an item", SECTION, "sources: [FIELD]", "sources: [FEILD]", "FEILD", "unknown source 'FEILD'", "did you mean 'FIELD'"),
    Case("an unknown source of a statement", SECTION, "source: FIELD, text", "source: FELD p. 3, text", "FELD", "unknown source 'FELD'", "FIELD"),
    Case("an unknown source of a requirement", POLICY, "basis: text, source: FIELD", "basis: text, source: FELD", "FELD", "unknown source", "FIELD"),
    Case("an unknown source of a step", STEPS, "to: 3, source: FIELD", "to: 3, source: FELD", "FELD", "unknown source", "FIELD"),
    # rules across entries
    Case("a requirement on an item that rates nothing", POLICY, REQUIRES, "{item: f_own_view, at_least: 2,", "f_own_view", "rates nothing", "rates: true"),
    Case("a requirement that may not apply and is not waived", POLICY, "waive_not_applicable: true", "waive_not_applicable: false", "f_markets", "may be not applicable", "waive_not_applicable: true"),
    Case("a requirement that stands twice at one level", POLICY, "{item: f_border, at_least: 3,", "{item: f_plan, at_least: 4,", "f_plan, at_least: 4, phrase: \"By written rule\"", "required twice", "keep one"),
    Case("a requirement below that of the level before", POLICY, "{item: f_plan, at_least: 4,", "{item: f_plan, at_least: 2,", "2, phrase: \"Every day\"", "lower level", "at least 3"),
    Case("a requirement for level 1", POLICY, "requirements: []", "requirements:\n      - {item: f_plan, at_least: 1, phrase: x, reading: x, basis: text, source: FIELD}", "- {item: f_plan, at_least: 1", "level 1", "[]"),
    Case("an item that waits for itself", SECTION, LAB, "visible_when: {item: f_results, at_least: 3}", "f_results, at_least: 3", "circular", "out of the circle"),
    Case("two items that wait for each other", SECTION, LAB, "visible_when: {item: f_sampling, at_least: 3}", "f_sampling, at_least: 3", "circular", "out of the circle"),
    Case("a step that needs itself", STEPS, "steps: [charter]", "steps: [decree]", "decree]", "circular", "out of the circle"),
    Case("a power that rates", SECTION, "access: f_recall_access", "rates: true\n    access: f_recall_access", "true\n    access", "rates nothing", "rates"),
    Case("a dimension that nothing rates", HEAD, "sections:", "  - {id: idle, title: x, description: x, sources: [FIELD]}\nsections:", "idle", "no item rates", "rates: true"),
    Case("a section that no instrument lists", HEAD, "01-inspection.yaml", "02-inspection.yaml", "02-inspection.yaml", "is missing", "write the file"),
    Case("a policy that no instrument names", HEAD, "policy: inspection-ladder/1", "policy: other-ladder/1", "other-ladder/1", "unknown policy", "inspection-ladder/1"),
    Case("a version in the folder of another", HEAD, "version: joint-inspection/1", "version: joint-inspection/2", "joint-inspection/2", "lies in the folder joint-inspection/1", "move"),
    Case("a policy in the folder of another", POLICY, "id: inspection-ladder/1", "id: inspection-ladder/3", "inspection-ladder/3", "lies in the folder inspection-ladder/1", "move"),
    Case("a duration that runs backwards", STEPS, "{low: 1, high: 6, unit: months}", "{low: 7, high: 6, unit: months}", "7", "high to low", "smaller"),
]  # fmt: skip

RATED = """\
    kind: self_rating
    subject: relation
    dimension: planning
    name: "Own view"
    question: "Where do you see the two ministries?"
"""
STATEMENTS = """\
    statements:
      - {level: 1, source: FIELD, text: "Nothing."}
      - {level: 2, source: FIELD, text: "Now and then."}
      - {level: 3, source: FIELD, text: "By written rule."}
      - {level: 4, source: FIELD, text: "Every day."}
      - {level: 5, source: FIELD, text: "As one service."}
"""
PITFALLS = "    pitfalls:\n"

#: What an integrity questionnaire, a survey and measures may get wrong. Each is one fault, and no cascade.
ALONE = [
    Case("a maturity item with no statements", SECTION, RATED + STATEMENTS, RATED.replace("self_rating", "maturity"), "id: f_own_view", "'statements' is missing", "add 'statements'"),
    Case("an exposure with no statements", SECTION, RATED + STATEMENTS, RATED.replace("self_rating", "exposure"), "id: f_own_view", "'statements' is missing", "add 'statements'"),
    Case("an opinion with no statements", SECTION, RATED + STATEMENTS, RATED.replace("self_rating", "opinion"), "id: f_own_view", "'statements' is missing", "add 'statements'"),
    Case("an opinion that rates", SECTION, "kind: relationship", "kind: opinion", "true", "opinion item rates nothing", "remove 'rates'"),
    Case("an unknown group of dimensions", HEAD, "{id: planning,", "{id: planning, group: factors,", "factors", "'group' is", "did you mean 'factor'"),
    Case("an unknown disclosure", HEAD, "policy: inspection", "disclosure: everybody\npolicy: inspection", "everybody", "'disclosure' is", "pair, agency, anonymous"),
    Case("an instrument that mirrors an unknown one", HEAD, "policy: inspection", "mirrors: food_safty\npolicy: inspection", "food_safty", "unknown instrument 'food_safty'", "did you mean 'food_safety'"),
    Case("an addition that names neither a box nor a reference", SECTION, "    added_to: F.5\n", "", "id: f_recall_access\n", "f_recall_access", "added_to or reference"),
    Case("an addition that names a box and a reference", SECTION, "    added_to: F.5\n", "    added_to: F.5\n    reference: x\n", "id: f_recall_access\n", "f_recall_access", "added_to or reference"),
    Case("a safeguard that names an unknown item", STEPS, PITFALLS, "    safeguards: [{item: f_plane, at_least: 2}]\n" + PITFALLS, "f_plane", "unknown item 'f_plane'", "did you mean 'f_plan'"),
    Case("a safeguard that names what has no levels", STEPS, PITFALLS, "    safeguards: [{item: f_notes, at_least: 2}]\n" + PITFALLS, "f_notes", "no levels", "levels"),
    Case("a guard that does not exist", STEPS, PITFALLS, "    guard: never_held\n" + PITFALLS, "never_held", "'guard' is", "did you mean 'never_held_back'"),
    Case("limits that are empty", STEPS, PITFALLS, "    limits: []\n" + PITFALLS, "[]", "'limits' holds 0", "at least 1"),
    Case("an x-ray on an unknown dimension", XRAYS, '    rule: not_applicable_to_one\n    title: "Does not apply to one ministry"\n    finding: "{agency} says that {item} does not apply to it, and {other} answers."', '    rule: none_known_without_count\n    with: {other: f_plan, below: 3, dimensions: [boarder]}\n    title: "x"\n    finding: "{agency}: {item}"', "boarder", "unknown dimension 'boarder'", "did you mean 'border'"),
    Case("a programme that helps with an unknown step", PROGRAMMES, "[charter]", "[chartre]", "chartre", "unknown step 'chartre'", "did you mean 'charter'"),
    Case("a draft that carries out an unknown step", CLAUSES, "steps: [charter]", "steps: [chartr]", "chartr]", "unknown step 'chartr'", "did you mean 'charter'"),
    Case("a clause whose condition names an unknown item", CLAUSES, "{item: f_plan, below: 3}", "{item: f_plam, below: 3}", "f_plam", "unknown item 'f_plam'", "did you mean 'f_plan'"),
    Case("a clause whose condition names an unknown step", CLAUSES, "{step: charter}", "{step: chart}", "chart}", "unknown step 'chart'", "did you mean 'charter'"),
    Case("a clause whose condition takes an item for a power", CLAUSES, "power: f_recall", "power: f_plan", "f_plan", "'f_plan' is no power", "name a power"),
    Case("a clause whose condition says nothing", CLAUSES, "when: {power: f_recall, finding: [one_holds]}", "when: {}", "{}", "'when' is {}", "always"),
    Case("a clause that uses a word that cannot be filled", CLAUSES, "in {country}.", "in {countri}.", '"{customs}', "{countri}", "did you mean 'country'"),
    Case("a note on an unknown item", CLAUSES, "from: [f_plan]", "from: [f_plam]", "f_plam", "unknown item 'f_plam'", "did you mean 'f_plan'"),
    Case("a step that needs a level that no step reaches", STEPS, "{item: f_plan, at_least: 2}", "{item: f_plan, at_least: 4}", "4", "can never be chosen", "ask for less"),
    Case("a step that needs what it lifts no higher", STEPS, "{item: f_plan, at_least: 2}", "{item: f_border, at_least: 3}", "3}", "lifts 'f_border' to level 3 and needs it at 3", "lift it higher"),
    Case("a hazard that rates what is no axis of exposure", SECTION, "kind: relationship", "kind: exposure", "planning", "exposure", "group: exposure"),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(SOUND, tmp_path / "content")
    monkeypatch.chdir(tmp_path / "content")
    return tmp_path / "content"


def test_the_folder_that_the_cases_edit_is_sound(folder: Path) -> None:
    assert check(folder) == []


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_fault_is_found_with_file_line_column_and_remedy(folder: Path, case: Case) -> None:
    path = folder / case.file
    text = path.read_text(encoding="utf-8")
    path.write_text(case.edited(text), encoding="utf-8")
    faults = check(folder)
    line, column = case.place(text)
    there = [f for f in faults if (f.file, f.line, f.column) == (case.file, line, column)]
    assert there, f"expected {case.file}:{line}:{column}, got:\n" + "\n".join(map(str, faults))
    assert any(case.message in f.message and case.remedy in f.remedy for f in there), "\n".join(map(str, there))
    assert all(f.remedy.strip() for f in faults)
    with pytest.raises(Refused):
        load(folder)


@pytest.mark.parametrize("case", ALONE, ids=[case.name for case in ALONE])
def test_a_fault_is_named_once_clearly_and_where_it_stands(folder: Path, case: Case) -> None:
    path = folder / case.file
    text = path.read_text(encoding="utf-8")
    path.write_text(case.edited(text), encoding="utf-8")
    faults = check(folder)
    assert len(faults) == 1, "\n".join(map(str, faults)) or "no fault was found"
    assert (faults[0].file, faults[0].line, faults[0].column) == (case.file, *case.place(text)), str(faults[0])
    assert case.message in faults[0].message
    assert case.remedy in faults[0].remedy


def test_a_fault_reads_as_file_line_column_message_remedy() -> None:
    fault = Fault("policy.yaml", 3, 7, "the level is 6", "write 1 to 5")
    assert str(fault) == "policy.yaml:3:7: the level is 6: write 1 to 5"


def test_several_faults_in_several_files_are_all_reported_in_reading_order(folder: Path) -> None:
    for file, old, new in (
        (SECTION, "rates: true", "rates: yes"),
        (SECTION, 'name: "Street markets"', "name: 010"),
        (XRAYS, "severity: info", "severity: informative"),
    ):
        path = folder / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    faults = check(folder)
    found = [(fault.file, part) for part in ("yes", "010", "informative") for fault in faults if part in fault.message]
    assert found == [(SECTION, "yes"), (SECTION, "010"), (XRAYS, "informative")]
    assert faults == sorted(faults)


def test_a_fault_of_spelling_brings_no_consequential_faults_about_references(folder: Path) -> None:
    path = folder / SECTION
    path.write_text(path.read_text(encoding="utf-8").replace("rates: true", "rates: yes", 1), encoding="utf-8")
    assert [fault.message for fault in check(folder) if "unknown" in fault.message] == []


def test_two_instruments_may_not_use_one_item_id(folder: Path) -> None:
    shutil.copytree(folder / "food_safety", folder / "feed_safety")
    head = folder / "feed_safety/joint-inspection/1/instrument.yaml"
    head.write_text(head.read_text(encoding="utf-8").replace("id: food_safety", "id: feed_safety"), encoding="utf-8")
    twice = [fault for fault in check(folder) if "'f_plan' stands twice" in fault.message]
    assert len(twice) == 1
    assert "another id" in twice[0].remedy


def test_a_section_left_out_of_every_instrument_is_reported(folder: Path) -> None:
    extra = folder / "food_safety/joint-inspection/1/02-extra.yaml"
    extra.write_text((folder / SECTION).read_text(encoding="utf-8"), encoding="utf-8")
    assert [f.file for f in check(folder) if "no instrument lists" in f.message] == [str(extra.relative_to(folder))]


def test_a_policy_left_out_of_every_instrument_is_reported(folder: Path) -> None:
    shutil.copytree(folder / "policies/inspection-ladder/1", folder / "policies/other-ladder/1")
    path = folder / "policies/other-ladder/1/policy.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("inspection-ladder/1", "other-ladder/1"), encoding="utf-8")
    assert [fault.file for fault in check(folder) if "no instrument names" in fault.message] == [
        "policies/other-ladder/1/policy.yaml"
    ]


@pytest.mark.parametrize("file", [HEAD, SECTION, POLICY])
def test_a_released_version_that_was_changed_is_reported(folder: Path, file: str) -> None:
    path = folder / file
    fingerprint.record(path.parent)
    assert check(folder) == []
    path.write_text(path.read_text(encoding="utf-8") + "# a harmless remark\n", encoding="utf-8")
    (fault,) = check(folder)
    assert "was changed" in fault.message
    assert "new version" in fault.remedy


def test_a_file_added_to_a_released_version_is_reported(folder: Path) -> None:
    fingerprint.record((folder / HEAD).parent)
    text = (folder / SECTION).read_text(encoding="utf-8")
    (folder / "food_safety/joint-inspection/1/02-more.yaml").write_text(text, encoding="utf-8")
    assert any("was changed" in fault.message for fault in check(folder))


def test_line_ends_of_another_system_leave_the_fingerprint_as_it_is(folder: Path) -> None:
    version = (folder / HEAD).parent
    before = fingerprint.record(version)
    for path in version.glob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert fingerprint.of(version) == before
    assert check(folder) == []


def test_a_folder_without_content_is_one_clear_fault(tmp_path: Path) -> None:
    (fault,) = check(tmp_path)
    assert "no content" in fault.message


def test_a_file_that_is_not_utf_8_is_reported_at_the_byte(folder: Path) -> None:
    (folder / SOURCES).write_bytes(b"format: cpdiag-sources/1\nsources: \xff\n")
    (fault,) = [fault for fault in check(folder) if fault.file == SOURCES]
    assert (fault.line, fault.column) == (2, 10)
    assert "UTF-8" in fault.message
