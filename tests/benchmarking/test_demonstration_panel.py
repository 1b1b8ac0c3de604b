"""The fictional demonstration panel: what it holds, that it is fictional, and that it can be made again."""

import re
from collections import Counter

import pycountry
import pytest

from diagnostic import places
from diagnostic.answers import file
from diagnostic.answers.assessment import is_fictional
from diagnostic.benchmarking import demonstration
from diagnostic.benchmarking.panel import CONTINUUM, Panel, marking
from diagnostic.content.strict import read_path
from diagnostic.exchange import panel_demonstration
from diagnostic.scoring.outcomes import VIEWS, Pair
from diagnostic.scoring.reference import score
from tests.benchmarking.making import INSTRUMENT, LIBRARY


@pytest.fixture(scope="module")
def panel() -> Panel:
    return panel_demonstration.read(LIBRARY)


def test_forty_administrations_in_six_regions_over_three_rounds(panel: Panel) -> None:
    assert len(panel.administrations) == 40
    assert panel.rounds == ("2022", "2024", "2026")
    assert len(set(panel.columns["region"].values())) == 6
    assert set(panel.columns["region"]) == set(panel.administrations)


def test_all_of_it_is_fictional_and_said_to_be(panel: Panel) -> None:
    assert panel.fictional == panel.administrations
    assert marking(panel).startswith("Fictional data")
    assert "Fictional" in panel_demonstration.path().read_text(encoding="utf-8").splitlines()[1]
    assert all(is_fictional(one.code) for one in demonstration.administrations())


def test_no_name_is_that_of_a_real_country_or_province() -> None:
    real = {place.name.casefold() for place in (*pycountry.countries, *pycountry.subdivisions)}
    names = [one.name for one in demonstration.administrations()]
    assert len(set(names)) == 40
    for name in [*names, *set(demonstration.regions().values())]:
        assert not any(re.search(rf"\b{re.escape(name.casefold())}\b", place) for place in real)


def test_freedonia_and_sylvania_keep_their_names_and_what_they_answered(panel: Panel) -> None:
    folder = places.data("benchmarks")
    named = read_path(folder / "fictional.yaml").data["administrations"]
    assert {code: demonstration.names()[code] for code in named} == named
    for path in sorted(folder.joinpath("demonstration").glob("*.yaml")):
        assessment = file.read(path, LIBRARY)
        result = score(assessment, LIBRARY)
        assert result is not None
        assert result.joint is not None
        for view in VIEWS:
            said = panel.profile(assessment.country, assessment.round, "joint", view)
            assert said[CONTINUUM] == result.joint.view(view).continuum
            for side, dimension in result.joint.view(view).dimensions.items():
                assert said[side] == (dimension.pair if dimension else None)


def test_the_file_is_what_the_model_makes_with_its_seed() -> None:
    path = panel_demonstration.path()
    assert path.read_text(encoding="utf-8") == panel_demonstration.text(LIBRARY)
    assert path.stat().st_size < 400_000


def test_another_seed_makes_other_answers() -> None:
    one, other = (next(demonstration.assessments(INSTRUMENT, seed=seed)) for seed in (1, 2))
    assert one.voices != other.voices


def test_it_has_something_to_show_of_everything(panel: Panel) -> None:
    now = panel.measure(CONTINUUM, round="2026")
    points = Counter(Pair(*pair) for pair in zip(now.lower.tolist(), now.upper.tolist(), strict=True))
    assert {pair.lower for pair in points if pair.known} >= {1, 2, 3, 4}
    assert any(not pair.known for pair in points)
    assert panel.claimed.withheld.any()
    earlier = panel.measure(CONTINUUM, round="2022")
    assert now.n == 40
    assert 30 <= earlier.n < 40
    assert (panel.evidenced.lower <= panel.claimed.lower).all()
    assert not (panel.evidenced.lower == panel.claimed.lower).all()
    block = panel.answers[0]
    assert block.agreed is not None
    assert not block.present.all()
