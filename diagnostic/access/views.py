"""What a viewer sees of an assessment: a copy from which everything else is already gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from diagnostic.access.roles import Viewer, allowed
from diagnostic.answers.answer import VOICES, Answer, Voice
from diagnostic.answers.assessment import Assessment
from diagnostic.answers.voices import Stage
from diagnostic.content.model import Item

_NONE: Mapping[str, Item] = {}


@dataclass(frozen=True, slots=True)
class View:
    """An assessment as one viewer may see it. ``sealed``: voices that exist and were left out."""

    assessment: Assessment
    viewer: Viewer
    stages: Mapping[Voice, Stage]
    sealed: tuple[Voice, ...] = ()
    redacted: tuple[Voice, ...] = ()

    def shows(self, voice: Voice) -> bool:
        """Whether the answers of a voice may be seen, be there any or not."""
        return allowed(self.viewer, "read_answers", voice, self.stages)


def redact(
    assessment: Assessment,
    viewer: Viewer,
    stages: Mapping[Voice, Stage],
    restricted: Mapping[str, Item],
    integrity: Mapping[str, Item] = _NONE,
) -> View:
    """Return what a viewer may see.

    ``restricted``: the items whose detail belongs to a named custodian (A.9 to A.11), by id. Of these,
    others see the authority in law and the level of access, never limits, comments, evidence or links.
    ``integrity``: the items of instruments that are an agency's own document. They stay with its integrity team
    and head, whatever is released or opened.
    """
    kept: dict[Voice, Mapping[str, Answer]] = {}
    sealed, redacted = [], []
    for voice in VOICES:
        if voice not in assessment.voices:
            continue
        may_read = allowed(viewer, "read_answers", voice, stages)
        may_read_integrity = allowed(viewer, "read_integrity", voice, stages)
        said = {
            id: answer
            for id, answer in assessment.voices[voice].items()
            if (may_read_integrity if id in integrity else may_read)
        }
        if not may_read and not said:
            sealed.append(voice)
            continue
        if not allowed(viewer, "read_restricted", voice, stages) and any(item in restricted for item in said):
            said = {id: _bare(answer) if id in restricted else answer for id, answer in said.items()}
            redacted.append(voice)
        kept[voice] = said
    return View(replace(assessment, voices=kept), viewer, stages, tuple(sealed), tuple(redacted))


_WITHHELD = "Known to the custodian of these answers."


def _bare(answer: Answer) -> Answer:
    value = answer.value
    if value and "authority" in value:
        value = {"authority": value["authority"]}
    # Where a level holds lowers it: without the scope, others would read a higher level than the agency does.
    reason = _WITHHELD if answer.reason else ""
    return Answer(level=answer.level, value=value, state=answer.state, scope=answer.scope, reason=reason)
