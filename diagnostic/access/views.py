"""What a viewer sees of an assessment: a copy from which everything else is already gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from diagnostic.access.roles import Viewer, allowed
from diagnostic.answers.answer import AGENCIES, VOICES, Answer, Voice
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
        shown = {id: seen(id, answer, viewer, voice, stages, restricted) for id, answer in said.items()}
        if shown != said:
            redacted.append(voice)
        kept[voice] = shown
    return View(replace(assessment, voices=kept), viewer, stages, tuple(sealed), tuple(redacted))


def seen(
    id: str, answer: Answer, viewer: Viewer, voice: Voice, stages: Mapping[Voice, Stage], restricted: Mapping[str, Item]
) -> Answer:
    """Return one answer, which the viewer may read, as the viewer may see it."""
    if id in restricted and not allowed(viewer, "read_restricted", voice, stages):
        return _bare(answer)
    if id in REVIEWED and voice in AGENCIES and not allowed(viewer, "read_reviewed", voice, stages):
        return _choices_only(answer)
    return answer


def shared(id: str, answer: Answer, restricted: Mapping[str, Item]) -> Answer:
    """Return an answer of an agency as the other agency sees it once both are open."""
    if id in restricted:
        return _bare(answer)
    return _choices_only(answer) if id in REVIEWED else answer


#: What an agency writes there in its own words, others see without the words: access matrix, "A.17 free text".
REVIEWED = frozenset({"a_17"})

_WITHHELD = "Known to the custodian of these answers."


def _choices_only(answer: Answer) -> Answer:
    """Return an answer without its comment, link and whatever was written rather than chosen."""
    value = {key: part for key, part in (answer.value or {}).items() if not isinstance(part, str)}
    reason = "Known to the agency." if answer.reason else ""
    return replace(answer, value=value or None, comment="", link="", reason=reason)


def _bare(answer: Answer) -> Answer:
    value = {"authority": answer.value["authority"]} if answer.value and "authority" in answer.value else None
    # Where a level holds lowers it: without the scope, others would read a higher level than the agency does.
    reason = _WITHHELD if answer.reason else ""
    return Answer(level=answer.level, value=value, state=answer.state, scope=answer.scope, reason=reason)
