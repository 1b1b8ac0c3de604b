"""The decisions and actions of the register, as they are read: what, why, about what, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from html import escape
from typing import Any

import streamlit as st

from diagnostic import wording
from diagnostic.app import markup, register_form, register_words, state, trying
from diagnostic.content.model import Instrument
from diagnostic.service import committee
from diagnostic.service.committee import STATUSES, Action, Decision, Meeting, Register
from diagnostic.service.desk import Desk

_STEP = {"planned": "planned", "started": "started", "done": "done", "dropped": "dropped"}
_SHOWN = ("standing", "over", "all")
_SHOW = {"standing": "To be done", "over": "Done or dropped", "all": "All"}


class Links:
    """What entries are linked to: questions by name, steps with where they stand in the joint roadmap."""

    def __init__(self, desk: Desk, register: Register) -> None:
        """Read nothing before it is needed."""
        self.desk, self.register = desk, register

    @cached_property
    def instrument(self) -> Instrument:
        """The questionnaire."""
        return self.desk.instrument(self.register.record)

    @cached_property
    def states(self) -> Mapping[str, Any]:
        """What became of the steps of the joint roadmap."""
        from diagnostic.service import planning  # with the solver: only where steps are linked

        if not self.desk.allowed("read_plan", "agreed", self.register.record):
            return {}
        return planning.states(self.desk, self.register.record.id, "both")

    def html(self, entry: Decision | Action) -> str:
        """Return the links of an entry in one or two lines."""
        lines = []
        questions = register_words.questions(self.instrument, entry.items)
        if questions:
            lines.append(f"About {escape(wording.listing(questions))}.")
        if entry.steps:
            known = register_form.steps(self.desk)
            said = []
            for step in (known[id] for id in entry.steps if id in known):
                now = self.states.get(step.id)
                where = f" ({_STEP[now.status]} in the roadmap)" if now is not None else ""
                said.append(f"“{escape(step.title)}”{where}")
            lines.append(f"Step{'s' if len(said) > 1 else ''}: {'; '.join(said)}.")
        return "".join(f'<p class="meta">{line}</p>' for line in lines)


def decisions(desk: Desk, register: Register, shown: Register, links: Links, now: date) -> None:
    """Draw the decisions, the latest first."""
    st.header("Decisions", anchor=False)
    if register.may_write and register.committees:
        first = _first(shown, now)
        register_form.new(desk, register, "decision", {**first, "taken_on": first.pop("day")})
    if not shown.decisions:
        markup.put('<p class="lead">No decision has been entered yet.</p>')
    for decision in reversed(shown.decisions):
        with st.container(key=f"listed_{decision.key}", gap="small"):
            markup.put(_decision(register, decision, links, now))
            register_form.change(desk, register, "decision", decision)


def _first(shown: Register, now: date) -> dict[str, Any]:
    """Return what a new entry starts from: the meeting of today or the last one, where there was one."""
    held = [meeting for meeting in shown.meetings if meeting.held(now)]
    if not held:
        entries: tuple[Meeting | Decision | Action, ...] = (*shown.meetings, *shown.decisions, *shown.actions)
        own = {one.committee for one in entries}
        first = shown.committees[0].key if len(own) != 1 else own.pop()
        return {"committee": first, "meeting": "", "day": now.isoformat()}
    last = held[-1]
    day = last.held_on or now
    return {"committee": last.committee, "meeting": last.key, "day": day.isoformat()}


def _decision(register: Register, decision: Decision, links: Links, now: date) -> str:
    meeting = register.meeting(decision.meeting)
    at = f", at the meeting of {register_words.day(meeting.held_on)}" if meeting is not None else ""
    if meeting is not None and meeting.held_on == decision.taken_on:
        at = ", at the meeting of that day"
    head = (
        f'<p class="meta">{escape(register_words.committee(register, decision.committee))} · taken on '
        f"{register_words.day(decision.taken_on)}{at}</p>"
        f'<p class="atitle">Decision {escape(decision.number)}</p><p class="pre">{escape(decision.text)}</p>'
        f'<p class="pre"><span class="meta">Reason:</span> {escape(decision.reason)}</p>'
    )
    actions = [
        f"<li>{escape(action.number)} {escape(register_words.short(action.text))}: "
        f"{register_words.status(action, now)}</li>"
        for action in register.actions_of(decision.key)
    ]
    todo = f'<p class="meta">Actions</p><ul>{"".join(actions)}</ul>' if actions else ""
    return head + _escalation(decision) + links.html(decision) + todo


def _escalation(decision: Decision) -> str:
    if not decision.escalated_to:
        return ""
    asked = (
        f"<b>Asked of the strategic level.</b> {escape(decision.escalated_to)}: "
        f'<span class="pre">{escape(decision.escalated_why)}</span>'
    )
    if decision.waits_above:
        return f'<div class="notice">{asked} <b>No answer yet.</b></div>'
    on = f" on {register_words.day(decision.answered_on)}" if decision.answered_on else ""
    return f'<div class="record">{asked}<br><b>Answer{on}.</b> <span class="pre">{escape(decision.answer)}</span></div>'


def actions(desk: Desk, register: Register, shown: Register, links: Links, now: date) -> None:
    """Draw the actions: what is to be done by date, the rest on request."""
    st.header("Actions", anchor=False)
    if register.may_write and register.committees:
        first = _first(shown, now)
        register_form.new(desk, register, "action", {**first, "status": "open"})
    if not shown.actions:
        markup.put('<p class="lead">No action has been entered yet.</p>')
        return
    counts = {which: len(_of(shown, which)) for which in _SHOWN}
    which = st.pills(
        "Show",
        options=_SHOWN,
        default="standing" if counts["standing"] else "all",
        format_func=lambda option: f"{_SHOW[option]} ({counts[option]})",
        key="actions_shown",
        required=True,
    )
    found = _of(shown, which or "standing")
    if not found:
        markup.put('<p class="lead">There is none of these.</p>')
    for action in found:
        with st.container(key=f"listed_{action.key}", gap="small"):
            _action(desk, register, action, links, now)


def _of(shown: Register, which: str) -> list[Action]:
    standing = ("open", "under_way")
    return [one for one in shown.actions if which == "all" or (one.status in standing) == (which == "standing")]


def _action(desk: Desk, register: Register, action: Action, links: Links, now: date) -> None:
    decision = register.decision(action.decision)
    carries = f" · carries out decision {escape(decision.number)}" if decision is not None else ""
    owner = f'<p><span class="meta">Owner:</span> {escape(action.owner)}</p>'
    note = f'<p class="pre"><span class="meta">Note:</span> {escape(action.note)}</p>' if action.note else ""
    head = (
        f'<p class="meta">{escape(register_words.committee(register, action.committee))}{carries}</p>'
        f'<p class="atitle">Action {escape(action.number)}</p><p class="pre">{escape(action.text)}</p>'
    )
    said = f"<p>{register_words.status(action, now)}</p>"
    markup.put(head + owner + said + note + links.html(action))
    if register.may_write:
        _status(desk, register, action)
    register_form.change(desk, register, "action", action)


def _status(desk: Desk, register: Register, action: Action) -> None:
    key = f"status_{register.record.id}_{action.key}"
    st.session_state[key] = action.status
    st.pills(
        f"Status of action {action.number}",
        options=list(STATUSES),
        format_func=lambda option: STATUSES[option],
        key=key,
        required=True,
        label_visibility="collapsed",
        on_change=_keep_status,
        args=(register.record.id, action.key, action.seen, key),
    )


def _keep_status(id: str, key: str, seen: int, widget: str) -> None:
    said = {"status": st.session_state[widget]}
    trying.attempt(lambda: committee.keep(state.desk(), id, "action", said, key=key, seen=seen), f"r_{key}")


def waits(register: Register, shown: Register, now: date) -> Iterable[str]:
    """Return what waits, the most pressing first, as rows of HTML."""
    for key in shown.waiting:
        found = register.find(key)
        if found is not None:
            yield f"<div><b>Two texts, one to be chosen:</b> {escape(_called(found))}</div>"
    for action in shown.overdue(now):
        yield (
            f'<div><b class="late">Overdue since {register_words.day(action.due_on)}:</b> action '
            f"{escape(action.number)}, {escape(register_words.short(action.text))}<p class='meta'>Owner: "
            f"{escape(action.owner)}</p></div>"
        )
    for decision in shown.unanswered:
        yield (
            f"<div><b>No answer yet from the strategic level:</b> decision {escape(decision.number)}, "
            f"{escape(register_words.short(decision.escalated_why))}<p class='meta'>Asked of "
            f"{escape(decision.escalated_to)} on {register_words.day(decision.taken_on)}</p></div>"
        )
    for due in shown.to_come(now):
        name = escape(register_words.committee(register, due.committee))
        if due.missed:
            yield f"<div><b>Not entered:</b> the meeting of {register_words.day(due.day)}, {name}</div>"
        else:
            yield f"<div><b>Next meeting:</b> {register_words.day(due.day)}, {name}</div>"


def _called(found: Any) -> str:
    if isinstance(found, Decision | Action):
        return f"{'decision' if isinstance(found, Decision) else 'action'} {found.number}"
    return found.name if isinstance(found, committee.Committee) else register_words.meeting(found)
