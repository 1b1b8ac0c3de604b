"""What each role may see and do, in words: made from the table itself, so that the two cannot differ."""

from __future__ import annotations

from dataclasses import dataclass

from diagnostic.access.roles import ACTIONS, OF_AN_AGENCY, ROLES, TABLE, Action, Role, Viewer, When, may_name
from diagnostic.answers.answer import Voice

NAMES: dict[Role, str] = {
    "respondent": "Respondent",
    "coordinator": "Coordinator",
    "head": "Head of the agency",
    "custodian": "Custodian of A.9 to A.11",
    "integrity_officer": "Integrity team",
    "member": "Committee member",
    "chair": "Chair of the committee",
    "secretariat": "Secretariat of the committee",
    "observer": "Observer",
    "consultant": "Consultant",
    "administrator": "Administrator",
}

#: In the order in which they are told.
WHEN: dict[When, str] = {
    "any": "At any time",
    "own": "For the own agency",
    "own_submitted": "Once the own agency has submitted its answers",
    "opened": "Once both agencies’ answers are open",
}

#: By action: of the own agency or at any time, and (where it differs) once all is open. None: not worth a word.
_DOES: dict[Action, tuple[str | None, str | None]] = {
    "list": ("sees that the assessment exists, whether each agency has released its answers, and who takes part", None),
    "create": ("starts the next round", None),
    "set_details": ("sets the target, the context and how long the assessment is kept", None),
    "erase": ("erases the assessment", None),
    "invite": (None, None),  # told by the roles that are given
    "read_audit": ("reads the record of what was done, which never holds what was said", None),
    "read_answers": ("reads the agency’s answers", "reads the answers of both and what was agreed"),
    "read_restricted": ("reads limits, comments, evidence and references of A.9 to A.11", None),
    "read_reviewed": ("reads what the agency says in its own words on challenges (A.17)", None),
    "edit_answers": ("writes the agency’s answers, except A.9 to A.11", "writes what was agreed"),
    "edit_restricted": ("writes the agency’s answers to A.9 to A.11", None),
    "edit_draft": ("writes a draft of the answers", None),
    "read_drafts": ("reads the drafts of colleagues and gathers them into one answer", None),
    "assign": ("asks colleagues for drafts", None),
    "discuss_inside": ("reads and writes comments inside the agency, and sees how its answers came about", None),
    "submit": ("submits the answers", None),
    "reopen": ("reopens them", None),
    "release": ("releases them", None),
    "exchange": ("exchanges sealed answers with another copy of this program", None),
    "open": ("opens both agencies’ answers once both have released theirs", None),
    "import": ("takes answers from files", "takes agreed answers from files"),
    "export": ("saves the agency’s answers as a file", "saves answers and documents of both as files"),
    "read_register": (None, "reads the committee’s meetings, decisions and actions"),
    "edit_register": (None, "writes the committee’s meetings, decisions and actions"),
    "read_integrity": ("reads the agency’s integrity self-assessment", None),
    "edit_integrity": ("writes it", None),
    "close_integrity": ("closes and reopens it", None),
    "import_integrity": ("takes integrity answers from files", None),
    "export_integrity": ("saves it as a file", None),
    "run_survey": ("runs the anonymous staff survey", None),
    "read_attestations": ("reads what its head states on safeguards", "reads what both heads state on safeguards"),
    "attest": ("states how the agency’s safeguards stand", None),
    "override": ("decides on the order of integrity measures", None),
    "set_reporting": ("sets where wrongdoing is to be reported", None),
    "read_plan": ("reads the agency’s own plan", "reads the plan of both"),
    "edit_plan": ("changes the agency’s own plan", "changes the plan of both"),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """What a role may see and do at a time. ``does``: each in the third person, "reads …"."""

    when: When
    does: tuple[str, ...]


def everybody() -> tuple[str, ...]:
    """Return what every role may see and do, whatever the agency and the stage."""
    return tuple(word for action in _OF_ALL if (word := _word(action, "any")))


def grants(role: Role) -> list[Grant]:
    """Return what a role may see and do beyond `everybody`, by when."""
    found: list[Grant] = []
    for when in WHEN:
        may = [action for action in ACTIONS if when in TABLE[action].get(role, ()) and action not in _OF_ALL]
        told = tuple(word for action in may if (word := _word(action, when)))
        if told:
            found.append(Grant(when, told))
    return found


_OF_ALL = tuple(action for action in ACTIONS if all("any" in TABLE[action].get(role, ()) for role in ROLES))


def _word(action: Action, when: When) -> str | None:
    before, once_open = _DOES[action]
    return (once_open or before) if when == "opened" else before


def in_a_sentence(role: Role) -> str:
    """Return the name of a role as it stands within a sentence."""
    return NAMES[role][:1].lower() + NAMES[role][1:]


def names_others(role: Role) -> tuple[list[Role], list[Role]]:
    """Return whom a role names and dismisses: roles of an agency (the own one, if it has one), and of the pair."""
    agency: Voice | None = "customs" if role in OF_AN_AGENCY else None
    viewer = Viewer(role, frozenset({(role, agency)}), "customs")
    of_agencies = [other for other in ROLES if may_name(viewer, other, "customs")]
    return of_agencies, [other for other in ROLES if may_name(viewer, other, None)]
