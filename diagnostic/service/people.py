"""Who takes part in an assessment: its members, who gives a role and who takes one away."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

from diagnostic.access import NotAllowed, Viewer
from diagnostic.access.roles import OF_AN_AGENCY, ROLES, Role, can_be_held, may_name
from diagnostic.answers.answer import AGENCIES, Voice
from diagnostic.service.desk import Desk
from diagnostic.storage import Member, Record

ADMINISTRATOR: Role = "administrator"
#: As many people at once as an agency would ask to one round of answers.
MOST = 100
_LONGEST = 320
#: What the sign-in service says of a person, such as a group: claim:groups=customs-hq
_CLAIM = re.compile(r"claim:[^\s=:]+=\S(.*\S)?")
_ADDRESS = re.compile(r"[^\s@:<>,;\"]+@[^\s@:<>,;\"]+")
#: As mail programs write it: Anna Adler <anna@customs.example>
_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<key>[^<>]+)>")


class InvitationRefused(Exception):
    """Nobody can be invited or dismissed like this. The message is for the user; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody to be invited: by an address or a claim, with a name where one was given."""

    key: str
    name: str = ""


def members(desk: Desk, id: str) -> list[Member]:
    """Return who takes part, in the order of inviting. Who is at the table is no secret among those who are.

    Raises:
        UnknownAssessment: there is no such assessment, or the viewer has no part in it.
    """
    record = desk.record(id)
    desk.require("list", None, record)
    return desk.store.members(record.id)


def may_give(desk: Desk, record: Record) -> list[tuple[Role, Voice | None]]:
    """Return the roles that the viewer may give others, each for an agency or (None) for the pair."""
    viewer = desk.viewer_of(record)
    return [(role, of) for of in (*AGENCIES, None) for role in ROLES if may_name(viewer, role, of)]


def may_dismiss(desk: Desk, record: Record, member: Member) -> bool:
    """Whether the viewer may take a role away: whoever may give it, and whoever holds it in their own name."""
    mine = desk.person is not None and desk.is_me(member.person)
    return mine or may_name(desk.viewer_of(record), cast(Role, member.role), member.voice)


def guests(text: str) -> list[Guest]:
    """Read addresses and claims, one in each line, each person once.

    Raises:
        InvitationRefused: a line names nobody, with the line in the sentence.
    """
    found: dict[str, Guest] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        guest = _guest(line)
        found.setdefault(guest.key, guest)
    if not found:
        raise InvitationRefused("Give at least one e-mail address, one in each line.")
    if len(found) > MOST:
        raise InvitationRefused(f"Invite at most {MOST} people at once; these are {len(found)}.")
    return [*found.values()]


def _guest(line: str) -> Guest:
    named = _NAMED.fullmatch(line)
    key, name = (named["key"].strip(), named["name"].strip(' "')) if named else (line, "")
    if len(key) > _LONGEST or len(name) > _LONGEST:
        raise InvitationRefused(f"“{line[:40]}…” is too long: at most {_LONGEST} characters.")
    if key.startswith("claim:"):
        if not _CLAIM.fullmatch(key):
            raise InvitationRefused(f"“{line}” is no claim. Write it as claim:groups=customs-hq.")
        return Guest(key, name)
    if not _ADDRESS.fullmatch(key):
        raise InvitationRefused(f"“{line}” is no e-mail address. Write one address in each line.")
    return Guest(key.casefold(), name)


def invite(desk: Desk, id: str, text: str, role: str, agency: str | None) -> list[Member]:
    """Give people a role in an assessment, all of them or none; return the members.

    ``text``: addresses or claims, one in each line. The same again changes nothing.

    Raises:
        InvitationRefused, NotAllowed: with a sentence for the user; nothing was changed.
    """
    record = desk.record(id)
    wanted, of = _known(role, agency)
    desk.require("invite", of, record)
    if not may_name(desk.viewer_of(record), wanted, of):
        raise NotAllowed(_WHO_NAMES.get(wanted, _WHO_NAMES_OTHERS))
    invited = guests(text)
    present = desk.store.members(record.id)
    for guest in invited:
        _check(desk, record, guest, wanted, of, present)
    return [desk.store.add_member(record.id, guest.key, wanted, of, name=guest.name, by=desk.by) for guest in invited]


def _known(role: str, agency: str | None) -> tuple[Role, Voice | None]:
    wanted, of = cast(Role, role), cast("Voice | None", agency or None)
    if role not in ROLES:
        raise InvitationRefused(f"There is no role '{role}'.")
    if not can_be_held(wanted, of):
        need = "is held for one agency: say which" if wanted in OF_AN_AGENCY else "is held for both agencies together"
        raise InvitationRefused(f"The role {role.replace('_', ' ')} {need}.")
    return wanted, of


def _check(desk: Desk, record: Record, guest: Guest, role: Role, of: Voice | None, present: list[Member]) -> None:
    """Refuse what would open sealed answers in silence: a role for oneself, or for both agencies."""
    if desk.person is not None and desk.is_me(guest.key):
        raise InvitationRefused(
            f"“{guest.key}” stands for yourself. Nobody gives a role to themselves: ask another administrator, or the "
            "head of the agency."
        )
    other = next((m for m in present if m.person == guest.key and m.voice not in (None, of)), None)
    if other is not None and role in OF_AN_AGENCY and other.role in OF_AN_AGENCY:
        assert other.voice is not None
        raise InvitationRefused(
            f"“{guest.key}” works for {record.pair.name(other.voice)} in this assessment. Nobody works for both "
            "agencies: each answers on its own."
        )


_WHO_NAMES: dict[Role, str] = {
    "head": "The head of an agency is named by the administrator, or by another head of that agency.",
    "coordinator": "The coordinator of an agency is named by its head, another coordinator, or the administrator.",
    "integrity_officer": "The integrity team of an agency is named by its head.",
}
_WHO_NAMES_OTHERS = (
    "Who works for an agency is named by its coordinator or head; who acts for both, by the administrator."
)


def dismiss(desk: Desk, id: str, person: str, role: str, agency: str | None) -> bool:
    """Take a role away; return whether the person had it.

    Raises:
        InvitationRefused: it would leave the assessment without an administrator.
        NotAllowed: the viewer may not take this role away. Nothing was changed.
    """
    record = desk.record(id)
    wanted, of = _known(role, agency)
    present = desk.store.members(record.id)
    member = next((m for m in present if (m.person, m.role, m.voice) == (person, wanted, of)), None)
    if member is None:
        desk.require("invite", of, record)
        return False
    if not may_dismiss(desk, record, member):
        raise NotAllowed(_WHO_NAMES.get(wanted, _WHO_NAMES_OTHERS))
    if wanted == ADMINISTRATOR and sum(m.role == ADMINISTRATOR for m in present) < 2:
        raise InvitationRefused("The last administrator cannot be dismissed. Name another one first.")
    return desk.store.remove_member(record.id, person, wanted, of, by=desk.by)


def found(desk: Desk, id: str) -> None:
    """Make whoever started an assessment its first administrator: on a server nobody would see it otherwise."""
    if desk.person is not None:
        desk.store.add_member(id, desk.person.keys[0], ADMINISTRATOR, None, by=desk.by)


def found_demonstration(desk: Desk, id: str) -> None:
    """Give whoever loads the demonstration the roles of local mode, for customs: there is nothing to protect in it."""
    if desk.person is None:
        return
    for role, of in sorted(Viewer.local("customs").roles, key=str):
        desk.store.add_member(id, desk.person.keys[0], role, of, by=desk.by)
