"""Who may do what: one pure function over one table.

Nothing here reads a page, a database or a clock; every page, export and command asks the same question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from diagnostic.answers.answer import AGENCIES, Voice
from diagnostic.answers.voices import Stage

Role = Literal[
    "respondent",
    "coordinator",
    "head",
    "custodian",
    "integrity_officer",
    "member",
    "chair",
    "secretariat",
    "observer",
    "consultant",
    "administrator",
]
Action = Literal[
    "list",
    "create",
    "set_details",
    "erase",
    "read_answers",
    "read_restricted",
    "edit_answers",
    "submit",
    "reopen",
    "release",
    "open",
    "import",
    "export",
    "read_integrity",
    "edit_integrity",
    "close_integrity",
    "import_integrity",
    "export_integrity",
    "run_survey",
    "read_attestations",
    "attest",
    "override",
    "set_reporting",
    "read_plan",
    "edit_plan",
]
#: "own": for the agency of the role. "opened": for every voice, once both agencies' answers are open.
#: "any": whatever the agency and the stage.
When = Literal["own", "opened", "any"]

ROLES: tuple[Role, ...] = get_args(Role)
ACTIONS: tuple[Action, ...] = get_args(Action)

_AGENCY: dict[Role, When] = {"coordinator": "own", "head": "own"}
_COMMITTEE: dict[Role, When] = {"member": "opened", "chair": "opened", "secretariat": "opened"}
#: The integrity self-assessment is an agency document: its integrity team and its head, and nobody else.
_INTEGRITY: dict[Role, When] = {"integrity_officer": "own", "head": "own"}
#: What the pair's roles write or read of the agreed voice only, also when all is open.
_OF_THE_PAIR: frozenset[Action] = frozenset({"edit_answers", "import", "read_plan", "edit_plan"})
_EVERYONE: dict[Role, When] = dict.fromkeys(ROLES, "any")

TABLE: dict[Action, dict[Role, When]] = {
    "list": _EVERYONE,
    "create": {"coordinator": "any", "secretariat": "any", "administrator": "any"},
    "set_details": {"coordinator": "any", "secretariat": "any", "administrator": "any"},
    "erase": {"administrator": "any"},
    "read_answers": {
        **_AGENCY,
        **_COMMITTEE,
        "respondent": "own",
        "custodian": "own",
        "observer": "opened",
        "consultant": "opened",
    },
    "read_restricted": {"custodian": "own"},
    "edit_answers": {"respondent": "own", "coordinator": "own", "custodian": "own", "secretariat": "opened"},
    "submit": _AGENCY,
    "reopen": _AGENCY,
    "release": _AGENCY,
    "open": {**_AGENCY, "chair": "any", "secretariat": "any"},
    "import": {"coordinator": "own", "secretariat": "opened"},
    "export": {**_AGENCY, **_COMMITTEE, "consultant": "opened"},
    "read_integrity": _INTEGRITY,
    "edit_integrity": {"integrity_officer": "own"},
    "close_integrity": _INTEGRITY,
    "import_integrity": {"integrity_officer": "own"},
    "export_integrity": _INTEGRITY,
    "run_survey": _INTEGRITY,
    "read_attestations": {**_AGENCY, **_COMMITTEE, "integrity_officer": "own", "consultant": "opened"},
    "attest": {"head": "own"},
    "override": {"head": "own"},
    "set_reporting": {**_INTEGRITY, "coordinator": "own"},
    # A plan of one agency is its own; the plan of both belongs to the committee.
    "read_plan": {**_AGENCY, **_COMMITTEE, "observer": "opened", "consultant": "opened"},
    "edit_plan": {**_AGENCY, "chair": "opened", "secretariat": "opened"},
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is asking: a name for the record, and roles, each for an agency or (None) for the pair.

    ``acting`` is the agency that the person works for at the moment.
    """

    name: str
    roles: frozenset[tuple[Role, Voice | None]]
    acting: Voice

    @classmethod
    def local(cls, acting: Voice, name: str = "local user") -> Viewer:
        """Return the one person of local mode: every role, but one agency at a time."""
        agency: tuple[Role, ...] = ("respondent", "coordinator", "head", "custodian", "integrity_officer")
        pair: tuple[Role, ...] = ("member", "chair", "secretariat", "administrator")
        held = {(role, acting) for role in agency} | {(role, None) for role in pair}
        return cls(f"{name} for {acting}", frozenset(held), acting)


class NotAllowed(Exception):
    """The viewer may not do this. The message is for the user."""


def allowed(viewer: Viewer, action: Action, voice: Voice | None, stages: Mapping[Voice, Stage]) -> bool:
    """Return whether a viewer may do something to a voice, given where the voices stand.

    ``voice``: None for what concerns no voice in particular, such as the list of assessments.
    """
    rules = TABLE[action]
    opened = all(stages.get(agency) == "opened" for agency in AGENCIES)
    for role, agency in viewer.roles:
        when = rules.get(role)
        if when == "any":
            return True
        if when == "own" and agency is not None and agency == voice:
            return True
        # An agency's answers are its own even when open: the pair's roles write the agreed voice only.
        if when == "opened" and opened and (voice == "agreed" or action not in _OF_THE_PAIR):
            return True
    return False


def require(viewer: Viewer, action: Action, voice: Voice | None, stages: Mapping[Voice, Stage]) -> None:
    """Raise `NotAllowed` with a sentence for the user unless the action is allowed."""
    if not allowed(viewer, action, voice, stages):
        raise NotAllowed(_SENTENCES.get(action, "You may not do this with your role."))


_SENTENCES: dict[Action, str] = {
    "read_answers": "These answers are sealed until both agencies have released theirs.",
    "edit_answers": "These answers are not yours to change.",
    "export": "You may export only answers that you may read.",
    "import": "You may import answers only for your own agency.",
    "read_integrity": "The integrity self-assessment is seen by the agency’s own integrity team and head alone.",
    "edit_integrity": "The integrity self-assessment is written by the agency’s own integrity team.",
    "attest": "Only the head of the agency states how its safeguards stand.",
    "override": "Only the head of the agency may decide against the order of measures.",
}
