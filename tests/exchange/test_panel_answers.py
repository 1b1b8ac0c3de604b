"""A table of answers: scored as assessment files with the same answers are, refused with row and column."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostic.answers.answer import VOICES, Answer, Voice
from diagnostic.answers.assessment import Assessment
from diagnostic.benchmarking.panel import CONTINUUM, Panel
from diagnostic.benchmarking.scored import from_assessments
from diagnostic.content.faults import Refused
from diagnostic.exchange.panel_answers import write
from diagnostic.exchange.panel_file import read_upload
from diagnostic.scoring.outcomes import VIEWS, Pair
from tests.benchmarking.making import INSTRUMENT, LIBRARY, POLICY, VERSION
from tests.scoring.strategies import voice_answers

KEYS = "administration,round,voice,instrument"


def table(*rows: str, items: str = "a_1,a_2_1,a_9,a_9_access") -> str:
    return "\n".join([f"{KEYS},{items}", *rows]) + "\n"


def read(text: str) -> Panel:
    return read_upload(text.encode(), "answers.csv", LIBRARY)


def refusal(text: str) -> str:
    with pytest.raises(Refused) as refused:
        read(text)
    return str(refused.value)


def same(one: Panel, other: Panel) -> bool:
    if list(one.all_keys()) != list(other.all_keys()):
        return False
    return all((one.view(view).lower == other.view(view).lower).all() for view in VIEWS) and all(
        (one.view(view).upper == other.view(view).upper).all()
        and (one.view(view).withheld == other.view(view).withheld).all()
        for view in VIEWS
    )


def test_answers_are_scored_on_the_spot() -> None:
    made = read(table(f"FRA,1,customs,{VERSION},3,2 national document,none,3", f"FRA,1,police,{VERSION},2,3,full,4"))
    assert made.policy == POLICY.id
    assert made.profile("FRA", "1", "customs")[CONTINUUM] == Pair(2, 2)
    assert made.profile("FRA", "1", "police")[CONTINUUM] == Pair(2, 2)
    assert made.profile("FRA", "1", "joint")["framework"] == Pair(2, 2)
    assert made.profile("FRA", "1", "customs", "evidenced")["information"] == Pair(2, 2)


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_a_table_of_any_answers_scores_as_the_answers_themselves_do(data: st.DataObject) -> None:
    assessments = []
    for country in ("XXC", "XXD"):
        present = data.draw(st.sets(st.sampled_from(VOICES), min_size=1))
        voices: dict[Voice, Mapping[str, Answer]] = {
            voice: data.draw(voice_answers("cooperation", voice)) for voice in VOICES if voice in present
        }
        assessments.append(Assessment(country, "1", {"cooperation": VERSION}, voices))
    assert same(read(write(assessments, LIBRARY)), from_assessments(assessments, LIBRARY))


def test_nothing_but_codes_is_written() -> None:
    said = {
        "a_1": Answer(level=3, comment="secret", link="secret"),
        "a_13": Answer(state="prohibited_by_law", reason="secret"),
        "a_2_2": Answer(value={"text": "secret"}),
        "a_9": Answer(value={"authority": "none", "limits": ["staff"]}),
    }
    text = write([Assessment("FRA", "1", {"cooperation": VERSION}, {"customs": said})], LIBRARY)
    assert "secret" not in text
    assert "staff" not in text
    assert "a_2_2" not in text
    assert "prohibited_by_law" in text


def test_capitals_spaces_and_the_order_of_words_do_not_matter() -> None:
    plain = table(f"FRA,1,customs,{VERSION},3 national document,dont_know,full or partial,2 one_site")
    other = table(f"FRA,1,Customs,{VERSION}, 3  Document National ,Dont_Know,Full or partial,2 one_site")
    assert same(read(plain), read(other))


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (f"PER,1,customs,{VERSION},6,2,none,3", "answers.csv:3:5: 'a_1' is '6': write a level from 1 to 5"),
        (f"PER,1,customs,{VERSION},3 everywhere,2,none,3", "answers.csv:3:5: 'a_1' is '3 everywhere'"),
        (f"PER,1,customs,{VERSION},3,2,some,3", "answers.csv:3:7: 'a_9' is 'some': write full, partial, none"),
        (f"PER,1,customs,{VERSION},not_applicable,2,none,3", "answers.csv:3:5: 'a_1' cannot be not applicable"),
        (f"PER,1,customs,{VERSION},3,2,not_applicable,3", "answers.csv:3:7: 'a_9' cannot be not applicable"),
        (f"PER,1,agreed,{VERSION},3,2,,3", "answers.csv:3:8: 'a_9_access' is a fact about one agency"),
        (f"PER,1,agreed,{VERSION},3,2,full,", "answers.csv:3:7: 'a_9' is a fact about one agency"),
        (f"PER,1,joint,{VERSION},3,2,,", "answers.csv:3:3: 'voice' is 'joint'"),
        (f"FRA,1,customs,{VERSION},3,2,,", "FRA, round 1, customs stands twice (first in row 2)"),
        ("PER,1,customs,integrity-2026/1,3,2,,", "'integrity-2026/1' is not compared between countries"),
        (f"PER,1,customs,{VERSION},=3,2,,", "answers.csv:3:5: 'a_1' is '=3'"),
    ],
)
def test_what_is_wrong_is_named_with_row_and_column_and_nothing_is_taken(row: str, problem: str) -> None:
    said = refusal(table(f"FRA,1,customs,{VERSION},3,2,none,3", row))
    assert problem in said
    assert len(said.splitlines()) == 1


def test_unknown_items_are_named() -> None:
    said = refusal(table(f"FRA,1,customs,{VERSION},3,2", items="a_1,a_21"))
    assert "answers.csv:1:6: unknown column 'a_21'" in said
    assert "a_2_1" in said


def test_every_item_with_levels_and_every_power_has_a_column() -> None:
    header = write([Assessment("FRA", "1", {"cooperation": VERSION})], LIBRARY).splitlines()[1].split(",")
    asked: Sequence[str] = [item.id for item in INSTRUMENT.items if item.levelled or item.kind == "power"]
    assert header == [*KEYS.split(","), *asked]
