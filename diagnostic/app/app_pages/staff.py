"""The staff survey as the integrity team of an agency runs it: how many replied, what staff perceive, how to invite."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from urllib.parse import urlencode, urlsplit

import streamlit as st

from diagnostic import wording
from diagnostic.access import NotAllowed
from diagnostic.answers.answer import Voice
from diagnostic.app import markup, nothing_open, server, sidebar, state
from diagnostic.service import integrity, perception
from diagnostic.service.desk import PERCEPTION, Desk
from diagnostic.service.integrity import StatementRefused
from diagnostic.service.perception import Opinion, Perceived
from diagnostic.storage import (
    STEP,
    AlreadyOpen,
    NotStorable,
    Record,
    Survey,
    SurveyClosed,
    UnknownSurvey,
    VaultLocked,
)

_TITLE = "Staff survey"
#: Made links until the page has shown them once; what went wrong; what was done.
_LINKS, _FAILED, _SAVED, _BASE = "survey_links", "survey_refused", "survey_saved", "survey_base"
_MOST = 500


def page() -> None:
    """Draw the survey among the staff of the agency that the person works for."""
    desk = state.desk()
    record = state.open_record(desk)
    if record is None:
        nothing_open.show(_TITLE)
        return
    sidebar.agency(record)
    st.query_params.from_dict(state.address())
    own = record.pair.name(desk.acting(record))
    meta = f"{state.title(record)} · staff of {own}"
    try:
        known = perception.surveys(desk, record)
    except NotAllowed as refused:
        markup.heading(meta, _TITLE, str(refused))
        return
    newest = known[0] if known else None
    perceived = perception.perceived(desk, record)
    markup.heading(meta, _TITLE, _finding(own, newest, perceived))
    _failed()
    if newest is None:
        _what_it_is(desk, record, own)
        _channel_first(desk, record)
        _open(desk, record)
    else:
        _tally(newest)
    if perceived is not None and newest is not None:
        _results(perceived, newest, own)
    if newest is not None and newest.open:
        _invite(desk, record, newest)
    elif newest is not None:
        st.header("Ask again", anchor=False)
        markup.put(
            '<p class="lead">A new survey begins at zero. The results of the last one stay until it has its own.</p>'
        )
        _open(desk, record)
    _report_to(desk, record, desk.acting(record), own)
    if newest is not None:
        st.header("What the survey is, and who sees what", anchor=False)
        _what_it_is(desk, record, own)
        if newest.open:
            _close(desk, record, newest)


def _finding(own: str, newest: Survey | None, perceived: Perceived | None) -> str:
    if newest is None:
        return f"{own} has not asked its staff yet."
    if perceived is None:
        return f"{own} asks its staff." if newest.open else "The survey was closed before ten had replied."
    told = [opinion for opinion in perceived.opinions if opinion.enough]
    against = sum(opinion.disagree > opinion.agree for opinion in told)
    if not told:
        return "Too few gave an opinion to any statement."
    if not against:
        return "No statement finds more disagreement than agreement."
    return f"More of the staff disagree than agree with {against} of {wording.count(len(told), 'statement')}."


def _what_it_is(desk: Desk, record: Record, own: str) -> None:
    other = record.pair.other(desk.acting(record))
    questions = desk.library.instrument(PERCEPTION)
    markup.put(
        f"<p>{len(questions.items)} statements that any member of staff can answer in about three minutes, without "
        "a name and without sign-in. It shows what staff perceive. It stands beside the self-assessment of what exists "
        "and changes no level.</p>"
        '<div class="record"><b>Who sees what.</b> The integrity team and the head of '
        f"{escape(own)} see how many have replied, and the totals after 10, 20, 30 replies and so on. Nobody sees a "
        "single reply: none is stored. There is no breakdown by unit, rank or place, and no free text. "
        f"{escape(other)} and the committee see nothing of it.</div>"
        '<div class="record"><b>Invite many, from many places.</b> Where one small office is asked alone, a '
        "total can give its people away.</div>"
    )
    with st.expander("The statements"):
        markup.put("<ol>" + "".join(f"<li>{escape(item.question)}</li>" for item in questions.items) + "</ol>")


def _open(desk: Desk, record: Record) -> None:
    with st.container(horizontal=True, key="survey_open"):
        st.button(
            "Open the survey with personal links",
            type="primary",
            on_click=_do,
            args=(lambda: perception.start(desk, record.id, kiosk=False),),
        )
        st.button(
            "Open the survey on a shared device (kiosk)",
            on_click=_do,
            args=(lambda: perception.start(desk, record.id, kiosk=True),),
        )
    markup.put(
        '<p class="meta">A personal link counts once. A shared device takes one reply after the other, from whoever '
        "stands at it. Both can be used in one survey.</p>"
    )


def _channel_first(desk: Desk, record: Record) -> None:
    if not integrity.report_to(desk, record, desk.acting(record)):
        markup.put(
            '<div class="notice"><b>First name, below, where staff report wrongdoing or a threat.</b> Until then those '
            "who are asked read that it is not named.</div>"
        )


def _tally(survey: Survey) -> None:
    replies = wording.count(survey.replies, "reply", "replies")
    number, word = replies.split(" ")
    if survey.open:
        more = perception.missing(survey)
        said = f"{more} more until the results can be read{' again' if survey.replies >= STEP else ''}"
        after = "This number does not renew itself: load the page again to see the newest."
    else:
        said, after = "the survey is closed", ""
    issued = f" {wording.count(survey.issued, 'personal link')} made so far." if survey.issued else ""
    markup.put(
        f'<p class="tally"><b>{number}</b> {word}; {said}</p><p class="meta">{escape((after + issued).strip())}</p>'
    )


# ---------------------------------------------------------------- results


def _results(perceived: Perceived, newest: Survey, own: str) -> None:
    st.header("What staff perceive", anchor=False)
    rows = "".join(_opinion(opinion, perceived.replies) for opinion in _in_order(perceived))
    earlier = "" if perceived.survey.id == newest.id else " They are from the survey before this one."
    markup.put(
        f'<p class="lead">The first {perceived.replies} replies from the staff of {escape(own)}; least agreement '
        f"first. Agreeing is the good answer to every statement.{earlier}</p>"
        '<p class="key"><span><i class="agree"></i>agree or strongly agree</span>'
        '<span><i class="neither"></i>neither</span>'
        '<span><i class="disagree"></i>disagree or strongly disagree</span></p>'
        f'<ul class="rows opinions">{rows}</ul>'
    )


def _in_order(perceived: Perceived) -> list[Opinion]:
    """Return the opinions, least agreement first, those that cannot be told last."""
    return sorted(perceived.opinions, key=lambda o: (not o.enough, o.agree / o.given if o.enough else 0))


def _opinion(opinion: Opinion, replies: int) -> str:
    said = f"<b>{escape(opinion.item.name)}</b><p>“{escape(opinion.item.question)}”</p>"
    if not opinion.enough:
        return (
            f'<li><div>{said}</div><div><p class="meta">Fewer than ten gave an opinion, so no shares are shown.</p>'
            "</div></li>"
        )
    parts = (("agree", opinion.agree), ("neither", opinion.neither), ("disagree", opinion.disagree))
    bar = "".join(f'<i class="{name}" style="flex-grow:{count}"></i>' for name, count in parts if count)
    numbers = "".join(f"<span><b>{count}</b> {name}</span>" for name, count in parts)
    left_out = f"; {opinion.left_out} left it out or do not know" if opinion.left_out else ""
    return (
        f'<li><div>{said}</div><div><div class="opinion" aria-hidden="true">{bar}</div>'
        f'<p class="numbers">{numbers}</p><p class="meta">of {replies} replies{left_out}</p></div></li>'
    )


# ---------------------------------------------------------------- inviting


def _invite(desk: Desk, record: Record, survey: Survey) -> None:
    st.header("Invite staff", anchor=False)
    _channel_first(desk, record)
    st.text_input(
        "Address at which staff reach the survey, if it is served apart",
        key=_BASE,
        placeholder="https://survey.example.org",
        help="An operator serves the survey alone, to other computers, with: cpdiag app --survey-only",
        max_chars=300,
    )
    if _here_only() and not st.session_state.get(_BASE):
        markup.put(
            '<div class="notice"><b>This copy runs without sign-in and answers this computer only.</b> Links and the '
            "kiosk page open here and nowhere else. Whoever sits here can reach every other page of this copy too: do "
            "not leave it unattended.</div>"
        )
    links, kiosk = st.columns(2, gap="large")
    with links:
        _links(desk, record, survey)
    with kiosk:
        _kiosk(desk, record, survey)


def _links(desk: Desk, record: Record, survey: Survey) -> None:
    st.subheader("Personal links", anchor=False)
    markup.put(
        "<p>Each link can be used once. Hand them out at random, for example on folded slips from a box. "
        "<b>Never list which link went to whom:</b> a list would show who has replied.</p>"
    )
    with st.form("survey_make", border=False):
        number = st.number_input("How many links", min_value=1, max_value=_MOST, value=50, step=10)
        made = st.form_submit_button("Make links")
    if made:
        _do(lambda: _make(desk, record, survey, int(number)))
        st.rerun()
    tokens: list[str] = st.session_state.pop(_LINKS, [])
    if tokens:
        lines = ["link", *(_address(survey, token) for token in tokens)]
        with st.container(key="survey_made"):
            markup.put(
                f'<div class="notice" role="status"><b>{wording.count(len(tokens), "link")} made. Save them now:</b> '
                "they are shown this once. Only a fingerprint of each is kept, from which no link can be made again."
                "</div>"
            )
            st.download_button(
                "Save the links",
                data="\r\n".join(lines) + "\r\n",
                file_name="links.csv",
                mime="text/csv",
                type="primary",
                on_click="ignore",
            )


def _make(desk: Desk, record: Record, survey: Survey, number: int) -> None:
    st.session_state[_LINKS] = perception.issue(desk, record, survey, number)


def _kiosk(desk: Desk, record: Record, survey: Survey) -> None:
    st.subheader("Shared device (kiosk)", anchor=False)
    if not survey.kiosk:
        markup.put("<p>Off: replies come through personal links only.</p>")
        st.button(
            "Take replies on a shared device",
            on_click=_do,
            args=(lambda: perception.set_kiosk(desk, record, survey, on=True),),
        )
        return
    markup.put(
        "<p>On: whoever opens this address can reply, any number of times. Place the device where nobody can look over "
        "a shoulder, and close everything else on it.</p>"
    )
    st.code(_address(survey), language=None, wrap_lines=True)
    with st.container(horizontal=True):
        st.link_button("Open the kiosk page", _address(survey))
        st.button(
            "Take no more replies there",
            type="tertiary",
            on_click=_do,
            args=(lambda: perception.set_kiosk(desk, record, survey, on=False),),
        )


def _address(survey: Survey, token: str = "") -> str:
    """Return the full address of the survey, with the name under which this page was reached."""
    apart = str(st.session_state.get(_BASE) or "").strip().rstrip("/").removesuffix("/survey")
    base = apart or (st.context.url or "").rstrip("/").removesuffix("/staff")
    return f"{base}/survey?{urlencode({'survey': survey.code} | ({'token': token} if token else {}))}"


def _here_only() -> bool:
    """Whether this page was reached by a name that means this computer."""
    host = urlsplit(st.context.url or "").netloc
    return server.is_local({"type": "http", "headers": [(b"host", host.encode())]})


def _close(desk: Desk, record: Record, survey: Survey) -> None:
    waiting = survey.replies % STEP
    lost = (
        f" The {wording.count(waiting, 'reply', 'replies')} since the last results will never show." if waiting else ""
    )
    with st.popover("Close the survey", type="tertiary", key="survey_close"):
        st.write(f"No more replies are taken, and links that were not used stop working.{lost} It cannot be undone.")
        st.button("Close it for good", on_click=_do, args=(lambda: perception.close(desk, record, survey),))


# ---------------------------------------------------------------- where to report


def _report_to(desk: Desk, record: Record, voice: Voice, own: str) -> None:
    if not desk.allowed("set_reporting", voice, record):
        return
    st.header("Where staff report wrongdoing or a threat", anchor=False)
    markup.put(
        '<p class="lead">The survey and the self-assessment are no reporting channel. What you write here stands '
        f"before their first question, for everybody who is asked in {escape(own)}.</p>"
    )
    with st.form(f"report_{record.id}_{voice}", border=False):
        text = st.text_area(
            "Where staff report wrongdoing or a threat",
            value=integrity.report_to(desk, record, voice),
            max_chars=600,
            height=110,
            placeholder="An office, a telephone number, an address; one outside the agency as well, if there is one",
            label_visibility="collapsed",
        )
        if st.form_submit_button("Save"):
            _do(lambda: integrity.set_report_to(desk, record.id, text))
            if _FAILED not in st.session_state:
                st.session_state[_SAVED] = "Saved. It stands on the pages now." if text.strip() else "Removed."
            st.rerun()
    saved = st.session_state.pop(_SAVED, "")
    if saved:
        markup.put(f'<p class="saved" role="status">{escape(saved)}</p>')


# ---------------------------------------------------------------- doing


def _do(step: Callable[[], object]) -> None:
    """Carry out a step, and remember the sentence if it was refused."""
    try:
        step()
    except (
        AlreadyOpen,
        SurveyClosed,
        UnknownSurvey,
        VaultLocked,
        NotStorable,
        NotAllowed,
        StatementRefused,
    ) as refused:
        st.session_state[_FAILED] = str(refused)


def _failed() -> None:
    message = st.session_state.pop(_FAILED, "")
    if message:
        markup.put(f'<div class="alert" role="alert">{escape(message)}</div>')


page()
