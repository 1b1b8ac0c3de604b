"""Start: the assessments with their progress, a new one, the demonstration, and what to know before."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.access.roles import Action
from diagnostic.answers import labels
from diagnostic.answers.answer import AGENCIES, VOICES, Voice
from diagnostic.app import markup, state, trying
from diagnostic.service import assessments, files
from diagnostic.service.answering import Progress
from diagnostic.service.assessments import Overview
from diagnostic.service.desk import COOPERATION, INTEGRITY, Desk, Person
from diagnostic.storage import Record


def page() -> None:
    """Draw the list of assessments."""
    desk = state.desk()
    listed = assessments.overview(desk)
    creates = desk.allowed("create", None, None)
    if listed:
        markup.heading("", "Your assessments")
        markup.put(
            '<p class="lead">Each agency answers on its own. Until both have released their answers, each page shows '
            "one agency’s answers only.</p>"
        )
    else:
        markup.heading(
            "",
            "Customs–police cooperation diagnostic",
            "See where cooperation stands, what holds it back, and what to do next.",
        )
        if desk.person is not None and not creates:
            _no_role(desk.person)
        markup.put(
            "<p>Customs and police each answer the questions of the WCO–INTERPOL handbook on their cooperation "
            "(A.1 to A.19). The tool places the answers on the handbook’s five levels, from coexistence to "
            "collaboration, shows what is still unknown as a range, and names the steps that lead to the next "
            "level. Most people need less than an hour; every answer is saved at once.</p>"
            "<p>Beside it, each agency can look at its own integrity: the ten factors of the Revised Arusha "
            "Declaration, its exposure to organised crime, and the protection of its staff. That part stays with its "
            "integrity team and its head.</p>"
        )
    trying.tell()
    for entry in listed:
        _assessment(desk, entry)
    _actions(desk, listed, creates=creates)
    _before(desk)


def _no_role(person: Person) -> None:
    """Say whom to ask, to somebody who has signed in and takes part in nothing."""
    markup.put(
        '<div class="notice"><b>You have no role in any assessment yet.</b> Ask the coordinator or the head of your '
        "agency, or whoever started the assessment, to invite you on the page People. This is the address that they "
        "need:</div>"
    )
    st.code(person.name, language=None)


def _assessment(desk: Desk, entry: Overview) -> None:
    record = entry.record
    with st.container(key=f"listed_{record.id}"):
        markup.put(
            f'<h2 class="atitle">{escape(record.pair.customs)} and {escape(record.pair.police)}</h2>'
            f'<p class="meta">{escape(files.country_name(record.country))}, {escape(record.round)} '
            f"round{_kept(entry)}</p>"
        )
        for voice in AGENCIES:
            said, button = st.columns([5, 2], vertical_alignment="center")
            with said:
                markup.put(_who(entry, voice))
            with button:
                _go_on(desk, entry, voice)
        for voice, progress in entry.integrity.items():
            _integrity(entry, voice, progress)
        with st.container(horizontal=True):
            _whole(desk, entry)
            _take_away(desk, entry)
            _keep(desk, record)


def _whole(desk: Desk, entry: Overview) -> None:
    """Draw what concerns both agencies: open, see the joint result, see who takes part."""
    record, acting = entry.record, desk.acting(entry.record)
    if all(record.stages[voice] == "opened" and entry.progress[voice] is not None for voice in AGENCIES):
        if st.button("See the joint result", key=f"joint_{record.id}"):
            _leave(record.id, acting, "results")
    elif all(record.stages[voice] == "released" for voice in AGENCIES) and desk.allowed("open", acting, record):
        label = "Open both agencies’ answers"
        st.button(label, key=f"open_{record.id}", type="primary", on_click=_open, args=(desk, record.id))
    if desk.person is not None and st.button("People", key=f"people_{record.id}", type="tertiary"):
        _leave(record.id, acting, "people")


def _take_away(desk: Desk, entry: Overview) -> None:
    """Draw the files that the person may save."""
    record = entry.record
    name = record.pair.name(desk.acting(record))
    file = files.name_of(record)
    if any(desk.allowed("export", voice, record) for voice in VOICES):
        st.download_button(
            "Save as a file",
            data=lambda: files.export_text(desk, record.id).encode(),
            file_name=f"{file}.yaml",
            mime="application/yaml",
            key=f"save_{record.id}",
            type="tertiary",
            on_click="ignore",
            help=f"Holds what {name} may see." if desk.agencies(record) else "Holds what you may see.",
        )
    if entry.integrity:
        st.download_button(
            "Save integrity as a file",
            data=lambda: files.integrity_text(desk, record.id).encode(),
            file_name=f"{file}-integrity.yaml",
            mime="application/yaml",
            key=f"save_integrity_{record.id}",
            type="tertiary",
            on_click="ignore",
            help=f"The integrity self-assessment of {name} alone. It is for its integrity team and head; the other "
            "file never holds it.",
        )


def _keep(desk: Desk, record: Record) -> None:
    """Draw what changes or ends the assessment itself."""
    if desk.allowed("set_details", None, record) and st.button(
        "Target and context", key=f"change_{record.id}", type="tertiary"
    ):
        _leave(record.id, desk.acting(record), "change")
    if not desk.allowed("erase", None, record):
        return
    with st.popover("Erase", type="tertiary", key=f"erase_{record.id}"):
        st.write("This erases the assessment with all its answers and their history. It cannot be undone.")
        st.button("Erase for good", key=f"erase_now_{record.id}", on_click=_erase, args=(desk, record.id))


def _kept(entry: Overview) -> str:
    until = entry.record.retain_until
    if until is None:
        return ""
    day = f"{until.day} {until:%B %Y}"
    if until < datetime.now(tz=UTC).date():
        return f". <b>It was to be kept until {day}: erase it, or set another date.</b>"
    return f" · kept until {day}"


def _who(entry: Overview, voice: Voice) -> str:
    record, progress = entry.record, entry.progress[voice]
    name = f"<b>{escape(record.pair.name(voice))}</b>"
    stage = record.stages[voice]
    if progress is None:
        released = "Released" if stage in ("released", "opened") else "Not released"
        both = all(record.stages[agency] == "opened" for agency in AGENCIES)
        said = "Open to those who answer for it." if both else f"{released}. Sealed until both release."
        return f'<div class="who">{name}<span style="grid-column:span 2">{said}</span></div>'
    part = 100 * progress.done / max(progress.total, 1)
    changed = record.changed_at.get(voice)
    when = f" · last saved {escape(state.clock(changed))}" if changed else ""
    said = wording.answered(progress.done, progress.total)
    return (
        f'<div class="who">{name}<span class="bar" role="img" aria-label="{said}" style="--part:{part:.0f}%"></span>'
        f'<span>{said}<br><span class="meta">{labels.STAGES[stage]}{when}</span></span></div>'
    )


def _integrity(entry: Overview, voice: Voice, progress: Progress) -> None:
    record = entry.record
    said, button = st.columns([5, 2], vertical_alignment="center")
    with said:
        part = 100 * progress.done / max(progress.total, 1)
        text = wording.answered(progress.done, progress.total)
        closed = record.courses[INTEGRITY][voice] != "draft"
        markup.put(
            f'<div class="who"><b>Integrity of {escape(record.pair.name(voice))}</b>'
            f'<span class="bar" role="img" aria-label="{text}" style="--part:{part:.0f}%"></span>'
            f'<span>{text}<br><span class="meta">{"Closed" if closed else "Open to changes"} · seen by its integrity '
            "team and head</span></span></div>"
        )
    with button:
        label = "Integrity results" if closed or progress.done == progress.total else "Continue integrity"
        if st.button(label, key=f"integrity_{record.id}_{voice}", width="stretch"):
            _leave(record.id, voice, "integrity_results" if label == "Integrity results" else "integrity")


def _go_on(desk: Desk, entry: Overview, voice: Voice) -> None:
    record = entry.record
    name = record.pair.name(voice)
    stage, progress = record.stages[voice], entry.progress[voice]
    key = f"go_{record.id}_{voice}"
    alone = desk.person is None  # who then works for either agency, and chooses it here
    works = voice in desk.agencies(record)
    writes = alone or any(desk.allowed(action, voice, record) for action in _WRITING)
    reads = alone or progress is not None
    if stage == "opened":
        if reads and st.button(f"Result of {name}", key=key, width="stretch"):
            st.session_state["whose"] = voice
            _leave(record.id, voice, "results")
    elif works and stage == "draft" and (writes or reads):
        started = progress is not None and progress.done > 0
        label = f"Continue as {name}" if started else f"Answer as {name}"
        label = label if writes else f"Questions of {name}"
        if st.button(label, key=key, type="primary" if voice == desk.acting(record) else "secondary", width="stretch"):
            _leave(record.id, voice, "questions")
    elif works and reads and st.button(f"Review as {name}", key=key, width="stretch"):
        _leave(record.id, voice, "review")


#: Whoever may do one of these has questions to answer.
_WRITING: tuple[Action, ...] = ("edit_answers", "edit_restricted", "edit_draft")


def _leave(id: str, voice: Voice, page: str) -> None:
    state.choose(id)
    state.act_as(voice)
    for instrument in (COOPERATION, INTEGRITY):
        st.session_state.pop(f"section_{instrument}", None)
    st.switch_page(f"app_pages/{page}.py", query_params=state.address())


def _actions(desk: Desk, listed: list[Overview], *, creates: bool) -> None:
    imports = creates or any(
        desk.allowed(action, voice, entry.record) for entry in listed for action in _IMPORTING for voice in VOICES
    )
    shown = [entry.record for entry in listed if files.is_demonstration(entry.record)]
    with st.container(horizontal=True, key="actions"):
        if creates and st.button("Start a new assessment", type="secondary" if listed else "primary"):
            st.switch_page("app_pages/new.py")
        if imports and st.button("Open an assessment file"):
            st.switch_page("app_pages/open_file.py")
        if creates and not listed:
            st.button("Open the demonstration", on_click=_load, args=(desk,))
        elif shown and all(desk.allowed("erase", None, record) for record in shown):
            st.button("Remove the demonstration", type="tertiary", on_click=_remove, args=(desk,))
    if creates and not listed:
        markup.put(
            '<p class="meta">The demonstration holds two fictional administrations, Freedonia and Sylvania. '
            "It can be removed with one click.</p>"
        )


_IMPORTING: tuple[Action, ...] = ("import", "import_integrity")


def _open(desk: Desk, id: str) -> None:
    trying.attempt(lambda: assessments.open_both(desk, id))


def _load(desk: Desk) -> None:
    trying.attempt(lambda: files.load_demonstration(desk))


def _remove(desk: Desk) -> None:
    trying.attempt(lambda: files.remove_demonstration(desk))


def _erase(desk: Desk, id: str) -> None:
    trying.attempt(lambda: assessments.erase(desk, id))


_ONE_PERSON = (
    "This copy runs on your computer without sign-in, for one person. You choose for which agency you answer and see "
    "one agency’s answers at a time, until both have released theirs."
)
_SIGNED_IN = (
    "People sign in here, and each of them sees and does what the roles allow that they were given in an assessment. "
    "The page People lists who takes part, and what each role allows. Until both agencies have released their answers, "
    "neither sees those of the other, nor does the committee."
)
_SEALING = {
    True: "Here, sealing is procedure, not protection: whoever uses this computer or holds the database file can read "
    "everything in it. The same is true of whoever runs a server.",
    False: "Sealing binds this program, not whoever runs this server or holds its database or a copy of it: they can "
    "read everything in it.",
}


def _before(desk: Desk) -> None:
    alone = desk.person is None
    st.header("Before you start", anchor=False)
    markup.put(
        f"<p><b>Who sees what.</b> {_ONE_PERSON if alone else _SIGNED_IN} The "
        "integrity self-assessment is never released: it stays with the agency’s integrity team and head. The "
        f"anonymous staff survey keeps no reply at all. {_SEALING[alone]}</p>"
        "<p><b>What does not belong here.</b> Do not write names of people, cases or informants, or anything that "
        "shows how an operation was run. Files and databases may be subject to court orders, audits and laws on "
        "access to information.</p>"
        "<p><b>This is no channel for reporting wrongdoing or a threat.</b> Use the reporting channel of your "
        "administration, or the authority that your country names for it. If somebody is in danger, call the "
        "emergency services.</p>"
        "<p><b>What the level is.</b> A description, not a mark: the handbook asks no country to reach a particular "
        "level. The agencies choose their target.</p>"
    )


page()
