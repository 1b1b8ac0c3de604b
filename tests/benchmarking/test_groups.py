"""Who is compared with whom, and how sure that is."""

import pytest

from diagnostic import places
from diagnostic.answers.assessment import is_country
from diagnostic.benchmarking.groups import VERIFY, by_column, by_hand, by_region, read_regions, wco_regions
from diagnostic.benchmarking.panel import PanelRefused
from diagnostic.exchange import panel_demonstration
from tests.benchmarking.making import LIBRARY, panel

HEADER = "iso3,country,wco_region,wco_region_name,wco_member,confidence,source,note"


def test_the_six_regions_hold_187_members_and_every_code_is_a_country() -> None:
    regions = wco_regions()
    members = [one for one in regions.members.values() if one.member]
    assert len(regions.names) == 6
    assert len(members) == 187
    sizes = {code: sum(one.region == code for one in members) for code in regions.names}
    assert sizes == {"A/P": 35, "AMS": 34, "ESA": 24, "EUR": 52, "MENA": 18, "WCA": 24}
    assert all(is_country(code) for code in regions.members)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("ZZZ,Nowhere,EUR,Europe,yes,high,S1,", "line 2: 'ZZZ' is no country code"),
        ("XXA,Freedonia,EUR,Europe,yes,high,S1,", "line 2: 'XXA' is no country code"),
        ("FRA,France,EUR,Europe,yes,certain,S1,", "line 2: the confidence is 'certain'"),
        ("FRA,France,,,yes,high,S1,", "line 2: a member has a region"),
        ("FRA,France,EUR,Europe,yes,high,S1,\nFRA,France,EUR,Europe,yes,high,S1,", "line 3: 'FRA' stands twice"),
        (
            "FRA,France,EUR,Europe,yes,high,S1,\nDEU,Germany,EUR,Asia,yes,high,S1,",
            "line 3: the region EUR has",
        ),
    ],
)
def test_a_list_of_regions_with_a_fault_is_refused_with_its_line(line: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        read_regions(f"{HEADER}\n{line}".splitlines())


def test_columns_that_are_missing_are_named() -> None:
    with pytest.raises(ValueError, match="wco_region_name"):
        read_regions(["iso3,country,wco_region"])


def test_regions_come_with_the_request_to_verify_and_name_what_is_doubtful() -> None:
    found = by_region(panel({(code, "1"): (2, 2) for code in ("FRA", "DEU", "LCA", "MCO")}))
    assert found.title == "WCO region"
    assert found.of("FRA") == found.of("DEU") == "Europe"
    assert found.without == {"MCO"}
    assert found.notes[0] == VERIFY
    assert "LCA" in found.notes[1]
    assert found.doubtful == {"LCA": "low confidence: region inferred"}


def test_a_user_who_knows_better_overrides_a_region() -> None:
    made = panel({(code, "1"): (2, 2) for code in ("FRA", "LCA", "MCO")})
    found = by_region(made, {"LCA": "ESA", "MCO": "Principalities"})
    assert found.of("LCA") == "East and Southern Africa"
    assert found.of("MCO") == "Principalities"
    assert found.doubtful == {}
    with pytest.raises(PanelRefused, match="“ZZZ” is no country code"):
        by_region(made, {"ZZZ": "EUR"})


def test_a_second_pair_of_agencies_is_in_the_region_of_its_country() -> None:
    assert by_region(panel({("FRA-2", "1"): (2, 2)})).of("FRA-2") == "Europe"


def test_aliases_have_no_region() -> None:
    assert by_region(panel({("A01", "1"): (2, 2)})).without == {"A01"}


def test_fictional_administrations_have_the_regions_their_file_gives_them() -> None:
    found = by_region(panel_demonstration.read(LIBRARY))
    assert found.title == "Region"
    assert sorted(len(members) for members in found.groups.values()) == [4, 5, 7, 7, 8, 9]
    assert found.notes == ()
    assert len(found.peers("XXA")) == 7


def test_fictional_and_real_administrations_side_by_side_are_marked() -> None:
    made = panel({("XXA", "1"): (2, 2), ("FRA", "1"): (2, 2)}).with_column("income", {"XXA": "high", "FRA": "high"})
    assert "Fictional administrations stand beside real ones in these groups." in by_column(made, "income").notes


def test_a_column_of_the_users_own_groups_the_panel() -> None:
    made = panel({(code, "1"): (2, 2) for code in ("FRA", "KEN", "PER")})
    made = made.with_column("income", {"FRA": "high", "KEN": "lower middle"})
    found = by_column(made, "income")
    assert found.groups == {"high": {"FRA"}, "lower middle": {"KEN"}}
    assert found.without == {"PER"}
    with pytest.raises(PanelRefused, match="did you mean 'income'"):
        by_column(made, "incom")


def test_peers_are_picked_by_hand_and_unknown_ones_refused() -> None:
    made = panel({(code, "1"): (2, 2) for code in ("FRA", "DEU", "PER")})
    assert by_hand(made, ["FRA", "PER"]).peers("FRA") == {"PER"}
    with pytest.raises(PanelRefused, match="“FRB” is not in the panel: did you mean 'FRA'"):
        by_hand(made, ["FRB"])


def test_the_list_ships_with_where_it_comes_from() -> None:
    assert "S1 " in (places.data("benchmarks") / "wco_regions.md").read_text(encoding="utf-8")
