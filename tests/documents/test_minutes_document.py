"""The minutes: what they say of a busy meeting, and what of one of which nothing is known yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from diagnostic.documents.minutes import COMMITTEE, Action, AgreedAnswer, Decision, Meeting, Parked, minutes
from diagnostic.documents.model import plain
from diagnostic.documents.sheet import (
    Definitions,
    Heading,
    Paragraph,
    Points,
    Signatures,
    Table,
    Words,
    flat,
    pieces,
)
from tests.documents.meeting_example import ANCHOR, BARE, BUSY, MADE_AT, MARK


def text(words: Words) -> str:
    return plain(pieces(words)).replace("\u00a0", " ")


def sections(held: object = BUSY) -> list[str]:
    sheet = minutes(held, made_at=MADE_AT)  # type: ignore[arg-type]
    return [text(heading.words) for heading in sheet.headings]


def tables(**changed: object) -> list[Table]:
    sheet = minutes(replace(BARE, **changed), made_at=MADE_AT)  # type: ignore[arg-type]
    return [block for block in sheet.blocks if isinstance(block, Table)]


def cells(table: Table) -> list[list[str]]:
    return [[text(cell.words) for _, cell in row] for row in table.placed]


def test_the_finding_counts_what_the_meeting_did() -> None:
    finding = minutes(BUSY, made_at=MADE_AT).finding.replace("\u00a0", " ")
    assert finding == "The committee agreed 12 answers, took 6 decisions, gave out 8 actions and parked 2 questions."
    one = replace(BARE, decisions=BUSY.decisions[:1])
    assert minutes(one, made_at=MADE_AT).finding.replace("\u00a0", " ") == "The committee took 1 decision."


def test_a_busy_meeting_has_all_parts_in_their_order() -> None:
    assert sections() == [
        "Where cooperation stands", "Agreed answers", "Decisions", "Actions", "Parked questions", "Notes",
        "For the record", "Signatures",
    ]  # fmt: skip


def test_a_meeting_of_which_nothing_is_known_says_so_and_leaves_blanks() -> None:
    sheet = minutes(BARE, made_at=MADE_AT)
    assert sections(BARE) == ["Agreed answers", "Decisions", "Actions", "Signatures"]
    assert sheet.title == "Minutes of the meeting"
    assert sheet.subtitle == COMMITTEE
    assert [text(block.words) for block in sheet.blocks if isinstance(block, Paragraph)] == [
        "No answer was agreed at this meeting.",
        "No decision was taken at this meeting.",
        "No action was given out at this meeting.",
    ]
    (known,) = [block for block in sheet.blocks if isinstance(block, Definitions)]
    assert {text(term): text(words) for term, words in known.rows} == {
        "Agencies": "Customs and Police",
        "Date": "[date]",
        "Place": "[place]",
        "Chair": "[name of the chair]",
        "Minutes taken by": "[name]",
        "Present": "[functions of those present]",
        "Next meeting": "[date of the next meeting]",
    }


def test_an_agreed_answer_stands_with_both_voices_reason_dissent_and_who_decided() -> None:
    one = AgreedAnswer(
        "Liaison officers", "A.14.1", "Level 2", "Level 4", "Level 3", "Why.", "Police disagrees.", "Vote"
    )
    bare = AgreedAnswer("Recognition", "A.19", "Level 1", "Level 1", "Level 1")
    (table,) = tables(agreed=(one, bare))
    assert cells(table) == [
        ["Liaison officers A.14.1", "Level 2", "Level 4", "Level 3"],
        ["Reason: Why.\nDissent: Police disagrees.\nDecided by: Vote"],
        ["Recognition A.19", "Level 1", "Level 1", "Level 1"],
    ]


def test_the_strategic_level_has_a_column_only_where_it_was_asked() -> None:
    plain_one = Decision("2026/1", "Sign.", "Because.", concerns=("Step one", "Step two"))
    asked = Decision("2026/2", "Ask.", escalated_to="The ministers", escalated_why="The law.")
    answered = replace(asked, answer="Yes.", answered_on=date(2026, 11, 2))
    (table,) = tables(decisions=(plain_one,))
    assert cells(table) == [["2026/1", "Sign.\nReason: Because.\nConcerns: Step one; Step two"]]
    (table,) = tables(decisions=(plain_one, asked, answered))
    assert [row[2] for row in cells(table)] == [
        "No",
        "To: The ministers\nWhy: The law.\nNo answer yet",
        "To: The ministers\nWhy: The law.\nAnswer on 2 November 2026: Yes.",
    ]


def test_an_action_without_owner_or_date_asks_for_them() -> None:
    (table,) = tables(actions=(Action("Write the terms"), Action("Invite", owner="Head", due_on=date(2026, 12, 1))))
    assert cells(table) == [
        ["1", "Write the terms", "[owner]", "[date]", "–"],
        ["2", "Invite", "Head", "1 December 2026", "–"],
    ]


def test_parked_questions_end_as_sentences() -> None:
    parked = (
        Parked("Undercover agents", "A.11", "The custodians were absent", "next meeting"),
        Parked("Powers", "A.9", "Why?"),
        Parked("Access", "A.8"),
    )
    sheet = minutes(replace(BARE, parked=parked), made_at=MADE_AT)
    (points,) = [block for block in sheet.blocks if isinstance(block, Points)]
    assert [text(item) for item in points.items] == [
        "Undercover agents A.11. The custodians were absent. To be taken up: next meeting.",
        "Powers A.9. Why?",
        "Access A.8.",
    ]


def test_notes_keep_their_paragraphs_and_lines() -> None:
    sheet = minutes(replace(BARE, notes="  One\r\ntwo\r\n\r\n\r\nThree \n \n"), made_at=MADE_AT)
    start = next(at for at, block in enumerate(sheet.blocks) if block == Heading("Notes"))
    assert [block.words for block in sheet.blocks[start + 1 :] if isinstance(block, Paragraph)] == ["One\ntwo", "Three"]


def test_marks_for_the_record_stand_in_full() -> None:
    sheet = minutes(BUSY, made_at=MADE_AT)
    *_, last = [block for block in flat(sheet.blocks) if isinstance(block, Definitions)]
    assert [text(words) for _, words in last.rows] == [
        MARK,
        f"{ANCHOR}\n12 October 2026, 11:40 UTC",
        "cooperation handbook-2018/1",
    ]


def test_both_agencies_the_chair_and_the_writer_sign() -> None:
    sheet = minutes(replace(BARE, meeting=Meeting(chair="The chair")), made_at=MADE_AT)
    (signed,) = [block for block in flat(sheet.blocks) if isinstance(block, Signatures)]
    assert [(place.role, text(place.name)) for place in signed.places] == [
        ("Chair", "The chair"),
        ("Minutes taken by", "[name]"),
        ("For Customs", "[name and function]"),
        ("For Police", "[name and function]"),
    ]


def test_a_fictional_administration_is_marked_on_the_sheet() -> None:
    assert minutes(BARE, made_at=MADE_AT, fictional=True).fictional
    assert minutes(BARE, made_at=MADE_AT, classification="Restricted").classification == "Restricted"
