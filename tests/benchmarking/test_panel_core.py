"""A panel holds many results under one policy, and each of them is what the reference says."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostic import places
from diagnostic.answers import file
from diagnostic.answers.answer import VOICES, Answer
from diagnostic.answers.assessment import AgencyPair, Assessment
from diagnostic.benchmarking import rounds
from diagnostic.benchmarking.panel import CONTINUUM, Panel, PanelRefused, combine, country, marking
from diagnostic.benchmarking.scored import from_assessments, under
from diagnostic.content.model import Library
from diagnostic.scoring.outcomes import VIEWS, Pair
from diagnostic.scoring.reference import score
from tests.benchmarking.making import INSTRUMENT, LIBRARY, POLICY, VERSION, assessment, panel
from tests.scoring.strategies import voice_answers


def demonstration() -> list[Assessment]:
    return [file.read(path, LIBRARY) for path in sorted((places.data("benchmarks") / "demonstration").glob("*.yaml"))]


def same_as_reference(made: Panel, assessments: Sequence[Assessment], library: Library = LIBRARY) -> None:
    """Every row of a panel says what the readable reference says, and no row is missing."""
    rows = 0
    for one in assessments:
        result = score(one, library)
        assert result is not None
        for whose, views in (("joint", result.joint), *result.voices.items()):
            if views is None:
                continue
            rows += 1
            for view in VIEWS:
                expected = views.view(view)
                said = made.profile(one.country, one.round, whose, view)  # type: ignore[arg-type]
                assert said[CONTINUUM] == expected.continuum
                for side, dimension in expected.dimensions.items():
                    assert said[side] == (dimension.pair if dimension else None)
                measures = made.measures
                row = int(made.rows(one.round, whose)[0]) if len(assessments) == 1 else None  # type: ignore[arg-type]
                if row is not None:
                    withheld = made.view(view).withheld[1:, row].tolist()
                    assert withheld == [bool(d and d.withheld) for d in map(expected.dimensions.get, measures[1:])]
    assert made.n == rows


# ------------------------------------------------------------------ rounds and names


def test_rounds_stand_in_the_order_in_which_people_count_them() -> None:
    assert rounds.in_order(["10", "9", "2", "9"]) == ("2", "9", "10")
    assert rounds.in_order(["Round 10", "round 9"]) == ("round 9", "Round 10")
    assert panel({("FRA", "10"): (1, 1), ("FRA", "9"): (2, 2)}).rounds == ("9", "10")


def test_a_second_pair_of_agencies_of_a_country_carries_a_number() -> None:
    federal = replace(assessment("FRA", a_2_1=2), pair=AgencyPair("Customs", "Federal Police"))
    gendarmes = replace(assessment("FRA", a_2_1=1), pair=AgencyPair("Customs", "Gendarmerie"))
    made = from_assessments([gendarmes, federal], LIBRARY)
    assert made.administrations == ("FRA", "FRA-2")
    assert [country(name) for name in made.administrations] == ["FRA", "FRA"]
    assert made.profile("FRA-2", "2026", "customs")[CONTINUUM] == Pair(1, 1)


def test_an_agency_that_changed_its_name_between_rounds_is_the_same() -> None:
    before = replace(assessment("FRA", "2024", a_2_1=2), pair=AgencyPair("Customs", "Police"))
    after = replace(assessment("FRA", "2026", a_2_1=2), pair=AgencyPair("Customs", "National Police"))
    made = from_assessments([before, after], LIBRARY)
    assert made.administrations == ("FRA",)
    assert made.rounds_of("FRA", "customs") == ("2024", "2026")


def test_two_assessments_of_the_same_agencies_in_a_round_are_refused() -> None:
    with pytest.raises(PanelRefused, match="FRA has two assessments of the same agencies in round 2026"):
        from_assessments([assessment("FRA", a_1=2), assessment("FRA", a_1=3)], LIBRARY)


def test_fictional_administrations_are_called_so() -> None:
    assert marking(panel({("XXA", "1"): (1, 1)})) == "Fictional data: none of these administrations exists."
    mixed = marking(panel({("XXA", "1"): (1, 1), ("FRA", "1"): (1, 1)}))
    assert mixed == "1 of 2 administrations are fictional: XXA."
    assert marking(panel({("FRA", "1"): (1, 1)})) == ""


# ------------------------------------------------------------------ scoring


def test_the_demonstration_scores_as_the_reference_does() -> None:
    same_as_reference(from_assessments(demonstration(), LIBRARY), demonstration())


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_any_assessment_scores_as_the_reference_does(data: st.DataObject) -> None:
    present = data.draw(st.sets(st.sampled_from(VOICES), min_size=1))
    voices = {voice: data.draw(voice_answers("cooperation", voice)) for voice in VOICES if voice in present}
    one = Assessment(country="XXC", round="1", instruments={"cooperation": VERSION}, voices=voices)
    same_as_reference(from_assessments([one], LIBRARY), [one])


def test_all_results_of_a_round_stand_side_by_side() -> None:
    made = from_assessments(demonstration(), LIBRARY)
    names, levels = made.results("2026")
    assert names == ("XXA", "XXB")
    assert levels.lower.shape == (len(made.measures), 2)
    for place, name in enumerate(names):
        profile = made.profile(name, "2026")
        assert [levels.pair(row, place) for row in range(len(made.measures))] == list(profile.values())


def test_one_agency_alone_has_no_joint_result() -> None:
    made = from_assessments([assessment("FRA", a_1=3), assessment("DEU", police={"a_1": 3}, a_1=3)], LIBRARY)
    assert made.measure(CONTINUUM, round="2026").administrations == ("DEU",)
    assert made.measure(CONTINUUM, round="2026", whose="customs").administrations == ("DEU", "FRA")


def test_a_dimension_that_does_not_apply_to_an_administration_leaves_it_out() -> None:
    powers = {power.id: Answer(value={"authority": "full"}) for power in INSTRUMENT.powers if not power.areas}
    powers |= {
        power.id: Answer(value={area.id: "full" for area in power.areas}) for power in INSTRUMENT.powers if power.areas
    }
    all_powers = Assessment("FRA", "1", {"cooperation": VERSION}, {"customs": powers})
    made = from_assessments([all_powers, assessment("DEU", "1", a_1=3)], LIBRARY)
    measured = made.measure("powers", round="1", whose="customs")
    assert (measured.administrations, measured.without) == (("DEU",), ("FRA",))
    assert made.profile("FRA", "1", "customs")["powers"] is None


def test_an_assessment_without_the_questionnaire_is_left_out() -> None:
    other = Assessment("DEU", "1", {"integrity": "integrity-2026/1"})
    assert from_assessments([assessment("FRA", a_1=2), other], LIBRARY).administrations == ("FRA",)
    with pytest.raises(PanelRefused, match="None of the assessments answers"):
        from_assessments([other], LIBRARY)


def test_integrity_is_never_a_panel() -> None:
    one = Assessment("FRA", "1", {"integrity": "integrity-2026/1"}, {"customs": {}})
    with pytest.raises(PanelRefused, match="never compared"):
        from_assessments([one], LIBRARY, instrument="integrity")


# ------------------------------------------------------------------ policies


def with_stricter_policy() -> Library:
    """Return the library with a second policy, in which level 2 needs more."""
    second = POLICY.levels[1]
    need = replace(second.requirements[0], at_least=3)
    levels = (POLICY.levels[0], replace(second, requirements=(need,)), *POLICY.levels[2:])
    stricter = replace(POLICY, id="handbook-fig3/2", levels=levels)
    newer = replace(INSTRUMENT, version="handbook-2018/2", policy=stricter.id)
    return replace(
        LIBRARY,
        instruments={**LIBRARY.instruments, ("cooperation", newer.version): newer},
        policies={**LIBRARY.policies, stricter.id: stricter},
    )


def test_answers_to_two_versions_are_scored_under_the_policy_of_the_newer_one_and_it_is_said() -> None:
    library = with_stricter_policy()
    old = assessment("FRA", a_2_1=2)
    new = replace(assessment("DEU", a_2_1=2), instruments={"cooperation": "handbook-2018/2"})
    made = from_assessments([old, new], library)
    assert made.policy == "handbook-fig3/2"
    assert made.versions == ("handbook-2018/1", "handbook-2018/2")
    assert made.notes == ("1 assessment with answers to handbook-2018/1 scored again under handbook-fig3/2.",)
    for name in ("FRA", "DEU"):
        assert made.profile(name, "2026", "customs")[CONTINUUM] == Pair(1, 1)


def test_a_panel_with_answers_is_scored_again_under_another_policy() -> None:
    library = with_stricter_policy()
    made = from_assessments([assessment("FRA", a_2_1=2)], library)
    assert made.profile("FRA", "2026", "customs")[CONTINUUM] == Pair(2, 2)
    again = under(made, library.policies["handbook-fig3/2"])
    assert again.profile("FRA", "2026", "customs")[CONTINUUM] == Pair(1, 1)
    assert under(again, POLICY).profile("FRA", "2026", "customs")[CONTINUUM] == Pair(2, 2)


def test_a_panel_without_answers_cannot_be_scored_again() -> None:
    library = with_stricter_policy()
    with pytest.raises(PanelRefused, match="came without answers"):
        under(panel({("FRA", "1"): (2, 2)}), library.policies["handbook-fig3/2"])


def test_a_policy_that_asks_for_what_a_version_does_not_hold_is_refused() -> None:
    need = replace(POLICY.levels[1].requirements[0], item="a_99")
    levels = (POLICY.levels[0], replace(POLICY.levels[1], requirements=(need,)), *POLICY.levels[2:])
    with pytest.raises(PanelRefused, match="asks for a_99"):
        under(from_assessments([assessment("FRA", a_1=2)], LIBRARY), replace(POLICY, id="other/1", levels=levels))


def test_results_under_different_policies_are_never_mixed() -> None:
    one, other = panel({("FRA", "1"): (2, 2)}), panel({("DEU", "1"): (2, 2)}, policy="handbook-fig3/2")
    with pytest.raises(PanelRefused, match="never mixed"):
        combine([one, other])


def test_panels_under_one_policy_become_one() -> None:
    scored = from_assessments([assessment("DEU", "1", police={"a_2_1": 2}, a_2_1=2)], LIBRARY)
    made = combine([panel({("FRA", "1"): (2, 3)}).with_column("income", {"FRA": "high"}), scored])
    assert made.administrations == ("DEU", "FRA")
    assert made.profile("FRA", "1")[CONTINUUM] == Pair(2, 3)
    assert made.profile("FRA", "1")["framework"] is None
    assert made.profile("DEU", "1")["information"] == Pair(2, 2)
    assert made.columns == {"income": {"FRA": "high"}}
    with pytest.raises(PanelRefused, match="FRA has two results for round 1"):
        combine([made, panel({("FRA", "1"): (2, 3)})])
