"""What an agency says among itself on a question: comments, answers to them, who is asked to look.

None of it is an answer, and none of it is ever seen by the other agency or the committee, at any stage.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from diagnostic.access import NotAllowed, Viewer, allowed
from diagnostic.access.roles import OF_AN_AGENCY, Action
from diagnostic.answers.answer import Voice
from diagnostic.service.desk import Desk
from diagnostic.service.units import colleagues
from diagnostic.storage import Clash, Entry, Record

COMMENT = "comment"
MAX_COMMENT = 5000


class CommentRefused(Exception):
    """The comment cannot be kept so. The message is for the user; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Comment:
    """Something said inside the agency on a question. ``answers``: the comment it answers, empty if none.

    ``mentions``: the keys of those asked to look, see `mentionable`. ``mine``: whether the viewer wrote it.
    """

    key: str
    number: int
    item: str
    text: str
    mentions: tuple[str, ...]
    answers: str
    done: bool
    by: str
    at: datetime
    edited: bool
    mine: bool

    def data(self, **changed: Any) -> dict[str, Any]:
        """Return what is kept of it, with some of it changed."""
        kept = {
            "item": self.item,
            "text": self.text,
            "mentions": list(self.mentions),
            "answers": self.answers,
            "done": self.done,
            "edited": self.edited,
        }
        return kept | changed


def comments(desk: Desk, record: Record, voice: Voice, item: str | None = None) -> list[Comment]:
    """Return the comments inside an agency that the viewer may see, in the order of writing, on one item or on all.

    What is said on surveillance, undercover officers and informants stays with their custodian, as the answers do.

    Raises:
        NotAllowed: the viewer does not belong to the agency.
    """
    desk.require("discuss_inside", voice, record)
    found = (_comment(desk, entry) for entry in desk.store.entries(record.id, voice, COMMENT))
    return [one for one in found if item in (None, one.item) and _may_see(desk, record, voice, one.item)]


def counts(desk: Desk, record: Record, voice: Voice) -> Mapping[str, int]:
    """Return how many comments that are not done stand on each item; none for who does not belong to the agency."""
    if not desk.allowed("discuss_inside", voice, record):
        return {}
    return Counter(one.item for one in waiting(comments(desk, record, voice)))


def waiting(found: Collection[Comment]) -> list[Comment]:
    """Return the comments that are not done, nor answer one that is."""
    done = {one.key for one in found if one.done}
    return [one for one in found if not one.done and one.answers not in done]


def may_discuss(desk: Desk, record: Record, voice: Voice, item: str) -> bool:
    """Whether the viewer may say something inside the agency on a question."""
    return desk.allowed("discuss_inside", voice, record) and _may_see(desk, record, voice, item)


def _may_see(desk: Desk, record: Record, voice: Voice, item: str) -> bool:
    return item not in desk.restricted or desk.allowed("read_restricted", voice, record)


def _comment(desk: Desk, entry: Entry) -> Comment:
    data: Mapping[str, Any] = entry.data or {}
    return Comment(
        key=entry.key,
        number=entry.number,
        item=str(data.get("item", "")),
        text=str(data.get("text", "")),
        mentions=tuple(data.get("mentions", ())),
        answers=str(data.get("answers", "")),
        done=bool(data.get("done", False)),
        by=entry.made_by,
        at=entry.made_at,
        edited=bool(data.get("edited", False)),
        mine=entry.made_by == desk.by,
    )


def mentionable(desk: Desk, record: Record, voice: Voice, item: str) -> dict[str, str]:
    """Return who can be asked to look: keys of persons, or labels of units without one, to what they are called.

    Raises:
        NotAllowed: the viewer does not belong to the agency.
    """
    desk.require("discuss_inside", voice, record)
    needed: Action = "read_restricted" if item in desk.restricted else "discuss_inside"
    found: dict[str, str] = {}
    if item not in desk.restricted:
        found = {one.person or one.label: one.label for one in colleagues(desk, record, voice) if one.named}
    for member in desk.store.members(record.id):
        if member.voice == voice and member.role in OF_AN_AGENCY and member.person not in found:
            their = Viewer(member.person, frozenset({(member.role, voice)}), voice)
            if allowed(their, needed, voice, record.stages):
                found[member.person] = member.name or member.person
    return found


def mentioned(desk: Desk, record: Record, voice: Voice, all_: Collection[Comment]) -> list[Comment]:
    """Return the comments, not done yet, that ask the viewer to look. Without sign-in: those that ask anybody."""
    own = {one.label for one in colleagues(desk, record, voice) if one.named and desk.is_me(one.person)}
    return [
        one
        for one in waiting(all_)
        if any(key in own or desk.is_me(key) for key in one.mentions) and (desk.person is None or not one.mine)
    ]


def write(
    desk: Desk, id: str, voice: Voice, key: str, item: str, text: str, mentions: Collection[str], answers: str = ""
) -> Comment | Clash:
    """Say something on a question; the same again changes nothing. ``key``: new. ``answers``: an earlier comment.

    Raises:
        CommentRefused, NotAllowed, StorageFailed: with a sentence for the user; nothing was kept.
    """
    record = _record(desk, id, voice, item)
    data = {"item": item, "text": _text(text), "mentions": _mentions(desk, record, voice, item, mentions)}
    return _enter(desk, record, voice, key, data | {"answers": answers, "done": False, "edited": False}, 0)


def edit(
    desk: Desk, id: str, voice: Voice, key: str, text: str, mentions: Collection[str], seen: int
) -> Comment | Clash:
    """Change an own comment; where it was changed since, both texts are returned, and the other one stands.

    Raises:
        CommentRefused, NotAllowed, StorageFailed: with a sentence for the user; nothing was kept.
    """
    record, comment = _known(desk, id, voice, key)
    if not comment.mine:
        raise NotAllowed("Only who wrote a comment changes its words.")
    changed = {
        "text": _text(text),
        "mentions": _mentions(desk, record, voice, comment.item, mentions, comment.mentions),
    }
    if all(changed[part] == comment.data()[part] for part in changed):
        return comment
    if seen != comment.number:
        # Somebody may have marked it as done meanwhile: that is no other text.
        on_screen = [entry for entry in desk.store.entry_history(id, key) if entry.number == seen]
        if any(_words(_comment(desk, entry)) == _words(comment) for entry in on_screen):
            seen = comment.number
    return _enter(desk, record, voice, key, comment.data(**changed, edited=True), seen)


def _words(comment: Comment) -> tuple[str, tuple[str, ...]]:
    return comment.text, comment.mentions


def mark(desk: Desk, id: str, voice: Voice, key: str, *, done: bool) -> None:
    """Mark a comment as done, or as not done, whatever its words are by now.

    Raises:
        CommentRefused, NotAllowed, StorageFailed: with a sentence for the user; nothing was changed.
    """
    record, comment = _known(desk, id, voice, key)
    while comment.done != done:
        entered = _enter(desk, record, voice, key, comment.data(done=done), comment.number)
        comment = _comment(desk, entered.theirs) if isinstance(entered, Clash) else entered


def _enter(desk: Desk, record: Record, voice: Voice, key: str, data: dict[str, Any], seen: int) -> Comment | Clash:
    entered = desk.store.enter(record.id, voice, COMMENT, data, by=desk.by, key=key, seen=seen)
    return entered if isinstance(entered, Clash) else _comment(desk, entered)


def _record(desk: Desk, id: str, voice: Voice, item: str) -> Record:
    record = desk.record(id)
    desk.require("discuss_inside", voice, record)
    if item not in desk.instrument(record).by_id:
        raise CommentRefused("There is no such question in this questionnaire.")
    if not _may_see(desk, record, voice, item):
        raise NotAllowed("What is said on this question stays with the named custodian.")
    return record


def _known(desk: Desk, id: str, voice: Voice, key: str) -> tuple[Record, Comment]:
    record = desk.record(id)
    found = next((one for one in comments(desk, record, voice) if one.key == key), None)
    if found is None:
        raise CommentRefused("There is no such comment.")
    return record, found


def _text(text: str) -> str:
    text = text.strip()
    if not text:
        raise CommentRefused("Write something first.")
    if len(text) > MAX_COMMENT:
        raise CommentRefused(f"Keep a comment under {MAX_COMMENT:,} characters.")
    return text


def _mentions(
    desk: Desk, record: Record, voice: Voice, item: str, mentions: Collection[str], before: Collection[str] = ()
) -> list[str]:
    """Return those mentioned, in order. Who was mentioned before may have left the agency since."""
    known = mentionable(desk, record, voice, item)
    if any(key not in known and key not in before for key in mentions):
        raise CommentRefused("Choose those to mention from the list.")
    return list(dict.fromkeys(mentions))
