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
    "invite",
    "read_audit",
    "read_answers",
    "read_restricted",
    "read_reviewed",
    "edit_answers",
    "edit_restricted",
    "edit_draft",
    "read_drafts",
    "assign",
    "discuss_inside",
    "submit",
    "reopen",
    "release",
    "exchange",
    "open",
    "import",
    "export",
    "read_register",
    "edit_register",
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
#: "own": for the agency of the role. "own_submitted": likewise, once its answers are no draft any more.
#: "opened": for every voice, once both agencies' answers are open. "any": whatever the agency and the stage.
When = Literal["own", "own_submitted", "opened", "any"]
Rule = tuple[When, ...]

ROLES: tuple[Role, ...] = get_args(Role)
ACTIONS: tuple[Action, ...] = get_args(Action)
#: Roles that are held for one agency; the others are held for the pair. A consultant may be either.
OF_AN_AGENCY: tuple[Role, ...] = ("respondent", "coordinator", "head", "custodian", "integrity_officer")

_OWN: Rule = ("own",)
_OPENED: Rule = ("opened",)
_ANY: Rule = ("any",)
_OWN_OR_OPENED: Rule = ("own", "opened")

_AGENCY: dict[Role, Rule] = {"coordinator": _OWN, "head": _OWN}
_BOTH_AGENCIES: dict[Role, Rule] = {"coordinator": _OWN_OR_OPENED, "head": _OWN_OR_OPENED}
_COMMITTEE: dict[Role, Rule] = {"member": _OPENED, "chair": _OPENED, "secretariat": _OPENED}
#: A consultant sees what is open; one whom an agency appointed sees that agency's answers before.
_CONSULTANT: dict[Role, Rule] = {"consultant": _OWN_OR_OPENED}
_TABLE_OF_BOTH: dict[Role, Rule] = {"chair": _OPENED, "secretariat": _OPENED}
#: The integrity self-assessment is an agency document: its integrity team and its head, and nobody else.
_INTEGRITY: dict[Role, Rule] = {"integrity_officer": _OWN, "head": _OWN}
#: What the pair's roles write or read of the agreed voice only, also when all is open.
_OF_THE_PAIR: frozenset[Action] = frozenset(
    {"edit_answers", "import", "read_plan", "edit_plan", "read_register", "edit_register"}
)
_SETTING_UP: dict[Role, Rule] = {"coordinator": _ANY, "secretariat": _ANY, "administrator": _ANY}
_EVERYONE: dict[Role, Rule] = dict.fromkeys(ROLES, _ANY)

TABLE: dict[Action, dict[Role, Rule]] = {
    "list": _EVERYONE,
    "create": _SETTING_UP,
    "set_details": _SETTING_UP,
    "erase": {"administrator": _ANY},
    # Who may be named by whom: see `may_name`.
    "invite": {**_AGENCY, "administrator": _ANY},
    # What was done, never what was said; the administrator reads no answers.
    "read_audit": {"administrator": _ANY},
    "read_answers": {
        **_BOTH_AGENCIES,
        **_COMMITTEE,
        **_CONSULTANT,
        "observer": _OPENED,
        # While the coordinator still gathers, those who answer see what they wrote themselves.
        "respondent": ("own_submitted",),
        "custodian": ("own_submitted",),
    },
    # Limits, comments, evidence and links of A.9 to A.11.
    "read_restricted": {"custodian": _OWN},
    # What an agency writes in its own words on the challenges (A.17).
    "read_reviewed": _AGENCY,
    "edit_answers": {"coordinator": _OWN, **_TABLE_OF_BOTH},
    "edit_restricted": {"custodian": _OWN},
    "edit_draft": {"respondent": _OWN},
    "read_drafts": {"coordinator": _OWN},
    "assign": {"coordinator": _OWN},
    "discuss_inside": {**_AGENCY, "respondent": _OWN, "custodian": _OWN},
    "submit": _AGENCY,
    "reopen": _AGENCY,
    "release": _AGENCY,
    # Between two copies of the program: fingerprints, then answers.
    "exchange": _AGENCY,
    "open": {**_AGENCY, "chair": _ANY, "secretariat": _ANY},
    "import": {"coordinator": _OWN, "secretariat": _OPENED},
    "export": {**_BOTH_AGENCIES, **_COMMITTEE, **_CONSULTANT},
    # Decisions, actions, meetings of the committee.
    "read_register": {**_BOTH_AGENCIES, **_COMMITTEE, "observer": _OPENED, "consultant": _OPENED},
    "edit_register": _TABLE_OF_BOTH,
    "read_integrity": _INTEGRITY,
    "edit_integrity": {"integrity_officer": _OWN},
    "close_integrity": _INTEGRITY,
    "import_integrity": {"integrity_officer": _OWN},
    "export_integrity": _INTEGRITY,
    "run_survey": _INTEGRITY,
    "read_attestations": {**_AGENCY, **_COMMITTEE, "integrity_officer": _OWN, "consultant": _OPENED},
    "attest": {"head": _OWN},
    "override": {"head": _OWN},
    "set_reporting": {**_INTEGRITY, "coordinator": _OWN},
    # A plan of one agency is its own; the plan of both belongs to the committee.
    "read_plan": {**_BOTH_AGENCIES, **_COMMITTEE, "observer": _OPENED, "consultant": _OPENED},
    "edit_plan": {**_AGENCY, **_TABLE_OF_BOTH},
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
    opened = all(stages.get(agency) == "opened" for agency in AGENCIES)
    for role, agency in viewer.roles:
        if not can_be_held(role, agency):
            continue
        rule = TABLE[action].get(role, ())
        own = agency is not None and agency == voice
        if "any" in rule or (own and "own" in rule):
            return True
        if agency is not None and own and "own_submitted" in rule and stages.get(agency, "draft") != "draft":
            return True
        # An agency's answers are its own even when open: the pair's roles write the agreed voice only.
        if opened and "opened" in rule and (voice == "agreed" or action not in _OF_THE_PAIR):
            return True
    return False


def can_be_held(role: Role, agency: Voice | None) -> bool:
    """Whether a role is one that is held for this agency, or (None) for the pair. Any other opens nothing."""
    if agency is None:
        return role in ROLES and role not in OF_AN_AGENCY
    return agency in AGENCIES and (role in OF_AN_AGENCY or role == "consultant")


def may_name(viewer: Viewer, role: Role, agency: Voice | None) -> bool:
    """Whether a viewer may give somebody a role, or take it away.

    An administrator names those who act for the pair, and each agency's coordinators and heads. A coordinator names
    the others of the own agency; its heads and its integrity team are named by a head.
    """
    if not can_be_held(role, agency):
        return False
    for held, of in viewer.roles:
        if not can_be_held(held, of):
            continue
        if held == "administrator" and (agency is None or role in ("coordinator", "head")):
            return True
        same = agency is not None and of == agency
        if same and (held == "head" or (held == "coordinator" and role not in ("head", "integrity_officer"))):
            return True
    return False


def require(viewer: Viewer, action: Action, voice: Voice | None, stages: Mapping[Voice, Stage]) -> None:
    """Raise `NotAllowed` with a sentence for the user unless the action is allowed."""
    if not allowed(viewer, action, voice, stages):
        raise NotAllowed(_SENTENCES.get(action, "You may not do this with your role."))


_SENTENCES: dict[Action, str] = {
    "read_answers": "These answers are sealed until both agencies have released theirs.",
    "edit_answers": "These answers are not yours to change.",
    "edit_restricted": "These answers belong to their named custodian, who alone changes them.",
    "read_drafts": "What colleagues have drafted is gathered by the coordinator of their agency.",
    "edit_draft": "This draft is a colleague’s.",
    "discuss_inside": "These comments stay inside the agency that wrote them.",
    "read_register": "The committee’s register can be read once both agencies’ answers are open.",
    "edit_register": "The committee’s register is kept by its chair and secretariat.",
    "invite": "Only the administrator, and the coordinator or head of an agency, give others a role.",
    "read_audit": "Only the administrator of this assessment reads the record of what was done.",
    "export": "You may export only answers that you may read.",
    "import": "You may import answers only for your own agency.",
    "read_integrity": "The integrity self-assessment is seen by the agency’s own integrity team and head alone.",
    "edit_integrity": "The integrity self-assessment is written by the agency’s own integrity team.",
    "attest": "Only the head of the agency states how its safeguards stand.",
    "override": "Only the head of the agency may decide against the order of measures.",
}
