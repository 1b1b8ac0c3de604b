"""Placeholders, brackets and references; hostile texts survive literally or are refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostic.documents.filling import TextRefused, Words, fill
from diagnostic.documents.model import Span, plain

HOSTILE = ("A & B", "<w:p>", "</w:t></w:r>", "{{7*7}}", "{% raw %}", "{customs}", "[x", "]]", "%s", "=1+1", "“Customs”")


def test_placeholders_are_filled_and_what_is_missing_stands_in_brackets() -> None:
    words = Words("Customs Service", "Police", country="Freedonia (fictional)")
    text = fill("{customs} in {country}; {customs_ministry}; on {date}.", words)
    assert plain(text) == "Customs Service in Freedonia (fictional); [ministry responsible for Customs]; on [date]."
    assert [span.text for span in text if span.open] == ["[ministry responsible for Customs]", "[date]"]


def test_within_brackets_a_missing_name_brings_no_second_pair() -> None:
    text = fill("[{customs_ministry} / both]", Words("C", "P"))
    assert text == (Span("[ministry responsible for Customs / both]", open=True),)


def test_nested_brackets_are_one_choice() -> None:
    text = fill("It is [yes / no, reason: […]] so.", Words("C", "P"))
    assert [span.text for span in text if span.open] == ["[yes / no, reason: […]]"]


def test_a_reference_finds_the_number_of_its_article_or_says_that_there_is_none() -> None:
    words = Words("C", "P", articles={"Disputes": "22"})
    assert plain(fill("as the article “Disputes” provides", words)) == "as article 22 (“Disputes”) provides"
    text = fill("the article “Gone” applies", words)
    assert text[0] == Span("[article “Gone”, not part of this draft]", open=True)


def test_the_official_name_is_asked_for_where_only_the_short_one_is_known() -> None:
    wording = "{customs} (“Customs”) and {police} (“Police”)"
    text = plain(fill(wording, Words("Customs", "National Police")))
    assert text == "[official name of Customs] (“Customs”) and National Police (“Police”)"


def test_straight_quotes_of_the_wording_become_typographic_but_those_of_a_name_stay() -> None:
    assert plain(fill('say "yes" to {customs}', Words('The "C"', "P"))) == 'say “yes” to The "C"'


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_was_typed_is_read_neither_as_placeholder_nor_as_bracket(hostile: str) -> None:
    text = fill("a {customs} b [c]", Words(hostile, "P"))
    assert text == (Span(f"a {hostile} b "), Span("[c]", open=True))


@given(st.text(min_size=1))
def test_any_name_survives_literally_or_is_refused_by_name(name: str) -> None:
    if re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", name):
        with pytest.raises(TextRefused, match="the name of the customs agency"):
            Words(name, "P")
        return
    words = Words(name, "P")
    said = name.replace("\r\n", "\n").replace("\r", "\n").strip()
    assert plain(fill("<{customs}>", words)) == (f"<{said}>" if said else "<[name of the customs administration]>")


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\ud800", "\uffff"])
def test_a_control_character_is_refused_with_its_place_and_a_remedy(sign: str) -> None:
    with pytest.raises(TextRefused) as refused:
        Words("Customs", f"Po{sign}lice")
    assert f"U+{ord(sign):04X}, at place 3" in str(refused.value)
    assert "the name of the police agency" in str(refused.value)
    assert "Delete this character" in str(refused.value)
