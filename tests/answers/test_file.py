"""The assessment file: YAML and JSON say the same, and what is written reads back equal."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from diagnostic.answers.answer import VOICES, Answer, Voice
from diagnostic.answers.assessment import AgencyPair, Assessment, is_fictional
from diagnostic.answers.file import empty_text, read, read_upload, to_data, write_text
from diagnostic.content import Refused, shipped
from tests.answers.test_refusals import SOUND
from tests.scoring.strategies import assessments

#: Texts that a careless writer or reader bends.
TEXTS = [
    "plain words",
    'he said "no", twice',
    "it's 'quoted'",
    "key: value",
    "trailing colon:",
    "# no comment",
    "a # remark",
    "no",
    "null",
    "~",
    "010",
    "1.10",
    "2026-01-01",
    "3_1",
    "12:30",
    "=SUM(A1:A9)",
    "-1",
    "- item",
    "+32 2 555",
    "@mention",
    "`code`",
    "%percent",
    "&anchor",
    "*alias",
    "!tag",
    "|",
    ">",
    "{not: a map}",
    "[not, a, list]",
    "<<",
    "? question",
    "first line\nsecond line",
    "line\n\n\nafter three breaks\n",
    "\n leading break and space",
    "tab\tinside",
    "  spaces around  ",
    "🚢 ⚓ 👮‍♀️",
    "العربية: تعاون الجمارك والشرطة",
    "עברית \u200f(rtl)\u200e mixed",
    "Ελληνικά, кириллица, 中文",
    "\u2028 line separator and \u2029 paragraph separator",
    "next line\x85without a space",
    "\x7f delete",
    "\ufeff mark at the beginning",
    "\\u0041 \\n backslashes",
    "\\\\server\\users\\minutes",
    "word " * 60,
    "x" * 300,
]

texts = st.one_of(
    st.sampled_from(TEXTS),
    st.text(
        st.characters(min_codepoint=32, exclude_categories=["Cs"]) | st.sampled_from("\n\t:#-'\"{}[]"), max_size=60
    ),
)
#: Short texts of the head, where the schema asks for something to read.
names = texts.filter(lambda text: bool(text.strip())).map(lambda text: text.strip()[:40].strip())


# No shrinking: it takes minutes on texts, and the single texts above show a failure better.
quick = settings(max_examples=60, phases=[Phase.explicit, Phase.reuse, Phase.generate])


def uploaded(text: str) -> Assessment:
    return read_upload(text.encode(), "answers", shipped())


@st.composite
def spoken(draw: st.DrawFn) -> Assessment:
    """Return an assessment in which some answers carry words, marks and ceilings."""
    assessment = draw(assessments("cooperation", VOICES))
    instrument = shipped().instrument("cooperation")
    voices: dict[Voice, dict[str, Answer]] = {}
    for voice, said in assessment.voices.items():
        told = dict(said)
        for item in draw(st.lists(st.sampled_from(sorted(said)), max_size=4, unique=True)):
            ceiling = draw(st.none() | st.integers(1, 5)) if instrument.item(item).levelled else None
            words = st.just("") | texts
            told[item] = replace(
                told[item],
                discuss=draw(st.booleans()),
                legal_ceiling=ceiling,
                comment=draw(words),
                link=draw(words),
                dissent=draw(words),
                reason=told[item].reason or draw(words),
            )
        voices[voice] = {item: answer for item, answer in told.items() if not answer.empty}
    return replace(
        assessment,
        country=draw(st.sampled_from(["XXA", "QMZ", "FRA", "NOR"])),
        round=draw(names),
        pair=AgencyPair(draw(names), draw(names)),
        target=draw(st.sampled_from([None, 3, {"information": 4, "training": 3}])),
        context=draw(st.sampled_from([{}, {"national_model": "detection_only", "note": "no: yes"}])),
        id=draw(st.none() | st.uuids().map(str)),
        voices=voices,
    )


@given(spoken())
@quick
def test_what_is_written_reads_back_equal(assessment: Assessment) -> None:
    assert uploaded(write_text(assessment)) == assessment


@given(spoken())
@quick
def test_the_same_file_as_json_gives_the_same_assessment(assessment: Assessment) -> None:
    data = to_data(assessment)
    assert uploaded(json.dumps(data)) == assessment
    assert uploaded(json.dumps(data, ensure_ascii=False, indent=2)) == assessment


def comment(text: str) -> Assessment:
    voices: dict[Voice, dict[str, Answer]] = {"customs": {"a_1": Answer(level=3, comment=text)}}
    return Assessment("XXA", "2026", {"cooperation": "handbook-2018/1"}, voices)


@pytest.mark.parametrize("text", TEXTS, ids=[ascii(text[:24]) for text in TEXTS])
def test_a_text_that_is_easily_bent_survives_yaml_and_json(text: str) -> None:
    said = comment(text)
    assert uploaded(write_text(said)) == said
    assert uploaded(json.dumps(to_data(said))) == said
    assert uploaded(json.dumps(to_data(said), ensure_ascii=False, indent="\t")) == said


def test_the_file_of_the_specification_says_what_it_says() -> None:
    assessment = uploaded(SOUND)
    assert assessment.country == "XXA"
    assert is_fictional(assessment.country)
    assert assessment.round == "2026"
    assert assessment.pair == AgencyPair("Customs", "National Police")
    assert assessment.target == {"information": 4, "training": 3}
    assert assessment.instruments == {"cooperation": "handbook-2018/1"}
    assert assessment.answer("customs", "a_1") == Answer(
        level=3, scope="national", evidence="record_of_use", comment="MOU of 2021"
    )
    assert assessment.answer("customs", "a_2_2").value == {
        "frequency": "monthly",
        "channels": ["secure_email", "meeting"],
    }
    assert assessment.answer("customs", "a_12").value == {"authority": "full", "limits": ["equipment"]}
    assert assessment.answer("customs", "a_10") == Answer(state="declined")
    assert assessment.answer("customs", "a_14_1") == Answer()
    assert assessment.answer("agreed", "a_1").dissent == "police would say 4"


def test_a_file_on_disk_and_the_same_bytes_give_the_same_assessment(tmp_path: Path) -> None:
    path = tmp_path / "answers.yaml"
    path.write_text(SOUND, encoding="utf-8")
    assert read(path, shipped()) == uploaded(SOUND)


def test_a_byte_order_mark_and_line_ends_of_another_system_change_nothing() -> None:
    raw = b"\xef\xbb\xbf" + SOUND.replace("\n", "\r\n").encode()
    assert read_upload(raw, "answers.yaml", shipped()) == uploaded(SOUND)


def minimal(**more: Any) -> str:
    head = {"format": "cpdiag/1", "country": "XXA", "round": "2026"}
    return json.dumps({**head, "instruments": {"cooperation": "handbook-2018/1"}, **more})


def test_pair_target_context_id_and_voices_may_be_left_out() -> None:
    assessment = uploaded(minimal())
    assert assessment.voices == {}
    assert assessment.target is None
    assert assessment.id is None


@pytest.mark.parametrize("nothing", [None, {}], ids=["null", "braces"])
def test_a_voice_without_answers_is_present_and_has_said_nothing(nothing: object) -> None:
    assert uploaded(minimal(voices={"police": nothing})).voices == {"police": {}}


@pytest.mark.parametrize(
    "nothing", [None, {}, {"comment": ""}, {"discuss": False}], ids=["null", "braces", "an empty comment", "no mark"]
)
def test_an_answer_that_says_nothing_reads_back_as_no_answer(nothing: object) -> None:
    assessment = uploaded(minimal(voices={"customs": {"a_1": nothing}}))
    assert assessment.answer("customs", "a_1") == Answer()
    assert uploaded(write_text(assessment)) == assessment


def test_a_comment_on_an_unanswered_item_is_kept() -> None:
    said = Answer(comment="ask the port of entry", discuss=True)
    voices: dict[Voice, dict[str, Answer]] = {"police": {"a_13": said}}
    assessment = Assessment("XXA", "2026", {"cooperation": "handbook-2018/1"}, voices)
    assert uploaded(write_text(assessment)).answer("police", "a_13") == said


def test_an_empty_file_for_a_new_assessment_can_be_read_at_once() -> None:
    instrument = shipped().instrument("cooperation")
    text = empty_text("XXA", 'round "2026"', instrument, shipped())
    assessment = uploaded(text)
    assert assessment.round == 'round "2026"'
    assert assessment.voices == {"customs": {}, "police": {}}
    assert all(item.id in text and item.question in text for item in instrument.items)


def test_json_faults_carry_their_own_line_and_column() -> None:
    text = minimal(voices={"customs": {"a_1": {"level": 9}}}).replace('{"level"', '\n\t{"level"')
    with pytest.raises(Refused) as caught:
        uploaded(text)
    (fault,) = caught.value.faults
    assert (fault.line, fault.column) == (2, 12)
