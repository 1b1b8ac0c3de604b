"""Which clauses stand in a draft, how they are numbered, and what is never said."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from diagnostic.answers import Answer, Assessment
from diagnostic.content import Library, shipped
from diagnostic.content.catalogue import When
from diagnostic.documents.assembling import assemble
from diagnostic.documents.filling import BLANKS
from diagnostic.documents.model import Document, plain
from tests.documents.conftest import Bases

DRAFTS = sorted(shipped().drafts)
GOLDEN = Path(__file__).with_name("mou-freedonia.txt")
MARK = "Quokka-7731"


def said(document: Document) -> str:
    return json.dumps(asdict(document), ensure_ascii=False, default=str)


def ids(document: Document) -> list[str]:
    return list(dict.fromkeys(block.clause for block in document.blocks))


@pytest.fixture
def freedonia(administrations: Mapping[str, Assessment]) -> Assessment:
    return administrations["xxa-2026"]


# ---------------------------------------------------------------- conditions


def answering(**levels: Any) -> Assessment:
    said = {id: Answer(level=level) if isinstance(level, int) else level for id, level in levels.items()}
    return Assessment(
        country="XXA",
        round="2026",
        instruments={"cooperation": "handbook-2018/1"},
        voices={"customs": said, "police": said},
        context={"third_agencies": ["fiu"]},
    )


@pytest.mark.parametrize(
    ("when", "holds"),
    [
        (When(), True),
        (When(item="a_4_1", below=3), True),
        (When(item="a_4_1", below=2), False),
        (When(item="a_4_1", at_least=2), True),
        (When(item="a_4_1", at_least=3), False),
        (When(item="a_6", below=2), True),  # not answered: its lower bound is 1
        (When(item="a_9_access", below=5), False),  # full authority: the item does not apply
        (When(item="a_9_access", at_least=1), False),
        (When(step="mou"), True),
        (When(step="moa"), False),
        (When(power="a_9", finding=("both_hold",)), True),
        (When(power="a_9", finding=("neither", "unknown")), False),
        (When(power="a_10", finding=("unknown",)), True),
        (When(third_agency="fiu"), True),
        (When(third_agency="prosecutor"), False),
        (When(any=(When(step="moa"), When(step="mou"))), True),
        (When(any=(When(step="moa"), When(third_agency="other"))), False),
        (When(all=(When(step="mou"), When(third_agency="fiu"))), True),
        (When(all=(When(step="mou"), When(step="moa"))), False),
    ],
)
def test_a_condition_holds_on_the_lower_bound_the_matrix_the_plan_and_the_context(
    basis: Bases, when: When, holds: bool
) -> None:
    assessment = answering(a_4_1=2, a_9=Answer(value={"authority": "full"}))
    assert basis(assessment, steps=("mou",)).holds(when) is holds


def test_controlled_delivery_stands_in_the_mou_only_where_it_is_called_for(library: Library, basis: Bases) -> None:
    mou = library.drafts["mou"]
    assert "mou_controlled_delivery" in ids(assemble(mou, basis(answering(a_4_1=2))))
    assert "mou_controlled_delivery" not in ids(assemble(mou, basis(answering(a_4_1=4))))
    planned = basis(answering(a_4_1=4), steps=("controlled_delivery_protocol",))
    assert "mou_controlled_delivery" in ids(assemble(mou, planned))


@pytest.mark.parametrize("draft", DRAFTS)
def test_staff_protection_is_offered_in_every_draft_whatever_the_answers(
    library: Library, basis: Bases, draft: str
) -> None:
    for assessment in (answering(), answering(a_1=5, a_4_1=5)):
        text = " ".join(
            plain(line.text)
            for block in assemble(library.drafts[draft], basis(assessment), notes=False).blocks
            for line in (*block.lines, *block.items)
        )
        assert re.search(r"protect[^.]*(staff|officer|who take part)|(staff|officer)[^.]*protect", text, re.I)


# ---------------------------------------------------------------- what is never said


@pytest.mark.parametrize("draft", DRAFTS)
@pytest.mark.parametrize("whose", ["both", "customs"])
def test_no_comment_reason_link_text_or_limit_of_any_answer_is_ever_quoted(
    library: Library, basis: Bases, administrations: Mapping[str, Assessment], draft: str, whose: str
) -> None:
    for assessment in administrations.values():
        marked = marked_all_over(assessment)
        assert MARK not in said(assemble(library.drafts[draft], basis(marked, whose)))


def marked_all_over(assessment: Assessment) -> Assessment:
    """Return an assessment in which every free text is the mark."""

    def mark(answer: Answer) -> Answer:
        value = {key: MARK if key == "text" else part for key, part in answer.value.items()} if answer.value else None
        return replace(answer, value=value, comment=MARK, link=MARK, reason=MARK, dissent=MARK)

    voices = {voice: {id: mark(answer) for id, answer in said.items()} for voice, said in assessment.voices.items()}
    return replace(assessment, voices=voices, context={**assessment.context, "note": MARK})


@pytest.mark.parametrize("draft", DRAFTS)
def test_integrity_changes_nothing_in_any_draft(
    library: Library, basis: Bases, administrations: Mapping[str, Assessment], draft: str
) -> None:
    own = {item.id for item in library.instrument("integrity").items}
    for assessment in administrations.values():
        without = {
            voice: {id: answer for id, answer in said.items() if id not in own}
            for voice, said in assessment.voices.items()
        }
        bare = replace(assessment, voices=without, instruments={"cooperation": "handbook-2018/1"})
        full, short = (assemble(library.drafts[draft], basis(a)) for a in (assessment, bare))
        assert full == short


@pytest.mark.parametrize("draft", DRAFTS)
def test_of_the_restricted_powers_only_authority_and_access_level_count(
    library: Library, basis: Bases, freedonia: Assessment, draft: str
) -> None:
    restricted = {item.id for item in library.instrument("cooperation").items if item.restricted}

    def redacted(answer: Answer) -> Answer:
        value = {"authority": answer.value["authority"]} if answer.value and "authority" in answer.value else None
        return Answer(level=answer.level, value=value, state=answer.state, scope=answer.scope, reason="withheld")

    voices = {
        voice: {id: redacted(answer) if id in restricted else answer for id, answer in said.items()}
        for voice, said in freedonia.voices.items()
    }
    bare = replace(freedonia, voices=voices)
    full, short = (assemble(library.drafts[draft], basis(a)) for a in (freedonia, bare))
    # Evidence lowers the level as evidenced; nothing else of these answers reaches a draft.
    levels = [[block for block in d.blocks if all(t.kind != "levels" for t in block.tables)] for d in (full, short)]
    assert levels[0] == levels[1]


def test_a_finding_about_restricted_powers_is_left_out(library: Library, basis: Bases) -> None:
    lacking = Answer(value={"authority": "full", "limits": ["equipment"]})
    text = said(assemble(library.drafts["annual_report"], basis(answering(a_9=lacking, a_12=lacking))))
    assert "Forensic science A.12 and lacks" in text
    assert "Surveillance and interception A.9 and lacks" not in text


# ---------------------------------------------------------------- numbers and references


@pytest.mark.parametrize("draft", DRAFTS)
@pytest.mark.parametrize("name", ["xxa-2024", "xxa-2026", "xxb-2026"])
def test_numbers_are_consecutive(
    library: Library, basis: Bases, administrations: Mapping[str, Assessment], draft: str, name: str
) -> None:
    document = assemble(library.drafts[draft], basis(administrations[name]))
    numbered = [part for part in document.parts if part.number]
    assert [part.number for part in numbered] == [str(n) for n in range(1, len(numbered) + 1)]
    for part in document.parts:
        lines = [line.number for block in part.blocks for line in block.lines]
        if part.id == "signatures":
            assert set(lines) == {""}
        else:
            prefix = f"{part.number}." if part.number else ""
            assert lines == [f"{prefix}{n}" for n in range(1, len(lines) + 1)]
        for block in part.blocks:
            assert [item.number for item in block.items] == [f"({chr(97 + n)})" for n in range(len(block.items))]


def test_references_name_the_article_that_has_the_heading_whatever_was_left_out(library: Library, basis: Bases) -> None:
    seen = 0
    for draft in library.drafts.values():
        for assessment in (answering(a_4_1=2), answering(a_4_1=5)):
            document = assemble(draft, basis(assessment), notes=False)
            numbers = {part.heading: part.number for part in document.parts}
            for number, heading in re.findall(r"article (\d+) \(“([^”]+)”\)", said(document)):
                assert numbers[heading] == number
                seen += 1
            assert "not part of this draft" not in said(document)
            assert "the article “" not in said(document)
    assert seen


def test_the_articles_of_the_mou_for_freedonia(library: Library, basis: Bases, freedonia: Assessment) -> None:
    document = assemble(library.drafts["mou"], basis(freedonia, steps=("controlled_delivery_protocol",)))
    listed = "".join(f"{part.number or '-'}\t{part.heading}\n" for part in document.parts)
    assert listed == GOLDEN.read_text(encoding="utf-8")


# ---------------------------------------------------------------- tables and notes


def test_the_law_decides_who_leads_and_where_it_does_not_a_proposal_stands_in_brackets(
    library: Library, basis: Bases, administrations: Mapping[str, Assessment]
) -> None:
    document = assemble(library.drafts["mou"], basis(administrations["xxb-2026"]))
    rows = {
        plain(row[0]): tuple(map(plain, row[1:]))
        for block in document.blocks
        for table in block.tables
        if table.kind == "lead_agencies"
        for row in table.rows
    }
    assert rows["Drugs"] == ("No", "Yes", "Gendarmerie", "Customs")
    assert rows["Counterfeit goods"] == ("Yes", "No", "Customs", "Gendarmerie")
    either = "[Customs / Gendarmerie]"
    assert rows["Endangered species"] == ("In part", "In part", either, either)
    assert rows["Other goods"] == ("[open]", "[open]", either, either)


def test_a_note_quotes_levels_and_states(library: Library, basis: Bases, freedonia: Assessment) -> None:
    document = assemble(library.drafts["annual_report"], basis(freedonia))
    notes = {block.clause: block.note for block in document.blocks}
    answers = notes["annual_report_level"].answers  # type: ignore[union-attr]
    assert answers[-1].replace("\u00a0", " ") == (
        "Sharing of resources A.13. Customs: level 3; National Police: not answered; together: level 1 to 3."
    )
    assert all(block.note is None for block in assemble(document_of(library), basis(freedonia), notes=False).blocks)


def document_of(library: Library) -> Any:
    return library.drafts["annual_report"]


def test_one_agency_alone_says_nothing_of_the_other(library: Library, basis: Bases, freedonia: Assessment) -> None:
    alone = freedonia.only("customs")
    text = said(assemble(library.drafts["mou"], basis(alone, "customs")))
    assert "National Police: " not in text
    assert "the answers of Customs alone" in text


def test_every_table_of_blanks_says_what_is_to_be_filled_in(library: Library) -> None:
    for draft in library.drafts.values():
        for clause in draft.clauses:
            if clause.table == "blank_rows":
                assert clause.columns or clause.list, clause.id
                assert not any("columns of the table" in text for text in clause.text), clause.id
            if clause.table == "contacts":
                assert clause.columns, clause.id
            for text in clause.columns:
                assert set(re.findall(r"\{(.*?)\}", text)) <= BLANKS.keys(), clause.id


def test_in_a_form_choices_become_boxes_to_tick(library: Library, basis: Bases, freedonia: Assessment) -> None:
    document = assemble(library.drafts["referral_forms"], basis(freedonia))
    rows = {
        plain(row[0]): plain(row[1]).replace("\u00a0", " ")
        for block in document.blocks
        for table in block.tables
        if table.kind == "fields"
        for row in table.rows
    }
    assert rows["How certain it is"] == "☐ confirmed   ☐ probable   ☐ not verified"
    assert rows["Referral number, the same in both registers"] == ""
