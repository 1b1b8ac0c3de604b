"""What a browser session remembers. The database is the truth; this only says which part of it is open."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from diagnostic import places
from diagnostic.access import Viewer
from diagnostic.access.roles import Role
from diagnostic.answers.answer import AGENCIES, Voice
from diagnostic.app import signing_in
from diagnostic.service import files
from diagnostic.service.desk import Desk, Person, open_desk
from diagnostic.storage import Record, UnknownAssessment

_OPEN, _ACTING, _ROLES = "open_assessment", "acting", "roles"


def acting() -> Voice:
    """Return the agency that the person works for at the moment."""
    asked = st.query_params.get("as")
    if asked in AGENCIES:
        st.session_state[_ACTING] = asked
    return cast(Voice, st.session_state.setdefault(_ACTING, "customs"))


def act_as(voice: Voice) -> None:
    """Work for an agency from now on."""
    st.session_state[_ACTING] = voice
    if "as" in st.query_params:
        st.query_params["as"] = voice


def desk() -> Desk:
    """Return the desk of this session: shared content and store, and who is asking."""
    person = signing_in.person()
    if person is None:
        return open_desk(places.database_url(), Viewer.local(acting()))
    # Apart from an assessment somebody who signed in may make one, if the operator allows it, and nothing else.
    held: frozenset[tuple[Role, Voice | None]] = frozenset({("administrator", None)} if person.may_create else ())
    return open_desk(places.database_url(), Viewer(person.name, held, acting()), person)


def survey_desk() -> Desk:
    """Return the desk of staff who answer the survey: nobody signs in there, and no role is held."""
    return open_desk(places.database_url(), Viewer("staff", frozenset(), "customs"), Person("staff", ()))


def open_record(desk: Desk) -> Record | None:
    """Return the assessment that is open: by the address, else as last chosen, else the only one."""
    asked = st.query_params.get("assessment") or st.session_state.get(_OPEN)
    if asked:
        try:
            record = desk.record(asked)
        except UnknownAssessment:
            record = None
        if record is not None:
            return _opened(desk, record)
    records = desk.records()
    if len(records) != 1:
        return None
    return _opened(desk, records[0])


def _opened(desk: Desk, record: Record) -> Record:
    choose(record.id)
    acting = desk.acting(record)  # somebody who signed in works for the agency of their role, whatever an address says
    if st.session_state.get(_ACTING) != acting or st.query_params.get("as", acting) != acting:
        act_as(acting)
    return record


def note_roles(desk: Desk, record: Record | None) -> None:
    """Remember the roles with which the page is drawn, in the assessment that is open."""
    st.session_state[_ROLES] = _held(desk, record.id if record is not None else "")


def roles_changed() -> bool:
    """Whether the person now holds other roles than those with which the page was drawn, or has signed out."""
    if _ROLES not in st.session_state:
        return False
    try:
        return bool(_held(desk(), st.session_state.get(_OPEN, "")) != st.session_state[_ROLES])
    except signing_in.NotSignedIn:
        return True


def _held(desk: Desk, id: str) -> frozenset[tuple[str, str | None]]:
    return frozenset((member.role, member.voice) for member in desk.memberships.get(id, ()))


def choose(id: str) -> None:
    """Open an assessment in this session."""
    st.session_state[_OPEN] = id


def address(**more: str) -> dict[str, str]:
    """Return the query parameters that lead back to what is open now."""
    return {"assessment": st.session_state.get(_OPEN, ""), "as": acting(), **more}


def title(record: Record) -> str:
    """Return country, pair and round of an assessment in one line."""
    return f"{files.country_name(record.country)}, {record.pair.customs} and {record.pair.police}, {record.round}"


def local(moment: datetime) -> datetime:
    """Return a moment in the time zone of the reader's browser."""
    try:
        zone = ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    return moment.astimezone(zone)


def day(moment: datetime) -> str:
    """Return ``3 May 2026`` in the reader's time."""
    there = local(moment)
    return f"{there.day} {there:%B %Y}"


def clock(moment: datetime) -> str:
    """Return ``14:32`` for today, else ``3 May 2026, 14:32``, in the reader's time."""
    there = local(moment)
    now = local(datetime.now(tz=there.tzinfo))
    time = f"{there:%H:%M}"
    return time if there.date() == now.date() else f"{there.day} {there:%B %Y}, {time}"
