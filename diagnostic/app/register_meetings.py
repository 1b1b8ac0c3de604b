"""The meetings of the register: what is known of each, its notes as they are typed, and its minutes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from html import escape

import streamlit as st

from diagnostic.app import markup, register_form, register_sheet, register_words, state
from diagnostic.app.fragments import fragment
from diagnostic.app.register_sheet import Notes
from diagnostic.service import committee, minutes, register_parts
from diagnostic.service.committee import Meeting, Register
from diagnostic.service.desk import Desk

_FORMS: dict[minutes.Form, tuple[str, str]] = {
    "docx": ("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": ("PDF", "application/pdf"),
}


def meetings(desk: Desk, register: Register, shown: Register, now: date) -> None:
    """Draw the meetings, the latest first."""
    st.header("Meetings", anchor=False)
    if register.may_write and register.committees:
        last = shown.meetings[-1] if shown.meetings else None
        whose = last.committee if last is not None else _only(shown)
        register_form.new(desk, register, "meeting", {"committee": whose, "held_on": now.isoformat()})
    if not shown.meetings:
        markup.put('<p class="lead">No meeting has been entered yet.</p>')
    asked = st.query_params.get("meeting")
    for meeting in reversed(shown.meetings):
        with st.container(key=f"listed_{meeting.key}", gap="small"):
            markup.put(_head(register, meeting, now))
            if meeting.held(now):
                _minutes(desk, register, meeting)
            opened = asked == meeting.key or (register.may_write and meeting.held_on == now)
            label = "Notes" if register.may_write else "Notes and attendance"
            notes = st.expander(label, key=f"notes_of_{meeting.key}", on_change="rerun", expanded=opened)
            if notes.open:
                with notes:
                    _attendance(meeting)
                    if register.may_write:
                        _notes(desk, register, meeting, [True])
                    else:
                        markup.put(f'<p class="pre">{escape(meeting.notes or "No notes have been written.")}</p>')
            elif meeting.key in register.waiting:
                register_form.clash(desk, register, "meeting", meeting.key, join="notes")
            register_form.change(desk, register, "meeting", meeting)


def _only(shown: Register) -> str:
    return shown.committees[0].key


def _head(register: Register, meeting: Meeting, now: date) -> str:
    planned = "" if meeting.held(now) else " · planned"
    known = [
        f"{label}: {escape(text)}"
        for label, text in (
            ("Place", meeting.place),
            ("Chair", meeting.chair),
            ("Minutes", meeting.minutes_by),
            ("Next meeting", register_words.day(meeting.next_on)),
        )
        if text
    ]
    title = escape(meeting.title or "Meeting")
    return (
        f'<p class="meta">{escape(register_words.committee(register, meeting.committee))} · '
        f'{register_words.day(meeting.held_on)}{planned}</p><p class="atitle">{title}</p>'
        f'<p class="meta">{" · ".join(known)}</p>'
    )


def _attendance(meeting: Meeting) -> None:
    lines = [line.strip() for line in meeting.attendance.splitlines() if line.strip()]
    if lines:
        rows = "".join(f"<li>{escape(line)}</li>" for line in lines)
        markup.put(f'<p class="meta">Attendance</p><ul>{rows}</ul>')


def _minutes(desk: Desk, register: Register, meeting: Meeting) -> None:
    with st.container(horizontal=True):
        for form, (name, mime) in _FORMS.items():
            st.download_button(
                f"Minutes as {name}",
                data=_maker(desk, register.record.id, meeting.key, form),
                file_name=minutes.file_name(register.record, meeting, form),
                mime=mime,
                key=f"minutes_{form}_{meeting.key}",
                on_click="ignore",
            )


def _maker(desk: Desk, id: str, key: str, form: minutes.Form) -> Callable[[], bytes]:
    return lambda: minutes.minutes(desk, id, key, form)


@fragment
def _notes(desk: Desk, register: Register, meeting: Meeting, fresh: list[bool]) -> None:
    """Draw the notes as a fragment: they are saved while they are typed, and the page stays as it is meanwhile.

    ``fresh``: holds something while the page itself is being drawn, and what it was given is what stands.
    """
    if fresh:
        fresh.clear()
    else:
        register = committee.register(state.desk(), register.record.id)  # others write as well
        found = register.meeting(meeting.key)
        if found is None:
            markup.put('<div class="alert" role="alert">This meeting was withdrawn by somebody else.</div>')
            return
        meeting = found
    notes = Notes(register.record.id, meeting.key, meeting.seen, meeting.notes)
    with st.container(key=f"clash_{meeting.key}"):  # always there: else the text area loses the typist's cursor
        register_form.clash(desk, register, "meeting", meeting.key, join="notes")
    register_sheet.sync_notes(notes)
    place = f"typing_{meeting.key}"
    with st.container(key=place):
        st.text_area(
            "Notes of the meeting: what was said and why. They are saved while you type.",
            key=notes.widget("text"),
            height=420,
            max_chars=register_parts.PAGE,
            help="General terms only: no names, cases or informants. Decisions and actions have a place of their own.",
            on_change=register_sheet.save_notes,
            args=(notes,),
        )
    _said(notes, meeting)
    register_form.look_again(str(st.session_state.get(notes.widget("text")) or ""))
    _save_while_typing(place)


def _said(notes: Notes, meeting: Meeting) -> None:
    kind, text = notes.message
    if kind in ("refused", "failed"):
        markup.put(f'<div class="alert" role="alert">Not saved: {escape(text)}</div>')
        st.button("Save again", key=notes.widget("again"), on_click=register_sheet.save_notes, args=(notes,))
    elif kind == "met":
        markup.put('<p class="meta" role="status">What you type is kept beside the other text until one is chosen.</p>')
    elif kind == "saved":
        markup.put(f'<p class="saved" role="status">Saved {escape(state.clock(meeting.at))}</p>')


def _save_while_typing(place: str) -> None:
    """Have the browser hand over the text when the typist pauses, as Ctrl and Enter would.

    What was typed in the last second before the page is loaded anew is held by the tab, and put back.
    """
    # A script in which a letter or figure follows "<" is taken out before it runs.
    st.html(
        f"""<script>(()=>{{
        const own='[class*="st-key-typing_"] textarea',held="cpdiag:"+{json.dumps(place)};
        if(!window.cpdiagTyping){{
          window.cpdiagTyping=true;
          let timer=0,typed=null;
          const key=area=>"cpdiag:"+[...area.closest('[class*="st-key-typing_"]').classList]
            .find(name=>name.startsWith("st-key-typing_")).slice(7);
          const save=()=>{{
            clearTimeout(timer);timer=0;
            const area=typed,said=area.value;
            if(!area.isConnected)return;
            area.dispatchEvent(new KeyboardEvent("keydown",
              {{key:"Enter",code:"Enter",keyCode:13,ctrlKey:true,bubbles:true,cancelable:true}}));
            setTimeout(()=>{{if(area.value===said){{area.cpdiagBase=said;
              if(area.isConnected)sessionStorage.removeItem(key(area))}}}},3000)}};
          const wait=event=>{{
            if(!event.target.matches(own))return;
            typed=event.target;
            sessionStorage.setItem(key(typed),JSON.stringify([typed.cpdiagBase??"",typed.value]));
            clearTimeout(timer);if(!event.isComposing)timer=setTimeout(save,1000)}};
          addEventListener("focusin",event=>{{
            if(event.target.matches(own)&&!timer)event.target.cpdiagBase=event.target.value}});
          addEventListener("input",wait,true);addEventListener("compositionend",wait,true);
          addEventListener("pagehide",()=>{{if(timer)save()}})}}
        const back=turns=>{{
          const area=document.querySelector("."+CSS.escape("st-key-"+{json.dumps(place)})+" textarea");
          if(!area){{if(turns)setTimeout(()=>back(turns-1),100);return}}
          const [before,text]=JSON.parse(sessionStorage.getItem(held)||"[]");
          if(!text||document.activeElement===area)return;
          sessionStorage.removeItem(held);
          if(before.trim()===area.value.trim()&&text.trim()!==area.value.trim()){{
            Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype,"value").set.call(area,text);
            area.cpdiagBase=before;area.dispatchEvent(new Event("input",{{bubbles:true}}))}}}};
        back(40)}})()</script>""",
        unsafe_allow_javascript=True,
    )
