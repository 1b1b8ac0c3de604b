"""From the wording of a clause to text: placeholders filled, references resolved, brackets told apart.

Brackets are found in the wording alone. What a user typed is never read for brackets, braces or marks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from diagnostic.documents.model import Span, Text

COMMITTEE = "Customs–Police Cooperation Committee"

#: What stands in brackets where nothing is known.
BLANKS = {
    "country": "country",
    "round": "round",
    "date": "date",
    "target": "goal that the Parties choose",
    "customs_ministry": "ministry responsible for Customs",
    "police_ministry": "ministry responsible for Police",
    "committee": "name of the committee",
    "customs": "name of the customs administration",
    "police": "name of the police agency",
}
#: What the parts of a draft that a user typed are called in a message.
_CALLED = {
    "customs": "the name of the customs agency",
    "police": "the name of the police agency",
    "country": "the name of the country",
    "round": "the round",
    "date": "the date",
    "target": "the target",
    "customs_ministry": "the ministry of customs",
    "police_ministry": "the ministry of police",
    "committee": "the name of the committee",
}
_TOKEN = re.compile(r"\{(\w+)\}|([\[\]])")
_QUOTED = re.compile(r'"([^"]*)"')
_ARTICLE = re.compile(r"the article “([^”]+)”")
#: A party that is introduced with the word by which it is called from then on.
_INTRODUCED = re.compile(r"\{(customs|police)\} \(“(\w+)”\)")
#: What XML cannot carry: most control characters, halves of a pair, and two code points that are none.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class TextRefused(Exception):
    """A text that a user typed cannot stand in a document. The message says which, and how to mend it."""


def sound(text: str, called: str) -> str:
    """Return a text that a user typed, with line ends as Word knows them.

    Raises:
        TextRefused: it holds a character that no document can carry.
    """
    found = _FORBIDDEN.search(text)
    if found:
        raise TextRefused(
            f"No document was written: {called} holds a character that no document can carry "
            f"(U+{ord(found.group()):04X}, at place {found.start() + 1}). Delete this character and type "
            "the text anew, under “Target and context” or in the file, then draft again."
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True, slots=True)
class Words:
    """What the placeholders stand for. An empty text is not known, and becomes a blank in brackets.

    ``articles``: by heading, the number of each article that the draft has.
    """

    customs: str
    police: str
    country: str = ""
    round: str = ""
    date: str = ""
    target: str = ""
    customs_ministry: str = ""
    police_ministry: str = ""
    committee: str = COMMITTEE
    articles: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what no document can carry."""
        for part in fields(self):
            if part.name != "articles":
                object.__setattr__(self, part.name, sound(getattr(self, part.name), _CALLED[part.name]))

    def name(self, voice: str) -> str:
        """Return the name of an agency."""
        return self.police if voice == "police" else self.customs


def typed(text: str) -> Text:
    """Return a text as it is."""
    return (Span(text),)


def blank(text: str) -> Text:
    """Return a text in brackets."""
    return (Span(f"[{text}]", open=True),)


def fill(wording: str, words: Words) -> Text:
    """Return the text of a clause."""
    spans: list[Span] = []
    depth = place = 0

    def put(text: str, *, open: bool) -> None:
        if not text:
            return
        if spans and spans[-1].open == open:
            spans[-1] = Span(spans[-1].text + text, open)
        else:
            spans.append(Span(text, open))

    wording = _prepared(wording, words)
    for token in _TOKEN.finditer(wording):
        put(wording[place : token.start()], open=depth > 0)
        place = token.end()
        name, bracket = token.groups()
        if bracket == "[":
            put(bracket, open=True)
            depth += 1
        elif bracket == "]":
            put(bracket, open=depth > 0)
            depth = max(depth - 1, 0)
        elif value := getattr(words, name).strip():
            put(value, open=depth > 0)
        else:
            put(BLANKS[name] if depth else f"[{BLANKS[name]}]", open=True)
    put(wording[place:], open=depth > 0)
    return tuple(spans)


def _prepared(wording: str, words: Words) -> str:
    """Resolve references to articles; ask for the official name where only the short one is known."""

    def article(found: re.Match[str]) -> str:
        number = words.articles.get(found[1])
        return f"article {number} (“{found[1]}”)" if number else f"[article “{found[1]}”, not part of this draft]"

    def introduced(found: re.Match[str]) -> str:
        voice, called = found.groups()
        return f"[official name of {called}] (“{called}”)" if words.name(voice) == called else found[0]

    return _INTRODUCED.sub(introduced, _ARTICLE.sub(article, _QUOTED.sub(r"“\1”", wording)))
