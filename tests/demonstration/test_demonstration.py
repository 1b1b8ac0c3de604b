"""The demonstration: two fictional administrations whose answers show every feature."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from diagnostic import places
from diagnostic.access import Viewer
from diagnostic.advice.guard import exposure, guard, situations
from diagnostic.advice.measures import measures
from diagnostic.answers import file
from diagnostic.answers.answer import AGENCIES, EVIDENCE, SCOPES, STATES, Answer, Voice
from diagnostic.answers.assessment import Assessment, is_fictional
from diagnostic.content import Instrument, Library, shipped
from diagnostic.content.model import LADDER, Item
from diagnostic.content.strict import read_path, read_text
from diagnostic.scoring import Integrity, Pair, Result, score, score_integrity
from diagnostic.scoring.levels import Profile
from diagnostic.scoring.outcomes import visible
from diagnostic.scoring.powers import Finding
from diagnostic.service import committee, files, rounds
from diagnostic.service.committee import Register
from diagnostic.service.desk import Desk
from diagnostic.service.results import reading
from diagnostic.storage import close, connect

FOLDER = places.data("benchmarks") / "demonstration"
FILES = ("xxa-2024.yaml", "xxa-2026.yaml", "xxb-2026.yaml")
COMMITTEES = FOLDER.parent / "committee"
DECIDED = ("xxa-2024.yaml", "xxa-2026.yaml")

# A title before a capitalised word. A new sentence after a full stop is no name.
TITLED = re.compile(
    r"\b(?:(?:Mr|Mrs|Ms|Dr|Prof|Sgt|Capt|Lt|Col|Gen|Insp)\.?"
    r"|Miss|Sir|Madam|(?:[Pp]rofessor|[Ss]ergeant|[Cc]aptain|[Ll]ieutenant|[Cc]olonel|[Gg]eneral|[Mm]ajor"
    r"|[Ii]nspector|[Ss]uperintendent|[Cc]ommissioner|[Dd]irector|[Cc]hief|[Mm]inister|[Oo]fficer|[Aa]gent"
    r"|[Jj]udge|[Pp]rosecutor|[Dd]etective|[Cc]ommander))\s+[A-Z][a-z]+"
)


@pytest.fixture(scope="module")
def library() -> Library:
    return shipped()


@pytest.fixture(scope="module")
def questions(library: Library) -> Instrument:
    return library.instrument("cooperation", "handbook-2018/1")


@pytest.fixture(scope="module")
def items(library: Library) -> dict[str, Item]:
    return {item.id: item for instrument in library.instruments.values() for item in instrument.items}


@pytest.fixture(scope="module")
def assessments(library: Library) -> dict[str, Assessment]:
    return {name: file.read(FOLDER / name, library) for name in FILES}


@pytest.fixture(scope="module")
def results(assessments: dict[str, Assessment], library: Library) -> dict[str, Result]:
    scored = {name: score(assessment, library) for name, assessment in assessments.items()}
    return {name: result for name, result in scored.items() if result is not None}


@pytest.fixture(scope="module")
def integrity(assessments: dict[str, Assessment], library: Library) -> dict[str, Integrity]:
    """The customs administrations of 2026, each in its own eyes."""
    scored = {name: score_integrity(assessments[name], library, "customs") for name in FILES}
    return {name: result for name, result in scored.items() if result is not None}


def _answers(assessments: dict[str, Assessment]) -> Iterator[tuple[str, str, str, Answer]]:
    for name, assessment in assessments.items():
        for voice, said in assessment.voices.items():
            for item, answer in said.items():
                yield name, voice, item, answer


def _joint(result: Result, view: str = "claimed") -> Profile:
    assert result.joint is not None
    return result.joint.claimed if view == "claimed" else result.joint.evidenced


def _pairs(result: Result, view: str = "claimed") -> dict[str, Pair | None]:
    return {id: found.pair if found else None for id, found in _joint(result, view).dimensions.items()}


def _known(**levels: int) -> dict[str, Pair | None]:
    return {id: Pair(level, level) for id, level in levels.items()}


def _withheld(profile: Profile) -> list[str]:
    return [id for id, found in profile.dimensions.items() if found and found.withheld]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


# ------------------------------------------------------------------ the files


def test_folder_holds_the_three_files_and_what_their_committees_decided_and_nothing_else() -> None:
    assert tuple(sorted(path.name for path in FOLDER.iterdir())) == FILES
    assert tuple(sorted(path.name for path in COMMITTEES.iterdir())) == DECIDED


def test_files_load_without_fault_and_are_named_after_country_and_round(
    assessments: dict[str, Assessment],
) -> None:
    for name, assessment in assessments.items():
        assert name == f"{assessment.country.lower()}-{assessment.round}.yaml"


def test_each_assessment_has_its_own_id(assessments: dict[str, Assessment]) -> None:
    ids = [assessment.id for assessment in assessments.values()]
    assert None not in ids
    assert len(set(ids)) == len(ids)


def test_files_are_read_back_equal_after_writing(assessments: dict[str, Assessment], library: Library) -> None:
    for name, assessment in assessments.items():
        assert file.from_document(read_text(file.write_text(assessment), name), library) == assessment


def test_country_codes_are_fictional_and_each_has_a_name(assessments: dict[str, Assessment]) -> None:
    data = read_path(places.data("benchmarks") / "fictional.yaml").data
    assert data["format"] == "cpdiag-fictional/1"
    assert data["administrations"] == {"XXA": "Freedonia", "XXB": "Sylvania"}
    assert all(is_fictional(code) for code in data["administrations"])
    assert {assessment.country for assessment in assessments.values()} == set(data["administrations"])


def test_every_context_names_model_ministries_and_third_agencies(
    assessments: dict[str, Assessment],
) -> None:
    for assessment in assessments.values():
        assert {"national_model", "ministries", "third_agencies", "note"} <= assessment.context.keys()
        assert set(assessment.context["ministries"]) == {"customs", "police"}


def test_targets_come_in_both_shapes(assessments: dict[str, Assessment]) -> None:
    targets = [assessment.target for assessment in assessments.values()]
    assert any(isinstance(target, int) for target in targets)
    assert any(isinstance(target, dict) for target in targets)


def test_no_text_looks_like_the_name_of_a_person_with_a_title() -> None:
    found = []
    for path in (*(FOLDER / name for name in FILES), *(COMMITTEES / name for name in DECIDED)):
        for text in _texts(read_path(path).data):
            found += [f"{path.name}: {match.group()}" for match in TITLED.finditer(text)]
    assert found == []


@pytest.mark.parametrize("text", ["asked Mr. Example", "and Captain Example", "by inspector Example"])
def test_the_check_for_names_finds_one(text: str) -> None:
    assert TITLED.search(text)


# ------------------------------------------------------------------ the answers


def test_only_one_question_that_is_asked_was_left_open(
    assessments: dict[str, Assessment], questions: Instrument
) -> None:
    left = [
        (name, voice, item.id)
        for name, assessment in assessments.items()
        for voice in AGENCIES
        for item in questions.items
        if visible(item, questions, assessment.voices[voice]) and not assessment.answer(voice, item.id).settled
    ]
    assert left == [("xxa-2026.yaml", "police", "a_13")]


def test_no_answer_is_hidden_behind_another(assessments: dict[str, Assessment], library: Library) -> None:
    for assessment in assessments.values():
        for id, version in assessment.instruments.items():
            asked = library.instrument(id, version)
            for said in assessment.voices.values():
                assert [item.id for item in asked.items if item.id in said and not visible(item, asked, said)] == []


def test_no_question_on_integrity_was_left_open_by_an_agency_that_answers_it(
    assessments: dict[str, Assessment], library: Library
) -> None:
    asked = library.instrument("integrity").items
    told = [
        (name, voice)
        for name, assessment in assessments.items()
        for voice in AGENCIES
        if any(assessment.answer(voice, item.id).settled for item in asked)
    ]
    assert told == [("xxa-2026.yaml", "customs"), ("xxb-2026.yaml", "customs")]
    for name, voice in told:
        assert [item.id for item in asked if not assessments[name].answer(voice, item.id).settled] == []


def test_every_state_occurs(assessments: dict[str, Assessment]) -> None:
    assert {answer.state for *_, answer in _answers(assessments)} == {None, *STATES}


def test_every_scope_and_evidence_grade_occurs_and_so_does_none(
    assessments: dict[str, Assessment],
) -> None:
    levels = [answer for *_, answer in _answers(assessments) if answer.level is not None]
    assert {answer.scope for answer in levels} == {None, *SCOPES}
    assert {answer.evidence for answer in levels} == {None, *EVIDENCE}


def test_most_levels_of_the_agencies_say_scope_and_evidence(
    assessments: dict[str, Assessment], items: dict[str, Item]
) -> None:
    for kind in sorted(LADDER):
        levels = [
            answer
            for _, voice, item, answer in _answers(assessments)
            if voice in AGENCIES and answer.level is not None and items[item].kind == kind
        ]
        graded = [answer for answer in levels if answer.scope and answer.evidence]
        assert levels
        assert len(graded) > 0.9 * len(levels), kind


def test_no_exposure_says_a_scope_since_a_hazard_at_one_site_is_no_lower(
    assessments: dict[str, Assessment], items: dict[str, Item]
) -> None:
    hazards = [answer for *_, item, answer in _answers(assessments) if items[item].kind == "exposure"]
    assert hazards
    assert {answer.scope for answer in hazards} == {None}


def test_every_agreed_answer_has_a_reason_and_some_a_dissent(assessments: dict[str, Assessment]) -> None:
    agreed = [answer for _, voice, _, answer in _answers(assessments) if voice == "agreed"]
    assert agreed
    assert all(answer.reason for answer in agreed)
    assert sum(bool(answer.dissent) for answer in agreed) == 2
    assert "agreed" not in assessments["xxa-2026.yaml"].voices


def test_some_answers_are_marked_for_discussion_and_one_has_a_legal_ceiling(
    assessments: dict[str, Assessment],
) -> None:
    answers = [answer for *_, answer in _answers(assessments)]
    assert any(answer.discuss for answer in answers)
    assert any(answer.legal_ceiling for answer in answers)


# ------------------------------------------------------------------ what follows from them


def test_every_xray_fires(results: dict[str, Result], library: Library) -> None:
    found = {finding.xray for result in results.values() for finding in result.findings}
    assert found == {xray.id for xray in library.xrays["cooperation"]}


def test_every_power_finding_occurs(results: dict[str, Result]) -> None:
    found = {row.finding for result in results.values() for row in result.powers}
    assert found == set(get_args(Finding))


def test_a_dimension_is_withheld_for_each_agency_and_for_the_pair(results: dict[str, Result]) -> None:
    result = results["xxa-2026.yaml"]
    assert _withheld(result.voices["customs"].claimed) == ["powers"]
    assert _withheld(result.voices["police"].claimed) == ["resources"]
    assert _withheld(_joint(result)) == ["resources"]


def test_freedonia_2024_is_level_2_claimed_and_evidenced(results: dict[str, Result]) -> None:
    result = results["xxa-2024.yaml"]
    assert _joint(result).continuum == Pair(2, 2)
    assert _joint(result, "evidenced").continuum == Pair(2, 2)
    assert _pairs(result) == _known(
        framework=2, information=2, risk=1, operations=3, investigation=1,
        powers=1, resources=2, liaison=1, training=1, recognition=1,
    )  # fmt: skip


def test_freedonia_2026_is_a_range_as_claimed_and_level_2_as_evidenced(results: dict[str, Result]) -> None:
    result = results["xxa-2026.yaml"]
    assert _joint(result).continuum == Pair(2, 3)
    assert [blocker.requirement.item for blocker in _joint(result).blockers] == ["a_13"]
    assert _joint(result, "evidenced").continuum == Pair(2, 2)
    assert [b.requirement.item for b in _joint(result, "evidenced").blockers] == ["a_2_1", "a_13"]
    known = _known(
        framework=3, information=3, risk=2, operations=2, investigation=1,
        liaison=3, training=1, recognition=2,
    )  # fmt: skip
    assert _pairs(result) == known | {"powers": Pair(1, 2), "resources": Pair(1, 3)}


def test_freedonia_agencies_do_not_see_the_same_picture_in_2026(results: dict[str, Result]) -> None:
    result = results["xxa-2026.yaml"]
    assert result.voices["customs"].claimed.continuum == Pair(3, 3)
    assert result.voices["police"].claimed.continuum == Pair(2, 3)
    apart = {item for item, gap in result.gaps.items() if abs(gap) >= 2}
    assert apart == {"a_2_1", "a_3_1", "a_6", "a_15_1", "a_18"}
    assert _joint(result).outcomes["a_6"].legal_barrier


def test_freedonia_improved_worsened_stayed_and_cannot_be_told(results: dict[str, Result]) -> None:
    old, new = _pairs(results["xxa-2024.yaml"]), _pairs(results["xxa-2026.yaml"])
    change = {}
    for id, before in old.items():
        after = new[id]
        assert before is not None
        assert after is not None
        if after.lower > before.upper:
            change[id] = "improved"
        elif after.upper < before.lower:
            change[id] = "worsened"
        else:
            change[id] = "unchanged" if before == after and before.known else "cannot tell"
    assert change == {
        "framework": "improved",
        "information": "improved",
        "risk": "improved",
        "operations": "worsened",
        "investigation": "unchanged",
        "powers": "cannot tell",
        "resources": "cannot tell",
        "liaison": "improved",
        "training": "unchanged",
        "recognition": "improved",
    }


def test_sylvania_is_level_4_claimed_and_level_3_evidenced(results: dict[str, Result]) -> None:
    result = results["xxb-2026.yaml"]
    assert _joint(result).continuum == Pair(4, 4)
    assert _joint(result, "evidenced").continuum == Pair(3, 3)
    assert [b.requirement.item for b in _joint(result, "evidenced").blockers] == ["a_14_1"]
    assert _pairs(result) == _known(
        framework=4, information=4, risk=3, operations=4, investigation=3,
        powers=3, resources=3, liaison=4, training=3, recognition=3,
    )  # fmt: skip


def test_sylvania_agencies_reach_level_4_only_together(results: dict[str, Result]) -> None:
    result = results["xxb-2026.yaml"]
    assert {voice: views.claimed.continuum for voice, views in result.voices.items()} == {
        "customs": Pair(3, 3),
        "police": Pair(3, 3),
    }
    (found,) = (finding for finding in result.findings if finding.xray == "agreed_above_both")
    assert found.items == ("a_14_1",)


def test_in_sylvania_the_police_holds_most_powers(results: dict[str, Result]) -> None:
    held = [row.authority for row in results["xxb-2026.yaml"].powers]
    assert sum(authority["police"] == "full" for authority in held) == 6
    assert sum(authority["customs"] == "full" for authority in held) == 0


# ------------------------------------------------------------------ integrity, each agency for itself


def _axes(result: Integrity) -> dict[str, Pair]:
    return {axis: result.axis(axis) for axis in ("corruption", "threat", "conditions")}


def _phases(result: Integrity, library: Library) -> dict[str, str]:
    plan = measures(result, library.steps, guard(result))
    return {measure.step.id: measure.phase for measure in plan.measures}


def test_both_customs_administrations_answer_on_integrity_in_2026_and_in_fiction_only(
    assessments: dict[str, Assessment], integrity: dict[str, Integrity]
) -> None:
    assert list(integrity) == ["xxa-2026.yaml", "xxb-2026.yaml"]
    assert all(is_fictional(assessments[name].country) for name in integrity)
    assert all("Fictional" in assessments[name].context["note"] for name in integrity)


def test_freedonia_customs_is_under_high_threat_and_without_protection(integrity: dict[str, Integrity]) -> None:
    result = integrity["xxa-2026.yaml"]
    # Threats against families are frequent; harassment and duress are not counted.
    assert _axes(result) == {"corruption": Pair(4, 5), "threat": Pair(4, 5), "conditions": Pair(4, 5)}
    assert exposure(result) == Pair(4, 5)
    assert result.protection() == result.protection("evidenced") == Pair(1, 1)
    assert situations(result) == ("exposed_unprotected",)


def test_the_guard_holds_in_freedonia_and_stages_checks_and_rotation(
    integrity: dict[str, Integrity], library: Library
) -> None:
    result = integrity["xxa-2026.yaml"]
    found = guard(result)
    assert (found.reading, found.active, found.intermediaries) == ("high", True, True)
    phases = _phases(result, library)
    assert {id for id, phase in phases.items() if phase == "staged"} == {"lifestyle_checks", "rotation"}
    assert {phases[id] for id in ("threat_assessment", "outside_route", "vetting", "four_eyes")} == {"now"}


def test_sylvania_customs_is_quiet_and_protected_and_the_guard_does_not_hold(
    integrity: dict[str, Integrity], library: Library
) -> None:
    result = integrity["xxb-2026.yaml"]
    assert _axes(result) == {"corruption": Pair(2, 2), "threat": Pair(2, 2), "conditions": Pair(3, 5)}
    assert result.protection() == result.protection("evidenced") == Pair(3, 3)
    assert situations(result) == ("quiet_protected",)
    found = guard(result)
    assert (found.reading, found.active, found.called_for, found.intermediaries) == ("low", False, False, False)
    assert "staged" not in _phases(result, library).values()


def test_sylvania_may_not_check_the_way_of_life_and_is_told_so(
    integrity: dict[str, Integrity], library: Library
) -> None:
    result = integrity["xxb-2026.yaml"]
    assert result.outcome("i_lifestyle").legal_barrier
    plan = measures(result, library.steps, guard(result))
    assert plan.barred == ("i_lifestyle",)
    assert "lifestyle_checks" not in [measure.step.id for measure in plan.measures]


def test_each_administration_shows_what_it_does_not_count(integrity: dict[str, Integrity]) -> None:
    found = {
        name: {finding.items[0] for finding in result.findings if finding.xray == "exposure_not_counted"}
        for name, result in integrity.items()
    }
    assert found == {
        "xxa-2026.yaml": {"x_other_agency", "x_harassment", "x_duress"},
        "xxb-2026.yaml": {"x_local_networks"},
    }


def test_the_integrity_of_one_agency_says_nothing_about_the_other(
    assessments: dict[str, Assessment], library: Library
) -> None:
    for name in ("xxa-2026.yaml", "xxb-2026.yaml"):
        voice: Voice = "police"
        result = score_integrity(assessments[name], library, voice)
        assert result is not None
        assert result.protection() == Pair(1, 5)
        assert set(_axes(result).values()) == {Pair(1, 5)}


# ------------------------------------------------------------------ what the committee decided


@pytest.fixture
def loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: Library) -> Iterator[Desk]:
    """The desk before a database with the demonstration in it."""
    monkeypatch.delenv(places.DATABASE_URL, raising=False)
    monkeypatch.setenv(places.DATA_FOLDER, str(tmp_path / "data"))
    desk = Desk(library, connect(places.database_url()), Viewer.local("customs"))
    files.load_demonstration(desk)
    yield desk
    close(desk.store)


def _registers(desk: Desk) -> dict[str, Register]:
    records = [record for record in desk.records() if record.country == "XXA"]
    return {record.round: committee.register(desk, record.id) for record in records}


def test_freedonia_has_committees_meetings_decisions_and_actions_in_every_state(loaded: Desk) -> None:
    found = _registers(loaded)
    assert {round: (len(r.meetings), len(r.decisions), len(r.actions)) for round, r in found.items()} == {
        "2024": (1, 2, 2),
        "2026": (2, 4, 6),
    }
    assert [one.reach for one in found["2026"].committees] == ["national", "regional"]
    assert {action.status for action in found["2026"].actions} == set(committee.STATUSES)
    assert [one.number for one in found["2026"].unanswered] == ["2026/4"]
    assert [one.number for one in found["2026"].decisions] == ["2026/1", "2026/2", "2026/3", "2026/4"]
    assert {entry.by for r in found.values() for entry in (*r.meetings, *r.decisions, *r.actions)} == {"demonstration"}


def test_all_committees_call_themselves_fictional_and_their_days_belong_to_the_round(loaded: Desk) -> None:
    for round, found in _registers(loaded).items():
        assert all("fictional" in one.name for one in found.committees)
        assert all(one.notes.startswith("Fictional.") for one in found.meetings)
        assert {one.held_on.year for one in found.meetings if one.held_on} == {int(round)}
        for decision in found.decisions:
            meeting = found.meeting(decision.meeting)
            assert meeting is not None
            assert meeting.held_on == decision.taken_on
        assert all(action.due_on is not None for action in found.actions)


def test_what_the_committee_agreed_is_reasoned_and_changes_no_level(loaded: Desk, results: dict[str, Result]) -> None:
    record = next(record for record in loaded.records() if (record.country, record.round) == ("XXA", "2026"))
    agreed = loaded.store.snapshot(record.id).voices["agreed"]
    assert len(agreed) == 5
    assert all(answer.reason and answer.decided_by for answer in agreed.values())
    assert sum(bool(answer.dissent) for answer in agreed.values()) == 1
    now = reading(loaded, record.id, "both").result
    for view in ("claimed", "evidenced"):
        assert _joint(now, view).continuum == _joint(results["xxa-2026.yaml"], view).continuum
        assert _pairs(now, view) == _pairs(results["xxa-2026.yaml"], view)
        asked = [blocker.requirement.item for blocker in _joint(now, view).blockers]
        assert asked == [blocker.requirement.item for blocker in _joint(results["xxa-2026.yaml"], view).blockers]


def test_what_was_decided_in_the_first_round_stands_beside_what_came_of_it(loaded: Desk) -> None:
    record = next(record for record in loaded.records() if (record.country, record.round) == ("XXA", "2026"))
    written, port = rounds.outcomes(loaded, record, rounds.changes(loaded, record, "both"))
    assert {moved.change for moved in written.moved} == {"improved"}
    assert [action.status for action in written.actions] == ["done"]
    assert "worsened" in {moved.change for moved in port.moved}
    assert [action.status for action in port.actions] == ["dropped"]
