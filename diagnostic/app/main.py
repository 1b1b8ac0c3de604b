"""The app: appearance, navigation, and a clear page when the database or the content cannot be used."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from diagnostic import places
from diagnostic.access import NotAllowed
from diagnostic.app import markup, offered, sidebar, signing_in, state, trying
from diagnostic.content.faults import Refused
from diagnostic.storage import DatabaseRefused, StorageFailed, UnknownAssessment

_HERE = Path(__file__).parent
_ICON = str(_HERE / "icon.png")


def main() -> None:
    """Draw the page that the address asks for."""
    # No title here: each page gives the window its own.
    st.set_page_config(page_icon=_ICON, layout="wide")
    markup.put(f"<style>{_style()}</style>")
    survey = _page("survey", "Staff survey", "survey", hidden=True)
    if places.survey_only():
        _run(st.navigation([_page("survey", "Staff survey", ""), survey], position="hidden"), alone=True)
        return
    is_offered = _offered()

    def listed(file: str, title: str, path: str) -> StreamlitPage:
        return _page(file, title, path, hidden=not is_offered(file))

    # Flat: navigation in sections fails the accessibility check of lists.
    page = st.navigation(
        [
            listed("start", "Your assessments", ""),
            listed("questions", "Questions", "questions"),
            listed("colleagues", "Colleagues", "colleagues"),
            listed("review", "Review", "review"),
            listed("results", "Results", "results"),
            listed("compare", "Compare", "compare"),
            listed("meeting", "Meeting", "meeting"),
            listed("decisions", "Decisions", "decisions"),
            listed("next_steps", "What to do next", "next-steps"),
            listed("roadmap", "Roadmap", "roadmap"),
            listed("drafts", "Drafts", "drafts"),
            listed("reports", "Reports", "reports"),
            listed("rounds", "Rounds", "rounds"),
            listed("benchmarks", "Benchmarks", "benchmarks"),
            listed("integrity", "Integrity questions", "integrity"),
            listed("integrity_review", "Integrity review", "integrity-review"),
            listed("integrity_results", "Integrity results", "integrity-results"),
            listed("integrity_measures", "Integrity measures", "integrity-measures"),
            listed("staff", "Staff survey", "staff"),
            listed("people", "People", "people"),
            listed("record", "Record", "record"),
            _page("new", "Start a new assessment", "new", hidden=True),
            _page("open_file", "Open an assessment file", "open-file", hidden=True),
            _page("change", "Target and context", "change", hidden=True),
            survey,
        ],
        position="sidebar" if is_offered("start") else "hidden",
        expanded=True,
    )
    _run(page, alone=page == survey)


def _offered() -> Callable[[str], bool]:
    """Return which pages are offered: all to the one person of local mode, to others those that they can use."""
    if not signing_in.required():
        return lambda page: True
    try:
        desk = state.desk()
        record = state.open_record(desk)
        state.note_roles(desk, record)
    except (signing_in.NotSignedIn, DatabaseRefused, Refused, StorageFailed):
        return lambda page: False  # the page says why
    return lambda page: offered.to(desk, record, page)


def _run(page: StreamlitPage, *, alone: bool) -> None:
    """Run a page, and tell what keeps it from running. ``alone``: without the way to other pages."""
    if alone:
        # Staff who answer come without sign-in and see this page alone.
        markup.put("<style>[data-testid=stSidebar],[data-testid=stExpandSidebarButton]{display:none}</style>")
    _renew_after_restart()
    try:
        desk = state.survey_desk() if alone else state.desk()
    except signing_in.NotSignedIn as refused:
        signing_in.page(refused)
        return
    except DatabaseRefused as refused:
        _cannot_start("The database cannot be used", str(refused))
    except Refused as refused:
        _cannot_start("The questionnaires cannot be used", "\n".join(map(str, refused.faults)))
    if desk.person is not None and not alone:
        sidebar.signed_in(desk.person)
    st.session_state["headed"] = False
    try:
        page.run()
        trying.forget()
    except Refused as refused:  # steps and drafts are read when they are first asked for
        _cannot_start("The catalogue of steps cannot be used", "\n".join(map(str, refused.faults)))
    except (NotAllowed, UnknownAssessment) as refused:
        _told(page, str(refused))
    except StorageFailed as failed:
        _told(page, str(failed))
        st.button("Try again")


def _told(page: StreamlitPage, why: str) -> None:
    """Say what kept a page from going on, under its title, which it may not have come to."""
    if not st.session_state["headed"]:
        markup.heading("", page.title)
    markup.put(f'<div class="alert" role="alert">{escape(why)}</div>')


def _page(file: str, title: str, path: str, *, hidden: bool = False) -> StreamlitPage:
    return st.Page(
        str(_HERE / "app_pages" / f"{file}.py"),
        title=title,
        url_path=path,
        default=not path,
        visibility="hidden" if hidden else "visible",
    )


def _cannot_start(title: str, why: str) -> None:
    st.title(title, anchor=False)
    markup.put(f'<div class="alert pre" role="alert">{escape(why)}</div>')
    st.button("Try again", type="primary")
    st.stop()


def _renew_after_restart() -> None:
    """Run the page anew when the browser has found the server again.

    After a restart the server knows no fragment of this page: the next answer would be dropped in
    silence while the page still says "Saved". A full run makes the page true again; until it is
    through, the page takes no answer.
    """
    st.button("Renew the page", key="renew")
    st.html(
        """<style>.st-key-renew{display:none}</style>
        <script>(()=>{if(window.cpdiagWatch)return;window.cpdiagWatch=true;
        const app=document.querySelector("[data-testid=stApp]");
        const state=name=>app.getAttribute("data-test-"+name+"-state");
        const hold=on=>document.querySelectorAll("[data-testid=stMain],[data-testid=stSidebar]").forEach(e=>e.inert=on);
        let lost=false,asked=false,ran=false;
        const check=()=>{
          if(state("connection")!=="CONNECTED"){lost=true;asked=ran=false;hold(true);return}
          if(lost){lost=false;asked=true;const b=document.querySelector(".st-key-renew button");if(b)b.click();
            setTimeout(()=>{if(asked&&!lost){asked=false;hold(false)}},10000);return}
          if(asked&&state("script")==="running")ran=true;
          if(asked&&ran&&state("script")==="notRunning"){asked=ran=false;hold(false)}};
        new MutationObserver(check).observe(app,{attributes:true});})()</script>""",
        unsafe_allow_javascript=True,
    )


def _style() -> str:
    return (_HERE / "style.css").read_text(encoding="utf-8")


main()
