"""People: who takes part in the assessment that is open, as what, and what each role may see and do."""

from __future__ import annotations

from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.access import words
from diagnostic.access.roles import ROLES, Role
from diagnostic.answers.answer import AGENCIES, Voice
from diagnostic.app import markup, nothing_open, signing_in, state, trying
from diagnostic.service import people
from diagnostic.service.desk import Desk
from diagnostic.storage import Member, Record

_TITLE = "People"


def page() -> None:
    """Draw who takes part, the invitation, and the roles."""
    if not signing_in.required():
        _alone()
        return
    desk = state.desk()
    record = state.open_record(desk)
    if record is None:
        nothing_open.show(_TITLE)
        return
    st.query_params.from_dict({"assessment": record.id})
    members = people.members(desk, record.id)
    markup.heading(state.title(record), _TITLE, _finding(record, members))
    trying.tell("people")
    for voice in (*AGENCIES, None):
        _those_of(desk, record, voice, [member for member in members if member.voice == voice])
    _invitation(desk, record)
    _roles()


def _alone() -> None:
    markup.heading("", _TITLE, "One person holds all roles here.")
    markup.put(
        "<p>This copy runs on one computer without sign-in, so it cannot tell people apart. Whoever uses it works for "
        "one agency at a time, in all its roles, and for the committee. On a server people sign in, and each of them "
        "sees and does what the roles below allow.</p>"
    )
    _roles()


def _finding(record: Record, members: list[Member]) -> str:
    def number(of: Voice | None) -> int:
        return len({member.person for member in members if member.voice == of})

    parts = [f"{number(voice)} for {record.pair.name(voice)}" for voice in AGENCIES]
    together = wording.listing([*parts, f"{number(None)} for both agencies"])
    everybody = {member.person for member in members}
    groups = sum(person.startswith("claim:") for person in everybody)
    counts = [wording.count(len(everybody) - groups, "person", "people")] + (
        [wording.count(groups, "group")] if groups else []
    )
    verb = "takes" if len(everybody) == 1 else "take"
    return f"{wording.listing(counts)} {verb} part: {together}."


def _those_of(desk: Desk, record: Record, voice: Voice | None, members: list[Member]) -> None:
    st.header("For both agencies" if voice is None else record.pair.name(voice), anchor=False)
    if not members:
        markup.put('<p class="lead">Nobody takes part yet.</p>')
        return
    order = {role: place for place, role in enumerate(ROLES)}
    for member in sorted(members, key=lambda one: (order.get(one.role, 99), one.person)):  # type: ignore[call-overload]
        with st.container(key=f"listed_{_place(member)}"):
            said, button = st.columns([5, 2], vertical_alignment="center")
            with said:
                markup.put(_who(desk, member))
            with button:
                _dismissal(desk, record, member)


def _who(desk: Desk, member: Member) -> str:
    name = f"<b>{escape(member.name)}</b> · " if member.name else ""
    you = " (you)" if desk.is_me(member.person) else ""
    person = member.person
    shown = f"everybody for whom the sign-in service says {person.removeprefix('claim:')}"
    address = escape(shown if person.startswith("claim:") else person)
    role = words.NAMES.get(member.role, member.role)  # type: ignore[call-overload]
    when = f"named by {escape(member.by)}, {escape(state.day(member.at))}"
    return f'<p>{name}{address}{you}<br>{escape(role)} <span class="meta">{when}</span></p>'


def _dismissal(desk: Desk, record: Record, member: Member) -> None:
    if not people.may_dismiss(desk, record, member):
        return
    role = words.in_a_sentence(member.role)  # type: ignore[arg-type]
    mine = desk.is_me(member.person)
    with st.popover("Lay down" if mine else "Dismiss", type="tertiary", key=f"out_{_place(member)}"):
        who = "You" if mine else member.name or member.person
        verb = "lose" if mine else "loses"
        said = f"{who} {verb} the role “{role}” in this assessment at once. What was written stays."
        markup.put(f"<p>{escape(said)}</p>")
        st.button(
            "Lay the role down" if mine else "Dismiss",
            key=f"out_now_{_place(member)}",
            on_click=_dismiss,
            args=(desk, record.id, member),
        )


def _dismiss(desk: Desk, id: str, member: Member) -> None:
    trying.attempt(lambda: people.dismiss(desk, id, member.person, member.role, member.voice), "people")


def _invitation(desk: Desk, record: Record) -> None:
    given = people.may_give(desk, record)
    if not given:
        return
    st.header("Invite", anchor=False)
    trying.tell("invite")
    codes = {f"{role}/{of or ''}": (role, of) for role, of in given}

    def named(code: str) -> str:
        role, of = codes[code]
        return f"{words.NAMES[role]}, {record.pair.name(of) if of else 'for both agencies'}"

    st.selectbox("Role", options=list(codes), format_func=named, key="invite_role")
    st.text_area(
        "E-mail addresses, one in each line",
        key="invite_who",
        height=110,
        placeholder="anna@customs.example\nBen Berg <ben@police.example>",
        help="A group of the sign-in service can be named too, if the operator allows it: claim:groups=customs-hq",
    )
    st.button("Invite", type="primary", on_click=_invite, args=(desk, record.id))
    markup.put(
        '<p class="meta">No message is sent. Tell the people that they can sign in here with these addresses. '
        "Everybody who takes part sees this list.</p>"
    )


def _invite(desk: Desk, id: str) -> None:
    role, _, of = str(st.session_state.get("invite_role") or "").partition("/")
    text = str(st.session_state.get("invite_who") or "")
    if trying.attempt(lambda: people.invite(desk, id, text, role, of or None), "invite"):
        st.session_state["invite_who"] = ""


def _roles() -> None:
    st.header("What each role may see and do", anchor=False)
    rows = "".join(f"<li><div><b>{escape(words.NAMES[role])}</b>{_role(role)}</div></li>" for role in ROLES)
    said = "; ".join(words.everybody())
    markup.put(f'<p class="lead">Everybody who takes part {escape(said)}.</p><ul class="rows">{rows}</ul>')


def _role(role: Role) -> str:
    lines = [(words.WHEN[grant.when], "; ".join(grant.does)) for grant in words.grants(role)]
    of_agencies, of_the_pair = words.names_others(role)
    if of_agencies:
        lines.append((f"Names and dismisses {'in each' if of_the_pair else 'in the own'} agency", _listed(of_agencies)))
    if of_the_pair:
        lines.append(("Names and dismisses for both", _listed(of_the_pair)))
    return "".join(f'<p><span class="meta">{escape(when)}:</span> {escape(what)}.</p>' for when, what in lines)


def _listed(roles: list[Role]) -> str:
    return wording.listing([words.in_a_sentence(role) for role in roles])


def _place(member: Member) -> str:
    """Return a key of a member for widgets."""
    return f"{member.person}_{member.role}_{member.voice or 'both'}"


page()
