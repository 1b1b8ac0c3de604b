"""Free text that looks as if it named a person, a case, or a way to reach somebody.

Only a warning comes of it: the text is saved as it was written, and the writer decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from diagnostic.answers.answer import Answer

_TITLES = (
    "Mr|Mrs|Ms|Miss|Dr|Prof|Officer|Inspector|Sergeant|Lieutenant|Captain|Major|Colonel|General|Agent|Detective|"
    "Superintendent|Commissioner|Commander|Constable|Director|Minister|Judge|Prosecutor"
)
#: What a text looks like it holds, and the pattern that says so.
_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("a person", re.compile(rf"\b(?:{_TITLES})\.?\s+(?!of\b|for\b|General\b)[A-Z][\w’'-]+")),
    (
        "a case or a file",
        re.compile(
            r"\b(?:case|file|docket|dossier|warrant|investigation)\s*(?:no\.?|nr\.?|number|#)\s*[\w/.-]*\d"
            r"|\b(?:case|docket|dossier)\s+[A-Z]*\d[\w/.-]*",
            re.IGNORECASE,
        ),
    ),
    ("an operation", re.compile(r"\b[Oo]peration\s+(?:[“\"][^”\"]+[”\"]|[A-Z]{3,}\b|[A-Z][a-z]+\b)")),
    (
        "an informant",
        re.compile(
            r"\b(?:informant|source|undercover officer)s?\s+(?:called|named|known as|code-?name)", re.IGNORECASE
        ),
    ),
    ("an e-mail address", re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]+")),
    ("a telephone number", re.compile(r"(?<![\w/.-])\+?\d(?:[\s()/-]?\d){7,14}(?![\w/.-])")),
)


def signs(text: str) -> tuple[str, ...]:
    """Return what a text looks like it names: ``("a person", "a case or a file")``, or nothing."""
    return tuple(what for what, pattern in _SIGNS if pattern.search(text))


def of_answer(answer: Answer) -> tuple[str, ...]:
    """Return what the free texts of an answer look like they name. A reference may name documents."""
    found = [what for text in _texts(answer) for what in signs(text)]
    return tuple(dict.fromkeys(found))


def _texts(answer: Answer) -> Iterator[str]:
    yield from (answer.comment, answer.reason, answer.dissent)
    yield from (part for part in (answer.value or {}).values() if isinstance(part, str))
