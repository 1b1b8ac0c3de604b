"""Gathering the drafts of an agency's units: what is proposed, what is a conflict, and what may never happen."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostic.answers.answer import AGENCIES, EVIDENCE, MAX_TEXT, SCOPES, UNANSWERED, Answer, problems
from diagnostic.comparison.merging import Gathered, gather, gathered
from diagnostic.content.model import AUTHORITIES
from tests.scoring.strategies import answers, fields

INSTRUMENT = fields()["cooperation"].instrument
LABELS = ("Headquarters", "Region North", "Region South", "Port unit", "Airport unit")
#: Answers with what is written beside them, for every item.
TEXTS = ("", "A note.", "Another note, longer than the first.", "x" * 4990)


def _of(item: str, *said: Answer) -> Gathered:
    return gather(INSTRUMENT.item(item), dict(zip(LABELS, said, strict=False)))


def _level(*levels: int) -> Gathered:
    return _of("a_13", *(Answer(level=level) for level in levels))


# ---------------------------------------------------------------- levels


@pytest.mark.parametrize(
    ("levels", "proposed"),
    [((3,), 3), ((2, 3), 2), ((1, 5), 1), ((2, 3, 5), 3), ((1, 2, 4, 5), 2), ((4, 4, 1), 4), ((5, 1, 1, 5, 5), 5)],
)
def test_the_lower_median_of_the_levels_is_proposed(levels: tuple[int, ...], proposed: int) -> None:
    assert _level(*levels).proposal.level == proposed


def test_levels_one_apart_are_no_conflict_and_two_apart_are() -> None:
    assert _level(2, 3).conflicts == ()
    assert _level(2, 4).conflicts == ("levels",)
    assert _level(2, 4).apart == 2


def test_a_state_gives_way_to_a_level_and_is_a_conflict() -> None:
    found = _of("a_13", Answer(state="dont_know"), Answer(level=3), Answer(state="dont_know"))
    assert found.proposal == Answer(level=3)
    assert found.conflicts == ("state",)


def test_the_most_common_state_is_proposed_where_nobody_gives_a_level() -> None:
    found = _of("a_13", Answer(state="declined"), Answer(state="dont_know"), Answer(state="declined"))
    assert found.proposal == Answer(state="declined")
    assert found.conflicts == ()


def test_of_two_states_named_as_often_the_one_that_claims_less_is_proposed_and_the_other_is_a_conflict() -> None:
    found = _of("a_13", Answer(state="prohibited_by_law", reason="Article 4."), Answer(state="dont_know"))
    assert found.proposal == Answer(state="dont_know")
    assert found.conflicts == ("state",)


def test_the_reasons_of_a_state_stand_under_their_units() -> None:
    found = _of(
        "a_13",
        Answer(state="prohibited_by_law", reason="Article 4."),
        Answer(state="prohibited_by_law", reason="Article 9."),
    )
    assert found.proposal == Answer(
        state="prohibited_by_law", reason="Headquarters: Article 4.\nRegion North: Article 9."
    )


def test_the_narrowest_scope_among_those_at_the_proposed_level_is_proposed() -> None:
    found = _of(
        "a_13",
        Answer(level=3, scope="national"),
        Answer(level=3, scope="main_sites"),
        Answer(level=4, scope="one_site"),
        Answer(level=3),
        Answer(level=2, scope="operations_only"),
    )
    assert found.proposal.level == 3
    assert found.proposal.scope == "main_sites"


def test_the_strongest_evidence_among_those_that_claim_at_least_the_level_is_proposed() -> None:
    found = _of(
        "a_13",
        Answer(level=2, evidence="independently_checked"),
        Answer(level=3, evidence="assertion"),
        Answer(level=4, evidence="document"),
    )
    assert found.proposal.level == 3
    assert found.proposal.evidence == "document"


def test_comments_are_gathered_under_the_units_and_the_same_words_once() -> None:
    found = _of(
        "a_13",
        Answer(level=3, comment="Lists every Monday."),
        Answer(level=3),
        Answer(level=3, comment="Lists every Monday."),
        Answer(level=3, comment="By telephone.", link="https://law.example/4"),
    )
    assert found.proposal.comment == "Headquarters and Region South: Lists every Monday.\nPort unit: By telephone."
    assert found.proposal.link == "https://law.example/4"


def test_what_all_write_alike_stays_as_they_wrote_it() -> None:
    found = _of("a_13", Answer(level=3, comment="By telephone."), Answer(level=2, comment="By telephone."))
    assert found.proposal.comment == "By telephone."


def test_a_mark_for_discussion_and_the_lowest_ceiling_of_the_law_are_kept() -> None:
    found = _of("a_13", Answer(level=3, discuss=True, legal_ceiling=4), Answer(level=3, legal_ceiling=3))
    assert found.proposal.discuss
    assert found.proposal.legal_ceiling == 3


def test_comments_that_do_not_fit_together_are_each_cut_and_say_so() -> None:
    found = _of("a_13", *(Answer(level=3, comment=letter * 5000) for letter in "abcde"))
    lines = found.proposal.comment.split("\n")
    assert len(found.proposal.comment) <= 5000
    assert [line.split(":")[0] for line in lines] == sorted(LABELS)
    assert all(line.endswith(" …") for line in lines)


# ---------------------------------------------------------------- powers and narratives


def _power(*authorities: str) -> Gathered:
    return _of("a_12", *(Answer(value={"authority": authority}) for authority in authorities))


@pytest.mark.parametrize(
    ("named", "proposed"),
    [
        (("full", "full", "none"), "full"),
        (("full", "partial"), "partial"),
        (("full", "none"), "none"),
        (("partial", "none", "full"), "none"),
    ],
)
def test_the_authority_most_named_is_proposed_and_of_equals_the_lower(named: tuple[str, ...], proposed: str) -> None:
    assert _power(*named).proposal.value == {"authority": proposed}
    assert _power(*named).conflicts == ("authority",)


def test_the_same_authority_is_no_conflict_and_limits_are_united() -> None:
    found = _of(
        "a_12",
        Answer(value={"authority": "full", "limits": ["staff"]}),
        Answer(value={"authority": "full", "limits": ["skills", "staff"]}),
    )
    assert found.conflicts == ()
    assert found.proposal.value == {"authority": "full", "limits": ["skills", "staff"]}


def test_without_authority_nothing_is_missing_to_use_it() -> None:
    found = _of("a_12", Answer(value={"authority": "none"}), Answer(value={"authority": "full", "limits": ["staff"]}))
    assert found.proposal.value == {"authority": "none"}


def test_each_area_has_the_authority_most_named_there() -> None:
    found = _of(
        "a_5_1",
        Answer(value={"drugs": "full", "cash": "full"}),
        Answer(value={"drugs": "full", "cash": "none", "waste": "partial"}),
    )
    assert found.proposal.value == {"drugs": "full", "cash": "none", "waste": "partial"}
    assert found.conflicts == ("authority",)


def test_choices_are_united_and_texts_listed_under_the_units() -> None:
    found = _of(
        "a_2_2",
        Answer(value={"frequency": "weekly", "channels": ["meeting"], "text": "On Mondays."}),
        Answer(value={"frequency": "weekly", "channels": ["secure_email", "meeting"]}),
        Answer(value={"frequency": "daily"}),
    )
    assert found.proposal.value == {
        "frequency": "weekly",
        "channels": ["secure_email", "meeting"],
        "text": "Headquarters: On Mondays.",
    }
    assert found.conflicts == ()


def test_of_two_choices_named_as_often_none_is_proposed() -> None:
    found = _of("a_2_2", Answer(value={"frequency": "weekly"}), Answer(value={"frequency": "daily"}))
    assert found.conflicts == ("choice",)
    assert found.proposal == UNANSWERED


def test_who_does_not_know_takes_nothing_from_what_others_tell_in_words() -> None:
    found = _of("a_2_2", Answer(state="dont_know"), Answer(value={"frequency": "weekly"}))
    assert found.conflicts == ()
    assert found.proposal == Answer(value={"frequency": "weekly"})


# ---------------------------------------------------------------- all questions


def test_conflicts_come_first_the_widest_before_the_others() -> None:
    drafts = {
        "North": {"a_1": Answer(level=3), "a_3_1": Answer(level=2), "a_13": Answer(level=1), "a_19": Answer(level=2)},
        "South": {"a_1": Answer(level=3), "a_3_1": Answer(level=4), "a_13": Answer(level=4), "a_19": Answer(level=1)},
    }
    assert [row.item.id for row in gathered(INSTRUMENT, drafts, {})] == ["a_13", "a_3_1", "a_1", "a_19"]


def test_what_a_unit_is_no_longer_asked_is_not_gathered() -> None:
    drafts = {"North": {"a_14_1": Answer(level=2), "a_14_2": Answer(value={"text": "From before."})}}
    assert [row.item.id for row in gathered(INSTRUMENT, drafts, {})] == ["a_14_1"]


def test_what_the_agency_is_not_asked_after_its_own_answer_is_not_gathered() -> None:
    drafts = {"North": {"a_14_1": Answer(level=4), "a_14_2": Answer(value={"text": "Two officers."})}}
    assert len(gathered(INSTRUMENT, drafts, {})) == 2
    assert [row.item.id for row in gathered(INSTRUMENT, drafts, {"a_14_1": Answer(level=2)})] == ["a_14_1"]


def test_without_drafts_there_is_nothing_to_gather() -> None:
    assert gathered(INSTRUMENT, {}, {"a_1": Answer(level=3)}) == ()
    assert gathered(INSTRUMENT, {"North": {}}, {}) == ()


# ---------------------------------------------------------------- what holds always


@st.composite
def said(draw: Any) -> tuple[str, dict[str, Answer]]:
    """Draw an item and what up to five units say to it, each with some words beside it."""
    item = draw(st.sampled_from(sorted(INSTRUMENT.by_id)))
    possible = [answer for answer in answers("cooperation", item) if not answer.empty]
    found: dict[str, Answer] = {}
    for label in draw(st.lists(st.sampled_from(LABELS), min_size=1, unique=True)):
        answer = draw(st.sampled_from(possible))
        data = answer.to_data() | {"comment": draw(st.sampled_from(TEXTS))}
        found[label] = Answer(**data)
    return item, found


@given(said(), st.randoms())
def test_the_order_of_the_drafts_does_not_matter(drawn: tuple[str, dict[str, Answer]], random: Random) -> None:
    item, units = drawn
    labels = list(units)
    random.shuffle(labels)
    again = gather(INSTRUMENT.item(item), {label: units[label] for label in labels})
    assert again == gather(INSTRUMENT.item(item), units)


@given(said())
def test_a_draft_that_stands_alone_or_is_said_by_all_is_proposed_as_it_is(drawn: tuple[str, dict[str, Answer]]) -> None:
    item, units = drawn
    one = next(iter(units.values()))
    alone = gather(INSTRUMENT.item(item), {"North": one})
    assert alone.proposal == one
    assert alone.apart == 0
    assert gather(INSTRUMENT.item(item), dict.fromkeys(units, one)).proposal == one


@given(said())
def test_a_proposal_lies_within_what_was_said(drawn: tuple[str, dict[str, Answer]]) -> None:
    item, units = drawn
    found = gather(INSTRUMENT.item(item), units)
    proposal, every = found.proposal, list(units.values())
    levels = [answer.level for answer in every if answer.level is not None]
    assert (proposal.level is None) == (not levels)
    if proposal.level is not None:
        assert found.spread is not None
        assert found.spread.lower <= proposal.level <= found.spread.upper
        assert proposal.level in levels
    assert proposal.state is None or proposal.state in {answer.state for answer in every}
    for part, order in (("scope", SCOPES), ("evidence", EVIDENCE), ("legal_ceiling", range(1, 6))):
        given_ = getattr(proposal, part)
        assert given_ is None or given_ in {getattr(answer, part) for answer in every} & set(order)
    if proposal.value is not None and "authority" in proposal.value:
        named = [answer.value["authority"] for answer in every if answer.value is not None]
        assert proposal.value["authority"] in named
        assert proposal.value["authority"] in AUTHORITIES


@given(said())
def test_a_proposal_is_an_answer_that_the_question_takes(drawn: tuple[str, dict[str, Answer]]) -> None:
    item, units = drawn
    proposal = gather(INSTRUMENT.item(item), units).proposal
    for voice in AGENCIES:
        assert problems(INSTRUMENT.item(item), voice, proposal.to_data()) == []
    assert len(proposal.comment) <= MAX_TEXT


@given(said())
def test_one_more_voice_for_the_proposed_level_does_not_move_it(drawn: tuple[str, dict[str, Answer]]) -> None:
    item, units = drawn
    level = gather(INSTRUMENT.item(item), units).proposal.level
    if level is not None:
        more = {**units, "One more": Answer(level=level)}
        assert gather(INSTRUMENT.item(item), more).proposal.level == level
